"""The code that stands on the pages of a lesson, for tests that compute with what a reader sees."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection
from pathlib import Path
from typing import Any

import nbformat
import numpy as np

FOLDER = Path(__file__).resolve().parent.parent / "notebooks"


def cells(lesson: str) -> list[nbformat.NotebookNode]:
    """Return the cells of a lesson, by the name of its file."""
    return nbformat.read(FOLDER / f"{lesson}.ipynb", as_version=4).cells


def functions(lesson: str, without: Collection[str] = (), **given: Any) -> dict[str, Any]:
    """Return `given` with the functions that a lesson's cells define at their top level; nothing else of it is run.

    Those named in `without` are left out: turns, which the reader has yet to write.
    """
    space = {"np": np, **given}
    for cell in cells(lesson):
        for node in ast.parse(cell.source).body if cell.cell_type == "code" else []:
            if isinstance(node, ast.FunctionDef) and node.name not in without:
                exec(compile(ast.Module([node], type_ignores=[]), lesson, "exec"), space)
    return space


def solution(lesson: str, name: str) -> Any:
    """Return the function of that name from the solutions that a lesson folds away below its turns."""
    for cell in cells(lesson):
        for code in re.findall(r"```python\n(.*?)```", cell.source, flags=re.DOTALL):
            if f"def {name}(" in code:
                space = {"np": np}
                exec(code, space)
                return space[name]
    raise LookupError(f"{lesson}: no solution defines {name}")
