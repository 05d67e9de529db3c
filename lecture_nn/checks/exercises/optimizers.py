"""The checks of the exercise "steps: how often and how far" (lecture rows L24, L25 and L26)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lecture_nn.checks.answers import Answers
from lecture_nn.checks.exercise import Exercise
from lecture_nn.checks.expect import draws, expect_close, expect_list, expect_number, numbers

EXERCISE = Exercise("optimizers")

OFTEN = ("14_optimizers", "How often")
FAR = ("14_optimizers", "How far")
SEVEN = ("14_optimizers", "Seven optimizers")
PRINTED = ("19_errata", "E10: the order of momentum")

Pair = tuple[NDArray, NDArray]


@EXERCISE.check(
    "How many steps",
    points=1,
    row="L24",
    hint="A batch that is not full is a step, too. How many batches has a pass through 10 examples with batches of 4?",
)
def steps(s: Answers) -> None:
    for rng in draws():
        expect_number("n_steps(10, 4, 1)", s.n_steps(10, 4, 1), 3)
        N, B, epochs = (int(rng.integers(low, high)) for low, high in ((50, 500), (2, 40), (2, 9)))
        expect_number(f"n_steps({N}, {B}, {epochs})", s.n_steps(N, B, epochs), -(-N // B) * epochs)
        expect_number(f"n_steps({4 * B}, {B}, 1)", s.n_steps(4 * B, B, 1), 4)


@EXERCISE.misunderstanding("n_steps", hint="the last batch, which isn't full, is left out.", read=OFTEN)
def last_left_out(N: int, B: int, epochs: int) -> int:
    return N // B * epochs


@EXERCISE.misunderstanding(
    "n_steps", hint="you count one step for each example, whatever the size of the batch.", read=OFTEN
)
def a_step_for_each_case(N: int, B: int, epochs: int) -> int:
    return N * epochs


@EXERCISE.misunderstanding(
    "n_steps", hint="each pass ends with a batch of its own; you let batches run across passes.", read=OFTEN
)
def across_passes(N: int, B: int, epochs: int) -> int:
    return -(-N * epochs // B)


@EXERCISE.check(
    "Mini-batches",
    points=2,
    row="L24",
    hint="Cut `order` into pieces of B, from its beginning. What is left at the end is a batch as well.",
)
def batches(s: Answers) -> None:
    for rng in draws():
        for N, B in ((10, 4), (9, 3), (5, 8)):
            order = rng.permutation(N)
            got = expect_list(f"batches of {B} from {N} examples", s.batches(order, B), -(-N // B))
            for n, batch in enumerate(got):
                expect_close(f"batch {n} of {B} from {N} examples", batch, order[n * B : (n + 1) * B])


@EXERCISE.misunderstanding(
    "batches", hint="the examples of the last batch, which isn't full, are never used.", read=OFTEN
)
def rest_dropped(order: NDArray, B: int) -> list[NDArray]:
    return [order[n : n + B] for n in range(0, len(order) // B * B, B)]


@EXERCISE.misunderstanding(
    "batches", hint="the order hasn't been used: these are the examples as they stand.", read=OFTEN
)
def order_ignored(order: NDArray, B: int) -> list[NDArray]:
    return [np.arange(n, min(n + B, len(order))) for n in range(0, len(order), B)]


@EXERCISE.misunderstanding("batches", hint="B is the size of a batch, not the number of batches.", read=OFTEN)
def b_batches(order: NDArray, B: int) -> list[NDArray]:
    return np.array_split(order, B)


def _state(rng: np.random.Generator, positive: bool = False) -> tuple[NDArray, NDArray, NDArray]:
    w, v, g = rng.normal(size=(3, 2, 3))
    return w, np.abs(v) if positive else v, g


@EXERCISE.check(
    "A step with momentum",
    points=2,
    row="L25",
    hint="First the new velocity, from the old one and the gradient; then the weights move by the new velocity.",
)
def momentum(s: Answers) -> None:
    for rng in draws():
        w, v, g = _state(rng)
        eta, gamma = rng.uniform(0.05, 0.5), rng.uniform(0.5, 0.95)
        got_w, got_v = expect_list("momentum_step(...)", s.momentum_step(w, v, g, eta, gamma), 2)
        new_v = gamma * v + eta * g
        expect_close("velocity after a step", got_v, new_v)
        expect_close("weights after a step", got_w, w - new_v)


@EXERCISE.misunderstanding(
    "momentum_step", hint="the weights moved by the old velocity, before it had heard of the gradient.", read=PRINTED
)
def old_velocity_applied(w: NDArray, v: NDArray, g: NDArray, eta: float, gamma: float) -> Pair:
    return w - v, gamma * v + eta * g


@EXERCISE.misunderstanding("momentum_step", hint="the learning rate doesn't reach the gradient.", read=FAR)
def no_learning_rate(w: NDArray, v: NDArray, g: NDArray, eta: float, gamma: float) -> Pair:
    new_v = gamma * v + g
    return w - new_v, new_v


@EXERCISE.misunderstanding(
    "momentum_step", hint="you mix with 1 - gamma. The lecture's velocity adds the whole step.", read=FAR
)
def mixed(w: NDArray, v: NDArray, g: NDArray, eta: float, gamma: float) -> Pair:
    new_v = gamma * v + (1 - gamma) * eta * g
    return w - new_v, new_v


@EXERCISE.misunderstanding(
    "momentum_step", hint="the learning rate is applied twice, in the velocity and in the step.", read=FAR
)
def twice(w: NDArray, v: NDArray, g: NDArray, eta: float, gamma: float) -> Pair:
    new_v = gamma * v + eta * g
    return w - eta * new_v, new_v


@EXERCISE.misunderstanding(
    "momentum_step", hint="the weights go with the velocity, which here points uphill.", read=FAR
)
def plus(w: NDArray, v: NDArray, g: NDArray, eta: float, gamma: float) -> Pair:
    new_v = gamma * v + eta * g
    return w + new_v, new_v


@EXERCISE.check(
    "A step with RMSProp",
    points=2,
    row="L26",
    hint="The fading mean of squares, its root (plus eps), the step divided by it. Which mean goes into the step?",
)
def rmsprop(s: Answers) -> None:
    for rng in draws():
        w, mean, g = _state(rng, positive=True)
        eta, rho, eps = rng.uniform(0.05, 0.5), rng.uniform(0.5, 0.95), 0.1
        got_w, got_mean = expect_list("rmsprop_step(...)", s.rmsprop_step(w, mean, g, eta, rho, eps), 2)
        new = rho * mean + (1 - rho) * g**2
        expect_close("mean of squares after a step", got_mean, new)
        expect_close("weights after a step", got_w, w - eta * g / (np.sqrt(new) + eps))


@EXERCISE.misunderstanding(
    "rmsprop_step", hint="you add up all squares: that is AdaGrad. RMSProp's mean fades.", read=SEVEN
)
def as_adagrad(w: NDArray, mean: NDArray, g: NDArray, eta: float, rho: float, eps: float) -> Pair:
    new = mean + g**2
    return w - eta * g / (np.sqrt(new) + eps), new


@EXERCISE.misunderstanding(
    "rmsprop_step", hint="the root is missing: you divide by the mean of the squares.", read=SEVEN
)
def no_root(w: NDArray, mean: NDArray, g: NDArray, eta: float, rho: float, eps: float) -> Pair:
    new = rho * mean + (1 - rho) * g**2
    return w - eta * g / (new + eps), new


@EXERCISE.misunderstanding(
    "rmsprop_step", hint="the step is divided by the old mean; the new one is known already.", read=SEVEN
)
def old_mean(w: NDArray, mean: NDArray, g: NDArray, eta: float, rho: float, eps: float) -> Pair:
    return w - eta * g / (np.sqrt(mean) + eps), rho * mean + (1 - rho) * g**2


@EXERCISE.misunderstanding("rmsprop_step", hint="eps stands inside the root. Here it is added to the root.", read=SEVEN)
def eps_inside(w: NDArray, mean: NDArray, g: NDArray, eta: float, rho: float, eps: float) -> Pair:
    new = rho * mean + (1 - rho) * g**2
    return w - eta * g / np.sqrt(new + eps), new


@EXERCISE.misunderstanding(
    "rmsprop_step", hint="rho and 1 - rho are exchanged: rho is the share that is kept.", read=SEVEN
)
def exchanged(w: NDArray, mean: NDArray, g: NDArray, eta: float, rho: float, eps: float) -> Pair:
    new = (1 - rho) * mean + rho * g**2
    return w - eta * g / (np.sqrt(new) + eps), new


@EXERCISE.check(
    "How far momentum runs",
    points=1,
    row="L25",
    hint="Where the gradient stays the same, the velocity ends where v = gamma v + eta g. Solve for v.",
)
def final_speed(s: Answers) -> None:
    expect_number("times_faster", s.value("times_faster"), 20, tolerance=0.01)


EXERCISE.mistaken("times_faster", 1.0, hint="this is the first step only. The velocity goes on growing.", read=FAR)


EXERCISE.mistaken("times_faster", 1.95, hint="this is what two steps add up to. It goes on.", read=FAR)


@EXERCISE.check(
    "Which rate for which batch",
    points=1,
    row="L24",
    hint="The loss is a mean over the batch. By what does the gradient of a sum differ from it?",
    hidden=True,
)
def rate_for_sum(s: Answers) -> None:
    got = numbers("learning_rate_for_sum", s.value("learning_rate_for_sum"), ())
    expect_number("learning_rate_for_sum", got, 0.2 / 50, tolerance=1e-6)


EXERCISE.mistaken(
    "learning_rate_for_sum",
    10.0,
    hint="the sum's gradient is longer than the mean's, not shorter.",
    read=("08_loss_and_descent", "Sum or mean?"),
)


EXERCISE.mistaken(
    "learning_rate_for_sum",
    0.2,
    hint="you keep the rate. By what factor does the step grow?",
    read=("08_loss_and_descent", "Sum or mean?"),
)
