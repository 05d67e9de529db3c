"""Arrays that are written into a place where they don't fit."""

from __future__ import annotations

import ast
import re

from lecture_nn.checks.diagnosis.raised.axes import explained
from lecture_nn.checks.diagnosis.raised.facts import Facts
from lecture_nn.checks.diagnosis.raised.finding import Finding
from lecture_nn.checks.diagnosis.raised.rounds import in_loop
from lecture_nn.checks.diagnosis.raised.shapes import what
from lecture_nn.checks.diagnosis.raised.sides import shapes_in
from lecture_nn.checks.diagnosis.raised.values import values_of


def wrong_place(facts: Facts) -> Finding | None:
    """Arrays that are written into a place where they don't fit."""
    if "could not broadcast input array" in facts.text and len(shapes := shapes_in(facts.text)) == 2:
        place = getattr(facts.statement, "targets", [None])[0]
        of = what(facts, place.value) if isinstance(place, ast.Subscript) else None
        if of is not None and of.is_array and len(of.shape) == 1:
            written, there = (f"{n} {'entry' if n == 1 else 'entries'}" for (n,) in shapes)
            return Finding(
                "too many or too few entries for their place",
                f"You assign {written} to a place that holds {there}. Which line decides how many entries there are, "
                "and how many should there be?",
            )
        return Finding(
            "an array written into a place of another shape",
            f"What is written has shape {shapes[0]}, and the place for it has shape {shapes[1]}."
            f"{explained((*shapes[0], *shapes[1]), facts.meanings)} Which axis of the place do you mean to fill?",
        )
    if found := re.search(r"non-broadcastable output operand with shape (\(.*?\)) .* shape (\(.*?\))", facts.text):
        return Finding(
            "an array that can't grow in place",
            f"An assignment such as += writes into the array that is there, which keeps its shape {found[1]}; the "
            f"result would have shape {found[2]}. Is a sum over an axis missing, or should a new array be made?",
        )
    if "setting an array element with a sequence" in facts.text and "inhomogeneous" not in facts.text:
        if not isinstance(facts.statement, ast.Assign | ast.AugAssign):
            return None
        place = getattr(facts.statement, "targets", None) or [getattr(facts.statement, "target", None)]
        start = f"{facts.said(place[0])} has room for a single number, but you assign an array to it"
        if whole := _whole_on_the_right(facts):
            return Finding(
                "a whole array where one of its entries belongs",
                f"{start}, because `{whole}` stands for all of its entries. Do you need one entry of `{whole}` in "
                "this round, or all of them?",
            )
        return Finding(
            "several numbers written into the place of one",
            f"{start}. Which part on the right is an array: is an index missing there, a sum, or an axis in the array "
            "on the left?",
        )
    return None


def _whole_on_the_right(facts: Facts) -> str:
    """The argument that stands on the right as a whole, as long as the array of which one entry is set; "" if none."""
    statement = facts.statement
    place = statement.target if isinstance(statement, ast.AugAssign) else statement.targets[0]
    of = what(facts, place.value) if isinstance(place, ast.Subscript) else None
    if of is None or not of.is_array or len(of.shape) != 1 or in_loop(facts) is None:
        return ""
    names = _as_wholes(statement.value)
    values = [value for name in names for value in values_of(facts, name)]
    for name in [*names, *(each for value in values for each in _as_wholes(value))]:
        known = facts.named(name)
        if known is not None and known.shape == of.shape and not values_of(facts, name):
            return name
    return ""


def _as_wholes(node: ast.AST) -> list[str]:
    """The names in an expression of which it takes no entry, and which it hands to no function."""
    if isinstance(node, ast.Name):
        return [node.id]
    if isinstance(node, ast.BinOp) and not isinstance(node.op, ast.MatMult):
        return [*_as_wholes(node.left), *_as_wholes(node.right)]
    return _as_wholes(node.operand) if isinstance(node, ast.UnaryOp) else []
