"""Slips of loops, in formulas that are written without: sums that are never reset, entries that are overwritten."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from lecture_nn.checks.diagnosis.parts import Raw
from lecture_nn.checks.diagnosis.slips import Place, argument, called, calling, combined, number, slip
from lecture_nn.checks.diagnosis.wording import ARGUMENTS, EXAMPLES, TARGETS

Made = Iterator[tuple[object, str, str]]

RUNNING = {"sum": "cumsum", "mean": "cumsum", "all": "logical_and", "any": "logical_or", "max": "maximum"}


@slip("never reset", ast.Call, ast.BinOp, rank=2.4)
def never_reset(node: ast.expr, place: Place) -> Made:
    """A sum or a flag for each entry as one that goes on from entry to entry."""
    ndim = place.ndim(node)
    if not ndim:
        return
    axis = number(0 if ndim == 1 or place.value(node).shape[-1] == 1 else 1)
    asks = "What should it be at the beginning of each?"
    if isinstance(node, ast.BinOp):
        if isinstance(node.op, ast.MatMult):
            did = "a sum isn't reset when the next row or column begins"
            yield calling("cumsum", Raw(node), axis=axis), did, asks
    elif called(node) in RUNNING and argument(node) is not None:
        running = RUNNING[called(node)]
        if running == "cumsum":
            did = "a sum isn't reset when the next row or column begins"
            yield calling("cumsum", Raw(node), axis=axis), did, asks
        else:
            did = "a variable, such as a flag, isn't reset when the next row or column begins"
            function = ast.Attribute(
                ast.Attribute(ast.Name("np", ast.Load()), running, ast.Load()), "accumulate", ast.Load()
            )
            yield ast.Call(function, [Raw(node)], [ast.keyword("axis", axis)]), did, asks


@slip("one example only", ast.FunctionDef, rank=2.4)
def one_example_only(node: ast.FunctionDef, place: Place) -> Made:
    """Sums over the examples as what one of them contributes: = for +=, or a return inside of the loop."""
    found: dict[str, list[tuple[ast.expr, list[ast.expr]]]] = {}
    for each in ast.walk(node):
        if _over_examples(each) and place.ndim(each) == 2:
            found.setdefault(ast.unparse(each.left.value), []).append((each, [each.left.value, each.right]))
        elif called(each) == "sum" and place.ndim(argument(each)) == 2 and _axis(each) == 0:
            found.setdefault(ast.unparse(argument(each)), []).append((each, [argument(each)]))
    what = "example" if (EXAMPLES | TARGETS) & set(place.arguments) else "term"
    for sums in found.values():
        for which, word in ((-1, "last"), (0, "first")):
            changed = tuple((each, _of_one(parts, which)) for each, parts in sums)
            did = f"only the {word} {what} counts in a sum over all of them"
            asks = f"What is left of the {what}s before when the next one comes?"
            if word == "first":
                asks = "Where do the others come in?"
            yield changed, did, asks
            for pair in changed if len(changed) > 1 else ():
                yield (pair,), did, asks


def _of_one(parts: list[ast.expr], which: int) -> ast.expr:
    rows = [ast.Subscript(part, number(which), ast.Load()) for part in parts]
    return calling("outer", *rows) if len(rows) == 2 else rows[0]


def _over_examples(node: ast.AST) -> bool:
    """Whether this is A.T @ B, which adds up what the examples contribute."""
    return (
        isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.MatMult)
        and isinstance(node.left, ast.Attribute)
        and node.left.attr == "T"
    )


def _axis(node: ast.Call) -> object:
    return next((each.value.value for each in node.keywords if each.arg == "axis" and _is_constant(each.value)), None)


def _is_constant(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant)


@slip("added up before", ast.BinOp, rank=2.4)
def added_up_before(node: ast.BinOp, place: Place) -> Made:
    """A.T @ B as the product of two sums or means."""
    if not _over_examples(node) or place.ndim(node) != 2:
        return
    asks = "Is the sum of the products the same as the product of the sums? Try it by hand with two terms of each."
    a, b, axis = node.left.value, node.right, number(0)
    for first, second, did in (
        ("sum", "mean", "you average the inputs of all examples first, and then multiply"),
        ("sum", "sum", "you add up first, and then multiply"),
        ("mean", "mean", "you average first, and then multiply"),
    ):
        yield calling("outer", calling(first, a, axis=axis), calling(second, b, axis=axis)), did, asks


@slip("a factor at the other term", ast.BinOp, rank=2.2)
def at_the_other_term(node: ast.BinOp, place: Place) -> Made:
    """a * b + c as b + a * c."""
    if not isinstance(node.op, ast.Add) or not isinstance(node.left, ast.BinOp):
        return
    if not isinstance(node.left.op, ast.Mult) or place.ndim(node.left.left) != 0:
        return
    factor, stays = node.left.left, node.left.right
    word = place.words.of(factor)
    moved = combined(stays, ast.Add, combined(factor, ast.Mult, node.right))
    yield moved, f"{word} multiplies the wrong one of two terms", f"What should {word} make smaller?"


@slip("a derivative too many", ast.BinOp, rank=2.2)
def derivative_too_many(node: ast.BinOp, place: Place) -> Made:
    """p − T as (p − T) p (1 − p)."""
    p = node.left
    if isinstance(node.op, ast.Sub) and called(p) in ("softmax", "sigmoid"):
        rest = combined(number(1), ast.Sub, p)
        yield (
            combined(combined(Raw(node), ast.Mult, p), ast.Mult, rest),
            "you multiply by the derivative of the output's activation function once more",
            "Which loss is this, and what does its derivative cancel?",
        )


@slip("a rate that falls", ast.For, rank=2.4)
def falling(node: ast.For, place: Place) -> Made:
    """eta as eta / (n + 1) in round n of a loop."""
    if not isinstance(node.target, ast.Name) or called(node.iter) != "range":
        return
    n = node.target.id
    for name in ("eta", "learning_rate"):
        reads = [each for each in ast.walk(node) if isinstance(each, ast.Name) and each.id == name]
        count = combined(ast.Name(n, ast.Load()), ast.Add, number(1))
        if reads:
            did = f"{ARGUMENTS[name]} becomes smaller from step to step"
            yield tuple((each, combined(Raw(each), ast.Div, count)) for each in reads), did, "Is it a constant here?"
