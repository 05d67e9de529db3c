"""What lesson 17 says of penalties, of Adam and of choosing the weight decay, computed in other ways."""

import ast
import json
from importlib.resources import files

import decays
import lesson_code
import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from sklearn.linear_model import Lasso, Ridge
from sklearn.model_selection import PredefinedSplit, cross_val_predict

from lecture_nn import MLP, Adam
from lecture_nn.datasets import digits
from lecture_nn.ensembles import fit_all
from lecture_nn.interactive.trained import decay_runs
from lecture_nn.label_noise import noisy_digits
from lecture_nn.optimizers import Momentum

LESSON = "17_weight_decay"
GRID = np.linspace(-np.pi, np.pi, 240, endpoint=False)
TRUTH = 2 * np.maximum(0, np.cos(GRID))
CODE = lesson_code.functions(
    LESSON, without=("ridge", "soft_threshold", "cv_error"), grid=GRID, truth=TRUTH, sigma=0.3, train=decay_runs()[1]
)


def class_of_the_page(name, **given):
    """The class of that name from the lesson's cells."""
    for cell in lesson_code.cells(LESSON):
        for node in ast.parse(cell.source).body if cell.cell_type == "code" else []:
            if isinstance(node, ast.ClassDef) and node.name == name:
                exec(compile(ast.Module([node], type_ignores=[]), LESSON, "exec"), given)
    return given[name]


@pytest.fixture(scope="module")
def stored():
    return json.loads((files("lecture_nn") / "data" / "decays.json").read_text(encoding="utf-8"))


# Ridge and lasso


def examples(N=30, J=6):
    rng = np.random.default_rng(3)
    H = rng.normal(size=(N, J)) + 0.5
    return H, 1 + H @ rng.normal(size=J) + rng.normal(size=N)


@pytest.mark.parametrize("decay", [0.01, 0.5])
def test_the_system_is_ridge_regression_with_a_free_bias(decay):
    H, t = examples()
    w = lesson_code.solution(LESSON, "ridge")(np.column_stack([np.ones(30), H]), t, decay)
    right = Ridge(alpha=30 * decay).fit(H, t)
    np.testing.assert_allclose(w, [right.intercept_, *right.coef_], rtol=1e-6)


def test_all_days_at_once_are_the_solution_for_each():
    x = np.random.default_rng(1).uniform(-3, 3, size=(2, 20))
    H, T = CODE["waves"](x), np.cos(x)
    found = CODE["ridge_all"](H, T, (0.01, 1.0))
    for s, decay in enumerate((0.01, 1.0)):
        for day in range(2):
            one = lesson_code.solution(LESSON, "ridge")(H[day], T[day], decay)
            np.testing.assert_allclose(found[s, day], one, atol=1e-9)


@pytest.mark.parametrize("a", [-2.0, -0.31, -0.1, 0.0, 0.2, 0.5, 3.0])
def test_soft_thresholding_is_the_minimum_with_one_weight(a):
    found = minimize_scalar(lambda w: (w - a) ** 2 / 2 + 0.3 * abs(w), bounds=(-4, 4), options={"xatol": 1e-9})
    soft = lesson_code.solution(LESSON, "soft_threshold")(np.array([a]), 0.3)
    assert soft[0] == pytest.approx(found.x, abs=1e-6)


@pytest.mark.parametrize("decay", [0.05, 0.3])
def test_proximal_steps_come_to_the_lasso(decay):
    X, t, _, _ = CODE["data_sets"](np.repeat([1, 0], (3, 17)))
    found, plain = CODE["l1"](X[:3], t[:3], decay), CODE["l2"](X[:3], t[:3], decay)
    for day in range(3):
        lasso = Lasso(alpha=decay, fit_intercept=False, tol=1e-10).fit(X[day], t[day])
        np.testing.assert_allclose(found[day], lasso.coef_, atol=1e-5)
        np.testing.assert_array_equal(found[day] == 0, lasso.coef_ == 0)
        ridge = Ridge(alpha=50 * decay, fit_intercept=False).fit(X[day], t[day])
        np.testing.assert_allclose(plain[day], ridge.coef_, rtol=1e-6)


# Where the weights come to rest


@pytest.mark.parametrize(("decay", "grows"), [(0.02, True), (0.05, False)])
def test_small_weights_grow_below_the_threshold_and_vanish_above_it(decay, grows):
    _, train, _ = decay_runs()
    net = MLP([1, 30, 1], hidden="tanh", output="identity", seed=1)
    for layer in net.layers:
        layer.weights = 0.001 * layer.weights
    start = max(np.abs(layer.weights).max() for layer in net.layers)
    fit_all([net], train, optimizer=Momentum(0.02, 0.95), epochs=4000, weight_decay=decay)
    size = max(np.abs(layer.weights).max() for layer in net.layers)
    assert (size > 10 * start) if grows else (size < start / 10)


def test_the_hessian_of_the_page_is_that_of_a_quadratic():
    """With one linear unit the cost is a quadratic whose Hessian can be written down."""
    _, (X, _), _ = decay_runs()
    net = MLP([1, 1], output="identity", seed=0)
    hessian = [[np.mean(X**2) + 0.3, X.mean()], [X.mean(), 1]]
    np.testing.assert_allclose(CODE["eigenvalues"](net, 0.3), np.linalg.eigvalsh(hessian), rtol=1e-6)


# Adam


def test_decoupled_decay_is_adam_after_the_weights_have_shrunk():
    rng = np.random.default_rng(0)
    W, b, dW, db = rng.normal(size=(4, 3, 3))
    for kind in (class_of_the_page("AdamW", Adam=Adam), decays.AdamW):
        mine, right, adam, optimizer = [W.copy(), b.copy()], [W.copy(), b.copy()], Adam(0.01), kind(0.01, 5.0)
        for _ in range(3):
            right[0] *= 0.95
            adam.step(right, [dW, db])
            optimizer.step(mine, [dW, db])
        np.testing.assert_allclose(mine, right)


# Choosing


def test_the_waves_are_those_of_lesson_16():
    theirs = lesson_code.functions("16_overfitting", without=("memorized", "bias_and_variance"))["waves"]
    np.testing.assert_array_equal(CODE["waves"](GRID), theirs(GRID, 41))


def test_the_error_on_new_measurements_is_what_measuring_gives():
    rng = np.random.default_rng(2)
    w = 0.3 * rng.normal(size=(1, 1, 41))
    x = rng.uniform(-np.pi, np.pi, size=200_000)
    new = 2 * np.maximum(0, np.cos(x)) + 0.3 * rng.normal(size=x.shape)
    assert CODE["new_error"](w)[0, 0] == pytest.approx(np.mean((CODE["waves"](x) @ w[0, 0] - new) ** 2), rel=0.02)


def test_cross_validation_is_that_of_a_library():
    H, t = examples(N=23)
    part = np.random.default_rng(0).permutation(23) % 5

    def solve(H, t):
        return Ridge(alpha=2, fit_intercept=False).fit(H, t).coef_

    found = lesson_code.solution(LESSON, "cv_error")(solve, H, t, part)
    outputs = cross_val_predict(Ridge(alpha=2, fit_intercept=False), H, t, cv=PredefinedSplit(part))
    assert found == pytest.approx(np.mean((outputs - t) ** 2))


# The stored results


def test_the_results_are_those_of_ten_sets(stored):
    kinds = {kind: list(strengths) for kind, strengths in decays.KINDS.items()}
    plan = {"rates": list(decays.RATES), "epochs": decays.EPOCHS, **kinds, "cv": list(decays.DECAYS)}
    assert stored["settings"] == {**plan, "slow": list(decays.SLOW), "long": [decays.LONG_RATE, decays.LONG]}
    assert len(stored["sets"]) == 10
    for each in stored["sets"]:
        assert np.shape(each["L2"]) == np.shape(each["decoupled"]) == (5, 5, 4)
        assert np.shape(each["Momentum"]) == (2, 5, 4)
        assert np.shape(each["long"]) == (4,)
        assert np.shape(each["cv"]) == (5,)
        assert np.shape(each["blank"]) == (2, 4)
        for one, other in zip(each["L2"], each["decoupled"], strict=True):  # without decay they are one and the same
            assert one[0] == other[0]
    assert np.shape([each["runs"] for each in stored["curves"]]) == (10, 11, 4)


def test_the_momentum_of_both_files_is_trained_alike(stored):
    """The lesson joins the slow rates of one file and the others of remedies.json to one grid."""
    remedies = json.loads((files("lecture_nn") / "data" / "remedies.json").read_text(encoding="utf-8"))
    found = decays.trained(digits(), 3, remedies["settings"]["rates"][0], "Momentum", decays.DECAYS[2])
    np.testing.assert_allclose(found, remedies["sets"][3]["decay"][0][2], atol=0.03)


def test_the_opening_quotes_what_lesson_16_found():
    remedies = json.loads((files("lecture_nn") / "data" / "remedies.json").read_text(encoding="utf-8"))
    found = []
    for kind, settings in (("stop", slice(-1, None)), ("decay", slice(None))):
        flat = np.array([each[kind] for each in remedies["sets"]])[:, :, settings].reshape(10, -1, 4)
        found.append(f"{flat[np.arange(10), flat[..., 0].argmax(axis=1), 1].mean():.1%}")
    assert "from {} to {}".format(*found) in " ".join(lesson_code.cells(LESSON)[0].source.split())


def test_every_best_setting_lies_inside_its_grid(stored):
    """Means over the ten sets: neither the smallest nor the largest rate, nor the largest penalty."""
    remedies = json.loads((files("lecture_nn") / "data" / "remedies.json").read_text(encoding="utf-8"))
    slow, fast = [each["Momentum"] for each in stored["sets"]], [each["decay"] for each in remedies["sets"]]
    tables = [np.concatenate([slow, fast], axis=1), *([each[kind] for each in stored["sets"]] for kind in decays.KINDS)]
    for table in tables:
        chosen = np.mean(table, axis=0)[..., 0]
        rate, strength = np.unravel_index(chosen.argmax(), chosen.shape)
        assert 0 < rate < 4
        assert strength < 4


def test_curves_drawn_anew_come_to_the_same(stored):
    """The set of the page is the second of ten; the penalty 0.05 leaves it no weight."""
    nets, train, validation = decay_runs()
    for net, row in zip(nets, stored["curves"][1]["runs"], strict=True):
        np.testing.assert_allclose([net.loss(*train), net.loss(*validation)], row[:2], rtol=0.05, atol=0.01)
    assert stored["curves"][1]["q"] == pytest.approx(np.mean((train[1] - train[1].mean()) * train[0]), abs=1e-4)


@pytest.mark.parametrize(("kind", "strength", "rate"), [("L2", 3, 3), ("decoupled", 3, 1), ("Momentum", 2, 1)])
def test_networks_trained_anew_come_to_the_same(stored, kind, strength, rate):
    number, rates = 6, decays.SLOW if kind == "Momentum" else decays.RATES
    found = decays.trained(digits(), number, rates[rate], kind, decays.KINDS.get(kind, decays.DECAYS)[strength])
    np.testing.assert_allclose(found, stored["sets"][number][kind][rate][strength], atol=0.05)


def test_cross_validation_anew_comes_to_the_same(stored):
    assert decays.cross_validated(digits(), 6, decays.DECAYS[2]) == pytest.approx(stored["sets"][6]["cv"][2], abs=0.03)


def test_the_weights_of_blank_pixels_anew_come_to_the_same(stored):
    for decay, right in zip((0.0, 0.03), stored["sets"][3]["blank"], strict=True):
        found = decays.without_ink(digits(), 3, decay)
        np.testing.assert_allclose(found[:2], right[:2], rtol=0.1)
        np.testing.assert_allclose(found[2:], right[2:], atol=0.04)


def test_the_edge_is_ink_where_no_training_image_has_any():
    X = digits().train.X
    edge = decays.with_edge(np.zeros((1, 1024))).ravel() == 1
    assert edge.sum() == 1024 - 28 * 28
    assert not X[:, edge].any()
    np.testing.assert_array_equal(decays.with_edge(X[:5])[:, ~edge], X[:5, ~edge])


def test_no_image_of_a_part_is_trained_on_when_it_judges(monkeypatch):
    seen = []
    monkeypatch.setattr(decays, "fit", lambda net, train, **_: seen.append(train[0]))
    data = digits()
    decays.cross_validated(data, 0, 0.0)
    everything = noisy_digits(data, 0).X
    assert [len(X) for X in seen] == [400] * 5
    kept = [set(map(bytes, X)) for X in seen]
    left_out = [len([x for x in everything if bytes(x) not in each]) for each in kept]
    assert left_out == [100] * 5
    assert not set.intersection(*kept)
