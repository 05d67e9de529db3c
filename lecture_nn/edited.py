"""Calling another version of a student's function, to see where its mistake is: a notebook and a worker share this."""

from __future__ import annotations

import contextlib
import dis
import io
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import CodeType, FrameType, ModuleType
from typing import Any

import numpy as np

from lecture_nn.student_code import AnswerError, TimeLimitError, call

MOST_LINES = 10_000
"""Lines that another version of a function may run: one that doesn't end is stopped by this."""

MOST_TOGETHER = 125_000
"""Lines that all versions of one question may run: of an answer that runs thousands, trying hundreds takes seconds."""

LARGEST = 20_000
"""How much another version may return, in numbers: what is right is smaller, and many results are sent together."""

OF_A_LIST = 25
"""So many numbers does each entry of a list count as: it takes longer to send than one of an array."""

Versions = tuple[str, int]
"""A text that defines a function, and how many versions it holds: `WHICH` of them counts is a name that it reads."""

WHICH = "__version_that_counts__"

ROUNDS = frozenset(number for name, number in dis.opmap.items() if name == "FOR_ITER" or "JUMP_BACKWARD" in name)
"""What the code of each loop has."""

KNOWN = ("lecture_nn.activations", "math", "numpy")
"""Modules whose functions end, whatever numbers they are given."""

UNENDING = {"r_", "c_", "s_", "mgrid", "ogrid", "index_exp"}
"""What NumPy has an entry of for every index: whoever goes through it never comes to an end."""

NUMBERS = (int, float, bool, np.float64, np.ndarray)
"""Kinds of numbers in a notebook; a list may hold functions."""


def call_edited(
    namespace: Mapping[str, Any], name: str, versions: Sequence[Versions], arguments: tuple[Any, ...]
) -> list[Any]:
    """Call other versions of the function `name`, which these texts define, beside all else that is in the namespace.

    Each may do what nobody meant, so it has a number of lines to run, which is the same on every machine, and prints
    and warns of nothing. What comes back is None for one that raises an error or doesn't end. Raises `AnswerError` if
    all of them together run too many lines.
    """
    lines = _Lines()
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings(action="ignore"):
        return [
            each for text, several in versions for each in _of_text(namespace, name, text, several, arguments, lines)
        ]


def _of_text(
    namespace: Mapping[str, Any], name: str, text: str, several: int, arguments: tuple[Any, ...], lines: _Lines
) -> Iterator[Any]:
    try:
        code = compile(text, f"<{name}>", "exec")
        ends = _ends(code, namespace, name)
    except Exception:  # it is no Python, or something in the notebook doesn't say where it comes from
        yield from [None] * several
        return
    for n in range(several):
        yield _returned({**namespace, WHICH: n}, name, code, arguments, None if ends else lines)
        if lines.run > MOST_TOGETHER:
            raise AnswerError(f"{name} runs too many lines to be tried in other versions")


def _returned(
    space: dict[str, Any], name: str, code: CodeType, arguments: tuple[Any, ...], lines: _Lines | None
) -> Any:
    """What this version returns; its lines are counted if it is told where."""
    try:
        exec(code, space)
        own = space if lines is None else {name: lines.counted(space[name])}
        returned = call(own, name, arguments, explained=False)
        return returned if _size(returned) <= LARGEST else None
    except (Exception, TimeLimitError):  # whatever it is: it isn't right
        return None


def _ends(code: CodeType, namespace: Mapping[str, Any], name: str) -> bool:
    """Whether a function has no loop, and calls nothing that may not end: to count its lines takes as long as they do.

    In doubt it may not end: a function within it may call itself, and one of the notebook may do anything.
    """
    functions = [each for each in code.co_consts if isinstance(each, CodeType)]
    if any(isinstance(each, CodeType) for function in functions for each in function.co_consts):
        return False
    if any(name in each.co_names or not ROUNDS.isdisjoint(each.co_code[::2]) for each in functions):
        return False
    named = {each for of in (code, *functions) for each in of.co_names}
    return named.isdisjoint(UNENDING) and all(_is_known(namespace[each]) for each in named & {*namespace} - {name})


def _is_known(value: Any) -> bool:
    """Whether these are numbers, or of a module whose functions end unless they call what they are given."""
    if type(value) in NUMBERS:
        return type(value) is not np.ndarray or value.dtype.kind != "O"
    of = getattr(value, "__name__" if type(value) is ModuleType else "__module__", None)
    return _is_of_known(of) and type(value) is not np.vectorize


def _is_of_known(module: Any) -> bool:
    return type(module) is str and any(module == each or module.startswith(f"{each}.") for each in KNOWN)


def _size(returned: Any) -> int:
    """How much is to be sent; too much if it is of a kind that can't be."""
    if isinstance(returned, list | tuple):
        return sum(OF_A_LIST + _size(each) for each in returned)
    if isinstance(returned, np.ndarray):
        return returned.size if returned.dtype.kind in "fiub" else LARGEST + 1
    if isinstance(returned, str):
        return len(returned)
    return 1 if isinstance(returned, float) or (isinstance(returned, int) and abs(returned) < 2**63) else LARGEST + 1


class _Lines:
    """The lines of Python that functions have `run`, of which each may run `MOST_LINES` in a call."""

    def __init__(self) -> None:
        self.run = 0

    def counted(self, function: Any) -> Callable[..., Any]:
        """The function, but with `TimeLimitError` raised in what runs too many lines.

        Of modules whose functions end, their calls are counted in place of their lines.
        """

        def limited(*given: Any) -> Any:
            left, before = MOST_LINES, sys.gettrace()

            def count(frame: FrameType, event: str, _: object) -> Any:
                nonlocal left
                known = event == "call" and _is_of_known(frame.f_globals.get("__name__"))
                left -= known or event == "line"
                if left < 0:
                    raise TimeLimitError
                return None if known else count

            sys.settrace(count)
            try:
                return function(*given)
            finally:
                sys.settrace(before)
                self.run += MOST_LINES - left

        return limited
