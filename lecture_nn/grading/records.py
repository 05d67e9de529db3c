"""The records of a class: a small file for each submission, so that what is graded is not graded again."""

from __future__ import annotations

import contextlib
import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

import lecture_nn
from lecture_nn.files import write_whole
from lecture_nn.grading.companions import needed
from lecture_nn.grading.notebook import UnreadableError, code_cells
from lecture_nn.grading.one import printable
from lecture_nn.grading.settings import Settings
from lecture_nn.grading.submissions import Submission


def begin(each: Submission, settings: Settings) -> tuple[dict[str, Any], bytes | None, dict[str, bytes]]:
    """The record as far as it is known before the grading, the notebook, if there is one, and the files it needs."""
    record: dict[str, Any] = {"student": printable(each.student), "file": printable(each.file)}
    record["named"] = printable(each.named or each.file)
    data, files = None, {}
    if each.absent:
        record |= {"status": "absent", "reason": "on the roster, and nothing was handed in"}
    elif each.missing:
        record |= {"status": "missing", "reason": printable(f"expected a notebook, got {each.missing}")}
    else:
        try:
            data = each.read()
        except UnreadableError as error:
            record |= {"status": "unreadable", "reason": printable(str(error))}
    if data is not None and each.beside:
        with contextlib.suppress(UnreadableError):  # of which kind, the grading says
            files = needed(each.beside, code_cells(data))
    of = [repr(record), repr(settings), lecture_nn.__version__, _version_of_checks(), each.student, each.file]
    digest = hashlib.sha256("\0".join(of).encode("utf-8", "surrogatepass"))
    digest.update(data or b"")
    for name, content in files.items():
        digest.update(b"\0".join([name.encode("utf-8", "surrogatepass"), hashlib.sha256(content).digest()]))
    return {"fingerprint": digest.hexdigest(), **record}, data, files


@cache
def _version_of_checks() -> str:
    folder = Path(lecture_nn.__file__).parent
    files = sorted(path for path in folder.rglob("*") if path.suffix in (".py", ".json"))
    # all programs, which checks and notebooks use, and what was noted of the exercises: how they begin, what is right
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def _place(each: Submission, out: Path) -> Path:
    name = hashlib.sha256(f"{each.student}\0{each.file}".encode("utf-8", "surrogatepass")).hexdigest()
    return out / "records" / f"{name[:24]}.json"


def record_of(each: Submission, out: Path) -> dict[str, Any]:
    """The record of a submission; empty if there is none."""
    try:
        kept = json.loads(_place(each, out).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def keep(record: dict[str, Any], each: Submission, out: Path) -> None:
    """Write the record of a submission."""
    write_whole(_place(each, out), json.dumps(record) + "\n", private=True)
