"""One training example on its way through a small net and back, number by number (lecture rows L17, L20)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lecture_nn.figures.shapes import INPUT_FACE, circle, drawing_axes, heights, label, weight_line
from lecture_nn.figures.style import COLORS, true_minus
from lecture_nn.passes import Quantity, Step, backprop_steps

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike

    from lecture_nn.network import MLP

LAYERS = {"x": "x", "u": "h", "h": "h", "z": "o", "o": "o"}
"""In the circles of which layer a quantity is written."""


def draw_step(net: MLP, x: ArrayLike, t: ArrayLike, step: int, ax: Axes | None = None) -> Axes:
    """Draw a net with every number that is known after a given number of steps of its forward and backward pass.

    The newest number stands in a marked place, and the title shows its formula.

    Parameters
    ----------
    net, x, t
        As for `lecture_nn.passes.backprop_steps`.
    step : int
        How many steps have been carried out; 0 shows only what is given: inputs, weights and targets.
    ax : Axes, optional
        Where to draw; a figure of its own by default.

    Raises
    ------
    ValueError
        If there are fewer steps than that.
    """
    steps = backprop_steps(net, x, t)
    if not 0 <= step <= len(steps):
        raise ValueError(f"step: expected a whole number from 0 to {len(steps)}, got {step}")
    ax = drawing_axes(ax, (8.4, 5.2))
    columns = dict(zip("xho", zip((0.0, 5.0, 10.0), net.sizes, strict=True), strict=True))
    places = {(name, n): (x, y) for name, (x, size) in columns.items() for n, y in enumerate(heights(size, 4.4), 1)}
    low = min(y for _, y in places.values())
    ax.set(xlim=(-1.2, 12.4), ylim=(low - 2.4, -low + 1.5))
    known = steps[:step]
    newest = known[-1] if known else None
    for name, below, above, layer in (("v", "x", "h", net.layers[0]), ("w", "h", "o", net.layers[1])):
        for (j, i), weight in np.ndenumerate(layer.weights):
            ends = places[below, i + 1], places[above, j + 1]
            _draw_weight(ax, ends, weight, _of_weight(known, name, j + 1, i + 1), newest)
    for i, value in enumerate(np.asarray(x, dtype=float), 1):
        circle(ax, places["x", i], 0.75, f"$x_{{{i}}}$\n{value:g}", size=10.5, face=INPUT_FACE)
    for (name, n), place in places.items():
        if name != "x":
            _draw_unit(ax, place, [s for s in known if _unit_of(s.result) == (name, n)], newest)
    for k, target in enumerate(np.asarray(t, dtype=float), 1):
        ax.text(11.15, places["o", k][1], true_minus(f"$t_{{{k}}}$ = {target:g}"), ha="left", va="center", fontsize=11)
    ax.set_title(_title(newest, step, len(steps)), color=COLORS["orange" if newest and newest.backward else "ink"])
    return ax


def mathtext(quantity: Quantity) -> str:
    r"""Return a quantity as matplotlib sets it between dollar signs, for example ``\delta^{u}_{1}``."""
    separator = "," if max(quantity.indices) > 9 else ""
    index = separator.join(map(str, quantity.indices))
    if quantity.derivative and len(quantity.indices) == 1:
        return rf"\delta^{{{quantity.name}}}_{{{index}}}"
    symbol = f"{quantity.name}_{{{index}}}"
    return rf"\partial E/\partial {symbol}" if quantity.derivative else symbol


def formula(step: Step) -> str:
    r"""Return how the step's number is computed as matplotlib sets it, for example ``z_{1} = w_{11} \, h_{1}``."""
    right = ""
    for term in step.terms:
        sign = " - " if term.sign < 0 else " + " if right else ""
        right += sign + r" \, ".join(
            f"{each.function}({mathtext(each.quantity)})" if each.function else mathtext(each.quantity)
            for each in term.factors
        )
    return f"{mathtext(step.result)} = {right}"


def _title(newest: Step | None, step: int, steps: int) -> str:
    if newest is None:
        return "before the first step"
    direction = "backward" if newest.backward else "forward"
    return f"{direction}, step {step} of {steps}:   ${formula(newest)}$ = " + true_minus(f"{newest.value:.4f}")


def _unit_of(quantity: Quantity) -> tuple[str, int] | None:
    """The circle in which, or below which, a quantity is written; None for the derivative by a weight."""
    return (LAYERS[quantity.name], quantity.indices[0]) if quantity.name in LAYERS else None


def _of_weight(known: list[Step], name: str, j: int, i: int) -> Step | None:
    """The step that computed the derivative of E with respect to a weight, if it is among the known ones."""
    return next((s for s in known if s.result == Quantity(name, (j, i), derivative=True)), None)


def _draw_unit(ax: Axes, place: tuple[float, float], own: list[Step], newest: Step | None) -> None:
    """A circle with the numbers of the forward pass in it and those of the backward pass below."""
    inside = "\n".join(f"${mathtext(s.result)}$ = {s.value:.3f}" for s in own if not s.backward)
    marked = {"edge": COLORS["blue"], "width": 4} if newest in own else {}
    circle(ax, place, 0.95, inside, size=10.5, **marked)
    for row, s in enumerate(s for s in own if s.backward):
        below = (place[0], place[1] - 1.1 - 0.45 * row)
        text = f"${mathtext(s.result)}$ = " + true_minus(f"{s.value:.4f}")
        ax.text(*below, text, ha="center", va="top", fontsize=11, color=COLORS["orange"])


def _draw_weight(ax: Axes, ends: tuple, weight: float, gradient: Step | None, newest: Step | None) -> None:
    """A line with the weight on it and, below, the derivative of E with respect to the weight."""
    marked = gradient is not None and gradient is newest
    part = 0.36 if ends[0][1] == ends[1][1] else 0.3  # beside the crossing of two lines, not on it
    x, y = weight_line(ax, *ends, f"{weight:g}", part, line={"linewidth": 3} if marked else None)
    if gradient is not None:
        label(ax, (x + 0.1, y - 0.32), f"{gradient.value:.4f}", COLORS["orange"], va="top")
