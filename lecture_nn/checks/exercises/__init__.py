"""The exercises: one module each, of its notebook's name, that defines ``EXERCISE``."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from lecture_nn.checks.exercise import Exercise
from lecture_nn.validation import listed

HERE = Path(__file__).parent


def exercise_names() -> list[str]:
    """The names of all exercises."""
    return sorted(path.stem for path in HERE.glob("*.py") if not path.stem.startswith("_"))


def load_exercise(name: str) -> Exercise:
    """Return the exercise of that name."""
    if name not in exercise_names():
        raise ValueError(f"name: expected one of {listed(exercise_names())}, got {name!r}")
    return import_module(f"lecture_nn.checks.exercises.{name}").EXERCISE
