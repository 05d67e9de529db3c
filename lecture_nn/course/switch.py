"""Changing several files of a folder so that being killed at any moment loses nothing.

The new files are written to a folder beside them. A journal, which appears there at once, says which of them go where:
before it is there, everything is as it was; from then on, what is left to do is done by whoever comes next. A file that
is no longer what it was when the change was planned stays as it is, and so does the note about it.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lecture_nn.course.last import last_worked_at
from lecture_nn.course.manifest import HIDDEN, Begun, Manifest, content, read, sha256, text_of
from lecture_nn.course.places import expect_own, is_for_keeping, is_place
from lecture_nn.files import UNFINISHED, write_whole

STAGED = "staged"


@dataclass(frozen=True)
class Change:
    """A change of one file.

    Attributes
    ----------
    path : str
        Its place in the folder.
    was : str
        The SHA-256 of what is there; empty if there is nothing.
    data : bytes or None
        What shall be there; None if the file goes, or if only the note about it is new.
    begun : Begun or None
        The note about it from then on; None if there is none any more.
    keep : str
        Where what was there is kept, as a place in the folder; empty if it needn't be.
    removes : bool
        Whether the file goes.
    """

    path: str
    was: str
    data: bytes | None
    begun: Begun | None
    keep: str = ""
    removes: bool = False


def switch(folder: Path, version: str, changes: list[Change], renamed: Mapping[str, str] | None = None) -> None:
    """Make the changes, and note them as those of this version of the course; the caller holds the folder's lock.

    Parameters
    ----------
    folder : Path
    version : str
    changes : list of Change
    renamed : mapping from str to str, optional
        What notebooks are called now that had other names.

    Raises
    ------
    OSError
        If something can't be written. Either nothing is changed then, or `finish` does the rest.
    """
    staged = folder / HIDDEN / STAGED
    staged.mkdir(parents=True)
    try:
        _prepare(folder, staged, version, changes, renamed or {})
    except OSError:  # what a full disk has no place for shouldn't go on filling it
        shutil.rmtree(staged, ignore_errors=True)
        raise
    finish(folder)


def _prepare(folder: Path, staged: Path, version: str, changes: list[Change], renamed: Mapping[str, str]) -> None:
    """Write all that is needed, and the journal last, with which the change is decided."""
    for number, change in enumerate(changes):
        if change.data is not None:
            _write(staged / f"{number}.new", change.data)
        if change.keep:
            _write(staged / f"{number}.old", (folder / change.path).read_bytes())
    steps = [{"path": c.path, "was": c.was, "keep": c.keep, "removes": c.removes} for c in changes]
    after = Manifest(version, {str(n): change.begun for n, change in enumerate(changes) if change.begun})
    after.last = last_worked_at(folder)
    after.last = renamed.get(after.last, after.last)
    journal = {"steps": steps, "noted": [change.begun is not None for change in changes], "after": after.as_json()}
    write_whole(staged / "journal.json", json.dumps(journal))


def finish(folder: Path) -> None:
    """Finish a change that was begun, or take back one that wasn't ready; the caller holds the folder's lock.

    Raises
    ------
    CourseFolderError
        If a link would lead the change out of the folder.
    OSError
        If something can't be written.
    """
    staged = folder / HIDDEN / STAGED
    for unfinished in (folder / HIDDEN).glob(f"{UNFINISHED}*"):
        with suppress(OSError):  # a folder that is called so is somebody else's
            unfinished.unlink()
    try:
        steps, after = _planned(text_of(staged / "journal.json"))
    except (FileNotFoundError, ValueError):
        shutil.rmtree(staged, ignore_errors=True)
        return
    expect_own(folder, [place for step, _ in steps for place in (step["path"], step["keep"]) if place])
    notes = read(folder) or Manifest(after.version)
    for number, (step, noted) in enumerate(steps):
        if _take(folder, staged, number, **step):
            notes.files.pop(step["path"], None)
            if noted:
                notes.files[step["path"]] = after.files[str(number)]
    notes.version, notes.last = after.version, after.last
    write_whole(folder / HIDDEN / "manifest.json", notes.as_json())
    (staged / "journal.json").unlink()
    shutil.rmtree(staged, ignore_errors=True)


def _planned(journal: str) -> tuple[list[tuple[dict[str, Any], bool]], Manifest]:
    """Read a journal: the steps, each with whether it is noted, and the notes.

    Raises
    ------
    ValueError
        If it is none of ours: a step at a place that isn't the course's would have been written by somebody else.
    """
    try:
        found = json.loads(journal)
        after = Manifest.from_json(found["after"])
        steps = list(zip(found["steps"], found["noted"], strict=True))
        for number, (step, noted) in enumerate(steps):
            place, was, keep, removes = (step[key] for key in ("path", "was", "keep", "removes"))
            fits = is_place(place) and (keep == "" or is_for_keeping(keep)) and isinstance(was, str)
            if (
                not fits
                or len(step) != 4
                or not isinstance(removes, bool)
                or (noted and str(number) not in after.files)
            ):
                raise ValueError(step)
    except (KeyError, TypeError, ValueError, RecursionError):
        raise ValueError("expected the journal of a change, got a damaged file") from None
    return steps, after


def _take(folder: Path, staged: Path, number: int, path: str, was: str, keep: str, removes: bool) -> bool:
    """Take a step, or what is left of it; return whether the file is now what it shall be."""
    target, new, old = folder / path, staged / f"{number}.new", staged / f"{number}.old"
    there = content(target)
    if not new.exists() and not removes:
        return True  # it has been taken, or changes nothing but the note
    if there is not None and new.exists() and there == new.read_bytes():
        return True
    if was != "" if there is None else sha256(there) != was:
        return removes and there is None
    if keep and old.exists():
        _move_aside(old, folder / keep)
    if removes:
        target.unlink()
        return True
    target.parent.mkdir(parents=True, exist_ok=True)
    if there is not None and not os.access(target, os.W_OK):
        with suppress(OSError):  # Windows replaces no file that is only to be read
            target.chmod(stat.S_IMODE(target.stat().st_mode) | stat.S_IWUSR)
    os.replace(new, target)
    return True


def _move_aside(old: Path, to: Path) -> None:
    """Move a file to a place where there is none yet."""
    to.parent.mkdir(parents=True, exist_ok=True)
    os.replace(old, free(to))


def free(path: Path) -> Path:
    """Return this place, or one called alike where nothing is yet."""
    number = 1
    place = path
    while os.path.lexists(place):
        number += 1
        place = path.with_name(f"{path.stem}_{number}{path.suffix}")
    return place


def _write(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
