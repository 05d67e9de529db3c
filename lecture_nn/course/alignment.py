"""Which cell of a reader's notebook is which of the course's, and which of an old version is which of a new one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any

from lecture_nn.course.notebooks import Mark, asks, defines, source

Cell = dict[str, Any]


class Pairs:
    """Cells of one notebook with cells of another: each belongs to one other at most."""

    def __init__(self, mine: int, theirs: int) -> None:
        self._slots: dict[int, int] = {}
        self._mine, self._theirs = mine, theirs

    def pair(self, number: int, slot: int) -> None:
        """Put two together."""
        self._slots[number] = slot

    def slot_of(self, number: int) -> int | None:
        """Return the other notebook's cell that belongs to this one; None if there is none."""
        return self._slots.get(number)

    def alone(self) -> list[int]:
        """Return the cells of the first notebook that belong to none."""
        return [number for number in range(self._mine) if number not in self._slots]

    def missing(self) -> list[int]:
        """Return the cells of the second notebook that belong to none."""
        taken = set(self._slots.values())
        return [slot for slot in range(self._theirs) if slot not in taken]

    def first_fitting(self, fits: Callable[[int, int], bool], numbers: Iterable[int] | None = None) -> None:
        """Put each cell that is alone together with the first one that fits."""
        missing = self.missing()
        for number in self.alone() if numbers is None else numbers:
            if (slot := next((slot for slot in missing if fits(number, slot)), None)) is not None:
                self.pair(number, slot)
                missing.remove(slot)


def matched(cells: Sequence[Cell], theirs: Sequence[Mark], *, same_version: bool) -> Pairs:
    """Find the course's cells in a reader's notebook: by their ids, else by what they ask for, say and define.

    Editors may lose the ids, and duplicate cells with or without them. Of several cells with the same id the first
    counts that answers what the course's cell asks for, else the first that the reader has changed. If the course's
    notebook may be of another version, its ids mean less than its texts.
    """
    mine = [Mark.of(cell) for cell in cells]
    pairs = Pairs(len(mine), len(theirs))
    if same_version:
        defined = {n: defines(source(cell)) for n, cell in enumerate(cells) if cell["cell_type"] == "code"}
        changed = [n for n, mark in enumerate(mine) if mark.digest not in {mark.digest for mark in theirs}]
        answers = [n for n in changed if cells[n]["cell_type"] == "code"]
        pairs.first_fitting(
            lambda n, s: (
                _same_id(mine[n], theirs[s]) and 0 < len(theirs[s].asks) == len(defined[n] & {*theirs[s].asks})
            ),
            answers,
        )
        changed = [n for n in changed if pairs.slot_of(n) is None]
        pairs.first_fitting(lambda n, s: _same_id(mine[n], theirs[s]), changed)
        pairs.first_fitting(lambda n, s: _same_id(mine[n], theirs[s]))
    ids_are_lost = len(pairs.alone()) == len(mine)  # so that none of the cells need be the reader's own
    if ids_are_lost:
        pairs.first_fitting(lambda n, s: bool(mine[n].asks) and mine[n].asks == theirs[s].asks)
        pairs.first_fitting(lambda n, s: mine[n].digest == theirs[s].digest)
    _by_names(cells, theirs, pairs)
    if not same_version:
        pairs.first_fitting(lambda n, s: _same_id(mine[n], theirs[s]) and mine[n].kind == theirs[s].kind)
    elif ids_are_lost:
        _between_neighbours(mine, theirs, pairs)
    return pairs


def _same_id(one: Mark, other: Mark) -> bool:
    return bool(one.id) and one.id == other.id and (not one.asks or not other.asks or one.asks == other.asks)


def _by_names(cells: Sequence[Cell], theirs: Sequence[Mark], pairs: Pairs) -> None:
    """Where a cell that asks for an answer is gone, another one that answers it alone takes its place."""
    for number in pairs.alone():
        if cells[number]["cell_type"] == "code":
            names = set(asks(cells[number])) | defines(source(cells[number]))
            touched = [slot for slot in pairs.missing() if names & set(theirs[slot].asks)]
            if len(touched) == 1 and set(theirs[touched[0]].asks) <= names and _in_order(number, touched[0], pairs):
                pairs.pair(number, touched[0])


def _in_order(number: int, slot: int, pairs: Pairs) -> bool:
    """Whether a cell stands where the other one stood: moved further up, it may need what isn't defined there yet."""
    before = [pairs.slot_of(n) for n in range(number)]
    return all(other is None or other < slot for other in before)


def _between_neighbours(mine: Sequence[Mark], theirs: Sequence[Mark], pairs: Pairs) -> None:
    """Between two cells that are known, as many cells as there were, of the same kinds, are those that were there."""
    fixed = [(n, s) for n in range(len(mine)) if (s := pairs.slot_of(n)) is not None]
    missing = set(pairs.missing())
    ends = [(-1, -1), *fixed, (len(mine), len(theirs))]
    for (first, low), (end, high) in pairwise(ends):
        numbers, slots = range(first + 1, end), range(low + 1, high)
        fitting = [(n, s) for n, s in zip(numbers, slots, strict=False) if mine[n].kind == theirs[s].kind]
        if len(fitting) == len(numbers) == len(slots) and missing.issuperset(slots):
            for number, slot in fitting:
                pairs.pair(number, slot)


def of_versions(old: Sequence[Mark], new: Sequence[Mark], *, by_ids: bool = True) -> dict[int, int]:
    """Find the cells of an old version of a notebook in a new one: by what they ask for, what they say, or their ids.

    The ids come last, because they may have been numbered anew; between two notebooks they mean nothing.
    """
    pairs = Pairs(len(old), len(new))
    pairs.first_fitting(lambda o, n: bool(old[o].asks) and old[o].asks == new[n].asks)
    pairs.first_fitting(lambda o, n: old[o].id == new[n].id and old[o].digest == new[n].digest)
    pairs.first_fitting(lambda o, n: old[o].digest == new[n].digest)
    if by_ids:
        pairs.first_fitting(
            lambda o, n: old[o].id == new[n].id and old[o].kind == new[n].kind and old[o].asks == new[n].asks
        )
    found = {o: pairs.slot_of(o) for o in range(len(old))}
    return {o: n for o, n in found.items() if n is not None}
