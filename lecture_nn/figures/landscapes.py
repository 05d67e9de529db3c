"""Functions of two weights: as contours and as a surface, with paths on them (lecture row L15)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.cm import ScalarMappable
from matplotlib.colors import BoundaryNorm, ListedColormap

from lecture_nn.figures.style import COLORS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colorbar import Colorbar
    from numpy.typing import ArrayLike

PALE = ListedColormap(plt.get_cmap("Blues")(np.linspace(0.03, 0.6, 256)))
"""White is low, blue is high, and no shade is so dark that a path on it would be hard to see."""


def plot_contours(
    first: ArrayLike,
    second: ArrayLike,
    values: ArrayLike,
    levels: ArrayLike,
    names: Sequence[str] = ("v", "w"),
    ax: Axes | None = None,
    labelled: ArrayLike = (),
) -> Axes:
    """Draw the contours of a function of two weights; the higher the function, the darker the blue.

    Parameters
    ----------
    first, second : arrays of shape (A,) and (B,)
        The values of the two weights, in ascending order: `first` to the right, `second` upwards.
    values : array of shape (B, A)
        The function: ``values[b, a]`` at ``first[a], second[b]``.
    levels : array of shape (M,)
        The values at which contours are drawn, in ascending order.
    names : sequence of two str
        The labels of the axes.
    ax : Axes, optional
        Where to draw; a figure of its own by default.
    labelled : array
        Those of the levels that are written on their contours.
    """
    first, second, values = _checked(first, second, values)
    if ax is None:
        _, ax = plt.subplots(figsize=(4.8, 4.2))
    levels = np.asarray(levels, dtype=float)
    shade = np.searchsorted(levels, values)  # how many contours lie below
    ax.pcolormesh(first, second, shade, cmap=PALE, vmin=0, vmax=len(levels), shading="auto", rasterized=True)
    lines = ax.contour(first, second, values, levels=levels, colors=COLORS["grey"], linewidths=0.8, linestyles="-")
    written = [level for level in levels if np.isclose(level, np.asarray(labelled, dtype=float)).any()]
    ax.clabel(lines, written, fmt="%g", fontsize=8, colors=COLORS["ink"])
    ax.set(xlabel=names[0], ylabel=names[1], xlim=(first[0], first[-1]), ylim=(second[0], second[-1]))
    ax.grid(visible=False)
    return ax


def add_color_bar(levels: ArrayLike, axes: Axes | Sequence[Axes], label: str = "loss E") -> Colorbar:
    """Add a bar that tells which blue of `plot_contours` stands between which two contours.

    Parameters
    ----------
    levels : array of shape (M,)
        The values at which contours are drawn, as `plot_contours` was given them.
    axes : Axes or sequence of Axes
        Beside which the bar stands; all of them have the same levels.
    label : str
        What the function is.
    """
    levels = np.asarray(levels, dtype=float)
    colors = ScalarMappable(BoundaryNorm(levels, PALE.N, extend="both"), PALE)
    bar = plt.gcf().colorbar(colors, ax=axes, label=label, ticks=levels[::2], format="%.3g")
    bar.ax.minorticks_off()
    return bar


def plot_surface(
    first: ArrayLike,
    second: ArrayLike,
    values: ArrayLike,
    path: ArrayLike | None = None,
    heights: ArrayLike | None = None,
    names: Sequence[str] = ("v", "w", "E"),
    view: tuple[float, float] = (50, 55),
    ax: Axes | None = None,
) -> Axes:
    """Draw a function of two weights as a surface, seen from above at an angle, with a path on it.

    Parameters
    ----------
    first, second, values
        As for `plot_contours`.
    path : array of shape (P, 2), optional
        Points to join by a line; a square marks the first, a star the last.
    heights : array of shape (P,), optional
        The values of the function along the path.
    names : sequence of three str
        The labels of the axes.
    view : (elevation, azimuth)
        The direction that the surface is seen from, in degrees.
    ax : Axes, optional
        Three-dimensional axes to draw on; a figure of its own by default.
    """
    first, second, values = _checked(first, second, values)
    if ax is None:
        ax = plt.figure(figsize=(6.0, 4.6)).add_subplot(projection="3d", computed_zorder=False)
    a, b = np.meshgrid(first, second)
    ax.plot_surface(a, b, values, cmap=PALE, edgecolor=COLORS["grey"], linewidth=0.3, rcount=40, ccount=40, zorder=1)
    if path is not None:
        points = (*np.asarray(path, dtype=float).T, np.asarray(heights, dtype=float))
        ax.plot(*points, "-", color=COLORS["orange"], linewidth=2, zorder=3)
        for end, marker, size in ((0, "s", 7), (-1, "*", 13)):
            ax.plot(*(p[end : end + 1 or None] for p in points), marker, color="black", markersize=size, zorder=4)
    ax.set(xlabel=names[0], ylabel=names[1], zlabel=names[2])
    ax.locator_params(nbins=5)
    ax.view_init(*view)
    return ax


def plot_path(
    path: ArrayLike, ax: Axes, color: str = COLORS["orange"], marker: str = "o", label: str | None = None
) -> Axes:
    """Draw a path on a plane: a mark for each step, joined by a line; a black square at the start, a star at the end.

    Parameters
    ----------
    path : array of shape (P, 2)
        The points, in their order.
    ax : Axes
        Where to draw.
    color, marker : str
        Of the marks and the line.
    label : str, optional
        For the legend.
    """
    path = np.asarray(path, dtype=float)
    if path.ndim != 2 or path.shape[1] != 2 or len(path) == 0:
        raise ValueError(f"path: expected shape (steps + 1, 2), got {path.shape}")
    ax.plot(*path.T, "-", color=color, linewidth=1.3, marker=marker, markersize=4, label=label, zorder=3)
    ax.plot(*path[0], "s", color="black", markersize=7, zorder=4)
    ax.plot(*path[-1], "*", color="black", markersize=13, markeredgecolor="white", zorder=4)
    return ax


def _checked(first: ArrayLike, second: ArrayLike, values: ArrayLike) -> tuple:
    first, second, values = (np.asarray(array, dtype=float) for array in (first, second, values))
    if values.shape != (len(second), len(first)):
        raise ValueError(
            f"values: expected shape {(len(second), len(first))}, a row for each number of `second`, got {values.shape}"
        )
    return first, second, values
