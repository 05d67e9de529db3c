"""The weights of a unit that looks at images, drawn as an image (lecture rows L04, L14)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np

from lecture_nn.figures.style import COLORS, true_minus

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import ArrayLike, NDArray


def plot_weights(weights: ArrayLike, limit: float | None = None, ax: Axes | None = None, bar: bool = True) -> Axes:
    """Draw one number for each pixel as shades: purple above 0, orange below, white at 0.

    Parameters
    ----------
    weights : array of shape (pixels,)
        A square number of them, row by row.
    limit : float, optional
        The darkest shade stands for this number and for larger ones; by default for the largest absolute value.
    ax : Axes, optional
        Where to draw; a figure of its own by default.
    bar : bool
        Whether to draw a colour bar.
    """
    picture = _square("weights", weights)
    if limit is None:
        limit = float(np.abs(picture).max()) or 1.0
    if ax is None:
        _, ax = plt.subplots(figsize=(3.6, 3.0))
    shades = ax.imshow(picture, cmap="PuOr", vmin=-limit, vmax=limit)
    _frame(ax, len(picture))
    if bar:
        ax.figure.colorbar(shades, ax=ax, shrink=0.8)
    return ax


def draw_evidence(X: ArrayLike, weights: ArrayLike, bias: float, titles: Sequence[str]) -> Figure:
    """Draw images, and below each what every pixel contributes to the pre-activation of a unit.

    Above the lower pictures stands the sum: the bias, plus all positive and minus all negative contributions.

    Parameters
    ----------
    X : array of shape (N, pixels)
        The images, one per row, from 0 (paper) to 1 (ink).
    weights : array of shape (pixels,)
        The weights of the unit; the picture below an image shows their products with its pixels.
    bias : float
        The bias of the unit.
    titles : sequence of str
        The title above each image.
    """
    X, weights = np.asarray(X, dtype=float), np.asarray(weights, dtype=float)
    if len(titles) != len(X):
        raise ValueError(f"titles: expected {len(X)}, one for each image, got {len(titles)}")
    products = X * weights
    limit = float(np.abs(products).max()) or 1.0
    figure, axes = plt.subplots(2, len(X), figsize=(2.1 * len(X) + 0.9, 5.0), squeeze=False)
    for (above, below), image, product, name in zip(axes.T, X, products, titles, strict=True):
        above.imshow(_square("X", image), cmap="gray_r", vmin=0, vmax=1)
        _frame(above, round(len(image) ** 0.5))
        above.set_title(name, fontsize=11)
        plot_weights(product, limit, below, bar=False)
        plus, z = round(product[product > 0].sum(), 2), round(bias + product.sum(), 2)
        minus = round(bias, 2) + plus - z  # from the rounded numbers, so that the sum comes out as it is printed
        title = f"{bias:.2f} + {plus:.2f} - {minus:.2f}\nz = {z:.2f}"
        below.set_title(true_minus(title), fontsize=11)
    figure.colorbar(axes[1, 0].images[0], ax=axes[1], label="weight × pixel", shrink=0.9)
    return figure


def _square(name: str, values: ArrayLike) -> NDArray:
    """The pixels as a square picture."""
    values = np.asarray(values, dtype=float)
    side = round(values.size**0.5)
    if values.ndim != 1 or side * side != values.size or values.size == 0:
        raise ValueError(f"{name}: expected one row with a square number of pixels, got shape {values.shape}")
    return values.reshape(side, side)


def _frame(ax: Axes, side: int) -> None:
    """A thin frame in place of the axes, so that a picture with a white margin has an edge."""
    ax.axis("off")
    frame = plt.Rectangle((-0.5, -0.5), side, side, fill=False, edgecolor=COLORS["grey"], clip_on=False)
    ax.add_patch(frame)
