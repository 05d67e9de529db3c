"""How learning platforms name what they hand out: one entry for each, with the place where its naming is described.

Each pattern is compared with the names of the folders on a file's path, from the outside in, and then against the
file's own. The first that fits says whose the file is. A layout is recognized where it accounts for every file that
may be somebody's work; where it doesn't, nothing is guessed (see `submissions`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath


@dataclass(frozen=True)
class Owner:
    """Whose a file is, as far as its place says it.

    Attributes
    ----------
    name : str
        What the student is called in the results, unless the roster knows better.
    key : str
        What tells two students of one name apart: the platform's number or login. Empty if there is nothing.
    ids : tuple of str
        What a roster may know the student by, besides the name: numbers, a login, an address.
    attempt : str
        Which attempt it is: a date and time, or a number. Attempts are ordered as texts are. Empty if unknown.
    late : bool
        Whether the platform marked it as late.
    participant : str
        Moodle's number of the participant, which its grading worksheet asks for.
    canvas : str
        Canvas' number of the student.
    login : str
    """

    name: str
    key: str = ""
    ids: tuple[str, ...] = ()
    attempt: str = ""
    late: bool = False
    participant: str = ""
    canvas: str = ""
    login: str = ""


@dataclass
class Reading:
    """Whose each file is: `owners`, each with the file's own name; several of them for what a group handed in."""

    layout: str
    why: str
    owners: dict[PurePosixPath, list[tuple[Owner, PurePosixPath]]] = field(default_factory=dict)
    ignored: dict[PurePosixPath, str] = field(default_factory=dict)

    @property
    def students(self) -> list[str]:
        """The students' names."""
        return sorted({owner.name for owners in self.owners.values() for owner, _ in owners})


@dataclass(frozen=True)
class Layout:
    """The naming of one platform.

    The groups of the patterns are `name`, `id`, `login`, `when`, `late` and, of a file, `file`, what the student
    called it. `late` and `version` are looked for in that. A layout is `sure` if nothing else is ever called so.
    """

    name: str
    title: str
    source: str
    folder: re.Pattern[str] | None = None
    file: re.Pattern[str] | None = None
    late: re.Pattern[str] | None = None
    version: re.Pattern[str] | None = None
    sure: bool = False

    def owner(self, path: PurePosixPath) -> tuple[Owner, PurePosixPath] | None:
        """Return whose the file is, and what it is called within the submission; None if the naming doesn't fit."""
        for n, part in enumerate(path.parts):
            last = n == len(path.parts) - 1
            pattern = self.file if last else self.folder
            if pattern is not None and (found := pattern.fullmatch(part)) is not None:
                groups = found.groupdict()
                rest = [groups.get("file") or ""] if last else [groups.get("file") or "", *path.parts[n + 1 :]]
                inner = PurePosixPath(*filter(None, rest))
                return self._owner(groups, inner), inner
        return None

    def empty(self, folder: PurePosixPath) -> Owner | None:
        """Return whose the folder is, which may have nothing in it; None if the naming doesn't fit."""
        found = self.folder.fullmatch(folder.name) if self.folder is not None else None
        return None if found is None else self._owner(found.groupdict(), PurePosixPath())

    def _owner(self, groups: Mapping[str, str | None], inner: PurePosixPath) -> Owner:
        number, login = groups.get("id") or "", groups.get("login") or ""
        when = groups.get("when") or ""
        attempt = timestamp(when) if when else ""
        if self.version is not None and (found := self.version.search(inner.stem)) is not None:
            attempt = f"{int(found[1]) + 1:03}"
        late = bool(groups.get("late") or groups.get("early")) or (
            self.late is not None and self.late.match(inner.name) is not None
        )
        return Owner(
            name=" ".join((groups.get("name") or login or number).replace("_", " ").split()),
            key=number or login,
            ids=tuple(filter(None, (number, login))),
            attempt=attempt,
            late=late,
            participant=number if self.name == "moodle" else "",
            canvas=number if self.name == "canvas" else "",
            login=login,
        )


def timestamp(text: str) -> str:
    """A date and time as texts that sort: "2026-11-20 10:00:00"; any other text as it is."""
    text = " ".join(text.replace(",", " ").split())
    for form in ("%Y-%m-%d-%H-%M-%S", "%b %d %Y %I%M %p", "%d %b %Y %I%M %p", "%b %d %Y %H%M", "%d %B %Y %H%M",
                 "%B %d %Y %I%M %p", "%d %b %Y %H%M", "%Y-%m-%d %H%M"):  # fmt: skip
        # "100 AM" and "1000 AM": strptime takes the hour's first digits, so the minutes are given two of their own
        padded = re.sub(r"\b(\d)(\d\d)(?= ?[AP]M|$)", r"0\1\2", text)
        try:
            return datetime.strptime(padded, form).isoformat(sep=" ")
        except ValueError:
            continue
    return text


LAYOUTS = (
    Layout(
        "moodle",
        "Moodle's download of all submissions",
        # A folder, or a flat file, called name_participant_assignsubmission_file; up to 4.0 with one more underscore.
        # A team has its own name and number, or "Default group" and none; blind marking has "Participant".
        "https://github.com/moodle/moodle/blob/main/public/mod/assign/classes/downloader.php",
        folder=re.compile(r"(?P<name>[^_]+)(?:_(?P<id>\d+))?_assignsubmission_[a-z]+_?"),
        file=re.compile(r"(?P<name>[^_]+)(?:_(?P<id>\d+))?_assignsubmission_[a-z]+_(?P<file>.+)"),
        sure=True,
    ),
    Layout(
        "canvas",
        "Canvas' download of all submissions",
        # name_LATE_user_upload_file, without spaces; "anon" and a code for anonymous marking; what was typed in has
        # no number of its own. A file handed in again gets -1, -2, ... before its ending.
        "https://github.com/instructure/canvas-lms/blob/master/lib/content_zipper.rb",
        file=re.compile(
            r"(?:(?P<name>.+?)(?P<late>_late)?_(?P<id>\d+)|(?P<early>late_)?(?P<login>anon_[^\W_]+))"
            r"_(?:\d+_(?P<file>.+)|(?:text|link)\.html)",
            re.IGNORECASE,
        ),
        version=re.compile(r"-(\d{1,2})$"),
    ),
    Layout(
        "blackboard",
        "Blackboard's download of an assignment's files",
        # Assignment_login_attempt_2026-11-20-10-00-00_file, and a .txt about each attempt. "attempt" is in the language
        # of the site. As nbgrader's documentation shows it; Blackboard's has no example.
        "https://github.com/jupyter/nbgrader/blob/0.8.x/nbgrader/docs/source/plugins/zipcollect-plugin.rst",
        file=re.compile(
            r".+_(?P<login>[^_]+)_[^\W\d_]+_(?P<when>\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d)(?:_(?P<file>.+)|\.txt)"
        ),
        sure=True,
    ),
    Layout(
        "brightspace",
        "Brightspace's download of submissions",
        # A folder for each attempt, "12345-67890 - Anna Doe - Nov 20, 2026 1000 AM", or flat files that begin so. The
        # first number is the student's. D2L describes the download, but not the names, which are as seen in use.
        "https://community.d2l.com/brightspace/kb/articles/3538-importing-grades",
        folder=re.compile(r"(?P<id>\d+)-\d+ ?- (?P<name>.+?) ?- (?P<when>[^-]*\b\d{4}\b[^-]*)"),
        file=re.compile(r"(?P<id>\d+)-\d+ ?- (?P<name>.+?) ?- (?P<when>[^-]*\b\d{4}\b[^-]*?) - (?P<file>.+)"),
        sure=True,
    ),
    Layout(
        "ilias",
        "ILIAS' download of an exercise",
        # Lastname_Firstname_login_number, for a team in "Team 7"; a late file begins with what the language of the
        # site has for "Late Submission".
        "https://github.com/ILIAS-eLearning/ILIAS/blob/trunk/components/ILIAS/Exercise/Submission/"
        "SubmissionManager.php",
        folder=re.compile(r"(?P<name>[^_]+_.*[^_]+)_(?P<login>[^_]+)_(?P<id>\d+)"),
        late=re.compile(r"(?:Late Submission|Versp(?:ä|ae|a)tete (?:Abgabe|Einreichung))[ _]-[ _]", re.IGNORECASE),
    ),
)
"""In the order in which they are tried."""
