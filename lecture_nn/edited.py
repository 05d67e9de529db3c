"""Calling another version of a student's function, to see where its mistake is: a notebook and a worker share this."""

from __future__ import annotations

import contextlib
import io
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from types import FrameType
from typing import Any

import numpy as np

from lecture_nn.student_code import TimeLimitError, call

MOST_LINES = 20_000
"""Lines that another version of a function may run: one that doesn't end is stopped by this."""

LARGEST = 20_000
"""How much another version may return, in numbers: what is right is smaller, and many results are sent together."""

OURS = call.__code__.co_filename

OF_A_LIST = 25
"""So many numbers does each entry of a list count as: it takes longer to send than one of an array."""


def call_edited(namespace: Mapping[str, Any], name: str, texts: Sequence[str], arguments: tuple[Any, ...]) -> list[Any]:
    """Call other versions of the function `name`, which these texts define, beside all else that is in the namespace.

    Each may do what nobody meant, so it has a number of lines to run, which is the same on every machine, and prints
    and warns of nothing. What comes back is None for one that raises an error or doesn't end.
    """
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings(action="ignore"):
        return [_returned(dict(namespace), name, text, arguments) for text in texts]


def _returned(space: dict[str, Any], name: str, text: str, arguments: tuple[Any, ...]) -> Any:
    try:
        code = compile(text, f"<{name}>", "exec")
        with _lines_limited(MOST_LINES):
            exec(code, space)
            returned = call(space, name, arguments, explained=False)
        return returned if _size(returned) <= LARGEST else None
    except (Exception, TimeLimitError):  # whatever it is: it isn't right
        return None


def _size(returned: Any) -> int:
    """How much is to be sent; too much if it is of a kind that can't be."""
    if isinstance(returned, list | tuple):
        return sum(OF_A_LIST + _size(each) for each in returned)
    if isinstance(returned, np.ndarray):
        return returned.size if returned.dtype.kind in "fiub" else LARGEST + 1
    if isinstance(returned, str):
        return len(returned)
    return 1 if isinstance(returned, float) or (isinstance(returned, int) and abs(returned) < 2**63) else LARGEST + 1


@contextlib.contextmanager
def _lines_limited(most: int) -> Iterator[None]:
    """Raise `TimeLimitError` in what runs more lines of Python than this, but for those that call it: they are ours."""
    left, before = most, sys.gettrace()

    def count(frame: FrameType, event: str, _: object) -> Any:
        nonlocal left
        if frame.f_code.co_filename == OURS:
            return None
        left -= event == "line"
        if left < 0:
            raise TimeLimitError
        return count

    sys.settrace(count)
    try:
        yield
    finally:
        sys.settrace(before)
