"""A mistake that was explained before is explained as it was, and without a search."""

import gc
from unittest.mock import patch

import numpy as np
import pytest

from lecture_nn.checks import load_exercise, model
from lecture_nn.checks.answers import Namespace
from lecture_nn.checks.diagnosis import choose, heads, interventions, known, operators, raised, variants
from lecture_nn.checks.expect import SEED
from lecture_nn.student_code import AnswerError

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


def along_a_third_axis(Z):
    e = np.exp(Z - Z.max(axis=1, keepdims=True))
    return e / e.sum(axis=2)


def along_a_third_axis_too(Z):
    shifted = Z - Z.max(axis=1, keepdims=True)
    return np.exp(shifted) / np.exp(shifted).sum(axis=2)


def test_what_raises_the_same_error_is_not_looked_into_again(explained):
    first = explained(along_a_third_axis)
    with patch.object(raised, "explain", side_effect=AssertionError("looked into again")):
        again = explained(along_a_third_axis)
    assert again.misunderstanding is not None
    assert (again.misunderstanding, again.found) == (first.misunderstanding, first.found)


def test_an_error_of_another_text_is_looked_into(explained):
    explained(along_a_third_axis)
    with patch.object(raised, "explain", wraps=raised.explain) as looked:
        explained(along_a_third_axis_too)
    assert looked.call_count == 1


@pytest.mark.parametrize("error", [None, KeyboardInterrupt])
def test_a_search_is_not_held_up_by_looking_for_garbage(explained, error):
    seen = []

    def search(*_):
        seen.append(gc.isenabled())
        if error:
            raise error
        return None, ""

    assert gc.isenabled()
    with patch.object(choose, "explain", side_effect=search):
        if error:
            with pytest.raises(error):
                explained(over_examples)
        else:
            explained(over_examples)
    assert seen == [False]
    assert gc.isenabled()


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


def explained_twice(of, name, first, second):
    """Two answers to the same check, one after the other in one process."""
    exercise = load_exercise(of)
    (check,) = [each for each in exercise.checks if each.title == name]
    known._known.clear()
    before = SEED.set(1)
    try:
        yield check.run(Namespace(first), exercise)
        yield check.run(Namespace(second), exercise)
    finally:
        SEED.reset(before)
        known._known.clear()


def both_wrong(factor):
    """Both results are wrong, each in a way of its own that nobody has a name for."""

    def gradient_of_example(x, t, W, b):
        return factor * np.outer(t, x) ** 3, np.cos(factor * b)

    return {"gradient_of_example": gradient_of_example}


def test_variants_that_were_tried_for_one_answer_are_not_run_for_the_next():
    answers = explained_twice(
        "single_layer_backprop", "The gradient of one example", both_wrong(1.37), both_wrong(2.71)
    )
    for kept in (operators._KEPT, operators._PAIRS, operators._ELSEWHERE):  # of tests that ran before
        kept.clear()
    with patch.object(variants.Variants, "run", autospec=True, side_effect=variants.Variants.run) as run:
        next(answers)
        searched = run.call_count
        next(answers)
    assert searched > 500
    assert run.call_count - searched < searched / 20


def test_what_comes_out_for_changed_arguments_is_computed_for_one_answer_and_known_for_the_next():
    answers = explained_twice("single_layer_backprop", "The gradient of one example", both_wrong(3.1), both_wrong(4.3))
    interventions._RESULTS.clear()
    with patch.object(interventions, "right_result", side_effect=interventions.right_result) as computed:
        next(answers)
        first = computed.call_count
        next(answers)
    assert first > 50
    assert computed.call_count - first < first / 5


@pytest.mark.parametrize("returned", [1.0, [1.0, 2.0], (np.ones(3), 2.0), (np.ones((2, 2)), [1.0, 3.0], np.zeros(0))])
def test_the_head_of_a_result_holds_those_of_its_parts(returned):
    whole = heads.head(returned)
    if isinstance(returned, list | tuple):
        assert [heads.of_part(whole, n) for n in range(len(returned))] == [heads.head(each) for each in returned]
    assert not heads.differ(whole, heads.head(returned))


def test_results_that_differ_in_the_second_of_two_are_told_apart_by_their_heads():
    one, other = (np.ones(3), np.ones(2)), (np.ones(3), np.zeros(2))
    assert heads.differ(heads.head(one), heads.head(other))


def test_numbers_are_the_same_or_not_whether_or_not_the_first_ones_are_looked_at_first():
    numbers = [0.0, -0.0, 1.0, 1.0 + 1e-6, 1.001, -1.0, 1e-8, 1e300, np.nan, np.inf, -np.inf]
    arrays = [np.array([a, b]) for a in numbers for b in numbers[:4]] + [np.zeros(0), np.array([True, False])]
    pairs = [(a, b) for a in arrays for b in arrays]
    found = [model.same(a, b) for a, b in pairs]
    with patch.object(model, "_far_apart", return_value=False):
        assert found == [model.same(a, b) for a, b in pairs]
    assert any(found)


def test_pairs_are_listed_only_for_a_search_that_may_try_one():
    exercise = load_exercise("softmax")
    subject = choose._of("softmax", exercise, CHECK, answered(over_examples), choose.right_of(exercise, "softmax"))[0]
    operators._PAIRS.clear()
    assert list(operators.in_pairs(subject, operators.Work(0.0))) == []
    assert not operators._PAIRS
    with patch.object(operators, "_placed", side_effect=AssertionError("the sentence of a pair that doesn't fit")):
        tried = list(operators.in_pairs(subject, operators.Work()))
    assert len(tried) > 100


def answered(function):
    """Answers that a check has been run with."""
    answers = Namespace({"softmax": function})
    CHECK.run(answers)
    return answers


def test_an_answer_that_is_slow_is_not_asked_for_ever():
    clock = iter(range(1000))  # each question takes a second
    asked = []

    class Slow(Namespace):
        def each_again(self, name, several):
            asked.extend(several)
            return [0.0 for _ in several]

    listening = known._Listening(Slow({}))
    with patch.object(known.time, "perf_counter", lambda: next(clock)):
        came = listening.each_again("softmax", [(n,) for n in range(9)])
    assert asked == [(0,), (1,)]
    assert [isinstance(each, AnswerError) for each in came] == [False] * 2 + [True] * 7
    assert [arguments for _, arguments, _ in listening.heard] == asked
    with pytest.raises(AnswerError, match="too long"):
        listening.each_edited("softmax", [("def softmax(Z): ...", 1)], (1,))


def like_nothing(Z):
    return np.cos(3 * Z) + 0.3 * Z**3


def like_nothing_too(Z):
    return 0.3 * Z * Z * Z + np.cos(Z + Z + Z)


def test_what_nothing_explained_is_not_searched_again_for_the_next_check(explained):
    """An explanation of another check would have to hold for this one, too: it is the same function."""
    with patch.object(choose, "_explained", wraps=choose._explained) as searched:
        first = EXERCISE.grade(Namespace({"softmax": like_nothing}))
        assert sum(result.status == "wrong" for result in first.results) > 1
        assert searched.call_count == 1
        again = EXERCISE.grade(Namespace({"softmax": like_nothing_too}))
    assert searched.call_count == 1, "a mistake that is known is known with what was not searched for after it"
    assert [result.found for result in again.results] == [result.found for result in first.results]
