"""Grading what isn't graded yet, whatever happens to the processes that do it."""

from __future__ import annotations

import contextlib
import itertools
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from tqdm import tqdm

from lecture_nn.grading.pool import Task, graded_here, graded_on_cluster
from lecture_nn.grading.records import begin, keep, record_of
from lecture_nn.grading.settings import Settings
from lecture_nn.grading.submissions import Submission
from lecture_nn.grading.underway import MOST, UnderWay


def grade_missing(
    handed_in: list[Submission], out: Path, settings: Settings, jobs: int, scheduler: str | None, again: set[str]
) -> None:
    """Make the records that are missing or out of date, and those of the students in `again`.

    A submission at which a process of the grader was killed is graded once more, after all others and alone, so that
    nobody is suspected who was only being graded, or about to be, at the same time. After the second time it is not
    graded.
    """
    under_way = UnderWay(out)
    suspects: list[int] = []
    bar = tqdm(total=len(handed_in), unit="", disable=not sys.stderr.isatty(), leave=False)

    def tasks(numbers: Iterable[int], alone: bool) -> Iterator[Task]:
        for n in numbers:
            each = handed_in[n]
            record, data, files = begin(each, settings)
            fingerprint = record["fingerprint"]
            if asked_again := each.student in again and not alone:
                under_way.end(each)
            times = under_way.times(each, fingerprint)
            if not asked_again and record_of(each, out).get("fingerprint") == fingerprint:
                bar.update()
            elif data is None or times >= MOST:
                keep(record if data is None else _killed(record), each, out)
                bar.update()
            elif times and not alone:
                suspects.append(n)
            else:
                under_way.begin(each, fingerprint)
                yield Task(n, record, data, files)

    def grade_these(numbers: list[int], jobs: int, alone: bool) -> None:
        found = (
            graded_on_cluster(tasks(numbers, alone), settings, scheduler)
            if scheduler
            else graded_here([tasks(line, alone) for line in _in_lines(numbers, jobs)], settings, ahead=not alone)
        )
        with contextlib.closing(found):
            for task, record in found:
                each = handed_in[task.number]
                if record is not None:
                    keep(record, each, out)
                    under_way.end(each)
                elif alone:
                    keep(_killed(task.record), each, out)
                    under_way.killed(each)
                else:
                    under_way.killed(each)
                    suspects.append(task.number)
                    continue
                bar.update()

    try:
        with bar:
            grade_these(_by_name(handed_in), jobs, alone=False)
            grade_these(suspects, 1, alone=True)
    finally:
        under_way.stop()


def _by_name(handed_in: list[Submission]) -> list[int]:
    """The numbers of the submissions, by what their files are called: those of one name are mostly of one exercise."""
    names = [PurePosixPath(each.named or each.file).name for each in handed_in]
    return sorted(range(len(handed_in)), key=names.__getitem__)


def _in_lines(numbers: list[int], count: int) -> list[list[int]]:
    """The numbers, cut into so many lines of about the same length."""
    ends = [len(numbers) * n // count for n in range(count + 1)]
    return [numbers[begin:end] for begin, end in itertools.pairwise(ends)]


def _killed(record: dict[str, Any]) -> dict[str, Any]:
    """The record of a submission at which the grader was killed too often; without a fingerprint, it isn't final."""
    reason = (
        f"the grader was killed {MOST} times while it graded this; it may take too much memory. "
        "It is tried again when it changes, or with --regrade"
    )
    return {**record, "fingerprint": "", "status": "not graded", "reason": reason}
