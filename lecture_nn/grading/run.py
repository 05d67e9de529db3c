"""Grading a class: every submission becomes a record, a file of its own; what is done is not done again."""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import json
import re
import secrets
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from filelock import FileLock, Timeout
from tqdm import tqdm

import lecture_nn
from lecture_nn.checks import Exercise, exercise_names, load_exercise
from lecture_nn.files import UNFINISHED, write_whole
from lecture_nn.grading.judge import grade
from lecture_nn.grading.notebook import UnreadableError
from lecture_nn.grading.sheet import write_results
from lecture_nn.grading.submissions import Submission, submissions
from lecture_nn.workers import Limits, Locked, Plain, Starter, visible, why_not_locked


class RefusedError(RuntimeError):
    """Strangers' notebooks that can't be locked in here."""


@dataclass(frozen=True)
class Settings:
    """What a submission's grade depends on, besides the submission.

    Attributes
    ----------
    seed : int
        Of the examples that the checks draw; each submission gets its own from it.
    locked : bool
        Whether workers are locked in.
    limits : Limits
    private : tuple of (str, str)
        File names and texts of an instructor's own checks.
    asked : tuple of str
        The exercises that are graded; empty for all.
    """

    seed: int
    locked: bool
    limits: Limits
    private: tuple[tuple[str, str], ...] = ()
    asked: tuple[str, ...] = ()


def grade_class(
    place: Path,
    out: Path,
    *,
    seed: int | None = None,
    jobs: int = 1,
    checks: Path | None = None,
    asked: tuple[str, ...] = (),
    limits: Limits | None = None,
    trust: bool = False,
    scheduler: str | None = None,
    gradescope: Path | None = None,
) -> list[dict[str, Any]]:
    """Grade what a class has handed in, and write the sheet and the pages.

    Parameters
    ----------
    place : Path
        A folder or a zip, see `submissions`.
    out : Path
        The folder for the results. What is graded there already, and hasn't changed, is not graded again.
    seed : int, optional
        Of the examples that the checks draw; by default the one in `out`, or a secret one.
    jobs : int
        Processes that grade at the same time.
    checks : Path, optional
        A folder of an instructor's own checks: files that define `EXERCISE`.
    asked : tuple of str
        The exercises that are graded; others are "not asked". Empty for all.
    limits : Limits, optional
    trust : bool
        Whether to go on where submissions can't be locked in.
    scheduler : str, optional
        The address of a Dask scheduler, whose workers grade instead of processes here.
    gradescope : Path, optional
        Where to write Gradescope's results.json; `place` is then the folder of one student.

    Returns
    -------
    list of dict
        A row of the sheet for each student.

    Raises
    ------
    RefusedError
        If submissions can't be locked in and aren't trusted.
    ValueError
        If `place`, `out`, `checks` or `asked` is not what is expected.
    """
    if place.resolve() == out.resolve() or place.resolve() in out.resolve().parents:
        raise ValueError(f"--out: expected a folder outside {place}, got {out}")
    private = _private_checks(checks)
    known = exercises(private)
    if unknown := set(asked) - set(known):
        raise ValueError(f"--exercise: expected some of {', '.join(sorted(known))}, got {', '.join(sorted(unknown))}")
    handed_in = submissions(place, known)
    if gradescope is not None:
        handed_in = [replace(each, student="") for each in handed_in if not each.missing]
    reason = "" if scheduler else why_not_locked()  # on a cluster, its workers find out
    if reason and not trust:
        raise RefusedError(reason)
    if not reason and not scheduler:
        for folder in filter(None, (place, out, checks)):
            if inside := [shown for shown in visible() if shown in [folder.resolve(), *folder.resolve().parents]]:
                raise ValueError(f"{folder} lies in {inside[0]}, which submissions can read: move it elsewhere")
    (out / "records").mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(out / ".lock", timeout=0):
            settings = Settings(
                _seed(out, seed), not reason and not (scheduler and trust), limits or Limits(), private, asked
            )
            for unfinished in out.rglob(f"{UNFINISHED}*"):  # of a run that was killed
                unfinished.unlink()
            _grade_all(handed_in, out, settings, jobs, scheduler)
            return write_results(handed_in, out, _record, known, gradescope)
    except Timeout:
        raise ValueError(f"--out: {out} is in use by another run") from None


def _seed(out: Path, seed: int | None) -> int:
    """The seed asked for, or the one of the run before, or a fresh one; kept for the next run."""
    kept = out / "seed.json"
    if seed is None:
        try:
            seed = int(json.loads(kept.read_text(encoding="utf-8"))["seed"])
        except (OSError, ValueError, KeyError, TypeError):
            seed = secrets.randbits(64)
    write_whole(kept, json.dumps({"seed": seed}) + "\n")
    return seed


def _private_checks(folder: Path | None) -> tuple[tuple[str, str], ...]:
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
            raise ValueError(f"--checks: expected {file} to define EXERCISE, an Exercise, got {type(own).__name__}")
        public = known.get(own.name, Exercise(own.name))
        known[own.name] = replace(
            public,
            checks=[*public.checks, *own.checks],
            misunderstandings=[*public.misunderstandings, *own.misunderstandings],
            given=(*public.given, *own.given),
        )
    return known


def _grade_all(handed_in: list[Submission], out: Path, settings: Settings, jobs: int, scheduler: str | None) -> None:
    """Make the records that are missing or out of date."""
    from joblib import Parallel, delayed, parallel_config
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    bar = tqdm(total=len(handed_in), unit="", disable=not sys.stderr.isatty(), leave=False)

    def tasks() -> Iterator[Any]:
        for n, each in enumerate(handed_in):
            record, data = _begin(each, settings)
            if _record(each, out).get("fingerprint") == record["fingerprint"]:
                bar.update()
            elif data is None:
                _keep(record, each, out, bar)
            else:
                yield delayed(_grade_one)(n, record, data, settings)

    with contextlib.ExitStack() as stack:
        stack.enter_context(bar)
        if scheduler:
            from distributed import Client

            stack.enter_context(Client(scheduler))
            stack.enter_context(parallel_config(backend="dask"))
            jobs = -1
        for attempt in range(3):
            try:
                for n, record in Parallel(n_jobs=jobs, return_as="generator_unordered", pre_dispatch="3*n_jobs")(
                    tasks()
                ):
                    _keep(record, handed_in[n], out, bar)
                return
            except TerminatedWorkerError:  # a process of ours was ended from outside: go on with what is missing
                bar.reset()
                if attempt == 2:
                    raise


def _begin(each: Submission, settings: Settings) -> tuple[dict[str, Any], bytes | None]:
    """The record as far as it is known before the grading, and the notebook, if there is one."""
    record: dict[str, Any] = {"student": printable(each.student), "file": printable(each.file)}
    data = None
    if each.missing:
        record |= {"status": "missing", "reason": printable(f"expected a notebook, got {each.missing}")}
    else:
        try:
            data = each.read()
        except UnreadableError as error:
            record |= {"status": "unreadable", "reason": printable(str(error))}
    of = [repr(record), repr(settings), lecture_nn.__version__, _version_of_checks(), each.student, each.file]
    digest = hashlib.sha256("\0".join(of).encode("utf-8", "surrogatepass"))
    digest.update(data or b"")
    return {"fingerprint": digest.hexdigest(), **record}, data


@cache
def _version_of_checks() -> str:
    folder = Path(lecture_nn.__file__).parent
    files = sorted(folder.rglob("*.py"))  # all: checks and notebooks use the rest of the package
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def _place(each: Submission, out: Path) -> Path:
    name = hashlib.sha256(f"{each.student}\0{each.file}".encode("utf-8", "surrogatepass")).hexdigest()
    return out / "records" / f"{name[:24]}.json"


def _record(each: Submission, out: Path) -> dict[str, Any]:
    """The record of a submission; empty if there is none."""
    try:
        kept = json.loads(_place(each, out).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _keep(record: dict[str, Any], each: Submission, out: Path, bar: tqdm) -> None:
    write_whole(_place(each, out), json.dumps(record) + "\n")
    bar.update()


def _grade_one(number: int, record: dict[str, Any], data: bytes, settings: Settings) -> tuple[int, dict[str, Any]]:
    """Grade one notebook, in any process on any machine; return the whole record. Nothing is raised."""
    of = f"{settings.seed}\0{record['student']}\0{record['file']}"
    seed = int.from_bytes(hashlib.sha256(of.encode()).digest()[:8], "little")
    known = exercises(settings.private)
    if settings.asked:
        known = {name: known[name] for name in settings.asked}
    try:
        for attempt in range(2):
            try:
                starter = _starter(settings.locked)
                got = grade(
                    data, Path(record["file"]).stem, starter=starter, limits=settings.limits, seed=seed, exercises=known
                )
                break
            except OSError:  # the sandbox was ended from outside: once more, with a new one
                with contextlib.suppress(OSError):
                    starter.close()
                _starter.cache_clear()
                if attempt == 1:
                    raise
    except UnreadableError as error:
        return number, {**record, "status": error.status, "reason": printable(str(error))}
    except Exception as error:
        # No fault of the student's: without a fingerprint, the next run tries again.
        reason = printable(f"{type(error).__name__}: {error}")
        return number, {**record, "fingerprint": "", "status": "not graded", "reason": reason}
    return number, {
        **record,
        "exercise": got.exercise,
        "status": got.status,
        "level": starter.level,
        "points": got.report.points,
        "total": got.report.total,
        "flags": list(got.flags),
        "errors": [printable(error) for error in got.errors],
        "results": [
            {
                "title": result.check.title,
                "points": result.check.points,
                "row": result.check.row,
                "status": result.status,
                "found": printable(result.found),
                "hint": result.check.hint,
                "misunderstanding": result.misunderstanding.hint if result.misunderstanding else "",
                "read": str(result.misunderstanding.read) if result.misunderstanding else "",
            }
            for result in got.report.results
        ],
    }


@cache
def _starter(locked: bool) -> Starter:
    """What starts the workers of this process."""
    if not locked:
        return Plain()
    if reason := why_not_locked():
        raise OSError(f"submissions can't be locked in: {reason}")
    starter = Locked()
    atexit.register(starter.close)
    return starter


def printable(text: str) -> str:
    """`text` without what a page, a sheet or a terminal may stumble over; memory addresses are left out."""
    text = re.sub(r"\b0x[0-9a-f]{6,}", "0x…", text)
    return "".join(c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode() for c in text)
