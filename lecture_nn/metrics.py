"""How good is a detector? Counts of its mistakes, and curves over all thresholds (L14).

Targets are 0 or 1. Outputs are the larger, the likelier the target is 1: probabilities or logits. Both may have shape
(N,) or (N, 1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from lecture_nn.validation import check_array, check_finite, check_integer

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


class Confusion(NamedTuple):
    """How often each decision met each target: the confusion matrix of a detector.

    Attributes
    ----------
    tp, fp, fn, tn : int
        True positives, false positives, false negatives and true negatives.
    """

    tp: int
    fp: int
    fn: int
    tn: int

    @property
    def accuracy(self) -> float:
        """The fraction of all decisions that are right."""
        return _ratio(self.tp + self.tn, sum(self))

    @property
    def recall(self) -> float:
        """The fraction of the positive examples that are found."""
        return _ratio(self.tp, self.tp + self.fn)

    @property
    def specificity(self) -> float:
        """The fraction of the negative examples that are rejected."""
        return _ratio(self.tn, self.tn + self.fp)

    @property
    def precision(self) -> float:
        """The fraction of the positive decisions that are right; NaN if there is none."""
        return _ratio(self.tp, self.tp + self.fp)

    @property
    def balanced_accuracy(self) -> float:
        """The mean of recall and specificity."""
        return (self.recall + self.specificity) / 2

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return _ratio(2 * self.tp, 2 * self.tp + self.fp + self.fn)


class Curve(NamedTuple):
    """A curve over all thresholds, from the highest, which no output reaches, to the lowest output.

    Attributes
    ----------
    x, y : arrays of shape (M,)
        ROC: false positive rate and true positive rate. Precision-recall: recall and precision.
    thresholds : array of shape (M,)
        An output counts as positive if it is at least the threshold.
    """

    x: NDArray
    y: NDArray
    thresholds: NDArray


class Bins(NamedTuple):
    """A reliability diagram in numbers: examples grouped by their predicted probability.

    Attributes
    ----------
    predicted, observed : arrays of shape (B,)
        The mean predicted probability of each group, and the fraction of its examples that are positive; NaN where a
        group is empty.
    counts : array of int, shape (B,)
        How many examples are in each group.
    """

    predicted: NDArray
    observed: NDArray
    counts: NDArray


def confusion(outputs: ArrayLike, targets: ArrayLike, threshold: float = 0.5) -> Confusion:
    """Count the decisions of a detector that calls an example positive if its output is at least the threshold.

    Parameters
    ----------
    outputs : array of shape (N,) or (N, 1)
    targets : array of the same size
        0 or 1.
    threshold : float

    Returns
    -------
    Confusion
    """
    o, t = _checked(outputs, targets)
    called = o >= threshold
    counts = (called & t, called & ~t, ~called & t, ~called & ~t)
    return Confusion(*(int(np.count_nonzero(each)) for each in counts))


def roc_curve(outputs: ArrayLike, targets: ArrayLike) -> Curve:
    """Return the ROC curve: true positive rate against false positive rate, as the threshold falls.

    Parameters
    ----------
    outputs, targets : arrays of shape (N,) or (N, 1)
        Both classes must occur.

    Returns
    -------
    Curve
        From (0, 0) to (1, 1), with one point for each different output and one for a threshold above all of them.
    """
    tp, fp, thresholds = _counts(*_checked(outputs, targets, both=True))
    return Curve(fp / fp[-1], tp / tp[-1], thresholds)


def roc_area(outputs: ArrayLike, targets: ArrayLike) -> float:
    """Return the area under the ROC curve.

    It is the probability that a random positive example has a larger output than a random negative one, ties counting
    one half.
    """
    curve = roc_curve(outputs, targets)
    return float(np.trapezoid(curve.y, curve.x))


def precision_recall_curve(outputs: ArrayLike, targets: ArrayLike) -> Curve:
    """Return precision against recall, as the threshold falls from the largest output to the smallest.

    Parameters
    ----------
    outputs, targets : arrays of shape (N,) or (N, 1)
        Both classes must occur.

    Returns
    -------
    Curve
        With one point for each different output.
    """
    tp, fp, thresholds = _counts(*_checked(outputs, targets, both=True))
    return Curve(tp[1:] / tp[-1], tp[1:] / (tp[1:] + fp[1:]), thresholds[1:])


def reliability(outputs: ArrayLike, targets: ArrayLike, edges: ArrayLike | int = 10) -> Bins:
    """Group examples by their predicted probability and compare it with how many of them are positive.

    Parameters
    ----------
    outputs : array of shape (N,) or (N, 1)
        Probabilities, from 0 to 1.
    targets : array of the same size
        0 or 1.
    edges : array of shape (B + 1,) or int
        Where the groups begin and end, ascending from 0 to 1; or how many groups of equal width there are. An output
        on an edge belongs to the group above it.

    Returns
    -------
    Bins
    """
    o, t = _checked(outputs, targets)
    if o.min() < 0 or o.max() > 1:
        raise ValueError(f"outputs: expected probabilities from 0 to 1, got {o.min():g} to {o.max():g}")
    if np.ndim(edges) == 0:
        edges = np.linspace(0, 1, check_integer("edges", edges) + 1)
    edges = check_array("edges", edges)
    if edges.ndim != 1 or len(edges) < 2 or edges[0] != 0 or edges[-1] != 1 or np.any(np.diff(edges) <= 0):
        raise ValueError(f"edges: expected numbers that ascend from 0 to 1, got {edges}")
    group = np.digitize(o, edges[1:-1])
    counts = np.bincount(group, minlength=len(edges) - 1)
    with np.errstate(invalid="ignore"):
        predicted = np.bincount(group, weights=o, minlength=len(counts)) / counts
        observed = np.bincount(group, weights=t, minlength=len(counts)) / counts
    return Bins(predicted, observed, counts)


def _checked(outputs: ArrayLike, targets: ArrayLike, both: bool = False) -> tuple[NDArray, NDArray]:
    """Outputs as floats and targets as booleans, each of shape (N,)."""
    arrays = []
    for name, value in (("outputs", outputs), ("targets", targets)):
        array = check_finite(name, check_array(name, value))
        if array.ndim not in (1, 2) or array.shape[1:] not in ((), (1,)) or len(array) == 0:
            raise ValueError(f"{name}: expected shape (N,) or (N, 1), got {array.shape}")
        arrays.append(array.ravel())
    o, t = arrays
    if len(o) != len(t):
        raise ValueError(f"targets: expected {len(o)}, one for each output, got {len(t)}")
    if not np.isin(t, (0, 1)).all():
        raise ValueError(f"targets: expected 0 or 1, got {t[~np.isin(t, (0, 1))][0]:g}")
    if both and t.min() == t.max():
        raise ValueError(f"targets: expected both 0 and 1 to occur, got {t[0]:g} everywhere")
    return o, t == 1


def _counts(o: NDArray, t: NDArray) -> tuple[NDArray, NDArray, NDArray]:
    """True and false positives at each threshold: above all outputs, then at each different output, descending."""
    order = np.argsort(-o, kind="stable")
    last = np.append(np.flatnonzero(np.diff(o[order])), len(o) - 1)  # the last of equal outputs
    tp = np.cumsum(t[order])[last]
    thresholds = o[order][last]
    return np.append(0, tp), np.append(0, last + 1 - tp), np.append(np.inf, thresholds)


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")
