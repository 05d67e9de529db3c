"""Right answers to the exercise, written in other ways than the solution: NAME__WAY replaces NAME."""

import math

import numpy as np


def n_steps__ceil(N, B, epochs):
    return epochs * math.ceil(N / B)


def n_steps__counted(N, B, epochs):
    return sum(1 for _ in range(epochs) for _ in range(0, N, B))


def n_steps__float(N, B, epochs):
    return np.ceil(N / B) * epochs


def n_steps__with_or_without_a_rest(N, B, epochs):
    full, rest = divmod(N, B)
    if rest:
        full += 1
    return full * epochs


def batches__loop(order, B):
    out, rest = [], list(order)
    while rest:
        out.append(rest[:B])
        rest = rest[B:]
    return out


def batches__split(order, B):
    return np.split(order, np.arange(B, len(order), B))


def batches__array_split(order, B):
    return np.array_split(order, range(B, len(order), B))


def batches__numbered(order, B):
    return tuple(order[i * B : min((i + 1) * B, len(order))] for i in range(math.ceil(len(order) / B)))


def momentum_step__weights_at_once(w, v, g, eta, gamma):
    return w - gamma * v - eta * g, eta * g + gamma * v


def momentum_step__in_place_on_a_copy(w, v, g, eta, gamma):
    v, w = v.copy(), w.copy()
    v *= gamma
    v += eta * g
    w -= v
    return [w, v]


def momentum_step__downhill_inside(w, v, g, eta, gamma):
    """The velocity points downhill inside the function, and uphill outside."""
    down = gamma * -v - eta * g
    return w + down, -down


def momentum_step__float32(w, v, g, eta, gamma):
    w, v, g = (a.astype(np.float32) for a in (w, v, g))
    v = np.float32(gamma) * v + np.float32(eta) * g
    return w - v, v


def rmsprop_step__in_place_on_a_copy(w, s, g, eta, rho, eps):
    m = np.array(s)
    m += (1 - rho) * (g * g - m)
    return w - eta / (m**0.5 + eps) * g, m


def rmsprop_step__loop(w, s, g, eta, rho, eps):
    new_w, new_s = w.copy(), s.copy()
    for i in np.ndindex(w.shape):
        new_s[i] = rho * s[i] + (1 - rho) * g[i] * g[i]
        new_w[i] = w[i] - eta * g[i] / (math.sqrt(new_s[i]) + eps)
    return new_w, new_s


def rmsprop_step__with_learning_rates(w, s, g, eta, rho, eps):
    s = np.square(g) * (1 - rho) + s * rho
    rates = eta / (eps + np.sqrt(s))
    return np.subtract(w, rates * g), s


def adam_step__in_place_on_copies(w, m, s, g, n, eta, beta1, beta2, eps):
    m, s = m.copy(), s.copy()
    m += (1 - beta1) * (g - m)
    s += (1 - beta2) * (g * g - s)
    mean, square = m / (1 - beta1**n), s / (1 - beta2**n)
    return w - eta * mean / (eps + square**0.5), m, s


def adam_step__one_factor(w, m, s, g, n, eta, beta1, beta2, eps):
    """The corrections in front, as in efficient implementations."""
    m, s = beta1 * m + (1 - beta1) * g, beta2 * s + (1 - beta2) * np.square(g)
    root = math.sqrt(1 - beta2**n)
    return [w - eta * root / (1 - beta1**n) * m / (np.sqrt(s) + root * eps), m, s]


def adam_step__loop(w, m, s, g, n, eta, beta1, beta2, eps):
    new = [w.copy(), m.copy(), s.copy()]
    for i in np.ndindex(w.shape):
        new[1][i] = beta1 * m[i] + (1 - beta1) * g[i]
        new[2][i] = beta2 * s[i] + (1 - beta2) * g[i] ** 2
        mean, square = new[1][i] / (1 - math.pow(beta1, n)), new[2][i] / (1 - math.pow(beta2, n))
        new[0][i] -= eta * mean / (math.sqrt(square) + eps)
    return new


def adam_step__float32(w, m, s, g, n, eta, beta1, beta2, eps):
    w, m, s, g = (a.astype(np.float32) for a in (w, m, s, g))
    m, s = beta1 * m + (1 - beta1) * g, beta2 * s + (1 - beta2) * g * g
    step = eta * (m / (1 - beta1**n)) / (np.sqrt(s / (1 - beta2**n)) + eps)
    return (w - step).astype(np.float32), m, s


times_faster__rounded = 20
first_step_in_eta__whole = 10
learning_rate_for_sum__number = 0.004
