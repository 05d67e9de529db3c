"""More functions that an answer may have started from, of the exercises on gradients and on choices: see `bases`."""

from __future__ import annotations

Base = tuple[str, str, str]

BACKWARD = (
    "def backward(weights, h, T):\n    d_weights, d_biases = [None] * len(weights), [None] * len(weights)\n"
    "    delta = {first}\n    for l in reversed(range(len(weights))):\n{before}"
    "        d_weights[l] = delta.T @ h[l]\n        d_biases[l] = delta.sum(axis=0)\n        if l > 0:\n{below}"
    "    return d_weights, d_biases"
)
MEAN = "(softmax(h[-1]) - T) / len(T)"
DOWN = "            delta = (delta @ weights[l]) * (1 - h[l] ** 2)\n"

GRADIENTS = (
    "def gradients(X, T, V, v0, W, w0):\n    H = np.tanh(X @ V.T + v0)\n    dz = (H @ W.T + w0 - T) / len(X)\n"
    "    du = {down}\n    return du.T @ X, du.sum(axis=0), dz.T @ H, dz.sum(axis=0)"
)

STOP = (
    "def stop_early(losses, patience):\n    {first}\n    for n in range(len(losses)):\n"
    "        if losses[n] < lowest:\n            lowest, best, bad = losses[n], n + 1, 0\n        else:\n"
    "            bad = bad + 1\n        if bad >= patience:\n            return best, n + 1\n"
    "    return best, len(losses)"
)

FOLDS = (
    "def folds(order, k):\n    parts = np.array_split(order, k)\n"
    "    return [(np.concatenate({training}), parts[n]) for n in range(k)]"
)

TRAINING: dict[str, list[Base]] = {
    "backward": [
        (
            BACKWARD.format(first="softmax(h[-1]) - T", before="        delta = delta / len(T)\n", below=DOWN),
            "you divide by the number of examples again in every layer, so the lower layers get too little",
            "The error signals of a lower layer are computed from those above it. How many times should you divide?",
        ),
        (
            BACKWARD.format(
                first=MEAN, before="", below="            delta = (delta * (1 - h[l + 1] ** 2)) @ weights[l]\n"
            ),
            "you multiply by the derivative of the layer above, before you go through the weights",
            "Whose activations does the error signal reach once it has gone through the weights?",
        ),
        (
            BACKWARD.format(
                first=MEAN,
                before="",
                below=DOWN.replace("(delta @ weights[l])", "(delta @ d_weights[l])"),
            ),
            "you send the error signals back through the gradient of the weights, and not through the weights",
            "What does a small change of a hidden activation do to the layer above?",
        ),
    ],
    "gradients": [
        (
            GRADIENTS.format(down="dz @ (dz.T @ H) * (1 - H**2)"),
            "you send the error signals back through the gradient of the weights, and not through the weights",
            "What does a small change of a hidden activation do to the outputs?",
        ),
        (
            GRADIENTS.format(down="dz @ (W - dz.T @ H) * (1 - H**2)"),
            "you send the error signals back through weights that have changed already",
            "At which weights are all derivatives taken?",
        ),
        (
            GRADIENTS.format(down="dz @ W * (1 - (X @ V.T + v0) ** 2)"),
            "you use the pre-activation where the activation belongs, in the derivative of tanh",
            "What is the derivative of tanh in terms of its own value?",
        ),
    ],
    "stop_early": [
        (
            STOP.format(first="lowest, best, bad = 0, 0, 0"),
            "your lowest loss starts at 0, which hardly any loss can beat",
            "With which number can the search for the smallest one begin?",
        ),
        (
            STOP.format(first="lowest, best, bad = 0, 1, 0"),
            "your lowest loss starts at 0, which hardly any loss can beat",
            "With which number can the search for the smallest one begin?",
        ),
        (
            STOP.format(first="lowest, best, bad = losses[0], 1, 0"),
            "the first epoch counts as one without progress, because it is compared with itself",
            "How many epochs have gone by without progress after the first one?",
        ),
    ],
    "folds": [
        (
            FOLDS.format(training="parts[:n] if n > 0 else parts[1:]"),
            "you train only on the parts before the one for validation, as if they came one after the other in time",
            "How many of the k parts are there to train on in each round?",
        ),
        (
            FOLDS.format(training="parts[:n] if n > 0 else [order[:0]]"),
            "you train only on the parts before the one for validation, as if they came one after the other in time",
            "How many of the k parts are there to train on in each round?",
        ),
        (
            "def folds(order, k):\n    size = len(order) // k\n    return [(order[size:], order[:size])]",
            "you divide the examples once, and not k times",
            "Which examples should be the ones for validation in the second round?",
        ),
        (
            "def folds(order, k):\n    return [(order, part) for part in np.array_split(order, k)]",
            "you train on all examples, those for validation among them",
            "What does an error say that is measured on examples of the training set?",
        ),
    ],
    "choose_by_folds": [
        (
            "def choose_by_folds(decays, errors):\n    return decays[np.argmin(np.median(errors, axis=0))]",
            "you take the median over the rounds, and not the mean",
            "Which of the two is asked for?",
        ),
        (
            "def choose_by_folds(decays, errors):\n    return decays[np.argmin(errors.max(axis=0))]",
            "you look at the worst round of each decay, and not at the mean of its rounds",
            "Which of the two is asked for?",
        ),
    ],
    "minimum_l2": [
        (
            "def minimum_l2(a, decay):\n    return a - decay * np.sign(a)",
            "you shrink every entry by the same amount, as L1 does",
            "How hard does the square of a weight pull when the weight is small?",
        ),
        (
            "def minimum_l2(a, decay):\n    return np.sign(a) * np.maximum(np.abs(a) - decay, 0)",
            "this is the minimum with L1: every entry shrinks by the same amount, down to 0",
            "How hard does the square of a weight pull when the weight is small?",
        ),
        (
            "def minimum_l2(a, decay):\n    return a * (1 - decay)",
            "you shrink a by one step of weight decay, and not to the minimum",
            "At which w is the derivative of the whole cost 0?",
        ),
        (
            "def minimum_l2(a, decay):\n    return a - decay * a / 2",
            "you shrink a by one step of weight decay, and not to the minimum",
            "At which w is the derivative of the whole cost 0?",
        ),
    ],
    "minimum_l1": [
        (
            "def minimum_l1(a, decay):\n    return a / (1 + decay)",
            "this is the minimum with L2: every entry shrinks by the same factor, and none becomes 0",
            "How hard does an absolute value pull when the weight is small?",
        ),
        (
            "def minimum_l1(a, decay):\n    return a / (1 + decay * np.abs(a))",
            "you shrink every entry by a factor, as L2 does, so that none becomes 0",
            "How hard does an absolute value pull when the weight is small?",
        ),
    ],
    "step": [
        (
            "def step(X, T, W, b, eta):\n    d_weights = gradient_of_sum(X, T, W, b)[0]\n"
            "    return W - eta * d_weights, b - eta * d_weights.sum(axis=1)",
            "you add up the derivatives of a unit's weights, and use that as the derivative for its bias",
            "The derivatives for the weights contain a factor that has nothing to do with the bias: which one?",
        ),
    ],
    "perceptron_update": [
        (
            "def perceptron_update(w, x, t):\n    return w + (t - np.sign(w @ x)) * x",
            "you use the sign of the weighted sum as the output, which is −1 or 1",
            "Which two values do the targets have here, and what comes out when the answer is right?",
        ),
        (
            "def perceptron_update(w, x, t):\n    return w + x if (1 if w @ x > 0 else 0) != t else w",
            "you add x whenever the answer is wrong",
            "If the output is 1 and should be 0, is the weighted sum too large or too small?",
        ),
        (
            "def perceptron_update(w, x, t):\n    return w + (t - 1 / (1 + np.exp(-(w @ x)))) * x",
            "you use the sigmoid of the weighted sum as the output, so the weights always move a little",
            "What can this unit put out, and what should happen when its answer is right?",
        ),
    ],
    "fraction_linear": [
        (
            "def fraction_linear(u):\n    return float(np.mean(np.abs(u)) < 0.58)",
            "you average the sizes of all entries and compare once",
            "Does each entry count by itself here?",
        ),
        (
            "def fraction_linear(u):\n    return float(np.abs(np.mean(u)) < 0.58)",
            "you average all entries and compare once",
            "Does each entry count by itself here?",
        ),
    ],
    "parity_units": [
        (
            "def parity_units(D):\n    hidden = np.column_stack([-1.5 - np.arange(D), np.ones((D, D))])\n"
            "    return hidden, np.concatenate([[0.5], np.where(np.arange(D) % 2 == 0, -1.0, 1.0)])",
            "your first hidden unit comes on only when two inputs are 1",
            "Which unit notices that there is a single one?",
        ),
        (
            "def parity_units(D):\n    hidden = np.column_stack([-0.5 - np.arange(D), np.ones((D, D))])\n"
            "    return hidden, np.concatenate([[0.5, -1.0, 1.0], np.zeros(D)])[: D + 1]",
            "your output unit listens to the first two hidden units only",
            "What should happen to the answer when a third input becomes 1?",
        ),
    ],
}
"""By the name of the function: its source, what it looks as if somebody did, and a question."""
