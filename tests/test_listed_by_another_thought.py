"""What is said of an answer that comes to the results of a listed mistake by another thought."""

import pytest
from diagnosed import told

from lecture_nn.checks.diagnosis.conditions import ends_in_the_first_round, fills_nothing, has_no_second_name
from lecture_nn.checks.diagnosis.written import parsed

ANSWERS = [
    (
        "neuron",
        "neuron",
        """
def neuron(x, weights, bias):
    return 1 / (1 + np.exp(-np.dot(weights, x) + bias))
""",
        "You subtract the bias",
        "The bias has the wrong sign",
    ),
    (
        "08_loss_and_descent",
        "gradient_descent",
        """
def gradient_descent(gradient, w, eta, steps):
    for _ in range(steps):
        new = w - eta * gradient(w)
    return new
""",
        "return inside",
        "From which weights does the second round",
    ),
    (
        "weight_decay",
        "minimum_l2",
        """
def minimum_l2(a, decay):
    for x in a:
        x = x / (1 + decay)
    return a
""",
        "The penalty moves it",
        "to something new",
    ),
    (
        "weight_decay",
        "cost",
        """
def cost(loss, weights, biases, decay):
    penalty = 0
    for W in weights:
        penalty += sum(sum(W) ** 2)
    return loss + decay / 2 * penalty
""",
        "by its transpose",
        "the weights of each column first",
    ),
    (
        "weight_decay",
        "cost",
        """
def cost(loss, weights, biases, decay):
    penalty = 0
    for W in weights:
        for row in W:
            penalty += np.sum(row) ** 2
    return loss + decay / 2 * penalty
""",
        "by its matrix",
        "the weights of each row first",
    ),
    (
        "00_start_here",
        "accuracy",
        """
def accuracy(o, t):
    right = 0
    for n in range(len(o)):
        if o[n] > 0.5 == t[n]:
            right += 1
    return right / len(o)
""",
        "rounded down",
        "Python reads a > b == c as",
    ),
    (
        "model_selection",
        "choose",
        """
def choose(decays, training, validation, test):
    best = 0
    for n in range(len(decays)):
        if validation[n] < best:
            best = n
    return decays[best], test[best]
""",
        "Python compares tuples",
        "you always take the first decay",
    ),
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
        else:
            wait += 1
        if wait >= patience:
            last = n + 1
        else:
            last = len(losses)
    return best + 1, last
""",
        "before you decide",
        "as soon as the patience runs out",
    ),
    (
        "18_early_stopping",
        "should_stop",
        """
def should_stop(losses, patience):
    best, wait = np.inf, 0
    for loss in losses:
        if loss < best:
            best = loss
            wait = 0
        wait += 1
    return wait >= patience
""",
        "Which number does the last epoch have",
        "without a new best should you count",
    ),
    (
        "model_selection",
        "stop_early",
        """
def stop_early(losses, patience):
    best, wait = 0, 0
    for n in range(1, len(losses)):
        if losses[n] < losses[best]:
            best = n
            wait = 0
        wait += 1
        if wait >= patience:
            return best + 1, n + 1
    return best + 1, len(losses)
""",
        "you set your counter",
        "your counter is 1 after an epoch with a new best",
    ),
    (
        "08_loss_and_descent",
        "by_nudging",
        """
def by_nudging(E, w, step):
    gradient = np.zeros(len(w))
    for i in range(len(w)):
        up, down = w.copy(), w.copy()
        up[i] + step
        down[i] - step
        gradient[i] = (E(up) - E(down)) / (2 * step)
    return gradient
""",
        "second name",
        "At which two points does your code compute E",
    ),
    (
        "09_single_layer_backprop",
        "update",
        """
def update(parameters, gradients, eta):
    new = list(parameters)
    for n in range(len(new)):
        new[n] = parameters[n] - eta * gradients[n]
        return new
""",
        "Biases and the arrays",
        "How many rounds of the loop run before the function returns",
    ),
    (
        "11_choosing_a_loss",
        "output_delta",
        """
def output_delta(Z, T, noise):
    O = Z
    if noise == "Bernoulli":
        O = 1 / (1 + np.exp(-Z))
    elif noise == "Poisson":
        O = np.exp(Z)
    return (O - T) / len(Z)
""",
        "You compare z with t for every",
        "Which of your branches runs",
    ),
    (
        "11_choosing_a_loss",
        "output_delta",
        """
def output_delta(Z, T, noise):
    if noise == "bernoulli":
        O = 1 / (1 + np.exp(-Z))
    elif noise == "counts":
        O = np.exp(Z)
    else:
        O = Z
    return (O - T) / len(Z)
""",
        "which activation function goes with it",
        "Which line of your code sets o in this case",
    ),
    (
        "ten_digits",
        "paired_difference",
        """
def paired_difference(a, b):
    n = len(a)
    d = a - b
    mean = sum(d) / n
    variance = sum((d - mean) ** 2) / n
    return mean, np.sqrt(variance / n)
""",
        "NumPy",
        "although the mean comes from the same n differences",
    ),
    (
        "19_errata",
        "agrees",
        """
def agrees(claimed, measured):
    if claimed.shape != measured.shape:
        return False
    return bool(np.all(np.abs(claimed - measured) < 1e-8))
""",
        "You round both",
        "Which number do you compare them with",
    ),
    (
        "19_errata",
        "agrees",
        """
def agrees(claimed, measured):
    if claimed.shape != measured.shape:
        return False
    for c, m in zip(claimed.ravel(), measured.ravel()):
        return bool(abs(c - m) <= 1e-6)
""",
        "is enough for you",
        "after it has compared the first entry",
    ),
    (
        "softmax",
        "cross_entropy",
        """
def cross_entropy(Z, T):
    e = np.exp(Z - Z.max(axis=1, keepdims=True))
    log_o = np.log(e) - np.log(e.sum(axis=1, keepdims=True))
    return -np.mean(np.sum(T * log_o, axis=1))
""",
        "logarithm of probabilities",
        "undo each other",
    ),
    (
        "12_softmax_and_cross_entropy",
        "stable_cross_entropy",
        """
def stable_cross_entropy(Z, T):
    log_o = np.log(np.exp(Z)) - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    return -np.mean(np.sum(T * log_o, axis=1))
""",
        "You compute probabilities first",
        "undo each other",
    ),
    (
        "12_softmax_and_cross_entropy",
        "stable_cross_entropy",
        """
def stable_cross_entropy(Z, T):
    m = Z.max(axis=1, keepdims=True)
    return np.mean(np.log(np.exp(Z - m).sum(axis=1)))
""",
        "You subtract the largest logit",
        "The targets play no part",
    ),
    (
        "multi_layer_backprop",
        "delta_u",
        """
def delta_u(delta_h, h):
    result = delta_h.copy()
    for d, a in zip(result, h):
        d = d * (1 - a ** 2)
    return result
""",
        "is missing",
        "to something new",
    ),
    (
        "weight_decay",
        "step",
        """
def step(weights, biases, d_weights, d_biases, eta, decay):
    new_weights = [W - eta * d for W, d in zip(weights, d_weights)]
    for W in new_weights:
        W = W - eta * decay * W
    new_biases = [b - eta * d for b, d in zip(biases, d_biases)]
    return new_weights, new_biases
""",
        "step on the loss alone",
        "the result of the line that uses `decay`",
    ),
    (
        "monitoring",
        "generalization_gap",
        """
def generalization_gap(training, validation):
    gap = 0
    for n in range(len(training)):
        gap = np.mean(training[n] - validation[n])
    return gap
""",
        "you take the last run",
        "What happens to the other runs in your loop",
    ),
    (
        "monitoring",
        "generalization_gap",
        """
def generalization_gap(training, validation):
    gaps = []
    for n in range(len(training)):
        gap = training[n][-1] - validation[n][-1]
    gaps.append(gap)
    return np.mean(gaps)
""",
        "Take the mean over all",
        "What happens to the other runs in your loop",
    ),
    (
        "weight_decay",
        "minimum_l1",
        """
def minimum_l1(a, decay):
    w = np.zeros(len(a))
    for i in range(len(a)):
        if a[i] > decay:
            w[i] == a[i] - decay
        elif a[i] < -decay:
            w[i] == a[i] + decay
    return w
""",
        "minimum of the penalty alone",
        "Which line of your code changes an entry of the array",
    ),
    (
        "debug_the_trainer",
        "minibatches",
        """
def minibatches(X, T, batch_size, seed):
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(X))
    X[order], T[order]
    starts = range(0, len(X), batch_size)
    return [(X[n:n + batch_size], T[n:n + batch_size]) for n in starts]
""",
        "How can inputs and targets be shuffled alike",
        "What does your code do with the new order",
    ),
    (
        "05_representational_power",
        "most_regions",
        """
def most_regions(J, D):
    from math import comb
    return sum(comb(J, k) for k in range(J + 1))
""",
        "every combination of units",
        "Your sum runs up to k = J",
    ),
    (
        "03_activations",
        "silu_derivative",
        """
def silu_derivative(z):
    s = 1 / (1 + np.exp(-z))
    return s * (1 - s)
""",
        "You have multiplied",
        "How does a product change when both of its factors change",
    ),
    (
        "02_neuron",
        "unit_forward",
        """
def unit_forward(self, x):
    z = self.weights @ x + self.bias
    return 1 + np.exp(-z)
""",
        "In which order does Python",
        "What does the formula of the sigmoid do with this sum",
    ),
    (
        "01_beyond_lines",
        "perceptron_update",
        """
def perceptron_update(w, x, t):
    o = 1 if w @ x > 0 else 0
    if t == 1 and o == 0:
        w = w + x
    return w
""",
        "What is t x",
        "What should happen to them when the output is 1",
    ),
    (
        "debug_the_trainer",
        "cross_entropy",
        """
def cross_entropy(P, T):
    log_p = np.log(np.where(P == 0, 0.001, P))
    return -np.mean(np.sum(T * log_p, axis=1))
""",
        "changes losses that were fine",
        "the loss is only 6.9",
    ),
    (
        "debug_the_trainer",
        "backward",
        """
def backward(weights, h, T):
    d_weights = [np.zeros(W.shape) for W in weights]
    d_biases = [np.zeros(len(W)) for W in weights]
    delta = (softmax(h[-1]) - T) / len(T)
    for l in reversed(range(len(weights))):
        d_weights[l] = -delta.T @ h[l]
        d_biases[l] = -delta.sum(axis=0)
        if l > 0:
            delta = delta @ weights[l]
            delta = delta * (1 - h[l] ** 2)
    return d_weights, d_biases
""",
        "Its sign was right before",
        "all your gradients have the wrong sign",
    ),
    (
        "softmax",
        "gradient",
        """
def gradient(Z, T):
    grad = np.zeros(Z.shape)
    o = softmax(Z)
    right = T.argmax(axis=1)
    for n in range(len(Z)):
        grad[n, right[n]] = o[n, right[n]] - 1
    return grad / len(Z)
""",
        "you follow only the path",
        "only the logit of the right class has a gradient",
    ),
    (
        "monitoring",
        "update_ratio",
        """
def update_ratio(before, after):
    size = np.linalg.norm(before)
    return np.linalg.norm(after / size - before / size) / size
""",
        "the root is missing",
        "do you divide by the norm twice",
    ),
    (
        "02_neuron",
        "distances",
        """
def distances(X, w, w0):
    n = w / np.linalg.norm(w)
    d0 = w0 / np.linalg.norm(w)
    return (X @ n + d0) / np.linalg.norm(w)
""",
        "w @ w",
        "do you divide by ‖w‖ twice",
    ),
    (
        "activations",
        "tanh_derivative",
        """
def tanh_derivative(u):
    h = np.tanh(u)
    return 1 / np.cosh(h) ** 2
""",
        "Once is enough",
        "At which point should the derivative be evaluated",
    ),
    (
        "weight_decay",
        "cost",
        """
def cost(loss, weights, biases, decay):
    return loss + 1 // 2 * decay * sum(np.sum(W ** 2) for W in weights)
""",
        "The penalty is missing",
        "What is the value of the factor in front of your sum",
    ),
    (
        "optimizers",
        "momentum_step",
        """
def momentum_step(w, v, g, eta, gamma):
    v_new = gamma * v + eta * g
    w_new = w - v
    return w_new, v_new
""",
        "Which of the two formulas comes first",
        "Which velocity should the weights move by",
    ),
    (
        "07_four_or_not_four",
        "new_prior",
        """
def new_prior(o, old, new):
    four = o * new / old
    other = 1 - o
    return four / (four + other)
""",
        "You multiply the odds",
        "How has the frequency of the other digits changed",
    ),
    (
        "weight_decay",
        "step",
        """
def step(weights, biases, d_weights, d_biases, eta, decay):
    new_weights = [W - eta * (d + decay * W) for W, d in zip(weights, d_weights)]
    for b, d in zip(biases, d_biases):
        b = b - eta * d
    return new_weights, biases
""",
        "They have no penalty",
        "to something new",
    ),
    (
        "monitoring",
        "exponential_average",
        """
def exponential_average(losses, beta):
    averages = losses.copy()
    before = 0
    for n, a in enumerate(averages):
        before = beta * before + (1 - beta) * a
        a = before / (1 - beta ** (n + 1))
    return averages
""",
        "the correction is missing",
        "to something new",
    ),
    (
        "08_loss_and_descent",
        "by_nudging",
        """
def by_nudging(E, w, step):
    gradient = np.zeros(len(w))
    for g in gradient:
        up, down = w.copy(), w.copy()
        up[0] += step
        down[0] -= step
        g = (E(up) - E(down)) / (2 * step)
    return gradient
""",
        "second name",
        "to something new",
    ),
    (
        "08_loss_and_descent",
        "by_nudging",
        """
def by_nudging(E, w, step):
    gradient = np.zeros(len(w))
    for i in range(len(gradient)):
        up, down = w.copy(), w.copy()
        up[i] += step
        down[i] += step
        gradient[i] = (E(up) - E(down)) / (2 * step)
    return gradient
""",
        "second name",
        "At which two points does your code compute E",
    ),
    (
        "neuron",
        "neuron_batch",
        """
def neuron_batch(X, weights, bias):
    return 1 / (1 + np.exp(-np.dot(X, weights) + bias))
""",
        "you subtract the bias",
        "the bias has the wrong sign",
    ),
    (
        "00_start_here",
        "accuracy",
        """
def accuracy(o, t):
    right = 0
    for n in range(len(o)):
        if (o[n] > 0.5) is t[n]:
            right += 1
    return right / len(o)
""",
        "rounded down",
        "What does this prediction add to your result",
    ),
    (
        "model_selection",
        "choose",
        """
def choose(decays, training, validation, test):
    best, lowest = 0, 0
    for n in range(len(decays)):
        if validation[n] < lowest:
            best, lowest = n, validation[n]
    return decays[best], test[best]
""",
        "Python compares tuples",
        "you always take the first decay",
    ),
    (
        "08_loss_and_descent",
        "gradient_descent",
        """
def gradient_descent(gradient, w, eta, steps):
    path = [w]
    for _ in range(steps):
        path.append(w - eta * gradient(w))
    return path[-1]
""",
        "return inside",
        "From which weights does the second round",
    ),
    (
        "08_loss_and_descent",
        "gradient_descent",
        """
def gradient_descent(gradient, w, eta, steps):
    return w - eta * gradient(w)
""",
        "return inside",
        "Where do the others come in",
    ),
    (
        "weight_decay",
        "minimum_l1",
        """
def minimum_l1(a, decay):
    for x in a:
        if x > decay:
            x = x - decay
        elif x < -decay:
            x = x + decay
        else:
            x = 0
    return a
""",
        "The penalty moves it",
        "What happens to the numbers",
    ),
    (
        "weight_decay",
        "cost",
        """
def cost(loss, weights, biases, decay):
    penalty = 0
    for W in weights:
        penalty + np.sum(W ** 2)
    return loss + decay / 2 * penalty
""",
        "The penalty is missing",
        "does it get into what you return",
    ),
    (
        "weight_decay",
        "cost",
        """
def cost(loss, weights, biases, decay):
    return loss + decay / 2 * sum(np.sum(np.sum(W, axis=0) ** 2) for W in weights)
""",
        "by its transpose",
        "the weights of each column first",
    ),
    (
        "model_selection",
        "stop_early",
        """
def stop_early(losses, patience):
    best, wait, last = 0, 0, len(losses)
    for n in range(len(losses)):
        if losses[n] < losses[best]:
            best, wait = n, 0
        else:
            wait += 1
        if wait >= patience:
            last == n + 1
    return best + 1, last
""",
        "before you decide",
        "What should happen as soon as the patience runs out",
    ),
    (
        "19_errata",
        "agrees",
        """
def agrees(claimed, measured):
    if claimed.shape != measured.shape:
        return False
    for c, m in zip(claimed.ravel(), measured.ravel()):
        if abs(c - m) <= 1e-6:
            return True
        else:
            return False
""",
        "is enough for you",
        "after it has compared the first entry",
    ),
    (
        "softmax",
        "cross_entropy",
        """
def cross_entropy(Z, T):
    m = Z.max(axis=1, keepdims=True)
    return np.mean(np.log(np.exp(Z - m).sum(axis=1)))
""",
        "most probable",
        "the targets play no part",
    ),
    (
        "10_multi_layer_backprop",
        "delta_u",
        """
def delta_u(delta_h, h):
    result = delta_h.copy()
    for d, a in zip(result, h):
        d = d * (1 - a ** 2)
    return result
""",
        "is missing",
        "to something new",
    ),
    (
        "monitoring",
        "generalization_gap",
        """
def generalization_gap(training, validation):
    for t, v in zip(training, validation):
        return t[-1] - v[-1]
""",
        "Take the mean over all",
        "How many rounds of the loop run before your function returns",
    ),
    (
        "debug_the_trainer",
        "minibatches",
        """
def minibatches(X, T, batch_size, seed):
    rng = np.random.default_rng(seed)
    order = np.arange(len(X))
    rng.permutation(order)
    return [(X[order[n:n + batch_size]], T[order[n:n + batch_size]]) for n in range(0, len(X), batch_size)]
""",
        "How can inputs and targets be shuffled alike",
        "What does your code do with the new order",
    ),
    (
        "01_beyond_lines",
        "perceptron_update",
        """
def perceptron_update(w, x, t):
    o = 1 if w @ x > 0 else 0
    return w + max(t - o, 0) * x
""",
        "What is t x",
        "What should happen to them when the output is 1",
    ),
    (
        "monitoring",
        "dead_fraction",
        """
def dead_fraction(H):
    dead = 0
    for j in range(H.shape[1]):
        if not (H[:, j] > 0).any:
            dead += 1
    return dead / H.shape[1]
""",
        "Which values can a ReLU",
        "Is your condition true for a column of zeros",
    ),
    (
        "ten_digits",
        "paired_difference",
        """
def paired_difference(a, b):
    d = a - b
    m = d.mean()
    var = 0
    for x in d:
        var += (x - m) ** 2
    return m, np.sqrt(var / len(d)) / np.sqrt(len(d))
""",
        "NumPy",
        "although the mean comes from the same n differences",
    ),
]
"""The exercise, the function, its code, what isn't so, and what is said instead."""

OF_THAT_THOUGHT = [
    (
        "neuron",
        "neuron_batch",
        """
def neuron_batch(X, weights, bias):
    return sigmoid(X @ weights - bias)
""",
        "you subtract the bias",
    ),
    (
        "00_start_here",
        "accuracy",
        """
def accuracy(o, t):
    return np.sum((o > 0.5) == (t == 1)) // len(o)
""",
        "rounded down",
    ),
    (
        "model_selection",
        "choose",
        """
def choose(decays, training, validation, test):
    n = decays.argmin()
    return decays[n], test[n]
""",
        "you choose by the smallest entry of decays",
    ),
    (
        "model_selection",
        "choose",
        """
def choose(decays, training, validation, test):
    decay, _, error = min(zip(decays, validation, test))
    return decay, error
""",
        "Python compares tuples",
    ),
    (
        "08_loss_and_descent",
        "gradient_descent",
        """
def gradient_descent(gradient, w, eta, steps):
    for _ in range(steps):
        w = w - eta * gradient(w)
        return w
""",
        "Does your function return inside the loop",
    ),
    (
        "weight_decay",
        "minimum_l2",
        """
def minimum_l2(a, decay):
    return a
""",
        "The penalty moves it",
    ),
    (
        "weight_decay",
        "minimum_l1",
        """
def minimum_l1(a, decay):
    return 0 * a
""",
        "minimum of the penalty alone",
    ),
    (
        "weight_decay",
        "cost",
        """
def cost(loss, weights, biases, decay):
    return loss
""",
        "The penalty is missing",
    ),
    (
        "weight_decay",
        "cost",
        """
def cost(loss, weights, biases, decay):
    return loss + decay / 2 * sum(np.sum(W.T @ W) for W in weights)
""",
        "by its matrix",
    ),
    (
        "model_selection",
        "stop_early",
        """
def stop_early(losses, patience):
    best = int(np.argmin(losses))
    return best + 1, len(losses)
""",
        "before you decide",
    ),
    (
        "09_single_layer_backprop",
        "update",
        """
def update(parameters, gradients, eta):
    new = list(parameters)
    new[0] = parameters[0] - eta * gradients[0]
    return new
""",
        "Biases and the arrays",
    ),
    (
        "11_choosing_a_loss",
        "output_delta",
        """
def output_delta(Z, T, noise):
    return (Z - T) / len(Z)
""",
        "You compare z with t for every",
    ),
    (
        "19_errata",
        "agrees",
        """
def agrees(claimed, measured):
    if claimed.shape != measured.shape:
        return False
    for c, m in zip(claimed.ravel(), measured.ravel()):
        if abs(c - m) <= 1e-6:
            return True
    return False
""",
        "is enough for you",
    ),
    (
        "softmax",
        "cross_entropy",
        """
def cross_entropy(Z, T):
    return -np.mean(np.log(softmax(Z).max(axis=1)))
""",
        "most probable",
    ),
    (
        "multi_layer_backprop",
        "delta_u",
        """
def delta_u(delta_h, h):
    return delta_h
""",
        "is missing",
    ),
    (
        "monitoring",
        "generalization_gap",
        """
def generalization_gap(training, validation):
    return training[-1, -1] - validation[-1, -1]
""",
        "Take the mean over all",
    ),
    (
        "05_representational_power",
        "most_regions",
        """
def most_regions(J, D):
    return 2 ** J
""",
        "every combination of units",
    ),
    (
        "14_optimizers",
        "adam_step",
        """
def adam_step(w, m, s, g, n, eta):
    m_hat = m / (1 - 0.9 ** n)
    s_hat = s / (1 - 0.999 ** n)
    w = w - eta * m_hat / (np.sqrt(s_hat) + 1e-8)
    return w, 0.9 * m + 0.1 * g, 0.999 * s + 0.001 * g ** 2
""",
        "averages that don't know the new gradient",
    ),
    (
        "model_selection",
        "stop_early",
        """
def stop_early(losses, patience):
    best, wait = 0, 0
    for n in range(1, len(losses)):
        if losses[n] < losses[best]:
            best = n
            wait = 1
        else:
            wait += 1
        if wait >= patience:
            return best + 1, n + 1
    return best + 1, len(losses)
""",
        "your counter is 1",
    ),
    (
        "weight_decay",
        "step",
        """
def step(weights, biases, d_weights, d_biases, eta, decay):
    return [W - eta * (d + decay * W) for W, d in zip(weights, d_weights)], biases
""",
        "They have no penalty",
    ),
    (
        "monitoring",
        "exponential_average",
        """
def exponential_average(losses, beta):
    return losses
""",
        "you return the losses as they are",
    ),
    (
        "neuron",
        "neuron",
        """
def neuron(x, weights, bias):
    threshold = bias
    return sigmoid(weights @ x - threshold)
""",
        "Should a larger bias",
    ),
    (
        "weight_decay",
        "cost",
        """
def cost(loss, weights, biases, decay):
    return loss + decay / 2 * sum(np.sum(W @ W.T) for W in weights)
""",
        "by its transpose",
    ),
    (
        "weight_decay",
        "step",
        """
def step(weights, biases, d_weights, d_biases, eta, decay):
    new_weights = [W - eta * d for W, d in zip(weights, d_weights)]
    new_biases = [b - eta * d for b, d in zip(biases, d_biases)]
    return new_weights, new_biases
""",
        "step on the loss alone",
    ),
    (
        "08_loss_and_descent",
        "by_nudging",
        """
def by_nudging(E, w, step):
    gradient = np.zeros(len(w))
    for i in range(len(w)):
        up, down = w, w
        up[i] += step
        down[i] -= step
        gradient[i] = (E(up) - E(down)) / (2 * step)
    return gradient
""",
        "second name",
    ),
    (
        "08_loss_and_descent",
        "by_nudging",
        """
def by_nudging(E, w, step):
    grad = []
    for i in range(len(w)):
        up = w[:]
        down = w[:]
        up[i] = up[i] + step
        down[i] = down[i] - step
        grad.append((E(up) - E(down)) / (2 * step))
    return np.array(grad)
""",
        "second name",
    ),
    (
        "ten_digits",
        "paired_difference",
        """
def paired_difference(a, b):
    d = a - b
    return d.mean(), d.std() / np.sqrt(len(d))
""",
        "NumPy",
    ),
    (
        "19_errata",
        "agrees",
        """
def agrees(claimed, measured):
    a, b = np.round(claimed, 6), np.round(measured, 6)
    return bool(np.array_equal(a, b))
""",
        "You round both",
    ),
    (
        "softmax",
        "cross_entropy",
        """
def cross_entropy(Z, T):
    return -np.mean(np.sum(T * np.log(softmax(Z)), axis=1))
""",
        "logarithm of probabilities",
    ),
    (
        "12_softmax_and_cross_entropy",
        "stable_cross_entropy",
        """
def stable_cross_entropy(Z, T):
    e = np.exp(Z - Z.max(axis=1, keepdims=True))
    P = e / e.sum(axis=1, keepdims=True)
    return -np.mean(np.sum(T * np.log(P), axis=1))
""",
        "You compute probabilities first",
    ),
    (
        "12_softmax_and_cross_entropy",
        "stable_cross_entropy",
        """
def stable_cross_entropy(Z, T):
    m = Z.max(axis=1, keepdims=True)
    L = m[:, 0] + np.log(np.exp(Z - m).sum(axis=1))
    right = Z[np.arange(len(T)), Z.argmax(axis=1)]
    return np.mean(L - right)
""",
        "You subtract the largest logit",
    ),
    (
        "monitoring",
        "generalization_gap",
        """
def generalization_gap(training, validation):
    return np.mean(training[-1] - validation[-1])
""",
        "you take the last run",
    ),
    (
        "debug_the_trainer",
        "minibatches",
        """
def minibatches(X, T, batch_size, seed):
    starts = range(0, len(X), batch_size)
    return [(X[n:n + batch_size], T[n:n + batch_size]) for n in starts]
""",
        "How can inputs and targets be shuffled alike",
    ),
    (
        "02_neuron",
        "unit_forward",
        """
def unit_forward(self, x):
    z = self.weights @ x + self.bias
    return 1 / 1 + np.exp(-z)
""",
        "In which order does Python",
    ),
    (
        "01_beyond_lines",
        "perceptron_update",
        """
def perceptron_update(w, x, t):
    if t * np.dot(w, x) <= 0:
        return w + t * x
    return w
""",
        "What is t x",
    ),
    (
        "monitoring",
        "dead_fraction",
        """
def dead_fraction(H):
    return np.mean(np.all(H < 0, axis=0))
""",
        "Which values can a ReLU",
    ),
    (
        "07_four_or_not_four",
        "new_prior",
        """
def new_prior(o, old, new):
    z = np.log(o / (1 - o)) + np.log(new / old)
    return 1 / (1 + np.exp(-z))
""",
        "You multiply the odds",
    ),
    (
        "monitoring",
        "update_ratio",
        """
def update_ratio(before, after):
    return np.sqrt(np.sum((after - before) ** 2)) / np.sum(before ** 2)
""",
        "Is a square root missing",
    ),
    (
        "02_neuron",
        "distances",
        """
def distances(X, w, w0):
    return (X @ w + w0) / (w @ w)
""",
        "Is a square root missing",
    ),
    (
        "activations",
        "tanh_derivative",
        """
def tanh_derivative(u):
    h = np.tanh(u)
    return 1 - np.tanh(h) ** 2
""",
        "as if tanh were applied twice",
    ),
    (
        "optimizers",
        "momentum_step",
        """
def momentum_step(w, v, g, eta, gamma):
    w_new = w - v
    v_new = gamma * v + eta * g
    return w_new, v_new
""",
        "doesn't include the new gradient yet",
    ),
    (
        "debug_the_trainer",
        "cross_entropy",
        """
def cross_entropy(P, T):
    return -np.mean(np.sum(T * np.log(P + 0.01), axis=1))
""",
        "the loss is only 4.6",
    ),
    (
        "18_early_stopping",
        "should_stop",
        """
def should_stop(losses, patience):
    return len(losses) - np.argmin(losses) >= patience
""",
        "without a new best should you count",
    ),
    (
        "11_choosing_a_loss",
        "output_delta",
        """
def output_delta(Z, T, noise):
    O = 1 / (1 + np.exp(-Z)) if noise == 'bernoulli' else Z
    return (O - T) / len(Z)
""",
        "your o is z",
    ),
    (
        "03_activations",
        "silu_derivative",
        """
def silu_derivative(z):
    sig = 1 / (1 + np.exp(-z))
    return np.ones_like(z) * (sig * (1 - sig))
""",
        "product of the derivatives",
    ),
    (
        "softmax",
        "gradient",
        """
def gradient(Z, T):
    return -T * (1 - softmax(Z)) / len(Z)
""",
        "every logit affects all the outputs",
    ),
    (
        "debug_the_trainer",
        "backward",
        """
def backward(weights, h, T):
    d_weights = [np.zeros(W.shape) for W in weights]
    d_biases = [np.zeros(len(W)) for W in weights]
    delta = (T - softmax(h[-1])) / len(T)
    for l in reversed(range(len(weights))):
        d_weights[l] = delta.T @ h[l]
        d_biases[l] = delta.sum(axis=0)
        if l > 0:
            delta = delta @ weights[l]
            delta = delta * (1 - h[l] ** 2)
    return d_weights, d_biases
""",
        "all your gradients have the wrong sign",
    ),
]
"""Answers of those for whom the sentence was written."""


@pytest.mark.parametrize(("exercise", "function", "code", "never", "instead"), ANSWERS)
def test_another_thought_is_told_apart(exercise, function, code, never, instead):
    said = told(exercise, function, code)
    assert never not in said
    assert instead in said


@pytest.mark.parametrize(("exercise", "function", "code", "said"), OF_THAT_THOUGHT)
def test_the_thought_itself_is_named(exercise, function, code, said):
    assert said in told(exercise, function, code)


@pytest.mark.parametrize(
    ("body", "holds"),
    [
        ("for x in a:\n        x = 2 * x", True),
        ("for i in range(len(w)):\n        w[i] == a[i]", True),
        ("for i in range(len(w)):\n        w[i] = a[i]", False),
        ("for row in w:\n        row[:] = a", False),
        ("for row in w:\n        row += a", False),
        ("w.fill(1)", False),
        ("np.copyto(w, a)", False),
    ],
)
def test_what_is_never_written_into(body, holds):
    assert fills_nothing(parsed(f"def f(a):\n    w = np.zeros(len(a))\n    {body}\n    return w", "f")) is holds


@pytest.mark.parametrize(
    ("body", "holds"),
    [
        ("return a", True),
        ("if a:\n            return a\n        else:\n            return 0", True),
        ("if a:\n            return a", False),
        ("a = 1", False),
    ],
)
def test_a_loop_that_ends_in_its_first_round(body, holds):
    assert ends_in_the_first_round(parsed(f"def f(a):\n    for x in a:\n        {body}\n    return 1", "f")) is holds


@pytest.mark.parametrize(
    ("value", "holds"),
    [("w", False), ("w[:]", False), ("w, w", False), ("w.copy()", True), ("w + 1", True), ("w[0]", True)],
)
def test_a_second_name_for_an_array(value, holds):
    assert has_no_second_name(parsed(f"def f(w):\n    up = {value}\n    return up", "f")) is holds
