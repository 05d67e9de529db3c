"""What functions make of a vector or of a matrix, where the other may be meant, as far as it is plain to see.

As in `plain`, each function takes what was written and returns a sentence that is true of it; "" if there is nothing of
the kind. They are told how many axes the arguments have.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from lecture_nn.checks.diagnosis.slips import called
from lecture_nn.checks.diagnosis.syntax import of_numpy
from lecture_nn.checks.diagnosis.written import Written

if TYPE_CHECKING:
    from lecture_nn.checks.diagnosis.cases import Case
    from lecture_nn.checks.diagnosis.subject import Subject

PLACES = {"argmax": "largest", "argmin": "smallest"}
STACKED = ("vstack", "column_stack")
JOINED = ("hstack", "concatenate")
NORMS = {
    "1": "the largest sum of absolute values in a column",
    "2": "the largest factor by which it stretches a vector",
    "np.inf": "the largest sum of absolute values in a row",
}


def axes_of(subject: Subject, cases: Sequence[Case]) -> dict[str, int]:
    """How many axes each argument has that is an array, as far as that is the same in all cases."""
    found: dict[str, set[int]] = {}
    for case in cases:
        for name, value in zip(subject.parameters, case.arguments, strict=False):
            found.setdefault(name, set()).add(value.ndim if isinstance(value, np.ndarray) else 0)
    return {name: min(axes) for name, axes in found.items() if len(axes) == 1}


def _as_given(own: Written, axes: Mapping[str, int]) -> dict[str, int]:
    """Of these arguments those whose names mean nothing else anywhere in the code."""
    parameters = Counter(node.arg for node in own.nodes if isinstance(node, ast.arg))
    return {name: count for name, count in axes.items() if own.stored[name] == 0 and parameters[name] == 1}


def changes_a_whole_row(own: Written) -> str:
    """A number that is added to a row of a table, looked up by a label, where one entry of it may be meant."""
    returned = [part for node in own.nodes if isinstance(node, ast.Return) for part in ast.walk(node)]
    names = {part.id for part in returned if isinstance(part, ast.Name)}
    for node in own.nodes:
        place = node.target if isinstance(node, ast.AugAssign) and isinstance(node.value, ast.Constant) else None
        if isinstance(place, ast.Subscript) and isinstance(place.slice, ast.Subscript):
            table = getattr(place.value, "id", "")
            if table in names:
                return (
                    f"`{ast.unparse(node)}` changes a whole row of {table}, the one with the number "
                    f"`{ast.unparse(place.slice)}`. Which single entry is meant, and in which row does it stand?"
                )
    return ""


def place_in_a_vector(own: Written, ways: Sequence[str], axes: Mapping[str, int]) -> str:
    """The place of the largest entry of a vector that is compared with something; the right function needs none."""
    if any(re.search(r"argm(ax|in)", way) for way in ways):
        return ""
    compared = [side for node in own.nodes if isinstance(node, ast.Compare) for side in (node.left, *node.comparators)]
    names, given = {side.id for side in compared if isinstance(side, ast.Name)}, _as_given(own, axes)
    compared += [node.value for node in own.nodes if isinstance(node, ast.Assign) and _sets_one_of(node, names)]
    for node in compared:
        of = _array(node) if called(node) in PLACES else ""
        if given.get(of) == 1 and all(_is_first_axis(each.value) for each in node.keywords):
            return (
                f"{of} has one axis, so `{ast.unparse(node)}` is a single number: the place of the "
                f"{PLACES[called(node)]} entry in all of {of}. What has to be decided for each entry separately?"
            )
    return ""


def norm_of_a_matrix(own: Written, ways: Sequence[str], axes: Mapping[str, int]) -> str:
    """A norm of a matrix with an order, where the right function takes the root of the sum of all squares."""
    given = _as_given(own, axes)
    for node in own.nodes if ways and "norm(" in ways[0] else ():
        norm = called(node) == "norm" and ast.unparse(node.func) in ("np.linalg.norm", "numpy.linalg.norm")
        if not norm or not 1 <= len(node.args) <= 2 or any(each.arg == "axis" for each in node.keywords):
            continue
        orders = [*node.args[1:], *(each.value for each in node.keywords if each.arg == "ord")]
        parts = list(ast.walk(node.args[0]))
        names = {each.id for each in parts if isinstance(each, ast.Name)}
        plain = all(isinstance(each, ast.Name | ast.BinOp | ast.operator | ast.Load) for each in parts)
        matrix = plain and names and all(given.get(name) == 2 for name in names)
        if orders and matrix and (order := ast.unparse(orders[0])) in NORMS:
            return (
                f"`{ast.unparse(node)}` is the norm of a matrix, and for a matrix the norm of order {order} is "
                f"{NORMS[order]}. Is that the norm that is asked for?"
            )
    return ""


def shuffled_rows(own: Written, axes: Mapping[str, int]) -> str:
    """A matrix whose rows Python's own shuffle exchanges: it reads a row again that it has just written over."""
    imported = [each for node in own.nodes if isinstance(node, ast.Import) for each in node.names]
    if not any(each.name == "random" and each.asname is None for each in imported) or own.stored["random"]:
        return ""  # it may be NumPy's
    matrices = {name for name, count in _as_given(own, axes).items() if count == 2}
    matrices |= {
        node.targets[0].id
        for node in own.nodes
        if isinstance(node, ast.Assign) and _is_stacked(node.value, axes) and _is_set_once(node.targets[0], own)
    }
    for node in own.nodes:
        if called(node) != "shuffle" or len(node.args) != 1 or ast.unparse(node.func) != "random.shuffle":
            continue
        if (of := getattr(node.args[0], "id", "")) in matrices:
            return (
                f"`{ast.unparse(node)}` is made for lists: it swaps two entries by writing one over the other, and "
                f"a row of `{of}` is a view, not a copy, so some rows come twice and others are lost. Which "
                "function shuffles an array?"
            )
    return ""


def _is_stacked(node: ast.expr, axes: Mapping[str, int]) -> bool:
    """Whether this makes a matrix: of vectors as well, or by joining matrices."""
    if not isinstance(node, ast.Call) or not of_numpy(node) or not node.args:
        return False
    joined = {getattr(each, "id", "") for each in getattr(node.args[0], "elts", ())}
    return called(node) in STACKED or (called(node) in JOINED and any(axes.get(name) == 2 for name in joined))


def _is_set_once(target: ast.expr, own: Written) -> bool:
    """Whether this is a name that no other line sets."""
    return isinstance(target, ast.Name) and own.stored[target.id] == 1


def _sets_one_of(node: ast.Assign, names: set[str]) -> bool:
    """Whether an assignment sets one of these names."""
    return getattr(node.targets[0], "id", "") in names


def _is_first_axis(axis: ast.expr) -> bool:
    """Whether a vector has this axis."""
    return ast.unparse(axis) in ("0", "-1", "None")


def _array(call: ast.Call) -> str:
    """The name of which np.argmax(name) or name.argmax() is taken."""
    of = call.args[0] if of_numpy(call) and call.args else getattr(call.func, "value", None)
    return getattr(of, "id", "")
