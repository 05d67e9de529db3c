"""What lesson 04 teaches of counting, units and symmetry, against scikit-learn and finite differences (L07, L08)."""

from functools import partial
from itertools import pairwise

import numpy as np
import pytest
from lesson_code import solution
from sklearn.neural_network import MLPRegressor

from lecture_nn import MLP, Adam, fit

SIZES = [[2, 3, 1], [3, 4, 2], [3, 4, 4, 1], [5, 7, 7, 7, 3], [64, 10, 2, 30, 1]]


taught = partial(solution, "04_networks")


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_another_library_has_as_many_parameters_and_counts_the_inputs_as_a_layer(sizes):
    X, T = np.random.default_rng(0).normal(size=(10, sizes[0])), np.zeros((10, sizes[-1]))
    other = MLPRegressor(hidden_layer_sizes=sizes[1:-1], solver="sgd", random_state=0)
    other.partial_fit(X, T if sizes[-1] > 1 else T[:, 0])
    assert taught("count_parameters")(sizes) == sum(p.size for p in other.coefs_ + other.intercepts_)
    assert other.n_layers_ == len(MLP(sizes).layers) + 1
    assert [w.T.shape for w in other.coefs_] == [layer.weights.shape for layer in MLP(sizes).layers]


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_a_net_input_moves_by_the_weight_to_k_from_j(sizes, finite_difference):
    """L07: each unit is a linear combination of the values below it plus a bias, so its slopes are its row."""
    for layer, (inputs, _) in zip(MLP(sizes, seed=3).layers, pairwise(sizes), strict=True):
        x = np.random.default_rng(1).normal(size=inputs)
        slopes = finite_difference(lambda x, layer=layer: layer.pre_activation(x[None])[0], x)
        np.testing.assert_allclose(slopes, layer.weights, rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("sizes", [[3, 4, 2], [1, 5, 1], [6, 3, 3]], ids=str)
def test_permuted_hidden_units_leave_another_librarys_outputs_as_they_are(sizes):
    """L07: rows of V, entries of v0 and columns of W together, in scikit-learn's network (arrays transposed)."""
    rng = np.random.default_rng(0)
    X, T = rng.normal(size=(10, sizes[0])), rng.normal(size=(10, sizes[-1]))
    other = MLPRegressor(hidden_layer_sizes=sizes[1:-1], activation="tanh", solver="sgd", random_state=0)
    other.partial_fit(X, T if sizes[-1] > 1 else T[:, 0])
    before, order = other.predict(X), rng.permutation(sizes[1])
    V, v0, W = taught("permute_hidden")(other.coefs_[0].T, other.intercepts_[0], other.coefs_[1].T, order)
    other.coefs_, other.intercepts_ = [V.T, W.T], [v0, other.intercepts_[1]]
    np.testing.assert_allclose(other.predict(X), before, atol=1e-12)
    other.coefs_ = [V.T, W[:, np.roll(np.arange(sizes[1]), 1)].T]
    assert np.abs(other.predict(X) - before).max() > 1e-3


def test_hidden_units_that_begin_equal_stay_equal():
    """What lesson 10 needs random initial weights for: equal rows, biases and output weights get equal gradients."""
    rng = np.random.default_rng(0)
    X, T = rng.normal(size=(40, 3)), rng.integers(0, 2, size=(40, 2)).astype(float)
    net = MLP([3, 4, 2], hidden="tanh", output="sigmoid", seed=0)
    first, second = net.layers
    first.weights[1], second.weights[:, 1] = first.weights[0], second.weights[:, 0]
    begin = net.copy()
    fit(net, (X, T), optimizer=Adam(0.05), batch_size=8, epochs=30, verbose=False)
    assert np.abs(first.weights[0] - begin.layers[0].weights[0]).max() > 0.1
    np.testing.assert_allclose(first.weights[1], first.weights[0], rtol=1e-9)
    np.testing.assert_allclose(second.weights[:, 1], second.weights[:, 0], rtol=1e-9)
    assert np.abs(first.weights[2] - first.weights[0]).max() > 0.1
