"""Argument checks, shared by the whole package.

Every message names the argument, what was expected and what came, in that order, so that a reader of a
traceback's last line knows what to change.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from numbers import Integral, Real
from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, DTypeLike, NDArray

Value = TypeVar("Value")


def as_array(name: str, value: ArrayLike) -> NDArray:
    """`value` as an ordinary array."""
    if isinstance(value, np.ma.MaskedArray) and np.ma.is_masked(value):
        raise ValueError(f"{name}: expected a number in every place, got an array with masked entries")
    try:
        return np.asarray(value)
    except ValueError:
        raise ValueError(f"{name}: expected rows of equal length, got a ragged list") from None


def check_array(name: str, value: ArrayLike, hint: str = "") -> NDArray:
    """Return `value` as an array of floats: float32 and float64 stay as they are, other numbers become float64.

    `hint` ends the message where it holds something else.
    """
    array = as_array(name, value)
    if array.dtype.kind not in "fiub":
        raise TypeError(f"{name}: expected numbers, got {_kind(array)}{hint}")
    return array if array.dtype in (np.float32, np.float64) else array.astype(np.float64)


def _kind(array: NDArray) -> str:
    """What an array holds that doesn't hold real numbers."""
    if array.dtype.kind in "USO" and any(isinstance(entry, str | bytes) for entry in array.ravel()[:100]):
        return "text"
    if array.dtype.kind == "O":
        return (
            "an array of Python objects; if they are all numbers, use .astype(float) "
            "(for a data frame: .to_numpy(dtype=float))"
        )
    return f"an array of {array.dtype}"


def check_finite(name: str, array: NDArray) -> NDArray:
    """`array`, once no entry is NaN or infinite."""
    rows = (
        max(1, 100_000 // max(1, array[:1].size)) if array.ndim else 1
    )  # some at a time: no mask as large as the data
    parts = (array[n : n + rows] for n in range(0, len(array), rows)) if array.ndim else [array]
    if not all(np.isfinite(part).all() for part in parts):
        bad = ~np.isfinite(array)
        where = tuple(int(i) for i in np.argwhere(bad)[0])
        raise ValueError(
            f"{name}: expected finite numbers, got {array[where]} at index {where} "
            f"({int(bad.sum())} such of {array.size})"
        )
    return array


def as_dtype(name: str, array: NDArray, dtype: DTypeLike) -> NDArray:
    """`array` in that type, once no entry is too large for it."""
    with np.errstate(over="ignore"):
        return check_finite(name, array.astype(dtype, copy=False))


def check_shape(name: str, array: NDArray, *shape: int | str, hint: str = "") -> NDArray:
    """`array`, once its shape is `shape`; a letter stands for any length."""
    fits = array.ndim == len(shape) and all(
        isinstance(wanted, str) or wanted == length for wanted, length in zip(shape, array.shape, strict=True)
    )
    if not fits:
        comma = "," if len(shape) == 1 else ""
        expected = f"({', '.join(str(length) for length in shape)}{comma})"
        raise ValueError(f"{name}: expected shape {expected}, got {array.shape}{hint}")
    return array


def check_number(
    name: str, value: object, *, above: float = -math.inf, low: float = -math.inf, below: float = math.inf
) -> float:
    """`value` as a float, once above < value, low <= value and value < below."""
    bounds = [
        f"above {above:g}" * math.isfinite(above),
        f"at least {low:g}" * math.isfinite(low),
        f"below {below:g}" * math.isfinite(below),
    ]
    expected = ("number " + " and ".join(bound for bound in bounds if bound)).strip()
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(f"{name}: expected a {expected}, got {value!r}")
    try:
        result = float(value)
    except OverflowError:  # a whole number of more than 308 digits
        result = math.inf
    if not math.isfinite(result):
        raise ValueError(f"{name}: expected a finite {expected}, got {value!r}")
    if not (above < result < below and result >= low):
        raise ValueError(f"{name}: expected a {expected}, got {value!r}")
    return result


def check_integer(name: str, value: object, *, low: int = 1) -> int:
    """`value` as an int, once it is a whole number of at least `low`."""
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise TypeError(f"{name}: expected a whole number of at least {low}, got {value!r}")
    if value < low:
        raise ValueError(f"{name}: expected a whole number of at least {low}, got {value!r}")
    return int(value)


def check_choice(name: str, value: object, known: Mapping[str, Value]) -> Value:
    """Return the entry of `known` that is called `value`."""
    if not isinstance(value, str) or value not in known:
        raise ValueError(f"{name}: expected one of {listed(known)}, got {value!r}")
    return known[value]


def listed(names: Iterable[str]) -> str:
    """The names, quoted, for a message."""
    return ", ".join(repr(name) for name in names)


def check_generator(name: str, seed: object) -> np.random.Generator:
    """The random generator of `seed`: a whole number, or a generator to go on with."""
    if isinstance(seed, np.random.Generator):
        return seed
    if isinstance(seed, bool) or not isinstance(seed, Integral) or seed < 0:
        raise ValueError(f"{name}: expected a whole number of at least 0 or a numpy Generator, got {seed!r}")
    return np.random.default_rng(int(seed))


def check_pair(name: str, data: tuple[ArrayLike, ArrayLike]) -> tuple[ArrayLike, ArrayLike]:
    """Return `data` as (X, T), once it is such a pair."""
    if not isinstance(data, Sequence) or len(data) != 2:
        what = f"{type(data).__name__} of length {len(data)}" if hasattr(data, "__len__") else repr(data)
        raise TypeError(f"{name}: expected a pair (X, T) of inputs and targets, got {what}")
    return data[0], data[1]


def check_instance(name: str, value: object, kind: type) -> None:
    """Raise TypeError unless `value` is a `kind`."""
    if not isinstance(value, kind):
        raise TypeError(f"{name}: expected {_article(kind.__name__)}, got {value!r}")


def _article(name: str) -> str:
    """The name with "a" or "an" before it."""
    return f"{'an' if name[0] in 'AEIOM' else 'a'} {name}"  # an MLP
