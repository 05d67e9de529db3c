"""Where a mistake is, shown by repairing it: one change of the answer's text after which it is right."""

import ast
import sys
from types import ModuleType

import diagnosed
import numpy as np
import pytest
from diagnosed import Tried
from test_again import asked

from lecture_nn.checks import load_exercise
from lecture_nn.checks.answers import Namespace
from lecture_nn.checks.asked import asked_by
from lecture_nn.checks.diagnosis.cases import Case, Right
from lecture_nn.checks.diagnosis.repair import Repairs, search
from lecture_nn.checks.diagnosis.repair.edits import Edit, edits, together
from lecture_nn.checks.diagnosis.repair.sentences import PLACES, said, said_of_two, with_place
from lecture_nn.checks.expect import SEED
from lecture_nn.checks.model import Misunderstanding
from lecture_nn.edited import MOST_LINES, MOST_TOGETHER, WHICH, call_edited
from lecture_nn.student_code import AnswerError

SLIPS = [
    ("return sigmoid(X @ w)", "return tanh(X @ w)", "a function", "sigmoid(X @ w)"),
    ("return np.dot(X, w)", "return np.outer(X, w)", "a function", "np.dot(X, w)"),
    ("return x.sum(axis=0)", "return x.sum(axis=1)", "an axis", "axis=0"),
    ("return x.sum()", "return x.sum(axis=0)", "an axis", "x.sum()"),
    ("return x / x.sum(axis=1)", "return x / x.sum(axis=1, keepdims=True)", "keepdims", "x.sum(axis=1)"),
    ("return x[1:]", "return x[:]", "an index", "x[1:]"),
    ("return x[i + 1]", "return x[i + 1 - 1]", "an index", "x[i + 1]"),
    ("return x[:, 0]", "return x[1:, 0]", "an index", "x[:, 0]"),
    ("return W @ x", "return W.T @ x", "a transpose", "W"),
    ("return W.T @ x", "return W @ x", "a transpose", "W.T"),
    ("return W.reshape(2, 3)", "return W.T", "a reshape", "W.reshape(2, 3)"),
    ("return n", "return n + 1", "a count", "n"),
    (
        "s = 0\nfor i in x:\n    if i:\n        r = i\n    else:\n        s += 1\nreturn s",
        "s = 0\nfor i in x:\n    if i:\n        r = i\n        s = 0\n    else:\n        s += 1\nreturn s",
        "a reset",
        "s",
    ),
    ("return t - o", "return o - t", "the two sides", "t - o"),
    ("return t - o", "return t + o", "an operation", "t - o"),
    ("return g ^ 2", "return g ** 2", "an operation", "g ^ 2"),
    ("return h * 1 - h", "return h * (1 - h)", "parentheses", "h * 1 - h"),
    ("return -x", "return x", "a minus too many", "-x"),
    ("return x * y", "return -(x * y)", "a sign", "x * y"),
    ("return x + b", "return x", "a term too many", "b"),
    ("return 2 * x", "return x", "a factor too many", "2"),
    ("return x / n", "return x", "a divisor too many", "n"),
    ("return x // n", "return x", "a divisor too many", "n"),
    ("return 2 ** 3", "return 2 ** x", "a number", "3"),
    ("return x % 2", "return x", "a remainder too many", "x % 2"),
    ("if x > 1:\n    x = 0\nreturn x", "pass\nreturn x", "a line too many", "if x > 1:"),
    ("return f'{x + 1}' * 2", "return f'{x - 1}' * 2", "an operation", "x + 1"),  # whose place nobody knows
    ("return x[-1]", "return x[-2]", "a number", "-1"),
    ("return x > 0", "return x > 0.5", "a number", "0"),
    ("y = 'ä' + x\nreturn y * 2", "y = 'ä' + x\nreturn y", "a factor too many", "2"),
    (
        "@cached\ndef g(a):\n    return a\nreturn 2 * x",
        "@cached\ndef g(a):\n    return a\nreturn x",
        "a factor too many",
        "2",
    ),
    ("return x ** 2", "return x", "a power", "x ** 2"),
    ("return np.abs(x)", "return x", "a call too many", "np.abs(x)"),
    ("return x if x < 0 else 0", "return x if x > 0 else 0", "a condition", "x < 0"),
    ("return f(b, a)", "return f(a, b)", "the order", "f(b, a)"),
    ("return (b, a)", "return (a, b)", "the order", "(b, a)"),
    ("return (a, b)", "return (a,)", "an entry too many", "b"),
    ("return [x for i in range(n)]", "return [x for i in range(n + 1)]", "a range", "range(n)"),
    ("return [a for a in A for b in B]", "return [a for a, b in zip(A, B)]", "every with every", None),
    ("return len(hits)", "return len(hits[0])", "a part of it", "hits"),
    ("y = x\nreturn y", "y = x.copy()\nreturn y", "a copy", "x"),
    ("return 1", "return 0", "a number", "1"),
    ("return x == 'b' or x == 'alpha'", "return x == 'b' or x == 'beta'", "another word", "'alpha'"),
    ("return f(x, True)", "return f(x, False)", "a constant", "True"),
    ("return x == 'a'", "return x == 'alpha'", "a word", "'a'"),
    ("y = 1\nreturn x + y + x", "y = 1\nreturn x + y + y", "a name", "x"),
    ("x = x + 1\nreturn x", "pass\nreturn x", "a line too many", "x = x + 1"),
    ("s = 0\nfor i in x:\n    s = i\nreturn s", "s = 0\nfor i in x:\n    s += i\nreturn s", "set or added", "s = i"),
    ("y = z\nz = x\nreturn y", "z = x\ny = z\nreturn y", "two lines", "y = z` and `z = x"),
    ("for i in x:\n    s = i\n    t += s", "for i in x:\n    s = i\nt += s", "inside the loop", "t += s"),
    (
        "for i in x:\n    s = i\n    return s",
        "for i in x:\n    s = i\nreturn s",
        "a return inside the loop",
        "return s",
    ),
    (
        "for i in x:\n    s = i\nr = s\nreturn r",
        "for i in x:\n    s = i\n    r = s\nreturn r",
        "after the loop",
        "r = s",
    ),
    (
        "s = 0\nfor i in x:\n    s += i\nreturn s",
        "for i in x:\n    s = 0\n    s += i\nreturn s",
        "before the loop",
        "s = 0",
    ),
]


def function(body):
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    return ast.parse(f"def f(x):\n{lines}").body[0]


@pytest.mark.parametrize(("wrong", "right", "kind", "part"), SLIPS)
def test_a_usual_slip_is_undone_by_one_change_that_knows_its_place(wrong, right, kind, part):
    own = function(wrong)
    before, wanted = ast.dump(own), ast.unparse(function(right))
    found = [each for each in edits(own, ("alpha", "beta")) if ast.unparse(ast.parse(each.text)) == wanted]
    assert (kind, part) in {(each.kind, part and each.part) for each in found}
    assert ast.dump(own) == before
    assert kind in PLACES


def test_every_kind_that_is_told_is_one_that_is_made():
    assert {kind for _, _, kind, _ in SLIPS} | {"a product"} == set(PLACES)


STRANGE = """w = [x[0, 1:], *x, "ä"]
def g(a, *, b=2):
    return f"{a + 1:.2f}"
match x:
    case {"a": 1, **rest} | [3, -1]:
        w = rest
if (n := len(w)) > 1: w = w[::-1]; n = n - 1
return sum(a * b for a, b in zip(w, x[:, None]) if a > 1) % 3"""


def test_all_changes_are_functions_that_can_be_read():
    own = function(STRANGE)
    known = ast.unparse(own).splitlines()
    found = list(edits(own, ("b",)))
    assert len(found) > 150
    for each in found:
        assert ast.parse(each.text).body[0].name == "f"
        if each.kind not in ("two lines", "inside the loop"):
            lines = ast.unparse(ast.parse(each.text)).splitlines()
            assert sum(line not in known for line in lines) <= 2, each  # a line, and one that is moved


class Counts(ast.NodeTransformer):
    """Leaves of a text with several versions that of one number."""

    def __init__(self, number):
        self.number = number

    def visit_IfExp(self, node):
        self.generic_visit(node)
        if WHICH not in ast.unparse(node.test):
            return node
        return node.body if eval(ast.unparse(node.test), {WHICH: self.number}) else node.orelse


@pytest.mark.parametrize("body", [STRANGE, *(wrong for wrong, *_ in SLIPS)])
def test_versions_that_stand_in_one_text_are_those_of_the_changes(body):
    found = sorted(edits(function(body), ("b",)), key=lambda each: each.place or (-1, -1))
    made = [ast.dump(Counts(n).visit(ast.parse(text))) for text, several in together(found) for n in range(several)]
    assert made == [ast.dump(ast.parse(each.text)) for each in found]
    if body == STRANGE:
        assert len(list(together(found))) < len(found) / 2


@pytest.mark.parametrize(
    "text",
    [
        "def f(n):\n    return 1 if n < 2 else f(n - 1) + f(n - 2)",
        "def f(n):\n    return 1 if n == 0 else sum(f(n - 1) for _ in range(10))",
        "def f(n):\n    g = lambda m: 1 if m < 2 else f(m - 1) + f(m - 2)\n    return g(n)",
    ],
)
def test_lines_are_counted_through_all_that_a_version_calls(text):
    assert call_edited({}, "f", [(text, 1)], (32,)) == [None]


def test_versions_of_an_answer_that_runs_thousands_of_lines_are_not_all_tried():
    long = "def f(n):\n    for _ in range(n):\n        n = n + 0\n    return n"
    once = MOST_LINES // 2 - 100  # two lines in each round
    assert call_edited({}, "f", [(long, 1)] * 2, (once,)) == [once, once]
    with pytest.raises(AnswerError, match="too many lines"):
        call_edited({}, "f", [(long, 1)] * (2 * MOST_TOGETHER // MOST_LINES), (once,))


def test_a_search_that_failed_once_is_given_up():
    """What is asked of it next would fail in the same way, and take as long."""
    asked_for = []

    class Refusing(Namespace):
        def each_edited(self, *asked):
            asked_for.append(asked)
            raise AnswerError("too many lines")

    case = Case((1.0,), 1.0, 2.0)
    made = search.Search("f", Refusing({}), Right(None), [case], [])
    some = [Edit("a number", "1", "", 2, f"def f(x):\n    return {n}") for n in range(3)]
    assert made.right(some[:2]) == made.right(some) == []
    assert len(asked_for) == 1


def test_what_calls_itself_is_called_as_it_is():
    deep = "def f(n):\n    return 0 if n == 0 else f(n - 1) + 1"
    named = "def f(n, k=3):\n    return f(n, k=k - 1) + 1 if k else float(f.__name__ == 'f')"
    assert call_edited({}, "f", [(deep, 1), (named, 1)], (600,)) == [600, 4.0]


@pytest.mark.parametrize("caught", ["except:", "except BaseException:"])
def test_what_would_catch_the_end_of_its_lines_is_left_alone(caught):
    text = f"def neuron_batch(X, weights, bias):\n    try:\n        return X @ weights\n    {caught}\n        return X"
    assert search.begun("neuron_batch", CHECK, EXERCISE, Tried(EXERCISE, "neuron_batch", text)) is None


def test_powers_of_powers_are_left_as_they_are():
    texts = [each.text for each in edits(function("return (2 ** x) ** y"))]
    assert texts
    assert not [text for text in texts if "** 2 ** x" in text or "** (2 ** x)" in text or "** x ** y" in text]


def test_no_change_makes_powers_or_appends_a_list_to_itself():
    body = "out = []\nfor i in x:\n    m = i * x\n    out.append(m)\nreturn out"
    texts = [each.text for each in edits(function(body))]
    assert len(texts) > 40
    assert not [text for text in texts if "**" in text or "append(out)" in text]


@pytest.mark.parametrize(
    ("exercise", "name", "code", "said"),
    [
        (
            "forward_pass",
            "forward",
            "def forward(x, V, v0, W, w0):\n    D, J, K = len(x), len(v0), len(w0)\n"
            "    h = [np.tanh(v0[j] + sum(V[j][i] * x[i] for i in range(D))) for j in range(J)]\n"
            "    return np.array([sigmoid(w0[k] + sum(W[k][i] * h[i] for i in range(D))) for k in range(K)])",
            "the name `D` in `(W[k][i] * h[i] for i in range(D))`",
        ),
        (
            "multi_layer_backprop",
            "gradients",
            "def gradients(X, T, V, v0, W, w0):\n    H = np.tanh(X @ V.T + v0)\n    dz = (H @ W.T + w0 - T) / len(X)\n"
            "    dh = dz @ W + v0\n    du = dh * (1 - H**2)\n"
            "    return du.T @ X, du.sum(axis=0), dz.T @ H, dz.sum(axis=0)",
            "the term `v0` in `dz @ W + v0`",
        ),
        (
            "neuron",
            "neuron_batch",
            "def neuron_batch(X, weights, bias):\n    N = X.shape[0]\n    A = np.append(X, np.ones((N, 1)))\n"
            "    return sigmoid(A @ np.append(weights, bias))",
            "the axis in `np.append(X, np.ones((N, 1)))`",  # the error is raised in another line
        ),
    ],
)
def test_the_place_is_told_where_a_guess_leads_away_or_none_fits(exercise, name, code, said):
    sentence = diagnosed.told(exercise, name, code)
    assert sentence.startswith("only one thing needs to change: ")
    assert said in sentence


def place(kind, part, line=1):
    return Edit(kind, part, "", line, "")


def test_of_one_place_two_or_more_no_more_is_said_than_is_known():
    one = place("a call too many", "abs(x)")
    assert said(one) == "only one thing needs to change: the call `abs(x)`. What does this call do here?"
    assert said(one, one_of=3).startswith("it is enough to change one thing, for example the call `abs(x)`. What")
    both = said_of_two(one, place("a sign", "y", 2))
    assert both.startswith("one of two things needs to change: the call `abs(x)`, or the sign of `y`. Which")


def test_where_numbers_are_lost_the_place_is_told_besides():
    hint = "your result has entries that are not a number (nan). In your code they can come from 0/0. For which input?"
    told = with_place(hint, place("a call too many", "abs(x)"))
    assert told.startswith(
        "your result has entries that are not a number (nan). Only one thing needs to change: the call `abs(x)`"
    )


def test_a_line_overlaps_with_the_order_in_which_it_stands():
    order, line = place("two lines", "x = 1` and `y = x"), place("a line too many", "y = x", 2)
    assert order.overlaps(line)
    assert line.overlaps(order)
    assert not line.overlaps(place("a name", "z", 3))


EXERCISE = load_exercise("neuron")
CHECK = next(check for check in EXERCISE.checks if "neuron_batch" in asked_by(check))
AVERAGED = "def neuron_batch(X, weights, bias):\n    return sigmoid(np.mean(X * weights, axis=1) + bias)"


@pytest.mark.parametrize(
    ("hint", "source", "stays"),
    [
        ("you average where you should add up.", "operator", True),
        ("you average where you should add up.", "listed", True),
        ("look at `np.mean(X * weights, axis=1)`.", "operator", True),
        ("look at `weights + 1`.", "operator", False),
        ("you confuse examples and inputs.", "operator", False),
        ("you confuse examples and inputs.", "listed", True),
        ("you confuse examples and inputs.", "written", True),
        ("your result isn't a number.", "outside", True),
    ],
)
def test_an_explanation_stays_if_it_is_certain_or_speaks_of_the_place(hint, source, stays):
    answers = diagnosed.Tried(EXERCISE, "neuron_batch", AVERAGED)
    found = Misunderstanding("neuron_batch", len, hint, None, 3.0, source)
    token = SEED.set(0)
    try:
        CHECK.run(answers)
        kept = Repairs("neuron_batch", CHECK, EXERCISE, answers).preferred(found)
    finally:
        SEED.reset(token)
    assert (kept is found) is stays
    assert stays or "np.mean" in kept.hint


@pytest.mark.parametrize(
    "more", ["    print(1)\n", "    while False:\n        pass\n", "    open\n", "    neuron_batch\n"]
)
def test_what_may_not_end_or_reaches_out_is_left_as_it_is(more):
    code = AVERAGED.replace("\n", f"\n{more}", 1)
    answers = diagnosed.Tried(EXERCISE, "neuron_batch", code)
    CHECK.run(answers)
    assert Repairs("neuron_batch", CHECK, EXERCISE, answers).preferred(None) is None


def test_a_search_that_takes_too_long_is_given_up(monkeypatch):
    answers = diagnosed.Tried(EXERCISE, "neuron_batch", AVERAGED)
    CHECK.run(answers)
    assert Repairs("neuron_batch", CHECK, EXERCISE, answers).preferred(None) is not None
    monkeypatch.setattr(search, "SECONDS", -1.0)
    assert Repairs("neuron_batch", CHECK, EXERCISE, answers).preferred(None) is None


ANSWER = "def f(x):\n    return 2 * x"
OTHER = "def f(x):\n    print('said')\n    np.mean([])\n    return twice(x) + (1 is 1)"
ENDLESS = "def f(x):\n    for x in iter(int, 1):\n        try:\n            pass\n        except:\n            pass"


def test_another_version_is_called_beside_all_else_and_leaves_no_trace(capsys, recwarn):
    space = {"twice": lambda x: 2 * x, "np": np}
    exec(ANSWER, space)
    own, tracing = space["f"], sys.gettrace()
    assert call_edited(space, "f", [(OTHER, 1), (ANSWER, 1)], (3.0,)) == [7.0, 6.0]
    assert space["f"] is own
    assert capsys.readouterr() == ("", "")
    assert not recwarn.list
    assert sys.gettrace() is tracing


BROKEN = [
    "def f(x):\n    return 1 / 0",
    "def f(x:\n",
    "def f(x):\n    return f(x)",
    "def f(x=y):\n    return x",
    "f = 1",
]


@pytest.mark.parametrize(
    "body",
    [
        "helper(x)",
        "np.vectorize(helper)(x)",
        "vectorized(x)",
        "helpers.helper(x)",
        "Helper()(x)",
        "(lambda y: helper(y))(x)",
        "sum(np.r_)",
        "[each for each in np.r_]",
        "np.mean(np.c_)",
        "[g() for g in (lambda: helper(x),)]",
        "several[0](x)",
        "boxed[0](x)",
        "(lambda g: g(g, 32))(lambda g, n: 1 if n < 2 else g(g, n - 1) + g(g, n - 2))",
        "ours(x)",
    ],
)
def test_a_version_that_calls_what_does_not_end_is_stopped(body):
    space = {"np": np, "__name__": "__main__", "helpers": ModuleType("helpers")}
    loop = "def helper(x):\n    while True:\n        x = x + 1\n"
    exec(f"{loop}class Helper:\n    __call__ = staticmethod(helper)\nvectorized = np.vectorize(helper)", space)
    exec("several, boxed = [helper], np.array([helper])", space)
    exec(loop, space["helpers"].__dict__)
    package = ModuleType("lecture_nn.training")
    exec(loop, package.__dict__)
    space["ours"] = package.helper
    assert call_edited(space, "f", [(f"def f(x):\n    return {body}", 1), (ANSWER, 1)], (1.0,)) == [None, 2.0]


class Nobody:
    def __getattribute__(self, name):
        raise ValueError(name)


def test_a_version_with_something_that_says_nothing_of_itself_is_not_tried():
    reads = "def f(x):\n    return thing"
    assert call_edited({"thing": Nobody()}, "f", [(reads, 1), (ANSWER, 1)], (1.0,)) == [None, 2.0]


@pytest.mark.parametrize("text", [ENDLESS, *BROKEN, "f = 1"])
def test_of_another_version_that_fails_or_does_not_end_nothing_comes_back_and_the_next_one_is_tried(text):
    assert call_edited({}, "f", [(text, 1), (ANSWER, 1)], (1.0,)) == [None, 2.0]


def test_what_is_much_larger_than_anything_that_is_right_is_not_kept():
    texts = ["def f(x):\n    return np.ones(10**7)", "def f(x):\n    return [x, np.ones(10**6)]", ANSWER]
    assert call_edited({"np": np}, "f", [(text, 1) for text in texts], (1.0,)) == [None, None, 2.0]


def test_a_worker_is_asked_for_another_version_too():
    text = "def square(x):\n    return x * x + helper"
    with asked("helper = 1\ndef square(x):\n    return x * x") as (answers, starter):
        assert answers.each_again("square", [(3.0,)]) == [9.0]
        starter.sent.clear()
        texts = [text, f"{text} * x", "def square(x):\n    return helpers"]
        assert answers.each_edited("square", [(text, 1) for text in texts], (3.0,)) == [10.0, 12.0, None]
        assert len(starter.sent) == 1
        assert answers.each_again("square", [(3.0,)]) == [9.0]


def test_what_was_found_for_one_text_is_not_told_of_another():
    said = {
        each: diagnosed.told(
            "neuron",
            "neuron_batch",
            "def neuron_batch(X, weights, bias):\n"
            f"    return np.array([sigmoid(X[i] @ weights + bias) for i in range({each})])",
        )
        for each in ("len(weights)", "weights.shape[0]", "len(X[0])")
    }
    assert len(set(said.values())) == 3


def test_a_namespace_is_asked_for_each():
    answers = Namespace({"f": lambda x: x})
    versions = [("def f(x):\n    return x + 1", 1), ("def f(x):\n    return -x", 1)]
    assert answers.each_edited("f", versions, (2,)) == [3, -2]
