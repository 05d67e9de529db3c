"""The checks of the exercise "write your own optimizers" (lecture rows L24, L25 and L26)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lecture_nn.checks import steps, wrong_adam, wrong_batches, wrong_steps
from lecture_nn.checks.answers import Answers
from lecture_nn.checks.exercise import Exercise
from lecture_nn.checks.expect import draws, expect_close, expect_list, expect_number

EXERCISE = Exercise("optimizers", given=("GradientDescent", "Momentum", "RMSProp", "Adam", "softmax"))

OFTEN, FAR = ("14_optimizers", "How often"), ("14_optimizers", "How far")
ADAPTIVE = ("14_optimizers", "Seven optimizers")
PRINTED = ("19_errata", "E10: the order of momentum")
SUM = ("08_loss_and_descent", "Sum or mean?")
SHAPES = ((3, 4), (5,))
SMALL = 1e-6  # of absolute differences that pass: sums of float32 numbers are no more exact


@EXERCISE.check(
    "How many steps",
    points=1,
    row="L24",
    hint="Work it out by hand: how many batches of 4 does an epoch with 10 examples have, and how many have three "
    "epochs?",
)
def how_many_steps(s: Answers) -> None:
    cases = [(10, 4, 1), (10, 4, 3), (9, 4, 2), (11, 4, 1), (8, 4, 3), (3, 8, 2), (50, 50, 7), (101, 100, 2)]
    cases += [tuple(int(rng.integers(*ends)) for ends in ((50, 500), (2, 40), (2, 9))) for rng in draws()]
    for case, got in [(case, s.n_steps(*case)) for case in cases]:
        N, B, epochs = case
        expect_number(f"n_steps{case}", got, -(-N // B) * epochs)


@EXERCISE.check(
    "Mini-batches",
    points=2,
    row="L24",
    hint="The first batch holds the first B entries of order, the second one the next B, and so on. Where does each "
    "of them start? And what happens to the entries that are left?",
)
def mini_batches(s: Answers) -> None:
    sizes = ((10, 4), (9, 3), (5, 8), (14, 3), (9, 4), (1, 2), (6, 1))
    cases = [(rng.permutation(50)[:N], B) for rng in draws() for N, B in sizes]
    for (order, B), came in [(case, s.batches(*case)) for case in cases]:
        N = len(order)
        got = expect_list(f"batches of {B} from {N} examples", came, -(-N // B))
        for n, batch in enumerate(got):
            expect_close(f"batch {n} of {B} from {N} examples", batch, order[n * B : (n + 1) * B])


@EXERCISE.check(
    "A learning rate for the sum",
    points=1,
    row="L24",
    hint="By what factor is the gradient of the sum longer than the gradient of the mean? The step should stay as long "
    "as it was.",
    hidden=True,
)
def rate_for_the_sum(s: Answers) -> None:
    expect_number("learning_rate_for_sum", s.value("learning_rate_for_sum"), 0.2 / 50, tolerance=1e-6)


@EXERCISE.check(
    "A step with momentum",
    points=2,
    row="L25",
    hint="Two lines: first the new velocity, made of the old one and the gradient, then the weights. Which velocity do "
    "they move with? Try one step by hand: w = 1, v = 0.5, g = 2, η = 0.1, γ = 0.9.",
)
def a_step_with_momentum(s: Answers) -> None:
    cases = []
    for rng in draws():
        cases += [(*rng.normal(size=(3, *shape)), rng.uniform(0.05, 0.4), rng.uniform(0.55, 0.95)) for shape in SHAPES]
    for case, came in [(case, s.momentum_step(*case)) for case in cases]:
        w, v = expect_list("momentum_step(...)", came, 2)
        new_w, new_v = steps.momentum(*case)
        expect_close("velocity after a step", v, new_v, atol=SMALL)
        expect_close("weights after a step", w, new_w, atol=SMALL)


@EXERCISE.check(
    "How fast momentum gets",
    points=1,
    row="L25",
    hint="If the gradient stays the same, the velocity grows until a further step leaves it unchanged. Which "
    "equation does it solve then?",
)
def how_fast(s: Answers) -> None:
    expect_number("times_faster", s.value("times_faster"), 20, tolerance=0.01)


def _positive(rng: np.random.Generator, shape: tuple[int, ...]) -> NDArray:
    return rng.uniform(0.1, 3, size=shape)


@EXERCISE.check(
    "A step of RMSProp",
    points=2,
    row="L26",
    hint="First the new average of the squares, then the step, all of it entry by entry. Try one number by hand, and "
    "compare: w = 1, s = 4, g = 2, η = 0.1, ρ = 0.9, ε = 0.",
)
def a_step_of_rmsprop(s: Answers) -> None:
    cases = []
    for rng in draws():
        for shape in SHAPES:
            rates = rng.uniform(0.05, 0.4), rng.uniform(0.55, 0.95), rng.uniform(0.05, 0.2)
            w, square, g = rng.normal(size=shape), _positive(rng, shape), rng.normal(size=shape)
            never, small = (-1, -2) if len(shape) == 2 else (1, 0)
            square[never], g[never] = 0, 0  # weights that have never had a gradient
            square[small], g[small] = 1e-6, 1e-3  # and some whose gradients are small beside eps
            cases.append((w, square, g, *rates))
            cases.append((w, np.zeros(shape), g, *rates))  # the first step
    for case, came in [(case, s.rmsprop_step(*case)) for case in cases]:
        w, square = expect_list("rmsprop_step(...)", came, 2)
        new_w, new_square = steps.scaled(*case)
        expect_close("average of the squares after a step", square, new_square, atol=SMALL)
        expect_close("weights after a step", w, new_w, atol=SMALL)


@EXERCISE.check(
    "The first step of RMSProp",
    points=1,
    row="L26",
    hint="Write down s after the first step: it was 0, and one gradient g has come in. What is ηg divided by its root?",
)
def first_step(s: Answers) -> None:
    expect_number("first_step_in_eta", s.value("first_step_in_eta"), 10, tolerance=0.01)


@EXERCISE.check(
    "A step of Adam",
    points=3,
    row="L26",
    hint="Follow the formulas in their order: two averages, two corrections, and last the step. With which averages "
    "does the next step go on?",
)
def a_step_of_adam(s: Answers) -> None:
    cases = []
    for rng in draws():
        for shape in SHAPES:
            rates = rng.uniform(0.05, 0.4), rng.uniform(0.55, 0.8), rng.uniform(0.85, 0.97), rng.uniform(0.05, 0.2)
            w, m, g = rng.normal(size=(3, *shape))
            square, zeros = _positive(rng, shape), np.zeros(shape)
            m[-1], square[-1], g[-1] = 1e-3, 1e-6, 1e-3  # a weight whose gradients are small beside eps
            cases.append((w, m, square, g, int(rng.integers(3, 8)), *rates))
            cases.append((w, zeros, zeros, np.where(np.arange(shape[-1]) == 1, 0.0, g), 1, *rates))
    for case, came in [(case, s.adam_step(*case)) for case in cases]:
        got = expect_list("adam_step(...)", came, 3)
        new_w, new_m, new_s = steps.adam(*case)
        expect_close(f"average of the gradients after step {case[4]}", got[1], new_m, atol=SMALL)
        expect_close(f"average of the squares after step {case[4]}", got[2], new_s, atol=SMALL)
        expect_close(f"weights after step {case[4]}", got[0], new_w, atol=SMALL)


EXERCISE.wrong_answers("n_steps", wrong_batches.N_STEPS, read=OFTEN)
EXERCISE.wrong_answers("batches", wrong_batches.BATCHES, read=OFTEN)
EXERCISE.wrong_answers("momentum_step", wrong_steps.PRINTED, read=PRINTED)
EXERCISE.wrong_answers("momentum_step", wrong_steps.MOMENTUM, read=FAR)
EXERCISE.wrong_answers("rmsprop_step", wrong_steps.RMSPROP, read=ADAPTIVE)
EXERCISE.wrong_answers("adam_step", wrong_adam.ADAM, read=ADAPTIVE)


for _hint, _wrong in {
    "you multiply by 50. The gradient of the sum is longer than that of the mean, so the learning rate has to make up "
    "for it.": (10,),
    "you keep the learning rate. The gradient of a sum of 50 losses is longer than that of their mean, and so is the "
    "step.": (0.2,),
    "you divide by the square root of 50. The noise of a mean shrinks like that, but here the gradient as a whole is "
    "longer.": (0.2 / np.sqrt(50), 0.028, 0.0283),
    "you multiply by the square root of 50. The gradient of the sum is longer than that of the mean, and by more than "
    "the root.": (0.2 * np.sqrt(50), 1.41, 1.414),
    "you have found the factor. What happens to the learning rate 0.2?": (50, 1 / 50),
    "your rate is larger than before. Is the gradient of the sum longer or shorter than that of the mean?": (250,),
}.items():
    for _value in _wrong:
        EXERCISE.mistaken("learning_rate_for_sum", _value, hint=_hint, read=SUM)

for _hint, _wrong in {
    "according to your number, momentum gains nothing. What does each step add to γ v in the formula?": (1,),
    "this is the second step: two gradients, of which the older has faded a little. The velocity goes on growing.": (
        1.95,
    ),
    "you have left out the newest gradient. How much of it is in the velocity?": (19,),
    "you have computed 1 − γ. Which equation does a velocity solve that a further step leaves unchanged?": (0.05,),
    "this is what remains of the velocity after one step. What do all the remains add up to?": (0.95,),
    "this is the velocity when the sign of the gradient alternates. Here the gradient stays the same.": (
        1 / 1.95,
        0.51,
        0.513,
    ),
    "you have added 1 and 1 − γ. Which equation does a velocity solve that has stopped growing?": (1.05,),
    "this belongs to γ = 0.9. Here γ is 0.95.": (10,),
    "you have divided by γ. What is left over when γ of the velocity is kept?": (1 / 0.95, 1.053),
    "this is the stability limit of momentum, in units of one over the curvature. Here nothing is near a limit: the "
    "gradient stays the same.": (3.9,),
}.items():
    for _value in _wrong:
        EXERCISE.mistaken("times_faster", _value, hint=_hint, read=FAR)

for _terms in (5, 10, 20, 50, 100):
    EXERCISE.mistaken(
        "times_faster",
        (1 - 0.95**_terms) / 0.05,
        hint="you add up only the first few terms of the sum 1 + γ + γ² and so on. What does it come to in the end?",
        read=FAR,
    )

for _hint, _wrong in {
    "you divide by s itself. What does the formula do to s before it divides?": (100,),
    "your first step has length η. Which average does RMSProp use in the first step, and how large is that average?": (
        1,
    ),
    "your number is what the step is divided by. Is the step then longer or shorter than η?": (0.1,),
    "this is the part of the squared gradient that is in s. How does s enter the step?": (0.01,),
    "ρ and 1 − ρ have changed places. Which of them multiplies the new square?": (
        1 / np.sqrt(0.99),
        1.005,
        1.01,
        1 / 0.99,
    ),
    "this is what the average keeps of its past, and its past is 0 here.": (0.99, 0),
    "this belongs to another ρ. Here ρ is 0.99.": (np.sqrt(10), 3.16, np.sqrt(1000), 31.6),
}.items():
    for _value in _wrong:
        EXERCISE.mistaken("first_step_in_eta", _value, hint=_hint, read=ADAPTIVE)
