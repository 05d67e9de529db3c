"""Questions about a single node of a syntax tree."""

from __future__ import annotations

import ast


def has_sign(node: ast.AST) -> bool:
    """Whether something is calculated here, so that parentheses around it may count."""
    return isinstance(node, ast.BinOp | ast.UnaryOp)


def is_number(node: ast.AST) -> bool:
    """Whether this is a number that was written as such."""
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool)


def has_an_axis(call: ast.Call) -> bool:
    """Whether a sum, or its kind, is told along which axis."""
    return by_place(call) or any(each.arg == "axis" for each in call.keywords)


def by_place(node: ast.AST) -> bool:
    """Whether a call says the axis without its name: np.sum(a, 0), a.sum(0)."""
    if not isinstance(node, ast.Call):
        return False
    return len(node.args) > of_numpy(node) and isinstance(node.func, ast.Attribute)


def of_numpy(call: ast.Call) -> bool:
    """Whether a function is called as np.sum(a) is, and not as a.sum() or sum(a)."""
    return isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") in ("np", "numpy")


def terms(node: ast.AST) -> tuple[ast.expr, ...]:
    """The two parts of a sum; none of anything else."""
    return (node.left, node.right) if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) else ()
