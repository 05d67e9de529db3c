"""Panels: a control moves, the picture changes, nothing piles up."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

from lecture_nn import MLP, binary_cross_entropy, numerical_gradient, sigmoid, softmax, squared_error
from lecture_nn.figures.losses import plot_shares, plot_slopes
from lecture_nn.interactive import (
    Panel,
    activation_panel,
    backprop_panel,
    loss_panel,
    network_panel,
    neuron_panel,
    softmax_panel,
)

mpl.use("Agg")
PNG = b"\x89PNG"


@pytest.mark.parametrize(
    ("make", "moved", "value"),
    [
        (neuron_panel, "w1", -3.0),
        (neuron_panel, "activation", "relu"),
        (activation_panel, "at", 4.0),
        (network_panel, "J", 7),
        (network_panel, "second", 3),
        (network_panel, "hidden", "relu"),
        (backprop_panel, "step", 20),
        (backprop_panel, "x1", -1.0),
        (backprop_panel, "t1", 0),
        (loss_panel, "z", 2.0),
        (loss_panel, "t", 0),
        (softmax_panel, "temperature", 5.0),
        (softmax_panel, "z3", 4.0),
    ],
)
def test_moving_a_control_changes_the_picture(make, moved, value):
    panel = make()
    before = bytes(panel.picture.value)
    assert before.startswith(PNG)
    panel.controls[moved].value = value
    assert bytes(panel.picture.value).startswith(PNG)
    assert bytes(panel.picture.value) != before


@pytest.mark.parametrize(
    "make", [neuron_panel, activation_panel, network_panel, backprop_panel, loss_panel, softmax_panel]
)
def test_a_panel_leaves_no_figure_open(make):
    plt.close("all")
    for control in make().controls.values():
        control.value = control.value if isinstance(control.value, str) else control.value + 0
        control.value = control.min if hasattr(control, "min") and not hasattr(control, "base") else control.value
    assert plt.get_fignums() == []


def test_play_moves_the_step():
    panel = backprop_panel()
    panel.children[0].value = 3
    assert panel.controls["step"].value == 3


@pytest.mark.parametrize("t", [0, 1])
@pytest.mark.parametrize("z", [-6.0, -0.5, 3.0])
def test_the_slopes_drawn_are_the_slopes(z, t):
    """Against finite differences of the losses."""
    left, right = plot_slopes(z, t).axes
    at = np.array([[z]])
    for n, loss in enumerate((binary_cross_entropy, squared_error)):
        curve, mark = right.lines[2 * n : 2 * n + 2]
        slope = numerical_gradient(lambda loss=loss: loss(sigmoid(at), [[float(t)]]), at)[0, 0]
        assert mark.get_xydata()[0] == pytest.approx([z, slope], abs=1e-7)
        assert np.interp(z, *curve.get_data()) == pytest.approx(slope, abs=2e-3)
        drawn, height = left.lines[2 * n].get_data()
        assert np.gradient(height, drawn)[1:-1] == pytest.approx(curve.get_ydata()[1:-1], abs=5e-3)


def test_the_bars_are_the_softmax():
    (ax,) = plot_shares([3.0, 1.0, -2.0], 2.0).axes
    assert [bar.get_height() for bar in ax.patches] == pytest.approx(softmax(np.array([1.5, 0.5, -1.0])))
    with pytest.raises(ValueError, match="temperature: expected a number above 0, got 0"):
        plot_shares([1.0], 0)


def test_the_title_of_a_net_counts_its_parameters():
    panel = network_panel()
    seen = []
    panel._draw = lambda **settings: seen.append(settings) or plt.figure()
    panel.controls["D"].value = 5
    figure = network_panel()._draw(**seen[0])
    assert figure.axes[0].get_title().endswith(f"= {MLP([5, 4, 2]).n_parameters} parameters")
    plt.close("all")


def test_every_setting_of_the_menu_can_be_drawn():
    panel = activation_panel()
    pictures = set()
    for name in panel.controls["activation"].options:
        panel.controls["activation"].value = name
        pictures.add(bytes(panel.picture.value))
    assert len(pictures) == len(panel.controls["activation"].options) == 4


def test_a_panel_in_a_saved_notebook_is_a_sentence():
    """Not a repr with the bytes of a picture or the identity of a widget in it."""
    assert repr(activation_panel()) == "Sliders for at, activation. Run this cell to move them."
    assert isinstance(activation_panel(), Panel)
