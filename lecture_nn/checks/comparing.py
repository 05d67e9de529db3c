"""Comparing plans: their cost, an accuracy, a paired difference, and ways to get them wrong: for "ten digits"."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray


def standard_error(d: NDArray, ddof: int = 1) -> float:
    """Return the standard error of the mean of these numbers."""
    return float(d.std(ddof=ddof) / np.sqrt(len(d)))


WRONG_COSTS: dict[str, Callable[..., object]] = {
    "you count the steps. Each step needs the gradients of all examples in its batch.": lambda N, B, epochs: (
        -(-N // B) * epochs
    ),
    "you count the full batches only, as steps. Each step needs the gradients of all examples "
    "in its batch.": lambda N, B, epochs: N // B * epochs,
    "you count N / B steps in each epoch. A step needs the gradients of all examples "
    "in its batch.": lambda N, B, epochs: N / B * epochs,
    "you count every example B times. In each epoch it is in one batch only.": lambda N, B, epochs: N * B * epochs,
    "you count a single epoch. What should the second one add to your count?": lambda N, B, epochs: N,
    "the examples that are left over count once in all, and not in each epoch. What happens to them in the "
    "second?": lambda N, B, epochs: N // B * B * epochs + N % B,
    "you count a single batch in each epoch.": lambda N, B, epochs: B * epochs,
    "you count the last batch as a full one. It holds only the examples that are left.": lambda N, B, epochs: (
        -(-N // B) * B * epochs
    ),
    "you leave out the last batch. It isn't full, but its examples count.": lambda N, B, epochs: N // B * B * epochs,
    "you count each evaluation twice, once on the way forward and once on the way back. One evaluation comprises "
    "both.": lambda N, B, epochs: 2 * N * epochs,
    "you count the steps of a single epoch. Each step needs the gradients of all examples in its batch, in every "
    "epoch.": lambda N, B, epochs: N / B,
    "you count the full batches of a single epoch. Each step needs the gradients of all examples in its batch, in "
    "every "
    "epoch.": lambda N, B, epochs: N // B,
    "you count the batches of a single epoch. Each needs the gradients of all its examples, in every "
    "epoch.": lambda N, B, epochs: -(-N // B),
    "you round N / B before you multiply by B. The last batch holds the examples that are left.": lambda N, B, epochs: (
        round(N / B) * B * epochs
    ),
    "you count one epoch too few.": lambda N, B, epochs: N * (epochs - 1),
    "you count one epoch too many.": lambda N, B, epochs: N * (epochs + 1),
    "you divide by the epochs. Every epoch costs as much as the first.": lambda N, B, epochs: N / epochs,
}

WRONG_ACCURACIES: dict[str, Callable[..., object]] = {
    "you compare entry by entry, so every 0 that is right counts as a hit. Nine of ten targets are 0: "
    "by this count, what accuracy would a network get that says no to everything?": lambda o, T: np.mean(
        (o > 0.5) == (T == 1)
    ),
    "you count a prediction as correct only if its probability is above ½. The largest output of a row is its "
    "prediction, even if it is 0.4.": lambda o, T: np.mean(np.all((o > 0.5) == (T == 1), axis=1)),
    "you compare one-hot rows entry by entry, so the zeros in which they agree count as well. When is the "
    "prediction for an example right?": lambda o, T: np.mean((o == o.max(axis=1, keepdims=True)) == (T == 1)),
    "you look for the largest entry of each column. An example is a row.": lambda o, T: np.mean(
        o.argmax(axis=0) == T.argmax(axis=0)
    ),
    "you return the fraction of mistakes.": lambda o, T: np.mean(o.argmax(axis=1) != T.argmax(axis=1)),
    "you return a count. What fraction of the examples is that?": lambda o, T: np.sum(
        o.argmax(axis=1) == T.argmax(axis=1)
    ),
    "you divide the count by the number of entries. How many examples are there?": lambda o, T: (
        np.sum(o.argmax(axis=1) == T.argmax(axis=1)) / T.size
    ),
    "your accuracy is in percent. A fraction between 0 and 1 is asked for.": lambda o, T: (
        100 * np.mean(o.argmax(axis=1) == T.argmax(axis=1))
    ),
    "you average the probability of the right class. A prediction is right or wrong, however confident.": lambda o, T: (
        (T * o).sum(axis=1).mean()
    ),
    "you look for the smallest output.": lambda o, T: np.mean(o.argmin(axis=1) == T.argmax(axis=1)),
    "you compare the largest output of the whole batch with the first target. Every row has a largest output of "
    "its own.": lambda o, T: float(o.argmax() == T.argmax()),
    "you compare the outputs with the targets as numbers. Hardly any output is exactly 0 or 1.": lambda o, T: np.mean(
        o == T
    ),
    "you compare the largest output with the largest target as numbers. In which *column* is each?": lambda o, T: (
        np.mean(o.max(axis=1) == T.max(axis=1))
    ),
    "your result is 0, although some predictions are right. Which two things do you compare, and how do you "
    "turn the count into a fraction?": lambda o, T: 0,
    "you look at the last example only. Does your loop overwrite what it has found?": lambda o, T: float(
        o[-1].argmax() == T[-1].argmax()
    ),
    "you look at the first example only. Where does your function return?": lambda o, T: float(
        o[0].argmax() == T[0].argmax()
    ),
    "you count a prediction as right if the right class is one of the two largest outputs. Only the largest "
    "counts.": lambda o, T: np.mean((o > (T * o).sum(axis=1, keepdims=True)).sum(axis=1) < 2),
    "you divide the count by the number of classes. How many examples are there?": lambda o, T: (
        np.sum(o.argmax(axis=1) == T.argmax(axis=1)) / T.shape[1]
    ),
    "you average the accuracies of the classes. Every *example* counts the same.": lambda o, T: np.mean(
        [np.mean(o[T[:, k] == 1].argmax(axis=1) == k) for k in range(T.shape[1]) if T[:, k].any()]
    ),
    "you return which predictions are right. What fraction of them is?": lambda o, T: (
        o.argmax(axis=1) == T.argmax(axis=1)
    ),
    "you return the loss. How many predictions are right?": lambda o, T: -float((T * np.log(o)).sum(axis=1).mean()),
}

WRONG_DIFFERENCES: dict[str, Callable[..., object]] = {
    "you return the standard deviation of the differences, which says how much one seed varies. The mean of n "
    "varies less.": lambda a, b: (np.mean(a - b), np.std(a - b, ddof=1)),
    "you divide by n and not by n − 1 in the standard deviation. By which of the two does NumPy divide, unless it is "
    "told otherwise?": lambda a, b: (
        np.mean(a - b),
        standard_error(a - b, ddof=0),
    ),
    "you return the standard deviation of the differences, and divide by n in it. How much does the mean of n "
    "vary?": lambda a, b: (np.mean(a - b), np.std(a - b)),
    "you divide the standard deviation by n. By which law does a standard error shrink as n grows?": lambda a, b: (
        np.mean(a - b),
        np.std(a - b, ddof=1) / len(a),
    ),
    "you treat the two lists as unrelated. Seed by seed, what both plans share cancels in the "
    "difference.": lambda a, b: (np.mean(a - b), np.hypot(standard_error(a), standard_error(b))),
    "you treat the two lists as unrelated, and divide by n in the variances. Seed by seed, what both plans share "
    "cancels in the difference.": lambda a, b: (np.mean(a - b), np.hypot(standard_error(a, 0), standard_error(b, 0))),
    "you subtract the two standard errors. Of which numbers is the standard error asked for?": lambda a, b: (
        np.mean(a - b),
        standard_error(a) - standard_error(b),
    ),
    "you return the standard error of a alone.": lambda a, b: (np.mean(a - b), standard_error(a)),
    "you return the standard error of b alone.": lambda a, b: (np.mean(a - b), standard_error(b)),
    "you sort the two lists first, so the numbers that you subtract no longer come from the same seed. What do the two "
    "lists have in common, place by place?": lambda a, b: (np.mean(a - b), standard_error(np.sort(a) - np.sort(b))),
    "you sort the two lists first, so the numbers that you subtract no longer come from the same seed, and divide by n "
    "in the standard deviation. What do the two lists have in common, place by place?": lambda a, b: (
        np.mean(a - b),
        standard_error(np.sort(a) - np.sort(b), ddof=0),
    ),
    "you add the two standard errors. Of which numbers is the standard error asked for?": lambda a, b: (
        np.mean(a - b),
        standard_error(a) + standard_error(b),
    ),
    "you put the two lists together, and take the standard error of all numbers. Of which numbers is it asked "
    "for?": lambda a, b: (
        np.mean(a - b),
        np.std([*a, *b], ddof=1) / np.sqrt(len(a)),
    ),
    "you don't subtract the mean before you square, so your standard error contains the difference "
    "itself.": lambda a, b: (np.mean(a - b), np.sqrt(np.sum((a - b) ** 2) / (len(a) - 1) / len(a))),
    "you return the variance of the differences. Is a standard error measured in the units of the differences, or in "
    "their squares?": lambda a, b: (
        np.mean(a - b),
        np.var(a - b, ddof=1),
    ),
    "you divide the variance by the square root of n. Which measure of spread has the units of the "
    "differences?": lambda a, b: (
        np.mean(a - b),
        np.var(a - b, ddof=1) / np.sqrt(len(a)),
    ),
    "you multiply by the square root of n. The more seeds, the *smaller* is the standard error.": lambda a, b: (
        np.mean(a - b),
        np.std(a - b, ddof=1) * np.sqrt(len(a)),
    ),
    "you take the median of the differences. Their mean is asked for.": lambda a, b: (
        np.median(a - b),
        standard_error(a - b),
    ),
    "your second number is the half-width of a 95% interval. The standard error alone is asked for.": lambda a, b: (
        np.mean(a - b),
        1.96 * standard_error(a - b),
    ),
    "your second number is twice the standard error. The standard error alone is asked for.": lambda a, b: (
        np.mean(a - b),
        2 * standard_error(a - b),
    ),
    "you drop the signs of the differences in the mean. A difference is negative where b is better.": lambda a, b: (
        np.mean(np.abs(a - b)),
        standard_error(a - b),
    ),
    "your differences are relative to b. The differences themselves are asked for.": lambda a, b: (
        np.mean((a - b) / b),
        standard_error((a - b) / b),
    ),
    "you use the standard error of counted fractions, p(1 − p)/n. Here the differences themselves "
    "show how much they vary.": lambda a, b: (
        np.mean(a - b),
        np.sqrt(np.mean(a) * (1 - np.mean(a)) / len(a)),
    ),
    "you return all the differences. Their mean is asked for.": lambda a, b: (a - b, standard_error(a - b)),
    "your differences have the wrong sign: a minus b is asked for.": lambda a, b: (
        np.mean(b - a),
        standard_error(a - b),
    ),
    "you have lost the sign of the mean difference. It says which plan is better.": lambda a, b: (
        np.abs(np.mean(a - b)),
        standard_error(a - b),
    ),
    "you average the sizes of the differences. If a is better with some seeds and b with others, this should "
    "cancel.": lambda a, b: (np.mean(np.abs(a - b)), standard_error(np.abs(a - b))),
    "you return a variance. Is a standard error measured in the units of the differences, or in their "
    "squares?": lambda a, b: (
        np.mean(a - b),
        np.var(a - b, ddof=1) / len(a),
    ),
    "you add up the differences. Their mean is asked for.": lambda a, b: (np.sum(a - b), standard_error(a - b)),
    "your two numbers are exchanged: the mean difference comes first.": lambda a, b: (
        standard_error(a - b),
        np.mean(a - b),
    ),
    "your numbers are in percent. Fractions are asked for.": lambda a, b: (
        100 * np.mean(a - b),
        100 * standard_error(a - b),
    ),
    "you return the means of the two plans. Their difference and its standard error are asked for.": lambda a, b: (
        np.mean(a),
        np.mean(b),
    ),
    "you divide by the square root of n − 1. Over how many numbers is the mean taken?": lambda a, b: (
        np.mean(a - b),
        np.std(a - b, ddof=1) / np.sqrt(len(a) - 1),
    ),
}
