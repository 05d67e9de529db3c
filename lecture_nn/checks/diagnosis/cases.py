"""The evidence: what a student's function returned, beside what the right one returns.

A check stops at the first call that went wrong. So there may be little to go by: one call, at which quite different
mistakes come out alike. More is had by asking the function again, with the arguments that the check would have come to,
those that it draws from other seeds, and those of other checks of the same function: they are of the right kind, which
numbers drawn blindly aren't (probabilities, one-hot targets, layers that fit together).
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from lecture_nn.checks.answers import Answers, Call, Namespace
from lecture_nn.checks.diagnosis.references import Reference, reference, right_value
from lecture_nn.checks.expect import SEED
from lecture_nn.checks.model import Check, same
from lecture_nn.student_code import NotAnsweredError, copied, differ

if TYPE_CHECKING:
    from lecture_nn.checks.exercise import Exercise

SEEDS = (101, 102, 103)
"""Of the examples that are drawn to ask again."""

MOST_CALLS = 40
"""Calls of the check that are looked at, at most."""

MOST_AGAIN = 10
"""Times that a function is asked again, at most."""

UNKNOWN = object()
"""In place of the right result, where there is none to be had."""


@dataclass(frozen=True)
class Case:
    """One call: its arguments, what the student's function returned, and what the right one returns."""

    arguments: tuple[Any, ...]
    returned: Any
    expected: Any = UNKNOWN
    tolerance: float = 1e-7

    @property
    def wrong(self) -> bool:
        """Whether the result differs from the right one; where that isn't known, it may."""
        return self.expected is UNKNOWN or not same(self.returned, self.expected, self.tolerance)

    def is_(self, result: Any) -> bool:
        """Whether the student's function returned this."""
        return same(self.returned, result, self.tolerance)


@dataclass(frozen=True)
class Right:
    """What is right: a function or a value, and how its results are looked at."""

    reference: Reference | None
    value: Any = None
    view: Callable[[Any], Any] = lambda result: result

    def case(self, arguments: tuple[Any, ...], returned: Any) -> Case:
        """Return the case of a call."""
        if not arguments and self.value is not None:
            return Case((), returned, self.value)
        return Case(arguments, self.view(returned), self.view(expected(self.reference, arguments)))


def right_of(exercise: Exercise, name: str) -> Right:
    """Return what is right for a name of an exercise."""
    view = exercise.views.get(name, Right.view)
    return Right(reference(exercise, name), right_value(exercise, name), view)


def expected(right: Reference | None, arguments: tuple[Any, ...]) -> Any:
    """What the right function returns; `UNKNOWN` if there is none, or if it has no result."""
    if right is None:
        return UNKNOWN
    try:
        with np.errstate(all="ignore"):
            return right.function(*copied(arguments))
    except Exception:
        return UNKNOWN


class RightAnswers(Namespace):
    """The right answers to an exercise."""

    def __init__(self, exercise: Exercise) -> None:
        super().__init__({})
        self._exercise = exercise

    def _call(self, name: str, arguments: tuple[Any, ...]) -> Any:
        right = reference(self._exercise, name)
        if right is None:
            raise NotAnsweredError(name)
        return right.function(*arguments)

    def _value(self, name: str) -> Any:
        if (value := right_value(self._exercise, name)) is None:
            raise NotAnsweredError(name)
        return value


_ARGUMENTS: weakref.WeakKeyDictionary[Any, dict[str, list[Call]]] = weakref.WeakKeyDictionary()


def calls_of(check: Check, exercise: Exercise) -> list[Call]:
    """Return the calls that a check makes of right answers, with the examples of several seeds."""
    kept = _ARGUMENTS.setdefault(check.test, {})
    if exercise.name not in kept:
        found = []
        for seed in SEEDS:
            token, answers = SEED.set(seed), RightAnswers(exercise)
            try:
                with np.errstate(all="ignore"):
                    check.test(answers)
            except Exception:  # it asks for something that is only known to the student
                pass
            finally:
                SEED.reset(token)
            found += answers.calls
        kept[exercise.name] = found
    return kept[exercise.name]


def recorded(calls: list[Call], name: str) -> list[Call]:
    """Return the calls of one function, the last one first: it is the one at which the check stopped."""
    own = [call for call in calls if call.name == name][::-1]
    return own[:MOST_CALLS]


def further(check: Check, exercise: Exercise, name: str, known: list[Call]) -> Iterator[tuple[Any, ...]]:
    """Give arguments to ask a function again with: of this check, then of others of the same function."""
    others = [each for each in exercise.checks if each is not check and not each.hidden]
    met = [call.arguments for call in known]
    for share, checks in ((MOST_AGAIN - 4, [check]), (4, others)):
        left = share
        for each in checks:
            of_each = [call for call in calls_of(each, exercise) if call.name == name]
            step = max(1, len(of_each) // share)
            for n, first in enumerate(range(0, len(of_each), step)):
                # not the same place of each stretch: what a check loops over comes again at regular distances
                call = of_each[min(first + n % step, len(of_each) - 1)]
                if left and all(differ(call.arguments, before) for before in met):
                    met.append(call.arguments)
                    left -= 1
                    yield call.arguments


def asked_again(answers: Answers, name: str, arguments: tuple[Any, ...], right: Right) -> Case | None:
    """Ask the student's function once more; None if it has no result for these arguments."""
    return next(each_asked_again(answers, name, [arguments], right))


def each_asked_again(
    answers: Answers, name: str, several: Sequence[tuple[Any, ...]], right: Right
) -> Iterator[Case | None]:
    """Ask it with each of several arguments, one after the other, and give the case of each."""
    for arguments, returned in zip(several, answers.each_again(name, several), strict=True):
        yield None if isinstance(returned, Exception) else right.case(arguments, returned)


def probes(check: Check, exercise: Exercise, name: str) -> tuple[tuple[Any, ...], ...]:
    """Return arguments of a function, of the kind that its checks pass; the later ones are usually the larger."""
    own = [call.arguments for call in calls_of(check, exercise) if call.name == name]
    return tuple(own[::-1][:: max(1, len(own) // 24)][:24])
