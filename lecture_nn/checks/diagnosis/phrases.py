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
WHOLE = "FloorDiv int trunc floor astype round fix rint zeros_like empty_like full full_like array"
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
    (r"you return inside the loop|your loop (leaves|goes|runs|doesn't)|loop counts|round of the loop", ("loops", "")),
    (r"(?<!do )you subtract", ("does", "Sub USub subtract negative diff")),
    (r"(?<!do )you add (?!up)", ("does", "Add add sum cumsum concatenate logaddexp MatMult dot USub")),
    (r"(?<!do )you divide by [^.]*? twice", ("twice", "Div divide true_divide")),
    (r"(?<!do )you divide by the square of", ("does", "Pow square power Mult")),
    (r"(?<!do )you multiply by [^.]*? twice", ("twice", "Mult MatMult Pow square power dot multiply")),
    (r"Python divides first", ("does", "Div FloorDiv divide true_divide")),
    (r"your limit is(n't| off)|a comparison is the wrong way|one of two conditions is missing", ("does", "Compare")),
    (r"you let larger values pass", ("does", "GtE Lt")),
    (r"you let smaller values pass", ("does", "LtE Gt")),
    (r"you leave out (the limit|a small number)", ("never", "all any isfinite isnan isinf nan_to_num")),
    (
        r"a condition (holds|doesn't hold|is reversed)",
        ("does", "Compare If IfExp While where maximum minimum sign"),
    ),
    (r"(two cases|(two|some) of your formulas) are swapped", ("does", "Compare If IfExp BoolOp where")),
    (r"you use one formula for both cases", ("treats all alike", "")),
    (r"(?<!do )you (subtract|add) a small number", ("has a small number", "")),
    (r"you round down in a division", ("does", "FloorDiv int trunc floor astype round fix rint divmod Mod")),
    (r"loses what comes after the decimal point", ("does", "FloorDiv int trunc floor astype round fix rint")),
    (r"has lost everything after the decimal point|is rounded down to whole numbers", ("does", WHOLE)),
    (r"you take the logarithm of numbers that may be 0", ("never", "Compare clip maximum where fmax nan_to_num")),
    (r"you divide by", ("does", "Div FloorDiv divide true_divide mean average std var reciprocal norm Pow power")),
    (r"you don't divide by (a part of the formula|an intermediate result)", ("never", "Div FloorDiv divide")),
    (r"you add to \S.* where it should be replaced", ("adds to a name", "")),
    (r"you use a threshold where", ("does", "Compare where heaviside sign step round rint floor ceil astype")),
    (r"you use a ReLU in place of", ("does", "Compare where maximum max clip relu fmax Mult abs")),
    (r"you use the tanh in place of", ("does", "tanh exp expm1 sinh sigmoid")),
    (r"you use the sigmoid in place of", ("does", "sigmoid expit exp tanh logaddexp")),
    (r"your slice (goes|stops|begins)", ("does", "Slice")),
    (r"comes out if \w+ and \w+ are swapped", ("never", "While")),
    (r"a running (count|sum)", ("loops", "")),
    (r"you return inside the loop", ("ends in a loop", "")),
    (r"you average over the rows of", ("does", "mean average nanmean")),
    (r"you leave out a factor: the exponentials", ("does", "exp exp2 expm1 cosh sinh sigmoid softmax")),
    (r"you take the largest value", ("does", "max amax nanmax maximum argmax sort sorted argsort Lt LtE Gt GtE")),
    (r"you always use the (first|last) of", ("does", "Subscript Starred pop next")),
    (r"is applied twice", ("does", "exp sigmoid expit tanh softmax")),
)
"""What a sentence may say, and which words or operations have to be in the code for it to be so, or must not be."""

PARENTHESES = r"a pair of parentheses (is|stands|are)"
LISTED: tuple[tuple[str, Claim], ...] = (
    ("you limit z to", ("does", "clip maximum minimum max min far")),
    ("you compare the largest output", ("does", "max amax nanmax maximum argmax sort sorted argsort Lt LtE Gt GtE")),
    ("subtracted at the very end", ("does", "Mult multiply")),
    ("the end of a slice", ("does", "Slice")),
    (PARENTHESES, ("does", "Mult Div FloorDiv powers multiply divide power square MatMult")),
    (PARENTHESES, ("does", "Add Sub USub add subtract")),
)
"""The same of sentences that an exercise lists, and that other functions come near."""

EVIDENCE: tuple[tuple[str, str], ...] = (("you take the absolute value", "abs fabs absolute"),)
"""Sentences that are believed rather than others where one of these words is in the code."""


def said_by(sentence: str, listed: bool = False) -> list[Claim]:
    """Return what a sentence says of the code, but for what it says of other functions."""
    if "or where you do the same" in sentence:
        return []
    numbers = re.findall(r"(?<!do )you (?:subtract|add|multiply by|divide by) the (\d\S*\d|\d)(?=[ ,.])", sentence)
    terms = re.findall(r"(?<!do )you (subtract|add) the (\d\S*\d|\d)(?=[ ,.])", sentence)
    signed = [(f"{verb}s", each) for verb, each in terms]
    return (
        signed
        + [claim for phrase, claim in (LISTED if listed else (*PHRASES, *LISTED)) if re.search(phrase, sentence)]
        + [("has the number", each) for each in numbers]
    )


def evidence_for(sentence: str) -> list[str]:
    """Return the words one of which bears a sentence out; none for most sentences."""
    return [word for phrase, words in EVIDENCE if phrase in sentence for word in words.split()]
