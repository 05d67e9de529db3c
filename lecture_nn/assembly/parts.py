"""The parts of a network that the exercises ask for, each with what it does there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """A function of the network.

    Attributes
    ----------
    name : str
        Of the function, in its exercise and in the network.
    exercise : str
        Where the student writes it.
    shapes : str
        What it is given and what it returns.
    turn : str
        A turn of a lesson that asks for the same: a right one takes the place of an exercise that isn't solved yet.
    adapter : str
        The lines that give the turn's function the part's name and arguments.
    """

    name: str
    exercise: str
    shapes: str
    turn: str = ""
    adapter: str = ""


ONE_EXAMPLE = "def delta_h(delta_z, W):\n    return delta_hidden(np.array([delta_z]), W)[0]"
PARTS = (
    Part("sigmoid", "activations", "z of any shape -> activations between 0 and 1, same shape"),
    Part("sigmoid_derivative", "activations", "activations h -> derivative of the sigmoid there, same shape"),
    Part("tanh_derivative", "activations", "pre-activations u -> derivative of tanh there, same shape"),
    Part("relu_derivative", "activations", "pre-activations u -> derivative of ReLU there, same shape"),
    Part("forward_deep", "forward_pass", "X (N, D), lists of weights and biases -> logits (N, K)"),
    Part("delta_h", "multi_layer_backprop", "delta_z (K,), W (K, J) -> dE/dh (J,)", "delta_hidden", ONE_EXAMPLE),
    Part("gradients", "multi_layer_backprop", "X (N, D), T (N, K), V, v0, W, w0 -> the four gradients"),
    Part("softmax", "softmax", "Z (N, K) -> probabilities (N, K)", "stable_softmax", "softmax = stable_softmax"),
    Part(
        "cross_entropy",
        "softmax",
        "Z (N, K), T (N, K) -> mean loss, a number",
        "stable_cross_entropy",
        "cross_entropy = stable_cross_entropy",
    ),
    Part(
        "gradient",
        "softmax",
        "Z (N, K), T (N, K) -> dE/dZ of the mean loss (N, K)",
        "delta_logits",
        "gradient = delta_logits",
    ),
    Part("batches", "optimizers", "order (N,), B -> list of arrays with the numbers of a batch"),
    Part("momentum_step", "optimizers", "w, v, g of one shape, eta, gamma -> new w and v"),
    Part("adam_step", "optimizers", "w, m, s, g of one shape, step number n, settings -> new w, m and s"),
    Part("dead_fraction", "monitoring", "H (N, J) -> fraction of units that are 0 for every example"),
    Part("cost", "weight_decay", "loss, lists of weights and biases, decay -> cost, a number"),
    Part("step", "weight_decay", "lists of weights, biases and their gradients, eta, decay -> new lists"),
    Part("stop_early", "model_selection", "list of validation losses, patience -> (best epoch, last epoch)"),
    Part("accuracy", "ten_digits", "outputs (N, K), T (N, K) -> fraction of examples that are right"),
)
"""In the order of the exercises: what `glue` puts together."""
