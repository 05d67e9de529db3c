"""Slips with variables: another one of the same kind, the old value for the new one, a number written in."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import numpy as np

from lecture_nn.checks.diagnosis.parts import Initial, Raw
from lecture_nn.checks.diagnosis.slips import Place, argument, called, calling, combined, number, slip
from lecture_nn.checks.diagnosis.slips_calls import ACTIVATION_WORDS, ACTIVATIONS
from lecture_nn.checks.diagnosis.wording import ARGUMENTS, BY_HAND, is_derivative

Made = Iterator[tuple[object, str, str]]

SINGLE = (*ACTIVATIONS, "exp", "log", "sqrt")
"""Functions that a copy of a line easily lacks."""

HARD = {
    "gamma": (0.9, 0.95, 0.99, 0.5, 1.0),
    "beta": (0.9, 0.99, 0.98, 0.999, 0.5),
    "beta1": (0.9, 0.99, 0.999),
    "beta2": (0.999, 0.99, 0.9),
    "rho": (0.9, 0.99, 0.999, 0.95),
    "eps": (1e-8, 1e-7, 1e-6, 1e-10, 1e-12, 0.0),
    "eta": (0.1, 0.01, 0.001, 0.5, 1.0),
    "decay": (0.1, 0.01, 0.001, 1.0, 0.0),
    "patience": (1, 2, 3, 5, 10),
    "epochs": (1, 10),
    "K": (2, 3, 10),
    "k": (2, 3, 5, 10),
    "B": (1, 10, 32),
}
"""Numbers that are written in where an argument belongs: those of the lessons and of everybody's code."""


@slip("another variable", ast.Name, rank=2.3)
def another_variable(node: ast.Name, place: Place) -> Made:
    """Put another variable of the same kind in the place of one."""
    if not is_read(node, place):
        return
    mine, kind = place.words.of(node), kind_of(place.value(node))
    if kind is None or (
        kind[0] == "list" and isinstance(place.parent(node), ast.Call) and called(place.parent(node)) == "len"
    ):
        return
    around = place.parent(node)
    beside: set[str] = set()
    if isinstance(around, ast.Compare) or (isinstance(around, ast.BinOp) and isinstance(around.op, ast.Sub | ast.Div)):
        beside = {each.id for each in ast.iter_child_nodes(around) if isinstance(each, ast.Name)}
    for name, value in _others(node, place):
        other = kind_of(value)
        if other is None or (other != kind and not (kind[0] == "array" and other[:2] == kind[:2])):
            continue
        theirs = ARGUMENTS.get(name, name) if name in place.arguments else place.words.of(ast.Name(name))
        if name in beside:  # a thing minus itself, or compared with itself
            continue
        did = f"you use {theirs} in place of {mine}" if theirs != mine else f"you use another value in place of {mine}"
        asks = "What does each stand for? Read the line aloud with one, then with the other."
        nameless = mine == "an intermediate result" or "you use another" in did
        yield ast.Name(name, ast.Load()), did, BY_HAND if nameless else asks


def _others(node: ast.Name, place: Place) -> Iterator[tuple[str, object]]:
    seen = {node.id}
    for other in place.nodes:
        if isinstance(other, ast.Name) and other.id not in seen and place.value(other) is not None:
            seen.add(other.id)
            yield other.id, place.value(other)


def kind_of(value: object) -> tuple | None:
    """What kind of thing a value is: a number, an array of some shape, a list; None for anything else."""
    if isinstance(value, bool | str) or value is None or callable(value):
        return None
    if isinstance(value, np.ndarray | np.generic):
        return ("array", value.ndim, value.shape) if value.ndim else ("number",)
    if isinstance(value, int | float):
        return ("number",)
    return ("list",) if isinstance(value, list | tuple) else None


def is_read(node: ast.Name, place: Place) -> bool:
    """Whether the name stands for a value that is used here, and not for a function that is called."""
    around = place.parent(node)
    if isinstance(around, ast.Attribute) and around.attr in ("append", "extend", "insert"):  # it is added to
        return False
    return isinstance(node.ctx, ast.Load) and not (isinstance(around, ast.Call) and around.func is node)


@slip("two arguments exchanged", ast.FunctionDef, rank=2.2)
def exchanged(node: ast.FunctionDef, place: Place) -> Made:
    """Use one argument for another and the other way round, everywhere."""
    reads = _reads(node, place)
    names = [name for name in place.arguments if name in reads]
    for n, first in enumerate(names):
        for second in names[n + 1 :]:
            kinds = [kind_of(place.value(reads[name][0])) for name in (first, second)]
            if kinds[0] and kinds[1] and kinds[0][:2] == kinds[1][:2]:
                pairs = [(each, ast.Name(second, ast.Load())) for each in reads[first]]
                pairs += [(each, ast.Name(first, ast.Load())) for each in reads[second]]
                words = [ARGUMENTS.get(name, name) for name in (first, second)]
                did = f"{words[0]} and {words[1]} are swapped"
                yield tuple(pairs), did, "What does each of them stand for?"
                for gone, kept, where in ((words[0], words[1], reads[first]), (words[1], words[0], reads[second])):
                    other = second if where is reads[first] else first
                    everywhere = tuple((each, ast.Name(other, ast.Load())) for each in where)
                    yield everywhere, f"you use {kept} in place of {gone}", "What does each of them stand for?"


@slip("chosen by another array", ast.Call, rank=2.0)
def chosen_by(node: ast.Call, place: Place) -> Made:
    """The place of the smallest entry of another array."""
    mine = argument(node)
    if called(node) not in ("argmin", "argmax") or not isinstance(mine, ast.Name):
        return
    least = "smallest" if called(node) == "argmin" else "largest"
    for name, value in _others(mine, place):
        if kind_of(value) == kind_of(place.value(mine)):
            did = f"you choose by the {least} entry of {name}, and not of {mine.id}"
            if not {name, mine.id} <= set(place.arguments):
                did = f"you choose by the {least} entry of another array than the one that decides"
            asks = "Python compares tuples by their first entry. Which entry decides here?"
            yield calling(called(node), ast.Name(name, ast.Load())), did, asks


@slip("an argument ignored", ast.FunctionDef, rank=2.5)
def ignored(node: ast.FunctionDef, place: Place) -> Made:
    """Write a number in where an argument belongs, everywhere."""
    for name, reads in _reads(node, place).items():
        if name not in place.arguments or kind_of(place.value(reads[0])) != ("number",):
            continue
        word = ARGUMENTS.get(name, name)
        asks = f"What should happen to the result when {word} changes?"
        for value in (*HARD.get(name, ()), 1, 0):
            pairs = tuple((each, number(value)) for each in reads)
            did = f"you leave out {word}" if value in (0, 1) else f"you use the number {value:g} where {word} belongs"
            yield pairs, did, asks
        if isinstance(place.value(reads[0]), int):
            continue
        rest = tuple((each, combined(number(1), ast.Sub, Raw(each))) for each in reads)
        yield (
            rest,
            f"{word} and 1 − {word} are swapped",
            f"Which part of the old value is kept when {word} is 1?",
        )
    for name, reads in _reads(node, place).items():
        kind = kind_of(place.value(reads[0]))
        if name in place.arguments and kind and kind[0] == "array" and len(kind) == 3:
            word = ARGUMENTS.get(name, name)
            nothing = tuple((each, combined(Raw(each), ast.Mult, number(0.0))) for each in reads)
            yield nothing, f"you leave out {word}", place.words.question(reads[0])


def _reads(node: ast.FunctionDef, place: Place) -> dict[str, list[ast.Name]]:
    """Where the values of names are used that have been run over, by name."""
    found: dict[str, list[ast.Name]] = {}
    for each in ast.walk(node):
        if isinstance(each, ast.Name) and is_read(each, place) and place.value(each) is not None:
            found.setdefault(each.id, []).append(each)
    return found


@slip("the old value for the new one", ast.Name)
def old_for_new(node: ast.Name, place: Place) -> Made:
    """What was given, in place of what it has become."""
    if is_read(node, place) and node.id in place.arguments and node.id in place.definitions:
        word = ARGUMENTS.get(node.id, node.id)
        orders = [each for each in place.definitions[node.id] if _is_in_order(each, node.id)]
        if orders:
            asks = f"Which entry of {node.id} belongs to the first row of the other array now?"
            yield Initial(node.id), f"{node.id} keeps its old order", asks
            return
        did = f"you use {word} as it was given, where its new value belongs"
        yield Initial(node.id), did, f"What has to happen to {word} before the line that needs it?"


def _is_in_order(node: ast.expr, name: str) -> bool:
    """Whether this is a[order]: the same array in another order."""
    return (
        isinstance(node, ast.Subscript)
        and getattr(node.value, "id", "") == name
        and not isinstance(node.slice, ast.Slice | ast.Constant)
    )


@slip("an activation too many", ast.Name, rank=2.5)
def activation(node: ast.Name, place: Place) -> Made:
    """Apply an activation function to what is one already, or undo it, in a derivative."""
    around, derivative = node, False
    while around is not None and not derivative:
        around = place.parent(around)
        derivative = around is not None and is_derivative(around)
    if not derivative or place.ndim(node) is None:
        return
    asks = "Is the derivative written in terms of the pre-activation here, or of the activation?"
    for name in ("tanh", "_sigmoid"):
        yield (
            ast.Call(ast.Name(name if name[0] == "_" else "_tanh", ast.Load()), [Raw(node)], []),
            (f"you apply {ACTIVATION_WORDS[name.strip('_')]} to {place.words.of(node)} once more"),
            asks,
        )
    yield calling("arctanh", Raw(node)), "you use the pre-activation where the activation belongs", asks


@slip("the derivative of another activation", ast.BinOp)
def derivative(node: ast.BinOp, place: Place) -> Made:
    """The derivative of another function, or something that looks like one."""
    if not (isinstance(node.op, ast.Sub) and is_derivative(node)) or _is_half_of_a_square(place.parent(node)):
        return
    names = [n for n in ast.walk(node) if isinstance(n, ast.Name | ast.Subscript) and place.ndim(n) not in (None, 0)]
    if not names:
        return
    h, one = names[0], number(1)
    asks = "Which activation function do these units have, and what is its derivative in terms of h?"
    sigmoid = combined(h, ast.Mult, combined(one, ast.Sub, h))
    others = {
        "the sigmoid": sigmoid,
        "tanh": combined(one, ast.Sub, combined(h, ast.Pow, number(2))),
        "a ReLU": ast.Call(ast.Name("_step", ast.Load()), [h], []),
    }
    if not isinstance(node.right, ast.BinOp | ast.Call):  # 1 − h, beside which h stands already
        del others["the sigmoid"]
    for name, other in others.items():
        yield other, f"you use the derivative of {name}", asks
    again = combined(h, ast.Mult, Raw(node))
    yield again, f"you multiply by {place.words.of(h)} as well", "Is anything missing in the derivative itself?"
    did = "your derivative doesn't belong to the activation function of these units"
    yield combined(one, ast.Sub, h), did, asks
    yield combined(combined(one, ast.Sub, h), ast.Pow, number(2)), did, asks
    yield h, "you multiply by the activation where its derivative belongs", asks
    inner = _inside(h, place)
    if inner is not None:
        for name in ACTIVATIONS[:3]:
            again = ast.Call(ast.Name(f"_{name}", ast.Load()), [inner], [])
            yield again, "you multiply by the activation function where its derivative belongs", asks


def _is_half_of_a_square(node: ast.AST | None) -> bool:
    """Whether this is (1 − h) (1 + h), in which 1 − h alone is no derivative."""
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Mult):
        return False
    return any(isinstance(each, ast.BinOp) and isinstance(each.op, ast.Add) for each in (node.left, node.right))


def _inside(node: ast.AST, place: Place) -> ast.expr | None:
    """What the name was computed from, if it holds an activation."""
    defined = place.definitions.get(getattr(node, "id", ""), [])
    return defined[-1].args[0] if defined and called(defined[-1]) in ("tanh", "sigmoid", "relu") else None
