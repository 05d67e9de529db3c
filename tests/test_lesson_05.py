"""What lesson 05 builds by hand and counts, against closed forms, bounds and other ways of counting (L09, E08)."""

from itertools import combinations, product
from math import comb

import numpy as np
import pytest
from lesson_code import functions

from lecture_nn import MLP, Adam, relu, sigmoid
from lecture_nn.ensembles import fit_all

UNITS = np.array([10, 20, 50, 100, 200])
TURNS = ("bump_weights", "root_places", "most_regions")


@pytest.fixture(scope="module")
def lesson():
    """The functions that the lesson defines; its training and its figures are left out."""
    space = {"np": np, "MLP": MLP, "Adam": Adam, "fit_all": fit_all, "sigmoid": sigmoid, "relu": relu, "comb": comb}
    space |= {"combinations": combinations, "product": product, "x": np.linspace(0, 1, 4001)[:, None]}
    return functions("05_representational_power", TURNS, points=np.linspace(0, 1, 1001), **space)


def largest_error(net, target, points=20_001, power=1):
    x = np.linspace(0, 1, points)[:, None] ** power
    return np.abs(net.forward(x) - target(x)).max()


# Staircases

CURVES = [
    (np.exp, np.e),  # steepest slope
    (lambda x: np.sin(9 * x), 9),
    (lambda x: np.abs(x - 0.3), 1),
    (lambda x: 2 - 5 * x, 5),
]
NAMES = ["exp", "sin", "corner", "line"]


@pytest.mark.parametrize(("target", "steepest"), CURVES, ids=NAMES)
def test_steps_at_equal_distances_are_within_the_bound_of_the_slope(lesson, target, steepest):
    errors = np.array([largest_error(lesson["by_hand"](target, J), target) for J in UNITS])
    assert np.all(errors <= steepest / (2 * UNITS) * (1 + 1e-6))
    assert np.polyfit(np.log(UNITS), np.log(errors), 1)[0] == pytest.approx(-1, abs=0.05)


def test_the_square_root(lesson):
    equal = np.array([largest_error(lesson["by_hand"](np.sqrt, J), np.sqrt, power=4) for J in UNITS])
    rises = np.array([largest_error(lesson["equal_rises"](J), np.sqrt, power=4) for J in UNITS])
    assert np.all(equal < 1 / np.sqrt(2 * UNITS))
    assert np.all(rises < 1.001 / (2 * UNITS))
    assert np.polyfit(np.log(UNITS), np.log(equal), 1)[0] == pytest.approx(-0.5, abs=0.02)
    assert np.polyfit(np.log(UNITS), np.log(rises), 1)[0] == pytest.approx(-1, abs=0.02)
    first = lesson["equal_rises"](7).layers[0]
    assert np.sqrt(-first.bias / first.weights[:, 0]) == pytest.approx(np.arange(1, 14, 2) / 14, abs=1e-6)


def test_no_ideal_steps_do_better_than_one_over_twice_the_levels():
    """J + 1 levels for a climb from 0 to 1: the best are found by going through all cuts of a grid."""
    t = np.linspace(0, 1, 31)
    for J in (1, 2, 3):
        best = min(
            max(np.ptp(part) / 2 for part in np.split(t, cuts) if len(part)) for cuts in combinations(range(1, 31), J)
        )
        assert best == pytest.approx(1 / (2 * (J + 1)), abs=1 / 30)
        assert best <= 1 / (2 * J)


def test_the_net_is_a_net_of_so_many_sigmoid_units(lesson):
    net = lesson["by_hand"](lesson["target"], 7)
    kinds = [layer.activation.name for layer in net.layers]
    assert (net.sizes, kinds) == ([1, 7, 1], ["sigmoid", "identity"])
    assert net.forward([[0.0], [1.0]])[:, 0] == pytest.approx(lesson["target"](np.array([0.0, 1.0])), abs=1e-6)


def test_the_steepest_slope_that_the_lesson_names(lesson):
    x = np.linspace(0, 1, 100_001)
    t = lesson["target"](x)
    assert np.abs(np.gradient(t, x)).max() == pytest.approx(6, rel=1e-3)


def test_no_net_gets_below_half_a_jump(lesson):
    for J in (4, 5, 40, 41):
        net = lesson["by_hand"](lesson["with_jump"], J)
        sides = np.array([[0.5 - 1e-12], [0.5]])
        assert np.abs(net.forward(sides) - lesson["with_jump"](sides)).max() >= 0.5 - 1e-6


# Towers and random units


def test_walls_with_dips_leave_a_gaussian_tower(lesson):
    angles = np.linspace(0, np.pi, 400, endpoint=False)
    for r in (0.0, 0.3, 1.0, 2.5):
        mean = np.mean(lesson["wall_with_dips"](r * np.cos(angles)))
        assert mean == pytest.approx(np.exp(-((r / 0.4) ** 2) / 2), abs=1e-4)
    assert lesson["wall_with_dips"](np.array([0.6, 1.0, 2.0])).max() < 0


def test_squares_are_never_better_than_a_parabola(lesson):
    x = np.linspace(0, 1, 1001)
    t = lesson["target"](x)
    best = np.sqrt(np.mean((np.polyval(np.polyfit(x, t, 2), x) - t) ** 2))
    assert best == pytest.approx(0.30, abs=0.005)
    for J in (3, 50, 300):
        H, w, error = lesson["best_fit"](np.square, J, t)
        assert error == pytest.approx(best, rel=1e-6)
        assert np.sqrt(np.mean((H @ w - t) ** 2)) == pytest.approx(error, rel=1e-6)
    assert lesson["best_fit"](relu, 300, t)[2] < best / 100


def test_the_rings_are_where_they_are_said_to_be(lesson):
    X, T = lesson["rings"](20_000, seed=5)
    radius = np.hypot(*X.T)
    assert T.mean() == pytest.approx(2 / 3, abs=0.02)
    middle = radius[T[:, 0] == 0]
    assert np.median(middle) == pytest.approx(1.2, abs=0.05)
    assert np.mean((middle > 0.5) & (middle < 1.9)) > 0.98


# Regions


@pytest.mark.parametrize(("J", "D"), [(4, 1), (6, 2), (8, 2), (6, 3)])
def test_regions_counted_around_crossings_are_those_met_at_random(lesson, J, D):
    rng = np.random.default_rng(J)
    V, v0 = rng.normal(size=(J, D)), rng.normal(size=J)
    points = rng.standard_cauchy(size=(400_000, D)) * 2
    met = len(np.unique((points @ V.T + v0 > 0) @ 2 ** np.arange(J)))
    counted = lesson["count_regions"](V, v0)
    assert counted == sum(comb(J, k) for k in range(D + 1))
    assert counted - 2 <= met <= counted  # a tiny one may be missed


def test_lines_of_which_two_are_parallel_make_fewer_regions(lesson):
    V, v0 = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]), np.array([0.0, 0.0, 1.0])
    assert lesson["count_regions"](V, v0) == 7
    assert comb(3, 0) + comb(3, 1) + comb(3, 2) == 7


@pytest.mark.parametrize("depth", [1, 2, 3, 5])
def test_folding_both_inputs(lesson, depth):
    net, rng = lesson["folded_plane"](depth), np.random.default_rng(depth)
    X = rng.uniform(size=(3000, 2))
    saw = 1 - np.abs(np.mod(2**depth * X, 2) - 1)
    np.testing.assert_allclose(net.forward(X)[:, 0], saw.sum(axis=1), atol=1e-12)
    halves = np.unique(np.floor(2**depth * X) @ [1, 2**depth])
    assert len(np.unique(lesson["combination"](net, X))) == len(halves)
    assert net.n_parameters == MLP([2, 5 * depth - 1, 1]).n_parameters


def test_the_deep_net_is_the_sawtooth(lesson):
    x = np.linspace(0, 1, 5_001)[:, None]
    closed_form = 1 - np.abs(np.mod(32 * x, 2) - 1)
    np.testing.assert_allclose(lesson["sawtooth"](x, 5), closed_form, atol=1e-12)
    np.testing.assert_allclose(lesson["folded_line"](5).forward(2 * x - 1), closed_form, atol=1e-12)
    assert lesson["folded_line"](5).n_parameters == MLP([1, 10, 1]).n_parameters == 31


def test_what_wide_nets_need_for_the_sawtooth(lesson):
    """10 units have at most 11 pieces, and an error of at least 1/2, with the best output weights too."""
    extremes = np.arange(33)[:, None] / 32
    t = lesson["sawtooth"](extremes, 5)
    rng = np.random.default_rng(0)
    for seed in range(20):
        net = MLP([1, 10, 1], hidden="relu", output="identity", seed=seed)
        net.layers[0].bias = rng.normal(size=10)
        x = np.linspace(-3, 3, 60_001)[:, None]
        corners = np.abs(np.diff(net.forward(x)[:, 0], 2)) > 1e-9
        assert np.count_nonzero(np.diff(corners.astype(int)) == 1) <= 10
        H = np.column_stack([np.ones(33), net.layers[0].forward(extremes)])
        assert np.abs(H @ np.linalg.lstsq(H, t, rcond=None)[0] - t).max() >= 0.5 - 1e-9
    whole = relu(extremes - np.arange(32) / 32) @ np.array([32.0] + [64.0 * (-1) ** k for k in range(1, 32)])
    np.testing.assert_allclose(whole, t[:, 0], atol=1e-12)
