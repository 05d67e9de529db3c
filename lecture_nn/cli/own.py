"""``lecture-nn grade``: grade your own notebooks, as you would run them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from lecture_nn.checks.order import exercise_after
from lecture_nn.checks.words import part
from lecture_nn.cli import arguments
from lecture_nn.course.contents import clone


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
    parser.add_argument("--checks", type=Path, metavar="PATH", help="a folder or file of your own checks, to try them")
    parser.add_argument("--reveal", action="store_true", help="print the solutions of what is not right yet")
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Grade the notebooks; return 0, or 1 if one can't be graded, 2 if there is none."""
    from tqdm import tqdm

    from lecture_nn.checks import exercise_names
    from lecture_nn.checks.points import note
    from lecture_nn.grading import grade
    from lecture_nn.grading.notebook import code_cells, read
    from lecture_nn.grading.settings import exercises, private_checks
    from lecture_nn.grading.which import exercises_of, of_the_course
    from lecture_nn.workers import Limits

    found = [file for path in chosen.paths for file in (_in(path) if path.is_dir() else [path])]
    if not found:
        print(_nothing_in(chosen.paths), file=sys.stderr)
        return 2
    points = total = 0
    quizzes, lessons, failed = 0, [], []
    try:
        known = exercises(private_checks(chosen.checks))
    except ValueError as error:
        print(arguments.said(error), file=sys.stderr)
        return 2
    for path in tqdm(found, disable=not sys.stderr.isatty(), leave=False):
        limits = Limits(seconds=chosen.seconds, total=5 * chosen.seconds)
        try:
            cells = code_cells(read(path))
            if _is_quiz(path):
                print(
                    f"== {path.name}\nThis is the quiz before and after the course, in which there is nothing to "
                    "grade: `lecture-nn concepts` compares your answers.\n"
                )
                quizzes += 1
                continue
            ours = of_the_course(cells, path.name)
            if ours.startswith("the lesson "):
                lessons.append((path, ours.removeprefix("the lesson ")))
                continue
            answered = exercises_of(cells, path.name, known)
            reports = [grade(path, limits=limits, exercises={each: known[each]}) for each in answered]
        except (OSError, ValueError) as error:
            tqdm.write(f"== {path.name}\n{path}: {arguments.said(error)}\n")
            failed.append(path)
            continue
        for graded in reports:
            points, total = points + graded.report.points, total + graded.report.total
            status = "" if graded.status == "ok" else f" ({graded.status})"
            tqdm.write(f"== {path.name}{status}\n{graded.report}\n")
            if not ours and graded.exercise in exercise_names():
                note(graded.report)
            if chosen.reveal and graded.report.points < graded.report.total:
                tqdm.write(_solution(path.with_name(f"{graded.exercise}.ipynb")))
    if lessons:
        print(f"{_about_lessons(lessons)}\n")
    done = len(found) - len(failed) - len(lessons) - quizzes
    scored = f", {part(points, total, 'point')}" if done else ""
    print(f"{part(done, len(found), 'notebook')} graded{scored}")
    return 1 if failed or lessons or quizzes else 0


def _in(folder: Path) -> list[Path]:
    """The notebooks of a folder, without the quiz before and after the course, in which there is nothing to grade."""
    return [path for path in sorted(folder.glob("*.ipynb")) if not _is_quiz(path)]


def _is_quiz(path: Path) -> bool:
    return path.name == "before_and_after.ipynb"


def _nothing_in(paths: list[Path]) -> str:
    """Say that there is no notebook, and where there are some."""
    told = f"no notebook in {', '.join(map(str, paths))}"
    inner = [path / "exercises" for path in paths if list((path / "exercises").glob("*.ipynb"))]
    return f"{told}; your exercises are one folder further in: {_command(inner[0])}" if inner else told


def _about_lessons(lessons: list[tuple[Path, str]]) -> str:
    """Say what the notebooks are that are no exercises, and what to grade instead."""
    path, name = lessons[0]
    folder = path.parent.parent / "exercises"
    folder = folder if folder.is_dir() else Path("exercises")
    if len(lessons) > 1:
        return (
            f"{len(lessons)} of the notebooks are lessons, not exercises, so there is nothing to grade in them: their "
            f"questions and turns are answered while you read. Grade your exercises instead: {_command(folder)}"
        )
    exercise = folder / f"{exercise_after(int(name[:2]))}.ipynb"
    return (
        f"== {path.name}\n{path} is lesson {name[:2]}, not an exercise, so there is nothing to grade in it: its "
        f"questions and turns are answered while you read. The next exercise is {exercise.name}: {_command(exercise)}"
    )


def _command(path: Path) -> str:
    return f'lecture-nn grade "{path}"' if " " in str(path) else f"lecture-nn grade {path}"


def _solution(path: Path) -> str:
    """The solved cells of the exercise, from the folder solutions/ beside the exercises or in the project."""
    import nbformat

    solved = path.resolve().parent.parent / "solutions" / path.name
    if not solved.exists() and (root := clone()):  # a copy of the course has none
        solved = root / "solutions" / path.name
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
