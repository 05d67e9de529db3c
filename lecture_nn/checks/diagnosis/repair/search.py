"""The search for changes that make an answer right: which are tried, on which arguments, and which of them do."""

from __future__ import annotations

import ast
import contextlib
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import compress, islice
from typing import TYPE_CHECKING, Any

import numpy as np

from lecture_nn.checks.answers import Answers
from lecture_nn.checks.diagnosis import written
from lecture_nn.checks.diagnosis.cases import UNKNOWN, Case, Right, calls_of, expected, right_of
from lecture_nn.checks.diagnosis.repair.edits import Edit, edits, together
from lecture_nn.checks.diagnosis.telling import varied
from lecture_nn.student_code import AnswerError, NotAnsweredError, differ

if TYPE_CHECKING:
    from lecture_nn.checks.diagnosis.written import Written
    from lecture_nn.checks.exercise import Exercise
    from lecture_nn.checks.model import Check

MOST, AT_ONCE = 500, 50
"""Changes that are tried, at most, and so many together."""

NOWHERE = (-1, -1)
"""In the order of places, that of changes which have none."""

SECONDS = 10.0
"""After which the search is given up: it takes a tenth of a second for most functions, and somebody waits for it."""

OF_THIS_CHECK, OF_OTHERS = 10, 6
"""Calls, at most, with which each has to be right."""

OUTSIDE = {
    *("open", "input", "exec", "eval", "compile", "globals", "print", "display", "plt", "os", "sys", "shutil"),
    *("subprocess", "system", "remove", "unlink", "rmtree", "save", "savez", "savetxt", "tofile", "write"),
    *("write_text", "write_bytes"),
}
"""What reaches out of a function: another version of it isn't tried."""


def begun(name: str, check: Check, exercise: Exercise, answers: Answers) -> Search | None:
    """Return the search for changes that make an answer right; None if none is to be looked for.

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
    return Search(name, answers, right, sorted(known, key=lambda each: not each.wrong), tried)


class Search:
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
        unknown.sort(key=lambda each: each.place or NOWHERE)  # as `together` wants them
        try:
            for n in range(0, len(unknown), AT_ONCE):
                if time.monotonic() > self._until:
                    return []
                self._try(unknown[n : n + AT_ONCE])
        except Exception:  # it takes too long, or what is changed comes out in ways that nobody foresaw
            self._until = 0.0  # and would again
            return []
        return [each for each in some if self._known[each.text]]

    def passes(self, edit: Edit, check: Check) -> bool:
        """Whether an answer with this change passes the whole check, of which only a part of the calls was tried."""
        try:
            with np.errstate(all="ignore"):
                check.test(_Edited(self._answers, self._name, edit.text))
        except NotAnsweredError:  # the check asks for a value besides
            return True
        except Exception:  # whatever comes back may be of no kind that the check can go on with
            return False
        return True

    def _try(self, some: list[Edit]) -> None:
        """Try changes together: a worker that is asked once for each takes longer."""
        left = some
        for case in (self._first, *self._others):
            if left:
                left = self._right_in(case, left)
        right = {each.text for each in left}
        self._known |= {each.text: each.text in right for each in some}

    def _right_in(self, case: Case, some: list[Edit]) -> list[Edit]:
        came = self._answers.each_edited(self._name, list(together(some)), case.arguments)
        kept = (got is not None and not replace(case, returned=self._view(got)).wrong for got in came)
        return list(compress(some, kept))


class _Edited(Answers):
    """The answers with another version of one function."""

    def __init__(self, answers: Answers, name: str, text: str) -> None:
        super().__init__()
        self._answers, self._name, self._text = answers, name, text

    def limit(self, seconds: float) -> contextlib.AbstractContextManager[None]:
        return contextlib.nullcontext()  # each question has a limit of its own

    def _call(self, name: str, arguments: tuple[Any, ...]) -> Any:
        if name != self._name:
            return self._answers.again(name, arguments)
        (came,) = self._answers.each_edited(name, [(self._text, 1)], arguments)
        if came is None:
            raise AnswerError(f"{name} returned nothing")
        return came

    def _value(self, name: str) -> Any:
        raise NotAnsweredError(name)


def _with_results(right: Right, cases: list[Case], came: list[Any]) -> list[Case]:
    """The cases with what came back for each; an error is no result that could be right."""
    results = [got if isinstance(got, Exception) else right.view(got) for got in came]
    return [replace(case, returned=result) for case, result in zip(cases, results, strict=True)]


def _may_be_tried(own: Written) -> bool:
    """Whether the function is one of which other versions end, and do nothing but compute."""
    name = getattr(own.function, "name", "")
    named = {node.id for node in own.nodes if isinstance(node, ast.Name)}
    named |= {node.attr for node in own.nodes if isinstance(node, ast.Attribute)}
    caught = [node.type for node in own.nodes if isinstance(node, ast.ExceptHandler)]
    if any(each is None or getattr(each, "id", "") == "BaseException" for each in caught):  # what stops it, as well
        return False
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
