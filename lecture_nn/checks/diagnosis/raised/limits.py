"""Numbers that run out: division by zero, overflow, memory, recursion; and what a grader hasn't got."""

from __future__ import annotations

import ast
import re

from lecture_nn.checks.diagnosis.raised.facts import Facts
from lecture_nn.checks.diagnosis.raised.finding import Finding
from lecture_nn.checks.diagnosis.raised.shapes import is_module
from lecture_nn.checks.diagnosis.raised.sides import shapes_in

DIVISIONS = (ast.Div, ast.FloorDiv, ast.Mod)


def power(facts: Facts) -> Finding | None:
    """`^`, which is no power in Python."""
    if not re.search(r"for \^: |for \^=: |ufunc 'bitwise_xor'", facts.text):
        return None
    node = next((n for n in facts.parts(ast.BinOp) if isinstance(n.op, ast.BitXor)), None)
    subject = f"In {facts.said(node)}, " if node is not None else ""
    compared = any(isinstance(each, ast.Compare) for each in ast.walk(facts.statement or ast.Module([], [])))
    asks = "Which operator raises to a power?" if not compared else "Where are parentheses needed, to compare first?"
    return Finding(
        "^ for a power",
        f"{subject}^ isn't a power in Python but `exclusive or`, bit by bit. {asks}",
    )


def of_nothing(facts: Facts) -> Finding | None:
    """The smallest or the largest of no numbers at all."""
    if not re.search(
        "arg is an empty sequence|argument is empty|zero-size array to reduction|of an empty seq", facts.text
    ):
        return None
    node = facts.node if isinstance(facts.node, ast.Call) else None
    of = node.args[0] if node is not None and node.args else getattr(getattr(node, "func", None), "value", None)
    of = None if of is not None and is_module(facts, of) else of
    subject = facts.said(of) if of is not None else "What this line goes through"
    return Finding(
        "the smallest of no numbers",
        f"{subject} is empty here, so it has no smallest or largest entry. For which arguments is it empty, and "
        "what should be returned then?",
    )


def division(facts: Facts) -> Finding | None:
    """Division by zero."""
    if facts.kind != "ZeroDivisionError":
        return None
    nodes = [node for node in facts.parts(ast.BinOp, ast.AugAssign) if isinstance(node.op, DIVISIONS)]
    if len(nodes) != 1 or isinstance(getattr(nodes[0], "right", None), ast.Constant):
        return Finding("division by zero", "A number in this line is divided by 0. Which one can become 0, and when?")
    divisor = nodes[0].right if isinstance(nodes[0], ast.BinOp) else nodes[0].value
    if isinstance(divisor, ast.BinOp) and isinstance(divisor.op, ast.FloorDiv):
        return Finding(
            "division by zero",
            f"{facts.said(divisor)} is 0 here, because // rounds down. What if there are fewer examples than "
            "fit into a "
            "batch?",
        )
    if isinstance(divisor, ast.BinOp) and isinstance(divisor.op, ast.Sub):
        powers = [node.right.id for node in ast.walk(divisor) if _is_power_of_a_name(node)]
        asks = (
            f"For which {powers[0]} does that happen, and at which {powers[0]} does the formula begin to count?"
            if len(set(powers)) == 1
            else "For which numbers does that happen, and do they belong there?"
        )
        return Finding("division by zero", f"{facts.said(divisor)} is 0 here. {asks}")
    return Finding(
        "division by zero",
        f"{facts.said(divisor)} is 0 here. When does that happen (an empty batch, nothing found?), and what should the "
        "result be then?",
    )


def _is_power_of_a_name(node: ast.AST) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow) and isinstance(node.right, ast.Name)


def overflow(facts: Facts) -> Finding | None:
    """Numbers that have no float, and roots and logarithms that aren't there."""
    if facts.kind == "OverflowError" and re.search("range|too large", facts.text):
        node = facts.only(ast.Call)
        subject = facts.said(node) if node is not None else "A number in this line"
        return Finding(
            "overflow of an exponential",
            f"{subject} is larger than any float (exp overflows for arguments above about 709). How can the formula "
            "be written so that the exponent is never positive?",
        )
    if "math domain error" in facts.text or "expected a positive input" in facts.text:
        node = facts.only(ast.Call)
        subject = facts.said(node) if node is not None else "This line"
        return Finding(
            "a logarithm or root of a number that has none",
            f"{subject} asks for the logarithm of 0, or for the logarithm or root of a negative number. Which values "
            "can it be given here, at the ends of their range too?",
        )
    return None


def memory(facts: Facts) -> Finding | None:
    """An array that is far larger than the data."""
    if facts.kind != "MemoryError":
        return None
    shapes = shapes_in(facts.text)
    node = facts.only(ast.BinOp)
    if shapes and len(shapes[0]) == 2 and shapes[0][0] == shapes[0][1] and node is not None:
        return Finding(
            "a column and a row that make a huge table",
            f"{facts.said(node)} would have shape {shapes[0]}: that happens when a column, (N, 1), meets a vector, "
            "(N,), because each is stretched to the other's length. Which of the two should have another shape?",
        )
    made = f" of shape {shapes[0]}" if shapes else ""
    return Finding(
        "more memory than there is",
        f"This line needs an array{made}, which is more than the memory can hold. How large should the result be?",
    )


def recursion(facts: Facts) -> Finding | None:
    """A function that calls itself for ever."""
    if facts.kind != "RecursionError":
        return None
    name = facts.where or facts.asked
    if _as_it_was_called(facts, name):
        return Finding(
            "a function that calls itself with the same arguments",
            f"{name} calls itself with just the arguments that it was given, so the condition that would end it never "
            "becomes true. What should be different in the next call?",
        )
    return Finding(
        "a function that calls itself without end",
        f"{name} calls itself again and again. Should the name within it be another function's, or when should it stop "
        "calling itself?",
    )


def _as_it_was_called(facts: Facts, name: str) -> bool:
    """Whether a function that may end before passes its own arguments on as they are."""
    function = facts.function
    if not isinstance(function, ast.FunctionDef) or not any(isinstance(each, ast.If) for each in function.body):
        return False
    own = [each.arg for each in function.args.args]
    inner = [each for each in ast.walk(function) if getattr(getattr(each, "func", None), "id", "") == name]
    changed = {each.id for each in ast.walk(function) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)}
    return (
        bool(inner)
        and not changed & set(own)
        and all(not each.keywords and [getattr(given, "id", "") for given in each.args] == own for each in inner)
    )


def elsewhere(facts: Facts) -> Finding | None:
    """What isn't there when a notebook is graded, and errors that a student raises."""
    if facts.kind in ("ModuleNotFoundError", "ImportError"):
        return Finding(
            "a library that isn't here", f"{facts.text[:100]}. Can it be done with NumPy alone, as the exercise does?"
        )
    if facts.kind == "FileNotFoundError":
        return Finding(
            "a file that isn't here",
            "The function opens a file that doesn't exist where it is checked. Can it make do with its "
            "arguments alone?",
        )
    return None
