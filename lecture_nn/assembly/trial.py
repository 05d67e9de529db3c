"""Training a student's network and the package's side by side; run as a program, in a process of its own.

python -m lecture_nn.assembly.trial my_network.py trial.json 60
"""

from __future__ import annotations

import importlib.util
import json
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from lecture_nn.datasets import Examples, digits
from lecture_nn.history import EarlyStopping, History
from lecture_nn.network import MLP
from lecture_nn.optimizers import Adam, GradientDescent, Momentum
from lecture_nn.threads import use_one_thread
from lecture_nn.training import fit

RUNS: tuple[dict[str, Any], ...] = (
    {"sizes": [1024, 30, 10], "hidden": "tanh", "rule": "momentum_step", "eta": 0.05, "patience": 3},
    {"sizes": [1024, 30, 20, 10], "hidden": "relu", "rule": "step", "eta": 0.1, "decay": 0.001},
    {"sizes": [1024, 20, 20, 10], "hidden": "sigmoid", "rule": "adam_step", "eta": 0.01},
)
"""Three networks, which between them use every part."""

NAMES = (
    "tanh, momentum and early stopping",
    "ReLU, two hidden layers, weight decay",
    "sigmoid, two hidden layers, Adam",
)

AMOUNTS = ((1000, 15), (400, 6), (100, 3))
"""Training images and epochs, the first that fit into the time: functions with loops of their own take long."""

BATCH = 50


def main(path: str, out: str, seconds: str, most: str = "") -> None:
    """Check the gradients of the network in the file, train it and the package's, and write what was measured."""
    use_one_thread()
    mine = _load(Path(path))
    found: dict[str, Any] = {"gradients": {name: float(d) for name, d in mine.check_gradients().items()}}
    data = digits()
    images, epochs = _fitting(mine, data.train, float(seconds), AMOUNTS[int(most or 0) :])
    training = tuple(np.asarray(part[:images], dtype=float) for part in data.train)
    validation = tuple(np.asarray(part[: min(1000, images)], dtype=float) for part in data.validation)
    found |= {"images": images, "validation_images": len(validation[0]), "epochs": epochs, "runs": []}
    for name, run in zip(NAMES, RUNS, strict=True):
        *_, yours = mine.train(training, validation, epochs=epochs, batch_size=BATCH, **run)
        ours = _package(training, validation, epochs, **run)
        measured = ("loss", "validation_loss", "validation_accuracy")
        found["runs"].append(
            {
                "name": name,
                "yours": {each: [float(number) for number in yours[each]] for each in measured},
                "ours": {each: [float(number) for number in getattr(ours, each)] for each in measured},
                "dead": yours.get("dead"),
            }
        )
    Path(out).write_text(json.dumps(found), encoding="utf-8")


def _load(path: Path) -> ModuleType:
    specification = importlib.util.spec_from_file_location(path.stem, path)
    module = sys.modules[path.stem] = importlib.util.module_from_spec(specification)  # where dataclasses look for it
    sys.dont_write_bytecode = True
    specification.loader.exec_module(module)
    return module


def _fitting(
    mine: ModuleType, train: Examples, seconds: float, amounts: tuple[tuple[int, int], ...]
) -> tuple[int, int]:
    """The largest number of images and epochs that all runs are expected to get through in this time."""
    few = tuple(np.asarray(part[:BATCH], dtype=float) for part in train)
    start = time.perf_counter()
    for run in RUNS:
        mine.train(few, few, epochs=1, batch_size=BATCH, **run)
    per_batch = time.perf_counter() - start
    fits = [each for each in amounts if 2 * per_batch * each[0] / BATCH * each[1] < seconds]
    return (fits or [amounts[-1]])[0]


def _package(
    training: tuple, validation: tuple, epochs: int, sizes: list[int], hidden: str, rule: str, eta: float, **more: Any
) -> History:
    optimizer = {"momentum_step": Momentum, "step": GradientDescent, "adam_step": Adam}[rule](eta)
    patience = more.get("patience")
    return fit(
        MLP(sizes, hidden=hidden, output="softmax", seed=0),
        training,
        validation,
        optimizer=optimizer,
        batch_size=BATCH,
        epochs=epochs,
        weight_decay=more.get("decay", 0.0),
        early_stopping=EarlyStopping(patience) if patience else None,
        seed=0,
        verbose=False,
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
