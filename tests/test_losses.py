"""Losses: values, slopes, logarithms of 0 and what they refuse (L15, L21, L22, errata E02, E04, E09)."""

import math
import re

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture_nn import binary_cross_entropy, cross_entropy, sigmoid, softmax, squared_error
from lecture_nn.activations import OUTPUTS
from lecture_nn.losses import LOSSES, MATCHING

ALL = [squared_error, binary_cross_entropy, cross_entropy]
REFERENCE = {
    "squared_error": lambda o, t: anp.sum((o - t) ** 2) / 2 / len(o),
    "binary_cross_entropy": lambda o, t: -anp.sum(t * anp.log(o) + (1 - t) * anp.log(1 - o)) / len(o),
    "cross_entropy": lambda o, t: -anp.sum(t * anp.log(o)) / len(o),
}
FLOATS = [np.float32, np.float64]

by_name = pytest.mark.parametrize("loss", ALL, ids=lambda loss: loss.name)
of_probabilities = pytest.mark.parametrize("loss", ALL[1:], ids=lambda loss: loss.name)
shapes = pytest.mark.parametrize("shape", [(5, 3), (1, 3), (5, 1), (1, 1)])
modest = settings(deadline=None, derandomize=True, max_examples=50)


def outputs_and_targets(shape, seed=0):
    """Outputs and targets that every loss accepts: shares above 0 that add up to 1."""
    rng = np.random.default_rng(seed)
    o, t = (rng.uniform(0.05, 0.95, shape) for _ in "ot")
    return o / (o.sum(axis=1, keepdims=True) if shape[1] > 1 else 1), t / t.sum(axis=1, keepdims=True)


def least_cost_of_0(dtype):
    """-log of the smallest positive normal number: about 87 for float32 and 708 for float64."""
    return -math.log(np.finfo(dtype).tiny)


@by_name
@shapes
def test_value_is_the_mean_over_examples_of_the_formula(loss, shape):
    o, t = outputs_and_targets(shape)
    result = loss(o, t)
    assert type(result) is float
    np.testing.assert_allclose(result, REFERENCE[loss.name](o, t), rtol=1e-13, atol=1e-15)


@by_name
@shapes
def test_derivative_agrees_with_finite_differences(loss, shape, finite_difference):
    o, t = outputs_and_targets(shape)
    numerical = finite_difference(lambda o: loss(o, t), o)
    np.testing.assert_allclose(loss.derivative(o, t), numerical, rtol=1e-6, atol=1e-9)


@by_name
@shapes
def test_derivative_agrees_with_autograd(loss, shape):
    o, t = outputs_and_targets(shape)
    np.testing.assert_allclose(loss.derivative(o, t), grad(REFERENCE[loss.name])(o, t), rtol=1e-11, atol=1e-15)


@by_name
@shapes
def test_value_from_the_net_input_is_the_value_of_the_matching_output(loss, shape):
    z = np.random.default_rng(3).normal(scale=2, size=shape)
    t = outputs_and_targets(shape)[1]
    np.testing.assert_allclose(loss.from_logits(z, t), loss(OUTPUTS[loss.output](z), t), rtol=1e-12, atol=1e-14)


@by_name
@shapes
def test_slope_for_the_matching_output_is_o_minus_t_over_n(loss, shape, finite_difference):
    z = np.random.default_rng(3).normal(size=shape)
    t = outputs_and_targets(shape)[1]
    output = OUTPUTS[loss.output]
    expected = (output(z) - t) / len(z)
    np.testing.assert_allclose(output.backward(loss.derivative(output(z), t), output(z)), expected, atol=1e-14)
    numerical = finite_difference(lambda z: loss.from_logits(z, t), z)
    np.testing.assert_allclose(expected, numerical, rtol=1e-6, atol=1e-9)


def test_e04_the_lectures_slope_of_softmax_with_cross_entropy_is_wrong(finite_difference):
    z, t = np.array([[1.0, -0.5, 0.3]]), np.array([[0.0, 1.0, 0.0]])
    o = softmax(z)
    numerical = finite_difference(lambda z: cross_entropy(softmax(z), t), z)
    np.testing.assert_allclose(o - t, numerical, rtol=1e-6)
    assert (np.abs((o - t) * o * (1 - o) - numerical) > 0.1 * np.abs(numerical)).all()


def test_e02_the_minus_sign_belongs_to_both_terms():
    # With the lecture's sign a target of 0 would be rewarded for an output near 1.
    assert binary_cross_entropy([[0.9]], [[0.0]]) == pytest.approx(-math.log(0.1))
    assert binary_cross_entropy([[0.9]], [[1.0]]) == pytest.approx(-math.log(0.9))


def test_e09_twice_the_same_examples_cost_the_same():
    for loss in ALL:
        o, t = outputs_and_targets((4, 3))
        assert loss(np.vstack([o, o]), np.vstack([t, t])) == pytest.approx(loss(o, t), rel=1e-14)


# Values printed in the literature


def test_squared_error_of_mazur():
    # Matt Mazur, "A Step by Step Backpropagation Example" (2015): E_o1 = 0.274811083, E_o2 = 0.023560026
    o, t = np.array([[0.75136507, 0.772928465]]), np.array([[0.01, 0.99]])
    assert squared_error(o[:, :1], t[:, :1]) == pytest.approx(0.274811083, abs=5e-9)
    assert squared_error(o[:, 1:], t[:, 1:]) == pytest.approx(0.023560026, abs=5e-9)
    assert squared_error(o, t) == pytest.approx(0.298371109, abs=5e-9)


def test_cross_entropy_of_cs231n():
    # Stanford CS231n, notes on linear classification, figure "SVM vs. softmax": scores -2.85, 0.86, 0.28
    # become 0.016, 0.631, 0.353; the third class is right, so the loss is -ln 0.353 = 1.04.
    # (Their 0.016 is 0.0155, from figures rounded on the way.)
    o = softmax([[-2.85, 0.86, 0.28]])
    np.testing.assert_allclose(o, [[0.016, 0.631, 0.353]], atol=6e-4)
    assert cross_entropy(o, [[0, 0, 1]]) == pytest.approx(1.04, abs=5e-3)


def test_ignorance_costs_the_logarithm_of_the_number_of_classes():
    assert cross_entropy(np.full((3, 10), 0.1), np.eye(10)[:3]) == pytest.approx(math.log(10), rel=1e-15)
    assert binary_cross_entropy(np.full((3, 4), 0.5), np.eye(4)[:3]) == pytest.approx(4 * math.log(2), rel=1e-15)


# Extremes


@of_probabilities
@pytest.mark.parametrize("dtype", FLOATS)
def test_outputs_of_exactly_0_and_1_cost_nothing_where_right_and_a_finite_sum_where_wrong(loss, dtype):
    o = np.array([[0, 1]], dtype=dtype)
    right, wrong = o, o[:, ::-1]
    terms = 2 if loss is binary_cross_entropy else 1
    assert loss(o, right) == 0
    assert loss(o, wrong) == pytest.approx(terms * least_cost_of_0(dtype), rel=1e-6)
    derivative = loss.derivative(o, wrong)
    assert derivative.dtype == dtype
    assert np.isfinite(derivative).all()
    assert derivative[0, 0] < 0  # the output of 0 should grow
    assert np.isfinite(loss.derivative(o, right)).all()


@pytest.mark.parametrize("dtype", FLOATS)
def test_from_logits_is_exact_at_ten_thousand(dtype):
    z = np.array([[1e4, -1e4]], dtype=dtype)
    first, second = np.eye(2, dtype=dtype)[:, None]
    assert cross_entropy.from_logits(z, first) == 0
    assert cross_entropy.from_logits(z, second) == 2e4
    assert binary_cross_entropy.from_logits(z, first) == 0
    assert binary_cross_entropy.from_logits(z, second) == 2e4
    assert binary_cross_entropy.from_logits(z[:, :1], np.full((1, 1), 0.25, dtype)) == 7500
    assert squared_error.from_logits(z[:, :1], np.zeros((1, 1), dtype)) == 5e7


def test_from_logits_has_accurate_tails():
    # log(1 + exp(-40)) = exp(-40) to within exp(-80) / 2, far below what 1 + exp(-40) can hold
    for z, t in ((-40.0, 0.0), (40.0, 1.0)):
        result = binary_cross_entropy.from_logits(np.array([[z]]), np.array([[t]]))
        np.testing.assert_allclose(result, math.exp(-40), rtol=1e-14)
    for z, t in (([40.0, 0.0], [1, 0]), ([0.0, 40.0], [0, 1])):  # log-sum-exp: to within the rounding of 1
        result = cross_entropy.from_logits(np.array([z]), np.array([t]))
        assert 0 <= result <= 1e-15
    confident = cross_entropy.from_logits(np.array([[0.0, 40.0]]), np.array([[1, 0]]))
    np.testing.assert_allclose(confident, 40, rtol=1e-15)


# Types of numbers


@by_name
@pytest.mark.parametrize(
    ("given_type", "dtype"),
    [(np.float32, np.float32), (np.float64, np.float64), (np.float16, np.float64), (np.longdouble, np.float64)],
)
def test_slope_has_the_dtype_of_the_outputs(loss, given_type, dtype):
    o = t = np.eye(2, dtype=given_type)
    assert loss.derivative(o, t).dtype == dtype
    assert loss.derivative(o, t.astype(int).tolist()).dtype == dtype


@by_name
def test_lists_of_whole_numbers_become_float64(loss):
    assert loss([[0, 1]], [[0, 1]]) == 0
    assert loss.derivative([[0, 1]], [[0, 1]]).dtype == np.float64


# Laws that hold for every input


@by_name
@modest
@given(N=st.integers(1, 6), K=st.integers(1, 5), seed=st.integers(0, 99))
def test_loss_of_a_batch_is_the_mean_of_its_examples(loss, N, K, seed):
    o, t = outputs_and_targets((N, K), seed)
    each = [loss(o[n : n + 1], t[n : n + 1]) for n in range(N)]
    np.testing.assert_allclose(loss(o, t), np.mean(each), rtol=1e-13, atol=1e-15)
    slopes = [loss.derivative(o[n : n + 1], t[n : n + 1]) for n in range(N)]
    np.testing.assert_allclose(loss.derivative(o, t), np.vstack(slopes) / N, rtol=1e-14)


@by_name
@modest
@given(N=st.integers(1, 6), K=st.integers(2, 5), seed=st.integers(0, 99))
def test_no_output_is_better_than_the_target(loss, N, K, seed):
    o, t = outputs_and_targets((N, K), seed)
    assert loss(o, t) > loss(t, t)


@modest
@given(z=st.floats(-10, 10), t=st.floats(0, 1))
def test_both_cross_entropies_agree_on_two_classes(z, t):
    one = binary_cross_entropy.from_logits(np.array([[z]]), np.array([[t]]))
    two = cross_entropy.from_logits(np.array([[z, 0.0]]), np.array([[t, 1 - t]]))
    np.testing.assert_allclose(one, two, rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(one, binary_cross_entropy(sigmoid([[z]]), [[t]]), rtol=1e-9, atol=1e-10)


# Bad input


@by_name
@pytest.mark.parametrize("call", ["__call__", "derivative"])
@pytest.mark.parametrize(
    ("o", "t", "error", "message"),
    [
        ([0.5, 0.5], [[0, 1]], ValueError, "o: expected shape (N, K), got (2,)"),
        ([[0.5, 0.5]], [0, 1], ValueError, "t: expected shape (1, 2), got (2,)"),
        ([[0.5, 0.5]], [[1], [1]], ValueError, "t: expected shape (1, 2), got (2, 1)"),
        ([[0.5, 0.5]], [[1, 0, 0]], ValueError, "t: expected shape (1, 2), got (1, 3)"),
        ([[0.5, np.nan]], [[0, 1]], ValueError, "o: expected finite numbers, got nan at index (0, 1) (1 such of 2)"),
        ([[0.5, 0.5]], [[-np.inf, 1]], ValueError, "t: expected finite numbers, got -inf at index (0, 0)"),
        ([[0.5, 0.5], [1]], [[0, 1]], ValueError, "o: expected rows of equal length, got a ragged list"),
        ([["a", "b"]], [[0, 1]], TypeError, "o: expected numbers, got text"),
        ([[0.5, 0.5]], [["a", "b"]], TypeError, "t: expected numbers, got text"),
        (
            np.zeros((0, 2)),
            np.zeros((0, 2)),
            ValueError,
            "o: expected at least one example and one output, got shape (0, 2)",
        ),
    ],
    ids=["1-D o", "1-D t", "column t", "wide t", "nan", "inf", "ragged", "string o", "string t", "empty"],
)
def test_bad_outputs_and_targets_are_refused(loss, call, o, t, error, message):
    with pytest.raises(error, match=re.escape(message)):
        getattr(loss, call)(o, t)


@of_probabilities
@pytest.mark.parametrize(
    ("o", "t", "message"),
    [
        ([[0.4, 1.5]], [[0, 1]], "o: expected numbers from 0 to 1, got 1.5 at index (0, 1)"),
        ([[-0.1, 0.5]], [[0, 1]], "o: expected numbers from 0 to 1, got -0.1 at index (0, 0)"),
        ([[0.5, 0.5]], [[-1, 2]], "t: expected numbers from 0 to 1, got -1 at index (0, 0)"),
        ([[0.5, 0.5]], [[0, 7]], "t: expected numbers from 0 to 1, got 7 at index (0, 1)"),
    ],
)
def test_what_is_not_a_probability_is_refused(loss, o, t, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        loss(o, t)
    with pytest.raises(ValueError, match=re.escape(message)):
        loss.derivative(o, t)


def test_cross_entropy_refuses_rows_that_do_not_add_up_to_1():
    message = "t: expected rows that add up to 1 (one-hot targets), got a sum of 0.5 in row 1 (2 such rows)"
    t = [[0, 1], [0, 0.5], [1, 1]]
    with pytest.raises(ValueError, match=re.escape(message)):
        cross_entropy(np.full((3, 2), 0.5), t)
    binary_cross_entropy(np.full((3, 2), 0.5), t)  # here each output is a question of its own


def test_cross_entropy_takes_shares_that_are_rounded_to_float32():
    thirds = np.full((1, 3), 1 / 3, dtype=np.float32)
    assert cross_entropy(thirds, thirds) == pytest.approx(math.log(3), rel=1e-6)


def test_each_is_listed_under_its_name_and_output_and_shows_it():
    assert {loss.name: loss for loss in ALL} == LOSSES
    assert {name: loss.name for name, loss in MATCHING.items()} == {
        "identity": "squared_error",
        "sigmoid": "binary_cross_entropy",
        "softmax": "cross_entropy",
    }
    assert [repr(loss) for loss in ALL] == [f"<loss {name}>" for name in LOSSES]
