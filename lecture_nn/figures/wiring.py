"""Small networks with a number on every line: the weights and biases themselves (lecture rows L07, L11)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.colors import LinearSegmentedColormap

from lecture_nn.figures.shapes import INPUT_FACE, circle, drawing_axes, heights, square, weight_line
from lecture_nn.figures.style import COLORS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from lecture_nn.network import MLP

POSITIVE = {"color": COLORS["blue"], "linestyle": "-"}
NEGATIVE = {"color": COLORS["orange"], "linestyle": (0, (4, 2))}
ZERO = {"color": COLORS["grey"], "linestyle": ":"}
"""How a weight is drawn, by its sign: never by the sign of its product with an input."""

PALE = {"color": "#cccccc", "linewidth": 0.9}
"""How the lines are drawn that lead elsewhere than to the focus."""

WEIGHT_SHADES = LinearSegmentedColormap.from_list("weights", [COLORS["orange"], "white", COLORS["blue"]])
"""The shades of a matrix of weights, in the same two colours."""

MOST = 5
"""The largest layer in which the numbers can still be read."""


def draw_weights(
    net: MLP,
    symbols: Sequence[str],
    focus: tuple[int, int] | None = None,
    part: float = 0.3,
    gap: float = 1.5,
    ax: Axes | None = None,
) -> Axes:
    """Draw a small net with its weights and biases as numbers on the lines, inputs at the left.

    A positive number is blue on a solid line, a negative one orange on a dashed line. A bias is the weight of the
    constant 1 in the square at the foot of each layer.

    Parameters
    ----------
    net : MLP
        With up to 5 units in each layer.
    symbols : sequence of str
        The letter for the units of each layer, for example ``["x", "h", "o"]``.
    focus : pair (layer, unit), optional
        Only the lines that lead to this unit have numbers and colours, the others are pale; (1, 2) is the second unit
        of the first hidden layer.
    part : float
        Where the numbers stand on the lines: 0 is at the start, 1 at the end.
    gap : float
        From one unit of a layer to the next; columns are 3.4 apart.
    ax : Axes, optional
        Where to draw; a figure of its own by default.
    """
    if max(net.sizes) > MOST:
        raise ValueError(f"net: expected up to {MOST} units in each layer to draw, got {net!r}")
    if len(symbols) != len(net.sizes):
        raise ValueError(f"symbols: expected {len(net.sizes)} texts for {net!r}, got {len(symbols)}")
    columns = [[(3.4 * l, y) for y in heights(n, gap)] for l, n in enumerate(net.sizes)]
    ax = drawing_axes(ax, (2.6 * len(columns), 0.8 * (gap * max(net.sizes) + 1.4)))
    for l, (layer, left, right) in enumerate(zip(net.layers, columns, columns[1:], strict=False), 1):
        one = (left[-1][0], left[-1][1] - gap)
        for k, (row, bias) in enumerate(zip(layer.weights, layer.bias, strict=True)):
            shown = focus is None or focus == (l, k + 1)
            for start, weight in zip([*left, one], [*row, bias], strict=True):
                look = _line(weight) if shown else PALE
                weight_line(ax, start, right[k], _short(weight) if shown else "", part, look["color"], look)
        square(ax, one, 0.3, "1")
    for l, (column, symbol) in enumerate(zip(columns, symbols, strict=True)):
        for k, place in enumerate(column, 1):
            look = {"width": 4} if focus == (l, k) else {}
            circle(ax, place, 0.42, f"${symbol}_{k}$", size=12, face="white" if l else INPUT_FACE, **look)
    low = min(column[-1][1] for column in columns[:-1]) - gap
    ax.set_xlim(-0.7, columns[-1][0][0] + 0.7)
    ax.set_ylim(min(low - 0.5, columns[-1][-1][1] - 0.6), max(column[0][1] for column in columns) + 0.6)
    return ax


def _line(weight: float) -> dict[str, object]:
    return {"linewidth": 1.8, "zorder": 2, **(POSITIVE if weight > 0 else NEGATIVE if weight < 0 else ZERO)}


def _short(number: float) -> str:
    """Two decimals at most, and none that are 0; of a number that would be 0, one digit."""
    text = f"{number:.2f}" if number == 0 or abs(number) >= 0.005 else f"{number:.1g}"
    return text.rstrip("0").rstrip(".") if "e" not in text else text
