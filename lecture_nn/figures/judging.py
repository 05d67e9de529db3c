"""How good is a classifier? Curves over thresholds and learning rates, reliability diagrams (lecture rows L14, L23)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np

from lecture_nn.figures.style import COLORS, DASHES
from lecture_nn.metrics import Bins, confusion, precision_recall_curve, roc_curve

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import ArrayLike

LINES = ("blue", "orange", "green", "pink")
MARKERS = ("o", "s", "D", "^")
HATCHES = ("", "///", "...", "xx")


def plot_threshold_curves(outputs: Mapping[str, ArrayLike], targets: ArrayLike, threshold: float = 0.5) -> Figure:
    """Plot the ROC curve and the precision-recall curve of one detector or several, side by side.

    Parameters
    ----------
    outputs : mapping of str to array of shape (N,) or (N, 1)
        The outputs of each detector by its name, four at most.
    targets : array of the same size
        0 or 1.
    threshold : float
        Where this threshold leads is marked on each curve.
    """
    if not 0 < len(outputs) <= len(LINES):
        raise ValueError(f"outputs: expected 1 to {len(LINES)} detectors, got {len(outputs)}")
    prior = float(np.mean(targets))
    figure, (left, right) = plt.subplots(1, 2, figsize=(9.6, 4.2))
    for (name, o), color, dash, marker in zip(outputs.items(), LINES, DASHES, MARKERS, strict=False):
        counts = confusion(o, targets, threshold)
        style = {"color": COLORS[color], "linestyle": dash}
        point = {"color": COLORS[color], "marker": marker, "linestyle": "", "markersize": 8, "markeredgecolor": "black"}
        roc, pr = roc_curve(o, targets), precision_recall_curve(o, targets)
        left.plot(roc.x, roc.y, label=name, **style)
        left.plot(1 - counts.specificity, counts.recall, **point)
        right.plot(pr.x, pr.y, label=name, **style)
        right.plot(counts.recall, counts.precision, **point)
    guess = {"color": COLORS["grey"], "linestyle": ":", "linewidth": 1.5}
    left.plot([0, 1], [0, 1], label="guessing", **guess)
    right.plot([0, 1], [prior, prior], label="guessing", **guess)
    left.set(xlabel="false positive rate (1 − specificity)", ylabel="true positive rate (recall)", title="ROC curve")
    right.set(xlabel="recall", ylabel="precision", title="precision-recall curve")
    for ax in (left, right):
        ax.set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.02))
    left.legend(loc="lower right")
    return figure


def plot_reliability(bins: Mapping[str, Bins], least: int = 20, ax: Axes | None = None) -> Axes:
    """Plot a reliability diagram: how often examples are positive, against their predicted probability.

    Parameters
    ----------
    bins : mapping of str to Bins
        What `lecture_nn.metrics.reliability` returned for each detector, four at most.
    least : int
        Groups with fewer examples are left out.
    ax : Axes, optional
        Where to draw; a figure of its own by default.
    """
    if not 0 < len(bins) <= len(LINES):
        raise ValueError(f"bins: expected 1 to {len(LINES)} detectors, got {len(bins)}")
    if ax is None:
        _, ax = plt.subplots(figsize=(4.8, 4.2))
    ax.plot([0, 1], [0, 1], color=COLORS["grey"], linestyle=":", linewidth=1.5, label="calibrated")
    for (name, each), color, dash, marker in zip(bins.items(), LINES, DASHES, MARKERS, strict=False):
        shown = each.counts >= least
        ax.plot(
            each.predicted[shown], each.observed[shown], color=COLORS[color], linestyle=dash, marker=marker, label=name
        )
    ax.set(xlabel="predicted probability of a four", ylabel="fraction that are fours", title="reliability diagram")
    ax.set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.02))
    ax.legend()
    return ax


def plot_confidence(bins: Mapping[str, Bins], edges: Sequence[float], networks: int = 1) -> Figure:
    """Plot a reliability diagram of the predicted classes, and beside it how many examples each group holds.

    Parameters
    ----------
    bins : mapping of str to Bins
        What `lecture_nn.metrics.reliability` returned for the largest probability of each example, with the target 1
        where the prediction is right; four at most.
    edges : sequence of float
        Where the groups begin and end, as for `reliability`.
    networks : int
        Over how many networks the examples were pooled; the counts shown are those of one.
    """
    if not 0 < len(bins) <= len(LINES):
        raise ValueError(f"bins: expected 1 to {len(LINES)} classifiers, got {len(bins)}")
    figure, (left, right) = plt.subplots(1, 2, figsize=(9.4, 4.4), width_ratios=(1.1, 1))
    lowest = min(float(np.nanmin(np.minimum(each.predicted, each.observed))) for each in bins.values())
    left.plot([lowest, 1], [lowest, 1], color=COLORS["grey"], linestyle=":", label="calibrated")
    places, width = np.arange(len(edges) - 1), 0.8 / len(bins)
    styles = zip(LINES, DASHES, MARKERS, HATCHES, strict=False)
    for k, ((name, each), (color, dash, marker, hatch)) in enumerate(zip(bins.items(), styles, strict=False)):
        left.plot(each.predicted, each.observed, color=COLORS[color], linestyle=dash, marker=marker, label=name)
        shift = ((len(bins) - 1) / 2 - k) * width  # the first on top
        style = {"color": COLORS[color], "hatch": hatch, "edgecolor": "white"}
        bars = right.barh(places + shift, each.counts / networks, width, **style)
        right.bar_label(bars, fmt="%.0f", padding=2, fontsize=8.5)
    left.set(xlabel="confidence: probability of the predicted class", ylabel="accuracy", title="reliability diagram")
    left.legend(loc="upper left", fontsize=9.5)
    right.set_yticks(places, [f"{100 * low:g}–{100 * high:g}%" for low, high in pairwise(edges)])
    right.set(xlabel="examples", ylabel="confidence", title="how many in each group")
    right.margins(x=0.15)
    right.grid(axis="y", visible=False)
    return figure


def plot_by_rate(panels: Mapping[str, Mapping[str, ArrayLike]], rates: Sequence[float]) -> Figure:
    """Plot accuracies against the learning rate: each run as a dot, and a line through their means.

    Parameters
    ----------
    panels : mapping of str to mapping
        For each panel by its title, the accuracies of each method by its name: arrays of shape (rates, runs); four
        methods at most.
    rates : sequence of float
    """
    figure, axes = plt.subplots(1, len(panels), figsize=(4.6 * len(panels), 3.6), sharey=True, squeeze=False)
    for ax, (title, methods) in zip(axes[0], panels.items(), strict=True):
        for (name, values), color, dash, marker in zip(methods.items(), LINES, DASHES, MARKERS, strict=False):
            ax.plot(rates, values, color=COLORS[color], linestyle="", marker=marker, markersize=3, alpha=0.4)
            style = {"color": COLORS[color], "linestyle": dash, "marker": marker}
            ax.plot(rates, np.mean(values, axis=1), label=name, **style)
        ax.set(xscale="log", xlabel="learning rate η", title=title)
        ax.set_xticks(rates, [f"{rate:g}" for rate in rates])
        ax.minorticks_off()
    axes[0, 0].set_ylabel("accuracy")
    axes[0, 0].legend(loc="lower center")
    return figure
