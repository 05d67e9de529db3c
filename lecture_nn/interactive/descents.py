"""Panels for paths down a loss: descent with its dials, and seven optimizers side by side (lecture rows L15, L26)."""

from __future__ import annotations

from lecture_nn.interactive.panel import Panel, check, menu, slider
from lecture_nn.optimizers import AdaDelta, AdaGrad, Adam, GradientDescent, Momentum, Nesterov, Optimizer, RMSProp

INPUTS = [-2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0]
TARGETS = [-2.1, -1.9, -1.5, -1.3, 0.0, 0.7, 1.4, 1.7, 1.9]


def descent_panel() -> Panel:
    """Return a panel with the loss of a net of two weights and the path of descent on it (L15)."""
    return Panel(
        "descent",
        "Descent on the loss of a net with two weights",
        [
            slider("eta", "learning rate η", 1.0, 0.02, 3.0, 0.02),
            slider("momentum", "momentum γ", 0.0, 0.0, 0.95, 0.05),
            slider("steps", "steps", 60, 0, 100, 1, play=80),
            slider("v", "start at v", 2.5, -3.8, 3.8, 0.1),
            slider("w", "start at w", -0.5, -3.8, 3.8, 0.1),
        ],
        x=INPUTS,
        t=TARGETS,
    )


def racers() -> list[Optimizer]:
    """Return the seven optimizers, each with a rate of its own."""
    plain = [GradientDescent(0.02), Momentum(0.02, 0.9), Nesterov(0.02, 0.9)]
    return [*plain, AdaGrad(0.5), RMSProp(0.05, 0.9), AdaDelta(1.0, 0.9, 1e-3), Adam(0.2)]


def race_panel() -> Panel:
    """Return a panel with the paths of seven optimizers in a valley or at a saddle (L26)."""
    names = [type(racer).__name__ for racer in racers()]
    return Panel(
        "race",
        "A race of optimizers",
        [
            menu("surface", "surface", "valley", [("long valley", "valley"), "saddle"]),
            slider(
                "rate",
                "learning rates",
                0,
                -6,
                6,
                1,
                names={str(k): f"× {2 ** (k / 2):.2g}" for k in range(-6, 7)},
            ),
            slider("step", "step", 40, 0, 120, 1, play=80),
            *(check(name, name, value=True) for name in names),
        ],
        racers=[
            {"name": name, "settings": {k: v for k, v in vars(racer).items() if not k.startswith("_")}}
            for name, racer in zip(names, racers(), strict=True)
        ],
    )
