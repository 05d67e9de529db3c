"""A trainer that can be spoiled, and networks to try trainers on, for the checks of "debug the trainer"."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from lecture_nn.activations import softmax
from lecture_nn.checks.expect import expect_list
from lecture_nn.network import MLP

if TYPE_CHECKING:
    from numpy.typing import NDArray


def forward(
    weights: list, biases: list, X: NDArray, hidden: Callable = np.tanh, last: Callable = lambda z: z
) -> list[NDArray]:
    """Return the list of the inputs, the hidden layers' activations and the logits."""
    h = [X]
    for l, (W, b) in enumerate(zip(weights, biases, strict=True)):
        h.append((hidden if l < len(weights) - 1 else last)(h[-1] @ W.T + b))
    return h


def backward(weights: list, h: list, T: NDArray, N: float, derivative: Callable = lambda h, l: 1 - h[l] ** 2) -> tuple:
    """Return the two lists of gradients, of the loss summed over the examples and divided by N."""
    delta, d_weights, d_biases = (softmax(h[-1]) - T) / N, [], []
    for l in reversed(range(len(weights))):
        d_weights.insert(0, delta.T @ h[l])
        d_biases.insert(0, delta.sum(axis=0))
        delta = (delta @ weights[l]) * derivative(h, l)
    return d_weights, d_biases


def backward_of_two(weights: list, h: list, T: NDArray, N_weights: float, N_biases: float) -> tuple:
    """Return the gradients of the weights and those of the biases, divided by different numbers."""
    return backward(weights, h, T, N_weights)[0], backward(weights, h, T, N_biases)[1]


def step(weights: list, biases: list, X: NDArray, T: NDArray, eta: float, again: bool = False) -> tuple:
    """A step; with `again`, both passes are made again for each layer, at weights that have moved in part."""
    weights, biases = list(weights), list(biases)
    d_weights, d_biases = backward(weights, forward(weights, biases, X), T, len(T))
    for l in reversed(range(len(weights))):
        if again:
            d_weights, d_biases = backward(weights, forward(weights, biases, X), T, len(T))
        weights[l], biases[l] = weights[l] - eta * d_weights[l], biases[l] - eta * d_biases[l]
    return weights, biases


def log_loss(P: NDArray, T: NDArray, guard: float, add: bool = False) -> float:
    """Return the mean cross-entropy, with a guard against log(0) that is the least probability, or is added to all."""
    return -float((T * np.log(P + guard if add else np.maximum(P, guard))).sum() / len(P))


def example(rng: np.random.Generator, sizes: list[int], N: int) -> tuple[MLP, list, list, NDArray, NDArray]:
    """A network with the right answers in it, its weights and biases, and N examples to run through it."""
    net = MLP(sizes, hidden="tanh", output="softmax")
    for layer in net.layers:
        layer.weights, layer.bias = rng.normal(size=layer.weights.shape), rng.normal(size=layer.bias.shape)
    X, T = rng.normal(size=(N, sizes[0])), np.eye(sizes[-1])[rng.integers(sizes[-1], size=N)]
    return net, [layer.weights for layer in net.layers], [layer.bias for layer in net.layers], X, T


def activations(net: MLP, X: NDArray) -> list[NDArray]:
    """Inputs, hidden activations, and the pre-activation of the output layer: what forward is to return."""
    *h, _ = net.activations(X)
    return [*h, net.layers[-1].pre_activation(h[-1])]


def with_parameters(net: MLP, weights: object, biases: object) -> MLP:
    """A copy of the network with these weights and biases."""
    net = net.copy()
    for layer, W, b in zip(net.layers, weights, biases, strict=True):
        layer.weights, layer.bias = W, b
    return net


def lists(got: object, layers: int, what: str = "backward(...)") -> tuple:
    """The two lists that backward and step return, with one array for each layer."""
    first, second = expect_list(what, got, 2)
    return arrays(expect_list(f"{what}[0]", first, layers)), arrays(expect_list(f"{what}[1]", second, layers))


def arrays(got: list) -> list:
    """What came back, lists of lists turned into arrays, to be handed to another function."""
    return [np.asarray(each) for each in got]
