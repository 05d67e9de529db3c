"""Right answers to the turns of lesson 18, written in different ways: NAME__WAY answers NAME."""

import numpy as np


def should_stop__argmin(losses, patience):
    return len(losses) - 1 - np.argmin(losses) >= patience


def should_stop__index(losses, patience):
    best = losses.index(min(losses)) + 1
    return len(losses) - best >= patience


def should_stop__loop(losses, patience):
    waited, lowest = 0, losses[0]
    for loss in losses[1:]:
        if loss < lowest:
            waited, lowest = 0, loss
        else:
            waited += 1
    return waited >= patience


def should_stop__none_of_the_last(losses, patience):
    return all(loss > min(losses) for loss in losses[-patience:])


def from_plane__lstsq(X, o):
    A = np.column_stack([X, np.ones(len(X))])
    flat = A @ np.linalg.lstsq(A, o, rcond=None)[0]
    return np.std(o - flat) / np.std(o)


def from_plane__centred(X, o):
    X, o = X - X.mean(axis=0), o - o.mean()
    w = np.linalg.solve(X.T @ X, X.T @ o)
    return np.linalg.norm(o - X @ w) / np.linalg.norm(o)


def from_plane__pseudoinverse(X, o):
    A = np.c_[X, np.ones(len(X))]
    left = o - A @ (np.linalg.pinv(A) @ o)
    return np.sqrt(np.mean(left**2) / np.var(o))


def fraction_learned__power(curvature, eta, n):
    return 1 - (1 - eta * curvature) ** n


def fraction_learned__loop(curvature, eta, n):
    left = np.ones(len(curvature))
    for _ in range(n):
        left -= eta * curvature * left
    return 1 - left


def fraction_learned__descent(curvature, eta, n):
    w = np.zeros(len(curvature))
    for _ in range(n):
        w = w + eta * curvature * (1 - w)
    return w
