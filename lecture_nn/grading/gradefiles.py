"""Files of grades as learning platforms import them, and the feedback in the naming that Moodle asks for."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lecture_nn.checks import Exercise
from lecture_nn.files import write_whole
from lecture_nn.grading.cells import cell

Line = dict[str, Any]


@dataclass(frozen=True)
class Platform:
    """What a platform imports.

    Attributes
    ----------
    name : str
        The file's, without its ending.
    needs : tuple of str
        What must be known of a student: one of these.
    source : str
        Where the columns are described.
    line : callable
        Takes what is known of a student and the points by column; returns the columns of the line.
    first : callable, optional
        Returns a line about the columns, which comes before the students'.
    """

    name: str
    needs: tuple[str, ...]
    source: str
    line: Callable[[Mapping[str, str], Mapping[str, int], str], Line]
    first: Callable[[Mapping[str, int]], Line] | None = None


def _canvas(known: Mapping[str, str], points: Mapping[str, Any], _: str) -> Line:
    return {
        "Student": known.get("name", ""),
        "ID": known.get("canvas", ""),
        "SIS User ID": known.get("id", ""),
        "SIS Login ID": known.get("login", ""),
        "Section": known.get("section", ""),
        **points,
    }


def _canvas_first(totals: Mapping[str, int]) -> Line:
    return {"Student": "    Points Possible", "ID": "", "SIS User ID": "", "SIS Login ID": "", "Section": "", **totals}


def _moodle(known: Mapping[str, str], points: Mapping[str, Any], feedback: str) -> Line:
    return {
        "Identifier": f"Participant {known['participant']}",
        "Full name": known.get("name", ""),
        "Email address": known.get("email", ""),
        "Grade": _sum(points),
        "Last modified (grade)": "",
        "Feedback comments": feedback,
    }


def _moodle_gradebook(known: Mapping[str, str], points: Mapping[str, Any], _: str) -> Line:
    return {
        "Username": known.get("login", ""),
        "ID number": known.get("id", ""),
        "Email address": known.get("email", ""),
        **points,
    }


def _blackboard(known: Mapping[str, str], points: Mapping[str, Any], _: str) -> Line:
    return {
        "Last Name": known.get("last", ""),
        "First Name": known.get("first", ""),
        "Username": known["login"],
        **points,
    }


def _brightspace(known: Mapping[str, str], points: Mapping[str, Any], _: str) -> Line:
    return {
        "OrgDefinedId": known.get("id", ""),
        "Username": known.get("login", ""),
        **{f"{name} Points Grade": n for name, n in points.items()},
        "End-of-Line Indicator": "#",
    }


PLATFORMS = {
    "canvas": [
        Platform(
            "canvas",
            ("canvas", "id", "login", "name"),
            # Student and ID come first, Section last of those about the student; a column with an unknown title makes a
            # new assignment, one with the title and number of an assignment, "Softmax (1234)", fills it
            "https://github.com/instructure/canvas-lms/blob/master/lib/gradebook_importer.rb",
            _canvas,
            _canvas_first,
        )
    ],
    "moodle": [
        Platform(
            "moodle_worksheet",
            ("participant",),
            # the grading worksheet of one assignment: Identifier, Grade and Last modified (grade) are required
            "https://github.com/moodle/moodle/blob/main/public/mod/assign/feedback/offline/importgradeslib.php",
            _moodle,
        ),
        Platform(
            "moodle_gradebook",
            ("login", "id", "email"),
            # Grades > Import > CSV file: any of these columns may be chosen to identify the students
            "https://github.com/moodle/moodle/blob/main/public/grade/import/csv/classes/load_data.php",
            _moodle_gradebook,
        ),
    ],
    "blackboard": [
        Platform(
            "blackboard",
            ("login",),
            # Username identifies the student; a column without Blackboard's number for it becomes a new one
            "http://library.blackboard.com/ref/3ea64795-6ecc-4abd-b595-0a9a8dfdec94/Content/_instructor_grade_center/"
            "grade_center_upload_download.htm",
            _blackboard,
        )
    ],
    "brightspace": [
        Platform(
            "brightspace",
            ("login", "id"),
            # OrgDefinedId, Username or both; "item Points Grade"
            "https://community.d2l.com/brightspace/kb/articles/3538-importing-grades",
            _brightspace,
        )
    ],
}
"""The files that can be asked for."""


def grade_files(
    names: Iterable[str], rows: list[dict[str, Any]], totals: Mapping[str, int], item: str = ""
) -> tuple[dict[str, str], list[str]]:
    """Return the texts of the files by name, and what an instructor must be told about them.

    Parameters
    ----------
    names : iterable of str
        Of `PLATFORMS`.
    rows : list of dict
        The rows of the sheet; `known` is what is known of the student.
    totals : mapping from exercise to int
        The points that there are.
    item : str
        The name of the platform's column for the sum of all points; by default each exercise has a column.
    """
    files, told = {}, []
    for name in names:
        for platform in PLATFORMS[name]:
            served = [row for row in rows if any(row["known"].get(kind) for kind in platform.needs)]
            left_out = [row["student"] for row in rows if row not in served]
            if not served:
                if len(PLATFORMS[name]) == 1:
                    told.append(_nobody(platform))
                continue
            lines = [platform.line(row["known"], _points(row, totals, item), _feedback(row)) for row in served]
            if platform.first is not None:
                lines.insert(0, platform.first({item: sum(totals.values())} if item else totals))
            files[f"{platform.name}.csv"] = _table(lines)
            if left_out:
                told.append(f"{platform.name}.csv leaves out, for want of {_or(platform.needs)}: {', '.join(left_out)}")
        if not any(f"{platform.name}.csv" in files for platform in PLATFORMS[name]) and len(PLATFORMS[name]) > 1:
            told.append(_nobody(PLATFORMS[name][-1]))
    return files, told


def _nobody(platform: Platform) -> str:
    return (
        f"no grades for {platform.name.partition('_')[0]}: it knows a student by {_or(platform.needs)}, which "
        "--roster students.csv may add"
    )


def _or(kinds: tuple[str, ...]) -> str:
    names = {"canvas": "Canvas' own number", "id": "id", "login": "login", "email": "e-mail", "name": "name"}
    return " or ".join(names.get(kind, kind) for kind in kinds)


def _points(row: Mapping[str, Any], totals: Mapping[str, int], item: str) -> dict[str, Any]:
    points = {name: row["exercises"][name]["points"] if name in row["exercises"] else "" for name in totals}
    return {item: _sum(points)} if item else points


def _sum(points: Mapping[str, Any]) -> Any:
    """The sum of the points; nothing, which is no grade, if nothing was graded."""
    graded = [n for n in points.values() if n != ""]
    return sum(graded) if graded else ""


def _feedback(row: Mapping[str, Any]) -> str:
    return "; ".join([*row["comments"], *row["notes"]])


def _table(lines: list[Line]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(lines[0]), lineterminator="\n")
    writer.writeheader()
    for line in lines:
        writer.writerow({key: cell(value) for key, value in line.items()})
    return text.getvalue()


def moodle_feedback(rows: Iterable[Mapping[str, Any]], page_of: Callable[[Mapping[str, Any]], str]) -> bytes:
    """Return a zip that Moodle's "upload multiple feedback files in a zip" takes: a folder for each participant.

    The folder is called as in Moodle's own download of the submissions, name_participant_assignsubmission_file: its
    importer reads the number and that ending.
    https://github.com/moodle/moodle/blob/main/public/mod/assign/feedback/file/importziplib.php
    """
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for row in rows:
            known = row["known"]
            if not known.get("participant"):
                continue
            name = (
                re.sub(r"[\\/:*?\"<>|_\x00-\x1f]+", " ", known.get("name") or row["student"]).strip() or "Participant"
            )
            name = name.encode("utf-8", "replace").decode()  # of a folder whose name is no text
            path = f"{name}_{known['participant']}_assignsubmission_file/feedback.html"
            # a date of its own: the same feedback makes the same file
            archive.writestr(zipfile.ZipInfo(path, (2026, 1, 1, 0, 0, 0)), page_of(row), zipfile.ZIP_DEFLATED)
    return data.getvalue()


def write_grade_files(
    rows: list[dict[str, Any]],
    out: Path,
    known: Mapping[str, Exercise],
    platforms: Iterable[str],
    item: str = "",
) -> list[str]:
    """Write the files of grades that were asked for to `out`/import, and return what an instructor must be told."""
    platforms = list(platforms)
    if not platforms:
        return []
    graded = {name for row in rows for name in row["exercises"]}
    totals = {name: known[name].total for name in sorted(graded)}
    files, told = grade_files(platforms, rows, totals, item)
    folder = out / "import"
    folder.mkdir(mode=0o700, exist_ok=True)
    for name, text in files.items():
        write_whole(folder / name, text, private=True)
    if "moodle_worksheet.csv" in files:
        pages = moodle_feedback(rows, lambda row: (out / "feedback" / row["page"]).read_text(encoding="utf-8"))
        write_whole(folder / "moodle_feedback.zip", pages, private=True)
    return told
