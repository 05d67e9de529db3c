"""What an error message hides: which mistakes are named, in a notebook and through a worker, and what does no harm."""

import json
import linecache
import re
import time

import numpy as np
import pytest
from raised_cases import CASES, A, W, x

from lecture_nn.checks import Exercise, load_exercise
from lecture_nn.checks.diagnosis import raised
from lecture_nn.checks.diagnosis.raised import axes
from lecture_nn.checks.diagnosis.raised.facts import Thing, read
from lecture_nn.student_code import AnswerError, NotAnsweredError, call, their_error
from lecture_nn.workers import Limits, Plain

GIVEN = "import numpy as np\nfrom lecture_nn.activations import relu as relu_of\n"
EXERCISE = Exercise("trial")


@EXERCISE.reference
def f(A, W):  # what the exercise asks for, in the one case that leaves an argument out
    """Return the product: A of shape (N, D), W of shape (J, D)."""
    return A @ W.T


def noted(source, arguments, name="f"):
    """What is noted when the function is called that a cell defines."""
    file = f"<cell {hash(source)}>"
    source = GIVEN + source
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    space = {}
    exec(compile(source, file, "exec"), space)
    with pytest.raises(AnswerError) as error:
        call(space, name, tuple(arguments))
    return error.value.noted


def explained(source, arguments):
    return raised.explain(noted(source, arguments), EXERCISE)


@pytest.mark.parametrize(("kind", "arguments", "source"), CASES, ids=[f"{n} {each[0]}" for n, each in enumerate(CASES)])
def test_a_mistake_is_named_in_a_notebook(kind, arguments, source):
    about = explained(source, arguments)
    assert about is not None
    assert about.kind == kind
    assert about.source == "raised"
    assert "?" in about.hint
    assert len(about.hint) < 700


def test_the_same_is_named_through_a_worker():
    """One worker for all: the facts travel with the error."""
    cells = [GIVEN + re.sub(r"\b([fg])\b", rf"\g<1>{n}", source) for n, (_, _, source) in enumerate(CASES)]
    worker = Plain().start(Limits(total=300))
    try:
        soon = time.monotonic() + 300
        worker.exchange(cells, soon)
        named = []
        for n, (_, arguments, _) in enumerate(CASES):
            reply = worker.exchange(["call", f"f{n}", list(arguments)], soon)
            assert len(reply["facts"]) <= 20_000
            about = raised.explain(re.sub(rf"\b([fg]){n}\b", r"\1", reply["facts"]), EXERCISE)
            named.append(about.kind if about else None)
    finally:
        worker.kill()
    assert named == [kind for kind, _, _ in CASES]


def test_an_error_is_told_where_its_function_is_taught():
    exercise = load_exercise("forward_pass")
    source = "def forward(x, V, v0, W, w0):\n    return V @ W"
    about = raised.explain(noted(source, [x, W, x, W, x], "forward"), exercise)
    assert about.read in [each.read for each in exercise.misunderstandings if each.name == "forward"]


def test_sizes_are_said_by_what_they_count():
    about = explained("def f(A, W):\n    return np.tanh(A @ W)", [A, W])
    assert about.hint.startswith("`A` has shape (4, 3), and `W` has shape (5, 3). Here 4 is the number of examples N, ")
    assert "3 is the number of inputs D and 5 is the number of hidden units J." in about.hint


def test_axes_are_read_from_a_docstring():
    told = axes.told_by(
        "Return (dW, db), shape (K,).\n\ndelta_z holds the signals, (K,), and W the weights, (K, J). X is (N, D).",
        ("delta_z", "W", "X"),
    )
    assert told == {"delta_z": "K", "W": "K J", "X": "N D"}
    both = axes.meanings("", ("X", "T"), (Thing("array", (4, 4)), Thing("array", (4, 2))))
    assert both == {2: "the number of outputs K"}  # 4 may be N or D


def test_where_the_position_is_unknown_only_what_is_certain_is_named():
    facts = json.loads(noted("def f(A):\n    return A - A.max(axis=1)", [A]))
    facts["at"] = [facts["at"][0], None, None, None]
    assert "`A.max(axis=1)`" in raised.explain(json.dumps(facts)).hint
    facts = json.loads(noted("def f(A):\n    return A - A[0] - A.max(axis=1) + A.min(axis=1)", [A]))
    facts["at"], facts["source"] = [None] * 4, ""
    assert "`" not in raised.explain(json.dumps(facts)).hint


@pytest.mark.parametrize(
    "source",
    [
        "def f(x):\n    raise ValueError('no such thing')",
        "def f(x):\n    assert len(x) > 10",
        "def f(x):\n    raise RuntimeError",
    ],
)
def test_what_the_facts_do_not_show_is_not_named(source):
    about = explained(source, [x])
    assert about is None or "`" not in about.hint


HOSTILE = """
class Odd(np.ndarray):
    shape = property(lambda self: called.append("shape") or 1 / 0)
    __class__ = property(lambda self: called.append("class") or 1 / 0)
    __repr__ = __len__ = lambda self: called.append("repr") or 1 / 0
    def __getattribute__(self, name):
        called.append(name)
        raise SystemExit
class Kind(type):
    __hash__ = __eq__ = lambda *_: called.append("hash") or 1 / 0
    __name__ = property(lambda self: called.append("name") or 1 / 0)
class Thing(metaclass=Kind):
    pass
class Bad(ValueError):
    def __str__(self):
        return "x" * 10_000_000
class Worse(Exception, metaclass=Kind):
    def __str__(self):
        raise SystemExit
called = []
def f(x):
    odd, thing, loop = np.ones(3).view(Odd), Thing(), []
    loop.append(loop)
    called.clear()
    raise ERROR
"""


@pytest.mark.parametrize(
    "error", ["Bad", "Worse('a')", "KeyError(thing)", "ValueError(odd.size)", "NameError(name=odd)"]
)
def test_hostile_objects_are_not_looked_at(error):
    source = HOSTILE.replace("ERROR", f"{error} if {'odd.size' in error} else {error}")
    file = f"<hostile {error}>"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    space = {"np": np}
    exec(compile(source, file, "exec"), space)
    with pytest.raises(SystemExit if "odd.size" in error else AnswerError) as ended:  # that is the student's own doing
        call(space, "f", (x,))
    told = getattr(ended.value, "noted", "")
    assert len(told) <= 20_000
    raised.explain(told, EXERCISE)
    assert not set(space["called"]) & {"shape", "class", "repr", "hash"}


def test_values_are_not_noted():
    secret = 0.123456789
    told = noted("def f(x):\n    secret, many = x[0], [x[0]] * 5\n    return x @ np.ones((2, 2))", [np.full(3, secret)])
    assert "123456789" not in told
    assert json.loads(told)["names"]["many"] == {"kind": "list", "length": 5, "of": [{"kind": "float"}] * 5}


@pytest.mark.parametrize(
    "told",
    [
        "",
        "no JSON",
        "[" * 50_000,
        "[1, 2]",
        '{"kind": 3, "text": [], "names": [1], "given": {}, "at": "here", "source": 7}',
        json.dumps(
            {"kind": "ValueError", "text": "operands could not be broadcast together with shapes (1,2) " + "(9" * 99}
        ),
        json.dumps({"kind": "NameError", "text": "name 'a' is not defined", "source": "(" * 6000, "at": [1, 0, 1, 9]}),
        json.dumps(
            {"kind": "IndexError", "text": "list index out of range", "source": "-" * 6000 + "x", "at": [1, 0, 1, 9]}
        ),
        json.dumps({"kind": "ValueError", "text": "x", "source": "x\0y", "given": [{"kind": "array", "shape": [-1]}]}),
    ],
)
def test_facts_may_be_anything(told):
    about = raised.explain(told, EXERCISE)
    assert about is None or len(about.hint) < 1000


def test_facts_are_bounded():
    names = "\n    ".join(f"name_{n} = [np.ones((3, 3))] * 1000" for n in range(200))
    assert len(noted(f"def f(x):\n    {names}\n    return 1 / 0 + name_3", [x])) <= 20_000
    facts = read(json.dumps({"kind": "a" * 1000, "names": {f"n{n}": {"kind": "b" * 100} for n in range(100)}}))
    assert len(facts.kind) == 60
    assert len(facts.names) == 80
    assert len(facts.names["n0"].kind) == 20


def doubled(s):
    assert s.f(A, W).shape == (4, 5)


def test_the_report_says_it_beside_the_error():
    each = Exercise("trial")
    each.check("It fits", points=1, row="L01", hint="a hint")(doubled)
    report = each.grade({"f": lambda A, W: A @ W})
    (result,) = report.results
    assert result.misunderstanding.kind == "a matrix product without the transpose it needs"
    for text in (repr(report), report._repr_html_()):
        assert "ValueError: matmul" in text
        assert "What would change if you transposed it?" in text
        assert "None" not in text
    assert each.grade({"f": lambda A, W: A @ W.T}).points == 1


def test_a_right_answer_costs_nothing(monkeypatch):
    monkeypatch.setattr("lecture_nn.facts.of_error", None)
    monkeypatch.setattr("lecture_nn.facts.of_answer", None)
    each = Exercise("trial")
    each.check("It fits", points=1, row="L01", hint="a hint")(doubled)
    assert each.grade({"f": lambda A, W: A @ W.T}).points == 1


@pytest.mark.parametrize(
    ("space", "says"),
    [
        ({"softmax": np.ones((4, 3))}, "softmax isn't a function any more: a cell has given its name to an array."),
        ({"softmax": 0.5}, "a cell has given its name to a number."),
        ({"softamx": lambda Z: Z}, "but there is one called softamx"),
        ({"soft_max": lambda Z: Z}, "but there is one called soft_max"),
        ({"delta_u": lambda Z: Z}, "there is no function softmax yet: run the cell"),
        ({"softmax": ...}, "there is no function softmax yet: run the cell"),
    ],
)
def test_a_function_that_is_missing_may_be_there_in_another_way(space, says):
    with pytest.raises(NotAnsweredError, match=re.escape(says)):
        call(space, "softmax", (A,))


def test_two_functions_with_similar_names_are_two():
    with pytest.raises(NotAnsweredError, match="run the cell"):
        call({"delta_u": lambda u: u}, "delta_h", (A,))


def test_a_cell_that_is_no_python_is_shown_with_its_line():
    with pytest.raises(SyntaxError) as error:
        compile("def f(x)\n    return x", "cell 1", "exec")
    assert their_error(error.value).endswith('(cell 1, line 1), in "def f(x)"')


def test_what_stands_below_an_answer_is_bounded(monkeypatch):
    """An answer may be a million numbers long, and so may what is said of the smallest case."""
    monkeypatch.setattr("lecture_nn.checks.diagnosis.choose.explain", lambda *_: (None, "x" * 10_000_000))
    each = Exercise("trial")
    each.check("It fits", points=1, row="L01", hint="a hint")(doubled)
    assert len(each.grade({"f": lambda A, W: A}).results[0].found) < 5000
