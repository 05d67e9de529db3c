"""The figures of the course, in one style.

Each function draws what it is given and returns the Axes or the Figure; what the core can compute, the core computes.
Colour-blind readers and readers of a grey print can tell lines apart, because dash or marker differ as well as colour.
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
