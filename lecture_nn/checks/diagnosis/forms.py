"""The form of a result: its order and kind, a step that is left to do, numbers that aren't numbers."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import permutations
from typing import TYPE_CHECKING, Any

import numpy as np

from lecture_nn.checks.diagnosis.kinds import kinds
from lecture_nn.checks.diagnosis.related import ORDINALS, WHOLE, Part, alike, flat, parts, related, seen
from lecture_nn.checks.model import same

if TYPE_CHECKING:
    from lecture_nn.checks.diagnosis.cases import Case
    from lecture_nn.checks.diagnosis.subject import Subject
    from lecture_nn.checks.model import Misunderstanding

USUAL, RARE, SCORE, ODD = 2.4, 3.4, 3.9, 6.0

NOT_A_NUMBER = "your result has entries that are not a number (nan)"
NAN_CAUSES = (
    "They come from 0/0, from infinity minus or divided by infinity, or from the logarithm or root of a negative "
    "number. Which step is the first to have one?"
)
INFINITE_CAUSES = (
    "That comes from a division by 0, the logarithm of 0, or exp of a large number. Which step is the first to have it?"
)
NAN_STEP = "Which step of yours fails for that?"
"""What is said where the code isn't at hand; of code that is, only what is in it."""

AGAIN = (
    "{it} holds the right numbers again and again, along an axis that isn't asked for. Which two shapes make a table "
    "when they are added?"
)


def _one_of(r: Any, axis: int) -> Any:
    """One of the rows or columns, if all are alike; nothing that could be right, if they aren't."""
    one = np.take(r, [0], axis=axis)
    alike = r.ndim == 2 and r.shape[axis] > 1 and np.allclose(r, one, equal_nan=True)
    return one.squeeze(axis) if alike else np.full(2, np.nan)


LEFT: tuple[tuple[Callable[[Any], Any], str], ...] = (
    (lambda r: _one_of(r, 0), AGAIN),
    (lambda r: _one_of(r, 1), AGAIN),
    (
        lambda r: r.mean(axis=0),
        "{it} still has one entry for each {what}, and their mean is asked for. Over which axis do you average?",
    ),
    (
        lambda r: r.sum(axis=0),
        "{it} still has one entry for each {what}, and their sum is asked for. Over which axis do you add up?",
    ),
    (
        lambda r: r.mean(axis=-1),
        "{it} still has several numbers in each row, and their mean is asked for. Over which axis do you average?",
    ),
    (
        lambda r: r.sum(axis=-1),
        "{it} still has several numbers in each row, and their sum is asked for. Over which axis do you add up?",
    ),
    (lambda r: r.mean(), "{it} still has many entries, and their mean is asked for. Over which axes do you average?"),
    (lambda r: r.sum(), "{it} still has many entries, and their sum is asked for. Over which axes do you add up?"),
    (
        lambda r: r.sum(axis=-1).mean(),
        "{it} still has many entries. What is to be done with those of one example, and with the examples then?",
    ),
    (
        lambda r: -r.sum(axis=-1).mean(),
        "{it} still has many entries, and the wrong sign. What is to be done with those of "
        "one example, and with the examples then?",
    ),
    (
        lambda r: np.argmax(r, axis=-1),
        "{it} holds the scores, and the position of the largest is asked for. Which function of NumPy finds it?",
    ),
    (
        lambda r: np.argmin(r, axis=-1),
        "{it} holds the numbers themselves, and the position of the smallest is asked for. Which "
        "function of NumPy finds it?",
    ),
    (lambda r: r[0], "{it} has more entries than are asked for, and the first is right. What are the others?"),
    (lambda r: r[-1], "{it} has more entries than are asked for, and the last is right. What are the others?"),
    (lambda r: r[1:], "{it} has an entry too many in front. Is the value before the first step asked for, too?"),
    (lambda r: r[:-1], "{it} has an entry too many at the end. Where does your loop end?"),
)


DECISIONS: tuple[Callable[[Any], Any], ...] = (
    lambda r: np.where(r > 0, 1.0, -1.0),
    lambda r: (r > 0).astype(float),
    lambda r: (r > 0.5).astype(float),
)
"""Steps from a score to a decision, which leave the shape as it is."""


DECIDED = 0.25
"""Of the entries: if more are right, it is no score, but a decision that was made for some of them only."""


def forms(subject: Subject, case: Case) -> Iterator[Misunderstanding]:
    """What can be seen of the form of a result."""
    yield from _orders(subject, case)
    yield from kinds(subject, case)
    for part in parts(subject, case.expected):
        yield from _left_to_do(subject, case, part)
    yield from _not_numbers(subject, case)
    for decide in DECISIONS:
        decided = seen(
            subject,
            lambda r, e, a, decide=decide: (
                np.unique(r).size > 3
                and bool(np.isfinite(r).all())
                and same(decide(np.asarray(r, dtype=float)), e)
                and not np.isclose(r, e).mean() > DECIDED
            ),
            "your result is the score, and the decision is asked for. Which comparison makes one of the other?",
            SCORE,
        )
        yield replace(decided, asked=_is_decision)


def _is_decision(expected: Any) -> bool:
    """Whether there is nothing but yes and no in a result."""
    return bool(np.isin(np.asarray(expected, dtype=float), (-1, 0, 1)).all())


def _orders(subject: Subject, case: Case) -> Iterator[Misunderstanding]:
    """Several results in another order, alone, or in a dictionary."""
    expected = case.expected
    if isinstance(expected, list) and len(expected) > 1 and (case.arguments or len(expected) > 2):
        yield from _lists(subject, case)
    if isinstance(expected, tuple | list) and all(isinstance(e, tuple | list) and len(e) > 1 for e in expected):
        told = (
            "each of your lists is in reverse order. In which order are its entries made, and which should come first?"
        )
        if all(isinstance(each, tuple) for each in expected):
            told = "each of your pairs is the wrong way round. Which of the two does the docstring name first?"
        yield related(
            subject,
            lambda e, a: type(e)(each[::-1] for each in e),
            told,
            1.95,
        )
    if not isinstance(expected, tuple | list) or not 2 <= len(expected) <= 4:
        return
    for order in list(permutations(range(len(expected))))[1:]:
        yield related(
            subject,
            lambda e, a, order=order: tuple(e[n] for n in order),
            "your results are right, but in another order. Which one does the docstring name "
            f"{ORDINALS[_first_moved(order)]}?",
            USUAL,
        )
    for part in list(parts(subject, expected))[1:] if case.arguments else ():  # a function, whose docstring tells
        yield related(
            subject,
            lambda e, a, part=part: part.of(e),
            f"you return only {part.name.replace('your list', 'the list that is asked for')}. What else does the "
            "docstring ask for?",
            USUAL,
        )
    yield seen(
        subject,
        lambda r, e, a: isinstance(r, dict) and same(tuple(r.values()), e),
        "your results are right, but they come in a dictionary. Whoever calls the function unpacks them by "
        "their order, so return them side by side, with commas between them. Which comes first?",
        USUAL,
    )
    yield related(
        subject,
        lambda e, a: np.stack([np.asarray(x, dtype=float) for x in e], axis=-1),
        "your results are put together in one array, side by side. Are they asked for one by one?",
        RARE,
    )
    yield related(
        subject,
        lambda e, a: np.concatenate([np.ravel(x) for x in e]),
        "your results are put together in one array. Are they asked for one by one?",
        RARE,
    )


def _first_moved(order: tuple[int, ...]) -> int:
    """The first place at which something stands that belongs elsewhere."""
    return next(place for place, n in enumerate(order) if place != n)


def _lists(subject: Subject, case: Case) -> Iterator[Misunderstanding]:
    """A list that lacks an entry, or has one that is wrong."""
    named = isinstance(case.expected, tuple) or not case.arguments
    last = "What does the docstring name last?" if named else "Which is the last one that your code comes to?"
    yield seen(
        subject,
        lambda r, e, a: _side_by_side(r, e),
        "you return one list for each part: all first parts, then all second ones. Which parts make one entry of the "
        "list that is asked for?",
        USUAL,
    )
    for part, told in (
        (lambda e: e[1:], "your list lacks its first entry. What should come first, according to the docstring?"),
        (lambda e: e[:-1], f"your list lacks its last entry. {last}"),
        (lambda e: e[::-1], "your list is in reverse order. What should come first, according to the docstring?"),
    ):
        yield related(subject, lambda e, a, part=part: part(e), told, USUAL)
    if not case.arguments and any(isinstance(each, list | tuple) for each in case.expected):
        return  # units of a network, for example: others are as right as those that are known
    for keep, told in (
        (slice(1, None), "the first entry of your list is wrong, and all others are right. Where is it made?"),
        (slice(None, -1), "the last entry of your list is wrong, and all others are right. Where is it made?"),
    ):
        yield seen(
            subject, lambda r, e, a, keep=keep: len(r) == len(e) and same(list(r[keep]), list(e[keep])), told, ODD
        )


def _side_by_side(returned: Any, expected: Any) -> bool:
    """Whether the first parts of all entries come together, then the second ones, where the entries are asked for."""
    if not all(isinstance(each, tuple) for each in expected) or len(expected) < 2:
        return False
    parts = list(zip(*expected, strict=True))
    if len(parts) < 2 or not all(isinstance(each, list | tuple) for each in returned):
        return False
    mine, right, asked = ([[np.shape(part) for part in each] for each in of] for of in (returned, parts, expected))
    return mine == right != asked


def _left_to_do(subject: Subject, case: Case, part: Part) -> Iterator[Misunderstanding]:
    """A result that would be right after another step."""
    try:
        returned = np.asarray(part.of(case.returned))
    except (TypeError, ValueError, IndexError, KeyError):
        return
    if returned.dtype.kind not in "fiub" or returned.ndim == 0 or alike(part.of(case.expected), returned):
        return
    shapes = subject.shapes
    letter = next((k for k, size in shapes.sizes(case.arguments).items() if size == len(returned)), "")
    what = shapes.meaning(letter) or "row"
    reached: list[Any] = []
    for step, told in LEFT:
        if returned.size < 2:
            break
        with contextlib.suppress(Exception):
            after = step(returned.astype(float))
            if any(same(after, before) for before in reached):  # of one axis, the first is the last and the only one
                continue
            reached.append(after)

        def shows(r: Any, e: Any, a: tuple, step: Callable = step) -> bool:
            came = np.asarray(part.of(r), dtype=float)
            if 1 in came.shape and same(np.squeeze(came), part.of(e)):  # nothing but the shape is wrong
                return False
            return same(part.replaced(e, step(came)), e)

        yield seen(subject, shows, told.format(it=part.name, what=what), USUAL + 0.1 * (part is not WHOLE))


def _not_numbers(subject: Subject, case: Case) -> Iterator[Misunderstanding]:
    def new(kind: Callable, alone: bool = False) -> Callable[[Any, Any, tuple], bool]:
        def shows(returned: Any, expected: Any, arguments: tuple) -> bool:
            came, right = flat(returned), flat(expected)
            if any(each is None for each in (returned if isinstance(returned, tuple | list) else [returned])):
                return False
            if came.size != right.size:
                return bool(kind(came).any()) and not kind(right).any()
            new = kind(came) & ~kind(right)
            return bool(new.any()) and (not alone or same(came[~new], right[~new]))

        return shows

    yield seen(subject, new(np.isnan, alone=True), f"{NOT_A_NUMBER}. {NAN_CAUSES}", ODD)
    yield seen(subject, new(np.isnan), f"{NOT_A_NUMBER}, and others are wrong, too. {NAN_CAUSES}", ODD + 0.1)
    for n, name in enumerate(subject.parameters):
        if (value := _where_nan(case, n)) is not None:
            told = f"your result isn't a number (nan) where {name} is {value:g}. {NAN_STEP}"
            yield seen(subject, new(np.isnan, alone=True), told, RARE - 0.1)
            yield seen(subject, new(np.isnan), told, ODD - 0.1)
    infinite = "is infinite" if flat(case.expected).size == 1 else "has infinite entries"
    yield seen(subject, new(np.isinf), f"your result {infinite}. {INFINITE_CAUSES}", ODD)


def _where_nan(case: Case, n: int) -> float | None:
    """The value of an argument wherever the result isn't a number, if that is always the same one."""
    given = case.arguments[n] if n < len(case.arguments) else None
    if not isinstance(given, np.ndarray) or not alike(given, case.returned) or given.dtype.kind not in "fiu":
        return None
    values = np.unique(given[np.isnan(np.asarray(case.returned, dtype=float))])
    return float(values[0]) if len(values) == 1 else None
