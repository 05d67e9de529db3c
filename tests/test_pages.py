"""What an instructor and a student read: the sheet, the page of the class and the feedback, made from records."""

import json
import re

import pytest
from hostile import SOLVED, notebook
from made_records import KNOWN, blank, feedback, missing, read, record, sheet, text_of, write

from lecture_nn.grading import grade_class
from lecture_nn.workers import Limits, why_not_locked


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


def table_of_students(out):
    page = (out / "class.html").read_text(encoding="utf-8")
    rows = re.findall(r"<tr.*?</tr>", page[page.index('class="sortable"') :], flags=re.DOTALL)[1:]
    return [[text_of(cell).strip() for cell in re.findall(r"<td.*?</td>", row, flags=re.DOTALL)] for row in rows]


# Points, and what is missing


def test_points_are_of_all_exercises_and_missing_ones_are_named(out):
    write(out, record("anna"), record("anna", "neuron"), record("ben"), missing("carl"))
    rows = sheet(out)
    told = {name: (row["points"], row["of"], row["missing"]) for name, row in rows.items()}
    assert told == {"anna": ("24", "24", ""), "ben": ("14", "24", "neuron"), "carl": ("0", "24", "neuron, softmax")}
    assert [row[0] for row in table_of_students(out)] == ["⚠ carl", "⚠ ben", "anna"]
    ben = table_of_students(out)[1]
    assert ben[2:5] == ["14 of 24", "missing", "14 of 14"]
    assert "missing: neuron" in ben[5]
    assert "14 of 24 points. Missing: neuron." in text_of(feedback(out, "ben"))


def test_the_exercises_that_are_asked_for_are_those_that_count(out):
    write(out, record("anna"), only=("softmax", "neuron"))
    assert (sheet(out)["anna"]["of"], sheet(out)["anna"]["missing"]) == ("24", "neuron")
    assert "Nobody has handed it in." in (out / "class.html").read_text()


def test_whoever_needs_a_look_stands_first_and_is_marked_with_more_than_colour(out):
    write(
        out,
        record("anna"),
        record("ben", flags=["uses softmax of the package"]),
        record("carl", status="timeout"),
        missing("dora"),
        record("emil"),
    )
    rows = table_of_students(out)
    assert [row[0] for row in rows] == ["⚠ dora", "⚠ carl", "⚠ ben", "anna", "emil"]
    assert [row[1] for row in rows] == ["missing", "timeout", "ok", "ok", "ok"]
    assert "3 need a look" in text_of((out / "class.html").read_text())
    assert list(sheet(out)) == ["anna", "ben", "carl", "dora", "emil"]


def test_the_results_of_each_check_can_be_read_without_the_picture(out):
    write(out, record("a"), record("b", changed={2: {"status": "wrong"}}), record("c"))
    page = text_of(read(out))
    title = KNOWN["softmax"].checks[2].title
    assert f"{title} 2 right, 1 not yet, 0 not answered" in page
    assert "The median is 14 of 14 points." in page


# The student's code


def test_the_code_of_a_failed_check_stands_in_the_feedback_once_and_escaped(out):
    code = {"cell": 3, "text": "def softmax(Z):\n    '</code></pre><script>alert(1)</script>'"}
    wrong = {"status": "wrong", "found": "expected 1, got 2", "code": [code]}
    write(out, record("anna", changed={2: wrong, 3: {**wrong, "found": "overflow"}}))
    page = feedback(out, "anna")
    assert "<script" not in page
    assert page.count("def softmax(Z):\n    &#39;&lt;/code&gt;&lt;/pre&gt;") == 1
    assert "Your code, cell 3:" in page


@pytest.mark.parametrize(
    ("status", "why"),
    [
        (
            "timeout",
            'cell 3: OverTimeError: stopped after 5 seconds: a loop that doesn\'t end?, raised by "while True:"',
        ),
        ("memory", "cell 3: MemoryError: "),
        ("died", "cell 3: the process of the notebook ended by itself"),
    ],
)
def test_why_a_notebook_was_stopped_is_said_once_with_the_cell(out, status, why):
    write(out, record("anna", status=status, errors=[why, "cell 4: NameError: x"]))
    page = text_of(feedback(out, "anna"))
    assert page.count(why.strip()) == 1
    assert "graded, but" not in page
    assert why in sheet(out)["anna"]["notes"]
    write(out, record("anna", status=status))
    assert "graded, but" in text_of(feedback(out, "anna"))


def test_a_cell_that_ends_in_an_error_alone_is_no_reason_for_a_look(out):
    flagged = record("ben", flags=["uses softmax of the package"])
    write(out, record("anna", flags=["2 cells end in an error"]), flagged, record("carl", late=True))
    assert [row[0] for row in table_of_students(out)] == ["⚠ ben", "⚠ carl", "anna"]
    assert "2 cells end in an error" in table_of_students(out)[2][-1]
    assert table_of_students(out)[1][-1] == "late"


def test_what_several_checks_found_is_said_once(out):
    late = "the cells were stopped after 5 seconds: a loop that doesn't end?"
    stopped = {"status": "wrong", "found": late}
    write(out, record("anna", changed=dict.fromkeys(range(5), stopped), status="timeout"))
    page = text_of(feedback(out, "anna"))
    assert page.count(late) == 1
    assert page.count("See above.") == 5


def test_what_is_untouched_is_not_answered(tmp_path):
    """Also where the exercise begins with code that runs, or with a list to be filled."""
    root = tmp_path / "class"
    for name in ("neuron", "debug_the_trainer"):
        (root / f"student {name}").mkdir(parents=True)
        (root / f"student {name}" / f"{name}.ipynb").write_bytes(blank(name))
    out = tmp_path / "out"
    grade_class(root, out, seed=1, limits=Limits(seconds=30, total=60), trust=bool(why_not_locked()))
    for path in (out / "records").iterdir():
        kept = json.loads(path.read_text())
        assert {each["status"] for each in kept["results"]} == {"unanswered"}, kept["exercise"]
        assert kept["own"] == []


# Graded again


def test_a_student_is_graded_again_on_request(tmp_path):
    place, out = tmp_path / "class", tmp_path / "out"
    place.mkdir()
    for name in ("anna", "ben"):
        (place / f"{name}.ipynb").write_bytes(notebook(SOLVED))
    more = {"seed": 1, "trust": bool(why_not_locked())}
    grade_class(place, out, **more)
    for path in (out / "records").iterdir():  # as if the grader had been wrong
        path.write_text(path.read_text().replace('"points": 14', '"points": 3').replace('"right"', '"wrong"'))
    assert {row["points"] for row in grade_class(place, out, **more).rows} == {0}
    rows = grade_class(place, out, **more, regrade=("ben",)).rows
    assert {row["student"]: row["points"] for row in rows} == {"anna": 0, "ben": 14}
    with pytest.raises(ValueError, match=r"--regrade: expected the name of a student, got 'bem'; did you mean 'ben'\?"):
        grade_class(place, out, **more, regrade=("bem",))
