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
            if names & (later - read) and running & inner and not inner & carried:
                name = min(names & (later - read))
                return (
                    f"each round of your loop sets `{name}` anew, and nothing keeps what it was before. How many "
                    f"of the rounds have contributed to `{name}` when the loop ends?"
                )
    return ""


def begins_at_1(own: Written) -> str:
    """A loop that counts from 1, and takes the entries of an argument by this number: the first never comes in."""
    arguments = {each.arg for each in getattr(getattr(own.function, "args", None), "args", ())}
    counted: dict[str, list[ast.expr]] = {}
    for loop in own.nodes:
        if isinstance(loop, ast.For | ast.comprehension) and isinstance(loop.target, ast.Name):
            counted.setdefault(loop.target.id, []).append(loop.iter)
    parts = [node for node in own.nodes if isinstance(node, ast.Subscript)]
    for name, (begin, *others) in counted.items():
        range_of = called(begin) == "range" and len(begin.args) == 2 and getattr(begin.args[0], "value", None) == 1
        if others or not range_of:
            continue
        by_number = [each for each in parts if isinstance(each.slice, ast.Name) and each.slice.id == name]
        of = [each for each in by_number if getattr(each.value, "id", "") in arguments]
        alone = all(name not in _names_in(each.slice) or each in by_number or _in_a_table(each, name) for each in parts)
        if of and alone and not any(_is_entry_0(each, of[0].value.id) for each in parts):
            return (
                f"`{ast.unparse(begin)}` begins with 1, so {of[0].value.id}[0] never comes in. With which number does "
                "Python count the first entry?"
            )
    return ""


def _names_in(node: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def _in_a_table(node: ast.Subscript, name: str) -> bool:
    """Whether a number is one of several indices, as it is: W[k, j]."""
    several = node.slice.elts if isinstance(node.slice, ast.Tuple) else []
    return any(getattr(each, "id", "") == name for each in several)


def _is_entry_0(node: ast.Subscript, name: str) -> bool:
    return getattr(node.value, "id", "") == name and getattr(node.slice, "value", None) == 0


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
            for node in (node for later in block[n + 1 :] for node in ast.walk(later)):
                if isinstance(node, ast.Name) and node.id == loop.target.id and isinstance(node.ctx, ast.Store):
                    break
                if isinstance(node, ast.Subscript) and getattr(node.slice, "id", "") == loop.target.id:
                    yield node


def said_of_left_over(node: ast.Subscript) -> str:
    """Return what is said of such an index."""
    return (
        f"`{ast.unparse(node)}` is read after the loop, where `{node.slice.id}` still has the value of the last round. "
        "Which one do you mean?"
    )
