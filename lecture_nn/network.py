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
from lecture_nn.losses import LOSSES, MATCHING
from lecture_nn.validation import (
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


class Layer:
    """A layer of units that all see the same inputs.

    Parameters
    ----------
    inputs, units : int
        How many numbers go in and how many units there are.
    activation : Activation
        What each unit does with its pre-activation.
    rng : numpy.random.Generator
        Draws the first weights: normal, with mean 0 and a variance of 2/inputs for ReLU units (He et al.
        2015), 1/inputs for the others (LeCun et al. 1998), which keeps the activations of deep nets of
        about the same size in every layer. Biases begin at 0.
    """

    def __init__(self, inputs: int, units: int, activation: Activation, rng: np.random.Generator) -> None:
        variance = (2 if activation.name == "relu" else 1) / inputs
        self.activation = activation
        # Column by column in memory: BLAS then computes X V^T and delta^T X 3 to 20 % quicker (an epoch: 4 to 13 %).
        self._weights = np.asfortranarray(rng.normal(0.0, np.sqrt(variance), size=(units, inputs)))
        self._bias = np.zeros(units)

    @property
    def weights(self) -> NDArray:
        """The weights, shape (units, inputs): ``weights[j, i]`` leads from input i to unit j."""
        return self._weights

    @weights.setter
    def weights(self, value: ArrayLike) -> None:
        self._weights = self._checked("weights", value, self._weights)

    @property
    def bias(self) -> NDArray:
        """The biases, shape (units,)."""
        return self._bias

    @bias.setter
    def bias(self, value: ArrayLike) -> None:
        self._bias = self._checked("bias", value, self._bias)

    def pre_activation(self, X: ArrayLike) -> NDArray:
        """Return X V^T + bias, shape (N, units), for inputs X of shape (N, inputs), in the dtype of X."""
        X = check_array("X", X)
        z = X @ self._weights.astype(X.dtype, copy=False).T
        z += self._bias.astype(X.dtype, copy=False)
        return z

    def forward(self, X: ArrayLike) -> NDArray:
        """Return the activations of the layer, shape (N, units), for inputs X of shape (N, inputs)."""
        return self.activation(self.pre_activation(X))

    @staticmethod
    def _checked(name: str, value: ArrayLike, old: NDArray) -> NDArray:
        hint = " (weights are (units, inputs))" if old.ndim == 2 else ""
        return check_finite(name, check_shape(name, check_array(name, value), *old.shape, hint=hint)).copy(order="F")

    def __repr__(self) -> str:
        units, inputs = self._weights.shape
        return f"Layer({inputs} -> {units} {self.activation.name})"


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
        Draws the first weights; the same seed gives the same net.

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
        return self._forward(self._inputs(X))[0]

    def loss(self, X: ArrayLike, T: ArrayLike) -> float:
        """Return the mean over the N examples of the loss, for inputs (N, D) and targets (N, K)."""
        X, T = self.check_data(X, T)
        with np.errstate(divide="ignore"):
            return self._loss(*self._forward(X), T)

    def gradients(self, X: ArrayLike, T: ArrayLike) -> list[tuple[NDArray, NDArray]]:
        """Return the gradient of ``loss(X, T)``, found by back-propagation.

        Returns
        -------
        list of (d_weights, d_bias)
            One pair for each layer, first layer first, in the shapes of its weights and bias. As the loss
            is a mean over examples, so is the gradient.
        """
        X, T = self.check_data(X, T)
        return self._backward(self._forward(X)[0], T)

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
        return self._accuracy(self._forward(X)[0][-1], T)

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
        T = check_array(names[1], T)
        hint = ""
        if T.ndim == 1 and len(T) == len(X):
            hint = "; make it a column: T[:, None]" if K == 1 else f"; for class labels use one_hot(labels, {K})"
        T = self.loss_function.check_targets(check_shape(names[1], T, len(X), K, hint=hint), names[1])
        return X, as_dtype(names[1], T, X.dtype)

    # The two passes. Nothing is checked below this line: it runs once for every mini-batch.

    def _forward(self, X: NDArray) -> tuple[list[NDArray], NDArray]:
        """The activations of all layers, inputs first, and the pre-activation z of the output units."""
        h = [X]
        for layer in self.layers[:-1]:
            h.append(layer.forward(h[-1]))
        output = self.layers[-1]
        z = output.pre_activation(h[-1])
        h.append(output.activation(z))
        return h, z

    def _backward(self, h: list[NDArray], T: NDArray) -> list[tuple[NDArray, NDArray]]:
        """The gradients of the mean loss, layer by layer, from the activations of a forward pass."""
        gradients = []
        delta = self._output_delta(h[-1], T)
        for l in reversed(range(len(self.layers))):
            gradients.append(((h[l].T @ delta).T, delta.sum(axis=0)))  # delta^T h, laid out as the weights are
            if l > 0:  # through the weights to the activations below, then through their slope
                delta_h = delta @ self.layers[l].weights.astype(delta.dtype, copy=False)
                delta = self.layers[l - 1].activation.backward(delta_h, h[l])
        return gradients[::-1]

    def _output_delta(self, o: NDArray, T: NDArray) -> NDArray:
        """dE/dz of the output units, shape (N, K), of the mean over examples."""
        delta = (o - T) / len(o)
        if self._loss_matches:
            return delta
        return self.layers[-1].activation.backward(delta, o)  # squared error: dE/do = o - t, then the slope

    def _loss(self, h: list[NDArray], z: NDArray, T: NDArray) -> float:
        if self._loss_matches:
            return self.loss_function.from_logits(z, T, h[-1])
        return self.loss_function.from_logits(h[-1], T)  # squared error, of any outputs

    @property
    def _loss_matches(self) -> bool:
        return self.loss_function.output == self.layers[-1].activation.name

    def _decide(self, o: NDArray) -> NDArray:
        output = self.layers[-1].activation.name
        if output == "softmax":
            return o.argmax(axis=1)
        if output == "sigmoid":
            return o >= 0.5
        raise ValueError("output: expected 'softmax' or 'sigmoid' for a decision between classes, got 'identity'")

    def _accuracy(self, o: NDArray, T: NDArray) -> float:
        right = self._decide(o) == self._decide(T)
        return float(np.count_nonzero(right) / right.size)

    def _inputs(self, X: ArrayLike, name: str = "X") -> NDArray:
        X = check_array(name, X)
        hint = "; make one example a row: X[None, :]" if X.ndim == 1 else ""
        return check_finite(name, check_shape(name, X, "N", self.sizes[0], hint=hint))

    def __repr__(self) -> str:
        layers = "".join(f" -> {len(layer.bias)} {layer.activation.name}" for layer in self.layers)
        return f"MLP({self.sizes[0]}{layers}; loss {self.loss_function.name}, {self.n_parameters} parameters)"


def pair(name: str, data: tuple[ArrayLike, ArrayLike]) -> tuple[ArrayLike, ArrayLike]:
    """`data` as (X, T), once it is such a pair."""
    if not isinstance(data, Sequence) or len(data) != 2:
        what = f"{type(data).__name__} of length {len(data)}" if hasattr(data, "__len__") else repr(data)
        raise TypeError(f"{name}: expected a pair (X, T) of inputs and targets, got {what}")
    return data[0], data[1]


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
