"""What came back and is no answer: None, a generator, a function."""

from __future__ import annotations

import ast

from lecture_nn.checks.diagnosis.raised.facts import Facts
from lecture_nn.checks.diagnosis.raised.finding import Finding

LAZY = ("generator", "map", "zip", "filter", "reversed", "enumerate")


def no_answer(facts: Facts) -> Finding | None:
    """Something that can't be compared with numbers."""
    if facts.returned is None:
        return None
    kind = facts.returned.kind
    if kind == "None":
        return Finding(
            "nothing is returned",
            f"{facts.asked} ends without returning anything. Does it print its result, or is there a way through it "
            "that doesn't end with return? (Functions that change a list or array in place return nothing either.)",
        )
    if kind in LAZY:
        return Finding(
            "a generator is returned",
            f"{facts.asked} returns {facts.returned}, whose entries can be gone through only once. How do you "
            "turn it into a list?",
        )
    if kind in ("function", "method"):
        return Finding(
            "a function is returned, not its value",
            f"{facts.asked} returns a function. Is a pair of parentheses missing where its value is meant?",
        )
    return None


def second_name(facts: Facts) -> Finding | None:
    """An argument that was changed by another name: new = old copies nothing."""
    if facts.kind != "changed" or not facts.known or facts.function is None:
        return None
    (given,) = facts.known[:1]
    nodes = list(ast.walk(facts.function))
    if call := next((node for node in nodes if isinstance(node, ast.Call) and _changes(node, given)), None):
        asks = "Which function returns a new array instead, or where should a copy be made?"
        if any(each.arg == "out" for each in call.keywords):
            asks = f"What does {facts.said(call.func)} do without out=?"
        if other := next((node for node in nodes if _is_written_to([node], given)), None):
            asks = f"And what does {facts.said(other)} do?"
        return Finding(
            "a function that changes what it is given",
            f"{facts.said(call)} changes {given} itself, but the caller of {facts.asked} still needs the old "
            f"numbers. {asks}",
        )
    for node in nodes:
        if not isinstance(node, ast.Assign) or len(node.targets) != 1 or getattr(node.value, "id", "") != given:
            continue
        name = getattr(node.targets[0], "id", "")
        if name and name != given and _is_written_to(nodes, name) and not _is_written_to(nodes, given):
            return Finding(
                "a second name taken for a copy",
                f"{facts.said(node)} copies nothing: `{name}` is only a second name for `{given}`, so whatever you "
                f"write into `{name}` changes `{given}`, too, but the caller of {facts.asked} still needs the old "
                "numbers. How do you get a copy?",
            )
    return None


def _changes(call: ast.Call, name: str) -> bool:
    """Whether a function shuffles, sorts or fills what a name stands for, or writes its result into it."""
    function = call.func if isinstance(call.func, ast.Attribute) else None
    first = getattr(call.args[0], "id", "") if call.args else ""
    if function is not None and function.attr in ("shuffle", "copyto", "fill_diagonal", "place", "putmask"):
        return first == name
    if function is not None and function.attr in ("sort", "fill", "partition", "itemset"):
        return getattr(function.value, "id", "") == name
    return any(each.arg == "out" and getattr(each.value, "id", "") == name for each in call.keywords)


def _is_written_to(nodes: list[ast.AST], name: str) -> bool:
    """Whether something is written into what a name stands for: name[i] = ..., name += ..., name.append(...)."""
    for node in nodes:
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store) and _base(node) == name:
            return True
        if isinstance(node, ast.AugAssign) and getattr(node.target, "id", "") == name:
            return True
        function = node.func if isinstance(node, ast.Call) else None
        of_it = isinstance(function, ast.Attribute) and getattr(function.value, "id", "") == name
        if of_it and function.attr in ("append", "extend", "insert", "pop", "sort", "reverse", "fill", "clear"):
            return True
    return False


def _base(node: ast.AST) -> str:
    while isinstance(node, ast.Subscript):
        node = node.value
    return getattr(node, "id", "")
