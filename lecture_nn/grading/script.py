"""What a check will ask, known before it begins: all of it is sent to the worker at once.

A question and its answer take two processes that wake each other, which costs more than most answers. With a given
seed a check asks every notebook the same, as long as its answers are right. So each check is run once with the right
functions, and what it asked then is its script.
"""

from __future__ import annotations

import contextlib
import itertools
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from lecture_nn.checks import Exercise, load_exercise
from lecture_nn.checks.answers import Answers
from lecture_nn.checks.diagnosis.references import reference, right_value
from lecture_nn.checks.expect import SEED
from lecture_nn.checks.model import Check
from lecture_nn.student_code import copied, differ
from lecture_nn.workers import wire

SHORTEST = 2
"""Questions that are worth a script."""

SECONDS = 10.0
"""The time that most checks allow: one that allows more trains networks, which nobody does twice for a script."""


@dataclass(frozen=True, eq=False)
class Script:
    """Questions to a worker, each ``[kind, name, arguments]``, and the message that asks all of them."""

    questions: tuple[list[Any], ...] = ()
    message: bytes = b""


def scripts(exercise: Exercise, seed: int | None) -> tuple[Script, ...]:
    """Return for each check of an exercise what it will ask; nothing where that isn't known.

    Without a seed each notebook is asked other questions, and of an instructor's own exercise no right answers are
    known here.
    """
    if seed is None or _course(exercise.name) is not exercise:
        return (Script(),) * len(exercise.checks)
    return _scripts(exercise.name, seed)


def _course(name: str) -> Exercise | None:
    try:
        return load_exercise(name)
    except ValueError:
        return None


@lru_cache(maxsize=64)
def _scripts(name: str, seed: int) -> tuple[Script, ...]:
    exercise = load_exercise(name)
    before = SEED.set(seed)
    try:
        return tuple(_script(exercise, check) for check in exercise.checks)
    finally:
        SEED.reset(before)


def _script(exercise: Exercise, check: Check) -> Script:
    """What a check asks whatever the last digits of the answers are: some of it may be made of earlier answers."""
    if check.seconds > SECONDS:
        return Script()
    right, nearly = _Right(exercise, 0.0), _Right(exercise, 1e-10)
    if not (check.run(right).passed and check.run(nearly).passed):
        return Script()
    both = zip(right.asked, nearly.asked, strict=False)
    asked = [one for one, _ in itertools.takewhile(lambda pair: not differ(*pair), both)]
    return Script(tuple(asked), wire.encode(asked)) if len(asked) >= SHORTEST else Script()


class _Right(Answers):
    """The right answers, off by a tiny factor."""

    def __init__(self, exercise: Exercise, off: float) -> None:
        super().__init__()
        self.asked: list[list[Any]] = []
        self._exercise, self._off = exercise, off

    def limit(self, seconds: float) -> contextlib.AbstractContextManager[None]:
        return contextlib.nullcontext()

    def _call(self, name: str, arguments: tuple[Any, ...]) -> Any:
        self.asked.append(["call", name, copied(list(arguments))])
        if (right := reference(self._exercise, name)) is None:
            raise LookupError(name)
        return self._nearly(right.function(*copied(arguments)))

    def _value(self, name: str) -> Any:
        self.asked.append(["value", name, []])
        return right_value(self._exercise, name)

    def _nearly(self, answer: Any) -> Any:
        if isinstance(answer, list | tuple):
            return type(answer)(map(self._nearly, answer))
        if isinstance(answer, float) or (isinstance(answer, np.ndarray) and answer.dtype.kind == "f"):
            return answer * (1 + self._off)
        return answer
