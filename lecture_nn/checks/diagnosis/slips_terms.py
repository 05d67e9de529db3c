"""Slips in sums, products and powers: terms and factors that are missing, signs, parentheses."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import numpy as np

from lecture_nn.checks.diagnosis.parts import Raw
from lecture_nn.checks.diagnosis.slips import Place, called, calling, combined, number, slip, transposed

Made = Iterator[tuple[object, str, str]]

ORDER = "Which of the operations there does Python carry out first?"
PUT_IN = "Write the formula down, and put numbers in: where does yours give another one?"
SIGN = "Try one entry by hand: is yours too large, too small, or of the wrong sign?"


@slip("a term left out", ast.BinOp)
def term_left_out(node: ast.BinOp, place: Place) -> Made:
    """a + b as a, or as b."""
    if isinstance(node.op, ast.Add):
        for kept, gone in ((node.left, node.right), (node.right, node.left)):
            if isinstance(gone, ast.Constant) and gone.value == 1 and not place.ndim(kept):
                counted = isinstance(place.value(node), int | np.integer)
                asks = "Which number should your count start from, and which should it end at?" if counted else PUT_IN
                did = "one of your counts is too low by 1" if counted else f"you don't add 1 to {place.words.of(kept)}"
                yield kept, did, asks
            else:
                yield kept, f"you leave out {place.words.of(gone)}", place.words.question(gone)
    if isinstance(node.op, ast.Sub):
        yield node.left, *_gone(node, node.right, "you don't subtract {}", "large", place)
        asks = place.words.question(node.left)
        if isinstance(place.value(node), int) and isinstance(node.right, ast.Constant):
            return  # of a count, nobody keeps the 1 that is taken away
        if not isinstance(node.left, ast.Constant):
            yield node.right, f"you leave out {place.words.of(node.left)}", asks
            yield ast.UnaryOp(ast.USub(), node.right), f"you leave out {place.words.of(node.left)}", asks
        else:
            yield (
                node.right,
                f"you use {place.words.of(node.right)} where 1 minus that belongs",
                "Put a number in: how large are the two, and which of them belongs here?",
            )


def _gone(node: ast.BinOp, gone: ast.expr, told: str, size: str, place: Place) -> tuple[str, str]:
    """What to say of a term that is missing: a number says nothing by itself, and may be one too many elsewhere."""
    if not isinstance(gone, ast.Constant):
        return told.format(place.words.of(gone)), place.words.question(gone)
    if isinstance(place.value(node), int | np.integer):
        did = f"one of your counts is too {size} by {gone.value}"
        return did, "Where do you begin to count, and what is the last thing that you count?"
    return f"a part of your formula is too {size} by {gone.value:g}", PUT_IN


@slip("a factor left out", ast.BinOp)
def factor_left_out(node: ast.BinOp, place: Place) -> Made:
    """a * b as a, or as b."""
    words = place.words
    if isinstance(node.op, ast.Mult):
        for kept, gone in ((node.left, node.right), (node.right, node.left)):
            yield kept, f"you leave out a factor: {words.of(gone)}", words.question(gone)
    if isinstance(node.op, ast.Div | ast.FloorDiv):
        asks = words.question(node.right)
        yield node.left, f"you don't divide by {words.of(node.right)}", asks
        if not isinstance(node.left, ast.Constant):
            gone = words.of(node.left)
            asks = words.question(node.left)
            yield combined(number(1.0), ast.Div, node.right), f"you leave out a factor: {gone}", asks
    if isinstance(node.op, ast.MatMult):
        yield node.left, f"you leave out a factor: {words.of(node.right)}", words.question(node.right)
        yield node.right, f"you leave out a factor: {words.of(node.left)}", words.question(node.left)


@slip("the same factor twice", ast.BinOp, rank=2.3)
def factor_twice(node: ast.BinOp, place: Place) -> Made:
    """a / b as a / b / b."""
    if isinstance(node.op, ast.Div):
        again = combined(Raw(node), ast.Div, node.right)
        yield again, f"you divide by {place.words.of(node.right)} twice", place.words.question(node.right)
        asks = "What do your two divisions come to together?"
        yield (
            combined(node.left, ast.Div, combined(node.right, ast.Pow, number(2))),
            (f"you divide by the square of {place.words.of(node.right)}"),
            asks,
        )
    if isinstance(node.op, ast.Mult):
        for part in (node.left, node.right):
            if not isinstance(part, ast.Constant):
                asks = "How often should it appear? Follow it through your code."
                yield combined(Raw(node), ast.Mult, part), f"you multiply by {place.words.of(part)} twice", asks


@slip("ε in a denominator", ast.BinOp, rank=2.6)
def small_in_denominator(node: ast.BinOp, place: Place) -> Made:
    """a / b as a / (b + ε)."""
    if isinstance(node.op, ast.Div) and not isinstance(node.right, ast.Constant) and place.ndim(node.right):
        for small in (1e-1, 1e-2, 1e-3, 1e-4):
            did = "you add a small number to a denominator, which changes every result a little"
            yield combined(node.left, ast.Div, combined(node.right, ast.Add, number(small))), did, "Can it be 0 here?"


@slip("the wrong sign", ast.BinOp)
def sign(node: ast.BinOp, place: Place) -> Made:
    """a + b as a − b."""
    part = place.words.of(node.right)
    counts = isinstance(place.value(node), int)
    if isinstance(node.op, ast.Add):
        yield combined(node.left, ast.Sub, node.right), f"you subtract {part}", SIGN
        if not isinstance(node.left, ast.Constant) and not counts:
            yield combined(node.right, ast.Sub, node.left), f"you subtract {place.words.of(node.left)}", SIGN
    if isinstance(node.op, ast.Sub):
        yield combined(node.left, ast.Add, node.right), f"you add {part}", SIGN
        if counts and isinstance(node.right, ast.Constant):
            return
        yield (
            combined(node.right, ast.Sub, node.left),
            "one of your differences is taken the wrong way round, so that its sign is wrong",
            SIGN,
        )


@slip("minus left out", ast.UnaryOp)
def minus(node: ast.UnaryOp, place: Place) -> Made:
    """−a as a."""
    if isinstance(node.op, ast.USub) and isinstance(place.parent(node), ast.Subscript | ast.Slice):
        return  # an index from the end, which nobody counts from the front by a slip
    if isinstance(node.op, ast.USub):
        yield node.operand, "you leave out a minus sign", SIGN
    if isinstance(node.op, ast.Not | ast.Invert):
        yield node.operand, "a condition is reversed", "When should it hold? Try one case of each kind."


@slip("product for quotient", ast.BinOp, rank=2.4)
def quotient(node: ast.BinOp, place: Place) -> Made:
    """a * b as a / b, and a / b upside down."""
    part = place.words.of(node.right)
    asks = place.words.question(node.right)
    if isinstance(node.op, ast.Mult):
        yield combined(node.left, ast.Div, node.right), f"you divide by {part}", asks
        yield combined(node.right, ast.Div, node.left), f"you divide by {place.words.of(node.left)}", asks
        both = " and ".join(each.id for each in (node.left, node.right) if getattr(each, "id", "") in place.arguments)
        did = f"you add {both} where you should multiply them" if " " in both else "you add where you should multiply"
        yield combined(node.left, ast.Add, node.right), did, "Do the two add up, or does one scale the other?"
    if isinstance(node.op, ast.Div | ast.FloorDiv):
        yield combined(node.left, ast.Mult, node.right), f"you multiply by {part} where you should divide", asks
        yield (
            combined(node.right, ast.Div, node.left),
            "your quotient is upside down",
            "Which of the two is divided by which?",
        )
    added_to = isinstance(node.op, ast.Add) and not isinstance(node.right, ast.Constant)
    if added_to and place.ndim(node) is not None:
        asks = "Do the two add up, or does one scale the other?"
        yield combined(node.left, ast.Mult, node.right), "you multiply where you should add", asks


def _to_what(node: ast.BinOp, place: Place) -> str:
    """Ask what exactly the right part of a sum is added to, if it has a name; or in which order Python evaluates."""
    name = place.words.of(node.right) if isinstance(node.right, ast.Name) and node.right.id in place.arguments else ""
    if name and isinstance(node.op, ast.Add):
        return f"What exactly is {name} added to, in the order in which Python evaluates this?"
    if name and isinstance(node.op, ast.Sub):
        return f"From what exactly is {name} subtracted, in the order in which Python evaluates this?"
    return ORDER


@slip("a parenthesis moved", ast.BinOp, rank=2.3)
def parenthesis(node: ast.BinOp, place: Place) -> Made:
    """Regroup three parts: A op (B op C) as (A op B) op C, and the other way round."""
    did = "a pair of parentheses is missing or misplaced"
    if isinstance(node.right, ast.BinOp):
        inner = node.right
        regrouped = combined(combined(node.left, type(node.op), inner.left), type(inner.op), inner.right)
        yield regrouped, did, _to_what(inner, place)
    if isinstance(node.left, ast.BinOp):
        inner = node.left
        regrouped = combined(inner.left, type(inner.op), combined(inner.right, type(node.op), node.right))
        yield regrouped, did, ORDER
        if isinstance(inner.right, ast.BinOp):  # A op (B op C) op D: a longer way to the wrong parenthesis
            moved = combined(inner.right, type(node.op), node.right)
            yield combined(inner.left, type(inner.op), moved), did, ORDER
        if isinstance(node.right, ast.BinOp) and isinstance(inner.op, ast.Mult) and isinstance(node.op, ast.Div):
            later = combined(combined(inner.right, ast.Div, node.right.left), type(node.right.op), node.right.right)
            yield combined(inner.left, ast.Mult, later), did, ORDER  # k * a / (b + c) as k * (a / b + c)
    if isinstance(node.left, ast.UnaryOp):
        inside = combined(node.left.operand, type(node.op), node.right)
        yield ast.UnaryOp(node.left.op, inside), did, ORDER


@slip("inside the call or outside", ast.BinOp, rank=2.2)
def into_the_call(node: ast.BinOp, place: Place) -> Made:
    """f(a) + b as f(a + b)."""
    for part, other, first in ((node.left, node.right, True), (node.right, node.left, False)):
        if isinstance(part, ast.Call) and len(part.args) == 1 and called(part) not in ("len", "range", "enumerate"):
            pair = (part.args[0], other) if first else (other, part.args[0])
            moved = ast.Call(part.func, [combined(pair[0], type(node.op), pair[1])], part.keywords)
            name = place.words.of(part)
            yield (
                moved,
                f"{place.words.of(other)} is inside {name} and not outside it",
                f"What exactly should {name} be applied to?",
            )


@slip("inside the call or outside", ast.Call, rank=2.2)
def out_of_the_call(node: ast.Call, place: Place) -> Made:
    """f(a + b) as f(a) + b."""
    if len(node.args) != 1 or not isinstance(node.args[0], ast.BinOp) or called(node) in ("range", "len"):
        return
    inner, name = node.args[0], place.words.of(node)
    left = ast.Call(node.func, [inner.left], node.keywords)
    right = ast.Call(node.func, [inner.right], node.keywords)
    asks = f"What exactly should {name} be applied to?"
    out = f"{place.words.of(inner.right)} is outside {name}"
    yield combined(left, type(inner.op), inner.right), out, asks
    yield combined(inner.left, type(inner.op), right), f"you take {name} of one part only", asks
    yield combined(left, type(inner.op), right), f"you take {name} of each part separately", asks


def _called(node: ast.expr, place: Place) -> str:
    """What an array of a product is called, whichever way round it stands there."""
    node = node.value if isinstance(node, ast.Attribute) and node.attr == "T" else node
    if isinstance(node, ast.Name) and node.id in place.arguments:
        return node.id
    if isinstance(node, ast.Subscript) and getattr(node.value, "id", "") in place.arguments:
        return f"an array in {node.value.id}"
    return "one of your arrays"


@slip("another matrix product", ast.BinOp, rank=2.1)
def product(node: ast.BinOp, place: Place) -> Made:
    """Entry by entry, in the other order, or with an array the other way round."""
    asks = "Write the shape of each array beside it. Which axis should disappear in the product?"
    a, b = node.left, node.right
    both = place.ndim(a), place.ndim(b)
    if isinstance(node.op, ast.MatMult):
        yield combined(b, ast.MatMult, a), "you multiply the two arrays in the other order", asks
        yield combined(a, ast.Mult, b), "you multiply entry by entry where a matrix product belongs", asks
        turned, a_turned, b_turned = (
            f"rows and columns of {which} are swapped: it is transposed, or it should be"
            for which in ("one of your arrays", _called(a, place), _called(b, place))
        )
        if both[1] == 2:
            yield combined(a, ast.MatMult, _turned(b)), b_turned, asks
        if both[0] == 2:
            yield combined(_turned(a), ast.MatMult, b), a_turned, asks
        if both == (2, 2):
            yield (
                combined(_turned(a), ast.MatMult, _turned(b)),
                "rows and columns of both your arrays are swapped",
                asks,
            )
            yield (
                combined(_turned(b), ast.MatMult, _turned(a)),
                "rows and columns of a product are swapped",
                asks,
            )
            yield combined(_turned(b), ast.MatMult, a), turned, asks
            yield combined(b, ast.MatMult, _turned(a)), turned, asks
        if both == (1, 1):
            yield calling("outer", a, b), "you take the outer product where the products should be summed", asks
    if isinstance(node.op, ast.Mult) and None not in both and min(both) >= 1:
        entries = "you take a matrix product where the entries should be multiplied"
        asks = "Write the shape of each array beside it, and of the result. Should any axis disappear?"
        yield combined(a, ast.MatMult, b), entries, asks
        if both == (2, 2):
            yield combined(transposed(a), ast.MatMult, b), entries, asks
            yield combined(a, ast.MatMult, transposed(b)), entries, asks
        if both == (1, 1):
            yield calling("outer", a, b), "you take an outer product where the entries should be multiplied", asks


def _turned(node: ast.expr) -> ast.expr:
    return node.value if isinstance(node, ast.Attribute) and node.attr == "T" else transposed(node)


@slip("a derivative left out", ast.BinOp, rank=1.9)
def derivative_left_out(node: ast.BinOp, place: Place) -> Made:
    """Leave o * (1 - o) out of a product, which are two of its factors, or keep nothing else."""
    around = place.parent(node)
    if not isinstance(node.op, ast.Mult | ast.Div) or (
        isinstance(around, ast.BinOp) and isinstance(around.op, ast.Mult | ast.Div) and around.left is node
    ):
        return
    chain = _factors(node)
    asks = "Which function does a small change go through on its way, and what does it do to the change?"
    for i, (_, h) in enumerate(chain):
        for j, (op, rest) in enumerate(chain):
            if op is not ast.Mult or ast.unparse(rest) != f"1 - {ast.unparse(h)}":
                continue
            others = [each for n, each in enumerate(chain) if n not in (i, j)]
            if others and others[0][0] is ast.Mult:
                yield _product(others), "you leave out the derivative of the activation function", asks
            yield (
                combined(h, ast.Mult, rest),
                "you keep only the derivative of the activation function",
                ("What does it multiply?"),
            )
            square = combined(number(1), ast.Sub, combined(h, ast.Pow, number(2)))
            step = ast.Call(ast.Name("_step", ast.Load()), [h], [])
            for other, name in ((square, "tanh"), (step, "a ReLU")):
                did = f"you use the derivative of {name}"
                yield _product([*others, (ast.Mult, other)]), did, "Which activation function do these units have?"
            for name in ("_sigmoid", "_tanh"):
                again = ast.Call(ast.Name(name, ast.Load()), [h], [])
                wrong = combined(again, ast.Mult, combined(number(1), ast.Sub, again))
                did = f"you apply the activation function to {place.words.of(h)} once more in its derivative"
                yield (
                    _product([*others, (ast.Mult, wrong)]),
                    did,
                    ("Is the derivative written in terms of the pre-activation here, or of the activation?"),
                )


def _factors(node: ast.expr) -> list[tuple[type[ast.operator], ast.expr]]:
    """The factors of a product, each with the operator before it."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div):
        return [*_factors(node.left), (type(node.op), node.right)]
    return [(ast.Mult, node)]


def _product(factors: list[tuple[type[ast.operator], ast.expr]]) -> ast.expr:
    (_, whole), *others = factors
    for op, part in others:
        whole = combined(whole, op, part)
    return whole
