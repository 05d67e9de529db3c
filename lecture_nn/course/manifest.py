"""What is noted in a reader's copy: which version of each notebook they began with."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lecture_nn.course.notebooks import Mark, marks
from lecture_nn.course.places import HIDDEN, is_place, is_version

LARGEST = 20_000_000
"""Bytes that the notes of a course never come near, so that a larger file counts as damaged."""


@dataclass(frozen=True)
class Begun:
    """The version of a notebook that the reader began with.

    Attributes
    ----------
    sha256 : str
        Of the course's file; empty if nobody knows which version it was.
    cells : tuple of Mark or None
        Its cells; None if nobody knows.
    """

    sha256: str = ""
    cells: tuple[Mark, ...] | None = None

    @classmethod
    def with_file(cls, data: bytes) -> Begun:
        """Return the note about a file of the course."""
        return cls(sha256(data), tuple(marks(data)))


@dataclass
class Manifest:
    """The notes.

    Attributes
    ----------
    version : str
        Of the course.
    files : dict from str to Begun
        Each notebook, by its place in the folder.
    last : str
        The notebook that the reader had worked at last when the notes were written; empty if there was none.
    """

    version: str
    files: dict[str, Begun] = field(default_factory=dict)
    last: str = ""

    def as_json(self) -> str:
        """Return the notes as they are kept."""
        files = {path: [each.sha256, _plain(each.cells)] for path, each in sorted(self.files.items())}
        return json.dumps({"format": 1, "version": self.version, "last": self.last, "files": files}, indent=0)

    @classmethod
    def from_json(cls, text: str) -> Manifest:
        """Read the notes.

        Raises
        ------
        ValueError
            If they are damaged.
        """
        try:
            kept = json.loads(text)
            files = {path: Begun(str(sha), _marks(cells)) for path, (sha, cells) in kept["files"].items()}
            if not is_version(kept["version"]):
                raise ValueError(kept["version"])
            return cls(kept["version"], files, str(kept.get("last", "")))
        except (KeyError, TypeError, AttributeError, ValueError, RecursionError):
            raise ValueError("expected the notes of a course folder, got a damaged file") from None


def read(folder: Path) -> Manifest | None:
    """Return the notes of a folder, or None if it has none that can be read.

    What they say of anything but notebooks at places of the course counts for nothing.
    """
    try:
        notes = Manifest.from_json(text_of(folder / HIDDEN / "manifest.json"))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None
    notes.files = {path: begun for path, begun in notes.files.items() if is_place(path)}
    notes.last = notes.last if is_place(notes.last) else ""
    return notes


def text_of(path: Path) -> str:
    """Return the text of a file of notes.

    Raises
    ------
    ValueError
        If it is too large to be one, or no text.
    OSError
        If it can't be read.
    """
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise ValueError(f"expected notes of at most {LARGEST:,} bytes, got a larger file")
    return data.decode("utf-8-sig")


def sha256(data: bytes) -> str:
    """Return what tells a file from another."""
    return hashlib.sha256(data).hexdigest()


def content(path: Path) -> bytes | None:
    """Return what is in a file; None if there is none."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _plain(cells: Sequence[Mark] | None) -> list[list[Any]] | None:
    return None if cells is None else [[mark.id, mark.kind, mark.digest, list(mark.asks)] for mark in cells]


def _marks(cells: list[list[Any]] | None) -> tuple[Mark, ...] | None:
    if cells is None:
        return None
    return tuple(Mark(str(name), str(kind), str(digest), tuple(map(str, asks))) for name, kind, digest, asks in cells)
