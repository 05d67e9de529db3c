"""What is added up, and how often, as far as it is plain to see.

As in `plain`, each function takes what was written and returns a sentence that is true of it; "" if there is nothing of
the kind.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from lecture_nn.checks.diagnosis.plain_loops import gone_through
from lecture_nn.checks.diagnosis.slips import called, names_in, pairs
from lecture_nn.checks.diagnosis.syntax import terms
from lecture_nn.checks.diagnosis.wording import EXAMPLES, TARGETS
from lecture_nn.checks.diagnosis.written import Written

OF_SIZES = ("len", "zeros", "ones", "zeros_like", "ones_like", "empty_like", "shape", "size")
"""What tells, or takes, no more of an array than its size."""

OF_EXAMPLES = (EXAMPLES | TARGETS) - {"losses"}
"""Names of arguments whose rows are examples."""


def divided_in_each_round(own: Written) -> str:
    """A running sum that is divided again whenever something is added: g = (g + new) / N, in a loop."""
    for loop in own.nodes:
        if not isinstance(loop, ast.For | ast.While):
            continue
        begun = [
            name.id
            for each in loop.body
            if isinstance(each, ast.Assign)
            for name in ast.walk(each)
            if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
        ]
        target = [loop.target] if isinstance(loop, ast.For) else []
        running = {each.id for part in target for each in ast.walk(part) if isinstance(each, ast.Name)} | set(begun)
        grown = {
            each.target.id: each
            for each in loop.body
            if isinstance(each, ast.AugAssign) and isinstance(each.op, ast.Add) and isinstance(each.target, ast.Name)
        }
        for each in loop.body:
            later = isinstance(each, ast.AugAssign) and isinstance(each.op, ast.Div)
            again = later and getattr(each.target, "id", "") in grown.keys() - set(begun)
            if again or (_divides_a_sum(each, running) and begun.count(each.targets[0].id) == 1):
                return f"`{ast.unparse(each)}` {_said_of_a_division(each, loop)}"
    return ""


def _said_of_a_division(node: ast.Assign | ast.AugAssign, loop: ast.For | ast.While) -> str:
    """What a division in each round does to examples, to other terms, or to what the next round goes on with."""
    value = node.value
    below = [value] if isinstance(node, ast.AugAssign) else []
    below += [each.right for each in ast.walk(value) if isinstance(each, ast.BinOp) and isinstance(each.op, ast.Div)]
    dividing = {part.id for each in below for part in _read_in(each) if isinstance(part, ast.Name)}
    name = ast.unparse(node.target if isinstance(node, ast.AugAssign) else node.targets[0])
    stored = {each.id for each in ast.walk(loop) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)}
    if dividing & stored - {name}:  # the number of the round
        return (
            f"changes `{name}` itself, so the next round starts from the changed value. Which value should the next "
            "round start from?"
        )
    over = names_in(loop.iter) if isinstance(loop, ast.For) else set()
    counted = over & {name for each in below for name in names_in(each)}
    early = "the early examples are" if over & OF_EXAMPLES else "the first terms are"
    asks = "How many times should each term be divided?"
    if counted or over & OF_EXAMPLES:
        asks = "How many times must a sum be divided to give a mean, and when?"
    return f"runs in every round, so {early} divided again and again. {asks}"


def _divides_a_sum(node: ast.AST, running: set[str]) -> bool:
    """Whether a name, or each entry of it, gets what it was plus what a round adds, divided: g = (g + new) / N."""
    target = node.targets[0] if isinstance(node, ast.Assign) else None
    value = getattr(node, "value", None)
    if not isinstance(target, ast.Name) or value is None:
        return False
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Div):
        names = {each.id for each in ast.walk(value.left) if isinstance(each, ast.Name)} - {target.id}
        return bool(running & names) and any(getattr(each, "id", "") == target.id for each in terms(value.left))
    quotients = [each for each in ast.walk(value) if isinstance(each, ast.BinOp) and isinstance(each.op, ast.Div)]
    each_of = [each for each in ast.walk(value) if isinstance(each, ast.ListComp)]  # of (a + b) / 2, say
    reads = any(getattr(name, "id", "") == target.id for comp in each_of for name in ast.walk(comp.generators[0].iter))
    return reads and any(terms(each.left) for each in quotients)


def first_twice(own: Written) -> str:
    """A sum that begins with the first entry, in a loop that begins with it as well."""
    begun: dict[str, tuple[ast.Assign, set[str]]] = {}
    for node in (each for each in own.nodes if isinstance(each, ast.Assign)):  # the outer lines before those in loops
        set_here = [*pairs(node), *((target, node.value) for target in node.targets[1:])]
        for target, value in set_here:
            of = {each.value.id for each in _read_in(value) if _is_first(each)}
            for name in (each for each in ast.walk(target) if isinstance(each, ast.Name)):
                begun.setdefault(name.id, (node, of))
    for loop in (node for node in own.nodes if isinstance(node, ast.For)):
        if any(isinstance(each, ast.If | ast.IfExp | ast.Continue) for each in ast.walk(loop)):
            continue  # the first round may be another one
        through = {name for name, _ in gone_through(loop)}
        for node in ast.walk(loop):
            for name in filter(begun.get, _added_to(node)):
                start, of = begun[name]
                if start.lineno < loop.lineno and of & through:
                    return (
                        f"`{name}` starts with the first entry, in `{ast.unparse(start)}`, and the loop starts with "
                        "the first entry, too. How many times is each entry counted?"
                    )
    return ""


def _read_in(value: ast.expr) -> Iterator[ast.AST]:
    """The parts of an expression whose numbers count, and not only how many there are."""
    if called(value) in OF_SIZES or getattr(value, "attr", "") in OF_SIZES:
        return
    yield value
    for each in ast.iter_child_nodes(value):
        yield from _read_in(each)


def _is_first(node: ast.AST) -> bool:
    index = node.slice if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) else None
    return isinstance(index, ast.Constant) and index.value == 0


def _added_to(node: ast.AST) -> list[str]:
    """The name to which something is added, and not only a number: s += x, s = s + x."""
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add):
        name = getattr(node.target, "id", "")  # an average that moves subtracts itself
        own = name in names_in(node.value) or isinstance(node.value, ast.Constant)
        return [] if own else [name]
    if isinstance(node, ast.Assign):
        names = [getattr(each, "id", "") for each in terms(node.value)]
        names = [] if any(isinstance(each, ast.Constant) for each in terms(node.value)) else names
        return [each.id for each in node.targets if isinstance(each, ast.Name) and each.id in names]
    return []


def fixed_number(own: Written, counted: Mapping[int, str]) -> str:
    """A number in the code by which every result is divided; `counted` says in the place of what, for each."""
    parts = [part for each in own.divisors for part in ast.walk(each)]
    names = {part.id for part in parts if isinstance(part, ast.Name)}
    parts += [node.value for node in own.nodes if isinstance(node, ast.Assign) and _sets(node) in names]
    for part in parts:
        if isinstance(part, ast.Constant) and type(part.value) in (int, float) and part.value in counted:
            what = counted[int(part.value)]
            return f"your result is divided by {part.value:g}, whatever {what} is. Where can the code read {what} from?"
    return ""


def _sets(node: ast.Assign) -> str:
    """The name that an assignment sets."""
    return getattr(node.targets[0], "id", "")
