"""Your turn in lesson 10: an error signal on its way back through a hidden layer (lecture rows L17 and L20)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lecture_nn.checks.answers import Answers
from lecture_nn.checks.expect import draws, expect_close, expect_list
from lecture_nn.checks.logits import targets
from lecture_nn.checks.turns.declare import Turn

LESSON = "10_multi_layer_backprop"

DELTA_HIDDEN = Turn("delta_hidden", LESSON, "L17")
DELTA_U = Turn("delta_u", LESSON, "L20")
BACKWARD = Turn("backward", LESSON, "L20")
TURNS = (DELTA_HIDDEN, DELTA_U, BACKWARD)

Arrays = tuple[NDArray, ...]


@DELTA_HIDDEN.asks(
    "∂E/∂h for every example of two batches",
    hint="The sum runs over the outputs k, which are the columns of delta_z and the rows of W. Which product sums over "
    "exactly that, and gives one row per example?",
)
def _hidden(s: Answers) -> None:
    for rng in draws():
        for N, K, J in ((4, 2, 3), (5, 3, 6)):
            delta_z, W = rng.normal(size=(N, K)), rng.normal(size=(K, J))
            expect_close(f"delta_hidden, {N} examples", s.delta_hidden(delta_z, W), delta_z @ W)


@DELTA_HIDDEN.mistake(
    "It looks as if you average over the outputs. A change in h moves all of them at once, so their effects add up."
)
def _mean_over_outputs(delta_z: NDArray, W: NDArray) -> NDArray:
    return delta_z @ W / len(W)


@DELTA_HIDDEN.mistake(
    "It looks as if you average over the examples. Every example has its own error signal, so the result keeps one "
    "row for each."
)
def _mean_over_examples(delta_z: NDArray, W: NDArray) -> NDArray:
    return delta_z @ W / len(delta_z)


@DELTA_HIDDEN.mistake(
    "You have added up the whole batch. Every example has its own error signal, so the result has shape (N, J)."
)
def _summed_over_examples(delta_z: NDArray, W: NDArray) -> NDArray:
    return (delta_z @ W).sum(axis=0)


@DELTA_HIDDEN.mistake(
    "This is the right product, transposed: a column per example. The course keeps one row per example."
)
def _transposed(delta_z: NDArray, W: NDArray) -> NDArray:
    return W.T @ delta_z.T


@DELTA_HIDDEN.mistake(
    "You pass the same total back to every hidden unit. Each unit should receive it through its own weights."
)
def _without_weights(delta_z: NDArray, W: NDArray) -> NDArray:
    return np.repeat(delta_z.sum(axis=1, keepdims=True), W.shape[1], axis=1)


@DELTA_HIDDEN.mistake(
    "The signs have been lost. One path may raise the error while another lowers it, and the two then cancel."
)
def _without_signs(delta_z: NDArray, W: NDArray) -> NDArray:
    return np.abs(delta_z) @ np.abs(W)


@DELTA_U.asks(
    "∂E/∂u for two batches of tanh units",
    hint="One more step of the chain rule is needed: how does h change when u does? The function is given h = tanh(u), "
    "so write the derivative of tanh in terms of h.",
)
def _through_tanh(s: Answers) -> None:
    for rng in draws():
        delta_h, h = rng.normal(size=(5, 3)), np.tanh(rng.normal(size=(5, 3)))
        expect_close("delta_u(delta_h, h)", s.delta_u(delta_h, h), delta_h * (1 - h**2))


@DELTA_U.mistake(
    "You take the derivative of tanh at h. But h is already tanh(u), so its derivative needs no second tanh."
)
def _tanh_twice(delta_h: NDArray, h: NDArray) -> NDArray:
    return delta_h * (1 - np.tanh(h) ** 2)


@DELTA_U.mistake("The error signal comes out as it went in: the derivative of the activation function is missing.")
def _unchanged(delta_h: NDArray, h: NDArray) -> NDArray:
    return delta_h


@DELTA_U.mistake("You multiply by h(1 − h), the derivative of the sigmoid. These hidden units are tanh units.")
def _of_the_sigmoid(delta_h: NDArray, h: NDArray) -> NDArray:
    return delta_h * h * (1 - h)


@DELTA_U.mistake("You multiply by the activation h itself. The chain rule asks for its derivative with respect to u.")
def _times_activation(delta_h: NDArray, h: NDArray) -> NDArray:
    return delta_h * h


@DELTA_U.mistake(
    "You divide by the derivative, which is tiny for a saturated unit. Should a large or a small error signal come "
    "back through such a unit?"
)
def _divided(delta_h: NDArray, h: NDArray) -> NDArray:
    return delta_h / (1 - h**2)


def _forward(rng: np.random.Generator, N: int, D: int, J: int, K: int, softmax: bool) -> Arrays:
    """Return X, T, H, O and W of a network with one hidden layer of tanh units."""
    X, V, v0 = rng.normal(size=(N, D)), rng.normal(size=(J, D)), rng.normal(size=J)
    W, w0 = rng.normal(size=(K, J)), rng.normal(size=K)
    H = np.tanh(X @ V.T + v0)
    Z = H @ W.T + w0
    if not softmax:
        return X, rng.normal(size=(N, K)), H, Z, W
    O = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
    return X, targets(rng, N, K), H, O, W


@BACKWARD.asks(
    "all four gradients of the mean loss, for three batches",
    hint="Start at the top: delta_z = (O − T) / N. Then each layer takes two steps: its gradients come from its own "
    "error signal and its inputs, and the error signal is sent down through its weights and the derivative of tanh.",
)
def _whole_gradient(s: Answers) -> None:
    names = ("d_V", "d_v0", "d_W", "d_w0")
    for rng in draws():
        for sizes, softmax in (((6, 3, 4, 2), False), ((5, 2, 3, 3), True), ((1, 3, 4, 2), False)):
            given = _forward(rng, *sizes, softmax)
            got = expect_list("backward(...)", s.backward(*given), 4)
            for name, array, expected in zip(names, got, _gradients(*given), strict=True):
                expect_close(f"{name}, {sizes[0]} examples", array, expected)


def _gradients(X: NDArray, T: NDArray, H: NDArray, O: NDArray, W: NDArray) -> Arrays:
    delta_z = (O - T) / len(X)
    delta_u = (delta_z @ W) * (1 - H**2)
    return delta_u.T @ X, delta_u.sum(axis=0), delta_z.T @ H, delta_z.sum(axis=0)


@BACKWARD.mistake(
    "These are the gradients of the sum over the batch. The loss is the mean over the examples: what does that change?"
)
def _of_the_sum(X: NDArray, T: NDArray, H: NDArray, O: NDArray, W: NDArray) -> Arrays:
    return tuple(len(X) * d for d in _gradients(X, T, H, O, W))


@BACKWARD.mistake(
    "Your output layer is right. On its way into the hidden layer the error signal has to pass through tanh, whose "
    "derivative is missing."
)
def _past_the_activation(X: NDArray, T: NDArray, H: NDArray, O: NDArray, W: NDArray) -> Arrays:
    delta_z = (O - T) / len(X)
    delta_u = delta_z @ W
    return delta_u.T @ X, delta_u.sum(axis=0), delta_z.T @ H, delta_z.sum(axis=0)


@BACKWARD.mistake("Every sign is reversed. Which sign should ∂E/∂z have where an output is above its target?")
def _reversed(X: NDArray, T: NDArray, H: NDArray, O: NDArray, W: NDArray) -> Arrays:
    return tuple(-d for d in _gradients(X, T, H, O, W))


@BACKWARD.mistake(
    "The weights' gradients are averaged over the batch, but the biases' are summed. Where could one division by N "
    "serve both?"
)
def _biases_summed(X: NDArray, T: NDArray, H: NDArray, O: NDArray, W: NDArray) -> Arrays:
    d_v, d_v0, d_w, d_w0 = _gradients(X, T, H, O, W)
    return d_v, len(X) * d_v0, d_w, len(X) * d_w0


@BACKWARD.mistake("These are the right numbers in another order. Return the lower layer first: d_V, d_v0, d_W, d_w0.")
def _upper_layer_first(X: NDArray, T: NDArray, H: NDArray, O: NDArray, W: NDArray) -> Arrays:
    d_v, d_v0, d_w, d_w0 = _gradients(X, T, H, O, W)
    return d_w, d_w0, d_v, d_v0


@BACKWARD.mistake(
    "The bias gradients are averaged twice: delta_z is already divided by N. So what should be done over the examples?"
)
def _biases_averaged_twice(X: NDArray, T: NDArray, H: NDArray, O: NDArray, W: NDArray) -> Arrays:
    d_v, d_v0, d_w, d_w0 = _gradients(X, T, H, O, W)
    return d_v, d_v0 / len(X), d_w, d_w0 / len(X)
