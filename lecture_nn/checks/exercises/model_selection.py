"""The checks of the exercise "validation, model selection and early stopping" (lecture rows L38 to L40)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lecture_nn.checks.answers import Answers
from lecture_nn.checks.exercise import Exercise
from lecture_nn.checks.expect import draws, expect_choice, expect_close, expect_list, expect_number, numbers

EXERCISE = Exercise("model_selection")

MUCH = ("17_weight_decay", "Choosing λ")
FLATTERS = ("17_weight_decay", "How far off the chosen error is")
TWICE = ("17_weight_decay", "Cross-validation")
TURNED = ("18_early_stopping", "Knowing that it has turned")
WHY = ("18_early_stopping", "Why it works")


@EXERCISE.check(
    "Choosing the weight decay",
    points=2,
    row="L38",
    hint="Which of the three rows of errors may be looked at while choosing, and which only afterwards?",
)
def choosing(s: Answers) -> None:
    for rng in draws():
        decays = np.sort(rng.uniform(0.001, 1, size=6))
        # the training error is least at the first, the test error somewhere else than the validation error
        best, other, worst = (int(n) for n in rng.permutation(np.arange(1, 6))[:3])
        training = np.sort(rng.uniform(0, 0.5, size=6))
        validation, test = rng.uniform(0.4, 0.9, size=(2, 6))
        validation[best], validation[worst], test[other] = 0.3, 0.95, 0.2
        got = expect_list("choose(...)", s.choose(decays, training, validation, test), 2)
        expect_close("the chosen decay", got[0], decays[best])
        expect_close("the error to report", got[1], test[best])


@EXERCISE.misunderstanding(
    "choose", hint="the choice was made on the test examples, which then can't judge it.", read=FLATTERS
)
def chose_on_test(decays: NDArray, training: NDArray, validation: NDArray, test: NDArray) -> tuple[float, float]:
    best = int(np.argmin(test))
    return float(decays[best]), float(test[best])


@EXERCISE.misunderstanding("choose", hint="the training error chose: it would always take the least decay.", read=MUCH)
def chose_on_training(decays: NDArray, training: NDArray, validation: NDArray, test: NDArray) -> tuple[float, float]:
    best = int(np.argmin(training))
    return float(decays[best]), float(test[best])


@EXERCISE.misunderstanding(
    "choose", hint="the error reported is the one that the choice was made by, and that is too good.", read=FLATTERS
)
def reports_validation(decays: NDArray, training: NDArray, validation: NDArray, test: NDArray) -> tuple[float, float]:
    best = int(np.argmin(validation))
    return float(decays[best]), float(validation[best])


@EXERCISE.misunderstanding("choose", hint="you take the largest error for the best.", read=MUCH)
def largest(decays: NDArray, training: NDArray, validation: NDArray, test: NDArray) -> tuple[float, float]:
    best = int(np.argmax(validation))
    return float(decays[best]), float(test[best])


@EXERCISE.check(
    "The parts of cross-validation",
    points=3,
    row="L38",
    hint="Every example is a validation example exactly once, and in each round the training examples are all others. "
    "What becomes of the rest when N isn't a multiple of k?",
)
def cross_validation(s: Answers) -> None:
    for rng in draws():
        for N, k in ((12, 4), (11, 3), (7, 7)):
            order = rng.permutation(N)
            rounds = expect_list(f"folds of {N} examples in {k}", s.folds(order, k), k)
            used = []
            for n, each in enumerate(rounds):
                training, validation = expect_list(f"round {n} of folds", each, 2)
                training = numbers(f"round {n}, training", training).ravel()
                validation = numbers(f"round {n}, validation", validation).ravel()
                assert len(validation), f"round {n} of {N} examples in {k}: expected validation examples, got none"
                both = set(training) & set(validation)
                assert not both, f"round {n}: example {int(min(both))} is in both parts"
                assert sorted([*training, *validation]) == list(range(N)), (
                    f"round {n} of {N} examples in {k}: expected all examples in the two parts, "
                    f"got {len(training)} and {len(validation)}"
                )
                used += list(validation)
            assert sorted(used) == list(range(N)), (
                f"{N} examples in {k}: some example is never, or twice, a validation example"
            )
            sizes = {len(numbers("validation", each[1]).ravel()) for each in rounds}
            assert max(sizes) - min(sizes) <= 1, (
                f"{N} examples in {k}: expected parts of nearly one size, got {sorted(sizes)}"
            )


def _rounds(order: NDArray, parts: list[NDArray]) -> list[tuple[NDArray, NDArray]]:
    return [(np.setdiff1d(order, part), part) for part in parts]


@EXERCISE.misunderstanding(
    "folds", hint="the examples left over when N isn't a multiple of k are never used.", read=TWICE
)
def rest_left_out(order: NDArray, k: int) -> list[tuple[NDArray, NDArray]]:
    size = len(order) // k
    parts = [order[n * size : (n + 1) * size] for n in range(k)]
    kept = np.concatenate(parts)
    return [(np.array([example for example in kept if example not in part]), part) for part in parts]


@EXERCISE.misunderstanding(
    "folds", hint="training examples are among the validation examples: the net has seen them.", read=TWICE
)
def trained_on_all(order: NDArray, k: int) -> list[tuple[NDArray, NDArray]]:
    return [(order, part) for part in np.array_split(order, k)]


@EXERCISE.misunderstanding(
    "folds", hint="the two parts are exchanged: one part is for validation, k - 1 for training.", read=TWICE
)
def exchanged(order: NDArray, k: int) -> list[tuple[NDArray, NDArray]]:
    return [(part, rest) for rest, part in _rounds(order, np.array_split(order, k))]


@EXERCISE.check(
    "When to stop",
    points=3,
    row="L39",
    hint="Walk through the losses and keep the best epoch so far. Stop as soon as it lies `patience` epochs back.",
)
def stopping(s: Answers) -> None:
    expect_close("stop_early([3, 2, 4, 1, 5], 2)", s.stop_early([3.0, 2.0, 4.0, 1.0, 5.0], 2), [4, 5])
    expect_close("stop_early([2], 3)", s.stop_early([2.0], 3), [1, 1])
    for rng in draws():
        for patience in (1, 3, 50):
            losses = (np.linspace(2, 0.4, 30) + rng.normal(scale=0.3, size=30) + 0.06 * np.arange(30)).tolist()
            got = s.stop_early(losses, patience)
            expect_close(f"stop_early of 30 losses, patience {patience}", got, _stop_early(losses, patience))


@EXERCISE.misunderstanding("stop_early", hint="the last epoch was kept, not the best one.", read=TURNED)
def keeps_the_last(losses: list[float], patience: int) -> tuple[int, int]:
    last = _stop_early(losses, patience)[1]
    return last, last


@EXERCISE.misunderstanding("stop_early", hint="epochs are counted from 1 here.", read=TURNED)
def counts_from_zero(losses: list[float], patience: int) -> tuple[int, int]:
    best, last = _stop_early(losses, patience)
    return best - 1, last - 1


@EXERCISE.misunderstanding("stop_early", hint="you wait one epoch too long.", read=TURNED)
def one_more(losses: list[float], patience: int) -> tuple[int, int]:
    return _stop_early(losses, patience + 1)


@EXERCISE.misunderstanding("stop_early", hint="you stop at the first rise, whatever the patience.", read=TURNED)
def no_patience(losses: list[float], patience: int) -> tuple[int, int]:
    for n in range(1, len(losses)):
        if losses[n] > losses[n - 1]:
            return n, n + 1
    return len(losses), len(losses)


@EXERCISE.misunderstanding(
    "stop_early", hint="the best of all epochs was kept. One after the stop can't be known.", read=TURNED
)
def looks_ahead(losses: list[float], patience: int) -> tuple[int, int]:
    return int(np.argmin(losses)) + 1, len(losses)


@EXERCISE.check(
    "The linear range",
    points=1,
    row="L40",
    hint="A unit is in its range on either side of 0. Count over all entries.",
)
def linear_range(s: Answers) -> None:
    for rng in draws():
        u = rng.normal(size=(20, 5))
        expect_close("fraction_linear(u)", s.fraction_linear(u), np.mean(np.abs(u) < 0.58))


@EXERCISE.misunderstanding("fraction_linear", hint="units far below 0 are counted, too. They are saturated.", read=WHY)
def one_sided(u: NDArray) -> float:
    return float(np.mean(u < 0.58))


@EXERCISE.misunderstanding("fraction_linear", hint="this is a count; a share is between 0 and 1.", read=WHY)
def count(u: NDArray) -> int:
    return int(np.sum(np.abs(u) < 0.58))


@EXERCISE.misunderstanding("fraction_linear", hint="this is the share outside the range.", read=WHY)
def outside(u: NDArray) -> float:
    return float(np.mean(np.abs(u) >= 0.58))


@EXERCISE.check(
    "What can be trusted",
    points=2,
    row="L38",
    hint="Which examples had no part in any choice? And for each decay, how many nets does cross-validation train?",
)
def trust(s: Answers) -> None:
    expect_choice("unbiased", s.value("unbiased"), "c", "abc")
    expect_number("nets_to_train", s.value("nets_to_train"), 50)


EXERCISE.mistaken("unbiased", "b", hint="it was the smallest of many: its luck doesn't carry over.", read=FLATTERS)


EXERCISE.mistaken("nets_to_train", 10, hint="each decay needs a net for each of the parts.", read=TWICE)


def _stop_early(losses: list[float], patience: int) -> tuple[int, int]:
    best = 0
    for n in range(len(losses)):
        if losses[n] < losses[best]:
            best = n
        if n - best >= patience:
            return best + 1, n + 1
    return best + 1, len(losses)
