"""Processes that judge: each grades one submission after the other, and which one a process was at is always known.

A library's pool starts its processes in the current directory, with all that lies there on Python's path, and when one
is killed it can't say what it was at. Here each is started as `surroundings` says, in a session of its own.
"""

from __future__ import annotations

import base64
import contextlib
import itertools
import json
import queue
import subprocess
import threading
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from lecture_nn.grading.settings import Settings
from lecture_nn.workers.surroundings import PACKAGE, environment, python


@dataclass(frozen=True)
class Task:
    """A submission to be graded: its number, its record as far as it is known, the notebook, and the files it needs."""

    number: int
    record: dict[str, Any]
    data: bytes
    files: dict[str, bytes] = field(default_factory=dict)


class KilledError(Exception):
    """The process that judged was killed."""


def graded_here(
    lines: Sequence[Iterator[Task]], settings: Settings, ahead: bool = False
) -> Iterator[tuple[Task, dict[str, Any] | None]]:
    """Grade in a process for each line of tasks; yield each task with its record, or with None if that was killed.

    A process takes from its own line, and from the others once that has ended. So if tasks that resemble each other
    stand in one line, what is found out once in its process serves all. With `ahead`, a process's next task is taken
    while it is at work.
    """
    lock, stopping = threading.Lock(), threading.Event()
    done: queue.SimpleQueue[Any] = queue.SimpleQueue()
    judges: set[_Judge] = set()
    taken: dict[int, Task] = {}

    def take_ahead(line: int, tasks: Iterator[Task]) -> None:
        with lock:
            if ahead and not stopping.is_set() and (task := next(tasks, None)):
                taken[line] = task

    def work(line: int) -> None:
        judge, tasks = None, itertools.chain(*lines[line:], *lines[:line])
        try:
            while not stopping.is_set():
                with lock:
                    task = taken.pop(line, None) or next(tasks, None)
                    if task is None:
                        return
                    if judge is None:
                        judge = _Judge(settings)
                        judges.add(judge)
                if stopping.is_set():  # whoever stops ends the judges there are, and this one may have been too late
                    judge.close()
                    return
                try:
                    judge.send(task)
                    take_ahead(line, tasks)
                    done.put((task, judge.receive()))
                except KilledError:
                    judges.discard(judge)
                    judge.close()
                    judge = None
                    done.put((task, None))
        except BaseException as error:
            done.put(error)
        finally:
            done.put(None)

    threads = [threading.Thread(target=work, args=(line,), daemon=True) for line in range(len(lines))]
    try:
        for thread in threads:
            thread.start()
        working = len(lines)
        while working:
            item = done.get()
            if item is None:
                working -= 1
            elif isinstance(item, BaseException):
                raise item
            else:
                yield item
    finally:
        stopping.set()
        for judge in list(judges):
            judge.close()
        for thread in threads:
            thread.join()


def graded_on_cluster(
    tasks: Iterator[Task], settings: Settings, scheduler: str
) -> Iterator[tuple[Task, dict[str, Any] | None]]:
    """Grade on a Dask cluster; what its workers are killed at again and again comes with None."""
    from distributed import Client, as_completed
    from distributed.scheduler import KilledWorker

    from lecture_nn.grading.several import grade_all

    with Client(scheduler) as client:
        ahead = 3 * max(1, sum(client.nthreads().values()))
        under_way: dict[str, Task] = {}
        results = as_completed()

        def one_result() -> tuple[Task, dict[str, Any] | None]:
            future = next(results)
            try:
                return under_way.pop(future.key), future.result()[1]
            except KilledWorker:
                return under_way.pop(future.key, task), None

        for task in tasks:
            future = client.submit(grade_all, task.number, task.record, task.data, settings, task.files, pure=False)
            under_way[future.key] = task
            results.add(future)
            if len(under_way) >= ahead:
                yield one_result()
        while under_way:
            yield one_result()


class _Judge:
    """A process that judges."""

    def __init__(self, settings: Settings) -> None:
        self._process = subprocess.Popen(
            python("-m", "lecture_nn.grading.child"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=PACKAGE,
            env=environment(),
            start_new_session=True,  # Ctrl-C is for the process that started it
        )
        with contextlib.suppress(OSError):  # it has ended: that is seen when it is asked
            self._send(asdict(settings))

    def _send(self, message: dict[str, Any], data: bytes = b"") -> None:
        self._process.stdin.write(json.dumps({**message, "length": len(data)}).encode() + b"\n")
        self._process.stdin.write(data)
        self._process.stdin.flush()

    def send(self, task: Task) -> None:
        """Let it grade a submission; a process that has ended is met by `receive`."""
        files = {name: base64.b64encode(content).decode("ascii") for name, content in task.files.items()}
        with contextlib.suppress(OSError, ValueError):  # ValueError: the stream was closed to end this thread
            self._send({"number": task.number, "record": task.record, "files": files}, task.data)

    def receive(self) -> dict[str, Any]:
        """Return the whole record of the submission; raises KilledError if the process is ended meanwhile."""
        try:
            line = self._process.stdout.readline()
        except (OSError, ValueError):
            line = b""
        if not line.endswith(b"\n"):
            raise KilledError
        return json.loads(line)

    def close(self) -> None:
        """End the process, and its sandbox with it."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError, ValueError):
                stream.close()
