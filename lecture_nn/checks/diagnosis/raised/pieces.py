"""Pieces of one array, which are added, subtracted or compared where they should be joined or left out."""

from __future__ import annotations

import ast

from lecture_nn.checks.diagnosis.raised.facts import Facts
from lecture_nn.checks.diagnosis.raised.sides import Side
from lecture_nn.checks.diagnosis.raised.values import gone_through, resolved
from lecture_nn.checks.diagnosis.slips import called

SPLIT = ("split", "array_split")
DEEPEST = 8


def of_pieces(sign: str, left: Side, right: Side, facts: Facts) -> tuple[str, str] | None:
    """Return the kind and a question if two sides are pieces of one array, or if one is a piece of the other."""
    if left.node is None or right.node is None:
        return None
    wholes = [_whole(facts, side.node) for side in (left, right)]
    if "" in wholes or wholes[0] != wholes[1]:
        return None
    pieces = [getattr(side.node, "id", "") != wholes[0] for side in (left, right)]
    if sign == "+" and all(pieces):
        return (
            "pieces that a plus is to join",
            "Between arrays, + adds the numbers; it doesn't join the arrays. Which of the two do you need here?",
        )
    equal = sign == "-" or isinstance(getattr(facts.only(ast.Compare), "ops", [None])[0], ast.Eq | ast.NotEq)
    piece, whole = (left, right) if pieces[0] else (right, left)
    if sign in ("-", "") and equal and any(pieces) and not all(pieces) and not _is_shifted(piece.node):
        return (
            "a piece that is to be left out",
            f"The first entry of one array meets the first entry of the other, and so on. Is that what you want, or do "
            f"you want the entries of {whole.said} that are not in {piece.said}?",
        )
    return None


def _is_shifted(node: ast.expr) -> bool:
    """Whether a piece is x[1:] or x[:-1], as for the differences between neighbours."""
    part = node.slice if isinstance(node, ast.Subscript) else None
    return isinstance(part, ast.Slice) and None in (part.lower, part.upper)


def _whole(facts: Facts, node: ast.expr, depth: int = 0) -> str:
    """The name of the array of which an expression is a piece, or which it is itself; "" if that isn't known."""
    if depth > DEEPEST:
        return ""
    if isinstance(node, ast.Subscript):
        return _whole(facts, node.value, depth + 1)
    if called(node) in SPLIT and node.args:
        return _whole(facts, node.args[0], depth + 1)
    if not isinstance(node, ast.Name):
        return ""
    of = resolved(facts, node)
    of = gone_through(facts, node) if of is node else of
    made = isinstance(of, ast.Subscript) or called(of) in SPLIT or (isinstance(of, ast.Name) and of is not node)
    return _whole(facts, of, depth + 1) if made else node.id
