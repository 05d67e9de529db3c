"""What is said of vectors taken for matrices and the other way round, of fixed numbers, and of what stands twice."""

import pytest
from diagnosed import Tried, exercise_of, told

from lecture_nn.checks.diagnosis.plain_axes import norm_of_a_matrix, place_in_a_vector, shuffled_rows
from lecture_nn.checks.diagnosis.plain_operations import operations
from lecture_nn.checks.diagnosis.plain_rounds import begins_at_1
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

POSITIVE = "def living_units(H):\n    return np.sum(H.max(axis=0) > 0)"

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
        "where the norm of order 2 is the largest factor by which it makes a vector longer",
    ),
    (
        "softmax",
        "gradient",
        "def gradient(Z, T):\n    d = softmax(Z)\n    d[np.arange(len(Z)), T.astype(int)] -= 1\n    return d / len(Z)",
        "an index must be the number of a class",
    ),
    # what can be left out as a whole is told, not what would let it pass
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
        "the line `if np.abs(change) < 1e-10:`",
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
        "forward_pass",
        "forward",
        """
def forward(x, V, v0, W, w0):
    h = [np.tanh(v0[j] + sum(V[j, i] * x[i] for i in range(1, len(x)))) for j in range(len(v0))]
    return np.array([sigmoid(w0[k] + sum(W[k, j] * h[j] for j in range(1, len(h)))) for k in range(len(w0))])
""",
        "so x[0] never comes in",
    ),
    (
        "activations",
        "tanh_derivative",
        "def tanh_derivative(u):\n    return 1 / ((1 - u) * (1 + u))",
        "the derivative of the inverse function of tanh",
    ),
    (
        "single_layer_backprop",
        "step",
        "def step(X, T, W, b, eta):\n    g = gradient_of_sum(X, T, W, b)[0]\n"
        "    return W - eta * g, b - eta * g.sum(axis=1)",
        "you add up the derivatives of a unit's weights",
    ),
    (
        "01_beyond_lines",
        "perceptron_update",
        "def perceptron_update(w, x, t):\n    return w + (t - sigmoid(w @ x)) * x",
        "you take the sigmoid of the weighted sum for the output",
    ),
    ("00_start_here", "accuracy", "def accuracy(o, t):\n    return np.mean((o > 0) == t)", "the number `0` in `o > 0`"),
    (
        "01_beyond_lines",
        "perceptron_update",
        "def perceptron_update(w, x, t):\n    return w + (t - (1 if w @ x > 0 else -1)) * x",
        "the number `-1` in",
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
    exercise = exercise_of({"exercise": "15_monitoring", "function": "living_units"})
    assert all(check.run(Tried(exercise, "living_units", POSITIVE), None).passed for check in exercise.checks)


# What the text of these answers looks like isn't what is wrong with them: it isn't so, or it does no harm.
NOT_SAID = [
    # labels that have been taken from the rows
    (
        "softmax",
        "gradient",
        "def gradient(Z, T):\n    d = softmax(Z)\n    d[np.arange(len(Z)), T.argmax(axis=0)] -= 1\n"
        "    return d / len(Z)",
        "a whole row for each example",
    ),
    # the norm of a symmetric matrix that is right here
    (
        "14_optimizers",
        "largest_rate",
        "def largest_rate(H, gamma):\n    return 2 * (1 + 3 * gamma) / np.linalg.norm(H, 2)",
        "norm",
    ),
    # the place of an entry that is looked up
    (
        "07_four_or_not_four",
        "pairs_right",
        "def pairs_right(fours, others):\n    return np.mean(fours > others[np.argmax(others)])",
        "said of each entry",
    ),
    # a number that stands there for something else
    (
        "12_softmax_and_cross_entropy",
        "stable_softmax",
        "def stable_softmax(Z):\n    e = np.exp(Z - Z.max(axis=1, keepdims=True))\n"
        "    P = e / e.sum(axis=1, keepdims=True)\n    P[0] = np.round(P[0], 5)\n    return P",
        "divided by 5",
    ),
    # the wrong name in a condition
    (
        "activations",
        "relu_derivative",
        "def relu_derivative(u):\n    slopes = [1.0 if u > 0 else 0.0 for v in np.ravel(u)]\n"
        "    return np.array(slopes).reshape(np.shape(u))",
        "decides once",
    ),
    # a word that is spelled in another way
    (
        "11_choosing_a_loss",
        "output_delta",
        """
def output_delta(noise, z, t):
    means = {"gaussian": lambda z: z, "bernoulli": sigmoid, "Poisson": np.exp}
    mean = means[noise](z)
    return mean - t
""",
        "What should happen",
    ),
    # labels of one digit each, from the wrong axis
    (
        "ten_digits",
        "accuracy",
        "def accuracy(o, T):\n    best, right = o.argmax(axis=0), T.argmax(axis=1)\n    return np.mean(best == right)",
        "with every one of them",
    ),
    # a shape that was another one before
    (
        "10_multi_layer_backprop",
        "delta_hidden",
        """
def delta_hidden(delta_z, W):
    N, K = delta_z.shape
    J = W.shape[1]
    delta_z = delta_z.T
    back = np.zeros((J, K))
    for n in range(N):
        for j in range(J):
            back[n, j] = delta_z[:, n] @ W[:, j]
    return back
""",
        "`n` runs over 2 numbers",
    ),
    # a batch that is empty
    (
        "16_overfitting",
        "memorized",
        "def memorized(answers, given, true):\n    wrong = answers[answers == -1]\n"
        "    return (wrong == given[answers == -1]).sum() / wrong.size",
        "infinity",
    ),
]


@pytest.mark.parametrize(("exercise", "function", "code", "never"), NOT_SAID)
def test_what_is_not_the_mistake_is_not_said(exercise, function, code, never):
    sentence = told(exercise, function, code)
    assert never not in sentence


def test_a_decision_that_is_made_for_some_entries_only_is_no_score():
    code = "def relu_derivative(u):\n    d = np.array(u, dtype=float)\n    d[d > 0] = 1.0\n    return d"
    assert "right except where u is negative" in told("activations", "relu_derivative", code)


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
        (shuffled_rows, "from numpy import random\n    random.shuffle(rows)\n    return rows", {"rows": 2}),
        (shuffled_rows, "import numpy.random as random\n    random.shuffle(rows)\n    return rows", {"rows": 2}),
        (shuffled_rows, "random = np.random.default_rng(0)\n    random.shuffle(rows)\n    return rows", {"rows": 2}),
        (shuffled_rows, "a = np.hstack([np.arange(4)])\n    random.shuffle(a)\n    return rows[a]", {"rows": 2}),
        (norm_of_a_matrix, "return np.linalg.norm(rows)", {"rows": 2}),
        (norm_of_a_matrix, "return np.linalg.norm(rows, 2)", {"rows": 1}),
        (norm_of_a_matrix, "return np.linalg.norm(rows, 2, axis=1)", {"rows": 2}),
        (norm_of_a_matrix, "return np.linalg.norm(rows, 2, 1)", {"rows": 2}),
        (norm_of_a_matrix, "return np.linalg.norm(rows.ravel(), 2)", {"rows": 2}),
        (norm_of_a_matrix, "rows = rows[0]\n    return np.linalg.norm(rows, 2)", {"rows": 2}),
        (norm_of_a_matrix, "g = lambda rows: np.linalg.norm(rows, 2)\n    return g(rows.ravel())", {"rows": 2}),
        (begins_at_1, "return [rows[i] - rows[i - 1] for i in range(1, len(rows))]", None),
        (begins_at_1, "return rows[0] + sum(rows[i] for i in range(1, len(rows)))", None),
        (begins_at_1, "return sum(rows[i] for i in range(0, len(rows)))", None),
        (begins_at_1, "return [rows[:i] for i in range(1, len(rows))]", None),
        (fixed_number, "return rows[30] / len(rows)", {30: "the number of examples"}),
        (fixed_number, "n = 30\n    return n * rows / len(rows)", {30: "the number of examples"}),
    ],
)
def test_what_is_not_so_is_not_said(ask, code, about):
    own = parsed(f"def f(rows):\n    {code}\n", "f")
    assert (ask(own) if about is None else ask(own, about)) == ""


def test_a_number_by_which_is_divided_may_have_a_name():
    own = parsed("def f(rows):\n    n = 30\n    return rows.sum() / n\n", "f")
    assert "divided by 30" in fixed_number(own, {30: "the number of examples"})


def test_the_place_in_a_vector_is_no_fault_where_one_is_asked_for():
    own = parsed("def f(rows):\n    return rows.argmax()\n", "f")
    assert place_in_a_vector(own, ["def f(rows):\n    return np.argmax(rows)"], {"rows": 1}) == ""
    other = ["def f(rows):\n    return rows > 0.5"]
    assert place_in_a_vector(own, other, {"rows": 1}) == ""  # it is compared with nothing
    own = parsed("def f(rows):\n    best = rows.argmax()\n    return best == 1\n", "f")
    assert place_in_a_vector(own, other, {"rows": 2}) == ""
    assert "single number" in place_in_a_vector(own, other, {"rows": 1})
    own = parsed("def f(rows):\n    return np.argmax(rows, axis=1) == 1\n", "f")
    assert place_in_a_vector(own, other, {"rows": 1}) == ""  # an error, and no number


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Z / Z.shape[0]", set()),
        ("Z / len(Z)", set()),
        ("Z / Z.sum()", {"/"}),
        ("np.log(1 + np.exp(Z))", {"exp"}),
        ("np.log(Z)", {"log"}),
        ("np.log(1 + Z)", {"log"}),
        ("Z / Z[Z > 0].size", {"/"}),
        ("Z / 0", {"/"}),
    ],
)
def test_only_what_can_lose_a_number_counts(line, found):
    assert operations(parsed(f"def f(Z):\n    return {line}\n", "f")) == found


def test_a_division_in_place_counts():
    assert operations(parsed("def f(Z):\n    Z /= Z.sum()\n    return Z\n", "f")) == {"/"}
