"""Your turn in lesson 08: a gradient by nudging, and gradient descent itself (lecture row L15)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from lecture_nn.checks.answers import Answers
from lecture_nn.checks.expect import draws, expect_close
from lecture_nn.checks.turns.declare import Turn
from lecture_nn.checks.words import count

LESSON = "08_loss_and_descent"

NUDGING = Turn("by_nudging", LESSON, "L15")
DESCENT = Turn("gradient_descent", LESSON, "L15")
TURNS = (NUDGING, DESCENT)

Function = Callable[[NDArray], float]
Gradient = Callable[[NDArray], NDArray]


@NUDGING.asks(
    "the gradients of three functions, of one weight to four",
    hint="For each i, make two copies of w, one with step added to entry i and one with step subtracted. How much does "
    "E differ between the two, and how far are they apart?",
)
def _nudging(s: Answers) -> None:
    for rng in draws():
        for name, D, step in (("a tilted bowl", 2, 2**-10), ("a bowl", 1, 0.25), ("a sum of sines", 4, 0.25)):
            E, w = _function(name, rng.normal(size=D)), rng.integers(-2000, 2000, size=D) / 1024
            w[D // 2 :] *= D < 4  # two weights of 0; all can be nudged, and put back, without rounding
            what = f"by_nudging, {name}, step {step:.3g}"
            got, half = s.by_nudging(E, w, step), _centred(E, w, step / 2)  # half a step to each side is as good
            right = half if np.shape(got) == half.shape and np.allclose(got, half, 1e-5, 1e-5) else _centred(E, w, step)
            expect_close(what, got, right, rtol=1e-5, atol=1e-5)


def _function(name: str, a: NDArray) -> Function:
    """A function of D weights that calls for the centred difference: its third derivative isn't 0 everywhere."""
    slant = 0.0 if name == "a bowl" else 1.0
    return lambda w: float(np.sum((w - a) ** 2) + slant * np.sum(w) ** 2 + np.sum(np.sin(2 * w)))


def _centred(E: Function, w: NDArray, step: float) -> NDArray:
    nudges = step * np.eye(len(w))
    return np.array([(E(w + nudge) - E(w - nudge)) / (2 * step) for nudge in nudges])


@NUDGING.mistake(
    "Your derivatives are twice as large as they should be. What is the distance between the points whose E you "
    "subtract?"
)
def _half_distance(E: Function, w: NDArray, step: float) -> NDArray:
    return 2 * _centred(E, w, step)


@NUDGING.mistake("This is by how much E changes. A derivative is the change per unit: over which distance is yours?")
def _not_divided(E: Function, w: NDArray, step: float) -> NDArray:
    return 2 * step * _centred(E, w, step)


@NUDGING.mistake(
    "You nudge to one side only. That nearly works, but a nudge to both sides is far more accurate: its error shrinks "
    "with the square of the step."
)
def _one_sided(E: Function, w: NDArray, step: float) -> NDArray:
    return np.array([(E(w + nudge) - E(w)) / step for nudge in step * np.eye(len(w))])


@NUDGING.mistake(
    "Your derivatives are those of a much smaller nudge than the one that is asked for. Where does `step` enter?"
)
def _own_step(E: Function, w: NDArray, step: float) -> NDArray:
    return _centred(E, w, 1e-5)


@NUDGING.mistake("The sign is wrong: your derivatives are negative where E grows with the weight.")
def _downhill(E: Function, w: NDArray, step: float) -> NDArray:
    return -_centred(E, w, step)


@NUDGING.mistake(
    "You nudge all weights at once, which gives one number for all of them. Each derivative needs a nudge of its own."
)
def _all_at_once(E: Function, w: NDArray, step: float) -> NDArray:
    return np.full(len(w), (E(w + step) - E(w - step)) / (2 * step))


@NUDGING.mistake(
    "Your nudges add up: the weights that were nudged before aren't put back. From where should each nudge start?"
)
def _not_put_back(E: Function, w: NDArray, step: float) -> NDArray:
    up, down, found = w.copy(), w.copy(), []
    for i in range(len(w)):
        up[i] += step
        down[i] -= step
        found.append((E(up) - E(down)) / (2 * step))
    return np.array(found)


@NUDGING.mistake(
    "Every derivative comes out as 0. Are the weights up and down two arrays? A line such as `up = w` only gives w a "
    "second name."
)
def _same_array(E: Function, w: NDArray, step: float) -> NDArray:
    return np.zeros(len(w))


@NUDGING.mistake(
    "This is one number, the change when all weights are nudged at once. Each derivative needs a nudge of its own."
)
def _one_for_all(E: Function, w: NDArray, step: float) -> float:
    return (E(w + step) - E(w - step)) / (2 * step)


@NUDGING.mistake("This is only the first derivative. Does your function return inside the loop?")
def _only_the_first(E: Function, w: NDArray, step: float) -> float:
    return float(_centred(E, w, step)[0])


@NUDGING.mistake(
    "Only the first derivative is computed, the others are still 0. Does your function return inside the loop?"
)
def _others_still_zero(E: Function, w: NDArray, step: float) -> NDArray:
    found = np.zeros(len(w))
    found[0] = _centred(E, w, step)[0]
    return found


@NUDGING.mistake(
    "This is half of a one-sided derivative: one of your two points is w itself. How far apart are the two?"
)
def _half_of_one_side(E: Function, w: NDArray, step: float) -> NDArray:
    return np.array([(E(w + nudge) - E(w)) / (2 * step) for nudge in step * np.eye(len(w))])


@NUDGING.mistake(
    "Only E(down) is divided. What does the formula divide, and where do the parentheses have to stand for that?"
)
def _without_brackets(E: Function, w: NDArray, step: float) -> NDArray:
    return np.array([E(w + nudge) - E(w - nudge) / (2 * step) for nudge in step * np.eye(len(w))])


@DESCENT.asks(
    "where 1, 3 and 7 steps lead on several losses",
    hint="Each step subtracts eta times the gradient at the *present* weights. The new weights are the present ones of "
    "the next step.",
)
def _descent(s: Answers) -> None:
    for rng in draws():
        for D, eta, steps in ((2, 0.1, 3), (1, 0.3, 1), (3, 0.05, 7)):
            gradient, w = _slopes(rng.normal(size=D)), rng.normal(size=D)
            what = f"gradient_descent, {count(steps, 'step')}"
            expect_close(what, s.gradient_descent(gradient, w, eta, steps), _descended(gradient, w, eta, steps))


def _slopes(a: NDArray) -> Gradient:
    """A gradient in which every weight has a part, so that it matters whether all are changed at once."""
    curvatures = 1.0 + np.arange(len(a))
    return lambda w: curvatures * (w - a) + 0.2 * np.cos(w) + 0.5 * w.sum()


def _descended(gradient: Gradient, w: NDArray, eta: float, steps: int) -> NDArray:
    for _ in range(steps):
        w = w - eta * gradient(w)
    return w


@DESCENT.mistake("You go uphill. The gradient points to where E grows, so it is subtracted.")
def _uphill(gradient: Gradient, w: NDArray, eta: float, steps: int) -> NDArray:
    return _descended(gradient, w, -eta, steps)


@DESCENT.mistake(
    "You use the gradient at the start for all steps. It changes from place to place: where should each step "
    "evaluate it?"
)
def _stale(gradient: Gradient, w: NDArray, eta: float, steps: int) -> NDArray:
    return w - steps * eta * gradient(w)


@DESCENT.mistake("You have made a single step, whatever `steps` is. Does your function return inside the loop?")
def _single(gradient: Gradient, w: NDArray, eta: float, steps: int) -> NDArray:
    return w - eta * gradient(w)


@DESCENT.mistake("The learning rate is missing: each of your steps is as long as the gradient itself.")
def _without_rate(gradient: Gradient, w: NDArray, eta: float, steps: int) -> NDArray:
    return _descended(gradient, w, 1.0, steps)


@DESCENT.mistake("You divide by the learning rate. Should a small eta make small steps, or large ones?")
def _divided_by_rate(gradient: Gradient, w: NDArray, eta: float, steps: int) -> NDArray:
    return _descended(gradient, w, 1 / eta, steps)


@DESCENT.mistake("Each of your steps begins at the start again. From which weights should the second step go on?")
def _from_the_start(gradient: Gradient, w: NDArray, eta: float, steps: int) -> NDArray:
    at = w
    for _ in range(steps):
        at = w - eta * gradient(at)
    return at


@DESCENT.mistake("You replace the weights by the step. What should a step do with the weights that you have?")
def _replaced(gradient: Gradient, w: NDArray, eta: float, steps: int) -> NDArray:
    for _ in range(steps):
        w = eta * gradient(w)
    return w


@DESCENT.mistake(
    "You change one weight after the other, so the later derivatives are taken where some weights have moved already. "
    "A step starts from one place: what has to be known before the first weight is changed?"
)
def _one_after_the_other(gradient: Gradient, w: NDArray, eta: float, steps: int) -> NDArray:
    w = w.copy()
    for _ in range(steps):
        for i in range(len(w)):
            w[i] -= eta * gradient(w)[i]
    return w


@DESCENT.mistake("You divide eta by the number of steps. Each step has the whole learning rate.")
def _divided(gradient: Gradient, w: NDArray, eta: float, steps: int) -> NDArray:
    return _descended(gradient, w, eta / steps, steps)


@DESCENT.mistake("These are still the weights of the start. What happens to the new ones after a step?")
def _unchanged(gradient: Gradient, w: NDArray, eta: float, steps: int) -> NDArray:
    return w


@DESCENT.mistake("You have made one step too few.")
def _one_less(gradient: Gradient, w: NDArray, eta: float, steps: int) -> NDArray:
    return _descended(gradient, w, eta, steps - 1)


@DESCENT.mistake("You have made one step too many.")
def _one_more(gradient: Gradient, w: NDArray, eta: float, steps: int) -> NDArray:
    return _descended(gradient, w, eta, steps + 1)


@DESCENT.mistake(
    "You scale the gradient to length 1. Its length belongs to the rule: where E is flatter, steps get shorter."
)
def _normalized(gradient: Gradient, w: NDArray, eta: float, steps: int) -> NDArray:
    return _descended(lambda at: gradient(at) / np.linalg.norm(gradient(at)), w, eta, steps)


@DESCENT.mistake("This is the last gradient step, not the place where it leads. Return the weights.")
def _last_change(gradient: Gradient, w: NDArray, eta: float, steps: int) -> NDArray:
    return -eta * gradient(_descended(gradient, w, eta, steps - 1))


@DESCENT.mistake("These are all the places on the way. Return only the last one.")
def _path(gradient: Gradient, w: NDArray, eta: float, steps: int) -> NDArray:
    return np.array([_descended(gradient, w, eta, step) for step in range(steps + 1)])
