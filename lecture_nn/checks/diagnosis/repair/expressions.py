"""What may have been meant in the place of an expression: another sign, number, order, side or condition."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import combinations

from lecture_nn.checks.diagnosis.repair.calls import calls, indices
from lecture_nn.checks.diagnosis.repair.nodes import Made, Other, call, number, places
from lecture_nn.checks.diagnosis.slips import called

SIGNS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub, ast.Mult, ast.Div),
    ast.Sub: (ast.Add, ast.Mult, ast.Div),
    ast.Mult: (ast.Add, ast.Sub, ast.Div, ast.MatMult),
    ast.Div: (ast.Mult, ast.Sub, ast.FloorDiv),
    ast.MatMult: (ast.Mult,),
    ast.FloorDiv: (ast.Div, ast.Mod),
    ast.Mod: (ast.FloorDiv, ast.Div),
    ast.BitXor: (ast.Pow, ast.Mult),
}
"""What is mistaken for what. No other one becomes a power, which may take for ever."""
SCALES = ("std", "max", "min", "norm", "sum", "mean", "ptp", "var")
INEQUALITIES = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
CONDITIONS = (*INEQUALITIES, ast.Eq, ast.NotEq)
COMPREHENSIONS = (ast.ListComp, ast.GeneratorExp, ast.SetComp, ast.DictComp)


def of_expressions(tree: ast.FunctionDef, words: tuple[str, ...]) -> Iterator[Made]:
    """All expressions, each with what may have been meant; `words` are texts that the arguments may be."""
    for parent, field, index, node in list(places(tree)):
        if isinstance(node, ast.expr) and isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
            for kind, part, other in _others(node, parent, words):
                yield kind, part, parent, field, index, other
        elif isinstance(node, ast.expr):  # what is set
            for kind, part, other in _orders(node):
                yield kind, part, parent, field, index, other
    for node in list(ast.walk(tree)):
        if isinstance(node, COMPREHENSIONS) and len(node.generators) == 2:
            first, second = node.generators
            if not first.ifs and not second.ifs:
                target = ast.Tuple([first.target, second.target], ast.Store())
                both = ast.comprehension(target, call("zip", first.iter, second.iter), [], 0)
                yield "every with every", node, node, "generators", None, [both]


def _others(node: ast.expr, parent: ast.AST, words: tuple[str, ...]) -> Iterator[Other]:
    """What may have been meant in the place of an expression: the kind, what to quote, and the other expression."""
    if isinstance(node, ast.Constant):
        yield from _constants(node, parent, words)
    elif isinstance(node, ast.BinOp):
        yield from _operations(node)
    elif isinstance(node, ast.UnaryOp):
        kind = "a minus too many" if isinstance(node.op, ast.USub) else "a condition"
        if not isinstance(node.operand, ast.Constant):
            yield kind, node, node.operand
    elif isinstance(node, ast.Compare) and len(node.ops) == 1:
        # an inequality becomes no equation: of numbers that are hardly ever equal, that is always so, or never
        for other in INEQUALITIES if isinstance(node.ops[0], INEQUALITIES) else CONDITIONS:
            if type(node.ops[0]) is not other:
                yield "a condition", node, ast.Compare(node.left, [other()], node.comparators)
    elif isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield "a condition", node, ast.BoolOp(other, node.values)
        for n in range(len(node.values)):
            rest = [each for m, each in enumerate(node.values) if m != n]
            yield "a condition", node.values[n], rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)
    elif isinstance(node, ast.IfExp):
        yield "a condition", node.test, ast.IfExp(node.test, node.orelse, node.body)
    elif isinstance(node, ast.Attribute) and node.attr == "T":
        yield "a transpose", node, node.value
    elif isinstance(node, ast.Call):
        yield from calls(node, parent)
    elif isinstance(node, ast.Subscript):
        yield from indices(node)
    yield from _orders(node)
    if (
        isinstance(parent, ast.BinOp | ast.Call)
        and not isinstance(node, ast.Constant)
        and _may_be_an_array(node, parent)
    ):
        yield "a transpose", node, ast.Attribute(node, "T", ast.Load())
    of_exp = isinstance(parent, ast.Call) and called(parent) == "exp" and node in parent.args
    if (of_exp or isinstance(parent, ast.Return | ast.Assign | ast.AugAssign)) and isinstance(
        node, ast.BinOp | ast.Call | ast.Name
    ):
        yield "a sign", node, ast.UnaryOp(ast.USub(), node)
    if isinstance(parent, ast.Call) and isinstance(node, ast.Name | ast.Call) and parent.func is not node:
        for n in (0, 1, -1):
            yield "a part of it", node, ast.Subscript(node, number(n), ast.Load())
    if isinstance(node, ast.Name) and isinstance(parent, ast.Return | ast.Compare):
        for step in (ast.Add(), ast.Sub()):
            yield "a count", node, ast.BinOp(node, step, ast.Constant(1))
    if (
        isinstance(node, ast.Name)
        and isinstance(parent, ast.Assign | ast.Call)
        and getattr(parent, "func", 0) is not node
    ):
        yield "a copy", node, ast.Call(ast.Attribute(node, "copy", ast.Load()), [], [])


def _may_be_an_array(node: ast.expr, parent: ast.AST) -> bool:
    product = isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.MatMult)
    named = (
        isinstance(parent, ast.Call)
        and getattr(parent.func, "attr", "") in ("dot", "matmul")
        and parent.func is not node
    )
    return (product or named) and not (isinstance(node, ast.Attribute) and node.attr == "T")


def _constants(node: ast.Constant, parent: ast.AST, words: tuple[str, ...]) -> Iterator[Other]:
    value = node.value
    if isinstance(value, bool):
        yield ("keepdims" if getattr(parent, "arg", "") == "keepdims" else "a constant"), node, ast.Constant(not value)
    elif isinstance(value, int | float):
        kind = "an axis" if getattr(parent, "arg", "") == "axis" else "a number"
        whole = isinstance(value, int) and not isinstance(parent, ast.Compare)
        signed = isinstance(parent, ast.UnaryOp) and isinstance(parent.op, ast.USub)
        told = parent if kind == "an axis" or signed else node
        others = [
            value + 1,
            value - 1,
            0,
            1,
            2,
            *(() if whole else (0.5,)),
            -value,
            -1,
            *((1 / value,) if value else ()),
        ]
        for other in dict.fromkeys(others):
            if other != value:
                yield kind, told, number(other)
        yield kind, told, ast.Constant(None)
    elif isinstance(value, str):
        for other in words:
            if other != value:
                yield "another word" if value in words else "a word", node, ast.Constant(other)


def _operations(node: ast.BinOp) -> Iterator[Other]:
    for other in SIGNS.get(type(node.op), ()):
        if isinstance(node.op, ast.Div) and other is ast.Sub and called(node.right) in SCALES:
            continue  # nobody takes a scale for a shift
        yield "an operation", node, ast.BinOp(node.left, other(), node.right)
    powers = sum(isinstance(getattr(each, "op", None), ast.Pow) for each in ast.walk(node))
    if powers > 1:  # a power of a power may take for ever
        return
    if isinstance(node.op, ast.Sub | ast.Div | ast.MatMult | ast.Pow | ast.FloorDiv) and not _is_a_chain(node):
        yield "the two sides", node, ast.BinOp(node.right, node.op, node.left)
    kind = "a term too many" if isinstance(node.op, ast.Add | ast.Sub) else "a factor too many"
    kind = "a condition" if isinstance(node.op, ast.BitAnd | ast.BitOr) else kind
    if isinstance(node.op, ast.Pow):
        yield "a power", node, node.left
    elif isinstance(node.op, ast.Mod):
        yield "a remainder too many", node, node.left
    else:
        divides = isinstance(node.op, ast.Div | ast.FloorDiv)
        yield ("a divisor too many" if divides else kind), node.right, node.left
        yield kind, node.left, node.right
    if isinstance(left := node.left, ast.BinOp):  # parentheses that stand in another place
        yield "parentheses", node, ast.BinOp(left.left, left.op, ast.BinOp(left.right, node.op, node.right))
    if isinstance(right := node.right, ast.BinOp):
        yield "parentheses", node, ast.BinOp(ast.BinOp(node.left, node.op, right.left), right.op, right.right)


def _is_a_chain(node: ast.BinOp) -> bool:
    """Whether this is a product, quotient or sum of three or more: nobody turns such a one upside down as a whole."""
    left = node.left.op if isinstance(node.left, ast.BinOp) else None
    return any(isinstance(node.op, ops) and isinstance(left, ops) for ops in ((ast.Mult, ast.Div), (ast.Add, ast.Sub)))


def _orders(node: ast.expr) -> Iterator[Other]:
    """The same parts in another order."""
    if not isinstance(node, ast.Tuple | ast.List) or not 2 <= len(node.elts) <= 5:
        return
    for first, second in combinations(range(len(node.elts)), 2):
        parts = list(node.elts)
        parts[first], parts[second] = parts[second], parts[first]
        yield "the order", node, type(node)(parts, node.ctx)
    for n in range(len(node.elts)):
        if isinstance(node.ctx, ast.Load):
            yield "an entry too many", node.elts[n], type(node)([*node.elts[:n], *node.elts[n + 1 :]], node.ctx)
