"""Networks drawn as layers: one box for each layer, with the shapes of its arrays (lecture rows L07, L08)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.patches import FancyBboxPatch

from lecture_nn.figures.shapes import INPUT_FACE, arrow, drawing_axes
from lecture_nn.figures.style import COLORS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from lecture_nn.network import MLP, Layer

GAP = 3.0
"""From the middle of a layer to the middle of the next, as in `draw_network`, so that the two drawings line up."""


def draw_layers(net: MLP, weights: Sequence[str] | None = None, ax: Axes | None = None) -> Axes:
    """Draw a net as layers, inputs at the left; every number is read from the net's own arrays.

    Parameters
    ----------
    net : MLP
        Each layer is a box with the number of its units and their activation function, and the inputs are a dashed box.
        Each doubling of the units makes a box taller by the same amount. The shapes of the weights (units, inputs) and
        of the bias (units,) are written at the arrow that leads to the layer.
    weights : sequence of str, optional
        The names of the weights, one text for each layer.
    ax : Axes, optional
        Where to draw; a figure of its own by default.
    """
    if weights is None:
        weights = ["weights"] * len(net.layers)
    if len(weights) != len(net.layers):
        raise ValueError(f"weights: expected {len(net.layers)} texts for {net!r}, got {len(weights)}")
    heights = [1.1 + 0.2 * np.log2(size) for size in net.sizes]
    half = max(heights) / 2
    ax = drawing_axes(ax, (2.6 * len(heights), 0.9 * (2 * half + 1)))
    names = ["inputs", *(f"layer {l + 1}\n{kind}" for l, kind in enumerate(_kinds(net)))]
    inside = [f"{net.sizes[0]}", *(_units(layer) for layer in net.layers)]
    for l, (height, name, text) in enumerate(zip(heights, names, inside, strict=True)):
        _box(ax, GAP * l, height, dashed=l == 0)
        ax.text(GAP * l, 0, text, ha="center", va="center", fontsize=11)
        ax.text(GAP * l, -half - 0.15, name, ha="center", va="top", fontsize=11)
    for l, (layer, name) in enumerate(zip(net.layers, weights, strict=True)):
        start, end = GAP * l + 0.75, GAP * (l + 1) - 0.75
        arrow(ax, (start, 0), (end, 0), COLORS["grey"], 2)
        middle = (start + end) / 2
        shape = f"{name}\n{layer.weights.shape}"
        ax.text(middle, 0.12, shape, ha="center", va="bottom", fontsize=10.5)
        ax.text(middle, -0.15, f"bias\n{layer.bias.shape}", ha="center", va="top", fontsize=10.5)
    ax.set_xlim(-0.9, GAP * (len(heights) - 1) + 0.9)
    ax.set_ylim(-half - 0.95, half + 0.15)
    return ax


def _kinds(net: MLP) -> list[str]:
    return ["hidden"] * (len(net.layers) - 1) + ["output"]


def _units(layer: Layer) -> str:
    size = len(layer.bias)
    return f"{size} unit{'s' if size > 1 else ''}\n{layer.activation.name}"


def _box(ax: Axes, x: float, height: float, dashed: bool) -> None:
    ax.add_patch(
        FancyBboxPatch(
            (x - 0.65, -height / 2),
            1.3,
            height,
            boxstyle="round,pad=0,rounding_size=0.15",
            facecolor=INPUT_FACE if dashed else "white",
            edgecolor=COLORS["ink"],
            linewidth=1.5,
            linestyle="--" if dashed else "-",
        )
    )
