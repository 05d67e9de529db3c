"""Your turn in lesson 00: the accuracy of predictions, and one-hot targets (lecture rows L10 and L29)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from lecture_nn.checks.answers import Answers
from lecture_nn.checks.expect import draws, expect_close
from lecture_nn.checks.turns.declare import Turn

LESSON = "00_start_here"

ACCURACY = Turn("accuracy", LESSON, "L10")
ONE_HOT = Turn("one_hot_targets", LESSON, "L29")
TURNS = (ACCURACY, ONE_HOT)


@ACCURACY.asks(
    "the fraction of correct predictions, for different numbers of examples",
    hint="Is the output of an image above ½? A comparison such as `a > 3` answers for all entries at once, with an "
    "array of True and False. Where does the answer agree with t? The mean of such an array is the fraction that is "
    "True.",
)
def _accuracy(s: Answers) -> None:
    for rng in draws():
        for N in (12, 23, 61):  # the accuracies differ, and aren't short decimals
            t = (np.arange(N) % 12 < 5).astype(float)
            o = np.where(t == 1, rng.uniform(0.52, 0.98, N), rng.uniform(0.02, 0.48, N))
            wrong = np.isin(np.arange(N) % 12, (4, 5, 6))  # of twelve examples one four and two others
            o[wrong] = 1 - o[wrong]
            o[0], o[11] = 1, 0  # as large and as small as probabilities become
            order = rng.permutation(N)
            o, t = o[order], t[order]
            expect_close(f"accuracy of {N} predictions", s.accuracy(o.copy(), t.copy()), _fraction(o, t))


def _fraction(o: NDArray, t: NDArray) -> float:
    return float(np.mean((o > 0.5) == (t == 1)))


@ACCURACY.mistake("This is the number of correct predictions. What turns it into the fraction that are correct?")
def _count(o: NDArray, t: NDArray) -> float:
    return float(np.sum((o > 0.5) == (t == 1)))


@ACCURACY.mistake("There is one value for each example here. The accuracy is one number: the fraction that is correct.")
def _one_for_each(o: NDArray, t: NDArray) -> NDArray:
    return (o > 0.5) == (t == 1)


@ACCURACY.mistake(
    "Your accuracy comes out as 0, as if it had been rounded down to a whole number. Where could that happen?"
)
def _rounded_down(o: NDArray, t: NDArray) -> float:
    return float(np.sum((o > 0.5) == (t == 1)) // len(o))


@ACCURACY.mistake("Your accuracy has been rounded. Where have its other digits gone?")
def _rounded(o: NDArray, t: NDArray) -> float:
    return round(_fraction(o, t), 2)


@ACCURACY.mistake("This is the fraction of wrong predictions. The accuracy is the fraction of correct ones.")
def _error_rate(o: NDArray, t: NDArray) -> float:
    return float(np.mean((o > 0.5) != (t == 1)))


@ACCURACY.mistake(
    "You compare the probability itself with the target. A prediction of 0.93 is correct for a four, although 0.93 is "
    "not 1: when is a four predicted?"
)
def _not_decided(o: NDArray, t: NDArray) -> float:
    return float(np.mean(o == t))


@ACCURACY.mistake(
    'You count only the fours that are found. Another digit for which the answer is "no four" is a correct '
    "prediction, too."
)
def _fours_alone(o: NDArray, t: NDArray) -> float:
    return float(np.mean((o > 0.5) & (t == 1)))


@ACCURACY.mistake(
    "This is the fraction of the fours that are found. The accuracy looks at the other digits, too: when is the "
    "prediction for one of them correct?"
)
def _recall(o: NDArray, t: NDArray) -> float:
    return float(np.mean(o[t == 1] > 0.5))


@ACCURACY.mistake(
    "This is the fraction of fours among the images that are classified as fours. Which images does the accuracy look "
    "at besides these?"
)
def _precision(o: NDArray, t: NDArray) -> float:
    return float(np.mean(t[o > 0.5] == 1))


@ACCURACY.mistake(
    "This is the fraction of images that are classified as fours, whatever they show. When is such a decision correct?"
)
def _predicted_fours(o: NDArray, t: NDArray) -> float:
    return float(np.mean(o > 0.5))


@ACCURACY.mistake(
    "This is how close the probabilities are to the targets on average. For the accuracy each prediction counts as "
    "correct or as wrong, nothing in between."
)
def _closeness(o: NDArray, t: NDArray) -> float:
    return float(1 - np.mean(np.abs(o - t)))


@ACCURACY.mistake("This is a percentage. The accuracy asked for is a fraction between 0 and 1.")
def _percent(o: NDArray, t: NDArray) -> float:
    return float(100 * np.mean((o > 0.5) == (t == 1)))


@ONE_HOT.asks(
    "one row for each label, with a single 1 in it",
    hint="Begin with zeros, a row for each label and a column for each class. For every row n, ask in which column the "
    "1 belongs.",
)
def _one_hot(s: Answers) -> None:
    for rng in draws():
        for N, K in ((5, 3), (7, 10)):
            labels = rng.permutation(np.arange(N) % K)
            if rng.integers(2):
                labels[0] = labels[1]
            expect_close(
                f"one_hot_targets({labels.tolist()}, {K})", s.one_hot_targets(labels.copy(), K), _rows(labels, K)
            )
    expect_close("one_hot_targets([2, 0, 2], 4)", s.one_hot_targets(np.array([2, 0, 2]), 4), _rows([2, 0, 2], 4))


def _rows(labels: Any, K: int) -> NDArray:
    return np.eye(K)[np.asarray(labels)]


@ONE_HOT.mistake("There is one column for each example here. It should be one row for each example.")
def _columns(labels: NDArray, K: int) -> NDArray:
    return np.eye(K)[labels].T


@ONE_HOT.mistake("The 1 stands one column too far to the left. At which index does Python begin to count columns?")
def _from_one(labels: NDArray, K: int) -> NDArray:
    return np.eye(K)[np.asarray(labels) - 1]


@ONE_HOT.mistake("You write the label itself into its column. The entry should be 1, whatever the label.")
def _label_itself(labels: NDArray, K: int) -> NDArray:
    return np.eye(K)[labels] * np.asarray(labels)[:, None]


@ONE_HOT.mistake(
    "The number of columns depends on the labels that happen to occur. How many classes are there, even if some of "
    "them don't occur?"
)
def _as_many_as_occur(labels: NDArray, K: int) -> NDArray:
    return np.eye(int(np.max(labels)) + 1)[labels]


@ONE_HOT.mistake("There is one column too many here. The first label is 0: which is the last?")
def _one_column_too_many(labels: NDArray, K: int) -> NDArray:
    return np.eye(K + 1)[labels]


@ONE_HOT.mistake("Here there are as many columns as examples. What does a column stand for?")
def _as_many_as_examples(labels: NDArray, K: int) -> NDArray:
    return np.eye(len(labels))[labels]


@ONE_HOT.mistake(
    "Every row has a 1 for each label of the batch, as if you had set whole columns. Which of these labels belongs to "
    "row n?"
)
def _whole_columns(labels: NDArray, K: int) -> NDArray:
    T = np.zeros((len(labels), K))
    T[:, labels] = 1
    return T


@ONE_HOT.mistake(
    "You fill whole rows with 1, those whose numbers are in `labels`. What does a label choose, a row or a column?"
)
def _whole_rows(labels: NDArray, K: int) -> NDArray:
    T = np.zeros((len(labels), K))
    T[labels] = 1
    return T


@ONE_HOT.mistake("Each row repeats its label in all columns. It should be 0 but for a single 1 in the label's column.")
def _label_everywhere(labels: NDArray, K: int) -> NDArray:
    return np.zeros((len(labels), K)) + np.asarray(labels)[:, None]


@ONE_HOT.mistake("Only the first row has its 1. Does `return` stand inside the loop? It ends the function at once.")
def _first_row_alone(labels: NDArray, K: int) -> NDArray:
    return _rows(labels, K) * (np.arange(len(labels)) == 0)[:, None]


@ONE_HOT.mistake("All other columns are 1, and the column of the label is 0. It should be the other way round.")
def _cold(labels: NDArray, K: int) -> NDArray:
    return 1 - np.eye(K)[labels]
