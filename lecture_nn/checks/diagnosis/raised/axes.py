"""What the sizes of a function's arrays stand for: 4 is N, the number of examples."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from lecture_nn.checks.diagnosis.raised.facts import Thing

if TYPE_CHECKING:
    from lecture_nn.checks.diagnosis.references import Reference

LETTERS = {
    "N": "the number of examples N",
    "D": "the number of inputs D",
    "J": "the number of hidden units J",
    "K": "the number of outputs K",
}

USUAL = {
    "X": "N D",
    "T": "N K",
    "Z": "N K",
    "x": "D",
    "t": "K",
    "V": "J D",
    "v0": "J",
    "w0": "K",
    "H": "N J",
    "order": "N",
}
"""The axes that these arguments have throughout the course, whether or not a docstring repeats it."""

SHAPE = re.compile(r"\(\s*([NDJK])\s*,\s*([NDJK])?\s*\)")


def told_by(docstring: str, parameters: Iterable[str]) -> dict[str, str]:
    """Return the axes of each parameter, as a docstring tells them: "Z holds the logits, (N, K)" gives "N K".

    A shape belongs to the parameter that was named last before it within the sentence.
    """
    axes: dict[str, str] = {}
    for sentence in re.split(r"\.\s", docstring):
        if sentence.lstrip().startswith("Return") and ":" in sentence:
            sentence = sentence.split(":", 1)[1]
        elif sentence.lstrip().startswith("Return") and " for " in sentence:
            sentence = sentence.split(" for ", 1)[1]
        elif sentence.lstrip().startswith("Return"):
            continue
        named = [(m.start(), p) for p in parameters for m in re.finditer(rf"\b{re.escape(p)}\b", sentence)]
        for shape in SHAPE.finditer(sentence):
            before = [name for at, name in sorted(named) if at < shape.start()]
            if before:
                axes.setdefault(before[-1], " ".join(filter(None, shape.groups())))
    return axes


def of_parameters(right: Reference) -> dict[str, str]:
    """Return the axes of each parameter of a function, "" for those that aren't known."""
    known = USUAL | told_by(right.docstring, right.parameters)
    return {name: known.get(name, "") for name in right.parameters}


def meanings(docstring: str, parameters: tuple[str, ...], given: tuple[Thing, ...]) -> dict[int, str]:
    """Return what each size is, for those sizes that stand for one thing only."""
    axes = {name: USUAL[name] for name in parameters if name in USUAL} | told_by(docstring, parameters)
    if "example" not in docstring and not any("N" in USUAL.get(name, "") for name in parameters):
        axes = {name: letters for name, letters in axes.items() if letters != "N"}  # N of something else
    sizes: dict[str, set[int]] = {}
    for name, each in zip(parameters, given, strict=False):
        letters = axes.get(name, "").split()
        if each.is_array and len(letters) == len(each.shape):
            for letter, size in zip(letters, each.shape, strict=True):
                sizes.setdefault(letter, set()).add(size)
    sure = {letter: next(iter(found)) for letter, found in sizes.items() if len(found) == 1}
    inside = {n for each in given if each.kind in ("list", "tuple") for item in each.items for n in item.shape or ()}
    # The size of weights or biases of some layer as well: it might be either.
    sure = {letter: size for letter, size in sure.items() if size not in inside or letter not in "NK"}
    taken = list(sure.values())
    return {size: LETTERS[letter] for letter, size in sure.items() if taken.count(size) == 1}


def explained(sizes: Iterable[int], known: dict[int, str]) -> str:
    """Return a sentence on what these sizes are, or "" if none is known."""
    told = [f"{n} is {known[n]}" for n in dict.fromkeys(sizes) if n in known]
    if not told:
        return ""
    return " Here " + (told[0] if len(told) == 1 else ", ".join(told[:-1]) + " and " + told[-1]) + "."
