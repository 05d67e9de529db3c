"""A panel with one training example on its way through a net (lecture rows L17, L20)."""

from __future__ import annotations

from dataclasses import asdict

from lecture_nn.interactive.panel import Panel, slider
from lecture_nn.network import MLP
from lecture_nn.passes import backprop_steps


def backprop_panel() -> Panel:
    """Return a panel that goes through the passes of one training example number by number (L17, L20)."""
    net = MLP([2, 2, 2], hidden="tanh", output="sigmoid", loss="squared_error")
    net.layers[0].weights = [[0.5, -0.4], [1.0, 0.6]]
    net.layers[1].weights = [[1.0, -2.0], [0.6, 0.9]]
    steps = [asdict(step) for step in backprop_steps(net, [0.0, 0.0], [0.0, 0.0])]
    return Panel(
        "backprop",
        "Backpropagation through a small net, number by number",
        [
            slider("step", "step", 8, 0, len(steps), 1, play=1500),
            *(slider(f"x{i}", f"input x{'₁₂'[i - 1]}", value, -3, 3, 0.1) for i, value in ((1, 1.0), (2, 0.5))),
            *(slider(f"t{k}", f"target t{'₁₂'[k - 1]}", value, 0, 1, 0.1) for k, value in ((1, 1.0), (2, 0.0))),
        ],
        steps=[{"result": step["result"], "terms": step["terms"]} for step in steps],  # the page computes the values
        weights={name: layer.weights.tolist() for name, layer in zip("vw", net.layers, strict=True)},
        activations={name: layer.activation.name for name, layer in zip("fg", net.layers, strict=True)},
    )
