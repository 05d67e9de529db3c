"""Your turn in lesson 11: a loss from a noise model, the first error signal, no overflow (lecture row L21)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lecture_nn.checks.answers import Answers
from lecture_nn.checks.expect import draws, expect_close
from lecture_nn.checks.turns.binary import BINARY
from lecture_nn.checks.turns.declare import Turn

LESSON = "11_choosing_a_loss"

COUNTS = Turn("count_loss", LESSON, "L21")
DELTA = Turn("output_delta", LESSON, "L21")
TURNS = (COUNTS, DELTA, BINARY)


# The negative log-likelihood of counts


@COUNTS.asks(
    "the mean loss of three batches of counts",
    hint="Take the logarithm of the probability: a product becomes a sum, a power becomes a factor. Then change the "
    "sign, leave out what doesn't depend on o, add up the K outputs of each example, and take the mean over the N "
    "examples.",
)
def _counts(s: Answers) -> None:
    for rng in draws():
        for shape in ((5, 3), (4, 1), (1, 2)):  # K above 1 first: it tells sums over N and K apart
            O, T = rng.uniform(0.5, 6, size=shape), rng.poisson(3, size=shape).astype(float)
            T.flat[0] = 0  # which costs something, too
            expect_close(f"count_loss, outputs {shape}", s.count_loss(O, T), _count_loss(O, T))


def _count_loss(O: NDArray, T: NDArray) -> float:
    return float(np.sum(O - T * np.log(O)) / len(O))


@COUNTS.mistake("This is the log-likelihood, which training would have to make large. How does a loss differ from it?")
def _log_likelihood(O: NDArray, T: NDArray) -> float:
    return -_count_loss(O, T)


@COUNTS.mistake("This is the sum over the examples. The mean over them is asked for.")
def _sum_of_counts(O: NDArray, T: NDArray) -> float:
    return len(O) * _count_loss(O, T)


@COUNTS.mistake(
    "You divide by the number of all entries, N times K. Should the mean be taken over entries or over examples?"
)
def _mean_of_all_counts(O: NDArray, T: NDArray) -> float:
    return float(np.mean(O - T * np.log(O)))


@COUNTS.mistake("You divide by K, the number of outputs. Should the mean be taken over outputs or over examples?")
def _mean_over_outputs(O: NDArray, T: NDArray) -> float:
    return float(np.sum(O - T * np.log(O)) / O.shape[1])


@COUNTS.mistake(
    "The factor exp(−o) is missing, so that the loss falls for ever as o grows. What does this factor add to the loss?"
)
def _without_the_mean(O: NDArray, T: NDArray) -> float:
    return float(np.sum(-T * np.log(O)) / len(O))


@COUNTS.mistake(
    "o has the wrong sign where it stands alone. What does the factor exp(−o) become in a *negative* logarithm?"
)
def _wrong_sign_of_the_mean(O: NDArray, T: NDArray) -> float:
    return float(np.sum(-O - T * np.log(O)) / len(O))


@COUNTS.mistake(
    "This is the whole negative log-likelihood, and right. But log t! doesn't depend on o, so the loss can do without "
    "it: leave it out."
)
def _with_the_factorial(O: NDArray, T: NDArray) -> float:
    factorials = [sum(np.log(np.arange(1, t + 1))) for t in T.ravel()]
    return _count_loss(O, T) + float(np.sum(factorials)) / len(O)


@COUNTS.mistake("You have changed the sign of −o, but not that of t log o. The minus belongs to the whole logarithm.")
def _wrong_sign_of_the_power(O: NDArray, T: NDArray) -> float:
    return float(np.sum(O + T * np.log(O)) / len(O))


@COUNTS.mistake("A logarithm is missing in the second term. What is the logarithm of o to the power t?")
def _without_the_logarithm(O: NDArray, T: NDArray) -> float:
    return float(np.sum(O - T * O) / len(O))


@COUNTS.mistake("These are the losses of the single examples. One number is asked for, the loss of the batch.")
def _of_each_example(O: NDArray, T: NDArray) -> NDArray:
    return np.sum(O - T * np.log(O), axis=1)


@COUNTS.mistake("These are the losses of all entries, (N, K). How does one number for the whole batch come from them?")
def _of_each_entry(O: NDArray, T: NDArray) -> NDArray:
    return O - T * np.log(O)


# Where the backward pass begins


@DELTA.asks(
    "∂E/∂z of the mean loss, for each noise model and three batches",
    hint="The three noise models differ only in how o comes from z. With the matching activation, what is left of the "
    "derivative for one example? And what does the mean over N examples do to it?",
)
def _deltas(s: Answers) -> None:
    for rng in draws():
        for noise in ("gaussian", "bernoulli", "poisson"):
            for N, K in ((5, 3), (4, 1), (1, 2)):
                Z, T = rng.normal(size=(N, K)), _targets(rng, noise, (N, K))
                expect_close(f"output_delta, {noise}, Z {N, K}", s.output_delta(Z, T, noise), _delta(Z, T, noise))


def _targets(rng: np.random.Generator, noise: str, shape: tuple[int, int]) -> NDArray:
    if noise == "gaussian":
        return rng.normal(size=shape)
    return (rng.integers(2, size=shape) if noise == "bernoulli" else rng.poisson(2, size=shape)).astype(float)


def _outputs(Z: NDArray, noise: str) -> NDArray:
    return {"gaussian": Z, "bernoulli": 1 / (1 + np.exp(-Z)), "poisson": np.exp(Z)}[noise]


def _delta(Z: NDArray, T: NDArray, noise: str) -> NDArray:
    return (_outputs(Z, noise) - T) / len(Z)


@DELTA.mistake("The sign is reversed: gradient descent would climb. Which sign should ∂E/∂z have where o is above t?")
def _reversed(Z: NDArray, T: NDArray, noise: str) -> NDArray:
    return -_delta(Z, T, noise)


@DELTA.mistake(
    "These are the derivatives of the sum over the batch. The loss is the mean over the examples: what does that "
    "change?"
)
def _of_the_sum(Z: NDArray, T: NDArray, noise: str) -> NDArray:
    return len(Z) * _delta(Z, T, noise)


@DELTA.mistake(
    "You divide by the number of all entries, N times K. Should the mean be taken over entries or over examples?"
)
def _by_all_entries(Z: NDArray, T: NDArray, noise: str) -> NDArray:
    return (_outputs(Z, noise) - T) / Z.size


@DELTA.mistake("You divide by K, the number of outputs. Should the mean be taken over outputs or over examples?")
def _by_outputs(Z: NDArray, T: NDArray, noise: str) -> NDArray:
    return (_outputs(Z, noise) - T) / Z.shape[1]


@DELTA.mistake(
    "You compare z with t for every noise model. That is right for Gaussian noise, where o = z; the others have an "
    "activation function between z and o."
)
def _without_activation(Z: NDArray, T: NDArray, noise: str) -> NDArray:
    return (Z - T) / len(Z)


@DELTA.mistake(
    "You multiply o − t by the derivative of the activation function. That belongs to the squared error; here it has "
    "cancelled against the derivative of the loss with respect to o."
)
def _with_the_derivative(Z: NDArray, T: NDArray, noise: str) -> NDArray:
    o = _outputs(Z, noise)
    return _delta(Z, T, noise) * {"gaussian": 1.0, "bernoulli": o * (1 - o), "poisson": o}[noise]


@DELTA.mistake(
    "This is ∂E/∂o. What is asked for is ∂E/∂z, so one more step of the chain rule is needed: how does o change when z "
    "does?"
)
def _with_respect_to_o(Z: NDArray, T: NDArray, noise: str) -> NDArray:
    o = _outputs(Z, noise)
    return _delta(Z, T, noise) / {"gaussian": 1.0, "bernoulli": o * (1 - o), "poisson": o}[noise]


@DELTA.mistake(
    "For counts this is ∂E/∂o. What is asked for is ∂E/∂z, so one more step of the chain rule is needed: how does "
    "o = exp(z) change when z does?"
)
def _with_respect_to_counts(Z: NDArray, T: NDArray, noise: str) -> NDArray:
    return _delta(Z, T, noise) / (np.exp(Z) if noise == "poisson" else 1)


@DELTA.mistake(
    "For counts you multiply o − t by o, the derivative of the exponential. It has cancelled against the 1/o of ∂E/∂o."
)
def _with_the_derivative_of_counts(Z: NDArray, T: NDArray, noise: str) -> NDArray:
    return _delta(Z, T, noise) * (np.exp(Z) if noise == "poisson" else 1)


@DELTA.mistake(
    "You use the sigmoid for counts as well. The mean of a count can be larger than 1; which activation function goes "
    "with it?"
)
def _sigmoid_of_counts(Z: NDArray, T: NDArray, noise: str) -> NDArray:
    return _delta(Z, T, "gaussian" if noise == "gaussian" else "bernoulli")


@DELTA.mistake("Your sigmoid falls as z grows. Which part of it decides whether it rises or falls?")
def _sigmoid_of_minus_z(Z: NDArray, T: NDArray, noise: str) -> NDArray:
    return _delta(-Z if noise == "bernoulli" else Z, T, noise)


@DELTA.mistake(
    "For noise = 'poisson' your o is z, which can be negative, but the mean of a count can't be negative. Which line "
    "of your code sets o in this case?"
)
def _linear_counts(Z: NDArray, T: NDArray, noise: str) -> NDArray:
    return _delta(Z, T, "gaussian" if noise == "poisson" else noise)


@DELTA.mistake(
    "ReLU keeps a count's mean from being negative, but it doesn't match: o − t is left only if the derivative of the "
    "activation function cancels the 1/o of ∂E/∂o."
)
def _relu_for_counts(Z: NDArray, T: NDArray, noise: str) -> NDArray:
    return (np.maximum(Z, 0) - T) / len(Z) if noise == "poisson" else _delta(Z, T, noise)


@DELTA.mistake(
    "Softplus is positive, but it doesn't match: o − t is left only if the derivative of the activation function "
    "cancels the 1/o of ∂E/∂o."
)
def _softplus_for_counts(Z: NDArray, T: NDArray, noise: str) -> NDArray:
    return (np.logaddexp(0, Z) - T) / len(Z) if noise == "poisson" else _delta(Z, T, noise)


@DELTA.mistake(
    "You use the sigmoid for Gaussian noise as well. There the mean of t can be any number, so o shouldn't be confined "
    "to (0, 1)."
)
def _sigmoid_of_numbers(Z: NDArray, T: NDArray, noise: str) -> NDArray:
    return _delta(Z, T, "bernoulli" if noise == "gaussian" else noise)


@DELTA.mistake(
    "You have added up the examples. Each has its own error signal, so the result has the shape of Z, (N, K)."
)
def _added_up(Z: NDArray, T: NDArray, noise: str) -> NDArray:
    return _delta(Z, T, noise).sum(axis=0)
