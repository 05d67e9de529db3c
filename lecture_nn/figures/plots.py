"""Plots of functions, training runs, planes and images."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np

from lecture_nn.figures.style import COLORS
from lecture_nn.validation import check_integer

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import ArrayLike, NDArray

    from lecture_nn.activations import Activation
    from lecture_nn.training import History


def plot_activation(activation: Activation, z: NDArray, at: float | None = None, ax: Axes | None = None) -> Axes:
    """Plot an activation function and, dashed, its derivative.

    Parameters
    ----------
    activation : Activation
        Any but softmax, which is not a function of one number.
    z : array of shape (M,)
        The pre-activations to plot it at, in ascending order.
    at : float, optional
        Mark this pre-activation, and draw the tangent there.
    ax : Axes, optional
        Where to draw; a figure of its own by default.
    """
    if ax is None:
        _, ax = plt.subplots()
    ax.plot(z, activation(z), color=COLORS["blue"], linestyle="-", label="f(z)")
    ax.plot(z, activation.derivative(z), color=COLORS["orange"], linestyle="--", label="f′(z)")
    if at is not None:
        h, slope = float(activation(at)), float(activation.derivative(at))
        width = (z[-1] - z[0]) / 8
        ends = np.array([at - width, at + width])
        ax.plot(ends, h + slope * (ends - at), color=COLORS["ink"], linestyle="-", linewidth=1.5, label="tangent")
        ax.plot([at], [h], "o", color=COLORS["ink"], markersize=7)
        ax.plot([at], [slope], "s", color=COLORS["orange"], markersize=7)
    ax.axhline(0, color=COLORS["grey"], linewidth=0.8, linestyle="-", zorder=1)
    ax.axvline(0, color=COLORS["grey"], linewidth=0.8, linestyle="-", zorder=1)
    ax.set(xlabel="pre-activation z", title=activation.name)
    ax.legend()
    return ax


def plot_history(history: History) -> Figure:
    """Plot the loss and, if it was measured, the accuracy after each epoch, for training and validation data."""
    kinds = [kind for kind in ("loss", "accuracy") if getattr(history, kind)]
    epochs = np.arange(1, len(history) + 1)
    figure, axes = plt.subplots(1, len(kinds), figsize=(4.6 * len(kinds), 3.4), squeeze=False)
    for ax, kind in zip(axes[0], kinds, strict=True):
        ax.plot(epochs, getattr(history, kind), "o-", markersize=4, color=COLORS["blue"], label="training")
        validation = getattr(history, f"validation_{kind}")
        if validation:
            ax.plot(epochs, validation, "s--", markersize=4, color=COLORS["orange"], label="validation")
        ax.set(xlabel="epoch", ylabel=kind)
        ax.xaxis.get_major_locator().set_params(integer=True)
        ax.legend()
    return figure


def plot_decision_boundary(
    f: Callable[[NDArray], NDArray],
    X: ArrayLike,
    T: ArrayLike,
    ax: Axes | None = None,
    margin: float = 0.5,
    bar: bool = True,
) -> Axes:
    """Plot a function of two inputs as shades, with the examples (X, T) on top.

    Parameters
    ----------
    f : callable
        Takes points of shape (M, 2) and returns M numbers from 0 to 1; the line where it is 1/2 is drawn.
    X : array of shape (N, 2)
    T : array of shape (N,) or (N, 1)
        1 (drawn as a disc) or 0 (drawn as a square).
    ax : Axes, optional
        Where to draw; a figure of its own by default.
    margin : float
        How far the plot extends beyond the examples.
    bar : bool
        Whether to draw a colour bar.
    """
    X, T = np.asarray(X, dtype=float), np.asarray(T).ravel()
    if ax is None:
        _, ax = plt.subplots(figsize=(4.8, 3.9))
    (left, bottom), (right, top) = X.min(axis=0) - margin, X.max(axis=0) + margin
    x1, x2 = np.meshgrid(np.linspace(left, right, 201), np.linspace(bottom, top, 201))
    values = np.asarray(f(np.column_stack([x1.ravel(), x2.ravel()]))).reshape(x1.shape)
    shades = ax.pcolormesh(x1, x2, values, cmap="cividis", vmin=0, vmax=1, shading="auto", rasterized=True)
    if values.min() < 0.5 < values.max():
        ax.contour(x1, x2, values, levels=[0.5], colors="white", linewidths=2.5)
        ax.contour(x1, x2, values, levels=[0.5], colors="black", linewidths=1.2, linestyles="--")
    style = {"edgecolors": "black", "linewidths": 1.2, "s": 80, "zorder": 3}
    ax.scatter(*X[T > 0.5].T, marker="o", color="white", label="t = 1", **style)
    ax.scatter(*X[T <= 0.5].T, marker="s", color=COLORS["orange"], label="t = 0", **style)
    ax.set(xlabel="$x_1$", ylabel="$x_2$", xlim=(left, right), ylim=(bottom, top))
    ax.locator_params(nbins=5)
    ax.grid(visible=False)
    ax.set_aspect("equal")
    if bar:
        ax.figure.colorbar(shades, ax=ax, label="output", shrink=0.8)
    return ax


def show_images(X: ArrayLike, titles: Sequence[str] | None = None, columns: int = 8) -> Figure:
    """Show square images, one per row of X, in a grid.

    Parameters
    ----------
    X : array of shape (N, pixels)
        0 is paper, 1 is ink; the number of pixels is a square.
    titles : sequence of str, optional
        The title above each image.
    columns : int
        How many images stand side by side.
    """
    X = np.asarray(X)
    side = round(X.shape[1] ** 0.5) if X.ndim == 2 else 0
    if X.ndim != 2 or side * side != X.shape[1] or len(X) == 0:
        raise ValueError(f"X: expected shape (N, pixels) with a square number of pixels, got {X.shape}")
    if titles is not None and len(titles) != len(X):
        raise ValueError(f"titles: expected {len(X)}, one for each image, got {len(titles)}")
    columns = min(check_integer("columns", columns), len(X))
    rows = -(-len(X) // columns)
    figure, axes = plt.subplots(
        rows, columns, figsize=(1.05 * columns, (1.3 if titles else 1.05) * rows), squeeze=False
    )
    for ax in axes.ravel():
        ax.axis("off")
    for i, (ax, image) in enumerate(zip(axes.ravel(), X, strict=False)):
        ax.imshow(image.reshape(side, side), vmin=0, vmax=1, cmap="gray_r")
        frame = plt.Rectangle((-0.5, -0.5), side, side, fill=False, edgecolor=COLORS["grey"], clip_on=False)
        ax.add_patch(frame)
        if titles is not None:
            ax.set_title(titles[i], fontsize=9)
    return figure
