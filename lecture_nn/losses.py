"""Loss functions: how wrong the outputs are (lecture rows L15, L21, L22).

A loss is called with outputs o and targets t, both (N, K) with one example per row, and returns one number:
the **mean over the N examples** of the loss of an example. (The lecture has a sum in one part and a mean in
another, E09; the course keeps to the mean.) ``derivative(o, t)`` is dE/do of that mean, shape (N, K).

Each loss has an output activation that it is made for. For such a pair

- dE/dz = (o - t) / N, whichever pair it is;
- ``from_logits(z, t)`` is the loss computed from the pre-activation of the output units, which stays exact
  where o itself has been rounded to 0 or 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lecture_nn.validation import check_array, check_finite, check_shape

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


class Loss:
    """The base class of all losses: it checks the outputs o and the targets t."""

    name: str
    output: str

    def __call__(self, o: ArrayLike, t: ArrayLike) -> float:
        """Return the mean over examples of the loss, for outputs ``o`` and targets ``t``, both (N, K)."""
        o, t = self._pair(o, t)
        return self.mean(o, t)

    def derivative(self, o: ArrayLike, t: ArrayLike) -> NDArray:
        """Return dE/do, shape (N, K), of the mean over examples."""
        o, t = self._pair(o, t)
        return self._derivative(o, t) / len(o)

    def from_logits(self, z: NDArray, t: NDArray) -> float:
        """Return the loss of o = g(z), where g is the output activation that the loss is made for."""
        raise NotImplementedError

    def mean(self, o: NDArray, t: NDArray) -> float:
        """Return what calling the loss returns, unchecked."""
        return float(self._examples(o, t).mean())

    def check_targets(self, t: ArrayLike, name: str = "T") -> NDArray:
        """Return the targets as floats, or say which of them this loss can't be used with."""
        return check_finite(name, check_array(name, t))

    def _pair(self, o: ArrayLike, t: ArrayLike) -> tuple[NDArray, NDArray]:
        o = self._check_outputs(check_shape("o", check_finite("o", check_array("o", o)), "N", "K"))
        t = check_shape("t", self.check_targets(t, "t"), *o.shape).astype(o.dtype, copy=False)
        if o.size == 0:
            raise ValueError(f"o: expected at least one example and one output, got shape {o.shape}")
        return o, t

    def _check_outputs(self, o: NDArray) -> NDArray:
        return o

    def _examples(self, o: NDArray, t: NDArray) -> NDArray:
        """The loss of each example, shape (N,)."""
        raise NotImplementedError

    def _derivative(self, o: NDArray, t: NDArray) -> NDArray:
        """The derivative of each example's loss with respect to its outputs, shape (N, K)."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"<loss {self.name}>"


class SquaredError(Loss):
    """1/2 sum_k (o_k - t_k)^2 for each example: for regression, with linear outputs."""

    name = "squared_error"
    output = "identity"

    def from_logits(self, z: NDArray, t: NDArray) -> float:
        return self.mean(z, t)  # the output is linear: o = z

    def _examples(self, o: NDArray, t: NDArray) -> NDArray:
        return 0.5 * ((o - t) ** 2).sum(axis=1)

    def _derivative(self, o: NDArray, t: NDArray) -> NDArray:
        return o - t


class _OfProbabilities(Loss):
    """A loss with a logarithm of o in it: o and t are probabilities, and log(0) is guarded.

    An output of exactly 0 counts as the smallest positive normal number of its type, so that a target of 1
    there costs about 708 (float64) or 87 (float32) and not infinity.
    """

    def check_targets(self, t: ArrayLike, name: str = "T") -> NDArray:
        return _probabilities(name, super().check_targets(t, name))

    def _check_outputs(self, o: NDArray) -> NDArray:
        return _probabilities("o", o)


class BinaryCrossEntropy(_OfProbabilities):
    """-sum_k [t_k log o_k + (1 - t_k) log(1 - o_k)] for each example: for sigmoid outputs.

    The minus sign belongs to both terms (on the lecture's slide it covers the first only: E02).
    """

    name = "binary_cross_entropy"
    output = "sigmoid"

    def from_logits(self, z: NDArray, t: NDArray) -> float:
        # log(1 + exp(z)) - t z, written so that exp never sees a positive number
        entries = np.maximum(z, 0) - t * z + np.log1p(np.exp(-np.abs(z)))
        return float(entries.sum()) / len(z)

    def _examples(self, o: NDArray, t: NDArray) -> NDArray:
        return -(t * np.log(_guarded(o)) + (1 - t) * np.log(_guarded(1 - o))).sum(axis=1)

    def _derivative(self, o: NDArray, t: NDArray) -> NDArray:
        return (1 - t) / _guarded(1 - o) - t / _guarded(o)


class CrossEntropy(_OfProbabilities):
    """-sum_k t_k log o_k for each example: for softmax outputs. Targets: one-hot, or probabilities."""

    name = "cross_entropy"
    output = "softmax"

    def from_logits(self, z: NDArray, t: NDArray) -> float:
        z = z - z.max(axis=1, keepdims=True)  # changes no probability, and exp can't overflow
        log_sum = np.log(np.exp(z).sum(axis=1, keepdims=True))
        return float((t * (log_sum - z)).sum()) / len(z)  # log o = z - log_sum

    def check_targets(self, t: ArrayLike, name: str = "T") -> NDArray:
        t = super().check_targets(t, name)
        if t.ndim == 2:
            sums = t.sum(axis=1, keepdims=True)
            off = np.flatnonzero(np.abs(sums - 1) > 1e-5)
            if off.size:
                raise ValueError(
                    f"{name}: expected rows that add up to 1 (one-hot targets), "
                    f"got a sum of {t[off[0]].sum():g} in row {off[0]} ({off.size} such rows)"
                )
            if (sums != 1).any():  # rounded probabilities: o - t is the gradient only where they add up to exactly 1
                t = t / sums
        return t

    def _examples(self, o: NDArray, t: NDArray) -> NDArray:
        return -(t * np.log(_guarded(o))).sum(axis=1)

    def _derivative(self, o: NDArray, t: NDArray) -> NDArray:
        return -t / _guarded(o)


def _probabilities(name: str, array: NDArray) -> NDArray:
    outside = (array < 0) | (array > 1)
    if outside.any():
        where = tuple(int(i) for i in np.argwhere(outside)[0])
        raise ValueError(f"{name}: expected numbers from 0 to 1, got {array[where]:g} at index {where}")
    return array


def _guarded(o: NDArray) -> NDArray:
    return np.maximum(o, np.finfo(o.dtype).tiny)


squared_error = SquaredError()
binary_cross_entropy = BinaryCrossEntropy()
cross_entropy = CrossEntropy()

LOSSES = {loss.name: loss for loss in (squared_error, binary_cross_entropy, cross_entropy)}
MATCHING = {loss.output: loss for loss in LOSSES.values()}
