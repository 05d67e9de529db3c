"""A network with one hidden layer that can be spoiled, for the checks of "backprop through hidden layers"."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Arrays = tuple[NDArray, ...]


def gradients(
    X: NDArray,
    T: NDArray,
    V: NDArray,
    v0: NDArray,
    W: NDArray,
    w0: NDArray,
    *,
    output: Callable[[NDArray], NDArray] = lambda z: z,
    hidden: Callable[[NDArray], NDArray] = np.tanh,
    at_outputs: Callable[[NDArray], NDArray] = np.ones_like,
    at_hidden: Callable[[NDArray], NDArray] = lambda h: 1 - h**2,
) -> Arrays:
    """Return the four gradients of the mean loss.

    The functions of both layers, and their derivatives in terms of activations, may be wrong ones.
    """
    H = hidden(X @ V.T + v0)
    O = output(H @ W.T + w0)
    delta_z = (O - T) * at_outputs(O) / len(X)
    delta_u = (delta_z @ W) * at_hidden(H)
    return delta_u.T @ X, delta_u.sum(axis=0), delta_z.T @ H, delta_z.sum(axis=0)


def error_signals(X: NDArray, T: NDArray, V: NDArray, v0: NDArray, W: NDArray, w0: NDArray) -> tuple[NDArray, NDArray]:
    """The error signals of the hidden units, (N, J), and of the outputs, (N, K)."""
    H = np.tanh(X @ V.T + v0)
    delta_z = (H @ W.T + w0 - T) / len(X)
    return (delta_z @ W) * (1 - H**2), delta_z


def with_biases(gradients: Arrays, d_v0: NDArray, d_w0: NDArray) -> Arrays:
    """The gradients with others of the biases."""
    return gradients[0], d_v0, gradients[2], d_w0


def with_inputs_above(
    X: NDArray, T: NDArray, V: NDArray, v0: NDArray, W: NDArray, w0: NDArray, instead: NDArray
) -> Arrays:
    """The gradients, in which that of W is made from something else than the hidden activations."""
    d_V, d_v0, _, d_w0 = gradients(X, T, V, v0, W, w0)
    return d_V, d_v0, error_signals(X, T, V, v0, W, w0)[1].T @ instead, d_w0


def scaled(gradients: Arrays, *factors: float) -> Arrays:
    """The four arrays, each times its factor."""
    return tuple(factor * d for factor, d in zip(factors, gradients, strict=True))


def step(X: NDArray, T: NDArray, V: NDArray, v0: NDArray, W: NDArray, w0: NDArray, eta: float) -> Arrays:
    """Return the four parameters after a step of gradient descent."""
    parameters = (V, v0, W, w0)
    return tuple(p - eta * d for p, d in zip(parameters, gradients(X, T, *parameters), strict=True))


def upper_layer_first(
    X: NDArray, T: NDArray, V: NDArray, v0: NDArray, W: NDArray, w0: NDArray, eta: float, again: bool
) -> Arrays:
    """A step whose error signals go back through the new W; `again` if the forward pass is made again, too."""
    _, _, new_W, new_w0 = step(X, T, V, v0, W, w0, eta)
    if again:
        return *step(X, T, V, v0, new_W, new_w0, eta)[:2], new_W, new_w0
    H = np.tanh(X @ V.T + v0)
    delta_u = ((H @ W.T + w0 - T) / len(X)) @ new_W * (1 - H**2)
    return V - eta * delta_u.T @ X, v0 - eta * delta_u.sum(axis=0), new_W, new_w0


def lower_layer_first(X: NDArray, T: NDArray, V: NDArray, v0: NDArray, W: NDArray, w0: NDArray, eta: float) -> Arrays:
    """A step that makes both passes again for the upper layer, after the lower one has moved."""
    new_V, new_v0, _, _ = step(X, T, V, v0, W, w0, eta)
    return new_V, new_v0, *step(X, T, new_V, new_v0, W, w0, eta)[2:]
