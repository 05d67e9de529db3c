"""Small matrices as shades with their numbers: Jacobians, confusion matrices (lecture rows L22, L23)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike


def plot_matrix(
    values: ArrayLike,
    rows: Sequence[str],
    columns: Sequence[str],
    limit: float | None = None,
    text: Callable[[float], str] = "{:.2f}".format,
    ax: Axes | None = None,
) -> Axes:
    """Draw a matrix as shades, each with its number.

    Parameters
    ----------
    values : array of shape (R, C)
        Purple above 0, orange below, white at 0.
    rows, columns : sequence of str
        What stands beside each of the R rows, and below each of the C columns.
    limit : float, optional
        The number with the darkest shade, as is everything beyond it; by default the largest size of all numbers.
    text : callable
        Turns a number into what is written in its square.
    ax : Axes, optional
        Where to draw; a figure of its own by default.
    """
    values = np.asarray(values, dtype=float)
    if values.ndim != 2 or values.size == 0:
        raise ValueError(f"values: expected a matrix, got shape {values.shape}")
    for name, labels, wanted in zip(("rows", "columns"), (rows, columns), values.shape, strict=True):
        if len(labels) != wanted:
            raise ValueError(f"{name}: expected {wanted} texts for values of shape {values.shape}, got {len(labels)}")
    if limit is None:
        limit = np.abs(values).max() or 1.0
    if ax is None:
        _, ax = plt.subplots(figsize=(0.7 * values.shape[1] + 1.2, 0.55 * values.shape[0] + 1.2))
    shades = ax.imshow(values, cmap="PuOr", vmin=-limit, vmax=limit, aspect="auto")
    for (row, column), value in np.ndenumerate(values):
        red, green, blue, _ = shades.to_rgba(value)
        dark = 0.299 * red + 0.587 * green + 0.114 * blue < 0.5
        color = "white" if dark else "black"
        ax.text(column, row, text(value), ha="center", va="center", fontsize=10.5, color=color)
    ax.set_xticks(range(len(columns)), columns)
    ax.set_yticks(range(len(rows)), rows)
    ax.tick_params(length=0)
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
    return ax
