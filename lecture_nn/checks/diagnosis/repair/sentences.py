"""What is said of the place that has to be changed, and whether another sentence speaks of it already."""

from __future__ import annotations

import ast
import re
from dataclasses import replace

from lecture_nn.checks.diagnosis.repair.edits import Edit
from lecture_nn.checks.diagnosis.wording import ARGUMENTS

PLACES: dict[str, tuple[str, str]] = {
    "a word": ("the word {part}", "Is it spelled as the task spells it?"),
    "a condition": ("the condition {part}", "In which cases should this condition be true?"),
    "a range": ("the numbers that {part} gives", "Which number should be the first, and which the last?"),
    "inside the loop": (
        "the position of the line {part}",
        "The line is inside the loop now. How many times should the line run?",
    ),
    "a return inside the loop": (
        "the position of the line {part}",
        "The line is inside the loop now. When is the result complete?",
    ),
    "after the loop": (
        "the position of the line {part}",
        "The line comes after the loop now. How many times should the line run?",
    ),
    "before the loop": (
        "the position of the line {part}",
        "The line comes before the loop now. How many times should the line run?",
    ),
    "two lines": ("the order of the lines {part}", "Which of them needs what the other one changes?"),
    "every with every": ("the two `for` in {part}", "Which pairs do they form, and which do you need?"),
    "a copy": ("{part}, which is no copy but the same thing", "What else changes when it is changed?"),
    "a function": ("the function that you call in {part}", "What does {does}?"),
    "an axis": ("the axis in {part}", "Write down the shape before and after: which axis should go?"),
    "keepdims": ("the shape of {part}", "Write it down. Which shape must it have for what it meets next?"),
    "an index": ("the index in {part}", "Which entries does it pick, and which do you need?"),
    "a part of it": ("what you hand over as {part}", "What does it consist of, and which part of it do you mean?"),
    "a call too many": ("the call {part}", "What does this call do here?"),
    "a constant": ("the {part}", "What does {part} mean there?"),
    "a power": ("the power in {part}", "Which power does the formula have there?"),
    "a minus too many": ("the minus sign before {part}", "What sign does the formula have there?"),
    "a remainder too many": ("the remainder {part}", "What does this remainder do here?"),
    "a divisor too many": ("the divisor {part}", "What does it stand for, and does it belong there?"),
    "a factor too many": ("the factor {part}", "What does it stand for, and does it belong there?"),
    "a term too many": ("the term {part}", "What does it stand for, and does it belong there?"),
    "an entry too many": ("the entry {part}", "Is it asked for?"),
    "a name": ("the name {part}", "What does it stand for, and which quantity belongs there?"),
    "the order": ("the order in {part}", "What is expected in which place?"),
    "a number": ("the number {part}", "Where does it come from?"),
    "another word": ("the word {part}", "Which case does this part of your code compute?"),
    "a product": ("the product {part}", "Is it meant entry by entry, or as sums of products?"),
    "the two sides": ("the order in {part}", "Which of the two belongs where?"),
    "an operation": ("the operation in {part}", "Which operation does the formula have there?"),
    "parentheses": ("what belongs together in {part}", "Which operation does Python carry out first?"),
    "a reshape": (
        "{part}, which keeps the order of the numbers and only splits them into rows of another length",
        "Does that turn rows into columns, and if not, what does?",
    ),
    "a transpose": ("the orientation of {part}", "Write down the shapes: which axis has to match which?"),
    "a reset": ("what happens to the count {part}", "In which cases should it start again?"),
    "a count": ("the number {part}", "Which is the first thing that it counts, and which the last?"),
    "set or added": ("the line {part}", "What happens to {old}?"),
    "a line too many": ("the line {part}", "What does this line do {to}?"),
    "a sign": ("the sign of {part}", "Which sign does {part} have in the formula?"),
}
"""What is said of each kind of change: the place, and the question. Those that say most come first.

`{part}` is quoted; `{to}` and `{old}` name what a line sets, and `{does}` what is called.
"""

OTHER = ("an argument of {part}", "What does this argument do here?")

WORDS: dict[str, str] = {
    "parentheses": r"parenthes\w+",
    "an axis": r"axis|axes|along|columns?|rows?",
    "a transpose": r"transpos\w*|shapes?|turn\w*",
    "a reshape": r"reshape|transpos\w*|turn\w*|order",
    "a reset": r"reset|begin\w*|counter|since",
    "a count": r"first|last|count\w*|off by|too (?:low|high|small|large)|begin|end",
    "keepdims": r"shapes?|columns?|rows?",
    "a condition": r"condition|equal|compar\w*|cases?|formulas|limit",
    "the order": r"order|swapped|places?|pairs",
    "two lines": r"order|before|first|old|new",
    "the two sides": r"order|sign|divided?|exponent|power|swapped",
    "a range": r"first|last|rounds?|loop|begin|limit|index|oldest",
    "inside the loop": r"loop|rounds?|once|every|each|overwritten|first",
    "a return inside the loop": r"return\w*|loop",
    "after the loop": r"loop|rounds?|once|last|each",
    "before the loop": r"loop|rounds?|once|reset|each|anew",
    "set or added": r"overwr\w+|loop|last|add\w*|before",
    "a sign": r"sign|minus|order|wrong way",
    "a minus too many": r"sign|minus",
    "a copy": r"cop(?:y|ies)|second name|same",
    "an operation": r"signs?|multi\w+|divi\w+|add|subtract|power|products?|factor|shapes?|round\w*|half|times|"
    r"parenthes\w+|decimal",
    "a divisor too many": r"factor|twice|half|times|divi\w+|multi\w+|too often|average",
    "a factor too many": r"factor|twice|half|times|divi\w+|multi\w+|too often|derivative",
    "a term too many": r"add|subtract|term|too many|twice|last|first",
    "a power": r"power|squared?|root|twice",
    "a product": r"products?|entry by entry|shapes?",
    "an index": r"index|indices|first|last|leave out|rows?|columns?",
    "a number": r"numbers?|factor|times|half|twice|too|begin|start|first|last|axis|off by|probability",
    "an entry too many": r"too many|more",
    "dtype": r"integers|types?|whole numbers",
}
"""Words, one of which is in a sentence that speaks of the same."""

OPPOSITE: dict[str, str] = {"a minus too many": "leave out a minus"}
"""What a sentence says where the change does the opposite, though both are about the same."""

OF_FUNCTIONS: dict[str, str] = {
    "mean": r"average|mean",
    "sum": r"add|sum",
    "concatenate": r"join\w*|one long row",
    "vstack": r"join\w*|stack",
    "hstack": r"join\w*|stack",
    "squeeze": r"axis",
    "arctanh": r"pre-activation",
    "clip": r"limit|keep",
    "max": r"limit|keep|largest",
    "min": r"limit|keep",
    "fmax": r"limit|keep",
    "fmin": r"limit|keep",
    "maximum": r"limit|keep|largest",
    "minimum": r"limit|keep",
    "round": r"round\w*",
    "ceil": r"round\w*",
    "floor": r"round\w*",
    "int": r"round\w*|decimal",
    "shuffle": r"order|shuffle",
    "softmax": r"softmax(?:es)?|probabilities",
    "tanh": r"tanh|derivative",
}
"""Words of sentences that speak of what these functions do."""

OF_ALL_PRODUCTS = re.compile(
    "sums over the last axis of the left array and the first axis of the right array|these two axes must have the "
    "same length|these axes have|Which axis should the product sum over"
)
"""Said of any two matrices that can't be multiplied."""

PRE_ACTIVATIONS = re.compile(r"[uzUZ]\d?|pre\w*")
GRADIENTS = re.compile(r"d_?[A-Za-z]\w*|grad\w*")

BEFORE = list(PLACES).index("a name")
ORDER = [*list(PLACES)[:BEFORE], "", *list(PLACES)[BEFORE:]]
"""Of several changes, which kind is told: one that can be left out says more than another name or number."""

TOO_MANY = [each for each in PLACES if "too many" in each]

MOVES = ("two lines", "inside the loop", "after the loop", "before the loop")
"""Kinds of change by which a line comes to stand elsewhere."""


def plainest(edits: list[Edit]) -> Edit:
    """Return the change that is told, of several: of the kind that says most, and of the shortest part.

    What stands within something that can be left out as a whole isn't told.
    """
    whole = [each for each in edits if each.kind in TOO_MANY]
    edits = [each for each in edits if not any(_is_within(each, other) for other in whole)]
    return min(edits, key=lambda each: (ORDER.index(each.kind if each.kind in PLACES else ""), len(each.part)))


def moves(edit: Edit, line: Edit) -> bool:
    """Whether a change moves a line that could be left out."""
    return edit.kind in MOVES and line.kind == "a line too many" and _holds(_bare(edit.part), _bare(line.part))


def _is_within(edit: Edit, other: Edit) -> bool:
    return edit.line == other.line and edit.part != other.part and _holds(_bare(other.part), _bare(edit.part))


def said(edit: Edit, one_of: int = 1) -> str:
    """Return what is said of a place, the only one or one of several, to be read after "It looks as if"."""
    edit = _as_condition(edit)
    start = "only one thing needs to change:" if one_of <= 2 else "it is enough to change one thing, for example"
    return f"{start} {_place(edit)}. {_question(edit)}"


def _question(edit: Edit) -> str:
    target = _target(edit)
    to = f"to `{_written(target)}`" if target is not None else "here"
    function = _parsed(edit.part)
    does = "this function do here"
    if isinstance(function, ast.Call) and re.fullmatch(r"(np\.(linalg\.)?)?\w+", name := ast.unparse(function.func)):
        several = len(function.args) + len(function.keywords) > 1
        does = f"`{name}` do to its argument{'s' if several else ''}"
    asks = PLACES.get(edit.kind, OTHER)[1]
    return asks.format(part=f"`{edit.part}`", to=to, old=_old_value(target), does=does)


def _target(edit: Edit) -> ast.expr | None:
    """What a line sets; None if it sets nothing."""
    try:
        line = ast.parse(edit.part).body[0]
    except (SyntaxError, IndexError):  # the head of a loop
        return None
    if isinstance(line, ast.Assign):
        return line.targets[0]
    return line.target if isinstance(line, ast.AugAssign | ast.AnnAssign) else None


def _written(target: ast.expr) -> str:
    return ast.unparse(target).strip("()") if isinstance(target, ast.Tuple) else ast.unparse(target)


def _old_value(target: ast.expr | None) -> str:
    """What a line replaces: one value, or several places of an array."""
    if target is None:
        return "the old value"
    index = getattr(target, "slice", None)
    if any(isinstance(each, ast.Compare | ast.Slice) for each in ast.walk(index or ast.Module([], []))):
        return f"the old values at these places in `{ast.unparse(target.value)}`"
    return f"the old value of `{_written(target)}`"


def _as_condition(edit: Edit) -> Edit:
    """A change of a name on one side of a comparison as one of the whole: the other side may be wrong."""
    if edit.kind in ("a name", "a count") and isinstance(_parsed(edit.around), ast.Compare):
        return replace(edit, kind="a condition", part=edit.around, around="")
    return edit


def _parsed(text: str) -> ast.expr | None:
    try:
        return ast.parse(text, mode="eval").body
    except SyntaxError:  # it is a statement
        return None


def said_of_two(edit: Edit, other: Edit) -> str:
    """Return what is said of two places that are as likely."""
    edit, other = _as_condition(edit), _as_condition(other)
    places = f"{_place(edit)}, or {_place(other)}"
    return f"one of two things needs to change: {places}. Which of the two should stay as it is?"


def with_place(hint: str, edit: Edit) -> str:
    """Return what is seen in the results, with the place in which it can be changed for what else could be asked."""
    seen = hint.split(". ", 1)[0]
    place = said(edit)
    return f"{seen}. {place[0].upper()}{place[1:]}"


def _place(edit: Edit) -> str:
    part = edit.part.removeprefix("-").strip() if edit.kind == "a minus too many" else edit.part
    quoted = f"`{part}`" if edit.around in ("", edit.part) else f"`{part}` in `{edit.around}`"
    return PLACES.get(edit.kind, OTHER)[0].format(part=quoted)


def agree(hint: str, edit: Edit) -> bool:
    """Whether a sentence speaks of the place that has to be changed."""
    hint = OF_ALL_PRODUCTS.sub("", hint)
    quotes = [_bare(each) for each in re.findall("`([^`]+)`", hint)]
    part, around = _bare(edit.part), _bare(edit.around)
    sets = _bare(edit.sets)  # the hint may speak of what was computed there
    sets = "" if "word" in edit.kind else sets
    if opposes(hint, edit):
        return False
    of_part = {part, *part.split("=", 1)} if edit.kind == "a line too many" else set()
    if any(
        _holds(quote, part) or (quote in of_part if of_part else _holds(part, quote)) or quote in (around, sets)
        for quote in quotes
    ):
        return True
    if quotes:
        return edit.kind in ("the order", "dtype") and _has(hint, WORDS[edit.kind])
    about = {"a number": edit.around, "a function": edit.part.partition("(")[0]}.get(edit.kind, edit.part)
    named = re.findall(r"[^\W\d]\w*", about)
    if edit.kind in WORDS and _has(hint, WORDS[edit.kind]):
        return True
    if any(_has(hint, OF_FUNCTIONS[each]) for each in named if each in OF_FUNCTIONS):
        return True
    if edit.kind == "a name" and (
        (PRE_ACTIVATIONS.fullmatch(edit.part) and "pre-activation" in hint)
        or (GRADIENTS.fullmatch(edit.part) and _has(hint, "gradients?|derivatives?"))
        or _has(hint, "twice as large|half as large|factor")
    ):
        return True
    words = [*named, *(ARGUMENTS[each] for each in named if each in ARGUMENTS)]
    return any(re.search(rf"(?<!\w){re.escape(each)}(?!\w)", hint) for each in words if each != "np")


def opposes(hint: str, edit: Edit) -> bool:
    """Whether a sentence says that what is taken away here is missing."""
    return edit.kind in OPPOSITE and OPPOSITE[edit.kind] in hint


def _has(hint: str, words: str) -> bool:
    return re.search(rf"\b(?:{words})\b", hint) is not None


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _holds(whole: str, part: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(part)}(?!\w)", whole) is not None
