"""Writing files that are whole at any moment."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

UNFINISHED = ".writing"
"""How the name of a file begins that isn't whole yet."""


def write_whole(path: Path, text: str) -> None:
    """Write `text` beside its place and then move it there: a crash leaves the old file or the new one."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=UNFINISHED)
    try:
        with open(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        os.chmod(temporary, 0o644)  # mkstemp's are for their owner only
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
