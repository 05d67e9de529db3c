"""Local names that have no value yet: hidden functions, missing starts, lines in another order, branches."""

from __future__ import annotations

import ast
import re

from lecture_nn.checks.diagnosis.raised.facts import Facts
from lecture_nn.checks.diagnosis.raised.finding import Finding
from lecture_nn.checks.diagnosis.raised.rounds import in_loop, loops_around


def not_set_yet(facts: Facts) -> Finding | None:
    """A local name that has no value yet, often because it hides a function."""
    found = re.search(r"local variable '(\w+)' (where it is not|referenced before)|free variable '(\w+)'", facts.text)
    if not found:
        return None
    name = found[1] or found[3]
    line = facts.at[0] or 0
    function = facts.function or ast.Module([], [])
    stores = [
        n for n in ast.walk(function) if isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Store)
    ]
    statement = facts.statement
    called = any(isinstance(n, ast.Call) and getattr(n.func, "id", "") == name for n in ast.walk(function))
    if called or ((outer := facts.globals.get(name)) is not None and outer.kind in ("function", "class", "module")):
        return Finding(
            "a variable that hides a function of the same name",
            f"{facts.where} sets a variable {name}, so within it {name} is that variable everywhere, even on the "
            f"right of the =, and the function {name} can't be reached. Which other name could the result have?",
        )
    if isinstance(statement, ast.AugAssign) and getattr(statement.target, "id", "") == name:
        return Finding(
            "a running sum without a start",
            f"{facts.said(statement)} adds to {name}, and within {facts.where} it has no value yet. What should it "
            "start from, and where is the line for that?",
        )
    if stores and all(node.lineno == line for node in stores) and in_loop(facts) is None:
        return Finding(
            "a value made of itself, before there is one",
            f"This line calculates a new `{name}` from `{name}`, which has no value before this line. Which line is "
            "missing, or what else should stand on the right?",
        )
    if stores and all(node.lineno == line for node in stores):
        return Finding(
            "a running sum without a start",
            f"This line makes the new {name} from the old one, and in the first round there is none. What should it "
            "start from, and where is the line for that?",
        )
    if stores and all(node.lineno >= line for node in stores):
        if (found := _in_the_first_round(facts, name, stores)) is not None:
            return found
        return Finding(
            "a value used before it is calculated",
            f"{name} is set only further down (in line {stores[0].lineno - facts.first + 1} of the function). In "
            "which order do the lines have to come?",
        )
    if told := _compared_with_words(function, name, stores):
        return Finding("a text that is compared with another one", told)
    return Finding(
        "a value that is set on one path only",
        f"`{name}` is set {_where_it_is_set(function, stores)} that was not entered this time. Which value should it "
        "have then?",
    )


def _in_the_first_round(facts: Facts, name: str, stores: list[ast.Name]) -> Finding | None:
    """What is said of a value that each round of a loop sets for the next one, so that the first round has none."""
    loops = [each for each in loops_around(facts) if all(store in ast.walk(each) for store in stores)]
    if not loops:
        return None
    loop = loops[-1]
    first = min(store.lineno for store in stores) - facts.first + 1
    start = (
        f"`{name}` first gets a value in line {first} of the function, but this line already needs one in the first "
    )
    if _carried_on(facts, loop, name, stores):
        return Finding(
            "a value without a start",
            f"{start}round. What should `{name}` be before the loop begins?",
        )
    return Finding(
        "a value used before it is calculated",
        f"{start}round. Should that line come first, or should `{name}` have a value before the loop begins?",
    )


def _carried_on(facts: Facts, loop: ast.AST, name: str, stores: list[ast.Name]) -> bool:
    """Whether the new value depends on the old one: by a comparison, or through what this line sets."""
    for node in ast.walk(loop):
        compared = isinstance(node, ast.If) and any(getattr(each, "id", "") == name for each in ast.walk(node.test))
        if compared and any(store in ast.walk(node) for store in stores):
            return True
    made = {each.id for each in ast.walk(facts.statement or loop) if _is_stored(each)} - {name}
    for node in [each for each in ast.walk(loop) if isinstance(each, ast.Assign | ast.AugAssign)]:
        read = {each.id for each in ast.walk(node.value) if isinstance(each, ast.Name)}
        if read & made and node.lineno >= (facts.at[0] or 0):
            made |= {each.id for each in ast.walk(node) if _is_stored(each)}
    return name in made


def _is_stored(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def _compared_with_words(function: ast.AST, name: str, stores: list[ast.Name]) -> str:
    """What is said of a name that is set only where an argument is one of some words."""
    branches = [node for node in ast.walk(function) if isinstance(node, ast.If)]
    tests = [node.test for node in branches if any(each in stores for part in node.body for each in ast.walk(part))]
    sides = [(getattr(test, "left", None), *getattr(test, "comparators", [])) for test in tests]
    words = [each.value for side in sides for each in side if isinstance(getattr(each, "value", None), str)]
    asked = {each.id for side in sides for each in side if isinstance(each, ast.Name)}
    if len(words) < len(tests) or len(words) < 2 or len(asked) != 1:
        return ""
    return (
        f"`{name}` is set only if `{asked.pop()}` is {', '.join(map(repr, words[:-1]))} or {words[-1]!r}, and this "
        "time it was none of them. Are they spelled exactly as in the task?"
    )


def _where_it_is_set(function: ast.AST, stores: list[ast.Name]) -> str:
    """In words, the kind of block that has all the lines which set a name."""
    blocks = [node for node in ast.walk(function) if isinstance(node, ast.If | ast.For | ast.While)]
    kinds = {type(node) for store in stores for node in blocks if store in ast.walk(node)}
    if kinds == {ast.If} or (ast.If in kinds and all(_in_a_branch(blocks, store) for store in stores)):
        return "in a branch of an `if`"
    return "inside a loop" if kinds and ast.If not in kinds else "inside an if or a loop"


def _in_a_branch(blocks: list[ast.stmt], store: ast.Name) -> bool:
    return any(isinstance(node, ast.If) and store in ast.walk(node) for node in blocks)
