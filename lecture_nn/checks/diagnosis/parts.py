"""What the parts of a `machine` share: its nodes, its signals and its limits."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import Any

import numpy as np

Closure = Callable[[dict[str, Any]], Any]

MODULES = ("numpy", "math", "itertools", "functools")
"""What a reference may import in its body."""

LARGEST = 5000
"""Entries that a variant may ask for, at most."""

MOST_ENTRIES = 1_000_000
"""Of a list or an array that a variable holds."""

DEEPEST = 6
"""Lists within lists, at most."""

MOST_BITS = 2000
"""Of a whole number."""

FILLING = {"zeros", "ones", "arange", "eye", "full", "empty", "tile", "repeat", "range", "linspace", "identity"}

BINARY = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.MatMult: operator.matmul,
    ast.Pow: operator.pow,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
    ast.RShift: operator.rshift,
}
IN_PLACE = {
    **BINARY,
    ast.Add: operator.iadd,
    ast.Sub: operator.isub,
    ast.Mult: operator.imul,
    ast.Div: operator.itruediv,
}
UNARY = {ast.USub: operator.neg, ast.UAdd: operator.pos, ast.Not: operator.not_, ast.Invert: operator.invert}
COMPARED = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
    ast.In: lambda a, b: a in b,
    ast.NotIn: lambda a, b: a not in b,  # codespell:ignore notin
}


class RefusedError(Exception):
    """The machine doesn't run this: a construct that it doesn't know, or a variant that grows too large."""


class Raw(ast.expr):
    """A node as it was, for use inside what replaces it."""

    _fields = ("of",)

    def __init__(self, of: ast.AST) -> None:
        super().__init__()
        self.of = of


class Initial(ast.expr):
    """An argument as the function was given it, whatever has been assigned to its name since."""

    _fields = ("id",)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.id = name


class Returned:
    """What a ``return`` hands to the block around it."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


BREAK, CONTINUE = object(), object()


HARMLESS = (np.ndarray, float, np.float64)
"""Kinds of numbers of which a power or a product is no larger than they are; nearly all are of these."""


def guarded(apply: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:
    """Apply a power or a product, unless it would fill the memory."""
    if type(left) in HARMLESS:
        return apply(left, right)
    if isinstance(left, int) and isinstance(right, int):
        bits = left.bit_length() * abs(right) if apply is operator.pow else left.bit_length() + right.bit_length()
        if bits > MOST_BITS:
            raise RefusedError("a number with too many digits")
    elif isinstance(left, list | tuple | str) and isinstance(right, int):
        small(right * len(left))
    return apply(left, right)


def small(value: Any) -> Any:
    """`value`, unless it is a number that nobody should fill an array with."""
    if isinstance(value, int | float) and abs(value) > LARGEST:
        raise RefusedError("too many entries")
    return value


def sound(value: Any, depth: int = 0) -> Any:
    """`value`, unless it is a list within lists without end, such as one that was appended to itself."""
    if isinstance(value, list):
        if depth > DEEPEST:
            raise RefusedError("lists within lists without end")
        for each in value:
            sound(each, depth + 1)
    return value


def unstarred(node: ast.expr) -> ast.expr:
    """The node, without the star in front of it."""
    return node.value if isinstance(node, ast.Starred) else node


def bounded(value: Any) -> Any:
    """`value`, unless it is an array or a list that has grown beyond all measure."""
    if type(value) in (float, int, np.float64):
        return value
    if (isinstance(value, list) and len(value) > MOST_ENTRIES) or (
        isinstance(value, np.ndarray) and value.size > MOST_ENTRIES
    ):
        raise RefusedError("too many entries")
    return value
