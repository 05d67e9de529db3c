"""Checks, their results, and the misunderstandings that wrong answers are compared with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from lecture_nn.checks.answers import Answers, Call
from lecture_nn.checks.expect import only_numbers
from lecture_nn.student_code import AnswerError, NotAnsweredError

LONGEST_FOUND = 2000
"""Characters of what a check found, at most: an answer may be a text of any length."""


@dataclass(frozen=True)
class Lesson:
    """Where to read: a lesson and the heading of one of its sections, or none for the lesson as a whole."""

    notebook: str
    section: str

    def __str__(self) -> str:
        return f"lesson {self.notebook[:2]}" + (f', "{self.section}"' if self.section else "")

    @property
    def address(self) -> str:
        """The address of the section, or of the lesson, seen from a notebook in exercises/."""
        fragment = f"#{self.section.replace(' ', '-')}" if self.section else ""
        return f"../notebooks/{self.notebook}.ipynb{fragment}"


@dataclass(frozen=True)
class Misunderstanding:
    """A wrong answer that people come to by thinking something that isn't so.

    Attributes
    ----------
    name : str
        The student's function or value that it answers.
    wrong : callable
        Takes the function's arguments (for a value, nothing) and returns what somebody with this misunderstanding
        returns.
    hint : str
        What seems to have been thought, and what to look at; never the answer.
    read : Lesson or None
        The section that teaches it.
    rank : float
        How much has to be assumed: 1 for an exercise's own list, more for slips that are rarer or come in pairs.
    source : str
        Where it comes from: "listed", "outside", "operator" or "pair".
    """

    name: str
    wrong: Callable[..., Any]
    hint: str
    read: Lesson | None
    rank: float = 1.0
    source: str = "listed"

    def fits(self, calls: list[Call]) -> bool:
        """Whether every call of the function returned what the wrong answer returns."""
        own = [call for call in calls if call.name == self.name]
        return bool(own) and all(self._fits(call) for call in own)

    def _fits(self, call: Call) -> bool:
        try:
            with np.errstate(all="ignore"):
                return same(call.returned, self.wrong(*call.arguments))
        except Exception:  # this wrong answer has no result for these arguments
            return False


@dataclass(frozen=True)
class Check:
    """One thing that an answer is checked for.

    Attributes
    ----------
    title : str
        What is checked, as the student reads it.
    points : int
        What it is worth.
    row : str
        The lecture row that it belongs to.
    hint : str
        Where to look when it fails, without the answer.
    test : callable
        Takes the `Answers`; raises AssertionError when they are wrong.
    hidden : bool
        Whether the result is seen only when the exercise is graded, not in the notebook.
    seconds : float
        After how long the student's code is stopped.
    """

    title: str
    points: int
    row: str
    hint: str
    test: Callable[[Answers], None]
    hidden: bool = False
    seconds: float = 10.0

    def run(self, answers: Answers, misunderstandings: list[Misunderstanding] | None = None) -> Result:
        """Run the check: whatever the student's code does becomes a result, never a traceback."""
        answers.calls.clear()
        try:
            with np.errstate(all="ignore"), answers.limit(self.seconds):
                self.test(answers)
        except NotAnsweredError as error:
            return Result(self, "unanswered", str(error)[:LONGEST_FOUND])
        except AnswerError as error:  # of the call that failed nothing came back that could be compared
            return Result(self, "wrong", str(error)[:LONGEST_FOUND])
        except AssertionError as error:
            fitting = [m for m in misunderstandings or [] if m.fits(answers.calls)]
            return Result(self, "wrong", str(error)[:LONGEST_FOUND], fitting[0] if fitting else None)
        except Exception as error:  # what came back isn't even of the kind that the check computes with
            found = f"what came back can't be used here ({type(error).__name__}: {error})"
            return Result(self, "wrong", found[:LONGEST_FOUND])
        return Result(self, "right")


@dataclass(frozen=True)
class Result:
    """The outcome of one check: "right", "wrong" or "unanswered"; `found` says what came and what was expected."""

    check: Check
    status: str
    found: str = ""
    misunderstanding: Misunderstanding | None = None

    @property
    def passed(self) -> bool:
        """Whether the points are reached."""
        return self.status == "right"


def same(got: Any, other: Any) -> bool:
    """Whether two pieces of plain data are equal but for rounding: arrays, numbers, or lists of them."""
    if isinstance(other, list | tuple) and any(isinstance(item, list | tuple | np.ndarray) for item in other):
        return isinstance(got, list | tuple) and len(got) == len(other) and all(map(same, got, other))
    if isinstance(got, np.ndarray) and got.ndim == 0 and got.dtype.kind in ("b", "U"):  # NumPy's True, or its text
        got = got.item()
    if isinstance(other, str | bool):
        return isinstance(got, str | bool) and str(got).strip().lower() == str(other).lower()
    if not only_numbers(got):
        return False
    got, other = np.asarray(got), np.asarray(other)
    if got.dtype.kind not in "fiub" or other.dtype.kind not in "fiub" or got.shape != other.shape:
        return False
    return bool(np.allclose(got, other, rtol=1e-5, atol=1e-7, equal_nan=True))
