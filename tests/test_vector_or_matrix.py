"""What is said of vectors taken for matrices and the other way round, of fixed numbers, and of what stands twice."""

import numpy as np
import pytest
from diagnosed import told

from lecture_nn.checks.diagnosis.plain_axes import norm_of_a_matrix, place_in_a_vector, shuffled_rows
from lecture_nn.checks.diagnosis.plain_operations import operations
from lecture_nn.checks.diagnosis.plain_sums import fixed_number
from lecture_nn.checks.diagnosis.written import parsed

BACKWARD = """
def backward(weights, h, T):
    d_weights, d_biases = [0] * len(weights), [0] * len(weights)
    delta = (softmax(h[-1]) - T) / {size}
    for l in reversed(range(len(weights))):
        d_weights[l] = delta.T @ h[l]
        d_biases[l] = delta.sum(axis=0)
        if l > 0:
            delta = delta @ weights[l] * (1 - h[l] ** 2)
    return d_weights, d_biases
"""

SAID = [
    ("debug_the_trainer", "backward", BACKWARD.format(size=30), "divided by 30, whatever the number of examples is"),
    (
        "debug_the_trainer",
        "minibatches",
        """
def minibatches(X, T, batch_size, seed):
    import random
    both = np.column_stack([X, T])
    random.seed(seed)
    random.shuffle(both)
    return [(part[:, :X.shape[1]], part[:, X.shape[1]:]) for part in
            (both[n : n + batch_size] for n in range(0, len(both), batch_size))]
""",
        "some rows come twice and others are lost",
    ),
    (
        "00_start_here",
        "accuracy",
        "def accuracy(o, t):\n    return np.mean(np.argmax(o) == t)",
        "o has one axis, so `np.argmax(o)` is a single number",
    ),
    (
        "15_monitoring",
        "update_ratio",
        "def update_ratio(before, after):\n"
        "    return np.linalg.norm(after - before, 2) / np.linalg.norm(before, ord=2)",
        "of a matrix the norm of order 2 is the largest factor by which it makes a vector longer",
    ),
    (
        "softmax",
        "gradient",
        "def gradient(Z, T):\n    d = softmax(Z)\n    d[np.arange(len(Z)), T.astype(int)] -= 1\n    return d / len(Z)",
        "an index must be the number of a class",
    ),
    # the error says what an `if` can't do; that another number beside it would do is chance
    (
        "08_loss_and_descent",
        "gradient_descent",
        """
def gradient_descent(gradient, w, eta, steps):
    for _ in range(steps):
        change = eta * gradient(w)
        if np.abs(change) < 1e-10:
            break
        w = w - change
    return w
""",
        "one decision for the whole array, or one for each entry",
    ),
    (
        "10_multi_layer_backprop",
        "delta_hidden",
        """
def delta_hidden(delta_z, W):
    N, K = delta_z.shape
    J = W.shape[1]
    back = np.zeros((N, J))
    for n in range(N):
        for j in range(J):
            back[n, j] = sum(delta_z[n, k] * W[j, k] for k in range(K))
    return back
""",
        "`j` runs over 3 numbers here, and `k` over 2",
    ),
    # a part that stands twice is told with its line
    (
        "single_layer_backprop",
        "gradient_of_example",
        """
def gradient_of_example(x, t, W, b):
    def act(v, slope=False):
        s = 1 / (1 + np.exp(-v))
        return s * (1 - s) if slope else s
    o = act(W @ x + b, slope=True)
    delta = (o - t) * act(W @ x + b, slope=True)
    return np.outer(delta, x), delta
""",
        "in `o = act(W @ x + b, slope=True)`",
    ),
    # 1 minus almost 1, where another condition would send all numbers through the right branch
    (
        "activations",
        "sigmoid",
        """
def sigmoid(z):
    z = np.asarray(z, dtype=float)
    o = np.empty(z.shape)
    o[z > 0] = 1 / (1 + np.exp(-z[z > 0]))
    o[~(z > 0)] = 1 - 1 / (1 + np.exp(z[~(z > 0)]))
    return o
""",
        "nearly cancel",
    ),
    (
        "08_loss_and_descent",
        "gradient_descent",
        "def gradient_descent(gradient, w, eta, steps):\n"
        "    for _ in range(steps):\n        w = w - eta * np.gradient(w)\n    return w",
        "nothing in your function reads gradient (`np.gradient` is another function)",
    ),
    (
        "15_monitoring",
        "living_units",
        "def living_units(H):\n    return int(np.sum(H.mean(axis=0) > 0))",
        "positive for one example, and a little below 0 for a hundred others",
    ),
    (
        "12_softmax_and_cross_entropy",
        "stable_softmax",
        "def stable_softmax(Z):\n    e = np.exp(Z - Z.max())\n    return e / e.sum()",
        "over the whole array, without an axis. Which",
    ),
]


@pytest.mark.parametrize(("exercise", "function", "code", "said"), SAID)
def test_what_is_said(exercise, function, code, said):
    assert said in told(exercise, function, code)


def test_units_that_may_be_negative_count_if_one_example_is_positive():
    assert told("15_monitoring", "living_units", "def living_units(H):\n    return np.sum(H.max(axis=0) > 0)") == ""


def test_a_decision_that_is_made_for_some_entries_only_is_no_score():
    code = "def relu_derivative(u):\n    d = np.array(u, dtype=float)\n    d[d > 0] = 1.0\n    return d"
    assert "the score" not in told("activations", "relu_derivative", code)


def test_a_single_number_for_each_example_is_an_entry_and_no_row():
    code = (
        "def neuron_batch(X, weights, bias):\n    z = X @ weights\n    z[0] += bias\n"
        "    z[1:] += 2 * bias + 1\n    return sigmoid(z)"
    )
    assert "only the first entry of your result is right" in told("neuron", "neuron_batch", code)


@pytest.mark.parametrize(
    ("ask", "code", "about"),
    [
        (shuffled_rows, "random.shuffle(rows)\n    return rows", {"rows": 1}),  # numbers are copied
        (shuffled_rows, "rows = list(rows)\n    random.shuffle(rows)\n    return rows", {"rows": 2}),
        (shuffled_rows, "rng.shuffle(rows)\n    return rows", {"rows": 2}),
        (shuffled_rows, "np.random.shuffle(rows)\n    return rows", {"rows": 2}),
        (norm_of_a_matrix, "return np.linalg.norm(rows)", {"rows": 2}),
        (norm_of_a_matrix, "return np.linalg.norm(rows, 2)", {"rows": 1}),
        (norm_of_a_matrix, "return np.linalg.norm(rows, 2, axis=1)", {"rows": 2}),
        (norm_of_a_matrix, "return np.linalg.norm(rows.ravel(), 2)", {"rows": 2}),
        (norm_of_a_matrix, "rows = rows[0]\n    return np.linalg.norm(rows, 2)", {"rows": 2}),
        (fixed_number, "return rows / len(rows)", {30: "the number of examples"}),
    ],
)
def test_what_is_not_so_is_not_said(ask, code, about):
    assert ask(parsed(f"def f(rows):\n    {code}\n", "f"), about) == ""


def test_the_place_in_a_vector_is_no_fault_where_one_is_asked_for():
    own = parsed("def f(rows):\n    return rows.argmax()\n", "f")
    assert place_in_a_vector(own, ["def f(rows):\n    return np.argmax(rows)"], {"rows": 1}) == ""
    assert place_in_a_vector(own, ["def f(rows):\n    return rows > 0.5"], {"rows": 2}) == ""
    assert "single number" in place_in_a_vector(own, ["def f(rows):\n    return rows > 0.5"], {"rows": 1})


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Z / Z.shape[0]", set()),
        ("Z / len(Z)", set()),
        ("Z / Z.sum()", {"/"}),
        ("np.log(1 + np.exp(Z))", {"exp"}),
        ("np.log(Z)", {"log"}),
        ("np.log(1 + Z)", {"log"}),
    ],
)
def test_only_what_can_lose_a_number_counts(line, found):
    assert operations(parsed(f"def f(Z):\n    return {line}\n", "f")) == found


def test_a_division_in_place_counts():
    assert operations(parsed("def f(Z):\n    Z /= Z.sum()\n    return Z\n", "f")) == {"/"}


def test_rows_of_an_array_are_lost_by_pythons_shuffle():
    import random

    rows = np.arange(40).reshape(20, 2)
    random.Random(0).shuffle(rows)
    assert len({tuple(row) for row in rows.tolist()}) < 20
