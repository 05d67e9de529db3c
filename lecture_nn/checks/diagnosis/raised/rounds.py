"""How far an index runs: which loop says so, and what that number counts."""

from __future__ import annotations

import ast

from lecture_nn.checks.diagnosis.raised.facts import Facts
from lecture_nn.checks.diagnosis.raised.finding import Finding
from lecture_nn.checks.diagnosis.raised.shapes import what
from lecture_nn.checks.diagnosis.raised.values import values_of


def in_loop(facts: Facts) -> ast.For | ast.While | None:
    """Return the loop around the line that raised the error."""
    around = loops_around(facts)
    return around[-1] if around else None


def loops_around(facts: Facts) -> list[ast.For | ast.While]:
    """Return the loops around the line that raised the error, the innermost one last."""
    line = facts.at[0] or 0
    return [
        node
        for node in ast.walk(facts.function or ast.Module([], []))
        if isinstance(node, ast.For | ast.While) and node.body[0].lineno <= line <= (node.end_lineno or 0)
    ]


def around(facts: Facts) -> list[ast.AST]:
    """Return the parts of the function that raised the error."""
    return list(ast.walk(facts.function or facts.tree or ast.Module([], [])))


def limit_of(facts: Facts, index: ast.AST | None) -> ast.expr | None:
    """What an index runs up to, if one loop alone says so."""
    limits = [
        each.iter.args[min(1, len(each.iter.args) - 1)]
        for each in around(facts)
        if isinstance(each, ast.For | ast.comprehension)
        and isinstance(index, ast.Name)
        and getattr(each.target, "id", "") == index.id
        and getattr(getattr(each.iter, "func", None), "id", "") == "range"
        and each.iter.args
    ]
    limits += [
        ast.Call(ast.Name("len", ast.Load()), each.iter.args[:1], [])
        for each in around(facts)
        if isinstance(each, ast.For | ast.comprehension)
        and isinstance(each.target, ast.Tuple)
        and isinstance(index, ast.Name)
        and getattr(each.target.elts[0], "id", "") == index.id
        and getattr(getattr(each.iter, "func", None), "id", "") == "enumerate"
        and len(each.iter.args) == 1
    ]
    same = len({ast.unparse(each) for each in limits}) == 1
    return limits[0] if same else None


def counts_all(facts: Facts, node: ast.Subscript | None) -> str:
    """A question about w.size, if a single index runs over as many numbers as an array of rows has entries."""
    of = what(facts, node.value) if node is not None else None
    limit = limit_of(facts, node.slice) if of is not None and of.is_array and len(of.shape) > 1 else None
    values = values_of(facts, limit.id) if isinstance(limit, ast.Name) else []
    size = values[0] if len(values) == 1 else limit
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
