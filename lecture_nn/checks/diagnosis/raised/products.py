"""Matrix products of arrays that don't fit together."""

from __future__ import annotations

import ast
import re

from lecture_nn.checks.diagnosis.raised.axes import explained
from lecture_nn.checks.diagnosis.raised.factors import another_factor, not_beside, single_number
from lecture_nn.checks.diagnosis.raised.facts import Facts
from lecture_nn.checks.diagnosis.raised.finding import Finding
from lecture_nn.checks.diagnosis.raised.layers import (
    another_entry,
    applied_again,
    other_activations,
    same_in_each_round,
    starts_again,
)
from lecture_nn.checks.diagnosis.raised.shapes import is_module, is_transposed, possible, shape_of, what
from lecture_nn.checks.diagnosis.raised.sides import Side, shapes_in
from lecture_nn.checks.diagnosis.raised.values import last_value

PRODUCTS = ("dot", "matmul")
JOINS = ("append", "insert", "hstack", "concatenate", "column_stack", "pad")


def _told(facts: Facts) -> tuple[list[tuple[int, ...]] | None, tuple[int, int] | None]:
    """The shapes of two factors, or the lengths of their inner axes, as far as the message tells."""
    aligned = re.search(r"shapes (\(.*?\)) and (\(.*?\)) not aligned", facts.text)
    sizes = re.search(r"matmul: Input operand 1 has a mismatch .*size (\d+) is different from (\d+)", facts.text)
    return shapes_in(facts.text)[:2] if aligned else None, (int(sizes[2]), int(sizes[1])) if sizes else None


def sides(facts: Facts) -> tuple[Side, Side] | None:
    """Return the two factors of a product whose inner axes differ, if it is certain that these are the ones."""
    shapes, inner = _told(facts)
    return _sides(facts, shapes, inner) if shapes or inner else None


def cannot_be_multiplied(facts: Facts) -> Finding | None:
    """A matrix product whose inner axes differ."""
    shapes, inner = _told(facts)
    if not (shapes or inner):
        return None
    found = _sides(facts, shapes, inner)
    if found is None:
        if not shapes:
            return Finding(
                "a matrix product whose axes don't fit",
                "A matrix product sums over the last axis of the left array and the first axis of the right array: "
                f"here these axes have {inner[0]} and {inner[1]} entries.{explained(inner, facts.meanings)} Which "
                "axis should the product sum over?",
            )
        found = Side("the left array", shapes[0]), Side("the right array", shapes[1])
    left, right = found
    known = explained((*left.shape, *right.shape), facts.meanings)
    start = (
        f"{left}, and {right}." if left.said != right.said else f"Both factors are {left.said}, of shape {left.shape}."
    )
    needs = (
        "A matrix product sums over the last axis of the left array and the first axis of the right array, so these "
        "two axes must have the same length."
    )
    if len(left.shape) == len(right.shape) == 1:
        needs = "A dot product needs two vectors of the same length."
    rule = f"{start}{known} {needs} Here the lengths are {left.shape[-1]} and {right.shape[-2:][0]}."
    kind, question = _question(facts, left, right)
    return Finding(kind, f"{rule} {question}")


def operands(facts: Facts) -> list[tuple[ast.expr, ast.expr]]:
    """Return the two sides of each product in the part that raised the error."""
    found = []
    for node in facts.parts(ast.BinOp, ast.Call, ast.AugAssign):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
            found.append((node.left, node.right))
        elif isinstance(node, ast.AugAssign) and isinstance(node.op, ast.MatMult):
            found.append((node.target, node.value))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in PRODUCTS:
            both = [*node.args] if is_module(facts, node.func.value) else [node.func.value, *node.args]
            if len(both) == 2:
                found.append((both[0], both[1]))
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") in PRODUCTS and len(node.args) == 2:
            found.append((node.args[0], node.args[1]))
    return found


def _sides(
    facts: Facts, shapes: list[tuple[int, ...]] | None, inner: tuple[int, int] | None
) -> tuple[Side, Side] | None:
    """The two arrays, if it is certain that these are the ones."""
    found = operands(facts)
    sides = []
    for left, right in found:
        first, second = shape_of(facts, left), shape_of(facts, right)
        if shapes:
            if (first in (None, shapes[0]) and second in (None, shapes[1]) and len(found) == 1) or (
                first == shapes[0] and second == shapes[1]
            ):
                sides.append((Side(facts.said(left), shapes[0], left), Side(facts.said(right), shapes[1], right)))
        else:
            fitting = {
                (a, b) for a in possible(facts, left) for b in possible(facts, right) if (a[-1], b[-2:][0]) == inner
            }
            if len(fitting) == 1:
                ((first, second),) = fitting
                sides.append((Side(facts.said(left), first, left), Side(facts.said(right), second, right)))
    return sides[0] if len(sides) == 1 else None


def _question(facts: Facts, left: Side, right: Side) -> tuple[str, str]:
    first, second = left.shape, right.shape
    if max(len(first), len(second)) > 2:
        larger = max((left, right), key=lambda side: len(side.shape))
        return (
            "an array with more axes than a matrix",
            f"{larger.said} has {len(larger.shape)} axes, and a matrix has two. Where does the additional one come "
            "from: was a list of arrays handed to a function that needs one array?",
        )
    transpose = "a matrix product without the transpose it needs"
    if (longer := _lengthened(facts, left, right)) is not None:
        return "one side has an entry more, for the bias, and the other hasn't", longer
    if (flat := _flattened(facts, left, right)) is not None:
        return "a matrix that np.append has made one row", flat
    if len(first) == len(second) == 1 and not facts.tables:
        return (
            "vectors of different lengths in a product",
            "Each entry of one is multiplied by an entry of the other. Which entry has no partner?",
        )
    if len(first) == len(second) == 1 and (told := single_number(facts, left, right)) is not None:
        return told
    if len(first) == len(second) == 1:
        return (
            "an inner product where an outer product seems meant",
            "The product of two vectors is a single number. Do you want the product of every entry of the one with "
            f"every entry of the other instead, in a table of shape {(first[0], second[0])}?",
        )
    if first == second and left.said == right.said:
        return (
            "@ where * seems meant",
            "Both are the same array. Do you want each entry multiplied by itself? That is a product entry by entry.",
        )
    if first == second:
        with_a_sign = any(isinstance(node.op, ast.MatMult) for node in facts.parts(ast.BinOp))
        other = "written with another operator" if with_a_sign else "another operation"
        return (
            "@ where * seems meant, or a missing transpose",
            f"Both have the same shape. Do you mean the product entry by entry, which is {other}, or "
            "should one of them be transposed?",
        )
    by_right = len(second) == 2 and first[-1] == second[1]
    by_left = len(first) == 2 and first[0] == second[0]
    swapped = first[0] == second[-1]
    if by_right and not (by_left and len(second) == 1):
        if right.node is not None and "reshape" in ast.unparse(right.node):
            return (
                "a reshape in a matrix product",
                f"The {first[-1]} is the last axis of {right.said}, and reshape only reads the entries in order: it "
                "doesn't turn rows into columns. Which shape does this factor need here?",
            )
        if (again := applied_again(facts, left, right)) is not None:
            return "a layer applied once more after the loop", again
        if is_transposed(right.node) and (told := same_in_each_round(facts, left, right)) is not None:
            return told
        if is_transposed(right.node) and (fitting := another_entry(facts, left, right)) is not None:
            return "an entry of another layer", fitting
        if is_transposed(right.node) and (fitting := other_activations(facts, left, right)) is not None:
            return "activations of another layer", fitting
        if is_transposed(right.node):
            return (
                "a transpose too many in a matrix product",
                f"{first[-1]} is the length of the last axis of {right.said}. What shape does it have without the "
                "transpose, and which of the two do you need here?",
            )
        told = f"{first[-1]} is also the length of the last axis of {right.said}. "
        if "examples" in facts.meanings.get(second[0], ""):
            more = " And which of the two has to stand on the left, so that each example has a row of the result?"
            told += f"What would change if you transposed it?{more if len(first) == 2 else ''}"
        elif is_transposed(left.node):  # as in formulas for one example, which is a column there
            told += (
                "What does a row of it stand for? If each is an example, each row of the result should be one, too: "
                "which of the two stands on the left then, and is the transpose still needed?"
            )
        else:
            told += "What would change if you transposed it?"
        return transpose, told
    if starts_again(facts, left):
        return (
            "each layer starts from the input again",
            f"{left.said} stays the same in each round of the loop. What should the second layer be given: the input "
            "again, or the activations of the layer before?",
        )
    if (fitting := another_entry(facts, left, right)) is not None:
        return "an entry of another layer", fitting
    if by_left:
        more = " Or would they fit in the other order?" if swapped else ""
        if is_transposed(left.node):
            return (
                "a transpose too many in a matrix product",
                f"The {second[0]} is the first axis of {left.said}, which is a transpose. Is it needed here?{more}",
            )
        start = f"Their first axes have the same length, {first[0]}."
        if (unfit := not_beside(facts, left, right)) is not None:
            return "another array in a matrix product", unfit
        another = another_factor(facts, left, right)
        return (
            transpose,
            f"{start} If the sum is meant to run over them, what must you do to the left array?{more}{another}",
        )
    if swapped:
        return (
            "the factors of a matrix product in the wrong order",
            "Which shape should the product have, and which of the two arrays has as many rows?",
        )
    start = "No axis of one is as long as an axis of the other."
    if (fitting := _other_with_a_column_more(facts, left, right)) is not None:
        return "an array without the column that was added to it", fitting
    if {"V", "W"} <= set(facts.expected) or {"weights"} <= set(facts.expected):
        start += " Do both belong to the same layer, and is each of them what you think it is?"
    else:
        start += " Is each of them the array that you mean?"
    return "arrays that belong to different layers", start


def _lengthened(facts: Facts, left: Side, right: Side) -> str | None:
    """What to say of an array to which a 1 or a column of ones was joined, where the other one has no entry for it."""
    for longer, other, (more, n) in (
        (left, right, (left.shape[-1], right.shape[-2:][0])),
        (right, left, (right.shape[-2:][0], left.shape[-1])),
    ):
        made = _join(facts, longer.node)
        if made is None or more != n + 1:
            continue
        unread = [name for name in facts.unread if re.match("b|v0|w0", name)]
        bias = f" And what happens to {unread[0]}, which your code reads nowhere?" if unread else ""
        return (
            f"After {facts.said(made)}, {longer.said} is longer by one than what it meets in {other.said}. What should "
            f"the additional one be multiplied by?{bias}"
        )
    return None


def _other_with_a_column_more(facts: Facts, left: Side, right: Side) -> str | None:
    """What to say of an array which has a column less than another one, that was made of it by a join."""
    if len(left.shape) != 2 or right.shape[-2:][0] != left.shape[1] + 1:
        return None
    for name, of in facts.names.items():
        made = _join(facts, ast.Name(name, ast.Load()))
        if made is None or of.shape != (left.shape[0], left.shape[1] + 1):
            continue
        return (
            f"{right.said} has one more entry than {left.said} has columns. There is also `{name}`, from the line "
            f"with {facts.said(made)}. Was {right.said} computed from {left.said} or from `{name}`?"
        )
    return None


def _flattened(facts: Facts, left: Side, right: Side) -> str | None:
    """What to say of a vector that np.append has made of an array with more axes, since none was named."""
    for side in (left, right):
        made = _join(facts, side.node)
        if len(side.shape) != 1 or not isinstance(made, ast.Call) or getattr(made.func, "attr", "") != "append":
            continue
        longest = max((len(shape_of(facts, each) or ()) for each in made.args[:2]), default=0)
        if longest > 1 and len(made.args) == 2 and not made.keywords:
            return (
                f"Without an axis, {facts.said(made)} lays out all entries in one row. Which shape should "
                f"{side.said} have, and along which axis does the new column come to it?"
            )
    return None


def _join(facts: Facts, node: ast.AST | None) -> ast.expr | None:
    """What joins something to an array: an expression, or what its name was set to last."""
    if isinstance(node, ast.Name):
        node = last_value(facts, node)
    joins = isinstance(node, ast.Call) and getattr(node.func, "attr", "") in JOINS
    joins |= isinstance(node, ast.Subscript) and getattr(node.value, "attr", "") in ("c_", "r_")
    return node if joins else None


def not_enough_axes(facts: Facts) -> Finding | None:
    """A matrix product with a number, or with something that is no array at all."""
    found = re.search(r"matmul: Input operand (\d) does not have enough dimensions", facts.text)
    if not found or len(pairs := operands(facts)) != 1:
        return None
    side = pairs[0][int(found[1]) % 2]
    is_there = what(facts, side)
    if is_there is None:
        return None
    if is_there.kind in ("int", "float", "bool") or is_there.shape == ():
        return Finding(
            "@ with a number",
            f"{facts.said(side)} is a number, and @ multiplies matrices and vectors only. Which operator multiplies "
            "every entry of an array by a number?",
        )
    return Finding(
        "@ with something that is no array",
        f"{facts.said(side)} is {is_there}, and a matrix product needs arrays. What did you expect it to be?",
    )
