"""Workers that are ordinary processes."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from dataclasses import asdict

from lecture_nn.workers.process import Limits, PipeStream, SocketStream, Worker
from lecture_nn.workers.surroundings import bare, environment, python
from lecture_nn.workers.users import Borrowed, borrow


class Plain:
    """Workers that are ordinary processes, of the same user or of another one.

    Each runs in a folder of its own for temporary files, which is removed with it. Where the system has resource limits
    ("limits": Linux, macOS), memory, computing time and files are limited too.

    Of the same user, they protect the grades, not the machine: they can read and write all that the user can. What a
    worker has started ends with it. On Linux that includes processes that have left its session, unless they or the
    worker attack the process that watches over them, as a program of the same user can; on macOS it is the worker's
    session, on Windows the worker alone.

    Of another user ("another user": Linux, for root only), each worker is a user that nobody else is, and gets none of
    our environment. It can neither read nor write what is closed to others, nor reach processes of other users, those
    that judge and those of other notebooks included; all that it has started ends with it, whatever it does. It can
    still read and write what is open to everybody, leave files in folders such as /tmp, see the names of the processes
    that run, and use the network.

    Parameters
    ----------
    other_user : bool
        Whether they are of another user. If that can't be done, nothing is started.
    """

    level = "plain" if sys.platform == "win32" else "limits"
    _other_user = False

    def __init__(self, other_user: bool = False) -> None:
        if other_user:
            self.level, self._other_user = "another user", True

    def start(self, limits: Limits) -> Worker:
        """Start a worker in a session of its own."""
        user = borrow() if self._other_user else None
        folder = tempfile.mkdtemp(prefix="lecture_nn_")
        surroundings = {**environment(), "TMPDIR": folder, "TEMP": folder, "TMP": folder, "MPLBACKEND": "agg"}
        told = json.dumps(asdict(limits))
        try:
            if user is not None:
                os.chown(folder, user.number, user.number)
                return _on_linux(told, folder, bare(folder), user)
            start = _on_windows if sys.platform == "win32" else _on_linux if sys.platform == "linux" else _elsewhere
            return start(told, folder, surroundings)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            if user is not None:
                user.give_back()
            raise

    def renew(self) -> None:
        """Do nothing: each worker is started from nothing."""


def _on_linux(limits: str, folder: str, surroundings: dict[str, str], user: Borrowed | None = None) -> Worker:
    """Start a worker below a process that ends all of them once the other end of its pipe is closed."""
    ours, theirs = socket.socketpair()
    until_closed, lifeline = os.pipe()
    held = [until_closed] if user is None else [until_closed, user.lock]
    with contextlib.ExitStack() as unless_started:
        unless_started.enter_context(ours)
        unless_started.callback(os.close, lifeline)
        try:
            process = subprocess.Popen(
                python("-m", "lecture_nn.workers.supervisor", limits, *map(str, held)),
                stdin=theirs,
                stdout=theirs,
                stderr=subprocess.DEVNULL,
                pass_fds=held,
                start_new_session=True,
                cwd=folder,
                env=surroundings,
                **(user.of_process() if user else {}),
            )
        finally:
            theirs.close()
            os.close(until_closed)
        unless_started.pop_all()

    def kill() -> None:
        os.close(lifeline)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10 if user is None else 2)  # it ends what is below it, and buries it
        if user is not None:
            with contextlib.suppress(OSError):
                user.end_all()  # the rest, and a supervisor that was stopped
        if process.poll() != 0:  # the supervisor was ended or stopped by the worker
            _end_session(process)
        shutil.rmtree(folder, ignore_errors=True)
        if user is not None:
            user.give_back()

    return Worker(SocketStream(ours), kill)


def _elsewhere(limits: str, folder: str, surroundings: dict[str, str]) -> Worker:
    ours, theirs = socket.socketpair()
    with contextlib.ExitStack() as unless_started:
        unless_started.enter_context(ours)
        with theirs:
            process = subprocess.Popen(
                python("-m", "lecture_nn.workers.worker", limits),
                stdin=theirs,
                stdout=theirs,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                cwd=folder,
                env=surroundings,
            )
        unless_started.pop_all()

    def kill() -> None:
        _end_session(process)
        shutil.rmtree(folder, ignore_errors=True)

    return Worker(SocketStream(ours), kill)


def _on_windows(limits: str, folder: str, surroundings: dict[str, str]) -> Worker:
    process = subprocess.Popen(
        python("-m", "lecture_nn.workers.worker", limits),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=surroundings,
    )

    def kill() -> None:
        process.kill()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)

    return Worker(PipeStream(process.stdin, process.stdout), kill)


def _end_session(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(OSError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
