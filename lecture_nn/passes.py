"""The forward and the backward pass of one example, number by number (lecture rows L17, L20).

A pass is data here: each step names the quantity that it computes and the products that add up to it, so that a figure
can write the step as a formula, and a panel can carry it out again for other inputs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from lecture_nn.validation import check_array, check_shape

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from lecture_nn.network import MLP


@dataclass(frozen=True)
class Quantity:
    """A number that the two passes use or compute.

    Attributes
    ----------
    name : str
        The lecture's letter: "x", "t", "v", "w", "u", "h", "z" or "o".
    indices : tuple of int
        They count from 1, as in the lecture. In a weight, 0 in the second place makes it the bias.
    derivative : bool
        Whether the partial derivative of the error E with respect to that number is meant, not the number itself.
    """

    name: str
    indices: tuple[int, ...]
    derivative: bool = False

    def __str__(self) -> str:
        """Return the name as code would spell it: "u2", "w12", "delta_u2" or "dE/dw12"."""
        separator = "," if max(self.indices) > 9 else ""
        text = self.name + separator.join(map(str, self.indices))
        if not self.derivative:
            return text
        return f"dE/d{text}" if len(self.indices) == 2 else f"delta_{text}"


@dataclass(frozen=True)
class Factor:
    """A quantity in a product, or a function of it.

    Attributes
    ----------
    quantity : Quantity
    function : {"", "f", "f'", "g", "g'"}
        The activation function of the hidden units (f) or of the outputs (g), or its derivative; "" for none.
    """

    quantity: Quantity
    function: str = ""


@dataclass(frozen=True)
class Term:
    """A product of factors that is added (sign 1) or subtracted (sign -1)."""

    factors: tuple[Factor, ...]
    sign: int = 1


@dataclass(frozen=True)
class Step:
    """One number of the two passes: the sum of its terms.

    Attributes
    ----------
    result : Quantity
        What is computed.
    terms : tuple of Term
        What it is computed from; every quantity in them is given, or computed by an earlier step.
    value : float
    """

    result: Quantity
    terms: tuple[Term, ...]
    value: float

    @property
    def symbol(self) -> str:
        """The result's name, for example "u2" or "delta_u2"."""
        return str(self.result)

    @property
    def backward(self) -> bool:
        """Whether the step belongs to the backward pass, whose results are derivatives of E."""
        return self.result.derivative


def backprop_steps(net: MLP, x: ArrayLike, t: ArrayLike) -> list[Step]:
    """Return every number of the forward and the backward pass of one example, in the order of computing them.

    Parameters
    ----------
    net : MLP
        With one hidden layer, no softmax and the squared error. A bias is among the terms where it is not 0.
    x : array of shape (D,)
    t : array of shape (K,)

    Raises
    ------
    ValueError
        If the net is of another kind, or if x or t has another shape.
    """
    names = [layer.activation.name for layer in net.layers]
    if len(net.layers) != 2 or net.loss_function.name != "squared_error" or "softmax" in names:
        raise ValueError(f"net: expected one hidden layer, no softmax and the squared error, got {net!r}")
    D, J, K = net.sizes
    known = _given("x", check_shape("x", check_array("x", x), D)) | _given(
        "t", check_shape("t", check_array("t", t), K)
    )
    for name, layer in zip("vw", net.layers, strict=True):
        known |= _given(name, np.column_stack([layer.bias, layer.weights]), first=0)
    f, g = (layer.activation for layer in net.layers)
    functions = {"f": f, "f'": f.derivative, "g": g, "g'": g.derivative}
    steps = []
    for result, terms in [*_forward(D, J, K), *_backward(D, J, K)]:
        kept = tuple(term for term in terms if not _is_missing_bias(term, known))
        value = sum(term.sign * prod(_value(factor, known, functions) for factor in term.factors) for term in kept)
        known[result] = value
        steps.append(Step(result, kept, value))
    return steps


def _forward(D: int, J: int, K: int) -> list[tuple[Quantity, list[Term]]]:
    """What u and h of each hidden unit are computed from, and z and o of each output."""
    steps = []
    for weight, below, summed, activated, function, inputs, units in (("v", *"xuhf", D, J), ("w", *"hzog", J, K)):
        for j in _first(units):
            products = [_product(_at(weight, j, i), _at(below, i)) for i in _first(inputs)]
            steps.append((_at(summed, j), [_product(_at(weight, j, 0)), *products]))
            steps.append((_at(activated, j), [_product(Factor(_at(summed, j), function))]))
    return steps


def _backward(D: int, J: int, K: int) -> list[tuple[Quantity, list[Term]]]:
    """What the deltas of the outputs are computed from, then dE/dw, the deltas of the hidden units, and dE/dv."""
    steps = []
    for k in _first(K):
        steps.append((_d("o", k), [_product(_at("o", k)), _product(_at("t", k), sign=-1)]))
        steps.append((_d("z", k), [_product(_d("o", k), Factor(_at("z", k), "g'"))]))
    steps += [(_d("w", k, j), [_product(_d("z", k), _at("h", j))]) for k in _first(K) for j in _first(J)]
    for j in _first(J):
        steps.append((_d("h", j), [_product(_d("z", k), _at("w", k, j)) for k in _first(K)]))
        steps.append((_d("u", j), [_product(_d("h", j), Factor(_at("u", j), "f'"))]))
    steps += [(_d("v", j, i), [_product(_d("u", j), _at("x", i))]) for j in _first(J) for i in _first(D)]
    return steps


def _given(name: str, values: np.ndarray, first: int = 1) -> dict[Quantity, float]:
    """The entries of a vector, or of a matrix whose columns count from `first`, as known quantities."""
    starts = (1, first)[: values.ndim]
    return {
        Quantity(name, tuple(i + start for i, start in zip(index, starts, strict=True))): float(value)
        for index, value in np.ndenumerate(values)
    }


def _value(factor: Factor, known: dict[Quantity, float], functions: dict[str, Callable]) -> float:
    value = known[factor.quantity]
    return float(functions[factor.function](value)) if factor.function else value


def _is_missing_bias(term: Term, known: dict[Quantity, float]) -> bool:
    quantity = term.factors[0].quantity
    return quantity.name in "vw" and quantity.indices[1] == 0 and known[quantity] == 0


def _at(name: str, *indices: int) -> Quantity:
    return Quantity(name, indices)


def _d(name: str, *indices: int) -> Quantity:
    """The derivative of E with respect to a quantity."""
    return Quantity(name, indices, derivative=True)


def _product(*factors: Quantity | Factor, sign: int = 1) -> Term:
    return Term(tuple(each if isinstance(each, Factor) else Factor(each) for each in factors), sign)


def _first(count: int) -> range:
    return range(1, count + 1)
