"""Processes that run a student's notebook and answer the judge's calls: on their side, no check is ever loaded.

``worker`` runs the ``cells`` and answers: ``clock`` stops those that take too long, ``salvage`` goes on after an error,
``versions`` tells answers from what overwrites them, ``magics`` stands in for IPython. ``process`` is what a worker
looks like to the judge, ``surroundings`` what processes of ours start with. ``plain`` starts workers as ordinary
processes, below a ``supervisor``; if root does, each runs as a user of its own, one of ``users``. ``locked`` starts
them in a sandbox: ``bubblewrap`` has the command for it, ``server`` is the prepared process in there that workers are
forked from, ``filter`` lists the system calls that they may not make, and ``trial`` finds out whether it holds on this
machine. ``wire`` is how plain data goes between a worker and the judge.
"""

from lecture_nn.workers.bubblewrap import visible
from lecture_nn.workers.locked import Locked, SandboxError
from lecture_nn.workers.plain import Plain
from lecture_nn.workers.process import Limits, Starter, Worker
from lecture_nn.workers.trial import open_to_another_user, why_not_another_user, why_not_locked

__all__ = [
    "Limits",
    "Locked",
    "Plain",
    "SandboxError",
    "Starter",
    "Worker",
    "open_to_another_user",
    "visible",
    "why_not_another_user",
    "why_not_locked",
]
