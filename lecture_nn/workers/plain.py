"""Workers that are ordinary processes of the same user."""

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
from lecture_nn.workers.surroundings import environment, python


class Plain:
    """Workers that are ordinary processes of the same user: they protect the grades, not the machine.

    Each runs in a folder of its own for temporary files, which is removed with it. Where the system has resource limits
    ("limits": Linux, macOS), memory, computing time and files are limited too.

    What a worker has started ends with it. On Linux that includes processes that have left its session, unless they or
    the worker attack the process that watches over them, as a program of the same user can; on macOS it is the worker's
    session, on Windows the worker alone.
    """

    level = "plain" if sys.platform == "win32" else "limits"

    def start(self, limits: Limits) -> Worker:
        """Start a worker in a session of its own."""
        folder = tempfile.mkdtemp(prefix="lecture_nn_")
        surroundings = {**environment(), "TMPDIR": folder, "TEMP": folder, "TMP": folder, "MPLBACKEND": "agg"}
        try:
            start = _on_windows if sys.platform == "win32" else _on_linux if sys.platform == "linux" else _elsewhere
            return start(json.dumps(asdict(limits)), folder, surroundings)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def renew(self) -> None:
        """Do nothing: each worker is started from nothing."""


def _on_linux(limits: str, folder: str, surroundings: dict[str, str]) -> Worker:
    """Start a worker below a process that ends all of them once the other end of its pipe is closed."""
    ours, theirs = socket.socketpair()
    until_closed, lifeline = os.pipe()
    with contextlib.ExitStack() as unless_started:
        unless_started.enter_context(ours)
        unless_started.callback(os.close, lifeline)
        try:
            process = subprocess.Popen(
                python("-m", "lecture_nn.workers.supervisor", limits, str(until_closed)),
                stdin=theirs,
                stdout=theirs,
                stderr=subprocess.DEVNULL,
                pass_fds=[until_closed],
                start_new_session=True,
                cwd=folder,
                env=surroundings,
            )
        finally:
            theirs.close()
            os.close(until_closed)
        unless_started.pop_all()

    def kill() -> None:
        os.close(lifeline)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)
        if process.poll() != 0:  # the supervisor was ended or stopped by the worker
            _end_session(process)
        shutil.rmtree(folder, ignore_errors=True)

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
