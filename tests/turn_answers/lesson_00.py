"""Right answers to the turns of lesson 00, written in different ways: NAME__WAY answers NAME."""

import numpy as np


def accuracy__mean(o, t):
    return np.mean((o > 0.5) == (t == 1))


def accuracy__loop(o, t):
    correct = 0
    for n in range(len(t)):
        if (o[n] > 0.5) == (t[n] == 1):
            correct += 1
    return correct / len(t)


def accuracy__rounded(o, t):
    return 1 - np.abs(np.round(o) - t).sum() / len(t)


def accuracy__two_kinds(o, t):
    fours = ((o >= 0.5) & (t == 1)).sum()
    others = ((o < 0.5) & (t == 0)).sum()
    return (fours + others) / t.size


def one_hot_targets__loop(labels, K):
    T = np.zeros((len(labels), K))
    for n in range(len(labels)):
        T[n, labels[n]] = 1
    return T


def one_hot_targets__eye(labels, K):
    return np.eye(K)[labels]


def one_hot_targets__compare(labels, K):
    return (np.arange(K) == labels[:, None]).astype(int)


def one_hot_targets__lists(labels, K):
    return [[1 if k == label else 0 for k in range(K)] for label in labels]


def one_hot_targets__appended(labels, K):
    T = []
    for label in labels:
        row = [0] * K
        row[label] = 1
        T.append(row)
    return np.array(T)


def one_hot_targets__all_at_once(labels, K):
    N = len(labels)
    T = np.zeros(N * K)
    T[K * np.arange(N) + labels] = 1
    return T.reshape(N, K)
