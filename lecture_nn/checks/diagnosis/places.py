"""Where the entries of a result are wrong: for which entries of an argument, from which size on, for which examples."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from lecture_nn.checks.diagnosis.related import alike, is_array

if TYPE_CHECKING:
    from lecture_nn.checks.diagnosis.cases import Case
    from lecture_nn.checks.diagnosis.subject import Subject

Seen = tuple[str, str]
"""A kind, by which a class counts, and the sentence."""

SIGNS: tuple[tuple[str, Callable[[np.ndarray], np.ndarray]], ...] = (
    ("negative", lambda value: value < 0),
    ("positive", lambda value: value > 0),
    ("0", lambda value: value == 0),
)


def where(subject: Subject, wrong: Sequence[Case], known: Sequence[Case]) -> Iterator[Seen]:
    """Where the entries of a result are wrong, by those of an argument of its shape, or by examples."""
    if not all(is_array(each.returned) and alike(each.returned, each.expected) for each in wrong):
        return
    off = [_off(each) for each in wrong]
    for n, name in enumerate(subject.parameters):
        given = [each.arguments[n] for each in wrong if n < len(each.arguments)]
        if len(given) < len(wrong) or not all(
            is_array(value) and np.shape(value) == mask.shape for value, mask in zip(given, off, strict=True)
        ):
            continue
        for word, of in SIGNS:
            masks = [of(value) for value in given]
            within = all(not (bad & ~mask).any() for bad, mask in zip(off, masks, strict=True))
            right = sum(int((~mask & (each.expected != 0)).sum()) for mask, each in zip(masks, wrong, strict=True))
            if within and right > 1 and sum(int(bad.sum()) for bad in off) > 1:
                fitting = [each for each in known if _fits(n, each)]
                yield from _far_out(name, word, n, fitting)
                zeros = all(not np.asarray(each.returned)[of(each.arguments[n])].any() for each in fitting)
                there = ", and it is 0 there" if zeros else ""
                whole = all(bad[mask].all() for bad, mask in zip(off, masks, strict=True))
                start = "your result is right except" if whole else "some entries of your result are wrong, all of them"
                told = f"{start} where {name} is {word}{there}. Which line of your code handles "
                yield f"right except where an argument is {word}", f"{told}these entries, and what does it do?"
        yield from _as_it_was(name, wrong, given)
    axis = subject.shapes.of_result([(each.arguments, each.expected) for each in wrong])
    if len(wrong) < 2 or not axis or axis[0] != "N":
        return
    rows = [mask.reshape(len(mask), -1).any(axis=1) for mask in off]
    rows = [each for each in rows if len(each) > 2]
    what = "entry of your result" if off[0].ndim == 1 else "example's result"
    for place, word in ((0, "first"), (-1, "last")):
        others = [np.delete(each, place) for each in rows]
        if len(rows) > 1 and all(not each[place] and rest.all() for each, rest in zip(rows, others, strict=True)):
            told = f"only the {word} {what} is right. What does your code do for it, and not for the others?"
            yield f"only the {word} example is right", told
        if len(rows) > 1 and all(each[place] and not rest.any() for each, rest in zip(rows, others, strict=True)):
            told = f"only the {word} {what} is wrong. What does your code do for the others, and not for it?"
            yield f"only the {word} example is wrong", told


def _off(case: Case) -> np.ndarray:
    """Which entries of a result are wrong."""
    return ~np.isclose(case.returned, case.expected, rtol=1e-5, atol=case.tolerance)


def _fits(n: int, case: Case) -> bool:
    """Whether each entry of an argument belongs to one of the result."""
    return np.shape(case.arguments[n]) == np.shape(case.returned) == np.shape(case.expected)


def _far_out(name: str, word: str, n: int, cases: Sequence[Case]) -> Iterator[Seen]:
    """Results that are wrong only from some size of the argument on."""
    values = np.concatenate([np.ravel(each.arguments[n]) for each in cases])
    off = np.concatenate([_off(each).ravel() for each in cases])
    right, wrong = np.abs(values[~off & (np.sign(values) == np.sign(values[off][0]))]), np.abs(values[off])
    if len(right) > 1 and 0 < right.max() < wrong.min():
        sign = "−" if word == "negative" else ""
        told = (
            f"your result is right up to {name} = {sign}{right.max():.3g}, and wrong from {sign}{wrong.min():.3g} on. "
        )
        yield f"right only where {name} is small", f"{told}Which step of your code can't deal with such numbers?"


def _as_it_was(name: str, wrong: Sequence[Case], given: Sequence[np.ndarray]) -> Iterator[Seen]:
    """Entries that are those of an argument or 0, or 0 with them."""
    came = [np.asarray(each.returned) for each in wrong]
    right = [np.asarray(each.expected) for each in wrong]
    zeros = [value == 0 for value in given]
    if all((c == 0).any() and (c != 0).any() and ((c == 0) | (c == g)).all() for c, g in zip(came, given, strict=True)):
        so_is_the_right_one = all(((r == 0) | (r == g)).all() for r, g in zip(right, given, strict=True))
        if not so_is_the_right_one:
            told = (
                f"each entry of your result is either 0 or the entry of {name}, unchanged. What should happen to those "
            )
            yield "entries as they were given, or 0", f"{told}that are kept?"
    elif all(z.any() and not c[z].any() and r[z].any() for c, r, z in zip(came, right, zeros, strict=True)):
        elsewhere = [(c[~z] != 0).any() for c, z in zip(came, zeros, strict=True)]
        if all(elsewhere):
            told = f"your result is 0 wherever {name} is 0, and it shouldn't be. What makes it vanish there?"
            yield "0 wherever an argument is 0", told
