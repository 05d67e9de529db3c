"""An instructor's own exercise: what it gets without a word about misunderstandings, and what is said of its faults."""

import json
import re
import textwrap
from pathlib import Path

import numpy as np
import pytest
from hostile import notebook

from lecture_nn.checks import Exercise, check, draws, expect_close, expect_number, load_own
from lecture_nn.checks.diagnosis.references import reference, right_value
from lecture_nn.checks.expect import LISTENER
from lecture_nn.cli import main
from lecture_nn.grading import grade_class
from lecture_nn.grading.settings import exercises, private_checks
from lecture_nn.grading.solved import not_right

ROOT = Path(__file__).resolve().parent.parent
BEGIN = "from lecture_nn.checks import Exercise, draws, expect_close\nimport numpy as np\nEXERCISE = Exercise('own')\n"

RATE = """
@EXERCISE.check("The rate")
def rate(s):
    for rng in draws():
        o, t = rng.normal(size=7), rng.normal(size=7)
        expect_close("rate(o, t)", s.rate(o, t), np.mean((o - t) ** 2) + 0.3)
"""

STEP = """
@EXERCISE.check("The step", points=2)
def step(s):
    for rng in draws():
        w, g, eta = rng.normal(size=3), rng.normal(size=3), 0.1
        expect_close("step(w, g, eta)", s.step(w, g, eta), w - eta * g)
"""

BESIDE = """
def step(w, g, eta):
    return w - eta * g

@EXERCISE.check("The step", points=2)
def _step(s):
    for rng in draws():
        w, g, eta = rng.normal(size=3), rng.normal(size=3), 0.1
        expect_close("step(w, g, eta)", s.step(w, g, eta), step(w, g, eta))
"""


@pytest.fixture
def own(tmp_path):
    """``own(text, solution)`` writes a file of checks, and a solved notebook of these cells, and returns the file."""

    def write(text, solution=()):
        (tmp_path / "checks" / "solutions").mkdir(parents=True, exist_ok=True)
        file = tmp_path / "checks" / "own.py"
        file.write_text(BEGIN + text)
        if solution:
            (tmp_path / "checks" / "solutions" / "own.ipynb").write_bytes(notebook(list(solution)))
        return file

    return write


def said(exercise, **answers):
    """What is said of the answers that are wrong."""
    results = exercise.grade(answers).results
    return [result.misunderstanding.hint if result.misunderstanding else "" for result in results if not result.passed]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (lambda o, t: 2 * (np.mean((o - t) ** 2) + 0.3), "twice what it should be"),
        (lambda o, t: -np.mean((o - t) ** 2) - 0.3, "wrong sign"),
        (lambda o, t: 100 * np.mean((o - t) ** 2) + 30, "percent"),
        (lambda o, t: np.sum((o - t) ** 2) + 7 * 0.3, "factor of n, how many numbers there are"),
        (lambda o, t: (o - t) ** 2 + 0.3, "one entry for each number, and their mean is asked for. Over which"),
        (lambda o, t: np.mean(np.abs(o - t)), ""),
    ],
)
def test_a_comparison_alone_names_what_is_seen_from_outside(own, wrong, told):
    (hint,) = said(load_own(own(RATE)), rate=wrong)
    assert told in hint
    assert bool(hint) == bool(told)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (lambda w, g, eta: w + eta * g, "moved away from w by the right amount, but in the opposite direction"),
        (lambda w, g, eta: -eta * g, "the change alone"),
        (lambda w, g, eta: w - g, "without a factor eta"),
        (lambda w, g, eta: (w - eta * g)[:, None], "one axis too many"),
    ],
)
def test_the_arguments_are_called_as_in_the_check(own, wrong, told):
    (hint,) = said(load_own(own(STEP)), step=wrong)
    assert told in hint


def test_one_number_is_not_enough_to_name_a_factor():
    exercise = Exercise("few")

    @exercise.check("One number")
    def one(s):
        expect_close("f(3)", s.f(3.0), 9.0)

    assert said(exercise, f=lambda x: 18.0) == [""]
    assert said(exercise, f=lambda x: 6.12) == [""]


def test_parts_are_told_by_their_place(own):
    exercise = Exercise("parts")

    @exercise.check("Two results")
    def two(s):
        for rng in draws():
            x = rng.normal(size=(4, 3))
            mean, spread = s.both(x)
            expect_close("the mean", mean, x.mean(axis=0))
            expect_close("the spread", spread, x.std(axis=0))

    assert said(exercise, both=lambda x: (x.mean(axis=0), -x.std(axis=0))) == [
        "the second of your results has the wrong sign. Is a minus missing, or a difference taken the wrong way round?"
    ]
    assert "another order" in said(exercise, both=lambda x: (x.std(axis=0), x.mean(axis=0)))[0]


def test_what_is_computed_from_an_answer_says_nothing_of_the_answer():
    exercise = Exercise("derived")

    @exercise.check("Adds up to 1")
    def sums(s):
        for rng in draws():
            expect_close("the sum", s.shares(rng.random(5)).sum(), 1.0)

    assert said(exercise, shares=lambda x: 2 * x / x.sum()) == [""]


def test_a_value_is_related_to_the_right_one():
    exercise = Exercise("values")

    @exercise.check("The share")
    def share(s):
        expect_number("share", s.value("share"), 0.37)

    assert "percent" in said(exercise, share=37.0)[0]
    assert said(exercise, share=0.41) == [""]


def test_nobody_listens_after_a_diagnosis(own):
    said(load_own(own(RATE)), rate=lambda o, t: 1.0)
    assert LISTENER.get() is None
    with pytest.raises(AssertionError):
        expect_close("x", 1, 2)


def test_a_function_beside_the_checks_is_the_right_one(own):
    exercise = load_own(own(BESIDE))
    assert reference(exercise, "step").parameters == ("w", "g", "eta")
    (hint,) = said(exercise, step=lambda w, g, eta: w - g / eta)
    assert "divide by the learning rate" in hint


def test_a_function_beside_the_checks_that_is_not_right_does_not_count(own):
    exercise = load_own(own("def step(w, g, eta):\n    return g\n" + STEP.replace("def step(s)", "def _step(s)")))
    assert reference(exercise, "step") is None
    assert "opposite direction" in said(exercise, step=lambda w, g, eta: w + eta * g)[0]


def test_a_solved_notebook_gives_what_is_right(own):
    cells = ["%matplotlib inline\nimport numpy as np\nHALF = 0.5", "def twice(x):\n    return x / HALF / 2"]
    cells += ["def step(w, g, eta):\n    return w - eta * twice(g)", "best = twice(4)", "this is no Python"]
    text = STEP + "\n@EXERCISE.check('Best')\ndef best(s):\n    assert s.value('best') == 4\n"
    exercise = load_own(own(text, cells))
    assert reference(exercise, "step").function(np.ones(2), np.ones(2), 1.0).tolist() == [0.0, 0.0]
    assert right_value(exercise, "best") == 4
    (hint,) = said(exercise, step=lambda w, g, eta: w - eta * g / 0.5, best=4)
    assert "twice" in hint
    assert "percent" in said(exercise, step=lambda w, g, eta: w - eta * g, best=400)[0]


def test_the_names_of_the_course_mean_nothing_elsewhere():
    exercise = Exercise("other softmax")

    @exercise.check("Mine")
    def mine(s):
        for rng in draws():
            expect_close("softmax(z)", s.softmax(z := rng.normal(size=5)), z - z.mean())

    assert reference(exercise, "softmax") is None


def test_a_class_is_told_and_counted(own, tmp_path):
    file = own(STEP, ["import numpy as np", "def step(w, g, eta):\n    return w - eta * g"])
    place = tmp_path / "class"
    place.mkdir()
    for name, line in {"anna": "w + eta * g", "ben": "w + eta * g", "cleo": "w - eta * g"}.items():
        (place / f"{name}_own.ipynb").write_bytes(
            notebook(["import numpy as np", f"def step(w, g, eta):\n    return {line}"])
        )
    told = []
    out = tmp_path / "out"
    grade_class(place, out, checks=file, only=("own",), trust=True, tell=told.append)
    assert not any("your solution" in each for each in told)
    record = [json.loads(path.read_text()) for path in (out / "records").iterdir()]
    hints = {each["results"][0]["misunderstanding"] for each in record}
    assert len(hints) == 2
    (hint,) = hints - {""}
    page = (out / "class.html").read_text()
    assert "2 students</strong> · own · The step" in page
    assert "They were told: " + hint[:20].replace("'", "&#39;") in page


def test_a_solution_that_fails_is_told_before_the_class_is_graded(own, tmp_path):
    file = own(STEP + RATE, ["def step(w, g, eta):\n    return w"])
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "anna_own.ipynb").write_bytes(notebook(["def rate(o, t):\n    return 3"]))
    told = []
    grade_class(tmp_path / "class", tmp_path / "out", checks=file, trust=True, tell=told.append)
    (line,) = [each for each in told if each.startswith("your solution ")]
    assert "reaches 0 of 3 points" in line
    assert "The step: step(w, g, eta): expected " in line
    assert "The rate: there is no function rate yet" in line


def test_a_solution_may_need_a_file_beside_it(own, tmp_path):
    file = own(STEP, ["from steps import down", "def step(w, g, eta):\n    return down(w, eta * g)"])
    (file.parent / "solutions" / "steps.py").write_text("def down(w, d):\n    return w - d\n")
    private = private_checks(file)
    assert list(not_right(private, exercises(private))) == []
    (file.parent / "solutions" / "steps.py").write_text("def down(w, d):\n    return w + d\n")
    (told,) = not_right(private, exercises(private))
    assert "reaches 0 of 2 points" in told


def test_it_is_tried_in_a_notebook_and_on_one(own, tmp_path, capsys):
    file = own(STEP)
    report = check(str(file), {"step": lambda w, g, eta: w + eta * g})
    assert "opposite direction" in str(report)
    assert "(2 points)" in str(report)
    (tmp_path / "anna_own.ipynb").write_bytes(notebook(["def step(w, g, eta):\n    return w + eta * g"]))
    assert main(["grade", str(tmp_path / "anna_own.ipynb"), "--checks", str(file)]) == 0
    assert "opposite direction" in capsys.readouterr().out


FAULTS = {
    "@EXERCISE.check('A')\ndef a(s:\n    pass": r"own\.py, line 4: '\(' was never closed, in `def a\(s:`\. Correct",
    "  x = 3": r"own\.py, line 3: unexpected indent, in `x = 3`",
    "x = np2.ones(3)": r"own\.py, line 3, `x = np2\.ones\(3\)`: NameError: .*\. Did you mean np\?",
    "import no_such_module": r"own\.py, line 3, .*No module named 'no_such_module'\. Install it where you grade",
    "": r"own\.py: EXERCISE has no checks\. Write @EXERCISE\.check",
    "@EXERCISE.check\ndef a(s): pass": r"own\.py, line 3, .*with parentheses",
    "@EXERCISE.check('A')\ndef a(): pass": r"own\.py, line 3, .*of one argument, the answers: a\(s\)",
    "@EXERCISE.check('A', points='2')\ndef a(s): pass": r"own\.py, line 3, .*points: expected a whole number.*got '2'",
    "@EXERCISE.check('A')\ndef a(s): pass\n" * 2: r"own\.py, line 5, .*title: expected one that no other check has",
    "raise SystemExit": r"own\.py, line 3, .*the file ends the program",
    "EXERCISE = 3": r"own\.py to define EXERCISE, an Exercise, got a int\. Write EXERCISE = Exercise",
    "own, EXERCISE = EXERCISE, None": r"got nothing of that name\. Rename own to EXERCISE",
    "EXERCISE = Exercise": r"got a type\. Write EXERCISE = Exercise\(\"NAME\"\), with parentheses",
    "EXERCISE = Exercise(3)": r"own\.py, line 3, .*name: expected a text, as in Exercise\(\"perceptron\"\), got 3",
}


@pytest.mark.parametrize(("text", "message"), FAULTS.items())
def test_a_file_with_a_fault_is_named_with_its_line_and_the_cure(own, tmp_path, capsys, text, message):
    file = own("")
    file.write_text("from lecture_nn.checks import Exercise; import numpy as np\nEXERCISE = Exercise('own')\n" + text)
    with pytest.raises(ValueError, match=message):
        load_own(file)
    (tmp_path / "class").mkdir()
    assert main(["grade-class", str(tmp_path / "class"), "--out", str(tmp_path / "out"), "--checks", str(file)]) == 2
    error = capsys.readouterr().err
    assert error.startswith("--checks: ")
    assert len(error.splitlines()) == 1


def test_places_without_checks_are_named(tmp_path):
    (tmp_path / "outer" / "inner").mkdir(parents=True)
    (tmp_path / "outer" / "inner" / "x.py").write_text("")
    (tmp_path / "x.ipynb").write_text("{}")
    for place, message in {
        "nowhere": "nowhere, which isn't there",
        "outer": r"outer\. Is .*inner meant\?",
        "x.ipynb": "such file, got .*x.ipynb",
    }.items():
        with pytest.raises(ValueError, match=f"--checks: expected a folder with Python files, or one.*{message}"):
            private_checks(tmp_path / place)
    (tmp_path / "y.py").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ValueError, match=r"--checks: .*y\.py: expected text, as an editor saves it in UTF-8"):
        private_checks(tmp_path / "y.py")


def test_a_title_that_the_course_has_is_refused(tmp_path):
    text = BEGIN.replace("'own'", "'softmax'") + "@EXERCISE.check('Softmax of a batch')\ndef a(s): pass\n"
    (tmp_path / "x.py").write_text(text)
    with pytest.raises(ValueError, match=r"x\.py: expected titles that no other check of softmax has, got 'Softmax"):
        exercises(private_checks(tmp_path))


def test_a_mistake_in_a_check_is_not_the_students():
    exercise = Exercise("faulty")

    @exercise.check("A name")
    def name(s):
        s.f(1)
        expect_close("f", nowhere, 1)  # noqa: F821

    @exercise.check("An attribute")
    def attribute(s):
        expect_close("f", s.f(1), np.nowhere)

    @exercise.check("No words")
    def no_words(s):
        if s.f(1) != 2:
            raise AssertionError

    first, second, third = exercise.grade({"f": lambda x: x}).results
    for result in (first, second):
        assert result.found.startswith("this check has a mistake of its own, so tell whoever wrote it (")
    assert third.found == "what came back is not what is asked for"


def test_a_solution_that_is_no_notebook_is_named(own):
    file = own(STEP, ["x = 1"])
    (file.parent / "solutions" / "own.ipynb").write_text(textwrap.dedent("{"))
    with pytest.raises(ValueError, match=r"own\.ipynb: expected a notebook as Jupyter saves it"):
        load_own(file)


DOCUMENTED = re.findall(r"```python\n(.*?)```", (ROOT / "site" / "grading.md").read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (lambda X, w: np.where(X @ w > 0, 1, 0), "0 where −1 is asked for"),
        (lambda X, w: X @ w, "the score, and the decision is asked for"),
        (lambda X, w: -np.sign(X @ w), "wrong sign"),
        (lambda X, w: np.where(X @ w > 0, 1, -1)[:, None], "one axis too many"),
        (lambda X, w: list(np.where(X @ w > 0, 1, -1)[:5]), ""),
    ],
)
def test_the_documented_example_does_what_is_said_of_it(tmp_path, wrong, told):
    (tmp_path / "perceptron.py").write_text("\n".join(DOCUMENTED))
    exercise = load_own(tmp_path / "perceptron.py")
    assert said(exercise, predict=lambda X, w: np.where(X @ w > 0, 1, -1)) == []
    (hint,) = said(exercise, predict=wrong)
    assert told in hint
    assert exercise.total == 2
