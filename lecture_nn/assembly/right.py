"""Which parts of the network a student has got right: taken out of their notebooks, and judged by the checks.

What is judged is what goes into the file: the functions with all that they need, without the rest of the notebook. They
run in a process of their own, as any notebook that is graded.
"""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from lecture_nn.assembly.gathering import Gathered, Notebook, names_of
from lecture_nn.assembly.parts import PARTS, Part
from lecture_nn.checks import Exercise, load_exercise
from lecture_nn.checks.asked import asked_for
from lecture_nn.checks.turns import turns
from lecture_nn.grading import UnreadableError, grade
from lecture_nn.grading.companions import beside, needed
from lecture_nn.grading.notebook import OtherExerciseError, code_cells, read
from lecture_nn.grading.settings import exercises
from lecture_nn.grading.which import exercises_of, of_the_course

RIGHT_THERE = "it is right in the notebook, but can't be taken out of it"


@dataclass(frozen=True)
class Taken:
    """Functions of one notebook that are right.

    Attributes
    ----------
    source : str
        The notebook, as it is named in the file: "exercises/softmax.ipynb".
    name : str
        Of the exercise, or of the lesson: what a renamed helper is called after.
    parts : dict from str to Part
        The functions by the names that they have in the notebook.
    gathered : Gathered
    """

    source: str
    name: str
    parts: dict[str, Part]
    gathered: Gathered


@dataclass(frozen=True)
class NotYet:
    """A part that isn't the student's yet, and why: "" if it hasn't been begun."""

    part: Part
    why: str = ""


def right_parts(folder: Path, lessons: Path | None = None) -> tuple[list[Taken], list[NotYet]]:
    """Return what is right, in the order of the exercises, and what is not.

    Parameters
    ----------
    folder : Path
        Of the exercises.
    lessons : Path, optional
        The folder of the lessons, whose turns ask for some of the same functions.
    """
    found: list[Taken] = []
    missing: list[NotYet] = []
    answers = _answers(folder)
    for exercise in dict.fromkeys(part.exercise for part in PARTS):
        parts = {part.name: part for part in PARTS if part.exercise == exercise}
        why = dict.fromkeys(parts, "")
        for path in answers.get(exercise, []):
            left = {name: parts[name] for name in why}
            taken, told = _judged(path, load_exercise(exercise), left, exercise)
            found += taken
            why = {name: told.get(name) or why[name] for name in left if not any(name in each.parts for each in taken)}
        for name in list(why):
            if taken := _by_turn(parts[name], lessons):
                found.append(taken)
                del why[name]
        missing += [NotYet(parts[name], reason) for name, reason in why.items()]
    return found, missing


def _answers(folder: Path) -> dict[str, list[Path]]:
    """The notebooks of the folder that answer each exercise, the one that is called like it first."""
    found: dict[str, list[Path]] = {}
    known = exercises()
    for path in sorted(folder.glob("*.ipynb"), key=lambda path: (path.stem not in known, path.name)):
        if not path.is_file():
            continue
        try:
            cells = code_cells(read(path))
            if not of_the_course(cells, path.name).startswith("the lesson "):
                for name in exercises_of(cells, path.name, known):
                    found.setdefault(name, []).append(path)
        except (OtherExerciseError, UnreadableError):
            continue
    return found


def _by_turn(part: Part, lessons: Path | None) -> Taken | None:
    """The part from a turn of a lesson, if there is one that is right."""
    if not part.turn or lessons is None:
        return None
    turn = turns()[part.turn][1]
    path = lessons / f"{turn.lesson}.ipynb"
    if not path.is_file():
        return None
    try:
        taken, _ = _judged(path, turn, {part.turn: part}, turn.lesson, explain=False)
    except UnreadableError:
        return None
    return taken[0] if taken else None


def _judged(
    path: Path, exercise: Exercise, parts: Mapping[str, Part], name: str, explain: bool = True
) -> tuple[list[Taken], dict[str, str]]:
    """Take the parts out of a notebook, and say what is wrong with those that aren't right.

    To explain it the whole notebook is run, which takes a minute for a lesson.
    """
    cells = code_cells(read(path))
    notebook = Notebook(cells, exercise.name)
    there = {each: part for each, part in parts.items() if notebook.holds(each)}
    if not there:
        return [], {}
    own = needed(beside(path), cells)
    gathered = {each: notebook.gather([each]) for each in there}
    told = {each: reason for each in there if (reason := _bound_to(gathered[each], notebook.stars, own, path.parent))}
    asked = [each for each in there if each not in told]
    together = notebook.gather(asked)
    alone = ["\n".join(together.imports.values()), *(item.text for item in together.items)]
    told |= _wrong(alone, exercise, asked, name)
    failed = [each for each in asked if each in told]
    if failed and explain:  # perhaps because it can't be taken out
        still_wrong = _wrong(cells, exercise, failed, name, own)
        told |= {each: still_wrong.get(each) or f"{RIGHT_THERE} ({told[each]})" for each in failed}
    lacking = [each for each in told if gathered[each].missing and "is not defined" in told[each]]
    if lacking and (failing := [f"`from {module} import *`" for module in notebook.stars if not names_of(module)]):
        told |= {each: f"{told[each]} ({' and '.join(failing)} finds nothing here)" for each in lacking}
    right = {each: there[each] for each in asked if each not in told}
    if not right:
        return [], told
    return [Taken(_on_one_line(f"{path.parent.name}/{path.name}"), name, right, notebook.gather(right))], told


def _on_one_line(name: str) -> str:
    """The name of a file as a comment can hold it, which no name may end."""
    return "".join(sign if sign.isprintable() else "?" for sign in name)


def _bound_to(gathered: Gathered, stars: Iterable[str], files: Iterable[str], folder: Path) -> str:
    """Say which file beside the notebook, in `folder`, a function needs, if it does."""
    own = {Path(file).stem for file in files if file.endswith(".py")}
    modules = [re.split(r"[\s.]+", statement)[1] for statement in gathered.imports.values()]
    for module in [*modules, *(stars if gathered.missing else ())]:
        if module in own and not _is_installed(module, folder):
            return f"it is right or wrong together with {module}.py: move what it takes from there into the notebook"
    return ""


def _is_installed(module: str, folder: Path) -> bool:
    """Whether there is a module of this name that doesn't lie in the folder: a notebook there finds that one, too."""
    found = importlib.util.find_spec(module)
    return found is not None and not (found.origin and Path(found.origin).resolve().parent == folder.resolve())


def _wrong(
    cells: list[str], exercise: Exercise, names: Iterable[str], name: str, files: Mapping[str, bytes] | None = None
) -> dict[str, str]:
    """Judge functions of a notebook with these cells; return what was found for each that isn't right."""
    checks = {
        each: [check for check in exercise.checks if each in asked_for(_with(exercise, [check]))[0]] for each in names
    }
    chosen = [check for check in exercise.checks if any(check in own for own in checks.values())]
    if not chosen:
        return {}
    graded = grade(_notebook(cells), name, exercises={name: _with(exercise, chosen)}, files=files or {})
    results = {result.check.title: result for result in graded.report.results}
    told = {}
    for each, own in checks.items():
        failed = [results[check.title] for check in own if not results[check.title].passed]
        if failed:
            told[each] = failed[0].found.partition("\n")[0] or failed[0].check.title
    return told


def _with(exercise: Exercise, checks: list) -> Exercise:
    return Exercise(exercise.name, checks=checks)


def _notebook(cells: list[str]) -> bytes:
    listed = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": cell} for cell in cells
    ]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": listed}).encode()
