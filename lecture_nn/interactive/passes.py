"""A panel with one training example on its way through a net (lecture rows L17, L20)."""

from __future__ import annotations

import re

from lecture_nn.figures.stepper import backprop_steps
from lecture_nn.interactive.panel import Panel, slider
from lecture_nn.network import MLP


def backprop_panel() -> Panel:
    """Return a panel that goes through the passes of one training example number by number (L17, L20)."""
    net = MLP([2, 2, 2], hidden="tanh", output="sigmoid", loss="squared_error")
    net.layers[0].weights = [[0.5, -0.4], [1.0, 0.6]]
    net.layers[1].weights = [[1.0, -2.0], [0.6, 0.9]]
    # The formulas don't depend on the example. The page puts the numbers in.
    steps = [
        {"place": step.place, "formula": _plain(step.formula), "backward": step.backward}
        for step in backprop_steps(net, [0.0, 0.0], [0.0, 0.0])
    ]
    return Panel(
        "backprop",
        "One example through a net, forwards and then backwards",
        [
            slider("step", "step", 8, 0, len(steps), 1, play=1500),
            *(slider(f"x{i}", f"input x{'₁₂'[i - 1]}", value, -3, 3, 0.1) for i, value in ((1, 1.0), (2, 0.5))),
            *(slider(f"t{k}", f"target t{'₁₂'[k - 1]}", value, 0, 1, 0.1) for k, value in ((1, 1.0), (2, 0.0))),
        ],
        steps=steps,
        weights=[layer.weights.tolist() for layer in net.layers],
        activations=[layer.activation.name for layer in net.layers],
    )


def _plain(mathtext: str) -> str:
    """Write a formula of the stepper in plain letters; a thin space stands between factors."""
    for name, letter in ((r"\delta", "δ"), (r"\partial ", "∂"), (r" \, ", "\u2009"), ("'", "′"), (" - ", " − ")):
        mathtext = mathtext.replace(name, letter)
    mathtext = re.sub(r"\^([ozhu])", lambda found: "ᵒᶻʰᵘ"["ozhu".index(found[1])], mathtext)
    return re.sub(r"_\{?(\d+)\}?", lambda found: "".join("₀₁₂₃₄₅₆₇₈₉"[int(digit)] for digit in found[1]), mathtext)
