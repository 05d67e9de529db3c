"""Small changes of what a student wrote: each a usual slip undone, such as another name, sign, axis, index or order.

This is the error model of Singh, Gulwani and Solar-Lezama ("Automated Feedback Generation for Introductory Programming
Assignments", PLDI 2013) turned on the student's own text: one change after which the function does what is asked shows
where the mistake is, whatever was thought.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from operator import attrgetter
from textwrap import indent

from lecture_nn.checks.diagnosis.repair.expressions import of_expressions
from lecture_nn.checks.diagnosis.repair.statements import of_names, of_powers, of_statements
from lecture_nn.edited import WHICH, Versions

ATOMS = ast.Name | ast.Call | ast.Attribute | ast.Subscript
"""Expressions that need no parentheses, wherever they stand."""


@dataclass(frozen=True)
class Edit:
    """One change: its kind, what it concerns and what that stands in (as written), its line, and the text after it.

    `sets` is what is set in that line. `place` is where an expression was exchanged, if it is one that is read: how
    many characters stand before it, and how many after it.
    """

    kind: str
    part: str
    around: str
    line: int
    text: str
    sets: str = ""
    place: tuple[int, int] | None = None

    def overlaps(self, other: Edit) -> bool:
        """Whether the one is a part of the other, as a line is of two whose order is another one."""
        return self.part in other.part or other.part in self.part or self.part == other.sets or other.part == self.sets


def edits(function: ast.FunctionDef, words: tuple[str, ...] = ()) -> Iterator[Edit]:
    """Give the changes of a function, the usual ones first. `words` are texts that its arguments may be."""
    source = _Source(function)
    for maker in (of_expressions, of_names, of_powers, of_statements):
        for kind, part, parent, field, index, other in maker(source.tree, words):
            try:
                text, place = source.with_change(parent, field, index, other)
            except Exception:  # such as a name where none can stand
                continue
            line = getattr(part, "lineno", getattr(parent, "lineno", 0))
            quoted = source.said(part)
            yield Edit(kind, quoted, source.around(part, quoted), line, text, source.sets.get(line, ""), place)


def together(some: Sequence[Edit]) -> Iterator[Versions]:
    """Give the versions of a function that these changes make: those of one expression in one text.

    To compile a text takes longer than to run most functions. So what may stand in one place stands there together,
    and `WHICH` tells which of it counts. Changes of one place have to come one after the other.
    """
    for place, alike in groupby(some, key=attrgetter("place")):
        texts = [each.text for each in alike]
        if place is None or len(texts) == 1:
            yield from ((text, 1) for text in texts)
            continue
        begin, end = place
        others = [text[begin : len(text) - end] for text in texts]
        chosen = "".join(f"{other} if {WHICH} == {n} else " for n, other in enumerate(others[:-1]))
        yield f"{texts[0][:begin]}({chosen}{others[-1]}){texts[0][len(texts[0]) - end :]}", len(texts)


class _Source:
    """A function as Python writes it, in which parts can be exchanged.

    An expression is exchanged in the text itself, anything else in the tree, of which only the line that was changed is
    written anew: to write a whole function takes longer than to run it.
    """

    def __init__(self, function: ast.FunctionDef) -> None:
        self._text = ast.unparse(function)
        self.tree: ast.FunctionDef = ast.parse(self._text).body[0]
        self._bytes = self._text.encode()  # in which columns are counted
        self._starts = list(accumulate((len(line) for line in self._bytes.splitlines(keepends=True)), initial=0))
        self._parents = {id(child): node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}
        special = [node for node in ast.walk(self.tree) if isinstance(node, ast.JoinedStr | ast.pattern)]
        self._without_place = {id(each) for node in special for each in ast.walk(node)}
        self._owner = {id(node): n for n, line in enumerate(self.tree.body) for node in ast.walk(line)}
        begins = [self._starts[min(_first_lines(line)) - 1] for line in self.tree.body]
        self._head = self._bytes[: begins[0]].decode().rstrip("\n")
        pieces = zip(begins, [*begins[1:], len(self._bytes)], strict=True)
        self._lines = [self._bytes[begin:end].decode().rstrip("\n") for begin, end in pieces]
        assigned = (node for node in ast.walk(self.tree) if isinstance(node, ast.Assign))
        self.sets = {node.lineno: self.said(node.targets[0]) for node in assigned}

    def with_change(
        self, parent: ast.AST, field: str, index: int | None, other: object
    ) -> tuple[str, tuple[int, int] | None]:
        """The text with another part in the place of one; and the `place`, if others can stand there beside it."""
        holder = getattr(parent, field)
        before = holder if index is None else holder[index]
        place = self._place(before)
        if place is not None and isinstance(other, ast.expr) and _may_be_bracketed(other):
            before_it, after_it = self._bytes[: place[0]].decode(), self._bytes[place[1] :].decode()
            read = isinstance(getattr(before, "ctx", ast.Load()), ast.Load)
            return f"{before_it}{_written(other)}{after_it}", (len(before_it), len(after_it)) if read else None
        for each in other if isinstance(other, list) else [other]:
            ast.fix_missing_locations(each)
        _put(parent, field, index, other)
        try:
            return self._written_anew(parent), None
        finally:
            _put(parent, field, index, before)

    def said(self, part: object) -> str:
        """A part as it is written."""
        place = self._place(part)
        if place is not None:
            written = self._bytes[place[0] : place[1]].decode()
        else:
            written = ast.unparse(part) if isinstance(part, ast.AST) else str(part)
        return written.split("\n")[0]  # of a loop or a condition its head

    def around(self, part: object, quoted: str) -> str:
        """What a short part stands in, so that it is known which is meant: an expression, or the statement."""
        short = isinstance(part, ast.Name | ast.Constant | ast.UnaryOp | ast.keyword)
        node = self._parents.get(id(part)) if isinstance(part, ast.AST) else None
        if not short and (isinstance(part, ast.stmt) or self._text.count(quoted) < 2):
            return ""
        while node is not None and not isinstance(node, ast.stmt):
            if isinstance(node, ast.expr) and short and self._text.count(self.said(node)) == 1:
                break
            node = self._parents.get(id(node))
        return self.said(node) if node is not None else ""

    def _place(self, part: object) -> tuple[int, int] | None:
        """Where a part of the tree begins and ends in the text; None if it isn't known."""
        if (
            not isinstance(part, ast.expr | ast.stmt)
            or id(part) not in self._parents
            or id(part) in self._without_place
        ):
            return None
        return self._starts[part.lineno - 1] + part.col_offset, self._starts[part.end_lineno - 1] + part.end_col_offset

    def _written_anew(self, parent: ast.AST) -> str:
        """The text with the tree as it is now below this node."""
        n, body = self._owner.get(id(parent)), self.tree.body
        if n is None:  # the lines themselves are others
            return "\n".join([self._head, *map(_indented, body)])
        return "\n".join([self._head, *self._lines[:n], _indented(body[n]), *self._lines[n + 1 :]])


def _first_lines(line: ast.stmt) -> list[int]:
    """Where a statement may begin: a decorator stands above what it decorates."""
    return [line.lineno, *(each.lineno for each in getattr(line, "decorator_list", []))]


def _written(node: ast.expr) -> str:
    """An expression as it may stand in any place."""
    if isinstance(node, ast.Name):  # most are names
        return node.id
    return ast.unparse(node) if isinstance(node, ATOMS) else f"({ast.unparse(node)})"


def _may_be_bracketed(node: ast.expr) -> bool:
    """Whether parentheses may stand around an expression: not around a slice, or an index that has one."""
    parts = node.elts if isinstance(node, ast.Tuple) else [node]
    return not any(isinstance(each, ast.Slice | ast.Starred) for each in parts)


def _indented(line: ast.stmt) -> str:
    return indent(ast.unparse(line), "    ")


def _put(parent: ast.AST, field: str, index: int | None, value: object) -> None:
    if index is None:
        setattr(parent, field, value)
    else:
        getattr(parent, field)[index] = value
