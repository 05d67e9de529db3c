"""What the grades of a class depend on, besides what is handed in: settings, and an instructor's own checks."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from lecture_nn.checks import Exercise, exercise_names, load_exercise
from lecture_nn.checks.own import bare, cells_of, of_text, solution_of, text_of
from lecture_nn.workers import Limits


@dataclass(frozen=True)
class Settings:
    """What a submission's grade depends on, besides the submission.

    Attributes
    ----------
    seed : int
        Of the examples that the checks draw, which are the same for everybody who hands in an exercise.
    sandbox : str
        "required"; "if possible", which goes on without one on a machine that has none; "another user", for ordinary
        processes of users that nobody else is; or "none", for ordinary processes of the same user.
    limits : Limits
    private : tuple of (str, str)
        File names and texts of an instructor's own checks, and of their solved notebooks.
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


def private_checks(place: Path | None) -> tuple[tuple[str, str], ...]:
    """Return the names and texts of an instructor's own checks: Python files, and the solved notebooks of theirs.

    Parameters
    ----------
    place : Path or None
        A folder of checks, or one file.

    Raises
    ------
    ValueError
        If there are none, or a file can't be used: the message names the file, the line and the cure.
    """
    if place is None:
        return ()
    if not place.exists():
        raise ValueError(f"--checks: expected a folder with Python files, or one file, got {place}, which isn't there")
    files = sorted(place.glob("*.py")) if place.is_dir() else [place]
    if not files or any(file.suffix != ".py" for file in files):
        inner = next((file.parent for file in sorted(place.glob("*/*.py"))), None)
        cure = f". Is {inner} meant?" if inner else ""
        raise ValueError(f"--checks: expected a folder with Python files, or one such file, got {place}{cure}")
    with _as_option():
        found = [(str(file), text_of(file)) for file in files]
        for file, text in list(found):
            solution = solution_of(of_text(file, text), Path(file))
            if solution is not None and str(solution) not in dict(found):
                found.append((str(solution), bare(cells_of(str(solution), text_of(solution)))))
    return tuple(found)


@contextlib.contextmanager
def _as_option() -> Iterator[None]:
    """Let an error say which option it is about."""
    try:
        yield
    except ValueError as error:
        raise ValueError(f"--checks: {error}") from None


@cache
def exercises(private: tuple[tuple[str, str], ...] = ()) -> dict[str, Exercise]:
    """Return the course's exercises by name, with an instructor's own checks and exercises added."""
    known = {name: load_exercise(name) for name in exercise_names()}
    solved = {Path(file).stem: (file, text) for file, text in private if file.endswith(".ipynb")}
    for file, text in private:
        if file.endswith(".ipynb"):
            continue
        with _as_option():
            own = of_text(file, text)
            public = known.get(own.name, Exercise(own.name))
            if taken := {check.title for check in public.checks} & {check.title for check in own.checks}:
                raise ValueError(f"{file}: expected titles that no other check of {own.name} has, got {min(taken)!r}")
            known[own.name] = replace(
                public,
                checks=[*public.checks, *own.checks],
                misunderstandings=[*public.misunderstandings, *own.misunderstandings],
                given=(*public.given, *own.given),
                references={**public.references, **own.references},
                views={**public.views, **own.views},
                solution=cells_of(*solved[own.name]) if own.name in solved else (),
            )
    return known
