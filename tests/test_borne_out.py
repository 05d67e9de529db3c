"""What a sentence says of the code is borne out by it: other clauses are left out, or the name is withheld."""

import ast

import diagnosed
import pytest

from lecture_nn.checks.diagnosis.signs import signs

ANSWERS = [
    # a limit is blamed that is active in the call that fails
    (
        "debug_the_trainer",
        "cross_entropy",
        "def cross_entropy(P, T):\n    Q = P.clip(1e-3, 1 - 1e-3)\n    return -(T * np.log(Q)).sum(axis=1).mean()",
        "between 0.001 and 0.999",
        "below 0.001",
    ),
    # what isn't there yet is no number that is none
    (
        "multi_layer_backprop",
        "gradients",
        """
def gradients(X, T, V, v0, W, w0):
    h = np.tanh(X @ V.T + v0)
    delta = (h @ W.T + w0 - T) / X.shape[0]
    d_V, d_v0 = None, None
    return d_V, d_v0, delta.T @ h, delta.sum(0)
""",
        "",
        "nan",
    ),
    # another count may have the results of another slip
    (
        "forward_pass",
        "most_hidden_units",
        """
def most_hidden_units(D, K, budget):
    hidden = 0
    while D * (hidden + 1) + D + (hidden + 1) * K + hidden + 1 <= budget:
        hidden += 1
    return hidden
""",
        "",
        "swapped",
    ),
    # which sign a number has is plain to see
    (
        "neuron",
        "parity_units",
        """
def parity_units(D):
    hidden = np.ones((D, D + 1))
    hidden[:, 0] = 0.5 - np.arange(D)
    output = np.concatenate([[0.5], [1.0 if j % 2 else -1.0 for j in range(D)]])
    return hidden, output
""",
        "",
        "you subtract the 0.5",
    ),
    # what nan_to_num makes of minus infinity
    (
        "debug_the_trainer",
        "cross_entropy",
        "def cross_entropy(P, T):\n    return -np.nan_to_num(T * np.log(P)).sum(axis=1).mean()",
        "nan_to_num replaces the logarithm",
        "still makes it infinite",
    ),
    # a thought that the code contradicts
    (
        "neuron",
        "neuron",
        "def neuron(x, weights, bias):\n    total = bias\n    for n in range(1, len(weights)):\n"
        "        total = total + x[n] * weights[n]\n    return sigmoid(total)",
        "the first input with it",
        "as if the first were the bias",
    ),
    # differences the right way round, and another name below the fraction bar
    (
        "monitoring",
        "update_ratio",
        "def update_ratio(before, after):\n    return ((after - before) ** 2).sum() / (after**2).sum()",
        "",
        "swapped",
    ),
    (
        "monitoring",
        "dead_fraction",
        "def dead_fraction(H):\n    dead = 0\n    for row in H:\n        if row.max() == 0:\n            dead += 1\n"
        "    return dead",
        "you return a count",
        "transpose",
    ),
    # what comes of a formula in which no such factor stands
    (
        "activations",
        "sigmoid_derivative",
        "def sigmoid_derivative(h):\n    e = np.exp(-np.log(h / (1 - h)))\n    return e / (1 + e)",
        "near 1 at one end",
        "factor",
    ),
    (
        "monitoring",
        "exponential_average",
        """
def exponential_average(losses, beta):
    average, found = 0, []
    for loss in losses:
        average = beta * average + (1 - beta) * loss
        found.append(average)
    return np.array(found) / (1 - beta)
""",
        "What do you divide them by",
        "missing",
    ),
    (
        "activations",
        "relu_derivative",
        "def relu_derivative(u):\n    return np.where(u == 0, np.nan, np.where(u > 0, 1.0, 0.0))",
        "Your code writes nan itself",
        "fails",
    ),
    (
        "activations",
        "tanh_derivative",
        "def tanh_derivative(u):\n    return 1 / np.cosh(u)",
        "Which step is missing",
        "root?",
    ),
    (
        "single_layer_backprop",
        "delta_z",
        "def delta_z(o, t):\n    result = o * (o - t)\n    1 - o\n    return result",
        "you compute `1 - o`, and nothing uses it",
        "sigmoid once more",
    ),
    ("weight_decay", "fraction_left", "fraction_left = '(1 - eta * lambda) ** n'", "in quotation marks", "Printing"),
    (
        "activations",
        "sigmoid_derivative",
        "def sigmoid_derivative(h):\n    return h * (h - 1)",
        "your difference is taken",
        "too large or too small",
    ),
    (
        "neuron",
        "neuron",
        "def neuron(x, weights, bias):\n    z = np.dot(x, weights) + bias\n    return z",
        "turns it into the activation?",
        "returns go",
    ),
    # what is called in an error, and what would lead on
    ("activations", "relu_derivative", "def relu_derivative(u):\n    return min(1, u)", "the smaller of two", "axis"),
    (
        "multi_layer_backprop",
        "delta_u",
        "def delta_u(delta_h, h):\n    back = delta_h(h)\n    return back * (1 - h * h)",
        "hides the function of that name",
        "square",
    ),
    (
        "multi_layer_backprop",
        "delta_h",
        "def delta_h(delta_z, W):\n    return W.T * delta_z[:, None]",
        "As a matrix product they would fit",
        "columns?",
    ),
    (
        "forward_pass",
        "most_hidden_units",
        "def most_hidden_units(D, K, budget):\n    if budget <= K:\n        return 0\n"
        "    return most_hidden_units(D, K, budget) + 1",
        "just the arguments that it was given",
        "another function's",
    ),
    (
        "neuron",
        "neuron_batch",
        "def neuron_batch(X, weights, bias):\n    N = len(X)\n"
        "    return sigmoid(np.dot(weights, X.T.reshape(N, -1)) + bias)",
        "reads the entries in order",
        "What would its transpose",
    ),
    (
        "weight_decay",
        "minimum_l2",
        "def minimum_l2(a, decay):\n    return solve(a, 1 + decay)",
        "neither an argument",
        "arguments (a, decay)",
    ),
    (
        "debug_the_trainer",
        "step",
        """
def step(weights, biases, X, T, eta):
    dW, db = backward(weights, X, T)
    new = [w - eta * g for w, g in zip(weights, dW)]
    return new, [b - eta * g for b, g in zip(biases, db)]
""",
        "The error arises inside backward",
        "sum over",
    ),
    ("model_selection", "unbiased", "unbiased = 'the test set'", "Which of the letters stands for", "in the list"),
    # an argument on which the result that is wrong doesn't depend
    (
        "weight_decay",
        "step",
        """
def step(weights, biases, d_weights, d_biases, eta, decay):
    new = [(1 - decay) * W - eta * d for W, d in zip(weights, d_weights)]
    return new, [np.array(b) for b in biases]
""",
        "besides, nothing in your function reads d_biases",
        "leave out",
    ),
    (
        "single_layer_backprop",
        "step",
        "def step(X, T, W, b, eta):\n    dW, db = gradient_of_sum(X, T, W, b)\n"
        "    return np.concatenate((W - eta * dW, b - eta * db))",
        "several results side by side",
        "[:, None]",
    ),
    (
        "activations",
        "sigmoid",
        "def sigmoid(z):\n    return 1 / (1 + np.exp(-np.maximum(z, -60.0)))",
        "Which limit keeps it from",
        "1 minus",
    ),
    (
        "forward_pass",
        "forward_deep",
        """
def forward_deep(X, weights, biases):
    a = X
    for n, (W, b) in enumerate(zip(weights, biases)):
        z = a.T @ W + b
        a = z if n == len(weights) - 1 else np.tanh(z)
    return a
""",
        "which of the two factors has to be transposed",
        "same layer",
    ),
    (
        "forward_pass",
        "forward",
        """
def forward(x, V, v0, W, w0):
    inputs, hidden = V.shape
    h = np.zeros(hidden)
    for j in range(hidden):
        h[j] = np.tanh(v0[j] + sum(V[j, i] * x[i] for i in range(inputs)))
    return sigmoid(W @ h + w0)
""",
        "In which order does `V.shape` hold",
        "counting",
    ),
    (
        "forward_pass",
        "forward",
        """
def forward(x, V, v0, W, w0):
    D, J = len(x), len(v0)
    h = v0.copy()
    for i in range(D):
        for j in range(J):
            h[j] += V[i, j] * x[i]
    return sigmoid(W @ np.tanh(h) + w0)
""",
        "Which of the two must come first?",
        "counting",
    ),
    ("weight_decay", "weights_under_l2", "weights_under_l2 = 2.0", "where two are asked for", "you return"),
    (
        "debug_the_trainer",
        "minibatches",
        """
def minibatches(X, T, batch_size, seed):
    order = np.random.default_rng(seed).permutation(len(X))
    X, T = X[order], T[np.random.default_rng(seed).permutation(T.shape[1])]
    return [(X[n : n + batch_size], T[n : n + batch_size]) for n in range(0, len(X), batch_size)]
""",
        "do you go through",
        "came twice",
    ),
    (
        "activations",
        "sigmoid",
        "def sigmoid(z):\n    np.negative(z, out=z)\n    return 1 / (1 + np.exp(z))",
        "without out=",
        "Which function",
    ),
    (
        "multi_layer_backprop",
        "step",
        """
def step(X, T, V, v0, W, w0, eta):
    dV, dW, dv0, dw0 = gradients(X, T, V, v0, W, w0)
    V, v0 = V - eta * dV, v0 - eta * dv0
    return V, v0, W - eta * dW, w0 - eta * dw0
""",
        "where you unpack them",
        "or where you do the same",
    ),
    (
        "forward_pass",
        "forward_batch",
        """
def forward_batch(X, V, v0, W, w0):
    out = X
    for weights, biases in ((V, v0), (W, w0)):
        out = np.tanh(out @ weights.T + biases)
    return out
""",
        "the tanh in every layer",
        "slips",
    ),
    (
        "monitoring",
        "update_ratio",
        "def update_ratio(before, after):\n    step = after - before\n"
        "    return np.sqrt((step @ step).sum() / (before @ before).sum())",
        "Both are the same array",
        "transposed",
    ),
    (
        "softmax",
        "softmax",
        "def softmax(Z):\n    P = np.copy(Z)\n    for row in P:\n        e = np.exp(row - row.max())\n"
        "        row[:] = e / e.sum()\n    return P",
        "Which type should it have?",
        "zeros_like",
    ),
]


@pytest.mark.parametrize(("exercise", "function", "code", "said", "never"), ANSWERS)
def test_a_sentence_is_borne_out_by_the_code(exercise, function, code, said, never):
    failed = diagnosed.failed_checks(exercise, function, code)
    sentence = diagnosed.name_of(failed)
    assert failed
    assert said in sentence
    assert never not in sentence


@pytest.mark.parametrize(
    ("text", "found"),
    [("0.5 - j", [1]), ("j - 0.5", [-1]), ("-(j - 0.5)", [1]), ("-(0.5 + j)", [-1]), ("2 * (0.5 - j)", [0]), ("j", [])],
)
def test_the_sign_of_a_number_in_a_sum(text, found):

    assert list(signs(ast.parse(text), 0.5)) == found
