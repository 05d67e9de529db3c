"""What the reader writes in a lesson, a few lines at a time: one module per lesson.

A turn is a small `Exercise` without points of its own: checks, and the misunderstandings that they know. Its name is
that of the function or value that the reader writes.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path

from lecture_nn.checks.exercise import Exercise
from lecture_nn.validation import listed

HERE = Path(__file__).parent


@cache
def turns() -> dict[str, tuple[str, Exercise]]:
    """Return all turns by name, each with the number of its lesson, such as "10"."""
    found = {}
    for path in sorted(HERE.glob("lesson_*.py")):
        module = import_module(f"{__name__}.{path.stem}")
        for turn in module.TURNS:
            if turn.name in found:
                raise ValueError(f"expected one turn of each name, got two called {turn.name!r}")
            found[turn.name] = (path.stem.removeprefix("lesson_"), turn)
    return found


def load_turn(name: str) -> Exercise:
    """Return the turn of that name."""
    if name not in turns():
        raise ValueError(f"name: expected one of {listed(turns())}, got {name!r}")
    return turns()[name][1]
