"""Reading a stranger's notebook: as plain JSON, which is quick and can't do more than fail."""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Collection, Iterable
from pathlib import Path

from lecture_nn.validation import listed

LARGEST = 20_000_000
"""Bytes of a notebook, at most."""


class UnreadableError(ValueError):
    """A file that is no notebook."""

    status = "unreadable"


class OtherExerciseError(UnreadableError):
    """A notebook that answers no exercise."""

    status = "other exercise"


def read(path: Path) -> bytes:
    """Return what is in the file: of an ordinary file only, and without waiting for one.

    Raises
    ------
    UnreadableError
        If it is a link, a pipe, a folder, larger than `LARGEST`, or can't be opened.
    """
    flags = os.O_RDONLY
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"):  # no link; no waiting for a pipe's writer; for Windows
        flags |= getattr(os, name, 0)
    try:
        handle = os.open(path, flags)
    except (OSError, ValueError) as error:
        reason = "a link" if path.is_symlink() else getattr(error, "strerror", None) or str(error)
        raise UnreadableError(f"can't be opened: {reason}") from None
    about = os.fstat(handle)
    if not stat.S_ISREG(about.st_mode):
        os.close(handle)
        raise UnreadableError("expected an ordinary file")
    try:
        with open(handle, "rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise UnreadableError(f"can't be read: {error.strerror}") from None
    if len(data) > LARGEST:
        raise UnreadableError(f"expected at most {LARGEST:,} bytes, got {about.st_size:,}")
    return data


def code_cells(data: bytes) -> list[str]:
    """Return the sources of the code cells of a notebook in format 4.

    Raises
    ------
    UnreadableError
        If the bytes are no such notebook.
    """
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        # float: takes integers of any length, and no number in a notebook matters here
        notebook = json.loads(data.decode(encoding), parse_int=float)
    except (ValueError, RecursionError, MemoryError) as error:
        raise UnreadableError(f"expected a notebook in JSON, got {type(error).__name__}") from None
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        older = " (format 3: open it in a newer Jupyter and save it)" if _is_old(notebook) else ""
        raise UnreadableError(f"expected a notebook with a list of cells{older}")
    if notebook.get("nbformat", 4) != 4:
        raise UnreadableError(f"expected a notebook in format 4, got {str(notebook['nbformat'])[:20]}")
    return [source for cell in notebook["cells"] if (source := _source(cell)) is not None]


def _is_old(notebook: object) -> bool:
    return isinstance(notebook, dict) and "worksheets" in notebook


def _source(cell: object) -> str | None:
    """The source of a code cell; None of another one."""
    if not isinstance(cell, dict):
        raise UnreadableError(f"expected cells, got a {type(cell).__name__} among them")
    if cell.get("cell_type") != "code":
        return None
    source = cell.get("source", "")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise UnreadableError(f"expected the source of a cell as text, got {type(source).__name__}")
    return source


def exercise_of(cells: Iterable[str], name: str, known: Collection[str]) -> str:
    """Return the exercise that a notebook answers: by the name in its ``check(...)``, else by the file's name.

    Raises
    ------
    OtherExerciseError
        If neither is known.
    """
    checked = re.findall(r"""check\(\s*["'](\w+)["']""", "\n".join(cells))
    in_name = [each for each in known if each in name]
    for each in [*checked[::-1], *sorted(in_name, key=len, reverse=True)]:
        if each in known:
            return each
    raise OtherExerciseError(f"expected a notebook of one of the exercises {listed(sorted(known))}")
