"""The single unit (L04, L06)."""

import math
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture_nn import MLP, Neuron

OUTPUTS = ["sigmoid", "identity"]  # what a net with one layer and one unit can have
moderate = st.floats(-50, 50)


@pytest.mark.parametrize(
    ("activation", "h"),
    [("sigmoid", 1 / (1 + math.exp(-1.5))), ("tanh", math.tanh(1.5)), ("relu", 1.5), ("identity", 1.5)],
)
def test_activity_is_f_of_the_weighted_sum_plus_bias(activation, h):
    unit = Neuron([2.0, -1.0, 0.5], bias=-0.5, activation=activation)
    assert unit.pre_activation([1.0, 1.0, 2.0]) == 1.5
    assert unit.forward([1.0, 1.0, 2.0]) == pytest.approx(h, rel=1e-15)


def test_it_is_a_sigmoid_unit_without_bias_unless_told_otherwise():
    unit = Neuron([1.0])
    assert unit.bias == 0
    assert unit.forward([math.log(3)]) == pytest.approx(0.75, rel=1e-15)


@pytest.mark.parametrize("activation", OUTPUTS)
@settings(deadline=None, derandomize=True, max_examples=50)
@given(data=st.lists(st.tuples(moderate, moderate), min_size=1, max_size=6), bias=moderate)
def test_it_gives_the_number_of_a_net_of_one_unit(activation, data, bias):
    weights, x = (np.array(column) for column in zip(*data, strict=True))
    net = MLP([len(x), 1], output=activation)
    net.layers[0].weights, net.layers[0].bias = weights[None, :], [bias]
    result = Neuron(weights, bias, activation).forward(x)
    assert type(result) is float
    np.testing.assert_allclose(result, net.forward(x[None, :]).item(), rtol=1e-10, atol=1e-11)


@pytest.mark.parametrize(
    ("weights", "bias", "truth"),
    [([20.0, 20.0], -30.0, [0, 0, 0, 1]), ([20.0, 20.0], -10.0, [0, 1, 1, 1]), ([-20.0, -20.0], 10.0, [1, 0, 0, 0])],
    ids=["and", "or", "neither"],
)
def test_logic_of_ng(weights, bias, truth):
    # Andrew Ng, "Machine Learning" (Coursera 2011), lecture 8, "Examples and intuitions"
    unit = Neuron(weights, bias)
    np.testing.assert_allclose([unit.forward([a, b]) for a in (0, 1) for b in (0, 1)], truth, atol=5e-5)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu", "identity"])
@pytest.mark.parametrize("x", [-1e4, 1e4])
def test_extreme_inputs_give_finite_numbers(activation, x, dtype):
    limits = {"sigmoid": x > 0, "tanh": np.sign(x), "relu": max(x, 0), "identity": x}
    assert Neuron(np.ones(1, dtype), activation=activation).forward(np.array([x], dtype)) == limits[activation]


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"weights": 1.0}, ValueError, "weights: expected shape (D,), got ()"),
        ({"weights": [[1.0, 2.0]]}, ValueError, "weights: expected shape (D,), got (1, 2)"),
        ({"weights": [[1.0], [2.0, 3.0]]}, ValueError, "weights: expected rows of equal length, got a ragged list"),
        ({"weights": ["a"]}, TypeError, "weights: expected numbers, got text"),
        (
            {"weights": [1.0, np.inf]},
            ValueError,
            "weights: expected finite numbers, got inf at index (1,) (1 such of 2)",
        ),
        ({"bias": "0"}, TypeError, "bias: expected a number, got '0'"),
        ({"bias": [0.0]}, TypeError, "bias: expected a number, got [0.0]"),
        ({"bias": True}, TypeError, "bias: expected a number, got True"),
        ({"bias": math.nan}, ValueError, "bias: expected a finite number, got nan"),
        (
            {"activation": "step"},
            ValueError,
            "activation: expected one of 'sigmoid', 'tanh', 'relu', 'identity', got 'step'",
        ),
        (
            {"activation": "softmax"},
            ValueError,
            "activation: expected one of 'sigmoid', 'tanh', 'relu', 'identity', got",
        ),
        (
            {"activation": None},
            ValueError,
            "activation: expected one of 'sigmoid', 'tanh', 'relu', 'identity', got None",
        ),
    ],
)
def test_bad_arguments_are_refused(arguments, error, message):
    with pytest.raises(error, match=re.escape(message)):
        Neuron(**{"weights": [1.0], **arguments})


@pytest.mark.parametrize(
    ("x", "error", "message"),
    [
        ([1.0], ValueError, "x: expected shape (2,), got (1,)"),
        ([[1.0, 2.0]], ValueError, "x: expected shape (2,), got (1, 2)"),
        (1.0, ValueError, "x: expected shape (2,), got ()"),
        ([1.0, np.nan], ValueError, "x: expected finite numbers, got nan at index (1,) (1 such of 2)"),
        ("ab", TypeError, "x: expected numbers, got text"),
    ],
)
def test_bad_inputs_are_refused(x, error, message):
    unit = Neuron([1.0, 2.0])
    for call in (unit.pre_activation, unit.forward):
        with pytest.raises(error, match=re.escape(message)):
            call(x)


def test_repr_shows_what_was_given():
    assert repr(Neuron([2.0, -1.0], 0.5, "relu")) == "Neuron(weights=[2, -1], bias=0.5, activation='relu')"


def test_a_later_change_of_the_given_array_does_not_reach_the_unit():
    weights = np.array([1.0, 2.0])
    unit = Neuron(weights, activation="identity")
    weights[0] = 99
    assert unit.pre_activation([1.0, 1.0]) == 3
