"""Right answers to the turns of lesson 07, written in different ways: NAME__WAY answers NAME."""

import numpy as np


def precision_recall__plain(called, four):
    found = np.sum(called & four)
    return found / np.sum(called), found / np.sum(four)


def precision_recall__means(called, four):
    return four[called].mean(), called[four].mean()


def precision_recall__counted(called, four):
    tp = fp = fn = 0
    for n in range(len(four)):
        tp += called[n] and four[n]
        fp += called[n] and not four[n]
        fn += four[n] and not called[n]
    return [tp / (tp + fp), tp / (tp + fn)]


def pairs_right__all_at_once(fours, others):
    return np.mean((fours[:, None] > others) + 0.5 * (fours[:, None] == others))


def pairs_right__loops(fours, others):
    total = 0.0
    for a in fours:
        for b in others:
            total += 1.0 if a > b else 0.5 if a == b else 0.0
    return total / (len(fours) * len(others))


def pairs_right__signs(fours, others):
    return 0.5 + 0.5 * np.sign(np.subtract.outer(fours, others)).mean()


def best_threshold__plain(c_fp, c_fn):
    return c_fp / (c_fp + c_fn)


def best_threshold__odds(c_fp, c_fn):
    return 1 / (1 + c_fn / c_fp)


def best_threshold__complement(c_fp, c_fn):
    total = c_fn + c_fp
    return (total - c_fn) / total


def new_prior__odds(o, old, new):
    odds = o / (1 - o) * new / (1 - new) * (1 - old) / old
    return odds / (1 + odds)


def new_prior__logits(o, old, new):
    z = np.log(o / (1 - o)) + np.log(new / (1 - new)) - np.log(old / (1 - old))
    return 1 / (1 + np.exp(-z))


def new_prior__bayes(o, old, new):
    four, other = o * new / old, (1 - o) * (1 - new) / (1 - old)
    return four / (four + other)
