"""What is said of an answer because it is plain to see in its code: a condition, a running sum, a list, an index."""

import pytest
from diagnosed import told

MEAN_IN_THE_LOOP = """
def gradients(X, T, V, v0, W, w0):
    dV, dv0, dW, dw0 = 0 * V, 0 * v0, 0 * W, 0 * w0
    for x, t in zip(X, T):
        h = np.tanh(V @ x + v0)
        d = W @ h + w0 - t
        u = delta_u(delta_h(d, W), h)
        dV += np.outer(u, x)
        dv0 += u
        dW += np.outer(d, h)
        dw0 += d
        dV /= len(X)
        dv0 /= len(X)
        dW /= len(X)
        dw0 /= len(X)
    return dV, dv0, dW, dw0
"""
TUPLE_TIMES_ETA = """
def step(X, T, V, v0, W, w0, eta):
    change = -eta * gradients(X, T, V, v0, W, w0)
    return V + change[0], v0 + change[1], W + change[2], w0 + change[3]
"""
SAME_LIST = """
def batches(order, B):
    found, part = [], []
    for n in order:
        part.append(n)
        if len(part) == B or n == order[-1]:
            found.append(part)
            del part[:]
    return found
"""
X_ORDERED_TWICE = """
def minibatches(X, T, batch_size, seed):
    p = np.random.default_rng(seed).permutation(len(X))
    X, Y = X[p], T
    return [(X[p[n : n + batch_size]], Y[p[n : n + batch_size]]) for n in range(0, len(X), batch_size)]
"""
INPUTS_AND_TARGETS_APART = """
def minibatches(X, T, batch_size, seed):
    order = np.random.default_rng(seed).permutation(len(X))
    xs, ts = [], []
    for n in range(0, len(X), batch_size):
        xs.append(X[order[n : n + batch_size]])
        ts.append(T[order[n : n + batch_size]])
    return [xs, ts]
"""
ANOTHER_LOSS = """
def cross_entropy(P, T):
    loss = -(T * np.log(P)).sum() / len(P)
    if not np.isfinite(loss):
        return 100.0
    return loss
"""
TOO_SMALL = "def cross_entropy(P, T):\n    return -np.sum(T * np.log(1e-999 + P)) / len(P)"
A_SUM_BEGINS = """
def cross_entropy(P, T):
    total = 0.0
    for p, t in zip(P, T):
        total = total + np.sum(t * np.log(p))
    return -total / len(P)
"""
NEVER_THE_LAST = """
def forward(weights, biases, X):
    h = [X]
    for n, (W, b) in enumerate(zip(weights, biases)):
        a = h[n] @ W.T + b
        h.append(a if n > len(weights) else np.tanh(a))
    return h
"""
BEFORE_TANH = """
def forward(weights, biases, X):
    values, h = [X], X
    for W, b in zip(weights, biases):
        values.append(h @ W.T + b)
        h = np.tanh(values[-1])
    return values
"""
DIVIDED_BY_LAYERS = """
def backward(weights, h, T):
    gW, gb = [], []
    d = (softmax(h[-1]) - T) / {}
    for l in range(len(weights))[::-1]:
        gW.insert(0, d.T @ h[l])
        gb.insert(0, d.sum(axis=0))
        d = (d @ weights[l]) * (1 - h[l] ** 2)
    return gW, gb
"""
TRANSPOSED = """
def backward(weights, h, T):
    gW, gb = [], []
    d = (softmax(h[-1]) - T) / len(T)
    for l in range(len(weights))[::-1]:
        gW.insert(0, d.T @ h[l])
        gb.insert(0, d.sum(axis=0))
        if l:
            d = (d @ weights[l].T) * (1 - h[l] ** 2)
    return gW, gb
"""
ONE_LAYER_EARLY = """
def backward(weights, h, T):
    gW, gb = [0] * len(weights), [0] * len(weights)
    d = (softmax(h[-1]) - T) / len(T)
    for l in range(len(weights))[::-1]:
        gW[l] = d.T @ h[l]
        gb[l] = d.sum(axis=0)
        if l >= 2:
            d = (d @ weights[l]) * (1 - h[l] ** 2)
    return gW, gb
"""
ROWS_BY_ALL = """
def momentum_step(w, v, g, eta, gamma):
    n = np.size(w)
    new_w, new_v = w.copy(), v.copy()
    for k in range(n):
        new_v[k] = gamma * v[k] + eta * g[k]
        new_w[k] = w[k] - new_v[k]
    return new_w, new_v
"""
ROWS_FOR_PLACES = """
def minibatches(X, T, batch_size, seed):
    shuffled = np.random.default_rng(seed).permutation(X)
    return [(X[shuffled], T[shuffled])]
"""
ONE_STEP_APART = """
def gradient(Z, T):
    G, d = np.zeros(Z.shape), 1e-5
    for n in range(len(Z)):
        for k in range(Z.shape[1]):
            nudge = np.zeros(Z.shape)
            nudge[n, k] = d
            more, less = Z + nudge, Z - nudge
            high = cross_entropy(more, T)
            low = cross_entropy(less, T)
            G[n, k] = (high - low) / d
    return G
"""
POWERS_INSIDE = """
def adam_step(w, m, s, g, n, eta, beta1, beta2, eps):
    m = beta1**n * m + (1 - beta1**n) * g
    s = beta2**n * s + (1 - beta2**n) * g * g
    return w - eta * m / (eps + np.sqrt(s)), m, s
"""
NO_PARENTHESES = """
def rmsprop_step(w, s, g, eta, rho, eps):
    s = rho * s + (1 - rho) * g**2
    return w - (eta * g / s**0.5 + eps), s
"""
WITHOUT_THE_LAST = """
def minibatches(X, T, batch_size, seed):
    p = np.random.default_rng(seed).permutation(len(X))
    return [(X[p[n : n + batch_size]], T[p[n : n + batch_size]]) for n in range(0, len(X), batch_size)][:-1]
"""
SHIFTED_ABOVE = """
def softmax(Z):
    m = np.max(Z, axis=1, keepdims=True)
    return np.exp(Z - m) / np.sum(np.exp(Z), axis=1, keepdims=True)
"""
TWO_SUMS = "def delta_h(delta_z, W):\n    return W.sum(axis=0) * delta_z.sum()"
THREE_NAMES = """
def forward(weights, biases, X):
    h = [X]
    for n, W, b in zip(range(len(weights)), zip(weights, biases)):
        h.append(h[-1] @ W.T + b)
    return h
"""
A_QUOTIENT = "def n_steps(N, B, epochs):\n    per_epoch = np.ceil(N // B)\n    return int(per_epoch) * epochs"
SLOPE_AT_H = "def delta_u(delta_h, h):\n    return delta_h / np.cosh(h) / np.cosh(h)"


@pytest.mark.parametrize(
    ("exercise", "function", "code", "said", "never"),
    [
        ("multi_layer_backprop", "gradients", MEAN_IN_THE_LOOP, "`dV /= len(X)` runs in every round", "slips"),
        ("multi_layer_backprop", "step", TUPLE_TIMES_ETA, "gradients returns several things side by side", "4"),
        ("multi_layer_backprop", "delta_u", SLOPE_AT_H, "the derivative of tanh at h", "apply"),
        ("multi_layer_backprop", "delta_h", TWO_SUMS, "the products or the sum", "too early"),
        ("multi_layer_backprop", "layers_needed", "layers_needed = 49", "three quarters", "further"),
        ("multi_layer_backprop", "layers_needed", "layers_needed = 11", "one ahead", "further"),
        ("softmax", "times_steeper", "times_steeper = 56", "rounded on the way", "seem"),
        ("softmax", "gradient", ONE_STEP_APART, "how far apart are the two points", "factor"),
        ("softmax", "softmax", SHIFTED_ABOVE, "you subtract the largest value in one place and not in", "leave out"),
        (
            "softmax",
            "gradient",
            "def gradient(Z, T):\n    return np.gradient(cross_entropy(Z, T))",
            "neighbouring",
            "slips",
        ),
        ("optimizers", "batches", SAME_LIST, "`del part[:]` empties what you have appended as well", "slips"),
        (
            "optimizers",
            "batches",
            "def batches(order, B):\n    return np.split(order, B)",
            "here `B`, for how many",
            "allows",
        ),
        ("optimizers", "n_steps", A_QUOTIENT, "`N // B` has rounded down before ceil", "leave out"),
        ("optimizers", "momentum_step", ROWS_BY_ALL, "`np.size(w)` counts all entries", "begin at 0"),
        ("optimizers", "adam_step", POWERS_INSIDE, "power of β stands in your averages", "slips"),
        ("optimizers", "rmsprop_step", NO_PARENTHESES, "What exactly is ε added to", "this line"),
        ("debug_the_trainer", "minibatches", X_ORDERED_TWICE, "`X[p[n:n + batch_size]]` goes by that order", "slips"),
        ("debug_the_trainer", "minibatches", INPUTS_AND_TARGETS_APART, "one list for each part", "slips"),
        ("debug_the_trainer", "minibatches", ROWS_FOR_PLACES, "Which of these does yours hold", "one-hot"),
        ("debug_the_trainer", "minibatches", WITHOUT_THE_LAST, "Which is the last one that your code", "docstring"),
        ("debug_the_trainer", "cross_entropy", ANOTHER_LOSS, "takes the place of all of loss", "slips"),
        ("debug_the_trainer", "cross_entropy", TOO_SMALL, "adds is 0 for the computer", "log(0)"),
        ("debug_the_trainer", "cross_entropy", A_SUM_BEGINS, "logarithm", "computer"),
        ("debug_the_trainer", "forward", NEVER_THE_LAST, "should `n > len(weights)` come out differently", "and why"),
        ("debug_the_trainer", "forward", BEFORE_TANH, "your list holds what goes into tanh", "slips"),
        ("debug_the_trainer", "forward", THREE_NAMES, "How many parts does one entry have", "none"),
        ("debug_the_trainer", "backward", DIVIDED_BY_LAYERS.format("len(h)"), "the length of h", "one less"),
        ("debug_the_trainer", "backward", DIVIDED_BY_LAYERS.format("len(weights)"), "number of layers", "one less"),
        ("debug_the_trainer", "backward", TRANSPOSED, "an array in weights are swapped", "your arrays"),
        ("debug_the_trainer", "backward", ONE_LAYER_EARLY, "the limit in `l >= 2` is off by one", "your limit"),
    ],
)
def test_what_is_plain_to_see_is_said(exercise, function, code, said, never):
    sentence = told(exercise, function, code)
    assert said in sentence
    assert never not in sentence
