"""Taking functions out of a notebook together with everything that they need: helpers, values, imports."""

from __future__ import annotations

import ast
import builtins
import json
import subprocess
import symtable
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property

from lecture_nn.grading.definitions import Statement, start_of, statements

AT_ONCE = {"genexpr", "listcomp", "setcomp", "dictcomp"}
"""Blocks of a symbol table that run where they stand, unlike the bodies of functions."""

ASK = "import json, sys; found = {}; exec(f'from {sys.argv[1]} import *', found); print(); print(json.dumps([*found]))"
"""A program that tells the names that a module brings along."""


@dataclass(frozen=True)
class Item:
    """A statement of a notebook that is taken out: where it stood, and what it binds."""

    cell: int
    line: int
    text: str
    binds: frozenset[str]


@dataclass
class Gathered:
    """What was taken out of a notebook.

    Attributes
    ----------
    items : list of Item
        In the order of the notebook.
    imports : dict from str to str
        A statement for each imported name.
    missing : set of str
        Names that are used and that the notebook never defines.
    """

    items: list[Item] = field(default_factory=list)
    imports: dict[str, str] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)


@cache
def names_of(module: str) -> frozenset[str]:
    """Return what ``from module import *`` brings along; nothing if it can't be imported.

    A module that isn't here anyway is imported in a process of its own, because importing runs it.
    """
    if (here := sys.modules.get(module)) is not None:
        return frozenset(getattr(here, "__all__", None) or [name for name in vars(here) if not name.startswith("_")])
    asked = [sys.executable, "-c", ASK, module]
    try:
        with tempfile.TemporaryDirectory() as nowhere:
            done = subprocess.run(
                asked, cwd=nowhere, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=True
            )
        return frozenset(json.loads(done.stdout.splitlines()[-1]))
    except (OSError, subprocess.SubprocessError, ValueError, IndexError):
        return frozenset()


class Notebook:
    """The statements of a notebook, and which names each of them binds, uses and changes.

    Parameters
    ----------
    cells : sequence of str
        The sources of the code cells.
    exercise : str
        What the notebook answers: a definition that is as the exercise begins counts only if there is no other.
    """

    def __init__(self, cells: Sequence[str], exercise: str) -> None:
        self.cells = cells = [cell.replace("\r\n", "\n") for cell in cells]
        self._begun = start_of(exercise).fingerprints
        self._lines = [_Line(each) for each in statements(cells)]

    @property
    def stars(self) -> list[str]:
        """The modules that everything is imported from."""
        return list(dict.fromkeys(module for line in self._lines for module in line.stars))

    def holds(self, name: str) -> bool:
        """Whether there is a definition of `name` that isn't as the exercise begins."""
        number = self._answer(name)
        return number is not None and self._lines[number].statement.fingerprint not in self._begun

    def gather(self, names: Iterable[str]) -> Gathered:
        """Take out the definitions of `names`, with all that they need."""
        found, wanted = Gathered(), set()
        asked = {name: number for name in names if (number := self._answer(name)) is not None}
        waiting = list(asked.values())
        while waiting:
            number = waiting.pop()
            if number in wanted:
                continue
            wanted.add(number)
            line = self._lines[number]
            for name in line.now:
                waiting += self._definition(name, number, found)
            for name in line.later:  # a function that is asked for stays that, whatever its name is used for later
                waiting += [asked[name]] if name in asked else self._definition(name, None, found)
        for number in sorted(wanted):
            each = self._lines[number]
            found.items.append(
                Item(
                    each.statement.cell,
                    each.statement.line,
                    self._with_comment(each.statement),
                    frozenset(each.binds),
                )
            )
        return found

    def _answer(self, name: str) -> int | None:
        """The definition that is graded: the last, a function rather than a value, the student's if there is one."""
        candidates = [
            (each.statement.fingerprint not in self._begun, each.statement.is_function, number)
            for number, each in enumerate(self._lines)
            if name in each.binds and name not in each.imports
        ]
        return max(candidates)[2] if candidates else None

    def _definition(self, name: str, before: int | None, found: Gathered) -> Iterator[int]:
        """Yield what defines a name at that place, and what changes it afterwards; note what is imported or missing."""
        end = len(self._lines) if before is None else before
        numbers = [number for number in range(end) if name in self._lines[number].binds]
        if before is not None and not numbers and name in self._lines[before].binds:
            return
        if not numbers:
            if statement := self._star(name):
                found.imports[name] = statement
            elif not hasattr(builtins, name):
                found.missing.add(name)
            return
        if statement := self._lines[numbers[-1]].imports.get(name):
            found.imports[name] = statement
            return
        first = numbers[-1]
        while name in self._lines[first].adds and numbers.index(first) > 0:  # x += 1 needs the x before
            yield first
            first = numbers[numbers.index(first) - 1]
        yield first
        yield from (number for number in range(first + 1, end) if name in self._lines[number].changes)

    def _star(self, name: str) -> str:
        """The statement that imports a name which some ``from module import *`` of the notebook brings along."""
        for module in self.stars:
            if module.split(".")[0] != "lecture_nn" and name in names_of(module):
                return f"from {module} import {name}"
        return ""

    def _with_comment(self, statement: Statement) -> str:
        """The lines of a statement, and the comment right above it."""
        lines = self.cells[statement.cell - 1].split("\n")
        first = statement.line - 1
        while first > 0 and lines[first - 1].startswith("#"):
            first -= 1
        return "\n".join([*lines[first : statement.line - 1], statement.text]).rstrip()


class _Line:
    """A statement with the names that it has to do with."""

    def __init__(self, statement: Statement) -> None:
        self.statement = statement

    @cached_property
    def _tree(self) -> ast.Module:
        try:
            return ast.parse(self.statement.text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):  # still being written
            return ast.Module(body=[], type_ignores=[])

    @cached_property
    def _table(self) -> symtable.SymbolTable | None:
        try:
            return symtable.symtable(ast.unparse(self._tree), "cell", "exec") if self._tree.body else None
        except (SyntaxError, ValueError, RecursionError):  # "global x" of an argument: it parses, but means nothing
            return None

    @cached_property
    def binds(self) -> set[str]:
        """What it defines at the top level."""
        if self._table is None:
            return set(self.statement.names)
        return {each.get_name() for each in self._table.get_symbols() if each.is_assigned() or each.is_imported()}

    @cached_property
    def imports(self) -> dict[str, str]:
        """A statement for each name that it imports, if that is all it does."""
        found = {}
        for node in self._tree.body:
            if not isinstance(node, ast.Import | ast.ImportFrom):
                return {}
            for alias in node.names:
                alone = type(node)(**{**{f: getattr(node, f) for f in node._fields}, "names": [alias]})
                name = alias.asname or alias.name.split(".")[0]
                found[name] = ast.unparse(alone)
        return found

    @cached_property
    def stars(self) -> list[str]:
        """The modules that it imports everything from; one with dots in front is looked for beside the notebook."""
        return [
            "." * node.level + (node.module or "")
            for node in self._tree.body
            if isinstance(node, ast.ImportFrom) and node.names[0].name == "*"
        ]

    @cached_property
    def adds(self) -> set[str]:
        """The names that it binds to something made of what they were, as ``x += 1`` does."""
        added = {node.target.id for node in _at_once(self._tree) if isinstance(node, ast.AugAssign) and _is_name(node)}
        return added | {name for name in self.binds if name in self.now and not self.statement.is_function}

    @cached_property
    def changes(self) -> set[str]:
        """The names whose values it changes in place: ``table.append(1)``, ``table[3] = 1``."""
        found = set()
        for node in _at_once(self._tree):
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
                found.add(_root(node.value.func))
            elif isinstance(node, ast.Assign | ast.AugAssign | ast.Delete):
                targets = [node.target] if isinstance(node, ast.AugAssign) else node.targets
                found |= {_root(target) for target in targets}
        return found - {""}

    @cached_property
    def now(self) -> set[str]:
        """The names that it uses when it runs."""
        return _used(self._table)[0] if self._table else set()

    @cached_property
    def later(self) -> set[str]:
        """The names that it uses when a function that it defines is called."""
        return _used(self._table)[1] if self._table else set()


def _used(table: symtable.SymbolTable) -> tuple[set[str], set[str]]:
    now = {each.get_name() for each in table.get_symbols() if each.is_referenced()}
    later: set[str] = set()
    waiting = [(child, True) for child in table.get_children()]
    while waiting:
        child, runs = waiting.pop()
        runs = runs and (child.get_type() == "class" or child.get_name() in AT_ONCE)
        for each in child.get_symbols():
            if each.is_global() and (each.is_referenced() or each.is_declared_global()):
                (now if runs else later).add(each.get_name())
        waiting += [(inner, runs) for inner in child.get_children()]
    return now, later


def _at_once(tree: ast.AST) -> Iterator[ast.stmt]:
    """The statements that run when a cell does, those of loops and conditions included."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.stmt):
            yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            yield from _at_once(node)


def _is_name(node: ast.AugAssign) -> bool:
    return isinstance(node.target, ast.Name)


def _root(node: ast.expr) -> str:
    """The name that an attribute or an entry belongs to, "" for anything else."""
    inside = False
    while isinstance(node, ast.Attribute | ast.Subscript):
        node, inside = node.value, True
    return node.id if inside and isinstance(node, ast.Name) else ""
