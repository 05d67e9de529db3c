"""The code that the notebooks of the course import.

The names below need NumPy alone. What draws is in ``lecture_nn.figures``, what moves in
``lecture_nn.interactive``, the data in ``lecture_nn.datasets``, the exercises' checks in ``lecture_nn.checks``.
"""

from lecture_nn import startup  # noqa: F401 - before anything is imported from elsewhere
from lecture_nn.activations import identity, relu, sigmoid, softmax, tanh
from lecture_nn.gradients import GradientCheckError, check_gradients, numerical_gradient
from lecture_nn.history import DivergenceError, EarlyStopping, History
from lecture_nn.layer import Layer
from lecture_nn.losses import binary_cross_entropy, cross_entropy, squared_error
from lecture_nn.network import MLP
from lecture_nn.neuron import Neuron
from lecture_nn.optimizers import AdaDelta, AdaGrad, Adam, GradientDescent, Momentum, Nesterov, RMSProp
from lecture_nn.training import fit, minibatches

__version__ = "0.1.0"

__all__ = [
    "MLP",
    "AdaDelta",
    "AdaGrad",
    "Adam",
    "DivergenceError",
    "EarlyStopping",
    "GradientCheckError",
    "GradientDescent",
    "History",
    "Layer",
    "Momentum",
    "Nesterov",
    "Neuron",
    "RMSProp",
    "binary_cross_entropy",
    "check_gradients",
    "cross_entropy",
    "fit",
    "identity",
    "minibatches",
    "numerical_gradient",
    "relu",
    "sigmoid",
    "softmax",
    "squared_error",
    "tanh",
]
