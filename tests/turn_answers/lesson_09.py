"""Right answers to the turns of lesson 09, written in different ways: NAME__WAY answers NAME."""

import numpy as np


def delta_z__plain(o, t):
    return (o - t) * o * (1 - o)


def delta_z__two_steps(o, t):
    dE_do = o - t
    do_dz = o - o**2
    return dE_do * do_dz


def delta_z__from_z(o, t):
    z = np.log(o / (1 - o))
    return (o - t) * np.exp(-z) / (1 + np.exp(-z)) ** 2


def gradient_of_layer__product(delta_z, X):
    return delta_z.T @ X, delta_z.sum(axis=0)


def gradient_of_layer__outer_products(delta_z, X):
    d_weights, d_bias = 0.0, 0.0
    for n in range(len(X)):
        d_weights = d_weights + np.outer(delta_z[n], X[n])
        d_bias = d_bias + delta_z[n]
    return d_weights, d_bias


def gradient_of_layer__loops(delta_z, X):
    (N, K), D = delta_z.shape, X.shape[1]
    d_weights, d_bias = np.zeros((K, D)), np.zeros(K)
    for n in range(N):
        for k in range(K):
            d_bias[k] += delta_z[n, k]
            for i in range(D):
                d_weights[k, i] += delta_z[n, k] * X[n, i]
    return [d_weights, d_bias]


def gradient_of_layer__ones(delta_z, X):
    both = delta_z.T @ np.hstack([X, np.ones((len(X), 1))])
    return both[:, :-1], both[:, -1]


def update__comprehension(parameters, gradients, eta):
    return [parameters[n] - eta * gradients[n] for n in range(len(parameters))]


def update__copies(parameters, gradients, eta):
    new = [p.copy() for p in parameters]
    for n, d in enumerate(gradients):
        new[n] -= eta * d
    return new


def update__map(parameters, gradients, eta):
    return tuple(map(lambda p, d: p - d * eta, parameters, gradients))
