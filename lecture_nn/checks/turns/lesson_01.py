"""Your turn in lesson 01: one step of the perceptron, and two hidden units for XNOR (lecture rows L01 and L02)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from lecture_nn.checks.answers import Answers
from lecture_nn.checks.expect import draws, expect_close, expect_list, numbers
from lecture_nn.checks.turns.declare import Turn

LESSON = "01_beyond_lines"

PERCEPTRON = Turn("perceptron_update", LESSON, "L01")
XNOR = Turn("xnor_hidden", LESSON, "L02")
TURNS = (PERCEPTRON, XNOR)

CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
SAME = np.array([True, False, False, True])
NARROWEST = 1e-3
"""Between the two classes in the plane of the hidden activations: a narrower strip is taken for rounding."""


@PERCEPTRON.asks(
    "the new weights after correct and after wrong outputs",
    hint="First compute the output o for this example: 1 if the weighted sum is above 0, otherwise 0. Then move w "
    "along x, by how much the target differs from the output.",
)
def _update(s: Answers) -> None:
    for rng in draws():
        for _ in range(2):
            x = np.array([1.0, *(rng.uniform(0.3, 2, size=2) * rng.choice([-1, 1], size=2))])
            cases = []
            for target in (0.0, 1.0):
                for side in (1.0, -1.0):
                    near = side * _weights(rng, x)  # the output is 1 on one side and 0 on the other
                    far = 5 * (x @ x) * near  # a single step doesn't change the output
                    cases += [
                        (f"output {max(side, 0):.0f}", w, target) for w in (near, far, _against_the_bias(near, x))
                    ]
                cases.append(("weights of 0", 0 * x, target))
            found = [s.perceptron_update(w, x, target) for _, w, target in cases]  # all, to tell mistakes apart
            for (what, w, target), got in zip(cases, found, strict=True):
                expect_close(f"perceptron_update, {what}, target {target:.0f}", got, _perceptron(w, x, target))


def _weights(rng: np.random.Generator, x: NDArray) -> NDArray:
    """Weights whose sum is above 0 with all inputs, but not without the bias, and not without the last input."""
    terms = rng.uniform(0.5, 1.5, size=len(x)) * rng.choice([-1, 1], size=len(x))
    terms[[0, -1]] = np.abs(terms[[0, -1]])
    terms[1] -= terms[1:-1].sum() + terms[[0, -1]].max() + terms[[0, -1]].min() / 2
    return terms / x


def _against_the_bias(w: NDArray, x: NDArray) -> NDArray:
    """Weights with the same sum, whose bias has the other sign and would decide if it counted twice."""
    z, w = w @ x, w.copy()
    w[0] = -1.5 * z
    w[1] += (z - w @ x) / x[1]
    return w


def _perceptron(w: NDArray, x: NDArray, t: float) -> NDArray:
    return w + (t - float(w @ x > 0)) * x


@PERCEPTRON.mistake(
    "The weights move the wrong way: when the target is 1 and the output 0, the weighted sum should grow."
)
def _away(w: NDArray, x: NDArray, t: float) -> NDArray:
    return w - (t - float(w @ x > 0)) * x


@PERCEPTRON.mistake(
    "You compare the target with the weighted sum itself. The perceptron's output is 0 or 1: how does it follow from "
    "the sum?"
)
def _without_threshold(w: NDArray, x: NDArray, t: float) -> NDArray:
    return w + (t - w @ x) * x


@PERCEPTRON.mistake(
    "The bias counts twice in your weighted sum. The vector x begins with a 1: which weight does it meet?"
)
def _bias_twice(w: NDArray, x: NDArray, t: float) -> NDArray:
    return w + (t - float(w[0] + w @ x > 0)) * x


@PERCEPTRON.mistake(
    "Your rule is the one for targets of −1 and 1. What is t x when the target is 0, and how can you tell with "
    "targets 0 and 1 that the output is wrong?"
)
def _for_minus_one_and_one(w: NDArray, x: NDArray, t: float) -> NDArray:
    return w + t * x if t * (w @ x) <= 0 else w


@PERCEPTRON.mistake(
    "You add x whenever the target is 1, whatever the output is. What should happen if it is 1 already, and what if "
    "it is 1 and the target 0?"
)
def _never_subtracts(w: NDArray, x: NDArray, t: float) -> NDArray:
    return w + t * x


@PERCEPTRON.mistake(
    "You take w[0] for a threshold, which the other terms have to exceed. Here it is a bias, which is added to the "
    "other terms. What is their sum compared with?"
)
def _bias_as_threshold(w: NDArray, x: NDArray, t: float) -> NDArray:
    return w + (t - float(w[1:] @ x[1:] > w[0])) * x


@PERCEPTRON.mistake("You go on until the output is right. How many steps does one update make?")
def _until_it_is_right(w: NDArray, x: NDArray, t: float) -> NDArray:
    for _ in range(100):
        w = _perceptron(w, x, t)
    return w


@PERCEPTRON.mistake("With a weighted sum of exactly 0, your output is 1. Is 0 above the threshold?")
def _from_zero_on(w: NDArray, x: NDArray, t: float) -> NDArray:
    return w + (t - float(w @ x >= 0)) * x


@PERCEPTRON.mistake("You change the weights for correct outputs, too. When output and target agree, w stays as it is.")
def _always(w: NDArray, x: NDArray, t: float) -> NDArray:
    return w + (1 if t else -1) * x


@PERCEPTRON.mistake("All weights move by the same amount. How much should a weight move whose input is twice as large?")
def _without_input(w: NDArray, x: NDArray, t: float) -> NDArray:
    return w + (t - float(w @ x > 0))


@PERCEPTRON.mistake(
    "This is the change alone. The function returns the new weights: how do they come from the old ones?"
)
def _change_alone(w: NDArray, x: NDArray, t: float) -> NDArray:
    return (t - float(w @ x > 0)) * x


@PERCEPTRON.mistake(
    "The bias stays where it is. Its input is the 1 at the start of x, so it is updated like any other weight."
)
def _without_bias(w: NDArray, x: NDArray, t: float) -> NDArray:
    change = (t - float(w @ x > 0)) * x
    return w + np.array([0.0, *change[1:]])


@XNOR.asks(
    "a straight line separates the classes in the plane of your two activations",
    hint="Each hidden unit draws a line in the plane of the inputs. Place the two lines so that both examples with "
    "t = 0 lie between them: then these two examples have the same pair of activations, or nearly.",
)
def _separable(s: Answers) -> None:
    V, v0 = expect_list("xnor_hidden", s.value("xnor_hidden"), 2)
    V, v0 = numbers("V", V, (2, 2)), numbers("v0", v0, (2,))
    for name, array, shape in (("V", V, (2, 2)), ("v0", v0, (2,))):
        if array.shape != shape:
            raise AssertionError(f"{name}: expected shape {shape}, got {array.shape}")
        if not np.isfinite(array).all():
            raise AssertionError(f"{name}: expected finite numbers, got {array.tolist()}")
    H = np.tanh(CORNERS @ V.T + v0)
    if _gap(H) < NARROWEST:
        places = ", ".join(f"({h1:.2f}, {h2:.2f})" for h1, h2 in H)
        raise AssertionError(f"the four examples go to (h1, h2) = {places}, and no line separates the first and last "
                             "of them from the other two")  # fmt: skip


def _gap(H: NDArray) -> float:
    """Return how wide a strip fits between the two classes, 0 if the segments that join their examples cross."""
    (a, b), (c, d) = H[SAME], H[~SAME]
    directions = [normal for along in (b - a, d - c, c - a, d - a, c - b, d - b) for normal in _normals(along)]
    gaps = [max(min(H[SAME] @ n) - max(H[~SAME] @ n), 0.0) for n in directions]
    return max(gaps, default=0.0)


def _normals(along: NDArray) -> list[NDArray]:
    """Return the unit vectors along and across a direction, both ways."""
    size = float(np.hypot(*along))
    if size < 1e-12:
        return []
    unit = along / size
    across = np.array([-unit[1], unit[0]])
    return [unit, -unit, across, -across]


def _sides(answer: Any) -> NDArray:
    """Return on which side of each unit's line the four examples lie, shape (4, 2)."""
    V, v0 = (np.asarray(part, dtype=float) for part in answer)
    return CORNERS @ V.T + v0 > 0


@XNOR.pattern(
    "All four examples are on the same side of each of your lines. A line is where the unit's weighted sum plus bias "
    "is 0: for which inputs is yours 0?",
    example=([[1.0, 1.0], [2.0, 2.0]], [3.0, 5.0]),
)
def _no_line_divides(answer: Any) -> bool:
    return all(len(set(column)) == 1 for column in _sides(answer).T.tolist())


@XNOR.pattern(
    "Both units divide the four examples in the same way, so the second one adds little to the first. Move one of "
    "the two lines.",
    example=([[1.0, 1.0], [1.0, 1.0]], [-0.5, -0.5]),
)
def _one_line_twice(answer: Any) -> bool:
    first, second = _sides(answer).T
    return bool((first == second).all() or (first != second).all())


@XNOR.pattern(
    "The two examples with equal inputs are mapped to one point, which is good, but it lies halfway between the "
    "other two. Each of your lines runs through both examples with equal inputs: which of a unit's numbers shifts "
    "its line?",
    example=([[4.0, -4.0], [-4.0, 4.0]], [0.0, 0.0]),
)
def _through_both(answer: Any) -> bool:
    V, v0 = (np.asarray(each, dtype=float) for each in answer)
    return bool((v0 == 0).all() and np.allclose(V.sum(axis=1), 0))


@XNOR.pattern(
    "Each of your units looks at one input alone, so the four examples still stand at the corners of a rectangle, and "
    "each class on opposite corners. What would a unit need to draw a slanting line?",
    example=([[3.0, 0.0], [0.0, 3.0]], [-1.5, -1.5]),
)
def _one_input_each(answer: Any) -> bool:
    return (np.asarray(answer[0]) == 0).sum(axis=1).tolist() == [1, 1]


@XNOR.pattern(
    "One of your lines has all four examples on the same side, so its unit hardly tells them apart. Which of its "
    "numbers shifts a line without turning it?",
    example=([[1.0, 1.0], [1.0, 1.0]], [-0.5, 3.0]),
)
def _one_line_outside(answer: Any) -> bool:
    return any(len(set(column)) == 1 for column in _sides(answer).T.tolist())
