"""The checks of the exercise "softmax and its loss" (lecture rows L21 and L22)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lecture_nn.checks.answers import Answers
from lecture_nn.checks.exercise import Exercise
from lecture_nn.checks.expect import draws, expect_choice, expect_close, expect_number

EXERCISE = Exercise("softmax")

SHARES = ("12_softmax_and_cross_entropy", "Shares of one")
SAFELY = ("12_softmax_and_cross_entropy", "Computing it safely")
LOSS = ("12_softmax_and_cross_entropy", "Cross-entropy and its gradient")
SLIDE = ("12_softmax_and_cross_entropy", "What the slide says")
STALL = ("12_softmax_and_cross_entropy", "What training with it does")
RANGE = ("19_errata", "E12: sigmoid outputs for regression")


# 1. Which output, which loss?


@EXERCISE.check(
    "The output for a price",
    points=1,
    row="L21",
    hint="A price can be any number. Which of these outputs can be 250 000?",
)
def price(s: Answers) -> None:
    expect_choice("for_a_price", s.value("for_a_price"), "c", "abc")


EXERCISE.mistaken(
    "for_a_price",
    "a",
    hint="you take a price for a yes or no. An output of the sigmoid stays between 0 and 1.",
    read=RANGE,
)


@EXERCISE.check(
    "The output for one of seven species",
    points=1,
    row="L22",
    hint="Seven numbers are wanted that are all positive and add up to 1.",
)
def species(s: Answers) -> None:
    expect_choice("for_a_species", s.value("for_a_species"), "b", "abc")


EXERCISE.mistaken(
    "for_a_species",
    "a",
    hint="you see seven separate questions. But a flower has exactly one species: what must the outputs add up to?",
    read=SHARES,
)


# 2. Softmax


@EXERCISE.check(
    "Softmax of a batch",
    points=2,
    row="L22",
    hint="Each row of Z is an example of its own. Work out one row by hand and compare.",
)
def softmax_of_a_batch(s: Answers) -> None:
    for rng in draws():
        Z = rng.normal(size=(5, 3))
        expect_close("softmax(Z)", s.softmax(Z), _softmax(Z))


@EXERCISE.check(
    "Softmax of very large and very small numbers",
    points=2,
    row="L22",
    hint="exp(1000) is too large for a computer. What happens to softmax when the same number is added to all entries "
    "of a row?",
)
def softmax_is_stable(s: Answers) -> None:
    for rng in draws():
        Z = rng.normal(size=(4, 3)) + np.array([[1000.0] * 3, [-1000.0] * 3, [0.0, 0.0, 2.0], [-900.0, 0.0, 900.0]])
        expect_close("softmax(Z) with entries near 1000 and -1000", s.softmax(Z), _softmax(Z))


@EXERCISE.misunderstanding(
    "softmax",
    hint="your sum runs over the examples. One example's outputs are to add up to 1: which axis is that?",
    read=SHARES,
)
def over_the_cases(Z: NDArray) -> NDArray:
    return _softmax(Z.T).T


@EXERCISE.misunderstanding(
    "softmax", hint="your sum runs over the whole array, so that all examples together add up to 1.", read=SHARES
)
def over_everything(Z: NDArray) -> NDArray:
    return _softmax(Z.reshape(1, -1)).reshape(Z.shape)


@EXERCISE.misunderstanding(
    "softmax", hint="you divide each number by the sum of the numbers, without the exponential.", read=SHARES
)
def without_exponential(Z: NDArray) -> NDArray:
    return Z / Z.sum(axis=1, keepdims=True)


@EXERCISE.misunderstanding(
    "softmax", hint="each output goes through a sigmoid of its own, so that a row doesn't add up to 1.", read=SHARES
)
def sigmoids(Z: NDArray) -> NDArray:
    return 1 / (1 + np.exp(-Z))


@EXERCISE.misunderstanding(
    "softmax",
    hint="the formula is right, and exp overflows: infinity divided by infinity is not a number.",
    read=SAFELY,
)
def without_shift(Z: NDArray) -> NDArray:
    return np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)


@EXERCISE.misunderstanding(
    "softmax",
    hint="you take one largest number for the whole batch. A row far below it becomes 0 divided by 0.",
    read=SAFELY,
)
def one_shift_for_all(Z: NDArray) -> NDArray:
    e = np.exp(Z - Z.max())
    return e / e.sum(axis=1, keepdims=True)


# 3. Cross-entropy


@EXERCISE.check(
    "The mean cross-entropy of a batch",
    points=2,
    row="L22",
    hint="For each example, only the log-probability of the right class counts. Then take the mean over examples.",
)
def cross_entropy_of_a_batch(s: Answers) -> None:
    for rng in draws():
        Z, T = rng.normal(size=(6, 4)), np.eye(4)[rng.integers(4, size=6)]
        expect_close("cross_entropy(Z, T)", s.cross_entropy(Z, T), _cross_entropy(Z, T))


@EXERCISE.check(
    "The cross-entropy of a network that is confidently wrong",
    points=1,
    row="L22",
    hint="A probability of exactly 0 has no logarithm. Write log(softmax) out before computing it: which parts cancel?",
    hidden=True,
)
def cross_entropy_is_stable(s: Answers) -> None:
    for rng in draws():
        Z, T = 900 * rng.normal(size=(6, 4)), np.eye(4)[rng.integers(4, size=6)]
        expect_close("cross_entropy(Z, T) with large entries", s.cross_entropy(Z, T), _cross_entropy(Z, T))


@EXERCISE.misunderstanding("cross_entropy", hint="you add the examples up; asked is their mean.", read=LOSS)
def summed(Z: NDArray, T: NDArray) -> float:
    return _cross_entropy(Z, T) * len(Z)


@EXERCISE.misunderstanding(
    "cross_entropy", hint="you divide by the number of entries, N times K. How many examples are there?", read=LOSS
)
def mean_over_entries(Z: NDArray, T: NDArray) -> float:
    return _cross_entropy(Z, T) / Z.shape[1]


@EXERCISE.misunderstanding(
    "cross_entropy", hint="the sign is turned around: a loss is small when the net is right.", read=LOSS
)
def negative(Z: NDArray, T: NDArray) -> float:
    return -_cross_entropy(Z, T)


@EXERCISE.misunderstanding(
    "cross_entropy",
    hint="you take the mean of the pre-activations themselves; the probabilities are missing.",
    read=LOSS,
)
def without_normalising(Z: NDArray, T: NDArray) -> float:
    return -float((T * Z).sum(axis=1).mean())


@EXERCISE.misunderstanding(
    "cross_entropy",
    hint="you first compute the probabilities, one of which becomes exactly 0, and then its logarithm.",
    read=SAFELY,
)
def log_of_zero(Z: NDArray, T: NDArray) -> float:
    return -float((T * np.log(_softmax(Z))).sum(axis=1).mean())


# 4. The gradient


@EXERCISE.check(
    "The gradient with respect to the pre-activations",
    points=3,
    row="L22",
    hint="Compare one entry with a finite difference of your own cross_entropy: add 1e-6 to it and see the loss move.",
)
def gradient(s: Answers) -> None:
    for rng in draws():
        Z, T = rng.normal(size=(6, 4)), np.eye(4)[rng.integers(4, size=6)]
        expect_close("gradient(Z, T)", s.gradient(Z, T), (_softmax(Z) - T) / len(Z))


@EXERCISE.misunderstanding(
    "gradient",
    hint="you have taken the diagonal of the Jacobian only. Each z moves all outputs of its example.",
    read=SLIDE,
)
def diagonal_only(Z: NDArray, T: NDArray) -> NDArray:
    o = _softmax(Z)
    return (o - T) * o * (1 - o) / len(Z)


@EXERCISE.misunderstanding(
    "gradient",
    hint="you have taken the diagonal of the Jacobian only, and the gradient of the sum over examples.",
    read=SLIDE,
)
def diagonal_only_summed(Z: NDArray, T: NDArray) -> NDArray:
    o = _softmax(Z)
    return (o - T) * o * (1 - o)


@EXERCISE.misunderstanding(
    "gradient", hint="this is the gradient of the sum over examples. The loss above is the mean.", read=SLIDE
)
def of_the_sum(Z: NDArray, T: NDArray) -> NDArray:
    return _softmax(Z) - T


@EXERCISE.misunderstanding("gradient", hint="the sign is turned around: this one leads uphill.", read=SLIDE)
def uphill(Z: NDArray, T: NDArray) -> NDArray:
    return (T - _softmax(Z)) / len(Z)


@EXERCISE.misunderstanding(
    "gradient",
    hint="this is the derivative with respect to the probabilities. One more link of the chain leads to z.",
    read=SLIDE,
)
def with_respect_to_outputs(Z: NDArray, T: NDArray) -> NDArray:
    return -T / _softmax(Z) / len(Z)


# 5. How much faster?


@EXERCISE.check(
    "The ratio of the two slopes",
    points=2,
    row="L21",
    hint="Write down dE/dz of both losses for one sigmoid output. What stands in one and not in the other?",
)
def ratio(s: Answers) -> None:
    o = 1 / (1 + np.exp(4.0))
    expect_number("times_steeper", s.value("times_steeper"), 1 / (o * (1 - o)), tolerance=0.5)


@EXERCISE.misunderstanding(
    "times_steeper", hint="you have compared the losses themselves. A step goes by the slope.", read=STALL
)
def of_the_losses() -> float:
    o = 1 / (1 + np.exp(4.0))
    return round(-np.log(o) / (0.5 * (1 - o) ** 2), 1)


EXERCISE.mistaken(
    "times_steeper",
    1.0,
    hint="you say that they are equal, as if the squared error had no factor o(1 - o).",
    read=STALL,
)


@EXERCISE.misunderstanding("times_steeper", hint="this is the ratio the other way up.", read=STALL)
def upside_down() -> float:
    o = 1 / (1 + np.exp(4.0))
    return round(o * (1 - o), 6)


def _softmax(Z: NDArray) -> NDArray:
    e = np.exp(Z - Z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def _cross_entropy(Z: NDArray, T: NDArray) -> float:
    shifted = Z - Z.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -float((T * log_p).sum(axis=1).mean())
