"""A panel for one case on its way through a net (lecture rows L17, L20)."""

from __future__ import annotations

import ipywidgets as widgets
from matplotlib.figure import Figure

from lecture_nn.figures.stepper import backprop_steps, draw_step
from lecture_nn.interactive._panel import Panel
from lecture_nn.network import MLP


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
