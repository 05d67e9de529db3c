"""Right answers to the exercise, written in other ways than the solution: NAME__WAY replaces NAME."""

import math

import numpy as np


def sigmoid__logaddexp(z):
    return np.exp(-np.logaddexp(0, -z))


def sigmoid__masks(z):
    z = np.asarray(z, dtype=float)
    out = np.empty_like(z)
    up = z >= 0
    out[up] = 1 / (1 + np.exp(-z[up]))
    out[~up] = np.exp(z[~up]) / (1 + np.exp(z[~up]))
    return out


def sigmoid__one_by_one(z):
    def one(x):
        return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))

    return np.vectorize(one)(z)


def sigmoid_derivative__expanded(h):
    return h - h**2


def sigmoid_derivative__in_place_on_a_copy(h):
    out = 1 - h
    out *= h
    return out


def tanh_derivative__cosh(u):
    return 1 / np.cosh(u) ** 2


def tanh_derivative__exponentials(u):
    e = np.exp(2 * u)
    return 4 * e / (e + 1) ** 2


def tanh_derivative__loop(u):
    return [[(1 - math.tanh(x)) * (1 + math.tanh(x)) for x in row] for row in u]


def relu_derivative__comparison(u):
    return (u > 0) * 1.0


def relu_derivative__booleans(u):
    return np.asarray(u) > 0


def relu_derivative__heaviside(u):
    return np.heaviside(u, 0)


def relu_derivative__list(u):
    return [1 if x > 0 else 0 for x in u]
