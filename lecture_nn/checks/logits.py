"""Softmax and its loss, and ways to spoil them, for the checks of the exercise "softmax and its loss"."""

from __future__ import annotations

from collections.abc import Callable

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


WRONG_CROSS_ENTROPIES: dict[str, Callable[[NDArray, NDArray], object]] = {
    "you add up the losses of the examples. Their mean is asked for.": lambda Z, T: cross_entropy(Z, T) * len(Z),
    "you take the logarithm to base 2. The natural one is asked for.": lambda Z, T: cross_entropy(Z, T) / np.log(2),
    "you take the logarithm to base 10. The natural one is asked for.": lambda Z, T: cross_entropy(Z, T) / np.log(10),
    "you add up over the examples and take the mean over the classes. It is the other way round.": lambda Z, T: (
        cross_entropy(Z, T) * len(Z) / Z.shape[1]
    ),
    "you have taken the wrong classes: the targets pick the right one, and its probability "
    "should be large.": lambda Z, T: -float(((1 - T) * np.log(1 - softmax(Z))).sum(axis=1).mean()),
    "you have computed the squared error of the probabilities. Which function of the right one does the "
    "cross-entropy take?": lambda Z, T: float(0.5 * ((softmax(Z) - T) ** 2).sum(axis=1).mean()),
    "you take the class that the network finds most probable. The target says which class counts.": lambda Z, T: (
        -float(np.log(softmax(Z).max(axis=1)).mean())
    ),
    "the logits go through two softmaxes. One is enough.": lambda Z, T: cross_entropy(softmax(Z), T),
    "an infinity comes out: an exponential has overflowed, or log(0) was taken. Can log(softmax) be written so that "
    "neither happens?": lambda Z, T: float(np.mean(np.log(np.exp(Z).sum(axis=1)) - (T * Z).sum(axis=1))),
    "the logits in your sum of exponentials are shifted, and the logit of the right class isn't. The shift has to "
    "cancel in the end.": lambda Z, T: float(np.mean(np.log(shifted(Z).sum(axis=1)) - (T * Z).sum(axis=1))),
    "you undo the shift in the logarithm of the sum, and not in the logit of the right class. Do both belong to the "
    "same logits?": lambda Z, T: float((losses(Z, T) + Z.max(axis=1)).mean()),
    "you return one loss for each example. Take their mean.": lambda Z, T: losses(Z, T),
    "you divide by the number of entries, N times K. How many examples are there?": lambda Z, T: (
        cross_entropy(Z, T) / Z.shape[1]
    ),
    "the sign is reversed. The logarithm of a probability is negative, and a loss is small when the prediction is "
    "right.": lambda Z, T: -cross_entropy(Z, T),
    "you use the logits as if they were log-probabilities. The logarithm of the sum in the "
    "softmax is missing.": lambda Z, T: -float((T * Z).sum(axis=1).mean()),
    "you return the mean probability of the right class. How does the cross-entropy turn a probability into a "
    "loss?": lambda Z, T: float((T * softmax(Z)).sum(axis=1).mean()),
    "you take the logarithm of the mean probability. The mean is taken last, over the losses of "
    "the examples.": lambda Z, T: -float(np.log((T * softmax(Z)).sum(axis=1).mean())),
    "you also add the losses of the wrong classes, log(1 − o), as in binary cross-entropy. With a softmax only "
    "the right class has a term.": lambda Z, T: binary(Z, T),
    "you take the logarithm of probabilities, one of which has become exactly 0. Can you find the logarithm without "
    "them?": lambda Z, T: log_loss(Z, T, 0.0),
    "you take the logarithm of the logits. They have to become probabilities first.": lambda Z, T: (
        -float((T * np.log(Z)).sum(axis=1).mean())
    ),
}
