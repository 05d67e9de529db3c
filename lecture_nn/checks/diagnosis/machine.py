"""A small machine that runs a function of the course's with some of its parts exchanged.

A diagnosis tries thousands of variants of one function. To compile each anew takes about half a millisecond, and a loop
that has been spoiled may never end. Here the function is turned into Python closures once; every place that can be
varied asks a table, when it is run, whether something else stands there today. So a variant costs no more than running
it, any two variants can be switched on together, and loops are counted.

The machine runs the reference solutions of this course, which are trusted; it is no sandbox.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from typing import Any

from lecture_nn.checks.diagnosis.expressions import Expressions
from lecture_nn.checks.diagnosis.parts import LARGEST, Closure, Raw, RefusedError, Returned
from lecture_nn.checks.diagnosis.statements import Statements


class Function:
    """A function that the machine runs; to be called like any other."""

    def __init__(self, machine: Machine, node: ast.FunctionDef | ast.Lambda, scope: Mapping[str, Any]) -> None:
        arguments = node.args
        if arguments.vararg or arguments.kwarg or arguments.posonlyargs:
            raise RefusedError("arguments with a star")
        self.names = [a.arg for a in (*arguments.args, *arguments.kwonlyargs)]
        self.positional = len(arguments.args)
        defaults = [None] * (len(arguments.args) - len(arguments.defaults)) + list(arguments.defaults)
        defaults += arguments.kw_defaults
        self.defaults = {
            name: machine.expression(default)(dict(scope))
            for name, default in zip(self.names, defaults, strict=True)
            if default is not None
        }
        self.scope = scope
        self._as_given = [(f"{name} as given", name) for name in self.names]
        self._node, self._machine = node, machine
        self.body: Closure | None = None  # made when it is first called, so that functions may call each other

    def __call__(self, *given: Any, **named: Any) -> Any:
        if len(given) > self.positional or (named and set(named) - set(self.names)):
            raise TypeError("arguments that the function doesn't take")
        env = {**self.scope, **self.defaults}
        env.update(zip(self.names, given, strict=False))
        env.update(named)
        for as_given, name in self._as_given:
            if name not in env:
                raise TypeError(f"missing argument {name}")
            env[as_given] = env[name]
        if self.body is None:
            whole = self._node.body
            self.body = self._machine.block(whole) if isinstance(whole, list) else self._machine.expression(whole)
        machine = self._machine
        machine.one_deeper()
        try:
            result = self.body(env)
        finally:
            machine.depth -= 1
        if isinstance(self._node, ast.Lambda):
            return result
        return result.value if isinstance(result, Returned) else None


class Machine(Expressions, Statements):
    """Turns trees into closures.

    Parameters
    ----------
    known : mapping
        What the functions find outside of themselves, by name.
    switches : collection of int
        The ``id`` of each node that `active` may exchange; the nodes must outlive the machine.
    recorded : dict, optional
        Where to note the first value of each expression, by the ``id`` of its node.
    """

    def __init__(
        self, known: dict[str, Any], switches: Iterable[int] = (), recorded: dict[int, Any] | None = None
    ) -> None:
        self.known, self.switches, self.recorded = known, set(switches), recorded
        self.active: dict[int, Closure] = {}
        self.rounds = self.depth = self.depth_reached = 0
        self.most, self.deepest = 100 * LARGEST, 200
        self._kept: list[ast.AST] = []  # as long as closures are found by the id of a node, it must not be another's
        self._plain: dict[int, Closure] = {}
        self._full: dict[int, Closure] = {}

    def count(self) -> None:
        """Count one round of a loop, or one call; refuse to go on after too many."""
        self.rounds += 1
        if self.rounds > self.most:
            raise RefusedError("too many rounds")

    def one_deeper(self) -> None:
        """Count how many functions are being called; refuse to go deeper than allowed. Whoever is let in counts down.

        No context manager: that would take longer than a whole short function.
        """
        self.count()
        if self.depth >= self.deepest:
            self.depth_reached = max(self.depth + 1, self.depth_reached)
            raise RefusedError("too deep")
        self.depth += 1
        self.depth_reached = max(self.depth, self.depth_reached)

    def expression(self, node: ast.AST) -> Closure:
        """Return the closure of an expression, exchanged or not."""
        if isinstance(node, Raw):
            return self._as_it_was(node.of)
        if id(node) not in self._full:
            self._full[id(node)] = self._with_switch(node, self._as_it_was(node))
        return self._full[id(node)]

    def block(self, statements: list[ast.stmt]) -> Closure:
        """Return the closure of statements: None, or the signal that ended them."""
        parts = [self.statement(each) for each in statements]
        if len(parts) == 1:
            return parts[0]

        def run(env: dict[str, Any]) -> Any:
            for part in parts:
                signal = part(env)
                if signal is not None:
                    return signal
            return None

        return run

    def statement(self, node: ast.AST) -> Closure:
        """Return the closure of a statement, exchanged or not."""
        if isinstance(node, Raw):
            return self._as_it_was(node.of)
        if id(node) not in self._full:
            plain = self._as_it_was(node)
            self._full[id(node)] = self._with_switch(node, plain, value=False)
        return self._full[id(node)]

    def _as_it_was(self, node: ast.AST) -> Closure:
        if id(node) not in self._plain:
            make = getattr(self, f"_on_{type(node).__name__.lower()}", None)
            if make is None:
                raise RefusedError(f"{type(node).__name__} is not among what the machine runs")
            self._kept.append(node)
            self._plain[id(node)] = make(node)
        return self._plain[id(node)]

    def _with_switch(self, node: ast.AST, plain: Closure, value: bool = True) -> Closure:
        key = id(node)
        if self.recorded is not None and value:
            note = self.recorded

            def recorded(env: dict[str, Any]) -> Any:
                result = plain(env)
                note.setdefault(key, result)
                return result

            return recorded
        if key not in self.switches:
            return plain
        today = self.active.get

        def chosen(env: dict[str, Any]) -> Any:
            other = today(key)
            return plain(env) if other is None else other(env)

        return chosen

    def function(self, node: ast.FunctionDef | ast.Lambda, scope: Mapping[str, Any]) -> Function:
        """Return a function that is defined in this scope."""
        return Function(self, node, scope)
