"""The starting lines of an exercise that a notebook still has, and that are not to be run when it is graded.

Below an answer they are no second answer: people paste them there. After the last check they show what the answers are
good for, mostly by training a network, and that takes a hundred times as long as everything that is graded.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lecture_nn.grading.definitions import Statement, digest, start_of


@dataclass(frozen=True)
class Begun:
    """What a notebook still has of its exercise's starting lines, where there are answers too.

    Attributes
    ----------
    cells : list of str
        The notebook's cells. Starting lines below an answer of the same cell are blank, as are the exercise's own
        cells from after its last check: cells and lines keep their numbers.
    names : list of (int, str)
        The cells, by their numbers from 1, that leave a name as the exercise's notebook begins. Such a definition
        counts only if the notebook has no other.
    told : dict from str to str
        What a student is to be told about a name whose starting lines were blanked.
    """

    cells: list[str]
    names: list[tuple[int, str]] = field(default_factory=list)
    told: dict[str, str] = field(default_factory=dict)


def begun(cells: Sequence[str], found: Iterable[Statement], exercise: str) -> Begun:
    """Find the starting lines that are to be answered, in the statements `found` of the cells."""
    start, closing = start_of(exercise).to_answer, start_of(exercise).closing
    lines = {}
    answered: set[tuple[int, str]] = set()
    left: dict[tuple[int, str], bool] = {}  # whether the name is left as it begins, by the last statement that counts
    told = {}
    for each in found:
        places = [(each.cell, name) for name in each.names]
        if not (places and start.issuperset(f"{name} {each.fingerprint}" for name in each.names)):
            answered.update(places)
            left |= dict.fromkeys(places, False)
        elif answered.issuperset(places):
            of_cell = lines.setdefault(each.cell, cells[each.cell - 1].split("\n"))
            length = each.text.count("\n") + 1
            of_cell[each.line - 1 : each.line - 1 + length] = [""] * length
            for name in each.names:
                told[name] = (
                    f"{name} was answered in cell {each.cell}, where the starting lines stand below the answer. "
                    "The answer was graded"
                )
        else:
            left |= dict.fromkeys(places, True)
    kept = ["" if closing and digest(cell) in closing else cell for cell in cells]
    kept = ["\n".join(lines[number]) if number in lines else cell for number, cell in enumerate(kept, 1)]
    return Begun(kept, [place for place, as_begun in left.items() if as_begun], told)
