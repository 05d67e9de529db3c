"""The turns of lesson 15: living units, the size of an update, a smoothed curve (lecture row L27)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lecture_nn.checks.answers import Answers
from lecture_nn.checks.expect import draws, expect_close
from lecture_nn.checks.instruments import (
    continued,
    exponential_average,
    from_the_first,
    in_reverse,
    moving,
    update_ratio,
)
from lecture_nn.checks.turns.declare import Turn

LESSON = "15_monitoring"

ALIVE = Turn("living_units", LESSON, "L27")
RATIO = Turn("update_ratio", LESSON, "L27")
SMOOTHED = Turn("smoothed", LESSON, "L27")
TURNS = (ALIVE, RATIO, SMOOTHED)

# Living units


@ALIVE.asks(
    "activations of hidden units, some of which are positive for no example",
    hint="A unit is a column. It lives if at least one number in its column is positive. How many such columns are "
    "there?",
)
def _alive(s: Answers) -> None:
    for rng in draws():
        for N, J in ((11, 10), (6, 14)):
            H = np.where(rng.uniform(size=(N, J)) < 0.5, 0.0, rng.uniform(0.1, 2, size=(N, J)))
            H[:, :4] = 0.0  # four dead units
            H[1, 4:] = 0.4  # all others live, but never all of them for the same example
            if N > J:  # two for every example, one for all but one, three for a few; the first and last row have three
                H[:, 4:7], H[:, 7:] = 0.3, 0.0
                H[2, 4], H[3, 6], H[1:4, 7], H[2:6, 8], H[5:7, 9] = 0.7, 0.0, 0.2, 0.6, 0.5
            else:  # an example for which no unit is positive
                H[2, 4], H[1, 4], H[[0, 2, 4, 5], 5], H[3] = 0.4, 0.0, 0.0, 0.0
                H[:, 6:8] = 0.0  # one unit lives in the first example alone, another in the last
                H[0, 6] = H[-1, 7] = 0.004
            H = H[:, rng.permutation(J)]
            expect_close(f"living_units, H {H.shape}", s.living_units(H), J - 4)
        leaky = rng.uniform(-0.09, -0.01, size=(7, 6))
        leaky[4, :2], leaky[:, 2] = (0.02, 0.6), rng.uniform(0.1, 2, size=7)  # one hardly lives: its sum is negative
        expect_close("living_units, leaky units, H (7, 6)", s.living_units(leaky[:, rng.permutation(6)]), 3)


@ALIVE.mistake("You count the units that are positive for *every* example. One example is enough to keep a unit alive.")
def _for_all(H: NDArray) -> int:
    return int(np.sum((H > 0).all(axis=0)))


@ALIVE.mistake("You return which units live. How many are there?")
def _which(H: NDArray) -> NDArray:
    return np.flatnonzero((H > 0).any(axis=0))


@ALIVE.mistake("You look along the rows: this is the number of examples with an active unit. A unit is a column of H.")
def _examples(H: NDArray) -> int:
    return int(np.sum((H > 0).any(axis=1)))


@ALIVE.mistake("These are the dead units. The function returns the number of living ones.")
def _dead(H: NDArray) -> int:
    return int(np.sum(~(H > 0).any(axis=0)))


@ALIVE.mistake("You count all positive activations, so a unit counts once for every example that it responds to.")
def _entries(H: NDArray) -> int:
    return int(np.sum(H > 0))


@ALIVE.mistake(
    "This is the largest number of units that are positive for the same example. Is a unit dead that is positive for "
    "another one only?"
)
def _busiest_example(H: NDArray) -> int:
    return int(np.max((H > 0).sum(axis=1)))


@ALIVE.mistake("This is the fraction of living units. What is asked for is their number.")
def _fraction(H: NDArray) -> float:
    return float(np.mean((H > 0).any(axis=0)))


@ALIVE.mistake(
    "You count all units, the dead ones as well. H ≥ 0 holds for every ReLU: what tells a living unit from a dead one?"
)
def _every_unit(H: NDArray) -> int:
    return int(np.sum((H >= 0).any(axis=0)))


@ALIVE.mistake(
    "You go by the sum or the mean over the examples. Think of a leaky unit that is positive for one example, and "
    "a little below 0 for a hundred others: could its sum be below 0?"
)
def _by_the_sum(H: NDArray) -> int:
    return int(np.sum(H.sum(axis=0) > 0))


@ALIVE.mistake("You count the units that are 0 for no example. For how many does a unit have to be positive?")
def _never_zero(H: NDArray) -> int:
    return int(np.sum((H != 0).all(axis=0)))


@ALIVE.mistake("You count every unit that isn't 0. What if a leaky unit is negative for all examples?")
def _not_zero(H: NDArray) -> int:
    return int(np.sum((H != 0).any(axis=0)))


# The size of an update


@RATIO.asks(
    "weights of two layers before and after an update",
    hint="The update is the difference of the two arrays. np.linalg.norm is the root of the sum of the squares of all "
    "entries; which norm is divided by which?",
)
def _ratio(s: Answers) -> None:
    for rng in draws():
        for J, D in ((4, 3), (2, 7)):
            before = rng.normal(size=(J, D))
            after = before + 0.3 * rng.normal(size=(J, D)) + 0.1
            got = s.update_ratio(before, after)
            expect_close(f"update_ratio, weights {before.shape}", got, update_ratio(before, after))


@RATIO.mistake(
    "You compare the norms before and after. An update can change every weight and leave the norm as it is: what is "
    "the update itself?"
)
def _of_norms(before: NDArray, after: NDArray) -> float:
    return float((np.linalg.norm(after) - np.linalg.norm(before)) / np.linalg.norm(before))


@RATIO.mistake("Your denominator is the norm of the weights *after* the update. Compare with those it started from.")
def _by_after(before: NDArray, after: NDArray) -> float:
    return float(np.linalg.norm(after - before) / np.linalg.norm(after))


@RATIO.mistake("This is the norm of the update alone. Whether that is much depends on the norm of the weights.")
def _update_alone(before: NDArray, after: NDArray) -> float:
    return float(np.linalg.norm(after - before))


@RATIO.mistake("Your fraction is upside down: the update belongs in the numerator.")
def _upside_down(before: NDArray, after: NDArray) -> float:
    return float(np.linalg.norm(before) / np.linalg.norm(after - before))


@RATIO.mistake("This is the square of the ratio: the roots are missing.")
def _squared(before: NDArray, after: NDArray) -> float:
    return float(np.sum((after - before) ** 2) / np.sum(before**2))


@RATIO.mistake(
    "You form a ratio for every single weight and average these, so one weight near 0 can make the mean huge. "
    "Which number says how large a whole array is?"
)
def _entry_by_entry(before: NDArray, after: NDArray) -> float:
    return float(np.mean(np.abs(after - before) / np.abs(before)))


@RATIO.mistake(
    "You form a ratio for every single weight, and one weight near 0 can make that huge. How large is each array "
    "as a whole?"
)
def _norm_of_fractions(before: NDArray, after: NDArray) -> float:
    return float(np.linalg.norm((after - before) / before))


@RATIO.mistake("You compare the sums of absolute values. For the numbers 3 and 4 that is 7: what is their norm?")
def _absolute_values(before: NDArray, after: NDArray) -> float:
    return float(np.sum(np.abs(after - before)) / np.sum(np.abs(before)))


@RATIO.mistake("This is the ratio in percent. Leave out the factor of 100.")
def _percent(before: NDArray, after: NDArray) -> float:
    return 100 * update_ratio(before, after)


@RATIO.mistake(
    "You compare the norms before and after, without a sign. An update can change every weight and leave the norm "
    "as it is: what is the update itself?"
)
def _of_norms_without_a_sign(before: NDArray, after: NDArray) -> float:
    return float(abs(np.linalg.norm(after) - np.linalg.norm(before)) / np.linalg.norm(before))


@RATIO.mistake("You form a ratio for each row, and average these. What is the norm of the whole array?")
def _of_rows(before: NDArray, after: NDArray) -> float:
    moved, size = np.linalg.norm(after - before, axis=1), np.linalg.norm(before, axis=1)
    return float((moved / size).mean())


@RATIO.mistake("You divide the norm of the new weights by that of the old ones. What is the update itself?")
def _no_difference(before: NDArray, after: NDArray) -> float:
    return float(np.linalg.norm(after) / np.linalg.norm(before))


# A smoothed curve


@SMOOTHED.asks(
    "losses of a falling curve, a curve of a single loss, and whole numbers",
    hint="Start from m = 0, and let each loss move m as in the lesson. What is recorded is m divided by the sum of all "
    "weights given so far. Does the next update go on from this quotient or from m?",
)
def _smooth(s: Answers) -> None:
    for rng in draws():
        beta = rng.uniform(0.6, 0.95)
        losses = np.linspace(3, 1, 12) + 0.3 * rng.normal(size=12)
        for each in (losses, losses[:1], np.array([5, 2, 4])):
            expect_close(f"smoothed of {len(each)} losses", s.smoothed(each, beta), exponential_average(each, beta))


SMOOTHED.mistake(
    "The correction is missing: your averages begin near 0. To what do the weights of the first t losses add up?"
)(moving)

SMOOTHED.mistake(
    "You start from the first loss, which then counts far more than its neighbours. Which start favours none of the "
    "losses?"
)(from_the_first)


@SMOOTHED.mistake(
    "You correct an average that started from the first loss. The correction is for a start at 0: with it your "
    "averages come out too large."
)
def _corrected_twice(losses: NDArray, beta: float) -> NDArray:
    return from_the_first(losses, beta) / (1 - beta ** np.arange(1, len(losses) + 1))


@SMOOTHED.mistake("beta and 1 − beta are exchanged: the newest loss counts most, so this hardly smooths.")
def _exchanged(losses: NDArray, beta: float) -> NDArray:
    return exponential_average(losses, 1 - beta)


@SMOOTHED.mistake("In the average beta and 1 − beta are exchanged: beta belongs to the old average.")
def _exchanged_in_the_average(losses: NDArray, beta: float) -> NDArray:
    return moving(losses, 1 - beta) / (1 - beta ** np.arange(1, len(losses) + 1))


@SMOOTHED.mistake(
    "The new loss enters in full, so all your averages come out too large. In an average the weights add up to 1: "
    "which is left for the new loss?"
)
def _without_a_factor(losses: NDArray, beta: float) -> NDArray:
    return exponential_average(losses, beta) / (1 - beta)


@SMOOTHED.mistake("This is the plain mean of all losses so far, which never forgets the start.")
def _mean_so_far(losses: NDArray, beta: float) -> NDArray:
    return np.cumsum(losses) / np.arange(1, len(losses) + 1)


@SMOOTHED.mistake(
    "This is the plain mean of the last 1 / (1 − beta) losses: those before it count nothing. How much does each of "
    "them count in an exponential average?"
)
def _mean_of_the_last(losses: NDArray, beta: float) -> NDArray:
    window = max(1, round(1 / (1 - beta)))
    return np.array([np.mean(losses[max(0, n - window) : n]) for n in range(1, len(losses) + 1)])


SMOOTHED.mistake(
    "The corrected value goes back into the average, where it is corrected again at the next update. From which value "
    "should the next update go on?"
)(continued)


@SMOOTHED.mistake(
    "You correct each loss before it enters the average, so that the later ones are hardly corrected at all. What is "
    "it that is too small at the start, the losses or their average?"
)
def _before_it_enters(losses: NDArray, beta: float) -> NDArray:
    return moving(losses / (1 - beta ** np.arange(1, len(losses) + 1)), beta)


@SMOOTHED.mistake(
    "Your averages end 1 / (1 − beta) times too large. To what do the weights of the first t losses add up, when t is "
    "large?"
)
def _constant(losses: NDArray, beta: float) -> NDArray:
    return moving(losses, beta) / (1 - beta)


@SMOOTHED.mistake(
    "You divide every average by the same number, the one that belongs to the last update. How many losses have "
    "entered the first average?"
)
def _last_correction(losses: NDArray, beta: float) -> NDArray:
    return moving(losses, beta) / (1 - beta ** len(losses))


SMOOTHED.mistake(
    "The weights of the losses stand in the reverse order: the oldest loss counts most. Which of the losses should "
    "weigh the least at the end, and which exponent of beta does it get in your code?"
)(in_reverse)


@SMOOTHED.mistake("You record the average before the loss of its own update has entered.")
def _too_early(losses: NDArray, beta: float) -> NDArray:
    return np.array([0.0, *moving(losses, beta)[:-1]]) / (1 - beta ** np.arange(1, len(losses) + 1))


@SMOOTHED.mistake("You multiply by the sum of the weights. Does that make the first averages larger or smaller?")
def _multiplied(losses: NDArray, beta: float) -> NDArray:
    return moving(losses, beta) * (1 - beta ** np.arange(1, len(losses) + 1))


@SMOOTHED.mistake(
    "Your count of updates is one behind, and at the first one you divide by 0. Which t belongs to the first update?"
)
def _behind(losses: NDArray, beta: float) -> NDArray:
    with np.errstate(divide="ignore"):
        return moving(losses, beta) / (1 - beta ** np.arange(len(losses)))


@SMOOTHED.mistake("Your count of updates is one ahead. What is the average of the first loss alone?")
def _ahead(losses: NDArray, beta: float) -> NDArray:
    return moving(losses, beta) / (1 - beta ** np.arange(2, len(losses) + 2))
