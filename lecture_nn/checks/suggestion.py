"""What to do next: one thing, wherever a reader is on the path through the course."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Stop:
    """A notebook on the path, and how far a reader has come in it.

    Attributes
    ----------
    name, title : str
    is_lesson : bool
    begun, done : bool
        A lesson is done when it is read, an exercise when all points are reached that its notebook shows.
    told : str
        How much is done, for example "3 of 11 questions answered".
    more : str
        What only grading can show, "" if there is nothing.
    """

    name: str
    title: str
    is_lesson: bool
    begun: bool
    done: bool
    told: str = ""
    more: str = ""

    @property
    def place(self) -> str:
        """The notebook, seen from the folder of the course."""
        return f"{'notebooks' if self.is_lesson else 'exercises'}/{self.name}.ipynb"

    @property
    def called(self) -> str:
        """The notebook in a sentence."""
        return f"lesson {self.name[:2]}, {self.title}" if self.is_lesson else f"the exercise {self.title}"


@dataclass(frozen=True)
class Suggestion:
    """One thing to do: the notebook or the command, and why."""

    place: str
    why: str

    def __str__(self) -> str:
        return f"{self.place} ({self.why})" if self.place else self.why


def suggest(path: Sequence[Stop], quiz_is_left: bool = False) -> Suggestion:
    """Return what to do next.

    What is begun comes first, the last such on the path, since there a reader is; then what follows whatever they have
    done last on the path; then what they have left out on the way, and only when nothing else is left, the capstone.

    Parameters
    ----------
    path : sequence of Stop
        All lessons and exercises in the order of the course.
    quiz_is_left : bool
        Whether the quiz was answered before the course, and not yet after it.
    """
    if not any(stop.begun or stop.done for stop in path) and path:
        return Suggestion(path[0].place, f"start with {path[0].called}")
    capstone = path[-1] if path else None
    begun = [stop for stop in path if stop.begun and not stop.done]
    if begun and (begun[-1] is not capstone or all(stop.done for stop in path[:-1])):
        return _going_on(begun[-1])
    if begun[:-1]:
        return _going_on(begun[-2])
    last = max((number for number, stop in enumerate(path[:-1]) if stop.done), default=-1)
    open_ahead = [stop for stop in path[last + 1 :] if not stop.done]
    left_out = [stop for stop in path[: last + 1] if not stop.done]
    if open_ahead and (open_ahead[0] is not capstone or not left_out):
        why = "now build it" if not open_ahead[0].is_lesson else "next comes"
        return Suggestion(open_ahead[0].place, f"{why}: {open_ahead[0].called}")
    if left_out:
        return Suggestion(left_out[0].place, f"you have left out {left_out[0].called}")
    if quiz_is_left:
        return Suggestion(
            "notebooks/before_and_after.ipynb", "you have read and solved everything: see what you have gained"
        )
    for stop in path:
        if stop.more:
            return Suggestion(f"lecture-nn grade {stop.place}", stop.more)
    return Suggestion("lecture-nn assemble", "you have read and solved everything: put your own network together")


def _going_on(stop: Stop) -> Suggestion:
    return Suggestion(stop.place, f"go on with {stop.called}: {stop.told}")
