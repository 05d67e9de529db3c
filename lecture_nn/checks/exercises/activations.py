"""The checks of the exercise "activations and their derivatives" (lecture row L05)."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from lecture_nn import activations as reference
from lecture_nn.checks.answers import Answers
from lecture_nn.checks.exercise import Exercise
from lecture_nn.checks.expect import draws, expect_choice, expect_close, expect_number

EXERCISE = Exercise("activations")

THREE = ("03_activations", "Sigmoid, tanh and ReLU")
FROM_H = ("03_activations", "The derivative from the activation alone")
SATURATION = ("03_activations", "Saturation")
SAFELY = ("03_activations", "Computing a sigmoid safely")
DEAD = ("03_activations", "Dead ReLUs")


@EXERCISE.check(
    "The sigmoid",
    points=1,
    row="L05",
    hint="The sigmoid is ½ at z = 0 and approaches 1 for large z. Does yours? If it falls instead, look at the sign "
    "in the exponent.",
)
def sigmoid(s: Answers) -> None:
    for rng in draws():
        z = rng.normal(scale=2, size=(3, 4))
        expect_close("sigmoid(z)", s.sigmoid(z), reference.sigmoid(z))
    whole = np.arange(-4, 4).reshape(2, 4)  # an array like it can't hold the results
    expect_close("sigmoid(z) of the whole numbers from -4 to 3", s.sigmoid(whole), reference.sigmoid(whole))


@EXERCISE.check(
    "The sigmoid far out",
    points=1,
    row="L05",
    hint="exp(1000) is too large for a computer, so the exponential should see negative numbers only. The lesson "
    "has two ways to write the sigmoid, one for each side of zero.",
)
def sigmoid_far_out(s: Answers) -> None:
    with np.errstate(all="raise", under="ignore"):
        for rng in draws():
            z = np.array([-1500.0, -700, -60, -30, 0, 800, 1200]) + rng.uniform(-2, -1, size=7)  # on average below 0
            got = s.sigmoid(z)
            smallest = 1e-40 if getattr(got, "dtype", None) == np.float32 else 1e-307  # that counts: e^-700 does
            expect_close("sigmoid(z) for z from -1500 to 1200", got, reference.sigmoid(z), atol=smallest)


@EXERCISE.misunderstanding(
    "sigmoid",
    hint="your function falls from 1 to 0 where the sigmoid rises. Is a sign in an exponent reversed, or are two "
    "cases swapped?",
    read=THREE,
)
def falling(z: NDArray) -> NDArray:
    return reference.sigmoid(-z)


@EXERCISE.misunderstanding(
    "sigmoid", hint="you have written tanh, which lies between −1 and 1. The sigmoid lies between 0 and 1.", read=THREE
)
def tanh_for_sigmoid(z: NDArray) -> NDArray:
    return np.tanh(z)


@EXERCISE.misunderstanding(
    "sigmoid",
    hint="for large z you divide infinity by infinity, which is not a number. For which z is this form safe?",
    read=SAFELY,
)
def exp_over_one_plus_exp(z: NDArray) -> NDArray:
    return np.exp(z) / (1 + np.exp(z))


@EXERCISE.misunderstanding(
    "sigmoid",
    hint="you limit z to some range, so all values beyond it come out the same. For z = −60 the result should be "
    "about 1e-26.",
    read=SAFELY,
)
def clipped(z: NDArray, limit: float = 20) -> NDArray:
    return 1 / (1 + np.exp(-np.clip(z, -limit, limit)))


for _limit in (500, 100, 50):
    EXERCISE.wrong_answers(
        "sigmoid",
        {
            f"you limit z to ±{_limit}, so all values beyond it come out the same. For z = −701 the result should be "
            f"about {np.exp(-701):.0e}, which a computer can represent.": partial(clipped.wrong, limit=_limit)
        },
        read=SAFELY,
    )


# Derivatives


@EXERCISE.check(
    "The derivative of the sigmoid, from its activation",
    points=2,
    row="L05",
    hint="The function is given h = σ(z), not z: the sigmoid has been applied already. What is σ′(z), written in "
    "terms of h?",
)
def sigmoid_derivative(s: Answers) -> None:
    for rng in draws():
        z = rng.normal(scale=2, size=(3, 4))
        expect_close(
            "sigmoid_derivative(h)", s.sigmoid_derivative(reference.sigmoid(z)), reference.sigmoid.derivative(z)
        )


@EXERCISE.misunderstanding(
    "sigmoid_derivative",
    hint="you use h as if it were z: your formula is the derivative in terms of z. But h is already the sigmoid of z.",
    read=FROM_H,
)
def sigmoid_twice(h: NDArray) -> NDArray:
    return reference.sigmoid.derivative(h)


@EXERCISE.misunderstanding(
    "sigmoid_derivative",
    hint="this is the derivative of tanh in terms of its activation. The sigmoid has another one.",
    read=FROM_H,
)
def slope_of_the_other(h: NDArray) -> NDArray:
    return 1 - h**2


@EXERCISE.misunderstanding(
    "sigmoid_derivative",
    hint="one of the two factors is missing. The derivative is small at both ends, for h near 0 as well as for h "
    "near 1.",
    read=FROM_H,
)
def one_factor(h: NDArray) -> NDArray:
    return 1 - h


@EXERCISE.check(
    "The derivative of tanh, from its pre-activation",
    points=2,
    row="L05",
    hint="This function is given u, and the short formula is in terms of the activation, which you have to compute "
    "first. Compare your result with a numerical derivative.",
)
def tanh_derivative(s: Answers) -> None:
    for rng in draws():
        u = rng.normal(scale=1.5, size=(2, 5))
        expect_close("tanh_derivative(u)", s.tanh_derivative(u), reference.tanh.derivative(u))
    whole = np.arange(-4, 4).reshape(2, 4)
    expect_close(
        "tanh_derivative(u) of the whole numbers from -4 to 3",
        s.tanh_derivative(whole),
        reference.tanh.derivative(whole),
    )


@EXERCISE.misunderstanding(
    "tanh_derivative",
    hint="you square u itself. The short formula has the activation in it: how do you get that from u?",
    read=FROM_H,
)
def squares_u(u: NDArray) -> NDArray:
    return 1 - u**2


@EXERCISE.misunderstanding(
    "tanh_derivative",
    hint="the square is missing. At u = −3, where tanh is flat, your derivative is nearly 2.",
    read=THREE,
)
def no_square(u: NDArray) -> NDArray:
    return 1 - np.tanh(u)


@EXERCISE.misunderstanding(
    "tanh_derivative",
    hint="you evaluate the derivative of tanh at tanh(u), as if tanh were applied twice. At which point should the "
    "derivative be evaluated?",
    read=FROM_H,
)
def tanh_twice(u: NDArray) -> NDArray:
    return 1 - np.tanh(np.tanh(u)) ** 2


@EXERCISE.check(
    "The derivative of ReLU",
    points=2,
    row="L05",
    hint="Draw the ReLU, and read off how steep it is at u = 3 and at u = −3. At exactly 0 take the value of the "
    "left side.",
)
def relu_derivative(s: Answers) -> None:
    for rng in draws():
        u = rng.normal(scale=2, size=7)
        u[3] = 0.0
        expect_close("relu_derivative(u)", s.relu_derivative(u), (u > 0).astype(float))
    whole = np.arange(-4, 4)
    expect_close(
        "relu_derivative(u) of the whole numbers from -4 to 3", s.relu_derivative(whole), (whole > 0).astype(float)
    )


@EXERCISE.misunderstanding("relu_derivative", hint="this is the ReLU itself. How steep is it at u = 3?", read=THREE)
def relu_itself(u: NDArray) -> NDArray:
    return np.maximum(u, 0)


@EXERCISE.misunderstanding(
    "relu_derivative",
    hint="this is the derivative of |u|, which falls on the left. What does the ReLU do below 0?",
    read=DEAD,
)
def sign(u: NDArray) -> NDArray:
    return np.sign(u)


@EXERCISE.misunderstanding(
    "relu_derivative",
    hint="between 0 and 1, you return u itself. How steep is the ReLU there?",
    read=THREE,
)
def clipped(u: NDArray) -> NDArray:
    return np.clip(u, 0, 1)


@EXERCISE.misunderstanding(
    "relu_derivative",
    hint="your derivative is 1 at exactly 0. Any value from 0 to 1 could be defended there, but the docstring asks "
    "for 0.",
    read=THREE,
)
def one_at_the_kink(u: NDArray) -> NDArray:
    return (u >= 0).astype(float)


# Numbers and choices


@EXERCISE.check(
    "How much a saturated unit loses",
    points=1,
    row="L05",
    hint="Compute the derivative at both places with your own functions, and divide the larger by the smaller.",
)
def saturated(s: Answers) -> None:
    expect_number(
        "times_flatter", s.value("times_flatter"), 0.25 / float(reference.sigmoid.derivative(6.0)), tolerance=0.6
    )


for _value, _hint, _read in (
    (
        2.0,
        "you have compared the activations, 1 and ½. How steep the curve is tells how well the unit can learn.",
        SATURATION,
    ),
    (
        round(1 / float(reference.sigmoid.derivative(6.0))),
        "you have divided 1 by the derivative at z = 6. How steep is the sigmoid at z = 0?",
        THREE,
    ),
    (
        round(float(np.exp(6.0))),
        "you have taken e⁶, as if the steepness were e^−z at z = 0 already. How steep is the sigmoid there?",
        THREE,
    ),
    (
        round(float(np.cosh(6.0) ** 2)),
        "you have taken the derivative of tanh, which saturates sooner than the sigmoid.",
        SATURATION,
    ),
    (
        round(6 * (6 - 1) / 0.25),
        "you have put z = 6 into h (1 − h). That formula wants the activation, which lies between 0 and 1.",
        SATURATION,
    ),
    (
        round(float(reference.sigmoid.derivative(6.0)) / 0.25, 5),
        "your number is below 1: it says what fraction of the steepness is left. What is asked for?",
        SATURATION,
    ),
):
    EXERCISE.mistaken("times_flatter", _value, hint=_hint, read=_read)


@EXERCISE.check(
    "A unit that never learns again",
    points=1,
    row="L05",
    hint="A small derivative slows learning down, and only a derivative of exactly 0 stops it. Which of the three "
    "has one at −4?",
)
def dead(s: Answers) -> None:
    expect_choice("can_die", s.value("can_die"), "c", "abc")


EXERCISE.mistaken(
    "can_die",
    "a",
    hint="you are thinking of saturation. A saturated sigmoid has a small derivative, but not one of exactly 0.",
    read=SATURATION,
)


EXERCISE.mistaken(
    "can_die",
    "b",
    hint="you are thinking of saturation. At −4 the derivative of tanh is about 0.001: learning is slow, but it "
    "goes on.",
    read=SATURATION,
)
