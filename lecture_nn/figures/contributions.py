"""How the derivative of a hidden unit adds up from the paths by which it reaches the error (lecture row L17)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np

from lecture_nn.figures.style import COLORS, true_minus
from lecture_nn.validation import check_shape

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike

BARS = [("sky", ""), ("yellow", "//"), ("pink", "\\\\"), ("green", "..")]
"""Colour and hatch of each path's bars: they differ on grey paper, too."""


def draw_contributions(
    contributions: ArrayLike, totals: ArrayLike, paths: Sequence[str], units: Sequence[str], ax: Axes | None = None
) -> Axes:
    """Draw for each hidden unit how the contributions to its error signal add up, as a waterfall (lecture row L17).

    Parameters
    ----------
    contributions : array of shape (K, J)
        What hidden unit j contributes to the derivative of the error along path k. The first path's bar begins at 0 and
        each further one where the last ended.
    totals : array of shape (J,)
        The derivative as found by other means, drawn as a diamond beside the end of the last bar.
    paths : sequence of K str
        What each path is called, in the legend.
    units : sequence of J str
        What each hidden unit is called, below its bars.
    ax : Axes, optional
        Where to draw; a figure of its own by default.

    Raises
    ------
    ValueError
        If the shapes don't belong together, or there are more than four paths.
    """
    contributions = check_shape("contributions", np.asarray(contributions, dtype=float), len(paths), len(units))
    totals = check_shape("totals", np.asarray(totals, dtype=float), len(units))
    if len(paths) > len(BARS):
        raise ValueError(f"paths: expected at most {len(BARS)}, got {len(paths)}")
    if ax is None:
        _, ax = plt.subplots(figsize=(2.6 * len(units) + 1, 4))
    ends = contributions.cumsum(axis=0)
    starts = ends - contributions
    width = 0.8 / (len(paths) + 1)  # as many places to a unit as there are paths, and one for the diamond
    places = np.arange(len(units)) - 0.4
    for k, (path, (color, hatch)) in enumerate(zip(paths, BARS, strict=False)):
        middle = places + (k + 0.5) * width
        style = {"color": COLORS[color], "hatch": hatch, "edgecolor": COLORS["ink"]}
        ax.bar(middle, contributions[k], width, bottom=starts[k], label=path, **style)
        ax.hlines(
            ends[k], middle + width / 2, middle + 0.75 * width, color=COLORS["ink"], linewidth=1
        )  # leads to what follows
        for x, start, contribution in zip(middle, starts[k], contributions[k], strict=True):
            box = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
            number = true_minus(f"{contribution:+.3f}")
            ax.text(x, start + contribution / 2, number, ha="center", va="center", fontsize=9, bbox=box)
    x = places + (len(paths) + 0.25) * width
    ax.plot(x, totals, "D", color=COLORS["ink"], markersize=7, label="sum, measured by nudging")
    for place, total in zip(x, totals, strict=True):
        number = true_minus(f"{total:+.3f}")
        ax.annotate(number, (place, total), (9, 0), textcoords="offset points", va="center", fontsize=10)
    ax.axhline(0, color=COLORS["ink"], linewidth=1)
    ax.set_xticks(np.arange(len(units)), units)
    ax.set(ylabel="contribution to the derivative", xlim=(-0.6, len(units) - 0.3))
    ax.use_sticky_edges = False  # a bar that ends lowest doesn't end on the frame
    ax.margins(y=0.08)
    ax.grid(visible=False, axis="x")
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=len(paths) + 1)
    return ax
