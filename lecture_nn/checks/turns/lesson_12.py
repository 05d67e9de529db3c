"""Your turn in lesson 12: a softmax, its loss and their error signal, as in the exercise "softmax" (row L22)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lecture_nn.checks.answers import Answers
from lecture_nn.checks.expect import draws, expect_close
from lecture_nn.checks.logits import WHOLE, binary, losses, shifted, softmax, targets, unstable
from lecture_nn.checks.turns.declare import Turn

LESSON = "12_softmax_and_cross_entropy"

SOFTMAX = Turn("stable_softmax", LESSON, "L22")
LOSS = Turn("stable_cross_entropy", LESSON, "L22")
DELTA = Turn("delta_logits", LESSON, "L22")
TURNS = (SOFTMAX, LOSS, DELTA)

FAR = np.array([[1000, 1000, -2000], [-1000] * 3, [0, 0, 2], [-900, 0, 900]])
"""Added to the logits of four examples, it leads out of what exp can hold in both directions."""


# The softmax


@SOFTMAX.asks(
    "the probabilities of two batches",
    hint="Each row of Z is an example of its own. Exponentiate all its entries, then divide by their sum. Work out one "
    "row by hand and compare.",
)
def _probabilities(s: Answers) -> None:
    for rng in draws():
        for Z in (rng.normal(size=(5, 3)), rng.normal(size=(2, 4)), WHOLE):
            expect_close(f"stable_softmax of {Z.shape[0]} examples, {Z.dtype}", s.stable_softmax(Z), softmax(Z))


@SOFTMAX.asks(
    "logits near 1000 and -1000",
    hint="exp(1000) is more than a computer can hold. Which number can you subtract from all logits of a row, so that "
    "none of them is positive?",
)
def _far_away(s: Answers) -> None:
    for rng in draws():
        Z = rng.normal(size=(4, 3)) + FAR
        expect_close("stable_softmax, logits near 1000 and -1000", s.stable_softmax(Z), softmax(Z))


@SOFTMAX.mistake(
    "The formula is right, but exp overflows or underflows: infinity divided by infinity, or 0 by 0, is not a number. "
    "What can be subtracted from a row without changing its probabilities?"
)
def _without_shift(Z: NDArray) -> NDArray:
    return unstable(Z)


@SOFTMAX.mistake("You subtract the largest number of the batch from every row. What happens to a row far below it?")
def _one_shift_for_all(Z: NDArray) -> NDArray:
    e = np.exp(Z - Z.max())
    return e / e.sum(axis=1, keepdims=True)


@SOFTMAX.mistake(
    "Your sum runs over the examples, so that each column adds up to 1. The probabilities of one example should: which "
    "axis is that?"
)
def _down_the_columns(Z: NDArray) -> NDArray:
    return softmax(Z.T).T


@SOFTMAX.mistake("You subtract the largest logit of each column. Does every logit of a row then lose the same number?")
def _shift_of_the_columns(Z: NDArray) -> NDArray:
    e = np.exp(Z - Z.max(axis=0))
    return e / e.sum(axis=1, keepdims=True)


@SOFTMAX.mistake(
    "You subtract the largest logit above the fraction bar, but not below it. Does the shift still cancel?"
)
def _shifted_above_only(Z: NDArray) -> NDArray:
    return np.exp(Z - Z.max(axis=1, keepdims=True)) / np.exp(Z).sum(axis=1, keepdims=True)


@SOFTMAX.mistake("Your sum runs over the whole array, so that all examples together add up to 1.")
def _over_everything(Z: NDArray) -> NDArray:
    return np.exp(Z) / np.exp(Z).sum()


@SOFTMAX.mistake("Each row has the right shift, but then you divide by the sum of the whole array, not of the row.")
def _over_everything_after_the_shift(Z: NDArray) -> NDArray:
    e = np.exp(Z - Z.max(axis=1, keepdims=True))
    return e / e.sum()


SOFTMAX.wrong_answers(
    SOFTMAX.name,
    {
        "You divide logits by their sum. The exponentials are missing.": lambda Z: Z / Z.sum(axis=1, keepdims=True),
        "Each output goes through a sigmoid of its own, so nothing makes a row add up to 1.": lambda Z: (
            1 / (1 + np.exp(-Z))
        ),
        "These are the exponentials, not yet divided by their sum.": shifted,
        "You divide the logits by the largest one, so that their differences shrink. What can be done to all "
        "logits of a row without changing their differences?": lambda Z: softmax(
            Z / np.abs(Z).max(axis=1, keepdims=True)
        ),
    },
    read=(LESSON, ""),
)


# The loss


@LOSS.asks(
    "the mean loss of two batches",
    hint="For each example only the right class counts, and the logarithm of its probability is its logit minus the "
    "log-sum-exp of the row. How do the one-hot targets pick out that logit? Mind the sign of the loss, and take the "
    "mean over the examples.",
)
def _mean_loss(s: Answers) -> None:
    for rng in draws():
        for N, K in ((6, 4), (3, 2)):
            Z, T = rng.normal(size=(N, K)), targets(rng, N, K)
            what = f"stable_cross_entropy, {N} examples of {K} classes"
            expect_close(what, s.stable_cross_entropy(Z, T), losses(Z, T).mean())


@LOSS.asks(
    "a network that is confidently wrong",
    hint="A probability that has been rounded to 0 has no logarithm. Don't compute the probability at all: log o is "
    "z minus the log-sum-exp, and in the log-sum-exp the largest logit is taken out of the exponentials.",
)
def _confidently_wrong(s: Answers) -> None:
    for rng in draws():
        Z, T = 900 * rng.normal(size=(6, 4)), targets(rng, 6, 4)
        expect_close("stable_cross_entropy, large logits", s.stable_cross_entropy(Z, T), losses(Z, T).mean())


@LOSS.mistake(
    "You compute probabilities first, and then their logarithm. Some of them come out as exactly 0, or as nan if an "
    "exponential has overflowed. What is log o if you write it out before you compute anything?"
)
def _log_of_zero(Z: NDArray, T: NDArray) -> float:
    return -float((T * np.log(softmax(Z))).sum(axis=1).mean())


@LOSS.mistake(
    "The result is infinite. Either exponentials overflow, or you take the logarithm of a probability that was rounded "
    "to 0. How is log o written so that neither happens?"
)
def _overflows(Z: NDArray, T: NDArray) -> float:
    return float((np.log(np.exp(Z).sum(axis=1)) - (T * Z).sum(axis=1)).mean())


@LOSS.mistake("This is the sum over the examples. The loss of a batch is their mean.")
def _summed(Z: NDArray, T: NDArray) -> float:
    return float(losses(Z, T).sum())


@LOSS.mistake("You divide by the number of entries, N times K. How many examples are there?")
def _mean_over_entries(Z: NDArray, T: NDArray) -> float:
    return float(losses(Z, T).mean() / Z.shape[1])


@LOSS.mistake("The sign is reversed. A probability is at most 1: which sign has its logarithm, and which the loss?")
def _reversed_sign(Z: NDArray, T: NDArray) -> float:
    return -float(losses(Z, T).mean())


@LOSS.mistake("These are the losses of the single examples. One number is asked for, the loss of the batch.")
def _of_each(Z: NDArray, T: NDArray) -> NDArray:
    return losses(Z, T)


@LOSS.mistake("This is the loss in bits. Which logarithm does training use?")
def _in_bits(Z: NDArray, T: NDArray) -> float:
    return float(losses(Z, T).mean() / np.log(2))


@LOSS.mistake("You have averaged minus the right logit itself. What turns a logit into a log-probability?")
def _without_log_sum_exp(Z: NDArray, T: NDArray) -> float:
    return -float((T * Z).sum(axis=1).mean())


@LOSS.mistake(
    "You subtracted the largest logit inside the exponentials. How do you make up for that outside of the logarithm?"
)
def _largest_forgotten(Z: NDArray, T: NDArray) -> float:
    return float((losses(Z, T) - Z.max(axis=1)).mean())


@LOSS.mistake(
    "You add the largest logit back to the log-sum-exp, but not to the right class's logit. Do both terms use the "
    "same logits?"
)
def _shift_counted_once(Z: NDArray, T: NDArray) -> float:
    return float((losses(Z, T) + Z.max(axis=1)).mean())


@LOSS.mistake("You add the largest logit outside the logarithm, but haven't subtracted it in the exponentials.")
def _shift_missing_inside(Z: NDArray, T: NDArray) -> float:
    return float((Z.max(axis=1) + np.log(np.exp(Z).sum(axis=1)) - (T * Z).sum(axis=1)).mean())


@LOSS.mistake(
    "You subtract the largest number of the whole batch from every row. What happens to the exponentials in a row "
    "far below it, and of their logarithm?"
)
def _one_largest_for_all(Z: NDArray, T: NDArray) -> float:
    m = Z.max()
    return float((m + np.log(np.exp(Z - m).sum(axis=1)) - (T * Z).sum(axis=1)).mean())


@LOSS.mistake("This is the mean of L alone. Which term of the loss depends on the right class?")
def _log_sum_exp_only(Z: NDArray, T: NDArray) -> float:
    return float((losses(Z, T) + (T * Z).sum(axis=1)).mean())


@LOSS.mistake("You subtract the largest logit of each row. It should be that of the right class, whichever it is.")
def _of_the_predicted_class(Z: NDArray, T: NDArray) -> float:
    return float((losses(Z, T) + (T * Z).sum(axis=1) - Z.max(axis=1)).mean())


@LOSS.mistake("You count L once for every class. How often does it stand in the loss of one example?")
def _once_for_every_class(Z: NDArray, T: NDArray) -> float:
    return float((Z.shape[1] * (losses(Z, T) + (T * Z).sum(axis=1)) - (T * Z).sum(axis=1)).mean())


@LOSS.mistake("The terms (1 - t) log(1 - o) belong to sigmoid outputs. Here only the right class has a term.")
def _binary(Z: NDArray, T: NDArray) -> float:
    return binary(Z, T)


# The error signal


@DELTA.asks(
    "∂E/∂z of the mean loss, for two batches",
    hint="For one example it is o - t, with o the softmax of z. The loss is the mean over the examples, so what is "
    "each row divided by?",
)
def _signal(s: Answers) -> None:
    for rng in draws():
        for N, K in ((6, 4), (3, 2)):
            Z, T = rng.normal(size=(N, K)), targets(rng, N, K)
            expect_close(f"delta_logits, {N} examples", s.delta_logits(Z, T), _delta(Z, T))


@DELTA.asks(
    "logits near 1000 and -1000",
    hint="Something is infinite or 0 divided by 0. Take the softmax that subtracts the largest logit of each row, and "
    "don't divide by a probability: o - t needs no division.",
)
def _far_signal(s: Answers) -> None:
    for rng in draws():
        Z, T = rng.normal(size=(4, 3)) + FAR, targets(rng, 4, 3)
        expect_close("delta_logits, logits near 1000 and -1000", s.delta_logits(Z, T), _delta(Z, T))


def _delta(Z: NDArray, T: NDArray) -> NDArray:
    return (softmax(Z) - T) / len(Z)


@DELTA.mistake("This is the gradient of the sum over the batch. The loss is the mean: what does that change?")
def _of_the_sum(Z: NDArray, T: NDArray) -> NDArray:
    return softmax(Z) - T


@DELTA.mistake("Every sign is reversed. Which way do your numbers point, uphill or downhill?")
def _reversed(Z: NDArray, T: NDArray) -> NDArray:
    return -_delta(Z, T)


@DELTA.mistake(
    "You multiply by o(1 - o), as for sigmoid outputs with the squared error. With cross-entropy and the whole "
    "Jacobian, what is left of the derivative?"
)
def _slides(Z: NDArray, T: NDArray) -> NDArray:
    o = softmax(Z)
    return _delta(Z, T) * o * (1 - o)


@DELTA.mistake(
    "Two things: o(1 - o) belongs to sigmoid outputs with the squared error, and the mean over the N examples is "
    "missing."
)
def _slides_of_the_sum(Z: NDArray, T: NDArray) -> NDArray:
    o = softmax(Z)
    return (o - T) * o * (1 - o)


@DELTA.mistake("Two things: every sign is reversed, t - o, and the mean over the N examples is missing.")
def _reversed_of_the_sum(Z: NDArray, T: NDArray) -> NDArray:
    return -len(Z) * _delta(Z, T)


@DELTA.mistake("Only t is divided by N, not o. What does Python compute first, the difference or the quotient?")
def _without_parentheses(Z: NDArray, T: NDArray) -> NDArray:
    return softmax(Z) - T / len(Z)


@DELTA.mistake(
    "Only the right class has an error signal in your result: −t(1 − o), as from the diagonal of the Jacobian alone. "
    "Each logit moves all the outputs of its example. How does the loss change when the logit of another class grows?"
)
def _diagonal_only(Z: NDArray, T: NDArray) -> NDArray:
    return -T * (1 - softmax(Z)) / len(Z)


@DELTA.mistake(
    "This is the derivative with respect to the probabilities o. The Jacobian of the softmax leads on to the logits."
)
def _with_respect_to_outputs(Z: NDArray, T: NDArray) -> NDArray:
    return -T / softmax(Z) / len(Z)


@DELTA.mistake("You subtract the targets, which are probabilities, from logits. What makes logits comparable to them?")
def _withoutsoftmax(Z: NDArray, T: NDArray) -> NDArray:
    return (Z - T) / len(Z)


@DELTA.mistake("You divide by the number of entries, N times K. Is the mean to be over entries, or over examples?")
def _averaged_over_entries(Z: NDArray, T: NDArray) -> NDArray:
    return _delta(Z, T) / Z.shape[1]


@DELTA.mistake("This is right until exp overflows. What does a stable softmax do before it takes exp?")
def _with_overflow(Z: NDArray, T: NDArray) -> NDArray:
    return (unstable(Z) - T) / len(Z)
