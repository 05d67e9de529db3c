"""Images placed by the predicted probability, as the panel of lesson 00 shows them (lecture rows L10, L14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np

from lecture_nn.figures.style import COLORS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike, NDArray

REACH = 0.9
SHAPE = 0.7
"""Height of the axes, divided by their width."""
TILE = 0.1
"""Side of an image, in units of the vertical axis, which goes from 0 to 1."""


def placed(p: ArrayLike) -> NDArray:
    """Return where probabilities stand, from -1 to 1: the places near 0 and near 1 are stretched."""
    p = np.asarray(p, dtype=float)
    z = np.log((p + 1e-9) / (1 - p + 1e-9))
    return z / (4 + np.abs(z))


def plot_by_probability(X: ArrayLike, o: ArrayLike, t: ArrayLike, ax: Axes | None = None) -> Axes:
    """Plot each image where the predicted probability of a four puts it: fours in the upper half, others below.

    Parameters
    ----------
    X : array of shape (N, pixels)
        0 is paper, 1 is ink; the number of pixels is a square.
    o : array of shape (N,) or (N, 1)
        The predicted probabilities. The images on the wrong side of 1/2 have a thick frame and lie on top.
    t : array of shape (N,) or (N, 1)
        1 for a four, 0 for another digit.
    ax : Axes, optional
        Where to draw; a figure of its own by default.
    """
    X, o, t = np.asarray(X, dtype=float), np.asarray(o, dtype=float).ravel(), np.asarray(t).ravel()
    side = round(X.shape[1] ** 0.5)
    if ax is None:
        _, ax = plt.subplots(figsize=(6, 4.2))
    ax.set(xlim=(-REACH, REACH), ylim=(0, 1), yticks=[], xlabel="predicted probability of a four")
    ax.grid(visible=False)
    ax.axvline(0, color=COLORS["ink"], linestyle="--", linewidth=1.2, zorder=1)
    ax.axhline(0.5, color=COLORS["grey"], linestyle="-", linewidth=0.8, zorder=1)
    ax.set_box_aspect(SHAPE)
    wide = TILE * 2 * REACH * SHAPE
    wrong = (o >= 0.5) != (t == 1)
    for rank, n in enumerate(np.argsort(wrong, kind="stable")):
        left = placed(o[n]) - wide / 2
        bottom = (0.5 - TILE) * (1 - (n * 0.618) % 1) + (0.5 if t[n] == 1 else 0)
        extent = (left, left + wide, bottom, bottom + TILE)
        ax.imshow(X[n].reshape(side, side), cmap="gray_r", vmin=0, vmax=1, extent=extent, zorder=2 + rank / len(o))
        color, width = (COLORS["orange"], 2.2) if wrong[n] else ("#999", 0.6)
        frame = {"fill": False, "edgecolor": color, "linewidth": width, "zorder": 2 + rank / len(o)}
        ax.add_patch(plt.Rectangle((left, bottom), wide, TILE, **frame))
    ax.set(xlim=(-REACH, REACH), ylim=(0, 1), aspect="auto")
    marked = [0.0001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.9999]
    ax.set_xticks(placed(marked), [f"{p:g}" for p in marked])
    for height, text in ((0.985, "fours"), (0.485, "other digits")):
        ax.text(-REACH + 0.02, height, text, ha="left", va="top", fontsize=11)
    return ax
