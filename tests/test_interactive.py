"""Panels: a control moves, the picture changes, nothing piles up."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest

from lecture_nn.interactive import Panel, activation_panel, neuron_panel

mpl.use("Agg")
PNG = b"\x89PNG"


@pytest.mark.parametrize(
    ("make", "moved", "value"),
    [(neuron_panel, "w1", -3.0), (neuron_panel, "activation", "relu"), (activation_panel, "at", 4.0)],
)
def test_moving_a_control_changes_the_picture(make, moved, value):
    panel = make()
    before = bytes(panel.picture.value)
    assert before.startswith(PNG)
    panel.controls[moved].value = value
    assert bytes(panel.picture.value).startswith(PNG)
    assert bytes(panel.picture.value) != before


@pytest.mark.parametrize("make", [neuron_panel, activation_panel])
def test_a_panel_leaves_no_figure_open(make):
    make().controls["activation"].value = "tanh"
    assert plt.get_fignums() == []


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
