"""Questions that the reader answers before the lesson does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anywidget
import traitlets

from lecture_nn import predictions
from lecture_nn.interactive.panel import JS as PANELS_JS
from lecture_nn.interactive.panel import close_those_of_the_last_run
from lecture_nn.memory import recall, remember
from lecture_nn.predictions import Choice, Number

JS = Path(predictions.__file__).parent / "js"
RUN = "<p><em>Run this cell to answer.</em></p>"


class Questions(predictions.Questions):
    """What a cell asks; a notebook shows it as something to click, a saved one and GitHub as text."""

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        widget = _Asked(self)
        bundle, metadata = widget._repr_mimebundle_()
        return bundle | {"text/plain": repr(self), "text/html": self.still() + RUN}, metadata


class _Asked(anywidget.AnyWidget):
    """The questions in the page of a notebook. The page judges the answers; the kernel only remembers them."""

    _esm = traitlets.Unicode((PANELS_JS / "loader.js").read_text(encoding="utf-8")).tag(sync=True)
    _css = traitlets.Unicode((JS / "question.css").read_text(encoding="utf-8")).tag(sync=True)
    program = traitlets.Unicode((JS / "question.js").read_text(encoding="utf-8")).tag(sync=True)
    title = traitlets.Unicode("Questions").tag(sync=True)
    data = traitlets.Dict().tag(sync=True)
    answers = traitlets.Dict().tag(sync=True)

    def __init__(self, asked: predictions.Questions) -> None:
        kept = recall("predictions")
        answers = {each.id: kept[each.id] for each in asked.questions if isinstance(kept.get(each.id), dict)}
        super().__init__(data=asked.state(), answers=answers)
        self._asked = [each.id for each in asked.questions]
        close_those_of_the_last_run(self)

    @traitlets.observe("answers")
    def _keep(self, change: Any) -> None:
        if not hasattr(self, "_asked"):
            return

        def keep(kept: dict[str, Any]) -> None:
            for name in self._asked:
                kept.pop(name, None)
            kept.update({name: change.new[name] for name in self._asked if name in change.new})

        remember("predictions", keep)


def predict(question: str, choices: dict[str, str], answer: int) -> Questions:
    """Ask a question with two to five choices; the reader commits to one before the reply is shown.

    Parameters
    ----------
    question : str
        May hold `code` in backticks, *emphasis*, and simple formulas between dollar signs.
    choices : dict from str to str
        Each choice with the reply to it: the reason of the right one, and for a wrong one what those who choose it
        believe.
    answer : int
        Which of the choices is right, counted from 0.

    Raises
    ------
    ValueError
        If the answer is none of the choices, a choice has no reply, or a formula can't be shown.
    """
    return Questions((Choice(question, choices, answer),))


def predict_number(
    question: str,
    answer: float,
    because: str,
    wrong: dict[float, str] | None = None,
    tolerance: float = 0.0,
    unit: str = "",
) -> Questions:
    """Ask for a number; the reader commits to one before the reply is shown.

    Parameters
    ----------
    question : str
        As for `predict`.
    answer : float
        The right number.
    because : str
        The reply to it.
    wrong : dict from float to str, optional
        Numbers that people believe, each with the reply to it. Any other is only said to be too small or too large.
    tolerance : float
        How far from a number one may be, as a difference.
    unit : str
        What stands behind the number, such as "examples" or "%".

    Raises
    ------
    ValueError
        If a wrong number is within the tolerance of the right one, a reply is missing, or a formula can't be shown.
    """
    return Questions((Number(question, answer, because, wrong or {}, tolerance, unit),))


def quiz(questions: list[Questions]) -> Questions:
    """Put several questions, as `predict` and `predict_number` return them, into one quiz.

    Raises
    ------
    ValueError
        If there is no question, or one of them twice.
    """
    return Questions(tuple(each for one in questions for each in one.questions), quiz=True)
