"""``lecture-nn grade-class``: grade what a class has handed in."""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from lecture_nn.checks.words import count
from lecture_nn.cli import arguments


def add_command(commands: Any) -> None:
    """Add the command to the parser's."""
    parser = commands.add_parser(
        "grade-class",
        help="grade what a class has handed in; the notebooks run in a sandbox",
        description="Grade what a class has handed in: the notebooks are strangers' programs, so they run in "
        "a sandbox.",
        allow_abbrev=False,
    )
    parser.add_argument("submissions", type=Path, metavar="SUBMISSIONS", help="a folder or a zip")
    parser.add_argument("--out", type=Path, metavar="RESULTS", help="the folder for the sheet and the pages")
    parser.add_argument(
        "--dry-run", action="store_true", help="say who handed in what, for which exercise and why; run nothing"
    )
    parser.add_argument(
        "--layout", default="", metavar="NAME", help=f"how the files are named: {', '.join(LAYOUTS)} (found out)"
    )
    parser.add_argument(
        "--roster", type=Path, metavar="FILE", help="a table of the students, with id, name, e-mail or login"
    )
    parser.add_argument(
        "--attempt", choices=("best", "last"), default="best", help="which of several attempts counts (best)"
    )
    parser.add_argument(
        "--grades-for",
        action="append",
        default=[],
        choices=("canvas", "moodle", "blackboard", "brightspace"),
        help="write a file of grades for this platform to RESULTS/import; repeatable",
    )
    parser.add_argument(
        "--grade-item", default="", metavar="TITLE", help="the platform's column for the sum (one for each exercise)"
    )
    parser.add_argument(
        "--seconds", type=arguments.seconds, default=60.0, help="how long the cells of a notebook may take (60)"
    )
    parser.add_argument(
        "--jobs", type=arguments.jobs, default=os.cpu_count(), help="processes that grade (one for each core)"
    )
    parser.add_argument(
        "--seed",
        type=arguments.seed,
        help="of the examples that the checks draw, or @FILE with it (a secret one, kept in RESULTS)",
    )
    parser.add_argument(
        "--checks", type=Path, metavar="PATH", help="a folder or file of your own checks, which students don't have"
    )
    parser.add_argument(
        "--exercise", action="append", default=[], metavar="NAME", help="grade only this exercise; repeatable"
    )
    parser.add_argument(
        "--trust", action="store_true", help="run the notebooks without the sandbox on machines where there is none"
    )
    parser.add_argument(
        "--regrade", action="append", default=[], metavar="NAME", help="grade this student again; repeatable"
    )
    parser.add_argument(
        "--anonymous",
        action="store_true",
        help="write the sheet and the pages with pseudonyms; names.csv in RESULTS is the key",
    )
    parser.add_argument("--gradescope", type=Path, metavar="FILE", help="grade one student and write results.json")
    parser.add_argument("--executor", choices=("local", "dask"), default="local", help="what runs the grading")
    parser.add_argument("--scheduler", metavar="ADDRESS", help="of the Dask cluster")
    parser.set_defaults(run=run, error=parser.error)


LAYOUTS = (
    "single", "flat", "folders", "folders:2", "moodle", "canvas", "blackboard", "brightspace", "ilias", "gradescope",
    "sakai", "nbgrader", "github",
)  # fmt: skip
"""The layouts; `lecture_nn.grading.readings` says what they are, and takes longer to load."""


def run(chosen: argparse.Namespace) -> int:
    """Grade the class; return 0, or 1 if something couldn't be graded, 2 for wrong use, 3 without a sandbox."""
    from lecture_nn.workers.surroundings import PACKAGE

    for name, value in vars(chosen).items():
        if isinstance(value, Path):
            setattr(chosen, name, Path(os.path.abspath(value)))
    before = signal.signal(signal.SIGTERM, _stop)  # as Ctrl-C: a scheduler that ends this isn't a crash
    try:
        with contextlib.chdir(PACKAGE):  # away from the files of the class, which may be called matplotlibrc
            return _grade(chosen)
    finally:
        signal.signal(signal.SIGTERM, before)


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


def _grade(chosen: argparse.Namespace) -> int:
    from lecture_nn.grading import RefusedError, dry_run, grade_class
    from lecture_nn.workers import Limits

    if (chosen.executor == "dask") != (chosen.scheduler is not None):
        chosen.error("--executor dask and --scheduler ADDRESS go together")
    if chosen.out is None and not chosen.dry_run:
        chosen.error("--out RESULTS is missing (or --dry-run, to see only what would be graded)")
    if chosen.submissions.suffix == ".ipynb" and chosen.submissions.is_file():
        chosen.error(
            f"expected a folder, a zip or a tar of what a class handed in, got the notebook {chosen.submissions}. "
            f"Your own notebooks are graded by `lecture-nn grade {chosen.submissions.name}`"
        )
    try:
        if chosen.dry_run:
            print(dry_run(chosen.submissions, chosen.checks, tuple(chosen.exercise), chosen.layout, chosen.roster))
            return 0
        results = grade_class(
            chosen.submissions,
            chosen.out,
            seed=chosen.seed,
            jobs=chosen.jobs,
            checks=chosen.checks,
            only=tuple(chosen.exercise),
            limits=Limits(seconds=chosen.seconds, total=3 * chosen.seconds),
            trust=chosen.trust,
            scheduler=chosen.scheduler,
            gradescope=chosen.gradescope,
            anonymous=chosen.anonymous,
            regrade=tuple(chosen.regrade),
            layout=chosen.layout,
            roster=chosen.roster,
            attempt=chosen.attempt,
            platforms=tuple(chosen.grades_for),
            item=chosen.grade_item,
        )
    except RefusedError as error:
        print(
            f"Submissions can't be sandboxed on this machine: {error}.\n"
            "--trust runs them all the same, as your own programs: they could read and change all that you can.",
            file=sys.stderr,
        )
        return 3
    except (ValueError, OSError) as error:  # wrong use; a folder that can't be read or written
        print(arguments.said(error), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(f"Stopped. What is graded is kept in {chosen.out}: the same command goes on from there.", file=sys.stderr)
        return 130
    for problem in results.problems:
        print(problem, file=sys.stderr)
    counts = Counter(row["status"] for row in results.rows)
    told = ", ".join(f"{n} {status}" for status, n in counts.items())
    students = count(len(results.rows), "student")
    print(f"{students} ({told}): see {chosen.out / 'grades.csv'} and {chosen.out / 'class.html'}")
    return 1 if counts["not graded"] or results.problems else 0
