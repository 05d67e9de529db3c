"""Whether another factor is meant in a matrix product: what stands beside it, and where its result goes, tell."""

from __future__ import annotations

import ast

import numpy as np

from lecture_nn.checks.diagnosis.raised.facts import Facts
from lecture_nn.checks.diagnosis.raised.rounds import in_loop
from lecture_nn.checks.diagnosis.raised.shapes import is_transposed, shape_of, what
from lecture_nn.checks.diagnosis.raised.sides import Side
from lecture_nn.checks.diagnosis.raised.values import gone_through

ENTRY_BY_ENTRY = (ast.Add, ast.Sub, ast.Mult, ast.Div)


def single_number(facts: Facts, left: Side, right: Side) -> tuple[str, str] | None:
    """Return the kind and a question of two vectors of which one number is wanted, and not a table."""
    indices = [ast.unparse(side.node.slice) for side in (left, right) if isinstance(side.node, ast.Subscript)]
    same = len(indices) == 2 and indices[0] == indices[1]  # as delta[n] and x[n]
    for side, other in ((left, right), (right, left)) if not same else ():
        of = gone_through(facts, side.node) if side.node is not None else None
        rows = what(facts, of) if of is not side.node else None
        if rows is None or rows.shape != (other.shape[0], side.shape[0]) or is_transposed(of):
            continue
        return (
            "a row of a matrix where a column is as long",
            f"{side.said} is a row of {facts.said(of)}, with {side.shape[0]} numbers. Which has as many numbers as "
            f"{other.said}: a row or a column of {facts.said(of)}?",
        )
    if (beside := _beside(facts)) is not None and shape_of(facts, beside) == (left.shape[0], right.shape[0]):
        return (
            "a matrix that is added to the product of two vectors",
            f"The product of two vectors is a single number, and {facts.said(beside)} is a matrix that is added to it. "
            "Which of these three arrays should be multiplied, and which one added?",
        )
    place = next(iter(getattr(facts.statement, "targets", [])), getattr(facts.statement, "target", None))
    entry = what(facts, place) if isinstance(place, ast.Subscript) else None
    if entry is not None and entry.kind in ("int", "float") and in_loop(facts) is not None:
        return (
            "vectors of different lengths in a product",
            "Each entry of one is multiplied by an entry of the other. Which entry has no partner?",
        )
    return None


def not_beside(facts: Facts, left: Side, right: Side) -> str | None:
    """Return what is said of a product that wouldn't fit what stands beside it, if its left factor were transposed."""
    shape = (*left.shape[1:], *right.shape[1:])
    beside = _beside(facts)
    other = shape_of(facts, beside) if beside is not None else None
    if not other:
        return None
    try:
        np.broadcast_shapes(shape, other)
    except ValueError:
        return (
            f"The first axes do have the same length, {left.shape[0]}, but a sum over the first axes would give shape "
            f"{shape}, which doesn't fit {facts.said(beside)} of shape {other}. Which of the two arrays doesn't "
            "belong in this product?"
        )
    return None


def another_factor(facts: Facts, left: Side, right: Side) -> str:
    """Return a question for the case that another array is meant in place of a factor; "" if no other one fits."""
    if not {"V", "W"} <= set(facts.expected):  # of a single layer, all arrays are used in one product
        return ""
    mine = {getattr(each, "id", "") for side in (left, right) for each in ast.walk(side.node or ast.Module([], []))}
    for name in facts.expected:
        shape = getattr(facts.named(name), "shape", None) or ()
        if name in mine or len(shape) != 2:
            continue
        if shape[0] == left.shape[-1] or (len(right.shape) == 2 and shape[1] == right.shape[0]):
            return " If not, which other array is meant in place of one of the two?"
    return ""


def _beside(facts: Facts) -> ast.expr | None:
    """What the product is added to, or multiplied with entry by entry: in its line, or by the name that it gets."""
    product = facts.node
    target = next(iter(getattr(facts.statement, "targets", [])), None)
    whole = getattr(facts.statement, "value", None) is product and isinstance(target, ast.Name)
    for each in ast.walk(facts.function or ast.Module([], [])):
        if not isinstance(each, ast.BinOp) or not isinstance(each.op, ENTRY_BY_ENTRY):
            continue
        for side, other in ((each.left, each.right), (each.right, each.left)):
            if side is product or (whole and isinstance(side, ast.Name) and side.id == target.id):
                return other
    return None
