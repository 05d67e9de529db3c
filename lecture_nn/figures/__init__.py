"""The figures of the course, in one style.

Each function draws what it is given and returns the Axes or Figure; what is worth computing is computed elsewhere.
Colours are told apart by colour-blind readers and on grey paper too, since dash or marker differ as well.
"""

from lecture_nn.figures.drawings import draw_nerve_cell, draw_network, draw_neuron
from lecture_nn.figures.plots import plot_activation, plot_decision_boundary, plot_history, show_images
from lecture_nn.figures.style import COLORS, DASHES, use_style

__all__ = [
    "COLORS",
    "DASHES",
    "draw_nerve_cell",
    "draw_network",
    "draw_neuron",
    "plot_activation",
    "plot_decision_boundary",
    "plot_history",
    "show_images",
    "use_style",
]
