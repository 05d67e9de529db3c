"""What the names of a function are set to: by its assignments, and by its loops."""

from __future__ import annotations

import ast

from lecture_nn.checks.diagnosis.raised.facts import Facts, shortened
from lecture_nn.checks.diagnosis.slips import called, pairs

LOOPS = (ast.For, ast.comprehension)
MAKERS = ("zeros", "ones", "empty", "full")
"""Functions that make an array of a given shape, to be written to."""

IN_ORDER = ("list", "tuple", "sorted", "reversed")
"""Functions whose result has the same entries."""


def is_set(node: ast.AST) -> bool:
    """Return whether this is a name that gets a value here."""
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def values_of(facts: Facts, name: str) -> list[ast.expr]:
    """Return all that a name is set to by assignments in the function, in their order."""
    return [
        value
        for each in ast.walk(facts.function or ast.Module([], []))
        if isinstance(each, ast.Assign)
        for target, value in [*pairs(each), *((other, each.value) for other in each.targets[1:])]
        if getattr(target, "id", "") == name
    ]


def last_value(facts: Facts, node: ast.expr | None) -> ast.expr | None:
    """Return what a name is set to last in the function; None if it isn't, or if this is no name."""
    values = values_of(facts, node.id) if isinstance(node, ast.Name) else []
    return values[-1] if values else None


def resolved(facts: Facts, node: ast.expr | None) -> ast.expr | None:
    """Return what a name is set to last, and anything else, or a name that is never set, as it is."""
    value = last_value(facts, node)
    return node if value is None else value


def made_by(facts: Facts, node: ast.expr, names: tuple[str, ...]) -> str:
    """Return the call of one of these functions that a name was set to, or that stands there; "" if none."""
    if isinstance(node, ast.Name):
        values = values_of(facts, node.id)
        if len(values) != 1:
            return ""
        node = values[0]
    return facts.said(node) if called(node) in names else ""


def made_for(facts: Facts, node: ast.expr) -> str:
    """Return the line np.zeros(...) and the like that has made an array in this function; "" if it was no such line."""
    value = last_value(facts, node)
    return shortened(f"{ast.unparse(node)} = {ast.unparse(value)}") if called(value) in MAKERS else ""


def entry_of(facts: Facts, node: ast.AST) -> tuple[str, ast.expr] | None:
    """Return the head of the loop that gives a name entries, and of what these are; None if no loop alone does."""
    if not isinstance(node, ast.Name) or values_of(facts, node.id):
        return None
    loops = [each for each in ast.walk(facts.function or ast.Module([], [])) if isinstance(each, LOOPS)]
    setting = [each for each in loops if any(node.id == getattr(n, "id", "") for n in ast.walk(each.target))]
    found = [(each, of) for each in setting for name, of in _entries(each) if name == node.id]
    if not found or len(found) != len(setting):
        return None
    loop, of = found[0]
    return shortened(f"for {ast.unparse(loop.target)} in {ast.unparse(loop.iter)}"), of


def gone_through(facts: Facts, node: ast.expr) -> ast.expr:
    """Return what an entry is of: P in P[n], and in a loop over P or zip(P, T) that gives its entries this name."""
    if isinstance(node, ast.Subscript):
        return node.value
    loops = [each for each in ast.walk(facts.function or ast.Module([], [])) if isinstance(each, LOOPS)]
    pairs_of_all = [pair for loop in loops for pair in _pairs(loop)]
    return next((of for name, of in pairs_of_all if isinstance(node, ast.Name) and name == node.id), node)


def _pairs(loop: ast.For | ast.comprehension) -> list[tuple[str, ast.expr]]:
    """The names that a loop sets, each with what it goes through for it; without the numbers of enumerate."""
    target, of = loop.target, loop.iter
    if called(of) == "enumerate" and isinstance(target, ast.Tuple) and of.args:
        target, of = target.elts[-1], of.args[0]
    if called(of) == "zip" and isinstance(target, ast.Tuple):
        return [(getattr(name, "id", ""), each) for name, each in zip(target.elts, of.args, strict=False)]
    return [(getattr(target, "id", ""), of)]


def _entries(loop: ast.For | ast.comprehension) -> list[tuple[str, ast.expr]]:
    """The names to which a loop gives entries of something that has a name: no numbers of a range, nor a result."""
    found = []
    for name, of in _pairs(loop):
        of = of.args[0] if called(of) in IN_ORDER and of.args else of
        if isinstance(of, ast.Name | ast.Attribute | ast.Subscript):
            found.append((name, of))
    return found
