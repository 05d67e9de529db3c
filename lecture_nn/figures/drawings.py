"""Drawings of units and networks: circles, arrows and numbers (lecture rows L03, L04, L07)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from lecture_nn.figures.shapes import DOTTED, INPUT_FACE, arrow, circle, drawing_axes, heights, label, square
from lecture_nn.figures.style import COLORS, true_minus
from lecture_nn.validation import check_integer

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike

    from lecture_nn.neuron import Neuron

SHOWN = 6
"""The largest layer that is drawn whole; of a larger one the middle is left out."""


def draw_neuron(neuron: Neuron, x: ArrayLike, ax: Axes | None = None) -> Axes:
    """Draw a unit with the numbers of one example: inputs, weights, bias, pre-activation and activation.

    Parameters
    ----------
    neuron : Neuron
        With up to 6 inputs.
    x : array of shape (D,)
        The inputs. The larger the product of weight and input, the thicker is the arrow; where the product is negative,
        the arrow is dashed, and where it is 0 there is none, because nothing arrives.
    ax : Axes, optional
        Where to draw; a figure of its own by default.
    """
    x = np.asarray(x, dtype=float)
    z, h = neuron.pre_activation(x), neuron.forward(x)
    if len(x) > SHOWN:
        raise ValueError(f"neuron: expected up to {SHOWN} inputs to draw, got {len(x)}")
    ax = drawing_axes(ax, (7.4, 0.9 * len(x) + 1.6))
    column = heights(len(x), 1.25)
    body, out = (3.6, 0.0), (6.0, 0.0)
    products = neuron.weights * x
    for i, (height, product) in enumerate(zip(column, products, strict=True)):
        color, dash = (COLORS["blue"], "-") if product >= 0 else (COLORS["orange"], (0, (3, 1.5)))
        width = 1.2 + 4.0 * abs(product) / max(np.abs(products).max(), 1.0)
        circle(ax, (0, height), 0.42, f"{x[i]:.4g}")
        ax.text(-0.54, height, f"$x_{i + 1}$", ha="right", va="center", fontsize=12)
        reach = np.hypot(body[0], height)  # from the input's centre to the body's
        towards = np.array([body[0], -height]) / reach
        start = np.array([0, height])
        if product:
            arrow(ax, start + 0.42 * towards, start + (reach - 0.8) * towards, color, width, dash)
        else:
            color = COLORS["grey"]
        label(ax, start + 0.48 * reach * towards, f"$w_{i + 1}$ = {neuron.weights[i]:.4g}", color)
    circle(ax, body, 0.78, f"z = {z:.3g}\n{neuron.activation.name}")
    top = column[0] + 0.55
    arrow(ax, (body[0], top), (body[0], 0.8), COLORS["grey"], 1.5)
    ax.text(body[0] + 0.12, top - 0.02, true_minus(f"bias {neuron.bias:.4g}"), ha="left", va="center", fontsize=11)
    arrow(ax, (body[0] + 0.78, 0), (out[0] - 0.5, 0), COLORS["ink"], 2)
    circle(ax, out, 0.5, f"{h:.3g}")
    ax.text(out[0] + 0.62, 0, "h", ha="left", va="center", fontsize=12)
    ax.set_xlim(-1.1, 6.8)
    ax.set_ylim(column[-1] - 0.6, top + 0.3)
    return ax


def draw_network(
    sizes: Sequence[int],
    symbols: Sequence[str] | None = None,
    weights: Sequence[str] | None = None,
    ax: Axes | None = None,
    *,
    biases: bool = True,
    new: tuple[int, int] | None = None,
) -> Axes:
    """Draw a fully connected net from its layer sizes, inputs at the left: every parameter is a line.

    Parameters
    ----------
    sizes : sequence of int
        Inputs first, then the units of each layer. Of a layer with more than 6 units, five are drawn, and dots.
    symbols : sequence of str, optional
        The letter for the units of each layer, for example ``["x", "h", "o"]``; with it the units are numbered.
    weights : sequence of str, optional
        The text above the connections between two layers; one text fewer than there are sizes.
    ax : Axes, optional
        Where to draw; a figure of its own by default.
    biases : bool
        Draw a square that holds a 1 below each layer but the last, and from it a dotted line, the bias, to each unit of
        the next layer.
    new : pair (layer, unit), optional
        A unit that is drawn in pink together with all its lines; (0, 1) is the first input.
    """
    sizes = [check_integer(f"sizes[{i}]", size) for i, size in enumerate(sizes)]
    for name, texts, wanted in (("symbols", symbols, len(sizes)), ("weights", weights, len(sizes) - 1)):
        if texts is not None and len(texts) != wanted:
            raise ValueError(f"{name}: expected {wanted} texts for the sizes {sizes}, got {len(texts)}")
    rows = [min(size, SHOWN) for size in sizes]
    ax = drawing_axes(ax, (2.6 * len(sizes), 0.75 * (max(rows) + biases) + 1.3))
    gap = 3.0
    places = [[(gap * l, y) for y in heights(n, 1.05)] for l, n in enumerate(rows)]
    top = max(column[0][1] for column in places) + 0.75
    below = 1.05 * biases
    for l, (left, right) in enumerate(zip(places, places[1:], strict=False)):
        one = (gap * l, left[-1][1] - below)
        for b, k in _drawn(right, sizes[l + 1]):
            for a, j in _drawn(left, sizes[l]):
                _line(ax, a, b, new in ((l, j), (l + 1, k)), "-")
            if biases:
                _line(ax, one, b, new == (l + 1, k), DOTTED)
        if biases:
            square(ax, one, 0.27, "1")
        if weights is not None:
            ax.text(gap * (l + 0.5), top, weights[l], ha="center", va="bottom", fontsize=12)
    for l, column in enumerate(places):
        kind = "inputs" if l == 0 else "outputs" if l == len(sizes) - 1 else f"hidden layer {l}"
        for place, number in _drawn(column, sizes[l]):
            text = f"${symbols[l]}_{{{number}}}$" if symbols is not None else ""
            look = {"edge": COLORS["pink"], "width": 3} if new == (l, number) else {}
            circle(ax, place, 0.36, text, face=INPUT_FACE if l == 0 else "white", **look)
        if sizes[l] > SHOWN:
            ax.text(*column[-2], "⋮", ha="center", va="center", fontsize=18)
        ax.text(gap * l, -top - below, f"{kind}\n{sizes[l]}", ha="center", va="top", fontsize=11)
    ax.set_xlim(-0.9, gap * (len(sizes) - 1) + 0.9)
    ax.set_ylim(-top - below - 1.0, top + 0.6)
    return ax


def _line(ax: Axes, start: tuple[float, float], end: tuple[float, float], new: bool, dash: object) -> None:
    """A connection; a new one stands out by its width as well as by its colour."""
    color, width = (COLORS["pink"], 2.4) if new else (COLORS["grey"], 0.9)
    ax.plot(*zip(start, end, strict=True), color=color, linewidth=width, linestyle=dash, zorder=2 if new else 1)


def draw_nerve_cell(ax: Axes | None = None) -> Axes:
    """Draw a nerve cell, simplified, with the names of its parts and what each became in the model (L03)."""
    ax = drawing_axes(ax, (7.6, 3.4))
    rng = np.random.default_rng(3)
    for angle in np.linspace(0.55 * np.pi, 1.45 * np.pi, 7):
        _branch(ax, np.array([0.0, 0.0]), angle, 1.25, 4.5, depth=3, rng=rng)
    ax.plot([0.6, 5.4], [0, 0], color=COLORS["blue"], linewidth=5, linestyle="-", solid_capstyle="round")
    tip = (-2.08, -1.1)  # another cell's axon ends here, on a dendrite
    ax.plot([-3.9, -2.9, tip[0]], [-0.55, -0.7, tip[1]], color=COLORS["orange"], linewidth=2.5, linestyle="-")
    ax.plot(*tip, "o", color=COLORS["orange"], markersize=9, zorder=4)
    for angle in (-0.75, -0.25, 0.25, 0.75):
        _branch(ax, np.array([5.4, 0.0]), angle, 0.75, 3.0, depth=1, rng=rng, tips=True)
    circle(ax, (0, 0), 0.75, face="#cfe5f2", edge=COLORS["blue"], width=2)
    circle(ax, (0.05, 0.02), 0.26, face=COLORS["blue"], edge="none")
    for text, tip, place in [
        ("dendrites\n(inputs x)", (-1.6, 1.35), (-3.4, 2.15)),
        ("synapse: contact with\nanother cell (weight w)", (-2.12, -1.25), (-3.4, -2.35)),
        ("cell body\n(sums: z)", (0.5, 0.55), (1.35, 2.0)),
        ("axon\n(carries the output h)", (3.5, 0.16), (3.7, 1.6)),
        ("axon terminals\n(reach other cells)", (6.1, -0.55), (5.3, -2.1)),
    ]:
        ax.annotate(
            text,
            tip,
            place,
            ha="center",
            va="center",
            fontsize=10.5,
            arrowprops={"arrowstyle": "-", "color": COLORS["ink"], "linewidth": 1},
        )
    ax.set_xlim(-4.6, 7.2)
    ax.set_ylim(-2.9, 2.7)
    return ax


def _branch(
    ax: Axes,
    start: np.ndarray,
    angle: float,
    length: float,
    width: float,
    depth: int,
    rng: np.random.Generator,
    tips: bool = False,
) -> None:
    """A line that splits in two, `depth` times."""
    end = start + length * np.array([np.cos(angle), np.sin(angle)])
    ax.plot(*zip(start, end, strict=True), color=COLORS["blue"], linewidth=width, linestyle="-", solid_capstyle="round")
    if depth == 0:
        if tips:
            ax.plot(*end, "o", color=COLORS["blue"], markersize=7)
        return
    for turn in (-0.38, 0.38):
        _branch(ax, end, angle + turn + rng.normal(scale=0.08), 0.62 * length, 0.6 * width, depth - 1, rng, tips)


def _drawn(column: list, size: int) -> list[tuple[tuple[float, float], int]]:
    """The places of a column that have a unit, each with the unit's number."""
    numbers = range(1, size + 1) if size <= SHOWN else [*range(1, SHOWN - 1), None, size]
    return [(place, number) for place, number in zip(column, numbers, strict=True) if number is not None]
