"""In which order examples and targets are put, and whether it is one order for both, as far as it is plain to see.

As in `plain`, each function takes what was written and returns a sentence that is true of it; "" if there is nothing of
the kind.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from lecture_nn.checks.diagnosis.slips import called, names_in, pairs, set_to
from lecture_nn.checks.diagnosis.written import Written, loops_around

DRAWS = ("permutation", "shuffle", "permuted")
MAKE_ORDERS = ("permutation", "permuted", "argsort", "lexsort", "arange", "argpartition", "randperm")
"""Functions that return an order, or the first one of those that are shuffled."""


def ordered_twice(own: Written) -> str:
    """An array that is put in an order, and from which rows are taken by the same order once more."""
    for node in own.nodes:
        for name, order in _ordered(node):
            more = {order} | {
                each.targets[0].id
                for each in own.nodes
                if isinstance(each, ast.Assign)
                and isinstance(each.targets[0], ast.Name)
                and isinstance(each.value, ast.Subscript)
                and getattr(each.value.value, "id", "") == order
            }
            for each in own.nodes:
                again = isinstance(each, ast.Subscript) and getattr(each.value, "id", "") == name
                if again and each.lineno > node.lineno and _base(each.slice) in more:
                    return (
                        f"`{ast.unparse(node)}` puts {name} in the new order, and `{ast.unparse(each)}` goes by that "
                        "order once more. Is all that belongs together reordered equally often?"
                    )
    return ""


def _ordered(node: ast.AST) -> Iterator[tuple[str, str]]:
    """The array and the order of X = X[order], or of each part of X, T = X[order], T[order]."""
    if not isinstance(node, ast.Assign) or len(node.targets) != 1:
        return
    for name, of in pairs(node):
        same = isinstance(of, ast.Subscript) and isinstance(of.slice, ast.Name) and isinstance(name, ast.Name)
        if same and getattr(of.value, "id", "") == name.id:
            yield name.id, of.slice.id


def _base(node: ast.AST) -> str:
    """The name that an index is, or is a part of: order, order[n : n + B]."""
    return getattr(node.value if isinstance(node, ast.Subscript) else node, "id", "")


def two_orders(own: Written) -> str:
    """Two orders that are drawn one after the other, where examples and targets may be meant to share one."""
    drawn = _draws(own)
    if len(drawn) != 2 or any(_names_behind(own, draw) & _lists_of_pairs(own) for draw in drawn):
        return ""
    sources = {ast.unparse(node.func.value) for node in drawn}
    if len(sources) == 1 and "(" in next(iter(sources)):  # made afresh from the same seed
        return ""
    arguments = {each.arg for each in own.function.args.args}
    called_so = [_order_of(own, draw) for draw in drawn]
    if called_so[0] == called_so[1] and called_so[0] not in {"", *arguments}:  # one order that is shuffled twice
        return ""
    one_way, other_way = (_put_in_order(own, draw, arguments) for draw in drawn)
    shared = one_way if len(one_way) > 1 else other_way
    if one_way == other_way != set() or (len(shared) > 1 and not (one_way and other_way)):
        return ""
    one, other = map(ast.unparse, drawn)
    return (
        f"you draw two orders, one with `{one}` and one with `{other}`. Is each example still paired with its target?"
    )


def batches_reordered(own: Written) -> str:
    """Finished batches that are put in another order."""
    for draw in _draws(own):
        if _names_behind(own, draw) & _lists_of_pairs(own, ast.Slice):
            return f"`{ast.unparse(draw)}` puts the finished batches in another order. Which of them should come last?"
    return ""


def _draws(own: Written) -> list[ast.Call]:
    """The calls by which an order is drawn, as they come in the code."""
    drawn = [node for node in own.nodes if called(node) in DRAWS and isinstance(node.func, ast.Attribute)]
    return sorted(drawn, key=lambda node: (node.lineno, node.col_offset))


def _names_behind(own: Written, draw: ast.Call) -> set[str]:
    """The names in what an order is drawn of, and in what they were set to."""
    names = names_in(draw.args[0]) if draw.args else set()
    return names.union(*(names_in(value) for name, value in set_to(own.nodes) if name in names))


def _lists_of_pairs(own: Written, *having: type[ast.AST]) -> set[str]:
    """The lists whose entries hold an example, or a batch, and its target, each with parts of these kinds."""
    known = dict(set_to(own.nodes))
    entries = {name: value.elt for name, value in known.items() if isinstance(value, ast.ListComp)}
    appended = [node for node in own.nodes if called(node) == "append" and isinstance(node.func, ast.Attribute)]
    entries |= {getattr(node.func.value, "id", ""): node.args[0] for node in appended if len(node.args) == 1}
    entries = {name: known.get(getattr(entry, "id", ""), entry) for name, entry in entries.items()}
    if not having:
        zipped = (name for name, value in known.items() if any(called(each) == "zip" for each in ast.walk(value)))
        return {name for name, entry in entries.items() if isinstance(entry, ast.Tuple)} | set(zipped)
    tuples = {name: list(ast.walk(entry)) for name, entry in entries.items() if isinstance(entry, ast.Tuple)}
    return {name for name, parts in tuples.items() if any(isinstance(each, having) for each in parts)}


def _order_of(own: Written, draw: ast.Call) -> str:
    """The name of what a draw puts in order, or of the order that it returns."""
    if called(draw) == "shuffle":
        return getattr(draw.args[0], "id", "") if draw.args else ""
    return next((name for name, value in set_to(own.nodes) if value is draw), "")


def _put_in_order(own: Written, draw: ast.Call, arguments: Collection[str]) -> set[str]:
    """The arguments that a draw puts in order: itself, or as the index by which their rows are taken."""
    by = {_order_of(own, draw)} - {""}
    of = {getattr(each, "id", "") for each in draw.args[:1]}
    steps = [(name, value) for name, value in set_to(own.nodes) if name not in arguments]
    loops = [node for node in own.nodes if isinstance(node, ast.For | ast.comprehension)]
    steps += [(node.target.id, node.iter) for node in loops if isinstance(node.target, ast.Name)]
    for _ in steps:  # rows = order[n : n + B], and what is made of them
        by |= {name for name, value in steps if by & _read_whole(value)}
    for node in own.nodes:
        taken = isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load) and isinstance(node.value, ast.Name)
        if taken and (by & _read_whole(node.slice) or draw in ast.walk(node.slice)):
            of.add(node.value.id)
    return of & set(arguments)


def _read_whole(value: ast.AST) -> set[str]:
    """The names in an expression of which more than the size is read."""
    sized = {id(part) for each in ast.walk(value) if called(each) == "len" for part in ast.walk(each)}
    sized |= {id(each.value) for each in ast.walk(value) if getattr(each, "attr", "") in ("shape", "size")}
    return {each.id for each in ast.walk(value) if isinstance(each, ast.Name) and id(each) not in sized}


def scattered_and_gathered(own: Written, truths: Collection[str] = ()) -> str:
    """Rows that are written to the places of an order, beside others that are read from these places.

    Masks, of which some are arguments, `truths`, are no orders.
    """
    known = set_to(own.nodes)
    orders = {each.arg for each in own.function.args.args if own.stored[each.arg] == 0} - set(truths)
    orders |= {name for name, value in known if any(called(each) in MAKE_ORDERS for each in ast.walk(value))}
    orders -= {name for name, value in known if isinstance(value, ast.Compare)}
    written = {}
    for node in own.nodes:
        target = node.targets[0] if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name) else None
        if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Name) and target.slice.id in orders:
            written[target.slice.id] = node
    for node in own.nodes:
        read = isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load) and isinstance(node.slice, ast.Name)
        if not read or node.slice.id not in written or loops_around(own.function, node):
            continue
        order, to = node.slice.id, written[node.slice.id]
        if not _is_made_of(own, to.value.id, ast.unparse(node)):
            return (
                f"`{ast.unparse(to)}` puts row n in place {order}[n], and `{ast.unparse(node)}` takes row {order}[n] "
                "for place n. Do the rows still belong together?"
            )
    return ""


def _is_made_of(own: Written, name: str, code: str) -> bool:
    """Whether a name holds what was computed of this part of the code: then both go by the same places."""
    names, steps = {name}, set_to(own.nodes)
    for _ in steps:
        names = names.union(*(names_in(value) for name, value in steps if name in names))
    return any(ast.unparse(each) == code for name, value in steps if name in names for each in ast.walk(value))
