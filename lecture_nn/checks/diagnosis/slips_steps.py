"""Slips in loops, indices, conditions and the order of statements, and in what is returned."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import numpy as np

from lecture_nn.checks.diagnosis.parts import Raw
from lecture_nn.checks.diagnosis.slips import Place, argument, called, calling, combined, number, slip
from lecture_nn.checks.diagnosis.wording import ARGUMENTS, EXAMPLES, FIRST_AND_LAST, LAYERS, TARGETS

Made = Iterator[tuple[object, str, str]]

BLOCKS = ("body", "orelse")
FIRST_LAST = "Which is the first one that should count, and which is the last?"
WHICH = "How should your code find the one that belongs here?"
BOTH = "What should happen when only one of the two conditions holds?"
EQUAL = "What should happen in that case?"
NEAR = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}
REVERSED = {ast.Lt: ast.Gt, ast.LtE: ast.GtE, ast.Gt: ast.Lt, ast.GtE: ast.LtE, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq}


@slip("another comparison", ast.Compare)
def comparison(node: ast.Compare, place: Place) -> Made:
    """< for <=, the other way round, or one further."""
    op = type(node.ops[0])

    def with_op(other: type[ast.cmpop]) -> ast.Compare:
        return ast.Compare(node.left, [other(), *node.ops[1:]], node.comparators)

    if op in NEAR:
        more = NEAR[op] in (ast.LtE, ast.GtE)
        did = "a condition holds for equality as well" if more else "a condition doesn't hold when the two are equal"
        yield with_op(NEAR[op]), did, EQUAL
    if op in REVERSED:
        words = any(isinstance(each, ast.Constant) and isinstance(each.value, str) for each in ast.walk(node))
        did = "two of your formulas are swapped" if words else "a comparison is the wrong way round"
        noise = "noise" in map(ast.unparse, (node.left, *node.comparators))
        asks = (
            f"Which formula belongs to which {'noise model' if noise else 'word'}?"
            if words
            else "Try one case on each side."
        )
        yield with_op(REVERSED[op]), did, asks
    if op is ast.Eq:
        yield with_op(ast.GtE), "you let larger values pass where equality is asked for", EQUAL
        yield with_op(ast.LtE), "you let smaller values pass where equality is asked for", EQUAL
    right = node.comparators[0]
    if op in NEAR and _is_count(place.value(right)) and _is_count(place.value(node.left)):
        asks = FIRST_AND_LAST
        for step in (1, -1):
            if (op, step) in ((ast.Lt, 1), (ast.LtE, -1), (ast.Gt, -1), (ast.GtE, 1)):
                continue  # of whole numbers, that is the comparison with or without equality, which is told above
            shifted = combined(right, ast.Add, number(step))
            yield (
                ast.Compare(node.left, node.ops, [shifted]),
                "your limit is off by one",
                asks,
            )


def _is_count(value: object) -> bool:
    """Whether this is a whole number: limits of other numbers aren't off by exactly one."""
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


@slip("and for or", ast.BoolOp)
def joined(node: ast.BoolOp, place: Place) -> Made:
    """`and` for `or`, or one of two conditions alone."""
    other = ast.Or if isinstance(node.op, ast.And) else ast.And
    yield ast.BoolOp(other(), node.values), "two conditions are joined by the wrong one of `and` and `or`", BOTH
    for value in node.values:
        yield value, "one of two conditions is missing", "Which case is each of the conditions there for?"


@slip("one case for both", ast.IfExp, rank=1.9)
def one_case(node: ast.IfExp, place: Place) -> Made:
    """One of two cases always."""
    asks = "Which case is treated differently, and why?"
    always = never = "you treat all cases alike"
    if isinstance(node.body, ast.Constant) and isinstance(node.orelse, ast.Constant):  # a condition as a number
        return
    if called(node.body) and ast.unparse(argument(node.body) or node) == ast.unparse(node.orelse):
        what = place.words.of(node.body)
        last = " the last one included" if "len(" in ast.unparse(node.test) else " although one does without"
        always, never = f"you take {what} in every case,{last}", f"you take {what} in no case"
    yield node.body, always, asks
    yield node.orelse, never, asks
    yield ast.IfExp(node.test, node.orelse, node.body), "two cases are swapped", asks


@slip("one case for both", ast.If)
def always(node: ast.If, place: Place) -> Made:
    """What belongs to a condition always, or never."""
    asks = "Which case is treated differently, and why?"
    yield list(node.body), "you do in every case what belongs to one of them", asks
    yield list(node.orelse) or [ast.Pass()], "you never do what belongs to one of the cases", asks


@slip("off by one", ast.Call)
def ranges(node: ast.Call, place: Place) -> Made:
    """One too few or too many, at either end."""
    if called(node) not in ("range", "arange") or not node.args:
        if called(node) == "enumerate":
            start = node.keywords[0].value.value if node.keywords else 0
            for other in (0, 1, 2):
                if other != start:
                    counted = ast.Call(node.func, [*node.args[:1], number(other)], [])
                    yield counted, f"you count from {other}", "What number should the first one have?"
        return
    one = number(1)
    ends = node.args[:1] if len(node.args) == 1 else node.args[1:2]
    starts = number(0) if len(node.args) == 1 else node.args[0]
    rest = node.args[2:]

    def made(start: ast.expr, end: ast.expr) -> ast.Call:
        return ast.Call(node.func, [start, end, *rest], node.keywords)

    what = _rounds_of(ends[0])
    begins, stops = "With which number does it begin?", "With which number does it end?"
    if called(place.parent(node)) == "reversed":  # it ends where the numbers begin
        begins = stops = "Write down the numbers that it runs through: where does it begin, and where does it end?"
    yield made(starts, combined(ends[0], ast.Sub, one)), f"your loop leaves out the last {what}", stops
    yield made(starts, combined(ends[0], ast.Add, one)), "your loop goes one too far", stops
    yield made(combined(starts, ast.Add, one), ends[0]), f"your loop leaves out the first {what}", begins
    did = "what your loop counts is too high by 1 in every round"
    yield made(combined(starts, ast.Add, one), combined(ends[0], ast.Add, one)), did, FIRST_LAST
    if rest:
        yield (
            made(starts, combined(ends[0], ast.Sub, combined(rest[0], ast.Sub, one))),
            ("you leave out the last piece if it isn't full"),
            "What should happen to the remainder?",
        )
        shorter = calling("minimum", ends[0], combined(ends[0], ast.FloorDiv, rest[0]))
        yield (
            made(starts, combined(shorter, ast.Mult, rest[0])),
            ("you leave out the last piece if it isn't full"),
            "What should happen to the remainder?",
        )


def _rounds_of(end: ast.expr) -> str:
    """What a loop goes through, by where it ends: the layers, the examples, or just its rounds."""
    names = {each.id for each in ast.walk(end) if isinstance(each, ast.Name)}
    return "layer" if names & LAYERS else "example" if names & (EXAMPLES | TARGETS) else "round"


@slip("another index", ast.Subscript, rank=2.2)
def index(node: ast.Subscript, place: Place) -> Made:
    """A neighbour, always the first, always the last, a row for a column."""
    if not isinstance(node.ctx, ast.Load) or isinstance(node.value, ast.Attribute):
        return
    what = place.words.of(node.value)

    def at(other: ast.expr) -> ast.Subscript:
        return ast.Subscript(node.value, other, ast.Load())

    where = node.slice
    value = place.value(where)
    if isinstance(where, ast.Slice):
        yield from _slices(node, place)
        return
    if isinstance(where, ast.Tuple):
        yield node.value, f"you use all of {what} in place of a part", "Which rows and columns are meant?"
        for n, part in enumerate(where.elts):
            if isinstance(part, ast.Slice):
                continue
            for other in (
                number(0),
                number(-1),
                combined(part, ast.Add, number(1)),
                combined(part, ast.Sub, number(1)),
            ):
                changed = [other if m == n else each for m, each in enumerate(where.elts)]
                yield at(ast.Tuple(changed, ast.Load())), f"you take another part of {what}", "Which entry is meant?"
        if len(where.elts) == 2:
            turned = ast.Tuple(where.elts[::-1], ast.Load())
            yield at(turned), "you take a row where a column belongs, or a column for a row", "What does a row hold?"
        return
    if not isinstance(value, int | np.integer):
        return
    yield at(number(0)), f"you always use the first of {what}", WHICH
    yield at(number(-1)), f"you always use the last of {what}", WHICH
    for step in (1, -1):
        did = f"you use {what} with an index that is one too {'large' if step == 1 else 'small'}"
        yield (
            at(combined(where, ast.Add, number(step))),
            did,
            "Write down for the first round of your loop which index each of your arrays has.",
        )
    backwards = combined(ast.UnaryOp(ast.USub(), where), ast.Sub, number(1))
    yield at(backwards), f"you go through {what} from the end", "Which of them belongs to this step?"


def _slices(node: ast.Subscript, place: Place) -> Made:
    part, one = node.slice, number(1)
    low, high = part.lower, part.upper

    def cut(lower: ast.expr | None, upper: ast.expr | None) -> ast.Subscript:
        return ast.Subscript(node.value, ast.Slice(lower, upper, part.step), ast.Load())

    if low is not None:
        yield cut(None, high), "your slice begins at the very first entry", FIRST_LAST
        yield cut(combined(low, ast.Add, one), high), "your slice begins one too late", FIRST_LAST
        yield cut(combined(low, ast.Sub, one), high), "your slice begins one too early", FIRST_LAST
    if high is not None:
        yield cut(low, None), "your slice goes on to the very last entry", FIRST_LAST
        yield cut(low, combined(high, ast.Add, one)), "your slice goes one too far", FIRST_LAST
        yield cut(low, combined(high, ast.Sub, one)), "your slice stops one too early", FIRST_LAST
        if isinstance(high, ast.BinOp) and isinstance(high.op, ast.Add):
            yield cut(low, high.right), "the end of your slice doesn't move along with its beginning", FIRST_LAST


@slip("= for +=", ast.AugAssign)
def not_added(node: ast.AugAssign, place: Place) -> Made:
    """= for +=."""
    asks = "What remains of the earlier rounds after the next one?"
    target = node.target
    yield [ast.Assign([target], node.value)], "you overwrite where you should add", asks
    yield [ast.Pass()], "a running count or sum is never updated", asks
    if isinstance(node.op, ast.Add):
        yield [ast.AugAssign(target, ast.Sub(), node.value)], "you subtract where you should add", asks


@slip("never renewed", ast.Assign)
def never_renewed(node: ast.Assign, place: Place) -> Made:
    """An assignment left out, or one that forgets what was there."""
    target = node.targets[0]
    if not isinstance(target, ast.Name):
        return
    name, word = target.id, ARGUMENTS.get(target.id, target.id)
    earlier = [each for each in place.definitions.get(name, []) if each is not node.value]
    asks = "When does it get a new value, and what is it before?"
    if name in place.arguments or earlier:
        yield (
            [ast.Pass()],
            f"{word} is never updated"
            if name in place.arguments
            else ("something that should be updated keeps its initial value"),
            asks,
        )
    if isinstance(node.value, ast.BinOp) and isinstance(node.value.op, ast.Add):
        for part in (node.value.left, node.value.right):
            if any(isinstance(n, ast.Name) and n.id == name for n in ast.walk(part)):
                rest = node.value.right if part is node.value.left else node.value.left
                what = word if name in place.arguments else "a running sum or average"
                yield [ast.Assign([target], rest)], f"you overwrite {what}, and nothing of the old one is kept", asks


@slip("too early or too late", ast.For, ast.FunctionDef, ast.If, ast.While, rank=2.2)
def order(node: ast.stmt, place: Place) -> Made:
    """Exchange two statements that follow each other, or return inside of the loop."""
    asks = "In which order do things have to happen? Go through the first round by hand."
    for block in (getattr(node, name, []) for name in BLOCKS):
        for first, second in zip(block, block[1:], strict=False):
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                continue
            if isinstance(second, ast.Return):
                continue
            yield ((first, [Raw(second)]), (second, [Raw(first)])), "two steps are in the wrong order", asks
        for statement, after in zip(block, block[1:], strict=False):
            if isinstance(statement, ast.For) and isinstance(after, ast.Return) and after.value is not None:
                last = statement.body[-1]
                inside = [Raw(last), ast.Return(after.value)]
                yield (
                    ((last, inside),),
                    "you return inside the loop, after its first round",
                    "When is the result complete?",
                )


@slip("another loop", ast.For, rank=2.3)
def rounds(node: ast.For, place: Place) -> Made:
    """Without the first round, without the last, or backwards."""
    asks = FIRST_LAST
    yield (
        ((node.iter, ast.Subscript(_listed(node.iter), _slice(1, None), ast.Load())),),
        ("you leave out the first round of the loop"),
        asks,
    )
    yield (
        ((node.iter, ast.Subscript(_listed(node.iter), _slice(None, -1), ast.Load())),),
        ("you leave out the last round of the loop"),
        asks,
    )
    yield (
        ((node.iter, ast.Subscript(_listed(node.iter), _slice(None, None, -1), ast.Load())),),
        ("your loop runs in the opposite direction"),
        "Where does it have to begin?",
    )


def _listed(node: ast.expr) -> ast.expr:
    return ast.Call(ast.Name("list", ast.Load()), [Raw(node)], [])


def _slice(lower: int | None, upper: int | None, step: int | None = None) -> ast.Slice:
    return ast.Slice(*[None if each is None else number(each) for each in (lower, upper, step)])
