"""The right answers to an instructor's own exercise: functions beside its checks, and those of a solved notebook.

Nothing has to be declared. A function beside the checks that is called like the one asked for is most likely what the
check compares with; a solved notebook holds all of them. Either counts only if it passes the checks.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any


def code_of(notebook: str) -> list[str]:
    """Return the code cells of a notebook, given as the text of its file; a cell that is no Python is left out.

    Raises
    ------
    ValueError
        If it is no notebook.
    """
    try:
        cells = [cell for cell in json.loads(notebook)["cells"] if cell["cell_type"] == "code"]
        sources = [source if isinstance(source := cell["source"], str) else "".join(source) for cell in cells]
    except (ValueError, KeyError, TypeError):
        raise ValueError("expected a notebook as Jupyter saves it") from None
    return [source for each in sources if _parsed(source := _without_magics(each)) is not None]


def _without_magics(source: str) -> str:
    """The cell without lines such as `%matplotlib inline`; as it is if it is Python: `% B` may begin a line of it."""
    if _parsed(source) is not None:
        return source
    return "\n".join("" if line.lstrip().startswith(("%", "!")) else line for line in source.split("\n"))


def _parsed(source: str) -> ast.Module | None:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError):
        return None


def functions_of(cells: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return the source of each function that the cells define, and the source of all that it needs."""
    statements = [each for cell in cells for each in ast.parse(cell).body]
    last = {each.name: each for each in statements if isinstance(each, ast.FunctionDef)}
    return {name: (ast.unparse(node), needed(statements, [node])) for name, node in last.items()}


def values_of(cells: Sequence[str], names: Iterable[str]) -> dict[str, Any]:
    """Return the values that the cells give to these names, computed from what they need."""
    statements = [each for cell in cells for each in ast.parse(cell).body]
    found: dict[str, Any] = {}
    for name in names:
        space: dict[str, Any] = {}
        if source := needed(statements, [ast.Name(name)]):
            exec(compile(source, "<solution>", "exec"), space)
            if name in space:
                found[name] = space[name]
    return found


def names_in(node: ast.AST) -> set[str]:
    """Return all names that stand in a piece of code."""
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def defined_by(node: ast.stmt) -> set[str]:
    """Return the names that a statement of a module defines."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {(alias.asname or alias.name).split(".")[0] for alias in node.names}
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return {node.name}
    if isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return {each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)}
    return set()


def needed(
    statements: Sequence[ast.stmt],
    wanted: Iterable[ast.AST],
    defines: Callable[[ast.stmt], set[str]] = defined_by,
) -> str:
    """Return the source of all statements that these need, in their order.

    Parameters
    ----------
    statements : sequence of stmt
        Of a module.
    wanted : iterable of AST
    defines : callable, optional
        Returns the names that a statement defines; none for one that is never to be taken.
    """
    names = {"*"}.union(*map(names_in, wanted))  # what an import with a star brings along may be needed
    kept: set[int] = set()
    while True:
        more = {n for n, each in enumerate(statements) if defines(each) & names} - kept
        if not more:
            return "\n".join(ast.unparse(statements[n]) for n in sorted(kept))
        kept |= more
        names |= set().union(*(names_in(statements[n]) for n in more))
