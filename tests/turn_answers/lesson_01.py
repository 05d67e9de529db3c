"""Right answers to the turns of lesson 01, written in different ways: NAME__WAY answers NAME."""

import numpy as np


def perceptron_update__plain(w, x, t):
    o = 1 if w @ x > 0 else 0
    return w + (t - o) * x


def perceptron_update__by_cases(w, x, t):
    o = float(np.dot(w, x) > 0)
    if o == t:
        return w
    return w + x if t == 1 else w - x


def perceptron_update__lists(w, x, t):
    z = sum(w[i] * x[i] for i in range(len(x)))
    error = t - (z > 0)
    return [w[i] + error * x[i] for i in range(len(x))]


def perceptron_update__heaviside(w, x, t):
    return w - (np.heaviside(w @ x, 0) - t) * x


xnor_hidden__or_and = ([[1, 1], [1, 1]], [-0.5, -1.5])
xnor_hidden__steep = (np.array([[10.0, 10.0], [10.0, 10.0]]), np.array([-5.0, -15.0]))
xnor_hidden__either_alone = [[[4.0, -4.0], [-4.0, 4.0]], [-2.0, -2.0]]
xnor_hidden__both_and_neither = (np.array([[5, 5], [-5, -5]]), [-7.5, 2.5])
xnor_hidden__two_different_lines = (((2.0, 2.0), (-6.0, -6.0)), (-1.0, 9.0))
