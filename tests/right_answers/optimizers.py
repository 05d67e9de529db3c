"""Right answers to the exercise, written in other ways than the solution: NAME__WAY replaces NAME."""

import math

import numpy as np


def n_steps__ceil(N, B, epochs):
    return epochs * math.ceil(N / B)


def n_steps__counted(N, B, epochs):
    return sum(1 for _ in range(epochs) for _ in range(0, N, B))


def batches__loop(order, B):
    out, rest = [], list(order)
    while rest:
        out.append(rest[:B])
        rest = rest[B:]
    return out


def batches__array_split(order, B):
    return np.split(order, np.arange(B, len(order), B))


def momentum_step__weights_at_once(w, v, g, eta, gamma):
    return w - gamma * v - eta * g, eta * g + gamma * v


def momentum_step__in_place_on_a_copy(w, v, g, eta, gamma):
    v, w = v.copy(), w.copy()
    v *= gamma
    v += eta * g
    w -= v
    return [w, v]


def rmsprop_step__in_place_on_a_copy(w, mean, g, eta, rho, eps):
    m = np.array(mean)
    m += (1 - rho) * (g * g - m)
    return w - eta / (m**0.5 + eps) * g, m


def rmsprop_step__loop(w, mean, g, eta, rho, eps):
    new_w, new_m = w.copy(), mean.copy()
    for i in np.ndindex(w.shape):
        new_m[i] = rho * mean[i] + (1 - rho) * g[i] * g[i]
        new_w[i] = w[i] - eta * g[i] / (math.sqrt(new_m[i]) + eps)
    return new_w, new_m
