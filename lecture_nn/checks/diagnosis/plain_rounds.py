"""What the rounds of a loop know of each other, and what is left of them afterwards, as far as it is plain to see.

As in `plain`, each function takes what was written and returns a sentence that is true of it; "" if there is nothing of
the kind.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from lecture_nn.checks.diagnosis.slips import called
from lecture_nn.checks.diagnosis.written import Written


def set_anew_in_each_round(own: Written) -> str:
    """A name that every round of a loop sets, that none of them reads, and that is used after the loop."""
    for loop in own.nodes:
        if not isinstance(loop, ast.For) or loop.orelse:
            continue
        if any(isinstance(each, ast.Return | ast.Break | ast.Continue | ast.Yield) for each in ast.walk(loop)):
            continue
        inside = [each for part in loop.body for each in ast.walk(part)]
        inside += list(ast.walk(loop.iter))
        read = {each.id for each in inside if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load)}
        running = {each.id for each in ast.walk(loop.target) if isinstance(each, ast.Name)}
        later = {
            each.id
            for each in own.nodes
            if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load) and each.lineno > (loop.end_lineno or 0)
        }
        carried = _carried(loop)
        for each in loop.body:
            names = _names_set(each)
            inner = {part.id for part in ast.walk(each.value) if isinstance(part, ast.Name)} if names else set()
            tells = names and _reads_more(each.value, _counters(loop))
            if names & (later - read) and running & inner and not inner & carried and tells:
                name = min(names & (later - read))
                return (
                    f"each round of your loop sets `{name}` anew, and nothing keeps what it was before. How many "
                    f"of the rounds have contributed to `{name}` when the loop ends?"
                )
    return ""


def _counters(loop: ast.For) -> set[str]:
    """The names that only count the rounds of a loop."""
    target = loop.target
    if called(loop.iter) == "enumerate" and isinstance(target, ast.Tuple):
        target = target.elts[0]
    counts = called(loop.iter) in ("range", "enumerate") and isinstance(target, ast.Name)
    return {target.id} if counts else set()


def _reads_more(value: ast.expr, counters: set[str]) -> bool:
    """Whether this is made of more than the number of a round and sizes: the last of such numbers may be meant."""
    if called(value) == "len" or getattr(value, "attr", "") in ("shape", "size"):
        return False
    if isinstance(value, ast.Name):
        return value.id not in counters
    return any(_reads_more(each, counters) for each in ast.iter_child_nodes(value))


def begins_at_1(own: Written) -> str:
    """A loop that counts from 1, and an argument of which entries are taken by this number alone: never its first."""
    counted: dict[str, list[ast.expr]] = {}
    for loop in own.nodes:
        if isinstance(loop, ast.For | ast.comprehension) and isinstance(loop.target, ast.Name):
            counted.setdefault(loop.target.id, []).append(loop.iter)
    above = {id(child): node for node in own.nodes for child in ast.iter_child_nodes(node)}
    for argument in own.function.args.args:
        uses = [node for node in own.nodes if isinstance(node, ast.Name) and node.id == argument.arg]
        taken = {_taken_by(above.get(id(node)), node) for node in uses} - {SIZE}
        begins = counted.get(taken.pop(), []) if len(taken) == 1 else []
        if len(begins) == 1 and _counts_from_1(begins[0]):
            asks = "Which index does Python give the first entry?"
            if any(_takes_one_before(node) or _takes_the_first(node) for node in own.nodes):  # who does that knows
                asks = "What do you expect the entry at index 0 to be?"
            return f"`{ast.unparse(begins[0])}` starts at 1, so `{argument.arg}[0]` is never used. {asks}"
    return ""


def _takes_one_before(node: ast.AST) -> bool:
    """Whether an entry is taken as x[i - 1]."""
    index = node.slice if isinstance(node, ast.Subscript) else None
    before = isinstance(index, ast.BinOp) and isinstance(index.op, ast.Sub) and isinstance(index.left, ast.Name)
    return before and getattr(index.right, "value", None) == 1


def _takes_the_first(node: ast.AST) -> bool:
    """Whether an entry is taken as x[0]."""
    return isinstance(node, ast.Subscript) and getattr(node.slice, "value", None) == 0


SIZE = "its size"


def _counts_from_1(over: ast.expr) -> bool:
    """Whether a loop goes over range(1, ...)."""
    return called(over) == "range" and len(over.args) == 2 and getattr(over.args[0], "value", None) == 1


def _taken_by(above: ast.AST | None, name: ast.Name) -> str:
    """The name by which an entry is taken where this name stands: i of x[i]; "" if it is used in another way."""
    if called(above) == "len" or getattr(above, "attr", "") in ("shape", "size"):
        return SIZE
    if not isinstance(above, ast.Subscript) or above.value is not name or not isinstance(above.ctx, ast.Load):
        return ""
    return getattr(above.slice, "id", "")


def _names_set(node: ast.stmt) -> set[str]:
    """The names that an assignment sets: one, or several side by side."""
    target = node.targets[0] if isinstance(node, ast.Assign) and len(node.targets) == 1 else None
    several = target.elts if isinstance(target, ast.Tuple) else [target]
    return {each.id for each in several if isinstance(each, ast.Name)}


def _carried(loop: ast.For) -> set[str]:
    """The names that a round reads before it sets them: they know of the rounds before."""
    set_so_far: set[str] = set()
    early: set[str] = set()
    for statement in loop.body:
        names = [each for each in ast.walk(statement) if isinstance(each, ast.Name)]
        early |= {each.id for each in names if isinstance(each.ctx, ast.Load)} - set_so_far
        set_so_far |= {each.id for each in names if isinstance(each.ctx, ast.Store)}
    return early & set_so_far


def looked_up_later(own: Written) -> str:
    """A function made in a loop and kept, which uses the variable of the loop: when it is called, that is the last."""
    for loop in (node for node in own.nodes if isinstance(node, ast.For)):
        running = {each.id for each in ast.walk(loop.target) if isinstance(each, ast.Name)}
        if any(isinstance(node, ast.Call) and isinstance(node.func, ast.Subscript) for node in ast.walk(loop)):
            continue  # it is called in the round in which it was made
        kept = [node.value for node in ast.walk(loop) if _keeps(node)]
        kept += [node.args[0] for node in ast.walk(loop) if called(node) == "append" and len(node.args) == 1]
        for made in (each for each in kept if isinstance(each, ast.Lambda)):
            own_names = {each.arg for each in ast.walk(made.args) if isinstance(each, ast.arg)}
            used = {each.id for each in ast.walk(made.body) if isinstance(each, ast.Name)} & running - own_names
            if used:
                name = min(used)
                return (
                    f"`{ast.unparse(made)}` looks `{name}` up when it is called, and not when it is made. What is "
                    f"`{name}` by then?"
                )
    return ""


def _keeps(node: ast.AST) -> bool:
    return isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript)


def left_over(own: Written) -> str:
    """A loop's variable that is used as an index after the loop: it stands where the last round has left it."""
    return next(map(said_of_left_over, after_their_loops(own.function)), "")


def after_their_loops(function: ast.AST) -> Iterator[ast.Subscript]:
    """Give what is read after a loop at the index that the loop counts with, unless that is set anew."""
    for block in (getattr(node, "body", []) for node in ast.walk(function) if not isinstance(node, ast.Lambda)):
        for n, loop in enumerate(block if isinstance(block, list) else []):
            if not isinstance(loop, ast.For) or not isinstance(loop.target, ast.Name):
                continue
            for node in (node for later in block[n + 1 :] for node in _as_carried_out(later, loop.target.id)):
                if isinstance(node, ast.Name) and node.id == loop.target.id and isinstance(node.ctx, ast.Store):
                    break
                if isinstance(node, ast.Subscript) and getattr(node.slice, "id", "") == loop.target.id:
                    yield node


def _as_carried_out(node: ast.AST, name: str) -> Iterator[ast.AST]:
    """The parts of a statement as Python comes to them, but for those in which a name stands for something else.

    A comprehension and a function have variables of their own.
    """
    own = [each.target for each in getattr(node, "generators", [])]
    own += [node.args] if isinstance(node, ast.Lambda | ast.FunctionDef) else []
    names = {getattr(part, "id", getattr(part, "arg", "")) for each in own for part in ast.walk(each)}
    if name in names:
        return
    yield node
    later = [node.target] if isinstance(node, ast.AugAssign | ast.AnnAssign) else []
    later += node.targets if isinstance(node, ast.Assign) else []
    parts = [each for each in ast.iter_child_nodes(node) if each not in later]
    if isinstance(node, ast.For):  # what is gone through is read before the variable is set
        parts = [node.iter, node.target, *node.body, *node.orelse]
    for each in (*parts, *later):
        yield from _as_carried_out(each, name)


def said_of_left_over(node: ast.Subscript) -> str:
    """Return what is said of such an index."""
    return (
        f"`{ast.unparse(node)}` is read after the loop, where `{node.slice.id}` still has the value of the last round. "
        "Which one do you mean?"
    )
