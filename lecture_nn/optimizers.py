"""Optimizers: how the weights move, given the gradient (lecture rows L15, L25, L26).

``step(parameters, gradients)`` moves every array of the list `parameters`, in place, by one update. What an
optimizer remembers from step to step (a velocity, say) begins at zero and is forgotten on ``reset()``; it belongs
to the arrays of the first step, so reset before using the same optimizer on others. `fit` resets the optimizer that
it is given.

In the formulas w is an array of weights, g = dE/dw its gradient, eta the learning rate; all works entry by entry.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import EllipsisType
from typing import TYPE_CHECKING

import numpy as np

from lecture_nn.validation import check_number

if TYPE_CHECKING:
    from numpy.typing import NDArray


BLOCK = 32_768
"""Numbers of an array that are moved together.

A step goes over its arrays several times. If it did so with whole arrays, large ones would come from main memory each
time; a block stays in the processor's cache. Training 1024-300-10 in batches of 64 takes 4 % less time with `Momentum`
and 25 % less with `Adam` than with whole arrays.
"""


class Optimizer:
    """The base class of all optimizers: it checks the gradients, and keeps what is remembered of each array."""

    _memories = 0  # how many arrays of its own each array of parameters needs

    def __init__(self, learning_rate: float) -> None:
        self.learning_rate = check_number("learning_rate", learning_rate, above=0)
        self.reset()

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
        if self._steps == 0:
            self._memory = [[np.zeros_like(w) for _ in range(self._memories)] for w in parameters]
        elif [[m.shape for m in memory] for memory in self._memory] != [[shape] * self._memories for shape in wanted]:
            raise ValueError(
                "parameters: expected the arrays of the steps before, got other shapes; "
                "call reset() before training another net"
            )
        self._steps += 1
        self._update(parameters, gradients)

    def reset(self) -> None:
        """Forget all earlier steps."""
        self._steps = 0
        self._memory: list[list[NDArray]] = []

    def _update(self, parameters: Sequence[NDArray], gradients: Sequence[NDArray]) -> None:
        for w, g, memory in zip(parameters, gradients, self._memory, strict=True):
            for block in _blocks(w):
                self._move(w[block], g[block], *(m[block] for m in memory))

    def _move(self, w: NDArray, g: NDArray, *memory: NDArray) -> None:
        """Move an array, or a block of it, in place, and bring what is remembered of it up to date."""
        raise NotImplementedError

    def __repr__(self) -> str:
        settings = ", ".join(f"{name}={value:g}" for name, value in vars(self).items() if not name.startswith("_"))
        return f"{type(self).__name__}({settings})"


def _blocks(w: NDArray) -> Iterator[EllipsisType | tuple[slice, ...]]:
    """Yield the index of each block of `w`: at most `BLOCK` numbers, but at least one row."""
    if w.size <= BLOCK:
        yield ...
        return
    axis = int(np.argmax(w.strides))  # blocks cut along it are in one piece in memory
    rows = max(1, BLOCK * w.shape[axis] // w.size)
    for n in range(0, w.shape[axis], rows):
        yield (*[slice(None)] * axis, slice(n, n + rows))


class GradientDescent(Optimizer):
    """w <- w - eta g, with eta the learning rate (L15)."""

    def _move(self, w: NDArray, g: NDArray) -> None:
        w -= self.learning_rate * g


class Momentum(Optimizer):
    """v <- gamma v + eta g, then w <- w - v: the steps of the past live on and fade (L25).

    The velocity is updated before it is applied; in the order printed on the lecture's slide the first step
    would move nothing (E10).

    Parameters
    ----------
    learning_rate : float
        eta, above 0.
    momentum : float
        gamma, from 0 (plain gradient descent) to below 1: the fraction of the velocity that each step keeps.
    """

    _memories = 1

    def __init__(self, learning_rate: float, momentum: float = 0.9) -> None:
        super().__init__(learning_rate)
        self.momentum = check_number("momentum", momentum, low=0, below=1)

    def _move(self, w: NDArray, g: NDArray, v: NDArray) -> None:
        v *= self.momentum
        v += self.learning_rate * g
        w -= v


class Nesterov(Momentum):
    """v <- gamma v + eta g, then w <- w - (gamma v + eta g): momentum that looks ahead (Nesterov 1983).

    Nesterov's rule takes the gradient at the place where the velocity is about to carry the weights. Here w stands
    for that place throughout (Sutskever et al. 2013, Bengio et al. 2013), so that the gradient is the one at w, as
    for all other optimizers. Parameters as for `Momentum`.
    """

    def _move(self, w: NDArray, g: NDArray, v: NDArray) -> None:
        step = self.learning_rate * g
        v *= self.momentum
        v += step
        w -= self.momentum * v + step


class AdaGrad(Optimizer):
    """s <- s + g^2, then w <- w - eta g / (sqrt(s) + epsilon): a rate for each weight, falling (Duchi et al. 2011).

    Parameters
    ----------
    learning_rate : float
        eta, above 0: about the size of the first step of every weight.
    epsilon : float
        Above 0: keeps the quotient finite where all gradients were 0.
    """

    _memories = 1

    def __init__(self, learning_rate: float = 0.01, epsilon: float = 1e-10) -> None:
        super().__init__(learning_rate)
        self.epsilon = check_number("epsilon", epsilon, above=0)

    def _move(self, w: NDArray, g: NDArray, s: NDArray) -> None:
        s += g * g
        w -= self.learning_rate * g / (np.sqrt(s) + self.epsilon)


class RMSProp(Optimizer):
    """s <- rho s + (1 - rho) g^2, then w <- w - eta g / (sqrt(s) + epsilon) (Tieleman and Hinton 2012).

    AdaGrad with a memory that fades, so that the rate can rise again.

    Parameters
    ----------
    learning_rate : float
        eta, above 0.
    decay : float
        rho, from 0 to below 1: the fraction of the average that each step keeps.
    epsilon : float
        Above 0: keeps the quotient finite where all gradients were 0.
    """

    _memories = 1

    def __init__(self, learning_rate: float = 0.01, decay: float = 0.99, epsilon: float = 1e-8) -> None:
        super().__init__(learning_rate)
        self.decay = check_number("decay", decay, low=0, below=1)
        self.epsilon = check_number("epsilon", epsilon, above=0)

    def _move(self, w: NDArray, g: NDArray, s: NDArray) -> None:
        s *= self.decay
        s += (1 - self.decay) * g * g
        w -= self.learning_rate * g / (np.sqrt(s) + self.epsilon)


class AdaDelta(Optimizer):
    """The step d = g sqrt(m + epsilon) / sqrt(s + epsilon), in units of the steps before it (Zeiler 2012).

    s <- rho s + (1 - rho) g^2 remembers the squared gradients, m <- rho m + (1 - rho) d^2 the squared steps;
    w <- w - eta d.

    Parameters
    ----------
    learning_rate : float
        eta, above 0; the method as published has none, which is 1.
    decay : float
        rho, from 0 to below 1: the fraction of both averages that each step keeps.
    epsilon : float
        Above 0: also sets the size of the first steps.
    """

    _memories = 2

    def __init__(self, learning_rate: float = 1.0, decay: float = 0.9, epsilon: float = 1e-6) -> None:
        super().__init__(learning_rate)
        self.decay = check_number("decay", decay, low=0, below=1)
        self.epsilon = check_number("epsilon", epsilon, above=0)

    def _move(self, w: NDArray, g: NDArray, s: NDArray, m: NDArray) -> None:
        s *= self.decay
        s += (1 - self.decay) * g * g
        d = g * np.sqrt(m + self.epsilon) / np.sqrt(s + self.epsilon)
        m *= self.decay
        m += (1 - self.decay) * d * d
        w -= self.learning_rate * d


class Adam(Optimizer):
    """Momentum and RMSProp in one, each put right for having begun at 0 (Kingma and Ba 2015; after the lecture).

    m <- beta1 m + (1 - beta1) g and s <- beta2 s + (1 - beta2) g^2; after n steps
    w <- w - eta (m / (1 - beta1^n)) / (sqrt(s / (1 - beta2^n)) + epsilon).

    Parameters
    ----------
    learning_rate : float
        eta, above 0: about the size of the first step of every weight.
    beta1, beta2 : float
        From 0 to below 1: the fractions of the two averages that each step keeps.
    epsilon : float
        Above 0: keeps the quotient finite where all gradients were 0.
    """

    _memories = 2

    def __init__(
        self, learning_rate: float = 0.001, beta1: float = 0.9, beta2: float = 0.999, epsilon: float = 1e-8
    ) -> None:
        super().__init__(learning_rate)
        self.beta1 = check_number("beta1", beta1, low=0, below=1)
        self.beta2 = check_number("beta2", beta2, low=0, below=1)
        self.epsilon = check_number("epsilon", epsilon, above=0)

    def _move(self, w: NDArray, g: NDArray, m: NDArray, s: NDArray) -> None:
        m *= self.beta1
        m += (1 - self.beta1) * g
        s *= self.beta2
        s += (1 - self.beta2) * g * g
        mean, square = m / (1 - self.beta1**self._steps), s / (1 - self.beta2**self._steps)
        w -= self.learning_rate * mean / (np.sqrt(square) + self.epsilon)
