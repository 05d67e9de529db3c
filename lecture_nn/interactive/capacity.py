"""Panels for what limits a net's capacity: weight decay and early stopping (lecture rows L36, L37, L39, L40).

The nets and examples are those of lessons 17 and 18, trained once, when the first panel of the kind is made.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from lecture_nn.datasets import Examples
from lecture_nn.interactive.panel import Panel, as_base64, slider
from lecture_nn.network import MLP
from lecture_nn.optimizers import Momentum

DECAYS = (0.0, 0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1)
EPOCHS = 4000


def decay_panel() -> Panel:
    """Return a panel with a net fitted to fifteen examples, whose weight decay can be set (L36, L37)."""
    nets, (train, validation) = decay_runs()
    return Panel(
        "decay",
        "Weight decay: a curve, its weights and its losses",
        [slider("k", "weight decay λ", 0, 0, len(DECAYS) - 1, 1, names=[f"{decay:g}" for decay in DECAYS])],
        decays=DECAYS,
        nets=[as_base64(_numbers(net)) for net in nets],
        examples=np.hstack(train).tolist(),
        losses=[[net.loss(*part) for net in nets] for part in (train, validation)],
    )


def stopping_panel() -> Panel:
    """Return a panel with a net at every stage of a long training: function, weights, losses (L39, L40)."""
    epochs, nets, (train, validation) = stopping_run()
    losses = [[net.loss(*part) for net in nets] for part in (train, validation)]
    u = np.linspace(0.001, 3, 3000)
    return Panel(
        "stopping",
        "Early stopping: a net at each stage of its training",
        [
            slider(
                "k",
                "stop after epoch",
                0,
                0,
                len(epochs) - 1,
                1,
                names=[str(epoch) for epoch in epochs],
                play=150,
            )
        ],
        epochs=epochs,
        nets=[as_base64(_numbers(net)) for net in nets],
        examples=np.hstack(train).tolist(),
        losses=losses,
        linear=float(u[np.abs(np.tanh(u) - u) < 0.1 * u].max()),
    )


@cache
def decay_runs() -> tuple[list[MLP], tuple[Examples, Examples]]:
    """Return a net trained with each of `DECAYS`, and its training and validation examples.

    The nets learn side by side, as slices of one array: one after the other, `fit` takes seven times as long.
    """

    def noisy(x: NDArray) -> Examples:
        return Examples(x, np.sin(3 * x) + 0.3 * rng.normal(size=x.shape))

    rng = np.random.default_rng(1)
    train = noisy(np.sort(rng.uniform(-1.5, 1.5, size=15))[:, None])
    validation = noisy(rng.uniform(-1.5, 1.5, size=100)[:, None])
    nets = [MLP([1, 30, 1], hidden="tanh", output="identity", seed=0) for _ in DECAYS]
    for net in nets:
        net.layers[0].weights = 6 * net.layers[0].weights
    stacks = [np.stack(arrays) for arrays in zip(*(net.parameters for net in nets), strict=True)]
    learn_side_by_side(stacks, *train, np.array(DECAYS), Momentum(0.02, 0.95), 6000)
    for net, arrays in zip(nets, zip(*stacks, strict=True), strict=True):
        for parameter, array in zip(net.parameters, arrays, strict=True):
            parameter[...] = array
    return nets, (train, validation)


def learn_side_by_side(
    stacks: list[NDArray], X: NDArray, T: NDArray, decays: NDArray, optimizer: Momentum, epochs: int
) -> None:
    """Train nets of one tanh layer and linear outputs, in place, on all examples at once, each with its weight decay.

    Parameters
    ----------
    stacks : list of four arrays
        ``net.parameters`` of all nets, stacked: (nets, J, D), (nets, J), (nets, K, J), (nets, K).
    """
    V, v0, W, w0 = stacks
    price = decays[:, None, None]
    for _ in range(epochs):
        h = np.tanh(X @ V.transpose(0, 2, 1) + v0[:, None])
        delta = (h @ W.transpose(0, 2, 1) + w0[:, None] - T) / len(X)
        delta_u = (delta @ W) * (1 - h * h)
        gradients = [
            delta_u.transpose(0, 2, 1) @ X + price * V,
            delta_u.sum(axis=1),
            delta.transpose(0, 2, 1) @ h + price * W,
            delta.sum(axis=1),
        ]
        optimizer.step(stacks, gradients)


@cache
def stopping_run() -> tuple[list[int], list[MLP], tuple[Examples, Examples]]:
    """Return some epochs of one training, the net as it was then, and the training and validation examples.

    The epochs lie ever further apart, and the one with the lowest validation loss is among them.
    """

    def draw(N: int) -> Examples:
        X = rng.uniform(-1.5, 1.5, size=(N, 2))
        truth = np.sin(2 * X[:, :1]) * np.cos(1.5 * X[:, 1:]) + 0.5 * X[:, :1]
        return Examples(X, truth + 0.5 * rng.normal(size=truth.shape))

    rng = np.random.default_rng(2)
    train, validation = draw(30), draw(100)
    net = MLP([2, 40, 1], hidden="tanh", output="identity", seed=2)
    for layer in net.layers:
        layer.weights = 0.05 * layer.weights
    marks = {0, *np.logspace(0, np.log10(EPOCHS), 60).astype(int).tolist(), EPOCHS}
    descent = Momentum(learning_rate=0.05, momentum=0.9)
    stages, best, lowest = {0: net.copy()}, 0, np.inf
    for epoch in range(1, EPOCHS + 1):
        gradients = net.gradients(*train)
        descent.step(net.parameters, [g for both in gradients for g in both])
        loss = net.loss(*validation)
        if loss < lowest:
            lowest, best, at_best = loss, epoch, [p.copy() for p in net.parameters]
        if epoch in marks:
            stages[epoch] = net.copy()
    stages[best] = net.copy()
    for parameter, array in zip(stages[best].parameters, at_best, strict=True):
        parameter[...] = array
    epochs = sorted(stages)
    return epochs, [stages[epoch] for epoch in epochs], (train, validation)


def _numbers(net: MLP) -> NDArray:
    return np.concatenate([parameter.ravel() for parameter in net.parameters])
