"""Panels for outputs and losses: their slopes, and softmax at a temperature (lecture rows L21, L22)."""

from __future__ import annotations

import ipywidgets as widgets
from matplotlib.figure import Figure

from lecture_nn.figures.losses import plot_shares, plot_slopes
from lecture_nn.interactive._panel import Panel


def loss_panel() -> Panel:
    """Return a panel with both losses of a sigmoid output and their slopes, at a net input that can be moved (L21)."""

    def draw(z: float, t: int) -> Figure:
        return plot_slopes(z, t)

    return Panel(
        draw,
        {
            "z": widgets.FloatSlider(-4.0, min=-8, max=8, step=0.1, description="net input z", readout_format=".1f"),
            "t": widgets.ToggleButtons(options=[("t = 1", 1), ("t = 0", 0)], description="target"),
        },
        alt="Left, the losses; right, their slopes. The marks stand at the chosen z: a circle for the cross-entropy, a "
        "square for the squared error.",
    )


def softmax_panel() -> Panel:
    """Return a panel with the softmax of four net inputs as bars, at a temperature that can be set (L22)."""

    def draw(temperature: float, z1: float, z2: float, z3: float, z4: float) -> Figure:
        return plot_shares([z1, z2, z3, z4], temperature)

    inputs = {
        f"z{k}": widgets.FloatSlider(value, min=-5, max=5, step=0.1, description=f"z{k}", readout_format=".1f")
        for k, value in enumerate((2.0, 1.0, 0.1, -1.0), 1)
    }
    temperature = widgets.FloatLogSlider(1.0, min=-1, max=1.5, step=0.05, description="temperature")
    return Panel(
        draw,
        {"temperature": temperature, **inputs},
        alt="A bar for each class: its share of one. The line above the bars says what they add up to.",
    )
