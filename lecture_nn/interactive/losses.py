"""Panels for outputs and losses: their slopes, and softmax at a temperature (lecture rows L21, L22)."""

from __future__ import annotations

from lecture_nn.interactive.panel import Panel, menu, slider


def loss_panel() -> Panel:
    """Return a panel with both losses of a sigmoid output and their derivatives, at any pre-activation (L21)."""
    return Panel(
        "loss",
        "Two losses of a sigmoid output, and how steep they are",
        [
            slider("z", "pre-activation z", -4.0, -8, 8, 0.1),
            menu("t", "target", 1, [("t = 1", 1), ("t = 0", 0)]),
        ],
    )


def softmax_panel() -> Panel:
    """Return a panel with the softmax of four pre-activations at a temperature, and o - t for a target class (L22)."""
    inputs = zip("₁₂₃₄", (2.0, 1.0, 0.1, -1.0), strict=True)
    return Panel(
        "softmax",
        "Softmax of four pre-activations",
        [
            *(slider(f"z{k}", f"pre-activation z{index}", z, -5, 5, 0.1) for k, (index, z) in enumerate(inputs, 1)),
            slider("temperature", "temperature τ", 1.0, 0.1, 10, 0.1),
            slider("added", "added to all z", 0, -1000, 1000, 10),
            menu("target", "target", 2, [(f"class {k}", k) for k in range(1, 5)]),
        ],
    )
