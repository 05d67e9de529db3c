"""What a class has handed in: whose each file is, and why."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from lecture_nn.grading.archives import NOT_OPENED, contents, is_archive, of_student
from lecture_nn.grading.layouts import Owner, Reading
from lecture_nn.grading.names import is_hidden, is_notebook
from lecture_nn.grading.notebook import UnreadableError
from lecture_nn.grading.output import MARK
from lecture_nn.grading.readings import reading_of
from lecture_nn.grading.roster import Roster

MOST = 100
"""Notebooks of one archive, at most."""


@dataclass(frozen=True)
class Submission:
    """One notebook, or what stands in the place of one.

    Attributes
    ----------
    student : str
    file : str
        Its path in the folder or archive.
    read : callable
        Returns the bytes; raises UnreadableError.
    missing : str
        What was there instead, if there is no notebook.
    named : str
        What the student called the file: without what a platform added to it.
    owner : Owner
        What the platform says about the student, the attempt, and whether it was late.
    person : dict
        What the roster says about the student, if there is one.
    absent : bool
        Whether the student is on the roster, and has handed in nothing.
    beside : mapping from str to callable
        What reads each of the student's other files in the notebook's folder and below, by its path from there.
    """

    student: str
    file: str
    read: Callable[[], bytes] = field(repr=False, compare=False)
    missing: str = ""
    named: str = ""
    owner: Owner = field(default=Owner(""), compare=False)
    person: Mapping[str, str] = field(default_factory=dict, compare=False)
    absent: bool = False
    beside: Mapping[str, Callable[[], bytes]] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True)
class HandedIn:
    """What was found in a folder or archive.

    Attributes
    ----------
    submissions : list of Submission
        In the order of the students' names.
    layout : str
        The naming that was recognized, or chosen.
    why : str
        How it was recognized.
    ignored : dict from str to str
        Files that are nobody's, with the reason.
    notes : tuple of str
        What an instructor should know, of the roster.
    """

    submissions: list[Submission]
    layout: str
    why: str
    ignored: dict[str, str]
    notes: tuple[str, ...] = ()


def find(
    source: Path,
    known: Collection[str],
    layout: str = "",
    roster: Roster | None = None,
) -> HandedIn:
    """Return what was handed in, and by whom.

    Everybody who has handed in anything yields at least one submission: a folder without a notebook, too, and an
    archive that can't be opened. Hidden files are left out, and links never followed.

    Parameters
    ----------
    source : Path
        A folder, a zip or a tar.
    known : collection of str
        The exercises' names.
    layout : str
        How the files are named, one of `readings.CHOICES`; by default this is found out.
    roster : Roster, optional
        The students of the course: those who have handed in nothing are listed, too.

    Raises
    ------
    ValueError
        If there is no such folder or archive, nothing in it, or nobody can tell whose the files are.
    """
    there = contents(source)
    results = {path.parent for path in there.files if path.name == MARK and len(path.parts) > 1}  # of an earlier run
    seen, folders = (
        {path: read for path, read in found.items() if not (any(map(is_hidden, path.parts)) or _lies_in(results, path))}
        for found in (there.files, dict.fromkeys(there.folders))
    )
    name = source.resolve().name if source.is_dir() else source.name.split(".")[0]
    if not seen and not folders:
        raise ValueError(f"SUBMISSIONS: expected notebooks in {source}, got an empty one")
    if not layout:
        _no_class_in(seen, known)
    reading = reading_of(seen, folders, there.links, name, known, layout, roster.has if roster else _nobody)
    found = _submissions(reading, seen)
    if not found:
        told = "; ".join(f"{path}: {reason}" for path, reason in list(reading.ignored.items())[:3])
        raise ValueError(f"SUBMISSIONS: expected notebooks in {source}, got nobody's files only ({told})")
    ignored = {str(path): reason for path, reason in sorted(reading.ignored.items())}
    ignored |= {str(path): "results of an earlier run" for path in sorted(results)}
    found, notes = (found, ()) if roster is None else _joined(found, roster)
    ordered = sorted(found, key=lambda each: (each.student, each.file))
    alike = defaultdict(set)
    for each in ordered:
        alike[each.student.casefold()].add(each.student)
    same = [", ".join(sorted(names)) for names in alike.values() if len(names) > 1]
    notes += (f"called alike, but read as different students: {'; '.join(same)}",) if same else ()
    return HandedIn(ordered, reading.layout, reading.why, ignored, notes)


def _lies_in(folders: set[PurePosixPath], path: PurePosixPath) -> bool:
    return path in folders or not folders.isdisjoint(path.parents)


def _nobody(name: str) -> bool:
    return False


def _no_class_in(seen: Mapping[PurePosixPath, Callable[[], bytes]], known: Collection[str]) -> None:
    """Raise ValueError if all that is there is one archive with a class in it: as a student's, it would be one row."""
    archives = [path for path in seen if is_archive(path.name)]
    if len(archives) != 1 or any(map(is_notebook, seen)):
        return
    try:
        inside = of_student(archives[0].name, seen[archives[0]])
        files = {path: read for path, read in inside.files.items() if not any(map(is_hidden, path.parts))}
        count = len(reading_of(files, inside.folders, inside.links, archives[0].stem, known).students)
    except UnreadableError:
        return
    except ValueError:  # there is no telling: a student's own files, whose names say nobody's name
        count = 1
    if count > 1:
        raise ValueError(
            f"SUBMISSIONS: {archives[0]} holds the files of {count} students: grade that archive instead of the "
            "folder or, if it is one student's, choose --layout folders or --layout flat"
        )


def _joined(found: list[Submission], roster: Roster) -> tuple[list[Submission], tuple[str, ...]]:
    """What was handed in with what the roster knows, and the absent; and who isn't on the roster."""
    made, there, strange = [], set(), {}
    namesakes = defaultdict(set)  # two whom the platform tells apart aren't one person because of one name
    for each in found:
        if roster.by_key(each.owner) is None and (person := roster.by_name(each.owner)) is not None:
            namesakes[person.label].add(each.owner.key)
    for each in found:
        person = roster.match(each.owner)
        if person is not None and len(namesakes[person.label]) > 1 and roster.by_key(each.owner) is None:
            person = None
        if person is None:
            strange[each.student] = None
            made.append(each)
        else:
            there.add(person.label)
            made.append(replace(each, student=person.label, person=person.known))
    absent = [person for person in roster.people if person.label not in there]
    made += [Submission(each.label, "", bytes, person=each.known, absent=True) for each in absent]
    notes = [f"absent: {', '.join(each.label for each in absent)}"] if absent else []
    notes += [f"not on the roster, or like several there: {', '.join(strange)}"] if strange else []
    return made, tuple(notes)


def _submissions(reading: Reading, seen: dict[PurePosixPath, Callable[[], bytes]]) -> list[Submission]:
    names = _labels({owner for owners in reading.owners.values() for owner, _ in owners})
    files: dict[str, list[tuple[Owner, PurePosixPath, str]]] = defaultdict(list)
    for path, owners in reading.owners.items():
        for owner, inner in owners:
            files[names[owner.name, owner.key]].append((owner, path, str(inner) if inner.parts else ""))
    made = []
    for student, own in sorted(files.items()):
        notebooks, others = [], []
        for owner, path, inner in sorted(own, key=lambda each: str(each[1])):
            if path not in seen:
                continue
            if is_notebook(path):
                beside = _beside(path, ((other, called, seen[other]) for _, other, called in own if other in seen))
                notebooks.append(Submission(student, str(path), seen[path], named=inner, owner=owner, beside=beside))
            elif is_archive(path.name):
                notebooks += _opened(student, path, seen[path], owner)
            else:
                others.append(_told(inner or path.name))
        if not notebooks:
            owner, path, _ = min(own, key=lambda each: len(each[1].parts))
            there = ", ".join(others[:5]) or "nothing"
            notebooks = [Submission(student, str(path), bytes, missing=there, owner=owner)]
        made += notebooks
    return made


def _beside(
    notebook: PurePosixPath, files: Iterable[tuple[PurePosixPath, str, Callable[[], bytes]]]
) -> dict[str, Callable[[], bytes]]:
    """What reads the files in the notebook's folder and below, by the names that the student gave them."""
    found: dict[str, Callable[[], bytes]] = {}
    for path, called, read in itertools.islice(files, 500):
        if is_notebook(path) or any(map(is_hidden, path.parts)) or not path.is_relative_to(notebook.parent):
            continue
        within = path.relative_to(notebook.parent)
        found[str(within.with_name(PurePosixPath(called or path.name).name))] = read
    return found


def _labels(owners: set[Owner]) -> dict[tuple[str, str], str]:
    """What each student is called: two of one name get what tells them apart."""
    people = {(owner.name, owner.key) for owner in owners}
    often = Counter(name for name, _ in people)
    return {(name, key): f"{name} ({key})" if often[name] > 1 and key else name for name, key in people}


def _told(name: str) -> str:
    if name.lower().endswith(NOT_OPENED):
        return f"{name} (an archive of this kind isn't opened: unpack it into a folder, or ask for a zip)"
    return name


def _opened(
    student: str, path: PurePosixPath, read: Callable[[], bytes], owner: Owner, depth: int = 2
) -> list[Submission]:
    """The notebooks in an archive that a student handed in; the archive itself if there is none."""
    try:
        inside = of_student(path.name, read)
    except UnreadableError as error:
        return [Submission(student, str(path), _failing(str(error)), named=path.name, owner=owner)]
    made, others = [], []
    for inner, reader in sorted(inside.files.items()):
        if any(map(is_hidden, inner.parts)):
            continue
        if is_notebook(inner):
            beside = _beside(inner, ((other, other.name, read_it) for other, read_it in inside.files.items()))
            about = {"named": str(inner), "owner": owner, "beside": beside}
            made.append(Submission(student, str(path / inner), reader, **about))
        elif is_archive(inner.name) and depth > 1 and len(made) <= MOST:
            made += _opened(student, path / inner, reader, owner, depth - 1)
        else:
            others.append(_told(inner.name))
    if len(made) > MOST:
        reason = f"expected at most {MOST} notebooks in an archive, got {len(made):,}"
        return [Submission(student, str(path), _failing(reason), named=path.name, owner=owner)]
    if not made:
        there = f"{path.name} with {', '.join(others[:5]) or 'nothing'}"
        made = [Submission(student, str(path), bytes, missing=there, owner=owner)]
    return made


def _failing(reason: str) -> Callable[[], bytes]:
    def read() -> bytes:
        raise UnreadableError(reason)

    return read
