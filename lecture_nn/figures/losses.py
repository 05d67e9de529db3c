"""Outputs and their losses, drawn: slopes of two losses, shares of a softmax (lecture rows L21, L22)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np

from lecture_nn._arguments import number
from lecture_nn.activations import sigmoid, softmax
from lecture_nn.figures.style import COLORS
from lecture_nn.losses import binary_cross_entropy, squared_error

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import ArrayLike

NETS = np.linspace(-8, 8, 161)


def plot_slopes(z: float, t: int) -> Figure:
    """Draw both losses of a sigmoid output, and dE/dz of both, with a mark at one net input.

    Parameters
    ----------
    z : float
        Where the marks stand.
    t : int
        The target, 0 or 1.
    """
    if t not in (0, 1):
        raise ValueError(f"t: expected 0 or 1, got {t!r}")
    fig, (left, right) = plt.subplots(1, 2, figsize=(9.6, 3.8))
    rows = {
        "cross-entropy": (binary_cross_entropy, lambda o: o - t, "o", "blue", "-"),
        "squared error": (squared_error, lambda o: (o - t) * o * (1 - o), "s", "orange", "--"),
    }
    for name, (loss, slope, marker, color, dash) in rows.items():
        values = [loss(sigmoid([[at]]), [[float(t)]]) for at in NETS]
        here = loss(sigmoid([[z]]), [[float(t)]])
        left.plot(NETS, values, linestyle=dash, color=COLORS[color], label=f"{name}: {here:.3f}")
        left.plot(z, here, marker, color=COLORS[color], markersize=9)
        at = float(slope(sigmoid(z)))
        right.plot(NETS, slope(sigmoid(NETS)), linestyle=dash, color=COLORS[color], label=f"{name}: {at:.3f}")
        right.plot(z, at, marker, color=COLORS[color], markersize=9)
    o = float(sigmoid(z))
    left.set(xlabel="net input z", ylabel="E", title=f"Loss: t = {t}, o = {o:.3f}", ylim=(-0.3, 8.3))
    right.set(xlabel="net input z", ylabel=r"$\partial E/\partial z$", title="Slope", ylim=(-1.1, 1.1))
    left.legend(loc="upper center")
    right.legend(loc="upper right" if t else "lower right")
    return fig


def plot_shares(z: ArrayLike, temperature: float = 1.0) -> Figure:
    """Draw the softmax of net inputs, divided by a temperature, as bars.

    Parameters
    ----------
    z : array of shape (K,)
    temperature : float
        Above 0.
    """
    number("temperature", temperature, above=0)
    z = np.asarray(z, dtype=float)
    shares = softmax(z / temperature)
    fig, ax = plt.subplots(figsize=(6.4, 3.6))
    bars = ax.bar(range(1, len(z) + 1), shares, 0.6, color=COLORS["sky"], edgecolor=COLORS["ink"])
    ax.bar_label(bars, fmt="%.3f", padding=2)
    ax.set(ylim=(0, 1.12), ylabel="probability", title=f"softmax(z / {temperature:.2f}); sum {shares.sum():.3f}")
    ax.set_xticks(range(1, len(z) + 1), [f"class {k}\nz = {each:.1f}" for k, each in enumerate(z, 1)])
    ax.grid(axis="x", visible=False)
    return fig
