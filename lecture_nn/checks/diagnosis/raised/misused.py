"""Functions that are asked for what they don't do, and an error that the student's own check raises."""

from __future__ import annotations

import ast

from lecture_nn.checks.diagnosis.raised.facts import Facts
from lecture_nn.checks.diagnosis.raised.finding import Finding


def own_check(facts: Facts) -> Finding | None:
    """A condition of the student's own that refuses arguments with which nothing is wrong."""
    if not isinstance(facts.statement, ast.Raise):
        return None
    around = [node for node in ast.walk(facts.tree or ast.Module([], [])) if isinstance(node, ast.If)]
    for condition in around:
        if facts.statement not in (*condition.body, *condition.orelse):
            continue
        is_true = "true" if facts.statement in condition.body else "false"
        subject = f"Your own check refuses these arguments: {facts.said(condition.test)} is {is_true} here."
        if any(isinstance(op, ast.Is | ast.IsNot) for op in _signs(condition.test)):
            return Finding(
                "a check that asks whether two objects are the same one",
                f"{subject} `is` asks whether both sides are one and the same object, and two objects may hold the "
                "same numbers. Which sign compares what they hold?",
            )
        return Finding(
            "a check that refuses what is right",
            f"{subject} Which values does it compare, and is there anything wrong with them?",
        )
    return None


def _signs(test: ast.expr) -> list[ast.cmpop]:
    return [op for node in ast.walk(test) if isinstance(node, ast.Compare) for op in node.ops]


def factorial(facts: Facts) -> Finding | None:
    """The factorial of a negative number, in a binomial coefficient that is 0."""
    if "factorial() not defined for negative" not in facts.text:
        return None
    calls = [node for node in facts.parts(ast.Call) if "factorial" in ast.unparse(node.func) and node.args]
    of = next((node.args[0] for node in calls if isinstance(node.args[0], ast.BinOp)), None)
    subject = facts.said(of) if of is not None else "The number whose factorial is asked for"
    return Finding(
        "a factorial of a negative number",
        f"{subject} is negative here, and a negative number has no factorial. For which arguments does that happen, "
        "and in how many ways can more be chosen than there are?",
    )


def single_numbers(facts: Facts) -> Finding | None:
    """np.vectorize of a function of arrays."""
    call = next((node for node in facts.parts(ast.Call) if _vectorizes(node)), None)
    if call is None:
        return None
    return Finding(
        "np.vectorize of a function of arrays",
        f"{facts.said(call.func)} calls the function once for each single number of all the arrays that it is given. "
        "What should be gone through one by one here, and what should stay whole?",
    )


def _vectorizes(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Call) and ast.unparse(node.func.func) in ("np.vectorize", "numpy.vectorize")


def one_input(facts: Facts) -> Finding | None:
    """np.polyfit of examples with several inputs."""
    if "expected 1D vector for x" not in facts.text:
        return None
    return Finding(
        "np.polyfit of several inputs",
        "np.polyfit fits a curve of one variable, so it expects a single number for each example. How many inputs "
        "has an example here, and which function finds a weight for each of them?",
    )


def popped(facts: Facts) -> Finding | None:
    """A list from which a loop takes entries by positions that were counted beforehand."""
    if "pop index out of range" not in facts.text:
        return None
    call = next((node for node in facts.parts(ast.Call) if getattr(node.func, "attr", "") == "pop"), None)
    subject = facts.said(call) if call is not None else "pop"
    return Finding(
        "a list that pop has made shorter",
        f"{subject} takes the entry out of the list for good, so the list becomes shorter in each round, and later "
        "entries move up. What should still be in it when the next round begins?",
    )
