"""No name says of an answer what its code shows to be otherwise, or speaks of what isn't in it."""

import pytest
from diagnosed import told

from lecture_nn.checks.diagnosis import plain_unread
from lecture_nn.checks.diagnosis.remarks import WITHOUT_A_LOOP
from lecture_nn.checks.diagnosis.solved import code_of
from lecture_nn.checks.diagnosis.written import parsed
from lecture_nn.checks.own import bare

DERIVATIVE = "def sigmoid(z):\n    s = 1 / (1 + np.exp(-z))\n    return s * (1 - s)"
SQUARE_OF_ALL = "def tanh_derivative(u):\n    return (1 - np.tanh(u)) ** 2"
SINH = "def tanh_derivative(u):\n    return 1 / np.sinh(u) ** 2"
TOO_SMALL_A_STEP = "def tanh_derivative(u):\n    eps = 1e-20\n    return (np.tanh(u + eps) - np.tanh(u)) / eps"
AFTER_THE_SIGMOID = "def neuron(x, weights, bias):\n    return 1 if sigmoid(np.dot(weights, x) + bias) > 0.5 else 0"
THRESHOLDS = """
def parity_units(D):
    hidden = np.column_stack([-np.arange(D) - 1.0, np.ones((D, D))])
    return hidden, np.concatenate([[-0.5], np.where(np.arange(D) % 2 == 0, 1.0, -1.0)])
"""
LINEAR = "def forward(x, V, v0, W, w0):\n    return W @ (V @ x + v0) + w0"
TANH_ONCE = """
def forward_deep(X, weights, biases):
    h = np.tanh(X @ weights[0].T + biases[0])
    for W, b in zip(weights[1:], biases[1:]):
        h = h @ W.T + b
    return h
"""
FIRST_LAYER = "def forward_deep(X, weights, biases):\n    W, b = weights[0], biases[0]\n    return X @ W.T + b"
WITHOUT_THE_LAST = """
def forward_deep(X, weights, biases):
    from functools import reduce
    return reduce(lambda h, p: np.tanh(h @ p[0].T + p[1]), zip(weights[:-1], biases[:-1]), X)
"""
SLOPE_AT_THE_TARGET = "def delta_z(o, t):\n    return (o - t) * t * (1 - t)"
RETURNED_EARLY = """
def delta_h(delta_z, W):
    out = np.zeros(W.shape[1])
    for k in range(len(delta_z)):
        out += delta_z[k] * W[k]
        return out
"""
ONE_OUTPUT = "def delta_h(delta_z, W):\n    return delta_z[0] * W[0]"
STEPS_ALONE = "def step(X, T, W, b, eta):\n    dW, db = gradient_of_sum(X, T, W, b)\n    return eta * dW, eta * db"
BIASES_UPHILL = """
def step(X, T, V, v0, W, w0, eta):
    dV, dv0, dW, dw0 = gradients(X, T, V, v0, W, w0)
    return V - eta * dV, v0 + eta * dv0, W - eta * dW, w0 + eta * dw0
"""
SQUARED_DIVISOR = "def minimum_l2(a, decay):\n    return a / (1 + decay) ** 2"
TARGETS_FIRST = """
def minibatches(X, T, batch_size, seed):
    rows = np.random.default_rng(seed).permutation(len(X))
    return [(T[rows[n : n + batch_size]], X[rows[n : n + batch_size]]) for n in range(0, len(X), batch_size)]
"""
FIRST_INPUT = "def neuron(x, weights, bias):\n    return sigmoid(x[0] * weights[0] + bias)"
NOT_THE_LAST = "def neuron_batch(X, weights, bias):\n    return sigmoid(X[:-1] @ weights + bias)"
LAST_EXAMPLE = "def gradient_of_sum(X, T, W, b):\n    return gradient_of_example(X[-1], T[-1], W, b)"
NUMBER_OF_WEIGHTS = (
    "def cost(loss, weights, biases, decay):\n    return loss + decay / 2 * sum(W.size for W in weights)"
)
WITHOUT_A_COLUMN = (
    "def cost(loss, weights, biases, decay):\n    return loss + decay / 2 * sum((W[:, 1:] ** 2).sum() for W in weights)"
)
GEOMETRIC = "def choose_by_folds(decays, errors):\n    return decays[np.argmin(np.exp(np.log(errors).mean(axis=0)))]"
ONE_TOO_SMALL = """
def choose(decays, training, validation, test):
    i = np.argmin(validation)
    return decays[i - 1], test[i - 1]
"""
ROWS_WITHOUT_ZEROS = """
def cross_entropy(P, T):
    ok = (P > 0).all(axis=1)
    return -np.mean(np.sum(T[ok] * np.log(P[ok]), axis=1))
"""
OLD_VELOCITY_BACK = """
def momentum_step(w, v, g, eta, gamma):
    v = v * gamma
    w = w - v - eta * g
    return w, v
"""

ONE_MORE = "def relu_derivative(u):\n    return 2.0 ** (u > 0)"
INPUTS_RETURNED = """
def most_hidden_units(D, K, budget):
    J = 1
    while (D + 1) * J + K * (J + 1) <= budget:
        J = J + 1
    return D
"""
NO_QUOTIENT = "def sigmoid(z):\n    return np.exp(np.logaddexp(0, -z))"
NEGATIVE_KEPT = """
def minimum_l1(a, decay):
    relu = lambda u: np.where(u < 0, u, 0.0)
    return relu(a - decay) - relu(-a - decay)
"""
GAMMA_FOR_G = """
def momentum_step(w, v, g, eta, gamma):
    v = gamma * v + eta * gamma
    return w - v, v
"""
TOO_FAR = "def relu_derivative(u):\n    return 1.0 * (u > 1)"
THREE = "def relu_derivative(u):\n    return 3.0 * (u > 0)"
ALONG_THE_OTHER_AXIS = (
    "def minimum_l1(a, decay):\n    return np.median([a - decay, np.zeros(len(a)), a + decay], axis=1)"
)
NEGATIVE_WEIGHTS = """
def adam_step(w, m, s, g, n, eta, beta1, beta2, eps):
    def total(beta):
        return sum(-beta * beta**k for k in range(n))
    m, s = beta1 * m + (1 - beta1) * g, beta2 * s + (1 - beta2) * g**2
    return w - eta * m / total(beta1) / (np.sqrt(s / total(beta2)) + eps), m, s
"""
OVERWRITTEN = """
def exponential_average(losses, beta):
    average = weight = 0.0
    out = np.empty(len(losses))
    for i, E in enumerate(losses):
        average = (1 - beta) * E
        weight = beta * weight + (1 - beta)
        out[i] = average / weight
    return out
"""


@pytest.mark.parametrize(
    ("exercise", "function", "code", "said", "never"),
    [
        ("activations", "sigmoid", DERIVATIVE, "the derivative of the sigmoid", "two mistakes"),
        ("activations", "tanh_derivative", SQUARE_OF_ALL, "parentheses", "exponentials"),
        ("activations", "tanh_derivative", SINH, "sinh", "subtract"),
        ("activations", "times_flatter", "times_flatter = 0.25", "less than 1?", "of them are there"),
        ("activations", "tanh_derivative", TOO_SMALL_A_STEP, "", "round down"),
        ("neuron", "neuron", AFTER_THE_SIGMOID, "a threshold where", "in place of the sigmoid"),
        ("neuron", "parity_units", THRESHOLDS, "", "all cases alike"),
        ("forward_pass", "forward", LINEAR, "in two places", "two mistakes"),
        ("forward_pass", "forward_deep", TANH_ONCE, "", "limit"),
        ("forward_pass", "forward_deep", FIRST_LAYER, "", "case"),
        ("forward_pass", "forward_deep", WITHOUT_THE_LAST, "leaves out the last layer", "activations"),
        ("single_layer_backprop", "delta_z", SLOPE_AT_THE_TARGET, "the target t in place of o", "decimal point"),
        ("single_layer_backprop", "step", STEPS_ALONE, "leave out W (perhaps", "two mistakes"),
        (
            "multi_layer_backprop",
            "delta_h",
            RETURNED_EARLY,
            "the line `return out`. The line is inside the loop now",
            "last round",
        ),
        ("multi_layer_backprop", "delta_h", ONE_OUTPUT, "only the first term", "example"),
        ("multi_layer_backprop", "step", BIASES_UPHILL, "add the step, both in v0 and in w0", "two mistakes"),
        ("weight_decay", "minimum_l2", SQUARED_DIVISOR, "the power in `(1 + decay) ** 2`", "penalty"),
        ("weight_decay", "gradient_of_loss", "gradient_of_loss = 1.0", "", "rounded"),
        ("weight_decay", "cost", NUMBER_OF_WEIGHTS, "", "fixed number"),
        ("weight_decay", "cost", WITHOUT_A_COLUMN, "", "round"),
        ("debug_the_trainer", "minibatches", TARGETS_FIRST, "each of your pairs", "lists"),
        ("debug_the_trainer", "cross_entropy", ROWS_WITHOUT_ZEROS, "", "that may be 0"),
        ("neuron", "neuron", FIRST_INPUT, "", "loop"),
        ("neuron", "neuron_batch", NOT_THE_LAST, "lacks its last entry. Which is the last", "loop"),
        ("single_layer_backprop", "gradient_of_sum", LAST_EXAMPLE, "of the last example alone", "loop"),
        ("model_selection", "choose_by_folds", GEOMETRIC, "", "tanh"),
        ("model_selection", "choose", ONE_TOO_SMALL, "(perhaps in other places, too)", "loop"),
        ("optimizers", "momentum_step", OLD_VELOCITY_BACK, "leave out the step in one place", "slips"),
        ("activations", "relu_derivative", TOO_FAR, "0 up to u = 1", "integers"),
        ("activations", "relu_derivative", THREE, "", "score"),
        ("activations", "relu_derivative", ONE_MORE, "too large by exactly 1, in every entry", "count"),
        ("forward_pass", "most_hidden_units", INPUTS_RETURNED, "", "the 0"),
        ("activations", "sigmoid", NO_QUOTIENT, "", "divides first"),
        ("weight_decay", "minimum_l1", NEGATIVE_KEPT, "", "clipping"),
        ("optimizers", "momentum_step", GAMMA_FOR_G, "", "parentheses"),
        ("softmax", "times_steeper", "times_steeper = 0", "", "other way round"),
        ("weight_decay", "minimum_l1", ALONG_THE_OTHER_AXIS, "along the wrong axis", "Which number"),
        ("optimizers", "adam_step", NEGATIVE_WEIGHTS, "", "differences"),
        ("monitoring", "exponential_average", OVERWRITTEN, "", "overwrite m"),
    ],
)
def test_what_is_said_is_so(exercise, function, code, said, never):
    sentence = told(exercise, function, code)
    assert said in sentence
    assert never not in sentence


def test_what_is_said_has_no_number_that_isnt_in_the_code():
    assert "1e-06" not in told("debug_the_trainer", "cross_entropy", ROWS_WITHOUT_ZEROS)


def test_where_there_is_a_loop_it_is_asked_about():
    code = "def neuron_batch(X, weights, bias):\n    return [sigmoid(x @ weights + bias) for x in X[:-1]]"
    sentence = told("neuron", "neuron_batch", code)
    assert "Where does your loop end?" in sentence
    assert not any(other in sentence for other in WITHOUT_A_LOOP.values())


@pytest.mark.parametrize(
    ("code", "claim", "contradicted"),
    [
        ("return a / b / c", ("twice", "Div"), False),
        ("return a / b", ("twice", "Div"), True),
        ("for x in a:\n        b /= x\n    return b", ("twice", "Div"), False),
        ("return [[x for x in row] for row in a]", ("loops in loops", "2"), False),
        ("return [x for x in a]", ("loops in loops", "2"), True),
        ("return [x for row in a for x in row]", ("loops in loops", "2"), False),
        ("return list(map(abs, a))", ("loops in loops", "1"), False),
        ("return f(x - 1)", ("calls itself", ""), False),
        ("return x", ("calls itself", ""), True),
        ("return x**3", ("has the number", "3.0"), False),
        ("return x / 4", ("has the number", "0.25"), False),
        ("return -x * 0.5", ("has the number", "-0.5"), False),
        ("return x**2", ("has the number", "3.0"), True),
        ("return np.log(x + 1e-9)", ("has a small number", ""), False),
        ("return np.log(x + EPS)", ("has a small number", ""), False),
        ("return np.log(x)", ("has a small number", ""), True),
        ("return x / 2", ("divides by", ""), True),
        ("return x / len(x)", ("divides by", ""), False),
    ],
)
def test_what_contradicts(code, claim, contradicted):
    assert parsed(f"def f(x):\n    {code}\n", "f").contradicts(claim) == contradicted


@pytest.mark.parametrize(
    ("code", "unread"),
    [
        ("np.exp(x)\n    return x", ["np.exp(x)"]),
        ("np.exp(x, x)\n    return x", []),  # the second argument is written to
        ("np.clip(x, 0, 1)\n    return x", ["np.clip(x, 0, 1)"]),
        ("np.clip(x, 0, 1, x)\n    return x", []),
        ("x.clip(0, 1)\n    return x", ["x.clip(0, 1)"]),
        ("x.clip(0, 1, x)\n    return x", []),
        ("global kept\n    kept = np.exp(x)\n    return x", []),
        ("kept = np.exp(x)\n    return x", ["kept"]),
    ],
)
def test_what_is_never_used(code, unread):
    assert plain_unread.unread(parsed(f"def f(x):\n    {code}\n", "f")) == unread


def test_a_line_of_a_solution_may_begin_with_a_sign_that_begins_a_magic_as_well():
    rest = "rest = (\n    N\n    % B\n)"
    assert code_of(bare([rest, "%matplotlib inline\nx = 1"])) == [rest, "\nx = 1"]


def test_a_list_with_one_entry_is_said_to_have_one():
    code = "def update_ratio(before, after):\n    parts = [before]\n    return parts[1]"
    assert "`parts` has one entry, and" in told("monitoring", "update_ratio", code)


def test_an_index_may_leave_its_list_in_any_round():
    code = (
        "def backward(weights, h, T):\n    delta = softmax(h[-1]) - T\n"
        "    for l in reversed(range(len(weights))):\n        delta = delta @ weights[l + 1]\n    return [], []"
    )
    sentence = told("debug_the_trainer", "backward", code)
    assert "In which round of the loop is `l + 1` out of range" in sentence
    assert "last round" not in sentence


def test_rows_that_dont_come_out_even_are_no_shape():
    sentence = told("optimizers", "batches", "def batches(order, B):\n    return list(order.reshape(-1, B))")
    assert "entries don't fill rows of 4: some are left over" in sentence
