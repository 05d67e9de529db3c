"""What lesson 06 computes by hand, in three ways and without a hidden layer, against other programs (L11 to L13)."""

import json
import math
from importlib.resources import files

import logistic_reference
import numpy as np
import pytest
from lesson_code import functions
from sklearn.neural_network import MLPClassifier

from lecture_nn import MLP, Momentum, fit, sigmoid
from lecture_nn.datasets import fours_and_nines


@pytest.fixture(scope="module")
def ways():
    """The lesson's three ways of writing a forward pass, and the lecture's; they read nothing but their arguments."""
    space = functions("06_forward_pass", math=math, sigmoid=sigmoid)
    found = {name: function for name, function in space.items() if name.startswith("forward_")}
    assert sorted(found) == ["forward_batch", "forward_columns", "forward_loop", "forward_vector"]
    return found


@pytest.fixture(scope="module")
def reference():
    return json.loads((files("lecture_nn") / "data" / "logistic_reference.json").read_text(encoding="utf-8"))


def test_scikit_learn_still_finds_the_numbers_that_the_lesson_shows(reference):
    found = logistic_reference.fit()
    np.testing.assert_allclose([*reference["w"], reference["w0"]], [*found["w"], found["w0"]], rtol=0, atol=1e-6)
    assert reference["cross_entropy"] == pytest.approx(found["cross_entropy"], abs=1e-9)
    assert reference["made_by"] == "tools/logistic_reference.py"


def test_a_net_without_a_hidden_layer_finds_them_too(reference):
    X, T = fours_and_nines()
    net = MLP([2, 1], output="sigmoid", seed=5)
    fit(net, (X, T), optimizer=Momentum(1.0, 0.9), batch_size=len(X), epochs=500, verbose=False)
    (w,), (w0,) = net.parameters
    np.testing.assert_allclose([*w, w0], [*reference["w"], reference["w0"]], rtol=0, atol=1e-6)
    assert net.loss(X, T) == pytest.approx(reference["cross_entropy"], abs=1e-9)


def test_the_loss_has_a_single_minimum(reference):
    """The Hessian there, X^T diag(o (1 - o)) X with a column of ones, is positive definite."""
    X, _ = fours_and_nines()
    with_one = np.column_stack([np.ones(len(X)), X])
    o = sigmoid(with_one @ [reference["w0"], *reference["w"]])
    assert np.linalg.eigvalsh(with_one.T @ (with_one * (o * (1 - o))[:, None])).min() > 1


@pytest.mark.parametrize("sizes", [(2, 2, 1), (6, 5, 3), (30, 1, 1)])
def test_another_library_computes_the_same_outputs(ways, sizes):
    rng = np.random.default_rng(sum(sizes))
    D, J, K = sizes
    parameters = V, v0, W, w0 = [rng.normal(size=shape) for shape in ((J, D), J, (K, J), K)]
    X = rng.normal(size=(20, D))
    other = MLPClassifier((J,), activation="relu", max_iter=1)
    with pytest.warns(match="Maximum iterations"):
        other.fit(X, rng.integers(2, size=(20, K)) if K > 1 else np.arange(20) % 2)
    other.coefs_, other.intercepts_ = [V.T, W.T], [v0, w0]
    expected = other.predict_proba(X)[:, -K:]
    np.testing.assert_allclose(ways["forward_batch"](X, *parameters), expected, rtol=0, atol=1e-12)
    for name in ("forward_vector", "forward_loop"):
        one_by_one = [ways[name](x, *parameters) for x in X]
        np.testing.assert_allclose(one_by_one, expected, rtol=0, atol=1e-12)


def test_the_lectures_columns_are_the_rows_of_the_package(ways):
    net = MLP([3, 4, 4, 1], hidden="sigmoid", output="identity", seed=3)
    layers = [(layer.weights, layer.bias[:, None] + l) for l, layer in enumerate(net.layers)]
    for layer, (_, bias) in zip(net.layers, layers, strict=True):
        layer.bias = bias.ravel()
    X = np.random.default_rng(0).normal(size=(5, 3))
    columns = [ways["forward_columns"](x[:, None], layers)[:, 0] for x in X]
    np.testing.assert_allclose(columns, net.forward(X), rtol=0, atol=1e-12)
