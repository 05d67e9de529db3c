"""What checks are written with: examples to try, and comparisons whose messages a student can read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar
from functools import partial, wraps
from inspect import signature
from typing import Any

import numpy as np

SHOWN = 4
"""Numbers of an array that a message shows."""


def draws() -> Iterator[np.random.Generator]:
    """Two generators to draw an example from: the same case each time, and a fresh one that can't be known before."""
    yield np.random.default_rng(0)
    yield np.random.default_rng(SEED.get())


SEED: ContextVar[int | None] = ContextVar("SEED", default=None)
"""Of the second generator of `draws`; a grader that is to repeat itself sets it."""

LISTENER: ContextVar[Callable[[Any, Any, bool], None] | None] = ContextVar("LISTENER", default=None)
"""Takes what came, what was expected, and whether that is right: comparisons then raise nothing.

So a check that failed goes on to its end when it is asked once more, and a diagnosis sees all that it compares.
"""


def _heard(expect: Callable[..., None]) -> Callable[..., None]:
    """Let a comparison of `got` with what is right tell the listener, if there is one, and raise nothing then."""
    bind = signature(expect).bind

    @wraps(expect)
    def comparison(*arguments: Any, **options: Any) -> None:
        if (listener := LISTENER.get()) is None:
            expect(*arguments, **options)
            return
        _, got, right, *_ = bind(*arguments, **options).arguments.values()
        try:
            expect(*arguments, **options)
        except AssertionError:
            listener(got, right, False)
        else:
            listener(got, right, True)

    return comparison


@_heard
def expect_close(what: str, got: Any, expected: Any, rtol: float = 1e-5, atol: float = 1e-7) -> None:
    """Raise AssertionError, with both shapes or both sets of numbers, unless `got` is `expected` but for rounding.

    The tolerance is wide enough for answers in float32. With `expected` of size 1, a number and an array of one number
    are the same.
    """
    as_given, wanted, came = expected, np.asarray(expected), got  # to be shown: True and False aren't 1 and 0
    expected = wanted.astype(float)
    got = numbers(what, got, expected.shape, truths=wanted.dtype.kind == "b")
    if got.shape != expected.shape and got.size == expected.size == 1:
        got = got.reshape(expected.shape)
    if got.shape != expected.shape:
        raise AssertionError(f"{what}: {_shapes(expected.shape, got.shape)}")
    as_came, came = came, np.asarray(came).reshape(expected.shape)
    with np.errstate(all="ignore"):  # a third of the time of np.allclose, which counts: checks ask hundreds of times
        close = (np.abs(got - expected) <= atol + rtol * np.abs(expected)) & np.isfinite(expected)
    off = ~(close | (got == expected))
    if off.any():
        index = tuple(int(i) for i in np.argwhere(off)[0])
        shown = partial(few, digits=_telling(came[index], wanted[index]))
        if isinstance(as_given, tuple) and not isinstance(as_came, np.ndarray):  # a pair is shown as a pair
            wanted_shown, came_shown = shown(as_given), shown(as_came)
        else:
            wanted_shown, came_shown = shown(wanted), shown(came)
        where = _where(came, wanted, off, shown)
        raise AssertionError(f"{what}: expected {wanted_shown}, got {came_shown}{where}")


def _shapes(expected: tuple[int, ...], got: tuple[int, ...]) -> str:
    """Which shape was expected and which came; an empty one says nothing to a beginner."""
    if not expected:
        return f"expected one number, got an array of shape {got}"
    return f"expected shape {expected}, got {got}" if got else f"expected an array of shape {expected}, got one number"


def _where(came: np.ndarray, wanted: np.ndarray, off: np.ndarray, shown: Callable[[Any], str]) -> str:
    """Which entry is the first wrong one, unless it is the first that is shown anyway; or that one isn't a number."""
    new = np.isnan(came.astype(float)) & off
    for told, found in (("first wrong", off & (not off.all())), ("not a number", new & (not new.flat[:SHOWN].any()))):
        if found.any() and not found.flat[0]:
            index = tuple(int(i) for i in np.argwhere(found)[0])
            at = index if len(index) > 1 else index[0]
            return f" ({told} at index {at}: {shown(came[index])}, not {shown(wanted[index])})"
    return ""


def numbers(what: str, got: Any, shape: tuple[int, ...] | None = None, truths: bool = False) -> np.ndarray:
    """`got` as an array of floats; if `truths`, the message asks for True or False."""
    try:
        if not only_numbers(got):
            raise TypeError
        array = np.asarray(got)
        if array.dtype.kind not in "fiub":
            raise TypeError
        return array.astype(float)
    except (TypeError, ValueError):
        one, many = ("True or False", "True and False") if truths else ("a number", "numbers")
        wanted = many if shape is None else f"{many} of shape {shape}" if shape else one
        raise AssertionError(f"{what}: expected {wanted}, got {type(got).__name__}") from None


def only_numbers(value: Any) -> bool:
    """Whether there are only numbers, in arrays or lists: a list of texts becomes an array as wide as the longest."""
    if isinstance(value, list | tuple):
        return all(map(only_numbers, value))
    return isinstance(value, bool | int | float | np.ndarray | np.generic)


def expect_list(what: str, got: Any, length: int) -> Sequence[Any]:
    """Return `got` once it is a list, tuple or array of that length."""
    if not isinstance(got, list | tuple | np.ndarray) or (isinstance(got, np.ndarray) and got.ndim == 0):
        raise AssertionError(f"{what}: expected a list or tuple of {length}, got {type(got).__name__}")
    if len(got) != length:
        entries = "1 entry" if len(got) == 1 else f"{len(got)} entries"
        came = f"an array of shape {got.shape}" if isinstance(got, np.ndarray) else entries
        raise AssertionError(f"{what}: expected a list or tuple of {length}, got {came}")
    return got


@_heard
def expect_number(what: str, got: Any, right: float, tolerance: float = 0.0) -> None:
    """Raise AssertionError unless `got` is the number asked for; the message doesn't say which that is.

    As in `expect_close`, an array or a list of this one number will do: brackets do no harm. A text won't.
    """
    value = numbers(what, got, ())
    if value.size != 1:
        raise AssertionError(f"{what}: expected one number, got an array of shape {value.shape}")
    if not np.isfinite(value).all() or abs(float(value.ravel()[0]) - right) > tolerance + 1e-9 * abs(right):
        raise AssertionError(f"{what}: {value.item():.8g} is not right")


@_heard
def expect_choice(what: str, got: Any, right: str, known: Sequence[str]) -> None:
    """Raise AssertionError unless `got` is the choice asked for; the message doesn't say which that is."""
    if isinstance(got, np.ndarray) and got.ndim == 0 and got.dtype.kind == "U":  # a text of NumPy's
        got = got.item()
    if not isinstance(got, str) or got.strip().lower() not in tuple(known):  # in a text, "ab" would be known, too
        raise AssertionError(f"{what}: expected one of {', '.join(map(repr, known))}, got {got!r}")
    if got.strip().lower() != right:
        raise AssertionError(f"{what}: {got.strip().lower()!r} is not right")


def few(array: Any, digits: int = 4) -> str:
    """The first numbers of an array or a tuple, rounded to so many digits; or the first of its True and False."""
    before, after = "()" if isinstance(array, tuple) else "[]"
    array = np.asarray(array)
    first = array.ravel()[:SHOWN]
    shown = ", ".join(map(str, first) if array.dtype.kind == "b" else (f"{x + 0:.{digits}g}" for x in first))  # no -0
    return f"{before}{shown}{', …' if array.size > SHOWN else ''}{after}" if array.ndim else shown


def _telling(one: Any, other: Any) -> int:
    """The number of digits, 4 or more, with which two numbers that differ don't look the same."""
    return next((digits for digits in range(4, 17) if few(one, digits) != few(other, digits)), 17)
