"""Digits with wrong labels (lecture rows L34, L35, L39)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from lecture_nn.datasets import Dataset, Examples, one_hot
from lecture_nn.validation import check_integer

if TYPE_CHECKING:
    from numpy.typing import NDArray

SET, DRAWN_FROM = 500, 5_000


class NoisyDigits(NamedTuple):
    """Images ``X`` (N, 1024), the labels ``given`` (N,) that they carry, and the ``true`` ones (N,)."""

    X: NDArray
    given: NDArray
    true: NDArray

    @property
    def train(self) -> Examples:
        """Inputs and one-hot targets to train with: the labels as given."""
        return Examples(self.X, one_hot(self.given, 10))


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
