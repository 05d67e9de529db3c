"""Notebooks as plain data: their cells, which of them ask for an answer, and what tells one text from another.

They are read as JSON, because what a reader's editor has left behind need not be valid in every detail.
"""

from __future__ import annotations

import ast
import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

TURN = re.compile(r"""^your_turn\(\s*["'](\w+)["']""", re.MULTILINE)


class DamagedError(ValueError):
    """A file that is no notebook, or one that can't be read."""


@dataclass(frozen=True)
class Mark:
    """What a cell of the course can be recognized by, however it is edited.

    Attributes
    ----------
    id : str
        The notebook's own name for the cell; empty if an editor has lost it.
    kind : str
        "code", "markdown" or "raw".
    digest : str
        Of its text, whatever the white space at the ends of lines.
    asks : tuple of str
        For a cell of an exercise in which the reader answers: the names of functions and values that it asks for. For
        one of a lesson: the name of the turn.
    """

    id: str
    kind: str
    digest: str
    asks: tuple[str, ...] = ()

    @classmethod
    def of(cls, cell: dict[str, Any]) -> Mark:
        """Return the mark of a cell."""
        return cls(str(cell.get("id") or ""), str(cell["cell_type"]), digest(source(cell)), asks(cell))


def read(data: bytes) -> dict[str, Any]:
    """Return a notebook of format 4; one that an older program wrote is converted.

    Raises
    ------
    DamagedError
        If the bytes are none.
    """
    try:
        notebook = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        if re.search(rb"^<{7} ", data, re.MULTILINE) and re.search(rb"^>{7} ", data, re.MULTILINE):
            raise DamagedError("the file holds both sides of a merge conflict (<<<<<<<), and can't be read") from None
        raise DamagedError("the file is empty or damaged, and can't be read") from None
    if isinstance(notebook, dict) and "worksheets" in notebook:
        notebook = _converted(notebook)
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list) or not all(map(_is_cell, cells)):
        raise DamagedError("the file is no notebook with a list of cells")
    return notebook


def _converted(notebook: dict[str, Any]) -> dict[str, Any] | None:
    """A notebook of format 3 or older in format 4; None if it can't be converted."""
    import nbformat

    try:
        return nbformat.convert(nbformat.from_dict(notebook), 4)
    except Exception:  # whatever a damaged one leads to
        return None


def _is_cell(cell: Any) -> bool:
    if not isinstance(cell, dict) or not isinstance(cell.get("metadata", {}), dict):
        return False
    text = cell.get("source", "")
    lines = text if isinstance(text, list) else [text]
    return isinstance(cell.get("cell_type"), str) and all(isinstance(line, str) for line in lines)


def written(notebook: dict[str, Any]) -> bytes:
    """Return a notebook as a file holds it."""
    return (json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode("utf-8", "replace")


def source(cell: dict[str, Any]) -> str:
    """Return the text of a cell."""
    text = cell.get("source", "")
    return text if isinstance(text, str) else "".join(text)


def digest(text: str) -> str:
    """Return what tells this text from others; editors change the ends of lines, and that doesn't count."""
    plain = "\n".join(line.rstrip() for line in text.splitlines()).strip("\n")
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def asks(cell: dict[str, Any]) -> tuple[str, ...]:
    """Return what a cell asks for, as tools/make_exercises.py has noted it or as its turn is called; else nothing."""
    if cell.get("cell_type") != "code":
        return ()
    noted = cell.get("metadata", {}).get("answer")
    if isinstance(noted, list) and noted and all(isinstance(name, str) for name in noted):
        return tuple(noted)
    return tuple(TURN.findall(source(cell))[:1])


def defines(text: str) -> set[str]:
    """Return the names that a cell gives to functions, classes and values when it runs, and the turns that it answers.

    A cell that is no Python, or not yet, is judged by how its lines begin.
    """
    plain = re.sub(r"^(?:%%?time\b|%.*|!.*)", "", text, flags=re.MULTILINE)  # lines of Jupyter's own
    try:
        names = _bound(ast.parse(plain).body)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        names = set(re.findall(r"^(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)", text, re.MULTILINE))
        assigned = r"^(\w(?:[\w, \t]{0,300}?[\w,])?)[ \t]*+(?::[^=\n]{1,100})?=(?!=)"
        for targets in re.findall(assigned, text, re.MULTILINE):
            names.update(re.findall(r"\w+", targets))
    return names | set(TURN.findall(text))


def _bound(statements: Iterable[ast.AST]) -> set[str]:
    """The names that are bound where these statements stand; what is local to functions and classes isn't."""
    names: set[str] = set()
    waiting = list(statements)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Name):
            names |= {node.id} if isinstance(node.ctx, ast.Store) else set()
        elif isinstance(node, ast.alias):
            names.add(node.asname or node.name.partition(".")[0])
        elif not isinstance(node, ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            waiting += ast.iter_child_nodes(node)
    return names


def marks(data: bytes) -> list[Mark]:
    """Return the marks of a notebook's cells.

    Raises
    ------
    DamagedError
        If the bytes are no notebook.
    """
    return [Mark.of(cell) for cell in read(data)["cells"]]


def called(cell: dict[str, Any]) -> str:
    """Return how a message can name a cell: by what it asks for, else by how it begins."""
    if names := asks(cell):
        return ", ".join(names)
    first = next((line.strip() for line in source(cell).splitlines() if line.strip()), "")
    return f'the cell "{first if len(first) <= 50 else first[:47] + "..."}"' if first else "an empty cell"
