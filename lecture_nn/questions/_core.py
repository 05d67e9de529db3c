"""Exercises, their checks, and the report that a student reads."""

from __future__ import annotations

import copy
import html
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from lecture_nn._arguments import listed

HERE = Path(__file__).parent


class NotAnsweredError(AssertionError):
    """The notebook has no function of the name that a check calls."""


class Answers:
    """The student's functions, by name; a function defined again replaces the one before.

    Arguments are copied on their way in, so that code which changes them spoils its own copy only.
    """

    def __init__(self, namespace: Mapping[str, Any]) -> None:
        self._namespace = namespace

    def __getattr__(self, name: str) -> Callable[..., Any]:
        function = self._namespace.get(name)
        if not callable(function):
            raise NotAnsweredError(f"there is no function {name} yet: run the cell that defines it")

        def call(*arguments: Any) -> Any:
            return function(*copy.deepcopy(arguments))

        return call


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
    """

    title: str
    points: int
    row: str
    hint: str
    test: Callable[[Answers], None]

    def run(self, answers: Answers) -> Result:
        """Run the check: whatever the student's code does becomes a result, never a traceback."""
        try:
            with np.errstate(all="ignore"):
                self.test(answers)
        except AssertionError as error:
            return Result(self, passed=False, found=str(error))
        except Exception as error:
            return Result(self, passed=False, found=_their_error(error))
        return Result(self, passed=True)


@dataclass(frozen=True)
class Result:
    """The outcome of one check; `found` says what came and what was expected."""

    check: Check
    passed: bool
    found: str = ""


@dataclass
class Exercise:
    """The checks of one exercise notebook."""

    name: str
    checks: list[Check] = field(default_factory=list)

    def check(self, title: str, *, points: int, row: str, hint: str) -> Callable[[Callable[[Answers], None]], Check]:
        """Make the decorated function a check of this exercise."""

        def register(test: Callable[[Answers], None]) -> Check:
            self.checks.append(Check(title, points, row, hint, test))
            return self.checks[-1]

        return register

    def grade(self, namespace: Mapping[str, Any]) -> Report:
        """Run every check on the functions of ``namespace``, a dictionary from name to function."""
        answers = Answers(namespace)
        return Report(self.name, tuple(each.run(answers) for each in self.checks))


@dataclass(frozen=True)
class Report:
    """The results of all checks of an exercise: shown as a table in a notebook, as lines elsewhere."""

    name: str
    results: tuple[Result, ...]

    @property
    def points(self) -> int:
        """Points reached."""
        return sum(result.check.points for result in self.results if result.passed)

    @property
    def total(self) -> int:
        """Points there are."""
        return sum(result.check.points for result in self.results)

    def _summary(self) -> str:
        done = " All checks pass." if self.points == self.total else ""
        return f"Score: {self.points} of {self.total} points.{done}"

    def __repr__(self) -> str:
        lines = [self._summary()]
        for result in self.results:
            each = result.check
            lines.append(f"{'✓' if result.passed else '✗'} {each.title} ({_points(each.points)}, {each.row})")
            if not result.passed:
                lines += [f"    found: {result.found}", f"    hint:  {each.hint}"]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        rows = []
        for result in self.results:
            each = result.check
            mark, color = ("✓ fixed", "#00664b") if result.passed else ("✗ not yet", "#b34700")
            hint = f"<details><summary>Hint</summary>{_lines(each.hint)}</details>"
            more = "" if result.passed else f"<br>Found: {_lines(result.found)}{hint}"
            rows.append(
                '<tr style="background:#fff;color:#111">'
                f'<td style="text-align:left;vertical-align:top;white-space:nowrap;color:{color}"><b>{mark}</b></td>'
                f'<td style="text-align:left"><b>{html.escape(each.title)}</b>{more}</td>'
                f'<td style="vertical-align:top;white-space:nowrap">{_points(each.points)}</td>'
                f'<td style="vertical-align:top">{each.row}</td></tr>'
            )
        return f"<p><b>{self._summary()}</b></p><table>{''.join(rows)}</table>"


def exercise(name: str) -> Exercise:
    """Return the exercise of that name."""
    known = sorted(path.stem for path in HERE.glob("*.py") if not path.stem.startswith("_"))
    if name not in known:
        raise ValueError(f"name: expected one of {listed(known)}, got {name!r}")
    return import_module(f"lecture_nn.questions.{name}").EXERCISE


def check(name: str, namespace: Mapping[str, Any] | None = None) -> Report:
    """Check the answers to an exercise and return the report.

    Parameters
    ----------
    name : str
        The exercise, for example "debug_the_trainer".
    namespace : mapping from name to function, optional
        Where the answers are; by default the notebook that this is called from.
    """
    if namespace is None:
        from IPython import get_ipython  # only a notebook needs it

        shell = get_ipython()
        if shell is None:
            raise ValueError("namespace: expected a dictionary of functions outside a notebook, got None")
        namespace = shell.user_ns
    return exercise(name).grade(namespace)


# What checks are written with


def draws() -> Iterator[np.random.Generator]:
    """Two generators to draw a case from: the same case each time, and a fresh one that can't be known before."""
    yield np.random.default_rng(0)
    yield np.random.default_rng()


def expect_close(what: str, got: Any, expected: Any) -> None:
    """Raise AssertionError, with both shapes or both sets of numbers, unless `got` is `expected` but for rounding."""
    expected = np.asarray(expected, dtype=float)
    try:
        got = np.asarray(got, dtype=float)
    except (TypeError, ValueError):
        raise AssertionError(f"{what}: expected numbers of shape {expected.shape}, got {type(got).__name__}") from None
    if got.shape != expected.shape:
        raise AssertionError(f"{what}: expected shape {expected.shape}, got {got.shape}")
    if not np.allclose(got, expected, rtol=1e-6, atol=1e-9):
        raise AssertionError(f"{what}: expected {_few(expected)}, got {_few(got)}")


def expect_list(what: str, got: Any, length: int) -> Sequence[Any]:
    """Return `got` once it is a list or tuple of that length."""
    if not isinstance(got, list | tuple):
        raise AssertionError(f"{what}: expected a list or tuple of {length}, got {type(got).__name__}")
    if len(got) != length:
        raise AssertionError(f"{what}: expected a list or tuple of {length}, got {len(got)} entries")
    return got


def _few(array: np.ndarray) -> str:
    """The first numbers of an array, rounded."""
    shown = ", ".join(f"{x:.3g}" for x in array.ravel()[:4])
    return f"[{shown}{', …' if array.size > 4 else ''}]" if array.ndim else shown


def _their_error(error: Exception) -> str:
    """The error, with the line of the student's code where it came from, and none of ours."""
    frames = traceback.extract_tb(error.__traceback__)
    line = ""
    for frame in frames:
        ours = Path(frame.filename).is_relative_to(HERE.parent) or "site-packages" in frame.filename
        if frame.line and not ours:
            line = f', raised by "{frame.line.strip()}" in {frame.name}'
    return f"{type(error).__name__}: {error}{line}"


def _points(points: int) -> str:
    return "1 point" if points == 1 else f"{points} points"


def _lines(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")
