"""Worker processes: how they are started, talked to and ended."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, BinaryIO, Protocol

from lecture_nn.workers import wire

AT_ONCE = 65_536
"""Bytes that are received at a time, at most: nearly every reply, with its length, is shorter."""


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

    def __init__(self, stream: SocketStream | PipeStream, kill: Callable[[], Any]) -> None:
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
        self._stream.write(wire.framed(message))
        return self.receive(deadline)

    def receive(self, deadline: float) -> Any:
        """Return what the worker sends next; it raises the same errors."""
        self._stream.deadline = deadline
        return wire.receive(self._stream, wire.LONGEST_REPLY, wire.LONGEST_HEAD)

    def was_killed(self) -> bool:
        """Whether the worker, which has ended, was certainly killed from outside."""
        return False

    def kill(self) -> None:
        """End the worker and everything it started."""
        self._kill()
        self._stream.close()


class Starter(Protocol):
    """Something that starts workers."""

    level: str

    def start(self, limits: Limits) -> Worker:
        """Start a worker that waits for its cells; raise OSError if that fails."""

    def renew(self) -> None:
        """Start anew what workers are started from; raise OSError if that fails."""


class _Timed:
    """A stream whose reading and writing end at a deadline."""

    deadline = 0.0

    def left(self) -> float:
        """Return the seconds until the deadline."""
        if (seconds := self.deadline - time.monotonic()) <= 0:
            raise TimeoutError
        return seconds


class SocketStream(_Timed):
    """A connected socket with a deadline."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self._received = b""  # and not asked for yet
        self.close = channel.close

    def read(self, n: int) -> bytes:
        if not self._received:
            self._channel.settimeout(self.left())
            self._received = self._channel.recv(AT_ONCE)
        part, self._received = self._received[:n], self._received[n:]
        return part

    def write(self, data: bytes) -> None:
        self._channel.settimeout(self.left())
        self._channel.sendall(data)


class PipeStream(_Timed):
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
