"""What functions make of a vector or of a matrix, where the other may be meant, as far as it is plain to see.

As in `plain`, each function takes what was written and returns a sentence that is true of it; "" if there is nothing of
the kind. They are told how many axes the arguments have.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from lecture_nn.checks.diagnosis.slips import called
from lecture_nn.checks.diagnosis.written import Written, of_numpy

if TYPE_CHECKING:
    from lecture_nn.checks.diagnosis.cases import Case
    from lecture_nn.checks.diagnosis.subject import Subject

PLACES = {"argmax": "largest", "argmin": "smallest"}
STACKED = ("vstack", "column_stack", "stack", "hstack")
NORMS = {
    "1": "the largest sum of absolute values in a column",
    "2": "the largest factor by which it makes a vector longer",
    "np.inf": "the largest sum of absolute values in a row",
}


def axes_of(subject: Subject, cases: Sequence[Case]) -> dict[str, int]:
    """How many axes each argument has that is an array, as far as that is the same in all cases."""
    found: dict[str, set[int]] = {}
    for case in cases:
        for name, value in zip(subject.parameters, case.arguments, strict=False):
            found.setdefault(name, set()).add(value.ndim if isinstance(value, np.ndarray) else 0)
    return {name: min(axes) for name, axes in found.items() if len(axes) == 1}


def place_in_a_vector(own: Written, ways: Sequence[str], axes: Mapping[str, int]) -> str:
    """The place of the largest entry of a vector, where the right function looks for none."""
    if any(re.search(r"argm(ax|in)", way) for way in ways):
        return ""
    for node in own.nodes:
        if called(node) in PLACES and (of := _array(node)) and axes.get(of) == 1 and own.stored[of] == 0:
            return (
                f"{of} has one axis, so `{ast.unparse(node)}` is a single number: the place of the "
                f"{PLACES[called(node)]} entry in all of {of}. What should be said of each entry by itself?"
            )
    return ""


def norm_of_a_matrix(own: Written, axes: Mapping[str, int]) -> str:
    """A norm of a matrix with an order, which isn't the root of the sum of the squares."""
    for node in own.nodes:
        if called(node) != "norm" or not node.args or any(each.arg == "axis" for each in node.keywords):
            continue
        orders = [*node.args[1:2], *(each.value for each in node.keywords if each.arg == "ord")]
        named = {each.id for each in ast.walk(node.args[0]) if isinstance(each, ast.Name)}
        plain = all(isinstance(each, ast.Name | ast.BinOp | ast.operator | ast.Load) for each in ast.walk(node.args[0]))
        matrix = plain and named and all(axes.get(name) == 2 and own.stored[name] == 0 for name in named)
        if orders and matrix and (order := ast.unparse(orders[0])) in NORMS:
            return (
                f"`{ast.unparse(node)}` gets a matrix, and of a matrix the norm of order {order} is {NORMS[order]}. "
                "Which norm is meant, and is it that one?"
            )
    return ""


def shuffled_rows(own: Written, axes: Mapping[str, int]) -> str:
    """A matrix whose rows Python's own shuffle exchanges: it reads a row again that it has just written over."""
    matrices = {name for name, count in axes.items() if count == 2 and own.stored[name] == 0}
    for node in own.nodes:
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        stacked = isinstance(target, ast.Name) and called(node.value) in STACKED and of_numpy(node.value)
        if stacked and own.stored[target.id] == 1:
            matrices.add(target.id)
    for node in own.nodes:
        if called(node) != "shuffle" or len(node.args) != 1 or not isinstance(node.func, ast.Attribute):
            continue
        of = getattr(node.args[0], "id", "")
        if isinstance(node.func.value, ast.Name) and node.func.value.id == "random" and of in matrices:
            return (
                f"`{ast.unparse(node)}` is made for lists: it swaps two entries by writing one over the other, and a "
                f"row of `{of}` is no copy, so some rows come twice and others are lost. What shuffles an array?"
            )
    return ""


def _array(call: ast.Call) -> str:
    """The name of which np.argmax(name) or name.argmax() is taken."""
    of = call.args[0] if of_numpy(call) and call.args else getattr(call.func, "value", None)
    return getattr(of, "id", "")
