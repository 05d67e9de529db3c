"""What a reader has answered in the lessons: their questions, and the turns."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from lecture_nn.checks.turn import done
from lecture_nn.checks.words import part
from lecture_nn.memory import recall


@dataclass(frozen=True)
class Answered:
    """What has been answered of a lesson, and what there is to answer.

    Attributes
    ----------
    lesson : str
        Its notebook.
    questions, answered, right : int
        Its questions, how many of them are answered, and how many were right at the first attempt.
    turns, turns_done : int
    quiz, quiz_answered : int
        Its last questions, "Check yourself".
    title : str
    """

    lesson: str
    questions: int
    answered: int
    right: int
    turns: int
    turns_done: int
    quiz: int = 0
    quiz_answered: int = 0
    title: str = ""

    @property
    def total(self) -> int:
        """Questions and turns there are."""
        return self.questions + self.turns

    @property
    def done(self) -> int:
        """Questions answered, and turns solved."""
        return self.answered + self.turns_done

    @property
    def read(self) -> bool:
        """Whether the lesson counts as read: the quiz with which it ends is answered."""
        return 0 < self.quiz == self.quiz_answered

    def __str__(self) -> str:
        told = []
        if self.questions:
            told.append(f"{part(self.answered, self.questions, 'question')} answered, {self.right} right at once")
        if self.turns:
            told.append(part(self.turns_done, self.turns, "turn"))
        return "; ".join(told)


@cache
def contents() -> dict[str, dict[str, dict[str, Any]]]:
    """Return what there is to answer, "lessons" and "exercises" by name; written by tools/shipped.py.

    The same numbers stand in a notebook, in the terminal and on the site, whatever a reader has done to their copies.
    """
    return json.loads((files("lecture_nn.checks") / "contents.json").read_text(encoding="utf-8"))


def answered() -> list[Answered]:
    """Return what has been answered in each lesson."""
    kept = {name: answer for name, answer in recall("predictions").items() if isinstance(answer, dict)}
    turns = done()
    return [_of(name, lesson, kept, turns) for name, lesson in contents()["lessons"].items()]


def _of(name: str, lesson: dict[str, Any], kept: dict[str, Any], turns: set[str]) -> Answered:
    given = [each for each in lesson["questions"] if each in kept]
    return Answered(
        name,
        len(lesson["questions"]),
        len(given),
        [kept[each].get("first") for each in given].count("right"),
        len(lesson["turns"]),
        len(turns.intersection(lesson["turns"])),
        len(lesson["quiz"]),
        len(set(given).intersection(lesson["quiz"])),
        lesson["title"],
    )
