"""Records of made-up students, and the results that are made from them."""

import csv
import html
import re
from pathlib import Path

from lecture_nn.checks import load_exercise
from lecture_nn.grading.layouts import Owner
from lecture_nn.grading.results import Results, write_results
from lecture_nn.grading.submissions import Submission

ROOT = Path(__file__).resolve().parent.parent
KNOWN = {name: load_exercise(name) for name in ("softmax", "neuron")}


def result(check, **more):
    return {
        "title": check.title,
        "points": check.points,
        "row": check.row,
        "status": "right",
        "found": "",
        "hint": check.hint,
        "misunderstanding": "",
        "read": "",
        "names": [],
        "code": [],
        **more,
    }


def record(student, exercise="softmax", changed=None, **more):
    """A record in which every check is right but for the `changed` ones: keyword arguments by the check's number."""
    results = [result(check, **(changed or {}).get(n, {})) for n, check in enumerate(KNOWN[exercise].checks)]
    points = sum(each["points"] for each in results if each["status"] == "right")
    base = {
        "exercise": exercise,
        "status": "ok",
        "level": "full",
        "points": points,
        "flags": [],
        "errors": [],
        "own": [],
    }
    return {"student": student, "file": f"{student}/{exercise}.ipynb", "results": results, **base, **more}


def missing(student):
    return {"student": student, "file": student, "status": "missing", "reason": "expected a notebook, got nothing"}


def write(out, *records, **more) -> Results:
    """Make the results of a class from its records."""
    out.mkdir(exist_ok=True)
    ordered = sorted(records, key=lambda each: (each["student"], each["file"]))
    owners = [Owner(each["student"], late=each.get("late", False)) for each in ordered]
    handed_in = [
        Submission(each["student"], each["file"], bytes, owner=owner)
        for each, owner in zip(ordered, owners, strict=True)
    ]
    by_file = {each["file"]: each for each in ordered}
    return write_results(handed_in, out, lambda each, _: by_file[each.file], KNOWN, **more)


def sheet(out):
    with (out / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


def feedback_page(out, student):
    (page,) = (out / "feedback").glob(f"{student}-*.html")
    return page


def feedback(out, student):
    return feedback_page(out, student).read_text(encoding="utf-8")


def text_of(page):
    """What is to be read on a page, without its markup."""
    body = re.sub(r"<(style|script).*?</\1>", "", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", body)))


def read(out, name="class.html"):
    return (out / name).read_text(encoding="utf-8")


def blank(name):
    return (ROOT / "exercises" / f"{name}.ipynb").read_bytes()
