"""The program of a process that judges: it takes submissions from its input, and writes their records to its output.

What it starts ends with it, and it ends when its input does.
"""

from __future__ import annotations

import base64
import gc
import json
import os
import sys
from pathlib import Path
from typing import BinaryIO

from lecture_nn.grading.settings import Settings
from lecture_nn.grading.several import grade_all
from lecture_nn.workers import Limits

MEMORY = 400_000_000
"""Bytes that judging may take, besides what this program begins with: more is an error in the check that asks."""

OBJECTS = 100_000
"""New objects after which garbage is looked for: explanations keep hundreds of thousands, which Python's 700 would have
it go through again and again.
"""


def main() -> None:
    """Grade until there is nothing more to grade."""
    gc.set_threshold(OBJECTS)
    tasks, records = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)  # what an instructor's checks print doesn't get among the records
    settings = _settings(json.loads(tasks.readline()))
    _limit_memory()
    while line := tasks.readline():
        task = json.loads(line)
        data = _exactly(tasks, task["length"])
        files = {name: base64.b64decode(content) for name, content in task["files"].items()}
        _, record = grade_all(task["number"], task["record"], data, settings, files)
        try:
            records.write(json.dumps(record).encode() + b"\n")
            records.flush()
        except BrokenPipeError:  # whoever wanted it graded is gone
            os.dup2(os.open(os.devnull, os.O_WRONLY), records.fileno())  # for what is still to be written at the end
            return


def _settings(told: dict) -> Settings:
    told.pop("length")
    private = tuple((name, text) for name, text in told.pop("private"))
    return Settings(**{**told, "limits": Limits(**told["limits"]), "private": private, "only": tuple(told["only"])})


def _exactly(stream: BinaryIO, length: int) -> bytes:
    data = stream.read(length)
    if len(data) < length:
        sys.exit(0)  # whoever wanted it graded is gone
    return data


def _limit_memory() -> None:
    """Let the system refuse more memory than judging takes, so that one notebook can't have this process killed."""
    if sys.platform != "linux":
        return
    import resource

    lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
    now = next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmData:"))
    resource.setrlimit(resource.RLIMIT_DATA, (now + MEMORY, resource.getrlimit(resource.RLIMIT_DATA)[1]))


if __name__ == "__main__":
    main()
