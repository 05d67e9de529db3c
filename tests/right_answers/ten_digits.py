"""Right answers to the exercise, written in other ways than the solution: NAME__WAY replaces NAME."""

import numpy as np


def evaluations__batch_by_batch(N, B, epochs):
    return sum(min(B, N - start) for _ in range(epochs) for start in range(0, N, B))


def evaluations__float(N, B, epochs):
    return float(epochs) * N


def accuracy__loop(o, T):
    right = 0
    for answer, target in zip(o, T, strict=True):
        right += list(answer).index(max(answer)) == list(target).index(1)
    return right / len(o)


def accuracy__target_of_the_largest(o, T):
    return T[np.arange(len(T)), np.argmax(o, axis=1)].sum() / T.shape[0]
