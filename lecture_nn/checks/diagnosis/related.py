"""Explanations seen from outside: how what came back is related to what was expected."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from lecture_nn.checks.diagnosis.cases import UNKNOWN
from lecture_nn.checks.model import Misunderstanding, same

if TYPE_CHECKING:
    from lecture_nn.checks.diagnosis.cases import Case
    from lecture_nn.checks.diagnosis.references import Reference
    from lecture_nn.checks.diagnosis.subject import Subject

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


@dataclass(frozen=True)
class Related(Misunderstanding):
    """The right result, changed by `of`, a function of this result and the arguments."""

    of: Callable[[Any, tuple[Any, ...]], Any] = lambda expected, arguments: expected

    def explains(self, case: Case) -> bool:
        """Whether what came back is the right result, so changed."""
        if case.expected is UNKNOWN:
            return False
        try:
            with np.errstate(all="ignore"):
                return case.is_(self.of(case.expected, case.arguments))
        except Exception:  # no such relation between these
            return False


@dataclass(frozen=True)
class Seen(Misunderstanding):
    """What can be seen in the result: `shows` is told it, the right result, and the arguments.

    `least` is the number of cases in which it has to be seen.
    """

    shows: Callable[[Any, Any, tuple[Any, ...]], bool] = lambda returned, expected, arguments: False
    least: int = 1
    asked: Callable[[Any], bool] = lambda expected: True
    """Of what kind every right result has to be, those of cases that aren't wrong as well."""

    def explains(self, case: Case) -> bool:
        """Whether this is to be seen in the case, or nothing is wrong in it."""
        if case.expected is UNKNOWN:
            return False
        try:
            with np.errstate(all="ignore"):
                if not case.wrong or not self.asked(case.expected):
                    return self.asked(case.expected)
                return bool(self.shows(case.returned, case.expected, case.arguments))
        except Exception:  # what came back is of another kind
            return False


@dataclass(frozen=True)
class Part:
    """The whole result, or one of several that are returned together.

    Attributes
    ----------
    index : int, tuple of int, or None
        Which of several; None for the whole.
    name : str
        What it is called in a sentence: "your result", "your d_weights".
    """

    index: int | tuple[int, ...] | None
    name: str

    def of(self, value: Any) -> Any:
        """Return this part of a result."""
        if isinstance(self.index, tuple):
            return tuple(value[n] for n in self.index)
        return value if self.index is None else value[self.index]

    def replaced(self, value: Any, by: Any) -> Any:
        """Return the result with another one in place of this part."""
        if self.index is None:
            return by
        items = list(value)
        if isinstance(self.index, tuple):
            for n, each in zip(self.index, by, strict=True):
                items[n] = each
        else:
            items[self.index] = by
        return tuple(items)


WHOLE = Part(None, "your result")


def parts(subject: Subject, expected: Any) -> Iterator[Part]:
    """The whole result, and then each of several that are returned together."""
    yield WHOLE
    if not isinstance(expected, list | tuple) or not 2 <= len(expected) <= 4:
        return
    names = names_of_results(subject.reference, len(expected))
    for n in range(len(expected)):
        ordinal = "last" if n == len(expected) - 1 and n > 1 else ORDINALS[n]
        place = f"the {ordinal} of your results" if isinstance(expected, tuple) else f"the {ordinal} entry of your list"
        of_any_length = ordinal == "last" and isinstance(expected, list)
        yield Part(-1 if of_any_length else n, f"your {names[n]}" if names else place)


def several_wrong(subject: Subject, case: Case) -> Iterator[Part]:
    """The results that are wrong, if these are some of several: they may have one mistake in common."""
    if not isinstance(case.expected, tuple) or not isinstance(case.returned, list | tuple):
        return
    if len(case.returned) != len(case.expected):
        return
    each = list(parts(subject, case.expected))[1:]
    wrong = [part for part in each if not same(part.of(case.returned), part.of(case.expected), case.tolerance)]
    if 2 <= len(wrong) < len(each):
        names = [part.name.removeprefix("your ") for part in wrong]
        told = f"each of {', '.join(names[:-1])} and {names[-1]}".replace(" of your results and", " and")
        yield Part(tuple(part.index for part in wrong if isinstance(part.index, int)), told)


def names_of_results(reference: Reference | None, count: int) -> Sequence[str]:
    """What the right function calls the results that it returns together; nothing if it has no names for them.

    The names stand in its docstring, or in the return of one of the ways to write it.
    """
    if reference is None:
        return ()
    docstring = reference.docstring
    words = r"[A-Za-z_]\w*(?: [a-z]+)?"  # "standard error"
    found = re.search(rf"\bReturn[^.;(]*\(({words}(?:, {words})+)\)", docstring)
    found = found or re.search(r"\bReturn[^.;(]*?\b([A-Za-z_]\w*(?:, [A-Za-z_]\w*)+)\b", docstring)
    names = found.group(1).split(", ") if found else []
    for way in reference.ways if not found else ():
        values = [node.value for node in ast.walk(ast.parse(way)) if isinstance(node, ast.Return)]
        entries = [getattr(value, "elts", []) for value in values]
        if len(entries) == 1 and all(isinstance(each, ast.Name) and len(each.id) > 1 for each in entries[0]):
            names = [each.id for each in entries[0]]
            break
    return names if len(names) == count else ()


def over(change: Callable[[Any], Any], value: Any) -> Any:
    """Return the value with every array and number in it changed."""
    if isinstance(value, list | tuple):
        return tuple(over(change, each) for each in value)
    return change(np.asarray(value, dtype=float))


def pairwise(change: Callable[[Any, Any], Any], value: Any, other: Any) -> Any:
    """Return the value with every array in it changed by what stands in the same place of the other."""
    if isinstance(value, list | tuple):
        return tuple(pairwise(change, v, o) for v, o in zip(value, other, strict=True))
    return change(np.asarray(value, dtype=float), np.asarray(other, dtype=float))


def alike(value: Any, other: Any) -> bool:
    """Whether two results hold arrays of the same shapes."""
    if isinstance(value, list | tuple):
        same_length = isinstance(other, list | tuple) and len(value) == len(other)
        return same_length and all(map(alike, value, other))
    return not isinstance(other, list | tuple | str) and np.shape(value) == np.shape(other)


def is_array(value: Any) -> bool:
    """Whether this is an array of numbers, and not one number."""
    return isinstance(value, np.ndarray) and value.dtype.kind in "fiub" and value.ndim > 0


def flat(value: Any) -> np.ndarray:
    """Return all numbers of a result in one array."""
    if isinstance(value, list | tuple):
        return np.concatenate([flat(each) for each in value]) if value else np.zeros(0)
    return np.asarray(value, dtype=float).ravel()


def related(subject: Subject, of: Callable[[Any, tuple[Any, ...]], Any], told: str, rank: float) -> Related:
    """Return the explanation that the right result is changed by `of`."""

    def wrong(*arguments: Any) -> Any:
        return of(subject.reference.function(*arguments) if subject.reference else None, arguments)

    return Related(subject.name, wrong, told, subject.read, rank, "outside", of=of)


def seen(
    subject: Subject, shows: Callable[[Any, Any, tuple[Any, ...]], bool], told: str, rank: float, least: int = 1
) -> Seen:
    """Return the explanation that a result shows something, in so many cases at least."""

    def wrong(*arguments: Any) -> Any:
        raise NotImplementedError("it is recognized by its result")

    return Seen(subject.name, wrong, told, subject.read, rank, "outside", shows=shows, least=least)
