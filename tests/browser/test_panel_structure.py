"""The panels of whole nets: what they draw are the core's nets."""

import pytest

from lecture_nn import MLP
from lecture_nn.interactive import network_panel

NETS = [(1, 0, 0, 0, 1), (3, 4, 4, 0, 1), (5, 0, 2, 0, 3), (12, 12, 12, 12, 12), (2, 1, 0, 7, 4)]
LINES, CIRCLES, BENDS = range(3)


def sizes_set(panel, sizes, **more):
    names = ("inputs", "hidden1", "hidden2", "hidden3", "outputs")
    return panel.set(**dict(zip(names, sizes, strict=True)), **more)


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu"])
def test_the_layers_are_the_nets(show, activation):
    panel = show(network_panel())
    for sizes in NETS:
        shown = sizes_set(panel, sizes, activation=activation)
        net = MLP([size for size in sizes if size], hidden=activation, output="sigmoid")
        assert shown["sizes"] == net.sizes
        assert shown["total"] == net.n_parameters
        assert shown["biases"] == sum(layer.bias.size for layer in net.layers)
        for layer, drawn in zip(net.layers, shown["layers"], strict=True):
            assert tuple(drawn["weights"]) == layer.weights.shape
            assert tuple(drawn["bias"]) == layer.bias.shape
            assert drawn["parameters"] == layer.weights.size + layer.bias.size
            assert drawn["activation"] == layer.activation.name


def test_a_line_is_drawn_for_each_weight_and_a_circle_for_each_unit(show):
    panel = show(network_panel())
    for sizes in NETS:
        shown = sizes_set(panel, sizes)
        drawn = (
            panel.page.locator(".lnn-picture")
            .first.locator("path")
            .evaluate_all("all => all.map(one => one.getAttribute('d'))")
        )
        assert drawn[LINES].count("M") == shown["total"] - shown["biases"]
        assert drawn[CIRCLES].count("M") == sum(shown["sizes"])
        assert drawn[BENDS].count("M") == shown["biases"]


def test_shapes_and_parameters_are_written(show):
    panel = show(network_panel())
    sizes_set(panel, (3, 5, 0, 0, 2), activation="relu")
    texts = [
        text for text in panel.page.locator(".lnn-picture").last.locator("text:visible").all_text_contents() if text
    ]
    assert texts == [
        "as layers",
        "3", "inputs",
        "5", "layer 1, hidden: 5 relu units", "weights (5, 3)", "bias (5,)", "(3 + 1) · 5 = 20 parameters",
        "2", "layer 2, output: 2 sigmoid units", "weights (2, 5)", "bias (2,)", "(5 + 1) · 2 = 12 parameters",
    ]  # fmt: skip


def test_a_layer_goes_and_comes_by_keys(show):
    panel = show(network_panel())
    assert panel.press("hidden layer 2", "Home")["sizes"] == [3, 4, 1]
    assert panel.press("hidden layer 2", "ArrowRight", "ArrowRight")["sizes"] == [3, 4, 2, 1]
