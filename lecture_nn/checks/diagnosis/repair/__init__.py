"""Where the mistake is, shown by repairing it: one small change of the answer's own text after which it is right.

Guesses by results alone go wrong where different mistakes come out alike, and errors are often raised far from where
they were made. That a change of one place makes the function right on all that the checks ask is no guess. What is said
is the place and a question, never the change.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from lecture_nn.checks.diagnosis.cases import right_of
from lecture_nn.checks.diagnosis.repair import search
from lecture_nn.checks.diagnosis.repair.edits import Edit
from lecture_nn.checks.diagnosis.repair.sentences import (
    MOVES,
    agree,
    moves,
    opposes,
    plainest,
    said,
    said_of_two,
    with_place,
)
from lecture_nn.checks.diagnosis.subject import Subject, taught
from lecture_nn.checks.diagnosis.wording import BY_HAND, VAGUE
from lecture_nn.checks.model import Misunderstanding

if TYPE_CHECKING:
    from lecture_nn.checks.answers import Answers
    from lecture_nn.checks.exercise import Exercise
    from lecture_nn.checks.model import Check

DOUBTFUL = 2.3
"""The rank from which on a slip is so rare that another one with the same results is as likely.

Of names that readers judged, a guess of a slip was wrong in 1 of 33 cases below this rank, and in 9 of 31 above it.
"""

MOST_LINES = 2
"""Lines in which an answer may be repaired: if there are more, each shows less where the mistake is."""

MOST_REFUSED = 4
"""Changes that may be right with the calls that were tried, and not with all of a check."""

CERTAIN = re.compile(
    r"\bnan\b|not a number|isn't a number|infinite|another result each time|simply \w+, unchanged|by exactly|"
    r"nearly (?:cancel|equal)|holds integers|lacks its (?:first|last)|in reverse order|where a letter is asked for"
)
"""In sentences about what is seen, which hold wherever it comes from."""

EXACT = re.compile(
    r"by a factor of|(?:half|a quarter|twice|four times|times) (?:of )?what it should be|what comes out (?:if|with)|"
    r"the right one for|is (?:added up|averaged) over|is the square root|in a dictionary|one list for each part|"
    r"(?:an|one) entry too many|all that is asked for|just as they were given|"
    r"more than one of your results is wrong"
)
"""In sentences about a relation to the right result that every entry has: of some 80 in the corpus none was better
told by what makes the answer right.
"""

MADE_EARLIER = re.compile(
    r"by zero|calls itself|made shorter|layers?\b|column|of a whole array|if on|inner|outer|lengths|can't be|don't fit|"
    r"different shapes|beyond|a key"
)
"""In the kinds of errors that may be raised far from the mistake, which the line that raises them doesn't show.

Of some 700 errors in the corpus, only such a one was better told by what makes the answer right.
"""

UNDECIDED = re.compile(rf"are swapped|Or perhaps|{re.escape(BY_HAND)}$")
"""In guesses that others equal: two together, or one that is right by chance wherever numbers are cut to 0 and 1."""

A_PART = "a part of it"
"""A kind of change that makes an error vanish wherever one number is wanted: that says little of what is wrong."""

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
        return self._right(self._search.tried) if self._search else []

    @cached_property
    def _search(self) -> search.Search | None:
        try:
            return search.begun(self.name, self.check, self.exercise, self.answers)
        except Exception:  # the answer may be written in ways that nobody foresaw
            return None

    def confirm(self, found: Misunderstanding) -> bool:
        """Whether one of the changes is made in the place of which an explanation speaks."""
        if self._search is None:
            return False
        if self._search.right([each for each in self._search.tried if opposes(found.hint, each)]):
            return False
        return bool(self._right([each for each in self._search.tried if agree(found.hint, each)]))

    def _right(self, some: list[Edit]) -> list[Edit]:
        """Those of some changes that make it right, without lines that are moved only to where they do nothing."""
        found = self._search.right(some)
        moved = [each for each in found if each.kind in MOVES]
        lines = [line for line in self._search.tried if any(moves(each, line) for each in moved)]
        useless = self._search.right(lines) if moved else []
        return [each for each in found if not any(moves(each, line) for line in useless)]

    def preferred(self, found: Misunderstanding | None) -> Misunderstanding | None:
        """Return the explanation, or the place that has to be changed, if the explanation speaks of something else.

        What an exercise lists says more than a place does, and stays, as does what is certain, and what one of the
        changes confirms. An answer that can't be repaired, or in different lines, stays as it was explained.
        """
        # where a sentence has no name for what it is about, a place in the code says more
        vague = found is not None and found.source != "listed" and re.search(VAGUE, found.hint) is not None
        if found is not None and not vague and (_stays(found) or self.confirm(found)):
            return found
        raised = found is not None and found.source == "raised"
        edits = self._that_pass([each for each in self.edits if not (raised and each.kind == A_PART)])
        lines = {each.line for each in edits}
        lost = found is not None and LOST.search(found.hint) is not None
        if not lines or (found is not None and len(lines) > (1 if lost else MOST_LINES)):
            return found
        told = plainest(edits)
        if lost:
            return self._fact(with_place(found.hint, told), found.kind or found.hint)
        elsewhere = [each for each in edits if each.line != told.line and not told.overlaps(each)]
        if elsewhere and len(lines) <= MOST_LINES:
            return self._fact(said_of_two(told, plainest(elsewhere)), "one of two places has to be changed")
        return self._fact(said(told, one_of=len(lines)), f"one place has to be changed: {told.kind}")

    def _that_pass(self, edits: list[Edit]) -> list[Edit]:
        """The changes without those that would be told, and don't pass the whole check; none if several don't."""
        for _ in range(MOST_REFUSED):
            if not edits or self._search.passes(told := plainest(edits), self.check):
                return edits
            edits = [each for each in edits if each.text != told.text]
        return []

    def _fact(self, hint: str, kind: str) -> Misunderstanding:
        reference = right_of(self.exercise, self.name).reference
        return Subject(self.exercise, self.name, (), reference, taught(self.exercise, self.name)).fact(
            hint, "written", kind
        )


def _stays(found: Misunderstanding) -> bool:
    """Whether an explanation is told whatever may be repaired, so that nothing is looked for, which takes time."""
    usual = found.source == "operator" and found.rank < DOUBTFUL and not UNDECIDED.search(found.hint)
    exact = found.source == "outside" and EXACT.search(found.hint) is not None
    seen = exact or CERTAIN.search(found.hint) is not None or found.source == "written"
    there = found.source == "raised" and not MADE_EARLIER.search(found.kind)
    return found.source == "listed" or there or ((usual or seen) and not LOST.search(found.hint))
