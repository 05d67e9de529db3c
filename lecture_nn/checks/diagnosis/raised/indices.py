"""Indices: labels for places, a place that isn't there, a list taken for a matrix."""

from __future__ import annotations

import ast
import re

from lecture_nn.checks.diagnosis.raised.facts import Facts, Thing
from lecture_nn.checks.diagnosis.raised.finding import Finding
from lecture_nn.checks.diagnosis.raised.rounds import (
    around,
    before_the_beginning,
    counts_all,
    in_loop,
    limit_of,
    made_by,
)
from lecture_nn.checks.diagnosis.raised.shapes import is_module, what
from lecture_nn.checks.diagnosis.slips import called

FRACTIONS = re.compile(
    r"indices must be integers or slices, not (numpy\.)?float|slice indices must be integers"
    r"|only integers, slices|arrays used as indices must be of integer"
)

TARGETS = re.compile(r"(?i)^[ty]$|^t_|target|label|hot")
"""How targets are called."""

WHOLE_NUMBERS = ("astype", "array", "asarray", "int_", "int64", "int32", "rint", "round")
"""Functions that make whole numbers of an array, and keep its shape."""

LARGEST = ("max", "amax", "min", "amin")
"""Functions that search one array, taken for those that compare two."""


def no_whole_numbers(facts: Facts) -> Finding | None:
    """One-hot rows, numbers with a fraction, or a value in place of where it stands."""
    if not FRACTIONS.search(facts.text) or (node := facts.only(ast.Subscript)) is None:
        return None
    whole = facts.said(node)
    for part in _parts(node.slice):
        index = what(facts, part)
        if index is not None and index.is_array and len(index.shape) == 2 and index.dtype == "f":
            if not (isinstance(part, ast.Name) and TARGETS.search(part.id)):
                made = made_by(facts, part, ("permutation", "permuted", "choice", "sort", "sorted", "array"))
                made = f", what {made} returned," if made else ""
                return Finding(
                    "rows of floats used as an index",
                    f"In {whole}, the index {facts.said(part)}{made} has shape {index.shape} and is made of floats. An "
                    "index is a whole number, the position of an entry or a row. Which of these does yours hold?",
                )
            asks = (
                "How could a product with the one-hot rows pick out the right entry, or how could you get the "
                "label from a row?"
            )
            if isinstance(facts.statement, ast.AugAssign) and node is facts.statement.target:
                asks = "What does such a row hold at the right class, and what everywhere else?"
            return Finding(
                "one-hot rows used as an index",
                f"In {whole}, the index {facts.said(part)} has shape {index.shape}: one row of floats for each "
                "example, because the targets are one-hot. An index must be a whole number, such as the class "
                f"label. {asks}",
            )
        if index is not None and index.kind == "text":
            return Finding(
                "a text used as an index",
                f"In {whole}, the index is a text. Which number is the position of the entry?",
            )
        if made := made_by(facts, part, ("min", "max", "amin", "amax")):
            return Finding(
                "a value used as an index",
                f"In {whole}, the index {facts.said(part)} is what {made} returned: the value itself, not its "
                "position. Which function finds the index of the lowest or highest entry?",
            )
        if index is not None and (index.kind == "float" or index.dtype == "f"):
            return Finding(
                "an index that is no whole number",
                f"In {whole}, {facts.said(part)} is made of floats, and an index has to be a whole number. Is it a "
                "label or a number of examples that became a float on its way (the sign / always makes one)?",
            )
    return None


def beyond_the_end(facts: Facts) -> Finding | None:
    """An index that is too large for an array or a list."""
    node = facts.only(ast.Subscript)
    where = f" in {facts.said(node)}" if node is not None else ""
    if found := re.search(r"index (-?\d+) is out of bounds for axis (\d+) with size (\d+)", facts.text):
        index, axis, size = map(int, found.groups())
        if size == 0:
            return Finding("an index of an empty array", f"Axis {axis}{where} has no entries. How can it be empty?")
        known = f" ({facts.meanings[size]})" if size in facts.meanings else ""
        there = f"{size} entries{known}, with indices 0 to {size - 1}" if size > 1 else f"one entry{known}, at index 0"
        if node is not None and isinstance(node.value, ast.Subscript):  # the last index is one of a row
            where = f" of {facts.said(node.value)}"
        of = what(facts, node.value) if node is not None else None
        single = of is not None and of.shape == (size,)
        has = f"{facts.said(node.value)} has {there}" if single else f"Axis {axis}{where} has {there}"
        start = f"{has}, and the line asks for index {index}."
        plain = start.replace(known, "", 1)  # the letter of a size stands for another number in such code
        if index == size and (order := _unpacked_shape(facts, node, axis)):
            return Finding("the numbers of a shape in another order", f"{plain} {order}")
        if index == size and (order := _exchanged(facts, node)):
            return Finding("two indices in each other's place", order)
        if index == size and (counted := counts_all(facts, node)):
            return Finding("as many rounds as entries", f"{start} {counted}")
        if index == size:
            return Finding("an index off by one", f"{start} Does the counting begin at 0, and where should it end?")
        if isinstance(facts.node, ast.Call) and called(facts.node) in ("delete", "take", "insert"):
            return Finding(
                "entries named by what they hold",
                f"{facts.said(facts.node)} goes by positions. The array has {there}, but {index} is among the "
                "numbers that you give. Are these positions, or something else?",
            )
        asks = "Is it the right axis, and does the index count what you think?"
        if single and (searched := made_by(facts, node.slice, ("argmin", "argmax"))):
            asks = f"The index comes from {searched}, which without an axis counts through a whole table, row by row."
        elif single:
            asks = "Is the index a position, or a number of another kind?"
        return Finding("an index beyond the end", f"{start} {asks}")
    if "list assignment index out of range" in facts.text:
        name = facts.said(node.value) if node is not None else "the list"
        return Finding(
            "an entry that the list hasn't got yet",
            f"An assignment replaces an entry that is already there, and {name} has none at this index yet. How do you "
            "make a list grow (append), or how do you make one of the right length first?",
        )
    if re.search(r"(list|tuple) index out of range", facts.text) and node is not None:
        loop = in_loop(facts)
        length = what(facts, node.value)
        has = f" has {_entries(length.length)}" if length and length.length is not None else " is shorter"
        if length and length.length == 0:
            return Finding(
                "an entry of an empty list",
                f"{facts.said(node.value)} is empty when {facts.said(node)} is read. What should have filled it?",
            )
        if isinstance(node.slice, ast.BinOp) and loop is not None:
            return Finding(
                "an index off by one in a loop",
                f"{facts.said(node.value)}{has}. In which round of the loop is {facts.said(node.slice)} out of "
                "range, and what is its value then?",
            )
        if (found := before_the_beginning(facts, node, has)) is not None:
            return found
        return Finding(
            "an index beyond the end of a list",
            f"{facts.said(node.value)}{has}, and {facts.said(node)} asks for one beyond its end. Indices begin at 0: "
            "which is the last?",
        )
    return None


def _unpacked_shape(facts: Facts, node: ast.Subscript | None, axis: int) -> str:
    """A question about a, b = array.shape, if an index runs up to the wrong one of the two."""
    inside = getattr(node, "slice", None)
    limit = limit_of(facts, inside.elts[axis] if isinstance(inside, ast.Tuple) and axis < len(inside.elts) else inside)
    for each in around(facts) if limit is not None else ():
        if not isinstance(each, ast.Assign) or getattr(each.value, "attr", "") != "shape":
            continue
        names = [getattr(one, "id", "") for one in getattr(each.targets[0], "elts", [])]
        shaped, array = what(facts, each.value.value), what(facts, node.value)
        if getattr(limit, "id", None) not in names or not all(of and of.is_array for of in (shaped, array)):
            continue
        n = names.index(limit.id)
        wrong = len(names) == len(shaped.shape) == 2 and shaped.shape[n] > array.shape[axis] == shaped.shape[1 - n]
        if wrong:
            return (
                f"{names[n]} is {shaped.shape[n]} here, as `{ast.unparse(each)}` has set it. In which order does "
                f"{facts.said(each.value)} hold these numbers?"
            )
    return ""


def _exchanged(facts: Facts, node: ast.Subscript | None) -> str:
    """A question about a[i, j] or a[i][j], if i runs over the columns and j over the rows."""
    if node is not None and isinstance(node.value, ast.Subscript):
        base, both = node.value.value, [node.value.slice, node.slice]
    elif node is not None and isinstance(node.slice, ast.Tuple):
        base, both = node.value, node.slice.elts
    else:
        return ""
    array, sizes = what(facts, base), [_size(facts, limit_of(facts, each)) for each in both]
    if array is None or not array.is_array or len(array.shape) != 2 or len(both) != 2:
        return ""
    rows, columns = array.shape
    if rows == columns or sizes != [columns, rows]:
        return ""
    first, second = map(facts.said, both)
    return (
        f"{facts.said(base)} has shape {array.shape}: its first index runs over {rows} rows and its second over "
        f"{columns} columns. Here {first} takes {columns} values, and {second} takes {rows}. Which of the two must "
        "come first?"
    )


def _size(facts: Facts, limit: ast.expr | None) -> int | None:
    """How large a limit is that is a length or a part of a shape, by itself or by its name."""
    if isinstance(limit, ast.Name):
        for each in around(facts):
            if isinstance(each, ast.Assign) and len(each.targets) == 1:
                target, value = each.targets[0], each.value
                limit = next((v for t, v in _values(target, value) if getattr(t, "id", "") == limit.id), limit)
                if not isinstance(limit, ast.Name):
                    break
    if isinstance(limit, ast.Subscript) and getattr(limit.value, "attr", "") == "shape":
        shaped = getattr(limit.value.value, "id", "")
        if any(isinstance(each, ast.Name) and each.id == shaped and _is_set(each) for each in around(facts)):
            return None  # its shape may have been another one then
        of, axis = what(facts, limit.value.value), getattr(limit.slice, "value", None)
        known = of is not None and of.is_array and isinstance(axis, int) and axis < len(of.shape)
        return of.shape[axis] if known else None
    if getattr(getattr(limit, "func", None), "id", "") != "len" or not limit.args:
        return None
    of = what(facts, limit.args[0])
    return None if of is None else of.shape[0] if of.is_array and of.shape else of.length


def _is_set(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Store)


def _values(target: ast.expr, value: ast.expr) -> list[tuple[ast.expr, ast.expr]]:
    """What an assignment sets, each with its value: a, b = 1, 2 sets two, as does a, b = X.shape."""
    if not isinstance(target, ast.Tuple):
        return [(target, value)]
    if isinstance(value, ast.Tuple):
        return list(zip(target.elts, value.elts, strict=False))
    if getattr(value, "attr", "") == "shape":
        return [(each, ast.Subscript(value, ast.Constant(n), ast.Load())) for n, each in enumerate(target.elts)]
    return [(target, value)]


def of_other_shapes(facts: Facts) -> Finding | None:
    """One-hot rows, made whole numbers, as an index beside another one."""
    node = facts.only(ast.Subscript)
    if "indexing arrays could not be broadcast" not in facts.text or node is None:
        return None
    for part in _parts(node.slice):
        name = part  # np.array(T, int) and T.astype(int) have the shape of T
        while called(name) in WHOLE_NUMBERS and isinstance(name.func, ast.Attribute):
            values = [*name.args, *(each.value for each in name.keywords)]
            name = values[0] if values and is_module(facts, name.func.value) else name.func.value
        targets = isinstance(name, ast.Name) and TARGETS.search(name.id) and name.id in facts.expected
        rows = what(facts, name) if targets else None
        if rows is not None and rows.is_array and len(rows.shape) == 2 and rows.dtype == "f":
            return Finding(
                "one-hot rows used as an index",
                f"In {facts.said(node)}, the index {facts.said(part)} has shape {rows.shape}: a whole row for each "
                "example, because the targets are one-hot, and an index must be the number of a class. What does "
                "such a row hold at the right class, and what everywhere else?",
            )
    return None


def lists(facts: Facts) -> Finding | None:
    """A list where an array is needed as an index, or the other way round."""
    node = facts.only(ast.Subscript)
    if "indices must be integers or slices, not tuple" in facts.text:
        subject = facts.said(node.value) if node is not None else "this"
        return Finding(
            "a list indexed like a matrix",
            f"{subject} is a list, and an index with a comma needs an array. What makes an array of a list of rows?",
        )
    if "only integer scalar arrays can be converted to a scalar index" in facts.text:
        return _array_for_a_number(facts)
    if "does not support item assignment" in facts.text:
        kind = (re.search(r"'([\w.]+)' object", facts.text) or [""] * 2)[1]
        target = facts.only(ast.Subscript) or next(iter(_targets(facts.statement)), None)
        subject = facts.said(target.value) if target is not None else "it"
        if kind in ("int", "float", "numpy.float64", "NoneType"):
            return Finding(
                "an index of a number that was to become an array",
                f"{subject} is {'None' if kind == 'NoneType' else 'a single number'}, so it has no entries to assign "
                "to. Which array (np.zeros, of which shape?) or which list should be there before the loop begins?",
            )
        return Finding(
            "an assignment to something that can't be changed",
            f"{subject} is a {kind}, whose entries can't be replaced. Could a list or an array stand there?",
        )
    return None


def _array_for_a_number(facts: Facts) -> Finding | None:
    call = facts.node if isinstance(facts.node, ast.Call) else None
    if call is not None and len(call.args) >= 2 and isinstance(call.func, ast.Attribute):
        first, second = what(facts, call.args[0]), what(facts, call.args[1])
        name = facts.said(call.func)
        two = first and (first.is_array or call.func.attr in LARGEST) and second and second.is_array
        if two or call.func.attr in ("concatenate", "stack"):
            several = "How do you hand over several arrays as one argument (an extra pair of parentheses)?"
            asks = "Which function compares two arrays entry by entry?" if call.func.attr in LARGEST else several
            return Finding(
                "several arrays handed over one by one",
                f"{name} takes its second argument for the axis, not for a second array. {asks}",
            )
    if call is not None and getattr(call.func, "id", "") == "range":
        return Finding(
            "range() of an array",
            f"{facts.said(call)} needs a whole number, how many rounds there are, and gets an array. Is its "
            "length meant, or "
            "do you want to go through its entries themselves?",
        )
    node = facts.only(ast.Subscript)
    of = what(facts, node.value) if node is not None else None
    if node is not None and (of or Thing("list")).kind in ("list", "tuple"):
        return Finding(
            "a list indexed by an array",
            f"In {facts.said(node)}, the index is an array, and only an array can be indexed by one. Is "
            f"{facts.said(node.value)} a list: what would make an array of it?",
        )
    return None


def _parts(index: ast.expr) -> list[ast.expr]:
    """The single indices; the last are the likelier ones to be wrong."""
    if isinstance(index, ast.Tuple):
        return list(reversed(index.elts))
    if isinstance(index, ast.Slice):
        return [part for part in (index.lower, index.upper) if part is not None]
    return [index]


def _targets(statement: ast.stmt | None) -> list[ast.Subscript]:
    targets = getattr(statement, "targets", []) or [getattr(statement, "target", None)]
    return [each for each in targets if isinstance(each, ast.Subscript)]


def _entries(n: int) -> str:
    return "one entry" if n == 1 else f"{n} entries"
