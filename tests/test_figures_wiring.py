"""Small nets with their weights on the lines: each number is there, and its sign decides how it is drawn."""

import matplotlib as mpl
import numpy as np
import pytest

from lecture_nn import MLP
from lecture_nn.figures import COLORS
from lecture_nn.figures.wiring import WEIGHT_SHADES, draw_weights

mpl.use("Agg")


@pytest.fixture
def net():
    net = MLP([2, 3, 1], seed=0, output="sigmoid")
    net.layers[0].weights = [[1.5, -2], [3, 4.25], [0, -7]]
    net.layers[0].bias = [-0.5, 6, 8]
    net.layers[1].weights = [[9, -11, 12]]
    net.layers[1].bias = [-13]
    return net


def labels(ax):
    """What is written on the lines."""
    return [text for text in ax.texts if text.get_bbox_patch() is not None]


def test_every_parameter_is_a_line_with_its_number(net):
    ax = draw_weights(net, "xho")
    assert len(ax.lines) == net.n_parameters
    shown = sorted(float(text.get_text().replace("\N{MINUS SIGN}", "-")) for text in labels(ax))
    assert shown == sorted(float(number) for array in net.parameters for number in array.ravel())
    names = [text.get_text() for text in ax.texts]
    assert {"$x_1$", "$x_2$", "$h_3$", "$o_1$"} <= set(names)
    assert names.count("1") == 2


def test_the_sign_of_the_weight_decides_colour_and_dash(net):
    ax = draw_weights(net, "xho")
    looks = {(line.get_color(), str(line.get_linestyle())) for line in ax.lines}
    assert len(looks) == 3  # positive, negative, zero
    for line, text in zip(ax.lines, labels(ax), strict=True):
        value = float(text.get_text().replace("\N{MINUS SIGN}", "-"))
        wanted = COLORS["blue"] if value > 0 else COLORS["orange"] if value < 0 else COLORS["grey"]
        assert (line.get_color(), text.get_color()) == (wanted, wanted)
        assert (line.get_linestyle() == "-") == (value > 0)


def test_a_number_stands_on_its_own_line(net):
    ax = draw_weights(net, "xho", part=0.4)
    for line, text in zip(ax.lines, labels(ax), strict=True):
        start, end = line.get_xydata()
        np.testing.assert_allclose(text.get_position(), start + 0.4 * (end - start))


def test_only_the_lines_to_the_focus_have_numbers(net):
    ax = draw_weights(net, "xho", focus=(1, 2))
    assert [text.get_text() for text in labels(ax)] == ["3", "4.25", "6"]
    assert len(ax.lines) == net.n_parameters
    assert sum(line.get_color() == COLORS["blue"] for line in ax.lines) == 3


def test_the_shades_of_a_matrix_are_the_colours_of_the_lines():
    for value, name in ((1.0, "blue"), (0.0, "orange")):
        np.testing.assert_allclose(WEIGHT_SHADES(value)[:3], mpl.colors.to_rgb(COLORS[name]), atol=0.01)


@pytest.mark.parametrize(
    ("sizes", "symbols", "says"),
    [([6, 1], "xo", r"net: expected up to 5 units in each layer to draw, got MLP\(6"),
     ([2, 1], "xho", r"symbols: expected 2 texts for MLP\(2 -> 1 .*, got 3")],
)  # fmt: skip
def test_refuses_what_does_not_fit(sizes, symbols, says):
    with pytest.raises(ValueError, match=says):
        draw_weights(MLP(sizes), symbols)
