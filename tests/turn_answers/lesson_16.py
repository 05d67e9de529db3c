"""Right answers to the turns of lesson 16, written in different ways: NAME__WAY answers NAME."""

import numpy as np


def memorized__selected(answers, given, true):
    wrong = given != true
    return np.mean(answers[wrong] == given[wrong])


def memorized__counted(answers, given, true):
    wrong = given != true
    return np.sum(wrong & (answers == given)) / np.sum(wrong)


def memorized__loop(answers, given, true):
    count = total = 0
    for n in range(len(given)):
        if given[n] != true[n]:
            total += 1
            count += answers[n] == given[n]
    return count / total


def bias_and_variance__means(O, truth):
    mean = O.mean(axis=0)
    return np.mean((mean - truth) ** 2), np.mean((O - mean) ** 2)


def bias_and_variance__var(O, truth):
    bias = np.mean(O, axis=0) - truth
    return (bias**2).mean(), O.var(axis=0).mean()


def bias_and_variance__difference(O, truth):
    squared_bias = np.mean((O.mean(axis=0) - truth) ** 2)
    return squared_bias, np.mean((O - truth) ** 2) - squared_bias
