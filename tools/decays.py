"""Write lecture_nn/data/decays.json: what weight decay does to curves and to noisy digits, for lesson 17.

Ten sets of fifteen examples of a curve, with eleven strengths. Then ten sets of noisy digits: Adam with L2 and with
decoupled weight decay, each at five learning rates with five strengths, Momentum at two rates below those of
remedies.json, and Adam at a small rate for five times as many epochs; five-fold cross-validation of the decay for
Momentum; and what becomes of the weights of blank pixels. That takes minutes, so the lesson reads the results from the
file, and a test repeats some of the runs (tests/test_lesson_17.py). To make the file anew:

    python tools/decays.py
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from remedies import DECAYS, SETS, WRONG, measured, write

from lecture_nn import MLP, Adam, Momentum, fit
from lecture_nn.datasets import Dataset, digits, one_hot
from lecture_nn.ensembles import fit_all
from lecture_nn.interactive.trained import WEIGHT_DECAYS, decay_examples, decay_nets
from lecture_nn.label_noise import noisy_digits
from lecture_nn.optimizers import Optimizer
from lecture_nn.threads import use_one_thread

TARGET = Path(__file__).resolve().parent.parent / "lecture_nn" / "data" / "decays.json"

EPOCHS, RATES = 60, (0.00003, 0.0001, 0.0003, 0.001, 0.003)
KINDS = {"L2": DECAYS, "decoupled": (0.0, 1.0, 3.0, 10.0, 30.0)}
SLOW = (0.001, 0.003)  # of Momentum; 0.01, 0.03 and 0.1 stand in remedies.json
LONG, LONG_RATE = 300, 0.0001
PARTS, RATE = 5, 0.03


class AdamW(Adam):
    """Adam with decoupled weight decay: each step first multiplies the weights by 1 - eta lambda."""

    def __init__(self, learning_rate: float, decay: float) -> None:
        super().__init__(learning_rate)
        self.decay = decay

    def step(self, parameters: Sequence[NDArray], gradients: Sequence[NDArray]) -> None:
        for W in parameters[::2]:  # the weights, which take turns with the biases
            W *= 1 - self.learning_rate * self.decay
        super().step(parameters, gradients)


def curves() -> list[dict]:
    """Return for each of ten sets of fifteen examples what `decay_runs` shows for one of them (number 1)."""
    drawn = [decay_examples(number) for number in SETS]
    nets = [net for _ in SETS for net in decay_nets()]
    everything = tuple(np.concatenate([train[k] for train, _ in drawn]) for k in range(2))
    rows = [15 * number + np.arange(15) for number in SETS for _ in WEIGHT_DECAYS]
    strengths = list(WEIGHT_DECAYS) * len(SETS)
    fit_all(nets, everything, optimizer=Momentum(0.02, 0.95), epochs=6000, weight_decay=strengths, rows=rows)
    found = []
    for number, (train, validation) in zip(SETS, drawn, strict=True):
        x, t = train
        runs = []
        for net in nets[number * len(WEIGHT_DECAYS) :][: len(WEIGHT_DECAYS)]:
            w = np.concatenate([layer.weights.ravel() for layer in net.layers])
            values = net.loss(*train), net.loss(*validation), np.sqrt(np.mean(w**2)), np.abs(w).max()
            runs.append([round(float(value), 5) for value in values])
        found.append({"q": round(float(np.mean((t - t.mean()) * x)), 5), "runs": runs})
    return found


def network(X: NDArray, labels: NDArray, optimizer: Optimizer, decay: float, seed: int, epochs: int = EPOCHS) -> MLP:
    """Return the digits network, trained on these images and labels."""
    net = MLP([1024, 100, 10], hidden="relu", output="softmax", seed=seed)
    plan = {"optimizer": optimizer, "batch_size": 64, "epochs": epochs, "weight_decay": decay, "seed": seed}
    fit(net, (X, one_hot(labels, 10)), **plan, verbose=False)
    return net


def trained(data: Dataset, number: int, rate: float, kind: str, decay: float, epochs: int = EPOCHS) -> list[float]:
    """Return what `remedies.measured` finds after the last epoch."""
    drawn = noisy_digits(data, number, WRONG)
    optimizers = {"L2": Adam(rate), "decoupled": AdamW(rate, decay), "Momentum": Momentum(rate, 0.9)}
    in_loss = 0.0 if kind == "decoupled" else decay
    net = network(drawn.X, drawn.given, optimizers[kind], in_loss, number, epochs)
    return measured(net, data, drawn)


def cross_validated(data: Dataset, number: int, decay: float) -> float:
    """Return the fraction of labels, as given, that are predicted by the network that wasn't trained on them."""
    drawn = noisy_digits(data, number, WRONG)
    part, right = np.random.default_rng(number).permutation(len(drawn.X)) % PARTS, 0
    for p in range(PARTS):
        rest = part != p
        net = network(drawn.X[rest], drawn.given[rest], Momentum(RATE, 0.9), decay, number)
        right += int(np.sum(net.forward(drawn.X[~rest]).argmax(axis=1) == drawn.given[~rest]))
    return round(right / len(drawn.X), 4)


def with_edge(X: NDArray) -> NDArray:
    """Return the images with a dark edge of two pixels, as of a bad scan."""
    framed, edge = X.reshape(-1, 32, 32).copy(), [0, 1, 30, 31]
    framed[:, edge, :] = framed[:, :, edge] = 1
    return framed.reshape(-1, 1024)


def without_ink(data: Dataset, number: int, decay: float) -> list[float]:
    """Return the RMS weight of blank pixels and of others, and the accuracy on validation images, also with an edge."""
    drawn = noisy_digits(data, number, WRONG)
    net = network(drawn.X, drawn.given, Momentum(RATE, 0.9), decay, number)
    blank, V, (X, T) = np.all(drawn.X == 0, axis=0), net.layers[0].weights, data.validation
    sizes = [float(np.sqrt(np.mean(V[:, where] ** 2))) for where in (blank, ~blank)]
    return [*(round(size, 5) for size in sizes), net.accuracy(X, T), net.accuracy(with_edge(X), T)]


def one_set(data: Dataset, number: int) -> dict[str, list]:
    """Return a table of each kind for each rate, with a row for each strength from 0 on, and the cross-validation."""
    without = [trained(data, number, rate, "L2", 0.0) for rate in RATES]
    tables = {
        kind: [
            [first, *(trained(data, number, rate, kind, decay) for decay in decays[1:])]
            for rate, first in zip(RATES, without, strict=True)
        ]
        for kind, decays in KINDS.items()
    }
    tables["Momentum"] = [[trained(data, number, rate, "Momentum", decay) for decay in DECAYS] for rate in SLOW]
    tables["long"] = trained(data, number, LONG_RATE, "L2", 0.0, LONG)
    cv = [cross_validated(data, number, decay) for decay in DECAYS]
    return {**tables, "cv": cv, "blank": [without_ink(data, number, decay) for decay in (0.0, DECAYS[2])]}


def main() -> None:
    use_one_thread()
    data = digits()
    about = {
        "what": "for each of ten sets, kind of decay, rate and strength: accuracy on 2,000 validation images, on 2,000 "
        "images held out to judge, on the right labels of the training set and on its wrong ones; cv: for each weight "
        "decay of Momentum, the fraction of the set's labels that cross-validation predicts; blank: without and with "
        "decay, the RMS weight of blank pixels and of others, accuracy on validation images and with a dark edge; "
        "curves: for each of ten sets of fifteen examples q of the lesson and, for each strength, training loss, "
        "validation loss, RMS weight and largest weight",
        "data": f"lecture_nn.label_noise.noisy_digits(digits(), number, wrong={WRONG})",
        "made_by": "tools/decays.py",
        "settings": {"rates": RATES, "epochs": EPOCHS, **KINDS, "cv": DECAYS, "slow": SLOW, "long": [LONG_RATE, LONG]},
        "curves": curves(),
    }
    write(TARGET, about, lambda number: one_set(data, number))


if __name__ == "__main__":
    main()
