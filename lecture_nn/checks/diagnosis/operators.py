"""What was probably written: the right function with one slip in it, or with two.

The idea is that of error models (Singh, Gulwani and Solar-Lezama, "Automated Feedback Generation for Introductory
Programming Assignments", PLDI 2013): an answer is explained by the fewest usual slips that lead from the right program
to it. They rewrite the student's program and search for a correction; we can run the right one on the same arguments,
so we search among its own variants, as mutation testing does, and compare what they return.

`variants` yields only those that explain every call. It tries single slips first, then pairs of those that can be told
from the right function and from each other, up to a number that keeps a diagnosis below a second.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from heapq import merge
from itertools import islice
from typing import Any

import numpy as np

from lecture_nn.checks.answers import Call
from lecture_nn.checks.diagnosis import written
from lecture_nn.checks.diagnosis.bases import bases
from lecture_nn.checks.diagnosis.claims import claims
from lecture_nn.checks.diagnosis.heads import FIRST, RAISED, UNTRIED, Made, differ, head, key_of
from lecture_nn.checks.diagnosis.phrases import Claim
from lecture_nn.checks.diagnosis.references import Reference, module_namespace
from lecture_nn.checks.diagnosis.slips import Change
from lecture_nn.checks.diagnosis.subject import Subject
from lecture_nn.checks.diagnosis.variants import USUAL, Variants, pairs, rank_of
from lecture_nn.checks.diagnosis.ways import Ways, is_vague
from lecture_nn.checks.model import Misunderstanding, same

SEVERAL = ("two arguments exchanged", "an argument ignored", "one example only", "a rate that falls")
"""Slips that exchange several parts by themselves."""

PAIRS = 1000
"""Pairs of slips that are tried, at most: of those that explained an answer of the tests, none came after the 700th."""

WAYS_IN_PAIRS = 1
"""Ways to write a function whose slips are tried in pairs: to find out which slips differ takes the longest."""


BASES_IN_PAIRS = 8
"""Other functions, with a thought behind them, in which a slip is looked for besides."""

WORK = 5000.0
"""Runs of variants that a search may take, of a function that is short; longer ones cost more."""


class Work:
    """How much of a search is left. It is counted, not timed, so that an answer is told the same on any machine."""

    def __init__(self, left: float = WORK) -> None:
        self.left = left

    def spent(self, own: Variants, runs: int = 1) -> bool:
        """Count some runs of a function's variants; return whether nothing was left for them."""
        over = self.left <= 0
        self.left -= runs * own.cost
        return over


def variants(subject: Subject) -> Iterator[Misunderstanding]:
    """Yield the variants of the right function that returned what the student's did, for every call; simplest first."""
    work = Work()
    for tried in (singly(subject, work), in_pairs(subject, work)):
        yield from (candidate for _, candidate in tried if candidate is not None)


def singly(subject: Subject, work: Work) -> Iterator[tuple[float, Misunderstanding | None]]:
    """Yield the rank of each single slip that is tried, with the candidate if it explains every call."""
    asked, ways = known_of(subject)
    whole = [own for own in _elsewhere(subject) if asked.explained_by(own, ())]
    thoughts = [(own, own.thought) for own in whole]
    for own, change in merge(ways.singles() if ways else [], thoughts, key=lambda each: each[1].rank):
        made = () if own in whole else (change,)
        if work.spent(own):
            return
        if asked.explained_by(own, made):
            told = sentence([_placed(own, change)])
            yield change.rank, _candidate(subject, own, made, asked.view, told, change.rank)
        else:
            yield change.rank, None


def in_pairs(subject: Subject, work: Work) -> Iterator[tuple[float, Misunderstanding | None]]:
    """Yield the same of two slips, of which there are many."""
    asked, ways = known_of(subject)
    if ways is None:
        return
    for own, found in islice(ways, WAYS_IN_PAIRS):
        if work.spent(own, len(found) * len(own.probes)):  # to find out which slips differ
            return
    if work.left <= 0:  # to list the pairs takes long
        return
    for own, pair in _pairs(subject, ways):
        made = pair if own.thought is None else pair[1:]
        if work.spent(own):
            return
        rank = rank_of(pair)
        if any(is_vague(each.did) for each in pair) or not asked.explained_by(own, made):
            yield rank, None
            continue
        of_thought = own.thought is not None and _is_of_the_thought(pair[1], subject)
        named = [each if each is own.thought else _placed(own, each) for each in (pair[:1] if of_thought else pair)]
        yield rank, _candidate(subject, own, made, asked.view, sentence(named), rank, "pair")


def _is_of_the_thought(change: Change, subject: Subject) -> bool:
    """Whether a change only puts another number in place of one that the right function hasn't got."""
    number = change.exchanged[0][0] if change.slip == "another number" else None
    if not isinstance(number, ast.Constant):
        return False
    right = ast.walk(ast.parse(subject.reference.ways[0]))
    return all(each.value != number.value for each in right if isinstance(each, ast.Constant))


def _candidate(
    subject: Subject,
    own: Variants,
    made: Sequence[Change],
    view: Callable[[Any], Any],
    hint: str,
    rank: float,
    source: str = "operator",
) -> Misunderstanding:
    """An explanation by a variant; what its sentence says of the code is found out if it is asked for."""
    wrong, said = _seen(own, made, view), partial(claims_of, own, made)
    return written.Slipped(subject.name, wrong, hint, subject.read, rank, source, claims=said)


def claims_of(own: Variants, made: Sequence[Change]) -> list[Claim]:
    """Return what the sentences of some slips say of the code."""
    return [claim for change in made for claim in claims(change, own.function, own.shown((change,)))]


_PAIRS: dict[tuple[str, Reference], list[tuple[Variants, tuple[Change, Change]]]] = {}


def _pairs(subject: Subject, ways: Ways) -> list[tuple[Variants, tuple[Change, Change]]]:
    """All pairs of slips in a function by their rank, made once in a process."""
    key = (subject.name, subject.reference)
    if key not in _PAIRS:
        two = [
            (own, pair)
            for own, _ in islice(ways, WAYS_IN_PAIRS)
            for pair in pairs(own.behaviours(USUAL), own.affordable(PAIRS))
        ]
        two = [(own, pair) for own, pair in two if not any("parenthes" in change.slip for change in pair)]
        others = _elsewhere(subject)[:BASES_IN_PAIRS]
        two += [(own, (own.thought, change)) for own in others for change in own.every_change()]
        _PAIRS[key] = sorted(two, key=lambda each: rank_of(each[1]))[:PAIRS]
    return _PAIRS[key]


def known_of(subject: Subject) -> tuple[Asked, Ways | None]:
    """Return what was asked for, and the variants; None if there is nothing to vary."""
    view = subject.exercise.views.get(subject.name, _as_it_is)
    calls = [replace(call, returned=view(call.returned)) for call in subject.calls if call.name == subject.name]
    if subject.reference is None or not subject.reference.ways or not calls:
        return Asked(calls, view), None
    key = (subject.reference.name, subject.reference)
    if key not in _KEPT:
        _KEPT[key] = Ways(subject.reference, subject.probes or [call.arguments for call in calls])
    return Asked(calls, view), _KEPT[key]


class Asked:
    """The calls of a function, each with what came back, to be compared with what variants return."""

    def __init__(self, calls: Sequence[Call], view: Callable[[Any], Any]) -> None:
        self.view = view
        keys = [key_of((id(view), call.arguments)) for call in calls[:FIRST]]
        self._calls = [(call, head(call.returned)) for call in calls]
        self._keys = [*keys, *[None] * (len(calls) - len(keys))]
        self._remembered: dict[Variants, list[dict[Made, Any]]] = {}
        self._tells = 2 * sum(_is_lost(call.returned) for call in calls) <= len(calls)

    @property
    def calls(self) -> list[Call]:
        """The calls, with the results as they are looked at."""
        return [call for call, _ in self._calls]

    def remembered(self, own: Variants) -> list[dict[Made, Any]]:
        """For each call, what is remembered of the variants' results for it, to be added to."""
        if own not in self._remembered:
            self._remembered[own] = [{} if key is None else own.heads.of(key) for key in self._keys]
        return self._remembered[own]

    def explained_by(self, own: Variants, made: Sequence[Change]) -> bool:
        """Whether the function, so changed, returns for every call what came back."""
        if not self._tells:
            return False
        changed = tuple(map(id, made))
        try:
            for (call, came), known in zip(self._calls, self.remembered(own), strict=True):
                before = known.get(changed, UNTRIED)
                if before is not UNTRIED and (before is RAISED or differ(came, before)):
                    return False
                known[changed] = RAISED
                returned = self.view(own.run(made, call.arguments))
                known[changed] = now = head(returned)
                if differ(came, now) or not same(call.returned, returned):
                    return False
        except Exception:
            return False
        return True


def _is_lost(returned: Any) -> bool:
    """Whether one of several results is NaN nearly everywhere: whatever fails in it looks alike."""
    arrays = [each for each in returned if isinstance(each, np.ndarray)] if isinstance(returned, tuple) else []
    return len(arrays) > 1 and any(each.dtype.kind == "f" and np.isnan(each).mean() > 0.5 for each in arrays)


def sentence(made: Sequence[Change]) -> str:
    """What to say to somebody who seems to have made these slips."""
    if len(made) == 1 or made[0].did == made[1].did:
        return f"It looks as if {_everywhere(made[0])}{', in two places' if made[1:] else ''}. {made[0].asks}"
    first, second = made
    both = f"there are two mistakes: {first.did}, and {second.did}"
    return f"It looks as if {both}. Start with the first one. {first.asks}"


def _placed(own: Variants, change: Change) -> Change:
    """The slip, which says so if what it leaves out in one place is used elsewhere."""
    (old, new), *others = change.exchanged or ((None, None),)
    if others or change.slip not in ("a term left out", "a factor left out"):
        return change
    if change.did.startswith("you don't subtract"):
        return replace(change, did=f"{change.did} in one place") if _subtracts_elsewhere(own, change) else change
    if not change.did.startswith("you leave"):
        return change
    if " or in the code that takes its place" in change.did or not isinstance(new, ast.AST):  # in a function of its own
        return change
    gone = {each.id for each in ast.walk(old) if isinstance(each, ast.Name)}
    gone -= {each.id for each in ast.walk(new) if isinstance(each, ast.Name)}
    words = written.Written(ast.parse(own.shown((change,)))).words
    return replace(change, did=f"{change.did} in one place") if gone and all(map(words.get, gone)) else change


def _subtracts_elsewhere(own: Variants, change: Change) -> bool:
    """Whether the function, so changed, still subtracts in another place what it doesn't subtract here."""
    gone = change.exchanged[0][0].right
    subtracted = [node.right for node in ast.walk(ast.parse(own.shown((change,)))) if _subtracts(node)]
    return ast.unparse(gone) in map(ast.unparse, subtracted)


def _subtracts(node: ast.AST) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub)


def _everywhere(change: Change) -> str:
    """What a slip did; one that was made in several places alike is told of the first, and doesn't end there."""
    if len(change.exchanged) < 2 or change.slip in SEVERAL or "(and likewise elsewhere" in change.did:
        return change.did
    first, *others = ({each.id for each in ast.walk(old) if isinstance(each, ast.Name)} for old, _ in change.exchanged)
    own = first - set.intersection(*others)
    told = any(re.search(rf"\b{name}\b", change.did) for name in own)
    return f"{change.did} (perhaps in other places, too)" if told else change.did


_KEPT: dict[tuple[str, Reference], Ways] = {}
_ELSEWHERE: dict[tuple[str, Reference], list[Variants]] = {}


def _elsewhere(subject: Subject) -> list[Variants]:
    """Other functions that the answer may have started from, each with the thought behind it."""
    reference = subject.reference
    if reference is None or not reference.ways:
        return []
    key = (reference.name, reference)
    if key not in _ELSEWHERE:
        _ELSEWHERE[key] = []
        known = dict(reference.globals) or dict(module_namespace(reference.module))
        probes = subject.probes or [call.arguments for call in subject.calls]
        for source, did, asks in bases(reference.name, reference.parameters):
            try:
                own = Variants(reference.name, source, reference.module, known, probes)
            except Exception:  # arguments that belong to another function of this name
                continue
            own.thought = Change("another formula", (), did, asks, 2.0)
            _ELSEWHERE[key].append(own)
    return _ELSEWHERE[key]


def _as_it_is(result: Any) -> Any:
    return result


def _seen(own: Variants, made: Sequence[Change], view: Callable[[Any], Any]) -> Callable[..., Any]:
    return lambda *arguments: view(own.run(made, arguments))
