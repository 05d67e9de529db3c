"""What is read in the text of an answer: enough to take back a name that it plainly contradicts, and never run."""

import nbformat
import pytest
from diagnosed import told

from lecture_nn.checks import load_exercise
from lecture_nn.checks.answers import Namespace
from lecture_nn.checks.diagnosis import known, written
from lecture_nn.grading import grade

WITHOUT_T = "def cross_entropy(Z, T):\n    return -np.log(softmax(Z)).sum(axis=1).mean()\n"
T_ADDED = (
    "def cross_entropy(Z, T):\n"
    "    log_p = np.log(softmax(Z))\n"
    "    return -np.mean([sum(T[n] * log_p[n]) + sum((1 - T[n]) * log_p[n]) for n in range(len(Z))])\n"
)


def test_what_stands_in_the_code_is_not_called_left_out():
    assert told("softmax", "cross_entropy", WITHOUT_T).startswith("you leave out a factor: the targets T")
    assert "your result is what comes out if you leave out" in told("softmax", "cross_entropy", T_ADDED)


def test_a_function_that_is_not_there_is_not_named():
    code = "def dead_fraction(H):\n    return sum(1 for unit in H.T if not unit.any()) // H.shape[1]\n"
    sentence = told("monitoring", "dead_fraction", code)
    assert "`all`" not in sentence
    assert "//" in sentence


def test_what_is_computed_and_never_used_is_said():
    code = "def forward(x, V, v0, W, w0):\n    u = V @ x + v0\n    h = np.tanh(u)\n    return sigmoid(W @ u + w0)\n"
    sentence = told("forward_pass", "forward", code)
    assert sentence.startswith("you compute `h`, and nothing uses it. So the hidden units have no activation")


def test_another_text_is_told_what_is_true_of_it():
    """Of two answers with the same results, the second is not told what the text of the first one shows."""
    known._known.clear()
    first, second = told("softmax", "cross_entropy", T_ADDED), told("softmax", "cross_entropy", WITHOUT_T)
    assert second.startswith("you leave out a factor")
    assert first != second


def test_in_class_the_text_is_read_as_well():
    starting = load_exercise("softmax").name
    cells = [
        "import numpy as np",
        "def softmax(Z):\n    e = np.exp(Z)\n    return e / e.sum(axis=1, keepdims=True)",
        "# my answer\n\n" + T_ADDED,
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    graded = grade(nbformat.writes(notebook).encode(), starting, seed=0)
    hints = [result.misunderstanding.hint for result in graded.report.results if result.misunderstanding]
    assert any("your result is what comes out if you leave out a factor: the targets T" in hint for hint in hints)


@pytest.mark.parametrize(
    ("code", "claim", "contradicted"),
    [
        ("return -(T * L).sum()", ("leaves out", "T"), True),
        ("return -L.sum() / len(T)", ("leaves out", "T"), False),  # its length alone isn't its use
        ("return -L.sum() / T.shape[0]", ("leaves out", "T"), False),
        ("return W.T @ x", ("leaves out", "T"), False),  # a transpose
        ("return np.log(x)", ("leaves out", "log"), True),
        ("return np.log(x)", ("leaves out", "log exp"), False),
        ("return (H == 0).all(axis=0)", ("calls", "all"), False),
        ("return not H.any()", ("calls", "all"), True),
        ("s = 0\n    for x in X:\n        s += x\n    return s", ("calls", "sum"), False),
        ("return A @ B", ("calls", "sum"), False),
        ("return 2 * A", ("calls", "sum"), True),
        ("return np.all(H, axis=0)", ("without", "all axis"), True),
        ("return np.all(H, 0)", ("without", "all axis"), True),
        ("return H.all(0)", ("without", "all axis"), True),
        ("return np.all(H)", ("without", "all axis"), False),
        ("return sum(H)", ("without", "sum axis"), False),
        ("return Z.sum(axis=1, keepdims=True)", ("without", "sum keepdims"), True),
        ("return T @ L", ("multiplies matrices", ""), False),
        ("return np.dot(T, L)", ("multiplies matrices", ""), False),
        ("return T * L", ("multiplies matrices", ""), True),
        ("return x + 1", ("loops", ""), True),
        ("return [x for x in X]", ("loops", ""), False),
        ("return f(x - 1)", ("loops", ""), False),  # it calls itself
        ("return x if x > 0 else 0", ("treats all alike", ""), True),
        ("return x", ("treats all alike", ""), False),
        ("x[x == 0] = 1\n    return x", ("does", "abs Pow"), True),
        ("return x**2", ("does", "abs Pow"), False),
        ("return np.abs(x)", ("does", "abs Pow"), False),
        ("return 1 / np.exp(x)", ("never", "Div"), True),
        ("return np.exp(x)", ("never", "Div"), False),
        ("return 1 + np.tanh(x)", ("adds to a name", ""), True),
        ("return x + np.tanh(x)", ("adds to a name", ""), False),
        ("x[0] += 1\n    return x", ("adds to a name", ""), False),
        ("return np.tanh(x) * (1 - x)", ("applies twice", "tanh"), True),
        ("return np.tanh(np.tanh(x))", ("applies twice", "tanh"), False),
        ("w = beta ** np.arange(3)\n    return w @ x / w.sum()", ("divides by", "beta"), True),
        ("return x / beta", ("divides by", "beta"), False),
        ("return x * beta**-1", ("divides by", "beta"), False),
    ],
)
def test_what_contradicts(code, claim, contradicted):
    assert written.parsed(f"def f(x):\n    {code}\n", "f").contradicts(claim) == contradicted


@pytest.mark.parametrize(
    "text",
    [
        "def f(x):\n    return T\n%timeit f(2)\n",
        "  def f(x):\n      return T\n",
        "def f(x\n):\n    return T\n!ls\nx = 3",
    ],
)
def test_a_function_is_found_among_magics(text):
    assert written.parsed(text, "f").words["T"] == 1


@pytest.mark.parametrize(
    "text", ["", "f = 3", "def f(x:\n", "def g(x):\n    return T", "(" * 10_000, "\0", "é" * 10**6]
)
def test_any_other_text_tells_nothing(text):
    assert written.parsed(text, "f") is None


def test_what_was_typed_nowhere_tells_nothing():
    space = {}
    exec("def f(x):\n    return x", space)
    assert written.of(Namespace(space), "f") is None
    assert written.of(Namespace({"f": 3}), "f") is None
