"""What a class did in one exercise: how often each check had which result, and which misunderstandings were met."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lecture_nn.checks import Exercise

MOST_MISUNDERSTANDINGS = 20
"""How many are listed, at most."""


@dataclass
class Tally:
    """The results of a class in one exercise.

    Attributes
    ----------
    exercise : Exercise
    checks : dict from title to Counter
        How many students had each result.
    points : Counter
        How many students reached each number of points, those given by hand included.
    misunderstandings : Counter
        How many students met each one: its check, its hint (of an error, its kind), and where to read.
    """

    exercise: Exercise
    checks: dict[str, Counter[str]] = field(init=False)
    points: Counter[float] = field(default_factory=Counter)
    misunderstandings: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.checks = {check.title: Counter() for check in self.exercise.checks}

    @property
    def students(self) -> int:
        """How many have handed it in."""
        return self.points.total()

    @property
    def median(self) -> float:
        """The points that half of them have at least."""
        return statistics.median_high(self.points.elements())

    @property
    def spread(self) -> list[int]:
        """How many students have 0, 1, ... points; halves are rounded down, and more than all counts as all."""
        bins = [0] * (self.exercise.total + 1)
        for points, n in self.points.items():
            bins[max(0, min(self.exercise.total, int(points)))] += n
        return bins

    def count(self, record: Mapping[str, Any], points: float) -> None:
        """Add the record of a student, and the points that they have in the end."""
        self.points[points] += 1
        for result in record["results"]:
            self.checks[result["title"]][result["status"]] += 1
            if result["misunderstanding"]:
                kind = result.get("kind")  # what a student is told of an error quotes the student's own code
                told = f"an error, {kind}" if kind else result["misunderstanding"]
                self.misunderstandings[result["title"], told, result["read"]] += 1


def commonest(tallies: Iterable[Tally]) -> list[tuple[int, str, str, str, str]]:
    """Return the commonest misunderstandings: how many students, the exercise, the check, the hint, where to read."""
    met = [(n, tally.exercise.name, *of) for tally in tallies for of, n in tally.misunderstandings.items()]
    return sorted(met, key=lambda each: (-each[0], each[1:]))[:MOST_MISUNDERSTANDINGS]
