"""What lesson 05 builds by hand, against closed forms and bounds (L09, E08)."""

from pathlib import Path

import nbformat
import numpy as np
import pytest

from lecture_nn import MLP, relu

LESSON = Path(__file__).resolve().parent.parent / "notebooks" / "05_representational_power.ipynb"
UNITS = np.array([10, 20, 50, 100, 200])


@pytest.fixture(scope="module")
def lesson():
    """The functions and nets that the lesson defines; its training and its figures are left out."""
    space = {}
    wanted = ("import matplotlib", "def target", "def best_error", "def sawtooth", "def rings", "def with_jump")
    cells = [cell.source for cell in nbformat.read(LESSON, as_version=4).cells if cell.cell_type == "code"]
    chosen = [source for source in cells if any(start in source for start in wanted)]
    assert len(chosen) == len(wanted)
    for source in chosen:
        exec(source, space)
    return space


def largest_error(lesson, target, J, points=20_001):
    x = np.linspace(0, 1, points)[:, None]
    return np.abs(lesson["by_hand"](target, J).forward(x) - target(x)).max()


@pytest.mark.parametrize(
    ("target", "steepest"),
    [(np.exp, np.e), (lambda x: np.sin(9 * x), 9), (lambda x: np.abs(x - 0.3), 1), (lambda x: 2 - 5 * x, 5)],
    ids=["exp", "sin", "corner", "line"],
)
def test_the_staircase_is_within_its_bound_and_falls_like_one_over_units(lesson, target, steepest):
    errors = np.array([largest_error(lesson, target, J) for J in UNITS])
    assert np.all(errors <= steepest / (2 * UNITS) * (1 + 1e-6))
    assert np.polyfit(np.log(UNITS), np.log(errors), 1)[0] == pytest.approx(-1, abs=0.05)


def test_the_net_is_a_net_of_so_many_sigmoid_units(lesson):
    net = lesson["by_hand"](lesson["target"], 7)
    assert (net.sizes, net.layers[0].activation.name, net.layers[1].activation.name) == (
        [1, 7, 1],
        "sigmoid",
        "identity",
    )
    assert net.forward([[0.0], [1.0]])[:, 0] == pytest.approx(lesson["target"](np.array([0.0, 1.0])), abs=1e-6)


def test_the_steepest_slope_that_the_lesson_names(lesson):
    x = np.linspace(0, 1, 100_001)
    slopes = np.abs(np.gradient(lesson["target"](x), x))
    assert slopes.max() == pytest.approx(6, rel=1e-3)


def test_without_a_steepest_slope_the_error_falls_like_one_over_the_root(lesson):
    errors = [largest_error(lesson, np.sqrt, J, 200_001) for J in UNITS]
    assert np.polyfit(np.log(UNITS), np.log(errors), 1)[0] == pytest.approx(-0.5, abs=0.02)


def test_no_net_gets_below_half_a_jump(lesson):
    for J in (4, 5, 40, 41):
        net = lesson["by_hand"](lesson["with_jump"], J)
        sides = np.array([[0.5 - 1e-12], [0.5]])
        assert np.abs(net.forward(sides) - lesson["with_jump"](sides)).max() >= 0.5 - 1e-6


def test_the_deep_net_is_the_sawtooth(lesson):
    x = np.linspace(0, 1, 5_001)[:, None]
    closed_form = 1 - np.abs(np.mod(32 * x, 2) - 1)
    np.testing.assert_allclose(lesson["sawtooth"](x, 5), closed_form, atol=1e-12)
    np.testing.assert_allclose(lesson["deep"].forward(x), closed_form, atol=1e-12)


def test_what_wide_nets_need_for_the_sawtooth(lesson):
    """10 units have at most 11 pieces, and an error of at least 1/2, with the best output weights too."""
    extremes = np.arange(33)[:, None] / 32
    t = lesson["sawtooth"](extremes, 5)
    rng = np.random.default_rng(0)
    for seed in range(20):
        net = MLP([1, 10, 1], hidden="relu", output="identity", seed=seed)
        net.layers[0].bias = rng.normal(size=10)
        x = np.linspace(-3, 3, 60_001)[:, None]
        bends = np.abs(np.diff(net.forward(x)[:, 0], 2)) > 1e-9
        assert np.count_nonzero(np.diff(bends.astype(int)) == 1) <= 10
        H = np.column_stack([np.ones(33), net.layers[0].forward(extremes)])
        assert np.abs(H @ np.linalg.lstsq(H, t, rcond=None)[0] - t).max() >= 0.5 - 1e-9
    enough = relu(extremes - np.arange(32) / 32) @ np.array([32.0] + [64.0 * (-1) ** k for k in range(1, 32)])
    np.testing.assert_allclose(enough, t[:, 0], atol=1e-12)
    assert 3 * 31 + 1 == MLP([1, 31, 1]).n_parameters == 94


def test_squares_are_never_better_than_a_parabola(lesson):
    x, target = lesson["x"][:, 0], lesson["target"]
    parabola = np.polyval(np.polyfit(x, target(x), 2), x)
    best = np.sqrt(np.mean((parabola - target(x)) ** 2))
    for J in (2, 3, 50, 300):
        assert lesson["best_error"](np.square, J) >= best - 1e-9
    assert lesson["best_error"](np.square, 300) == pytest.approx(best, rel=1e-6)
    assert lesson["best_error"](relu, 300) < best / 100


def test_the_rings_are_where_they_are_said_to_be(lesson):
    X, T = lesson["rings"](20_000, seed=5)
    radius = np.hypot(*X.T)
    assert T.mean() == pytest.approx(2 / 3, abs=0.02)
    middle = radius[T[:, 0] == 0]
    assert np.median(middle) == pytest.approx(1.2, abs=0.05)
    assert np.mean((middle > 0.5) & (middle < 1.9)) > 0.98
