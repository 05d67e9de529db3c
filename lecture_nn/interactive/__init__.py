"""Sliders on figures: run the cell, move a slider, see the picture change.

Each function here returns a panel of sliders above one picture. The picture is drawn by an ordinary function of
``lecture_nn.figures``, which also draws the still pictures that stand in the notebooks for readers without a kernel.
"""

from lecture_nn.interactive._panel import Panel
from lecture_nn.interactive.units import activation_panel, neuron_panel

__all__ = [
    "Panel",
    "activation_panel",
    "neuron_panel",
]
