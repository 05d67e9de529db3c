"""Indices: labels for places, a place that isn't there, a list taken for a matrix."""

from __future__ import annotations

import ast
import re

from lecture_nn.checks.diagnosis.raised.facts import Facts, Thing
from lecture_nn.checks.diagnosis.raised.finding import Finding
from lecture_nn.checks.diagnosis.raised.no_such_axis import from_to
from lecture_nn.checks.diagnosis.raised.operands import uncalled
from lecture_nn.checks.diagnosis.raised.positions import TARGETS, an_entry, parts_of
from lecture_nn.checks.diagnosis.raised.shapes import is_module, what
from lecture_nn.checks.diagnosis.slips import called

WHOLE_NUMBERS = ("astype", "array", "asarray", "int_", "int64", "int32", "rint", "round")
"""Functions that make whole numbers of an array, and keep its shape."""

JOIN = ("concatenate", "stack", "vstack", "hstack", "column_stack", "dstack", "block", "array")
"""Functions that get several arrays, as one argument."""

LARGEST = ("max", "amax", "min", "amin")
"""Functions that search one array, taken for those that compare two."""


def of_other_shapes(facts: Facts) -> Finding | None:
    """One-hot rows, made whole numbers, as an index beside another one."""
    node = facts.only(ast.Subscript)
    if "indexing arrays could not be broadcast" not in facts.text or node is None:
        return None
    for part in parts_of(node.slice):
        name = part  # np.array(T, int) and T.astype(int) have the shape of T
        while called(name) in WHOLE_NUMBERS and isinstance(name.func, ast.Attribute):
            values = [*name.args, *(each.value for each in name.keywords)]
            name = values[0] if values and is_module(facts, name.func.value) else name.func.value
        targets = isinstance(name, ast.Name) and TARGETS.search(name.id) and name.id in facts.expected
        rows = what(facts, name) if targets else None
        if rows is not None and rows.is_array and len(rows.shape) == 2 and rows.dtype == "f":
            return Finding(
                "one-hot rows used as an index",
                f"In {facts.said(node)}, the index {facts.said(part)} has shape {rows.shape}: a whole row for each "
                "example, because the targets are one-hot, and an index must be the number of a class. What does "
                "such a row hold at the right class, and what everywhere else?",
            )
    return None


def lists(facts: Facts) -> Finding | None:
    """A list where an array is needed as an index, or the other way round."""
    node = facts.only(ast.Subscript)
    if "indices must be integers or slices, not tuple" in facts.text:
        subject = facts.said(node.value) if node is not None else "this"
        of = what(facts, node.value) if node is not None else None
        if from_to(node) and of is not None and all(each.kind in ("int", "float") for each in of.items):
            return Finding(
                "a comma between the bounds of a piece",
                f"{subject} is {of}, and a comma separates the indices of two axes. How do you write the entries from "
                "one position up to another?",
            )
        return Finding(
            "a list indexed like a matrix",
            f"{subject} is a list, and an index with a comma needs an array. What makes an array of a list of rows?",
        )
    if "only integer scalar arrays can be converted to a scalar index" in facts.text:
        return _array_for_a_number(facts)
    if "does not support item assignment" in facts.text:
        kind = (re.search(r"'([\w.]+)' object", facts.text) or [""] * 2)[1]
        target = facts.only(ast.Subscript) or next(iter(_targets(facts.statement)), None)
        subject = facts.said(target.value) if target is not None else "it"
        found = uncalled(facts, target.value) if "method" in kind and target is not None else None
        if found is not None:
            return found
        if kind in ("int", "float", "numpy.float64", "NoneType"):
            return Finding(
                "an index of a number that was to become an array",
                f"{subject} is {'None' if kind == 'NoneType' else 'a single number'}, so it has no entries to assign "
                "to. Which array (np.zeros, of which shape?) or which list should be there before the loop begins?",
            )
        return Finding(
            "an assignment to something that can't be changed",
            f"{subject} is a {kind}, whose entries can't be replaced. Could a list or an array stand there?",
        )
    return None


def _array_for_a_number(facts: Facts) -> Finding | None:
    call = facts.node if isinstance(facts.node, ast.Call) else None
    if call is not None and len(call.args) >= 2 and isinstance(call.func, ast.Attribute):
        first, second = what(facts, call.args[0]), what(facts, call.args[1])
        name = facts.said(call.func)
        two = first and (first.is_array or call.func.attr in LARGEST) and second and second.is_array
        if two or call.func.attr in ("concatenate", "stack"):
            asks = "Which function compares two arrays entry by entry?"
            if call.func.attr in JOIN:
                asks = "How do you hand over several arrays as one argument (an extra pair of parentheses)?"
            elif call.func.attr not in LARGEST:
                asks = "How should the two arrays become one first?"
            return Finding(
                "several arrays handed over one by one",
                f"{name} expects the axis as its second argument, not another array. {asks}",
            )
    if call is not None and getattr(call.func, "id", "") == "range":
        return Finding(
            "range() of an array",
            f"{facts.said(call)} needs a whole number, how many rounds there are, and gets an array. Is its "
            "length meant, or "
            "do you want to go through its entries themselves?",
        )
    node = facts.only(ast.Subscript)
    if node is not None and (found := an_entry(facts, node)) is not None:
        return found
    of = what(facts, node.value) if node is not None else None
    if node is not None and (of or Thing("list")).kind in ("list", "tuple"):
        return Finding(
            "a list indexed by an array",
            f"In {facts.said(node)}, the index is an array, and only an array can be indexed by one. Is "
            f"{facts.said(node.value)} a list: what would make an array of it?",
        )
    return None


def _targets(statement: ast.stmt | None) -> list[ast.Subscript]:
    targets = getattr(statement, "targets", []) or [getattr(statement, "target", None)]
    return [each for each in targets if isinstance(each, ast.Subscript)]
