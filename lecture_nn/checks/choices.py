"""Choosing among weight decays, with one validation set or several, and ways to get it wrong, for "model selection"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

TABLES = (2618, 7820)
"""Seeds of two tables of errors, in which no two of the rules known here choose the same columns."""


def told_apart() -> list[NDArray]:
    """Return the two tables, with five rounds and nine decays each."""
    return [np.random.default_rng(seed).uniform(0.1, 0.9, size=(5, 9)) for seed in TABLES]


def _within_one_standard_error(decays: NDArray, errors: NDArray) -> float:
    """Return the largest decay whose mean error is within a standard error of the lowest."""
    means = errors.mean(axis=0)
    best = means.argmin()
    return decays[means <= means[best] + errors.std(axis=0, ddof=1)[best] / np.sqrt(len(errors))].max()


WRONG_CHOICES: dict[str, Callable[..., object]] = {
    "you choose by the test error. Then nothing is left that can judge the choice.": lambda d, train, val, test: (
        d[test.argmin()],
        test.min(),
    ),
    "you choose by the training error. It is lowest where the network is least restrained, so it would always take "
    "the smallest decay.": lambda d, train, val, test: (d[train.argmin()], test[train.argmin()]),
    "you choose by the training error, and report an error that has been used. Which set is there for choosing, "
    "and which for reporting?": lambda d, train, val, test: (d[train.argmin()], val[train.argmin()]),
    "you report the error by which you chose. The smallest of several is partly luck, and the luck doesn't carry "
    "over to new examples.": lambda d, train, val, test: (d[val.argmin()], val.min()),
    "you report the training error. The network was made to do well on these examples.": lambda d, train, val, test: (
        d[val.argmin()],
        train[val.argmin()],
    ),
    "you take the decay with the largest error.": lambda d, train, val, test: (d[val.argmax()], test[val.argmax()]),
    "you choose by the validation error, and then report the smallest test error of all, which may belong to "
    "another network.": lambda d, train, val, test: (d[val.argmin()], test.min()),
    "you take the largest decay whose validation error is close to the lowest, within a standard error. That is a rule "
    "for another purpose: which error is the lowest?": lambda d, train, val, test: next(
        (d[n], test[n]) for n in range(len(d) - 1, -1, -1) if val[n] <= val.min() + val.std(ddof=1) / np.sqrt(len(val))
    ),
    "your two numbers are exchanged: the decay comes first.": lambda d, train, val, test: (
        test[val.argmin()],
        d[val.argmin()],
    ),
    "you return the position of the decay. The decay itself is asked for.": lambda d, train, val, test: (
        val.argmin(),
        test[val.argmin()],
    ),
    "the test error has a say in your choice. It may only be looked at afterwards.": lambda d, train, val, test: (
        d[(val + test).argmin()],
        test[(val + test).argmin()],
    ),
    "the training error has a say in your choice. Which error is there for choosing?": lambda d, train, val, test: (
        d[(val + train).argmin()],
        test[(val + train).argmin()],
    ),
    "you take the decay with the smallest gap between training and validation error. A small gap can come with "
    "two large errors.": lambda d, train, val, test: (
        d[np.abs(val - train).argmin()],
        test[np.abs(val - train).argmin()],
    ),
    "you report the mean of the validation and the test error. One of the two was used to "
    "choose.": lambda d, train, val, test: (d[val.argmin()], (val + test)[val.argmin()] / 2),
    "you report the mean test error of all decays. Only the chosen network will be used.": lambda d, train, val, test: (
        d[val.argmin()],
        test.mean(),
    ),
    "you let the training error choose, and report the lowest training error. A network can be made to do well on "
    "these "
    "examples by mere memorizing.": lambda d, train, val, test: (d[train.argmin()], train.min()),
    "you choose by the test error, and report the validation error. The two have exchanged their "
    "tasks.": lambda d, train, val, test: (d[test.argmin()], val[test.argmin()]),
    "you choose by the gap, the validation error minus the training error. A small gap can come with two large "
    "errors.": lambda d, train, val, test: (
        d[(val - train).argmin()],
        test[(val - train).argmin()],
    ),
    "you take the smallest decay and the smallest test error, each by itself. Both have to belong to one "
    "network.": lambda d, train, val, test: (d.min(), test.min()),
    "your second number is a position. The error that stands there is asked for.": lambda d, train, val, test: (
        d[val.argmin()],
        val.argmin(),
    ),
    "you report the gap between test and validation error. The error itself is asked "
    "for.": lambda d, train, val, test: (d[val.argmin()], (test - val)[val.argmin()]),
    "you take the largest decay. How much is too much is what the validation error "
    "can tell.": lambda d, train, val, test: (d[-1], test[-1]),
}


WRONG_CHOICES_BY_FOLDS: dict[str, Callable[..., object]] = {
    "you take the decay of the lowest error in the whole table. A single round may have been lucky: which number "
    "stands for all rounds of a decay?": lambda d, e: d[e.min(axis=0).argmin()],
    "you average along the wrong axis: these are the means of the rounds.": lambda d, e: d[e.mean(axis=1).argmin()],
    "you let each round choose, and take the decay chosen most often. A round in which two decays are nearly equal "
    "then counts as much as one with a clear winner.": lambda d, e: d[
        np.bincount(e.argmin(axis=1), minlength=len(d)).argmax()
    ],
    "you count in how many rounds each decay is the best one. How much better or worse it is then counts for "
    "nothing.": lambda d, e: d[Counter(e.argmin(axis=1).tolist()).most_common(1)[0][0]],
    "you look at the first round only.": lambda d, e: d[e[0].argmin()],
    "you look at the last round only. Does your loop overwrite what it has found?": lambda d, e: d[e[-1].argmin()],
    "you take the decay with the largest mean error.": lambda d, e: d[e.mean(axis=0).argmax()],
    "you return the position of the decay. The decay itself is asked for.": lambda d, e: e.mean(axis=0).argmin(),
    "you always take the first decay, whatever the errors are. Follow your code for the second decay: which number "
    "stands for it, and what decides whether it is taken?": lambda d, e: d[0],
    "you take the last decay even where another one has a lower mean error. Follow your code for the second decay: "
    "which number stands for it, and what decides whether it is taken?": lambda d, e: d[-1],
    "you choose by the smallest entry of decays, and not of errors. Where in your code are two decays "
    "compared?": lambda d, e: d.min(),
    "you return the mean error. The decay that has it is asked for.": lambda d, e: e.mean(axis=0).min(),
    "you let each round choose, and average the decays they chose. That may be a decay which nobody has "
    "tried.": lambda d, e: d[e.argmin(axis=1)].mean(),
    "you take the decay whose worst round is best. The mean over the rounds is asked for.": lambda d, e: d[
        e.max(axis=0).argmin()
    ],
    "you take the median of the rounds. Their mean is asked for.": lambda d, e: d[np.median(e, axis=0).argmin()],
    "you return a decay for each round. One decay is asked for.": lambda d, e: d[e.argmin(axis=1)],
    "you square the errors before you average them, so a single bad round decides. Their plain mean is asked "
    "for.": lambda d, e: d[(e**2).mean(axis=0).argmin()],
    "you add the standard deviation of the rounds to the mean. The mean alone is asked for.": lambda d, e: d[
        (e.mean(axis=0) + e.std(axis=0)).argmin()
    ],
    "you take the decay whose errors vary least. They may all be large.": lambda d, e: d[e.std(axis=0).argmin()],
    "you rank the decays in each round, and average the ranks. How far apart two errors are is lost that "
    "way.": lambda d, e: d[np.argsort(np.argsort(e, axis=1), axis=1).mean(axis=0).argmin()],
    "you take the largest decay within a standard error of the best. That is a sound rule, but the lowest mean is "
    "asked "
    "for.": _within_one_standard_error,
    "you return the decay and its error. The decay alone is asked for.": lambda d, e: (
        d[e.mean(axis=0).argmin()],
        e.mean(axis=0).min(),
    ),
    "you return the mean errors of all decays. Which decay has the lowest?": lambda d, e: e.mean(axis=0),
}
