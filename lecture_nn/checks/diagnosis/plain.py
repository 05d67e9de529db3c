"""What the code itself says, without a search: what nothing reads, what is None, a guard that doesn't guard.

Each function takes what was written and returns a sentence that is true of it, whatever the function returned; "" if
there is nothing of the kind. They are asked last, where no explanation fits, or to put a better one in place of it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from lecture_nn.checks.diagnosis.slips import called, set_to
from lecture_nn.checks.diagnosis.syntax import of_numpy, terms
from lecture_nn.checks.diagnosis.written import Written

OF_LISTS = {"append", "extend", "insert", "reverse", "sort", "remove", "fill"}
"""Methods that return nothing; NumPy has functions of the same names that return something."""

SMALL = 1e-3
"""The largest number that is added as a guard against 0."""


def is_nothing(own: Written) -> str:
    """A name for what a function returned that returns nothing."""
    read = {node.id for node in own.nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    for node in own.nodes:
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        if not isinstance(target, ast.Name) or target.id not in read or not isinstance(node.value, ast.Call):
            continue
        name, of = called(node.value), getattr(node.value.func, "value", None)
        if name == "shuffle" or (name in OF_LISTS and of is not None and getattr(of, "id", "") not in ("np", "numpy")):
            return (
                f"`{ast.unparse(node.value)}` returns nothing, because {name} changes what it is given: {target.id} "
                "is None. Which name stands for what has been changed?"
            )
    return ""


def returns_in_a_loop(own: Written) -> str:
    """A return that every first round of a loop comes to."""
    for loop in own.nodes:
        if not isinstance(loop, ast.For | ast.While):
            continue
        for statement in loop.body:
            if isinstance(statement, ast.Return):
                return (
                    "your return stands inside the loop, so the function ends in the first round. When is the result "
                    "complete?"
                )
            if any(isinstance(each, ast.Continue | ast.Break) for each in ast.walk(statement)):
                break
    return ""


def drawn_with_replacement(own: Written) -> str:
    """Numbers of examples that are drawn one by one, so that some come twice."""
    for node in own.nodes:
        keywords = {each.arg: each.value for each in getattr(node, "keywords", [])}
        several = {"size", "k"} & set(keywords) or (called(node) == "choice" and len(node.args) == 2)
        if called(node) not in ("integers", "randint", "choice", "choices") or not several:
            continue
        alone = keywords.get("replace")
        if called(node) == "choice" and getattr(alone, "value", True) is False and _in_each_round(own, node):
            return (
                f"`{ast.unparse(node)}` draws from all of them again in each round, also from those that earlier "
                "rounds have had. How often should each of them be drawn?"
            )
        if called(node) != "choice" or alone is None or getattr(alone, "value", True) is True:
            if _in_each_round(own, node):
                return (
                    f"`{ast.unparse(node)}` draws anew in each round, so one number may be drawn in several rounds and "
                    "another not at all. In how many rounds should each of them be drawn?"
                )
            return (
                f"`{ast.unparse(node)}` may draw one number several times and another not at all. How often should "
                "each of them be drawn?"
            )
    return ""


def _in_each_round(own: Written, draw: ast.Call) -> bool:
    """Whether a loop draws again and again, from something that it doesn't change."""
    around = [node for node in own.nodes if isinstance(node, ast.For | ast.While | ast.ListComp | ast.GeneratorExp)]
    for loop in around:
        inside = list(ast.walk(loop))
        if draw in inside and draw.args:
            of = {each.id for each in ast.walk(draw.args[0]) if isinstance(each, ast.Name)}
            set_here = {each.id for each in inside if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)}
            return not of & set_here
    return False


def unread_arguments(own: Written, needed: frozenset[str], start: str = "") -> str:
    """Arguments that nothing reads, of those that the right function needs."""
    arguments = getattr(getattr(own.function, "args", None), "args", [])
    read = {node.id for node in own.nodes if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Store)}
    names = [each.arg for each in arguments if each.arg in needed and each.arg not in read]
    if not names or {"locals", "vars", "eval"} & read:
        return ""
    if len(names) == 1:
        namesake = next((each for each in own.nodes if called(each) == names[0] and of_numpy(each)), None)
        other = "" if namesake is None else f" (`{ast.unparse(namesake.func)}` is another function)"
        asks = f"How should the result depend on {names[0]}?"
        return f"{start}nothing in your function reads {names[0]}{other}. {asks}"
    told = f"{', '.join(names[:-1])} or {names[-1]}"
    return f"{start}nothing in your function reads {told}. How should the result depend on them?"


@lru_cache(maxsize=64)
def read_by(source: str) -> frozenset[str]:
    """The arguments that a function reads."""
    tree = ast.parse(source)
    arguments = {each.arg for each in ast.walk(tree) if isinstance(each, ast.arg)}
    read = {each.id for each in ast.walk(tree) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load)}
    return frozenset(arguments & read)


def guard(own: Written) -> str:
    """A guard against the logarithm of 0 that isn't where it would have to be."""
    logs = _logarithms(own)
    if not logs:
        return ""
    of = ast.unparse(logs[0])
    for node in own.nodes:
        if isinstance(node, ast.Expr) and called(node.value) in ("maximum", "clip") and only_computes(node.value):
            return (
                f"`{ast.unparse(node.value)}` returns a new array, and nothing keeps it. What is in `{of}` when the "
                "logarithm is taken?"
            )
    inside = [part for log in logs for part in _with_what_it_is(own, log)]
    if nothing := next((each for each in inside if _adds_nothing(own, each)), None):
        return (
            f"what `{ast.unparse(nothing)}` adds is 0 for the computer, whose floats can't be as small as you like. "
            "Which small number is still above 0?"
        )
    if any(called(each) in ("maximum", "clip", "fmax", "where") for each in inside) or any(map(_small, inside)):
        return ""
    upper = next((each for log in logs for each in _as_set(own, log) if called(each) in ("minimum", "fmin")), None)
    if upper is not None and not any(map(_falls, inside)):
        return (
            f"`{ast.unparse(upper)}` keeps the numbers from becoming too large. At which end of their range is the "
            "logarithm in danger?"
        )
    if added := next(filter(_small, own.nodes), None):
        small, other = sorted((added.left, added.right), key=lambda side: not isinstance(side, ast.Constant))
        return (
            f"your {small.value:g} is added to `{ast.unparse(other)}`, and the logarithm is taken of `{of}`. Which of "
            "the two must not be 0?"
        )
    return ""


def upper_limit(own: Written) -> str:
    """A limit next to 0 that numbers stay below, and not above, before their logarithm is taken."""
    tiny = {name for name, value in floats(own).items() if 0 < value <= SMALL}
    for node in (each for log in _logarithms(own) for part in _as_set(own, log) for each in ast.walk(part)):
        limit = next((each for each in getattr(node, "args", ()) if _is_tiny(each, tiny)), None)
        if called(node) in ("minimum", "fmin") and limit is not None:
            return (
                f"`{ast.unparse(node)}` returns the smaller of the two, which is never above "
                f"{ast.unparse(limit)}. Which of the two do you need for a number such as 0.3?"
            )
    return ""


def _logarithms(own: Written) -> list[ast.expr]:
    """What logarithms are taken of."""
    return [node.args[0] for node in own.nodes if called(node) in ("log", "log2", "log10") and node.args]


def _is_tiny(node: ast.AST, tiny: set[str]) -> bool:
    """Whether this is a very small number, or one of the names of such."""
    value = getattr(node, "value", None)
    return getattr(node, "id", "") in tiny or (isinstance(value, float) and 0 < value <= SMALL)


def _as_set(own: Written, node: ast.expr) -> list[ast.expr]:
    """What this is, and what it was set to if it is a name."""
    return [node, *(value for name, value in set_to(own.nodes) if name == getattr(node, "id", ""))]


def _falls(node: ast.AST) -> bool:
    """Whether this is 1 - x, which is near 0 where x is large."""
    difference = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub)
    return difference and getattr(node.left, "value", None) == 1 and not isinstance(node.right, ast.Constant)


def _small(node: ast.AST) -> bool:
    """Whether a very small number is added here."""
    numbers = [each.value for each in terms(node) if isinstance(each, ast.Constant)]
    return any(isinstance(each, float) and 0 < each <= SMALL for each in numbers)


def _adds_nothing(own: Written, node: ast.AST) -> bool:
    """Whether 0.0 is added here, as which a number such as 1e-400 is read; by itself or by its name."""
    stored = [each.id for each in own.nodes if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)]
    named = [name for name, value in floats(own).items() if value == 0]
    named = [name for name in named if stored.count(name) == 1]  # not the start of a sum
    return any(
        getattr(each, "id", "") in named or (isinstance(getattr(each, "value", None), float) and each.value == 0)
        for each in terms(node)
    )


def floats(own: Written) -> dict[str, float]:
    """The names that are set to a number with a point, with that number."""
    return {
        each.targets[0].id: each.value.value
        for each in own.nodes
        if isinstance(each, ast.Assign)
        and isinstance(each.targets[0], ast.Name)
        and isinstance(each.value, ast.Constant)
        and isinstance(each.value.value, float)
    }


def _with_what_it_is(own: Written, node: ast.AST) -> Iterator[ast.AST]:
    """The parts of an expression, and of what its names were set to."""
    names = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
    yield from ast.walk(node)
    for each in own.nodes:
        if isinstance(each, ast.Assign) and any(getattr(target, "id", "") in names for target in each.targets):
            yield from ast.walk(each.value)


def _divides(node: ast.AST) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)


def _adds(node: ast.AST) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub)


def unbracketed(own: Written) -> str:
    """The one sum or difference in the code that has a quotient for a part, or begins with something times 1."""
    sums = [node for node in own.nodes if _adds(node) and (_divides(node.right) or _is_scaled(node.left))]
    return ast.unparse(sums[0]) if len(sums) == 1 else ""


def _is_scaled(node: ast.AST) -> bool:
    """Whether this is a quotient, or something times 1."""
    times = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult)
    return _divides(node) or (times and getattr(node.right, "value", None) == 1)


def less_or_more(own: Written) -> str:
    """The one comparison of sizes in the code, if it says < or >; "" if it doesn't, or there are others."""
    return _condition(own, ast.Lt | ast.Gt)


def equal_or_more(own: Written) -> str:
    """The one comparison of sizes in the code, if it says <= or >=; "" if it doesn't, or there are others."""
    return _condition(own, ast.LtE | ast.GtE)


def one_limit(own: Written) -> str:
    """The one comparison of sizes in the code, with or without equality."""
    return less_or_more(own) or equal_or_more(own)


def _condition(own: Written, kinds: Any) -> str:
    sizes = ast.Lt | ast.Gt | ast.LtE | ast.GtE
    found = [node for node in own.nodes if isinstance(node, ast.Compare) and isinstance(node.ops[0], sizes)]
    one = found[0] if len(found) == 1 and len(found[0].ops) == 1 else None
    return ast.unparse(one) if one is not None and isinstance(one.ops[0], kinds) else ""


ONLY_COMPUTE = {"sigmoid", "tanh", "softmax", "relu", "exp", "log", "sqrt", "transpose", "reshape", "clip"}
ONLY_COMPUTE |= {"maximum", "minimum", "where", "square", "abs", "astype", "ravel", "flatten", "nan_to_num"}


def only_computes(node: ast.AST) -> bool:
    """Whether a call does nothing but return a result: of a name and a function that is known for it."""
    if called(node) not in ONLY_COMPUTE or any(each.arg in ("out", "copy") for each in node.keywords):
        return False
    taken = {"clip": 2 + of_numpy(node), "reshape": 9, "transpose": 9, "where": 3, "maximum": 2, "minimum": 2}
    return len(node.args) <= taken.get(called(node), 1)  # what follows is an array that the result is written to
