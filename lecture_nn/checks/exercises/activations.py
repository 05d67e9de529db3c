"""The checks of the exercise "activations and their derivatives" (lecture row L05)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lecture_nn import activations as reference
from lecture_nn.checks.answers import Answers
from lecture_nn.checks.exercise import Exercise
from lecture_nn.checks.expect import draws, expect_choice, expect_close, expect_number

EXERCISE = Exercise("activations")

THREE = ("03_activations", "The three of the lecture")
FREE = ("03_activations", "Slopes for free")
SATURATION = ("03_activations", "Saturation")
SAFELY = ("03_activations", "Computing it safely")
RELU = ("03_activations", "The price of ReLU")
WHICH = ("03_activations", "Which one?")


@EXERCISE.check(
    "The sigmoid",
    points=1,
    row="L05",
    hint="At z = 0 it is ½, for large z it goes to 1. Check the sign of the exponent.",
)
def sigmoid(s: Answers) -> None:
    for rng in draws():
        z = rng.normal(scale=2, size=(3, 4))
        expect_close("sigmoid(z)", s.sigmoid(z), reference.sigmoid(z))


@EXERCISE.check(
    "The sigmoid far out",
    points=1,
    row="L05",
    hint="exp(1000) is too large for a computer. For z < 0 there is another way to write the same fraction.",
)
def sigmoid_far_out(s: Answers) -> None:
    with np.errstate(all="raise", under="ignore"):
        for rng in draws():
            z = rng.uniform(-5, 5, size=6) + np.array([-1500.0, -60, -30, 0, 800, 1500])
            expect_close("sigmoid(z) for z from -1500 to 1500", s.sigmoid(z), reference.sigmoid(z), atol=1e-40)


@EXERCISE.misunderstanding("sigmoid", hint="the sign in the exponent is turned around: this one falls.", read=THREE)
def falling(z: NDArray) -> NDArray:
    return reference.sigmoid(-z)


@EXERCISE.misunderstanding("sigmoid", hint="this is the tanh, between -1 and 1.", read=THREE)
def tanh_for_sigmoid(z: NDArray) -> NDArray:
    return np.tanh(z)


@EXERCISE.misunderstanding(
    "sigmoid", hint="for large z this is infinity over infinity, which is not a number.", read=SAFELY
)
def exp_over_one_plus_exp(z: NDArray) -> NDArray:
    return np.exp(z) / (1 + np.exp(z))


@EXERCISE.misunderstanding("sigmoid", hint="you cut z off, so that far out all numbers come out the same.", read=SAFELY)
def clipped(z: NDArray) -> NDArray:
    return 1 / (1 + np.exp(-np.clip(z, -20, 20)))


# Slopes


@EXERCISE.check(
    "The slope of the sigmoid, from its activation",
    points=2,
    row="L05",
    hint="The function gets h, not z: the sigmoid has been applied already.",
)
def sigmoid_derivative(s: Answers) -> None:
    for rng in draws():
        z = rng.normal(scale=2, size=(3, 4))
        expect_close("sigmoid_derivative(h)", s.sigmoid_derivative(reference.sigmoid(z)), reference.sigmoid.derivative(z))


@EXERCISE.misunderstanding(
    "sigmoid_derivative", hint="you apply the sigmoid once more to h, as if it were z: this is f'(f(z)).", read=FREE
)
def sigmoid_twice(h: NDArray) -> NDArray:
    return reference.sigmoid.derivative(h)


@EXERCISE.misunderstanding("sigmoid_derivative", hint="this is the slope of the tanh, from its activation.", read=FREE)
def slope_of_the_other(h: NDArray) -> NDArray:
    return 1 - h**2


@EXERCISE.misunderstanding("sigmoid_derivative", hint="one of the two factors is missing.", read=FREE)
def one_factor(h: NDArray) -> NDArray:
    return 1 - h


@EXERCISE.check(
    "The slope of the tanh, from its pre-activation",
    points=2,
    row="L05",
    hint="This function gets u, and the short formula is in terms of the activation. Compare with a finite difference.",
)
def tanh_derivative(s: Answers) -> None:
    for rng in draws():
        u = rng.normal(scale=1.5, size=(2, 5))
        expect_close("tanh_derivative(u)", s.tanh_derivative(u), reference.tanh.derivative(u))


@EXERCISE.misunderstanding(
    "tanh_derivative", hint="you square u itself. The short formula is in terms of the activation.", read=FREE
)
def squares_u(u: NDArray) -> NDArray:
    return 1 - u**2


@EXERCISE.misunderstanding("tanh_derivative", hint="the square is missing.", read=THREE)
def no_square(u: NDArray) -> NDArray:
    return 1 - np.tanh(u)


@EXERCISE.misunderstanding("tanh_derivative", hint="the tanh has been applied twice.", read=FREE)
def tanh_twice(u: NDArray) -> NDArray:
    return 1 - np.tanh(np.tanh(u)) ** 2


@EXERCISE.check(
    "The slope of the ReLU",
    points=2,
    row="L05",
    hint="Draw the ReLU and read off its slope at u = 3 and at u = -3. At exactly 0 take that of the left side.",
)
def relu_derivative(s: Answers) -> None:
    for rng in draws():
        u = rng.normal(scale=2, size=7)
        u[3] = 0.0
        expect_close("relu_derivative(u)", s.relu_derivative(u), (u > 0).astype(float))


@EXERCISE.misunderstanding("relu_derivative", hint="this is the ReLU itself. How steep is it at u = 3?", read=THREE)
def relu_itself(u: NDArray) -> NDArray:
    return np.maximum(u, 0)


@EXERCISE.misunderstanding("relu_derivative", hint="this is the slope of |u|. What does the ReLU do below 0?", read=RELU)
def sign(u: NDArray) -> NDArray:
    return np.sign(u)


@EXERCISE.misunderstanding("relu_derivative", hint="at exactly 0 the question says what to take.", read=THREE)
def one_at_the_kink(u: NDArray) -> NDArray:
    return (u >= 0).astype(float)


# Numbers and choices


@EXERCISE.check(
    "How much a saturated unit loses",
    points=1,
    row="L05",
    hint="Compute the slope at both places with your own function, and divide.",
)
def saturated(s: Answers) -> None:
    expect_number(
        "times_flatter", s.value("times_flatter"), 0.25 / float(reference.sigmoid.derivative(6.0)), tolerance=0.6
    )


EXERCISE.mistaken(
    "times_flatter", 2.0, hint="you have compared the activations. Learning goes by the slopes.", read=SATURATION
)


EXERCISE.mistaken(
    "times_flatter",
    round(float(np.cosh(6.0) ** 2)),
    hint="you have taken the slope of the tanh, which saturates sooner.",
    read=SATURATION,
)


EXERCISE.mistaken(
    "times_flatter",
    round(float(reference.sigmoid.derivative(6.0)) / 0.25, 5),
    hint="this is the ratio the other way up.",
    read=SATURATION,
)


@EXERCISE.check(
    "A unit that never learns again",
    points=1,
    row="L05",
    hint="Which of the three has a slope that is exactly 0 over a whole half of its inputs?",
)
def dead(s: Answers) -> None:
    expect_choice("can_die", s.value("can_die"), "c", "abc")


EXERCISE.mistaken(
    "can_die", "a", hint="you think of saturation: there the slope is small, but not exactly 0.", read=RELU
)
