"""Of which kind a result is: a text for a number, a word for a letter, integers where there should be fractions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from lecture_nn.checks.diagnosis.related import ORDINALS, seen
from lecture_nn.checks.model import same

if TYPE_CHECKING:
    from lecture_nn.checks.diagnosis.cases import Case
    from lecture_nn.checks.diagnosis.subject import Subject
    from lecture_nn.checks.model import Misunderstanding

USUAL, RARE, ODD = 2.4, 3.4, 6.0


def kinds(subject: Subject, case: Case) -> Iterator[Misunderstanding]:
    """A text for a number, a list for what is in it."""
    yield seen(
        subject,
        lambda r, e, a: isinstance(r, str) and not isinstance(e, str) and same(float(r), e, 1e-2),
        "your number is a text, because it is in quotes. What changes if you leave them out?",
        USUAL,
    )
    yield seen(
        subject,
        lambda r, e, a: isinstance(r, str) and isinstance(e, str) and len(e) < 3 and _chosen(r) == e and r.strip() != e,
        "you have written more than the letter. Which of the letters is your choice? Write it alone, in quotes.",
        USUAL,
    )
    yield seen(
        subject,
        lambda r, e, a: isinstance(r, list | tuple) and len(r) == 1 and isinstance(e, str) and same(r[0], e),
        "your choice is in a list. Write the letter alone, in quotes: why would it need the brackets?",
        USUAL,
    )
    yield seen(
        subject,
        lambda r, e, a: isinstance(r, str) and isinstance(e, str) and len(e) == 1 and len(r.strip()) > 1,
        f"you have written {_words(case.returned)} where a letter is asked for. Which of the "
        "letters stands for your choice?",
        RARE,
    )
    yield seen(
        subject,
        lambda r, e, a: isinstance(e, str) and _is_number(r),
        f"you have written a number where {_of(case.expected)} is asked for. Which of the choices do you mean?",
        RARE,
    )
    yield seen(
        subject,
        lambda r, e, a: isinstance(e, str) and _are_several(r, _is_number),
        f"you have written numbers where {_of(case.expected)} is asked for. Which of the choices do you mean?",
        RARE,
    )
    yield seen(
        subject,
        lambda r, e, a: isinstance(e, str) and _are_several(r, lambda each: isinstance(each, str)),
        f"you have given several answers where {_of(case.expected)} is asked for. Which one do you mean?",
        RARE,
    )
    yield seen(
        subject,
        lambda r, e, a: not a and isinstance(e, int | float) and np.isinf(r),
        "your number is infinite. Which step would go on forever, and does it really?",
        RARE,
    )
    yield seen(
        subject,
        lambda r, e, a: not a and e > 1 and r == 0,
        "your number is 0, or has been rounded to 0. Print what it is made of, before anything is divided or "
        "rounded: is each number what you think it is?",
        RARE,
    )
    yield seen(
        subject,
        lambda r, e, a: not a and e > 1 and same(1 / r, e, 1e-2 * e),
        "it is the other way round: your number says how many times smaller, and the question is how many times "
        "larger. Which of the two is divided by which?",
        RARE,
    )
    yield seen(
        subject,
        lambda r, e, a: not a and isinstance(e, int) and e > 1 and 0 < float(r) < 1,
        "your number lies between 0 and 1, as a fraction does. Read once more what is asked for: can that be less "
        "than 1?",
        RARE + 0.1,
    )
    for n, ordinal in enumerate(ORDINALS[:4]):
        yield seen(
            subject,
            lambda r, e, a, n=n: isinstance(r, tuple) and not isinstance(e, tuple | list) and same(r[n], e),
            f"you return several results, and the {ordinal} of them is what is asked for. What does the docstring ask "
            "you to return?",
            USUAL,
        )
    yield seen(
        subject,
        lambda r, e, a: isinstance(r, dict),
        "you return a dictionary. What does the docstring ask for?",
        ODD,
    )
    yield seen(
        subject,
        lambda r, e, a: not a and isinstance(e, list | tuple) and isinstance(r, str),
        f"you have written a text where {_count(case.expected)} numbers are asked for. Which numbers do you mean?",
        RARE,
    )
    yield seen(
        subject,
        lambda r, e, a: not a and isinstance(e, list | tuple) and _is_number(r),
        f"you have written a single number where {_count(case.expected)} are asked for. What does each of them say?",
        RARE,
    )
    yield seen(
        subject,
        lambda r, e, a: isinstance(r, str) and isinstance(e, int | float | np.ndarray | tuple),
        "you have written a text where a number is asked for. Python doesn't calculate what stands in quotation marks: "
        "which number comes out?"
        if not case.arguments
        else "you return a text where numbers are asked for. Printing a number nicely is another step: what should "
        "be returned?",
        ODD,
    )
    yield seen(
        subject,
        _are_cut_to_integers,
        "your array holds integers, so everything after the decimal point is cut off when a number is written into "
        "it. Where does the array get its type from?",
        1.95,
    )
    yield seen(
        subject,
        lambda r, e, a: np.asarray(r).dtype.kind == "c",
        "your numbers are complex. Which power or root is taken of a negative number?",
        RARE,
    )


def _are_cut_to_integers(returned: Any, expected: Any, arguments: tuple) -> bool:
    """Whether arrays of integers came, with what is left of the right numbers, and everything else is right."""
    several = isinstance(expected, list | tuple)
    pairs = list(zip(returned, expected, strict=True)) if several else [(returned, expected)]
    cut = [
        np.ndim(r) > 0 and np.asarray(r).dtype.kind in "iu" and not same(r, e) and same(r, np.trunc(np.asarray(e)))
        for r, e in pairs
    ]
    return any(cut) and all(each or same(r, e) for each, (r, e) in zip(cut, pairs, strict=True))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _are_several(value: Any, of_kind: Callable[[Any], bool]) -> bool:
    values = value.ravel().tolist() if isinstance(value, np.ndarray) else value
    return isinstance(values, list | tuple) and len(values) > 1 and all(map(of_kind, values))


def _words(text: Any) -> str:
    return "words" if isinstance(text, str) and len(text.split()) > 1 else "a word"


def _count(values: Any) -> str:
    n = len(values) if isinstance(values, list | tuple) else 0
    return {2: "two", 3: "three"}.get(n, "several")


def _of(choice: Any) -> str:
    return "a letter" if isinstance(choice, str) and len(choice) == 1 else "one of a few words"


def _chosen(text: str) -> str:
    return text.strip().lower()[:1]
