"""Right answers to the turns of lesson 02, written in different ways: NAME__WAY answers NAME."""

import math

import numpy as np

at_least_two__halfway = ([1, 1, 1], -1.5)
at_least_two__steep = (np.array([10.0, 10.0, 10.0]), -15.0)
at_least_two__uneven = [[2.0, 3.0, 2.5], np.array(-4.0)]
at_least_two__tuples = ((1.0, 1.0, 1.0), -1.0001)


def unit_forward__plain(self, x):
    z = self.weights @ x + self.bias
    return 1 / (1 + np.exp(-z))


def unit_forward__sum_of_products(self, x):
    return 1 / (1 + np.exp(-np.sum(self.weights * x) - self.bias))


def unit_forward__loop(self, x):
    z = self.bias
    for i in range(len(x)):
        z += self.weights[i] * x[i]
    return 1 / (1 + math.exp(-z))


def unit_forward__tanh(self, x):
    return (1 + np.tanh((np.dot(x, self.weights) + self.bias) / 2)) / 2


def distances__plain(X, w, w0):
    return (X @ w + w0) / np.linalg.norm(w)


def distances__unit_normal(X, w, w0):
    length = np.sqrt(np.sum(w**2))
    return X @ (w / length) + w0 / length


def distances__loops(X, w, w0):
    length = math.sqrt(sum(w_i * w_i for w_i in w))
    return [(sum(x[i] * w[i] for i in range(len(w))) + w0) / length for x in X]


def distances__foot(X, w, w0):
    foot = -w0 * w / (w @ w)
    return (X - foot) @ w / (w @ w) ** 0.5
