"""The checks of the exercise "what is wrong with this run?" (lecture rows L27 and L28)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lecture_nn.checks.answers import Answers
from lecture_nn.checks.exercise import Exercise
from lecture_nn.checks.expect import draws, expect_choice, expect_close, expect_number

EXERCISE = Exercise("monitoring", given=("MLP", "GradientDescent", "fit"))

SHAPES = ("15_monitoring", "Four shapes of a loss curve")
BUMPS = ("15_monitoring", "Where the bumps come from")
SMOOTH = ("15_monitoring", "Smoothing for the eye")
GAP = ("15_monitoring", "The gap")

RATES = ("too low", "good", "too high", "far too high")
RIGHT = {"run_a": "too high", "run_b": "good", "run_c": "far too high", "run_d": "too low"}


@EXERCISE.check(
    "Four learning rates",
    points=4,
    row="L27",
    hint="Where does each curve end, how fast did it fall, and which never got below the dotted line of guessing?",
)
def four_runs(s: Answers) -> None:
    for name, right in RIGHT.items():
        expect_choice(name, s.value(name), right, RATES)


EXERCISE.mistaken(
    "run_a", "good", hint="it falls, but where does it get stuck, compared with the lowest curve?", read=SHAPES
)


EXERCISE.mistaken(
    "run_c",
    "too low",
    hint="you take a loss at the level of guessing for slow learning. It isn't falling at all.",
    read=SHAPES,
)


EXERCISE.mistaken(
    "run_d", "good", hint="you take a smooth curve for a good one. It has hardly begun to fall.", read=SHAPES
)


@EXERCISE.check(
    "A running average",
    points=2,
    row="L27",
    hint="The first average is the first loss. After that each keeps a share of the average before, and takes the "
    "rest from the new loss.",
)
def average(s: Answers) -> None:
    for rng in draws():
        losses, keep = rng.uniform(1, 3, size=12), rng.uniform(0.6, 0.95)
        expect_close("exponential_average(losses, keep)", s.exponential_average(losses, keep), _average(losses, keep))
        expect_close("exponential_average of one loss", s.exponential_average(losses[:1], keep), losses[:1])


@EXERCISE.misunderstanding(
    "exponential_average", hint="it starts at 0, so that the first averages are far too low.", read=SMOOTH
)
def starts_at_zero(losses: NDArray, keep: float) -> NDArray:
    return _average(np.concatenate([[0.0], losses]), keep)[1:]


@EXERCISE.misunderstanding(
    "exponential_average", hint="keep and 1 - keep are exchanged: this one hardly smooths.", read=SMOOTH
)
def exchanged(losses: NDArray, keep: float) -> NDArray:
    return _average(losses, 1 - keep)


@EXERCISE.misunderstanding(
    "exponential_average", hint="this is the mean of all losses so far. It never forgets the start.", read=SMOOTH
)
def mean_so_far(losses: NDArray, keep: float) -> NDArray:
    return np.cumsum(losses) / np.arange(1, len(losses) + 1)


@EXERCISE.misunderstanding(
    "exponential_average", hint="you mix each loss with the loss before, not with the average before.", read=SMOOTH
)
def of_two(losses: NDArray, keep: float) -> NDArray:
    out = np.array(losses, dtype=float)
    out[1:] = keep * losses[:-1] + (1 - keep) * losses[1:]
    return out


@EXERCISE.check(
    "Smaller bumps",
    points=1,
    row="L27",
    hint="The spread of a mean of B numbers falls like one over the root of B.",
)
def batch(s: Answers) -> None:
    expect_number("batch_for_a_third", s.value("batch_for_a_third"), 144)


EXERCISE.mistaken("batch_for_a_third", 48, hint="you divide by B itself. The spread falls more slowly.", read=BUMPS)


EXERCISE.mistaken(
    "batch_for_a_third", 16 / 9, hint="the wrong direction: smaller batches have larger bumps.", read=BUMPS
)


@EXERCISE.check(
    "The gap",
    points=1,
    row="L28",
    hint="Take both accuracies at the same epoch, the last one.",
)
def generalization_gap(s: Answers) -> None:
    for rng in draws():
        training, validation = np.sort(rng.uniform(0.5, 1, size=8)), rng.uniform(0.4, 0.9, size=8)
        expect_close(
            "generalization_gap(training, validation)",
            s.generalization_gap(training, validation),
            training[-1] - validation[-1],
        )


@EXERCISE.misunderstanding(
    "generalization_gap", hint="you take the best of each curve. They are from different epochs.", read=GAP
)
def of_the_best(training: NDArray, validation: NDArray) -> float:
    return float(np.max(training) - np.max(validation))


@EXERCISE.misunderstanding("generalization_gap", hint="the sign is turned around: training minus validation.", read=GAP)
def turned_around(training: NDArray, validation: NDArray) -> float:
    return float(validation[-1] - training[-1])


@EXERCISE.misunderstanding(
    "generalization_gap", hint="you take the mean over all epochs. How does it stand at the end?", read=GAP
)
def mean_gap(training: NDArray, validation: NDArray) -> float:
    return float(np.mean(np.asarray(training) - validation))


@EXERCISE.check(
    "What to do about it",
    points=2,
    row="L28",
    hint="A wide gap: the net could, but learned these examples only. No gap and both low: it couldn't, or had no "
    "time.",
)
def remedies(s: Answers) -> None:
    expect_choice("for_net_1", s.value("for_net_1"), "b", "abc")
    expect_choice("for_net_2", s.value("for_net_2"), "a", "abc")


EXERCISE.mistaken(
    "for_net_1", "a", hint="a larger net would widen the gap: it has learned its examples already.", read=GAP
)


EXERCISE.mistaken("for_net_2", "b", hint="there is hardly a gap to close: more decay would make both worse.", read=GAP)


def _average(losses: NDArray, keep: float) -> NDArray:
    out = [float(losses[0])]
    for loss in losses[1:]:
        out.append(keep * out[-1] + (1 - keep) * float(loss))
    return np.array(out)
