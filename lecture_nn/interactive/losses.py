"""Panels for outputs and losses: their slopes, and softmax at a temperature (lecture rows L21, L22)."""

from __future__ import annotations

from lecture_nn.interactive._panel import Panel, menu, slider


def loss_panel() -> Panel:
    """Return a panel with both losses of a sigmoid output and their slopes, at a net input that can be moved (L21)."""
    return Panel(
        "loss",
        "Two losses of a sigmoid output, and how steep they are",
        [
            slider("z", "net input z", -4.0, -8, 8, 0.1),
            menu("t", "target", 1, [("t = 1", 1), ("t = 0", 0)]),
        ],
    )
