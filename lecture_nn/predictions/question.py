"""What a question says: its answer, a reply to each choice, and how it reads where nothing can be clicked."""

from __future__ import annotations

import hashlib
import html
import json
from dataclasses import dataclass, field
from typing import Any

from lecture_nn.predictions.inline import inline

LETTERS = "abcde"


@dataclass(frozen=True)
class Question:
    """A question with an answer; `Choice` and `Number` are its two kinds."""

    text: str

    @property
    def id(self) -> str:
        """What the reader's answer is kept under: the same in every notebook, and new if the question's text is."""
        return hashlib.sha256(" ".join(self.text.split()).encode()).hexdigest()[:12]

    def state(self) -> dict[str, Any]:
        """Return what the page needs to know, texts as HTML."""
        raise NotImplementedError

    def replies(self) -> list[tuple[str, str]]:
        """Return each answer with its reply, the right answer first."""
        raise NotImplementedError

    def choices(self) -> list[str]:
        """Return the answers to choose from, none for a number."""
        return []

    def _expect(self, condition: bool, message: str) -> None:
        if not condition:
            raise ValueError(f"{message} (question: {' '.join(self.text.split())[:60]!r})")

    def _expect_texts(self, **texts: Any) -> None:
        for name, text in texts.items():
            self._expect(isinstance(text, str) and bool(text.strip()), f"{name}: expected some text, got {text!r}")
            inline(text)


@dataclass(frozen=True)
class Choice(Question):
    """A question with two to five choices.

    Attributes
    ----------
    text : str
        The question.
    options : dict from str to str
        Each choice with the reply to it: why it is right, or what somebody who chose it believes.
    answer : int
        Which of them is right, counted from 0.
    """

    options: dict[str, str]
    answer: int

    def __post_init__(self) -> None:
        self._expect_texts(question=self.text)
        self._expect(isinstance(self.options, dict), "choices: expected a dictionary from choice to reply")
        count = len(self.options)
        self._expect(2 <= count <= 5, f"choices: expected two to five, got {count}")
        for choice, reply in self.options.items():
            self._expect_texts(choice=choice)
            self._expect_texts(**{f"reply to {choice!r}": reply})
        whole = isinstance(self.answer, int) and not isinstance(self.answer, bool)
        self._expect(
            whole and 0 <= self.answer < count,
            f"answer: expected the number of one of the choices, 0 to {count - 1}, got {self.answer!r}",
        )

    def state(self) -> dict[str, Any]:
        """Return what the page needs to know, texts as HTML."""
        options = [{"text": inline(text).html, "reply": inline(reply).html} for text, reply in self.options.items()]
        return {
            "id": self.id,
            "kind": "choice",
            "text": inline(self.text).html,
            "options": options,
            "answer": self.answer,
        }

    def choices(self) -> list[str]:
        """Return the answers to choose from."""
        return list(self.options)

    def replies(self) -> list[tuple[str, str]]:
        """Return each answer with its reply, the right answer first."""
        pairs = list(self.options.items())
        return [pairs[self.answer], *pairs[: self.answer], *pairs[self.answer + 1 :]]


@dataclass(frozen=True)
class Number(Question):
    """A question whose answer is a number.

    Attributes
    ----------
    text : str
        The question.
    answer : float
        The right number.
    because : str
        The reply to it.
    wrong : dict from float to str
        Numbers that people believe, each with the reply to it.
    tolerance : float
        How far from a number one may be, as a difference.
    unit : str
        What stands behind the number.
    """

    answer: float
    because: str
    wrong: dict[float, str] = field(default_factory=dict)
    tolerance: float = 0.0
    unit: str = ""

    def __post_init__(self) -> None:
        self._expect_texts(question=self.text, because=self.because)
        self._expect(isinstance(self.wrong, dict), "wrong: expected a dictionary from number to reply")
        for name, number in {"answer": self.answer, "tolerance": self.tolerance}.items():
            self._expect(_is_number(number), f"{name}: expected a number, got {number!r}")
        self._expect(self.tolerance >= 0, f"tolerance: expected at least 0, got {self.tolerance}")
        for number, reply in self.wrong.items():
            self._expect(_is_number(number), f"wrong: expected numbers, got {number!r}")
            self._expect_texts(**{f"reply to {number}": reply})
            self._expect(
                abs(number - self.answer) > self.tolerance,
                f"wrong: expected numbers further from the answer than the tolerance, got {number}",
            )
        if self.unit:
            self._expect_texts(unit=self.unit)

    def state(self) -> dict[str, Any]:
        """Return what the page needs to know, texts as HTML."""
        return {
            "id": self.id,
            "kind": "number",
            "text": inline(self.text).html,
            "answer": self.answer,
            "shown": inline(self._written()).html,
            "because": inline(self.because).html,
            "wrong": [[number, inline(reply).html] for number, reply in self.wrong.items()],
            "tolerance": self.tolerance,
            "unit": inline(self.unit).html,
        }

    def replies(self) -> list[tuple[str, str]]:
        """Return each number that has a reply with it, the right one first."""
        wrong = [(_figures(number), reply) for number, reply in self.wrong.items()]
        return [(self._written(), self.because), *wrong]

    def _written(self) -> str:
        return _figures(self.answer) if abs(self.answer) == 1 else f"{_figures(self.answer)} {self.unit}".rstrip()


@dataclass(frozen=True)
class Questions:
    """What a cell asks: one question, or the several of a quiz."""

    questions: tuple[Question, ...]
    quiz: bool = False

    def __post_init__(self) -> None:
        if not self.questions:
            raise ValueError("quiz: expected at least one question, got none")
        if len({question.id for question in self.questions}) < len(self.questions):
            raise ValueError("quiz: expected different questions, got one of them twice")

    def state(self) -> dict[str, Any]:
        """Return what the page needs to know, texts as HTML."""
        return {"quiz": self.quiz, "questions": [question.state() for question in self.questions]}

    def __repr__(self) -> str:
        return "\n\n\n".join(_plain(question, number) for number, question in self._numbered())

    def still(self) -> str:
        """Return HTML for where nothing can be clicked: the questions, their choices, the answers folded away."""
        return "".join(_still(question, number) for number, question in self._numbered())

    def html(self) -> str:
        """Return the questions for a web page that loads ``js/page.js`` and ``js/question.css``."""
        text = json.dumps(self.state(), ensure_ascii=False).replace("</", "<\\/")
        state = f'<script type="application/json">{text}</script>'
        return f'<div class="lnn-questions">{state}{self.still()}</div>'

    def _numbered(self) -> list[tuple[str, Question]]:
        if not self.quiz:
            return [("Predict", question) for question in self.questions]
        return [(f"Question {number}", question) for number, question in enumerate(self.questions, start=1)]


def _plain(question: Question, name: str) -> str:
    names = {choice: f"({letter})" for letter, choice in zip(LETTERS, question.choices(), strict=False)}
    lines = [f"{name}: {inline(question.text).plain}"]
    lines += [f"  {letter} {inline(choice).plain}" for choice, letter in names.items()]
    lines += ["", "Run this cell to answer. The answer stands below.", "", "", ""]
    (right, reason), *others = question.replies()
    lines.append(
        f"Answer: {names.get(right, '')} {_stopped(inline(right).plain)} {inline(reason).plain}".replace("  ", " ")
    )
    lines += [f"  {names.get(wrong, f'not {wrong}:')} {inline(reply).plain}" for wrong, reply in others]
    return "\n".join(lines)


def _still(question: Question, name: str) -> str:
    choices = "".join(f"<li>{inline(choice).html}</li>" for choice in question.choices())
    listed = f'<ol type="a">{choices}</ol>' if choices else ""
    (right, reason), *others = question.replies()
    told = "".join(f"<li><b>{_stopped(inline(wrong).html)}</b> {inline(reply).html}</li>" for wrong, reply in others)
    not_these = f"<p>And not:</p><ul>{told}</ul>" if told else ""
    return (
        f'<div class="lnnq-still"><p><b>{html.escape(name)}.</b> {inline(question.text).html}</p>{listed}'
        f'<details class="lnnq-answer"><summary>Answer</summary>'
        f"<p><b>{_stopped(inline(right).html)}</b> {inline(reason).html}</p>{not_these}</details></div>"
    )


def _stopped(text: str) -> str:
    return text if text[-1] in ".?!" else f"{text}."


def _figures(number: float) -> str:
    return f"{number:,}".replace("-", "−")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < float("inf")
