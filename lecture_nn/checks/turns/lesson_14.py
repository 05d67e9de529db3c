"""The turns of lesson 14: the stability limit, a step of Adam, a schedule (lecture rows L25 and L26)."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from lecture_nn.checks.answers import Answers
from lecture_nn.checks.expect import draws, expect_close, expect_list
from lecture_nn.checks.turns.declare import Turn

LESSON = "14_optimizers"

LIMIT = Turn("largest_rate", LESSON, "L25")
ADAM = Turn("adam_step", LESSON, "L26")
SCHEDULE = Turn("warm_cosine", LESSON, "L25")
TURNS = (LIMIT, ADAM, SCHEDULE)

Step = tuple[NDArray, NDArray, NDArray]

# The stability limit


def _bowl(rng: np.random.Generator, D: int) -> NDArray:
    """Return a Hessian whose eigenvectors aren't the axes."""
    axes, _ = np.linalg.qr(rng.normal(size=(D, D)))
    return axes @ np.diag(rng.uniform(1, 3, size=D) * 4.0 ** np.arange(D)) @ axes.T


@LIMIT.asks(
    "the limits of four bowls, with momentum and without",
    hint="The stability limit is 2(1 + γ)/c, where c is the largest curvature in any direction. Which numbers of a "
    "symmetric matrix say how much it stretches along its own directions?",
)
def _limits(s: Answers) -> None:
    for rng in draws():
        given = [(_bowl(rng, D), gamma) for D, gamma in ((2, 0.9), (3, 0.5), (3, 0.0))]
        given.append((np.diag([3.0, 1.0, 40.0]), 0.9))
        got = [s.largest_rate(H, gamma) for H, gamma in given]
        for (H, gamma), rate in zip(given, got, strict=True):
            expect_close(f"largest_rate(H, {gamma}), H {H.shape}", rate, 2 * (1 + gamma) / _top(H))


def _top(H: NDArray) -> float:
    return float(np.linalg.eigvalsh(H)[-1])


@LIMIT.mistake("This is the limit of plain gradient descent. How does momentum change it?")
def _without_momentum(H: NDArray, gamma: float) -> float:
    return 2 / _top(H)


@LIMIT.mistake(
    "You have made the limit smaller, perhaps because steps along a steady gradient grow 1/(1 − γ) times. At the limit "
    "the gradient flips its sign at every step: does the velocity then help or oppose it?"
)
def _smaller(H: NDArray, gamma: float) -> float:
    return 2 * (1 - gamma) / _top(H)


@LIMIT.mistake(
    "1/(1 − γ) says how much longer the steps along a steady gradient become. The stability limit has another factor."
)
def _steady(H: NDArray, gamma: float) -> float:
    return 2 / (1 - gamma) / _top(H)


@LIMIT.mistake(
    "You take the smallest eigenvalue. Which direction is the first to diverge, the flattest or the steepest?"
)
def _flattest(H: NDArray, gamma: float) -> float:
    return float(2 * (1 + gamma) / np.linalg.eigvalsh(H)[0])


@LIMIT.mistake(
    "You take the largest entry of H. Those on its diagonal are the curvatures along the axes of the weights, and the "
    "steepest direction may lie between them. How is the curvature in that direction found?"
)
def _along_axes(H: NDArray, gamma: float) -> float:
    return float(2 * (1 + gamma) / H.max())


@LIMIT.mistake(
    "You have added the curvatures up, or taken the size of H as a whole. Each direction has a limit of its own, and "
    "the smallest of them counts."
)
def _norm(H: NDArray, gamma: float) -> float:
    return float(2 * (1 + gamma) / np.linalg.norm(H))


@LIMIT.mistake(
    "You divide by the sum of all curvatures, the trace of H. Each direction has a limit of its own, and the smallest "
    "of them counts."
)
def _trace(H: NDArray, gamma: float) -> float:
    return float(2 * (1 + gamma) / np.trace(H))


@LIMIT.mistake(
    "This is half of the limit: beyond (1 + γ)/c the weight jumps from side to side, but it still comes to rest."
)
def _half(H: NDArray, gamma: float) -> float:
    return (1 + gamma) / _top(H)


# Adam


def _adam(
    w: NDArray, m: NDArray, s: NDArray, g: NDArray, n: int, eta: float, betas: tuple[float, float] = (0.9, 0.999)
) -> Step:
    m, s = betas[0] * m + (1 - betas[0]) * g, betas[1] * s + (1 - betas[1]) * g**2
    return w - eta * (m / (1 - betas[0] ** n)) / (np.sqrt(s / (1 - betas[1] ** n)) + 1e-8), m, s


@ADAM.asks(
    "the third step, the thousandth and the first, also of weights whose gradients are small or have always been 0",
    hint="Four lines: the mean m, the mean of squares s, both divided by what their factors add up to, and the step. "
    "Return m and s as they were before the division, since the next step goes on from them.",
)
def _steps(s: Answers) -> None:
    for rng in draws():
        given = []
        for n, eta in ((3, 0.01), (1000, 0.02), (1, 0.1)):
            # not near 0, where it would show how ε is added
            w, m, g = rng.uniform(0.5, 2, size=(3, 4)) * rng.choice([-1, 1], size=(3, 4))
            squares = rng.uniform(0.1, 1, size=4)
            m, squares = (m, squares) if n > 1 else (0 * m, 0 * m)
            never = 0 if n == 3 else 3
            m[never] = squares[never] = g[never] = 0
            if n == 1000:
                m[1], squares[1], g[1] = 1e-3, 1e-6, 2e-3  # so small that it shows whether ε is inside the root
                w[1] = 0
            given.append((w, m, squares, g, n, eta))
        right = [_adam(*each) for each in given]
        got = [expect_list("adam_step(...)", s.adam_step(*each), 3) for each in given]
        for each, mine, wanted in zip(given, got, right, strict=True):
            for place, name in ((1, "m"), (2, "s"), (0, "w")):
                expect_close(f"adam_step(...), n = {each[4]}, the new {name}", mine[place], wanted[place])


@ADAM.mistake(
    "Both averages start at 0, so at first they are far too small: the correction is missing. To what do the factors "
    "in each average add up after n steps?"
)
def _uncorrected(w: NDArray, m: NDArray, s: NDArray, g: NDArray, n: int, eta: float) -> Step:
    _, m, s = _adam(w, m, s, g, n, eta)
    return w - eta * m / (np.sqrt(s) + 1e-8), m, s


@ADAM.mistake(
    "You correct by 1 − 0.9 and 1 − 0.999 at every step, which is right for the first step only. What do the "
    "factors in each average add up to after n steps?"
)
def _always_the_first(w: NDArray, m: NDArray, s: NDArray, g: NDArray, n: int, eta: float) -> Step:
    _, m, s = _adam(w, m, s, g, n, eta)
    return w - eta * (m / 0.1) / (np.sqrt(s / 0.001) + 1e-8), m, s


@ADAM.mistake("The step is right, but you return the corrected averages. What would the next step do to them?")
def _corrected_kept(w: NDArray, m: NDArray, s: NDArray, g: NDArray, n: int, eta: float) -> Step:
    w, m, s = _adam(w, m, s, g, n, eta)
    return w, m / (1 - 0.9**n), s / (1 - 0.999**n)


@ADAM.mistake(
    "You divide m by what its factors add up to, but not s. Both averages start at 0, so both are too small at first."
)
def _only_m_corrected(w: NDArray, m: NDArray, s: NDArray, g: NDArray, n: int, eta: float) -> Step:
    _, m, s = _adam(w, m, s, g, n, eta)
    return w - eta * (m / (1 - 0.9**n)) / (np.sqrt(s) + 1e-8), m, s


@ADAM.mistake(
    "The new gradient enters your averages in full, as it does in momentum. In an average the weights add up to 1: "
    "which is left for the new gradient?"
)
def _in_full(w: NDArray, m: NDArray, s: NDArray, g: NDArray, n: int, eta: float) -> Step:
    m, s = 0.9 * m + g, 0.999 * s + g**2
    return w - eta * (m / (1 - 0.9**n)) / (np.sqrt(s / (1 - 0.999**n)) + 1e-8), m, s


@ADAM.mistake(
    "Your ε is under the square root, where 10⁻⁸ acts like 10⁻⁴ and makes the steps of small gradients shorter."
)
def _under_the_root(w: NDArray, m: NDArray, s: NDArray, g: NDArray, n: int, eta: float) -> Step:
    _, m, s = _adam(w, m, s, g, n, eta)
    return w - eta * (m / (1 - 0.9**n)) / np.sqrt(s / (1 - 0.999**n) + 1e-8), m, s


@ADAM.mistake(
    "You correct the root of s. It is s that is too small at first: what does the root make of a factor under it?"
)
def _root_corrected(w: NDArray, m: NDArray, s: NDArray, g: NDArray, n: int, eta: float) -> Step:
    _, m, s = _adam(w, m, s, g, n, eta)
    return w - eta * (m / (1 - 0.9**n)) / (np.sqrt(s) / (1 - 0.999**n) + 1e-8), m, s


@ADAM.mistake("The square root is missing: s averages *squared* gradients, so it doesn't have the size of a gradient.")
def _no_root(w: NDArray, m: NDArray, s: NDArray, g: NDArray, n: int, eta: float) -> Step:
    _, m, s = _adam(w, m, s, g, n, eta)
    return w - eta * (m / (1 - 0.9**n)) / (s / (1 - 0.999**n) + 1e-8), m, s


@ADAM.mistake("The two factors have changed places: m keeps 0.9 of what it was, s keeps 0.999.")
def _turned(w: NDArray, m: NDArray, s: NDArray, g: NDArray, n: int, eta: float) -> Step:
    return _adam(w, m, s, g, n, eta, betas=(0.999, 0.9))


@ADAM.mistake("Your s averages the gradients themselves, so those of opposite signs cancel. What should it average?")
def _not_squared(w: NDArray, m: NDArray, s: NDArray, g: NDArray, n: int, eta: float) -> Step:
    new = 0.999 * s + 0.001 * g
    m = 0.9 * m + 0.1 * g
    return w - eta * (m / (1 - 0.9**n)) / (np.sqrt(new / (1 - 0.999**n)) + 1e-8), m, new


@ADAM.mistake("You step along the gradient g itself. What has the average m been computed for?")
def _along_the_gradient(w: NDArray, m: NDArray, s: NDArray, g: NDArray, n: int, eta: float) -> Step:
    _, m, s = _adam(w, m, s, g, n, eta)
    return w - eta * g / (np.sqrt(s / (1 - 0.999**n)) + 1e-8), m, s


@ADAM.mistake("You step uphill: the step is subtracted from w.")
def _uphill(w: NDArray, m: NDArray, s: NDArray, g: NDArray, n: int, eta: float) -> Step:
    down, m, s = _adam(w, m, s, g, n, eta)
    return 2 * w - down, m, s


@ADAM.mistake("Your step uses averages that don't know the new gradient yet. Which line computes those that do?")
def _step_first(w: NDArray, m: NDArray, s: NDArray, g: NDArray, n: int, eta: float) -> Step:
    _, new_m, new_s = _adam(w, m, s, g, n, eta)
    return w - eta * (m / (1 - 0.9**n)) / (np.sqrt(s / (1 - 0.999**n)) + 1e-8), new_m, new_s


# A schedule


@SCHEDULE.asks(
    "factors on the way up, at the top, on the way down and at the last step",
    hint="While n is below `rising`, the factor climbs in `rising` equal steps to 1. Since n counts from 0, which of "
    "these steps is step n? Afterwards, how many steps has the cosine already made, and out of how many?",
)
def _factors(s: Answers) -> None:
    for rng in draws():
        N, rising = int(rng.integers(80, 200)), int(rng.integers(8, 30))
        steps = (0, rising // 2, rising - 1, rising, N // 2, N - 1, rising + 1)
        got = [s.warm_cosine(n, N, rising) for n in steps]
        for n, factor in zip(steps, got, strict=True):
            expect_close(f"warm_cosine({n}, {N}, {rising})", factor, _warm(n, N, rising))


def _half_cosine(fraction: float) -> float:
    return 0.5 * (1 + math.cos(math.pi * fraction))


def _warm(n: int, N: int, rising: int) -> float:
    return (n + 1) / rising if n < rising else _half_cosine((n - rising) / (N - rising))


@SCHEDULE.mistake(
    "Your first factor is 0, so the first step goes nowhere. Which factor should the first step of the rise get, and "
    "which the last?"
)
def _from_zero(n: int, N: int, rising: int) -> float:
    return n / rising if n < rising else _warm(n, N, rising)


@SCHEDULE.mistake(
    "Your factor jumps down after the rise, because the cosine has been running since step 0. How many steps should "
    "the cosine have made when the rise is over?"
)
def _running_already(n: int, N: int, rising: int) -> float:
    return (n + 1) / rising if n < rising else _half_cosine(n / N)


@SCHEDULE.mistake(
    "Your cosine begins at the right step but doesn't come down to 0 by the end. How many steps are left for it "
    "after the rise?"
)
def _too_slow(n: int, N: int, rising: int) -> float:
    return (n + 1) / rising if n < rising else _half_cosine((n - rising) / N)


@SCHEDULE.mistake(
    "A cosine runs from 1 to −1, and a learning rate below 0 would climb. How can its range become 0 to 1?"
)
def _below_zero(n: int, N: int, rising: int) -> float:
    return (n + 1) / rising if n < rising else math.cos(math.pi * (n - rising) / (N - rising))


@SCHEDULE.mistake("Your cosine begins at 2. At which factor does the rise end?")
def _not_halved(n: int, N: int, rising: int) -> float:
    return (n + 1) / rising if n < rising else 2 * _warm(n, N, rising)


@SCHEDULE.mistake(
    "Your cosine goes through a whole period and comes back up to 1. Which part of a period runs from the top to the "
    "bottom?"
)
def _whole_period(n: int, N: int, rising: int) -> float:
    return (n + 1) / rising if n < rising else _half_cosine(2 * (n - rising) / (N - rising))


@SCHEDULE.mistake(
    "Your rise goes on for one step too many and passes 1. Steps are counted from 0: which is the last of the rise?"
)
def _one_too_many(n: int, N: int, rising: int) -> float:
    return (n + 1) / rising if n == rising else _warm(n, N, rising)


@SCHEDULE.mistake(
    "Your rise begins at 0, so the first step goes nowhere. How high should the first of `rising` equal steps be?"
)
def _from_zero_to_one(n: int, N: int, rising: int) -> float:
    return n / (rising - 1) if n < rising else _warm(n, N, rising)


@SCHEDULE.mistake(
    "Your factor is 0 at the last step, which then goes nowhere. At which step should the cosine reach 0?"
)
def _down_to_zero(n: int, N: int, rising: int) -> float:
    return (n + 1) / rising if n < rising else _half_cosine((n - rising) / (N - rising - 1))


@SCHEDULE.mistake("The warm-up is missing: your factor is the cosine from the first step on.")
def _no_rise(n: int, N: int, rising: int) -> float:
    return _half_cosine(n / N)
