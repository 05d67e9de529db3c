"""How the turns of a lesson are declared."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lecture_nn.checks.answers import Answers
from lecture_nn.checks.exercise import Exercise
from lecture_nn.checks.model import Check, Misunderstanding


class Turn(Exercise):
    """A few lines that a lesson asks for: checks, and the misunderstandings that they know.

    Parameters
    ----------
    name : str
        The function or value that the reader writes.
    lesson : str
        The lesson's notebook.
    row : str
        The lecture row that it belongs to.
    """

    def __init__(self, name: str, lesson: str, row: str) -> None:
        super().__init__(name)
        self.lesson, self.row = lesson, row

    def asks(self, title: str, *, hint: str) -> Callable[[Callable[[Answers], None]], Check]:
        """Make the decorated function a check of this turn; `title` says what was checked."""
        return self.check(title, points=1, row=self.row, hint=hint)

    def mistake(self, hint: str) -> Callable[[Callable[..., Any]], Misunderstanding]:
        """Make the decorated function a wrong answer that this turn knows."""
        return self.misunderstanding(self.name, hint=hint, read=(self.lesson, ""))

    def pattern(self, hint: str, example: Any) -> Callable[[Callable[[Any], bool]], Misunderstanding]:
        """Let the decorated function say whether an answer shows this misunderstanding, as `example` does."""

        def register(seen: Callable[[Any], bool]) -> Misunderstanding:
            self.shows(self.name, seen, example=example, hint=hint, read=(self.lesson, ""))
            return self.misunderstandings[-1]

        return register
