"""The output of a small net as the sum of what its hidden units contribute (lecture row L09)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np

from lecture_nn.figures.style import COLORS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike

    from lecture_nn.network import MLP


def plot_sum(net: MLP, x: ArrayLike, t: ArrayLike, ax: Axes | None = None) -> Axes:
    """Draw the contribution of each hidden unit to the output of a net, the output, and the target curve.

    Parameters
    ----------
    net : MLP
        With one input, one hidden layer, and one linear output.
    x : array of shape (N, 1)
        Inputs, in ascending order.
    t : array of shape (N, 1)
        The targets for these inputs.
    ax : Axes, optional
        Where to draw; a figure of its own by default.
    """
    if len(net.layers) != 2 or (net.sizes[0], net.sizes[-1]) != (1, 1) or net.layers[1].activation.name != "identity":
        raise ValueError(f"net: expected one input, one hidden layer and one linear output, got {net!r}")
    _, hidden, output = net.activations(x)
    t = np.asarray(t, dtype=float)
    if t.shape != output.shape:
        raise ValueError(f"t: expected shape {output.shape}, one target for each x, got {t.shape}")
    if ax is None:
        _, ax = plt.subplots()
    contributions = hidden * net.layers[1].weights  # (N, J)
    lines = ax.plot(x, contributions, linestyle="-", color=COLORS["green"], linewidth=0.8)
    lines[0].set_label("contribution of one unit")
    ax.plot(x, t, linestyle="--", color=COLORS["orange"], label="target")
    ax.plot(x, output, linestyle="-", color=COLORS["blue"], linewidth=1.5, label="output")
    ax.set(xlabel="x", title=f"{net.sizes[1]} units: error up to {np.abs(output - t).max():.3f}")
    return ax
