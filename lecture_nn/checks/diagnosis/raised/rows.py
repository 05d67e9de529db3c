"""A vector and a matrix that don't fit together entry by entry."""

from __future__ import annotations

import ast

from lecture_nn.checks.diagnosis.raised.facts import Facts
from lecture_nn.checks.diagnosis.raised.rounds import in_loop, loops_around
from lecture_nn.checks.diagnosis.raised.shapes import (
    REDUCTIONS,
    is_module,
    is_transposed,
    other_factor_turned,
    shape_of,
)
from lecture_nn.checks.diagnosis.raised.sides import BY_ENTRY, FROM_THE_RIGHT, TARGETS, Side
from lecture_nn.checks.diagnosis.raised.values import gone_through, last_value, resolved
from lecture_nn.checks.diagnosis.slips import called

VERBS = {"+": "added", "-": "subtracted", "*": "multiplied", "/": "divided"}


def vector_and_matrix(sign: str, vector: Side, matrix: Side, facts: Facts) -> tuple[str, str]:
    """Return the kind of mistake that the shapes look like, and what to ask."""
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
        start = f"{FROM_THE_RIGHT}, so the {n} is matched with the {columns} columns, not with the {rows} rows."
        kind, question = _one_for_each_row(sign, vector, matrix, facts)
        return kind, f"{start} {question}"
    if (turned := other_factor_turned(matrix.node, matrix.said, matrix.shape)) is not None:
        return turned
    return (
        "arrays that belong to different layers",
        f"A vector is added to each row if it has as many entries as a row, here {columns}, and {vector.said} has {n}. "
        "Which of the two has a shape that you didn't expect?",
    )


def _one_for_each_row(sign: str, vector: Side, matrix: Side, facts: Facts) -> tuple[str, str]:
    """The kind and a question where a vector has as many entries as the matrix has rows."""
    reduced = _is_reduced(vector.node, facts)
    if reduced and _of_the_same_table(sign, vector, matrix, facts):
        return (
            "a sum or maximum without keepdims",
            f"If {vector.said} holds one number for each row, which shape must it have?",
        )
    if reduced or _is_product_of_tables(matrix.node, facts):
        return (
            "one number for each row beside whole rows",
            f"For each row, {vector.said} has one number, but {matrix.said} has a whole row of numbers. Should both "
            "sides have one number for each row, or a whole row?",
        )
    if (lists := _of_two_lists(vector, matrix, facts)) is not None:
        return (
            "arrays of two lists that don't belong together",
            f"{matrix.said} comes from `{lists[1]}` and {vector.said} from `{lists[0]}`. "
            f"{_asks_of_two_lists(sign, lists, facts)}",
        )
    kind, asks = "one number for each row, without a second axis", "Should each row get its own number"
    if _examples_in_columns(matrix, facts):
        if _turned_in_the_end(facts):
            return kind, f"{asks}?"
        return (
            "examples in columns",
            f"In {matrix.said}, each column belongs to one example. Should an example be a row or a column here?",
        )
    another = "is one of the two another array than you mean"
    if sign in BY_ENTRY:
        return kind, f"{asks}, do you want a sum over the rows (a matrix product), or {another}?"
    if _turned_in_the_end(facts) or _shared(facts, vector, matrix):
        return kind, f"{asks}?"
    return kind, f"{asks}, or {another}?"


def _of_the_same_table(sign: str, vector: Side, matrix: Side, facts: Facts) -> bool:
    """Whether a sum or maximum may be meant for the rows of a matrix: it is of the same table, or scales them."""
    if _is_product_of_tables(matrix.node, facts):  # as T * Z, of which the rows are still to be summed up
        texts = [ast.unparse(resolved(facts, matrix.node)), ast.unparse(matrix.node)]
        return any(ast.unparse(each) in texts for each in ast.walk(resolved(facts, vector.node)))
    scales = (sign in BY_ENTRY or sign == "/") and getattr(matrix.node, "id", "") not in TARGETS
    return scales or _shared(facts, vector, matrix)


def _is_product_of_tables(node: ast.AST | None, facts: Facts) -> bool:
    """Whether a matrix is the product of two matrices entry by entry."""
    table = resolved(facts, node)
    if not isinstance(table, ast.BinOp) or not isinstance(table.op, ast.Mult):
        return False
    return all(len(shape_of(facts, each) or ()) == 2 for each in (table.left, table.right))


def _shared(facts: Facts, vector: Side, matrix: Side) -> bool:
    """Whether both are calculated of the same array, other than the targets."""
    if vector.node is None or matrix.node is None:
        return False
    return bool(_names(facts, vector.node) & _names(facts, matrix.node) - {*TARGETS})


def _turned_in_the_end(facts: Facts) -> bool:
    """Whether the function returns the transpose of its result, as one that has its examples in columns does."""
    ends = [each.value for each in ast.walk(facts.function or ast.Module([], [])) if isinstance(each, ast.Return)]
    return any(is_transposed(each) for each in ends)


def _names(facts: Facts, node: ast.AST) -> set[str]:
    """The names in an expression and in what these are set to, without those of modules."""
    own = [each for each in ast.walk(node) if isinstance(each, ast.Name) and not is_module(facts, each)]
    values = [value for each in own if (value := last_value(facts, each)) is not None]
    inside = [each for value in values for each in ast.walk(value) if isinstance(each, ast.Name)]
    return {each.id for each in [*own, *inside] if not is_module(facts, each)}


def _of_two_lists(vector: Side, matrix: Side, facts: Facts) -> tuple[str, str] | None:
    """The lists of which the one holds the vector and the other the matrix, if both are calculated of nothing else."""
    found = []
    for side in (vector, matrix):
        parts = list(ast.walk(side.node)) if side.node is not None else []
        if any(isinstance(each, ast.Call) or isinstance(getattr(each, "op", None), ast.MatMult) for each in parts):
            return None
        lists = {
            of.id
            for each in parts
            if isinstance(each, ast.Name | ast.Subscript) and isinstance(of := gone_through(facts, each), ast.Name)
            if (known := facts.named(of.id)) is not None and known.kind == "list"
        }
        if len(lists) != 1:
            return None
        found.extend(lists)
    return (found[0], found[1]) if found[0] != found[1] else None


def _asks_of_two_lists(sign: str, lists: tuple[str, str], facts: Facts) -> str:
    """A question about arrays of two lists: which belong together, if a loop goes through each, or how they meet."""
    loops = [each.iter for each in loops_around(facts) if isinstance(each, ast.For)]
    through = [{n.id for n in ast.walk(each) if isinstance(n, ast.Name)} & {*lists} for each in loops]
    if len(through) == 2 and all(len(each) == 1 for each in through) and through[0] != through[1]:
        return f"Which entry of `{lists[0]}` belongs to this entry of `{lists[1]}`?"
    return f"Should these two arrays be {VERBS.get(sign, 'combined')} entry by entry?"


def _examples_in_columns(matrix: Side, facts: Facts) -> bool:
    """Whether a matrix is a product W @ X.T, which has a column for each example."""
    product = resolved(facts, matrix.node)
    if isinstance(product, ast.BinOp) and isinstance(product.op, ast.MatMult):
        left, right = product.left, product.right
    elif called(product) in ("dot", "matmul") and len(product.args) == 2:
        left, right = product.args
    else:
        return False
    if not is_transposed(resolved(facts, right)) or is_transposed(resolved(facts, left)):
        return False
    of = gone_through(facts, left)
    layers = isinstance(of, ast.Name) and (known := facts.named(of.id)) is not None and known.kind == "list"
    return layers or "examples" in facts.meanings.get(matrix.shape[1], "")


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
