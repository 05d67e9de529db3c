"""The shapes that drawings share: what they write, and where."""

import matplotlib as mpl
import numpy as np
import pytest

from lecture_nn.figures import COLORS
from lecture_nn.figures.shapes import circle, drawing_axes, label, weight_line

mpl.use("Agg")


@pytest.fixture
def ax():
    return drawing_axes(None, (2, 2))


def test_numbers_in_circles_and_on_lines_have_true_minus_signs(ax):
    circle(ax, (0, 0), 1, "z = -0.5\n-2")
    label(ax, (1, 1), "$w_1$ = -3")
    weight_line(ax, (0, 0), (1, 0), "-4")
    assert [text.get_text() for text in ax.texts] == ["z = −0.5\n−2", "$w_1$ = −3", "−4"]


def test_the_weight_stands_on_its_line(ax):
    place = weight_line(ax, (1, 2), (3, -2), "5", part=0.25)
    np.testing.assert_allclose(place, [1.5, 1.0])
    np.testing.assert_allclose(ax.texts[0].get_position(), place)
    np.testing.assert_allclose(ax.lines[0].get_xydata(), [[1, 2], [3, -2]])


def test_a_line_is_grey_and_solid_unless_it_is_told_otherwise_and_needs_no_weight(ax):
    weight_line(ax, (0, 0), (1, 1))
    weight_line(ax, (0, 0), (1, 1), color=COLORS["blue"], line={"color": COLORS["blue"], "linestyle": ":"})
    looks = [(line.get_color(), line.get_linestyle(), line.get_linewidth()) for line in ax.lines]
    assert looks == [(COLORS["grey"], "-", 1.2), (COLORS["blue"], ":", 1.2)]
    assert not ax.texts
