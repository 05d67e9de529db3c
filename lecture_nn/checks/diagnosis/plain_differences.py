"""Quotients of differences: (f(u + h) - f(u)) / h, and the step h in them, as far as it is plain to see."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from lecture_nn.checks.diagnosis.plain import floats
from lecture_nn.checks.diagnosis.slips import called, pairs
from lecture_nn.checks.diagnosis.written import Written

TOO_SMALL, TOO_LARGE = 1e-11, 3e-3
"""Steps of a quotient of differences of which rounding, or the curve, leaves fewer than five digits or so."""


def step_of_a_difference(own: Written) -> str:
    """The step of a quotient of differences that is too small for a computer, or too large for a derivative."""
    steps = {name: value for name, value in floats(own).items() if _is_added(own, name)}
    for name in sorted(steps.keys() & set(_divide_differences(own))):
        if 0 < steps[name] < TOO_SMALL:
            return (
                f"your step {name} = {steps[name]:g} is too short: a computer holds some sixteen digits of a number. "
                f"How many of them tell 1 + {steps[name]:g} from 1?"
            )
        if steps[name] > TOO_LARGE:
            return (
                f"your step {name} = {steps[name]:g} is so long that the slope changes on the way. How do you come "
                "nearer to the slope at a single point?"
            )
    return ""


def _is_added(own: Written, name: str) -> bool:
    """Whether something moves by this step: u + h, u - h or w[i] += h."""
    for node in own.nodes:
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Add | ast.Sub):
            sides = (node.left, node.right) if isinstance(node, ast.BinOp) else (node.value,)
            if any(getattr(each, "id", "") == name for each in sides):
                return True
    return False


def _divide_differences(own: Written) -> Iterator[str]:
    """The names by which, or by some times of which, a difference of two values of one function is divided."""
    for node in own.nodes:
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div):
            above, below = (node.left, node.right) if isinstance(node, ast.BinOp) else (node.target, node.value)
            times = isinstance(below, ast.BinOp) and isinstance(below.op, ast.Mult)
            names = [each.id for each in ((below.left, below.right) if times else (below,)) if hasattr(each, "id")]
            if len(names) == 1 and any(_is_a_difference(own, each) for each in _with_its_value(own, above)):
                yield names[0]


def _is_a_difference(own: Written, value: ast.expr) -> bool:
    """Whether this holds a difference of two values that come of the same functions."""
    for node in ast.walk(value):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
            one, other = ({called(each) for each in _parts(own, side)} - {""} for side in (node.left, node.right))
            if one == other != set():
                return True
    return False


def _with_its_value(own: Written, node: ast.expr) -> list[ast.expr]:
    """What is written, and for a name or an entry what it was set to as well."""
    name = ast.unparse(node)
    set_here = [pair for each in own.nodes if isinstance(each, ast.Assign) for pair in pairs(each)]
    return [node, *(value for target, value in set_here if ast.unparse(target) == name)]


def _parts(own: Written, side: ast.expr) -> Iterator[ast.AST]:
    return (part for each in _with_its_value(own, side) for part in ast.walk(each))


def central(own: Written) -> bool:
    """Whether a difference of two results of one function is divided by something."""
    calls = {
        each.targets[0].id: called(each.value)
        for each in own.nodes
        if isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name) and isinstance(each.value, ast.Call)
    }
    for node in own.nodes:
        difference = node.left if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) else None
        if isinstance(difference, ast.BinOp) and isinstance(difference.op, ast.Sub):
            names = {
                called(side) or calls.get(getattr(side, "id", ""), "") for side in (difference.left, difference.right)
            }
            if len(names) == 1 and names != {""}:
                return True
    return False
