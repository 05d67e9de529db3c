"""A student's answers that run in a worker: how it is started, asked, and started again when it hangs or dies."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from lecture_nn.checks.answers import AGAIN, Answers, or_error
from lecture_nn.edited import Versions
from lecture_nn.grading.begun import Begun
from lecture_nn.student_code import AnswerError, NotAnsweredError
from lecture_nn.workers import Limits, SandboxError, Starter, Worker

LONGEST_TEXT = 2000
LONGEST_FACTS = 20_000
MOST_STARTS = 6
"""Workers that are started until one has got through the cells."""

GRACE = 1.25
"""Of the cells' time, until the worker is ended: it stops a cell itself before that, if it can."""


class LostError(BaseException):
    """A worker was killed from outside, or could not be started: no fault of the notebook's, which is graded again.

    No check catches it: what the others have found so far doesn't count either.
    """

    def __init__(self, reason: str, killed: bool) -> None:
        super().__init__(reason)
        self.killed = killed


class _EndedError(Exception):
    """A worker that is gone: "timeout" or "died", and whether that may happen once without a reason."""

    def __init__(self, status: str, said: str, may_be_chance: bool = False) -> None:
        super().__init__(said)
        self.status, self.may_be_chance = status, may_be_chance


TOGETHER, EDITED = 2, 5
"""How much longer several answers may take together than a single one that is asked for again; and other versions."""


class Remote(Answers):
    """Answers that run in a worker; one that hangs or dies is ended, and another is started for the next check.

    Parameters
    ----------
    begun : Begun
        The cells, and what they have of the exercise's starting lines.
    starter : Starter
    limits : Limits
    asked : pair of lists of str
        The functions and the values that are asked for: the worker keeps them when a later cell overwrites them.
    files : mapping from str to bytes
        What lies beside the notebook, by names relative to it.
    """

    def __init__(
        self,
        begun: Begun,
        starter: Starter,
        limits: Limits,
        asked: tuple[list[str], list[str]] = ([], []),
        files: Mapping[str, bytes] | None = None,
    ) -> None:
        super().__init__()
        self.status = "ok"
        self.errors: tuple[str, ...] = ()
        self.notes: list[list[str]] = []
        """For each check, what is to be told about the answers it asked for: by which cell they were overwritten."""
        self.names: list[dict[str, tuple[int, int]]] = []
        """For each check, what it asked for: names, each with the cell and the line where the graded one begins."""
        self._begun, self._cells = begun, begun.cells
        self._starter, self._limits = starter, limits
        self._asked = asked
        self._files = {name: np.frombuffer(content, np.uint8) for name, content in (files or {}).items()}
        self._careful: set[int] = set()  # cells that took too long or ended the process: only what they define is run
        self._left_out: set[int] = set()  # those that did so again
        self._ended_by: dict[int, str] = {}  # and why
        self._worker: Worker | None = None
        self._hopeless = ""  # why no other worker is started
        self._end = time.monotonic() + limits.total
        self._deadline = self._end
        self._allowed = limits.total

    @contextlib.contextmanager
    def limit(self, seconds: float) -> Iterator[None]:
        """Give the answers of one check so many seconds; starting a worker doesn't count."""
        self.notes.append([])
        self.names.append({})
        self._start()
        self._deadline = time.monotonic() + seconds
        self._allowed = seconds
        yield

    def close(self) -> None:
        """End the worker, and everything it started."""
        if self._worker is not None:
            self._worker.kill()
            self._worker = None

    def text_of(self, name: str) -> str:
        """Return the rest of the cell from the line on where the graded function begins."""
        cell, line = next((names[name] for names in reversed(self.names) if name in names), (0, 0))
        if not 0 < cell <= len(self._cells) or line < 1:
            return ""
        return "\n".join(self._cells[cell - 1].splitlines()[line - 1 :])

    def again(self, name: str, arguments: tuple[Any, ...]) -> Any:
        """Ask the worker once more; what becomes of it then is no part of the grade."""
        return self._once_more(["again", name, list(arguments)], AGAIN)

    def each_again(self, name: str, several: Sequence[tuple[Any, ...]]) -> list[Any]:
        """Ask the worker once more with each, in one message; if that comes to nothing, with one after the other."""
        there, status = self._worker is not None, self.status
        came = or_error(self._once_more, ["each", name, list(map(list, several))], TOGETHER * AGAIN)
        if type(came) is list and len(came) == len(several):
            return [AnswerError() if each is None else each for each in came]
        if there:  # it may have ended at one of them
            with contextlib.suppress(AnswerError):
                self._start()
            self.status = status
        return [or_error(self.again, name, arguments) for arguments in several]

    def each_edited(self, name: str, versions: Sequence[Versions], arguments: tuple[Any, ...]) -> list[Any]:
        """Ask the worker for what other versions of a function return: it makes them of their texts, and runs them."""
        came = self._once_more(["edited", name, [list(versions), *arguments]], EDITED * AGAIN)
        if type(came) is not list or len(came) != sum(several for _, several in versions):
            raise AnswerError("the notebook's process sent something that is no answer")
        return came

    def _once_more(self, question: list, seconds: float) -> Any:
        """The answer to a question on which no point depends."""
        if self._worker is None:
            raise AnswerError("the notebook's process has ended")
        status, self._deadline = self.status, time.monotonic() + seconds
        try:
            return self._ask(question)
        finally:
            self.status = status

    def _call(self, name: str, arguments: tuple[Any, ...]) -> Any:
        return self._ask(["call", name, list(arguments)])

    def _value(self, name: str) -> Any:
        return self._ask(["value", name, []])

    def _ask(self, question: list) -> Any:
        name = question[1]
        if self.names:
            self.names[-1].setdefault(name, (0, 0))
        reply = self._reply(question)
        note, place, noted = (reply.pop(key, "") if isinstance(reply, dict) else "" for key in ("note", "at", "facts"))
        note = note if isinstance(note, str) and note else self._begun.told.get(name, "")
        if self.names and isinstance(place, list) and len(place) == 2 and all(type(n) is int for n in place):
            self.names[-1][name] = (place[0], place[1])
        if not isinstance(reply, dict) or len(reply) != 1:
            self._note("died")
            self.close()
            raise AnswerError("the notebook's process sent something that is no answer")
        if note and self.notes and note[:LONGEST_TEXT] not in self.notes[-1]:
            self.notes[-1].append(note[:LONGEST_TEXT])
        ((kind, content),) = reply.items()
        if kind == "returned":
            return content
        said = str(content)[:LONGEST_TEXT]
        if said.startswith("MemoryError"):
            self._note("memory")
        if kind == "unanswered":
            raise NotAnsweredError(said)
        raise AnswerError(said, noted[:LONGEST_FACTS] if isinstance(noted, str) else "")

    def _reply(self, question: list) -> Any:
        """Ask; a worker that dies may do so by chance, so another one is asked the same once more."""
        for attempt in (1, 2):
            began = time.monotonic()
            self._start()
            self._deadline += time.monotonic() - began
            try:
                return self._exchange(question, self._deadline, f"stopped after {self._allowed:g} seconds")
            except _EndedError as ended:
                if ended.may_be_chance and attempt == 1:
                    continue
                self._note(ended.status)
                raise AnswerError(str(ended)) from None
        raise AssertionError("unreachable")

    def _start(self) -> None:
        """Start a worker and let it run the cells, unless there is one.

        When it hangs or dies, a second one tells which cell that is. The next one runs only the definitions in this
        cell, and the one after it nothing of it: what the other cells answered is graded.
        """
        if self._worker is not None:
            return
        if self._hopeless:
            raise AnswerError(self._hopeless)
        for attempt in range(MOST_STARTS):
            try:
                self._worker = self._starter.start(self._limits)
            except OSError as error:
                raise LostError(str(error), killed=isinstance(error, SandboxError) and error.killed) from None
            told: list[int] = []
            try:
                self._take(self._run_cells(told, tell=attempt > 0))
                return
            except _EndedError as ended:
                if attempt > 0:
                    self._note(ended.status)
                    if not told:
                        break
                    self._leave_out(told[-1], ended)
                said, status = str(ended), ended.status
            if time.monotonic() >= self._end:
                break
        self._note(status)
        self._hopeless = said  # the next one would fare the same
        raise AnswerError(said)

    def _run_cells(self, told: list[int], tell: bool) -> Any:
        """Send the cells and wait for what became of them; with `tell`, the numbers of the cells come first."""
        seconds = self._limits.seconds
        deadline = time.monotonic() + GRACE * seconds
        functions, values = self._asked
        task = {
            "cells": self._cells,
            "files": self._files,
            "functions": functions,
            "values": values,
            "begun": self._begun.names,
            "careful": sorted(self._careful),
            "left_out": sorted(self._left_out),
            "until": time.time() + seconds,
            "seconds": seconds,
            "tell": tell,
        }
        late = f"the cells were stopped after {seconds:g} seconds"
        reply = self._exchange(task, deadline, late)
        while (
            tell
            and isinstance(reply, dict)
            and type(number := reply.get("cell")) is int
            and len(told) < len(self._cells)
        ):
            told.append(min(max(number, 1), len(self._cells)))
            reply = self._exchange(None, deadline, late)
        return reply

    def _take(self, reply: Any) -> None:
        """Note what became of the cells."""
        errors = reply.get("errors") if isinstance(reply, dict) else None
        stopped = reply.get("stopped") if isinstance(reply, dict) else None
        if isinstance(stopped, list) and any(type(number) is int for number in stopped):
            self._note("timeout")
            self._careful |= {number for number in stopped if type(number) is int} - self._left_out
        if self.errors or not isinstance(errors, list):
            return
        ended = [f"cell {number}: {why}" for number, why in sorted(self._ended_by.items())]
        self.errors = tuple(str(each)[:LONGEST_TEXT] for each in [*ended, *errors][:20])
        if any(": MemoryError" in error[:40] for error in self.errors):
            self._note("memory")

    def _leave_out(self, number: int, ended: _EndedError) -> None:
        (self._left_out if number in self._careful else self._careful).add(number)
        self._careful -= self._left_out
        self._ended_by[number] = str(ended)

    def _exchange(self, message: Any, deadline: float, late: str) -> Any:
        """Send a message, unless it is None, and wait for a reply; at the deadline the worker is ended."""
        if self._end < deadline:
            deadline, late = self._end, f"all in all stopped after {self._limits.total:g} seconds"
        try:
            return self._worker.receive(deadline) if message is None else self._worker.exchange(message, deadline)
        except TimeoutError:
            self.close()
            if time.monotonic() >= self._end:
                self._hopeless = late
            raise _EndedError("timeout", f"{late}: a loop that doesn't end?") from None
        except (EOFError, OSError):
            killed = self._worker.was_killed()
            self.close()
            if killed:
                raise LostError("the process of the notebook was killed from outside", killed=True) from None
            raise _EndedError("died", "the process of the notebook ended by itself", may_be_chance=True) from None
        except ValueError:
            self.close()
            raise _EndedError("died", "the notebook's process sent something that is no answer") from None
        except MemoryError:  # a part of it may have been read, and other replies may wait behind it
            self.close()
            raise _EndedError("memory", "what the notebook's process sent takes too much memory") from None

    def _note(self, status: str) -> None:
        if self.status == "ok":
            self.status = status
