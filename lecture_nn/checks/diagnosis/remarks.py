"""What is said besides an explanation, or where there is none: by the text of an answer, or by asking it twice."""

from __future__ import annotations

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


def with_its_causes(found: Misunderstanding | None, answers: Answers) -> Misunderstanding | None:
    """The explanation; of numbers that aren't one, only those causes are listed which the code has."""
    asked = next((each for each in (NAN_CAUSES, NAN_STEP) if found is not None and each in found.hint), None)
    if found is None or asked is None:
        return found
    operations = noted(answers, found.name, lambda own: own.operations, frozenset())
    fitting = [cause for cause, needed in CAUSES.items() if operations.issuperset(needed)]
    if not fitting:
        return found
    causes = fitting[0] if len(fitting) == 1 else f"{', '.join(fitting[:-1])} or {fitting[-1]}"
    told = f"In your code it can come from {causes}. "
    told += "For which input?" if asked == NAN_CAUSES else "What stands there for this input?"
    return replace(found, hint=found.hint.replace(asked, told))


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
    return replace(found, hint=f"{told}{as_sentence(found.hint)}", kind=found.kind or found.hint)


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
