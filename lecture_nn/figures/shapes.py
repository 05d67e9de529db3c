"""The shapes that the drawings of units and networks share: circles, arrows and labels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Circle, FancyArrowPatch, Rectangle

from lecture_nn.figures.style import COLORS, true_minus

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike, NDArray

INPUT_FACE = "#f3f3f3"
"""The fill of what is given to a net, not computed by it."""

DOTTED = (0, (1, 1.6))
"""The dash of a bias: the line from a square that holds a 1."""


def drawing_axes(ax: Axes | None, figsize: tuple[float, float]) -> Axes:
    """Return `ax`, or new axes in a figure of that size, with equal scales and nothing but what is drawn on them."""
    if ax is None:
        _, ax = plt.subplots(figsize=figsize)
    ax.set_aspect("equal")
    ax.axis("off")
    return ax


def heights(n: int, gap: float) -> NDArray:
    """Return the heights, shape (n,), of n units in a column, the first at the top and the middle at 0."""
    return gap * (np.arange(n)[::-1] - (n - 1) / 2)


def circle(
    ax: Axes,
    place: tuple[float, float],
    radius: float,
    text: str = "",
    size: float = 11,
    face: str = "white",
    edge: str = COLORS["ink"],
    width: float = 1.5,
) -> None:
    """Draw a circle; a text, if there is one, stands in its middle in that font size, with true minus signs."""
    ax.add_patch(Circle(place, radius, facecolor=face, edgecolor=edge, linewidth=width, zorder=3))
    if text:
        ax.text(*place, true_minus(text), ha="center", va="center", fontsize=size, zorder=4, linespacing=1.4)


def square(ax: Axes, place: tuple[float, float], half: float, text: str = "", size: float = 11) -> None:
    """Draw a square with sides of 2 `half`: the constant input 1 that a bias is the weight of."""
    corner = (place[0] - half, place[1] - half)
    look = {"facecolor": INPUT_FACE, "edgecolor": COLORS["ink"], "linewidth": 1.2}
    ax.add_patch(Rectangle(corner, 2 * half, 2 * half, zorder=3, **look))
    if text:
        ax.text(*place, text, ha="center", va="center", fontsize=size, zorder=4)


def arrow(
    ax: Axes, start: ArrayLike, end: ArrayLike, color: str = COLORS["ink"], width: float = 1.6, dash: object = "-"
) -> None:
    """Draw an arrow whose tip is exactly at `end`."""
    look = {"color": color, "linewidth": width, "linestyle": dash}
    ends = {"arrowstyle": "-|>", "mutation_scale": 14, "shrinkA": 0, "shrinkB": 0}
    ax.add_patch(FancyArrowPatch(start, end, zorder=2, **look, **ends))


def label(ax: Axes, place: ArrayLike, text: str, color: str = COLORS["ink"], va: str = "center") -> None:
    """Write a text on a small white ground, so that it can be read on top of a line, with true minus signs."""
    ground = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
    ax.text(*place, true_minus(text), ha="center", va=va, fontsize=11, color=color, bbox=ground, zorder=3)


def weight_line(
    ax: Axes,
    start: ArrayLike,
    end: ArrayLike,
    text: str = "",
    part: float = 0.36,
    color: str = COLORS["ink"],
    line: Mapping[str, object] | None = None,
) -> NDArray:
    """Draw a line from one unit to another with its weight on it, and return where the weight stands, shape (2,).

    Parameters
    ----------
    ax : Axes
    start, end : arrays of shape (2,)
        The middles of the two units.
    text : str
        The weight; "" for a line without one.
    part : float
        Where the text stands: 0 is at the start, 1 at the end. In the middle, lines of other units may cross.
    color : str
        Of the text.
    line : mapping, optional
        How the line looks, as matplotlib names it: what isn't given is thin, grey and solid.
    """
    start, end = np.asarray(start, dtype=float), np.asarray(end, dtype=float)
    look = {"color": COLORS["grey"], "linewidth": 1.2, "linestyle": "-", "zorder": 1, **(line or {})}
    ax.plot(*np.stack([start, end], axis=1), **look)
    place = start + part * (end - start)
    if text:
        label(ax, place, text, color)
    return place
