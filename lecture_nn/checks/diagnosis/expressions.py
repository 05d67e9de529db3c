"""The expressions that a `machine` runs."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Iterable
from typing import Any

from lecture_nn.checks.diagnosis.parts import (
    BINARY,
    COMPARED,
    FILLING,
    UNARY,
    Closure,
    Initial,
    RefusedError,
    guarded,
    small,
    sound,
    unstarred,
)


class Expressions:
    """Makes a closure of each kind of expression, from those of its parts."""

    def _on_constant(self, node: ast.Constant) -> Closure:
        value = node.value
        return lambda env: value

    def _on_name(self, node: ast.Name) -> Closure:
        name, known = node.id, self.known
        if name not in known and not hasattr(builtins, name):
            return lambda env: env[name]
        outside = known[name] if name in known else getattr(builtins, name)
        return lambda env: env.get(name, outside)

    def _on_initial(self, node: Initial) -> Closure:
        name = f"{node.id} as given"
        return lambda env: env[name]

    def _on_binop(self, node: ast.BinOp) -> Closure:
        left, right, apply = self.expression(node.left), self.expression(node.right), BINARY[type(node.op)]
        if isinstance(node.op, ast.Pow | ast.Mult):
            return lambda env: guarded(apply, left(env), right(env))
        return lambda env: apply(left(env), right(env))

    def _on_unaryop(self, node: ast.UnaryOp) -> Closure:
        operand, apply = self.expression(node.operand), UNARY[type(node.op)]
        return lambda env: apply(operand(env))

    def _on_boolop(self, node: ast.BoolOp) -> Closure:
        parts, stops = [self.expression(value) for value in node.values], isinstance(node.op, ast.Or)

        def run(env: dict[str, Any]) -> Any:
            for part in parts:
                value = part(env)
                if bool(value) is stops:
                    break
            return value

        return run

    def _on_compare(self, node: ast.Compare) -> Closure:
        first = self.expression(node.left)
        others = [
            (COMPARED[type(op)], self.expression(each)) for op, each in zip(node.ops, node.comparators, strict=True)
        ]
        if len(others) == 1:
            [(apply, second)] = others
            return lambda env: apply(first(env), second(env))

        def run(env: dict[str, Any]) -> Any:
            left = first(env)
            for apply, part in others:
                right = part(env)
                result = apply(left, right)
                if not result:
                    break
                left = right
            return result

        return run

    def _on_ifexp(self, node: ast.IfExp) -> Closure:
        test, body, other = self.expression(node.test), self.expression(node.body), self.expression(node.orelse)
        return lambda env: body(env) if test(env) else other(env)

    def _on_call(self, node: ast.Call) -> Closure:
        function = self.expression(node.func)
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        named = [(each.arg, self.expression(each.value)) for each in node.keywords]
        if any(isinstance(each, ast.Starred) for each in node.args) or any(key is None for key, _ in named):
            items = [(isinstance(a, ast.Starred), self.expression(unstarred(a))) for a in node.args]
            if any(key is None for key, _ in named):
                raise RefusedError("**named arguments")

            def spread(env: dict[str, Any]) -> Any:
                given = [v for star, part in items for v in (part(env) if star else (part(env),))]
                return function(env)(*given, **{key: part(env) for key, part in named})

            return spread
        parts = [self.expression(each) for each in node.args]
        if name in FILLING:
            return lambda env: function(env)(*[small(part(env)) for part in parts], **{k: v(env) for k, v in named})
        if named and not parts:  # such as X.sum(axis=1)
            return lambda env: function(env)(**{k: v(env) for k, v in named})
        if named:
            return lambda env: function(env)(*[sound(part(env)) for part in parts], **{k: v(env) for k, v in named})
        if len(parts) == 1:  # most calls: no list is needed
            [only] = parts
            return lambda env: function(env)(sound(only(env)))
        return lambda env: function(env)(*[sound(part(env)) for part in parts])

    def _on_attribute(self, node: ast.Attribute) -> Closure:
        value, name = self.expression(node.value), node.attr
        return lambda env: getattr(value(env), name)

    def _on_subscript(self, node: ast.Subscript) -> Closure:
        value, index = self.expression(node.value), self.expression(node.slice)
        return lambda env: value(env)[index(env)]

    def _on_slice(self, node: ast.Slice) -> Closure:
        parts = [self.expression(e) if e else (lambda env: None) for e in (node.lower, node.upper, node.step)]
        return lambda env: slice(*[part(env) for part in parts])

    def _items(self, nodes: list[ast.expr]) -> Closure:
        items = [(isinstance(e, ast.Starred), self.expression(unstarred(e))) for e in nodes]
        if not any(star for star, _ in items):
            parts = [part for _, part in items]
            return lambda env: [part(env) for part in parts]
        return lambda env: [v for star, part in items for v in (part(env) if star else (part(env),))]

    def _on_tuple(self, node: ast.Tuple) -> Closure:
        items = self._items(node.elts)
        if len(node.elts) == 2 and not any(isinstance(each, ast.Starred) for each in node.elts):
            first, second = map(self.expression, node.elts)
            return lambda env: (first(env), second(env))
        return lambda env: tuple(items(env))

    def _on_list(self, node: ast.List) -> Closure:
        return self._items(node.elts)

    def _on_set(self, node: ast.Set) -> Closure:
        items = self._items(node.elts)
        return lambda env: set(items(env))

    def _on_dict(self, node: ast.Dict) -> Closure:
        if None in node.keys:
            raise RefusedError("**dictionaries")
        pairs = [(self.expression(k), self.expression(v)) for k, v in zip(node.keys, node.values, strict=True)]
        return lambda env: {k(env): v(env) for k, v in pairs}

    def _on_joinedstr(self, node: ast.JoinedStr) -> Closure:
        return lambda env: "a text"

    def _on_lambda(self, node: ast.Lambda) -> Closure:
        return lambda env: self.function(node, env)

    def _on_listcomp(self, node: ast.ListComp | ast.GeneratorExp | ast.SetComp) -> Closure:
        element, walk = self.expression(node.elt), self._loops(node.generators)
        return lambda env: [element(inner) for inner in walk(dict(env))]

    def _on_generatorexp(self, node: ast.GeneratorExp) -> Closure:
        items = self._on_listcomp(node)
        return lambda env: iter(items(env))

    def _on_setcomp(self, node: ast.SetComp) -> Closure:
        items = self._on_listcomp(node)
        return lambda env: set(items(env))

    def _on_dictcomp(self, node: ast.DictComp) -> Closure:
        key, value, walk = self.expression(node.key), self.expression(node.value), self._loops(node.generators)
        return lambda env: {key(inner): value(inner) for inner in walk(dict(env))}

    def _loops(self, generators: list[ast.comprehension]) -> Callable[[dict[str, Any]], Iterable[dict[str, Any]]]:
        first, *others = generators
        items, assign = self.expression(first.iter), self._target(first.target)
        tests = [self.expression(test) for test in first.ifs]
        rest = self._loops(others) if others else None

        def walk(env: dict[str, Any]) -> Iterable[dict[str, Any]]:
            for item in items(env):
                self.count()
                assign(env, item)
                if all(test(env) for test in tests):
                    if rest:
                        yield from rest(env)
                    else:
                        yield env

        return walk

    def _on_namedexpr(self, node: ast.NamedExpr) -> Closure:
        value, name = self.expression(node.value), node.target.id

        def run(env: dict[str, Any]) -> Any:
            env[name] = value(env)
            return env[name]

        return run
