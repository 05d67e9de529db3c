"""The quiz before and after the course, in a notebook."""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets

from lecture_nn.concepts.kept import answers, keep, reader
from lecture_nn.concepts.quiz import Quiz
from lecture_nn.interactive.panel import JS as PANELS_JS
from lecture_nn.interactive.panel import close_those_of_the_last_run
from lecture_nn.interactive.prediction import JS


class Concepts(Quiz):
    """The quiz; a notebook shows it as something to click, a saved one and GitHub as text."""

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        bundle, metadata = _Asked(self)._repr_mimebundle_()
        return bundle | {"text/plain": repr(self), "text/html": self.still()}, metadata


class _Asked(anywidget.AnyWidget):
    """The quiz in the page of a notebook, by the program that asks all questions of the course."""

    _esm = traitlets.Unicode((PANELS_JS / "loader.js").read_text(encoding="utf-8")).tag(sync=True)
    _css = traitlets.Unicode((JS / "question.css").read_text(encoding="utf-8")).tag(sync=True)
    program = traitlets.Unicode((JS / "question.js").read_text(encoding="utf-8")).tag(sync=True)
    title = traitlets.Unicode("Quiz").tag(sync=True)
    data = traitlets.Dict().tag(sync=True)
    answers = traitlets.Dict().tag(sync=True)
    earlier = traitlets.Dict().tag(sync=True)
    reader = traitlets.Unicode().tag(sync=True)

    def __init__(self, quiz: Quiz) -> None:
        self._quiz = quiz
        after = quiz.stage == "after"
        super().__init__(
            data=quiz.state(),
            answers=_by_id(quiz),
            earlier=answers("before") if after else {},
            reader=reader() if after else "",
        )
        self._ready = True
        close_those_of_the_last_run(self)

    @traitlets.observe("answers")
    def _keep(self, change: Any) -> None:
        if not getattr(self, "_ready", False):
            return
        start = len(self._quiz.id(""))
        keep(self._quiz.stage, {name[start:]: answer for name, answer in change.new.items()})
        if self._quiz.stage == "after":
            self.earlier = answers("before")


def _by_id(quiz: Quiz) -> dict[str, Any]:
    return {quiz.id(name): answer for name, answer in answers(quiz.stage).items()}


def concepts(stage: str) -> Concepts:
    """Ask what the reader believes about neural networks, "before" the course or "after" it.

    Before the course nothing is said about what is right, or the second time would measure memory. After it each
    answer has its reply, and the two times are compared.

    Raises
    ------
    ValueError
        If the stage is another.
    """
    return Concepts(stage)
