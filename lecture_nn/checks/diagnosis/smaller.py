"""Where no explanation fits: what the first wrong entry means, and a smaller case to try by hand.

Arguments are made smaller step by step, as long as the answer still fails: fewer examples, inputs and units, and
numbers with a single digit. What is left is a case that can be worked out on paper. It is shown with what the function
of the student's returns for it, and not with what it should return.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import numpy as np

from lecture_nn.checks.answers import Answers
from lecture_nn.checks.diagnosis.cases import UNKNOWN, Case, Right, asked_again
from lecture_nn.checks.diagnosis.references import Reference
from lecture_nn.checks.diagnosis.shapes import Shapes, entry
from lecture_nn.checks.diagnosis.subject import Subject
from lecture_nn.checks.model import same

MOST_TRIED = 60
"""Times that the function is asked for a smaller case, at most."""

DIGITS = 3
"""Of a number that one likes to compute with by hand."""

LARGEST = 12
"""Numbers in the arguments of a case that is shown, at most."""


def meaning(subject: Subject, cases: list[Case]) -> str:
    """Return what the first wrong entry stands for; nothing if that isn't known."""
    wrong = next((case for case in cases if case.wrong and case.expected is not UNKNOWN), None)
    if wrong is None or subject.reference is None or not isinstance(wrong.expected, np.ndarray):
        return ""
    returned = np.asarray(wrong.returned)
    if returned.shape != wrong.expected.shape or returned.dtype.kind not in "fiub" or not returned.ndim:
        return ""
    off = ~np.isclose(returned.astype(float), wrong.expected.astype(float), rtol=1e-5, atol=wrong.tolerance)
    if not off.any() or off.all():
        return ""
    shapes = subject.shapes
    letters = shapes.of_result([(case.arguments, case.expected) for case in cases if case.expected is not UNKNOWN])
    index = [int(n) for n in np.argwhere(off)[0]]
    if len(subject.parameters) == 1 and len(index) == 1:  # a function of any array: there is no layer around
        letters = ("",)
    told, count = entry(shapes, letters, index), int(off.sum())
    return (
        f"{count} of the {off.size} entries {'is' if count == 1 else 'are'} wrong. The first: {told}." if told else ""
    )


def to_try(subject: Subject, cases: list[Case], answers: Answers, right: Right) -> str:
    """Return a smaller case on which the answer fails; nothing if there is none that is small enough."""
    wrong = next((case for case in cases if case.wrong and case.expected is not UNKNOWN and case.arguments), None)
    if "seed" in subject.parameters:  # of what is drawn, many results are right
        return ""
    if wrong is None or right.reference is None or not _only_one_answer(right, wrong.arguments):
        return ""
    smallest, left = wrong, MOST_TRIED
    shrinking = True
    while shrinking and left > 0:
        shrinking = False
        for arguments in _steps(right.reference, smallest.arguments):
            left -= 1
            case = _fails(subject, arguments, answers, right) if left > 0 else None
            if case is not None:
                smallest, shrinking = case, True
                break
    if sum(np.size(value) for value in _numbers_of(smallest.arguments)) > LARGEST:
        return ""
    if smallest is wrong or _is_long(smallest.arguments) or _nearly(smallest):  # to work out by hand
        return ""
    pairs = zip(subject.parameters, smallest.arguments, strict=False)
    given = ", ".join(f"{name} = {_shown(value)}" for name, value in pairs)
    return (
        f"Try a smaller case by hand: with {given}, your {subject.name} returns {_shown(smallest.returned)}. What "
        "should it return?"
    )


def _nearly(case: Case) -> bool:
    """Whether the mistake is so small that it is seen in a computer's digits only."""
    try:
        pairs = list(zip(_numbers_of((case.returned,)), _numbers_of((case.expected,)), strict=True))
        return all(np.allclose(r, e, rtol=0.005, atol=0.002) for r, e in pairs)
    except (TypeError, ValueError):  # of different kinds, shapes or lengths
        return False


def _only_one_answer(right: Right, arguments: tuple[Any, ...]) -> bool:
    """Whether all ways to write the function agree: of parts and orders, several may be right."""
    results = []
    for way in right.reference.ways[:4]:
        try:
            with np.errstate(all="ignore"):
                results.append(right.view(right.reference.made(way)(*arguments)))
        except Exception:
            continue
    return bool(results) and all(same(each, results[0], 1e-6) for each in results)


def _fails(subject: Subject, arguments: tuple[Any, ...], answers: Answers, right: Right) -> Case | None:
    """The case of these arguments, if they are of the right kind and the answer is wrong for them."""
    case = None
    with contextlib.suppress(Exception):
        if not _finite(right.reference.function(*arguments)):
            return None
        case = asked_again(answers, subject.name, arguments, right)
    return case if case is not None and case.wrong and case.expected is not UNKNOWN else None


def _finite(value: Any) -> bool:
    return all(np.isfinite(np.asarray(each, dtype=float)).all() and np.size(each) for each in _numbers_of((value,)))


def _steps(right: Reference, arguments: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """Arguments that are a little smaller: halves of an axis first, then one less, then rounder numbers."""
    shapes = Shapes(right.parameters, right.docstring)
    letters = [shapes.letters(name, value) for name, value in zip(right.parameters, arguments, strict=False)]
    one_hot = any(map(_is_one_hot, arguments))
    for letter, size in shapes.sizes(arguments).items():
        if letter == "L" or (letter == "K" and (shapes.classes or one_hot)):
            continue
        for kept in dict.fromkeys((size // 2, size - 1)):
            for which in (range(kept), range(size - kept, size)) if kept >= 1 else ():
                yield tuple(_cut(value, own, letter, which) for value, own in zip(arguments, letters, strict=False))
    for n, value in enumerate(arguments):
        for rounder in _rounder(value):
            if repr(rounder) != repr(value):
                yield (*arguments[:n], rounder, *arguments[n + 1 :])


def _is_one_hot(value: Any) -> bool:
    return (
        isinstance(value, np.ndarray)
        and value.ndim == 2
        and bool((np.sort(value)[:, :-1] == 0).all())
        and bool((value.sum(axis=1) == 1).all())
    )


def _cut(value: Any, letters: tuple[str, ...], letter: str, which: range) -> Any:
    for axis, each in enumerate(letters):
        if each == letter and isinstance(value, np.ndarray):
            value = np.take(value, which, axis=axis)
    return value


def _rounder(value: Any) -> Iterator[Any]:
    """Rounder numbers of the same kind: whole ones, or with one digit where all lie between 0 and 1."""
    if isinstance(value, np.ndarray) and value.dtype.kind == "f" and value.size:
        if (value > 0).all() and (value < 1).all():
            if not np.allclose(value.sum(axis=-1), 1):  # probabilities stay as they are
                yield np.clip(np.round(value, 1), 0.1, 0.9)
        elif np.isin(value, (0, 1)).all():
            return
        elif np.abs(value).max() < 1:
            yield np.round(value, 1)
        else:
            yield np.round(value)
    elif isinstance(value, float):
        yield from ((1.0, 0.0) if not 0 < value < 1 else (0.5, 0.1))
    elif isinstance(value, int) and not isinstance(value, bool):
        yield from (smaller for smaller in dict.fromkeys((1, 2, value // 2, value - 1)) if 0 < smaller < value)
    elif isinstance(value, list) and value and all(isinstance(each, np.ndarray) for each in value):
        yield [np.round(each) for each in value]
    elif isinstance(value, list) and len(value) > 1 and all(isinstance(each, int | float) for each in value):
        yield value[: len(value) // 2]
        yield value[:-1]
        yield [float(round(each)) for each in value]


def _numbers_of(value: Any) -> Iterator[Any]:
    if isinstance(value, list | tuple):
        for each in value:
            yield from _numbers_of(each)
    else:
        yield value


def _is_long(arguments: tuple[Any, ...]) -> bool:
    """Whether there are several numbers of many digits."""
    texts = [_shown(each) for value in _numbers_of(arguments) for each in np.ravel(value).tolist()]
    return sum(len(text.strip("-").replace(".", "").lstrip("0")) > DIGITS for text in texts) > 2


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_shown, value))}]"
    if isinstance(value, tuple):
        return f"({', '.join(map(_shown, value))})"
    if isinstance(value, np.ndarray) and value.ndim:
        return f"[{', '.join(map(_shown, value))}]"
    if isinstance(value, str | bool):
        return repr(value)
    return f"{float(value):.6g}"
