"""Optimizers: how the weights move, given the gradient (lecture rows L15, L25).

``step(parameters, gradients)`` moves every array of the list `parameters`, in place, by one update. What an
optimizer remembers from step to step (a velocity, say) begins at zero and is forgotten on ``reset()``;
`fit` resets the optimizer that it is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from lecture_nn._arguments import number

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Optimizer:
    """What all optimizers share: a learning rate, and the check that gradients fit the parameters."""

    def __init__(self, learning_rate: float) -> None:
        self.learning_rate = number("learning_rate", learning_rate, above=0)

    def step(self, parameters: Sequence[NDArray], gradients: Sequence[NDArray]) -> None:
        """Move the parameters, in place, by one update.

        Parameters
        ----------
        parameters : sequence of arrays
            What to move.
        gradients : sequence of arrays
            The derivative of the loss with respect to each of them, in the same shapes.
        """
        gradients = [np.asarray(g) for g in gradients]
        shapes, wanted = [g.shape for g in gradients], [p.shape for p in parameters]
        if shapes != wanted:
            raise ValueError(f"gradients: expected shapes {wanted}, as the parameters have, got {shapes}")
        self._update(parameters, gradients)

    def reset(self) -> None:
        """Forget all earlier steps."""

    def _update(self, parameters: Sequence[NDArray], gradients: Sequence[NDArray]) -> None:
        raise NotImplementedError


class GradientDescent(Optimizer):
    """w <- w - eta dE/dw, with eta the learning rate (L15)."""

    def _update(self, parameters: Sequence[NDArray], gradients: Sequence[NDArray]) -> None:
        for w, gradient in zip(parameters, gradients, strict=True):
            w -= self.learning_rate * gradient

    def __repr__(self) -> str:
        return f"GradientDescent(learning_rate={self.learning_rate:g})"


class Momentum(Optimizer):
    """v <- gamma v + eta dE/dw, then w <- w - v: the steps of the past live on and fade (L25).

    The velocity is updated before it is applied; in the order printed on the lecture's slide the first step
    would move nothing (E10). The velocities belong to the arrays of the first step: call ``reset()`` before using
    the same optimizer on others.

    Parameters
    ----------
    learning_rate : float
        eta, above 0.
    momentum : float
        gamma, from 0 (plain gradient descent) to below 1: the share of the velocity that each step keeps.
    """

    def __init__(self, learning_rate: float, momentum: float = 0.9) -> None:
        super().__init__(learning_rate)
        self.momentum = number("momentum", momentum, low=0, below=1)
        self.reset()

    def reset(self) -> None:
        self._velocities: list[NDArray] = []

    def _update(self, parameters: Sequence[NDArray], gradients: Sequence[NDArray]) -> None:
        if not self._velocities:
            self._velocities = [np.zeros_like(w) for w in parameters]
        if [v.shape for v in self._velocities] != [w.shape for w in parameters]:
            raise ValueError(
                "parameters: expected the arrays of the steps before, got other shapes; "
                "call reset() before training another net"
            )
        for w, v, gradient in zip(parameters, self._velocities, gradients, strict=True):
            v *= self.momentum
            v += self.learning_rate * gradient
            w -= v

    def __repr__(self) -> str:
        return f"Momentum(learning_rate={self.learning_rate:g}, momentum={self.momentum:g})"
