"""What is said of an answer is true of the code that was written, and not only of the numbers that it returns."""

import diagnosed
import pytest
from diagnosed import told

BACKWARD_THE_WRONG_WAY_ROUND = """
def backward(weights, h, T):
    d_weights, d_biases = [], []
    delta = (softmax(h[-1]) - T) / len(T)
    for l in reversed(range(len(weights))):
        d_weights.append(delta.T @ h[l])
        d_biases.append(delta.sum(axis=0))
        if l > 0:
            delta = (delta @ weights[l]) * (1 - h[l] ** 2)
    return d_weights, d_biases
"""
ONE_LAYER_SHORT = """
def forward_deep(X, weights, biases):
    h = X
    for l in range(len(weights) - 1):
        z = h @ weights[l].T + biases[l]
        h = np.tanh(z)
    return z
"""
BEFORE_THE_STOP = """
def stop_early(losses, patience):
    best = 1
    for epoch in range(1, len(losses) + 1):
        if losses[epoch - 1] < losses[best - 1]:
            best = epoch
        if epoch - best >= patience:
            return best, epoch - 1
    return best, len(losses)
"""
INPUTS_SHUFFLED_ALONE = """
def minibatches(X, T, batch_size, seed):
    X = X[np.random.default_rng(seed).permutation(len(X))]
    return [(X[n : n + batch_size], T[n : n + batch_size]) for n in range(0, len(X), batch_size)]
"""
LESS_THAN_THE_BUDGET = """
def most_hidden_units(D, K, budget):
    J = 0
    while (D + 1) * (J + 1) + (J + 2) * K < budget:
        J += 1
    return J
"""
SLOPE_TWICE = """
def gradient_of_example(x, t, W, b):
    o = sigmoid(W @ x + b)
    delta = delta_z(o, t) * o * (1 - o)
    return np.outer(delta, x), delta
"""
SIGNS_OF_A_UNIT = "three_units = [[-0.5, 1, 1], [-1.5, 1, 1], [-0.5, 1, -1]]"
MEAN_OVER_ALL = "def cross_entropy(P, T):\n    return -np.mean(T * np.log(np.maximum(P, 1e-300)))"
LOG_OF_0 = "def cross_entropy(P, T):\n    return -sum(np.sum(t * np.log(p)) for p, t in zip(P, T)) / len(P)"
NO_ONE = "def sigmoid(z):\n    return np.exp(-z) ** -1.0"
OFF_AT_ZERO = "def relu_derivative(u):\n    return np.where(u == 0, 0, 1)"
SIZE_ALONE = "def sigmoid(z):\n    e = np.exp(-np.abs(z))\n    return 1 / (1 + e)"
TOO_STEEP = "def sigmoid(z):\n    return (np.tanh(z) + 1) / 2"
PATTERN_OF_THE_SIGMOID = "def tanh_derivative(u):\n    return np.tanh(u) - np.tanh(u) ** 2"
ONE_MINUS_ALMOST_ONE = (
    "def sigmoid(z):\n    right = 1 / (1 + np.exp(-np.abs(z)))\n    return (z >= 0) * right + (z < 0) * (1 - right)"
)
LIMITED = "def cross_entropy(P, T):\n    return -(T * np.log(P.clip(1e-2, 1 - 1e-2))).sum(axis=1).mean()"
OLDEST_MOST = """
def exponential_average(losses, beta):
    out = []
    for n in range(1, len(losses) + 1):
        share = [beta**k for k in range(n)]
        out.append(sum(s * loss for s, loss in zip(share, losses)) / sum(share))
    return np.array(out)
"""
ACTIVATION_AS_WELL = "def delta_u(delta_h, h):\n    return delta_h * (h - h**3)"
HALF_A_DERIVATIVE = (
    "def tanh_derivative(u):\n    o = 1 / (1 + np.exp(-2 * u))\n    slope = o * (1 - o)\n    return 2 * slope"
)
NEVER_ASSIGNED = """
def neuron(x, weights, bias):
    z = np.dot(x, weights) + bias
    sigmoid(z)
    return z
"""
COPIED_LISTS = """
def step(weights, biases, d_weights, d_biases, eta, decay):
    new = [each for each in weights], [each for each in biases]
    for l in range(len(weights)):
        new[0][l] -= eta * (d_weights[l] + decay * weights[l])
        new[1][l] -= eta * d_biases[l]
    return new
"""
ANY_SEED = """
def minibatches(X, T, batch_size, seed):
    rows = np.random.default_rng().permutation(len(X))
    return [(X[rows[n : n + batch_size]], T[rows[n : n + batch_size]]) for n in range(0, len(X), batch_size)]
"""
EQUAL_BATCHES = """
def minibatches(X, T, batch_size, seed):
    order, count = np.random.default_rng(seed).permutation(len(X)), int(np.ceil(len(X) / batch_size))
    return list(zip(np.array_split(X[order], count), np.array_split(T[order], count)))
"""
LOGITS_BESIDE = """
def forward(weights, biases, X):
    h = [X]
    for W, b in zip(weights, biases):
        h.append(np.tanh(h[-1] @ W.T + b))
    return h + [h[-2] @ weights[-1].T + biases[-1]]
"""
DIVIDED_INSIDE = "def softmax(Z):\n    return np.exp(Z / sum(np.exp(Z).T)[:, None])"
ON_A_GRID = "def minimum_l2(a, decay):\n    return np.floor(10 * a / (1 + decay) + 0.5) / 10"
OUTPUT_TWICE = "def neuron(x, weights, bias):\n    return sigmoid(sigmoid(np.dot(x, weights) + bias))"


@pytest.mark.parametrize(
    ("exercise", "function", "code", "said", "never"),
    [
        ("debug_the_trainer", "backward", BACKWARD_THE_WRONG_WAY_ROUND, "reverse order", "sign"),
        ("forward_pass", "forward_deep", ONE_LAYER_SHORT, "the last layer is never applied", "sign"),
        ("model_selection", "stop_early", BEFORE_THE_STOP, "too low by 1", "leave out"),
        ("debug_the_trainer", "minibatches", INPUTS_SHUFFLED_ALONE, "T keeps its old order", "new"),
        ("debug_the_trainer", "cross_entropy", MEAN_OVER_ALL, "over all entries", "leave out"),
        ("debug_the_trainer", "cross_entropy", LOG_OF_0, "0 times that?", "limit"),
        ("forward_pass", "most_hidden_units", LESS_THAN_THE_BUDGET, "< budget` should be true", "too late"),
        ("single_layer_backprop", "gradient_of_example", SLOPE_TWICE, "twice", "place"),
        ("neuron", "three_units", SIGNS_OF_A_UNIT, "off where it is on", "the last entry"),
        ("neuron", "neuron", OUTPUT_TWICE, "once too often", "once more"),
        ("activations", "sigmoid", NO_ONE, "you leave out the 1", "two mistakes"),
        ("activations", "relu_derivative", OFF_AT_ZERO, "exactly 0", "square"),
        ("activations", "sigmoid", SIZE_ALONE, "the absolute value of z", "Or perhaps"),
        ("activations", "sigmoid", TOO_STEEP, "twice as steep", "you add to"),
        ("activations", "tanh_derivative", PATTERN_OF_THE_SIGMOID, "the sigmoid's derivative", "once more"),
        ("activations", "sigmoid", ONE_MINUS_ALMOST_ONE, "right except where it should be tiny", "asked for"),
        ("debug_the_trainer", "cross_entropy", LIMITED, "every probability between 0.01 and 0.99", "the decision"),
        ("monitoring", "exponential_average", OLDEST_MOST, "the oldest loss counts most", "keep"),
        ("multi_layer_backprop", "delta_u", ACTIVATION_AS_WELL, "you multiply by h as well", "sigmoid"),
        ("activations", "tanh_derivative", HALF_A_DERIVATIVE, "half of what it should be", "examples"),
        ("neuron", "neuron", NEVER_ASSIGNED, "you compute `sigmoid(z)`, and nothing uses it", "Apply"),
        ("weight_decay", "step", COPIED_LISTS, "has changed the arrays in `weights`", "make a new list"),
        ("debug_the_trainer", "minibatches", ANY_SEED, "another result each time", "slips"),
        ("debug_the_trainer", "minibatches", EQUAL_BATCHES, "batches of about the same size", "slips"),
        ("debug_the_trainer", "forward", LOGITS_BESIDE, "one entry too many", "slips"),
        ("softmax", "softmax", DIVIDED_INSIDE, "you divide inside the exponential", "largest"),
        ("weight_decay", "minimum_l2", ON_A_GRID, "looked up on a grid", "printing"),
    ],
)
def test_a_name_says_what_is_so(exercise, function, code, said, never):
    sentence = told(exercise, function, code)
    assert said in sentence
    assert never not in sentence


@pytest.mark.parametrize(
    ("code", "said", "never"),
    [
        (
            "def relu_derivative(u):\n    return np.maximum(0, u) / u",
            "come from 0/0. In which step does that happen for this input?",
            "logarithm",
        ),
        ("def relu_derivative(u):\n    return np.sqrt(u) ** 2 / u", "or the root", "logarithm"),
    ],
)
def test_what_is_no_number_comes_from_what_is_in_the_code(code, said, never):
    sentence = told("activations", "relu_derivative", code)
    assert said in sentence
    assert never not in sentence


EACH_LAYER_SEES_X = """
def forward_deep(X, weights, biases):
    for l in range(len(weights)):
        z = X @ weights[l].T + biases[l]
        h = np.tanh(z)
    return z
"""
BIASES_AS_A_COLUMN = """
def forward_batch(X, V, v0, W, w0):
    return sigmoid(np.tanh(X @ V.T + v0.reshape(-1, 1)) @ W.T + w0.reshape(-1, 1))
"""


def test_a_number_that_may_be_two_things_is_not_explained():
    assert "5 is the number of examples" not in told("forward_pass", "forward_deep", EACH_LAYER_SEES_X)


def test_a_column_of_biases_is_told_from_a_row():
    sentence = told("forward_pass", "forward_batch", BIASES_AS_A_COLUMN)
    assert "Do the 4 numbers belong to the 4 columns?" in sentence
    assert "one shape" not in sentence


def found(exercise, function, code):
    return diagnosed.failed_checks(exercise, function, code)[0].found


@pytest.mark.parametrize("result", ["float('nan')", "[float('nan'), 'a']", "{'a': float('nan')}"])
def test_what_is_no_number_is_no_other_result_each_time(result):
    sentence = told("softmax", "softmax", f"def softmax(Z):\n    return {result}")
    assert "each time" not in sentence


def test_a_smaller_case_is_smaller_and_can_be_worked_out_by_hand():
    exponentials = "e = np.exp(Z - Z.max(axis=1, keepdims=True))"
    code = f"def softmax(Z):\n    {exponentials}\n    return e / (e.sum(axis=1, keepdims=True) + 0.001)"
    assert "by hand" not in found("softmax", "softmax", code)


def test_entries_of_a_function_of_any_array_are_no_units():
    code = "def relu_derivative(u):\n    return np.where(u > 0, 1.0, np.cos(3 * u) - 1)"
    says = found("activations", "relu_derivative", code)
    assert "hidden unit" not in says
