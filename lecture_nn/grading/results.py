"""From the records of a class to its results: the sheet, the page of the class and a page for each student."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from pathlib import Path, PurePosixPath
from typing import Any

from lecture_nn.checks import Exercise
from lecture_nn.files import write_whole
from lecture_nn.grading import gradescope, manual, pages
from lecture_nn.grading.attempts import columns, counting, known_of, parts, told
from lecture_nn.grading.output import keep_pages
from lecture_nn.grading.pseudonyms import load, pseudonyms, without_names
from lecture_nn.grading.rows import page_name, row_of
from lecture_nn.grading.sheet import sheet
from lecture_nn.grading.similar import Comparison
from lecture_nn.grading.submissions import Submission
from lecture_nn.grading.tally import Tally


@dataclass(frozen=True)
class Results:
    """What a class reached.

    Attributes
    ----------
    rows : list of dict
        What stands in the sheet, for each student.
    problems : list of str
        What the instructor should fix: lines of ``manual.csv`` that can't be used.
    """

    rows: list[dict[str, Any]]
    problems: list[str]


def write_results(
    handed_in: Iterable[Submission],
    out: Path,
    record_of: Callable[[Submission, Path], dict[str, Any]],
    known: Mapping[str, Exercise],
    only: Iterable[str] = (),
    *,
    anonymous: bool = False,
    gradescope_file: Path | None = None,
    attempt: str = "best",
) -> Results:
    """Write grades.csv, class.html and feedback/ from the records.

    Parameters
    ----------
    handed_in : iterable of Submission
        In the order of the students.
    out : Path
        The folder of the results.
    record_of : callable
        Takes a submission and `out`; returns the submission's record.
    known : mapping from name to Exercise
    only : iterable of str
        The exercises that everybody is expected to hand in; by default those that somebody has handed in.
    anonymous : bool
        Whether pseudonyms stand for the names in the sheet and the pages.
    gradescope_file : Path, optional
        Where to write the results of the one student there is, for Gradescope.
    attempt : str
        Which of several attempts counts, see `attempts.counting`.
    """
    (out / "feedback").mkdir(mode=0o700, exist_ok=True)
    manual.begin(out)
    by_student = [list(own) for _, own in groupby(handed_in, key=attrgetter("student"))]
    students, found = [], set()
    for own in by_student:  # the records are read twice: all of them at once would fill the memory
        records = _records(own, out, record_of)
        students.append(records[0]["student"])
        found |= {record["exercise"] for record in records if "exercise" in record}
    wanted = [known[name] for name in set(only) or found]
    wanted.sort(key=lambda each: (min((check.row for check in each.checks), default=""), each.name))
    called = pseudonyms(out, students) if anonymous else load(out)
    by_hand = manual.load(out, students, {each.name for each in wanted}, {new: old for old, new in called.items()})

    rows = []
    tallies = {each.name: Tally(each) for each in wanted}
    comparison = Comparison()
    for student, own in zip(students, by_student, strict=True):
        records = _records(own, out, record_of)
        counted, several = counting(records, attempt)
        row = row_of(student, records, counted, several, wanted, by_hand) | columns(records, counted)
        row["ids"] = {} if anonymous else own[0].person
        if anonymous:
            names = {} if student in known else {student: called[student]}
            files = {part for each in records for part in _names_of_file(each["file"])} - set(known)
            row, records, counted = without_names((row, records, counted), names, files)
            row["student"] = called[student]
        for name, record in counted.items():
            tallies[name].count(record, row["exercises"][name]["points"])
            comparison.add(row["student"], record)
        if gradescope_file is not None:
            gradescope.write(gradescope_file, row, counted, wanted)
        row["page"] = page_name(row["student"])
        row["known"] = known_of(own)  # for the platform's files of grades, which have names in any case
        rows.append(row)
        write_whole(out / "feedback" / row["page"], pages.feedback(row, records, counted), private=True)
    keep_pages(out, {row["page"] for row in rows})
    if anonymous:
        rows.sort(key=lambda row: row["student"])  # the order of the names would tell them
    write_whole(out / "grades.csv", sheet(rows, wanted), private=True)
    problems = by_hand.problems
    if anonymous:  # they tell names, those that were written and those that were perhaps meant
        problems = [f"{problem.split(': ')[0]}: see the terminal for what is wrong with it" for problem in problems]
    page = pages.class_page(rows, list(tallies.values()), comparison.groups(), problems)
    write_whole(out / "class.html", page, private=True)
    return Results(rows, by_hand.problems)


def _records(
    own: list[Submission], out: Path, record_of: Callable[[Submission, Path], dict[str, Any]]
) -> list[dict[str, Any]]:
    """What became of everything that a student handed in: a record for each exercise of each notebook."""
    return told([part for each in own for part in parts(each, record_of(each, out))])


def _names_of_file(file: str) -> tuple[str, str, str]:
    path = PurePosixPath(file)
    return file, path.name, path.stem
