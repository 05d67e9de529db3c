"""What the axes of arguments and results stand for: read from docstrings, which give shapes such as (N, K)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

MEANINGS = {"N": "example", "D": "input", "J": "hidden unit", "K": "output", "n": "number", "L": "layer"}
MEANINGS |= {"R": "row", "C": "column"}

COUNTED = {
    "N": "the number of examples",
    "D": "the number of inputs",
    "J": "the number of hidden units",
    "K": "the number of outputs",
    "n": "how many numbers there are",
    "L": "the number of layers",
    "R": "the number of rows",
    "C": "the number of columns",
}

CONVENTIONS = {
    **dict.fromkeys(("X", "inputs"), ("N", "D")),
    **dict.fromkeys(("T", "Z", "o", "O", "P", "delta_z", "targets", "outputs"), ("N", "K")),
    **dict.fromkeys(("H", "U", "h", "u", "delta_h", "delta_u"), ("N", "J")),
    "V": ("J", "D"),
}
"""What matrices of these names hold in the whole course, where a docstring doesn't say it."""

ELSEWHERE = {1: ("n",), 2: ("R", "C")}
"""The letters of vectors and of matrices where this course's names mean nothing: in an instructor's own exercise."""

VECTORS = {"x": "D", "t": "K", "o": "K", "z": "K", "delta_z": "K", "h": "J", "u": "J", "delta_h": "J", "delta_u": "J"}
VECTORS |= {"v0": "J", "w0": "K"}

_SHAPE = r"\(((?:[A-Z]|n|\d+),|(?:[A-Z]|n|\d+)(?:, ?(?:[A-Z]|n|\d+))+)\)"


def shape_of(name: str, docstring: str) -> tuple[str, ...] | None:
    """Return the letters of an argument's shape, as in "W the weights, (K, J)"; None if the docstring has none."""
    found = re.search(rf"\b{re.escape(name)}\b[^().]{{0,60}}{_SHAPE}", docstring)
    return tuple(each.strip() for each in found.group(1).split(",") if each.strip()) if found else None


class Shapes:
    """The letters of a function's arguments and result.

    Parameters
    ----------
    parameters : sequence of str
    docstring : str
    elsewhere : bool
        Whether this is no function of the course's, whose names say what the axes are.
    """

    def __init__(self, parameters: Sequence[str], docstring: str, elsewhere: bool = False) -> None:
        self._elsewhere = elsewhere
        self.parameters, self._docstring = tuple(parameters), docstring
        self.classes = "one-hot" in docstring or "class" in docstring or "softmax" in docstring

    def letters(self, name: str, value: Any) -> tuple[str, ...]:
        """Return the letter of each axis of an argument; "" for those that aren't known."""
        if isinstance(value, list | tuple) and value and isinstance(value[0], np.ndarray):
            return ("L",)
        try:
            axes = np.ndim(value)
        except ValueError:  # a list of several kinds
            return ("",)
        told = shape_of(name, self._docstring)
        known = CONVENTIONS.get(name, ()) if axes == 2 else VECTORS.get(name, "") if axes == 1 else ""
        known = ELSEWHERE.get(axes, ()) if self._elsewhere else known
        letters = told if told is not None and len(told) == axes else tuple(known)
        return letters if len(letters) == axes else ("",) * axes

    def sizes(self, arguments: Sequence[Any]) -> dict[str, int]:
        """Return the size that each letter has in these arguments."""
        found: dict[str, int] = {}
        for name, value in zip(self.parameters, arguments, strict=False):
            letters = self.letters(name, value)
            shape = (len(value),) if letters in (("L",), ("",)) and isinstance(value, list | tuple) else np.shape(value)
            for letter, size in zip(letters, shape, strict=True):
                if letter and not letter.isdigit():
                    found.setdefault(letter, size)
        for name, value in zip(self.parameters, arguments, strict=False):
            # the first axis of matrices that go together holds the examples, if nothing says what else it holds
            unknown = isinstance(value, np.ndarray) and value.ndim == 2 and not any(self.letters(name, value))
            if unknown and not found.keys() & {"N", "R"}:
                found["N"] = len(value)
        return found

    def of_result(self, results: Sequence[tuple[Sequence[Any], Any]]) -> tuple[str, ...]:
        """Return the letter of each axis of a result, from pairs of arguments and results; "" where two would do."""
        axes = np.ndim(results[0][1])
        found = []
        for axis in range(axes):
            fitting = [
                {letter for letter, size in self.sizes(arguments).items() if size == np.shape(result)[axis]}
                for arguments, result in results
                if np.ndim(result) == axes
            ]
            common = set.intersection(*fitting) if fitting else set()
            found.append(next(iter(common)) if len(common) == 1 else self._usual(common, axis, axes))
        return tuple(found)

    def _usual(self, letters: set[str], axis: int, axes: int) -> str:
        if axes == 2 and axis == 0 and "N" in letters:
            return "N"
        return "K" if axis == axes - 1 and "K" in letters and axes == 2 else ""

    def meaning(self, letter: str) -> str:
        """Return what an entry along an axis of this letter is."""
        return "class" if letter == "K" and self.classes else MEANINGS.get(letter, "")


def entry(shapes: Shapes, letters: Sequence[str], index: Sequence[int]) -> str:
    """Return what an entry belongs to, such as "row 2 is example 2, column 0 is class 0"; "" if it isn't known."""
    names = ("row", "column") if len(index) == 2 else ("entry",) if len(index) == 1 else ()
    told = [
        f"{name} {i} is {meaning} {i}"
        for name, letter, i in zip(names, letters, index, strict=False)
        if (meaning := shapes.meaning(letter)) not in ("", "number", "row", "column")
    ]
    return ", ".join(told)


def named_factors(shapes: Shapes, arguments: Mapping[str, Any]) -> dict[str, tuple[float, str]]:
    """Return what a result may have been multiplied by: for each name, the number and what it is."""
    sizes = shapes.sizes(tuple(arguments.values()))
    found = {letter: (float(size), COUNTED.get(letter, "")) for letter, size in sizes.items()}
    if shapes.classes and "K" in found:
        found["K"] = (found["K"][0], "the number of classes")
    for name, value in arguments.items():
        if isinstance(value, int | float | np.number) and not isinstance(value, bool):
            found[name] = (float(value), "")
    return found
