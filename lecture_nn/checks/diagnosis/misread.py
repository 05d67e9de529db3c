"""Functions that do something else than their name seems to say, and what is seen of it in the text.

As in `plain`, each function takes what was written and returns a sentence that is true of it; "" if there is nothing of
the kind. They are asked where no explanation fits.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from lecture_nn.checks.diagnosis.slips import called, pairs, set_to
from lecture_nn.checks.diagnosis.syntax import of_numpy, terms
from lecture_nn.checks.diagnosis.written import Written

if TYPE_CHECKING:
    from lecture_nn.checks.diagnosis.cases import Case

ALIKE = 0.8
"""From which likeness on one text is taken for another with a slip of the keyboard, as `difflib` measures it."""

TURNS = (90, 180, 360)
ZEROS = "writes 0 where nan has come out. For which argument does that happen, and which step turns it into nan?"
INFINITY = ("np.inf", "numpy.inf", "math.inf", "inf", "float('inf')", "float('infinity')", "np.infty")
LARGEST = (
    "turns nan into 0, and infinity into the largest number that a float can be. Which step before it makes infinity, "
    "and can it be avoided?"
)
"""What nan_to_num does, by what is seen of the results."""

OF_ANGLES = ("sin", "cos", "tan")
TO_RADIANS = ("deg2rad", "radians", "pi")


def a_1_within(own: Written) -> str:
    """A 1 that is given to a function which takes its exponential, or adds a 1 of its own."""
    for node in own.nodes:
        if called(node) == "logaddexp" and any(_is(1, each) for each in node.args):
            return (
                f"`{ast.unparse(node)}` takes the exponential of both numbers that it is given, before it adds them up "
                "and takes the logarithm. Of which number is 1 the exponential?"
            )
        if called(node) == "log1p" and node.args and any(_is(1, each) for each in terms(node.args[0])):
            return (
                f"log1p(x) is log(1 + x), so `{ast.unparse(node)}` adds 1 to what has a 1 already. Which of the two "
                "should stay?"
            )
    return ""


def chained(own: Written) -> str:
    """a > 0 != b, which Python reads as two questions about the number in the middle."""
    for node in own.nodes:
        kinds = {isinstance(op, ast.Eq | ast.NotEq) for op in getattr(node, "ops", [])}
        if kinds == {True, False}:
            middle = ast.unparse(node.comparators[0])
            return (
                f"`{ast.unparse(node)}` asks two questions, and `{middle}` belongs to both: Python joins the "
                "comparisons with `and`. Which of them is to be answered first?"
            )
    return ""


def every_with_every(own: Written) -> str:
    """itertools.product of two arguments that belong together entry by entry."""
    through = [getattr(each, "iter", None) for each in own.nodes if isinstance(each, ast.For | ast.comprehension)]
    for node in through:
        arguments = {each.arg for each in own.function.args.args}
        if called(node) == "product" and {getattr(each, "id", "") for each in node.args} <= arguments and node.args[1:]:
            return (
                f"`{ast.unparse(node)}` pairs every entry of the one with every entry of the other. Which pairs belong "
                "together?"
            )
    return ""


def degrees(own: Written) -> str:
    """An angle in degrees for a function that takes radians."""
    for node in own.nodes:
        if called(node) not in OF_ANGLES or not node.args:
            continue
        inside = list(ast.walk(node.args[0]))
        words = {getattr(each, "id", getattr(each, "attr", "")) for each in inside}
        if any(_is(turn, each) for each in inside for turn in TURNS) and not words & set(TO_RADIANS):
            return (
                f"`{ast.unparse(node)}` is given an angle in degrees. In which unit does {called(node)} expect it, and "
                "how much is half a turn in that?"
            )
    return ""


def from_both_sides(own: Written) -> str:
    """A convolution whose middle stands over the entry that it belongs to."""
    for node in own.nodes:
        modes = [each.value for each in getattr(node, "keywords", []) if each.arg == "mode"]
        if called(node) == "convolve" and (modes or node.args[2:]) and _is("same", (modes or node.args[2:])[0]):
            return (
                f"`{ast.unparse(node)}` centres the weights on each entry, so entries that come later count as "
                "well. Which entries may count for each result?"
            )
    return ""


def columns_of_every_row(own: Written) -> str:
    """Z[:, labels] where the entry of each row's own label is meant."""
    labels = _set_to(own, _finds_places_in_rows)
    for node in own.nodes:
        inside = node.slice.elts if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple) else []
        if len(inside) == 2 and ast.unparse(inside[0]) == ":" and getattr(inside[1], "id", "") in labels:
            return (
                f"`{ast.unparse(node)}` takes the same columns of every row, one for each entry of {inside[1].id}. "
                "Which column do you want in each row, and how do you index one entry per row?"
            )
    return ""


def _set_to(own: Written, is_meant: Callable[[ast.expr], bool]) -> set[str]:
    """The names that are set to such an expression, alone or side by side with others: a, b = 1, 2."""
    found = set()
    for node in own.nodes:
        if not isinstance(node, ast.Assign):
            continue
        found |= {name.id for name, of in pairs(node) if isinstance(name, ast.Name) and is_meant(of)}
    return found


def _finds_places_in_rows(node: ast.expr) -> bool:
    """Whether this is argmax or argmin along an axis."""
    return called(node) in ("argmax", "argmin") and bool(node.keywords or len(node.args) > of_numpy(node))


def finds_places(node: ast.expr) -> bool:
    """Whether this is np.where of a condition alone, or np.nonzero."""
    return called(node) in ("where", "nonzero") and of_numpy(node) and len(node.args) == 1


def length_of_places(own: Written) -> str:
    """len(np.where(condition)), which is the number of axes."""
    places = _set_to(own, finds_places)
    for node in own.nodes:
        inner = node.args[0] if called(node) == "len" and node.args else None
        if getattr(inner, "id", None) in places or (inner is not None and finds_places(inner)):
            return (
                f"`{ast.unparse(node)}` counts what np.where or np.nonzero returns, which is one array of indices for "
                "each axis. How many arrays are there, and what should be counted?"
            )
    return ""


def never_true(own: Written, given: Sequence[tuple[str, str]]) -> str:
    """A text that an argument is compared with, and that is nearly what it is."""
    texts = {node.value for node in own.nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    for node in own.nodes:
        if not isinstance(node, ast.Compare) or len(node.ops) != 1 or not isinstance(node.ops[0], ast.Eq):
            continue
        for name, word in given:
            sides = (node.left, node.comparators[0])
            if word in texts or name not in [getattr(each, "id", "") for each in sides]:
                continue
            other = next((each.value for each in sides if isinstance(each, ast.Constant)), None)
            if isinstance(other, str) and SequenceMatcher(None, other, word).ratio() > ALIKE:
                return (
                    f"`{ast.unparse(node)}` is false when {name} is {word!r}. Compare the two letter by letter: which "
                    "branch is taken?"
                )
    return ""


def always_true(own: Written) -> str:
    """A text, or a number, that stands alone beside `or` in a condition, and is true whatever the other side is."""
    for node in (each.test for each in own.nodes if isinstance(each, ast.If | ast.While | ast.IfExp)):
        if not isinstance(node, ast.BoolOp) or not isinstance(node.op, ast.Or):
            continue
        alone = next((each for each in node.values if isinstance(each, ast.Constant) and each.value), None)
        if alone is not None and any(isinstance(each, ast.Compare) for each in node.values):
            return (
                f"`{ast.unparse(node)}` always holds: `{ast.unparse(alone)}` isn't compared with anything there, and "
                "counts as true by itself. Which comparisons do you mean?"
            )
    return ""


def never_beyond(own: Written) -> str:
    """A comparison with the best so far, which begins with infinity, by which nothing can be better."""
    begun = {name: _infinite(value) for name, value in set_to(own.nodes) if _infinite(value)}
    for node in (each for each in own.nodes if isinstance(each, ast.If)):
        one = node.test if isinstance(node.test, ast.Compare) and len(node.test.ops) == 1 else None
        larger = one is not None and isinstance(one.ops[0], ast.Gt)
        if one is None or not isinstance(one.ops[0], ast.Gt | ast.Lt):
            continue
        for side, sign in ((one.comparators[0], 1 if larger else -1), (one.left, -1 if larger else 1)):
            name = getattr(side, "id", "")
            inside = sum(
                isinstance(each, ast.Name) and each.id == name and isinstance(each.ctx, ast.Store)
                for part in node.body
                for each in ast.walk(part)
            )
            if begun.get(name) == sign and own.stored[name] == inside + 1:
                least = "infinity" if sign > 0 else "minus infinity"
                return (
                    f"`{ast.unparse(one)}` is never true, because `{name}` starts at {least} and changes only when "
                    "this condition is true. In which round should the condition be true for the first time?"
                )
    return ""


def last_else(own: Written) -> str:
    """Two ifs one below the other about the same name, of which the second has the else, and which set the same."""
    blocks = [block for node in own.nodes for block in (getattr(node, "body", []), getattr(node, "orelse", []))]
    for one, other in (both for block in blocks if isinstance(block, list) for both in pairwise(block)):
        if not isinstance(one, ast.If) or not isinstance(other, ast.If) or one.orelse or not other.orelse:
            continue
        tested = [getattr(each.test, "left", None) for each in (one, other)]
        equal = all(isinstance(getattr(each.test, "ops", [0])[0], ast.Eq) for each in (one, other))
        same = _sets(one.body) & _sets(other.body) & _sets(other.orelse)
        if equal and same and ast.unparse(tested[0]) == ast.unparse(tested[1]):
            return (
                f"the `else` belongs only to `if {ast.unparse(other.test)}`, so it also runs when the condition of "
                f"`if {ast.unparse(one.test)}` is true. What is {min(same)} then?"
            )
    return ""


def _sets(body: list[ast.stmt]) -> set[str]:
    """The names that these lines set."""
    names = [each for line in body for each in ast.walk(line) if isinstance(each, ast.Name)]
    return {each.id for each in names if isinstance(each.ctx, ast.Store)}


def _infinite(value: ast.expr) -> int:
    """Return 1 for infinity, -1 for minus infinity, 0 for all else."""
    if isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.USub):
        return -_infinite(value.operand)
    text = ast.unparse(value).lower().replace('"', "'")
    return {"float('-inf')": -1}.get(text, int(text in INFINITY))


def whole_again(own: Written) -> str:
    """Two slices of one list that are put together, of which the second begins where the first one ends."""
    for node in own.nodes:
        joined = [node.left, node.right] if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) else []
        if called(node) in ("concatenate", "vstack", "hstack", "append") and node.args:
            joined = getattr(node.args[0], "elts", node.args)
        if isinstance(node, ast.List):
            joined = [each.value for each in node.elts if isinstance(each, ast.Starred)]
        slices = [each for each in joined if isinstance(each, ast.Subscript) and isinstance(each.slice, ast.Slice)]
        for one, other in pairwise(slices):
            of, ends, begins = ast.unparse(one.value), one.slice.upper, other.slice.lower
            if ends is None or begins is None or one.slice.lower is not None or other.slice.upper is not None:
                continue
            if ast.unparse(other.value) == of and ast.unparse(ends) == ast.unparse(begins):
                return (
                    f"`{ast.unparse(one)}` and `{ast.unparse(other)}` together are all of `{of}`. Are all of its "
                    "entries needed here?"
                )
    return ""


def without_an_arrow(nodes: Iterable[ast.AST]) -> str:
    """np.einsum that isn't told in which order the letters of the result come, and takes that of the alphabet."""
    nodes = list(nodes)
    turned = {id(each.value) for each in nodes if getattr(each, "attr", "") in ("T", "transpose")}
    for node in (each for each in nodes if id(each) not in turned):
        letters = node.args[0].value if called(node) == "einsum" and isinstance(node.args[0], ast.Constant) else ""
        single = [each for each in str(letters) if each.isalpha() and letters.count(each) == 1]
        if letters and "->" not in letters and single != sorted(single):
            return (
                f"`{ast.unparse(node)}` has no arrow, so the letters of the result come in alphabetical order. "
                "Which shape does it have then, and how do you say which one you want?"
            )
    return ""


def of_nan_to_num(own: Written, told: str) -> str:
    """A sentence about nan_to_num, if it is called."""
    node = next((each for each in own.nodes if called(each) == "nan_to_num"), None)
    return "" if node is None else f"`{ast.unparse(node)}` {told}"


def are_zero(cases: Sequence[Case]) -> bool:
    """Whether single entries of a result are 0 that should be something else."""
    for case in cases:
        try:
            got, right = (np.asarray(each, dtype=float) for each in (case.returned, case.expected))
        except (TypeError, ValueError):
            continue
        if got.shape == right.shape and ((got == 0) & (right != 0)).any() and (got != 0).any():
            return True
    return False


def are_the_largest(cases: Sequence[Case]) -> bool:
    """Whether a result holds the largest number that a float can be, or overflowed from it."""
    for case in cases:
        try:
            got = np.abs(np.asarray(case.returned, dtype=float))
        except (TypeError, ValueError):
            continue
        if (got > 1e300).any():
            return True
    return False


def _is(value: object, node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value == value
