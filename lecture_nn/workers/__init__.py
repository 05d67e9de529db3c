"""Processes that run a student's notebook and answer the judge's calls: on their side, no check is ever loaded.

``worker`` runs the cells and answers, ``process`` starts workers, ``locked`` locks them in, ``trial`` finds out whether
that holds on this machine, ``server`` is the prepared process in the sandbox that workers are forked from, and ``wire``
is how plain data goes between them.
"""

from lecture_nn.workers.locked import Locked, visible
from lecture_nn.workers.process import Limits, Plain, Starter, Worker
from lecture_nn.workers.trial import why_not_locked

__all__ = ["Limits", "Locked", "Plain", "Starter", "Worker", "visible", "why_not_locked"]
