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


def _rest_in_training(order: NDArray, k: int) -> Rounds:
    return rounds(order, _equal_parts(order, k))


def in_any_order(got: object) -> object:
    """Return rounds with each array sorted, because order means nothing there; anything else as it came."""
    try:
        sorted_rounds = [tuple(np.sort(np.asarray(part)) for part in each) for each in got]
        plain = all(len(each) == 2 and all(part.ndim == 1 for part in each) for each in sorted_rounds)
    except Exception:
        return got
    return sorted_rounds if plain else got


def _before(parts: list[NDArray]) -> list[tuple[NDArray, NDArray]]:
    return [(np.concatenate(parts[:n]), parts[n]) for n in range(1, len(parts))]


WRONG_FOLDS: dict[str, Callable[..., object]] = {
    "your parts hold the positions 0, 1, 2, ... and not the numbers that are in `order`. These positions belong to "
    "other examples, and they aren't shuffled.": lambda order, k: rounds(
        np.arange(len(order)), np.array_split(np.arange(len(order)), k)
    ),
    "you sort the numbers. If the examples are stored class by class, a part of neighbours misses some of the "
    "classes, which is why `order` was shuffled.": lambda order, k: rounds(
        np.sort(order), np.array_split(np.sort(order), k)
    ),
    "you train only on the parts before the one that is validated, as is done with time series. Here every example "
    "that isn't validated is trained on.": lambda order, k: _before(np.array_split(order, k + 1)),
    "the examples that are left over when N isn't a multiple of k are never used.": _rest_left_out,
    "your k parts have N // k examples each, so those that are left over are trained on in every round and never "
    "validated on.": _rest_in_training,
    "the last part takes all that is left over when N isn't a multiple of k. By how much may the sizes of two parts "
    "differ?": _rest_at_the_end,
    "your training sets contain validation examples, so a network would be judged on what it has "
    "seen.": lambda order, k: [(order, part) for part in np.array_split(order, k)],
    "you have exchanged training and validation: one part is for validation, and the k − 1 others are for "
    "training.": lambda order, k: [(part, rest) for rest, part in rounds(order, np.array_split(order, k))],
    "your training sets hold sums: the arrays of the other parts are added up, number by number. How are arrays put "
    "one after the other?": lambda order, k: [
        (sum(np.delete(np.reshape(order, (k, -1)), n, axis=0)), part) for n, part in enumerate(np.split(order, k))
    ],
    "every round has the same validation part. Each part has its turn.": lambda order, k: (
        rounds(order, np.array_split(order, k)[:1]) * k
    ),
    "every round has the same validation part, the last one. Each part has its turn.": lambda order, k: (
        rounds(order, np.array_split(order, k)[-1:]) * k
    ),
    "your training sets are a single part each. All k − 1 others are for training.": lambda order, k: [
        (np.array_split(order, k)[(n + 1) % k], part) for n, part in enumerate(np.array_split(order, k))
    ],
    "you train on the parts before the validation part only. Those after it are for training, too.": lambda order, k: [
        (np.concatenate([order[:0], *np.array_split(order, k)[:n]]), part)
        for n, part in enumerate(np.array_split(order, k))
    ],
    "a part that has been used for validation is never trained on again: your training sets hold only parts whose "
    "turn is still to come. Which parts should the last round train on?": lambda order, k: [
        (np.concatenate([order[:0], *np.array_split(order, k)[n + 1 :]]), part)
        for n, part in enumerate(np.array_split(order, k))
    ],
    "you begin with the last part, and a part that has been used for validation is never trained on again. Which parts "
    "should the last round train on?": lambda order, k: [
        (np.concatenate([order[:0], *np.array_split(order, k)[:n]]), np.array_split(order, k)[n])
        for n in reversed(range(k))
    ],
    "your validation parts are right, but your training sets are made of the numbers from 0 to N − 1 and not of those "
    "in `order`.": lambda order, k: [
        (np.setdiff1d(np.arange(len(order)), part), part) for part in np.array_split(order, k)
    ],
    "your training set is a list of k − 1 arrays. A single array is asked for.": _nested,
    "you return masks of True and False. The numbers of the examples are asked for.": _masks,
    "you return the k parts. A round needs two arrays: what to train on, and what to validate on.": lambda order, k: (
        np.array_split(order, k)
    ),
    "you return a single round. Each of the k parts has its turn.": lambda order, k: rounds(
        order, np.array_split(order, k)
    )[0],
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


def _looking_back(losses: Sequence[float], patience: int) -> tuple[int, int]:
    """Stop when a loss is higher than the one `patience` epochs ago."""
    for n in range(patience, len(losses)):
        if losses[n] > losses[n - patience]:
            return _lowest(losses[: n + 1]), n + 1
    return _lowest(losses), len(losses)


def _lowest(losses: Sequence[float]) -> int:
    return int(np.argmin(losses)) + 1


WRONG_STOPS: dict[str, Callable[..., object]] = {
    "you test the patience before you look at the new loss. An epoch that sets a new best doesn't end "
    "training.": _patience_first,
    "you compare each loss with the first one. With which one should a new loss be compared once a lower one has "
    "come?": _first_loss_stays,
    "your counter is 1 after an epoch with a new best. Which lines change the counter in such an epoch?": _set_to_one,
    "you keep the weights of the last epoch when the list ends before the rule stops training. The best ones are kept "
    "in any case.": _last_if_it_ends,
    "your best epoch always lies `patience` epochs before the last one, even if nothing has stopped training. Which "
    "epoch had the lowest loss then?": lambda losses, p: (stop_early(losses, p)[1] - p, stop_early(losses, p)[1]),
    "you name the epoch after the one at whose end training stops.": lambda losses, p: (
        stop_early(losses, p)[0],
        min(stop_early(losses, p)[1] + 1, len(losses)),
    ),
    "your counter of epochs without progress is never reset. Patience starts again at every new "
    "best.": lambda losses, p: stop_early(losses, p, reset=False),
    "you count an epoch as progress when its loss only equals the best so far. It has to be lower.": lambda losses, p: (
        stop_early(losses, p, better=lambda new, best: new <= best)
    ),
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
    "you wait one epoch too long. With a patience of 1, training should stop after the first epoch that isn't a new "
    "best. When does your code stop?": lambda losses, p: stop_early(losses, p + 1),
    "you stop one epoch too early. With a patience of 2, two epochs without a new best are needed.": lambda losses, p: (
        stop_early(losses, p - 1)
    ),
    "the best of *all* epochs is kept. Training stops before it gets to see the later ones.": lambda losses, p: (
        _lowest(losses),
        stop_early(losses, p)[1],
    ),
    "you look at the whole list before you decide. Your training never stops, and the best of all epochs is "
    "kept.": lambda losses, p: (_lowest(losses), len(losses)),
    "your first number is right, and your second one is always the number of losses. In which epoch does training "
    "stop?": lambda losses, p: (stop_early(losses, p)[0], len(losses)),
    "your two numbers are exchanged: the best epoch comes first.": lambda losses, p: stop_early(losses, p)[::-1],
    "your first number is the lowest loss. The epoch in which it was reached is asked for.": lambda losses, p: (
        losses[stop_early(losses, p)[0] - 1],
        stop_early(losses, p)[1],
    ),
    "you wait for the *largest* loss. The best epoch has the lowest.": lambda losses, p: stop_early(
        losses, p, better=lambda new, best: new > best
    ),
    "you count the patience from the best epoch even where the list ends before. Which epoch is the last one "
    "then?": lambda losses, p: (
        stop_early(losses, p)[0],
        stop_early(losses, p)[0] + p,
    ),
    "you take the best epoch to lie `patience` epochs before the last, also where the list has ended "
    "before.": lambda losses, p: (max(stop_early(losses, p)[1] - p, 1), stop_early(losses, p)[1]),
    "you compare each loss with the one `patience` epochs ago. How long ago was the *best* one?": _looking_back,
    "you find the lowest of *all* losses first, and add the patience to its epoch. The rule can't see what comes "
    "later.": lambda losses, p: (_lowest(losses), min(_lowest(losses) + p, len(losses))),
    "you stop after `patience` epochs, whatever the losses. Patience counts the epochs since the "
    "best one.": lambda losses, p: (_lowest(losses[:p]), min(p, len(losses))),
}

BY_THE_EPOCH_BEFORE = {
    True: "you compare each loss with that of the epoch before. A small fall after a large rise is no progress. With "
    "which loss should the new one be compared?",
    False: "you compare each loss with that of the epoch before, and your counter is never reset to 0. Which epochs "
    "are progress, and when does patience start anew?",
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
