"""Grading of whole notebooks: whatever the code does there is a result, and nothing but plain data comes back."""

import contextlib
import struct

import nbformat
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from lecture_nn.checks import exercises as course
from lecture_nn.checks.exercises import ten_digits
from lecture_nn.cli import main
from lecture_nn.grading import grade
from lecture_nn.student_code import differ
from lecture_nn.workers import Limits, wire
from lecture_nn.workers.wire import WireError, decode, encode

RIGHT = """
import numpy as np
def softmax(Z):
    e = np.exp(Z - Z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)
"""


def notebook(path, *cells):
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    nbformat.write(made, path)
    return path


def results(graded):
    return {result.check.title: result for result in graded.report.results}


@pytest.fixture
def file(tmp_path):
    return tmp_path / "softmax.ipynb"


def test_the_last_definition_wins_wherever_it_stands(file):
    cells = [
        "def softmax(Z):\n    return Z",
        RIGHT,
        "print('x' * 100)",
        "1 / 0",
        "for_a_price = 'c'",
        "%matplotlib inline",
    ]
    graded = grade(notebook(file, *cells))
    assert graded.status == "ok"
    assert graded.report.points == 2 + 2 + 1
    assert graded.report.total == 14
    assert any("ZeroDivisionError" in error and "cell 4" in error for error in graded.errors)


def test_a_cell_is_compiled_as_in_a_notebook(file):
    cells = [
        "x = 3 %\\\n2\n%matplotlib inline\nx",
        "    y = x",
        "%%time\nz: name_that_is_missing = 1",
        "def f(x: missing): pass",
    ]
    graded = grade(notebook(file, *cells, "for_a_price = 'c' if (x, y) == (1, 1) else ''"))
    assert [error.split(",")[0] for error in graded.errors] == [
        "cell 3: NameError: name 'name_that_is_missing' is not defined",
        "cell 4: NameError: name 'missing' is not defined",
    ]
    assert graded.report.points == 1


def test_an_endless_answer_costs_its_own_checks_only(file):
    cells = [RIGHT, "def cross_entropy(Z, T):\n    while True:\n        pass", "for_a_price = 'c'"]
    from lecture_nn.checks.exercises import softmax

    def endless(check):
        return "cross-entropy" in check.title

    quick = [type(c)(**{**vars(c), "seconds": 0.5 if endless(c) else 60.0}) for c in softmax.EXERCISE.checks]
    slow, softmax.EXERCISE.checks = softmax.EXERCISE.checks, quick
    try:
        graded = grade(notebook(file, *cells))
    finally:
        softmax.EXERCISE.checks = slow
    assert graded.status == "timeout"
    assert graded.report.points == 5
    assert "stopped after 0.5 seconds" in results(graded)["The mean cross-entropy of a batch"].found


def test_an_endless_cell_is_stopped_and_the_others_are_graded(file):
    graded = grade(notebook(file, RIGHT, "while True:\n    pass", "for_a_price = 'c'"), limits=Limits(seconds=8))
    assert graded.status == "timeout"
    assert graded.report.points == 5
    assert graded.errors[0].startswith("cell 2: OverTimeError: stopped after 8 seconds: a loop that doesn't end?")


def test_a_process_that_ends_itself_costs_its_own_checks_only(file):
    cells = [RIGHT, "import os\ndef gradient(Z, T):\n    os._exit(3)", "for_a_price = 'c'"]
    graded = grade(notebook(file, *cells))
    assert graded.status == "died"
    assert graded.report.points == 5
    assert "ended by itself" in results(graded)["The gradient with respect to the logits"].found


@pytest.mark.parametrize(
    "cell",
    [
        "import sys\nsys.exit(1)",
        "input()",
        "import os\nos.write(1, b'x' * 100)\nprint('y' * 10**6)",
        "def (",
        "import sys\nsys.stdout.close()",
        "raise BaseException",
        "import numpy\nnumpy.allclose = lambda *a, **k: True\nnumpy.array_equal = lambda *a, **k: True",
        "import lecture_nn.checks.expect as e\ne.expect_close = lambda *a, **k: None",
    ],
)
def test_what_a_cell_does_to_its_own_process_changes_no_verdict(file, cell):
    graded = grade(notebook(file, cell, RIGHT, "def cross_entropy(Z, T):\n    return 0.0"))
    assert graded.report.points == 4


@pytest.mark.parametrize(
    ("plan", "message"),
    [
        ("{'hidden': [10**6]}", "at most 50,000 parameters, got 1,035,000,010"),
        (
            "{'hidden': [1] * 15_000, 'batch_size': 1}",
            "hidden: expected a list with the number of units of each hidden layer",
        ),
        (
            "{'hidden': 30}",
            "hidden: expected a list with the number of units of each hidden layer, at most 4 of them, got int",
        ),
        ("{'activation': 'linear'}", "plan: activation: expected one of 'sigmoid', 'tanh', "),
        ("{'optimizer': 'Adam', 'momentum': 0.9}", "momentum: expected with Momentum and Nesterov only"),
        ("{'hidden': [30], 'batch_size': 1}", "batch_size: expected at least 8, got 1"),
        ("{'epochs': 9.99}", "epochs: expected a whole number"),
        ("{'epochs': float('inf')}", "epochs: expected a whole number"),
        ("{'weight_decay': [1]}", "weight_decay: expected a number"),
        (
            "{'schedule': 'slow'}",
            "schedule: expected one of 'constant', 'step decay', 'cosine', 'warm-up, cosine', got 'slow'",
        ),
        ("{'hidden': np.ones(10**6)}", "hidden: expected a list with the number of units of each hidden layer"),
    ],
)
def test_a_plan_that_would_keep_the_judge_busy_is_refused_before_it_is_tried(tmp_path, monkeypatch, plan, message):
    monkeypatch.setattr(ten_digits, "fit", None)
    graded = grade(notebook(tmp_path / "ten_digits.ipynb", f"import numpy as np\nplan = {plan}"))
    assert all(message in result.found for result in graded.report.results[3:])


def test_what_is_no_notebook_of_an_exercise_is_refused(tmp_path):
    other = notebook(tmp_path / "other.ipynb", "x = 1")
    with pytest.raises(ValueError, match=r"expected a notebook of one of the exercises 'activations', "):
        grade(other)
    renamed = notebook(tmp_path / "copy (2).ipynb", RIGHT, 'check("softmax")')
    assert grade(renamed).exercise == "softmax"
    for text in ("", "{", "[]", '{"cells": 3, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}'):
        other.write_text(text)
        with pytest.raises(ValueError, match="expected a notebook"):
            grade(other)


def test_the_command(tmp_path, capsys, file, monkeypatch):
    notebook(file, RIGHT)
    assert main(["grade", str(tmp_path)]) == 0
    shown = capsys.readouterr().out
    assert "== softmax.ipynb\nScore: 4 of 14 points." in shown
    assert "1 of 1 notebook graded, 4 of 14 points" in shown
    (tmp_path / "bad.ipynb").write_text("{")
    assert main(["grade", str(tmp_path), "--reveal"]) == 1
    shown = capsys.readouterr().out
    assert "1 of 2 notebooks graded" in shown
    assert "-- solution\n" in shown  # the project's
    monkeypatch.setattr("lecture_nn.cli.own.clone", lambda: None)  # as where the course was installed from a wheel
    assert main(["grade", str(tmp_path), "--reveal"]) == 1
    assert "no solution found" in capsys.readouterr().out
    assert main(["grade", str(tmp_path / "empty")]) in (1, 2)
    capsys.readouterr()
    for option in ("--out", "--trust", "--exercise", "--gradescope", "--jobs", "--seed", "--scheduler"):
        with pytest.raises(SystemExit) as ended:
            main(["grade", str(tmp_path), option, "x"])
        assert ended.value.code == 2
        told = capsys.readouterr()
        assert f"{option.split('=')[0]} is an option of `lecture-nn grade-class`" in told.err
        assert told.out == ""
    with pytest.raises(SystemExit):
        main(["grade", str(tmp_path), "--nonsense"])
    assert "unrecognized arguments: --nonsense" in capsys.readouterr().err
    assert main(["progress"]) == 0
    assert "\nNext: " in capsys.readouterr().out


# The wire

arrays = hnp.arrays(
    st.sampled_from([np.float64, np.float32, np.int64, np.uint8, np.bool_]), hnp.array_shapes(min_dims=0, min_side=0)
)
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | arrays,
    lambda inner: (
        st.lists(inner, max_size=4) | st.lists(inner, max_size=3).map(tuple) | st.dictionaries(st.text(), inner)
    ),
    max_leaves=3,  # so that it is never too deep to be sent
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(plain)
def test_plain_data_comes_back_as_it_was(value):
    message = encode(value)
    assert repr(decode(message)) == repr(value) or not differ(value, decode(message))


@settings(max_examples=300, deadline=None, derandomize=True)
@given(plain.filter(lambda v: v is not None), st.data())
def test_a_damaged_message_is_refused_or_plain(value, data):
    message = bytearray(encode(value))
    at = data.draw(st.integers(0, len(message) - 1))
    message[at] ^= data.draw(st.integers(1, 255))
    with contextlib.suppress(WireError):
        decode(bytes(message))


@pytest.mark.parametrize(
    "head",
    [
        b'{"array": 0, "dtype": "|O", "shape": [1]}',
        b'{"array": 0, "dtype": "<f8", "shape": [100000000, 100000000]}',
        b'{"array": 0, "dtype": "<f8", "shape": [-1]}',
        b'{"array": 0, "dtype": "<f8", "shape": "x"}',
        b'{"array": 0, "dtype": "f8,(", "shape": [1]}',
        b'{"array": 0, "dtype": "' + b"f8," * 100_000 + b'f8", "shape": [1]}',
        b'{"list": 3}',
        b'{"py/object": "os.system"}',
        b"[" * 100_000,
        b'{"float": "not"}',
    ],
)
def test_messages_that_lie_are_refused(head):
    with pytest.raises(WireError):
        decode(struct.pack("<Q", len(head)) + head)


def test_what_is_costly_to_read_is_refused_by_its_length():
    message = encode([0] * 1000)
    with pytest.raises(WireError, match="a structure of "):
        decode(message, longest_head=1000)
    with pytest.raises(WireError, match="expected at most 1,000: return arrays"):
        encode([0] * 1000, longest_head=1000)
    assert decode(encode(np.zeros(1000), longest_head=1000), longest_head=1000).shape == (1000,)


@pytest.mark.parametrize("item", [1, 1.0, ""])
def test_a_reply_of_very_many_items_is_refused_whatever_they_are(item):
    """However short they are: they took the judge minutes to explain."""
    rows = [[item] * n for n in range(600)]
    with pytest.raises(WireError, match="numbers, texts and lists: return arrays"):
        encode(rows, wire.LONGEST_REPLY, wire.LONGEST_HEAD)
    with pytest.raises(WireError, match="numbers, texts and lists: return arrays"):
        decode(encode(rows), wire.LONGEST_HEAD)


@pytest.mark.parametrize("value", [object(), lambda: 0, np.array([None]), [[[[[[[[[[1]]]]]]]]]]])
def test_what_is_no_plain_data_is_not_sent(value):
    with pytest.raises(WireError):
        encode(value)


def test_the_folder_of_the_checks_is_listed_once_for_a_whole_run(tmp_path, monkeypatch):
    class Counting:
        """Stands for the folder, and counts how often it is listed."""

        listed = 0

        def glob(self, pattern):
            self.listed += 1
            return before.glob(pattern)

    before, counting = course.HERE, Counting()
    monkeypatch.setattr(course, "HERE", counting)
    course._names.cache_clear()
    for name in ("softmax", "another softmax"):
        assert grade(notebook(tmp_path / f"{name}.ipynb", RIGHT)).report.points
    assert course.exercise_names() is not course.exercise_names()  # nobody's changes reach anybody else
    assert counting.listed == 1
