"""What lesson 07 says of rare classes, tried with other seeds and numbers (L14)."""

import numpy as np
import pytest

from lecture_nn.datasets import four_or_not
from lecture_nn.detector import train_detector
from lecture_nn.metrics import Confusion, confusion, roc_area

DATA = four_or_not()
X, T = DATA.train.X[:8000], DATA.train.T[:8000]


def trained(fours, others, seed, updates=750):
    rng = np.random.default_rng(seed)
    rows = [rng.permutation(np.flatnonzero(t == T))[:n] for t, n in ((1, fours), (0, others))]
    rows = np.concatenate(rows)
    net = train_detector((X[rows], T[rows]), seed=seed, updates=updates)
    return net.forward_pass(DATA.validation.X)[1]  # the logits


def recall(logits):
    return np.mean([confusion(z, DATA.validation.T, 0).recall for z in logits])


def test_prior_shift_costs_more_than_rarity_and_is_undone_by_a_constant():
    seeds = range(20, 24)
    full, few, shifted = ([trained(*counts, seed) for seed in seeds] for counts in ((773, 7227), (23, 215), (23, 7227)))
    constant = np.log(773 / 7227) - np.log(23 / 7227)
    assert recall(full) - recall(few) < 0.25 < recall(few) - recall(shifted)
    assert abs(recall([z + constant for z in shifted]) - recall(few)) < 0.1
    areas = [np.mean([roc_area(z, DATA.validation.T) for z in logits]) for logits in (few, shifted)]
    assert abs(areas[0] - areas[1]) < 0.015


def test_training_four_times_as_long_hardly_helps():
    short, long = ([trained(23, 7227, seed, updates) for seed in (30, 31)] for updates in (750, 3000))
    assert recall(long) - recall(short) < 0.15
    assert recall(long) < 0.65


def test_equally_many_of_each_class_make_false_alarms_and_the_correction_takes_some_away():
    T_out = DATA.validation.T
    balanced = [trained(773, 773, seed) for seed in (40, 41)]
    full = [trained(773, 7227, seed) for seed in (40, 41)]
    corrected = [z + np.log(1 / 9) for z in balanced]
    alarms, alarms_full, alarms_corrected = (
        np.mean([confusion(z, T_out, 0).fp for z in logits]) for logits in (balanced, full, corrected)
    )
    assert alarms > 3 * alarms_full
    assert alarms_corrected < 0.75 * alarms


def test_the_answers_of_the_questions():
    found = Confusion(tp=36, fp=10, fn=4, tn=950)
    assert (found.recall, found.precision) == pytest.approx((0.9, 0.783), abs=1e-3)
    assert (found.accuracy, found.specificity) == pytest.approx((0.986, 0.99), abs=1e-3)
    assert np.sqrt(0.9 * 0.1 / 400) == pytest.approx(0.015)
    found, false_alarms = 0.95 * 1000, 0.005 * 999_000
    assert found / (found + false_alarms) == pytest.approx(0.16, abs=0.001)
    assert np.log(0.1 / 0.9) - np.log(23 / 7227) == pytest.approx(3.55, abs=0.01)
    assert 1 / (1 + np.exp(3.55)) == pytest.approx(0.03, abs=0.003)
