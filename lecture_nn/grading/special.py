"""Layouts that a name alone doesn't show: those of Gradescope, Sakai, nbgrader and GitHub Classroom."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import PurePosixPath

from lecture_nn.grading.layouts import Owner, Reading
from lecture_nn.grading.notebook import UnreadableError

Read = Callable[[], bytes]


def gradescope(
    files: list[PurePosixPath], folders: Collection[PurePosixPath], seen: Mapping[PurePosixPath, Read]
) -> Reading | None:
    """Gradescope's export: a folder for each submission, and a list of who they are by.

    https://gradescope-autograders.readthedocs.io/en/latest/submission_metadata/ describes the same fields in JSON.
    """
    lists = [path for path in seen if path.name == "submission_metadata.yml"]
    if len(lists) != 1:
        return None
    try:
        text = seen[lists[0]]().decode("utf-8", "replace")
    except UnreadableError:
        return None
    people = submitters(text)
    reading = Reading("gradescope", f"{lists[0]} says who handed in which folder")
    depth = len(lists[0].parts)
    for path in [*files, *folders]:
        name = path.parts[depth - 1] if len(path.parts) >= depth else ""
        if name in people:
            inner = PurePosixPath(*path.parts[depth:])
            reading.owners[path] = [(owner, inner) for owner in people[name]]
        elif path not in folders:
            reading.ignored[path] = "in none of the folders that Gradescope's list names"
    return reading if reading.owners else None


def submitters(text: str) -> dict[str, list[Owner]]:
    """Return who handed in each folder, by Gradescope's submission_metadata.yml."""
    found: dict[str, list[dict[str, str]]] = {}
    folder, inside = "", False
    for line in text.splitlines():
        if top := re.fullmatch(r"(\S[^:]*):\s*", line):
            folder, inside = top[1].strip("'\""), False
            found[folder] = []
        elif re.match(r"  :\w+:", line):
            inside = line.startswith("  :submitters:")
        elif inside and (entry := re.fullmatch(r"  (-| ) :(name|sid|email):\s*(.*?)\s*", line)):
            if entry[1] == "-":
                found[folder].append({})
            if found[folder]:
                found[folder][-1][entry[2]] = entry[3].strip("'\"")
    owners = {}
    for folder, entries in found.items():
        made = [
            Owner(
                each.get("name") or each.get("email") or folder,
                each.get("sid") or each.get("email") or folder,
                tuple(filter(None, (each.get("sid"), each.get("email")))),
            )
            for each in entries
        ]
        owners[folder] = made or [Owner(folder, folder)]
    return owners


def sakai(
    files: list[PurePosixPath], folders: Collection[PurePosixPath], seen: Mapping[PurePosixPath, Read]
) -> Reading | None:
    """Sakai's download of an assignment: "Last, First(login)/Submission attachment(s)/notebook".

    Beside that folder lie Sakai's own files. https://github.com/sakaiproject/sakai has the program; the names are as
    seen in use.
    """
    there = {*folders, *(parent for path in files for parent in path.parents)}
    handed_in = {path for path in there if path.name == SAKAI and len(path.parts) > 1}
    assignments = {path.parent.parent for path in handed_in}
    tops = {path: path.name for path in there if path.parent in assignments and re.fullmatch(r".+\(.+\)", path.name)}
    tops |= {path.parent: path.parent.name for path in handed_in}
    reading = Reading("sakai", f"folders {SAKAI!r} in the students'")
    for top, name in tops.items():
        who, _, login = name.rstrip(")").partition("(")
        owner = Owner(who.strip() or login, login, tuple(filter(None, [login])), login=login)
        reading.owners[top] = [(owner, PurePosixPath())]
    for path in files:
        top = next((parent for parent in path.parents if parent in tops), None)
        if top is not None and path.is_relative_to(top / SAKAI):
            reading.owners[path] = [(reading.owners[top][0][0], path.relative_to(top / SAKAI))]
        else:
            reading.ignored[path] = "of Sakai, not handed in" if top else "in no student's folder"
    return reading if handed_in else None


SAKAI = "Submission attachment(s)"


def nbgrader(
    files: list[PurePosixPath], folders: Collection[PurePosixPath], seen: Mapping[PurePosixPath, Read]
) -> Reading | None:
    """nbgrader's submitted/student/assignment/notebook, with a time stamp in each folder of an assignment.

    https://github.com/jupyter/nbgrader/blob/0.8.x/nbgrader/docs/source/user_guide/philosophy.rst
    """
    stamps = [path for path in seen if path.name == "timestamp.txt" and len(path.parts) > 2]
    steps = {path.parts[0] for path in [*files, *folders]} & {"source", "release", "autograded", "feedback"}
    inside = [path for path in files if "submitted" in path.parts[:-3]]
    if not (inside and (steps or stamps)) and not stamps:
        return None
    depth = inside[0].parts.index("submitted") + 1 if inside else len(stamps[0].parts) - 3
    if not inside and len({path.parts[: depth + 1] for path in stamps}) == 1 < len({path.parent for path in stamps}):
        return None  # one student with many assignments, or one assignment of many students
    reading = Reading("nbgrader", "submitted/student/assignment" if inside else "student/assignment, with time stamps")
    for path in files:
        if len(path.parts) > depth + 1 and (not inside or path.parts[depth - 1] == "submitted"):
            reading.owners[path] = [(Owner(path.parts[depth]), PurePosixPath(*path.parts[depth + 2 :]))]
        else:
            reading.ignored[path] = "not below nbgrader's folder submitted"
    return reading if reading.owners else None


def github(
    reading: Reading,
    students: Iterable[PurePosixPath],
    folders: Collection[PurePosixPath],
    name: str,
    known: Collection[str],
) -> Reading:
    """The same reading, with the assignment's name taken off the repositories' names of GitHub Classroom.

    The folder of all is called "assignment-submissions", a repository in it "assignment-login".
    https://github.com/github/gh-classroom/blob/main/cmd/gh-classroom/clone/student-repos/student-repos.go
    """
    tops = list(students)
    if not tops or len({path.parent for path in tops}) != 1:
        return reading
    slug = (tops[0].parent.name or name).removesuffix("-submissions")
    collected = (tops[0].parent.name or name).endswith("-submissions")
    if not collected:
        slugs = [each.replace("_", "-") for each in known]
        slug = next((each for each in slugs if all(path.name.startswith(f"{each}-") for path in tops)), "")
    if not slug or not all(path.name.startswith(f"{slug}-") and path.name != f"{slug}-" for path in tops):
        return reading
    owners = {
        path: [(Owner(owner.name.removeprefix(f"{slug}-")), inner) for owner, inner in each]
        for path, each in reading.owners.items()
    }
    return Reading("github", f"repositories of the assignment {slug}", owners, reading.ignored)
