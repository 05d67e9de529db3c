"""The checks of the exercise "the forward pass" (lecture rows L08, L11 and L12)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lecture_nn.activations import sigmoid, softmax
from lecture_nn.checks.answers import Answers
from lecture_nn.checks.exercise import Exercise
from lecture_nn.checks.expect import draws, expect_close, expect_number, numbers

EXERCISE = Exercise("forward_pass", given=("sigmoid",))

FORMULAS = ("06_forward_pass", "Two formulas")
LOOP = ("06_forward_pass", "As a loop")
BATCH = ("06_forward_pass", "For a whole batch")
SHAPES = ("06_forward_pass", "Three layers, and a quiz about shapes")
BROADCAST = ("06_forward_pass", "The broadcast nobody asked for")
COUNTING = ("04_networks", "Counting parameters")
TO_FROM = ("04_networks", "To k, from j")


def _case(rng: np.random.Generator, D: int = 3, J: int = 4, K: int = 2) -> list[NDArray]:
    return [rng.normal(size=shape) for shape in ((J, D), (J,), (K, J), (K,))]


@EXERCISE.check(
    "One example",
    points=2,
    row="L11",
    hint="First all u_j, each with its bias, then h = tanh(u), then all z_k, each with its bias, then the sigmoid.",
)
def one_example(s: Answers) -> None:
    for rng in draws():
        V, v0, W, w0 = _case(rng)
        x = rng.normal(size=3)
        expect_close("forward(x, V, v0, W, w0)", s.forward(x, V, v0, W, w0), _forward(x, V, v0, W, w0))


@EXERCISE.misunderstanding(
    "forward", hint="the hidden activation is missing: two linear layers are one.", read=FORMULAS
)
def linear_hidden(x: NDArray, V: NDArray, v0: NDArray, W: NDArray, w0: NDArray) -> NDArray:
    return sigmoid((x @ V.T + v0) @ W.T + w0)


@EXERCISE.misunderstanding("forward", hint="the biases have been left out.", read=FORMULAS)
def no_biases(x: NDArray, V: NDArray, v0: NDArray, W: NDArray, w0: NDArray) -> NDArray:
    return sigmoid(np.tanh(x @ V.T) @ W.T)


@EXERCISE.misunderstanding(
    "forward", hint="these are the pre-activations z. The outputs' activation is missing.", read=FORMULAS
)
def no_output_activation(x: NDArray, V: NDArray, v0: NDArray, W: NDArray, w0: NDArray) -> NDArray:
    return np.tanh(x @ V.T + v0) @ W.T + w0


@EXERCISE.misunderstanding(
    "forward", hint="the outputs have gone through the tanh. Which activation is theirs?", read=LOOP
)
def tanh_twice(x: NDArray, V: NDArray, v0: NDArray, W: NDArray, w0: NDArray) -> NDArray:
    return np.tanh(np.tanh(x @ V.T + v0) @ W.T + w0)


@EXERCISE.misunderstanding(
    "forward", hint="the hidden units have gone through the sigmoid. Which activation is theirs?", read=LOOP
)
def sigmoid_twice(x: NDArray, V: NDArray, v0: NDArray, W: NDArray, w0: NDArray) -> NDArray:
    return sigmoid(sigmoid(x @ V.T + v0) @ W.T + w0)


@EXERCISE.check(
    "A batch, without a loop over examples",
    points=2,
    row="L11",
    hint="X is (N, D) and V is (J, D). Which of the two has to be turned around for the product to be (N, J)?",
)
def batch(s: Answers) -> None:
    for rng in draws():
        V, v0, W, w0 = _case(rng)
        X = rng.normal(size=(6, 3))
        expect_close("forward_batch, 6 examples", s.forward_batch(X, V, v0, W, w0), _forward(X, V, v0, W, w0))
        V, v0, W, w0 = _case(rng, 3, 3, 3)
        X = rng.normal(size=(3, 3))
        expect_close("forward_batch, all sizes 3", s.forward_batch(X, V, v0, W, w0), _forward(X, V, v0, W, w0))
        expect_close("forward_batch, 1 example", s.forward_batch(X[:1], V, v0, W, w0), _forward(X[:1], V, v0, W, w0))


@EXERCISE.misunderstanding(
    "forward_batch", hint="the examples have become columns. One example per row is wanted.", read=BATCH
)
def cases_in_columns(X: NDArray, V: NDArray, v0: NDArray, W: NDArray, w0: NDArray) -> NDArray:
    return _forward(X, V, v0, W, w0).T


@EXERCISE.misunderstanding("forward_batch", hint="the biases have been left out.", read=FORMULAS)
def no_biases_in_batch(X: NDArray, V: NDArray, v0: NDArray, W: NDArray, w0: NDArray) -> NDArray:
    return sigmoid(np.tanh(X @ V.T) @ W.T)


@EXERCISE.misunderstanding(
    "forward_batch", hint="the outputs of an example add up to 1: that is softmax, and a sigmoid was asked for.", read=BATCH
)
def softmax_for_sigmoid(X: NDArray, V: NDArray, v0: NDArray, W: NDArray, w0: NDArray) -> NDArray:
    return softmax(np.tanh(X @ V.T + v0) @ W.T + w0)


@EXERCISE.misunderstanding(
    "forward_batch", hint="the hidden activation is missing: two linear layers are one.", read=FORMULAS
)
def linear_batch(X: NDArray, V: NDArray, v0: NDArray, W: NDArray, w0: NDArray) -> NDArray:
    return sigmoid((X @ V.T + v0) @ W.T + w0)


@EXERCISE.check(
    "Any number of layers, fixed",
    points=3,
    row="L12",
    hint="Three things are wrong. Print the shape of h after each layer, for a net of [3, 5, 4, 2]. Then ask what "
    "the last layer is to hand out.",
)
def deep(s: Answers) -> None:
    for rng in draws():
        for sizes in ([3, 5, 4, 2], [3, 3, 3, 3], [4, 2]):
            weights = [rng.normal(size=(units, inputs)) for inputs, units in zip(sizes, sizes[1:], strict=False)]
            biases = [rng.normal(size=units) for units in sizes[1:]]
            X = rng.normal(size=(5, sizes[0]))
            got = s.forward_deep(X, weights, biases)
            expect_close(f"forward_deep of {sizes}", got, _deep(X, weights, biases))


@EXERCISE.misunderstanding(
    "forward_deep", hint="the last layer has gone through the tanh. Its pre-activations were asked for.", read=SHAPES
)
def bent_output(X: NDArray, weights: list, biases: list) -> NDArray:
    return np.tanh(_deep(X, weights, biases))


@EXERCISE.misunderstanding(
    "forward_deep", hint="no layer bends: the tanh of the hidden layers is missing.", read=SHAPES
)
def unbent(X: NDArray, weights: list, biases: list) -> NDArray:
    h = X
    for W, b in zip(weights, biases, strict=True):
        h = h @ W.T + b
    return h


@EXERCISE.misunderstanding("forward_deep", hint="the biases stay out of the sum.", read=BROADCAST)
def deep_without_biases(X: NDArray, weights: list, biases: list) -> NDArray:
    return _deep(X, weights, [np.zeros(len(b)) for b in biases])


@EXERCISE.check(
    "Shapes",
    points=1,
    row="L12",
    hint="Rows are the units that the weights lead to, columns the values they come from.",
)
def shapes(s: Answers) -> None:
    got = numbers("shape_of_w3", s.value("shape_of_w3"), (2,)).ravel()
    assert got.shape == (2,), f"shape_of_w3: expected two numbers, got {got.size}"
    assert got.tolist() == [2, 4], f"shape_of_w3: ({got[0]:g}, {got[1]:g}) is not right"


EXERCISE.mistaken("shape_of_w3", (4, 2), hint="you have rows and columns the other way round.", read=TO_FROM)


EXERCISE.mistaken(
    "shape_of_w3", (4, 6), hint="this is the layer below: the inputs aren't counted as a layer.", read=COUNTING
)


@EXERCISE.check(
    "Counting parameters",
    points=2,
    row="L08",
    hint="For each layer: every unit has a weight for each value below it, and one bias.",
)
def counting(s: Answers) -> None:
    for rng in draws():
        for length in (2, 3, 5):
            sizes = [int(n) for n in rng.integers(1, 40, size=length)]
            expect_number(f"n_parameters({sizes})", s.n_parameters(sizes), _count(sizes))


@EXERCISE.misunderstanding("n_parameters", hint="the biases are not counted.", read=COUNTING)
def weights_only(sizes: list[int]) -> int:
    return sum(a * b for a, b in zip(sizes, sizes[1:], strict=False))


@EXERCISE.misunderstanding("n_parameters", hint="you give the inputs biases, too. They compute nothing.", read=COUNTING)
def biases_for_inputs(sizes: list[int]) -> int:
    return _count(sizes) + sizes[0]


@EXERCISE.misunderstanding(
    "n_parameters", hint="you count one bias for each layer. Each unit has its own.", read=COUNTING
)
def one_bias_per_layer(sizes: list[int]) -> int:
    return _count(sizes) - sum(sizes[1:]) + len(sizes) - 1


def _forward(X: NDArray, V: NDArray, v0: NDArray, W: NDArray, w0: NDArray) -> NDArray:
    return sigmoid(np.tanh(X @ V.T + v0) @ W.T + w0)


def _deep(X: NDArray, weights: list, biases: list) -> NDArray:
    h = X
    for l, (W, b) in enumerate(zip(weights, biases, strict=True)):
        h = h @ W.T + b
        if l + 1 < len(weights):
            h = np.tanh(h)
    return h


def _count(sizes: list[int]) -> int:
    return sum((a + 1) * b for a, b in zip(sizes, sizes[1:], strict=False))
