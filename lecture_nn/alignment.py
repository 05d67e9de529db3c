"""Networks that are the same but for the order and the signs of their hidden units, and the mean of such networks.

The hidden units of a network with one hidden layer can change places without changing its function, if each takes all
of its weights along; the signs of all weights of a tanh unit can also be flipped (lecture rows L07, L08).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from lecture_nn.network import MLP
from lecture_nn.validation import as_array

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from lecture_nn.layer import Layer


def rearranged(net: MLP, order: ArrayLike, signs: ArrayLike | None = None) -> MLP:
    """Return a network with the same function whose hidden unit j is the given network's hidden unit ``order[j]``.

    Parameters
    ----------
    net : MLP
        With one hidden layer of J units.
    order : array of int, shape (J,)
        Each of 0, ..., J - 1 once.
    signs : array of shape (J,), optional
        1 or -1 for each unit in its new place. For -1 the signs of the unit's bias and of all its weights, in and out,
        are flipped; this leaves the function as it is only for an odd activation function such as tanh.
    """
    J = len(_hidden(net).bias)
    order = as_array("order", order)
    if order.shape != (J,) or sorted(order.tolist()) != list(range(J)):
        raise ValueError(f"order: expected each of 0, ..., {J - 1} once, got {order.tolist()}")
    s = np.ones(J) if signs is None else as_array("signs", signs)
    if s.shape != (J,) or not np.isin(s, (-1, 1)).all():
        raise ValueError(f"signs: expected {J} numbers that are 1 or -1, got {s.tolist()}")
    new = net.copy()
    hidden, output = new.layers
    s = s.astype(hidden.weights.dtype)
    hidden.weights, hidden.bias = s[:, None] * hidden.weights[order], s * hidden.bias[order]
    output.weights = s * output.weights[:, order]
    return new


def average(nets: Sequence[MLP]) -> MLP:
    """Return a network whose every weight and bias is the mean of those in the same place of the given networks."""
    nets = list(nets)
    if not nets:
        raise ValueError("nets: expected at least one MLP, got none")
    if len({repr(net) for net in nets}) > 1:
        raise ValueError("nets: expected networks that differ in their weights only, got " + ", ".join(map(repr, nets)))
    new = nets[0].copy()
    for array, *others in zip(new.parameters, *(net.parameters for net in nets), strict=True):
        array[...] = np.mean(others, axis=0)
    return new


def _hidden(net: MLP) -> Layer:
    """The hidden layer of a network that has just one."""
    if len(net.layers) != 2:
        raise ValueError(f"net: expected one hidden layer, got {net!r}")
    return net.layers[0]
