"""What lies beside a notebook and belongs to it: programs that it imports, and data that it reads."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path, PurePosixPath

from lecture_nn.grading.notebook import UnreadableError, read

MOST = 50
"""Files beside a notebook, at most."""

LARGEST = 10_000_000
"""Bytes of all of them, at most."""

_LOOKED_AT = 5000
"""Files in the notebook's folder that are looked at, at most."""


def needed(beside: Mapping[str, Callable[[], bytes]], cells: Iterable[str]) -> dict[str, bytes]:
    """Return the files that a notebook may need, by their names relative to its folder.

    Parameters
    ----------
    beside : mapping from str to callable
        For each file, by its path relative to the notebook's folder with "/" between the parts, what reads it. A path
        that leads out of the folder is left out.
    cells : iterable of str
        The notebook's code. A file counts if its name, or that of a folder it lies in, stands somewhere in it, or in
        another file that counts.
    """
    words = _words("\n".join(cells))
    files: dict[str, bytes] = {}
    room = LARGEST
    while True:
        wanted = [name for name in sorted(beside) if name not in files and _is_named(PurePosixPath(name), words)]
        if not wanted:
            return files
        for name in wanted:
            if len(files) == MOST:
                return files
            try:
                content = beside[name]()
            except UnreadableError:
                content = None
            beside = {other: read for other, read in beside.items() if other != name}
            if content is None or len(content) > room:
                continue
            room -= len(content)
            files[name] = content
            if name.endswith(".py"):  # it may import others
                words |= _words(content.decode("utf-8", "replace"))


def beside(notebook: Path) -> dict[str, Callable[[], bytes]]:
    """Return what reads each file in the folder of a notebook and in those below; not links or hidden files."""
    found: dict[str, Callable[[], bytes]] = {}
    looked_at = 0
    for folder, folders, names in os.walk(notebook.parent):
        folders[:] = sorted(name for name in folders if name[0] not in "._")
        for name in sorted(names):
            looked_at += 1
            path = Path(folder, name)
            if looked_at > _LOOKED_AT:
                return found
            if name[0] != "." and path != notebook and not path.is_symlink():
                found[path.relative_to(notebook.parent).as_posix()] = lambda path=path: _read(path)
    return found


def _read(path: Path) -> bytes:
    return read(path, lambda file: file.read(LARGEST + 1))


def _is_named(path: PurePosixPath, words: set[str]) -> bool:
    if path.is_absolute() or ".." in path.parts:
        return False
    return path.name in words or path.stem in words or bool(words.intersection(path.parts[:-1]))


def _words(text: str) -> set[str]:
    """The names in a text; that of a file with its ending, too."""
    return set(re.findall(r"[\w-]+(?:\.[\w-]+)*", text)) | set(re.findall(r"\w+", text))
