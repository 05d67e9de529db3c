"""The package's functions under the names, and with the arguments, that the exercises ask for.

`my_network.py` imports them from here for as long as the student's own aren't right. A copy in that file would give the
exercise's answer away.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from lecture_nn.activations import sigmoid as sigmoid
from lecture_nn.activations import softmax as softmax
from lecture_nn.activations import tanh
from lecture_nn.history import EarlyStopping, History
from lecture_nn.losses import cross_entropy as loss_of_classes
from lecture_nn.network import MLP
from lecture_nn.optimizers import GradientDescent

if TYPE_CHECKING:
    from numpy.typing import NDArray


def sigmoid_derivative(h: NDArray) -> NDArray:
    """Return the derivative of the sigmoid where its activation is h."""
    return h * (1 - h)


def tanh_derivative(u: NDArray) -> NDArray:
    """Return the derivative of tanh at u."""
    return 1 - tanh(u) ** 2


def relu_derivative(u: NDArray) -> NDArray:
    """Return the derivative of ReLU at u, 0 at the kink."""
    return (u > 0).astype(float)


def forward_deep(X: NDArray, weights: Sequence[NDArray], biases: Sequence[NDArray]) -> NDArray:
    """Return the logits, shape (N, K), of a network of tanh units."""
    h = X
    for W, b in zip(weights[:-1], biases[:-1], strict=True):
        h = tanh(h @ W.T + b)
    return h @ weights[-1].T + biases[-1]


def delta_h(delta_z: NDArray, W: NDArray) -> NDArray:
    """Return dE/dh, shape (J,), for the error signals (K,) and the weights (K, J) of the layer above."""
    return delta_z @ W


def gradients(X: NDArray, T: NDArray, V: NDArray, v0: NDArray, W: NDArray, w0: NDArray) -> tuple[NDArray, ...]:
    """Return the four gradients of the mean squared error of a network with tanh units and linear outputs."""
    net = MLP([V.shape[1], len(V), len(W)], hidden="tanh", output="identity")
    for layer, weights, bias in zip(net.layers, (V, W), (v0, w0), strict=True):
        layer.weights, layer.bias = weights, bias
    return tuple(array for pair in net.gradients(X, T) for array in pair)


def cross_entropy(Z: NDArray, T: NDArray) -> float:
    """Return the mean cross-entropy of logits (N, K) and one-hot targets (N, K)."""
    return loss_of_classes.from_logits(Z, T)


def gradient(Z: NDArray, T: NDArray) -> NDArray:
    """Return the derivative of the mean cross-entropy with respect to the logits, shape (N, K)."""
    return (softmax(Z) - T) / len(Z)


def batches(order: NDArray, B: int) -> list[NDArray]:
    """Return the batches of an epoch: pieces of the order, of B numbers each but for the last."""
    return [order[n : n + B] for n in range(0, len(order), B)]


def momentum_step(w: NDArray, v: NDArray, g: NDArray, eta: float, gamma: float) -> tuple[NDArray, NDArray]:
    """Return the weights and the velocity after a step."""
    v = gamma * v + eta * g
    return w - v, v


def adam_step(
    w: NDArray, m: NDArray, s: NDArray, g: NDArray, n: int, eta: float, beta1: float, beta2: float, eps: float
) -> tuple[NDArray, NDArray, NDArray]:
    """Return the weights and the two averages after step number n, counted from 1."""
    m = beta1 * m + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    return w - eta * (m / (1 - beta1**n)) / (np.sqrt(s / (1 - beta2**n)) + eps), m, s


def dead_fraction(H: NDArray) -> float:
    """Return the fraction of units, the columns of H, that are 0 for every example."""
    return float(np.mean(~H.any(axis=0)))


def cost(loss: float, weights: Sequence[NDArray], biases: Sequence[NDArray], decay: float) -> float:
    """Return the loss plus the penalty on the weights."""
    return loss + decay / 2 * sum(float(np.sum(W**2)) for W in weights)


def step(
    weights: Sequence[NDArray],
    biases: Sequence[NDArray],
    d_weights: Sequence[NDArray],
    d_biases: Sequence[NDArray],
    eta: float,
    decay: float,
) -> tuple[list[NDArray], list[NDArray]]:
    """Return new weights and biases after a step of gradient descent on the cost."""
    new = [array.copy() for array in (*weights, *biases)]
    decayed = [d + decay * W for d, W in zip(d_weights, weights, strict=True)]
    GradientDescent(eta).step(new, [*decayed, *d_biases])
    return new[: len(weights)], new[len(weights) :]


def stop_early(losses: Sequence[float], patience: int) -> tuple[int, int]:
    """Return the epoch whose weights are kept and the last epoch that is run, counted from 1."""
    history, rule = History(), EarlyStopping(patience)
    for loss in losses:
        history.add(loss=loss, validation_loss=loss)
        if rule.should_stop(history):
            break
    return history.best_epoch, len(history)


def accuracy(o: NDArray, T: NDArray) -> float:
    """Return the fraction of examples whose right class has the largest output."""
    return float(np.mean(o.argmax(axis=1) == T.argmax(axis=1)))
