"""What is said of mistakes whose consequence is two steps away from their cause."""

import pytest
from diagnosed import told

ANSWERS = [
    # a counter that is never reset
    (
        "18_early_stopping",
        "should_stop",
        """
def should_stop(losses, patience):
    lowest = losses[0]
    worse = 0
    for each in losses[1:]:
        if each < lowest:
            lowest = each
        else:
            worse += 1
    return worse >= patience
""",
        "what happens to the count `worse`",
        "number",
    ),
    # what reshape does is told, not which shape it makes
    (
        "forward_pass",
        "forward_batch",
        """
def forward_batch(X, V, v0, W, w0):
    for weights, bias in ((V, v0), (W, w0)):
        n = len(bias)
        X = X @ weights.reshape(-1, n) + bias
        X = np.tanh(X) if weights is V else sigmoid(X)
    return X
""",
        "only splits them into rows",
        "which way round",
    ),
    # two changes would do, and nobody knows which is meant
    (
        "neuron",
        "neuron",
        """
def neuron(x, weights, bias):
    inputs = np.append(x, 1.0)
    parameters = np.concatenate(([bias], weights))
    return sigmoid(np.dot(inputs, parameters))
""",
        "one of two things",
        "only one thing",
    ),
    # lost numbers, with the step in which they are lost
    (
        "12_softmax_and_cross_entropy",
        "stable_softmax",
        """
def stable_softmax(Z):
    largest = np.max(np.fabs(Z), axis=1, keepdims=True)
    e = np.exp(Z - largest)
    return e / np.sum(e, axis=1, keepdims=True)
""",
        "only one thing needs to change: the call `np.fabs(Z)`",
        "infinity",
    ),
    # the first one counts twice
    (
        "single_layer_backprop",
        "gradient_of_sum",
        """
def gradient_of_sum(X, T, W, b):
    total = gradient_of_example(X[0], T[0], W, b)[0]
    bias = gradient_of_example(X[0], T[0], W, b)[1]
    for n, x in enumerate(X):
        more, more_b = gradient_of_example(x, T[n], W, b)
        total = total + more
        bias = bias + more_b
    return total, bias
""",
        "`total` starts with the first entry",
        "slips",
    ),
    # fractions in an array of whole numbers, which an exercise would tell as a bias of 0
    (
        "neuron",
        "parity_units",
        """
def parity_units(D):
    hidden = np.column_stack([-np.arange(D) - 0.5, np.ones((D, D))])
    output = np.array([0] + D * [-1, 1])[: D + 1]
    output[0] = 0.5
    return hidden, output
""",
        "`output[0] = 0.5` loses everything after the decimal point",
        "says no",
    ),
    # True and False as indices
    (
        "07_four_or_not_four",
        "precision_recall",
        """
def precision_recall(called, four):
    counts = np.zeros((2, 2))
    for said, is_four in zip(called, four):
        counts[said, is_four] += 1
    return counts[1, 1] / counts[1].sum(), counts[1, 1] / counts[:, 1].sum()
""",
        "`said` is True or False",
        "variable of the notebook",
    ),
    # an error that is made and not raised
    (
        "06_forward_pass",
        "checked_error",
        """
def checked_error(o, t):
    if o.shape != t.shape:
        return ValueError("other shapes")
    return np.mean((o - t) ** 2)
""",
        "`ValueError('other shapes')` is returned like any other result",
        "slips",
    ),
    # a row that is one and the same list, by the name that a loop gives it
    (
        "00_start_here",
        "one_hot_targets",
        """
def one_hot_targets(labels, K):
    rows = len(labels) * [[0] * K]
    for n, row in enumerate(rows):
        row[labels[n]] = 1
    return np.array(rows)
""",
        "`row[labels[n]] = 1` changes all rows of `rows` at once",
        "columns",
    ),
    # a result that is always the same, by another cause than a variable of the notebook
    (
        "07_four_or_not_four",
        "precision_recall",
        """
def precision_recall(called, four):
    right = np.equal(called, called).sum()
    return right / (2 * len(called)), right / (2 * len(four))
""",
        "",
        "variable of the notebook",
    ),
    # a number that is right by chance for the arguments of the check, but not for others
    (
        "forward_pass",
        "most_hidden_units",
        """
def most_hidden_units(D, K, budget):
    biases = 2
    return int((budget - biases) / (D + K))
""",
        "one bias for a whole layer",
        "only one thing",
    ),
    # the name that one line sets, and another one reads, is one place and not two
    (
        "14_optimizers",
        "largest_rate",
        """
def largest_rate(H, gamma):
    curvatures = np.linalg.eig(H)
    return 2 * (1 + gamma) / np.max(curvatures)
""",
        "only one thing needs to change: the function that you call in `np.linalg.eig(H)`",
        "two places",
    ),
    # a condition that always holds
    (
        "11_choosing_a_loss",
        "output_delta",
        """
def output_delta(Z, T, noise):
    if noise == "gaussian" or "normal":
        O = Z
    elif noise == "bernoulli":
        O = 1 / (1 + np.exp(-Z))
    else:
        O = np.exp(Z)
    return (O - T) / len(Z)
""",
        "`noise == 'gaussian' or 'normal'` always holds",
        "for every noise model",
    ),
    # what np.average does with weights
    (
        "neuron",
        "neuron_batch",
        "def neuron_batch(X, weights, bias):\n    return sigmoid(bias + np.average(X, 1, weights=weights))",
        "divides by the sum of the weights",
        "number of inputs",
    ),
    # a fraction that runs from -1 to 1
    (
        "07_four_or_not_four",
        "pairs_right",
        "def pairs_right(fours, others):\n    return float(np.mean(np.sign(np.asarray(fours)[:, None] - others)))",
        "from −1 to 1",
        "ties",
    ),
    # the softmax twice
    (
        "12_softmax_and_cross_entropy",
        "stable_cross_entropy",
        """
def stable_cross_entropy(Z, T):
    S = stable_softmax(Z)
    return float(np.mean(np.log(np.exp(S).sum(axis=1)) - (T * S).sum(axis=1)))
""",
        "Z goes through the softmax first",
        "slips",
    ),
    # the bias among the weights
    (
        "02_neuron",
        "at_least_two",
        "at_least_two = np.array([1.0, 1.0, 1.0, -1.5])",
        "Which of them belong together?",
        "one array",
    ),
    # functions that are made in a loop, and look the loop's variable up when they are called
    (
        "11_choosing_a_loss",
        "output_delta",
        """
def output_delta(Z, T, noise):
    made = {}
    for name, f in (("gaussian", lambda a: a), ("bernoulli", lambda a: 1 / (1 + np.exp(-a))), ("poisson", np.exp)):
        made[name] = lambda z: f(z) - T
    return made[noise](Z) / len(Z)
""",
        "looks `f` up when it is called",
        "cases",
    ),
    # a term that can be left out as a whole, and a part of it that can be left out by chance
    (
        "11_choosing_a_loss",
        "count_loss",
        """
def count_loss(O, T):
    import math
    terms = [o - t * math.log(o) + math.lgamma(t + 1) for a, b in zip(O, T) for o, t in zip(a, b)]
    return sum(terms) / len(O)
""",
        "log t! doesn't depend on o",
        "the term `t`",
    ),
    # einsum in another order of the letters would be right by chance
    (
        "06_forward_pass",
        "pre_activations",
        "def pre_activations(X, V, v0):\n    return v0 + np.einsum('nd,jd', X, V)",
        "has no arrow",
        "expected in which place",
    ),
    # the quotient rule has a minus
    (
        "03_activations",
        "silu_derivative",
        """
def silu_derivative(z):
    below = 1 + np.exp(-z)
    return (below - z * np.exp(-z)) / below**2
""",
        "the derivative of your denominator",
        "product rule",
    ),
    # two results that each round of a loop sets anew
    (
        "10_multi_layer_backprop",
        "backward",
        """
def backward(X, T, H, O, W):
    for n in range(len(X)):
        dz = (O[n] - T[n]) / len(X)
        du = W.T @ dz * (1 - H[n] ** 2)
        d_W, d_w0, d_V, d_v0 = np.outer(dz, H[n]), dz, np.outer(du, X[n]), du
    return d_V, d_v0, d_W, d_w0
""",
        "anew, and nothing keeps what it was before",
        "factor",
    ),
    # a mean that is taken again and again
    (
        "multi_layer_backprop",
        "gradients",
        """
def gradients(X, T, V, v0, W, w0):
    so_far = None
    for x, t in zip(X, T):
        h = np.tanh(V @ x + v0)
        dz = W @ h + w0 - t
        du = W.T @ dz * (1 - h**2)
        new = [np.outer(du, x), du, np.outer(dz, h), dz]
        so_far = [(one + other) / 2 for one, other in zip(so_far or new, new)]
    return tuple(so_far)
""",
        "runs in every round",
        "slips",
    ),
    # pairs of every entry with every other
    (
        "ten_digits",
        "paired_difference",
        """
def paired_difference(a, b):
    import itertools
    d = [x - y for x, y in itertools.product(a, b)]
    return np.mean(d), np.std(d, ddof=1) / len(d) ** 0.5
""",
        "pairs every entry of the one with every entry of the other",
        "slips",
    ),
    # what np.vectorize takes the type from
    (
        "activations",
        "sigmoid",
        """
def sigmoid(z):
    def of(a):
        if a < -700:
            return 0
        return 1 / (1 + np.exp(-a)) if a > 0 else np.exp(a) / (1 + np.exp(a))
    return np.vectorize(of)(z)
""",
        "the type of the first one",
        "array holds integers",
    ),
    # what the least squares of more rows do with λ
    (
        "17_weight_decay",
        "ridge",
        """
def ridge(H, t, decay):
    N, J = H.shape
    below = np.diag([0.0] + [decay * N**0.5] * (J - 1))
    return np.linalg.lstsq(np.r_[H, below], np.r_[t, np.zeros(J)], rcond=None)[0]
""",
        "enters squared",
        "twice",
    ),
]


@pytest.mark.parametrize(("exercise", "function", "code", "said", "never"), ANSWERS)
def test_what_is_said_leads_to_the_cause(exercise, function, code, said, never):
    sentence = told(exercise, function, code)
    assert said in sentence
    assert never not in sentence
