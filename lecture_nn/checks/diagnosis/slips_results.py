"""Slips in what is returned: a part alone, another order, a factor, one sum too many."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import numpy as np

from lecture_nn.checks.diagnosis.parts import Initial, Raw
from lecture_nn.checks.diagnosis.slips import Place, calling, combined, number, slip, transposed
from lecture_nn.checks.diagnosis.wording import TWICE

Made = Iterator[tuple[object, str, str]]


@slip("another result", ast.Return, rank=2.8)
def result(node: ast.Return, place: Place) -> Made:
    """Change what is returned as a whole, or one of several results."""
    if node.value is None:
        return
    if isinstance(node.value, ast.Tuple):
        parts = node.value.elts
        for n, part in enumerate(parts):
            for changed, did, asks in _wrapped(part, place):
                yield ((part, changed),), f"in result {n + 1} of {len(parts)}, {did}", asks
        for n, part in enumerate(parts):
            asks = "How many results does the task ask for?"
            yield ((node.value, part),), f"you return only result {n + 1} of {len(parts)}", asks
        for a in range(len(parts)):
            for b in range(a + 1, len(parts)) if len(parts) > 2 else ():
                order = list(parts)
                order[a], order[b] = order[b], order[a]
                swapped = ast.Tuple(order, ast.Load())
                asks = "In which order does the task list them?"
                yield ((node.value, swapped),), f"results {a + 1} and {b + 1} are swapped", asks
        if len(parts) > 2:
            for order in (parts[1:] + parts[:1], parts[-1:] + parts[:-1], parts[::-1], parts[2:] + parts[:2]):
                asks = "In which order does the task list them?"
                yield ((node.value, ast.Tuple(order, ast.Load())),), "your results are in another order", asks
        if len(parts) == 2:
            swapped = ast.Tuple(parts[::-1], ast.Load())
            yield ((node.value, swapped),), "the two results are swapped", "Which one comes first?"
        for part in parts:
            if isinstance(part, ast.Name) and part.id in place.arguments:
                yield ((part, Initial(part.id)),), f"you return the old {part.id}", "What does the next step need?"
        return
    for changed, did, asks in _wrapped(node.value, place):
        yield ((node.value, changed),), did, asks


def _wrapped(node: ast.expr, place: Place) -> Made:
    ndim = place.ndim(node)
    if ndim is None:
        return
    if isinstance(place.value(node), int | np.integer):  # a count, such as the number of an epoch
        return
    whole = Raw(node)
    yield (
        ast.UnaryOp(ast.USub(), whole),
        "the sign is reversed",
        "Should the result be positive or negative? Try one number.",
    )
    for factor, words in ((2, "twice"), (0.5, "half"), (100, "a hundred times")):
        yield (
            combined(whole, ast.Mult, number(factor)),
            f"your result is {words} as large as it should be",
            "Where could the factor come from?",
        )
    yield combined(number(1), ast.Sub, whole), "you return 1 minus what is asked for", "Which of the two is asked for?"
    count = _examples(place)
    if count is not None:
        yield combined(whole, ast.Mult, count), "you don't divide by the number of examples", TWICE
        yield combined(whole, ast.Div, count), "you divide by the number of examples, perhaps once too often", TWICE
    first = next((name for name in place.arguments if name in ("X", "Z", "T", "o", "u", "H", "t", "delta_z")), None)
    if first is not None:
        size = ast.Call(ast.Attribute(ast.Name("np", ast.Load()), "size", ast.Load()), [Initial(first)], [])
        yield (
            combined(whole, ast.Div, size),
            "you divide by the number of all entries, as if a mean over all of them were asked for",
            TWICE,
        )
        yield (
            combined(whole, ast.Mult, size),
            "your result is too large by a factor that is the number of entries",
            TWICE,
        )
    asks = "How many numbers should come out?"
    for axis in range(ndim) if ndim else ():
        for name, did in (("sum", "you add up"), ("mean", "you average")):
            yield calling(name, whole, axis=number(axis)), f"{did} along axis {axis} at the end", asks
    if ndim:
        yield calling("sum", whole), "you add up everything at the end", asks
        yield calling("mean", whole), "you average everything at the end", asks
    if ndim == 2:
        yield transposed(whole), "rows and columns of the result are swapped", "Which shape is asked for?"


def _examples(place: Place) -> ast.expr | None:
    """The number of examples as a node: how many rows the first array of examples has."""
    for name in ("X", "Z", "H", "T", "x", "o", "u", "losses"):
        if name in place.arguments:
            return ast.Call(ast.Name("len", ast.Load()), [Initial(name)], [])
    return None
