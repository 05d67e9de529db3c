"""Counts of mistakes and curves over all thresholds, compared with scikit-learn and with counting (L14)."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics as theirs
from sklearn.calibration import calibration_curve

from lecture_nn.metrics import (
    Confusion,
    confusion,
    precision_recall_curve,
    reliability,
    roc_area,
    roc_curve,
)


def example(seed, N=60, ties=False):
    rng = np.random.default_rng(seed)
    targets = rng.random(N) < 0.3
    targets[:2] = (True, False)
    outputs = np.clip(rng.normal(0.3 + 0.4 * targets, 0.25), 0, 1)
    return (outputs.round(1) if ties else outputs), targets.astype(float)


drawn = pytest.mark.parametrize("ties", [False, True])
seeds = pytest.mark.parametrize("seed", range(5))


@seeds
@drawn
@pytest.mark.parametrize("threshold", [0.0, 0.3, 0.5, 0.9])
def test_counts_and_fractions(seed, ties, threshold):
    o, t = example(seed, ties=ties)
    called = o >= threshold
    found = confusion(o, t, threshold)
    (tn, fp), (fn, tp) = theirs.confusion_matrix(t, called, labels=[0, 1])
    assert found == Confusion(tp=tp, fp=fp, fn=fn, tn=tn)
    assert found.accuracy == pytest.approx(theirs.accuracy_score(t, called))
    assert found.recall == pytest.approx(theirs.recall_score(t, called))
    assert found.specificity == pytest.approx(theirs.recall_score(t, called, pos_label=0))
    assert found.balanced_accuracy == pytest.approx(theirs.balanced_accuracy_score(t, called))
    if called.any():
        assert found.precision == pytest.approx(theirs.precision_score(t, called))
        assert found.f1 == pytest.approx(theirs.f1_score(t, called))


def test_an_output_on_the_threshold_counts_as_positive():
    assert confusion([0.5, 0.5, 0.49], [1, 0, 1]) == Confusion(tp=1, fp=1, fn=1, tn=0)


def test_fractions_of_nothing_are_nan():
    never = confusion([0.0, 0.0], [0, 0])
    assert never.accuracy == never.specificity == 1
    assert all(math.isnan(value) for value in (never.precision, never.recall, never.f1, never.balanced_accuracy))


@seeds
@drawn
def test_roc_curve(seed, ties):
    o, t = example(seed, ties=ties)
    ours = roc_curve(o, t)
    x, y, thresholds = theirs.roc_curve(t, o, drop_intermediate=False)
    np.testing.assert_allclose(ours.x, x)
    np.testing.assert_allclose(ours.y, y)
    np.testing.assert_allclose(ours.thresholds, thresholds)
    assert roc_area(o, t) == pytest.approx(theirs.roc_auc_score(t, o))


@seeds
@drawn
def test_precision_recall_curve(seed, ties):
    o, t = example(seed, ties=ties)
    ours = precision_recall_curve(o, t)
    precision, recall, thresholds = theirs.precision_recall_curve(t, o)
    np.testing.assert_allclose(ours.thresholds, thresholds[::-1])
    np.testing.assert_allclose(ours.x, recall[:-1][::-1])
    np.testing.assert_allclose(ours.y, precision[:-1][::-1])


@seeds
@drawn
def test_each_point_of_the_curves_is_what_counting_gives_there(seed, ties):
    o, t = example(seed, ties=ties)
    for x, y, threshold in zip(*roc_curve(o, t), strict=True):
        counts = confusion(o, t, threshold)
        assert (x, y) == pytest.approx((1 - counts.specificity, counts.recall))
    for x, y, threshold in zip(*precision_recall_curve(o, t), strict=True):
        counts = confusion(o, t, threshold)
        assert (x, y) == pytest.approx((counts.recall, counts.precision))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=2, max_size=30))
def test_the_area_is_the_fraction_of_pairs_in_the_right_order(examples):
    o, t = (np.array(column, dtype=float) for column in zip(*examples, strict=True))
    if 0 < t.sum() < len(t):
        pairs = [float(a > b) + 0.5 * (a == b) for a in o[t == 1] for b in o[t == 0]]
        assert roc_area(o, t) == pytest.approx(np.mean(pairs))
        assert roc_area(-o, t) == pytest.approx(1 - roc_area(o, t))
        assert roc_area(np.exp(3 * o), t) == pytest.approx(roc_area(o, t))


@seeds
def test_reliability(seed):
    o, t = example(seed, N=300)
    ours = reliability(o, t, 5)
    observed, predicted = calibration_curve(t, np.minimum(o, 1 - 1e-12), n_bins=5)
    full = ours.counts > 0
    np.testing.assert_allclose(ours.predicted[full], predicted, atol=1e-9)
    np.testing.assert_allclose(ours.observed[full], observed)
    assert ours.counts.sum() == 300


def test_groups_of_unequal_width_and_empty_ones():
    ours = reliability([0.0, 0.01, 0.02, 1.0], [0, 1, 1, 1], [0, 0.02, 0.5, 1])
    np.testing.assert_array_equal(ours.counts, [2, 1, 1])
    np.testing.assert_allclose(ours.observed, [0.5, 1, 1])
    np.testing.assert_allclose(ours.predicted, [0.005, 0.02, 1])
    assert np.isnan(reliability([0.1], [1], 2).observed[1])


def test_columns_are_as_good_as_rows():
    o, t = example(0)
    assert confusion(o[:, None], t[:, None]) == confusion(o, t) == confusion(list(o), t.astype(bool))
    assert roc_area(o[:, None], t) == roc_area(o, t[:, None])


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: confusion([0.5], [1, 0]), "targets: expected 1, one for each output, got 2"),
        (lambda: confusion([0.5, 0.2], [1, 2]), "targets: expected 0 or 1, got 2"),
        (lambda: confusion([[0.5, 0.2]], [1]), r"outputs: expected shape \(N,\) or \(N, 1\), got \(1, 2\)"),
        (lambda: confusion([], []), r"outputs: expected shape \(N,\) or \(N, 1\), got \(0,\)"),
        (lambda: confusion([np.nan], [1]), "outputs: expected finite numbers"),
        (lambda: roc_area([0.5, 0.2], [1, 1]), "targets: expected both 0 and 1 to occur, got 1 everywhere"),
        (lambda: precision_recall_curve([0.5], [0]), "targets: expected both 0 and 1 to occur, got 0 everywhere"),
        (lambda: reliability([1.5], [1]), "outputs: expected probabilities from 0 to 1, got 1.5 to 1.5"),
        (lambda: reliability([0.5], [1], [0, 0.7]), "edges: expected numbers that ascend from 0 to 1"),
        (lambda: reliability([0.5], [1], 0), "edges: expected a whole number of at least 1"),
    ],
)
def test_refuses_what_makes_no_sense(call, says):
    with pytest.raises(ValueError, match=says):
        call()
