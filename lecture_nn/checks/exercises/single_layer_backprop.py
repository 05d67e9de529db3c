"""The checks of the exercise "backprop in a single layer" (lecture rows L18 and L19)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from lecture_nn.activations import sigmoid
from lecture_nn.checks import one_layer as layer
from lecture_nn.checks.answers import Answers
from lecture_nn.checks.exercise import Exercise
from lecture_nn.checks.expect import draws, expect_close, expect_list, expect_number

EXERCISE = Exercise("single_layer_backprop", given=("MLP", "GradientDescent", "fit", "sigmoid"))

UNIT = ("09_single_layer_backprop", "One unit, one example")
LAYER = ("09_single_layer_backprop", "A whole layer")
BATCH = ("09_single_layer_backprop", "A batch of examples")
COST = ("09_single_layer_backprop", "What it costs")
DESCENT = ("08_loss_and_descent", "Training is a search")
SUM = ("08_loss_and_descent", "Sum or mean?")
SMALL = 1e-6  # of absolute differences that pass: sums of float32 numbers are no more exact

Pair = tuple[NDArray, NDArray]


@EXERCISE.check(
    "The error signal of a logistic unit",
    points=2,
    row="L18",
    hint="z reaches E in two steps: z moves o, and o moves E. Multiply their derivatives, the first in terms of o.",
)
def error_signal(s: Answers) -> None:
    for rng in draws():
        o, t = rng.uniform(0.05, 0.95, size=(4, 3)), rng.uniform(size=(4, 3))
        expect_close("delta_z(o, t)", s.delta_z(o, t), layer.delta(o, t))


EXERCISE.wrong_answers(
    "delta_z",
    {
        "this is ∂E/∂o (and ∂E/∂z of another loss, the cross-entropy). One step of the chain rule is left: how does "
        "o change when z does?": lambda o, t: o - t,
        "you have computed ∂o/∂z alone, which knows nothing of the target. How does E change "
        "when o does?": lambda o, t: o * (1 - o),
        "your sign is reversed. Where o is larger than t, a larger z makes E larger, so ∂E/∂z is "
        "positive there.": lambda o, t: -layer.delta(o, t),
        "you apply the sigmoid to o, as if o were z. But o has been through the sigmoid already, so its derivative "
        "can be written in terms of o alone.": lambda o, t: (o - t) * sigmoid(o) * (1 - sigmoid(o)),
        "you have taken the derivative of tanh in terms of its activation. These units are logistic.": lambda o, t: (
            (o - t) * (1 - o**2)
        ),
        "your error signal is twice as large as it should be. The square brings down a 2, and the ½ in front of E "
        "cancels it.": lambda o, t: 2 * layer.delta(o, t),
        "your error signal is half as large as it should be. The ½ in front of E is used up by the 2 that the square "
        "brings down.": lambda o, t: layer.delta(o, t) / 2,
        "you put o − t into the derivative of the sigmoid. In terms of which number is it written?": lambda o, t: (
            (o - t) * (1 - (o - t))
        ),
        "you divide by the derivative of the sigmoid, so the error signal of a saturated unit would be huge. How "
        "does the chain rule put two derivatives together?": lambda o, t: (o - t) / (o * (1 - o)),
        "your sign is reversed, and the derivative of the sigmoid is missing: how does o change "
        "when z does?": lambda o, t: t - o,
        "you add up over the units. Each has an error signal of its own, so the result has "
        "the shape of o.": lambda o, t: np.sum(layer.delta(o, t)),
        "you have computed E itself. Its derivative with respect to z is asked for.": lambda o, t: 0.5 * (o - t) ** 2,
        "one of the two factors in the derivative of the sigmoid is missing. The derivative is small at both ends, "
        "for o near 0 and for o near 1.": lambda o, t: (o - t) * (1 - o),
        "one of the two factors in the derivative of the sigmoid is missing, or o has been through the sigmoid once "
        "more.": lambda o, t: (o - t) * o,
        "a pair of parentheses is missing: without it, only t is multiplied by the derivative of "
        "the sigmoid.": lambda o, t: o - t * o * (1 - o),
        "a pair of parentheses is missing: o is subtracted at the very end. Which does Python do first, a "
        "subtraction or a product?": lambda o, t: (o - t) * o * 1 - o,
        "you take the size of the error and lose its sign. Outputs that are too small need to grow.": lambda o, t: (
            abs(o - t) * o * (1 - o)
        ),
        "you multiply by the squared error itself. The chain rule asks for its derivative with "
        "respect to o.": lambda o, t: 0.5 * (o - t) ** 2 * o * (1 - o),
        "you multiply by E itself, the squares of all units added up. What is the derivative of E with respect to one "
        "o?": lambda o, t: 0.5 * np.sum((o - t) ** 2) * o * (1 - o),
        "you multiply by the squares of all units, added up. What is the derivative of E with respect to one "
        "o?": lambda o, t: np.sum((o - t) ** 2) * o * (1 - o),
        "you multiply by the mean of all squares. What is the derivative of E with respect to one o?": lambda o, t: (
            np.mean((o - t) ** 2) * o * (1 - o)
        ),
    },
    read=UNIT,
)


def _problem(rng: np.random.Generator, N: int, D: int = 4, K: int = 3) -> tuple[NDArray, ...]:
    X, T = rng.normal(size=(N, D)), rng.uniform(size=(N, K))
    return X, T, rng.normal(size=(K, D)), rng.normal(size=K)


@EXERCISE.check(
    "The gradient of one example",
    points=2,
    row="L18",
    hint="If delta_z isn't right yet, look there first. The weight in row k, column i, joins unit k and input i. Which "
    "error signal and which input does its derivative contain? A bias is a weight whose input is always 1.",
)
def one_example(s: Answers) -> None:
    for rng in draws():
        for D, K in ((4, 3), (3, 3)):
            X, T, W, b = _problem(rng, 1, D, K)
            d_weights, d_bias = expect_list("gradient_of_example(...)", s.gradient_of_example(X[0], T[0], W, b), 2)
            expected = layer.gradient(X, T, W, b)
            expect_close("d_weights of one example", d_weights, expected[0], atol=SMALL)
            expect_close("d_bias of one example", d_bias, expected[1], atol=SMALL)


@EXERCISE.check(
    "The gradient of the sum over the examples",
    points=2,
    row="L19",
    hint="If delta_z isn't right yet, look there first. The gradient of a sum is the sum of the gradients, so a loop "
    "over the examples will do. As a single product: which two arrays have N as one of their lengths, and how must "
    "they stand so that the sum runs over it?",
)
def many_examples(s: Answers) -> None:
    for rng in draws():
        for N, D in ((5, 4), (1, 4), (4, 4), (3, 3)):
            X, T, W, b = _problem(rng, N, D)
            d_weights, d_bias = expect_list("gradient_of_sum(...)", s.gradient_of_sum(X, T, W, b), 2)
            expected = layer.gradient(X, T, W, b)
            expect_close(f"d_weights, examples: {N}", d_weights, expected[0], atol=SMALL)
            expect_close(f"d_bias, examples: {N}", d_bias, expected[1], atol=SMALL)


OF_THE_BATCH: dict[str, Callable[..., Pair]] = {
    "the derivative of the sigmoid is missing in your error signal, which is ∂E/∂o. How did you get from o back to z "
    "in part 1?": lambda X, T, W, b: layer.times_inputs(layer.outputs(X, W, b) - T, X),
    "every sign is reversed. Your numbers point downhill, but the gradient points to "
    "where E grows.": lambda X, T, W, b: layer.times_inputs(-layer.delta(layer.outputs(X, W, b), T), X),
    "your error signals are made of the pre-activations z. Which numbers does delta_z take?": lambda X, T, W, b: (
        layer.times_inputs(layer.delta(X @ W.T + b, T), X)
    ),
    "you have applied the sigmoid twice. delta_z is given the output o as it is.": lambda X, T, W, b: (
        layer.times_inputs(layer.delta(sigmoid(layer.outputs(X, W, b)), T), X)
    ),
    "the bias has been left out of z in your forward pass, so your outputs are those of "
    "another layer.": lambda X, T, W, b: layer.times_inputs(layer.delta(sigmoid(X @ W.T), T), X),
    "you multiply the error signals by the outputs. What is the derivative of z with respect to a "
    "weight?": lambda X, T, W, b: layer.times_inputs(layer.delta(layer.outputs(X, W, b), T), layer.outputs(X, W, b)),
    "your d_weights is transposed. It should have the shape of W: a row for each unit, a column "
    "for each input.": lambda X, T, W, b: (layer.gradient(X, T, W, b)[0].T, layer.gradient(X, T, W, b)[1]),
    "your d_bias is a row of shape (1, K). It should have the shape of b, which is (K,).": lambda X, T, W, b: (
        layer.gradient(X, T, W, b)[0],
        layer.gradient(X, T, W, b)[1][None],
    ),
    "your d_bias is added up over the units. Every unit has a bias of its own, so K "
    "numbers remain.": lambda X, T, W, b: (layer.gradient(X, T, W, b)[0], np.sum(layer.gradient(X, T, W, b)[1])),
    "your biases have no gradient. A bias is a weight whose input is always 1, so it learns "
    "like any other.": lambda X, T, W, b: (layer.gradient(X, T, W, b)[0], np.zeros(len(b))),
    "you divide by the number of units K. The squared errors of the outputs are added up, "
    "not averaged.": lambda X, T, W, b: tuple(d / len(b) for d in layer.gradient(X, T, W, b)),
    "you multiply the error signals by the weights. What is the derivative of z with respect "
    "to a weight?": lambda X, T, W, b: (layer.gradient(X, T, W, b)[1][:, None] * W, layer.gradient(X, T, W, b)[1]),
    "only the derivatives of the weights come back. Return two arrays: d_weights, d_bias.": lambda X, T, W, b: (
        layer.gradient(X, T, W, b)[0]
    ),
    "you return the right arrays in the wrong order. The weights come first: d_weights, d_bias.": lambda X, T, W, b: (
        layer.gradient(X, T, W, b)[::-1]
    ),
}
"""Wrong gradients of the sum over a batch, by what to say to them. A batch of one example has the same ones."""


def _of_example(wrong: Callable[..., Pair]) -> Callable[..., Pair]:
    return lambda x, t, W, b: wrong(x[None], t[None], W, b)


EXERCISE.wrong_answers("gradient_of_sum", OF_THE_BATCH, read=BATCH)
EXERCISE.wrong_answers("gradient_of_example", {h: _of_example(f) for h, f in OF_THE_BATCH.items()}, read=LAYER)


EXERCISE.wrong_answers(
    "gradient_of_example",
    {
        "your d_bias is 1 for every unit. That is ∂z/∂b; how does E change when z does?": lambda x, t, W, b: (
            layer.gradient(x[None], t[None], W, b)[0],
            np.ones(len(b)),
        ),
        "your d_bias is a column of shape (K, 1). It should have the shape of b, which is (K,).": lambda x, t, W, b: (
            layer.gradient(x[None], t[None], W, b)[0],
            layer.gradient(x[None], t[None], W, b)[1][:, None],
        ),
    },
    read=LAYER,
)
EXERCISE.wrong_answers(
    "gradient_of_sum",
    {
        "you average the derivatives of the biases over the examples, and add up those of the weights. Both belong "
        "to the same E: is it a sum over the examples, or a mean?": lambda X, T, W, b: (
            layer.gradient(X, T, W, b)[0],
            layer.gradient(X, T, W, b)[1] / len(X),
        ),
        "you average the derivatives of the weights over the examples, and add up those of the biases. Both belong "
        "to the same E: is it a sum over the examples, or a mean?": lambda X, T, W, b: (
            layer.gradient(X, T, W, b)[0] / len(X),
            layer.gradient(X, T, W, b)[1],
        ),
        "your d_bias still has a row for each example. A bias takes part in all of them: how do their effects "
        "combine?": lambda X, T, W, b: (layer.gradient(X, T, W, b)[0], layer.delta(layer.outputs(X, W, b), T)),
        "your d_bias is summed over the units. Every unit has a bias of its own: over what should the sum "
        "run?": lambda X, T, W, b: (
            layer.gradient(X, T, W, b)[0],
            layer.delta(layer.outputs(X, W, b), T).sum(axis=1),
        ),
        "inputs and targets are added up over the examples before they have gone through the layer. The gradient of a "
        "sum is the sum of the gradients: what has to be computed for each example "
        "first?": lambda X, T, W, b: layer.gradient(X.sum(axis=0)[None], T.sum(axis=0)[None], W, b),
        "inputs and targets are averaged over the examples before they have gone through the layer. The gradient of a "
        "sum is the sum of the gradients: what has to be computed for each example "
        "first?": lambda X, T, W, b: layer.gradient(X.mean(axis=0)[None], T.mean(axis=0)[None], W, b),
        "this is N times the gradient at the mean example. The mean of the gradients is another thing, because the "
        "sigmoid isn't linear: what has to be computed for each example first?": lambda X, T, W, b: tuple(
            len(X) * d for d in layer.gradient(X.mean(axis=0)[None], T.mean(axis=0)[None], W, b)
        ),
        "this is the gradient of the last example alone. Is what came before overwritten?": lambda X, T, W, b: (
            layer.gradient(X[-1:], T[-1:], W, b)
        ),
        "this is the gradient of the first example alone. Does your loop return before it has come "
        "to the others?": lambda X, T, W, b: layer.gradient(X[:1], T[:1], W, b),
        "you return the gradients of the examples one by one. E is a sum over the examples: what is the gradient of "
        "a sum?": lambda X, T, W, b: (
            layer.delta(layer.outputs(X, W, b), T)[:, :, None] * X[:, None],
            layer.delta(layer.outputs(X, W, b), T),
        ),
    },
    read=BATCH,
)
EXERCISE.wrong_answers(
    "gradient_of_sum",
    {
        "this is the gradient of the mean. In this exercise, E is the sum over the examples.": lambda X, T, W, b: tuple(
            d / len(X) for d in layer.gradient(X, T, W, b)
        ),
    },
    read=SUM,
)


@EXERCISE.check(
    "One step of gradient descent",
    points=2,
    row="L19",
    hint="If gradient_of_sum isn't right yet, look there first. A step takes both derivatives at the old weights and "
    "biases, and goes against them, eta times as far.",
)
def step(s: Answers) -> None:
    for rng in draws():
        for D in (4, 3):  # the second with a square W
            X, T, W, b = _problem(rng, 6, D)
            eta = rng.uniform(0.1, 0.9)
            weights, bias = expect_list("step(...)", s.step(X, T, W, b, eta), 2)
            d_weights, d_bias = layer.gradient(X, T, W, b)
            expect_close("weights after a step", weights, W - eta * d_weights, atol=SMALL)
            expect_close("biases after a step", bias, b - eta * d_bias, atol=SMALL)


EXERCISE.wrong_answers(
    "step",
    {
        "you divide each gradient by its length, so the step is as long where the slope is gentle as where it is "
        "steep. What does the length of the gradient tell?": lambda X, T, W, b, eta: layer.down(
            W, b, tuple(d / np.linalg.norm(d) for d in layer.gradient(X, T, W, b)), eta
        ),
        "you go uphill. Which way does the gradient point?": lambda X, T, W, b, eta: layer.step(X, T, W, b, -eta),
        "your biases stay as they were. They learn like the weights.": lambda X, T, W, b, eta: (
            layer.step(X, T, W, b, eta)[0],
            b,
        ),
        "you compute the derivatives of the biases after the weights have moved. Where should both gradients of a "
        "step be taken?": lambda X, T, W, b, eta: layer.biases_late(X, T, W, b, eta),
        "the learning rate is missing, so your step is as long as the gradient itself.": lambda X, T, W, b, eta: (
            layer.step(X, T, W, b, 1.0)
        ),
        "you follow the gradient of the mean. In this exercise, E is the sum over the examples, so your steps are "
        "N times too short.": lambda X, T, W, b, eta: layer.step(X, T, W, b, eta / len(X)),
        "you move after every single example, so each gradient is taken at different weights. One step has one "
        "gradient, summed over all examples.": lambda X, T, W, b, eta: layer.one_by_one(X, T, W, b, eta),
        "the learning rate is missing where the biases learn.": lambda X, T, W, b, eta: (
            layer.step(X, T, W, b, eta)[0],
            layer.step(X, T, W, b, 1.0)[1],
        ),
        "you return the change of the parameters. What is asked for is the new weights and "
        "biases.": lambda X, T, W, b, eta: tuple(-eta * d for d in layer.gradient(X, T, W, b)),
    },
    read=DESCENT,
)
EXERCISE.misunderstanding(
    "step",
    hint="the derivative of the sigmoid is missing in the gradient that you follow. Look at gradient_of_sum first.",
    read=BATCH,
)(lambda X, T, W, b, eta: layer.down(W, b, layer.times_inputs(layer.outputs(X, W, b) - T, X), eta))


@EXERCISE.check(
    "What finite differences would cost",
    points=1,
    row="L18",
    hint="Every parameter is nudged to either side, and each nudge costs a forward pass. How many parameters has a "
    "layer of 10 units with 1,024 inputs?",
)
def passes(s: Answers) -> None:
    expect_number("forward_passes", s.value("forward_passes"), 2 * 1025 * 10)


for _wrong, _hint in {
    2 * 1024 * 10: "you have counted the weights alone. The biases are parameters, and have to be nudged, too.",
    2 * 1025 * 10 * 10: "you count the passes once more for each of the 10 outputs. How many outputs does a single "
    "forward pass compute?",
    20_490: "you have nudged the biases once and the weights twice. A centred difference nudges up and down.",
    20_482: "you count one bias for the whole layer. Each of its units has a bias of its own.",
    1025 * 10: "you count one forward pass for each parameter. A centred difference nudges it up and down.",
    1025 * 10 + 1: "you nudge to one side only, against a pass without a nudge. A centred difference nudges both ways.",
    2 * 1025 * 10 + 1: "you count a pass without a nudge as well. A centred difference compares the two nudged ones.",
    1024 * 10: "you count one pass for each weight. Are these all parameters, and how many passes does a centred "
    "difference take for each?",
    2 * 1025: "you have counted the parameters of a single unit. How many units are there?",
    2 * (1024 + 10): "you have added up the inputs and the units. Every unit has a weight for every input.",
    2: "you count the passes for a single parameter. Finite differences nudge one parameter at a time.",
}.items():
    EXERCISE.mistaken("forward_passes", _wrong, hint=_hint, read=COST)
