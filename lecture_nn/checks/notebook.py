"""What an exercise notebook calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lecture_nn.checks.exercises import load_exercise
from lecture_nn.checks.own import load_own
from lecture_nn.checks.points import note
from lecture_nn.checks.report import Report


def check(name: str, namespace: Mapping[str, Any] | None = None) -> Report:
    """Check the answers to an exercise and return the report; the points reached are kept for `progress`.

    Parameters
    ----------
    name : str
        The exercise, for example "debug_the_trainer"; or the Python file of one of your own, "checks/perceptron.py".
    namespace : mapping from name to function or value, optional
        Where the answers are; by default the notebook that this is called from.
    """
    own = name.endswith(".py")
    exercise = load_own(name) if own else load_exercise(name)
    if namespace is not None:
        return exercise.grade(namespace, hidden=False)
    from IPython import get_ipython  # only a notebook needs it

    shell = get_ipython()
    if shell is None:
        raise ValueError("namespace: expected a dictionary of functions outside a notebook, got None")
    report = exercise.grade(shell.user_ns, hidden=False)
    if not own:
        note(report)
    return report
