"""The command ``lecture-nn``, also ``python -m lecture_nn``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return 0 if all went well."""
    parser = argparse.ArgumentParser(prog="lecture-nn", description="Exercises of the course on neural networks.")
    commands = parser.add_subparsers(dest="command", required=True)
    grading = commands.add_parser(
        "grade",
        help="grade your notebooks, with the checks that a notebook doesn't show",
        description="Grade notebooks of the exercises. Their code is run: grade only what you would run yourself.",
    )
    grading.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="notebooks, or folders of notebooks")
    grading.add_argument("--seconds", type=float, default=120.0, help="how long the cells of a notebook may take")
    grading.add_argument("--reveal", action="store_true", help="print the solutions of what is not right yet")
    commands.add_parser("progress", help="show the points reached so far, and what to work at next")
    chosen = parser.parse_args(arguments)
    if chosen.command == "progress":
        from lecture_nn.questions import progress

        print(progress())
        return 0
    return _grade(chosen.paths, chosen.seconds, chosen.reveal)


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


if __name__ == "__main__":
    sys.exit(main())
