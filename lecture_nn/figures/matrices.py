"""Small matrices as shades with numbers on them: Jacobians, confusion matrices (lecture rows L22, L23)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap
    from numpy.typing import ArrayLike


def plot_matrix(
    values: ArrayLike,
    rows: Sequence[str],
    columns: Sequence[str],
    limit: float | None = None,
    text: Callable[[float], str] = "{:.2f}".format,
    ax: Axes | None = None,
    *,
    shades: str | Colormap = "PuOr",
) -> Axes:
    """Draw a matrix as shades, each with its number on it.

    Parameters
    ----------
    values : array of shape (R, C)
        The numbers: purple above 0, orange below, white at 0 (unless `shades` says otherwise).
    rows, columns : sequence of str
        The labels of the R rows and of the C columns.
    limit : float, optional
        The darkest shade stands for this number and for larger ones; by default for the largest absolute value.
    text : callable
        Returns what is written for a number.
    ax : Axes, optional
        Where to draw; a figure of its own by default.
    shades : str or matplotlib.colors.Colormap
        For weights use `lecture_nn.figures.wiring.WEIGHT_SHADES`, the colours of the lines in drawings of networks.
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
    image = ax.imshow(values, cmap=shades, vmin=-limit, vmax=limit, aspect="auto")
    for (row, column), value in np.ndenumerate(values):
        red, green, blue, _ = image.to_rgba(value)
        dark = 0.299 * red + 0.587 * green + 0.114 * blue < 0.5
        color = "white" if dark else "black"
        ax.text(column, row, text(value), ha="center", va="center", fontsize=10.5, color=color)
    ax.set_xticks(range(len(columns)), columns)
    ax.set_yticks(range(len(rows)), rows)
    ax.tick_params(length=0)
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
    return ax
