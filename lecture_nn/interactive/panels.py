"""The panels but two: what can be set in each, and the data that its program in ``js/panels`` draws.

A function ``X_panel`` belongs to the program ``js/panels/X.js``. They stand in the order of the lessons.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from lecture_nn.activations import ACTIVATIONS
from lecture_nn.datasets import digits
from lecture_nn.interactive.panel import Panel, as_base64, button, check, group, menu, slider
from lecture_nn.interactive.trained import (
    WEIGHT_DECAYS,
    decay_runs,
    decay_target,
    digit_net,
    rounding_step,
    stopping_run,
    stopping_target,
)
from lecture_nn.layer import Layer
from lecture_nn.network import MLP
from lecture_nn.optimizers import AdaDelta, AdaGrad, Adam, GradientDescent, Momentum, Nesterov, Optimizer, RMSProp
from lecture_nn.passes import backprop_steps

UNIT_ACTIVATIONS = [name for name in ACTIVATIONS if name != "softmax"]
HIDDEN_ACTIVATIONS = ["tanh", "sigmoid", "relu"]
MOST_UNITS = 12
"""In a layer that is drawn with each of its connections."""

DESCENT_X = [-2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0]
DESCENT_T = [-2.1, -1.9, -1.5, -1.3, 0.0, 0.7, 1.4, 1.7, 1.9]


def neuron_panel() -> Panel:
    """Return a panel with one unit and its decision boundary; inputs, weights and bias can be set (L04)."""
    return Panel(
        "neuron",
        "A unit with two inputs",
        [
            *group(
                "Input",
                *(slider(*names, -4, 4, 0.1) for names in (("x1", "input x₁", 1.0), ("x2", "input x₂", 1.0))),
            ),
            *group(
                "Unit",
                *(slider(*names, -4, 4, 0.1) for names in (("w1", "weight w₁", 2.0), ("w2", "weight w₂", -1.0))),
                slider("bias", "bias", 0.0, -4, 4, 0.1),
                menu("activation", "activation function", "sigmoid", UNIT_ACTIVATIONS),
            ),
        ],
    )


def activation_panel() -> Panel:
    """Return a panel with an activation function, its derivative, and the tangent at any pre-activation (L05)."""
    return Panel(
        "activation",
        "An activation function and its derivative",
        [
            slider("at", "pre-activation z", 1.0, -6, 6, 0.1),
            menu("activation", "activation function", "sigmoid", UNIT_ACTIVATIONS),
        ],
    )


def network_panel() -> Panel:
    """Return a panel with a net drawn as units and as layers, whose sizes can be set (L07, L08)."""
    hidden = [
        slider(f"hidden{l}", f"hidden layer {l}", size, 0, MOST_UNITS, 1, names={0: "none"})
        for l, size in ((1, 4), (2, 4), (3, 0))
    ]
    return Panel(
        "network",
        "A net drawn as units and as layers",
        [
            slider("inputs", "inputs", 3, 1, MOST_UNITS, 1),
            *hidden,
            slider("outputs", "outputs", 1, 1, MOST_UNITS, 1),
            menu("activation", "hidden units", "tanh", HIDDEN_ACTIVATIONS),
        ],
    )


def bumps_panel() -> Panel:
    """Return a panel with sigmoid units whose weights are set by hand: their steps or bumps add up to a curve (L09)."""
    curves = [
        ("line with a wave", "wave"),
        ("line with a wave and a jump", "jump"),
        ("sine", "sine"),
        ("bell curve", "bell"),
        ("sawtooth", "sawtooth"),
    ]
    return Panel(
        "bumps",
        "Sigmoid units whose steps or bumps add up to a curve",
        [
            slider("parts", "parts of the interval", 15, 1, 40, 1),
            slider("steepness", "steepness (v / parts)", 40, 1, 80, 1),
            menu("kind", "made of", "steps", ["steps", "bumps"]),
            menu("curve", "target", "wave", curves),
        ],
    )


def descent_panel() -> Panel:
    """Return a panel with the loss of a net of two weights and the path of gradient descent on it (L15)."""
    return Panel(
        "descent",
        "Gradient descent on the loss of a net with two weights",
        [
            *group(
                "Training",
                slider("eta", "learning rate η", 1.0, 0.02, 3.0, 0.02),
                slider("momentum", "momentum γ", 0.0, 0.0, 0.95, 0.05),
                slider("steps", "steps", 60, 0, 100, 1, play=80),
            ),
            *group(
                "Initialization",
                slider("v", "initial v", 2.5, -3.8, 3.8, 0.1),
                slider("w", "initial w", -0.5, -3.8, 3.8, 0.1),
            ),
        ],
        x=DESCENT_X,
        t=DESCENT_T,
    )


def backprop_panel() -> Panel:
    """Return a panel that goes through both passes of one training example, number by number (L17, L20)."""
    net = MLP([2, 2, 2], hidden="tanh", output="sigmoid", loss="squared_error")
    net.layers[0].weights = [[0.5, -0.4], [1.0, 0.6]]
    net.layers[1].weights = [[1.0, -2.0], [0.6, 0.9]]
    steps = [asdict(step) for step in backprop_steps(net, [0.0, 0.0], [0.0, 0.0])]
    return Panel(
        "backprop",
        "Backpropagation through a small net, number by number",
        [
            *group("Both passes", slider("step", "step", 8, 0, len(steps), 1, play=1500)),
            *group(
                "Example",
                *(slider(f"x{i}", f"input x{'₁₂'[i - 1]}", value, -3, 3, 0.1) for i, value in ((1, 1.0), (2, 0.5))),
                *(slider(f"t{k}", f"target t{'₁₂'[k - 1]}", value, 0, 1, 0.1) for k, value in ((1, 1.0), (2, 0.0))),
            ),
        ],
        steps=[{"result": step["result"], "terms": step["terms"]} for step in steps],  # the page computes the values
        weights={name: layer.weights.tolist() for name, layer in zip("vw", net.layers, strict=True)},
        activations={name: layer.activation.name for name, layer in zip("fg", net.layers, strict=True)},
    )


def loss_panel() -> Panel:
    """Return a panel with two losses of a sigmoid output and their derivatives, at any pre-activation (L21)."""
    return Panel(
        "loss",
        "Two losses of a sigmoid output and their derivatives",
        [
            slider("z", "pre-activation z", -4.0, -8, 8, 0.1),
            menu("t", "target", 1, [("t = 1", 1), ("t = 0", 0)]),
        ],
    )


def softmax_panel() -> Panel:
    """Return a panel with the softmax of four logits at a temperature, and o - t for a target class (L22)."""
    logits = zip("₁₂₃₄", (2.0, 1.0, 0.1, -1.0), strict=True)
    return Panel(
        "softmax",
        "Softmax of four logits",
        [
            *group(
                "Logits",
                *(slider(f"z{k}", f"logit z{index}", z, -5, 5, 0.1) for k, (index, z) in enumerate(logits, 1)),
            ),
            *group(
                "Softmax and loss",
                slider("temperature", "temperature τ", 1.0, 0.1, 10, 0.1),
                slider("added", "added to every logit", 0, -1000, 1000, 10),
                menu("target", "target", 2, [(f"class {k}", k) for k in range(1, 5)]),
            ),
        ],
    )


def digit_panel() -> Panel:
    """Return a panel to draw a digit in, with the ten outputs of a trained net (L23).

    A menu has validation images and pictures unlike anything in the training set; each can be rotated, shifted and
    inverted.
    """
    X, T = digits().validation
    labels = T.argmax(axis=1)
    firsts = [int(np.argmax(labels == k)) for k in range(10)]
    pictures = [
        ("your drawing", "drawing"),
        *((f"held-out image: {k}", str(k)) for k in range(10)),
        ("the letter A", "letter"),
        ("noise", "noise"),
    ]
    net = digit_net()
    return Panel(
        "digit",
        "Draw a digit",
        [
            *group("Picture", menu("picture", "picture", "drawing", pictures), button("clear", "Clear")),
            *group(
                "Changed",
                slider("turn", "rotated by", 0, -180, 180, 5),
                slider("right", "shifted right", 0, -10, 10, 1),
                slider("down", "shifted down", 0, -10, 10, 1),
                check("inverted", "inverted", value=False),
            ),
        ],
        sizes=net.sizes,
        layers=[_rounded(layer) for layer in net.layers],
        examples=[as_base64(X[n]) for n in firsts],
    )


def race_optimizers() -> list[Optimizer]:
    """Return the seven optimizers of `race_panel`, each with a learning rate of its own."""
    plain = [GradientDescent(0.02), Momentum(0.02, 0.9), Nesterov(0.02, 0.9)]
    return [*plain, AdaGrad(0.5), RMSProp(0.05, 0.9), AdaDelta(1.0, 0.9, 1e-3), Adam(0.2)]


def race_panel() -> Panel:
    """Return a panel with the paths of seven optimizers in a valley or at a saddle point, turned or not (L26)."""
    optimizers = {type(each).__name__: each for each in race_optimizers()}
    factors = {str(k): f"× {2 ** (k / 2):.2g}" for k in range(-6, 7)}
    surfaces = [("ill-conditioned valley", "valley"), ("saddle point", "saddle")]
    surfaces += [(f"{label}, turned by 45°", f"turned {name}") for label, name in surfaces]
    return Panel(
        "race",
        "Seven optimizers on one surface",
        [
            *group(
                "Descent",
                menu("surface", "surface", "valley", surfaces),
                slider("rate", "learning rates", 0, -6, 6, 1, names=factors),
                slider("step", "step", 40, 0, 120, 1, play=80),
            ),
            *group("Optimizers", *(check(name, name, value=True) for name in optimizers)),
        ],
        optimizers=[
            {"name": name, "settings": {key: value for key, value in vars(each).items() if not key.startswith("_")}}
            for name, each in optimizers.items()
        ],
    )


def decay_panel() -> Panel:
    """Return a panel with a net fitted to fifteen examples, whose weight decay can be set (L36, L37)."""
    nets, train, validation = decay_runs()
    return Panel(
        "decay",
        "Weight decay: the fitted curve, its weights and its losses",
        [slider("k", "weight decay λ", 0, 0, len(nets) - 1, 1, names=[f"{decay:g}" for decay in WEIGHT_DECAYS])],
        decays=WEIGHT_DECAYS,
        target=as_base64(decay_target(np.linspace(-1.5, 1.5, 301))),
        **_trained(nets, train, validation),
    )


def stopping_panel() -> Panel:
    """Return a panel with a net at each stage of a training run: its function, weights and losses (L39, L40)."""
    stages, train, validation = stopping_run()
    names = [str(epoch) for epoch in stages]
    axis = np.linspace(-1.5, 1.5, 61)
    plane = np.column_stack([coordinate.ravel() for coordinate in np.meshgrid(axis, axis)])
    u = np.linspace(0.001, 3, 3000)
    return Panel(
        "stopping",
        "Early stopping: a net at each stage of its training run",
        [slider("k", "stop after epoch", 0, 0, len(stages) - 1, 1, names=names, play=150)],
        epochs=list(stages),
        target=as_base64(stopping_target(plane)),
        linear=float(u[np.abs(np.tanh(u) - u) < 0.1 * u].max()),
        **_trained(list(stages.values()), train, validation),
    )


def _trained(nets: list[MLP], *parts: Any) -> dict[str, Any]:
    """Nets of the same layers and the losses of each; the first of `parts` has the examples that are drawn."""
    hidden, output = nets[0].layers
    return {
        "sizes": nets[0].sizes,
        "activations": [hidden.activation.name, output.activation.name],
        "nets": [as_base64(np.concatenate([parameter.ravel() for parameter in net.parameters])) for net in nets],
        "losses": [[net.loss(*part) for net in nets] for part in parts],
        "examples": np.hstack(parts[0]).tolist(),
    }


def _rounded(layer: Layer) -> dict[str, float | str]:
    """The weights of a layer as whole numbers of steps, a byte each."""
    step = rounding_step(layer)
    steps = as_base64(np.rint(layer.weights / step), "i1")
    return {"step": float(step), "steps": steps, "bias": as_base64(layer.bias)}
