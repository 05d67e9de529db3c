"""The turn `binary_loss` of lesson 11: the binary cross-entropy from z, without overflow (lecture row L21)."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from lecture_nn.checks.answers import Answers
from lecture_nn.checks.expect import draws, expect_close
from lecture_nn.checks.turns.declare import Turn

BINARY = Turn("binary_loss", "11_choosing_a_loss", "L21")


@BINARY.asks(
    "the mean loss of three batches at ordinary z",
    hint="Where t is 1, an example costs −log σ(z), which is log(1 + exp(−z)); where t is 0 it costs log(1 + exp(z)). "
    "Add up the K outputs of each example and take the mean over the N examples.",
)
def _ordinary(s: Answers) -> None:
    for rng in draws():
        for shape in ((5, 3), (4, 1), (1, 2)):  # K above 1 first: it tells sums over N and K apart
            Z, T = rng.normal(scale=2, size=shape), rng.integers(2, size=shape).astype(float)
            T.flat[0] = 1 - T.flat[1]  # both targets occur, so that a confusion between them shows
            Z.flat[:2] = 0, 8 - 16 * T.flat[1]  # undecided, and confidently wrong
            expect_close(f"binary_loss, Z {shape}", s.binary_loss(Z, T), _binary(Z, T))


@BINARY.asks(
    "confidently wrong at z = ±40, where o rounds to 0 or 1, and at ±34, where few digits of 1 − o are left",
    hint="At z = 40 the output is rounded to exactly 1, and the logarithm of 1 − o is lost; at z = 34 hardly a digit "
    "of 1 − o is left. How can the loss be computed from z without going through o?",
)
def _wrong_at_40(s: Answers) -> None:
    _extreme(s, 40.0)
    _extreme(s, 34.0)
    _extreme(s, 30.0)


@BINARY.asks(
    "right and wrong at z = ±800, where exp(z) overflows",
    hint="exp(800) is larger than any float64, so it must not be computed on the way. Which function of the lesson has "
    "log(1 + exp(a)) as its result, and which a does each target need?",
)
def _wrong_at_800(s: Answers) -> None:
    _extreme(s, 800.0)


def _extreme(s: Answers, size: float) -> None:
    Z = size * np.array([[1.0], [-1.0], [1.0], [-1.0]])
    for T in ([[0.0], [1.0], [1.0], [0.0]], [[0.0], [0.0], [1.0], [0.0]]):
        T = np.array(T)
        expect_close(f"binary_loss at z = ±{size:g}", s.binary_loss(Z, T), _binary(Z, T))


def _binary(Z: NDArray, T: NDArray) -> float:
    return float(np.sum(T * np.logaddexp(0, -Z) + (1 - T) * np.logaddexp(0, Z)) / len(Z))


def _sigmoid(Z: NDArray) -> NDArray:
    return 1 / (1 + np.exp(-Z))


OVERFLOW = (
    "exp(800) is larger than any float64, so it became infinite before its logarithm was taken. Which function of "
    "NumPy does both in one step?"
)


@BINARY.mistake(OVERFLOW)  # before the answers that go through o, which fail at z = 40 already
def _overflows(Z: NDArray, T: NDArray) -> float:
    return float(np.sum(T * np.log(1 + np.exp(-Z)) + (1 - T) * np.log(1 + np.exp(Z))) / len(Z))


@BINARY.mistake(OVERFLOW)
def _overflows_together(Z: NDArray, T: NDArray) -> float:
    return float(np.sum(np.log(1 + np.exp(Z)) - T * Z) / len(Z))


ROUNDED = (
    "You compute o first, and when z is far from 0, o is rounded to exactly 0 or 1 before you take its logarithm. "
    "What are the two logarithms in terms of z?"
)


@BINARY.mistake(ROUNDED)
def _through_o(Z: NDArray, T: NDArray) -> float:
    o = _sigmoid(Z)
    return float(-np.sum(T * np.log(o) + (1 - T) * np.log(1 - o)) / len(Z))


@BINARY.mistake(ROUNDED)
def _through_o_of_the_right_class(Z: NDArray, T: NDArray) -> float:
    o = _sigmoid(Z)
    return float(-np.sum(np.log(np.where(T == 1, o, 1 - o))) / len(Z))


CLIPPED = (
    "Keeping o away from 0 and 1 removes the infinity but not the error: no output can then cost more than minus "
    "the logarithm of your limit, although a wrong output at z = 40 should cost 40. Compute the loss from z, "
    "without o."
)


def _clipped(Z: NDArray, T: NDArray, limit: float) -> float:
    o = np.clip(_sigmoid(Z), limit, 1 - limit)
    return float(-np.sum(T * np.log(o) + (1 - T) * np.log(1 - o)) / len(Z))


def _lifted(Z: NDArray, T: NDArray, limit: float) -> float:
    o = _sigmoid(Z)
    return float(-np.sum(T * np.log(o + limit) + (1 - T) * np.log(1 - o + limit)) / len(Z))


for _limit in (1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15, 1e-16, 2**-52):  # those that people write
    BINARY.mistake(CLIPPED)(partial(_clipped, limit=_limit))
    BINARY.mistake(CLIPPED)(partial(_lifted, limit=_limit))


CLIPPED_Z = (
    "Limiting z removes the overflow but not the error: no output can then cost more than your limit, although a "
    "wrong output at z = 800 should cost 800."
)


def _clipped_z(Z: NDArray, T: NDArray, limit: float) -> float:
    return _binary(np.clip(Z, -limit, limit), T)


for _limit in (20, 30, 35, 36, 50, 100, 500, 700, 709):
    BINARY.mistake(CLIPPED_Z)(partial(_clipped_z, limit=_limit))


@BINARY.mistake(
    "This is the loss of the targets of 1 only. Examples with t = 0 cost something, too. What do they cost "
    "when z is large?"
)
def _first_term_only(Z: NDArray, T: NDArray) -> float:
    return float(np.sum(T * np.logaddexp(0, -Z)) / len(Z))


@BINARY.mistake(
    "This is the loss of the targets of 0 only. Examples with t = 1 cost something, too. What do they cost "
    "when z is very negative?"
)
def _second_term_only(Z: NDArray, T: NDArray) -> float:
    return float(np.sum((1 - T) * np.logaddexp(0, Z)) / len(Z))


@BINARY.mistake("This is the sum over the examples. The mean over them is asked for.")
def _sum(Z: NDArray, T: NDArray) -> float:
    return len(Z) * _binary(Z, T)


@BINARY.mistake(
    "You divide by the number of all entries, N times K. Should the mean be taken over entries or over examples?"
)
def _mean_of_all(Z: NDArray, T: NDArray) -> float:
    return _binary(Z, T) / Z.shape[1]


@BINARY.mistake(
    "The two targets have changed places: where t is 1, o should be large, so the loss must fall as z grows."
)
def _swapped(Z: NDArray, T: NDArray) -> float:
    return _binary(-Z, T)


@BINARY.mistake("This is the log-likelihood, never above 0. How does a loss differ from it?")
def _without_minus(Z: NDArray, T: NDArray) -> float:
    return -_binary(Z, T)


@BINARY.mistake("The sign is right for targets of 1 only. The minus of the cross-entropy stands before both terms.")
def _as_on_the_slide(Z: NDArray, T: NDArray) -> float:
    return float(np.sum(T * np.logaddexp(0, -Z) - (1 - T) * np.logaddexp(0, Z)) / len(Z))


@BINARY.mistake("These are the losses of the single examples. One number is asked for, the loss of the batch.")
def _of_each(Z: NDArray, T: NDArray) -> NDArray:
    return np.sum(T * np.logaddexp(0, -Z) + (1 - T) * np.logaddexp(0, Z), axis=1)


@BINARY.mistake("These are the losses of all entries, (N, K). How does one number for the whole batch come from them?")
def _of_each_entry(Z: NDArray, T: NDArray) -> NDArray:
    return T * np.logaddexp(0, -Z) + (1 - T) * np.logaddexp(0, Z)


@BINARY.mistake("You divide by K, the number of outputs. Should the mean be taken over outputs or over examples?")
def _mean_over_outputs(Z: NDArray, T: NDArray) -> float:
    return _binary(Z, T) * len(Z) / Z.shape[1]
