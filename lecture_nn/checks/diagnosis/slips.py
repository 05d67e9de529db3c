"""Slips: named ways in which a formula goes wrong, each with the sentence that a tutor would say.

A slip is a function from a node of the right function to the changes that it makes there. It knows nothing of the
exercise, only the `Place`: the values that the nodes had in a run, the names of the task, and what is around the node.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

import numpy as np

from lecture_nn.checks.diagnosis.wording import Words


@dataclass(frozen=True)
class Change:
    """One change of a function.

    Attributes
    ----------
    slip : str
        The name of the operator.
    exchanged : tuple of pairs
        Nodes, each with what stands in its place: an expression, or a list of statements.
    did : str
        What it looks as if the student did, to be read after "it looks as if": "you leave out the bias".
    asks : str
        A question that leads on.
    rank : float
        How much has to be assumed: 2 for a usual slip, 3 for a rare one.
    form : tuple
        The same for changes of the same kind in different places.
    where : int or None
        The statement that it is made in.
    """

    slip: str
    exchanged: tuple[tuple[ast.AST, Any], ...]
    did: str
    asks: str
    rank: float
    form: tuple[Any, ...] = ()
    where: int | None = None

    @property
    def keys(self) -> frozenset[int]:
        """The nodes that it exchanges."""
        return frozenset(id(node) for node, _ in self.exchanged)


@dataclass
class Place:
    """What is known around the nodes of one function."""

    function: ast.FunctionDef
    values: dict[int, Any]
    words: Words
    parents: dict[int, ast.AST] = field(default_factory=dict)
    definitions: dict[str, list[ast.expr]] = field(default_factory=dict)

    def value(self, node: ast.AST) -> Any:
        """The first value that the node had; None if it wasn't reached."""
        return self.values.get(id(node))

    def ndim(self, node: ast.AST) -> int | None:
        """The number of axes of the node's first value; None if it is no array and no number."""
        value = self.value(node)
        if isinstance(value, np.ndarray | np.generic):
            return value.ndim
        return 0 if isinstance(value, int | float) and not isinstance(value, bool) else None

    def is_list(self, node: ast.AST) -> bool:
        """Whether the first value was a list or tuple."""
        return isinstance(self.value(node), list | tuple)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """All nodes of the function."""
        return list(ast.walk(self.function))

    @property
    def arguments(self) -> list[str]:
        """The names of the function's arguments."""
        return [each.arg for each in self.function.args.args]

    def parent(self, node: ast.AST) -> ast.AST | None:
        """The node around this one."""
        return self.parents.get(id(node))

    def line(self, node: ast.AST | None) -> int | None:
        """In which statement a node stands, as a number."""
        while node is not None and not isinstance(node, ast.stmt):
            node = self.parent(node)
        return None if node is None else id(node)


Slip = Callable[[Any, Place], Iterator[tuple[Any, ...]]]

SLIPS: list[tuple[str, tuple[type, ...], float, Slip]] = []
"""Name, the kinds of node that it looks at, rank, and the function that makes the changes."""


def slip(name: str, *kinds: type, rank: float = 2.0) -> Callable[[Slip], Slip]:
    """Make the decorated function a slip.

    It yields ``(replacement, did, asks)`` for the node itself, or ``(pairs, did, asks)`` with a tuple of pairs of nodes
    and replacements.
    """

    def register(function: Slip) -> Slip:
        SLIPS.append((name, kinds, rank, function))
        return function

    return register


def changes(node: ast.AST, place: Place) -> Iterator[Change]:
    """All changes that slips make at this node."""
    for name, rank, function in _slips_at(type(node)):
        for number_of, (made, did, asks) in enumerate(function(node, place)):
            pairs = made if isinstance(made, tuple) else ((node, made),)
            form = name, number_of, type(node), type(getattr(node, "op", None)), called(node)
            where = place.line(pairs[0][0])
            counted = _counted(node, place) if name in ARITHMETIC else None
            if counted is None:
                yield Change(name, pairs, did, asks, rank, form, where)
            else:  # what has a slip of its own is said more exactly
                yield Change(name, pairs, *counted, rank + 0.15, form, where)


@cache
def _slips_at(kind: type) -> list[tuple[str, float, Slip]]:
    """The slips that look at nodes of this kind; all of them have been registered by the time a node is looked at."""
    return [(name, rank, function) for name, kinds, rank, function in SLIPS if issubclass(kind, kinds)]


ARITHMETIC = {
    "a term left out",
    "a factor left out",
    "the same factor twice",
    "the wrong sign",
    "minus left out",
    "product for quotient",
    "another number",
}
"""Slips whose sentences speak of a formula, and say nothing of an index, a range or a limit."""


def _counted(node: ast.AST, place: Place) -> tuple[str, str] | None:
    """What to say of a slip in the number of an entry, of a round or of a limit; None if it is none of them."""
    child, around = node, place.parent(node)
    while isinstance(around, ast.expr | ast.Slice):
        if isinstance(around, ast.Slice) and around.step is child:
            return "you don't turn the order round, or turn it round once too often", "Which one should come first?"
        if isinstance(around, ast.Subscript) and around.slice is child:
            did = "an index, or the end of a slice, is another one than is needed"
            return did, "Write down which entries it takes in the smallest case: which of them are needed?"
        if isinstance(around, ast.Call) and called(around) == "range":
            did = "your loop doesn't run through the numbers that it should"
            return (
                did,
                "Write them down for the smallest case: is one missing, is one too many, and where do they begin?",
            )
        if isinstance(around, ast.Compare) and _is_whole(place.value(child)):
            return "your limit isn't the right one", "Count through the smallest case in which something happens."
        child, around = around, place.parent(around)
    return None


def _is_whole(value: Any) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def number(value: float) -> ast.expr:
    """A number as a node."""
    return ast.Constant(value)


def calling(name: str, *arguments: ast.expr, **named: ast.expr) -> ast.Call:
    """A call of one of NumPy's functions as a node."""
    function = ast.Attribute(ast.Name("np", ast.Load()), name, ast.Load())
    return ast.Call(function, list(arguments), [ast.keyword(key, value) for key, value in named.items()])


def combined(left: ast.expr, op: type[ast.operator], right: ast.expr) -> ast.BinOp:
    """Two nodes with an operator between them."""
    return ast.BinOp(left, op(), right)


def transposed(node: ast.expr) -> ast.Attribute:
    """The transpose of a node."""
    return ast.Attribute(node, "T", ast.Load())


def called(node: ast.AST) -> str:
    """The name of the function or method that is called; empty if the node isn't a call."""
    if not isinstance(node, ast.Call):
        return ""
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def names_in(node: ast.AST) -> set[str]:
    """Return the names in a part of the code."""
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def set_to(nodes: Iterable[ast.AST]) -> list[tuple[str, ast.expr]]:
    """Return the names that assignments set, each with its value."""
    every = [pair for node in nodes if isinstance(node, ast.Assign) for pair in pairs(node)]
    return [(name.id, value) for name, value in every if isinstance(name, ast.Name)]


def pairs(node: ast.Assign) -> list[tuple[ast.expr, ast.expr]]:
    """What an assignment sets, each with its value: two pairs of a, b = 1, 2."""
    target, value = node.targets[0], node.value
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        return list(zip(target.elts, value.elts, strict=False))
    return [(target, value)]


def argument(node: ast.Call) -> ast.expr | None:
    """What a function is applied to: its first argument, or what its method belongs to."""
    if isinstance(node.func, ast.Attribute) and not _is_module(node.func.value):
        return node.func.value
    return node.args[0] if node.args else None


def _is_module(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):  # np.linalg
        return _is_module(node.value)
    return isinstance(node, ast.Name) and node.id in ("np", "math", "numpy")
