"""Your turn in lesson 04: a network wired by hand, its parameters counted, its hidden units reordered (L07, L08)."""

from __future__ import annotations

from itertools import pairwise, product
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lecture_nn.checks.answers import Answers
from lecture_nn.checks.expect import draws, expect_close, expect_list, numbers
from lecture_nn.checks.turns.declare import Turn

LESSON = "04_networks"

EXACTLY_ONE = Turn("exactly_one", LESSON, "L07")
COUNT = Turn("count_parameters", LESSON, "L08")
PERMUTE = Turn("permute_hidden", LESSON, "L07")
TURNS = (EXACTLY_ONE, COUNT, PERMUTE)

Arrays = tuple[NDArray, ...]

CORNERS = np.array(list(product((0.0, 1.0), repeat=3)))
ONE = CORNERS.sum(axis=1) == 1
ROUNDING = 1e-9
"""A pre-activation that is nearer to 0 says neither yes nor no."""


@EXACTLY_ONE.asks(
    "the outputs of your network for all eight inputs",
    hint="Take the two hidden units of the XNOR network as a model, and let each say whether at least a certain number "
    "of inputs are 1. Which two numbers tell exactly one from none and from more?",
)
def _says_which(s: Answers) -> None:
    names, shapes = ("V", "v0", "W", "w0"), ((2, 3), (2,), (1, 2), (1,))
    given = expect_list("exactly_one", s.value("exactly_one"), 4)
    for name, part, shape in zip(names, given, shapes, strict=True):
        array = numbers(name, part, shape)
        if array.shape != shape:
            raise AssertionError(f"{name}: expected shape {shape}, got {array.shape}")
        if not np.isfinite(array).all():
            raise AssertionError(f"{name}: expected finite numbers, got {array.tolist()}")
    for x, z, one in zip(CORNERS, _outputs(given), ONE, strict=True):
        if (z if one else -z) < ROUNDING:
            inputs = ", ".join(f"{value:.0f}" for value in x)
            o = 1 / (1 + np.exp(-np.clip(z, -500, 500)))
            raise AssertionError(
                f"for x = ({inputs}) the output is {o:.3g}; it should be {'above' if one else 'below'} ½"
            )


def _outputs(answer: Any) -> NDArray:
    """Return the pre-activations of the output unit for the eight inputs, shape (8,)."""
    V, v0, W, w0 = (np.asarray(part, dtype=float) for part in answer)
    return (np.tanh(CORNERS @ V.T + v0) @ W.T + w0)[:, 0]


@EXACTLY_ONE.pattern(
    "Your network says yes exactly where it should say no. How can the output unit's z change its sign for all inputs "
    "at once?",
    example=([[4.0, 4.0, 4.0], [4.0, 4.0, 4.0]], [-2.0, -6.0], [[-4.0, 4.0]], [4.0]),
)
def _the_opposite(answer: Any) -> bool:
    return bool(np.array_equal(_outputs(answer) < 0, ONE))


@EXACTLY_ONE.pattern(
    "Your network says yes if *at least* one input is 1. What should bring the output below ½ again when two or three "
    "inputs are 1?",
    example=([[4.0, 4.0, 4.0], [4.0, 4.0, 4.0]], [-2.0, -6.0], [[4.0, 4.0]], [6.0]),
)
def _at_least_one(answer: Any) -> bool:
    return bool(np.array_equal(_outputs(answer) > 0, CORNERS.sum(axis=1) >= 1))


@EXACTLY_ONE.pattern(
    "One of your hidden units has a pre-activation of the same sign for all eight inputs, so it hardly tells them "
    "apart. For which of them should it change its sign?",
    example=([[4.0, 4.0, 4.0], [4.0, 4.0, 4.0]], [2.0, 6.0], [[4.0, -4.0]], [-4.0]),
)
def _always_the_same(answer: Any) -> bool:
    return any(len(set(signs)) == 1 for signs in _divisions(answer))


@EXACTLY_ONE.pattern(
    "Your network says yes for two ones as well as for one. How many inputs must be 1 before one hidden unit "
    "overrules the other?",
    example=([[4.0, 4.0, 4.0], [4.0, 4.0, 4.0]], [-2.0, -10.0], [[4.0, -4.0]], [-4.0]),
)
def _one_or_two(answer: Any) -> bool:
    return bool(np.array_equal(_outputs(answer) > 0, np.isin(CORNERS.sum(axis=1), (1, 2))))


@EXACTLY_ONE.pattern(
    "Both hidden units divide the eight inputs in the same way, so the second adds hardly anything to the first. "
    "Which two different questions about the inputs should they answer?",
    example=([[4.0, 4.0, 4.0], [4.0, 4.0, 4.0]], [-2.0, -2.0], [[4.0, -4.0]], [-4.0]),
)
def _one_division_twice(answer: Any) -> bool:
    first, second = _divisions(answer)
    return len(set(first)) > 1 and bool((first == second).all() or (first != second).all())


def _divisions(answer: Any) -> NDArray:
    """Return for which of the eight inputs each hidden unit's pre-activation is positive, shape (2, 8)."""
    V, v0 = (np.asarray(part, dtype=float) for part in answer[:2])
    return (CORNERS @ V.T + v0 > 0).T


@EXACTLY_ONE.pattern(
    "The hidden units and W can stay: z is largest if exactly one input is 1. Only w0 is wrong. Between which two "
    "values of z should 0 lie?",
    example=([[4.0, 4.0, 4.0], [4.0, 4.0, 4.0]], [-2.0, -6.0], [[4.0, -4.0]], [-20.0]),
)
def _bias_wrong(answer: Any) -> bool:
    z = _outputs(answer)
    return bool(z[ONE].min() > z[~ONE].max() + ROUNDING)


@EXACTLY_ONE.pattern(
    "The hidden units can stay, but z is smallest where it should be largest: if exactly one input is 1. Which of "
    "your numbers turn it upside down?",
    example=([[4.0, 4.0, 4.0], [4.0, 4.0, 4.0]], [-2.0, -6.0], [[-4.0, 4.0]], [-4.0]),
)
def _weights_upside_down(answer: Any) -> bool:
    z = _outputs(answer)
    return bool(z[ONE].max() < z[~ONE].min() - ROUNDING and not np.array_equal(z < 0, ONE))


@COUNT.asks(
    "the numbers of weights and biases of nets with one to five layers",
    hint="Every unit has one weight for each value of the layer below it, and one bias. Go through the layers, but not "
    "through the inputs, and add up.",
)
def _count(s: Answers) -> None:
    for rng in draws():
        for length in (3, 2, 4, 6):
            sizes = [int(n) for n in rng.integers(2, 12, size=length)]
            expect_close(f"count_parameters({sizes})", s.count_parameters(list(sizes)), _parameters(sizes))
    detector = [1024, 10, 1]
    expect_close(f"count_parameters({detector})", s.count_parameters(detector), _parameters(detector), rtol=1e-9)


def _parameters(sizes: list[int]) -> int:
    return _weights(sizes) + sum(sizes[1:])


def _weights(sizes: list[int]) -> int:
    return sum(inputs * units for inputs, units in pairwise(sizes))


@COUNT.mistake("You have counted the weights. Every unit, hidden or output, has a bias as well.")
def _weights_alone(sizes: list[int]) -> int:
    return _weights(sizes)


@COUNT.mistake("You have given the inputs a bias too. They compute nothing, so they have no parameters.")
def _biases_of_inputs(sizes: list[int]) -> int:
    return _weights(sizes) + sum(sizes)


@COUNT.mistake(
    "You have counted one bias for each layer, as if you had counted the squares in the figure that hold a 1. How "
    "many lines lead away from such a square?"
)
def _one_bias_per_layer(sizes: list[int]) -> int:
    return _weights(sizes) + len(sizes) - 1


@COUNT.mistake("You have counted one number for each unit, as if a unit had a bias and no weights.")
def _units(sizes: list[int]) -> int:
    return sum(sizes[1:])


@COUNT.mistake("You have counted the circles. The parameters are the lines.")
def _circles(sizes: list[int]) -> int:
    return sum(sizes)


@COUNT.mistake("This is the product of all sizes. Between which layers do weights lead?")
def _product(sizes: list[int]) -> int:
    return prod(sizes)


@COUNT.mistake(
    "You have added the 1 to the wrong factor, as if each layer had one more unit. Does a bias belong to an input or "
    "to a unit?"
)
def _one_more_unit(sizes: list[int]) -> int:
    return sum(inputs * (units + 1) for inputs, units in pairwise(sizes))


@COUNT.mistake(
    "The biases of the output units are missing. The square at the foot of the last hidden layer has lines, too."
)
def _biases_of_hidden_units(sizes: list[int]) -> int:
    return _weights(sizes) + sum(sizes[1:-1])


@COUNT.mistake(
    "The first hidden layer is missing. The inputs aren't a layer, but the weights that lead from them count."
)
def _without_the_first_layer(sizes: list[int]) -> int:
    return _parameters(sizes[1:])


@COUNT.mistake("You have let lines lead to the squares. A square always holds a 1: it sends, and receives nothing.")
def _lines_to_the_squares(sizes: list[int]) -> int:
    return _parameters(sizes) + sum(inputs + 1 for inputs in sizes[:-2])


@COUNT.mistake("The output layer is missing. Its units have weights and biases, too.")
def _without_outputs(sizes: list[int]) -> int:
    return _parameters(sizes[:-1]) if len(sizes) > 2 else 0


@PERMUTE.asks(
    "the three arrays, for two networks each in two random orders",
    hint="Hidden unit j is row j of V and entry j of v0. Where in W are the weights that lead away from it: in a row "
    "or in a column?",
)
def _permuted(s: Answers) -> None:
    for rng in draws():
        for D, J, K in ((5, 4, 4), (7, 6, 2)):  # D > J, so that the order can be applied to the columns of V as well
            V, v0, W = rng.normal(size=(J, D)), rng.normal(size=J), rng.normal(size=(K, J))
            order = rng.permutation(J)
            while np.array_equal(order[order], np.arange(J)):  # its own inverse would hide a mistake
                order = rng.permutation(J)
            got = expect_list("permute_hidden(...)", s.permute_hidden(V, v0, W, order), 3)
            for name, array, expected in zip(("V", "v0", "W"), got, _in_order(V, v0, W, order), strict=True):
                expect_close(f"{name}, order {order.tolist()}", array, expected)


def _in_order(V: NDArray, v0: NDArray, W: NDArray, order: NDArray) -> Arrays:
    return V[order], v0[order], W[:, order]


@PERMUTE.mistake(
    "The columns of W have stayed where they were, so each output now listens to the wrong hidden units. A unit takes "
    "its outgoing weights along."
)
def _columns_stay(V: NDArray, v0: NDArray, W: NDArray, order: NDArray) -> Arrays:
    return V[order], v0[order], W


@PERMUTE.mistake(
    "You have reordered the rows of W, and these belong to the outputs. Where in W are the weights that lead away from "
    "hidden unit j?"
)
def _rows_of_output_weights(V: NDArray, v0: NDArray, W: NDArray, order: NDArray) -> Arrays:
    return V[order], v0[order], W[order]


@PERMUTE.mistake("The biases have stayed where they were. Entry j of v0 belongs to hidden unit j.")
def _biases_stay(V: NDArray, v0: NDArray, W: NDArray, order: NDArray) -> Arrays:
    return V[order], v0, W[:, order]


@PERMUTE.mistake(
    "You have reordered the columns of V, and these belong to the inputs. Where in V are the weights that lead to "
    "hidden unit j?"
)
def _columns_of_hidden_weights(V: NDArray, v0: NDArray, W: NDArray, order: NDArray) -> Arrays:
    return V[:, order], v0[order], W[:, order]


@PERMUTE.mistake(
    "This network computes the same function, but its units were permuted the other way: the old unit j ended up "
    "in place order[j]. Which old unit should be in place j?"
)
def _inverse(V: NDArray, v0: NDArray, W: NDArray, order: NDArray) -> Arrays:
    return _in_order(V, v0, W, np.argsort(order))
