"""Results that are nearly right, or always alike: what can be seen of all of them together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from lecture_nn.checks.diagnosis.related import alike, flat, is_array, seen
from lecture_nn.checks.model import same

if TYPE_CHECKING:
    from lecture_nn.checks.diagnosis.cases import Case
    from lecture_nn.checks.diagnosis.subject import Subject
    from lecture_nn.checks.model import Misunderstanding

RARE = 3.4

TINY = 1e-12
"""How far numbers may be off that have lost their digits in a difference of numbers near 1."""


def similar(subject: Subject, case: Case) -> Iterator[Misunderstanding]:
    """What can be seen of several results together."""
    yield from _nearly(subject)
    yield seen(
        subject,
        _lost_an_axis,
        "your result has the right numbers, but it has lost an axis of length 1, which should stay even if there is "
        "only one example or one unit. What takes it away?",
        2.4,
    )
    too_many = "you return one thing too many, and the others are right. Which of yours does the docstring not name?"
    if isinstance(case.expected, list):
        too_many = "your list has one entry too many, and the others are right. Which line adds it, and when should it?"
    yield seen(subject, _one_too_many, too_many, 2.4)
    yield seen(
        subject,
        _of_one_size(subject),
        "your result has the same size whatever the arguments are. Is a number written in where one of them belongs, "
        "or does a sum run along the wrong axis?",
        RARE - 0.1,
        least=3,
    )
    if (each := _entries(subject, case.returned, case.expected, case.arguments)) is not None:
        what, asked = map(subject.shapes.meaning, each)

        def counts(returned: Any, expected: Any, arguments: tuple) -> bool:
            sizes = subject.shapes.sizes(arguments)
            return [sizes.get(letter) for letter in each] == [len(returned), len(expected)]

        yield seen(
            subject,
            counts,
            f"your result has an entry for each {what}, and one for each {asked} is asked for. Which of the two do "
            "you go through, and which should it be?",
            RARE - 0.1,
            least=2,
        )
    if changed := _one_layer_changed(case.returned, case.expected, case.arguments):
        yield seen(
            subject,
            lambda r, e, a: _one_layer_changed(r, e, a) == changed,
            f"only the {changed} layer is changed, and the others come back just as they were given. Which lines does "
            "your loop repeat, and which come after it?",
            1.95,  # as of results that are arguments as they were given
        )
    yield seen(
        subject,
        _turned_by_reshape,
        "your result holds the right numbers, but read row by row, they come in the order of the transposed "
        "matrix. Does reshape transpose a matrix, or does it keep the numbers in order and only cut them into "
        "other rows?",
        RARE - 0.1,
        least=2,
    )
    yield seen(
        subject,
        _in_another_order,
        "taken together, your results hold the right numbers, but in the wrong places. Which number belongs where?"
        if isinstance(case.expected, tuple)
        else "your result holds the right numbers, but in another order. Do you shuffle, sort or turn round something "
        "that should keep its order?",
        RARE,
        least=2,
    )
    yield seen(
        subject,
        _never_changes(subject),
        "your function returns the same result for all the arguments that were tried. Does it "
        "use a variable of the notebook instead of an argument?",
        RARE,
        least=4,
    )


def _one_too_many(returned: Any, expected: Any, arguments: tuple) -> bool:
    """Whether a list would be right without one of its entries."""
    if not isinstance(expected, list | tuple) or len(returned) != len(expected) + 1 or len(expected) < 2:
        return False
    came = list(returned)
    return any(same(came[:n] + came[n + 1 :], list(expected)) for n in range(len(came)))


def _lost_an_axis(returned: Any, expected: Any, arguments: tuple) -> bool:
    if isinstance(expected, list | tuple) or np.ndim(returned) >= np.ndim(expected):
        return False
    return np.size(expected) > 1 and same(returned, np.squeeze(expected))


def _entries(subject: Subject, returned: Any, expected: Any, arguments: tuple) -> tuple[str, str] | None:
    """What the entries of a vector count, and what they should count: letters of axes, if both are known."""
    if isinstance(expected, list | tuple) or np.ndim(returned) != 1 or np.ndim(expected) != 1:
        return None
    sizes = subject.shapes.sizes(arguments)
    found = [[letter for letter, size in sizes.items() if size == len(each)] for each in (returned, expected)]
    if [*map(len, found)] != [1, 1] or found[0] == found[1]:
        return None
    (mine,), (asked,) = found
    return (mine, asked) if subject.shapes.meaning(mine) and subject.shapes.meaning(asked) else None


def _one_layer_changed(returned: Any, expected: Any, arguments: tuple) -> str:
    """Which layer alone has new values, the first or the last, where each of several should have; "" if it isn't so."""
    if not alike(returned, expected) or not all(isinstance(each, list | tuple) and len(each) > 2 for each in expected):
        return ""
    found = set()
    for came, right in zip(returned, expected, strict=True):
        given = next((each for each in arguments if isinstance(each, list | tuple) and alike(each, right)), None)
        if given is None or any(same(r, g) for r, g in zip(right, given, strict=True)):
            return ""
        changed = [n for n, (c, g) in enumerate(zip(came, given, strict=True)) if not same(c, g)]
        found.add(changed[0] if len(changed) == 1 else None)
        last = len(given) - 1
    return {(0,): "first", (last,): "last"}.get(tuple(found), "")


def _nearly(subject: Subject) -> Iterator[Misunderstanding]:
    """Results that are right but for digits that were lost, or for an approximation."""

    def lost(returned: Any, expected: Any, arguments: tuple) -> bool:
        came, right = flat(returned), flat(expected)
        return alike(returned, expected) and bool((np.abs(came - right) <= TINY).all())

    yield seen(
        subject,
        lost,
        "your result is right except where it should be tiny. Does a limit cut them off, or do you take a "
        "difference of two numbers that are nearly equal, such as 1 minus almost 1?",
        RARE,
    )


def _turned_by_reshape(returned: Any, expected: Any, arguments: tuple) -> bool:
    """Whether a result, or one of several, is the transpose of the right one, read row by row into its shape."""
    whole = is_array(expected)
    pairs = [(returned, expected)] if whole else list(zip(returned, expected, strict=True))
    wrong = [(came, right) for came, right in pairs if not same(came, right)]
    return bool(wrong) and all(right.ndim == 2 and same(came, right.T.reshape(right.shape)) for came, right in wrong)


def _in_another_order(returned: Any, expected: Any, arguments: tuple) -> bool:
    came, right = flat(returned), flat(expected)
    if came.shape != right.shape or len(np.unique(right)) < max(4, right.size / 2):  # the same few numbers, by chance
        return False
    return same(np.sort(came), np.sort(right)) and not same(came, right)


def _of_one_size(subject: Subject) -> Callable[[Any, Any, tuple], bool]:
    """Whether an axis of the results is as long as that of the first one, although it should differ."""
    first = _shapes(subject.calls[0].returned) if subject.calls else []

    def shows(returned: Any, expected: Any, arguments: tuple) -> bool:
        came, right = _shapes(returned), _shapes(expected)
        if not arguments or [*map(len, came)] != [*map(len, right)] or [*map(len, came)] != [*map(len, first)]:
            return False
        sizes = [each for shapes in zip(came, right, first, strict=True) for each in zip(*shapes, strict=True)]
        lengths = subject.shapes.sizes(arguments).values()  # it may be the length of another axis, and not of none
        return any(c not in (r, 1, *lengths) for c, r, _ in sizes) and all(c in (r, f) for c, r, f in sizes)

    return shows


def _shapes(value: Any) -> list[tuple[int, ...]]:
    """The shape of a result, or of each of several."""
    several = isinstance(value, tuple | list) and any(isinstance(each, np.ndarray | list) for each in value)
    return [np.shape(each) for each in value] if several else [np.shape(value)]


def _never_changes(subject: Subject) -> Callable[[Any, Any, tuple], bool]:
    first = subject.calls[0].returned if subject.calls else None

    def shows(returned: Any, expected: Any, arguments: tuple) -> bool:
        return bool(arguments) and np.size(returned) > 0 and same(returned, first)

    return shows
