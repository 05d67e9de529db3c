"""The checks of the exercise "the neuron, and two inputs with the same value" (rows L01, L02, L04 and L06)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lecture_nn.activations import sigmoid
from lecture_nn.checks.answers import Answers
from lecture_nn.checks.exercise import Exercise
from lecture_nn.checks.expect import draws, expect_close, expect_list, expect_number, numbers
from lecture_nn.checks.model import ExplainedError
from lecture_nn.checks.threshold_units import (
    SAME,
    about_parity,
    about_three_units,
    answers_of_net,
    answers_of_three,
    is_even,
)

EXERCISE = Exercise("neuron", given=("sigmoid",))

UNIT = ("02_neuron", "The unit")
CLASS = ("02_neuron", "The unit as a class")
BIAS = ("02_neuron", "What the bias does")
CASES = ("01_beyond_lines", "Why no line can do it")
FEATURES = ("01_beyond_lines", "The second way: learned features")


@EXERCISE.check(
    "One unit, one example",
    points=2,
    row="L04",
    hint="Two steps lead to the output: the pre-activation z, and then the activation. Work out both by hand for x = "
    "(1, 2), weights (0.5, −0.25) and bias 0.5, and compare.",
)
def one_example(s: Answers) -> None:
    x, w = np.array([1.0, 2.0]), np.array([0.5, -0.25])
    expect_close("neuron(x = (1, 2), weights = (0.5, -0.25), bias = 0)", s.neuron(x, w, 0.0), 0.5)
    for rng in draws():
        for sign in (-1, 1):  # of z and of the bias
            x, w, bias = rng.normal(size=4), rng.normal(size=4), sign * rng.uniform(0.1, 1.5)
            w *= sign * np.sign(w @ x)
            expect_close("neuron(x, weights, bias)", s.neuron(x, w, bias), sigmoid(w @ x + bias))


@EXERCISE.misunderstanding("neuron", hint="It looks as if the bias has been left out.", read=UNIT)
def no_bias(x: NDArray, w: NDArray, bias: float) -> float:
    return float(sigmoid(np.dot(w, x)))


@EXERCISE.misunderstanding(
    "neuron",
    hint="You add the bias after the sigmoid, so the activation can leave the range from 0 to 1. What is "
    "the bias a part of?",
    read=UNIT,
)
def bias_after_the_sigmoid(x: NDArray, w: NDArray, bias: float) -> float:
    return float(sigmoid(np.dot(w, x)) + bias)


@EXERCISE.misunderstanding(
    "neuron",
    hint="This is the pre-activation z. Which function turns it into the activation, and what happens to its result?",
    read=UNIT,
)
def no_activation(x: NDArray, w: NDArray, bias: float) -> float:
    return float(np.dot(w, x) + bias)


@EXERCISE.misunderstanding(
    "neuron", hint="You add the bias to every product. Does it belong to each input, or to the unit?", read=UNIT
)
def bias_for_each_input(x: NDArray, w: NDArray, bias: float) -> float:
    return float(sigmoid(np.sum(np.multiply(w, x) + bias)))


@EXERCISE.misunderstanding(
    "neuron", hint="You take the mean of the products. What does the formula of the unit do with them?", read=UNIT
)
def mean_of_products(x: NDArray, w: NDArray, bias: float) -> float:
    return float(sigmoid(np.mean(np.multiply(w, x)) + bias))


@EXERCISE.misunderstanding(
    "neuron", hint="You subtract the bias. Should a larger bias make the activation larger or smaller?", read=BIAS
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
        X, w, bias = rng.normal(size=(5, 3)), rng.normal(size=3), rng.uniform(0.1, 1.5)
        expect_close("neuron_batch(X, weights, bias), 5 examples", s.neuron_batch(X, w, bias), sigmoid(X @ w + bias))
        X, bias = rng.normal(size=(3, 3)), -bias
        expect_close(
            "neuron_batch(X, weights, bias), 3 examples of 3", s.neuron_batch(X, w, bias), sigmoid(X @ w + bias)
        )


@EXERCISE.misunderstanding(
    "neuron_batch",
    hint="Your activations form a column of shape (N, 1), but what is asked for is one number for each example. "
    "Which of your arrays has a second axis that it doesn't need?",
    read=CLASS,
)
def in_a_column(X: NDArray, w: NDArray, bias: float) -> NDArray:
    return sigmoid(X @ w + bias)[:, None]


@EXERCISE.misunderstanding(
    "neuron_batch",
    hint="You add the bias after the sigmoid, so the activation can leave the range from 0 to 1. "
    "What is the bias a part of?",
    read=UNIT,
)
def bias_after_the_sigmoids(X: NDArray, w: NDArray, bias: float) -> NDArray:
    return sigmoid(X @ w) + bias


@EXERCISE.misunderstanding(
    "neuron_batch",
    hint="The column of ones stands before the inputs and the bias behind the weights, so every weight meets another "
    "input. Which number should meet the ones?",
    read=UNIT,
)
def ones_apart_from_the_bias(X: NDArray, w: NDArray, bias: float) -> NDArray:
    return sigmoid(np.column_stack([np.ones(len(X)), X]) @ np.append(w, bias))


@EXERCISE.misunderstanding("neuron_batch", hint="It looks as if the bias has been left out.", read=UNIT)
def no_bias_in_batch(X: NDArray, w: NDArray, bias: float) -> NDArray:
    return sigmoid(X @ w)


@EXERCISE.misunderstanding(
    "neuron_batch", hint="The products haven't been added up. Each example should get a single number.", read=UNIT
)
def not_added_up(X: NDArray, w: NDArray, bias: float) -> NDArray:
    return sigmoid(X * w + bias)


# One line, and a net


@EXERCISE.check(
    "How many of the four a line gets right",
    points=1,
    row="L01",
    hint="Draw the four examples as the corners of a square, and a line. How many can lie on the correct side?",
)
def at_most(s: Answers) -> None:
    expect_number("most_for_a_line", s.value("most_for_a_line"), 3)


EXERCISE.mistaken(
    "most_for_a_line",
    4,
    hint="Then XNOR would be linearly separable. Add up the four inequalities that such a line would have to satisfy.",
    read=CASES,
)


EXERCISE.mistaken(
    "most_for_a_line",
    2,
    hint="A line can do better than guessing. Let it cut off one corner of the square.",
    read=CASES,
)


@EXERCISE.check(
    "A net of three units for the same-value problem",
    points=3,
    row="L02",
    hint="Let one hidden unit tell whether at least one input is 1, and the other whether both are. Write the two "
    "hidden activations beside each of the four examples, and look for a line in their plane.",
)
def three_units(s: Answers) -> None:
    units = expect_list("three_units", s.value("three_units"), 3)
    rows = [numbers(f"unit {n} of three_units", unit) for n, unit in enumerate(units, 1)]
    for n, row in enumerate(rows, 1):
        assert row.shape == (3,), f"unit {n} of three_units: expected 3 numbers (bias, w1, w2), got shape {row.shape}"
    _, answers = answers_of_three(rows)
    expected = f"answers for 00, 01, 10, 11: expected {SAME}, got {answers}"
    if answers != SAME:
        raise ExplainedError(f"{expected} ({about_three_units(rows, answers)})")


@EXERCISE.check(
    "A network for the parity of any number of inputs",
    points=2,
    row="L02",
    hint="Let hidden unit k tell whether there are at least k ones. With each further one, one more hidden unit is "
    "on: which output weights flip the answer each time?",
)
def parity(s: Answers) -> None:
    for D in (1, 2, 3, 6, 12):
        hidden, output = expect_list(f"parity_units({D})", s.parity_units(D), 2)
        hidden, output = numbers("hidden", hidden), numbers("output", output)
        for name, array, shape in (("hidden", hidden, (D, D + 1)), ("output", output, (D + 1,))):
            assert array.shape == shape, f"parity_units({D}), {name}: expected shape {shape}, got {array.shape}"
        X = (np.arange(2**D)[:, None] >> np.arange(D)[::-1] & 1).astype(float)  # each number in binary is a row
        answers, expected = answers_of_net(X, hidden, output), is_even(X)
        wrong = np.flatnonzero(answers != expected)
        if len(wrong):
            bits, are = X[wrong[0]].astype(int).tolist(), "is" if len(wrong) == 1 else "are"
            about = about_parity(X, hidden, output)
            raise (ExplainedError if about else AssertionError)(
                f"parity_units({D}): {len(wrong)} of {len(X)} examples {are} wrong, for example {bits}: expected "
                f"{int(expected[wrong[0]])}, got {int(answers[wrong[0]])}{f' ({about})' if about else ''}"
            )


def _counting(D: int, first: float = 0.5, bias: float = 0.5) -> tuple[NDArray, NDArray]:
    """Return hidden units that count the ones, from the threshold `first` on, and output weights −1, 1, −1, ..."""
    hidden = np.column_stack([-(np.arange(D) + first), np.ones((D, D))])
    return hidden, np.concatenate([[bias], np.where(np.arange(D) % 2 == 0, -1.0, 1.0)])


@EXERCISE.misunderstanding(
    "parity_units",
    hint="Your thresholds are whole numbers. A sum that equals the threshold is not above it, so each hidden unit "
    "comes on one step too late. Where could the thresholds lie instead?",
    read=UNIT,
)
def whole_thresholds(D: int) -> tuple[NDArray, NDArray]:
    return _counting(D, first=1.0)


@EXERCISE.misunderstanding(
    "parity_units",
    hint="Your first hidden unit comes on when the sum is above 1.5. Which unit notices that there is a single one?",
    read=UNIT,
)
def one_threshold_too_high(D: int) -> tuple[NDArray, NDArray]:
    return _counting(D, first=1.5)


@EXERCISE.misunderstanding(
    "parity_units",
    hint="The biases of your hidden units are positive, so all of them are on even if no input is 1. Which biases "
    "keep a unit off then?",
    read=UNIT,
)
def thresholds_as_biases(D: int) -> tuple[NDArray, NDArray]:
    hidden, output = _counting(D)
    return np.abs(hidden), output


@EXERCISE.misunderstanding(
    "parity_units",
    hint="Your network says yes if the number of ones is odd. What does your output unit say when no hidden unit is "
    "on, and what should it say?",
    read=BIAS,
)
def odd_instead_of_even(D: int) -> tuple[NDArray, NDArray]:
    hidden, output = _counting(D)
    return hidden, -output


@EXERCISE.misunderstanding(
    "parity_units",
    hint="Some weights of your hidden units are 0, so these don't see every input. Which inputs have to be counted?",
    read=UNIT,
)
def some_inputs_unseen(D: int) -> tuple[NDArray, NDArray]:
    hidden, output = _counting(D)
    return np.column_stack([hidden[:, 0], np.tril(hidden[:, 1:])]), output


@EXERCISE.misunderstanding(
    "parity_units",
    hint="All your output weights have the same sign, so the output can change only once as the number of ones grows. "
    "It has to change with each further one.",
    read=FEATURES,
)
def same_output_weights(D: int) -> tuple[NDArray, NDArray]:
    hidden, _ = _counting(D)
    return hidden, np.concatenate([[0.5], -np.ones(D)])


@EXERCISE.misunderstanding(
    "parity_units",
    hint="The bias of your output unit is 0, so it says no where no hidden unit is on, and where they cancel. It "
    "has to say yes there.",
    read=BIAS,
)
def output_without_bias(D: int) -> tuple[NDArray, NDArray]:
    return _counting(D, bias=0.0)
