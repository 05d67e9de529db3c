"""Right answers to the turns of lesson 04, written in different ways: NAME__WAY answers NAME."""

import numpy as np

exactly_one__as_in_the_lesson = ([[4, 4, 4], [4, 4, 4]], [-2, -6], [[4, -4]], [-4])
exactly_one__units_the_other_way_round = (np.full((2, 3), 10.0), np.array([-15.0, -5.0]), np.array([[-3, 3]]), [-3])
exactly_one__with_none_and_at_most_one = [[[-6, -6, -6], [-6.0, -6, -6]], (3, 9), [[-2, 2.0]], [-2]]
exactly_one__gentle = [[[2, 2, 2], [2, 2, 2]], [-1, -3], [[3, -3]], [-3]]


def count_parameters__pairs(sizes):
    return sum((inputs + 1) * units for inputs, units in zip(sizes, sizes[1:], strict=False))


def count_parameters__loop(sizes):
    total = 0
    for l in range(1, len(sizes)):
        total += sizes[l] * sizes[l - 1] + sizes[l]
    return total


def count_parameters__numpy(sizes):
    n = np.array(sizes)
    return n[:-1] @ n[1:] + n[1:].sum()


def count_parameters__from_the_top(sizes):
    total, above = 0, sizes[-1]
    for below in sizes[-2::-1]:
        total = total + above * (1 + below)
        above = below
    return total


def permute_hidden__index(V, v0, W, order):
    return V[order], v0[order], W[:, order]


def permute_hidden__take(V, v0, W, order):
    return np.take(V, order, axis=0), np.take(v0, order), np.take(W, order, axis=1)


def permute_hidden__loop(V, v0, W, order):
    new_V, new_v0, new_W = np.zeros_like(V), np.zeros_like(v0), np.zeros_like(W)
    for j in range(len(order)):
        new_V[j] = V[order[j]]
        new_v0[j] = v0[order[j]]
        new_W[:, j] = W[:, order[j]]
    return new_V, new_v0, new_W


def permute_hidden__matrix(V, v0, W, order):
    P = np.eye(len(order))[order]
    return P @ V, P @ v0, W @ P.T


def permute_hidden__lists(V, v0, W, order):
    rows = [V[j] for j in order]
    biases = [v0[j] for j in order]
    columns = [W.T[j] for j in order]
    return np.array(rows), np.array(biases), np.array(columns).T
