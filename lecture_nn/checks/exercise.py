"""An exercise: its checks in order, and the misunderstandings that it knows."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from lecture_nn.checks.answers import Answers, Namespace
from lecture_nn.checks.model import Check, Lesson, Misunderstanding, Pattern
from lecture_nn.checks.report import Report


@dataclass
class Exercise:
    """The checks of one exercise notebook, and the misunderstandings that it knows.

    `given` are the names that its notebook takes from the package: they are not part of the task. `references` are
    right functions by name, which wrong answers are compared with; those of the course's solutions are known, and so
    are functions beside the checks that are called like the one asked for, and those of `solution`, the code cells of a
    solved notebook. `views` say, by name, how to look at a result where several are right, before it is compared with
    that of a wrong function.
    """

    name: str
    given: tuple[str, ...] = ()
    checks: list[Check] = field(default_factory=list)
    misunderstandings: list[Misunderstanding] = field(default_factory=list)
    references: dict[str, Callable[..., Any]] = field(default_factory=dict)
    views: dict[str, Callable[[Any], Any]] = field(default_factory=dict)
    solution: tuple[str, ...] = ()
    found: dict[tuple[str, str], Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What was found out about the functions and values that aren't declared."""

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not self.name:
            raise TypeError(f'name: expected a text, as in Exercise("perceptron"), got {self.name!r}')

    def reference(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Note that the decorated function is right: answers to its name are compared with it and its variants."""
        self.references[function.__name__] = function
        return function

    def check(
        self,
        title: str,
        *,
        points: int = 1,
        row: str = "",
        hint: str = "",
        hidden: bool = False,
        seconds: float = 10.0,
    ) -> Callable[[Callable[[Answers], None]], Check]:
        """Make the decorated function a check of this exercise; the attributes are those of `Check`.

        Raises
        ------
        TypeError, ValueError
            If the title is no text or is taken, the points are no whole number of at least 0, or the function doesn't
            take the answers as its only argument.
        """
        if not isinstance(title, str):
            raise TypeError('title: expected a text: write @EXERCISE.check("TITLE"), with parentheses')
        if any(check.title == title for check in self.checks):
            raise ValueError(f"title: expected one that no other check has, got {title!r} again")
        if isinstance(points, bool) or not isinstance(points, int) or points < 0:
            raise ValueError(f"points: expected a whole number of at least 0, got {points!r}")

        def register(test: Callable[[Answers], None]) -> Check:
            if len(inspect.signature(test).parameters) != 1:
                raise TypeError(
                    f"{test.__name__}: expected a function of one argument, the answers: {test.__name__}(s)"
                )
            self.checks.append(Check(title, points, row, hint, test, hidden, seconds))
            return self.checks[-1]

        return register

    def misunderstanding(
        self, name: str, *, hint: str, read: tuple[str, str] | None = None
    ) -> Callable[[Callable[..., Any]], Misunderstanding]:
        """Make the decorated function a wrong answer that this exercise knows: to `name`, taught in `read` if given."""

        def register(wrong: Callable[..., Any]) -> Misunderstanding:
            self.misunderstandings.append(Misunderstanding(name, wrong, hint, Lesson(*read) if read else None))
            return self.misunderstandings[-1]

        return register

    def wrong_answers(self, name: str, told: Mapping[str, Callable[..., Any]], *, read: tuple[str, str]) -> None:
        """Note wrong answers to `name`, all taught in `read`: for each hint, a function that is wrong in that way."""
        for hint, wrong in told.items():
            self.misunderstanding(name, hint=hint, read=read)(wrong)

    def mistaken(self, name: str, value: Any, *, hint: str, read: tuple[str, str]) -> None:
        """Note a wrong value that this exercise knows: of `name`, taught in `read`."""
        self.misunderstandings.append(Misunderstanding(name, lambda: value, hint, Lesson(*read)))

    def nearly(self, name: str, low: float, high: float, *, hint: str, read: tuple[str, str]) -> None:
        """Note that a wrong number between these two is close to the right value of `name`."""

        def seen(number: Any) -> bool:
            return low <= float(np.asarray(number, dtype=float).item()) <= high

        self.shows(name, seen, example=(low + high) / 2, hint=hint, read=read)

    def shows(self, name: str, seen: Callable[[Any], bool], *, example: Any, hint: str, read: tuple[str, str]) -> None:
        """Note what a wrong value of `name` may show, as the example does, however it came about."""
        self.misunderstandings.append(Pattern(name, lambda: example, hint, Lesson(*read), seen=seen))

    @property
    def total(self) -> int:
        """Points there are."""
        return sum(check.points for check in self.checks)

    def grade(self, answers: Answers | Mapping[str, Any], hidden: bool = True, explain: bool = True) -> Report:
        """Run the checks on the answers, or on the entries of a dictionary.

        Hidden checks are run, too, and wrong answers are explained, unless told otherwise.
        """
        if not isinstance(answers, Answers):
            answers = Namespace(answers)
        selected = [check for check in self.checks if hidden or not check.hidden]
        results = tuple(check.run(answers, self if explain else None) for check in selected)
        return Report(self.name, results, unseen=self.total - sum(check.points for check in selected))
