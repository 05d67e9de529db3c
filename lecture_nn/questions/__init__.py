"""What the exercises ask, and how an answer is checked.

In an exercise notebook::

    from lecture_nn.questions import check
    check("debug_the_trainer")

An exercise is a module here of the same name, with its checks. A check is a plain function: it calls the
student's functions through one object, ``s.forward(...)``, and raises an AssertionError when what comes back is
wrong. It never looks inside the student's code, so that an answer may be written in any way that works. Wrong
answers that people often come to are kept beside the checks, each with what to tell them.
"""

from lecture_nn.questions._answers import Answers, NotAnsweredError
from lecture_nn.questions._core import Check, Exercise, Misunderstanding, Report, check, exercise, names
from lecture_nn.questions._progress import progress

__all__ = [
    "Answers",
    "Check",
    "Exercise",
    "Misunderstanding",
    "NotAnsweredError",
    "Report",
    "check",
    "exercise",
    "names",
    "progress",
]
