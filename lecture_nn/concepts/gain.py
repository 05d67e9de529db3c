"""What was gained between the quiz before the course and the one after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lecture_nn.concepts.inventory import inventory

FEWEST = 5
"""Questions answered both times, at least, for a gain to be told: of fewer it would be chance."""


def normalized_gain(before: float, after: float) -> float | None:
    """Return the normalized gain of Hake (1998): the part of what could still be gained that was gained.

    Parameters
    ----------
    before, after : float
        Fractions of right answers, from 0 to 1.

    Returns
    -------
    float or None
        (after - before) / (1 - before), negative if fewer are right than before. None if all were right before: then
        nothing was left to gain.

    Raises
    ------
    ValueError
        If one of them is no fraction.
    """
    for name, value in (("before", before), ("after", after)):
        if not 0 <= value <= 1:
            raise ValueError(f"{name}: expected a fraction from 0 to 1, got {value}")
    return None if before == 1 else (after - before) / (1 - before)


@dataclass(frozen=True)
class Result:
    """What a student answered before and after: question's name to choice, None for "I don't know".

    Only questions that were answered both times are compared.
    """

    before: Mapping[str, int | None]
    after: Mapping[str, int | None]

    @property
    def both(self) -> list[str]:
        """The names of the questions answered both times."""
        return [name for name in inventory().names() if name in self.before and name in self.after]

    def right(self, stage: str) -> int:
        """Return how many of the questions answered both times were right "before" or "after"."""
        given = getattr(self, stage)
        return sum(given[name] == inventory()[name].right for name in self.both)

    @property
    def gain(self) -> float | None:
        """The normalized gain; None if there is none, since too little was answered or all was right before."""
        if len(self.both) < FEWEST:
            return None
        return normalized_gain(self.right("before") / len(self.both), self.right("after") / len(self.both))

    def __str__(self) -> str:
        if not self.after:
            told = "The quiz after the course hasn't been answered yet."
            return f"Answered before the course: {len(self.before)} of the questions. {told}" if self.before else told
        if not self.before:
            n = sum(given == inventory()[name].right for name, given in self.after.items())
            return (
                f"Right: {n} of {len(self.after)}. The quiz before the course wasn't answered, so there is nothing to "
                "compare with."
            )
        if len(self.both) < FEWEST:
            many = len(self.both)
            return f"Answered both times: {many} of the questions. From {FEWEST} on, before and after are compared."
        told = (
            f"Of the {len(self.both)} questions that you answered both times, {self.right('before')} were right before "
            f"the course, and {self.right('after')} are now."
        )
        return f"{told} {meaning(self.gain)}"


def meaning(gain: float | None) -> str:
    """Say what a normalized gain means."""
    if gain is None:
        return "All were right before, so there was nothing to gain: the normalized gain isn't defined."
    if gain < 0:
        return f"These are fewer than before, so the normalized gain is negative: g = {_two(gain)}."
    return (
        f"You have gained {gain:.0%} of what you could still gain: this is the normalized gain, g = {_two(gain)} "
        f"({size(gain)})."
    )


def size(gain: float) -> str:
    """Return Hake's word for a gain."""
    return "high" if gain >= 0.7 else "medium" if gain >= 0.3 else "low"


def _two(gain: float) -> str:
    return f"{gain:.2f}".replace("-", "−")
