"""The checks of the exercise "overfitting and weight decay" (lecture rows L34 to L37)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lecture_nn.checks.answers import Answers
from lecture_nn.checks.exercise import Exercise
from lecture_nn.checks.expect import draws, expect_choice, expect_close, expect_list, expect_number

EXERCISE = Exercise("weight_decay")

ACCIDENTS = ("16_overfitting", "Regularities and accidents")
CAPACITY = ("16_overfitting", "The right capacity")
PRICE = ("17_weight_decay", "A penalty on the weights")
EQUAL = ("17_weight_decay", "Two equal inputs, two similar ones")

Lists = tuple[list[NDArray], list[NDArray]]


def _problem(rng: np.random.Generator) -> tuple[list[NDArray], ...]:
    shapes = ((4, 3), (2, 4))
    weights, d_weights = ([rng.normal(size=shape) for shape in shapes] for _ in range(2))
    biases, d_biases = ([rng.normal(size=shape[0]) for shape in shapes] for _ in range(2))
    return weights, biases, d_weights, d_biases


@EXERCISE.check(
    "The cost with weight decay",
    points=2,
    row="L36",
    hint="Half of lambda times the sum of all squared weights, of all layers, is added to the loss.",
)
def cost(s: Answers) -> None:
    for rng in draws():
        weights, biases, _, _ = _problem(rng)
        loss, decay = rng.uniform(0.5, 2), rng.uniform(0.01, 0.5)
        expected = loss + decay / 2 * sum((W**2).sum() for W in weights)
        expect_close("cost(loss, weights, biases, decay)", s.cost(loss, weights, biases, decay), expected)


@EXERCISE.misunderstanding("cost", hint="the factor ½ is missing.", read=PRICE)
def no_half(loss: float, weights: list, biases: list, decay: float) -> float:
    return loss + decay * sum((W**2).sum() for W in weights)


@EXERCISE.misunderstanding("cost", hint="the biases pay as well. They make no function steeper.", read=PRICE)
def biases_pay(loss: float, weights: list, biases: list, decay: float) -> float:
    return loss + decay / 2 * sum((p**2).sum() for p in [*weights, *biases])


@EXERCISE.misunderstanding(
    "cost", hint="you take the mean of the squares; the lecture's price is their sum.", read=PRICE
)
def mean_of_squares(loss: float, weights: list, biases: list, decay: float) -> float:
    return loss + decay / 2 * sum((W**2).mean() for W in weights)


@EXERCISE.misunderstanding(
    "cost", hint="absolute values are the other decay, L1. Here squares are asked for.", read=EQUAL
)
def absolute_values(loss: float, weights: list, biases: list, decay: float) -> float:
    return loss + decay / 2 * sum(np.abs(W).sum() for W in weights)


@EXERCISE.misunderstanding("cost", hint="only the first layer pays.", read=PRICE)
def first_layer_only(loss: float, weights: list, biases: list, decay: float) -> float:
    return loss + decay / 2 * (weights[0] ** 2).sum()


@EXERCISE.check(
    "A step with weight decay",
    points=3,
    row="L36",
    hint="The derivative of the price by a weight is lambda times that weight. Which parameters have no price?",
)
def step(s: Answers) -> None:
    for rng in draws():
        problem = _problem(rng)
        eta, decay = rng.uniform(0.05, 0.5), rng.uniform(0.05, 0.5)
        got = expect_list("step(...)", s.step(*problem, eta, decay), 2)
        for kind, arrays, expected in zip(("weights", "biases"), got, _step(*problem, eta, decay), strict=True):
            for l, (array, right) in enumerate(
                zip(expect_list(f"step(...): {kind}", arrays, 2), expected, strict=True)
            ):
                expect_close(f"{kind}[{l}] after a step", array, right)


@EXERCISE.misunderstanding("step", hint="the biases decay as well. They make no function steeper.", read=PRICE)
def biases_decay(weights: list, biases: list, d_weights: list, d_biases: list, eta: float, decay: float) -> Lists:
    new = _step(weights, biases, d_weights, d_biases, eta, decay)[0]
    return new, [b - eta * (d + decay * b) for b, d in zip(biases, d_biases, strict=True)]


@EXERCISE.misunderstanding("step", hint="the price pushes weights away from 0: its sign is turned around.", read=PRICE)
def grows(weights: list, biases: list, d_weights: list, d_biases: list, eta: float, decay: float) -> Lists:
    return _step(weights, biases, d_weights, d_biases, eta, -decay)


@EXERCISE.misunderstanding("step", hint="the decay isn't multiplied by the learning rate.", read=PRICE)
def without_rate(weights: list, biases: list, d_weights: list, d_biases: list, eta: float, decay: float) -> Lists:
    return _step(weights, biases, d_weights, d_biases, eta, decay / eta)


@EXERCISE.misunderstanding("step", hint="every weight is charged the same, whatever its size: that is L1.", read=EQUAL)
def as_l1(weights: list, biases: list, d_weights: list, d_biases: list, eta: float, decay: float) -> Lists:
    new = [W - eta * (d + decay * np.sign(W)) for W, d in zip(weights, d_weights, strict=True)]
    return new, _step(weights, biases, d_weights, d_biases, eta, decay)[1]


@EXERCISE.misunderstanding("step", hint="nothing decays here.", read=PRICE)
def no_decay(weights: list, biases: list, d_weights: list, d_biases: list, eta: float, decay: float) -> Lists:
    return _step(weights, biases, d_weights, d_biases, eta, 0.0)


@EXERCISE.check(
    "At a minimum",
    points=1,
    row="L36",
    hint="At a minimum the derivative of the cost is 0. It has two terms.",
)
def minimum(s: Answers) -> None:
    expect_number("gradient_of_loss", s.value("gradient_of_loss"), 0.06, tolerance=1e-9)


EXERCISE.mistaken("gradient_of_loss", -0.06, hint="the sign: the loss pulls against the price.", read=PRICE)


EXERCISE.mistaken(
    "gradient_of_loss", 0.0, hint="at a minimum the derivative of the *cost* is 0, not that of the loss.", read=PRICE
)


EXERCISE.mistaken("gradient_of_loss", 150.0, hint="you divide by lambda; solve for the other one.", read=PRICE)


@EXERCISE.check(
    "Two equal inputs",
    points=2,
    row="L37",
    hint="With the sum fixed at 4: which split has the smallest sum of squares? And what is the sum of absolute "
    "values of 4 and 0, of 3 and 1, of 2 and 2?",
)
def equal_inputs(s: Answers) -> None:
    expect_close("fractions_under_l2", s.value("fractions_under_l2"), [2.0, 2.0])
    expect_choice("under_l1", s.value("under_l1"), "c", "abc")


EXERCISE.mistaken("under_l1", "a", hint="equal shares are what L2 asks for.", read=EQUAL)


EXERCISE.mistaken(
    "under_l1",
    "b",
    hint="that all goes to one is often said, and the slide says so. Add the absolute values.",
    read=EQUAL,
)


EXERCISE.mistaken("fractions_under_l2", [4.0, 0.0], hint="one weight alone pays 16, two halves pay less.", read=EQUAL)


@EXERCISE.check(
    "What overfitting is",
    points=2,
    row="L34",
    hint="A net that fits every example, wrong labels included: what has it learned? And by which law do accidents "
    "shrink as examples are added?",
)
def overfitting(s: Answers) -> None:
    expect_choice("overfits", s.value("overfits"), "b", "abc")
    expect_number("noise_shrinks", s.value("noise_shrinks"), 10)


EXERCISE.mistaken("overfits", "a", hint="no error on the training examples is no sign of success.", read=ACCIDENTS)


EXERCISE.mistaken("noise_shrinks", 100, hint="they shrink with the root of the number of examples.", read=ACCIDENTS)


@EXERCISE.check(
    "Which limits capacity",
    points=1,
    row="L35",
    hint="Which of them leaves the net less able to bend?",
)
def limits(s: Answers) -> None:
    expect_choice("does_not_limit", s.value("does_not_limit"), "d", "abcd")


EXERCISE.mistaken(
    "does_not_limit", "c", hint="stopping early leaves weights small, and small weights can't bend.", read=CAPACITY
)


def _step(weights: list, biases: list, d_weights: list, d_biases: list, eta: float, decay: float) -> Lists:
    return (
        [W - eta * (d + decay * W) for W, d in zip(weights, d_weights, strict=True)],
        [b - eta * d for b, d in zip(biases, d_biases, strict=True)],
    )
