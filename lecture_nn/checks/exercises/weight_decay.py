"""The checks of the exercise "overfitting and weight decay" (lecture rows L34 to L37)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lecture_nn.checks import penalty
from lecture_nn.checks.answers import Answers
from lecture_nn.checks.exercise import Exercise
from lecture_nn.checks.expect import draws, expect_choice, expect_close, expect_list, expect_number, numbers

EXERCISE = Exercise("weight_decay", given=("MLP", "noisy_digits", "use_one_thread"))

CHANCE = ("16_overfitting", "Regularities and accidents")
OVERFITTING = ("16_overfitting", "Memorizing wrong labels")
CAPACITY = ("16_overfitting", "The right capacity")
DECAY = ("17_weight_decay", "A penalty on the weights")
REST = ("17_weight_decay", "Where the weights come to rest")
SOFT = ("17_weight_decay", "Shrinking or zeroing: L2 and L1")
EQUAL = ("17_weight_decay", "Two equal inputs, two similar ones")
SMALL = 1e-6  # of absolute differences that pass: sums of float32 numbers are no more exact


@EXERCISE.check(
    "What a perfect training accuracy says",
    points=1,
    row="L34",
    hint="The network reproduces every label as it was given. What are a hundred of these labels?",
)
def overfitting(s: Answers) -> None:
    expect_choice("overfits", s.value("overfits"), "b", "abc")


EXERCISE.mistaken(
    "overfits",
    "a",
    hint="you take training accuracy for success. To reproduce a wrong label is to be wrong about the image.",
    read=OVERFITTING,
)
EXERCISE.mistaken(
    "overfits",
    "c",
    hint="you wait for new images, which would tell how *useful* the network is. But what it did with the wrong labels "
    "can be seen on the training set alone.",
    read=OVERFITTING,
)


@EXERCISE.check(
    "How fast spurious patterns fade",
    points=1,
    row="L34",
    hint="A correlation that is due to chance has the size of a standard error. By which law does a standard error "
    "shrink as examples are added?",
)
def fading(s: Answers) -> None:
    expect_number("times_smaller", s.value("times_smaller"), 10)


for _value, _hint in {
    100.0: "your factor is 100. How many times as many examples are there, and how does the standard error of "
    "a mean depend on the number of examples?",
    10_000.0: "you have squared the factor. A standard error shrinks more slowly than the examples grow, not faster.",
    0.01: "you have said how large the correlation becomes. By which factor has it shrunk?",
    0.1: "your factor is upside down: how many times *smaller* does the correlation become?",
    1.0: "you expect no change. With more examples, chance has less room: think of the standard error of a mean.",
    2.0: "this is an exponent, as a logarithm gives it, and not a factor. By which factor does a standard error shrink "
    "when N is 100 times as large?",
}.items():
    EXERCISE.mistaken("times_smaller", _value, hint=_hint, read=CHANCE)


@EXERCISE.check(
    "The remedy that leaves the capacity as it is",
    points=1,
    row="L35",
    hint="Capacity is the variety of functions that a network can end up with. Ask of each of the four remedies: which "
    "functions does it put out of reach?",
)
def capacity(s: Answers) -> None:
    expect_choice("leaves_capacity", s.value("leaves_capacity"), "c", "abcd")


for _value, _hint in {
    "a": "you think that the number of hidden units doesn't count. With few of them, the network can't represent as "
    "many functions.",
    "b": "you think that a penalty leaves every function within reach. On paper it does, but functions that need large "
    "weights have become too expensive.",
    "d": "you think that time isn't a limit. But weights that start small need time to grow, and until then the "
    "network can only represent simple functions.",
}.items():
    EXERCISE.mistaken("leaves_capacity", _value, hint=_hint, read=CAPACITY)


def _arrays(rng: np.random.Generator, layers: int) -> tuple[list[NDArray], ...]:
    """Weights, biases and the derivatives of the loss with respect to both, for up to three layers."""
    shapes = ((4, 3), (5, 4), (2, 5))[:layers]
    weights, d_weights = ([rng.normal(size=shape) for shape in shapes] for _ in range(2))
    biases, d_biases = ([rng.normal(size=shape[0]) for shape in shapes] for _ in range(2))
    return weights, biases, d_weights, d_biases


@EXERCISE.check(
    "The cost with weight decay",
    points=2,
    row="L36",
    hint="Work it out in your head for one layer with the weights 1 and 2, and compare. Then look at the formula "
    "again: which parameters does the sum go over?",
)
def cost(s: Answers) -> None:
    problems = [
        (float(rng.uniform(0.5, 2)), *_arrays(rng, layers)[:2], float(rng.uniform(0.1, 0.5)))
        for rng, layers in zip(draws(), (3, 2), strict=True)
    ]
    found = [s.cost(*problem) for problem in problems]  # both of them first: a name has to explain both
    for (loss, weights, _, decay), got in zip(problems, found, strict=True):
        expect_close("cost(loss, weights, biases, decay)", got, loss + decay / 2 * penalty.squares(weights))


EXERCISE.wrong_answers("cost", penalty.WRONG_COSTS, read=DECAY)


@EXERCISE.check(
    "A step with weight decay",
    points=3,
    row="L36",
    hint="What is the derivative of ½ λ w² with respect to w? Add it to the derivative of the loss, for each weight; "
    "then take the step. Which parameters have no penalty?",
)
def step(s: Answers) -> None:
    for rng, layers in zip(draws(), (3, 2), strict=True):
        problem = _arrays(rng, layers)
        eta, decay = rng.uniform(0.1, 0.4), rng.uniform(0.1, 0.5)
        got = expect_list("step(...)", s.step(*problem, eta, decay), 2)
        for kind, arrays, expected in zip(("weights", "biases"), got, penalty.step(*problem, eta, decay), strict=True):
            found = expect_list(f"step(...): {kind}", arrays, layers)
            for l, (array, right) in enumerate(zip(found, expected, strict=True)):
                expect_close(f"{kind}[{l}] after a step", array, right, atol=SMALL)


EXERCISE.wrong_answers("step", penalty.WRONG_STEPS, read=DECAY)


@EXERCISE.check(
    "How far a weight decays",
    points=1,
    row="L36",
    hint="If the loss doesn't pull, what does your step do to this weight alone? By which factor is the weight "
    "multiplied, at every step?",
)
def decayed(s: Answers) -> None:
    expect_number("fraction_left", s.value("fraction_left"), 0.999**1000, tolerance=0.003)


for _hint, _wrong in {
    "nothing or next to nothing is left in your answer. By what factor does each of the first two steps multiply the "
    "weight?": (0.0,),
    "you have computed how much is lost. How much is left?": (1 - 0.999**1000, 0.632, 0.63, 1 - np.exp(-1)),
    "this is what a single step leaves. There are a thousand of them.": (0.999,),
    "the learning rate is missing in your factor.": (0.99**1000, 4.3e-5, 0.99, np.exp(-10)),
    "your weight decays twice as fast as it should. The square brings down a 2, which cancels the ½ of the penalty.": (
        0.998**1000,
        0.135,
        0.14,
    ),
    "your weight decays half as fast as it should. The ½ of the penalty is used up by the 2 that the square brings "
    "down.": (0.9995**1000, 0.606, 0.61),
    "you lose nothing. The loss doesn't pull at this weight, but the penalty does.": (1.0,),
    "this is the fraction that a single step takes away. How much is left after it, and after the next?": (0.001,),
    "λ is missing in your factor. The derivative of the penalty contains it.": (0.9,),
    "your weight grows. The penalty pulls towards 0.": (1.001**1000, 2.717, 2.72),
    "your answer is in percent. A fraction is asked for.": (100 * 0.999**1000, 36.8, 36.77, 37.0),
}.items():
    for _value in _wrong:
        EXERCISE.mistaken("fraction_left", _value, hint=_hint, read=DECAY)


@EXERCISE.check(
    "The balance at a minimum",
    points=1,
    row="L36",
    hint="At a minimum of the cost, its derivative with respect to the weight is 0. It has two terms. Which of them do "
    "you know?",
)
def minimum(s: Answers) -> None:
    expect_number("gradient_of_loss", s.value("gradient_of_loss"), 0.06, tolerance=SMALL)


for _value, _hint in {
    -0.06: "you have computed the derivative of the penalty. At a minimum of the cost, what do it and the derivative "
    "of the loss add up to?",
    0.0: "you take the minimum of the cost for one of the loss. It is the derivative of the *cost* that is 0.",
    150.0: "you divide by λ. That leads from the derivative of the loss to the weight; here it is the other way.",
    -150.0: "you divide by λ, and a sign is lost as well. Write the derivative of the cost, and set it to 0.",
    0.09: "you have computed the penalty of this weight. Its derivative is needed.",
    0.18: "you have squared the weight. What is the derivative of ½ λ w²?",
    0.03: "a factor of 2 is missing. What is the derivative of w², and what happens to the ½?",
    0.12: "there is an extra factor of 2. The square brings down a 2, which cancels the ½ of the penalty.",
    -0.12: "there is an extra factor of 2, and a sign is lost. What happens to the ½, and what do the derivatives of "
    "loss and penalty add up to?",
    -0.03: "a factor of 2 is missing, and a sign is lost. What happens to the ½, and what do the derivatives of loss "
    "and penalty add up to?",
    -0.09: "you have computed the penalty of this weight, with its sign changed. Its derivative is needed.",
    -0.18: "you have squared the weight. What is the derivative of ½ λ w²?",
    0.02: "the weight is missing. The pull of the penalty is proportional to it.",
    -0.02: "the weight is missing. The pull of the penalty is proportional to it.",
    -3.0: "λ is missing, and a sign is lost. What do the derivatives of loss and penalty add up to at a minimum?",
    3.0: "λ is missing. How hard does the penalty pull at this weight?",
}.items():
    EXERCISE.mistaken("gradient_of_loss", _value, hint=_hint, read=REST)


A = np.array([2.5, -1.7, 0.3, -0.2, 0.9, -1.1, -0.9, 0.0])  # on both sides of the thresholds below, and of 0


@EXERCISE.check(
    "Where L2 puts the minimum",
    points=1,
    row="L37",
    hint="Set the derivative of ½ (w − a)² + ½ λ w² with respect to w to 0, and solve for w.",
)
def under_l2(s: Answers) -> None:
    problems = _parabolas()
    found = [s.minimum_l2(*problem) for problem in problems]
    for (a, decay), got in zip(problems, found, strict=True):
        expect_close(f"minimum_l2(a, {decay:.3g})", got, a / (1 + decay), atol=SMALL)


@EXERCISE.check(
    "Where L1 puts the minimum",
    points=2,
    row="L37",
    hint="First for w > 0: what is the derivative, where is it 0, and for which a is that w positive? Treat w < 0 in "
    "the same way. What is left for the a in between?",
)
def under_l1(s: Answers) -> None:
    problems = _parabolas()
    found = [s.minimum_l1(*problem) for problem in problems]
    for (a, decay), got in zip(problems, found, strict=True):
        expect_close(f"minimum_l1(a, {decay:.3g})", got, _soft(a, decay), atol=SMALL)


def _parabolas() -> list[tuple[NDArray, float]]:
    """Three arrays with minima of the loss, the last whole numbers, each with a lambda that lies among their sizes."""
    (_, rng) = draws()
    drawn = rng.permutation([*A, *rng.normal(scale=2, size=5)])
    return [(A, 0.8), (drawn, float(rng.uniform(0.5, 0.85))), (np.array([3, -1, 0, 1, -2]), 1.5)]


def _whole(a: NDArray, threshold: float) -> NDArray:
    """The minima, kept in an array of the type of `a`, which cuts off what follows the point if it holds integers."""
    return _soft(a, threshold).astype(a.dtype)


def _soft(a: NDArray, threshold: float) -> NDArray:
    return np.sign(a) * np.maximum(np.abs(a) - threshold, 0)


EXERCISE.wrong_answers("minimum_l2", penalty.WRONG_L2, read=SOFT)
EXERCISE.wrong_answers("minimum_l1", penalty.WRONG_L1, read=SOFT)
EXERCISE.wrong_answers(
    "minimum_l1",
    {
        "when `a` holds whole numbers, so does your result: your array has taken over the type of `a`, and "
        "everything after the decimal point is cut off. Which type should it have?": _whole
    },
    read=SOFT,
)


@EXERCISE.check(
    "Two equal inputs",
    points=2,
    row="L37",
    hint="With the sum fixed at 4, compute both penalties for 4 and 0, for 3 and 1, and for 2 and 2. Which of the "
    "three is cheapest under L2? And under L1?",
)
def equal_inputs(s: Answers) -> None:
    pair = numbers("weights_under_l2", s.value("weights_under_l2"), (2,)).ravel()
    assert pair.size == 2, f"weights_under_l2: expected two numbers, got {pair.size}"
    assert abs(pair.sum() - 4) < SMALL or not pair.any(), (
        f"weights_under_l2: the sum of the two weights should be 4, but {pair.tolist()} add up to {pair.sum():.4g}"
    )
    assert np.allclose(pair, 2, atol=1e-6), f"weights_under_l2: {pair.tolist()} is not right"
    expect_choice("under_l1", s.value("under_l1"), "c", "abc")


for _pair, _hint in {
    (4.0, 0.0): "you put all on one weight. Compare its square, 16, with the sum of two smaller squares.",
    (0.0, 4.0): "you put all on one weight. Compare its square, 16, with the sum of two smaller squares.",
    (3.0, 1.0): "you have seen that sharing is cheaper, but not how far it goes. What does another split cost?",
    (1.0, 3.0): "you have seen that sharing is cheaper, but not how far it goes. What does another split cost?",
    (2**0.5, 2**0.5): "it is the squares of your weights that add up to 4. What should add up to 4 here?",
    (4.0, 4.0): "each of your weights is 4. It is their sum that should be 4.",
    (0.5, 0.5): "these are the fractions of the sum. Which weights are they, when the sum is 4?",
    (0.0, 0.0): "you let the penalty win. Here the sum is fixed at 4, and only the split is free.",
}.items():
    EXERCISE.mistaken("weights_under_l2", list(_pair), hint=_hint, read=EQUAL)

for _value, _hint in {
    "a": "equal weights are what L2 asks for. Add up absolute values: is 2 and 2 any cheaper than 3 and 1?",
    "b": "you believe that L1 puts all the weight on one of two equal inputs, which is often said. Add up absolute "
    "values: is 4 and 0 any cheaper than 3 and 1?",
}.items():
    EXERCISE.mistaken("under_l1", _value, hint=_hint, read=EQUAL)
