"""What would be graded: who, which file, which exercise, which attempt, and why; nothing is run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from lecture_nn.checks import Exercise
from lecture_nn.checks.words import count
from lecture_nn.grading.notebook import UnreadableError, code_cells
from lecture_nn.grading.one import printable
from lecture_nn.grading.roster import read_roster
from lecture_nn.grading.settings import exercises, private_checks
from lecture_nn.grading.submissions import HandedIn, Submission, find
from lecture_nn.grading.which import exercises_of, of_the_course


def dry_run(
    source: Path,
    checks: Path | None = None,
    only: tuple[str, ...] = (),
    layout: str = "",
    roster: Path | None = None,
) -> str:
    """Return what would be graded, as a table; the parameters are those of `grade_class`."""
    known = exercises(private_checks(checks))
    found = find(source, known, layout, read_roster(roster) if roster else None)
    return listing(found, known, only)


def listing(found: HandedIn, known: Mapping[str, Exercise], only: Iterable[str] = ()) -> str:
    """Return a table of what was found, and below it what is nobody's."""
    only = tuple(only)
    rows = [("student", "file", "exercise", "attempt")]
    rows += [
        (each.student, each.file, _exercise(each, known, only), each.owner.attempt + " late" * each.owner.late)
        for each in found.submissions
    ]
    texts = [[printable(cell).replace("\n", "\\n") for cell in row] for row in rows]
    widths = [min(70, max(len(row[n]) for row in texts)) for n in range(4)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in texts]
    return "\n".join([*lines, "", summary(found, most=10**9)])


def summary(found: HandedIn, most: int = 5) -> str:
    """Return how the files were read, who is absent or on no roster, and what is nobody's: the first `most` of each."""
    students = len({each.student for each in found.submissions})
    told = [f"{count(students, 'student')}, read by layout {found.layout}: {found.why}", *found.notes]
    if found.ignored:
        told.append(f"nobody's, and so not graded ({len(found.ignored)}):")
        told += [f"  {printable(path)}: {reason}" for path, reason in list(found.ignored.items())[:most]]
        told += ["  ..."] * (len(found.ignored) > most)
    return "\n".join(told)


def _exercise(each: Submission, known: Mapping[str, Exercise], only: tuple[str, ...]) -> str:
    if each.absent:
        return "absent: on the roster, and nothing was handed in"
    if each.missing:
        return f"none: expected a notebook, got {each.missing}"
    try:
        cells = code_cells(each.read())
        return of_the_course(cells, each.named or each.file) or ", ".join(
            exercises_of(cells, each.named or each.file, known, only)
        )
    except UnreadableError as error:
        return f"none: {error}"
