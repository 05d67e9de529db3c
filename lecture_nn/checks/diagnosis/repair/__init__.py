"""Where the mistake is, shown by repairing it: one small change of the answer's own text after which it is right.

Guesses by results alone go wrong where different mistakes come out alike, and errors are often raised far from where
they were made. That a change of one place makes the function right on all that the checks ask is no guess. What is said
is the place and a question, never the change.
"""

from __future__ import annotations

import ast
import re
import time
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from lecture_nn.checks.diagnosis import written
from lecture_nn.checks.diagnosis.cases import UNKNOWN, Right, calls_of, expected, right_of
from lecture_nn.checks.diagnosis.repair.edits import Edit, edits
from lecture_nn.checks.diagnosis.repair.sentences import agree, plainest, said
from lecture_nn.checks.diagnosis.subject import Subject, taught
from lecture_nn.checks.model import Misunderstanding, same
from lecture_nn.student_code import differ

if TYPE_CHECKING:
    from lecture_nn.checks.answers import Answers
    from lecture_nn.checks.diagnosis.written import Written
    from lecture_nn.checks.exercise import Exercise
    from lecture_nn.checks.model import Check

MOST = 500
"""Changes that are tried, at most."""

SECONDS = 10.0
"""After which the search is given up: it takes a tenth of a second for most functions, and somebody waits for it."""

MOST_LINES = 2
"""Lines in which an answer may be repaired: if there are more, each shows less where the mistake is."""

MOST_CALLS = 16
"""Calls with which each has to be right."""

OUTSIDE = {
    *("open", "input", "exec", "eval", "compile", "globals", "print", "display", "plt", "os", "sys", "shutil"),
    *("subprocess", "system", "remove", "unlink", "rmtree", "save", "savez", "savetxt", "tofile", "write"),
    *("write_text", "write_bytes"),
}
"""What reaches out of a function: another version of it isn't tried."""

CERTAIN = re.compile(
    r"\bnan\b|not a number|isn't a number|infinite|another result each time|just as it was given|by exactly"
)
"""In sentences about what is seen, which hold wherever it comes from."""


def preferred(
    found: Misunderstanding | None, name: str, check: Check, exercise: Exercise, answers: Answers
) -> Misunderstanding | None:
    """Return the explanation, or the place that has to be changed, if the explanation speaks of something else.

    What an exercise lists says more than a place does, and stays, as does what is certain, and what one of the changes
    that repair the answer confirms. An answer that can't be repaired, or in different lines, stays as it was explained.
    """
    if found is not None and (found.source == "listed" or _is_certain(found)):
        return found
    try:
        repairs = _repairs(name, check, exercise, answers)
    except Exception:  # the answer may be written, and what is changed may come out, in ways that nobody foresaw
        return found
    if not repairs:
        return found
    lines = {each.line for each in repairs}
    if found is not None and (len(lines) > MOST_LINES or any(agree(found.hint, each) for each in repairs)):
        return found
    told = plainest(repairs)
    right = right_of(exercise, name)
    return Subject(exercise, name, (), right.reference, taught(exercise, name)).fact(
        said(told), "written", f"one place has to be changed: {told.kind}"
    )


def _is_certain(found: Misunderstanding) -> bool:
    """Whether it is seen, in the results or in the whole text: what is said of a quoted part may still lead away."""
    return CERTAIN.search(found.hint) is not None or (found.source == "written" and "`" not in found.hint)


def _repairs(name: str, check: Check, exercise: Exercise, answers: Answers) -> list[Edit]:
    """The changes that make the answer right.

    Its text is noted where what was read is kept: what is found holds for answers of the same text alone.
    """
    text = written.noted(answers, name, lambda own: ast.dump(own.function), "")
    own = written.of(answers, name)
    if not text or own is None or not _may_be_tried(own):
        return []
    right = right_of(exercise, name)
    if right.reference is None:
        return []
    asked = list(_asked(name, check, exercise, right))
    if not asked:
        return []
    came = answers.each_again(name, [arguments for arguments, _ in asked])
    tolerance = 1e-7
    wrong = _wrong(right, asked, came, tolerance)
    if not any(wrong):
        tolerance = 0.0
        wrong = _wrong(right, asked, came, tolerance)
    if not any(wrong):  # on these arguments it is right
        return []
    asked = [each for _, each in sorted(zip(wrong, asked, strict=True), key=lambda pair: not pair[0])]
    words = tuple(dict.fromkeys(each for arguments, _ in asked for each in arguments if isinstance(each, str)))
    first, others = asked[:1], asked[1:]
    until, found = time.monotonic() + SECONDS, []
    for edit in islice(edits(own.function, words), MOST):
        if time.monotonic() > until:  # of a part of the changes nobody knows what the others would say
            return []
        if _is_right(name, edit, first, right, answers, tolerance) and _is_right(
            name, edit, others, right, answers, tolerance
        ):
            found.append(edit)
    return found


def _may_be_tried(own: Written) -> bool:
    """Whether the function is one of which other versions end, and do nothing but compute."""
    name = getattr(own.function, "name", "")
    named = {node.id for node in own.nodes if isinstance(node, ast.Name)}
    named |= {node.attr for node in own.nodes if isinstance(node, ast.Attribute)}
    return (
        not own.has(ast.While, ast.Global, ast.Nonlocal, ast.With, ast.Yield)
        and not named & OUTSIDE
        and name not in named
    )


Asked = tuple[tuple[Any, ...], Any]
"""Arguments, and what the right function returns for them."""


def _asked(name: str, check: Check, exercise: Exercise, right: Right) -> Iterator[Asked]:
    """What the checks ask of the function, this one first."""
    others = [each for each in exercise.checks if each is not check and not each.hidden]
    met: list[tuple[Any, ...]] = []
    for share, checks in ((MOST_CALLS - 6, [check]), (6, others)):
        calls = [call.arguments for each in checks for call in calls_of(each, exercise) if call.name == name]
        calls = calls[:: max(1, -(-len(calls) // share))]
        for arguments in calls:
            if not arguments or not all(differ(arguments, before) for before in met):
                continue
            met.append(arguments)
            if (result := expected(right.reference, arguments)) is not UNKNOWN:
                yield arguments, right.view(result)


def _wrong(right: Right, asked: list[Asked], came: list[Any], tolerance: float) -> list[bool]:
    return [
        isinstance(got, Exception) or not same(right.view(got), result, tolerance)
        for (_, result), got in zip(asked, came, strict=True)
    ]


def _is_right(name: str, edit: Edit, asked: list[Asked], right: Right, answers: Answers, tolerance: float) -> bool:
    if not asked:
        return True
    return not any(_wrong(right, asked, answers.each_edited(name, edit.text, [each for each, _ in asked]), tolerance))
