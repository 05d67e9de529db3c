"""Which layout a folder or archive has, and whose each file is by it; where two fit, both are told and none chosen."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from lecture_nn.grading.folders import AmbiguousError, Reader, is_work, shown, tree
from lecture_nn.grading.layouts import LAYOUTS, Layout, Owner, Reading
from lecture_nn.grading.names import LISTS, named, nobodys
from lecture_nn.grading.special import Read, github, gradescope, nbgrader, sakai

CHOICES = {
    "single": "all of it is one student's",
    "flat": "each file's own name says whose it is",
    "folders": "each folder is a student's",
    "folders:2": "each folder in a folder is a student's, folders:3 one level further down",
    **{layout.name: layout.title for layout in LAYOUTS},
    "gradescope": "Gradescope's export of all submissions",
    "sakai": "Sakai's download of an assignment",
    "nbgrader": "nbgrader's folder submitted/",
    "github": "repositories of GitHub Classroom",
}
"""The layouts that can be asked for."""


def reading_of(
    seen: Mapping[PurePosixPath, Read],
    folders: Collection[PurePosixPath],
    links: Collection[PurePosixPath],
    name: str,
    known: Collection[str],
    layout: str = "",
    is_person: Callable[[str], bool] = lambda name: False,
) -> Reading:
    """Return whose each file is.

    Parameters
    ----------
    seen : mapping from path to function
        The files, with what reads them: Gradescope's list of submissions is read.
    folders, links : collections of paths
    name : str
        What the folder or archive itself is called.
    known : collection of str
        The exercises' names.
    layout : str
        The layout to use; by default this is found out.
    is_person : function
        Whether a roster has somebody of this name.

    Raises
    ------
    ValueError
        If there is no telling, or the layout that was asked for doesn't fit.
    """
    ignored = {path: reason for path in seen if (reason := nobodys(path))}
    ignored |= {path: "a link" for path in links if path in seen and len(path.parts) == 1}
    drafts = {path for path in folders if path.name == "Working files" and path.with_name("Submitted files") in folders}
    in_teams = {path: "a draft: Teams' folder of what isn't handed in" for path in seen if drafts & {*path.parents}}
    ignored |= in_teams
    folders = [path for path in folders if not drafts & {path, *path.parents}]
    files = [path for path in seen if path not in ignored]
    if layout:
        reading = _asked(layout, files, folders, seen, name, known)
    else:
        reading = _found(files, folders, seen, name, known, is_person)
    reading.ignored |= ignored
    return reading


def _found(
    files: list[PurePosixPath],
    folders: Collection[PurePosixPath],
    seen: Mapping[PurePosixPath, Read],
    name: str,
    known: Collection[str],
    is_person: Callable[[str], bool],
) -> Reading:
    for special in (gradescope, sakai, nbgrader):
        if (reading := special(files, folders, seen)) is not None:
            return reading
    for layout in LAYOUTS:
        reading, rest = _by_layout(layout, files, folders)
        # what is nobody's by its name is no objection: a starter, a list, a drawing beside the students' work
        others = [path for path in rest if is_work(path) and (len(path.parts) > 1 or named(path.name, known).who)]
        if not reading.owners or (not layout.sure and len(others) > len(reading.owners)):
            continue
        if others:
            raise ValueError(
                f"SUBMISSIONS: {len(files) - len(rest)} of {len(files)} files are named as in {layout.title}. "
                f"These aren't: {shown(others)}. Take them out, or choose how all are read: --layout {layout.name} "
                "reads the others by their folders, --layout folders reads all of them so."
            )
        reading.ignored |= dict.fromkeys(rest, f"not named as in {layout.title}")
        return reading
    reader = Reader(known, is_person)
    top = tree(files, folders)
    try:
        reader.read(top)
    except AmbiguousError as error:
        raise ValueError(_two_readings(str(error), files, folders, known)) from None
    why = "no platform's naming; " + (
        "each folder is a student's" if reader.empty else "each file's own name says whose it is"
    )
    owners = {path: [(Owner(who), PurePosixPath(path.name))] for path, who in reader.owners.items()}
    reading = Reading("folders" if reader.empty else "flat", why, owners, reader.ignored)
    return github(reading, reader.empty, folders, name, known)


def _two_readings(
    why: str, files: list[PurePosixPath], folders: Collection[PurePosixPath], known: Collection[str]
) -> str:
    told, before = [], set()
    deepest = max((len(path.parts) for path in files), default=1)
    for layout in ("folders", "folders:2", "folders:3", "flat", "single"):
        if layout.startswith("folders") and _depth(layout) >= deepest:
            continue
        if layout == "flat" and not any(named(path.name, known).who for path in files if is_work(path)):
            continue
        reading = _asked(layout, files, folders, {}, "one student", known)
        students = tuple(reading.students)
        if students and students not in before:
            before.add(students)
            who = f"{len(students)} students" if len(students) > 1 else "one student"
            said = CHOICES["single"] if layout == "single" else f"{who}: {shown(students, 6)}"
            told.append(f"  --layout {layout:9}  {said}")
    return (
        f"SUBMISSIONS: it isn't clear whose the files are: {why}. Nothing is guessed; choose one of these:\n"
        + "\n".join(told)
    )


def _depth(layout: str) -> int:
    number = layout.partition(":")[2] or "1"
    return int(number) if number.isdecimal() else 0


def _asked(
    layout: str,
    files: list[PurePosixPath],
    folders: Collection[PurePosixPath],
    seen: Mapping[PurePosixPath, Read],
    name: str,
    known: Collection[str],
) -> Reading:
    """The reading by a layout that was asked for."""
    why = "asked for"
    if layout == "single":
        return Reading(layout, why, {path: [(Owner(name), PurePosixPath(path.name))] for path in files})
    if layout == "flat":
        reading = Reading(layout, why)
        for path in files:
            said = named(path.name, known)
            if is_work(path) or (said.exercise and said.who and path.suffix.lower() not in LISTS):
                reading.owners[path] = [(Owner(said.who or path.stem), PurePosixPath(path.name))]
            else:
                reading.ignored[path] = "no notebook, and its name is nobody's"
        return reading
    if re.fullmatch(r"folders(:[1-9])?", layout):
        return _at_depth(layout, files, folders)
    reading = None
    if layout == "gradescope":
        reading = gradescope(files, folders, seen)
    elif layout in ("nbgrader", "sakai"):
        reading = (nbgrader if layout == "nbgrader" else sakai)(files, folders, seen)
    elif layout == "github":
        plain = _at_depth("folders", files, folders)
        tops = [path for path in plain.owners if len(path.parts) == 1]
        reading = github(plain, tops, folders, name, known)
        reading = reading if reading.layout == "github" else None
    elif found := [each for each in LAYOUTS if each.name == layout]:
        reading, rest = _by_layout(found[0], files, folders)
        for path in rest if reading.owners else ():
            who = path.parts[-2] if len(path.parts) > 1 else named(path.name, known).who if is_work(path) else ""
            if who and path.suffix.lower() not in LISTS:
                reading.owners[path] = [(Owner(who), PurePosixPath(path.name))]
            else:
                reading.ignored[path] = f"not named as in {found[0].title}"
    else:
        raise ValueError(f"--layout: expected one of {', '.join(CHOICES)}, got {layout}")
    if reading is None or not reading.owners:
        raise ValueError(f"--layout {layout}: expected files named as in {CHOICES[layout]}, got {shown(files)}")
    return replace(reading, why=why)


def _at_depth(layout: str, files: list[PurePosixPath], folders: Collection[PurePosixPath]) -> Reading:
    depth = _depth(layout)
    reading = Reading(layout, "asked for")
    for path in [*files, *folders]:
        if len(path.parts) > depth or (path in folders and len(path.parts) == depth):
            reading.owners[path] = [(Owner(path.parts[depth - 1]), PurePosixPath(*path.parts[depth:]))]
        elif path not in folders:
            reading.ignored[path] = "lies above the students' folders"
    return reading


def _by_layout(
    layout: Layout, files: Iterable[PurePosixPath], folders: Iterable[PurePosixPath]
) -> tuple[Reading, list[PurePosixPath]]:
    """The reading by a platform's naming, and the files that don't follow it."""
    reading, rest = Reading(layout.name, f"named as in {layout.title}"), []
    for path in files:
        if (hit := layout.owner(path)) is None:
            rest.append(path)
        else:
            reading.owners[path] = [hit]
    for path in folders:  # a student's folder with nothing in it
        if (owner := layout.empty(path)) is not None:
            reading.owners.setdefault(path, [(owner, PurePosixPath())])
    return reading, rest
