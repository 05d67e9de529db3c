"""The statements that a `machine` runs: each closure returns None, or the signal that ends the block around it."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from importlib import import_module
from typing import Any

from lecture_nn.checks.diagnosis.parts import (
    BREAK,
    CONTINUE,
    IN_PLACE,
    MODULES,
    Closure,
    RefusedError,
    Returned,
    bounded,
    guarded,
    unstarred,
)


class Statements:
    """Makes a closure of each kind of statement, from those of its parts."""

    def _target(self, node: ast.expr) -> Callable[[dict[str, Any], Any], None]:
        if isinstance(node, ast.Name):
            name = node.id

            def bind(env: dict[str, Any], value: Any) -> None:
                env[name] = bounded(value)

            return bind
        if isinstance(node, ast.Subscript):
            array, index = self.expression(node.value), self.expression(node.slice)
            return lambda env, value: operator.setitem(array(env), index(env), value)
        if not isinstance(node, ast.Tuple | ast.List):
            raise RefusedError(f"an assignment to {type(node).__name__}")
        parts = [self._target(unstarred(e)) for e in node.elts]
        stars = [n for n, e in enumerate(node.elts) if isinstance(e, ast.Starred)]

        def unpack(env: dict[str, Any], value: Any) -> None:
            items = list(value)
            if stars:
                last = len(items) - (len(parts) - stars[0] - 1)
                items[stars[0] : last] = [items[stars[0] : last]]
            for part, item in zip(parts, items, strict=True):
                part(env, item)

        return unpack

    def _on_assign(self, node: ast.Assign) -> Closure:
        value, targets = self.expression(node.value), [self._target(t) for t in node.targets]
        if len(targets) == 1 and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id

            def bind(env: dict[str, Any]) -> None:
                env[name] = bounded(value(env))

            return bind

        def run(env: dict[str, Any]) -> None:
            result = value(env)
            for target in targets:
                target(env, result)

        return run

    def _on_annassign(self, node: ast.AnnAssign) -> Closure:
        if node.value is None:
            return lambda env: None
        value, target = self.expression(node.value), self._target(node.target)
        return lambda env: target(env, value(env))

    def _on_augassign(self, node: ast.AugAssign) -> Closure:
        load = ast.Name(node.target.id) if isinstance(node.target, ast.Name) else node.target
        before, value, target = self._as_it_was(load), self.expression(node.value), self._target(node.target)
        apply = IN_PLACE[type(node.op)]
        return lambda env: target(env, guarded(apply, before(env), value(env)))

    def _on_return(self, node: ast.Return) -> Closure:
        if node.value is None:
            return lambda env: Returned(None)
        value = self.expression(node.value)
        return lambda env: Returned(value(env))

    def _on_if(self, node: ast.If) -> Closure:
        test, body, other = self.expression(node.test), self.block(node.body), self.block(node.orelse)
        return lambda env: body(env) if test(env) else other(env)

    def _on_for(self, node: ast.For) -> Closure:
        items, assign = self.expression(node.iter), self._target(node.target)
        body, other = self.block(node.body), self.block(node.orelse)

        def run(env: dict[str, Any]) -> Any:
            for item in items(env):
                self.count()
                assign(env, item)
                signal = body(env)
                if signal is BREAK:
                    return None
                if isinstance(signal, Returned):
                    return signal
            return other(env)

        return run

    def _on_while(self, node: ast.While) -> Closure:
        test, body = self.expression(node.test), self.block(node.body)

        def run(env: dict[str, Any]) -> Any:
            while test(env):
                self.count()
                signal = body(env)
                if signal is BREAK:
                    return None
                if isinstance(signal, Returned):
                    return signal
            return None

        return run

    def _on_expr(self, node: ast.Expr) -> Closure:
        value = self.expression(node.value)

        def run(env: dict[str, Any]) -> None:
            value(env)

        return run

    def _on_pass(self, node: ast.Pass) -> Closure:
        return lambda env: None

    def _on_break(self, node: ast.Break) -> Closure:
        return lambda env: BREAK

    def _on_continue(self, node: ast.Continue) -> Closure:
        return lambda env: CONTINUE

    def _on_functiondef(self, node: ast.FunctionDef) -> Closure:
        def define(env: dict[str, Any]) -> None:
            env[node.name] = self.function(node, env)

        return define

    def _on_raise(self, node: ast.Raise) -> Closure:
        error = self.expression(node.exc) if node.exc else (lambda env: RefusedError())

        def run(env: dict[str, Any]) -> None:
            raise error(env)

        return run

    def _on_with(self, node: ast.With) -> Closure:
        return self.block(node.body)  # np.errstate, which the caller sets anyway

    def _on_import(self, node: ast.Import) -> Closure:
        names = [(each.asname or each.name, each.name) for each in node.names]
        if any(name not in MODULES for _, name in names):
            raise RefusedError("an import")
        return lambda env: env.update({known: import_module(name) for known, name in names})

    def _on_importfrom(self, node: ast.ImportFrom) -> Closure:
        if node.module not in MODULES:
            raise RefusedError("an import")
        module = import_module(node.module)
        return lambda env: env.update({e.asname or e.name: getattr(module, e.name) for e in node.names})

    def _on_assert(self, node: ast.Assert) -> Closure:
        test = self.expression(node.test)

        def run(env: dict[str, Any]) -> None:
            assert test(env)

        return run
