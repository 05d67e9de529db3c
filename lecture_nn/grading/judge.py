"""The side of the checks: starts a worker for a notebook, asks it through a channel, and decides."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from lecture_nn.checks import Exercise, Report, exercise_names, load_exercise
from lecture_nn.checks.asked import asked_for
from lecture_nn.checks.expect import SEED
from lecture_nn.checks.model import Result
from lecture_nn.grading.begun import begun
from lecture_nn.grading.companions import beside, needed
from lecture_nn.grading.definitions import Statement, statements
from lecture_nn.grading.flags import borrowed, looked_up
from lecture_nn.grading.notebook import code_cells, read
from lecture_nn.grading.remote import LostError, Remote
from lecture_nn.grading.which import exercises_of
from lecture_nn.workers import Limits, Plain, SandboxError, Starter

MOST_READ = 300_000
"""Characters of code that are looked at for flags, and of text for answers that stand in it, at most."""


@dataclass(frozen=True)
class Graded:
    """What became of one notebook.

    Attributes
    ----------
    exercise : str
        The exercise that it answers.
    status : str
        "ok"; or the first that happened of "timeout" (a cell or an answer took too long), "memory" (more was asked for
        than allowed) and "died" (the process ended by itself).
    report : Report
    errors : tuple of str
        Of the cells that ended in an error.
    flags : tuple of str
        What an instructor should look at.
    statements : tuple of Statement
        Of the notebook's code.
    names : tuple of dict from str to (int, int)
        For each result of the report, the functions and values that its check asked for, with the cell and the line
        where the one that was graded begins, both from 1; 0 for what isn't known.
    """

    exercise: str
    status: str
    report: Report
    errors: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    statements: tuple[Statement, ...] = ()
    names: tuple[dict[str, tuple[int, int]], ...] = ()


def grade(
    notebook: str | Path | bytes,
    name: str = "",
    *,
    starter: Starter | None = None,
    limits: Limits | None = None,
    seed: int | None = None,
    exercises: Mapping[str, Exercise] | None = None,
    files: Mapping[str, bytes] | None = None,
) -> Graded:
    """Grade a notebook, hidden checks included, in a process of its own.

    Parameters
    ----------
    notebook : str, Path or bytes
        The notebook's file, or what is in it; its saved outputs don't matter.
    name : str
        Of the file, if `notebook` is bytes; tells the exercise where its cells don't.
    starter : Starter, optional
        Starts the process; by default an ordinary one of the same user (`Plain`).
    limits : Limits, optional
    seed : int, optional
        Of the examples that the checks draw; by default they are fresh each time.
    exercises : mapping from name to Exercise, optional
        The exercises that it may answer; by default those of the course. If there is one, it is graded for that.
    files : mapping from str to bytes, optional
        What was handed in beside the notebook, by names relative to its folder: the notebook can import and read it.
        By default, for a notebook's file, what lies beside it and is named in its code.

    Raises
    ------
    UnreadableError
        If it is no notebook, or not one of an exercise.
    OSError
        If no process can be started, or it is killed from outside again and again.
    """
    path = None
    if not isinstance(notebook, bytes):
        path = Path(notebook)
        name, notebook = path.stem, read(path)
    cells = code_cells(notebook)
    if files is None and path is not None:
        files = needed(beside(path), cells)
    known = {each: load_exercise(each) for each in exercise_names()} if exercises is None else exercises
    chosen = next(iter(known)) if len(known) == 1 else exercises_of(cells, name, known)[0]
    exercise = known[chosen]
    names = asked_for(exercise)
    starter, limits = starter or Plain(), limits or Limits()
    found = statements(cells)
    start = begun(cells, found, chosen)
    remote, report = _again_if_lost(
        exercise, starter, limits, seed, lambda: Remote(start, starter, limits, names, files)
    )
    code = [*cells, *(text.decode("utf-8", "replace") for file, text in (files or {}).items() if file.endswith(".py"))]
    flags = _flags(code, exercise)
    if remote.errors:
        flags.append(
            f"{len(remote.errors)} cells end in an error" if len(remote.errors) > 1 else "a cell ends in an error"
        )
    flags += sorted({note for of_check in remote.notes for note in of_check})
    report = replace(report, results=tuple(map(_with_notes, report.results, remote.notes)))
    if any(result.status == "unanswered" for result in report.results):
        texts = "\n".join(code_cells(notebook, "markdown") + code_cells(notebook, "raw"))[:MOST_READ]
        report = replace(report, results=tuple(_with_text_cells(result, texts) for result in report.results))
    return Graded(chosen, remote.status, report, remote.errors, tuple(flags), tuple(found), tuple(remote.names))


def _with_text_cells(result: Result, texts: str) -> Result:
    """The result, with a word about an answer that stands in a cell of text, where it isn't run."""
    names = re.findall(r"\w+", result.found[:300]) if result.status == "unanswered" else []
    for name in dict.fromkeys(names):
        if re.search(rf"^(?:def[ \t]+{name}[ \t]*\(|{name}[ \t]*=[ \t]*[^=\s])", texts, re.MULTILINE):
            told = f"{name} stands in a text cell, which isn't run: make it a code cell"
            return replace(result, found=f"{result.found}\n{told}")
    return result


def _with_notes(result: Result, notes: list[str]) -> Result:
    """The result with what is to be told about the answers: which of several versions was graded."""
    return replace(result, found="\n".join(filter(None, [result.found, *notes])))


def _flags(cells: list[str], exercise: Exercise) -> list[str]:
    """What the text of the notebook shows to be looked at; of very much text, only the beginning is read."""
    beginning, left = [], MOST_READ
    for cell in cells:
        beginning.append(cell[:left])
        left -= len(beginning[-1])
    flags = [f"uses {_some(taken)} of the package"] if (taken := borrowed(beginning, exercise.given)) else []
    if means := looked_up(beginning):
        flags.append(f"may reach code without naming it: {_some(means)}")
    if left == 0:
        flags.append(f"more than {MOST_READ:,} characters of code: what comes after them was not looked at")
    return flags


def _some(names: list[str]) -> str:
    """A few names, and how many there are besides."""
    more = f" and {len(names) - 8:,} more" if len(names) > 8 else ""
    return ", ".join(name[:60] for name in names[:8]) + more


def _again_if_lost(
    exercise: Exercise, starter: Starter, limits: Limits, seed: int | None, new: Callable[[], Remote]
) -> tuple[Remote, Report]:
    """Run the checks, and again in a new sandbox as often as it, or a worker in it, is killed from outside.

    That counts against nobody, but it must end: OSError is raised after as long as a notebook may take, and at least a
    minute. So it is if no worker can be started, twice.
    """
    end = time.monotonic() + max(limits.total, 60)
    times: Counter[bool] = Counter()
    while True:
        remote = new()
        before = SEED.set(seed)
        try:
            return remote, exercise.grade(remote)
        except LostError as lost:
            times[lost.killed] += 1
            if times[False] == 2 or (times[True] > 2 and time.monotonic() > end):
                raise OSError(f"{lost} (tried {times.total()} times)") from None
        finally:
            SEED.reset(before)
            remote.close()
        _renew(starter, end)


def _renew(starter: Starter, end: float) -> None:
    """Start a new sandbox; again and again, if what kills workers kills sandboxes that are about to start as well."""
    while True:
        try:
            return starter.renew()
        except SandboxError as error:
            if not error.killed or time.monotonic() > end:
                raise
