"""Right answers to the exercise, written in other ways than the solution: NAME__WAY replaces NAME."""

import math

import numpy as np


def forward__loops(x, V, v0, W, w0):
    h = []
    for j in range(len(V)):
        u = v0[j]
        for i in range(len(x)):
            u += V[j][i] * x[i]
        h.append(math.tanh(u))
    return [1 / (1 + math.exp(-(w0[k] + sum(W[k][j] * h[j] for j in range(len(h)))))) for k in range(len(W))]


def forward__einsum(x, V, v0, W, w0):
    h = np.tanh(np.einsum("ji,i->j", V, x) + v0)
    return 0.5 * (1 + np.tanh((np.einsum("kj,j->k", W, h) + w0) / 2))


def forward_batch__case_by_case(X, V, v0, W, w0):
    return np.stack([forward__einsum(x, V, v0, W, w0) for x in X])


def forward_batch__one_in_front(X, V, v0, W, w0):
    ones = np.ones((len(X), 1))
    H = np.tanh(np.hstack([ones, X]) @ np.vstack([v0, V.T]))
    return 1 / (1 + np.exp(-np.hstack([ones, H]) @ np.vstack([w0, W.T])))


def forward_batch__columns(X, V, v0, W, w0):
    H = np.tanh(V @ X.T + v0[:, None])
    return (1 / (1 + np.exp(-(W @ H + w0[:, None])))).T


def forward_deep__recursive(X, weights, biases):
    z = X @ weights[0].T + biases[0]
    return z if len(weights) == 1 else forward_deep__recursive(np.tanh(z), weights[1:], biases[1:])


def forward_deep__last_apart(X, weights, biases):
    h = X
    for W, b in list(zip(weights, biases, strict=True))[:-1]:
        h = np.tanh(np.einsum("ni,ji->nj", h, W) + b)
    return np.dot(h, np.transpose(weights[-1])) + biases[-1]


def most_hidden_units__one_more(D, K, budget):
    J = 0
    while budget >= (D + 1) * (J + 1) + (J + 2) * K:
        J += 1
    return J


def most_hidden_units__rounded_down(D, K, budget):
    return np.floor((budget - K) / (D + K + 1))
