"""The folder of the results: it is ours, or nothing in it is touched."""

from __future__ import annotations

import json
import os
from pathlib import Path

from lecture_nn.files import UNFINISHED, write_whole

MARK = ".lecture_nn.json"
"""The file by which a folder of results is known; it lists the pages in it that were written for students."""


def claim(out: Path, submissions: Path, checks: Path | None = None) -> None:
    """Make the folder, or see that it is one for results, and clear away what a run that was killed left unfinished.

    Raises
    ------
    ValueError
        If it holds files that are not ours, or one of the folders lies in another.
    """
    refuse_nesting(out, submissions, checks)
    if not (out / MARK).is_file():
        if out.exists() and os.listdir(out):
            raise ValueError(
                f"--out: expected a new or empty folder, or one with results of an earlier run, got {out}, which holds "
                "other files"
            )
        out.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(out / MARK, json.dumps({"pages": []}) + "\n", private=True)
    (out / "records").mkdir(mode=0o700, exist_ok=True)
    for folder in (out, out / "records", out / "feedback", out / "underway"):
        for unfinished in folder.glob(UNFINISHED + "[0-9a-f]" * 16):
            unfinished.unlink()


def refuse_nesting(out: Path, submissions: Path, checks: Path | None) -> None:
    """Raise ValueError if the results, the submissions or the instructor's checks lie in one another."""
    folders = {"--out": out, "SUBMISSIONS": submissions, "--checks": checks}
    known = {name: path.resolve() for name, path in folders.items() if path is not None}
    for name, path in known.items():
        for other, outer in known.items():
            if name != other and path.is_relative_to(outer):
                raise ValueError(f"{name}: expected a folder outside {other} ({outer}), got {path}")
    if out.exists() and not out.is_dir():
        raise ValueError(f"--out: expected a folder, got {out}")


def keep_pages(out: Path, pages: set[str]) -> None:
    """Remove the pages that were written for students whose work isn't there any more; list those that are left."""
    for page in _listed(out) - pages:
        (out / "feedback" / page).unlink(missing_ok=True)
    write_whole(out / MARK, json.dumps({"pages": sorted(pages)}) + "\n", private=True)


def _listed(out: Path) -> set[str]:
    try:
        kept = json.loads((out / MARK).read_text(encoding="utf-8"))["pages"]
        return {page for page in kept if isinstance(page, str) and Path(page).name == page}
    except (OSError, ValueError, KeyError, TypeError):
        return set()
