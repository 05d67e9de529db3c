"""Digits with wrong labels, and a training run that can be looked at on its way (lecture rows L34, L35)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from lecture_nn.datasets import Dataset, one_hot
from lecture_nn.network import MLP
from lecture_nn.optimizers import Optimizer
from lecture_nn.training import minibatches, with_decay
from lecture_nn.validation import check_integer

if TYPE_CHECKING:
    from numpy.typing import NDArray

SET, DRAWN_FROM = 500, 5_000


class NoisyDigits(NamedTuple):
    """Images ``X`` (N, 1024), the labels ``given`` (N,) that they carry, and the ``true`` ones (N,)."""

    X: NDArray
    given: NDArray
    true: NDArray


def noisy_digits(data: Dataset, number: int, wrong: int = 100) -> NoisyDigits:
    """Return one of ten sets of 500 training images, some of which carry a wrong label.

    Parameters
    ----------
    data : Dataset
        From `lecture_nn.datasets.digits`. The sets are drawn from its first 5,000 training images, so that the other
        5,000 can judge.
    number : int
        Which set, 0 to 9; no two share an image.
    wrong : int
        How many labels are wrong: those of the first images, each replaced by one of the nine other digits.

    Returns
    -------
    NoisyDigits
    """
    number, wrong = check_integer("number", number, low=0), check_integer("wrong", wrong, low=0)
    if number >= DRAWN_FROM // SET:
        raise ValueError(f"number: expected 0 to {DRAWN_FROM // SET - 1}, got {number}")
    if wrong > SET:
        raise ValueError(f"wrong: expected at most {SET}, as many as there are images, got {wrong}")
    rows = np.random.default_rng(0).permutation(DRAWN_FROM)[SET * number : SET * (number + 1)]
    true = data.train.T[rows].argmax(axis=1)
    given = true.copy()
    given[:wrong] = (true[:wrong] + np.random.default_rng(number).integers(1, 10, size=wrong)) % 10
    return NoisyDigits(data.train.X[rows], given, true)


def snapshots(
    net: MLP,
    digits: NoisyDigits,
    optimizer: Optimizer,
    stops: Sequence[int],
    *,
    weight_decay: float = 0.0,
    seed: int = 0,
) -> Iterator[int]:
    """Train `net`, in place, and pause after each number of epochs in `stops`, so that it can be measured.

    It is one run, the same as that of ``fit`` with these arguments and mini-batches of 64: the optimizer goes on where
    it was, instead of starting afresh at each pause.

    Parameters
    ----------
    net : MLP
    digits : NoisyDigits
        The network learns the labels as given.
    optimizer : Optimizer
        Its state is reset first.
    stops : sequence of int
        Epochs, ascending. Training ends with the last.
    weight_decay, seed
        As for ``fit``.

    Yields
    ------
    int
        The number of epochs done.
    """
    T, rng = one_hot(digits.given, 10), np.random.default_rng(seed)
    net.cast(digits.X.dtype)
    optimizer.reset()
    for epoch in range(1, stops[-1] + 1):
        for x, t in minibatches(digits.X, T, 64, rng):
            h, _ = net.forward_pass(x)
            optimizer.step(net.parameters, with_decay(net.backward_pass(h, t), net, weight_decay))
        if epoch in stops:
            yield epoch
