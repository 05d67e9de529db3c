"""The process above an ordinary worker (Linux): it ends the worker with all that it has started.

A process can leave its session, but not its ancestry: whose parent has ended becomes a child of this process, which has
asked the system for that (a "subreaper").
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import select
import signal
import sys
import time
from pathlib import Path

from lecture_nn.workers import worker

PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 36, 38
MOST_PROCESSES = 64
"""Processes and threads of a user of its own."""

PATIENCE = 5.0
"""Seconds in which the descendants of a worker have to end; a new one may be born for each that does."""


def main() -> None:
    """Fork the worker; end everything when it ends, or when the pipe is closed at its other end."""
    until_closed, *lock = held = list(map(int, sys.argv[2:]))
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    if lock:  # a user that nobody else is
        libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        resource.setrlimit(resource.RLIMIT_NPROC, (MOST_PROCESSES, MOST_PROCESSES))
    child = os.fork()
    if child == 0:
        for each in held:
            os.close(each)
        _run_worker(json.loads(sys.argv[1]))
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)  # else the worker's end would not be seen
    select.select([until_closed, os.pidfd_open(child)], [], [])
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and (below := descendants(os.getpid())):
        for process in below:
            with contextlib.suppress(OSError):
                os.kill(process, signal.SIGKILL)
        _bury()


def _run_worker(limits: dict[str, float]) -> None:
    try:
        worker.limit(limits)
        worker.prepare()
        worker.main()
    finally:
        os._exit(0)


def _bury() -> None:
    """Wait for the children that have ended; there may be others that haven't yet."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    time.sleep(0.001)


def descendants(process: int) -> list[int]:
    """Return the numbers of the processes below `process`, those that have ended but aren't buried left out."""
    children: dict[int, list[int]] = {}
    ended = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it has ended meanwhile
            number, rest = stat.read_text(errors="replace").split(" (", 1)
            state, parent = rest.rsplit(") ", 1)[1].split()[:2]
            children.setdefault(int(parent), []).append(int(number))
            if state == "Z":
                ended.add(int(number))
    found, waiting = [], [process]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return [each for each in found if each not in ended]


if __name__ == "__main__":
    main()
