"""Writing files that are whole at any moment."""

from __future__ import annotations

import errno
import os
import secrets
from pathlib import Path

UNFINISHED = ".writing"
"""How the name of a file begins that isn't whole yet."""


def write_whole(path: Path, text: str | bytes, *, private: bool = False, ours: bytes = b"") -> None:
    """Write `text` beside its place and then move it there: a crash leaves the old file or the new one.

    A private file can be read by its owner only, whatever the umask; another one by whom the umask lets. Bytes of a
    name on disk that are no letters, which UTF-8 has no place for, are written as numbers.

    Parameters
    ----------
    path : Path
    text : str or bytes
    private : bool
    ours : bytes
        What the first 500 bytes of a file hold that may be replaced; empty if any file may be. Where readers name the
        file, a slip of theirs must not cost them a notebook.

    Raises
    ------
    FileExistsError
        If what is there may not be replaced: another file, or something that is none, such as a device or a pipe.
    OSError
        If it can't be written.
    """
    temporary = path.parent / f"{UNFINISHED}{secrets.token_hex(8)}"
    try:
        _expect_replaceable(path, ours)
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if private else 0o666)
        try:
            with open(handle, "wb") as file:
                file.write(text if isinstance(text, bytes) else text.encode("utf-8", "backslashreplace"))
            os.replace(temporary, path)
        except BaseException:
            os.unlink(temporary)
            raise
    except OSError as error:
        error.filename, error.filename2 = str(path), None  # the one that the reader knows
        raise


def _expect_replaceable(path: Path, ours: bytes) -> None:
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise FileExistsError(errno.EEXIST, "This is no ordinary file, so it isn't replaced")
    if not ours or not path.is_file():
        return
    with path.open("rb") as file:
        beginning = file.read(500)
    if beginning and ours not in beginning:
        raise FileExistsError(errno.EEXIST, "There is another file already, which isn't replaced: name a new one")
