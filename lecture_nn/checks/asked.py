"""Which functions and values an exercise asks for: read from the code of its checks."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lecture_nn.checks.exercise import Exercise
    from lecture_nn.checks.model import Check


def asked_for(exercise: Exercise) -> tuple[list[str], list[str]]:
    """Return the names of the functions, and those of the values, that the checks of an exercise ask for.

    A check asks with ``s.softmax(Z)`` and ``s.value("best_epoch")``. Where the name of a value is a variable, every
    name that is written out in the check, or in the tables that it uses, may be meant. Of a check whose source can't be
    had, nothing is known.
    """
    functions: dict[str, None] = {}
    values: dict[str, None] = {}
    for check in exercise.checks:
        called, read = _names(check.test)
        functions |= dict.fromkeys(called)
        values |= dict.fromkeys(read)
    return list(functions), [name for name in values if name not in functions]


def asked_by(check: Check) -> set[str]:
    """Return the names that one check asks for, as far as its source tells."""
    functions, values = _names(check.test)
    return {*functions, *values}


@cache
def _names(test: Callable[..., Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(test)))
    except (OSError, TypeError, SyntaxError):
        return (), ()
    functions: list[str] = []
    values: list[str] = []
    student = next(iter(inspect.signature(test).parameters), "s")
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if not (isinstance(node.func.value, ast.Name) and node.func.value.id == student):
            continue
        if node.func.attr != "value":
            functions.append(node.func.attr)
        elif node.args and isinstance(node.args[0], ast.Constant):
            values.append(str(node.args[0].value))
        else:
            written_out = [each.value for each in ast.walk(tree) if isinstance(each, ast.Constant)]
            tables = [test.__globals__.get(each.id) for each in ast.walk(tree) if isinstance(each, ast.Name)]
            values += [name for each in (*written_out, *tables) for name in _texts(each) if name.isidentifier()]
    return tuple(functions), tuple(values)


def _texts(item: Any) -> Iterator[str]:
    if isinstance(item, str):
        yield item
    elif isinstance(item, list | tuple | set | frozenset | dict):
        for each in item:
            yield from _texts(each)
