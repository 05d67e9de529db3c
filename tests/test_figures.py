"""Figures draw what they are given; what they show is looked at in their data, not in pixels."""

import matplotlib as mpl
import numpy as np
import pytest

from lecture_nn import MLP, History, Neuron, relu, sigmoid, tanh
from lecture_nn.figures import (
    COLORS,
    DASHES,
    draw_nerve_cell,
    draw_network,
    draw_neuron,
    plot_activation,
    plot_decision_boundary,
    plot_history,
    show_images,
)

mpl.use("Agg")


def texts(ax):
    return [text.get_text() for text in ax.texts]


def circles(ax):
    return [patch for patch in ax.patches if isinstance(patch, mpl.patches.Circle)]


def test_style_tells_lines_apart_by_dash_and_colour():
    cycle = list(mpl.rcParams["axes.prop_cycle"])
    assert len({str(style["linestyle"]) for style in cycle}) == len(cycle) == len(DASHES)
    assert len({style["color"] for style in cycle}) == len(cycle)
    assert mpl.rcParams["figure.facecolor"] == "white"


def test_draw_neuron_shows_every_number():
    unit = Neuron([2.0, -1.0], bias=0.25)
    shown = texts(draw_neuron(unit, [1.0, 3.0]))
    for number in ("1", "3", "$w_1$ = 2", "$w_2$ = −1", "bias 0.25", "z = −0.75\nsigmoid", f"{sigmoid(-0.75):.3g}"):
        assert number in shown


def test_draw_neuron_dashes_negative_products():
    arrows = [p for p in draw_neuron(Neuron([2.0, 1.0]), [1.0, -3.0]).patches if hasattr(p, "get_arrowstyle")]
    assert [arrow.get_linestyle() for arrow in arrows[:2]] == ["-", (0, (3, 1.5))]
    assert arrows[1].get_linewidth() > arrows[0].get_linewidth()


def test_draw_neuron_draws_no_arrow_where_the_product_is_zero():
    ax = draw_neuron(Neuron([2.0, 5.0, 0.0]), [1.0, 0.0, -3.0])
    arrows = [p for p in ax.patches if hasattr(p, "get_arrowstyle")]
    assert len(arrows) == 3  # one input's, the bias's and the output's
    assert {"$w_2$ = 5", "$w_3$ = 0"} <= set(texts(ax))


def test_draw_neuron_refuses_more_inputs_than_fit():
    with pytest.raises(ValueError, match="neuron: expected up to 6 inputs to draw, got 7"):
        draw_neuron(Neuron(np.ones(7)), np.ones(7))


def squares(ax):
    return [patch for patch in ax.patches if isinstance(patch, mpl.patches.Rectangle)]


@pytest.mark.parametrize(("sizes", "units", "weights"), [([3, 4, 2], 9, 20), ([6, 6], 12, 36), ([1, 1, 1], 3, 2)])
def test_draw_network_has_every_unit_and_every_parameter(sizes, units, weights):
    ax = draw_network(sizes)
    assert len(circles(ax)) == units
    assert len(ax.lines) == MLP(sizes).n_parameters
    assert sum(line.get_linestyle() == "-" for line in ax.lines) == weights
    assert len(squares(ax)) == len(sizes) - 1
    assert texts(ax).count("1") == len(sizes) - 1


def test_draw_network_starts_each_bias_at_a_square_and_ends_it_at_a_unit():
    ax = draw_network([2, 3, 1])
    corners = [
        (square.get_x() + square.get_width() / 2, square.get_y() + square.get_height() / 2) for square in squares(ax)
    ]
    centres = {tuple(circle.center) for circle in circles(ax)}
    dotted = [line.get_xydata() for line in ax.lines if line.get_linestyle() != "-"]
    assert len(dotted) == 3 + 1
    for start, end in dotted:
        assert any(np.allclose(start, corner) for corner in corners)
        assert any(np.allclose(end, centre) for centre in centres)


def test_draw_network_without_biases():
    ax = draw_network([3, 4, 2], biases=False)
    assert len(ax.lines) == 20
    assert squares(ax) == []


@pytest.mark.parametrize(("sizes", "new", "lines"), [
    ([4, 4, 4, 1], (0, 4), 4),
    ([3, 5, 4, 1], (1, 5), 3 + 1 + 4),
    ([3, 4, 4, 2], (3, 2), 4 + 1),
])  # fmt: skip
def test_draw_network_lets_a_new_unit_stand_out(sizes, new, lines):
    ax = draw_network(sizes, new=new)
    marked = [line for line in ax.lines if line.get_color() == COLORS["pink"]]
    assert len(marked) == lines
    assert min(line.get_linewidth() for line in marked) > 2 * max(
        line.get_linewidth() for line in ax.lines if line not in marked
    )
    assert sum(circle.get_linewidth() > 2 for circle in circles(ax)) == 1


def test_draw_network_leaves_out_the_middle_of_a_large_layer():
    ax = draw_network([1024, 30, 1], symbols=["x", "h", "o"])
    assert len(circles(ax)) == 5 + 5 + 1
    assert len(ax.lines) == (5 + 1) * 5 + (5 + 1)
    shown = texts(ax)
    assert shown.count("⋮") == 2
    assert {"$x_{4}$", "$x_{1024}$", "$h_{30}$", "inputs\n1024", "hidden layer 1\n30", "outputs\n1"} <= set(shown)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"sizes": [3, 0]}, r"sizes\[1\]: expected a whole number of at least 1, got 0"),
        ({"sizes": [3, 2], "symbols": ["x"]}, "symbols: expected 2 texts"),
        ({"sizes": [3, 2], "weights": ["v", "w"]}, "weights: expected 1 texts"),
    ],
)
def test_draw_network_refuses_what_does_not_fit(arguments, says):
    with pytest.raises(ValueError, match=says):
        draw_network(**arguments)


def test_draw_nerve_cell_names_the_parts():
    named = " ".join(texts(draw_nerve_cell()))
    for part in ("dendrites", "synapse", "cell body", "axon", "axon terminals"):
        assert part in named


@pytest.mark.parametrize("f", [sigmoid, tanh, relu], ids=lambda f: f.name)
def test_plot_activation_shows_function_derivative_and_tangent(f):
    z = np.linspace(-3, 3, 61)
    ax = plot_activation(f, z, at=1.0)
    curve, slope, tangent = ax.lines[:3]
    np.testing.assert_array_equal(curve.get_ydata(), f(z))
    np.testing.assert_array_equal(slope.get_ydata(), f.derivative(z))
    assert curve.get_linestyle() != slope.get_linestyle()
    (x0, x1), (y0, y1) = tangent.get_data()
    assert (y1 - y0) / (x1 - x0) == pytest.approx(f.derivative(1.0))
    assert (y0 + y1) / 2 == pytest.approx(f(1.0))


def test_plot_history_with_and_without_accuracy_and_validation():
    full, bare = History(), History()
    for measured in ((2.0, 0.5, 2.5, 0.4), (1.0, 0.6, 2.0, 0.5)):
        full.add(*measured)
        bare.add(measured[0])
    axes = plot_history(full).axes
    assert [ax.get_ylabel() for ax in axes] == ["loss", "accuracy"]
    assert [list(line.get_ydata()) for line in axes[0].lines] == [[2.0, 1.0], [2.5, 2.0]]
    assert list(axes[0].lines[0].get_xdata()) == [1, 2]
    assert len({line.get_marker() for line in axes[0].lines}) == 2
    (only,) = plot_history(bare).axes
    assert len(only.lines) == 1


def test_plot_plane_marks_the_two_kinds_and_the_border():
    X, T = np.array([[0.0, 0.0], [1.0, 1.0], [1.0, 0.0]]), np.array([[0.0], [1.0], [0.0]])
    ax = plot_decision_boundary(lambda points: sigmoid(points @ [10.0, 0.0] - 5.0), X, T)
    ones, zeros = ax.collections[-2:]
    assert ones.get_offsets().tolist() == [[1.0, 1.0]]
    assert zeros.get_offsets().tolist() == [[0.0, 0.0], [1.0, 0.0]]
    border = np.concatenate([path.vertices for path in ax.collections[-3].get_paths()])
    np.testing.assert_allclose(border[:, 0], 0.5, atol=1e-6)


def test_plot_plane_without_a_border():
    ax = plot_decision_boundary(lambda points: np.zeros(len(points)), [[0.0, 0.0], [1.0, 1.0]], [0, 0], bar=False)
    assert len(ax.collections) == 3
    assert len(ax.figure.axes) == 1


def test_show_images_shows_each_once_in_its_place():
    X = np.random.default_rng(0).random((5, 16))
    figure = show_images(X, titles=list("abcde"), columns=3)
    shown = [ax for ax in figure.axes if ax.images]
    assert [ax.get_title() for ax in shown] == list("abcde")
    for ax, image in zip(shown, X, strict=True):
        np.testing.assert_array_equal(ax.images[0].get_array(), image.reshape(4, 4))
        assert ax.images[0].get_clim() == (0, 1)


@pytest.mark.parametrize("X", [np.zeros((2, 15)), np.zeros(16), np.zeros((0, 16))])
def test_show_images_refuses_what_is_no_image(X):
    with pytest.raises(ValueError, match="X: expected shape"):
        show_images(X)


def test_show_images_wants_a_title_for_each():
    with pytest.raises(ValueError, match="titles: expected 2, one for each image, got 1"):
        show_images(np.zeros((2, 16)), titles=["a"])


def test_colours_stay_apart_without_colour():
    """The two that the course sets side by side most differ in lightness too, as on grey paper."""

    def lightness(name):
        r, g, b = mpl.colors.to_rgb(COLORS[name])
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    assert abs(lightness("blue") - lightness("yellow")) > 0.2
