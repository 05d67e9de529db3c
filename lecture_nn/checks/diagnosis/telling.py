"""Arguments that tell rivals apart: those of the check, made smaller, put in another order, or with other numbers.

While there are always 4 rows, 4 and ``len(X)`` come out alike; while all losses are positive, 0 and the smallest float
do. So what explains every call of the check has to explain some more, which are of the same kind and as cheap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from lecture_nn.checks.diagnosis.references import Reference
from lecture_nn.checks.diagnosis.shapes import Shapes


def varied(right: Reference, arguments: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """Give smaller arguments, the same in another order, and other numbers."""
    shapes = Shapes(right.parameters, right.docstring)
    rows_add_up = shapes.classes or any(map(_adds_up_in_rows, arguments))
    letters = [shapes.letters(name, value) for name, value in zip(right.parameters, arguments, strict=False)]

    def along(letter: str, change: Callable[[np.ndarray, int], np.ndarray]) -> tuple[Any, ...]:
        changed = list(arguments)
        for n, own in enumerate(letters):
            for axis, each in enumerate(own):
                if each == letter and isinstance(changed[n], np.ndarray):
                    changed[n] = change(changed[n], axis)
        return tuple(changed)

    for letter, size in shapes.sizes(arguments).items():
        if letter == "L" or size < 2:
            continue
        if size > 2 and not (letter == "K" and rows_add_up):
            yield along(letter, lambda value, axis: np.delete(value, -1, axis=axis))
        yield along(letter, lambda value, axis: np.roll(value, 1, axis=axis))
        if size == 2 and not (letter == "K" and rows_add_up):  # of two, the first is all but the last
            yield along(letter, lambda value, axis: np.take(value, (0, 1, 0), axis=axis))
        if size > 2:
            yield along(letter, lambda value, axis: np.flip(value, axis=axis))
            yield along(letter, lambda value, axis, half=size // 2: np.roll(value, half, axis=axis))
    if any(isinstance(value, float) for value in arguments):
        yield tuple(map(_less, arguments))
    for n, value in enumerate(arguments):
        for other in _others(value):
            yield (*arguments[:n], other, *arguments[n + 1 :])


def _adds_up_in_rows(value: Any) -> bool:
    """Whether the rows of a table are probabilities, or one-hot: without a column they would be something else."""
    table = isinstance(value, np.ndarray) and value.ndim == 2 and value.dtype.kind == "f"
    return table and bool((value >= 0).all() and np.allclose(value.sum(axis=1), 1))


def _less(value: Any) -> Any:
    """A smaller number; 0 and 1 may be a target, which has no other values."""
    return value * 0.75 if isinstance(value, float) and value not in (0.0, 1.0) else value


def _others(value: Any) -> Iterator[Any]:
    """Other values in place of one argument: counts near by, lists below 0 or in another order, larger numbers."""
    if isinstance(value, int) and not isinstance(value, bool):
        yield from (value + 1, value + 2, 2 * value + 1)
    elif isinstance(value, list) and len(value) > 1 and all(isinstance(each, int | float) for each in value):
        yield value[::-1]
        yield value[1:] + value[:1]
        yield [each - max(value) - 1.0 for each in value]
        yield [10.0 * each for each in value]
    elif isinstance(value, np.ndarray) and value.dtype.kind == "f" and np.abs(value).max(initial=0) > 1:
        yield 3 * value
        yield 0.2 * value
