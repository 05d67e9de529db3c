"""A computational graph, drawn from the links that its values have recorded (lesson 20)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from lecture_nn.autodiff import Value
from lecture_nn.figures.shapes import INPUT_FACE, drawing_axes
from lecture_nn.figures.style import COLORS, true_minus

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST = 40
"""The largest graph that can still be read."""

STEP, ROW = 1.75, 1.6
"""From one column to the next, and from one row to the next; a box is 1.05 wide."""


def draw_recorded(value: Any, ax: Axes | None = None) -> Axes:
    """Draw what a value was computed from, inputs at the left, as its own links tell it.

    In each box stand the operation, or a leaf's name, and the number or the shape of the array. The gradient, once
    there is one, stands below in orange. Where a link holds a number, the local derivative, it stands on the arrow.

    Parameters
    ----------
    value : Value
        Of `lecture_nn.autodiff`, or any object with the attributes ``data``, ``links``, ``name`` and ``grad``.
    ax : Axes, optional
        Where to draw; a figure of its own by default.

    Raises
    ------
    ValueError
        If there are more values in the graph than can be read, or if it has been freed.
    """
    order = Value.graph(value)  # it looks at nothing but links, so it does for other objects as well
    if len(order) > MOST:
        raise ValueError(f"value: expected a graph of up to {MOST} values to draw, got {len(order)}")
    places = _places(order)
    columns, rows = zip(*places.values(), strict=True)
    height = 0.62 * (max(rows) - min(rows) + ROW + 0.5)
    ax = drawing_axes(ax, (min(0.62 * (max(columns) + STEP), 8.6), height))
    boxes = {each: _draw_value(ax, places[each], each) for each in order}
    for result in order:
        inputs = [x for x, _ in result.links]
        for number, (x, local) in enumerate(result.links):
            far = places[result][0] - places[x][0] > 1.5 * STEP
            bend = -0.2 if far else 0.0  # above what stands in between
            if inputs.count(x) > 1:
                bend = -0.5 if x in inputs[:number] else 0.5
            _draw_link(ax, boxes[x], boxes[result], local, bend)
    ax.set_xlim(-0.75, max(columns) + 0.75)
    ax.set_ylim(min(rows) - 0.95, max(rows) + 0.65)
    return ax


def _places(order: list[Any]) -> dict[Any, tuple[float, float]]:
    """Where each value stands: as far right as its results allow; the longest way along the middle row."""
    to_end, from_leaf = dict.fromkeys(order, 0), dict.fromkeys(order, 0)
    for value in order:
        from_leaf[value] = max((from_leaf[x] + 1 for x, _ in value.links), default=0)
    uses = dict.fromkeys(order, 0)
    for value in reversed(order):
        for x, _ in value.links:
            to_end[x] = max(to_end[x], to_end[value] + 1)
            uses[x] += 1
    taken, places = set(), {}
    for value in sorted(order, key=lambda each: -from_leaf[each]):
        column = max(to_end.values()) - to_end[value]
        free = [row for row in _rows(value, uses[value]) if (column, row) not in taken]
        taken.add((column, free[0]))
        places[value] = (STEP * column, ROW * free[0])
    return places


def _rows(value: Any, uses: int) -> list[int]:
    """The rows that a value may stand in, the best first: leaves beside the middle, above if used more than once."""
    side = 1 if uses > 1 else -1
    beside = [sign * side * row for row in range(1, MOST) for sign in (1, -1)]
    return [0, *beside] if value.links else beside


def _draw_value(ax: Axes, place: tuple[float, float], value: Any) -> FancyBboxPatch:
    """A box with the operation and the number or shape in it, and the gradient below."""
    x, y = place
    look = {"facecolor": "white" if value.links else INPUT_FACE, "edgecolor": COLORS["ink"], "linewidth": 1.4}
    box = FancyBboxPatch((x - 0.5, y - 0.38), 1.0, 0.76, boxstyle="round,pad=0.03", zorder=3, **look)
    ax.add_patch(box)
    ax.text(x, y + 0.17, value.name, ha="center", va="center", fontsize=10, fontweight="bold", zorder=4)
    ax.text(x, y - 0.17, _written(value.data), ha="center", va="center", fontsize=10, zorder=4)
    if value.grad is not None:
        ax.text(x, y - 0.48, _written(value.grad), ha="center", va="top", fontsize=10, color=COLORS["orange"])
    return box


def _draw_link(ax: Axes, start: FancyBboxPatch, end: FancyBboxPatch, local: Any, bend: float) -> None:
    """An arrow from an input to a result, with the local derivative on it if that is a number."""
    (x1, y1), (x2, y2) = (np.mean(box.get_bbox().get_points(), axis=0) for box in (start, end))
    look = {"color": COLORS["grey"], "linewidth": 1.5, "arrowstyle": "-|>", "mutation_scale": 13, "zorder": 1}
    ends = {"patchA": start, "patchB": end, "shrinkA": 0, "shrinkB": 1}
    ax.add_patch(FancyArrowPatch((x1, y1), (x2, y2), connectionstyle=f"arc3,rad={bend}", **ends, **look))
    if not callable(local):
        x, y = (x1 + x2 + bend * (y2 - y1)) / 2, (y1 + y2 - bend * (x2 - x1)) / 2  # the middle of the bent arrow
        beside = (
            0.0 if abs(y2 - y1) > 0.5 * ROW else 0.16 if y >= y1 else -0.16
        )  # a level arrow is too short to stand on
        ground = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
        ax.text(x, y + beside, _written(local), ha="center", va="center", fontsize=9, bbox=ground, zorder=2)


def _written(data: Any) -> str:
    """A number with three digits, or the shape of an array."""
    data = np.asarray(data)
    return true_minus(f"{data.item():.3g}") if data.size == 1 else "×".join(map(str, data.shape))
