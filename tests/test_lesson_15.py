"""What lesson 15 measures on training runs, computed in other ways, and a part of its stored results made anew."""

import json
from importlib.resources import files

import curves
import lesson_code
import numpy as np
import pytest
from scipy.signal import lfilter
from scipy.sparse.linalg import LinearOperator, eigsh

from lecture_nn import MLP, GradientDescent, Momentum, fit, numerical_gradient, softmax
from lecture_nn.datasets import digits, one_hot, toy
from lecture_nn.watching import FAULTS, LeakyReLU, alive, make_leaky, revive, watch

LESSON = "15_monitoring"


@pytest.fixture(scope="module")
def data():
    return digits()


@pytest.fixture(scope="module")
def stored():
    return json.loads((files("lecture_nn") / "data" / "curves.json").read_text(encoding="utf-8"))


def small():
    """Return a small network, and twelve examples in float64."""
    rng = np.random.default_rng(0)
    return MLP([5, 6, 3], hidden="relu", output="softmax", seed=0), (
        rng.normal(size=(12, 5)),
        one_hot(np.arange(12) % 3, 3),
    )


# Watching


def test_a_watched_run_is_the_run_of_fit():
    watched, train = small()
    fitted, _ = small()
    run = watch(watched, train, Momentum(0.1), 3, batch_size=5, seed=4)
    history = fit(fitted, train, optimizer=Momentum(0.1), epochs=3, batch_size=5, seed=4, verbose=False)
    np.testing.assert_allclose(run.loss, history.batch_loss)
    for mine, right in zip(watched.parameters, fitted.parameters, strict=True):
        np.testing.assert_allclose(mine, right)


def test_an_update_is_measured_against_the_weights_before_it():
    net, train = small()
    old = [layer.weights.copy() for layer in net.layers]
    run = watch(net, train, GradientDescent(0.3), 1, batch_size=12)
    ratio = lesson_code.solution(LESSON, "update_ratio")
    expected = [ratio(before, layer.weights) for before, layer in zip(old, net.layers, strict=True)]
    np.testing.assert_allclose(run.ratio, [expected])
    assert min(expected) > 0


def test_one_looks_before_each_update():
    net, train = small()
    run = watch(net, train, GradientDescent(0.1), 2, batch_size=12, look=lambda net: net.loss(*train))
    np.testing.assert_allclose(run.looks, run.loss)


def test_the_second_softmax_is_trained_with_the_derivative_of_its_own_loss():
    net, (X, T) = small()
    W, start = net.layers[0].weights, net.copy()

    def loss():
        return -np.mean(np.log(softmax(net.forward(X))[T == 1]))

    expected, value = numerical_gradient(loss, W), loss()
    run = watch(start, (X, T), GradientDescent(1.0), 1, batch_size=12, fault="softmax twice")
    assert run.loss == pytest.approx([value])
    np.testing.assert_allclose(W - start.layers[0].weights, expected, atol=1e-7)


def test_a_frozen_layer_stays_and_the_other_learns():
    net, train = small()
    weights, bias = net.layers[0].weights.copy(), net.layers[0].bias.copy()
    run = watch(net, train, Momentum(0.1), 2, fault="frozen layer")
    np.testing.assert_array_equal(net.layers[0].weights, weights)
    np.testing.assert_array_equal(net.layers[0].bias, bias)
    assert np.all(run.ratio[:, 0] == 0)
    assert np.all(run.ratio[:, 1] > 0)


def test_an_unknown_fault_is_refused():
    net, train = small()
    with pytest.raises(ValueError, match="fault: expected one of 'none'"):
        watch(net, train, Momentum(0.1), 1, fault="typo")


def test_dead_units_are_initialized_anew_and_no_other():
    net, (X, _) = small()
    net.layers[0].bias[[1, 4]] = -1e6
    np.testing.assert_array_equal(~alive(net, X), np.isin(np.arange(6), [1, 4]))
    before, lives = net.copy(), alive(net, X)
    revive(net, X, seed=7)
    assert alive(net, X).all()
    new = MLP([5, 6, 3], hidden="relu", output="softmax", seed=7)
    for rows, source in ((lives, before), (~lives, new)):
        np.testing.assert_array_equal(net.layers[0].weights[rows], source.layers[0].weights[rows])
        np.testing.assert_array_equal(net.layers[0].bias[rows], source.layers[0].bias[rows])
        np.testing.assert_array_equal(net.layers[1].weights[:, rows], source.layers[1].weights[:, rows])


def test_the_leaky_relu_is_trained_with_its_derivative():
    activation, z = LeakyReLU(), np.array([-2.0, -0.5, 0.5, 3.0])
    numerical = (activation(z + 1e-6) - activation(z - 1e-6)) / 2e-6
    np.testing.assert_allclose(activation.derivative(z), numerical)
    np.testing.assert_allclose(activation.backward(np.full(4, 2.0), activation(z)), 2 * numerical)
    net, (X, T) = small()
    W = make_leaky(net).layers[0].weights
    expected = numerical_gradient(lambda: net.loss(X, T), W)
    np.testing.assert_allclose(net.gradients(X, T)[0][0], expected, atol=1e-7)


def test_a_run_that_diverges_is_recorded():
    net, (X, T) = small()
    run = watch(make_leaky(net), (100 * X, T), GradientDescent(1e200), 6)
    assert not np.isfinite(run.loss[-1])


# The stability limit


def largest_curvature(net, X, T):
    """Return the largest eigenvalue of the Hessian of the loss, from differences of gradients."""
    X, T = X.astype(float), T.astype(float)
    net.cast(X.dtype)
    start = [p.copy() for p in net.parameters]
    cuts = np.cumsum([p.size for p in start])

    def gradient(direction):
        for p, old, step in zip(net.parameters, start, np.split(direction, cuts[:-1]), strict=True):
            p[...] = old + step.reshape(p.shape)
        return np.concatenate([g.ravel() for layer in net.gradients(X, T) for g in layer])

    def times(v):  # a step so short that hardly any ReLU changes sides
        step = 1e-6 * v.ravel() / np.linalg.norm(v)
        return (gradient(step) - gradient(-step)) / 2e-6 * np.linalg.norm(v)

    hessian = LinearOperator((cuts[-1], cuts[-1]), matvec=times, dtype=float)
    first = np.random.default_rng(0).normal(size=cuts[-1])
    return eigsh(hessian, k=1, which="LA", tol=0.01, v0=first, return_eigenvectors=False)[0]


@pytest.mark.parametrize("seed", [2, 3])
def test_the_curvature_passes_the_stability_limit_within_four_updates(data, seed):
    train, net, copies = curves.images(data, seed), make_leaky(curves.network(seed)), []
    watch(net, train, Momentum(1.0, 0.9), 1, seed=seed, look=lambda net: copies.append(net.copy()))
    few = train.X[:500], train.T[:500]
    assert 2 < largest_curvature(copies[0], *few) < 2 * (1 + 0.9) / 1.0
    assert 6 < largest_curvature(copies[4], *few) < 15


# The smoothed curve


def test_the_solution_is_the_filter_of_signal_processing():
    losses, beta = np.random.default_rng(0).uniform(1, 3, size=50), 0.9
    filtered = lfilter([1 - beta], [1, -beta], losses)
    weights = lfilter([1 - beta], [1, -beta], np.ones(50))  # what the weights so far add up to
    np.testing.assert_allclose(lesson_code.solution(LESSON, "smoothed")(losses, beta), filtered / weights)


# The panel


def on_circles(rate, noise=0.1):
    """Return the history of the panel's run on the circles."""
    train, validation = (toy("circles", 200, noise=noise, seed=seed) for seed in (0, 1))
    net = MLP([2, 3, 1], hidden="tanh", output="sigmoid", seed=1)
    return fit(net, train, validation, optimizer=Momentum(rate), batch_size=20, epochs=150, verbose=False)


def test_the_panel_shows_what_the_lesson_says():
    assert 0.6 < on_circles(0.001).loss[-1] < 0.7
    wild = on_circles(10)
    assert wild.loss[-1] > wild.loss[0]
    noisy = on_circles(0.1, noise=0.5)
    assert noisy.accuracy[-1] == pytest.approx(0.90, abs=0.02)
    assert noisy.validation_accuracy[-1] == pytest.approx(0.80, abs=0.02)


# The stored results


def test_the_results_are_those_of_ten_seeds(stored):
    assert list(stored["rates"]) == [f"{rate:g}" for rate in curves.RATES]
    assert set(stored["faults"]) == {*FAULTS, "shuffled targets"}
    tuned = [row["runs"] for row in stored["gap"].values()]
    for runs in (*stored["rates"].values(), *stored["leaky"].values(), *stored["faults"].values(), *tuned):
        assert len(runs) == len(curves.SEEDS)
    for rate in curves.HANGS:
        assert all(len(run["later"]) == 3 for run in stored["rates"][f"{rate:g}"])


def test_each_row_of_the_gap_is_tuned_over_the_same_rates_and_none_at_their_edge(stored):
    assert list(stored["gap"]) == list(curves.GAPS)
    rates = [f"{rate:g}" for rate in curves.GAP_RATES]
    for row in stored["gap"].values():
        assert list(row["validation"]) == rates
        assert row["validation"][row["rate"]] == max(row["validation"].values())
        assert row["rate"] in rates[1:-1]
        assert np.mean([run[-1][2] for run in row["runs"]]) == pytest.approx(row["validation"][row["rate"]], abs=1e-3)


def test_the_draw_of_the_batch_makes_most_of_the_variance_in_training(stored):
    standing, moving = np.transpose(stored["scatter"])
    assert len(standing) == len(curves.SEEDS)
    assert 0.5 < np.median(standing**2 / moving**2) < 0.8


def test_four_hidden_units_stay_far_behind_with_six_times_as_many_updates(data, stored):
    reached = []
    for seed in (0, 4, 8):  # a poor, a typical and a good one
        train, net = curves.images(data, seed, 5000), curves.network(seed, 4)
        watch(net, train, Momentum(float(stored["gap"]["5000, 4 hidden units"]["rate"]), 0.9), 48, seed=seed)
        reached.append(net.accuracy(*data.validation))
    hundred = np.mean([run[-1][2] for run in stored["gap"]["5000"]["runs"]])
    assert 0.77 < np.mean(reached) < 0.85 < hundred - 0.08


def test_runs_made_anew_come_to_the_same(data, stored):
    found, was = curves.at_rate(data, 0.06, 3), stored["rates"]["0.06"][3]
    for name in was:
        atol = {"ratio": 0, "cosines": 0.3, "alive": 2}.get(name, 0.02)
        np.testing.assert_allclose(found[name], was[name], rtol=0.05, atol=atol)
    assert curves.leaky(data, 1.0, 2)[-1] is None
    assert stored["leaky"]["1"][2][-1] is None
    np.testing.assert_allclose(curves.scatter(data, 3), stored["scatter"][3], rtol=0.1)
    found = curves.gap(data, 200, 100, 0.06, 1)
    assert stored["gap"]["200"]["rate"] == "0.06"
    np.testing.assert_allclose(found, stored["gap"]["200"]["runs"][1], atol=0.03)


@pytest.mark.parametrize("fault", ["softmax twice", "frozen layer", "shuffled targets"])
def test_faulty_runs_made_anew_come_to_the_same(data, stored, fault):
    found, was = curves.with_fault(data, fault, 2), stored["faults"][fault][2]
    for name in was:
        np.testing.assert_allclose(found[name], was[name], rtol=0.05, atol=0.03)
