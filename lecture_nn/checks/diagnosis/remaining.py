"""What can still be seen of results where nothing explains them: how many, of which shape, where they are right.

None of these says what was thought. Each is a fact of every result that was looked at, in the words of the task, and a
question that leads from it to the line of the code.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from lecture_nn.checks.diagnosis import outside
from lecture_nn.checks.diagnosis.cases import UNKNOWN, Case
from lecture_nn.checks.diagnosis.places import Seen, where
from lecture_nn.checks.diagnosis.related import Part, alike, flat, is_array, names_of_results, parts
from lecture_nn.checks.model import PERHAPS, Misunderstanding, same

if TYPE_CHECKING:
    from lecture_nn.checks.diagnosis.subject import Subject

NEAR = 0.01
"""How far entries may be off, of the largest one, in a result that is nearly right."""

SURE = 3.6
"""The rank up to which a relation is usual enough to be told of one of several results."""


def remaining(subject: Subject, cases: Sequence[Case]) -> Misunderstanding | None:
    """Return the first of these facts that holds in every case that is wrong; None if there is none."""
    known = [each for each in cases if each.expected is not UNKNOWN and each.arguments]
    wrong = [each for each in known if each.wrong]
    if not wrong or not any(isinstance(value, np.ndarray | list) for value in wrong[0].arguments):
        return None  # what is made from a few numbers alone, such as units, may be right in many ways
    for fact in (_counted, _shape, where, _nearly, _of_another, _alone):
        with contextlib.suppress(Exception), np.errstate(all="ignore"):  # results of a kind that it knows nothing of
            for kind, told in fact(subject, wrong, known):
                return subject.fact(told, "outside", kind)
    return None


def _counted(subject: Subject, wrong: Sequence[Case], known: Sequence[Case]) -> Iterator[Seen]:
    """Results that are right but too few, or all there and some more."""
    case = wrong[0]
    if not all(isinstance(each.expected, list | tuple) and isinstance(each.returned, list | tuple) for each in wrong):
        return
    came, asked = len(case.returned), len(case.expected)
    if came > asked > 1 and all(_within(each.expected, each.returned) is not None for each in wrong):
        told = "your list holds all that is asked for, and something else besides. Which entries should not be in it?"
        yield "more results than are asked for", told
    places = {tuple(_within(each.returned, each.expected) or ()) for each in wrong}
    if 0 < came < asked and len(places) == 1 and (there := places.pop()):
        names = names_of_results(subject.reference, asked)
        missing = [names[n] for n in range(asked) if n not in there] if names else []
        which = (
            f", and {' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} not among them" if missing else ""
        )
        told = f"you return {came} of the {asked} things that are asked for{which}. What does the docstring list?"
        yield "fewer results than are asked for", told


def _within(few: Sequence[Any], many: Sequence[Any]) -> list[int] | None:
    """At which places of many results these few stand, in the same order; None if they don't."""
    found, n = [], 0
    for each in few:
        while n < len(many) and not (alike(each, many[n]) and same(each, many[n])):
            n += 1
        if n == len(many):
            return None
        found.append(n)
        n += 1
    return found


def _shape(subject: Subject, wrong: Sequence[Case], known: Sequence[Case]) -> Iterator[Seen]:
    """A result, or one of several, that has another shape than the right one, in every case."""
    for part in parts(subject, wrong[0].expected):
        pairs = [(each.arguments, part.of(each.returned), part.of(each.expected)) for each in wrong]
        if any(isinstance(value, list | tuple) for _, *both in pairs for value in both):
            continue
        pairs = [(given, np.asarray(came), np.asarray(right)) for given, came, right in pairs]
        differ = [came.shape != right.shape for _, came, right in pairs]
        if not any(differ) or any(came.dtype.kind not in "fiub" for _, came, right in pairs):
            continue
        axes = {(came.ndim, right.ndim) for _, came, right in pairs}
        if len(axes) != 1:
            continue
        mine, asked = axes.pop()
        if mine == asked and mine in (1, 2):  # a square one may come out in the right shape
            meant = _meanings(subject, pairs, 1), _meanings(subject, pairs, 2)
            yield from _by_axes(part.name, *meant)
        if not all(differ):
            continue
        like = _of_the_shape(subject, part, known)
        if mine == 1 < asked and all(came.size == right.size and same(came, right.ravel()) for _, came, right in pairs):
            told = "the numbers are right, but they stand in one long row. Where does your code lose the shape of "
            yield "a result that was flattened", f"{told}{like or 'the array'}, and how does the result get it back?"
        if mine == 0 < asked and like:
            told = f"{part.name} is one number, and one for each entry of {like} is asked for. What turns all "
            yield "one number in place of an array", f"{told}of them into one number?"
        if like and all(came.shape == (right.size, right.size) for _, came, right in pairs):
            told = (
                f"{part.name} pairs each entry of {like} with every other, in a table, and one number for each entry "
            )
            yield "each entry paired with every other", f"{told}is asked for. Which operation pairs them?"
        if like and mine == asked:
            told = f"{part.name} has another shape than {like}, and one number for each entry of {like} is asked for. "
            yield "another shape than the argument", f"{told}Which step changes the shape?"


def _of_the_shape(subject: Subject, part: Part, known: Sequence[Case]) -> str:
    """The only array that is given, if the right result always has its shape."""
    arrays = {n for each in known for n, value in enumerate(each.arguments) if np.ndim(value) > 0}
    if len(arrays) != 1 or (n := arrays.pop()) >= len(subject.parameters):
        return ""
    fits = all(np.shape(part.of(each.expected)) == np.shape(each.arguments[n]) for each in known)
    return subject.parameters[n] if fits else ""


def _meanings(subject: Subject, pairs: Sequence[tuple[Any, np.ndarray, np.ndarray]], which: int) -> list[str]:
    """What each axis of the results counts; "" where that isn't certain."""
    found = []
    for axis in range(pairs[0][which].ndim):
        fitting = [
            {letter for letter, size in subject.shapes.sizes(each[0]).items() if size == each[which].shape[axis]}
            for each in pairs
        ]
        common = set.intersection(*fitting)
        if len(common) > 1:  # only what the arguments are known to count
            common &= {
                letter
                for name, value in zip(subject.parameters, pairs[0][0], strict=False)
                for letter in subject.shapes.letters(name, value)
            }
        found.append(subject.shapes.meaning(common.pop()) if len(common) == 1 else "")
    return found


def _by_axes(name: str, mine: list[str], asked: list[str]) -> Iterator[Seen]:
    differ = [n for n, (one, other) in enumerate(zip(mine, asked, strict=True)) if one != other or not one]
    if any(not mine[n] or not asked[n] for n in differ) or not differ:
        return
    asks = "Over which axis should your sum go, and which should remain?"
    if len(mine) == 1:
        told = f"{name} has an entry for each {mine[0]}, and one for each {asked[0]} is asked for. {asks}"
        yield "an entry for each of something else", told
    elif mine == asked[::-1]:
        told = f"{name} has a row for each {mine[0]} and a column for each {mine[1]}, and the rows and columns are "
        yield "rows and columns exchanged", f"{told}asked for the other way round. Which array comes first?"
    else:
        n = differ[0]
        line = ("row", "column")[n]
        told = f"{name} has a {line} for each {mine[n]}, and a {line} for each {asked[n]} is asked for. {asks}"
        yield "rows or columns of something else", told


def _nearly(subject: Subject, wrong: Sequence[Case], known: Sequence[Case]) -> Iterator[Seen]:
    """Results that are off a little, in the step from an argument as well, if they are new values of one."""
    largest = 0.0
    for each in wrong:
        if not alike(each.returned, each.expected):
            return
        several = isinstance(each.expected, list | tuple)
        for came, right in (
            zip(each.returned, each.expected, strict=True) if several else ((each.returned, each.expected),)
        ):
            came, right = flat(came), flat(right)
            starts = [flat(value) for value in each.arguments if is_array(value) and np.size(value) == right.size]
            size = min([np.abs(right).max(), *(np.abs(right - start).max() for start in starts)])
            largest = max(largest, float(np.abs(came - right).max() / size)) if not same(came, right) else largest
    if 0 < largest < NEAR and sum(flat(each.expected).size for each in wrong) > 2:
        told = "your result is nearly, but not exactly, right: no entry is off by more than 1% of the largest entry."
        asks = "Which step of your code is only approximate: a nudge, a grid, a number added or rounded?"
        yield "nearly right", f"{told} {asks}"


def _of_another(subject: Subject, wrong: Sequence[Case], known: Sequence[Case]) -> Iterator[Seen]:
    """One of several results that is made of another one, or of an argument and itself."""
    several, bad = _results(subject, wrong)
    for part in bad:
        results = [(np.asarray(part.of(each.returned)), np.asarray(part.of(each.expected))) for each in wrong]
        for other in several:
            if other not in bad:
                yield from _made_of(part, other, results, wrong)
        for n, name in enumerate(subject.parameters):
            if all(is_array(each.arguments[n]) for each in wrong):
                values = [np.asarray(each.arguments[n]) for each in wrong]
                if _all_are(lambda e, a: e * a, results, values):
                    told = f"{part.name} is multiplied by {name}, entry by entry. What is {name} multiplied by in the "
                    asks = "formula, and what does that make of the derivative?"
                    yield "a result multiplied by an argument", f"{told}{asks}"


Pairs = Sequence[tuple[Any, Any]]
"""For each case what came and what is right."""


def _made_of(part: Part, other: Part, results: Pairs, wrong: Sequence[Case]) -> Iterator[Seen]:
    """A result that is made of another one, which is right."""
    name = other.name.removeprefix("your ")
    values = [np.asarray(other.of(each.expected)) for each in wrong]
    for told, of in (
        (f"{part.name} is the sum of each row of {name}.", lambda e, o: o.sum(axis=1)),
        (f"{part.name} is the sum of each column of {name}.", lambda e, o: o.sum(axis=0)),
        (f"{part.name} is {name} divided by what is asked for here.", lambda e, o: o / e),
        (f"{part.name} is multiplied by {name}.", lambda e, o: o * e),
        (f"{part.name} is divided by {name}.", lambda e, o: e / o),
    ):
        if _all_are(of, results, values):
            yield (
                "one result made of another",
                f"{told} Should it be computed from that at all, or from something earlier?",
            )


def _results(subject: Subject, wrong: Sequence[Case]) -> tuple[list[Part], list[Part]]:
    """The results, where there are several, and those of them that are wrong in some case."""
    several = list(parts(subject, wrong[0].expected))[1:]
    return several, [p for p in several if any(not same(p.of(c.returned), p.of(c.expected)) for c in wrong)]


def _all_are(of: Callable[[Any, Any], Any], results: Pairs, values: Sequence[Any]) -> bool:
    try:
        made = [of(right, value) for (_, right), value in zip(results, values, strict=True)]
    except ValueError:  # no such axis, or arrays that don't go together
        return False
    return all(
        np.shape(each) == came.shape and same(came, each) and not same(came, right)
        for each, (came, right) in zip(made, results, strict=True)
    )


def _alone(subject: Subject, wrong: Sequence[Case], known: Sequence[Case]) -> Iterator[Seen]:
    """A relation of one of several results that are wrong to the right one, whatever the others are."""
    _, bad = _results(subject, wrong)
    if len(bad) < 2 or not all(len(each.returned) == len(each.expected) for each in wrong):
        return
    for part in bad:
        own = [Case(c.arguments, part.of(c.returned), part.of(c.expected), c.tolerance) for c in known]
        own.sort(key=lambda each: not each.wrong)
        for rank, found in outside.relations(subject, own):
            if rank > SURE:
                break
            least = getattr(found, "least", 1)
            if found is not None and len(own) >= least and all(map(found.explains, own)):
                told = found.hint.removeprefix(PERHAPS).replace("your result", part.name, 1)
                told = f"more than one of your results is wrong. First of all, {told}"
                yield f"one of several results: {found.hint}", told
                break
