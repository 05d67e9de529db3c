"""Your turn in lesson 13: a value that is used twice, the slips of a trainer, and a trainer of one's own (L32, L33)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lecture_nn.activations import softmax
from lecture_nn.checks.answers import Answers
from lecture_nn.checks.expect import draws, expect_close, expect_list, numbers
from lecture_nn.checks.turns.declare import Turn
from lecture_nn.checks.turns.modules import Parameters, as_modules, descended, gradients_of, loss_backward
from lecture_nn.network import MLP
from lecture_nn.optimizers import GradientDescent
from lecture_nn.training import fit, minibatches

LESSON = "13_networks_as_modules"

SKIP = Turn("skip_backward", LESSON, "L32")
SLIPS = Turn("slips", LESSON, "L33")
TRAIN = Turn("train", LESSON, "L33")
TURNS = (SKIP, SLIPS, TRAIN)

# A value that is used twice


@SKIP.asks(
    "∂E/∂u for two batches whose u is used twice",
    hint="u reaches z along two paths. What comes back along the direct one, what along the one through tanh, and what "
    "becomes of the two where they meet?",
)
def _skip(s: Answers) -> None:
    for rng in draws():
        delta_z, h = rng.normal(size=(5, 3)), np.tanh(rng.normal(size=(5, 3)))
        expect_close("skip_backward(delta_z, h)", s.skip_backward(delta_z, h), delta_z + delta_z * (1 - h**2))


@SKIP.mistake("This is what comes back through tanh. The path that skips tanh brings back something, too.")
def _only_through_tanh(delta_z: NDArray, h: NDArray) -> NDArray:
    return delta_z * (1 - h**2)


@SKIP.mistake("This is what comes back along the direct path. The one through tanh brings back something, too.")
def _only_direct(delta_z: NDArray, h: NDArray) -> NDArray:
    return delta_z


@SKIP.mistake(
    "You multiply what comes back along the two paths. Factors belong to the links of *one* path; two paths add up."
)
def _product(delta_z: NDArray, h: NDArray) -> NDArray:
    return delta_z * delta_z * (1 - h**2)


@SKIP.mistake("The derivative of tanh stands alone. What comes back through tanh is delta_z *times* that derivative.")
def _without_delta(delta_z: NDArray, h: NDArray) -> NDArray:
    return delta_z + (1 - h**2)


@SKIP.mistake("This is the mean of the two paths. A nudge of u takes both at once, so their effects add up.")
def _mean(delta_z: NDArray, h: NDArray) -> NDArray:
    return (delta_z + delta_z * (1 - h**2)) / 2


@SKIP.mistake("You have applied tanh to h once more. h is tanh(u) already, so the derivative is 1 − h².")
def _tanh_twice(delta_z: NDArray, h: NDArray) -> NDArray:
    return delta_z + delta_z * (1 - np.tanh(h) ** 2)


@SKIP.mistake("You add h itself: that is what goes forwards. Going back, each path multiplies delta_z by a derivative.")
def _values_for_derivatives(delta_z: NDArray, h: NDArray) -> NDArray:
    return delta_z + delta_z * h


@SKIP.mistake("You let tanh hand on what it receives, as if its derivative were 1. It is 1 − h².")
def _tanh_as_a_plus(delta_z: NDArray, h: NDArray) -> NDArray:
    return 2 * delta_z


@SKIP.mistake("This is ∂z/∂u. It still has to be multiplied by what comes back from above, delta_z.")
def _local_only(delta_z: NDArray, h: NDArray) -> NDArray:
    return 2 - h**2


# The slips of a trainer

WHERE = [3, 5, 8, 2]


@SLIPS.asks(
    "the three lines where Python stops, and the line that does too much",
    hint="Play Python: go through the lines one by one and ask of every name and every entry on the right-hand side "
    "whether it exists by then. For the last slip, ask which entries are computed and never used.",
)
def _slips(s: Answers) -> None:
    got = numbers("slips", s.value("slips"), (4,))
    if got.shape != (4,):
        raise AssertionError(f"slips: expected four line numbers, got shape {got.shape}")
    wrong = [place for place, (line, right) in enumerate(zip(got, WHERE, strict=True), 1) if line != right]
    if wrong:
        raise AssertionError(f"slips: number {wrong[0]} of the four isn't right")


@SLIPS.pattern(
    "The right four lines, but the order counts: first the three that stop Python, as it meets them, then the fourth.",
    example=[2, 3, 5, 8],
)
def _in_another_order(got: Sequence[float]) -> bool:
    return sorted(got) == sorted(WHERE)


@SLIPS.mistake(
    "The first three are right. Line 4 is needed: the outputs get no ReLU. Which line has computed h of the last layer "
    "before, for nothing?"
)
def _overwriting() -> list[int]:
    return [3, 5, 8, 4]


@SLIPS.mistake(
    "The first three are right. The loop in line 6 runs down to layer 1, as it should: the first layer needs "
    "gradients, too. Look at the other loop."
)
def _the_loop_back() -> list[int]:
    return [3, 5, 8, 6]


@SLIPS.mistake(
    "Python doesn't stop in line 7: once the inputs have their place, h[0] is there. Which dictionary in the loop has "
    "no entry 0?"
)
def _inputs_on_the_way_back() -> list[int]:
    return [3, 5, 7, 2]


@SLIPS.mistake(
    "Line 1 is where you would give the inputs their place. But Python carries out line 1 without an error, and stops "
    "where something asks for the missing entry."
)
def _where_it_is_repaired() -> list[int]:
    return [1, 5, 8, 2]


@SLIPS.mistake("The loop in line 6 is right: layer 1 needs gradients, too. Which line in it stops Python, for i = 1?")
def _the_loop_that_ends_too_late() -> list[int]:
    return [3, 5, 6, 2]


# The trainer


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
            X, T = rng.normal(size=(20, sizes[0])), np.eye(sizes[-1])[rng.integers(sizes[-1], size=20)]
            seed, eta = int(rng.integers(1000)), float(rng.uniform(0.2, 0.6))
            modules, parameters = as_modules(net)
            order = np.random.default_rng(seed)
            batches = [batch for _ in range(epochs) for batch in minibatches(X, T, 8, order)]
            got = s.train(modules, parameters, loss_backward, batches, eta)
            optimizer = GradientDescent(eta)
            fit(net, (X, T), optimizer=optimizer, batch_size=8, epochs=epochs, seed=seed, verbose=False)
            _same_weights(f"train, layers of {sizes}", got, as_modules(net)[1])


def _same_weights(what: str, got: Any, expected: Parameters) -> None:
    for number, (mine, right) in enumerate(zip(expect_list(what, got, len(expected)), expected, strict=True)):
        arrays = expect_list(f"{what}, parameters[{number}]", mine, len(right))
        for name, array, weights in zip(("W", "b"), arrays, right, strict=False):
            expect_close(f"{name} of parameters[{number}] ({what})", array, weights, rtol=1e-9, atol=1e-11)


def _trained(modules: Sequence, parameters: Parameters, start: Callable, batches: Sequence, eta: float) -> list:
    for X, T in batches:
        parameters = descended(parameters, gradients_of(modules, parameters, start, X, T), eta)
    return list(parameters)


@TRAIN.mistake("You go uphill. The gradient points to where the loss grows, so it is subtracted.")
def _uphill(modules: Sequence, parameters: Parameters, start: Callable, batches: Sequence, eta: float) -> list:
    return _trained(modules, parameters, start, batches, -eta)


@TRAIN.mistake("You return after the first batch. There is one update for *each* batch, so return after the loop.")
def _first_batch(modules: Sequence, parameters: Parameters, start: Callable, batches: Sequence, eta: float) -> list:
    return _trained(modules, parameters, start, batches[:1], eta)


@TRAIN.mistake(
    "Only the last batch has had an effect: each update seems to start from the weights you were given. It has to "
    "start from those that the batch before has left."
)
def _last_batch(modules: Sequence, parameters: Parameters, start: Callable, batches: Sequence, eta: float) -> list:
    return _trained(modules, parameters, start, batches[-1:], eta)


@TRAIN.mistake(
    "All your gradients are taken at the weights you were given. After each update, the next batch needs the new "
    "weights, forwards and backwards."
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


def _in_another_way(
    modules: Sequence, parameters: Parameters, batches: Sequence, eta: float, step: Callable[..., list[list[NDArray]]]
) -> list:
    """Train with gradients that `step` finds on its way back: it gets all inputs of the modules, and the outputs."""
    for X, T in batches:
        inputs = [X]
        for (forward, _), own in zip(modules, parameters, strict=True):
            inputs.append(forward(inputs[-1], *own))
        parameters = descended(parameters, step(parameters, inputs, T), eta)
    return list(parameters)


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

    return _in_another_way(modules, parameters, batches, eta, step)


@TRAIN.mistake(
    "Every module seems to get the error signal of the logits. Each one needs what the module above it has handed "
    "down: the first result of its backward."
)
def _not_handed_on(modules: Sequence, parameters: Parameters, start: Callable, batches: Sequence, eta: float) -> list:
    def step(parameters: Parameters, inputs: list[NDArray], T: NDArray) -> list[list[NDArray]]:
        delta = start(inputs[-1], T)
        rows = zip(modules, parameters, inputs, strict=False)
        return [backward(delta, given, *own)[1:] for (_, backward), own, given in rows]

    return _in_another_way(modules, parameters, batches, eta, step)


@TRAIN.mistake(
    "backward seems to get what came *out* of its module. It needs what went in: inputs and modules are off by one."
)
def _outputs_used(modules: Sequence, parameters: Parameters, start: Callable, batches: Sequence, eta: float) -> list:
    def step(parameters: Parameters, inputs: list[NDArray], T: NDArray) -> list[list[NDArray]]:
        delta, found = start(inputs[-1], T), []
        for (_, backward), own, out in zip(modules[::-1], parameters[::-1], inputs[:0:-1], strict=True):
            delta, *gradients = backward(delta, out, *own)
            found.insert(0, gradients)
        return found

    return _in_another_way(modules, parameters, batches, eta, step)


@TRAIN.mistake("The learning rate is missing: subtract eta times the gradient.")
def _without_rate(modules: Sequence, parameters: Parameters, start: Callable, batches: Sequence, eta: float) -> list:
    return _trained(modules, parameters, start, batches, 1.0)


@TRAIN.mistake(
    "The weights are right, but in reverse order, as the backward pass met them. Return the first module's first, as "
    "they came."
)
def _reversed(modules: Sequence, parameters: Parameters, start: Callable, batches: Sequence, eta: float) -> list:
    return _trained(modules, parameters, start, batches, eta)[::-1]


@TRAIN.mistake(
    "Your backward pass meets the last module first, and collects the new parameters in that order. Turn the list "
    "round before the next batch."
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
