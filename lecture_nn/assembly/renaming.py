"""Giving global names of a piece of code other names, so that several notebooks fit into one file."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple


class CannotRenameError(ValueError):
    """A name stands where its place can't be told for certain."""


def renamed(text: str, names: Mapping[str, str]) -> str:
    """Return the code with other names for its global functions and values; whatever is local stays as it is.

    Parameters
    ----------
    text : str
        Statements.
    names : mapping from str to str
        The new name of each old one.

    Raises
    ------
    CannotRenameError
        If the result would differ in more than these names.
    """
    tree = ast.parse(text)
    found = [place for place in _Finder(text).places(tree) if place.name in names]
    if not found:
        return text
    lines = [line.encode() for line in text.split("\n")]
    for each in sorted(set(found), key=lambda place: (place.line, place.column), reverse=True):
        line = lines[each.line - 1] if each.line <= len(lines) else b""  # Python counts other ends of lines, too
        end = each.column + len(each.name.encode())
        if line[each.column : end] != each.name.encode():
            raise CannotRenameError(each.name)
        lines[each.line - 1] = line[: each.column] + names[each.name].encode() + line[end:]
    new = b"\n".join(lines).decode()
    try:
        again = [(place.name, place.line) for place in _Finder(new).places(ast.parse(new))]
    except SyntaxError:
        raise CannotRenameError(", ".join(names)) from None
    expected = [(names.get(place.name, place.name), place.line) for place in _Finder(text).places(tree)]
    if again != expected:
        raise CannotRenameError(", ".join(names))
    return new


class _Place(NamedTuple):
    """A global name and where it stands: the line from 1, the column in bytes."""

    name: str
    line: int
    column: int


class _Finder(ast.NodeVisitor):
    """Finds where names stand that mean something global."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._local: list[set[str]] = []  # of the functions around
        self._found: list[_Place] = []

    def places(self, tree: ast.AST) -> list[_Place]:
        self.visit(tree)
        return self._found

    def _note(self, name: str, line: int, column: int) -> None:
        if not any(name in names for names in self._local):
            self._found.append(_Place(name, line, column))

    def visit_Name(self, node: ast.Name) -> None:
        self._note(node.id, node.lineno, node.col_offset)

    def visit_Global(self, node: ast.Global) -> None:
        line = self._lines[node.lineno - 1]
        for name in node.names:
            if match := re.search(rf"\b{name}\b", line[node.col_offset + len("global") :]):
                before = line[: node.col_offset + len("global") + match.start()]
                self._found.append(_Place(name, node.lineno, len(before.encode())))

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._named(node, "def")
        for each in [*node.decorator_list, *_outside(node.args), *filter(None, [node.returns])]:
            self.visit(each)
        self._inside(node.body, _local_names(node.args, node.body))

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._named(node, "class")
        for each in [*node.decorator_list, *node.bases, *node.keywords]:
            self.visit(each)
        stored = {each.id for each in _own(node.body) if isinstance(each, ast.Name) and _is_stored(each)}
        stored |= {each.name for each in node.body if hasattr(each, "name")}
        for each in node.body:  # what a class body binds, its methods don't see
            self._inside([each], set() if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef) else stored)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        for each in _outside(node.args):
            self.visit(each)
        self._inside([node.body], _local_names(node.args, [node.body]))

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp) -> None:
        stored = {each.id for part in node.generators for each in ast.walk(part.target) if isinstance(each, ast.Name)}
        self.visit(node.generators[0].iter)
        self._local.append(stored)
        self.generic_visit(node)
        self._local.pop()
        self._found = list(dict.fromkeys(self._found))  # the first iterable was visited twice

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _comprehension  # noqa: N815

    def _named(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, word: str) -> None:
        if self._local and node.name in self._local[-1]:
            return
        for number in range(node.lineno, node.lineno + 3):
            line = self._lines[number - 1] if number <= len(self._lines) else ""
            if match := re.search(rf"\b{word}[ \t]+({node.name})\b", line):
                self._note(node.name, number, len(line[: match.start(1)].encode()))
                return

    def _inside(self, body: list[ast.stmt] | list[ast.expr], names: set[str]) -> None:
        self._local.append(names)
        for each in body:
            self.visit(each)
        self._local.pop()


def _outside(arguments: ast.arguments) -> Iterator[ast.expr]:
    """The parts of a function's head that are evaluated outside of it: defaults and annotations."""
    yield from [each for each in [*arguments.defaults, *arguments.kw_defaults] if each is not None]
    for each in _all(arguments):
        if each.annotation is not None:
            yield each.annotation


def _all(arguments: ast.arguments) -> list[ast.arg]:
    more = [each for each in (arguments.vararg, arguments.kwarg) if each is not None]
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *more]


def _local_names(arguments: ast.arguments, body: list) -> set[str]:
    names = {each.arg for each in _all(arguments)}
    outer: set[str] = set()
    for each in _own(body):
        if isinstance(each, ast.Global):
            outer.update(each.names)
        elif isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(each.name)
        elif isinstance(each, ast.Name) and _is_stored(each):
            names.add(each.id)
        elif isinstance(each, ast.alias):
            names.add((each.asname or each.name).split(".")[0])
        elif isinstance(each, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and each.name:
            names.add(each.name)
    return names - outer


def _own(body: list) -> Iterator[ast.AST]:
    """The nodes of a body without those of the functions, classes and comprehensions in it."""
    for each in body:
        yield each
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            continue
        if isinstance(each, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            yield from (node.target for node in ast.walk(each) if isinstance(node, ast.NamedExpr))
            continue
        yield from _own(list(ast.iter_child_nodes(each)))


def _is_stored(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store | ast.Del)
