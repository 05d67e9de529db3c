"""Your turn in lesson 08: a loss, a gradient by nudging, and gradient descent itself (lecture row L15)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from lecture_nn.checks.answers import Answers
from lecture_nn.checks.expect import draws, expect_close
from lecture_nn.checks.turns.declare import Turn

LESSON = "08_loss_and_descent"

SQUARED = Turn("mean_squared_error", LESSON, "L15")
NUDGING = Turn("by_nudging", LESSON, "L15")
DESCENT = Turn("gradient_descent", LESSON, "L15")
TURNS = (SQUARED, NUDGING, DESCENT)

Function = Callable[[NDArray], float]
Gradient = Callable[[NDArray], NDArray]


@SQUARED.asks(
    "the mean loss of three batches, one of them with a single output",
    hint="Square the differences, add them up over the K outputs of each example, halve, and take the mean over the N "
    "examples.",
)
def _squared(s: Answers) -> None:
    for rng in draws():
        for shape in ((4, 3), (5, 1), (2, 6)):
            O, T = rng.normal(size=shape), rng.normal(size=shape)
            expect_close(f"mean_squared_error, outputs {shape}", s.mean_squared_error(O, T), _loss(O, T))


def _loss(O: NDArray, T: NDArray) -> float:
    return float(0.5 * np.sum((O - T) ** 2) / len(O))


@SQUARED.mistake("This is twice the loss. The lecture's squared error has a factor ½ in front.")
def _without_half(O: NDArray, T: NDArray) -> float:
    return 2 * _loss(O, T)


@SQUARED.mistake(
    "You divide by the number of all entries, N times K. The squares of one example are added up; the mean is taken "
    "over the N examples."
)
def _mean_of_all(O: NDArray, T: NDArray) -> float:
    return float(0.5 * np.mean((O - T) ** 2))


@SQUARED.mistake("You take the plain mean of all squares: the ½ is missing, and the K outputs should be added up.")
def _plain_mean(O: NDArray, T: NDArray) -> float:
    return float(np.mean((O - T) ** 2))


@SQUARED.mistake("This is the sum over the examples. Divide it by how many there are, N = len(O).")
def _sum(O: NDArray, T: NDArray) -> float:
    return float(0.5 * np.sum((O - T) ** 2))


@SQUARED.mistake("These are the losses of the single examples. Take their mean.")
def _of_each(O: NDArray, T: NDArray) -> NDArray:
    return 0.5 * np.sum((O - T) ** 2, axis=1)


@SQUARED.mistake("The differences have to be squared before they are added up; otherwise their signs cancel.")
def _not_squared(O: NDArray, T: NDArray) -> float:
    return float(0.5 * np.sum(O - T) / len(O))


@NUDGING.asks(
    "the gradients of three functions, of one weight to four",
    hint="For each i, make two copies of w, one with step added to entry i and one with step subtracted. How much does "
    "E differ between the two, and how far are they apart?",
)
def _nudging(s: Answers) -> None:
    for rng in draws():
        for name, D in (("a bowl", 1), ("a tilted bowl", 2), ("a sum of sines", 4)):
            E, w = _function(name, rng.normal(size=D)), rng.normal(size=D)
            expect_close(f"by_nudging, {name}", s.by_nudging(E, w, 1e-3), _centred(E, w, 1e-3), rtol=1e-7, atol=1e-8)


def _function(name: str, a: NDArray) -> Function:
    """A function of D weights that calls for the centred difference: its third derivative isn't 0 everywhere."""
    slant = 0.0 if name == "a bowl" else 1.0
    return lambda w: float(np.sum((w - a) ** 2) + slant * np.sum(w) ** 2 + np.sum(np.sin(2 * w)))


def _centred(E: Function, w: NDArray, step: float) -> NDArray:
    nudges = step * np.eye(len(w))
    return np.array([(E(w + nudge) - E(w - nudge)) / (2 * step) for nudge in nudges])


@NUDGING.mistake(
    "You divide by step, but the two points are 2 · step apart. Your derivatives are twice as large as they should be."
)
def _half_distance(E: Function, w: NDArray, step: float) -> NDArray:
    return 2 * _centred(E, w, step)


@NUDGING.mistake("This is by how much E changes. A derivative is the change per unit, so divide by the distance.")
def _not_divided(E: Function, w: NDArray, step: float) -> NDArray:
    return 2 * step * _centred(E, w, step)


@NUDGING.mistake(
    "You nudge to one side only. That works nearly, but a nudge to both sides is far more exact: its error shrinks "
    "with the square of the step."
)
def _one_sided(E: Function, w: NDArray, step: float) -> NDArray:
    return np.array([(E(w + nudge) - E(w)) / step for nudge in step * np.eye(len(w))])


@NUDGING.mistake("The sign is wrong: subtract E at the lower point from E at the upper one.")
def _downhill(E: Function, w: NDArray, step: float) -> NDArray:
    return -_centred(E, w, step)


@NUDGING.mistake(
    "You nudge all weights at once, which gives one number for all of them. Each derivative needs a nudge of its own."
)
def _all_at_once(E: Function, w: NDArray, step: float) -> NDArray:
    return np.full(len(w), (E(w + step) - E(w - step)) / (2 * step))


@NUDGING.mistake(
    "Your nudges add up: the weights that were nudged before aren't put back. Start from a new copy of w for each i."
)
def _not_put_back(E: Function, w: NDArray, step: float) -> NDArray:
    up, down, found = w.copy(), w.copy(), []
    for i in range(len(w)):
        up[i] += step
        down[i] -= step
        found.append((E(up) - E(down)) / (2 * step))
    return np.array(found)


@DESCENT.asks(
    "where 1, 2 and 7 steps lead on several losses",
    hint="Each step subtracts eta times the gradient at the *present* weights. The new weights are the present ones of "
    "the next step.",
)
def _descent(s: Answers) -> None:
    for rng in draws():
        for D, eta, steps in ((1, 0.3, 1), (2, 0.1, 2), (3, 0.05, 7)):
            gradient, w = _slopes(rng.normal(size=D)), rng.normal(size=D)
            what = f"gradient_descent, {steps} step{'s' if steps > 1 else ''}"
            expect_close(what, s.gradient_descent(gradient, w, eta, steps), _descended(gradient, w, eta, steps))


def _slopes(a: NDArray) -> Gradient:
    curvatures = 1.0 + np.arange(len(a))
    return lambda w: curvatures * (w - a) + 0.2 * np.cos(w)


def _descended(gradient: Gradient, w: NDArray, eta: float, steps: int) -> NDArray:
    for _ in range(steps):
        w = w - eta * gradient(w)
    return w


@DESCENT.mistake("You go uphill. The gradient points to where E grows, so it is subtracted.")
def _uphill(gradient: Gradient, w: NDArray, eta: float, steps: int) -> NDArray:
    return _descended(gradient, w, -eta, steps)


@DESCENT.mistake(
    "You use the gradient at the start for all steps. It has to be computed again at each new place, because it "
    "changes from place to place."
)
def _stale(gradient: Gradient, w: NDArray, eta: float, steps: int) -> NDArray:
    return w - steps * eta * gradient(w)


@DESCENT.mistake("You have made a single step. Repeat it `steps` times, and return after the loop, not in it.")
def _single(gradient: Gradient, w: NDArray, eta: float, steps: int) -> NDArray:
    return w - eta * gradient(w)


@DESCENT.mistake("The learning rate is missing: subtract eta times the gradient.")
def _without_rate(gradient: Gradient, w: NDArray, eta: float, steps: int) -> NDArray:
    return _descended(gradient, w, 1.0, steps)


@DESCENT.mistake("You have made one step too many.")
def _one_more(gradient: Gradient, w: NDArray, eta: float, steps: int) -> NDArray:
    return _descended(gradient, w, eta, steps + 1)


@DESCENT.mistake(
    "You scale the gradient to length 1. Its length belongs to the rule: steps get shorter where the slope does."
)
def _normalized(gradient: Gradient, w: NDArray, eta: float, steps: int) -> NDArray:
    return _descended(lambda at: gradient(at) / np.linalg.norm(gradient(at)), w, eta, steps)


@DESCENT.mistake("This is the last gradient step, not the place where it leads. Return the weights.")
def _last_change(gradient: Gradient, w: NDArray, eta: float, steps: int) -> NDArray:
    return -eta * gradient(_descended(gradient, w, eta, steps - 1))


@DESCENT.mistake("These are all the places on the way. Return only the last one.")
def _path(gradient: Gradient, w: NDArray, eta: float, steps: int) -> NDArray:
    return np.array([_descended(gradient, w, eta, step) for step in range(steps + 1)])
