"""What is to be explained: the answers to one name that a check asked for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lecture_nn.checks.answers import Call
from lecture_nn.checks.diagnosis.references import Reference, is_of_the_course
from lecture_nn.checks.diagnosis.shapes import Shapes
from lecture_nn.checks.model import Lesson, Misunderstanding
from lecture_nn.checks.turns.declare import Turn

if TYPE_CHECKING:
    from lecture_nn.checks.exercise import Exercise


LAST = 5.0
"""The rank of what is said where nothing explains an answer."""


def no_result(*_: Any) -> Any:
    """Stand for a function where there is none that explains an answer."""
    raise ValueError("no function explains this answer")


@dataclass(frozen=True)
class Subject:
    """One name of a check that failed.

    Attributes
    ----------
    exercise : Exercise
    name : str
        The student's function or value.
    calls : tuple of Call
        What the function was given and what it returned; for a value, one call without arguments.
    reference : Reference or None
        The right function.
    read : Lesson or None
        Where this is taught: what a candidate refers to unless it knows better.
    probes : tuple of tuple
        Arguments of the kind that its checks pass, on which functions can be told apart.
    named : tuple of str
        What the check calls the arguments, where there is no right function that has names for them.
    """

    exercise: Exercise
    name: str
    calls: tuple[Call, ...]
    reference: Reference | None
    read: Lesson | None
    probes: tuple[tuple[Any, ...], ...] = ()
    named: tuple[str, ...] = ()

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the function's parameters."""
        return self.reference.parameters if self.reference else self.named

    @property
    def shapes(self) -> Shapes:
        """What the axes of arguments and results stand for."""
        docstring = self.reference.docstring if self.reference else ""
        return Shapes(self.parameters, docstring, elsewhere=not is_of_the_course(self.exercise, self.name))

    def candidate(self, wrong: Any, hint: str, rank: float, source: str) -> Misunderstanding:
        """Return an explanation of this name that refers to where it is taught."""
        return Misunderstanding(self.name, wrong, hint, self.read, rank=rank, source=source)

    def fact(self, hint: str, source: str, kind: str = "") -> Misunderstanding:
        """Return what is plain to see of an answer that no function explains."""
        return Misunderstanding(self.name, no_result, hint, self.read, LAST, source, kind)


def taught(exercise: Exercise, name: str) -> Lesson | None:
    """Return where the answer to a name is taught: where most of its listed misunderstandings lead."""
    if isinstance(exercise, Turn):
        return Lesson(exercise.lesson, "")
    listed = [m.read for m in exercise.misunderstandings if m.name == name and m.read]
    listed = listed or [m.read for m in exercise.misunderstandings if m.read]
    return Counter(listed).most_common(1)[0][0] if listed else None
