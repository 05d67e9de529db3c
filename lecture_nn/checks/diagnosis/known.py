"""Explanations that were found before: in a class, the same mistakes are made again and again.

What explains an answer is decided by what the answer returned, to the check and when it was asked again. So a mistake
that was explained before is only asked the same again; if it answers the same, it has the same explanation.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from lecture_nn.checks.answers import Answers
from lecture_nn.checks.diagnosis import choose, raised, written
from lecture_nn.checks.model import Check, Misunderstanding
from lecture_nn.student_code import AnswerError

if TYPE_CHECKING:
    from lecture_nn.checks.exercise import Exercise
    from lecture_nn.edited import Versions

MOST = 500
"""Mistakes that are kept, at most."""

ENOUGH = 0.4
"""Seconds of an answer's own, after which it isn't asked again: most take a hundredth of that for all questions."""

DIGITS = 7
"""Significant digits in which answers are compared: the last ones depend on how a sum is written."""

Found = tuple[Misunderstanding | None, str]
Heard = list[tuple[str, tuple[Any, ...], bytes]]

Read = list[tuple[written.Question, Any]]
"""What was read in the text of the answers: what was asked of it, and the reply."""

_known: OrderedDict[Hashable, tuple[Heard, Read, set[str], Found]] = OrderedDict()


def explain(check: Check, exercise: Exercise, answers: Answers) -> Found:
    """Return what `choose.explain` does, without a search if a mistake like this one was explained before."""
    key = (check, trace([(call.name, call.arguments, call.returned) for call in answers.calls]))
    return _kept(key, answers, lambda listening: choose.explain(check, exercise, listening))


def explain_raised(noted: str, check: Check, exercise: Exercise, answers: Answers) -> Misunderstanding | None:
    """Return what `raised.explain` does, without a search if the same error was explained before, of the same text."""
    found, _ = _kept((check, noted), answers, lambda asked: (raised.explain(noted, exercise, check, asked), ""))
    return found


def _kept(key: Hashable, answers: Answers, search: Callable[[Answers], Found]) -> Found:
    """What was found for this key, if these answers reply as the others did; else what is found now."""
    key = key, frozenset(answers.unexplained)
    if key in _known:
        heard, read, unexplained, found = _known[key]
        alike = all(written.reply(answers, question) == told for question, told in read)
        if alike and _answers_alike(answers, heard):
            _known.move_to_end(key)
            answers.unexplained |= unexplained
            return found
    listening = _Listening(answers)
    with _no_collection():
        found = search(listening)
    _known[key] = listening.heard, listening.read, set(answers.unexplained), found
    if len(_known) > MOST:
        _known.popitem(last=False)
    return found


@contextlib.contextmanager
def _no_collection() -> Iterator[None]:
    """Let Python not look for garbage: of the many objects that a search makes, those that aren't kept are in no cycle.

    It would look through all of them, and through all else that is loaded, again and again.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class _Listening(Answers):
    """Somebody's answers, of which those to further questions are noted; one that is slow isn't asked for ever."""

    def __init__(self, answers: Answers) -> None:
        super().__init__()
        self.calls, self.unexplained = answers.calls, answers.unexplained
        self.heard: Heard = []
        self.read: Read = []
        self._answers = answers
        self._took = 0.0

    def text_of(self, name: str) -> str:
        return self._answers.text_of(name)

    def again(self, name: str, arguments: tuple[Any, ...]) -> Any:
        (returned,) = self.each_again(name, [arguments])
        if isinstance(returned, Exception):
            raise returned
        return returned

    def each_again(self, name: str, several: Sequence[tuple[Any, ...]]) -> list[Any]:
        found: list[Any] = []
        while len(found) < len(several):
            some = several[len(found) : 2 * len(found) + 2]  # few at first: nobody knows yet how long they take
            if self._took > ENOUGH:
                return found + [AnswerError(f"{name} takes too long to be asked again")] * (len(several) - len(found))
            began = time.perf_counter()
            came = self._answers.each_again(name, some)
            self._took += time.perf_counter() - began
            self.heard += [(name, arguments, _heard(each)) for arguments, each in zip(some, came, strict=True)]
            found += came
        return found

    def each_edited(self, name: str, versions: Sequence[Versions], arguments: tuple[Any, ...]) -> list[Any]:
        if self._took > ENOUGH:
            raise AnswerError(f"{name} takes too long to be tried in other versions")
        return self._answers.each_edited(name, versions, arguments)


def _answers_alike(answers: Answers, heard: Heard) -> bool:
    """Whether somebody's answers to the questions are those that were heard before."""
    for name, asked in groupby(heard, key=itemgetter(0)):
        _, several, replies = zip(*asked, strict=True)
        if tuple(map(_heard, answers.each_again(name, several))) != replies:
            return False
    return True


def _heard(returned: Any) -> bytes:
    return b"" if isinstance(returned, Exception) else trace(returned)


def trace(value: Any) -> bytes:
    """Return a few bytes that are the same for plain data that are the same but for the last digits of numbers."""
    found = hashlib.blake2b(digest_size=16)
    _add(found, value)
    return found.digest()


def _add(found: Any, value: Any) -> None:
    if isinstance(value, list | tuple):
        found.update(f"{type(value).__name__} {len(value)}".encode())
        for each in value:
            _add(found, each)
    elif isinstance(value, dict):
        _add(found, list(value.items()))
    elif type(value) is float:
        found.update(f"float {value + 0.0:.{DIGITS - 1}e}".encode())  # -0.0 is 0.0
    elif isinstance(value, float | np.ndarray | np.generic) and np.asarray(value).dtype.kind == "f":
        array = np.asarray(value, dtype=float)
        with np.errstate(all="ignore"):
            scale = 10.0 ** (DIGITS - 1 - np.floor(np.log10(np.abs(array))))
            rounded = np.where(np.isfinite(scale * array), np.rint(array * scale) / scale, array) + 0.0  # -0.0 is 0.0
        rounded = np.where(np.isnan(rounded), np.nan, rounded)  # one of its many patterns
        found.update(f"{type(value).__name__} {array.shape}".encode() + rounded.tobytes())
    elif isinstance(value, np.ndarray | np.generic):
        found.update(f"{value.dtype} {np.shape(value)}".encode() + np.asarray(value).tobytes())
    else:
        found.update(f"{type(value).__name__} {value!r}".encode("utf-8", "surrogatepass"))
