"""What students' code can do wrong, and what they are told: never a traceback, never a hang."""

import subprocess
import sys
import threading
import time

import numpy as np
import pytest

from lecture_nn.checks import Exercise
from lecture_nn.checks.answers import Namespace
from lecture_nn.checks.expect import expect_choice, expect_close, expect_list, expect_number
from lecture_nn.student_code import AnswerError, call, time_limit


def asked(test, seconds=5.0, **answers):
    """The result of one check."""
    each = Exercise("trial")
    each.check("It doubles", points=1, row="L01", hint="a hint", seconds=seconds)(test)
    return each.grade(answers).results[0]


def doubles(s):
    expect_close("double(x)", s.double(np.array([1.0, 2.0])), [2.0, 4.0])


@pytest.mark.parametrize(
    ("answer", "status", "says"),
    [
        (lambda x: 2 * x, "right", ""),
        (lambda x: [2, 4], "right", ""),
        (..., "unanswered", "there is no function double yet"),
        (lambda x: ..., "unanswered", "double is not answered yet"),
        (lambda x: (x, ...), "unanswered", "double is not answered yet: there is still a ... in it"),
        (lambda x: np.array([..., 1.0]), "unanswered", "there is still a ... in it"),
        (lambda x: {"x": [[1.0, ...]]}, "unanswered", "there is still a ... in it"),
        (lambda x: x, "wrong", "expected [2, 4], got [1, 2]"),
        (lambda x: [2.0, 5.0], "wrong", "first wrong at index 1: 5, not 4"),
        (lambda x: x.reshape(2, 1), "wrong", "expected shape (2,), got (2, 1)"),
        (lambda x: x * np.nan, "wrong", "got [nan, nan]"),
        (lambda x: None, "wrong", "does it end with return?"),
        (lambda x: "ab", "wrong", "expected numbers of shape (2,), got str"),
        (lambda x: [[1], [1, 2]], "wrong", "expected numbers of shape (2,), got list"),
        (lambda x: object(), "wrong", "got object"),
        (lambda x: np.array([None, 1]), "wrong", "an array of objects"),
        (lambda x: [[[[[[1]]]]]], "wrong", "lists within lists"),
        (lambda x: 1 / 0, "wrong", "ZeroDivisionError"),
        (lambda x, y: x, "wrong", "TypeError"),
        (lambda x: np.broadcast_to(1.0, (10**5, 10**5)), "wrong", "expected at most 10000000 numbers"),
    ],
)
def test_what_is_said_of_an_answer(answer, status, says):
    result = asked(doubles, double=answer)
    assert result.status == status
    assert says in result.found


@pytest.mark.parametrize(
    "left",
    [..., (..., ..., ...), [..., ...], [[..., 1], [2, 3]], (1.0, ...), {"hidden": ...}, np.array([..., ...]), {...}],
    ids=str,
)
def test_a_value_with_dots_left_in_it_is_not_answered(left):
    result = asked(lambda s: expect_close("units", s.value("units"), [1.0, 2.0]), units=left)
    assert result.status == "unanswered"
    assert result.found.startswith("units is not answered yet")


def test_a_list_that_holds_itself_is_wrong_and_no_more():
    endless = [1.0]
    endless.append(endless)
    assert asked(lambda s: s.value("units"), units=endless).status == "wrong"


@pytest.mark.parametrize(
    ("expected", "answer", "says"),
    [
        (True, np.bool_(False), "expected True, got False"),
        (True, 0, "expected True, got 0"),
        (False, "no", "expected True or False, got str"),
        (
            [True, False],
            [True, True],
            "expected [True, False], got [True, True] (first wrong at index 1: True, not False)",
        ),
    ],
)
def test_true_and_false_are_not_called_1_and_0(expected, answer, says):
    with pytest.raises(AssertionError) as caught:
        expect_close("ready", answer, expected)
    assert str(caught.value) == f"ready: {says}"


@pytest.mark.parametrize("answer", [True, np.True_, 1, 1.0, np.array([True])])
def test_a_truth_may_come_as_a_number(answer):
    expect_close("ready", answer, True)


def test_not_implemented_is_not_answered():
    def double(x):
        raise NotImplementedError

    assert asked(doubles, double=double).status == "unanswered"


def test_changed_arguments_are_noticed():
    def double(x):
        x *= 2
        return x

    result = asked(doubles, double=double)
    assert result.status == "wrong"
    assert "double has changed `x`, the array that it was given" in result.found


def test_all_arguments_of_a_kind_that_are_changed_are_named():
    def moved(w, v, kept, names):
        w -= v
        v *= 2
        names.append("w")
        return w + kept

    with pytest.raises(AnswerError) as told:
        call({"moved": moved}, "moved", (np.ones(2), np.ones(2), np.ones(2), ["v"]))
    assert "moved has changed `w` and `v`, the arrays that it was given" in str(told.value)
    assert "write into `w`" in str(told.value)


def forever(x):
    while True:
        x = x + 0


def forever_with_except(x):
    while True:
        try:
            x = x + 0
        except Exception:
            continue


@pytest.mark.parametrize("answer", [forever, forever_with_except])
def test_an_endless_loop_is_stopped(answer):
    result = asked(doubles, seconds=0.3, double=answer)
    assert result.status == "wrong"
    assert "stopped after 0.3 seconds" in result.found


def test_the_limit_leaves_nothing_behind():
    for _ in range(20):
        with time_limit(5):
            sum(range(1000))
    with pytest.raises(AnswerError), time_limit(0.05):
        forever(1)
    assert sum(1 for _ in range(100_000)) == 100_000


def test_the_time_begins_with_the_block_and_not_with_the_thread_that_watches_it(monkeypatch):
    start = threading.Thread.start

    def slowly(thread):
        start(thread)
        time.sleep(2)  # as on a machine that is busy with other things

    monkeypatch.setattr(threading.Thread, "start", slowly)
    with time_limit(1):
        pass


def test_an_object_that_equals_everything_is_no_answer():
    class Everything:
        def __eq__(self, other):
            return True

        def __array__(self, *_, **__):
            return np.array([2.0, 4.0])

    assert asked(doubles, double=lambda x: Everything()).status == "wrong"


def test_a_lying_array_is_made_plain():
    class Lying(np.ndarray):
        def __eq__(self, other):
            return np.ones(self.shape, bool)

        def __array_function__(self, *_):
            return True

    result = asked(doubles, double=lambda x: np.zeros(2).view(Lying))
    assert result.status == "wrong"
    returned = Namespace({"f": lambda: np.zeros(2).view(Lying)}).f()
    assert type(returned) is np.ndarray


def test_values_are_copied():
    mine = [np.zeros(2)]
    Namespace({"mine": mine}).value("mine")[0][:] = 1
    assert not mine[0].any()


def test_choices_and_numbers_do_not_give_the_answer_away():
    with pytest.raises(AssertionError, match=r"^task: expected one of 'a', 'b', got 3$"):
        expect_choice("task", 3, "a", "ab")
    with pytest.raises(AssertionError, match=r"^task: 'b' is not right$"):
        expect_choice("task", " B", "a", "ab")
    expect_choice("task", "A", "a", "ab")
    for no_choice in ("ab", ""):  # both are parts of the text "ab"
        with pytest.raises(AssertionError, match=rf"^task: expected one of 'a', 'b', got '{no_choice}'$"):
            expect_choice("task", no_choice, "a", "ab")
    with pytest.raises(AssertionError, match=r"^n: 3 is not right$"):
        expect_number("n", 3, 7)
    expect_number("n", np.float32(7.2), 7, tolerance=0.5)


def test_a_misunderstanding_is_named_only_when_every_call_fits():
    each = Exercise("trial")
    each.check("It doubles", points=1, row="L01", hint="a hint")(doubles)
    about = each.misunderstanding("double", hint="you add one.", read=("02_neuron", "The unit"))(lambda x: x + 1)
    (result,) = each.grade({"double": lambda x: x + 1}).results
    assert result.misunderstanding is about
    (result,) = each.grade({"double": lambda x: x + 2}).results
    assert result.misunderstanding is None
    page = each.grade({"double": lambda x: x + 1})._repr_html_()
    assert 'href="../notebooks/02_neuron.ipynb#The-unit"' in page


@pytest.mark.parametrize(("right", "got"), [(True, np.bool_(False)), (True, np.array(False)), ("sum", np.str_("mean"))])
def test_an_answer_of_numpys_own_kind_gets_the_same_hint(right, got):
    def asks(s):
        if s.says() != right:
            raise AssertionError("not right")

    each = Exercise("trial")
    each.check("It says so", points=1, row="L01", hint="a hint")(asks)
    each.misunderstanding("says", hint="the other hint", read=("01_beyond_lines", ""))(lambda: np.asarray(got).item())
    assert each.grade({"says": lambda: got}).results[0].misunderstanding.hint == "the other hint"


def test_hidden_checks_are_counted_and_not_called_passed():
    each = Exercise("trial")
    each.check("It doubles", points=1, row="L01", hint="a hint")(doubles)
    each.check("It doubles the rest", points=2, row="L01", hint="a hint", hidden=True)(doubles)
    report = each.grade({"double": lambda x: 2 * x}, hidden=False)
    assert repr(report).startswith("Score: 1 of 1 points. All checks shown here pass. 2 points more: checked when")
    assert each.grade({"double": lambda x: 2 * x}).points == 3


@pytest.mark.parametrize("block", ["pass", "time.sleep(0.3)", "while True: pass"], ids=["in time", "late", "endless"])
def test_after_a_limit_code_can_be_traced(block):
    """As debuggers and measurements of coverage do: they hang where an error is still waited for."""
    code = f"""
import sys, time
from lecture_nn.student_code import AnswerError, time_limit

def traced(n=3):
    return n

try:
    with time_limit({60 if block == "pass" else 0.1}):
        {block}
except AnswerError:
    print("stopped")
sys.settrace(lambda frame, event, argument: None)
print(traced())
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)
    assert ran.stdout.split() == ([] if block == "pass" else ["stopped"]) + ["3"]


@pytest.mark.parametrize(
    ("expected", "came", "told"),
    [
        (1.28434, 1.28431, "expected 1.28434, got 1.28431"),
        ([0.5, 1.28434], [0.5, 1.28431], "(first wrong at index 1: 1.28431, not 1.28434)"),
        (1.5, 3.0, "expected 1.5, got 3"),
        (float("nan"), float("nan"), "expected nan, got nan"),
    ],
)
def test_numbers_that_differ_look_different(expected, came, told):
    with pytest.raises(AssertionError) as raised:
        expect_close("loss", came, expected)
    assert str(raised.value).endswith(told)


@pytest.mark.parametrize(
    ("expected", "came", "told"),
    [
        (2.0, [1.0, 2.0], "expected one number, got an array of shape (2,)"),
        ([1.0, 2.0], 2.0, "expected an array of shape (2,), got one number"),
        ([1.0, 2.0], [3.0, 2.0], "expected [1, 2], got [3, 2]"),  # the first one is seen anyway
        ([1.0, -0.0], [1.0, 2.0], "expected [1, 0], got [1, 2] (first wrong at index 1: 2, not 0)"),
        ((2, 3), (2, 2), "expected (2, 3), got (2, 2) (first wrong at index 1: 2, not 3)"),
        ((2, 3), np.array([2, 2]), "expected [2, 3], got [2, 2] (first wrong at index 1: 2, not 3)"),
        (np.arange(6.0), np.array([1, 2, 3, 4, 5, np.nan]), "(not a number at index 5: nan, not 5)"),
        (np.arange(6.0), np.array([1, np.nan, 3, 4, 5, np.nan]), "got [1, nan, 3, 4, …]"),
    ],
)
def test_a_message_shows_what_it_is_about(expected, came, told):
    with pytest.raises(AssertionError) as raised:
        expect_close("result", came, expected)
    assert str(raised.value).endswith(told)


def test_numpys_own_signature_of_a_product_is_left_out():
    says = asked(doubles, double=lambda x: np.ones((2, 3)) @ np.ones((2, 3))).found
    assert "size 2 is different from 3" in says
    assert "signature" not in says


def test_one_entry_is_not_called_entries():
    with pytest.raises(AssertionError, match=r"expected a list or tuple of 4, got 1 entry$"):
        expect_list("folds", [1], 4)
