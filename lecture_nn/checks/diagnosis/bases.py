"""Other functions that an answer may have started from: what the exercise knows, and no single slip leads to.

Each is a wrong function with a thought behind it, such as momentum after another book's formula. Its variants are tried
as those of the right one are, so a formula from elsewhere is recognized with a slip in it, too.
"""

from __future__ import annotations

Base = tuple[str, str, str]

MOMENTUM: list[Base] = [
    (
        "def momentum_step(w, v, g, eta, gamma):\n    v = gamma * v + g\n    return w - eta * v, v",
        "η stands where the weights move, as in some libraries, and not in the velocity",
        "Does the velocity that you return contain η?",
    ),
    (
        "def momentum_step(w, v, g, eta, gamma):\n    v = gamma * v - eta * g\n    return w + v, v",
        "your velocity points downhill and is added, as in some books",
        "With which sign does the task's velocity enter the weights?",
    ),
    (
        "def momentum_step(w, v, g, eta, gamma):\n    v = gamma * v + (1 - gamma) * g\n    return w - eta * v, v",
        "your velocity is an average of the gradients",
        "Does a new gradient come in with the factor 1 − γ here, or with another one?",
    ),
    (
        "def momentum_step(w, v, g, eta, gamma):\n    v = gamma * v + eta * g\n    return w - (gamma * v + eta * g), v",
        "this is Nesterov's momentum, which looks one step ahead",
        "By what do the weights move in plain momentum?",
    ),
]

SOFTMAX: list[Base] = [
    (
        "def {name}(Z):\n    return np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)",
        "you take the exponentials of the logits as they are, which overflow when a logit is large",
        "What does the softmax do if the same number is subtracted from all logits of a row?",
    ),
    (
        "def {name}(Z):\n    return np.eye(Z.shape[1])[Z.argmax(axis=1)]",
        "you return a 1 for the largest logit and a 0 for the others",
        "What is the probability of the second largest?",
    ),
    (
        "def {name}(Z):\n    s = Z - Z.max(axis=1, keepdims=True)\n"
        "    return np.exp(s / np.exp(s).sum(axis=1, keepdims=True))",
        "you divide inside the exponential",
        "What is divided by the sum, the logit or its exponential?",
    ),
]

CROSS_ENTROPY: list[Base] = [
    (
        "def {name}(Z, T):\n    e = np.exp(Z - Z.max(axis=1, keepdims=True))\n"
        "    P = e / e.sum(axis=1, keepdims=True)\n    return -(T * np.log(P)).sum(axis=1).mean()",
        "you take the logarithm of the probabilities, which are rounded to 0 when the logits are far apart",
        "What is the logarithm of a quotient, and does the exponential have to be computed before it?",
    ),
    (
        "def {name}(Z, T):\n    e = np.exp(Z - Z.max(axis=1, keepdims=True))\n"
        "    P = e / e.sum(axis=1, keepdims=True)\n    return -np.log((T * P).sum(axis=1)).mean()",
        "you take the logarithm of the probabilities, which are rounded to 0 when the logits are far apart",
        "What is the logarithm of a quotient, and does the exponential have to be computed before it?",
    ),
    (
        "def {name}(Z, T):\n    e = np.exp(Z - Z.max(axis=1, keepdims=True))\n"
        "    P = e / e.sum(axis=1, keepdims=True)\n"
        "    return -(T * np.log(P) + (1 - T) * np.log(1 - P)).sum(axis=1).mean()",
        "you use the binary cross-entropy of every class",
        "How many of the classes are the right one, and what does the loss ask of the others?",
    ),
]

BASES: dict[str, list[Base]] = {
    "momentum_step": MOMENTUM,
    "softmax": SOFTMAX,
    "stable_softmax": SOFTMAX,
    "cross_entropy": CROSS_ENTROPY,
    "stable_cross_entropy": CROSS_ENTROPY,
    "gradient_of_sum": [
        (
            "def gradient_of_sum(X, T, W, b):\n    O = sigmoid(X @ W.T + b)\n    delta = O - T\n"
            "    return delta.T @ X, delta.sum(axis=0)",
            "your error signal is that of the cross-entropy, o − t",
            "Which loss is this, and does the derivative of the sigmoid cancel in it?",
        ),
    ],
    "gradient_of_example": [
        (
            "def gradient_of_example(x, t, W, b):\n    o = sigmoid(W @ x + b)\n    delta = (o - t) * o * (1 - o)\n"
            "    return delta[:, None] * W, delta",
            "you multiply the error signals by the weights",
            "How does z change when a weight does?",
        ),
    ],
    "stop_early": [
        (
            "def stop_early(losses, patience):\n    best, bad = 0, 0\n    for n in range(1, len(losses)):\n"
            "        if losses[n] < losses[best]:\n            best = n\n        else:\n            bad = bad + 1\n"
            "        if bad >= patience:\n            return best + 1, n + 1\n    return best + 1, len(losses)",
            "you count all bad epochs, and an improvement doesn't set the counter back",
            "How many epochs in a row have been bad after an improvement?",
        ),
        (
            "def stop_early(losses, patience):\n    best, bad = 0, 0\n    for n in range(1, len(losses)):\n"
            "        if losses[n] < losses[best]:\n            best = n\n"
            "        if losses[n] < losses[n - 1]:\n            bad = 0\n        else:\n            bad = bad + 1\n"
            "        if bad >= patience:\n            return best + 1, n + 1\n    return best + 1, len(losses)",
            "you compare each epoch with the one before, and not with the best so far",
            "A loss rises a lot and then falls a little: is that an improvement?",
        ),
    ],
    "step": [
        (
            "def step(X, T, W, b, eta):\n    for x, t in zip(X, T):\n        g, h = gradient_of_example(x, t, W, b)\n"
            "        W = W - eta * g\n        b = b - eta * h\n    return W, b",
            "you take a step after every example",
            "At which weights is the gradient of the second example taken?",
        ),
        (
            "def step(X, T, V, v0, W, w0, eta):\n    H = np.tanh(X @ V.T + v0)\n"
            "    deltas_z = (H @ W.T + w0 - T) / len(X)\n    W = W - eta * deltas_z.T @ H\n"
            "    w0 = w0 - eta * deltas_z.sum(axis=0)\n    deltas_u = deltas_z @ W * (1 - H**2)\n"
            "    return V - eta * deltas_u.T @ X, v0 - eta * deltas_u.sum(axis=0), W, w0",
            "the upper layer has already moved when the error signals go back through it",
            "To which weights do the error signals belong?",
        ),
    ],
}
"""By the name of the function: its source, what it looks as if somebody did, and a question."""


def bases(name: str, parameters: tuple[str, ...]) -> list[Base]:
    """Return other functions of that name, with these parameters, that an answer may have started from."""
    found = []
    for source, did, asks in BASES.get(name, []):
        source = source.replace("{name}", name)
        head = source.split("(", 1)[1].split(")", 1)[0]
        if tuple(each.strip() for each in head.split(",")) == parameters:
            found.append((source, did, asks))
    return found
