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
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

from lecture_nn.checks.diagnosis import written
from lecture_nn.checks.diagnosis.cases import UNKNOWN, Case, Right, calls_of, expected, right_of
from lecture_nn.checks.diagnosis.repair.edits import Edit, edits
from lecture_nn.checks.diagnosis.repair.sentences import agree, plainest, said, said_of_two, with_place
from lecture_nn.checks.diagnosis.subject import Subject, taught
from lecture_nn.checks.diagnosis.telling import varied
from lecture_nn.checks.diagnosis.wording import BY_HAND
from lecture_nn.checks.model import Misunderstanding
from lecture_nn.student_code import differ

if TYPE_CHECKING:
    from lecture_nn.checks.answers import Answers
    from lecture_nn.checks.diagnosis.written import Written
    from lecture_nn.checks.exercise import Exercise
    from lecture_nn.checks.model import Check

MOST, AT_ONCE = 500, 25
"""Changes that are tried, at most, and so many together."""

DOUBTFUL = 2.3
"""The rank from which on a slip is so rare that another one with the same results is as likely.

Of names that readers judged, a guess of a slip was wrong in 1 of 33 cases below this rank, and in 9 of 31 above it.
"""

SECONDS = 10.0
"""After which the search is given up: it takes a tenth of a second for most functions, and somebody waits for it."""

MOST_LINES = 2
"""Lines in which an answer may be repaired: if there are more, each shows less where the mistake is."""

OF_THIS_CHECK, OF_OTHERS = 10, 6
"""Calls, at most, with which each has to be right."""

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

LOST = re.compile("entries that are not a number|infinite entries")
"""In those which say that numbers are lost, and know some causes, but not in which step."""


@dataclass(frozen=True)
class Repairs:
    """The changes of an answer's own text that make it right: looked for once, when they are asked for first.

    Attributes
    ----------
    name : str
        The student's function.
    check : Check
        The check that failed.
    exercise : Exercise
        It knows what is right, and what the other checks ask.
    answers : Answers
        The student's.
    """

    name: str
    check: Check
    exercise: Exercise
    answers: Answers

    @cached_property
    def edits(self) -> list[Edit]:
        """All the changes that make it right, none if they can't be looked for."""
        return self._search.right(self._search.tried) if self._search else []

    @cached_property
    def _search(self) -> _Search | None:
        try:
            return _search(self.name, self.check, self.exercise, self.answers)
        except Exception:  # the answer may be written in ways that nobody foresaw
            return None

    def confirm(self, found: Misunderstanding) -> bool:
        """Whether one of the changes is made in the place of which an explanation speaks."""
        if self._search is None:
            return False
        return bool(self._search.right([each for each in self._search.tried if agree(found.hint, each)]))

    def preferred(self, found: Misunderstanding | None) -> Misunderstanding | None:
        """Return the explanation, or the place that has to be changed, if the explanation speaks of something else.

        What an exercise lists says more than a place does, and stays, as does what is certain, and what one of the
        changes confirms. An answer that can't be repaired, or in different lines, stays as it was explained.
        """
        if found is not None and _stays(found):
            return found
        if found is not None and self.confirm(found):
            return found
        if not self.edits:
            return found
        lines = {each.line for each in self.edits}
        if found is not None and LOST.search(found.hint):
            return (
                found
                if len(lines) > 1
                else self._fact(with_place(found.hint, plainest(self.edits)), found.kind or found.hint)
            )
        if found is not None and len(lines) > MOST_LINES:
            return found
        told = plainest(self.edits)
        elsewhere = [each for each in self.edits if each.line != told.line and not told.overlaps(each)]
        if elsewhere and len(lines) <= MOST_LINES:
            return self._fact(said_of_two(told, plainest(elsewhere)), "one of two places has to be changed")
        return self._fact(said(told, one_of=len(lines)), f"one place has to be changed: {told.kind}")

    def _fact(self, hint: str, kind: str) -> Misunderstanding:
        reference = right_of(self.exercise, self.name).reference
        return Subject(self.exercise, self.name, (), reference, taught(self.exercise, self.name)).fact(
            hint, "written", kind
        )


def _stays(found: Misunderstanding) -> bool:
    """Whether an explanation is told whatever may be repaired, so that nothing is looked for, which takes time."""
    usual = found.source == "operator" and found.rank < DOUBTFUL and not found.hint.endswith(BY_HAND)
    seen = CERTAIN.search(found.hint) is not None or (found.source == "written" and "`" not in found.hint)
    return found.source == "listed" or ((usual or seen) and not LOST.search(found.hint))


class _Search:
    """The changes that may be tried, and what has been found out of them."""

    def __init__(self, name: str, answers: Answers, right: Right, cases: list[Case], tried: list[Edit]) -> None:
        self.tried = tried
        self._name, self._answers, self._view = name, answers, right.view
        self._first, *self._others = cases
        self._known: dict[str, bool] = {}
        self._until = time.monotonic() + SECONDS

    def right(self, some: list[Edit]) -> list[Edit]:
        """Those after which the answer is right; none if that takes too long, since of a part nobody knows the rest."""
        unknown = list({each.text: each for each in some if each.text not in self._known}.values())
        try:
            for n in range(0, len(unknown), AT_ONCE):
                if time.monotonic() > self._until:
                    return []
                self._try(unknown[n : n + AT_ONCE])
        except Exception:  # what is changed may come out in ways that nobody foresaw
            return []
        return [each for each in some if self._known[each.text]]

    def _try(self, some: list[Edit]) -> None:
        """Try changes together: a worker that is asked once for each takes longer."""
        for each, fits in zip(some, self._are_right(some, self._first), strict=True):
            self._known[each.text] = fits and all(self._are_right([each], case)[0] for case in self._others)

    def _are_right(self, some: list[Edit], case: Case) -> list[bool]:
        came = self._answers.each_edited(self._name, [each.text for each in some], case.arguments)
        return [got is not None and not replace(case, returned=self._view(got)).wrong for got in came]


def _search(name: str, check: Check, exercise: Exercise, answers: Answers) -> _Search | None:
    """The search for changes that make an answer right; None if none is to be looked for.

    Its text is noted where what was read is kept: what is found holds for answers of the same text alone.
    """
    text = written.noted(answers, name, lambda own: ast.dump(own.function), "")
    own = written.of(answers, name)
    if not text or own is None or not _may_be_tried(own):
        return None
    right = right_of(exercise, name)
    cases = list(_cases(name, check, exercise, right))
    came = answers.each_again(name, [case.arguments for case in cases])
    known = _with_results(right, cases, came)
    if not any(each.wrong for each in known):  # wrong by less than what counts as rounding elsewhere
        known = [replace(each, tolerance=0.0) for each in known]
    if not any(each.wrong for each in known):  # on these arguments it is right
        return None
    words = tuple(dict.fromkeys(each for case in known for each in case.arguments if isinstance(each, str)))
    tried = list(islice(edits(own.function, words), MOST))
    return _Search(name, answers, right, sorted(known, key=lambda each: not each.wrong), tried)


def _with_results(right: Right, cases: list[Case], came: list[Any]) -> list[Case]:
    """The cases with what came back for each; an error is no result that could be right."""
    results = [got if isinstance(got, Exception) else right.view(got) for got in came]
    return [replace(case, returned=result) for case, result in zip(cases, results, strict=True)]


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


def _cases(name: str, check: Check, exercise: Exercise, right: Right) -> Iterator[Case]:
    """What the checks ask of the function, this one first, with what is right and without what came back."""
    others = [each for each in exercise.checks if each is not check and not each.hidden]
    met: list[tuple[Any, ...]] = []
    for share, checks in ((OF_THIS_CHECK, [check]), (OF_OTHERS, others)):
        calls = [call.arguments for each in checks for call in calls_of(each, exercise) if call.name == name]
        for arguments in calls[:: max(1, -(-len(calls) // share))]:
            if not arguments or not all(differ(arguments, before) for before in met):
                continue
            met.append(arguments)
            if (result := expected(right.reference, arguments)) is not UNKNOWN:
                yield Case(arguments, None, right.view(result))
    if right.reference is None or not met or not all(isinstance(each, int | float) for each in met[0]):
        return
    for arguments in varied(right.reference, met[0]):  # of a few numbers, a wrong formula may be right by chance
        if (result := expected(right.reference, arguments)) is not UNKNOWN:
            yield Case(arguments, None, right.view(result))
