"""Write lecture_nn/data/final_choice.json: what the settings of lesson 18's final network are chosen by.

Ten seeds of each setting take minutes, so the lesson reads the results from the file, and a test repeats a few of them
(tests/test_lesson_18.py). Training and validation images only; the test images stay closed. To make the file anew, or
only some of its parts:

    python tools/final_choice.py
    python tools/final_choice.py stopped without
"""

import itertools
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from lecture_nn import MLP, EarlyStopping, GradientDescent, Momentum, fit
from lecture_nn.datasets import Dataset, digits
from lecture_nn.schedules import cosine, warm_up
from lecture_nn.threads import use_one_thread

TARGET = Path(__file__).resolve().parent.parent / "lecture_nn" / "data" / "final_choice.json"

SEEDS, RATE = range(10), 0.1
EPOCHS, DECAYS = (5, 10), (0.0, 3e-4, 1e-3, 3e-3)
CONSTANT_RATE, PATIENCE, LONGEST = 0.06, 3, 20
LAYER_RATES = (0.03, 0.1, 0.3, 1.0)


def judged(net: MLP, data: Dataset) -> list[float]:
    """Return the loss and the accuracy on the validation images."""
    return [round(float(number), 5) for number in (net.loss(*data.validation), net.accuracy(*data.validation))]


def scheduled(data: Dataset, sizes: list[int], rate: float, epochs: int, decay: float, seed: int) -> list[float]:
    """Return validation loss and accuracy of a network trained with lesson 14's schedule on the training images."""
    net = MLP(sizes, hidden="relu", output="softmax", seed=seed)
    settings = {"epochs": epochs, "schedule": warm_up(cosine), "weight_decay": decay, "seed": seed}
    fit(net, data.train, optimizer=Momentum(rate, 0.9), batch_size=64, verbose=False, **settings)
    return judged(net, data)


def stopped(data: Dataset, seed: int) -> list[float]:
    """Return the same at a constant rate, stopped by the validation loss; and the epochs until then."""
    net = MLP([1024, 100, 10], hidden="relu", output="softmax", seed=seed)
    settings = {"epochs": LONGEST, "early_stopping": EarlyStopping(PATIENCE), "seed": seed, "verbose": False}
    run = fit(net, *data[:2], optimizer=Momentum(CONSTANT_RATE, 0.9), batch_size=64, **settings)
    return [*judged(net, data), run.best_epoch]


CHANGES: dict[str, dict[str, Any]] = {
    "constant rate": {"schedule": None, "rates": (0.03, 0.06, 0.12)},
    "without momentum": {"gamma": 0.0, "rates": (0.5, 1.0, 2.0)},
    "sigmoid units": {"hidden": "sigmoid", "rates": (0.3, 1.0, 3.0)},
    "squared error": {"loss": "squared_error", "rates": (0.1, 0.3, 1.0)},
    "1,000 images": {"images": 1000, "rates": (0.12, 0.24, 0.48), "decays": (1e-3, 3e-3, 1e-2)},
}
"""What is changed about the chosen network, and the rates (and weight decays) that the changed one is tuned over."""


def changed(
    data: Dataset,
    seed: int,
    rate: float,
    decay: float,
    *,
    gamma: float = 0.9,
    schedule: Any = warm_up(cosine),  # noqa: B008
    images: int = 10_000,
    **net_settings: str,
) -> list[float]:
    """Return validation loss and accuracy of the chosen network with something changed, after as many updates."""
    net = MLP([1024, 100, 10], **{"hidden": "relu", "output": "softmax", "seed": seed, **net_settings})
    settings = {"epochs": 10 * 10_000 // images, "schedule": schedule, "weight_decay": decay, "seed": seed}
    train = (data.train.X[:images], data.train.T[:images])
    optimizer = Momentum(rate, gamma) if gamma else GradientDescent(rate)
    fit(net, train, optimizer=optimizer, batch_size=64, verbose=False, **settings)
    return judged(net, data)


def without(data: Dataset, name: str) -> dict[str, Any]:
    """Return the rate and decay with the lowest validation loss of three seeds, what was tried, and ten seeds."""
    change = {"decays": (3e-4, 1e-3), **CHANGES[name]}
    grid = list(itertools.product(change.pop("rates"), change.pop("decays")))
    losses = [float(np.mean([changed(data, seed, *pair, **change)[0] for seed in range(3)])) for pair in grid]
    rate, decay = grid[int(np.argmin(losses))]
    seeds = [changed(data, seed, rate, decay, **change) for seed in SEEDS]
    return {"tried": grid, "losses": losses, "rate": rate, "decay": decay, "seeds": seeds}


def of_network(data: Dataset) -> list:
    """Return ten seeds of the network for each number of epochs and weight decay."""
    sizes = [1024, 100, 10]
    return [
        [[scheduled(data, sizes, RATE, epochs, decay, seed) for seed in SEEDS] for decay in DECAYS] for epochs in EPOCHS
    ]


def of_layer(data: Dataset) -> list:
    """Return ten seeds of a single layer for each number of epochs and rate."""
    sizes = [1024, 10]
    return [
        [[scheduled(data, sizes, rate, epochs, 0.0, seed) for seed in SEEDS] for rate in LAYER_RATES]
        for epochs in EPOCHS
    ]


PARTS = {
    "stopped": lambda data: [stopped(data, seed) for seed in SEEDS],
    "without": lambda data: {name: without(data, name) for name in CHANGES},
    "layer": of_layer,
    "network": of_network,
}


def main(chosen: list[str]) -> None:
    use_one_thread()
    data = digits()
    found = json.loads(TARGET.read_text(encoding="utf-8")) if TARGET.exists() else {}
    found |= {
        "what": "validation loss and accuracy for ten seeds: of the network for each number of epochs and weight "
        "decay, stopped early at a constant rate, with the epochs, of a single layer for each number of epochs and "
        "rate, and of the chosen network with one thing changed",
        "made_by": "tools/final_choice.py",
        "settings": {"rate": RATE, "epochs": EPOCHS, "decays": DECAYS, "layer_rates": LAYER_RATES},
    }
    for part in chosen or PARTS:
        found[part] = PARTS[part](data)
        TARGET.write_text(json.dumps(found) + "\n", encoding="utf-8")
        print(part, "done", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
