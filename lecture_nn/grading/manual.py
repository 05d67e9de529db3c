"""Points and comments that the instructor gives by hand: a small table beside the results, which no run changes."""

from __future__ import annotations

import csv
import difflib
import io
import math
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from lecture_nn.files import write_whole

NAME = "manual.csv"
COLUMNS = ("student", "exercise", "points", "comment")


@dataclass(frozen=True)
class Line:
    """A line of the table: points that are added to those of the checks, and a comment that the student reads."""

    student: str
    exercise: str
    points: float
    comment: str


@dataclass
class Manual:
    """What stands in the table.

    Attributes
    ----------
    lines : dict from student to list of Line
    problems : list of str
        Lines that can't be used, each with its number and the reason.
    """

    lines: dict[str, list[Line]] = field(default_factory=lambda: defaultdict(list))
    problems: list[str] = field(default_factory=list)

    def points(self, student: str, exercise: str) -> float:
        """Return the points that a student gets by hand for an exercise; a negative number takes points away."""
        return whole(sum(line.points for line in self.lines.get(student, ()) if line.exercise == exercise))

    def comments(self, student: str, exercise: str) -> list[str]:
        """Return the comments on a student's exercise; for the exercise "", those on the student's work in general."""
        lines = self.lines.get(student, ())
        return [line.comment for line in lines if line.exercise == exercise and line.comment]


def whole(points: float) -> float:
    """Return points as an int where they are whole: 3 and not 3.0."""
    return int(points) if float(points).is_integer() else round(points, 4)


def begin(out: Path) -> None:
    """Write a table with nothing but its heading, unless there is one."""
    if not (out / NAME).exists():
        write_whole(out / NAME, ",".join(COLUMNS) + "\n", private=True)


def load(out: Path, students: Iterable[str], exercises: Collection[str], aliases: dict[str, str]) -> Manual:
    """Read the table beside the results.

    Parameters
    ----------
    out : Path
        The folder of the results.
    students : iterable of str
        Everybody who is known.
    exercises : collection of str
        The exercises that are graded.
    aliases : dict
        Other names of students: their pseudonyms.

    Returns
    -------
    Manual
        Its `problems` name the lines that were left out, and say why.
    """
    read = Manual()
    try:
        text = _text((out / NAME).read_bytes())
    except FileNotFoundError:
        return read
    except (OSError, ValueError) as error:
        read.problems.append(f"{NAME}: expected a table in UTF-8, got a file that can't be read ({error})")
        return read
    head = text.split("\n", 1)[0]
    table = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=head.count))
    known = {_key(student): student for student in students} | {_key(a): student for a, student in aliases.items()}
    try:
        columns = [cell.strip().lower() for cell in next(table, [])]
        if missing := [name for name in COLUMNS if name not in columns]:
            read.problems.append(
                f"{NAME}, line 1: expected the columns {', '.join(COLUMNS)}, got none called {' or '.join(missing)}"
            )
            return read
        for cells in table:
            number = table.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(columns):
                _note(read, number, f"expected {len(columns)} cells, got {len(cells)}; quote a comment with commas")
                continue
            row = dict(zip(columns, (cell.strip() for cell in cells), strict=True))
            try:
                line = _line(row, known, exercises)
            except ValueError as error:
                _note(read, number, str(error))
            else:
                read.lines[line.student].append(line)
    except csv.Error as error:
        _note(read, table.line_num, str(error))
    return read


def _note(read: Manual, number: int, problem: str) -> None:
    read.problems.append(f"{NAME}, line {number}: {problem}")


def _text(data: bytes) -> str:
    """The text of a table as spreadsheet programs save it."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def _line(row: dict[str, str], known: dict[str, str], exercises: Collection[str]) -> Line:
    student = known.get(_key(row["student"]))
    if student is None:
        raise ValueError(f"student: nobody here is called {row['student']!r}{_closest(row['student'], known)}")
    exercise = row["exercise"]
    if exercise and exercise not in exercises:
        raise ValueError(
            f"exercise: expected one of {', '.join(sorted(exercises))}, got {exercise!r}{_closest(exercise, exercises)}"
        )
    if row["points"] and not exercise:
        raise ValueError("exercise: expected the exercise that the points are for, got an empty cell")
    return Line(student, exercise, _points(row["points"]), row["comment"])


def _points(text: str) -> float:
    if not text:
        return 0
    try:
        points = float(text.replace("−", "-").replace(",", "."))
    except ValueError:
        points = math.nan
    if not abs(points) <= 1_000_000:
        raise ValueError(
            f"points: expected a number such as 2 or -0.5, which is added to the checks' points, got {text!r}"
        )
    return points


def _key(name: str) -> str:
    """A name as it is compared: with the sign that keeps spreadsheets from reading it as a formula left out."""
    return unicodedata.normalize("NFC", name.strip().removeprefix("'"))


def _closest(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(known), n=1)
    return f" (did you mean {close[0]!r}?)" if close else ""
