"""What is in a folder or an archive: nothing is unpacked to disk, and no name in an archive becomes a path here."""

from __future__ import annotations

import io
import stat
import tarfile
import tempfile
import unicodedata
import weakref
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path, PurePosixPath
from typing import IO

from lecture_nn.grading.damaged import kind
from lecture_nn.grading.names import is_notebook
from lecture_nn.grading.notebook import LARGEST, UnreadableError, read, read_from

OPENED = (".zip", ".tar", ".tar.gz", ".tgz")
"""How the names of archives end that are opened."""

NOT_OPENED = (".rar", ".7z", ".tar.xz", ".tar.bz2", ".txz", ".tbz2", ".gz", ".xz", ".bz2", ".zst")
"""How the names of archives end that are only named."""


LARGEST_ARCHIVE = 100_000_000
"""Bytes of an archive that a student handed in, at most."""

DEEPEST = 60
"""Folders in folders, at most: what lies deeper isn't seen."""


@dataclass(frozen=True)
class Bounds:
    """How much an archive may hold: a number of members, and of bytes in all."""

    members: int
    unpacked: int


OF_A_CLASS = Bounds(members=500_000, unpacked=8_000_000_000)
OF_A_STUDENT = Bounds(members=5_000, unpacked=1_000_000_000)


@dataclass
class Contents:
    """Files and folders by their paths, as they were handed in.

    Attributes
    ----------
    files : dict from path to function
        The function returns what is in the file; it raises UnreadableError.
    folders : set of paths
    links : set of paths
        Symbolic links, which are never followed.
    """

    files: dict[PurePosixPath, Callable[[], bytes]] = field(default_factory=dict)
    folders: set[PurePosixPath] = field(default_factory=set)
    links: set[PurePosixPath] = field(default_factory=set)
    _copies: Counter[PurePosixPath] = field(default_factory=Counter, repr=False)

    def add(self, path: PurePosixPath, reader: Callable[[], bytes]) -> None:
        """Add a file; a second one of the same name gets another name, as an archive may hold several."""
        free = path
        while free in self.files:
            self._copies[path] += 1
            free = path.with_name(f"{path.stem} (again {self._copies[path]}){path.suffix}")
        self.files[free] = reader
        self.folders.update(parent for parent in path.parents if parent.parts)


def composed(name: str) -> str:
    """`name` in composed Unicode: macOS writes ü as u and two dots, and both spellings are one student."""
    return unicodedata.normalize("NFC", name)


def contents(source: Path) -> Contents:
    """Return what is in a folder, a zip or a tar.

    Raises
    ------
    ValueError
        If `source` is none of them, or holds more than `OF_A_CLASS`.
    """
    if source.is_dir():
        return _of_folder(source)
    try:
        file = source.open("rb")  # stays open: opening it for each member would read its whole list each time
        return of_archive(file, OF_A_CLASS)
    except (OSError, UnreadableError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ValueError(f"SUBMISSIONS: expected a folder, a zip or a tar, got {source} ({reason})") from None


def is_archive(name: str) -> bool:
    """Whether a file of this name is opened as an archive."""
    return name.strip().lower().endswith(OPENED)


def of_student(name: str, reader: Callable[[], bytes]) -> Contents:
    """Return what is in an archive that a student handed in. Only the last of such archives is kept in memory.

    Raises
    ------
    UnreadableError
        If it is no archive, damaged, or holds more than `OF_A_STUDENT`.
    """
    inside = _last(reader)
    return Contents(
        {path: partial(_again, reader, path) for path in inside.files}, set(inside.folders), set(inside.links)
    )


@lru_cache(maxsize=1)
def _last(reader: Callable[[], bytes]) -> Contents:
    """What is in the archive that a function reads: it is asked for in a row, and opening one may take seconds."""
    return of_archive(io.BytesIO(reader()), OF_A_STUDENT)


def _again(reader: Callable[[], bytes], path: PurePosixPath) -> bytes:
    return _last(reader).files[path]()


def of_archive(file: IO[bytes], bounds: Bounds) -> Contents:
    """Return what is in an open zip or tar.

    Raises
    ------
    UnreadableError
        If it is neither, damaged, or holds more than it may.
    """
    start = file.read(5000)
    try:
        if zipfile.is_zipfile(file):
            return _of_zip(file, bounds)
        file.seek(0)
        return _of_tar(file, bounds)
    except UnreadableError:
        file.close()
        raise
    except Exception:  # damaged or made to do harm: zipfile and tarfile raise many things
        file.close()
        raise UnreadableError(f"expected an archive that can be opened, got {_instead(start)}") from None


def _instead(start: bytes) -> str:
    """What a file is that can't be opened as an archive, by its beginning."""
    if start[:2] in (b"PK", b"\x1f\x8b", b"BZ", b"\xfd7") or start[257:262] == b"ustar":
        return "one that is damaged or cut off before its end: pack or download it again"
    return kind(start)


# A folder


def _of_folder(folder: Path) -> Contents:
    found = Contents()
    for path in _walk(folder):
        inner = PurePosixPath(*map(composed, path.relative_to(folder).parts))
        if path.is_symlink():
            found.links.add(inner)
            found.files[inner] = partial(read, path)  # which says that it is a link
        elif path.is_dir():
            found.folders.add(inner)
        else:
            found.add(inner, partial(read, path, _content_of(path.name)))
    return found


def _walk(folder: Path) -> Iterator[Path]:
    """All below a folder, links not followed."""
    waiting = [(folder, 1)]
    while waiting:
        within, depth = waiting.pop()
        try:
            listed = sorted(within.iterdir())
        except OSError:  # it can't be read: its owner has handed in something, though nothing of it is seen
            continue
        for path in listed:
            yield path
            if depth < DEEPEST and path.is_dir() and not path.is_symlink():
                waiting.append((path, depth + 1))


# Archives


def _of_zip(file: IO[bytes], bounds: Bounds) -> Contents:
    end = zipfile._EndRecData(file)  # ahead of ZipFile, which would read a list of any length
    if end[zipfile._ECD_SIZE] > 100 * bounds.members or end[zipfile._ECD_ENTRIES_TOTAL] > bounds.members:
        raise UnreadableError(f"expected an archive of at most {bounds.members:,} files, got more")
    archive = zipfile.ZipFile(file)
    weakref.finalize(archive, file.close)  # once nothing is read from it any more
    found = Contents()
    for member in archive.infolist():
        path = _inner(_name(member))
        if not path.parts:
            continue
        if member.is_dir():
            found.folders.update([path, *(parent for parent in path.parents if parent.parts)])
            continue
        found.add(path, partial(_member, archive, member))
        if stat.S_ISLNK(member.external_attr >> 16):
            found.links.add(path)
    return found


def _name(member: zipfile.ZipInfo) -> str:
    """A member's name. Many programs write UTF-8 without the flag for it, which zipfile reads as code page 437."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return member.filename


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    if stat.S_ISLNK(member.external_attr >> 16):
        raise UnreadableError("can't be opened: a link")
    try:
        with archive.open(member) as file:
            return _content_of(member.filename)(file)
    except UnreadableError:
        raise
    except Exception as error:  # encrypted, damaged, packed in a way not known here
        raise UnreadableError(f"can't be unpacked: {_why(error)}") from None


def _of_tar(file: IO[bytes], bounds: Bounds) -> Contents:
    plain = _unpacked(file, bounds)
    try:
        archive = tarfile.open(fileobj=plain, mode="r:")  # noqa: SIM115
    except BaseException:
        plain.close()
        raise
    weakref.finalize(archive, plain.close)
    found = Contents()
    for number, member in enumerate(archive):
        if number >= bounds.members:
            raise UnreadableError(f"expected an archive of at most {bounds.members:,} files, got more")
        path = _inner(member.name)
        if not path.parts:
            continue
        if member.isdir():
            found.folders.update([path, *(parent for parent in path.parents if parent.parts)])
        elif member.isfile():
            found.add(path, partial(_tar_member, archive, member))
        else:  # links of both kinds, devices, pipes
            found.add(path, _link)
            found.links.add(path)
    return found


def _unpacked(file: IO[bytes], bounds: Bounds) -> IO[bytes]:
    """The tar in a gzip, so that its members can be read in any order; a tar that isn't packed as it is."""
    start = file.read(2)
    file.seek(0)
    if start != b"\x1f\x8b":
        return file
    plain = tempfile.SpooledTemporaryFile(LARGEST)  # noqa: SIM115
    try:
        stream, size = zlib.decompressobj(wbits=31), 0
        while packed := file.read(64 * 1024):
            while packed:
                size += plain.write(stream.decompress(packed, 1 << 20))
                packed = stream.unconsumed_tail
                if size > bounds.unpacked:
                    raise UnreadableError(
                        f"expected an archive of at most {bounds.unpacked:,} bytes unpacked, got more"
                    )
    except BaseException:
        plain.close()
        raise
    plain.seek(0)
    file.close()
    return plain


def _tar_member(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    try:
        return _content_of(member.name)(archive.extractfile(member))
    except UnreadableError:
        raise
    except Exception as error:
        raise UnreadableError(f"can't be unpacked: {_why(error)}") from None


def _link() -> bytes:
    raise UnreadableError("can't be opened: a link")


def _content_of(name: str) -> Callable[[IO[bytes]], bytes]:
    """What reads a file of this name: a notebook without its outputs, all else as it is."""
    return read_from if is_notebook(PurePosixPath(name)) else _whole


def _whole(file: IO[bytes]) -> bytes:
    data = file.read(LARGEST_ARCHIVE + 1)
    if len(data) > LARGEST_ARCHIVE:
        raise UnreadableError(f"expected at most {LARGEST_ARCHIVE:,} bytes, got more")
    return data


def _why(error: Exception) -> str:
    return "it has a password" if "password" in str(error) else type(error).__name__


def _inner(name: str) -> PurePosixPath:
    """The path that a name in an archive means, without ways out of it."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    if len(parts) > DEEPEST:
        parts = [*parts[: DEEPEST - 1], parts[-1]]
    return PurePosixPath(*(composed(part[:255]) for part in parts))
