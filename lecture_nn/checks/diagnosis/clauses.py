"""Which clauses of a sentence the code bears out: the others are left out, or said in other words.

A name may offer several causes, or speak of an operation that another way to the same numbers has. Where the code is at
hand, only what stands in it is spoken of.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

from lecture_nn.checks.diagnosis.conditions import (
    counts_in_every_round,
    divides_by_a_length,
    divides_by_a_size,
    divides_by_a_size_alone,
    has_no_examples,
    never_counts,
    never_divides,
    never_rounds,
    sums_nothing,
    writes_zero,
)
from lecture_nn.checks.diagnosis.plain_differences import central
from lecture_nn.checks.diagnosis.plain_operations import operations
from lecture_nn.checks.diagnosis.slips import called
from lecture_nn.checks.diagnosis.written import CHOICES, Written, loops_around

Holds = Callable[[Written], bool]

LOST = (
    "Does a limit cut them off, or do you take a difference of two numbers that are nearly equal, such as 1 minus "
    "almost 1?"
)
TURNING = ("T", "transpose", "swapaxes", "moveaxis", "rollaxis", "einsum", "permute_dims", "matrix_transpose")


def as_it_is(hint: str, own: Written) -> str:
    """The hint, with each clause that the code excludes left out or put in words that are true of it."""
    for phrase, holds, instead in CLAUSES:
        if re.search(phrase, hint) and holds(own):
            hint = re.sub(phrase, instead, hint)
    return hint


def _always(own: Written) -> bool:
    return True


def _without(*words: str) -> Holds:
    """None of these words and operations is in the code."""
    return lambda own: not any(own.words[each] or each in own.kinds for each in words)


def _with(*words: str) -> Holds:
    return lambda own: any(own.words[each] for each in words)


def _never_turned(own: Written) -> bool:
    attributes = {getattr(node, "attr", "") for node in own.nodes} | {called(node) for node in own.nodes}
    return not attributes & set(TURNING)


def _writes_nan(own: Written) -> bool:
    """Whether the code says nan itself."""
    return any(
        getattr(node, "attr", "") in ("nan", "NaN") or (called(node) == "float" and "nan" in ast.unparse(node).lower())
        for node in own.nodes
    )


def _multiplies_by_the_rest(own: Written) -> bool:
    """Whether (1 - beta) is a factor somewhere."""
    factors = [
        side
        for node in own.nodes
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult)
        for side in (node.left, node.right)
    ]
    return "1 - beta" in map(ast.unparse, factors)


def _counts(own: Written) -> bool:
    """Whether what is returned was counted, one by one, and nothing is divided."""
    returned = {getattr(node.value, "id", "") for node in own.nodes if isinstance(node, ast.Return)}
    counted = {
        getattr(node.target, "id", None)
        for node in own.nodes
        if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add) and ast.unparse(node.value) == "1"
    }
    return bool(returned & counted) and not own.has(ast.Div)


def _only_limits(own: Written) -> bool:
    """Whether there is a limit in the code, and nothing is subtracted."""
    return "limit" in operations(own) and not own.has(ast.Sub)


def _unpacks(own: Written) -> bool:
    """Whether the results of a function are unpacked."""
    return any(
        isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple) and isinstance(node.value, ast.Call)
        for node in own.nodes
    )


def _decides_once(own: Written) -> bool:
    """Whether a condition is made of a whole array, and nothing is gone through."""
    tests = [node.test for node in own.nodes if isinstance(node, ast.If | ast.IfExp)]
    return not own.loops and any(called(each) in ("any", "all") for test in tests for each in ast.walk(test))


def _tanh_in_each_round(own: Written) -> bool:
    """Whether the one activation function stands in a loop that makes no difference between its rounds."""
    tanhs = [node for node in own.nodes if called(node) == "tanh"]
    alike = not own.has(*CHOICES) and not any(own.words[each] for each in ("sigmoid", "exp", "expit"))
    return len(tanhs) == 1 and alike and own.has(ast.For) and loops_around(own.function, tanhs[0]) > 0


def _one_difference(own: Written) -> bool:
    return sum(isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub) for node in own.nodes) == 1


def _knows_what_it_uses(own: Written) -> bool:
    """Whether all that it reads, but for functions and modules, is given to it or set in it."""
    called_names = {id(node.func) for node in own.nodes if isinstance(node, ast.Call)}
    modules = {id(node.value) for node in own.nodes if isinstance(node, ast.Attribute)}
    names = [node for node in own.nodes if isinstance(node, ast.Name)]
    known = {node.id for node in names if not isinstance(node.ctx, ast.Load)}
    known |= {node.arg for node in own.nodes if isinstance(node, ast.arg)} | {"np", "math", "numpy"}
    read = {node.id for node in names if id(node) not in called_names | modules}
    return read <= known


def _treats_all_alike(own: Written) -> bool:
    """Whether nothing is chosen: every entry goes the same way."""
    return not own.has(*CHOICES) and not any(own.words[each] for each in ("where", "piecewise", "select", "choose"))


CLAUSES: tuple[tuple[str, Holds, str], ...] = (
    (
        r"What is divided by itself[^?]*\?",
        counts_in_every_round,
        "Your count goes up in each round of a loop. In which rounds should it go up?",
    ),
    (r"you use the transpose of ([\w ]+?)(?=[,.])", _never_turned, r"you take rows for columns in \1"),
    (
        r"your (result|gradient) is twice as large as it should be\. "
        r"(Where could the factor come from\?|There is no square in this loss\.)",
        central,
        r"your \1 is twice as large as it should be. You divide a difference of two values: how far apart are the "
        "two points at which they are taken?",
    ),
    (r"you add up where you should average", _counts, "you return a count where a fraction is asked for"),
    (
        r"but a right class with probability 0 still makes your loss infinite\.",
        _with("nan_to_num"),
        "but where a right class has probability 0, nan_to_num replaces the logarithm, which is −infinity, by the "
        "most negative number that there is, and the sum of two of those is infinite again.",
    ),
    (
        r"Is 1 − β missing in front of the new loss, or do you divide by it at every step\? ",
        _multiplies_by_the_rest,
        "What do you divide them by, and is it the same number for all of them? ",
    ),
    (
        r"Which step of yours fails for that\?|In your code (it|they) can come from [^?]*\?",
        _writes_nan,
        "Your code writes nan itself: which number does the docstring ask for there?",
    ),
    (
        r"Does reshape transpose a matrix, or does it keep the numbers in order and only cut them into other rows\?",
        _without("reshape", "resize"),
        "What does the first index of the right one count, and what does yours?",
    ),
    (
        r"Over which axis should your sum go, and which should remain\?",
        sums_nothing,
        "What does your loop count, and how many of those are there?",
    ),
    (
        r"What should happen to the result if the same number is added to all logits of a row\?",
        _without("exp", "softmax", "log"),
        "How many numbers are asked for, and how many do you return?",
    ),
    (
        r"Which axis counts the examples, and which should disappear\?( Write down the shape that should come out\.)?",
        has_no_examples,
        "What shape should the result have, and what shape does yours have?",
    ),
    (
        r"where you count, one of your numbers is too low by 1\. With which number does your count begin, and at which "
        r"does it end\?",
        never_counts,
        "a 1 is missing, or one of your numbers is too low by 1. For which arguments do you know the result, and what "
        "does your code make of them?",
    ),
    (
        r"Is one of its factors always 0, or a difference of two things that are the same\?",
        lambda own: own.has(ast.While),
        "How often is the body of your loop carried out?",
    ),
    (
        r"Python compares tuples by their first entry\. Which entry decides here\?",
        _without("zip", "enumerate"),
        "What does the number that you use as an index stand for?",
    ),
    (r"Where do you take a root\?", _without("sqrt", "Pow", "norm", "std", "power", "cbrt"), "Which step is missing?"),
    (r", or o has been through the sigmoid once more", _without("sigmoid", "exp", "expit", "tanh"), ""),
    (
        r"(right except where it should be tiny\.) .*",
        writes_zero,
        r"\1 Which entries does your condition pick out, and what does your code put in their place?",
    ),
    (re.escape(LOST), _only_limits, "Which limit keeps it from becoming as small as it should?"),
    (
        r"results (\d) and (\d) are swapped, in (\w+) or in the code that takes its place",
        _unpacks,
        r"results \1 and \2 of \3 are swapped where you unpack them",
    ),
    (
        r"results (\d) and (\d) are swapped, in (\w+) or in the code that takes its place",
        _always,
        r"results \1 and \2 of what \3 computes take each other's place",
    ),
    (
        r"is 1 everywhere\. What is divided by itself, or never changed\?",
        _decides_once,
        "is 1 everywhere: your condition is checked once, for the whole array. How does each entry get an answer of "
        "its own?",
    ),
    (
        r"is 0 everywhere\. Which line should give it other values\?",
        _decides_once,
        "is 0 everywhere: your condition is checked once, for the whole array. How does each entry get an answer of "
        "its own?",
    ),
    (
        r"you use the tanh in place of the sigmoid(?=\.)",
        _tanh_in_each_round,
        "you use the tanh in every layer, so in place of the sigmoid as well",
    ),
    (r"one of the two factors is missing\.", _with("exp", "log"), "your result is near 1 at one end."),
    (
        r"your array holds integers, so (.*) it\. Where does the array get its type from\?",
        _with("piecewise"),
        r"np.piecewise gives its result the type of the array that it gets, so for whole numbers \1 it. Which type "
        "should that array have?",
    ),
    (
        r"Does it use a variable of the notebook instead of an argument\?",
        _knows_what_it_uses,
        "Which line makes something of the arguments, and does it make something else of others?",
    ),
    (
        r"Which line of your code handles these entries, and what does it do\?",
        _treats_all_alike,
        "Follow one of these entries through your code: after which line is it wrong?",
    ),
    (
        r"you multiply by (\S+) twice\. How often should it appear\? Follow it through your code\.",
        _with("lstsq"),
        r"\1 enters squared. lstsq minimizes the sum of the squared residuals of all rows: what should the rows "
        "that you have added contain?",
    ),
    (
        r"your array holds integers, so (.*) it\. Where does the array get its type from\?",
        _with("vectorize"),
        "np.vectorize gives all results the type of the first one, so if that is a whole number, the others lose "
        "their decimals. Of which type is the first value that your function returns?",
    ),
    (
        r"You have subtracted the second term\. The product rule adds its two terms\.",
        lambda own: own.has(ast.Div),
        "Your second term has the wrong sign. What is the derivative of your denominator?",
    ),
    (r"one of your differences is taken", _one_difference, "your difference is taken"),
    (
        r"(so that its sign is wrong\b.*): is yours too large, too small, or of the wrong sign\?",
        _always,
        r"\1: which sign should it have?",
    ),
    (
        r" as if there were a mean where a sum belongs, or one division too many\. Over this axis, is a sum asked for, "
        r"or a mean\?",
        divides_by_a_length,
        " and your code divides by this number. Which quantity should be a mean?",
    ),
    (
        r" is (half|a quarter) of what it should be\. Where does a ½ come in[^?]*\?",
        divides_by_a_size_alone,
        r" is \1 of what it should be, and your code divides by a number of entries. Is a sum asked for, or a "
        r"mean?",
    ),
    (
        r"as if there were a sum where a mean belongs, or a division were missing\. Over this axis, is a sum asked "
        r"for, or a mean\?",
        divides_by_a_size,
        "although one line of your code divides by a number of entries. What has already been computed before that "
        "line?",
    ),
    (
        r"you round up where you should round down\. What should happen to the remainder\?",
        never_rounds,
        "you return the first number that reaches the limit, even if it goes over the limit. Which number is the "
        "last that still fits?",
    ),
    (
        r"you round up where you should round down",
        never_rounds,
        "you take the first number that reaches the limit, even if it goes over the limit",
    ),
    (r"you round down, so the remainder", never_rounds, "the remainder"),
    (
        r"Which number has to go into a tanh so that σ\(z\) comes out\?",
        _without("tanh"),
        "Put z = 1 into the formula and into your code. Where does the factor 2 come from?",
    ),
    (
        r"you leave out the 1 in the denominator, so that your result grows",
        never_divides,
        "you return the exponential alone, which grows",
    ),
    (r", and what happens to its result\?", _without("sigmoid", "expit", "exp"), "?"),
)
"""A phrase, what has to hold of the code for it to be put in other words, and these."""
