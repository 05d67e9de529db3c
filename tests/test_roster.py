"""Rosters as platforms export them, files of grades as they import them, and which of several attempts counts."""

import csv
import io
import json
import zipfile

import pytest
from hostile import SOLVED, notebook

from lecture_nn.checks import exercise_names
from lecture_nn.cli import main
from lecture_nn.grading.attempts import columns, counting, told
from lecture_nn.grading.gradefiles import PLATFORMS, grade_files, moodle_feedback
from lecture_nn.grading.layouts import Owner
from lecture_nn.grading.roster import read_roster
from lecture_nn.grading.submissions import find
from lecture_nn.workers import why_not_locked

ROSTERS = {
    "commas": "id,name,email,login\n778,Anna Müller,anna.m@x.org,amu\n5,Ben Li,b@x.org,bli\n",
    "semicolons, other order": "Login;E-Mail;Matrikelnummer;Name;Vorname\n"
    "amu;anna.m@x.org;778;Müller;Anna\nbli;b@x.org;5;Li;Ben\n",
    "tabs and titles": "Username\tFirst Name\tLast Name\tStudent ID\tEmail Address\n"
    "amu\tAnna\tMüller\t778\tanna.m@x.org\nbli\tBen\tLi\t5\tb@x.org\n",
    "Canvas": "Student,ID,SIS User ID,SIS Login ID,Section,softmax (12)\n    Points Possible,,,,,14\n"
    '"Müller, Anna",101,778,amu,A,\n"Li, Ben",102,5,bli,A,\n',
    "Moodle": "Identifier,Full name,ID number,Email address,Status\n"
    "Participant 33,Anna Müller,778,anna.m@x.org,-\nParticipant 34,Ben Li,5,b@x.org,-\n",
    "Brightspace": "OrgDefinedId,Username,Last Name,First Name,Email,End-of-Line Indicator\n"
    "778,amu,Müller,Anna,anna.m@x.org,#\n5,bli,Li,Ben,b@x.org,#\n",
    "French": "Nom;Prénom;Numéro étudiant;Courriel\nMüller;Anna;778;anna.m@x.org\n;;;\nLi;Ben;5;b@x.org\n",
    "a title above": "Course NN, winter\n\nid;name;e-mail\n778;Anna Müller;anna.m@x.org\n5;Ben Li;bli@x.org\n",
    "the line of a spreadsheet": "sep=;\nid;name\n778;Anna Müller\n5;Ben Li\n",
    "two groups": "id,name,section\n778,Anna Müller,A\n778,Anna Müller,B\n5,Ben Li,A\n5,Ben Li,A\n",
    "lines within cells": 'id,name\n778,"Anna\nMüller"\n5,"Ben \t Li"\n',
    "names only": "Name\nAnna Müller\nBen Li\n",
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
@pytest.mark.parametrize("name", ROSTERS)
def test_rosters(tmp_path, name, encoding):
    (tmp_path / "students.csv").write_bytes(ROSTERS[name].encode(encoding))
    roster = read_roster(tmp_path / "students.csv")
    anna, ben = roster.people
    for spelling in ("Anna Müller", "Müller, Anna", "muller_anna", "MÜLLER Anna", "mülleranna", "Anna Mueller"):
        assert roster.match(Owner(spelling)) is anna, spelling
    assert roster.match(Owner("Ben Li")) is ben
    for nobody in ("Anna", "Ben", "Li Bennet", "778 5", ""):
        assert roster.match(Owner(nobody)) is None, nobody
    if name != "names only":
        assert roster.match(Owner("x", ids=("778",))) is anna
        assert roster.match(Owner("778")) is anna
        assert anna.known["id"] == "778"


def test_what_is_no_roster(tmp_path):
    for text in ("", "a,b\n1,2\n", "\n\n"):
        (tmp_path / "students.csv").write_text(text)
        with pytest.raises(ValueError, match="--roster: expected a first line that names the columns"):
            read_roster(tmp_path / "students.csv")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"PK\x03\x04" + bytes(100), "expected a table as a text, got a zip archive"),
        (b"PK\x03\x04 xl/workbook.xml", "save the table as CSV"),
        (b"%PDF-1.4", "got a PDF"),
        (b"name,id\n", "expected a line for each student"),
        (b"name,id\n,,\n\n", "expected a line for each student"),
    ],
)
def test_a_roster_that_lists_nobody_says_what_it_is(tmp_path, data, message):
    (tmp_path / "students.csv").write_bytes(data)
    with pytest.raises(ValueError, match=message):
        read_roster(tmp_path / "students.csv")


def test_two_of_one_name_are_two(tmp_path):
    (tmp_path / "students.csv").write_text("name,login\nKim Lee,kl1\nKim Lee,kl2\n")
    roster = read_roster(tmp_path / "students.csv")
    assert [person.label for person in roster.people] == ["Kim Lee (kl1)", "Kim Lee (kl2)"]
    assert roster.match(Owner("Kim Lee")) is None
    assert roster.match(Owner("kl2")) is roster.people[1]


def test_rows_are_joined_the_absent_listed_and_strangers_shown(tmp_path):
    (tmp_path / "students.csv").write_text("name,login\nAnna Doe,adoe\nBen Li,bli\nCarl Zorn,cz\n")
    place = tmp_path / "class"
    for name in ("Hw_adoe_attempt_2026-11-20-10-00-00_softmax.ipynb", "Hw_zoe_attempt_2026-11-20-10-00-00_a.ipynb"):
        place.mkdir(exist_ok=True)
        (place / name).write_bytes(b"")
    found = find(place, exercise_names(), roster=read_roster(tmp_path / "students.csv"))
    assert [(each.student, each.absent) for each in found.submissions] == [
        ("Anna Doe", False),
        ("Ben Li", True),
        ("Carl Zorn", True),
        ("zoe", False),
    ]
    assert found.notes == ("absent: Ben Li, Carl Zorn", "not on the roster, or like several there: zoe")


def test_two_whom_a_platform_tells_apart_are_not_one_person_on_the_roster(tmp_path):
    (tmp_path / "students.csv").write_text("name\nKim Lee\n")
    for number in (4, 5):
        folder = tmp_path / "class" / f"Kim Lee_{number}_assignsubmission_file_"
        folder.mkdir(parents=True)
        (folder / "a.ipynb").write_bytes(b"")
    found = find(tmp_path / "class", exercise_names(), roster=read_roster(tmp_path / "students.csv"))
    assert [(each.student, each.absent) for each in found.submissions] == [
        ("Kim Lee", True),
        ("Kim Lee (4)", False),
        ("Kim Lee (5)", False),
    ]


# Attempts


def record(file, points, attempt="", exercise="softmax", late=False):
    return {"file": file, "points": points, "total": 14, "attempt": attempt, "exercise": exercise, "late": late}


def test_the_best_or_the_last_attempt_counts_and_all_are_shown():
    records = [
        record("a", 14, "2026-11-20 10:00:00"),
        record("b", 7, "2026-11-21 10:00:00", late=True),
        record("c", 9, "2026-11-21 10:00:00", late=True),
    ]
    best, said = counting(records, "best")
    assert best["softmax"]["file"] == "a"
    assert said["softmax"] == (
        "several notebooks, the best one counts: a (14 of 14, 2026-11-20 10:00:00), "
        "not b (7 of 14, 2026-11-21 10:00:00, late), c (9 of 14, 2026-11-21 10:00:00, late)"
    )
    assert columns(records, best) == {"attempt": "1 (2026-11-20 10:00:00) of 2", "late": "", "file": "a"}
    last, said = counting(records, "last")
    assert last["softmax"]["file"] == "c"
    assert "the last attempt counts: c (9 of 14" in said["softmax"]
    assert columns(records, last) == {"attempt": "2 (2026-11-21 10:00:00) of 2", "late": "late", "file": "c"}


@pytest.mark.parametrize("choose", ["best", "last"])
def test_of_notebooks_with_as_many_points_one_that_is_not_late_counts(choose):
    """ILIAS puts words before the names of late files, and so before other files."""
    records = [record("Late Submission - a", 9, late=True), record("a", 9), record("b", 9)]
    chosen, _ = counting(records, choose)
    assert chosen["softmax"]["file"] == "a"
    assert columns(records, chosen)["late"] == ""
    assert counting([record("a", 9), record("late", 10, late=True)], choose)[0]["softmax"]["file"] == "late"


def test_an_earlier_attempt_counts_for_an_exercise_that_the_last_one_has_not():
    records = [record("a", 5, "001", "neuron"), record("b", 3, "002"), record("c", 2, "001")]
    chosen, _ = counting(records, "last")
    assert {name: each["file"] for name, each in chosen.items()} == {"neuron": "a", "softmax": "b"}


def test_lessons_and_our_solutions_are_no_status_unless_there_is_nothing_else():
    lesson = {"file": "l", "status": "not an answer", "reason": "the lesson 02_neuron"}
    graded = {**record("a", 3), "status": "ok"}
    stray = {"file": "s", "status": "other exercise", "reason": "expected a notebook of one of the exercises"}
    assert told([lesson, graded, stray]) == [
        {**lesson, "status": "left out"},
        graded,
        {**stray, "status": "left out", "reason": "it answers no exercise"},
    ]
    assert told([lesson, stray]) == [stray]
    (alone,) = told([lesson])
    assert (alone["status"], alone["reason"]) == (
        "missing",
        "expected a notebook of an exercise, got the lesson 02_neuron",
    )


# Files of grades

KNOWN = {"name": "Anna Doe", "first": "Anna", "last": "Doe", "id": "778", "login": "adoe", "email": "a@x",
         "participant": "33", "canvas": "101", "section": "A"}  # fmt: skip


def rows():
    anna = {"student": "Anna Doe", "known": KNOWN, "comments": [], "notes": ["late"], "page": "anna.html",
            "exercises": {"neuron": {"points": 4}, "softmax": {"points": 14}}}  # fmt: skip
    zoe = {"student": "zoe", "known": {"name": "zoe"}, "comments": [], "notes": [], "page": "z.html", "exercises": {}}
    return [anna, zoe]


def read_table(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_files_of_grades_have_the_columns_that_each_platform_asks_for():
    files, problems = grade_files(PLATFORMS, rows(), {"neuron": 10, "softmax": 14})
    possible, anna, zoe = read_table(files["canvas.csv"])
    assert list(anna) == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "neuron", "softmax"]
    assert (possible["Student"], possible["softmax"]) == ("    Points Possible", "14")
    assert list(anna.values()) == ["Anna Doe", "101", "778", "adoe", "A", "4", "14"]
    assert (zoe["Student"], zoe["softmax"]) == ("zoe", "")
    (anna,) = read_table(files["moodle_worksheet.csv"])
    assert {"Identifier", "Grade", "Last modified (grade)"} <= set(anna)  # without these Moodle reads nothing
    assert (anna["Identifier"], anna["Grade"], anna["Feedback comments"]) == ("Participant 33", "18", "late")
    (anna,) = read_table(files["moodle_gradebook.csv"])
    assert list(anna.values()) == ["adoe", "778", "a@x", "4", "14"]
    (anna,) = read_table(files["blackboard.csv"])
    assert list(anna.items())[:3] == [("Last Name", "Doe"), ("First Name", "Anna"), ("Username", "adoe")]
    (anna,) = read_table(files["brightspace.csv"])
    assert list(anna.items()) == [
        ("OrgDefinedId", "778"),
        ("Username", "adoe"),
        ("neuron Points Grade", "4"),
        ("softmax Points Grade", "14"),
        ("End-of-Line Indicator", "#"),
    ]
    assert "blackboard.csv leaves out, for want of login: zoe" in problems


def test_the_sum_goes_to_a_column_that_was_asked_for():
    files, _ = grade_files(["canvas"], rows(), {"neuron": 10, "softmax": 14}, "Homework 3 (99)")
    possible, anna, zoe = read_table(files["canvas.csv"])
    assert [line["Homework 3 (99)"] for line in (possible, anna, zoe)] == ["24", "18", ""]


def test_where_nobody_can_be_identified_it_says_what_is_missing():
    files, problems = grade_files(["brightspace", "moodle"], rows()[1:], {"softmax": 14})
    assert files == {}
    assert problems == [
        "no grades for brightspace: it knows a student by login or id, which --roster students.csv may add",
        "no grades for moodle: it knows a student by login or id or e-mail, which --roster students.csv may add",
    ]


def test_feedback_for_moodle_is_in_folders_that_its_importer_reads():
    data = moodle_feedback(rows(), lambda row: f"page {row['page']}")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {
            "Anna Doe_33_assignsubmission_file/feedback.html": b"page anna.html"
        }
    assert moodle_feedback(rows(), lambda row: f"page {row['page']}") == data


# The command


def test_a_class_from_moodle_with_a_roster(tmp_path, capsys):
    place, out = tmp_path / "class", tmp_path / "out"
    for name, data in {
        "Anna Doe_33_assignsubmission_file_/softmax.ipynb": notebook(SOLVED),
        "Ben Li_34_assignsubmission_file_/softmax.pdf": b"",
        "Zoe_35_assignsubmission_file_/softmax.ipynb": notebook([*SOLVED, "def gradient(Z, T):\n    return Z"]),
    }.items():
        (place / name).parent.mkdir(parents=True)
        (place / name).write_bytes(data)
    (tmp_path / "students.csv").write_text("name,id\nAnna Doe,778\nBen Li,5\nCarl Zorn,6\n")
    more = ["--roster", str(tmp_path / "students.csv")]
    assert main(["grade-class", str(place), "--dry-run", *more]) == 0
    told = capsys.readouterr().out
    assert not out.exists()
    for line in (
        "Anna Doe   Anna Doe_33_assignsubmission_file_/softmax.ipynb  softmax",
        "none: expected a notebook, got softmax.pdf",
        "absent: on the roster, and nothing was handed in",
        "4 students, read by layout moodle: named as in Moodle's download of all submissions",
        "not on the roster, or like several there: Zoe",
    ):
        assert line in told
    more += ["--out", str(out), "--jobs", "1", "--seed", "1", "--grades-for", "moodle"]
    assert main(["grade-class", str(place), *more, *(["--trust"] if why_not_locked() else [])]) == 0
    assert "4 students, read by layout moodle" in capsys.readouterr().err
    with (out / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = {line["student"]: line for line in csv.DictReader(file)}
    assert {name: (line["id"], line["status"], line["points"]) for name, line in lines.items()} == {
        "Anna Doe": ("778", "ok", "14"),
        "Ben Li": ("5", "missing", "0"),
        "Carl Zorn": ("6", "absent", "0"),
        "Zoe": ("", "ok", "11"),
    }
    worksheet = read_table((out / "import" / "moodle_worksheet.csv").read_text(encoding="utf-8"))
    assert {line["Identifier"]: line["Grade"] for line in worksheet} == {
        "Participant 33": "14",
        "Participant 34": "",
        "Participant 35": "11",
    }
    with zipfile.ZipFile(out / "import" / "moodle_feedback.zip") as archive:
        assert "14 of 14 points" in archive.read("Anna Doe_33_assignsubmission_file/feedback.html").decode()
    kept = [json.loads(path.read_text()) for path in (out / "records").iterdir()]
    assert {each["status"] for each in kept} == {"ok", "missing", "absent"}


def test_results_or_a_dry_run_must_be_asked_for(tmp_path, capsys):
    (tmp_path / "anna").mkdir()
    with pytest.raises(SystemExit):
        main(["grade-class", str(tmp_path)])
    assert "--out RESULTS is missing (or --dry-run" in capsys.readouterr().err
    assert main(["grade-class", str(tmp_path), "--dry-run", "--layout", "poetry"]) == 2
    assert "--layout: expected one of single, flat" in capsys.readouterr().err
