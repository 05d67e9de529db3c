"""The ways to write one function, each with its slips: listed when a search comes to the ranks that they may have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from heapq import merge
from itertools import islice
from typing import Any

from lecture_nn.checks.diagnosis.references import Reference, module_namespace, with_parameters
from lecture_nn.checks.diagnosis.slips import SLIPS, Change
from lecture_nn.checks.diagnosis.variants import Variants
from lecture_nn.checks.diagnosis.wording import CALLS, LOCALS

ENOUGH = 600
"""Changes of a function in several ways to write it, after which no other way is looked at."""

OTHER_WAY = 0.3
"""Added to the rank of a slip in another way to write the function than the solution's."""

FOREIGN = 0.3
"""Added besides if its sentence speaks of a function that the solution's own way does without."""

VAGUE = 0.05
"""Added to the rank of a slip whose sentence has no name for what it is about: one that has is told first."""

NAMED = CALLS | LOCALS
"""What sentences call functions and variables."""

Way = tuple[Variants, list[Change]]
Single = tuple[Variants, Change]


class Ways:
    """The variants of each way to write a function that the machine runs; each way is listed once in a process.

    Parameters
    ----------
    reference : Reference
    probes : sequence of tuples
        Arguments that the function is called with.
    """

    def __init__(self, reference: Reference, probes: Sequence[tuple[Any, ...]]) -> None:
        self.listed: list[Way] = []
        self._others = _listed(reference, probes)
        self._all: list[Single] | None = None  # by rank, once all ways are listed

    def __iter__(self) -> Iterator[Way]:
        """Give each way, and list those that haven't been before."""
        n = 0
        while self._has(n):
            yield self.listed[n]
            n += 1

    def _has(self, n: int) -> bool:
        """Whether there is a way of this number; it is listed then."""
        if n == len(self.listed):
            self.listed += islice(self._others, 1)
        return n < len(self.listed)

    def singles(self) -> Iterator[Single]:
        """Give the slips of all ways, those of the lowest rank first, and of equal ones those of the first way."""
        if self._all is None:
            yield from (each for _, each in self._from(0) if each is not None)
            self._all = sorted(((own, each) for own, found in self for each in found), key=lambda each: each[1].rank)
        else:
            yield from self._all

    def _from(self, n: int) -> Iterator[tuple[float, Single | None]]:
        """The slips of this way and of later ones, with their ranks."""
        if self._has(n):
            own, found = self.listed[n]
            slips = [(each.rank, (own, each)) for each in sorted(found, key=lambda each: each.rank)]
            yield from merge(slips, self._later(n + 1), key=lambda ranked: ranked[0])

    def _later(self, n: int) -> Iterator[tuple[float, Single | None]]:
        """The same of later ways; before they are listed, None with the lowest rank that they may have."""
        yield min(rank for _, _, rank, _ in SLIPS) + OTHER_WAY, None
        yield from self._from(n)


def _listed(reference: Reference, probes: Sequence[tuple[Any, ...]]) -> Iterator[Way]:
    """List one way after the other."""
    known = dict(reference.globals) or dict(module_namespace(reference.module))
    listed = 0
    for way in reference.ways:
        if listed > ENOUGH:
            return
        try:
            own = Variants(reference.name, with_parameters(way, reference), reference.module, known, probes)
            found = own.every_change()
        except Exception:  # a way of writing that the machine doesn't run, or arguments that nobody meant
            continue
        if way != reference.ways[0]:  # what the solution's own way explains is said more simply
            foreign = _foreign(reference.ways[0])
            found = [
                replace(each, rank=each.rank + OTHER_WAY + FOREIGN * bool(foreign.search(each.did))) for each in found
            ]
        found = [replace(each, rank=each.rank + VAGUE) if is_vague(each.did) else each for each in found]
        listed += len(own.changes)
        yield own, found


def _foreign(way: str) -> re.Pattern[str]:
    """What names a function, in a sentence, that isn't called in this way to write the right one."""
    words = set(re.findall(r"\w+", way))
    known = {phrase: {name for name in NAMED if NAMED[name] == phrase} for phrase in NAMED.values()}
    return re.compile("|".join(rf"{phrase}\b" for phrase, names in known.items() if not names & words))


def is_vague(did: str) -> bool:
    """Return whether a sentence has no name for what it is about; of two slips at once, that would say nothing."""
    return any(phrase in did for phrase in ("a part of the formula", "an intermediate result", "another value"))
