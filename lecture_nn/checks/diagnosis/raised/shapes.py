"""What a part of the student's line is: worked out from what its names are, without running anything."""

from __future__ import annotations

import ast

import numpy as np

from lecture_nn.checks.diagnosis.raised.facts import Facts, Thing

SAME = {"exp", "log", "log2", "log10", "tanh", "sqrt", "abs", "sign", "square", "sigmoid", "zeros_like", "ones_like"}
SAME |= {"asarray", "array", "copy", "negative", "log1p", "expm1", "softmax", "astype", "cumsum", "clip", "empty_like"}
"""Functions whose result has the shape of the first argument."""

REDUCTIONS = {"sum", "mean", "max", "min", "argmax", "argmin", "std", "var", "any", "all", "prod", "amax", "amin"}
DEEPEST = 40


def what(facts: Facts, node: ast.AST, depth: int = 0) -> Thing | None:
    """Return what an expression is, or None if its parts don't tell."""
    if depth > DEEPEST:
        return None
    if isinstance(node, ast.Name):
        return facts.named(node.id)
    if isinstance(node, ast.Constant):
        kind = type(node.value)
        return Thing({int: "int", float: "float", str: "text", type(None): "None"}.get(kind, "other"))
    if isinstance(node, ast.List | ast.Tuple):
        items = tuple(what(facts, each, depth + 1) or Thing("other") for each in node.elts[:6])
        return Thing("list" if isinstance(node, ast.List) else "tuple", length=len(node.elts), items=items)
    if isinstance(node, ast.ListComp):
        return Thing("list")
    if isinstance(node, ast.GeneratorExp):
        return Thing("generator")
    if isinstance(node, ast.UnaryOp):
        return what(facts, node.operand, depth + 1)
    if isinstance(node, ast.Attribute):
        return _attribute(what(facts, node.value, depth + 1), node.attr)
    if isinstance(node, ast.Subscript):
        return _entry(facts, node, depth)
    if isinstance(node, ast.BinOp):
        left, right = what(facts, node.left, depth + 1), what(facts, node.right, depth + 1)
        return _combined(left, right, isinstance(node.op, ast.MatMult)) if left and right else None
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        left, right = what(facts, node.left, depth + 1), what(facts, node.comparators[0], depth + 1)
        return _combined(left, right, False) if left and right else None
    if isinstance(node, ast.Call):
        return _called(facts, node, depth)
    return None


def shape_of(facts: Facts, node: ast.AST) -> tuple[int, ...] | None:
    """Return the shape of an expression; () for a number, None if it isn't known."""
    found = what(facts, node)
    if found is None:
        return None
    return found.shape if found.is_array else () if found.kind in ("int", "float", "bool") else None


def possible(facts: Facts, node: ast.AST) -> list[tuple[int, ...]]:
    """Return the shapes that an array may have: of an entry of a list, if the index isn't known, each entry's."""
    if (shape := shape_of(facts, node)) is not None:
        return [shape] if shape else []
    if isinstance(node, ast.Attribute) and node.attr == "T":
        return [shape[::-1] for shape in possible(facts, node.value)]
    if isinstance(node, ast.Subscript) and not isinstance(node.slice, ast.Slice | ast.Tuple):
        of = what(facts, node.value)
        if of is not None and of.kind in ("list", "tuple"):
            return [each.shape for each in of.items if each.is_array and each.shape]
    return []


def _attribute(of: Thing | None, name: str) -> Thing | None:
    if of is None or not of.is_array:
        return None
    if name == "T":
        return Thing("array", of.shape[::-1], of.dtype)
    if name == "shape":
        return Thing("tuple", length=len(of.shape), items=(Thing("int"),) * min(len(of.shape), 6))
    return Thing("int") if name in ("size", "ndim") else None


def _entry(facts: Facts, node: ast.Subscript, depth: int) -> Thing | None:
    of = what(facts, node.value, depth + 1)
    if of is None:
        return None
    if of.kind in ("list", "tuple"):
        index = node.slice
        if isinstance(index, ast.Slice):
            return Thing(of.kind, items=of.items)
        if (
            isinstance(index, ast.UnaryOp)
            and isinstance(index.op, ast.USub)
            and isinstance(index.operand, ast.Constant)
        ):
            number = -index.operand.value if type(index.operand.value) is int else None
        else:
            number = index.value if isinstance(index, ast.Constant) and type(index.value) is int else None
        if number is not None and of.length == len(of.items) and -len(of.items) <= number < len(of.items):
            return of.items[number]
        return of.items[0] if len(set(of.items)) == 1 and of.length == len(of.items) else None
    if not of.is_array:
        return None
    shape: list[int] = []
    left = list(of.shape)
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    for part in parts:
        if _is_new_axis(part):
            shape.append(1)
        elif not left:
            return None
        elif isinstance(part, ast.Slice) and part.lower is part.upper is part.step is None:
            shape.append(left.pop(0))
        elif (found := what(facts, part, depth + 1)) is not None and found.kind == "int":
            left.pop(0)
        else:
            return None
    return Thing("array", (*shape, *left), of.dtype) if shape or left else Thing("float")


def _is_new_axis(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return node.value is None
    return isinstance(node, ast.Attribute) and node.attr == "newaxis"


def _combined(left: Thing, right: Thing, product: bool) -> Thing | None:
    shapes = [each.shape if each.is_array else () for each in (left, right)]
    if any(not each.is_array and each.kind not in ("int", "float", "bool") for each in (left, right)):
        return None
    try:
        if not product:
            shape = np.broadcast_shapes(*shapes)
        elif shapes[0] and shapes[1] and max(map(len, shapes)) <= 2 and shapes[0][-1] == shapes[1][0]:
            shape = (*shapes[0][:-1], *shapes[1][1:])
        else:
            return None
    except ValueError:
        return None
    return Thing("array", shape, "f") if shape else Thing("float")


def _called(facts: Facts, node: ast.Call, depth: int) -> Thing | None:
    function = node.func
    method = isinstance(function, ast.Attribute) and not is_module(facts, function.value)
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    arguments = [function.value, *node.args] if method else list(node.args)
    if name == "len":
        return Thing("int")
    if not arguments or any(isinstance(each, ast.Starred) for each in arguments):
        return None
    first = what(facts, arguments[0], depth + 1)
    if first is None or not first.is_array:
        return None
    if name in SAME:
        return first
    if name == "transpose" and len(arguments) == 1:
        return Thing("array", first.shape[::-1], first.dtype)
    if name in ("ravel", "flatten"):
        return Thing("array", (int(np.prod(first.shape)),), first.dtype)
    if name in ("dot", "matmul") and len(arguments) == 2:
        second = what(facts, arguments[1], depth + 1)
        return _combined(first, second, True) if second else None
    if name in REDUCTIONS:
        return _reduced(first, node, arguments)
    return None


def _reduced(of: Thing, node: ast.Call, arguments: list[ast.expr]) -> Thing | None:
    axis: ast.expr | None = arguments[1] if len(arguments) > 1 else None
    kept = False
    for keyword in node.keywords:
        if keyword.arg == "axis":
            axis = keyword.value
        elif keyword.arg == "keepdims" and isinstance(keyword.value, ast.Constant):
            kept = bool(keyword.value.value)
        else:
            return None
    try:
        number = None if axis is None else ast.literal_eval(axis)
    except ValueError:
        return None
    if number is None:
        return Thing("array", (1,) * len(of.shape)) if kept else Thing("float")
    if type(number) is not int or not -len(of.shape) <= number < len(of.shape):
        return None
    shape = list(of.shape)
    shape[number] = 1
    if not kept:
        del shape[number]
    return Thing("array", tuple(shape), of.dtype) if shape else Thing("float")


def is_module(facts: Facts, node: ast.AST) -> bool:
    """Whether an expression is a module such as np, or np.linalg."""
    if isinstance(node, ast.Attribute):
        return node.attr in ("linalg", "random") and is_module(facts, node.value)
    return isinstance(node, ast.Name) and ((found := facts.named(node.id)) is not None and found.kind == "module")


def other_factor_turned(product: ast.AST | None, said: str, shape: tuple[int, ...]) -> tuple[str, str] | None:
    """What is said of a product of which the left factor is transposed, if its rows don't fit what follows."""
    if not isinstance(product, ast.BinOp) or not isinstance(product.op, ast.MatMult):
        return None
    if [getattr(side, "attr", "") == "T" for side in (product.left, product.right)] != [True, False]:
        return None
    return (
        "the transpose of the other factor",
        f"In {said}, the left factor is transposed, and the result has {shape[0]} rows of {shape[1]}. What should its "
        "rows and its columns stand for, and which of the two factors has to be transposed for it?",
    )


def is_transposed(node: ast.AST | None) -> bool:
    """Return whether an expression is the transpose of something: X.T, or np.transpose(X)."""
    if isinstance(node, ast.Attribute):
        return node.attr == "T"
    return isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "transpose"
