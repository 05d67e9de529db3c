"""What the sentence of a slip says of the code, by the right function without it, and with it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from lecture_nn.checks.diagnosis.phrases import Claim
from lecture_nn.checks.diagnosis.slips import Change, called
from lecture_nn.checks.diagnosis.syntax import is_number
from lecture_nn.checks.diagnosis.wording import ARGUMENTS
from lecture_nn.checks.diagnosis.written import Written, loops_around

OF_ONE_FUNCTION = {
    "the clipping": "clip minimum maximum min max",
    "the lower limit": "maximum clip max where",
    "the upper limit": "minimum clip min where",
    "the sign": "sign copysign where Compare",
    "the cosh": "cosh exp",
    "the tanh": "tanh exp",
    "the sigmoid": "sigmoid expit exp",
    "the softmax": "softmax exp",
    "the exponential": "exp expm1 logaddexp Pow",
    "the exponentials": "exp expm1 logaddexp Pow",
    "the logarithm": "log log2 log10 log1p logaddexp",
    "the absolute value": "abs fabs absolute sign where Compare",
    "the square root": "sqrt Pow hypot norm std",
}
"""What is called by one name in a sentence, and the words and operations of which one makes it."""

MINUSES = "has fewer minus signs than"


def minuses(own: Written) -> int:
    """Return how many minus signs there are in the code."""
    return sum(isinstance(getattr(node, "op", None), ast.Sub | ast.USub) for node in own.nodes)


def _reads(node: ast.AST, names: set[str]) -> Iterator[bool]:
    return (getattr(each, "id", "") in names for each in ast.walk(node))


def claims(change: Change, before: ast.AST, after: str) -> Iterator[Claim]:
    """What the sentence of a slip says of the code, by the right function without it, and with it."""
    if ", in " in change.did and " or in the code that takes its place" in change.did:  # of another function
        return
    right, wrong = Written(before), Written(ast.parse(after))
    if change.did.startswith(("you leave out", "you don't divide by", "you don't subtract")):
        own = {each.arg for each in ast.walk(before) if isinstance(each, ast.arg)}
        calls = {called(each) for each in right.nodes}
        gone = [word for word in right.words if not wrong.words[word] and (word in own or word in calls)]
        # An argument's entries may have another name in the right function: `for a, b in zip(o, t)`.
        there = {getattr(each, "id", "") for node, _ in change.exchanged for each in ast.walk(node)}
        gone += [
            each for each in own - there if change.did.endswith((f" out {ARGUMENTS.get(each, each)}", f" out {each}"))
        ]
        if gone:
            yield "leaves out", " ".join(gone)
    if change.slip == "averaged too early" and change.did.endswith(" too early"):
        yield "sums along an axis", ""
    new = change.exchanged[0][1]
    if change.slip in ("another axis", "another function") and called(new) and not called(new).startswith("_"):
        yield "calls", called(new)
        if "without an axis" in change.did:
            yield "without", f"{called(new)} axis"
        if "leave out keepdims" in change.did:
            yield "without", f"{called(new)} keepdims"
    if "loop" in change.did:
        yield "loops in loops", str(loops_around(before, change.exchanged[0][0]))
    if change.slip == "another number" and is_number(new) and new.value != 1:  # a factor 1 needn't be written
        yield "has the number", str(float(new.value))
    if change.slip == "one case for both" and right.words[getattr(before, "name", "")]:
        yield "calls itself", ""
    of_product = "the matrix product" in change.did and not change.did.startswith("you leave out")
    if of_product or change.did.startswith("you take a matrix product"):
        yield "multiplies matrices", ""
    once_more = re.match(r"you apply the (tanh|sigmoid) to .* once more", change.did)
    if once_more and right.words[once_more[1]]:
        yield "applies twice", once_more[1]
    if change.slip == "product for quotient" and change.did.startswith("you divide by"):
        own = {each.arg for each in ast.walk(before) if isinstance(each, ast.arg)}
        divisor = getattr(new, "right", None)
        yield "divides by", divisor.id if isinstance(divisor, ast.Name) and divisor.id in own else ""
    of_a_call = re.match(r"you (add|subtract|multiply by|divide by|square) (the [\w ]+)$", change.did)
    if of_a_call and of_a_call[2] in OF_ONE_FUNCTION:
        words = OF_ONE_FUNCTION[of_a_call[2]]
        yield "does", words.removesuffix(" Compare") if of_a_call[1] == "divide by" else words
    if change.slip == "two arguments exchanged" and change.did.endswith(" are swapped"):
        both = {getattr(each, "id", "") for pair in change.exchanged for each in pair}
        for node in right.nodes:
            sides = [getattr(side, "id", "") for side in (getattr(node, "left", None), getattr(node, "right", None))]
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub | ast.Div) and set(sides) == both:
                yield "isn't there", ast.unparse(node)
    of_names = change.slip in ("two arguments exchanged", "another variable")
    if of_names:  # an answer that tries one number after the other may be no formula, or another one
        names = {getattr(each, "id", "") for pair in change.exchanged for each in pair}
        formulas = [each for each in wrong.nodes if isinstance(each, ast.BinOp) and any(_reads(each, names))]
        yield "tries, by none of", "\n".join(map(ast.unparse, formulas))
    if change.did.startswith("you leave out a minus sign"):
        yield MINUSES, str(minuses(right))
    if change.did.startswith("you treat all cases alike"):
        yield "treats all alike", ""
