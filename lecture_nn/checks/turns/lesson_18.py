"""The turns of lesson 18: when to stop, how flat a network is, what n steps learn (lecture rows L39 and L40)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lecture_nn.checks.answers import Answers
from lecture_nn.checks.expect import draws, expect_close
from lecture_nn.checks.turns.declare import Turn

LESSON = "18_early_stopping"

STOP = Turn("should_stop", LESSON, "L39")
FLAT = Turn("from_plane", LESSON, "L40")
LEARNED = Turn("fraction_learned", LESSON, "L40")
TURNS = (STOP, FLAT, LEARNED)

# When to stop


@STOP.asks(
    "whether to stop after each epoch of several runs, with several patiences",
    hint="Find the place of the lowest loss, counted from 0. Which place has the last loss, and how many epochs have "
    "gone by between the two?",
)
def _stop(s: Answers) -> None:
    for rng in draws():
        for patience in (3, 1, 5):
            # two falls with a rise between them, and noise: new lows come, and stay away, for various times
            trend = np.concatenate([np.linspace(2, 1, 8), np.linspace(1.1, 1.5, 4), np.linspace(1.3, 0.6, 8)])
            whole = [float(loss) for loss in trend + rng.normal(scale=0.15, size=20)]
            whole += [whole[-1] + 0.1 * n + float(rng.uniform(0.01, 0.3)) for n in range(8)]
            low = float(rng.uniform(0.5, 1))
            runs = {
                "of a run": whole,
                "of a run with its low at epoch 2": [low + rise for rise in (1, 0, 0.5, 0.7, 0.4, 0.8, 0.6)],
                "of a run with its low at epoch 1": [low + rise for rise in (0, 0.5, 0.7, 0.4, 0.8, 0.6)],
            }
            cases = [(name, losses[:n]) for name, losses in runs.items() for n in range(1, len(losses) + 1)]
            got = [s.should_stop(losses, patience) for _, losses in cases]  # all, to tell mistakes apart
            for (name, losses), mine in zip(cases, got, strict=True):
                what = f"should_stop after epoch {len(losses)} {name}, patience {patience}"
                expect_close(what, mine, _should_stop(losses, patience))


def _should_stop(losses: list[float], patience: int) -> bool:
    return bool(len(losses) - 1 - np.argmin(losses) >= patience)


@STOP.mistake("You wait one epoch too long. How many epochs without a new low are enough?")
def _too_late(losses: list[float], patience: int) -> bool:
    return _should_stop(losses, patience + 1)


@STOP.mistake(
    "You stop one epoch too soon. If the last loss is the lowest, how many epochs without a new best should you count?"
)
def _too_soon(losses: list[float], patience: int) -> bool:
    return bool(len(losses) - np.argmin(losses) >= patience)


@STOP.mistake("This says when to go on. The function returns True when training should stop.")
def _go_on(losses: list[float], patience: int) -> bool:
    return not _should_stop(losses, patience)


@STOP.mistake("You stop at the first rise and never use `patience`. A loss that rises once may still reach a new low.")
def _first_rise(losses: list[float], patience: int) -> bool:
    return len(losses) > 1 and losses[-1] > losses[-2]


@STOP.mistake(
    "You wait for `patience` rises in a row. A loss that goes up and down far above its lowest value would never stop "
    "the run: from which epoch should you count?"
)
def _rises_in_a_row(losses: list[float], patience: int) -> bool:
    return len(losses) > patience and all(np.diff(losses[-patience - 1 :]) > 0)


@STOP.mistake(
    "You compare the last loss with the one `patience` epochs before. Which earlier loss should a new one beat?"
)
def _back_then(losses: list[float], patience: int) -> bool:
    return len(losses) > patience and losses[-1] >= losses[-1 - patience]


@STOP.mistake("You count the epochs since the *highest* loss. Which epoch does the patience count from?")
def _since_the_highest(losses: list[float], patience: int) -> bool:
    return bool(len(losses) - 1 - np.argmax(losses) >= patience)


@STOP.mistake("This is True as soon as the last loss isn't the lowest one. Wait for `patience` epochs.")
def _not_the_lowest(losses: list[float], patience: int) -> bool:
    return losses[-1] > min(losses)


@STOP.mistake("This is True in one epoch only. What should it be if training asks again one epoch later?")
def _in_one_epoch(losses: list[float], patience: int) -> bool:
    return bool(len(losses) - 1 - np.argmin(losses) == patience)


@STOP.mistake(
    "You count all the rises of the run. A loss that rises often may still reach new lows: from which epoch should you "
    "count?"
)
def _all_rises(losses: list[float], patience: int) -> bool:
    return bool(np.sum(np.diff(losses) > 0) >= patience)


@STOP.mistake("You stop after exactly `patience` epochs, whatever the losses are.")
def _fixed_length(losses: list[float], patience: int) -> bool:
    return len(losses) >= patience


# Distance from a plane


@FLAT.asks(
    "how far outputs are from an affine function, for one input to three",
    hint="Put a column of ones beside X, so that the constant has a coefficient, too. np.linalg.lstsq finds the best "
    "coefficients, and returns them first. What do they leave over of o, and how large is it beside o?",
)
def _flat(s: Answers) -> None:
    for rng in draws():
        for N, D in ((40, 2), (25, 1), (60, 3)):
            X = rng.normal(size=(N, D)) + rng.uniform(0.5, 1.5, size=D)
            bent = np.tanh(2 * X @ rng.uniform(0.5, 1, size=D)) + 0.3 * np.sin(3 * X[:, 0])
            o = X @ rng.uniform(0.2, 0.6, size=D) + 2 * bent + rng.uniform(1, 2)
            expect_close(f"from_plane(X, o) with X {X.shape}", s.from_plane(X, o), _from_plane(X, o))


def _left_over(X: NDArray, o: NDArray, constant: bool = True) -> NDArray:
    A = np.column_stack([X, np.ones(len(X))]) if constant else X
    return o - A @ np.linalg.lstsq(A, o, rcond=None)[0]


def _from_plane(X: NDArray, o: NDArray) -> float:
    return float(np.std(_left_over(X, o)) / np.std(o))


@FLAT.mistake(
    "Your fit has no constant, so its plane has to go through 0. Which column, added to those of X, would have the "
    "constant as its weight?"
)
def _through_zero(X: NDArray, o: NDArray) -> float:
    return float(np.std(_left_over(X, o, constant=False)) / np.std(o))


@FLAT.mistake(
    "Your fit has no constant, so its plane has to go through 0. Which column, added to those of X, would have the "
    "constant as its weight?"
)
def _through_zero_mean_square(X: NDArray, o: NDArray) -> float:
    return float(np.sqrt(np.mean(_left_over(X, o, constant=False) ** 2)) / np.std(o))


@FLAT.mistake(
    "This is the distance itself, so every network with small weights would look flat. Relative to what should it be "
    "small?"
)
def _absolute(X: NDArray, o: NDArray) -> float:
    return float(np.std(_left_over(X, o)))


@FLAT.mistake(
    "This is the fraction of the *variance* that the plane leaves over. A ratio of standard deviations is asked for."
)
def _variance_left(X: NDArray, o: NDArray) -> float:
    return _from_plane(X, o) ** 2


@FLAT.mistake("This is R², the fraction of the variance that the plane explains. We ask for what it leaves over.")
def _explained(X: NDArray, o: NDArray) -> float:
    return 1 - _from_plane(X, o) ** 2


@FLAT.mistake(
    "This says how much the plane explains: its standard deviation as a fraction of that of o, which is their "
    "correlation. What does the plane leave over?"
)
def _correlation(X: NDArray, o: NDArray) -> float:
    return float(np.sqrt(1 - _from_plane(X, o) ** 2))


@FLAT.mistake("You subtract the ratio from 1, so a plane would get 1. A plane is to get 0.")
def _one_minus(X: NDArray, o: NDArray) -> float:
    return 1 - _from_plane(X, o)


@FLAT.mistake(
    "You divide by the root mean square of o, in which its mean counts as well. Should a network look flatter if a "
    "constant is added to its outputs?"
)
def _of_the_size(X: NDArray, o: NDArray) -> float:
    return float(np.std(_left_over(X, o)) / np.sqrt(np.mean(o**2)))


@FLAT.mistake("Your numerator is a norm, which grows with the number of examples. Does your denominator grow with it?")
def _norm(X: NDArray, o: NDArray) -> float:
    return float(np.linalg.norm(_left_over(X, o)) / np.std(o))


@FLAT.mistake("Your ratio is upside down: the flatter the network, the larger it becomes.")
def _upside_down(X: NDArray, o: NDArray) -> float:
    return 1 / _from_plane(X, o)


@FLAT.mistake("You divide by the standard deviation of the plane. As a fraction of what should the distance be given?")
def _of_the_plane(X: NDArray, o: NDArray) -> float:
    left_over = _left_over(X, o)
    return float(np.std(left_over) / np.std(o - left_over))


# What n steps learn


@LEARNED.asks(
    "the fraction of the way after several numbers of steps, along directions of several curvatures",
    hint="Each step covers the fraction η · curvature of the way that is left. What is left after one step, what after "
    "n steps, and what has been covered by then?",
)
def _learned(s: Answers) -> None:
    for rng in draws():
        for n in (5, 1, 20):
            curvature, eta = rng.uniform(0.2, 1.5, size=4), float(rng.uniform(0.1, 0.5))
            curvature[0] = 1.5 / eta  # so steep that each step goes beyond the minimum
            got = s.fraction_learned(curvature, eta, n)
            expect_close(f"fraction_learned(curvature, eta={eta:.2f}, n={n})", got, _fraction(curvature, eta, n))


def _fraction(curvature: NDArray, eta: float, n: int) -> NDArray:
    return 1 - (1 - eta * curvature) ** n


@LEARNED.mistake("This is the fraction of the way that is left. Which fraction has been covered?")
def _to_go(curvature: NDArray, eta: float, n: int) -> NDArray:
    return (1 - eta * curvature) ** n


@LEARNED.mistake(
    "All your n steps are as long as the first. Every step should be shorter than the one before, because less is "
    "left to go."
)
def _equal_steps(curvature: NDArray, eta: float, n: int) -> NDArray:
    return n * eta * curvature


@LEARNED.mistake(
    "All your n steps are as long as the first, but go no further than the minimum. Every step should be shorter "
    "than the one before, because less is left to go."
)
def _equal_steps_at_most(curvature: NDArray, eta: float, n: int) -> NDArray:
    return np.minimum(1, n * eta * curvature)


@LEARNED.mistake(
    "You raise η · curvature, the fraction that a step covers, to the power n. Which fraction is multiplied from step "
    "to step?"
)
def _wrong_power(curvature: NDArray, eta: float, n: int) -> NDArray:
    return 1 - (eta * curvature) ** n


@LEARNED.mistake(
    "You raise the fraction that one step covers to the power n. Which fraction is multiplied from step to step?"
)
def _power_of_a_step(curvature: NDArray, eta: float, n: int) -> NDArray:
    return (eta * curvature) ** n


@LEARNED.mistake("Each step makes what is left smaller. Does your factor, 1 + η · curvature, do that?")
def _growing(curvature: NDArray, eta: float, n: int) -> NDArray:
    return 1 - (1 + eta * curvature) ** n


@LEARNED.mistake(
    "The learning rate is missing: whatever it is, your steps cover the same fraction of the way that is left."
)
def _no_rate(curvature: NDArray, eta: float, n: int) -> NDArray:
    return 1 - (1 - curvature) ** n


@LEARNED.mistake("The curvature is missing: your steps cover the same fraction of the way along every direction.")
def _no_curvature(curvature: NDArray, eta: float, n: int) -> float:
    return 1 - (1 - eta) ** n


@LEARNED.mistake(
    "This is the fraction by which the *error* has fallen. The error goes with the square of the distance; what is "
    "asked for is the distance."
)
def _of_the_error(curvature: NDArray, eta: float, n: int) -> NDArray:
    return 1 - (1 - eta * curvature) ** (2 * n)


@LEARNED.mistake(
    "This is what weight decay leaves, with λ = 1/(ηn). It is close, but descent takes n steps: by what does each of "
    "them multiply what is left?"
)
def _of_decay(curvature: NDArray, eta: float, n: int) -> NDArray:
    return curvature / (curvature + 1 / (eta * n))


@LEARNED.mistake(
    "This is the exponential limit of many small steps. By what factor does one step of finite size multiply what "
    "is left?"
)
def _continuous(curvature: NDArray, eta: float, n: int) -> NDArray:
    return 1 - np.exp(-n * eta * curvature)


@LEARNED.mistake("You count one step too many.")
def _one_more(curvature: NDArray, eta: float, n: int) -> NDArray:
    return _fraction(curvature, eta, n + 1)


@LEARNED.mistake("You count one step too few.")
def _one_fewer(curvature: NDArray, eta: float, n: int) -> NDArray:
    return _fraction(curvature, eta, n - 1)


@LEARNED.mistake("You multiply what one step leaves by n. What do n steps leave, one after the other?")
def _times_n(curvature: NDArray, eta: float, n: int) -> NDArray:
    return 1 - n * (1 - eta * curvature)
