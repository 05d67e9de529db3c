"""Many networks of one shape trained at once, for experiments that are repeated with other initializations.

One run says little about a method, because the result depends on the random initialization; ten or twenty runs say
more. The networks of such an experiment differ in nothing but their weights, so their arrays can be stacked and each
matrix product done for all of them in one call: twenty small networks then train about as quickly as one alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from lecture_nn.network import MLP
from lecture_nn.optimizers import GradientDescent, Optimizer
from lecture_nn.schedules import Schedule, check_schedule, scheduled
from lecture_nn.training import minibatches
from lecture_nn.validation import check_generator, check_integer, check_number, check_pair

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def fit_all(
    nets: Sequence[MLP],
    train: tuple[ArrayLike, ArrayLike],
    *,
    optimizer: Optimizer | None = None,
    batch_size: int | None = None,
    epochs: int = 1000,
    schedule: Schedule | None = None,
    weight_decay: float | Sequence[float] = 0.0,
    seed: int | np.random.Generator | Sequence[int] = 0,
    rows: Sequence[ArrayLike] | None = None,
) -> None:
    """Train several networks, in place: on the same examples in the same order, or each on its own.

    Each network ends with the weights that ``fit`` would give it with the same arguments, up to rounding.

    Parameters
    ----------
    nets : sequence of MLP
        Of the same layer sizes, activations and loss; they may differ in their weights only.
    train : pair (X, T)
        Inputs (N, D) and targets (N, K).
    optimizer : Optimizer, optional
        By default ``GradientDescent(learning_rate=0.1)``. It starts afresh.
    batch_size : int, optional
        Examples in each update; by default all N, the full batch.
    epochs : int
        How many times training goes through the examples.
    schedule : function, optional
        The factor of the learning rate at each step, as for ``fit``.
    weight_decay : float or sequence of float
        lambda, as for ``fit``: one for all networks, or one for each.
    seed : int, numpy.random.Generator or sequence of int
        For shuffling the examples into mini-batches: one order for all networks, or with several seeds one for each.
    rows : sequence of integer arrays, optional
        Which rows of the training set each network is trained on, equally many for each; by default all of them.

    Raises
    ------
    ValueError
        If there is no network, if they differ in more than their weights, if weight decays or seeds are neither one nor
        one for each network, or if `rows` doesn't hold equally many rows of the training set for each.
    TypeError
        If an argument is of the wrong kind, for example a `schedule` that isn't a function.

    Notes
    -----
    A network whose training diverges ends with weights that are not finite; the others are not affected.
    """
    nets = list(nets)
    if not nets:
        raise ValueError("nets: expected at least one MLP, got none")
    kinds = {_kind(f"nets[{i}]", net) for i, net in enumerate(nets)}
    if len(kinds) > 1:
        raise ValueError(f"nets: expected networks that differ in their weights only, got {', '.join(sorted(kinds))}")
    X, T = nets[0].check_data(*check_pair("train", train), names=("train X", "train T"))
    epochs, penalties = check_integer("epochs", epochs), _penalties(weight_decay, len(nets))
    batches = _Batches(X, T, batch_size, len(nets), seed, rows)
    optimizer = GradientDescent(0.1) if optimizer is None else optimizer
    if schedule is not None:
        check_schedule(schedule)
    for net in nets:
        net.cast(X.dtype)
    penalties = penalties.astype(X.dtype)  # else all that follows were computed in float64
    parameters = [np.stack(arrays) for arrays in zip(*(net.parameters for net in nets), strict=True)]
    optimizer.reset()
    steps = epochs * batches.steps
    with scheduled(optimizer, schedule, steps) as set_rate, np.errstate(over="ignore", invalid="ignore"):
        for _ in range(epochs):
            for x, t in batches.epoch():
                gradients = _gradients(nets[0], parameters, x, t)
                if penalties.any():  # on the weights, which take turns with the biases
                    gradients[::2] = [g + penalties * W for g, W in zip(gradients[::2], parameters[::2], strict=True)]
                set_rate()
                optimizer.step(parameters, gradients)
    for stacked, arrays in zip(parameters, zip(*(net.parameters for net in nets), strict=True), strict=True):
        for trained, array in zip(stacked, arrays, strict=True):
            array[...] = trained


def check_rows(rows: Sequence[ArrayLike], networks: int, N: int) -> NDArray:
    """Return which of N rows each network is trained on, shape (networks, rows), after checking it."""
    found = [np.asarray(each) for each in rows]
    if len(found) != networks:
        raise ValueError(f"rows: expected an array for each of {networks} networks, got {len(found)}")
    for i, each in enumerate(found):
        if each.ndim != 1 or not np.issubdtype(each.dtype, np.integer) or each.size == 0:
            raise ValueError(f"rows[{i}]: expected a list of row numbers, got {each!r}")
        if each.min() < 0 or each.max() >= N:
            raise ValueError(f"rows[{i}]: expected row numbers from 0 to {N - 1}, got {each.min()} to {each.max()}")
        if len(each) != len(found[0]):
            raise ValueError(f"rows: expected equally many for each network, got {len(found[0])} and {len(each)}")
    return np.stack(found)


class _Batches:
    """The batches that networks are trained on together: the same for all, or one for each along a first axis."""

    def __init__(
        self,
        X: NDArray,
        T: NDArray,
        size: int | None,
        networks: int,
        seed: int | np.random.Generator | Sequence[int],
        rows: Sequence[ArrayLike] | None,
    ) -> None:
        several = np.ndim(seed) > 0
        seeds = list(seed) if several else [seed] * networks
        if len(seeds) != networks:
            raise ValueError(f"seed: expected one number, or one for each of {networks} networks, got {seed!r}")
        self.X, self.T = X, T
        self.rngs = [check_generator("seed", each) for each in seeds]
        self.rows = None
        if several or rows is not None:
            everything = [np.arange(len(X))] * networks
            self.rows = check_rows(everything if rows is None else rows, networks, len(X))
        N = len(X) if self.rows is None else self.rows.shape[1]
        self.size = N if size is None else min(N, check_integer("batch_size", size))
        self.full, self.steps = self.size == N, math.ceil(N / self.size)  # steps of an epoch

    def epoch(self) -> Iterator[tuple[NDArray, NDArray]]:
        """Yield each batch of an epoch: (N, D) and (N, K), or with a first axis for the networks."""
        if self.full:  # it stays in its own order, so that no time goes into shuffling it
            yield (self.X, self.T) if self.rows is None else (self.X[self.rows], self.T[self.rows])
        elif self.rows is None:
            yield from minibatches(self.X, self.T, self.size, self.rngs[0])
        else:
            order = [rows[rng.permutation(len(rows))] for rows, rng in zip(self.rows, self.rngs, strict=True)]
            shuffled = np.stack(order)
            for n in range(0, shuffled.shape[1], self.size):
                batch = shuffled[:, n : n + self.size]
                yield self.X[batch], self.T[batch]


def _gradients(net: MLP, parameters: list[NDArray], X: NDArray, T: NDArray) -> list[NDArray]:
    """The gradient of each network's mean loss. As `MLP.backward_pass`, but networks are the first axis.

    X is (N, D), the same examples for all networks, or (networks, N, D); T accordingly.
    """
    weights, biases = parameters[::2], parameters[1::2]
    h = [X]
    for layer, W, b in zip(net.layers, weights, biases, strict=True):
        h.append(layer.activation(h[-1] @ W.mT + b[:, None]))
    delta = (h[-1] - T) / X.shape[-2]
    if not net.loss_matches_output:
        delta = net.layers[-1].activation.backward(delta, h[-1])
    gradients: list[NDArray] = []
    for l in reversed(range(len(weights))):
        gradients += [delta.sum(axis=1), delta.mT @ h[l]]
        if l > 0:
            delta = net.layers[l - 1].activation.backward(delta @ weights[l], h[l])
    return gradients[::-1]


def _penalties(weight_decay: float | Sequence[float], networks: int) -> NDArray:
    """The weight decay of each network, in a shape that multiplies stacked weights."""
    if np.ndim(weight_decay) == 0:
        weight_decay = [weight_decay] * networks
    if len(weight_decay) != networks:
        raise ValueError(
            f"weight_decay: expected one number, or one for each of {networks} networks, got {weight_decay!r}"
        )
    each = [check_number(f"weight_decay[{i}]", decay, low=0) for i, decay in enumerate(weight_decay)]
    return np.array(each)[:, None, None]


def _kind(name: str, net: MLP) -> str:
    """What networks trained together must have in common, as text."""
    if not isinstance(net, MLP):
        raise TypeError(f"{name}: expected an MLP, got {net!r}")
    return repr(net)
