"""Where an answer has to be changed, if several changes make it right: not in a line that is right in itself."""

import pytest
from diagnosed import told

MOVED_TO_NOWHERE = "the order of the lines"

SUPERFLUOUS = [
    (
        "07_four_or_not_four",
        "one_hot_targets",
        """
def one_hot_targets(labels, K):
    labels = np.sort(labels)
    return np.eye(K)[labels]
""",
        "the line `labels = np.sort(labels)`",
    ),
    (
        "single_layer_backprop",
        "gradient_of_sum",
        """
def gradient_of_sum(X, T, W, b):
    o = sigmoid(X @ W.T + b)
    o = np.round(o)
    delta = (o - T) * o * (1 - o)
    return delta.T @ X, delta.sum(axis=0)
""",
        "the line `o = np.round(o)`",
    ),
    (
        "forward_pass",
        "forward_deep",
        """
def forward_deep(X, weights, biases):
    h = X
    for l in range(len(weights)):
        z = h @ weights[l].T + biases[l]
        h = np.tanh(z)
        h = h / np.linalg.norm(h)
    return z
""",
        "the line `h = h / np.linalg.norm(h)`",
    ),
    (
        "weight_decay",
        "step",
        """
def step(weights, biases, d_weights, d_biases, eta, decay):
    new_weights, new_biases = [], []
    for W, b, dW, db in zip(weights, biases, d_weights, d_biases):
        dW = dW / np.linalg.norm(dW)
        new_weights.append(W - eta * (dW + decay * W))
        new_biases.append(b - eta * db)
    return new_weights, new_biases
""",
        "the line `dW = dW / np.linalg.norm(dW)`",
    ),
]


@pytest.mark.parametrize(("exercise", "function", "code", "place"), SUPERFLUOUS)
def test_a_line_that_can_be_left_out_is_in_no_wrong_place(exercise, function, code, place):
    said = told(exercise, function, code)
    assert place in said
    assert MOVED_TO_NOWHERE not in said
    assert "the position of the line" not in said


INSTEAD = [
    # the function is left in the first round, and adds what it should
    (
        "00_start_here",
        "accuracy",
        """
def accuracy(o, t):
    correct = 0
    for n in range(len(t)):
        if o[n] > 0.5 and t[n] == 1:
            correct += 1
        elif o[n] < 0.5 and t[n] == 0:
            correct += 1
        return correct / len(t)
""",
        "overwrite",
        "When is the result complete?",
    ),
    # a minus too many has the same results as one too few
    (
        "neuron",
        "neuron_batch",
        """
def neuron_batch(X, weights, bias):
    z = X @ weights + bias
    return sigmoid(-z)
""",
        "leave out a minus",
        "the minus sign before `z`",
    ),
    # cut to 0 and 1, an output is a target
    (
        "00_start_here",
        "accuracy",
        """
def accuracy(o, t):
    correct = 0
    for n in range(len(t)):
        if int(o[n]) == t[n]:
            correct += 1
    return correct / len(t)
""",
        "swapped",
        "`int(o[n])`",
    ),
    # a condition that never chooses makes one of two formulas enough
    (
        "activations",
        "sigmoid",
        """
def sigmoid(z):
    return np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(-z)))
""",
        "`z >= 0`",
        "the minus sign before `z`",
    ),
    # two guesses, of which neither is so
    (
        "model_selection",
        "stop_early",
        """
def stop_early(losses, patience):
    losses = sorted(losses)
    best = 0
    for n in range(len(losses)):
        if losses[n] < losses[best]:
            best = n
        if n - best >= patience:
            return best + 1, n + 1
    return best + 1, len(losses)
""",
        "one of the cases",
        "the line `losses = sorted(losses)`",
    ),
    # nothing is written into an array of floats, so nothing is cut off
    (
        "neuron",
        "neuron_batch",
        """
def neuron_batch(X, weights, bias):
    out = np.zeros(len(X))
    for o, x in zip(out, X):
        o = sigmoid(weights @ x + bias)
    return out
""",
        "decimal point",
        "gives the name `o` to something new",
    ),
    # no largest output is looked for
    (
        "ten_digits",
        "accuracy",
        """
def accuracy(o, T):
    return np.mean(np.all(o.astype(int) == T, axis=1))
""",
        "largest",
        "",
    ),
    # what comes back is an argument
    (
        "11_choosing_a_loss",
        "new_prior",
        """
def new_prior(o, old, new):
    a = o * new / old
    b = (1 - o) * new / old
    return a / (a + b)
""",
        "in place of",
        "your result is simply o, unchanged",
    ),
    # the division is there, and comes too late
    (
        "multi_layer_backprop",
        "gradients",
        """
def gradients(X, T, V, v0, W, w0):
    H = np.tanh(X @ V.T + v0)
    dz = H @ W.T + w0 - T
    d_W = dz.T @ H
    d_w0 = dz.sum(axis=0)
    dz = dz / len(X)
    du = (dz @ W) * (1 - H ** 2)
    d_V = du.T @ X
    d_v0 = du.sum(axis=0)
    return d_V, d_v0, d_W, d_w0
""",
        "a sum where a mean belongs",
        "has already been computed before that line",
    ),
    # the sign is put back
    (
        "weight_decay",
        "minimum_l2",
        """
def minimum_l2(a, decay):
    w = np.sign(a) * np.abs(a) / (1 + decay)
    w[np.abs(a) < decay] = 0
    return w
""",
        "not its sign",
        "the line `w[np.abs(a) < decay] = 0`",
    ),
    # words are compared, and neither comes first
    (
        "11_choosing_a_loss",
        "output_delta",
        """
def output_delta(Z, T, noise):
    if noise == "gaussian":
        O = 1 / (1 + np.exp(-Z))
    elif noise == "bernoulli":
        O = Z
    else:
        O = np.exp(Z)
    return (O - T) / len(Z)
""",
        "a comparison",
        "some of your formulas are swapped",
    ),
    # what isn't filled holds what another array has left there
    (
        "activations",
        "sigmoid",
        """
def sigmoid(z):
    out = np.empty(z.shape)
    pos = z > 0
    small = np.exp(z[~pos])
    out[~pos] = small
    out[pos] = 1 / (1 + np.exp(-z[pos]))
    return out
""",
        "`out",
        "",
    ),
    # an invented pair for one mistake of thought
    (
        "16_overfitting",
        "pairs_right",
        """
def pairs_right(fours, others):
    total = 0
    for a in fours:
        for b in others:
            if a > b:
                total += 0.5
            elif a == b:
                total += 1
    return total / (len(fours) * len(others))
""",
        "divide by the 0.5",
        "",
    ),
]


@pytest.mark.parametrize(("exercise", "function", "code", "never", "instead"), INSTEAD)
def test_a_guess_gives_way_to_the_place(exercise, function, code, never, instead):
    said = told(exercise, function, code)
    assert never not in said
    assert instead in said


STILL = [
    # here the order of two lines is what is wrong
    (
        "optimizers",
        "momentum_step",
        """
def momentum_step(w, v, g, eta, gamma):
    w = w + v
    v = gamma * v - eta * g
    return w, v
""",
        "velocity",
    ),
    (
        "neuron",
        "neuron_batch",
        """
def neuron_batch(X, weights, bias):
    z = X @ weights + bias
    return 1 / (1 + np.exp(z))
""",
        "minus",
    ),
    (
        "monitoring",
        "dead_fraction",
        """
def dead_fraction(H):
    dead = np.all(H == 0, axis=0).sum()
    return dead // H.shape[1]
""",
        "decimal point",
    ),
]


@pytest.mark.parametrize(("exercise", "function", "code", "there"), STILL)
def test_what_was_said_rightly_is_still_said(exercise, function, code, there):
    assert there in told(exercise, function, code)
