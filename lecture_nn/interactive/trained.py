"""The nets that panels show ready trained: those of lessons 17 and 18, and one that reads digits.

Each is trained once, when the first panel that shows it is made, which takes less than a second.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from lecture_nn.datasets import Examples, digits
from lecture_nn.ensembles import fit_all
from lecture_nn.layer import Layer
from lecture_nn.network import MLP
from lecture_nn.optimizers import Momentum
from lecture_nn.stages import snapshots
from lecture_nn.training import fit

WEIGHT_DECAYS = (0.0, 0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1)
EPOCHS = 4000


def decay_target(x: NDArray) -> NDArray:
    """Return the function that the examples of `decay_runs` are drawn from."""
    return np.sin(3 * x)


def stopping_target(X: NDArray) -> NDArray:
    """Return the function that the examples of `stopping_run` are drawn from: (N, 1) for X of shape (N, 2)."""
    return np.sin(2 * X[:, :1]) * np.cos(1.5 * X[:, 1:]) + 0.5 * X[:, :1]


def decay_examples(number: int) -> tuple[Examples, Examples]:
    """Return one set of fifteen training examples and 100 validation examples; number 1 is the one of `decay_runs`."""

    def draw(x: NDArray) -> Examples:
        return Examples(x, decay_target(x) + 0.3 * rng.normal(size=x.shape))

    rng = np.random.default_rng(number)
    train = draw(np.sort(rng.uniform(-1.5, 1.5, size=15))[:, None])
    return train, draw(rng.uniform(-1.5, 1.5, size=100)[:, None])


def decay_nets() -> list[MLP]:
    """Return a net for each of `WEIGHT_DECAYS`, all alike, and not trained yet."""
    nets = [MLP([1, 30, 1], hidden="tanh", output="identity", seed=0) for _ in WEIGHT_DECAYS]
    for net in nets:
        net.layers[0].weights = 6 * net.layers[0].weights
    return nets


@cache
def decay_runs() -> tuple[list[MLP], Examples, Examples]:
    """Return a net trained with each of `WEIGHT_DECAYS`, and its training and validation examples."""
    train, validation = decay_examples(1)
    nets = decay_nets()
    fit_all(nets, train, optimizer=Momentum(0.02, 0.95), epochs=6000, weight_decay=WEIGHT_DECAYS)
    return nets, train, validation


@cache
def stopping_run() -> tuple[dict[int, MLP], Examples, Examples]:
    """Return one training run as the net after certain epochs, and its training and validation examples.

    The epochs lie ever further apart, and the epoch of the lowest validation loss is among them.
    """

    def draw(N: int) -> Examples:
        X = rng.uniform(-1.5, 1.5, size=(N, 2))
        return Examples(X, stopping_target(X) + 0.5 * rng.normal(size=(N, 1)))

    rng = np.random.default_rng(2)
    train, validation = draw(30), draw(100)
    net = MLP([2, 40, 1], hidden="tanh", output="identity", seed=2)
    for layer in net.layers:
        layer.weights = 0.05 * layer.weights
    shown = {*np.logspace(0, np.log10(EPOCHS), 60).astype(int).tolist(), EPOCHS}
    stages, lowest, best = {0: net.copy()}, np.inf, (0, net)
    for epoch in snapshots(net, train, Momentum(0.05, 0.9), range(1, EPOCHS + 1), batch_size=30):
        loss = net.loss(*validation)
        if loss < lowest:
            lowest, best = loss, (epoch, net.copy())
        if epoch in shown:
            stages[epoch] = net.copy()
    stages |= [best]
    return dict(sorted(stages.items())), train, validation


@cache
def digit_net() -> MLP:
    """Return a net of 100 hidden units, trained for three epochs on the 10,000 training digits.

    Its weights are rounded to 255 values in each layer, so that a page can send each of them in one byte.
    """
    net = MLP([1024, 100, 10], hidden="relu", output="softmax", seed=0)
    fit(net, digits().train, optimizer=Momentum(0.2), batch_size=128, epochs=3, weight_decay=1e-4, verbose=False)
    for layer in net.layers:
        step = rounding_step(layer)
        layer.weights = step * np.rint(layer.weights / step)
    return net


def rounding_step(layer: Layer) -> np.floating:
    """Return the distance between two neighbours among the 255 values that a layer's weights are rounded to."""
    return np.abs(layer.weights).max() / 127
