"""A mistake that was explained before is explained as it was, and without a search."""

from unittest.mock import patch

import numpy as np
import pytest

from lecture_nn.checks import load_exercise
from lecture_nn.checks.answers import Namespace
from lecture_nn.checks.diagnosis import choose, known
from lecture_nn.checks.expect import SEED

EXERCISE = load_exercise("softmax")
(CHECK,) = [check for check in EXERCISE.checks if check.title == "Softmax of a batch"]


def over_examples(Z):
    e = np.exp(Z - Z.max(axis=1, keepdims=True))
    return e / e.sum(axis=0)


def over_examples_in_a_loop(Z):
    out = np.empty(Z.shape)
    for k in range(Z.shape[1]):
        out[:, k] = np.exp(Z[:, k] - Z.max(axis=1)) / sum(np.exp(z[k] - max(z)) for z in Z)
    return out


def only_where_the_check_looks(Z):
    return over_examples(Z) if len(Z) == 5 else Z


@pytest.fixture
def explained():
    """``explained(function)`` is the result of the check, for the same draws each time."""
    known._known.clear()
    before = SEED.set(1)
    yield lambda function: CHECK.run(Namespace({"softmax": function}), EXERCISE)
    SEED.reset(before)
    known._known.clear()


def test_the_same_mistake_written_otherwise_is_not_searched_for_again(explained):
    first = explained(over_examples)
    with patch.object(choose, "explain", side_effect=AssertionError("searched again")):
        again = explained(over_examples_in_a_loop)
    assert again.misunderstanding is not None
    assert (again.misunderstanding, again.found) == (first.misunderstanding, first.found)


def test_what_agrees_on_the_check_alone_is_another_mistake(explained):
    first = explained(over_examples)
    with patch.object(choose, "explain", wraps=choose.explain) as searched:
        other = explained(only_where_the_check_looks)
    assert searched.call_count == 1
    assert other.misunderstanding != first.misunderstanding


def test_as_many_are_kept_as_are_allowed(explained):
    with patch.object(known, "MOST", 3):
        for n in range(5):
            explained(lambda Z, n=n: Z + n)
    assert len(known._known) == 3


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (0.1 + 0.2, 0.3, True),
        (np.array([1.0, np.nan, -0.0]), np.array([1.0 + 1e-12, -np.nan, 0.0]), True),
        (np.array([np.inf, 1e-300]), np.array([np.inf, 1e-300]), True),
        (1.0, 1.00001, False),
        (1, 1.0, False),
        (True, 1, False),
        ([1.0, 2.0], (1.0, 2.0), False),
        (np.zeros((2, 3)), np.zeros((3, 2)), False),
        (np.array([1, 2]), np.array([1.0, 2.0]), False),
        ({"a": [1.0]}, {"a": [1.0 + 1e-12]}, True),
        ("b", "c", False),
        (None, 0, False),
    ],
)
def test_traces_tell_apart_all_but_rounding(one, other, alike):
    assert (known.trace(one) == known.trace(other)) == alike


def test_infinity_is_another_answer_than_what_is_no_number():
    assert len({known.trace(value) for value in (0.0, float("inf"), -float("inf"), float("nan"))}) == 4
