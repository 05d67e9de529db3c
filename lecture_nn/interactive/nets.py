"""Panels for whole nets: how they are built, and one case on its way through (lecture rows L07, L08, L17, L20)."""

from __future__ import annotations

import ipywidgets as widgets
import matplotlib.pyplot as plt
from matplotlib.figure import Figure

from lecture_nn.figures import draw_network
from lecture_nn.figures.layers import draw_layers
from lecture_nn.figures.stepper import backprop_steps, draw_step
from lecture_nn.interactive._panel import Panel
from lecture_nn.network import MLP


def network_panel() -> Panel:
    """Return a panel with a net drawn as units and as layers, whose sizes and activation can be set (L07, L08)."""

    def draw(D: int, J: int, second: int, K: int, hidden: str) -> Figure:
        sizes = [D, J, *([second] if second else []), K]
        net = MLP(sizes, hidden=hidden, output="sigmoid")
        fig, (top, bottom) = plt.subplots(2, 1, figsize=(7.4, 6.3), height_ratios=(6.25, 2.6))
        draw_network(sizes, ax=top)
        draw_layers(net, ax=bottom)
        counted = " + ".join(f"({a} + 1) · {b}" for a, b in zip(sizes, sizes[1:], strict=False))
        top.set_title(f"{len(sizes) - 1}-layer net, {counted} = {net.n_parameters} parameters")
        return fig

    return Panel(
        draw,
        {
            "D": _count("inputs", 3),
            "J": _count("hidden 1", 4),
            "second": _count("hidden 2", 0, least=0),
            "K": _count("outputs", 2),
            "hidden": widgets.Dropdown(options=["tanh", "sigmoid", "relu"], description="hidden"),
        },
        alt="The net as units (a circle each, a line for each weight) and as layers (a box each, with shapes). "
        "The title counts its parameters, layer by layer.",
    )


def backprop_panel() -> Panel:
    """Return a panel that goes through the passes of one training case number by number (L17, L20)."""
    net = MLP([2, 2, 2], hidden="tanh", output="sigmoid", loss="squared_error")
    net.layers[0].weights = [[0.5, -0.4], [1.0, 0.6]]
    net.layers[1].weights = [[1.0, -2.0], [0.6, 0.9]]
    last = len(backprop_steps(net, [0.0, 0.0], [0.0, 0.0]))

    def draw(step: int, x1: float, x2: float, t1: int) -> Figure:
        return draw_step(net, [x1, x2], [t1, 1 - t1], step).figure

    step = widgets.IntSlider(8, min=0, max=last, description="step")
    play = widgets.Play(value=8, min=0, max=last, interval=1200, description="play")
    widgets.link((play, "value"), (step, "value"))
    panel = Panel(
        draw,
        {
            "step": step,
            "x1": widgets.FloatSlider(1.0, min=-2, max=2, step=0.1, description="input x1"),
            "x2": widgets.FloatSlider(0.5, min=-2, max=2, step=0.1, description="input x2"),
            "t1": widgets.ToggleButtons(options=[("t = (1, 0)", 1), ("t = (0, 1)", 0)], value=1, description="target"),
        },
        alt="The net with every number computed so far; the last one has a thick frame, and its formula stands above.",
    )
    panel.children = (play, *panel.children)
    return panel


def _count(description: str, value: int, least: int = 1) -> widgets.IntSlider:
    return widgets.IntSlider(value, min=least, max=8, description=description)
