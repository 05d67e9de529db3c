"""What a tutor may say of code: nothing that isn't in it, nothing that leads away, and not the line that is missing."""

import diagnosed
import pytest
from diagnosed import told

SHAPES = [
    # an error arises in a function that is called, and its axes say nothing of the call
    (
        "multi_layer_backprop",
        "step",
        """
def step(X, T, V, v0, W, w0, eta):
    d_V, d_v0, d_W, d_w0 = gradients(X, T, W, w0, V, v0)
    return V - eta * d_V, v0 - eta * d_v0, W - eta * d_W, w0 - eta * d_w0
""",
        "The error arises in gradients",
        "Which axis",
    ),
    (
        "single_layer_backprop",
        "step",
        """
def step(X, T, W, b, eta):
    dW, db = gradient_of_sum(T, X, W, b)
    return W - eta * dW, b - eta * db
""",
        "What does your call in step pass for each",
        "transpose",
    ),
    (
        "debug_the_trainer",
        "step",
        """
def step(weights, biases, X, T, eta):
    d_weights, d_biases = backward(weights, forward(X, weights, biases), T)
    weights = [W - eta * d for W, d in zip(weights, d_weights)]
    return weights, [b - eta * d for b, d in zip(biases, d_biases)]
""",
        "The error arises in forward, where weights is an array",
        "rows of one length",
    ),
    # results that are unpacked in another order
    (
        "single_layer_backprop",
        "step",
        """
def step(X, T, W, b, eta):
    d_b, d_W = gradient_of_sum(X, T, W, b)
    return W - eta * d_W, b - eta * d_b
""",
        "In which order does `gradient_of_sum` return them?",
        "[:, None]",
    ),
    (
        "multi_layer_backprop",
        "step",
        """
def step(X, T, V, v0, W, w0, eta):
    gv0, gV, gw0, gW = gradients(X, T, V, v0, W, w0)
    return V - eta * gV, v0 - eta * gv0, W - eta * gW, w0 - eta * gw0
""",
        "In which order does `gradients` return them",
        "same layer",
    ),
    # what is said of a number, of an axis and of a second name fits the line
    (
        "ten_digits",
        "evaluations",
        "def evaluations(N, B, epochs):\n    return sum(B for n in range(np.ceil(N * 1.0)))",
        "Where has it become one",
        "4 / 2",
    ),
    (
        "ten_digits",
        "evaluations",
        "def evaluations(N, B, epochs):\n    return sum(B for n in range(N / B)) * epochs",
        "(`/` gives a float even for 4 / 2.)",
        "Where has it",
    ),
    (
        "ten_digits",
        "paired_difference",
        "def paired_difference(a, b):\n    return np.mean(a - b), np.std(a - b, 1) / np.sqrt(len(a))",
        "The 1 in `np.std(a - b, 1)` is taken for an axis",
        "has a step before changed it",
    ),
    (
        "ten_digits",
        "paired_difference",
        "def paired_difference(a, b):\n    d = a - b\n    return d.mean(), d.std(axis=1) / np.sqrt(len(a))",
        "In `d.std(axis=1)` there is no axis 1",
        "is taken for",
    ),
    (
        "monitoring",
        "update_ratio",
        "def update_ratio(before, after):\n    change = before\n    change -= after\n    return np.linalg.norm(change)",
        "`change` is only a second name for `before`",
        "what is called",
    ),
    # numbers of classes beside one-hot rows
    (
        "ten_digits",
        "accuracy",
        "def accuracy(o, T):\n    return np.mean(o.argmax(axis=1) == T)",
        "What does a row of `T` hold",
        "keepdims",
    ),
    (
        "ten_digits",
        "accuracy",
        "def accuracy(o, T):\n    best = np.argmax(o, axis=-1)\n    return 1 - np.count_nonzero(best - T) / len(T)",
        "What does a row of `T` hold",
        "[:, None]",
    ),
    (
        "softmax",
        "softmax",
        "def softmax(Z):\n    e = np.exp(Z - Z.argmax(axis=1))\n    return e / e.sum(axis=1, keepdims=True)",
        "matched with the",
        "number of its class",
    ),
    # operands that were unpacked together aren't exchanged with each other
    (
        "multi_layer_backprop",
        "gradients",
        """
def gradients(X, T, V, v0, W, w0):
    H, O = np.tanh(X @ V.T + v0), np.tanh(X @ V.T + v0) @ W.T + w0
    (H, O) = tuple([H, O])
    d = (O - H) / len(X)
    return d.T @ X, d.sum(axis=0), d.T @ H, d.sum(axis=0)
""",
        "`O` has shape",
        "unpacked with it",
    ),
    # names that are nowhere: never the function that is being written
    (
        "optimizers",
        "momentum_step",
        "def momentum_step(w, v, g, eta, gamma):\n    v = momentum * v + learning_rate * g\n    return w - v, v",
        "(The same is true of learning_rate in this line.)",
        "momentum_step. Is that",
    ),
    (
        "optimizers",
        "batches",
        "def batches(order, B):\n    return [order[n : n + batch] for n in range(0, len(order), batch)]",
        "batch is neither an argument",
        "There is no",
    ),
    (
        "multi_layer_backprop",
        "delta_u",
        "def delta_u(delta_h, h):\n    return delta_ha * (1 - h**2)",
        "there is delta_h",
        "delta_u. Is that",
    ),
    # one entry more, for the bias
    (
        "neuron",
        "neuron",
        "def neuron(x, weights, bias):\n    x = np.append(1, x)\n    return sigmoid(np.dot(weights, x))",
        "what happens to bias, which your code reads nowhere",
        "table",
    ),
    (
        "forward_pass",
        "forward_batch",
        """
def forward_batch(X, V, v0, W, w0):
    X = np.column_stack([np.ones(len(X)), X])
    H = np.tanh(X @ V.T)
    return sigmoid(H @ W.T + w0)
""",
        "longer by one",
        "turned",
    ),
    (
        "neuron",
        "neuron",
        "def neuron(x, weights, bias):\n    return sigmoid(np.dot(x[:-1], weights) + bias)",
        "partner",
        "table",
    ),
    # what is said of one spelling isn't said of another
    (
        "multi_layer_backprop",
        "gradients",
        """
def gradients(X, T, V, v0, W, w0):
    H = np.tanh(X @ V.T + v0)
    dZ = (H @ W.T + w0 - T) / len(X)
    dU = (dZ @ W) * (1 - H**2)
    return np.multiply(dU.T, X), dU.sum(axis=0), np.multiply(dZ.T, H), dZ.sum(axis=0)
""",
        "np.multiply multiplies entry by entry",
        "The sign *",
    ),
    (
        "single_layer_backprop",
        "gradient_of_sum",
        """
def gradient_of_sum(X, T, W, b):
    d = delta_z(sigmoid(X @ W.T + b), T)
    return d * X, d.sum(axis=0)
""",
        "which of the two must be turned",
        "np.multiply",
    ),
    (
        "activations",
        "sigmoid_derivative",
        "def sigmoid_derivative(h):\n    return h @ (1 - h)",
        "written with another operator",
        "another operation",
    ),
    (
        "activations",
        "sigmoid_derivative",
        "def sigmoid_derivative(h):\n    return h.dot(1 - h)",
        "another operation",
        "another operator",
    ),
    (
        "forward_pass",
        "forward_deep",
        """
def forward_deep(X, weights, biases):
    (V, W), (v0, w0) = weights, biases
    return np.tanh(X @ V.T + v0) @ W.T + w0
""",
        "to the left of the =",
        "return?",
    ),
    (
        "forward_pass",
        "forward_deep",
        """
def forward_deep(X, weights, biases):
    W1, W2, W3, W4 = weights
    return ((X @ W1.T + biases[0]) @ W2.T + biases[1]) @ W3.T + biases[2]
""",
        "`weights` is a list of 3 arrays here",
        "does `weights` return",
    ),
    (
        "optimizers",
        "batches",
        "def batches(order, B):\n    return list(np.reshape(order, (-1, B)))",
        "rows of 4",
        "is it the array",
    ),
    (
        "weight_decay",
        "cost",
        "def cost(loss, weights, biases, decay):\n    return loss + decay / 2 * (np.asarray(weights) ** 2).sum()",
        "which can't become one array",
        "rows",
    ),
    (
        "model_selection",
        "choose",
        "def choose(decays, training, validation, test):\n"
        "    best = validation.index(validation.min())\n    return decays[best], test[best]",
        ".index is for lists",
        "argmin",
    ),
    (
        "model_selection",
        "stop_early",
        """
def stop_early(losses, patience):
    best = 1
    for epoch in range(2, len(losses) + 2):
        if losses[epoch - 1] < losses[best - 1]:
            best = epoch
        if epoch - best == patience:
            return best, epoch
    return best, len(losses)
""",
        "one entry.",
        "1 entries",
    ),
]


@pytest.mark.parametrize(("exercise", "function", "code", "said", "never"), SHAPES)
def test_what_an_error_of_shapes_or_names_looks_like(exercise, function, code, said, never):
    sentence = told(exercise, function, code)
    assert said in sentence
    assert never not in sentence


CODE = [
    # words of a changed reference that the code doesn't hold
    (
        "weight_decay",
        "cost",
        """
def cost(loss, weights, biases, decay):
    reg = 0.0
    for W in weights:
        m = W.shape[0]
        reg += decay / (2 * m) * np.sum(np.square(W))
    return loss + reg
""",
        "divided by the number of its units",
        "too early",
    ),
    (
        "weight_decay",
        "cost",
        "def cost(loss, weights, biases, decay):\n"
        "    return loss + decay * sum((W**2).sum() / (2 * W.shape[1]) for W in weights)",
        "divided by the number of its inputs",
        "too early",
    ),
    (
        "activations",
        "tanh_derivative",
        "def tanh_derivative(u):\n    return (1 - np.tanh(u)) ** 2",
        "parentheses",
        "exponentials",
    ),
    (
        "debug_the_trainer",
        "forward",
        """
def forward(weights, biases, X):
    for W, b in zip(weights[:-1], biases[:-1]):
        X = np.tanh(X @ W.T + b)
    return X @ weights[-1].T + biases[-1]
""",
        "of the list that is asked for",
        "your list",
    ),
    (
        "monitoring",
        "update_ratio",
        """
def update_ratio(before, after):
    before = after - before
    return np.sqrt((before**2).sum()) / np.sqrt((before**2).sum())
""",
        "your result is 1 whatever the arguments. What is divided by itself?",
        "everywhere",
    ),
    (
        "activations",
        "sigmoid",
        "def sigmoid(z):\n    h = np.tanh(np.abs(z) / 2)\n    return (1 + np.sign(z) * h) * 0.5",
        "nearly cancel",
        "limit",
    ),
    (
        "forward_pass",
        "forward_deep",
        """
def forward_deep(X, weights, biases):
    for W, b in zip(weights, biases):
        X = np.tanh(X @ W.T + b)
    return np.arctanh(X)
""",
        "arctanh of 1",
        "division",
    ),
    (
        "forward_pass",
        "forward_batch",
        "def forward_batch(X, V, v0, W, w0):\n    return sigmoid(np.tanh(X @ V.T + v0) @ W.T + w0).squeeze()",
        "lost an axis of length 1",
        "tiny",
    ),
    # a name for the one that is meant
    (
        "softmax",
        "gradient",
        "def gradient(Z, T):\n    P = softmax(Z)\n    return (softmax(P) - T) / len(P)",
        "the softmax is applied twice",
        "if Z goes",
    ),
    (
        "forward_pass",
        "forward",
        "def forward(x, V, v0, W, w0):\n    return sigmoid(W @ np.tanh(V @ np.tanh(x) + v0) + w0)",
        "x goes through tanh first",
        "twice",
    ),
    (
        "forward_pass",
        "most_hidden_units",
        """
def most_hidden_units(D, K, budget):
    J = 0
    while (D + 1 + K) * (J + 1) + K < budget:
        J = J + 1
    return J
""",
        "`(D + 1 + K) * (J + 1) + K < budget` should be true",
        "a condition",
    ),
    # one slip is told once
    (
        "monitoring",
        "dead_fraction",
        "def dead_fraction(H):\n    return float(np.mean(np.mean(H, axis=0) < 0.1))",
        "its mean activation is small",
        "two mistakes",
    ),
    (
        "monitoring",
        "dead_fraction",
        "def dead_fraction(H):\n    return sum(h.mean() < 0.1 for h in H.T) / H.shape[1]",
        "its mean activation is small",
        "two mistakes",
    ),
    # a guard that is in the wrong place
    (
        "debug_the_trainer",
        "cross_entropy",
        """
def cross_entropy(P, T):
    log_p = np.log(np.minimum(P, 1 - 1e-12))
    return -np.mean(np.sum(T * log_p, axis=1))
""",
        "At which end",
        "numbers that may be 0",
    ),
    (
        "debug_the_trainer",
        "cross_entropy",
        """
def cross_entropy(P, T):
    np.maximum(P, 1e-12)
    return -(T * np.log(P)).sum(axis=1).mean()
""",
        "nothing keeps it",
        "numbers that may be 0",
    ),
    (
        "debug_the_trainer",
        "cross_entropy",
        "def cross_entropy(P, T):\n    return -np.mean(np.sum((T + 1e-9) * np.log(P), axis=1))",
        "your 1e-09 is added to `T`, and the logarithm is taken of `P`",
        "division",
    ),
    (
        "debug_the_trainer",
        "cross_entropy",
        "def cross_entropy(P, T):\n    return -np.sum(T * np.log(P)) / (len(P) + 1e-8)",
        "the logarithm is taken of `P`",
        "0 times that",
    ),
    # a second name is no copy
    (
        "weight_decay",
        "step",
        """
def step(weights, biases, d_weights, d_biases, eta, decay):
    new_weights = weights
    new_biases = biases
    for l, (dW, db) in enumerate(zip(d_weights, d_biases)):
        new_weights[l] = new_weights[l] - eta * (dW + decay * new_weights[l])
        new_biases[l] = new_biases[l] - eta * db
    return new_weights, new_biases
""",
        "`new_weights = weights` copies nothing",
        "append",
    ),
    (
        "activations",
        "relu_derivative",
        "def relu_derivative(u):\n    slope = u\n    slope[u > 0] = 1\n    slope[u < 0] = 0\n    return slope",
        "`slope = u` copies nothing",
        "-=",
    ),
    # what the advice doesn't assume
    (
        "debug_the_trainer",
        "backward",
        """
def backward(weights, h, T):
    d_weights, d_biases = [0] * len(weights), [0] * len(weights)
    delta = softmax(h[-1]) - T
    for l in range(len(weights) - 1, -1, -1):
        d_weights[l], d_biases[l] = delta.T @ h[l] / len(h[0]), delta.sum(axis=0)
        delta = (delta @ weights[l]) * (1 - h[l] ** 2)
    return d_weights, d_biases
""",
        "Where could a single division serve both?",
        "at the top",
    ),
    (
        "multi_layer_backprop",
        "gradients",
        """
def gradients(X, T, V, v0, W, w0):
    N = len(X)
    H = np.tanh(X @ V.T + v0)
    d = H @ W.T + w0 - T
    u = (d @ W) * (1 - H**2) / N
    return u.T @ X / N, u.mean(axis=0), d.T @ H / N, d.mean(axis=0)
""",
        "the gradients of the hidden layer are divided by N twice",
        "at the top",
    ),
    (
        "debug_the_trainer",
        "backward",
        """
def backward(weights, h, T):
    d_weights = [np.zeros_like(W) for W in weights]
    d_biases = [np.zeros(len(W)) for W in weights]
    delta = (softmax(h[-1]) - T) / len(T)
    for l in range(len(weights))[:0:-1]:
        d_weights[l], d_biases[l] = delta.T @ h[l], delta.sum(axis=0)
        delta = (delta @ weights[l]) * (1 - h[l] ** 2)
    return d_weights, d_biases
""",
        "where does it begin, and where does it end?",
        "With which number does it begin?",
    ),
    # true of negative numbers as well, and of what isn't said
    ("weight_decay", "minimum_l2", "def minimum_l2(a, decay):\n    return a - decay", "the same amount", "L1"),
    (
        "weight_decay",
        "minimum_l1",
        "def minimum_l1(a, decay):\n    return (np.abs(a) >= decay) * (a - decay)",
        "in absolute value",
        "everything below",
    ),
    (
        "optimizers",
        "rmsprop_step",
        """
def rmsprop_step(w, s, g, eta, rho, eps):
    s = rho * s + (1 - rho) * np.linalg.norm(g) ** 2
    return w - eta * g / (s**0.5 + eps), s
""",
        "the squares of all entries of the gradient",
        "of all weights, as",
    ),
    (
        "ten_digits",
        "paired_difference",
        "def paired_difference(a, b):\n    d = a - b\n    return np.mean(d), d.std() / len(d) ** 0.5",
        "n − 1",
        "ddof",
    ),
    # values: nothing that belongs to one right answer of several, and no motive
    (
        "neuron",
        "three_units",
        "three_units = [[-0.5, 1, 1], [-1.5, 1, 1], [-0.5, 1, -1]]",
        "off where it is on",
        "entry",
    ),
    ("neuron", "three_units", "three_units = [[-1, 2, 2], [-3, 2, 2], [-1, 2, -2]]", "off where it is on", "entry"),
    ("softmax", "for_a_species", "for_a_species = 7", "a number where a letter", "words"),
    ("model_selection", "unbiased", 'unbiased = ["b", "c"]', "several answers", "number"),
    ("weight_decay", "under_l1", "under_l1 = np.array([3, 1])", "numbers where a letter", "words"),
    ("activations", "can_die", 'can_die = "the sigmoid"', "you have written words", "a word"),
    ("activations", "can_die", 'can_die = "tanh"', "you have written a word", "words"),
    ("activations", "times_flatter", "times_flatter = 0", "rounded to 0", "your number is how many times"),
    ("monitoring", "run_a", 'run_a = "good"', "levels off", "you go by"),
    ("monitoring", "run_b", 'run_b = "too low"', "how far has this one come", "levels off"),
    ("softmax", "times_steeper", "times_steeper = 50", "you are close", "upside"),
    ("softmax", "times_steeper", "times_steeper = 62.5", "you are close", "upside"),
    ("weight_decay", "weights_under_l2", "weights_under_l2 = [2**0.5, 2**0.5]", "the squares of your weights", "entry"),
    ("ten_digits", "plan", "plan = dict(first_plan)", "the settings of the first plan", "diverges"),
    # facts of the code, where nothing is explained
    (
        "optimizers",
        "adam_step",
        """
def adam_step(w, m, s, g, n, eta, beta1, beta2, eps):
    m, s = beta1 * m + (1 - beta1) * g, beta2 * s + (1 - beta2) * g**2
    return w - eta * m / (1 - beta1**3) / (np.sqrt(s / (1 - beta2**3)) + eps), m, s
""",
        "nothing in your function reads n.",
        "two mistakes",
    ),
    (
        "multi_layer_backprop",
        "gradients",
        """
def gradients(X, T, V, v0, W, w0):
    H = np.tanh(X @ V.T)
    dZ = (T - H @ W.T) / len(X)
    dU = (dZ @ W) * (1 - H**2)
    return dU.T @ X, dU.sum(axis=0), dZ.T @ H, dZ.sum(axis=0)
""",
        "nothing in your function reads v0 or w0.",
        "two mistakes",
    ),
    (
        "debug_the_trainer",
        "minibatches",
        """
def minibatches(X, T, batch_size, seed):
    rng = np.random.default_rng(seed)
    order = rng.shuffle(np.arange(len(X)))
    X, T = X[order], T[order]
    return [(X[n : n + batch_size], T[n : n + batch_size]) for n in range(0, len(X), batch_size)]
""",
        "order is None",
        "two orders",
    ),
    (
        "debug_the_trainer",
        "minibatches",
        """
def minibatches(X, T, batch_size, seed):
    one, other = np.random.default_rng(seed), np.random.default_rng(seed + 1)
    X, T = X[one.permutation(len(X))], T[other.permutation(len(T))]
    return [(X[n : n + batch_size], T[n : n + batch_size]) for n in range(0, len(X), batch_size)]
""",
        "you draw two orders",
        "None",
    ),
    (
        "forward_pass",
        "forward",
        "def forward(x, V, v0, W, w0):\n    h = np.tanh(V @ x + v0)\n    return h, sigmoid(W @ h + w0)",
        "the second of them is what is asked for",
        "two mistakes",
    ),
    (
        "softmax",
        "softmax",
        "def softmax(Z):\n    e = np.exp(Z - Z.max(axis=1, keepdims=True))\n"
        "    P = e / e.sum(axis=1, keepdims=True)\n    return P, np.log(P)",
        "the first of them is what is asked for",
        "two mistakes",
    ),
    (
        "debug_the_trainer",
        "step",
        """
def step(weights, biases, X, T, eta):
    weights, biases = list(weights), list(biases)
    d_weights, d_biases = backward(weights, forward(weights, biases, X), T)
    for l in range(len(weights)):
        W, b = weights[l] - eta * d_weights[l], biases[l] - eta * d_biases[l]
    weights[l], biases[l] = W, b
    return weights, biases
""",
        "only the last layer is changed",
        "two mistakes",
    ),
    (
        "single_layer_backprop",
        "delta_z",
        "def delta_z(o, t):\n    return ((t - o) ** 2).sum() / 2 * o * (1 - o)",
        "E itself",
        "two mistakes",
    ),
    (
        "single_layer_backprop",
        "gradient_of_sum",
        "def gradient_of_sum(X, T, W, b):\n    return gradient_of_example(sum(X), sum(T), W, b)",
        "before they have gone through the layer",
        "two mistakes",
    ),
    (
        "optimizers",
        "rmsprop_step",
        """
def rmsprop_step(w, s, g, eta, rho, eps):
    s = rho * s + (1 - rho) * g * g
    return w - eta * g / np.sqrt(s + eps * eps), s
""",
        "the square of ε stands inside",
        "two mistakes",
    ),
    (
        "model_selection",
        "folds",
        """
def folds(order, k):
    parts = np.array_split(order, k)
    return [(sum(parts[n] for n in range(k) if n != i), parts[i]) for i in range(k)]
""",
        "put one after the other",
        "two mistakes",
    ),
    # a return inside the loop, and what is drawn again and again
    (
        "neuron",
        "neuron_batch",
        """
def neuron_batch(X, weights, bias):
    out = np.zeros(X.shape[0])
    for n in range(X.shape[0]):
        out[n] = sigmoid(X[n] @ weights + bias)
        return out
""",
        "your return stands inside the loop",
        "two mistakes",
    ),
    (
        "single_layer_backprop",
        "gradient_of_example",
        """
def gradient_of_example(x, t, W, b):
    d_W, d_b = np.zeros(W.shape), np.zeros(len(b))
    for k, row in enumerate(W):
        o = sigmoid(row @ x + b[k])
        d_b[k] = delta_z(o, t[k])
        d_W[k] = d_b[k] * x
        return d_W, d_b
""",
        "your return stands inside the loop",
        "two mistakes",
    ),
    (
        "debug_the_trainer",
        "minibatches",
        """
def minibatches(X, T, batch_size, seed):
    rows = np.random.default_rng(seed).choice(len(X), size=len(X))
    return [(X[rows[n : n + batch_size]], T[rows[n : n + batch_size]]) for n in range(0, len(X), batch_size)]
""",
        "may draw one number several times",
        "two orders",
    ),
    # words that aren't in the code
    (
        "model_selection",
        "stop_early",
        """
def stop_early(losses, patience):
    best, waited = 1, 0
    for epoch in range(2, len(losses) + 1):
        if losses[epoch - 1] < losses[best - 1]:
            best, waited = epoch, 0
            continue
        waited += 1
        if waited > patience:
            return best, epoch - 1
    return best, len(losses)
""",
        "",
        "slice",
    ),
    (
        "activations",
        "sigmoid",
        "def sigmoid(z):\n    s = 1 / (1 + np.exp(-np.abs(z)))\n    return np.where(z < 0, 1 - s + 1e-7, s)",
        "",
        "limit",
    ),
    (
        "activations",
        "sigmoid",
        "def sigmoid(z):\n    return 1 / (1 + np.exp(-np.maximum(np.minimum(z, 20), -20)))",
        "you limit z to",
        "cancel",
    ),
    (
        "softmax",
        "gradient",
        "def gradient(Z, T):\n    P = softmax(Z)\n    P[:, T.argmax(axis=1)] -= 1\n    return P / len(P)",
        "What happens to T on its way",
        "Does T enter",
    ),
    (
        "weight_decay",
        "step",
        """
def step(weights, biases, d_weights, d_biases, eta, decay):
    new = [W - eta * (g + decay * W) - eta * decay * W for W, g in zip(weights, d_weights)]
    return new, [b - eta * g for b, g in zip(biases, d_biases)]
""",
        "does the penalty come in twice",
        "½ in the penalty cancels it.",
    ),
    ("activations", "sigmoid_derivative", "def sigmoid_derivative(h):\n    return h - h", "is 0 everywhere", "parenth"),
    ("activations", "sigmoid_derivative", "def sigmoid_derivative(h):\n    return 1 * h - h", "parentheses", "every"),
    ("multi_layer_backprop", "delta_u", "def delta_u(delta_h, h):\n    return delta_h - h**2", "", "parentheses"),
    (
        "single_layer_backprop",
        "gradient_of_sum",
        "def gradient_of_sum(X, T, W, b):\n    d = delta_z(sigmoid(X @ W.T + b), T)\n    return d.T @ X, d[0]",
        "Where do the others come in?",
        "next one",
    ),
    (
        "forward_pass",
        "forward_deep",
        "def forward_deep(X, weights, biases):\n    return [X @ W.T + b for W, b in zip(weights[:1], biases[:1])][-1]",
        "Where do the others come in?",
        "inside its loop",
    ),
    (
        "weight_decay",
        "cost",
        "def cost(loss, weights, biases, decay):\n"
        "    return loss + decay / 2 * sum((W**2).sum() ** 0.5 for W in weights)",
        "roots of sums of squares",
        "np.linalg",
    ),
    # an argument that is never read comes before a guess that has nothing to do with it
    (
        "ten_digits",
        "accuracy",
        "def accuracy(o, T):\n    return np.mean(o.argmax(axis=1) == o.argmax(axis=1))",
        "nothing in your function reads T.",
        "largest value",
    ),
    (
        "neuron",
        "neuron",
        "def neuron(x, weights, bias):\n    return sigmoid(np.dot(weights, x))",
        "the bias has been left out",
        "nothing in your function",
    ),
    # a function that changes what it is given
    (
        "optimizers",
        "batches",
        "def batches(order, B):\n    np.random.shuffle(order)\n"
        "    return [order[n : n + B] for n in range(0, len(order), B)]",
        "`np.random.shuffle(order)` changes order itself",
        "-=",
    ),
    (
        "model_selection",
        "folds",
        """
def folds(order, k):
    order.sort()
    parts = np.array_split(order, k)
    return [(np.concatenate(parts[:i] + parts[i + 1 :]), parts[i]) for i in range(k)]
""",
        "`order.sort()` changes order itself",
        "-=",
    ),
    (
        "single_layer_backprop",
        "gradient_of_example",
        "def gradient_of_example(x, t, W, b):\n    d = delta_z(t, sigmoid(W @ x + b))\n    return np.outer(d, x), d",
        "two arguments are swapped",
        "threshold",
    ),
    (
        "neuron",
        "neuron_batch",
        "def neuron_batch(X, weights, bias):\n    return np.heaviside(X @ weights + bias, 0)",
        "threshold",
        "everywhere",
    ),
    (
        "ten_digits",
        "evaluations",
        "def evaluations(N, B, epochs):\n    return 10 * N * epochs",
        "10 times what it should be. Where",
        "entry",
    ),
    (
        "multi_layer_backprop",
        "gradients",
        """
def gradients(X, T, V, v0, W, w0):
    H = np.tanh(X @ V.T + v0)
    d = (H @ W.T + w0 - T) / len(X)
    u = (d @ W) * (1 - H**2)
    return u.T @ X, u.sum(axis=0) / np.zeros(len(v0)), d.T @ H, d.sum(axis=0)
""",
        "In your code they can come from a division by 0",
        "logarithm",
    ),
    (
        "neuron",
        "neuron_batch",
        """
def neuron_batch(X, weights, bias):
    total = bias
    for x, w in zip(X, weights):
        total = total + w * x
    return sigmoid(total)
""",
        "an entry for each input, and one for each example is asked for",
        "whatever the arguments",
    ),
    # two slips are told only by name, and cases of all kinds are asked for
    (
        "turn",
        "ridge",
        "def ridge(H, t, decay):\n    return np.linalg.inv(H.T @ H + decay) @ H.T @ t",
        "",
        "two mistakes",
    ),
    (
        "turn",
        "bias_and_variance",
        "def bias_and_variance(O, truth):\n    return np.mean(O - truth) ** 2, O.var()",
        "two mistakes",
        "or perhaps",
    ),
    (
        "turn",
        "perceptron_update",
        "def perceptron_update(w, x, t):\n    return w + t * x",
        "add x whenever the target is 1",
        "simply w, unchanged",
    ),
    (
        "turn",
        "perceptron_update",
        "def perceptron_update(w, x, t):\n    o = float(w @ x > 0)\n    return w if o != t else w + (t - o) * x",
        "simply w, unchanged",
        "subtract",
    ),
    (
        "turn",
        "soft_threshold",
        "def soft_threshold(a, threshold):\n    return np.where(a > threshold, a - threshold, a + threshold)",
        "upwards otherwise",
        "minus sign",
    ),
    # thoughts of their own
    (
        "forward_pass",
        "forward_deep",
        """
def forward_deep(X, weights, biases):
    z = X @ weights[0].T + biases[0]
    for W, b in zip(weights[1:], biases[1:]):
        z = np.tanh(z @ W.T + b)
    return z
""",
        "the first layer has no tanh",
        "two mistakes",
    ),
    (
        "softmax",
        "gradient",
        "def gradient(Z, T):\n    return softmax(Z) * (1 / len(Z)) - T",
        "the probabilities by N, and not the targets",
        "two mistakes",
    ),
    (
        "weight_decay",
        "minimum_l1",
        "def minimum_l1(a, decay):\n    return a / np.abs(a) * np.maximum(np.abs(a) - decay, 0)",
        "where a is 0",
        "the sign",
    ),
    ("forward_pass", "shape_of_w3", "shape_of_w3 = 8", "a single number where two are asked for", "text"),
    ("weight_decay", "weights_under_l2", 'weights_under_l2 = "a"', "a text where two numbers", "single"),
    (
        "ten_digits",
        "paired_difference",
        'def paired_difference(a, b):\n    d = a - b\n    return f"{d.mean()} and {d.std() / len(d) ** 0.5}"',
        "you return a text where numbers",
        "number is a text",
    ),
    # what has been left behind, overwritten or taken together; what a check says itself
    (
        "turn",
        "accuracy",
        """
def accuracy(o, t):
    hits = np.sum(o > 0.5 & t == 1) + np.sum(o <= 0.5 & t == 0)
    return hits / len(t)
""",
        "Python works out `0.5 & t` first",
        "text",
    ),
    (
        "turn",
        "permute_hidden",
        """
def permute_hidden(V, v0, W, order):
    V, v0, W = V.copy(), v0.copy(), W.copy()
    for new, old in enumerate(order):
        V[new, :] = V[old, :]
        v0[new] = v0[old]
        W[:, new] = W[:, old]
    return V, v0, W
""",
        "reads from the array that it writes into",
        "example",
    ),
    (
        "neuron",
        "parity_units",
        """
def parity_units(D):
    hidden = [[0.0] + [1.0] * D] * D
    output = [0.5] + [0.0] * D
    for k in range(D):
        hidden[k][0] = -(k + 0.5)
        output[k + 1] = (-1.0) ** (k + 1)
    return np.array(hidden), np.array(output)
""",
        "makes a single row",
        "too high",
    ),
    (
        "forward_pass",
        "forward_deep",
        """
def forward_deep(X, weights, biases):
    h = X
    for l in range(len(weights) - 1):
        z = h @ weights[l].T + biases[l]
        h = np.tanh(z)
    # last layer: no tanh
    return h @ weights[l].T + biases[l]
""",
        "still has the value of the last round",
        "entry by entry",
    ),
    (
        "turn",
        "one_hot_targets",
        """
def one_hot_targets(labels, K):
    rows = [[0] * K] * len(labels)
    for n, label in enumerate(labels):
        rows[n][label] = 1
    return np.array(rows)
""",
        "makes a single row",
        "whole columns",
    ),
    (
        "neuron",
        "parity_units",
        """
def parity_units(D):
    hidden = []
    for k in range(1, D + 1):
        hidden.append([0.5 - k] + D * [1])
    signs = [(-1) ** k for k in range(D)]
    return np.array(hidden), np.array([0.5] + signs)
""",
        "your hidden units can stay",
        "your loop counts",
    ),
    (
        "monitoring",
        "exponential_average",
        """
def exponential_average(losses, beta):
    N = len(losses)
    m = np.zeros(N + 1)
    avg = np.zeros(N)
    for n in range(1, N + 1):
        m[n] = beta * m[n - 1] + (1 - beta) * losses[n]
        avg[n - 1] = m[n] / (1 - beta**n)
    return avg
""",
        "`losses` has 12 entries, with",
        "number of examples",
    ),
    (
        "model_selection",
        "choose_by_folds",
        """
def choose_by_folds(decays, errors):
    best = np.argmin(errors)
    return decays[best]
""",
        "`decays` has 9 entries",
        "decays[best]",
    ),
    (
        "softmax",
        "softmax",
        """
def softmax(Z):
    Zt = np.transpose(Z)
    e = np.exp(Zt - Zt.max(axis=0))
    return e / e.sum(axis=0)
""",
        "your result is transposed",
        "the part with",
    ),
]


@pytest.mark.parametrize(("exercise", "function", "code", "said", "never"), CODE)
def test_what_an_answer_looks_like_is_true_of_its_code(exercise, function, code, said, never):
    sentence = told(exercise, function, code)
    assert said in sentence
    assert never not in sentence


def test_a_lessons_turn_has_what_stands_above_it():
    """The other turns of the lesson, and what the lesson imports."""
    code = "def delta_logits(Z, T):\n    return (stable_softmax(Z) - T) / Z.shape[1]"
    assert "NameError" not in told("turn", "delta_logits", code)
    assert "columns" in told("turn", "delta_logits", code)
    right = "def delta_logits(Z, T):\n    return (softmax(Z) - T) / len(Z)"
    failed = diagnosed.failed_checks("turn", "delta_logits", right)
    assert failed == []


def test_of_what_is_drawn_no_smaller_case_is_shown():
    """Many orders are right, so one that differs from ours shows nothing."""
    code = """
def minibatches(X, T, batch_size, seed):
    X = X[np.random.default_rng(seed).permutation(len(X))]
    T = T[np.random.default_rng(seed + 1).permutation(len(T))]
    return [(X[n : n + batch_size], T[n : n + batch_size]) for n in range(0, len(X), batch_size)]
"""
    failed = diagnosed.failed_checks("debug_the_trainer", "minibatches", code)
    assert failed
    assert not any("smaller case" in result.found for result in failed)
