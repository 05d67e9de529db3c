"""What is read in a student's code: the function behind a check, and answers that are the same."""

import json
import re

import pytest
from made_records import blank, read, record, text_of, write

from lecture_nn.grading.definitions import statements
from lecture_nn.grading.excerpts import LONGEST, MOST_LINES, behind, excerpt, own
from lecture_nn.grading.similar import Comparison


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


# The function behind a check

CELLS = [
    "import numpy as np\n%matplotlib inline\nfor_a_price = 'c'",
    "def softmax(Z):\n\t'''Doc.'''\n\treturn Z\n\nx = softmax(np.ones(3))\n",
    "@np.vectorize\n# why not\ndef helper(x):\n    return x\n",
    "def softmax(Z):\n    def inner(z):\n        return z\n\n    return inner(Z)  # second\nprint('later')",
    "def broken(:\n  pass",
    "a, b = c = 1, 2; d: int = 3\nif a == 1:\n    e = 5\nelse:\n    e = 6",
]


def anywhere(*names):
    """Names of which it isn't known where the graded definition stands."""
    return dict.fromkeys(names, (0, 0))


def test_only_the_function_concerned_is_shown_and_the_last_one_counts():
    found = statements(CELLS)
    shown = behind(anywhere("softmax"), found, "softmax")["code"]
    assert shown == [
        {"cell": 4, "text": "def softmax(Z):\n    def inner(z):\n        return z\n\n    return inner(Z)  # second"}
    ]
    assert behind(anywhere("helper"), found, "softmax")["code"][0]["text"].startswith("@np.vectorize")
    assert behind(anywhere("broken"), found, "softmax")["code"] == [{"cell": 5, "text": CELLS[4]}]
    assert [part["cell"] for part in behind(anywhere("for_a_price", "e"), found, "softmax")["code"]] == [1, 6]
    assert behind(anywhere("nothing"), found, "softmax")["code"] == []
    assert {name for each in found[-2:] for name in each.names} == {"a", "b", "c", "d", "e"}


@pytest.mark.parametrize(
    "cell",
    [
        "(" * 100_000,
        "-" * 49_000 + "1",
        "x = [" * 9_000,
        "def f():\n\tx\n x\n",
        "'''",
        "\0",
        "if 1:\n" * 500,
        "f'{" * 9_000,
        "é" * 60_000,
        "\ud800",
    ],
)
def test_code_that_is_hostile_or_no_python_is_read_all_the_same(cell):
    for each in statements([cell, "def softmax(Z):\n    return Z"]):
        assert len(each.fingerprint) == 16
    assert behind(anywhere("softmax"), statements([cell, "def softmax(Z): pass"]), "softmax")["code"] != []


def test_excerpts_are_bounded():
    assert excerpt("x\n" * 3) == "x\nx\nx"
    long = excerpt("line\n" * 1000)
    assert long.splitlines()[MOST_LINES:] == [f"… ({1000 - MOST_LINES} more lines)"]
    assert len(excerpt("x" * 10**6 + "\ny")) < LONGEST + 50


# The same answers

ONE = """def softmax(Z):
    out = np.zeros(Z.shape)
    for n in range(len(Z)):
        e = np.exp(Z[n] - Z[n].max())
        out[n] = e / e.sum()
    return out"""
OTHER = '''def softmax(logits):
    """All mine."""
    result=np.zeros(logits.shape)   # my idea
    for row in range(len(logits)):

      w=np.exp(logits[row]-
               logits[row].max()); result[row]=w/w.sum()
    return result'''
NOT_THE_SAME = ONE.replace("max", "min")
SHORT = "def gradient(Z, T):\n    return (softmax(Z) - T) / len(Z)"


def compared(cells_of, wrong=()):
    comparison = Comparison()
    for student, cells in cells_of.items():
        changed = {2: {"status": "wrong", "names": ["softmax"]}} if student in wrong else None
        comparison.add(student, {**record(student, changed=changed), "own": own(statements(cells), "softmax")})
    return comparison.groups()


def test_answers_that_are_the_same_but_for_white_space_comments_and_names_are_found():
    groups = compared({"a": [ONE, SHORT], "b": ["x = 1", OTHER, SHORT], "c": [NOT_THE_SAME, SHORT]}, wrong=("a", "b"))
    assert [(each.students, each.names, each.wrong) for each in groups] == [(("a", "b"), ("softmax",), ("softmax",))]
    assert compared({"a": [ONE], "b": [OTHER]}, wrong=("a",))[0].wrong == ()


def test_what_nearly_everybody_writes_and_what_is_given_says_nothing():
    assert compared({f"{n}": [ONE] for n in range(12)}) == []
    assert compared({"a": [SHORT], "b": [SHORT]}) == []
    cells = json.loads(blank("debug_the_trainer"))["cells"]
    given = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    assert own(statements(given), "debug_the_trainer") == []
    assert own(statements([ONE]), "softmax") != []


def test_the_same_answers_are_put_as_a_question(out):
    both = own(statements([ONE]), "softmax")
    write(out, record("anna", own=both), record("ben", own=both), record("carl"))
    page = read(out)
    section = text_of(page[page.index('id="alike"') : page.index('id="students"')])
    assert "did they work together?" in section
    assert "anna , ben · softmax: softmax" in section
    assert "carl" not in section
    assert not re.search("plagiar|cheat|copied", page, re.IGNORECASE)
    write(out, record("anna"), record("ben"))
    assert 'id="alike"' not in read(out)
