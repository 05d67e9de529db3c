"""How far an index runs: which loop says so, and what that number counts."""

from __future__ import annotations

import ast

from lecture_nn.checks.diagnosis.raised.facts import Facts
from lecture_nn.checks.diagnosis.raised.finding import Finding
from lecture_nn.checks.diagnosis.raised.shapes import what


def in_loop(facts: Facts) -> ast.For | ast.While | None:
    """Return the loop around the line that raised the error."""
    line = facts.at[0] or 0
    around = [
        node
        for node in ast.walk(facts.function or ast.Module([], []))
        if isinstance(node, ast.For | ast.While) and node.body[0].lineno <= line <= (node.end_lineno or 0)
    ]
    return around[-1] if around else None


def around(facts: Facts) -> list[ast.AST]:
    """Return the parts of the function that raised the error."""
    return list(ast.walk(facts.function or facts.tree or ast.Module([], [])))


def limit_of(facts: Facts, index: ast.AST | None) -> ast.expr | None:
    """What an index runs up to, if one loop alone says so."""
    limits = [
        each.iter.args[-1]
        for each in around(facts)
        if isinstance(each, ast.For | ast.comprehension)
        and isinstance(index, ast.Name)
        and getattr(each.target, "id", "") == index.id
        and getattr(getattr(each.iter, "func", None), "id", "") == "range"
        and each.iter.args
    ]
    same = len({ast.unparse(each) for each in limits}) == 1
    return limits[0] if same else None


def counts_all(facts: Facts, node: ast.Subscript | None) -> str:
    """A question about w.size, if a single index runs over as many numbers as an array of rows has entries."""
    of = what(facts, node.value) if node is not None else None
    limit = limit_of(facts, node.slice) if of is not None and of.is_array and len(of.shape) > 1 else None
    size = _value_of(facts, limit)
    if getattr(size, "attr", "") != "size" and getattr(getattr(size, "func", None), "attr", "") != "size":
        return ""
    return f"{facts.said(size)} counts all entries of an array, and a single index counts its rows. Is a loop needed?"


def before_the_beginning(facts: Facts, node: ast.Subscript, has: str) -> Finding | None:
    """An index that counts from the end, as far as its first sign tells (-k, -1 - k), and goes too far."""
    index = node.slice
    while isinstance(index, ast.BinOp):
        index = index.left
    if not isinstance(index, ast.UnaryOp) or not isinstance(index.op, ast.USub):
        return None
    return Finding(
        "an index before the beginning of a list",
        f"{facts.said(node.value)}{has}, and {facts.said(node)} counts back past its beginning. What should happen "
        "while it is still too short for that?",
    )


def _value_of(facts: Facts, limit: ast.expr | None) -> ast.expr | None:
    """What a name was set to, if it was set once; anything else as it is."""
    if not isinstance(limit, ast.Name):
        return limit
    values = [
        each.value
        for each in around(facts)
        if isinstance(each, ast.Assign) and getattr(each.targets[0], "id", "") == limit.id
    ]
    return values[0] if len(values) == 1 else limit


def made_by(facts: Facts, node: ast.expr, names: tuple[str, ...]) -> str:
    """Return the call of one of these functions that a name was set to, or that stands there; "" if none."""
    if isinstance(node, ast.Name) and facts.function is not None:
        values = [
            each.value
            for each in ast.walk(facts.function)
            if isinstance(each, ast.Assign) and any(getattr(target, "id", "") == node.id for target in each.targets)
        ]
        if len(values) != 1:
            return ""
        node = values[0]
    name = getattr(getattr(node, "func", None), "attr", "") or getattr(getattr(node, "func", None), "id", "")
    return facts.said(node) if name in names else ""
