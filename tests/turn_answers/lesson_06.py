"""Right answers to the turns of lesson 06, written in different ways: NAME__WAY answers NAME."""

import numpy as np


def pre_activations__product(X, V, v0):
    return X @ V.T + v0


def pre_activations__columns(X, V, v0):
    return (V @ X.T + v0[:, None]).T


def pre_activations__einsum(X, V, v0):
    return np.einsum("ni,ji->nj", X, V) + v0


def pre_activations__one_in_front(X, V, v0):
    with_one = np.column_stack([np.ones(len(X)), X])
    return with_one @ np.column_stack([v0, V]).T


def pre_activations__loops(X, V, v0):
    N, J, D = X.shape[0], V.shape[0], V.shape[1]
    return [[v0[j] + sum(X[n, i] * V[j, i] for i in range(D)) for j in range(J)] for n in range(N)]


three_layer_shapes__tuples = ((1, 4), (4, 1), (4, 1), (1, 1))
three_layer_shapes__lists = [[1, 4], [4, 1], [4, 1], [1, 1]]
three_layer_shapes__array = np.array([(1, 4), (4, 1), (4, 1), (1, 1)])


def checked_error__value_error(o, t):
    if o.shape != t.shape:
        raise ValueError(f"o is {o.shape} and t is {t.shape}")
    return np.mean((o - t) ** 2)


class ShapeError(ValueError):
    """An error of one's own is a ValueError, too."""


def checked_error__own_error(o, t):
    if o.shape != t.shape:
        raise ShapeError
    return ((o - t) ** 2).mean()


def checked_error__dimensions_and_rows(o, t):
    if o.ndim != t.ndim:
        raise ValueError("one has more axes than the other")
    if list(o.shape) != list(t.shape):
        raise ValueError("the axes have different lengths")
    return np.sum(np.square(o - t)) / o.size


def checked_error__dot(o, t):
    if np.shape(o) != np.shape(t):
        raise ValueError
    d = (o - t).ravel()
    return d @ d / len(d)
