"""Many networks of one shape trained at once, for experiments that are repeated with other initializations.

One run says little about a method, because the result depends on the random initialization; ten or twenty runs say
more. The networks of such an experiment differ in nothing but their weights, so their arrays can be stacked and each
matrix product done for all of them in one call: twenty small networks then train about as quickly as one alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from lecture_nn.network import MLP
from lecture_nn.optimizers import GradientDescent, Optimizer
from lecture_nn.training import minibatches
from lecture_nn.validation import check_generator, check_integer, check_number, check_pair

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def fit_all(
    nets: Sequence[MLP],
    train: tuple[ArrayLike, ArrayLike],
    *,
    optimizer: Optimizer | None = None,
    batch_size: int | None = None,
    epochs: int = 1000,
    weight_decay: float | Sequence[float] = 0.0,
    seed: int | np.random.Generator = 0,
) -> None:
    """Train several networks, in place, on the same examples in the same order.

    Each network ends with the weights that ``fit`` would give it with the same arguments, up to rounding.

    Parameters
    ----------
    nets : sequence of MLP
        Of the same layer sizes, activations and loss; they may differ in their weights only.
    train : pair (X, T)
        Inputs (N, D) and targets (N, K).
    optimizer : Optimizer, optional
        By default ``GradientDescent(learning_rate=0.1)``. It starts afresh.
    batch_size : int, optional
        Examples in each update; by default all N, the full batch.
    epochs : int
        How many times training goes through the examples.
    weight_decay : float or sequence of float
        lambda, as for ``fit``: one for all networks, or one for each.
    seed : int or numpy.random.Generator
        For shuffling the examples into mini-batches.

    Raises
    ------
    ValueError
        If there is no network, if they differ in more than their weights, or if the weight decays are neither one nor
        one for each network.

    Notes
    -----
    A network whose training diverges ends with weights that are not finite; the others are not affected.
    """
    nets = list(nets)
    if not nets:
        raise ValueError("nets: expected at least one MLP, got none")
    kinds = {_kind(f"nets[{i}]", net) for i, net in enumerate(nets)}
    if len(kinds) > 1:
        raise ValueError(f"nets: expected networks that differ in their weights only, got {', '.join(sorted(kinds))}")
    X, T = nets[0].check_data(*check_pair("train", train), names=("train X", "train T"))
    epochs, rng = check_integer("epochs", epochs), check_generator("seed", seed)
    penalties = _penalties(weight_decay, len(nets))
    full = batch_size is None or check_integer("batch_size", batch_size) >= len(X)
    optimizer = GradientDescent(0.1) if optimizer is None else optimizer
    for net in nets:
        net.cast(X.dtype)
    parameters = [np.stack(arrays) for arrays in zip(*(net.parameters for net in nets), strict=True)]
    optimizer.reset()
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(epochs):
            # The full batch stays in its own order, so that no time goes into shuffling it.
            for x, t in [(X, T)] if full else minibatches(X, T, batch_size, rng):
                gradients = _gradients(nets[0], parameters, x, t)
                if penalties.any():  # on the weights, which take turns with the biases
                    gradients[::2] = [g + penalties * W for g, W in zip(gradients[::2], parameters[::2], strict=True)]
                optimizer.step(parameters, gradients)
    for stacked, arrays in zip(parameters, zip(*(net.parameters for net in nets), strict=True), strict=True):
        for trained, array in zip(stacked, arrays, strict=True):
            array[...] = trained


def _gradients(net: MLP, parameters: list[NDArray], X: NDArray, T: NDArray) -> list[NDArray]:
    """The gradient of each network's mean loss; networks are the first axis. As `MLP.backward_pass`."""
    weights, biases = parameters[::2], parameters[1::2]
    h = [X]
    for layer, W, b in zip(net.layers, weights, biases, strict=True):
        h.append(layer.activation(h[-1] @ W.mT + b[:, None]))
    delta = (h[-1] - T) / len(X)
    if not net.loss_matches_output:
        delta = net.layers[-1].activation.backward(delta, h[-1])
    gradients: list[NDArray] = []
    for l in reversed(range(len(weights))):
        gradients += [delta.sum(axis=1), delta.mT @ h[l]]
        if l > 0:
            delta = net.layers[l - 1].activation.backward(delta @ weights[l], h[l])
    return gradients[::-1]


def _penalties(weight_decay: float | Sequence[float], networks: int) -> NDArray:
    """The weight decay of each network, in a shape that multiplies stacked weights."""
    if np.ndim(weight_decay) == 0:
        weight_decay = [weight_decay] * networks
    if len(weight_decay) != networks:
        raise ValueError(
            f"weight_decay: expected one number, or one for each of {networks} networks, got {weight_decay!r}"
        )
    each = [check_number(f"weight_decay[{i}]", decay, low=0) for i, decay in enumerate(weight_decay)]
    return np.array(each)[:, None, None]


def _kind(name: str, net: MLP) -> str:
    """What networks trained together must have in common, as text."""
    if not isinstance(net, MLP):
        raise TypeError(f"{name}: expected an MLP, got {net!r}")
    return repr(net)
