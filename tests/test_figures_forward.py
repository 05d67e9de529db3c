"""What the pictures of a forward pass must show: every number where it belongs, and nothing that isn't known yet."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

from lecture_nn import MLP
from lecture_nn.figures.forward import draw_forward, draw_product
from lecture_nn.figures.style import true_minus

mpl.use("Agg")


@pytest.fixture
def net():
    net = MLP([2, 3, 2], hidden="relu", output="sigmoid", seed=0)
    rng = np.random.default_rng(1)
    for layer in net.layers:
        layer.weights = rng.integers(-5, 6, size=layer.weights.shape)
        layer.bias = rng.integers(-5, 6, size=layer.bias.shape)
    return net


def texts(ax):
    drawn = [text.get_text() for text in ax.texts]
    plt.close(ax.figure)
    return drawn


def test_weights_and_biases_stand_with_their_indices(net):
    drawn = texts(draw_forward(net, [1, 2]))
    for name, layer in zip("vw", net.layers, strict=True):
        for (j, i), weight in np.ndenumerate(layer.weights):
            assert true_minus(f"${name}_{{{j + 1}{i + 1}}}$ = {weight:g}") in drawn
        for j, bias in enumerate(layer.bias, 1):
            assert true_minus(f"${name}_{{{j}0}}$ = {bias:g}") in drawn
    assert "$x_1$ = 1" in drawn
    assert "$x_2$ = 2" in drawn


@pytest.mark.parametrize("layers", [0, 1, 2])
def test_only_what_has_been_computed_is_written(net, layers):
    drawn = texts(draw_forward(net, [1, 2], layers))
    _, h, o = net.activations([[1, 2]])
    u, z = net.layers[0].pre_activation([[1.0, 2.0]]), net.layers[1].pre_activation(h)
    for number, (names, sums, values) in enumerate((("uh", u, h), ("zo", z, o)), 1):
        for j in range(sums.shape[1]):
            known = f"${names[0]}_{j + 1}$ = {sums[0, j]:g}\n${names[1]}_{j + 1}$ = {round(values[0, j], 4):g}"
            unknown = f"${names[0]}_{j + 1}$ = ?\n${names[1]}_{j + 1}$ = ?"
            assert (true_minus(known) in drawn) == (number <= layers)
            assert (unknown in drawn) == (number > layers)


def test_other_nets_and_inputs_are_refused(net):
    with pytest.raises(ValueError, match=r"net: expected one hidden layer, got MLP\(2 -> 1"):
        draw_forward(MLP([2, 1], output="sigmoid"), [1, 2])
    with pytest.raises(ValueError, match=r"x: expected shape \(2,\), got \(3,\)"):
        draw_forward(net, [1, 2, 3])
    with pytest.raises(ValueError, match="layers: expected at most 2, got 3"):
        draw_forward(net, [1, 2], 3)


def test_the_matrices_of_a_product_have_the_sizes_they_are_given():
    ax = draw_product(N=5, D=4, J=3)
    frames = [p for p in ax.patches if p.get_edgecolor()[3] == 1]
    assert [(p.get_height(), p.get_width()) for p in frames] == [(5, 4), (4, 3), (1, 3), (5, 3)]
    row, column, bias, entry = [p for p in ax.patches if p not in frames]
    assert (row.get_width(), row.get_height()) == (4, 1)
    assert (column.get_width(), column.get_height()) == (1, 4)
    assert [(p.get_width(), p.get_height()) for p in (bias, entry)] == [(1, 1)] * 2
    assert row.get_y() == entry.get_y()  # the same row of X and of U
    assert column.get_x() == frames[1].get_x()
    assert entry.get_x() == frames[3].get_x()
    assert bias.get_x() == frames[2].get_x()
    drawn = texts(ax)
    assert [text for text in drawn if text[0] == "("] == ["(N, D)", "(D, J)", "(J,)", "(N, J)"]
