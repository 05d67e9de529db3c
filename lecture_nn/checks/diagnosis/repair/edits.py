"""Small changes of what a student wrote: each a usual slip undone, such as another name, sign, axis, index or order.

This is the error model of Singh, Gulwani and Solar-Lezama ("Automated Feedback Generation for Introductory Programming
Assignments", PLDI 2013) turned on the student's own text: one change after which the function does what is asked shows
where the mistake is, whatever was thought.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from textwrap import indent

from lecture_nn.checks.diagnosis.repair.expressions import of_expressions
from lecture_nn.checks.diagnosis.repair.nodes import head
from lecture_nn.checks.diagnosis.repair.statements import of_names, of_statements


@dataclass(frozen=True)
class Edit:
    """One change: its kind, what it concerns and what that stands in (as written), its line, and the text after it.

    `sets` is what is set in that line.
    """

    kind: str
    part: str
    around: str
    line: int
    text: str
    sets: str = ""

    def overlaps(self, other: Edit) -> bool:
        """Whether the one is a part of the other, as a line is of two whose order is another one."""
        return self.part in other.part or other.part in self.part or self.part == other.sets or other.part == self.sets


def edits(function: ast.FunctionDef, words: tuple[str, ...] = ()) -> Iterator[Edit]:
    """Give the changes of a function, the usual ones first. `words` are texts that its arguments may be."""
    tree = deepcopy(function)
    makers = (of_expressions, of_names, of_statements)
    parents = {id(child): node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    whole, source = _Text(tree), ast.unparse(tree)
    sets = {node.lineno: ast.unparse(node.targets[0]) for node in ast.walk(tree) if isinstance(node, ast.Assign)}
    for maker in makers:
        for kind, part, parent, field, index, other in maker(tree, words):
            quoted = _quoted(part)
            around = _around(part, quoted, parents, source)
            holder = getattr(parent, field)
            before = holder if index is None else holder[index]
            for each in other if isinstance(other, list) else [other]:
                ast.fix_missing_locations(each)
            _put(parent, field, index, other)
            try:
                text = whole.with_change(parent)
            except Exception:  # such as a name where none can stand
                text = ""
            _put(parent, field, index, before)
            if text:
                line = getattr(part, "lineno", getattr(parent, "lineno", 0))
                yield Edit(kind, quoted, around, line, text, sets.get(line, ""))


class _Text:
    """The text of a function, of which only the line that was changed is written anew: most of the time goes there."""

    def __init__(self, tree: ast.FunctionDef) -> None:
        self._tree = tree
        self._owner = {id(node): n for n, line in enumerate(tree.body) for node in ast.walk(line)}
        self._lines = [_indented(line) for line in tree.body]
        body, tree.body = tree.body, [ast.Pass()]
        self._head = ast.unparse(tree).rpartition("\n")[0]
        tree.body = body

    def with_change(self, parent: ast.AST) -> str:
        """The text with what stands below this node as it is now."""
        n = self._owner.get(id(parent))
        if n is None:  # the lines themselves are others
            return "\n".join([self._head, *map(_indented, self._tree.body)])
        return "\n".join([self._head, *self._lines[:n], _indented(self._tree.body[n]), *self._lines[n + 1 :]])


def _indented(line: ast.stmt) -> str:
    return indent(ast.unparse(line), "    ")


def _put(parent: ast.AST, field: str, index: int | None, value: object) -> None:
    if index is None:
        setattr(parent, field, value)
    else:
        getattr(parent, field)[index] = value


def _quoted(part: object) -> str:
    return ast.unparse(part) if isinstance(part, ast.AST) else str(part)


def _around(part: object, quoted: str, parents: dict[int, ast.AST], source: str) -> str:
    """What a short part stands in, so that it is known which is meant: the smallest expression, or the statement."""
    short = isinstance(part, ast.Name | ast.Constant | ast.UnaryOp | ast.keyword)
    node = parents.get(id(part)) if isinstance(part, ast.AST) else None
    if not short and (isinstance(part, ast.stmt) or source.count(quoted) < 2):
        return ""
    while node is not None and not isinstance(node, ast.stmt):
        if isinstance(node, ast.expr) and short and source.count(ast.unparse(node)) == 1:
            break
        node = parents.get(id(node))
    return head(node) if node is not None else ""
