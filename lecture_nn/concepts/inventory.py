"""The questions, read from `questions.toml` and checked."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from lecture_nn.predictions import Choice

NAME = re.compile(r"[a-z][a-z0-9-]{1,30}")


@dataclass(frozen=True)
class Misconception:
    """What somebody believes who takes a wrong choice, and where it is documented that people do."""

    belief: str
    source: str
    place: str = ""

    @property
    def cited(self) -> str:
        """The source, with the place in it."""
        return f"{self.source} ({self.place})" if self.place else self.source


@dataclass(frozen=True)
class Concept:
    """A question about one idea of the lecture.

    Attributes
    ----------
    name : str
        What answers are kept under. It stays when the wording is improved.
    idea : str
        The idea that the question is about.
    lesson : str
        The lesson that explains it: the name of its notebook.
    question : Choice
        The question as it is asked, with a reply to each choice.
    misconceptions : dict from int to Misconception
        For each wrong choice, by its number, what it stands for.
    """

    name: str
    idea: str
    lesson: str
    question: Choice
    misconceptions: Mapping[int, Misconception]

    @property
    def right(self) -> int:
        """The number of the right choice, from 0."""
        return self.question.answer

    def takes(self, given: Any) -> bool:
        """Whether this is an answer to the question: the number of a choice, or None for "I don't know"."""
        whole = isinstance(given, int) and not isinstance(given, bool)
        return given is None or (whole and 0 <= given < len(self.question.options))


@dataclass(frozen=True)
class Inventory:
    """All questions in their order, and the sources of the misconceptions."""

    concepts: tuple[Concept, ...]
    sources: Mapping[str, str]

    def __getitem__(self, name: str) -> Concept:
        return next(concept for concept in self.concepts if concept.name == name)

    def names(self) -> list[str]:
        """Return the names of the questions."""
        return [concept.name for concept in self.concepts]


@cache
def inventory() -> Inventory:
    """Return the questions of the course."""
    return parse((files("lecture_nn.concepts") / "questions.toml").read_text(encoding="utf-8"))


def parse(text: str) -> Inventory:
    """Return the questions that a text in the form of `questions.toml` has.

    Raises
    ------
    ValueError
        If a question isn't sound: two of one name, not exactly one right choice, a wrong choice without a source.
    """
    read = tomllib.loads(text)
    sources = read.get("sources", {})
    concepts = tuple(_concept(entry, sources) for entry in read.get("questions", []))
    names = [concept.name for concept in concepts]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"questions: expected different names, got {', '.join(sorted(twice))} twice")
    return Inventory(concepts, sources)


def _concept(entry: Mapping[str, Any], sources: Mapping[str, str]) -> Concept:
    name = entry.get("name", "")
    for field in ("name", "idea", "lesson", "text", "choices"):
        _expect(bool(entry.get(field)), name, f"{field}: expected something, got nothing")
    _expect(bool(NAME.fullmatch(name)), name, "name: expected small letters, digits and hyphens")
    choices = entry["choices"]
    _expect(3 <= len(choices) <= 4, name, f"choices: expected three or four, got {len(choices)}")
    right = [number for number, choice in enumerate(choices) if choice.get("right", False)]
    _expect(len(right) == 1, name, f"right: expected exactly one right choice, got {len(right)}")
    wrong = {}
    for number, choice in enumerate(choices):
        if number in right:
            _expect(not {"belief", "source", "place"} & set(choice), name, "the right choice is no misconception")
            continue
        for field in ("belief", "source"):
            _expect(bool(choice.get(field)), name, f"choice {number}: expected a {field}, got none")
        _expect(choice["source"] in sources, name, f"choice {number}: unknown source {choice['source']!r}")
        wrong[number] = Misconception(choice["belief"], sources[choice["source"]], choice.get("place", ""))
    options = {choice["text"]: choice["reply"] for choice in choices}
    _expect(len(options) == len(choices), name, "choices: expected different ones, got the same text twice")
    question = Choice(entry["text"], options, right[0])
    return Concept(name, entry["idea"], entry["lesson"], question, wrong)


def _expect(condition: bool, name: str, message: str) -> None:
    if not condition:
        raise ValueError(f"question {name!r}: {message}")
