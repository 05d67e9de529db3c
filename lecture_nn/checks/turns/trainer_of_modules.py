"""Your turn in lesson 13, its largest: a trainer for any list of modules, held to the package's `fit` (row L33)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lecture_nn.activations import softmax
from lecture_nn.checks.answers import Answers
from lecture_nn.checks.expect import draws, expect_close, expect_list
from lecture_nn.checks.logits import targets
from lecture_nn.checks.turns.declare import Turn
from lecture_nn.checks.turns.modules import (
    LINEAR,
    Parameters,
    as_modules,
    descended,
    gradients_of,
    loss_backward,
    stepped,
)
from lecture_nn.network import MLP
from lecture_nn.optimizers import GradientDescent
from lecture_nn.training import fit, minibatches

TRAIN = Turn("train", "13_networks_as_modules", "L33")


@TRAIN.asks(
    "three networks of one to three layers, each beside the package's fit, from the same weights and on the same "
    "batches: the same weights after all updates",
    hint="For each batch: forward through all modules, keeping what goes into each; then the error signal of the "
    "logits; then backward from the last module to the first, handing the error signal on; then every parameter minus "
    "eta times its gradient.",
)
def _train(s: Answers) -> None:
    for rng in draws():
        for sizes, hidden, epochs in (([4, 4, 4], ["relu"], 2), ([3, 5, 4, 2], ["relu", "tanh"], 2), ([4, 3], [], 1)):
            net = MLP(sizes, hidden=hidden, seed=int(rng.integers(1000)))
            X, T = rng.normal(size=(20, sizes[0])), targets(rng, 20, sizes[-1])
            seed, eta = int(rng.integers(1000)), float(rng.uniform(0.2, 0.6))
            modules, parameters = as_modules(net)
            order = np.random.default_rng(seed)
            batches = [batch for _ in range(epochs) for batch in minibatches(X, T, 8, order)]
            got = s.train(modules, parameters, loss_backward, batches, eta)
            optimizer = GradientDescent(eta)
            fit(net, (X, T), optimizer=optimizer, batch_size=8, epochs=epochs, seed=seed, verbose=False)
            _same_weights(f"train, layers of {sizes}", got, as_modules(net)[1])


@TRAIN.asks(
    "a module with a single parameter, and another loss",
    hint="Ask each module's backward for the gradients of its own parameters, however many it has, and begin with what "
    "loss_backward returns.",
)
def _other_modules(s: Answers) -> None:
    for rng in draws():
        modules = [(np.multiply, lambda delta, H, a: [delta * a, (delta * H).sum(axis=0)]), LINEAR]
        parameters = [[rng.normal(size=3)], [rng.normal(size=(2, 3)), rng.normal(size=2)]]
        batches = [(rng.normal(size=(4, 3)), rng.normal(size=(4, 2))) for _ in range(3)]
        given = modules, parameters, _of_squares, batches, 0.2
        _same_weights("train, a scaled input", s.train(*given), _trained(*given))


def _of_squares(Z: NDArray, T: NDArray) -> NDArray:
    """The derivative of the mean over the examples of half the squared error, with respect to the outputs."""
    return (Z - T) / len(Z)


def _same_weights(what: str, got: Any, expected: Parameters) -> None:
    for number, (mine, right) in enumerate(zip(expect_list(what, got, len(expected)), expected, strict=True)):
        arrays = expect_list(f"{what}, parameters[{number}]", mine, len(right))
        names = ("W", "b") if len(right) == 2 else ("a",)
        for name, array, weights in zip(names, arrays, right, strict=False):
            expect_close(f"{name} of parameters[{number}] ({what})", array, weights, rtol=1e-9, atol=1e-11)


def _trained(modules: Sequence, parameters: Parameters, start: Callable, batches: Sequence, eta: float) -> list:
    for X, T in batches:
        parameters = descended(parameters, gradients_of(modules, parameters, start, X, T), eta)
    return list(parameters)


@TRAIN.mistake("You go uphill. The gradient points to where the loss grows, so it is subtracted.")
def _uphill(modules: Sequence, parameters: Parameters, start: Callable, batches: Sequence, eta: float) -> list:
    return _trained(modules, parameters, start, batches, -eta)


@TRAIN.mistake("Only the first batch has had an effect. Does your function return inside the loop?")
def _first_batch(modules: Sequence, parameters: Parameters, start: Callable, batches: Sequence, eta: float) -> list:
    return _trained(modules, parameters, start, batches[:1], eta)


@TRAIN.mistake(
    "Only the last batch has had an effect: each update seems to start from the weights you were given. It has to "
    "start from the ones that the previous batch has left."
)
def _last_batch(modules: Sequence, parameters: Parameters, start: Callable, batches: Sequence, eta: float) -> list:
    return _trained(modules, parameters, start, batches[-1:], eta)


@TRAIN.mistake(
    "All your gradients are taken at the weights you were given. After each update, the next batch needs the new "
    "weights, in the forward and in the backward pass."
)
def _stale(modules: Sequence, parameters: Parameters, start: Callable, batches: Sequence, eta: float) -> list:
    moved = parameters
    for X, T in batches:
        moved = descended(moved, gradients_of(modules, parameters, start, X, T), eta)
    return list(moved)


@TRAIN.mistake(
    "You divide by the number of examples once more. loss_backward belongs to the mean loss and has divided already."
)
def _mean_twice(modules: Sequence, parameters: Parameters, start: Callable, batches: Sequence, eta: float) -> list:
    for X, T in batches:
        parameters = descended(parameters, gradients_of(modules, parameters, start, X, T), eta / len(X))
    return list(parameters)


@TRAIN.mistake("You apply the softmax to the logits before loss_backward does. It takes the logits as they are.")
def _softmax_twice(modules: Sequence, parameters: Parameters, start: Callable, batches: Sequence, eta: float) -> list:
    return _trained(modules, parameters, lambda Z, T: start(softmax(Z), T), batches, eta)


@TRAIN.mistake(
    "It looks as if you go through the modules from the first to the last on the way back, too. The error signal comes "
    "from the loss, so the last module is the first to receive it."
)
def _from_the_first(modules: Sequence, parameters: Parameters, start: Callable, batches: Sequence, eta: float) -> list:
    def step(parameters: Parameters, inputs: list[NDArray], T: NDArray) -> list[list[NDArray]]:
        delta, found = start(inputs[-1], T), []
        for (_, backward), own, given in zip(modules, parameters, inputs, strict=False):
            delta, *gradients = backward(delta, given, *own)
            found.append(gradients)
        return found

    return stepped(modules, parameters, batches, eta, step)


@TRAIN.mistake(
    "Every module seems to get the error signal of the logits. What does each module hand down to the one below it?"
)
def _not_handed_on(modules: Sequence, parameters: Parameters, start: Callable, batches: Sequence, eta: float) -> list:
    def step(parameters: Parameters, inputs: list[NDArray], T: NDArray) -> list[list[NDArray]]:
        delta = start(inputs[-1], T)
        rows = zip(modules, parameters, inputs, strict=False)
        return [backward(delta, given, *own)[1:] for (_, backward), own, given in rows]

    return stepped(modules, parameters, batches, eta, step)


@TRAIN.mistake(
    "On the way back you pass over the modules that have no parameters. They have nothing to learn, but what do they "
    "do to the error signal?"
)
def _only_with_parameters(
    modules: Sequence, parameters: Parameters, start: Callable, batches: Sequence, eta: float
) -> list:
    def step(parameters: Parameters, inputs: list[NDArray], T: NDArray) -> list[list[NDArray]]:
        delta, found = start(inputs[-1], T), []
        for (_, backward), own, given in zip(modules[::-1], parameters[::-1], inputs[-2::-1], strict=True):
            gradients: list[NDArray] = []
            if len(own):
                delta, *gradients = backward(delta, given, *own)
            found.insert(0, gradients)
        return found

    return stepped(modules, parameters, batches, eta, step)


@TRAIN.mistake("backward gets what came *out* of its module. It needs what went in: inputs and modules are off by one.")
def _outputs_used(modules: Sequence, parameters: Parameters, start: Callable, batches: Sequence, eta: float) -> list:
    def step(parameters: Parameters, inputs: list[NDArray], T: NDArray) -> list[list[NDArray]]:
        delta, found = start(inputs[-1], T), []
        for (_, backward), own, out in zip(modules[::-1], parameters[::-1], inputs[:0:-1], strict=True):
            delta, *gradients = backward(delta, out, *own)
            found.insert(0, gradients)
        return found

    return stepped(modules, parameters, batches, eta, step)


@TRAIN.mistake(
    "You hand the error signal back through weights that have just been updated. Which weights did the forward pass "
    "use?"
)
def _through_new_weights(
    modules: Sequence, parameters: Parameters, start: Callable, batches: Sequence, eta: float
) -> list:
    def step(parameters: Parameters, inputs: list[NDArray], T: NDArray) -> list[list[NDArray]]:
        delta, found = start(inputs[-1], T), []
        for (_, backward), own, given in zip(modules[::-1], parameters[::-1], inputs[-2::-1], strict=True):
            found.insert(0, backward(delta, given, *own)[1:])
            (new,) = descended([own], found[:1], eta)
            delta = backward(delta, given, *new)[0]
        return found

    return stepped(modules, parameters, batches, eta, step)


@TRAIN.mistake("The learning rate is missing: each of your steps is as long as the gradient itself.")
def _without_rate(modules: Sequence, parameters: Parameters, start: Callable, batches: Sequence, eta: float) -> list:
    return _trained(modules, parameters, start, batches, 1.0)


@TRAIN.mistake(
    "The weights are right, but in reverse order, as the backward pass met them. Return the first module's first, as "
    "they came."
)
def _reversed(modules: Sequence, parameters: Parameters, start: Callable, batches: Sequence, eta: float) -> list:
    return _trained(modules, parameters, start, batches, eta)[::-1]


@TRAIN.mistake(
    "Your backward pass meets the last module first, and collects the new parameters in that order. In which order "
    "does the next batch need them?"
)
def _turned_always(modules: Sequence, parameters: Parameters, start: Callable, batches: Sequence, eta: float) -> list:
    for batch in batches:
        parameters = descended(parameters, gradients_of(modules, parameters, start, *batch), eta)[::-1]
    return list(parameters)


@TRAIN.mistake("These are the gradients of the last batch. Return the parameters after the update.")
def _only_gradients(modules: Sequence, parameters: Parameters, start: Callable, batches: Sequence, eta: float) -> list:
    return gradients_of(modules, _trained(modules, parameters, start, batches[:-1], eta), start, *batches[-1])


@TRAIN.mistake("Only the weights W have moved. The biases have gradients, too, and need the same update.")
def _without_biases(modules: Sequence, parameters: Parameters, start: Callable, batches: Sequence, eta: float) -> list:
    for X, T in batches:
        moved = descended(parameters, gradients_of(modules, parameters, start, X, T), eta)
        parameters = [[*new[:1], *old[1:]] for new, old in zip(moved, parameters, strict=True)]
    return list(parameters)


@TRAIN.mistake("The first module never learns. Your way back has to include it: it has parameters, too.")
def _first_excluded(modules: Sequence, parameters: Parameters, start: Callable, batches: Sequence, eta: float) -> list:
    for X, T in batches:
        moved = descended(parameters, gradients_of(modules, parameters, start, X, T), eta)
        parameters = [parameters[0], *moved[1:]]
    return list(parameters)
