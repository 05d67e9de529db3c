"""Right answers to the exercise, written in other ways than the solution: NAME__WAY replaces NAME."""

import numpy as np


def cost__loops(loss, weights, biases, decay):
    total = 0.0
    for W in weights:
        for row in W:
            for w in row:
                total += w * w
    return loss + 0.5 * decay * total


def cost__one_vector(loss, weights, biases, decay):
    w = np.concatenate([W.ravel() for W in weights])
    return np.array([loss + decay * (w @ w) / 2])


def cost__frobenius_norm(loss, weights, biases, decay):
    return loss + decay / 2 * sum(np.linalg.norm(W) ** 2 for W in weights)


def step__shrink_first(weights, biases, d_weights, d_biases, eta, decay):
    new = [(1 - eta * decay) * W - eta * d for W, d in zip(weights, d_weights, strict=True)]
    return new, [b - eta * d for b, d in zip(biases, d_biases, strict=True)]


def step__in_place_on_copies(weights, biases, d_weights, d_biases, eta, decay):
    weights, biases = [W.copy() for W in weights], [b.copy() for b in biases]
    for l in range(len(weights)):
        weights[l] -= eta * d_weights[l] + eta * decay * weights[l]
        biases[l] -= eta * d_biases[l]
    return [weights, biases]


def step__float32(weights, biases, d_weights, d_biases, eta, decay):
    weights, biases, d_weights, d_biases = (
        [np.asarray(a, dtype=np.float32) for a in arrays] for arrays in (weights, biases, d_weights, d_biases)
    )
    return step__shrink_first(weights, biases, d_weights, d_biases, np.float32(eta), np.float32(decay))


def minimum_l2__what_is_taken_away(a, decay):
    return a - decay / (1 + decay) * a


def minimum_l2__loop(a, decay):
    return [x / (1 + decay) for x in a]


def minimum_l1__cases(a, decay):
    return np.where(a > decay, a - decay, np.where(a < -decay, a + decay, 0))


def minimum_l1__clipped(a, decay):
    return a - np.clip(a, -decay, decay)


def minimum_l1__two_sides(a, decay):
    return np.maximum(a - decay, 0) + np.minimum(a + decay, 0)


def minimum_l1__loop(a, decay):
    return [x - decay if x > decay else x + decay if x < -decay else 0 for x in a.tolist()]
