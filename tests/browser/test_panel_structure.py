"""The panels of whole nets: what they draw are the core's nets."""

import ast
from itertools import product
from pathlib import Path

import nbformat
import numpy as np
import pytest

from lecture_nn import MLP
from lecture_nn.interactive import bumps_panel, network_panel

LESSON = Path(__file__).resolve().parents[2] / "notebooks" / "05_representational_power.ipynb"

NETS = [(1, 0, 0, 0, 1), (3, 4, 4, 0, 1), (5, 0, 2, 0, 3), (12, 12, 12, 12, 12), (2, 1, 0, 7, 4)]
LINES, DOTTED, CIRCLES, CURVES, SQUARES = range(5)


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


def test_a_line_is_drawn_for_each_parameter_and_a_circle_for_each_unit(show):
    panel = show(network_panel())
    for sizes in NETS:
        shown = sizes_set(panel, sizes)
        drawn = (
            panel.page.locator(".lnn-picture")
            .first.locator("path")
            .evaluate_all("all => all.map(one => one.getAttribute('d'))")
        )
        assert drawn[LINES].count("M") == shown["total"] - shown["biases"]
        assert drawn[DOTTED].count("M") == shown["biases"]
        assert drawn[SQUARES].count("M") == len(shown["layers"])
        assert drawn[CIRCLES].count("M") == sum(shown["sizes"])
        assert drawn[CURVES].count("M") == shown["biases"]


def test_shapes_and_parameters_are_written(show):
    panel = show(network_panel())
    sizes_set(panel, (3, 5, 0, 0, 2), activation="relu")
    texts = [
        text for text in panel.page.locator(".lnn-picture").last.locator("text:visible").all_text_contents() if text
    ]
    assert texts == [
        "As layers",
        "3", "inputs",
        "5", "layer 1, hidden: 5 relu units", "weights (5, 3), bias (5,)", "(3 + 1) · 5 = 20 parameters",
        "2", "layer 2, output: 2 sigmoid units", "weights (2, 5), bias (2,)", "(5 + 1) · 2 = 12 parameters",
    ]  # fmt: skip


def test_a_layer_goes_and_comes_by_keys(show):
    panel = show(network_panel())
    assert panel.press("hidden layer 2", "Home")["sizes"] == [3, 4, 1]
    assert panel.press("hidden layer 2", "ArrowRight", "ArrowRight")["sizes"] == [3, 4, 2, 1]


@pytest.fixture(scope="module")
def lesson():
    """What lesson 05 defines: the curves, and the construction by hand."""
    space = {"np": np, "MLP": MLP}
    wanted = ("def target", "def by_hand", "def with_jump", "def sawtooth")
    for cell in nbformat.read(LESSON, as_version=4).cells:
        if cell.cell_type == "code" and cell.source.startswith(wanted):
            tree = ast.parse(cell.source)  # the functions alone
            tree.body = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
            exec(compile(tree, str(LESSON), "exec"), space)
    return space


@pytest.fixture(scope="module")
def curves(lesson):
    return {
        "wave": lesson["target"],
        "jump": lesson["with_jump"],
        "sine": lambda x: np.sin(2 * np.pi * x),
        "bell": lambda x: np.exp(-np.square((x - 0.5) / 0.15) / 2),
        "sawtooth": lambda x: lesson["sawtooth"](x, 2),
    }


def bumps_by_hand(target, parts, steepness):
    """The lesson's construction with bumps: two units each, as high as the target in the middle of the part."""
    places = np.arange(parts + 1) / parts
    places[0], places[-1] = -1 / parts, 1 + 1 / parts  # the outer ones go on beyond the interval
    heights, v = target((np.arange(parts) + 0.5) / parts), steepness * parts
    net = MLP([1, 2 * parts, 1], hidden="sigmoid", output="identity")
    net.layers[0].weights = np.full((2 * parts, 1), float(v))
    net.layers[0].bias = -v * np.column_stack([places[:-1], places[1:]]).ravel()
    net.layers[1].weights = np.column_stack([heights, -heights]).reshape(1, -1)
    return net


@pytest.mark.parametrize("kind", ["steps", "bumps"])
def test_the_sum_is_the_lessons_net(show, lesson, curves, kind):
    panel = show(bumps_panel())
    build = {"steps": lesson["by_hand"], "bumps": bumps_by_hand}[kind]
    settings = ((1, 1), (7, 5), (15, 40), (40, 80))
    for (curve, target), (parts, steepness) in product(curves.items(), settings):
        net = build(target, parts, steepness)
        shown = panel.set(curve=curve, kind=kind, parts=parts, steepness=steepness)
        x = np.array(shown["x"])[:, None]
        assert shown["units"] == net.sizes[1]
        assert shown["t"] == pytest.approx(target(x)[:, 0], abs=1e-12)
        assert shown["o"] == pytest.approx(net.forward(x)[:, 0], abs=1e-9)
        misses = np.abs(net.forward(x) - target(x))[:, 0]
        assert shown["error"] == pytest.approx(misses.max())
        assert misses[shown["x"].index(shown["worst"])] == pytest.approx(misses.max())


@pytest.mark.parametrize(("kind", "units"), [("steps", 1), ("bumps", 2)])
def test_the_single_curves_add_up_to_the_output(show, curves, kind, units):
    shown = show(bumps_panel()).set(curve="sine", kind=kind, parts=9, steepness=6)
    x, pieces = np.array(shown["x"]), [np.array(piece) for piece in shown["pieces"]]
    assert len(pieces) == 9
    assert [len(group) for group in shown["groups"]] == 9 * [units]
    assert all(piece[0, 0] == 0 and piece[-1, 0] == 1 and np.all(np.diff(piece[:, 0]) >= 0) for piece in pieces)
    total = shown["start"] + sum(np.interp(x, *piece.T) for piece in pieces)
    assert total == pytest.approx(np.array(shown["o"]), abs=0.02)  # they are drawn by fewer points


def test_parts_are_added_by_keys(show):
    panel = show(bumps_panel())
    before = panel.set()
    after = panel.press("parts of the interval", *10 * ["ArrowRight"])
    assert (before["units"], after["units"]) == (15, 25)
    assert after["error"] < before["error"]
    assert panel.press("made of", "ArrowDown")["units"] == 50
