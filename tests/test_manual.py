"""Points and comments by hand, and results without names."""

import csv
import html
import re
import stat
import sys

import pytest
from made_records import feedback, missing, read, record, sheet, text_of, write

from lecture_nn.grading.manual import COLUMNS, load
from lecture_nn.grading.pseudonyms import pseudonyms, without_names


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


# Points and comments by hand


def test_points_and_comments_by_hand_enter_the_sheet_and_the_feedback_and_stay(out):
    records = [record("anna"), record("ben", changed={0: {"status": "wrong"}}), record("=carl")]
    write(out, *records)
    assert (out / "manual.csv").read_text() == ",".join(COLUMNS) + "\n"
    (out / "manual.csv").write_text(
        "student,exercise,points,comment\n"
        'ben,softmax,1,"You meant the right thing, I think."\n'
        "ben,softmax,-0.5,<b>late</b>\n"
        "anna,,,A pleasure to read\n"
        "'=carl,neuron,3,On paper\n"
    )
    before = (out / "manual.csv").read_bytes()
    for _ in range(2):
        assert write(out, *records, only=("softmax", "neuron")).problems == []
        assert (out / "manual.csv").read_bytes() == before
        rows = sheet(out)
        assert (rows["ben"]["points"], rows["ben"]["softmax (14)"], rows["ben"]["softmax: by hand"]) == (
            "13.5",
            "13.5",
            "0.5",
        )
        assert rows["anna"]["comments"] == "A pleasure to read"
        assert (rows["'=carl"]["points"], rows["'=carl"]["neuron (10)"], rows["'=carl"]["missing"]) == (
            "17",
            "3",
            "neuron",
        )
        page = feedback(out, "ben")
        assert "You meant the right thing, I think." in page
        assert "&lt;b&gt;late&lt;/b&gt;" in page
        assert "+0.5 of these were given by hand." in page
        assert "A pleasure to read" in feedback(out, "anna")
        assert "+0.5 by hand" in text_of((out / "class.html").read_text())


def test_lines_by_hand_that_cannot_be_used_are_named(out):
    write(out, record("anna"))
    (out / "manual.csv").write_text(
        "student,exercise,points,comment\n"
        "ana,softmax,1,\n"
        "anna,sofmax,1,\n"
        "anna,softmax,two,\n"
        "anna,softmax,1,a comment, with a comma\n"
        "\n"
        "anna,,2,for what?\n"
        "anna,softmax,nan,\n"
        "anna,softmax,2,counts\n"
    )
    problems = write(out, record("anna")).problems
    assert [problem.split(":")[0] for problem in problems] == [f"manual.csv, line {n}" for n in (2, 3, 4, 5, 7, 8)]
    for problem, told in zip(
        problems,
        ["did you mean 'anna'?", "did you mean 'softmax'?", "got 'two'", "got 5", "empty", "'nan'"],
        strict=True,
    ):
        assert told in problem
        assert html.escape(problem) in (out / "class.html").read_text().replace("&#39;", "&#x27;")
    assert sheet(out)["anna"]["points"] == "16"


@pytest.mark.parametrize(
    "data",
    [
        "\ufeffstudent;exercise;points;comment\r\nZoë;softmax;1,5;gut\r\n".encode(),
        "student,exercise,points,comment\nZoë,softmax,1.5,gut\n".encode("cp1252"),
        "Comment\tPoints\tStudent\tExercise\tmine\ngut\t1.5\tZoe\u0308\tsoftmax\tx\n".encode("utf-16"),
    ],
)
def test_the_table_is_read_as_any_spreadsheet_saves_it(tmp_path, data):
    (tmp_path / "manual.csv").write_bytes(data)
    read = load(tmp_path, ["Zoë"], {"softmax"}, {})
    assert read.problems == []
    assert (read.points("Zoë", "softmax"), read.comments("Zoë", "softmax")) == (1.5, ["gut"])


def test_a_table_without_its_columns_is_named(tmp_path):
    (tmp_path / "manual.csv").write_text("name,exercise,points\nanna,softmax,1\n")
    (problem,) = load(tmp_path, ["anna"], {"softmax"}, {}).problems
    assert problem.endswith(
        "expected the columns student, exercise, points, comment, got none called student or comment"
    )
    assert problem.startswith("manual.csv, line 1: ")


# Without names


def key_of(out):
    rows = csv.reader(read(out, "names.csv").splitlines())
    return {student: name for name, student in rows if student != "student"}


def test_without_names_nothing_tells_who_it_is_but_the_key(out):
    code = {"cell": 1, "text": "# Anna Müller, group 3\ndef softmax(Z): return Z"}
    wrong = {2: {"status": "wrong", "found": "Müller raised it", "code": [code]}}
    records = [record("Anna_Müller", changed=wrong, flags=["a flag"]), record("Ben Ode"), missing("Carl Anna-Lee")]
    write(out, *records, anonymous=True)
    called = key_of(out)
    assert set(called) == {"Anna_Müller", "Ben Ode", "Carl Anna-Lee"}
    if sys.platform != "win32":
        assert stat.S_IMODE((out / "names.csv").stat().st_mode) == 0o600
    assert list(sheet(out)) == sorted(called.values())
    for path in [out / "grades.csv", out / "class.html", *(out / "feedback").iterdir()]:
        assert not re.search("anna|müller|ben ode|carl", path.read_text() + path.name, re.IGNORECASE), path.name
    write(out, *records, record("Dora"), anonymous=True)
    assert called.items() < key_of(out).items()
    (out / "manual.csv").write_text(
        f"student,exercise,points,comment\n{called['Ben Ode']},softmax,2,\nBen Ode,softmax,3,\n"
    )
    with (out / "manual.csv").open("a") as file:
        file.write("Ben Odo,softmax,1,\n")
    problems = write(out, *records, anonymous=True).problems
    assert sheet(out)[called["Ben Ode"]]["points"] == "19"
    assert "did you mean 'Ben Ode'?" in problems[0]
    assert "manual.csv, line 4: see the terminal" in read(out)
    assert "Ben" not in read(out)
    write(out, *records)
    assert sheet(out)["Ben Ode"]["points"] == "19"


def test_a_damaged_key_is_not_replaced_by_another(tmp_path):
    pseudonyms(tmp_path, ["anna"])
    (tmp_path / "names.csv").write_text("x")
    with pytest.raises(ValueError, match=r"names\.csv: the key to the pseudonyms can't be read"):
        pseudonyms(tmp_path, ["anna"])
    assert (tmp_path / "names.csv").read_text() == "x"


def test_words_that_only_look_like_a_name_stay():
    texts = without_names({"a": ["Max: the maximum is max", 3]}, {"Max Al": "Student X"})
    assert texts == {"a": ["Student X: the maximum is Student X", 3]}
    assert without_names("nothing", {}) == "nothing"
