"""Wrong answers to the exercises from optimizers to the capstone fail whatever the seed, each by its own name.

And the capstone keeps its test images closed until it is graded.
"""

import inspect

import pytest

from lecture_nn.checks import load_exercise
from lecture_nn.checks.answers import Namespace
from lecture_nn.checks.exercises import ten_digits
from lecture_nn.checks.expect import SEED

RIGHT = {"networks_trained": 51, "unbiased": "c", "weights_under_l2": [2, 2], "under_l1": "c"}
"""Values that a check asks for together with others."""


@pytest.fixture
def seed():
    token = SEED.set(None)
    yield SEED.set
    SEED.reset(token)


@pytest.mark.parametrize("name", ["optimizers", "monitoring", "weight_decay", "model_selection", "ten_digits"])
def test_each_misunderstanding_fails_for_every_seed_by_its_own_name(name, seed):
    exercise = load_exercise(name)
    for each in exercise.misunderstandings:
        is_function = bool(inspect.signature(each.wrong).parameters)
        answers = {**RIGHT, each.name: each.wrong if is_function else each.wrong()}
        (check,) = [check for check in exercise.checks if each.name in asked(check, answers)]
        for number in range(20) if is_function else [0]:
            seed(number)
            result = check.run(Namespace(answers), exercise)
            told = result.misunderstanding.hint if result.misunderstanding else result.found
            assert (result.status, told) == ("wrong", each.hint), f"{each.name}, seed {number}"


def asked(check, answers):
    given = Namespace(answers)
    check.run(given)
    return {call.name for call in given.calls}


class Closed:
    """Data whose test images can't be had."""

    train, validation = ten_digits.digits()[:2]

    @property
    def test(self):
        raise RuntimeError("the test images are opened")


def test_the_check_that_a_student_runs_does_not_open_the_test_images(monkeypatch):
    monkeypatch.setattr(ten_digits, "digits", Closed)
    plan = {"hidden": [], "epochs": 1}
    shown = load_exercise("ten_digits").grade({"plan": plan}, hidden=False)
    told = {result.check.title: result.found for result in shown.results}
    assert "accuracy on the validation images, mean of 3 seeds" in told["95% on the validation images"]
    graded = load_exercise("ten_digits").grade({"plan": plan})
    assert "the test images are opened" in graded.results[-1].found
    monkeypatch.setattr(ten_digits, "digits", None)  # a plan that has been judged needs neither images nor training
    again = load_exercise("ten_digits").grade({"plan": plan}, hidden=False)
    assert [result.found for result in again.results] == [result.found for result in shown.results]
    monkeypatch.setattr(ten_digits, "digits", Closed)
    diverging = load_exercise("ten_digits").grade(
        {"plan": {**plan, "hidden": [8, 8], "learning_rate": 1e30}}, hidden=False
    )
    assert "diverges in epoch 1" in diverging.results[-1].found
