"""Whole arrays where one number or one truth value is needed."""

from __future__ import annotations

import ast
import re

from lecture_nn.checks.diagnosis.raised.decisions import decided_once
from lecture_nn.checks.diagnosis.raised.facts import Facts
from lecture_nn.checks.diagnosis.raised.finding import Finding
from lecture_nn.checks.diagnosis.raised.lists import instead_of
from lecture_nn.checks.diagnosis.raised.shapes import is_module, what
from lecture_nn.checks.diagnosis.raised.sides import SIGNS, TARGETS
from lecture_nn.checks.diagnosis.raised.values import gone_through, last_value
from lecture_nn.checks.diagnosis.slips import called

SIZE_ONE = re.compile(
    r"only (0-dimensional|size-1|length-1) arrays can be converted to Python scalars|doesn't define __round__"
)
SCALAR_INDEX = "only integer scalar arrays can be converted to a scalar index"
WORDS = {
    "exp": "exponential",
    "log": "logarithm",
    "sqrt": "square root",
    "tanh": "tanh",
    "log2": "logarithm",
    "factorial": "factorial",
}
ONE_BY_ONE = ("max", "min", "sorted")
OF_VECTORS = ("dist", "hypot", "fsum", "prod", "sumprod")
SIZE = {"max": "larger", "min": "smaller"}
RETURN_SEVERAL = {"eig", "eigh", "svd", "qr", "slogdet", "lstsq", "histogram", "divmod", "nonzero"}


def for_a_number(facts: Facts) -> Finding | None:
    """math.exp(array), float(array)."""
    if not SIZE_ONE.search(facts.text) and SCALAR_INDEX not in facts.text:
        return None
    nodes = [node for node in facts.parts(ast.Call) if _takes_a_number(facts, node)]
    if SCALAR_INDEX in facts.text:
        nodes = [node for node in nodes if getattr(getattr(node.func, "value", None), "id", "") == "math"]
    if len(nodes) != 1 or not nodes[0].args:
        return None
    (node,) = nodes
    name = getattr(node.func, "attr", "") or getattr(node.func, "id", "")
    argument = what(facts, node.args[0])
    shape = f" of shape {argument.shape}" if argument is not None and argument.is_array else ""
    subject = f"{facts.said(node.func)} takes a single number, and {facts.said(node.args[0])} is a whole array{shape}."
    if name in ("float", "int", "round", "bool"):
        return Finding(
            f"{name}() of a whole array",
            f"{subject} To change all entries at once, an array has functions of its own. Or is one of its entries "
            "meant, or a sum or mean over it?",
        )
    if name in OF_VECTORS:
        return Finding(
            f"math.{name} of rows",
            f"{facts.said(node)} combines numbers, and gets the rows of an array. Which library has functions that "
            "combine all entries of an array, whatever its shape?",
        )
    return Finding(
        f"math.{name} of a whole array",
        f"{subject} If you want the {WORDS.get(name, 'result')} of every entry, which library has this function "
        "for arrays? If not, which single number should the array become first, such as its sum, its mean or its "
        "length (len)?",
    )


def _asks_of_a_chain(chain: ast.Compare) -> str:
    """What leads on: -1 < u < 1 means both comparisons, and u > 0 == t the second one of what the first one gives."""
    if any(isinstance(each, ast.Eq | ast.NotEq) for each in chain.ops):
        return "What should be compared with what, and which parentheses say so?"
    return "How do you check, for each entry separately, whether both comparisons hold?"


def _takes_a_number(facts: Facts, node: ast.Call) -> bool:
    function = node.func
    if isinstance(function, ast.Name):
        return function.id in ("float", "int", "round", "bool", *WORDS)
    return isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id != "np"


def for_a_truth(facts: Facts) -> Finding | None:
    """`if`, `and`, `not` and Python's own max on an array."""
    if "truth value of an array" not in facts.text:
        return None
    node = facts.node
    if isinstance(node, ast.Call):
        return _in_a_call(facts, node)
    one = facts.only(ast.Compare)
    if one is not None and isinstance(one.ops[0], ast.In | ast.NotIn):  # codespell:ignore notin
        return _looked_for(facts, one)
    for part in facts.parts(ast.Compare):
        if len(part.ops) > 1:
            return Finding(
                "a chained comparison of an array",
                f"{facts.said(part)} chains two comparisons, which Python joins with `and`: that asks the whole array "
                f"for one truth value. {_asks_of_a_chain(part)}",
            )
    statement = facts.statement
    inside = node if isinstance(node, ast.expr) else getattr(statement, "test", None) or statement
    joined = next((each for each in ast.walk(inside) if isinstance(each, ast.BoolOp)), None) if inside else None
    if joined is None and isinstance(statement, ast.If | ast.While) and isinstance(statement.test, ast.BoolOp):
        joined = statement.test
    if joined is not None:
        word = "and" if isinstance(joined.op, ast.And) else "or"
        return Finding(
            "and or or between arrays",
            f"In {facts.said(joined)}, `{word}` asks an array for one truth value{_also_not(facts)}, and an array has "
            "one for each entry. Do you want an answer for each entry (&, | and ~), or one answer for the whole array "
            "(.all(), .any())?",
        )
    if (told := _a_label_and_a_row(facts, inside)) is not None:
        return told
    choice = next((each for each in ast.walk(inside) if isinstance(each, ast.IfExp)), None) if inside else None
    if isinstance(statement, ast.If | ast.While) or choice is not None or isinstance(_parent(facts), ast.IfExp):
        if (decided := decided_once(facts)) is not None:
            return decided
        loop = isinstance(statement, ast.While)
        return Finding(
            "while on a whole array" if loop else "if on a whole array",
            f"{'A `while`' if loop else 'An `if`'} decides once, for the whole array, and its condition may hold for "
            f"some entries only{_of_single_numbers(facts)}. Do you want one decision for the whole array, or one for "
            "each entry? Which function chooses entry by entry?",
        )
    negated = next((each for each in ast.walk(inside) if isinstance(each, ast.Not)), None) if inside else None
    if negated is not None:
        return Finding(
            "not of a whole array",
            (
                "`not` asks the whole array for one truth value. Which operator turns True and False around entry by "
                "entry?"
            ),
        )
    return Finding(
        "one truth value of a whole array",
        "This line asks for one truth value, and an array has one for each entry. Is it meant entry by entry, or is "
        "it one question about all of them?",
    )


def _a_label_and_a_row(facts: Facts, inside: ast.AST | None) -> Finding | None:
    """A position of the largest entry that is compared with a row of the targets."""
    node = next((each for each in ast.walk(inside) if isinstance(each, ast.Compare)), None) if inside else None
    for one, other in ((node.left, node.comparators[0]), (node.comparators[0], node.left)) if node is not None else ():
        of = gone_through(facts, one)
        value = last_value(facts, of) or of
        label = getattr(getattr(value, "func", None), "attr", "") in ("argmax", "argmin")
        row, known = gone_through(facts, other), what(facts, one)
        is_number = known is None or not (known.is_array and known.shape)
        if label and is_number and getattr(row, "id", "") in TARGETS:
            return Finding(
                "numbers of classes compared with one-hot rows",
                f"{facts.said(one)} is the number of a class, and {facts.said(other)} a whole row. What does this "
                "row hold, and how do you get the class number from it?",
            )
    return None


def _also_not(facts: Facts) -> str:
    """What to add where `not` stands in the code as well."""
    return ", as `not` does" if any(isinstance(each, ast.Not) for each in ast.walk(facts.tree or ast.Module())) else ""


def _parent(facts: Facts) -> ast.AST | None:
    node = facts.node
    if node is None or facts.tree is None:
        return None
    return next((each for each in ast.walk(facts.tree) if node in ast.iter_child_nodes(each)), None)


def _in_a_call(facts: Facts, node: ast.Call) -> Finding | None:
    name = getattr(node.func, "id", "")
    if name in ONE_BY_ONE:
        of = what(facts, node.args[0]) if len(node.args) == 1 else None
        if (of is not None and of.kind in ("tuple", "other")) or set(map(called, node.args)) & RETURN_SEVERAL:
            return Finding(
                f"Python's own {name} of several results",
                f"{facts.said(node.args[0])} {'returns' if called(node.args[0]) else 'holds'} several things together, "
                f"and {facts.said(node)} compares them as wholes. Which of them is meant?",
            )
        several = len(node.args) > 1 and name in SIZE  # np.maximum has no axis
        return Finding(
            f"Python's own {name} on an array",
            f"{facts.said(node)} calls Python's own {name}, which compares whole rows or arrays. Which function of "
            f"NumPy {f'takes the {SIZE[name]} of two' if several else 'works'} entry by "
            f"entry{'' if several else ', and over which axis'}?",
        )
    if isinstance(node.func, ast.Attribute) and is_module(facts, node.func.value) and len(node.args) > 1:
        second = what(facts, node.args[1])
        if second is not None and second.is_array:
            return Finding(
                "a second array taken for an option",
                f"In {facts.said(node)}, the second argument is an option (an axis, or the kind of norm), and an "
                "array is given. Do you want to combine the two first: their difference, for example?",
            )
    if isinstance(node.func, ast.Attribute) and node.func.attr in ("remove", "index", "count"):
        return _looked_for(facts, node)
    if name in ("all", "any"):
        return Finding(
            f"Python's own {name} on a table",
            f"{facts.said(node)} calls Python's own {name}, which takes the rows one by one and asks each for one "
            "truth value. Which function checks all entries at once?",
        )
    return Finding(
        "one truth value of a whole array",
        f"{facts.said(node)} has to decide something once, and an array has one truth value for each entry. What "
        "exactly should be compared?",
    )


def _looked_for(facts: Facts, node: ast.expr) -> Finding:
    return Finding(
        "an array looked for in a list",
        f"{facts.said(node)} looks for an equal entry with ==, which compares two arrays number by number and so "
        f"gives many truth values where one is needed. {instead_of(called(node))}",
    )


def whole_numbers(facts: Facts) -> Finding | None:
    """Fractions that are written into an array of whole numbers."""
    if not re.search(r"Cannot cast ufunc .* from dtype\('float\d+'\) to dtype\('u?int\d+'\)", facts.text):
        return None
    out = any(each.arg == "out" for call in facts.parts(ast.Call) for each in call.keywords)
    sign = SIGNS.get(type(getattr(facts.statement, "op", None)), "")
    how = f" (without {sign}=)" if sign else " (without out=)" if out else ""
    return Finding(
        "fractions written into an array of whole numbers",
        "The array that is written to holds whole numbers, and the result has fractions. Should you make a new array "
        f"instead{how}, or should the array hold floats from the beginning?",
    )


def _of_single_numbers(facts: Facts) -> str:
    """What to add where a function of Python's math stands in the code."""
    for each in ast.walk(facts.function or ast.Module()):
        if isinstance(each, ast.Call) and getattr(getattr(each.func, "value", None), "id", "") == "math":
            return f", and `{ast.unparse(each.func)}` takes a single number, too"
    return ""


def split_unevenly(facts: Facts) -> Finding | None:
    """np.split into a number of parts of which all are to be equally long."""
    call = next((each for each in facts.parts(ast.Call) if len(each.args) > 1 and called(each) == "split"), None)
    divided = any(isinstance(each.op, ast.Div | ast.FloorDiv | ast.Mod) for each in facts.parts(ast.BinOp))
    into_none = facts.kind == "ZeroDivisionError" and call is not None and not divided
    if not into_none and "array split does not result in an equal division" not in facts.text:
        return None
    number = f", here {facts.said(call.args[1])}," if call else ""
    return Finding(
        "np.split into parts that don't come out even",
        f"np.split takes a whole number in second place{number} for how many parts there should be, and makes all of "
        "them equally long. Is it a number of parts, or the length of one? And what should happen to entries that are "
        "left over?",
    )


def joined(facts: Facts) -> Finding | None:
    """Arrays that are put side by side, or reshaped, and don't fit."""
    if found := re.search(
        r"must have same number of dimensions, but the array at index (\d+) has (\d+) dim.* index (\d+) has (\d+) dim",
        facts.text,
    ):
        node = facts.only(ast.Call)
        call = f" in {facts.said(node)}" if node is not None else ""
        if facts.results > 1 and isinstance(facts.statement, ast.Return) and facts.statement.value is node:
            return Finding(
                "results that are joined into one array",
                f"{facts.said(node)} would join the results into one array, and {facts.results} of their own are asked "
                "for. How does a function return several results side by side?",
            )
        return Finding(
            "a vector joined to a matrix",
            f"The arrays{call} have {found[2]} and {found[4]} axes. A vector of shape (N,) has no columns and isn't "
            "a column itself: which shape does a column have, and how do you turn a vector into one?",
        )
    if found := re.search(
        r"along dimension (\d+), the array at index \d+ has size (\d+) and the array at index \d+ has size (\d+)",
        facts.text,
    ):
        return Finding(
            "arrays joined along the wrong axis",
            f"Arrays are joined along one axis and have to agree in all others; in axis {found[1]} one has length "
            f"{found[2]} and the other {found[3]}. Along which axis should they be joined, and is one a row that "
            "should be a column?",
        )
    if found := re.search(r"cannot reshape array of size (\d+) into shape \((\d+)\)", facts.text):  # of (-1, 4)
        return Finding(
            "reshape into rows that don't come out even",
            f"reshape only rearranges the entries, and {found[1]} entries don't fill rows of {found[2]}: some are "
            "left over. What should happen to those?",
        )
    if found := re.search(r"cannot reshape array of size (\d+) into shape \((\d+),newaxis\)", facts.text):
        return Finding(
            "reshape into rows that don't come out even",
            f"reshape only rearranges the entries, and {found[1]} of them don't make {found[2]} rows of equal length. "
            f"Should {found[2]} be the number of rows or of entries in a row, and what happens to those left over?",
        )
    if found := re.search(r"cannot reshape array of size (\d+) into shape (\(.*?\))", facts.text):
        return Finding(
            "reshape to another number of entries",
            f"reshape only rearranges the entries: there are {found[1]}, and shape {found[2]} needs a different "
            "number. Where was the array made, and how many entries should it have?",
        )
    if "need at least one array to" in facts.text:
        node = facts.only(ast.Call)
        subject = facts.said(node.args[0]) if node is not None and node.args else "The list of arrays"
        return Finding(
            "no array to join",
            f"{subject} is empty here, so there is nothing to join. In which round of a loop does that happen, and "
            "what has taken the arrays out, or should have put them in?",
        )
    if "must be square" in facts.text:
        return Finding(
            "an inverse of a matrix that isn't square",
            "Only a square matrix has an inverse or eigenvalues, and yours isn't square. Which product of it with its "
            "transpose has one row and one column for each unknown, and does the formula use it?",
        )
    if "Singular matrix" in facts.text:
        return Finding(
            "a singular matrix",
            "The matrix has no inverse: some columns are combinations of the others. Is a column there twice, or is "
            "a term of the formula missing?",
        )
    return None
