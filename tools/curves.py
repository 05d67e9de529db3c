"""Write lecture_nn/data/curves.json: training runs of the digits network, sound and faulty, for lesson 15.

Every run is repeated with ten seeds, each of which draws the initial weights, the images and their order. That takes
about four minutes, so the lesson reads the results from the file, and a test repeats a few of them
(tests/test_lesson_15.py). To make the file anew:

    python tools/curves.py
"""

import json
from itertools import count, pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lecture_nn import MLP, Momentum
from lecture_nn.datasets import Dataset, Examples, digits
from lecture_nn.threads import use_one_thread
from lecture_nn.watching import FAULTS, Watched, alive, make_leaky, revive, watch

TARGET = Path(__file__).resolve().parent.parent / "lecture_nn" / "data" / "curves.json"

SEEDS, EPOCHS, GOOD = range(10), 8, 0.06  # the best constant rate of lesson 14
RATES = (0.001, 0.01, 0.03, GOOD, 0.1, 0.4, 1.0, 3.0)
HANGS, LATER = (0.4, 1.0), 4  # rates at which the loss hangs; epochs that follow
UPDATES, EVERY = 640, 40  # of the runs that show the gap
GAPS = {"200": (200, 100), "1000": (1000, 100), "5000": (5000, 100)}  # images, hidden units
GAPS |= {"5000, 4 hidden units": (5000, 4), "10000, 4 hidden units": (10000, 4)}
GAP_RATES = (0.003, 0.01, 0.03, 0.06, 0.1, 0.2, 0.4)


def network(seed: int, J: int = 100) -> MLP:
    """Return the digits network before training."""
    return MLP([1024, J, 10], hidden="relu", output="softmax", seed=seed)


def images(data: Dataset, seed: int, number: int = 2000) -> Examples:
    """Return training images drawn with this seed."""
    rows = np.random.default_rng(seed).permutation(len(data.train.X))[:number]
    return Examples(data.train.X[rows], data.train.T[rows])


def by_epoch(run: Watched) -> list[float | None]:
    """Return the mean loss of each epoch of 2,000 images; None where it isn't finite."""
    means = np.mean(np.split(run.loss, len(run.loss) // 32), axis=1)
    return [float(f"{mean:.4g}") if np.isfinite(mean) else None for mean in means]


def rounded(values: Any) -> Any:
    """Return numbers with four figures."""
    return np.vectorize(lambda value: float(f"{value:.4g}"))(values).tolist()


def at_rate(data: Dataset, rate: float, seed: int) -> dict[str, Any]:
    """Return what is measured on one run at one learning rate."""
    train, net = images(data, seed), network(seed)
    gradients, updates = [], count()

    def look(net: MLP) -> None:
        if next(updates) % 32 == 0:  # an epoch begins
            gradients.append(np.concatenate([g.ravel() for layer in net.gradients(*train) for g in layer]))

    run = watch(net, train, Momentum(rate, 0.9), EPOCHS, seed=seed, look=look)
    found = {
        "loss": by_epoch(run),
        "updates 5-8": rounded(run.loss[4:8].mean()),
        "cosines": rounded([_cosine(*pair) for pair in pairwise(gradients)]),
        "alive": int(alive(net, train.X).sum()),
        "ratio": rounded(np.median(run.ratio, axis=0)),
        "validation": rounded([net.loss(*data.validation), net.accuracy(*data.validation)]),
    }
    if rate in HANGS:
        found["later"] = {
            "same rate": _later(net, train, rate, seed),
            "lower rate": _later(net, train, GOOD, seed),
        }
        revive(net, train.X, seed + 100)
        found["later"]["lower rate, revived"] = _later(net, train, GOOD, seed)
    return found


def _cosine(a: NDArray, b: NDArray) -> float:
    """Return the cosine of the angle between two gradients; 0 where one of them is 0."""
    norms = np.linalg.norm(a) * np.linalg.norm(b)
    return float(a @ b / norms) if norms else 0.0


def _later(net: MLP, train: Examples, rate: float, seed: int) -> list[float | None]:
    return by_epoch(watch(net.copy(), train, Momentum(rate, 0.9), LATER, seed=seed + 100))


def leaky(data: Dataset, rate: float, seed: int) -> list[float | None]:
    """Return the loss of each epoch of the same run with units that can't die."""
    return by_epoch(watch(make_leaky(network(seed)), images(data, seed), Momentum(rate, 0.9), EPOCHS, seed=seed))


def scatter(data: Dataset, seed: int) -> list[float]:
    """Return how much the losses of mini-batches of 64 scatter: of a network that stands still, and in training.

    The first is the standard deviation of single losses after three epochs, divided by the root of 64. The second is
    that of the losses of epochs 3 and 4 around the straight line through them.
    """
    train, net, updates, standing = images(data, seed), network(seed), count(), []

    def look(net: MLP) -> None:
        if next(updates) == 96:
            standing.append(np.std(np.log(net.forward(train.X)[train.T == 1])) / 8)

    losses, n = watch(net, train, Momentum(GOOD, 0.9), 4, seed=seed, look=look).loss[64:], np.arange(64)
    return rounded([*standing, np.std(losses - np.polyval(np.polyfit(n, losses, 1), n))])


def with_fault(data: Dataset, fault: str, seed: int) -> dict[str, Any]:
    """Return what is measured on a trainer with a fault: on 2,000 images, and on twenty of them."""
    train, net, small = images(data, seed), network(seed), network(seed)
    if fault == "shuffled targets":  # they stand in another order than the images
        train, fault = Examples(train.X, train.T[np.random.default_rng(seed + 1).permutation(len(train.T))]), "none"
    run = watch(net, train, Momentum(GOOD, 0.9), EPOCHS, seed=seed, fault=fault)
    twenty = Examples(train.X[:20], train.T[:20])
    on_twenty = watch(small, twenty, Momentum(GOOD, 0.9), 200, batch_size=20, seed=seed, fault=fault)
    return {
        "start": rounded(on_twenty.loss[0]),
        "loss": by_epoch(run),
        "twenty": rounded(on_twenty.loss[-1]),
        "ratio": rounded(np.median(run.ratio, axis=0)),
        "accuracy": rounded([net.accuracy(*train), net.accuracy(*data.validation)]),
    }


def gap(data: Dataset, number: int, J: int, rate: float, seed: int) -> list[list[float]]:
    """Return training and validation accuracy along a run of `UPDATES` updates, as rows [updates, both]."""
    train, net = images(data, seed, number), network(seed, J)
    found, updates = [], count()

    def look(net: MLP) -> None:
        done = next(updates)
        if done % EVERY == 0 and done <= UPDATES:
            found.append([done, net.accuracy(*train), net.accuracy(*data.validation)])

    epochs = UPDATES // -(-number // 64) + 1
    watch(net, train, Momentum(rate, 0.9), epochs, seed=seed, look=look)
    return rounded(found)


def tuned_gap(data: Dataset, number: int, J: int) -> dict[str, Any]:
    """Return the runs at the rate with the best mean validation accuracy, and that accuracy for each of the rates."""
    runs = {f"{rate:g}": [gap(data, number, J, rate, seed) for seed in SEEDS] for rate in GAP_RATES}
    means = {rate: rounded(np.mean([run[-1][2] for run in ten])) for rate, ten in runs.items()}
    best = max(means, key=means.__getitem__)
    return {"rate": best, "validation": means, "runs": runs[best]}


def main() -> None:
    use_one_thread()
    data = digits()
    table: dict[str, Any] = {
        "what": "training runs of MLP([1024, 100, 10], hidden='relu', output='softmax') with Momentum(rate, 0.9) and "
        "mini-batches of 64; a list holds ten seeds",
        "made_by": "tools/curves.py",
        "good": GOOD,
        "rates": {f"{rate:g}": [at_rate(data, rate, seed) for seed in SEEDS] for rate in RATES},
        "leaky": {f"{rate:g}": [leaky(data, rate, seed) for seed in SEEDS] for rate in (GOOD, *HANGS)},
        "faults": {fault: [with_fault(data, fault, seed) for seed in SEEDS] for fault in (*FAULTS, "shuffled targets")},
        "gap": {name: tuned_gap(data, *sizes) for name, sizes in GAPS.items()},
        "scatter": [scatter(data, seed) for seed in SEEDS],
    }
    TARGET.write_text(json.dumps(table) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
