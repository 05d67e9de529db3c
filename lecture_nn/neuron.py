"""One unit: the lecture's model of a neuron, as a class (rows L04, L06)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lecture_nn.activations import ACTIVATIONS
from lecture_nn.validation import check_array, check_choice, check_finite, check_number, check_shape

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


class Neuron:
    """A unit with D inputs: h = f(z), z = bias + sum_i weights[i] x[i].

    Parameters
    ----------
    weights : array of shape (D,)
        One weight for each input.
    bias : float
        What the unit adds to the weighted sum: its pre-activation when all inputs are 0.
    activation : {"sigmoid", "tanh", "relu", "identity"}
        The function f.

    Examples
    --------
    >>> unit = Neuron(weights=[2.0, -1.0], bias=0.5, activation="relu")
    >>> unit.pre_activation([1.0, 1.0])
    1.5
    >>> unit.forward([0.0, 3.0])
    0.0
    """

    def __init__(self, weights: ArrayLike, bias: float = 0.0, activation: str = "sigmoid") -> None:
        known = {name: f for name, f in ACTIVATIONS.items() if name != "softmax"}  # that takes a whole layer
        self.weights = check_finite("weights", check_shape("weights", check_array("weights", weights), "D")).copy()
        self.bias = check_number("bias", bias)
        self.activation = check_choice("activation", activation, known)

    def pre_activation(self, x: ArrayLike) -> float:
        """Return z, the weighted sum of the inputs ``x`` of shape (D,) plus the bias."""
        x = check_finite("x", check_shape("x", check_array("x", x), len(self.weights)))
        return float(np.sum(self.weights * x) + self.bias)

    def forward(self, x: ArrayLike) -> float:
        """Return the activation h = f(z) for the inputs ``x`` of shape (D,)."""
        return float(self.activation(self.pre_activation(x)))

    def __repr__(self) -> str:
        weights = ", ".join(f"{w:g}" for w in self.weights)
        return f"Neuron(weights=[{weights}], bias={self.bias:g}, activation={self.activation.name!r})"
