"""A computational graph: values flow forwards along its edges, and derivatives flow back (lecture row L32)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from lecture_nn.figures.shapes import INPUT_FACE, arrow, circle, drawing_axes
from lecture_nn.figures.style import COLORS, true_minus

if TYPE_CHECKING:
    from matplotlib.axes import Axes

RADIUS = 0.62
"""Of the circles."""

APART = 0.13
"""Half the distance between an arrow forwards and its arrow back."""


def draw_graph(
    nodes: Mapping[str, tuple[float, float]],
    edges: Sequence[tuple[str, str, str, str]],
    ax: Axes | None = None,
) -> Axes:
    """Draw operations as circles and, between them, the values that go forwards and the derivatives that come back.

    Parameters
    ----------
    nodes : dict from str to (float, float)
        What is written in each circle, and its place. A node that no edge leads to is given, not computed, and grey.
    edges : sequence of (str, str, str, str)
        Two nodes, the value that goes from the first to the second, written above a black arrow, and the derivative
        that comes back, written below a dashed orange arrow. If that text is empty, there is no arrow back.
    ax : Axes, optional
        Where to draw; a figure of its own by default.

    Raises
    ------
    ValueError
        If an edge names a node that isn't there.
    """
    x, y = np.array(list(nodes.values()), dtype=float).T
    ax = drawing_axes(ax, (0.6 * (np.ptp(x) + 1.6), 0.6 * (np.ptp(y) + 1.8)))
    ax.set(xlim=(x.min() - 0.8, x.max() + 0.8), ylim=(y.min() - 0.9, y.max() + 0.9))
    for start, end, forward, backward in edges:
        if missing := {start, end} - set(nodes):
            raise ValueError(f"edges: expected names of nodes, got {', '.join(sorted(missing))!r}")
        _draw_edge(ax, np.array(nodes[start]), np.array(nodes[end]), forward, backward)
    computed = {end for _, end, _, _ in edges}
    for name, place in nodes.items():
        circle(ax, place, RADIUS, name, 12, face="white" if name in computed else INPUT_FACE)
    return ax


def _draw_edge(ax: Axes, start: np.ndarray, end: np.ndarray, forward: str, backward: str) -> None:
    """An arrow from circle to circle, its value above it, and below the arrow back with its derivative."""
    along = (end - start) / np.linalg.norm(end - start)
    upwards = np.array([-along[1], along[0]]) * (1 if along[0] >= 0 else -1)
    apart = APART if backward else 0.0
    reach = along * np.sqrt(RADIUS**2 - apart**2)
    arrow(ax, start + reach + apart * upwards, end - reach + apart * upwards)
    _write(ax, (start + end) / 2, (apart + 0.12) * upwards, forward, COLORS["ink"])
    if backward:
        arrow(ax, end - reach - apart * upwards, start + reach - apart * upwards, COLORS["orange"], dash="--")
        _write(ax, (start + end) / 2, -(apart + 0.12) * upwards, backward, COLORS["orange"])


def _write(ax: Axes, middle: np.ndarray, away: np.ndarray, text: str, color: str) -> None:
    """A text beside an arrow: the corner or the side that faces the arrow stands `away` from its middle."""
    sideways = abs(away[0]) > 0.2 * abs(away[1])
    ha = ("left" if away[0] > 0 else "right") if sideways else "center"
    va = "bottom" if away[1] > 0 else "top"
    ax.text(*(middle + away), true_minus(text), ha=ha, va=va, fontsize=11, color=color, zorder=3)
