"""Mistakes that come out alike, or nearly: which of them an answer has is read in its code."""

import json
from pathlib import Path

import pytest
from diagnosed import outcome, told

from lecture_nn.checks.diagnosis.repair.edits import edits
from lecture_nn.checks.diagnosis.written import parsed

ROWS = json.loads((Path(__file__).parent / "told_apart.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['function']}-{n}" for n, row in enumerate(ROWS)])
def test_what_is_said_is_true_of_this_code(row):
    said = told(row["exercise"], row["function"], row["code"])
    assert row["never"] not in said
    assert row["instead"] in said


def test_a_sum_is_not_tried_in_a_factorial():
    """It would take for ever, and nothing ends a single call of Python's own."""
    code = """
def most_regions(J, D):
    from math import factorial as f
    r = 0
    for k in range(D + 1):
        r += f(J) // f(k)
    return r
"""
    tried = [each.text for each in edits(parsed(code, "most_regions").function)]
    assert len(tried) > 20
    assert not any("f(r)" in text for text in tried)


def test_a_change_that_is_told_passes_the_whole_check():
    """Of the two limits, one alone is enough for the calls that are tried, and not for all of the check."""
    code = """
def cross_entropy(P, T):
    P = np.clip(P, 0.05, 0.95)
    log_p = np.log(P)
    return -np.mean(np.sum(T * log_p, axis=1))
"""
    assert "only one thing" not in told("debug_the_trainer", "cross_entropy", code)


def test_the_perceptron_may_be_written_for_three_entries():
    code = """
def perceptron_update(w, x, t):
    o = 1 if w[0] * x[0] + w[1] * x[1] + w[2] * x[2] > 0 else 0
    return np.array([w[0] + (t - o) * x[0], w[1] + (t - o) * x[1], w[2] + (t - o) * x[2]])
"""
    failed, _ = outcome(
        {"exercise": "01_beyond_lines", "function": "perceptron_update", "right": True, "code": code}, 1
    )
    assert not failed
