"""What is said of vectors taken for matrices and the other way round, of fixed numbers, and of what stands twice."""

import pytest
from diagnosed import Tried, exercise_of, told

from lecture_nn.checks.diagnosis.plain_axes import norm_of_a_matrix, place_in_a_vector, shuffled_rows
from lecture_nn.checks.diagnosis.plain_loops import gone_through_twice
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
        "the norm of order 2 is the largest factor by which it stretches a vector",
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
        "Here `j` takes 3 values, and `k` takes 2",
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
        "so `x[0]` is never used",
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
        "you use the sigmoid of the weighted sum as the output",
    ),
    ("00_start_here", "accuracy", "def accuracy(o, t):\n    return np.mean((o > 0) == t)", "the number `0` in `o > 0`"),
    (
        "01_beyond_lines",
        "perceptron_update",
        "def perceptron_update(w, x, t):\n    return w + (t - (1 if w @ x > 0 else -1)) * x",
        "the number `-1` in",
    ),
    (
        "04_networks",
        "count_parameters",
        "def count_parameters(sizes):\n    pairs = zip(sizes[:-1], sizes[1:])\n"
        "    return sum(b for a, b in pairs) + sum(a * b for a, b in pairs)",
        "when `pairs` has been gone through once, nothing is left of it",
    ),
    # names that are set to something else afterwards
    (
        "debug_the_trainer",
        "minibatches",
        """
def minibatches(X, T, batch_size, seed):
    import random
    random.seed(seed)
    D = X.shape[1]
    data = np.hstack([X, T])
    random.shuffle(data)
    X, T = data[:, :D], data[:, D:]
    return [(X[n : n + batch_size], T[n : n + batch_size]) for n in range(0, len(X), batch_size)]
""",
        "is a view, not a copy",
    ),
    # two of several results
    (
        "multi_layer_backprop",
        "gradients",
        """
def gradients(X, T, V, v0, W, w0):
    h = np.tanh(X @ V.T + v0)
    dz = (h @ W.T + w0 - T) / len(X)
    du = dz @ W * (1 - h**2)
    return du.T @ X * V, du.sum(axis=0), dz.T @ h * W, dz.sum(axis=0)
""",
        "your d_V is multiplied by V, entry by entry",
    ),
    (
        "multi_layer_backprop",
        "gradients",
        """
def gradients(X, T, V, v0, W, w0):
    h = np.tanh(X @ V.T + v0)
    dz = (h @ W.T + w0 - T) / len(X)
    d_V, d_W = (dz @ W * (1 - h**2)).T @ X, dz.T @ h
    return d_V, d_V.sum(axis=1), d_W, d_W.sum(axis=1)
""",
        "is the sum of each row of d_V",
    ),
    (
        "01_beyond_lines",
        "perceptron_update",
        "def perceptron_update(w, x, t):\n    return w + (t - np.sign(w @ x)) * x",
        "which is −1 or 1",
    ),
    (
        "01_beyond_lines",
        "perceptron_update",
        "def perceptron_update(w, x, t):\n    return w + x if (w @ x > 0) != t else w",
        "you add x whenever the answer is wrong",
    ),
    # the places of an order, written to and read from
    (
        "debug_the_trainer",
        "minibatches",
        """
def minibatches(X, T, batch_size, seed):
    order = np.random.default_rng(seed).permutation(len(X))
    mixed = np.empty_like(X)
    mixed[order] = X
    T = T[order]
    return [(mixed[n : n + batch_size], T[n : n + batch_size]) for n in range(0, len(X), batch_size)]
""",
        "takes row order[n] for place n",
    ),
    # one row, which has a name, many times
    (
        "neuron",
        "parity_units",
        """
def parity_units(D):
    row = [0.0] + [1.0 for _ in range(D)]
    net = [row] * D
    for k, unit in enumerate(net):
        unit[0] = -0.5 - k
    return np.array(net), np.array([0.5] + [(-1.0) ** (k + 1) for k in range(D)])
""",
        "makes a single row and lists it again and again",
    ),
    # a sum that is begun before the loop
    (
        "forward_pass",
        "forward",
        """
def forward(x, V, v0, W, w0):
    h, o, s = np.tanh(V @ x + v0), [], 0.0
    for k in range(len(w0)):
        for j in range(len(h)):
            s += W[k][j] * h[j]
        s += w0[k]
        o.append(sigmoid(s))
    return np.array(o)
""",
        "`s` carries over from one round of your outer loop to the next",
    ),
    (
        "00_start_here",
        "accuracy",
        "def accuracy(o, t):\n    c, f = set(np.flatnonzero(o > 0.5)), set(np.flatnonzero(t))\n"
        "    return len(c & f) / len(c | f)",
        "all images that are fours or are called one",
    ),
    (
        "04_networks",
        "count_parameters",
        "def count_parameters(sizes):\n    if len(sizes) < 2:\n        return 0\n    a, b, *rest = sizes\n"
        "    return (a + 1) * b + count_parameters(rest)",
        "you take two sizes away at a time",
    ),
    (
        "18_early_stopping",
        "from_plane",
        "def from_plane(X, o):\n    Q, _ = np.linalg.qr(np.hstack([np.ones((len(o), 1)), X]))\n"
        "    rest = o - Q @ (Q.T @ o)\n    return (rest @ rest) / np.sum((o - o.mean()) ** 2)",
        "fraction of the *variance*",
    ),
    (
        "08_loss_and_descent",
        "by_nudging",
        """
def by_nudging(E, w, step):
    v, slopes = np.array(w, dtype=float), []
    for i in range(v.size):
        v[i] += step
        above = E(v)
        v[i] -= 2 * step
        slopes.append((above - E(v)) / (2 * step))
    return np.array(slopes)
""",
        "a weight that has been nudged isn't moved back",
    ),
    (
        "05_representational_power",
        "most_regions",
        "def most_regions(J, D):\n    return sum(np.math.comb(J, k) for k in range(D + 1))",
        "that is a module of Python's own",
    ),
    # a name that says what the part is
    (
        "04_networks",
        "permute_hidden",
        """
def permute_hidden(V, v0, W, order):
    P = np.eye(len(order))[order]
    return P @ V, P @ v0, W @ P
""",
        "the orientation of `P` in `W @ P`",
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
        "axis=0",
    ),
    # outputs by the name of targets
    (
        "softmax",
        "gradient",
        "def gradient(Z, T):\n    d = softmax(Z)\n    t = d.copy()\n"
        "    d[np.arange(len(Z)), t.round().astype(int)] -= 1\n    return d / len(Z)",
        "one-hot",
        "shape",
    ),
    # the norm of a symmetric matrix that is right here
    (
        "14_optimizers",
        "largest_rate",
        "def largest_rate(H, gamma):\n    return (2 + gamma**3) / np.linalg.norm(H, 2)",
        "norm of order",
        "",
    ),
    # the place of an entry that is looked up
    (
        "07_four_or_not_four",
        "pairs_right",
        "def pairs_right(fours, others):\n    return np.mean(fours > others[np.argmax(others)])",
        "decided for each entry",
        "",
    ),
    # a number that stands there for something else
    (
        "12_softmax_and_cross_entropy",
        "stable_softmax",
        "def stable_softmax(Z):\n    e = np.exp(Z - Z.max(axis=1, keepdims=True))\n"
        "    P = e / e.sum(axis=1, keepdims=True)\n    P[0] = np.round(P[0], 5)\n    return P",
        "divided by 5",
        "first example's result is wrong",
    ),
    # the wrong name in a condition
    (
        "activations",
        "relu_derivative",
        "def relu_derivative(u):\n    slopes = [1.0 if u > 0 else 0.0 for v in np.ravel(u)]\n"
        "    return np.array(slopes).reshape(np.shape(u))",
        "decides once",
        "the condition `u > 0`",
    ),
    # a word that is spelled in another way
    (
        "11_choosing_a_loss",
        "output_delta",
        """
def output_delta(Z, T, noise):
    means = {"gaussian": lambda z: z, "bernoulli": sigmoid, "Poisson": np.exp}
    mean = means[noise](Z)
    return (mean - T) / len(Z)
""",
        "one that isn't there yet",
        "'Poisson'",
    ),
    # no word at all
    (
        "16_overfitting",
        "memorized",
        """
def memorized(answers, given, true):
    counts = {}
    for a, g, t in zip(answers, given, true):
        counts[int(t)] += a == g
    return sum(counts.values()) / len(true)
""",
        "spelled",
        "one that isn't there yet",
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
        "`n` takes 2 values",
        "",
    ),
    # a batch that is empty
    (
        "16_overfitting",
        "memorized",
        "def memorized(answers, given, true):\n    wrong = answers[answers == -1]\n"
        "    return (wrong == given[answers == -1]).sum() / wrong.size",
        "infinity",
        "0/0",
    ),
    # an index that begins with 1, and all entries that come in
    (
        "18_early_stopping",
        "should_stop",
        """
def should_stop(losses, patience):
    best = 0
    for n in range(1, len(losses)):
        if losses[n] < losses[best]:
            best = n
    return len(losses) - best >= patience
""",
        "is never used",
        "",
    ),
]


@pytest.mark.parametrize(("exercise", "function", "code", "never", "instead"), NOT_SAID)
def test_what_is_not_the_mistake_is_not_said(exercise, function, code, never, instead):
    sentence = told(exercise, function, code)
    assert never not in sentence
    assert instead in sentence


def test_a_number_that_happens_to_be_right_once_is_told():
    code = "def delta_logits(Z, T):\n    return (stable_softmax(Z) - T) / 6"
    assert "divided by 6, whatever the number of examples is" in told(
        "12_softmax_and_cross_entropy", "delta_logits", code
    )


def test_a_decision_that_is_made_for_some_entries_only_is_no_score():
    code = "def relu_derivative(u):\n    d = np.array(u, dtype=float)\n    d[d > 0] = 1.0\n    return d"
    assert "right except where u is negative" in told("activations", "relu_derivative", code)


def test_a_single_number_for_each_example_is_an_entry_and_no_row():
    code = (
        "def neuron_batch(X, weights, bias):\n    z = X @ weights\n    z[0] += bias\n"
        "    z[1:] += 2 * bias + 1\n    return sigmoid(z)"
    )
    assert "only the first entry of your result is right" in told("neuron", "neuron_batch", code)


def norm_of_a_given_matrix(own, axes):
    return norm_of_a_matrix(own, ["def f(rows):\n    return np.linalg.norm(rows)"], axes)


@pytest.mark.parametrize(
    ("ask", "code", "about"),
    [
        (shuffled_rows, "import random\n    random.shuffle(rows)\n    return rows", {"rows": 1}),  # numbers are copied
        (shuffled_rows, "import random\n    rows = list(rows)\n    random.shuffle(rows)\n    return rows", {"rows": 2}),
        (shuffled_rows, "import random\n    rng.shuffle(rows)\n    return rows", {"rows": 2}),
        (shuffled_rows, "import random\n    np.random.shuffle(rows)\n    return rows", {"rows": 2}),
        (shuffled_rows, "random.shuffle(rows)\n    return rows", {"rows": 2}),  # it may be NumPy's
        (shuffled_rows, "import numpy.random as random\n    random.shuffle(rows)\n    return rows", {"rows": 2}),
        (shuffled_rows, "import random\n    random = rng\n    random.shuffle(rows)\n    return rows", {"rows": 2}),
        (shuffled_rows, "import random\n    a = np.stack([n for n in x])\n    random.shuffle(a)\n    return a", {}),
        (begins_at_1, "return [rows[i] - rows[i - 1] for i in range(1, len(rows))]", None),
        (begins_at_1, "return rows[0] + sum(rows[i] for i in range(1, len(rows)))", None),
        (begins_at_1, "return sum(rows[i] for i in range(0, len(rows)))", None),
        (begins_at_1, "return [rows[:i] for i in range(1, len(rows))]", None),
        (begins_at_1, "m = np.mean(rows)\n    return [rows[i] - m for i in range(1, len(rows))]", None),
        (begins_at_1, "first, *rest = rows\n    return [first * rows[i] for i in range(1, len(rows))]", None),
        (begins_at_1, "rows = np.append(1, rows)\n    return [rows[i] for i in range(1, len(rows))]", None),
        (gone_through_twice, "p = list(zip(rows, rows))\n    return sum(a for a, b in p) + sum(b for a, b in p)", None),
        (gone_through_twice, "p = zip(rows, rows)\n    return sum(a * b for a, b in p)", None),
        (gone_through_twice, "p = map(abs, rows)\n    return sum(p) if len(rows) else list(p)", None),
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
