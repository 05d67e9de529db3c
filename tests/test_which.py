"""Which exercises a notebook answers, and what of the course is nobody's answer."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hostile import SOLVED, notebook

from lecture_nn.checks import Exercise, exercise_names, load_exercise
from lecture_nn.grading import several
from lecture_nn.grading.definitions import digest
from lecture_nn.grading.notebook import OtherExerciseError, code_cells, read
from lecture_nn.grading.settings import Settings
from lecture_nn.grading.several import grade_all
from lecture_nn.grading.which import MARKER, checked, defined, exercises_of, names_asked, of_the_course
from lecture_nn.workers import Limits

ROOT = Path(__file__).resolve().parent.parent
KNOWN = {name: load_exercise(name) for name in exercise_names()}
SETTINGS = Settings(seed=1, sandbox="none", limits=Limits())


def cells_of(folder, name):
    return code_cells(read(ROOT / folder / f"{name}.ipynb"))


def answered(name):
    """Our solution as a student would have written it."""
    return [cell.replace(MARKER, "# mine") for cell in cells_of("solutions", name)]


def test_a_notebook_of_millions_of_words_costs_little_memory_and_one_that_costs_more_ends_nothing(
    monkeypatch, peak_memory
):
    cell = "# " + "ab cd " * 1_000_000
    found, peak = peak_memory(lambda: of_the_course([cell]))
    assert found == ""
    assert peak < 30_000_000
    assert digest("a\u3000b \u2028\n\x1c c") == digest("abc") != digest("ab")

    def too_much(*_):
        raise MemoryError

    monkeypatch.setattr(several, "exercises_of", too_much)
    record = {"student": "anna", "file": "x", "named": "x", "fingerprint": "f"}
    _, graded = grade_all(0, record, notebook(SOLVED), SETTINGS)
    assert (graded["status"], graded["reason"]) == ("not graded", "it can't be read here (MemoryError)")
    assert graded["fingerprint"] == "", "the next run tries again"


def test_what_an_exercise_asks_for_changes_with_its_checks():
    """An instructor may change them while a process that grades on a cluster goes on."""
    asked = []
    for name in ("first", "second"):
        exercise = Exercise("mine")
        exercise.check("One")(lambda s: getattr(s, name)(1))  # noqa: B023 - asked at once
        asked.append(names_asked(exercise))
    assert asked == [{"first"}, {"second"}]


@pytest.mark.parametrize("name", exercise_names())
@pytest.mark.parametrize("called", ["{}.ipynb", "anna.ipynb", "neuron.ipynb", "hw 3/Untitled-Copy1.ipynb"])
def test_an_exercise_is_known_by_what_it_defines_whatever_it_is_called(name, called):
    for cells in (cells_of("exercises", name), answered(name)):
        assert exercises_of(cells, called.format(name), KNOWN) == [name]
        assert exercises_of([cell for cell in cells if "check(" not in cell], called.format(name), KNOWN) == [name]


@pytest.mark.parametrize(
    ("more", "called", "expected"),
    [
        (['# next: check("neuron")'], "softmax.ipynb", ["softmax"]),
        (['# next: check("neuron")'], "anna.ipynb", ["softmax"]),
        (["print(\"then check('neuron')\")"], "anna.ipynb", ["softmax"]),
        (['check("neuron")'], "neuron.ipynb", ["softmax"]),
        (["def forward(x):\n    return x", "step = 3"], "anna.ipynb", ["softmax"]),
        (["def neuron(x, w, b):\n    return 0", 'check("neuron")'], "anna.ipynb", ["neuron", "softmax"]),
        (answered("neuron"), "softmax.ipynb", ["neuron", "softmax"]),
        (answered("neuron"), "all.ipynb", ["neuron", "softmax"]),
        (answered("optimizers") + answered("weight_decay"), "hw.ipynb", ["optimizers", "softmax", "weight_decay"]),
    ],
)
def test_a_solved_softmax_with_more(more, called, expected):
    assert exercises_of([*SOLVED, *more], called, KNOWN) == expected


def test_what_defines_little_goes_by_its_name_then_by_its_check():
    assert exercises_of(["x = 1"], "anna_neuron (2).ipynb", KNOWN) == ["neuron"]
    assert exercises_of(["x = 1", 'check("neuron")'], "anna.ipynb", KNOWN) == ["neuron"]
    assert exercises_of(["def gradient(Z, T):\n    return 0"], "softmax.ipynb", KNOWN) == ["softmax"]
    for cells in (["x = 1"], ["def step(x):\n    return x"], [], ['check("poetry")']):
        with pytest.raises(OtherExerciseError, match="by its name or by what it defines"):
            exercises_of(cells, "anna.ipynb", KNOWN)


def test_what_is_not_asked_for_is_another_exercise():
    assert exercises_of([*SOLVED, *answered("neuron")], "a.ipynb", KNOWN, ["neuron"]) == ["neuron"]
    with pytest.raises(OtherExerciseError, match="a notebook of softmax, which isn't graded here"):
        exercises_of(SOLVED, "a.ipynb", KNOWN, ["neuron"])


def test_an_exercise_of_the_instructor_is_known_too():
    own = Exercise("poetry")

    @own.check("A verse", points=1, row="L01", hint="h")
    def verse(s):
        s.verse(1)

    assert names_asked(own) == {"verse"}
    assert exercises_of(["def verse(n):\n    return n"], "anna.ipynb", {**KNOWN, "poetry": own}) == ["poetry"]


def test_names_that_cells_define():
    cells = ["def f(x):\n    inner = 1\nclass A:\n    b = 2\nasync def g(): pass", "a, b = 1, 2\nc: int = 3\nd = e = 4",
             "%time h = 5\n# i = 6\nj == 7\nk[0] = 8\nl.m = 9\nn += 1"]  # fmt: skip
    assert defined(cells) == {"f", "A", "g", "a", "b", "c", "d", "e", "h"}


def test_checks_in_comments_and_texts_do_not_count():
    cells = ["x = 1; check('a')", '  check( "b" )', "# check('c')", "x = 1  # check('d')", "'check(\"e\")'"]
    assert checked(cells) == ["a", "b"]


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")), ids=lambda path: path.stem)
def test_a_lesson_is_no_answer(path):
    cells = code_cells(read(path))
    assert of_the_course(cells) == f"the lesson {path.stem}"
    assert of_the_course([*cells, "x = 'tried out'"]) == f"the lesson {path.stem}"


def test_a_lesson_of_another_version_is_known_by_its_name():
    assert of_the_course(SOLVED[:-1], "12_softmax_and_cross_entropy (1).ipynb") == (
        "the lesson 12_softmax_and_cross_entropy"
    )
    assert of_the_course(SOLVED, "12_softmax_and_cross_entropy.ipynb") == ""
    assert of_the_course(SOLVED[:-1], "12_softmax.ipynb") == ""


@pytest.mark.parametrize("name", exercise_names())
def test_our_own_solution_is_no_answer_and_one_like_it_is(name):
    assert of_the_course(cells_of("solutions", name)) == f"our own solution of {name}"
    assert of_the_course(answered(name)) == ""
    assert of_the_course(cells_of("exercises", name)) == ""
    own = [cell.replace(MARKER, f"{MARKER}\n# my own way") for cell in cells_of("solutions", name)]
    assert of_the_course(own) == ""


def test_what_the_grader_knows_of_the_course_is_up_to_date():
    done = subprocess.run(
        [sys.executable, "tools/shipped.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_notebook_of_two_exercises_is_graded_for_both():
    record = {"student": "anna", "file": "hw.ipynb", "named": "hw.ipynb", "fingerprint": "x"}
    _, graded = grade_all(3, record, notebook([*SOLVED, *answered("neuron")]), SETTINGS)
    assert [(part["exercise"], part["points"], part["total"]) for part in graded["parts"]] == [
        ("neuron", 10, 10),
        ("softmax", 14, 14),
    ]
    assert graded["fingerprint"] == "x"
    json.dumps(graded)


def test_a_lesson_and_a_broken_file_are_no_parts():
    record = {"student": "anna", "file": "a.ipynb", "named": "a.ipynb"}
    lesson = notebook(cells_of("notebooks", "12_softmax_and_cross_entropy"))
    assert grade_all(0, record, lesson, SETTINGS)[1] == {
        **record,
        "status": "not an answer",
        "reason": "the lesson 12_softmax_and_cross_entropy",
    }
    assert grade_all(0, record, b"{", SETTINGS)[1]["status"] == "unreadable"


def test_reading_takes_a_time_that_grows_with_the_length_only():
    # with a careless pattern, each of these takes hours
    for text in ("check(", "check('a", "x, ", "x = ", "a" * 400, "check(" + " " * 50, "def ", "%time ", "a: b"):
        times = 300_000 // len(text)
        for cells in ([text * times], [f"{text}\n" * times]):
            assert exercises_of(cells, "neuron.ipynb", KNOWN) == ["neuron"]
