"""Which layer's weights a matrix product has, in each round of a loop over the layers."""

from __future__ import annotations

import ast

from lecture_nn.checks.diagnosis.raised.facts import Facts, shortened
from lecture_nn.checks.diagnosis.raised.rounds import around, in_loop, loops_around
from lecture_nn.checks.diagnosis.raised.shapes import what
from lecture_nn.checks.diagnosis.raised.sides import Side
from lecture_nn.checks.diagnosis.raised.values import is_set
from lecture_nn.checks.diagnosis.slips import called


def another_entry(facts: Facts, left: Side, right: Side) -> str | None:
    """Return what is said of an entry of a list, where one other entry of it would fit; None if it isn't so."""
    turned = getattr(right.node, "attr", "") == "T"
    entry = right.node.value if turned else right.node
    of = what(facts, entry.value) if isinstance(entry, ast.Subscript) else None
    if of is None or of.kind != "list" or in_loop(facts) is None or of.length != len(of.items):
        return None
    shapes = [(each.shape or ())[:: -1 if turned else 1] for each in of.items]
    fitting = [n for n, shape in enumerate(shapes) if shape and shape[-2:][0] == left.shape[-1]]
    if len(fitting) != 1 or len(left.shape) > 2:
        return None
    (n,) = fitting
    return (
        f"Entry {n} of {facts.said(entry.value)}, of shape {of.items[n].shape}, would fit. Which entry is "
        f"{facts.said(entry)} in this round, and which layer comes now?"
    )


def other_activations(facts: Facts, left: Side, right: Side) -> str | None:
    """Return what is said of an entry of a list on the left, where one other entry would fit; None if it isn't so."""
    of = what(facts, left.node.value) if isinstance(left.node, ast.Subscript) else None
    if of is None or of.kind != "list" or of.length != len(of.items):
        return None
    fitting = [n for n, each in enumerate(of.items) if (each.shape or (0,))[-1] == right.shape[-2:][0]]
    if len(fitting) != 1:
        return None
    return (
        f"Entry {fitting[0]} of {facts.said(left.node.value)}, of shape {of.items[fitting[0]].shape}, would fit. Which "
        f"layer's activations belong here, and which are in {facts.said(left.node)}?"
    )


def starts_again(facts: Facts, left: Side) -> bool:
    """Return whether the left side is a name that the loop around it never sets."""
    loop = in_loop(facts)
    if loop is None or not isinstance(left.node, ast.Name):
        return False
    return not _sets(loop, left.node.id)


def same_in_each_round(facts: Facts, left: Side, right: Side) -> tuple[str, str] | None:
    """Return the kind and a question if the right factor is one layer's in each round that changes the left one."""
    factor = right.node.value if getattr(right.node, "attr", "") == "T" else None
    of = what(facts, factor.value) if isinstance(factor, ast.Subscript) else None
    loop = in_loop(facts)
    passed_on = isinstance(left.node, ast.Name) and any(_sets(each, left.node.id) for each in getattr(loop, "body", []))
    if of is not None and of.kind == "list" and isinstance(factor.slice, ast.Constant) and passed_on:
        return (
            "one layer's entry used for all layers",
            f"The index in {facts.said(factor)} is the same in each round of the loop. Which layer's entry is needed "
            "in this round?",
        )
    loops = [each for each in loops_around(facts) if isinstance(each, ast.For)]
    changed = len(loops) > 1 and not starts_again(facts, left)
    if changed and isinstance(factor, ast.Name) and any(_sets(each.target, factor.id) for each in loops[:-1]):
        inner = shortened(f"for {ast.unparse(loops[-1].target)} in {ast.unparse(loops[-1].iter)}")
        return (
            "a loop within a loop over the layers",
            f"{facts.said(factor)} stays the same in all rounds of the inner loop {inner}. How often should "
            f"{left.said} go through each layer?",
        )
    return None


def applied_again(facts: Facts, left: Side, right: Side) -> str | None:
    """Return what is said of the last layer after a loop that has been through all of them; None if it isn't so."""
    factor = right.node.value if getattr(right.node, "attr", "") == "T" else right.node
    if (
        not isinstance(factor, ast.Subscript)
        or ast.unparse(factor.slice) != "-1"
        or not isinstance(left.node, ast.Name)
    ):
        return None
    layers = ast.unparse(factor.value)
    for loop in (node for node in around(facts) if isinstance(node, ast.For)):
        zipped = loop.iter.args if called(loop.iter) in ("zip", "enumerate") else []
        through = layers in map(ast.unparse, [loop.iter, *zipped]) or ast.unparse(loop.iter) == f"range(len({layers}))"
        before = (loop.end_lineno or 0) < (facts.at[0] or 0)
        if before and through and any(_sets(each, left.node.id) for each in loop.body):
            return (
                f"The loop has already been through all of {facts.said(factor.value)}, the last layer included. Which "
                "layers should be left for the line after the loop?"
            )
    return None


def _sets(node: ast.AST, name: str) -> bool:
    return any(is_set(each) and each.id == name for each in ast.walk(node))
