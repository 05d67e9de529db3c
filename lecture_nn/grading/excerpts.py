"""What a record keeps of a student's code: the function behind each failed check, and what tells copies apart."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from lecture_nn.grading.definitions import Statement, start_of

LONGEST, MOST_LINES, MOST_PARTS = 3_000, 60, 5
"""Characters and lines of a function that a page shows, and functions of one check, at most."""

MOST_OWN = 50
"""Definitions of a notebook that are compared with those of others, at most."""


def behind(names: Mapping[str, tuple[int, int]], found: Sequence[Statement], exercise: str) -> dict[str, Any]:
    """Return what stands behind a check that asked for the functions and values in `names`.

    Parameters
    ----------
    names : mapping from str to (int, int)
        What the check asked for, each with the cell and the line of the definition that was graded, from 1; 0 if that
        isn't known. They come from the student's process, which may send any numbers.
    found : sequence of Statement
        Of the whole notebook.
    exercise : str

    Returns
    -------
    dict
        "names"; "code", a list of what defines them, each a dictionary with "cell" (its number) and "text" (bounded);
        and "untouched", whether every one of them is as the exercise's notebook begins.
    """
    begun = start_of(exercise).fingerprints
    last = {name: _graded([each for each in found if name in each.names], at, begun) for name, at in names.items()}
    there = list({id(each): each for each in last.values() if each is not None}.values())
    there.sort(key=found.index)
    return {
        "names": sorted(names),
        "code": [{"cell": each.cell, "text": excerpt(each.text)} for each in there[:MOST_PARTS]],
        "untouched": bool(names) and all(each is not None and each.fingerprint in begun for each in last.values()),
    }


def _graded(candidates: Sequence[Statement], at: tuple[int, int], begun: Collection[str]) -> Statement | None:
    """The definition at this place; where the place isn't known, or is none, the one that should count."""
    of_cell = [each for each in candidates if each.cell == at[0]]
    of_line = [each for each in of_cell if 0 <= at[1] - each.line <= each.text.count("\n")]
    return _counting(of_line or of_cell or candidates, begun)


def _counting(candidates: Sequence[Statement], begun: Collection[str]) -> Statement | None:
    """The definition that counts: the last one; a function rather than a value, an answer rather than the beginning."""
    return max(reversed(candidates), key=lambda each: (each.fingerprint not in begun, each.is_function), default=None)


def excerpt(text: str) -> str:
    """Return the beginning of a text, with a line that says how much was left out."""
    lines = text.expandtabs(4).splitlines()
    kept: list[str] = []
    room = LONGEST
    for line in lines[:MOST_LINES]:
        if len(line) > room:
            kept.append(f"{line[:room]} …")
            break
        kept.append(line)
        room -= len(line) + 1
        if room <= 0:
            break
    if left_out := len(lines) - len(kept):
        kept.append(f"… ({left_out} more {'line' if left_out == 1 else 'lines'})")
    return "\n".join(kept)


def own(found: Iterable[Statement], exercise: str) -> list[list[str]]:
    """Return the name and the fingerprint of each function and class that is the student's own and not trivial.

    A function that the exercise gives to be fixed is left out: whoever fixes it, it looks the same.
    """
    given = start_of(exercise).written
    kept = {
        each.names[0]: each.fingerprint
        for each in found
        if each.names and not each.is_trivial and given.isdisjoint(each.names)
    }
    return [[name[:80], fingerprint] for name, fingerprint in list(kept.items())[:MOST_OWN]]
