"""What the drawing of a computational graph must show."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from lecture_nn.autodiff import Value
from lecture_nn.figures.recorded import MOST, draw_recorded


class Number:
    """A value whose links hold local derivatives, as lesson 20 builds it."""

    def __init__(self, data, links=(), name=""):
        self.data, self.links, self.name, self.grad = data, links, name, None


@pytest.fixture
def square():
    w = Number(2.5, name="w")
    h = Number(5.0, [(w, 2.0)], "double")
    return w, h, Number(25.0, [(h, 5.0), (h, 5.0)], "×")


def texts(ax):
    return [text.get_text() for text in ax.texts]


def boxes(ax):
    return [patch for patch in ax.patches if isinstance(patch, FancyBboxPatch)]


def arrows(ax):
    return [patch for patch in ax.patches if isinstance(patch, FancyArrowPatch)]


def test_every_value_has_a_box_and_every_link_an_arrow_with_its_local_derivative(square):
    ax = draw_recorded(square[-1])
    assert len(boxes(ax)) == 3
    assert len(arrows(ax)) == 3
    for text, times in (("w", 1), ("double", 1), ("×", 1), ("2.5", 1), ("25", 1), ("2", 1), ("5", 3)):
        assert texts(ax).count(text) == times, text


def test_arrows_between_the_same_two_boxes_are_bent_apart(square):
    ax = draw_recorded(square[-1])
    bends = sorted(arrow.get_connectionstyle().rad for arrow in arrows(ax))
    assert bends == [-0.5, 0, 0.5]
    five = [text.get_position() for text in ax.texts if text.get_text() == "5" and text.get_fontsize() == 9]
    assert len(set(five)) == 2


def test_gradients_are_drawn_once_there_are_any(square):
    w, h, E = square
    orange = [text.get_text() for text in draw_recorded(E).texts if text.get_color() != "black"]
    assert orange == []
    w.grad, h.grad, E.grad = -20.0, 10.0, 1.0
    orange = [text.get_text() for text in draw_recorded(E).texts if text.get_color() != "black"]
    assert sorted(orange) == ["1", "10", "−20"]


def test_arrays_show_their_shapes_and_functions_on_links_are_not_written():
    V, v0 = Value(np.ones((3, 2)), name="V"), Value(np.ones(3), name="v0")
    E = (np.ones((5, 2)) @ V.T + v0).tanh().sum()
    ax = draw_recorded(E)
    shown = texts(ax)
    for text in ("3×2", "2×3", "T", "@", "+", "tanh", "sum", "V", "v0", "3"):
        assert text in shown, text
    assert shown.count("5×3") == 3
    assert len(shown) == 2 * 7


def test_inputs_stand_to_the_left_of_results_and_no_two_boxes_in_one_place():
    a, b = Value(1.0, name="a"), Value(2.0, name="b")
    c = a * b
    E = (c.tanh() + a) * (c + b) * c
    ax = draw_recorded(E)
    places = [tuple(np.mean(box.get_bbox().get_points(), axis=0).round(6)) for box in boxes(ax)]
    assert len(set(places)) == len(places) == len(E.graph())
    for arrow in arrows(ax):
        start, end = arrow._posA_posB
        assert start[0] < end[0]


def test_axes_of_ones_own_are_drawn_on():
    _, ax = plt.subplots()
    assert draw_recorded(Value(1.0) * 2.0, ax=ax) is ax


def test_a_graph_that_nobody_could_read_is_refused():
    y = Value(1.0)
    for _ in range(MOST):
        y = y + 1.0
    with pytest.raises(ValueError, match=r"value: expected a graph of up to 40 values to draw, got 41"):
        draw_recorded(y)
