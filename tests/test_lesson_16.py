"""What lesson 16 says of noise, bias and variance, double descent and its three remedies, computed in other ways."""

import json
from importlib.resources import files

import lesson_code
import numpy as np
import pytest
import remedies
from scipy.linalg import lstsq
from sklearn.linear_model import Ridge

from lecture_nn.datasets import digits
from lecture_nn.label_noise import noisy_digits

LESSON = "16_overfitting"
CODE = lesson_code.functions(LESSON, without=("memorized", "bias_and_variance"))
GRID = np.linspace(-np.pi, np.pi, 480, endpoint=False)


@pytest.fixture(scope="module")
def data():
    return digits()


@pytest.fixture(scope="module")
def stored():
    return json.loads((files("lecture_nn") / "data" / "remedies.json").read_text(encoding="utf-8"))


def days(number):
    rng = np.random.default_rng(5)
    X = 2 * np.pi * (np.arange(20) + rng.uniform(size=(number, 20))) / 20 - np.pi
    return X, 0.3 * rng.normal(size=(number, 20))


# Wrong labels


def test_the_ten_sets_share_no_image_and_only_the_first_labels_are_wrong(data):
    drawn = [noisy_digits(data, number) for number in range(10)]
    rows = np.concatenate([each.X for each in drawn])
    assert len(np.unique(rows, axis=0)) == len(np.unique(data.train.X[:5000], axis=0))
    for each in drawn:
        np.testing.assert_array_equal(each.given != each.true, np.arange(500) < 100)
        assert set(each.given) == set(range(10))
    clean = noisy_digits(data, 3, wrong=0)
    np.testing.assert_array_equal(clean.given, clean.true)
    np.testing.assert_array_equal(clean.X, drawn[3].X)


@pytest.mark.parametrize(
    ("number", "wrong", "told"), [(10, 100, "number: expected 0 to 9, got 10"), (0, 501, "wrong: expected at most 500")]
)
def test_a_set_that_there_is_not_is_refused(data, number, wrong, told):
    with pytest.raises(ValueError, match=told):
        noisy_digits(data, number, wrong)


# The curve


@pytest.mark.parametrize("J", [5, 20, 101])
def test_the_weights_are_the_smallest_least_squares(J):
    X, noise = days(3)
    T = CODE["brightness"](X) + noise
    for x, t, w in zip(X, T, CODE["fit_days"](X, T, J), strict=True):
        np.testing.assert_allclose(w, lstsq(CODE["waves"](x, J), t)[0], rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("J", [5, 20, 1001])
def test_the_variance_is_what_the_formula_for_least_squares_says(J):
    """For given moments an output is a sum of targets times factors, so its variance is sigma^2 times their squares."""
    X, _ = days(60)
    noise = 0.3 * np.random.default_rng(1).normal(size=(60, 200, 20))  # 200 times on the same days
    factors = CODE["waves"](GRID, J) @ np.linalg.pinv(CODE["waves"](X, J))  # (60, 480, 20)
    measured = np.mean((noise @ factors.mT) ** 2)
    assert measured == pytest.approx(0.09 * np.mean(np.sum(factors**2, axis=2)), rel=0.05)
    assert {5: 0.02, 20: 0.15, 1001: 0.04}[J] < measured < {5: 0.03, 20: 2, 1001: 0.08}[J]


def test_the_penalty_is_ridge():
    X, noise = days(1)
    t, h = CODE["brightness"](X[0]) + noise[0], CODE["waves"](X[0], 41)
    ridge = Ridge(alpha=0.3, fit_intercept=False).fit(h, t)
    np.testing.assert_allclose(h.T @ np.linalg.solve(h @ h.T + 0.3 * np.eye(20), t), ridge.coef_, rtol=1e-6, atol=1e-9)


def test_the_parts_add_up_to_the_distance():
    rng = np.random.default_rng(0)
    O, truth = rng.normal(size=(7, 9)), rng.normal(size=9)
    squared_bias, variance = lesson_code.solution(LESSON, "bias_and_variance")(O, truth)
    assert squared_bias + variance == pytest.approx(np.mean((O - truth) ** 2))


# The remedies


def test_the_results_are_those_of_ten_sets(stored):
    settings = stored["settings"]
    assert settings == {
        "rates": list(remedies.RATES),
        "units": list(remedies.UNITS),
        "decay": list(remedies.DECAYS),
        "stop": list(remedies.STOPS),
        "long": list(remedies.LONG),
    }
    assert len(stored["sets"]) == 10
    for each in stored["sets"]:
        assert np.shape(each["units"]) == np.shape(each["decay"]) == np.shape(each["stop"]) == (3, 5, 4)
        for name, place in (("units", -1), ("decay", 0)):  # the unlimited network is one and the same
            assert np.array(each[name])[:, place].tolist() == np.array(each["stop"])[:, -1].tolist()
        tables = {name: np.array(table) for name, table in each["long"].items()}
        assert {table.shape for table in tables.values()} == {(3, 5, 4)}
        for name in ("units", "64 inputs"):  # in long runs nearly every wrong label is learned, at each rate
            assert tables[name][:, -1, 3].min() > 0.9
        np.testing.assert_array_equal(tables["decay"][:, 0], tables["units"][:, -1])
        np.testing.assert_allclose(tables["stopped"][:, -1], np.array(each["stop"])[:, 3], atol=0.02)


def test_each_result_is_of_its_own_network_and_epoch(data, monkeypatch):
    """A network is trained once and looked at several times: here a row says only what it would be measured on."""

    def trained(data, drawn, number, rate, J=100, decay=0.0, stops=remedies.STOPS):
        about = drawn.X.shape[1], int(np.sum(drawn.given != drawn.true)), rate, J, decay
        return [(*about, stop) for stop in stops]

    monkeypatch.setattr(remedies, "trained", trained)
    found, units = remedies.one_set(data, 0, rates=(0.03,)), remedies.UNITS
    assert found["stop"] == [[(1024, 100, 0.03, 100, 0.0, stop) for stop in remedies.STOPS]]
    assert found["units"] == [[(1024, 100, 0.03, J, 0.0, 60) for J in units]]
    assert found["decay"] == [[(1024, 100, 0.03, 100, decay, 60) for decay in remedies.DECAYS]]
    assert found["right labels"] == [[(1024, 0, 0.03, 100, 0.0, 60)]]
    assert found["long"] == {
        "units": [[(1024, 100, 0.03, J, 0.0, 200) for J in units]],
        "decay": [[(1024, 100, 0.03, 100, decay, 200) for decay in remedies.DECAYS]],
        "right labels": [[(1024, 0, 0.03, J, 0.0, 200) for J in units]],
        "64 inputs": [[(64, 100, 0.15, J, 0.0, 200) for J in units]],
        "stopped": [[(1024, 100, 0.03, J, 0.0, 25) for J in units]],
    }


def test_the_64_inputs_are_those_of_lesson_12(data):
    shrunk = lesson_code.functions("12_softmax_and_cross_entropy", choose=None)["smaller"]
    for small, part in zip(remedies.smaller(data), data, strict=True):
        np.testing.assert_array_equal(small.X[:50], shrunk(part.X[:50]))
        np.testing.assert_array_equal(small.T, part.T)


@pytest.mark.parametrize(("name", "setting"), [("units", {"J": 8}), ("decay", {"decay": 0.03}), ("stop", {})])
def test_networks_trained_anew_come_to_the_same(data, stored, name, setting):
    number, rate = 4, 1
    table = remedies.trained(data, noisy_digits(data, number), number, remedies.RATES[rate], **setting)
    place = {"units": 1, "decay": 2, "stop": 2}[name]
    found = table[2] if name == "stop" else table[-1]
    np.testing.assert_allclose(found, stored["sets"][number][name][rate][place], atol=0.05)


@pytest.mark.parametrize(
    ("name", "place"), [("units", 1), ("decay", 2), ("right labels", 0), ("64 inputs", 1), ("stopped", 2)]
)
def test_long_runs_come_to_the_same(data, stored, name, place):
    number, rate = 4, 1
    data = remedies.smaller(data) if name == "64 inputs" else data
    drawn = noisy_digits(data, number, 0 if name == "right labels" else 100)
    setting = {"decay": remedies.DECAYS[place]} if name == "decay" else {"J": remedies.UNITS[place]}
    eta = remedies.RATES[rate] * (remedies.SMALLER if name == "64 inputs" else 1)
    table = remedies.trained(data, drawn, number, eta, **setting, stops=remedies.LONG)
    found = table[0 if name == "stopped" else -1]
    np.testing.assert_allclose(found, stored["sets"][number]["long"][name][rate][place], atol=0.05)
