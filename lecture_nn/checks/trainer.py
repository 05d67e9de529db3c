"""A trainer that can be spoiled, and networks to try trainers on, for the checks of "debug the trainer"."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from lecture_nn.activations import softmax
from lecture_nn.checks.expect import expect_list
from lecture_nn.checks.logits import targets
from lecture_nn.network import MLP

if TYPE_CHECKING:
    from numpy.typing import NDArray


def forward(
    weights: list,
    biases: list,
    X: NDArray,
    hidden: Callable = np.tanh,
    last: Callable = lambda z: z,
    tanh_from: int = 0,
    tanh_to: int = -1,
) -> list[NDArray]:
    """Return the list of the inputs, the hidden layers' activations and the logits; some layers may do without."""
    h, L = [X], len(weights)
    for l, (W, b) in enumerate(zip(weights, biases, strict=True)):
        z = h[-1] @ W.T + b
        h.append(last(z) if l == L - 1 else hidden(z) if tanh_from <= l < L + tanh_to else z)
    return h


def before_tanh(weights: list, biases: list, X: NDArray) -> list[NDArray]:
    """Return the list of the inputs and of all pre-activations, as they are before tanh."""
    h = forward(weights, biases, X)
    return [X, *(h @ W.T + b for h, W, b in zip(h, weights, biases, strict=False))]


def backward(
    weights: list,
    h: list,
    T: NDArray,
    N: float,
    at_the_top: Callable | None = None,
    through: Callable = lambda weights, l: weights[l],
    derivative: Callable = lambda h, l: 1 - h[l] ** 2,
) -> tuple:
    """Return the two lists of gradients, of the loss summed over the examples and divided by N."""
    delta, d_weights, d_biases = (softmax(h[-1]) - T) / N, [], []
    if at_the_top:
        delta = at_the_top(h[-1], T)
    for l in reversed(range(len(weights))):
        d_weights.insert(0, delta.T @ h[l])
        d_biases.insert(0, delta.sum(axis=0))
        if l > 0:
            delta = (delta @ through(weights, l)) * derivative(h, l)
    return d_weights, d_biases


def backward_of_two(weights: list, h: list, T: NDArray, N_weights: float, N_biases: float) -> tuple:
    """Return the gradients of the weights and those of the biases, divided by different numbers."""
    return backward(weights, h, T, N_weights)[0], backward(weights, h, T, N_biases)[1]


def step(weights: list, biases: list, X: NDArray, T: NDArray, eta: float, again: bool = False) -> tuple:
    """A step; with `again`, both passes are made again for each layer, at weights that have moved in part."""
    weights, biases = list(weights), list(biases)
    d_weights, d_biases = backward(weights, forward(weights, biases, X), T, len(T))
    for l in reversed(range(len(weights))):
        if again:
            d_weights, d_biases = backward(weights, forward(weights, biases, X), T, len(T))
        weights[l], biases[l] = weights[l] - eta * d_weights[l], biases[l] - eta * d_biases[l]
    return weights, biases


def log_loss(P: NDArray, T: NDArray, guard: float, add: bool = False) -> float:
    """Return the mean cross-entropy, with a guard against log(0) that is the least probability, or is added to all."""
    return -float((T * np.log(P + guard if add else np.maximum(P, guard))).sum() / len(P))


def example(rng: np.random.Generator, sizes: list[int], N: int) -> tuple[MLP, list, list, NDArray, NDArray]:
    """A network with the right answers in it, its weights and biases, and N examples to run through it."""
    net = MLP(sizes, hidden="tanh", output="softmax")
    for layer in net.layers:
        layer.weights, layer.bias = rng.normal(size=layer.weights.shape), rng.normal(size=layer.bias.shape)
    X, T = rng.normal(size=(N, sizes[0])), targets(rng, N, sizes[-1])
    return net, [layer.weights for layer in net.layers], [layer.bias for layer in net.layers], X, T


def activations(net: MLP, X: NDArray) -> list[NDArray]:
    """Inputs, hidden activations, and the pre-activation of the output layer: what forward is to return."""
    *h, _ = net.activations(X)
    return [*h, net.layers[-1].pre_activation(h[-1])]


def with_parameters(net: MLP, weights: object, biases: object) -> MLP:
    """A copy of the network with these weights and biases."""
    net = net.copy()
    for layer, W, b in zip(net.layers, weights, biases, strict=True):
        layer.weights, layer.bias = W, b
    return net


def lists(got: object, layers: int, what: str = "backward(...)") -> tuple:
    """The two lists that backward and step return, with one array for each layer."""
    first, second = expect_list(what, got, 2)
    return arrays(expect_list(f"{what}[0]", first, layers)), arrays(expect_list(f"{what}[1]", second, layers))


def arrays(got: list) -> list:
    """What came back, lists of lists turned into arrays, to be handed to another function."""
    return [np.asarray(each) for each in got]


def _batches_in_order(X: NDArray, T: NDArray, batch_size: int, seed: int) -> list:
    return [(X[n : n + batch_size], T[n : n + batch_size]) for n in range(0, len(X), batch_size)]


def _batches_shuffled(X: NDArray, T: NDArray, batch_size: int, seed: int) -> list:
    batches = _batches_in_order(X, T, batch_size, seed)
    np.random.default_rng(seed).shuffle(batches)
    return batches


def _full_batches(X: NDArray, T: NDArray, batch_size: int, seed: int) -> list:
    order = np.random.default_rng(seed).permutation(len(X))
    return _batches_in_order(X[order], T[order], batch_size, seed)[: len(X) // batch_size]


def _infinite(P: NDArray, T: NDArray) -> float:
    return -float(np.where(T > 0, np.log(P), 0).sum() / len(P))


def _spoiled(**changed: Callable) -> Callable:
    """Return a backward pass of the mean loss with something changed in it."""
    return lambda weights, h, T: backward(weights, h, T, len(T), **changed)


def _guarded(guard: float, add: bool) -> Callable:
    return lambda P, T: log_loss(P, T, guard, add)


WRONG_REPAIRS: dict[str, dict[str, Callable]] = {
    "forward": {
        "no layer has a nonlinearity now. Only the output layer should do without tanh.": lambda weights, biases, X: (
            forward(weights, biases, X, hidden=lambda z: z)
        ),
        "tanh is on the output layer alone now. It should be on all the others.": lambda weights, biases, X: forward(
            weights, biases, X, lambda z: z, np.tanh
        ),
        "your last entry holds probabilities. forward returns the logits, and the softmax is applied by whoever calls "
        "it.": lambda weights, biases, X: forward(weights, biases, X, last=softmax),
        "your hidden units are ReLUs now. They were tanh units, and rightly.": lambda weights, biases, X: forward(
            weights, biases, X, lambda z: np.maximum(z, 0)
        ),
        "the first layer has no tanh now. The output layer should do without.": lambda weights, biases, X: forward(
            weights, biases, X, np.tanh, np.tanh, tanh_from=1
        ),
        "your list holds what goes into tanh in the hidden layers, and what comes out is only passed on. Which of the "
        "two are the activations?": lambda weights, biases, X: before_tanh(weights, biases, X),
        "two layers have no tanh now. Only the last should do without.": lambda weights, biases, X: forward(
            weights, biases, X, np.tanh, tanh_to=-2
        ),
    },
    "cross_entropy": {
        "a probability of 0 counts as no loss at all, although nothing could be worse for the right "
        "class.": lambda P, T: log_loss(np.where(P == 0, 1, P), T, 0),
        "you add up the losses of the examples. Their mean was right.": lambda P, T: log_loss(P, T, 1e-300) * len(P),
        "wrong classes do no harm now, but a right class with probability 0 still makes your loss infinite. "
        "What must not reach the logarithm?": lambda P, T: _infinite(P, T),
    },
    "backward": {
        "you divide by the number of classes, or by a number that contains it. The mean is taken over the examples: "
        "how many rows are there?": lambda weights, h, T: backward(weights, h, T, T.shape[1]),
        "you divide by N twice. Follow an error signal from the top to a gradient: on which lines is something "
        "divided?": lambda weights, h, T: backward(weights, h, T, len(T) ** 2),
        "you divide by the number of entries, N times K. The mean is taken over "
        "the N examples.": lambda weights, h, T: backward(weights, h, T, T.size),
        "you divide by the length of h. What do the entries of h stand for, and over what should the mean be "
        "taken?": lambda weights, h, T: backward(weights, h, T, len(h)),
        "you divide by the number of layers. Over what is the mean taken?": lambda weights, h, T: backward(
            weights, h, T, len(weights)
        ),
        "you divide by N in the loop, so the output layer still has the gradient of the sum, and the layers below "
        "are divided more and more often. How often should an error signal be divided on its way "
        "down?": lambda weights, h, T: backward(weights, h, T, 1, through=lambda weights, l: weights[l] / len(T)),
        "you divide the gradients of the weights by N twice, and those of the biases once. Where could a single "
        "division serve both?": lambda weights, h, T: backward_of_two(weights, h, T, len(T) ** 2, len(T)),
        "you divide the weights' gradients by N, but not those of the biases. Where could a single division serve "
        "both?": lambda weights, h, T: backward_of_two(weights, h, T, len(T), 1),
        "you divide the gradients of the biases by N, but not those of the weights. Where could a single division "
        "serve both?": lambda weights, h, T: backward_of_two(weights, h, T, 1, len(T)),
        "you divide the gradients of the biases by N twice, and those of the weights once. Where could a single "
        "division serve both?": lambda weights, h, T: backward_of_two(weights, h, T, len(T), len(T) ** 2),
        "you divide the targets by N and not the probabilities. Which does Python do first, a subtraction or a "
        "division?": _spoiled(at_the_top=lambda z, T: softmax(z) - T / len(T)),
        "all your gradients have the wrong sign, so every step would increase the loss. Is the sign already wrong in "
        "the error signal of the output layer?": _spoiled(at_the_top=lambda z, T: (T - softmax(z)) / len(T)),
        "you have applied the derivative of tanh to the output layer, which has no tanh.": _spoiled(
            at_the_top=lambda z, T: (softmax(z) - T) / len(T) * (1 - z**2)
        ),
        "you compare the targets with the logits. The softmax has been lost.": _spoiled(
            at_the_top=lambda z, T: (z - T) / len(T)
        ),
        "the derivative of tanh is missing now. An error signal has to pass it on its way into each "
        "hidden layer.": _spoiled(derivative=lambda h, l: 1),
        "the square is missing in the derivative of tanh.": _spoiled(derivative=lambda h, l: 1 - h[l]),
        "you take the derivative of tanh at h. But h is the tanh of u already.": _spoiled(
            derivative=lambda h, l: 1 - np.tanh(h[l]) ** 2
        ),
        "you have taken the derivative of the sigmoid. The hidden units are tanh units.": _spoiled(
            derivative=lambda h, l: h[l] * (1 - h[l])
        ),
        "you go one index too far, to the derivative of the layer below. Which layer has the error signal just come "
        "to?": _spoiled(derivative=lambda h, l: 1 - h[l - 1] ** 2),
        "the error signal passes the weights of the layer below. Which weights lie between the layer that it leaves "
        "and the one that it comes to?": _spoiled(through=lambda weights, l: weights[l - 1]),
    },
    "step": {
        "you run both passes again for each layer, after some layers have already moved. At which weights should "
        "all gradients be taken?": lambda *given: step(*given, again=True),
        "you go uphill. Which way does the gradient point?": lambda *given: step(*given[:-1], -given[-1]),
        "you divide by N here, too. backward returns the gradients of the mean.": lambda *given: step(
            *given[:-1], given[-1] / len(given[2])
        ),
        "your biases stay as they were. They learn like the weights.": lambda *given: (step(*given)[0], given[1]),
        "the learning rate is missing where the biases move.": lambda *given: (
            step(*given)[0],
            step(*given[:-1], 1.0)[1],
        ),
    },
    "minibatches": {
        "you no longer shuffle. The targets stay with their examples, but every epoch has the same batches. How can "
        "inputs and targets be shuffled alike?": _batches_in_order,
        "you shuffle the batches, not the examples, so the same examples share a batch in "
        "every epoch.": _batches_shuffled,
        "you drop the last batch, because it isn't full. Its examples would not be used in this epoch.": _full_batches,
    },
}
"""Wrong repairs of each function: what to say, and what returns the same as somebody told so."""

for _guard in (0.1, 0.01, 1e-3, 1e-4):
    for _add in (False, True):
        WRONG_REPAIRS["cross_entropy"][
            f"your guard against log(0), {_guard:g}{' added' if _add else ''}, is so large that the loss is only "
            f"{-np.log(_guard):.1f} when the right class has probability 0. Does the guard have to be that large to "
            "avoid log(0)?"
        ] = _guarded(_guard, _add)
