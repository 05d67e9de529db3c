"""Your turn in lesson 09: three parts of a trainer, which later lessons build on (lecture rows L18 and L19)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lecture_nn.activations import sigmoid
from lecture_nn.checks.answers import Answers
from lecture_nn.checks.expect import draws, expect_close, expect_list
from lecture_nn.checks.turns.declare import Turn
from lecture_nn.checks.words import count

LESSON = "09_single_layer_backprop"

DELTA = Turn("delta_z", LESSON, "L18")
LAYER = Turn("gradient_of_layer", LESSON, "L19")
UPDATE = Turn("update", LESSON, "L19")
TURNS = (DELTA, LAYER, UPDATE)

Arrays = tuple[NDArray, ...]


@DELTA.asks(
    "∂E/∂z for one unit, for a layer and for a batch",
    hint="Two of the chain's three derivatives are needed: ∂E/∂o, and ∂o/∂z written in terms of o. Multiply them.",
)
def _delta_of_units(s: Answers) -> None:
    for rng in draws():
        for shape, what in (((3,), "a layer"), ((), "one unit"), ((5, 2), "a batch")):
            o = rng.uniform(0.05, 0.95, size=shape)
            t = (rng.permutation(o.size if shape else 1) + rng.integers(2)) % 2.0  # both targets, in any order
            t = t.reshape(shape)
            if what == "a batch":
                t[0] = 0.3, 0.8  # a target may be any number
            expect_close(f"delta_z, {what}", s.delta_z(o, t), _delta(o, t))


def _delta(o: NDArray, t: NDArray) -> NDArray:
    return (o - t) * o * (1 - o)


@DELTA.mistake(
    "This is ∂E/∂o. What is asked for is ∂E/∂z, so one more step of the chain rule is needed: how does o change when z "
    "does?"
)
def _error_alone(o: NDArray, t: NDArray) -> NDArray:
    return o - t


@DELTA.mistake("This is ∂o/∂z, which says how o follows z. The error's own derivative, with respect to o, is missing.")
def _derivative_alone(o: NDArray, t: NDArray) -> NDArray:
    return o * (1 - o) + 0 * t


@DELTA.mistake("The sign is reversed. Which sign should ∂E/∂o have where o is above t, and which does ∂o/∂z have?")
def _reversed(o: NDArray, t: NDArray) -> NDArray:
    return (t - o) * o * (1 - o)


@DELTA.mistake("This is −∂E/∂o: the sign is reversed, and the factor ∂o/∂z is missing.")
def _error_alone_reversed(o: NDArray, t: NDArray) -> NDArray:
    return t - o


@DELTA.mistake("You have lost the sign of the error. An output below its target needs a negative ∂E/∂z.")
def _without_sign(o: NDArray, t: NDArray) -> NDArray:
    return np.abs(o - t) * o * (1 - o)


DELTA.wrong_answers(
    DELTA.name,
    {
        "Of the sigmoid's derivative you have only o. What makes it 0 at o = 1?": lambda o, t: (o - t) * o,
        "Of the sigmoid's derivative you have only 1 − o. What makes it 0 at o = 0?": lambda o, t: (o - t) * (1 - o),
        "Parentheses are missing: Python multiplies before it subtracts the last o.": lambda o, t: (o - t) * o * 1 - o,
        "Parentheses are missing: only t is multiplied by ∂o/∂z.": lambda o, t: o - t * o * (1 - o),
        "In the sigmoid's derivative you have 1 + o. How steep is it at o = 1?": lambda o, t: (o - t) * o * (1 + o),
        "You have added the two derivatives. What would the chain rule do?": lambda o, t: (o - t) + o * (1 - o),
        "You divide by ∂o/∂z. Where the sigmoid is flat, how strongly does E depend on z?": lambda o, t: (
            (o - t) / (o * (1 - o))
        ),
        "The derivative of the sigmoid belongs to the output o. You have put the target t in its place.": lambda o, t: (
            (o - t) * t * (1 - t)
        ),
        "The square of o − t is still there. What happens to it, and to the ½, in the derivative?": lambda o, t: (
            (o - t) ** 2 * o * (1 - o)
        ),
        "This is the error E itself. What is asked for is its derivative with respect to z.": lambda o, t: (
            0.5 * (o - t) ** 2
        ),
        "This is half the derivative. The ½ of the error cancels the 2 that the square brings down.": lambda o, t: (
            _delta(o, t) / 2
        ),
        "1 − o² is the derivative of tanh. This is a logistic unit.": lambda o, t: (o - t) * (1 - o**2),
        "This is twice the derivative. The squared error has a factor ½, which cancels the 2.": lambda o, t: (
            2 * _delta(o, t)
        ),
        "This is one mean for all entries. Each output has a δ of its own.": lambda o, t: np.mean(_delta(o, t)),
    },
    read=(LESSON, ""),
)


@DELTA.mistake("You have added the entries up. The function works entry by entry, so each output keeps its own.")
def _summed(o: NDArray, t: NDArray) -> NDArray:
    return np.sum(_delta(o, t))


@DELTA.mistake("You divide by the number of entries. Each entry has an error of its own, and no mean is asked for.")
def _averaged(o: NDArray, t: NDArray) -> NDArray:
    return _delta(o, t) / len(o)


@DELTA.mistake("You have applied the sigmoid once more, to o. But o is already σ(z): what does that leave to compute?")
def _sigmoid_again(o: NDArray, t: NDArray) -> NDArray:
    return (o - t) * sigmoid(o) * (1 - sigmoid(o))


@DELTA.mistake("You have multiplied by the error itself, ½ (o − t)², where its derivative belongs.")
def _error_for_derivative(o: NDArray, t: NDArray) -> NDArray:
    return 0.5 * (o - t) ** 2 * o * (1 - o)


@LAYER.asks(
    "both gradients for three batches, one of a single example",
    hint="Weight w_ki gets delta[n, k] · X[n, i], added up over the examples n. Which product of the two arrays sums "
    "over n and has the shape (K, D)? A bias is a weight whose input is always 1.",
)
def _batches(s: Answers) -> None:
    for rng in draws():
        for N, D, K in ((6, 3, 2), (1, 2, 4), (5, 3, 3)):
            delta, X = rng.normal(size=(N, K)), rng.normal(size=(N, D))
            got = expect_list("gradient_of_layer(...)", s.gradient_of_layer(delta, X), 2)
            for name, array, expected in zip(("d_weights", "d_bias"), got, _gradients(delta, X), strict=True):
                expect_close(f"{name}, {count(N, 'example')}", array, expected)


def _gradients(delta: NDArray, X: NDArray) -> Arrays:
    return delta.T @ X, delta.sum(axis=0)


@LAYER.mistake(
    "d_weights holds the right numbers, transposed. The weights are (K, D), one row per unit, and their gradient has "
    "their shape."
)
def _transposed(delta: NDArray, X: NDArray) -> Arrays:
    d_weights, d_bias = _gradients(delta, X)
    return d_weights.T, d_bias


@LAYER.mistake("You divide by N. The error signals are those of the mean loss: which factor do they already contain?")
def _averaged_again(delta: NDArray, X: NDArray) -> Arrays:
    d_weights, d_bias = _gradients(delta, X)
    return d_weights / len(X), d_bias / len(X)


@LAYER.mistake(
    "The weights' derivatives are added up over the batch, but the biases' are averaged. Treat a bias like a weight "
    "whose input is 1."
)
def _bias_averaged(delta: NDArray, X: NDArray) -> Arrays:
    return delta.T @ X, delta.mean(axis=0)


@LAYER.mistake("d_bias is still one row per example. Each unit has only one bias: which axis has to be summed over?")
def _bias_per_example(delta: NDArray, X: NDArray) -> Arrays:
    return delta.T @ X, delta


@LAYER.mistake("d_bias is added up over the units. It needs one number per unit: which axis counts the examples?")
def _bias_over_units(delta: NDArray, X: NDArray) -> Arrays:
    return delta.T @ X, delta.sum(axis=1)


@LAYER.mistake("d_bias is a single number for all units. Add up over the examples only: which axis is that?")
def _one_bias(delta: NDArray, X: NDArray) -> Arrays:
    return delta.T @ X, delta.sum()


@LAYER.mistake(
    "You add up the error signals and the inputs first and multiply the sums. Should one example's error signal meet "
    "another example's input?"
)
def _product_of_sums(delta: NDArray, X: NDArray) -> Arrays:
    return np.outer(delta.sum(axis=0), X.sum(axis=0)), delta.sum(axis=0)


@LAYER.mistake(
    "You divide d_weights by N. The error signals are those of the mean loss: which factor do they already "
    "contain, and why don't you divide the biases' derivatives?"
)
def _weights_averaged(delta: NDArray, X: NDArray) -> Arrays:
    return delta.T @ X / len(X), delta.sum(axis=0)


LAYER.wrong_answers(
    LAYER.name,
    {
        "The sign is reversed. This is to be the gradient itself; the minus comes with the step, in the update.": (
            lambda delta, X: (-delta.T @ X, -delta.sum(axis=0))
        ),
        "An outer product belongs to one example. What has to be done with those of a whole batch?": (
            lambda delta, X: (np.outer(delta, X), delta.sum(axis=0))
        ),
        "d_weights holds one example only. What does d_bias do with all of them?": (
            lambda delta, X: (np.outer(delta[-1], X[-1]), delta.sum(axis=0))
        ),
    },
    read=(LESSON, ""),
)


@LAYER.mistake("Only d_weights has come back, and d_bias is missing.")
def _weights_alone(delta: NDArray, X: NDArray) -> NDArray:
    return delta.T @ X


@LAYER.mistake("The two gradients have changed places: d_weights comes first, then d_bias.")
def _swapped(delta: NDArray, X: NDArray) -> Arrays:
    return delta.sum(axis=0), delta.T @ X


@LAYER.mistake("d_bias has one axis too many: (1, K) in place of (K,). What keeps the axis that was summed over?")
def _bias_keeps_axis(delta: NDArray, X: NDArray) -> Arrays:
    return delta.T @ X, delta.sum(axis=0, keepdims=True)


@LAYER.mistake("d_weights still holds one (K, D) per example. Which axis has to be summed over?")
def _weights_per_example(delta: NDArray, X: NDArray) -> Arrays:
    return delta[:, :, None] * X[:, None, :], delta.sum(axis=0)


@LAYER.mistake("Only the last example counts. What happens to the shares of the others in your loop?")
def _last_example(delta: NDArray, X: NDArray) -> Arrays:
    return np.outer(delta[-1], X[-1]), delta[-1]


@LAYER.mistake("Only the first example counts. Does your function return inside the loop?")
def _first_example(delta: NDArray, X: NDArray) -> Arrays:
    return np.outer(delta[0], X[0]), delta[0]


@LAYER.mistake("Your d_bias counts the examples. If the input of a bias is 1, what does each example contribute?")
def _bias_counts(delta: NDArray, X: NDArray) -> Arrays:
    return delta.T @ X, np.full(delta.shape[1], float(len(X)))


@UPDATE.asks(
    "one step for the parameters of two layers, for those of one, and for three arrays of one shape",
    hint="Walk through both lists side by side, with zip. Each array takes a step of gradient descent of its own: in "
    "which direction, and how far?",
)
def _steps(s: Answers) -> None:
    for rng in draws():
        for shapes in (((2, 3), (2,), (5, 2), (5,)), ((3, 4), (3,)), ((4,), (4,), (4,))):
            parameters, gradients = ([rng.normal(size=shape) for shape in shapes] for _ in range(2))
            eta = rng.uniform(0.1, 0.9)
            right = _moved(parameters, gradients, eta)
            got = expect_list("update(...)", s.update(parameters, gradients, eta), len(shapes))
            for n, (array, expected) in enumerate(zip(got, right, strict=True)):
                expect_close(f"update, array {n} of {len(shapes)}", array, expected)


def _moved(parameters: Sequence[NDArray], gradients: Sequence[NDArray], eta: float) -> list[NDArray]:
    return [p - eta * d for p, d in zip(parameters, gradients, strict=True)]


@UPDATE.mistake("You go uphill. The gradient points to where E grows, so subtract it.")
def _uphill(parameters: Sequence[NDArray], gradients: Sequence[NDArray], eta: float) -> list[NDArray]:
    return _moved(parameters, gradients, -eta)


@UPDATE.mistake("The learning rate is missing: each of your steps is as long as the gradient itself.")
def _without_rate(parameters: Sequence[NDArray], gradients: Sequence[NDArray], eta: float) -> list[NDArray]:
    return _moved(parameters, gradients, 1.0)


@UPDATE.mistake("You divide by the learning rate. A larger eta should make a longer step.")
def _divided(parameters: Sequence[NDArray], gradients: Sequence[NDArray], eta: float) -> list[NDArray]:
    return _moved(parameters, gradients, 1 / eta)


@UPDATE.mistake("These are the steps, not the places where they lead. From where does each of them start?")
def _change_alone(parameters: Sequence[NDArray], gradients: Sequence[NDArray], eta: float) -> list[NDArray]:
    return [-eta * d for d in gradients]


@UPDATE.mistake(
    "The parameters come back unchanged. `p = ...` only gives a new value the name p, and leaves the list as it "
    "was. Where should your new values go?"
)
def _unchanged(parameters: Sequence[NDArray], gradients: Sequence[NDArray], eta: float) -> list[NDArray]:
    return list(parameters)


@UPDATE.mistake("Only the first array is updated. Biases and the arrays of other layers learn in the same way.")
def _first_alone(parameters: Sequence[NDArray], gradients: Sequence[NDArray], eta: float) -> list[NDArray]:
    return [parameters[0] - eta * gradients[0], *parameters[1:]]


@UPDATE.mistake("The weights have moved, the biases haven't. A bias is a parameter like any other.")
def _biases_stay(parameters: Sequence[NDArray], gradients: Sequence[NDArray], eta: float) -> list[NDArray]:
    return [p - eta * d if p.ndim == 2 else p for p, d in zip(parameters, gradients, strict=True)]


@UPDATE.mistake("These are eta times the gradients, without the parameters. What should they change?")
def _steps_alone(parameters: Sequence[NDArray], gradients: Sequence[NDArray], eta: float) -> list[NDArray]:
    return [eta * d for d in gradients]


UPDATE.wrong_answers(
    UPDATE.name,
    {
        "Only the first array has come back. Does the function return inside its loop?": (
            lambda parameters, gradients, eta: [parameters[0] - eta * gradients[0]]
        ),
        "Only the last array has come back. Where does your function keep the others?": (
            lambda parameters, gradients, eta: parameters[-1] - eta * gradients[-1]
        ),
        "Two arrays have come back. How many are there in a larger network?": (
            lambda parameters, gradients, eta: _moved(parameters[:2], gradients[:2], eta)
        ),
    },
    read=(LESSON, ""),
)
