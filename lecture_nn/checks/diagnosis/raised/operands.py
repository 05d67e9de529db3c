"""Arithmetic and functions with something of the wrong kind: lists, None, functions, whole arrays for one number."""

from __future__ import annotations

import ast
import re

from lecture_nn.checks.diagnosis.raised.attributes import of_a_list
from lecture_nn.checks.diagnosis.raised.facts import Facts, Thing, shortened
from lecture_nn.checks.diagnosis.raised.finding import Finding
from lecture_nn.checks.diagnosis.raised.shapes import is_module, what
from lecture_nn.checks.diagnosis.raised.values import last_value

TYPES = {
    "list": "list",
    "tuple": "tuple",
    "NoneType": "None",
    "function": "function",
    "method": "function",
    "builtin_function_or_method": "function",
    "numpy.ufunc": "function",
    "str": "text",
    "generator": "generator",
    "map": "map",
    "zip": "zip",
    "filter": "filter",
    "dict": "dict",
    "type": "class",
    "module": "module",
    "set": "set",
}
"""Kinds of objects by what error messages call them."""

CALCULATED = (
    r"unsupported operand type\(s\) for|can't multiply sequence|bad operand type for|can only concatenate"
    r"|must be real number, not|loop of ufunc does not support|has no attribute|is not subscriptable|is not iterable"
    r"|has no len\(\)|cannot unpack non-iterable|argument of type|not supported between instances"
)
IN_PLACE = {"append", "sort", "shuffle", "extend", "fill", "update", "insert", "reverse", "remove", "print", "put"}
"""Functions that change something, or show it, and return nothing."""


MAKE_ARRAYS = ("array", "asarray", "stack", "vstack", "hstack", "concatenate")


def of_the_wrong_kind(facts: Facts) -> Finding | None:
    """Something that can't be calculated with: the first kind of object that the message and the line both show."""
    if not re.search(CALCULATED, facts.text):
        return None
    named = [
        TYPES[name]
        for name in re.findall(r"'([\w.]+)'|of type (\w+) which", facts.text)
        for name in name
        if name in TYPES
    ]
    if "can't multiply sequence" in facts.text and (found := _of_a_function(facts)) is not None:
        return found
    if "can't multiply sequence" in facts.text:
        named = ["list", "tuple", "text"]
    if re.search(r"must be real number, not (\w+)", facts.text):
        named.append(TYPES.get(re.search(r"must be real number, not (\w+)", facts.text)[1], ""))
    for kind, told in (
        ("None", _nothing),
        ("function", _function),
        ("list", _list),
        ("tuple", _tuple),
        ("generator", _generator),
        ("map", _generator),
        ("zip", _generator),
        ("filter", _generator),
        ("text", _word),
    ):
        if kind in named:
            part = _part(facts, kind)
            if part is not None or set(named) == {kind}:
                return told(facts, part, what(facts, part) if part is not None else None)
    return None


def minus_of_truths(facts: Facts) -> Finding | None:
    """A minus between arrays, or before one, whose entries are True and False."""
    if "numpy boolean" not in facts.text:
        return None
    node = next((each for each in facts.parts(ast.BinOp, ast.UnaryOp) if isinstance(each.op, ast.Sub | ast.USub)), None)
    where = f" in {facts.said(node)}" if node is not None else ""
    return Finding(
        "a minus between True and False",
        f"The entries{where} are True and False, for which NumPy has no minus sign. Which two cases do you want to "
        "tell apart? Do you need numbers for that, or `&` and `~`?",
    )


def _part(facts: Facts, kind: str) -> ast.expr | None:
    """The operand of that kind: the first one, if there is one."""
    found = [
        node
        for node in facts.parts(
            ast.BinOp, ast.Call, ast.Attribute, ast.UnaryOp, ast.Subscript, ast.Compare, ast.AugAssign
        )
        for node in _operands(node)
        if (thing := what(facts, node)) is not None and thing.kind == kind
    ]
    if not found and kind == "None":  # what a call returned isn't known, but only one is None
        found = [
            node
            for outer in facts.parts(ast.BinOp, ast.Attribute, ast.Subscript)
            for node in _operands(outer)
            if isinstance(node, ast.Call) and what(facts, node) is None
        ][:1]
    return found[0] if found else None


def _operands(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.BinOp):
        return [node.left, node.right]
    if isinstance(node, ast.AugAssign):
        return [node.target, node.value]
    if isinstance(node, ast.Call):
        return [node.func.value, *node.args] if isinstance(node.func, ast.Attribute) else list(node.args)
    if isinstance(node, ast.UnaryOp):
        return [node.operand]
    if isinstance(node, ast.Compare):
        return [node.left, *node.comparators]
    return [node.value] if isinstance(node, ast.Attribute | ast.Subscript) else []


def _of_a_function(facts: Facts) -> Finding | None:
    """Several arrays that one of the exercise's functions returns together."""
    for node in facts.parts(ast.BinOp):
        for part in _operands(node):
            name = getattr(getattr(part, "func", None), "id", "") if isinstance(part, ast.Call) else ""
            if facts.results_of.get(name, 1) > 1:
                return Finding(
                    "several results taken for one",
                    f"{name} returns several things side by side, and {facts.said(node)} calculates "
                    "with all of them at once, as if they were one array. What should be done for each?",
                )
    return None


def _nothing(facts: Facts, part: ast.expr | None, of: Thing | None) -> Finding:
    call = part if isinstance(part, ast.Call) else last_value(facts, part)
    name = getattr(getattr(call, "func", None), "attr", "") or getattr(getattr(call, "func", None), "id", "")
    subject = facts.said(part) if part is not None else "One of the things in this line"
    if isinstance(call, ast.Call) and name in IN_PLACE:
        return Finding(
            "the result of a function that returns nothing",
            f"{subject} is None, because {facts.said(call)} returns nothing: {name} only "
            f"{'shows' if name == 'print' else 'changes'} what it is given. Which name stands for the thing that you "
            "need?",
        )
    if isinstance(call, ast.Call) and facts.globals.get(name, facts.names.get(name, Thing(""))).kind == "function":
        return Finding(
            "the result of a function without a return",
            f"{subject} is None: that is what {name} returned. Does {name} end with return on every path, or does it "
            "only print its result?",
        )
    if isinstance(part, ast.Constant):
        return Finding(
            "None where a number or an array is needed", "None isn't a number. What should be there instead?"
        )
    return Finding(
        "None where a number or an array is needed",
        f"{subject} is None. Where should it get its value, and does the function that made it return something?",
    )


def _function(facts: Facts, part: ast.expr | None, of: Thing | None) -> Finding:
    subject = facts.said(part) if part is not None else "One of the things in this line"
    if (told := uncalled(facts, part)) is not None:
        return told
    if "not subscriptable" in facts.text:
        return Finding(
            "a function with square brackets",
            f"{subject} is a function, and square brackets take an entry. Which brackets call a function?",
        )
    return Finding(
        "a function where its value is needed",
        f"You use the function {subject} itself, and not the number or array that it returns. Which argument "
        "should it be called with here?"
        if part is not None
        else "A function stands in this line where the number or array that it returns is needed. Which argument "
        "should it be called with here?",
    )


def uncalled(facts: Facts, part: ast.expr | None) -> Finding | None:
    """Return what is said of a name that stands for a method, because a line names the method and doesn't call it."""
    method = last_value(facts, part)
    if not isinstance(method, ast.Attribute) or is_module(facts, method.value) or method.attr in ("T", "shape", "size"):
        return None
    line = shortened(f"{ast.unparse(part)} = {ast.unparse(method)}")
    return Finding(
        "a method that is never called",
        f"{facts.said(part)} is the method {facts.said(method)} itself, not its result, because the line {line} "
        "doesn't call the method. What is missing in that line?",
    )


def _list(facts: Facts, part: ast.expr | None, of: Thing | None) -> Finding:
    subject = facts.said(part) if part is not None else "One of the things in this line"
    arrays = _is_list_of_arrays(of)
    attribute = re.search(r"'list' object has no attribute '(\w+)'", facts.text)
    node = facts.node
    if attribute and isinstance(node, ast.Call) and getattr(node.func, "attr", "") != attribute[1]:
        return _handed_over(facts, node, part)
    if attribute:
        return of_a_list(attribute[1], _within(subject), of)
    if arrays and "inhomogeneous" in facts.text:
        return Finding(
            "one array of arrays that differ in shape",
            f"{_within(subject)} is {of}, and arrays of different shapes can't become one array. What should be "
            "done with each of them, and how do you go through them?",
        )
    if arrays:
        return Finding(
            "arithmetic with a list of arrays",
            f"Arithmetic on a list doesn't reach the arrays in it, and {_within(subject)} is {of}. What should be "
            "done with each of them, and how do you go through them?",
        )
    return Finding(
        "arithmetic with a list",
        f"Arithmetic works entry by entry on arrays only, and {_within(subject)} is {of or 'a list'}. How do you turn "
        "it into an array, or go through its entries?",
    )


def _is_list_of_arrays(of: Thing | None) -> bool:
    return of is not None and of.kind == "list" and bool(of.items) and all(each.is_array for each in of.items)


def _handed_over(facts: Facts, call: ast.Call, part: ast.expr | None) -> Finding:
    of = what(facts, part) if part is not None else None
    subject = facts.said(part) if part is not None else "what it is given"
    return Finding(
        "a list handed to a function that needs an array",
        f"{facts.said(call.func)} needs an array, and {subject} is {of or 'a list'}. Which of its entries (the first, "
        "the last?) is meant, or does it have to become an array?",
    )


def _tuple(facts: Facts, part: ast.expr | None, of: Thing | None) -> Finding:
    subject = facts.said(part) if part is not None else "One of the things in this line"
    call = last_value(facts, part)
    made = f", as {facts.said(call)} returned it" if isinstance(call, ast.Call) else ""
    return Finding(
        "several results taken for one",
        f"{subject if part is not None else 'Something in this line'} is {of or 'a tuple'}{made}: several things "
        "together, and you can't do arithmetic with them as a whole. Which of them do you need here, or should "
        "something be done with each?",
    )


def _generator(facts: Facts, part: ast.expr | None, of: Thing | None) -> Finding:
    subject = facts.said(part) if part is not None else "One of the things in this line"
    return Finding(
        "a generator used as a list or an array",
        f"A generator such as {_within(subject)} hands out its entries one by one, so it can neither be indexed nor "
        "calculated with. How do you turn it into a list or an array?"
        if part is not None
        else "Something in this line hands out its entries one by one, as a generator does, so it can neither be "
        "indexed nor calculated with. How do you turn it into a list or an array?",
    )


def _word(facts: Facts, part: ast.expr | None, of: Thing | None) -> Finding:
    subject = facts.said(part) if part is not None else "One of the things in this line"
    return Finding(
        "a text where a number is needed",
        f"{subject} is a text, even if it looks like a number. Where does it come from?",
    )


def _within(subject: str) -> str:
    """What a sentence is about, where it doesn't begin with it."""
    return subject if subject.startswith("`") else subject[:1].lower() + subject[1:]


def several_in_one(facts: Facts) -> Finding | None:
    """The result of a NumPy function that is a tuple of its own class, or a tuple within a calculation of arrays."""
    if found := re.search(r"'(\w+Result)' object has no attribute '(\w+)'", facts.text):
        call = facts.only(ast.Attribute)
        subject = facts.said(call.value) if call is not None else "This function"
        holds = "holds" if isinstance(getattr(call, "value", None), ast.Name) else "returns"
        of = {
            "EigResult": ", the eigenvalues and the eigenvectors",
            "EighResult": ", the eigenvalues and the eigenvectors",
        }
        return Finding(
            "several results taken for one",
            f"{subject} {holds} several things together{of.get(found[1], '')}, so it has no .{found[2]}. Which of them "
            "do you need here?",
        )
    if not re.search("inhomogeneous|ragged list", facts.text):  # NumPy's words, and our package's
        return None
    call = facts.node
    if isinstance(call, ast.Call) and not is_module(facts, getattr(call.func, "value", call)):
        lists = [each for each in call.args if (of := what(facts, each)) is not None and of.kind == "list"]
        if lists:
            return _handed_over(facts, call, lists[0])
    for node in facts.parts(ast.BinOp, ast.Call):
        for part in _operands(node):
            of = what(facts, part)
            if of is not None and of.kind == "tuple":
                return _tuple(facts, part, of)
            if _is_list_of_arrays(of) and getattr(getattr(node, "func", None), "attr", "") not in MAKE_ARRAYS:
                return _list(facts, part, of)
            written_out = isinstance(part, ast.List)
            if _is_list_of_arrays(of) and len({each.shape for each in of.items}) > 1 and not written_out:
                return Finding(
                    "an array made of arrays of different shapes",
                    f"{facts.said(part)} is {of} of different shapes, which can't become one array. What should be "
                    "done with each of them, and how do you go through them?",
                )
    return Finding(
        "rows of different lengths",
        "The parts of one array need the same shape, and these have different ones. Are they all what you think they "
        "are (print their shapes), or should they stay in a list?",
    )
