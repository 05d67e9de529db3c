"""Something else where the position of an entry is needed: an entry, a value, a row of targets, a fraction."""

from __future__ import annotations

import ast
import re

from lecture_nn.checks.diagnosis.raised.facts import Facts, shortened
from lecture_nn.checks.diagnosis.raised.finding import Finding
from lecture_nn.checks.diagnosis.raised.shapes import what
from lecture_nn.checks.diagnosis.raised.values import entry_of, made_by, values_of
from lecture_nn.checks.diagnosis.slips import called

FRACTIONS = re.compile(
    r"indices must be integers or slices, not (numpy\.)?float|slice indices must be integers"
    r"|only integers, slices|arrays used as indices must be of integer"
)

TARGETS = re.compile(r"(?i)^[ty]$|^t_|target|label|hot")
"""How targets are called."""

LOWEST_OR_LARGEST = ("min", "max", "amin", "amax")


def no_whole_numbers(facts: Facts) -> Finding | None:
    """One-hot rows, numbers with a fraction, or a value in place of where it stands."""
    if not FRACTIONS.search(facts.text) or (node := facts.only(ast.Subscript)) is None:
        return None
    if (found := an_entry(facts, node)) is not None:
        return found
    whole = facts.said(node)
    for part in parts_of(node.slice):
        index = what(facts, part)
        if index is not None and index.is_array and len(index.shape) == 2 and index.dtype == "f":
            return _rows(facts, node, part, index.shape)
        if index is not None and index.kind == "text":
            return Finding(
                "a text used as an index",
                f"In {whole}, the index is a text. Which number is the position of the entry?",
            )
        if made := made_by(facts, part, LOWEST_OR_LARGEST):
            return Finding(
                "a value used as an index",
                f"In {whole}, the index {facts.said(part)} is what {made} returned: the value itself, not its "
                "position. Which function finds the index of the lowest or highest entry?",
            )
        if set_to := _an_entry_kept(facts, part):
            return Finding(
                "a value used as an index",
                f"After the line {set_to}, {facts.said(part)} is the value of an entry, not its position. Which of "
                f"the two belongs in the brackets of {whole}?",
            )
        if index is not None and (index.kind == "float" or index.dtype == "f"):
            return Finding(
                "an index that is no whole number",
                f"In {whole}, {facts.said(part)} is made of floats, and an index has to be a whole number. "
                f"{_asks_where_from(facts, part)}",
            )
    return None


def an_entry(facts: Facts, node: ast.Subscript) -> Finding | None:
    """An entry that a loop gives, used as if it were a position."""
    for part in _names(node.slice):
        found = entry_of(facts, part)
        if found is None or (isinstance(found[1], ast.Name) and TARGETS.search(found[1].id)):
            continue
        head, of = found
        entry = what(facts, part)
        whole_numbers = entry is None or entry.kind == "int" or entry.dtype == "i"
        if whole_numbers and ast.unparse(of) != ast.unparse(node.value):  # an order of the examples, for example
            continue
        return Finding(
            "an entry used as its position",
            f"In the loop {head}, `{part.id}` is an entry of `{ast.unparse(of)}`, not its position. Which of the two "
            f"belongs in the brackets of {facts.said(node)}?",
        )
    return None


def parts_of(index: ast.expr) -> list[ast.expr]:
    """Return the single indices; the last are the likelier ones to be wrong."""
    if isinstance(index, ast.Tuple):
        return list(reversed(index.elts))
    if isinstance(index, ast.Slice):
        return [part for part in (index.lower, index.upper) if part is not None]
    return [index]


def _names(index: ast.AST) -> list[ast.Name]:
    """The names that an index is made of, but for those of which it takes entries itself."""
    if isinstance(index, ast.Name):
        return [index]
    if isinstance(index, ast.Subscript | ast.Call):
        return []
    return [name for each in ast.iter_child_nodes(index) for name in _names(each)]


def _rows(facts: Facts, node: ast.Subscript, part: ast.expr, shape: tuple[int, ...]) -> Finding:
    """What is said of rows of floats, such as one-hot targets, in place of an index."""
    whole = facts.said(node)
    if not (isinstance(part, ast.Name) and TARGETS.search(part.id)):
        made = made_by(facts, part, ("permutation", "permuted", "choice", "sort", "sorted", "array"))
        made = f", what {made} returned," if made else ""
        return Finding(
            "rows of floats used as an index",
            f"In {whole}, the index {facts.said(part)}{made} has shape {shape} and is made of floats. An "
            "index is a whole number, the position of an entry or a row. Which of these does yours hold?",
        )
    asks = "How could a product with the one-hot rows pick out the right entry, or how could you get the label from "
    asks += "a row?"
    if isinstance(facts.statement, ast.AugAssign) and node is facts.statement.target:
        asks = "What does such a row hold at the right class, and what everywhere else?"
    return Finding(
        "one-hot rows used as an index",
        f"In {whole}, the index {facts.said(part)} has shape {shape}: one row of floats for each "
        f"example, because the targets are one-hot. An index must be a whole number, such as the class label. {asks}",
    )


def _an_entry_kept(facts: Facts, part: ast.expr) -> str:
    """The line that sets an index to the value of an entry, where no line divides anything for it; "" if none does."""
    values = values_of(facts, part.id) if isinstance(part, ast.Name) else []
    if any(_divides(each) for each in values):
        return ""
    for value in values:
        single = isinstance(value, ast.Subscript) and not isinstance(value.slice, ast.Slice | ast.Tuple)
        single = single and not TARGETS.search(getattr(value.value, "id", ""))
        of = what(facts, value.value) if single else None
        whole = called(getattr(value, "value", None)).startswith("arg") or (of is not None and of.dtype == "i")
        of_loop = entry_of(facts, value) if isinstance(value, ast.Name) else None
        if (single and not whole) or of_loop is not None or called(value) in LOWEST_OR_LARGEST:
            return shortened(f"{part.id} = {ast.unparse(value)}")
    return ""


def _asks_where_from(facts: Facts, part: ast.expr) -> str:
    """What is asked of floats in place of positions: where they come from, as far as the code tells."""
    values = values_of(facts, part.id) if isinstance(part, ast.Name) else [part]
    if any(_divides(each) for each in values):
        return "Is it a number of entries or a position that became a float on its way (the sign / always makes one)?"
    if isinstance(part, ast.Name) and TARGETS.search(part.id):
        return "Is it a label that became a float on its way?"
    return "Where do these floats come from, and are they positions at all?"


def _divides(node: ast.AST) -> bool:
    return any(isinstance(each, ast.BinOp) and isinstance(each.op, ast.Div) for each in ast.walk(node))
