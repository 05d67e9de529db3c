"""Activation functions, the nonlinearities that turn a pre-activation into an activation (lecture rows L05, L22).

Each activation is called with the pre-activation z and returns the activation h = f(z), element by element
(softmax: over the last axis). It also knows its derivative, in two forms:

- ``derivative(z)``: f'(z), to look at and to plot;
- ``backward(delta, h)``: takes dE/dh to dE/dz. It works from the activation h, which a forward pass has at
  hand, so that nothing is computed twice.

float32 stays float32; every other input becomes float64.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lecture_nn.validation import check_array

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


class Activation:
    """The base class of all activation functions."""

    name: str

    def __call__(self, z: ArrayLike) -> NDArray:
        """Return the activation f(z), in the shape of z."""
        raise NotImplementedError

    def derivative(self, z: ArrayLike) -> NDArray:
        """Return f'(z), in the shape of z."""
        raise NotImplementedError

    def backward(self, delta: NDArray, h: NDArray) -> NDArray:
        """Return dE/dz, given ``delta`` = dE/dh and the activation ``h`` = f(z), all of one shape."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"<activation {self.name}>"


class Sigmoid(Activation):
    """The logistic function 1 / (1 + exp(-z)), between 0 and 1; its derivative is h (1 - h)."""

    name = "sigmoid"

    def __call__(self, z: ArrayLike) -> NDArray:
        z = check_array("z", z)
        e = np.exp(-np.abs(z))  # of a number that is never positive: it can't overflow
        return np.where(z >= 0, e.dtype.type(1), e) / (1 + e)

    def derivative(self, z: ArrayLike) -> NDArray:
        e = np.exp(-np.abs(check_array("z", z)))
        return e / (1 + e) ** 2  # h (1 - h), without the cancellation in 1 - h at large z

    def backward(self, delta: NDArray, h: NDArray) -> NDArray:
        return delta * (h * (1 - h))


class Tanh(Activation):
    """The hyperbolic tangent, between -1 and 1; its derivative is 1 / cosh(z)^2 = 1 - h^2."""

    name = "tanh"

    def __call__(self, z: ArrayLike) -> NDArray:
        return np.tanh(check_array("z", z))

    def derivative(self, z: ArrayLike) -> NDArray:
        e = np.exp(-2 * np.abs(check_array("z", z)))
        return 4 * e / (1 + e) ** 2  # 1 / cosh(z)^2, where cosh itself would overflow

    def backward(self, delta: NDArray, h: NDArray) -> NDArray:
        return delta * (1 - h * h)


class ReLU(Activation):
    """The rectified linear unit max(0, z); its derivative is 1 for z > 0, else 0 (0 at the kink, as in L15)."""

    name = "relu"

    def __call__(self, z: ArrayLike) -> NDArray:
        return np.maximum(check_array("z", z), 0)

    def derivative(self, z: ArrayLike) -> NDArray:
        z = check_array("z", z)
        return (z > 0).astype(z.dtype)[()]

    def backward(self, delta: NDArray, h: NDArray) -> NDArray:
        return delta * (h > 0)


class Identity(Activation):
    """The linear unit: its activation is its pre-activation, its derivative 1."""

    name = "identity"

    def __call__(self, z: ArrayLike) -> NDArray:
        return check_array("z", z).copy()[()]

    def derivative(self, z: ArrayLike) -> NDArray:
        return np.ones_like(check_array("z", z))[()]

    def backward(self, delta: NDArray, h: NDArray) -> NDArray:
        return delta


class Softmax(Activation):
    """exp(z_k) / sum_j exp(z_j) over the last axis: the softmax turns logits into probabilities.

    Every output depends on every pre-activation, so the derivative is a matrix for each example, not a number for
    each unit (the lecture's slide keeps its diagonal only: E04).
    """

    name = "softmax"

    def __call__(self, z: ArrayLike) -> NDArray:
        z = self._units(z)
        e = np.exp(z - z.max(axis=-1, keepdims=True))  # subtracting changes no probability, and exp can't overflow
        return e / e.sum(axis=-1, keepdims=True)

    def derivative(self, z: ArrayLike) -> NDArray:
        """Return the Jacobian do_k/dz_j = o_k (1[k = j] - o_j), shape (..., K, K), k before j."""
        o = self(z)
        return o[..., :, None] * (np.eye(o.shape[-1], dtype=o.dtype) - o[..., None, :])

    def backward(self, delta: NDArray, h: NDArray) -> NDArray:
        return h * (delta - (delta * h).sum(axis=-1, keepdims=True))

    @staticmethod
    def _units(z: ArrayLike) -> NDArray:
        z = check_array("z", z)
        if z.ndim == 0 or z.shape[-1] == 0:
            raise ValueError(f"z: expected at least one unit along the last axis, got shape {z.shape}")
        return z


sigmoid = Sigmoid()
tanh = Tanh()
relu = ReLU()
identity = Identity()
softmax = Softmax()

ACTIVATIONS = {f.name: f for f in (sigmoid, tanh, relu, identity, softmax)}
OUTPUTS = {f.name: f for f in (softmax, sigmoid, identity)}
