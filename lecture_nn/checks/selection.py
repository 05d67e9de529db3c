"""The parts of cross-validation, a rule for stopping, and ways to get both wrong: for "model selection"."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Rounds = list[tuple[NDArray, NDArray]]


def rounds(order: NDArray, parts: Sequence[NDArray]) -> Rounds:
    """Return a pair (training, validation) for each part: all of `order` that isn't in it, and the part."""
    return [(np.array([n for n in order if n not in part]), part) for part in parts]


def _equal_parts(order: NDArray, k: int) -> list[NDArray]:
    """The first k parts of size N // k; what is left over is in none of them."""
    size = len(order) // k
    return [order[n * size : (n + 1) * size] for n in range(k)]


def _rest_left_out(order: NDArray, k: int) -> Rounds:
    parts = _equal_parts(order, k)
    return rounds(np.concatenate(parts), parts)


def _rest_at_the_end(order: NDArray, k: int) -> Rounds:
    parts = _equal_parts(order, k)
    return rounds(order, [*parts[:-1], order[(k - 1) * (len(order) // k) :]])


def _nested(order: NDArray, k: int) -> list:
    parts = np.array_split(order, k)
    return [(parts[:n] + parts[n + 1 :], part) for n, part in enumerate(parts)]


def _masks(order: NDArray, k: int) -> Rounds:
    part = np.concatenate([np.full(len(each), n) for n, each in enumerate(np.array_split(order, k))])
    return [(part != n, part == n) for n in range(k)]


WRONG_FOLDS: dict[str, Callable[..., object]] = {
    "your parts hold the positions 0, 1, 2, ... and not the numbers that stand in `order`. They belong to other "
    "examples, and they aren't shuffled.": lambda order, k: rounds(
        np.arange(len(order)), np.array_split(np.arange(len(order)), k)
    ),
    "you sort the numbers. If the examples are stored class by class, a part of neighbours misses some of the "
    "classes, which is why `order` was shuffled.": lambda order, k: rounds(
        np.sort(order), np.array_split(np.sort(order), k)
    ),
    "the examples that are left over when N isn't a multiple of k are never used.": _rest_left_out,
    "the last part takes all that is left over when N isn't a multiple of k. Give one to each of several "
    "parts.": _rest_at_the_end,
    "your training sets contain the validation examples, so a network would be judged on what it has "
    "seen.": lambda order, k: [(order, part) for part in np.array_split(order, k)],
    "you have exchanged the two: one part is for validation, and the k − 1 others are for training.": lambda order, k: [
        (part, rest) for rest, part in rounds(order, np.array_split(order, k))
    ],
    "every round of yours has the same validation part. Each part has its turn.": lambda order, k: (
        rounds(order, np.array_split(order, k)[:1]) * k
    ),
    "every round of yours has the same validation part, the last one. Each part has its turn.": lambda order, k: (
        rounds(order, np.array_split(order, k)[-1:]) * k
    ),
    "your training sets are a single part each. All k − 1 others are for training.": lambda order, k: [
        (np.array_split(order, k)[(n + 1) % k], part) for n, part in enumerate(np.array_split(order, k))
    ],
    "you train on the parts before the validation part only. Those after it are for training, too.": lambda order, k: [
        (np.concatenate([order[:0], *np.array_split(order, k)[:n]]), part)
        for n, part in enumerate(np.array_split(order, k))
    ],
    "your validation parts are right, but your training sets are made of the numbers from 0 to N − 1 and not of those "
    "in `order`.": lambda order, k: [
        (np.setdiff1d(np.arange(len(order)), part), part) for part in np.array_split(order, k)
    ],
    "your training set is a list of k − 1 arrays. Join them to a single array.": _nested,
    "you return masks of True and False. The numbers of the examples are asked for.": _masks,
    "you return the k parts. A round needs two arrays: what to train on, and what to validate on.": lambda order, k: (
        np.array_split(order, k)
    ),
    "the last part never has its turn, so there are k − 1 rounds.": lambda order, k: rounds(
        order, np.array_split(order, k)[:-1]
    ),
}


def stop_early(
    losses: Sequence[float],
    patience: int,
    better: Callable[[float, float], bool] = lambda new, best: new < best,
    reset: bool = True,
) -> tuple[int, int]:
    """Return the best epoch and the last, counted from 1; what is better, and whether patience renews, may differ."""
    best, waited = 0, 0
    for n in range(1, len(losses)):
        if better(losses[n], losses[best]):
            best, waited = n, 0 if reset else waited
        else:
            waited += 1
        if waited >= patience:
            return best + 1, n + 1
    return best + 1, len(losses)


def by_the_epoch_before(
    losses: Sequence[float], patience: int, reset: bool, lowest: bool, equal_is_worse: bool
) -> tuple[int, int]:
    """Count the epochs that are worse than the one before; keep the lowest loss, or the last that was lower."""
    best, waited = 0, 0
    for n in range(1, len(losses)):
        worse = losses[n] > losses[n - 1] or (equal_is_worse and losses[n] == losses[n - 1])
        if (losses[n] < losses[best]) if lowest else not worse:
            best = n
        waited = waited + 1 if worse else 0 if reset else waited
        if waited >= patience:
            return best + 1, n + 1
    return best + 1, len(losses)


def _first_rise(losses: Sequence[float], equal_is_worse: bool) -> tuple[int, int]:
    for n in range(1, len(losses)):
        if losses[n] > losses[n - 1] or (equal_is_worse and losses[n] == losses[n - 1]):
            return n, n + 1
    return len(losses), len(losses)


def _patience_first(losses: Sequence[float], patience: int) -> tuple[int, int]:
    """Ask for the patience before looking at the new loss."""
    best = 0
    for n in range(len(losses)):
        if n - best >= patience:
            break
        best = n if losses[n] < losses[best] else best
    return best + 1, n + 1


def _first_loss_stays(losses: Sequence[float], patience: int) -> tuple[int, int]:
    """Compare each loss with the first one only."""
    best, waited = 0, 0
    for n in range(1, len(losses)):
        best, waited = (n, 0) if losses[n] < losses[0] else (best, waited + 1)
        if waited >= patience:
            return best + 1, n + 1
    return best + 1, len(losses)


def _set_to_one(losses: Sequence[float], patience: int) -> tuple[int, int]:
    """Begin to count at 0, and at 1 after each new best."""
    best, waited = 0, 0
    for n in range(1, len(losses)):
        best, waited = (n, 1) if losses[n] < losses[best] else (best, waited + 1)
        if waited >= patience:
            return best + 1, n + 1
    return best + 1, len(losses)


def _last_if_it_ends(losses: Sequence[float], patience: int) -> tuple[int, int]:
    best, last = stop_early(losses, patience)
    return (best, last) if last - best >= patience else (last, last)


def _lowest(losses: Sequence[float]) -> int:
    return int(np.argmin(losses)) + 1


WRONG_STOPS: dict[str, Callable[..., object]] = {
    "you ask for the patience before you look at the new loss. An epoch that sets a new best doesn't end "
    "training.": _patience_first,
    "you compare each loss with the first one. The lowest loss so far has to be replaced whenever a lower one "
    "comes.": _first_loss_stays,
    "you set your counter to 1 at a new best. No epoch has gone by without a new best then.": _set_to_one,
    "you keep the weights of the last epoch when the list ends before the rule stops training. The best ones are kept "
    "in any case.": _last_if_it_ends,
    "you name the epoch after the one at whose end training stops.": lambda losses, p: (
        stop_early(losses, p)[0],
        min(stop_early(losses, p)[1] + 1, len(losses)),
    ),
    "your counter of epochs without progress is never set back to 0. Patience starts anew at every new "
    "best.": lambda losses, p: stop_early(losses, p, reset=False),
    "an epoch counts as progress with you when its loss equals the best so far. It has to be "
    "lower.": lambda losses, p: stop_early(losses, p, better=lambda new, best: new <= best),
    "you keep the weights of the last epoch. Those of the best one are asked for.": lambda losses, p: (
        2 * (stop_early(losses, p)[1],)
    ),
    "you count epochs from 0. Here the first epoch is number 1.": lambda losses, p: tuple(
        n - 1 for n in stop_early(losses, p)
    ),
    "you count the best epoch from 0, and the last one from 1.": lambda losses, p: (
        stop_early(losses, p)[0] - 1,
        stop_early(losses, p)[1],
    ),
    "you count the last epoch from 0, or you name the one before it. The epoch at whose end training stops has been "
    "run.": lambda losses, p: (stop_early(losses, p)[0], stop_early(losses, p)[1] - 1),
    "you wait one epoch too long. With a patience of 1, training stops after the first epoch that isn't a new "
    "best.": lambda losses, p: stop_early(losses, p + 1),
    "you stop one epoch too early. With a patience of 2, two epochs without a new best are needed.": lambda losses, p: (
        stop_early(losses, p - 1)
    ),
    "the best of *all* epochs is kept. Training stops before it gets to see the later ones.": lambda losses, p: (
        _lowest(losses),
        stop_early(losses, p)[1],
    ),
    "you look at the whole list before you decide. Training never stops with you, and the best of all epochs is "
    "kept.": lambda losses, p: (_lowest(losses), len(losses)),
    "your two numbers are exchanged: the best epoch comes first.": lambda losses, p: stop_early(losses, p)[::-1],
    "your first number is the lowest loss. The epoch in which it was reached is asked for.": lambda losses, p: (
        losses[stop_early(losses, p)[0] - 1],
        stop_early(losses, p)[1],
    ),
    "you wait for the *largest* loss. The best epoch has the lowest.": lambda losses, p: stop_early(
        losses, p, better=lambda new, best: new > best
    ),
    "you count the patience from the best epoch even where the list ends before. Then the last epoch is the last of "
    "the list.": lambda losses, p: (stop_early(losses, p)[0], stop_early(losses, p)[0] + p),
    "you take the best epoch to lie `patience` epochs before the last, also where the list has ended "
    "before.": lambda losses, p: (max(stop_early(losses, p)[1] - p, 1), stop_early(losses, p)[1]),
    "you stop after `patience` epochs, whatever the losses. Patience counts the epochs since the "
    "best one.": lambda losses, p: (_lowest(losses[:p]), min(p, len(losses))),
}

BY_THE_EPOCH_BEFORE = {
    True: "you compare each loss with that of the epoch before. A small fall after a large rise is no progress: "
    "compare with the best so far.",
    False: "you compare each loss with that of the epoch before, and your counter is never set back to 0. Compare with "
    "the best so far, and let patience start anew at every new best.",
}

FIRST_RISE = "you stop at the first rise, whatever the patience. How many epochs may go by without a new best?"

WRONG_IN_SEVERAL_WAYS: list[tuple[str, Callable[..., object]]] = [
    *((FIRST_RISE, lambda losses, p, e=equal: _first_rise(losses, e)) for equal in (False, True)),
    *(
        (BY_THE_EPOCH_BEFORE[reset], lambda losses, p, how=(reset, *how): by_the_epoch_before(losses, p, *how))
        for reset in (True, False)
        for how in ((True, True), (True, False), (False, True), (False, False))
    ),
]


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
    "you choose by the validation error, and then report the smallest test error of all, which belongs to another "
    "network.": lambda d, train, val, test: (d[val.argmin()], test.min()),
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
    "the training error has a say in your choice. Choose by the validation error alone.": lambda d, train, val, test: (
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
    "you take the largest decay. How much is too much is what the validation error "
    "can tell.": lambda d, train, val, test: (d[-1], test[-1]),
}


WRONG_CHOICES_BY_FOLDS: dict[str, Callable[..., object]] = {
    "you take the decay of the lowest error in the whole table. A single round may have been lucky, so average "
    "over the rounds first.": lambda d, e: d[e.min(axis=0).argmin()],
    "you average along the wrong axis: these are the means of the rounds.": lambda d, e: d[e.mean(axis=1).argmin()],
    "you let each round choose, and take the decay chosen most often. A round in which two decays are nearly equal "
    "then counts as much as one with a clear winner: average the errors.": lambda d, e: d[
        np.bincount(e.argmin(axis=1), minlength=len(d)).argmax()
    ],
    "you look at the first round only.": lambda d, e: d[e[0].argmin()],
    "you look at the last round only. Does your loop overwrite what it has found?": lambda d, e: d[e[-1].argmin()],
    "you take the decay with the largest mean error.": lambda d, e: d[e.mean(axis=0).argmax()],
    "you return the position of the decay. The decay itself is asked for.": lambda d, e: e.mean(axis=0).argmin(),
    "you return the mean error. The decay that has it is asked for.": lambda d, e: e.mean(axis=0).min(),
    "you let each round choose, and average the decays they chose. Average the errors, and choose once.": lambda d, e: (
        d[e.argmin(axis=1)].mean()
    ),
    "you take the decay whose worst round is best. The mean over the rounds is asked for.": lambda d, e: d[
        e.max(axis=0).argmin()
    ],
    "you take the median of the rounds. Their mean is asked for.": lambda d, e: d[np.median(e, axis=0).argmin()],
    "you return a decay for each round. One is asked for: average the errors first.": lambda d, e: d[e.argmin(axis=1)],
}
