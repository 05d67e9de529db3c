"""Exercises, their checks and misunderstandings, and the report that a student reads."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from lecture_nn._arguments import listed
from lecture_nn.questions._answers import Answers, Call, Namespace, NotAnsweredError

HERE = Path(__file__).parent

LONGEST_FOUND = 2000
"""Characters of what a check found, at most: an answer may be a text of any length."""


@dataclass(frozen=True)
class Lesson:
    """Where to read: a lesson and the heading of one of its sections."""

    notebook: str
    section: str

    def __str__(self) -> str:
        return f'lesson {self.notebook[:2]}, "{self.section}"'

    @property
    def address(self) -> str:
        """The section's address, seen from a notebook in exercises/."""
        return f"../notebooks/{self.notebook}.ipynb#{self.section.replace(' ', '-')}"


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
    read : Lesson
        The section that teaches it.
    """

    name: str
    wrong: Callable[..., Any]
    hint: str
    read: Lesson

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
    shown : bool
        Whether the student sees the result in the notebook, or only when the exercise is graded.
    seconds : float
        After how long the student's code is stopped.
    """

    title: str
    points: int
    row: str
    hint: str
    test: Callable[[Answers], None]
    shown: bool = True
    seconds: float = 10.0

    def run(self, answers: Answers, misunderstandings: list[Misunderstanding] | None = None) -> Result:
        """Run the check: whatever the student's code does becomes a result, never a traceback."""
        answers.calls.clear()
        try:
            with np.errstate(all="ignore"), answers.limit(self.seconds):
                self.test(answers)
        except NotAnsweredError as error:
            return Result(self, "unanswered", str(error)[:LONGEST_FOUND])
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


@dataclass
class Exercise:
    """The checks of one exercise notebook, and the misunderstandings that it knows.

    `given` are the names that its notebook takes from the package: they are no part of what is asked.
    """

    name: str
    given: tuple[str, ...] = ()
    checks: list[Check] = field(default_factory=list)
    misunderstandings: list[Misunderstanding] = field(default_factory=list)

    def check(
        self, title: str, *, points: int, row: str, hint: str, shown: bool = True, seconds: float = 10.0
    ) -> Callable[[Callable[[Answers], None]], Check]:
        """Make the decorated function a check of this exercise."""

        def register(test: Callable[[Answers], None]) -> Check:
            self.checks.append(Check(title, points, row, hint, test, shown, seconds))
            return self.checks[-1]

        return register

    def misunderstanding(
        self, name: str, *, hint: str, read: tuple[str, str]
    ) -> Callable[[Callable[..., Any]], Misunderstanding]:
        """Make the decorated function a wrong answer that this exercise knows: to `name`, taught in `read`."""

        def register(wrong: Callable[..., Any]) -> Misunderstanding:
            self.misunderstandings.append(Misunderstanding(name, wrong, hint, Lesson(*read)))
            return self.misunderstandings[-1]

        return register

    def mistaken(self, name: str, value: Any, *, hint: str, read: tuple[str, str]) -> None:
        """Note a wrong value that this exercise knows: of `name`, taught in `read`."""
        self.misunderstandings.append(Misunderstanding(name, lambda: value, hint, Lesson(*read)))

    @property
    def total(self) -> int:
        """Points there are."""
        return sum(check.points for check in self.checks)

    def grade(self, answers: Answers | Mapping[str, Any], hidden: bool = True) -> Report:
        """Run the checks on the answers, or on on those of a dictionary; the hidden ones if asked for."""
        if not isinstance(answers, Answers):
            answers = Namespace(answers)
        asked = [check for check in self.checks if check.shown or hidden]
        results = tuple(check.run(answers, self.misunderstandings) for check in asked)
        return Report(self.name, results, unseen=self.total - sum(check.points for check in asked))


@dataclass(frozen=True)
class Report:
    """The results of an exercise's checks: shown as a table in a notebook, as lines elsewhere.

    Attributes
    ----------
    name : str
        The exercise.
    results : tuple of Result
        In the order of the checks.
    unseen : int
        Points of the checks that were not run.
    """

    name: str
    results: tuple[Result, ...]
    unseen: int = 0

    @property
    def points(self) -> int:
        """Points reached."""
        return sum(result.check.points for result in self.results if result.passed)

    @property
    def total(self) -> int:
        """Points of the checks that were run."""
        return sum(result.check.points for result in self.results)

    def _summary(self) -> str:
        score = f"Score: {self.points} of {self.total} points."
        if self.unseen:
            passed = " All checks shown here pass." if self.points == self.total else ""
            return f"{score}{passed} {_points(self.unseen)} more: checked when the exercise is graded."
        return f"{score} All checks pass." if self.points == self.total else score

    def __repr__(self) -> str:
        lines = [self._summary()]
        for result in self.results:
            each, about = result.check, result.misunderstanding
            lines.append(f"{MARKS[result.status]} {each.title} ({_points(each.points)}, {each.row})")
            if result.status == "unanswered":
                lines.append(f"    {result.found}")
            if result.status == "wrong":
                lines.append(f"    found: {result.found}")
                lines.append(f"    hint:  {about.hint} Read {about.read}." if about else f"    hint:  {each.hint}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        rows = []
        for result in self.results:
            each = result.check
            color = {"right": "#00664b", "wrong": "#b34700", "unanswered": "#555"}[result.status]
            rows.append(
                '<tr style="background:#fff;color:#111">'
                f'<td style="text-align:left;vertical-align:top;white-space:nowrap;color:{color}">'
                f"<b>{MARKS[result.status]} {WORDS[result.status]}</b></td>"
                f'<td style="text-align:left"><b>{html.escape(each.title)}</b>{_more(result)}</td>'
                f'<td style="vertical-align:top;white-space:nowrap">{_points(each.points)}</td>'
                f'<td style="vertical-align:top">{each.row}</td></tr>'
            )
        return f"<p><b>{self._summary()}</b></p><table>{''.join(rows)}</table>"


MARKS = {"right": "✓", "wrong": "✗", "unanswered": "○"}
WORDS = {"right": "right", "wrong": "not yet", "unanswered": "not answered"}


def _more(result: Result) -> str:
    """What a row of the table says below the title."""
    about = result.misunderstanding
    if result.status == "right":
        return ""
    if result.status == "unanswered":
        return f"<br>{_lines(result.found)}"
    found = f"<br>Found: {_lines(result.found)}"
    if about:
        link = f'<a href="{html.escape(about.read.address)}">{html.escape(str(about.read))}</a>'
        return f"{found}<br><b>It looks as if:</b> {_lines(about.hint)} Read {link}."
    return f"{found}<details><summary>Hint</summary>{_lines(result.check.hint)}</details>"


def same(got: Any, other: Any) -> bool:
    """Whether two pieces of plain data are equal but for rounding: arrays, numbers, or lists of them."""
    if isinstance(other, list | tuple) and any(isinstance(item, list | tuple | np.ndarray) for item in other):
        return isinstance(got, list | tuple) and len(got) == len(other) and all(map(same, got, other))
    if isinstance(other, str | bool):
        return isinstance(got, str | bool) and str(got).strip().lower() == str(other).lower()
    got, other = np.asarray(got), np.asarray(other)
    if got.dtype.kind not in "fiub" or other.dtype.kind not in "fiub" or got.shape != other.shape:
        return False
    return bool(np.allclose(got, other, rtol=1e-5, atol=1e-7, equal_nan=True))


def names() -> list[str]:
    """The names of all exercises."""
    return sorted(path.stem for path in HERE.glob("*.py") if not path.stem.startswith("_"))


def exercise(name: str) -> Exercise:
    """Return the exercise of that name."""
    if name not in names():
        raise ValueError(f"name: expected one of {listed(names())}, got {name!r}")
    return import_module(f"lecture_nn.questions.{name}").EXERCISE


def check(name: str, namespace: Mapping[str, Any] | None = None) -> Report:
    """Check the answers to an exercise and return the report; the points reached are kept for `progress`.

    Parameters
    ----------
    name : str
        The exercise, for example "debug_the_trainer".
    namespace : mapping from name to function or value, optional
        Where the answers are; by default the notebook that this is called from.
    """
    if namespace is not None:
        return exercise(name).grade(namespace, hidden=False)
    from IPython import get_ipython  # only a notebook needs it

    shell = get_ipython()
    if shell is None:
        raise ValueError("namespace: expected a dictionary of functions outside a notebook, got None")
    report = exercise(name).grade(shell.user_ns, hidden=False)
    from lecture_nn.questions._progress import note

    note(report)
    return report


def _points(points: int) -> str:
    return "1 point" if points == 1 else f"{points} points"


def _lines(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")
