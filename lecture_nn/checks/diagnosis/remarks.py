"""What is said besides an explanation, or where there is none: by the text of an answer, or by asking it twice."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from lecture_nn.checks.diagnosis.forms import NAN_CAUSES, NAN_STEP
from lecture_nn.checks.diagnosis.written import noted
from lecture_nn.checks.model import Misunderstanding, as_sentence, same
from lecture_nn.student_code import AnswerError, NotAnsweredError, differ

if TYPE_CHECKING:
    from lecture_nn.checks.answers import Answers
    from lecture_nn.checks.diagnosis.cases import Case
    from lecture_nn.checks.diagnosis.subject import Subject

CAUSES: dict[str, tuple[str, ...]] = {
    "0/0": ("/",),
    "infinity divided by infinity": ("exp", "/"),
    "infinity minus infinity": ("exp", "-"),
    "0 times the logarithm of 0": ("log", "*"),
    "the logarithm of a negative number": ("log",),
    "the root of a negative number": ("sqrt",),
}
"""From what numbers that are none come, each with the operations that it takes."""

WITHOUT_A_LOOP: dict[str, str] = {
    "Where does your loop begin?": "Which is the first one that you take?",
    "Where does your loop end?": "Which is the last one that you take?",
    "Does your function return inside its loop?": "Where do the others come in?",
    "Is what came before overwritten?": "Where do the others come in?",
    "Which variable is never reset?": "Which entries belong in one sum?",
    "Write down for the first round of your loop which": "Write down which",
}
"""Questions about a loop, and what is asked in their place where there is none."""


def with_its_causes(found: Misunderstanding | None, answers: Answers) -> Misunderstanding | None:
    """The explanation, which speaks of nothing that the code hasn't: of no loop, and of no other causes of nan."""
    if found is not None and not noted(answers, found.name, lambda own: own.loops, True):
        found = _without_loops(found)
    asked = next((each for each in (NAN_CAUSES, NAN_STEP) if found is not None and each in found.hint), None)
    if found is None or asked is None:
        return found
    operations = noted(answers, found.name, lambda own: own.operations, frozenset())
    fitting = [cause for cause, needed in CAUSES.items() if operations.issuperset(needed)]
    if not fitting:
        return found
    causes = fitting[0] if len(fitting) == 1 else f"{', '.join(fitting[:-1])} or {fitting[-1]}"
    told = f"In your code {'they' if asked == NAN_CAUSES else 'it'} can come from {causes}. "
    told += "For which input?" if asked == NAN_CAUSES else "What stands there for this input?"
    return _reworded(found, found.hint.replace(asked, told))


def _without_loops(found: Misunderstanding) -> Misunderstanding:
    """The explanation of code in which there is no loop: without what it asks and adds about one."""
    hint = found.hint
    for question, other in WITHOUT_A_LOOP.items():
        hint = hint.replace(question, other)
    first, *others = re.split("(?<=[.?:]) ", hint)
    kept = " ".join([first, *(part for part in others if not re.search(r"\bloop", part))])
    return _reworded(found, re.sub(":$", ".", kept))


def _reworded(found: Misunderstanding, hint: str) -> Misunderstanding:
    """The explanation in other words, which a class counts with those that are told in the usual ones."""
    return found if hint == found.hint else replace(found, hint=hint, kind=found.kind or found.hint)


def with_what_is_unread(found: Misunderstanding | None, answers: Answers, subject: Subject) -> Misunderstanding | None:
    """The explanation, with a word about what is computed and never used; that alone, if there is no other."""
    name = subject.name
    unread = noted(answers, name, lambda own: own.unread, [])
    if len(unread) != 1 or (found is not None and found.source == "raised"):
        return found
    told = f"you compute `{unread[0]}`, and nothing uses it. "
    if found is None:
        hint, kind = f"{told}What should be computed from it?", "something is computed, and nothing uses it"
        return Misunderstanding(name, _never, hint, subject.read, 5.0, "written", kind)
    return _reworded(found, f"{told}{as_sentence(found.hint)}")


def never_the_same(subject: Subject, cases: list[Case], answers: Answers) -> Misunderstanding | None:
    """What is said of an answer that returns something else each time it is called with the same arguments."""
    if not cases[0].arguments:
        return None
    try:
        first, second = (answers.again(subject.name, cases[0].arguments) for _ in range(2))
    except (AnswerError, NotAnsweredError):
        return None
    # `differ` takes nan for another number, unless it is in an array; `same` knows nothing but numbers.
    if not differ(first, second) or same(first, second) or repr(first) == repr(second):
        return None
    hint = "your function returns another result each time it is called with the same arguments. "
    if "seed" in subject.parameters:
        hint += "Where does the seed enter, and does everything that you draw come from that generator?"
    else:
        hint += "What does it draw at random, or keep from one call to the next?"
    return Misunderstanding(subject.name, _never, hint, subject.read, 5.0, "outside")


def _never(*_: object) -> object:
    raise ValueError("it is no function of the arguments")
