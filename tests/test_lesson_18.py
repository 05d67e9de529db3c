"""What lesson 18 says of stopping at equal labels, of flat networks and of the test set, computed in other ways."""

import json
from importlib.resources import files

import early_stopping
import final_choice
import lesson_code
import nbformat
import numpy as np
import pytest
from rewritten import ROOT
from sklearn.linear_model import LinearRegression, Ridge

from lecture_nn import MLP, GradientDescent, Momentum
from lecture_nn.datasets import Examples, digits, one_hot
from lecture_nn.interactive.trained import stopping_run, stopping_target
from lecture_nn.label_noise import noisy_digits
from lecture_nn.stages import snapshots

LESSON = "18_early_stopping"


@pytest.fixture(scope="module")
def data():
    return digits()


def stored(name):
    return json.loads((files("lecture_nn") / "data" / f"{name}.json").read_text(encoding="utf-8"))


# The committed results


def test_the_results_are_those_of_ten_sets():
    found = stored("early_stopping")
    assert np.shape(found["at_equal_labels"]) == (len(early_stopping.LABELS), 10, 5)
    assert np.shape(found["with_wrong_labels"]) == (len(early_stopping.WRONG), 10, 4)
    assert np.shape(found["whole_run"]) == (2, 10, 9)
    found = stored("final_choice")
    assert np.shape(found["network"]) == (len(final_choice.EPOCHS), len(final_choice.DECAYS), 10, 2)
    assert found["settings"]["epochs"] == list(final_choice.EPOCHS)
    assert list(found["without"]) == list(final_choice.CHANGES)


def test_each_changed_network_was_tuned_between_the_ends_of_its_rates():
    for name, tuned in stored("final_choice")["without"].items():
        rates = final_choice.CHANGES[name]["rates"]
        assert [tuned["rate"], tuned["decay"]] == tuned["tried"][int(np.argmin(tuned["losses"]))]
        assert rates[0] < tuned["rate"] < rates[-1], name


@pytest.mark.parametrize("row", [0, 3])
def test_networks_at_equal_labels_trained_anew_come_to_the_same(row):
    found = early_stopping.at_equal_labels(4, early_stopping.LABELS[row])
    np.testing.assert_allclose(found[:4], stored("early_stopping")["at_equal_labels"][row][4][:4], rtol=0.1, atol=0.01)


def test_the_baseline_is_the_best_plane():
    train = early_stopping.draw(40, np.random.default_rng(0))
    o = LinearRegression().fit(train.X, train.T).predict(early_stopping.PLACES)
    expected = np.mean((o - stopping_target(early_stopping.PLACES)) ** 2)
    assert early_stopping.plane(train) == pytest.approx(expected)


def test_digits_with_wrong_labels_trained_anew_come_to_the_same():
    found = early_stopping.with_wrong_labels(4, 100)
    np.testing.assert_allclose(found[:3], stored("early_stopping")["with_wrong_labels"][2][4][:3], atol=0.04)


def test_a_whole_run_comes_to_the_same():
    expected = stored("early_stopping")["whole_run"][0][4]
    found = early_stopping.whole_run(early_stopping.FIRST_RUN + 4, "tanh")
    np.testing.assert_allclose(found[:3], expected[:3], atol=20)
    np.testing.assert_allclose(found[3:], expected[3:], atol=0.05)


def test_networks_on_four_fifths_of_the_labels_come_to_the_same():
    expected = stored("early_stopping")["on_four_fifths"][0][4]
    np.testing.assert_allclose(early_stopping.on_four_fifths(4, 0), expected, atol=0.02)


def test_a_changed_network_comes_to_the_same(data):
    name = "squared error"
    tuned, loss = stored("final_choice")["without"][name], final_choice.CHANGES[name]["loss"]
    found = final_choice.changed(data, 3, tuned["rate"], tuned["decay"], loss=loss)
    np.testing.assert_allclose(found, tuned["seeds"][3], atol=0.01)


def test_nothing_changed_is_the_chosen_network(data):
    found = final_choice.changed(data, 3, final_choice.RATE, 1e-3)
    np.testing.assert_allclose(found, stored("final_choice")["network"][1][2][3], atol=0.01)


def test_a_candidate_for_the_final_network_comes_to_the_same(data):
    found = final_choice.scheduled(data, [1024, 100, 10], final_choice.RATE, 5, 0.0, 3)
    np.testing.assert_allclose(found, stored("final_choice")["network"][0][0][3], atol=0.02)


def test_wrong_labels_to_stop_by_bring_the_minimum_forward_but_keep_as_good_a_network():
    """The reply to the prediction: at 7 epochs instead of 10, with 75.8% instead of 75.9%."""
    data, found = early_stopping.all_digits(), []
    judge = early_stopping.part(data.train, slice(5000, 7000))
    for number in range(10):
        drawn, order = noisy_digits(data, number, 100), np.random.default_rng(number).permutation(500)
        every, true = Examples(drawn.X[order], drawn.train.T[order]), one_hot(drawn.true[order], 10)
        train, given = early_stopping.part(every, slice(400)), early_stopping.part(every, slice(400, None))
        net = MLP([1024, 100, 10], hidden="relu", output="softmax", seed=number)
        run = []
        for _ in snapshots(net, train, Momentum(0.03, 0.9), range(1, 31), batch_size=64, seed=number):
            run.append((net.loss(*given), net.loss(given.X, true[400:]), net.accuracy(*judge)))
        by_given, by_true, accuracy = np.transpose(run)
        lows = by_given.argmin(), by_true.argmin()
        found.append((*(low + 1 for low in lows), *(accuracy[low] for low in lows)))
    by_given, by_true, with_given, with_true = np.mean(found, axis=0)
    assert (by_given, by_true) == pytest.approx((6.9, 10.2), abs=1.0)
    assert (with_given, with_true) == pytest.approx((0.758, 0.759), abs=0.006)


# Flat networks, and what n steps learn


def test_the_distance_from_a_plane_is_what_regression_leaves_over():
    rng = np.random.default_rng(3)
    X, o = rng.normal(size=(50, 2)), rng.normal(size=50)
    r_squared = LinearRegression().fit(X, o).score(X, o)
    assert lesson_code.solution(LESSON, "from_plane")(X, o) == pytest.approx(np.sqrt(1 - r_squared))


def test_steps_of_descent_and_weight_decay_shrink_as_the_formulas_say():
    """On a layer without bias, by the package's own gradients, and by scikit-learn's ridge."""
    rng = np.random.default_rng(4)
    X, t, eta = rng.normal(size=(30, 4)) * [1, 0.5, 0.2, 0.05], rng.normal(size=(30, 1)), 0.4
    curvature, directions = np.linalg.eigh(X.T @ X / 30)
    minimum = directions.T @ np.linalg.lstsq(X, t, rcond=None)[0].ravel()
    net, descent = MLP([4, 1], output="identity", seed=0), GradientDescent(eta)
    net.layers[0].weights = np.zeros((1, 4))
    fraction = lesson_code.solution(LESSON, "fraction_learned")
    for n in range(1, 41):
        ((d_weights, _),) = net.gradients(X, t)
        descent.step([net.layers[0].weights], [d_weights])
        if n in (1, 7, 40):
            reached = directions.T @ net.layers[0].weights[0]
            np.testing.assert_allclose(reached, fraction(curvature, eta, n) * minimum, rtol=1e-8)
    ridge = Ridge(alpha=30 * 0.1, fit_intercept=False).fit(X, t.ravel())  # its loss is a sum over the examples
    np.testing.assert_allclose(directions.T @ ridge.coef_, curvature / (curvature + 0.1) * minimum, rtol=1e-6)


def test_the_derivatives_with_respect_to_the_weights_are_those_of_the_output():
    net, X = MLP([2, 3, 1], hidden="tanh", output="identity", seed=0), np.random.default_rng(0).normal(size=(5, 2))
    curvatures, parts = lesson_code.functions(LESSON)["steepest"](net, X)
    rows = []
    for p in net.parameters:
        for index in np.ndindex(p.shape):
            p[index] += 1e-6
            above = net.forward(X)[:, 0]
            p[index] -= 2e-6
            rows.append((above - net.forward(X)[:, 0]) / 2e-6)
            p[index] += 1e-6
    kernel = np.transpose(rows) @ rows / 5
    np.testing.assert_allclose(curvatures, np.linalg.eigvalsh(kernel)[::-1], rtol=1e-5, atol=1e-9)
    assert parts.sum() == pytest.approx(3)  # a basis of the three affine functions is shared among five directions


def test_the_panel_shows_the_run_of_the_lesson():
    stages, train, _ = stopping_run()
    code = lesson_code.functions(LESSON)
    rng = np.random.default_rng(2)
    X, T = code["draw"](30, rng)
    np.testing.assert_allclose(train.X, X)
    np.testing.assert_allclose(train.T, T)
    net = lesson_code.functions(LESSON, MLP=MLP)["small_net"](2)
    for mine, right in zip(stages[0].parameters, net.parameters, strict=True):
        np.testing.assert_array_equal(mine, right)


# The test set


def test_the_lessons_open_the_test_set_in_one_cell():
    found = []
    for path in sorted(ROOT.glob("notebooks/*.ipynb")):
        cells = nbformat.read(path, as_version=4).cells
        found += [path.stem for cell in cells if cell.cell_type == "code" and "data.test" in cell.source]
    assert found == [LESSON]
