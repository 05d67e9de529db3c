"""Errors whose mistake was made earlier, or elsewhere in the line, than where they are raised: what is said of them."""

import pytest
from diagnosed import told

ANSWERS = [
    # a sum over the classes is missing on the other side
    (
        "softmax",
        "cross_entropy",
        """
def cross_entropy(Z, T):
    shifted = Z - Z.max(axis=1, keepdims=True)
    logs = np.log(np.exp(shifted).sum(axis=1))
    return np.mean(logs - T * shifted)
""",
        "which shape must it have",
        "or a whole row?",
    ),
    (
        "turn",
        "stable_cross_entropy",
        """
def stable_cross_entropy(Z, T):
    m = Z.max(axis=1, keepdims=True)
    L = m[:, 0] + np.log(np.exp(Z - m).sum(axis=1))
    return np.mean(L - T * Z)
""",
        "Should each row get its own number",
        "or a whole row?",
    ),
    (
        "ten_digits",
        "accuracy",
        """
def accuracy(o, T):
    return np.mean(o.max(axis=1) == T)
""",
        "which shape must it have",
        "or a whole row?",
    ),
    # the limit of a loop counts another axis
    (
        "monitoring",
        "dead_fraction",
        """
def dead_fraction(H):
    dead = 0
    for j in range(len(H)):
        if np.all(H[:, j] == 0):
            dead += 1
    return dead / len(H)
""",
        "Does the counting begin",
        "What should `j` count",
    ),
    (
        "softmax",
        "cross_entropy",
        """
def cross_entropy(Z, T):
    P = softmax(Z)
    total = 0
    for n in range(len(Z)):
        for k in range(len(T)):
            total -= T[n, k] * np.log(P[n, k])
    return total / len(Z)
""",
        "Does the counting begin",
        "What should `k` count",
    ),
    (
        "ten_digits",
        "accuracy",
        """
def accuracy(o, T):
    right = 0
    for n in range(len(o)):
        right += np.argmax(o[:, n]) == np.argmax(T[:, n])
    return right / len(o)
""",
        "Does the counting begin",
        "What should `n` count",
    ),
    # an array that is made too short
    (
        "neuron",
        "parity_units",
        """
def parity_units(D):
    hidden = np.zeros((D, D + 1))
    output = np.zeros(D)
    output[0] = 0.5
    for k in range(D):
        hidden[k, 0] = -(k + 0.5)
        hidden[k, 1:] = 1
        output[k + 1] = -1 if k % 2 == 0 else 1
    return hidden, output
""",
        "Does the counting begin",
        "decides how many entries",
    ),
    (
        "neuron",
        "parity_units",
        """
def parity_units(D):
    hidden = np.zeros((D, D))
    output = np.zeros(D + 1)
    output[0] = -0.5
    for k in range(D):
        hidden[k, 0] = -(k + 0.5)
        for j in range(D):
            hidden[k, j + 1] = 1
        output[k + 1] = (-1) ** k
    return hidden, output
""",
        "Does the counting begin",
        "decides how long this axis is",
    ),
    (
        "monitoring",
        "exponential_average",
        """
def exponential_average(losses, beta):
    m = np.zeros(len(losses))
    averages = []
    for n in range(len(losses)):
        m[n + 1] = beta * m[n] + (1 - beta) * losses[n]
        averages.append(m[n + 1] / (1 - beta ** (n + 1)))
    return np.array(averages)
""",
        "Does the counting begin",
        "decides how many entries",
    ),
    # entries used as positions
    (
        "model_selection",
        "stop_early",
        """
def stop_early(losses, patience):
    best = 0
    for n in losses:
        if losses[n] < losses[best]:
            best = n
        if n - best >= patience:
            return best + 1, n + 1
    return best + 1, len(losses)
""",
        "became a float on its way",
        "not its position",
    ),
    (
        "monitoring",
        "exponential_average",
        """
def exponential_average(losses, beta):
    m = 0
    averages = []
    for n in losses:
        m = beta * m + (1 - beta) * losses[n]
        averages.append(m / (1 - beta ** (n + 1)))
    return np.array(averages)
""",
        "became a float on its way",
        "not its position",
    ),
    (
        "model_selection",
        "choose",
        """
def choose(decays, training, validation, test):
    best = 0
    for i in validation:
        if validation[i] < validation[best]:
            best = i
    return decays[best], test[best]
""",
        "became a float on its way",
        "not its position",
    ),
    # entries that are arrays used as positions
    (
        "forward_pass",
        "forward_deep",
        """
def forward_deep(X, weights, biases):
    h = X
    for l in weights:
        z = h @ weights[l].T + biases[l]
        h = np.tanh(z)
    return h
""",
        "what would make an array of it",
        "not its position",
    ),
    (
        "weight_decay",
        "cost",
        """
def cost(loss, weights, biases, decay):
    total = 0
    for W in weights:
        total += np.sum(weights[W] ** 2)
    return loss + decay / 2 * total
""",
        "what would make an array of it",
        "not its position",
    ),
    (
        "turn",
        "update",
        """
def update(parameters, gradients, eta):
    new = []
    for n in parameters:
        new.append(parameters[n] - eta * gradients[n])
    return new
""",
        "what would make an array of it",
        "not its position",
    ),
    # the value of an entry kept in place of its position
    (
        "model_selection",
        "stop_early",
        """
def stop_early(losses, patience):
    best = losses[0]
    for n in range(len(losses)):
        if losses[n] < losses[best]:
            best = n
        if n - best >= patience:
            return best + 1, n + 1
    return best + 1, len(losses)
""",
        "became a float on its way",
        "not its position",
    ),
    (
        "model_selection",
        "choose",
        """
def choose(decays, training, validation, test):
    best = validation[0]
    for v in validation:
        if v < best:
            best = v
    return decays[best], test[best]
""",
        "became a float on its way",
        "not its position",
    ),
    (
        "model_selection",
        "choose",
        """
def choose(decays, training, validation, test):
    best = sorted(validation)[0]
    return decays[best], test[best]
""",
        "became a float on its way",
        "not its position",
    ),
    # a start that is missing before a loop, and a value made of itself
    (
        "model_selection",
        "stop_early",
        """
def stop_early(losses, patience):
    for n in range(len(losses)):
        if losses[n] < losses[best]:
            best = n
        if n - best >= patience:
            return best + 1, n + 1
    return best + 1, len(losses)
""",
        "In which order",
        "be before the loop begins?",
    ),
    (
        "model_selection",
        "choose_by_folds",
        """
def choose_by_folds(decays, errors):
    for d, column in zip(decays, errors.T):
        if column.mean() < lowest:
            lowest = column.mean()
            best = d
    return best
""",
        "In which order",
        "be before the loop begins?",
    ),
    (
        "forward_pass",
        "forward_deep",
        """
def forward_deep(X, weights, biases):
    for l in range(len(weights)):
        z = h @ weights[l].T + biases[l]
        h = np.tanh(z) if l < len(weights) - 1 else z
    return h
""",
        "In which order",
        "be before the loop begins?",
    ),
    (
        "forward_pass",
        "forward",
        """
def forward(x, V, v0, W, w0):
    h = np.tanh(V @ h + v0)
    return sigmoid(W @ h + w0)
""",
        "in the first round there is none",
        "has no value before this line",
    ),
    # names that look alike and name something else
    (
        "multi_layer_backprop",
        "gradients",
        """
def gradients(X, T, V, v0, W, w0):
    H = np.tanh(X @ V.T + v0)
    deltas_z = (H @ W.T + w0 - T) / len(X)
    deltas_u = delta_u(deltas_z @ W, H)
    d_V = deltas_u.T @ X
    d_W = deltas_z.T @ H
    d_w0 = deltas_z.sum(axis=0)
    return d_V, d_v0, d_W, d_w0
""",
        "Is that the one you mean",
        "gives it a value. What should",
    ),
    (
        "single_layer_backprop",
        "step",
        """
def step(X, T, W, b, eta):
    d_W, d_b = gradient_of_sum(X, T, W, b)
    new_W = W - eta * d_W
    return new_W, new_b
""",
        "Is that the one you mean",
        "gives it a value. What should",
    ),
    (
        "optimizers",
        "adam_step",
        """
def adam_step(w, m, s, g, n, eta, beta1, beta2, eps):
    m = beta * m + (1 - beta) * g
    s = beta2 * s + (1 - beta2) * g**2
    return w - eta * m / (1 - beta1**n) / (np.sqrt(s / (1 - beta2**n)) + eps), m, s
""",
        "Is that the one you mean",
        "`beta1` and `beta2`",
    ),
    # the name of one entry
    (
        "monitoring",
        "exponential_average",
        """
def exponential_average(losses, beta):
    m = 0
    averages = []
    for n in range(1, len(losses) + 1):
        m = beta * m + (1 - beta) * loss
        averages.append(m / (1 - beta**n))
    return np.array(averages)
""",
        "Is that the one you mean",
        "in this round, or all of them?",
    ),
    (
        "forward_pass",
        "forward_deep",
        """
def forward_deep(X, weights, biases):
    h = X
    for l in range(len(weights)):
        z = h @ weight.T + bias
        h = np.tanh(z) if l < len(weights) - 1 else z
    return h
""",
        "Is that the one you mean",
        "in this round, or all of them?",
    ),
    (
        "turn",
        "update",
        """
def update(parameters, gradients, eta):
    new = []
    for n in range(len(parameters)):
        new.append(parameter - eta * gradients[n])
    return new
""",
        "Is that the one you mean",
        "in this round, or all of them?",
    ),
    # a value named like a function
    (
        "single_layer_backprop",
        "gradient_of_example",
        """
def gradient_of_example(x, t, W, b):
    return np.outer(delta, x), delta
""",
        "Is that the one you mean",
        "gives it a value. What should",
    ),
    (
        "multi_layer_backprop",
        "gradients",
        """
def gradients(X, T, V, v0, W, w0):
    H = np.tanh(X @ V.T + v0)
    deltas_z = (H @ W.T + w0 - T) / len(X)
    return deltas_u.T @ X, deltas_u.sum(axis=0), deltas_z.T @ H, deltas_z.sum(axis=0)
""",
        "Is that the one you mean",
        "gives it a value. What should",
    ),
    # a new list that no line makes
    (
        "debug_the_trainer",
        "step",
        """
def step(weights, biases, X, T, eta):
    h = forward(weights, biases, X)
    d_weights, d_biases = backward(weights, h, T)
    for l in range(len(weights)):
        weights_new[l] = weights[l] - eta * d_weights[l]
        biases_new[l] = biases[l] - eta * d_biases[l]
    return weights_new, biases_new
""",
        "Is that the one you mean",
        "What should `weights_new` be before the loop begins",
    ),
    (
        "debug_the_trainer",
        "step",
        """
def step(weights, biases, X, T, eta):
    h = forward(weights, biases, X)
    d_weights, d_biases = backward(weights, h, T)
    weights_new = [W - eta * d for W, d in zip(weights, d_weights)]
    return weights_new, biases_new
""",
        "Is that the one you mean",
        "What should `biases_new` be",
    ),
    # what other languages' lists have
    (
        "model_selection",
        "stop_early",
        """
def stop_early(losses, patience):
    best = 0
    for n in range(losses.length):
        if losses[n] < losses[best]:
            best = n
        if n - best >= patience:
            return best + 1, n + 1
    return best + 1, len(losses)
""",
        "Only arrays have",
        "the number of entries in Python",
    ),
    (
        "model_selection",
        "stop_early",
        """
def stop_early(losses, patience):
    best = 0
    for n in range(losses.len()):
        if losses[n] < losses[best]:
            best = n
    return best + 1, len(losses)
""",
        "Only arrays have",
        "the number of entries in Python",
    ),
    (
        "monitoring",
        "exponential_average",
        """
def exponential_average(losses, beta):
    m, averages = 0, []
    for n, loss in enumerate(losses):
        m = beta * m + (1 - beta) * loss
        averages.push(m / (1 - beta ** (n + 1)))
    return np.array(averages)
""",
        "Only arrays have",
        "puts an entry at the end",
    ),
    # a whole array where one of its entries belongs
    (
        "monitoring",
        "exponential_average",
        """
def exponential_average(losses, beta):
    averages = np.zeros(len(losses))
    averages[0] = losses[0]
    for n in range(1, len(losses)):
        averages[n] = beta * averages[n - 1] + (1 - beta) * losses
    return averages
""",
        "Is a sum missing on the right",
        "`losses` stands for all of its entries",
    ),
    (
        "monitoring",
        "exponential_average",
        """
def exponential_average(losses, beta):
    averages = np.zeros(len(losses))
    m = 0
    for n in range(len(losses)):
        m = beta * m + (1 - beta) * losses
        averages[n] = m / (1 - beta ** (n + 1))
    return averages
""",
        "Is a sum missing on the right",
        "`losses` stands for all of its entries",
    ),
    # pieces that are to be joined or left out
    (
        "model_selection",
        "folds",
        """
def folds(order, k):
    size = len(order) // k
    result = []
    for i in range(k):
        validation = order[i * size:(i + 1) * size]
        training = order[:i * size] + order[(i + 1) * size:]
        result.append((training, validation))
    return result
""",
        "one entry of each stand for",
        "doesn't join the arrays",
    ),
    (
        "model_selection",
        "folds",
        """
def folds(order, k):
    result = []
    for part in np.array_split(order, k):
        result.append((order - part, part))
    return result
""",
        "one entry of each stand for",
        "that are not in `part`",
    ),
    (
        "model_selection",
        "folds",
        """
def folds(order, k):
    parts = np.array_split(order, k)
    return [(order[order != part], part) for part in parts]
""",
        "one entry of each stand for",
        "that are not in `part`",
    ),
    # a comma in place of a colon, and an array made with too few axes
    (
        "optimizers",
        "batches",
        """
def batches(order, B):
    return [order[n, n + B] for n in range(0, len(order), B)]
""",
        "where you expected a batch",
        "comma separates the indices",
    ),
    (
        "model_selection",
        "folds",
        """
def folds(order, k):
    c = [i * len(order) // k for i in range(k + 1)]
    return [(np.delete(order, np.s_[c[i]:c[i + 1]]), order[c[i], c[i + 1]]) for i in range(k)]
""",
        "where you expected a batch",
        "comma separates the indices",
    ),
    (
        "model_selection",
        "stop_early",
        """
def stop_early(losses, patience):
    for n in range(1, len(losses) + 1):
        best = int(np.argmin(losses[0, n])) + 1
        if n - best >= patience:
            return best, n
    return best, len(losses)
""",
        "array of a list of rows",
        "comma separates the indices",
    ),
    (
        "00_start_here",
        "one_hot_targets",
        """
def one_hot_targets(labels, K):
    T = np.zeros(K)
    for n, k in enumerate(labels):
        T[n, k] = 1
    return T
""",
        "where you expected a batch",
        "decides how many axes",
    ),
    # an if that decides once
    (
        "ten_digits",
        "accuracy",
        """
def accuracy(o, T):
    right = 0
    for n in range(len(o)):
        if o[n] == T[n]:
            right += 1
    return right / len(o)
""",
        "chooses entry by entry",
        "match, or at least one",
    ),
    (
        "ten_digits",
        "accuracy",
        """
def accuracy(o, T):
    right = 0
    for n in range(len(o)):
        if max(o[n]) == T[n]:
            right += 1
    return right / len(o)
""",
        "chooses entry by entry",
        "match, or at least one",
    ),
    (
        "model_selection",
        "choose_by_folds",
        """
def choose_by_folds(decays, errors):
    best = 0
    for i in range(len(decays)):
        if errors[:, i] < errors[:, best]:
            best = i
    return decays[best]
""",
        "chooses entry by entry",
        "be true for every entry, or for at least one",
    ),
    (
        "weight_decay",
        "minimum_l1",
        """
def minimum_l1(a, decay):
    w = np.zeros_like(a)
    for i in range(len(a)):
        if a > decay:
            w[i] = a[i] - decay
        elif a < -decay:
            w[i] = a[i] + decay
    return w
""",
        "chooses entry by entry",
        "Do you need one entry of `a`",
    ),
    # examples in columns
    (
        "forward_pass",
        "forward_batch",
        """
def forward_batch(X, V, v0, W, w0):
    H = np.tanh(V @ X.T + v0)
    return sigmoid(W @ H + w0)
""",
        "Should each row get",
        "each column belongs to one example",
    ),
    (
        "multi_layer_backprop",
        "gradients",
        """
def gradients(X, T, V, v0, W, w0):
    H = np.tanh(V @ X.T + v0)
    deltas_z = (W @ H + w0 - T) / len(X)
    deltas_u = deltas_z @ W * (1 - H**2)
    return deltas_u.T @ X, deltas_u.sum(axis=0), deltas_z.T @ H, deltas_z.sum(axis=0)
""",
        "Should each row get",
        "each column belongs to one example",
    ),
    (
        "single_layer_backprop",
        "gradient_of_sum",
        """
def gradient_of_sum(X, T, W, b):
    deltas = delta_z(sigmoid(W @ X.T + b), T)
    return deltas.T @ X, deltas.sum(axis=0)
""",
        "Should each row get",
        "each column belongs to one example",
    ),
    # arrays that shouldn't be combined
    (
        "weight_decay",
        "cost",
        """
def cost(loss, weights, biases, decay):
    total = 0
    for W, b in zip(weights, biases):
        total += np.sum(W**2 + b**2)
    return loss + decay / 2 * total
""",
        "get its own number?",
        "added entry by entry",
    ),
    (
        "weight_decay",
        "step",
        """
def step(weights, biases, d_weights, d_biases, eta, decay):
    new_weights = [W - eta * (d + decay * W) for W, d in zip(weights, d_weights)]
    new_biases = []
    for l in range(len(biases)):
        new_biases.append(biases[l] - eta * (d_biases[l] + decay * weights[l]))
    return new_weights, new_biases
""",
        "get its own number?",
        "added entry by entry",
    ),
    (
        "softmax",
        "gradient",
        """
def gradient(Z, T):
    P = softmax(Z)
    labels = T.argmax(axis=1)
    return (P[np.arange(len(Z)), labels] - T) / len(Z)
""",
        "get its own number?",
        "another array than you mean",
    ),
    # another factor in a product
    (
        "multi_layer_backprop",
        "gradients",
        """
def gradients(X, T, V, v0, W, w0):
    H = np.tanh(X @ V.T + v0)
    deltas_z = (H @ W.T + w0 - T) / len(X)
    deltas_u = deltas_z @ H * (1 - H**2)
    return deltas_u.T @ X, deltas_u.sum(axis=0), deltas_z.T @ H, deltas_z.sum(axis=0)
""",
        "must you do to the left array?",
        "doesn't belong in this product",
    ),
    (
        "10_multi_layer_backprop",
        "backward",
        """
def backward(X, T, H, O, W):
    N = len(X)
    dZ = (O - T) / N
    dH = dZ @ H
    dU = dH * (1 - H**2)
    return dU.T @ X, dU.sum(axis=0), dZ.T @ H, dZ.sum(axis=0)
""",
        "must you do to the left array?",
        "doesn't belong in this product",
    ),
    (
        "03_activations",
        "collapse",
        """
def collapse(V, v0, W, w0):
    return W @ V, V @ v0 + w0
""",
        "must you do to the left array?",
        "doesn't belong in this product",
    ),
    # a derivative of another layer
    (
        "multi_layer_backprop",
        "gradients",
        """
def gradients(X, T, V, v0, W, w0):
    H = np.tanh(X @ V.T + v0)
    O = H @ W.T + w0
    deltas_z = (O - T) / len(X)
    dH = 1 - H**2
    deltas_u = deltas_z * dH
    return deltas_u.T @ X, deltas_u.sum(axis=0), deltas_z.T @ H, deltas_z.sum(axis=0)
""",
        "Which product does that",
        "Which layer does",
    ),
    (
        "multi_layer_backprop",
        "gradients",
        """
def gradients(X, T, V, v0, W, w0):
    H = np.tanh(X @ V.T + v0)
    deltas_z = (H @ W.T + w0 - T) / len(X)
    ones = np.ones_like(H)
    deltas_u = deltas_z * (ones - H**2)
    return deltas_u.T @ X, deltas_u.sum(axis=0), deltas_z.T @ H, deltas_z.sum(axis=0)
""",
        "Which product does that",
        "Which layer does",
    ),
    (
        "multi_layer_backprop",
        "gradients",
        """
def gradients(X, T, V, v0, W, w0):
    H = np.tanh(X @ V.T + v0)
    deltas_z = (H @ W.T + w0 - T) / len(X)
    d_W = deltas_z.T @ H
    deltas_u = d_W * (1 - H**2)
    return deltas_u.T @ X, deltas_u.sum(axis=0), d_W, deltas_z.sum(axis=0)
""",
        "Which product does that",
        "a step or another array missing",
    ),
    # a row where a column is meant, and weights and biases exchanged
    (
        "multi_layer_backprop",
        "delta_h",
        """
def delta_h(delta_z, W):
    d = np.zeros(W.shape[1])
    for j in range(W.shape[1]):
        d[j] = np.dot(delta_z, W[j])
    return d
""",
        "in a table of shape",
        "a row or a column of `W`",
    ),
    (
        "10_multi_layer_backprop",
        "delta_hidden",
        """
def delta_hidden(delta_z, W):
    d = np.zeros((len(delta_z), W.shape[1]))
    for n in range(len(delta_z)):
        for j in range(W.shape[1]):
            d[n, j] = np.dot(delta_z[n], W[j])
    return d
""",
        "in a table of shape",
        "a row or a column of `W`",
    ),
    (
        "forward_pass",
        "forward",
        """
def forward(x, V, v0, W, w0):
    h = np.tanh(V @ x + v0)
    return sigmoid(w0 @ h + W)
""",
        "in a table of shape",
        "and which one added",
    ),
    # one layer's weights in each round
    (
        "forward_pass",
        "forward_deep",
        """
def forward_deep(X, weights, biases):
    h = X
    for l in range(len(weights)):
        z = h @ weights[0].T + biases[0]
        h = np.tanh(z) if l < len(weights) - 1 else z
    return h
""",
        "without the transpose",
        "same in each round of the loop",
    ),
    (
        "forward_pass",
        "forward_deep",
        """
def forward_deep(X, weights, biases):
    h = X
    for W in weights:
        for b in biases:
            h = np.tanh(h @ W.T + b)
    return h
""",
        "without the transpose",
        "the same in all rounds",
    ),
    # a sum or maximum along the other axis
    (
        "softmax",
        "softmax",
        """
def softmax(Z):
    e = np.exp(Z - Z.max(axis=0)[:, None])
    return e / e.sum(axis=0)[:, None]
""",
        "Which shape must they have then",
        "one number for each column or one for each row",
    ),
    (
        "softmax",
        "softmax",
        """
def softmax(Z):
    e = np.exp(Z - Z.max())
    return e / np.sum(e, axis=0).reshape(-1, 1)
""",
        "Which shape must they have then",
        "one number for each column or one for each row",
    ),
    # a minus or a comparison that is missing
    (
        "monitoring",
        "generalization_gap",
        """
def generalization_gap(training, validation):
    return np.mean(training[:, -1], validation[:, -1])
""",
        "extra pair of parentheses",
        "How should the two arrays become one first",
    ),
    (
        "ten_digits",
        "paired_difference",
        """
def paired_difference(a, b):
    mean = np.mean(a, b)
    return mean, np.std(a - b, ddof=1) / np.sqrt(len(a))
""",
        "extra pair of parentheses",
        "How should the two arrays become one first",
    ),
    (
        "ten_digits",
        "accuracy",
        """
def accuracy(o, T):
    return np.mean(np.argmax(o, axis=1), np.argmax(T, axis=1))
""",
        "extra pair of parentheses",
        "How should the two arrays become one first",
    ),
    # functions that NumPy has by another name
    (
        "softmax",
        "cross_entropy",
        """
def cross_entropy(Z, T):
    return -np.mean(np.sum(T * np.ln(softmax(Z)), axis=1))
""",
        "Other libraries may",
        "under another name",
    ),
    (
        "ten_digits",
        "paired_difference",
        """
def paired_difference(a, b):
    d = a - b
    return np.avg(d), np.std(d, ddof=1) / np.sqrt(len(d))
""",
        "Other libraries may",
        "under another name",
    ),
    (
        "monitoring",
        "update_ratio",
        """
def update_ratio(before, after):
    return np.norm(after - before) / np.norm(before)
""",
        "Other libraries may",
        "Which part is about",
    ),
    # a number named like a function of NumPy
    (
        "16_overfitting",
        "bias_and_variance",
        """
def bias_and_variance(O, truth):
    return np.mean((mean - truth) ** 2), np.mean((O - mean) ** 2)
""",
        "What has to stand before",
        "gives it a value. What should",
    ),
    (
        "ten_digits",
        "paired_difference",
        """
def paired_difference(a, b):
    return np.mean(diff), np.std(diff, ddof=1) / np.sqrt(len(a))
""",
        "What has to stand before",
        "gives it a value. What should",
    ),
    (
        "model_selection",
        "folds",
        """
def folds(order, k):
    result = []
    for i in range(k):
        result.append((np.delete(order, range(i * size, (i + 1) * size)), order[i * size:(i + 1) * size]))
    return result
""",
        "What has to stand before",
        "gives it a value. What should",
    ),
    # a column that was added for the fit
    (
        "18_early_stopping",
        "from_plane",
        """
def from_plane(X, o):
    A = np.column_stack([X, np.ones(len(X))])
    w = np.linalg.lstsq(A, o, rcond=None)[0]
    return np.std(o - X @ w) / np.std(o)
""",
        "belong to the same layer",
        "computed from `X` or from `A`",
    ),
    # a list of the right length, counted from 1
    (
        "monitoring",
        "exponential_average",
        """
def exponential_average(losses, beta):
    averages = [0] * len(losses)
    m = 0
    for n in range(1, len(losses) + 1):
        m = beta * m + (1 - beta) * losses[n - 1]
        averages[n] = m / (1 - beta**n)
    return np.array(averages)
""",
        "make a list grow",
        "Which index does the last round of your loop write to",
    ),
    (
        "weight_decay",
        "step",
        """
def step(weights, biases, d_weights, d_biases, eta, decay):
    new_weights = [0] * len(weights)
    for l, W in enumerate(weights, start=1):
        new_weights[l] = W - eta * (d_weights[l - 1] + decay * W)
    return new_weights, [b - eta * d for b, d in zip(biases, d_biases)]
""",
        "make a list grow",
        "Which index does the last round of your loop write to",
    ),
    # a method that is never called
    (
        "08_loss_and_descent",
        "by_nudging",
        """
def by_nudging(E, w, step):
    gradient = []
    for i in range(len(w)):
        up = w.copy
        down = w.copy
        up[i] += step
        down[i] -= step
        gradient.append((E(up) - E(down)) / (2 * step))
    return gradient
""",
        "Which brackets call",
        "doesn't call the method",
    ),
    (
        "weight_decay",
        "step",
        """
def step(weights, biases, d_weights, d_biases, eta, decay):
    new_weights = weights.copy
    for l in range(len(weights)):
        new_weights[l] = weights[l] - eta * (d_weights[l] + decay * weights[l])
    return new_weights, [b - eta * d for b, d in zip(biases, d_biases)]
""",
        "Could a list or an array",
        "doesn't call the method",
    ),
    # a number where a list is to begin
    (
        "monitoring",
        "exponential_average",
        """
def exponential_average(losses, beta):
    averages = 0
    m = 0
    for n, loss in enumerate(losses):
        m = beta * m + (1 - beta) * loss
        averages.append(m / (1 - beta ** (n + 1)))
    return averages
""",
        "turned an array into one",
        "is for lists",
    ),
    (
        "monitoring",
        "exponential_average",
        """
def exponential_average(losses, beta):
    m, averages = 0, []
    for n, loss in enumerate(losses):
        m = beta * m + (1 - beta) * loss
        m.append(m / (1 - beta ** (n + 1)))
    return np.array(averages)
""",
        "turned an array into one",
        "is for lists",
    ),
]
"""Answers, each with what must not be said of it and what is said instead."""

STILL = [
    (
        "softmax",
        "softmax",
        """
def softmax(Z):
    e = np.exp(Z - Z.max(axis=1))
    return e / e.sum(axis=1)
""",
        "which shape must it have?",
    ),
    (
        "06_forward_pass",
        "pre_activations",
        """
def pre_activations(X, V, v0):
    U = V @ X.T + v0
    return U.T
""",
        "Should each row get its own number?",
    ),
    (
        "12_softmax_and_cross_entropy",
        "stable_softmax",
        """
def stable_softmax(Z):
    log_sum = np.logaddexp.reduce(Z, axis=-1)
    return np.exp(Z - log_sum)
""",
        "Should each row get its own number?",
    ),
    (
        "neuron",
        "neuron",
        """
def neuron(x, weights, bias):
    D = len(x)
    z = bias
    for i in range(1, D + 1):
        z = z + weights[i] * x[i]
    return sigmoid(z)
""",
        "Does the counting begin at 0",
    ),
    (
        "monitoring",
        "generalization_gap",
        """
def generalization_gap(training, validation):
    runs, epochs = training.shape
    gap = 0
    for run in range(runs):
        gap += training[run][epochs] - validation[run][epochs]
    return gap / runs
""",
        "Does the counting begin at 0",
    ),
    (
        "optimizers",
        "adam_step",
        """
def adam_step(w, m, s, g, n, eta, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g ** 2
    w = w - eta * m_hat / (np.sqrt(s_hat) + eps)
    m_hat = m / (1 - beta1 ** n)
    s_hat = s / (1 - beta2 ** n)
    return w, m, s
""",
        "In which order do the lines",
    ),
    (
        "model_selection",
        "stop_early",
        """
def stop_early(losses, patience):
    for n in range(1, len(losses) + 1):
        best = losses[:n].argmin() + 1
        if n - best >= patience:
            return best, n
    return best, n
""",
        "Only arrays have .argmin",
    ),
    (
        "03_activations",
        "collapse",
        """
def collapse(V, v0, W, w0):
    A = np.matmul(W, V)
    a0 = v0 + w0
    return A, a0
""",
        "What does one entry of each stand for",
    ),
    (
        "activations",
        "sigmoid",
        """
def sigmoid(z):
    if z >= 0:
        return 1 / (1 + np.exp(-z))
    else:
        return np.exp(z) / (1 + np.exp(z))
""",
        "Which function chooses entry by entry?",
    ),
    (
        "activations",
        "sigmoid",
        """
from math import exp

def sigmoid(z):
    out = [1 / (1 + exp(-a)) if a >= 0 else exp(a) / (1 + exp(a)) for a in z]
    return np.array(out)
""",
        "Which function chooses entry by entry?",
    ),
    (
        "single_layer_backprop",
        "gradient_of_sum",
        """
def gradient_of_sum(X, T, W, b):
    O = sigmoid(X @ W.T + b)
    delta = (O - T) * O * (1 - O)
    return (delta * X).sum(axis=0), delta.sum(axis=0)
""",
        "Which product does that, and which of the two must be turned for it?",
    ),
    (
        "turn",
        "gradient_of_layer",
        """
def gradient_of_layer(delta, X):
    return np.sum(delta * X, axis=0), delta.sum(axis=0)
""",
        "Which product does that, and which of the two must be turned for it?",
    ),
    (
        "turn",
        "gradient_of_layer",
        """
def gradient_of_layer(delta, X):
    return delta @ X, delta.sum(axis=0)
""",
        "what must you do to the left array?",
    ),
    (
        "multi_layer_backprop",
        "delta_h",
        """
def delta_h(delta_z, W):
    return W @ delta_z
""",
        "what must you do to the left array?",
    ),
    (
        "single_layer_backprop",
        "gradient_of_example",
        """
def gradient_of_example(x, t, W, b):
    out = sigmoid(np.dot(W, x) + b)
    delta = (out - t) * out * (1 - out)
    return np.dot(delta, x.transpose()), delta
""",
        "in a table of shape (3, 4)",
    ),
    (
        "multi_layer_backprop",
        "delta_h",
        """
def delta_h(delta_z, W):
    return delta_z @ W.T
""",
        "What shape does it have without the transpose",
    ),
    (
        "forward_pass",
        "forward_batch",
        """
def forward_batch(X, V, v0, W, w0):
    H = np.tanh(X @ V.T + v0[:, None])
    return sigmoid(H @ W.T + w0[:, None])
""",
        "Which shape must they have then?",
    ),
    (
        "model_selection",
        "folds",
        """
def folds(order, k):
    c = [i * len(order) // k for i in range(k + 1)]
    return [(np.concatenate(order[:c[i]], order[c[i + 1]:]), order[c[i]:c[i + 1]]) for i in range(k)]
""",
        "an extra pair of parentheses",
    ),
    (
        "activations",
        "relu_derivative",
        """
def relu_derivative(u):
    relu = np.max(0, u)
    return relu / u
""",
        "Which function compares two arrays entry by entry?",
    ),
    (
        "multi_layer_backprop",
        "gradients",
        """
def gradients(X, T, V, v0, W, w0):
    H = np.tanh(X @ V.T + v0)
    dZ = (H @ W.T + w0 - T) / len(X)
    dH = dZ @ V
    dU = dH * (1 - H**2)
    return dU.T @ X, dU.sum(axis=0), dZ.T @ H, dZ.sum(axis=0)
""",
        "Do both belong to the same layer",
    ),
    (
        "debug_the_trainer",
        "forward",
        """
def forward(weights, biases, X):
    h = [X]
    for l in range(len(weights)):
        z = h[l] @ weights[l].T + biases[l]
        h[l + 1] = np.tanh(z) if l < len(weights) - 1 else z
    return h
""",
        "How do you make a list grow",
    ),
    (
        "monitoring",
        "exponential_average",
        """
def exponential_average(losses, beta):
    m, avg = 0.0, []
    for n in range(len(losses)):
        m = beta * m + (1 - beta) * losses[n]
        avg[n] = m / (1 - beta ** (n + 1))
    return np.array(avg)
""",
        "How do you make a list grow",
    ),
    (
        "model_selection",
        "stop_early",
        """
def stop_early(losses, patience):
    half = len(losses) / 2
    return losses[half], len(losses)
""",
        "the sign / always makes one",
    ),
    (
        "monitoring",
        "update_ratio",
        """
def update_ratio(before, after):
    change = after - befroe
    return np.linalg.norm(change) / np.linalg.norm(before)
""",
        "Is that the one you mean",
    ),
    (
        "activations",
        "sigmoid",
        """
def sigmoid(z):
    return 1 / (1 + exp(-z))
""",
        "What has to stand before it?",
    ),
    (
        "08_loss_and_descent",
        "by_nudging",
        """
def by_nudging(E, w, step):
    return [E[w + step], E[w - step]]
""",
        "Which brackets call a function?",
    ),
    (
        "monitoring",
        "dead_fraction",
        """
def dead_fraction(H):
    dead = (H == 0).all(axis=0)
    return dead[:, 0].mean()
""",
        "Has an earlier step summed over an axis",
    ),
    (
        "00_start_here",
        "one_hot_targets",
        """
def one_hot_targets(labels, K):
    T = np.zeros((len(labels), K))
    T[np.arange(len(labels)), labels + 1] = 1
    return T
""",
        "Does the counting begin at 0",
    ),
    (
        "monitoring",
        "exponential_average",
        """
def exponential_average(losses, beta):
    m, averages = 0, []
    for loss in losses:
        m = beta * m + (1 - beta) * loss
        average.append(m)
    return np.array(averages)
""",
        "Is that the one you mean",
    ),
    (
        "activations",
        "sigmoid",
        """
def sigmoid(z):
    f = exp
    return 1 / (1 + f(-z))
""",
        "What has to stand before it?",
    ),
    (
        "optimizers",
        "batches",
        """
def batches(order, B):
    steps = order - order[1:]
    return [order[n : n + B] for n in range(0, len(steps), B)]
""",
        "What does one entry of each stand for",
    ),
    (
        "multi_layer_backprop",
        "delta_u",
        """
def delta_u(delta_h, h):
    return delta_hh * (1 - h**2)
""",
        "there is delta_h",
    ),
]
"""Answers of which the same is said as always, since it is so."""

OPEN = [
    (
        "03_activations",
        "collapse",
        """
def collapse(V, v0, W, w0):
    return W @ V, W @ w0 + v0
""",
        "If not, which other array is meant",
    ),
    (
        "softmax",
        "cross_entropy",
        """
def cross_entropy(Z, T):
    return -np.mean(np.sum(T * np.log_softmax(Z), axis=1))
""",
        "from which functions could you build it?",
    ),
    (
        "monitoring",
        "exponential_average",
        """
def exponential_average(losses, beta):
    averages = np.zeros(len(losses))
    for n in range(len(losses)):
        averages[n] = losses[: n + 1] * beta
    return averages
""",
        "is an index missing there, a sum, or an axis in the array on the left?",
    ),
    (
        "activations",
        "sigmoid",
        """
def sigmoid(z):
    d = []
    for a in z:
        if a > 0:
            d.append(1)
        else:
            d.append(0)
    return np.array(d)
""",
        "one for each of these entries?",
    ),
    (
        "19_errata",
        "agrees",
        """
def agrees(claimed, measured):
    if np.abs(claimed - measured) > 1e-6:
        return False
    return True
""",
        "one answer for each of these entries, or one for all together?",
    ),
]
"""Answers of which the code doesn't tell enough: the question leaves open which of several things is meant."""


@pytest.mark.parametrize(("exercise", "function", "code", "never", "instead"), ANSWERS)
def test_what_leads_away_from_the_mistake_is_not_said(exercise, function, code, never, instead):
    sentence = told(exercise, function, code)
    assert never not in sentence
    assert instead in sentence


@pytest.mark.parametrize(("exercise", "function", "code", "said"), STILL)
def test_what_is_so_is_said_as_before(exercise, function, code, said):
    assert said in told(exercise, function, code)


@pytest.mark.parametrize(("exercise", "function", "code", "asked"), OPEN)
def test_what_the_code_does_not_tell_is_left_open(exercise, function, code, asked):
    assert asked in told(exercise, function, code)
