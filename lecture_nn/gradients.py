"""Gradients by finite differences, and the check of back-propagation against them (lecture rows L16 to L20)."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING

import numpy as np

from lecture_nn.threads import BlasThreads
from lecture_nn.validation import check_number

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from lecture_nn.network import MLP

STEP = 1e-5
"""How far an entry is moved to either side. The error from rounding (about 1e-16 / STEP) and the error from curvature
(about STEP^2) are then both near 1e-11, for losses and derivatives of size 1 in float64."""


class GradientCheckError(AssertionError):
    """Back-propagated and numerical gradients differ; the message shows where."""


def numerical_gradient(f: Callable[[], float], array: NDArray, step: float = STEP) -> NDArray:
    """Return df/darray by centred differences: two calls of ``f`` for each entry.

    Parameters
    ----------
    f : callable without arguments
        The function to differentiate. It must read ``array`` each time that it is called.
    array : float64 array of any shape
        Moved a little, one entry at a time, and put back as it was.
    step : float
        How far each entry is moved, to either side.

    Returns
    -------
    array of the shape of ``array``

    Raises
    ------
    TypeError
        If ``f`` takes an argument or doesn't return one number, or ``array`` isn't a float64 array.
    ValueError
        If ``f`` returns the same number whatever is in ``array``: it probably reads a copy.
    """
    check_number("step", step, above=0)
    _check_movable("array", array)
    _check_call(f)
    with BlasThreads():
        gradient = _differences(lambda: _one_number(f()), array, step)
        if array.size and not gradient.any():
            _check_that_it_reads(f, array)
    return gradient


def check_gradients(net: MLP, X: ArrayLike, T: ArrayLike, tolerance: float = 1e-6) -> GradientReport:
    """Compare ``net.gradients(X, T)`` with finite differences, weight by weight, in float64.

    The error of an entry is ``|a - n| / max(|a|, |n|, floor)``, for a the back-propagated and n the numerical
    number, with the floor at a thousandth of the largest gradient of the net: below that a difference of
    two losses has no digits left to compare. Where both are 0 the error is 0. Where the derivative
    jumps within the step (a ReLU at its kink) there is nothing to compare with: the entry is counted, not judged.

    Parameters
    ----------
    net : MLP
        Left as it was.
    X : array of shape (N, D)
    T : array of shape (N, K)
        The step of the differences suits inputs and targets of about size 1, the size that data for a net should have.
    tolerance : float
        The largest error that passes.

    Returns
    -------
    GradientReport
        Prints as a table with one row for each array of parameters.

    Raises
    ------
    GradientCheckError
        If an entry's error is above ``tolerance``, or if there is a kink at more than half of the entries
        of some array, which leaves too little to judge.
    """
    check_number("tolerance", tolerance, above=0)
    net = net.copy()
    net.cast(np.float64)
    X, T = (np.asarray(data, dtype=np.float64) for data in net.check_data(X, T))
    gradients = [np.asarray(g) for both in net.gradients(X, T) for g in both]
    names = [f"layers[{i}].{kind}" for i in range(len(net.layers)) for kind in ("weights", "bias")]

    for name, array, gradient in zip(names, net.parameters, gradients, strict=True):
        if gradient.shape != array.shape:
            raise GradientCheckError(f"gradient of {name}: expected shape {array.shape}, got {gradient.shape}")

    def loss() -> float:
        return net.loss(X, T)

    with BlasThreads():
        numerical = [_differences(loss, array, STEP) for array in net.parameters]
    scale = max(np.abs(n).max() for n in numerical)
    rows = []
    for name, array, analytic, n in zip(names, net.parameters, gradients, numerical, strict=True):
        errors = relative_errors(analytic, n, floor=1e-3 * scale)
        kinks = 0
        for index in map(tuple, np.argwhere(errors > tolerance)):
            if _at_kink(loss, array, index, analytic[index]):
                errors[index] = 0.0
                kinks += 1
        worst = np.unravel_index(errors.argmax(), errors.shape)
        rows.append(
            _Row(
                name,
                array.shape,
                float(errors[worst]),
                tuple(int(i) for i in worst),
                float(analytic[worst]),
                float(n[worst]),
                kinks,
            )
        )
    report = GradientReport(tuple(rows), tolerance)
    if not report.passed:
        raise GradientCheckError(str(report))
    return report


def relative_errors(a: ArrayLike, b: ArrayLike, floor: float = 0.0) -> NDArray:
    """Return ``|a - b| / max(|a|, |b|, floor)``, entry by entry, and 0 where a = b (so also where both are 0).

    Where one of them is not finite the error is infinite.
    """
    a, b = np.broadcast_arrays(np.asarray(a, dtype=float), np.asarray(b, dtype=float))
    with np.errstate(invalid="ignore"):
        difference = np.abs(a - b)
        size = np.maximum(np.maximum(np.abs(a), np.abs(b)), floor)
        errors = np.divide(difference, size, out=np.zeros_like(difference), where=difference > 0)
    finite = np.isfinite(a) & np.isfinite(b)
    return np.where(finite, errors, np.inf)  # not NaN, which is neither above nor below a tolerance


@dataclass(frozen=True)
class _Row:
    name: str
    shape: tuple[int, ...]
    error: float
    worst: tuple[int, ...]
    analytic: float
    numerical: float
    kinks: int

    @property
    def judged(self) -> bool:
        """Whether kinks left at least half of the entries to judge."""
        return self.kinks <= np.prod(self.shape) / 2


@dataclass(frozen=True)
class GradientReport:
    """The outcome of a gradient check: one row for each array, with its worst entry."""

    rows: tuple[_Row, ...]
    tolerance: float

    @property
    def max_error(self) -> float:
        """The largest relative error of all entries."""
        return max(row.error for row in self.rows)

    @property
    def passed(self) -> bool:
        """Whether every error is within the tolerance, and kinks left enough entries to judge."""
        return self.max_error <= self.tolerance and all(row.judged for row in self.rows)

    def __str__(self) -> str:
        lines = [f"{'parameters':<20}{'shape':>12}{'worst error':>13}  {'at':<10}{'backprop':>13}{'numerical':>13}"]
        for row in self.rows:
            mark = "" if row.error <= self.tolerance else "   <- differs"
            kinks = f"   ({row.kinks} at a kink, not judged{'' if row.judged else ': too many'})" if row.kinks else ""
            lines.append(
                f"{row.name:<20}{row.shape!s:>12}{row.error:>13.1e}  {list(row.worst)!s:<10}"
                f"{row.analytic:>13.5g}{row.numerical:>13.5g}{mark}{kinks}"
            )
        verdict = "agree" if self.passed else "do NOT agree"
        return "\n".join([*lines, f"gradients {verdict} (tolerance {self.tolerance:g})"])

    __repr__ = __str__


def _differences(f: Callable[[], float], array: NDArray, step: float) -> NDArray:
    gradient = np.empty_like(array)
    for index in np.ndindex(array.shape):
        below, above = _moved(f, array, index, step)
        gradient[index] = (above - below) / (2 * step)
    return gradient


def _check_movable(name: str, array: NDArray) -> None:
    if not isinstance(array, np.ndarray) or array.dtype != np.float64:
        what = f"an array of {array.dtype}" if isinstance(array, np.ndarray) else repr(array)
        raise TypeError(f"{name}: expected a float64 array, got {what}")


def _check_call(f: Callable[[], float]) -> None:
    """Raise TypeError if f can't be called without arguments."""
    try:
        inspect.signature(f).bind()
    except TypeError as error:
        raise TypeError(
            f"f: expected a function without arguments that reads the array, got one that needs more "
            f"({error}); wrap it: lambda: f(array)"
        ) from None
    except ValueError:  # a function that doesn't tell its arguments
        return


def _one_number(value: object) -> float:
    """`value` as a float, or say that f returned something else."""
    if np.ndim(value) > 0:
        raise TypeError(
            f"f: expected it to return one number, got an array of shape {np.shape(value)}; sum it, perhaps"
        )
    if not isinstance(value, Real | np.ndarray):
        raise TypeError(f"f: expected it to return one number, got {value!r}; does it end with return?")
    return float(value)


def _check_that_it_reads(f: Callable[[], float], array: NDArray) -> None:
    """Raise unless f's value changes when the array does: all differences were 0, which is rarely meant."""
    start, before = array.copy(), f()
    try:
        for other in (np.nan, 1e3, -1e3):
            array[...] = other
            try:
                changed = f() != before
            except Exception:  # such numbers are refused, so they were looked at
                changed = True
            if changed:
                return
    finally:
        array[...] = start
    raise ValueError(
        "f: expected a function of the array, got one that returns the same number whatever is in it; "
        "does it read a copy? It must read the very array that is moved"
    )


def _moved(f: Callable[[], float], array: NDArray, index: tuple[int, ...], step: float) -> tuple[float, float]:
    """f with one entry of the array moved down by the step, then up; the entry is put back, come what may."""
    start = array[index]
    try:
        array[index] = start - step
        below = f()
        array[index] = start + step
        above = f()
    finally:
        array[index] = start
    return below, above


def _at_kink(f: Callable[[], float], array: NDArray, index: tuple[int, ...], analytic: float) -> bool:
    """Whether the derivative of f jumps at this entry, or beside it with `analytic` right at the entry itself.

    Where f is smooth, the derivatives from the left and from the right differ by step times curvature: a tenth of the
    step leaves a tenth of the difference. A jump at the entry stays; one beside it is gone when the step no longer
    reaches it, and the smaller step then shows what is right.
    """
    middle = f()

    def slopes(step: float) -> tuple[float, float]:
        below, above = _moved(f, array, index, step)
        return (middle - below) / step, (above - middle) / step

    rounding = 4 * np.finfo(float).eps * max(1.0, abs(middle)) / (STEP / 10)
    (left, right), (narrow_left, narrow_right) = slopes(STEP), slopes(STEP / 10)
    jump, narrow_jump = abs(right - left), abs(narrow_right - narrow_left)
    if narrow_jump > max(0.3 * jump, 100 * rounding):
        return True
    if narrow_jump < 0.05 * jump - rounding:
        lowest, highest = sorted((narrow_left, narrow_right))
        return bool(lowest - rounding <= analytic <= highest + rounding)
    return False
