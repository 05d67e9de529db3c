"""Training runs that are watched at every update, and two faults that a trainer may have (lecture rows L27, L28)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.linalg import norm

from lecture_nn.activations import Activation
from lecture_nn.losses import cross_entropy
from lecture_nn.network import MLP
from lecture_nn.optimizers import Optimizer
from lecture_nn.training import minibatches, with_decay
from lecture_nn.validation import check_array, check_choice, check_integer, check_pair

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

FAULTS = dict.fromkeys(("none", "softmax twice", "frozen layer"))


class Watched(NamedTuple):
    """What was measured at every update of a training run.

    Attributes
    ----------
    loss : array (updates,)
        The loss of each mini-batch before its update, as the trainer itself computes it.
    ratio : array (updates, layers)
        The norm of the change of each layer's weights, divided by the norm of these weights before the update.
    looks : list
        What ``look`` returned before each update.
    """

    loss: NDArray
    ratio: NDArray
    looks: list[Any]


def watch(
    net: MLP,
    train: tuple[ArrayLike, ArrayLike],
    optimizer: Optimizer,
    epochs: int,
    *,
    batch_size: int = 64,
    seed: int = 0,
    fault: str = "none",
    look: Callable[[MLP], Any] | None = None,
) -> Watched:
    """Train `net`, in place, as ``fit`` does, and measure every update.

    Parameters
    ----------
    net : MLP
        With softmax outputs and the cross-entropy.
    train : pair (X, T)
        Inputs (N, D) and one-hot targets (N, K).
    optimizer : Optimizer
        Its state is reset first.
    epochs, batch_size, seed
        As for ``fit``.
    fault : str
        A bug to train with: "softmax twice" (the outputs are taken for logits, and go through a second softmax before
        the loss) or "frozen layer" (the first layer gets no gradient).
    look : function of the net, optional
        Called before each update; what it returns is recorded.

    Returns
    -------
    Watched
        A run that diverges is recorded up to its end, with losses that aren't finite.
    """
    X, T = net.check_data(*check_pair("train", train), names=("train X", "train T"))
    check_choice("fault", fault, FAULTS)
    rng = np.random.default_rng(seed)
    net.cast(X.dtype)
    optimizer.reset()
    losses, ratios, looks = [], [], []
    with np.errstate(all="ignore"):
        for _ in range(check_integer("epochs", epochs)):
            for x, t in minibatches(X, T, batch_size, rng):
                if look is not None:
                    looks.append(look(net))
                h, z = net.forward_pass(x)
                losses.append(net.measure(h, z, t)[0])
                if fault == "softmax twice":
                    losses[-1], t = _softmax_twice(net, h[-1], t)
                gradients = net.backward_pass(h, t)
                if fault == "frozen layer":
                    gradients[0] = tuple(np.zeros_like(g) for g in gradients[0])
                before = [layer.weights.copy(order="K") for layer in net.layers]
                optimizer.step(net.parameters, with_decay(gradients, net, 0.0))
                ratios.append([norm(layer.weights - w) / norm(w) for layer, w in zip(net.layers, before, strict=True)])
    return Watched(np.array(losses), np.array(ratios), looks)


def alive(net: MLP, X: ArrayLike) -> NDArray:
    """Return which units of the first hidden layer (J,) are positive for at least one of the inputs X (N, D)."""
    return np.any(net.activations(X)[1] > 0, axis=0)


def revive(net: MLP, X: ArrayLike, seed: int) -> None:
    """Initialize the dead units of a network's only hidden layer anew, in place: the weights into them and out of them.

    All other weights stay as they are. Dead are the units that are positive for none of the inputs X (N, D).
    """
    dead = ~alive(net, X)
    new = MLP(net.sizes, hidden="relu", output="softmax", seed=seed)
    below, above = net.layers
    below.weights[dead], below.bias[dead] = new.layers[0].weights[dead], 0
    above.weights[:, dead] = new.layers[1].weights[:, dead]


class LeakyReLU(Activation):
    """z for z > 0, and a tenth of it otherwise: a unit that can't die, because its derivative is never 0."""

    name = "leaky ReLU"

    def __call__(self, z: ArrayLike) -> NDArray:
        z = check_array("z", z)
        return np.where(z > 0, z, z * z.dtype.type(0.1))

    def derivative(self, z: ArrayLike) -> NDArray:
        return np.where(check_array("z", z) > 0, 1.0, 0.1)

    def backward(self, delta: NDArray, h: NDArray) -> NDArray:
        return delta * np.where(h > 0, h.dtype.type(1), h.dtype.type(0.1))


def make_leaky(net: MLP) -> MLP:
    """Return the network, changed in place: same weights, but hidden units that can't die."""
    for layer in net.layers[:-1]:
        layer.activation = LeakyReLU()
    return net


def _softmax_twice(net: MLP, o: NDArray, t: NDArray) -> tuple[float, NDArray]:
    """Return the faulty loss, and targets with which ``backward_pass`` starts from its derivative."""
    softmax = net.layers[-1].activation
    p = softmax(o)
    # backward_pass begins with (o - target) / N, which is to be the faulty loss's derivative with respect to z
    return cross_entropy(p, t), o - softmax.backward(p - t, o)
