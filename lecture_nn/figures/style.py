"""One look for all figures."""

from __future__ import annotations

import matplotlib.pyplot as plt

COLORS = {
    "blue": "#0072B2",
    "orange": "#D55E00",
    "green": "#009E73",
    "pink": "#CC79A7",
    "yellow": "#E69F00",
    "sky": "#56B4E9",
    "ink": "#222222",
    "grey": "#767676",
}
"""Okabe and Ito's palette (2008), told apart with every common kind of colour vision, and two greys."""

DASHES = ["-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1))]
"""Lines differ in dash as well as in colour."""


def true_minus(text: str) -> str:
    """Return a text with each hyphen made a minus sign, as long as the plus: what matplotlib's own axes write."""
    return text.replace("-", "\N{MINUS SIGN}")


def use_style() -> None:
    """Give all figures drawn from now on the look of the course.

    The background is white whatever the theme of the notebook is, so that figures read the same in a dark one.
    """
    lines = [COLORS[name] for name in ("blue", "orange", "green", "pink", "yellow")]
    plt.rcParams.update(
        {
            "figure.figsize": (6.4, 3.6),
            "figure.dpi": 100,
            "figure.facecolor": "white",
            "figure.constrained_layout.use": True,
            "axes.prop_cycle": plt.cycler(color=lines) + plt.cycler(linestyle=DASHES),
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.grid": True,
            "axes.axisbelow": True,
            "axes.titlesize": 12,
            "axes.labelsize": 11,
            "grid.color": "#dddddd",
            "grid.linewidth": 0.8,
            "lines.linewidth": 2,
            "legend.frameon": False,
            "legend.fontsize": 10,
            "xtick.labelsize": 10,
            "ytick.labelsize": 10,
            "image.cmap": "gray_r",
            "font.size": 11,
        }
    )
