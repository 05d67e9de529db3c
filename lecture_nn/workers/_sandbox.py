"""Where a student's code runs: a process of its own, or one that is locked in as well (Linux, bubblewrap)."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from lecture_nn.workers import _wire

PACKAGE = Path(__file__).resolve().parent.parent
NOBODY = 65534
"""The user that a sandbox started by root runs as."""


@dataclass(frozen=True)
class Limits:
    """What one submission may use.

    Attributes
    ----------
    seconds : float
        Wall time of all cells together.
    total : float
        Wall time of everything: cells, answers, and workers started again. Also the limit of computing time.
    memory : int
        Megabytes of address space; about 700 of them are Python, NumPy and matplotlib themselves.
    disk : int
        Megabytes of its own folder for temporary files; also of one file.
    files : int
        Open files.
    """

    seconds: float = 60.0
    total: float = 180.0
    memory: int = 2000
    disk: int = 64
    files: int = 256


class Worker:
    """A running worker: how to talk to it, and how it is ended."""

    def __init__(self, stream: _Socket | _Pipes, kill: Callable[[], Any]) -> None:
        self._stream, self._kill = stream, kill

    def exchange(self, message: Any, deadline: float) -> Any:
        """Send a message and return the reply.

        Raises
        ------
        TimeoutError
            If that isn't done at `deadline`, by `time.monotonic`: the worker may neither read nor write.
        EOFError, OSError
            If the worker has ended.
        WireError
            If the reply is none.
        """
        self._stream.deadline = deadline
        _wire.send(self._stream, message)
        return _wire.receive(self._stream, _wire.LONGEST_REPLY, _wire.LONGEST_HEAD)

    def kill(self) -> None:
        """End the worker and everything it started."""
        self._kill()
        self._stream.close()


class _Timed:
    """A stream whose reading and writing end at a deadline."""

    deadline = 0.0

    def left(self) -> float:
        """Return the seconds until the deadline."""
        if (seconds := self.deadline - time.monotonic()) <= 0:
            raise TimeoutError
        return seconds

    def flush(self) -> None:
        """Do nothing: what is written is sent at once."""


class _Socket(_Timed):
    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self.close = channel.close

    def read(self, n: int) -> bytes:
        self._channel.settimeout(self.left())
        return self._channel.recv(min(n, 1_000_000))

    def write(self, data: bytes) -> None:
        self._channel.settimeout(self.left())
        self._channel.sendall(data)


class _Pipes(_Timed):
    """Windows can't wait for a pipe, so a thread does."""

    def __init__(self, writing: BinaryIO, reading: BinaryIO) -> None:
        self._writing, self._reading = writing, reading
        self._thread = ThreadPoolExecutor(1)

    def read(self, n: int) -> bytes:
        return self._thread.submit(self._reading.read, n).result(self.left())

    def write(self, data: bytes) -> None:
        self._thread.submit(self._write, data).result(self.left())

    def _write(self, data: bytes) -> None:
        self._writing.write(data)
        self._writing.flush()

    def close(self) -> None:
        self._thread.shutdown()
        for stream in (self._writing, self._reading):
            with contextlib.suppress(OSError):
                stream.close()


class Starter(Protocol):
    """Something that starts workers."""

    level: str

    def start(self, limits: Limits) -> Worker:
        """Start a worker that waits for its cells."""


class Plain:
    """Workers that are ordinary processes of the same user: they protect the grades, not the machine.

    Where the system has resource limits ("limits": Linux, macOS), memory, computing time and files are limited too.
    """

    level = "plain" if sys.platform == "win32" else "limits"

    def start(self, limits: Limits) -> Worker:
        """Start a worker in a session of its own."""
        command = [sys.executable, "-m", "lecture_nn.workers._worker", json.dumps(asdict(limits))]
        environment = {**os.environ, "PYTHONHASHSEED": "0"}  # sets in the same order each time
        if sys.platform == "win32":
            process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
            )
            return Worker(_Pipes(process.stdin, process.stdout), lambda: (process.kill(), process.wait()))
        ours, theirs = socket.socketpair()
        with theirs:
            process = subprocess.Popen(
                command,
                stdin=theirs,
                stdout=theirs,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                env=environment,
            )

        def kill() -> None:
            with contextlib.suppress(OSError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

        return Worker(_Socket(ours), kill)


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
                [*_bubblewrap(), os.path.abspath(sys.executable), "-s", "-P", "-m", "lecture_nn.workers._server"],
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

        worker = Worker(_Socket(channel), kill)
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
    questions = PACKAGE / "questions"
    answers = str(questions / "_answers.py")
    arguments += ["--perms", "0755", "--tmpfs", str(questions), "--ro-bind", answers, answers]
    arguments += ["--remount-ro", str(questions), "--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev"]
    return [command, *arguments, "--perms", "0777", "--tmpfs", SCRATCH, "--chdir", SCRATCH, "--"]


SCRATCH = "/scratch"
"""The folder for temporary files, seen from inside."""

CANARY = """
import os, socket

def seen(secret, port):
    found = []
    def tried(what, action):
        try:
            action()
        except (Exception, MemoryError):
            return
        found.append(what)
    tried("reads files of others", lambda: open(secret).read())
    tried("opens a socket", lambda: socket.create_connection(("127.0.0.1", port), 1))
    tried("sees processes", lambda: os.listdir("/proc/1"))
    tried("starts a process", os.fork)
    tried("writes outside its folder", lambda: open("/usr/lecture_nn_canary", "w"))
    tried("writes to shared memory", lambda: open("/dev/shm/lecture_nn_canary", "w"))
    tried("makes namespaces", lambda: os.unshare(0x10000000) if hasattr(os, "unshare") else 1 / 0)
    tried("reads the checks", lambda: __import__("lecture_nn.questions.softmax", fromlist=["EXERCISE"]).EXERCISE)
    if any("CANARY" in name for name in os.environ):
        found.append("reads the environment")
    return ["nothing", *found]
"""


@cache
def why_not_locked() -> str:
    """Return why submissions can't be locked in on this machine, or "" if they can: tried, not assumed."""
    if sys.platform != "linux":
        return f"this system ({sys.platform}) has no bubblewrap"
    try:
        starter = Locked()
    except OSError as error:
        return str(error)
    os.environ["LECTURE_NN_CANARY"] = "1"
    try:
        with (
            tempfile.NamedTemporaryFile("w") as secret,
            socket.create_server(("127.0.0.1", 0)) as server,
            contextlib.closing(starter),
        ):
            secret.write(secrets.token_hex())
            secret.flush()
            worker = starter.start(Limits())
            try:
                for message in ([CANARY], ["call", "seen", [secret.name, server.getsockname()[1]]]):
                    reply = worker.exchange(message, time.monotonic() + 60)
            finally:
                worker.kill()
    except (OSError, EOFError, ValueError) as error:
        return f"the sandbox doesn't work: {error}"
    finally:
        del os.environ["LECTURE_NN_CANARY"]
    if reply != {"returned": ["nothing"]}:
        return (
            f"a trial submission gets out of the sandbox: {', '.join(map(str, reply.get('returned', [reply])))[:500]}"
        )
    return ""
