"""Curves over all thresholds and reliability diagrams: what is drawn is what was computed."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

from lecture_nn.figures.judging import plot_by_rate, plot_confidence, plot_reliability, plot_threshold_curves
from lecture_nn.metrics import confusion, precision_recall_curve, reliability, roc_curve

mpl.use("Agg")
RNG = np.random.default_rng(0)
TARGETS = (RNG.random(200) < 0.3).astype(float)
OUTPUTS = {name: np.clip(RNG.normal(0.3 + 0.4 * TARGETS, spread), 0, 1) for name, spread in (("a", 0.1), ("b", 0.4))}


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def line(ax, n):
    return ax.lines[n].get_xdata(), ax.lines[n].get_ydata()


def test_both_curves_of_each_detector_and_its_threshold():
    left, right = plot_threshold_curves(OUTPUTS, TARGETS, threshold=0.4).axes
    for n, o in enumerate(OUTPUTS.values()):
        roc, pr = roc_curve(o, TARGETS), precision_recall_curve(o, TARGETS)
        np.testing.assert_array_equal(line(left, 2 * n), (roc.x, roc.y))
        np.testing.assert_array_equal(line(right, 2 * n), (pr.x, pr.y))
        counts = confusion(o, TARGETS, 0.4)
        assert [float(v) for v in np.ravel(line(left, 2 * n + 1))] == [1 - counts.specificity, counts.recall]
        assert [float(v) for v in np.ravel(line(right, 2 * n + 1))] == [counts.recall, counts.precision]
    np.testing.assert_allclose(line(right, 4)[1], TARGETS.mean())
    assert [text.get_text() for text in left.get_legend().get_texts()] == ["a", "b", "guessing"]
    assert len({left.lines[n].get_linestyle() for n in (0, 2, 4)}) == 3


def test_reliability_diagram_leaves_out_small_groups():
    bins = {name: reliability(o, TARGETS, 10) for name, o in OUTPUTS.items()}
    ax = plot_reliability(bins, least=15)
    for n, each in enumerate(bins.values(), start=1):
        shown = each.counts >= 15
        assert 0 < shown.sum() < 10
        np.testing.assert_array_equal(line(ax, n), (each.predicted[shown], each.observed[shown]))
    assert len({one.get_marker() for one in ax.lines}) == 3


def test_confidence_is_drawn_beside_the_counts_of_one_network():
    edges = [0, 0.5, 0.9, 1]
    bins = {name: reliability(o, TARGETS, edges) for name, o in OUTPUTS.items()}
    left, right = plot_confidence(bins, edges, networks=2).axes
    for n, each in enumerate(bins.values(), start=1):
        np.testing.assert_array_equal(line(left, n), (each.predicted, each.observed))
        bars = sorted(right.containers[n - 1], key=lambda bar: bar.get_y())
        np.testing.assert_allclose([bar.get_width() for bar in bars], each.counts / 2)
    assert [tick.get_text() for tick in right.get_yticklabels()] == ["0–50%", "50–90%", "90–100%"]
    assert len({one.get_marker() for one in left.lines}) == 3
    assert len({container[0].get_hatch() for container in right.containers}) == 2
    first, second = (container[0].get_y() for container in right.containers)
    assert first > second


def test_accuracies_by_rate_have_a_dot_for_each_run_and_a_line_through_the_means():
    rates, runs = (1, 10, 100), RNG.random((3, 5))
    figure = plot_by_rate({"left": {"a": runs, "b": runs / 2}, "right": {"a": runs}}, rates)
    assert [ax.get_title() for ax in figure.axes] == ["left", "right"]
    lines = figure.axes[0].lines
    assert [len(lines), len(figure.axes[1].lines)] == [12, 6]
    np.testing.assert_allclose(lines[5].get_ydata(), runs.mean(axis=1))
    np.testing.assert_allclose(lines[11].get_ydata(), runs.mean(axis=1) / 2)
    np.testing.assert_array_equal(lines[2].get_ydata(), runs[:, 2])
    assert lines[5].get_linestyle() != lines[11].get_linestyle()
    assert [text.get_text() for text in figure.axes[0].get_legend().get_texts()] == ["a", "b"]
    assert [tick.get_text() for tick in figure.axes[1].get_xticklabels()] == ["1", "10", "100"]


def test_draws_where_it_is_told():
    _, ax = plt.subplots()
    assert plot_reliability({"a": reliability(OUTPUTS["a"], TARGETS)}, ax=ax) is ax


def test_refuses_more_than_it_has_colours_for():
    with pytest.raises(ValueError, match="outputs: expected 1 to 4 detectors, got 0"):
        plot_threshold_curves({}, TARGETS)
    with pytest.raises(ValueError, match="bins: expected 1 to 4 detectors, got 5"):
        plot_reliability(dict.fromkeys("abcde", reliability(OUTPUTS["a"], TARGETS)))
    with pytest.raises(ValueError, match="bins: expected 1 to 4 classifiers, got 0"):
        plot_confidence({}, [0, 1])
