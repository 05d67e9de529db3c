"""Right answers to the turns of lesson 19, written in different ways: NAME__WAY answers NAME."""

import numpy as np


def agrees__plain(claimed, measured):
    if np.shape(claimed) != np.shape(measured):
        return False
    return bool(np.all(np.abs(claimed - measured) <= 1e-6))


def agrees__largest(claimed, measured):
    return claimed.shape == measured.shape and np.abs(claimed - measured).max() < 1e-6


def agrees__allclose(claimed, measured):
    return claimed.shape == measured.shape and np.allclose(claimed, measured, rtol=0, atol=1e-6)


def transposed_backward__products(delta, h, W):
    return np.outer(h, delta), W @ delta


def transposed_backward__broadcast(delta, h, W):
    return h[:, None] * delta, (W * delta).sum(axis=1)


def transposed_backward__turned(delta, h, W):
    return np.outer(delta, h).T, delta @ W.T


def transposed_backward__loops(delta, h, W):
    d_W, d_h = np.empty(W.shape), np.zeros(len(h))
    for j in range(len(h)):
        for k in range(len(delta)):
            d_W[j, k] = h[j] * delta[k]
            d_h[j] += W[j, k] * delta[k]
    return [d_W, d_h]
