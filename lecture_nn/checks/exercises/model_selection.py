"""The checks of the exercise "validation, model selection and early stopping" (lecture rows L38 to L40)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lecture_nn.checks import choices, selection
from lecture_nn.checks.answers import Answers
from lecture_nn.checks.exercise import Exercise
from lecture_nn.checks.expect import draws, expect_choice, expect_close, expect_list, expect_number, numbers

EXERCISE = Exercise("model_selection", given=("MLP", "Momentum", "fit", "noisy_digits", "use_one_thread"))

HOW_MUCH = ("17_weight_decay", "Choosing λ")
FOLDS = ("17_weight_decay", "Cross-validation")
STOPPING = ("18_early_stopping", "How long to wait")
WHY = ("18_early_stopping", "Why stopping works")
RELU = ("18_early_stopping", "Is it the small weights?")


ERRORS = np.array(
    [
        [0.10, 0.14, 0.20, 0.22, 0.26, 0.29, 0.31, 0.39, 0.40],
        [0.58, 0.55, 0.37, 0.60, 0.57, 0.31, 0.36, 0.39, 0.43],
        [0.60, 0.51, 0.59, 0.58, 0.36, 0.53, 0.41, 0.45, 0.46],
    ]
)
"""Training, validation and test errors of nine decays: every rule of choosing that is known here takes another one."""
CLOSE = np.array([[0.11, 0.13, 0.17, 0.24, 0.29], [0.52, 0.31, 0.46, 0.311, 0.58], [0.55, 0.41, 0.43, 0.37, 0.61]])
"""The same for five decays, two of which have nearly the lowest validation error."""


@EXERCISE.check(
    "Choosing the weight decay",
    points=2,
    row="L38",
    hint="Three errors are known for each decay. Which of them may be looked at while you choose, and which only "
    "afterwards? Why not the same for both?",
)
def choosing(s: Answers) -> None:
    _, rng = draws()
    tables = [ERRORS, rng.uniform(0.1, 0.9, size=(3, 6)), CLOSE]
    tables += [np.roll(tables[1], place - tables[1][1].argmin(), axis=1) for place in (0, -1)]  # lowest at either end
    problems = [(2.0 ** np.arange(-errors.shape[1], 0), *errors) for errors in tables]
    found = [expect_list("choose(...)", s.choose(*problem), 2) for problem in problems]
    for (decays, _, validation, test), (decay, error) in zip(problems, found, strict=True):
        expect_close("the chosen decay", decay, decays[validation.argmin()])
        expect_close("the error to report", error, test[validation.argmin()])


EXERCISE.wrong_answers("choose", choices.WRONG_CHOICES, read=HOW_MUCH)


@EXERCISE.check(
    "The parts of cross-validation",
    points=3,
    row="L38",
    hint="Every example is a validation example exactly once, and in each round all the others are for training. What "
    "becomes of the rest when N isn't a multiple of k?",
)
def cross_validation(s: Answers) -> None:
    _expect_order_to_decide(s)
    for rng in draws():
        orders = [(rng.choice(100, size=N, replace=False) + 100, k) for N, k in ((10, 4), (12, 3), (7, 7))]
        for order, k in [*orders, (rng.permutation(9), 4)]:  # the last with a 0
            what = f"{len(order)} examples in {k} parts"
            rounds = expect_list(f"folds of {what}", s.folds(order, k), k)
            pairs = [_pair(f"round {n} of {what}", each) for n, each in enumerate(rounds)]
            _expect_partition(what, pairs, order)
            again = [_pair("a round", each) for each in expect_list("folds, called again", s.folds(order, k), k)]
            same = all(set(one[1]) == set(other[1]) for one, other in zip(pairs, again, strict=True))
            assert same, (
                f"{what}, called twice with the same order: expected the same parts, so that all "
                "decays are compared on the same rounds"
            )


def _pair(what: str, got: object) -> tuple[list[int], list[int]]:
    """A round as two lists of numbers."""
    both = expect_list(what, got, 2)
    arrays = [numbers(f"{what}, {name}", each) for name, each in zip(("training", "validation"), both, strict=True)]
    for name, array in zip(("training", "validation"), arrays, strict=True):
        assert array.ndim == 1, f"{what}, {name}: expected an array of shape (n,), got {array.shape}"
    return arrays[0].tolist(), arrays[1].tolist()


def _expect_partition(what: str, pairs: list[tuple[list, list]], order: NDArray) -> None:
    everyone = set(order.tolist())
    for n, (training, validation) in enumerate(pairs):
        strange = (set(training) | set(validation)) - everyone
        assert not strange, f"{what}, round {n}: {min(strange):g} isn't one of the numbers in order"
        assert validation, f"{what}, round {n}: expected validation examples, got none"
        both = set(training) & set(validation)
        assert not both, f"{what}, round {n}: example {min(both):g} is for training and for validation"
        assert sorted(training + validation) == sorted(everyone), (
            f"{what}, round {n}: expected each example once, in one of the two arrays, got {len(training)} for "
            f"training and {len(validation)} for validation"
        )
    used = sorted(number for _, validation in pairs for number in validation)
    assert used == sorted(everyone), f"{what}: expected each example to be a validation example in exactly one round"
    sizes = sorted(len(validation) for _, validation in pairs)
    assert sizes[-1] - sizes[0] <= 1, f"{what}: expected parts that differ by one example at most, got sizes {sizes}"


def _expect_order_to_decide(s: Answers) -> None:
    """Two orders of the same numbers give different parts, unless the numbers alone decide: sorted, or by remainder."""
    found = []
    for seed in (1, 2):
        order = np.random.default_rng(seed).permutation(20) + 100
        rounds = expect_list("folds of 20 examples in 4 parts", s.folds(order, 4), 4)
        pairs = [_pair(f"round {n} of 20 examples in 4 parts", each) for n, each in enumerate(rounds)]
        _expect_partition("20 examples in 4 parts", pairs, order)
        found.append({frozenset(validation) for _, validation in pairs})
    assert found[0] != found[1], (
        "the same 20 numbers in two different orders give the same parts: expected the order that was given to decide "
        "which examples share a part"
    )


EXERCISE.views["folds"] = selection.in_any_order

EXERCISE.wrong_answers(
    "folds",
    {
        hint: lambda order, k, wrong=wrong: selection.in_any_order(wrong(order, k))
        for hint, wrong in selection.WRONG_FOLDS.items()
    },
    read=FOLDS,
)


@EXERCISE.check(
    "Choosing by the folds",
    points=2,
    row="L38",
    hint="A row is a round, and a column is a decay. Each decay has k errors. Which single number should stand for "
    "them, and along which axis is it computed?",
)
def choosing_by_folds(s: Answers) -> None:
    _, rng = draws()
    tables = [*choices.told_apart(), *rng.uniform(0.1, 0.9, size=(2, 4, 6))]
    best = tables[2].mean(axis=0).argmin()
    tables[2:3] = [np.roll(tables[2], place - best, axis=1) for place in (0, -1)]  # lowest at either end
    problems = [(1.2 ** -np.arange(e.shape[1]), e) for e in tables]
    problems[1:2] = [(np.roll(problems[1][0], 4), tables[1])]  # neither rising nor falling
    found = [s.choose_by_folds(*problem) for problem in problems]
    for (decays, errors), got in zip(problems, found, strict=True):
        expect_close("choose_by_folds(decays, errors)", got, decays[errors.mean(axis=0).argmin()])


EXERCISE.wrong_answers("choose_by_folds", choices.WRONG_CHOICES_BY_FOLDS, read=FOLDS)


@EXERCISE.check(
    "What it costs, and what can be trusted",
    points=2,
    row="L38",
    hint="Each decay is tried in every round, with a network of its own, and then the network is trained that will be "
    "used. As for the errors: which examples had no part in any choice?",
)
def trust(s: Answers) -> None:
    expect_number("networks_trained", s.value("networks_trained"), 51)
    expect_choice("unbiased", s.value("unbiased"), "c", "abc")


for _value, _hint in {
    "a": "you trust the training error. The weights were chosen to make it small.",
    "b": "you trust the error by which the decay was chosen. It is the smallest of ten: can that be partly luck?",
}.items():
    EXERCISE.mistaken("unbiased", _value, hint=_hint, read=HOW_MUCH)

for _value, _hint in {
    50: "you have counted only the networks of the rounds. What is trained once the decay has been chosen?",
    10: "you train one network for each decay. How many does each round need?",
    11: "you train one network for each decay, plus the final one. In how many rounds is each decay tried?",
    5: "you train one network in each round. How many decays are tried in each round?",
    6: "you train one network in each round, plus the final one. How many decays are tried in each round?",
    15: "you add rounds and decays. Every decay is tried in every round.",
    16: "you add rounds and decays. Every decay is tried in every round.",
    40: "you count four rounds. Each of the five parts has its turn as the validation set.",
    41: "you count four rounds. Each of the five parts has its turn as the validation set.",
    60: "you train a last network for every decay. Only the chosen one is needed.",
    55: "you train five final networks. All have the chosen decay and the same examples: how would they differ?",
}.items():
    EXERCISE.mistaken("networks_trained", _value, hint=_hint, read=FOLDS)

RUNS: list[tuple[list[float], int]] = [
    ([2.0], 3),
    ([5e6, 4e6, 4.5e6, 4.2e6, 1.0], 2),
    ([1.0, 0.0, 0.5, 0.25, 0.1], 2),
    ([3.0, 2.5, 2.6, 1.0], 1),
    ([3.0, 2.0, 4.0, 1.0, 5.0], 2),
    ([3.0, 2.0, 2.0, 2.0, 1.0], 2),
    ([5.0, 4.0, 3.0, 2.0, 1.0], 2),
    ([2.0, 3.0, 4.0, 5.0, 6.0, 1.0], 3),
    ([3.0, 2.9, 2.88, 2.87, 2.86995, 3.0, 3.1], 2),  # a loss that is lower by a little is lower
    ([3.0, 2.0, 1.99999, 2.5, 2.4, 1.0], 2),
    ([5.0, 4.0, 6.0, 3.0, 7.0, 8.0, 2.0, 9.0, 8.5, 8.0, 1.0, 1.5], 3),
    ([4.0, 3.0, 5.0, 4.5, 2.0, 2.2, 6.0, 1.0, 7.0, 6.5, 6.0, 5.5, 5.0, 0.5], 4),
]
"""Validation losses and a patience, on which wrong rules differ from the right one, and from each other."""


@EXERCISE.check(
    "When to stop",
    points=4,
    row="L39",
    hint="Walk through the losses and keep the number of the best epoch so far. After each epoch ask how long ago that "
    "was. Try [3, 2, 4, 1, 5] with a patience of 2 by hand first.",
)
def stopping(s: Answers) -> None:
    _, rng = draws()
    runs = [*RUNS]
    for patience in (1, 3, 5, 50):
        losses = np.linspace(2, 0.4, 30) + rng.normal(scale=0.3, size=30) + 0.06 * np.arange(30)
        runs.append((losses.tolist(), patience))
    found = [s.stop_early(*run) for run in runs]  # all of them first: a name has to explain every one
    for (losses, patience), got in zip(runs, found, strict=True):
        shown = f"[{', '.join(f'{loss:.6g}' for loss in losses[:14])}{', ...' if len(losses) > 14 else ''}]"
        expect_close(f"stop_early({shown}, {patience})", got, selection.stop_early(losses, patience))


EXERCISE.wrong_answers("stop_early", selection.WRONG_STOPS, read=STOPPING)
for _hint, _wrong in selection.WRONG_IN_SEVERAL_WAYS:
    EXERCISE.wrong_answers("stop_early", {_hint: _wrong}, read=STOPPING)


@EXERCISE.check(
    "The linear range",
    points=1,
    row="L40",
    hint="The linear range of a tanh unit lies on both sides of 0. What fraction of all entries lies in it?",
)
def linear_range(s: Answers) -> None:
    drawn = [rng.normal(size=(24, 5)) for rng in draws()]
    drawn[0][:, 2] *= 0.5  # a unit whose mean |u| is in the range, though not all its entries are
    for u in drawn:
        u[:2] = [[0.595, -0.62, 0.3, -0.4, 2.0], [-1.5, -0.595, 0.65, 0.5, -0.7]]
        u[5] = 0.0
        u[2:4] = np.clip(u[2:4], -0.3, 0.3)  # two examples with all of their units in the range
        u[4, :3] = -0.57, 0.52, 0.7  # tanh differs from u by a tenth of tanh(u) at 0.556, by 0.1 at 0.71
        u[(np.abs(u) > 0.575) & (np.abs(u) < 0.59)] = 0.4  # by a tenth of u at 0.5842, which the page rounds to 0.58
    drawn[0][:, 3] = np.clip(drawn[0][:, 3], -0.5, 0.5)  # a unit that always is
    drawn[1][:, 3:] = 1 + np.abs(drawn[1][:, 3:])  # two units that never are,
    drawn[1][::2, 3] *= -1  # one of them on both sides
    found = [s.fraction_linear(u) for u in drawn]
    for u, got in zip(drawn, found, strict=True):
        expect_close("fraction_linear(u)", got, np.mean(np.abs(u) < 0.58))


EXERCISE.wrong_answers(
    "fraction_linear",
    {
        "you count units far below 0, too. There, tanh is as flat as it is far above 0.": lambda u: np.mean(u < 0.58),
        "you count units far below 0, too, and divide by the number of rows. A fraction is at most 1: how many entries "
        "are there, and where is tanh flat?": lambda u: np.sum(u < 0.58) / len(u),
        "you count positive pre-activations only. The range lies on both sides of 0.": lambda u: np.mean(
            (u >= 0) & (u < 0.58)
        ),
        "you return a count. What fraction of all entries is that?": lambda u: np.sum(np.abs(u) < 0.58),
        "you return the fraction outside of the range.": lambda u: np.mean(np.abs(u) >= 0.58),
        "your fraction is in percent.": lambda u: 100 * np.mean(np.abs(u) < 0.58),
        "you have a fraction for each unit. A single one is asked for.": lambda u: np.mean(np.abs(u) < 0.58, axis=0),
        "you have a fraction for each example. A single one is asked for.": lambda u: np.mean(np.abs(u) < 0.58, axis=1),
        "an entry of exactly 0 doesn't count in your result. Is it in the range?": lambda u: np.mean(
            (np.abs(u) < 0.58) & (u != 0)
        ),
        "you compare activations with 0.58. Which number has to lie in the range?": lambda u: np.mean(
            np.abs(np.tanh(u)) < 0.58
        ),
        "you divide the count by the number of examples. Every example has an entry for each unit.": lambda u: (
            np.sum(np.abs(u) < 0.58) / len(u)
        ),
        "you count examples all of whose units lie in the range. Count entries.": lambda u: np.mean(
            np.all(np.abs(u) < 0.58, axis=1)
        ),
        "you count where tanh(u) differs from u by less than 0.1. Is that what a tenth of u means?": lambda u: np.mean(
            np.abs(np.tanh(u) - u) < 0.1
        ),
        "you count where tanh(u) differs from u by less than a tenth of tanh(u). The range is |u| < 0.58.": lambda u: (
            np.mean(np.abs(np.tanh(u) - u) < 0.1 * np.abs(np.tanh(u)))
        ),
        "you count units far above 0, too. There, tanh is as flat as it is far below 0.": lambda u: np.mean(u > -0.58),
        "every number is above −0.58 or below 0.58. Both have to hold.": lambda u: np.mean((u > -0.58) | (u < 0.58)),
        "you divide the count by the number of units.": lambda u: np.sum(np.abs(u) < 0.58) / u.shape[1],
        "you count units that are in the range for every example. Count entries.": lambda u: np.mean(
            np.all(np.abs(u) < 0.58, axis=0)
        ),
        "you count units that are in the range for some example. Count entries.": lambda u: np.mean(
            np.any(np.abs(u) < 0.58, axis=0)
        ),
        "you average u over the examples first. A unit that is at −2 for one example and at 2 for another is in its "
        "linear range for neither.": lambda u: np.mean(np.abs(u.mean(axis=0)) < 0.58),
        "your limit is 1. Where does tanh(u) differ from u by a tenth?": lambda u: np.mean(np.abs(u) < 1),
        "your limit is 0.5 and not 0.58.": lambda u: np.mean(np.abs(u) < 0.5),
        "your limit is 0.6 and not 0.58.": lambda u: np.mean(np.abs(u) < 0.6),
        "you average |u| over the examples first. Count the entries that lie in the range.": lambda u: np.mean(
            np.abs(u).mean(axis=0) < 0.58
        ),
        "you average the entries that lie in the range. How many of them are there, as a fraction of all?": lambda u: (
            np.mean(u[np.abs(u) < 0.58])
        ),
        "you compare the squares with 0.58. Does your function count |u| = 0.7, and should it?": lambda u: np.mean(
            u**2 < 0.58
        ),
        "you return which entries lie in the range. What fraction of them is that?": lambda u: np.abs(u) < 0.58,
    },
    read=WHY,
)


@EXERCISE.check(
    "Which small weights make a network linear",
    points=1,
    row="L40",
    hint="Draw tanh and the ReLU from −2 to 2, and then from −0.02 to 0.02. Which of them looks straight now?",
)
def small_weights(s: Answers) -> None:
    expect_choice("nearly_linear", s.value("nearly_linear"), "a", "abcd")


for _value, _hint in {
    "b": "you think of the two straight pieces of the ReLU. Between them is a kink, and it lies at 0, where all "
    "pre-activations of small weights are.",
    "c": "you count on the ReLU to be as smooth as tanh. What does a kink look like from close up?",
    "d": "you think that small weights change nothing. For tanh, compare tanh(0.01) with 0.01.",
}.items():
    EXERCISE.mistaken("nearly_linear", _value, hint=_hint, read=RELU)
