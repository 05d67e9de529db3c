"""What a name stood for after each cell, and whether that is an answer."""

from __future__ import annotations

import ast
import builtins
import inspect
import os
import sys
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import numpy as np

from lecture_nn.workers import salvage


@dataclass(frozen=True)
class Version:
    """A value that a name had at the end of a cell."""

    cell: int
    value: Any


def is_answer(value: Any) -> bool:
    """Whether it is more than the starting lines of an exercise."""
    return value is not ... and not salvage.is_unanswered(value)


def is_value(value: Any) -> bool:
    """Whether it may be meant as a value that is asked for."""
    return value is not None and value is not ... and not callable(value) and not isinstance(value, ModuleType)


def is_own_function(value: Any) -> bool:
    """Whether it is a function of the notebook, or of a file beside it, and more than the starting lines."""
    if not callable(value) or salvage.is_unanswered(value):
        return False
    if not hasattr(value, "__name__"):  # an object that can be called
        return True
    module = getattr(value, "__module__", None) or "numpy"
    if module == "__main__":
        return True
    file = getattr(sys.modules.get(module), "__file__", None)
    return bool(file) and Path(os.path.abspath(file)).is_relative_to(os.getcwd())


def is_helper(value: Any) -> bool:
    """Whether answers may need it without asking: a function, or a module."""
    return type(value) in (FunctionType, ModuleType)


def taken_away(space: dict[str, Any], helpers: Mapping[str, Version]) -> set[str]:
    """Return the names of the notebook's own functions, of its modules and of built-in functions that are none now."""
    built_in = {name for name in vars(builtins).keys() & space if name[0] != "_"}
    return {
        name
        for name in {*helpers, *built_in}
        if name not in space or not (callable(space[name]) or isinstance(space[name], ModuleType))
    }


def read_by(function: Any) -> set[str]:
    """Return the names that a function reads, by its source; none if that can't be had."""
    if isinstance(function, ModuleType):
        return set()
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except Exception:
        return set()
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def overwritten(name: str, answer: Version, now: Version, deleted: bool, as_begun: bool = False) -> str:
    """Return what is to be told about a name that was answered and then overwritten."""
    where = "the same cell" if now.cell == answer.cell else f"cell {now.cell}"
    now_it_is = _STARTING if as_begun and is_answer(now.value) else _described(now.value)
    what = "deleted it" if deleted else f"made it {now_it_is}"
    return (
        f"{name} was answered in cell {answer.cell}; then {where} {what}. The answer in cell {answer.cell} was graded"
    )


_STARTING = "the starting lines again"


def _described(value: Any) -> str:
    if value is ...:
        return "unanswered again"
    if salvage.is_unanswered(value):
        return _STARTING
    if callable(value):
        return f"a function of {getattr(value, '__module__', 'another module')}"
    kind = "array" if isinstance(value, np.ndarray) else type(value).__name__
    return f"{'an' if kind[:1] in 'aeiou' else 'a'} {kind}"
