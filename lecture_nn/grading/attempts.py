"""Several notebooks of a student for one exercise: which of them counts, said with all that there were."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from lecture_nn.grading.submissions import Submission

CHOICES = ("best", "last")
"""Which attempt counts: the one with the most points, or the last one that was handed in."""


def parts(each: Submission, record: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a record for each exercise that the notebook answers, with what the platform says about the attempt."""
    about = {"attempt": each.owner.attempt, "late": each.owner.late, "named": each.named or each.file}
    own = {key: value for key, value in record.items() if key != "parts"}
    return [{**own, **about, **part} for part in record.get("parts") or [{}]]


def told(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Tell what answers nothing from the rest: beside a notebook that is graded, it is "left out" and no status.

    That is a notebook of no exercise, such as somebody's own scratch notebook, a lesson, one of our own solutions, and
    an archive or folder without notebooks. Where nothing is graded, lessons and solutions count as nothing handed in.
    """
    if any("exercise" in record for record in records):
        return [{**record, **_left_out(record)} if record.get("status") in _STRAYS else record for record in records]
    rest = [record for record in records if record.get("status") != "not an answer"]
    if rest or not records:
        return rest
    reason = "expected a notebook of an exercise, got " + ", ".join(record["reason"] for record in records[:5])
    return [{**records[0], "status": "missing", "reason": reason}]


_STRAYS = ("other exercise", "not an answer", "missing")
_EXPECTED = "expected a notebook of"


def _left_out(record: Mapping[str, Any]) -> dict[str, str]:
    reason = record.get("reason", "")
    return {"status": "left out", "reason": "it answers no exercise" if reason.startswith(_EXPECTED) else reason}


def counting(
    records: Iterable[dict[str, Any]], choose: str = "best"
) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    """Return the record that counts for each exercise, and for those with several what there was and what counts.

    With "last", earlier attempts count for nothing where a later one has the exercise. Of notebooks handed in together,
    and with "best", the one with the most points counts; of equal ones, one that isn't late.
    """
    of: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for record in records:
        if "exercise" in record:
            of[record["exercise"]].append(record)
    chosen, several = {}, {}
    for name, own in of.items():
        last = max(record.get("attempt", "") for record in own)
        eligible = [record for record in own if choose == "best" or record.get("attempt", "") == last]
        chosen[name] = max(eligible, key=lambda record: (record["points"], not record.get("late")))
        if len(own) > 1:
            why = "the last attempt" if len(eligible) < len(own) else "the best one"
            others = [record for record in own if record is not chosen[name]]
            several[name] = (
                f"several notebooks, {why} counts: {_shown(chosen[name])}, "
                f"not {', '.join(map(_shown, others[:4]))}{' and others' if len(others) > 4 else ''}"
            )
    return chosen, several


def _shown(record: dict[str, Any]) -> str:
    when = f", {record['attempt']}" if record.get("attempt") else ""
    late = ", late" if record.get("late") else ""
    return f"{record['file']} ({record['points']} of {record['total']}{when}{late})"


def columns(records: Iterable[dict[str, Any]], chosen: Mapping[str, dict[str, Any]]) -> dict[str, str]:
    """Return what the sheet says of a student's attempts.

    "attempt" is which one counts, of how many; "late" whether it was, and for which exercise; "file" what counts.
    """
    dates = sorted({record.get("attempt", "") for record in records})
    used = sorted({record.get("attempt", "") for record in chosen.values()})
    counts = [f"{dates.index(each) + 1}{f' ({each})' if len(each) > 3 else ''}" for each in used]
    late = sorted(name for name, record in chosen.items() if record.get("late"))
    return {
        "attempt": f"{' and '.join(counts)} of {len(dates)}" if len(dates) > 1 and counts else "",
        "late": "" if not late else "late" if len(late) == len(chosen) else f"late: {', '.join(late)}",
        "file": "; ".join(dict.fromkeys(record["file"] for record in chosen.values())),
    }


def known_of(handed: list[Submission]) -> dict[str, str]:
    """Return what is known of a student: by the platform, and better by the roster."""
    owner, person = handed[-1].owner, handed[0].person
    known = {"name": owner.name or handed[0].student, "participant": owner.participant}
    if not person:
        known |= {"canvas": owner.canvas, "login": owner.login}
    known |= {kind: value for kind, value in person.items() if value}
    both = " ".join(filter(None, (known.get("first"), known.get("last"))))
    known["name"] = person.get("name") or both or known["name"]
    if known["participant"]:
        known["participant"] = re.sub(r"^\D+", "", known["participant"])
    return {kind: value for kind, value in known.items() if value}
