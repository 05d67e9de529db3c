"""Operands in each other's place: results unpacked in another order, arguments handed over in another order."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import numpy as np

from lecture_nn.checks.diagnosis.raised import broadcasting, products
from lecture_nn.checks.diagnosis.raised.broadcasting import Side
from lecture_nn.checks.diagnosis.raised.facts import Facts
from lecture_nn.checks.diagnosis.raised.finding import Finding

OF_SHAPES = re.compile(
    r"could not be broadcast together with shapes|shapes \(.*?\) and \(.*?\) not aligned"
    r"|matmul: Input operand 1 has a mismatch"
)
Tuple = ast.Tuple | ast.List


def unpacked(facts: Facts) -> Finding | None:
    """Two values that were unpacked together, of which the other one would have fitted."""
    if not OF_SHAPES.search(facts.text):
        return None
    product = "could not be broadcast" not in facts.text
    both = products.sides(facts) if product else broadcasting.sides(facts)
    if both is None:
        return None
    for n, side in enumerate(both):
        other = both[1 - n]
        for name in _names(side.node):
            for partner, asks in _with(facts, name):
                if partner not in _names(other.node) and _would_fit(facts, side, other, (name, partner), product, n):
                    return _exchanged(facts, name, partner, other, asks)
    return None


def _would_fit(facts: Facts, side: Side, other: Side, names: tuple[str, str], product: bool, n: int) -> bool:
    own, partner = map(facts.named, names)
    if own is None or partner is None or not own.is_array or not partner.is_array or own.shape == partner.shape:
        return False
    if own.shape != side.shape:  # what is made of it on the way might differ
        return False
    if not product:
        return partner.shape == other.shape
    left, right = (partner.shape, other.shape) if n == 0 else (other.shape, partner.shape)
    return bool(left and right) and left[-1] == right[-2:][0]


def _exchanged(facts: Facts, name: str, partner: str, other: Side, asks: str) -> Finding:
    fits = f"{partner}, which was unpacked with it, has shape {facts.named(partner).shape}, which would fit"
    meant = any(each in re.split(r"_|\d", name) for each in _names(other.node))  # d_W stands beside W
    end = "?" if meant else f", or is {partner} the one that you mean here?"
    return Finding(
        "values unpacked in another order",
        f"{name} has shape {facts.named(name).shape}, and {fits} beside {other.said} of shape {other.shape}. "
        f"{asks}{end}",
    )


def _names(node: ast.AST | None) -> list[str]:
    return [each.id for each in ast.walk(node) if isinstance(each, ast.Name)] if node is not None else []


def _with(facts: Facts, name: str) -> Iterator[tuple[str, str]]:
    """The names that were set together with this one, each with the beginning of a question about their order."""
    stores = [each for each in _nodes(facts) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)]
    if sum(each.id == name for each in stores) != 1:  # it may be another one by now
        return
    for node in _nodes(facts):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and not isinstance(node.value, Tuple):
            whole, target = node.value, node.targets[0]
        elif isinstance(node, ast.For) and getattr(getattr(node.iter, "func", None), "id", "") == "zip":
            whole, target = node.iter, node.target
        else:
            continue
        together = [each.id for each in target.elts if isinstance(each, ast.Name)] if isinstance(target, Tuple) else []
        if name not in together:
            continue
        function = getattr(whole, "func", None) if isinstance(node, ast.Assign) else None
        asks = f"In which order does {facts.said(function or whole)} {'return' if function else 'hold'} them"
        asks = f"In which order does {facts.said(whole)} hand them out" if isinstance(node, ast.For) else asks
        yield from ((each, asks) for each in together if each != name)


def _nodes(facts: Facts) -> list[ast.AST]:
    return list(ast.walk(facts.function)) if facts.function is not None else []


def inside_another(facts: Facts) -> Finding | None:
    """Shapes that don't fit within a function that is called in the line: nothing in the line itself is added up."""
    if not OF_SHAPES.search(facts.text):
        return None
    node = facts.node
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        name = node.func.id
        if (hasattr(np, name) and name not in facts.signatures) or not _is_function(facts, name):
            return None
        given = [each.id if isinstance(each, ast.Name) else facts.said(each) for each in node.args]
        if len(given) < 2 or list(facts.signatures.get(name, ())) == given:
            return None
        return _of_a_call(f"The error arises inside {name}, which gets ({', '.join(given)}) here", name)
    if facts.where == facts.asked or (clash := _clash(facts)) is None:
        return None
    return _of_a_call(f"The error arises in {facts.where}, where {clash}", facts.where, f" in {facts.asked}")


def _is_function(facts: Facts, name: str) -> bool:
    return (of := facts.named(name)) is not None and of.kind == "function"


def _of_a_call(start: str, name: str, where: str = "") -> Finding:
    return Finding(
        "other arguments than a function expects",
        f"{start}. Which arguments does the first line of {name} name, in which order, and what does your call{where} "
        "give for each?",
    )


def _clash(facts: Facts) -> str | None:
    """Two arguments of a function that can't both be what their names say, if it hasn't changed them itself."""
    parameters = facts.signatures.get(facts.where, {})
    own = [arg.arg for arg in facts.function.args.args] if isinstance(facts.function, ast.FunctionDef) else None
    if own is not None and list(parameters) != own:
        return None
    changed = {each.id for each in _nodes(facts) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)}
    sizes: dict[str, tuple[str, int]] = {}
    given = dict(zip(facts.expected, facts.given, strict=False))
    for name, told in parameters.items():
        of, letters = facts.named(name), told.split()
        if of is None or not of.is_array or name in changed:
            continue
        if (same := given.get(name)) is not None and same.is_array and same.shape != of.shape:
            return f"{name} has shape {of.shape}, and the {name} of {facts.asked} has shape {same.shape}"
        if letters and len(letters) != len(of.shape):
            return None if len(of.shape) == 0 else f"{name} has shape {of.shape}"
        for letter, size in zip(letters, of.shape, strict=False):
            before, known = sizes.setdefault(letter, (name, size))
            if known != size:
                return f"{before} has shape {facts.named(before).shape} and {name} has shape {of.shape}"
    return None
