"""What a check asks is known before it begins, so it is asked all at once; the verdict is the same as one by one."""

from unittest.mock import patch

import nbformat
import pytest

from lecture_nn.checks import exercise_names, load_exercise
from lecture_nn.checks.diagnosis.references import right_value
from lecture_nn.checks.exercise import Exercise
from lecture_nn.grading import grade, judge
from lecture_nn.grading.script import Script, scripts
from lecture_nn.workers import Worker

CODE = """
import numpy as np
def softmax(Z):
    e = np.exp(Z - Z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)
def cross_entropy(Z, T):
    return float(-(T * np.log(softmax(Z))).sum(axis=1).mean())
def gradient(Z, T):
    return (softmax(Z) - T) / len(Z)
for_a_price, for_a_species = "c", "b"
"""
RIGHT = (
    CODE
    + f"""
def cross_entropy(Z, T):
    s = Z - Z.max(axis=1, keepdims=True)
    return float((np.log(np.exp(s).sum(axis=1)) - (T * s).sum(axis=1)).mean())
times_steeper = {right_value(load_exercise("softmax"), "times_steeper")}
"""
)
WRONG = {
    "nothing": "",
    "an error": CODE + "\ndef gradient(Z, T):\n    return Z + T[:, :1, None]",
    "an error in the second call": CODE + "\ncalls = []\ndef gradient(Z, T):\n    calls.append(1)\n"
    "    assert len(calls) < 2\n    return softmax(Z) - T",
    "the end in the second call": CODE + "\nimport os\ncalls = []\ndef softmax(Z):\n    calls.append(1)\n"
    "    return Z if len(calls) == 1 else os._exit(0)",
    "another number": CODE.replace("/ len(Z)", ""),
}


def notebook(path, code):
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)]), path / "softmax.ipynb")
    return path / "softmax.ipynb"


def told(graded):
    return [(result.check.title, result.status, result.found) for result in graded.report.results]


@pytest.mark.parametrize("what", WRONG)
def test_the_report_is_the_same_as_when_each_question_waits_for_its_answer(tmp_path, what):
    file = notebook(tmp_path, WRONG[what])
    at_once = grade(file, seed=1)
    with patch.object(judge, "scripts", lambda exercise, seed: (Script(),) * len(exercise.checks)):
        one_by_one = grade(file, seed=1)
    assert told(at_once) == told(one_by_one)
    assert at_once.status == one_by_one.status or "the end" in what  # whoever isn't asked any more ends unseen


def test_a_check_is_one_message(tmp_path):
    sent = []
    send = Worker.send
    with patch.object(Worker, "send", lambda worker, *what: (sent.append(1), send(worker, *what))):
        graded = grade(notebook(tmp_path, RIGHT), seed=1)
    assert graded.report.points == graded.report.total
    assert len(sent) <= 1 + len(graded.report.results)


def test_nobody_waits_for_an_answer_that_is_not_needed(tmp_path):
    """The first draw of the check fails; that the second would never return is nobody's business."""
    hangs = (
        CODE + "\ncalls = []\ndef gradient(Z, T):\n    calls.append(1)\n    while len(calls) > 1: pass\n    return Z"
    )
    last = "\nfor_a_price = 'c'"
    graded = grade(notebook(tmp_path, hangs + last), seed=1)
    assert graded.status == "ok"
    found = {title: (status, found) for title, status, found in told(graded)}
    assert "expected" in found["The gradient with respect to the logits"][1]


def test_the_script_is_what_does_not_depend_on_the_answers():
    for name in exercise_names():
        exercise = load_exercise(name)
        asked = scripts(exercise, 1)
        assert len(asked) == len(exercise.checks)
        assert [one.message for one in scripts(exercise, 2)] != [one.message for one in asked]
        assert all(
            not script.questions for script, check in zip(asked, exercise.checks, strict=True) if check.seconds > 10
        )
    (learns,) = [n for n, check in enumerate(load_exercise("debug_the_trainer").checks) if "learns" in check.title]
    assert (
        len(scripts(load_exercise("debug_the_trainer"), 1)[learns].questions) < 5
    )  # the rest goes on from the answers


def test_without_a_seed_or_the_course_s_own_answers_nothing_is_known_before():
    assert not any(script.questions for script in scripts(load_exercise("softmax"), None))
    mine = Exercise("softmax", checks=load_exercise("softmax").checks)
    assert not any(script.questions for script in scripts(mine, 1))
