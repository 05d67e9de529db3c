"""Wrong answers fail whatever the seed of the examples, and each is called by its own name.

And the capstone keeps its test images closed until it is graded.
"""

import contextlib

import pytest

from lecture_nn.checks import exercise_names, load_exercise
from lecture_nn.checks.answers import Namespace
from lecture_nn.checks.diagnosis.cases import RightAnswers
from lecture_nn.checks.diagnosis.references import reference
from lecture_nn.checks.exercises import ten_digits
from lecture_nn.checks.expect import SEED
from lecture_nn.checks.turns import load_turn, turns


@pytest.fixture
def seed():
    token = SEED.set(None)
    yield SEED.set
    SEED.reset(token)


EXERCISES = [*exercise_names(), *turns()]


SEEDS = 30
"""That are tried; with 200 it takes a minute, and they all fail as well."""


def exercise_of(name):
    return load_exercise(name) if name in exercise_names() else load_turn(name)


class Answered(RightAnswers):
    """Right answers to an exercise, but for one that is wrong."""

    def __init__(self, exercise, name, answer):
        super().__init__(exercise)
        self.name, self.own = name, Namespace({name: answer})

    def limit(self, seconds):
        return contextlib.nullcontext()

    def _call(self, name, arguments):
        return self.own._call(name, arguments) if name == self.name else super()._call(name, arguments)

    def _value(self, name):
        return self.own._value(name) if name == self.name else super()._value(name)


def wrong_answers(exercise):
    """The listed misunderstandings, each with the checks that ask for it, and the answers to give to them."""
    for each in exercise.misunderstandings:
        if each.name == "plan":  # what it shows is seen once networks have been trained
            continue
        is_function = reference(exercise, each.name) is not None
        answers = Answered(exercise, each.name, each.wrong if is_function else each.wrong())
        checks = [check for check in exercise.checks if each.name in asked(check, answers)]
        yield each, checks, answers


def asked(check, answers):
    if exercise_is_trained(check):
        return set()
    check.run(answers)
    return {call.name for call in answers.calls}


def exercise_is_trained(check):
    return "plan" in check.test.__code__.co_consts


@pytest.mark.parametrize("name", EXERCISES)
def test_each_wrong_answer_fails_whatever_the_seed(name, seed):
    """It fails on the examples that are the same each time; if these come later, it is tried with other seeds."""
    for each, checks, answers in list(wrong_answers(exercise_of(name))):
        seed(Unseeded())
        told = [check.run(answers) for check in checks]
        if any(result.status == "wrong" and "Unseeded" not in result.found for result in told):
            continue
        for number in range(SEEDS):
            seed(number)
            assert any(check.run(answers).status == "wrong" for check in checks), f"{each.hint}: seed {number}"


class Unseeded:
    """In place of a seed: a generator can't be made of it, so a check that comes to need one ends in an error."""


@pytest.mark.parametrize("name", EXERCISES)
def test_each_misunderstanding_is_called_by_its_own_name(name, seed):
    exercise = exercise_of(name)
    for each, checks, answers in list(wrong_answers(exercise)):
        for number in (1, 2):
            seed(number)
            results = [check.run(answers, exercise) for check in checks]
            told = [result.misunderstanding.hint for result in results if result.misunderstanding]
            assert each.hint in told, f"{each.name}, seed {number}: {told}"


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


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ({"batch_size": 10_000}, "your batches are large"),
        ({"batch_size": 1000, "optimizer": "Nesterov"}, "your batches are large"),
        ({"optimizer": "Adam"}, "the learning rate is large for your optimizer"),
        ({"optimizer": "RMSProp", "learning_rate": 0.05}, "the learning rate is large for your optimizer"),
        ({"optimizer": "Adam", "learning_rate": 0.001}, ""),
        ({"optimizer": "Momentum"}, ""),
        ({"optimizer": "SGD", "batch_size": 10_000}, ""),  # its mistake is another one
    ],
)
def test_what_a_plan_shows_is_said_if_it_is_valid_and_not_good_enough(monkeypatch, plan, said):
    monkeypatch.setattr(ten_digits, "_accuracy", lambda *_: 0.5)
    report = load_exercise("ten_digits").grade({"plan": {"hidden": [30], **plan}}, hidden=False)
    told = {result.misunderstanding.hint for result in report.results if result.misunderstanding}
    assert bool(told) == bool(said)
    assert all(said in hint for hint in told)


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ({"hidden": 48}, "the number of units of each hidden layer"),
        ({"epochs": 40}, "in each epoch every example counts"),
        (None, "change a dictionary in place"),
    ],
)
def test_a_plan_that_is_refused_is_told_what_is_asked_for(plan, said):
    report = load_exercise("ten_digits").grade({"plan": plan}, hidden=False)
    assert said in next(result.found for result in report.results if "budget" in result.check.title)
