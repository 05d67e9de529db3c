"""Activations: values, slopes, tails and what they refuse (L05, L22, erratum E04)."""

import math
import re

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import elementwise_grad, jacobian
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from lecture_nn import identity, relu, sigmoid, softmax, tanh
from lecture_nn.activations import ACTIVATIONS

ELEMENTWISE = [sigmoid, tanh, relu, identity]
ALL = [*ELEMENTWISE, softmax]
REFERENCE = {
    "sigmoid": lambda z: 1 / (1 + anp.exp(-z)),
    "tanh": anp.tanh,
    "relu": lambda z: anp.where(z > 0, z, 0.0),
    "identity": lambda z: 1.0 * z,
    "softmax": lambda z: anp.exp(z) / anp.sum(anp.exp(z), axis=-1, keepdims=True),
}
FLOATS = [np.float32, np.float64]

by_name = pytest.mark.parametrize("f", ALL, ids=lambda f: f.name)
elementwise_by_name = pytest.mark.parametrize("f", ELEMENTWISE, ids=lambda f: f.name)
modest = settings(deadline=None, derandomize=True, max_examples=50)
moderate = arrays(np.float64, array_shapes(max_dims=3, max_side=5), elements=st.floats(-30, 30))


def off_the_kink(shape, seed=0):
    """Net inputs of every sign, none within a difference's step of 0."""
    z = np.random.default_rng(seed).uniform(-6, 6, shape)
    return np.where(np.abs(z) < 0.01, 0.5, z)


@by_name
def test_values_agree_with_the_plain_formula(f):
    z = off_the_kink((7, 4))
    np.testing.assert_allclose(f(z), REFERENCE[f.name](z), rtol=1e-13)


@elementwise_by_name
def test_derivative_agrees_with_finite_differences(f, finite_difference):
    z = off_the_kink(40)
    numerical = np.diagonal(finite_difference(f, z))
    np.testing.assert_allclose(f.derivative(z), numerical, rtol=1e-6, atol=1e-9)


@elementwise_by_name
def test_derivative_agrees_with_autograd(f):
    z = off_the_kink((8, 5))
    np.testing.assert_allclose(f.derivative(z), elementwise_grad(REFERENCE[f.name])(z), rtol=1e-11)


@pytest.mark.parametrize("K", [1, 2, 5])
def test_softmax_derivative_is_the_full_jacobian(K, finite_difference):
    z = off_the_kink(K)
    J = softmax.derivative(z)
    assert J.shape == (K, K)
    np.testing.assert_allclose(J, finite_difference(softmax, z), rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(J, jacobian(REFERENCE["softmax"])(z), rtol=1e-11, atol=1e-15)


def test_softmax_derivative_of_a_batch_holds_one_jacobian_for_each_example():
    z = off_the_kink((2, 3, 4))
    J = softmax.derivative(z)
    assert J.shape == (2, 3, 4, 4)
    for index in np.ndindex(2, 3):
        np.testing.assert_array_equal(J[index], softmax.derivative(z[index]))


@by_name
@pytest.mark.parametrize("shape", [(6, 4), (1, 4), (6, 1), (1, 1)])
def test_backward_is_the_jacobian_applied_to_delta(f, shape, finite_difference):
    z = off_the_kink(shape)
    delta = np.random.default_rng(1).normal(size=shape)
    expected = finite_difference(lambda z: (delta * f(z)).sum(), z)
    np.testing.assert_allclose(f.backward(delta, f(z)), expected, rtol=1e-6, atol=1e-9)


@by_name
def test_backward_leaves_its_arguments_alone(f):
    h = f(off_the_kink((3, 4)))
    delta = np.random.default_rng(1).normal(size=(3, 4))
    before = h.copy(), delta.copy()
    f.backward(delta, h)
    np.testing.assert_array_equal(h, before[0])
    np.testing.assert_array_equal(delta, before[1])


@by_name
def test_a_call_leaves_z_alone_and_returns_an_array_of_its_own(f):
    z = off_the_kink((3, 4))
    before = z.copy()
    for result in (f(z), f.derivative(z)):
        result[...] = 99  # would show up in z if they shared memory
    np.testing.assert_array_equal(z, before)


def test_relu_slope_at_the_kink_is_0_on_both_ways():
    assert relu(0.0) == 0
    assert relu.derivative(0.0) == 0
    assert relu.derivative(-0.0) == 0
    np.testing.assert_array_equal(relu.backward(np.ones(3), relu([-1.0, 0.0, 1.0])), [0, 0, 1])


# Values printed in the literature


def test_softmax_of_wikipedia():
    # Wikipedia, "Softmax function", section "Example"
    o = softmax([1, 2, 3, 4, 1, 2, 3])
    np.testing.assert_allclose(o, [0.024, 0.064, 0.175, 0.475, 0.024, 0.064, 0.175], atol=5e-4)


def test_values_that_are_known_in_closed_form():
    assert sigmoid(0.0) == 0.5
    assert sigmoid.derivative(0.0) == 0.25
    assert tanh.derivative(0.0) == 1
    np.testing.assert_allclose(sigmoid(math.log(3)), 0.75, rtol=1e-15)
    np.testing.assert_allclose(tanh(math.log(2)), 0.6, rtol=1e-15)  # (2 - 1/2) / (2 + 1/2)
    np.testing.assert_allclose(softmax([0.0, math.log(3)]), [0.25, 0.75], rtol=1e-15)


# Extremes


@by_name
@pytest.mark.parametrize("dtype", FLOATS)
def test_everything_is_finite_up_to_ten_thousand(f, dtype):
    z = np.array([[-1e4, -1e3, -89.0, -0.0], [0.0, 89.0, 1e3, 1e4]], dtype=dtype)
    h = f(z)
    for result in (h, f.derivative(z), f.backward(np.ones_like(z), h)):
        assert np.isfinite(result).all()
        assert result.dtype == dtype


@pytest.mark.parametrize(
    ("dtype", "z", "rtol"), [(np.float64, [20, 40, 300, 700], 1e-14), (np.float32, [20, 80], 1e-5)]
)
def test_tails_keep_their_relative_accuracy(dtype, z, rtol):
    z = np.array(z, dtype=dtype)
    tail = np.exp(-z.astype(np.float64))  # from 20 on, 1 + tail is 1 to within 2e-9
    np.testing.assert_allclose(sigmoid(-z), tail / (1 + tail), rtol=rtol)
    np.testing.assert_allclose(sigmoid.derivative(z), tail / (1 + tail) ** 2, rtol=rtol)
    np.testing.assert_allclose(sigmoid.derivative(-z), tail / (1 + tail) ** 2, rtol=rtol)
    np.testing.assert_allclose(tanh.derivative(z / 2), 4 * tail / (1 + tail) ** 2, rtol=rtol)
    np.testing.assert_allclose(tanh.derivative(-z / 2), 4 * tail / (1 + tail) ** 2, rtol=rtol)


def test_tails_go_to_their_limits():
    np.testing.assert_array_equal(sigmoid([-1e4, 1e4]), [0, 1])
    np.testing.assert_array_equal(tanh([-1e4, 1e4]), [-1, 1])
    np.testing.assert_array_equal(softmax([-1e4, 1e4]), [0, 1])
    np.testing.assert_array_equal(relu([-1e4, 1e4]), [0, 1e4])


def test_tanh_is_accurate_near_0():
    assert tanh(1e-12) == 1e-12  # a formula with differences of exponentials would lose most digits


@by_name
def test_empty_batch_stays_empty(f):
    assert f(np.zeros((0, 3))).shape == (0, 3)
    assert f.derivative(np.zeros((0, 3))).shape == ((0, 3, 3) if f is softmax else (0, 3))


def test_softmax_of_one_unit_is_1():
    np.testing.assert_array_equal(softmax([[-1e4], [0.0], [1e4]]), np.ones((3, 1)))


# Types of numbers


@by_name
@pytest.mark.parametrize(
    ("z", "dtype"),
    [
        (np.ones((2, 3), np.float32), np.float32),
        (np.ones((2, 3), np.float64), np.float64),
        (np.ones((2, 3), np.float16), np.float64),
        (np.ones((2, 3), np.longdouble), np.float64),
        (np.ones((2, 3), ">f8"), np.float64),
        (np.ones((2, 3), np.int64), np.float64),
        (np.ones((2, 3), np.uint8), np.float64),
        (np.ones((2, 3), bool), np.float64),
        ([[1, 2, 3], [4, 5, 6]], np.float64),
    ],
    ids=str,
)
def test_float32_stays_and_all_else_becomes_float64(f, z, dtype):
    assert f(z).dtype == dtype
    assert f(z).shape == (2, 3)
    assert f.derivative(z).dtype == dtype


@elementwise_by_name
@pytest.mark.parametrize("dtype", FLOATS)
def test_a_single_number_gives_a_single_number(f, dtype):
    for result in (f(dtype(0.5)), f.derivative(dtype(0.5))):
        assert isinstance(result, dtype)


@by_name
@pytest.mark.parametrize("dtype", FLOATS)
def test_backward_keeps_the_dtype(f, dtype):
    h = f(np.linspace(-1, 1, 6, dtype=dtype).reshape(2, 3))
    assert f.backward(np.ones((2, 3), dtype), h).dtype == dtype


# Laws that hold for every input


@modest
@given(z=moderate)
def test_sigmoid_of_minus_z_is_the_complement(z):
    np.testing.assert_allclose(sigmoid(-z), 1 - sigmoid(z), atol=1e-15)


@modest
@given(z=moderate)
def test_tanh_is_a_stretched_sigmoid(z):
    np.testing.assert_allclose(tanh(z), 2 * sigmoid(2 * z) - 1, atol=1e-15)


@modest
@given(z=moderate)
def test_relu_splits_z_into_its_two_halves(z):
    np.testing.assert_array_equal(relu(z) - relu(-z), z)


@modest
@given(z=moderate)
def test_softmax_rows_are_positive_and_add_up_to_1(z):
    o = softmax(z)
    assert o.shape == z.shape
    assert (o > 0).all()
    np.testing.assert_allclose(o.sum(axis=-1), 1, rtol=1e-14)


@modest
@given(z=moderate, shift=st.floats(-1e4, 1e4))
def test_softmax_does_not_change_when_all_net_inputs_are_shifted(z, shift):
    np.testing.assert_allclose(softmax(z + shift), softmax(z), rtol=1e-10)  # z + shift is rounded to 1e-12


@modest
@given(z=moderate)
def test_softmax_of_two_units_is_a_sigmoid_of_their_difference(z):
    two = np.stack([z, np.zeros_like(z)], axis=-1)
    np.testing.assert_allclose(softmax(two)[..., 0], sigmoid(z), rtol=1e-13)


@modest
@given(z=moderate)
def test_softmax_jacobian_is_symmetric_and_its_rows_add_up_to_0(z):
    J = softmax.derivative(z)
    np.testing.assert_allclose(J, np.swapaxes(J, -1, -2), atol=1e-16)
    np.testing.assert_allclose(J.sum(axis=-1), 0, atol=1e-14)


@elementwise_by_name
@modest
@given(z=moderate)
def test_shapes_are_kept_and_no_slope_is_negative(f, z):
    assert f(z).shape == z.shape
    assert f.derivative(z).shape == z.shape
    assert (f.derivative(z) >= 0).all()


# Bad input


@by_name
@pytest.mark.parametrize("call", ["__call__", "derivative"])
@pytest.mark.parametrize(
    ("z", "error", "message"),
    [
        ([[1.0, 2.0], [3.0]], ValueError, "z: expected rows of equal length, got a ragged list"),
        ("abc", TypeError, "z: expected numbers, got text"),
        ([1.0, None], TypeError, "z: expected numbers, got an array of Python objects"),
        ([1j], TypeError, "z: expected numbers, got an array of complex128"),
        (np.ma.array([1.0, 2.0], mask=[0, 1]), ValueError, "z: expected a number in every place, got an array with"),
    ],
    ids=["ragged", "string", "None", "complex", "masked"],
)
def test_what_is_not_numbers_is_refused(f, call, z, error, message):
    with pytest.raises(error, match=re.escape(message)):
        getattr(f, call)(z)


@pytest.mark.parametrize(("z", "shape"), [(1.0, "()"), ([], "(0,)"), (np.zeros((3, 0)), "(3, 0)")])
def test_softmax_needs_a_unit(z, shape):
    for call in (softmax, softmax.derivative):
        with pytest.raises(
            ValueError, match=re.escape(f"z: expected at least one unit along the last axis, got shape {shape}")
        ):
            call(z)


def test_each_is_listed_under_its_name_and_shows_it():
    assert {f.name: f for f in ALL} == ACTIVATIONS
    assert [repr(f) for f in ALL] == [f"<activation {name}>" for name in ACTIVATIONS]
