"""The side of the checks: starts a worker for a notebook, asks it through a pipe, and decides."""

from __future__ import annotations

import contextlib
import queue
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from lecture_nn._arguments import listed
from lecture_nn.grading import _wire
from lecture_nn.questions import Report, exercise, names
from lecture_nn.questions._answers import AnswerError, Answers, NotAnsweredError


@dataclass(frozen=True)
class Graded:
    """What became of one notebook.

    Attributes
    ----------
    path : Path
    exercise : str
        The exercise that it answers.
    status : str
        "ok", "timeout" (a cell or an answer took too long) or "died" (the process ended by itself).
    report : Report
    errors : tuple of str
        Of the cells that ended in an error.
    """

    path: Path
    exercise: str
    status: str
    report: Report
    errors: tuple[str, ...] = ()


class Remote(Answers):
    """Answers that run in a worker process; one that hangs is ended, and another is started for the next check."""

    def __init__(self, cells: list[str], seconds: float) -> None:
        super().__init__()
        self.status, self.errors = "ok", ()
        self._cells, self._seconds = cells, seconds
        self._process: subprocess.Popen | None = None
        self._deadline = float("inf")

    @contextlib.contextmanager
    def limit(self, seconds: float) -> Iterator[None]:
        """Give the answers of one check so many seconds; starting a worker doesn't count."""
        self._start()
        self._deadline = time.monotonic() + seconds
        self._allowed = seconds
        yield

    def close(self) -> None:
        """End the worker."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for stream in (self._process.stdin, self._process.stdout):
                with contextlib.suppress(OSError):
                    stream.close()
            self._process = None

    def _call(self, name: str, arguments: tuple[Any, ...]) -> Any:
        return self._ask(["call", name, list(arguments)])

    def _value(self, name: str) -> Any:
        return self._ask(["value", name, []])

    def _ask(self, request: list) -> Any:
        self._start()
        reply = self._exchange(request, self._deadline - time.monotonic(), f"stopped after {self._allowed:g} seconds")
        if not isinstance(reply, dict) or len(reply) != 1:
            raise AnswerError("the notebook's process sent something that is no answer")
        ((kind, content),) = reply.items()
        if kind == "returned":
            return content
        raise (NotAnsweredError if kind == "unanswered" else AnswerError)(str(content))

    def _start(self) -> None:
        """Start a worker and let it run the cells, unless there is one."""
        if self._process is not None:
            return
        if self.status == "timeout" and self.errors is None:
            raise AnswerError("the notebook's cells don't come to an end")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "lecture_nn.grading._worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._replies: queue.Queue = queue.Queue()
        threading.Thread(target=_listen, args=(self._process.stdout, self._replies), daemon=True).start()
        try:
            reply = self._exchange(
                self._cells, self._seconds, f"the cells were stopped after {self._seconds:g} seconds"
            )
        except AnswerError:
            self.errors = None  # they would hang again
            raise
        self.errors = tuple(map(str, reply["errors"])) if isinstance(reply, dict) and "errors" in reply else ()

    def _exchange(self, message: Any, seconds: float, late: str) -> Any:
        """Send a message and wait for the reply; a worker that doesn't read doesn't block this side."""
        process = self._process
        sender = threading.Thread(target=_say, args=(process.stdin, message), daemon=True)
        sender.start()
        try:
            reply = self._replies.get(timeout=max(seconds, 0.01))
        except queue.Empty:
            self.status = "timeout"
            self.close()
            raise AnswerError(f"{late}: a loop that doesn't end?") from None
        if isinstance(reply, Exception):
            self.status = "died" if self.status == "ok" else self.status
            self.close()
            raise AnswerError("the process of the notebook ended by itself") from None
        return reply


def _say(stream: Any, message: Any) -> None:
    with contextlib.suppress(OSError, ValueError):
        _wire.send(stream, message)


def _listen(stream: Any, replies: queue.Queue) -> None:
    try:
        while True:
            replies.put(_wire.receive(stream))
    except (EOFError, OSError, ValueError) as error:
        replies.put(error)


def exercise_of(path: Path, notebook: nbformat.NotebookNode) -> str:
    """The exercise that a notebook answers: by the name in its `check(...)`, else by its file's name.

    Raises
    ------
    ValueError
        If neither is the name of an exercise.
    """
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    for name in [*re.findall(r"""check\(\s*["'](\w+)["']""", code)[::-1], path.stem]:
        if name in names():
            return name
    raise ValueError(f"{path}: expected a notebook of one of the exercises {listed(names())}")


def grade(path: str | Path, seconds: float = 120.0) -> Graded:
    """Grade a notebook, hidden checks included, in a process of its own.

    Parameters
    ----------
    path : str or Path
        The notebook; its saved outputs don't matter.
    seconds : float
        How long all of its cells together may take.

    Raises
    ------
    ValueError
        If the file is no notebook, or not one of an exercise.
    """
    path = Path(path)
    try:
        notebook = nbformat.read(path, as_version=4)
        cells = [str(cell.source) for cell in notebook.cells if cell.cell_type == "code"]
        name = exercise_of(path, notebook)
    except ValueError:
        raise
    except Exception as error:  # a damaged file raises many things in nbformat
        raise ValueError(f"{path}: can't be read as a notebook ({type(error).__name__})") from None
    remote = Remote(cells, seconds)
    try:
        report = exercise(name).grade(remote)
    finally:
        remote.close()
    return Graded(path, name, remote.status, report, remote.errors or ())
