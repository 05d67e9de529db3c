"""What the grades of a class depend on, besides what is handed in: settings, and an instructor's own checks."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from types import ModuleType

from lecture_nn.checks import Exercise, exercise_names, load_exercise
from lecture_nn.workers import Limits


@dataclass(frozen=True)
class Settings:
    """What a submission's grade depends on, besides the submission.

    Attributes
    ----------
    seed : int
        Of the examples that the checks draw; each submission gets its own from it.
    sandbox : str
        "required"; "if possible", which goes on without one on a machine that has none; "another user", for ordinary
        processes of users that nobody else is; or "none", for ordinary processes of the same user.
    limits : Limits
    private : tuple of (str, str)
        File names and texts of an instructor's own checks.
    only : tuple of str
        The exercises that are graded; empty for all.
    tried : bool
        Whether the sandbox has been tried out on the machine that grades; no grade depends on that.
    """

    seed: int
    sandbox: str
    limits: Limits
    private: tuple[tuple[str, str], ...] = ()
    only: tuple[str, ...] = ()
    tried: bool = field(default=False, repr=False)


def private_checks(folder: Path | None) -> tuple[tuple[str, str], ...]:
    """Return the names and texts of the Python files in an instructor's folder of checks."""
    if folder is None:
        return ()
    files = sorted(folder.glob("*.py"))
    if not files:
        raise ValueError(f"--checks: expected a folder with Python files, got {folder}")
    return tuple((str(file), file.read_text(encoding="utf-8")) for file in files)


@cache
def exercises(private: tuple[tuple[str, str], ...] = ()) -> dict[str, Exercise]:
    """Return the course's exercises by name, with an instructor's own checks and exercises added."""
    known = {name: load_exercise(name) for name in exercise_names()}
    for number, (file, text) in enumerate(private):
        module = ModuleType(f"private_checks_{number}")
        module.__file__ = file
        sys.modules[module.__name__] = module
        exec(compile(text, file, "exec"), vars(module))
        own = getattr(module, "EXERCISE", None)
        if not isinstance(own, Exercise):
            got = "nothing of that name" if own is None else f"a {type(own).__name__}"
            raise ValueError(f"--checks: expected {file} to define EXERCISE, an Exercise, got {got}")
        public = known.get(own.name, Exercise(own.name))
        known[own.name] = replace(
            public,
            checks=[*public.checks, *own.checks],
            misunderstandings=[*public.misunderstandings, *own.misunderstandings],
            given=(*public.given, *own.given),
            references={**public.references, **own.references},
        )
    return known
