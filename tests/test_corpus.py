"""Answers that others gave: right ones are accepted, wrong ones are found, and most are told what they look like."""

import json
from pathlib import Path

import diagnosed
import every_seed
import pytest

from lecture_nn.checks import load_exercise

ANSWERS = json.loads((Path(__file__).parent / "corpus" / "answers.json").read_text(encoding="utf-8"))
LONG = {"plan"}  # its checks train networks
SEEDS = (0, 1, 57, 123, 199)  # "make every-seed" tries 200, and the plans
SHORT = [answer for answer in ANSWERS if answer["function"] not in LONG]
EXERCISES = sorted({answer["exercise"] for answer in ANSWERS})


def thoughts(answers):
    return [f"{answer['function']}: {answer['thought']}" for answer in answers]


@pytest.mark.parametrize("exercise", EXERCISES)
def test_right_answers_are_accepted_and_wrong_ones_are_not(exercise):
    answers = [answer for answer in SHORT if answer["exercise"] == exercise]
    misjudged = [(each["function"], each["thought"], every_seed.misjudged(each, SEEDS)) for each in answers]
    assert [each for each in misjudged if each[-1]] == []


def test_plans_beyond_the_budget_and_misspelt_ones_are_found_without_training():
    plans = [answer for answer in ANSWERS if answer["function"] == "plan" and not answer["right"]]
    budget = next(check for check in load_exercise("ten_digits").checks if check.title == "A plan within the budget")
    found = [budget.run(diagnosed.Tried(load_exercise("ten_digits"), "plan", plan["code"])) for plan in plans]
    assert {result.status for result in found} == {"right", "wrong"}
    trained = [plan for plan, result in zip(plans, found, strict=True) if result.passed]
    assert len(trained) == 7, thoughts(trained)


def test_most_wrong_answers_are_told_what_they_look_like():
    """Every twelfth of each half, since each takes a search."""
    halves = {"built on": 0.93, "held out": 0.85, "second, built on": 0.93, "second, held out": 0.85}
    halves |= {
        "third": 0.85,
        "fourth": 0.8,
        "fifth": 0.9,
        "sixth": 0.85,
        "seventh": 0.85,
        "eighth": 0.85,
        "ninth": 0.9,
        "tenth": 0.9,
        "eleventh": 0.9,
        "twelfth": 0.9,
        "thirteenth": 0.75,
        "fourteenth": 0.9,
        "fifteenth": 0.9,
        "sixteenth": 0.8,
        "seventeenth": 0.9,
        "eighteenth": 0.95,
        "nineteenth": 0.95,
        "twentieth": 0.95,
        "twentyfirst": 0.85,
        "twentysecond": 0.95,
        "twentythird": 0.95,
    }
    for half, least in halves.items():
        tried = [answer for answer in SHORT if answer["half"] == half and not answer["right"]][::12]
        named = [answer for answer in tried if diagnosed.name_of(diagnosed.outcome(answer, seed=1)[0])]
        assert len(named) >= least * len(tried), thoughts(answer for answer in tried if answer not in named)


def test_an_answer_that_ends_in_an_error_has_not_passed():
    answer = {"exercise": "ten_digits", "function": "plan", "code": "plan = no_such_plan | {'epochs': 50}"}
    failed, _ = diagnosed.outcome(answer, seed=1, explain=False)
    assert "NameError" in failed[0].found


def test_what_the_notebook_gives_is_there():
    answer = {"exercise": "ten_digits", "function": "plan", "code": "plan = first_plan | {'epochs': 50}"}
    failed, _ = diagnosed.outcome(answer, seed=1, explain=False)
    assert "500,000 (50 epochs)" in failed[0].found
