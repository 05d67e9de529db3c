"""A net drawn as the sum of its hidden units."""

import matplotlib as mpl
import numpy as np
import pytest

from lecture_nn import MLP
from lecture_nn.figures.sums import plot_sum

mpl.use("Agg")

X = np.linspace(-1, 1, 21)[:, None]


def curves(ax):
    return np.column_stack([line.get_ydata() for line in ax.lines])


@pytest.mark.parametrize("units", [1, 5])
def test_what_the_units_add_is_the_output(units):
    net = MLP([1, units, 1], hidden="sigmoid", output="identity", seed=0)
    net.layers[1].bias = [0.7]
    drawn = curves(plot_sum(net, X, np.sin(X)))
    assert drawn.shape == (21, units + 2)
    added, t, output = drawn[:, :units], drawn[:, units], drawn[:, units + 1]
    assert output == pytest.approx(net.forward(X)[:, 0])
    assert added.sum(axis=1) + 0.7 == pytest.approx(output)
    assert t == pytest.approx(np.sin(X[:, 0]))


def test_the_title_names_the_largest_error_and_the_legend_each_kind_of_line_once():
    net = MLP([1, 3, 1], output="identity", seed=1)
    ax = plot_sum(net, X, net.forward(X) + np.where(np.isclose(X, X[4]), 0.25, 0.1))
    assert ax.get_title() == "3 units: error up to 0.250"
    assert ax.get_legend_handles_labels()[1] == ["contribution of one unit", "target", "output"]


@pytest.mark.parametrize("net", [MLP([2, 3, 1], output="identity"), MLP([1, 3, 1], output="sigmoid"), MLP([1, 1])])
def test_refuses_other_nets(net):
    with pytest.raises(ValueError, match="net: expected one input, one hidden layer and one linear output, got MLP"):
        plot_sum(net, X, X)


def test_refuses_targets_of_another_shape():
    with pytest.raises(ValueError, match=r"t: expected shape \(21, 1\), one target for each x, got \(21,\)"):
        plot_sum(MLP([1, 3, 1], output="identity"), X, X[:, 0])
