"""What differs, seen from outside: the sources of explanations that need no look at how an answer is written."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from lecture_nn.checks.diagnosis import interventions
from lecture_nn.checks.diagnosis.cases import UNKNOWN
from lecture_nn.checks.diagnosis.factors import factors
from lecture_nn.checks.diagnosis.forms import forms
from lecture_nn.checks.diagnosis.related import (
    WHOLE,
    Part,
    alike,
    flat,
    over,
    pairwise,
    parts,
    related,
    several_wrong,
)
from lecture_nn.checks.diagnosis.relations import ENTRIES, RARE, SHAPES, USUAL
from lecture_nn.checks.diagnosis.similar import similar
from lecture_nn.checks.model import same

if TYPE_CHECKING:
    from lecture_nn.checks.diagnosis.cases import Case
    from lecture_nn.checks.diagnosis.subject import Subject
    from lecture_nn.checks.model import Misunderstanding


AS_GIVEN = 1.95
"""The rank of results that are arguments as they were given: nearer to what is seen than the term that is missing."""

UPDATES = re.compile("step|update|train|descent")
"""What functions are called that return new values of some of their arguments."""


def relations(subject: Subject, cases: list[Case]) -> Iterator[tuple[float, Misunderstanding | None]]:
    """What may relate the result to the right one, the simplest first, by rank; None if not in the first wrong case."""
    case = next((each for each in cases if each.wrong and each.expected is not UNKNOWN), None)
    if case is None:
        return
    found: list[Misunderstanding] = []
    for source in (_unchanged, _changed, factors, forms, similar, interventions.results):
        with contextlib.suppress(Exception):  # of a result that is of no kind that it knows, one has nothing to say
            found.extend(source(subject, case))
    for each in sorted(found, key=lambda each: each.rank):
        if ", in every entry" in each.hint and _is_one_number(case, WHOLE):
            each = replace(each, hint=each.hint.replace(", in every entry", ""))
        yield each.rank, each if each.explains(case) else None


def _unchanged(subject: Subject, case: Case) -> Iterator[Misunderstanding]:
    """Results that are new values of arguments, as they were given: all that are wrong, of several."""
    if not isinstance(case.expected, list | tuple) or not alike(case.expected, case.returned):
        return
    places: dict[int, int] = {}
    for k, (came, right) in enumerate(zip(case.returned, case.expected, strict=True)):
        if not same(came, right, case.tolerance):
            fit = [n for n, given in enumerate(case.arguments) if n not in places.values() and same(came, given)]
            if not fit:
                return
            places[k] = fit[0]
    if len(places) < 2:  # one is told by `_moved`
        return
    names = [subject.parameters[n] for n in places.values()]
    told = (
        f"you return {', '.join(names[:-1])} and {names[-1]} just as they were given. Which line should change them? "
    )
    told += "(A line such as `p = p - ...` changes no array: it gives the name p to a new one.)"

    def of(expected: Any, arguments: tuple) -> Any:
        return type(expected)(arguments[places[k]] if k in places else e for k, e in enumerate(expected))

    yield related(subject, of, told, AS_GIVEN)


def _changed(subject: Subject, case: Case) -> Iterator[Misunderstanding]:
    """Relations that change each entry, or the shape, of the whole result or of one part of it."""
    for part in [*parts(subject, case.expected), *several_wrong(subject, case)]:
        for rank, change, told in _fitting(case):

            def of(expected: Any, arguments: tuple, part: Part = part, change: Callable = change) -> Any:
                return part.replaced(expected, over(change, part.of(expected)))

            if _is_one_number(case, part):
                told = told.replace(" everywhere, whatever", " whatever").replace(
                    " everywhere", " whatever the arguments"
                )
            yield related(subject, of, told.format(it=part.name), rank + 0.1 * (part is not WHOLE))
        moves = UPDATES.search(subject.name) or {"eta", "learning_rate"} & set(subject.parameters)
        if moves and not isinstance(part.index, tuple):
            yield from _moved(subject, case, part)
        elif part is WHOLE:
            yield from _as_given(subject, case)


def _as_given(subject: Subject, case: Case) -> Iterator[Misunderstanding]:
    """The result as one of the arguments, of a function that has others as well."""
    for n, (name, value) in enumerate(zip(subject.parameters, case.arguments, strict=False)):
        if len(case.arguments) > 1 and isinstance(value, np.ndarray) and alike(case.expected, value):
            told = f"your result is simply {name}, unchanged. Which step of your code should change {name}?"
            yield related(subject, lambda e, a, n=n: a[n], told, AS_GIVEN)


def _is_one_number(case: Case, part: Part) -> bool:
    expected = part.of(case.expected)
    return not isinstance(expected, list | tuple) and np.ndim(expected) == 0


def _fitting(case: Case) -> list[tuple[float, Callable[[Any], Any], str]]:
    """The relations that may be meant: fewer between values, where any two numbers are related somehow."""
    if case.arguments:
        return [*ENTRIES, *SHAPES]
    if isinstance(case.expected, list):
        return SHAPES if any(isinstance(each, list | tuple) for each in case.expected) else [ENTRIES[0], *SHAPES]
    no_rounding = not _has_digits(case.returned)
    return [
        each
        for each in ENTRIES
        if each[0] == USUAL
        and each[1] not in (np.log, np.exp)
        and "exp" not in each[2]
        and not (no_rounding and "rounded" in each[2])
    ]


def _has_digits(value: Any) -> bool:
    """Whether a number has two significant digits: 1 and 0.9 are what many numbers are rounded to."""
    try:
        return len(f"{float(value):g}".strip("-0.").replace(".", "")) > 1
    except (TypeError, ValueError):
        return False


def _moved(subject: Subject, case: Case, part: Part) -> Iterator[Misunderstanding]:
    """Relations to the argument that the result is the new value of: a step from it."""
    expected = part.of(case.expected)
    for n, (name, value) in enumerate(zip(subject.parameters, case.arguments, strict=False)):
        if not alike(expected, value) or np.ndim(flat(expected)) == 0:
            continue
        for rank, change, told in (
            (
                USUAL,
                lambda e, a: 2 * a - e,
                "{it} has moved away from {name} by the right amount, but in the opposite direction. "
                "Which way does the gradient point: uphill or downhill?",
            ),
            (
                USUAL,
                lambda e, a: e - a,
                "{it} is the change alone. The new value is asked for: what does the change have to be added to?",
            ),
            (
                USUAL,
                lambda e, a: a - e,
                "{it} is the change alone, with the opposite sign. The new value is asked for: what "
                "does the change have to be taken from?",
            ),
            (AS_GIVEN, lambda e, a: a, "{it} is simply {name}, unchanged. Which line should change {name}?"),
            (RARE, lambda e, a: e + a, "{it} has {name} added to it. Is it counted twice?"),
            (RARE, lambda e, a: e * a, "{it} is multiplied by {name}. Is that factor in there already?"),
            (RARE, lambda e, a: e / a, "{it} lacks a factor: {name}. Where should it come in?"),
        ):

            def of(expected: Any, arguments: tuple, n: int = n, change: Callable = change) -> Any:
                return part.replaced(expected, pairwise(change, part.of(expected), arguments[n]))

            yield related(subject, of, told.format(it=part.name, name=name), rank)
