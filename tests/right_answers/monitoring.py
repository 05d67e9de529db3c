"""Right answers to the exercise, written in other ways than the solution: NAME__WAY replaces NAME."""

from itertools import accumulate

import numpy as np


def dead_fraction__never_on(H):
    return 1 - np.any(H > 0, axis=0).mean()


def dead_fraction__largest(H):
    return (H.max(axis=0) == 0).sum() / H.shape[1]


def dead_fraction__sums(H):
    return np.mean(H.sum(axis=0) == 0)


def dead_fraction__loop(H):
    dead = 0
    for unit in H.T:
        dead += not np.any(unit)
    return dead / len(H[0])


def dead_fraction__counted(H):
    return np.count_nonzero((H != 0).sum(axis=0) == 0) / H.shape[1]


def update_ratio__sums(before, after):
    return np.sqrt(np.sum((after - before) ** 2) / np.sum(before**2))


def update_ratio__rms(before, after):
    return np.sqrt(np.mean((before - after) ** 2)) / np.sqrt(np.mean(before**2))


def update_ratio__raveled(before, after):
    change, old = np.ravel(after - before), np.ravel(before)
    return (change @ change) ** 0.5 / (old @ old) ** 0.5


def update_ratio__float32(before, after):
    before, after = before.astype(np.float32), after.astype(np.float32)
    return np.linalg.norm(after - before) / np.linalg.norm(before)


def exponential_average__accumulate(losses, keep):
    sums = accumulate(losses, lambda m, loss: keep * m + (1 - keep) * loss, initial=0.0)
    return [m / (1 - keep**n) for n, m in enumerate(sums) if n > 0]


def exponential_average__weights(losses, keep):
    out = []
    for n in range(1, len(losses) + 1):
        weights = keep ** np.arange(n - 1, -1.0, -1)
        out.append(weights @ losses[:n] / weights.sum())
    return out


def exponential_average__two_sums(losses, keep):
    above = below = 0
    out = np.zeros(len(losses))
    for i in range(len(losses)):
        above, below = keep * above + losses[i], keep * below + 1
        out[i] = above / below
    return out


def exponential_average__one_line(losses, keep):
    """Each average moves towards the new loss by a fraction that shrinks to 1 - keep."""
    average, out = 0.0, []
    for n, loss in enumerate(losses, 1):
        average += (1 - keep) / (1 - keep**n) * (loss - average)
        out.append(average)
    return np.array(out)


def update_ratio__frobenius(old, new):
    return np.linalg.norm(new - old, "fro") / np.linalg.norm(old, "fro")


def update_ratio__two_loops(old, new):
    change = size = 0
    for k in range(len(old)):
        for i in range(len(old[0])):
            change += (new[k][i] - old[k][i]) ** 2
            size += old[k][i] ** 2
    return (change / size) ** 0.5


run_a__numpy_text = np.array("too high")


def generalization_gap__difference_of_means(training, validation):
    return training[:, -1].mean() - validation[:, -1].mean()


def generalization_gap__transposed(training, validation):
    return np.mean(training.T[-1] - validation.T[-1])


def generalization_gap__loop(training, validation):
    total = 0
    for row, other in zip(training, validation, strict=True):
        total += row[-1] - other[-1]
    return total / len(training)


def generalization_gap__errors(training, validation):
    return np.array([np.mean((1 - validation[:, -1]) - (1 - training[:, -1]))])


batch_for_a_third__float = 144.0
