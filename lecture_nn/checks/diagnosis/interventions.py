"""What comes out when something is done to the arguments first: one of them left out, exchanged or changed.

The right function is called with other arguments than those given. So a mistake can be told without knowing how it was
made: whatever was written, the result is the one that belongs to a bias of 0, to weights that are transposed, or to the
last example alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from lecture_nn.checks.diagnosis.cases import expected as right_result
from lecture_nn.checks.diagnosis.heads import Heads, key_of
from lecture_nn.checks.diagnosis.references import Reference
from lecture_nn.checks.diagnosis.related import alike, flat, over, related
from lecture_nn.checks.model import Misunderstanding
from lecture_nn.student_code import copied

if TYPE_CHECKING:
    from lecture_nn.checks.diagnosis.cases import Case
    from lecture_nn.checks.diagnosis.subject import Subject

USUAL, RARE = 2.6, 3.6
TWICE = (
    "your result is what comes out if the {} is applied twice. Which of the names in your code stand for something "
    "that has been through it already?"
)
"""What is said where the right function applies it itself, so that what it is given hasn't been through it."""

Changed = Callable[[tuple[Any, ...]], tuple[Any, ...]]


def _softmax(a: np.ndarray) -> np.ndarray:
    e = np.exp(a - a.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


NUMBERS: list[tuple[float, Callable[[Any], Any], str]] = [
    (USUAL, np.zeros_like, "your result is what comes out if {name} is 0. Does {name} enter it at all?"),
    (RARE, np.ones_like, "your result is what comes out if {name} is 1. Does {name} enter it at all?"),
    (
        USUAL,
        lambda a: -a,
        "your result is what comes out with −{name} in place of {name}. Which sign does it have in the formula?",
    ),
    (RARE, lambda a: 2 * a, "your result is what comes out with twice {name}. Is it counted twice?"),
    (RARE, lambda a: a / 2, "your result is what comes out with half of {name}. Is there a ½ too many?"),
    (RARE, lambda a: a**2, "your result is what comes out with the square of {name}. Is it a factor twice?"),
    (RARE, np.sqrt, "your result is what comes out with the root of {name}. Which step takes a root?"),
    (
        USUAL,
        lambda a: 1 - a,
        "your result is what comes out with 1 − {name} in place of {name}. Which of the two belongs where?",
    ),
    (
        RARE,
        lambda a: 1 / a,
        "your result is what comes out with 1 / {name} in place of {name}. "
        "Which of your factors should grow with {name}, and which should shrink?",
    ),
    (
        USUAL,
        lambda a: a.T if a.ndim == 2 else np.full(2, np.nan),
        "your result is what comes out with the transpose of {name}. Which index of {name} does the sum run over?",
    ),
    (
        USUAL,
        lambda a: 1 / (1 + np.exp(-a)),
        "your result is what comes out if {name} goes through the sigmoid first. Is that asked for?",
    ),
    (
        USUAL,
        np.tanh,
        "your result is what comes out if {name} goes through tanh first. Is that asked for?",
    ),
    (
        USUAL,
        lambda a: np.maximum(a, 0),
        "your result is what comes out if the negative numbers in {name} are made 0 first. Where does that happen?",
    ),
    (RARE, np.abs, "your result is what comes out if {name} loses its signs. Where do you take an absolute value?"),
    (RARE, np.exp, "your result is what comes out with exp({name}) in place of {name}. Is {name} a logarithm here?"),
    (
        RARE,
        np.log,
        "your result is what comes out with the logarithm of {name} in its place. Where is a logarithm taken?",
    ),
    (
        RARE,
        _softmax,
        "your result is what comes out if {name} goes through the softmax first. Is that asked for?",
    ),
    (
        RARE,
        lambda a: (a > 0.5).astype(float),
        "your result is what comes out if {name} is rounded to 0 and 1 first. What is lost by that?",
    ),
    (
        RARE,
        lambda a: a - a.mean(axis=0),
        "your result is what comes out if the mean of {name} is subtracted first. Does the task ask for that?",
    ),
    (
        RARE,
        np.trunc,
        "your result is what comes out if {name} loses what comes after the decimal point. Do you use integers?",
    ),
    (
        RARE,
        lambda a: a[::-1],
        "your result is what comes out if {name} is in reverse order. Where does your loop begin?",
    ),
]

COUNTED = "Where do you begin to count, and what is the last thing that you count?"
COUNTS: list[tuple[float, Callable[[Any], Any], str]] = [
    (
        USUAL,
        lambda n: n - 1,
        f"your result is the right one for {{name}} − 1 instead of {{name}}. {COUNTED}",
    ),
    (
        USUAL,
        lambda n: n + 1,
        f"your result is the right one for {{name}} + 1 instead of {{name}}. {COUNTED}",
    ),
    (RARE, lambda n: 1, "your result is what comes out if {name} is 1. Does {name} enter it at all?"),
    (RARE, lambda n: 0, "your result is what comes out if {name} is 0. Does {name} enter it at all?"),
    (RARE, lambda n: 2 * n, "your result is what comes out with twice {name}. Is it counted twice?"),
]

LISTS: list[tuple[float, Callable[[Any], Any], str]] = [
    (
        USUAL,
        lambda a: [a[0]] * len(a),
        "you use the first entry of {name} for all layers. Which index should change from layer to layer?",
    ),
    (
        USUAL,
        lambda a: [a[-1]] * len(a),
        "you use the last entry of {name} for all layers. Which index should change from layer to layer?",
    ),
    (USUAL, lambda a: a[::-1], "you go through {name} in reverse order. Which layer comes first?"),
    (USUAL, lambda a: a[:-1], "the last entry of {name} is left out. Where does your loop end?"),
    (USUAL, lambda a: a[1:], "the first entry of {name} is left out. Where does your loop begin?"),
    (
        USUAL,
        lambda a: a[:1],
        "only the first entry of {name} counts. Does your function return inside its loop?",
    ),
    (
        USUAL,
        lambda a: [*a[:-1], 0 * a[-1]],
        "your result is what comes out if the last entry of {name} is 0. Does the last layer have its own?",
    ),
    (
        USUAL,
        lambda a: [0 * a[0], *a[1:]],
        "your result is what comes out if the first entry of {name} is 0. Does the first layer have its own?",
    ),
    (USUAL, lambda a: a[-1:], "only the last entry of {name} counts. Is what came before overwritten?"),
]

ROWS: list[tuple[float, Callable[[Any], Any], str]] = [
    (USUAL, lambda a: a[-1:], "only the last example counts. Is what came before overwritten?"),
    (USUAL, lambda a: a[:1], "only the first example counts. Does your function return inside its loop?"),
    (USUAL, lambda a: a[:-1], "the last example is left out. Where does your loop end?"),
    (USUAL, lambda a: a[1:], "the first example is left out. Where does your loop begin?"),
]


OF_AN_ORDER = ("with −{name}", "transpose", "reverse order")
"""What may be done to numbers of which one is picked, or a place found: another change of them all may pick any."""


def is_picked(case: Case) -> bool:
    """Whether the right result is made of whole numbers, or of numbers that stand in an argument: no formula's."""
    right = flat(case.expected)
    given = [numbers for numbers in map(flat, case.arguments) if numbers.size > 1]
    return bool((np.isin(right, np.concatenate(given)) if given else right != right).all()) or _whole(case.expected)


def _whole(value: Any) -> bool:
    return all(map(_whole, value)) if isinstance(value, list | tuple) else isinstance(value, int | np.integer)


def changes(subject: Subject, case: Case) -> Iterator[tuple[float, Changed, str]]:
    """All that may be done to the arguments of a case: the rank, what does it, and what to say."""
    arguments = case.arguments
    picked = is_picked(case)
    for n, (name, value) in enumerate(zip(subject.parameters, arguments, strict=False)):
        if isinstance(value, bool | str):
            continue
        if isinstance(value, int | np.integer):
            usual = COUNTS
        elif isinstance(value, list | tuple) and value and isinstance(value[0], np.ndarray):
            usual = [*LISTS, *[(r, lambda v, c=c: list(over(c, v)), told) for r, c, told in NUMBERS[:3]]]
        elif isinstance(value, float | np.floating | np.ndarray) or (isinstance(value, list | tuple) and value):
            usual = NUMBERS
        else:
            continue
        if usual is NUMBERS and picked:
            usual = [each for each in NUMBERS if any(phrase in each[2] for phrase in OF_AN_ORDER)]
        for rank, change, told in usual:
            yield rank, _one(n, change, usual is NUMBERS), told.format(name=name)
        for m in range(len(subject.parameters[: len(arguments)])):
            other = subject.parameters[m]
            if m != n and alike(value, arguments[m]) and not isinstance(value, bool | str):
                if m > n:
                    yield (
                        USUAL,
                        _exchanged(n, m),
                        f"your result is what comes out if {name} and {other} are swapped. Which of them belongs "
                        "where?",
                    )
                yield (
                    RARE,
                    _taken(n, m),
                    f"you use {other} where {name} belongs. Which of the two is meant there?",
                )
    layers = [n for n, value in enumerate(arguments) if isinstance(value, list) and value and _is_array(value[0])]
    if len(layers) > 1 and min(len(arguments[n]) for n in layers) > 1:
        told = "your result is that of the layer before: the last layer is never applied. How many layers do you "
        yield 1.9, _all(layers, lambda a: a[:-1]), told + "pass through, and how many are there?"
    rows = _with_examples(subject, arguments)
    if len(rows) >= 1:
        for rank, change, told in ROWS:
            yield rank, _all(rows, change), told


def _is_array(value: Any) -> bool:
    return isinstance(value, np.ndarray)


def _one(n: int, change: Callable, numbers: bool) -> Changed:
    def changed(arguments: tuple) -> tuple:
        value = arguments[n]
        if numbers:
            value = np.asarray(value, dtype=float)
            value = change(value)
            value = float(value) if np.ndim(value) == 0 else value
        else:
            value = change(value)
        return (*arguments[:n], value, *arguments[n + 1 :])

    return changed


def _exchanged(n: int, m: int) -> Changed:
    def changed(arguments: tuple) -> tuple:
        items = list(arguments)
        items[n], items[m] = items[m], items[n]
        return tuple(items)

    return changed


def _taken(n: int, m: int) -> Changed:
    return lambda arguments: (*arguments[:n], arguments[m], *arguments[n + 1 :])


def _all(places: list[int], change: Callable) -> Changed:
    return lambda arguments: tuple(change(a) if n in places else a for n, a in enumerate(arguments))


def _with_examples(subject: Subject, arguments: tuple) -> list[int]:
    """The arguments whose first axis counts the examples, if there are several examples."""
    shapes = subject.shapes
    found = [
        n
        for n, (name, value) in enumerate(zip(subject.parameters, arguments, strict=False))
        if isinstance(value, np.ndarray) and value.ndim and shapes.letters(name, value)[0] in ("N", "n", "R")
    ]
    found = [n for n in found if len(arguments[n]) == max(len(arguments[other]) for other in found)]
    return found if found and len(arguments[found[0]]) > 1 else []


_RESULTS: dict[Reference, Heads] = {}
"""What the right functions return for changed arguments: the first example of a check is the same for everybody."""


def results(subject: Subject, case: Case) -> Iterator[Misunderstanding]:
    """The right results for other arguments; where what came is proportional to one, with that factor."""
    right = subject.reference
    if right is None or not case.arguments:
        return
    key = key_of((subject.exercise.name, case.arguments))
    known = {} if key is None else _RESULTS.setdefault(right, Heads()).of(key)
    way = right.ways[0] if right.ways else ""
    for n, (rank, change, told) in enumerate(changes(subject, case)):
        done = re.search(r"goes through (?:the )?(sigmoid|tanh|softmax) first", told)
        if done and re.search(rf"\b{done[1]}\({told.split(' if ')[1].split()[0]}\)", way):
            told = TWICE.format(done[1])

        def of(expected: Any, arguments: tuple, n: int = n, change: Changed = change) -> Any:
            if arguments is not case.arguments:
                return right_result(right, change(copied(arguments)))
            if (n,) not in known:
                known[n,] = right_result(right, change(copied(arguments)))
            return known[n,]

        yield related(subject, of, told, rank)
