"""Lists of arrays where NumPy or Python calculates with the arrays in them, and their shapes differ."""

from __future__ import annotations

import ast

from lecture_nn.checks.diagnosis.raised.facts import Facts, Thing
from lecture_nn.checks.diagnosis.raised.finding import Finding
from lecture_nn.checks.diagnosis.raised.shapes import what
from lecture_nn.checks.diagnosis.raised.sides import shapes_in
from lecture_nn.checks.diagnosis.slips import called


def added_or_searched(facts: Facts) -> Finding | None:
    """Python's sum over arrays, a list that is searched for one, and a list plus an array."""
    if "could not be broadcast together with shapes" not in facts.text:
        return None
    node = facts.node
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "sum":
        shapes = shapes_in(facts.text)
        such = f", such as {shapes[0]} and {shapes[1]}" if len(shapes) > 1 else ""
        return Finding(
            "arrays of several layers added up by Python's sum",
            f"{facts.said(node)} adds whole arrays to each other, and they have different shapes{such}. Which number "
            "should each of them contribute, before all are added up?",
        )
    if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("index", "remove", "count"):
        return Finding(
            "an array looked for in a list",
            f"{facts.said(node)} looks for an equal entry with ==, which compares two arrays number by number. "
            f"{instead_of(called(node))}",
        )
    return _plus(facts, node) if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) else None


def instead_of(method: str) -> str:
    """What is asked of somebody who looks for an array in a list by a method of the list."""
    if method == "count":
        return "What should be compared, in place of whole arrays?"
    return "How could you keep track of the position as you go through the list?"


def _holds_arrays(of: Thing) -> bool:
    return not of.items or any(each.is_array for each in of.items)


def _plus(facts: Facts, node: ast.BinOp) -> Finding | None:
    kinds = [(each, what(facts, each)) for each in (node.left, node.right)]
    lists = [each for each, of in kinds if of is not None and of.kind == "list" and _holds_arrays(of)]
    arrays = [each for each, of in kinds if of is not None and of.is_array]
    if len(lists) != 1 or len(arrays) != 1:
        return None
    return Finding(
        "a list and an array with a plus between them",
        f"{facts.said(lists[0])} is a list, and {facts.said(arrays[0])} is an array: + adds their numbers and "
        "joins nothing. What must be on both sides of + for it to join two lists?",
    )
