"""The student's answers, reached through one object, wherever they run."""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import FunctionType
from typing import Any

from lecture_nn.edited import Versions, call_edited
from lecture_nn.student_code import AnswerError, NotAnsweredError, call, copied, time_limit, value

AGAIN = 1.0
"""Seconds that a function has when it is asked once more."""


@dataclass(frozen=True)
class Call:
    """What the student's function was given and what it returned; a value is a call without arguments."""

    name: str
    arguments: tuple[Any, ...]
    returned: Any


class Answers:
    """The student's functions and values, by name: ``s.softmax(z)``, ``s.value("best_epoch")``.

    This class keeps a record of the calls, and of the functions for which no explanation was found; where the functions
    are is known to `Namespace` and other subclasses.
    Arguments are copied on their way in, and what comes back is turned into plain arrays, numbers, texts, lists,
    tuples and dictionaries: a check never meets an object of the student's.
    """

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.unexplained: set[str] = set()

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("__"):
            raise AttributeError(name)

        def call(*arguments: Any) -> Any:
            given = copied(arguments)
            returned = self._call(name, arguments)
            self.calls.append(Call(name, given, returned))
            return returned

        return call

    def value(self, name: str) -> Any:
        """Return the value that the student gave to `name`."""
        returned = self._value(name)
        self.calls.append(Call(name, (), returned))
        return returned

    def again(self, name: str, arguments: tuple[Any, ...]) -> Any:
        """Call a function once more to see what is wrong with it: it has little time, and no record is kept."""
        with self.limit(AGAIN):
            return self._call(name, arguments)

    def each_again(self, name: str, several: Sequence[tuple[Any, ...]]) -> list[Any]:
        """Call a function once more with each of several arguments: what came back, or the error that was raised."""
        return [or_error(self.again, name, arguments) for arguments in several]

    def each_edited(self, name: str, versions: Sequence[Versions], arguments: tuple[Any, ...]) -> list[Any]:
        """Call other versions of a function, which texts define: what came back of each, None if nothing did."""
        raise NotImplementedError

    def text_of(self, name: str) -> str:
        """Return the code that defines a function, and perhaps what follows it; "" where it isn't known."""
        return ""

    def limit(self, seconds: float) -> contextlib.AbstractContextManager[None]:
        """Return a context in which answers that take longer raise `AnswerError`."""
        raise NotImplementedError

    def _call(self, name: str, arguments: tuple[Any, ...]) -> Any:
        raise NotImplementedError

    def _value(self, name: str) -> Any:
        raise NotImplementedError


def or_error(ask: Callable[..., Any], *what: Any) -> Any:
    """What comes back, or the error if there is no answer."""
    try:
        return ask(*what)
    except (AnswerError, NotAnsweredError) as error:
        return error


class Namespace(Answers):
    """Answers that are in this process, in a dictionary from name to function or value."""

    def __init__(self, namespace: Mapping[str, Any]) -> None:
        super().__init__()
        self._namespace = namespace

    def limit(self, seconds: float) -> contextlib.AbstractContextManager[None]:
        return time_limit(seconds)

    def text_of(self, name: str) -> str:
        function = self._namespace.get(name)
        if type(function) is not FunctionType:
            return ""
        try:
            return inspect.getsource(function.__code__)
        except Exception:  # it was typed somewhere that is not kept
            return ""

    def _call(self, name: str, arguments: tuple[Any, ...]) -> Any:
        return call(self._namespace, name, arguments)

    def each_edited(self, name: str, versions: Sequence[Versions], arguments: tuple[Any, ...]) -> list[Any]:
        return call_edited(self._namespace, name, versions, arguments)

    def _value(self, name: str) -> Any:
        return value(self._namespace, name)
