"""One training run that can be looked at on its way (lecture rows L34, L39, L40)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from lecture_nn.network import MLP
from lecture_nn.optimizers import Optimizer
from lecture_nn.training import minibatches, with_decay
from lecture_nn.validation import check_integer, check_pair

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def snapshots(
    net: MLP,
    train: tuple[ArrayLike, ArrayLike],
    optimizer: Optimizer,
    stops: Sequence[int],
    *,
    batch_size: int = 64,
    weight_decay: float = 0.0,
    seed: int = 0,
) -> Iterator[int]:
    """Train `net`, in place, and pause after each number of epochs in `stops`, so that it can be measured.

    It is one run, the same as that of ``fit`` with these arguments. (To call ``fit`` several times is another run,
    because each call starts the optimizer and the order of the examples afresh.)

    Parameters
    ----------
    net : MLP
        Its weights take the dtype of the training inputs.
    train : pair (X, T)
        Inputs (N, D) and targets (N, K).
    optimizer : Optimizer
        Its state is reset first.
    stops : sequence of int
        Epochs from 1, ascending, such as ``(1, 10, 100)`` or ``range(1, 101)``. Training ends with the last.
    batch_size, weight_decay, seed
        As for ``fit``.

    Yields
    ------
    int
        The number of epochs done.

    Raises
    ------
    ValueError
        If `stops` is empty or not ascending, or the data don't fit the network.
    """
    stops = [check_integer(f"stops[{i}]", stop) for i, stop in enumerate(stops)]
    if not stops or stops != sorted(set(stops)):
        raise ValueError(f"stops: expected numbers of epochs, ascending, got {stops}")
    X, T = net.check_data(*check_pair("train", train), names=("train X", "train T"))
    rng = np.random.default_rng(seed)
    net.cast(X.dtype)
    optimizer.reset()
    done = 0
    for stop in stops:
        for _ in range(stop - done):
            for x, t in minibatches(X, T, batch_size, rng):
                h, _ = net.forward_pass(x)
                optimizer.step(net.parameters, with_decay(net.backward_pass(h, t), net, weight_decay))
        done = stop
        yield done
