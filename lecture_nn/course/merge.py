"""Moving what a reader has written in a notebook into a newer version of it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from lecture_nn.course.alignment import Pairs, matched, of_versions
from lecture_nn.course.notebooks import Mark, called, defines, digest, read, source, written

Cell = dict[str, Any]


@dataclass
class Merged:
    """A newer notebook with what the reader has written.

    Attributes
    ----------
    data : bytes
        The notebook.
    moved : list of str
        The changed cells that went into it.
    own : list of str
        The cells that the reader has added.
    reread : list of str
        Those among them whose task is worded in another way now.
    lost : list of str
        Changed cells that have no place in it.
    why : str
        Why the reader's notebook as a whole has none; empty if it was read.
    """

    data: bytes = b""
    moved: list[str] = field(default_factory=list)
    own: list[str] = field(default_factory=list)
    reread: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    why: str = ""


def merge(mine: bytes, before: Sequence[Mark] | None, new: bytes) -> Merged:
    """Move the reader's cells of one version of a notebook into another version.

    A cell of the course that the reader has changed goes into the same cell of the new version, if the course hasn't
    changed it, or if it asks for an answer and what the reader wrote defines what the new cell asks for. Cells that
    the reader has added follow the cell that they followed, and starting lines for what they define. Where one cell of
    the reader's answers several, those below say so in place of their starting lines. What was only run is not counted
    as changed.

    Parameters
    ----------
    mine : bytes
        The reader's notebook.
    before : sequence of Mark or None
        The cells of the version that the reader began with; None if nobody knows.
    new : bytes
        The new version.

    Raises
    ------
    DamagedError
        If the reader's notebook can't be read.
    """
    old_cells, notebook = read(mine)["cells"], read(new)
    cells = notebook["cells"]
    targets = [Mark.of(cell) for cell in cells]
    known = before is not None
    begun_with = list(before) if before is not None else targets
    pairs = matched(old_cells, begun_with, same_version=known)
    to_new = of_versions(begun_with, targets) if known else {i: i for i in range(len(targets))}
    result = Merged()
    filled: dict[int, Cell] = {}
    own: list[tuple[int, Cell]] = []  # each with the place that it follows
    starting = {mark.digest for mark in begun_with if mark.asks}  # a copy of such lines is nothing of the reader's
    together = _defined(cell for n, cell in enumerate(old_cells) if _is_theirs(cell, pairs.slot_of(n), begun_with))
    last = -1
    for number, cell in enumerate(old_cells):
        slot = pairs.slot_of(number)
        place = None if slot is None else to_new.get(slot)
        if slot is None:
            if source(cell).strip() and digest(source(cell)) not in starting:
                own.append((last, cell))
                result.own.append(called(cell))
        elif _changed(cell, begun_with[slot]):
            place = _heir(begun_with[slot], targets) if place is None else place
            same = known and place is not None and begun_with[slot].digest == targets[place].digest
            if place is None or place in filled:
                result.lost.append(called(cell))
            elif same or _answers(cell, targets[place]) or _is_answered_above(place, targets, filled):
                filled[place] = _filled(cells[place], cell)
                result.moved.append(called(cells[place]))
            elif cell["cell_type"] == "code" and 0 < len(targets[place].asks) <= len({*targets[place].asks} & together):
                own.append((place, cell))  # one of several cells that answer it: it follows the starting lines
                result.moved += [called(cells[place])] * (called(cells[place]) not in result.moved)
            else:
                result.lost.append(called(cell))
            if known and not same and place is not None and called(cells[place]) in result.moved:
                result.reread += [called(cells[place])] * (called(cells[place]) not in result.reread)
        last = last if place is None else max(last, place)
    back = _back(pairs, to_new, targets, filled, {place for place, _ in own})
    for place in back:
        if _is_answered_above(place, targets, filled):
            above = ", ".join(targets[place].asks)
            filled[place] = {**cells[place], "source": f"# {above}: answered further up"}
            result.moved.append(called(cells[place]))
        elif hidden := sorted({*targets[place].asks} & _above(place, filled)):
            result.lost.append(", ".join(hidden))
    behind: dict[int, list[Cell]] = {}
    for place, cell in own:
        names = _defined([cell])
        behind.setdefault(max([place, *(p for p in back if names & {*targets[p].asks})]), []).append(cell)
    put = [[filled.get(place, cell), *behind.get(place, [])] for place, cell in enumerate(cells)]
    notebook["cells"] = _with_ids([*behind.get(-1, []), *(cell for group in put for cell in group)])
    result.data = written(notebook)
    return result


def _is_theirs(cell: Cell, slot: int | None, begun_with: Sequence[Mark]) -> bool:
    """Whether the reader has written a cell, or changed it."""
    return slot is None or _changed(cell, begun_with[slot])


def _defined(cells: Iterable[Cell]) -> set[str]:
    """What the code among these cells defines."""
    return {name for cell in cells if cell["cell_type"] == "code" for name in defines(source(cell))}


def _above(place: int, filled: dict[int, Cell]) -> set[str]:
    """What the reader's cells define that stand above a place."""
    return _defined(cell for p, cell in filled.items() if p < place)


def _is_answered_above(place: int, targets: Sequence[Mark], filled: dict[int, Cell]) -> bool:
    return bool(targets[place].asks) and set(targets[place].asks) <= _above(place, filled)


def _heir(old: Mark, targets: Sequence[Mark]) -> int | None:
    """The first new cell that asks for something that a cell asked for which the course no longer has."""
    return next((place for place, new in enumerate(targets) if {*old.asks} & {*new.asks}), None)


def _back(
    pairs: Pairs, to_new: dict[int, int], targets: Sequence[Mark], filled: dict[int, Cell], followed: set[int]
) -> list[int]:
    """The places where starting lines stand that the reader's notebook doesn't have there.

    The reader has removed them, or merged the cell with another one; or they are new; or what answers them follows.
    """
    gone = {to_new[slot] for slot in pairs.missing() if slot in to_new} | (
        set(range(len(targets))) - set(to_new.values())
    )
    return [p for p in sorted(gone | followed) if p not in filled and p >= 0 and targets[p].asks]


def _changed(cell: Cell, begun_with: Mark) -> bool:
    return cell["cell_type"] != begun_with.kind or digest(source(cell)) != begun_with.digest


def _answers(cell: Cell, target: Mark) -> bool:
    """Whether a cell has what another one asks for."""
    return bool(target.asks) and cell["cell_type"] == "code" and set(target.asks) <= defines(source(cell))


def _filled(target: Cell, mine: Cell) -> Cell:
    """The reader's cell in place of the course's, which it keeps the name and the marks of."""
    metadata = {**mine.get("metadata", {}), **target.get("metadata", {})}
    return {**mine, "metadata": metadata, **({"id": target["id"]} if "id" in target else {})}


def _with_ids(cells: list[Cell]) -> list[Cell]:
    """The cells, each with an id that no other has."""
    seen: set[str] = set()
    for place, cell in enumerate(cells):
        name = cell.get("id")
        if not isinstance(name, str) or not name or name in seen:
            cell = cells[place] = {**cell, "id": (name := secrets.token_hex(4))}
        seen.add(name)
        cell.setdefault("metadata", {})
        if cell["cell_type"] == "code":
            cell.setdefault("outputs", [])
            cell.setdefault("execution_count", None)
    return cells
