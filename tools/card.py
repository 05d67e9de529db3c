"""Draw the course's picture, site/_static/card.png, for the README and for links to the web site.

    python tools/card.py

Above, a network with four hidden units encloses the points in the middle; below, one with 100 reads digits of the
validation set, wrong ones among them.
"""

from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np

from lecture_nn import MLP, Adam, Momentum, fit
from lecture_nn.datasets import digits
from lecture_nn.figures import plot_decision_boundary, use_style

CARD = Path(__file__).resolve().parent.parent / "site" / "_static" / "card.png"
EPOCHS = [0, 10, 20, 40]
SHOWN = 10


def main() -> None:
    with mpl.rc_context():
        use_style()
        figure = plt.figure(figsize=(12, 6.3), dpi=100, facecolor="white", layout="none")
        figure.text(0.03, 0.925, "Neural networks, from one unit to early stopping", fontsize=27, weight="bold")
        upper, lower = figure.subfigures(2, 1, height_ratios=(4.35, 1.95))
        draw_boundary(upper)
        draw_digits(lower)
        figure.savefig(CARD, metadata={"Software": None})
    print(f"{CARD.name}: {CARD.stat().st_size / 1000:.0f} KB")


def draw_boundary(figure: plt.Figure) -> None:
    """One network as it learns to tell the middle from what is around it."""
    rng = np.random.default_rng(2)
    radius = np.concatenate([rng.uniform(0, 0.9, 40), rng.uniform(1.5, 2.3, 40)])
    angle = rng.uniform(0, 2 * np.pi, 80)
    X = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    T = np.repeat([1.0, 0.0], 40)[:, None]
    axes = figure.subplots(
        1, len(EPOCHS), gridspec_kw={"left": 0.03, "right": 0.97, "top": 0.76, "bottom": 0.04, "wspace": 0.06}
    )
    for ax, epochs in zip(axes, EPOCHS, strict=True):
        net = MLP([2, 4, 1], hidden="tanh", output="sigmoid", seed=3)
        if epochs:
            fit(net, (X, T), optimizer=Adam(learning_rate=0.1), batch_size=len(X), epochs=epochs, verbose=False)
        plot_decision_boundary(lambda points, net=net: net.forward(points)[:, 0], X, T, ax=ax, bar=False)
        right = f"{net.accuracy(X, T):.0%} right"
        ax.set_title(f"{epochs} steps: {right}" if epochs else f"before learning: {right}", fontsize=15)
        ax.set(xlabel="", ylabel="", xticks=[], yticks=[])


def draw_digits(figure: plt.Figure) -> None:
    """Digits that another network has never seen, and what it takes them for."""
    data = digits()
    net = MLP([1024, 100, 10], hidden="relu", output="softmax", seed=0)
    fit(net, data.train, optimizer=Momentum(learning_rate=0.1, momentum=0.9), epochs=5, verbose=False)
    X, T = data.validation
    read, label = net.predict(X), T.argmax(axis=1)
    wrong = np.flatnonzero(read != label)[:2]
    chosen = [np.flatnonzero((read == digit) & (label == digit))[0] for digit in range(SHOWN - len(wrong))]
    axes = figure.subplots(1, SHOWN, gridspec_kw={"left": 0.03, "right": 0.97, "top": 0.82, "bottom": 0.1})
    for ax, n in zip(axes, [*chosen, *wrong], strict=True):
        ax.imshow(X[n].reshape(32, 32), cmap="gray_r")
        ax.set_title(f"{read[n]}" if read[n] == label[n] else f"{read[n]}, not {label[n]}", fontsize=15)
        ax.set(xticks=[], yticks=[])


if __name__ == "__main__":
    main()
