"""Writing files that are whole at any moment."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

UNFINISHED = ".writing"
"""How the name of a file begins that isn't whole yet."""


def write_whole(path: Path, text: str | bytes, *, private: bool = False) -> None:
    """Write `text` beside its place and then move it there: a crash leaves the old file or the new one.

    A private file can be read by its owner only, whatever the umask; another one by whom the umask lets. Bytes of a
    name on disk that are no letters, which UTF-8 has no place for, are written as numbers.
    """
    temporary = path.parent / f"{UNFINISHED}{secrets.token_hex(8)}"
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if private else 0o666)
    try:
        with open(handle, "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode("utf-8", "backslashreplace"))
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
