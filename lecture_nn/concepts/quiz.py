"""The quiz as it is shown: before the course nothing is told but "noted", after it every answer has its reply."""

from __future__ import annotations

import html
import json
from dataclasses import dataclass
from typing import Any

from lecture_nn.concepts.inventory import Concept, inventory
from lecture_nn.predictions.inline import inline

STAGES = ("before", "after")
FIRST = (
    "These questions stand here for reading. Run this cell to answer them.",
    "The questions are the same as before. Run this cell to answer them, once you have read lesson 18.",
)


@dataclass(frozen=True)
class Quiz:
    """The quiz "before" or "after" the course."""

    stage: str

    def __post_init__(self) -> None:
        if self.stage not in STAGES:
            raise ValueError(f'stage: expected "before" or "after", got {self.stage!r}')

    def id(self, name: str) -> str:
        """What a page keeps the answer to the question of this name under."""
        return f"concepts-{self.stage}-{name}"

    def state(self, pages: bool = False) -> dict[str, Any]:
        """Return what the page needs to know, texts as HTML; before the course, no word of what is right.

        Parameters
        ----------
        pages : bool
            Whether the lessons are pages of a web site, which can be linked to.
        """
        return {
            "quiz": True,
            "stage": self.stage,
            "questions": [self._asked(concept, pages) for concept in inventory().concepts],
        }

    def _asked(self, concept: Concept, pages: bool) -> dict[str, Any]:
        asked = {"id": self.id(concept.name), "name": concept.name, "kind": "choice"}
        asked |= {"text": inline(concept.question.text).html}
        options = concept.question.options.items()
        if self.stage == "before":
            return asked | {"noted": True, "options": [{"text": inline(text).html} for text, _ in options]}
        read = _read(concept.lesson, pages)
        told = [{"text": inline(text).html, "reply": f"{inline(reply).html} {read}"} for text, reply in options]
        return asked | {"options": told, "answer": concept.right}

    def __repr__(self) -> str:
        return FIRST[STAGES.index(self.stage)]

    def still(self) -> str:
        """Return HTML for where nothing can be clicked: before the course the questions, after it a sentence."""
        return f"<p><em>{self!r}</em></p>{self._questions()}"

    def _questions(self) -> str:
        if self.stage == "after":
            return ""
        return "".join(_still(concept, n) for n, concept in enumerate(inventory().concepts, start=1))

    def html(self) -> str:
        """Return the quiz for a web page that loads ``js/page.js`` and ``js/question.css``; its text is for paper."""
        text = json.dumps(self.state(pages=True), ensure_ascii=False).replace("</", "<\\/")
        state = f'<script type="application/json">{text}</script>'
        noscript = "<noscript>Answering needs JavaScript.</noscript>"
        return f'<div class="lnn-questions">{state}{noscript}<div class="lnnq-still">{self._questions()}</div></div>'


def _read(lesson: str, pages: bool) -> str:
    number = html.escape(lesson[:2])
    named = f'<a href="{html.escape(lesson)}.html">lesson {number}</a>' if pages else f"lesson {number}"
    return f"<em>To read: {named}.</em>"


def _still(concept: Concept, number: int) -> str:
    choices = "".join(f"<li>{inline(text).html}</li>" for text in concept.question.options)
    return f'<p><b>Question {number}.</b> {inline(concept.question.text).html}</p><ol type="a">{choices}</ol>'
