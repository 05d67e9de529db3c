"""Stopping a cell that takes too long, so that what stood before it can be graded."""

from __future__ import annotations

import contextlib
import signal
import time
from typing import Any

GRACE = 1 / 8
"""Of the time for all cells: what those after a cell that used it up have, all together."""


class OverTimeError(BaseException):
    """Raised inside a cell that takes too long; no `except Exception` of the student's catches it."""


class Clock:
    """A context in which a cell is run: at the end of the time for all cells, the cell that is running is stopped.

    The cells after it share a little more time. Without the signals that this needs, as on Windows, and in code that
    switches them off, nothing is stopped here: then the judge ends the process.

    Parameters
    ----------
    until : float, optional
        When the time is up, by `time.time()`; by default never.
    seconds : float
        What the cells have all together: told to the student.
    """

    def __init__(self, until: float | None = None, seconds: float = 0.0) -> None:
        self._until, self._seconds = until, seconds
        self._grace = seconds * GRACE
        self._on = until is not None and hasattr(signal, "setitimer")
        self._running = False
        if self._on:
            signal.signal(signal.SIGALRM, self._ring)
            self._set(max(until - time.time(), 0.001))

    def __enter__(self) -> None:
        self._running = True

    def __exit__(self, *_: object) -> None:
        self._running = False

    def stop(self) -> None:
        """Let nothing be stopped any more."""
        self._running = False
        if self._on:
            with contextlib.suppress(Exception):
                self._set(0.0)
                signal.signal(signal.SIGALRM, signal.SIG_DFL)

    def _ring(self, *_: Any) -> None:
        if (left := self._until - time.time()) > 0:  # rung by a timer of the student's
            self._set(max(left, 0.001))  # 0 would be never
            return
        self._grace /= 2
        more = max(self._grace, 0.05)  # for the cells after this one, and for one that goes on all the same
        self._until = time.time() + more
        self._set(more)
        if self._running:
            raise OverTimeError(f"stopped after {self._seconds:g} seconds: a loop that doesn't end?")

    @staticmethod
    def _set(seconds: float) -> None:
        signal.setitimer(signal.ITIMER_REAL, seconds)
