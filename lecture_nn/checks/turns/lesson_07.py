"""Your turn in lesson 07: judging a detector, and moving its threshold (lecture row L14)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lecture_nn.checks.answers import Answers
from lecture_nn.checks.expect import draws, expect_close, expect_list
from lecture_nn.checks.turns.declare import Turn

LESSON = "07_four_or_not_four"

PRECISION_RECALL = Turn("precision_recall", LESSON, "L14")
PAIRS = Turn("pairs_right", LESSON, "L14")
THRESHOLD = Turn("best_threshold", LESSON, "L14")
PRIOR = Turn("new_prior", LESSON, "L14")
TURNS = (PRECISION_RECALL, PAIRS, THRESHOLD, PRIOR)


@PRECISION_RECALL.asks(
    "precision and recall for detectors of several kinds",
    hint="Both fractions have the number of true positives on top: for how many images are `called` and `four` both "
    "True? They differ in what they divide by. Precision looks at everything that was called a four, recall at "
    "everything that is one.",
)
def _precision_recall(s: Answers) -> None:
    for rng in draws():
        for N, often in ((200, 0.1), (200, 0.7), (12, 0.4)):  # the large ones first, where no two mistakes coincide
            four = rng.random(N) < 0.5
            called = np.where(rng.random(N) < 0.7, four, rng.random(N) < often)
            four[:3], called[:3] = (True, True, False), (True, False, True)  # each fraction is defined, none is 1
            four[-1] = called[-1] = True  # and the last image counts
            got = expect_list("precision_recall(...)", s.precision_recall(called, four), 2)
            for name, value, expected in zip(("precision", "recall"), got, _both(called, four), strict=True):
                expect_close(f"{name}, {N} images", value, expected)


def _both(called: NDArray, four: NDArray) -> tuple[float, float]:
    found = (called & four).sum()
    return found / called.sum(), found / four.sum()


@PRECISION_RECALL.mistake("Precision and recall are swapped: in your return line, or because FP and FN are?")
def _swapped(called: NDArray, four: NDArray) -> tuple[float, float]:
    return _both(called, four)[::-1]


@PRECISION_RECALL.mistake(
    "You divide by the number of all images. Of which images is precision a fraction, and of which recall?"
)
def _of_all(called: NDArray, four: NDArray) -> tuple[float, float]:
    return np.mean(called & four), np.mean(called & four)


@PRECISION_RECALL.mistake("The first number is the accuracy. Precision looks only at the images that were called four.")
def _accuracy_for_precision(called: NDArray, four: NDArray) -> tuple[float, float]:
    return np.mean(called == four), _both(called, four)[1]


@PRECISION_RECALL.mistake(
    "The first number is the specificity: how many of the other digits are rejected. Precision asks how many of the "
    "images called four are fours."
)
def _specificity_for_precision(called: NDArray, four: NDArray) -> tuple[float, float]:
    return np.mean(~called[~four]), _both(called, four)[1]


@PRECISION_RECALL.mistake(
    "You count all right decisions, true negatives included. Do rightly rejected images belong on top of both "
    "fractions?"
)
def _right_decisions(called: NDArray, four: NDArray) -> tuple[float, float]:
    right = (called == four).sum()
    return right / called.sum(), right / four.sum()


@PRECISION_RECALL.mistake(
    "The second number is the accuracy. Recall looks only at the images that are fours: how many of them are found?"
)
def _accuracy_for_recall(called: NDArray, four: NDArray) -> tuple[float, float]:
    return _both(called, four)[0], np.mean(called == four)


@PRECISION_RECALL.mistake(
    "The second number is the specificity: how many of the other digits are rejected. Recall asks how many of the "
    "fours are found."
)
def _specificity_for_recall(called: NDArray, four: NDArray) -> tuple[float, float]:
    return _both(called, four)[0], np.mean(~called[~four])


@PRECISION_RECALL.mistake(
    "These are the fractions of mistakes: false alarms among the images called four, and missed fours among the fours. "
    "Precision and recall count what is right."
)
def _mistakes(called: NDArray, four: NDArray) -> tuple[float, float]:
    precision, recall = _both(called, four)
    return 1 - precision, 1 - recall


@PRECISION_RECALL.mistake("These are percentages. Return fractions, between 0 and 1.")
def _percentages(called: NDArray, four: NDArray) -> tuple[float, float]:
    precision, recall = _both(called, four)
    return 100 * precision, 100 * recall


@PAIRS.asks(
    "the fraction of pairs for outputs with and without ties",
    hint="Every four is paired with every other digit. How many pairs are that? A column compared with a row looks "
    "at all of them at once: which of the two sets should become a column?",
)
def _pairs(s: Answers) -> None:
    for rng in draws():
        for P, Q, digits in ((30, 80, 1), (3, 5, 6), (7, 4, 1), (20, 60, 6)):
            fours, others = (0.2 + 0.8 * rng.random(P)).round(digits), rng.random(Q).round(digits)
            others[0] = fours[1] - (digits > 1) * 1e-6  # a tie for certain, or nearly one
            fours[0], others[1] = 0.1, 0.9  # one pair in the wrong order, so that the result isn't 1
            expect_close(f"{P} fours, {Q} others", s.pairs_right(fours, others), _area(fours, others))


def _area(fours: NDArray, others: NDArray) -> float:
    higher, equal = fours[:, None] > others, fours[:, None] == others
    return float(np.mean(higher + 0.5 * equal))


@PAIRS.mistake(
    "You compare each four with only one other digit, the one in the same place. Which other pairs are there?"
)
def _side_by_side(fours: NDArray, others: NDArray) -> float:
    n = min(len(fours), len(others))
    return float(np.mean((fours[:n] > others[:n]) + 0.5 * (fours[:n] == others[:n])))


@PAIRS.mistake(
    "You count a tie as a failure. With equal outputs the detector might as well toss a coin: how often would it be "
    "right?"
)
def _ties_lost(fours: NDArray, others: NDArray) -> float:
    return float(np.mean(fours[:, None] > others))


@PAIRS.mistake(
    "You count a tie as a success. With equal outputs the detector might as well toss a coin: how often would it be "
    "right?"
)
def _ties_won(fours: NDArray, others: NDArray) -> float:
    return float(np.mean(fours[:, None] >= others))


@PAIRS.mistake("This is the fraction of pairs in the wrong order: the four should have the *higher* output.")
def _other_way(fours: NDArray, others: NDArray) -> float:
    return 1 - _area(fours, others)


@PAIRS.mistake("This is a number of pairs, and a fraction is asked for. How many pairs are there in all?")
def _number(fours: NDArray, others: NDArray) -> float:
    return _area(fours, others) * len(fours) * len(others)


@PAIRS.mistake(
    "This is a number of pairs, and ties are missing from it. A fraction is asked for: what does a tie add to it?"
)
def _number_without_ties(fours: NDArray, others: NDArray) -> float:
    return float(np.sum(fours[:, None] > others))


@PAIRS.mistake(
    "You leave ties out of the count altogether. They are pairs, too: what does a detector that tosses a coin get "
    "right?"
)
def _ties_left_out(fours: NDArray, others: NDArray) -> float:
    return float(np.sum(fours[:, None] > others) / np.sum(fours[:, None] != others))


@PAIRS.mistake(
    "You compare each four with one other digit only, the one at the same place. It has to be compared with "
    "every other digit: which two shapes make NumPy do so?"
)
def _side_by_side(fours: NDArray, others: NDArray) -> float:
    n = min(len(fours), len(others))
    return float(np.mean(fours[:n] > others[:n]))


@PAIRS.mistake(
    "You compare the means of the outputs. The area asks about single pairs: one four, one other digit, P · Q times."
)
def _means(fours: NDArray, others: NDArray) -> float:
    return float(fours.mean() > others.mean())


@PAIRS.mistake(
    "You compare the outputs with ½. No threshold is needed here: only the two outputs of a pair are compared."
)
def _with_half(fours: NDArray, others: NDArray) -> float:
    return float(np.mean((fours[:, None] >= 0.5) & (others < 0.5)))


@THRESHOLD.asks(
    "the threshold for several pairs of costs",
    hint="Calling an image with probability p a four costs c_fp (1 − p) on average, not calling it one costs c_fn p. "
    "For which p are the two equal?",
)
def _threshold(s: Answers) -> None:
    for rng in draws():
        for c_fp, c_fn in ((5.0, 2.0), (1.0, 10.0), (1.0, 1.0), tuple(rng.uniform(0.5, 20, size=2))):
            what = f"best_threshold, costs {c_fp:.3g} and {c_fn:.3g}"
            expect_close(what, s.best_threshold(c_fp, c_fn), c_fp / (c_fp + c_fn))


@THRESHOLD.mistake(
    "This is the ratio of the costs, which may be larger than 1. So can it be the probability p itself? If an "
    "image is a four with probability p, how likely is a false alarm?"
)
def _ratio(c_fp: float, c_fn: float) -> float:
    return c_fp / c_fn


@THRESHOLD.mistake(
    "Your threshold moves the wrong way. If missing a four is expensive, should more images be called four, or fewer?"
)
def _wrong_way(c_fp: float, c_fn: float) -> float:
    return c_fn / (c_fp + c_fn)


@THRESHOLD.mistake(
    "This is a ratio of the costs, upside down as well. For which p do both decisions cost the same on average?"
)
def _ratio_upside_down(c_fp: float, c_fn: float) -> float:
    return c_fn / c_fp


@THRESHOLD.mistake("Your numerator is always 1. Which of the two costs was 1 in the example with 1 and 10?")
def _one_on_top(c_fp: float, c_fn: float) -> float:
    return 1 / (c_fp + c_fn)


@THRESHOLD.mistake("1/11 is the answer for the costs 1 and 10. How do the 1 and the 11 come from these costs?")
def _for_one_and_ten(c_fp: float, c_fn: float) -> float:
    return 1 / 11


@THRESHOLD.mistake("½ is right only if both mistakes cost the same.")
def _half(c_fp: float, c_fn: float) -> float:
    return 0.5


@PRIOR.asks(
    "the corrected probabilities for four pairs of priors",
    hint="Work with odds: o / (1 − o) is what the network says. A constant is added to the logit, which is the "
    "logarithm of the odds: what does this do to the odds? At the end turn the odds back into a probability.",
)
def _prior(s: Answers) -> None:
    for rng in draws():
        for old, new in ((0.003, 0.1), (0.5, 0.1), (0.2, 0.2), tuple(rng.uniform(0.05, 0.6, size=2))):
            o = rng.uniform(0.02, 0.98, size=6)
            what = f"new_prior, from {old:.3g} to {new:.3g}"
            expect_close(what, s.new_prior(o, old, new), _corrected(o, old, new))


def _odds(p: NDArray | float) -> NDArray | float:
    return p / (1 - p)


def _corrected(o: NDArray, old: float, new: float) -> NDArray:
    odds = _odds(o) * _odds(new) / _odds(old)
    return odds / (1 + odds)


@PRIOR.mistake(
    "Your correction goes in the wrong direction: where fours are more common than in training, outputs must rise."
)
def _reversed(o: NDArray, old: float, new: float) -> NDArray:
    return _corrected(o, new, old)


@PRIOR.mistake(
    "You scale the probability itself, which may take it above 1. Which form of a probability has no upper limit?"
)
def _scaled(o: NDArray, old: float, new: float) -> NDArray:
    return o * new / old


@PRIOR.mistake(
    "You multiply the odds by the ratio of the priors themselves, new / old. In what form must the priors be "
    "before their ratio can multiply the odds?"
)
def _ratio_of_priors(o: NDArray, old: float, new: float) -> NDArray:
    odds = _odds(o) * new / old
    return odds / (1 + odds)


@PRIOR.mistake("The prior of the training is still in your odds. How is it taken out before the new one comes in?")
def _old_left_in(o: NDArray, old: float, new: float) -> NDArray:
    odds = _odds(o) * _odds(new)
    return odds / (1 + odds)


@PRIOR.mistake(
    "You add the ratio of the prior odds to the logit. This ratio is a factor of the odds: what happens to a factor in "
    "a logarithm?"
)
def _no_logarithm(o: NDArray, old: float, new: float) -> NDArray:
    return 1 / (1 + np.exp(-np.log(_odds(o)) - _odds(new) / _odds(old)))


@PRIOR.mistake(
    "You add the constant to the output itself, which may take it out of 0 … 1. What is such a constant, a logarithm "
    "of odds, added to?"
)
def _added_to_the_output(o: NDArray, old: float, new: float) -> NDArray:
    return o + np.log(_odds(new) / _odds(old))


@PRIOR.mistake("3.55 is the constant for our 23 fours among 7,250 images. Compute it from old and new.")
def _constant_of_the_example(o: NDArray, old: float, new: float) -> NDArray:
    odds = _odds(o) * _odds(0.1) / _odds(23 / 7250)
    return odds / (1 + odds)


@PRIOR.mistake("These are the corrected odds. Which probability belongs to odds of 1, and which to odds of 3?")
def _left_as_odds(o: NDArray, old: float, new: float) -> NDArray:
    return _odds(_corrected(o, old, new))


@PRIOR.mistake(
    "This is the corrected logit, the logarithm of the odds. Which function turns it back into a probability?"
)
def _left_as_logit(o: NDArray, old: float, new: float) -> NDArray:
    return np.log(_odds(_corrected(o, old, new)))
