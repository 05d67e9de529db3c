"""Panels for a single unit (lecture rows L04, L05)."""

from __future__ import annotations

import ipywidgets as widgets
import numpy as np
from matplotlib.figure import Figure

from lecture_nn.activations import ACTIVATIONS
from lecture_nn.figures import draw_neuron, plot_activation
from lecture_nn.interactive._panel import Panel
from lecture_nn.neuron import Neuron

NAMES = [name for name in ACTIVATIONS if name != "softmax"]


def neuron_panel() -> Panel:
    """Return a panel with a drawn unit of two inputs, whose inputs, weights, bias and activation can be set (L04)."""

    def draw(x1: float, x2: float, w1: float, w2: float, bias: float, activation: str) -> Figure:
        return draw_neuron(Neuron([w1, w2], bias, activation), [x1, x2]).figure

    return Panel(
        draw,
        {
            "x1": _slider("input x1", 1.0),
            "x2": _slider("input x2", 1.0),
            "w1": _slider("weight w1", 2.0),
            "w2": _slider("weight w2", -1.0),
            "bias": _slider("bias", 0.0),
            "activation": _menu(),
        },
        alt="A unit with two inputs. Thick arrows: large products of weight and input; dashed: negative ones.",
    )


def activation_panel() -> Panel:
    """Return a panel with an activation, its derivative, and the tangent at a net input that can be moved (L05)."""
    z = np.linspace(-6, 6, 401)

    def draw(at: float, activation: str) -> Figure:
        return plot_activation(ACTIVATIONS[activation], z, at=at).figure

    return Panel(
        draw,
        {"at": _slider("net input z", 1.0, limit=6.0), "activation": _menu()},
        alt="Solid: the activation. Dashed: its derivative. The square is the slope of the black tangent.",
    )


def _slider(description: str, value: float, limit: float = 4.0) -> widgets.FloatSlider:
    return widgets.FloatSlider(value, min=-limit, max=limit, step=0.1, description=description, readout_format=".1f")


def _menu() -> widgets.Dropdown:
    return widgets.Dropdown(options=NAMES, value="sigmoid", description="activation")
