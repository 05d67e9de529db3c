"""Networks that are the same but for the order and the signs of their hidden units, and how to line them up.

The hidden units of a network with one hidden layer can change places without changing its function, if each takes all
of its weights along; a tanh unit can also turn around the signs of all of its weights (lecture rows L07, L08).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from lecture_nn.network import MLP
from lecture_nn.validation import as_array

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

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
        1 or -1 for each unit in its new place. A unit with -1 has the signs of its bias and of all its weights, in and
        out, turned around; this leaves the function as it is only for an odd activation function such as tanh.
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


def aligned(net: MLP, to: MLP, X: ArrayLike) -> MLP:
    """Return `net` with its tanh hidden units rearranged so that each behaves like the one in its place in `to`.

    Parameters
    ----------
    net, to : MLP
        With one hidden layer of J tanh units each.
    X : array of shape (N, D)
        Inputs on which the hidden activations of the two networks are compared.

    Notes
    -----
    The two units whose activations have the largest correlation, in size, are matched first, then the two with the
    largest among the others, and so on. This is greedy: the sum of the correlations may be a little below the largest
    that any matching has.
    """
    for name, given in (("net", net), ("to", to)):
        if _hidden(given, name).activation.name != "tanh":
            raise ValueError(f"{name}: expected tanh hidden units, got {given!r}")
    J = len(to.layers[0].bias)
    if len(net.layers[0].bias) != J:
        raise ValueError(f"net: expected {J} hidden units, as the other network has, got {net!r}")
    correlation = _correlations(to.activations(X)[1], net.activations(X)[1])  # (J, J)
    left = np.abs(correlation)
    order = np.zeros(J, dtype=int)
    for _ in range(J):
        place, unit = np.unravel_index(left.argmax(), left.shape)
        order[place] = unit
        left[place], left[:, unit] = -1, -1
    signs = np.where(correlation[np.arange(J), order] < 0, -1, 1)
    return rearranged(net, order, signs)


def _hidden(net: MLP, name: str = "net") -> Layer:
    """The hidden layer of a network that has just one."""
    if len(net.layers) != 2:
        raise ValueError(f"{name}: expected one hidden layer, got {net!r}")
    return net.layers[0]


def _correlations(a: NDArray, b: NDArray) -> NDArray:
    """The correlation of each column of `a` with each column of `b`; 0 where a column doesn't vary."""
    a, b = (h.astype(float) - h.mean(axis=0, dtype=float) for h in (a, b))
    sizes = np.linalg.norm(a, axis=0)[:, None] * np.linalg.norm(b, axis=0)
    return np.divide(a.T @ b, sizes, out=np.zeros_like(sizes), where=sizes > 0)
