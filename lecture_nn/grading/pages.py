"""What an instructor and a student read: the page of the class, and a page of feedback for each student."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader
from markupsafe import Markup, escape

from lecture_nn.checks.model import as_sentence
from lecture_nn.checks.report import marked
from lecture_nn.grading.rows import LEVELS, STATUSES, left_out, reasons
from lecture_nn.grading.similar import Alike
from lecture_nn.grading.tally import Tally, commonest

PAGES = Environment(loader=PackageLoader("lecture_nn.grading"), autoescape=True, trim_blocks=True, lstrip_blocks=True)

SORTING = (files("lecture_nn.grading") / "templates" / "sorting.js").read_text(encoding="utf-8")
SORTING_DIGEST = base64.b64encode(hashlib.sha256(SORTING.encode()).digest()).decode()
"""By which the page's policy allows this one script and no other."""


def hint(result: Mapping[str, Any]) -> str:
    """Return what a student whose answer is wrong is told to look at."""
    if result["status"] != "wrong":
        return ""
    read = f" Read {result['read']}." if result["read"] else ""
    if not result["misunderstanding"]:
        return result["hint"]
    about = result["misunderstanding"] if result.get("kind") else as_sentence(result["misunderstanding"])
    return f"{about}{read}"


def said_once(results: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Return what several failed checks found in the same words, and how many: one timeout, for example."""
    found = Counter(result["found"] for result in results if result["status"] == "wrong")
    return {text: n for text, n in found.items() if text and n > 1}


def needs_a_look(row: Mapping[str, Any]) -> bool:
    """Whether an instructor should look at a row; a cell that ends in an error alone is no reason: many have one."""
    flags = [flag for flag in row["flags"] if not flag.endswith("in an error")]
    return row["status"] != "ok" or bool(row["missing"] or flags or row["late"])


PAGES.filters |= {
    "hint": hint,
    "marked": lambda text: Markup(marked(str(escape(text)))),
    "said_once": said_once,
    "reasons": reasons,
    "left_out": left_out,
    "needs_a_look": needs_a_look,
}


def feedback(
    row: Mapping[str, Any], records: Sequence[Mapping[str, Any]], counted: Mapping[str, Mapping[str, Any]]
) -> str:
    """Return the page of a student.

    Parameters
    ----------
    row : mapping
        As `row_of` makes it.
    records : sequence of mapping
        Of everything that was handed in.
    counted : mapping from an exercise's name to a record
        Those that count.
    """
    return PAGES.get_template("student.html").render(
        row=row, records=records, counted=counted, statuses=STATUSES, level=LEVELS.get(row["level"])
    )


def class_page(
    rows: Sequence[Mapping[str, Any]], tallies: Sequence[Tally], alike: Sequence[Alike], problems: Sequence[str]
) -> str:
    """Return the page of the class; whoever needs a look stands first.

    Parameters
    ----------
    rows : sequence of mapping
        As `row_of` makes them.
    tallies : sequence of Tally
        Of the exercises that everybody is expected to hand in.
    alike : sequence of Alike
    problems : sequence of str
        What the instructor should fix.
    """
    rank = {status: n for n, status in enumerate(reversed(STATUSES))}
    first = sorted(rows, key=lambda row: (rank[row["status"]], not row["missing"], not needs_a_look(row)))
    statuses = Counter(row["status"] for row in rows)
    return PAGES.get_template("class.html").render(
        rows=first,
        rank=rank,
        page_of={row["student"]: row["page"] for row in rows},
        needing=sum(map(needs_a_look, rows)),
        statuses=[(name, STATUSES[name], statuses[name]) for name in reversed(STATUSES) if statuses[name]],
        levels=[LEVELS[level] for level in LEVELS if any(row["level"] == level for row in rows)],
        tallies=tallies,
        total=sum(tally.exercise.total for tally in tallies),
        common=commonest(tallies),
        alike=alike,
        problems=problems,
        sorting=Markup(SORTING),
        digest=SORTING_DIGEST,
    )
