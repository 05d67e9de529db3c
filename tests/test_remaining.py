"""What is said where nothing explains an answer: facts of its results, and of the functions that it calls."""

import pytest
from diagnosed import told

SLOPE = "def tanh_derivative(u):\n    eps = {}\n    return (np.tanh(u + eps) - np.tanh(u)) / eps"

FACTS = [
    (
        "optimizers",
        "rmsprop_step",
        """
def rmsprop_step(w, s, g, eta, rho, eps):
    s = rho * s + (1 - rho) * g**2
    w = w - eta * g / (np.sqrt(s) + eps)
    return [s]
""",
        "you return 1 of the 2 things",
    ),
    (
        "activations",
        "sigmoid",
        """
def sigmoid(z):
    out = np.zeros(z.shape)
    out[z <= 0] = np.exp(z[z <= 0]) / (1 + np.exp(z[z <= 0]))
    return out
""",
        "your result is right except where z is positive, and it is 0 there",
    ),
    (
        "activations",
        "sigmoid",
        "def sigmoid(z):\n    e = np.exp(z)\n    return np.nan_to_num(e / (1 + e))",
        "`np.nan_to_num(e / (1 + e))` writes 0 where nan has come out",
    ),
    ("activations", "tanh_derivative", SLOPE.format("1e-20"), "your step eps = 1e-20 is too short"),
    ("activations", "tanh_derivative", SLOPE.format("0.1"), "your step eps = 0.1 is so long"),
    (
        "activations",
        "tanh_derivative",
        SLOPE.format("1e-6").replace("u + eps", "u"),
        "0 everywhere",
    ),
    (
        "activations",
        "sigmoid_derivative",
        "def sigmoid_derivative(h):\n    h = h.reshape(-1, 1)\n    return np.diagflat(h) - h @ h.T",
        "pairs each entry of h with every other",
    ),
    (
        "activations",
        "sigmoid",
        """
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e)).flatten()
""",
        "they stand in one long row",
    ),
    (
        "single_layer_backprop",
        "gradient_of_example",
        """
def gradient_of_example(x, t, W, b):
    o = sigmoid(W @ x + b)
    d = (o - t) * o * (1 - o)
    return np.outer(d, x), 1 * d * b
""",
        "multiplied by b, entry by entry",
    ),
    (
        "single_layer_backprop",
        "gradient_of_sum",
        """
def gradient_of_sum(X, T, W, b):
    O = sigmoid(X @ W.T + b)
    d = (O - T) * O * (1 - O)
    dW = d.T @ X
    return dW, dW.sum(axis=1)
""",
        "is the sum of each row of d_weights",
    ),
    (
        "single_layer_backprop",
        "gradient_of_example",
        """
def gradient_of_example(x, t, W, b):
    e = sigmoid(b + W @ x) - t
    return np.outer(x, e), e * e
""",
        "the rows and columns are asked for the other way round",
    ),
    (
        "multi_layer_backprop",
        "delta_h",
        "def delta_h(delta_z, W):\n    return np.linalg.lstsq(W, delta_z, rcond=None)[0]",
        "undoes a product with a matrix",
    ),
    ("activations", "tanh_derivative", "def tanh_derivative(u):\n    return 2 - np.tan(u)", "a function of angles"),
    (
        "multi_layer_backprop",
        "delta_u",
        "def delta_u(delta_h, h):\n    return delta_h * (1 - np.tanh(np.arctan(h)) ** 2)",
        "is the inverse of tan, a function of angles. Is there an angle here",
    ),
    (
        "single_layer_backprop",
        "gradient_of_example",
        """
def gradient_of_example(x, t, W, b):
    delta = delta_z(sigmoid(W @ x + b), t)
    table = [[0] * len(x)] * len(b)
    for k in range(len(b)):
        for i in range(len(x)):
            table[k][i] = delta[k] * x[i]
    return np.array(table), delta
""",
        "makes a single row and lists it again and again, so "
        "`table[k][i] = delta[k] * x[i]` changes all rows of `table`",
    ),
    (
        "single_layer_backprop",
        "gradient_of_sum",
        """
def gradient_of_sum(X, T, W, b):
    deltas = delta_z(sigmoid(X @ W.T + b), T)
    return (X.T @ deltas).reshape(len(b), -1), deltas.sum(axis=0)
""",
        "read row by row, they come in the order of the transposed matrix",
    ),
    (
        "neuron",
        "neuron_batch",
        """
def neuron_batch(X, weights, bias):
    longer = np.append(X, np.ones((len(X), 1)))
    w = np.append(weights, bias)
    return sigmoid(longer @ w)
""",
        "Without an axis, `np.append(X, np.ones((len(X), 1)))` lays out all entries in one row.",
    ),
    (
        "activations",
        "relu_derivative",
        "def relu_derivative(u):\n    return np.sign(np.max(0, u))",
        "Which function compares two arrays entry by entry?",
    ),
    (
        "model_selection",
        "stop_early",
        "def stop_early(losses, patience):\n    return losses[-1 - patience - len(losses)], 1",
        "counts back past its beginning",
    ),
    (
        "forward_pass",
        "forward_batch",
        """
def forward_batch(X, V, v0, W, w0):
    H = np.maximum(X @ V.T + v0[1], -1)
    return sigmoid(H @ W.T + w0)
""",
        "of the entries of v0, your function uses only `v0[1]`",
    ),
    (
        "forward_pass",
        "forward_batch",
        """
def forward_batch(X, V, v0, W, w0):
    J, D = V.shape
    return sigmoid(np.tanh(X @ V.reshape(D, J) + v0) @ W.T - w0)
""",
        "doesn't turn the rows of V into columns",
    ),
    (
        "activations",
        "tanh_derivative",
        "def tanh_derivative(u):\n    h = np.empty_like(u)\n    h[...] = np.tanh(u)\n    return 1 - h * h",
        "loses its decimals",
    ),
    (
        "monitoring",
        "dead_fraction",
        "def dead_fraction(H):\n    return (H == 0).all(axis=0).describe()",
        "which has no .describe",
    ),
    (
        "ten_digits",
        "paired_difference",
        "def paired_difference(a, b):\n    d = list(b) - list(a)\n    return sum(d), 0.0",
        "one of the things in this line is a list",
    ),
    (
        "model_selection",
        "folds",
        """
def folds(order, k):
    g = np.random.default_rng(1)
    v = [g.choice(order, len(order) // k) for _ in range(k)]
    return [(np.setdiff1d(order, each), each) for each in v]
""",
        "may be drawn in several rounds",
    ),
    (
        "monitoring",
        "dead_fraction",
        """
def dead_fraction(H):
    n, dead = 0, 0
    for j in range(H.shape[1]):
        alive = 0
        while n < len(H):
            alive += H[n, j] > 0
            n += 1
        if alive == 0:
            dead += 1
    return dead / H.shape[1]
""",
        "What is `n` when the second round of the outer loop begins?",
    ),
    (
        "ten_digits",
        "evaluations",
        """
def evaluations(N, B, epochs):
    count = 0
    for epoch in range(epochs):
        while N > 0:
            count += min(B, N)
            N = N - B
    return count
""",
        "you count a single epoch. What is `N` when the second one begins?",
    ),
    (
        "ten_digits",
        "evaluations",
        """
def evaluations(N, B, epochs):
    count = 0
    for epoch in range(epochs):
        n = N
        while n > 0:
            count += min(B, n)
            n = n - B
        break
    return count
""",
        "you count a single epoch. What should the second one add",
    ),
    (
        "monitoring",
        "dead_fraction",
        """
def dead_fraction(H):
    count, silent = 0, True
    for column in H.T:
        for value in column:
            if value > 0:
                silent = False
        if silent:
            count += 1
    return count / H.shape[1]
""",
        "`silent` isn't reset when the next row or column begins",
    ),
    (
        "softmax",
        "cross_entropy",
        "def cross_entropy(Z, T):\n    return -np.nan_to_num(T * np.log(softmax(Z))).sum() / len(Z)",
        "infinity into the largest number",
    ),
    (
        "neuron",
        "neuron",
        "def neuron(x, w, b):\n    for n in range(len(x)):\n        z = x[n] * w[n] + b\n    return sigmoid(z)",
        "each round of your loop sets `z` anew",
    ),
    (
        "monitoring",
        "exponential_average",
        """
def exponential_average(losses, beta):
    n = np.arange(len(losses))
    return np.convolve(losses, (1 - beta) * beta**n, mode="same") / (1 - beta ** (n + 1))
""",
        "centres the weights on each entry",
    ),
    (
        "11_choosing_a_loss",
        "binary_loss",
        """
def binary_loss(Z, T):
    return (np.logaddexp(1, -Z) * T + np.logaddexp(1, Z) * (1 - T)).sum(axis=1).mean()
""",
        "Of which number is 1 the exponential?",
    ),
    (
        "14_optimizers",
        "warm_cosine",
        """
def warm_cosine(n, N, rising):
    if n < rising:
        return (n + 1) / rising
    return (1 + np.cos(180 * (n - rising) / (N - rising))) / 2
""",
        "is given an angle in degrees",
    ),
    (
        "softmax",
        "gradient",
        """
def gradient(Z, T):
    o, right = softmax(Z), np.argmax(T, axis=1)
    o[:, right] -= 1
    return o / len(Z)
""",
        "takes the same columns of every row",
    ),
    (
        "11_choosing_a_loss",
        "output_delta",
        """
def output_delta(Z, T, noise):
    if noise == "gaussian":
        return (Z - T) / len(Z)
    if noise == "bernoully":
        return (1 / (1 + np.exp(-Z)) - T) / len(Z)
    return (np.exp(Z) - T) / len(Z)
""",
        "letter by letter",
    ),
    (
        "activations",
        "relu_derivative",
        "def relu_derivative(u):\n    return np.zeros(u.shape) if np.all(u < 0) else np.ones(u.shape)",
        "your condition is checked once, for the whole array",
    ),
    (
        "debug_the_trainer",
        "minibatches",
        """
def minibatches(X, T, batch_size, seed):
    rng = np.random.default_rng(seed)
    sizes = [min(batch_size, len(X) - n) for n in range(0, len(X), batch_size)]
    chosen = [rng.choice(len(X), size, replace=False) for size in sizes]
    return [(X[rows], T[rows]) for rows in chosen]
""",
        "draws from all of them again in each round",
    ),
    (
        "activations",
        "sigmoid_derivative",
        "def sigmoid_derivative(h):\n    z = np.log(h / 1 - h)\n    return np.exp(z) / (1 + np.exp(z)) ** 2",
        "is missing in `h / 1 - h`",
    ),
    (
        "ten_digits",
        "accuracy",
        "def accuracy(o, T):\n    return len(np.where(o.argmax(1) == T.argmax(1))) / len(o)",
        "one array of indices for each axis",
    ),
    (
        "01_beyond_lines",
        "perceptron_update",
        """
def perceptron_update(w, x, t):
    if w @ x > 0 != t:
        w = w + x if t == 1 else w - x
    return w
""",
        "asks two questions, and `0` belongs to both",
    ),
]


@pytest.mark.parametrize(("exercise", "function", "code", "said"), FACTS)
def test_what_is_certain_is_said_where_nothing_explains_an_answer(exercise, function, code, said):
    hint = told(exercise, function, code)
    assert said in hint
    assert hint.endswith(("?", "."))


def test_a_step_that_is_small_is_not_nearly_right():
    """Whatever the step is, weights that change little are off by little."""
    code = "def step(X, T, W, b, eta):\n    return W - 1e-4 * np.sin(W), b - 1e-4 * np.cos(b)"
    assert "nearly right" not in told("single_layer_backprop", "step", code)


def test_units_that_may_be_right_in_many_ways_are_not_compared():
    code = """
def parity_units(D):
    h = np.ones((D, D + 1))
    h[:, -1] = 0.5 - np.arange(D)
    return h, np.ones(D + 1)
"""
    assert "more than one of your results" not in told("neuron", "parity_units", code)
