"""What the text of an answer tells by itself, and when it is asked: facts that are plain to see, and no guesses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import numpy as np

from lecture_nn.checks.diagnosis import (
    misread,
    plain,
    plain_axes,
    plain_calls,
    plain_differences,
    plain_kept,
    plain_loops,
    plain_orders,
    plain_rounds,
    plain_sums,
    plain_types,
)
from lecture_nn.checks.diagnosis.cases import UNKNOWN, expected
from lecture_nn.checks.diagnosis.factors import fixed_numbers
from lecture_nn.checks.diagnosis.written import noted
from lecture_nn.checks.model import Misunderstanding, same

if TYPE_CHECKING:
    from lecture_nn.checks.answers import Answers
    from lecture_nn.checks.diagnosis.cases import Case
    from lecture_nn.checks.diagnosis.subject import Subject
    from lecture_nn.checks.diagnosis.written import Written

APART = "besides, "

Fact = tuple[str, Callable[["Written"], str], bool]
"""A kind of fact, the question that the text of an answer is asked, and whether it makes sense to ask."""


def plain_fact(subject: Subject, answers: Answers, cases: list[Case]) -> Misunderstanding | None:
    """What the code says itself, where no explanation fits: what is None, or drawn twice, or never read."""
    read = needed(subject)
    concerned = _concerned(subject, cases, read)
    way = subject.reference.ways[0] if subject.reference is not None and subject.reference.ways else ""
    return _first_fact(
        subject,
        answers,
        ("a guard that doesn't guard", plain.guard, _is_not_finite(answers, subject.name)),
        ("the result of a function that returns nothing", plain.is_nothing, True),
        ("an error that is returned", plain_calls.error_returned, True),
        ("a return inside the loop", plain.returns_in_a_loop, True),
        ("the first one counts twice", plain_sums.first_twice, True),
        ("divided in each round", plain_sums.divided_in_each_round, True),
        ("a list emptied after it was appended", plain_loops.emptied, True),
        ("entries moved within one array", plain_loops.read_after_written, True),
        ("put in order twice", plain_orders.ordered_twice, True),
        ("replaced as a whole", plain_loops.replaced_as_a_whole, True),
        ("rounded down before it is rounded up", plain_loops.rounded_before, True),
        ("a variable that is used up", plain_loops.says_what_is_used_up, True),
        ("set anew in each round", plain_rounds.set_anew_in_each_round, True),
        ("a 1 within log1p or logaddexp", misread.a_1_within, True),
        ("chained comparisons", misread.chained, True),
        ("two slices that are the whole again", misread.whole_again, True),
        ("every entry with every other", misread.every_with_every, not re.search("None|outer|product", way)),
        ("a loop's variable after the loop", plain_rounds.left_over, True),
        ("an angle in degrees", misread.degrees, True),
        ("a convolution from both sides", misread.from_both_sides, True),
        ("nan_to_num of nan", lambda own: misread.of_nan_to_num(own, misread.ZEROS), misread.are_zero(cases)),
        (
            "nan_to_num of infinity",
            lambda own: misread.of_nan_to_num(own, misread.LARGEST),
            misread.are_the_largest(cases),
        ),
        ("drawn with replacement", plain.drawn_with_replacement, True),
        ("two orders are drawn", plain_orders.two_orders, True),
        ("batches in another order", plain_orders.batches_reordered, _has_a_last(subject)),
        ("the step of a difference", plain_differences.step_of_a_difference, True),
        ("an argument is never read", lambda own: plain.unread_arguments(own, concerned), True),
        (
            "an argument is never read, for another result",
            lambda own: plain.unread_arguments(own, read, APART),
            True,
        ),
    )


def plainer(
    found: Misunderstanding | None, subject: Subject, answers: Answers, cases: list[Case]
) -> Misunderstanding | None:
    """The explanation, or what the code says itself, if that is so plain that a guess by results has to give way."""
    if found is not None and found.source == "raised":
        return found
    fact = _first_fact(
        subject,
        answers,
        ("one row many times", plain_loops.one_row_many_times, True),
        ("gone through twice", plain_loops.gone_through_twice, True),
        ("a limit that nothing keeps", plain.guard, _is_not_finite(answers, subject.name)),
        ("an upper limit next to 0", plain.upper_limit, True),
        ("a fraction in an array of whole numbers", plain_types.cut_off, True),
        ("a condition that always holds", misread.always_true, True),
        ("a condition that never holds", misread.never_beyond, True),
        ("an else that belongs to the last if alone", misread.last_else, True),
        ("a row that nothing keeps", plain_kept.named_anew, True),
        ("one array with two names", plain_kept.written_into, True),
    )
    if fact or (found is not None and found.source == "listed"):
        return fact or found
    given = [pair for case in cases if case.wrong for pair in zip(subject.parameters, case.arguments, strict=False)]
    words = [(name, value) for name, value in given if isinstance(value, str)]
    truths = _truths(given)
    return (
        _first_fact(
            subject,
            answers,
            ("looked up when it is called", plain_rounds.looked_up_later, True),
            ("einsum without an arrow", lambda own: misread.without_an_arrow(own.nodes), True),
            ("columns of every row", misread.columns_of_every_row, True),
            ("the length of np.where", misread.length_of_places, True),
            ("compared with another word", lambda own: misread.never_true(own, words), bool(words)),
            ("an index that is True or False", lambda own: plain_types.index_by_truth(own, truths), bool(truths)),
        )
        or found
    )


def of_its_calls(subject: Subject, cases: list[Case], answers: Answers) -> Misunderstanding | None:
    """What functions that are called in the code do, and which part of an argument it reads."""
    ways = subject.reference.ways if subject.reference is not None else ()
    if not ways:
        return None
    signs, axes = plain_calls.has_signs(cases), plain_axes.axes_of(subject, cases)
    truths = _truths([pair for case in cases for pair in zip(subject.parameters, case.arguments, strict=False)])
    counted = fixed_numbers(subject, [case for case in cases if case.expected is not UNKNOWN and case.arguments])
    return _first_fact(
        subject,
        answers,
        ("divided by a number that is written down", lambda own: plain_sums.fixed_number(own, counted), bool(counted)),
        ("the place of the largest of a vector", lambda own: plain_axes.place_in_a_vector(own, ways, axes), True),
        ("a whole row for an entry", plain_axes.changes_a_whole_row, all(_is_table(case.expected) for case in cases)),
        ("a norm of a matrix", lambda own: plain_axes.norm_of_a_matrix(own, ways, axes), True),
        ("Python's shuffle of rows", lambda own: plain_axes.shuffled_rows(own, axes), True),
        ("places and rows of one order", lambda own: plain_orders.scattered_and_gathered(own, truths), True),
        ("a sum that is carried over", plain_loops.says_what_is_carried_over, True),
        ("a loop that begins with 1", plain_rounds.begins_at_1, True),
        ("whole numbers in a copy", plain_calls.copy_of_whole_numbers, plain_calls.of_whole_numbers_only(cases)),
        ("one entry of an argument is read", lambda own: plain_calls.only_a_part(own, ways), True),
        ("a key that is set twice", plain_calls.set_twice, True),
        ("a function that does something else", lambda own: plain_calls.telling(own, ways, axes, signs), True),
    )


def _truths(given: Iterable[tuple[str, object]]) -> set[str]:
    """The arguments that are arrays of True and False."""
    return {name for name, value in given if getattr(getattr(value, "dtype", None), "kind", "") == "b"}


def _is_table(value: object) -> bool:
    return isinstance(value, np.ndarray) and value.ndim == 2


def _has_a_last(subject: Subject) -> bool:
    """Whether the task says something of the last batch."""
    return subject.reference is not None and bool(re.search(r"\blast\b", subject.reference.docstring))


def _first_fact(subject: Subject, answers: Answers, *facts: Fact) -> Misunderstanding | None:
    """The first of these that the text of the answer tells."""
    for kind, ask, makes_sense in facts:
        if makes_sense and (told := noted(answers, subject.name, ask, "")):
            return subject.fact(told, "written", kind)
    return None


def needed(subject: Subject) -> frozenset[str]:
    """The arguments that the right function reads."""
    right = subject.reference
    return plain.read_by(right.ways[0]) if right is not None and right.ways else frozenset()


def _concerned(subject: Subject, cases: list[Case], read: frozenset[str]) -> frozenset[str]:
    """Those of the arguments on which the first result that is wrong depends."""
    case = next((each for each in cases if each.wrong and each.expected is not UNKNOWN and each.arguments), None)
    if case is None or subject.reference is None:
        return read
    several = isinstance(case.expected, tuple) and isinstance(case.returned, tuple | list)
    if not several:
        return read
    wrong = [n for n, (r, e) in enumerate(zip(case.returned, case.expected, strict=False)) if not same(r, e)]
    if not wrong:
        return read
    found = set()
    for n, name in enumerate(subject.parameters[: len(case.arguments)]):
        arguments = (*case.arguments[:n], _other(case.arguments[n]), *case.arguments[n + 1 :])
        try:
            changed = expected(subject.reference, arguments)
            if not same(changed[wrong[0]], case.expected[wrong[0]]):
                found.add(name)
        except Exception:  # no other one fits
            found.add(name)
    return read & found


def _other(value: object) -> object:
    """Another value of the same kind."""
    if isinstance(value, list | tuple):
        return type(value)(_other(each) for each in value)
    return value + 1 if isinstance(value, int | np.integer) else 0.75 * value + 0.1


def _is_not_finite(answers: Answers, name: str) -> bool:
    """Whether the last result is a number that is none, or infinite."""
    returned = next((call.returned for call in reversed(answers.calls) if call.name == name), 0.0)
    try:
        return not np.isfinite(np.asarray(returned, dtype=float)).all()
    except (TypeError, ValueError):
        return False
