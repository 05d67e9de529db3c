"""The side of the checks: starts a worker for a notebook, asks it through a channel, and decides."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lecture_nn.checks import Exercise, Report, exercise_names, load_exercise
from lecture_nn.checks.answers import Answers
from lecture_nn.checks.expect import SEED
from lecture_nn.grading.notebook import borrowed, code_cells, exercise_of, looked_up, read
from lecture_nn.student_code import AnswerError, NotAnsweredError
from lecture_nn.workers import Limits, Plain, Starter, Worker

LONGEST_TEXT = 2000


@dataclass(frozen=True)
class Graded:
    """What became of one notebook.

    Attributes
    ----------
    exercise : str
        The exercise that it answers.
    status : str
        "ok"; or the first that happened of "timeout" (a cell or an answer took too long), "memory" (more was asked for
        than allowed) and "died" (the process ended by itself).
    report : Report
    errors : tuple of str
        Of the cells that ended in an error.
    flags : tuple of str
        What an instructor should look at.
    """

    exercise: str
    status: str
    report: Report
    errors: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


class Remote(Answers):
    """Answers that run in a worker; one that hangs or dies is ended, and another is started for the next check."""

    def __init__(self, cells: list[str], starter: Starter, limits: Limits) -> None:
        super().__init__()
        self.status = "ok"
        self.fault: OSError | None = None
        """Why no worker could be started: that is no fault of the notebook's."""
        self.errors: tuple[str, ...] = ()
        self._cells, self._starter, self._limits = cells, starter, limits
        self._worker: Worker | None = None
        self._hopeless = ""  # why no other worker is started
        self._end = time.monotonic() + limits.total
        self._deadline = self._end
        self._allowed = limits.total

    @contextlib.contextmanager
    def limit(self, seconds: float) -> Iterator[None]:
        """Give the answers of one check so many seconds; starting a worker doesn't count."""
        self._start()
        self._deadline = time.monotonic() + seconds
        self._allowed = seconds
        yield

    def close(self) -> None:
        """End the worker, and everything it started."""
        if self._worker is not None:
            self._worker.kill()
            self._worker = None

    def _call(self, name: str, arguments: tuple[Any, ...]) -> Any:
        return self._ask(["call", name, list(arguments)])

    def _value(self, name: str) -> Any:
        return self._ask(["value", name, []])

    def _ask(self, request: list) -> Any:
        self._start()
        reply = self._exchange(request, self._deadline, f"stopped after {self._allowed:g} seconds")
        if not isinstance(reply, dict) or len(reply) != 1:
            self._failed("died")
            raise AnswerError("the notebook's process sent something that is no answer")
        ((kind, content),) = reply.items()
        if kind == "returned":
            return content
        said = str(content)[:LONGEST_TEXT]
        if said.startswith("MemoryError"):
            self._note("memory")
        raise (NotAnsweredError if kind == "unanswered" else AnswerError)(said)

    def _start(self) -> None:
        """Start a worker and let it run the cells, unless there is one."""
        if self._worker is not None:
            return
        if self._hopeless:
            raise AnswerError(self._hopeless)
        try:
            self._worker = self._starter.start(self._limits)
        except OSError as error:
            self.fault = error
            raise AnswerError(f"no process could be started: {error}") from None
        seconds = self._limits.seconds
        try:
            reply = self._exchange(
                self._cells, time.monotonic() + seconds, f"the cells were stopped after {seconds:g} seconds"
            )
        except AnswerError as error:
            self._hopeless = str(error)  # the next one would fare the same
            raise
        errors = reply.get("errors") if isinstance(reply, dict) else None
        self.errors = tuple(str(each)[:LONGEST_TEXT] for each in errors[:20]) if isinstance(errors, list) else ()
        if any(": MemoryError" in error[:40] for error in self.errors):
            self._note("memory")

    def _exchange(self, message: Any, deadline: float, late: str) -> Any:
        """Send a message and wait for the reply; a worker that neither reads nor writes is ended at the deadline."""
        if self._end < deadline:
            deadline, late = self._end, f"all in all stopped after {self._limits.total:g} seconds"
        try:
            return self._worker.exchange(message, deadline)
        except TimeoutError:
            self._failed("timeout")
            if time.monotonic() >= self._end:
                self._hopeless = late
            raise AnswerError(f"{late}: a loop that doesn't end?") from None
        except (EOFError, OSError):
            self._failed("died")
            raise AnswerError("the process of the notebook ended by itself") from None
        except ValueError:
            self._failed("died")
            raise AnswerError("the notebook's process sent something that is no answer") from None

    def _failed(self, status: str) -> None:
        self._note(status)
        self.close()

    def _note(self, status: str) -> None:
        if self.status == "ok":
            self.status = status


def grade(
    notebook: str | Path | bytes,
    name: str = "",
    *,
    starter: Starter | None = None,
    limits: Limits | None = None,
    seed: int | None = None,
    exercises: Mapping[str, Exercise] | None = None,
) -> Graded:
    """Grade a notebook, hidden checks included, in a process of its own.

    Parameters
    ----------
    notebook : str, Path or bytes
        The notebook's file, or what is in it; its saved outputs don't matter.
    name : str
        Of the file, if `notebook` is bytes; tells the exercise where its cells don't.
    starter : Starter, optional
        Starts the process; by default an ordinary one of the same user (`Plain`).
    limits : Limits, optional
    seed : int, optional
        Of the examples that the checks draw; by default they are fresh each time.
    exercises : mapping from name to Exercise, optional
        The exercises that it may answer; by default those of the course.

    Raises
    ------
    UnreadableError
        If it is no notebook, or not one of an exercise.
    OSError
        If no process can be started.
    """
    if not isinstance(notebook, bytes):
        name, notebook = Path(notebook).stem, read(Path(notebook))
    cells = code_cells(notebook)
    chosen = exercise_of(cells, name, exercise_names() if exercises is None else exercises)
    asked = load_exercise(chosen) if exercises is None else exercises[chosen]
    remote = Remote(cells, starter or Plain(), limits or Limits())
    before = SEED.set(seed)
    try:
        report = asked.grade(remote)
    finally:
        SEED.reset(before)
        remote.close()
    if remote.fault is not None:
        raise remote.fault
    flags = [f"uses {', '.join(taken)} of the package"] if (taken := borrowed(cells, asked.given)) else []
    if means := looked_up(cells):
        flags.append(f"may reach code without naming it: {', '.join(means)}")
    if remote.errors:
        flags.append(
            f"{len(remote.errors)} cells end in an error" if len(remote.errors) > 1 else "a cell ends in an error"
        )
    return Graded(chosen, remote.status, report, remote.errors, tuple(flags))
