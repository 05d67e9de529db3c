"""The turns of lesson 17: soft-thresholding, ridge regression, cross-validation (lecture rows L36 to L38)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from lecture_nn.checks.answers import Answers
from lecture_nn.checks.expect import draws, expect_close
from lecture_nn.checks.turns.declare import Turn

LESSON = "17_weight_decay"

RIDGE = Turn("ridge", LESSON, "L36")
SOFT = Turn("soft_threshold", LESSON, "L37")
CROSS = Turn("cv_error", LESSON, "L38")
TURNS = (RIDGE, SOFT, CROSS)

Solver = Callable[[NDArray, NDArray], NDArray]

# Ridge regression


@RIDGE.asks(
    "the weights for two sets of examples, each with three penalties",
    hint="The matrix that multiplies w is Hᵀ H / N plus λ on the diagonal, except at the place of the bias. "
    "np.linalg.solve solves such a system.",
)
def _ridge(s: Answers) -> None:
    for rng in draws():
        for N, J in ((30, 5), (8, 12)):
            H = np.column_stack([np.ones(N), rng.normal(size=(N, J - 1)) + rng.uniform(0.2, 1, size=J - 1)])
            t = 2 + H @ rng.normal(size=J) + rng.normal(size=N)
            for decay in (0.03, 0.3, 2.0):
                expect_close(f"ridge(H, t, {decay}), H {H.shape}", s.ridge(H, t, decay), _right_ridge(H, t, decay))


def _system(H: NDArray, t: NDArray, diagonal: NDArray) -> NDArray:
    """The weights for a given penalty on each of them."""
    return np.linalg.solve(H.T @ H / len(t) + np.diag(diagonal), H.T @ t / len(t))


def _diagonal(J: int, decay: float) -> NDArray:
    """The penalty on each of J weights, the first of which is the bias."""
    return np.where(np.arange(J) > 0, decay, 0.0)


def _right_ridge(H: NDArray, t: NDArray, decay: float) -> NDArray:
    return _system(H, t, _diagonal(H.shape[1], decay))


@RIDGE.mistake(
    "You penalize the bias as well, which pulls the mean of the outputs towards 0. Which entry of the diagonal "
    "belongs to it?"
)
def _bias_too(H: NDArray, t: NDArray, decay: float) -> NDArray:
    return _system(H, t, np.full(H.shape[1], decay))


@RIDGE.mistake(
    "You add λ to Hᵀ H itself, as for a loss that is a sum. Our loss is a mean over examples: what does that change?"
)
def _sum_not_mean(H: NDArray, t: NDArray, decay: float) -> NDArray:
    return _system(H, t, _diagonal(H.shape[1], decay / len(t)))


@RIDGE.mistake(
    "You penalize the bias as well, and you add λ to Hᵀ H itself, as for a loss that is a sum. What changes if the "
    "loss is a mean over examples?"
)
def _sum_and_bias(H: NDArray, t: NDArray, decay: float) -> NDArray:
    return _system(H, t, np.full(H.shape[1], decay / len(t)))


@RIDGE.mistake(
    "You add λ to every entry of the block, as if each weight were penalized for all the others, too. Which entries of "
    "the matrix belong to the square of a single weight?"
)
def _whole_block(H: NDArray, t: NDArray, decay: float) -> NDArray:
    A = H.T @ H / len(t)
    A[1:, 1:] += decay
    return np.linalg.solve(A, H.T @ t / len(t))


@RIDGE.mistake("Only the left side is divided by N. What else comes from the mean over examples?")
def _right_side_undivided(H: NDArray, t: NDArray, decay: float) -> NDArray:
    return len(t) * _right_ridge(H, t, decay)


@RIDGE.mistake(
    "The penalty has the wrong sign: λ is subtracted, which rewards large weights. The gradient of λ/2 w² is + λ w."
)
def _wrong_sign(H: NDArray, t: NDArray, decay: float) -> NDArray:
    return _right_ridge(H, t, -decay)


@RIDGE.mistake("You add λ/2. What happens to the ½ when λ/2 w² is differentiated?")
def _half(H: NDArray, t: NDArray, decay: float) -> NDArray:
    return _right_ridge(H, t, decay / 2)


@RIDGE.mistake("These are plain least squares: λ plays no part in your answer.")
def _no_penalty(H: NDArray, t: NDArray, decay: float) -> NDArray:
    return np.linalg.lstsq(H, t, rcond=None)[0]


@RIDGE.mistake(
    "λ is added to every entry of Hᵀ H / N: that is what + decay does to a matrix. Which entries belong to a single "
    "weight?"
)
def _everywhere(H: NDArray, t: NDArray, decay: float) -> NDArray:
    return np.linalg.solve(H.T @ H / len(t) + decay, H.T @ t / len(t))


@RIDGE.mistake("You return the outputs H w, one for each example. The weights themselves are asked for.")
def _outputs(H: NDArray, t: NDArray, decay: float) -> NDArray:
    return H @ _right_ridge(H, t, decay)


# Soft-thresholding


@SOFT.asks(
    "numbers on both sides of both thresholds",
    hint="Take the size |a|, subtract the threshold, let nothing fall below 0, and give the result the sign of a.",
)
def _soft(s: Answers) -> None:
    for rng in draws():
        for threshold in (0.3, 1.5):
            a = rng.uniform(0.1, 0.9, size=8) * threshold  # four below the threshold, four above; each sign twice
            a = np.append((a + threshold * np.repeat([1, 0, 1], [2, 4, 2])) * np.tile([1, -1], 4), 0.0)
            expected = np.sign(a) * np.maximum(np.abs(a) - threshold, 0)
            expect_close(f"soft_threshold(a, {threshold})", s.soft_threshold(a, threshold), expected)
    expect_close("soft_threshold of whole numbers", s.soft_threshold(np.array([3, -2, 1, 0]), 0.5), [2.5, -1.5, 0.5, 0])


@SOFT.mistake(
    "Small numbers become 0, but large ones stay as they are. That is *hard* thresholding. What does L1 do to large "
    "weights?"
)
def _hard(a: NDArray, threshold: float) -> NDArray:
    return np.where(np.abs(a) > threshold, a, 0)


@SOFT.mistake(
    "You move a downwards when it is above the threshold, and upwards otherwise. Between the threshold and minus the "
    "threshold, which way does the penalty pull, and where does it come to rest?"
)
def _upwards_otherwise(a: NDArray, threshold: float) -> NDArray:
    return np.where(a > threshold, a - threshold, a + threshold)


@SOFT.mistake(
    "This is L2: all numbers shrink by one factor, and none becomes 0. Does the pull of L1 depend on the size?"
)
def _ridge_of_one(a: NDArray, threshold: float) -> NDArray:
    return a / (1 + threshold)


@SOFT.mistake(
    "Numbers whose absolute value is below the threshold jump across 0. Once a number is beyond 0, which way does "
    "the penalty pull it?"
)
def _crosses(a: NDArray, threshold: float) -> NDArray:
    return a - threshold * np.sign(a)


@SOFT.mistake("You make every negative number 0. What should happen to a large negative one?")
def _positive_only(a: NDArray, threshold: float) -> NDArray:
    return np.maximum(a - threshold, 0)


@SOFT.mistake(
    "Large negative numbers move away from 0: you subtract the threshold from them as well. Which way does the penalty "
    "pull them?"
)
def _one_direction(a: NDArray, threshold: float) -> NDArray:
    return np.where(np.abs(a) > threshold, a - threshold, 0)


@SOFT.mistake("The sizes are right, but the signs are lost. Which sign should the result have where a is negative?")
def _no_sign(a: NDArray, threshold: float) -> NDArray:
    return np.maximum(np.abs(a) - threshold, 0)


@SOFT.mistake("This is what soft-thresholding takes away. What remains?")
def _what_goes(a: NDArray, threshold: float) -> NDArray:
    return np.clip(a, -threshold, threshold)


# Cross-validation


@CROSS.asks(
    "the error of two ways of training, with three parts and with five, not all of one size",
    hint="For each part: train on the rows where `part` differs, compute the outputs H w for its own rows, and keep "
    "their squared errors. At the end take one mean over all of them.",
)
def _cross(s: Answers) -> None:
    for rng in draws():
        for N, k, solve in ((11, 3, _least_squares), (17, 5, _strong)):
            H, part = rng.normal(size=(N, 2)), rng.permutation(np.arange(N) % k)
            t = H @ rng.normal(size=2) + rng.normal(size=N)
            got = s.cv_error(solve, H, t, part)
            expect_close(f"cv_error of {N} examples in {k} parts", got, _right_cv(solve, H, t, part))


def _least_squares(H: NDArray, t: NDArray) -> NDArray:
    return np.linalg.lstsq(H, t, rcond=None)[0]


def _strong(H: NDArray, t: NDArray) -> NDArray:
    return _system(H, t, np.full(H.shape[1], 0.5))


def _errors(solve: Solver, H: NDArray, t: NDArray, trained: NDArray, judged: NDArray) -> NDArray:
    """The squared errors on the rows `judged` of the weights from the rows `trained`."""
    return (H[judged] @ solve(H[trained], t[trained]) - t[judged]) ** 2


def _each(solve: Solver, H: NDArray, t: NDArray, part: NDArray) -> list[NDArray]:
    return [_errors(solve, H, t, part != p, part == p) for p in np.unique(part)]


def _right_cv(solve: Solver, H: NDArray, t: NDArray, part: NDArray) -> float:
    return float(np.mean(np.concatenate(_each(solve, H, t, part))))


@CROSS.mistake(
    "You train on all examples, so each has been seen before it judges. Which examples may be used before a part "
    "judges?"
)
def _trained_on_all(solve: Solver, H: NDArray, t: NDArray, part: NDArray) -> float:
    return float(np.mean((H @ solve(H, t) - t) ** 2))


@CROSS.mistake("The roles are exchanged: you train on one part and validate on all the others.")
def _exchanged(solve: Solver, H: NDArray, t: NDArray, part: NDArray) -> float:
    return float(np.mean(np.concatenate([_errors(solve, H, t, part == p, part != p) for p in np.unique(part)])))


@CROSS.mistake(
    "These are training errors: you compare with the targets of the examples trained on. Judge on the others."
)
def _training_errors(solve: Solver, H: NDArray, t: NDArray, part: NDArray) -> float:
    return float(np.mean(np.concatenate([_errors(solve, H, t, part != p, part != p) for p in np.unique(part)])))


@CROSS.mistake(
    "You take the mean of the parts' means. The parts differ in size: does each example then count the same?"
)
def _mean_of_means(solve: Solver, H: NDArray, t: NDArray, part: NDArray) -> float:
    return float(np.mean([np.mean(each) for each in _each(solve, H, t, part)]))


@CROSS.mistake("Only the last part has judged. What happens to the others' errors in your loop?")
def _last_part(solve: Solver, H: NDArray, t: NDArray, part: NDArray) -> float:
    return float(np.mean(_each(solve, H, t, part)[-1]))


@CROSS.mistake("Only the first part has judged: does your function return inside the loop?")
def _first_part(solve: Solver, H: NDArray, t: NDArray, part: NDArray) -> float:
    return float(np.mean(_each(solve, H, t, part)[0]))


@CROSS.mistake("This is the sum of the squared errors. The function returns their mean.")
def _sum(solve: Solver, H: NDArray, t: NDArray, part: NDArray) -> float:
    return float(np.sum(np.concatenate(_each(solve, H, t, part))))


@CROSS.mistake("This is half the mean, as in our loss. Here the mean of the squared errors itself is asked for.")
def _half_mean(solve: Solver, H: NDArray, t: NDArray, part: NDArray) -> float:
    return _right_cv(solve, H, t, part) / 2


@CROSS.mistake(
    "Each solution is judged by all examples, among them those it was trained on. Only the part left out may judge it."
)
def _judged_by_all(solve: Solver, H: NDArray, t: NDArray, part: NDArray) -> float:
    return float(np.mean(np.concatenate([_errors(solve, H, t, part != p, part == part) for p in np.unique(part)])))


@CROSS.mistake("You train and judge on the same part. Which of these two should the other parts be used for?")
def _same_part(solve: Solver, H: NDArray, t: NDArray, part: NDArray) -> float:
    return float(np.mean(np.concatenate([_errors(solve, H, t, part == p, part == p) for p in np.unique(part)])))


@CROSS.mistake(
    "Your loop goes through the examples, so a part with more examples is judged more often. How often should each "
    "part be left out?"
)
def _once_for_each_example(solve: Solver, H: NDArray, t: NDArray, part: NDArray) -> float:
    return float(np.mean(np.concatenate([_errors(solve, H, t, part != p, part == p) for p in part])))


@CROSS.mistake("The errors aren't squared. Positive and negative ones cancel in your mean.")
def _not_squared(solve: Solver, H: NDArray, t: NDArray, part: NDArray) -> float:
    return float(np.mean([np.mean(H[part == p] @ solve(H[part != p], t[part != p]) - t[part == p]) for p in part]))
