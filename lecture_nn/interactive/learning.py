"""Panels for nets that learn or have learnt (lecture rows L09, L23, L27)."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from lecture_nn.datasets import TOYS, digits, toy
from lecture_nn.interactive.panel import Panel, as_base64, button, check, menu, run, slider
from lecture_nn.network import MLP, Layer
from lecture_nn.optimizers import Momentum
from lecture_nn.training import fit


def playground_panel(**settings: Any) -> Panel:
    """Return a panel with a network of two inputs that learns while you watch (L01, L02, L09, L27).

    It shows the predicted probability at every place with the hidden units' lines, loss and accuracy on training and
    validation examples after each epoch, the activation of each hidden unit and, where the last hidden layer has one
    unit or two, the examples in the plane of their activations. The page trains as `lecture_nn.fit` does with
    `Momentum`.

    Parameters
    ----------
    **settings
        What a control is set to at first, by its name: ``playground_panel(data="xnor", units=1)``.
    """
    panel = Panel(
        "playground",
        "A network that learns",
        [
            menu("data", "data", "circles", TOYS),
            slider("noise", "noise", 0.1, 0, 0.5, 0.05),
            slider("layers", "hidden layers", 1, 0, 3, 1),
            slider("units", "units in each", 3, 1, 8, 1),
            menu("activation", "activation", "tanh", ["tanh", "sigmoid", "relu"]),
            slider("seed", "initialization", 1, 1, 9, 1),
            menu("rate", "learning rate η", 0.1, [0.001, 0.01, 0.03, 0.1, 0.3, 1, 3, 10]),
            menu("momentum", "momentum γ", 0.9, [0, 0.5, 0.9]),
            menu("batch", "batch size", 20, [1, 5, 20, ("all 200", 200)]),
            menu("decay", "weight decay λ", 0, [0, 0.0001, 0.001, 0.01, 0.1]),
            menu("speed", "speed", 1, [("slow", 1), ("fast", 10)]),
            run("train", "Train", "Pause"),
            button("step", "One epoch"),
            button("reset", "Reset"),
        ],
        sets={kind: [_parts(kind, seed) for seed in (0, 1)] for kind in TOYS},
    )
    panel.settings = settings
    return panel


def _parts(kind: str, seed: int) -> dict[str, str]:
    """200 examples without noise, and what noise 1 adds to them: the page scales it, and draws nothing itself."""
    clean, T = toy(kind, 200, noise=0, seed=seed)
    return {
        "clean": as_base64(clean),
        "spread": as_base64(toy(kind, 200, noise=1, seed=seed).X - clean),
        "T": as_base64(T),
    }


def digit_panel() -> Panel:
    """Return a panel to draw a digit in, with the ten outputs of a trained net (L23).

    A menu has digits of the test set, and pictures of kinds that the net was never trained on; each can be turned,
    shifted and inverted. The net is trained when the first panel is made, in about a second.
    """
    X, T = digits().test
    labels = T.argmax(axis=1)
    firsts = [int(np.argmax(labels == k)) for k in range(10)]
    net = digit_net()
    return Panel(
        "digit",
        "Draw a digit",
        [
            menu(
                "picture",
                "picture",
                "drawing",
                [
                    ("your drawing", "drawing"),
                    *((f"test image: {k}", str(k)) for k in range(10)),
                    ("the letter A", "letter"),
                    ("noise", "noise"),
                ],
            ),
            slider("turn", "turned by", 0, -180, 180, 5),
            slider("right", "shifted right", 0, -10, 10, 1),
            slider("down", "shifted down", 0, -10, 10, 1),
            check("inverted", "inverted", value=False),
            button("clear", "Clear"),
        ],
        sizes=net.sizes,
        layers=[_in_steps(layer) for layer in net.layers],
        examples=[as_base64(X[n]) for n in firsts],
    )


@cache
def digit_net() -> MLP:
    """Return a net of 100 hidden units that has seen the 10,000 training digits three times.

    Its weights are rounded to 255 values in each layer, so that a page can bring them along in a byte each.
    """
    net = MLP([1024, 100, 10], hidden="relu", output="softmax", seed=0)
    fit(net, digits().train, optimizer=Momentum(0.2), batch_size=128, epochs=3, weight_decay=1e-4, verbose=False)
    for layer in net.layers:
        step = _step(layer)
        layer.weights = step * np.rint(layer.weights / step)
    return net


def _step(layer: Layer) -> np.floating:
    return np.abs(layer.weights).max() / 127


def _in_steps(layer: Layer) -> dict[str, float | str]:
    step = _step(layer)
    return {
        "step": float(step),
        "steps": as_base64(np.rint(layer.weights / step), "i1"),
        "bias": as_base64(layer.bias),
    }
