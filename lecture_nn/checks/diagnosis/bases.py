"""Other functions that an answer may have started from: what the exercise knows, and no single slip leads to.

Each is a wrong function with a thought behind it, such as momentum after another book's formula. Its variants are tried
as those of the right one are, so a formula from elsewhere is recognized with a slip in it, too.
"""

from __future__ import annotations

from lecture_nn.checks.diagnosis.bases_softmax import CROSS_ENTROPY, SOFTMAX
from lecture_nn.checks.diagnosis.thoughts import THOUGHTS, Base
from lecture_nn.checks.diagnosis.thoughts_lessons import LESSONS
from lecture_nn.checks.diagnosis.thoughts_training import TRAINING

MOMENTUM: list[Base] = [
    (
        "def momentum_step(w, v, g, eta, gamma):\n    v = gamma * v + g\n    return w - eta * v, v",
        "you multiply by η where the weights move, as some libraries do, and not in the velocity",
        "Does the velocity that you return contain η?",
    ),
    (
        "def momentum_step(w, v, g, eta, gamma):\n    v = gamma * v - eta * g\n    return w + v, v",
        "your velocity points downhill and is added, as in some books",
        "With which sign does the velocity of this task enter the weights?",
    ),
    (
        "def momentum_step(w, v, g, eta, gamma):\n    v = gamma * v + (1 - gamma) * g\n    return w - eta * v, v",
        "your velocity is an average of the gradients",
        "Does a new gradient come in with the factor 1 − γ here, or with another one?",
    ),
    (
        "def momentum_step(w, v, g, eta, gamma):\n    v = gamma * v + eta * g\n    return w - (gamma * v + eta * g), v",
        "this is Nesterov's momentum, which looks one step ahead",
        "What do the weights move by in plain momentum?",
    ),
]

BASES: dict[str, list[Base]] = {
    "exponential_average": [
        (
            "def exponential_average(losses, beta):\n    m, averages = 0.0, []\n"
            "    for n, loss in enumerate(losses, start=1):\n"
            "        m = beta * m + (1 - beta) * loss / (1 - beta**n)\n        averages.append(m)\n"
            "    return np.array(averages)",
            "you correct the losses that go into the average, and not the average that comes out",
            "Which of the two is too small at the beginning?",
        ),
        (
            "def exponential_average(losses, beta):\n    m, averages = 0.0, []\n"
            "    for n, loss in enumerate(losses, start=1):\n"
            "        m = (beta * m + (1 - beta) * loss) / (1 - beta**n)\n        averages.append(m)\n"
            "    return np.array(averages)",
            "the corrected average goes on into the next step, and is corrected there again",
            "Which of the two averages is continued, and which one is returned?",
        ),
        (
            "def exponential_average(losses, beta):\n    m, averages = losses[0], []\n"
            "    for loss in losses:\n"
            "        m = beta * m + (1 - beta) * loss\n        averages.append(m)\n"
            "    return np.array(averages)",
            "your average begins with the first loss instead of with 0, and isn't corrected",
            "How much does the first loss count after two steps?",
        ),
    ],
    "batches": [
        (
            "def batches(order, B):\n    return [order[i : i + B] for i in range(len(order) - B + 1)]",
            "your batches overlap: each begins one example after the one before",
            "In how many batches does an example occur in one epoch?",
        ),
        (
            "def batches(order, B):\n    return [order[i : i + B] for i in range(len(order))]",
            "your batches overlap: each begins one example after the one before",
            "In how many batches does an example occur in one epoch?",
        ),
    ],
    "most_hidden_units": [
        (
            "def most_hidden_units(D, K, budget):\n    return (budget - 2) // (D + K)",
            "you count one bias for a whole layer",
            "How many biases does a layer of three units have?",
        ),
        (
            "def most_hidden_units(D, K, budget):\n    return (budget - 1 - K) // (D + K)",
            "you count one bias for all hidden units together",
            "How many biases does a layer of three units have?",
        ),
        (
            "def most_hidden_units(D, K, budget):\n    return budget // (D + K)",
            "you leave out the biases",
            "Which parameters does a unit have besides its weights?",
        ),
    ],
    "accuracy": [
        (
            "def accuracy(o, T):\n    return np.mean(o.argmax(axis=1)[:, None] == T)",
            "you compare the numbers of the classes with one-hot rows",
            "What does a row of T hold, and which function tells where its 1 stands?",
        ),
        (
            "def accuracy(o, T):\n    return np.mean((o > 0.5) == T)",
            "you compare all entries one by one, the zeros as well",
            "How many predictions does the network make for one example?",
        ),
        (
            "def accuracy(o, T):\n    return np.mean(np.round(o) == T)",
            "you compare all entries one by one, the zeros as well",
            "How many predictions does the network make for one example?",
        ),
    ],
    "relu_derivative": [
        (
            "def relu_derivative(u):\n    return np.heaviside(u, 0.5)",
            "your derivative is one half at exactly 0",
            "What does the docstring ask for at this kink?",
        ),
    ],
    "neuron": [
        (
            "def neuron(x, weights, bias):\n    return sigmoid(weights[0] + np.dot(weights[1:], x[1:]))",
            "you take the first weight for the bias",
            "Which argument holds the bias, and with which index do the weights begin?",
        ),
        (
            "def neuron(x, weights, bias):\n    return sigmoid(bias + np.dot(weights[1:], x[1:]))",
            "you leave out the first weight, and the first input with it",
            "With which index do the weights begin?",
        ),
    ],
    "adam_step": [
        (
            "def adam_step(w, m, s, g, n, eta, beta1, beta2, eps):\n    m = beta1 * m + (1 - beta1) * g\n"
            "    s = beta2 * s + (1 - beta2) * g**2\n    m_hat, s_hat = m / (1 - beta1**n), s / (1 - beta2**n)\n"
            "    rate = eta * np.sqrt(1 - beta2**n) / (1 - beta1**n)\n"
            "    return w - rate * m_hat / (np.sqrt(s_hat) + eps), m, s",
            "you correct twice, the averages and the learning rate",
            "Which of the two ways to write the correction do you want to use?",
        ),
        (
            "def adam_step(w, m, s, g, n, eta, beta1, beta2, eps):\n    m = beta1 * m + (1 - beta1) * g\n"
            "    s = beta2 * s + (1 - beta2) * g**2\n    m, s = m / (1 - beta1**n), s / (1 - beta2**n)\n"
            "    return w - eta * m / (np.sqrt(s) + eps), m, s",
            "you return the corrected averages, which the next step then takes for the plain ones",
            "What does the next step do with the averages that it is given?",
        ),
    ],
    "best_threshold": [
        (
            "def best_threshold(c_fp, c_fn):\n    return c_fp / (2 * c_fn)",
            "you take half the ratio of the costs",
            "At what probability do both decisions cost the same on average?",
        ),
    ],
    "new_prior": [
        (
            "def new_prior(o, old, new):\n    odds = o / (1 - o) * new / (1 - new) * (1 - old) / old\n"
            "    return 1 / (1 + odds)",
            "your result is 1 minus what is asked for",
            "Is this the probability of a four, or of another digit?",
        ),
    ],
    "warm_cosine": [
        (
            "def warm_cosine(n, N, rising):\n    if n < rising:\n        return (n + 1) / rising\n"
            "    return np.cos(0.5 * np.pi * (n - rising) / (N - rising))",
            "you go through a quarter of the cosine's period, from 1 to 0",
            "Which part of its period does the lesson's formula go through, and what is done with the values below 0?",
        ),
        (
            "def warm_cosine(n, N, rising):\n    return min(1, (n + 1) / rising) * 0.5 * (1 + np.cos(np.pi * n / N))",
            "you multiply the warm-up and the cosine, which runs through all steps",
            "How large is the cosine's factor when the warm-up ends, and at which step does it begin?",
        ),
    ],
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
            "def stop_early(losses, patience):\n    best, lowest = 0, 0\n    for n in range(len(losses)):\n"
            "        if losses[n] < lowest:\n            best, lowest = n, losses[n]\n"
            "        if n - best >= patience:\n            return best + 1, n + 1\n"
            "    return best + 1, len(losses)",
            "your lowest loss starts at 0, which hardly any loss can beat",
            "With which number can the search for the smallest one begin?",
        ),
        (
            "def stop_early(losses, patience):\n    best, lowest, bad = 0, 0, 0\n    for n in range(len(losses)):\n"
            "        if losses[n] < lowest:\n            best, lowest, bad = n, losses[n], 0\n"
            "        else:\n            bad = bad + 1\n"
            "        if bad >= patience:\n            return best + 1, n + 1\n"
            "    return best + 1, len(losses)",
            "your lowest loss starts at 0, which hardly any loss can beat",
            "With which number can the search for the smallest one begin?",
        ),
        (
            "def stop_early(losses, patience):\n    best = 0\n    for n in range(len(losses)):\n"
            "        if n - best >= patience:\n            break\n"
            "        if losses[n] < losses[best]:\n            best = n\n"
            "    return best + 1, best + 1 + patience",
            "the last epoch that you return may lie beyond the end of the list",
            "How many epochs are there when the rule never stops training?",
        ),
        *[
            (
                "def stop_early(losses, patience):\n    best = 0\n    for n in range(len(losses)):\n"
                f"        if losses[n] < losses[best] - {least}:\n            best = n\n"
                "        if n - best >= patience:\n            return best + 1, n + 1\n"
                "    return best + 1, len(losses)",
                "an epoch has to be lower by some amount to count as better",
                "Does any lower loss count as an improvement here?",
            )
            for least in (0.01, 0.001, 0.0001)
        ],
        (
            "def stop_early(losses, patience):\n    best, bad = 0, 0\n    for n in range(1, len(losses)):\n"
            "        if losses[n] < losses[best]:\n            best = n\n        else:\n            bad = bad + 1\n"
            "        if bad >= patience:\n            return best + 1, n + 1\n    return best + 1, len(losses)",
            "you count all bad epochs, and an improvement doesn't reset the counter",
            "How many epochs in a row have been bad just after an improvement?",
        ),
        (
            "def stop_early(losses, patience):\n    best, bad = 0, 0\n    for n in range(1, len(losses)):\n"
            "        if losses[n] < losses[best]:\n            best = n\n"
            "        if losses[n] < losses[n - 1]:\n            bad = 0\n        else:\n            bad = bad + 1\n"
            "        if bad >= patience:\n            return best + 1, n + 1\n    return best + 1, len(losses)",
            "you compare each epoch with the one before and not with the best so far",
            "A loss rises a lot and then falls a little: is that an improvement?",
        ),
    ],
    "sigmoid": [
        (
            "def sigmoid(z):\n    return 1 / 1 + np.exp(-z)",
            "a pair of parentheses is missing: Python divides first, and then adds",
            "What is 1 / 1 + 2, and what was it meant to be?",
        ),
    ],
    "step": [
        (
            "def step(weights, biases, X, T, eta):\n    weights, biases = list(weights), list(biases)\n"
            "    h = forward(weights, biases, X)\n    for l in reversed(range(len(weights))):\n"
            "        d_weights, d_biases = backward(weights, h, T)\n"
            "        weights[l] = weights[l] - eta * d_weights[l]\n"
            "        biases[l] = biases[l] - eta * d_biases[l]\n    return weights, biases",
            "the upper layer has already moved when the gradient of a lower one is computed",
            "At which weights should all gradients of one step be taken?",
        ),
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
    for source, did, asks in (each for known in (BASES, THOUGHTS, TRAINING, LESSONS) for each in known.get(name, ())):
        source = source.replace("{name}", name)
        head = source.split("(", 1)[1].split(")", 1)[0]
        if tuple(each.strip() for each in head.split(",")) == parameters:
            found.append((source, did, asks))
    return found
