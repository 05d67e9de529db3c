"""Operations in the code of an answer from which numbers can come that are none, infinite, or tiny and lost."""

from __future__ import annotations

import ast

from lecture_nn.checks.diagnosis.slips import called
from lecture_nn.checks.diagnosis.syntax import terms
from lecture_nn.checks.diagnosis.written import LARGEST, Written


def operations(own: Written) -> frozenset[str]:
    """What can make a number that isn't one, of what is in the code."""
    named = own.words.keys() | {node.attr for node in own.nodes if isinstance(node, ast.Attribute)}
    found = {word for word in ("log", "sqrt", "exp", "arctanh") if word in named}
    logs = [node.args[0] for node in own.nodes if called(node) == "log" and node.args]
    if logs and all(map(_at_least_1, logs)):
        found.discard("log")
    signs = {ast.Mult: "*", ast.Sub: "-", ast.USub: "-"}
    found |= {sign for kind, sign in signs.items() if own.has(kind)}
    picked = {getattr(node.targets[0], "id", "") for node in own.nodes if isinstance(node, ast.Assign) and _picks(node)}
    given = {each.arg for each in own.function.args.args} - picked
    if not all(_is_a_size(each, given) for each in own.divisors):
        found.add("/")
    if any(isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow) and _is_half(node.right) for node in own.nodes):
        found.add("sqrt")
    if any(own.words[each] for each in (*LARGEST, "clip")) or any(map(_is_far, own.nodes)):
        found.add("limit")
    if own.words["ones"] or own.words["ones_like"] or any(map(_is_set_to_1, own.nodes)):
        found.add("ones")
    return frozenset(found)


def _at_least_1(node: ast.AST) -> bool:
    """Whether this is 1 + exp(...), whatever is in it."""
    both = terms(node)
    return any(called(each) == "exp" for each in both) and any(getattr(each, "value", 0) == 1 for each in both)


def _picks(node: ast.Assign) -> bool:
    """Whether a name is set to some entries of something, which may be none."""
    return any(isinstance(each, ast.Subscript) for each in ast.walk(node.value))


def _is_a_size(node: ast.AST, given: set[str]) -> bool:
    """Whether this is a number, or how much an argument holds, as it is given: X.shape[0], X.size, len(X)."""
    if isinstance(node, ast.Constant):
        return node.value != 0
    node = node.value if isinstance(node, ast.Subscript) else node
    of = node.args[0] if called(node) == "len" and len(node.args) == 1 else None
    of = node.value if getattr(node, "attr", "") in ("shape", "size") else of
    return getattr(of, "id", "") in given


def _is_far(node: ast.AST) -> bool:
    """Whether this is a number that may be a limit."""
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float) and abs(node.value) >= 10


def _is_set_to_1(node: ast.AST) -> bool:
    return isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and node.value.value == 1


def _is_half(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value == 0.5
