"""``lecture-nn grade``: grade your own notebooks, as you would run them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from lecture_nn.cli import arguments


def add_command(commands: Any) -> None:
    """Add the command to the parser's."""
    parser = commands.add_parser(
        "grade",
        help="grade your own notebooks, with the checks that a notebook doesn't show",
        description="Grade your own notebooks of the exercises. The code in them runs as you would run it, without a "
        "sandbox: for other people's notebooks there is `lecture-nn grade-class`.",
        allow_abbrev=False,
    )
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="notebooks, or folders of them")
    parser.add_argument(
        "--seconds", type=arguments.seconds, default=60.0, help="how long the cells of a notebook may take (60)"
    )
    parser.add_argument("--reveal", action="store_true", help="print the solutions of what is not right yet")
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Grade the notebooks; return 0, or 1 if one can't be graded, 2 if there is none."""
    from tqdm import tqdm

    from lecture_nn.grading import grade
    from lecture_nn.grading.notebook import code_cells, read
    from lecture_nn.grading.settings import exercises
    from lecture_nn.grading.which import exercises_of
    from lecture_nn.workers import Limits

    found = [file for path in chosen.paths for file in (sorted(path.glob("*.ipynb")) if path.is_dir() else [path])]
    if not found:
        print(f"no notebook in {', '.join(map(str, chosen.paths))}", file=sys.stderr)
        return 2
    points = total = failed = 0
    known = exercises()
    for path in tqdm(found, disable=not sys.stderr.isatty(), leave=False):
        limits = Limits(seconds=chosen.seconds, total=5 * chosen.seconds)
        try:
            answered = exercises_of(code_cells(read(path)), path.name, known)
            reports = [grade(path, limits=limits, exercises={each: known[each]}) for each in answered]
        except (OSError, ValueError) as error:
            tqdm.write(f"== {path.name}\n{path}: {error}\n")
            failed += 1
            continue
        for graded in reports:
            points, total = points + graded.report.points, total + graded.report.total
            status = "" if graded.status == "ok" else f" ({graded.status})"
            tqdm.write(f"== {path.name}{status}\n{graded.report}\n")
            if chosen.reveal and graded.report.points < graded.report.total:
                tqdm.write(_solution(path.with_name(f"{graded.exercise}.ipynb")))
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
