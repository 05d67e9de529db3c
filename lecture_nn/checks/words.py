"""Numbers with their nouns, as English counts."""

from __future__ import annotations


def count(number: int, noun: str) -> str:
    """Return "1 point", "2 points"."""
    return f"{number} {noun}{'s' * (number != 1)}"


def part(number: int, total: int, noun: str) -> str:
    """Return "0 of 1 point", "1 of 2 points"."""
    return f"{number} of {count(total, noun)}"
