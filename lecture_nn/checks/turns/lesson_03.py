"""Your turn in lesson 03: two layers in one, and two derivatives (lecture row L05)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lecture_nn.activations import sigmoid
from lecture_nn.checks.answers import Answers
from lecture_nn.checks.expect import draws, expect_close, expect_list
from lecture_nn.checks.turns.declare import Turn

LESSON = "03_activations"

COLLAPSE = Turn("collapse", LESSON, "L05")
TANH_PRIME = Turn("tanh_prime", LESSON, "L05")
SILU_DERIVATIVE = Turn("silu_derivative", LESSON, "L05")
TURNS = (COLLAPSE, TANH_PRIME, SILU_DERIVATIVE)

Layer = tuple[NDArray, NDArray]


@COLLAPSE.asks(
    "the one layer that does the work of two, for layers of different sizes",
    hint="Multiply out W (V x + v0) + w0: what happens to V x, and what to v0? What is multiplied by x is A, and the "
    "rest is a0.",
)
def _one_layer(s: Answers) -> None:
    for rng in draws():
        for D, J, K in ((3, 4, 2), (2, 2, 2), (5, 2, 1)):
            V, v0, W, w0 = (rng.normal(size=shape) for shape in ((J, D), J, (K, J), K))
            A, a0 = expect_list("collapse(V, v0, W, w0)", s.collapse(V, v0, W, w0), 2)
            expect_close(f"A, for sizes {D}, {J} and {K}", A, W @ V)
            expect_close(f"a0, for sizes {D}, {J} and {K}", a0, W @ v0 + w0)


@COLLAPSE.mistake(
    "The matrix is right. The biases of the lower layer don't reach the output as they are: what happens to them on "
    "the way?"
)
def _biases_added(V: NDArray, v0: NDArray, W: NDArray, w0: NDArray) -> Layer:
    return W @ V, v0.sum() + w0


@COLLAPSE.mistake(
    "The matrix is right. The lower layer's biases have been lost: what happens to v0 in the upper layer?"
)
def _lower_bias_lost(V: NDArray, v0: NDArray, W: NDArray, w0: NDArray) -> Layer:
    return W @ V, w0


@COLLAPSE.mistake("The matrix is right. The upper layer's own bias w0 is missing from the constant.")
def _upper_bias_lost(V: NDArray, v0: NDArray, W: NDArray, w0: NDArray) -> Layer:
    return W @ V, W @ v0


@COLLAPSE.mistake(
    "The constant is right, and it is in each column of A as well. What do the two layers return for an x of zeros, "
    "and how much of that is still in what they return for a unit vector?"
)
def _constant_in_each_column(V: NDArray, v0: NDArray, W: NDArray, w0: NDArray) -> Layer:
    a0 = W @ v0 + w0
    return W @ V + a0[:, None], a0


@COLLAPSE.mistake(
    "This is the right layer with its matrix transposed. The product of A and x should have a number for each output: "
    "what shape must A have?"
)
def _transposed(V: NDArray, v0: NDArray, W: NDArray, w0: NDArray) -> Layer:
    return V.T @ W.T, W @ v0 + w0


@COLLAPSE.mistake("Both parts are right, but in the other order. Return A first, then a0.")
def _other_order(V: NDArray, v0: NDArray, W: NDArray, w0: NDArray) -> Layer:
    return W @ v0 + w0, W @ V


@TANH_PRIME.asks(
    "the derivative of tanh for a batch of activations",
    hint="In terms of z the derivative is 1 − tanh²(z). What is tanh(z) called here?",
)
def _from_activation(s: Answers) -> None:
    for rng in draws():
        h = np.tanh(rng.normal(scale=1.5, size=(4, 3)))
        expect_close("tanh_prime(h)", s.tanh_prime(h), 1 - h**2)


@TANH_PRIME.mistake("You take the derivative of tanh at h. But h is already tanh(z): what does that leave to compute?")
def _tanh_twice(h: NDArray) -> NDArray:
    return 1 - np.tanh(h) ** 2


@TANH_PRIME.mistake("You use h(1 − h), the derivative of the sigmoid. For tanh the table has another formula.")
def _of_the_sigmoid(h: NDArray) -> NDArray:
    return h * (1 - h)


@TANH_PRIME.mistake("The square is missing. Your derivative would be 2 for h = −1, where tanh is flat.")
def _without_square(h: NDArray) -> NDArray:
    return 1 - h


@TANH_PRIME.mistake(
    "Your derivative is largest where the unit is saturated. It should be largest in the middle, at h = 0."
)
def _the_square_alone(h: NDArray) -> NDArray:
    return h**2


@TANH_PRIME.mistake(
    "You have squared the whole difference 1 − h. At h = −1, where tanh is flat, your derivative would be 4."
)
def _difference_squared(h: NDArray) -> NDArray:
    return (1 - h) ** 2


@TANH_PRIME.mistake("The sign is reversed. tanh rises everywhere, so its derivative is positive.")
def _sign_reversed(h: NDArray) -> NDArray:
    return h**2 - 1


@TANH_PRIME.mistake("You have added the square. At h = 1, where tanh is flat, your derivative would be 2.")
def _square_added(h: NDArray) -> NDArray:
    return 1 + h**2


@SILU_DERIVATIVE.asks(
    "the derivative of z σ(z) for positive and negative z",
    hint="The product rule gives two terms, because each of the two factors, z and σ(z), is differentiated once. What "
    "stands beside the derivative in each term?",
)
def _product_rule(s: Answers) -> None:
    for rng in draws():
        z = rng.normal(scale=2, size=(4, 3))
        z[0, 0] = 0.0
        expect_close("silu_derivative(z)", s.silu_derivative(z), sigmoid(z) + z * sigmoid.derivative(z))


@SILU_DERIVATIVE.mistake("This is the first term of the product rule. The sigmoid changes with z as well.")
def _sigmoid_alone(z: NDArray) -> NDArray:
    return sigmoid(z)


@SILU_DERIVATIVE.mistake(
    "This is the second term of the product rule. The factor z changes, too: which term does that give?"
)
def _second_term_alone(z: NDArray) -> NDArray:
    return z * sigmoid.derivative(z)


@SILU_DERIVATIVE.mistake(
    "Your result is σ'(z), which is the product of the derivatives of z and σ(z). How does a product change when "
    "both of its factors change?"
)
def _product_of_derivatives(z: NDArray) -> NDArray:
    return sigmoid.derivative(z)


@SILU_DERIVATIVE.mistake(
    "In the second term the factor z is missing. What does the product rule do with the factor that isn't "
    "differentiated?"
)
def _without_z(z: NDArray) -> NDArray:
    return sigmoid(z) + sigmoid.derivative(z)


@SILU_DERIVATIVE.mistake("Your result has a part z (1 − σ). Is 1 − σ the whole derivative of the sigmoid?")
def _second_term_without_sigmoid(z: NDArray) -> NDArray:
    return sigmoid(z) + z * (1 - sigmoid(z))


@SILU_DERIVATIVE.mistake("You have subtracted the second term. The product rule adds its two terms.")
def _second_term_subtracted(z: NDArray) -> NDArray:
    return sigmoid(z) - z * sigmoid.derivative(z)


@SILU_DERIVATIVE.mistake(
    "Your first term is the derivative of z alone, which is 1. What does the product rule multiply it by?"
)
def _first_term_without_sigmoid(z: NDArray) -> NDArray:
    return 1 + z * sigmoid.derivative(z)


@SILU_DERIVATIVE.mistake(
    "You use h(1 − h), the derivative of the sigmoid, and not that of z σ(z). Use the product rule here."
)
def _rule_of_the_sigmoid(z: NDArray) -> NDArray:
    h = z * sigmoid(z)
    return h * (1 - h)


@SILU_DERIVATIVE.mistake("This is the SiLU itself. How steep is it?")
def _silu_itself(z: NDArray) -> NDArray:
    return z * sigmoid(z)
