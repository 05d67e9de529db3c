"""A constant factor between the right result and the one that came, by the name of what it is."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import permutations
from typing import TYPE_CHECKING, Any

import numpy as np

from lecture_nn.checks.diagnosis.related import (
    WHOLE,
    Part,
    alike,
    flat,
    over,
    pairwise,
    parts,
    related,
    several_wrong,
)
from lecture_nn.checks.diagnosis.shapes import COUNTED, MEANINGS, Shapes, named_factors

if TYPE_CHECKING:
    from lecture_nn.checks.diagnosis.cases import Case
    from lecture_nn.checks.diagnosis.subject import Subject
    from lecture_nn.checks.model import Misunderstanding

USUAL, RARE, COMPOSED = 2.5, 3.5, 4.5

NUMBERS = {
    2.0: "{it} is twice what it should be. Where does a factor of 2 come in, or a ½ get lost?",
    0.5: "{it} is half of what it should be. Where does a ½ come in, or a factor of 2 get lost?",
    -2.0: "{it} is twice what it should be, and has the wrong sign. Where does the factor of 2 come from?",
    -0.5: "{it} is half of what it should be, and has the wrong sign. Where does the ½ come from?",
    4.0: "{it} is four times what it should be. Where does a factor of 2 come in twice, or a square?",
    0.25: "{it} is a quarter of what it should be. Where does a ½ come in twice, or a square?",
}

AXES: dict[str, tuple[Callable[[float], float], str]] = {
    "N": (
        lambda n: n,
        "{it} is too large by a factor of {what} as if there were a sum where a mean belongs, or a division were "
        "missing. Over this axis, is a sum asked for, or a mean?",
    ),
    "1/N": (
        lambda n: 1 / n,
        "{it} is too small by a factor of {what} as if there were a mean where a sum belongs, or one division too "
        "many. Over this axis, is a sum asked for, or a mean?",
    ),
    "N²": (
        lambda n: n**2,
        "{it} is too large by the square of {what} as if it were multiplied by it instead of divided. "
        "Where does it belong?",
    ),
    "1/N²": (
        lambda n: n**-2.0,
        "{it} is divided by the square of {what} which is once or twice too often. Where does it belong?",
    ),
    "√N": (
        lambda n: n**0.5,
        "{it} is too large by the root of {what} as if that were missing in a denominator. Where does a root belong?",
    ),
    "1/√N": (lambda n: n**-0.5, "{it} is divided by the root of {what} once too often. Where does a root belong?"),
    "2/N": (
        lambda n: 2 / n,
        "{it} is 2/{name} times what it should be, as if it were divided by {what} and a ½ were lost. "
        "What is asked for?",
    ),
    "2N": (
        lambda n: 2 * n,
        "{it} is 2{name} times what it should be, as if a division by {what} were missing and a ½ as well. "
        "What is asked for?",
    ),
    "N/2": (
        lambda n: n / 2,
        "{it} is {name}/2 times what it should be, as if a division by {what} were missing and there were a ½ too "
        "many. What is asked for?",
    ),
    "N/(N−1)": (
        lambda n: n / (n - 1),
        "{it} is divided by one less than {what} where the number itself belongs. How many are there?",
    ),
    "(N−1)/N": (
        lambda n: (n - 1) / n,
        "{it} is divided by {what} where one less belongs, or the other way round. How many are there?",
    ),
}

TWO_AXES: tuple[tuple[Callable[[float, float], float], str], ...] = (
    (
        lambda a, b: a / b,
        "{it} is {one}/{other} times what it should be: it is divided by {second} where {first} belongs. Over "
        "which axis "
        "is the mean to be taken?",
    ),
    (
        lambda a, b: 1 / (a * b),
        "{it} is divided by {first}, and by {second}. Over which axes, if any, is a mean to be taken?",
    ),
    (
        lambda a, b: a * b,
        "{it} is too large by {one} times {other}, {first} times {second}. Over which axes is a mean to be taken?",
    ),
)

SCALARS: dict[str, tuple[Callable[[float], float], str]] = {
    "N": (
        lambda v: v,
        "{it} is {name} times what it should be. Is there a factor {name} too many, or is a division by {name} "
        "missing?",
    ),
    "1/N": (
        lambda v: 1 / v,
        "{it} is what comes out without a factor {name}, or divided by it. Where does {name} belong?",
    ),
    "1−v": (
        lambda v: 1 - v,
        "{it} is multiplied by 1 − {name} once too often. Where does that factor belong, and where not?",
    ),
    "1/(1−v)": (
        lambda v: 1 / (1 - v),
        "{it} is what comes out without a factor 1 − {name}. Where does that factor belong?",
    ),
    "(1−v)/v": (
        lambda v: (1 - v) / v,
        "{it} has a factor 1 − {name} in place of {name}. Which of the two belongs there?",
    ),
    "v/(1−v)": (
        lambda v: v / (1 - v),
        "{it} has a factor {name} in place of 1 − {name}. Which of the two belongs there?",
    ),
    "v²": (
        lambda v: v**2,
        "{it} is multiplied by the square of {name}, once or twice too often. Where does it belong?",
    ),
    "1/v²": (lambda v: v**-2.0, "{it} is divided by {name} where it should be multiplied. Where does it belong?"),
    "2v": (lambda v: 2 * v, "{it} is multiplied by 2{name} once too often. Where does {name} belong, and where not?"),
    "v/2": (lambda v: v / 2, "{it} is multiplied by {name}/2 once too often. Where does {name} belong, and where not?"),
    "2/v": (lambda v: 2 / v, "{it} lacks a factor {name}/2. Where does {name} belong?"),
}


def factors(subject: Subject, case: Case) -> Iterator[Misunderstanding]:
    """A constant factor of the whole result, of a part of it, or of the step that it takes."""
    shapes = subject.shapes
    bases: list[tuple[Part, int | None, str]] = []
    for part in parts(subject, case.expected):
        bases.append((part, None, part.name))
        for n, value in enumerate(case.arguments):
            if alike(part.of(case.expected), value) and n < len(subject.parameters):
                bases.append((part, n, f"the step from {subject.parameters[n]} to {part.name}"))
    bases += [(part, None, part.name) for part in several_wrong(subject, case)]
    for part, n, name in bases:
        try:
            ratio = _ratio(part, n, case)
        except (TypeError, ValueError, IndexError):
            continue
        if ratio is None:
            continue
        for value, told, rank in _factors(subject, shapes, case, ratio):

            def of(
                expected: Any, arguments: tuple, part: Part = part, n: int | None = n, value: Callable = value
            ) -> Any:
                factor, right = value(arguments), part.of(expected)
                if n is None:
                    return part.replaced(expected, over(lambda e: factor * e, right))
                return part.replaced(expected, pairwise(lambda e, a: a + factor * (e - a), right, arguments[n]))

            hint = told.format(it=name)
            if name.startswith("each of ") and "," not in name and " by a factor of " in told:
                hint = hint.replace(f"{name} is too", f"{name.replace('each of', 'both')} are too")
            yield related(subject, of, hint, rank + 0.1 * (part is not WHOLE) + 0.1 * (n is not None))


def _ratio(part: Part, n: int | None, case: Case) -> float | None:
    """The constant factor between what came and what was expected, if there is one."""
    expected, returned = flat(part.of(case.expected)), flat(part.of(case.returned))
    if expected.shape != returned.shape:
        return None
    if n is not None:
        start = flat(case.arguments[n])
        expected, returned = expected - start, returned - start
    there = np.abs(expected) > 1e-9
    if not there.any() or np.abs(returned[~there]).max(initial=0) > 1e-6:
        return None
    ratios = returned[there] / expected[there]
    middle = float(np.median(ratios))
    return middle if np.isfinite(middle) and np.allclose(ratios, middle, rtol=1e-4) and middle != 0 else None


def fixed_numbers(subject: Subject, cases: Sequence[Case]) -> dict[int, str]:
    """The numbers that every result is divided by, as it seems, where the number of examples or the like belongs.

    Returns
    -------
    dict
        For each such number what has to be counted in its place.
    """
    ratios = [_ratio(WHOLE, None, case) for case in cases]
    if all(ratio is None or _near(ratio, 1) for ratio in ratios):  # it is right
        return {}
    found: dict[int, str] = {}
    for letter in MEANINGS:
        numbers = set[float]()
        for case, ratio in zip(cases, ratios, strict=True):
            size = subject.shapes.sizes(case.arguments).get(letter)
            numbers.add(round(size / ratio, 6) if size and ratio else 0.0)
        if len(numbers) == 1 and (number := numbers.pop()) >= 2 and number == int(number):
            found.setdefault(int(number), COUNTED[letter])
    return found


def _near(ratio: float, value: float) -> bool:
    """Whether a ratio is this number but for rounding; `np.isclose`, made for arrays, takes ten times as long."""
    return abs(ratio - value) <= 1e-8 + 1e-4 * abs(value) < math.inf


def _factors(
    subject: Subject, shapes: Shapes, case: Case, ratio: float
) -> Iterator[tuple[Callable[[tuple], float], str, float]]:
    """Names of this factor: how to compute it, what to say, and the rank."""

    def named(arguments: tuple) -> dict[str, tuple[float, str]]:
        return named_factors(shapes, dict(zip(subject.parameters, arguments, strict=False)))

    sizes = {key: each for key, each in named(case.arguments).items() if each[1]}
    for one, other in permutations(sizes, 2):
        for compute, told in TWO_AXES:
            if not _near(ratio, compute(sizes[one][0], sizes[other][0])):
                continue
            yield (
                lambda arguments, one=one, other=other, compute=compute: compute(
                    named(arguments)[one][0], named(arguments)[other][0]
                ),
                told.format(it="{it}", one=one, other=other, first=sizes[one][1], second=sizes[other][1]),
                RARE,
            )
    for value, told in NUMBERS.items():
        if not case.arguments and abs(value) not in (0.5, 2.0):  # of two values, one is always some part of the other
            continue
        if _near(ratio, value):
            yield lambda arguments, value=value: value, told, USUAL
    for key, (size, meaning) in named(case.arguments).items():
        what = f"{key}, {meaning}," if meaning else key
        for form, (compute, told) in (AXES if meaning else SCALARS).items():
            for sign in (1, -1):
                with np.errstate(all="ignore"):
                    if size in (0, 1) or not _near(ratio, sign * compute(size)):
                        continue
                more = "" if sign > 0 else " Its sign is wrong, too."
                rank = (USUAL if form in ("N", "1/N") else RARE) + (sign < 0)
                yield (
                    lambda arguments, key=key, compute=compute, sign=sign: sign * compute(named(arguments)[key][0]),
                    told.format(it="{it}", what=what, name=key) + more,
                    rank,
                )
    if 1e-3 < abs(ratio) < 1e3 and case.arguments:
        yield (
            lambda arguments: ratio,
            f"{{it}} is {ratio:.4g} times what it should be, in every entry. Where could a constant factor come from?",
            COMPOSED,
        )
