"""The checks of the exercise "backprop through hidden layers" (lecture rows L17 and L20)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lecture_nn.checks.answers import Answers
from lecture_nn.checks.exercise import Exercise
from lecture_nn.checks.expect import draws, expect_close, expect_list, expect_number

EXERCISE = Exercise("multi_layer_backprop")

NO_TARGET = ("10_multi_layer_backprop", "A hidden unit has no target")
ONE_CASE = ("10_multi_layer_backprop", "One example, every number")
MATRICES = ("10_multi_layer_backprop", "From one example to any depth")
FADE = ("10_multi_layer_backprop", "Vanishing and exploding gradients")

Arrays = tuple[NDArray, ...]


@EXERCISE.check(
    "What a hidden activation does to the error",
    points=2,
    row="L17",
    hint="Unit j reaches the error through every output k. Which weight leads from j to k, and where in W is it?",
)
def hidden_delta(s: Answers) -> None:
    for rng in draws():
        for K, J in ((2, 4), (3, 3)):
            delta_z, W = rng.normal(size=K), rng.normal(size=(K, J))
            expect_close(f"delta_h of {J} hidden units", s.delta_h(delta_z, W), delta_z @ W)


@EXERCISE.misunderstanding("delta_h", hint="you take the mean over the outputs. Their effects add up.", read=NO_TARGET)
def mean_over_outputs(delta_z: NDArray, W: NDArray) -> NDArray:
    return delta_z @ W / len(delta_z)


@EXERCISE.misunderstanding(
    "delta_h", hint="the weights themselves are added up. Each carries the delta of its own output.", read=NO_TARGET
)
def sum_of_weights(delta_z: NDArray, W: NDArray) -> NDArray:
    return W.sum(axis=0)


@EXERCISE.misunderstanding("delta_h", hint="signs are lost: a path may help or harm.", read=NO_TARGET)
def absolute(delta_z: NDArray, W: NDArray) -> NDArray:
    return np.abs(delta_z) @ np.abs(W)


@EXERCISE.misunderstanding(
    "delta_h", hint="every output gives the same share to all hidden units. The weights are missing.", read=NO_TARGET
)
def without_weights(delta_z: NDArray, W: NDArray) -> NDArray:
    return np.full(W.shape[1], delta_z.sum())


@EXERCISE.check(
    "Through the activation",
    points=2,
    row="L20",
    hint="The function gets the activation h = tanh(u). How is the slope of tanh written in terms of it?",
)
def through_activation(s: Answers) -> None:
    for rng in draws():
        delta_h, h = rng.normal(size=(5, 3)), np.tanh(rng.normal(size=(5, 3)))
        expect_close("delta_u(delta_h, h)", s.delta_u(delta_h, h), delta_h * (1 - h**2))


@EXERCISE.misunderstanding("delta_u", hint="the tanh has been applied again to h: this is f'(f(u)).", read=ONE_CASE)
def slope_of_the_slope(delta_h: NDArray, h: NDArray) -> NDArray:
    return delta_h * (1 - np.tanh(h) ** 2)


@EXERCISE.misunderstanding("delta_u", hint="the slope f'(u) has been forgotten.", read=ONE_CASE)
def forgot_slope(delta_h: NDArray, h: NDArray) -> NDArray:
    return delta_h


@EXERCISE.misunderstanding(
    "delta_u", hint="this is the slope of the sigmoid. The hidden units are tanh.", read=ONE_CASE
)
def slope_of_sigmoid(delta_h: NDArray, h: NDArray) -> NDArray:
    return delta_h * h * (1 - h)


@EXERCISE.misunderstanding(
    "delta_u", hint="you multiply by the activation itself, where its slope is wanted.", read=ONE_CASE
)
def times_activity(delta_h: NDArray, h: NDArray) -> NDArray:
    return delta_h * h


def _problem(rng: np.random.Generator, N: int, D: int, J: int, K: int) -> Arrays:
    shapes = ((N, D), (N, K), (J, D), (J,), (K, J), (K,))
    return tuple(rng.normal(size=shape) for shape in shapes)


@EXERCISE.check(
    "The whole gradient",
    points=4,
    row="L20",
    hint="Compare array by array with numerical_gradient. Which are right, and which layer do the others belong to?",
)
def whole_gradient(s: Answers) -> None:
    names = ("d_V", "d_v0", "d_W", "d_w0")
    for rng in draws():
        for sizes in ((6, 3, 4, 2), (1, 3, 4, 2), (5, 3, 3, 3)):
            problem = _problem(rng, *sizes)
            got = expect_list("gradients(...)", s.gradients(*problem), 4)
            for name, array, expected in zip(names, got, _gradients(*problem), strict=True):
                expect_close(f"{name}, {sizes[0]} examples", array, expected)


@EXERCISE.misunderstanding(
    "gradients", hint="this is the gradient of the sum over examples; the mean was asked for.", read=MATRICES
)
def of_the_sum(X: NDArray, T: NDArray, V: NDArray, v0: NDArray, W: NDArray, w0: NDArray) -> Arrays:
    return tuple(len(X) * d for d in _gradients(X, T, V, v0, W, w0))


@EXERCISE.misunderstanding("gradients", hint="the hidden units' slope f'(u) is missing.", read=MATRICES)
def no_hidden_slope(X: NDArray, T: NDArray, V: NDArray, v0: NDArray, W: NDArray, w0: NDArray) -> Arrays:
    H = np.tanh(X @ V.T + v0)
    delta_z = (H @ W.T + w0 - T) / len(X)
    delta_u = delta_z @ W
    return delta_u.T @ X, delta_u.sum(axis=0), delta_z.T @ H, delta_z.sum(axis=0)


@EXERCISE.misunderstanding(
    "gradients", hint="the outputs have been given a sigmoid's slope. They are linear: what is g'(z)?", read=ONE_CASE
)
def slope_for_linear_outputs(X: NDArray, T: NDArray, V: NDArray, v0: NDArray, W: NDArray, w0: NDArray) -> Arrays:
    H = np.tanh(X @ V.T + v0)
    O = H @ W.T + w0
    delta_z = (O - T) * O * (1 - O) / len(X)
    delta_u = (delta_z @ W) * (1 - H**2)
    return delta_u.T @ X, delta_u.sum(axis=0), delta_z.T @ H, delta_z.sum(axis=0)


@EXERCISE.misunderstanding("gradients", hint="all signs are turned around: this leads uphill.", read=MATRICES)
def uphill(X: NDArray, T: NDArray, V: NDArray, v0: NDArray, W: NDArray, w0: NDArray) -> Arrays:
    return tuple(-d for d in _gradients(X, T, V, v0, W, w0))


@EXERCISE.misunderstanding(
    "gradients", hint="the weights are divided by the number of examples and the biases aren't.", read=MATRICES
)
def biases_summed(X: NDArray, T: NDArray, V: NDArray, v0: NDArray, W: NDArray, w0: NDArray) -> Arrays:
    d_v, d_v0, d_w, d_w0 = _gradients(X, T, V, v0, W, w0)
    return d_v, len(X) * d_v0, d_w, len(X) * d_w0


@EXERCISE.check(
    "A step with all four",
    points=2,
    row="L20",
    hint="First all derivatives, at the old parameters; only then the new parameters.",
    hidden=True,
)
def step(s: Answers) -> None:
    for rng in draws():
        problem = _problem(rng, 5, 3, 4, 2)
        got = expect_list("step(...)", s.step(*problem, 0.3), 4)
        for name, array, expected in zip(("V", "v0", "W", "w0"), got, _step(*problem, 0.3), strict=True):
            expect_close(f"{name} after a step", array, expected)


@EXERCISE.misunderstanding(
    "step", hint="the upper layer had already moved when the error signals went back through it.", read=MATRICES
)
def updated_weights(X: NDArray, T: NDArray, V: NDArray, v0: NDArray, W: NDArray, w0: NDArray, eta: float) -> Arrays:
    H = np.tanh(X @ V.T + v0)
    delta_z = (H @ W.T + w0 - T) / len(X)
    W = W - eta * delta_z.T @ H
    delta_u = (delta_z @ W) * (1 - H**2)
    return V - eta * delta_u.T @ X, v0 - eta * delta_u.sum(axis=0), W, w0 - eta * delta_z.sum(axis=0)


@EXERCISE.misunderstanding("step", hint="the step goes uphill.", read=MATRICES)
def step_uphill(X: NDArray, T: NDArray, V: NDArray, v0: NDArray, W: NDArray, w0: NDArray, eta: float) -> Arrays:
    return _step(X, T, V, v0, W, w0, -eta)


@EXERCISE.check(
    "How much is left of a delta",
    points=1,
    row="L17",
    hint="Each layer multiplies by a slope. How steep is the sigmoid at its steepest?",
)
def left(s: Answers) -> None:
    expect_number("layers_needed", s.value("layers_needed"), 5)


EXERCISE.mistaken(
    "layers_needed", 10, hint="you have taken a half for each layer. The sigmoid is never that steep.", read=FADE
)


EXERCISE.mistaken("layers_needed", 4, hint="one layer too few: the product is still above a thousandth.", read=FADE)


EXERCISE.mistaken("layers_needed", 0, hint="a slope of 1 takes nothing away; that is the tanh's at 0.", read=FADE)


def _gradients(X: NDArray, T: NDArray, V: NDArray, v0: NDArray, W: NDArray, w0: NDArray) -> Arrays:
    H = np.tanh(X @ V.T + v0)
    delta_z = (H @ W.T + w0 - T) / len(X)
    delta_u = (delta_z @ W) * (1 - H**2)
    return delta_u.T @ X, delta_u.sum(axis=0), delta_z.T @ H, delta_z.sum(axis=0)


def _step(X: NDArray, T: NDArray, V: NDArray, v0: NDArray, W: NDArray, w0: NDArray, eta: float) -> Arrays:
    parameters = (V, v0, W, w0)
    return tuple(p - eta * d for p, d in zip(parameters, _gradients(X, T, *parameters), strict=True))
