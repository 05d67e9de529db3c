"""The checks of the exercise "what is wrong with this run?" (lecture rows L27 and L28)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lecture_nn.checks import instruments, wrong_instruments
from lecture_nn.checks.answers import Answers
from lecture_nn.checks.exercise import Exercise
from lecture_nn.checks.expect import draws, expect_choice, expect_close, expect_number

EXERCISE = Exercise("monitoring", given=("MLP", "GradientDescent", "Momentum", "fit", "make_leaky", "watch"))

CURVES, UPDATE = ("15_monitoring", "Four shapes of a loss curve"), ("15_monitoring", "How large is an update?")
BUMPS, SMOOTHING = ("15_monitoring", "Where the bumps come from"), ("15_monitoring", "Smoothing for the eye")
GAP, TWENTY = ("15_monitoring", "The gap"), ("15_monitoring", "Overfit twenty examples first")
RATES = ("too low", "good", "too high", "far too high")
REMEDIES = "abcd"
SMALL = 1e-6  # of absolute differences that pass: sums of float32 numbers are no more exact


@EXERCISE.check(
    "Run a",
    points=1,
    row="L27",
    hint="How fast does it fall in the first epochs, where does it end, and how does it compare with the dotted line "
    "of guessing and with the best run?",
)
def run_a(s: Answers) -> None:
    expect_choice("run_a", s.value("run_a"), "too high", RATES)


@EXERCISE.check(
    "Run b",
    points=1,
    row="L27",
    hint="How fast does it fall, does it level off, and which other run gets as low?",
)
def run_b(s: Answers) -> None:
    expect_choice("run_b", s.value("run_b"), "good", RATES)


@EXERCISE.check(
    "Run c",
    points=1,
    row="L27",
    hint="Where does it stand after the first epoch, compared with the dotted line of guessing, and does it move "
    "afterwards?",
)
def run_c(s: Answers) -> None:
    expect_choice("run_c", s.value("run_c"), "far too high", RATES)


@EXERCISE.check(
    "Run d",
    points=1,
    row="L27",
    hint="Is it still falling after the last epoch? Where would it be after ten times as many?",
)
def run_d(s: Answers) -> None:
    expect_choice("run_d", s.value("run_d"), "too low", RATES)


for _name, _told in {
    "run_a": {
        "good": "you take a curve that levels off for a finished one. Where does it get stuck, compared with the "
        "lowest run?",
        "too low": "you take a high loss at the end for slow learning. With a low learning rate the loss falls "
        "slowly and steadily. How does it fall in this run?",
        "far too high": "you see that it gets stuck. But it does learn: it stays far below the loss of guessing.",
    },
    "run_b": {
        "too high": (
            "you take a steep fall for too high a learning rate. What matters is where the loss ends: does any "
            "run end lower?"
        ),
        "too low": "you expect little of this run. With a rate that is too low, a run doesn't get far in ten epochs: "
        "how far has this one come?",
        "far too high": "you take a steep fall for a disaster. With a learning rate that is far too high, the loss "
        "doesn't fall at all.",
    },
    "run_c": {
        "too low": "you take a loss at the level of guessing for slow learning. But when learning is slow, the loss "
        "keeps falling. What does this one do after its first steps?",
        "too high": "you see that it is stuck. But has it ever been better than guessing?",
        "good": "you take a flat curve for a finished one. Where does the dotted line of guessing stand?",
    },
    "run_d": {
        "good": "you take a smooth curve for a good one. How far has it come after ten epochs?",
        "too high": "you take a high loss at the end for a sign of steps that are too long. Is it still falling?",
        "far too high": "you take a high loss at the end for a disaster. It falls in every epoch, only slowly.",
    },
}.items():
    for _choice, _hint in _told.items():
        EXERCISE.mistaken(_name, _choice, hint=_hint, read=CURVES)


def _activations(rng: np.random.Generator, N: int, J: int, dead: int) -> NDArray:
    """Return activations of J ReLUs, some of them dead.

    Alive are unit 0, whose activations are small; unit 1, which is on for a single example, the last one if N is odd
    (for two, if there are more than 100); unit 2, which is off for the first; and others. One example turns all units
    off, except where no unit is dead: there the last one is always on.
    """
    H = np.maximum(rng.normal(size=(N, J)), 0)
    H[0], H[1] = rng.uniform(0.5, 2, size=J), 0
    H[:, 0] = 1e-12 * (H[:, 0] > 0)
    H[:, 1] = 0
    H[N - 1 if N % 2 else 2, 1:4] = 1, 1, 0
    H[3, 1] = N > 100
    H[0, 2] = 0
    H[:, 3 + rng.permutation(J - 3)[:dead]] = 0
    if not dead:
        H[:, -1] = 1
    return H


@EXERCISE.check(
    "The fraction of dead units",
    points=2,
    row="L27",
    hint="Take one unit, which is a column of H. When is it dead? Ask this of all columns at once, and then find out "
    "for which fraction of them the answer is yes.",
)
def dead_units(s: Answers) -> None:
    sizes = ((8, 6, 2), (7, 9, 3), (7, 7, 1), (6, 5, 0), (2500, 6, 2))  # the last: no threshold is near enough to all
    cases = [_activations(rng, *size) for rng in draws() for size in sizes]
    cases += [np.zeros((5, 3)), np.full((4, 3), 0.5)]
    for H, got in [(H, s.dead_fraction(H)) for H in cases]:
        expect_close("dead_fraction(H)", got, instruments.dead(H).mean(), atol=SMALL)


@EXERCISE.check(
    "The length of a step",
    points=2,
    row="L27",
    hint="First the change, entry by entry. Then the length of the change and the length of the weights, each of which "
    "is the root of a sum of squares. Try before = [3, 4] and after = [3, 4.5] by hand.",
)
def length_of_a_step(s: Answers) -> None:
    cases = []
    for rng in draws():
        for shape in ((4, 3), (2, 5)):
            before = rng.normal(size=shape)
            change = 0.1 * before + rng.normal(scale=0.05, size=shape)
            cases += [(before, before + change), (before, before - change)]
            cases.append((before, rng.normal(size=shape)))  # weights that change their sign
    for case, got in [(case, s.update_ratio(*case)) for case in cases]:
        expect_close("update_ratio(before, after)", got, instruments.update_ratio(*case), atol=SMALL)


@EXERCISE.check(
    "A smoothed curve",
    points=2,
    row="L27",
    hint="Work out the first two averages by hand, for the losses 2 and 4 and beta = 0.5. The first must be 2; the "
    "second lies between 2 and 4, and a little closer to 4.",
)
def smoothed(s: Answers) -> None:
    cases = [(rng.uniform(1, 3, size=N), rng.uniform(0.6, 0.95)) for rng in draws() for N in (12, 1, 5)]
    cases.append((np.array([2, 4, 3, 7]), 0.5))
    for (losses, beta), got in [(case, s.exponential_average(*case)) for case in cases]:
        right = instruments.exponential_average(losses, beta)
        expect_close(f"exponential_average of {len(losses)} losses", got, right, atol=SMALL)


@EXERCISE.check(
    "A third of the noise",
    points=1,
    row="L27",
    hint="The loss of a batch is a mean over B examples. How does the standard deviation of a mean depend on B?",
)
def third_of_the_noise(s: Answers) -> None:
    expect_number("batch_for_a_third", s.value("batch_for_a_third"), 144)


for _hint, _wrong in {
    "you make the batch three times as large. The standard deviation falls more slowly, with the square root of B.": (
        48,
    ),
    "you make the batch smaller. The fewer examples a mean is taken over, the more it fluctuates.": (
        16 / 9,
        16 / 3,
        5,
        2,
        1.78,
        5.33,
    ),
    "you multiply by the square root of 3. By which factor must B grow, so that its root grows threefold?": (
        16 * np.sqrt(3),
        27.7,
        28,
    ),
    "this is the factor by which the batch grows. How large is the batch then?": (9,),
    "this halves the noise. A third is asked for.": (64,),
    "your factor is 3 to the power of 3. By which factor must B grow, so that its root grows threefold?": (432,),
    "you have squared the 16 as well. By which factor does the batch have to grow?": (16**2 * 9,),
}.items():
    for _value in _wrong:
        EXERCISE.mistaken("batch_for_a_third", _value, hint=_hint, read=BUMPS)


@EXERCISE.check(
    "The generalization gap",
    points=2,
    row="L28",
    hint="Take the accuracies after the last epoch: which index is that, when every row is a run? Then the difference, "
    "run by run, and the mean.",
)
def generalization_gap(s: Answers) -> None:
    cases = []
    for rng in draws():
        for shape in ((4, 6), (3, 5), (5, 5)):
            training, validation = rng.uniform(0.6, 1, size=shape), rng.uniform(0.5, 0.9, size=shape)
            training[0, -1] = validation[0, -1] - 0.03  # validation may be better, too
            if shape == (3, 5):  # and even on the whole
                training[:, -1] = validation[:, -1] + rng.permutation([-0.1, -0.06, 0.04])
            cases.append((training, validation))
    for case, got in [(case, s.generalization_gap(*case)) for case in cases]:
        expect_close("generalization_gap(training, validation)", got, instruments.gap(*case), atol=SMALL)


@EXERCISE.check(
    "What network 1 needs",
    points=1,
    row="L28",
    hint="It gets every training example right, and many others wrong. What has it learned, and what would keep it "
    "from that?",
)
def network_1(s: Answers) -> None:
    expect_choice("for_network_1", s.value("for_network_1"), "b", REMEDIES)


@EXERCISE.check(
    "What network 2 needs",
    points=1,
    row="L28",
    hint="The two accuracies are nearly the same. So what can closing the gap still win, and what is left to improve?",
)
def network_2(s: Answers) -> None:
    expect_choice("for_network_2", s.value("for_network_2"), "a", REMEDIES)


@EXERCISE.check(
    "What network 3 needs",
    points=1,
    row="L27",
    hint="Twenty examples can be memorized by almost any network. If they aren't, what does that say about all the "
    "other explanations?",
)
def network_3(s: Answers) -> None:
    expect_choice("for_network_3", s.value("for_network_3"), "d", REMEDIES)


for _name, _told in {
    "for_network_1": {
        "a": "you treat network 1 as too small. It has room enough to get every training example right, so a larger "
        "one would memorize them, too.",
        "c": "you look at the training accuracy only. What counts are examples that it hasn't been trained on.",
        "d": "you suspect a bug. A network that learns all its training examples shows that its trainer works.",
    },
    "for_network_2": {
        "b": "you fight overfitting. But there is hardly a gap to close, and weight decay would make both accuracies "
        "worse.",
        "c": "you take a small gap for a good result. Both accuracies are low.",
        "d": "you suspect a bug. There may be one, but the network learns a good deal; first give it the chance to "
        "learn more.",
    },
    "for_network_3": {
        "a": "you treat network 3 as too small, or not trained for long enough. For twenty examples it is large "
        "enough, and it doesn't learn these either.",
        "b": "you fight overfitting. This network doesn't even learn its training examples.",
        "c": "you take a loss that stays where it is for a finished run. It is the loss of guessing.",
    },
}.items():
    for _choice, _hint in _told.items():
        EXERCISE.mistaken(_name, _choice, hint=_hint, read=TWENTY if _name == "for_network_3" else GAP)


EXERCISE.wrong_answers("dead_fraction", wrong_instruments.DEAD, read=CURVES)
EXERCISE.wrong_answers("update_ratio", wrong_instruments.RATIO, read=UPDATE)
EXERCISE.wrong_answers("exponential_average", wrong_instruments.AVERAGE, read=SMOOTHING)
EXERCISE.wrong_answers("generalization_gap", wrong_instruments.GAP, read=GAP)
