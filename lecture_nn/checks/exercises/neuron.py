"""The checks of the exercise "the neuron, and two inputs with the same value" (rows L01, L02, L04 and L06)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lecture_nn.activations import sigmoid
from lecture_nn.checks.answers import Answers
from lecture_nn.checks.exercise import Exercise
from lecture_nn.checks.expect import draws, expect_close, expect_list, expect_number, numbers

EXERCISE = Exercise("neuron", given=("sigmoid",))

UNIT = ("02_neuron", "The unit")
CLASS = ("02_neuron", "The unit as a class")
MEANING = ("02_neuron", "What weights and bias mean")
CASES = ("01_beyond_lines", "Why no line can do it")
PRICE = ("01_beyond_lines", "How many fixed features would we need?")


@EXERCISE.check(
    "One unit, one example",
    points=2,
    row="L04",
    hint="First the pre-activation z: each input times its weight, all added up, and the bias once. Then the activation.",
)
def one_example(s: Answers) -> None:
    expect_close("neuron((1, 2), weights (0.5, -0.25), bias 0)", s.neuron([1.0, 2.0], [0.5, -0.25], 0.0), 0.5)
    for rng in draws():
        x, w, bias = rng.normal(size=4), rng.normal(size=4), rng.normal()
        expect_close("neuron(x, weights, bias)", s.neuron(x, w, bias), sigmoid(w @ x + bias))


@EXERCISE.misunderstanding("neuron", hint="the bias has been left out.", read=UNIT)
def no_bias(x: NDArray, w: NDArray, bias: float) -> float:
    return float(sigmoid(np.dot(w, x)))


@EXERCISE.misunderstanding("neuron", hint="this is the pre-activation. The activation is still to come.", read=UNIT)
def no_activation(x: NDArray, w: NDArray, bias: float) -> float:
    return float(np.dot(w, x) + bias)


@EXERCISE.misunderstanding("neuron", hint="the bias is added to every product. It is added once.", read=UNIT)
def bias_for_each_input(x: NDArray, w: NDArray, bias: float) -> float:
    return float(sigmoid(np.sum(np.multiply(w, x) + bias)))


@EXERCISE.misunderstanding("neuron", hint="you take the mean of the products. A unit adds them up.", read=UNIT)
def mean_of_products(x: NDArray, w: NDArray, bias: float) -> float:
    return float(sigmoid(np.mean(np.multiply(w, x)) + bias))


@EXERCISE.misunderstanding(
    "neuron", hint="the bias is subtracted. Here it is a weight of an input that is 1.", read=MEANING
)
def bias_subtracted(x: NDArray, w: NDArray, bias: float) -> float:
    return float(sigmoid(np.dot(w, x) - bias))


@EXERCISE.check(
    "One unit, many examples",
    points=2,
    row="L06",
    hint="X has one example per row. Which product of X with the weights gives one number for each row?",
)
def many_examples(s: Answers) -> None:
    for rng in draws():
        X, w, bias = rng.normal(size=(5, 3)), rng.normal(size=3), rng.normal()
        expect_close("neuron_batch(X, weights, bias), 5 examples", s.neuron_batch(X, w, bias), sigmoid(X @ w + bias))
        X = rng.normal(size=(3, 3))
        expect_close("neuron_batch(X, weights, bias), 3 examples of 3", s.neuron_batch(X, w, bias), sigmoid(X @ w + bias))


@EXERCISE.misunderstanding(
    "neuron_batch",
    hint="the answers stand in a column, (N, 1). Asked is one number for each example, shape (N,).",
    read=CLASS,
)
def in_a_column(X: NDArray, w: NDArray, bias: float) -> NDArray:
    return sigmoid(X @ w + bias)[:, None]


@EXERCISE.misunderstanding("neuron_batch", hint="the bias has been left out.", read=UNIT)
def no_bias_in_batch(X: NDArray, w: NDArray, bias: float) -> NDArray:
    return sigmoid(X @ w)


@EXERCISE.misunderstanding(
    "neuron_batch", hint="the products aren't added up: one number is wanted for each example.", read=UNIT
)
def not_added_up(X: NDArray, w: NDArray, bias: float) -> NDArray:
    return sigmoid(X * w + bias)


# One line, and a net


@EXERCISE.check(
    "How many of the four a line gets right",
    points=1,
    row="L01",
    hint="Draw the four corners of a square and a line. Which answers can't it give all at once?",
)
def at_most(s: Answers) -> None:
    expect_number("most_for_a_line", s.value("most_for_a_line"), 3)


EXERCISE.mistaken(
    "most_for_a_line",
    4,
    hint="you think that some line gets all four. Add up what it would have to satisfy.",
    read=CASES,
)


EXERCISE.mistaken(
    "most_for_a_line", 2, hint="you think that a line can do no better than guessing. Cut off one corner.", read=CASES
)


@EXERCISE.check(
    "A net of three units for the same-value problem",
    points=3,
    row="L02",
    hint="Let one hidden unit answer whether any input is 1 and the other whether both are. Where is the target 1? "
    "Write the two hidden answers beside each example, and look for a line in their plane.",
)
def three_units(s: Answers) -> None:
    units = expect_list("three_units", s.value("three_units"), 3)
    rows = [numbers(f"unit {n} of three_units", unit) for n, unit in enumerate(units, 1)]
    for n, row in enumerate(rows, 1):
        assert row.shape == (3,), f"unit {n} of three_units: expected 3 numbers (bias, w1, w2), got shape {row.shape}"
    answers = []
    for x in ([0, 0], [0, 1], [1, 0], [1, 1]):
        h = [float(row[0] + row[1:] @ x > 0) for row in rows[:2]]
        answers.append(int(rows[2][0] + rows[2][1:] @ h > 0))
    opposite = " (the opposite of each: which value of t means the same?)" if answers == [0, 1, 1, 0] else ""
    assert answers == [1, 0, 0, 1], f"answers for 00, 01, 10, 11: expected [1, 0, 0, 1], got {answers}{opposite}"


@EXERCISE.check(
    "Parity of twelve bits",
    points=2,
    row="L02",
    hint="Fixed products: each input is in a product or not. Hidden units: one threshold for each possible count of "
    "ones but the lowest.",
)
def parity(s: Answers) -> None:
    expect_number("fixed_products", s.value("fixed_products"), 2**12)
    expect_number("hidden_units", s.value("hidden_units"), 12)


EXERCISE.mistaken(
    "fixed_products",
    66,
    hint="these are the pairs of inputs. Parity needs longer products, up to that of all inputs.",
    read=PRICE,
)


EXERCISE.mistaken(
    "fixed_products", 12, hint="you count the inputs. Products of two, three and more of them count, too.", read=PRICE
)


EXERCISE.mistaken(
    "hidden_units",
    4096,
    hint="you give every example a unit of its own. Units that count ones together need far fewer.",
    read=PRICE,
)
