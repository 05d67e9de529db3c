"""Grading whole notebooks: the student's code runs in a worker process, the checks stay in this one.

``lecture-nn grade exercises/`` on the command line, or::

    from lecture_nn.grading import grade
    report = grade("exercises/softmax.ipynb")

The worker is an ordinary process of the same user: it protects the grades from the code, not the machine. Grade only
notebooks that you would run yourself.
"""

from lecture_nn.grading._judge import Graded, exercise_of, grade

__all__ = ["Graded", "exercise_of", "grade"]
