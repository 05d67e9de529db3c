"""One training example through a small net, forwards, then backwards, number by number (lecture rows L17, L20)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Circle

from lecture_nn.figures.style import COLORS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike

    from lecture_nn.network import MLP

Place = tuple[str, int] | tuple[str, int, int]


@dataclass(frozen=True)
class Step:
    """One number of the two passes.

    Attributes
    ----------
    place : tuple
        Where it belongs: ("h", j) or ("o", k) for a unit, ("v", j, i) or ("w", k, j) for a weight; counted from 0.
    symbol : str
        What it is called, in mathtext without the dollar signs.
    formula : str
        How it is computed, symbol included, in mathtext without the dollar signs.
    value : float
    backward : bool
        Whether it belongs to the backward pass.
    """

    place: Place
    symbol: str
    formula: str
    value: float
    backward: bool


def backprop_steps(net: MLP, x: ArrayLike, t: ArrayLike) -> list[Step]:
    """Return every number of the forward and the backward pass of one example, in the order of computing them.

    Parameters
    ----------
    net : MLP
        With one hidden layer, no softmax and the squared error. A bias is in a formula where it is not 0.
    x : array of shape (D,)
    t : array of shape (K,)

    Raises
    ------
    ValueError
        If the net is of another kind.
    """
    if (
        len(net.layers) != 2
        or net.loss_function.name != "squared_error"
        or "softmax" in [f.name for f in (net.layers[0].activation, net.layers[-1].activation)]
    ):
        raise ValueError(f"net: expected one hidden layer and the squared error, got {net!r}")
    x, t = np.asarray(x, dtype=float), np.asarray(t, dtype=float)
    (f, g), W = (layer.activation for layer in net.layers), net.layers[1].weights
    D, J, K = net.sizes
    u = net.layers[0].pre_activation(x[None])[0]
    h = f(u)
    z = net.layers[1].pre_activation(h[None])[0]
    o = g(z)
    delta_o = o - t
    delta_z = delta_o * g.derivative(z)
    delta_h = W.T @ delta_z
    delta_u = delta_h * f.derivative(u)

    steps: list[Step] = []

    def add(place: Place, symbol: str, right: str, value: float, backward: bool = False) -> None:
        steps.append(Step(place, symbol, f"{symbol} = {right}", float(value), backward))

    for j in range(J):
        add(
            ("h", j),
            f"u_{j + 1}",
            _sum([(rf"v_{{{j + 1}{i + 1}}}", f"x_{i + 1}") for i in range(D)], "v", j, net.layers[0].bias),
            u[j],
        )
        add(("h", j), f"h_{j + 1}", f"f(u_{j + 1})", h[j])
    for k in range(K):
        add(
            ("o", k),
            f"z_{k + 1}",
            _sum([(rf"w_{{{k + 1}{j + 1}}}", f"h_{j + 1}") for j in range(J)], "w", k, net.layers[1].bias),
            z[k],
        )
        add(("o", k), f"o_{k + 1}", f"g(z_{k + 1})", o[k])
    for k in range(K):
        n = k + 1
        add(("o", k), rf"\delta^o_{n}", f"o_{n} - t_{n}", delta_o[k], True)
        add(("o", k), rf"\delta^z_{n}", rf"\delta^o_{n} \, g'(z_{n})", delta_z[k], True)
    for k in range(K):
        for j in range(J):
            symbol = rf"\partial E/\partial w_{{{k + 1}{j + 1}}}"
            add(("w", k, j), symbol, rf"\delta^z_{k + 1} \, h_{j + 1}", delta_z[k] * h[j], True)
    for j in range(J):
        above = [(rf"\delta^z_{k + 1}", rf"w_{{{k + 1}{j + 1}}}") for k in range(K)]
        add(("h", j), rf"\delta^h_{j + 1}", _sum(above), delta_h[j], True)
        add(("h", j), rf"\delta^u_{j + 1}", rf"\delta^h_{j + 1} \, f'(u_{j + 1})", delta_u[j], True)
    for j in range(J):
        for i in range(D):
            symbol = rf"\partial E/\partial v_{{{j + 1}{i + 1}}}"
            add(("v", j, i), symbol, rf"\delta^u_{j + 1} \, x_{i + 1}", delta_u[j] * x[i], True)
    return steps


def draw_step(net: MLP, x: ArrayLike, t: ArrayLike, step: int, ax: Axes | None = None) -> Axes:
    """Draw the net with all numbers known after so many steps; the last of them is framed, its formula below.

    Parameters
    ----------
    net, x, t
        As for `backprop_steps`.
    step : int
        How many steps have been made; 0 shows inputs and weights alone.
    ax : Axes, optional
        Where to draw; a figure of its own by default.

    Raises
    ------
    ValueError
        If there are not so many steps.
    """
    steps = backprop_steps(net, x, t)
    if not 0 <= step <= len(steps):
        raise ValueError(f"step: expected a whole number from 0 to {len(steps)}, got {step}")
    if ax is None:
        _, ax = plt.subplots(figsize=(8.4, 5.2))
    made = steps[:step]
    now = made[-1] if made else None
    D, J, K = net.sizes
    places = {
        **{("x", i): (0.0, y) for i, y in enumerate(_spread(D))},
        **{("h", j): (5.0, y) for j, y in enumerate(_spread(J))},
        **{("o", k): (10.0, y) for k, y in enumerate(_spread(K))},
    }
    low = min(y for _, y in places.values())
    ax.set(xlim=(-1.2, 12.4), ylim=(low - 2.4, -low + 1.5), aspect="equal")
    ax.axis("off")
    for below, letter, above, weights in (
        ("x", "v", "h", net.layers[0].weights),
        ("h", "w", "o", net.layers[1].weights),
    ):
        for to, start in np.ndindex(weights.shape):
            gradient = [s for s in made if s.place == (letter, to, start)]
            marked = now is not None and now.place == (letter, to, start)
            _line(ax, places[below, start], places[above, to], weights[to, start], gradient, marked)
    for i, value in enumerate(np.asarray(x, dtype=float)):
        _circle(ax, places["x", i], f"$x_{i + 1}$\n{value:g}", False, face="#f3f3f3")
    for place, spot in places.items():
        if place[0] == "x":
            continue
        own = [s for s in made if s.place == place]
        inside = "\n".join(f"${s.symbol}$ = {s.value:.3f}" for s in own if not s.backward)
        _circle(ax, spot, inside, now is not None and now.place == place, radius=0.95)
        for row, s in enumerate(s for s in own if s.backward):
            ax.text(
                spot[0],
                spot[1] - 1.1 - 0.45 * row,
                f"${s.symbol}$ = {s.value:.4f}",
                ha="center",
                va="top",
                fontsize=11,
                color=COLORS["orange"],
            )
    for k, target in enumerate(np.asarray(t, dtype=float)):
        ax.text(11.15, places["o", k][1], f"$t_{k + 1}$ = {target:g}", ha="left", va="center", fontsize=11)
    if now is not None:
        title = f"${now.formula}$ = {now.value:.4f}"
        color = COLORS["orange"] if now.backward else COLORS["ink"]
        ax.set_title(
            f"{'backward' if now.backward else 'forward'}, step {step} of {len(steps)}:   {title}", color=color
        )
    else:
        ax.set_title("before the first step")
    return ax


def _sum(products: list[tuple[str, str]], letter: str = "", unit: int = 0, bias: ArrayLike = (0.0,)) -> str:
    start = [rf"{letter}_{{{unit + 1}0}}"] if letter and bias[unit] != 0 else []
    return " + ".join([*start, *(rf"{a} \, {b}" for a, b in products)])


def _spread(n: int) -> np.ndarray:
    return (np.arange(n)[::-1] - (n - 1) / 2) * 4.4


def _line(
    ax: Axes, start: tuple[float, float], end: tuple[float, float], weight: float, gradient: list[Step], marked: bool
) -> None:
    ax.plot([start[0], end[0]], [start[1], end[1]], "-", color=COLORS["grey"], linewidth=3 if marked else 1.2, zorder=1)
    share = 0.36 if start[1] == end[1] else 0.3  # beside the crossing, not on it
    x, y = (a + share * (b - a) for a, b in zip(start, end, strict=True))
    box = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
    ax.text(x, y, f"{weight:g}", ha="center", va="center", fontsize=11, bbox=box, zorder=2)
    for s in gradient:
        ax.text(
            x + 0.1,
            y - 0.32,
            f"{s.value:.4f}",
            ha="center",
            va="top",
            fontsize=11,
            color=COLORS["orange"],
            bbox=box,
            zorder=2,
        )


def _circle(
    ax: Axes, spot: tuple[float, float], text: str, marked: bool, radius: float = 0.75, face: str = "white"
) -> None:
    edge = COLORS["blue"] if marked else COLORS["ink"]
    ax.add_patch(Circle(spot, radius, facecolor=face, edgecolor=edge, linewidth=4 if marked else 1.5, zorder=3))
    ax.text(*spot, text, ha="center", va="center", fontsize=10.5, zorder=4, linespacing=1.4)
