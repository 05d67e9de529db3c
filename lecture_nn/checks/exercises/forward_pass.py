"""The checks of the exercise "the forward pass" (lecture rows L08, L11 and L12)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from lecture_nn.activations import relu, sigmoid, softmax
from lecture_nn.checks.answers import Answers
from lecture_nn.checks.exercise import Exercise
from lecture_nn.checks.expect import draws, expect_close, expect_number, numbers

EXERCISE = Exercise("forward_pass", given=("sigmoid",))

FORMULAS = ("06_forward_pass", "By hand")
BATCH = ("06_forward_pass", "For a whole batch")
SHAPES = ("06_forward_pass", "What shape is everything?")
LAYERS = ("04_networks", "Counting layers")
COUNTING = ("04_networks", "Counting parameters")
TO_FROM = ("04_networks", "To k, from j")


def _case(rng: np.random.Generator, D: int = 3, J: int = 4, K: int = 2) -> list[NDArray]:
    V, v0, W, w0 = (rng.normal(size=shape) for shape in ((J, D), (J,), (K, J), (K,)))
    return [V, _of_both_signs(v0), W, _of_both_signs(w0)]


def _of_both_signs(biases: NDArray) -> NDArray:
    """The biases, the first of them negative and the second positive."""
    return np.concatenate([np.abs(biases[:2]) * (-1, 1), biases[2:]])


@EXERCISE.check(
    "One example",
    points=2,
    row="L11",
    hint="Go layer by layer, and compare each with its formula. Which numbers come in, what is added to them, and "
    "which activation function follows?",
)
def one_example(s: Answers) -> None:
    for rng, first in zip(draws(), ((3, 4, 2), (2, 5, 3)), strict=True):
        for sizes in (first, (3, 3, 3)):
            V, v0, W, w0 = _case(rng, *sizes)
            x = rng.normal(size=sizes[0])
            expect_close("forward(x, V, v0, W, w0)", s.forward(x, V, v0, W, w0), _forward(x, V, v0, W, w0))


EXERCISE.wrong_answers(
    "forward",
    {
        "the hidden units have no activation function, so your two layers together are no more than one.": (
            lambda *given: _forward(*given, hidden=_nothing)
        ),
        "each product goes through tanh by itself, before they are added up. What should tanh be applied to?": (
            lambda x, V, v0, W, w0: sigmoid(W @ (np.tanh(V * x).sum(axis=1) + v0) + w0)
        ),
        "the biases have been left out. Each unit adds its own to the weighted sum.": (
            lambda x, V, v0, W, w0: _forward(x, V, 0 * v0, W, 0 * w0)
        ),
        "these are the pre-activations z of the outputs. Which step turns them into probabilities?": (
            lambda *given: _forward(*given, output=_nothing)
        ),
        "your outputs have gone through tanh. Look at the second formula: which activation function is theirs?": (
            lambda *given: _forward(*given, output=np.tanh)
        ),
        "your hidden units have gone through the sigmoid. Look at the first formula: which activation function is "
        "theirs?": lambda *given: _forward(*given, hidden=sigmoid),
        "your hidden units are ReLUs, as in the lesson. Look at the first formula: which activation function is theirs "
        "here?": lambda *given: _forward(*given, hidden=relu),
    },
    read=FORMULAS,
)


@EXERCISE.check(
    "A batch",
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


EXERCISE.wrong_answers(
    "forward_batch",
    {
        "these are the right numbers, but with one example per column. The course keeps one example per row.": (
            lambda *given: _forward(*given).T
        ),
        "your outputs for one example add up to 1, so they have gone through softmax. Which activation function do "
        "they have in this exercise?": lambda *given: _forward(*given, output=softmax),
    },
    read=BATCH,
)
EXERCISE.wrong_answers(
    "forward_batch",
    {
        "the biases have been left out. Each unit adds its own, for every example.": (
            lambda X, V, v0, W, w0: _forward(X, V, 0 * v0, W, 0 * w0)
        ),
        "the hidden units have no activation function, so your two layers together are no more than one.": (
            lambda *given: _forward(*given, hidden=_nothing)
        ),
        "your hidden units are ReLUs, as in the lesson. Which activation function do they have in this exercise?": (
            lambda *given: _forward(*given, hidden=relu)
        ),
        "the ones stand at one end of your arrays and the biases at the other, so every weight meets the wrong input. "
        "Which column of the weights should meet the ones?": (
            lambda X, V, v0, W, w0: _ones_apart(_ones_apart(X, V, v0, np.tanh), W, w0, sigmoid)
        ),
    },
    read=FORMULAS,
)


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
        weights[-1] = 40 * weights[-1]  # tanh of what comes out is 1 for a computer, so it can't be undone
        got = s.forward_deep(X, weights, biases)
        expect_close("forward_deep with large weights in the last layer", got, _deep(X, weights, biases))


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
    (2, 5),
    hint="you count a column for the bias. The biases are kept in an array of their own here.",
    read=TO_FROM,
)


EXERCISE.mistaken(
    "shape_of_w3",
    (4, 6),
    hint="this is the shape of the weights one layer below. The inputs aren't counted as a layer, so the third "
    "layer is the output layer.",
    read=LAYERS,
)


@EXERCISE.check(
    "Counting parameters",
    points=2,
    row="L08",
    hint="How many parameters does one more hidden unit bring, counting the weights that lead to it, its bias and the "
    "weights that lead away from it? Which parameters are there whatever the number of hidden units?",
)
def counting(s: Answers) -> None:
    for rng in draws():
        cases = []
        for _ in range(3):
            D, K, J = (int(n) for n in rng.integers(2, 30, size=3))
            J *= 1 if len(cases) < 8 else 50  # the last network is a large one
            fits, unit = J * (D + 1 + K) + K, D + 1 + K
            cases += [(D, K, fits, J), (D, K, fits + unit - 1, J), (D, K, fits - 1, J - 1), (D, K, fits - K - 1, J - 1)]
        answers = [s.most_hidden_units(*case[:3]) for case in cases]  # all first: together they tell the mistake
        for (D, K, budget, right), answer in zip(cases, answers, strict=True):
            expect_number(f"most_hidden_units({D}, {K}, {budget})", answer, right)


@EXERCISE.misunderstanding(
    "most_hidden_units", hint="you have counted the weights alone. The biases are parameters, too.", read=COUNTING
)
def weights_only(D: int, K: int, budget: int) -> int:
    return budget // (D + K)


@EXERCISE.misunderstanding(
    "most_hidden_units",
    hint=(
        "the biases of the output units are missing. They use up part of the budget, too, however many hidden "
        "units there are."
    ),
    read=COUNTING,
)
def no_output_biases(D: int, K: int, budget: int) -> int:
    return budget // (D + 1 + K)


@EXERCISE.misunderstanding(
    "most_hidden_units", hint="the biases of the hidden units are missing. Each unit has its own.", read=COUNTING
)
def no_hidden_biases(D: int, K: int, budget: int) -> int:
    return (budget - K) // (D + K)


@EXERCISE.misunderstanding(
    "most_hidden_units",
    hint="you count only the weights and the bias of the hidden units themselves. Each of them also costs every output "
    "unit one more weight.",
    read=COUNTING,
)
def no_output_weights(D: int, K: int, budget: int) -> int:
    return budget // (D + 1)


@EXERCISE.misunderstanding(
    "most_hidden_units",
    hint="there are no fractions of a unit. What do you do with the parameters that are left over?",
    read=COUNTING,
)
def with_a_fraction(D: int, K: int, budget: int) -> float:
    return (budget - K) / (D + 1 + K)


@EXERCISE.misunderstanding(
    "most_hidden_units",
    hint="you round up or to the nearest whole number, and then the last unit doesn't fit into the budget.",
    read=COUNTING,
)
def rounded(D: int, K: int, budget: int) -> int:
    return round((budget - K) / (D + 1 + K))


def _forward(
    x: NDArray,
    V: NDArray,
    v0: NDArray,
    W: NDArray,
    w0: NDArray,
    *,
    hidden: Callable[[NDArray], NDArray] = np.tanh,
    output: Callable[[NDArray], NDArray] = sigmoid,
) -> NDArray:
    """Return the outputs for an example or a batch; the activation functions may be wrong ones."""
    return output(hidden(x @ V.T + v0) @ W.T + w0)


def _nothing(z: NDArray) -> NDArray:
    return z


def _ones_apart(h: NDArray, weights: NDArray, bias: NDArray, f: Callable[[NDArray], NDArray]) -> NDArray:
    """A layer whose ones are the last column of its inputs, and whose biases are the first of its weights."""
    return f(np.column_stack([h, np.ones(len(h))]) @ np.column_stack([bias, weights]).T)


def _deep(X: NDArray, weights: list, biases: list) -> NDArray:
    h = X
    for l, (W, b) in enumerate(zip(weights, biases, strict=True)):
        h = h @ W.T + b
        if l + 1 < len(weights):
            h = np.tanh(h)
    return h
