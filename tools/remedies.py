"""Write lecture_nn/data/remedies.json: three remedies for overfitting on 500 digits with wrong labels, for lesson 16.

Ten sets of images, three learning rates and five settings of each remedy take about six minutes of one core, so the
lesson reads the results from the file, and a test repeats some of the networks (tests/test_lesson_16.py). To make the
file anew:

    python tools/remedies.py

In 60 epochs the lowest rate doesn't get the unlimited network to learn every label, so to choose this rate is partly to
stop early. Therefore "long" holds runs of 200 epochs, in which it learns them at every rate: with each number of units
and each weight decay. Three controls are for fewer units: with right labels, with 64 inputs, and stopped early.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from lecture_nn import MLP, Momentum
from lecture_nn.datasets import Dataset, Examples, digits
from lecture_nn.label_noise import NoisyDigits, noisy_digits
from lecture_nn.stages import snapshots
from lecture_nn.threads import use_one_thread

TARGET = Path(__file__).resolve().parent.parent / "lecture_nn" / "data" / "remedies.json"

SETS, RATES, WRONG = range(10), (0.01, 0.03, 0.1), 100
UNITS, DECAYS, STOPS = (4, 8, 16, 32, 100), (0.0, 0.01, 0.03, 0.1, 0.3), (3, 6, 12, 25, 60)
LONG = (25, 200)
SMALLER = 5  # times higher rates for 64 inputs, so that the unlimited network learns every label there, too

Table = list[list[float]]


def measured(net: MLP, data: Dataset, drawn: NoisyDigits) -> list[float]:
    """Return four accuracies: images to choose by, images to judge by, right labels as given, wrong ones as given."""
    as_given = net.forward(drawn.X).argmax(axis=1) == drawn.given
    wrong = drawn.given != drawn.true
    judge = (data.train.X[5000:7000], data.train.T[5000:7000])
    shares = [net.accuracy(*data.validation), net.accuracy(*judge), np.mean(as_given[~wrong])]
    return [round(float(share), 4) for share in (*shares, np.mean(as_given[wrong]) if wrong.any() else 0.0)]


def trained(
    data: Dataset,
    drawn: NoisyDigits,
    number: int,
    rate: float,
    J: int = 100,
    decay: float = 0.0,
    stops: tuple[int, ...] = STOPS,
) -> Table:
    """Return what is measured on one network after each number of epochs in `stops`."""
    net = MLP([drawn.X.shape[1], J, 10], hidden="relu", output="softmax", seed=number)
    run = snapshots(net, drawn.train, Momentum(rate, 0.9), stops, weight_decay=decay, seed=number)
    return [measured(net, data, drawn) for _ in run]


def smaller(data: Dataset) -> Dataset:
    """Return the data with images of 8 by 8 pixels, each the mean of 3 by 3, as in lesson 12: (N, 64)."""

    def shrunk(part: Examples) -> Examples:
        middle = part.X.reshape(-1, 32, 32)[:, 5:29, 5:29]
        return Examples(middle.reshape(-1, 8, 3, 8, 3).mean(axis=(2, 4)).reshape(-1, 64), part.T)

    return Dataset(*map(shrunk, data))


def one_set(data: Dataset, number: int, rates: tuple[float, ...] = RATES) -> dict[str, list | dict]:
    """Return what is measured on one set of images: of each remedy a table for each rate, a row for each setting.

    Under "long" stands the same after 200 epochs, with the controls. A network is trained once for all the times at
    which it is looked at: the last rows of its table are those after 25, 60 and 200 epochs.
    """
    drawn, right, small = noisy_digits(data, number, WRONG), noisy_digits(data, number, wrong=0), smaller(data)
    drawn_small = noisy_digits(small, number, WRONG)
    found: dict[str, list] = {name: [] for name in ("units", "decay", "stop", "right labels")}
    long: dict[str, list] = {name: [] for name in ("units", "decay", "right labels", "64 inputs", "stopped")}
    for rate in rates:
        whole = trained(data, drawn, number, rate, stops=(*STOPS, LONG[-1]))
        few = [trained(data, drawn, number, rate, J=J, stops=(LONG[0], STOPS[-1], LONG[-1])) for J in UNITS[:-1]]
        decays = [trained(data, drawn, number, rate, decay=decay, stops=(STOPS[-1], LONG[-1])) for decay in DECAYS[1:]]
        rights = [trained(data, right, number, rate, J=J, stops=(STOPS[-1], LONG[-1])) for J in UNITS]
        smalls = [trained(small, drawn_small, number, SMALLER * rate, J=J, stops=LONG[-1:]) for J in UNITS]
        found["stop"].append(whole[:-1])
        found["units"].append([table[-2] for table in (*few, whole)])
        found["decay"].append([table[-2] for table in (whole, *decays)])
        found["right labels"].append([rights[-1][-2]])
        long["units"].append([table[-1] for table in (*few, whole)])
        long["decay"].append([table[-1] for table in (whole, *decays)])
        long["right labels"].append([table[-1] for table in rights])
        long["64 inputs"].append([table[-1] for table in smalls])
        long["stopped"].append([table[-3] for table in (*few, whole)])
    return {**found, "long": long}


def write(target: Path, about: dict[str, Any], one_set: Callable[[int], dict[str, Any]]) -> None:
    """Write what a file is about, and under "sets" what `one_set` returns for each of the ten sets of images."""
    about["sets"] = []
    for number in SETS:
        about["sets"].append(one_set(number))
        print(f"set {number + 1} of {len(SETS)}", flush=True)
    target.write_text(json.dumps(about) + "\n", encoding="utf-8")


def main() -> None:
    use_one_thread()
    data = digits()
    about = {
        "what": "for each of ten sets, remedy, rate and setting: accuracy on 2,000 validation images, on 2,000 images "
        "held out to judge, on the right labels of the training set and on its wrong ones",
        "data": f"lecture_nn.label_noise.noisy_digits(digits(), number, wrong={WRONG})",
        "made_by": "tools/remedies.py",
        "settings": {"rates": RATES, "units": UNITS, "decay": DECAYS, "stop": STOPS, "long": LONG},
    }
    write(TARGET, about, lambda number: one_set(data, number))


if __name__ == "__main__":
    main()
