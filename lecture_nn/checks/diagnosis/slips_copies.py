"""Slips in one of several places: a part that is left out once, a factor that comes in too early, a mean too soon."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from lecture_nn.checks.diagnosis.parts import Raw
from lecture_nn.checks.diagnosis.slips import Place, called, calling, combined, number, slip
from lecture_nn.checks.diagnosis.slips_names import SINGLE, is_read, kind_of
from lecture_nn.checks.diagnosis.wording import ARGUMENTS, LOCALS, QUESTIONS, is_derivative

Made = Iterator[tuple[object, str, str]]

HOW_OFTEN = "How often should it appear, and where? Follow it through your code."


@slip("a factor too many", ast.Name, rank=2.6)
def factor_too_many(node: ast.Name, place: Place) -> Made:
    """An array as eta times the array, or divided by it; a number as twice or half of it."""
    if not is_read(node, place) or kind_of(place.value(node)) is None:
        return
    mine = place.words.of(node)
    if kind_of(place.value(node)) == ("number",):
        if isinstance(place.parent(node), ast.BinOp) and not isinstance(place.value(node), int):
            asks = QUESTIONS.get(node.id, "Where could the factor come from?")
            yield combined(Raw(node), ast.Mult, number(2)), f"{mine} enters twice as large as it should", asks
            yield combined(Raw(node), ast.Div, number(2)), f"{mine} enters half as large as it should", asks
        return
    for name in place.arguments:
        value = next((place.value(n) for n in place.nodes if getattr(n, "id", "") == name), None)
        if kind_of(value) == ("number",) and not isinstance(value, int) and kind_of(place.value(node))[0] == "array":
            word = ARGUMENTS.get(name, name)
            yield combined(ast.Name(name, ast.Load()), ast.Mult, Raw(node)), f"you multiply {mine} by {word}", HOW_OFTEN
            rest = combined(number(1), ast.Sub, ast.Name(name, ast.Load()))
            yield combined(rest, ast.Mult, Raw(node)), f"you multiply {mine} by 1 − {word}", HOW_OFTEN


@slip("one list with another", ast.Name, rank=2.3)
def lists_joined(node: ast.Name, place: Place) -> Made:
    """A list that is gone through, as the two lists that are given, one after the other."""
    around = place.parent(node)
    goes_through = isinstance(around, ast.comprehension | ast.For) or called(around) in ("sum", "map", "concatenate")
    if not goes_through or not is_read(node, place) or kind_of(place.value(node)) != ("list",):
        return
    for name in place.arguments:
        value = next((place.value(n) for n in place.nodes if getattr(n, "id", "") == name), None)
        if name != node.id and (kind_of(value) == ("list",) or value is None):
            joined = combined(Raw(node), ast.Add, ast.Name(name, ast.Load()))
            words = ARGUMENTS.get(name, name)
            yield joined, f"you treat {words} like {place.words.of(node)}", f"Does the task mean {words} as well?"


@slip("averaged too early", ast.BinOp, ast.Name, rank=2.6)
def too_early(node: ast.expr, place: Place) -> Made:
    """An array as its mean or its sum, where each entry counts by itself."""
    if not place.ndim(node) or (isinstance(node, ast.Name) and not is_read(node, place)):
        return
    if called(place.parent(node)) == "len":  # how many there are isn't asked of a mean
        return
    what, asks = place.words.of(node), "Which numbers belong in one sum, and which have to stay apart?"
    yield calling("mean", Raw(node)), f"you take the mean of {what} over all entries", asks
    yield calling("sum", Raw(node)), f"you add up {what} over all entries", asks
    if place.ndim(node) == 2:
        yield calling("mean", Raw(node), axis=number(0)), f"you average over the rows of {what} too early", asks
        yield calling("sum", Raw(node), axis=number(0)), f"you add up the rows of {what} too early", asks


@slip("+= for =", ast.Assign, rank=2.2)
def added(node: ast.Assign, place: Place) -> Made:
    """v = ... as v += ..."""
    target = node.targets[0]
    if isinstance(target, ast.Name) and (target.id in place.arguments or len(place.definitions.get(target.id, [])) > 1):
        again = ast.Assign([target], combined(ast.Name(target.id, ast.Load()), ast.Add, node.value))
        known = target.id in place.arguments
        word = ARGUMENTS.get(target.id, target.id) if known else LOCALS.get(target.id, "a variable")
        yield [again], f"you add to {word} where it should be replaced", "Should anything of the old value remain?"


@slip("a root kept", ast.Assign, rank=2.4)
def root_kept(node: ast.Assign, place: Place) -> Made:
    """s = ... as s = the root of ..., or its square."""
    if not isinstance(node.targets[0], ast.Name) or place.ndim(node.value) is None:
        return
    if not any(called(each) == "sqrt" for each in place.nodes):  # there is no root to keep
        return
    asks = "Which of the two goes on to the next step?"
    did = "you keep the square root of something that should be kept as it is"
    yield [ast.Assign(node.targets, calling("sqrt", node.value))], did, asks


@slip("treated like another", ast.ListComp, rank=2.1)
def like_another(node: ast.ListComp, place: Place) -> Made:
    """One list made by the formula of another: biases that decay like weights."""
    for other in place.nodes:
        if not isinstance(other, ast.ListComp) or other is node:
            continue
        mine, theirs = _targets(node), _targets(other)
        if len(mine) == len(theirs):
            renamed = _renamed(other.elt, dict(zip(theirs, mine, strict=True)))
            did = "you treat two lists alike that the formula treats differently"
            yield (
                ast.ListComp(renamed, node.generators),
                did,
                "What does the formula do with each of the two?",
            )


def _targets(node: ast.ListComp) -> list[str]:
    return [each.id for each in ast.walk(node.generators[0].target) if isinstance(each, ast.Name)]


def _renamed(node: ast.AST, names: dict[str, str]) -> ast.AST:
    """A copy with other names."""
    if isinstance(node, ast.Name):
        return ast.Name(names.get(node.id, node.id), ast.Load())
    fields = {}
    for key, value in ast.iter_fields(node):
        if isinstance(value, list):
            fields[key] = [_renamed(each, names) if isinstance(each, ast.AST) else each for each in value]
        else:
            fields[key] = _renamed(value, names) if isinstance(value, ast.AST) else value
    return type(node)(**fields)


@slip("a parenthesis left out", ast.BinOp, rank=2.0)
def parenthesis_left_out(node: ast.BinOp, place: Place) -> Made:
    """The whole formula, written without one of its pairs of parentheses."""
    around = place.parent(node)
    if isinstance(around, ast.BinOp | ast.UnaryOp):
        return
    text = ast.unparse(node)
    for start, character in enumerate(text):
        if character != "(" or (start and (text[start - 1].isalnum() or text[start - 1] in "_)]")):
            continue
        depth, end = 0, start
        for end in range(start, len(text)):
            depth += {"(": 1, ")": -1}.get(text[end], 0)
            if depth == 0:
                break
        without = text[:start] + text[start + 1 : end] + text[end + 1 :]
        try:
            tree = ast.parse(without, mode="eval").body
        except SyntaxError:
            continue
        if ast.dump(tree) != ast.dump(node):
            yield tree, "a pair of parentheses is missing", "Which of the operations there does Python carry out first?"


@slip("in one place only", ast.Name, rank=2.3)
def in_one_place(node: ast.Name, place: Place) -> Made:
    """Where a name is used, compute it afresh with a part left out: a shift in the numerator only."""
    defined = place.definitions.get(node.id, [])
    if len(defined) != 1 or not is_read(node, place):
        return
    [whole] = defined
    if any(each is node for each in ast.walk(whole)):
        return
    asks = "Should the same stand in both places?"
    for part in ast.walk(whole):
        kept: list[tuple[ast.expr, ast.expr]] = []
        if is_derivative(part) and isinstance(part.op, ast.Sub):  # left out as a whole: a factor of the part around it
            continue
        if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Add | ast.Sub | ast.Mult | ast.Div):
            kept = [(part.left, part.right), (part.right, part.left)]
        elif isinstance(part, ast.Call) and len(part.args) == 1 and called(part) in SINGLE:
            kept = [(part.args[0], part)]
        for stays, gone in kept:
            # as a change of the part while this name is read: a copy of the path from the whole to the part
            what = place.words.of(gone)
            did = f"you leave out {what} in one place"
            if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Sub) and gone is part.right:
                did = f"you subtract {what} in one place and not in another"
            if called(part) in ("tanh", "sigmoid", "relu"):
                did = "you use the pre-activation where the activation belongs"
            yield _rebuilt(whole, part, stays), did, place.words.question(gone) if part is whole else asks


def _rebuilt(node: ast.AST, part: ast.AST, stays: ast.AST) -> ast.AST:
    """A copy of the node with one of its parts exchanged; whatever doesn't contain that part is shared."""
    if node is part:
        return stays
    if not isinstance(node, ast.AST) or not any(each is part for each in ast.walk(node)):
        return node
    fields = {}
    for key, value in ast.iter_fields(node):
        if isinstance(value, list):
            fields[key] = [_rebuilt(each, part, stays) for each in value]
        else:
            fields[key] = _rebuilt(value, part, stays)
    return type(node)(**fields)
