"""An index that is too large for an array or a list."""

from __future__ import annotations

import ast
import re

from lecture_nn.checks.diagnosis.raised.facts import Facts
from lecture_nn.checks.diagnosis.raised.finding import Finding
from lecture_nn.checks.diagnosis.raised.positions import an_entry
from lecture_nn.checks.diagnosis.raised.rounds import around, before_the_beginning, counts_all, in_loop, limit_of
from lecture_nn.checks.diagnosis.raised.shapes import what
from lecture_nn.checks.diagnosis.raised.values import is_set, last_value, made_by, made_for, resolved
from lecture_nn.checks.diagnosis.slips import called


def beyond_the_end(facts: Facts) -> Finding | None:
    """An index that is too large for an array or a list."""
    node = facts.only(ast.Subscript)
    if found := re.search(r"index (-?\d+) is out of bounds for axis (\d+) with size (\d+)", facts.text):
        return _of_an_array(facts, node, *map(int, found.groups()))
    if "list assignment index out of range" in facts.text:
        return _written_to_a_list(facts, node)
    if re.search(r"(list|tuple) index out of range", facts.text) and node is not None:
        return _read_from_a_list(facts, node)
    return None


def _of_an_array(facts: Facts, node: ast.Subscript | None, index: int, axis: int, size: int) -> Finding:
    where = f" of {facts.said(node.value)}" if node is not None else ""
    if size == 0:
        return Finding("an index of an empty array", f"Axis {axis}{where} has no entries. How can it be empty?")
    if node is not None and (found := an_entry(facts, node)) is not None:
        return found
    known = f" ({facts.meanings[size]})" if size in facts.meanings else ""
    there = f"{size} entries{known}, with indices 0 to {size - 1}" if size > 1 else f"one entry{known}, at index 0"
    of = what(facts, node.value) if node is not None else None
    single = of is not None and of.shape == (size,)
    has = f"{facts.said(node.value)} has {there}" if single else f"Axis {axis}{where} has {there}"
    by = "your code" if single or node is None else facts.said(node)
    start = f"{has}, but {by} asks for index {index}."
    if index == size:
        return _just_beyond(facts, node, axis, size, start, start.replace(known, "", 1))
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


def _just_beyond(facts: Facts, node: ast.Subscript | None, axis: int, size: int, start: str, plain: str) -> Finding:
    """What is said of an index that is as large as the axis is long; `plain` says nothing of what the axis counts."""
    if order := _unpacked_shape(facts, node, axis):
        return Finding("the numbers of a shape in another order", f"{plain} {order}")
    if order := _exchanged(facts, node):
        return Finding("two indices in each other's place", order)
    if counted := counts_all(facts, node):
        return Finding("as many rounds as entries", f"{start} {counted}")
    if (made := _made_too_short(facts, node, axis)) is not None:
        return Finding("an array that is made too short, or an index off by one", f"{start} {made}")
    if counted := _counts_something_else(facts, node, axis, size):
        return Finding("an index that counts something else", f"{start} {counted}")
    index = _index(node, axis)
    if index is not None and _multiplies(facts, index):
        by_hand = f"Work out `{ast.unparse(index)}` by hand for the first few entries"
        asks = f"{by_hand}: what should each of its terms stand for?"
        return Finding("an index that is computed", f"{start} {asks}")
    return Finding("an index off by one", f"{start} Does the counting begin at 0, and where should it end?")


def _multiplies(facts: Facts, index: ast.expr) -> bool:
    """Whether an index is computed with a product, as the places of a table that is kept in one row are."""
    parts = [index, *(made for each in ast.walk(index) if (made := resolved(facts, each)) is not None)]
    operations = [each.op for part in parts for each in ast.walk(part) if isinstance(each, ast.BinOp)]
    return any(isinstance(each, ast.Mult) for each in operations)


def _index(node: ast.Subscript | None, axis: int) -> ast.expr | None:
    """What stands for an axis between the square brackets."""
    inside = getattr(node, "slice", None)
    return inside.elts[axis] if isinstance(inside, ast.Tuple) and axis < len(inside.elts) else inside


def _counts_something_else(facts: Facts, node: ast.Subscript | None, axis: int, size: int) -> str:
    """A question about the limit of an index, if it is the length of something longer than the axis."""
    index = _index(node, axis)
    limit = limit_of(facts, index)
    number = _size(facts, limit)
    if number is None and isinstance(limit, ast.Name | ast.Constant | ast.Attribute | ast.Subscript):
        return f"Which number does {facts.said(index)} run up to, and does that number count the entries of this axis?"
    if number is None or number <= size:
        return ""
    which = f", {facts.meanings[number]}" if number in facts.meanings else ""
    return (
        f"{facts.said(index)} counts up to `{ast.unparse(limit)}`, which is {number} here{which}. What should "
        f"{facts.said(index)} count?"
    )


def _made_too_short(facts: Facts, node: ast.Subscript | None, axis: int) -> str | None:
    """A question about an array that is written to, and that this function has made itself."""
    if node is None or not isinstance(node.ctx, ast.Store) or not (made := made_for(facts, node.value)):
        return None
    names = [each for each in ast.walk(_index(node, axis)) if isinstance(each, ast.Name)]
    if any(limit_of(facts, each) is None for each in names):  # labels may be counted from 1
        return None
    of = what(facts, node.value)
    single = of is not None and of.is_array and len(of.shape) == 1
    many = f"how many entries {facts.said(node.value)} has" if single else "how long this axis is"
    start = f"The line {made} decides {many}"
    limit = limit_of(facts, index := _index(node, axis))
    if limit is not None and (number := _size(facts, limit)) is not None:
        start += f", and {facts.said(index)} counts up to `{ast.unparse(limit)}`, which is {number} here"
    asks = f"How many entries does {facts.said(node.value)} need?" if single else "How long should this axis be?"
    return f"{start}. {asks}"


def _written_to_a_list(facts: Facts, node: ast.Subscript | None) -> Finding:
    name = facts.said(node.value) if node is not None else "the list"
    of = what(facts, node.value) if node is not None else None
    grows = node is None or isinstance(
        last_value(facts, node.value), ast.List
    )  # as [] or [X], from which it is to grow
    if of is not None and of.length and not grows:
        there = (
            f"{_entries(of.length)}, with indices 0 to {of.length - 1}" if of.length > 1 else "one entry, at index 0"
        )
        asks = "Which index does this line write to?"
        if (loop := in_loop(facts)) is not None:
            asks = f"Which index does the {'first' if _counts_down(loop) else 'last'} round of your loop write to?"
        return Finding("an index off by one in a list", f"{name} has {there}. {asks}")
    return Finding(
        "an entry that the list hasn't got yet",
        f"An assignment replaces an entry that is already there, and {name} has none at this index yet. How do you "
        "make a list grow (append), or how do you make one of the right length first?",
    )


def _counts_down(loop: ast.For | ast.While) -> bool:
    """Whether the rounds of a loop begin at the end, so that the first one may go too far."""
    of = getattr(loop, "iter", None)
    if isinstance(of, ast.Call) and called(of) == "range" and len(of.args) == 3:
        return isinstance(of.args[2], ast.UnaryOp)
    return any(called(each) == "reversed" for each in ast.walk(of or ast.Module([], [])))


def _read_from_a_list(facts: Facts, node: ast.Subscript) -> Finding:
    loop = in_loop(facts)
    length = what(facts, node.value)
    has = f" has {_entries(length.length)}" if length and length.length is not None else " is shorter"
    if length and length.length == 0:
        return Finding(
            "an entry of an empty list",
            f"{facts.said(node.value)} is empty when {facts.said(node)} is read. What should have filled it?",
        )
    if (found := an_entry(facts, node)) is not None:
        return found
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


def _unpacked_shape(facts: Facts, node: ast.Subscript | None, axis: int) -> str:
    """A question about a, b = array.shape, if an index runs up to the wrong one of the two."""
    limit = limit_of(facts, _index(node, axis))
    for each in around(facts) if limit is not None else ():
        if not isinstance(each, ast.Assign) or getattr(each.value, "attr", "") != "shape":
            continue
        names = [getattr(one, "id", "") for one in getattr(each.targets[0], "elts", [])]
        shaped, array = what(facts, each.value.value), what(facts, node.value)
        if getattr(limit, "id", None) not in names or not all(of and of.is_array for of in (shaped, array)):
            continue
        n = names.index(limit.id)
        wrong = len(names) == len(shaped.shape) == 2 and shaped.shape[n] > array.shape[axis] == shaped.shape[1 - n]
        counted = [facts.meanings.get(size, "")[-1:] for size in shaped.shape]  # by their letters in the docstring
        if wrong and names != counted:
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
        if any(is_set(each) and each.id == shaped for each in around(facts)):
            return None  # its shape may have been another one then
        of, axis = what(facts, limit.value.value), getattr(limit.slice, "value", None)
        known = of is not None and of.is_array and isinstance(axis, int) and axis < len(of.shape)
        return of.shape[axis] if known else None
    if getattr(getattr(limit, "func", None), "id", "") != "len" or not limit.args:
        return None
    of = what(facts, limit.args[0])
    return None if of is None else of.shape[0] if of.is_array and of.shape else of.length


def _values(target: ast.expr, value: ast.expr) -> list[tuple[ast.expr, ast.expr]]:
    """What an assignment sets, each with its value: a, b = 1, 2 sets two, as does a, b = X.shape."""
    if not isinstance(target, ast.Tuple):
        return [(target, value)]
    if isinstance(value, ast.Tuple):
        return list(zip(target.elts, value.elts, strict=False))
    if getattr(value, "attr", "") == "shape":
        return [(each, ast.Subscript(value, ast.Constant(n), ast.Load())) for n, each in enumerate(target.elts)]
    return [(target, value)]


def _entries(n: int) -> str:
    return "one entry" if n == 1 else f"{n} entries"
