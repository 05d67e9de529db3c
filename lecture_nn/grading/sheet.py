"""The text of grades.csv: a row for each student, as any spreadsheet reads it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from lecture_nn.checks import Exercise
from lecture_nn.grading.cells import cell


def sheet(rows: Sequence[dict[str, Any]], wanted: Sequence[Exercise]) -> str:
    """Return the sheet, with the mark at its beginning by which spreadsheets know UTF-8.

    Parameters
    ----------
    rows : sequence of dict
        As `row_of` makes them.
    wanted : sequence of Exercise
        The exercises, in the order of their columns.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)  # safe from other separators, too
    ids = [kind for kind in ("id", "login", "email") if any(row["ids"].get(kind) for row in rows)]
    head = ["student", *ids, "status", "points", "of", "missing", "attempt", "late", "file"]
    head += ["flags", "notes", "comments", "sandbox"]
    for each in wanted:
        head.append(f"{each.name} ({each.total})")
        head += [f"{each.name}: {check.title} ({check.points})" for check in each.checks]
        head.append(f"{each.name}: by hand")
    writer.writerow(map(cell, head))
    for row in rows:
        writer.writerow(map(cell, _cells(row, wanted, ids)))
    return "\ufeff" + text.getvalue()


def _cells(row: dict[str, Any], wanted: Sequence[Exercise], ids: Sequence[str]) -> list[Any]:
    comments = [*row["comments"], *(comment for each in row["exercises"].values() for comment in each["comments"])]
    cells = [
        row["student"],
        *(row["ids"].get(kind, "") for kind in ids),
        row["status"],
        row["points"],
        row["total"],
        ", ".join(row["missing"]),
    ]
    cells += [row["attempt"], row["late"], row["file"]]
    cells += ["; ".join(row["flags"]), "; ".join(row["notes"]), "; ".join(comments), row["level"]]
    for each in wanted:
        own = row["exercises"].get(each.name)
        if own is None:
            cells += [""] * (2 + len(each.checks))
        else:
            checks = own["checks"] or [""] * len(each.checks)
            cells += [own["points"], *checks, own["by_hand"] or ""]
    return cells
