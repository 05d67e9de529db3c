"""What is done too often, or to the wrong thing, in code whose results nothing explains: as far as it is plain to see.

As in `plain`, each function takes what was written and returns a sentence that is true of it; "" if there is nothing of
the kind.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from lecture_nn.checks.diagnosis.slips import called
from lecture_nn.checks.diagnosis.syntax import of_numpy
from lecture_nn.checks.diagnosis.written import Written, loops_around

ITERATORS = ("zip", "map", "filter", "enumerate", "reversed", "iter")
GO_THROUGH = ("list", "tuple", "set", "dict", "sum", "max", "min", "sorted", "any", "all")
"""Functions that go through what they are given."""

FINITE = ("isnan", "isinf", "isfinite")


def one_row_many_times(own: Written) -> str:
    """A list of lists made by multiplying the outer one, and written into: all its rows are one and the same list."""
    named = [node for node in own.nodes if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)]
    lists = {node.targets[0].id for node in named if _is_a_list(node.value)}
    made = {node.targets[0].id: node.value for node in named if _repeats_a_list(node.value, lists)}
    rows = {row: name for loop in own.nodes if isinstance(loop, ast.For) for name, row in gone_through(loop)}
    for node in own.nodes:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        row = (
            target.value if isinstance(node, ast.Assign | ast.AugAssign) and isinstance(target, ast.Subscript) else None
        )
        name = getattr(row.value, "id", "") if isinstance(row, ast.Subscript) else rows.get(getattr(row, "id", ""), "")
        if name in made and own.stored[name] == 1 and not _rows_are_replaced(own, name):
            return (
                f"`{ast.unparse(made[name])}` makes a single row and lists it again and again, so "
                f"`{ast.unparse(node)}` changes all rows of `{name}` at once. How do you give each row a list of "
                "its own?"
            )
    return ""


def _rows_are_replaced(own: Written, name: str) -> bool:
    return any(
        isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store) and getattr(node.value, "id", "") == name
        for node in own.nodes
    )


def gone_through(loop: ast.For) -> Iterator[tuple[str, str]]:
    """The names that a loop goes through, each with the one that it has in a round: alone, by zip or by enumerate."""
    over, target = loop.iter, loop.target
    several = target.elts if isinstance(target, ast.Tuple) else []
    if called(over) == "zip":
        found = zip(over.args, several, strict=False)
    elif called(over) == "enumerate":
        found = zip(over.args, several[1:], strict=False)
    else:
        found = [(over, target)]
    yield from ((name.id, each.id) for name, each in found if isinstance(name, ast.Name) and isinstance(each, ast.Name))


def _repeats_a_list(node: ast.expr, lists: Collection[str]) -> bool:
    """Whether a list that holds lists is multiplied: [[0] * D] * K, or [row] * K with one of these lists."""
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Mult):
        return False
    outer = node.left if isinstance(node.left, ast.List) else node.right
    inner = outer.elts[0] if isinstance(outer, ast.List) and outer.elts else None
    return inner is not None and (_is_a_list(inner) or getattr(inner, "id", "") in lists)


def _is_a_list(node: ast.expr) -> bool:
    """Whether this is written as a list: [0, 1], [0] * D, or a sum of such."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Add):
        return _is_a_list(node.left) or _is_a_list(node.right)
    return isinstance(node, ast.List | ast.ListComp)


def read_after_written(own: Written) -> str:
    """An array whose entries are moved within itself, in a loop: what is read may be overwritten by then."""
    for loop in (node for node in own.nodes if isinstance(node, ast.For)):
        for node in ast.walk(loop):
            to = node.targets[0] if isinstance(node, ast.Assign) else None
            of = node.value if isinstance(node, ast.Assign) else None
            if not isinstance(to, ast.Subscript) or not isinstance(of, ast.Subscript):
                continue
            if isinstance(to.value, ast.Name) and ast.unparse(to.value) == ast.unparse(of.value):
                names = [{each.id for each in ast.walk(part.slice) if isinstance(each, ast.Name)} for part in (to, of)]
                if names[0] and names[1] and not names[0] & names[1]:
                    return (
                        f"`{ast.unparse(node)}` reads from the array that it writes into. What does it hold by the "
                        "time a later round reads it?"
                    )
    return ""


def emptied(own: Written) -> str:
    """A list that is put into another one, and emptied afterwards: it is the same list in both places."""
    gone = {node.func.value.id: node for node in own.nodes if _is_cleared(node)}
    gone |= {
        target.value.id: node
        for node in own.nodes
        if isinstance(node, ast.Delete)
        for target in node.targets
        if isinstance(target, ast.Subscript) and ast.unparse(target.slice) == ":" and isinstance(target.value, ast.Name)
    }
    for node in own.nodes:
        added = called(node) == "append" and node.args and not of_numpy(node)
        name = getattr(node.args[0], "id", "") if added else ""
        if name in gone:
            return (
                f"`{ast.unparse(node)}` appends the list {name} itself, no copy of it, so "
                f"`{ast.unparse(gone[name])}` empties what you have appended as well. How do you give each round a "
                "list of its own?"
            )
    return ""


def _is_cleared(node: ast.AST) -> bool:
    return called(node) == "clear" and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name)


def replaced_as_a_whole(own: Written) -> str:
    """A result that gets another value as a whole once it is no finite number."""
    for node in own.nodes:
        if not isinstance(node, ast.If) or len(node.body) != 1 or loops_around(own.function, node):
            continue
        tested = {
            part.args[0].id
            for part in ast.walk(node.test)
            if called(part) in FINITE and part.args and isinstance(part.args[0], ast.Name)
        }
        body = node.body[0]
        target = body.targets[0] if isinstance(body, ast.Assign) else None
        name = target.id if isinstance(target, ast.Name) and target.id in tested else ""
        if isinstance(body, ast.Return) and len(tested) == 1:
            name = next(iter(tested))
        if name and getattr(body, "value", None) is not None and not _is_read(name, body.value):
            return (
                f"`{ast.unparse(body)}` takes the place of all of {name} as soon as `{ast.unparse(node.test)}` "
                "holds. Which earlier step fails, and can it fail when nothing is wrong?"
            )
    return ""


def rounded_before(own: Written) -> str:
    """A quotient that // has rounded down before it is to be rounded up."""
    for node in own.nodes:
        if called(node) == "ceil" and node.args and isinstance(node.args[0], ast.BinOp):
            inner = node.args[0]
            if isinstance(inner.op, ast.FloorDiv) and "-" not in ast.unparse(inner):
                return (
                    f"`{ast.unparse(inner)}` has rounded down before ceil comes to see it. What is left to be rounded "
                    "up?"
                )
    return ""


def always_the_same(own: Written) -> str:
    """The one condition in a loop that decides whether tanh is taken."""
    choices = [node for node in own.nodes if isinstance(node, ast.If | ast.IfExp)]
    if len(choices) != 1 or not isinstance(choices[0].test, ast.Compare) or not loops_around(own.function, choices[0]):
        return ""
    cases = [part if isinstance(part, list) else [part] for part in (choices[0].body, choices[0].orelse)]
    with_tanh = [any(called(each) == "tanh" for node in case for each in ast.walk(node)) for case in cases]
    return ast.unparse(choices[0].test) if with_tanh[0] != with_tanh[1] else ""


def carried_over(own: Written) -> str:
    """The one variable that an inner loop changes, and that nothing sets back for the next round of the outer loop."""
    found = {name for loop in own.nodes if isinstance(loop, ast.For | ast.While) for name in _carried(loop)}
    return found.pop() if len(found) == 1 else ""


def says_what_is_carried_over(own: Written) -> str:
    """A sum that each round of a loop goes on with."""
    if not (name := carried_over(own)):
        return ""
    return (
        f"`{name}` carries over from one round of your outer loop to the next. What should it be when a round begins?"
    )


def gone_through_twice(own: Written) -> str:
    """An iterator, such as zip makes one, that is gone through a second time, when nothing is left of it."""
    iterators = {
        node.targets[0].id: node.value
        for node in own.nodes
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and _is_an_iterator(node.value)
    }
    over = [node.iter for node in own.nodes if isinstance(node, ast.For | ast.comprehension)]
    calls = [node for node in own.nodes if called(node) in GO_THROUGH and isinstance(node.func, ast.Name)]
    over += [node.args[0] for node in calls if node.args]
    choices = [node for node in own.nodes if isinstance(node, ast.If | ast.IfExp)]
    chosen = {id(part) for node in choices for part in ast.walk(node)}  # of which only one may be carried out
    over = [each for each in over if id(each) not in chosen]
    for name, made in iterators.items():
        if own.stored[name] == 1 and sum(getattr(each, "id", "") == name for each in over) > 1:
            return (
                f"`{ast.unparse(made)}` hands out its entries one by one, and when `{name}` has been gone through "
                "once, nothing is left of it. What does the second pass get?"
            )
    return ""


def _is_an_iterator(node: ast.expr) -> bool:
    """Whether this is zip(...), map(...) or the like, or a generator, and no list of it."""
    by_name = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    return isinstance(node, ast.GeneratorExp) or (by_name and node.func.id in ITERATORS)


def used_up(own: Written) -> str:
    """The variable that an inner loop goes on with until it is used up, where the outer one would need it again."""
    name = carried_over(own)
    inner = [node for node in own.nodes if isinstance(node, ast.While) and loops_around(own.function, node) > 1]
    return name if name and any(_is_read(name, loop.test) for loop in inner) else ""


def says_what_is_used_up(own: Written) -> str:
    """A loop that has nothing to do from the second time on."""
    if not (name := used_up(own)):
        return ""
    return (
        f"your inner loop changes `{name}`, and nothing sets it back. What is `{name}` when the second round of the "
        "outer loop begins?"
    )


def _carried(loop: ast.For | ast.While) -> Iterator[str]:
    """The names that a loop inside of this one changes, that are read afterwards, or by its condition, and kept."""
    for inner in loop.body:
        if not isinstance(inner, ast.For | ast.While):
            continue
        stored = {each.id for each in ast.walk(inner) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)}
        if isinstance(inner, ast.For):
            stored -= {each.id for each in ast.walk(inner.target) if isinstance(each, ast.Name)}
        rest = [each for each in loop.body if each is not inner]
        around = [part for each in [*rest, getattr(loop, "target", None)] if each for part in ast.walk(each)]
        added_to = {id(each.target) for each in around if isinstance(each, ast.AugAssign)}
        names = [each for each in around if isinstance(each, ast.Name) and id(each) not in added_to]
        new = {each.id for each in names if isinstance(each.ctx, ast.Store)}
        for name in stored - new:
            later = any(_is_read(name, each) for each in rest)
            if later or (isinstance(inner, ast.While) and _is_read(name, inner.test)):
                yield name


def _is_read(name: str, node: ast.AST) -> bool:
    names = [each for each in ast.walk(node) if isinstance(each, ast.Name) and each.id == name]
    return any(isinstance(each.ctx, ast.Load) for each in names)
