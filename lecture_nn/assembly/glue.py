"""What puts the parts together: the course's, and copied into `my_network.py` below the student's own functions.

The lines below the mark are copied as they are, so they may use only NumPy and the names of the parts.
"""

from __future__ import annotations

import numpy as np

from lecture_nn.assembly.stand_ins import (
    accuracy,
    adam_step,
    batches,
    cost,
    cross_entropy,
    dead_fraction,
    delta_h,
    forward_deep,
    gradient,
    gradients,
    momentum_step,
    relu_derivative,
    sigmoid,
    sigmoid_derivative,
    softmax,
    step,
    stop_early,
    tanh_derivative,
)

# ---- What holds it together: the course's ----

HIDDEN = {  # a function of the pre-activations u, and its derivative; h is what it returned
    "tanh": (np.tanh, lambda u, h: tanh_derivative(u)),
    "sigmoid": (sigmoid, lambda u, h: sigmoid_derivative(h)),
    "relu": (lambda u: np.maximum(0, u), lambda u, h: np.reshape(relu_derivative(u.ravel()), u.shape)),
}


def initial_weights(sizes, hidden, seed):
    """Return lists of weights (units, inputs) and biases (units,), for layers of these sizes, inputs first.

    The weights are normal random numbers. Their variance is 2 / inputs for ReLUs and 1 / inputs for other units, so
    that activations keep their size from layer to layer. Biases begin at 0.
    """
    rng = np.random.default_rng(seed)
    weights, biases = [], []
    for number, (inputs, units) in enumerate(zip(sizes[:-1], sizes[1:], strict=True), start=1):
        variance = (2 if hidden == "relu" and number < len(sizes) - 1 else 1) / inputs
        weights.append(rng.normal(0.0, np.sqrt(variance), size=(units, inputs)))
        biases.append(np.zeros(units))
    return weights, biases


def forward(X, weights, biases, hidden="tanh"):
    """Return the pre-activations and the activations of all layers, two lists; the activations begin with X.

    Your forward_deep is called for one layer at a time, since the way back needs what every layer has computed.
    """
    u, h = [], [X]
    for W, b in zip(weights, biases, strict=True):
        u.append(np.asarray(forward_deep(h[-1], [W], [b])))
        h.append(np.asarray(HIDDEN[hidden][0](u[-1])) if len(u) < len(weights) else u[-1])
    return u, h


def predict(X, weights, biases, hidden="tanh"):
    """Return the probabilities of the classes, shape (N, K)."""
    return np.asarray(softmax(forward(X, weights, biases, hidden)[1][-1]))


def backward(u, h, T, weights, biases, hidden="tanh"):
    """Return the gradients of the mean cross-entropy, two lists in the shapes of the weights and the biases.

    With one hidden layer of tanh units this is your gradients. It was written for the squared error and linear
    outputs, where the error signal at the top is (z - t) / N. Below the top nothing depends on the loss, so we give
    it the targets for which (z - t) / N is the error signal of the softmax. For other networks your delta_h takes
    the error signals down, one example at a time, and your derivatives take them through the units.
    """
    delta = np.asarray(gradient(h[-1], T))
    if hidden == "tanh" and len(weights) == 2:
        (V, W), (v0, w0) = weights, biases
        targets = h[-1] - len(T) * delta
        d_V, d_v0, d_W, d_w0 = (np.asarray(each) for each in gradients(h[0], targets, V, v0, W, w0))
        return [d_V, d_W], [d_v0, d_w0]
    d_weights, d_biases = [], []
    for l in reversed(range(len(weights))):
        d_weights.insert(0, delta.T @ h[l])
        d_biases.insert(0, delta.sum(axis=0))
        if l > 0:
            arriving = np.array([delta_h(one, weights[l]) for one in delta])
            delta = arriving * np.asarray(HIDDEN[hidden][1](u[l - 1], h[l]))
    return d_weights, d_biases


def move(weights, biases, d_weights, d_biases, memory, n, rule, eta, decay=0.0):
    """Return new weights and biases after step number n by your momentum_step, your adam_step or your step.

    memory is a dictionary with what the rule remembers of each array; it is changed.
    """
    if rule == "step":
        new = step(weights, biases, d_weights, d_biases, eta, decay)
        return tuple([np.asarray(array) for array in arrays] for arrays in new)
    moved = []
    for number, (w, g) in enumerate(zip([*weights, *biases], [*d_weights, *d_biases], strict=True)):
        if rule == "momentum_step":
            (v,) = memory.get(number, [np.zeros_like(w)])
            w, *memory[number] = momentum_step(w, v, g, eta, 0.9)
        else:
            m, s = memory.get(number, [np.zeros_like(w), np.zeros_like(w)])
            w, *memory[number] = adam_step(w, m, s, g, n, eta, 0.9, 0.999, 1e-8)
        moved.append(np.asarray(w))
    return moved[: len(weights)], moved[len(weights) :]


def train(training, validation, sizes, hidden, rule, eta, epochs, batch_size=50, decay=0.0, patience=None, seed=0):
    """Return weights, biases and what was measured in each epoch, a dictionary of lists.

    training and validation are pairs (X, T). The loss of an epoch is the mean over its batches, each measured before
    its step. With a patience, your stop_early ends the run, and the weights of the best epoch are returned.
    """
    (X, T), (X_new, T_new) = training, validation
    weights, biases = initial_weights(sizes, hidden, seed)
    measured = {"loss": [], "validation_loss": [], "validation_accuracy": []}
    rng, memory, kept, n = np.random.default_rng(seed), {}, [], 0
    for _ in range(epochs):
        total = 0.0
        for rows in batches(rng.permutation(len(X)), batch_size):
            u, h = forward(X[rows], weights, biases, hidden)
            total += len(rows) * float(cross_entropy(h[-1], T[rows]))
            d_weights, d_biases = backward(u, h, T[rows], weights, biases, hidden)
            n += 1
            weights, biases = move(weights, biases, d_weights, d_biases, memory, n, rule, eta, decay)
        logits = forward(X_new, weights, biases, hidden)[1][-1]
        measured["loss"].append(total / len(X))
        measured["validation_loss"].append(float(cross_entropy(logits, T_new)))
        measured["validation_accuracy"].append(float(accuracy(logits, T_new)))
        kept.append((weights, biases))
        if patience is not None:
            best, _ = stop_early(measured["validation_loss"], patience)
            if len(kept) - best >= patience:
                break
    if patience is not None:
        weights, biases = kept[stop_early(measured["validation_loss"], patience)[0] - 1]
    if hidden == "relu":
        measured["dead"] = float(dead_fraction(forward(X_new, weights, biases, hidden)[1][1]))
    return weights, biases, measured


def check_gradients():
    """Return, for small networks, by how much their gradients differ from finite differences, relative to the largest.

    The last entry is about weight decay: what your step subtracts must be the gradient of your cost.
    """
    rng = np.random.default_rng(3)
    X, T, found = rng.normal(size=(6, 5)), np.eye(3)[rng.integers(3, size=6)], {}
    networks = {"tanh, one hidden layer": ([5, 4, 3], "tanh"), "tanh, two": ([5, 4, 4, 3], "tanh")}
    networks |= {"sigmoid, two": ([5, 4, 4, 3], "sigmoid"), "ReLU, two": ([5, 4, 4, 3], "relu")}
    for name, (sizes, hidden) in networks.items():
        weights, biases = initial_weights(sizes, hidden, seed=1)
        biases = [rng.normal(scale=0.3, size=b.shape) for b in biases]

        def loss(weights=weights, biases=biases, hidden=hidden):
            return float(cross_entropy(forward(X, weights, biases, hidden)[1][-1], T))

        u, h = forward(X, weights, biases, hidden)
        d_weights, d_biases = backward(u, h, T, weights, biases, hidden)
        found[name] = largest_difference(loss, [*weights, *biases], [*d_weights, *d_biases])

    def penalized():
        return float(cost(loss(), weights, biases, 0.1))

    new_weights, new_biases = step(weights, biases, d_weights, d_biases, 1.0, 0.1)
    moved = [old - new for old, new in zip([*weights, *biases], [*new_weights, *new_biases], strict=True)]
    found["weight decay"] = largest_difference(penalized, [*weights, *biases], moved)
    return found


def largest_difference(f, arrays, claimed, nudge=1e-5):
    """Return the largest distance of the claimed gradients of f from centred differences, relative to the largest."""
    worst = size = 0.0
    for array, d in zip(arrays, claimed, strict=True):
        for place in np.ndindex(array.shape):
            start = array[place]
            array[place] = start + nudge
            above = f()
            array[place] = start - nudge
            below = f()
            array[place] = start
            numerical = (above - below) / (2 * nudge)
            worst = float(np.maximum(worst, abs(d[place] - numerical)))  # unlike max, it keeps a nan
            size = float(np.maximum(size, abs(numerical)))
    return worst / size


if __name__ == "__main__":
    for name, difference in check_gradients().items():
        print(f"gradients of {name}: within {difference:.0e} of finite differences")
    rng = np.random.default_rng(0)
    place = rng.uniform(-1, 1, size=(600, 2))
    same = (place > 0).all(axis=1) | (place < 0).all(axis=1)  # the problem that no straight line solves
    pairs = [(place[rows], np.eye(2)[same[rows].astype(int)]) for rows in (slice(400), slice(400, None))]
    weights, biases, measured = train(*pairs, [2, 12, 2], "tanh", "momentum_step", 0.1, epochs=60, batch_size=20)
    print(f"same sign or not, after 60 epochs: {measured['validation_accuracy'][-1]:.0%} of 200 new examples right")
