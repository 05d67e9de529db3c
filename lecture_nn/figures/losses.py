"""Plots of outputs and their losses: derivatives of two losses, probabilities of a softmax (lecture rows L21, L22)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np

from lecture_nn.activations import sigmoid, softmax
from lecture_nn.figures.style import COLORS
from lecture_nn.losses import binary_cross_entropy, squared_error
from lecture_nn.validation import check_number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import ArrayLike

Z = np.linspace(-8, 8, 161)


def plot_derivatives(z: ArrayLike, t: int) -> Figure:
    """Draw two losses of a sigmoid output and their derivatives dE/dz, against z and against the error ``|o - t|``.

    Parameters
    ----------
    z : float or array of shape (N,)
        The pre-activations that are marked.
    t : int
        The target, 0 or 1.
    """
    if t not in (0, 1):
        raise ValueError(f"t: expected 0 or 1, got {t!r}")
    places = np.atleast_1d(np.asarray(z, dtype=float))
    fig, axes = plt.subplots(1, 3, figsize=(10.8, 3.6))
    rows = {
        "cross-entropy": (binary_cross_entropy, lambda o: o - t, "o", "blue", "-"),
        "squared error": (squared_error, lambda o: (o - t) * o * (1 - o), "s", "orange", "--"),
    }
    for name, (loss, derivative, marker, color, dash) in rows.items():
        for at, style in ((Z, {"linestyle": dash, "label": name}), (places, {"linestyle": "", "marker": marker})):
            o = sigmoid(at)
            losses = [loss([[each]], [[float(t)]]) for each in o]
            drawn = ((at, losses), (at, derivative(o)), (np.abs(o - t), np.abs(derivative(o))))
            for ax, data in zip(axes, drawn, strict=True):
                ax.plot(*data, color=COLORS[color], markersize=8, **style)
    axes[0].set(xlabel="pre-activation z", ylabel="E", title=f"Loss, t = {t}", ylim=(-0.3, 8.3))
    limits = (-1.1, 0.2) if t else (-0.2, 1.1)  # the derivative of each loss has the sign of o - t
    axes[1].set(xlabel="pre-activation z", ylabel=r"$\partial E/\partial z$", title=f"Derivative, t = {t}", ylim=limits)
    axes[2].set(xlabel="error |o − t|", ylabel=r"$|\partial E/\partial z|$", title="Size of the derivative")
    axes[0].legend(loc="upper center")
    return fig


def plot_probabilities(z: ArrayLike, temperature: float = 1.0, ax: Axes | None = None) -> Axes:
    """Draw the softmax of logits, divided by a temperature, as bars.

    Parameters
    ----------
    z : array of shape (K,)
    temperature : float
        Above 0.
    ax : Axes, optional
        Where to draw; a figure of its own by default.
    """
    check_number("temperature", temperature, above=0)
    z = np.asarray(z, dtype=float)
    if ax is None:
        _, ax = plt.subplots(figsize=(0.9 * len(z), 2.8))
    classes = range(1, len(z) + 1)
    bars = ax.bar(classes, softmax(z / temperature), 0.7, color=COLORS["sky"], edgecolor=COLORS["ink"])
    ax.bar_label(bars, fmt="%.2f", padding=2)
    ax.set(ylim=(0, 1.12), ylabel="probability", xlabel="z", title=f"τ = {temperature:g}")
    ax.set_xticks(classes, [f"{each:g}" for each in z])
    ax.grid(axis="x", visible=False)
    return ax
