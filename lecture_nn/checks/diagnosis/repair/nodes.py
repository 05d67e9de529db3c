"""The nodes of a function, and how new ones are made."""

from __future__ import annotations

import ast
from collections.abc import Iterator

Made = tuple[str, object, ast.AST, str, "int | None", object]
"""Kind, part, and what is exchanged for what: the parent, its field, the place there, and the other."""

Other = tuple[str, object, ast.AST]
"""Kind, part, and what may have been meant in its place."""


def places(tree: ast.FunctionDef) -> Iterator[tuple[ast.AST, str, int | None, ast.AST]]:
    """All nodes of the body: parent, field, index, and the node."""

    def inside(parent: ast.AST) -> Iterator[tuple]:
        for field, value in ast.iter_fields(parent):
            several = value if isinstance(value, list) else [value]
            for n, node in enumerate(several):
                if isinstance(node, ast.AST) and not isinstance(node, ast.pattern):
                    yield parent, field, (n if isinstance(value, list) else None), node
                    yield from inside(node)

    for n, node in enumerate(tree.body):
        yield tree, "body", n, node
        yield from inside(node)


def head(statement: ast.stmt) -> str:
    """A statement's first line: of a loop or condition its head."""
    return ast.unparse(statement).split("\n")[0]


def call(name: str, *arguments: ast.expr) -> ast.Call:
    """A call of a function of this name."""
    return ast.Call(ast.Name(name, ast.Load()), list(arguments), [])


def number(value: float) -> ast.expr:
    """A number as it is written."""
    return ast.UnaryOp(ast.USub(), ast.Constant(-value)) if value < 0 else ast.Constant(value)
