"""Moving what a reader has written in a notebook into a newer version of it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
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
    the reader has added follow the cell that they followed. What was only run is not counted as changed.

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
    own: dict[int, list[Cell]] = {}
    last = -1
    for number, cell in enumerate(old_cells):
        slot = pairs.slot_of(number)
        place = None if slot is None else to_new.get(slot)
        if slot is None:
            if source(cell).strip():
                own.setdefault(_after(last, cell, pairs, to_new, targets), []).append(cell)
                result.own.append(called(cell))
        elif _changed(cell, begun_with[slot]):
            same = known and place is not None and begun_with[slot].digest == targets[place].digest
            if place is None or place in filled or not (same or _answers(cell, targets[place])):
                result.lost.append(called(cell))
            else:
                filled[place] = _filled(cells[place], cell)
                result.moved.append(called(cells[place]))
                if known and not same:
                    result.reread.append(called(cells[place]))
        last = last if place is None else max(last, place)
    put = [[filled.get(place, cell), *own.get(place, [])] for place, cell in enumerate(cells)]
    notebook["cells"] = _with_ids([*own.get(-1, []), *(cell for group in put for cell in group)])
    result.data = written(notebook)
    return result


def _changed(cell: Cell, begun_with: Mark) -> bool:
    return cell["cell_type"] != begun_with.kind or digest(source(cell)) != begun_with.digest


def _answers(cell: Cell, target: Mark) -> bool:
    """Whether a cell has what another one asks for."""
    return bool(target.asks) and cell["cell_type"] == "code" and set(target.asks) <= defines(source(cell))


def _filled(target: Cell, mine: Cell) -> Cell:
    """The reader's cell in place of the course's, which it keeps the name and the marks of."""
    metadata = {**mine.get("metadata", {}), **target.get("metadata", {})}
    return {**mine, "metadata": metadata, **({"id": target["id"]} if "id" in target else {})}


def _after(last: int, cell: Cell, pairs: Pairs, to_new: dict[int, int], targets: Sequence[Mark]) -> int:
    """The cell that one of the reader's own follows.

    It follows the one that it followed. But where the reader has removed the course's cell and answers in this one, the
    course's cell comes back, with its starting lines, and this one goes behind it.
    """
    names = defines(source(cell)) if cell["cell_type"] == "code" else set()
    gone = [to_new[slot] for slot in pairs.missing() if slot in to_new]
    return max([last, *(place for place in gone if names & set(targets[place].asks))])


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
