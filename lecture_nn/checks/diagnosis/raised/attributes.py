"""Attributes that an array, a list, a number or a library hasn't got."""

from __future__ import annotations

import ast
import builtins
import difflib
import math
import re
import sys

import numpy as np

from lecture_nn.checks.diagnosis.raised.facts import Facts, Thing
from lecture_nn.checks.diagnosis.raised.finding import Finding
from lecture_nn.checks.diagnosis.raised.rounds import in_loop

TORCH = {"t", "numpy", "dim", "unsqueeze", "detach", "mm", "to", "cuda", "cpu", "permute", "backward", "long", "float"}
TORCH |= {"matmul", "bmm", "grad", "double", "pow", "argsort_", "zero_", "add_", "size_", "cat", "norm", "eval"}
"""What tensors of PyTorch have, and arrays of NumPy don't."""

FUNCTIONS = {"exp", "log", "tanh", "sqrt", "abs", "sigmoid", "softmax", "relu", "maximum", "square", "sign", "outer"}
OF_LISTS = {"append", "index", "extend", "count", "pop", "insert", "remove"}

OF_NONE = {"length", "len"}
"""What neither lists nor arrays have: other languages say so how many entries there are."""

GROW = {"push", "push_back", "add", "put", "append_", "add_last", "insert_last"}
"""What other languages call the method that puts an entry at the end of a list."""

ELSEWHERE = {
    "ln": "the natural logarithm",
    "loge": "the natural logarithm",
    "avg": "the mean",
    "arctg": "the inverse of the tangent",
    "tg": "the tangent",
}
"""What NumPy has under another name."""

PARTS = {"linalg": "vectors and matrices", "random": "random numbers"}
"""Parts of NumPy, each with what its functions are about."""


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
        if name in OF_LISTS:
            before = "before the loop begins" if in_loop(facts) is not None else "before this line"
            asks = f"What should {subject} be {before}?"
            if any(of.kind == "list" for each, of in facts.names.items() if each not in facts.expected):
                asks = f"Should {subject} be a list, or do you mean another name here?"
            return Finding(
                "a single number used as a list", f"{subject} is a single number, but .{name} is for lists. {asks}"
            )
        return Finding(
            "a single number used as an array",
            f"{subject} is a single number, so it has no .{name}. Which earlier step has turned an array into one "
            "number, or is a number all you need?",
        )
    if kind != "numpy.ndarray" or node is None:
        return None
    if name in OF_NONE:
        return Finding(
            "a length that arrays haven't got by this name",
            f"{subject} is an array, and neither arrays nor lists have .{name}. How do you find the number of entries "
            "in Python?",
        )
    if name in OF_LISTS:
        grows = name in ("append", "extend", "insert") and in_loop(facts) is not None
        end = ", or should it be a list until the loop ends" if grows else ""
        return Finding(
            "an array used as a list",
            f"{subject} is an array, but .{name} is for lists. What does NumPy offer instead{end}?",
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


def of_a_list(name: str, subject: str, of: Thing | None) -> Finding:
    """Return what is said of an attribute that a list hasn't got: arrays may have it, or another language."""
    if hasattr(np.ndarray, name):
        return Finding(
            "a list used as an array",
            f"Only arrays have .{name}, and {subject} is {of or 'a list'}. Which function of NumPy "
            "accepts a list as well, or how do you turn it into an array?",
        )
    start = f"{subject[:1].upper() + subject[1:]} is {of or 'a list'}, and lists have no .{name}"
    if name in OF_NONE:
        start = start.replace(f" is {of}, and", " is a list, and") if of is not None and of.kind == "list" else start
        return Finding(
            "a length that lists haven't got by this name", f"{start}. How do you find the number of entries in Python?"
        )
    if name in GROW:
        return Finding(
            "a method that lists have by another name",
            f"{start}. What is the method called that puts an entry at the end of a list?",
        )
    near = difflib.get_close_matches(name, [n for n in dir(list) if not n.startswith("_")], 1, 0.75)
    if near:
        return Finding("a misspelt name", f"{start}, but they have .{near[0]}. Is that the one you mean?")
    return Finding("an attribute that lists haven't got", f"{start}. What should happen to its entries here?")


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
            f"NumPy has no {name}: that is a module of Python's own. Which import makes it available here?",
        )
    if module == "numpy" and name in ELSEWHERE:
        return Finding(
            "a function that NumPy has by another name",
            f"NumPy has no `{name}`, but it has {ELSEWHERE[name]} under another name. What is {ELSEWHERE[name]} "
            "called in NumPy?",
        )
    part = next((each for each in PARTS if module == "numpy" and hasattr(getattr(np, each), name)), None)
    if part is not None:
        return Finding(
            "a function that a part of NumPy has",
            f"NumPy itself has no {name}, but one of its parts has. Which part is about {PARTS[part]}?",
        )
    if module == "numpy" and hasattr(builtins, name):
        return Finding(
            "a function of Python's own looked for in NumPy",
            f"NumPy has no {name}, but Python itself has. How is it called then?",
        )
    if module == "numpy" and hasattr(math, name) and name not in FUNCTIONS:
        return Finding(
            "a function of Python's library looked for in NumPy",
            f"NumPy has no {name}. Python comes with a library for functions of single numbers: does that have it?",
        )
    library = {"numpy": np, "numpy.linalg": np.linalg, "numpy.random": np.random}.get(module)
    names = [n for n in dir(library) if not n.startswith("_")] if library else []
    near = difflib.get_close_matches(name, names, 1, 0.8)
    if near and name not in FUNCTIONS:
        return Finding("a misspelt name", f"{module} has no {name}, but it has {near[0]}. Is that the one you mean?")
    if library:
        return Finding(
            "a function that NumPy hasn't got",
            f"{module} has no {name}. Does NumPy have it under another name, or from which functions could you build "
            "it?",
        )
    return None
