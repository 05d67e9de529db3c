"""What the drawing of a computational graph must show: arrows both ways, side by side, each with its text."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Circle, FancyArrowPatch

from lecture_nn.figures.graph import draw_graph
from lecture_nn.figures.style import COLORS

mpl.use("Agg")

NODES = {"x": (0.0, 0.0), "f": (4.0, 0.0), "E": (8.0, 3.0)}
EDGES = [("x", "f", "x = 2", "dE/dx = -1"), ("f", "E", "f = 3", "dE/df = 1")]


def arrows(ax):
    """Colour, dash, start and end of each arrow."""
    found = [each for each in ax.patches if isinstance(each, FancyArrowPatch)]
    return [(to_hex(a.get_edgecolor()).upper(), a.get_linestyle(), *np.array(a._posA_posB)) for a in found]


def test_each_edge_has_an_arrow_forwards_and_one_back_beside_it():
    (ink, dash, start, end), (orange, dash_back, start_back, end_back), *_ = arrows(draw_graph(NODES, EDGES))
    assert (ink, orange) == (COLORS["ink"], COLORS["orange"])
    assert dash != dash_back, "told apart on grey paper, too"
    assert start[0] < end[0]
    assert start_back[0] > end_back[0]
    assert start[1] > end_back[1], "the arrow back runs below"
    assert end[1] > start_back[1]


def test_an_edge_without_derivative_has_no_arrow_back():
    ax = draw_graph(NODES, [(start, end, forward, "") for start, end, forward, _ in EDGES])
    assert [color for color, *_ in arrows(ax)] == [COLORS["ink"]] * 2


def test_arrows_end_at_the_circles():
    for _, _, start, end in arrows(draw_graph(NODES, EDGES)):
        for place in (start, end):
            assert min(np.hypot(*(place - np.array(node))) for node in NODES.values()) == pytest.approx(0.62)


def test_every_name_value_and_derivative_is_written_with_a_true_minus():
    shown = {text.get_text() for text in draw_graph(NODES, EDGES).texts}
    assert shown == {"x", "f", "E", "x = 2", "f = 3", "dE/df = 1", "dE/dx = \N{MINUS SIGN}1"}


def test_what_is_given_is_grey_and_what_is_computed_white():
    faces = [to_hex(each.get_facecolor()) for each in draw_graph(NODES, EDGES).patches if isinstance(each, Circle)]
    assert faces == ["#f3f3f3", "#ffffff", "#ffffff"]


def test_draws_where_it_is_told():
    _, ax = plt.subplots()
    assert draw_graph(NODES, EDGES, ax=ax) is ax


def test_refuses_an_edge_to_nowhere():
    with pytest.raises(ValueError, match="edges: expected names of nodes, got 'y'"):
        draw_graph(NODES, [("x", "y", "", "")])
