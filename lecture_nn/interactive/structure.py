"""Panels for whole nets: how they are built, and what their units add up to (lecture rows L07, L08, L09)."""

from __future__ import annotations

from lecture_nn.interactive.panel import Panel, menu, slider

MOST = 12
"""Units in a layer: as many as can be drawn with every connection to be seen."""


def network_panel() -> Panel:
    """Return a panel with a net drawn as units and as layers, whose sizes and activation can be set (L07, L08)."""
    hidden = [
        slider(f"hidden{l}", f"hidden layer {l}", size, 0, MOST, 1, names={0: "none"})
        for l, size in ((1, 4), (2, 4), (3, 0))
    ]
    return Panel(
        "network",
        "A net as units and as layers",
        [
            slider("inputs", "inputs", 3, 1, MOST, 1),
            *hidden,
            slider("outputs", "outputs", 1, 1, MOST, 1),
            menu("activation", "hidden units", "tanh", ["tanh", "sigmoid", "relu"]),
        ],
    )


def bumps_panel() -> Panel:
    """Return a panel with sigmoid units, set by hand, whose steps or bumps add up to a chosen curve (L09)."""
    curves = {
        "wave": "slope with a wave",
        "jump": "slope, wave and jump",
        "sine": "sine",
        "hill": "hill",
        "sawtooth": "sawtooth",
    }
    return Panel(
        "bumps",
        "Steps and bumps that add up to a curve",
        [
            slider("parts", "parts of the interval", 15, 1, 40, 1),
            slider("steepness", "steepness (v / parts)", 40, 1, 80, 1),
            menu("kind", "made of", "steps", ["steps", "bumps"]),
            menu("curve", "target", "wave", [(text, name) for name, text in curves.items()]),
        ],
    )
