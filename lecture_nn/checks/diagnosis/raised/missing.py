"""Names that are missing: hidden, misspelt, never imported, or another library's."""

from __future__ import annotations

import ast
import builtins
import difflib
import re
import sys

import numpy as np

from lecture_nn.checks.diagnosis.raised.facts import Facts
from lecture_nn.checks.diagnosis.raised.finding import Finding
from lecture_nn.checks.diagnosis.raised.rounds import in_loop
from lecture_nn.checks.diagnosis.raised.shapes import is_module, what

MOST_KNOWN = 150
"""Names that are noted, at most."""

MODULES = {"np": "numpy", "numpy": "numpy", "math": "math", "plt": "matplotlib", "random": "random", "torch": "torch"}
MODULES |= {"scipy": "scipy", "tf": "tensorflow", "pd": "pandas", "itertools": "itertools", "sp": "scipy", "jnp": "jax"}
TORCH = {"t", "numpy", "dim", "unsqueeze", "detach", "mm", "to", "cuda", "cpu", "permute", "backward", "long", "float"}
TORCH |= {"matmul", "bmm", "grad", "double", "pow", "argsort_", "zero_", "add_", "size_", "cat", "norm", "eval"}
"""What tensors of PyTorch have, and arrays of NumPy don't."""

FUNCTIONS = {"exp", "log", "tanh", "sqrt", "abs", "sigmoid", "softmax", "relu", "maximum", "square", "sign", "outer"}
OF_LISTS = {"append", "index", "extend", "count", "pop", "insert", "remove", "length", "len"}

INSTEAD = {
    "length len count": " (len and shape say how many entries there are)",
}
"""What NumPy has in place of a list's methods."""


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
    near = difflib.get_close_matches(name, _meant(facts, name), 1, 0.75)
    if near and near[0][0].lower() == name[0].lower():  # beta is not a misspelt eta
        return Finding("a misspelt name", f"There is no {name}, but there is {near[0]}. Is that the one you mean?")
    arguments = [arg.arg for arg in facts.function.args.args] if isinstance(facts.function, ast.FunctionDef) else []
    if arguments[:1] == ["self"]:
        return Finding(
            "what belongs to an object, without self",
            f"{facts.where} doesn't know the name `{name}`. Each object has numbers of its own: through which "
            f"argument can {facts.where} reach those of its object?{_others_like_it(facts, name)}",
        )
    if facts.inside and facts.inside != facts.where:
        return Finding(
            "a name that belongs to another function",
            f"{name} is set within {facts.inside}, and what a function sets is forgotten when it ends. How does its "
            f"value get out of {facts.inside}, or into this function?",
        )
    if callable(getattr(np, name, None)) and not name.startswith("_"):
        return Finding(
            "a function of NumPy without np.",
            f"{name} is a function of NumPy, and Python doesn't know it by that name alone. What has to stand before "
            "it?",
        )
    calls = [each for each in ast.walk(facts.statement or ast.Module([], [])) if isinstance(each, ast.Call)]
    if any(getattr(each.func, "id", "") == name for each in calls):  # and no argument is a function
        arguments = []
    given = f", or is one of the arguments ({', '.join(arguments)}) meant" if arguments else ""
    return Finding(
        "a name that is set nowhere",
        f"{name} is neither an argument of {facts.where or 'this function'} nor set before this line. Is it defined "
        f"or imported in a cell that hasn't been run yet{given}?{_others_like_it(facts, name)}",
    )


def _others_like_it(facts: Facts, name: str) -> str:
    """Other names in the line that aren't there either, if all that there are have been noted."""
    if not facts.known or len(facts.known) >= MOST_KNOWN or facts.statement is None:
        return ""
    there = {*facts.names, *facts.globals, *facts.known, *dir(builtins), name}
    read = [each.id for each in ast.walk(facts.statement) if isinstance(each, ast.Name)]
    stored = [each.id for each in ast.walk(facts.function or facts.statement) if _is_stored(each)]
    more = [each for each in dict.fromkeys(read) if each not in {*there, *stored} and not each.startswith("_")]
    return f" (The same holds for {' and '.join(more)} in this line.)" if more else ""


def _is_stored(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def _meant(facts: Facts, name: str) -> list[str]:
    """The names that may be meant: not the function that is being written, and others only where one is called."""
    names = dict.fromkeys([*facts.names, *facts.globals, *facts.known, *facts.expected])
    called = any(getattr(node.func, "id", "") == name for node in facts.parts(ast.Call))
    functions = {each for each in names if (of := facts.named(each)) is not None and of.kind == "function"}
    others = {*facts.signatures, *functions} if not called else set()
    return [each for each in names if each not in {name, facts.asked, facts.where, *others}]


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
    if stores and all(node.lineno == line for node in stores):
        return Finding(
            "a running sum without a start",
            f"This line makes the new {name} from the old one, and in the first round there is none. What should it "
            "start from, and where is the line for that?",
        )
    if stores and all(node.lineno >= line for node in stores):
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


def missing_attribute(facts: Facts) -> Finding | None:
    """An attribute that an array, a number or a library hasn't got."""
    if found := re.search(r"module '([\w.]+)' has no attribute '(\w+)'", facts.text):
        return _of_a_library(facts, found[1], found[2])
    found = re.search(r"'([\w.]+)' object has no attribute '(\w+)'", facts.text)
    if not found:
        return None
    kind, name = found[1], found[2]
    node = next((n for n in facts.parts(ast.Attribute) if n.attr == name), None)
    subject = facts.said(node.value) if node is not None else "it"
    if kind in ("int", "float", "bool") or re.fullmatch(r"numpy\.(float|int|bool)\w*", kind):
        return Finding(
            "a single number used as an array",
            f"{subject} is a single number, so it has no .{name}. Which earlier step has turned an array into one "
            "number, or is a number all you need?",
        )
    if kind != "numpy.ndarray" or node is None:
        return None
    if name in OF_LISTS:
        offers = next((told for names, told in INSTEAD.items() if name in names.split()), "")
        grows = name in ("append", "extend", "insert") and in_loop(facts) is not None
        end = ", or should it be a list until the loop ends" if grows else ""
        return Finding(
            "an array used as a list",
            f"{subject} is an array, and .{name} belongs to lists. What does NumPy offer instead{offers}{end}?",
        )
    if name in TORCH or name.endswith("_"):  # what ends so changes a tensor in its place
        return Finding(
            "an attribute of another library",
            f".{name} belongs to PyTorch's tensors, and {subject} is an array of NumPy. What is it called there, or "
            "is it needed at all?",
        )
    if name in FUNCTIONS or callable(getattr(np, name, None)):
        return Finding(
            "a function written as a method",
            f"An array has no .{name}: it isn't a part of the array, but a function that the array is handed to. Which "
            "function is it, and what stands between its parentheses?",
        )
    near = difflib.get_close_matches(name, [n for n in dir(np.ndarray) if not n.startswith("_")], 1, 0.7)
    if near:
        return Finding("a misspelt name", f"An array has no .{name}, but it has .{near[0]}. Is that the one you mean?")
    return Finding(
        "an attribute that arrays haven't got",
        f"{subject} is an array of NumPy, which has no .{name}. (What other libraries make may have one.) Which "
        "function of NumPy does the same, or from which steps can it be made?",
    )


def _of_a_library(facts: Facts, module: str, name: str) -> Finding | None:
    if name in facts.known or name in facts.globals:
        return Finding(
            "a function that NumPy hasn't got",
            f"{module} has no {name}, but the notebook has a function of that name. How is it called?",
        )
    if module == "math" and hasattr(np, name):
        return Finding(
            "a function of NumPy asked of math",
            f"math has no {name}: it knows single numbers only. Which library has it?",
        )
    if module == "numpy" and name in sys.stdlib_module_names:
        return Finding(
            "a module of Python's looked for in NumPy",
            f"numpy has no {name}: that is a module of Python's own. Which import makes it available here?",
        )
    library = {"numpy": np, "numpy.linalg": np.linalg, "numpy.random": np.random}.get(module)
    names = [n for n in dir(library) if not n.startswith("_")] if library else []
    near = difflib.get_close_matches(name, names, 1, 0.8)
    if near and name not in FUNCTIONS:
        return Finding("a misspelt name", f"{module} has no {name}, but it has {near[0]}. Is that the one you mean?")
    if library:
        return Finding(
            "a function that NumPy hasn't got",
            f"{module} has no {name}. (Other libraries may.) Which functions of NumPy could you build it from?",
        )
    return None


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
