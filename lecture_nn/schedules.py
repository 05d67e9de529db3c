"""Learning-rate schedules: rules that change the learning rate during training (lecture row L25).

A schedule is a function ``schedule(n, N)`` that returns a factor for step n of N, counted from 0 to N - 1; the step is
taken with this factor times the optimizer's own learning rate. `fit` takes one:

    fit(net, train, optimizer=Momentum(0.1), schedule=warm_up(cosine))
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from lecture_nn.optimizers import Optimizer
from lecture_nn.validation import check_number

Schedule = Callable[[int, int], float]


def constant(n: int, N: int) -> float:
    """Return 1 for every step."""
    return 1.0


def cosine(n: int, N: int) -> float:
    """Return half a period of a cosine, from 1 at the first step down to nearly 0 (Loshchilov and Hutter 2017)."""
    return 0.5 * (1 + math.cos(math.pi * n / N))


def step_decay(at: Sequence[float] = (0.5, 0.75), factor: float = 0.1) -> Schedule:
    """Return a schedule that multiplies the learning rate by `factor` at certain times.

    Parameters
    ----------
    at : sequence of float
        When, as fractions of all steps, each from 0 to below 1. The order doesn't matter.
    factor : float
        What the learning rate is multiplied by each time, above 0.

    Raises
    ------
    TypeError, ValueError
        If `at` isn't a sequence of such fractions, or `factor` isn't a number above 0.
    """
    if isinstance(at, str) or not isinstance(at, Iterable):
        raise TypeError(f"at: expected fractions of all steps, such as (0.5, 0.75), got {at!r}")
    times = [check_number(f"at[{i}]", each, low=0, below=1) for i, each in enumerate(at)]
    factor = check_number("factor", factor, above=0)

    def schedule(n: int, N: int) -> float:
        return factor ** sum(n >= each * N for each in times)

    return schedule


def warm_up(schedule: Schedule = constant, fraction: float = 0.1) -> Schedule:
    """Return a schedule that rises in equal steps to 1, and then follows another one over the steps that are left.

    Parameters
    ----------
    schedule : function
        The schedule for the steps after the rise.
    fraction : float
        The part of all steps in which the learning rate rises, from 0 to below 1.

    Raises
    ------
    TypeError, ValueError
        If `schedule` isn't a function, or `fraction` isn't such a number.
    """
    check_schedule(schedule)
    fraction = check_number("fraction", fraction, low=0, below=1)

    def warmed(n: int, N: int) -> float:
        rising = round(fraction * N)
        return (n + 1) / rising if n < rising else schedule(n - rising, N - rising)

    return warmed


def check_schedule(schedule: Schedule) -> Schedule:
    """Return `schedule` after checking that it is a function."""
    if not callable(schedule):
        raise TypeError(
            f"schedule: expected a function of the step and the number of steps, such as lecture_nn.schedules.cosine "
            f"or warm_up(cosine), got {schedule!r}"
        )
    return schedule


@contextmanager
def scheduled(optimizer: Optimizer, schedule: Schedule | None, steps: int) -> Iterator[Callable[[], None]]:
    """Yield a function to call before each step: it sets the optimizer's learning rate for this one.

    Afterwards the optimizer has its own learning rate back.

    Parameters
    ----------
    optimizer : Optimizer
    schedule : function or None
        None leaves the learning rate as it is.
    steps : int
        How many steps there will be.
    """
    if schedule is None:
        yield lambda: None
        return
    own, numbers = optimizer.learning_rate, iter(range(steps))

    def set_rate() -> None:
        n = next(numbers)
        optimizer.learning_rate = own * check_number(f"schedule({n}, {steps})", schedule(n, steps), low=0)

    try:
        yield set_rate
    finally:
        optimizer.learning_rate = own
