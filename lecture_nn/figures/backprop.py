"""Backpropagation drawn with its numbers: the chain of one unit, forwards and backwards (lecture row L18)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from lecture_nn.figures.shapes import arrow, circle, drawing_axes
from lecture_nn.figures.style import COLORS, true_minus

if TYPE_CHECKING:
    from matplotlib.axes import Axes

GAP = 3.4
"""From the middle of a quantity to the middle of the next one."""


def draw_chain(
    names: Sequence[str],
    values: Sequence[float],
    links: Sequence[float],
    steps: Sequence[str] = (),
    ax: Axes | None = None,
) -> Axes:
    """Draw a chain of quantities, each computed from its left neighbour, with the derivatives that go back.

    In the circles stand the values, in ink, and below each circle, in orange, the derivative of the last quantity with
    respect to that one: the product of all links to its right.

    Parameters
    ----------
    names : sequence of M str
        The quantities, from the first one to the error, as matplotlib sets them between dollar signs: "w_1".
    values : sequence of M float
        The values of the quantities.
    links : sequence of M - 1 float
        The derivative of each quantity with respect to its left neighbour, on the arrow back.
    steps : sequence of M - 1 str, optional
        The operation that each black arrow stands for, written above the arrow.
    ax : Axes, optional
        Where to draw; a figure of its own by default.

    Raises
    ------
    ValueError
        If the lengths don't fit together.
    """
    M = len(names)
    if not len(values) == len(links) + 1 == M:
        raise ValueError(f"values, links: expected lengths {(M, M - 1)} for {M} names, got {(len(values), len(links))}")
    if len(steps) not in (0, M - 1):
        raise ValueError(f"steps: expected {M - 1} for {M} names, or none, got {len(steps)}")
    derivatives = np.cumprod([1.0, *links[::-1]])[::-1]
    ax = drawing_axes(ax, (0.72 * (GAP * (M - 1) + 2.1), 3.7))
    ax.set(xlim=(-1.1, GAP * (M - 1) + 1.0), ylim=(-3.2, 1.8))
    for y, text, color in ((1.4, "values, forward →", "ink"), (-1.3, "derivatives, backward ←", "orange")):
        ax.text(-1.0, y, text, ha="left", va="center", fontsize=12, color=COLORS[color])
    for place, (name, value, derivative) in enumerate(zip(names, values, derivatives, strict=True)):
        x = GAP * place
        circle(ax, (x, 0), 0.8, f"${name}$\n{value:.4g}", size=12)
        below = true_minus(f"$\\partial {names[-1]}/\\partial {name}$\n= {derivative:.4f}")
        ax.text(x, -2.5, below, ha="center", va="center", fontsize=12, color=COLORS["orange"], linespacing=1.3)
    for place, (left, right, number) in enumerate(zip(names, names[1:], links, strict=False)):
        start, end, middle = GAP * place, GAP * (place + 1), GAP * (place + 0.5)
        arrow(ax, (start + 0.85, 0.0), (end - 0.85, 0.0))
        arrow(ax, (end - 0.95, -2.5), (start + 0.95, -2.5), COLORS["orange"], dash="--")
        link = true_minus(f"$\\times\\;\\partial {right}/\\partial {left}$\n= {number:.4g}")
        look = {"ha": "center", "va": "bottom", "fontsize": 11, "linespacing": 1.3}
        ax.text(middle, -2.35, link, color=COLORS["orange"], **look)
    for place, step in enumerate(steps):
        ax.text(GAP * (place + 0.5), 0.2, true_minus(step), ha="center", va="bottom", fontsize=11)
    return ax
