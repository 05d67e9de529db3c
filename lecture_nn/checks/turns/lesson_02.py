"""Your turn in lesson 02: a bias, a method, and distances from a hyperplane (lecture rows L04 and L06)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lecture_nn.checks.answers import Answers
from lecture_nn.checks.expect import draws, expect_close, expect_list, numbers
from lecture_nn.checks.model import ExplainedError
from lecture_nn.checks.turns.declare import Turn

LESSON = "02_neuron"

AT_LEAST_TWO = Turn("at_least_two", LESSON, "L04")
UNIT_FORWARD = Turn("unit_forward", LESSON, "L06")
DISTANCES = Turn("distances", LESSON, "L04")
TURNS = (AT_LEAST_TWO, UNIT_FORWARD, DISTANCES)

BITS = np.array(list(product([0.0, 1.0], repeat=3)))
ENOUGH = BITS.sum(axis=1) >= 2


@AT_LEAST_TWO.asks(
    "all eight combinations of three inputs",
    hint="Treat the three inputs alike. What is the weighted sum if one of them is 1, and what if two are? The bias "
    "has to make the first negative and the second positive.",
)
def _at_least_two(s: Answers) -> None:
    answer = s.value("at_least_two")
    if isinstance(answer, list | tuple | np.ndarray) and len(answer) == 4 and not any(map(np.ndim, answer)):
        raise ExplainedError(
            "at_least_two: expected a pair, the three weights and the bias, got 4 numbers in a row. Which of them "
            "belong together?"
        )
    w, w0 = expect_list("at_least_two", answer, 2)
    w, w0 = numbers("w", w, (3,)), numbers("w0", w0, ())
    for name, array, shape in (("w", w, (3,)), ("w0", w0, ())):
        if array.shape != shape:
            raise AssertionError(f"{name}: expected shape {shape}, got {array.shape}")
        if not np.isfinite(array).all():
            raise AssertionError(f"{name}: expected finite numbers, got {array.tolist()}")
    z = BITS @ w + w0
    if np.any(z == 0):
        bits = BITS[z == 0][0].astype(int).tolist()
        raise AssertionError(f"for the inputs {bits}, z is exactly 0 and the activation exactly ½: neither yes nor no")
    wrong = (z > 0) != ENOUGH
    if wrong.any():
        bits, wanted = BITS[wrong][0].astype(int).tolist(), "above" if ENOUGH[wrong][0] else "below"
        raise AssertionError(f"for the inputs {bits}, z should be {wanted} 0, and it is {z[wrong][0]:.4g}")


def _yes(answer: Any) -> NDArray:
    """Return for which of the eight combinations of inputs z is above 0."""
    w, w0 = answer
    return BITS @ np.asarray(w, dtype=float) + float(w0) > 0


@AT_LEAST_TWO.pattern(
    "Your unit says yes as soon as a single input is 1. What should keep z below 0 until a second one joins it?",
    example=([1.0, 1.0, 1.0], -0.5),
)
def _one_is_enough(answer: Any) -> bool:
    return bool((_yes(answer) == (BITS.sum(axis=1) >= 1)).all())


@AT_LEAST_TWO.pattern(
    "Your unit says yes only if all three inputs are 1. What keeps z from being above 0 when two of them are?",
    example=([1.0, 1.0, 1.0], -2.5),
)
def _all_three(answer: Any) -> bool:
    return bool((_yes(answer) == (BITS.sum(axis=1) == 3)).all())


@AT_LEAST_TWO.pattern(
    "Your unit says yes to everything, even if all inputs are 0. Which of your four numbers decides what it says then?",
    example=([1.0, 1.0, 1.0], 1.5),
)
def _threshold_as_bias(answer: Any) -> bool:
    return bool(_yes(answer).all())


@AT_LEAST_TWO.pattern(
    "Your unit never says yes, even if all inputs are 1. How large is the weighted sum then, and what is left of it "
    "when your bias is added?",
    example=([0.5, 0.5, 0.5], -1.5),
)
def _never(answer: Any) -> bool:
    return not _yes(answer).any()


@AT_LEAST_TWO.pattern(
    "Your unit says no where it should say yes, and the other way round. How can z change its sign for all inputs at "
    "once?",
    example=([-1.0, -1.0, -1.0], 1.5),
)
def _turned_around(answer: Any) -> bool:
    return bool((_yes(answer) != ENOUGH).all())


@dataclass(eq=False)
class _Unit:
    """What the method gets as `self`: the numbers of a unit, and no methods."""

    weights: NDArray
    bias: float

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Unit) and np.array_equal(self.weights, other.weights) and self.bias == other.bias

    __hash__ = None


def _unit(rng: np.random.Generator, D: int) -> _Unit:
    return _Unit(rng.normal(size=D), float(rng.normal()))


def _sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


@UNIT_FORWARD.asks(
    "two units for each of 3 and 5 inputs",
    hint="The unit's own numbers are self.weights and self.bias. First compute z: the products of weights and inputs, "
    "added up, plus the bias. Then apply the sigmoid: what is its formula?",
)
def _forward(s: Answers) -> None:
    for rng in draws():
        for D in (3, 5):
            unit, x = _unit(rng, D), rng.normal(size=D)
            expected = _sigmoid(unit.weights @ x + unit.bias)
            expect_close(f"unit_forward(self, x), {D} inputs", s.unit_forward(unit, x), expected)


@UNIT_FORWARD.mistake("The bias is missing: your z is the sum of the products alone.")
def _without_bias(self: Any, x: NDArray) -> Any:
    return _sigmoid(self.weights @ x)


@UNIT_FORWARD.mistake("This is the pre-activation z. How does the activation come from it?")
def _without_activation(self: Any, x: NDArray) -> Any:
    return self.weights @ x + self.bias


@UNIT_FORWARD.mistake("You return one number for each input. How does a unit arrive at a single activation?")
def _not_added_up(self: Any, x: NDArray) -> Any:
    return _sigmoid(self.weights * x + self.bias)


@UNIT_FORWARD.mistake("The bias has been added once for every input. Does it belong to the inputs or to the unit?")
def _bias_for_each_input(self: Any, x: NDArray) -> Any:
    return _sigmoid(np.sum(self.weights * x + self.bias))


@UNIT_FORWARD.mistake("Your activation falls as z grows. Which part of your sigmoid decides whether it rises or falls?")
def _falling(self: Any, x: NDArray) -> Any:
    return _sigmoid(-(self.weights @ x + self.bias))


@UNIT_FORWARD.mistake("The bias has the wrong sign in your pre-activation. Which terms does each minus sign apply to?")
def _bias_not_negated(self: Any, x: NDArray) -> Any:
    return 1 / (1 + np.exp(-(self.weights @ x) + self.bias))


@UNIT_FORWARD.mistake("You add the bias after the sigmoid. Is it a part of z or of the activation?")
def _bias_after_the_sigmoid(self: Any, x: NDArray) -> Any:
    return _sigmoid(self.weights @ x) + self.bias


@UNIT_FORWARD.mistake(
    "Your activation is 1 plus an exponential, so it is always above 1. In which order does Python divide and add?"
)
def _without_parentheses(self: Any, x: NDArray) -> Any:
    return 1 / 1 + np.exp(-(self.weights @ x + self.bias))


@DISTANCES.asks(
    "the signed distances of two batches of examples",
    hint="First the pre-activations of all examples, one product of X with w, plus the bias. Then divide by the length "
    "of w: how is it computed from the entries of w?",
)
def _distances(s: Answers) -> None:
    for rng in draws():
        for N, D in ((6, 3), (4, 4)):
            X, w = rng.normal(size=(N, D)), rng.normal(size=D)
            w0 = -float(np.median(X @ w))  # so that there are examples on both sides
            expected = (X @ w + w0) / np.linalg.norm(w)
            expect_close(f"distances(X, w, w0), {N} examples", s.distances(X, w, w0), expected)


@DISTANCES.mistake(
    "These are the pre-activations. They double when w and w0 do, though the hyperplane stays where it is: what makes "
    "distances of them?"
)
def _pre_activations(X: NDArray, w: NDArray, w0: float) -> NDArray:
    return X @ w + w0


@DISTANCES.mistake("The bias is missing, so these are distances from the parallel hyperplane through the origin.")
def _from_the_origin(X: NDArray, w: NDArray, w0: float) -> NDArray:
    return X @ w / np.linalg.norm(w)


@DISTANCES.mistake("The bias stands outside the fraction. What is to be divided by ‖w‖, the weighted sum or all of z?")
def _bias_undivided(X: NDArray, w: NDArray, w0: float) -> NDArray:
    return X @ w / np.linalg.norm(w) + w0


@DISTANCES.mistake("Only the bias is divided by ‖w‖. What else belongs to the pre-activation?")
def _only_the_bias_divided(X: NDArray, w: NDArray, w0: float) -> NDArray:
    return X @ w + w0 / np.linalg.norm(w)


@DISTANCES.mistake("The bias doesn't belong in the length. ‖w‖ is the length of w alone.")
def _length_with_bias(X: NDArray, w: NDArray, w0: float) -> NDArray:
    return (X @ w + w0) / np.sqrt(w @ w + w0**2)


@DISTANCES.mistake(
    "You divide by the square of the norm, ‖w‖². Is a square root missing, or do you divide by ‖w‖ twice?"
)
def _by_the_square(X: NDArray, w: NDArray, w0: float) -> NDArray:
    return (X @ w + w0) / (w @ w)


@DISTANCES.mistake("The signs have been lost. Keep them: they say on which side of the hyperplane an example lies.")
def _unsigned(X: NDArray, w: NDArray, w0: float) -> NDArray:
    return np.abs(X @ w + w0) / np.linalg.norm(w)


@DISTANCES.mistake(
    "You divide by the sum of the weights, which may even be negative. How is the length of a vector computed?"
)
def _by_the_sum(X: NDArray, w: NDArray, w0: float) -> NDArray:
    return (X @ w + w0) / np.sum(w)


@DISTANCES.mistake(
    "You divide by the sum of the weights' absolute values. For w = (3, 4) that is 7: how long is this vector?"
)
def _by_the_sum_of_sizes(X: NDArray, w: NDArray, w0: float) -> NDArray:
    return (X @ w + w0) / np.sum(np.abs(w))


@DISTANCES.mistake("The bias is subtracted. In z it is added to the weighted sum.")
def _bias_subtracted_from_the_sum(X: NDArray, w: NDArray, w0: float) -> NDArray:
    return (X @ w - w0) / np.linalg.norm(w)


@DISTANCES.mistake(
    "You divide by the lengths of the examples. A distance is measured at right angles to the hyperplane: which vector "
    "points that way?"
)
def _by_the_examples(X: NDArray, w: NDArray, w0: float) -> NDArray:
    return (X @ w + w0) / np.linalg.norm(X, axis=1)
