"""Processes that run a student's notebook and answer the judge's calls: on their side, no check is ever loaded.

``_worker`` runs the cells and answers, ``_sandbox`` starts workers and locks them in, ``_server`` is the prepared
process in the sandbox that they are forked from, ``_wire`` is how plain data goes between them.
"""

from lecture_nn.workers._sandbox import Limits, Locked, Plain, Starter, Worker, visible, why_not_locked

__all__ = ["Limits", "Locked", "Plain", "Starter", "Worker", "visible", "why_not_locked"]
