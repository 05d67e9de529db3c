"""Write lecture_nn/data/final_choice.json: what the settings of lesson 18's final network are chosen by.

Ten seeds of each setting take minutes, so the lesson reads the results from the file, and a test repeats a few of them
(tests/test_lesson_18.py). Training and validation images only; the test images stay closed. To make the file anew:

    python tools/final_choice.py
"""

import json
from pathlib import Path

from lecture_nn import MLP, EarlyStopping, Momentum, fit
from lecture_nn.datasets import Dataset, digits
from lecture_nn.schedules import cosine, warm_up
from lecture_nn.threads import use_one_thread

TARGET = Path(__file__).resolve().parent.parent / "lecture_nn" / "data" / "final_choice.json"

SEEDS, RATE = range(10), 0.1
EPOCHS, DECAYS = (5, 10), (0.0, 3e-4, 1e-3, 3e-3)
CONSTANT_RATE, PATIENCE, LONGEST = 0.03, 3, 20
LAYER_RATES = (0.03, 0.1, 0.3, 1.0)


def scheduled(data: Dataset, sizes: list[int], rate: float, epochs: int, decay: float, seed: int) -> list[float]:
    """Return validation loss and accuracy of a network trained with lesson 14's schedule on the training images."""
    net = MLP(sizes, hidden="relu", output="softmax", seed=seed)
    settings = {"epochs": epochs, "schedule": warm_up(cosine), "weight_decay": decay, "seed": seed}
    fit(net, data.train, optimizer=Momentum(rate, 0.9), batch_size=64, verbose=False, **settings)
    return [round(float(number), 5) for number in (net.loss(*data.validation), net.accuracy(*data.validation))]


def stopped(data: Dataset, seed: int) -> list[float]:
    """Return the same at a constant rate, stopped by the validation loss; and the epochs until then."""
    net = MLP([1024, 100, 10], hidden="relu", output="softmax", seed=seed)
    settings = {"epochs": LONGEST, "early_stopping": EarlyStopping(PATIENCE), "seed": seed, "verbose": False}
    run = fit(net, *data[:2], optimizer=Momentum(CONSTANT_RATE, 0.9), batch_size=64, **settings)
    measured = (net.loss(*data.validation), net.accuracy(*data.validation))
    return [*(round(float(number), 5) for number in measured), run.best_epoch]


def main() -> None:
    use_one_thread()
    data, network, layer = digits(), [1024, 100, 10], [1024, 10]
    found = {
        "what": "validation loss and accuracy for ten seeds: of the network for each number of epochs and weight "
        "decay, stopped early at a constant rate, with the epochs, and of a single layer for each number of epochs "
        "and rate",
        "made_by": "tools/final_choice.py",
        "settings": {"rate": RATE, "epochs": EPOCHS, "decays": DECAYS, "layer_rates": LAYER_RATES},
        "stopped": [stopped(data, seed) for seed in SEEDS],
        "layer": [
            [[scheduled(data, layer, rate, epochs, 0.0, seed) for seed in SEEDS] for rate in LAYER_RATES]
            for epochs in EPOCHS
        ],
        "network": [],
    }
    for epochs in EPOCHS:
        of_epochs = [[scheduled(data, network, RATE, epochs, decay, seed) for seed in SEEDS] for decay in DECAYS]
        found["network"].append(of_epochs)
        print(f"{epochs} epochs done", flush=True)
    TARGET.write_text(json.dumps(found) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
