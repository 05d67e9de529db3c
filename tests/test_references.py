"""The right functions that wrong answers are compared with: all there, and right."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from lecture_nn.checks import Exercise, exercise_names, load_exercise
from lecture_nn.checks.asked import asked_for
from lecture_nn.checks.diagnosis.references import reference, right_value
from lecture_nn.checks.turns import turns

ROOT = Path(__file__).resolve().parent.parent


def test_they_are_those_of_the_solutions():
    subprocess.run([sys.executable, "tools/references.py", "--check"], cwd=ROOT, check=True, capture_output=True)


@pytest.mark.parametrize("name", exercise_names())
def test_every_way_to_write_a_function_is_right(name):
    exercise = load_exercise(name)
    functions, values = asked_for(exercise)
    assert [value for value in values if right_value(exercise, value) is None] in ([], ["plan"])
    for function in functions:
        right = reference(exercise, function)
        assert len(right.ways) >= 2
        for way in right.ways:
            report = exercise.grade({function: right.made(way)})
            assert [result.found for result in report.results if result.status == "wrong"] == [], way


def test_every_turn_has_one():
    for name, (_, turn) in turns().items():
        right = reference(turn, name)
        answer = right_value(turn, name) if right is None else right.function
        assert [result.found for result in turn.grade({name: answer}).results if not result.passed] == []


def test_an_instructor_gives_one_to_an_exercise_of_their_own():
    own = Exercise("own")

    @own.reference
    def double(x):
        """Return twice x."""
        return scale * x

    scale = 2
    right = reference(own, "double")
    assert right.function(np.ones(2)).tolist() == [2, 2]
    assert right.parameters == ("x",)
    assert right.docstring == "Return twice x."
    assert right.ways == ('def double(x):\n    """Return twice x."""\n    return scale * x',)


def test_a_turn_knows_what_the_docstring_of_its_lesson_says_of_the_axes():
    _, turn = turns()["bias_and_variance"]
    assert "O is (S, M)" in reference(turn, "bias_and_variance").docstring
