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

from lecture_nn.validation import check_array, check_shape

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

# An input of an operation, and the function from dE/d(result) to dE/d(input).
Link: TypeAlias = "tuple[Value | ArrayLike, Callable[[NDArray], NDArray]]"

FREED = "backward: expected a new graph, got one that is used up; compute it again, or use backward(keep=True) first"


class Value:
    """An array that remembers how it was computed.

    Numbers and ordinary arrays may stand beside values in every operation. They are constants: nothing is recorded for
    them, and they get no gradient.

    Parameters
    ----------
    data : array
        The numbers: float32 and float64 stay as they are and are shared, not copied; others become float64. Don't
        change them between the forward pass and `backward`, because local backwards use them.
    links : sequence of (input, local backward)
        What it was computed from; nothing for a *leaf*, a value to begin with. Constants are left out.
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
        self.links: tuple[Link, ...] | None = tuple(link for link in links if isinstance(link[0], Value))
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

        The gradients of an earlier call are replaced, not added to. A leaf that this value wasn't computed from keeps
        the gradient that it had.

        Parameters
        ----------
        keep : bool
            Keep the graph and the gradients of the values in between, to look at them. Otherwise each is let go as
            soon as it isn't needed any more, with the arrays that its local backward had kept.

        Raises
        ------
        ValueError
            If this value isn't a single number, its graph has been freed by an earlier call, or a local backward
            returns a gradient of the wrong shape.
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
                g = sum_to_shape(local_backward(value.grad), x.data.shape, value.name)
                x.grad = g if x.grad is None else x.grad + g  # where paths meet, gradients add up
            if value.links and not keep:
                value.links = value.grad = None
        for leaf in leaves:
            leaf.grad = np.array(leaf.grad, dtype=leaf.data.dtype)  # its own copy: it may be changed in place

    # Operations: each computes its result and says how a gradient gets back to each input.

    def __add__(self, other: Value | ArrayLike) -> Value:
        return Value(data_of(self) + data_of(other), [(self, lambda g: g), (other, lambda g: g)], "+")

    def __mul__(self, other: Value | ArrayLike) -> Value:
        a, b = data_of(self), data_of(other)
        return Value(a * b, [(self, lambda g: g * b), (other, lambda g: g * a)], "×")

    def __sub__(self, other: Value | ArrayLike) -> Value:
        return Value(data_of(self) - data_of(other), [(self, lambda g: g), (other, lambda g: -g)], "−")

    def __truediv__(self, other: Value | ArrayLike) -> Value:
        a, b = data_of(self), data_of(other)
        return Value(a / b, [(self, lambda g: g / b), (other, lambda g: -g * (a / b) / b)], "/")

    def __pow__(self, exponent: float) -> Value:
        if not isinstance(exponent, Real):
            raise TypeError(f"exponent: expected a number, got {exponent!r}; for x ** y use (y * x.log()).exp()")
        a, p = self.data, float(exponent)
        return Value(a**p, [(self, lambda g: g * (p * a ** (p - 1) if p else 0.0))], f"power {p:g}")

    def __matmul__(self, other: Value | ArrayLike) -> Value:
        a, b = data_of(self), data_of(other)
        if np.ndim(a) < 2 or np.ndim(b) < 2:
            raise ValueError(f"@: expected matrices, got shapes {np.shape(a)} and {np.shape(b)}; a row is x[None, :]")
        return Value(a @ b, [(self, lambda g: g @ b.swapaxes(-1, -2)), (other, lambda g: a.swapaxes(-1, -2) @ g)], "@")

    def sum(self, axis: int | tuple[int, ...] | None = None, keepdims: bool = False) -> Value:
        """Return the sum over all entries, or over some axes."""
        a = self.data
        total = a.sum(axis=axis, keepdims=True)  # every term counts as much as the sum, so all get its gradient
        links = [(self, lambda g: np.broadcast_to(g.reshape(total.shape), a.shape))]
        return Value(total if keepdims else total.squeeze(axis), links, "sum")

    def exp(self) -> Value:
        """Return e to the power of every entry."""
        y = np.exp(self.data)
        return Value(y, [(self, lambda g: g * y)], "exp")

    def log(self) -> Value:
        """Return the natural logarithm of every entry."""
        a = self.data
        return Value(np.log(a), [(self, lambda g: g / a)], "log")

    def tanh(self) -> Value:
        """Return the hyperbolic tangent of every entry."""
        y = np.tanh(self.data)
        return Value(y, [(self, lambda g: g * (1 - y * y))], "tanh")

    def sigmoid(self) -> Value:
        """Return 1 / (1 + exp(-x)) for every entry, to full precision for large negative ones as well."""
        y = np.exp(-np.logaddexp(0, -self.data))
        return Value(y, [(self, lambda g: g * y * (1 - y))], "sigmoid")

    def relu(self) -> Value:
        """Return max(0, x) for every entry; at the kink, x = 0, its derivative counts as 0."""
        a = self.data
        return Value(np.maximum(a, 0), [(self, lambda g: g * (a > 0))], "relu")

    def log_softmax(self) -> Value:
        """Return the logarithm of the softmax along the last axis, from logits of any size."""
        z = self.data - self.data.max(axis=-1, keepdims=True)
        y = z - np.log(np.exp(z).sum(axis=-1, keepdims=True))
        return Value(y, [(self, lambda g: g - np.exp(y) * g.sum(axis=-1, keepdims=True))], "log_softmax")

    @property
    def T(self) -> Value:  # noqa: N802 - NumPy's name
        """The transpose."""
        return Value(self.data.T, [(self, lambda g: g.T)], "T")

    # What follows from these needs no derivative of its own.

    def mean(self, axis: int | tuple[int, ...] | None = None, keepdims: bool = False) -> Value:
        """Return the mean over all entries, or over some axes."""
        total = self.sum(axis, keepdims)
        return total / (self.data.size / total.data.size)

    def __neg__(self) -> Value:
        return self * -1.0

    def __rsub__(self, other: ArrayLike) -> Value:
        return Value.__sub__(other, self)

    def __rtruediv__(self, other: ArrayLike) -> Value:
        return Value.__truediv__(other, self)

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
    hint = "; they need the shape of the logits, so for class labels use one_hot(labels, K)"
    T = check_shape("targets", check_array("targets", targets), *logits.data.shape, hint=hint)
    return -(logits.log_softmax() * T).sum() / len(T)


def sum_to_shape(g: ArrayLike, shape: tuple[int, ...], name: str = "") -> NDArray:
    """Undo broadcasting: sum a gradient over every axis along which an array of this shape was copied.

    `name` is the operation whose local backward returned the gradient.
    """
    g = np.asarray(g)
    if g.shape == shape:
        return g
    front = g.ndim - len(shape)  # axes that broadcasting put in front
    if front < 0 or any(n not in (1, copies) for n, copies in zip(shape, g.shape[front:], strict=True)):
        raise ValueError(f"local backward of {name or '?'}: expected shape {shape}, as its input has, got {g.shape}")
    stretched = tuple(front + i for i, n in enumerate(shape) if n == 1)
    return g.sum(axis=tuple(range(front)) + stretched).reshape(shape)


def data_of(x: Value | ArrayLike) -> NDArray | float:
    """Return the numbers of a value or a constant; a single number or a mask leaves float32 arrays float32."""
    if isinstance(x, Value):
        return x.data
    if isinstance(x, Real):
        return float(x)  # np.float64 would make them float64
    return x if getattr(x, "dtype", None) == np.bool_ else check_array("operand", x)
