"""Operands in each other's place: results unpacked in another order, arguments handed over in another order."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import numpy as np

from lecture_nn.checks.diagnosis.raised import broadcasting, products
from lecture_nn.checks.diagnosis.raised.facts import Facts, Thing
from lecture_nn.checks.diagnosis.raised.finding import Finding
from lecture_nn.checks.diagnosis.raised.sides import Side

OF_SHAPES = re.compile(
    r"could not be broadcast together with shapes|shapes \(.*?\) and \(.*?\) not aligned"
    r"|matmul: Input operand 1 has a mismatch"
)
Tuple = ast.Tuple | ast.List


def unpacked(facts: Facts) -> Finding | None:
    """Two values that were unpacked together, of which the other one would have fitted."""
    if not OF_SHAPES.search(facts.text):
        return None
    if (told := _of_the_other(facts)) is not None:
        return told
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


def _of_the_other(facts: Facts) -> Finding | None:
    """Two results of a call of which each has the shapes that the name of the other one says."""
    for node in _nodes(facts):
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call):
            continue
        target = node.targets[0]
        names = [each.id for each in target.elts if isinstance(each, ast.Name)] if isinstance(target, Tuple) else []
        if len(names) != 2 or len(target.elts) != 2:
            continue
        (first, one), (second, other) = (_called_after(facts, name) for name in names)
        shapes = [_shapes(facts.named(name)) for name in (*names, one, other)]
        known = first and second and one != other and None not in shapes and shapes[0] != shapes[1]
        if known and shapes[0] == shapes[3] and shapes[1] == shapes[2]:
            has = "hold arrays of the shapes" if isinstance(shapes[0], list) else "have the shapes"
            return Finding(
                "values unpacked in another order",
                f"{names[0]} and {names[1]} {has} of {other} and {one}, in this order. In which order does "
                f"{facts.said(node.value.func)} return them?",
            )
    return None


def _called_after(facts: Facts, name: str) -> tuple[bool, str]:
    """Whether a name ends like one of the arguments, as d_weights and dW do, and which one that is."""
    own = [each.arg for each in facts.function.args.args] if isinstance(facts.function, ast.FunctionDef) else []
    found = [each for each in own if name.endswith(each) and name != each]
    return (True, max(found, key=len)) if found else (False, "")


def _shapes(of: Thing | None) -> object:
    if of is None:
        return None
    return of.shape if of.is_array else [each.shape for each in of.items] if of.kind in ("list", "tuple") else None


def _would_fit(facts: Facts, side: Side, other: Side, names: tuple[str, str], product: bool, n: int) -> bool:
    own, partner = map(facts.named, names)
    if own is None or partner is None or not own.is_array or not partner.is_array or own.shape == partner.shape:
        return False
    turned = -1 if getattr(side.node, "attr", "") == "T" else 1
    if own.shape[::turned] != side.shape:  # what is made of it on the way might differ
        return False
    instead = partner.shape[::turned]
    if not product:
        return instead == other.shape
    left, right = (instead, other.shape) if n == 0 else (other.shape, instead)
    return bool(left and right) and left[-1] == right[-2:][0]


def _exchanged(facts: Facts, name: str, partner: str, other: Side, asks: str) -> Finding:
    read = {each.id for each in _nodes(facts) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load)}
    unread = [each for each, _ in _with(facts, name) if each not in read]
    if unread and "hand them out" in asks:
        return Finding(
            "a value that was unpacked and isn't used",
            f"{name} has shape {facts.named(name).shape}, but {other.said} has shape {other.shape}. `{unread[0]}` was "
            f"unpacked together with {name}, and nothing uses `{unread[0]}`. Which of them belongs in this line?",
        )
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
    if facts.where != facts.asked and (clash := _clash(facts)) is not None:
        return _of_a_call(f"The error arises in {facts.where}, where {clash}", facts.where, f" in {facts.asked}")
    if not OF_SHAPES.search(facts.text):
        return None
    if facts.where != facts.asked and not facts.line and facts.where in facts.signatures:  # of the exercise's own
        return _of_a_call(f"The error arises inside {facts.where}", facts.where, f" in {facts.asked}")
    node = facts.node
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        name = node.func.id
        if (hasattr(np, name) and name not in facts.signatures) or not _is_function(facts, name):
            return None
        given = [each.id if isinstance(each, ast.Name) else facts.said(each) for each in node.args]
        if len(given) < 2 or list(facts.signatures.get(name, ())) == given:
            return None
        return _of_a_call(f"The error arises inside {name}, which gets ({', '.join(given)}) here", name)
    return None


def _is_function(facts: Facts, name: str) -> bool:
    return (of := facts.named(name)) is not None and of.kind == "function"


def _of_a_call(start: str, name: str, where: str = "") -> Finding:
    return Finding(
        "other arguments than a function expects",
        f"{start}. Which arguments does {name} expect, and of which shapes? What does your call{where} pass for "
        "each of them?",
    )


def _is_another(of: Thing, given: Thing) -> bool:
    """Whether one is no part of the other: batches have other numbers of rows, and everything else is the same."""
    kinds = ("array", "list", "tuple")
    if of.kind != given.kind:
        return of.kind in kinds and given.kind in kinds
    if not of.is_array or not given.is_array:
        return False
    return len(of.shape) != len(given.shape) or of.shape[-1:] != given.shape[-1:]


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
        if of is None or name in changed:
            continue
        if (same := given.get(name)) is not None and _is_another(of, same):
            return f"{name} is {of}, and the {name} of {facts.asked} is {same}"
        if not of.is_array:
            continue
        if letters and len(letters) != len(of.shape):
            return None if len(of.shape) == 0 else f"{name} has shape {of.shape}"
        for letter, size in zip(letters, of.shape, strict=False):
            before, known = sizes.setdefault(letter, (name, size))
            if known != size:
                return f"{before} has shape {facts.named(before).shape} and {name} has shape {of.shape}"
    return None
