"""Answers that are the same in several notebooks: a question for the instructor to ask, never a verdict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MOST = 50
"""Groups that are listed, at most."""


@dataclass(frozen=True)
class Alike:
    """Students whose answers to an exercise are the same but for white space, comments and names.

    Attributes
    ----------
    exercise : str
    names : tuple of str
        The functions that they share.
    wrong : tuple of str
        Those of them that failed a check in every one of the notebooks.
    students : tuple of str
    """

    exercise: str
    names: tuple[str, ...]
    wrong: tuple[str, ...]
    students: tuple[str, ...]


@dataclass
class Comparison:
    """The answers of a class, to be compared; `add` takes one notebook's record at a time."""

    _shared: dict[tuple[str, str], dict[str, tuple[str, bool]]] = field(default_factory=lambda: defaultdict(dict))
    _students: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, student: str, record: Mapping[str, Any]) -> None:
        """Note what a notebook has of its own."""
        exercise = record["exercise"]
        self._students[exercise].add(student)
        failed = {name for result in record["results"] if result["status"] == "wrong" for name in result["names"]}
        for name, fingerprint in record.get("own", []):
            self._shared[exercise, fingerprint][student] = (name, name in failed)

    def groups(self) -> list[Alike]:
        """Return the groups of students, those first who share wrong answers, then those who share most.

        What more than a quarter of a class has written, and at least five people, is taken for the natural way to
        write it and left out.
        """
        found: dict[tuple[str, tuple[str, ...]], list[tuple[str, bool]]] = defaultdict(list)
        for (exercise, _), by_student in self._shared.items():
            if 2 <= len(by_student) <= max(4, len(self._students[exercise]) // 4):
                names = sorted({name for name, _ in by_student.values()})
                everywhere_wrong = all(wrong for _, wrong in by_student.values())
                found[exercise, tuple(sorted(by_student))].append((" or ".join(names), everywhere_wrong))
        groups = [
            Alike(exercise, tuple(name for name, _ in of), tuple(name for name, wrong in of if wrong), students)
            for (exercise, students), of in found.items()
        ]
        groups.sort(key=lambda each: (-len(each.wrong), -len(each.names), each.exercise, each.students))
        return groups[:MOST]
