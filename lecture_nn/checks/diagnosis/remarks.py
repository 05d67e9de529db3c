"""What is said besides an explanation, or where there is none: by the text of an answer, or by asking it twice."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from lecture_nn.checks.diagnosis import clauses, listed_clauses, plain, plain_loops, plain_operations, plain_unread
from lecture_nn.checks.diagnosis.claims import MINUSES, minuses
from lecture_nn.checks.diagnosis.clauses import LOST
from lecture_nn.checks.diagnosis.forms import INFINITE_CAUSES, NAN_CAUSES, NAN_STEP
from lecture_nn.checks.diagnosis.interventions import COUNTED
from lecture_nn.checks.diagnosis.plain_facts import needed
from lecture_nn.checks.diagnosis.wording import ARGUMENTS, FIRST_AND_LAST
from lecture_nn.checks.diagnosis.written import Written, claimed, noted
from lecture_nn.checks.model import PERHAPS, Misunderstanding, as_sentence, same
from lecture_nn.student_code import AnswerError, NotAnsweredError, differ

if TYPE_CHECKING:
    from lecture_nn.checks.answers import Answers
    from lecture_nn.checks.diagnosis.cases import Case
    from lecture_nn.checks.diagnosis.subject import Subject

OF_A_LOG = "|".join(map(re.escape, (NAN_CAUSES, NAN_STEP, INFINITE_CAUSES, "logarithm of numbers that may be 0")))
CARRIED = r"a (sum|variable, such as a flag,) isn't reset"
SECOND = r"What should the second one add to your count\?"
EARLY = r"([Dd])oes (your|the) function return inside (its|the) loop\?|Does `return` stand inside the loop\?.*"
OTHERS = "Where do the others come in?"
FOLLOW = "Follow a small number through your code: at which step does the difference come in?"
FILL = ". Which line should give it other values?"
ONES = "What is divided by itself, or never changed?"
UNEQUAL, EQUAL_TOO = "a condition doesn't hold when the two are equal", "a condition holds for equality as well"
CONDITIONS = {False: plain.less_or_more, True: plain.equal_or_more}
OFF_BY_ONE, IN_EVERY_CASE = "your limit is off by one", "in every case, the last one included"
WHICH_CASE = "Which case is treated differently, and why?"
ONE_MINUS_LESS = "you leave out a minus sign"
LARGEST_LEFT_OUT = "you leave out the largest value"
UNBRACKETED = "is missing. Which of the operations there does Python carry out first?"
ROUNDED_DOWN = r"^(you leave out the last batch when it isn't full|you count the full batches|you round down in a )"
INFINITE: dict[str, tuple[str, ...]] = {
    "a division by 0": ("/",),
    "the logarithm of 0": ("log",),
    "exp of a large number": ("exp",),
    "arctanh of 1 or −1": ("arctanh",),
}
CAUSES: dict[str, tuple[str, ...]] = {
    "0/0": ("/",),
    "infinity divided by infinity": ("exp", "/"),
    "infinity minus infinity": ("exp", "-"),
    "0 times infinity": ("/", "*"),
    "0 times the logarithm of 0": ("log", "*"),
    "the logarithm of a negative number": ("log",),
    "the root of a negative number": ("sqrt",),
}
"""From what numbers that are none come, each with the operations that it takes."""

WITHOUT_A_LOOP: dict[str, str] = {
    "Where does your loop begin?": "Which is the first one that you take?",
    "Where does your loop end?": "Which is the last one that you take?",
    "Is what came before overwritten?": OTHERS,
    "Which lines does your loop repeat, and which come after it?": "Which line changes the others?",
    "Which variable is never reset?": "Which entries belong in one sum?",
    "Write down for the first round of your loop which": "Write down which",
}
"""Questions about a loop, and what is asked in their place where there is none."""


def fitted(found: Misunderstanding | None, answers: Answers) -> Misunderstanding | None:
    """The explanation, in words that fit the code: of several causes only those that it has, its own condition."""
    if found is None or found.source == "raised":
        return found
    hint = found.hint
    if re.search(OF_A_LOG, hint) and (guard := noted(answers, found.name, plain.guard, "")):
        return replace(found, hint=guard, kind=found.kind or hint)
    if (early := re.search(EARLY, hint)) and (asks := noted(answers, found.name, _ends_otherwise, "")):
        hint = hint.replace(early[0], asks.lower() if early[1] == "d" else asks)
    if COUNTED in hint and (quoted := noted(answers, found.name, plain.one_limit, "")):
        hint = hint.replace(COUNTED, _asks_of_a_limit(quoted))
    if not noted(answers, found.name, lambda own: own.loops, True):
        hint = _without_loops(hint.replace(COUNTED, FOLLOW))
    operations = noted(answers, found.name, plain_operations.operations, None)
    if operations is not None and found.source != "listed":
        hint = _with_its_causes(hint, operations)
    for phrase, more in ((UNEQUAL, False), (EQUAL_TOO, True)):
        said, quoted = phrase, noted(answers, found.name, CONDITIONS[more], "") if phrase in hint else ""
        if phrase in hint and not quoted:  # the code may say the opposite, and do something else then
            said = EQUAL_TOO if phrase == UNEQUAL else UNEQUAL
            quoted = noted(answers, found.name, CONDITIONS[not more], "")
        if quoted:
            hint = hint.replace(phrase, said.replace("a condition", f"the condition `{quoted}`"))
            break
    hint = _with_its_conditions(hint, answers, found.name)
    if ONE_MINUS_LESS in hint and not _has_fewer_minuses(found, answers):
        hint = hint.replace(ONE_MINUS_LESS, "a sign is wrong")
    if UNBRACKETED in hint and (line := noted(answers, found.name, plain.unbracketed, "")):
        hint = hint.replace(
            UNBRACKETED, f"is missing in `{line}`. Which of its operations does Python carry out first?"
        )
    if re.search(CARRIED, hint) and (kept := noted(answers, found.name, plain_loops.carried_over, "")):
        hint = re.sub(CARRIED, f"`{kept}` isn't reset", hint)
    if re.search(SECOND, hint) and (kept := noted(answers, found.name, plain_loops.used_up, "")):
        hint = re.sub(SECOND, f"What is `{kept}` when the second one begins?", hint)
    enters = re.search(r"Does (\w+) enter it at all\?", hint)
    if enters and noted(answers, found.name, lambda own: own.words[enters[1]], 0):
        hint = hint.replace(enters[0], f"What happens to {enters[1]} on its way through your code?")
    if LARGEST_LEFT_OUT in hint and noted(answers, found.name, lambda own: own.words["max"], 0):
        hint = hint.replace(LARGEST_LEFT_OUT, "the largest value is used in one place and left out in another")
    return _reworded(
        found, noted(answers, found.name, lambda own: listed_clauses.as_it_is(clauses.as_it_is(hint, own), own), hint)
    )


def _ends_otherwise(own: Written) -> str:
    """What is asked of a loop that no return ends: which line does, or what becomes of the others; "" if one does."""
    loops = [node for node in own.nodes if isinstance(node, ast.For | ast.While)]
    inside = [part for loop in loops for part in ast.walk(loop)]
    if any(isinstance(each, ast.Return) for each in inside):
        return ""
    return "Which line ends the loop so early?" if any(isinstance(each, ast.Break) for each in inside) else OTHERS


def _has_fewer_minuses(found: Misunderstanding, answers: Answers) -> bool:
    """Whether the code has fewer minus signs than the right function that it is compared with."""
    needed = [int(number) for kind, number in claimed(found) if kind == MINUSES]
    return not needed or noted(answers, found.name, minuses, 0) < min(needed)


def _with_its_conditions(hint: str, answers: Answers, name: str) -> str:
    """A hint about a limit or a case with the condition of the code that it is about, and what // did to a quotient."""
    if OFF_BY_ONE in hint and (quoted := noted(answers, name, plain.one_limit, "")):
        first, _, _ = hint.replace(OFF_BY_ONE, f"the limit in `{quoted}` is off by one").partition(f" {FIRST_AND_LAST}")
        hint = f"{first} Which is the first number for which this condition should be true, and which the last?"
    if IN_EVERY_CASE in hint and (quoted := noted(answers, name, plain_loops.always_the_same, "")):
        hint = hint.replace(WHICH_CASE, f"In which round should `{quoted}` come out differently, and does it?")
    if re.search(ROUNDED_DOWN, hint) and (rounded := noted(answers, name, plain_loops.rounded_before, "")):
        return rounded
    return hint


def _with_its_causes(hint: str, operations: frozenset[str]) -> str:
    """A hint with those causes alone that the code has, of numbers that are none, infinite, or tiny and lost."""
    for known, told, ask in (
        (CAUSES, NAN_CAUSES, "For which input does that happen?"),
        (CAUSES, NAN_STEP, "In which step does that happen for this input?"),
        (INFINITE, INFINITE_CAUSES, "For which input does that happen?"),
    ):
        fitting = [cause for cause, needed in known.items() if operations.issuperset(needed)]
        if told in hint and fitting:
            causes = fitting[0] if len(fitting) == 1 else f"{', '.join(fitting[:-1])} or {fitting[-1]}"
            they = "they" if "entries" in hint.split(told)[0] and told != NAN_STEP else "it"
            return hint.replace(told, f"In your code {they} can come from {causes}. {ask}")
    if LOST in hint and "limit" not in operations:
        return hint.replace(LOST, "Do you add or subtract numbers that nearly cancel, such as 1 minus almost 1?")
    if ONES in hint and "/" in operations and "ones" not in operations:
        return hint.replace(ONES, "What is divided by itself?")
    return hint


def _without_loops(hint: str) -> str:
    """The hint for code in which there is no loop: without what it asks and adds about one."""
    for question, other in WITHOUT_A_LOOP.items():
        hint = hint.replace(question, other)
    first, *others = re.split("(?<=[.?:]) ", hint)
    kept = " ".join([first, *(part for part in others if not re.search(r"\bloop", part))])
    return re.sub(":$", ".", kept)


def _asks_of_a_limit(condition: str) -> str:
    """A question about the number at which a condition begins to be true."""
    test = ast.parse(condition, mode="eval").body
    one = isinstance(test, ast.Compare) and len(test.ops) == 1 and not isinstance(test.left, ast.Constant)
    for kinds, first in (((ast.Gt, ast.GtE), "smallest"), ((ast.Lt, ast.LtE), "largest")):
        if one and isinstance(test.ops[0], kinds):
            value = f"the {first} value of `{ast.unparse(test.left)}`"
            return f"What is {value} for which the condition `{condition}` should be true?"
    return f"What is the first number for which the condition `{condition}` should be true?"


def _reworded(found: Misunderstanding, hint: str) -> Misunderstanding:
    """The explanation in other words, which a class counts with those that are told in the usual ones."""
    return found if hint == found.hint else replace(found, hint=hint, kind=found.kind or found.hint)


def with_what_is_unread(found: Misunderstanding | None, answers: Answers, subject: Subject) -> Misunderstanding | None:
    """The explanation, with a word about what is computed and never used; that alone, if there is no other."""
    name = subject.name
    unread = noted(answers, name, plain_unread.unread, [])
    if len(unread) != 1 or (found is not None and (found.source == "raised" or f"`{unread[0]}`" in found.hint)):
        return found
    told = f"you compute `{unread[0]}`, and nothing uses it. "
    ways = subject.reference.ways if subject.reference is not None else ()
    if noted(answers, name, lambda own: plain_unread.is_left_over(own, unread[0], ways), False):
        return found
    if found is None:
        hint, kind = f"{told}What should be computed from it?", "something is computed, and nothing uses it"
        return subject.fact(hint, "written", kind)
    hint = found.hint.removeprefix(PERHAPS)
    if not noted(answers, name, lambda own: plain_unread.is_about(own, unread[0], hint), True):
        if noted(answers, name, lambda own: plain_unread.is_only_a_size(own, unread[0]), False):
            return found
        if FILL in found.hint:
            asks = f", and nothing uses `{unread[0]}`. Where should the value of `{unread[0]}` go?"
            return _reworded(found, found.hint.replace(FILL, asks))
        return _reworded(found, f"{found.hint} Besides, nothing uses `{unread[0]}`.")
    return _reworded(found, told + (f"So {hint}" if hint[:1].islower() else as_sentence(hint)))


def unless_unread(found: Misunderstanding | None, answers: Answers, subject: Subject) -> Misunderstanding | None:
    """The explanation; none if it is a guess, and speaks of nothing that has to do with an argument never read."""
    if found is None or found.source not in ("operator", "pair"):
        return found
    read = needed(subject)
    told = noted(answers, subject.name, lambda own: plain.unread_arguments(own, read), "")
    names = [name for name in read if re.search(rf"\b{re.escape(name)}\b", told)]
    words = [*names, *(ARGUMENTS[name] for name in names if name in ARGUMENTS)]
    speaks = any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", found.hint) for word in words)
    return found if not told or speaks or "leave out" in found.hint else None


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
    return subject.fact(hint, "outside")
