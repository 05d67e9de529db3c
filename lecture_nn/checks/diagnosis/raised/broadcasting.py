"""Arrays whose shapes can't be broadcast together."""

from __future__ import annotations

import ast
import itertools
import re
from dataclasses import dataclass

from lecture_nn.checks.diagnosis.raised.axes import explained
from lecture_nn.checks.diagnosis.raised.facts import Facts
from lecture_nn.checks.diagnosis.raised.finding import Finding
from lecture_nn.checks.diagnosis.raised.rounds import in_loop
from lecture_nn.checks.diagnosis.raised.shapes import REDUCTIONS, other_factor_turned, shape_of, what
from lecture_nn.checks.diagnosis.raised.values import last_value

SHAPE = re.compile(r"\((\d+(?:,\s*\d+)*),?\)")
TARGETS = ("T", "t", "Y", "y", "targets", "labels", "one_hot")
BY_ENTRY = {"*": "The sign * multiplies", "multiply": "np.multiply multiplies"}
SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}
FROM_THE_RIGHT = "NumPy lines shapes up from the right"


@dataclass(frozen=True)
class Side:
    """One of the two arrays: as the student wrote it, and its shape."""

    said: str
    shape: tuple[int, ...]
    node: ast.AST | None = None

    def __str__(self) -> str:
        return f"{self.said} has shape {self.shape}"


def shapes_in(text: str) -> list[tuple[int, ...]]:
    """Return the shapes that an error message names."""
    return [tuple(map(int, found.split(","))) for found in SHAPE.findall(text)]


def cannot_be_broadcast(facts: Facts) -> Finding | None:
    """Two arrays that are added, subtracted, multiplied or compared, and don't fit together."""
    if not re.search(r"could not be broadcast together with shapes", facts.text):
        return None
    shapes = _unfit(facts)
    if shapes is None:
        return None
    sign, left, right = _sides(facts, *shapes)
    known = explained((*left.shape, *right.shape), facts.meanings)
    kind, question = _question(sign, left, right, facts)
    start = f"{left}, but {right}." if left.said != right.said else f"Shapes {left.shape} and {right.shape} meet here."
    return Finding(kind, f"{start}{known} {question}")


def sides(facts: Facts) -> tuple[Side, Side] | None:
    """Return the two arrays that can't be broadcast together, if it is certain that these are the ones."""
    shapes = _unfit(facts)
    _, left, right = _sides(facts, *shapes) if shapes is not None else ("", None, None)
    return (left, right) if left is not None and left.node is not None else None


def _unfit(facts: Facts) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """The two shapes of the message that can't be broadcast together."""
    return next((pair for pair in itertools.combinations(shapes_in(facts.text), 2) if not _fit(*pair)), None)


def _fit(first: tuple[int, ...], second: tuple[int, ...]) -> bool:
    return all(1 in (n, m) or n == m for n, m in zip(first[::-1], second[::-1], strict=False))


def _sides(facts: Facts, first: tuple[int, ...], second: tuple[int, ...]) -> tuple[str, Side, Side]:
    """What stood on the two sides of the sign, with names if it is certain that these are the ones."""
    found: list[tuple[str, ast.expr, ast.expr]] = []
    for node in facts.parts(ast.BinOp, ast.AugAssign, ast.Compare, ast.Call):
        if isinstance(node, ast.BinOp):
            found.append((SIGNS.get(type(node.op), ""), node.left, node.right))
        elif isinstance(node, ast.AugAssign):
            found.append((SIGNS.get(type(node.op), ""), node.target, node.value))
        elif isinstance(node, ast.Compare) and len(node.ops) == 1:
            found.append(("", node.left, node.comparators[0]))
        elif isinstance(node, ast.Call) and len(node.args) == 2:
            sign = "multiply" if getattr(node.func, "attr", "") == "multiply" else ""
            found.append((sign, node.args[0], node.args[1]))
    exact = isinstance(facts.node, ast.BinOp | ast.AugAssign | ast.Compare)
    fitting = [
        (sign, left, right)
        for sign, left, right in found
        if (exact and len(found) == 1 and _may_be(facts, left, first) and _may_be(facts, right, second))
        or (shape_of(facts, left) == first and shape_of(facts, right) == second)
    ]
    if len(fitting) == 1:
        ((sign, left, right),) = fitting
        return sign, Side(facts.said(left), first, left), Side(facts.said(right), second, right)
    return "", Side("One array", first), Side("the other", second)


def _may_be(facts: Facts, node: ast.expr, shape: tuple[int, ...]) -> bool:
    return shape_of(facts, node) in (None, shape)


def _question(sign: str, left: Side, right: Side, facts: Facts) -> tuple[str, str]:
    """The kind of mistake that the shapes look like, and what to ask."""
    if len(left.shape) == len(right.shape) == 1:
        return _two_vectors(sign, left, right, facts)
    if len(left.shape) == len(right.shape) == 2:
        return _two_matrices(sign, left, right, facts)
    vector, matrix = sorted((left, right), key=lambda side: len(side.shape))
    if len(vector.shape) == 1 and len(matrix.shape) == 2:
        return _vector_and_matrix(sign, vector, matrix, facts)
    return (
        "shapes that can't be broadcast",
        f"{FROM_THE_RIGHT}, and there each pair must be equal, or one of them 1. Which shape should the result have?",
    )


def _two_vectors(sign: str, left: Side, right: Side, facts: Facts) -> tuple[str, str]:
    if sign in BY_ENTRY and facts.tables:
        table = (left.shape[0], right.shape[0])
        return (
            "* where an outer product seems meant",
            f"{BY_ENTRY[sign]} entry by entry, so both need the same number of entries. Do you want the product of "
            f"every entry of the one with every entry of the other, in a table of shape {table}? Which product "
            "makes such a table?",
        )
    if not sign and facts.tables and {getattr(side.node, "id", "") for side in (left, right)} <= set(facts.expected):
        return (
            "a comparison entry by entry where every pair is meant",
            "To be compared entry by entry, both need the same number of entries. Do you want to compare each with "
            "one of the others, or with every one of them?",
        )
    return (
        "vectors of different lengths",
        "To be combined entry by entry, both need the same number of entries, unless one of them is a single number. "
        "What does one entry of each stand for?",
    )


def _two_matrices(sign: str, left: Side, right: Side, facts: Facts) -> tuple[str, str]:
    derivative = next((side for side in (left, right) if _is_1_minus(side.node)), None)
    if sign in BY_ENTRY and derivative is not None and left.shape[0] == right.shape[0]:
        return (
            "a derivative of another layer",
            f"{BY_ENTRY[sign]} entry by entry, so both need the same shape. Which layer's derivative is "
            f"{derivative.said}, and to which layer do the other numbers belong?",
        )
    if left.shape == right.shape[::-1]:
        return (
            "a transpose too many, or one too few",
            "Each has the shape of the other's transpose. Which shape should the result have, and which of the two "
            "hasn't got it?",
        )
    if sign in BY_ENTRY and left.shape[1] == right.shape[0] and 1 in right.shape:
        return (
            "* where a matrix product seems meant",
            f"{BY_ENTRY[sign]} entry by entry. As a matrix product they would fit, because the last axis of the left "
            f"one and the first of the right one both have {right.shape[0]} entries: should the products be summed "
            "over it?",
        )
    if column := _column_for_a_row(left, right):
        told, (rows, columns) = column
        return (
            "a column where a row belongs",
            f"{FROM_THE_RIGHT}. A column {told.shape} holds a number for each row, and there are {rows} rows; do the "
            f"{told.shape[0]} numbers belong to the {columns} columns? Which shape lines up with those?",
        )
    common = {i: n for i in (0, 1) if (n := left.shape[i]) == right.shape[i] and n > 1}
    inner = left.shape[1] == right.shape[0]
    if sign in BY_ENTRY and (common or inner):
        which = "first" if 0 in common else "last"
        turned = "" if inner else ", and which of the two must be turned for it"
        share = (
            f"They share their {which} axis" if common else "The last axis of the left one is the first of the right"
        )
        return (
            "* where a matrix product seems meant",
            f"{BY_ENTRY[sign]} entry by entry, so both would need the same shape. {share}: should the products be "
            f"summed over it? Which product does that{turned}?",
        )
    column = next((side for side in (left, right) if side.shape[1] == 1 and sign in ("+", "-")), None)
    if column is not None:
        return (
            "a column added to rows of another number",
            f"{FROM_THE_RIGHT}, and {column.said} is a column: it has a number for each row. Do these numbers belong "
            "to the rows, or to the columns? Which shape lines up with those?",
        )
    return (
        "shapes that can't be broadcast",
        "Entry by entry, both would need the same shape. Which shape should the result have, and which of the two "
        "hasn't got it?",
    )


def _is_1_minus(node: ast.AST | None) -> bool:
    """Whether this is 1 − h² or the like, as derivatives of activation functions are written."""
    sub = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub)
    return sub and isinstance(node.left, ast.Constant) and node.left.value == 1


def _column_for_a_row(left: Side, right: Side) -> tuple[Side, tuple[int, ...]] | None:
    """A column that has as many numbers as the other one has columns, and the shape of the other."""
    for column, other in ((right, left), (left, right)):
        if column.shape[1] == 1 and column.shape[0] == other.shape[1] != other.shape[0]:
            return column, other.shape
    return None


def _vector_and_matrix(sign: str, vector: Side, matrix: Side, facts: Facts) -> tuple[str, str]:
    rows, columns = matrix.shape
    (n,) = vector.shape
    layer = vector.node
    if isinstance(layer, ast.Subscript) and isinstance(layer.slice, ast.Constant | ast.UnaryOp) and in_loop(facts):
        return (
            "one layer's entry used for all layers",
            f"The index in {vector.said} is the same in each round of the loop. Which layer's entry is needed in this "
            "round?",
        )
    if n == rows and (product := _entry_by_entry(matrix.node, facts)) is not None:
        return (
            "* where a matrix product seems meant",
            f"The sign * in {facts.said(product)} multiplies entry by entry, so there is still a whole row of products "
            f"for each of the {rows} numbers in {vector.said}. What should happen to the products of one row, and "
            "which product of arrays does both at once?",
        )
    targets = getattr(matrix.node, "id", "") in TARGETS
    if n == rows and (targets or facts.only(ast.Compare)) and _is_of_labels(vector.node, facts):
        return (
            "numbers of classes compared with one-hot rows",
            f"{vector.said} holds one class number for each of the {rows} rows, but {matrix.said} holds a whole "
            f"row of {columns} numbers. What does a row of {matrix.said} hold, and how do you get the class number "
            "from it?",
        )
    of_targets = any(getattr(each, "id", "") in TARGETS for each in ast.walk(vector.node or ast.Module([], [])))
    if n == rows and of_targets and _is_of_labels(vector.node, facts):
        return (
            "numbers of classes in place of one-hot rows",
            f"{vector.said} holds one class number for each of the {rows} rows, but {matrix.said} holds a whole "
            f"row of {columns} numbers. What does a row of the targets hold, before the class number is taken from "
            "it?",
        )
    if n == rows:
        start = f"{FROM_THE_RIGHT}, so the {n} is compared with the {columns} columns, not with the {rows} rows. "
        if _is_reduced(vector.node, facts):
            end = f"If {vector.said} holds one number for each row, which shape must it have?"
            return "a sum or maximum without keepdims", start + end
        summed = ", or do you want a sum over the rows, a matrix product" if sign in BY_ENTRY else ""
        return (
            "one number for each row, without a second axis",
            f"{start}Should each row get its own number{summed}?",
        )
    if (turned := other_factor_turned(matrix.node, matrix.said, matrix.shape)) is not None:
        return turned
    return (
        "arrays that belong to different layers",
        f"A vector is added to each row if it has as many entries as a row, here {columns}, and {vector.said} has {n}. "
        "Which of the two has a shape that you didn't expect?",
    )


def _entry_by_entry(node: ast.AST | None, facts: Facts) -> ast.BinOp | None:
    """The product of a matrix with a vector, entry by entry, that an expression is, or its name was set to last."""
    if isinstance(node, ast.Name):
        node = last_value(facts, node)
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Mult):
        return None
    shapes = [shape_of(facts, each) for each in (node.left, node.right)]
    return node if None not in shapes and sorted(map(len, shapes)) == [1, 2] else None


def _is_of_labels(node: ast.AST | None, facts: Facts) -> bool:
    """Whether these are positions of the largest entries, as numbers of classes are found."""
    if isinstance(node, ast.Name):
        node = last_value(facts, node)
    return getattr(getattr(node, "func", None), "attr", "") in ("argmax", "argmin")


def _is_reduced(node: ast.AST | None, facts: Facts) -> bool:
    """Whether an expression, or what its name was set to last, is a sum, mean or maximum."""
    if isinstance(node, ast.Name):
        node = last_value(facts, node)
    if isinstance(node, ast.Call):
        name = getattr(node.func, "attr", "") or getattr(node.func, "id", "")
        if name in REDUCTIONS:
            return True
        return any(_is_reduced(each, facts) for each in node.args[:2] if not isinstance(each, ast.Name))
    return False


def wrong_place(facts: Facts) -> Finding | None:
    """Arrays that are written into a place where they don't fit."""
    if "could not broadcast input array" in facts.text and len(shapes := shapes_in(facts.text)) == 2:
        place = getattr(facts.statement, "targets", [None])[0]
        of = what(facts, place.value) if isinstance(place, ast.Subscript) else None
        if of is not None and of.is_array and len(of.shape) == 1:
            written, there = (f"{n} {'entry' if n == 1 else 'entries'}" for (n,) in shapes)
            return Finding(
                "too many or too few entries for their place",
                f"You assign {written} to a place that holds {there}. Which line decides how many there are, and "
                "how many should there be?",
            )
        return Finding(
            "an array written into a place of another shape",
            f"What is written has shape {shapes[0]}, and the place for it has shape {shapes[1]}."
            f"{explained((*shapes[0], *shapes[1]), facts.meanings)} Which axis of the place do you mean to fill?",
        )
    if found := re.search(r"non-broadcastable output operand with shape (\(.*?\)) .* shape (\(.*?\))", facts.text):
        return Finding(
            "an array that can't grow in place",
            f"An assignment such as += writes into the array that is there, which keeps its shape {found[1]}; the "
            f"result would have shape {found[2]}. Is a sum over an axis missing, or should a new array be made?",
        )
    if "setting an array element with a sequence" in facts.text and "inhomogeneous" not in facts.text:
        if not isinstance(facts.statement, ast.Assign | ast.AugAssign):
            return None
        return Finding(
            "several numbers written into the place of one",
            f"In {facts.said(facts.statement)} there is room for a single number, and an array is written there. "
            "Is a sum missing on the right, or an axis in the array on the left?",
        )
    return None
