"""What is computed in an answer, and never used: whether it matters, and whether an explanation is about it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from lecture_nn.checks.diagnosis.plain import only_computes
from lecture_nn.checks.diagnosis.slips import called
from lecture_nn.checks.diagnosis.wording import ARGUMENTS, CALLS, is_derivative
from lecture_nn.checks.diagnosis.written import Written

OF_A_MEAN = r"\b(divide|average|mean|number of)"
ACTIVATIONS = ("tanh", "sigmoid", "relu", "softmax", "expit")
AVERAGES = ("mean", "average", "nanmean")


def unread(own: Written) -> list[str]:
    """The names that are computed and never used, and the calls whose results go nowhere."""
    read = {node.id for node in own.nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    read |= {name for node in own.nodes if isinstance(node, ast.Global | ast.Nonlocal) for name in node.names}
    computed = [
        node.targets[0].id
        for node in own.nodes
        if isinstance(node, ast.Assign)
        and len(node.targets) == 1
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.BinOp | ast.Call | ast.UnaryOp)
    ]
    lost = [ast.unparse(node.value) for node in own.nodes if isinstance(node, ast.Expr) and _is_lost(node.value)]
    return lost + [name for name in dict.fromkeys(computed) if name not in read and not name.startswith("_")]


def _is_lost(node: ast.AST) -> bool:
    """Whether a statement only computes something: a formula of its own, as when a line is broken without brackets."""
    return isinstance(node, ast.BinOp | ast.Compare) or only_computes(node)


def is_left_over(own: Written, code: str, ways: Sequence[str]) -> bool:
    """Whether this is a size that says nothing of the mistake: written out elsewhere, or needed by no right answer."""
    value = _value_of(own, code)
    if value is None or not is_only_a_size(own, code):
        return False
    elsewhere = sum(ast.unparse(each) == ast.unparse(value) for each in own.nodes) > 1
    return elsewhere or _averages(own) or not any(re.search(r"\blen\(|\.shape|\.size|\bmean\(", way) for way in ways)


def is_about(own: Written, code: str, hint: str) -> bool:
    """Whether an explanation speaks of what would come in by a value that nothing uses, and by nothing else."""
    value = _value_of(own, code)
    if value is None:
        return True
    if _is_a_size(value):
        return bool(re.search(OF_A_MEAN, hint))
    return any(re.search(rf"(?<!\w){word}", hint) for word in _brought_in(own, value))


def is_only_a_size(own: Written, code: str) -> bool:
    """Whether what nothing uses is a number of entries, which many write down first."""
    value = _value_of(own, code)
    return value is not None and _is_a_size(value)


def _value_of(own: Written, code: str) -> ast.expr | None:
    """What nothing uses: the value of a name, or an expression that stands alone."""
    for node in own.nodes:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == code:
            return node.value
        if isinstance(node, ast.Expr) and ast.unparse(node.value) == code:
            return node.value
    return None


def _is_a_size(value: ast.expr) -> bool:
    """Whether this is a number of entries: len(X), X.shape[0], X.size, len(X) - 1, max(1, len(X))."""
    if isinstance(value, ast.BinOp):
        return all(isinstance(each, ast.Constant) or _is_a_size(each) for each in (value.left, value.right))
    if called(value) in ("int", "float", "max", "min"):
        return all(isinstance(each, ast.Constant) or _is_a_size(each) for each in value.args)
    value = value.value if isinstance(value, ast.Subscript) else value
    return called(value) in ("len", "size", "shape") or getattr(value, "attr", "") in ("shape", "size", "ndim")


def _averages(own: Written) -> bool:
    """Whether something is divided, or a mean taken."""
    return bool(own.divisors) or any(own.words[each] for each in AVERAGES)


def _brought_in(own: Written, value: ast.expr) -> Iterator[str]:
    """The words for what is in this value, and nowhere else in the code."""
    inside = {id(part) for part in ast.walk(value)}
    others = [node for node in own.nodes if id(node) not in inside and isinstance(node, ast.expr)]
    there = {called(node) for node in others}
    there |= {node.id for node in others if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    for part in ast.walk(value):
        name = called(part)
        if name and name not in there:
            yield from (name, CALLS.get(name, name).removeprefix("the "))
            yield from ("activation",) if name in ACTIVATIONS else ()
        if isinstance(part, ast.Name) and part.id not in there and part.id != "a":  # an article in a hint
            yield from (rf"{re.escape(part.id)}\b", re.escape(ARGUMENTS.get(part.id, part.id)))
        if is_derivative(part) and ast.unparse(part) not in map(ast.unparse, others):
            yield from ("derivative", "factor")
