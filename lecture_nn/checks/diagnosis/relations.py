"""Relations between the right result and the one that came: what changes each entry, and what changes the shape."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

USUAL, RARE = 2.5, 3.5


def _whole(e: Any) -> Any:
    """The entry itself if it is a whole number, as a count is."""
    return np.where((e == np.round(e)) & ~_are_answers(e), e, np.nan)


def _not_whole(e: Any) -> Any:
    return e if _are_answers(e) or (e != np.round(e)).any() else np.full_like(e, np.nan)


def _are_answers(e: Any) -> bool:
    """Whether these are many numbers which say no or yes, or how steep something is, and count nothing."""
    return np.size(e) > 1 and bool(np.isin(e, (0, 1)).all())


def _between(e: Any, truths: Any) -> Any:
    """1 and 0 for values of which some lie elsewhere: where only answers are asked for, no value in between is lost."""
    return np.full(np.shape(e), np.nan) if np.isin(e, (-1, 0, 1)).all() else truths.astype(float)


def _two(e: Any, low: float) -> bool:
    """Whether there are only two answers, one of which is 1."""
    return bool(np.isin(e, (low, 1)).all())


ENTRIES: list[tuple[float, Callable[[Any], Any], str]] = [
    (USUAL, lambda e: -e, "{it} has the wrong sign. Is a minus missing, or a difference taken the wrong way round?"),
    (USUAL, lambda e: 100 * e, "{it} is in percent. Is a percentage asked for, or a fraction between 0 and 1?"),
    (USUAL, lambda e: e / 100, "{it} is divided by 100. Is the number asked for a percentage already?"),
    (
        USUAL,
        lambda e: 1 - e,
        "{it} is 1 minus what is asked for. Is a sign reversed, or is this the fraction of the others?",
    ),
    (
        USUAL,
        lambda e: 2 * e - 1,
        "{it} is twice what is asked for, minus 1: it runs from −1 to 1 where a fraction runs from 0 to 1. What "
        "can each case contribute, at least and at most?",
    ),
    (
        USUAL,
        np.abs,
        "{it} has lost its signs: negative numbers have become positive. Where do you take an absolute "
        "value, or square something?",
    ),
    (
        USUAL,
        lambda e: 1 / e,
        "{it} is upside down: it is the reciprocal of what is asked for. What is divided by what, and what should be?",
    ),
    (
        USUAL,
        lambda e: _whole(e) + 1,
        "{it} is too large by exactly 1. If you count: where do you begin, and what is the last that you count? If you "
        "round: only at the end?",
    ),
    (
        USUAL,
        lambda e: _whole(e) - 1,
        "{it} is too small by exactly 1. If you count: where do you begin, and what is the last that you count? If you "
        "round: only at the end?",
    ),
    (
        USUAL,
        lambda e: _not_whole(e) + 1,
        "{it} is too large by exactly 1, in every entry. Does your formula have a 1 too many, or too few?",
    ),
    (
        USUAL,
        lambda e: _not_whole(e) - 1,
        "{it} is too small by exactly 1, in every entry. Does your formula have a 1 too many, or too few?",
    ),
    (
        USUAL,
        lambda e: e**2,
        "{it} is the square of what is asked for. Is a root missing, or is something squared that shouldn't be?",
    ),
    (USUAL, np.sqrt, "{it} is the square root of what is asked for. Where do you take a root?"),
    (USUAL, np.log, "{it} is the logarithm of what is asked for. Which step is still missing?"),
    (USUAL, np.exp, "{it} is the exponential of what is asked for. Where do you use exp?"),
    (USUAL, lambda e: np.exp(-e), "{it} is exp of minus what is asked for. Which step is still missing?"),
    (USUAL, lambda e: -np.log(e), "{it} is minus the logarithm of what is asked for. Have you gone a step too far?"),
    (
        RARE,
        lambda e: e / np.log(2),
        "your logarithm has base 2. Formulas in this course mean the natural logarithm: which "
        "function of NumPy is that?",
    ),
    (
        RARE,
        lambda e: e / np.log(10),
        "your logarithm has base 10. Formulas in this course mean the natural logarithm: "
        "which function of NumPy is that?",
    ),
    (
        RARE,
        lambda e: np.clip(e, 0, 1),
        "{it} is limited to the range from 0 to 1. Do the right values stay in that range?",
    ),
    (RARE, lambda e: np.maximum(e, 0), "{it} has no negative numbers: they have become 0. Where are they lost?"),
    (
        RARE,
        lambda e: np.clip(e, -1, 1),
        "{it} is limited to the range from −1 to 1. Do the right values stay in there?",
    ),
    (
        RARE,
        np.tanh,
        "{it} has gone through tanh once too often. Where do you apply it, and is it asked for there?",
    ),
    (
        RARE,
        lambda e: 1 / (1 + np.exp(-e)),
        "{it} has gone through a sigmoid once too often. Where do you apply it, and is it asked for there?",
    ),
    (
        2.3,
        lambda e: (e + 1) / 2 if _two(e, -1) else np.full(np.shape(e), np.nan),
        "{it} has 0 where −1 is asked for. Which two numbers stand for the two answers?",
    ),
    (
        2.3,
        lambda e: 2 * e - 1 if _two(e, 0) else np.full(np.shape(e), np.nan),
        "{it} has −1 where 0 is asked for. Which two numbers stand for the two answers?",
    ),
    (RARE, np.sign, "{it} holds signs only. What about the size of the numbers?"),
    (2.3, lambda e: _between(e, e > 0.5), "{it} holds only 0 and 1. Where are the values in between lost?"),
    (2.3, lambda e: _between(e, e > 0), "{it} holds only 0 and 1. Where are the values in between lost?"),
    (
        2.1,
        np.trunc,
        "{it} has lost everything after the decimal point. Do you use // or int(), or an array of integers?",
    ),
    (USUAL, np.floor, "{it} is rounded down to whole numbers. Do you use // or an array of integers?"),
    (USUAL, np.ceil, "{it} is rounded up. Is a whole number asked for?"),
    *[
        (
            USUAL,
            lambda e, d=d: np.round(e, d),
            f"{{it}} is rounded to {d} decimal{'s' * (d != 1)}, or was looked up on a grid that is as coarse. Where "
            "are the other digits lost?",
        )
        for d in range(5)
    ],
    (
        2.1,
        np.zeros_like,
        "{it} is 0 everywhere. Which line should give it other values?",
    ),
    (2.2, np.ones_like, "{it} is 1 everywhere. What is divided by itself, or never changed?"),
    (
        RARE,
        lambda e: np.full_like(e, 0.5),
        "{it} is ½ everywhere, whatever the arguments. Which of them is lost on the way?",
    ),
]

SHAPES: list[tuple[float, Callable[[Any], Any], str]] = [
    (
        2.2,
        lambda e: e.T if e.ndim == 2 else np.full(2, np.nan),
        "{it} is transposed: its rows are what should be its columns. What belongs to one example, a row or a column?",
    ),
    (
        USUAL,
        lambda e: e[:, None] if e.ndim == 1 else e.reshape(1, *e.shape) if e.ndim == 2 else e.reshape(1, 1),
        "{it} has the right numbers but one axis too many. Which of its axes has the length 1, and where does it "
        "come from?",
    ),
    (
        USUAL,
        lambda e: e[None, :] if e.ndim == 1 else e[..., None],
        "{it} has the right numbers but one axis too many. Which "
        "of its axes has the length 1, and where does it come from?",
    ),
    (
        USUAL,
        lambda e: e.ravel() if e.ndim == 2 else np.full(2, np.nan),
        "{it} has the right numbers in one long row. Which shape does the docstring ask for?",
    ),
    (USUAL, lambda e: e.sum(), "{it} is added up to one number. Over which axis should you sum, if any?"),
    (USUAL, lambda e: e.mean(), "{it} is averaged to one number. Over which axis should you average, if any?"),
    (
        USUAL,
        lambda e: e.sum(axis=0),
        "{it} is added up over its first axis. Should that axis still be there in the result?",
    ),
    (
        USUAL,
        lambda e: e.mean(axis=0),
        "{it} is averaged over its first axis. Should that axis still be there in the result?",
    ),
    (
        USUAL,
        lambda e: e.sum(axis=-1),
        "{it} is added up over its last axis. Should that axis still be there in the result?",
    ),
    (
        USUAL,
        lambda e: e.mean(axis=-1),
        "{it} is averaged over its last axis. Should that axis still be there in the result?",
    ),
    (USUAL, lambda e: e.max(axis=-1), "{it} keeps only the largest number of each row. Should the others be kept?"),
    (
        USUAL,
        lambda e: e.argmax(axis=-1),
        "{it} says where the largest number of each row is. The numbers themselves "
        "are asked for: which step is one too many?",
    ),
    (
        USUAL,
        lambda e: np.full_like(e, e.sum()),
        "{it} has the same number in every entry: the sum of all. Over which axis should you sum, if any?",
    ),
    (
        USUAL,
        lambda e: np.full_like(e, e.mean()),
        "{it} has the same number in every entry: the mean of all. Over which axis should you average, if any?",
    ),
    (RARE, lambda e: e / e.sum(), "{it} is divided by its sum. Should the numbers add up to 1?"),
    (
        RARE,
        lambda e: e / e.sum(axis=-1, keepdims=True),
        "{it} has rows that are divided by their sums. Should they add up to 1?",
    ),
    (RARE, lambda e: e - e.mean(axis=0), "{it} has had its mean subtracted. Where do you subtract a mean?"),
    (USUAL, lambda e: e[::-1], "{it} is in reverse order. Which one should come first?"),
    (RARE, lambda e: e[..., ::-1], "{it} has its columns in reverse order. Which one should come first?"),
    (RARE, lambda e: np.sort(e, axis=-1), "{it} is sorted. Which order should it keep?"),
    (
        USUAL,
        lambda e: np.cumsum(e, axis=0),
        "{it} is a running total: each entry is added to those before it. Which variable is never reset?",
    ),
    (USUAL, lambda e: np.roll(e, 1, axis=0), "{it} has every entry one place too late. Where do you begin to count?"),
    (USUAL, lambda e: np.roll(e, -1, axis=0), "{it} has every entry one place too early. Where do you begin to count?"),
    (USUAL, lambda e: e[1:], "{it} lacks its first entry. Where does your loop begin?"),
    (USUAL, lambda e: e[:-1], "{it} lacks its last entry. Where does your loop end?"),
    (USUAL, lambda e: e[-1], "{it} is the last entry only. Is what came before overwritten?"),
    (USUAL, lambda e: e[0], "{it} is the first entry only. Does your function return inside its loop?"),
    (
        RARE,
        lambda e: np.concatenate([np.zeros_like(e[:1]), e]),
        "{it} has a 0 in front of all others. Is the value before the first step asked for, too?",
    ),
    (RARE, lambda e: e[..., 0], "{it} is the first column only. What about the others?"),
    (RARE, lambda e: e[..., -1], "{it} is the last column only. What about the others?"),
    (
        RARE,
        np.diag,
        "{it} is the diagonal of what is asked for, or has it on its diagonal. What about the other entries?",
    ),
]
