"""The right functions and values that answers are compared with: to call, and as source that can be changed.

Those of the course are kept in ``references.json``, which tools/references.py makes of the solutions and of the right
answers to the lessons' turns. An instructor's own exercise needs to declare nothing: a function beside its checks that
is called like the one asked for will do, and so does a solved notebook, as long as it passes the checks; what can't be
recognized so is given with ``EXERCISE.reference``.
"""

from __future__ import annotations

import ast
import contextlib
import inspect
import json
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from types import FunctionType
from typing import TYPE_CHECKING, Any

from lecture_nn.checks.answers import Namespace
from lecture_nn.checks.asked import asked_by, asked_for
from lecture_nn.checks.diagnosis.solved import functions_of, values_of

if TYPE_CHECKING:
    from lecture_nn.checks.exercise import Exercise


@dataclass(frozen=True)
class Reference:
    """A right function.

    Attributes
    ----------
    name : str
    ways : tuple of str
        Its source, and that of the same function written in other ways; empty if there is none.
    module : str
        The source of everything that these need: imports and other functions of the same solution.
    globals : mapping
        In place of `module`: what an instructor's own function sees.
    given : callable
        The function itself, if it isn't to be made of its source.
    """

    name: str
    ways: tuple[str, ...] = ()
    module: str = ""
    globals: Mapping[str, Any] = field(default_factory=dict, compare=False)
    given: Callable[..., Any] | None = None

    def __hash__(self) -> int:
        return hash((self.name, self.ways, self.module))

    @cached_property
    def function(self) -> Callable[..., Any]:
        """The right function."""
        return self.given or self.made(self.ways[0])

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """The names of its parameters."""
        return tuple(inspect.signature(self.function).parameters)

    @property
    def docstring(self) -> str:
        """What the docstring says of arguments, shapes and result."""
        return inspect.getdoc(self.function) or ""

    def made(self, source: str | ast.Module) -> Callable[..., Any]:
        """Return the function that this source (or syntax tree) defines, beside the others of the same solution."""
        space = dict(self.globals) or dict(module_namespace(self.module))
        exec(compile(source, f"<{self.name}>", "exec"), space)
        return space[self.name]


def with_parameters(way: str, reference: Reference) -> str:
    """Return the source of a function with the names of the task for its parameters, which a reader knows."""
    tree = ast.parse(way)
    function = next(each for each in tree.body if isinstance(each, ast.FunctionDef) and each.name == reference.name)
    own = [each.arg for each in function.args.args]
    taken = {each.id for each in ast.walk(tree) if isinstance(each, ast.Name)} - set(own)
    if own == list(reference.parameters) or len(own) != len(reference.parameters) or taken & set(reference.parameters):
        return way
    names = dict(zip(own, reference.parameters, strict=True))
    inner = {each.arg for each in ast.walk(tree) if isinstance(each, ast.arg)} - set(own)
    if inner & (set(own) | set(reference.parameters)):
        return way
    for each in ast.walk(function):
        if isinstance(each, ast.Name):
            each.id = names.get(each.id, each.id)
        elif isinstance(each, ast.arg):
            each.arg = names.get(each.arg, each.arg)
    return ast.unparse(tree)


@cache
def module_namespace(module: str) -> dict[str, Any]:
    """Return what a module with this source defines; the same dictionary at each call, so copy it."""
    space: dict[str, Any] = {}
    exec(compile(module, "<reference>", "exec"), space)
    return space


def of_function(function: Callable[..., Any]) -> Reference:
    """Return the reference that a function of an instructor's is; without its source where that can't be had."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
        for node in tree.body:
            node.decorator_list = []  # EXERCISE.reference among them
        ways = (ast.unparse(tree),)
    except (OSError, TypeError, SyntaxError, AttributeError):
        ways = ()
    return Reference(function.__name__, ways, globals=getattr(function, "__globals__", {}), given=function)


@cache
def _shipped() -> dict[str, Any]:
    return json.loads((files(__package__) / "references.json").read_text(encoding="utf-8"))


def reference(exercise: Exercise, name: str) -> Reference | None:
    """Return the right function `name` of an exercise or of a lesson's turn; None if there is none."""
    if name in exercise.references:
        return of_function(exercise.references[name])
    return _course(exercise.name, name) or _found(exercise, "function", name)


def is_of_the_course(exercise: Exercise, name: str) -> bool:
    """Whether the right answer of that name is one of the course's."""
    known = _shipped().get(exercise.name, {})
    return name in known.get("functions", {}) or name in known.get("values", {})


@cache
def _course(exercise: str, name: str) -> Reference | None:
    known = _shipped().get(exercise, {})
    if name not in known.get("functions", {}):
        return None
    return Reference(name, tuple(known["functions"][name]), known["module"])


def right_value(exercise: Exercise, name: str) -> Any:
    """Return the right value of that name; None if it isn't known."""
    known = _shipped().get(exercise.name, {}).get("values", {}).get(name)
    return known if known is not None or not exercise.solution else _found(exercise, "value", name)


def _found(exercise: Exercise, kind: str, name: str) -> Any:
    """The right function or value of that name which isn't declared: found once, and right by the checks."""
    if (kind, name) not in exercise.found:
        exercise.found[kind, name] = None  # while the checks are asked, too
        functions = _undeclared(exercise)
        if kind == "function":
            right: Any = functions.get(name)
            answer = right.function if right else None
        else:
            right = answer = values_of(exercise.solution, [name]).get(name)
        if answer is not None:
            others = {other: each.function for other, each in functions.items()}
            if _passes(exercise, name, others | {name: answer}):
                exercise.found[kind, name] = right
    return exercise.found[kind, name]


def _undeclared(exercise: Exercise) -> dict[str, Reference]:
    """Functions that may be the right ones, by name: of the solved notebook, or beside the checks."""
    names = asked_for(exercise)[0]
    found: dict[str, Reference] = {}
    for name, (source, module) in functions_of(exercise.solution).items():
        right = Reference(name, (source,), f"{module}\n{source}")
        with contextlib.suppress(Exception):  # it may need what a notebook alone has
            if name in names and callable(right.function):
                found[name] = right
    for check in exercise.checks:
        for name in names:
            beside = getattr(check.test, "__globals__", {}).get(name)
            if isinstance(beside, FunctionType) and beside.__name__ == name:
                found.setdefault(name, of_function(beside))
    return found


def _passes(exercise: Exercise, name: str, answers: Mapping[str, Any]) -> bool:
    """Whether every check that asks for the name accepts this answer, and there is one that does."""
    asking = [check for check in exercise.checks if name in asked_by(check)]
    results = [check.run(Namespace(answers)).status for check in asking]
    return "right" in results and "wrong" not in results
