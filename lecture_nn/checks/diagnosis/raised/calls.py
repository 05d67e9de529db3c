"""Calls: of what is no function, with too few arguments, with another library's arguments."""

from __future__ import annotations

import ast
import builtins
import re

from lecture_nn.checks.diagnosis.raised.facts import Facts
from lecture_nn.checks.diagnosis.raised.finding import Finding
from lecture_nn.checks.diagnosis.raised.shapes import REDUCTIONS, what
from lecture_nn.checks.diagnosis.slips import called

ELSEWHERE = {"dim": "axis", "keepdim": "keepdims", "axes": "axis", "keep_dims": "keepdims", "dims": "axis"}
"""What other libraries call an argument, and what NumPy calls it."""


def of_no_function(facts: Facts) -> Finding | None:
    """Round brackets after something that can't be called."""
    found = re.search(r"'([\w.]+)' object is not callable", facts.text)
    if not found:
        return None
    node = facts.only(ast.Call)
    if node is None:
        return None
    function, name = node.func, getattr(node.func, "id", "")
    if isinstance(function, ast.Attribute) and function.attr in ("shape", "T", "size", "ndim"):
        of = facts.said(function.value)
        entry = "How do you ask for one of its entries?" if function.attr == "shape" else "Is it what you need?"
        return Finding(
            f".{function.attr} called like a function",
            f"{facts.said(function)} isn't a function but a property of {of}, so it is written without round brackets. "
            f"{entry}",
        )
    if name and hasattr(builtins, name):
        return Finding(
            "a name that hides a function of Python",
            f"{name} has become the name of {facts.named(name) or 'a value'}, so Python's own function {name} can't be "
            "reached any more. Which other name could the value have? (In a notebook the old meaning comes back after "
            f"`del {name}`.)",
        )
    is_there = what(facts, function)
    own = [each.arg for each in facts.function.args.args] if isinstance(facts.function, ast.FunctionDef) else []
    if name in own and name in facts.signatures:
        return Finding(
            "an argument that hides a function",
            f"{name} is an argument of {facts.where} here, {is_there or 'a value'}, and it hides the function of that "
            f"name. What does the argument hold already, so that nothing has to be called?",
        )
    of = f"{facts.said(function)} is {is_there}" if is_there else f"{facts.said(function)} isn't a function"
    if name and name not in facts.names and name in facts.globals:
        return Finding(
            "a function whose name now stands for a value",
            f"{of}: another cell has given the name {name} to a value, so the function {name} can't be "
            "reached any more. "
            "What could the value be called, so that both can be reached?",
        )
    return Finding(
        "round brackets after something that is no function",
        f"{of}, and round brackets call a function. Is an operator missing before them, such as *, or should they be "
        "square?",
    )


def another_signature(facts: Facts) -> Finding | None:
    """A function that doesn't take the arguments that the exercise hands to it."""
    if facts.line or not re.search(
        r"positional argument|unexpected keyword|takes no arguments|multiple values", facts.text
    ):
        return None
    own = facts.parameters
    if own is None or not facts.expected or len(own) == len(facts.given):
        return None
    if own[:1] == ["self"]:
        return Finding(
            "self outside of a class",
            f"{facts.asked} has self among its arguments, which only a method of a class has. Who would pass it?",
        )
    return Finding(
        "other arguments than the exercise asks for",
        f"{facts.asked} is called with ({', '.join(facts.expected)}), as its first line in the exercise says, but "
        f"yours takes ({', '.join(own)}). What has changed in that line, and can you restore it?",
    )


def _handed_over_whole(facts: Facts, call: ast.Call | None, missing: int) -> Finding | None:
    """A list of several arguments that is handed over as one."""
    for each in getattr(call, "args", []):
        of = what(facts, each)
        if of is not None and of.kind in ("list", "tuple") and of.length == missing + 1:
            return Finding(
                "a list handed over as one argument",
                f"In {facts.said(call)}, {facts.said(each)} is {of}, but you pass it as one argument. How do you pass "
                "its entries as separate arguments?",
            )
    return None


def wrong_arguments(facts: Facts) -> Finding | None:
    """A call within the student's function with too few, too many or unknown arguments."""
    node = facts.only(ast.Call)
    calls = f"In {facts.said(node)}, " if node is not None else ""
    if found := re.search(r"(\w+)\(\) missing (\d+) required positional argument", facts.text):
        if "'self'" in facts.text:
            return Finding(
                "a method called on its class",
                f"{calls}there is no object before the dot, only its class. Which object should it be called on?",
            )
        if (packed := _handed_over_whole(facts, node, int(found[2]))) is not None:
            return packed
        return Finding(
            "a call with too few arguments",
            f"{calls}{found[1]} gets too few arguments. Where does its parenthesis close, and which argument is "
            "outside it, or missing?",
        )
    if found := re.search(r"(\w+)\(\) takes (from )?(\d+|no)( to \d+)? positional arguments? but (\d+)", facts.text):
        return Finding(
            "a call with another number of arguments",
            f"{calls}{found[1]} is called with {found[5]} arguments, which isn't the number that it takes. Which "
            "ones does it need, and in which order?",
        )
    if found := re.search(
        r"got an unexpected keyword argument '(\w+)'|'(\w+)' is an invalid keyword argument", facts.text
    ):
        return _keyword(facts, found[1] or found[2], node, calls)
    if re.search("return arrays must be of ArrayType|out(put|') must be an array|output array is not acc", facts.text):
        last = node.args[-1] if node is not None and node.args else None
        if last is not None and not isinstance(getattr(last, "value", None), bool):
            return Finding(
                "an argument taken for the place of the result",
                f"{calls}the last argument is taken for an array to write the result to. What did you mean it to do, "
                "and with which operation is that written?",
            )
        return Finding(
            "keepdims without its name",
            f"{calls}the argument after the axis is taken for an array to write to. How do you say which argument "
            "True is meant for?",
        )
    name = getattr(getattr(node, "func", None), "attr", "")
    if name in ("concatenate", "stack", "vstack", "hstack") and len(node.args) > 1 and "integer" in facts.text:
        return Finding(
            "several arrays handed over one by one",
            f"{calls}NumPy treats the second argument as the axis. How do you pass several arrays, or lists of them, "
            "as one argument?",
        )
    if "as a data type" in facts.text and node is not None and len(node.args) == 2:
        return Finding(
            "a shape without parentheses of its own",
            f"{calls}the second argument is taken for the type of the entries. How do you pass a shape as one "
            "argument?",
        )
    return None


def _keyword(facts: Facts, name: str, node: ast.Call | None, calls: str) -> Finding:
    function = getattr(node, "func", None)
    if name in ELSEWHERE:
        return Finding(
            "an argument of another library",
            f"{calls}{name} is what another library calls this argument (PyTorch or an old TensorFlow). What does "
            "NumPy call it?",
        )
    if isinstance(function, ast.Name) and function.id in ("sum", "max", "min", "abs", "round", "sorted"):
        return Finding(
            "Python's own function in place of NumPy's",
            f"{calls}{function.id} is Python's own, which doesn't know {name}. Which function works with arrays and "
            "axes?",
        )
    return Finding(
        "an argument that the function hasn't got",
        f"{calls}there is no argument {name}. Is it meant for another function, or is a parenthesis misplaced?",
    )


def unpacking(facts: Facts) -> Finding | None:
    """More or fewer names on the left than there are things on the right."""
    found = re.search(
        r"(too many|not enough) values to unpack \(expected (\d+)|cannot unpack non-iterable ([\w.]+) object",
        facts.text,
    )
    if not found or found[3] == "NoneType":
        return None
    statement = facts.statement
    if isinstance(statement, ast.For) and isinstance(statement.iter, ast.Tuple):
        return Finding(
            "a loop over two lists without zip",
            f"The loop goes through {facts.said(statement.iter)}: first one list as a whole, then the other, and not "
            "both side by side. Which function pairs the first with the first, the second with the second?",
        )
    if isinstance(statement, ast.For):
        return Finding(
            "a loop with more or fewer names than entries",
            f"Your loop unpacks each entry of {facts.said(statement.iter)} into {facts.said(statement.target)}. "
            "How many parts does one entry have, and what is each of them?",
        )
    n = f"{found[2]} names" if found[2] else "several names"
    right = facts.said(statement.value) if isinstance(statement, ast.Assign) else "what comes back"
    if isinstance(statement, ast.Assign) and not isinstance(statement.value, ast.Call):
        of = what(facts, statement.value)
        holds = f" is {of} here" if of is not None and of.kind != "other" else " holds another number of things"
        return Finding(
            "more or fewer names than entries",
            f"There are {n} to the left of the =, but {right}{holds}. What does each entry stand for, and can "
            "their number differ from call to call?",
        )
    return Finding(
        "more or fewer names than results",
        f"There are {n} to the left of the =. How many things, and in which order, does {right} return?",
    )


def fractions(facts: Facts) -> Finding | None:
    """A number with a fraction for a count."""
    if not re.search(
        r"'(numpy\.)?float(64|32)?' object cannot be interpreted as an integer"
        r"|expected a sequence of integers or a single",
        facts.text,
    ):
        return None
    node = facts.only(ast.Call)
    subject = facts.said(node) if node is not None else "the line"
    if called(node) in REDUCTIONS and len(getattr(node, "args", [])) == 2:
        return Finding(
            "a number taken for an axis",
            f"In {subject}, NumPy treats the second argument as the axis. Do you want one number for the whole array, "
            "or one for each of its entries?",
        )
    if any(isinstance(each, ast.Div) for each in ast.walk(facts.function or ast.Module([], []))):
        more = (
            "(`/` gives a float even for 4 / 2.) If it doesn't divide evenly, should the result be rounded up or down, "
        )
        more += "and which function or sign does that?"
    else:
        more = "Where has it become one, and what makes a whole number of it?"
    return Finding(
        "a fraction where a whole number is needed",
        f"{subject} needs a whole number, and gets a float. {more}",
    )


def loops(facts: Facts) -> Finding | None:
    """A loop over, or the length of, something that has no entries."""
    if re.search(r"'(int|float|numpy\.\w+)' object is not iterable|iteration over a 0-d array", facts.text):
        statement = facts.statement
        subject = facts.said(statement.iter) if isinstance(statement, ast.For) else "what is gone through"
        return Finding(
            "a loop over a single number",
            f"{subject} is a single number. If it says how many rounds there are, which function counts 0, 1, "
            "2, ... up "
            "to it? If it should be a list, where has it become one number?",
        )
    if re.search(r"'tuple' object cannot be interpreted as an integer", facts.text):
        return Finding(
            "a whole shape for one of its entries",
            "A tuple is given where a whole number is needed. Which entry of the shape is it?",
        )
    if re.search(r"object of type '(int|float|numpy\.\w+)' has no len|len\(\) of unsized object", facts.text):
        node = facts.only(ast.Call)
        subject = facts.said(node.args[0]) if node is not None and node.args else "it"
        return Finding(
            "len() of a single number",
            f"{subject} is a single number, which has no length. Is it already the number that you want?",
        )
    return None
