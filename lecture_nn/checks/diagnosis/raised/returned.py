"""What came back and is no answer: None, a generator, a function."""

from __future__ import annotations

from lecture_nn.checks.diagnosis.raised.facts import Facts
from lecture_nn.checks.diagnosis.raised.finding import Finding

LAZY = ("generator", "map", "zip", "filter", "reversed", "enumerate")


def no_answer(facts: Facts) -> Finding | None:
    """Something that can't be compared with numbers."""
    if facts.returned is None:
        return None
    kind = facts.returned.kind
    if kind == "None":
        return Finding(
            "nothing is returned",
            f"{facts.asked} ends without handing anything back. Does it print its result, or does a path through it "
            "end without return? (Functions that change a list or array in place return nothing either.)",
        )
    if kind in LAZY:
        return Finding(
            "a generator is returned",
            f"{facts.asked} returns {facts.returned}, whose entries can be gone through only once. What makes a list "
            "of it?",
        )
    if kind in ("function", "method"):
        return Finding(
            "a function is returned, not its value",
            f"{facts.asked} returns a function. Is a pair of parentheses missing where its value is meant?",
        )
    return None
