"""What lies beside a notebook and belongs to it: programs that it imports, and data that it reads."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterable, Mapping
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
    called = {name: _calls(PurePosixPath(name)) for name in sorted(beside)}
    known = set().union(*called.values())
    words = _words("\n".join(cells), known)
    files: dict[str, bytes] = {}
    room = LARGEST
    while True:
        wanted = [name for name, calls in called.items() if not words.isdisjoint(calls)]
        if not wanted:
            return files
        for name in wanted:
            if len(files) == MOST:
                return files
            del called[name]
            try:
                content = beside[name]()
            except UnreadableError:
                content = None
            if content is None or len(content) > room:
                continue
            room -= len(content)
            files[name] = content
            if name.endswith(".py"):  # it may import others
                words |= _words(content.decode("utf-8", "replace"), known)


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


def _calls(path: PurePosixPath) -> set[str]:
    """The words by which a file may be meant; none if it lies elsewhere."""
    return set() if path.is_absolute() or ".." in path.parts else {path.name, path.stem, *path.parts[:-1]}


def _words(text: str, known: Collection[str]) -> set[str]:
    """Those of the known names that stand in a text, of whose words a large notebook has millions."""
    found = (re.finditer(word, text) for word in (r"[\w-]+(?:\.[\w-]+)*", r"\w+"))
    return {match[0] for matches in found for match in matches if match[0] in known}
