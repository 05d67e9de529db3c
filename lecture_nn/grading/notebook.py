"""Reading a stranger's notebook: as plain JSON, which is quick and can't do more than fail."""

from __future__ import annotations

import io
import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from lecture_nn.grading.damaged import kind
from lecture_nn.grading.outputs import without_outputs

SMALL = 1_000_000
"""Bytes of a notebook that is read as it is."""

LARGEST = 20_000_000
"""Bytes of a notebook without its outputs, at most."""

LARGEST_WITH_OUTPUTS = 300_000_000
"""Bytes of a notebook, at most: outputs cost no memory, but about a second for 100 million bytes."""


class UnreadableError(ValueError):
    """A file that is no notebook."""

    status = "unreadable"


class OtherExerciseError(UnreadableError):
    """A notebook that answers no exercise."""

    status = "other exercise"


def read(path: Path, of: Callable[[BinaryIO], bytes] | None = None) -> bytes:
    """Return what is in the file, without its outputs: of an ordinary file only, and without waiting for one.

    Parameters
    ----------
    path : Path
    of : callable, optional
        Takes the open file and returns what is in it; by default `read_from`.

    Raises
    ------
    UnreadableError
        If it is a link, a pipe, a folder, larger than `LARGEST` without outputs, or can't be opened.
    """
    flags = os.O_RDONLY
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"):  # no link; no waiting for a pipe's writer; for Windows
        flags |= getattr(os, name, 0)
    try:
        handle = os.open(path, flags)
    except (OSError, ValueError) as error:
        reason = "a link" if path.is_symlink() else getattr(error, "strerror", None) or str(error)
        raise UnreadableError(f"can't be opened: {reason}") from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise UnreadableError("expected an ordinary file")
    try:
        with open(handle, "rb") as file:
            return (of or read_from)(file)
    except OSError as error:
        raise UnreadableError(f"can't be read: {error.strerror}") from None


def read_from(file: BinaryIO) -> bytes:
    """Return what is in an open file; of one above `SMALL`, without the outputs, which then cost no memory.

    Raises
    ------
    UnreadableError
        If it is larger than `LARGEST` without outputs, or than `LARGEST_WITH_OUTPUTS`.
    """
    start = file.read(SMALL)
    if len(start) < SMALL:
        return start
    kept = io.BytesIO()
    for part in without_outputs(_Bounded(start, file)):
        kept.write(part)
        if kept.tell() > LARGEST:
            raise UnreadableError(f"expected at most {LARGEST:,} bytes without its outputs, got more")
    return kept.getvalue()


class _Bounded:
    """A file whose beginning has been read already, and of which no more than is allowed is read."""

    def __init__(self, start: bytes, file: BinaryIO) -> None:
        self._start, self._file, self._left = start, file, LARGEST_WITH_OUTPUTS

    def read(self, n: int) -> bytes:
        piece, self._start = self._start or self._file.read(n), b""
        self._left -= len(piece)
        if self._left < 0:
            raise UnreadableError(f"expected at most {LARGEST_WITH_OUTPUTS:,} bytes, got more")
        return piece


def code_cells(data: bytes, kind_of_cell: str = "code") -> list[str]:
    """Return the sources of the code cells, or those of another kind, of a notebook in format 4 or an older one.

    Raises
    ------
    UnreadableError
        If the bytes are no such notebook; it says what they are.
    """
    notebook = _json(read_from(io.BytesIO(data)))
    if isinstance(notebook, dict) and isinstance(notebook.get("content"), dict):
        notebook = notebook["content"]  # as Jupyter's server gives a file to programs
    if isinstance(notebook, dict) and isinstance(sheets := notebook.get("worksheets"), list):  # format 3 and before
        cells = [cell for sheet in sheets if isinstance(sheet, dict) for cell in _list(sheet.get("cells"))]
    elif isinstance(notebook, dict) and isinstance(notebook.get("cells"), list):
        cells = notebook["cells"]
    else:
        raise UnreadableError(f"expected a notebook with a list of cells, got {_without_cells(notebook)}")
    if str(notebook.get("nbformat", 4)).partition(".")[0] not in ("1", "2", "3", "4"):
        raise UnreadableError(f"expected a notebook in format 4, got {str(notebook['nbformat'])[:20]}")
    return [source for cell in cells if (source := _source(cell, kind_of_cell)) is not None]


def _json(data: bytes) -> object:
    """What the JSON in the bytes says; one that isn't in UTF-8 can have only texts and comments misread."""
    data = data.rstrip(b"\0") if data[:1] == b"{" and data[1:2] != b"\0" else data  # zeros at the end: of a bad copy
    detected = json.detect_encoding(data)
    for encoding in dict.fromkeys([detected, "cp1252", "latin-1"]):
        try:
            # float: takes integers of any length, and no number in a notebook matters here
            return json.loads(data.decode(encoding), parse_int=float)
        except UnicodeDecodeError:
            continue
        except (RecursionError, MemoryError):
            raise UnreadableError("expected a notebook, got lists within lists without end") from None
        except ValueError:
            break
    raise UnreadableError(f"expected a notebook, got {kind(data, detected)}")


def _list(item: object) -> list:
    return item if isinstance(item, list) else []


def _without_cells(notebook: object) -> str:
    if isinstance(notebook, dict) and {"doc_id", "url", "resource_id"} & set(notebook):
        return "a link to a document in the cloud: download the notebook and hand in the .ipynb file"
    return "JSON of another kind"


def _source(cell: object, kind_of_cell: str) -> str | None:
    """The source of a cell of that kind; None of another one."""
    if not isinstance(cell, dict):
        raise UnreadableError(f"expected cells, got a {type(cell).__name__} among them")
    if cell.get("cell_type") != kind_of_cell:
        return None
    source = cell.get("source", cell.get("input", ""))  # the second in format 3
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        lines_end = any(line.endswith("\n") for line in source[:-1]) or len(source) < 2
        source = ("" if lines_end else "\n").join(source)  # some programs leave the ends of lines out
    if not isinstance(source, str):
        raise UnreadableError(f"expected the source of a cell as text, got {type(source).__name__}")
    return source
