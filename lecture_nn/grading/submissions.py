"""What a class has handed in: a folder for each student, flat files, or a zip of either."""

from __future__ import annotations

import os
import re
import stat
import zipfile
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath

from lecture_nn.grading.notebook import UnreadableError, read, read_from


@dataclass(frozen=True)
class Submission:
    """One notebook, or what stands in the place of one.

    Attributes
    ----------
    student : str
    file : str
        Its path in the folder or zip.
    read : callable
        Returns the bytes; raises UnreadableError.
    missing : str
        What was there instead, if there is no notebook.
    """

    student: str
    file: str
    read: Callable[[], bytes] = field(repr=False, compare=False)
    missing: str = ""


def submissions(place: Path, known: Collection[str]) -> list[Submission]:
    """Return what was handed in, in the order of the names; `known` are the exercises' names.

    In a folder, each folder is a student's, with notebooks anywhere in it. A file that lies beside them is a student's
    too, who is called like the file without the exercise's name. Everything yields at least one submission: a folder
    without a notebook, and a file that is none. Hidden files are left out.

    Raises
    ------
    ValueError
        If there is no such folder or zip, or nothing in it.
    """
    if place.is_dir():
        found = {PurePosixPath(path.relative_to(place).as_posix()): partial(read, path) for path in _files(place)}
        folders = [PurePosixPath(path.name) for path in _listed(place) if path.is_dir() and not path.is_symlink()]
    else:
        try:
            found, folders = _members(place)
        except (OSError, ValueError, NotImplementedError, zipfile.BadZipFile) as error:
            raise ValueError(f"SUBMISSIONS: expected a folder or a zip, got {place} ({error})") from None
    of_students: dict[str, list[PurePosixPath]] = {folder.name: [] for folder in folders}
    made = []
    for path in found:
        if len(path.parts) > 1:
            of_students.setdefault(path.parts[0], []).append(path)
        elif _is_notebook(path):
            made.append(Submission(_student(path.stem, known), str(path), found[path]))
        else:
            made.append(Submission(path.name, str(path), found[path], missing=path.name))
    for student, paths in of_students.items():
        notebooks = [path for path in paths if _is_notebook(path)]
        made += [Submission(student, str(path), found[path]) for path in notebooks]
        if not notebooks:
            there = ", ".join(str(path.relative_to(student)) for path in paths[:5]) or "nothing"
            made.append(Submission(student, student, bytes, missing=there))
    if not made:
        raise ValueError(f"SUBMISSIONS: expected notebooks in {place}, got an empty one")
    return sorted(made, key=lambda each: (each.student, each.file))


def _student(stem: str, known: Collection[str]) -> str:
    """The part of a file's name that is not the exercise's: "anna" of "anna_softmax (2)"."""
    names = "|".join(sorted(known, key=len, reverse=True))
    return re.sub(rf"[ _.-]*({names})[ _.-]*(\(?\d+\)?)?$", "", stem) or stem


def _listed(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if not _hidden(path.name))


def _files(place: Path) -> Iterable[Path]:
    """All that is no folder, links not followed."""
    for path in _listed(place):
        if path.is_symlink() or not path.is_dir():
            yield path
            continue
        for folder, folders, files in os.walk(path):
            folders[:] = sorted(name for name in folders if not _hidden(name))
            yield from (Path(folder, name) for name in sorted(files) if not _hidden(name))


def _members(place: Path) -> tuple[dict[PurePosixPath, Callable[[], bytes]], list[PurePosixPath]]:
    """The files in a zip, and the folders at its top. Nothing is extracted: no name in it becomes a path here."""
    archive = zipfile.ZipFile(place)  # stays open: opening it for each file would read its whole list each time
    named = [(_inner(member.filename), member) for member in archive.infolist()]
    named = [(path, member) for path, member in named if path.parts and not any(map(_hidden, path.parts))]
    inside = [path for path, member in named if not member.is_dir()]
    while inside and len({path.parts[0] for path in inside}) == 1 and all(len(path.parts) > 2 for path in inside):
        named = [(PurePosixPath(*path.parts[1:]), member) for path, member in named if len(path.parts) > 1]
        inside = [path for path, member in named if not member.is_dir()]
    found: dict[PurePosixPath, Callable[[], bytes]] = {}
    again: Counter[PurePosixPath] = Counter()
    for path, member in named:
        if member.is_dir():
            continue
        again[path] += 1
        if again[path] > 1:  # a zip may hold several files of one name
            path = path.with_name(f"{path.stem} (again {again[path] - 1}){path.suffix}")
        found[path] = partial(_member, archive, member)
    folders = {PurePosixPath(path.parts[0]) for path, member in named if member.is_dir() or len(path.parts) > 1}
    return found, sorted(folders)


def _inner(name: str) -> PurePosixPath:
    """The path that a zip's name means, without ways out of it."""
    parts = PurePosixPath(name.replace("\\", "/")).parts  # as some programs on Windows write it
    return PurePosixPath(*(part for part in parts if part not in ("..", "/", "//")))


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    if stat.S_ISLNK(member.external_attr >> 16):
        raise UnreadableError("can't be opened: a link")
    try:
        with archive.open(member) as file:
            return read_from(file)
    except UnreadableError:
        raise
    except Exception as error:  # encrypted, damaged, packed in a way not known here: zipfile raises many things
        raise UnreadableError(f"can't be unpacked: {type(error).__name__}") from None


def _is_notebook(path: PurePosixPath) -> bool:
    return path.suffix.lower() == ".ipynb"


def _hidden(name: str) -> bool:
    return name.startswith(".") or name == "__MACOSX"
