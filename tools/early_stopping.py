"""Write lecture_nn/data/early_stopping.json: what stopping early gains and costs at equal labels, for lesson 18.

Every run goes to its end, and stopping early means the weights of its best epoch by validation loss: no patience is at
work. Ten data sets of each kind take minutes, so the lesson reads the results from the file, and a test repeats a few
of them (tests/test_lesson_18.py). To make the file anew, or only one of its parts:

    python tools/early_stopping.py
    python tools/early_stopping.py with_wrong_labels
"""

import json
import sys
from functools import cache
from pathlib import Path

import numpy as np

from lecture_nn import MLP, EarlyStopping, Momentum, fit
from lecture_nn.datasets import Dataset, Examples, digits
from lecture_nn.interactive.trained import stopping_target
from lecture_nn.label_noise import noisy_digits
from lecture_nn.stages import snapshots
from lecture_nn.threads import use_one_thread

TARGET = Path(__file__).resolve().parent.parent / "lecture_nn" / "data" / "early_stopping.json"

SETS, FIRST_RUN = range(10), 2
LABELS, EPOCHS = (20, 40, 80, 160), 4000
WRONG, DIGIT_EPOCHS = (0, 50, 100, 200), 60

PLACES = np.random.default_rng(1000).uniform(-1.5, 1.5, size=(2000, 2))
"""Where a network is compared with the true function."""


def draw(N: int, rng: np.random.Generator) -> Examples:
    """Return N noisy examples of the true function of lesson 18."""
    X = rng.uniform(-1.5, 1.5, size=(N, 2))
    return Examples(X, stopping_target(X) + 0.5 * rng.normal(size=(N, 1)))


def network(seed: int, hidden: str = "tanh") -> MLP:
    """Return an untrained network; its initial weights are a twentieth of the usual ones."""
    net = MLP([2, 40, 1], hidden=hidden, output="identity", seed=seed)
    for layer in net.layers:
        layer.weights = 0.05 * layer.weights
    return net


def distance(net: MLP) -> float:
    """Return the mean squared distance from the true function."""
    return float(np.mean((net.forward(PLACES) - stopping_target(PLACES)) ** 2))


def plane(train: Examples) -> float:
    """Return the same distance for the plane that fits the examples best."""
    A, B = (np.hstack([X, np.ones((len(X), 1))]) for X in (train.X, PLACES))
    o = B @ np.linalg.lstsq(A, train.T, rcond=None)[0]
    return float(np.mean((o - stopping_target(PLACES)) ** 2))


def part(examples: Examples, rows: slice) -> Examples:
    """Return some of the examples."""
    return Examples(examples.X[rows], examples.T[rows])


def at_equal_labels(number: int, N: int, cut: int | None = None) -> list[float]:
    """Return distances after N labels: plane, all to the end, stopped, all for the epochs found; and these epochs.

    The stopped network is trained on the first `cut` examples, by default three quarters; the others are to stop by.
    """
    every = draw(N, np.random.default_rng(number))
    cut = 3 * N // 4 if cut is None else cut
    settings = {"optimizer": Momentum(0.05, 0.9), "batch_size": N, "verbose": False}
    end, stopped, again = (network(number) for _ in range(3))
    fit(end, every, epochs=EPOCHS, **settings)
    train, validation = part(every, slice(cut)), part(every, slice(cut, None))
    run = fit(stopped, train, validation, epochs=EPOCHS, early_stopping=EarlyStopping(EPOCHS), **settings)
    fit(again, every, epochs=run.best_epoch, **settings)
    return [plane(every), *map(distance, (end, stopped, again)), run.best_epoch]


def mostly_watching(number: int, N: int) -> list[float]:
    """Return the same with 30 examples for training and the rest for validation."""
    return at_equal_labels(number, N, cut=30)


@cache
def all_digits() -> Dataset:
    """Return the digits, read once."""
    return digits()


def with_wrong_labels(number: int, wrong: int) -> list[float]:
    """Return accuracies on other images after 500 labels: to the end, stopped, all for the epochs found; the epochs."""
    data = all_digits()
    drawn = noisy_digits(data, number, wrong)
    order = np.random.default_rng(number).permutation(len(drawn.X))
    every = Examples(drawn.X[order], drawn.train.T[order])
    settings = {"optimizer": Momentum(0.03, 0.9), "batch_size": 64, "seed": number, "verbose": False}
    nets = end, stopped, again = [MLP([1024, 100, 10], hidden="relu", output="softmax", seed=number) for _ in range(3)]
    fit(end, every, epochs=DIGIT_EPOCHS, **settings)
    rule = EarlyStopping(DIGIT_EPOCHS)
    train, validation = part(every, slice(400)), part(every, slice(400, None))
    run = fit(stopped, train, validation, epochs=DIGIT_EPOCHS, early_stopping=rule, **settings)
    fit(again, every, epochs=run.best_epoch, **settings)
    judge = part(data.train, slice(5000, 7000))
    return [*(net.accuracy(*judge) for net in nets), run.best_epoch]


def on_four_fifths(number: int, wrong: int) -> list[float]:
    """Return the accuracy after training to the end on the 400 labels that are left when 100 are held out."""
    data = all_digits()
    drawn, rng = noisy_digits(data, number, wrong), np.random.default_rng(number)
    rows = rng.permutation(len(drawn.X))[:400]
    net = MLP([1024, 100, 10], hidden="relu", output="softmax", seed=number)
    settings = {"optimizer": Momentum(0.03, 0.9), "batch_size": 64, "seed": number, "verbose": False}
    fit(net, Examples(drawn.X[rows], drawn.train.T[rows]), epochs=DIGIT_EPOCHS, **settings)
    return [net.accuracy(*part(data.train, slice(5000, 7000)))]


def from_plane(net: MLP) -> float:
    """Return the lesson's relative distance from a plane."""
    A, o = np.column_stack([PLACES, np.ones(len(PLACES))]), net.forward(PLACES)[:, 0]
    return float(np.std(o - A @ np.linalg.lstsq(A, o, rcond=None)[0]) / np.std(o))


def whole_run(number: int, hidden: str) -> list[float]:
    """Return nine measures of the lesson's run, on the data of this number; number 2 is the lesson's.

    They are the epochs before the first rise, of the minimum, and of the longest wait for a new low; the validation
    loss at the minimum and at the end; and the distance from a plane at the start, the least of the first 200 epochs,
    at the minimum and at the end.
    """
    rng = np.random.default_rng(number)
    train, validation = draw(30, rng), draw(100, rng)
    net, losses, flat = network(number, hidden), [], []
    at_start = at_best = from_plane(net)
    for epoch in snapshots(net, train, Momentum(0.05, 0.9), range(1, EPOCHS + 1), batch_size=30):
        losses.append(net.loss(*validation))
        if losses[-1] == min(losses):
            at_best = from_plane(net)
        if epoch <= 200:
            flat.append(from_plane(net))
    first = int(np.argmax(np.diff(losses) > 0)) + 1
    lows = np.flatnonzero(losses == np.minimum.accumulate(losses))
    wait = max(np.diff(lows), default=0)
    ends = [min(losses), losses[-1], at_start, min(flat), at_best, from_plane(net)]
    return [first, int(np.argmin(losses)) + 1, int(wait), *ends]


def rounded(numbers: list[float]) -> list[float]:
    return [round(float(number), 5) for number in numbers]


PARTS = {
    "at_equal_labels": (at_equal_labels, LABELS),
    "mostly_watching": (mostly_watching, (130,)),
    "with_wrong_labels": (with_wrong_labels, WRONG),
    "on_four_fifths": (on_four_fifths, (0,)),
    "whole_run": (whole_run, ("tanh", "relu")),
}


def main(chosen: list[str]) -> None:
    use_one_thread()
    found = json.loads(TARGET.read_text(encoding="utf-8")) if TARGET.exists() else {}
    found["what"] = "see tools/early_stopping.py: for each part a list by setting of lists by data set"
    for part_name in chosen or PARTS:
        measure, settings = PARTS[part_name]
        numbers = [FIRST_RUN + number for number in SETS] if part_name == "whole_run" else SETS
        found[part_name] = [[rounded(measure(number, setting)) for number in numbers] for setting in settings]
        TARGET.write_text(json.dumps(found) + "\n", encoding="utf-8")
        print(part_name, "done", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
