"""Checks, their results, and the misunderstandings that wrong answers are compared with."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from lecture_nn.checks.answers import Answers
from lecture_nn.checks.expect import only_numbers
from lecture_nn.student_code import AnswerError, NotAnsweredError

if TYPE_CHECKING:
    from lecture_nn.checks.diagnosis.cases import Case
    from lecture_nn.checks.exercise import Exercise

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


PERHAPS, PLAINLY = "It looks as if ", "Notice that "


def as_sentence(hint: str) -> str:
    """Return a hint with "It looks as if" before it, unless it begins like a sentence: symbols may be capitals.

    What is said of the code, which it quotes first, is there to see.
    """
    if re.match("[A-Z][a-z']", hint):
        return hint
    return (PLAINLY if re.match(r"`|np\.", hint) else PERHAPS) + hint


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
        Where it comes from: "listed", "outside", "operator", "pair", "written" in the code, or "raised" by an error.
    kind : str
        A few words by which a class is counted, where the hint quotes the student's own code.
    """

    name: str
    wrong: Callable[..., Any]
    hint: str
    read: Lesson | None
    rank: float = 1.0
    source: str = "listed"
    kind: str = ""

    @property
    def said(self) -> str:
        """The hint as whole sentences, in a report that has no heading for it."""
        return self.hint if self.source == "raised" else as_sentence(self.hint)

    def explains(self, case: Case) -> bool:
        """Whether the function returned what the wrong answer returns."""
        try:
            with np.errstate(all="ignore"):
                return case.is_(self.wrong(*case.arguments))
        except Exception:  # this wrong answer has no result for these arguments
            return False


@dataclass(frozen=True)
class Pattern(Misunderstanding):
    """A misunderstanding that is recognized by what it leads to, because many different answers come from it."""

    seen: Callable[[Any], bool] = bool

    def explains(self, case: Case) -> bool:
        """Whether the answer shows the pattern."""
        try:
            return self.seen(case.returned)
        except Exception:  # an answer of another kind shows no pattern
            return False


class ExplainedError(AssertionError):
    """The error of a check that says itself what was thought: no guess is added to it."""


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

    def run(self, answers: Answers, exercise: Exercise | None = None) -> Result:
        """Run the check: whatever the student's code does becomes a result, never a traceback.

        If the answer is wrong, and the exercise is given, the result says which misunderstanding it looks like.
        """
        answers.calls.clear()
        try:
            with np.errstate(all="ignore"), answers.limit(self.seconds):
                self.test(answers)
        except NotAnsweredError as error:
            return Result(self, "unanswered", str(error)[:LONGEST_FOUND])
        except AnswerError as error:  # of the call that failed nothing came back that could be compared
            return Result(self, "wrong", str(error)[:LONGEST_FOUND], self._what_happened(error, exercise, answers))
        except AssertionError as error:
            found = str(error) or "what came back is not what is asked for"
            explained = isinstance(error, ExplainedError)
        except Exception as error:  # what came back isn't even of the kind that the check computes with
            explained = False
            found = f"what came back can't be used here ({type(error).__name__}: {error})"
            if isinstance(error, NameError) or isinstance(getattr(error, "obj", None), ModuleType):
                found = (
                    f"this check has a mistake of its own, so tell whoever wrote it ({type(error).__name__}: {error})"
                )
                return Result(self, "wrong", found[:LONGEST_FOUND])
        else:
            return Result(self, "right")
        if exercise is None:
            return Result(self, "wrong", found[:LONGEST_FOUND])
        from lecture_nn.checks.diagnosis.known import explain  # only now: a right answer doesn't wait for it

        about, more = explain(self, exercise, answers)
        if explained and about is not None and about.source not in ("listed", "written"):
            about = None  # a guess beside what is known
        return Result(self, "wrong", "\n".join(filter(None, [found[:LONGEST_FOUND], more[:LONGEST_FOUND]])), about)

    def _what_happened(
        self, error: AnswerError, exercise: Exercise | None, answers: Answers
    ) -> Misunderstanding | None:
        """What an error looks like, if anything was noted of it."""
        if not error.noted:
            return None
        if exercise is None:
            from lecture_nn.checks.diagnosis import raised  # only now: a right answer doesn't wait for it

            return raised.explain(error.noted)
        from lecture_nn.checks.diagnosis.known import explain_raised

        return explain_raised(error.noted, self, exercise, answers)


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


def same(got: Any, other: Any, tolerance: float = 1e-7) -> bool:
    """Whether two pieces of plain data are equal but for rounding: arrays, numbers, or lists of them.

    `tolerance` is the absolute difference that is allowed besides a relative one of 1e-5.
    """
    if isinstance(other, list | tuple) and any(isinstance(item, list | tuple | np.ndarray) for item in other):
        equally_long = isinstance(got, list | tuple) and len(got) == len(other)
        return equally_long and all(same(g, o, tolerance) for g, o in zip(got, other, strict=True))
    if isinstance(got, np.ndarray) and got.ndim == 0 and got.dtype.kind in ("b", "U"):  # NumPy's True, or its text
        got = got.item()
    if isinstance(other, str | bool):
        return isinstance(got, str | bool) and str(got).strip().lower() == str(other).lower()
    if not only_numbers(got):
        return False
    try:
        got, other = np.asarray(got), np.asarray(other)
    except ValueError:  # rows of different lengths
        return False
    if got.dtype.kind not in "fiub" or other.dtype.kind not in "fiub":
        return False
    if got.shape != other.shape and not got.size == other.size == 1:
        return False
    if _far_apart(got, other, tolerance):
        return False
    got, other = got.astype(float).reshape(other.shape), other.astype(float)
    with np.errstate(all="ignore"):  # faster than np.allclose, which counts: thousands are compared
        close = (np.abs(got - other) <= tolerance + 1e-5 * np.abs(other)) & np.isfinite(other)
        return bool((close | (got == other) | (np.isnan(got) & np.isnan(other))).all())


def _far_apart(got: np.ndarray, other: np.ndarray, tolerance: float) -> bool:
    """Whether the first numbers differ by more than is allowed: nearly all that isn't the same is seen by them."""
    if not got.size:
        return False
    first, its = float(got.flat[0]), float(other.flat[0])
    return math.isfinite(first) and math.isfinite(its) and abs(first - its) > tolerance + 1e-5 * abs(its)
