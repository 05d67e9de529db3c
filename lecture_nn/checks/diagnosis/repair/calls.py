"""What may have been meant in the place of a call or an index: another function, axis, range or entry."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import combinations

from lecture_nn.checks.diagnosis.repair.nodes import Other, call, number
from lecture_nn.checks.diagnosis.slips import called

ALIKE = (
    ("max", "maximum", "amax"),
    ("min", "minimum", "amin"),
    ("sum", "mean", "cumsum"),
    ("exp", "expm1"),
    ("log", "log1p", "log2", "log10"),
    ("dot", "outer", "multiply", "matmul"),
    ("vstack", "hstack", "concatenate", "column_stack", "stack"),
    ("argmax", "argmin", "max", "min"),
    ("ceil", "floor", "round", "int", "trunc"),
    ("arctan", "arctanh", "tanh", "tan"),
    ("zeros", "ones", "zeros_like", "ones_like"),
    ("eig", "eigvals", "eigvalsh"),
    ("std", "var"),
    ("append", "extend"),
    ("any", "all"),
    ("shuffle", "permutation", "choice"),
    ("sigmoid", "tanh", "softmax"),
    ("repeat", "tile"),
)
"""Functions that are mistaken for each other."""

WITH_AN_AXIS = (
    "sum",
    "mean",
    "max",
    "min",
    "argmax",
    "argmin",
    "amax",
    "amin",
    "append",
    "concatenate",
    "norm",
    "std",
    "all",
    "any",
)


def calls(node: ast.Call, parent: ast.AST) -> Iterator[Other]:
    """Another function, another order of the arguments, one of them more or less; no call at all."""
    decides = isinstance(parent, ast.If | ast.IfExp) and called(node) in ("any", "all")  # for a whole array, either way
    func = node.func
    name = called(node)
    for group in ALIKE:
        if name in group and not decides:
            for other in group:
                if other != name:
                    same = (
                        ast.Attribute(func.value, other, ast.Load())
                        if isinstance(func, ast.Attribute)
                        else ast.Name(other, ast.Load())
                    )
                    yield "a function", node, ast.Call(same, node.args, node.keywords)
    of_a_module = isinstance(func, ast.Attribute) and getattr(func.value, "id", "") in ("np", "numpy", "math")
    if (
        isinstance(func, ast.Attribute)
        and not of_a_module
        and not isinstance(getattr(func.value, "value", None), ast.Name)
    ):
        yield "a call too many", node, func.value
    elif node.args and name not in ("range", "len", "zip", "enumerate", "array", "asarray"):
        yield "a call too many", node, node.args[0]
    by_letters = name == "einsum"  # where arrays in another order are right by chance
    begin = 1 if name == "where" else 0  # a condition is no result
    for first, second in [] if by_letters else combinations(range(begin, len(node.args)), 2):
        arguments = list(node.args)
        arguments[first], arguments[second] = arguments[second], arguments[first]
        yield "the order", node, ast.Call(func, arguments, node.keywords)
    for n in range(len(node.keywords)):
        if node.keywords[n].arg in ("where", "out"):  # without the one the other leaves numbers of any kind
            continue
        kind = "an axis" if node.keywords[n].arg == "axis" else node.keywords[n].arg or "a keyword"
        yield kind, node, ast.Call(func, node.args, [each for m, each in enumerate(node.keywords) if m != n])
    known = {each.arg for each in node.keywords}
    if name in WITH_AN_AXIS and "axis" not in known:
        for axis in (0, 1):
            yield "an axis", node, ast.Call(func, node.args, [*node.keywords, ast.keyword("axis", ast.Constant(axis))])
    if name in WITH_AN_AXIS and "keepdims" not in known:
        yield "keepdims", node, ast.Call(func, node.args, [*node.keywords, ast.keyword("keepdims", ast.Constant(True))])
    if name == "reshape":
        array = node.args[0] if of_a_module else func.value
        yield "a reshape", node, ast.Attribute(array, "T", ast.Load())
    if name == "range":
        *first, last = node.args if len(node.args) != 3 else node.args[:2]
        if len(node.args) < 3:
            for other in (
                call("range", *first, ast.BinOp(last, ast.Add(), ast.Constant(1))),
                call("range", *first, ast.BinOp(last, ast.Sub(), ast.Constant(1))),
                call("range", ast.Constant(1), last) if not first else call("range", last),
                call("reversed", node),
            ):
                yield "a range", node, other
            if not first:
                yield "a range", node, call("range", ast.Constant(1), ast.BinOp(last, ast.Add(), ast.Constant(1)))
    if name == "reversed":
        yield "a range", node, node.args[0] if node.args else node
    if name == "enumerate" and len(node.args) == 1 and not node.keywords:
        yield "a range", node, call("enumerate", node.args[0], ast.Constant(1))
    if name in ("dot", "matmul") and len(node.args) == 2:
        yield "a product", node, ast.BinOp(node.args[0], ast.Mult(), node.args[1])
    if name in ("max", "min") and isinstance(func, ast.Name) and len(node.args) == 1:
        yield "a function", node, ast.Call(ast.Attribute(ast.Name("np", ast.Load()), name, ast.Load()), node.args, [])


def indices(node: ast.Subscript) -> Iterator[Other]:
    """Another index, another end of a slice; no index at all."""
    index = node.slice

    def at(other: ast.expr) -> ast.Subscript:
        return ast.Subscript(node.value, other, ast.Load())

    yield "an index", node, node.value
    if isinstance(index, ast.Tuple):
        if len(index.elts) == 2:
            yield "an index", node, at(ast.Tuple(index.elts[::-1], ast.Load()))
        for n, each in enumerate(index.elts):
            if isinstance(each, ast.Slice):
                for other in _slices(each):
                    yield "an index", node, at(ast.Tuple([*index.elts[:n], other, *index.elts[n + 1 :]], ast.Load()))
        yield "an index", node, at(index.elts[0])
    elif isinstance(index, ast.Slice):
        for other in _slices(index):
            yield "an index", node, at(other)
    elif not isinstance(index, ast.Constant):
        for step in (ast.Add(), ast.Sub()):
            yield "an index", node, at(ast.BinOp(index, step, ast.Constant(1)))


def _slices(index: ast.Slice) -> Iterator[ast.Slice]:
    for end in ("lower", "upper"):
        value = getattr(index, end)
        if value is None:
            found: list = [ast.Constant(1), number(-1)]
        else:
            found = [None, ast.BinOp(value, ast.Add(), ast.Constant(1)), ast.BinOp(value, ast.Sub(), ast.Constant(1))]
        for other in found:
            yield ast.Slice(**{"lower": index.lower, "upper": index.upper, "step": index.step, end: other})
    if index.step is not None:
        yield ast.Slice(index.lower, index.upper, None)
    elif index.lower is None and index.upper is None:
        yield ast.Slice(None, None, number(-1))
