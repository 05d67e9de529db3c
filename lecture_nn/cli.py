"""The command ``lecture-nn``."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from pathlib import Path


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return 0 if all went well."""
    parser = argparse.ArgumentParser(prog="lecture-nn", description="Exercises of the course on neural networks.")
    commands = parser.add_subparsers(dest="command", required=True)
    grading = commands.add_parser(
        "grade",
        help="grade notebooks, with the checks that a notebook doesn't show",
        description="Grade your own notebooks of the exercises, or with --out those of a class. Without --out the code "
        "in them is run as you would run it; with --out it is locked in.",
    )
    grading.add_argument(
        "paths",
        nargs="+",
        type=Path,
        metavar="PATH",
        help="notebooks or folders of them; with --out, one folder or zip",
    )
    grading.add_argument(
        "--seconds", type=_seconds, default=60.0, help="how long the cells of a notebook may take (60)"
    )
    grading.add_argument("--reveal", action="store_true", help="print the solutions of what is not right yet")
    of_class = grading.add_argument_group("grading a class")
    of_class.add_argument("--out", type=Path, metavar="RESULTS", help="the folder for the sheet and the pages")
    of_class.add_argument("--jobs", type=_jobs, default=os.cpu_count(), help="processes that grade (one for each core)")
    of_class.add_argument(
        "--seed", type=int, help="of the examples that the checks draw (a secret one, kept in RESULTS)"
    )
    of_class.add_argument("--checks", type=Path, metavar="FOLDER", help="your own checks, which students don't have")
    of_class.add_argument(
        "--exercise", action="append", default=[], metavar="NAME", help="grade this one only; repeatable"
    )
    of_class.add_argument("--trust", action="store_true", help="go on where notebooks can't be locked in")
    of_class.add_argument("--gradescope", type=Path, metavar="FILE", help="grade one student and write results.json")
    of_class.add_argument("--executor", choices=("local", "dask"), default="local", help="what runs the grading")
    of_class.add_argument("--scheduler", metavar="ADDRESS", help="of the Dask cluster")
    commands.add_parser("progress", help="show the points reached so far, and what to work at next")
    chosen = parser.parse_args(arguments)
    if chosen.command == "progress":
        from lecture_nn.checks import progress

        print(progress())
        return 0
    if chosen.out is None:
        return _grade(chosen.paths, chosen.seconds, chosen.reveal)
    if len(chosen.paths) != 1:
        parser.error("with --out, one folder or zip is expected")
    if (chosen.executor == "dask") != (chosen.scheduler is not None):
        parser.error("--executor dask and --scheduler ADDRESS go together")
    return _grade_class(chosen)


def _seconds(text: str) -> float:
    if not 0 < (seconds := float(text)) <= 86400:
        raise argparse.ArgumentTypeError(f"expected a number above 0, of at most a day's 86400, got {text}")
    return seconds


def _jobs(text: str) -> int:
    if (jobs := int(text)) < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number of at least 1, got {text}")
    return jobs


def _grade_class(chosen: argparse.Namespace) -> int:
    from lecture_nn.grading import RefusedError, grade_class
    from lecture_nn.workers import Limits

    try:
        rows = grade_class(
            chosen.paths[0],
            chosen.out,
            seed=chosen.seed,
            jobs=chosen.jobs,
            checks=chosen.checks,
            asked=tuple(chosen.exercise),
            limits=Limits(seconds=chosen.seconds, total=3 * chosen.seconds),
            trust=chosen.trust,
            scheduler=chosen.scheduler,
            gradescope=chosen.gradescope,
        )
    except RefusedError as error:
        print(
            f"Strangers' notebooks can't be locked in on this machine: {error}.\n"
            "--trust runs them all the same, as your own programs: they could read and change all that you can.",
            file=sys.stderr,
        )
        return 3
    except (ValueError, OSError) as error:  # wrong use; a folder that can't be read or written
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(f"Stopped. What is graded is kept in {chosen.out}: the same command goes on from there.", file=sys.stderr)
        return 130
    counts = Counter(row["status"] for row in rows)
    told = ", ".join(f"{n} {status}" for status, n in counts.items())
    print(f"{len(rows)} students ({told}): see {chosen.out / 'grades.csv'} and {chosen.out / 'class.html'}")
    return 1 if counts["not graded"] else 0


def _grade(paths: list[Path], seconds: float, reveal: bool) -> int:
    from tqdm import tqdm

    from lecture_nn.grading import grade
    from lecture_nn.workers import Limits

    found = [file for path in paths for file in (sorted(path.glob("*.ipynb")) if path.is_dir() else [path])]
    if not found:
        print(f"no notebook in {', '.join(map(str, paths))}", file=sys.stderr)
        return 2
    points = total = failed = 0
    for path in tqdm(found, disable=not sys.stderr.isatty(), leave=False):
        try:
            graded = grade(path, limits=Limits(seconds=seconds, total=5 * seconds))
        except (OSError, ValueError) as error:
            tqdm.write(f"== {path.name}\n{path}: {error}\n")
            failed += 1
            continue
        points, total = points + graded.report.points, total + graded.report.total
        status = "" if graded.status == "ok" else f" ({graded.status})"
        tqdm.write(f"== {path.name}{status}\n{graded.report}\n")
        if reveal and graded.report.points < graded.report.total:
            tqdm.write(_solution(path))
    print(f"{len(found) - failed} of {len(found)} notebooks graded, {points} of {total} points")
    return 1 if failed else 0


def _solution(path: Path) -> str:
    """The solved cells of the exercise, from the folder solutions/ beside the exercises."""
    import nbformat

    solved = path.resolve().parent.parent / "solutions" / path.name
    if not solved.exists():
        return f"(no solution found at {solved.parent.name}/{solved.name} beside the exercises)\n"
    cells = [cell for cell in nbformat.read(solved, as_version=4).cells if "### BEGIN SOLUTION" in cell.source]
    return "\n\n".join(["-- solution", *(_answer(cell.source) for cell in cells)]) + "\n"


def _answer(source: str) -> str:
    """A solved cell without its markers and starting lines."""
    lines, skipping = [], False
    for line in source.splitlines():
        if line.strip() in ("### BEGIN SOLUTION", "### STARTING LINES", "### END SOLUTION"):
            skipping = line.strip() == "### STARTING LINES"
        elif not skipping:
            lines.append(line)
    return "\n".join(lines)
