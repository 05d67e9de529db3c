"""A net drawn as layers: one box for each, and every shape read from the net."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest

from lecture_nn import MLP
from lecture_nn.figures import draw_network
from lecture_nn.figures.layers import draw_layers

mpl.use("Agg")


def boxes(ax):
    return [patch for patch in ax.patches if isinstance(patch, mpl.patches.FancyBboxPatch)]


def arrows(ax):
    return [patch for patch in ax.patches if isinstance(patch, mpl.patches.FancyArrowPatch)]


def texts(ax):
    return [text.get_text() for text in ax.texts]


@pytest.mark.parametrize("sizes", [[3, 2], [3, 4, 2], [3, 4, 4, 1]], ids=str)
def test_a_box_for_each_layer_and_one_for_the_inputs(sizes):
    ax = draw_layers(MLP(sizes))
    assert len(boxes(ax)) == len(sizes)
    assert [box.get_linestyle() for box in boxes(ax)] == ["--"] + ["-"] * (len(sizes) - 1)
    assert len(arrows(ax)) == len(sizes) - 1


def test_every_shape_and_activation_is_the_nets():
    shown = texts(draw_layers(MLP([1024, 30, 1], hidden="relu", output="sigmoid"), weights=["V", "W"]))
    assert shown == [
        "1024", "inputs",
        "30 units\nrelu", "layer 1\nhidden",
        "1 unit\nsigmoid", "layer 2\noutput",
        "V\n(30, 1024)", "bias\n(30,)",
        "W\n(1, 30)", "bias\n(1,)",
    ]  # fmt: skip


def test_layers_stand_where_draw_network_puts_them():
    left, right = draw_layers(MLP([3, 4, 4, 1])), draw_network([3, 4, 4, 1])
    assert left.get_xlim() == right.get_xlim()
    circles = [patch for patch in right.patches if isinstance(patch, mpl.patches.Circle)]
    columns = {round(circle.center[0], 6) for circle in circles}
    assert {round(box.get_x() + box.get_width() / 2, 6) for box in boxes(left)} == columns


def test_more_units_make_a_higher_box():
    heights = [box.get_height() for box in boxes(draw_layers(MLP([16, 4, 2, 1])))]
    assert heights == sorted(heights, reverse=True)
    assert len(set(heights)) == 4


def test_arrows_touch_no_box():
    ax = draw_layers(MLP([3, 4, 2]))
    edges = [(box.get_x(), box.get_x() + box.get_width()) for box in boxes(ax)]
    for arrow, (_, right), (left, _) in zip(arrows(ax), edges[:-1], edges[1:], strict=True):
        (start, _), (end, _) = arrow._posA_posB
        assert right < start < end < left


def test_refuses_names_that_do_not_fit():
    with pytest.raises(ValueError, match=r"weights: expected 2 texts for MLP\(3 -> .*, got 1"):
        draw_layers(MLP([3, 4, 2]), weights=["V"])


def test_draws_where_it_is_told():
    _, ax = plt.subplots()
    assert draw_layers(MLP([3, 2]), ax=ax) is ax
