"""The checks of the exercise "softmax and its loss" (lecture rows L21 and L22)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from lecture_nn.checks import logits
from lecture_nn.checks.answers import Answers
from lecture_nn.checks.exercise import Exercise
from lecture_nn.checks.expect import draws, expect_choice, expect_close, expect_number

EXERCISE = Exercise("softmax")

DETECTORS = ("12_softmax_and_cross_entropy", "Ten detectors, ten opinions")
SOFTMAX = ("12_softmax_and_cross_entropy", "From logits to probabilities: the softmax")
SURPRISE = ("12_softmax_and_cross_entropy", "How surprised is the network?")
PATHS = ("12_softmax_and_cross_entropy", "One error signal from many paths")
NOISE = ("11_choosing_a_loss", "Three noise models, one error signal")
MISMATCH = ("11_choosing_a_loss", "What a mismatch does: a plateau")
RANGE = ("19_errata", "E12: sigmoid outputs for regression")


@EXERCISE.check(
    "The output for a price",
    points=1,
    row="L21",
    hint="A price can be any number. Which of these outputs can be 250,000?",
)
def price(s: Answers) -> None:
    expect_choice("for_a_price", s.value("for_a_price"), "c", "abc")


EXERCISE.mistaken(
    "for_a_price",
    "a",
    hint="you treat a price as a yes or no. The output of a sigmoid stays between 0 and 1, whatever the price.",
    read=RANGE,
)
EXERCISE.mistaken(
    "for_a_price",
    "b",
    hint="you treat a price as a choice among classes. The outputs of a softmax are probabilities that add up to 1.",
    read=NOISE,
)


@EXERCISE.check(
    "The output for one of seven species",
    points=1,
    row="L22",
    hint="The network should return seven probabilities, one for each species. What do they add up to?",
)
def species(s: Answers) -> None:
    expect_choice("for_a_species", s.value("for_a_species"), "b", "abc")


EXERCISE.mistaken(
    "for_a_species",
    "a",
    hint="you see seven separate questions, each with a yes or no. But a flower has exactly one species, so the "
    "probabilities are tied together: what must they add up to?",
    read=DETECTORS,
)
EXERCISE.mistaken(
    "for_a_species",
    "c",
    hint="you treat the species as a number. Species 4 isn't twice species 2, so the network should return a "
    "probability for each.",
    read=SOFTMAX,
)


@EXERCISE.check(
    "Softmax of a batch",
    points=2,
    row="L22",
    hint="Each row of Z is an example of its own, and its outputs add up to 1. Which axis does the sum run along, and "
    "what does keepdims do? Work out one row by hand and compare.",
)
def softmax_of_a_batch(s: Answers) -> None:
    for rng in draws():
        Z = rng.normal(size=(5, 3))
        expect_close("softmax(Z)", s.softmax(Z), logits.softmax(Z))
    expect_close("softmax([[1, 2, 3], [0, -1, 1]])", s.softmax(logits.WHOLE), logits.softmax(logits.WHOLE))


@EXERCISE.check(
    "Softmax of very large and very small numbers",
    points=2,
    row="L22",
    hint="exp(1000) is too large for a floating-point number. What happens to the softmax of a row when the same "
    "number is added to all of its entries, and which number would you add?",
)
def softmax_is_stable(s: Answers) -> None:
    for rng in draws():
        far = [[1000] * 3, [-1000] * 3, [0, 0, 2], [-900, 0, 900], [900, 0, -900]]
        Z = rng.normal(size=(5, 3)) + np.array(far)
        got = s.softmax(Z)
        # In float32, numbers near 1000 are 0.00006 apart.
        expect_close("softmax(Z) with entries near 1000 and -1000", got, logits.softmax(Z), rtol=1e-3)


EXERCISE.wrong_answers(
    "softmax",
    {
        "when `Z` holds whole numbers, so does your result: your array has taken over the type of `Z`, and "
        "everything after the decimal point is cut off. Which type should it have?": logits.cut_off,
        "your sum runs over the examples. The outputs of one example should add up to 1: which "
        "axis is that?": lambda Z: logits.softmax(Z.T).T,
        "you return a 1 for the largest logit and 0 for the others. A softmax is soft: the others have a probability, "
        "too.": lambda Z: np.where(Z.max(axis=1, keepdims=True) > Z, 0.0, 1.0),
        "the sign in the exponent is reversed, so the largest logit has the smallest probability.": lambda Z: (
            logits.softmax(-Z)
        ),
        "you divide the logits by a number to make them smaller, and that changes the probabilities. Which other "
        "change of the logits doesn't?": lambda Z: logits.softmax(Z / np.abs(Z).max(axis=1, keepdims=True)),
        "you subtract the largest number of each column. Then the entries of a row are shifted by different amounts: "
        "which shift leaves a softmax as it is?": lambda Z: logits.unstable(Z - Z.max(axis=0)),
        "you put a 0 where the result isn't a number. Avoid the overflow, then there is nothing to repair.": lambda Z: (
            np.nan_to_num(logits.unstable(Z))
        ),
        "your sum runs over the whole array, so that all examples together add up to 1. Each should do "
        "so by itself.": lambda Z: logits.softmax(Z.reshape(1, -1)).reshape(Z.shape),
        "your sum runs over the whole array, so that all examples together add up to 1. Each row should do so by "
        "itself.": lambda Z: logits.shifted(Z) / logits.shifted(Z).sum(),
        "your maximum is right, but your sum runs over the examples. The outputs of one example should add up to 1. "
        "Along which axis do they lie?": lambda Z: logits.shifted(Z) / logits.shifted(Z).sum(axis=0),
        "you divide each number by the sum of the numbers. The exponential is missing, which makes them "
        "all positive.": lambda Z: Z / Z.sum(axis=1, keepdims=True),
        "each output goes through a sigmoid of its own, so the outputs of an example don't add up to 1.": lambda Z: (
            1 / (1 + np.exp(-Z))
        ),
        "you return the exponentials. What makes the outputs of an example add up to 1?": lambda Z: np.exp(Z),
        "you return the exponentials, shifted. What makes the outputs of an example add up to 1?": logits.shifted,
        "you return the logarithms of the probabilities.": lambda Z: np.log(logits.softmax(Z)),
        "you return the logarithms of the probabilities. How do you undo a logarithm?": lambda Z: (
            Z - Z.max(axis=1, keepdims=True) - np.log(logits.shifted(Z).sum(axis=1, keepdims=True))
        ),
        "the formula is right, but its exponentials overflow: infinity divided by infinity is not a number. Make the "
        "exponents smaller without changing the result.": lambda Z: np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True),
        "you subtract the largest number of the whole batch from every row. A row far below it becomes 0 divided "
        "by 0. Does every row need the same shift?": lambda Z: logits.unstable(Z - Z.max()),
        "you subtract each row's mean. That is a shift, too, but the largest entry may still be far "
        "above the mean.": lambda Z: logits.unstable(Z - Z.mean(axis=1, keepdims=True)),
        "you subtract each row's smallest entry, and so the exponents grow. They should become smaller.": lambda Z: (
            logits.unstable(Z - Z.min(axis=1, keepdims=True))
        ),
        "you limit the entries to some range, so that all entries beyond it count as equal. Which change of a row "
        "leaves its softmax as it is?": lambda Z: logits.unstable(np.clip(Z, -500, 500)),
    },
    read=SOFTMAX,
)


@EXERCISE.check(
    "The mean cross-entropy of a batch",
    points=2,
    row="L22",
    hint="For each example, only the log-probability of the right class counts. Then take the mean over the examples.",
)
def cross_entropy_of_a_batch(s: Answers) -> None:
    for rng in draws():
        Z, T = rng.normal(size=(6, 4)), logits.targets(rng, 6, 4)
        expect_close("cross_entropy(Z, T)", s.cross_entropy(Z, T), logits.cross_entropy(Z, T), atol=1e-6)


def _of_all_sizes() -> Iterator[tuple[str, NDArray, NDArray]]:
    """Give ordinary logits, large ones, and whole numbers, each with targets."""
    for rng in draws():
        Z, T = rng.normal(size=(6, 4)), logits.targets(rng, 6, 4)
        yield "ordinary", Z, T
        yield "large", 900 * Z, T
        yield "whole", np.rint(3 * Z).astype(int), T


@EXERCISE.check(
    "The cross-entropy of a network that is confidently wrong",
    points=1,
    row="L22",
    hint="A probability of exactly 0 has no logarithm. Write log(softmax) out before computing it: which parts cancel?",
    hidden=True,
)
def cross_entropy_is_stable(s: Answers) -> None:
    for what, Z, T in _of_all_sizes():
        loss = s.cross_entropy(Z, T)
        expect_close(f"cross_entropy(Z, T) with {what} entries", loss, logits.cross_entropy(Z, T), atol=1e-6)
    Z = np.array([[1000.0, 1001.0, 1000.0], [-1002.0, -1000.0, -1000.0], [1000.0, 1000.0, -1000.0]])
    T, what = np.eye(3)[[0, 2, 2]], "cross_entropy(Z, T) with large entries close to each other"
    expect_close(what, s.cross_entropy(Z, T), logits.cross_entropy(Z, T), atol=1e-6)


EXERCISE.wrong_answers("cross_entropy", logits.WRONG_CROSS_ENTROPIES, read=SURPRISE)

for _guard in logits.GUARDS:
    EXERCISE.wrong_answers(
        "cross_entropy",
        {
            "a guard in your logarithm, such as a limit or a small number that you add, hides how wrong the network "
            "is. Can you find the logarithm without computing the probability first?": lambda Z, T, guard=_guard: (
                logits.log_loss(Z, T, guard)
            ),
        },
        read=SURPRISE,
    )


@EXERCISE.check(
    "The gradient with respect to the logits",
    points=2,
    row="L22",
    hint="If softmax isn't right yet, look there first. Then nudge one entry of Z by 1e-6 and see by how much your own "
    "cross_entropy changes. Which entries of your gradient disagree, and by which factor?",
)
def gradient(s: Answers) -> None:
    for rng in draws():
        Z, T = rng.normal(size=(6, 4)), logits.targets(rng, 6, 4)
        expect_close("gradient(Z, T)", s.gradient(Z, T), (logits.softmax(Z) - T) / len(Z), atol=1e-6)


@EXERCISE.check(
    "The gradient of a network that is confidently wrong",
    points=1,
    row="L22",
    hint="Call your gradient with logits near 1000 and −1000. Which step gives no number there, and have you met it "
    "before in this exercise?",
    hidden=True,
)
def gradient_is_stable(s: Answers) -> None:
    for what, Z, T in _of_all_sizes():
        expect_close(
            f"gradient(Z, T) with {what} logits", s.gradient(Z, T), (logits.softmax(Z) - T) / len(Z), atol=1e-6
        )


EXERCISE.wrong_answers(
    "gradient",
    {
        "this is the gradient of the sum over the examples. The loss above is the mean over them.": lambda Z, T: (
            logits.softmax(Z) - T
        ),
        "your gradient is right for small logits, and the exponentials of large ones overflow. Which function of yours "
        "copes with these?": lambda Z, T: (logits.unstable(Z) - T) / len(Z),
        "you divide the targets by N and not the outputs. Which does Python do first, a subtraction or a "
        "division?": lambda Z, T: logits.softmax(Z) - T / len(Z),
        "you divide by the number of entries, N times K. The mean is taken over the N examples.": lambda Z, T: (
            (logits.softmax(Z) - T) / Z.size
        ),
        "you take o − t for ∂C/∂o, as if C were a squared error. What is the derivative of the "
        "logarithm?": lambda Z, T: logits.through(logits.softmax(Z), logits.softmax(Z) - T) / len(Z),
        "your sign is reversed, and the sum is taken in place of the mean.": lambda Z, T: T - logits.softmax(Z),
        "you divide by the number of classes. The mean is taken over the examples: how many are there?": lambda Z, T: (
            (logits.softmax(Z) - T) / Z.shape[1]
        ),
        "your gradient is twice as large as it should be. There is no square in this loss.": lambda Z, T: (
            2 * (logits.softmax(Z) - T) / len(Z)
        ),
        "you have computed the derivative of the sum of the losses with respect to the probabilities. One more step "
        "leads to the logits.": lambda Z, T: -T / logits.softmax(Z),
        "you have computed how each output changes with its own logit. The targets have no "
        "part in that.": lambda Z, T: logits.softmax(Z) * (1 - logits.softmax(Z)),
        "you multiply by o(1 − o), the derivative of a sigmoid, as if the loss were the squared error. Begin with the "
        "loss of this exercise: what is its derivative with respect to each output?": lambda Z, T: (
            (logits.softmax(Z) - T) * logits.softmax(Z) * (1 - logits.softmax(Z)) / len(Z)
        ),
        "you multiply by o(1 − o), the derivative of a sigmoid, as if the loss were the squared error, and you take "
        "the sum over the examples.": lambda Z, T: (
            (logits.softmax(Z) - T) * logits.softmax(Z) * (1 - logits.softmax(Z))
        ),
        "the sign is reversed. Your numbers point downhill, but the gradient points to where "
        "the loss grows.": lambda Z, T: (T - logits.softmax(Z)) / len(Z),
        "you have computed the derivative with respect to the probabilities. One more step of the chain rule leads to "
        "the logits.": lambda Z, T: -T / logits.softmax(Z) / len(Z),
        "only the logit of the right class has a gradient in your result. But every logit affects all the outputs, "
        "because the outputs add up to 1. How does the loss change when the logit of another class "
        "grows?": lambda Z, T: -T * (1 - logits.softmax(Z)) / len(Z),
        "your outputs come from sigmoids. The outputs of this network are the softmax of its logits.": lambda Z, T: (
            (1 / (1 + np.exp(-Z)) - T) / len(Z)
        ),
        "you compare the targets with the logits. The outputs are their softmax.": lambda Z, T: (Z - T) / len(Z),
        "your gradient is the average over the batch. Every example has logits of its own, so the result keeps one "
        "row for each.": lambda Z, T: (logits.softmax(Z) - T).mean(axis=0),
    },
    read=PATHS,
)


@EXERCISE.check(
    "The ratio of the two derivatives",
    points=2,
    row="L21",
    hint="Write down dE/dz of both losses for one sigmoid output. Which factor stands in one and not in the other?",
)
def ratio(s: Answers) -> None:
    expect_number("times_steeper", s.value("times_steeper"), 1 / UPSIDE_DOWN, tolerance=0.5)


_o = float(1 / (1 + np.exp(4.0)))  # the output at z = -4
LOSSES_COMPARED = -np.log(_o) / (0.5 * (1 - _o) ** 2)
UPSIDE_DOWN = _o * (1 - _o)

for _hint, _wrong in {
    "you have compared the losses themselves. A step depends on their derivatives.": (8, 8.3, LOSSES_COMPARED),
    "you find no difference. How does the squared error get from o back to z?": (1,),
    "you are close. Is a factor near 1 left out, or a number rounded on the way?": (56,),
    "you have lost a sign. Both derivatives are negative, so their ratio is positive.": (-57,),
    "your answer is half of what it should be. Which factor does the squared error have in front of it?": (28,),
    "there is an extra factor of 2. The square brings down a 2, which cancels the ½ in front of it.": (113, 114),
    "according to your number, the squared error is the steeper of the two. Is it?": (
        0,
        0.02,
        0.018,
        0.0177,
        1 / 57,
        UPSIDE_DOWN,
    ),
}.items():
    for _value in _wrong:
        EXERCISE.mistaken("times_steeper", _value, hint=_hint, read=MISMATCH)
EXERCISE.nearly("times_steeper", 45, 70, hint="you are close. What is the slope of each loss in z here?", read=MISMATCH)
