"""An instructor's own exercises: Python files that define ``EXERCISE``, and what is said of one that doesn't work."""

from __future__ import annotations

import difflib
import json
import linecache
import sys
import traceback
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

from lecture_nn.checks.diagnosis.solved import code_of
from lecture_nn.checks.exercise import Exercise

PACKAGE = Path(__file__).parent

FOLDERS = (".", "solutions", "../solutions")
"""Where the solved notebook of an exercise is looked for, seen from its checks."""


def load_own(path: str | Path) -> Exercise:
    """Return the exercise that a Python file defines, with its solved notebook if there is one.

    Raises
    ------
    ValueError
        If it can't be read, doesn't run, or defines no `EXERCISE`: the message names the file, the line and the cure.
    """
    path = Path(path)
    exercise = of_text(str(path), text_of(path))
    if (solution := solution_of(exercise, path)) is not None:
        exercise.solution = cells_of(str(solution), text_of(solution))
    return exercise


def text_of(path: Path) -> str:
    """Return what is in a file of text."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(f"{path}: expected text, as an editor saves it in UTF-8") from None
    except OSError as error:
        raise ValueError(f"{path}: {error.strerror}") from None


def solution_of(exercise: Exercise, path: Path) -> Path | None:
    """Return the solved notebook of an exercise whose checks are in `path`; None if there is none."""
    places = (path.parent / folder / f"{exercise.name}.ipynb" for folder in FOLDERS)
    return next((place for place in places if place.is_file()), None)


def cells_of(file: str, text: str) -> tuple[str, ...]:
    """Return the code of a solved notebook."""
    try:
        return tuple(code_of(text))
    except ValueError as error:
        raise ValueError(f"{file}: {error}") from None


def bare(cells: Iterable[str]) -> str:
    """Return a notebook of these code cells, as the text of its file."""
    of_code = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    return json.dumps(
        {"cells": [{**of_code, "source": cell} for cell in cells], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    )


def of_text(file: str, text: str) -> Exercise:
    """Return the exercise that the text of a Python file defines.

    Raises
    ------
    ValueError
        If it doesn't run, or defines no `EXERCISE`.
    """
    module = ModuleType(f"private_checks_{Path(file).stem}_{len(text)}")
    module.__file__ = file
    sys.modules[module.__name__] = module
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)  # also where there is no such file
    try:
        exec(compile(text, file, "exec"), vars(module))
    except SyntaxError as error:
        line = f", line {error.lineno}" if error.lineno else ""
        shown = f", in `{error.text.strip()[:100]}`" if error.text else ""
        raise ValueError(f"{file}{line}: {error.msg}{shown}. Correct this line first") from None
    except (Exception, SystemExit) as error:
        raise ValueError(f"{_where(file, text, error)}: {_said(error, vars(module))}") from None
    return _sound(file, module)


def _where(file: str, text: str, error: BaseException) -> str:
    """The file and the line of it at which an error was raised."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == file]
    if not lines or lines[-1] is None:
        return file
    code = text.splitlines()[lines[-1] - 1].strip()
    return f"{file}, line {lines[-1]}, `{code[:100]}`"


def _said(error: BaseException, known: dict[str, object]) -> str:
    """What an error says, and its usual cure."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = frames and Path(frames[-1].filename).is_relative_to(PACKAGE)
    said = str(error) if ours else f"{type(error).__name__}: {error}"
    if isinstance(error, ModuleNotFoundError):
        return f"{said}. Install it where you grade, or do without it"
    if isinstance(error, NameError):
        usual = {"np": "import numpy as np", "Exercise": "from lecture_nn.checks import Exercise"}
        usual |= {each: f"from lecture_nn.checks import {each}" for each in ("draws", "expect_close")}
        close = difflib.get_close_matches(error.name or "", [*known, *usual], n=1)
        cure = f"The file lacks `{usual[error.name]}`" if error.name in usual else ""
        cure = cure or (f"Did you mean {close[0]}?" if close else "Define or import it above")
        return f"{said}. {cure}"
    if isinstance(error, SystemExit):
        return "the file ends the program. Checks are functions; leave out what ends it"
    return said


def _sound(file: str, module: ModuleType) -> Exercise:
    """The exercise that a module defines, if it can be graded."""
    own = getattr(module, "EXERCISE", None)
    if not isinstance(own, Exercise):
        got = "nothing of that name" if own is None else f"a {type(own).__name__}"
        others = [name for name, value in vars(module).items() if isinstance(value, Exercise)]
        cure = f"Rename {others[0]} to EXERCISE" if others else 'Write EXERCISE = Exercise("NAME") above your checks'
        cure = 'Write EXERCISE = Exercise("NAME"), with parentheses' if own is Exercise else cure
        raise ValueError(f"expected {file} to define EXERCISE, an Exercise, got {got}. {cure}")
    if not own.checks and not own.misunderstandings and not own.references:
        raise ValueError(
            f'{file}: EXERCISE has no checks. Write @EXERCISE.check("TITLE") above a function that takes the answers'
        )
    return own
