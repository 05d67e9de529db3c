"""The checks of the exercise "the forward pass" (lecture rows L08, L11 and L12)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lecture_nn.activations import sigmoid, softmax
from lecture_nn.checks.answers import Answers
from lecture_nn.checks.exercise import Exercise
from lecture_nn.checks.expect import draws, expect_close, expect_number, numbers

EXERCISE = Exercise("forward_pass", given=("sigmoid",))

FORMULAS = ("06_forward_pass", "By hand")
BATCH = ("06_forward_pass", "For a whole batch")
SHAPES = ("06_forward_pass", "What shape is everything?")
COUNTING = ("04_networks", "Counting parameters")
TO_FROM = ("04_networks", "To k, from j")


def _case(rng: np.random.Generator, D: int = 3, J: int = 4, K: int = 2) -> list[NDArray]:
    return [rng.normal(size=shape) for shape in ((J, D), (J,), (K, J), (K,))]


@EXERCISE.check(
    "One example",
    points=2,
    row="L11",
    hint="Go layer by layer. First every u_j, its bias included, and h = tanh(u). Then every z_k, its bias included, "
    "and o = sigmoid(z).",
)
def one_example(s: Answers) -> None:
    for rng in draws():
        V, v0, W, w0 = _case(rng)
        x = rng.normal(size=3)
        expect_close("forward(x, V, v0, W, w0)", s.forward(x, V, v0, W, w0), _forward(x, V, v0, W, w0))


@EXERCISE.misunderstanding(
    "forward",
    hint="the hidden units have no activation function, so your two layers together are no more than one.",
    read=FORMULAS,
)
def linear_hidden(x: NDArray, V: NDArray, v0: NDArray, W: NDArray, w0: NDArray) -> NDArray:
    return sigmoid((x @ V.T + v0) @ W.T + w0)


@EXERCISE.misunderstanding(
    "forward", hint="the biases have been left out. Each unit adds its own to the weighted sum.", read=FORMULAS
)
def no_biases(x: NDArray, V: NDArray, v0: NDArray, W: NDArray, w0: NDArray) -> NDArray:
    return sigmoid(np.tanh(x @ V.T) @ W.T)


@EXERCISE.misunderstanding(
    "forward",
    hint="these are the pre-activations z of the outputs. What turns them into probabilities is still missing.",
    read=FORMULAS,
)
def no_output_activation(x: NDArray, V: NDArray, v0: NDArray, W: NDArray, w0: NDArray) -> NDArray:
    return np.tanh(x @ V.T + v0) @ W.T + w0


@EXERCISE.misunderstanding(
    "forward",
    hint="your outputs have gone through tanh. Look at the second formula: which activation function is theirs?",
    read=FORMULAS,
)
def tanh_twice(x: NDArray, V: NDArray, v0: NDArray, W: NDArray, w0: NDArray) -> NDArray:
    return np.tanh(np.tanh(x @ V.T + v0) @ W.T + w0)


@EXERCISE.misunderstanding(
    "forward",
    hint="your hidden units have gone through the sigmoid. Look at the first formula: which activation function is "
    "theirs?",
    read=FORMULAS,
)
def sigmoid_twice(x: NDArray, V: NDArray, v0: NDArray, W: NDArray, w0: NDArray) -> NDArray:
    return sigmoid(sigmoid(x @ V.T + v0) @ W.T + w0)


@EXERCISE.check(
    "A batch, without a loop over examples",
    points=2,
    row="L11",
    hint="X is (N, D) and V is (J, D), and the product should be (N, J). Which of the two has to be transposed, and on "
    "which side of the other does it stand?",
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
    "forward_batch",
    hint="these are the right numbers, but with one example per column. The course keeps one example per row.",
    read=BATCH,
)
def examples_in_columns(X: NDArray, V: NDArray, v0: NDArray, W: NDArray, w0: NDArray) -> NDArray:
    return _forward(X, V, v0, W, w0).T


@EXERCISE.misunderstanding(
    "forward_batch", hint="the biases have been left out. Each unit adds its own, for every example.", read=FORMULAS
)
def no_biases_in_batch(X: NDArray, V: NDArray, v0: NDArray, W: NDArray, w0: NDArray) -> NDArray:
    return sigmoid(np.tanh(X @ V.T) @ W.T)


@EXERCISE.misunderstanding(
    "forward_batch",
    hint="your outputs for one example add up to 1, so they have gone through softmax. A sigmoid was asked for, which "
    "treats every output on its own.",
    read=BATCH,
)
def softmax_for_sigmoid(X: NDArray, V: NDArray, v0: NDArray, W: NDArray, w0: NDArray) -> NDArray:
    return softmax(np.tanh(X @ V.T + v0) @ W.T + w0)


@EXERCISE.misunderstanding(
    "forward_batch",
    hint="the hidden units have no activation function, so your two layers together are no more than one.",
    read=FORMULAS,
)
def linear_batch(X: NDArray, V: NDArray, v0: NDArray, W: NDArray, w0: NDArray) -> NDArray:
    return sigmoid((X @ V.T + v0) @ W.T + w0)


@EXERCISE.check(
    "Any number of layers, fixed",
    points=3,
    row="L12",
    hint="Write the shapes of h, weights[l] and biases[l] beside each line for a network of sizes [3, 5, 4, 2], and "
    "see which of them can be multiplied and added. Then ask what the last layer should return.",
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
    "forward_deep",
    hint="the last layer has gone through tanh like the others. Its pre-activations were asked for.",
    read=SHAPES,
)
def tanh_at_the_end(X: NDArray, weights: list, biases: list) -> NDArray:
    return np.tanh(_deep(X, weights, biases))


@EXERCISE.misunderstanding(
    "forward_deep",
    hint="no layer has an activation function now. Only the last one should do without tanh.",
    read=SHAPES,
)
def without_activation(X: NDArray, weights: list, biases: list) -> NDArray:
    h = X
    for W, b in zip(weights, biases, strict=True):
        h = h @ W.T + b
    return h


@EXERCISE.misunderstanding(
    "forward_deep", hint="the biases are missing now. Every layer adds its own to the weighted sums.", read=SHAPES
)
def deep_without_biases(X: NDArray, weights: list, biases: list) -> NDArray:
    return _deep(X, weights, [np.zeros(len(b)) for b in biases])


@EXERCISE.check(
    "Shapes",
    points=1,
    row="L12",
    hint="A matrix of weights has a row for each unit that it leads to and a column for each value that it comes from.",
)
def shapes(s: Answers) -> None:
    got = numbers("shape_of_w3", s.value("shape_of_w3"), (2,)).ravel()
    assert got.shape == (2,), f"shape_of_w3: expected two numbers, got {got.size}"
    assert got.tolist() == [2, 4], f"shape_of_w3: ({got[0]:g}, {got[1]:g}) is not right"


EXERCISE.mistaken(
    "shape_of_w3",
    (4, 2),
    hint="you have rows and columns the other way round: the units that the weights lead to come first.",
    read=TO_FROM,
)


EXERCISE.mistaken(
    "shape_of_w3",
    (4, 6),
    hint="this is the shape one layer below. The inputs aren't counted as a layer, so the third one is the output "
    "layer.",
    read=COUNTING,
)


@EXERCISE.check(
    "Counting parameters",
    points=2,
    row="L08",
    hint="Go through the layers and ask how many numbers one unit has: a weight for each value below it, and one bias.",
)
def counting(s: Answers) -> None:
    for rng in draws():
        for length in (2, 3, 5):
            sizes = [int(n) for n in rng.integers(1, 40, size=length)]
            expect_number(f"n_parameters({sizes})", s.n_parameters(sizes), _count(sizes))


@EXERCISE.misunderstanding(
    "n_parameters", hint="these are the weights alone. The biases are parameters, too.", read=COUNTING
)
def weights_only(sizes: list[int]) -> int:
    return sum(a * b for a, b in zip(sizes, sizes[1:], strict=False))


@EXERCISE.misunderstanding(
    "n_parameters", hint="you give the inputs biases. But inputs are given, they compute nothing.", read=COUNTING
)
def biases_for_inputs(sizes: list[int]) -> int:
    return _count(sizes) + sizes[0]


@EXERCISE.misunderstanding(
    "n_parameters", hint="you count one bias for each layer, but each unit has its own.", read=COUNTING
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
