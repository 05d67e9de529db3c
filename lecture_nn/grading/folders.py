"""Whose is which, where no platform has named the folders and files.

The names of people can't be told from other names. What can be told are the names of tasks ("hw 3", "softmax") and of
groups ("Tutorial B"), and where notebooks lie. Where that leaves two readings, `AmbiguousError` says so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from lecture_nn.grading.archives import NOT_OPENED, is_archive
from lecture_nn.grading.names import LISTS, is_enclosing, is_group, is_notebook, is_task, named

DOCUMENTS = (".pdf", ".doc", ".docx", ".odt", ".rtf", ".html", ".htm", ".pages", ".png", ".jpg", ".jpeg", ".heic")
"""What people hand in, beside archives that can't be opened, where a notebook is asked for."""


class AmbiguousError(ValueError):
    """Files that can be read in two ways; `why` says what is unclear."""


@dataclass
class Folder:
    """A folder with its files and folders, by name."""

    path: PurePosixPath
    files: list[PurePosixPath] = field(default_factory=list)
    folders: dict[str, Folder] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The folder's own name."""
        return self.path.name

    @property
    def work(self) -> list[PurePosixPath]:
        """The notebooks and archives that lie in it directly."""
        return [path for path in self.files if is_work(path)]

    def all(self) -> Iterator[PurePosixPath]:
        """All files in it and below."""
        waiting = [self]
        while waiting:
            folder = waiting.pop()
            yield from folder.files
            waiting += folder.folders.values()

    @property
    def busy(self) -> list[Folder]:
        """The folders in it with a notebook or an archive anywhere."""
        return [folder for folder in self.folders.values() if any(map(is_work, folder.all()))]


def is_work(path: PurePosixPath) -> bool:
    """Whether a file is called like a notebook or like an archive that is opened."""
    return is_notebook(path) or is_archive(path.name)


def tree(files: Iterable[PurePosixPath], folders: Iterable[PurePosixPath]) -> Folder:
    """Return the folder that holds all the files and folders."""
    top = Folder(PurePosixPath())
    made = {top.path: top}
    for path in sorted({*folders, *(parent for file in files for parent in file.parents if parent.parts)}):
        made[path] = made[path.parent].folders[path.name] = Folder(path)
    for path in sorted(files):
        made[path.parent].files.append(path)
    return top


@dataclass
class Reader:
    """Reads folders as those of students.

    Attributes
    ----------
    known : collection of str
        The names of the exercises.
    is_person : function
        Whether a roster has somebody of this name.
    owners : dict from path to str
        Whose each file is, and each folder that is somebody's.
    ignored : dict from path to str
        The files that are nobody's, with the reason.
    """

    known: Collection[str]
    is_person: Callable[[str], bool] = lambda name: False
    owners: dict[PurePosixPath, str] = field(default_factory=dict)
    ignored: dict[PurePosixPath, str] = field(default_factory=dict)
    empty: list[PurePosixPath] = field(default_factory=list)

    def read(self, folder: Folder) -> None:
        """Find out whose everything in the folder is.

        Raises
        ------
        AmbiguousError
            If there is no telling.
        """
        if not folder.folders:
            self.flat(folder)
            return
        verdicts = {child.name: self._verdict(child) for child in folder.folders.values()}
        if len(verdicts) == 1 and not any(self._who(path) for path in folder.work):
            self._settle_only(next(iter(folder.folders.values())), verdicts)
        else:
            self._settle(folder, verdicts)
        students = [name for name, verdict in verdicts.items() if verdict == "student"]
        unnamed = [name for name in students if is_task(name, self.known) and not self.is_person(name)]
        if unnamed and unnamed == list(verdicts):
            raise AmbiguousError(f"the folders are called like tasks, and so are the files ({shown(unnamed)})")
        for name, verdict in verdicts.items():
            child = folder.folders[name]
            if name in unnamed:
                reason = "lies in a folder that is called like a task, beside the students' folders"
                self.ignored.update(dict.fromkeys(child.all(), reason))
            elif verdict == "student":
                self.take(child, name)
            else:
                self.read(child)
        self.beside(folder)

    def take(self, folder: Folder, name: str) -> None:
        """Note that all in the folder is this student's."""
        self.empty.append(folder.path)
        self.owners[folder.path] = name
        self.owners.update(dict.fromkeys(folder.all(), name))

    def beside(self, folder: Folder) -> None:
        """Look at the files that lie beside the students' folders."""
        for path in folder.files:
            said = named(path.name, self.known)
            if is_work(path) and (who := self._who(path)):
                self.owners[path] = who
            elif said.who and said.exercise and path.suffix.lower() not in LISTS:  # no notebook, but handed in
                self.owners[path] = said.who
            else:
                self.ignored[path] = "lies beside the students' folders, and its name is nobody's"

    def flat(self, folder: Folder) -> None:
        """Read the files in a folder without folders: their names say whose they are."""
        titled = self._titled(folder.work)
        nameless = [path for path in folder.work if not titled and not named(path.name, self.known).who]
        if nameless and len(nameless) == len(folder.work):
            raise AmbiguousError(f"no file's name says whose it is ({shown(nameless)})")
        for path in folder.files:
            said = named(path.name, self.known)
            if is_work(path):
                self.owners[path] = titled.get(path) or said.who or path.stem
            elif path.suffix.lower() not in LISTS and said.who and (said.exercise or _is_document(path)):
                self.owners[path] = said.who
            else:
                self.ignored[path] = "no notebook, and its name is nobody's"

    def _titled(self, paths: list[PurePosixPath]) -> dict[PurePosixPath, str]:
        """Whose the files are if all are called "who - title", as the copies that Google Classroom makes."""
        parts = {path: [part.strip() for part in path.stem.split(" - ")] for path in paths}
        if len(paths) < 2 or any(
            len(each) != 2 or named(path.name, self.known).exercise for path, each in parts.items()
        ):
            return {}
        for who, title in ((0, 1), (1, 0)):
            if len({each[title] for each in parts.values()}) == 1 and len({each[who] for each in parts.values()}) > 1:
                return {path: each[who] for path, each in parts.items()}
        return {}

    def _who(self, path: PurePosixPath) -> str:
        """Whose a file beside folders is: it must be named after an exercise, too, or be somebody's whole archive."""
        said = named(path.name, self.known)
        return said.who if said.exercise or is_archive(path.name) or self.is_person(said.who) else ""

    # Students' folders, or folders of students?

    def _verdict(self, child: Folder) -> str:
        """What a folder is: a "student"'s, a "group" whose folders or files are students', or "" if unclear."""
        if self.is_person(child.name):
            return "student"
        if any(map(self.is_person, child.folders)):
            return "group"
        task = is_task(child.name, self.known)
        collective = task or is_group(child.name) or is_enclosing(child.name)
        if child.work:
            people = {self._who(path) for path in child.work}
            least = 1 if task else 2
            own = not collective and any(like(child.name, who) for who in people)
            apart = "" not in people and len(people) >= least and not own
            several = apart or bool(self._titled(child.work))
            if not several:
                return "student"
            return "group" if collective else ""
        if not child.busy:
            return "student"
        if task:
            return "group"
        if all(is_task(each.name, self.known) for each in child.busy):
            of_all = is_enclosing(child.name) and not any(map(str.isdigit, child.name))  # "class", but not "student 1"
            return "group" if of_all else "student"
        return "group" if collective else ""

    def _settle_only(self, child: Folder, verdicts: dict[str, str]) -> None:
        """Decide on the only folder there is: it holds a class rather than being one student's."""
        if (
            verdicts[child.name] == "student"
            and child.work
            and (is_task(child.name, self.known) or is_enclosing(child.name))
        ):
            raise AmbiguousError(f"neither the folder {child.name} nor a file in it says whose it is")
        people = {named(path.name, self.known).who for path in child.work}
        tasks = [path for path in child.work if named(path.name, self.known).exercise]
        own = any(like(child.name, who) for who in people) or self.is_person(child.name)
        if verdicts[child.name] == "student" and len(people) > 1 and "" not in people and not tasks and not own:
            raise AmbiguousError(f"{child.name} may be a student, or hold the files of {shown(sorted(people))}")
        if verdicts[child.name]:
            return
        if not child.work and len(child.busy) == 1:
            raise AmbiguousError(
                f"{child.name} may hold a class of one student, {child.busy[0].name}, or be a student's"
            )
        verdicts[child.name] = "group"

    def _settle(self, folder: Folder, verdicts: dict[str, str]) -> None:
        """Decide on the folders that are unclear by themselves, by those beside them."""
        for child in folder.folders.values():  # a tutorial of one, beside others
            people = {self._who(path) for path in child.work}
            if is_group(child.name) and "group" in verdicts.values() and len(people) == 1 and "" not in people:
                verdicts[child.name] = "group"
        open_ones = [child for child in folder.folders.values() if not verdicts[child.name]]
        students = any(folder.folders[name].work for name, verdict in verdicts.items() if verdict == "student")
        often = Counter(each.name for child in folder.folders.values() for each in child.busy)
        for child in open_ones:
            inside = child.busy
            same = inside and all(often[each.name] > 1 or like(child.name, each.name) for each in inside)
            if not child.work and (same or (students and len(inside) == 1)):
                verdicts[child.name] = "student"
            else:
                names = [each.name for each in inside] or sorted({self._who(path) for path in child.work})
                raise AmbiguousError(f"{child.name} may be a student, or a group with {shown(names)}")


def _is_document(path: PurePosixPath) -> bool:
    return path.name.lower().endswith(DOCUMENTS + NOT_OPENED)


def like(one: str, other: str) -> bool:
    """Whether one name is part of the other: "anna" and "Anna's hand-in"."""
    words = [re.findall(r"[^\W_]+", name.casefold()) for name in (one, other)]
    a, b = sorted(("".join(each) for each in words), key=len)
    return bool(a) and (b.startswith(a) or set(words[0]) <= set(words[1]) or set(words[1]) <= set(words[0]))


def shown(names: Iterable[object], most: int = 4) -> str:
    """The names for a message, the first few."""
    listed = [str(name) for name in names]
    return ", ".join(listed[:most]) + (f" and {len(listed) - most} more" if len(listed) > most else "")
