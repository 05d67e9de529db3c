"""Calling a student's function: copies in, plain data out, and errors that a student can read.

A notebook and a worker process share this, so an answer fares the same in both. It knows no check.
"""

from __future__ import annotations

import contextlib
import copy
import ctypes
import re
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any

import numpy as np

from lecture_nn import facts

PACKAGE = Path(__file__).parent

LARGEST = 10_000_000
"""Numbers that an answer may return in one array."""

SMALL = 1000
"""Numbers of an array that are first compared as bytes."""

_FIXED = frozenset({bool, int, float, str, type(None)})
"""What a copy would be the same as."""

LONGEST_NAME = 40
"""Characters of a parameter's name that are shown, at most."""

LONGEST_START = 600
"""Seconds that a thread which watches the time waits for the block to begin."""

DEEPEST = 4
"""Lists within lists, at most."""


class NotAnsweredError(AssertionError):
    """The notebook has no answer of the name that a check asks for, or only its starting lines."""


class AnswerError(AssertionError):
    """The student's code raised an error, took too long, or did something that no answer may do.

    `noted` are the facts from which `lecture_nn.checks.diagnosis.raised` tells what happened, "" if there are none.
    """

    def __init__(self, said: str = "", noted: str = "") -> None:
        super().__init__(said)
        self.noted = noted


class TimeLimitError(BaseException):
    """Raised inside code that runs for too long; no `except Exception` of the student's catches it."""


def call(namespace: Mapping[str, Any], name: str, arguments: tuple[Any, ...], explained: bool = True) -> Any:
    """Call the function `name` with copies of the arguments; return what comes back as plain data.

    An error that isn't to be `explained` says nothing: to find out what it came from takes longer than most answers.
    """
    function = namespace.get(name)
    if not callable(function):
        raise NotAnsweredError(_why_there_is_none(namespace, name))
    given = copied(arguments)
    held = [list(each) if type(each) is list else [] for each in given]
    try:
        with np.errstate(all="ignore"):
            returned = function(*given)
    except NotImplementedError:
        raise NotAnsweredError(f"{name} is not answered yet") from None
    except Exception as error:
        if not explained:
            raise AnswerError from None
        raise AnswerError(their_error(error), facts.of_error(error, _text(error), name, function, given)) from None
    _refuse_the_unanswered(name, returned)
    if returned is None:
        said = f"{name}: expected it to return something, got None; does it end with return?"
        raise AnswerError(said, facts.of_answer(name, returned))
    if changed := [n for n, pair in enumerate(zip(arguments, given, strict=True)) if differ(*pair)]:
        first = changed[0]
        alike = [_parameter(function, n) for n in changed if type(given[n]) is type(given[first])]
        said = _changed(name, alike, given[first], held[first])
        raise AnswerError(said, facts.of_change(name, function, alike[0]))
    try:
        return plain(name, returned)
    except AnswerError as error:
        raise AnswerError(str(error), facts.of_answer(name, returned)) from None


def _parameter(function: Any, number: int) -> str:
    """What a function of the student's calls one of its parameters; "" if that can't be seen."""
    code = getattr(function, "__code__", None) if type(function) is FunctionType else None
    if type(code) is not CodeType or number >= code.co_argcount:
        return ""
    return code.co_varnames[number][:LONGEST_NAME]


def _changed(name: str, parameters: list[str], given: Any, held: list[Any]) -> str:
    """What is said of a function that has changed arguments: arrays, or lists, or the arrays that the first `held`."""
    kind, x = "list" if type(given) is list else "array", parameters[0] or "x"
    several = len(parameters) > 1
    it = f"`{x}`" if several else "it"
    names = " and ".join(filter(None, [", ".join(f"`{each}`" for each in parameters[:-1]), f"`{parameters[-1]}`"]))
    what = f"{names}, the {kind}{'s' * several}" if all(parameters) else f"the {kind}"
    start = f"{name} has changed {what} that it was given, but its caller still needs the old numbers. "
    if kind == "array":
        into = f"`{x} -= ...`, `{x} *= ...` and `{x}[...] = ...` write into {it}, even if it has a second name"
        return f"{start}{into}. Which of your lines does that?"
    if len(given) == len(held) and all(a is b for a, b in zip(given, held, strict=True)):
        inside = start.replace("has changed", "has changed the arrays in", 1)
        return (
            f"{inside}`-=` and `+=` write into an array, and a copy of the list holds the same arrays. Which of "
            "your lines does that?"
        )
    arrays = ", and `-=` writes into the arrays in it" if any(type(each) is np.ndarray for each in given) else ""
    return f"{start}`{x}[i] = ...` and `{x}.append(...)` write into {it}{arrays}. Which of your lines does that?"


def _why_there_is_none(namespace: Mapping[str, Any], name: str) -> str:
    """What has become of a function: overwritten by a value, written with another name, or not there yet."""
    there = facts.described(namespace.get(name))["kind"]
    if there not in ("None", "other"):
        return (
            f"{name} isn't a function any more: a cell has given its name to {facts.with_article(there)}. Give that "
            f"another name, and run the cell that defines {name} again"
        )
    for other, function in namespace.items():
        if type(function) is FunctionType and type(other) is str and _is_misspelt(other, name):
            return f"there is no function {name} yet, but there is one called {other}: is that the one you mean?"
    return f"there is no function {name} yet: run the cell that defines it"


def _is_misspelt(other: str, name: str) -> bool:
    """Whether letters are swapped, or capitals or underscores differ; delta_h and delta_u are two functions."""
    return other != name and sorted(other.lower().replace("_", "")) == sorted(name.lower().replace("_", ""))


def value(namespace: Mapping[str, Any], name: str) -> Any:
    """Return the value `name` as plain data."""
    _refuse_the_unanswered(name, namespace.get(name, ...))
    return plain(name, namespace[name])


def holds_dots(answer: Any, depth: int = 0) -> bool:
    """Whether an answer is ``...``, as the starting lines leave it, or a list, array or dictionary with one in it."""
    if isinstance(answer, np.ndarray):
        return answer.dtype.kind == "O" and any(item is Ellipsis for item in answer.ravel())
    inner = list(answer.values()) if isinstance(answer, dict) else answer
    if isinstance(inner, list | tuple | set | frozenset) and depth <= DEEPEST:
        return any(holds_dots(item, depth + 1) for item in list(inner)[:LARGEST])
    return answer is Ellipsis


def _refuse_the_unanswered(name: str, answer: Any) -> None:
    if holds_dots(answer):
        more = "" if answer is Ellipsis else ": there is still a ... in it"
        raise NotAnsweredError(f"{name} is not answered yet{more}")


def plain(name: str, value: Any, depth: int = 0) -> Any:
    """`value` made of plain arrays, numbers, texts, lists, tuples and dictionaries only."""
    if value is None or (isinstance(value, bool | int | float | str) and type(value).__module__ == "builtins"):
        return value
    if depth > DEEPEST:
        raise AnswerError(f"{name}: expected numbers and arrays, got lists within lists within lists")
    if isinstance(value, np.ndarray | np.generic):
        if np.size(value) > LARGEST:
            raise AnswerError(f"{name}: expected at most {LARGEST} numbers, got shape {np.shape(value)}")
        array = np.array(value, copy=True, subok=False)
        if array.dtype.kind == "O":
            raise AnswerError(f"{name}: expected numbers, got an array of objects (rows of different lengths?)")
        return array
    if isinstance(value, list | tuple):
        items = [plain(name, item, depth + 1) for item in list(value)[:LARGEST]]
        return tuple(items) if isinstance(value, tuple) else items
    if isinstance(value, dict):
        return {str(key): plain(name, item, depth + 1) for key, item in list(value.items())[:1000]}
    if isinstance(value, Iterator):
        raise AnswerError(
            f"{name}: expected something that can be looked at more than once, got a {type(value).__name__}. "
            "Does it use yield, map or zip? Turn it into a list"
        )
    raise AnswerError(f"{name}: expected numbers, arrays, texts or lists of them, got {type(value).__name__}")


def copied(data: Any) -> Any:
    """Return a copy of plain data, and of whatever else is in it; several times as quick as `copy.deepcopy` alone."""
    kind = type(data)
    if kind in _FIXED:
        return data
    if kind is np.ndarray and data.dtype.kind != "O":
        return data.copy(order="K")
    if kind is list or kind is tuple:
        return kind(map(copied, data))
    return copy.deepcopy(data)


def differ(before: Any, after: Any) -> bool:
    """Whether two pieces of plain data differ; NaN equals NaN here."""
    if isinstance(before, list | tuple | dict) and type(before) is type(after) and len(before) == len(after):
        if isinstance(before, dict):
            return list(before) != list(after) or differ(list(before.values()), list(after.values()))
        return any(differ(b, a) for b, a in zip(before, after, strict=True))
    if isinstance(before, np.ndarray | np.generic) and isinstance(after, np.ndarray | np.generic):
        if before.shape != after.shape or before.dtype != after.dtype:
            return True
        if before.size <= SMALL and before.tobytes() == after.tobytes():  # far quicker, and mostly so
            return False
        return not np.array_equal(before, after, equal_nan=before.dtype.kind in "fc")
    return type(before) is not type(after) or before != after


def their_error(error: BaseException) -> str:
    """The error, with the line of the student's code that it came from, and none of ours."""
    line = ""
    with contextlib.suppress(Exception):  # a deep recursion leaves little room
        for frame in traceback.extract_tb(error.__traceback__):
            ours = Path(frame.filename).is_relative_to(PACKAGE) or "site-packages" in frame.filename
            if frame.line and not ours:
                line = f', raised by "{frame.line.strip()[:200]}" in {frame.name}'
    if issubclass(type(error), SyntaxError) and type(error.text) is str:
        line = f', in "{error.text.strip()[:200]}"'
    text = re.sub(r", with gufunc signature \S+", "", _text(error))
    if issubclass(type(error), ValueError) and re.search("matmul|broadcast|not aligned", text):
        text = re.sub(r", with gufunc signature \S+", "", text)  # which only NumPy's authors can read
        text += " (the shapes don't fit together: print the shape of each array)"
    name = type.__dict__["__name__"].__get__(type(error))  # a class of theirs may have a name of its own making
    return f"{name}: {text}{line}"


def _text(error: BaseException) -> str:
    """What an error says."""
    try:
        return str(error)[:1000]
    except BaseException:  # an error of the student's own, whose text is an error too
        return "(no text)"


def _pass_over_the_last() -> None:
    """Let an error of the watching thread that is still on its way arrive here, where it does no harm.

    It arrives before a loop begins its second round. To call it back (``PyThreadState_SetAsyncExc(..., None)``) would
    leave Python 3.11 waiting for it for ever, in which state code runs more slowly, and a debugger hangs.
    """
    with contextlib.suppress(TimeLimitError):
        for _ in range(100):
            pass


def _end(watcher: threading.Thread, done: threading.Event) -> None:
    """End the watching thread, even if it raises its error just now, as on a machine that is busy."""
    while watcher.is_alive():
        with contextlib.suppress(TimeLimitError):
            done.set()
            watcher.join()
    _pass_over_the_last()


def _runs(frame: FrameType, thread: int) -> bool:
    """Whether a thread is still in this frame or in one that it has called."""
    now = sys._current_frames().get(thread)
    while now is not None and now is not frame:
        now = now.f_back
    return now is frame


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise `AnswerError` when the block takes longer: Python code is stopped on every system.

    A watching thread raises `TimeLimitError` in this one, again and again until it is gone. One call of compiled code,
    such as a huge matrix product, is stopped only when it returns. Where there are no threads there is no limit.
    """
    me, begun, done = threading.get_ident(), threading.Event(), threading.Event()
    inside = sys._getframe(2)  # whose block it is
    raise_in = ctypes.pythonapi.PyThreadState_SetAsyncExc

    def watch() -> None:
        if not begun.wait(LONGEST_START):  # it never will: an error came first
            return
        wait = seconds
        while not done.wait(wait) and _runs(inside, me):
            raise_in(ctypes.c_ulong(me), ctypes.py_object(TimeLimitError))
            wait = 0.2

    watcher = threading.Thread(target=watch, daemon=True)
    try:
        watcher.start()
    except RuntimeError:  # no threads, as in a browser
        yield
        return
    try:
        try:
            begun.set()  # not earlier: on a busy machine it may take longer for the thread to begin than the block has
            yield
        finally:
            _end(watcher, done)
    except TimeLimitError:
        _end(watcher, done)
        raise AnswerError(
            f"stopped after {seconds:g} seconds: a loop that doesn't end? (A while loop, or far too many steps.)"
        ) from None
