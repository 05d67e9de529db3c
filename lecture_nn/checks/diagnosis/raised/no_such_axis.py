"""An axis that an array hasn't got: by an index too many, by its number, by a mask, or of a single number."""

from __future__ import annotations

import ast
import re

from lecture_nn.checks.diagnosis.raised.facts import Facts
from lecture_nn.checks.diagnosis.raised.finding import Finding
from lecture_nn.checks.diagnosis.raised.shapes import is_module, what
from lecture_nn.checks.diagnosis.raised.values import made_for


def other_axes(facts: Facts) -> Finding | None:
    """More indices than axes, an axis that isn't there, a mask of another length, an index of a number."""
    if found := re.search(
        r"too many indices for array: array is (\d+)-dimensional, but (\d+) were indexed", facts.text
    ):
        node = facts.only(ast.Subscript)
        of = what(facts, node.value) if node is not None else None
        subject = facts.said(node.value) if node is not None else "the array"
        shape = f" (its shape is {of.shape})" if of and of.is_array else ""
        start = f"{subject} has {_count(found[1])}{shape}, but you give it {found[2]} indices."
        if found[1] == "1" and from_to(node):
            return Finding(
                "a comma between the bounds of a piece",
                f"{start} A comma separates the indices of two axes. How do you write the entries from one position "
                "up to another?",
            )
        if node is not None and (made := made_for(facts, node.value)):
            return Finding(
                "an array that is made with too few axes",
                f"{start} The line {made} decides how many axes there are. Which shape should {subject} have?",
            )
        return Finding(
            "more indices than the array has axes",
            f"{start} Has an earlier step summed over an axis, or is this a single example where you expected a batch?",
        )
    if found := re.search(r"axis (-?\d+) is out of bounds for array of dimension (\d+)", facts.text):
        node = facts.only(ast.Call)
        subject = "the array"
        if node is not None and isinstance(node.func, ast.Attribute):
            if not is_module(facts, node.func.value):
                subject = facts.said(node.func.value)
            elif node.args and (of := what(facts, node.args[0])) is not None and of.is_array:
                subject = facts.said(node.args[0])
        has = f"axes are numbered from 0, and {subject} has {_count(found[2])}"
        told = f"In {facts.said(node)} there is" if node is not None else "There is"
        told = f"{told} no axis {found[1]}: {has}. What shape did you expect here?"
        by_place = node is not None and not any(each.arg == "axis" for each in node.keywords)
        if by_place and any(ast.unparse(each) == found[1] for each in node.args):
            told = f"The {found[1]} in {facts.said(node)} is taken for an axis, but {has}. Is an axis what you mean at "
            told += f"this place, or should the {found[1]} say something else?"
        return Finding("an axis that isn't there", told)
    if "boolean index did not match" in facts.text:
        found = re.search(r"size of axis is (\d+) but size of corresponding boolean axis is (\d+)", facts.text)
        sizes = f" ({found[2]} truth values for {found[1]} entries)" if found else ""
        return Finding(
            "a mask of another length",
            f"An index of True and False needs one truth value for each entry of the axis{sizes}. Was the comparison "
            "made on the array that is indexed?",
        )
    if re.search(
        r"invalid index to scalar variable|'(numpy\.)?(int|float|bool)\d*_?' object is not subscriptable", facts.text
    ):
        node = facts.only(ast.Subscript)
        subject = facts.said(node.value) if node is not None else "what is indexed"
        return Finding(
            "an index of a single number",
            f"{subject} is a single number here, so there is nothing to index. Is it an array in your mind: which step "
            "has made one number of it?",
        )
    return None


def from_to(node: ast.Subscript | None) -> bool:
    """Return whether two indices look like the bounds of a piece: a[n, n + B], a[c[i], c[i + 1]] or a[0, n]."""
    if node is None or not isinstance(node.slice, ast.Tuple) or len(node.slice.elts) != 2:
        return False
    first, second = node.slice.elts
    if isinstance(first, ast.Constant):
        return first.value == 0 and not isinstance(second, ast.Constant | ast.Slice)
    if isinstance(first, ast.Subscript) and isinstance(second, ast.Subscript):
        return ast.unparse(first.value) == ast.unparse(second.value)
    names = [{each.id for each in ast.walk(part) if isinstance(each, ast.Name)} for part in (first, second)]
    return isinstance(second, ast.BinOp) and bool(names[0]) and names[0] <= names[1]


def _count(n: str) -> str:
    return {"0": "no axis", "1": "one axis"}.get(n, f"{n} axes")
