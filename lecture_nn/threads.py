"""How many threads a matrix product may use.

NumPy hands its matrix products to a BLAS library (OpenBLAS, MKL, ...) that by default uses every core it sees. For the
small products of a mini-batch that rarely pays: a thread has to be woken for each product and waited for at its end,
and when another program needs the core, everybody waits. ``benchmarks/load.py`` measures it: beside two busy
programs, training with all threads takes many times as long as with one.

The rule here is therefore *one thread, unless the product is large and cores are idle*. It is measured, not derived:
from `LARGE` multiplications on, two threads are quicker by more than they cost.
"""

from __future__ import annotations

import math
import os
import time
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

LARGE = 8_000_000
"""Multiplications in one matrix product, from which on more than one thread pays on idle cores.

They are counted in single precision: in double precision, where each takes twice as long, half as many are enough.
"""

INTERVAL = 0.05
"""Seconds between two checks of how busy the machine is; a check takes about 50 microseconds."""

SOON = 0.005
"""The same after a check that found a core taken: what ran just then is mostly something short, and gone by then."""


class BlasThreads:
    """A context in which matrix products use one thread, or more where that pays.

    When it is left, the number of threads is again what it was. That number, as set by the user or by a variable such
    as ``OPENBLAS_NUM_THREADS``, is never exceeded. Contexts may be nested. If several Python threads use them at
    once, the first one decides (see threadpoolctl). Where there is no controllable BLAS, nothing happens.

    Parameters
    ----------
    multiplications : int
        In the largest product, as for `choose`; 0 means one thread.
    """

    def __init__(self, multiplications: int = 0) -> None:
        self._multiplications = multiplications
        self._limit = ExitStack()
        self._max_threads = self._chosen = 1
        self._last_check, self._idle = -math.inf, 1

    def __enter__(self) -> BlasThreads:
        self._max_threads = self._chosen = min((library.num_threads for library in _libraries()), default=1)
        self.choose(self._multiplications)
        return self

    def __exit__(self, *_: object) -> None:
        self._limit.close()

    def choose(self, multiplications: int) -> int:
        """Use as many threads as pay now for products of this size, and return how many that are.

        It may be called for every mini-batch, because the load is checked at most every `INTERVAL` seconds, or `SOON`.

        Parameters
        ----------
        multiplications : int
            In the largest product: N D J for inputs (N, D) and weights (J, D) in float32, twice as many in float64.
        """
        chosen = 1
        if multiplications >= LARGE and self._max_threads > 1:
            now = time.monotonic()
            if now - self._last_check >= (INTERVAL if self._idle >= self._max_threads else SOON):
                self._last_check, self._idle = now, idle_cores()
            chosen = min(self._max_threads, self._idle)
        if chosen != self._chosen:
            self._limit.close()
            self._limit.enter_context(_blas().limit(limits=chosen))
            self._chosen = chosen
        return chosen


def use_one_thread() -> None:
    """Let all matrix products of this process use one thread from now on.

    The lessons begin with it: their own loops multiply small matrices, too, and a reader's browser runs beside them.
    """
    if _libraries():
        _blas().limit(limits=1)


def idle_cores() -> int:
    """Return how many cores this process could use now without taking them from others; at least 1.

    That is the cores granted to it (by its affinity and by the limits of a container) less the tasks of other
    processes that are running or waiting for a core at this moment. Where the system doesn't say (it does on Linux),
    the answer is 1.
    """
    try:
        running = int(Path("/proc/loadavg").read_text(encoding="ascii").split()[3].split("/")[0])
        states = [_state(thread) for thread in Path("/proc/self/task").iterdir()]
    except (OSError, ValueError, IndexError):
        return 1
    return max(1, granted_cores() - (running - states.count("R")))


@cache
def granted_cores() -> int:
    """Return how many cores this process may use at a time, the limits of a container included."""
    from joblib import cpu_count  # here: it is needed for large products only, and slow to import

    return min(cpu_count(), os.cpu_count() or 1)


def _state(thread: Path) -> str:
    """Return the state of a thread, "R" if it is running or could; "" if it has just ended."""
    try:
        return (thread / "stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[0]
    except OSError:
        return ""


@cache
def _blas() -> Any:
    """Threadpoolctl's controller of the BLAS libraries that are loaded. It is imported when first needed."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController().select(user_api="blas")


def _libraries() -> list[Any]:
    try:
        return _blas().lib_controllers
    except ImportError:  # in a browser, where there are no threads either
        return []
