"""With which sign a number stands in a sum, as far as that is plain to see."""

from __future__ import annotations

import ast
from collections.abc import Iterator


def signs(function: ast.AST, number: float) -> Iterator[int]:
    """Give 1 or -1 for each place of a number in a sum, and 0 where something else may turn its sign."""
    around = {id(child): node for node in ast.walk(function) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(function):
        if isinstance(node, ast.Constant) and type(node.value) in (int, float) and abs(node.value) == abs(number):
            yield _sign(node, around)


def _sign(node: ast.AST, around: dict[int, ast.AST]) -> int:
    sign = 1
    while (parent := around.get(id(node))) is not None and isinstance(parent, ast.BinOp | ast.UnaryOp):
        if isinstance(parent, ast.UnaryOp):
            sign *= -1 if isinstance(parent.op, ast.USub) else 1
        elif not isinstance(parent.op, ast.Add | ast.Sub):
            return 0
        elif isinstance(parent.op, ast.Sub) and node is parent.right:
            sign *= -1
        node = parent
    return sign
