"""The checks of the exercise "backprop through hidden layers" (lecture rows L17 and L20)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lecture_nn.activations import sigmoid
from lecture_nn.checks import hidden_layer as net
from lecture_nn.checks.answers import Answers
from lecture_nn.checks.exercise import Exercise
from lecture_nn.checks.expect import draws, expect_close, expect_list, expect_number

EXERCISE = Exercise("multi_layer_backprop", given=("MLP", "GradientDescent", "fit"))

NO_TARGET = ("10_multi_layer_backprop", "A hidden unit has no target")
ONE_EXAMPLE = ("10_multi_layer_backprop", "One example, every number")
MATRICES = ("10_multi_layer_backprop", "From one example to any depth")
VANISH = ("10_multi_layer_backprop", "Vanishing and exploding gradients")
DESCENT = ("08_loss_and_descent", "Training is a search")
SMALL = 1e-5  # of absolute differences that pass: 1 − h² of a saturated unit is no more exact in float32

Arrays = tuple[NDArray, ...]


@EXERCISE.check(
    "The error signal of a hidden activation",
    points=2,
    row="L17",
    hint="Hidden unit j reaches the error through every output k, and the effects add up. Which weight leads from j to "
    "k, and where does it stand in W?",
)
def hidden_signal(s: Answers) -> None:
    for rng in draws():
        for K, J in ((2, 4), (3, 3)):
            delta_z, W = rng.normal(size=K), rng.normal(size=(K, J))
            expect_close(f"delta_h of {J} hidden units", s.delta_h(delta_z, W), delta_z @ W, atol=SMALL)


EXERCISE.wrong_answers(
    "delta_h",
    {
        "you average over the outputs. A change in h moves all of them at once: how do their effects "
        "combine?": lambda delta_z, W: delta_z @ W / len(W),
        "you add up the weights alone. Each path also carries the error signal of the output that "
        "it leads to.": lambda delta_z, W: W.sum(axis=0),
        "the signs have been lost. One path may raise the error while another lowers it, and the two "
        "then cancel.": lambda delta_z, W: np.abs(delta_z) @ np.abs(W),
        "you split each error signal into shares, which add up to 1 here. How fast does z change with "
        "h?": lambda delta_z, W: delta_z @ (W / W.sum(axis=1, keepdims=True)),
        "you pass the same total back to every hidden unit. Each unit should receive it through its "
        "own weights.": lambda delta_z, W: np.full(W.shape[1], delta_z.sum()),
        "the contributions of the outputs still stand one below the other, shape (K, J). How do they combine to one "
        "error signal for each hidden unit?": lambda delta_z, W: delta_z[:, None] * W,
        "you return a row of shape (1, J). For a single example, J numbers are asked "
        "for, shape (J,).": lambda delta_z, W: (delta_z @ W)[None],
        "you return a column of shape (J, 1). For a single example, J numbers are asked "
        "for, shape (J,).": lambda delta_z, W: (delta_z @ W)[:, None],
        "this is the contribution of the last output alone. Is what came before overwritten?": lambda delta_z, W: (
            delta_z[-1] * W[-1]
        ),
        "you have gone through the activation function already. That is part 2; here the error signal passes the "
        "weights only.": lambda delta_z, W: (delta_z @ W) * (1 - (delta_z @ W) ** 2),
        "the sign is reversed. Where a weight and the error signal above it are positive, raising h "
        "raises the error.": lambda delta_z, W: -delta_z @ W,
        "you add up over the hidden units, so one number is left for each output. Of which units are the error "
        "signals asked for?": lambda delta_z, W: delta_z * W.sum(axis=1),
        "the contributions still stand side by side, shape (J, K). How do they combine to one error signal for each "
        "hidden unit?": lambda delta_z, W: W.T * delta_z,
        "you multiply a sum of error signals by sums of weights. Which should come first, the products or the "
        "sum?": lambda delta_z, W: delta_z.sum() * W.sum(axis=0),
        "you add up all contributions to a single number. Every hidden unit has an error "
        "signal of its own.": lambda delta_z, W: np.sum(delta_z @ W),
    },
    read=NO_TARGET,
)


@EXERCISE.check(
    "Through the activation function",
    points=2,
    row="L20",
    hint="One more step of the chain rule: how does h change when u does? The function is given h = tanh(u), so write "
    "the derivative of tanh in terms of h.",
)
def through_activation(s: Answers) -> None:
    for rng in draws():
        delta_h, h = rng.normal(size=(5, 3)), np.tanh(rng.normal(size=(5, 3)))
        expect_close("delta_u(delta_h, h)", s.delta_u(delta_h, h), delta_h * (1 - h**2), atol=SMALL)


EXERCISE.wrong_answers(
    "delta_u",
    {
        "you take the derivative of tanh at h. But h is tanh(u): at which number is the derivative "
        "needed?": lambda delta_h, h: delta_h * (1 - np.tanh(h) ** 2),
        "the error signal comes out as it went in. The derivative of the activation "
        "function is missing.": lambda delta_h, h: delta_h,
        "you have taken the derivative of the sigmoid. These hidden units are tanh units.": lambda delta_h, h: (
            delta_h * h * (1 - h)
        ),
        "you multiply by the activation h itself. The chain rule asks for its derivative with "
        "respect to u.": lambda delta_h, h: delta_h * h,
        "you divide by the derivative, so a saturated unit would pass on the most. How does the chain rule put two "
        "derivatives together?": lambda delta_h, h: delta_h / (1 - h**2),
        "a pair of parentheses is missing: h² is subtracted at the very end. Which does Python do first, a "
        "subtraction or a product?": lambda delta_h, h: delta_h * 1 - h**2,
        "you have squared the whole difference. Which of its two numbers should be squared?": lambda delta_h, h: (
            delta_h * (1 - h) ** 2
        ),
        "the sign is reversed. tanh rises everywhere, so its derivative is positive.": lambda delta_h, h: (
            delta_h * (h**2 - 1)
        ),
        "the square is missing. At h = −0.9, where tanh is rather flat, your derivative is 1.9.": lambda delta_h, h: (
            delta_h * (1 - h)
        ),
        "you return the derivative of tanh alone. What happens to the error signal that comes from "
        "above?": lambda delta_h, h: 1 - h**2,
        "you take the derivative of the ReLU. These hidden units are tanh units.": lambda delta_h, h: delta_h * (h > 0),
    },
    read=ONE_EXAMPLE,
)


def _problem(rng: np.random.Generator, N: int, D: int, J: int, K: int) -> Arrays:
    shapes = ((N, D), (N, K), (J, D), (J,), (K, J), (K,))
    return tuple(rng.normal(size=shape) for shape in shapes)


@EXERCISE.check(
    "The whole gradient",
    points=4,
    row="L20",
    hint="If delta_u isn't right yet, look there first. Then compare array by array with numerical_gradient, starting "
    "at the outputs: d_w0, d_W, d_v0, d_V. The first one that differs tells you which line to look at.",
)
def whole_gradient(s: Answers) -> None:
    names = ("d_V", "d_v0", "d_W", "d_w0")
    for rng in draws():
        for sizes in ((6, 3, 4, 2), (1, 3, 4, 2), (5, 3, 3, 3), (3, 3, 3, 3)):
            problem = _problem(rng, *sizes)
            got = expect_list("gradients(...)", s.gradients(*problem), 4)
            triples = list(zip(names, got, net.gradients(*problem), strict=True))
            for name, array, expected in (*triples[2:], *triples[:2]):  # an error above spoils what lies below
                expect_close(f"{name}, examples: {sizes[0]}", array, expected, atol=SMALL)


EXERCISE.wrong_answers(
    "gradients",
    {
        "these are the gradients of the sum over the batch. The loss is the mean: where could a single division "
        "serve all four?": lambda X, T, *p: net.scaled(net.gradients(X, T, *p), *4 * [len(X)]),
        "you divide by N times K. The squares of one example are added up, and the mean is taken over the N examples "
        "only.": lambda X, T, *p: net.scaled(net.gradients(X, T, *p), *4 * [1 / T.shape[1]]),
        "every sign is reversed, so a step against these would lead uphill. What happens to the loss when an output "
        "above its target grows?": lambda X, T, *p: net.scaled(net.gradients(X, T, *p), -1, -1, -1, -1),
        "your gradients are all twice as large as they should be. The square brings down a 2, and the ½ in the loss "
        "cancels it.": lambda X, T, *p: net.scaled(net.gradients(X, T, *p), 2, 2, 2, 2),
        "you average the derivatives of the weights over the batch, and add up those of the biases. Where could a "
        "single division serve both?": lambda X, T, *p: net.scaled(net.gradients(X, T, *p), 1, len(X), 1, len(X)),
        "the bias gradients are averaged twice. On which lines do you divide, or take a mean?": lambda X, T, *p: (
            net.scaled(net.gradients(X, T, *p), 1, 1 / len(X), 1, 1 / len(X))
        ),
        "your output layer is right, but the gradients of the hidden layer are divided by N twice. Follow its error "
        "signals from the outputs to the derivatives: on which lines is something divided?": lambda X, T, *p: (
            net.scaled(net.gradients(X, T, *p), 1 / len(X), 1 / len(X), 1, 1)
        ),
        "your output layer is right. On its way into the hidden layer the error signal has to pass through tanh, "
        "whose derivative is missing.": lambda X, T, *p: net.gradients(X, T, *p, at_hidden=np.ones_like),
        "your output layer is right, but for the hidden units you take the derivative of tanh at H, which is tanh of "
        "u already.": lambda X, T, *p: net.gradients(X, T, *p, at_hidden=lambda h: 1 - np.tanh(h) ** 2),
        "your output layer is right, but for the hidden units you use the derivative of the sigmoid. Which activation "
        "function do these units have?": lambda X, T, *p: net.gradients(X, T, *p, at_hidden=lambda h: h * (1 - h)),
        "you multiply the outputs' error signals by o(1 − o), the derivative of a sigmoid. These outputs are linear: "
        "how does o change when z does?": lambda X, T, *p: net.gradients(X, T, *p, at_outputs=lambda o: o * (1 - o)),
        "you multiply the outputs' error signals by 1 − o², the derivative of tanh. These outputs are linear: how does "
        "o change when z does?": lambda X, T, *p: net.gradients(X, T, *p, at_outputs=lambda o: 1 - o**2),
        "your forward pass leaves out tanh, so your hidden activations are really pre-activations.": lambda X, T, *p: (
            net.gradients(X, T, *p, hidden=lambda u: u)
        ),
        "you multiply the outputs' error signals by u to get the gradient of W. What does W multiply in the forward "
        "pass?": lambda X, T, V, v0, W, w0: net.with_inputs_above(X, T, V, v0, W, w0, X @ V.T + v0),
        "your output layer is right, but the gradients of the hidden layer aren't divided by N. Where could a single "
        "division reach both layers?": lambda X, T, *p: net.scaled(net.gradients(X, T, *p), len(X), len(X), 1, 1),
        "these are the gradients of the last example alone. Is what came before overwritten?": lambda X, T, *p: (
            net.gradients(X[-1:], T[-1:], *p)
        ),
        "these are the gradients of the last example alone, divided by N. Is what came before "
        "overwritten?": lambda X, T, *p: net.scaled(net.gradients(X[-1:], T[-1:], *p), *4 * [1 / len(X)]),
        "the squares of h have got into d_W. Has H been overwritten before you use it there?": lambda X, T, *p: (
            net.with_inputs_above(X, T, *p, np.tanh(X @ p[0].T + p[1]) ** 2)
        ),
        "the square is missing in the derivative of tanh. Your output layer is right.": lambda X, T, *p: net.gradients(
            X, T, *p, at_hidden=lambda h: 1 - h
        ),
        "for the derivative of tanh you square u. Which number does its short formula square?": lambda X, T, *p: (
            net.gradients(X, T, *p, at_hidden=lambda h: 1 - np.arctanh(h) ** 2)
        ),
        "your hidden units have gone through the sigmoid. In this exercise they are tanh units.": lambda X, T, *p: (
            net.gradients(X, T, *p, hidden=sigmoid, at_hidden=lambda h: h * (1 - h))
        ),
        "your hidden units have no activation function. In this exercise they are tanh units.": lambda X, T, *p: (
            net.gradients(X, T, *p, hidden=lambda u: u, at_hidden=np.ones_like)
        ),
        "the biases have been left out in your forward pass. Each unit adds its own to the "
        "weighted sum.": lambda X, T, V, v0, W, w0: net.gradients(X, T, V, 0 * v0, W, 0 * w0),
        "the hidden units' biases have been left out in your forward pass.": lambda X, T, V, v0, W, w0: net.gradients(
            X, T, V, 0 * v0, W, w0
        ),
        "the outputs' biases are missing in your forward pass.": lambda X, T, *p: net.gradients(X, T, *p[:3], 0 * p[3]),
        "you divide by N twice. On which lines is something divided, or averaged?": lambda X, T, *p: net.scaled(
            net.gradients(X, T, *p), *4 * [1 / len(X)]
        ),
        "the biases' gradients still have a row for each example. Which shapes do v0 and w0 have?": lambda X, T, *p: (
            net.with_biases(net.gradients(X, T, *p), *net.error_signals(X, T, *p))
        ),
        "the biases' gradients are summed over the units. Every unit has a bias of its own: over what should the sum "
        "run?": lambda X, T, *p: net.with_biases(
            net.gradients(X, T, *p), *(d.sum(axis=1) for d in net.error_signals(X, T, *p))
        ),
        "the biases' gradients are added up over the units. Every unit has a bias of its own.": lambda X, T, *p: (
            net.with_biases(net.gradients(X, T, *p), *(d.sum() for d in net.error_signals(X, T, *p)))
        ),
        "the biases' gradients are rows of shape (1, J) and (1, K). They should have the shapes "
        "of v0 and w0.": lambda X, T, *p: net.with_biases(
            net.gradients(X, T, *p), *(d.sum(axis=0)[None] for d in net.error_signals(X, T, *p))
        ),
        "these are the right arrays in another order. Layer by layer: d_V, d_v0, d_W, d_w0.": lambda X, T, *p: tuple(
            net.gradients(X, T, *p)[i] for i in (0, 2, 1, 3)
        ),
        "your outputs have gone through a sigmoid. In this exercise they are linear.": lambda X, T, *p: net.gradients(
            X, T, *p, output=sigmoid, at_outputs=lambda o: o * (1 - o)
        ),
        "your outputs have gone through tanh. In this exercise they are linear.": lambda X, T, *p: net.gradients(
            X, T, *p, output=np.tanh, at_outputs=lambda o: 1 - o**2
        ),
        "these are the right numbers in another order. Return the lower layer first: d_V, "
        "d_v0, d_W, d_w0.": lambda X, T, *p: (*net.gradients(X, T, *p)[2:], *net.gradients(X, T, *p)[:2]),
        "the weights' gradients are transposed. They should have the shapes of V and W: a row for each unit that the "
        "weights lead to.": lambda X, T, *p: tuple(d.T for d in net.gradients(X, T, *p)),
    },
    read=MATRICES,
)


@EXERCISE.check(
    "A step with all four",
    points=2,
    row="L20",
    hint="If the whole gradient isn't right yet, look there first. A step takes all four derivatives at the old "
    "parameters, and only then makes the new ones.",
    hidden=True,
)
def step(s: Answers) -> None:
    for rng in draws():
        X, T, *parameters = _problem(rng, 5, 3, 4, 2)
        eta = float(rng.uniform(0.1, 0.6))
        parameters[3][:] = np.abs(parameters[3]) * (-1, 1)  # biases of either sign
        problems = [(X, targets, *parameters) for targets in (T, T + np.array([3.0, -3.0]))]  # derivatives, too
        for problem in (*problems, _problem(rng, 5, 3, 3, 3)):  # the last with square matrices
            got = expect_list("step(...)", s.step(*problem, eta), 4)
            for name, array, expected in zip(("V", "v0", "W", "w0"), got, net.step(*problem, eta), strict=True):
                expect_close(f"{name} after a step", array, expected, atol=SMALL)


EXERCISE.wrong_answers(
    "step",
    {
        "the upper layer has already moved when the error signals go back through it. They belong to the "
        "old weights.": lambda *given: net.upper_layer_first(*given, again=False),
        "you compute the gradient once more for the lower layer, after the upper one has moved. All parts of a step "
        "belong to one point.": lambda *given: net.upper_layer_first(*given, again=True),
        "you compute the gradient once more for the upper layer, after the lower one has moved. All parts of a step "
        "belong to one point.": lambda *given: net.lower_layer_first(*given),
        "you divide by N once more. The gradients are those of the mean already.": lambda *given: net.step(
            *given[:-1], given[-1] / len(given[0])
        ),
        "these are the right parameters in another order. Return them as they came: V, v0, W, w0.": lambda *given: (
            *net.step(*given)[2:],
            *net.step(*given)[:2],
        ),
        "you go uphill. Which way does the gradient point?": lambda *given: net.step(*given[:-1], -given[-1]),
        "the learning rate is missing, so your step is as long as the gradient itself.": lambda *given: net.step(
            *given[:-1], 1.0
        ),
        "your biases stay as they were. They learn like the weights.": lambda *given: (
            net.step(*given)[0],
            given[3],
            net.step(*given)[2],
            given[5],
        ),
        "you follow the gradient of the sum over the batch. The loss is the mean.": lambda *given: net.step(
            *given[:-1], given[-1] * len(given[0])
        ),
        "you return the change of the parameters. What is asked for is the new parameters.": lambda *given: net.scaled(
            net.gradients(*given[:-1]), *4 * [-given[-1]]
        ),
    },
    read=DESCENT,
)


@EXERCISE.check(
    "How fast an error signal vanishes",
    points=1,
    row="L17",
    hint="Each layer multiplies the error signal by a weight and by a derivative. How steep is the sigmoid where it is "
    "steepest? Multiply until the product is small enough.",
)
def left(s: Answers) -> None:
    expect_number("layers_needed", s.value("layers_needed"), 10)


for _wrong, _hint in {
    250_000: "you divide a million by 4. How much do two layers leave of an error signal, and how much do three?",
    5: "you have stopped at a thousandth. A millionth is asked for.",
    9: "after your number of layers, more than a millionth is left. In which direction should it be rounded?",
    11: "your count is one ahead. After how many layers is less than a millionth left for the first time?",
    0.25**10: "this is how much is left. How many layers did it take?",
    49: "your layers keep three quarters each. Is the derivative the part that is lost, or that passes?",
    20: "you take a factor of ½ for each layer. That is the sigmoid's value at 0; its derivative there is smaller.",
    6: "you take a factor of a tenth for each layer. How steep is the sigmoid where it is steepest?",
    7: "you take a factor of a tenth for each layer. How steep is the sigmoid where it is steepest?",
    0: "you say that nothing is lost. A derivative of 1 takes nothing away, but the sigmoid is never that steep.",
    float(
        np.log(1e6) / np.log(4)
    ): "you have solved the equation, but layers come in whole numbers. After which of them "
    "is less than a millionth left?",
}.items():
    EXERCISE.mistaken("layers_needed", _wrong, hint=_hint, read=VANISH)
