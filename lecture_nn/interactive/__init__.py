"""Panels and questions: run the cell, move a slider, see the picture change; answer before the lesson does.

Each function whose name ends in ``_panel`` returns a panel: controls above a picture that is computed and drawn in the
page. Until its cell is run, a sentence says what it shows and lets one set. The
functions `predict`, `predict_number` and `quiz` ask a question that the reader answers before the lesson does, and
`concepts` asks what they believe before the course and after it.
"""

from lecture_nn.interactive.before_and_after import concepts
from lecture_nn.interactive.detector import detector_panel
from lecture_nn.interactive.panel import Panel
from lecture_nn.interactive.panels import (
    activation_panel,
    backprop_panel,
    bumps_panel,
    decay_panel,
    descent_panel,
    digit_panel,
    loss_panel,
    network_panel,
    neuron_panel,
    race_panel,
    softmax_panel,
    stopping_panel,
)
from lecture_nn.interactive.playground import playground_panel
from lecture_nn.interactive.prediction import predict, predict_number, quiz

__all__ = [
    "Panel",
    "activation_panel",
    "backprop_panel",
    "bumps_panel",
    "concepts",
    "decay_panel",
    "descent_panel",
    "detector_panel",
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
