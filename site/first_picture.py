"""The moving picture of the first page: a net with four hidden units learns to tell a middle from what is around it."""

from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np

from lecture_nn import MLP, Adam, fit
from lecture_nn.figures import plot_decision_boundary, use_style
from lecture_nn.figures.animation import animate

FRAMES = [0, 1, 2, 3, 4, 6, 8, 10, 13, 16, 20, 25, 30, 36, 42, 50, 60, 70, 80, 100, 120, 150]


def save(path: Path) -> None:
    """Train the net and save the picture, an animated PNG."""
    rng = np.random.default_rng(2)
    radius = np.concatenate([rng.uniform(0, 0.9, 40), rng.uniform(1.5, 2.3, 40)])
    angle = rng.uniform(0, 2 * np.pi, 80)
    X = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    T = np.repeat([1.0, 0.0], 40)[:, None]

    with mpl.rc_context():
        use_style()
        figure, (plane, curve) = plt.subplots(1, 2, figsize=(7.2, 3.4), dpi=100, width_ratios=(1, 1.1))

        def draw(steps: int) -> None:
            net = MLP([2, 4, 1], hidden="tanh", output="sigmoid", seed=3)
            settings = {"optimizer": Adam(learning_rate=0.1), "batch_size": len(X), "verbose": False}
            before = fit(net, (X, T), epochs=steps, **settings).loss if steps else []
            losses = [*before, net.loss(X, T)]
            if steps == FRAMES[-1] and net.accuracy(X, T) < 1:
                raise AssertionError("the net of the first picture no longer learns its examples")
            plane.clear()
            plot_decision_boundary(lambda points: net.forward(points)[:, 0], X, T, ax=plane, bar=False)
            plane.set_title(f"{net.accuracy(X, T):.0%} right")
            curve.clear()
            curve.plot(losses)
            curve.set(title=f"step {steps}: loss {losses[-1]:.2f}", xlabel="step", xlim=(0, FRAMES[-1]))
            curve.set(ylabel="loss", ylim=(0, 0.8))

        path.write_bytes(animate(figure, draw, FRAMES, milliseconds=180))
