"""What a check itself compares: where there is no right function, it still says what is expected of some calls.

An instructor who writes ``expect_close("double(x)", s.double(x), 2 * x)`` has told what `double` should have returned
for `x`. So a check that failed is asked once more, with the student's answers and with other examples, and this time
its comparisons raise nothing: what came and what was expected, of all calls, can be related to each other.
"""

from __future__ import annotations

import ast
import contextlib
import inspect
import textwrap
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from lecture_nn.checks.answers import Answers, Call
from lecture_nn.checks.diagnosis.cases import UNKNOWN, Case
from lecture_nn.checks.diagnosis.related import ORDINALS
from lecture_nn.checks.expect import LISTENER, SEED
from lecture_nn.checks.model import Check
from lecture_nn.student_code import NotAnsweredError, differ

if TYPE_CHECKING:
    from lecture_nn.checks.exercise import Exercise
    from lecture_nn.checks.model import Misunderstanding

SEEDS = (None, 101, 102, 103)
"""Of the examples: those of the check that failed, and others."""

MOST = 60
"""Calls that are made again, at most."""

SECONDS = 0.5
"""Of computing that asking again may take."""


class Compared:
    """The cases of each name that the checks of an exercise compare, and what the arguments are called there.

    Parameters
    ----------
    check : Check
        The one that failed: its comparisons come first.
    exercise : Exercise
    answers : Answers
    """

    def __init__(self, check: Check, exercise: Exercise, answers: Answers) -> None:
        self._found: dict[str, list[Case]] = {}
        others = [each for each in exercise.checks if each is not check and not each.hidden]
        again = _Again(answers)
        for each in (check, *others):
            for seed in SEEDS:
                again.calls = []
                for name, case in _compared(each, again, seed):
                    known = self._found.setdefault(name, [])
                    if all(differ(case.arguments, other.arguments) for other in known):
                        known.append(case)
        self._tests = [each.test for each in (check, *others)]

    def cases(self, name: str) -> list[Case]:
        """Return the cases of a name, those that are wrong first; none if nothing is compared."""
        return sorted(self._found.get(name, ()), key=lambda each: not each.wrong)

    def named(self, name: str) -> tuple[str, ...]:
        """Return what the check calls the arguments of a function: a variable's name, or "the second argument"."""
        for test in self._tests:
            with contextlib.suppress(OSError, TypeError, SyntaxError):
                tree = ast.parse(textwrap.dedent(inspect.getsource(test)))
                for node in ast.walk(tree):
                    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == name:
                        told = zip(node.args, ORDINALS, strict=False)
                        return tuple(a.id if isinstance(a, ast.Name) else f"the {nth} argument" for a, nth in told)
        return ()


def tells_enough(cases: list[Case], candidate: Misunderstanding) -> bool:
    """Whether so few numbers can bear an explanation: any one number is some factor times any other."""
    wrong = [each for each in cases if each.wrong]
    if any(not each.arguments for each in wrong):  # of a value only few relations are tried
        return True
    numbers = {float(f"{x:.5g}") for each in wrong for x in _numbers(each.expected) if np.isfinite(x) and x}
    if len(numbers) != 1:
        return bool(numbers) or candidate.rank < SOME
    (number,) = numbers
    return candidate.rank < SOME and abs(number - round(number, 2)) > 1e-6 * abs(number)


SOME = 3.0
"""The rank below which an explanation is so usual that a single number is enough, if it is no round one."""


class _EnoughError(BaseException):
    """No more calls are to be made; no `except Exception` in a check catches it."""


class _Again(Answers):
    """A student's answers, asked again; the values are as they were."""

    def __init__(self, answers: Answers) -> None:
        super().__init__()
        self._answers, self._left = answers, MOST
        self._values = {call.name: call.returned for call in answers.calls if not call.arguments}
        self._until = _clock() + SECONDS

    def limit(self, seconds: float) -> contextlib.AbstractContextManager[None]:
        return contextlib.nullcontext()

    def _call(self, name: str, arguments: tuple[Any, ...]) -> Any:
        self._left -= 1
        if self._left < 0 or _clock() > self._until:
            raise _EnoughError
        return self._answers.again(name, arguments)

    def _value(self, name: str) -> Any:
        if name not in self._values:
            raise NotAnsweredError(name)
        return self._values[name]


_clock = getattr(time, "thread_time", time.perf_counter)  # which doesn't run while others compute


def _compared(check: Check, again: _Again, seed: int | None) -> Iterator[tuple[str, Case]]:
    """The names and cases of one run of a check, to which nothing is wrong."""
    found: dict[int, dict[int | None, Any]] = {}

    def listen(got: Any, expected: Any, right: bool) -> None:
        place = _place(got, again.calls)
        if place is not None:
            number, index = place
            found.setdefault(number, {}).setdefault(index, got if right else _as_given(expected))

    listening, drawing = LISTENER.set(listen), SEED.set(SEED.get() if seed is None else seed)
    try:
        with np.errstate(all="ignore"):
            check.test(again)
    except (_EnoughError, Exception):  # what came back is of no kind that the check can go on with
        pass
    finally:
        LISTENER.reset(listening)
        SEED.reset(drawing)
    for number, parts in found.items():
        call = again.calls[number]
        returned = tuple(call.returned.values()) if isinstance(call.returned, dict) else call.returned
        if None in parts:
            yield call.name, Case(call.arguments, returned, parts[None])
        else:
            expected = type(returned)(parts.get(n, each) for n, each in enumerate(returned))
            yield call.name, Case(call.arguments, returned, expected)


def _place(got: Any, calls: list[Call]) -> tuple[int, int | None] | None:
    """Which call returned this, as a whole or as one of several results; None if it was computed from a result."""
    for number in range(len(calls) - 1, -1, -1):
        returned = calls[number].returned
        if got is returned:
            return number, None
        if isinstance(returned, list | tuple | dict):
            items = returned.values() if isinstance(returned, dict) else returned
            for index, each in enumerate(items):
                if got is each:
                    return number, index
    if calls and _equal(got, calls[-1].returned):  # made an array or a float of
        return len(calls) - 1, None
    return None


def _equal(got: Any, returned: Any) -> bool:
    try:
        got, returned = np.asarray(got, dtype=float), np.asarray(returned, dtype=float)
    except (TypeError, ValueError):
        return False
    return got.size == returned.size > 0 and np.array_equal(got.ravel(), returned.ravel(), equal_nan=True)


def _as_given(expected: Any) -> Any:
    """What is expected, as a number or an array: which of them a check writes doesn't matter to it."""
    if isinstance(expected, str | bool):
        return expected
    array = np.asarray(expected)
    return array.item() if array.ndim == 0 else array


def _numbers(value: Any) -> Iterator[float]:
    if value is UNKNOWN or isinstance(value, str):
        return
    if isinstance(value, list | tuple):
        for each in value:
            yield from _numbers(each)
    else:
        with contextlib.suppress(TypeError, ValueError):
            yield from np.asarray(value, dtype=float).ravel()[:100].tolist()
