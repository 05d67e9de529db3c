"""Panels and questions: run the cell, move a slider, see the picture change; answer before the lesson does.

Each function whose name ends in ``_panel`` returns a panel: controls above a picture that is computed and drawn in the
page. Beside it in its lesson stands a still picture from ``lecture_nn.figures``, for readers without a kernel. The
functions `predict`, `predict_number` and `quiz` ask a question that the reader answers before the lesson does.
"""

from lecture_nn.interactive.capacity import decay_panel, stopping_panel
from lecture_nn.interactive.descents import descent_panel, race_panel
from lecture_nn.interactive.learning import digit_panel, playground_panel
from lecture_nn.interactive.losses import loss_panel, softmax_panel
from lecture_nn.interactive.panel import Panel
from lecture_nn.interactive.passes import backprop_panel
from lecture_nn.interactive.prediction import predict, predict_number, quiz
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
    "predict",
    "predict_number",
    "quiz",
    "race_panel",
    "softmax_panel",
    "stopping_panel",
]
