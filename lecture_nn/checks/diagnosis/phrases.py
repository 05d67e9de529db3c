"""What a sentence says of the code, as far as its words tell: that there is an absolute value, a square, a sum.

A relation between two results says how the one comes of the other, and asks where that is done. If nothing in the code
can do it, the numbers agree by chance.
"""

from __future__ import annotations

import re

Claim = tuple[str, str]

ABSOLUTE = "abs fabs absolute sqrt hypot norm sign copysign maximum max fmax Pow USub Mult"
ROOT = "sqrt Pow norm std hypot power"
SQUARE = "Pow Mult square power MatMult dot outer matmul einsum inner multiply loops"
PHRASES: tuple[tuple[str, Claim], ...] = (
    (r"you take (the|an) absolute value", ("does", ABSOLUTE)),
    (r"(add up|average)( the)? absolute values", ("does", ABSOLUTE)),
    (r"comes out with the square of", ("does", SQUARE)),
    (r"comes out with the root of", ("does", ROOT)),
    (r"comes out with exp of", ("does", "exp expm1 exp2 sigmoid softmax tanh sinh cosh power Pow")),
    (r"comes out with the logarithm of", ("does", "log log2 log10 log1p logaddexp logsumexp")),
    (r"goes through tanh first", ("does", "tanh exp sigmoid expit")),
    (r"goes through the sigmoid first", ("does", "sigmoid exp expit tanh")),
    (r"goes through the softmax first", ("does", "softmax exp")),
    (
        r"as if there were a (sum where a mean|mean where a sum) belongs",
        (
            "does",
            "len shape size sum mean average nansum nanmean einsum dot matmul outer inner tensordot MatMult loops",
        ),
    ),
    (r"you divide by", ("does", "Div FloorDiv divide true_divide mean average std var reciprocal norm Pow power")),
    (r"you don't divide by (a part of the formula|an intermediate result)", ("never", "Div FloorDiv divide")),
    (r"you add to \S.* where it should be replaced", ("adds to a name", "")),
)
"""What a sentence may say, and which words or operations have to be in the code for it to be so, or must not be."""

EVIDENCE: tuple[tuple[str, str], ...] = (("you take the absolute value", "abs fabs absolute"),)
"""Sentences that are believed rather than others where one of these words is in the code."""


def said_by(sentence: str) -> list[Claim]:
    """Return what a sentence says of the code, but for what it says of other functions."""
    if "or where you do the same" in sentence:
        return []
    return [claim for phrase, claim in PHRASES if re.search(phrase, sentence)]


def evidence_for(sentence: str) -> list[str]:
    """Return the words one of which bears a sentence out; none for most sentences."""
    return [word for phrase, words in EVIDENCE if phrase in sentence for word in words.split()]
