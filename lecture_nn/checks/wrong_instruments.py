"""Wrong instruments for watching a run, by what to say to them, for the exercise "monitoring"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lecture_nn.checks.instruments import (
    continued,
    dead,
    divided,
    exponential_average,
    from_the_first,
    gap,
    in_reverse,
    length,
    moving,
    total,
    update_ratio,
)

Table = dict[str, Callable[..., Any]]

DEAD: Table = {
    "you count the zeros in the whole array. A healthy ReLU is 0 for many examples, too; a dead one is 0 for all of "
    "them.": lambda H: np.mean(H == 0),
    "you count the examples for which all units are 0. Is a unit a row of H, or a column?": (
        lambda H: (H == 0).all(axis=1).mean()
    ),
    "you count every unit that is 0 for some example. That happens to healthy units, too.": lambda H: (
        (H == 0).any(axis=0).mean()
    ),
    "you have counted the units that are alive. The fraction of dead ones is asked for.": lambda H: 1 - dead(H).mean(),
    "you return how many units are dead. Their fraction is asked for.": lambda H: dead(H).sum(),
    "you return how many units are alive. The fraction of dead ones is asked for.": lambda H: (~dead(H)).sum(),
    "you return percent. A fraction lies between 0 and 1.": lambda H: 100 * dead(H).mean(),
    "you look at the first example only. A unit that is 0 there may be active for another.": lambda H: np.mean(
        H[0] == 0
    ),
    "you look at the last example only. A unit that is 0 there may be active for another.": lambda H: np.mean(
        H[-1] == 0
    ),
    "you look at the first unit only. Each column of H is a unit.": lambda H: np.mean(H[:, 0] == 0),
    "you divide the number of dead units by the number of examples. How many units are there?": lambda H: (
        dead(H).sum() / len(H)
    ),
    "you divide the number of dead units by the number of entries of H. How many units are there?": lambda H: (
        dead(H).sum() / H.size
    ),
    "you return for each unit whether it is dead. Which fraction of them is?": dead,
    "you return for each unit the fraction of the examples for which it is 0. What is this fraction for a dead "
    "unit?": lambda H: (H == 0).mean(axis=0),
    "you return the numbers of the dead units. Which fraction of all units is that?": lambda H: np.flatnonzero(dead(H)),
    "you say whether any unit is dead. Which fraction of them is?": lambda H: bool(dead(H).any()),
    "you say whether all units are dead. Which fraction of them is?": lambda H: bool(dead(H).all()),
    "you never find a dead unit, however many there are. Which values can a ReLU put out?": lambda H: (
        (H < 0).all(axis=0).mean()
    ),
    "you call a unit dead when it is 0 for most examples. It is dead when it is 0 for all of them.": lambda H: np.mean(
        np.median(H, axis=0) == 0
    ),
    "you call a unit dead when it is 0 for nearly all examples. It is dead when it is 0 for every one of "
    "them.": lambda H: np.mean((H == 0).mean(axis=0) >= 0.9),
    "you call a unit dead when it is on for a single example. That one example is enough to bring it a gradient.": (
        lambda H: np.mean((H == 0).sum(axis=0) >= len(H) - 1)
    ),
    "you take the unit that is off most often, and return for which fraction of the examples it is. Which fraction of "
    "the units is always off?": lambda H: (H == 0).mean(axis=0).max(),
    "you call a unit dead when its activations are small. However small, an activation above 0 lets the gradient "
    "through.": lambda H: np.mean(H.max(axis=0) < 0.01),
    "you call a unit dead when its activations are small on average. However small, an activation above 0 lets the "
    "gradient through.": lambda H: np.mean(H.mean(axis=0) < 0.01),
    "you count the units that are on for every example. A dead one is off on all of them.": lambda H: (
        (H > 0).all(axis=0).mean()
    ),
    "you divide the dead units by those that are alive. Which fraction of all units is dead?": lambda H: (
        dead(H).sum() / (~dead(H)).sum()
    ),
    "you count the examples for which some unit is 0. Is a unit a row of H, or a column?": (
        lambda H: (H == 0).any(axis=1).mean()
    ),
}
"""Wrong fractions of dead units, from the activations H, (N, J)."""

LENGTHS = "the length of the whole change with that of the old weights."

RATIO: Table = {
    "you compare the squares. What turns a sum of squares into a length?": lambda before, after: (
        update_ratio(before, after) ** 2
    ),
    "you divide by the new weights. The change is compared with the weights that it started from.": (
        lambda before, after: length(after - before) / length(after)
    ),
    "you compare the lengths of the two arrays. Weights can turn into very different ones of the same length. How "
    "long is the change?": lambda before, after: abs(length(after) - length(before)) / length(before),
    "you compare the lengths of the two arrays, with their sign. Weights can turn into very different ones of the "
    "same length. How long is the change?": lambda before, after: (length(after) - length(before)) / length(before),
    "you compare the new weights with the old ones. How long is the change alone?": lambda before, after: (
        length(after) / length(before)
    ),
    "your ratio is upside down. By how much have the weights changed, compared with their size?": (
        lambda before, after: length(before) / length(after - before)
    ),
    "you return the length of the change. As a fraction of the weights' length it can be compared between layers.": (
        lambda before, after: length(after - before)
    ),
    "you average the relative changes of the single weights. A weight that happens to be near 0 would decide it all; "
    f"compare {LENGTHS}": lambda before, after: np.mean(np.abs((after - before) / before)),
    "you average the relative changes of the single weights, with their signs, so they nearly cancel. "
    f"Compare {LENGTHS}": lambda before, after: np.mean((after - before) / before),
    "you take the length of the relative changes of the single weights. Which should come first, the lengths or the "
    "division?": lambda before, after: length((after - before) / before),
    "you return a ratio for each weight. One number is asked for, the ratio of two lengths.": lambda before, after: (
        (after - before) / before
    ),
    "you return a ratio for each weight, without its sign. One number is asked for, the ratio of two lengths.": (
        lambda before, after: np.abs((after - before) / before)
    ),
    "you add up or average absolute values. How is the length of a vector computed?": (
        lambda before, after: np.mean(np.abs(after - before)) / np.mean(np.abs(before))
    ),
    "you compare the largest change with the largest weight. The lengths are asked for.": lambda before, after: (
        np.max(np.abs(after - before)) / np.max(np.abs(before))
    ),
    f"you take the largest relative change of a single weight. Compare {LENGTHS}": lambda before, after: np.max(
        np.abs((after - before) / before)
    ),
    "you add up the changes and the weights with their signs, so that they cancel. Why can't they in a length?": (
        lambda before, after: np.sum(after - before) / np.sum(before)
    ),
    "you add up the changes and the weights with their signs, and drop the sign of the sum. Why do they cancel here, "
    "and not in a length?": lambda before, after: abs(np.sum(after - before) / np.sum(before)),
    "you return percent. A fraction is asked for.": lambda before, after: 100 * update_ratio(before, after),
    "you return the logarithm of the ratio.": lambda before, after: np.log10(update_ratio(before, after)),
    "you subtract the lengths of the two arrays. How long is the change, compared with the old "
    "weights?": lambda before, after: length(after) - length(before),
    "you subtract the squares. Which should come first, the square or the difference?": lambda before, after: np.sqrt(
        np.sum(after**2 - before**2) / np.sum(before**2)
    ),
    "you divide by the square of the old weights' norm. Is a square root missing, or do you divide by the norm "
    "twice?": (lambda before, after: length(after - before) / length(before) ** 2),
    "the root is missing in the numerator: the square of the change stands there.": lambda before, after: (
        length(after - before) ** 2 / length(before)
    ),
    "you take a mean in the numerator and a sum in the denominator, so the number of weights comes "
    "in.": lambda before, after: length(after - before) / np.sqrt(after.size) / length(before),
    "you compare standard deviations. They leave out the mean change, which counts as well.": lambda before, after: (
        np.std(after - before) / np.std(before)
    ),
    "you average the ratios of the rows. Treat the whole array as one vector.": lambda before, after: np.mean(
        np.linalg.norm(after - before, axis=1) / np.linalg.norm(before, axis=1)
    ),
    "you average the ratios of the columns. Treat the whole array as one vector.": lambda before, after: np.mean(
        np.linalg.norm(after - before, axis=0) / np.linalg.norm(before, axis=0)
    ),
    "you take the root of the mean square of the relative changes. Which should come first, the lengths or the "
    "division?": lambda before, after: np.sqrt(np.mean(((after - before) / before) ** 2)),
    "a pair of parentheses is missing: before / before is computed first.": lambda before, after: length(after - 1),
    "you have one ratio for each row. Treat the whole array as one vector.": lambda before, after: (
        np.sqrt(np.sum((after - before) ** 2, axis=-1)) / np.sqrt(np.sum(before**2, axis=-1))
    ),
    "you have one ratio for each column. Treat the whole array as one vector.": lambda before, after: (
        np.sqrt(np.sum((after - before) ** 2, axis=0)) / np.sqrt(np.sum(before**2, axis=0))
    ),
    "you take the largest singular value, as ord=2 does. Treat the whole array as one vector.": lambda before, after: (
        np.linalg.norm(after - before, 2) / np.linalg.norm(before, 2)
    ),
}
"""Wrong ratios, from the weights before and after a step."""

AVERAGE: Table = {
    "the correction is missing. An average that starts at 0 is far too low at first.": moving,
    "you start at the first loss. It then counts far more than all others for a long time, which is why the average "
    "here starts at 0 and is corrected.": from_the_first,
    "you continue with the corrected average. The next step must start from the uncorrected one; only what you "
    "record is corrected.": continued,
    "you count from 0. After the first loss n is 1.": lambda losses, beta: divided(
        moving(losses, beta), lambda k, n: 1 - k ** (n - 1), beta
    ),
    "your n is one too large: it is 2 when the first loss is corrected. With which number does it begin, and when is "
    "it raised?": lambda losses, beta: divided(moving(losses, beta), lambda k, n: 1 - k ** (n + 1), beta),
    "your averages grow far beyond the losses. Is 1 − β missing in front of the new loss, or do you divide by it at "
    "every step? The correction depends on n.": lambda losses, beta: moving(losses, beta) / (1 - beta),
    "you divide every average by one and the same correction, that of the last. Which n belongs to each of them?": (
        lambda losses, beta: moving(losses, beta) / total(beta, len(losses))
    ),
    "you multiply β by n. By which factor has the start faded after one step, and after n "
    "steps?": lambda losses, beta: divided(moving(losses, beta), lambda k, n: 1 - k * n, beta),
    "you raise 1 − β to the power of n. Which of the two numbers, β or 1 − β, multiplies the past at each "
    "step?": lambda losses, beta: divided(moving(losses, beta), lambda k, n: (1 - k) ** n, beta),
    "you divide by the n-th power of β, which is the weight that the start has left. How large are all other weights "
    "together?": lambda losses, beta: divided(moving(losses, beta), lambda k, n: k**n, beta),
    "you multiply by the correction. It is below 1, and the average is too low already.": lambda losses, beta: divided(
        moving(losses, beta), lambda k, n: 1 / total(k, n), beta
    ),
    "β and 1 − β have changed places in the average, so it hardly smooths. The correction still has "
    "β.": lambda losses, beta: divided(moving(losses, 1 - beta), lambda k, n: total(beta, n), beta),
    "β and 1 − β have changed places everywhere, so your average hardly smooths.": lambda losses, beta: (
        exponential_average(losses, 1 - beta)
    ),
    "the weights of the losses stand in the reverse order: the oldest loss counts most. Which of the losses should "
    "weigh the least at the end?": in_reverse,
    "β and 1 − β have changed places, and the correction is missing.": lambda losses, beta: moving(losses, 1 - beta),
    "you start at the first loss and let β and 1 − β change places.": lambda losses, beta: from_the_first(
        losses, 1 - beta
    ),
    "you start at the first loss and correct as well. Only an average that starts at 0 is too low.": (
        lambda losses, beta: divided(from_the_first(losses, beta), total, beta)
    ),
    "1 − β is missing in front of the new loss, so your average grows far beyond the losses.": (
        lambda losses, beta: divided(moving(losses, beta, new=1.0), total, beta)
    ),
    "you mix each loss with the loss before. Which number in the formula remembers all of them?": lambda losses, beta: (
        beta * np.concatenate([losses[:1], losses[:-1]]) + (1 - beta) * losses
    ),
    "this is the mean of all losses so far. It never forgets the beginning.": lambda losses, beta: (
        np.cumsum(losses) / np.arange(1, len(losses) + 1)
    ),
    "you use a β of your own. The function is given beta.": lambda losses, beta: exponential_average(losses, 0.98),
    "you return the last average. One for each loss is asked for.": lambda losses, beta: exponential_average(
        losses, beta
    )[-1],
    "you return the 0 that the average starts from as well. There are as many averages as losses.": (
        lambda losses, beta: np.append(0.0, exponential_average(losses, beta))
    ),
    "you return the 0 that the average starts from as well, and the correction is missing.": lambda losses, beta: (
        np.append(0.0, moving(losses, beta))
    ),
    "your averages come one place too late, after the 0 that they start from.": lambda losses, beta: np.append(
        0.0, exponential_average(losses, beta)
    )[:-1],
    "a pair of parentheses is missing in the correction: without it, you divide by 1 and subtract the power.": (
        lambda losses, beta: moving(losses, beta) - beta ** np.arange(1, len(losses) + 1)
    ),
    "your average begins at the second loss, so that the first one doesn't count.": lambda losses, beta: divided(
        np.append(0.0, moving(losses[1:], beta)), total, beta
    ),
    "you count from 0, and leave out the correction where it would divide by 0. After the first loss n is 1.": (
        lambda losses, beta: divided(moving(losses, beta), lambda k, n: 1 - k ** (n - 1) or 1, beta)
    ),
    "you correct the first average only. The next ones are too low as well.": lambda losses, beta: divided(
        moving(losses, beta), lambda k, n: 1 - k if n == 1 else 1, beta
    ),
    "you return the first average only. Does your loop return before it has come to the others?": lambda losses, beta: (
        exponential_average(losses[:1], beta)
    ),
    "you leave out the first loss, so there is one average too few.": lambda losses, beta: exponential_average(
        losses[1:], beta
    ),
    "this is the mean of all losses. An average after each loss is asked for.": lambda losses, beta: np.mean(losses),
    "you return the losses as they are.": lambda losses, beta: losses,
}
"""Wrong averages, from the losses and the fraction that is kept."""

GAP: Table = {
    "you take the last run. The epochs run along the second axis: one row is one run.": lambda t, v: np.mean(
        t[-1] - v[-1]
    ),
    "you take the last run, and return its gap after each epoch. One row is one run, and the epochs run along the "
    "second axis.": lambda t, v: t[-1] - v[-1],
    "you look at the last run only. Take the mean over all of them.": lambda t, v: t[-1, -1] - v[-1, -1],
    "you look at the first run only. Take the mean over all of them.": lambda t, v: t[0, -1] - v[0, -1],
    "the sign is reversed. The gap is positive where the training accuracy is higher.": lambda t, v: -gap(t, v),
    "you compare the best epoch of each curve. At which epoch should the gap be measured?": lambda t, v: np.mean(
        t.max(axis=1) - v.max(axis=1)
    ),
    "you compare the best of all numbers in each array. Each run has a gap of its own, after its last epoch.": (
        lambda t, v: t.max() - v.max()
    ),
    "you compare the best runs after the last epoch. They may be different runs, so take the mean over all.": (
        lambda t, v: t[:, -1].max() - v[:, -1].max()
    ),
    "you average over all epochs. How large is the gap at the end?": lambda t, v: np.mean(t - v),
    "you take the gap after the first epoch. How large is it at the end?": lambda t, v: np.mean(t[:, 0] - v[:, 0]),
    "you return the gap of each run. Take their mean.": lambda t, v: t[:, -1] - v[:, -1],
    "you return the gap after each epoch. Only the last one is asked for.": lambda t, v: (t - v).mean(axis=0),
    "you lose the sign of the gap. In a run where the validation accuracy is higher, it should count as negative.": (
        lambda t, v: np.mean(np.abs(t[:, -1] - v[:, -1]))
    ),
    "you count a run whose validation accuracy is higher as having no gap. Which sign does its gap "
    "have?": lambda t, v: np.mean(np.maximum(t[:, -1] - v[:, -1], 0)),
    "you add up the gaps of the runs. Take their mean.": lambda t, v: np.sum(t[:, -1] - v[:, -1]),
    "you return percent. The accuracies are fractions, and so is the gap between them.": lambda t, v: 100 * gap(t, v),
    "you divide the two accuracies. The gap is their difference.": lambda t, v: np.mean(t[:, -1] / v[:, -1]),
    "you divide one mean accuracy by the other. The gap is their difference.": lambda t, v: (
        t[:, -1].mean() / v[:, -1].mean()
    ),
    "you compare the training accuracy after the last epoch with the best validation accuracy. Take both after the "
    "last.": lambda t, v: np.mean(t[:, -1] - v.max(axis=1)),
    "you return the mean gap of each run, over its epochs. Only the last epoch is asked for, and the mean over the "
    "runs.": lambda t, v: (t - v).mean(axis=1),
    "you divide the gap by the training accuracy. The difference itself is asked for.": lambda t, v: np.mean(
        (t[:, -1] - v[:, -1]) / t[:, -1]
    ),
    "you divide the gap by the validation accuracy. The difference itself is asked for.": lambda t, v: np.mean(
        (t[:, -1] - v[:, -1]) / v[:, -1]
    ),
    "you take the largest gap of each run. How large is it after the last epoch?": lambda t, v: np.mean(
        (t - v).max(axis=1)
    ),
    "you take the largest gap of all runs. Their mean is asked for.": lambda t, v: np.max(t[:, -1] - v[:, -1]),
    "you take the gap where the validation accuracy is best. How large is it after the last epoch?": lambda t, v: (
        np.mean(np.take_along_axis(t - v, v.argmax(axis=1)[:, None], axis=1))
    ),
    "you lose the sign of the mean gap. It is negative where the validation accuracy is higher.": lambda t, v: abs(
        gap(t, v)
    ),
    "you count the runs to find the last epoch. The epochs run along the second axis.": lambda t, v: np.mean(
        t[:, len(t) - 1] - v[:, len(t) - 1]
    ),
    "you divide by the number of epochs. How many runs are there?": lambda t, v: (
        np.sum(t[:, -1] - v[:, -1]) / t.shape[1]
    ),
    "you have rounded the gap. Return the number as it is.": lambda t, v: np.round(gap(t, v), 2),
    "you take the median of the runs. Their mean is asked for.": lambda t, v: np.median(t[:, -1] - v[:, -1]),
    "you return the standard deviation over the runs. Their mean is asked for.": lambda t, v: np.std(
        t[:, -1] - v[:, -1]
    ),
    "you return the training accuracy. How far is it above the validation accuracy?": lambda t, v: np.mean(t[:, -1]),
    "you return the validation accuracy. How far is the training accuracy above it?": lambda t, v: np.mean(v[:, -1]),
}
"""Wrong gaps, from the accuracies on training and validation examples, (runs, epochs)."""
