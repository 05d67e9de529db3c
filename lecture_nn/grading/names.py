"""What the names of files and folders say: who handed in which exercise, and what is nobody's."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath

NOBODY = {
    "index.html": "a list that the platform adds",
    "thumbs.db": "made by Windows",
    "desktop.ini": "made by Windows",
    "submission_metadata.yml": "Gradescope's list",
    "timestamp.txt": "nbgrader's time stamp",
    "nbgrader_config.py": "of nbgrader",
    "gradebook.db": "of nbgrader",
    "grades.csv": "a list of grades",
}
"""Names of files that nobody has handed in, in lower case, with what they are."""

LISTS = (".csv", ".tsv", ".xls", ".xlsx", ".ods", ".db", ".ini", ".yml", ".yaml", ".log", ".lnk", ".url", ".webloc")
"""How the names of lists and settings end: beside the students' work they are the instructor's."""

TASKS = (
    r"hw|home ?work|assignments?|exercises?|ex|week|lab|part|task|problem|set|pset|ps|sheet|unit|module|lesson|day|"
    r"submissions?|submitted|notebooks?|files?|src|code|work|final|draft|attempt|version|v(?=[ _.-]?\d)|answers?|"
    r"solutions?|solved|old|new|alt|neu|backup|first|second|third|last|my|test|fixed|corrected|updated|latest|try|"
    r"versuch|copy|done|[uü]bung(?:en|sblatt)?|uebung|blatt|aufgaben?|abgaben?|hausaufgaben?|woche|l[oö]sung(?:en)?|"
    r"devoir|tp|td|template|vorlage|musterl[oö]sung(?:en)?"
)
DATE = re.compile(r"((19|20)\d\d([-_.])\d\d?\3\d\d?|\d\d?([-_.])\d\d?\4(19|20)\d\d)([ T_-]+\d\d?([-_.:h]?\d\d){0,2})?")
"""A date with parts between signs, perhaps with a time; eight digits alone may be a student's number."""

GROUPS = r"groups?|gruppen?|teams?|tutorials?|tutorien|tutorium|sections?|classes|class|courses?|kurs|cohort|lab group"
ENCLOSING = (
    r"class|course|kurs|students?|student work|submissions?|submitted|submitted files|abgaben?|download(?:s|ed)?|"
    r"export|all|everyone|lecture"
)


@lru_cache(maxsize=64)
def _task(known: tuple[str, ...]) -> re.Pattern[str]:
    spelt = "|".join(_spelt(name) for name in known) or "(?!)"
    return re.compile(rf"(?:(?:{TASKS}|{spelt})(?:[ _.#-]*\d+|[ _.#-]+(?:[ivx]+|[a-c]))?[ _.-]*)+", re.IGNORECASE)


def is_task(name: str, known: Iterable[str]) -> bool:
    """Whether a folder is called like a task ("hw 3", "softmax", "submission") or a date, and not like somebody."""
    plain = name.strip(" _.-#~")
    return (_task(tuple(sorted(known))).fullmatch(plain) or DATE.fullmatch(plain)) is not None


def is_group(name: str) -> bool:
    """Whether a folder is called like a group of students: "Group 3", "Tutorium B", "section-02"."""
    return (
        re.fullmatch(rf"(?:{GROUPS})[ _.#-]*(?:\d+|[a-z])?|[a-z]?\d*[ _-]*(?:{GROUPS})", name, re.IGNORECASE)
        is not None
    )


def is_enclosing(name: str) -> bool:
    """Whether a folder is called like the one that holds a whole class."""
    return re.fullmatch(rf"(?:{ENCLOSING})[ _.-]*\d*", name, re.IGNORECASE) is not None


def is_hidden(name: str) -> bool:
    """Whether a file or folder is no hand-in: hidden ones, what macOS and cloud drives add, installed packages."""
    return name.startswith((".", "~$")) or name in (
        "__MACOSX",
        "__pycache__",
        "$RECYCLE.BIN",
        "node_modules",
        "site-packages",
        "venv",
    )


def nobodys(path: PurePosixPath) -> str:
    """Return why nobody has handed in the file; empty if somebody may have."""
    name = path.name.lower()
    if name in NOBODY:
        return NOBODY[name]
    return "a readme" if re.fullmatch(r"read[ _-]?me(\.\w+)?|lies ?mich(\.\w+)?", name) else ""


def is_notebook(path: PurePosixPath) -> bool:
    """Whether the file is called like a notebook; browsers and mail programs add an ending, or a space."""
    return re.search(r"[^/]\.ipynb(\.(txt|json))?\s*$", str(path), re.IGNORECASE) is not None


@dataclass(frozen=True)
class Named:
    """What a file's name says: `who` handed in which `exercise`; empty where it says nothing."""

    who: str
    exercise: str = ""


def stem(name: str) -> str:
    """A file's name without its ending, however often it stands there, and without the marks of copies."""
    name = re.sub(r"(\.(ipynb|tar|gz|zip|tgz|pdf|txt|rar|7z|json))+\s*$", "", name, flags=re.IGNORECASE)
    return (
        re.sub(r"([ _-]*(\(\d+\)|-? ?Copy ?\(?\d*\)?|- Kopie|– Kopie))+$", "", name, flags=re.IGNORECASE).strip()
        or name
    )


@lru_cache(maxsize=64)
def _exercise(known: tuple[str, ...]) -> re.Pattern[str]:
    spelt = "|".join(f"(?P<x{n}>{_spelt(name)})" for n, name in enumerate(known)) or "(?!)"
    return re.compile(rf"(?<![^\W_])(?:{spelt})(?![^\W\d_])", re.IGNORECASE)


def _spelt(name: str) -> str:
    """The ways to spell an exercise's name: with hyphens, spaces or nothing for its underscores."""
    return "[ _.-]?".join(map(re.escape, name.split("_")))


def named(name: str, known: Collection[str]) -> Named:
    """Return who and what a file's name says: anna and softmax of "softmax - anna (2).ipynb"."""
    text = stem(name)
    ordered = tuple(sorted(known, key=lambda each: (-len(each), each)))
    if (found := _exercise(ordered).search(text)) is None:
        return Named(text)
    exercise = next(ordered[int(key[1:])] for key, value in found.groupdict().items() if value)
    before, after = (_bare(text[: found.start()]), _bare(text[found.end() :]))
    who = "" if is_task(before, known) or before.lower() in ("my", "copy of") else before
    if not who:
        who = (
            "" if re.fullmatch(r"[\d ]{0,4}", after) or is_task(after, known) else after
        )  # no version: a person's number
    return Named(who, exercise)


def _bare(text: str) -> str:
    text = re.sub(
        r"[\s_.,-]*\b\d{4}-\d\d-\d\d\b.*$|(?<=[^\W\d])[\s_.,-]*_\d{4}-\d\d-\d\d.*$", "", text
    )  # a date of the hand-in
    return re.sub(r"^[\s_.,–-]+|[\s_.,–-]+$", "", text)
