"""What the functions do that are called in the code, where the right function needs none of them.

As in `plain`, each function takes what was written and returns a sentence that is true of it; "" if there is nothing of
the kind. They are asked where no explanation fits.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from lecture_nn.checks.diagnosis.slips import called
from lecture_nn.checks.diagnosis.syntax import of_numpy
from lecture_nn.checks.diagnosis.written import Written

if TYPE_CHECKING:
    from lecture_nn.checks.diagnosis.cases import Case

UNDOES = "`{code}` undoes a product with a matrix. Is there anything to undo here?"
ABSOLUTE = "`{code}` keeps the size of each number, not its sign. Does the formula ask for that?"
TELLING = {
    "diff": "`{code}` subtracts neighbouring entries from each other, which is no derivative. Which function "
    "should be differentiated, and with respect to what?",
    "gradient": "`{code}` takes differences between neighbouring entries, and knows nothing of the function that "
    "made them. Which function should be differentiated, and with respect to what?",
    **dict.fromkeys(("pinv", "inv", "solve", "lstsq"), UNDOES),
    **dict.fromkeys(("abs", "fabs", "absolute"), ABSOLUTE),
    "median": "`{code}` takes the middle one of the numbers when they are put in order. Do the others count as well?",
    "average": "`{code}` divides by the sum of the weights. Is an average asked for, or a sum?",
    "diag": "np.diag turns a vector into a matrix, but takes the diagonal of a matrix. Which of the two does it get in "
    "`{code}`?",
    **dict.fromkeys(
        ("split", "array_split"),
        "`{code}` takes its second argument for the positions at which to cut, and not for the sizes of the pieces. At "
        "which positions should it cut?",
    ),
    **dict.fromkeys(
        ("asmatrix", "matrix", "mat"),
        "`{code}` makes a matrix, and of matrices * is the matrix product. What does * do with arrays?",
    ),
}
"""What functions do that lead to something else than is asked for, if the right function does without them."""

SOUNDS_LIKE = {"tan": "tanh", "arctan": "tanh", "atan": "tanh", "sin": "sinh", "cos": "cosh"}
"""Functions of angles, and those that are meant."""

REDUCED = ("mean", "sum", "max", "min", "prod", "median")
COPIES = ("copy", "zeros_like", "ones_like", "empty_like")


def telling(own: Written, ways: Sequence[str], axes: Mapping[str, int], signs: bool = True) -> str:
    """A function that no way to write the right one calls, and what it does."""
    needed, about = set(re.findall(r"\w+", " ".join(ways))), set(getattr(own.function, "name", "").split("_"))
    for node in own.nodes:
        name = called(node)
        own_name = name == getattr(own.function, "name", "") and isinstance(node, ast.Call) and of_numpy(node)
        if (
            (name in needed and not own_name)
            or any(TELLING[each] == TELLING[name] for each in needed & TELLING.keys() - {name} if name in TELLING)
            or not isinstance(node, ast.Call)
            or (TELLING.get(name) == ABSOLUTE and not signs)
        ):
            continue
        code = ast.unparse(node)
        if name == "average" and not any(each.arg == "weights" for each in node.keywords):
            continue
        if name == "diag" and not _is_a_matrix(own, node, axes):
            continue  # of a vector it makes the matrix that may be meant
        if name in ("split", "array_split") and not _cuts_at_sizes(node):
            continue
        if TELLING.get(name) == ABSOLUTE and _keeps_the_sign(own, node):
            continue
        if name in TELLING and (name in ("abs", "pinv", "inv", "solve", "lstsq") or of_numpy(node)):
            return TELLING[name].format(code=code)
        if name in SOUNDS_LIKE and SOUNDS_LIKE[name] in needed | about:
            kind = "the inverse of tan, a function" if name in ("arctan", "atan") else "a function"
            return (
                f"`{code}` is {kind} of angles. Is there an angle here, or is another function of a similar name meant?"
            )
        if name == "reshape" and ("T" in needed or "transpose" in needed) and (matrix := _reshaped(own, node)):
            return (
                f"`{code}` keeps the order of the numbers and only splits them into rows of another length, so it "
                f"doesn't turn the rows of {matrix} into columns. What does?"
            )
    return ""


def _keeps_the_sign(own: Written, size: ast.Call) -> bool:
    """Whether the size of a number is no result: a guard for a root, a distance, a limit, a scale, beside its sign."""
    if any(isinstance(each, ast.BinOp) for each in size.args) or own.words["sign"] or own.words["copysign"]:
        return True
    parts = [node for node in own.nodes if isinstance(node, ast.Compare) or called(node) in ("max", "amax")]
    return any(each is size for part in [*parts, *own.divisors] for each in ast.walk(part))


def _is_a_matrix(own: Written, call: ast.Call, axes: Mapping[str, int]) -> bool:
    """Whether a function is called with matrices that were given, as they are or in a formula of them alone."""
    parts = [part for each in call.args for part in ast.walk(each)]
    names = {part.id for part in parts if isinstance(part, ast.Name)}
    whole = not any(isinstance(part, ast.Subscript | ast.Call | ast.Attribute) for part in parts)
    return whole and bool(names) and all(axes.get(name) == 2 and own.stored[name] == 0 for name in names)


def _cuts_at_sizes(split: ast.Call) -> bool:
    """Whether an array is cut by a list that may hold the sizes of the pieces."""
    by = split.args[1] if len(split.args) == 2 else None
    return isinstance(by, ast.List | ast.Tuple | ast.ListComp) or "size" in getattr(by, "id", "")


def _reshaped(own: Written, node: ast.Call) -> str:
    """The argument that gets two axes of other sizes, neither of them 1 or what is left; "" if it isn't so."""
    of, sizes = (node.args[0], node.args[1:]) if of_numpy(node) else (getattr(node.func, "value", None), node.args)
    sizes = sizes[0].elts if len(sizes) == 1 and isinstance(sizes[0], ast.Tuple) else sizes
    arguments = {each.arg for each in own.function.args.args}
    plain = len(sizes) == 2 and not any(isinstance(each, ast.Constant | ast.UnaryOp) for each in sizes)
    return of.id if plain and isinstance(of, ast.Name) and of.id in arguments else ""


def only_a_part(own: Written, ways: Sequence[str]) -> str:
    """An argument of which nothing is read but one entry, or one number that is made of all."""
    found = _parts_read(own)
    right = {name for way in ways for name in _parts_read(Written(ast.parse(way)))} if found else set()
    for name, code in found.items():
        if name in right:
            continue
        whole = code.endswith(")")
        others = "does each of them come in by itself" if whole else "do the others come in"
        return f"of the entries of {name}, your function uses only `{code}`. Where {others}?"
    return ""


def _parts_read(own: Written) -> dict[str, str]:
    """The arguments of which every use is the same entry, or the same number made of all, with what is read of them."""
    functions = [each for each in own.nodes if isinstance(each, ast.FunctionDef | ast.Lambda)]
    if not functions:
        return {}
    inner = {each.arg for function in functions[1:] for each in function.args.args}
    around = {id(child): node for node in own.nodes for child in ast.iter_child_nodes(node)}
    found: dict[str, str] = {}
    for argument in functions[0].args.args:
        uses = [each for each in own.nodes if isinstance(each, ast.Name) and each.id == argument.arg]
        read = {_read_of(each, around) for each in uses} - {"its size"}
        if uses and argument.arg not in inner and len(read) == 1 and (code := read.pop()):
            found[argument.arg] = code
    return found


def _read_of(node: ast.Name, around: dict[int, ast.AST]) -> str:
    """What is read of a name where it stands: "a[0]", "a.mean()", "its size"; "" if it is all of it, or not read."""
    above = around.get(id(node))
    if not isinstance(node.ctx, ast.Load):
        return ""
    if isinstance(above, ast.Subscript) and above.value is node and isinstance(above.ctx, ast.Load):
        index = above.slice.operand if isinstance(above.slice, ast.UnaryOp) else above.slice
        return ast.unparse(above) if isinstance(index, ast.Constant) and isinstance(index.value, int) else ""
    if called(above) == "len" or getattr(above, "attr", "") in ("shape", "size", "ndim"):
        return "its size"
    method = around.get(id(above)) if isinstance(above, ast.Attribute) else None
    if isinstance(method, ast.Call) and method.func is above and above.attr in REDUCED and not _more(method, 0):
        return ast.unparse(method)
    if isinstance(above, ast.Call) and called(above) in REDUCED and of_numpy(above) and not _more(above, 1):
        return ast.unparse(above)
    return ""


def _more(call: ast.Call, usual: int) -> bool:
    return len(call.args) > usual or bool(call.keywords)


def error_returned(own: Written) -> str:
    """An error that is made and returned, and not raised."""
    for node in own.nodes:
        value = node.value if isinstance(node, ast.Return) else None
        for each in (value.body, value.orelse) if isinstance(value, ast.IfExp) else (value,):
            if isinstance(kind := getattr(builtins, called(each), None), type) and issubclass(kind, Exception):
                return (
                    f"`{ast.unparse(each)}` is returned like any other result, and whoever called your function goes "
                    "on with it. What should the error do instead?"
                )
    return ""


def set_twice(own: Written) -> str:
    """An entry of a dictionary that gets one value after another, under the same key."""
    choices = {id(part) for node in own.nodes if isinstance(node, ast.If | ast.For) for part in ast.walk(node)}
    seen: set[str] = set()
    for node in own.nodes:
        if not isinstance(node, ast.Assign) or id(node) in choices or not isinstance(node.targets[0], ast.Subscript):
            continue
        target = node.targets[0]
        if not isinstance(target.slice, ast.Constant) or not isinstance(target.slice.value, str):
            continue
        if (code := ast.unparse(target)) in seen:
            return (
                f"`{code}` is set in two places of your code. Which of the two values is there when it is read later?"
            )
        seen.add(code)
    return ""


def copy_of_whole_numbers(own: Written) -> str:
    """An array that is made like another one, and then gets other numbers."""
    filled = {
        node.value.id
        for node in own.nodes
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store) and isinstance(node.value, ast.Name)
    }
    for node in own.nodes:
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        if not isinstance(target, ast.Name) or target.id not in filled or called(node.value) not in COPIES:
            continue
        if not any(each.arg == "dtype" for each in node.value.keywords):
            return (
                f"`{ast.unparse(node)}` makes an array of the same type, so if whole numbers are given, whatever is "
                f"written into {target.id} loses its decimals. Which type should {target.id} have?"
            )
    return ""


def of_whole_numbers_only(cases: Sequence[Case]) -> bool:
    """Whether the results are wrong for arrays of whole numbers, and right for all others."""
    wrong = [each for each in cases if each.wrong]
    return 0 < len(wrong) < len(cases) and all(_has_whole_numbers(each) == each.wrong for each in cases)


def has_signs(cases: Sequence[Case]) -> bool:
    """Whether there are negative numbers in the arrays that are given."""
    return any(
        isinstance(each, np.ndarray) and each.dtype.kind in "if" and bool((each < 0).any())
        for case in cases
        for each in case.arguments
    )


def _has_whole_numbers(case: Case) -> bool:
    return any(isinstance(each, np.ndarray) and each.dtype.kind in "iu" for each in case.arguments)
