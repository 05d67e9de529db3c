"""The checks of the exercise "backprop in a single layer" (lecture rows L18 and L19)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lecture_nn.activations import sigmoid
from lecture_nn.checks.answers import Answers
from lecture_nn.checks.exercise import Exercise
from lecture_nn.checks.expect import draws, expect_close, expect_list, expect_number

EXERCISE = Exercise("single_layer_backprop", given=("sigmoid",))

UNIT = ("09_single_layer_backprop", "One unit, one case")
LAYER = ("09_single_layer_backprop", "A whole layer")
CASES = ("09_single_layer_backprop", "Many cases, logistic units")
LOOP = ("09_single_layer_backprop", "The loop")
COST = ("09_single_layer_backprop", "What it costs")


@EXERCISE.check(
    "The delta of a logistic unit",
    points=2,
    row="L18",
    hint="Two links of the chain: dE/do, and do/dz in terms of o.",
)
def delta(s: Answers) -> None:
    for rng in draws():
        o, t = rng.uniform(0.05, 0.95, size=(4, 3)), rng.integers(2, size=(4, 3)).astype(float)
        expect_close("delta_z(o, t)", s.delta_z(o, t), _delta(o, t))


@EXERCISE.misunderstanding("delta_z", hint="this is dE/do. The link from o to z is missing.", read=UNIT)
def forgot_slope(o: NDArray, t: NDArray) -> NDArray:
    return o - t


@EXERCISE.misunderstanding("delta_z", hint="the sign is turned around: E grows when o moves away from t.", read=UNIT)
def sign_turned(o: NDArray, t: NDArray) -> NDArray:
    return (t - o) * o * (1 - o)


@EXERCISE.misunderstanding(
    "delta_z", hint="you apply the sigmoid once more to o. Its slope is known from o itself.", read=UNIT
)
def sigmoid_again(o: NDArray, t: NDArray) -> NDArray:
    return (o - t) * sigmoid(o) * (1 - sigmoid(o))


@EXERCISE.misunderstanding("delta_z", hint="this is the slope of a tanh unit.", read=UNIT)
def slope_of_tanh(o: NDArray, t: NDArray) -> NDArray:
    return (o - t) * (1 - o**2)


@EXERCISE.misunderstanding("delta_z", hint="a factor 2: the squared error has a ½, which cancels the 2.", read=UNIT)
def without_the_half(o: NDArray, t: NDArray) -> NDArray:
    return 2 * _delta(o, t)


def _problem(rng: np.random.Generator, N: int, D: int = 4, K: int = 3) -> tuple[NDArray, ...]:
    X, T = rng.normal(size=(N, D)), rng.integers(2, size=(N, K)).astype(float)
    return X, T, rng.normal(size=(K, D)), rng.normal(size=K)


@EXERCISE.check(
    "The gradient of one example",
    points=2,
    row="L18",
    hint="Weight (k, i) leads to unit k from input i: which delta and which input does it meet? The bias's input is 1.",
)
def one_example(s: Answers) -> None:
    for rng in draws():
        for D, K in ((4, 3), (3, 3)):
            X, T, W, b = _problem(rng, 1, D, K)
            d_weights, d_bias = expect_list("gradient_of_example(...)", s.gradient_of_example(X[0], T[0], W, b), 2)
            expected = _gradient(X, T, W, b)
            expect_close("d_weights of one example", d_weights, expected[0])
            expect_close("d_bias of one example", d_bias, expected[1])


@EXERCISE.misunderstanding(
    "gradient_of_example", hint="rows and columns are exchanged: weights are (units, inputs).", read=LAYER
)
def transposed(x: NDArray, t: NDArray, W: NDArray, b: NDArray) -> tuple[NDArray, NDArray]:
    d_weights, d_bias = _gradient(x[None], t[None], W, b)
    return d_weights.T, d_bias


@EXERCISE.misunderstanding("gradient_of_example", hint="the slope of the sigmoid is missing in the delta.", read=LAYER)
def case_without_slope(x: NDArray, t: NDArray, W: NDArray, b: NDArray) -> tuple[NDArray, NDArray]:
    delta = sigmoid(W @ x + b) - t
    return np.outer(delta, x), delta


@EXERCISE.misunderstanding(
    "gradient_of_example", hint="the bias has no derivative of 0 and none of 1. Its input is 1.", read=LAYER
)
def bias_derivative_one(x: NDArray, t: NDArray, W: NDArray, b: NDArray) -> tuple[NDArray, NDArray]:
    return _gradient(x[None], t[None], W, b)[0], np.ones(len(b))


@EXERCISE.misunderstanding(
    "gradient_of_example", hint="you use the pre-activation z where the output o belongs.", read=LAYER
)
def pre_activation_for_output(x: NDArray, t: NDArray, W: NDArray, b: NDArray) -> tuple[NDArray, NDArray]:
    z = W @ x + b
    delta = (z - t) * sigmoid(z) * (1 - sigmoid(z))
    return np.outer(delta, x), delta


@EXERCISE.check(
    "The gradient of the sum over examples",
    points=2,
    row="L19",
    hint="Add up the gradients of the examples. As one product: which two arrays have N as a length to be summed over?",
)
def many_examples(s: Answers) -> None:
    for rng in draws():
        for N in (5, 1, 4):
            X, T, W, b = _problem(rng, N)
            d_weights, d_bias = expect_list("gradient_of_sum(...)", s.gradient_of_sum(X, T, W, b), 2)
            expected = _gradient(X, T, W, b)
            expect_close(f"d_weights, {N} examples", d_weights, expected[0])
            expect_close(f"d_bias, {N} examples", d_bias, expected[1])


@EXERCISE.misunderstanding(
    "gradient_of_sum", hint="this is the gradient of the mean. The lecture's E is a sum here.", read=CASES
)
def of_the_mean(X: NDArray, T: NDArray, W: NDArray, b: NDArray) -> tuple[NDArray, NDArray]:
    d_weights, d_bias = _gradient(X, T, W, b)
    return d_weights / len(X), d_bias / len(X)


@EXERCISE.misunderstanding("gradient_of_sum", hint="the slope of the sigmoid is missing in the deltas.", read=CASES)
def sum_without_slope(X: NDArray, T: NDArray, W: NDArray, b: NDArray) -> tuple[NDArray, NDArray]:
    delta = sigmoid(X @ W.T + b) - T
    return delta.T @ X, delta.sum(axis=0)


@EXERCISE.misunderstanding(
    "gradient_of_sum", hint="the bias's derivatives are averaged, the weights' summed.", read=CASES
)
def mean_for_bias(X: NDArray, T: NDArray, W: NDArray, b: NDArray) -> tuple[NDArray, NDArray]:
    d_weights, d_bias = _gradient(X, T, W, b)
    return d_weights, d_bias / len(X)


@EXERCISE.check(
    "One step of learning",
    points=2,
    row="L19",
    hint="Both derivatives belong to the old weights and bias. The step goes against them, eta times.",
)
def step(s: Answers) -> None:
    for rng in draws():
        X, T, W, b = _problem(rng, 6)
        eta = rng.uniform(0.1, 0.9)
        weights, bias = expect_list("step(...)", s.step(X, T, W, b, eta), 2)
        d_weights, d_bias = _gradient(X, T, W, b)
        expect_close("weights after a step", weights, W - eta * d_weights)
        expect_close("bias after a step", bias, b - eta * d_bias)


@EXERCISE.misunderstanding("step", hint="the step goes uphill: the gradient points to where E grows.", read=LOOP)
def uphill(X: NDArray, T: NDArray, W: NDArray, b: NDArray, eta: float) -> tuple[NDArray, NDArray]:
    d_weights, d_bias = _gradient(X, T, W, b)
    return W + eta * d_weights, b + eta * d_bias


@EXERCISE.misunderstanding("step", hint="the bias stays as it was. It learns, too.", read=LOOP)
def bias_stays(X: NDArray, T: NDArray, W: NDArray, b: NDArray, eta: float) -> tuple[NDArray, NDArray]:
    return W - eta * _gradient(X, T, W, b)[0], b


@EXERCISE.misunderstanding(
    "step", hint="the bias's derivative was taken after the weights had moved. All belongs to one point.", read=LOOP
)
def one_after_the_other(X: NDArray, T: NDArray, W: NDArray, b: NDArray, eta: float) -> tuple[NDArray, NDArray]:
    W = W - eta * _gradient(X, T, W, b)[0]
    return W, b - eta * _gradient(X, T, W, b)[1]


@EXERCISE.misunderstanding("step", hint="the learning rate is missing.", read=LOOP)
def no_learning_rate(X: NDArray, T: NDArray, W: NDArray, b: NDArray, eta: float) -> tuple[NDArray, NDArray]:
    d_weights, d_bias = _gradient(X, T, W, b)
    return W - d_weights, b - d_bias


@EXERCISE.check(
    "What finite differences would cost",
    points=1,
    row="L18",
    hint="Each parameter is moved to either side. How many parameters has a layer of 10 units with 1024 inputs?",
)
def passes(s: Answers) -> None:
    expect_number("forward_passes", s.value("forward_passes"), 2 * 1025 * 10)


EXERCISE.mistaken("forward_passes", 20480, hint="the biases have to be moved, too.", read=COST)


EXERCISE.mistaken("forward_passes", 10250, hint="centred differences move each parameter to either side.", read=COST)


EXERCISE.mistaken(
    "forward_passes",
    2,
    hint="that is what back-propagation needs. Finite differences move one parameter at a time.",
    read=COST,
)


def _delta(o: NDArray, t: NDArray) -> NDArray:
    return (o - t) * o * (1 - o)


def _gradient(X: NDArray, T: NDArray, W: NDArray, b: NDArray) -> tuple[NDArray, NDArray]:
    delta = _delta(sigmoid(X @ W.T + b), T)
    return delta.T @ X, delta.sum(axis=0)
