"""A detector in one call, for lessons that use a trained network before they explain how it was trained (L14).

How it works: the loss is the subject of lessons 08 and 11, its gradient of 09 and 10, mini-batches and momentum of 14,
weight decay of 17.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from lecture_nn.ensembles import check_rows, fit_all
from lecture_nn.network import MLP
from lecture_nn.optimizers import Momentum
from lecture_nn.validation import as_array, check_integer, check_pair, check_shape

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

RATES = (0.2, 0.2, 0.02)
"""The learning rate in each third of the training; the small one at the end lets the weights settle."""
BATCH = 64
WEIGHT_DECAY = 1e-4
TOGETHER = 5
"""How many networks are trained at a time: the arrays of more of them don't fit into the processor's cache."""


def train_detector(train: tuple[ArrayLike, ArrayLike], hidden: int = 30, seed: int = 0, updates: int = 750) -> MLP:
    """Return a network with one sigmoid output, trained to tell examples with target 1 from those with target 0.

    Parameters
    ----------
    train : pair (X, T)
        Inputs (N, D) and targets (N, 1), each 0 or 1.
    hidden : int
        How many ReLU units its hidden layer has. With 0 there is no hidden layer: the output unit stands alone.
    seed : int
        Draws the initial weights and the order of the examples; the same seed gives the same network.
    updates : int
        About how many times the weights are updated, each time from 64 examples. Training takes a whole number of
        passes through the examples, at least three, so that a small training set costs no more than a large one.

    Returns
    -------
    MLP
        ``forward(X)`` returns the predicted probability of target 1 for each example, shape (N, 1).

    Raises
    ------
    TypeError, ValueError
        When an argument is invalid.

    Notes
    -----
    The loss is binary cross-entropy. Before training, the output's bias is set so that the network predicts the class
    prior of its training set, which spares it the updates that would only learn how frequent the classes are. An input
    that is 0 in every training example, as in the margin of the digits, gets the weight 0.
    """
    seed = check_integer("seed", seed, low=0)
    (net,) = train_detectors(train, hidden, [seed], updates=updates)
    return net


def train_detectors(
    train: tuple[ArrayLike, ArrayLike],
    hidden: int = 30,
    seeds: Sequence[int] = range(10),
    rows: Sequence[ArrayLike] | None = None,
    updates: int = 750,
) -> list[MLP]:
    """Return a detector for each seed: the networks that `train_detector` returns, up to rounding, but sooner.

    Parameters
    ----------
    train, hidden, updates
        As for `train_detector`.
    seeds : sequence of int
        One for each network.
    rows : sequence of integer arrays, optional
        Which rows of the training set each network is trained on, equally many for each; by default all of them.

    Returns
    -------
    list of MLP
        In the order of the seeds.

    Raises
    ------
    TypeError, ValueError
        When an argument is invalid.
    """
    hidden, updates = check_integer("hidden", hidden, low=0), check_integer("updates", updates)
    seeds = [check_integer(f"seeds[{i}]", seed, low=0) for i, seed in enumerate(seeds)]
    if not seeds:
        raise ValueError("seeds: expected at least one, got none")
    X, T = check_pair("train", train)
    nets = [_network(check_shape("X", as_array("X", X), "N", "D").shape[1], hidden, seed) for seed in seeds]
    X, T = nets[0].check_data(X, T)
    own = None if rows is None else check_rows(rows, len(nets), len(X))
    used = _used(X, own, len(nets))
    seen = used.any(axis=0)
    small = [_network(int(seen.sum()), hidden, seed) for seed in seeds]
    for i, (net, seed) in enumerate(zip(small, seeds, strict=True)):
        begun = _network(int(used[i].sum()), hidden, seed)
        targets = T if own is None else T[own[i]]
        positives = float(targets.sum())
        begun.layers[-1].bias = [math.log((positives + 0.5) / (len(targets) - positives + 0.5))]
        _put(begun, net, used[i][seen])
    inputs, examples = X.compress(seen, axis=1), len(X) if own is None else own.shape[1]
    epochs = max(1, round(updates / len(RATES) / math.ceil(examples / BATCH)))
    for n in range(0, len(nets), TOGETHER):
        for part, rate in enumerate(RATES):
            fit_all(
                small[n : n + TOGETHER],
                (inputs, T),
                optimizer=Momentum(rate, 0.9),
                batch_size=BATCH,
                epochs=epochs,
                weight_decay=WEIGHT_DECAY,
                seed=[len(RATES) * seed + part for seed in seeds[n : n + TOGETHER]],
                rows=None if own is None else own[n : n + TOGETHER],
            )
    for trained, net in zip(small, nets, strict=True):
        net.cast(X.dtype)
        _put(trained, net, seen)
    return nets


def _used(X: NDArray, rows: NDArray | None, networks: int) -> NDArray:
    """Which inputs aren't 0 in every training example of a network, shape (networks, D); all, if there is none."""
    ink = X != 0
    used = np.stack([ink.any(axis=0)] * networks if rows is None else [ink[each].any(axis=0) for each in rows])
    return used | ~used.any(axis=1, keepdims=True)


def _put(source: MLP, target: MLP, columns: NDArray) -> None:
    """Give `target` the parameters of `source`, which has only these of its inputs; the others get the weight 0."""
    for layer, given in zip(target.layers, source.layers, strict=True):
        first = layer is target.layers[0]
        layer.weights[...], layer.bias[...] = 0, given.bias
        layer.weights[:, columns if first else slice(None)] = given.weights


def _network(inputs: int, hidden: int, seed: int) -> MLP:
    return MLP([inputs, hidden, 1] if hidden else [inputs, 1], hidden="relu", output="sigmoid", seed=seed)
