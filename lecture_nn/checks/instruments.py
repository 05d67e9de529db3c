"""What the exercise "what is wrong with this run?" and the turns of lesson 15 ask for, and ways to spoil it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Correction = Callable[[float, int], float]


def dead(H: NDArray) -> NDArray:
    """Return for each ReLU unit whether it is 0 for every example, shape (J,)."""
    return (H <= 0).all(axis=0)


def length(array: NDArray) -> float:
    """Return the length of all the numbers in the array as one vector."""
    return float(np.linalg.norm(array))


def update_ratio(before: NDArray, after: NDArray) -> float:
    """Return how long the change of the weights is, as a fraction of their length."""
    return length(after - before) / length(before)


def moving(losses: NDArray, beta: float, new: float | None = None, start: float = 0.0) -> NDArray:
    """Return the moving averages as they are, uncorrected; `new` is the weight of the new loss, 1 - beta."""
    average, out = start, []
    for loss in losses:
        average = beta * average + (1 - beta if new is None else new) * float(loss)
        out.append(average)
    return np.array(out)


def divided(averages: NDArray, by: Correction, beta: float) -> NDArray:
    """Return the averages, each divided by its own correction: a function of beta and of its number, from 1."""
    return np.array([average / np.float64(by(beta, n)) for n, average in enumerate(averages, 1)])


def exponential_average(losses: NDArray, beta: float) -> NDArray:
    """Return the exponential moving averages, corrected for having started at 0."""
    return divided(moving(losses, beta), total, beta)


def in_reverse(losses: NDArray, beta: float) -> NDArray:
    """The corrected averages with the weights in the reverse order: the oldest loss counts most."""
    counts = range(1, len(losses) + 1)
    return np.array([np.average(losses[:n], weights=beta ** np.arange(n)) for n in counts])


def total(beta: float, n: int) -> float:
    """Return the sum of the weights of the first n losses."""
    return 1 - beta**n


def continued(losses: NDArray, beta: float) -> NDArray:
    """The corrected averages, each made from the corrected one before."""
    average, out = 0.0, []
    for n, loss in enumerate(losses, 1):
        average = (beta * average + (1 - beta) * float(loss)) / total(beta, n)
        out.append(average)
    return np.array(out)


def from_the_first(losses: NDArray, beta: float) -> NDArray:
    """The moving averages that start at the first loss."""
    return moving(losses, beta, start=float(losses[0]))


def gap(training: NDArray, validation: NDArray) -> float:
    """Return the mean over the runs of the gap after the last epoch."""
    return float(np.mean(training[:, -1] - validation[:, -1]))
