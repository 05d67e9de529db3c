"""What was noted of an error where it was raised, checked and made convenient: it may come from a student's process."""

from __future__ import annotations

import ast
import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

LONGEST_PART = 70
"""Characters of the student's code that stand within a sentence."""


@dataclass(frozen=True)
class Thing:
    """What an object of the student's is: "array", "list", "int", "function", ..., or "other"."""

    kind: str
    shape: tuple[int, ...] | None = None
    dtype: str = ""
    length: int | None = None
    items: tuple[Thing, ...] = ()

    @property
    def is_array(self) -> bool:
        """Whether it is an array with a known shape."""
        return self.kind == "array" and self.shape is not None

    def __str__(self) -> str:
        if self.is_array:
            return f"an array of shape {self.shape}"
        if self.kind in ("list", "tuple") and self.length == 0:
            return f"an empty {self.kind}"
        if self.kind in ("list", "tuple") and self.length is not None:
            inner = {each.kind for each in self.items}
            of = {"array": " arrays", "float": " numbers", "int": " numbers"}.get(next(iter(inner), ""), " entries")
            many = of if len(inner) == 1 else " entries"
            if self.length == 1:
                many = " entry" if many == " entries" else many.removesuffix("s")
            return f"a {self.kind} of {self.length}{many}"
        names = {"int": "a whole number", "float": "a number", "text": "a text", "None": "None"}
        article = "an" if self.kind[:1] in "aeiou" else "a"
        return names.get(self.kind, f"{article} {self.kind}" if self.kind != "other" else "an object")


def thing(told: Any) -> Thing:
    """Return the Thing that was noted; one that makes no sense is "other"."""
    if not isinstance(told, dict) or not isinstance(told.get("kind"), str):
        return Thing("other")
    shape, length, items = told.get("shape"), told.get("length"), told.get("of", [])
    if shape is not None and not (
        isinstance(shape, list) and len(shape) <= 8 and all(type(n) is int and 0 <= n < 10**12 for n in shape)
    ):
        return Thing("other")
    return Thing(
        told["kind"][:20],
        None if shape is None else tuple(shape),
        str(told.get("dtype", ""))[:1],
        length if type(length) is int else None,
        tuple(thing({**each, "of": []}) for each in items[:6] if isinstance(each, dict))
        if isinstance(items, list)
        else (),
    )


@dataclass(frozen=True)
class Facts:
    """An error: its built-in class and text, the code that raised it, and what the names in there were.

    Attributes
    ----------
    kind, text : str
    asked : str
        The function that the check had called.
    given : tuple of Thing
        With what.
    parameters : list of str or None
        The names of its parameters, if it has no defaults.
    where, line : str
        The function that raised the error, and its line; both empty if no code of the student's is known.
    names, globals : dict from str to Thing
        Local names, and of the others those in the line.
    known : list of str
        For a name that is missing: all there are.
    inside : str
        And the function that sets it for itself.
    depth : int
        How many calls deep it was raised.
    meanings : dict from int to str
        What a size stands for: 4 is the number of examples.
    expected : tuple of str
        The parameters that the exercise asks for.
    signatures : dict from str to dict from str to str
        Those of its other functions, as far as they are called or raised the error, each with its axes: "N D".
    tables : bool
        Whether the right function makes a table of two vectors, or may do so.
    results : int
        How many results the right function returns side by side.
    results_of : dict from str to int
        How many the exercise's other functions return, as far as they are called.
    functions : set of str
        Of a name that is missing: all functions that the exercise asks for or gives.
    """

    kind: str
    text: str = ""
    asked: str = ""
    given: tuple[Thing, ...] = ()
    parameters: list[str] | None = None
    where: str = ""
    line: str = ""
    source: str = ""
    first: int = 1
    last: int = 1
    at: tuple[int | None, ...] = (None, None, None, None)
    names: dict[str, Thing] = field(default_factory=dict)
    globals: dict[str, Thing] = field(default_factory=dict)
    known: list[str] = field(default_factory=list)
    inside: str = ""
    depth: int = 0
    returned: Thing | None = None
    meanings: dict[int, str] = field(default_factory=dict)
    expected: tuple[str, ...] = ()
    signatures: dict[str, dict[str, str]] = field(default_factory=dict)
    tables: bool = True
    results: int = 1
    results_of: dict[str, int] = field(default_factory=dict)
    functions: frozenset[str] = frozenset()

    @cached_property
    def tree(self) -> ast.Module | None:
        """The function that raised the error; None if it isn't known."""
        if not self.source:
            return None
        lines = self.source.splitlines(keepends=True)
        least = max(1, min(len(lines), self.last - self.first + 1))
        for n in range(least, min(len(lines), least + 3) + 1):  # the last statement may have more lines
            text = "".join(lines[:n])
            indented = text[:1] in " \t"
            try:
                tree = ast.parse("if 1:\n" + text if indented else text)
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                continue
            return ast.increment_lineno(tree, self.first - 1 - indented)
        return None

    @cached_property
    def node(self) -> ast.AST | None:
        """The part of the code that raised the error: an expression or a statement; None if it isn't known."""
        line, column, end_line, end = self.at
        if self.tree is None or None in (line, column, end_line, end):
            return None
        around = [
            node for node in ast.walk(self.tree) if _begins(node) <= (line, column) and _ends(node) >= (end_line, end)
        ]
        return min(around, key=lambda node: _size(node, around), default=None)

    @cached_property
    def statement(self) -> ast.stmt | None:
        """The innermost statement of the line."""
        around = [
            node
            for node in ast.walk(self.tree or ast.Module([], []))
            if isinstance(node, ast.stmt) and node.lineno <= (self.at[0] or 0) <= (node.end_lineno or 0)
        ]
        return max(around, key=lambda node: (node.lineno, node.col_offset), default=None)

    @cached_property
    def function(self) -> ast.AST | None:
        """The definition of the function that raised the error."""
        return next((node for node in ast.walk(self.tree or ast.Module([], [])) if _defines(node, self.where)), None)

    @property
    def unread(self) -> list[str]:
        """The parameters of the function that raised the error which nothing in it reads."""
        if not isinstance(self.function, ast.FunctionDef):
            return []
        read = {
            node.id
            for node in ast.walk(self.function)
            if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Store)
        }
        return [each.arg for each in self.function.args.args if each.arg not in read]

    def parts(self, *kinds: type[ast.AST]) -> list[Any]:
        """Return the expressions of these kinds in the part that raised the error, or else in its statement."""
        known = self.node
        if known is not None and isinstance(known, kinds):
            return [known]
        inside = known if isinstance(known, ast.expr) else _head(self.statement)
        return [node for node in ast.walk(inside) if isinstance(node, kinds)] if inside is not None else []

    def only(self, *kinds: type[ast.AST]) -> Any:
        """Return the one expression of these kinds, or None if there are several."""
        found = self.parts(*kinds)
        return found[0] if len(found) == 1 else None

    def said(self, node: ast.AST) -> str:
        """Return an expression as the student wrote it, or an ellipsis in its place if it is long."""
        lines = self.source.splitlines()
        try:
            first, last = node.lineno - self.first, node.end_lineno - self.first
            if first != last:
                return shortened(ast.unparse(node))
            return shortened(lines[first].encode()[node.col_offset : node.end_col_offset].decode())
        except (AttributeError, IndexError, ValueError, RecursionError):
            return "this part"

    def named(self, name: str) -> Thing | None:
        """Return what a name stands for."""
        return self.names.get(name) or self.globals.get(name)


def shortened(text: str) -> str:
    """Return code on one line, in backticks."""
    text = " ".join(text.split()).replace("`", "'")
    return f"`{text if len(text) <= LONGEST_PART else text[: LONGEST_PART - 4] + ' ...'}`"


def _begins(node: ast.AST) -> tuple[int, int]:
    return (getattr(node, "lineno", 10**9), getattr(node, "col_offset", 0))


def _ends(node: ast.AST) -> tuple[int, int]:
    return (getattr(node, "end_lineno", -1), getattr(node, "end_col_offset", 0))


def _size(node: ast.AST, around: list[ast.AST]) -> tuple[int, int, int]:
    """By which the innermost node is found: the one that ends first, of those the one that begins last."""
    (line, column), (begin, left) = _ends(node), _begins(node)
    return (line - begin, column - left if line == begin else column, -around.index(node))


def _defines(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == name


def _head(statement: ast.AST | None) -> ast.AST | None:
    """What of a statement is evaluated first: of a loop, or an if, not its body."""
    for part in ("test", "iter"):
        if isinstance(statement, ast.If | ast.While | ast.For) and hasattr(statement, part):
            return getattr(statement, part)
    return statement


def _dictionary(told: Any) -> dict[str, Thing]:
    items = list(told.items())[:80] if isinstance(told, dict) else []
    return {name: thing(value) for name, value in items if name.isidentifier()}


def _text(told: Any, longest: int) -> str:
    return told[:longest] if isinstance(told, str) else ""


def _texts(told: Any, most: int) -> list[str]:
    items = told[:most] if isinstance(told, list) else []
    return [item[:60] for item in items if isinstance(item, str) and item.isidentifier()]


def _number(told: Any) -> int | None:
    return told if type(told) is int and 0 <= told < 10**7 else None


def read(text: str) -> Facts | None:
    """Return what was noted, as far as it makes sense; None if nothing does."""
    try:
        told = json.loads(text[:40_000])
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict):
        return None
    at = told.get("at") if isinstance(told.get("at"), list) else []
    given = told.get("given") if isinstance(told.get("given"), list) else []
    return Facts(
        kind=_text(told.get("kind"), 60),
        text=_text(told.get("text"), 600),
        asked=_text(told.get("asked"), 60),
        given=tuple(map(thing, given[:12])),
        parameters=_texts(told["parameters"], 20) if isinstance(told.get("parameters"), list) else None,
        where=_text(told.get("where"), 60),
        line=_text(told.get("line"), 200),
        source=_text(told.get("source"), 8000),
        first=_number(told.get("first")) or 1,
        last=_number(told.get("last")) or 1,
        at=tuple(_number(n) for n in [*at[:4], None, None, None, None][:4]),
        names=_dictionary(told.get("names")),
        globals=_dictionary(told.get("globals")),
        known=_texts(told.get("known"), 200),
        inside=_text(told.get("inside"), 60),
        depth=_number(told.get("depth")) or 0,
        returned=thing(told["returned"]) if "returned" in told else None,
    )
