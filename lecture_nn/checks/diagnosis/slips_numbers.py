"""Slips with numbers, powers and roundings."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import numpy as np

from lecture_nn.checks.diagnosis.parts import Raw
from lecture_nn.checks.diagnosis.slips import Place, calling, combined, number, slip
from lecture_nn.checks.diagnosis.slips_terms import SIGN

Made = Iterator[tuple[object, str, str]]


@slip("another rounding", ast.BinOp, rank=2.2)
def rounding(node: ast.BinOp, place: Place) -> Made:
    """Rounded in another way, or not at all."""
    asks = "What should happen to the remainder?"
    if isinstance(node.op, ast.FloorDiv):
        exact = combined(node.left, ast.Div, node.right)
        yield exact, "you divide without rounding", asks
        yield calling("ceil", exact), "you round up where you should round down", asks
        yield calling("round", exact), "you round to the nearest whole number", asks
        yield (
            combined(Raw(node), ast.Add, number(1)),
            "you return one too many, the first number that no longer fits",
            "Which is the last one that fits?",
        )
    if isinstance(node.op, ast.Div) and isinstance(place.value(node.left), int):
        yield combined(node.left, ast.FloorDiv, node.right), "you round down in a division", asks


@slip("another rounding", ast.UnaryOp, rank=2.2)
def rounded_up(node: ast.UnaryOp, place: Place) -> Made:
    """−(−a // b), which rounds up."""
    inner = node.operand
    if not (
        isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.FloorDiv) and isinstance(inner.left, ast.UnaryOp)
    ):
        return
    asks = "What should happen to the remainder? Try 10 examples in pieces of 4."
    whole = combined(inner.left.operand, ast.FloorDiv, inner.right)
    exact = combined(inner.left.operand, ast.Div, inner.right)
    yield whole, "you round down, so the remainder doesn't count", asks
    yield exact, "you don't round at all", asks
    yield calling("round", exact), "you round to the nearest whole number", asks
    yield calling("floor", combined(exact, ast.Add, number(0.5))), "you round to the nearest whole number", asks
    yield combined(whole, ast.Add, number(1)), "you add one for the remainder, even where there is none", asks
    yield combined(Raw(node), ast.Sub, number(1)), "you count one too few, even where nothing is left over", asks
    yield combined(inner.left.operand, ast.Mod, inner.right), "you count only the remainder", asks


@slip("another power", ast.BinOp, rank=2.2)
def power(node: ast.BinOp, place: Place) -> Made:
    """Without the power, a product, or one power more."""
    if not isinstance(node.op, ast.Pow):
        return
    base = place.words.of(node.left)
    asks = place.words.question(node)
    yield (
        calling("exp", node.left),
        f"you take exp of {base} where a power is asked for",
        "What does ** do, and what exp?",
    )
    exponent = place.value(node.right)
    yield node.left, f"you use {base} without the power", asks if exponent == 2 else "Which power belongs there?"
    yield (
        combined(node.left, ast.Mult, node.right),
        "you multiply where a power is asked for",
        "What does ** do, and what *?",
    )
    if exponent == 2:
        yield calling("abs", node.left), f"you take the absolute value of {base} in place of its square", asks
        yield combined(node.left, ast.Pow, number(3)), "you take the third power", asks
        yield calling("sqrt", calling("abs", node.left)), "you take the square root where a square belongs", asks
    else:
        step = "Which exponent belongs to the first step, and which to the second?"
        yield (
            combined(node.left, ast.Pow, combined(node.right, ast.Add, number(1))),
            "your exponent is too high by one",
            step,
        )
        yield (
            combined(node.left, ast.Pow, combined(node.right, ast.Sub, number(1))),
            "your power is too low by one",
            step,
        )
        yield combined(node.right, ast.Pow, node.left), "base and exponent are swapped", step


@slip("a square too many", ast.Name, rank=3.0)
def squared(node: ast.Name, place: Place) -> Made:
    """A square, a root or a size where the number itself belongs."""
    around = place.parent(node)
    if isinstance(place.value(node), int | np.integer):  # a count or an index
        return
    if place.ndim(node) is None or (isinstance(around, ast.BinOp) and isinstance(around.op, ast.Pow)):
        return
    if isinstance(around, ast.BinOp) and isinstance(around.op, ast.Mult | ast.Div | ast.Sub | ast.Add):
        asks = "Do both sides have the same units?"
        yield combined(Raw(node), ast.Pow, number(2)), f"you square {place.words.of(node)}", asks
        if place.ndim(node):
            yield calling("sqrt", Raw(node)), f"you take the square root of {place.words.of(node)}", asks
            yield calling("abs", Raw(node)), f"you lose the sign of {place.words.of(node)}", SIGN


@slip("another number", ast.Constant, rank=2.6)
def constant(node: ast.Constant, place: Place) -> Made:
    """A number near by, or one that is often there."""
    value = node.value
    if isinstance(value, bool):
        yield number(not value), f"one of the options is set to {not value}", "What does this option do?"
        return
    if not isinstance(value, int | float):
        return
    around = place.parent(node)
    if isinstance(around, ast.Subscript | ast.Slice | ast.keyword):
        return
    asks = "Where does each of them come from? Try the smallest case by hand."
    did = "one of the constants in your code is wrong"
    if value in (0, 1):  # they stand for themselves: what else could be meant has a slip of its own
        return
    others = {value + 1, value - 1, 2 * value, value / 2, value * value, -value, 0, 1}
    if isinstance(value, float):
        others |= {value * 10, value / 10, round(value), round(value, 1), value * 1.5}
    for other in sorted(others - {value}):
        yield number(other if other != round(other) or isinstance(value, float) else int(other)), did, asks
