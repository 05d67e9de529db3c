"""Workers in a sandbox (Linux, bubblewrap)."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
from dataclasses import asdict

from lecture_nn.workers import bubblewrap
from lecture_nn.workers.process import Limits, SocketStream, Worker
from lecture_nn.workers.surroundings import PACKAGE, python

KILLED = (-signal.SIGKILL, 128 + signal.SIGKILL) if sys.platform != "win32" else ()
"""What a process returns that was killed, or whose child was."""

PATIENCE = 60.0
"""Seconds in which a sandbox has to start."""


class SandboxError(OSError):
    """A sandbox that doesn't start, or has ended.

    Attributes
    ----------
    killed : bool
        Whether it was killed from outside; it is worth another try then.
    """

    def __init__(self, reason: str, killed: bool = False) -> None:
        super().__init__(reason)
        self.killed = killed


class Locked:
    """Workers in a sandbox: forked from a process in there that has NumPy loaded, and never saw a check.

    The sandbox is bubblewrap's: a read-only system without home folders, no network, no other processes, no
    environment. Each worker gets its own process and mount namespaces, a small folder for temporary files, limits, no
    capabilities, and a filter of system calls that lets it start no process or thread and open no socket.

    A sandbox ends with the thread that started it: use it in that thread only.

    Raises
    ------
    OSError
        If bubblewrap is missing, or can't do its work here.
    """

    level = "full"

    def __init__(self) -> None:
        self._failures: list[SandboxError] = []
        self._sandbox: _Sandbox | None = _Sandbox()

    def start(self, limits: Limits) -> Worker:
        """Return a worker that waits for its cells."""
        if self._sandbox is None:
            raise SandboxError("there is no sandbox")
        try:
            return self._sandbox.start(limits)
        except ConnectionError as error:
            raise SandboxError(f"the sandbox has ended: {error}", killed=True) from None

    def renew(self) -> None:
        """End the sandbox, and start a new one.

        After two failures in a row, which may take a minute each, none is tried any more.
        """
        self.close()
        if len(self._failures) == 2:
            raise self._failures[0]
        try:
            self._sandbox = _Sandbox()
        except OSError as error:
            reason = error if isinstance(error, SandboxError) else SandboxError(str(error))
            if not reason.killed:
                self._failures.append(reason)
            raise reason from None
        self._failures.clear()

    def close(self) -> None:
        """End the sandbox, with all its workers."""
        if self._sandbox is not None:
            self._sandbox.close()
            self._sandbox = None


class _Sandbox:
    """One running sandbox, with the server in it that forks workers."""

    def __init__(self) -> None:
        if not hasattr(os, "pidfd_open"):
            raise SandboxError("this Python can't hold on to processes (os.pidfd_open)")
        command = [*bubblewrap.command(), *python("-m", "lecture_nn.workers.server")]
        self._ahead: tuple[Limits, socket.socket] | None = None
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)  # it keeps messages apart
        with contextlib.ExitStack() as unless_started:
            unless_started.enter_context(ours)
            with theirs:
                # It ends with the thread that started it (--die-with-parent): whoever uses it makes a new one then.
                self._process = subprocess.Popen(
                    command,
                    stdin=theirs,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE,
                    env={},
                    cwd=PACKAGE,
                    start_new_session=True,
                )
            self._control = ours
            ours.settimeout(PATIENCE)
            self._wait_until_ready()
            unless_started.pop_all()

    def _wait_until_ready(self) -> None:
        try:
            ready = self._control.recv(1) == b"r"
            reason = "no reason given"
        except OSError as error:  # TimeoutError, too
            ready = False
            reason = f"not ready after {PATIENCE:g} seconds" if isinstance(error, TimeoutError) else str(error)
        if ready:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(1)  # one that failed is about to end
        ended = self._process.poll()
        self._process.kill()
        said = self._process.communicate()[1].decode(errors="replace").strip().splitlines()
        raise SandboxError(f"the sandbox doesn't start: {said[-1] if said else reason}", killed=ended in KILLED)

    def start(self, limits: Limits) -> Worker:
        """Return a worker that was forked ahead, or fork one; and have the next one forked meanwhile."""
        worker = self._forked() if self._ahead and self._ahead[0] == limits else None
        if worker is None:
            self._ask_for_one(limits)
            worker = self._forked()
        if worker is None:
            raise SandboxError("the sandbox's worker ended before it was used", killed=True)
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
                reason = said.decode(errors="replace").removeprefix("no: ") or "it has ended"
                raise SandboxError(f"the sandbox starts no worker: {reason}", killed=not said)
            unless_forked.pop_all()
        worker = _LockedWorker(self, int(said), fds[0], channel)
        if worker.has_ended(0):
            worker.kill()
            return None
        return worker

    def was_killed(self, process: int) -> bool:
        """Whether the process with this number, which has ended, was killed; if the sandbox was, so was the process."""
        try:
            if self._ahead and (other := self._forked()):  # what was asked before is answered before
                other.kill()
            self._control.send(json.dumps({"ended": process}).encode())
            return self._control.recv(100) in (b"", b"killed")
        except OSError:
            return True

    def close(self) -> None:
        """End the sandbox, with all its workers."""
        self._control.close()
        if self._ahead:
            self._ahead[1].close()
        self._process.kill()
        self._process.wait()
        self._process.stderr.close()


class _LockedWorker(Worker):
    """A worker in a sandbox. No process in there can kill it, itself included; so who did was outside."""

    def __init__(self, sandbox: _Sandbox, number: int, process: int, channel: socket.socket) -> None:
        super().__init__(SocketStream(channel), self._end)
        self._sandbox, self._number, self._process = sandbox, number, process

    def has_ended(self, seconds: float) -> bool:
        """Whether the process has ended, or does so in this time."""
        return bool(select.select([self._process], [], [], seconds)[0])

    def was_killed(self) -> bool:
        return self.has_ended(2) and self._sandbox.was_killed(self._number)  # else it has closed its channel

    def _end(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._process, signal.SIGKILL)
        os.close(self._process)
