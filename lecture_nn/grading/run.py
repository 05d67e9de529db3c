"""Grading a class: every submission becomes a record, a file of its own; what is done is not done again."""

from __future__ import annotations

import difflib
import json
import os
import secrets
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from filelock import FileLock, Timeout

from lecture_nn.files import write_whole
from lecture_nn.grading.dryrun import summary
from lecture_nn.grading.gradefiles import write_grade_files
from lecture_nn.grading.gradescope import of_one_student, written_always
from lecture_nn.grading.missing import grade_missing
from lecture_nn.grading.one import printable
from lecture_nn.grading.output import claim, refuse_nesting
from lecture_nn.grading.pseudonyms import load
from lecture_nn.grading.records import record_of
from lecture_nn.grading.results import Results, write_results
from lecture_nn.grading.roster import read_roster
from lecture_nn.grading.settings import Settings, exercises, private_checks
from lecture_nn.grading.solved import not_right
from lecture_nn.grading.submissions import Submission, find
from lecture_nn.workers import Limits, open_to_another_user, visible, why_not_another_user, why_not_locked
from lecture_nn.workers.surroundings import undisturbed


class RefusedError(RuntimeError):
    """Raised when submissions can't be sandboxed on this machine, and aren't trusted."""


def grade_class(
    source: Path,
    out: Path,
    *,
    seed: int | None = None,
    jobs: int = 1,
    checks: Path | None = None,
    only: tuple[str, ...] = (),
    limits: Limits | None = None,
    trust: bool = False,
    scheduler: str | None = None,
    gradescope: Path | None = None,
    anonymous: bool = False,
    regrade: tuple[str, ...] = (),
    layout: str = "",
    roster: Path | None = None,
    attempt: str = "best",
    platforms: tuple[str, ...] = (),
    item: str = "",
    tell: Callable[[str], None] | None = None,
) -> Results:
    """Grade what a class has handed in, and write the sheet and the pages.

    Parameters
    ----------
    source : Path
        A folder, a zip or a tar.
    out : Path
        The folder for the results. What is graded there already, and hasn't changed, is not graded again.
    seed : int, optional
        Of the examples that the checks draw; by default the one in `out`, or a secret one.
    jobs : int
        Processes that grade at the same time.
    checks : Path, optional
        A folder of an instructor's own checks, or one file: they define `EXERCISE`.
    only : tuple of str
        The exercises that are graded; others are left out. Empty for all.
    limits : Limits, optional
    trust : bool
        Whether to go on without a sandbox on a machine where there is none; on a cluster, each machine finds out.
    scheduler : str, optional
        The address of a Dask scheduler, whose workers grade instead of processes here.
    gradescope : Path, optional
        Where to write Gradescope's results.json; `source` is then the folder of one student.
    anonymous : bool
        Whether pseudonyms stand for the students' names in the sheet and the pages; ``names.csv`` in `out` is the key.
    regrade : tuple of str
        Students whose notebooks are graded again, although nothing has changed.
    layout : str
        How the files are named, see `submissions.find`; by default this is found out.
    roster : Path, optional
        A table of the course's students.
    attempt : str
        Which of several attempts counts, one of `attempts.CHOICES`.
    platforms : tuple of str
        Platforms for which files of grades are written, of `gradefiles.PLATFORMS`.
    item : str
        The platform's column for the sum of the points; by default each exercise has a column.
    tell : callable, optional
        Takes what an instructor should know about the files; by default it is written to the standard error.

    Returns
    -------
    Results
        Its `rows` are those of the sheet, one for each student.

    Raises
    ------
    RefusedError
        If submissions can't be locked in and aren't trusted.
    ValueError
        If `source`, `out`, `checks`, `only` or `regrade` is not what is expected.
    """
    with written_always(gradescope), undisturbed(source, out, *filter(None, [checks])):
        refuse_nesting(out, source, checks)
        private = private_checks(checks)
        known = exercises(private)
        if unknown := set(only) - set(known):
            raise ValueError(
                f"--exercise: expected some of {', '.join(sorted(known))}, got {', '.join(sorted(unknown))}"
            )
        tell = tell or partial(print, file=sys.stderr)
        layout = layout or ("single" if gradescope is not None else "")
        found = find(source, known, layout, read_roster(roster) if roster else None)
        tell(summary(found))
        handed_in = found.submissions if gradescope is None else of_one_student(found.submissions)
        reason = "" if scheduler else why_not_locked()  # on a cluster, its workers find out
        if reason and not trust:
            raise RefusedError(reason)
        if not reason and not scheduler:
            for folder in filter(None, (source, out, checks)):
                if inside := [shown for shown in visible() if shown in [folder.resolve(), *folder.resolve().parents]]:
                    raise ValueError(f"{folder} lies in {inside[0]}, which submissions can read: move it elsewhere")
        for problem in not_right(private, known, limits) if gradescope is None else ():  # told when it was made
            tell(problem)
        claim(out, source, checks)
        try:
            with FileLock(out / ".lock", timeout=0):
                sandbox = "if possible" if scheduler and trust else "required"
                if reason:
                    sandbox = _without_sandbox(tell, [source, out, checks, gradescope and gradescope.parent])
                settings = Settings(_seed(out, seed), sandbox, limits or Limits(), private, only, tried=not scheduler)
                again = _again(regrade, handed_in, out)
                grade_missing(handed_in, out, settings, jobs, scheduler, again)
                results = write_results(
                    handed_in,
                    out,
                    record_of,
                    known,
                    only,
                    anonymous=anonymous,
                    gradescope_file=gradescope,
                    attempt=attempt,
                )
                for problem in write_grade_files(results.rows, out, known, platforms, item):
                    tell(problem)
                return results
        except Timeout:
            raise ValueError(f"--out: {out} is in use by another run") from None


def _without_sandbox(tell: Callable[[str], None], known: list[Path | None]) -> str:
    """Say how the notebooks run: root has them run as another user, if that can be done.

    What such a user could read or change of the files and folders that matter is told; and why root can't have one.
    """
    if why := why_not_another_user():
        if sys.platform == "linux" and os.geteuid() == 0:
            tell(f"the notebooks run as root, who can read and change everything: {why}")
        return "none"
    folders = [path for path in known if path is not None]
    files = [file for folder in folders if folder.is_dir() for file in folder.iterdir()]
    if found := open_to_another_user([*folders, *files[:1000]]):
        more = f" and {len(found) - 5} more" if len(found) > 5 else ""
        tell(
            f"every user of this machine, and so the notebooks, can {', '.join(found[:5])}{more}: close it (chmod 700)"
        )
    return "another user"


def _again(regrade: tuple[str, ...], handed_in: list[Submission], out: Path) -> set[str]:
    """The students of these names or pseudonyms."""
    students = {each.student for each in handed_in}
    names = {printable(student): student for student in students}
    names |= {pseudonym: names[student] for student, pseudonym in load(out).items() if student in names}
    if unknown := [name for name in regrade if name not in names]:
        close = difflib.get_close_matches(unknown[0], names, n=1)
        hint = f"; did you mean {close[0]!r}?" if close else ""
        raise ValueError(f"--regrade: expected the name of a student, got {unknown[0]!r}{hint}")
    return {names[name] for name in regrade}


def _seed(out: Path, seed: int | None) -> int:
    """The seed asked for, or the one of the run before, or a fresh one; kept for the next run."""
    kept = out / "seed.json"
    if seed is None:
        try:
            seed = int(json.loads(kept.read_text(encoding="utf-8"))["seed"])
        except (OSError, ValueError, KeyError, TypeError):
            seed = secrets.randbits(64)
    write_whole(kept, json.dumps({"seed": seed}) + "\n", private=True)
    return seed
