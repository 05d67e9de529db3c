"""A tree with some of its nodes exchanged, to be shown as source."""

from __future__ import annotations

import ast
import copy
from collections.abc import Sequence
from typing import Any

from lecture_nn.checks.diagnosis.slips import Change


class Exchange(ast.NodeTransformer):
    """Makes a tree of its own with changes in it."""

    def __init__(self, made: Sequence[Change]) -> None:
        self.made = {id(node): other for change in made for node, other in change.exchanged}

    def visit(self, node: ast.AST) -> Any:
        """Return the node, or what stands in its place, with everything inside exchanged, too."""
        kind = type(node).__name__
        if kind == "Raw":
            return self._copied(node.of)
        if kind == "Initial":
            return ast.Name(f"old_{node.id}", ast.Load())
        if id(node) in self.made:
            other = self.made[id(node)]
            return [self.visit(each) for each in other] if isinstance(other, list) else self.visit(other)
        return self._copied(node)

    def _copied(self, node: ast.AST) -> ast.AST:
        return self.generic_visit(copy.copy(_own_lists(node)))


def _own_lists(node: ast.AST) -> ast.AST:
    own = copy.copy(node)
    for key, value in ast.iter_fields(own):
        if isinstance(value, list):
            setattr(own, key, list(value))
    return own
