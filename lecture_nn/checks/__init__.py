"""What the exercises ask, and how an answer is checked.

In an exercise notebook::

    from lecture_nn.checks import check
    check("debug_the_trainer")

In a lesson, where the reader writes a few lines::

    from lecture_nn.checks import your_turn
    your_turn("delta_hidden", delta_hidden)

An exercise is a module in ``exercises`` of the same name, with its checks. A check is a plain function: it calls the
student's functions through one object, ``s.forward(...)``, and raises an AssertionError when what comes back is
wrong. It never looks inside the student's code, so that an answer may be written in any way that works. Wrong
answers that people often come to are kept beside the checks, each with what to tell them.
"""

from lecture_nn.checks.answers import Answers
from lecture_nn.checks.exercise import Exercise
from lecture_nn.checks.exercises import exercise_names, load_exercise
from lecture_nn.checks.expect import draws, expect_choice, expect_close, expect_list, expect_number
from lecture_nn.checks.model import Check, Misunderstanding
from lecture_nn.checks.notebook import check
from lecture_nn.checks.own import load_own
from lecture_nn.checks.points import progress
from lecture_nn.checks.report import Report
from lecture_nn.checks.turn import TurnReport, your_turn
from lecture_nn.student_code import NotAnsweredError

__all__ = [
    "Answers",
    "Check",
    "Exercise",
    "Misunderstanding",
    "NotAnsweredError",
    "Report",
    "TurnReport",
    "check",
    "draws",
    "exercise_names",
    "expect_choice",
    "expect_close",
    "expect_list",
    "expect_number",
    "load_exercise",
    "load_own",
    "progress",
    "your_turn",
]
