"""Backpropagation drawn with its numbers: the chain of one unit, forwards and backwards (lecture row L18)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lecture_nn.figures.shapes import arrow, circle, drawing_axes
from lecture_nn.figures.style import COLORS, true_minus

if TYPE_CHECKING:
    from matplotlib.axes import Axes

GAP = 3.2
"""From the middle of a quantity to the middle of the next one."""


def draw_chain(
    names: Sequence[str],
    values: Sequence[float],
    links: Sequence[tuple[str, float]],
    derivatives: Sequence[float],
    steps: Sequence[str] = (),
    ax: Axes | None = None,
) -> Axes:
    """Draw a chain of quantities, each computed from its left neighbour, with the derivatives that go back.

    Parameters
    ----------
    names : sequence of M str
        The names of the quantities, from the first one to the error.
    values : sequence of M float
        The values of the quantities, which are written in the circles.
    links : sequence of M - 1 (str, float)
        The derivative of each quantity with respect to its left neighbour: name and number, on the arrow back.
    derivatives : sequence of M float
        The derivative of the last quantity with respect to each; below the circles.
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
    if not len(values) == len(derivatives) == len(links) + 1 == M:
        got = len(values), len(links), len(derivatives)
        raise ValueError(f"values, links, derivatives: expected lengths {(M, M - 1, M)} for {M} names, got {got}")
    if len(steps) not in (0, M - 1):
        raise ValueError(f"steps: expected {M - 1} for {M} names, or none, got {len(steps)}")
    ax = drawing_axes(ax, (2.4 * M, 2.9))
    ax.set(xlim=(-0.9, GAP * (M - 1) + 0.9), ylim=(-2.4, 1.7))
    for place, (name, value, derivative) in enumerate(zip(names, values, derivatives, strict=True)):
        x = GAP * place
        circle(ax, (x, 0), 0.72, f"{value:.4g}")
        ax.text(x, 1.0, name, ha="center", va="bottom", fontsize=13)
        ax.text(x, -1.75, true_minus(f"{derivative:.4f}"), ha="center", va="top", fontsize=11.5, color=COLORS["orange"])
    for place, (name, number) in enumerate(links):
        left, right = GAP * place, GAP * (place + 1)
        arrow(ax, (left + 0.76, 0.15), (right - 0.76, 0.15))
        arrow(ax, (right - 0.3, -1.4), (left + 0.3, -1.4), COLORS["orange"], dash="--")
        ax.text(
            (left + right) / 2,
            -1.3,
            true_minus(f"{name}\n× {number:.4g}"),
            ha="center",
            va="bottom",
            fontsize=11,
            color=COLORS["orange"],
            linespacing=1.3,
        )
    for place, step in enumerate(steps):
        ax.text(GAP * (place + 0.5), 0.3, true_minus(step), ha="center", va="bottom", fontsize=11)
    return ax
