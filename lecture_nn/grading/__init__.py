"""Grading notebooks: the student's code runs in a worker process, the checks stay in this one.

``lecture-nn grade exercises/`` on the command line, or::

    from lecture_nn.grading import grade
    report = grade("exercises/softmax.ipynb").report

By default the worker is an ordinary process of the same user, which protects the grades from the code, not the machine:
right for notebooks that you would run yourself. Strangers' notebooks are graded with ``lecture-nn grade-class
SUBMISSIONS --out RESULTS``, which locks the worker in.
"""

from lecture_nn.grading.dryrun import dry_run
from lecture_nn.grading.judge import Graded, grade
from lecture_nn.grading.notebook import UnreadableError
from lecture_nn.grading.run import RefusedError, grade_class

__all__ = ["Graded", "RefusedError", "UnreadableError", "dry_run", "grade", "grade_class"]
