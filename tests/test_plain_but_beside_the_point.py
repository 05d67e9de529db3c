"""What isn't said of an answer because it is beside the point, what is said instead, and of whom it is still said."""

import pytest
from diagnosed import told

NEVER = [
    # a size that nothing uses, where the explanation is about something else
    (
        "softmax",
        "softmax",
        """
def softmax(Z):
    N = len(Z)
    e = np.exp(Z - Z.max(axis=1, keepdims=True))
    return e / e.sum(axis=0)
""",
        "nothing uses",
    ),
    (
        "multi_layer_backprop",
        "gradients",
        """
def gradients(X, T, V, v0, W, w0):
    N = len(X)
    H = np.tanh(X @ V.T + v0)
    dz = (H @ W.T + w0 - T) / len(X)
    du = dz @ W * H * (1 - H)
    return du.T @ X, du.sum(axis=0), dz.T @ H, dz.sum(axis=0)
""",
        "nothing uses",
    ),
    (
        "model_selection",
        "stop_early",
        """
def stop_early(losses, patience):
    N = len(losses)
    best = 0
    for n in range(len(losses)):
        if losses[n] < losses[best]:
            best = n
        if n - best > patience:
            return best + 1, n + 1
    return best + 1, len(losses)
""",
        "nothing uses",
    ),
    (
        "single_layer_backprop",
        "step",
        """
def step(X, T, W, b, eta):
    o = sigmoid(X @ W.T + b)
    dW, db = gradient_of_sum(X, T, W, b)
    return W + eta * dW, b + eta * db
""",
        "So you",
    ),
    (
        "forward_pass",
        "forward_batch",
        """
def forward_batch(X, V, v0, W, w0):
    N = len(X)
    H = X @ V.T + v0
    return sigmoid(H @ W.T + w0)
""",
        "`N`",
    ),
    # numbers in a denominator that are no step of a difference
    (
        "14_optimizers",
        "adam_step",
        """
def adam_step(w, m, s, g, n, eta):
    beta1 = 0.9
    beta2 = 0.999
    eps = 1e-8
    m_hat = m / (1 - beta1 ** n)
    s_hat = s / (1 - beta2 ** n)
    m = beta1 * m_hat + (1 - beta1) * g
    s = beta2 * s_hat + (1 - beta2) * g ** 2
    w = w - eta * m / (np.sqrt(s) + eps)
    return w, m, s
""",
        "your step",
    ),
    (
        "softmax",
        "softmax",
        """
def softmax(Z):
    eps = 1e-12
    exp_Z = np.exp(Z)
    return exp_Z / (np.sum(exp_Z, axis=1, keepdims=True) + eps)
""",
        "your step",
    ),
    (
        "12_softmax_and_cross_entropy",
        "stable_softmax",
        """
def stable_softmax(Z):
    eps = 1e-12
    e = np.exp(Z - np.max(Z))
    return e / (np.sum(e, axis=1, keepdims=True) + eps)
""",
        "your step",
    ),
    (
        "07_four_or_not_four",
        "precision_recall",
        """
def precision_recall(called, four):
    eps = 1e-12
    tp = np.sum(called & four)
    precision = tp / (np.sum(called) + eps)
    recall = tp / (len(called) + eps)
    return precision, recall
""",
        "your step",
    ),
    (
        "monitoring",
        "exponential_average",
        """
def exponential_average(losses, beta):
    m, out = 0.0, []
    power = 1.0
    for loss in losses:
        m = beta * m + loss * loss
        power = power * beta
        out.append(m / (1 - power))
    return np.array(out)
""",
        "your step",
    ),
    # the variable of a comprehension, which is no loop's
    (
        "debug_the_trainer",
        "backward",
        """
def backward(weights, h, T):
    L = len(weights)
    deltas = [(softmax(h[-1]) - T) / len(T)]
    for l in range(L - 1, 0, -1):
        deltas.append((deltas[-1] @ weights[l]) * (1 - h[l] ** 2))
    d_weights = [deltas[l].T @ h[l] for l in range(L)]
    d_biases = [deltas[l].sum(axis=0) for l in range(L)]
    return d_weights, d_biases
""",
        "after the loop",
    ),
    (
        "model_selection",
        "folds",
        """
def folds(order, k):
    parts = []
    start = 0
    for n in range(k):
        size = (len(order) - start) // k
        parts.append(order[start : start + size])
        start += size
    return [(np.concatenate([parts[m] for m in range(k) if m != n]), parts[n]) for n in range(k)]
""",
        "after the loop",
    ),
    (
        "monitoring",
        "exponential_average",
        """
def exponential_average(losses, beta):
    m = [losses[0]]
    for n in range(1, len(losses)):
        m.append(beta * m[n - 1] + (1 - beta) * losses[n])
    return np.array([m[n] / (1 - beta ** (n + 2)) for n in range(len(losses))])
""",
        "after the loop",
    ),
    # masks of True and False, which are no orders, and results that are put back where they were taken
    (
        "activations",
        "sigmoid",
        """
def sigmoid(z):
    out = np.zeros_like(z)
    pos = z >= 0
    neg = ~pos
    a = 1 / (1 + np.exp(-z[pos]))
    b = np.exp(z[neg]) / (1 + np.exp(-z[neg]))
    out[pos] = a
    out[neg] = b
    return out
""",
        "puts row n",
    ),
    (
        "17_weight_decay",
        "soft_threshold",
        """
def soft_threshold(a, threshold):
    w = a.copy()
    big = np.abs(a) > threshold
    moved = a[big] - threshold
    w[big] = moved
    w[~big] = threshold
    return w
""",
        "puts row n",
    ),
    (
        "softmax",
        "softmax",
        """
def softmax(Z):
    order = np.argsort(Z[:, 0])
    e = np.exp(Z[order] - 2)
    e = e / (e.sum(axis=1, keepdims=True) + e)
    out = np.empty(Z.shape)
    out[order] = e
    return out
""",
        "puts row n",
    ),
    # a system that has to be solved
    (
        "17_weight_decay",
        "ridge",
        """
def ridge(H, t, decay):
    N, J = H.shape
    D = np.eye(J)
    D[-1, -1] = 0
    return np.linalg.inv(H.T @ H / N + decay * D) @ (H.T @ t / N)
""",
        "undo",
    ),
    (
        "17_weight_decay",
        "ridge",
        """
def ridge(H, t, decay):
    D = np.eye(H.shape[1])
    return np.linalg.pinv(H.T @ H + decay * D) @ (H.T @ t) / len(t)
""",
        "undo",
    ),
    # one order for examples and targets, and another draw
    (
        "debug_the_trainer",
        "minibatches",
        """
def minibatches(X, T, batch_size, seed):
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(X))
    X, T = X[order], T[order]
    out = [(X[n : n + batch_size], T[n : n + batch_size]) for n in range(0, len(X), batch_size)]
    rng.shuffle(out)
    return out
""",
        "two orders",
    ),
    (
        "debug_the_trainer",
        "minibatches",
        """
def minibatches(X, T, batch_size, seed):
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(X))
    rng.shuffle(order)
    X, T = X[order], T[order]
    return [(X[n : n + batch_size], T[n : n + batch_size]) for n in range(0, len(X) - batch_size, batch_size)]
""",
        "two orders",
    ),
    (
        "debug_the_trainer",
        "minibatches",
        """
def minibatches(X, T, batch_size, seed):
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(X))
    batches = []
    for n in range(0, len(X), batch_size):
        rows = order[n : n + batch_size]
        batches.append((X[rows], T[rows]))
    return [batches[i] for i in rng.permutation(len(batches))]
""",
        "two orders",
    ),
    # a sum over layers, and averages that are corrected: no mean over examples
    (
        "weight_decay",
        "cost",
        """
def cost(loss, weights, biases, decay):
    penalty = 0
    for W in weights:
        penalty += np.sum(W ** 2)
        penalty /= 2
    return loss + decay * penalty
""",
        "mean",
    ),
    (
        "weight_decay",
        "cost",
        """
def cost(loss, weights, biases, decay):
    penalty = 0
    for W in weights:
        penalty += np.sum(W ** 2)
        penalty /= 2
    return loss + decay * penalty
""",
        "examples",
    ),
    (
        "15_monitoring",
        "smoothed",
        """
def smoothed(losses, beta):
    m = 0
    out = []
    for n in range(len(losses)):
        m *= beta
        m += (1 - beta) * losses[n]
        m /= 1 - beta ** (n + 2)
        out.append(m)
    return np.array(out)
""",
        "examples",
    ),
    (
        "weight_decay",
        "cost",
        """
def cost(loss, weights, biases, decay):
    total = 0
    for W in weights:
        total = (total + np.sum(W ** 2)) / 2
    return loss + decay * total
""",
        "mean",
    ),
    # numbers that are tried, and none that is rounded
    (
        "forward_pass",
        "most_hidden_units",
        """
def most_hidden_units(D, K, budget):
    J = 0
    parameters = 0
    while parameters < budget:
        J += 1
        parameters = J * (D + 1) + K * (J + 1)
    return J
""",
        "round",
    ),
    (
        "forward_pass",
        "most_hidden_units",
        """
def most_hidden_units(D, K, budget):
    J = 0
    while (D + 1) * J + K * J + K < budget:
        J += 1
    return J
""",
        "round",
    ),
    # formulas without a tanh, and without a denominator
    (
        "activations",
        "sigmoid",
        """
def sigmoid(z):
    return np.exp(z) / (np.exp(z) + np.exp(-z))
""",
        "tanh",
    ),
    (
        "activations",
        "sigmoid",
        """
def sigmoid(z):
    return 1 / (1 + np.exp(-2 * z))
""",
        "tanh",
    ),
    (
        "activations",
        "sigmoid",
        """
def sigmoid(z):
    return np.exp(z)
""",
        "denominator",
    ),
    # a condition, where nothing is counted
    (
        "optimizers",
        "n_steps",
        """
def n_steps(N, B, epochs):
    if N % B > 1:
        return (N // B + 1) * epochs
    return N // B * epochs
""",
        "begin to count",
    ),
    (
        "optimizers",
        "n_steps",
        """
def n_steps(N, B, epochs):
    rest = N % B
    return (N // B + (1 if rest > 1 else 0)) * epochs
""",
        "begin to count",
    ),
    # a limit at the end where the logarithm is in danger, and one of an exponent
    (
        "11_choosing_a_loss",
        "binary_loss",
        """
def binary_loss(Z, T):
    o = 1 / (1 + np.exp(-Z))
    o = np.minimum(o, 1 - 1e-12)
    return -np.mean(np.sum(T * np.log(o) + (1 - T) * np.log(1 - o), axis=1))
""",
        "At which end",
    ),
    (
        "11_choosing_a_loss",
        "binary_loss",
        """
def binary_loss(Z, T):
    o = 1 / (1 + np.exp(-np.minimum(Z, 700)))
    return -np.mean(np.sum(T * np.log(o) + (1 - T) * np.log(1 - o), axis=1))
""",
        "At which end",
    ),
    # a counter beside an average that begins with the first loss
    (
        "monitoring",
        "exponential_average",
        """
def exponential_average(losses, beta):
    m, n, out = losses[0], 0, []
    for loss in losses:
        n += 1
        m = beta * m + (1 - beta) * loss
        out.append(m / (1 - beta ** (n + 1)))
    return np.array(out)
""",
        "starts with the first",
    ),
    (
        "monitoring",
        "exponential_average",
        """
def exponential_average(losses, beta):
    m, count = losses[0], 0
    out = []
    for loss in losses:
        count = count + 1
        m = beta * m + (1 - beta) * loss
        out.append(m / (1 - beta ** (count + 1)))
    return np.array(out)
""",
        "starts with the first",
    ),
    # two names for nothing
    (
        "model_selection",
        "folds",
        """
def folds(order, k):
    order = list(order)
    parts = [order[i::k] for i in range(k)]
    return [(sum(parts[:n] + parts[n:], []), parts[n]) for n in range(k)]
""",
        "in place of an intermediate result",
    ),
    # an index that begins with 1 on purpose
    (
        "neuron",
        "neuron",
        """
def neuron(x, weights, bias):
    z = bias
    for i in range(1, len(weights)):
        z += weights[i] * x[i - 1]
    return sigmoid(z)
""",
        "Which index does Python give",
    ),
    # what is subtracted in one of two places, and as many minus signs as there should be
    (
        "14_optimizers",
        "warm_cosine",
        """
def warm_cosine(n, N, rising):
    if n <= rising:
        return n / rising
    return 0.5 * (1 + np.cos(np.pi * (n - rising) / N))
""",
        "you don't subtract rising.",
    ),
    (
        "05_representational_power",
        "bump_weights",
        """
def bump_weights(left, right, height, v):
    V = [v, -v]
    v0 = [-v * left, v * right]
    w = [height, -height]
    return V, v0, w
""",
        "leave out a minus",
    ),
    # the number of the last round
    (
        "model_selection",
        "stop_early",
        """
def stop_early(losses, patience):
    best, wait = 0, 0
    for n in range(len(losses)):
        if losses[n] < losses[best]:
            best = n
            wait = 0
        elif wait < patience:
            wait += 1
        last = n + 1
    return best + 1, min(last, best + wait)
""",
        "anew",
    ),
    # both cases are there, and one of them never comes
    (
        "model_selection",
        "stop_early",
        """
def stop_early(losses, patience):
    best, lowest, wait = 0, np.inf, 0
    for n, loss in enumerate(losses):
        if loss > lowest:
            lowest, best, wait = loss, n, 0
        else:
            wait += 1
        if wait >= patience:
            return best + 1, n + 1
    return best + 1, len(losses)
""",
        "you never do what belongs",
    ),
]

INSTEAD = [
    (
        "softmax",
        "softmax",
        """
def softmax(Z):
    N = len(Z)
    e = np.exp(Z - Z.max(axis=1, keepdims=True))
    return e / e.sum(axis=0)
""",
        "your sum runs over the examples",
    ),
    (
        "single_layer_backprop",
        "step",
        """
def step(X, T, W, b, eta):
    o = sigmoid(X @ W.T + b)
    dW, db = gradient_of_sum(X, T, W, b)
    return W + eta * dW, b + eta * db
""",
        "Besides, nothing uses `o`.",
    ),
    (
        "softmax",
        "softmax",
        """
def softmax(Z):
    eps = 1e-12
    exp_Z = np.exp(Z)
    return exp_Z / (np.sum(exp_Z, axis=1, keepdims=True) + eps)
""",
        "you take the exponentials of the logits as they are",
    ),
    (
        "12_softmax_and_cross_entropy",
        "stable_softmax",
        """
def stable_softmax(Z):
    eps = 1e-12
    e = np.exp(Z - np.max(Z))
    return e / (np.sum(e, axis=1, keepdims=True) + eps)
""",
        "you subtract the largest logit of the whole batch",
    ),
    (
        "debug_the_trainer",
        "minibatches",
        """
def minibatches(X, T, batch_size, seed):
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(X))
    X, T = X[order], T[order]
    out = [(X[n : n + batch_size], T[n : n + batch_size]) for n in range(0, len(X), batch_size)]
    rng.shuffle(out)
    return out
""",
        "`rng.shuffle(out)` puts the finished batches in another order. Which of them should come last?",
    ),
    (
        "weight_decay",
        "cost",
        """
def cost(loss, weights, biases, decay):
    penalty = 0
    for W in weights:
        penalty += np.sum(W ** 2)
        penalty /= 2
    return loss + decay * penalty
""",
        "the first terms are divided again and again. How many times should each term be divided?",
    ),
    (
        "15_monitoring",
        "smoothed",
        """
def smoothed(losses, beta):
    m = 0
    out = []
    for n in range(len(losses)):
        m *= beta
        m += (1 - beta) * losses[n]
        m /= 1 - beta ** (n + 2)
        out.append(m)
    return np.array(out)
""",
        "changes `m` itself, so the next round starts from the changed value.",
    ),
    (
        "forward_pass",
        "most_hidden_units",
        """
def most_hidden_units(D, K, budget):
    J = 0
    parameters = 0
    while parameters < budget:
        J += 1
        parameters = J * (D + 1) + K * (J + 1)
    return J
""",
        "you return the first number that reaches the limit, even if it goes over the limit.",
    ),
    (
        "activations",
        "sigmoid",
        """
def sigmoid(z):
    return np.exp(z) / (np.exp(z) + np.exp(-z))
""",
        "it is σ(2z). Put z = 1 into the formula and into your code",
    ),
    (
        "activations",
        "sigmoid",
        """
def sigmoid(z):
    return np.exp(z)
""",
        "you return the exponential alone, which grows without limit.",
    ),
    (
        "optimizers",
        "n_steps",
        """
def n_steps(N, B, epochs):
    if N % B > 1:
        return (N // B + 1) * epochs
    return N // B * epochs
""",
        "your result is the right one for N − 1 instead of N. What is the smallest value of `N % B` for which the "
        "condition `N % B > 1` should be true?",
    ),
    (
        "model_selection",
        "folds",
        """
def folds(order, k):
    order = list(order)
    parts = [order[i::k] for i in range(k)]
    return [(sum(parts[:n] + parts[n:], []), parts[n]) for n in range(k)]
""",
        "`parts[:n]` and `parts[n:]` together are all of `parts`.",
    ),
    (
        "neuron",
        "neuron",
        """
def neuron(x, weights, bias):
    z = bias
    for i in range(1, len(weights)):
        z += weights[i] * x[i - 1]
    return sigmoid(z)
""",
        "`weights[0]` is never used. What do you expect the entry at index 0 to be",
    ),
    (
        "14_optimizers",
        "warm_cosine",
        """
def warm_cosine(n, N, rising):
    if n <= rising:
        return n / rising
    return 0.5 * (1 + np.cos(np.pi * (n - rising) / N))
""",
        "you don't subtract rising in one place",
    ),
    (
        "05_representational_power",
        "bump_weights",
        """
def bump_weights(left, right, height, v):
    V = [v, -v]
    v0 = [-v * left, v * right]
    w = [height, -height]
    return V, v0, w
""",
        "a sign is wrong, both in V and in v0",
    ),
    (
        "model_selection",
        "stop_early",
        """
def stop_early(losses, patience):
    best, lowest, wait = 0, np.inf, 0
    for n, loss in enumerate(losses):
        if loss > lowest:
            lowest, best, wait = loss, n, 0
        else:
            wait += 1
        if wait >= patience:
            return best + 1, n + 1
    return best + 1, len(losses)
""",
        "`loss > lowest` is never true, because `lowest` starts at infinity",
    ),
]

STILL = [
    (
        "multi_layer_backprop",
        "gradients",
        """
def gradients(X, T, V, v0, W, w0):
    N = len(X)
    H = np.tanh(X @ V.T + v0)
    dz = H @ W.T + w0 - T
    du = dz @ W * (1 - H**2)
    return du.T @ X, du.sum(axis=0), dz.T @ H, dz.sum(axis=0)
""",
        "you compute `N`, and nothing uses it. So ",
    ),
    (
        "forward_pass",
        "forward",
        """
def forward(x, V, v0, W, w0):
    u = V @ x + v0
    h = np.tanh(u)
    return sigmoid(W @ u + w0)
""",
        "you compute `h`, and nothing uses it. So the hidden units have no activation",
    ),
    (
        "activations",
        "tanh_derivative",
        """
def tanh_derivative(u):
    eps = 0.1
    return (np.tanh(u + eps) - np.tanh(u)) / eps
""",
        "your step eps = 0.1 is so long",
    ),
    (
        "activations",
        "tanh_derivative",
        """
def tanh_derivative(u):
    h = 1e-17
    right, left = np.tanh(u + h), np.tanh(u - h)
    d = right - left
    return d / (2 * h)
""",
        "your step h = 1e-17 is too short",
    ),
    (
        "forward_pass",
        "forward_deep",
        """
def forward_deep(X, weights, biases):
    h = X
    for l in range(len(weights) - 1):
        h = np.tanh(h @ weights[l].T + biases[l])
    return h @ weights[l].T + biases[l]
""",
        "is read after the loop, where `l` still has",
    ),
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
        "puts row n in place order[n]",
    ),
    (
        "multi_layer_backprop",
        "delta_h",
        """
def delta_h(delta_z, W):
    return np.linalg.pinv(W) @ delta_z
""",
        "undoes a product with a matrix",
    ),
    (
        "debug_the_trainer",
        "minibatches",
        """
def minibatches(X, T, batch_size, seed):
    rng = np.random.default_rng(seed)
    one, other = rng.permutation(len(X)), rng.permutation(len(T))
    batches = []
    for n in range(0, len(X), batch_size):
        batches.append((X[one[n : n + batch_size]], T[other[n : n + batch_size]]))
    return batches
""",
        "you draw two orders",
    ),
    (
        "multi_layer_backprop",
        "gradients",
        """
def gradients(X, T, V, v0, W, w0):
    N = len(X)
    gV, gv, gW, gw = (np.zeros_like(p, dtype=float) for p in (V, v0, W, w0))
    for x, t in zip(X, T):
        h = np.tanh(V @ x + v0)
        dz = W @ h + w0 - t
        du = (W.T @ dz) * (1 - h**2)
        gV = (gV + np.outer(du, x)) / N
        gv = (gv + du) / N
        gW = (gW + np.outer(dz, h)) / N
        gw = (gw + dz) / N
    return gV, gv, gW, gw
""",
        "the early examples are divided again and again",
    ),
    (
        "forward_pass",
        "most_hidden_units",
        """
def most_hidden_units(D, K, budget):
    return -(-(budget - K) // (D + K + 1))
""",
        "you round up where you should round down",
    ),
    (
        "activations",
        "sigmoid",
        """
def sigmoid(z):
    return 0.5 * (1 + np.tanh(z))
""",
        "Which number has to go into a tanh",
    ),
    (
        "activations",
        "sigmoid",
        """
def sigmoid(z):
    return 1 / np.exp(-z)
""",
        "you leave out the 1 in the denominator",
    ),
    (
        "debug_the_trainer",
        "cross_entropy",
        """
def cross_entropy(P, T):
    P = np.minimum(P, 1 - 1e-12)
    return -np.mean(np.sum(T * np.log(P), axis=1))
""",
        "At which end of their range",
    ),
    (
        "single_layer_backprop",
        "gradient_of_sum",
        """
def gradient_of_sum(X, T, W, b):
    dW, db = gradient_of_example(X[0], T[0], W, b)
    for x, t in zip(X, T):
        gW, gb = gradient_of_example(x, t, W, b)
        dW = dW + gW
        db = db + gb
    return dW, db
""",
        "starts with the first entry",
    ),
    (
        "debug_the_trainer",
        "cross_entropy",
        """
def cross_entropy(P, T):
    return np.mean(np.sum(T * np.log(np.maximum(P, 1e-300)), axis=1))
""",
        "you leave out a minus sign",
    ),
    (
        "neuron",
        "neuron",
        """
def neuron(x, weights, bias):
    for w, x_i in zip(weights, x):
        z = bias + w * x_i
    return sigmoid(z)
""",
        "sets `z` anew",
    ),
]


@pytest.mark.parametrize(("exercise", "function", "code", "never"), NEVER)
def test_what_is_beside_the_point_is_not_said(exercise, function, code, never):
    assert never not in told(exercise, function, code)


@pytest.mark.parametrize(("exercise", "function", "code", "says"), INSTEAD)
def test_what_is_said_instead(exercise, function, code, says):
    assert says in told(exercise, function, code)


@pytest.mark.parametrize(("exercise", "function", "code", "says"), STILL)
def test_it_is_still_said_where_it_is_to_the_point(exercise, function, code, says):
    assert says in told(exercise, function, code)
