"""What lesson 14 says of batches, limits, turned landscapes, noise and schedules, computed in other ways."""

import json
from importlib.resources import files

import lesson_code
import numpy as np
import pytest
import tuned_optimizers

from lecture_nn import Adam, GradientDescent, Momentum, Nesterov, numerical_gradient
from lecture_nn.datasets import digits
from lecture_nn.schedules import constant, cosine, warm_up

LESSON = "14_optimizers"
TURN = np.sqrt(0.5) * np.array([[1, -1], [1, 1]])
CODE = lesson_code.functions(
    LESSON,
    without=("largest_rate", "adam_step", "warm_cosine"),
    TURN=TURN,
    constant=constant,
    c=np.array([[1.0], [50.0]]),
)


@pytest.fixture(scope="module")
def data():
    return digits()


@pytest.fixture(scope="module")
def stored():
    return json.loads((files("lecture_nn") / "data" / "tuned_optimizers.json").read_text(encoding="utf-8"))


# Limits


@pytest.mark.parametrize("kind", [Momentum, Nesterov])
@pytest.mark.parametrize("gamma", [0.0, 0.5, 0.9])
def test_an_optimizer_is_stable_up_to_the_limit(kind, gamma):
    limit = 2 * (1 + gamma) / (50 * (1 if kind is Momentum else 1 + 2 * gamma))
    for part, inside in ((0.98, True), (1.02, False)):
        optimizer, w = kind(part * limit, gamma), np.array([1.0])
        for _ in range(2000):
            optimizer.step([w], [50 * w])
        assert (abs(w[0]) < 1e-3) == inside


def test_in_a_bowl_the_largest_eigenvalue_sets_the_limit():
    rng = np.random.default_rng(1)
    A = rng.normal(size=(6, 4))
    H = A.T @ A
    limit = lesson_code.solution(LESSON, "largest_rate")(H, 0.8)
    for part, inside in ((0.98, True), (1.02, False)):
        optimizer, w = Momentum(part * limit, 0.8), rng.normal(size=4)
        for _ in range(2000):
            optimizer.step([w], [H @ w])
        assert (np.abs(w).max() < 1e-2) == inside


def test_momentum_needs_as_many_steps_as_the_root_of_the_condition_number():
    """The fewest steps found by trying are those of Polyak's formula, or fewer."""
    for kappa in (10, 100, 1000):
        root = (np.sqrt(kappa) - 1) / (np.sqrt(kappa) + 1)
        found = CODE["steps_needed"](kappa, root**2, np.array([4 / (1 + np.sqrt(kappa)) ** 2]))
        assert 2 * np.sqrt(kappa) < found < 6 * np.sqrt(kappa)


# Landscapes


@pytest.mark.parametrize("name", ["valley", "saddle"])
def test_a_turned_function_has_the_same_values_and_its_own_gradient(name):
    f, rng = CODE[name], np.random.default_rng(0)
    g = CODE["turned"](f)
    for w in rng.normal(size=(5, 2)):
        assert g(TURN @ w)[0] == pytest.approx(f(w)[0])
        for h in (f, g):
            np.testing.assert_allclose(h(w)[1], numerical_gradient(lambda h=h, w=w: h(w)[0], w), atol=1e-6)
    many = rng.normal(size=(2, 3, 4))
    np.testing.assert_allclose(g(many)[0][1, 2], g(many[:, 1, 2])[0])


@pytest.mark.parametrize("beta1", [0.0, 0.9])
def test_momentum_is_what_helps_adam_in_the_turned_valley(beta1):
    """At the best of some rates; without the average m a turn makes it slower by far."""
    fewest = []
    for f, start in ((CODE["valley"], np.array([-4.0, 1.0])), (CODE["turned"](CODE["valley"]), TURN @ [-4.0, 1.0])):
        needed = []
        for rate in 0.2 * 2.0 ** np.arange(-2, 4):
            optimizer, w, last = Adam(rate, beta1=beta1), start.copy(), 0
            for n in range(1, 301):
                optimizer.step([w], [f(w)[1]])
                last = last if f(w)[0] < 0.1 else n
            needed.append(last + 1)
        fewest.append(min(needed))
    assert (fewest[1] > 2 * fewest[0]) == (beta1 == 0)


# Turns


def test_the_step_of_adam_is_the_packages():
    step, optimizer, rng = lesson_code.solution(LESSON, "adam_step"), Adam(0.05), np.random.default_rng(0)
    w, m, s, theirs = np.ones(3), np.zeros(3), np.zeros(3), np.ones(3)
    for n in range(1, 20):
        g = rng.normal(size=3)
        w, m, s = step(w, m, s, g, n, 0.05)
        optimizer.step([theirs], [g])
        np.testing.assert_allclose(w, theirs)


def test_the_schedule_is_the_packages():
    ours, theirs = lesson_code.solution(LESSON, "warm_cosine"), warm_up(cosine, 0.2)
    np.testing.assert_allclose([ours(n, 50, 10) for n in range(50)], [theirs(n, 50) for n in range(50)])


# Noise


@pytest.mark.parametrize("eta", [0.01, 0.02, 0.03])
def test_the_level_that_noise_keeps_up_is_that_of_the_formula(eta):
    """The variance of w settles where (1 - eta c)^2 V + eta^2 sigma^2 = V."""
    c, sigma = np.array([1.0, 50.0]), 2.0
    variance = eta**2 * sigma**2 / (1 - (1 - eta * c) ** 2)
    expected = 0.5 * np.sum(c * variance)
    assert expected == pytest.approx(np.sum(0.5 * eta * sigma**2 / (2 - eta * c)))
    assert CODE["noisy_descent"](eta, sigma, steps=1200) == pytest.approx(expected, rel=0.15)


# What comes from the file


def test_the_results_are_those_of_the_script(stored):
    assert stored["sizes"] == json.loads(json.dumps(tuned_optimizers.SIZES))
    assert stored["schedule rates"] == list(tuned_optimizers.RATES)
    assert list(stored["optimizers"]) == [kind.__name__ for kind in tuned_optimizers.OPTIMIZERS]
    for kind, usual in tuned_optimizers.OPTIMIZERS.items():
        np.testing.assert_allclose(stored["rates"][kind.__name__], np.multiply(tuned_optimizers.FACTORS, usual))
        assert np.shape(stored["optimizers"][kind.__name__]) == (5, 10, 3)
    for name, setting in tuned_optimizers.SIZES.items():
        assert np.shape(stored["batches"][name]) == (5, 10, setting["epochs"])
    assert list(stored["longer"]) == [kind.__name__ for kind in tuned_optimizers.LONGER]
    assert all(np.shape(by_rate) == (5, 10, 3) for by_rate in stored["longer"].values())
    for name in tuned_optimizers.SCHEDULES:
        assert np.shape(stored["schedules"][name]) == (len(tuned_optimizers.RATES), 10, 3)


@pytest.mark.parametrize(("name", "rate"), [("full batch", 3), ("mini-batches of 64", 1)])
def test_batches_trained_anew_come_to_the_same(data, stored, name, rate):
    setting = tuned_optimizers.SIZES[name]
    found = tuned_optimizers.by_size(data, name, setting["rates"][rate], seed=3)
    np.testing.assert_allclose(found[:5], stored["batches"][name][rate][3][:5], rtol=0.02)


@pytest.mark.parametrize("number", [1, 5])
def test_optimizers_trained_anew_come_to_the_same(data, stored, number):
    kind = list(tuned_optimizers.OPTIMIZERS)[number]
    found = tuned_optimizers.by_optimizer(data, kind, factor=1.0, seed=3)
    np.testing.assert_allclose(found, stored["optimizers"][kind.__name__][2][3], rtol=0.05)


def test_plain_descent_trained_for_longer_comes_to_the_same(data, stored):
    found = tuned_optimizers.by_optimizer(data, GradientDescent, factor=1.0, seed=3, epochs=20)
    np.testing.assert_allclose(found, stored["longer"]["GradientDescent"][2][3], rtol=0.05)


def test_a_schedule_trained_anew_comes_to_the_same(data, stored):
    found = tuned_optimizers.by_schedule(data, "cosine", tuned_optimizers.RATES[1], seed=3)
    np.testing.assert_allclose(found, stored["schedules"]["cosine"][1][3], rtol=0.05)
