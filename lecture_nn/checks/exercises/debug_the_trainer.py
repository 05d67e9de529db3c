"""The checks of the exercise "debug the trainer" (lecture row L33).

Each check makes its own example, chosen so that only one of the bugs can show in it: a square net cannot crash,
symmetric weights hide a transpose, a single example hides a sum taken for a mean, activations of 0 hide the slope.
So each bug is reported fixed or not whatever state the others are in. The last two checks look at the whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lecture_nn.activations import softmax
from lecture_nn.checks.answers import Answers
from lecture_nn.checks.exercise import Exercise
from lecture_nn.checks.expect import draws, expect_close, expect_list
from lecture_nn.network import MLP
from lecture_nn.optimizers import GradientDescent

if TYPE_CHECKING:
    from numpy.typing import NDArray

EXERCISE = Exercise("debug_the_trainer", given=("softmax",))


@EXERCISE.check(
    "The output layer is linear",
    points=1,
    row="L33",
    hint="The softmax is to see any number, large or small. Print the largest entry of what forward returns last, "
    "for weights ten times as big. Which layers is the tanh meant for?",
)
def output_is_linear(s: Answers) -> None:
    for rng in draws():
        net, weights, biases, X, _ = _case(rng, [2, 5, 4, 3], N=6)
        h = expect_list("forward(...)", s.forward(weights, biases, X), 4)
        for l, expected in enumerate(_activations(net, X)):
            expect_close(f"h[{l}] of forward", h[l], expected)


@EXERCISE.check(
    "The loss is a finite mean, even when the network is confidently wrong",
    points=1,
    row="L33",
    hint="Call cross_entropy with a probability of exactly 0. What is log(0), and what is 0 times that?",
)
def log_is_guarded(s: Answers) -> None:
    for rng in draws():
        P = softmax(rng.normal(size=(5, 3)))
        T = np.eye(3)[rng.integers(3, size=5)]
        expect_close("cross_entropy of ordinary probabilities", s.cross_entropy(P, T), -(T * np.log(P)).sum() / 5)
    sure = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    right = float(s.cross_entropy(sure, sure))
    assert np.isfinite(right), f"cross_entropy when the net is sure and right: expected 0, got {right}"
    assert abs(right) < 1e-6, f"cross_entropy when the net is sure and right: expected 0, got {right:.3g}"
    wrong = float(s.cross_entropy(sure, sure[::-1]))
    assert np.isfinite(wrong), (
        f"cross_entropy when the network is confidently wrong: expected a finite number, got {wrong}"
    )
    assert wrong > 10, f"cross_entropy when the network is confidently wrong: expected a large number, got {wrong:.3g}"


@EXERCISE.check(
    "Every layer gets a gradient",
    points=1,
    row="L33",
    hint="Compare the first layer's weights before and after a hundred steps. Which values does the loop variable "
    "of backward take?",
)
def every_layer_is_visited(s: Answers) -> None:
    for rng in draws():
        net, weights, _, X, T = _case(rng, [3, 3], N=1)
        h = _activations(net, X)
        d_weights, d_biases = _lists(s.backward(weights, h, T), layers=1)
        delta = softmax(h[-1]) - T
        expect_close("d_weights[0] of a net without a hidden layer", d_weights[0], delta.T @ X)
        expect_close("d_biases[0] of a net without a hidden layer", d_biases[0], delta[0])

        net, weights, _, X, T = _case(rng, [3, 3, 3, 3], N=1)
        d_weights, _ = _lists(s.backward(weights, _activations(net, X), T), layers=3)
        for l, gradient in enumerate(d_weights):
            assert np.any(gradient), f"d_weights[{l}] of a net with 3 layers: expected numbers, got zeros only"


@EXERCISE.check(
    "Errors go down through the right weights",
    points=1,
    row="L33",
    hint="Unit k hands its delta to unit j through weights[k, j], summed over k. Write out one entry of that sum "
    "by hand for a layer of 3 over 3 units, or try a net whose layers differ in size.",
)
def transpose_is_right(s: Answers) -> None:
    for rng in draws():
        _, weights, _, X, T = _case(rng, [3, 3, 3, 3], N=1)
        silent = np.zeros((1, 3))  # tanh has slope 1 at activation 0, in every layer: only the weights matter
        delta = softmax(silent) - T
        _, d_biases = _lists(s.backward(weights, [X, silent, silent, silent], T), layers=3)
        expect_close("d_biases[1] where every slope is 1", d_biases[1], (delta @ weights[2])[0])


@EXERCISE.check(
    "Each delta is multiplied by the slope of its own layer",
    points=1,
    row="L33",
    hint="The slope 1 - h^2 belongs to the units that the delta has just arrived at. The outputs have no such "
    "slope. For one pass of the loop, write down which layer each index points to.",
)
def slope_is_of_the_right_layer(s: Answers) -> None:
    for rng in draws():
        _, weights, _, X, T = _case(rng, [3, 3, 3, 3], N=1)
        weights = [W + W.T for W in weights]  # a symmetric matrix is its own transpose: only the slope matters
        h = [X, *(rng.uniform(-0.9, 0.9, size=(1, 3)) for _ in range(2)), rng.normal(size=(1, 3))]
        delta = softmax(h[3]) - T
        _, d_biases = _lists(s.backward(weights, h, T), layers=3)
        expect_close("d_biases[1]", d_biases[1], ((delta @ weights[2]) * (1 - h[2] ** 2))[0])


@EXERCISE.check(
    "The gradient is of the mean loss, whatever the batch size",
    points=1,
    row="L33",
    hint="Give backward a batch, then the same batch twice over. The mean loss does not change. What does the "
    "gradient do?",
)
def gradient_is_of_the_mean(s: Answers) -> None:
    for rng in draws():
        net, weights, _, X, T = _case(rng, [3, 3, 3], N=4)
        h = _activations(net, X)
        delta = (softmax(h[-1]) - T) / 4
        d_weights, d_biases = _lists(s.backward(weights, h, T), layers=2)
        expect_close("d_weights of the output layer, 4 examples", d_weights[1], delta.T @ h[1])
        expect_close("d_biases of the output layer, 4 examples", d_biases[1], delta.sum(axis=0))


@EXERCISE.check(
    "A step uses the gradient at the weights it started from",
    points=1,
    row="L33",
    hint="All parts of one step belong to one point. Which weights does backward see when step is at the second "
    "layer that it changes?",
)
def step_is_taken_at_once(s: Answers) -> None:
    for rng in draws():
        _, weights, biases, X, T = _case(rng, [3, 3, 3, 3], N=5)
        # The student's own passes are used, right or wrong: only the order of things is looked at here.
        d_weights, d_biases = _lists(s.backward(weights, _arrays(s.forward(weights, biases, X)), T), layers=3)
        new_weights, new_biases = _lists(s.step(weights, biases, X, T, 0.5), layers=3, what="step(...)")
        for l in range(3):
            expect_close(f"weights[{l}] after a step", new_weights[l], weights[l] - 0.5 * np.asarray(d_weights[l]))
            expect_close(f"biases[{l}] after a step", new_biases[l], biases[l] - 0.5 * np.asarray(d_biases[l]))


@EXERCISE.check(
    "The whole gradient is right, on layers of four different sizes",
    points=2,
    row="L33",
    hint="Run the gradient check on a net such as [2, 5, 4, 3] and look at the worst entry: which layer is it in, "
    "and which layers above it are right?",
)
def whole_gradient_is_right(s: Answers) -> None:
    for rng in draws():
        net, weights, biases, X, T = _case(rng, [2, 5, 4, 3], N=7)
        d_weights, d_biases = _lists(s.backward(weights, _arrays(s.forward(weights, biases, X)), T), layers=3)
        for l, (expected_w, expected_b) in reversed(list(enumerate(net.gradients(X, T)))):
            expect_close(f"d_weights[{l}]", d_weights[l], expected_w)
            expect_close(f"d_biases[{l}]", d_biases[l], expected_b)


@EXERCISE.check(
    "The trainer learns",
    points=1,
    row="L33",
    hint="When all the lines above are green this one follows. Until then the loss curve shows how far it gets.",
)
def trainer_learns(s: Answers) -> None:
    eta, steps = 0.5, 100
    net, weights, biases, X, _ = _case(np.random.default_rng(1), [2, 6, 5, 3], N=60)
    T = np.eye(3)[(X > 0).sum(axis=1)]  # how many of the two inputs are positive
    right = net.copy()
    descent = GradientDescent(eta)
    for step in range(steps):
        weights, biases = _lists(s.step(weights, biases, X, T, eta), layers=3, what="step(...)")
        descent.step(right.parameters, [g for both in right.gradients(X, T) for g in both])
        if step in (0, steps - 1):
            got = _with(net, weights, biases).loss(X, T)
            expect_close(f"loss after {step + 1} steps (it was {net.loss(X, T):.3g})", got, right.loss(X, T))


def _case(rng: np.random.Generator, sizes: list[int], N: int) -> tuple[MLP, list, list, NDArray, NDArray]:
    """A net with the right answers in it, its weights and biases, and N examples to run through it."""
    net = MLP(sizes, hidden="tanh", output="softmax")
    for layer in net.layers:
        layer.weights, layer.bias = rng.normal(size=layer.weights.shape), rng.normal(size=layer.bias.shape)
    X, T = rng.normal(size=(N, sizes[0])), np.eye(sizes[-1])[rng.integers(sizes[-1], size=N)]
    return net, [layer.weights for layer in net.layers], [layer.bias for layer in net.layers], X, T


def _activations(net: MLP, X: NDArray) -> list[NDArray]:
    """Inputs, hidden activations, and the pre-activation of the output layer: what forward is to return."""
    *h, _ = net.activations(X)
    return [*h, net.layers[-1].pre_activation(h[-1])]


def _with(net: MLP, weights: object, biases: object) -> MLP:
    """A copy of the net with these weights and biases."""
    net = net.copy()
    for layer, W, b in zip(net.layers, weights, biases, strict=True):
        layer.weights, layer.bias = W, b
    return net


def _lists(got: object, layers: int, what: str = "backward(...)") -> tuple:
    """The two lists that backward and step return, with one array for each layer."""
    first, second = expect_list(what, got, 2)
    return _arrays(expect_list(f"{what}[0]", first, layers)), _arrays(expect_list(f"{what}[1]", second, layers))


def _arrays(got: list) -> list:
    """What came back, lists of lists turned into arrays, to be handed to another function."""
    return [np.asarray(each) for each in got]
