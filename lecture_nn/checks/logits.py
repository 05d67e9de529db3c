"""Softmax and its loss, and ways to spoil them, for the checks of the exercise "softmax and its loss"."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lecture_nn.activations import softmax

WHOLE = np.array([[1, 2, 3], [0, -1, 1]])
"""Logits that are whole numbers."""

GUARDS = (1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15, float(np.finfo(float).eps), 1e-16, 1e-20, 1e-100, 1e-300)
"""Small numbers with which a logarithm is kept finite."""


def targets(rng: np.random.Generator, N: int, K: int) -> NDArray:
    """Return one-hot targets of N examples, in random order; every class occurs, if there are examples enough."""
    labels = np.concatenate([rng.permutation(K), rng.integers(K, size=max(N - K, 0))])[:N]
    return np.eye(K)[rng.permutation(labels)]


def cut_off(Z: NDArray) -> NDArray:
    """Return the softmax of each row in an array of the logits' type: of integers, nothing follows the point."""
    return softmax(Z).astype(Z.dtype)


def unstable(Z: NDArray) -> NDArray:
    """Return the softmax of each row by the plain formula, which overflows for large logits."""
    return np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)


def shifted(Z: NDArray) -> NDArray:
    """Return the exponentials of each row, after its largest logit has been subtracted."""
    return np.exp(Z - Z.max(axis=1, keepdims=True))


def through(o: NDArray, d_o: NDArray) -> NDArray:
    """Return the derivatives with respect to the logits, from those with respect to the outputs of softmax."""
    return o * (d_o - (o * d_o).sum(axis=1, keepdims=True))


def losses(Z: NDArray, T: NDArray) -> NDArray:
    """Return the cross-entropy of each example."""
    log_p = Z - Z.max(axis=1, keepdims=True) - np.log(shifted(Z).sum(axis=1, keepdims=True))
    return -(T * log_p).sum(axis=1)


def cross_entropy(Z: NDArray, T: NDArray) -> float:
    """Return the mean cross-entropy of the examples."""
    return float(losses(Z, T).mean())


def log_loss(Z: NDArray, T: NDArray, guard: float) -> float:
    """Return the mean cross-entropy from the probabilities, none of which counts as less than the guard."""
    return -float((T * np.log(np.maximum(softmax(Z), guard))).sum(axis=1).mean())


def binary(Z: NDArray, T: NDArray) -> float:
    """Return the mean over the examples of the binary cross-entropies of all classes, added up."""
    o = softmax(Z)
    return -float((T * np.log(o) + (1 - T) * np.log(1 - o)).sum(axis=1).mean())
