"""Whole numbers, and True and False, where numbers of another type are meant, as far as it is plain to see.

As in `plain`, each function takes what was written and returns a sentence that is true of it; "" if there is nothing of
the kind.
"""

from __future__ import annotations

import ast
from collections.abc import Collection

from lecture_nn.checks.diagnosis.plain_loops import gone_through
from lecture_nn.checks.diagnosis.slips import called
from lecture_nn.checks.diagnosis.syntax import is_number, of_numpy
from lecture_nn.checks.diagnosis.written import Written

ARRAYS = ("zeros", "ones", "empty", "full", "array", "zeros_like")
"""What makes an array, which may be indexed by True and False."""

WRITTEN_OUT = (ast.List, ast.Tuple, ast.BinOp, ast.UnaryOp, ast.Constant, ast.Add, ast.Mult, ast.USub, ast.Load)
"""What a list of numbers consists of."""


def cut_off(own: Written) -> str:
    """A fraction that is written into an array which was made of whole numbers alone."""
    whole = {
        node.targets[0].id: node
        for node in own.nodes
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and _is_whole(node.value)
    }
    for node in own.nodes:
        to = node.targets[0] if isinstance(node, ast.Assign) else None
        name = getattr(to.value, "id", "") if isinstance(to, ast.Subscript) else ""
        value = getattr(node, "value", None)
        number = value.operand if isinstance(value, ast.UnaryOp) else value
        if name in whole and own.stored[name] == 1 and is_number(number) and number.value % 1:
            return (
                f"`{ast.unparse(whole[name])}` is made of whole numbers, so `{name}` holds nothing else, and "
                f"`{ast.unparse(node)}` loses everything after the decimal point. Which type should `{name}` have?"
            )
    return ""


def _is_whole(node: ast.expr) -> bool:
    """Whether this is np.array of whole numbers that are all written out, or a part of it."""
    while isinstance(node, ast.Subscript):
        node = node.value
    if called(node) not in ("array", "asarray") or not of_numpy(node) or node.keywords or len(node.args) != 1:
        return False
    of = node.args[0]
    numbers = [each.value for each in ast.walk(of) if isinstance(each, ast.Constant)]
    plain = all(isinstance(each, WRITTEN_OUT) or _counts(each, of) for each in ast.walk(of))
    return bool(numbers) and plain and all(type(each) is int for each in numbers)


def _counts(name: ast.AST, node: ast.AST) -> bool:
    """Whether a name only says how often a list is repeated: [0, 1] * n."""
    return any(
        isinstance(each, ast.BinOp)
        and isinstance(each.op, ast.Mult)
        and name in (each.left, each.right)
        and isinstance(each.right if each.left is name else each.left, ast.List)
        for each in ast.walk(node)
    )


def index_by_truth(own: Written, truths: Collection[str]) -> str:
    """An entry of an array of True and False as an index; `truths` are the arguments that are such arrays."""
    arrays = {
        node.targets[0].id
        for node in own.nodes
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and called(node.value) in ARRAYS
    }
    single = {row: name for loop in own.nodes if isinstance(loop, ast.For) for name, row in gone_through(loop)}
    for node in own.nodes:
        if not isinstance(node, ast.Subscript) or getattr(node.value, "id", "") not in arrays:
            continue
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        for each in parts:
            name = getattr(each, "id", "")
            if single.get(name) in truths and name not in truths and own.stored[name] == 1:
                return (
                    f"`{name}` is True or False, and as an index, in `{ast.unparse(node)}`, that isn't 1 or 0: "
                    "True selects everything, and False nothing. How do you turn it into a number?"
                )
    return ""
