"""Grading one submission of a class: in any process, on any machine, and always with a record as the result."""

from __future__ import annotations

import atexit
import hashlib
import re
import threading
import time
from pathlib import Path
from typing import Any

from lecture_nn.checks.model import Result
from lecture_nn.grading.excerpts import behind, own
from lecture_nn.grading.judge import grade
from lecture_nn.grading.notebook import UnreadableError
from lecture_nn.grading.settings import Settings, exercises
from lecture_nn.workers import Locked, Plain, SandboxError, Starter, why_not_another_user, why_not_locked


def grade_one(
    number: int, record: dict[str, Any], data: bytes, settings: Settings, files: dict[str, bytes] | None = None
) -> tuple[int, dict[str, Any]]:
    """Grade one notebook for the exercise in `record`; return its number and the whole record. Nothing is raised."""
    of = f"{settings.seed}\0{record['exercise']}"  # the same examples for everybody: equal answers get equal points
    seed = int.from_bytes(hashlib.sha256(of.encode()).digest()[:8], "little")
    known = exercises(settings.private)
    known = {record["exercise"]: known[record["exercise"]]}
    try:
        starter = starter_of_this_thread(settings.sandbox, settings.tried)
        got = grade(
            data,
            Path(record["file"]).stem,
            starter=starter,
            limits=settings.limits,
            seed=seed,
            exercises=known,
            files=files,
        )
    except UnreadableError as error:
        return number, {**record, "status": error.status, "reason": printable(str(error))}
    except Exception as error:
        # No fault of the student's: without a fingerprint, the next run tries again.
        reason = printable(f"{type(error).__name__}: {error}")
        record = {key: value for key, value in record.items() if key != "exercise"}
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
            _outcome(result, behind(names, got.statements, got.exercise))
            for result, names in zip(got.report.results, got.names, strict=True)
        ],
        "own": own(got.statements, got.exercise),
    }


def _outcome(result: Result, code: dict[str, Any]) -> dict[str, Any]:
    """What a record keeps of a check: its result, and, where it failed, the student's code that it was about."""
    untouched = result.status == "wrong" and code["untouched"]
    failed = result.status == "wrong" and not untouched
    names = " and ".join(code["names"])
    about = result.misunderstanding if failed else None
    return {
        "title": result.check.title,
        "points": result.check.points,
        "row": result.check.row,
        "status": "unanswered" if untouched else result.status,
        "found": f"{names}: still as in the exercise's notebook" if untouched else printable(result.found),
        "hint": result.check.hint,
        "misunderstanding": printable(about.hint) if about else "",
        "read": str(about.read) if about and about.read else "",
        "kind": about.kind if about else "",
        "names": code["names"],
        "code": [{**part, "text": printable(part["text"])} for part in code["code"]] if failed else [],
    }


_OF_THREADS = threading.local()  # a sandbox ends with the thread that started it


def starter_of_this_thread(sandbox: str, tried: bool = True) -> Starter:
    """Return what starts the workers of this thread; `sandbox` and `tried` as in `Settings`.

    Raises
    ------
    OSError
        If a sandbox is required and can't be had.
    """
    if sandbox in ("none", "another user"):
        return Plain(other_user=sandbox == "another user")
    if not tried and (reason := why_not_locked()):
        if sandbox == "if possible":
            return Plain(other_user=not why_not_another_user())
        raise OSError(f"submissions can't be sandboxed: {reason}")
    if not hasattr(_OF_THREADS, "starter"):
        _OF_THREADS.starter = _new_sandbox()
        atexit.register(_OF_THREADS.starter.close)
    return _OF_THREADS.starter


def _new_sandbox() -> Locked:
    """Start a sandbox, again if it is killed meanwhile, for a minute."""
    end = time.monotonic() + 60
    while True:
        try:
            return Locked()
        except SandboxError as error:
            if not error.killed or time.monotonic() > end:
                raise


def printable(text: str) -> str:
    """`text` without what a page, a sheet or a terminal may stumble over; memory addresses are left out."""
    text = re.sub(r"\b0x[0-9a-f]{6,}", "0x…", text)
    return "".join(c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode() for c in text)
