"""Which explanation is offered: one that explains every call, is told apart from its rivals, and assumes the least."""

from __future__ import annotations

import contextlib
import heapq
import re
import time
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

from lecture_nn.checks.answers import Answers
from lecture_nn.checks.diagnosis import operators, outside, plain_facts, remaining, remarks, smaller, written
from lecture_nn.checks.diagnosis.by_parts import by_parts
from lecture_nn.checks.diagnosis.cases import (
    UNKNOWN,
    Case,
    Right,
    asked_again,
    each_asked_again,
    further,
    probes,
    recorded,
    right_of,
)
from lecture_nn.checks.diagnosis.comparisons import Compared, tells_enough
from lecture_nn.checks.diagnosis.repair import DOUBTFUL, Repairs
from lecture_nn.checks.diagnosis.subject import Subject, taught
from lecture_nn.checks.diagnosis.telling import varied
from lecture_nn.checks.diagnosis.wording import BY_HAND, VAGUE
from lecture_nn.checks.model import PERHAPS, Check, Misunderstanding, as_sentence
from lecture_nn.checks.turns.declare import Turn

if TYPE_CHECKING:
    from lecture_nn.checks.exercise import Exercise

EVALUATIONS = 6000
"""Wrong functions that are tried, at most."""

SEARCHED = 4.0
"""The rank from which on an explanation assumes two slips, or something strange."""

NAMELESS = rf"(?:\bthe \d|{VAGUE})"
"""What a slip is about, in its sentence, if nothing else tells it."""

MANY = 10
"""Further cases of which one may be of no kind that the exercise means, if its own explanation fits all the others."""

FURTHER = 1.0
"""How much more may be assumed than by an explanation that the text of the answer contradicts."""

SECONDS = 2.0
"""Of computing, after which no other is tried, if a function is much slower than what is counted of it."""

_clock = getattr(time, "thread_time", time.perf_counter)  # which doesn't run while others compute


def explain(check: Check, exercise: Exercise, answers: Answers) -> tuple[Misunderstanding | None, str]:
    """Return the misunderstanding that a failed check looks like, or none; and what else helps to find the mistake.

    An answer may be anything. What can't be explained, because it is of a kind that nobody thought of, isn't.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _explain(check, exercise, answers)
    except Exception:
        return None, ""


def _explain(check: Check, exercise: Exercise, answers: Answers) -> tuple[Misunderstanding | None, str]:
    more, compared = "", None
    for name in dict.fromkeys(call.name for call in reversed(answers.calls)):
        right = right_of(exercise, name)
        subject, cases = _of(name, exercise, check, answers, right)
        asked: list[Case] | None = None
        if right.reference is None and right.value is None:  # what is right is known only as far as the check says it
            compared = compared or Compared(check, exercise, answers)
            if known := compared.cases(name):
                subject, cases, asked = replace(subject, named=compared.named(name)), known, []
        if not any(each.wrong for each in cases):  # another name is to blame
            continue
        evidence = _Evidence(subject, cases, check, answers, right, asked)
        found = None if name in answers.unexplained else _explained(evidence)
        if found is None:  # what would explain another check would have to explain this one as well
            answers.unexplained.add(name)
        found = found or remarks.never_the_same(subject, cases, answers)
        found = remarks.unless_unread(remarks.fitted(found, answers), answers, subject)
        found = plain_facts.plainer(found, subject, answers, cases)
        found = remarks.with_what_is_unread(found, answers, subject)
        if found is None and (fact := plain_facts.plain_fact(subject, answers, cases)):
            return _as_said(fact, exercise), ""
        found = found or _but_for_one(evidence) or remarks.fitted(_last(evidence), answers)
        found = evidence.repairs.preferred(found)
        if found:
            return _as_said(found, exercise), ""
        told = smaller.meaning(subject, cases), smaller.to_try(subject, cases, answers, right)
        more = more or "\n".join(filter(None, told))
    return None, more


def _but_for_one(evidence: _Evidence) -> Misunderstanding | None:
    """What the exercise lists, if all cases but one of many are so that were asked for besides the check's."""
    listed = [each for each in evidence.subject.exercise.misunderstandings if each.name == evidence.subject.name]
    listed = [each for each in listed if not written.contradicts(evidence.answers, each)]
    return next((each for each in listed if evidence.is_explained_by(each, allowed=1)), None)


def _last(evidence: _Evidence) -> Misunderstanding | None:
    """What the calls in the code do, and what can be seen of the results, where nothing explains them."""
    cases = [*evidence.cases, *evidence.asked]
    found = plain_facts.of_its_calls(evidence.subject, cases, evidence.answers)
    return found or remaining.remaining(evidence.subject, cases)


def _as_said(found: Misunderstanding, exercise: Exercise) -> Misunderstanding:
    """The explanation as its report says it: a lesson in a whole sentence, an exercise after "It looks as if"."""
    if found.source == "listed":
        return found
    hint = found.hint.removeprefix(PERHAPS)
    hint = as_sentence(hint) if isinstance(exercise, Turn) else hint
    return replace(found, hint=hint) if hint != found.hint else found


def _of(name: str, exercise: Exercise, check: Check, answers: Answers, right: Right) -> tuple[Subject, list[Case]]:
    cases = [right.case(call.arguments, call.returned) for call in recorded(answers.calls, name)]
    if cases and not any(each.wrong for each in cases):  # wrong by less than what counts as rounding elsewhere
        cases = [replace(each, tolerance=0.0) for each in cases]
    calls = tuple(call for call in answers.calls if call.name == name)
    read, given = taught(exercise, name), probes(check, exercise, name)
    return Subject(exercise, name, calls, right.reference, read, given), cases


def _explained(evidence: _Evidence) -> Misunderstanding | None:
    """The explanation of the lowest rank that explains the cases, and those that are asked for then."""
    fitting: list[Misunderstanding] = []
    doubted: list[Misunderstanding] = []  # what the text of the answer contradicts
    for candidates in _sources(evidence.subject, evidence.cases):
        for rank, candidate in candidates:
            if evidence.spent or rank > _farthest(fitting, doubted):
                break
            if candidate is not None and evidence.is_explained_by(candidate) and evidence.says_enough(candidate):
                if not written.contradicts(evidence.answers, candidate):
                    fitting.append(candidate)
                elif candidate.source != "listed":
                    doubted.append(candidate)
        if fitting or doubted or evidence.spent:
            break
    as_results = [each for each in map(written.as_result, doubted) if each]
    return _offered(evidence, written.borne_out(evidence.answers, fitting)) or _offered(evidence, as_results)


def _farthest(fitting: list[Misunderstanding], doubted: list[Misunderstanding]) -> float:
    """Up to which rank there may be a better explanation."""
    return fitting[0].rank if fitting else doubted[0].rank + FURTHER if doubted else float("inf")


Tried = tuple[float, Misunderstanding | None]
"""A rank, and what explains the answer with so much assumed; None where something was tried that doesn't."""


def _sources(subject: Subject, cases: list[Case]) -> Iterator[Iterable[Tried]]:
    """All explanations: the listed ones, then what is simple, then what has to be searched for; by rank in each.

    No source is asked for more than is needed: that nothing of this rank fits is said before the next rank is tried.
    """
    yield ((m.rank, m) for m in subject.exercise.misunderstandings if m.name == subject.name)
    work = operators.Work()
    related = outside.relations(subject, cases)
    stranger: list[Tried] = []
    yield heapq.merge(_simple(related, stranger), _as_far_as_they_go(operators.singly(subject, work)), key=_rank)
    two = by_parts(subject, work), operators.in_pairs(subject, work)
    yield heapq.merge([*stranger, *related], *map(_as_far_as_they_go, two), key=_rank)


def _simple(related: Iterator[Tried], stranger: list[Tried]) -> Iterator[Tried]:
    """Those that aren't searched for; the first that is goes to `stranger`."""
    for each in related:
        if each[0] >= SEARCHED:
            stranger.append(each)
            return
        yield each


def _rank(tried: Tried) -> float:
    return tried[0]


def _as_far_as_they_go(tried: Iterator[Tried]) -> Iterator[Tried]:
    """The explanations of a source, which ends when an answer is of a kind that it can't compare."""
    with contextlib.suppress(Exception):
        yield from tried


class _Evidence:
    """The cases that an explanation has to explain: first those of the check, then others that are asked for."""

    def __init__(
        self,
        subject: Subject,
        cases: list[Case],
        check: Check,
        answers: Answers,
        right: Right,
        asked: list[Case] | None = None,
    ) -> None:
        self.subject, self.cases = subject, cases
        self.first, *self.others = sorted(cases, key=lambda each: not each.wrong)
        self.left, self.until = EVALUATIONS, _clock() + SECONDS
        self._asked, self._few = asked, asked is not None
        self.answers, self._check, self._right = answers, check, right
        self.repairs = Repairs(subject.name, check, subject.exercise, answers)

    @property
    def spent(self) -> bool:
        """Whether nothing more is to be tried."""
        return self.left <= 0 or _clock() > self.until

    def is_explained_by(self, candidate: Misunderstanding, allowed: int = 0) -> bool:
        """Whether this is what the function does in every case, and in one at least that says something.

        Of many cases that are asked for, it may be something else in as many as are `allowed`.
        """
        self.left -= 1
        if not candidate.explains(self.first):
            return False
        if self._few and candidate.source != "listed" and not tells_enough(self.cases, candidate):
            return False
        self.left -= len(self.others)
        if not all(candidate.explains(each) for each in self.others):
            return False
        asked = self.asked
        self.left -= len(asked)
        if len(self.cases) + len(asked) < getattr(candidate, "least", 1):
            return False
        missed = islice((each for each in asked if not candidate.explains(each)), allowed + 1)
        if len(list(missed)) > (allowed if len(asked) >= MANY else 0):
            return False
        return (
            "not a number" in candidate.hint
            or "number is infinite" in candidate.hint
            or any(map(_says_something, [*self.cases, *asked]))
        )

    def says_enough(self, candidate: Misunderstanding) -> bool:
        """Whether a slip has a name for what it is about, or a question of its own: else it seldom was thought."""
        nameless = re.search(rf"{NAMELESS}.*{re.escape(BY_HAND)}$|\bthe part with", candidate.hint)
        guessed = candidate.source in ("operator", "written")
        if candidate.source == "pair":
            return not nameless
        return not (guessed and nameless) or self.repairs.confirm(candidate)

    @property
    def asked(self) -> list[Case]:
        """The cases that are asked for, once there is something that explains those of the check."""
        if self._asked is None:
            self._asked = list(self._ask()) if self.cases[0].arguments else []
        return self._asked

    def _ask(self) -> Iterator[Case]:
        subject, tolerance = self.subject, self.first.tolerance
        arguments = [*further(self._check, subject.exercise, subject.name, list(subject.calls))]
        if subject.reference is not None:
            arguments += varied(subject.reference, self.first.arguments)
        for found in each_asked_again(self.answers, subject.name, arguments, self._right):
            if found is None or (found.expected is UNKNOWN and subject.reference is not None):
                continue  # of no kind that the right function takes
            if _has_nan(found.returned) <= any(_has_nan(known.returned) for known in self.cases):
                yield replace(found, tolerance=tolerance)  # NaN that the check hasn't met is another mistake
        if not any(map(_says_something, self.cases)):  # a logarithm or a root met a negative number
            arguments = tuple(np.abs(each) if isinstance(each, np.ndarray) else each for each in self.first.arguments)
            if (found := asked_again(self.answers, subject.name, arguments, self._right)) is not None:
                yield replace(found, tolerance=tolerance)


def _says_something(each: Case) -> bool:
    """Whether what came back isn't all NaN: any two functions that fail agree in that."""
    try:
        return bool(np.isfinite(np.asarray(each.returned, dtype=float)).any())
    except (TypeError, ValueError):
        return True


def _has_nan(value: Any) -> bool:
    try:
        return bool(np.isnan(np.asarray(value, dtype=float)).any())
    except (TypeError, ValueError):
        return False


def _offered(evidence: _Evidence, fitting: list[Misunderstanding]) -> Misunderstanding | None:
    """The simplest explanation; of two that are equally simple the one that a repair confirms, or what they share."""
    if not fitting:
        return None
    first, *others = [each for each in fitting if each.rank == fitting[0].rank]
    if certain := next((each for each in (first, *others) if re.search(r"infinite|\(nan\)", each.hint)), None):
        return certain  # it is seen, not guessed
    other = next((each for each in others if each.hint != first.hint), None)
    if other is None or first.source == "pair" or "listed" in (first.source, other.source):
        return first
    with_a_question = [each for each in (first, other) if not each.hint.endswith(BY_HAND)]
    if len(with_a_question) == 1:
        return with_a_question[0]
    if confirmed := next(filter(evidence.repairs.confirm, (first, other)), None):
        return confirmed
    if first.source != other.source and "outside" in (first.source, other.source):  # what is seen beside a guess
        return first if first.source == "outside" else other
    sure = first.rank < DOUBTFUL or first.source == "outside"
    both = _both(first.hint, other.hint, sure=sure)
    return replace(first, hint=both) if both else None


def _both(first: str, second: str, *, sure: bool) -> str:
    """Both of two hints in as few words as possible: what they share, a first slip or a question, is said once.

    Of two slips that share no question neither is told, unless they are usual, or one of them is seen in the results.
    """
    (did, asks), (other, also_asks) = (each.split(". ", 1) if ". " in each else (each, "") for each in (first, second))
    other = other.removeprefix(PERHAPS)
    if asks != also_asks:
        return f"{first} Or perhaps {other}. {also_asks}".strip() if sure else ""
    shared, _, end = other.partition(", and ")
    if end and did.removeprefix(PERHAPS).startswith(f"{shared}, and "):
        other = end
    return f"{did}, or perhaps {other}. {asks}".strip()
