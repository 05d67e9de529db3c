"""Learning-rate schedules: rules that change the learning rate during training (lecture row L25).

A schedule is a function ``schedule(n, N)`` that returns a factor for step n of N, counted from 0 to N - 1; the step is
taken with this factor times the optimizer's own learning rate. `fit` takes one:

    fit(net, train, optimizer=Momentum(0.1), schedule=warm_up(cosine))
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
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
        When, as fractions of all steps, each from 0 to below 1.
    factor : float
        Above 0.
    """
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
        What follows.
    fraction : float
        Of all steps, from 0 to below 1: how long the learning rate rises.
    """
    check_schedule(schedule)
    fraction = check_number("fraction", fraction, low=0, below=1)

    def warmed(n: int, N: int) -> float:
        rising = round(fraction * N)
        return (n + 1) / rising if n < rising else schedule(n - rising, N - rising)

    return warmed


def check_schedule(schedule: Schedule) -> Schedule:
    """Return `schedule`, once it is a function."""
    if not callable(schedule):
        raise TypeError(
            f"schedule: expected a function of the step and the number of steps, such as "
            f"lecture_nn.schedules.cosine, got {schedule!r}"
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
