"""From records to what an instructor and a student read: a sheet, a page for each student, a page of the class."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader

from lecture_nn.checks import Exercise
from lecture_nn.files import write_whole
from lecture_nn.grading.cells import cell
from lecture_nn.grading.submissions import Submission

STATUSES = {
    "ok": "graded",
    "timeout": "graded; some code took too long and was stopped",
    "memory": "graded; some code asked for more memory than it may have",
    "died": "graded; the process that ran it ended by itself",
    "missing": "no notebook",
    "other exercise": "a notebook, but not of an exercise that is graded",
    "unreadable": "no notebook that can be read",
    "not graded": "the grading failed: start it again",
}
"""What can become of a submission, from the best to the worst."""

LEVELS = {
    "full": "The notebooks ran locked in: without network, other files, other processes or the environment.",
    "limits": "The notebooks ran as ordinary processes, with limits: they could read and write the user's files.",
    "plain": "The notebooks ran as ordinary processes, without limits: they could read and write the user's files.",
}
"""What each level of protection means."""

PAGES = Environment(loader=PackageLoader("lecture_nn.grading"), autoescape=True, trim_blocks=True, lstrip_blocks=True)


@dataclass
class Tally:
    """What a class did in one exercise: how often each check had which result, and each total was reached."""

    exercise: Exercise
    checks: dict[str, Counter[str]] = field(default_factory=dict)
    points: Counter[int] = field(default_factory=Counter)
    misunderstandings: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    @property
    def students(self) -> int:
        """How many have handed it in."""
        return self.points.total()

    @property
    def median(self) -> int:
        """The points that half of them have at least."""
        return statistics.median_high(self.points.elements())

    def count(self, record: Mapping[str, Any]) -> None:
        """Add the record of a student."""
        self.points[record["points"]] += 1
        for result in record["results"]:
            self.checks[result["title"]][result["status"]] += 1
            if result["misunderstanding"]:
                self.misunderstandings[result["title"], result["misunderstanding"], result["read"]] += 1


def write_results(
    handed_in: Iterable[Submission],
    out: Path,
    record_of: Callable[[Submission, Path], dict[str, Any]],
    known: Mapping[str, Exercise],
    gradescope: Path | None = None,
) -> list[dict[str, Any]]:
    """Write grades.csv, class.html and feedback/ from the records, and return the rows of the sheet."""
    (out / "feedback").mkdir(mode=0o700, exist_ok=True)
    rows = []
    tallies: dict[str, Tally] = {}
    for student, own in groupby(handed_in, key=attrgetter("student")):
        records = [record_of(each, out) for each in own]
        counted, several = _best(records)
        for name, record in counted.items():
            if name not in tallies:
                tallies[name] = Tally(known[name], {check.title: Counter() for check in known[name].checks})
            tallies[name].count(record)
        rows.append(_row(records, counted, several, _file_name(student)))
        page = PAGES.get_template("student.html").render(
            row=rows[-1],
            records=records,
            counted=list(counted.values()),
            statuses=STATUSES,
            level=LEVELS.get(rows[-1]["level"]),
        )
        write_whole(out / "feedback" / rows[-1]["page"], page, private=True)
        if gradescope is not None:
            write_whole(gradescope, json.dumps(_for_gradescope(rows[-1], counted), indent=1) + "\n")
    for page in {path.name for path in (out / "feedback").iterdir()} - {row["page"] for row in rows}:
        (out / "feedback" / page).unlink()  # of somebody whose work isn't there any more
    ordered = sorted(
        tallies.values(), key=lambda tally: (min(c.row for c in tally.exercise.checks), tally.exercise.name)
    )
    write_whole(out / "grades.csv", _sheet(rows, [tally.exercise for tally in ordered]), private=True)
    write_whole(out / "class.html", _class_page(rows, ordered), private=True)
    return rows


def _best(records: list[dict[str, Any]]) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """The best record of each exercise, and the exercises that have several."""
    counted: dict[str, dict[str, Any]] = {}
    several = set()
    for record in records:
        if "exercise" not in record:
            continue
        name = record["exercise"]
        if name in counted:
            several.add(name)
        if name not in counted or record["points"] > counted[name]["points"]:
            counted[name] = record
    return counted, sorted(several)


def _row(
    records: list[dict[str, Any]], counted: Mapping[str, dict[str, Any]], several: list[str], page: str
) -> dict[str, Any]:
    flags = [f"{record['exercise']}: {flag}" for record in records for flag in record.get("flags", [])]
    flags += [f"{name}: several notebooks, the best one counts" for name in several]
    notes = [
        f"{r['file']}: {r['reason'] if 'reason' in r else STATUSES[r['status']]}"
        for r in records
        if r["status"] != "ok"
    ]
    return {
        "student": records[0]["student"],
        "status": max((record["status"] for record in records), key=list(STATUSES).index),
        "points": sum(record["points"] for record in counted.values()),
        "total": sum(record["total"] for record in counted.values()),
        "flags": flags,
        "notes": notes,
        "level": min(
            (record["level"] for record in counted.values()), key=["plain", "limits", "full"].index, default=""
        ),
        "page": page,
        "checks": {
            name: [result["points"] if result["status"] == "right" else 0 for result in record["results"]]
            for name, record in counted.items()
        },
    }


def _sheet(rows: list[dict[str, Any]], asked: list[Exercise]) -> str:
    """The text of grades.csv, with the mark at its beginning by which spreadsheets know UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)  # safe from other separators, too
    head = ["student", "status", "points", "flags", "notes", "locked in"]
    for each in asked:
        head.append(f"{each.name} ({each.total})")
        head += [f"{each.name}: {check.title} ({check.points})" for check in each.checks]
    writer.writerow(map(cell, head))
    for row in rows:
        cells = [
            row["student"],
            row["status"],
            row["points"],
            "; ".join(row["flags"]),
            "; ".join(row["notes"]),
            row["level"],
        ]
        for each in asked:
            points = row["checks"].get(each.name)
            cells += [""] * (1 + len(each.checks)) if points is None else [sum(points), *points]
        writer.writerow(map(cell, cells))
    return "\ufeff" + text.getvalue()


def _file_name(student: str) -> str:
    """The name of a student's page: theirs, as far as any system can take it, and a part that nobody else has."""
    readable = re.sub(r"[^A-Za-z0-9]+", "-", student).strip("-")[:40]
    own = hashlib.sha256(student.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{readable}-{own}.html".lstrip("-")


def _for_gradescope(row: Mapping[str, Any], counted: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    tests = [
        {
            "name": f"{name}: {result['title']}",
            "score": result["points"] if result["status"] == "right" else 0,
            "max_score": result["points"],
            "status": "passed" if result["status"] == "right" else "failed",
            "output": "\n".join(filter(None, [result["found"], _hint(result)])),
            "visibility": "visible",
        }
        for name, record in counted.items()
        for result in record["results"]
    ]
    told = [*row["notes"], *row["flags"], *filter(None, [LEVELS.get(row["level"])])]
    return {"score": row["points"], "output": "\n".join(told), "tests": tests}


def _hint(result: Mapping[str, Any]) -> str:
    """What a student whose answer is wrong is told to look at."""
    if result["status"] != "wrong":
        return ""
    return f"{result['misunderstanding']} Read {result['read']}." if result["misunderstanding"] else result["hint"]


PAGES.filters["hint"] = _hint


def _class_page(rows: list[dict[str, Any]], tallies: list[Tally]) -> str:
    return PAGES.get_template("class.html").render(
        rows=rows,
        statuses=[(name, STATUSES[name], n) for name in STATUSES if (n := sum(row["status"] == name for row in rows))],
        levels=sorted({LEVELS[row["level"]] for row in rows if row["level"]}),
        exercises=[(tally, _picture(tally)) for tally in tallies],
        common=sorted(
            ((n, tally.exercise.name, *of) for tally in tallies for of, n in tally.misunderstandings.items()),
            key=lambda each: (-each[0], each[1:]),
        )[:20],
    )


def _picture(tally: Tally) -> str:
    """How the checks of an exercise went, and how the points are spread, as SVG."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    titles = list(tally.checks)
    # salt and no date: the same numbers make the same file
    with mpl.rc_context(
        {"svg.hashsalt": "lecture_nn", "svg.fonttype": "none", "font.size": 10, "hatch.linewidth": 0.6}
    ):
        figure = Figure(figsize=(10.5, 1.3 + 0.36 * len(titles)), layout="constrained")
        checks, points = figure.subplots(1, 2, width_ratios=(2, 1))
        left = [0] * len(titles)
        for status, color, hatch, label in (
            ("right", "#009e73", "", "right"),
            ("wrong", "#e69f00", "///", "not yet"),
            ("unanswered", "#dddddd", "...", "not answered"),
        ):
            counts = [tally.checks[title][status] for title in titles]
            bars = checks.barh(titles, counts, left=left, color=color, hatch=hatch, edgecolor="#333", label=label)
            checks.bar_label(
                bars, [n or "" for n in counts], label_type="center", bbox={"fc": "w", "ec": "none", "pad": 1}
            )
            left = [a + b for a, b in zip(left, counts, strict=True)]
        checks.invert_yaxis()
        checks.set_xlabel("students")
        checks.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=3, frameon=False)
        points.bar(
            range(tally.exercise.total + 1), [tally.points[n] for n in range(tally.exercise.total + 1)], color="#0072b2"
        )
        points.set_xlabel(f"points of {tally.exercise.total}")
        points.set_ylabel("students")
        for axes in (checks.xaxis, points.yaxis, points.xaxis):
            axes.get_major_locator().set_params(integer=True)
        for axes in (checks, points):
            axes.spines[["top", "right"]].set_visible(False)
        text = io.StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None})
    return text.getvalue()[text.getvalue().index("<svg") :]
