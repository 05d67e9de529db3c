"""Names that are missing: hidden, misspelt, never imported, or another library's."""

from __future__ import annotations

import ast
import builtins
import re

import numpy as np

from lecture_nn.checks.diagnosis.raised import alike
from lecture_nn.checks.diagnosis.raised.facts import Facts
from lecture_nn.checks.diagnosis.raised.finding import Finding
from lecture_nn.checks.diagnosis.raised.rounds import in_loop
from lecture_nn.checks.diagnosis.raised.shapes import is_module, what
from lecture_nn.checks.diagnosis.slips import called

MOST_KNOWN = 150
"""Names that are noted, at most."""

MODULES = {"np": "numpy", "numpy": "numpy", "math": "math", "plt": "matplotlib", "random": "random", "torch": "torch"}
MODULES |= {"scipy": "scipy", "tf": "tensorflow", "pd": "pandas", "itertools": "itertools", "sp": "scipy", "jnp": "jax"}

APPLY = ("map", "filter", "vectorize", "apply_along_axis", "frompyfunc", "reduce")
"""Functions whose first argument is a function."""


def missing_name(facts: Facts) -> Finding | None:
    """A name that isn't there."""
    found = re.search(r"name '(\w+)' is not defined", facts.text)
    if not found:
        return None
    name = found[1]
    if name in MODULES:
        return Finding(
            "a missing import",
            f"{name} is the name of a library that nothing has imported. Which line at the top of the notebook "
            "(import ...) would make it known here, and has that cell been run?",
        )
    if name == "self":
        return Finding(
            "self where there is none", "Only a method has self, as its first argument. Where should it come from?"
        )
    as_function = _is_called(facts, name)
    if (found := alike.meant(facts, name, as_function)) is not None:
        return found
    arguments = [arg.arg for arg in facts.function.args.args] if isinstance(facts.function, ast.FunctionDef) else []
    if arguments[:1] == ["self"]:
        return Finding(
            "what belongs to an object, without self",
            f"{facts.where} doesn't know the name `{name}`. Each object has numbers of its own: through which "
            f"argument can {facts.where} reach those of its object?{_others_like_it(facts, name)}",
        )
    is_numpys = callable(getattr(np, name, None)) and not name.startswith("_")
    as_function = as_function or _is_handed_on(facts, name)
    if alike.is_made(facts, name):
        before = " before the loop begins" if in_loop(facts) is not None else ""
        return Finding(
            "a list or an array that no line makes",
            f"There is no `{name}` yet when your code writes an entry into it. What should `{name}` be{before}?",
        )
    elsewhere = _set_elsewhere(facts, name)
    calls = {getattr(each.func, "id", "") for each in ast.walk(facts.tree or ast.Module([], [])) if called(each)}
    if elsewhere is not None and facts.inside in calls:
        return elsewhere
    if not as_function and (is_numpys or alike.looks_like_another(facts, name)):
        where = f"`{facts.where}`" if facts.where else "this function"
        return Finding(
            "a name that no line sets",
            f"`{name}` is used here, but no line of {where} gives it a value. What should `{name}` be?"
            f"{_others_like_it(facts, name)}",
        )
    if elsewhere is not None:
        return elsewhere
    if is_numpys:
        return Finding(
            "a function of NumPy without np.",
            f"{name} is a function of NumPy, and Python doesn't know it by that name alone. What has to stand before "
            "it?",
        )
    if as_function:  # and no argument is a function
        arguments = []
    given = f", or is one of the arguments ({', '.join(arguments)}) meant" if arguments else ""
    return Finding(
        "a name that is set nowhere",
        f"{name} is neither an argument of {facts.where or 'this function'} nor set before this line. Is it defined "
        f"or imported in a cell that hasn't been run yet{given}?{_others_like_it(facts, name)}",
    )


def _set_elsewhere(facts: Facts, name: str) -> Finding | None:
    """What is said of a name that another one of the student's functions sets."""
    if not facts.inside or facts.inside == facts.where:
        return None
    return Finding(
        "a name that belongs to another function",
        f"{name} is set within {facts.inside}, and what a function sets is forgotten when it ends. How does its "
        f"value get out of {facts.inside}, or into this function?",
    )


def _others_like_it(facts: Facts, name: str) -> str:
    """Other names in the line that aren't there either, if all that there are have been noted."""
    if not facts.known or len(facts.known) >= MOST_KNOWN or facts.statement is None:
        return ""
    there = {*facts.names, *facts.globals, *facts.known, *dir(builtins), name}
    read = [each.id for each in ast.walk(facts.statement) if isinstance(each, ast.Name)]
    stored = [each.id for each in ast.walk(facts.function or facts.statement) if _is_stored(each)]
    more = [each for each in dict.fromkeys(read) if each not in {*there, *stored} and not each.startswith("_")]
    return f" (The same is true of {' and '.join(more)} in this line.)" if more else ""


def _is_stored(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def _is_called(facts: Facts, name: str) -> bool:
    """Whether the missing name stands where a function does: before parentheses, or as what map applies."""
    calls = [each for each in ast.walk(facts.statement or ast.Module([], [])) if isinstance(each, ast.Call)]
    functions = [part for each in calls for part in (each.func, *(each.args[:1] if called(each) in APPLY else []))]
    if isinstance(facts.node, ast.Name):
        return any(each is facts.node for each in functions)
    return any(getattr(each, "id", "") == name for each in functions)


def _is_handed_on(facts: Facts, name: str) -> bool:
    """Whether the missing name is that of a type, or of a function of single numbers that nothing calculates with."""
    known = getattr(np, name, None)
    calculations = (ast.BinOp, ast.UnaryOp, ast.Compare, ast.Subscript)
    around = [each for each in ast.walk(facts.statement or ast.Module([], [])) if isinstance(each, calculations)]
    calculated = any(facts.node in ast.iter_child_nodes(each) for each in around)
    return isinstance(known, type) or (isinstance(known, np.ufunc) and not calculated)


def missing_key(facts: Facts) -> Finding | None:
    """A key that a dictionary hasn't got."""
    if facts.kind != "KeyError":
        return None
    node = facts.only(ast.Subscript)
    subject = facts.said(node.value) if node is not None else "The dictionary"
    key = facts.text[:60].replace("`", "'")
    asks = "and are they spelled alike?" if key[:1] in "'\"" else "and what should happen for one that isn't there yet?"
    return Finding(
        "a key that the dictionary hasn't got",
        f"{subject} has no entry for {key}. Which keys does it have (print them), {asks}",
    )


def numpys_own(facts: Facts) -> Finding | None:
    """A function of NumPy that was given what it can't calculate with, or a generator."""
    if "np.sum(generator)" in facts.text:
        return Finding(
            "a generator handed to NumPy",
            "np.sum gets a generator, which hands out its entries one by one. How do you turn it into a list, or which "
            "sum is Python's own?",
        )
    node = facts.only(ast.Call)
    numeric = next((each for each in facts.parts(ast.Call) if getattr(each.func, "attr", "") == "gradient"), None)
    if numeric is not None and numeric.args and is_module(facts, numeric.func.value):
        return Finding(
            "np.gradient taken for a derivative",
            f"{facts.said(numeric)} takes differences between neighbouring entries of {facts.said(numeric.args[0])}. "
            "It knows nothing of the function that made them. Where does the formula of a derivative come in?",
        )
    if not re.search(r"ufunc '\w+' (not supported for the input types|did not contain a loop)", facts.text):
        return None
    if "bitwise_xor" in facts.text:
        return None
    arguments = node.args if node is not None and is_module(facts, getattr(node.func, "value", node)) else []
    odd = [
        each
        for each in arguments
        if (found := what(facts, each)) is not None and (found.kind == "text" or (found.dtype in "OU" and found.dtype))
    ]
    subject = facts.said(odd[0]) if odd else "one of the things in this line"
    return Finding(
        "text or objects where numbers are needed",
        f"NumPy calculates with numbers, and {subject} holds something else, text or rows of different lengths. What "
        "is in it?",
    )
