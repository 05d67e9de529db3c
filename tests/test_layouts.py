"""Whose each file is: a made-up class in every layout, and folders that nobody's documentation describes."""

import io
import os
import tarfile
import unicodedata
import zipfile
from pathlib import Path, PurePosixPath

import pytest

from lecture_nn.checks import exercise_names
from lecture_nn.cli import of_class
from lecture_nn.grading import layouts, readings
from lecture_nn.grading.archives import NOT_OPENED, Contents, contents, of_student
from lecture_nn.grading.names import is_notebook
from lecture_nn.grading.notebook import UnreadableError
from lecture_nn.grading.roster import Person, Roster
from lecture_nn.grading.submissions import find

METADATA = b"""submission_1:
  :submitters:
  - :name: Anna Doe
    :sid: '778'
    :email: anna@x.org
  :created_at: 2026-11-20 10:00:00
  :history:
  - :submitters:
    - :name: Nobody
submission_2:
  :submitters:
  - :name: Ben Li
    :sid: '5'
  - :name: Carl Zorn
    :sid: '6'
"""

# layout, what was handed in, and for each student the notebooks (or nothing)
LAYOUTS = {
    "a folder for each student": (
        "folders",
        ["anna/softmax.ipynb", "anna/deep/er/neuron.ipynb", "ben/essay.pdf", "carl/"],
        {"anna": 2, "ben": 0, "carl": 0},
    ),
    "one enclosing folder": ("folders", ["class/s1/softmax.ipynb", "class/s2/softmax.ipynb"], {"s1": 1, "s2": 1}),
    "one enclosing folder, called like a course": (
        "folders",
        ["CS 101/anna/softmax.ipynb", "CS 101/ben/softmax.ipynb"],
        {"anna": 1, "ben": 1},
    ),
    "a student's only folder": ("folders", ["s1/hw/x.ipynb"], {"s1": 1}),
    "folders in an enclosing folder": ("folders", ["class/anna/hw/x.ipynb"], {"anna": 1}),
    "folders of exercises in a student's": ("folders", ["anna/softmax/a.ipynb", "anna/neuron/b.ipynb"], {"anna": 2}),
    "students in folders of exercises": (
        "folders",
        ["softmax/anna/a.ipynb", "softmax/ben/a.ipynb", "neuron/anna/a.ipynb"],
        {"anna": 2, "ben": 1},
    ),
    "what macOS and a cloud drive add": (
        "folders",
        ["hand-ins/anna/softmax.ipynb", "hand-ins/ben/softmax.ipynb", "__MACOSX/hand-ins/anna/._softmax.ipynb",
         "hand-ins/.DS_Store", "hand-ins/anna/.DS_Store"],
        {"anna": 1, "ben": 1},
    ),
    "groups of students": (
        "folders",
        ["group 1/anna/softmax.ipynb", "group 1/ben/softmax.ipynb", "group 2/carl/softmax.ipynb"],
        {"anna": 1, "ben": 1, "carl": 1},
    ),
    "groups that hand in together": (
        "folders",
        ["Group 1/softmax.ipynb", "Group 2/softmax.ipynb", "Group 2/neuron.ipynb"],
        {"Group 1": 1, "Group 2": 2},
    ),
    "what is nobody's": (
        "folders",
        ["anna/softmax.ipynb", "ben/softmax.ipynb", "index.html", "readme.txt", "README.md", "Thumbs.db", "desktop.ini",
         "grades.csv", "softmax.ipynb", "slides.pdf", "ben/readme.txt", ".git/config"],
        {"anna": 1, "ben": 1},
    ),
    "flat files": (
        "flat",
        ["anna_12_softmax.ipynb", "anna_12_neuron-1.ipynb", "softmax_ben.ipynb", "carl.ipynb", "softmax (2).ipynb",
         "dora-weight decay.pdf", "list.csv"],
        {"anna_12": 2, "ben": 1, "carl": 1, "softmax (2)": 1, "dora": 0},
    ),
    "flat files in an enclosing folder": (
        "flat",
        ["hand-in/anna_softmax.ipynb", "hand-in/ben_softmax.ipynb"],
        {"anna": 1, "ben": 1},
    ),
    "Moodle, folders": (
        "moodle",
        ["Anna Doe_123_assignsubmission_file_/softmax.ipynb",
         "Anna Doe_123_assignsubmission_onlinetext_/onlinetext.html",
         "Ben Ü. Li_5_assignsubmission_file/hw/neuron.ipynb", "Carl_7_assignsubmission_onlinetext_/onlinetext.html"],
        {"Anna Doe": 1, "Ben Ü. Li": 1, "Carl": 0},
    ),
    "Moodle, flat": (
        "moodle",
        ["Anna Doe_123_assignsubmission_file_softmax.ipynb", "Anna Doe_123_assignsubmission_onlinetext_onlinetext.html",
         "Participant_9_assignsubmission_file_a_b_1.ipynb"],
        {"Anna Doe": 1, "Participant": 1},
    ),
    "Moodle, teams and several downloads": (
        "moodle",
        ["HW1/Team A_3_assignsubmission_file_/softmax.ipynb", "HW2/Team A_3_assignsubmission_file_/neuron.ipynb",
         "HW2/Default group_assignsubmission_file_/neuron.ipynb"],
        {"Team A": 2, "Default group": 1},
    ),
    "Canvas": (
        "canvas",
        ["doeanna_LATE_101_5001_softmax-1.ipynb", "doeanna_101_5002_neuron.ipynb", "libenü_102_5003_my_hw_3.ipynb",
         "zorncarl_103_text.html", "late_anon_Ab3dE_5_softmax.ipynb"],
        {"doeanna": 2, "libenü": 1, "zorncarl": 0, "anon Ab3dE": 1},
    ),
    "Canvas, two of one name": (
        "canvas",
        ["leekim_101_5001_softmax.ipynb", "leekim_102_5002_softmax.ipynb"],
        {"leekim (101)": 1, "leekim (102)": 1},
    ),
    "Blackboard": (
        "blackboard",
        ["Homework_3_adoe_attempt_2026-11-20-10-00-00_softmax.ipynb", "Homework_3_adoe_attempt_2026-11-20-10-00-00.txt",
         "Homework_3_adoe_attempt_2026-11-21-09-00-00_softmax.ipynb", "Homework_3_adoe_attempt_2026-11-21-09-00-00.txt",
         "Homework_3_b12_Versuch_2026-11-20-10-00-00.txt"],
        {"adoe": 2, "b12": 0},
    ),
    "Brightspace": (
        "brightspace",
        ["index.html", "12345-67890 - Anna-Lena Doe - Nov 20, 2026 1000 AM/softmax.ipynb",
         "12345-67890 - Anna-Lena Doe - Nov 21, 2026 905 PM/softmax.ipynb",
         "12346-67890 - Ben Li - Nov 21, 2026 1205 PM/index.html"],
        {"Anna-Lena Doe": 2, "Ben Li": 0},
    ),
    "Brightspace, flat": (
        "brightspace",
        ["12345-67890 - Anna Doe - Nov 20, 2026 1000 AM - softmax.ipynb",
         "12346-67890 - Ben Li- Nov 20, 2026 1000 AM - a - b.ipynb"],
        {"Anna Doe": 1, "Ben Li": 1},
    ),
    "ILIAS": (
        "ilias",
        ["Uebung_1/Abgaben/Doe_Anna_adoe_321/softmax.ipynb", "Uebung_1/Uebung_1.xlsx",
         "Uebung_1/Abgaben/van_der_Berg_Jan_jvdb_322/Late Submission - softmax.ipynb"],
        {"Doe Anna": 1, "van der Berg Jan": 1},
    ),
    "ILIAS, teams": (
        "ilias",
        ["Team 7/Doe_Anna_adoe_321/softmax.ipynb", "Team 8/Li_Ben_bli_322/softmax.ipynb"],
        {"Doe Anna": 1, "Li Ben": 1},
    ),
    "Gradescope": (
        "gradescope",
        {"assignment_9_export/submission_metadata.yml": METADATA, "assignment_9_export/submission_1/softmax.ipynb": b"",
         "assignment_9_export/submission_2/neuron.ipynb": b""},
        {"Anna Doe": 1, "Ben Li": 1, "Carl Zorn": 1},
    ),
    "Google Classroom and Drive": (
        "flat",
        ["Homework 3/Anna Doe - Homework 3.ipynb", "Homework 3/Ben-Ali Li - Homework 3.ipynb"],
        {"Anna Doe": 1, "Ben-Ali Li": 1},
    ),
    "GitHub Classroom": (
        "github",
        ["hw-3-submissions/hw-3-anna-doe/softmax.ipynb", "hw-3-submissions/hw-3-anna-doe/.git/config",
         "hw-3-submissions/hw-3-ben/"],
        {"anna-doe": 1, "ben": 0},
    ),
    "nbgrader": (
        "nbgrader",
        ["course/submitted/adoe/ps1/softmax.ipynb", "course/submitted/adoe/ps1/timestamp.txt",
         "course/submitted/bli/ps1/softmax.ipynb", "course/submitted/bli/ps2/neuron.ipynb",
         "course/source/ps1/softmax.ipynb", "course/gradebook.db"],
        {"adoe": 1, "bli": 2},
    ),
    "Sakai": (
        "sakai",
        ["HW3/Doe, Anna(adoe)/Submission attachment(s)/softmax.ipynb", "HW3/Doe, Anna(adoe)/timestamp.txt",
         "HW3/Li, Ben(bli)/Submission attachment(s)/soft max.ipynb", "HW3/Li, Ben(bli)/timestamp.txt",
         "HW3/Li, Ben(bli)/Feedback Attachment(s)/corrected.ipynb", "HW3/Zorn, Carl(czorn)/comments.txt",
         "HW3/grades.csv"],
        {"Doe, Anna": 1, "Li, Ben": 1, "Zorn, Carl": 0},
    ),
    "Teams": (
        "folders",
        ["Student Work/Submitted files/Anna Doe/HW3/Version 1/softmax.ipynb",
         "Student Work/Submitted files/Anna Doe/HW3/Version 2/softmax.ipynb",
         "Student Work/Submitted files/Ben Li/HW3/Version 1/softmax.ipynb",
         "Student Work/Working files/Anna Doe/HW3/softmax.ipynb", "Student Work/Working files/Carl/HW3/draft.ipynb"],
        {"Anna Doe": 2, "Ben Li": 1},
    ),
    "tasks in an enclosing folder": (
        "folders",
        ["class/softmax/anna/a.ipynb", "class/softmax/ben/a.ipynb", "class/neuron/anna/a.ipynb"],
        {"anna": 2, "ben": 1},
    ),
    "students without names, with folders of tasks": (
        "folders",
        ["student 1/hw1/a.ipynb", "student 2/hw1/a.ipynb"],
        {"student 1": 1, "student 2": 1},
    ),
    "folders of dates with people's files": (
        "flat",
        ["2026-11-20/anna_softmax.ipynb", "2026-11-21/ben_softmax.ipynb", "2026-11-21/anna_neuron.ipynb"],
        {"anna": 2, "ben": 1},
    ),
    "folders of dates in a student's": (
        "folders",
        ["a@x.edu/2026-11-20-23-44-55/softmax.ipynb", "a@x.edu/2026-11-21-09-00-00/softmax.ipynb",
         "b@x.edu/2026-11-20-10-00-00/softmax.ipynb"],
        {"a@x.edu": 2, "b@x.edu": 1},
    ),
    "the instructor's own among them": (
        "folders",
        ["anna/softmax.ipynb", "ben/softmax.ipynb", "_solutions/softmax.ipynb", "TEMPLATE/softmax.ipynb",
         "results/.lecture_nn.json", "results/grades.csv", "results/feedback/anna.html"],
        {"anna": 1, "ben": 1},
    ),
    "composed and decomposed names": (
        "folders",
        [unicodedata.normalize(form, f"Zoë Müller/{name}.ipynb") for form, name in (("NFC", "a"), ("NFD", "b"))]
        + ["Åsa/c.ipynb"],
        {"Zoë Müller": 2, "Åsa": 1},
    ),
    # what nobody's documentation describes
    "groups in groups": (
        "folders",
        ["Section 2/Team 1/anna/a.ipynb", "Section 2/Team 1/ben/a.ipynb", "Section 3/Team 1/carl/a.ipynb"],
        {"anna": 1, "ben": 1, "carl": 1},
    ),
    "flat files in tutorials": (
        "flat",
        ["Tutorium A/anna_softmax.ipynb", "Tutorium A/ben_softmax.ipynb", "Tutorium B/carl_softmax.ipynb"],
        {"anna": 1, "ben": 1, "carl": 1},
    ),
    "flat files beside folders": (
        "folders",
        ["anna/softmax.ipynb", "ben_softmax.ipynb", "carl.zip", "softmax.ipynb", "notes.ipynb"],
        {"anna": 1, "ben": 1, "carl": 0},
    ),
    "spaces, commas, quotes and umlauts": (
        "folders",
        ["Müller, Jörg jr./soft max.ipynb", "O'Neil; Zoë/softmax.ipynb", "  x  /softmax.ipynb"],
        {"Müller, Jörg jr.": 1, "O'Neil; Zoë": 1, "  x  ": 1},
    ),
    "endings": (
        "folders",
        ["fred/softmax.ipynb ", "gina/softmax.ipynb.json",
         "anna/softmax.ipynb.ipynb", "ben/softmax (1).ipynb", "carl/SOFTMAX.IPYNB", "dora/softmax.ipynb.txt",
         "emil/.ipynb_checkpoints/softmax-checkpoint.ipynb"],
        {"anna": 1, "ben": 1, "carl": 1, "dora": 1, "emil": 0, "fred": 1, "gina": 1},
    ),
    "one student deeper than the others": (
        "folders",
        ["anna/softmax.ipynb", "ben/my things/softmax.ipynb", "carl/Homework 3/final/softmax.ipynb"],
        {"anna": 1, "ben": 1, "carl": 1},
    ),
    "file names that repeat the folder's": (
        "folders",
        ["anna/anna_softmax.ipynb", "anna/anna_neuron.ipynb", "ben/ben_softmax.ipynb", "ben/ben_neuron.ipynb"],
        {"anna": 2, "ben": 2},
    ),
    "a hand-in's folder with people's files": (
        "flat",
        ["Abgaben/anna softmax.ipynb", "Abgaben/ben-softmax.ipynb", "Abgaben/softmax_7654321.ipynb",
         "Abgaben/softmax_Carl_Zorn_2026-11-20.ipynb"],
        {"anna": 1, "ben": 1, "7654321": 1, "Carl_Zorn": 1},
    ),
    "documents and packages": (
        "folders",
        ["anna/softmax.ipynb", "anna/venv/lib/python/x.ipynb", "ben_softmax.pdf", "slides.pdf"],
        {"anna": 1, "ben": 0},
    ),
    "the same drafts in every folder": (
        "folders",
        ["anna/rough/a.ipynb", "anna/clean/a.ipynb", "ben/rough/a.ipynb", "ben/clean/a.ipynb"],
        {"anna": 2, "ben": 2},
    ),
    "the whole course handed in": (
        "folders",
        ["anna/course/exercises/softmax.ipynb", "anna/course/solutions/softmax.ipynb", "ben/softmax.ipynb"],
        {"anna": 2, "ben": 1},
    ),
    "two of one name in Moodle": (
        "moodle",
        ["Kim Lee_4_assignsubmission_file_/a.ipynb", "Kim Lee_5_assignsubmission_file_/a.ipynb"],
        {"Kim Lee (4)": 1, "Kim Lee (5)": 1},
    ),
}  # fmt: skip

AMBIGUOUS = {
    "folders of neither people nor groups": ["morning/anna/a.ipynb", "morning/ben/a.ipynb", "evening/carl/a.ipynb"],
    "one folder in one folder": ["CS 101/anna/a.ipynb"],
    "a folder in each folder": ["anna/foo/a.ipynb", "ben/bar/a.ipynb"],
    "files that name nobody": ["softmax.ipynb", "neuron (1).ipynb"],
    "folders that name nobody": ["hw1/softmax.ipynb", "hw2/neuron.ipynb"],
    "an enclosing folder that names nobody": ["submissions/softmax.ipynb"],
    "Moodle's and others": ["Anna_1_assignsubmission_file_/a.ipynb", "by mail/ben/a.ipynb"],
    "one folder with files of people": ["x/anna.ipynb", "x/ben.ipynb"],
    "time stamps of Sakai alone": [
        "HW3/Doe, Anna(adoe)/timestamp.txt",
        "HW3/Li, Ben(bli)/timestamp.txt",
        "HW3/Li, Ben(bli)/a/x.ipynb",
    ],
    "a folder that may be a group": ["anna/a.ipynb", "late/ben/softmax.ipynb", "late/carl/softmax.ipynb"],
}


def folder_of(place, files):
    place = place / "place"
    for name, data in dict(files if isinstance(files, dict) else dict.fromkeys(files, b"")).items():
        if name.endswith("/"):
            (place / name).mkdir(parents=True)
            continue
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(data)
    return place


def zip_of(place, files):
    with zipfile.ZipFile(place / "place.zip", "w") as archive:
        for name, data in dict(files if isinstance(files, dict) else dict.fromkeys(files, b"")).items():
            archive.writestr(name, data)
    return place / "place.zip"


def tar_of(place, files):
    with tarfile.open(place / "place.tar.gz", "w:gz") as archive:
        for name, data in dict(files if isinstance(files, dict) else dict.fromkeys(files, b"")).items():
            member = tarfile.TarInfo(name.rstrip("/"))
            member.type = tarfile.DIRTYPE if name.endswith("/") else tarfile.REGTYPE
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return place / "place.tar.gz"


def students(found):
    counts = {each.student: 0 for each in found.submissions}
    for each in found.submissions:
        counts[each.student] += not each.missing and is_notebook(PurePosixPath(each.file))
    return counts


@pytest.mark.parametrize("made", [folder_of, zip_of, tar_of])
@pytest.mark.parametrize("name", LAYOUTS)
def test_layouts(tmp_path, made, name, record_property):
    layout, files, expected = LAYOUTS[name]
    found = find(made(tmp_path, files), exercise_names())
    if made is folder_of:
        record_property("layout", (name, found.layout, expected, students(found)))
    assert students(found) == expected
    assert found.layout == layout
    told = {path for each in found.submissions for path in [each.file]} | set(found.ignored)
    hidden = ("/.", "__MACOSX", "/venv/")
    lost = [path for path in files if path.endswith(".ipynb") and not any(part in path for part in hidden)]
    assert [path for path in lost if unicodedata.normalize("NFC", path) not in told] == []


@pytest.mark.parametrize("name", AMBIGUOUS)
def test_what_is_ambiguous_is_refused_with_its_readings(tmp_path, name, record_property):
    place = folder_of(tmp_path, AMBIGUOUS[name])
    with pytest.raises(ValueError, match="--layout") as raised:
        find(place, exercise_names())
    record_property("layout", (name, "refused", "refused", "refused"))
    offered = [word for word in str(raised.value).replace("\n", " ").split(" ") if word in readings.CHOICES]
    assert offered
    for layout in offered:
        assert find(place, exercise_names(), layout).layout == layout


def test_a_layout_that_was_asked_for_is_taken_at_its_word(tmp_path):
    place = folder_of(tmp_path, AMBIGUOUS["folders of neither people nor groups"])
    assert students(find(place, exercise_names(), "folders")) == {"morning": 2, "evening": 1}
    assert students(find(place, exercise_names(), "folders:2")) == {"anna": 1, "ben": 1, "carl": 1}
    assert students(find(place, exercise_names(), "single")) == {"place": 3}
    for layout, message in (("canvas", "expected files named as in Canvas"), ("poetry", "--layout: expected one of")):
        with pytest.raises(ValueError, match=message):
            find(place, exercise_names(), layout)
    mixed = folder_of(tmp_path / "2", AMBIGUOUS["Moodle's and others"])
    assert students(find(mixed, exercise_names(), "moodle")) == {"Anna": 1, "ben": 1}


def test_a_folder_with_nothing_but_the_archive_of_a_class_is_not_one_student(tmp_path):
    inside = zipped({"Anna_1_assignsubmission_file_/a.ipynb": b"", "Ben_2_assignsubmission_file_/a.ipynb": b""})
    place = folder_of(tmp_path, {"moodle.zip": inside, "readme.txt": b""})
    with pytest.raises(ValueError, match=r"moodle\.zip holds the files of 2 students: grade that archive instead"):
        find(place, exercise_names())
    assert students(find(place, exercise_names(), "flat")) == {"moodle": 2}
    alone = folder_of(tmp_path / "2", {"anna.zip": zipped({"softmax.ipynb": b"", "neuron.ipynb": b""})})
    assert students(find(alone, exercise_names())) == {"anna": 2}


def test_names_that_differ_in_their_capitals_are_pointed_out(tmp_path):
    found = find(folder_of(tmp_path, ["kim lee_softmax.ipynb", "Kim Lee_neuron.ipynb"]), exercise_names())
    assert found.notes == ("called alike, but read as different students: Kim Lee, kim lee",)


def test_a_notebook_knows_the_students_other_files_by_their_own_names(tmp_path):
    files = {"doeanna_101_1_softmax.ipynb": b"", "doeanna_101_2_helper.py": b"x", "liben_102_3_helper.py": b"y",
             "liben_102_4_hw.zip": zipped({"hw/a.ipynb": b"", "hw/data/b.csv": b"z", "c.py": b""})}  # fmt: skip
    anna, ben = find(folder_of(tmp_path, files), exercise_names()).submissions
    assert {name: read() for name, read in anna.beside.items()} == {"helper.py": b"x"}
    assert {name: read() for name, read in ben.beside.items()} == {"data/b.csv": b"z"}
    (plain,) = find(folder_of(tmp_path / "2", ["anna/hw/a.ipynb", "anna/hw/lib/b.py", "anna/c.py"]), ["x"]).submissions
    assert set(plain.beside) == {"lib/b.py"}


def test_a_roster_settles_what_is_ambiguous(tmp_path):
    people = [Person({"name": name}, name) for name in ("Anna", "Ben", "Carl")]
    place = folder_of(tmp_path, AMBIGUOUS["folders of neither people nor groups"])
    assert students(find(place, exercise_names(), roster=Roster(people))) == {"Anna": 1, "Ben": 1, "Carl": 1}


def test_every_layout_names_its_source_and_can_be_asked_for():
    for layout in layouts.LAYOUTS:
        assert layout.source.startswith("http")
        assert layout.name in readings.CHOICES
    assert set(of_class.LAYOUTS) == set(readings.CHOICES)


def test_attempts_and_lateness_as_the_platforms_say_it(tmp_path):
    def said(name):
        found = find(folder_of(tmp_path / name, LAYOUTS[name][1]), exercise_names()).submissions
        return {(each.owner.attempt, each.owner.late) for each in found if not each.missing}

    assert said("Canvas") == {("002", True), ("", False), ("", True)}
    assert said("Blackboard") == {("2026-11-20 10:00:00", False), ("2026-11-21 09:00:00", False)}
    assert said("Brightspace") == {("2026-11-20 10:00:00", False), ("2026-11-21 21:05:00", False)}
    assert said("ILIAS") == {("", False), ("", True)}


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="this system has no links")
def test_links_are_nobodys(tmp_path):
    place = folder_of(tmp_path, ["anna/softmax.ipynb", "ben/notes.txt"])
    (place / "carl").symlink_to(place / "anna")
    (place / "dora_softmax.ipynb").symlink_to(place / "anna" / "softmax.ipynb")
    (place / "ben" / "softmax.ipynb").symlink_to(place / "anna" / "softmax.ipynb")
    found = find(place, exercise_names())
    assert found.ignored == {"carl": "a link", "dora_softmax.ipynb": "a link"}
    assert [each.student for each in found.submissions] == ["anna", "ben"]
    with pytest.raises(ValueError, match="a link"):
        found.submissions[1].read()


# Archives


def zipped(files, **more):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content, **more)
    return data.getvalue()


def tarred(files, mode="w:gz"):
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode=mode) as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return data.getvalue()


@pytest.mark.parametrize("pack", [zipped, tarred, lambda files: tarred(files, "w")])
def test_an_archive_that_a_student_handed_in_is_opened(tmp_path, pack):
    inside = {"hw/softmax.ipynb": b"1", "../../neuron.ipynb": b"2", "__MACOSX/._x.ipynb": b"3", "notes.txt": b"4"}
    place = folder_of(tmp_path, {"anna/hw.zip": pack(inside), "ben_softmax.tgz": pack({"x.ipynb": b"5"})})
    found = {(each.student, each.file): each.read() for each in find(place, exercise_names()).submissions}
    assert found == {
        ("anna", "anna/hw.zip/hw/softmax.ipynb"): b"1",
        ("anna", "anna/hw.zip/neuron.ipynb"): b"2",
        ("ben", "ben_softmax.tgz/x.ipynb"): b"5",
    }


@pytest.mark.parametrize("ending", NOT_OPENED)
def test_an_archive_that_cannot_be_opened_is_named_with_what_to_do(tmp_path, ending):
    place = folder_of(tmp_path, {f"anna/softmax{ending}": b"x", "ben/softmax.ipynb": b""})
    anna, _ = find(place, exercise_names()).submissions
    assert anna.missing.startswith(f"softmax{ending} (an archive of this kind isn't opened: ")
    assert "zip" in anna.missing


def test_archives_that_do_harm_are_refused(tmp_path, monkeypatch):
    from lecture_nn.grading import archives

    bomb = zipped({"softmax.ipynb": bytes(archives.LARGEST + 1)})
    many = zipped({f"{n}.txt": b"" for n in range(archives.OF_A_STUDENT.members + 1)})
    link = io.BytesIO()
    with tarfile.open(fileobj=link, mode="w") as archive:
        for name, kind in (("a.ipynb", tarfile.SYMTYPE), ("b.ipynb", tarfile.LNKTYPE), ("c.ipynb", tarfile.FIFOTYPE)):
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, "/etc/passwd"
            archive.addfile(member)
    notebooks = zipped({f"{n}.ipynb": b"" for n in range(101)})
    nested = zipped({"a.zip": zipped({"b.zip": zipped({"c.ipynb": b""})})})
    monkeypatch.setattr(archives, "OF_A_STUDENT", archives.Bounds(5000, 3_000_000))
    of = {"bomb": bomb, "many": many, "link": link.getvalue(), "hundred": notebooks, "damaged": bomb[:-40],
          "tar": tarred({"x": bytes(4_000_000)})}  # fmt: skip
    place = folder_of(tmp_path, {f"{name}/a.zip": data for name, data in {**of, "nested": nested}.items()})
    reasons = {}
    for each in find(place, exercise_names()).submissions:
        if each.missing:
            reasons[each.student] = each.missing
            continue
        try:
            each.read()
        except UnreadableError as error:
            reasons.setdefault(each.student, str(error))
    assert reasons == {
        "bomb": "expected at most 20,000,000 bytes without its outputs, got more",
        "many": "expected an archive of at most 5,000 files, got more",
        "link": "can't be opened: a link",
        "hundred": "expected at most 100 notebooks in an archive, got 101",
        "damaged": "expected an archive that can be opened, got one that is damaged or cut off before its end: "
        "pack or download it again",
        "tar": "expected an archive of at most 3,000,000 bytes unpacked, got more",
        "nested": "a.zip with b.zip",
    }


def test_an_archive_is_opened_once_for_all_that_is_read_of_it():
    """It may hold five thousand files, a hundred notebooks, and fifty files that each of them needs."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for n in range(5):
            archive.writestr(f"{n}.ipynb", str(n))
    asked = []
    one, other = ((lambda name=name: asked.append(name) or packed.getvalue()) for name in ("one", "other"))
    insides = [of_student("x.zip", reader) for reader in (one, other)]
    asked.clear()
    for inside in insides:
        assert [read() for read in inside.files.values()] == [b"0", b"1", b"2", b"3", b"4"]
    assert asked == ["one", "other"], "one at a time is kept"


def test_thousands_of_files_of_one_name_take_no_time():
    # with a look at each number from the first, minutes
    found = Contents()
    for _ in range(5000):
        found.add(PurePosixPath("anna/x.ipynb"), bytes)
    names = [path.name for path in found.files]
    assert (names[:2], names[-1]) == (["x.ipynb", "x (again 1).ipynb"], "x (again 4999).ipynb")


def test_the_archive_of_a_class_may_hold_anything(tmp_path):
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        archive.writestr("../../anna/x.ipynb", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("../../anna/x.ipynb", b"2")
        archive.writestr("/ben/../y.ipynb", b"3")
        archive.writestr("emil\\z.IPYNB", b"4")
        archive.writestr("fina/bomb.ipynb", bytes(20_000_001), zipfile.ZIP_DEFLATED)
        link = zipfile.ZipInfo("gina/link.ipynb")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    by_file = {each.file: each for each in find(tmp_path / "class.zip", exercise_names()).submissions}
    assert {file: by_file[file].read() for file in by_file if file[0] in "abe"} == {
        "anna/x.ipynb": b"1",
        "anna/x (again 1).ipynb": b"2",
        "ben/y.ipynb": b"3",
        "emil/z.IPYNB": b"4",
    }
    for name in ("fina/bomb.ipynb", "gina/link.ipynb"):
        with pytest.raises(ValueError, match=r"expected at most 20,000,000 bytes|a link"):
            by_file[name].read()
    (tmp_path / "damaged.zip").write_bytes(zipped({"anna/x.ipynb": b"a"}).replace(b"PK\x03\x04", b"PK\x03\x05"))
    with pytest.raises(ValueError, match="can't be unpacked"):
        find(tmp_path / "damaged.zip", exercise_names()).submissions[0].read()


def test_names_in_zips_are_read_as_they_were_meant(tmp_path):
    def raw(name):  # a zip whose names are these bytes, without the flag for UTF-8
        info = zipfile.ZipInfo("X" * len(name))
        data = zipped({info: b""})
        return data.replace(b"X" * len(name), name)

    for number, name in enumerate(("Jörg/softmax.ipynb".encode(), "Jörg/softmax.ipynb".encode("cp437"))):
        (tmp_path / f"{number}.zip").write_bytes(raw(name))
        assert [each.student for each in find(tmp_path / f"{number}.zip", exercise_names()).submissions] == ["Jörg"]


def test_a_deep_or_unreadable_folder_ends_nothing(tmp_path):
    place = folder_of(tmp_path, ["anna/", "ben/softmax.ipynb"])
    deep = place / "anna"
    try:
        for _ in range(1200):
            (deep / "d").mkdir()
            deep = deep / "d"
        assert students(find(place, exercise_names())) == {"anna": 0, "ben": 1}
    except OSError:
        pytest.skip("this system has no folders of this depth")
    finally:  # folders this deep are more than pytest itself can remove
        while deep != place / "anna":
            deep.rmdir()
            deep = deep.parent
    (tmp_path / "deep.zip").write_bytes(zipped({"d/" * 30_000 + "x.ipynb": b"", "ben/x.ipynb": b""}))
    assert students(find(tmp_path / "deep.zip", exercise_names(), "folders")) == {"d": 1, "ben": 1}


@pytest.mark.parametrize("make", [Path.touch, Path.mkdir, lambda path: None])
def test_what_is_no_folder_and_no_archive(tmp_path, make):
    make(tmp_path / "x")
    with pytest.raises(ValueError, match="SUBMISSIONS: expected"):
        find(tmp_path / "x", exercise_names())


def test_the_list_of_a_zip_is_read_once(tmp_path, monkeypatch):
    place = zip_of(tmp_path, {f"{n}/x.ipynb": b"x" for n in range(50)})
    opened = []
    real = zipfile.ZipFile._RealGetContents
    monkeypatch.setattr(zipfile.ZipFile, "_RealGetContents", lambda self: (opened.append(1), real(self))[1])
    assert [each.read() for each in find(place, exercise_names()).submissions] == [b"x"] * 50
    assert len(opened) == 1
    assert contents(place).files
