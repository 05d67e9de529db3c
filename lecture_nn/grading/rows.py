"""One student's row: what became of everything that they handed in."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from lecture_nn.checks import Exercise
from lecture_nn.grading.manual import Manual, whole

STATUSES = {
    "ok": "graded",
    "timeout": "graded, but some of the code ran for too long and was stopped",
    "memory": "graded, but some of the code asked for more memory than it may have",
    "died": "graded, but the process that ran the notebook ended unexpectedly",
    "missing": "no notebook was handed in",
    "absent": "on the roster, but nothing was handed in",
    "other exercise": "a notebook was handed in, but it belongs to none of the exercises that are graded",
    "unreadable": "the notebook can't be read",
    "not graded": "the grader itself failed: start it again",
}
"""What can become of a submission, from the best to the worst."""

MOST_LEFT_OUT = 5
"""Notebooks that answer nothing and are named in a row, at most."""

LEVELS = {
    "full": "The notebooks ran in a sandbox: without network, other files, other processes or the environment.",
    "another user": "The notebooks ran as ordinary processes of another user, with limits: files and processes "
    "that are closed to other users were out of reach, but not the network, nor what is open to everybody.",
    "limits": "The notebooks ran as ordinary processes, with limits: they could read and write the user's files.",
    "plain": "The notebooks ran as ordinary processes, without limits: they could read and write the user's files.",
}
"""What each level of protection means, from the best to the worst."""


def row_of(
    student: str,
    records: Sequence[dict[str, Any]],
    counted: Mapping[str, dict[str, Any]],
    several: Mapping[str, str],
    wanted: Sequence[Exercise],
    by_hand: Manual,
) -> dict[str, Any]:
    """Return a student's row: plain data, from which the sheet and the pages are made.

    Parameters
    ----------
    student : str
    records : sequence of dict
        Of everything that the student handed in.
    counted, several
        What `attempts.counting` returned for them.
    wanted : sequence of Exercise
        What everybody is expected to hand in.
    by_hand : Manual

    Returns
    -------
    dict
        "student", "status", "points", "total", "missing" (exercises), "flags", "notes", "level", "comments" (on the
        work in general) and "exercises": for each one that was handed in or has points by hand, a dictionary with
        "points", "total", "by_hand", "comments" and "checks" (the points of each check; empty without a notebook).
    """
    counting = [record for record in records if record["status"] != "left out"]
    exercises = {}
    for each in wanted:
        points, comments = by_hand.points(student, each.name), by_hand.comments(student, each.name)
        record = counted.get(each.name)
        if record is None and not points and not comments:
            continue
        checks = [r["points"] if r["status"] == "right" else 0 for r in record["results"]] if record else []
        exercises[each.name] = {
            "points": whole(sum(checks) + points),
            "total": each.total,
            "by_hand": points,
            "comments": comments,
            "checks": checks,
        }
    flags = [f"{record['exercise']}: {flag}" for record in records for flag in record.get("flags", [])]
    flags += [f"{name}: {said}" for name, said in several.items()]
    return {
        "student": student,
        "status": max((record["status"] for record in counting), key=list(STATUSES).index),
        "points": whole(sum(each["points"] for each in exercises.values())),
        "total": sum(each.total for each in wanted),
        "missing": [each.name for each in wanted if each.name not in counted],
        "flags": flags,
        "notes": [
            *(
                (f"{record['file']}: " if record["file"] else "") + _why(record)
                for record in counting
                if record["status"] != "ok"
            ),
            *left_out(records),
        ],
        "level": max((record["level"] for record in counted.values()), key=list(LEVELS).index, default=""),
        "comments": by_hand.comments(student, ""),
        "exercises": exercises,
    }


def left_out(records: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return what is to be told about notebooks that answer no exercise: one text for all of them, or none."""
    strays = [f"{record['file']} ({record['reason']})" for record in records if record["status"] == "left out"]
    more = f" and {len(strays) - MOST_LEFT_OUT} more" if len(strays) > MOST_LEFT_OUT else ""
    return [f"left out: {', '.join(strays[:MOST_LEFT_OUT])}{more}"] if strays else []


def _why(record: Mapping[str, Any]) -> str:
    return record.get("reason") or "; ".join(reasons(record)) or STATUSES[record["status"]]


_SIGNS = {
    "timeout": ("stopped after",),
    "memory": ("MemoryError",),
    "died": ("ended by itself", "something that is no answer"),
}
"""Words by which the judge says why a notebook has its status."""


def reasons(record: Mapping[str, Any]) -> list[str]:
    """Return what was stopped in a notebook that was graded: the cells and checks, and why."""
    signs = _SIGNS.get(record["status"], ())
    told = [error for error in record.get("errors", ()) if any(sign in error for sign in signs)]
    for result in record.get("results", ()):
        found = result["found"]
        if any(sign in found for sign in signs) and not any(found in earlier for earlier in told):
            told.append(f"{result['title']}: {found}")
    return told


def page_name(student: str) -> str:
    """The name of a student's page: theirs, as far as any system can take it, and a part that nobody else has."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", student) if not unicodedata.combining(c))
    readable = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")[:40]
    own = hashlib.sha256(student.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{readable}-{own}.html".lstrip("-")
