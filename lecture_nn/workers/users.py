"""Users that nobody else is (Linux, root): each ordinary worker gets one of its own, which owns nothing.

What root starts could read and change everything. A user without a name, without files and without other processes can
only do what is open to everybody. No two workers have the same one at a time, so that notebooks can't reach each other.
"""

from __future__ import annotations

import contextlib
import os
import random
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lecture_nn.workers.surroundings import python

NUMBERS = range(61184, 65520)
"""Numbers of users that the system gives to nobody for long: systemd takes them for a service while it runs."""

LOCKS = Path("/run/lecture_nn")
"""Where the numbers in use are locked: below a folder in which only root may write."""


@dataclass
class Borrowed:
    """A number of a user that nobody else is, until it is given back.

    Attributes
    ----------
    number : int
    lock : int
        The descriptor by which it is held; a process that inherits it holds it, too.
    """

    number: int
    lock: int

    def of_process(self) -> dict[str, Any]:
        """Return the arguments of `subprocess.Popen` that start a process of this user."""
        return {"user": self.number, "group": self.number, "extra_groups": [], "umask": 0o077}

    def end_all(self) -> None:
        """Kill all processes of this user at once, wherever they are; raise OSError if that can't be done."""
        subprocess.run(
            python("-I", "-S", "-c", "import os; os.kill(-1, 9)"),  # the one that kills is spared
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            check=False,
            **self.of_process(),
        )

    def give_back(self) -> None:
        """Let others have the number."""
        os.close(self.lock)


def borrow() -> Borrowed:
    """Return a user that nobody else is.

    Raises
    ------
    OSError
        If this process may not have other users, or all numbers are in use.
    """
    if sys.platform != "linux":
        raise OSError(f"other users are not tried on this system ({sys.platform})")
    if os.geteuid() != 0:
        raise PermissionError("only root can start processes of another user")
    import fcntl

    LOCKS.mkdir(mode=0o700, exist_ok=True)
    if LOCKS.is_symlink() or LOCKS.stat().st_uid != 0:
        raise OSError(f"{LOCKS} isn't root's")
    taken = _in_use()
    for number in random.sample(NUMBERS, len(NUMBERS)):  # in no order: what one has left behind is seldom met again
        if number in taken:
            continue
        lock = os.open(LOCKS / str(number), os.O_RDWR | os.O_CREAT, 0o600)
        with contextlib.ExitStack() as unless_locked:
            unless_locked.callback(os.close, lock)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                continue
            if number not in _in_use():
                unless_locked.pop_all()
                return Borrowed(number, lock)
    raise OSError(f"all users from {NUMBERS[0]} to {NUMBERS[-1]} are in use")


def _in_use() -> set[int]:
    """The numbers of users who have a name or a process."""
    import grp
    import pwd

    found = {each.pw_uid for each in pwd.getpwall()} | {each.gr_gid for each in grp.getgrall()}
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it has ended meanwhile
            found.add(process.stat().st_uid)
    return found
