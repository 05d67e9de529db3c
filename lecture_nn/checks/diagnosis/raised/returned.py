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
            f"{facts.asked} ends without returning anything. Does it print its result, or is there a way through it "
            "that doesn't end with return? (Functions that change a list or array in place return nothing either.)",
        )
    if kind in LAZY:
        return Finding(
            "a generator is returned",
            f"{facts.asked} returns {facts.returned}, whose entries can be gone through only once. How do you "
            "turn it into a list?",
        )
    if kind in ("function", "method"):
        return Finding(
            "a function is returned, not its value",
            f"{facts.asked} returns a function. Is a pair of parentheses missing where its value is meant?",
        )
    return None
