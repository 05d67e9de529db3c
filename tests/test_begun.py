"""The starting lines of an exercise, pasted into an answered notebook wherever and however often, cost nobody a point.

And the definition that a page shows is the one that was graded.
"""

import re
from functools import cache
from pathlib import Path

import pytest
from hostile import ALL, SOLVED, notebook

from lecture_nn.checks import exercise_names, load_exercise
from lecture_nn.grading import grade
from lecture_nn.grading.begun import begun
from lecture_nn.grading.definitions import start_of, statements
from lecture_nn.grading.excerpts import behind
from lecture_nn.grading.notebook import code_cells, read
from lecture_nn.grading.one import grade_one
from lecture_nn.grading.settings import Settings
from lecture_nn.workers import Limits, why_not_locked

ROOT = Path(__file__).resolve().parent.parent
IMPORTS, CHOICES, SOFTMAX, CROSS_ENTROPY, GRADIENT, STEEPER, CHECK = SOLVED


@cache
def cells_of(kind, name):
    """The imports of a solution or exercise, and the cells that answer, or are to be answered."""
    to_answer = {each.split()[0] for each in start_of(name).to_answer}
    cells = code_cells(read(ROOT / kind / f"{name}.ipynb"))
    return [cells[0]], [cell for cell in cells if to_answer & {n for each in statements([cell]) for n in each.names}]


WAYS = {
    "below": lambda answers, start: [*answers, *start],
    "above": lambda answers, start: [*start, *answers],
    "above and below, twice": lambda answers, start: [*start, *answers, *start, *start],
    "partly below": lambda answers, start: [*answers, *start[::2]],
    "below each answer": lambda answers, start: [cell for both in zip(answers, start, strict=True) for cell in both],
    "in the answer's cell": lambda answers, start: [f"{a}\n\n\n{s}" for a, s in zip(answers, start, strict=True)],
    "on both sides in the answer's cell": lambda answers, start: [
        f"{s}\n{a}\n{s}\n{s}" for a, s in zip(answers, start, strict=True)
    ],
    "in one cell below": lambda answers, start: [*answers, "\n\n".join(start)],
    "all in one cell": lambda answers, start: ["%%time\n" + "\n\n".join([*answers, *start])],
    "with other comments": lambda answers, start: [*answers, *(re.sub(r"(?m)#.*$", "# the task", s) for s in start)],
    "between two answers": lambda answers, start: [*_failing(start), *answers, *start],
}


def _failing(cells):
    """Attempts before the answer that end in an error."""
    return [re.sub(r"(?m)^def (\w+)\(.*$", r"def \1(*_):\n    1 / 0\ndef scratch():", cell) for cell in cells]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", exercise_names())
def test_the_starting_lines_beside_an_answer_cost_nothing(starter, name, way):
    (imports, answers), (_, start) = cells_of("solutions", name), cells_of("exercises", name)
    exercise = load_exercise(name)
    got = grade(notebook([*imports, *WAYS[way](answers, start)]), name, starter=starter, exercises={name: exercise})
    assert got.report.points == exercise.total, got.report
    assert got.status == "ok"


def test_what_was_graded_is_told(starter):
    (imports, answers), (_, start) = cells_of("solutions", "forward_pass"), cells_of("exercises", "forward_pass")
    got = grade(notebook([*imports, *answers, *start]), "forward_pass", starter=starter)
    assert "forward_deep was answered in cell 4; then cell 9 made it the starting lines again" in " ".join(got.flags)
    got = grade(notebook([*imports, *answers[:2], f"{answers[2]}\n{start[2]}"]), "forward_pass", starter=starter)
    told = "forward_deep was answered in cell 4, where the starting lines stand below the answer"
    assert [told in flag for flag in got.flags] == [True]
    assert any(told in result.found for result in got.report.results)


def test_untouched_starting_lines_are_graded_as_they_are(starter):
    """Some checks of what is written already are right from the start; and a second own answer still counts."""
    imports, start = cells_of("exercises", "debug_the_trainer")
    once, twice = (
        grade(notebook([*imports, *start * times]), "debug_the_trainer", starter=starter, seed=1) for times in (1, 2)
    )
    assert once.flags == ()
    assert repr(twice.report) == repr(once.report)
    second = [*SOLVED, "def softmax(Z):\n    return Z"]
    assert grade(notebook(second), "softmax", starter=starter).report.points < ALL


@pytest.mark.parametrize("name", [name for name in exercise_names() if start_of(name).closing])
def test_what_an_exercise_shows_after_its_last_check_is_not_run_but_what_a_student_makes_of_it_is(name):
    cells = code_cells(read(ROOT / "exercises" / f"{name}.ipynb"))
    kept = begun(cells, [], name).cells
    (last,) = (n for n, cell in enumerate(cells) if f'check("{name}")' in cell and "import" not in cell)
    assert kept == [*cells[: last + 1], *[""] * (len(cells) - last - 1)]
    assert last < len(cells) - 1
    own = [f"{cell}\nmine = 3" for cell in cells]
    assert begun(own, [], name).cells == own


def test_lines_keep_their_numbers_where_starting_lines_are_left_out():
    start = cells_of("exercises", "forward_pass")[1][2]
    (cell,) = begun([f"def forward_deep(a, b, c):\n    return 1\n{start}\nx = 3"], [], "forward_pass").cells
    found = statements([cell])
    (kept,) = begun([cell], found, "forward_pass").cells
    assert kept.split("\n") == ["def forward_deep(a, b, c):", "    return 1", *[""] * start.count("\n"), "", "x = 3"]
    named = begun([cell, start], statements([cell, start]), "forward_pass")
    assert named.names == [(2, "forward_deep")]


# The definition that is shown

SETTINGS = Settings(3, "none" if why_not_locked() else "required", Limits(seconds=60, total=240, memory=1000))
RETURNS_Z = "def softmax(Z):\n    return Z"
SHOWN = {
    "the last one": ([*SOLVED, RETURNS_Z], 8, RETURNS_Z),
    "one below it that was never reached": ([*SOLVED, RETURNS_Z, "1 / 0\ndef softmax(Z):\n    return 3"], 8, RETURNS_Z),
    "one below it that is no Python": ([*SOLVED, RETURNS_Z, "def softmax(Z):\n    return Z)"], 8, RETURNS_Z),
    "a second answer that is begun": (
        [*SOLVED, RETURNS_Z, "def softmax(Z):\n    e = np.exp(Z)\n    raise NotImplementedError"],
        8,
        RETURNS_Z,
    ),
    "its own result under its name": ([*SOLVED, RETURNS_Z, "softmax = softmax(np.ones((2, 2)))"], 8, RETURNS_Z),
    "two in one cell": ([*SOLVED, f"def softmax(Z):\n    return 3\n\n{RETURNS_Z}"], 8, RETURNS_Z),
    "one of two branches": (
        [
            *SOLVED,
            RETURNS_Z,
            "if len(SOFTMAX) if 'SOFTMAX' in globals() else 0:\n    def softmax(Z):\n        return 3",
        ],
        8,
        RETURNS_Z,
    ),
    "one that is deleted": ([*SOLVED, RETURNS_Z, "def softmax(Z):\n    return 3\ndel softmax"], 8, RETURNS_Z),
    "below a magic": ([*SOLVED, f"%%time\nx = 3\n{RETURNS_Z}", "x = 3"], 8, RETURNS_Z),
}


@pytest.mark.parametrize("name", SHOWN)
def test_the_definition_that_is_shown_is_the_one_that_was_graded(name):
    cells, number, text = SHOWN[name]
    record = {"student": "anna", "file": "softmax.ipynb", "exercise": "softmax"}
    results = grade_one(0, record, notebook(cells), SETTINGS)[1]["results"]
    wrong = next(result for result in results if result["title"] == "Softmax of a batch")
    assert wrong["status"] == "wrong"
    assert wrong["code"] == [{"cell": number, "text": text}]


def test_a_value_that_is_shown_is_the_one_that_was_graded():
    record = {"student": "anna", "file": "softmax.ipynb", "exercise": "softmax"}
    cells = [*SOLVED[:5], "times_steeper = 3", "1 / 0\ntimes_steeper = 4", CHECK]
    (wrong,) = (each for each in grade_one(0, record, notebook(cells), SETTINGS)[1]["results"] if each["code"])
    assert wrong["code"] == [{"cell": 6, "text": "times_steeper = 3"}]


def test_a_place_that_is_none_shows_the_definition_that_should_count():
    found = statements([SOFTMAX, RETURNS_Z])
    for place in ((0, 0), (-1, 3), (10**30, 1), (2, 10**30)):
        assert behind({"softmax": place}, found, "softmax")["code"] == [{"cell": 2, "text": RETURNS_Z}]
    assert behind({"softmax": (1, 1)}, found, "softmax")["code"] == [{"cell": 1, "text": SOFTMAX.rstrip()}]
