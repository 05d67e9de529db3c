"""Fixed basis functions and trained units, compared on equal terms (lecture row L02).

Both kinds of model get the same training examples, and both choose what has to be chosen (a penalty; for fixed
functions their width or steepness, too) by the error on the same validation examples. What is compared is the error on
test examples.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from itertools import combinations_with_replacement
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lecture_nn.datasets import Dataset, Examples
from lecture_nn.optimizers import Adam
from lecture_nn.validation import check_generator, check_integer, check_number

PENALTIES = tuple(10.0**k for k in range(-9, 2))
DECAYS = (1e-4, 1e-3, 1e-2, 1e-1)
BATCH, LEARNING_RATE = 60, 0.05


class Trained(NamedTuple):
    """What a training run came to: its test error, the hidden weights, shape (J, D), and its training error.

    Both errors are as `relative_error` defines them. Training targets are noisy, and test targets aren't.
    """

    error: float
    weights: NDArray
    training_error: float


def random_direction(D: int, seed: int | np.random.Generator = 0) -> NDArray:
    """Return a vector of length 1 and shape (D,); every direction is equally likely."""
    a = check_generator("seed", seed).normal(size=check_integer("D", D))
    return a / np.linalg.norm(a)


def sample(
    f: Callable[[NDArray], NDArray], D: int, seed: int | np.random.Generator = 0, N: int = 300, noise: float = 0.1
) -> Dataset:
    """Draw examples of the function f, with D inputs from the standard normal distribution and noisy targets.

    Along every direction such inputs have a standard normal distribution, whatever D is. So a target that varies along
    one direction only poses the same one-dimensional problem for every D, once the direction is known.

    Parameters
    ----------
    f : callable
        Takes inputs (M, D) and returns M numbers.
    D : int
        How many inputs there are.
    seed : int or numpy.random.Generator
        Draws inputs and noise.
    N : int
        How many training examples, at least 2; there are N/2 validation and 1000 test examples.
    noise : float
        The standard deviation of the noise on training and validation targets. Test targets have none, so that a
        perfect fit has the error 0.

    Returns
    -------
    Dataset
        With targets of shape (N, 1).
    """
    D, N, noise, rng = (
        check_integer("D", D),
        check_integer("N", N, low=2),
        check_number("noise", noise, low=0),
        check_generator("seed", seed),
    )

    def draw(size: int, noise: float) -> Examples:
        X = rng.normal(size=(size, D))
        return Examples(X, f(X)[:, None] + noise * rng.normal(size=(size, 1)))

    return Dataset(draw(N, noise), draw(N // 2, noise), draw(1000, 0.0))


def squared_distances(X: ArrayLike, centres: ArrayLike) -> NDArray:
    """Return the squared distance of every example (N, D) from every centre (M, D), shape (N, M)."""
    X, centres = np.asarray(X), np.asarray(centres)
    squares = (X**2).sum(axis=1)[:, None] + (centres**2).sum(axis=1) - 2 * X @ centres.T
    return np.maximum(squares, 0)


def polynomials(X: ArrayLike, degree: int) -> NDArray:
    """Return a basis of the polynomials up to `degree`, without the constant: of X (N, D) an array (N, M).

    These are products of normalized Hermite polynomials, which span what the products of up to `degree` inputs span.
    For standard normal inputs they are uncorrelated and have variance 1, which serves a linear fit best.
    """
    X = np.asarray(X)
    D = X.shape[1]
    powers = np.stack([X**0, X])  # He_0, He_1, ...: (degree + 1, N, D)
    for k in range(2, degree + 1):
        powers = np.concatenate([powers, [X * powers[-1] - (k - 1) * powers[-2]]])
    powers = powers / np.sqrt([math.factorial(k) for k in range(len(powers))])[:, None, None]
    columns = []
    for d in range(1, degree + 1):
        for chosen in combinations_with_replacement(range(D), d):
            factors = [powers[chosen.count(i), :, i] for i in sorted(set(chosen))]
            columns.append(reduce(np.multiply, factors))
    return np.stack(columns, axis=1)


def fixed_error(
    features: Callable[[NDArray, float], NDArray],
    data: Dataset,
    settings: Iterable[float] = (1.0,),
    penalties: Sequence[float] = PENALTIES,
) -> float:
    """Return the test error of a linear fit in fixed features, by ridge regression.

    Parameters
    ----------
    features : callable
        ``features(X, setting)`` returns the values of M functions for each example, shape (N, M).
    data : Dataset
    settings, penalties : sequences of float
        Of all combinations, the one with the lowest validation error is used.

    Returns
    -------
    float
        The mean squared error on the test examples divided by the variance of their targets: 0 for a perfect fit, 1
        for a constant prediction of the mean.
    """
    chosen = min((_ridge(features, data, setting, penalties) for setting in settings), key=lambda fit: fit[0])
    X, T = data.test
    return relative_error(chosen[1](X), T.ravel())


def relative_error(predicted: ArrayLike, targets: ArrayLike) -> float:
    """Return the mean squared error divided by the variance of the targets, both of shape (N,)."""
    predicted, targets = np.asarray(predicted), np.asarray(targets)
    return float(np.mean((predicted - targets) ** 2) / np.var(targets))


def trained_units(
    datasets: Sequence[Dataset],
    J: int,
    decays: Sequence[float] = DECAYS,
    steps: int = 800,
    seed: int | np.random.Generator = 0,
) -> list[Trained]:
    """Train a network of J tanh units and a linear output on each data set; return what each run came to.

    Each data set has networks of its own, one for each weight decay. They all learn side by side, as slices of one
    array, which is far quicker than one after the other. The optimizer is Adam on mini-batches, with a learning rate
    that falls to 0.

    Parameters
    ----------
    datasets : sequence of Dataset
        All with the same number of inputs and of training examples, and one output.
    J : int
        How many hidden units.
    decays : sequence of float
        The weight decays to try on each data set; the one with the lowest validation error is used.
    steps : int
        How many updates of the weights.
    seed : int or numpy.random.Generator
        Draws the initial weights and the mini-batches.
    """
    J, steps, rng = check_integer("J", J), check_integer("steps", steps), check_generator("seed", seed)
    if len(datasets) == 0 or len(decays) == 0:
        raise ValueError("datasets, decays: expected at least one of each, got an empty list")
    repeated = [data.train for data in datasets for _ in decays]
    X, T = (np.stack([part[i] for part in repeated]) for i in (0, 1))
    parameters = _initial(len(repeated), J, X.shape[2], rng)
    decay = np.tile(np.asarray(decays, dtype=float), len(datasets))[:, None, None]
    optimizer = Adam(LEARNING_RATE)
    for step in range(steps):
        rows = rng.integers(0, X.shape[1], size=BATCH)
        optimizer.learning_rate = LEARNING_RATE * (1 - step / steps)
        optimizer.step(parameters, stacked_gradients(parameters, X[:, rows], T[:, rows], decay))
    nets = list(zip(*parameters, strict=True))
    tried = len(decays)
    return [_best(data, nets[i * tried : (i + 1) * tried]) for i, data in enumerate(datasets)]


def stacked_gradients(parameters: Sequence[NDArray], X: NDArray, T: NDArray, decay: NDArray) -> list[NDArray]:
    """Return the gradients of the mean of (o - t)^2 / 2 plus weight decay, for L networks at once.

    Parameters
    ----------
    parameters : sequence of four arrays
        Hidden weights (L, J, D) and biases (L, 1, J), output weights (L, J, 1) and biases (L, 1, 1).
    X, T : arrays of shape (L, N, D) and (L, N, 1)
        A batch for each network.
    decay : array of shape (L, 1, 1)
        Each network's weight decay; biases are left out.
    """
    V, v0, w, w0 = parameters
    h = np.tanh(X @ V.transpose(0, 2, 1) + v0)
    delta = (h @ w + w0 - T) / X.shape[1]
    delta_u = (delta @ w.transpose(0, 2, 1)) * (1 - h * h)
    return [
        delta_u.transpose(0, 2, 1) @ X + decay * V,
        delta_u.sum(axis=1, keepdims=True),
        h.transpose(0, 2, 1) @ delta + decay * w,
        delta.sum(axis=1, keepdims=True),
    ]


def _initial(L: int, J: int, D: int, rng: np.random.Generator) -> list[NDArray]:
    """Weights of variance 1/inputs, hidden biases of variance 1: the units begin in random places."""
    V, v0 = rng.normal(size=(L, J, D)) / np.sqrt(D), rng.normal(size=(L, 1, J))
    return [V, v0, rng.normal(size=(L, J, 1)) / np.sqrt(J), np.zeros((L, 1, 1))]


def _best(data: Dataset, nets: Sequence[tuple[NDArray, ...]]) -> Trained:
    """Of networks trained on the same data, what the one with the lowest validation error comes to."""

    def error(net: tuple[NDArray, ...], part: Examples) -> float:
        V, v0, w, w0 = net
        return relative_error((np.tanh(part.X @ V.T + v0) @ w + w0).ravel(), part.T.ravel())

    best = min(nets, key=lambda net: error(net, data.validation))
    return Trained(error(best, data.test), best[0], error(best, data.train))


def _ridge(
    features: Callable[[NDArray, float], NDArray], data: Dataset, setting: float, penalties: Sequence[float]
) -> tuple[float, Callable[[NDArray], NDArray]]:
    """The lowest validation error over the penalties, and the function of X that has it.

    Features are centred and divided by one number, their root mean square, so that a penalty means the same whatever
    their scale and number. All penalties share one eigendecomposition, of the smaller of A^T A and A A^T.
    """
    t = data.train.T.ravel()
    phi, validation = (features(part.X, setting) for part in (data.train, data.validation))
    N, M = phi.shape
    centre = phi.mean(axis=0)
    scale = np.sqrt(np.mean((phi - centre) ** 2) * M) + 1e-12
    A, B, residual = (phi - centre) / scale, (validation - centre) / scale, (t - t.mean()) / N
    if M <= N:
        values, vectors = np.linalg.eigh(A.T @ A / N)
        c, projected = vectors.T @ (A.T @ residual), B @ vectors
    else:
        values, vectors = np.linalg.eigh(A @ A.T / N)
        c, projected = vectors.T @ residual, (B @ A.T) @ vectors
    values = np.maximum(values, 0)
    v = data.validation.T.ravel()
    errors = [relative_error(t.mean() + projected @ (c / (values + p)), v) for p in penalties]
    w = vectors @ (c / (values + penalties[int(np.argmin(errors))]))
    w = w if M <= N else A.T @ w
    return min(errors), lambda X: t.mean() + ((features(X, setting) - centre) / scale) @ w
