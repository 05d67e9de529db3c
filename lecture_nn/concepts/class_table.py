"""What a class has gained, and which misconceptions survive: numbers about many, none about one."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from lecture_nn.concepts.gain import Result, normalized_gain
from lecture_nn.concepts.inventory import Concept, Misconception, inventory

SMALLEST = 5
"""Fewer students than this, except none, aren't broken down: in a class one could guess who they are."""

HALF = 0.5
"""The part of the questions that a student must have answered both times to count in the gains of the class."""


@dataclass(frozen=True)
class Share:
    """How many of those who answered a question both times chose something, before and after."""

    before: int
    after: int
    of: int

    def fraction(self, stage: str) -> float | None:
        """Return the fraction that chose it; None if too few students answered the question."""
        return None if self.of < SMALLEST else getattr(self, stage) / self.of

    def told(self, stage: str) -> float | None:
        """Return the fraction, None also if too few students chose it."""
        return None if 0 < getattr(self, stage) < SMALLEST else self.fraction(stage)


@dataclass(frozen=True)
class Row:
    """A question: the students that answered it both times, and what they chose."""

    concept: Concept
    right: Share
    wrong: dict[int, Share]
    unknown: Share

    @property
    def of(self) -> int:
        """How many students answered it both times."""
        return self.right.of

    @property
    def gain(self) -> float | None:
        """The normalized gain of the class at this question."""
        before, after = self.right.fraction("before"), self.right.fraction("after")
        return None if before is None or after is None else normalized_gain(before, after)


@dataclass(frozen=True)
class ClassTable:
    """What a class has gained.

    Attributes
    ----------
    rows : tuple of Row
        The questions in their order.
    students : int
        How many handed something in.
    matched : int
        How many of them answered at least half of the questions both times. Only they count in the gains.
    before, after : float or None
        The mean fraction of right answers of those who are matched.
    of_averages : float or None
        The normalized gain of the two means.
    average : float or None
        The mean of the students' own normalized gains.
    without : int
        How many matched students are left out of `average`, because they had all right before.
    """

    rows: tuple[Row, ...]
    students: int
    matched: int
    before: float | None
    after: float | None
    of_averages: float | None
    average: float | None
    without: int

    @property
    def told(self) -> bool:
        """Whether the class is large enough for anything to be told of it."""
        return self.matched >= SMALLEST

    def surviving(self) -> list[tuple[Row, Misconception, Share]]:
        """Return the misconceptions that students still have, the most frequent first."""
        found = [
            (row, row.concept.misconceptions[number], share)
            for row in self.rows
            for number, share in row.wrong.items()
            if share.told("after")
        ]
        return sorted(found, key=lambda each: -(each[2].told("after") or 0))

    def csv(self) -> str:
        """Return the table as a text of comma-separated values: a line for each choice of each question."""
        written = io.StringIO()
        writer = csv.writer(written, lineterminator="\n")
        writer.writerow(["question", "idea", "lesson", "choice", "believed", "students", "before", "after", "gain"])
        for row in self.rows:
            named = [row.concept.name, row.concept.idea, row.concept.lesson]
            right = (row.right.fraction("before"), row.right.fraction("after"), row.gain)
            writer.writerow([*named, "right", "", row.of, *map(_number, right)])
            for number, share in row.wrong.items():
                belief = row.concept.misconceptions[number].belief
                writer.writerow([*named, "abcd"[number], belief, row.of, *_shown(share), ""])
            writer.writerow([*named, "I don't know", "", row.of, *_shown(row.unknown), ""])
        return written.getvalue()


def class_table(results: Sequence[Result]) -> ClassTable:
    """Return what the students with these results have gained."""
    needed = HALF * len(inventory().concepts)
    matched = [result for result in results if len(result.both) >= needed]
    rows = tuple(_row(concept, results) for concept in inventory().concepts)
    if len(matched) < SMALLEST:
        return ClassTable(rows, len(results), len(matched), None, None, None, None, 0)
    before = [result.right("before") / len(result.both) for result in matched]
    after = [result.right("after") / len(result.both) for result in matched]
    gains = [result.gain for result in matched]
    defined = [gain for gain in gains if gain is not None]
    return ClassTable(
        rows,
        len(results),
        len(matched),
        fmean(before),
        fmean(after),
        normalized_gain(fmean(before), fmean(after)),
        fmean(defined) if len(defined) >= SMALLEST else None,
        len(gains) - len(defined),
    )


def _row(concept: Concept, results: Sequence[Result]) -> Row:
    pairs = [(each.before[concept.name], each.after[concept.name]) for each in results if concept.name in each.both]

    def share(choice: int | None) -> Share:
        return Share(sum(b == choice for b, _ in pairs), sum(a == choice for _, a in pairs), len(pairs))

    return Row(concept, share(concept.right), {number: share(number) for number in concept.misconceptions}, share(None))


def _shown(share: Share) -> list[str]:
    return [_number(share.told("before")), _number(share.told("after"))]


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
