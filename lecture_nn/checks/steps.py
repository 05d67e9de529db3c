"""Steps of momentum, RMSProp and Adam, and ways to spoil them, for the checks of the exercise "optimizers"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Arrays = tuple[NDArray, ...]
Factor = Callable[[float, int], float]


def moved(w: NDArray, v: NDArray, factor: float = 1.0) -> Arrays:
    """Return the weights, moved against the velocity, and the velocity."""
    return w - factor * v, v


def momentum(w: NDArray, v: NDArray, g: NDArray, eta: float, gamma: float) -> Arrays:
    """Return (w, v) after a step with momentum."""
    return moved(w, gamma * v + eta * g)


def fading(s: NDArray, g: NDArray, rho: float) -> NDArray:
    """Return the moving average of the squared gradient after another gradient."""
    return rho * s + (1 - rho) * g**2


def scaled(
    w: NDArray, s: NDArray, g: NDArray, eta: float, rho: float, eps: float, by: Callable[..., NDArray] = fading
) -> Arrays:
    """Return (w, s) after a step of RMSProp, whose average may be another one: a function of s, g and rho."""
    s = by(s, g, rho)
    return w - eta * g / (np.sqrt(s) + eps), s


def total(beta: float, n: int) -> float:
    """Return the sum of the weights in a moving average that started at 0, after n steps."""
    return 1 - beta**n


def none(beta: float, n: int) -> float:
    """No correction."""
    return 1.0


def averages(m: NDArray, s: NDArray, g: NDArray, beta1: float, beta2: float) -> Arrays:
    """Return both moving averages of Adam after another gradient."""
    return beta1 * m + (1 - beta1) * g, beta2 * s + (1 - beta2) * g**2


def root_first(mean: NDArray, square: NDArray, eps: float) -> NDArray:
    """Return the direction of Adam's step, a quotient."""
    return mean / (np.sqrt(square) + eps)


def adam(
    w: NDArray,
    m: NDArray,
    s: NDArray,
    g: NDArray,
    n: int,
    eta: float,
    beta1: float,
    beta2: float,
    eps: float,
    *,
    of_m: Factor = total,
    of_s: Factor = total,
    remember: Callable[..., Arrays] = averages,
    quotient: Callable[..., NDArray] = root_first,
    keep_corrected: bool = False,
) -> Arrays:
    """Return (w, m, s) after a step of Adam.

    The two corrections, the averages and the quotient may be others, and the corrected averages may be handed back.
    """
    m, s = remember(m, s, g, beta1, beta2)
    mean, square = m / of_m(beta1, n), s / of_s(beta2, n)
    w = w - eta * quotient(mean, square, eps)
    return (w, mean, square) if keep_corrected else (w, m, s)


def adam_with_old_averages(*given: Any) -> Arrays:
    """A step of Adam that goes by the averages before the new gradient has come in."""
    _, m, s = adam(*given)
    w, *_ = adam(*given, remember=lambda m, s, g, beta1, beta2: (m, s))
    return w, m, s


def as_rmsprop(w: NDArray, m: NDArray, s: NDArray, g: NDArray, n: int, *rates: float) -> Arrays:
    """A step of Adam that goes along the gradient itself."""
    eta, _, beta2, eps = rates
    _, m, s = adam(w, m, s, g, n, *rates)
    return w - eta * g / (np.sqrt(s / total(beta2, n)) + eps), m, s


def as_momentum(w: NDArray, m: NDArray, s: NDArray, g: NDArray, n: int, *rates: float) -> Arrays:
    """A step of Adam that isn't divided by the root of the mean square."""
    eta, beta1, *_ = rates
    _, m, s = adam(w, m, s, g, n, *rates)
    return w - eta * m / total(beta1, n), m, s


def with_weights(given: Arrays, w: NDArray) -> Arrays:
    """The arrays of a step, with other weights."""
    return w, *given[1:]


def first_only(beta: float, n: int) -> float:
    """A correction of the first step, and of no other."""
    return 1 - beta if n == 1 else 1.0


def unbracketed(w: NDArray, m: NDArray, s: NDArray, g: NDArray, n: int, *rates: float) -> Arrays:
    """A step of Adam that subtracts the powers from the averages, because parentheses are missing."""
    eta, beta1, beta2, eps = rates
    _, m, s = adam(w, m, s, g, n, *rates)
    return w - eta * (m - beta1**n) / (np.sqrt(s - beta2**n) + eps), m, s
