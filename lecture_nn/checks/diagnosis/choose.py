"""Which explanation is offered: one that explains every call, is told apart from its rivals, and assumes the least."""

from __future__ import annotations

import contextlib
import heapq
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from lecture_nn.checks.answers import Answers
from lecture_nn.checks.diagnosis import outside, smaller
from lecture_nn.checks.diagnosis.cases import Case, asked_again, case, further, recorded, varied
from lecture_nn.checks.diagnosis.references import reference, right_value
from lecture_nn.checks.diagnosis.subject import Subject
from lecture_nn.checks.model import Check, Lesson, Misunderstanding
from lecture_nn.checks.turns.declare import Turn

if TYPE_CHECKING:
    from lecture_nn.checks.exercise import Exercise

EVALUATIONS = 6000
"""Wrong functions that are tried, at most."""

SECONDS = 0.6
"""After which no other is tried, whatever the machine."""


def explain(check: Check, exercise: Exercise, answers: Answers) -> tuple[Misunderstanding | None, str]:
    """Return the misunderstanding that a failed check looks like, or none; and what else helps to find the mistake.

    An answer may be anything. What can't be explained, because it is of a kind that nobody thought of, isn't.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _explain(check, exercise, answers)
    except Exception:
        return None, ""


def _explain(check: Check, exercise: Exercise, answers: Answers) -> tuple[Misunderstanding | None, str]:
    names = list(dict.fromkeys(call.name for call in reversed(answers.calls)))
    more = ""
    for name in names:
        subject, cases = _of(name, exercise, answers)
        if not any(each.wrong for each in cases):  # another name is to blame
            continue
        if found := _explained(subject, cases, check, answers):
            return found, ""
        more = more or smaller.to_try(subject, cases, answers)
    return None, more


def _of(name: str, exercise: Exercise, answers: Answers) -> tuple[Subject, list[Case]]:
    right, value = reference(exercise, name), right_value(exercise, name)
    cases = [case(call, right, value) for call in recorded(answers.calls, name)]
    if cases and not any(each.wrong for each in cases):  # wrong by less than what counts as rounding elsewhere
        cases = [replace(each, tolerance=1e-300) for each in cases]
    calls = tuple(call for call in answers.calls if call.name == name)
    return Subject(exercise, name, calls, right, _taught(exercise, name)), cases


def _taught(exercise: Exercise, name: str) -> Lesson | None:
    """Where the answer to a name is taught: where most of its listed misunderstandings lead."""
    if isinstance(exercise, Turn):
        return Lesson(exercise.lesson, "")
    listed = [m.read for m in exercise.misunderstandings if m.name == name and m.read]
    listed = listed or [m.read for m in exercise.misunderstandings if m.read]
    return Counter(listed).most_common(1)[0][0] if listed else None


def _explained(subject: Subject, cases: list[Case], check: Check, answers: Answers) -> Misunderstanding | None:
    """The explanation of the lowest rank that explains the cases, and those that are asked for then."""
    evidence = _Evidence(subject, cases, check, answers)
    fitting: list[Misunderstanding] = []
    for candidate in _candidates(subject, cases):
        if fitting and candidate.rank > fitting[0].rank:
            break
        if evidence.is_explained_by(candidate):
            fitting.append(candidate)
        if evidence.spent:
            break
    return _offered(fitting)


def _candidates(subject: Subject, cases: list[Case]) -> Iterator[Misunderstanding]:
    """All explanations, those of the lowest rank first."""
    yield from (m for m in subject.exercise.misunderstandings if m.name == subject.name)  # ahead of all others
    sources: list[Any] = [outside.relations(subject, cases)]
    with contextlib.suppress(ImportError):
        from lecture_nn.checks.diagnosis import operators

        sources.append(operators.variants(subject))
    yield from heapq.merge(*sources, key=lambda candidate: candidate.rank)


class _Evidence:
    """The cases that an explanation has to explain: first those of the check, then others that are asked for."""

    def __init__(self, subject: Subject, cases: list[Case], check: Check, answers: Answers) -> None:
        self.first, *self.others = sorted(cases, key=lambda each: not each.wrong)
        self.left, self.until = EVALUATIONS, time.monotonic() + SECONDS
        self._asked: list[Case] | None = None
        self._subject, self._check, self._answers = subject, check, answers
        self._cases = cases

    @property
    def spent(self) -> bool:
        """Whether nothing more is to be tried."""
        return self.left <= 0 or time.monotonic() > self.until

    def is_explained_by(self, candidate: Misunderstanding) -> bool:
        """Whether this is what the function does in every case, and in one at least that says something."""
        self.left -= 1
        if not candidate.explains(self.first):
            return False
        self.left -= len(self.others)
        if not all(candidate.explains(each) for each in self.others):
            return False
        asked = self.asked
        self.left -= len(asked)
        if len(self._cases) + len(asked) < getattr(candidate, "least", 1):
            return False
        return all(candidate.explains(each) for each in asked) and (
            "not a number" in candidate.hint or any(map(_says_something, [*self._cases, *asked]))
        )

    @property
    def asked(self) -> list[Case]:
        """The cases that are asked for, once there is something that explains those of the check."""
        if self._asked is None:
            self._asked = list(self._ask()) if self._cases[0].arguments else []
        return self._asked

    def _ask(self) -> Iterator[Case]:
        subject, tolerance = self._subject, self.first.tolerance
        arguments = [*further(self._check, subject.exercise, subject.name, list(subject.calls))]
        if subject.reference is not None:
            arguments += varied(subject.reference, self.first.arguments)
        for each in arguments:
            found = asked_again(self._answers, subject.name, each, subject.reference)
            if found is not None and _has_nan(found.returned) <= any(_has_nan(known.returned) for known in self._cases):
                yield replace(found, tolerance=tolerance)  # NaN that the check hasn't met is another mistake
        if not any(map(_says_something, self._cases)):  # a logarithm or a root met a negative number
            arguments = tuple(np.abs(each) if isinstance(each, np.ndarray) else each for each in self.first.arguments)
            if (found := asked_again(self._answers, subject.name, arguments, subject.reference)) is not None:
                yield replace(found, tolerance=tolerance)


def _says_something(each: Case) -> bool:
    """Whether what came back isn't all NaN: any two functions that fail agree in that."""
    try:
        return bool(np.isfinite(np.asarray(each.returned, dtype=float)).any())
    except (TypeError, ValueError):
        return True


def _has_nan(value: Any) -> bool:
    try:
        return bool(np.isnan(np.asarray(value, dtype=float)).any())
    except (TypeError, ValueError):
        return False


def _offered(fitting: list[Misunderstanding]) -> Misunderstanding | None:
    """The simplest explanation; two that are equally simple stand side by side."""
    if not fitting:
        return None
    first, *others = [each for each in fitting if each.rank == fitting[0].rank]
    other = next((each for each in others if each.hint != first.hint), None)
    if other is None or other.source != first.source or first.source == "listed":
        return first
    hint = f"{first.hint} Or perhaps {other.hint[:1].lower()}{other.hint[1:]}"
    return replace(first, hint=hint) if type(first) is Misunderstanding else first
