"""A layer of sigmoid units and its gradient, and steps that are spoiled, for "backprop in a single layer"."""

from __future__ import annotations

from numpy.typing import NDArray

from lecture_nn.activations import sigmoid

Pair = tuple[NDArray, NDArray]


def outputs(X: NDArray, W: NDArray, b: NDArray) -> NDArray:
    """Return the outputs of a sigmoid layer."""
    return sigmoid(X @ W.T + b)


def delta(o: NDArray, t: NDArray) -> NDArray:
    """Return the error signals of these outputs, for half the squared error."""
    return (o - t) * o * (1 - o)


def times_inputs(signals: NDArray, X: NDArray) -> Pair:
    """Return the derivatives of weights and biases, from the error signals."""
    return signals.T @ X, signals.sum(axis=0)


def gradient(X: NDArray, T: NDArray, W: NDArray, b: NDArray) -> Pair:
    """Return the gradient of the sum over the examples."""
    return times_inputs(delta(outputs(X, W, b), T), X)


def step(X: NDArray, T: NDArray, W: NDArray, b: NDArray, eta: float) -> Pair:
    """Return weights and biases after a step of gradient descent."""
    return down(W, b, gradient(X, T, W, b), eta)


def down(W: NDArray, b: NDArray, gradient: Pair, eta: float) -> Pair:
    """Return weights and biases, moved against a gradient."""
    return W - eta * gradient[0], b - eta * gradient[1]


def one_by_one(X: NDArray, T: NDArray, W: NDArray, b: NDArray, eta: float) -> Pair:
    """Return them after a step for each example."""
    for n in range(len(X)):
        W, b = step(X[n : n + 1], T[n : n + 1], W, b, eta)
    return W, b


def biases_late(X: NDArray, T: NDArray, W: NDArray, b: NDArray, eta: float) -> Pair:
    """Return them after a step whose biases go by the weights that have moved."""
    W, _ = step(X, T, W, b, eta)
    return W, step(X, T, W, b, eta)[1]
