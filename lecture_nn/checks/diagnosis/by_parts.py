"""One slip in each of several results: the biases don't learn, and the weights decay twice as fast."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import islice, product
from typing import Any

from lecture_nn.checks.answers import Call
from lecture_nn.checks.diagnosis.heads import RAISED, UNTRIED, differ, head, of_part
from lecture_nn.checks.diagnosis.operators import Asked, Work, claims_of, known_of, sentence
from lecture_nn.checks.diagnosis.phrases import Claim
from lecture_nn.checks.diagnosis.related import ORDINALS, names_of_results
from lecture_nn.checks.diagnosis.slips import Change
from lecture_nn.checks.diagnosis.subject import Subject
from lecture_nn.checks.diagnosis.variants import Variants
from lecture_nn.checks.diagnosis.ways import is_vague
from lecture_nn.checks.diagnosis.written import Slipped
from lecture_nn.checks.model import Misunderstanding, same

KEPT = 3
"""Slips that are kept for each result, at most."""

FIRST = 4.0
"""The rank of the simplest: two slips at once, which have nothing to do with each other."""


def by_parts(subject: Subject, work: Work) -> Iterator[tuple[float, Misunderstanding]]:
    """Yield a slip for each of two results that are wrong, of several that are returned, with the rank of both."""
    asked, ways = known_of(subject)
    calls, simplest = asked.calls, next(iter(ways or ()), None)
    if simplest is None or not all(isinstance(call.returned, tuple) and len(call.returned) <= 4 for call in calls):
        return
    own, _ = simplest
    right = [asked.view(own.run((), call.arguments)) for call in calls]
    if not all(isinstance(each, tuple) and len(each) == len(calls[0].returned) for each in right):
        return
    wrong = [n for n in range(len(right[0])) if not _alike(n, calls, right)]
    if len(wrong) != 2:
        return
    found: dict[int, list[tuple[Variants, Change]]] = {n: [] for n in wrong}
    for own, change in ways.singles():
        if work.spent(own):
            break
        for n in wrong:
            if len(found[n]) < KEPT and not is_vague(change.did) and _explains(n, own, change, asked):
                found[n].append((own, change))
        if all(len(each) == KEPT for each in found.values()):
            break
    first, second = wrong
    both = sorted(product(found[first], found[second]), key=lambda each: each[0][1].rank + each[1][1].rank)
    for one, other in islice(both, KEPT**2):
        rank = FIRST + 0.1 * (one[1].rank + other[1].rank - 4)
        wrong_function = _joined(simplest[0], {first: one, second: other})
        names = names_of_results(subject.reference, len(right[0]))
        where = [names[n] if names else f"the {ORDINALS[n]} of your results" for n in (first, second)]
        changes = [change for _, change in (one, other)]
        if changes[0].did == changes[1].did:
            told = sentence([replace(changes[0], did=f"{changes[0].did}, both in {where[0]} and in {where[1]}")])
        else:
            told = sentence([replace(c, did=f"in {place}, {c.did}") for place, c in zip(where, changes, strict=True)])
        said = partial(_claims, one, other)
        yield rank, Slipped(subject.name, wrong_function, told, subject.read, rank, "pair", claims=said)


def _claims(*slips: tuple[Variants, Change]) -> list[Claim]:
    return [claim for own, change in slips for claim in claims_of(own, (change,))]


def _alike(n: int, calls: list[Call], results: list[Any]) -> bool:
    return all(same(call.returned[n], result[n]) for call, result in zip(calls, results, strict=True))


def _explains(n: int, own: Variants, change: Change, asked: Asked) -> bool:
    try:
        for call, known in zip(asked.calls, asked.remembered(own), strict=True):
            made = (id(change),)
            before = known.get(made, UNTRIED)
            if before is RAISED or (isinstance(before, tuple) and differ(head(call.returned[n]), of_part(before, n))):
                return False
            known[made] = RAISED
            returned = asked.view(own.run((change,), call.arguments))
            known[made] = head(returned)
            if not same(call.returned[n], returned[n]):
                return False
    except Exception:  # this variant has no such result
        return False
    return True


def _joined(right: Variants, parts: dict[int, tuple[Variants, Change]]) -> Any:
    """The right function, with some of its results made by variants."""

    def wrong(*arguments: Any) -> tuple[Any, ...]:
        results = list(right.run((), arguments))
        for n, (own, change) in parts.items():
            results[n] = own.run((change,), arguments)[n]
        return tuple(results)

    return wrong
