"""Write lecture_nn/data/remedies.json: three remedies for overfitting on 500 digits with wrong labels, for lesson 16.

Ten sets of images, three learning rates and five settings of each remedy take minutes, so the lesson reads the results
from the file, and a test repeats one of the sets (tests/test_lesson_16.py). To make the file anew:

    python tools/remedies.py
"""

import json
from pathlib import Path

import numpy as np

from lecture_nn import MLP, Momentum
from lecture_nn.datasets import Dataset, digits
from lecture_nn.label_noise import NoisyDigits, noisy_digits, snapshots
from lecture_nn.threads import use_one_thread

TARGET = Path(__file__).resolve().parent.parent / "lecture_nn" / "data" / "remedies.json"

SETS, RATES, WRONG = range(10), (0.01, 0.03, 0.1), 100
UNITS, DECAYS, STOPS = (4, 8, 16, 32, 100), (0.0, 0.01, 0.03, 0.1, 0.3), (3, 6, 12, 25, 60)

Table = list[list[float]]


def measured(net: MLP, data: Dataset, drawn: NoisyDigits) -> list[float]:
    """Return four accuracies: images to choose by, images to judge by, right labels as given, wrong ones as given."""
    as_given = net.forward(drawn.X).argmax(axis=1) == drawn.given
    wrong = drawn.given != drawn.true
    judge = (data.train.X[5000:7000], data.train.T[5000:7000])
    shares = [net.accuracy(*data.validation), net.accuracy(*judge), np.mean(as_given[~wrong])]
    return [round(float(share), 4) for share in (*shares, np.mean(as_given[wrong]) if wrong.any() else 0.0)]


def trained(data: Dataset, drawn: NoisyDigits, number: int, rate: float, J: int = 100, decay: float = 0.0) -> Table:
    """Return what is measured on one network after each number of epochs in `STOPS`."""
    net = MLP([1024, J, 10], hidden="relu", output="softmax", seed=number)
    run = snapshots(net, drawn, Momentum(rate, 0.9), STOPS, weight_decay=decay, seed=number)
    return [measured(net, data, drawn) for _ in run]


def one_set(data: Dataset, number: int, rates: tuple[float, ...] = RATES) -> dict[str, list[Table]]:
    """Return for each remedy what is measured on one set of images: a table for each rate, a row for each setting."""
    drawn, right = noisy_digits(data, number, WRONG), noisy_digits(data, number, wrong=0)
    found: dict[str, list[Table]] = {"units": [], "decay": [], "stop": [], "right labels": []}
    for rate in rates:
        whole = trained(data, drawn, number, rate)
        found["stop"].append(whole)
        found["units"].append([*(trained(data, drawn, number, rate, J=J)[-1] for J in UNITS[:-1]), whole[-1]])
        decays = [trained(data, drawn, number, rate, decay=decay)[-1] for decay in DECAYS[1:]]
        found["decay"].append([whole[-1], *decays])
        found["right labels"].append(trained(data, right, number, rate)[-1:])
    return found


def main() -> None:
    use_one_thread()
    data = digits()
    about = {
        "what": "for each of ten sets, remedy, rate and setting: accuracy on 2,000 validation images, on 2,000 images "
        "held out to judge, on the right labels of the training set and on its wrong ones",
        "data": f"lecture_nn.label_noise.noisy_digits(digits(), number, wrong={WRONG})",
        "made_by": "tools/remedies.py",
        "settings": {"rates": RATES, "units": UNITS, "decay": DECAYS, "stop": STOPS},
        "sets": [],
    }
    for number in SETS:
        about["sets"].append(one_set(data, number))
        print(f"set {number + 1} of {len(SETS)}", flush=True)
    TARGET.write_text(json.dumps(about) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
