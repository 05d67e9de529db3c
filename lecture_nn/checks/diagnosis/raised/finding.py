"""What is found out about an error."""

from __future__ import annotations

from typing import NamedTuple


class Finding(NamedTuple):
    """The kind of mistake, by which a class is counted, and what the student is told: ends in a question."""

    kind: str
    said: str
