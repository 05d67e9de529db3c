"""Automatic differentiation in reverse mode, in a hundred lines (lesson 20; beyond the lecture).

A `Value` holds an array. Whatever is computed from values is a value again, and remembers its inputs together with
the *local backward* of each: a function that takes dE/d(result) to dE/d(input), a vector-Jacobian product. These links
are the computational graph. ``E.backward()`` goes through it once, from E back to the values that it began with.

>>> W, x = Value([[1.0, 2.0]]), np.array([[3.0, 4.0]])
>>> E = ((x @ W.T - 10.0) ** 2).sum()
>>> E.backward()
>>> W.grad
array([[6., 8.]])
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from numbers import Real
from typing import TYPE_CHECKING, NoReturn, TypeAlias

import numpy as np

from lecture_nn.validation import check_array

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

Link: TypeAlias = "tuple[Value | ArrayLike, Callable[[NDArray], NDArray]]"
"""An input of an operation, and the function from dE/d(result) to dE/d(input)."""

FREED = "backward: expected a new graph, got one that is used up; compute it again, or use backward(keep=True) first"


class Value:
    """An array that remembers how it was computed.

    Numbers and ordinary arrays may stand beside values in every operation. They are constants: nothing is recorded for
    them, and they get no gradient.

    Parameters
    ----------
    data : array
        The numbers: float32 and float64 stay as they are and are shared, not copied; others become float64.
    links : sequence of (input, local backward)
        What it was computed from; nothing for a *leaf*, a value to begin with.
    name : str
        The operation, or what the value is called in a drawing.

    Attributes
    ----------
    grad : array of the shape of ``data``, or None
        dE/d(data), after ``E.backward()``.
    """

    __array_ufunc__ = None  # so that NumPy leaves array * value to Value.__rmul__

    def __init__(self, data: ArrayLike, links: Sequence[Link] = (), name: str = "") -> None:
        self.data = check_array("data", data)
        self.links: tuple[Link, ...] | None = tuple(links)
        self.name = name
        self.grad: NDArray | None = None

    def graph(self) -> list[Value]:
        """Return all values that this one was computed from, in topological order: inputs first, itself last.

        A stack stands in for recursion, because a graph may be deeper than Python's recursion limit.
        """
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            value, inputs_done = stack.pop()
            if inputs_done:
                order.append(value)
            elif value not in seen:
                if value.links is None:
                    raise ValueError(FREED)
                seen.add(value)
                stack.append((value, True))
                stack += [(x, False) for x, _ in value.links]
        return order

    def backward(self, keep: bool = False) -> None:
        """Set ``grad`` of every leaf to the derivative of this value with respect to it.

        The gradients of an earlier call are replaced, not added to.

        Parameters
        ----------
        keep : bool
            Keep the graph and the gradients of the values in between, to look at them. Otherwise each is let go as
            soon as it isn't needed any more, with the arrays that its local backward had kept.

        Raises
        ------
        ValueError
            If this value isn't a single number, or its graph has been freed by an earlier call.
        """
        if self.data.size != 1:
            raise ValueError(f"backward: expected one number, such as a loss, got shape {self.data.shape}; use .sum()")
        order = self.graph()
        leaves = [value for value in order if not value.links]
        for value in order:
            value.grad = None
        self.grad = np.ones_like(self.data)
        while order:
            value = order.pop()
            for x, local_backward in value.links:
                g = sum_to_shape(local_backward(value.grad), x.data.shape)
                x.grad = g if x.grad is None else x.grad + g  # where paths meet, gradients add up
            if value.links and not keep:
                value.links = value.grad = None
        for leaf in leaves:
            leaf.grad = np.array(leaf.grad, dtype=leaf.data.dtype)  # its own copy: it may be changed in place

    # Operations: each computes its result and says how a gradient gets back to each input.

    def __add__(self, other: Value | ArrayLike) -> Value:
        return _record("+", data_of(self) + data_of(other), (self, lambda g: g), (other, lambda g: g))

    def __mul__(self, other: Value | ArrayLike) -> Value:
        a, b = data_of(self), data_of(other)
        return _record("×", a * b, (self, lambda g: g * b), (other, lambda g: g * a))

    def __pow__(self, exponent: float) -> Value:
        if not isinstance(exponent, Real):
            raise TypeError(f"exponent: expected a number, got {exponent!r}; for x ** y use (y * x.log()).exp()")
        a, p = self.data, exponent
        return _record(f"power {p:g}", a**p, (self, lambda g: g * (p * a ** (p - 1) if p else 0.0)))

    def __matmul__(self, other: Value | ArrayLike) -> Value:
        a, b = data_of(self), data_of(other)
        if np.ndim(a) < 2 or np.ndim(b) < 2:
            raise ValueError(f"@: expected matrices, got shapes {np.shape(a)} and {np.shape(b)}; a row is x[None, :]")
        return _record("@", a @ b, (self, lambda g: g @ b.swapaxes(-1, -2)), (other, lambda g: a.swapaxes(-1, -2) @ g))

    def sum(self, axis: int | tuple[int, ...] | None = None, keepdims: bool = False) -> Value:
        """Return the sum over all entries, or over some axes."""
        a = self.data
        total = a.sum(axis=axis, keepdims=True)

        def local_backward(g: NDArray) -> NDArray:
            return np.broadcast_to(g.reshape(total.shape), a.shape)  # every term of a sum counts as much as the sum

        return _record("sum", total if keepdims else a.sum(axis=axis), (self, local_backward))

    def exp(self) -> Value:
        """Return e to the power of every entry."""
        y = np.exp(self.data)
        return _record("exp", y, (self, lambda g: g * y))

    def log(self) -> Value:
        """Return the natural logarithm of every entry."""
        a = self.data
        return _record("log", np.log(a), (self, lambda g: g / a))

    def tanh(self) -> Value:
        """Return the hyperbolic tangent of every entry."""
        y = np.tanh(self.data)
        return _record("tanh", y, (self, lambda g: g * (1 - y * y)))

    def relu(self) -> Value:
        """Return max(0, x) for every entry; at the kink, x = 0, its derivative counts as 0."""
        a = self.data
        return _record("relu", np.maximum(a, 0), (self, lambda g: g * (a > 0)))

    def log_softmax(self) -> Value:
        """Return the logarithm of the softmax along the last axis, from logits of any size."""
        z = self.data - self.data.max(axis=-1, keepdims=True)
        y = z - np.log(np.exp(z).sum(axis=-1, keepdims=True))
        return _record("log_softmax", y, (self, lambda g: g - np.exp(y) * g.sum(axis=-1, keepdims=True)))

    @property
    def T(self) -> Value:  # noqa: N802 - NumPy's name
        """The transpose."""
        return _record("T", self.data.T, (self, lambda g: g.T))

    # What follows from these needs no derivative of its own.

    def mean(self, axis: int | tuple[int, ...] | None = None, keepdims: bool = False) -> Value:
        """Return the mean over all entries, or over some axes."""
        total = self.sum(axis, keepdims)
        return total * (total.data.size / self.data.size)

    def sigmoid(self) -> Value:
        """Return 1 / (1 + exp(-x)) for every entry, which is (1 + tanh(x / 2)) / 2."""
        return 0.5 * (0.5 * self).tanh() + 0.5

    def __neg__(self) -> Value:
        return self * -1.0

    def __sub__(self, other: Value | ArrayLike) -> Value:
        return self + (-1.0) * (other if isinstance(other, Value) else data_of(other))

    def __rsub__(self, other: ArrayLike) -> Value:
        return -self + other

    def __truediv__(self, other: Value | ArrayLike) -> Value:
        return self * (other if isinstance(other, Value) else data_of(other)) ** -1.0

    def __rtruediv__(self, other: ArrayLike) -> Value:
        return self**-1.0 * other

    def __rmatmul__(self, other: ArrayLike) -> Value:
        return Value.__matmul__(other, self)

    __radd__, __rmul__ = __add__, __mul__

    def __array__(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("expected an array, got a Value; its array is .data, and what is done to that isn't recorded")

    def __repr__(self) -> str:
        what = f"{self.data.item():.6g}" if self.data.size == 1 else f"shape {self.data.shape}"
        return f"Value({what}{', ' + self.name if self.name else ''})"


def cross_entropy(logits: Value, targets: ArrayLike) -> Value:
    """Return the mean over examples of the cross-entropy, from logits and one-hot targets, both of shape (N, K)."""
    T = data_of(targets)
    if np.shape(T) != logits.data.shape:
        hint = "; for class labels use one_hot(labels, K)"
        raise ValueError(f"targets: expected shape {logits.data.shape}, as the logits have, got {np.shape(T)}{hint}")
    return -(logits.log_softmax() * T).sum() / len(T)


def sum_to_shape(g: NDArray, shape: tuple[int, ...]) -> NDArray:
    """Undo broadcasting: sum a gradient over every axis along which an array of this shape was copied."""
    if g.shape == shape:
        return g
    g = g.sum(axis=tuple(range(g.ndim - len(shape))))  # axes that broadcasting put in front
    stretched = tuple(i for i, n in enumerate(shape) if n == 1 and g.shape[i] != 1)
    return g.sum(axis=stretched, keepdims=True)


def data_of(x: Value | ArrayLike) -> NDArray | float:
    """Return the numbers of a value, or a constant as it is; a Python number leaves float32 arrays float32."""
    if isinstance(x, Value):
        return x.data
    return x if isinstance(x, Real) else check_array("operand", x)


def _record(name: str, result: ArrayLike, *links: Link) -> Value:
    return Value(result, [(x, local_backward) for x, local_backward in links if isinstance(x, Value)], name)
