"""What lesson 08 teaches of loss and descent, against autograd, closed forms and scikit-learn (L15, E09)."""

import autograd.numpy as anp
import matplotlib.pyplot as plt
import numpy as np
import pytest
from autograd import grad, hessian
from lesson_code import cells
from sklearn.linear_model import LogisticRegression

from lecture_nn.figures.landscapes import add_color_bar, plot_contours

LESSON = "08_loss_and_descent"
POINTS = np.random.default_rng(3).normal(scale=1.5, size=(40, 2))


@pytest.fixture(scope="module")
def lesson():
    """The data and functions that the lesson defines; its figures and its digits are left out."""
    space = {}
    wanted = (
        "import matplotlib",
        "def loss(p)",
        "def gradient(p)",
        "def descend(",
        "def sigmoid_unit(",
        "def descend_on",
    )
    sources = [cell.source for cell in cells(LESSON) if cell.cell_type == "code"]
    chosen = [source for source in sources if any(start in source for start in wanted)]
    assert len(chosen) == len(wanted)
    for source in chosen:
        exec(source, space)
    return space


def two_weights(lesson):
    x, t = lesson["x"], lesson["t"]
    return lambda p: anp.mean((p[1] * anp.tanh(p[0] * x) - t) ** 2) / 2


def slope_of_the_unit(lesson, kind):
    return lambda p: lesson["sigmoid_unit"](p, kind)[2]


def one_unit(lesson, kind):
    x, t = lesson["x2"], lesson["t2"]

    def loss(p):
        o = 1 / (1 + anp.exp(-(p[0] * x + p[1])))
        if kind == "squared error":
            return anp.mean((o - t) ** 2) / 2
        return -anp.mean(t * anp.log(o) + (1 - t) * anp.log(1 - o))

    return loss


def test_loss_and_slopes_of_the_two_weight_net(lesson):
    loss = two_weights(lesson)
    np.testing.assert_allclose(lesson["loss"](POINTS.T), [loss(p) for p in POINTS], rtol=1e-12)
    expected = np.array([grad(loss)(p) for p in POINTS])
    np.testing.assert_allclose(lesson["gradient"](POINTS.T), expected.T, rtol=1e-10, atol=1e-13)
    np.testing.assert_allclose(lesson["gradient"](POINTS[0]), expected[0], rtol=1e-10)


@pytest.mark.parametrize("kind", ["squared error", "cross-entropy"])
def test_slopes_of_the_sigmoid_unit(lesson, kind):
    expected = np.array([grad(one_unit(lesson, kind))(p) for p in POINTS])
    np.testing.assert_allclose(slope_of_the_unit(lesson, kind)(POINTS.T), expected.T, rtol=1e-6, atol=1e-10)


def test_the_border_of_the_learning_rate_is_two_over_the_largest_curvature(lesson):
    bottom = lesson["descend"](lesson["start"], 1.0, 3000)[-1]
    curvatures = np.linalg.eigvalsh(hessian(two_weights(lesson))(bottom))
    assert curvatures.min() > 0
    assert f"{2 / curvatures.max():.2f}" in outputs()
    assert np.abs(lesson["gradient"](bottom)).max() < 1e-12
    for factor, stays in ((0.99, True), (1.01, False)):
        path = lesson["descend"](bottom + 1e-7, factor * 2 / curvatures.max(), 400)
        assert (np.linalg.norm(path[-1] - bottom) < 1e-7) == stays


def outputs():
    return "\n".join(output.get("text", "") for cell in cells(LESSON) for output in cell.get("outputs", []))


def test_the_origin_is_a_saddle(lesson):
    curvatures = np.linalg.eigvalsh(hessian(two_weights(lesson))(np.zeros(2)))
    assert curvatures[0] < -0.1 < 0.1 < curvatures[1]


def test_cross_entropy_of_one_unit_is_convex_and_the_squared_error_is_not(lesson):
    least = {
        kind: min(np.linalg.eigvalsh(hessian(one_unit(lesson, kind))(p)).min() for p in POINTS)
        for kind in ("squared error", "cross-entropy")
    }
    assert least["cross-entropy"] > -1e-12
    assert least["squared error"] < -0.01


def test_the_minima_of_the_sigmoid_unit(lesson):
    """Two strict minima of the squared error, on both sides of the baseline; the cross-entropy's is scikit-learn's."""
    losses, slope = [], slope_of_the_unit(lesson, "squared error")
    for start in ([2.5, 2.5], [-2.5, 0.5]):
        p = lesson["descend"](start, 3.0, 8000, slope)[-1]
        assert np.abs(slope(p)).max() < 1e-10
        assert np.linalg.eigvalsh(hessian(one_unit(lesson, "squared error"))(p)).min() > 1e-3
        losses.append(one_unit(lesson, "squared error")(p))
        assert f"squared error {losses[-1]:.3f}: " in outputs()
    base_rate = np.mean(lesson["t2"])
    assert losses[0] < 0.7 * base_rate * (1 - base_rate) / 2 < 1.5 * base_rate * (1 - base_rate) / 2 < losses[1]
    fitted = LogisticRegression(C=1e8, tol=1e-10).fit(lesson["x2"][:, None], lesson["t2"])
    for start in ([2.5, 2.5], [-2.5, 0.5]):
        p = lesson["descend"](start, 0.4, 4000, slope_of_the_unit(lesson, "cross-entropy"))[-1]
        np.testing.assert_allclose(p, [fitted.coef_[0, 0], fitted.intercept_[0]], atol=1e-4)


def test_just_above_the_limit_a_two_cycle_attracts(lesson):
    """The map of two steps has a fixed point at which all eigenvalues are below 1 in size; the minimum repels."""
    eta, step = 2.3, lambda p: p - 2.3 * grad(two_weights(lesson))(p)
    one, other = lesson["descend"](lesson["start"], eta, 3000)[-2:]
    np.testing.assert_allclose(step(one), other, atol=1e-10)
    np.testing.assert_allclose(step(other), one, atol=1e-10)
    H = hessian(two_weights(lesson))
    twice = (np.eye(2) - eta * H(other)) @ (np.eye(2) - eta * H(one))
    assert np.abs(np.linalg.eigvals(twice)).max() < 0.99
    bottom = lesson["descend"](lesson["start"], 1.0, 3000)[-1]
    assert np.abs(np.linalg.eigvals(np.eye(2) - eta * H(bottom))).max() > 1.01


def test_the_jumps_stop_growing_because_they_drift_along_the_valley_and_not_because_they_are_long(lesson):
    H = hessian(two_weights(lesson))
    bottom = lesson["descend"](lesson["start"], 1.0, 3000)[-1]
    one, other = lesson["descend"](lesson["start"], 2.3, 3000)[-2:]
    assert np.linalg.eigvalsh(H((one + other) / 2)).max() == pytest.approx(2 / 2.3, abs=1e-3)
    across = np.linalg.eigh(H(bottom))[1][:, 1]
    steepness = [
        (lesson["gradient"](bottom + r * across) - lesson["gradient"](bottom - r * across)) @ across / (2 * r)
        for r in (0.02, 0.1, 0.4, 0.8)
    ]
    assert np.all(np.diff(steepness) > 0)
    confined = 0.01
    for _ in range(1000):
        before, confined = confined, confined - 2.3 * lesson["gradient"](bottom + confined * across) @ across
    assert abs(confined - before) > 10 * np.linalg.norm(one - other)


def test_the_bar_of_colours_is_that_of_the_contours():
    """Each shade of the bar is the shade of the points between the same two contours."""
    levels, values = [1.0, 2.0, 5.0], np.array([[0.5, 1.5], [3.0, 9.0]])
    ax = plot_contours([0, 1], [0, 1], values, levels, labelled=[2.0])
    bar = add_color_bar(levels, ax)
    (drawn,) = [each for each in ax.collections if each.get_array() is not None and each.get_array().size == 4]
    np.testing.assert_array_equal(drawn.to_rgba(drawn.get_array().ravel()), bar.mappable.to_rgba(values.ravel()))
    assert [text.get_text() for text in ax.texts] == [] or "2" in {text.get_text() for text in ax.texts}
    plt.close("all")


@pytest.mark.parametrize("combine", [np.sum, np.mean])
@pytest.mark.parametrize("N", [10, 100, 1000])
def test_descent_on_sum_and_mean_has_its_closed_form(lesson, combine, N):
    """E09: w_n = w* (1 - (1 - eta c)^n), with c the sum or the mean of x^2; w* is the same."""
    x, t, eta, steps = lesson["x_all"][:N], lesson["t_all"][:N], 0.1, 6
    best = (x @ t) / (x @ x)
    w = lesson["descend_on"](combine, N, eta, steps)
    assert w == pytest.approx(best * (1 - (1 - eta * combine(x**2)) ** steps), rel=1e-9)
    np.testing.assert_allclose(
        lesson["descend_on"](np.sum, N, eta / N, 50), lesson["descend_on"](np.mean, N, eta, 50), rtol=1e-12
    )
