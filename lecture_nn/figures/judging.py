"""How good is a detector? Curves over all thresholds, and a reliability diagram (lecture row L14)."""

from __future__ import annotations

from collections.abc import Mapping
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
