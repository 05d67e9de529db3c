"""Right answers to the turns of lesson 15, written in different ways: NAME__WAY answers NAME."""

import numpy as np


def living_units__any(H):
    return np.sum((H > 0).any(axis=0))


def living_units__largest(H):
    return np.count_nonzero(H.max(axis=0) > 0)


def living_units__loop(H):
    count = 0
    for column in H.T:
        if max(column) > 0:
            count += 1
    return count


def update_ratio__norms(before, after):
    return np.linalg.norm(after - before) / np.linalg.norm(before)


def update_ratio__roots(before, after):
    return np.sqrt(np.sum((after - before) ** 2) / np.sum(before**2))


def update_ratio__loop(before, after):
    change = size = 0.0
    for old_row, change_row in zip(before, after - before):  # noqa: B905 -- as a reader would write it
        for old, changed in zip(old_row, change_row):  # noqa: B905
            change += changed**2
            size += old**2
    return (change / size) ** 0.5


def smoothed__loop(losses, beta):
    m, averages = 0.0, []
    for t, loss in enumerate(losses, start=1):
        m = beta * m + (1 - beta) * loss
        averages.append(m / (1 - beta**t))
    return np.array(averages)


def smoothed__divided_at_the_end(losses, beta):
    sums = [(1 - beta) * losses[0]]
    for loss in losses[1:]:
        sums.append(beta * sums[-1] + (1 - beta) * loss)
    return np.array(sums) / (1 - beta ** np.arange(1, len(losses) + 1))


def smoothed__weights(losses, beta):
    averages = []
    for t in range(1, len(losses) + 1):
        weights = beta ** np.arange(t)[::-1]
        averages.append(np.sum(weights * losses[:t]) / np.sum(weights))
    return averages
