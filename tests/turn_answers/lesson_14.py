"""Right answers to the turns of lesson 14, written in different ways: NAME__WAY answers NAME."""

import numpy as np


def largest_rate__eigvalsh(H, gamma):
    return 2 * (1 + gamma) / np.linalg.eigvalsh(H).max()


def largest_rate__norm(H, gamma):
    return (2 + 2 * gamma) / np.linalg.norm(H, 2)


def largest_rate__loop(H, gamma):
    values, _ = np.linalg.eigh(H)
    rates = [2 * (1 + gamma) / value for value in values]
    return min(rates)


def adam_step__formula(w, m, s, g, n, eta):
    m = 0.9 * m + 0.1 * g
    s = 0.999 * s + 0.001 * g**2
    mean, square = m / (1 - 0.9**n), s / (1 - 0.999**n)
    return w - eta * mean / (np.sqrt(square) + 1e-8), m, s


def adam_step__names(w, m, s, g, n, eta):
    beta1, beta2, epsilon = 0.9, 0.999, 1e-8
    new_m = m + (1 - beta1) * (g - m)
    new_s = s + (1 - beta2) * (g * g - s)
    step = new_m / (1 - np.power(beta1, n)) / ((new_s / (1 - np.power(beta2, n))) ** 0.5 + epsilon)
    return w - eta * step, new_m, new_s


def adam_step__rate_of_the_step(w, m, s, g, n, eta):
    m = np.average([m, g], axis=0, weights=[0.9, 0.1])
    s = np.average([s, g * g], axis=0, weights=[0.999, 0.001])
    rate = eta * np.sqrt(1 - 0.999**n) / (1 - 0.9**n)
    return w - rate * m / (np.sqrt(s) + 1e-8), m, s


def warm_cosine__if(n, N, rising):
    if n < rising:
        return (n + 1) / rising
    return 0.5 * (1 + np.cos(np.pi * (n - rising) / (N - rising)))


def warm_cosine__expression(n, N, rising):
    left = N - rising
    return (n + 1) / rising if n + 1 <= rising else (1 + np.cos(np.pi * (n - rising) / left)) / 2


def warm_cosine__where(n, N, rising):
    fraction = (n - rising) / (N - rising)
    return np.where(n < rising, (n + 1) / rising, np.cos(np.pi / 2 * fraction) ** 2)
