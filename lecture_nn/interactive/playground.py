"""The panel of the home page and of three lessons: a network that is trained in the page."""

from __future__ import annotations

from typing import Any

from lecture_nn.datasets import TOYS, toy
from lecture_nn.interactive.panel import Panel, as_base64, button, group, menu, run, slider

ACTIVATIONS = ["tanh", "sigmoid", "relu"]


def playground_panel(**settings: Any) -> Panel:
    """Return a panel with a network of two inputs that is trained while you watch (L01, L02, L09, L27).

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
            *group("Data", menu("data", "data", "circles", TOYS), slider("noise", "noise", 0.1, 0, 0.5, 0.05)),
            *group(
                "Network",
                slider("layers", "hidden layers", 1, 0, 3, 1),
                slider("units", "units in each", 3, 1, 8, 1),
                menu("activation", "activation function", "tanh", ACTIVATIONS),
                slider("seed", "initialization", 1, 1, 9, 1),
            ),
            *group(
                "Training",
                run("train", "Train", "Pause"),
                button("step", "One epoch"),
                button("reset", "Reset"),
                menu("rate", "learning rate η", 0.1, [0.001, 0.01, 0.03, 0.1, 0.3, 1, 3, 10]),
                menu("momentum", "momentum γ", 0.9, [0, 0.5, 0.9]),
                menu("batch", "batch size", 20, [1, 5, 20, ("full batch", 200)]),
                menu("decay", "weight decay λ", 0, [0, 0.0001, 0.001, 0.01, 0.1]),
                menu("speed", "speed", 1, [("slow", 1), ("fast", 10)]),
            ),
        ],
        sets={kind: [_noisy(kind, seed) for seed in (0, 1)] for kind in TOYS},
    )
    panel.settings = settings
    return panel


def _noisy(kind: str, seed: int) -> dict[str, str]:
    """200 examples without noise, and what noise 1 adds to them: the page scales that and draws no numbers itself."""
    clean, T = toy(kind, 200, noise=0, seed=seed)
    noise = toy(kind, 200, noise=1, seed=seed).X - clean
    return {"clean": as_base64(clean), "noise": as_base64(noise), "T": as_base64(T)}
