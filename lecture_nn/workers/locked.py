"""Workers that are locked in (Linux, bubblewrap)."""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import threading
from dataclasses import asdict
from pathlib import Path

from lecture_nn.workers.process import Limits, SocketStream, Worker

PACKAGE = Path(__file__).resolve().parent.parent
NOBODY = 65534
"""The user that a sandbox started by root runs as."""

SCRATCH = "/scratch"
"""The folder for temporary files, seen from inside."""


class Locked:
    """Workers that are locked in: forked from a process in a sandbox that has NumPy loaded, and never saw a check.

    The sandbox is bubblewrap's: a read-only system without home folders, no network, no other processes, no
    environment. Each worker gets its own process and mount namespaces, a small folder for temporary files, limits, no
    capabilities, and a filter of system calls that lets it start no process or thread and open no socket.

    Raises
    ------
    OSError
        If bubblewrap is missing, or can't do its work here.
    """

    level = "full"

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ahead: tuple[Limits, socket.socket] | None = None
        ours, theirs = socket.socketpair()
        with theirs:
            # It ends with the thread that started it (--die-with-parent): whoever uses it makes a new one then.
            self._process = subprocess.Popen(
                [*_bubblewrap(), os.path.abspath(sys.executable), "-s", "-P", "-m", "lecture_nn.workers.server"],
                stdin=theirs,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env={},
                start_new_session=True,
            )
        self._control = ours
        ours.settimeout(60)
        try:
            ready = ours.recv(1)
        except TimeoutError:
            ready = b""
        if ready != b"r":
            self._process.kill()
            said = self._process.communicate()[1].decode(errors="replace").strip().splitlines()
            raise OSError(f"the sandbox doesn't start: {said[-1] if said else 'no reason given'}")

    def start(self, limits: Limits) -> Worker:
        """Return a worker that was forked ahead, or fork one; and have the next one forked meanwhile."""
        with self._lock:
            worker = self._forked() if self._ahead and self._ahead[0] == limits else None
            if worker is None:
                self._ask_for_one(limits)
                worker = self._forked()
            if worker is None:
                raise OSError("the sandbox's worker ended before it was used")
            try:
                self._ask_for_one(limits)
            except OSError:
                worker.kill()
                raise
        return worker

    def _ask_for_one(self, limits: Limits) -> None:
        if self._ahead and (other := self._forked()):  # with other limits
            other.kill()
        ours, theirs = socket.socketpair()
        with contextlib.ExitStack() as unless_sent:
            unless_sent.enter_context(ours)
            with theirs:
                socket.send_fds(self._control, [json.dumps(asdict(limits)).encode()], [theirs.fileno()])
            unless_sent.pop_all()
        self._ahead = limits, ours

    def _forked(self) -> Worker | None:
        """The worker that was asked for; None if it has ended already."""
        (_, channel), self._ahead = self._ahead, None
        with contextlib.ExitStack() as unless_forked:
            unless_forked.enter_context(channel)
            said, fds, _, _ = socket.recv_fds(self._control, 1000, 1)
            if not fds:
                raise OSError(f"the sandbox starts no worker: {said.decode(errors='replace')}")
            unless_forked.pop_all()

        def kill() -> None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(fds[0], signal.SIGKILL)
            os.close(fds[0])

        worker = Worker(SocketStream(channel), kill)
        if select.select(fds, [], [], 0)[0]:
            worker.kill()
            return None
        return worker

    def close(self) -> None:
        """End the sandbox, with all its workers."""
        self._control.close()
        if self._ahead:
            self._ahead[1].close()
        self._process.kill()
        self._process.wait()
        self._process.stderr.close()


def visible() -> list[Path]:
    """Return the folders that a submission can read: the system's programs, Python, and this package."""
    shown = {Path(path).resolve() for path in ("/usr", sys.base_prefix, sys.exec_prefix)} | {PACKAGE}
    shown |= {Path(os.path.abspath(path)) for path in (sys.prefix, sys.base_prefix)}
    shown |= {Path(path).resolve() for path in _libraries()}
    return [path for path in sorted(shown) if not any(outer in path.parents for outer in shown)]


def _libraries() -> list[str]:
    """The folders of installed packages."""
    return [path for path in sys.path if Path(path).name in ("site-packages", "dist-packages") and Path(path).is_dir()]


def _bubblewrap() -> list[str]:
    """The command that opens the sandbox."""
    command = shutil.which("bwrap")
    if command is None or not hasattr(os, "pidfd_open"):
        raise FileNotFoundError("bubblewrap isn't installed (Debian and Ubuntu: apt install bubblewrap)")
    outermost = visible()
    # The package may lie inside one that is shown already; the checks in it are covered by an empty folder.
    arguments = ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"]
    if os.getuid() == 0:
        # Real root needs no user namespace to build the sandbox, and gives up its user at once in there.
        arguments += ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        arguments += ["--unshare-user"]
    arguments += ["--die-with-parent", "--new-session", "--clearenv", "--hostname", "sandbox"]
    for name, value in {
        "PATH": "/usr/bin",
        "LANG": "C.UTF-8",
        "PYTHONPATH": os.pathsep.join([str(PACKAGE.parent), *_libraries()]),
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MPLBACKEND": "agg",
        "HOME": SCRATCH,
        "TMPDIR": SCRATCH,
        "IPYTHONDIR": SCRATCH,
        "MPLCONFIGDIR": SCRATCH,
    }.items():
        arguments += ["--setenv", name, value]
    for folder in ("bin", "sbin", "lib", "lib32", "lib64"):
        path = Path("/", folder)
        if path.is_symlink():
            arguments += ["--symlink", os.readlink(path), str(path)]
        elif path.exists():
            arguments += ["--ro-bind", str(path), str(path)]
    for folder in sorted({parent for path in outermost for parent in path.parents if str(parent) != "/"}):
        arguments += ["--perms", "0755", "--dir", str(folder)]  # else they get the mode they have outside
    for path in outermost:
        arguments += ["--ro-bind", str(path), str(path)]
    for file in ("/etc/ld.so.cache", "/etc/alternatives"):
        arguments += ["--ro-bind-try", file, file]
    checks = str(PACKAGE / "checks")
    arguments += ["--perms", "0755", "--tmpfs", checks, "--remount-ro", checks]
    arguments += ["--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev"]
    return [command, *arguments, "--perms", "0777", "--tmpfs", SCRATCH, "--chdir", SCRATCH, "--"]
