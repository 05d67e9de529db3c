"""The picture of the first page where no program runs: what the network of its panel learns with three hidden units."""

import io
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
from PIL import Image

from lecture_nn import MLP, Momentum, fit
from lecture_nn.datasets import toy
from lecture_nn.figures import plot_decision_boundary, use_style

EPOCHS = 60


def save(path: Path) -> None:
    """Train the network and save the picture."""
    examples, validation = toy("circles", 200, noise=0.1, seed=0), toy("circles", 200, noise=0.1, seed=1)
    net = MLP([2, 3, 1], hidden="tanh", output="sigmoid", seed=1)
    settings = {"optimizer": Momentum(0.1, 0.9), "batch_size": 20, "epochs": EPOCHS, "verbose": False}
    history = fit(net, examples, validation, **settings)
    if net.accuracy(*examples) < 1:
        raise AssertionError("three hidden units no longer learn the examples of the first page")
    with mpl.rc_context():
        use_style()
        figure, (plane, curve) = plt.subplots(1, 2, figsize=(9.2, 4.3), dpi=100, width_ratios=(1, 1.1))
        plot_decision_boundary(lambda points: net.forward(points)[:, 0], *examples, ax=plane, bar=False)
        plane.set_title(f"Predicted probability after {EPOCHS} epochs")
        curve.plot(history.loss, label="training")
        curve.plot(history.validation_loss, linestyle="--", label="validation")
        curve.set(title="Loss after each epoch", xlabel="epoch", ylabel="loss", ylim=(0, None))
        curve.legend()
        drawn = io.BytesIO()
        figure.savefig(drawn, format="png")
        plt.close(figure)
    with Image.open(drawn) as picture:
        picture.convert("RGB").save(path, lossless=True)
