"""An `if` whose condition is a whole array, though it has to decide once."""

from __future__ import annotations

import ast

from lecture_nn.checks.diagnosis.raised.facts import Facts
from lecture_nn.checks.diagnosis.raised.finding import Finding
from lecture_nn.checks.diagnosis.raised.rounds import loops_around
from lecture_nn.checks.diagnosis.raised.values import is_set
from lecture_nn.checks.diagnosis.slips import called


def decided_once(facts: Facts) -> Finding | None:
    """Return what is said of an `if` that counts, keeps or answers something, or whose condition lacks an index."""
    statement = facts.statement
    if not isinstance(statement, ast.If):
        return None
    start = f"An `if` needs a single True or False, and {facts.said(statement.test)} gives one for each entry."
    read = {each.id for each in ast.walk(statement.test) if isinstance(each, ast.Name)}
    loops = [each for each in loops_around(facts) if isinstance(each, ast.For)]
    changed = {each.id for loop in loops for each in ast.walk(loop) if is_set(each)}
    arrays = {name for name in read if (of := facts.named(name)) is not None and of.is_array and of.shape}
    if loops and len(arrays) == 1 and not read & changed:
        return Finding(
            "if on a whole array",
            f"{start} The condition is the same in each round of the loop. Do you need one entry of `{arrays.pop()}` "
            "in this round?",
        )
    of_the_round = any(is_set(each) and each.id in read for loop in loops for each in ast.walk(loop.target))
    if _answers(statement):
        return Finding(
            "if on a whole array", f"{start} Do you want one answer for each of these entries, or one for all together?"
        )
    if of_the_round and not _calculates(statement, arrays) and _collects(statement):
        return Finding(
            "if on a whole array", f"{start} Do you want one decision in this round, or one for each of these entries?"
        )
    if of_the_round and not _calculates(statement, arrays):
        entries = "Should the condition be true for every entry, or for at least one"
        if isinstance(statement.test, ast.Compare) and all(isinstance(each, ast.Eq) for each in statement.test.ops):
            entries = "Should every entry match, or at least one"
        return Finding(
            "if on a whole array",
            f"{start} {entries}, or do you want to compare a single number from each side?",
        )
    return None


def _answers(statement: ast.If) -> bool:
    """Whether every branch of an `if` says True or False, or refuses something."""
    branches = [*statement.body, *statement.orelse]
    values = [getattr(getattr(each, "value", None), "value", None) for each in branches]
    return all(isinstance(each, ast.Raise) or type(value) is bool for each, value in zip(branches, values, strict=True))


def _collects(statement: ast.If) -> bool:
    """Whether the branches put something into a list or an array in each round."""
    steps = [each for part in (*statement.body, *statement.orelse) for each in ast.walk(part)]
    places = [each for each in steps if isinstance(each, ast.Subscript) and isinstance(each.ctx, ast.Store)]
    return bool(places) or any(called(each) in ("append", "insert", "extend") for each in steps)


def _calculates(statement: ast.If, arrays: set[str]) -> bool:
    """Whether the branches of an `if` calculate with the arrays of its condition, or hand them on."""
    steps = [each for part in (*statement.body, *statement.orelse) for each in ast.walk(part)]
    steps = [each for each in steps if isinstance(each, ast.BinOp | ast.Call | ast.Return)]
    return any(getattr(name, "id", "") in arrays for each in steps for name in ast.walk(each))
