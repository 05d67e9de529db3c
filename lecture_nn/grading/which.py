"""Which exercises a notebook answers: by what it defines and by its name, never by a mention in a comment.

Lessons and our own solutions are no answers of a student's (`of_the_course`): people hand in the whole course folder.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from lecture_nn.checks import Answers, Exercise, NotAnsweredError
from lecture_nn.grading.definitions import digest
from lecture_nn.grading.names import named, stem
from lecture_nn.grading.notebook import OtherExerciseError
from lecture_nn.validation import listed

MARKER = "### BEGIN SOLUTION"


def exercises_of(
    cells: Iterable[str], name: str, known: Mapping[str, Exercise], only: Collection[str] = ()
) -> list[str]:
    """Return the exercises that a notebook answers, in the order of their names.

    A notebook answers an exercise if it defines at least half of what the exercise asks for, two names of which no
    other exercise asks for; or if it is called like the exercise, or checks it, and defines anything of it. Where that
    leaves none, it is the one of which it defines the larger part, else the one that its name says or that it checks.

    Parameters
    ----------
    cells : iterable of str
        The code cells.
    name : str
        What the student called the file.
    known : mapping from name to Exercise
    only : collection of str
        The exercises that are graded; empty for all that are known.

    Raises
    ------
    OtherExerciseError
        If it answers none that is graded.
    """
    cells = list(cells)
    defines, said = defined(cells), named(name.rpartition("/")[2], known).exercise
    checks = checked(cells)
    wanted = {each: names_asked(exercise) for each, exercise in known.items()}
    often = Counter(name for names in wanted.values() for name in names)
    chosen, partly = [], []
    for each, names in wanted.items():
        have = defines & names
        own = {name for name in have if often[name] == 1}
        meant = each == said or each in checks
        if have and (meant or (len(own) >= min(2, len(names)) and 2 * len(have) >= len(names))):
            chosen.append(each)
        elif have and 2 * len(have) > len(names):
            partly.append((len(have) / len(names), each))
    if not chosen:
        chosen = [max(partly)[1]] if partly else [said] if said else [each for each in checks if each in known][-1:]
    graded = sorted(each for each in chosen if not only or each in only)
    if graded:
        return graded
    if chosen:
        raise OtherExerciseError(f"a notebook of {' and '.join(sorted(chosen))}, which isn't graded here")
    raise OtherExerciseError(
        f"expected a notebook of one of the exercises {listed(sorted(known))}, by its name or by what it defines"
    )


def defined(cells: Iterable[str]) -> set[str]:
    """Return the names that the cells give to functions and values, by their text.

    Parsing would be exact, but hostile code can end the process that parses it.
    """
    text = "\n".join(cells)
    names = set(re.findall(r"^(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)", text, re.MULTILINE))
    for targets in re.findall(
        r"^(?:%time[ \t]+)?(\w(?:[\w, \t]{0,300}?[\w,])?)[ \t]*+(?::[^=\n]{1,100})?=(?!=)", text, re.MULTILINE
    ):
        names.update(re.findall(r"\w+", targets))
    # the second name of first = second = 3
    names.update(re.findall(r"^\w+[ \t]*=[ \t]*(\w+)[ \t]*=(?!=)", text, re.MULTILINE))
    return names


def checked(cells: Iterable[str]) -> list[str]:
    """Return the exercises that the cells check, in their order; comments don't count."""
    return re.findall(r"""^[^#\n"']{0,200}\bcheck\([ \t]*["'](\w+)["']""", "\n".join(cells), re.MULTILINE)


class _Asked(Answers):
    """Stands for a student's answers, and only notes what is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def limit(self, seconds: float) -> contextlib.AbstractContextManager[None]:
        return contextlib.nullcontext()

    def _call(self, name: str, arguments: tuple[Any, ...]) -> Any:
        self.names.add(name)
        raise NotAnsweredError(name)

    def _value(self, name: str) -> Any:
        self.names.add(name)
        raise NotAnsweredError(name)


def names_asked(exercise: Exercise) -> frozenset[str]:
    """Return the names of the functions and values that an exercise asks for."""
    key = (*(check.test for check in exercise.checks), *(each.name for each in exercise.misunderstandings))
    if key not in _ASKED:
        asking = _Asked()
        exercise.grade(asking)
        _ASKED[key] = frozenset(asking.names | {each.name for each in exercise.misunderstandings})
    return _ASKED[key]


_ASKED: dict[tuple[Any, ...], frozenset[str]] = {}
"""What was found out, by the checks: an instructor may change them while a process of a cluster goes on."""


# What the course itself holds


@cache
def _shipped() -> dict[str, dict[str, frozenset[str]]]:
    """The digests of the code cells of lessons and solutions; written by tools/shipped.py."""
    kept = json.loads(files("lecture_nn.grading").joinpath("shipped.json").read_text(encoding="utf-8"))
    return {kind: {name: frozenset(cells) for name, cells in of.items()} for kind, of in kept.items()}


def of_the_course(cells: list[str], name: str = "") -> str:
    """Say what the cells are of if most are a lesson's, or a solution's with its markers; empty if they are neither.

    A lesson from before or after this version is known by its file's name, if it checks no exercise.
    """
    called = stem(name.rpartition("/")[2])
    if called in _shipped()["lessons"] and not set(checked(cells)) & set(_shipped()["solutions"]):
        return f"the lesson {called}"
    for kind, of in (("solutions", [c for c in cells if MARKER in c]), ("lessons", [c for c in cells if len(c) > 80])):
        own = [digest(cell) for cell in of]
        for name, theirs in _shipped()[kind].items() if own else ():
            if 3 * len(theirs.intersection(own)) > 2 * len(own):
                return f"our own solution of {name}" if kind == "solutions" else f"the lesson {name}"
    return ""
