"""Arrays whose shapes can't be broadcast together."""

from __future__ import annotations

import ast
import itertools
import re

from lecture_nn.checks.diagnosis.raised.axes import explained
from lecture_nn.checks.diagnosis.raised.facts import Facts
from lecture_nn.checks.diagnosis.raised.finding import Finding
from lecture_nn.checks.diagnosis.raised.pieces import of_pieces
from lecture_nn.checks.diagnosis.raised.rounds import around
from lecture_nn.checks.diagnosis.raised.rows import vector_and_matrix
from lecture_nn.checks.diagnosis.raised.shapes import REDUCTIONS, shape_of
from lecture_nn.checks.diagnosis.raised.sides import BY_ENTRY, FROM_THE_RIGHT, SIGNS, Side, shapes_in
from lecture_nn.checks.diagnosis.raised.values import resolved
from lecture_nn.checks.diagnosis.slips import called


def cannot_be_broadcast(facts: Facts) -> Finding | None:
    """Two arrays that are added, subtracted, multiplied or compared, and don't fit together."""
    if not re.search(r"could not be broadcast together with shapes", facts.text):
        return None
    shapes = _unfit(facts)
    if shapes is None:
        return None
    sign, left, right = _sides(facts, *shapes)
    start = f"{left}, but {right}." if left.said != right.said else f"Shapes {left.shape} and {right.shape} meet here."
    if (late := _compared_later(facts)) is not None:
        return Finding("shapes that are compared too late", f"{start} {late}")
    known = explained((*left.shape, *right.shape), facts.meanings)
    kind, question = _question(sign, left, right, facts)
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
        return vector_and_matrix(sign, vector, matrix, facts)
    return (
        "shapes that can't be broadcast",
        f"{FROM_THE_RIGHT}, and the two lengths of each pair must be equal, or one of them must be 1. Which shape "
        "should the result have?",
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
    if (pieces := of_pieces(sign, left, right, facts)) is not None:
        return pieces
    return (
        "vectors of different lengths",
        "To be combined entry by entry, both need the same number of entries, unless one of them is a single number. "
        "What does one entry of each stand for?",
    )


def _two_matrices(sign: str, left: Side, right: Side, facts: Facts) -> tuple[str, str]:
    if (pieces := of_pieces(sign, left, right, facts)) is not None:
        return pieces
    derivative = next((side for side in (left, right) if _is_1_minus(facts, side.node)), None)
    if sign in BY_ENTRY and derivative is not None and left.shape[0] == right.shape[0]:
        other = right if derivative is left else left
        return (
            "a derivative of another layer",
            f"{BY_ENTRY[sign]} entry by entry, and these shapes don't match. Which layer does {derivative.said} "
            f"belong to, and which layer does {other.said} belong to?",
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
        if (reduced := _along_axis_0(facts, told)) is not None:
            return (
                "a sum or maximum along the other axis",
                f"{facts.said(reduced)} works along axis 0 and gives one number for each of the {columns} columns. Do "
                "you need one number for each column or one for each row?",
            )
        return (
            "a column where a row belongs",
            f"{FROM_THE_RIGHT}. A column {told.shape} holds a number for each row, and there are {rows} rows. Do the "
            f"{told.shape[0]} numbers belong to the {columns} columns? Which shape must they have then?",
        )
    if sign in BY_ENTRY and left.shape[0] == right.shape[0] and (made := _of_a_size(facts, left, right)):
        return (
            "a table with another number of columns",
            f"{BY_ENTRY[sign]} entry by entry, and these shapes don't match. Where do the {made.shape[1]} columns of "
            f"{made.said} come from, and how many should there be?",
        )
    common = {i: n for i in (0, 1) if (n := left.shape[i]) == right.shape[i] and n > 1}
    inner = left.shape[1] == right.shape[0]
    if sign in BY_ENTRY and (common or inner):
        which = "first" if 0 in common else "last"
        turned = "" if inner else ", and which of the two must be turned for it"
        share = (
            f"They share their {which} axis" if common else "The last axis of the left one is the first of the right"
        )
        asks = f"should the products be summed over it? Which product does that{turned}?"
        if not inner and {"V", "W"} <= set(facts.expected):  # arrays of two layers, which may meet
            asks = "should the products be summed over it, or is a step or another array missing between these two?"
        return (
            "* where a matrix product seems meant",
            f"{BY_ENTRY[sign]} entry by entry, and these shapes don't match. {share}: {asks}",
        )
    column = next((side for side in (left, right) if side.shape[1] == 1 and sign in ("+", "-")), None)
    if column is not None:
        return (
            "a column added to rows of another number",
            f"{FROM_THE_RIGHT}, and {column.said} is a column: it has a number for each row. Do these numbers belong "
            "to the rows or to the columns, and which shape must they have then?",
        )
    return (
        "shapes that can't be broadcast",
        "Entry by entry, these shapes don't match. Which shape should the result have, and which of the two "
        "hasn't got it?",
    )


def _of_a_size(facts: Facts, *sides: Side) -> Side | None:
    """The one that was made with a number of columns that the code says itself."""
    for side in sides:
        made = resolved(facts, side.node)
        if made is not None and any(called(node) in ("eye", "identity", "zeros", "ones") for node in ast.walk(made)):
            return side
    return None


def _compared_later(facts: Facts) -> str | None:
    """What is said where a later line compares the shapes: then they may differ."""
    for node in around(facts):
        both = [node.left, *node.comparators] if isinstance(node, ast.Compare) else []
        shapes = [each for each in both if getattr(each, "attr", "") == "shape"]
        if len(shapes) == 2 and node.lineno > (facts.at[0] or 0):
            return (
                f"Arrays of different shapes may come in here, but `{ast.unparse(node)}` is only asked after this "
                "line. When does your function need the answer?"
            )
    return None


def _along_axis_0(facts: Facts, column: Side) -> ast.Call | None:
    """The sum, mean or maximum over the rows, of which a column was made."""
    for node in ast.walk(resolved(facts, column.node)):
        if called(node) in REDUCTIONS and shape_of(facts, node) == column.shape[:1]:
            return node
    return None


def _is_1_minus(facts: Facts, node: ast.AST | None) -> bool:
    """Whether this is 1 − h² or the like, or a name for it, as derivatives of activation functions are written."""
    node = resolved(facts, node)
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Sub):
        return False
    one = resolved(facts, node.left)
    return called(one) in ("ones", "ones_like") or (isinstance(one, ast.Constant) and one.value == 1)


def _column_for_a_row(left: Side, right: Side) -> tuple[Side, tuple[int, ...]] | None:
    """A column that has as many numbers as the other one has columns, and the shape of the other."""
    for column, other in ((right, left), (left, right)):
        if column.shape[1] == 1 and column.shape[0] == other.shape[1] != other.shape[0]:
            return column, other.shape
    return None
