"""A reader's copy of the course: laid out in a folder, and brought up to date with the answers kept."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock, Timeout

from lecture_nn.course import manifest
from lecture_nn.course.alignment import of_versions
from lecture_nn.course.contents import Course, is_clone
from lecture_nn.course.manifest import HIDDEN, Begun, Manifest, content, sha256
from lecture_nn.course.merge import Merged, merge
from lecture_nn.course.notebooks import DamagedError, marks
from lecture_nn.course.places import CourseFolderError, expect_own
from lecture_nn.course.switch import STAGED, Change, finish, free, switch

NAME = "lecture_nn_course"
"""What the folder is called if nobody says otherwise."""

WAIT = 10
"""Seconds that a second call waits for a first one to be done with the folder."""


@dataclass
class Report:
    """What was done in a folder; places are those in the folder.

    Attributes
    ----------
    folder : Path
    version : str
        Of the course that is in the folder now.
    before : str
        The version that was in it; empty if there was none.
    added, renewed, removed : list of str
        Notebooks that were put there, replaced, or taken away. None of them had been changed.
    restored : list of str
        Notebooks that were put there again: the reader has given theirs another name, or removed it.
    merged : dict from str to Merged
        Changed notebooks that are new now, with what the reader wrote in them.
    beside : dict from str to str
        Notebooks of which the reader's version is kept, and where.
    called_before : dict from str to str
        Those among them that the course calls otherwise now, and what they were called.
    kept : list of str
        Changed notebooks that stay as they are, because the course no longer has them.
    newer : bool
        Whether the installed course is newer than what is in the folder.
    older : bool
        Whether it is older.
    """

    folder: Path
    version: str = ""
    before: str = ""
    added: list[str] = field(default_factory=list)
    renewed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    restored: list[str] = field(default_factory=list)
    merged: dict[str, Merged] = field(default_factory=dict)
    beside: dict[str, str] = field(default_factory=dict)
    called_before: dict[str, str] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    newer: bool = False
    older: bool = False


def find(here: Path) -> Path:
    """Return the reader's copy that a folder is, is in, or has under its usual name; else where it would be made."""
    inside = [here, *here.parents]
    copies = (
        folder for folder in inside if os.path.isfile(folder / HIDDEN / "manifest.json")
    )  # one may be closed to us
    return next(copies, here / NAME)


def lay_out(folder: Path, course: Course) -> Report:
    """Put the course into a folder, beside what is there; in an earlier copy, put back what is missing.

    Nothing that is there is changed.

    Raises
    ------
    CourseFolderError
        If the folder is none, is the project's own, or has other files where the course's would go.
    OSError
        If it can't be written.
    """
    _expect_folder(folder)
    if not (folder / HIDDEN).exists():
        _expect_free(folder, course)
    with _locked(folder, course):
        notes = manifest.read(folder)
        begun_before = (folder / HIDDEN / "manifest.json").exists()
        if not begun_before:
            _expect_free(folder, course)
        known = notes or _adopted(folder, course)
        report = Report(folder, known.version, known.version if begun_before else "")
        begun = {path: each.sha256 for path, each in known.files.items()}
        current = {path: sha256(data) for path, data in course.files.items()}
        report.older = course.is_older_than(known.version)
        missing = [path for path in course.files if not (folder / path).exists()]
        report.added = [path for path in missing if notes is None or begun.get(path) == current[path]]
        if report.added or notes is None:
            changes = [
                Change(path, "", course.files[path], Begun.with_file(course.files[path])) for path in report.added
            ]
            changes += [Change(path, "", None, each) for path, each in known.files.items() if notes is None]
            switch(folder, known.version, changes)
        report.newer = not report.older and {path: current[path] for path in report.added} | begun != current
        return report


def update(folder: Path, course: Course) -> Report:
    """Bring a copy of the course up to date; what the reader has written is kept.

    Raises
    ------
    CourseFolderError
        If there is no copy of the course, or one of a later version than `course`.
    OSError
        If it can't be written.
    """
    _expect_folder(folder)
    if not any((folder / path).exists() for path in [HIDDEN, *course.files]):
        there = find(folder)
        raise CourseFolderError(
            f"{folder} holds no copy of the course, but {there} does: name that one"
            if (there / HIDDEN).is_dir()
            else f"{folder} holds no copy of the course yet: `lecture-nn open` makes one"
        )
    with _locked(folder, course):
        notes = manifest.read(folder)
        report = Report(folder, course.version)
        notes = notes or _adopted(folder, course)
        report.before = notes.version
        if course.is_older_than(notes.version):
            raise CourseFolderError(
                f"{folder} was made with lecture-nn {notes.version}, which is newer than the {course.version} that is "
                f"installed: install the newer one first, then update again. Nothing was changed"
            )
        paths = {*notes.files, *course.files}
        expect_own(folder, paths)
        report.called_before = _renamed(folder, notes, course)
        changes = []
        for new, old in report.called_before.items():
            changes += _moved(folder, old, new, notes.files[old], course, report)
        rest = sorted(paths - report.called_before.keys() - set(report.called_before.values()))
        changes += [_change(folder, path, notes.files.get(path), course, report) for path in rest]
        switch(folder, course.version, changes, {old: new for new, old in report.called_before.items()})
        return report


def _change(folder: Path, path: str, begun: Begun | None, course: Course, report: Report) -> Change:
    """What becomes of one notebook; noted in the report."""
    there, data = content(folder / path), course.files.get(path)
    was = "" if there is None else sha256(there)
    if data is None:
        if there is not None and begun is not None and was == begun.sha256:
            report.removed.append(path)
            return Change(path, was, None, None, f"{HIDDEN}/before/{report.before}/{path}", removes=True)
        if there is not None:
            report.kept.append(path)
        return Change(path, was, None, None)
    new = Begun.with_file(data)
    if there is None:
        (report.added if begun is None else report.restored).append(path)
        return Change(path, was, data, new)
    if was == new.sha256 or (begun is not None and begun.sha256 == new.sha256):
        return Change(path, was, None, new)  # the course's own file is as it was
    if begun is not None and was == begun.sha256:
        report.renewed.append(path)
        return Change(path, was, data, new)
    merged = _merged(there, begun, data)
    if not (merged.moved or merged.own or merged.lost):
        report.renewed.append(path)
        return Change(path, was, data, new)
    if merged.lost:
        keep = report.beside[path] = _beside(folder, path)
    else:
        keep = f"{HIDDEN}/before/{report.before}/{path}"
    report.merged[path] = merged
    return Change(path, was, merged.data, new, keep)


def _renamed(folder: Path, notes: Manifest, course: Course) -> dict[str, str]:
    """Find the changed notebooks that the course calls otherwise now: the new places, each with the old one."""
    fresh = [path for path in course.files if path not in notes.files and content(folder / path) is None]
    found: dict[str, str] = {}
    for old, begun in sorted(notes.files.items()):
        there = content(folder / old)
        if old in course.files or there is None or not begun.cells or sha256(there) == begun.sha256:
            continue
        near = [path for path in fresh if path not in found and Path(path).parent == Path(old).parent]
        shared = [(len(of_versions(begun.cells, marks(course.files[path]), by_ids=False)), path) for path in near]
        if shared and 2 * max(shared)[0] > len(begun.cells):
            found[max(shared)[1]] = old
    return found


def _moved(folder: Path, old: str, new: str, begun: Begun, course: Course, report: Report) -> list[Change]:
    """What becomes of a changed notebook that is called otherwise now; noted in the report."""
    there = content(folder / old) or b""
    merged = report.merged[new] = _merged(there, begun, course.files[new])
    keep = f"{HIDDEN}/before/{report.before}/{old}"
    if merged.lost:
        keep = report.beside[new] = _beside(folder, old)
    return [
        Change(new, "", merged.data, Begun.with_file(course.files[new])),
        Change(old, sha256(there), None, None, keep, removes=True),
    ]


def _beside(folder: Path, path: str) -> str:
    """Where the reader's version of a notebook can stand beside the new one."""
    place = Path(path)
    return free(folder / place.with_name(f"{place.stem}_before_update.ipynb")).relative_to(folder).as_posix()


def _merged(there: bytes, begun: Begun | None, data: bytes) -> Merged:
    if begun is None:
        return Merged(data, lost=["all of it"], why="this is a notebook of your own that has the name of a new one")
    try:
        return merge(there, begun.cells, data)
    except DamagedError as error:
        return Merged(data, lost=["all of it"], why=str(error))


def _expect_free(folder: Path, course: Course) -> None:
    taken = [path for path in course.files if (folder / path).exists()]
    if taken:
        raise CourseFolderError(
            f"{folder} has files of its own where the course's would go, such as {taken[0]}. They stay as they are. "
            "Name another folder; or, if they are a copy of this course, bring them up to date with `lecture-nn update`"
        )


def _adopted(folder: Path, course: Course) -> Manifest:
    """Notes about a folder whose own are missing or damaged: what isn't the course's file may be of any version."""
    notes = Manifest(course.version)
    for path, data in course.files.items():
        there = content(folder / path)
        if there is not None:
            notes.files[path] = Begun.with_file(data) if there == data else Begun()
    return notes


@contextmanager
def _locked(folder: Path, course: Course) -> Iterator[None]:
    """Have the folder for oneself, with nothing half done in it."""
    _expect_folder(folder)
    hidden = folder / HIDDEN
    own = ("lock", "manifest.json", f"{STAGED}/journal.json", "before/-", "workspaces/-")
    expect_own(folder, [*course.files, *(f"{HIDDEN}/{each}" for each in own)])
    hidden.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(hidden / "lock", timeout=WAIT):
            finish(folder)
            yield
    except Timeout:
        raise CourseFolderError(f"another lecture-nn is at work in {folder}: wait for it, then try again") from None


def _expect_folder(folder: Path) -> None:
    if is_clone(folder):
        raise CourseFolderError(
            f"{folder} is the project itself, whose notebooks stay as they are: name a folder for a copy of your own, "
            f"such as {NAME}"
        )
    for each in (folder / HIDDEN, folder, *folder.parents):
        if each.exists():
            if not each.is_dir():
                raise CourseFolderError(f"expected a folder, got the file {each}: name another place for the course")
            return
