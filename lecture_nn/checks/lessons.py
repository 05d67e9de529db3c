"""What a reader has answered in the lessons: their questions, and the turns."""

from __future__ import annotations

import ast
import json
from dataclasses import dataclass
from pathlib import Path

import lecture_nn
from lecture_nn.checks.turn import done
from lecture_nn.checks.words import part
from lecture_nn.memory import recall
from lecture_nn.predictions import declared


@dataclass(frozen=True)
class Answered:
    """What has been answered of a lesson, and what there is to answer."""

    lesson: str
    questions: int
    answered: int
    right: int
    turns: int
    turns_done: int

    @property
    def total(self) -> int:
        """Questions and turns there are."""
        return self.questions + self.turns

    @property
    def done(self) -> int:
        """Questions answered, and turns solved."""
        return self.answered + self.turns_done

    def __str__(self) -> str:
        told = []
        if self.questions:
            told.append(f"{part(self.answered, self.questions, 'question')} answered, {self.right} right at once")
        if self.turns:
            told.append(part(self.turns_done, self.turns, "turn"))
        return "; ".join(told)


def folder() -> Path | None:
    """Return the folder of the lessons: that of the course this package belongs to, or one near to where we are."""
    course = Path(lecture_nn.__file__).parent.parent
    carried = Path(lecture_nn.__file__).parent / "course" / "files" / "notebooks"  # by a wheel
    near = [course / "notebooks", carried, Path("notebooks"), Path("..") / "notebooks"]
    return next((path for path in near if list(path.glob("[0-9][0-9]_*.ipynb"))), None)


def answered() -> list[Answered]:
    """Return what has been answered in each lesson that asks something; nothing if the lessons aren't found."""
    if (found := folder()) is None:
        return []
    lessons = [_of(path) for path in sorted(found.glob("[0-9][0-9]_*.ipynb"))]
    return [each for each in lessons if each.total]


def _of(path: Path) -> Answered:
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except (OSError, ValueError, KeyError, TypeError):  # a notebook that is damaged
        sources = []
    asked = [name for source in sources for name in questions_in(source)]
    turns = {name for source in sources for name in turns_in(source)}
    kept = {name: answer for name, answer in recall("predictions").items() if isinstance(answer, dict)}
    first = [kept[name].get("first") for name in asked if name in kept]
    return Answered(path.stem, len(asked), len(first), first.count("right"), len(turns), len(turns & done()))


def questions_in(source: str) -> list[str]:
    """Return the ids of the questions that a cell asks; none if the reader has changed it into something else."""
    try:
        found = declared(source) if "predict" in source or "quiz" in source else None
    except (ValueError, TypeError):
        return []
    return [question.id for question in found.questions] if found else []


def turns_in(source: str) -> list[str]:
    """Return the names of the turns that a cell calls `your_turn` for."""
    if "your_turn" not in source:
        return []
    try:
        calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and node.args]
    except SyntaxError:  # the reader is still writing
        return []
    named = [call.args[0] for call in calls if isinstance(call.func, ast.Name) and call.func.id == "your_turn"]
    return [node.value for node in named if isinstance(node, ast.Constant) and isinstance(node.value, str)]
