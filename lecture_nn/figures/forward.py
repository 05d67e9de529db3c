"""A forward pass in pictures: every number of a small net, and a layer as a product of matrices (lecture row L11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.patches import Rectangle

from lecture_nn.figures.shapes import INPUT_FACE, arrow, circle, drawing_axes, heights, weight_line
from lecture_nn.figures.style import COLORS, true_minus
from lecture_nn.validation import check_array, check_integer, check_shape

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike

    from lecture_nn.network import MLP


def draw_forward(net: MLP, x: ArrayLike, layers: int = 2, ax: Axes | None = None) -> Axes:
    """Draw a small net with the numbers of one example: on every line its weight, at every unit its bias.

    Parameters
    ----------
    net : MLP
        With one hidden layer.
    x : array of shape (D,)
        The inputs of the example.
    layers : int
        How many layers have been computed, from 0 to 2: where a number isn't known yet stands a question mark.
    ax : Axes, optional
        Where to draw; a figure of its own by default.
    """
    if len(net.layers) != 2:
        raise ValueError(f"net: expected one hidden layer, got {net!r}")
    x = check_shape("x", check_array("x", x), net.sizes[0])
    known = check_integer("layers", layers, low=0)
    if known > 2:
        raise ValueError(f"layers: expected at most 2, got {layers}")
    ax = drawing_axes(ax, (8.4, 0.3 + 2.1 * max(net.sizes)))
    columns = [[(5.0 * l, y) for y in heights(size, 4.0)] for l, size in enumerate(net.sizes)]
    for i, (place, value) in enumerate(zip(columns[0], x, strict=True), 1):
        circle(ax, place, 0.8, f"$x_{i}$ = {value:g}", size=11.5, face=INPUT_FACE)
    values = net.activations(x[None])
    names = (("v", "u", "h"), ("w", "z", "o"))
    for l, (layer, (weight, summed, activated)) in enumerate(zip(net.layers, names, strict=True)):
        sums = layer.pre_activation(values[l])[0]
        for j, place in enumerate(columns[l + 1]):
            for i, start in enumerate(columns[l]):
                part = 0.42 if start[1] == place[1] else 0.34  # beside the crossing of two lines, not on it
                weight_line(ax, start, place, f"${weight}_{{{j + 1}{i + 1}}}$ = {layer.weights[j, i]:g}", part)
            bottom = (place[0], place[1] - 1.75)
            arrow(ax, bottom, (place[0], place[1] - 0.97), COLORS["blue"], 1.6)
            text = true_minus(f"${weight}_{{{j + 1}0}}$ = {layer.bias[j]:g}")
            ax.text(bottom[0] + 0.12, bottom[1] + 0.22, text, ha="left", va="center", fontsize=11, color=COLORS["blue"])
            one, two = (f"{sums[j]:g}", f"{round(values[l + 1][0, j], 4):g}") if l < known else ("?", "?")
            inside = f"${summed}_{j + 1}$ = {one}\n${activated}_{j + 1}$ = {two}"
            circle(ax, place, 0.95, inside, size=11.5)
    low = min(y for column in columns for _, y in column)
    ax.set(xlim=(-1.2, 11.8), ylim=(low - 1.9, -low + 1.2))
    return ax


def draw_product(N: int, D: int, J: int, ax: Axes | None = None) -> Axes:
    """Draw what a layer does to a batch: X times the transposed weights, plus the bias, gives the pre-activations.

    Row 2 of X, the row of unit 1 among the weights (a column, once they are transposed) and the entry of U that the two
    give are marked.

    Parameters
    ----------
    N, D, J : int
        The examples, the inputs and the units, at least 2, 1 and 1: what the rectangles are as high and as wide as.
    ax : Axes, optional
        Where to draw; a figure of its own by default.
    """
    N, D, J = check_integer("N", N, low=2), check_integer("D", D), check_integer("J", J)
    ax = drawing_axes(ax, (8.8, 0.42 * (max(N, D) + 3)))
    left = 0.0
    for name, rows, columns, shape, sign, marked in (
        ("X", N, D, "(N, D)", "@", [(1, None)]),
        ("$V^T$", D, J, "(D, J)", "+", [(None, 0)]),
        ("$v_0$", 1, J, "(J,)", "=", [(0, 0)]),
        ("U", N, J, "(N, J)", "", [(1, 0)]),
    ):
        top = rows / 2
        ax.add_patch(Rectangle((left, -top), columns, rows, facecolor="white", edgecolor=COLORS["ink"], linewidth=1.6))
        for row, column in marked:
            x0, width = (left, columns) if column is None else (left + column, 1)
            y0, height = (-top, rows) if row is None else (top - row - 1, 1)
            ax.add_patch(Rectangle((x0, y0), width, height, facecolor=COLORS["sky"], edgecolor="none", alpha=0.75))
        for row in range(1, rows):
            ax.plot([left, left + columns], [top - row] * 2, "-", color=COLORS["grey"], linewidth=0.6)
        for column in range(1, columns):
            ax.plot([left + column] * 2, [-top, top], "-", color=COLORS["grey"], linewidth=0.6)
        ax.text(left + columns / 2, top + 0.25, name, ha="center", va="bottom", fontsize=13)
        ax.text(left + columns / 2, -top - 0.25, shape, ha="center", va="top", fontsize=11)
        left += columns
        if sign:
            ax.text(left + 1.0, 0, sign, ha="center", va="center", fontsize=15)
            left += 2.0
    half = max(N, D) / 2
    ax.set(xlim=(-0.3, left + 0.3), ylim=(-half - 1.4, half + 1.4))
    return ax
