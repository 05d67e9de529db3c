"""Write lecture_nn/data/tuned_optimizers.json: batch sizes, optimizers and schedules on the digits, for lesson 14.

Each is tuned over a grid of learning rates with ten seeds, which takes minutes. So the lesson reads the results from
the file, and a test repeats a few runs (tests/test_lesson_14.py). To make the file anew, or one of its four parts:

    python tools/tuned_optimizers.py
    python tools/tuned_optimizers.py schedules
"""

import json
import sys
import time
from pathlib import Path

from lecture_nn import (
    MLP,
    AdaDelta,
    AdaGrad,
    Adam,
    DivergenceError,
    GradientDescent,
    Momentum,
    Nesterov,
    RMSProp,
    fit,
)
from lecture_nn.datasets import Dataset, digits
from lecture_nn.optimizers import Optimizer
from lecture_nn.schedules import constant, cosine, step_decay, warm_up
from lecture_nn.threads import use_one_thread

TARGET = Path(__file__).resolve().parent.parent / "lecture_nn" / "data" / "tuned_optimizers.json"

SEEDS = range(10)

# How often: training loss on 1,000 images after each epoch of gradient descent
IMAGES = 1000
SIZES = {
    "full batch": {"size": 1000, "epochs": 25, "rates": (0.03, 0.1, 0.3, 1.0, 3.0)},
    "mini-batches of 64": {"size": 64, "epochs": 25, "rates": (0.03, 0.1, 0.3, 1.0, 3.0)},
    "single examples": {"size": 1, "epochs": 5, "rates": (0.001, 0.003, 0.01, 0.03, 0.1)},
}

# Seven optimizers: five epochs on 2,000 images
FACTORS = (0.1, 0.3, 1.0, 3.0, 10.0)
OPTIMIZERS = {
    GradientDescent: 0.3,
    Momentum: 0.03,
    Nesterov: 0.03,
    AdaGrad: 0.03,
    RMSProp: 0.003,
    AdaDelta: 3.0,
    Adam: 0.003,
}
"""Each with the rate in the middle of its grid."""

# Does plain descent end up worse, or is it only slower? Two of them with four times as many epochs
LONGER = (GradientDescent, Momentum)

# Schedules: ten epochs of momentum on 8,000 images
SCHEDULES = {
    "constant": constant,
    "step decay": step_decay(),
    "cosine": cosine,
    "warm-up, cosine": warm_up(cosine),
}
RATES = (0.03, 0.06, 0.1, 0.2, 0.4)


def new_net(seed: int) -> MLP:
    """Return the digits model of lessons 14 to 18."""
    return MLP([1024, 100, 10], hidden="relu", output="softmax", seed=seed)


def by_size(data: Dataset, name: str, rate: float, seed: int) -> list[float | None]:
    """Return the training loss after each epoch; None for each if training diverged."""
    X, T = data.train.X[:IMAGES], data.train.T[:IMAGES]
    setting = SIZES[name]
    settings = {"batch_size": setting["size"], "epochs": setting["epochs"], "seed": seed, "verbose": False}
    try:
        history = fit(new_net(seed), (X, T), (X, T), optimizer=GradientDescent(rate), **settings)
    except DivergenceError:
        return [None] * setting["epochs"]
    return [round(loss, 4) for loss in history.validation_loss]  # "validation" on the training images, after each epoch


def judged(data: Dataset, optimizer: Optimizer, images: int, seed: int, **settings: object) -> list[float | None]:
    """Return the loss on images to choose by, then loss and accuracy on images to judge by; None if it diverged."""
    net, train = new_net(seed), (data.train.X[:images], data.train.T[:images])
    try:
        fit(net, train, optimizer=optimizer, seed=seed, verbose=False, **settings)
    except DivergenceError:
        return [None] * 3
    judge = data.train.X[8000:], data.train.T[8000:]
    return [round(float(x), 4) for x in (net.loss(*data.validation), net.loss(*judge), net.accuracy(*judge))]


def by_optimizer(data: Dataset, kind: type[Optimizer], factor: float, seed: int, epochs: int = 5) -> list[float | None]:
    """Return what is measured after some epochs on 2,000 images with mini-batches of 64."""
    return judged(data, kind(learning_rate=factor * OPTIMIZERS[kind]), 2000, seed, epochs=epochs)


def by_schedule(data: Dataset, name: str, rate: float, seed: int) -> list[float | None]:
    """Return what is measured after ten epochs of momentum on 8,000 images."""
    return judged(data, Momentum(rate, 0.9), 8000, seed, epochs=10, schedule=SCHEDULES[name])


def batches(data: Dataset) -> dict[str, list]:
    """Return for each batch size a list by rate of lists by seed."""
    return {
        name: [[by_size(data, name, rate, seed) for seed in SEEDS] for rate in SIZES[name]["rates"]] for name in SIZES
    }


def optimizers(data: Dataset) -> dict[str, list]:
    """Return for each optimizer a list by rate of lists by seed."""
    return {
        kind.__name__: [[by_optimizer(data, kind, factor, seed) for seed in SEEDS] for factor in FACTORS]
        for kind in OPTIMIZERS
    }


def longer(data: Dataset) -> dict[str, list]:
    """Return for two optimizers the same after 20 epochs."""
    return {
        kind.__name__: [[by_optimizer(data, kind, factor, seed, epochs=20) for seed in SEEDS] for factor in FACTORS]
        for kind in LONGER
    }


def schedules(data: Dataset) -> dict[str, list]:
    """Return for each schedule a list by rate of lists by seed."""
    return {name: [[by_schedule(data, name, rate, seed) for seed in SEEDS] for rate in RATES] for name in SCHEDULES}


PARTS = {"batches": batches, "optimizers": optimizers, "longer": longer, "schedules": schedules}


def main(chosen: list[str]) -> None:
    use_one_thread()
    data = digits()
    found = json.loads(TARGET.read_text(encoding="utf-8")) if TARGET.exists() else {}
    found["what"] = (
        "for each setting and learning rate ten seeds: the training loss after each epoch; or the loss to choose by, "
        "the loss and the accuracy to judge by. The script says more. null: training diverged"
    )
    found["sizes"] = SIZES
    found["rates"] = {kind.__name__: [factor * usual for factor in FACTORS] for kind, usual in OPTIMIZERS.items()}
    found["schedule rates"] = RATES
    for name in chosen or PARTS:
        start = time.process_time()
        found[name] = PARTS[name](data)
        print(f"{name}: {time.process_time() - start:.0f} s", flush=True)
        TARGET.write_text(json.dumps(found) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
