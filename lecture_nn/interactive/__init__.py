"""Panels: run the cell, move a slider, see the picture change.

Each function here returns a panel: controls above a picture that is computed and drawn in the page. Beside it in its
lesson stands a still picture from ``lecture_nn.figures``, for readers without a kernel.
"""

from lecture_nn.interactive.capacity import decay_panel, stopping_panel
from lecture_nn.interactive.descents import descent_panel, race_panel
from lecture_nn.interactive.learning import digit_panel, playground_panel
from lecture_nn.interactive.losses import loss_panel, softmax_panel
from lecture_nn.interactive.panel import Panel
from lecture_nn.interactive.passes import backprop_panel
from lecture_nn.interactive.structure import bumps_panel, network_panel
from lecture_nn.interactive.units import activation_panel, neuron_panel

__all__ = [
    "Panel",
    "activation_panel",
    "backprop_panel",
    "bumps_panel",
    "decay_panel",
    "descent_panel",
    "digit_panel",
    "loss_panel",
    "network_panel",
    "neuron_panel",
    "playground_panel",
    "race_panel",
    "softmax_panel",
    "stopping_panel",
]
