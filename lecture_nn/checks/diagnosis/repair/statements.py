"""What may have been meant in the place of a name or a line: another name, another order, inside or outside a loop."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from lecture_nn.checks.diagnosis.repair.nodes import Made, head, places
from lecture_nn.checks.diagnosis.slips import called, pairs

OF_ONE_SIZE = (
    *("abs", "min", "max", "float", "int", "sum", "len", "round", "mean", "append", "array", "asarray", "maximum"),
    *("minimum", "exp", "log", "sqrt", "tanh", "sigmoid", "softmax", "argmax", "argmin", "norm", "where", "dot"),
    "outer",
)
"""Functions that take no longer for a large number than for a small one."""


def of_names(tree: ast.FunctionDef, words: tuple[str, ...]) -> Iterator[Made]:
    """Other names of the function in the place of one."""
    own = {each.arg: 0 for each in ast.walk(tree.args) if isinstance(each, ast.arg)}
    for line, name in _stored(tree):
        own.setdefault(name, line)
    unfilled, sums, calculated = _has_unfilled(tree), _sums(tree), _in_what_may_grow(tree)
    for parent, field, index, node in list(places(tree)):
        if unfilled and _is_written_to(parent) and field == "value":
            continue
        of_call = isinstance(parent, ast.Call) and field == "func"
        if called(parent) in ("zeros_like", "ones_like", "empty_like", "full_like"):  # another type may be all it takes
            continue
        if not isinstance(node, ast.Name) or not isinstance(node.ctx, ast.Load) or of_call or node.id in ("np", "math"):
            continue
        whose = getattr(getattr(getattr(parent, "func", None), "value", None), "id", "")
        for other, since in own.items():
            if other in sums and id(node) in calculated:
                continue
            if other not in (node.id, whose) and since <= node.lineno:  # no list is appended to itself
                yield "a name", node, parent, field, index, ast.Name(other, ast.Load())


def of_powers(tree: ast.FunctionDef, words: tuple[str, ...]) -> Iterator[Made]:
    """An argument in the place of a number to whose power something is raised."""
    loops = [node for node in ast.walk(tree) if isinstance(node, ast.For | ast.While)]
    repeated = {id(part) for loop in loops for part in ast.walk(loop)}  # a power of a power may take for ever
    for parent, field, index, node in list(places(tree)):
        if id(node) in repeated:
            continue
        raised = isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Pow) and field == "right"
        if raised and isinstance(node, ast.Constant):
            for argument in tree.args.args:
                yield "a number", node, parent, field, index, ast.Name(argument.arg, ast.Load())


def of_statements(tree: ast.FunctionDef, words: tuple[str, ...]) -> Iterator[Made]:
    """Lines left out, set for added, exchanged, or moved into a loop or out of it."""
    set_before, unfilled = _stored(tree), _has_unfilled(tree)
    for parent, field, index, node in list(places(tree)):
        if not isinstance(node, ast.stmt) or (unfilled and any(map(_is_written_to, getattr(node, "targets", [])))):
            continue
        if isinstance(node, ast.Assign | ast.AugAssign | ast.Expr) or (isinstance(node, ast.If) and not node.orelse):
            yield "a line too many", node, parent, field, index, ast.Pass()
        if isinstance(node, ast.AugAssign):
            for other in (ast.Add, ast.Sub, ast.Mult, ast.Div):
                if type(node.op) is not other:
                    yield "an operation", node, parent, field, index, ast.AugAssign(node.target, other(), node.value)
            yield "set or added", node, parent, field, index, ast.Assign([node.target], node.value)
        target = node.targets[0] if isinstance(node, ast.Assign) and len(node.targets) == 1 else None
        if isinstance(target, ast.Subscript) or (
            isinstance(target, ast.Name) and any(line < node.lineno for line, name in set_before if name == target.id)
        ):
            for other in (ast.Add, ast.Sub):
                yield "set or added", node, parent, field, index, ast.AugAssign(target, other(), node.value)
        if isinstance(node, ast.If):
            turned = ast.UnaryOp(ast.Not(), node.test)
            yield "a condition", node.test, parent, field, index, ast.If(turned, node.body, node.orelse)
        if isinstance(node, ast.For):
            yield from _of_loops(node, parent, field, index)
            yield from _of_counters(node, tree)
    for parent in [tree, *(each for each in ast.walk(tree) if isinstance(each, ast.For | ast.If))]:
        body = parent.body
        for n in range(len(body) - 1):
            if not isinstance(body[n], ast.FunctionDef | ast.Return | ast.Import):
                other = [*body[:n], body[n + 1], body[n], *body[n + 2 :]]
                part = f"{head(body[n])}` and `{head(body[n + 1])}"
                yield "two lines", part, parent, "body", None, other


def _sums(tree: ast.FunctionDef) -> set[str]:
    """The names of what grows in a loop: something is added to them, or they are made of themselves."""
    grown = set()
    for loop in (node for node in ast.walk(tree) if isinstance(node, ast.For | ast.While)):
        for node in ast.walk(loop):
            if isinstance(node, ast.AugAssign):
                grown.add(getattr(node.target, "id", ""))
            for name, value in pairs(node) if isinstance(node, ast.Assign) else ():
                if getattr(name, "id", None) in {getattr(each, "id", "") for each in ast.walk(value)}:
                    grown.add(name.id)
    return grown


def _in_what_may_grow(tree: ast.FunctionDef) -> set[int]:
    """The ``id`` of each part of what a large number makes endless, such as the factorial of a sum, or its power."""
    grows = [
        node
        for node in ast.walk(tree)
        if (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow))
        or (isinstance(node, ast.Call) and called(node) not in OF_ONE_SIZE)
    ]
    return {id(part) for node in grows for part in ast.walk(node)}


def _has_unfilled(tree: ast.FunctionDef) -> bool:
    """Whether an array is made that holds numbers of any kind, the right ones too, until they are written into it."""
    return any(called(each) in ("empty", "empty_like") for each in ast.walk(tree))


def _is_written_to(node: ast.AST) -> bool:
    return isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store)


def _stored(tree: ast.FunctionDef) -> list[tuple[int, str]]:
    """The names that are set, each with the line."""
    names = [each for each in ast.walk(tree) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)]
    return sorted((each.lineno, each.id) for each in names)


def _of_counters(loop: ast.For, tree: ast.FunctionDef) -> Iterator[Made]:
    """What a loop counts, set back to where it began in one of the loop's branches."""
    counted = {
        node.target.id
        for node in ast.walk(loop)
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name) and isinstance(node.op, ast.Add)
    }
    starts = {
        name.id: value
        for node in tree.body
        if isinstance(node, ast.Assign) and node.lineno < loop.lineno
        for name, value in pairs(node)
        if isinstance(name, ast.Name) and isinstance(value, ast.Constant)
    }
    for branch in (node for node in ast.walk(loop) if isinstance(node, ast.If)):
        for name in sorted(counted & set(starts)):
            back = ast.Assign([ast.Name(name, ast.Store())], starts[name])
            for field in ("body", "orelse"):
                if block := getattr(branch, field):
                    yield "a reset", ast.Name(name, ast.Load()), branch, field, None, [*block, back]


def _of_loops(loop: ast.For, parent: ast.AST, field: str, index: int) -> Iterator[Made]:
    block = getattr(parent, field)
    before, after = block[:index], block[index + 1 :]

    def with_body(body: list[ast.stmt]) -> ast.For:
        return ast.For(loop.target, loop.iter, body, [], None)

    if len(loop.body) > 1:
        *others, last = loop.body
        kind = "a return inside the loop" if isinstance(last, ast.Return) else "inside the loop"
        yield kind, last, parent, field, None, [*before, with_body(others), last, *after]
        first, *others = loop.body
        yield "inside the loop", first, parent, field, None, [*before, first, with_body(others), *after]
    if after and not isinstance(after[0], ast.Return):
        more = with_body([*loop.body, after[0]])
        yield "after the loop", after[0], parent, field, None, [*before, more, *after[1:]]
    if before and isinstance(before[-1], ast.Assign):
        more = with_body([before[-1], *loop.body])
        yield "before the loop", before[-1], parent, field, None, [*before[:-1], more, *after]
