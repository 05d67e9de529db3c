"""Panels for nets that learn (lecture rows L09, L27)."""

from __future__ import annotations

from lecture_nn.datasets import PLANES, plane
from lecture_nn.interactive._panel import Panel, as_base64, button, menu, run, slider


def playground_panel() -> Panel:
    """Return a panel with a net of two inputs that learns while you watch: data, net and training can be set.

    It shows the net's answer at every place, loss and accuracy on training and validation cases after each epoch, and
    the answer of each hidden unit (L09, L27). The training is that of `lecture_nn.fit` with `Momentum`, in the page.
    """
    return Panel(
        "playground",
        "A net that learns",
        [
            menu("data", "data", "circles", PLANES),
            slider("noise", "noise", 0.1, 0, 0.5, 0.05),
            slider("layers", "hidden layers", 1, 0, 3, 1),
            slider("units", "units in each", 3, 1, 8, 1),
            menu("activation", "activation", "tanh", ["tanh", "sigmoid", "relu"]),
            slider("seed", "first weights", 1, 1, 9, 1),
            menu("rate", "learning rate η", 0.1, [0.001, 0.01, 0.03, 0.1, 0.3, 1, 3, 10]),
            menu("momentum", "momentum γ", 0.9, [0, 0.5, 0.9]),
            menu("batch", "batch size", 20, [1, 5, 20, ("all 200", 200)]),
            menu("decay", "weight decay λ", 0, [0, 0.0001, 0.001, 0.01, 0.1]),
            menu("speed", "speed", 1, [("slow", 1), ("fast", 10)]),
            run("train", "Train", "Pause"),
            button("step", "One epoch"),
            button("reset", "Reset"),
        ],
        sets={kind: [_parts(kind, seed) for seed in (0, 1)] for kind in PLANES},
    )


def _parts(kind: str, seed: int) -> dict[str, str]:
    """200 cases without noise, and what noise 1 adds to them: the page scales it, and draws nothing itself."""
    clean, T = plane(kind, 200, noise=0, seed=seed)
    return {
        "clean": as_base64(clean),
        "spread": as_base64(plane(kind, 200, noise=1, seed=seed).X - clean),
        "T": as_base64(T),
    }
