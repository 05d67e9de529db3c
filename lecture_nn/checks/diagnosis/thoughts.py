"""More functions that an answer may have started from, of the exercises and of the lessons' turns: see `bases`."""

from __future__ import annotations

Base = tuple[str, str, str]

PROBABILITIES = (
    "def {name}(Z, T):\n    e = np.exp(Z - Z.max(axis=1, keepdims=True))\n    P = e / e.sum(axis=1, keepdims=True)\n"
)
SMALL = ("1e-10", "1e-12", "1e-8", "1e-9", "1e-15", "1e-7", "1e-6", "1e-5", "1e-3")

GUARDED: list[Base] = [
    (
        f"{PROBABILITIES}    return -(T * np.log({guarded.format(small)})).sum(axis=1).mean()",
        did,
        "How large is the loss of a network that is confidently wrong: by your code, and by the formula?",
    )
    for small in SMALL
    for guarded, did in (
        ("P + {}", "you add a small number inside the logarithm"),
        ("np.maximum(P, {})", "you limit the probabilities before you take their logarithm"),
    )
]

CLIPPED: list[Base] = [
    (
        f"def {{name}}(P, T):\n    return -np.sum(T * np.log(np.clip(P, {small}, {largest}))) / len(P)",
        did,
        asks,
    )
    for small in (0.001, 0.01, 0.0001)
    for largest, did, asks in (
        (
            f"1 - {small}",
            f"you keep every probability between {small:g} and {1 - small:g}, so even a network that is right and "
            "certain pays for each example",
            "Does the logarithm need an upper limit, and how small a lower one still keeps it finite?",
        ),
        (
            "1",
            f"you replace every probability below {small:g} by {small:g}, which is large enough to show in the loss",
            "What does a confident mistake cost at most then, and how small a limit still keeps the logarithm finite?",
        ),
    )
]

THOUGHTS: dict[str, list[Base]] = {
    "stable_cross_entropy": GUARDED,
    "cross_entropy": [*GUARDED, *CLIPPED],
    "minibatches": [
        (
            "def minibatches(X, T, batch_size, seed):\n    order = np.random.default_rng(seed).permutation(len(X))\n"
            "    return [(X[rows], T[rows]) for rows in np.array_split(order, -(-len(X) // batch_size))]",
            "you divide the examples into batches of about the same size",
            "How many examples should each batch have, and what happens to the rest?",
        ),
    ],
    "sigmoid": [
        (
            "def sigmoid(z):\n    return 1 / (1 + np.exp(-(z - np.max(z))))",
            "you subtract the largest entry first, as in a softmax",
            "The softmax stays the same if one number is subtracted from all logits. Does the sigmoid?",
        ),
        (
            "def sigmoid(z):\n    e = np.exp(-np.abs(z))\n    return 1 / (1 + e)",
            "you take the absolute value of z and use one formula for both signs",
            "What should the sigmoid of −3 be, if that of 3 is 0.95?",
        ),
        (
            "def sigmoid(z):\n    o = 1 / (1 + np.exp(-z))\n    return o * (1 - o)",
            "you return the derivative of the sigmoid",
            "Is its slope asked for, or its value?",
        ),
        (
            "def sigmoid(z):\n    return 1 / np.exp(-z)",
            "you leave out the 1 in the denominator, so that your result grows without limit",
            "What is the sigmoid at z = 0, and what is yours?",
        ),
        (
            "def sigmoid(z):\n    return 0.5 * (1 + np.tanh(z))",
            "your curve is twice as steep as the sigmoid: it is σ(2z)",
            "Which number has to go into a tanh so that σ(z) comes out?",
        ),
    ],
    "neuron": [
        (
            "def neuron(x, weights, bias):\n    return np.dot(weights, sigmoid(np.asarray(x))) + bias",
            "you apply the sigmoid to the inputs and not to their weighted sum",
            "What does a unit do first, and what then?",
        ),
        (
            "def neuron(x, weights, bias):\n    return sigmoid(np.asarray(weights) * np.asarray(x)).sum() + bias",
            "you apply the sigmoid to each product and add up afterwards",
            "What does a unit do first, and what then?",
        ),
        (
            "def neuron(x, weights, bias):\n    return sigmoid(np.asarray(weights) * np.asarray(x) + bias).sum()",
            "you apply the sigmoid to each product and add up afterwards",
            "What does a unit do first, and what then?",
        ),
    ],
    "gradient": [
        (
            "def gradient(Z, T):\n    e = np.exp(Z - Z.max(axis=1, keepdims=True))\n"
            "    return e / e.sum(axis=1, keepdims=True) / len(Z) - T",
            "you divide the probabilities by N, and not the targets",
            "What has to stand in the parentheses that are divided?",
        ),
    ],
    "forward_deep": [
        (
            "def forward_deep(X, weights, biases):\n    h = X\n    for l in range(len(weights)):\n"
            "        z = h @ weights[l].T + biases[l]\n        h = np.tanh(z) if l > 0 else z\n    return h",
            "the first layer has no tanh, and the last one has",
            "Which of the layers should do without?",
        ),
    ],
    "exponential_average": [
        (
            "def exponential_average(losses, beta):\n    out = []\n    for n in range(1, len(losses) + 1):\n"
            "        weights = beta ** np.arange(n)\n        out.append(weights @ losses[:n] / weights.sum())\n"
            "    return np.array(out)",
            "your weights run the wrong way, so that the oldest loss counts most",
            "Which loss should have the largest weight in each sum?",
        ),
    ],
    "tanh_derivative": [
        (
            "def tanh_derivative(u):\n    h = np.tanh(u)\n    return h * (1 - h)",
            "you use the pattern of the sigmoid's derivative, h (1 − h)",
            "What is the derivative of tanh in terms of h?",
        ),
        (
            "def tanh_derivative(u):\n    return 1 / (1 - u**2)",
            "you return the derivative of the inverse function of tanh",
            "Where does tanh itself rise fastest: at 0, or at the ends?",
        ),
        (
            "def tanh_derivative(u):\n    return 1 / (1 + u**2)",
            "you return the derivative of arctan",
            "Which function is asked for, and what is its derivative?",
        ),
    ],
    "relu_derivative": [
        (
            "def relu_derivative(u):\n    return np.where(u == 0, 0.0, 1.0)",
            "you switch a unit off only where u is exactly 0",
            "What is the slope of max(0, u) where u is negative?",
        ),
        *[
            (
                f"def relu_derivative(u):\n    return np.where(u > {limit}, 1.0, 0.0)",
                f"your derivative is 0 up to u = {limit}, where the ReLU has been rising for a while",
                "Where does max(0, u) begin to rise?",
            )
            for limit in (1, 0.5)
        ],
        *[
            (
                f"def relu_derivative(u):\n    return np.where(u > 0, 1.0, {slope})",
                "this is the derivative of a leaky ReLU, which still rises a little below 0",
                "What does a plain ReLU return for −2 and for −3?",
            )
            for slope in (0.01, 0.1, 0.2, 0.001, 0.05, 0.3)
        ],
    ],
    "parity_units": [
        (
            "def parity_units(D):\n    hidden = np.column_stack([-0.5 * np.ones(D), np.eye(D)])\n"
            "    return hidden, np.concatenate([[0.5], np.where(np.arange(D) % 2 == 0, -1.0, 1.0)])",
            "each of your hidden units sees a single input",
            "How can a unit tell how many of the inputs are 1?",
        ),
        (
            "def parity_units(D):\n    hidden = np.column_stack([-0.5 - np.arange(D), np.eye(D)])\n"
            "    return hidden, np.concatenate([[0.5], np.where(np.arange(D) % 2 == 0, -1.0, 1.0)])",
            "each of your hidden units sees a single input",
            "How can a unit tell how many of the inputs are 1?",
        ),
    ],
    "neuron_batch": [
        (
            "def neuron_batch(X, weights, bias):\n    return sigmoid(X) @ weights + bias",
            "you apply the sigmoid to the inputs and not to their weighted sum",
            "What does a unit do first, and what then?",
        ),
    ],
    "dead_fraction": [
        (
            "def dead_fraction(H):\n    return np.mean(H.std(axis=0) == 0)",
            "you count every unit whose activation is the same for all examples, whatever it is",
            "A unit puts out 2 for every example. Is it dead?",
        ),
        (
            "def dead_fraction(H):\n    return np.mean(H.mean(axis=0) < 0.01)",
            "you call a unit dead when its mean activation is small",
            "Can a unit that is active for few examples still learn?",
        ),
    ],
    "fraction_linear": [
        (
            "def fraction_linear(u):\n    return np.mean(np.abs(np.tanh(u)) < 0.58)",
            "you compare tanh(u) with the limit, and not u itself",
            "For which of the two is the range given?",
        ),
        (
            "def fraction_linear(u):\n    return np.mean(np.tanh(u) < 0.58)",
            "you compare tanh(u) with the limit, and its negative values as well",
            "For which of the two is the range given, and what about u below it?",
        ),
        (
            "def fraction_linear(u):\n    return np.mean(u**2 < 0.58)",
            "you compare the square of u with the limit of u itself",
            "What is the limit of the square?",
        ),
        (
            "def fraction_linear(u):\n    return np.mean(np.abs(u).mean(axis=1) < 0.58)",
            "you average over the units of each example before you compare",
            "Does each entry count by itself here?",
        ),
        (
            "def fraction_linear(u):\n    return np.mean(np.abs(u).max(axis=0) < 0.58)",
            "you ask which units stay in the range for all examples",
            "Does each entry count by itself here?",
        ),
        (
            "def fraction_linear(u):\n    return np.mean(np.abs(u).max(axis=1) < 0.58)",
            "you ask for which examples all units are in the range",
            "Does each entry count by itself here?",
        ),
        *[
            (
                f"def fraction_linear(u):\n    return np.mean(1 - np.tanh(u)**2 > {least})",
                "you ask where the derivative of tanh is large, which is another range",
                "By which condition is the range defined here?",
            )
            for least in (0.9, 0.95, 0.8, 0.5, 0.75, 0.7)
        ],
    ],
    "folds": [
        (
            "def folds(order, k):\n    size = -(-len(order) // k)\n"
            "    parts = [order[n * size : (n + 1) * size] for n in range(k)]\n"
            "    return [(np.concatenate(parts[:n] + parts[n + 1 :]), parts[n]) for n in range(k)]",
            "you round the size of a part up, so that too few are left for the last one",
            "How large are the parts of 10 examples in 4, if they are as equal as possible?",
        ),
        (
            "def folds(order, k):\n    size = len(order) // k\n"
            "    parts = [order[n * size : (n + 1) * size] for n in range(k)]\n"
            "    return [(np.concatenate(parts[:n] + parts[n + 1 :]), parts[n]) for n in range(k)]",
            "you round the size of a part down, and the last examples belong to no part",
            "What happens to the remainder when 10 examples are divided into 4 parts?",
        ),
        (
            "def folds(order, k):\n    size = len(order) // k\n"
            "    parts = [order[n * size : (n + 1) * size if n < k - 1 else len(order)] for n in range(k)]\n"
            "    return [(np.concatenate(parts[:n] + parts[n + 1 :]), parts[n]) for n in range(k)]",
            "you round the size of a part down, and the last part gets everything that is left over",
            "How large are the parts of 11 examples in 4, if they are as equal as possible?",
        ),
    ],
    "by_nudging": [
        (
            "def by_nudging(E, w, step):\n    w = w.copy()\n    gradient = np.empty(len(w))\n"
            "    for i in range(len(w)):\n"
            "        low = E(w)\n        w[i] = w[i] + 2 * step\n        gradient[i] = (E(w) - low) / (2 * step)\n"
            "    return gradient",
            "a weight that has been nudged isn't moved back before the next one",
            "At which point should each of the derivatives be measured?",
        ),
        (
            "def by_nudging(E, w, step):\n    w = w.copy()\n    gradient = np.empty(len(w))\n"
            "    for i in range(len(w)):\n"
            "        low = E(w)\n        w[i] = w[i] + step\n        gradient[i] = (E(w) - low) / step\n"
            "    return gradient",
            "a weight that has been nudged isn't moved back before the next one",
            "At which point should each of the derivatives be measured?",
        ),
        (
            "def by_nudging(E, w, step):\n    w = w.copy()\n    gradient = np.empty(len(w))\n"
            "    for i in range(len(w)):\n"
            "        w[i] = w[i] + step\n        up = E(w)\n        w[i] = w[i] - 2 * step\n"
            "        gradient[i] = (up - E(w)) / (2 * step)\n    return gradient",
            "a weight that has been nudged isn't moved back before the next one",
            "At which point should each of the derivatives be measured?",
        ),
        (
            "def by_nudging(E, w, step):\n    gradient = np.empty(len(w))\n    for i in range(len(w)):\n"
            "        up = w.copy()\n        up[i] = up[i] + step\n        gradient[i] = (E(up) - E(w)) / step\n"
            "    return gradient",
            "you nudge each weight in one direction only",
            "Why is a difference between a step up and a step down more exact?",
        ),
        (
            "def by_nudging(E, w, step):\n    return np.full(len(w), (E(w + step) - E(w - step)) / (2 * step))",
            "you nudge all weights at once",
            "How would E tell you which of the weights it depends on?",
        ),
    ],
    "largest_rate": [
        (
            "def largest_rate(H, gamma):\n    return 2 * (1 + gamma) / np.diag(H).max()",
            "you take the diagonal of H for its curvatures",
            "In which directions is the curvature largest and smallest: along the axes?",
        ),
        (
            "def largest_rate(H, gamma):\n    return 2 * (1 + gamma) / np.trace(H)",
            "you take the sum of the curvatures for the largest one",
            "Which direction is the first to diverge?",
        ),
        (
            "def largest_rate(H, gamma):\n    return 2 * (1 + gamma) / np.linalg.norm(H)",
            "you take the root of the sum of all squares for the largest curvature",
            "Which direction is the first to diverge, and which number of H belongs to it?",
        ),
        (
            "def largest_rate(H, gamma):\n    return 2 * (1 + gamma) / np.abs(H).max()",
            "you take the largest entry of H for the largest curvature, which is an eigenvalue",
            "In which directions is the curvature largest and smallest: along the axes?",
        ),
        (
            "def largest_rate(H, gamma):\n    return 2 * (1 + gamma) / np.linalg.det(H)",
            "you divide by the determinant, which is the product of all curvatures",
            "Which direction is the first to diverge?",
        ),
    ],
}
"""By the name of the function: its source, what it looks as if somebody did, and a question."""
