"""What an exercise's docstring promises about the arguments of a function is what the checks pass to it."""

import ast
import contextlib
import functools
import re
from pathlib import Path

import make_exercises
import nbformat
import numpy as np
import pytest

from lecture_nn.checks import exercise_names, load_exercise
from lecture_nn.checks.answers import Namespace
from lecture_nn.checks.exercises import neuron

ROOT = Path(__file__).resolve().parent.parent
SHAPE = r"\(((?:[A-Za-z]|\d+),|(?:[A-Za-z]|\d+)(?:, ?(?:[A-Za-z]|\d+))+)\)"
"""(D,), (N, K): letters and numbers with a comma; tanh(u) and a pair of words are something else."""


def promised_shape(docstring, argument):
    """The shape that the docstring gives for an argument, as in "W the weights, (K, J)"; none if it gives none."""
    found = re.search(rf"\b{argument}\b[^().]{{0,60}}{SHAPE}", docstring)
    return [each.strip() for each in found.group(1).split(",") if each.strip()] if found else None


def is_called_a_list(docstring, argument):
    return re.search(rf"\b{argument}\b(?: and \w+)* (?:is a|are) lists?\b", docstring) is not None


def broken(docstring, arguments, conventions=""):
    """What of the promises is not kept by these arguments, a dictionary by name.

    The notebook's text may say for all of its functions what has an entry for each layer: weights[l].
    """
    sizes = {}
    for name, value in arguments.items():
        if isinstance(value, list | tuple) and "list" not in docstring and f"`{name}[" not in conventions:
            yield f"{name} is a {type(value).__name__}, of which the docstring says nothing"
        if is_called_a_list(docstring, name) and not isinstance(value, list):
            yield f"{name} is called a list, and is a {type(value).__name__}"
        if (shape := promised_shape(docstring, name)) is None:
            continue
        if not isinstance(value, np.ndarray) or value.ndim != len(shape):
            yield f"{name} has the shape ({', '.join(shape)}) there, and is {np.shape(value)}, a {type(value).__name__}"
            continue
        for letter, size in zip(shape, value.shape, strict=True):
            wanted = int(letter) if letter.isdigit() else sizes.setdefault(letter, size)
            if size != wanted:
                yield f"{name}: {letter} is {wanted} elsewhere, and {size} here"


@functools.cache
def solved(name):
    """The names that the solved notebook defines, the docstrings and arguments of its functions, and its text."""
    space, functions = {}, {}
    cells = nbformat.read(ROOT / "solutions" / f"{name}.ipynb", as_version=4).cells
    for cell in cells:
        if cell.cell_type != "code" or re.search(r"^def |^import |### BEGIN", cell.source, flags=re.MULTILINE) is None:
            continue
        source = make_exercises.starting_lines(cell.source, keep=frozenset(range(100)), first=0)
        with contextlib.suppress(NameError):  # what cells without answers, which take long, have computed
            exec(source, space)
        for each in ast.walk(ast.parse(source)):
            if isinstance(each, ast.FunctionDef):
                functions[each.name] = ast.get_docstring(each) or "", [argument.arg for argument in each.args.args]
    return space, functions, "".join(cell.source for cell in cells if cell.cell_type == "markdown")


def faults_of(exercise):
    """The promises that the checks of an exercise don't keep, and the shapes that were looked at."""
    space, functions, conventions = solved(exercise.name)
    answers, found, looked_at = Namespace(dict(space)), [], set()
    for check in exercise.checks:
        if not check.run(answers).passed:
            found.append(f"{check.title}: not passed by the solution")
        for call in answers.calls:
            if call.name in functions and call.arguments:
                docstring, names = functions[call.name]
                given = dict(zip(names, call.arguments, strict=False))
                looked_at |= {(call.name, name) for name in given if promised_shape(docstring, name)}
                found += [f"{call.name}: {fault}" for fault in broken(docstring, given, conventions)]
    return sorted(set(found)), looked_at


@pytest.mark.parametrize("name", exercise_names())
def test_checks_pass_what_the_docstrings_promise(name):
    faults, _ = faults_of(load_exercise(name))
    assert faults == []


def test_shapes_are_found_in_the_docstrings():
    _, looked_at = faults_of(neuron.EXERCISE)
    assert {("neuron", "x"), ("neuron", "weights"), ("neuron_batch", "X")} <= looked_at
    text = "Return W, shape (K,), for h = tanh(u) and x of shape (D,): V (J, D), v0 (J,). "
    text += "Z holds pairs (name, value); u and s, (2, n)."
    shapes = {name: promised_shape(text, name) for name in ("x", "V", "v0", "Z", "s", "y", "h")}
    assert shapes == {"x": ["D"], "V": ["J", "D"], "v0": ["J"], "Z": None, "s": ["2", "n"], "y": None, "h": None}


@pytest.mark.parametrize(
    ("docstring", "arguments", "says"),
    [
        ("arrays x and weights of shape (D,)", {"x": [1.0, 2.0]}, "x is a list, of which"),
        ("a list; x has the shape (D,)", {"x": [1.0, 2.0]}, "x has the shape (D) there, and is (2,), a list"),
        ("x (D,), V (J, D)", {"x": np.ones(2), "V": np.ones((2, 3))}, "V: D is 2 elsewhere, and 3 here"),
        ("w, shape (2,)", {"w": np.ones(3)}, "w: 2 is 2 elsewhere, and 3 here"),
        ("X is (N, D)", {"X": np.ones(3)}, "X has the shape (N, D) there, and is (3,), a ndarray"),
        ("v and w are lists", {"v": np.ones(3)}, "v is called a list, and is a ndarray"),
    ],
)
def test_a_promise_that_is_not_kept_is_noticed(docstring, arguments, says):
    assert any(fault.startswith(says) for fault in broken(docstring, arguments))
