"""The variants of one function: what its slips make of it, and what the variants return."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import combinations
from typing import Any

import numpy as np

from lecture_nn.activations import sigmoid, softmax
from lecture_nn.checks.diagnosis import (  # noqa: F401 -- they register
    slips_calls,
    slips_copies,
    slips_loops,
    slips_names,
    slips_numbers,
    slips_products,
    slips_results,
    slips_steps,
    slips_terms,
)
from lecture_nn.checks.diagnosis.exchange import Exchange
from lecture_nn.checks.diagnosis.heads import Heads
from lecture_nn.checks.diagnosis.machine import Function, Machine
from lecture_nn.checks.diagnosis.parts import Closure, RefusedError, sound
from lecture_nn.checks.diagnosis.slips import Change, Place, changes
from lecture_nn.checks.diagnosis.wording import Words, of_several
from lecture_nn.student_code import copied

PROBES, COARSE = 4, 14
"""Calls that variants are told apart on, at most; and if there is little in a result: a whole number, a yes or no."""

ROUNDS = 3
"""How many times as many rounds of its loops as the right function a variant may make."""

USUAL = 80
"""Slips of one function that are paired with each other, at most."""

SAME = 0.7
"""By how much less has to be assumed if a slip is made twice."""

LONG = 300
"""Rounds of loops, and calls of functions, of a right function that is too slow to try its variants by the hundred."""

ALONG = ("whole array", "along axis 0", "along axis 1", "keepdims", "keep an axis")
"""What tells slips with an axis apart: of those that are alike, all may have been made."""

ALWAYS_KNOWN = {
    "np": np,
    "_tanh": np.tanh,
    "_sigmoid": sigmoid,
    "_softmax": softmax,
    "_relu": lambda z: np.maximum(z, 0),
    "_step": lambda z: np.where(np.asarray(z) > 0, 1.0, 0.0),
    "_leaky": lambda z: np.where(np.asarray(z) > 0, z, 0.01 * np.asarray(z)),
}


class Variants:
    """One right function, written in one way, with the places where it can be changed.

    Parameters
    ----------
    name : str
        The function.
    source : str
        Its source.
    around : str
        The source of the functions that it may call.
    known : mapping
        What else it sees.
    probes : sequence of tuples
        Arguments that it is called with.

    Raises
    ------
    RefusedError
        If the machine doesn't run it.
    Exception
        Whatever the function raises for these arguments.
    """

    def __init__(self, name: str, source: str, around: str, known: dict[str, Any], probes: Sequence[tuple]) -> None:
        self._behaviours: list[Change] = []
        self._seen: set[Any] | None = None
        self.heads = Heads()
        self.name, self.source, self.probes = name, source, list(probes)
        trees = {each.name: each for each in (*_functions_around(around), *_functions(source))}
        self.function = trees[name]
        self._trees = {key: trees[key] for key in _called(name, trees)}
        self.thought: Change | None = None  # behind the whole, if this isn't the right function but another one
        self._size = sum(isinstance(each, ast.expr) for tree in self._trees.values() for each in ast.walk(tree))
        values: dict[int, Any] = {}
        recorder = self._machine(known, recorded=values)
        self.right, self._rounds = [], 0
        coarse = _is_coarse(self._call(recorder, self.probes[0]))
        self.probes = _spread(self.probes, COARSE if coarse else PROBES)
        for probe in self.probes:
            self.right.append(self._call(recorder, probe))
            self._rounds = max(self._rounds, recorder.rounds)
        if self._rounds > LONG:
            raise RefusedError("too slow to try its variants")
        self._known, self._values = known, values
        self._made: dict[int, tuple[Any, dict[int, Closure]]] = {}
        self._deepest = 5 + 2 * recorder.depth_reached
        self._as_it_is = self._runner()

    @cached_property
    def changes(self) -> list[Change]:
        """The changes at each place, looked for when they are needed: many a function is only run as it is."""
        return list(self._found(self._values))

    @cached_property
    def _every(self) -> list[Change]:
        several = {tuple(map(id, sum(each.exchanged, ()))): each for each in _everywhere(self.changes)}
        return [*self.changes, *several.values()]

    @cached_property
    def _changing(self) -> Machine:
        return self._runner(switches=[key for change in self.changes for key in change.keys])

    def _runner(self, **options: Any) -> Machine:
        machine = self._machine(self._known, **options)
        machine.most, machine.deepest = 200 + ROUNDS * self._rounds, self._deepest
        return machine

    def _machine(self, known: dict[str, Any], **options: Any) -> Machine:
        machine = Machine({**ALWAYS_KNOWN, **known}, **options)
        for key, tree in self._trees.items():
            machine.known[key] = Function(machine, tree, {})
        return machine

    def _found(self, values: dict[int, Any]) -> Iterator[Change]:
        for key, tree in self._trees.items():
            definitions: dict[str, list[ast.expr]] = {}
            parents: dict[int, ast.AST] = {}
            for node in ast.walk(tree):
                parents.update({id(child): node for child in ast.iter_child_nodes(node)})
                if isinstance(node, ast.Assign):
                    for target, value in _pairs(node.targets[0], node.value):
                        definitions.setdefault(target, []).append(value)
            words = Words({each.arg for each in self.function.args.args}, definitions)
            place = Place(tree, values, words, parents, definitions)
            skipped = {id(each) for each in ast.walk(tree.args)}
            if tree.returns:
                skipped |= {id(each) for each in ast.walk(tree.returns)}
            for node in ast.walk(tree):
                if id(node) not in skipped:
                    for change in changes(node, place):
                        yield change if key == self.name else _elsewhere(change, key)

    def _call(self, machine: Machine, arguments: tuple) -> Any:
        machine.rounds = 0
        with np.errstate(all="ignore"):
            # A copy for each: even where the right function changes nothing, a slip may, as `weights.append` does.
            return sound(machine.known[self.name](*copied(arguments)))

    def run(self, made: Iterable[Change], arguments: tuple) -> Any:
        """Return what the function returns with these changes; it may raise anything."""
        made = tuple(made)
        machine = self._changing if made else self._as_it_is
        try:
            for change in made:
                machine.active.update(self._in_place_of(change))
            return self._call(machine, arguments)
        finally:
            machine.active.clear()

    def _in_place_of(self, change: Change) -> dict[int, Closure]:
        """What a change puts in the place of nodes, by their ``id``: made once, and kept as long as the change is."""
        key = id(change.exchanged)
        if key not in self._made:
            machine = self._changing
            closures = {
                id(node): machine.block(other) if isinstance(other, list) else machine.expression(other)
                for node, other in change.exchanged
            }
            self._made[key] = change.exchanged, closures  # the pairs are kept, so that no other has their id
        return self._made[key][1]

    def every_change(self) -> list[Change]:
        """Return all changes, those that are made in several places at once among them."""
        return self._every

    def behaviours(self, most: int | None = None) -> list[Change]:
        """Return one change for each way to be wrong: those that can't be told from the right function are left out.

        Of several changes that return the same for all probes, the one of the lowest rank stands for all. Those of the
        lowest ranks come first; no more than `most` are looked for.
        """
        if self._seen is None:
            self._seen = {_print(self.right)}
        while self._untried and (most is None or len(self._behaviours) < most):
            change = self._untried.pop()
            try:
                mark = _print([self.run((change,), probe) for probe in self.probes])
            except Exception:
                continue
            if mark not in self._seen:
                self._seen.add(mark)
                self._behaviours.append(change)
        return self._behaviours[:most]

    @cached_property
    def _untried(self) -> list[Change]:
        """The changes that `behaviours` has yet to try, the one of the lowest rank last."""
        return sorted(self.every_change(), key=lambda each: each.rank)[::-1]

    @property
    def cost(self) -> float:
        """How much longer a run takes than of a short function: by its length, and the rounds of its loops."""
        return (40 + self._size + 2 * self._rounds) / 40

    def affordable(self, most: int) -> int:
        """Return how many variants may be tried: fewer of a function that takes long."""
        return int(most / self.cost)

    def as_function(self, made: Sequence[Change]) -> Any:
        """Return the variant as a function of its own."""
        return lambda *arguments: self.run(made, arguments)

    def shown(self, made: Sequence[Change]) -> str:
        """Return the source of a variant, for people and for tests."""
        return ast.unparse(ast.fix_missing_locations(Exchange(made).visit(self.function)))


def pairs(found: Sequence[Change], most: int) -> list[tuple[Change, Change]]:
    """Return pairs of changes in different places: the same slip twice first, then those of the most usual slips."""
    usual = sorted(found, key=lambda each: each.rank)[:USUAL]
    together = [(a, b) for a, b in combinations(usual, 2) if not a.keys & b.keys]
    return sorted(together, key=rank_of)[:most]


def rank_of(pair: tuple[Change, Change]) -> float:
    """How much has to be assumed for two slips: less if they are the same."""
    same = pair[0].slip == pair[1].slip
    return pair[0].rank + pair[1].rank - (SAME if same else 0)


def _everywhere(changes: Sequence[Change]) -> Iterator[Change]:
    """The same slip in every place where it can be made."""
    forms: dict[tuple[Any, ...], list[Change]] = {}
    for change in changes:
        if len(change.exchanged) == 1:
            forms.setdefault(change.form, []).append(change)
            if change.slip == "another axis":  # of the largest entry and of the sum alike
                along = next((word for word in ALONG if word in change.did), "")
                forms.setdefault((change.slip, along), []).append(change)
            if change.where is not None:
                forms.setdefault((*change.form, change.where), []).append(change)
    for alike in forms.values():
        first = alike[0]
        if len(alike) > 1 and len(frozenset().union(*(each.keys for each in alike))) == len(alike):
            made = tuple(pair for each in alike for pair in each.exchanged)
            one = len({each.where for each in alike}) == 1  # one line of the student's has it once
            did = first.did if one else of_several([each.did for each in alike])
            if not first.did.startswith("you return 1 minus"):  # in each branch, with one mistake in all of them
                yield Change(first.slip, made, did, first.asks, first.rank + 0.3, first.form)


def _is_coarse(returned: Any) -> bool:
    """Whether a result says so little that many variants agree on it by chance."""
    try:
        array = np.asarray(returned)
    except ValueError:  # arrays of different shapes
        return False
    return array.size <= 2 or array.dtype.kind in ("b", "i", "u")


def _spread(probes: list[tuple], most: int) -> list[tuple]:
    """Some of the probes, from the first to the last."""
    places = np.unique(np.linspace(0, len(probes) - 1, most).astype(int))
    return [probes[place] for place in places]


def _functions(source: str) -> list[ast.FunctionDef]:
    return [each for each in ast.parse(source).body if isinstance(each, ast.FunctionDef)]


_functions_around = lru_cache(maxsize=100)(_functions)  # of a solution, the same for all ways and all other functions


def _called(name: str, trees: dict[str, ast.FunctionDef]) -> list[str]:
    """The function and those that it calls, directly or not."""
    found, waiting = [], [name]
    while waiting:
        key = waiting.pop(0)
        if key not in found:
            found.append(key)
            names = [each.id for each in ast.walk(trees[key]) if isinstance(each, ast.Name)]
            own = {each.arg for each in trees[key].args.args}
            waiting += [each for each in names if each in trees and each not in own]
    return found


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        for each, part in zip(target.elts, value.elts, strict=True):
            yield from _pairs(each, part)


def _elsewhere(change: Change, name: str) -> Change:
    did = f"{change.did}, in {name} or in the code that takes its place"
    return replace(change, did=did, rank=change.rank + 0.5)


def _print(returned: Any) -> Any:
    """What can be compared at once: shapes and rounded numbers."""
    if isinstance(returned, list | tuple):
        return (type(returned) is tuple, *map(_print, returned))
    if isinstance(returned, str | bool) or returned is None:
        return returned
    array = np.asarray(returned)
    if array.dtype.kind not in "fiub":
        raise TypeError("no numbers")
    with np.errstate(all="ignore"):
        flat = array.astype(float).ravel()
        size = 10.0 ** (6 - np.ceil(np.log10(np.abs(flat) + 1e-300)))
        rounded = np.where(
            np.isfinite(flat) & (np.abs(flat) > 1e-9),
            np.round(flat * size) / size,
            np.where(np.isfinite(flat), 0.0, flat),
        )
    return array.shape, rounded.tobytes()
