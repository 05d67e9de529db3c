"""The exercises: one module each, of its notebook's name, that defines ``EXERCISE``."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path

from lecture_nn.checks.exercise import Exercise
from lecture_nn.validation import listed

HERE = Path(__file__).parent


def exercise_names() -> list[str]:
    """The names of all exercises."""
    return list(_names())


@cache  # a class is graded notebook by notebook, and each asks for all of them
def _names() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in HERE.glob("*.py") if not path.stem.startswith("_")))


def load_exercise(name: str) -> Exercise:
    """Return the exercise of that name."""
    if name not in _names():
        raise ValueError(f"name: expected one of {listed(exercise_names())}, got {name!r}")
    return import_module(f"lecture_nn.checks.exercises.{name}").EXERCISE
