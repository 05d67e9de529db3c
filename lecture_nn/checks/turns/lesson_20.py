"""Your turn in lesson 20: the local backward of three operations on arrays (beyond the lecture)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lecture_nn.checks.answers import Answers
from lecture_nn.checks.expect import draws, expect_close, expect_list
from lecture_nn.checks.turns.declare import Turn

LESSON = "20_automatic_differentiation"

MATMUL = Turn("matmul_backward", LESSON, "L32")  # the row that the operations of a graph belong to
MULTIPLY = Turn("multiply_backward", LESSON, "L32")
LOG_SOFTMAX = Turn("log_softmax_backward", LESSON, "L32")
TURNS = (MATMUL, MULTIPLY, LOG_SOFTMAX)

Pair = tuple[NDArray, NDArray]


@MATMUL.asks(
    "both gradients, for matrices of three shapes",
    hint="Entry A[n, i] acts on all of row n of the product, on entry j with the factor B[i, j]. What must g be "
    "multiplied by, so that the sum runs over j? For B it is the other way round: a sum over the examples n.",
)
def _products(s: Answers) -> None:
    for rng in draws():
        for N, D, J in ((4, 2, 3), (1, 3, 2), (3, 3, 3)):
            A, B, g = rng.normal(size=(N, D)), rng.normal(size=(D, J)), rng.normal(size=(N, J))
            d_a, d_b = expect_list("matmul_backward(g, A, B)", s.matmul_backward(g, A, B), 2)
            expect_close(f"dE/dA for A of shape {A.shape}", d_a, g @ B.T)
            expect_close(f"dE/dB for B of shape {B.shape}", d_b, A.T @ g)


@MATMUL.mistake("These are the right gradients in the other order. Return the one for A first.")
def _other_order(g: NDArray, A: NDArray, B: NDArray) -> Pair:
    return A.T @ g, g @ B.T


@MATMUL.mistake(
    "The gradient for A is right. In the one for B you average over the examples, but each of them acts on E through "
    "B, so their contributions add up."
)
def _mean_over_examples(g: NDArray, A: NDArray, B: NDArray) -> Pair:
    return g @ B.T, A.T @ g / len(g)


@MATMUL.mistake("The gradient for B comes out transposed. It needs the shape of B, with one row for each column of A.")
def _transposed(g: NDArray, A: NDArray, B: NDArray) -> Pair:
    return g @ B.T, g.T @ A


@MATMUL.mistake(
    "You have returned the local derivatives, the other factor of each, without g. What comes from above has to be "
    "multiplied in."
)
def _without_g(g: NDArray, A: NDArray, B: NDArray) -> Pair:
    return B.T, A.T


@MATMUL.mistake(
    "Both are averaged over the examples. The 1/N of a mean loss is in g already; here contributions only add up."
)
def _both_averaged(g: NDArray, A: NDArray, B: NDArray) -> Pair:
    return g @ B.T / len(g), A.T @ g / len(g)


@MATMUL.mistake("Both gradients come out transposed. Each needs the shape of its own matrix.")
def _both_transposed(g: NDArray, A: NDArray, B: NDArray) -> Pair:
    return B @ g.T, g.T @ A


@MULTIPLY.asks(
    "both gradients, for arrays of three shapes",
    hint="In a product each gradient is g times the other factor. And b was copied into all N rows: what happens to "
    "the gradients of a value that is used N times? Each result needs the shape of its array.",
)
def _scaled(s: Answers) -> None:
    for rng in draws():
        for N, J in ((4, 3), (1, 2), (3, 3)):
            g, a, b = rng.normal(size=(N, J)), rng.normal(size=(N, J)), rng.normal(size=J)
            d_a, d_b = expect_list("multiply_backward(g, a, b)", s.multiply_backward(g, a, b), 2)
            expect_close(f"dE/da for a of shape {a.shape}", d_a, g * b)
            expect_close(f"dE/db for b of shape {b.shape}", d_b, (g * a).sum(axis=0))


@MULTIPLY.mistake(
    "The gradient for b has shape (N, J), but b has shape (J,). What happens to the gradients of a value that all "
    "examples share?"
)
def _not_summed(g: NDArray, a: NDArray, b: NDArray) -> Pair:
    return g * b, g * a


@MULTIPLY.mistake(
    "You average over the rows. The same b is used in each of them: what happens to the gradients of a value that "
    "is used several times?"
)
def _averaged(g: NDArray, a: NDArray, b: NDArray) -> Pair:
    return g * b, (g * a).mean(axis=0)


@MULTIPLY.mistake(
    "For b you add up g and multiply by the sum of a afterwards. Which row of a belongs to each row of g?"
)
def _summed_first(g: NDArray, a: NDArray, b: NDArray) -> Pair:
    return g * b, g.sum(axis=0) * a.sum(axis=0)


@MULTIPLY.mistake(
    "This is the way back through a sum, a + b. By how much does a product change when one factor grows by 1?"
)
def _of_a_sum(g: NDArray, a: NDArray, b: NDArray) -> Pair:
    return g, g.sum(axis=0)


@MULTIPLY.mistake("Each gradient is multiplied by its own factor. What is the derivative of a * b with respect to a?")
def _own_factor(g: NDArray, a: NDArray, b: NDArray) -> Pair:
    return g * a, (g * b).sum(axis=0)


@MULTIPLY.mistake("These are the right gradients in the other order. Return the one for a first.")
def _b_first(g: NDArray, a: NDArray, b: NDArray) -> Pair:
    return (g * a).sum(axis=0), g * b


@MULTIPLY.mistake(
    "The sum over the rows is right. But its axis is still there, with length 1, and b has shape (J,). What keeps it?"
)
def _kept_axis(g: NDArray, a: NDArray, b: NDArray) -> Pair:
    return g * b, (g * a).sum(axis=0, keepdims=True)


@MULTIPLY.mistake("The gradient for a is right. In the one for b the other factor, a, is missing.")
def _without_a(g: NDArray, a: NDArray, b: NDArray) -> Pair:
    return g * b, g.sum(axis=0)


@MULTIPLY.mistake(
    "You have returned the local derivatives, the other factor of each, without g. What comes from above has to be "
    "multiplied in."
)
def _no_g(g: NDArray, a: NDArray, b: NDArray) -> Pair:
    return b, a.sum(axis=0)


@MULTIPLY.mistake(
    "The gradient for a is right. For b you add up along each row, over the hidden units. In which direction was b "
    "copied?"
)
def _along_rows(g: NDArray, a: NDArray, b: NDArray) -> Pair:
    return g * b, (g * a).sum(axis=1)


@LOG_SOFTMAX.asks(
    "dE/dz for three batches, whatever g is",
    hint="By the chain rule, entry j of a row is the sum over k of g_k times the derivative of log o_k with respect to "
    "z_j, which is 1 - o_j for k = j and -o_j for the others. Where does o come from, if log_o is given?",
)
def _through_log_softmax(s: Answers) -> None:
    for rng in draws():
        for N, K, size in ((4, 3, 1), (1, 4, 1), (3, 3, 1), (5, 3, 1000)):
            z, g = size * rng.normal(size=(N, K)), rng.normal(size=(N, K))
            log_o = z - np.logaddexp.reduce(z, axis=1, keepdims=True)
            expected = g - np.exp(log_o) * g.sum(axis=1, keepdims=True)
            expect_close(f"log_softmax_backward, {N} examples", s.log_softmax_backward(g, log_o), expected)


@LOG_SOFTMAX.mistake(
    "Only the diagonal of the Jacobian is used: z_j also acts on the other classes' log o_k, through the sum that all "
    "of them share."
)
def _diagonal(g: NDArray, log_o: NDArray) -> NDArray:
    return g * (1 - np.exp(log_o))


@LOG_SOFTMAX.mistake(
    "This is the way back through the softmax itself. Here the function is its logarithm, whose derivatives are "
    "simpler."
)
def _of_softmax(g: NDArray, log_o: NDArray) -> NDArray:
    o = np.exp(log_o)
    return o * (g - (g * o).sum(axis=1, keepdims=True))


@LOG_SOFTMAX.mistake(
    "You use log_o where o is needed. The derivative contains the probability itself: how do you get from its "
    "logarithm back to it?"
)
def _logarithm_for_o(g: NDArray, log_o: NDArray) -> NDArray:
    return g - log_o * g.sum(axis=1, keepdims=True)


@LOG_SOFTMAX.mistake(
    "This is right only if every row of g adds up to 1. Another operation may send down any g, so its sum has to "
    "appear in the formula."
)
def _sum_of_one(g: NDArray, log_o: NDArray) -> NDArray:
    return g - np.exp(log_o)


@LOG_SOFTMAX.mistake(
    "g is added up over the whole batch. Every example has a softmax of its own, so the sum runs over the classes of "
    "one row."
)
def _over_the_batch(g: NDArray, log_o: NDArray) -> NDArray:
    return g - np.exp(log_o) * g.sum()


@LOG_SOFTMAX.mistake("The gradient comes out as it went in: the derivative of the sum of exponentials is missing.")
def _unchanged(g: NDArray, log_o: NDArray) -> NDArray:
    return g


@LOG_SOFTMAX.mistake(
    "In your sum each g_k is multiplied by its own o_k. Which output appears in the derivative of log o_k with "
    "respect to z_j?"
)
def _under_the_sum(g: NDArray, log_o: NDArray) -> NDArray:
    return g - (g * np.exp(log_o)).sum(axis=1, keepdims=True)


@LOG_SOFTMAX.mistake(
    "You subtract the sum of g_k times log o_k, much as the way back through the softmax has the sum of g_k times "
    "o_k. By which derivative of log o_k does the chain rule multiply g_k?"
)
def _logarithm_under_the_sum(g: NDArray, log_o: NDArray) -> NDArray:
    return g - (g * log_o).sum(axis=1, keepdims=True)


@LOG_SOFTMAX.mistake(
    "g is added up over the examples, down each column. Every example has a softmax of its own, so the sum runs over "
    "the classes of one row."
)
def _over_examples(g: NDArray, log_o: NDArray) -> NDArray:
    return g - np.exp(log_o) * g.sum(axis=0)


@LOG_SOFTMAX.mistake("You take the mean of g over the classes where the chain rule has a sum.")
def _mean_over_classes(g: NDArray, log_o: NDArray) -> NDArray:
    return g - np.exp(log_o) * g.mean(axis=1, keepdims=True)


@LOG_SOFTMAX.mistake(
    "The sign in front of the sum is wrong. Does log o_k rise or fall as the logit z_j of another class grows?"
)
def _plus(g: NDArray, log_o: NDArray) -> NDArray:
    return g + np.exp(log_o) * g.sum(axis=1, keepdims=True)


@LOG_SOFTMAX.mistake(
    "This is right only if every row of g adds up to -1, as it does below a cross-entropy. Another operation may "
    "send down any g, so its sum has to appear in the formula."
)
def _below_a_cross_entropy(g: NDArray, log_o: NDArray) -> NDArray:
    return g + np.exp(log_o)


@LOG_SOFTMAX.mistake("The sign of the result is wrong. Does log o_j rise or fall as its own logit z_j grows?")
def _other_sign(g: NDArray, log_o: NDArray) -> NDArray:
    return np.exp(log_o) * g.sum(axis=1, keepdims=True) - g


@LOG_SOFTMAX.mistake("The part through the sum of exponentials is right. But z_j also stands in log o_j by itself.")
def _shared_part_only(g: NDArray, log_o: NDArray) -> NDArray:
    return -np.exp(log_o) * g.sum(axis=1, keepdims=True)
