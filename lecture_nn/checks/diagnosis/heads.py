"""What variants returned before, in short: enough to see of most that an answer isn't one of them.

The checks of an exercise begin with an example that is the same for everybody. So all wrong answers of a class are
compared with the same results of the same variants, and a variant needs to be run again only if its result begins and
ends as the answer does.
"""

from __future__ import annotations

import pickle
from collections import OrderedDict
from typing import Any

import numpy as np

MOST = 6
"""Arguments of a function that are remembered, at most: few checks have more that are the same for everybody."""

FIRST = 3
"""Calls of a check whose results are remembered."""

SEVERAL = 4
"""Results that are returned together of which each has a head, at most."""

RAISED = object()
"""In place of a result where there was none."""

UNTRIED = object()
"""In place of what isn't remembered."""

Made = tuple[int, ...]


class Heads:
    """For each of some arguments, by what was changed in the function, the head of what it returned."""

    def __init__(self) -> None:
        self._known: OrderedDict[bytes, dict[Made, Any]] = OrderedDict()

    def of(self, key: bytes) -> dict[Made, Any]:
        """Return what is remembered of the arguments with this key, to be added to."""
        known = self._known.setdefault(key, {})
        self._known.move_to_end(key)
        if len(self._known) > MOST:
            self._known.popitem(last=False)
        return known


def key_of(arguments: tuple[Any, ...]) -> bytes | None:
    """Return bytes that only equal arguments have in common; None for functions and the like."""
    try:
        return pickle.dumps(arguments, protocol=5)
    except Exception:
        return None


def head(returned: Any) -> Any:
    """Return of a result what `differ` looks at: its shape, the first number and the last; of several, each."""
    if isinstance(returned, tuple | list):
        return ("list", len(returned), *map(head, returned[:SEVERAL]))
    if isinstance(returned, np.ndarray):
        if returned.size == 0 or returned.dtype.kind not in "fiu":
            return ("array", returned.shape, None, None)
        return ("array", returned.shape, float(returned.flat[0]), float(returned.flat[-1]))
    return float(returned) if isinstance(returned, float | int) else None


def of_part(whole: Any, n: int) -> Any:
    """Return of the head of several results that of one; None where nothing is known of it."""
    return whole[2 + n] if whole[0] == "list" and n < min(whole[1], SEVERAL) else None


def differ(got: Any, other: Any) -> bool:
    """Whether two heads belong to results that aren't the same; False where only the whole results can tell."""
    if isinstance(got, float) and isinstance(other, float):
        return abs(got - other) > 1e-6 + 1e-4 * abs(other)
    if not isinstance(got, tuple) or not isinstance(other, tuple) or got[0] != other[0]:
        return False
    return got[1] != other[1] or any(map(differ, got[2:], other[2:]))
