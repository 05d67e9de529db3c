"""A detector in one call, for lessons that use a trained network before they explain how it was trained (L14).

How it works: the loss is the subject of lessons 08 and 11, its gradient of 09 and 10, mini-batches and momentum of 14,
weight decay of 17.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from lecture_nn.network import MLP
from lecture_nn.optimizers import Momentum
from lecture_nn.training import fit
from lecture_nn.validation import as_array, check_integer, check_pair, check_shape

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

RATES = (0.2, 0.2, 0.02)
"""The learning rate in each third of the training; the small one at the end lets the weights settle."""
BATCH = 64
WEIGHT_DECAY = 1e-4


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
    hidden, seed = check_integer("hidden", hidden, low=0), check_integer("seed", seed, low=0)
    updates = check_integer("updates", updates)
    X, T = check_pair("train", train)
    net = _network(check_shape("X", as_array("X", X), "N", "D").shape[1], hidden, seed)
    X, T = net.check_data(X, T)
    net.cast(X.dtype)
    used = np.any(X != 0, axis=0)
    if not used.any():
        used[:] = True
    seen = X.compress(used, axis=1)
    core = _network(int(used.sum()), hidden, seed)
    positives = float(T.sum())
    core.layers[-1].bias = [math.log((positives + 0.5) / (len(T) - positives + 0.5))]
    epochs = max(1, round(updates / len(RATES) / math.ceil(len(X) / BATCH)))
    for part, rate in enumerate(RATES):
        fit(
            core,
            (seen, T),
            optimizer=Momentum(rate, 0.9),
            batch_size=BATCH,
            epochs=epochs,
            weight_decay=WEIGHT_DECAY,
            seed=len(RATES) * seed + part,
            verbose=False,
        )
    for layer, trained in zip(net.layers, core.layers, strict=True):
        layer.weights[...], layer.bias[...] = 0, trained.bias
        layer.weights[:, used if layer is net.layers[0] else slice(None)] = trained.weights
    return net


def _network(inputs: int, hidden: int, seed: int) -> MLP:
    return MLP([inputs, hidden, 1] if hidden else [inputs, 1], hidden="relu", output="sigmoid", seed=seed)
