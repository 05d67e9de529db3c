"""Multi-layer perceptrons: forward pass, loss and back-propagated gradients (lecture rows L07 to L22).

A batch holds one example per row: X is (N, D), targets T are (N, K). A layer of J units over D inputs has
weights (J, D), so that ``weights[j, i]`` is the lecture's v_ji, and a bias (J,). For a whole batch

    U = X V^T + bias,    H = f(U)

and, with delta the derivative of the loss with respect to a layer's pre-activation, one row per example,

    dE/dV = delta^T X,    dE/dbias = sum of delta over examples,    dE/dX = delta V.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from lecture_nn.activations import ACTIVATIONS, OUTPUTS, Activation
from lecture_nn.layer import Layer
from lecture_nn.losses import LOSSES, MATCHING
from lecture_nn.threads import BlasThreads
from lecture_nn.validation import (
    as_array,
    as_dtype,
    check_array,
    check_choice,
    check_finite,
    check_generator,
    check_integer,
    check_shape,
    listed,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, DTypeLike, NDArray


NO_CLASSES = "output: expected 'softmax' or 'sigmoid' for a decision between classes, got 'identity'"


class MLP:
    """A multi-layer perceptron: layers of units, each layer fully connected to the one below.

    Parameters
    ----------
    sizes : sequence of int
        Inputs first, then the units of each layer: ``[D, J, K]`` is the lecture's 2-layer net, and
        ``[D, K]`` has no hidden layer.
    hidden : str or sequence of str
        The activation of the hidden units, or one for each hidden layer: "sigmoid", "tanh", "relu",
        "identity" or "softmax".
    output : {"softmax", "sigmoid", "identity"}
        The activation of the output units.
    loss : {"cross_entropy", "binary_cross_entropy", "squared_error"}, optional
        What training minimises. By default the loss that matches the output: cross-entropy for softmax,
        binary cross-entropy for sigmoid, squared error for identity. Squared error goes with any output.
    seed : int or numpy.random.Generator
        Draws the initial weights; the same seed gives the same net.

    Notes
    -----
    Results have the dtype of the data: float32 in, float32 out; other numbers are computed in float64.

    Examples
    --------
    >>> net = MLP([3, 4, 2], hidden="tanh", output="softmax", seed=0)
    >>> net
    MLP(3 -> 4 tanh -> 2 softmax; loss cross_entropy, 26 parameters)
    >>> net.forward([[0.0, 0.0, 0.0]])
    array([[0.5, 0.5]])
    """

    def __init__(
        self,
        sizes: Sequence[int],
        hidden: str | Sequence[str] = "tanh",
        output: str = "softmax",
        loss: str | None = None,
        seed: int | np.random.Generator = 0,
    ) -> None:
        sizes = _sizes(sizes)
        activations = [*_hidden(hidden, len(sizes) - 2), check_choice("output", output, OUTPUTS)]
        rng = check_generator("seed", seed)
        self.layers = [
            Layer(inputs, units, activation, rng)
            for inputs, units, activation in zip(sizes, sizes[1:], activations, strict=False)
        ]
        self.loss_function = MATCHING[output] if loss is None else check_choice("loss", loss, LOSSES)
        if self.loss_function.name not in (MATCHING[output].name, "squared_error"):
            raise ValueError(
                f"loss: expected {MATCHING[output].name!r} or 'squared_error' for {output} outputs, got {loss!r}"
            )

    @property
    def sizes(self) -> list[int]:
        """The layer sizes, inputs first."""
        return [self.layers[0].weights.shape[1], *(len(layer.bias) for layer in self.layers)]

    @property
    def n_parameters(self) -> int:
        """How many weights and biases the net has."""
        return sum(p.size for p in self.parameters)

    @property
    def parameters(self) -> list[NDArray]:
        """The arrays themselves: weights and bias of the first layer, then of the next."""
        return [p for layer in self.layers for p in (layer.weights, layer.bias)]

    def forward(self, X: ArrayLike) -> NDArray:
        """Return the outputs o, shape (N, K), for a batch ``X`` of shape (N, D)."""
        return self.activations(X)[-1]

    def activations(self, X: ArrayLike) -> list[NDArray]:
        """Return ``[X, h1, h2, ..., o]``: what every layer puts out, one array of shape (N, units) for each."""
        X = self._inputs(X)
        with self._threads(X):
            return self.forward_pass(X)[0]

    def loss(self, X: ArrayLike, T: ArrayLike) -> float:
        """Return the mean over the N examples of the loss, for inputs (N, D) and targets (N, K)."""
        X, T = self.check_data(X, T)
        with self._threads(X):
            return self.measure(*self.forward_pass(X), T)[0]

    def gradients(self, X: ArrayLike, T: ArrayLike) -> list[tuple[NDArray, NDArray]]:
        """Return the gradient of ``loss(X, T)``, found by back-propagation.

        Returns
        -------
        list of (d_weights, d_bias)
            One pair for each layer, first layer first, in the shapes of its weights and bias. As the loss
            is a mean over examples, so is the gradient.
        """
        X, T = self.check_data(X, T)
        with self._threads(X):
            return self.backward_pass(self.forward_pass(X)[0], T)

    def predict(self, X: ArrayLike) -> NDArray:
        """Return the decision for each example of ``X``, shape (N, D).

        Returns
        -------
        array of int
            Softmax outputs: the index of the largest output, shape (N,). Sigmoid outputs: 1 where the
            output is at least 1/2 and 0 elsewhere, shape (N, K).

        Raises
        ------
        ValueError
            If the outputs are linear: such a net predicts numbers, which ``forward`` returns.
        """
        return self._decide(self.forward(X)).astype(int, copy=False)

    def accuracy(self, X: ArrayLike, T: ArrayLike) -> float:
        """Return the accuracy, the fraction of right decisions, for inputs (N, D) and targets (N, K).

        Softmax outputs: the fraction of examples whose largest output stands where the largest target does.
        Sigmoid outputs: the fraction of outputs on the same side of 1/2 as their target. A part of a data set is a
        pair, which ``*`` unpacks: ``net.accuracy(*data.test)``.
        """
        X, T = self.check_data(X, T)
        with self._threads(X):
            accuracy = self.measure(*self.forward_pass(X), T)[1]
        if accuracy is None:
            raise ValueError(NO_CLASSES)
        return accuracy

    def copy(self) -> MLP:
        """Return a net of its own with the same weights."""
        return copy.deepcopy(self)

    def cast(self, dtype: DTypeLike) -> None:
        """Turn all weights and biases into numbers of type ``dtype``: float32 or float64."""
        if np.dtype(dtype) not in (np.float32, np.float64):
            raise ValueError(f"dtype: expected float32 or float64, got {np.dtype(dtype)}")
        arrays = [
            (as_dtype(f"layers[{i}].weights", layer.weights, dtype), as_dtype(f"layers[{i}].bias", layer.bias, dtype))
            for i, layer in enumerate(self.layers)
        ]
        for layer, (weights, bias) in zip(self.layers, arrays, strict=True):
            layer._weights, layer._bias = weights, bias

    def check_data(self, X: ArrayLike, T: ArrayLike, names: tuple[str, str] = ("X", "T")) -> tuple[NDArray, NDArray]:
        """Return inputs and targets as arrays of one dtype that fit this net, or say which does not fit, and how."""
        X = self._inputs(X, names[0])
        if len(X) == 0:
            raise ValueError(f"{names[0]}: expected at least one example, got shape {X.shape}")
        K = self.sizes[-1]
        T = as_array(names[1], T)
        hint = _hint_for_targets(T.shape, len(X), K)
        T = check_shape(names[1], check_array(names[1], T, hint), len(X), K, hint=hint)
        T = self.loss_function.check_targets(T, names[1])
        return X, as_dtype(names[1], T, X.dtype)

    # What training consists of. Nothing is checked in these methods: they run for every mini-batch.

    def forward_pass(self, X: NDArray) -> tuple[list[NDArray], NDArray]:
        """Return the activations ``[X, h1, ..., o]`` of all layers, and the logits z of the output units, unchecked."""
        h = [X]
        for layer in self.layers:
            z = layer.pre_activation(h[-1])
            h.append(layer.activation(z))
        return h, z

    def measure(self, h: list[NDArray], z: NDArray, T: NDArray) -> tuple[float, float | None]:
        """Return the mean loss and the accuracy (None for linear outputs) after a forward pass, unchecked."""
        o = h[-1]
        loss = self.loss_function.from_logits(z, T) if self.loss_matches_output else self.loss_function.mean(o, T)
        if self.layers[-1].activation.name == "identity":
            return loss, None
        right = self._decide(o) == self._decide(T)
        return loss, float(np.count_nonzero(right) / right.size)

    def backward_pass(self, h: list[NDArray], T: NDArray) -> list[tuple[NDArray, NDArray]]:
        """Return the gradients of the mean loss, layer by layer, from the activations of a forward pass, unchecked."""
        delta = (h[-1] - T) / len(T)  # dE/dz where loss and output match; else, with squared error, dE/do
        if not self.loss_matches_output:
            delta = self.layers[-1].activation.backward(delta, h[-1])
        gradients = []
        for l in reversed(range(len(self.layers))):
            gradients.append(((h[l].T @ delta).T, delta.sum(axis=0)))  # delta^T h, laid out as the weights are
            if l > 0:  # through the weights to the activations below, then through their derivative
                delta_h = delta @ self.layers[l].weights.astype(delta.dtype, copy=False)
                delta = self.layers[l - 1].activation.backward(delta_h, h[l])
        return gradients[::-1]

    def largest_product(self, X: NDArray) -> int:
        """Return the multiplications in the largest matrix product of a pass, as `BlasThreads` counts them."""
        weights = max(layer.weights.size for layer in self.layers)
        return len(X) * weights * X.itemsize // 4  # float64 numbers have 8 bytes and take twice as long

    @property
    def loss_matches_output(self) -> bool:
        """Whether the loss is the one made for the output activation, so that dE/dz = (o - t) / N."""
        return self.loss_function.output == self.layers[-1].activation.name

    def _decide(self, o: NDArray) -> NDArray:
        output = self.layers[-1].activation.name
        if output == "softmax":
            return o.argmax(axis=1)
        if output == "sigmoid":
            return o >= 0.5
        raise ValueError(NO_CLASSES)

    def _inputs(self, X: ArrayLike, name: str = "X") -> NDArray:
        X = check_array(name, X)
        hint = "; make one example a row: X[None, :]" if X.ndim == 1 else ""
        return check_finite(name, check_shape(name, X, "N", self.sizes[0], hint=hint))

    def _threads(self, X: NDArray) -> BlasThreads:
        return BlasThreads(self.largest_product(X))

    def __repr__(self) -> str:
        layers = "".join(f" -> {len(layer.bias)} {layer.activation.name}" for layer in self.layers)
        return f"MLP({self.sizes[0]}{layers}; loss {self.loss_function.name}, {self.n_parameters} parameters)"


def _sizes(sizes: Sequence[int]) -> list[int]:
    if isinstance(sizes, str | bytes) or not hasattr(sizes, "__len__"):
        raise TypeError(f"sizes: expected a list such as [3, 4, 2], inputs first, got {sizes!r}")
    if len(sizes) < 2:
        raise ValueError(f"sizes: expected at least two numbers, inputs and outputs, got {list(sizes)!r}")
    return [check_integer(f"sizes[{i}]", size) for i, size in enumerate(sizes)]


def _hidden(hidden: str | Sequence[str], layers: int) -> list[Activation]:
    if isinstance(hidden, str) or not isinstance(hidden, Sequence):
        return [check_choice("hidden", hidden, ACTIVATIONS)] * layers
    if len(hidden) != layers:
        raise ValueError(
            f"hidden: expected one name, or one for each of the {layers} hidden layers, got {listed(hidden)}"
        )
    return [check_choice(f"hidden[{i}]", name, ACTIVATIONS) for i, name in enumerate(hidden)]


def _hint_for_targets(shape: tuple[int, ...], N: int, K: int) -> str:
    """What targets of the wrong shape probably are, and how to fix them."""
    if shape == (N,) and K == 1:
        return "; make it a column: T[:, None]"
    if shape in ((N,), (N, 1)) and K > 1:
        labels = "labels" if len(shape) == 1 else "labels.ravel()"
        return f"; for class labels use one_hot({labels}, {K}), with labels from 0 to {K - 1}"
    return ""
