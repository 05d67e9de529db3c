"""Your turn in lesson 06: a layer for a batch, shapes, and a loss that refuses to broadcast (rows L11 and L12)."""

from __future__ import annotations

import builtins
import re
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lecture_nn.checks.answers import Answers, Call
from lecture_nn.checks.expect import draws, expect_close, expect_list, numbers
from lecture_nn.checks.turns.declare import Turn
from lecture_nn.student_code import AnswerError, NotAnsweredError

LESSON = "06_forward_pass"

PRE_ACTIVATIONS = Turn("pre_activations", LESSON, "L11")
SHAPES = Turn("three_layer_shapes", LESSON, "L12")
CHECKED_ERROR = Turn("checked_error", LESSON, "L12")
TURNS = (PRE_ACTIVATIONS, SHAPES, CHECKED_ERROR)

Shapes = tuple[tuple[int, ...], ...]
RIGHT: Shapes = ((1, 4), (4, 1), (4, 1), (1, 1))


@PRE_ACTIVATIONS.asks(
    "the pre-activations of three batches, one of them of a single example",
    hint="Row n of the result belongs to example n, and it has one entry for each unit. X is (N, D) and V is (J, D): "
    "what has to be done to V so that the product of the two is (N, J)?",
)
def _batch(s: Answers) -> None:
    for rng in draws():
        for N, D, J in ((5, 3, 4), (4, 4, 4), (1, 3, 2)):
            X, V, v0 = rng.normal(size=(N, D)), rng.normal(size=(J, D)), rng.normal(size=J)
            expect_close(f"pre_activations, {N} examples", s.pre_activations(X, V, v0), X @ V.T + v0)


@PRE_ACTIVATIONS.mistake("The bias is missing: each unit adds its own to the weighted sum.")
def _without_bias(X: NDArray, V: NDArray, v0: NDArray) -> NDArray:
    return X @ V.T


@PRE_ACTIVATIONS.mistake(
    "These are the right numbers with a column for each example. The course keeps one row per example, shape (N, J)."
)
def _examples_in_columns(X: NDArray, V: NDArray, v0: NDArray) -> NDArray:
    return (X @ V.T + v0).T


@PRE_ACTIVATIONS.mistake(
    "You have gone one step too far and applied the ReLU. Only the weighted sums plus the biases are asked for."
)
def _after_the_relu(X: NDArray, V: NDArray, v0: NDArray) -> NDArray:
    return np.maximum(0, X @ V.T + v0)


@PRE_ACTIVATIONS.mistake(
    "You have gone one step too far and applied the sigmoid. Only the weighted sums plus the biases are asked for."
)
def _after_the_sigmoid(X: NDArray, V: NDArray, v0: NDArray) -> NDArray:
    return 1 / (1 + np.exp(-(X @ V.T + v0)))


@PRE_ACTIVATIONS.mistake(
    "You have gone one step too far and applied tanh. Only the weighted sums plus the biases are asked for."
)
def _after_tanh(X: NDArray, V: NDArray, v0: NDArray) -> NDArray:
    return np.tanh(X @ V.T + v0)


@PRE_ACTIVATIONS.mistake(
    "The shapes fit, but the numbers are in the same order as before, as after reshape, so that one column mixes "
    "weights of different units. Which operation turns rows into columns?"
)
def _reshaped(X: NDArray, V: NDArray, v0: NDArray) -> NDArray:
    return X @ V.reshape(V.shape[::-1]) + v0


@PRE_ACTIVATIONS.mistake("You subtract the bias. In the formula it is added to the weighted sum.")
def _bias_subtracted(X: NDArray, V: NDArray, v0: NDArray) -> NDArray:
    return X @ V.T - v0


@PRE_ACTIVATIONS.mistake(
    "These are the pre-activations of the first example only. Every example of the batch has its own, so the result "
    "has shape (N, J)."
)
def _first_example(X: NDArray, V: NDArray, v0: NDArray) -> NDArray:
    return V @ X[0] + v0


@PRE_ACTIVATIONS.mistake(
    "You have added up the whole batch. Every example has its own pre-activations, so the result has shape (N, J)."
)
def _summed_over_examples(X: NDArray, V: NDArray, v0: NDArray) -> NDArray:
    return (X @ V.T + v0).sum(axis=0)


@PRE_ACTIVATIONS.mistake(
    "The ones stand at one end of your arrays and the biases at the other, so every weight meets the wrong input. "
    "Which column of the weights should meet the ones?"
)
def _ones_apart(X: NDArray, V: NDArray, v0: NDArray) -> NDArray:
    return np.column_stack([np.ones(len(X)), X]) @ np.column_stack([V, v0]).T


@SHAPES.asks(
    "the shapes of W3 and of the three biases",
    hint="A matrix of weights has a row for each unit it leads to and a column for each value it comes from. A bias "
    "has one number for each unit of its layer, here written as a column.",
)
def _three_layers(s: Answers) -> None:
    given = expect_list("three_layer_shapes", s.value("three_layer_shapes"), len(RIGHT))
    shapes = [numbers(name, shape, (2,)).ravel() for name, shape in zip(("W3", "b1", "b2", "b3"), given, strict=True)]
    for name, shape, right in zip(("W3", "b1", "b2", "b3"), shapes, RIGHT, strict=True):
        if shape.tolist() != list(right):
            raise AssertionError(f"{name}: {_written(shape)} is not its shape")


def _written(shape: NDArray) -> str:
    """The shape as it is written in NumPy."""
    return f"({', '.join(f'{n:g}' for n in shape)}{',' if len(shape) == 1 else ''})"


def _shapes(answer: Any) -> list[list[float]]:
    return [np.ravel(np.asarray(shape, dtype=float)).tolist() for shape in answer]


@SHAPES.pattern(
    "You have mixed up rows and columns of W3. Does a row hold the weights that come from one unit, or those that "
    "lead to one unit?",
    example=((4, 1), (4, 1), (4, 1), (1, 1)),
)
def _w3_turned(answer: Any) -> bool:
    return _shapes(answer)[0] == [4, 1]


@SHAPES.pattern(
    "Your biases are rows. In the lecture's code they are added to the pre-activations of one example: which shape do "
    "those have?",
    example=((1, 4), (1, 4), (1, 4), (1, 1)),
)
def _biases_as_rows(answer: Any) -> bool:
    return _shapes(answer)[1:3] == [[1, 4], [1, 4]]


@SHAPES.pattern(
    "One number for each unit is right, and in this course such a bias has the shape (4,). The lecture writes it as a "
    "column, a matrix with rows and columns. What is its shape then?",
    example=((1, 4), (4,), (4,), (1,)),
)
def _biases_without_columns(answer: Any) -> bool:
    return [len(shape) for shape in _shapes(answer)[1:]] == [1, 1, 1]


@SHAPES.pattern(
    "You give the first layer as many biases as it has inputs. But it is the unit that has a bias, not the value it "
    "receives.",
    example=((1, 4), (3, 1), (4, 1), (1, 1)),
)
def _biases_of_inputs(answer: Any) -> bool:
    return _shapes(answer)[1] in ([3, 1], [1, 3])


@SHAPES.pattern(
    "A bias of yours has the shape of the weights. But a unit has one weight for each value that it receives, and only "
    "one bias.",
    example=((1, 4), (4, 3), (4, 4), (1, 4)),
)
def _biases_like_weights(answer: Any) -> bool:
    _, b1, b2, b3 = _shapes(answer)
    return b1 == [4, 3] or b2 == [4, 4] or (b3 == [1, 4] and b1 == b2 == [4, 1])


@SHAPES.pattern(
    "You count one bias for each layer. Each unit has its own.",
    example=((1, 4), (1, 1), (1, 1), (1, 1)),
)
def _one_bias_per_layer(answer: Any) -> bool:
    return _shapes(answer)[1:] == [[1, 1]] * 3


@SHAPES.pattern(
    "That is the shape of the second layer's weights. The inputs aren't counted as a layer, so the third one is the "
    "output layer.",
    example=((4, 4), (4, 1), (4, 1), (4, 1)),
)
def _second_for_third(answer: Any) -> bool:
    return _shapes(answer)[0] == [4, 4]


@SHAPES.pattern(
    "The third layer is the output layer, and it has a single unit. How many biases does that make?",
    example=((1, 4), (4, 1), (4, 1), (4, 1)),
)
def _last_bias_like_the_others(answer: Any) -> bool:
    return _shapes(answer)[0] == [1, 4] and _shapes(answer)[1:] == [[4, 1]] * 3


@CHECKED_ERROR.asks(
    "the error where the shapes agree, and a ValueError where they don't",
    hint="Compare the two shapes first, and raise a ValueError if they differ. After that, take the mean of the "
    "squared differences.",
)
def _error(s: Answers) -> None:
    for rng in draws():
        for shape in ((6,), (6, 1), (4, 3)):
            o, t = rng.normal(size=shape), rng.normal(size=shape)
            expect_close(f"checked_error, both {shape}", s.checked_error(o, t), np.mean((o - t) ** 2))
        pairs = (((5,), (5, 1)), ((5, 1), (5,)), ((4, 2), (2,)), ((3, 3), (3,)), ((4, 1), (1, 4)))
        pairs += (((4, 1), (4, 3)), ((1, 3), (4, 3)), ((2,), (4, 2)), ((1,), (5,)))  # NumPy subtracts all of these
        raised = {pair: _raised(s, *(rng.normal(size=shape) for shape in pair)) for pair in pairs}  # each is a clue
        for (one, other), kind in raised.items():
            if not kind or _is_another_kind(kind):
                what = f"checked_error, o {one} and t {other}: expected a ValueError"
                by = " (an assert raises no other one)" if kind == "AssertionError" else ""
                raise AssertionError(f"{what}, but {kind or 'nothing'} was raised{by}")


def _raised(s: Answers, o: NDArray, t: NDArray) -> str:
    """The name of the exception that was raised; None, a text or a ValueError that is only returned isn't one."""
    try:
        s.checked_error(o, t)
    except NotAnsweredError:
        raise
    except AnswerError as error:
        kind = re.match(r"(\w+)(: |$)", str(error))
        if kind and kind[1] != "checked_error":
            return kind[1]
        s.calls.append(Call("checked_error", (o, t), None))  # so that it isn't taken for a mistake that returns numbers
    return ""


def _is_another_kind(name: str) -> bool:
    """Whether it is Python's name of an exception that is no ValueError; a student's own class may be one."""
    known = getattr(builtins, name, None)
    return isinstance(known, type) and not issubclass(known, ValueError)


def _comparing(of: Callable[[NDArray], Any]) -> Callable[[NDArray, NDArray], float]:
    """Return an error that compares something else than the whole shapes."""

    def error(o: NDArray, t: NDArray) -> float:
        if of(o) != of(t):
            raise ValueError("something differs")
        return float(np.mean((o - t) ** 2))

    return error


for _what, _of in {
    "the numbers of axes and of examples. (4, 1) and (4, 3) agree in both": lambda a: (a.ndim, len(a)),
    "the numbers of axes and of outputs. (1, 3) and (4, 3) agree in both": lambda a: (a.ndim, a.shape[1:]),
    "how many axes there are. (4, 1) and (1, 4) have two each": lambda a: a.ndim,
    "how many numbers there are. (N,) and (N, 1) have the same number": lambda a: a.size,
    "how many examples there are. (N,) and (N, 1) agree in that": len,
}.items():
    CHECKED_ERROR.mistake(f"You compare {_what}: what else belongs to a shape?")(_comparing(_of))


@CHECKED_ERROR.mistake(
    "Your function lets outputs and targets of different shapes through, and NumPy broadcasts them without a word. "
    "Refuse them."
)
def _unchecked(o: NDArray, t: NDArray) -> float:
    return float(np.mean((o - t) ** 2))


@CHECKED_ERROR.mistake(
    "You make both shapes alike, so that (N,) and (N, 1) are compared without a word. What does your function tell "
    "somebody who has mixed up two shapes?"
)
def _flattened(o: NDArray, t: NDArray) -> float:
    if o.size != t.size:
        raise ValueError("different sizes")
    return float(np.mean((o.ravel() - t.ravel()) ** 2))


@CHECKED_ERROR.mistake("This is the sum of the squared errors. The mean is asked for.")
def _sum(o: NDArray, t: NDArray) -> float:
    _same_shape(o, t)
    return float(np.sum((o - t) ** 2))


@CHECKED_ERROR.mistake(
    "You divide by the number of examples. How many squared errors are there if each example has several outputs?"
)
def _per_example(o: NDArray, t: NDArray) -> float:
    _same_shape(o, t)
    return float(np.sum((o - t) ** 2) / len(o))


@CHECKED_ERROR.mistake(
    "You square the mean of the errors, in which positive and negative ones have cancelled. Which should come first?"
)
def _mean_then_squared(o: NDArray, t: NDArray) -> float:
    _same_shape(o, t)
    return float(np.mean(o - t) ** 2)


@CHECKED_ERROR.mistake("This is half of the mean squared error. No factor of ½ is asked for.")
def _half(o: NDArray, t: NDArray) -> float:
    _same_shape(o, t)
    return float(np.mean((o - t) ** 2) / 2)


@CHECKED_ERROR.mistake("The errors aren't squared, so positive and negative ones cancel.")
def _not_squared(o: NDArray, t: NDArray) -> float:
    _same_shape(o, t)
    return float(np.mean(o - t))


@CHECKED_ERROR.mistake("You take the mean of the absolute errors. The squared error is asked for.")
def _absolute(o: NDArray, t: NDArray) -> float:
    _same_shape(o, t)
    return float(np.mean(np.abs(o - t)))


@CHECKED_ERROR.mistake("You return the square root of the mean. The mean squared error is asked for, without the root.")
def _root(o: NDArray, t: NDArray) -> float:
    _same_shape(o, t)
    return float(np.sqrt(np.mean((o - t) ** 2)))


def _same_shape(o: NDArray, t: NDArray) -> None:
    if o.shape != t.shape:
        raise ValueError(f"t: expected shape {o.shape}, got {t.shape}")
