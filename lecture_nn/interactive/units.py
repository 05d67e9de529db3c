"""Panels for a single unit (lecture rows L04, L05)."""

from __future__ import annotations

from lecture_nn.activations import ACTIVATIONS
from lecture_nn.interactive.panel import Panel, menu, slider

NAMES = [name for name in ACTIVATIONS if name != "softmax"]


def neuron_panel() -> Panel:
    """Return a panel with a drawn unit of two inputs and its decision line: all its numbers can be set (L04)."""
    return Panel(
        "neuron",
        "A unit with two inputs",
        [
            *(slider(*names, -4, 4, 0.1) for names in (("x1", "input x₁", 1.0), ("x2", "input x₂", 1.0))),
            *(slider(*names, -4, 4, 0.1) for names in (("w1", "weight w₁", 2.0), ("w2", "weight w₂", -1.0))),
            slider("bias", "bias", 0.0, -4, 4, 0.1),
            menu("activation", "activation", "sigmoid", NAMES),
        ],
    )


def activation_panel() -> Panel:
    """Return a panel with an activation, its derivative, and the tangent at any pre-activation (L05)."""
    return Panel(
        "activation",
        "An activation and its slope",
        [slider("at", "pre-activation z", 1.0, -6, 6, 0.1), menu("activation", "activation", "sigmoid", NAMES)],
    )
