"""Networks as lists of modules, in plain functions: what the trainer of lesson 13 is tried on (lecture row L32)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from lecture_nn.activations import softmax
from lecture_nn.network import MLP

Parameters = Sequence[Sequence[NDArray]]


def linear(H: NDArray, W: NDArray, b: NDArray) -> NDArray:
    """Return W h + b for each row h of H, shape (N, units), for W of shape (units, inputs)."""
    return H @ W.T + b


def linear_backward(delta: NDArray, H: NDArray, W: NDArray, b: NDArray) -> list[NDArray]:
    """Return the derivatives with respect to H, W and b."""
    return [delta @ W, delta.T @ H, delta.sum(axis=0)]


def relu(H: NDArray) -> NDArray:
    """Return max(0, h) for each entry of H."""
    return np.maximum(H, 0)


def relu_backward(delta: NDArray, H: NDArray) -> list[NDArray]:
    """Return the derivative with respect to H, in a list."""
    return [delta * (H > 0)]


def tanh_backward(delta: NDArray, H: NDArray) -> list[NDArray]:
    """Return the derivative with respect to H, in a list."""
    return [delta / np.cosh(H) ** 2]


def loss_backward(Z: NDArray, T: NDArray) -> NDArray:
    """Return the derivative of the mean cross-entropy of softmax(z) with respect to the logits, shape (N, K)."""
    return (softmax(Z) - T) / len(Z)


LINEAR = (linear, linear_backward)
"""A module: what it does forwards, and backwards."""

HIDDEN = {"relu": (relu, relu_backward), "tanh": (np.tanh, tanh_backward)}
"""The modules of activation functions, by the name that the package gives these."""


def as_modules(net: MLP) -> tuple[list[tuple[Callable, Callable]], list[list[NDArray]]]:
    """Return the modules of a net, and the parameters of each: a list that is empty for activation functions."""
    modules, parameters = [], []
    for layer in net.layers:
        modules += [LINEAR, HIDDEN.get(layer.activation.name)]
        parameters += [[layer.weights.copy(), layer.bias.copy()], []]
    return modules[:-1], parameters[:-1]  # the softmax belongs to the loss


def inputs_of(modules: Sequence, parameters: Parameters, X: NDArray) -> list[NDArray]:
    """Return what goes into each module on the way forward, and at the end the outputs."""
    inputs = [X]
    for (forward, _), own in zip(modules, parameters, strict=True):
        inputs.append(forward(inputs[-1], *own))
    return inputs


def gradients_of(modules: Sequence, parameters: Parameters, start: Callable, X: NDArray, T: NDArray) -> list:
    """Return the gradients of each module's parameters on one batch, first module first."""
    inputs = inputs_of(modules, parameters, X)
    delta, found = start(inputs.pop(), T), []
    for (_, backward), own in zip(reversed(modules), reversed(parameters), strict=True):
        delta, *gradients = backward(delta, inputs.pop(), *own)
        found.insert(0, gradients)
    return found


def descended(parameters: Parameters, gradients: Parameters, eta: float) -> list[list[NDArray]]:
    """Return all parameters minus eta times their gradients, as new arrays."""
    return [[p - eta * d for p, d in zip(*pair, strict=True)] for pair in zip(parameters, gradients, strict=True)]


def stepped(
    modules: Sequence, parameters: Parameters, batches: Sequence, eta: float, step: Callable[..., list[list[NDArray]]]
) -> list:
    """Train with gradients that `step` finds on its way back: it gets all inputs of the modules, and the outputs."""
    for X, T in batches:
        gradients = step(parameters, inputs_of(modules, parameters, X), T)
        parameters = descended(parameters, gradients, eta)
    return list(parameters)
