"""What lesson 10 teaches of backpropagation: its own functions, and its claims tried on other numbers (L17, L20)."""

import ast
from functools import cache

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from lesson_code import cells, functions

from lecture_nn import MLP, GradientDescent, Momentum, relu, sigmoid, tanh
from lecture_nn.datasets import toy, xnor
from lecture_nn.ensembles import fit_all

LESSON = "10_multi_layer_backprop"


@cache
def taught(*names):
    """The functions as the lesson's cells define them, without running the rest of the lesson."""
    turns = ("delta_hidden", "delta_u", "backward")
    scope = functions(LESSON, turns, sigmoid=sigmoid, tanh=tanh, MLP=MLP)
    found = [scope[name] for name in names]
    return found[0] if len(found) == 1 else found


def logistic(z):
    return 1 / (1 + anp.exp(-z))


def mean_error(parameters, X, T):
    """The mean over examples of the squared error; parameters are weights and bias, layer by layer."""
    h = X
    for l in range(0, len(parameters), 2):
        pre_activation = anp.dot(h, parameters[l].T) + parameters[l + 1]
        h = logistic(pre_activation) if l == len(parameters) - 2 else anp.tanh(pre_activation)
    return anp.sum((h - T) ** 2) / 2 / len(X)


def example(sizes, n, seed):
    rng = np.random.default_rng(seed)
    parameters = [
        p for D, J in zip(sizes, sizes[1:], strict=False) for p in (rng.normal(size=(J, D)), rng.normal(size=J))
    ]
    return parameters, rng.normal(size=(n, sizes[0])), rng.uniform(size=(n, sizes[-1]))


# The formulas


@pytest.mark.parametrize("sizes", [(2, 2, 2), (2, 3, 2), (4, 3, 1), (1, 5, 4), (3, 3, 3)])
@pytest.mark.parametrize("n", [1, 7])
def test_the_six_lines_for_a_batch(sizes, n):
    parameters, X, T = example(sizes, n, seed=n)
    expected = grad(mean_error)(parameters, X, T)
    for ours, theirs in zip(taught("backprop")(X, T, *parameters), expected, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize("sizes", [(3, 2), (2, 3, 2), (4, 6, 5, 2), (3, 3, 3, 3), (4, 6, 5, 3, 2)])
def test_the_ten_lines_for_any_number_of_layers(sizes):
    parameters, X, T = example(sizes, 6, seed=len(sizes))
    layers = list(zip(parameters[::2], parameters[1::2], strict=True))
    found = [g for both in taught("backprop_deep")(X, T, layers) for g in both]
    for ours, theirs in zip(found, grad(mean_error)(parameters, X, T), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-14)


def test_they_are_six_lines_and_ten():
    for name, lines in (("backprop", 6), ("backprop_deep", 10)):
        sources = [cell.source for cell in cells(LESSON) if f"def {name}(" in cell.source]
        (function,) = (node for node in ast.parse(sources[0]).body if getattr(node, "name", "") == name)
        assert function.end_lineno - function.body[0].end_lineno == lines


@pytest.mark.parametrize("seed", range(5))
def test_the_contributions_through_all_outputs_add_up(seed):
    """L17: delta^h_j is the sum over the paths, and no one path is enough."""
    (_, _, W, w0), X, T = example((4, 3, 2), 1, seed)
    h, t = np.tanh(X[0, :3]), T[0]
    expected = grad(lambda h: anp.sum((logistic(anp.dot(W, h) + w0) - t) ** 2) / 2)(h)
    o = sigmoid(W @ h + w0)
    paths = ((o - t) * o * (1 - o))[:, None] * W
    np.testing.assert_allclose(paths.sum(axis=0), expected, rtol=1e-10)
    for path in paths:
        assert np.linalg.norm(path - expected) > 0.01 * np.linalg.norm(expected)


def test_back_takes_two_matrix_products_a_layer_but_one_in_the_first():
    class Counted(np.ndarray):
        products = 0

        def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
            Counted.products += ufunc is np.matmul
            plain = [a.view(np.ndarray) if isinstance(a, Counted) else a for a in inputs]
            return np.asarray(getattr(ufunc, method)(*plain, **kwargs)).view(Counted)

    for layers in (2, 5, 12):
        Counted.products = 0
        weights = np.eye(3).view(Counted)
        taught("backprop_deep")(np.ones((5, 3)).view(Counted), np.ones((5, 3)), [(weights, np.zeros(3))] * layers)
        assert Counted.products == layers + (2 * layers - 1)


# Does it learn?


def trained(J, seeds, rate=1.0, epochs=2000):
    nets = taught("networks")(J, seeds)
    fit_all(nets, xnor(), optimizer=GradientDescent(rate), epochs=epochs)
    return nets, [taught("solves")(net, xnor()) for net in nets]


@pytest.mark.parametrize("rate", [0.3, 3, 10])
def test_another_learning_rate_solves_as_many(rate):
    """What the prediction's reply says: it is eleven of twenty again."""
    _, solved = trained(2, range(20), rate, epochs=2000 if rate > 1 else 6000)
    assert sum(solved) == 11


def test_tiny_changes_of_the_initialization_change_no_count():
    """So that the counts are the same on machines that round otherwise."""
    rng = np.random.default_rng(0)
    for J, expected in ((2, 11), (3, 19), (4, 20), (8, 20)):
        nets = taught("networks")(J)
        for net in nets:
            for p in net.parameters:
                p += 1e-6 * rng.normal(size=p.shape)
        fit_all(nets, xnor(), optimizer=GradientDescent(1.0), epochs=2000)
        assert sum(taught("solves")(net, xnor()) for net in nets) == expected


def test_more_hidden_units_solve_more_often_from_other_seeds_too():
    share = [np.mean(trained(J, range(2000, 2100))[1]) for J in (2, 3, 4, 8)]
    assert share == sorted(share)
    assert 0.45 < share[0] < 0.75 < 0.8 < share[1] < 0.99
    assert share[2] > 0.95
    assert share[3] == 1


def test_failed_networks_give_two_examples_of_different_classes_one_place():
    """With three hidden units, too: the two look the same to every hidden unit."""
    X, T = xnor()
    for J, seeds in ((2, range(100, 120)), (3, range(1000, 1100))):
        nets, solved = trained(J, seeds, epochs=5000)
        failed = [net for net, right in zip(nets, solved, strict=True) if not right]
        assert failed
        same = 0
        for net in failed:
            h = net.activations(X)[1]
            a, b = taught("closest_opposites")(h, T.ravel())
            assert T[a] != T[b]
            same += np.linalg.norm(h[a] - h[b]) < 0.01
        assert same >= 0.9 * len(failed)


def test_their_loss_goes_to_a_sixteenth_and_no_further():
    nets, solved = trained(2, range(20), epochs=10_000)
    losses = [net.loss(*xnor()) for net, right in zip(nets, solved, strict=True) if not right]
    assert len(losses) == 9
    np.testing.assert_allclose(losses, 1 / 16, atol=1e-4)
    assert min(losses) > 1 / 16


# Equal weights


@pytest.mark.parametrize("value", [0.3, 0.6, -0.5])
@pytest.mark.parametrize("J", [2, 10, 23])
def test_equal_weights_stay_equal(value, J):
    net = taught("equal_weights")(J, value)
    fit_all([net], xnor(), optimizer=GradientDescent(1.0), epochs=500)
    assert np.ptp(net.layers[0].weights, axis=0).max() < 1e-6
    assert np.ptp(net.layers[1].weights) < 1e-6
    assert np.any(np.abs(net.layers[1].weights - value) > 0.01)  # they do learn
    assert np.linalg.matrix_rank(net.activations(xnor().X)[1], tol=1e-6) == 1


def test_from_weights_of_zero_only_the_outputs_biases_can_move():
    parameters, X, T = example((3, 4, 2), 5, seed=1)
    d_v, d_v0, d_w, d_w0 = taught("backprop")(X, T, *(np.zeros_like(p) for p in parameters))
    assert not np.any(d_v)
    assert not np.any(d_v0)
    assert not np.any(d_w)
    assert np.all(np.abs(d_w0) > 1e-6)


# Vanishing and exploding


@pytest.mark.parametrize("seed", range(20, 23))
def test_where_error_signals_keep_their_size(seed):
    def change(activation, scale, depth=16, n=50):
        deltas, _ = taught("signal_sizes")(activation, depth, scale, seed, n)
        return np.log10(deltas[0] / deltas[-1])

    for n in (50, 100):
        assert abs(change(relu, np.sqrt(2), n=n)) < 0.4
        assert -1.2 < change(tanh, 1, n=n) < -0.2
        assert -10.5 < change(sigmoid, 1, n=n) < -8
    assert change(relu, 1) < -1.5
    assert change(relu, 2) > 1.5
    assert change(tanh, 1 / 2) < -3
    assert change(tanh, 4) > 1.5
    assert change(sigmoid, 4) < -2


def test_with_relu_all_weight_gradients_vanish_together_with_sigmoid_the_first_alone():
    for activation, low, high in ((relu, 0.2, 5), (tanh, 0.2, 5), (sigmoid, 0, 1e-8)):
        for seed in range(5):
            deltas, gradients = taught("signal_sizes")(activation, 16, 1 / 2, seed)
            assert deltas[0] < 1e-3 * deltas[-1]
            assert low < gradients[0] / gradients[-1] < high


def test_no_learning_rate_helps_at_half_the_scale_and_only_a_tiny_one_at_four():
    """Rates that the lesson doesn't try, and other seeds."""
    disc = toy("circles", 50, noise=0.1, seed=1)

    def learned(scale, rate):
        nets = taught("deep_networks")(scale, seeds=range(50, 60))
        fit_all(nets, disc, optimizer=Momentum(rate, 0.9), epochs=100)
        return sum(taught("learns")(net, disc) for net in nets)

    assert learned(np.sqrt(2), 0.01) >= 9
    for rate in (0.03, 10):
        assert learned(1 / 2, rate) <= 1
    for rate in (1e-9, 1e-6, 0.03):
        assert learned(4, rate) == 0


# Check yourself


def test_the_answers_of_the_quiz():
    delta_h = 0.2 * 3 - 0.1 * 4
    assert delta_h * (1 - 0.5**2) == pytest.approx(0.15)
    assert np.sqrt(2 / 50) == pytest.approx(0.2)
    assert MLP([50, 2000, 2], hidden="relu").layers[0].weights.std() == pytest.approx(0.2, rel=0.02)


def test_a_hidden_unit_with_weights_of_zero_above_it_changes_only_those():
    parameters, X, T = example((3, 4, 2), 5, seed=2)
    parameters[2][:, 1] = 0
    d_v, d_v0, d_w, _ = taught("backprop")(X, T, *parameters)
    assert not d_v[1].any()
    assert d_v0[1] == 0
    assert np.all(d_w[:, 1] != 0)
    assert np.all(d_v[[0, 2, 3]] != 0)


def test_gradients_after_half_an_update_are_not_the_gradient():
    """The old W belongs to delta^h."""
    parameters, X, T = example((2, 3, 2), 5, seed=0)
    V, v0, W, w0 = parameters
    d_v, _, d_w, _ = grad(mean_error)(parameters, X, T)
    H = np.tanh(X @ V.T + v0)
    o = sigmoid(H @ W.T + w0)
    delta_z = (o - T) * o * (1 - o) / len(X)
    for used, right in ((W, True), (W - 1.0 * d_w, False)):
        found = (delta_z @ used * (1 - H**2)).T @ X
        assert np.allclose(found, d_v, rtol=1e-8) == right
