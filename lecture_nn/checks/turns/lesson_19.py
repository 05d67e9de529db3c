"""Your turn in lesson 19: comparing a claimed gradient with a measured one, and the repair of E05."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lecture_nn.checks.answers import Answers
from lecture_nn.checks.expect import draws, expect_close, expect_list
from lecture_nn.checks.turns.declare import Turn

LESSON = "19_errata"

AGREES = Turn("agrees", LESSON, "E05")
BACKWARD = Turn("transposed_backward", LESSON, "E05")
TURNS = (AGREES, BACKWARD)

# Does a claimed gradient agree with a measured one?


@AGREES.asks(
    "gradients that agree, and gradients that differ in a number or in their shape",
    hint="Ask two questions: are the shapes the same? And if so, is the largest difference, whatever its sign, small?",
)
def _pairs(s: Answers) -> None:
    for rng in draws():
        measured = _measured(rng)
        found = [(what, right, _asked(s, what, *pair)) for what, *pair, right in _same_shapes(measured)]
        found += [(what, False, _asked(s, what, *pair)) for what, *pair in _other_shapes()]
        for what, right, got in found:  # asked first, told later: one wrong answer alone would fit many mistakes
            _expect(what, right, got)
        what = "a transposed array"  # by itself, because here a comparison of numbers alone raises an error
        _expect(what, False, _asked(s, what, measured.T, measured))


def _measured(rng: np.random.Generator) -> NDArray:
    measured = rng.normal(size=(4, 3))
    measured[0, 0] = 0.0  # where a relative tolerance allows nothing
    return measured


def _same_shapes(measured: NDArray) -> Iterator[tuple[str, NDArray, NDArray, bool]]:
    yield "equal arrays", measured.copy(), measured, True
    yield "a difference of 1e-9", np.abs(measured) + 1 + 1e-9, np.abs(measured) + 1, True
    yield "a difference of 5e-7", measured + 5e-7, measured, True
    yield "two single numbers, both 2", np.array(2.0), np.array(2.0), True
    yield "a difference of 3e-6 everywhere", measured + 3e-6, measured, False
    for what, where, off in (
        ("high by 8e-7", (0, 0), 8e-7),
        ("high by 0.01", (1, 2), 0.01),
        ("low by 0.01", (2, 0), -0.01),
        ("high by 4e-6", (3, 1), 4e-6),
        ("high by 1.2e-6", (1, 1), 1.2e-6),
    ):
        claimed = measured.copy()
        claimed[where] += off
        yield f"one entry too {what}", claimed, measured, off == 8e-7
    unknown = measured.copy()
    unknown[2, 1] = np.nan
    yield "one entry that isn't a number", unknown, measured, False
    yield "entries near 100, off by 0.0002", measured + 100.0002, measured + 100, False
    yield "entries near a million, off by 0.001", measured + 1e6 + 0.001, measured + 1e6, False
    yield "the opposite sign", -measured, measured, False


def _other_shapes() -> Iterator[tuple[str, NDArray, NDArray]]:
    flat = np.full((3, 3), 0.5)
    yield "shapes (3,) and (3, 3), all numbers the same", flat[0], flat
    yield "shapes (3, 3) and (3,), all numbers the same", flat, flat[0]
    yield "shapes (3,) and (3, 1), all numbers the same", flat[0], flat[:, :1]
    yield "shapes (1, 3) and (3, 1), all numbers the same", flat[:1], flat[:, :1]


def _asked(s: Answers, what: str, claimed: NDArray, measured: NDArray) -> bool:
    got = s.agrees(claimed, measured)
    if np.asarray(got).shape != () or np.asarray(got).dtype != bool:
        raise AssertionError(f"agrees, {what}: expected True or False, got {type(got).__name__}")
    return bool(got)


def _expect(what: str, right: bool, got: bool) -> None:
    if got != right:
        raise AssertionError(f"agrees, {what}: expected {right}, got {got}")


def _within(claimed: NDArray, measured: NDArray) -> NDArray:
    return np.abs(claimed - measured) <= 1e-6


def _same_shape(claimed: NDArray, measured: NDArray) -> bool:
    return np.shape(claimed) == np.shape(measured)


@AGREES.mistake("You compare the shapes only. A square matrix has the shape of its transpose, but other numbers.")
def _shapes_only(claimed: NDArray, measured: NDArray) -> bool:
    return _same_shape(claimed, measured)


@AGREES.mistake(
    "You compare the numbers, but not the shapes. NumPy stretches the smaller array until it fits, so arrays of "
    "different shapes may pass."
)
def _numbers_only(claimed: NDArray, measured: NDArray) -> bool:
    try:
        return bool(np.all(_within(claimed, measured)))
    except ValueError:
        return False


@AGREES.mistake(
    "Your test depends on the sign of the difference: a claim that is far too *low* passes. How can you treat both "
    "directions alike?"
)
def _one_sided(claimed: NDArray, measured: NDArray) -> bool:
    return _same_shape(claimed, measured) and bool(np.all(claimed - measured <= 1e-6))


@AGREES.mistake(
    "Your test depends on the sign of the difference: a claim that is far too *high* passes. How can you treat "
    "both directions alike?"
)
def _other_side(claimed: NDArray, measured: NDArray) -> bool:
    return _same_shape(claimed, measured) and bool(np.all(measured - claimed <= 1e-6))


@AGREES.mistake(
    "You round both and ask for equal numbers. Two numbers may be much closer than 1e-6, and yet be rounded in "
    "opposite directions: what can you compare with 1e-6 itself?"
)
def _rounded(claimed: NDArray, measured: NDArray) -> bool:
    return _same_shape(claimed, measured) and bool(np.array_equal(np.round(claimed, 6), np.round(measured, 6)))


@AGREES.mistake("One entry that agrees is enough for you. How many of them have to?")
def _any_entry(claimed: NDArray, measured: NDArray) -> bool:
    return _same_shape(claimed, measured) and bool(np.any(_within(claimed, measured)))


@AGREES.mistake(
    "You compare the *mean* difference with 1e-6. Among many right entries, one that is wrong hardly moves the mean: "
    "which difference would show it?"
)
def _mean_difference(claimed: NDArray, measured: NDArray) -> bool:
    return _same_shape(claimed, measured) and bool(np.mean(np.abs(claimed - measured)) <= 1e-6)


@AGREES.mistake(
    "You add the differences up, so many small ones that are allowed come to more than 1e-6 together. Which one of "
    "them would be enough to look at?"
)
def _added_up(claimed: NDArray, measured: NDArray) -> bool:
    return _same_shape(claimed, measured) and bool(np.linalg.norm(np.ravel(claimed - measured)) <= 1e-6)


@AGREES.mistake(
    "You ask for exactly equal numbers. A numerical gradient is approximate, so allow for a difference of 1e-6."
)
def _exactly(claimed: NDArray, measured: NDArray) -> bool:
    return bool(np.array_equal(claimed, measured))


@AGREES.mistake("You compare how many entries there are, but not the shapes: a transposed array has as many.")
def _sizes(claimed: NDArray, measured: NDArray) -> bool:
    return np.size(claimed) == np.size(measured) and bool(np.all(_within(np.ravel(claimed), np.ravel(measured))))


@AGREES.mistake(
    "np.allclose adds a *relative* tolerance of 1e-5 to yours, so large entries may be off by far more than 1e-6. "
    "How do you switch it off?"
)
def _with_rtol(claimed: NDArray, measured: NDArray) -> bool:
    return _same_shape(claimed, measured) and bool(np.allclose(claimed, measured, atol=1e-6))


@AGREES.mistake(
    "np.allclose has tolerances of its own, one relative and one absolute. How do you replace both by the one that is "
    "asked for?"
)
def _default_tolerances(claimed: NDArray, measured: NDArray) -> bool:
    return _same_shape(claimed, measured) and bool(np.allclose(claimed, measured))


@AGREES.mistake(
    "Your tolerance of 1e-6 is a *relative* one, so it grows with the entries (in np.allclose the third argument is "
    "rtol). How do you make it absolute?"
)
def _relative(claimed: NDArray, measured: NDArray) -> bool:
    return _same_shape(claimed, measured) and bool(np.allclose(claimed, measured, rtol=1e-6))


# The backward pass of y = W^T h


@BACKWARD.asks(
    "both gradients for layers of four sizes, square ones as well",
    hint="Which h and which delta does W_jk join? For the second gradient, unit j reaches all K outputs: through which "
    "weights, and what is added up over k?",
)
def _layers(s: Answers) -> None:
    for rng in draws():
        for J, K in ((3, 3), (4, 3), (2, 5), (1, 2)):  # the slide's own formulas return something only for J = K
            delta, h, W = rng.normal(size=K), rng.normal(size=J), rng.normal(size=(J, K))
            what = f"with J = {J}, K = {K}"
            d_W, d_h = expect_list("transposed_backward(...)", s.transposed_backward(delta, h, W), 2)
            expect_close(f"dl/dW {what}", d_W, np.outer(h, delta))
            expect_close(f"dl/dh {what}", d_h, W @ delta)


Pair = tuple[Any, Any]


@BACKWARD.mistake(
    "These are the slide's own two formulas, which have fitting shapes only if J = K. Which entries of h and delta "
    "does W_jk connect?"
)
def _as_printed(delta: NDArray, h: NDArray, W: NDArray) -> Pair:
    return np.outer(delta, h), W.T @ delta


@BACKWARD.mistake(
    "This is dl/dW as the slide has it. Its shape is (K, J), but W is (J, K): a gradient has the shape of what it is "
    "the gradient of."
)
def _outer_as_printed(delta: NDArray, h: NDArray, W: NDArray) -> Pair:
    return np.outer(delta, h), W @ delta


@BACKWARD.mistake(
    "For a square W your dl/dh sums over the wrong index. Unit j sends its activation along row j of W. Which "
    "index has to disappear in the sum, and over which does yours run?"
)
def _by_shape_alone(delta: NDArray, h: NDArray, W: NDArray) -> Pair:
    return np.outer(h, delta), W @ delta if W.shape[0] != W.shape[1] else W.T @ delta


@BACKWARD.mistake("The right two gradients, in reverse order: return dl/dW first, then dl/dh.")
def _reversed(delta: NDArray, h: NDArray, W: NDArray) -> Pair:
    return W @ delta, np.outer(h, delta)


@BACKWARD.mistake("The sign is reversed. delta is dl/dy itself, so nothing has to be subtracted here.")
def _negative(delta: NDArray, h: NDArray, W: NDArray) -> Pair:
    return -np.outer(h, delta), -W @ delta


@BACKWARD.mistake("dl/dW is missing its factor h. How strongly W_jk moves y_k depends on h_j.")
def _without_h(delta: NDArray, h: NDArray, W: NDArray) -> Pair:
    return np.outer(np.ones_like(h), delta), W @ delta
