"""What is noted of an error where it was raised: the line, and of what kind its names are. Never a value of theirs.

Student's objects may be anything, so nothing of them is called or read: only objects of the exact types below are
looked at, and of those only shapes and lengths. What is noted is one text (JSON) of bounded length, because it also
travels from a worker to the judge. What it means is worked out there (`lecture_nn.checks.diagnosis.raised`).
"""

from __future__ import annotations

import builtins
import json
import linecache
import re
import types
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

PACKAGE = Path(__file__).parent

LONGEST = 20_000
"""Characters of all that is noted of an error, at most."""

LONGEST_SOURCE = 6000
MOST_MORE = 3
"""Lines after the last one that has an instruction: the rest of a statement that goes over several lines."""

MOST_NAMES = 40
MOST_KNOWN = 150
MOST_ITEMS = 6
WORD = re.compile(r"[^\W\d]\w{0,39}")

NAMES = {
    int: "int",
    float: "float",
    bool: "bool",
    complex: "complex",
    str: "text",
    type(None): "None",
    dict: "dict",
    set: "set",
    range: "range",
    type: "class",
    types.FunctionType: "function",
    types.MethodType: "method",
    types.BuiltinFunctionType: "function",
    np.ufunc: "function",
    types.ModuleType: "module",
    types.GeneratorType: "generator",
    map: "map",
    zip: "zip",
    filter: "filter",
    reversed: "reversed",
    enumerate: "enumerate",
    type(np.sum): "function",
    np.float64: "float",
    np.float32: "float",
    np.int64: "int",
    np.int32: "int",
    np.bool_: "bool",
}
_KINDS = {id(kind): name for kind, name in NAMES.items()}  # a class of theirs may have its own way to compare


def of_error(error: BaseException, text: str, name: str, function: Any, given: tuple[Any, ...]) -> str:
    """Return what is noted of an error that the function `name` raised when it was called, or "" if that fails.

    Parameters
    ----------
    error : BaseException
    text : str
        What the error says.
    name : str
    function : object
        What was called.
    given : tuple
        With what.
    """
    try:
        noted = {
            "kind": _builtin(error),
            "text": text[:600],
            "asked": name[:60],
            "given": [described(each) for each in given[:12]],
            "parameters": _parameters(function),
            **_place(error),
        }
        said = json.dumps(noted)
        if len(said) > LONGEST:
            said = json.dumps({**noted, "source": "", "known": []})
        return said if len(said) <= LONGEST else ""
    except Exception:  # an object that nobody thought of: the error itself is told anyway
        return ""


def of_answer(name: str, returned: Any) -> str:
    """Return what is noted of an answer that is none, such as None or a generator."""
    return json.dumps({"kind": "returned", "asked": name[:60], "returned": described(returned)})


def of_change(name: str, function: Any, parameter: str) -> str:
    """Return what is noted of a function that has changed this argument: its source; "" if that isn't known."""
    code = getattr(function, "__code__", None) if type(function) is types.FunctionType else None
    if code is None or not parameter:
        return ""
    first, last = _extent(code)
    source = "".join(linecache.getlines(code.co_filename)[first - 1 : last + MOST_MORE])
    if not source or len(source) > LONGEST_SOURCE:
        return ""
    of_it = {"where": name[:60], "source": source, "first": first, "last": last, "known": [parameter[:60]]}
    return json.dumps({"kind": "changed", "asked": name[:60], **of_it})


def described(value: Any, depth: int = 0) -> dict[str, Any]:
    """Return the kind of an object, and of an array its shape, of a list its length and what is in it."""
    kind = type(value)
    if kind is np.ndarray:
        return {"kind": "array", "shape": [int(n) for n in value.shape], "dtype": value.dtype.kind}
    if kind is list or kind is tuple:
        told: dict[str, Any] = {"kind": "list" if kind is list else "tuple", "length": len(value)}
        if depth == 0:
            told["of"] = [described(each, 1) for each in value[:MOST_ITEMS]]
        return told
    return {"kind": _KINDS.get(id(kind), "other")}


def with_article(kind: str) -> str:
    """Return the kind of an object as it stands in a sentence: an array, a number, a text."""
    kind = {"int": "number", "float": "number", "bool": "truth value"}.get(kind, kind)
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"


def _builtin(error: BaseException) -> str:
    """The name of the first built-in class that the error belongs to."""
    for kind in type.__dict__["__mro__"].__get__(type(error)):
        name = type.__dict__["__name__"].__get__(kind)
        if getattr(builtins, name, None) is kind:
            return name
    return "Exception"


def _parameters(function: Any) -> list[str] | None:
    """The names of a function's parameters, if it is an ordinary function without `*args` and defaults."""
    if type(function) is not types.FunctionType:
        return None
    code = function.__code__
    if code.co_flags & 0x0C or function.__defaults__ or code.co_kwonlyargcount:
        return None
    return [name[:40] for name in code.co_varnames[: code.co_argcount]]


def frames_of_theirs(error: BaseException) -> Iterator[tuple[types.FrameType, int, int]]:
    """Yield the frames of the student's code that the error went through, each with its line and its instruction."""
    ours: dict[str, bool] = {}
    at = error.__traceback__
    while at is not None:
        file = at.tb_frame.f_code.co_filename
        if file not in ours:
            ours[file] = Path(file).is_relative_to(PACKAGE) or "site-packages" in file
        if not ours[file]:
            yield at.tb_frame, at.tb_lineno, at.tb_lasti
        at = at.tb_next


def _place(error: BaseException) -> dict[str, Any]:
    """What is noted of the place: its source and position, and its names."""
    frames = list(frames_of_theirs(error))
    if not frames:
        return {}
    frame, line, instruction = frames[-1]
    code = frame.f_code
    outer = next((f for f, _, _ in reversed(frames) if not f.f_code.co_name.startswith("<")), frame)
    if outer.f_code.co_filename != code.co_filename or not _contains(outer.f_code, code):
        outer = frame
    lines = linecache.getlines(code.co_filename)
    first, last = _extent(outer.f_code)
    if outer.f_code.co_name.startswith("<") and sum(map(len, lines)) <= LONGEST_SOURCE:
        first, last = 1, len(lines)  # a lambda may stand anywhere within a statement
    source = "".join(lines[first - 1 : last + MOST_MORE])
    words = list(
        dict.fromkeys(WORD.findall("".join(lines[line - 1 : line + 3])[:2000] + " " + source[:LONGEST_SOURCE]))
    )
    own = {**_of_frame(outer), **_of_frame(frame)}
    everywhere = frame.f_globals if type(frame.f_globals) is dict else {}
    missing = _builtin(error) in ("NameError", "UnboundLocalError", "AttributeError")
    return {
        "where": outer.f_code.co_name[:60],
        "line": lines[line - 1].strip()[:200] if line <= len(lines) else "",
        "source": source if len(source) <= LONGEST_SOURCE else "",
        "first": first,
        "last": last,
        "at": _position(code, line, instruction),
        "names": {name: described(own[name]) for name in list(own)[:MOST_NAMES]},
        "globals": {
            name: described(everywhere[name] if name in everywhere else getattr(builtins, name))
            for name in words[: 2 * MOST_NAMES]
            if name in everywhere or hasattr(builtins, name)
        },
        "known": _known(everywhere, own) if missing else [],
        "inside": _set_inside(error, everywhere) if missing else "",
        "depth": min(len(frames), 100_000),
    }


def _contains(outer: types.CodeType, inner: types.CodeType) -> bool:
    return outer is inner or any(_contains(each, inner) for each in outer.co_consts if type(each) is types.CodeType)


def _extent(code: types.CodeType) -> tuple[int, int]:
    """The first and the last line of a function."""
    last = max((line for _, _, line in code.co_lines() if line), default=code.co_firstlineno)
    for each in code.co_consts:
        if type(each) is types.CodeType:
            last = max(last, _extent(each)[1])
    return code.co_firstlineno, last


def _position(code: types.CodeType, line: int, instruction: int) -> list[int | None]:
    """The line and the column where the failed part begins, and those where it ends; None where that isn't known."""
    for n, position in enumerate(code.co_positions()):
        if 2 * n == instruction:
            return [position[i] for i in (0, 2, 1, 3)] if position[0] == line else [line, None, None, None]
    return [line, None, None, None]


def _of_frame(frame: types.FrameType) -> dict[str, Any]:
    """The local names of a function; the names of other blocks may be kept in an object of the student's."""
    if not frame.f_code.co_flags & 1:  # CO_OPTIMIZED
        return {}
    return {name: value for name, value in dict(frame.f_locals).items() if WORD.fullmatch(name)}


def _set_inside(error: BaseException, everywhere: Mapping[str, Any]) -> str:
    """Which of the student's functions sets a name that is missing elsewhere; "" if none does."""
    missing = error.name if type(error) is NameError else None
    if type(missing) is not str:
        return ""
    for name, value in everywhere.items():
        if type(value) is types.FunctionType and missing in value.__code__.co_varnames:
            file = value.__code__.co_filename
            if not Path(file).is_relative_to(PACKAGE) and "site-packages" not in file:
                return name if type(name) is str else ""
    return ""


def _known(everywhere: Mapping[str, Any], own: Mapping[str, Any]) -> list[str]:
    """The names that there are, and what could be meant by one that isn't there."""
    names = [n for n in (*own, *everywhere) if type(n) is str and WORD.fullmatch(n) and not n.startswith("_")]
    return list(dict.fromkeys(names))[:MOST_KNOWN]
