"""Functions that are asked for what they don't do, and an error that the student's own check raises."""

from __future__ import annotations

import ast
import re

from lecture_nn.checks.diagnosis import misread, plain_rounds
from lecture_nn.checks.diagnosis.raised.exchanged import OF_SHAPES
from lecture_nn.checks.diagnosis.raised.facts import Facts
from lecture_nn.checks.diagnosis.raised.finding import Finding
from lecture_nn.checks.diagnosis.raised.rounds import around

WITH_ONES = ("ones", "ones_like", "c_", "hstack", "column_stack", "append", "concatenate", "insert", "pad")


def a_column_more(facts: Facts) -> Finding | None:
    """An array that still has the column of the biases, or of the ones."""
    found = re.search(r"shapes \((\d+), ?(\d+)\) \((\d+), ?(\d+)\)", facts.text)
    if found is None or "broadcast" not in facts.text or found[1] != found[3]:
        return None
    if abs(int(found[2]) - int(found[4])) != 1:
        return None
    more, less = sorted((int(found[2]), int(found[4])), reverse=True)
    start = f"One of the two arrays has {more} columns and the other {less}."
    if facts.function is None:  # the course's own, which was called by the student's
        start = f"The error arises inside {facts.where}, where two arrays meet. {start}"
        return Finding("a column more", f"{start} Is the extra column the one for the biases, and should it be here?")
    words = {getattr(node, "attr", getattr(node, "id", "")) for node in ast.walk(facts.function)}
    if not words & set(WITH_ONES):
        return None
    told = "Is the extra column the one that you have added for the biases, and where must it be left out?"
    return Finding("a column more", f"{start} {told}")


def no_arrow(facts: Facts) -> Finding | None:
    """einsum without an arrow, whose result has its axes in another order than the error's line expects."""
    told = (
        misread.without_an_arrow(facts.parts(ast.Call)) if "broadcast" in facts.text or "matmul" in facts.text else ""
    )
    return Finding("einsum without an arrow", told) if told else None


def in_a_set(facts: Facts) -> Finding | None:
    """What np.where returns, put into a set."""
    if "unhashable type: 'numpy.ndarray'" not in facts.text:
        return None
    of = next((each for each in ast.walk(facts.statement or ast.Module([], [])) if misread.finds_places(each)), None)
    if of is None:
        return None
    return Finding(
        "the arrays that np.where returns, in a set",
        f"{facts.said(of)} returns one array for each axis, and a set can't hold arrays. Which numbers should your "
        "set hold, and how do you get them out of these arrays?",
    )


def own_check(facts: Facts) -> Finding | None:
    """A condition of the student's own that refuses arguments with which nothing is wrong."""
    if not isinstance(facts.statement, ast.Raise):
        return None
    for condition in (node for node in around(facts) if isinstance(node, ast.If)):
        if facts.statement not in (*condition.body, *condition.orelse):
            continue
        is_true = "true" if facts.statement in condition.body else "false"
        subject = f"Your own check refuses these arguments: {facts.said(condition.test)} is {is_true} here."
        if any(isinstance(op, ast.Is | ast.IsNot) for op in _signs(condition.test)):
            return Finding(
                "a check that asks whether two objects are the same one",
                f"{subject} `is` asks whether both sides are one and the same object, and two objects may hold the "
                "same numbers. Which operator compares what they hold?",
            )
        return Finding(
            "a check that refuses what is right",
            f"{subject} Which values does it compare, and is there anything wrong with them?",
        )
    return None


def _signs(test: ast.expr) -> list[ast.cmpop]:
    return [op for node in ast.walk(test) if isinstance(node, ast.Compare) for op in node.ops]


def left_over(facts: Facts) -> Finding | None:
    """An index that a loop has left behind, in the line that raised the error."""
    if facts.function is None or facts.statement is None:
        return None
    loops = [node for node in ast.walk(facts.function) if isinstance(node, ast.For)]
    if any(facts.statement is node for loop in loops for node in ast.walk(loop)):
        return None
    here = set(ast.walk(facts.statement))
    found = next((node for node in plain_rounds.after_their_loops(facts.function) if node in here), None)
    return Finding("a loop's variable after the loop", plain_rounds.said_of_left_over(found)) if found else None


def taken_together(facts: Facts) -> Finding | None:
    """a > 0 & b == 1: the & comes first."""
    compared = [node for node in ast.walk(facts.statement) if isinstance(node, ast.Compare)] if facts.statement else []
    for node in compared if facts.kind in ("TypeError", "ValueError") else []:
        for side in (node.left, *node.comparators):
            if isinstance(side, ast.BinOp) and isinstance(side.op, ast.BitAnd | ast.BitOr):
                sign = "&" if isinstance(side.op, ast.BitAnd) else "|"
                return Finding(
                    f"{sign} before a comparison",
                    f"{sign} binds more tightly than < and ==, so Python works out {facts.said(side)} first. What "
                    "belongs together in this line?",
                )
    return None


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


def not_transposed(facts: Facts) -> Finding | None:
    """A.transpose(0, 1), which leaves A as it is, in a product that doesn't fit."""
    if not OF_SHAPES.search(facts.text):
        return None
    for node in around(facts):
        of = node.func if isinstance(node, ast.Call) else None
        if isinstance(of, ast.Attribute) and of.attr == "transpose" and list(map(ast.unparse, node.args)) == ["0", "1"]:
            return Finding(
                "transpose(0, 1)",
                f"{facts.said(node)} puts the axes in the order 0, 1, in which they are already, so "
                f"{facts.said(of.value)} stays as it is. Which order is meant?",
            )
    return None


def every_with_every(facts: Facts) -> Finding | None:
    """Two `for` in one comprehension where pairs are meant."""
    if not OF_SHAPES.search(facts.text):
        return None
    kinds = ast.ListComp | ast.GeneratorExp
    for node in ast.walk(facts.statement or ast.Module([], [])):
        loops = node.generators if isinstance(node, kinds) else []
        if len(loops) == 2 and all(isinstance(each.iter, ast.Name) for each in loops):
            one, other = (facts.said(each.iter) for each in loops)
            return Finding(
                "two loops of one comprehension",
                f"The second `for` in {facts.said(node)} runs through all of {other} again for every entry of {one}, "
                "so every entry meets every other. How do two lists go side by side?",
            )
    return None


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
