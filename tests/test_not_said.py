"""What isn't said of an answer, because it isn't so though it looks like it: the mistake is another one."""

import numpy as np
import pytest
from diagnosed import told

from lecture_nn.checks.diagnosis.plain_sums import divided_in_each_round
from lecture_nn.checks.diagnosis.written import parsed
from lecture_nn.edited import call_edited

ANSWERS = [
    # a word beside `or` that belongs to an assertion
    (
        "softmax",
        "softmax",
        """
def softmax(Z):
    assert Z.ndim == 2 or "expected a matrix"
    e = np.exp(Z - Z.max(axis=1, keepdims=True))
    return e / e.sum(axis=0, keepdims=True)
""",
        "always holds",
    ),
    # einsum whose result is turned round
    (
        "forward_pass",
        "forward_batch",
        """
def forward_batch(X, V, v0, W, w0):
    H = np.einsum("xi,vi", X, V).T + v0
    return sigmoid(H @ W.T + w0)
""",
        "no arrow",
    ),
    # a function that is called in the round in which it is made
    (
        "forward_pass",
        "forward_deep",
        """
def forward_deep(X, weights, biases):
    h, layers = X, []
    for W, b in zip(weights, biases):
        layers.append(lambda a: np.tanh(a @ W.T + b))
        h = layers[-1](h)
    return h
""",
        "by then",
    ),
    # True and False as keys, and made numbers of
    (
        "07_four_or_not_four",
        "precision_recall",
        """
def precision_recall(called, four):
    both, hits = {True: 0, False: 0}, 0
    for c, f in zip(called, four):
        both[c] += 1
        hits += c and f
    return hits / both[True], hits / both[True]
""",
        "True or False",
    ),
    (
        "07_four_or_not_four",
        "precision_recall",
        """
def precision_recall(called, four):
    table = np.zeros((2, 2))
    for c, f in zip(called, four):
        c, f = int(c), int(f)
        table[c, f] += 1
    return table[1, 1] / table[0].sum(), table[1, 1] / table[:, 1].sum()
""",
        "True or False",
    ),
    # fractions that are there from the beginning, and another array by the same name
    (
        "neuron",
        "parity_units",
        """
def parity_units(D):
    hidden = np.column_stack([-np.arange(D) - 0.5, np.ones((D, D))])
    output = np.array([-1 / 2] + [1, -1] * D)[: D + 1]
    output[0] = 0.5
    return hidden, output
""",
        "whole numbers",
    ),
    (
        "neuron",
        "parity_units",
        """
def parity_units(D):
    hidden = np.column_stack([-np.arange(D) - 0.5, np.ones((D, D))])
    output = np.array([0] + [1, -1] * D)
    output = output[: D + 1].astype(float)
    output[0] = 0.5
    return hidden, output
""",
        "whole numbers",
    ),
    # rows that were one list before an array was made of them
    (
        "00_start_here",
        "one_hot_targets",
        """
def one_hot_targets(labels, K):
    T = [[0] * K] * len(labels)
    T = np.array(T)
    for n in range(len(labels)):
        T[n][labels[n] - 1] = 1
    return T
""",
        "at once",
    ),
    # a first entry of which only the length is taken
    (
        "single_layer_backprop",
        "gradient_of_sum",
        """
def gradient_of_sum(X, T, W, b):
    d_W, d_b = np.zeros((len(T[0]), len(X[0]))), np.zeros(len(T[0]))
    for x, t in zip(X, T):
        o = sigmoid(W @ x + b)
        d_W += np.outer(o - t, x)
        d_b += o - t
    return d_W, d_b
""",
        "starts with the first entry",
    ),
    # a function of one's own whose name ends in Error
    (
        "15_monitoring",
        "update_ratio",
        """
def update_ratio(before, after):
    def relativeError(new, old):
        return np.abs(new - old).sum() / np.abs(old).sum()
    return relativeError(after, before)
""",
        "returned like any other result",
    ),
    # an interval that is halved, and sums that begin anew in each round
    (
        "07_four_or_not_four",
        "best_threshold",
        """
def best_threshold(c_fp, c_fn):
    low, high = 0.0, 1.0
    for _ in range(50):
        low = (low + high) / 2
    return low
""",
        "How many times must a sum be divided",
    ),
    # what is carried from round to round
    (
        "forward_pass",
        "forward_deep",
        """
def forward_deep(X, weights, biases):
    h = X
    for W, b in zip(weights, biases):
        h, z = np.tanh(h @ W.T + b), h @ W.T - b
    return z
""",
        "nothing keeps what it was before",
    ),
    # every pair is asked for
    (
        "07_four_or_not_four",
        "pairs_right",
        """
def pairs_right(fours, others):
    from itertools import product
    return sum(f > o for f, o in product(fours, others)) / len(fours)
""",
        "Which pairs belong together",
    ),
    # words that are spelled as the task spells them
    (
        "11_choosing_a_loss",
        "output_delta",
        """
def output_delta(Z, T, noise):
    if noise == "poisson":
        O = 1 / (1 + np.exp(-Z))
    elif noise == "gaussian":
        O = Z
    else:
        O = np.exp(Z)
    return (O - T) / len(Z)
""",
        "Is it spelled",
    ),
]


@pytest.mark.parametrize(("exercise", "function", "code", "never"), ANSWERS)
def test_what_looks_like_it_is_not_said(exercise, function, code, never):
    assert never not in told(exercise, function, code)


def test_an_interval_that_is_halved_is_no_mean():
    rounds = "def f(a, b):\n    for x in a:\n        b = (b + {}) / 2\n    return b"
    assert divided_in_each_round(parsed(rounds.format("x"), "f"))
    assert divided_in_each_round(parsed(rounds.format("len(a)"), "f")) == ""


def test_a_version_whose_result_cannot_be_sent_leaves_the_others_theirs():
    kinds = ["np.array(['a'])", "np.array([1j])", "10**5000", "{}", "[0.0] * 5000", "x"]
    texts = [f"def f(x):\n    return {each}" for each in kinds]
    assert call_edited({"np": np}, "f", [(text, 1) for text in texts], (3.0,)) == [None] * 5 + [3.0]
