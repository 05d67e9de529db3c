"""The panel of lesson 00: a network that learns to tell fours from other digits in the page."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from lecture_nn.datasets import Examples, four_or_not
from lecture_nn.interactive.panel import Panel, as_base64, button, group, menu, run, slider

GREYS = 4
"""Levels of grey in the page's images, so that each pixel takes two bits."""

TRAINING, VALIDATION = 600, 120
HIDDEN_UNITS = 20


def detector_panel() -> Panel:
    """Return a panel with a network that learns to recognize fours while you watch (L10, L14).

    Half of its images are fours. Each validation image stands where the predicted probability puts it. The page trains
    as `lecture_nn.fit` does with ``GradientDescent(0.05)`` and batches of ten.
    """
    train, validation = detector_examples()
    return Panel(
        "detector",
        "A network that learns to recognize fours",
        [
            *group("Training", run("train", "Train", "Pause"), button("step", "One epoch"), button("reset", "Reset")),
            *group(
                "Start",
                slider("seed", "initialization", 1, 1, 9, 1),
                menu("images", "training images", TRAINING, [20, 100, TRAINING]),
            ),
        ],
        sizes=[train.X.shape[1], HIDDEN_UNITS, 1],
        train=_packed(train),
        validation=_packed(validation),
    )


def detector_examples() -> tuple[Examples, Examples]:
    """Return the 600 training and the 120 validation images of `detector_panel`, in four levels of grey.

    Fours and other digits take turns, so that half of any first few are fours.
    """
    data = four_or_not()
    return _taking_turns(data.train, TRAINING), _taking_turns(data.validation, VALIDATION)


def _taking_turns(part: Examples, size: int) -> Examples:
    fours = part.T.ravel() == 1
    rows = np.column_stack([np.flatnonzero(fours)[: size // 2], np.flatnonzero(~fours)[: size // 2]]).ravel()
    return Examples(np.rint(part.X[rows] * (GREYS - 1)) / (GREYS - 1), part.T[rows])


def _packed(part: Examples) -> dict[str, Any]:
    """The middle 28 by 28 pixels of each image, four in a byte, and the targets."""
    middle: NDArray = part.X.reshape(-1, 32, 32)[:, 2:30, 2:30]
    levels = np.rint(middle * (GREYS - 1)).astype(np.uint8).reshape(-1, 4)
    packed = levels @ np.array([1, 4, 16, 64], dtype=np.uint8)
    return {"images": as_base64(packed, "u1"), "targets": part.T.ravel().tolist()}
