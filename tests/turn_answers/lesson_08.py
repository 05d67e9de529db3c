"""Right answers to the turns of lesson 08, written in different ways: NAME__WAY answers NAME."""

import numpy as np


def by_nudging__copies(E, w, step):
    gradient = np.empty(len(w))
    for i in range(len(w)):
        up, down = w.copy(), w.copy()
        up[i] += step
        down[i] -= step
        gradient[i] = (E(up) - E(down)) / (2 * step)
    return gradient


def by_nudging__unit_vectors(E, w, step):
    return np.array([E(w + e) - E(w - e) for e in step * np.eye(len(w))]) / step / 2


def by_nudging__a_list(E, w, step):
    found = []
    for i in range(len(w)):
        moved = np.array(w)
        moved[i] = w[i] + step
        above = E(moved)
        moved[i] = w[i] - step
        found.append((above - E(moved)) / (2 * step))
    return found


def by_nudging__half_a_step_to_each_side(E, w, step):
    return np.array([(E(w + e) - E(w - e)) / step for e in step / 2 * np.eye(len(w))])


def gradient_descent__plain(gradient, w, eta, steps):
    for _ in range(steps):
        w = w - eta * gradient(w)
    return w


def gradient_descent__copy(gradient, w, eta, steps):
    w = w.copy()
    for _ in range(steps):
        w -= eta * gradient(w)
    return w


def gradient_descent__recursion(gradient, w, eta, steps):
    if steps == 0:
        return w
    return gradient_descent__recursion(gradient, w - eta * gradient(w), eta, steps - 1)
