"""Epochs of `fit`, beside the bare matrix products they need, scikit-learn and PyTorch.

All do the same work: [1024, J, 10] with ReLU and softmax, cross-entropy, mini-batches in a new random order, momentum
0.9. In each round every contender runs once, one after the other, so that what slows the machine slows all of them.
"""

from __future__ import annotations

import io
import time
import warnings
from collections.abc import Callable
from contextlib import redirect_stderr
from statistics import median

import numpy as np
import torch
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

from lecture_nn import MLP, Momentum, fit, minibatches

N, D, K = 6000, 1024, 10
EPOCHS = 3
"""Epochs that are timed together: what happens once in a training has its usual small share."""

ETA, GAMMA = 0.01, 0.9


def data(dtype: type, examples: int = N) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return inputs like those of the digits (four in five are 0), one-hot targets and labels."""
    rng = np.random.default_rng(0)
    X = (rng.random((examples, D)) * (rng.random((examples, D)) < 0.2)).astype(dtype)
    label = rng.integers(K, size=examples)
    return X, np.eye(K, dtype=dtype)[label], label


def products(sizes: list[int], X: np.ndarray, batch: int, order: str) -> Callable[[], None]:
    """Return epochs of nothing but the matrix products of both passes, into arrays that were made beforehand.

    `order` is how weights and their gradients lie in memory: "F", as in the package, with the units of one input side
    by side, which is the quicker; or "C", as usual, with the inputs of one unit side by side.
    """
    rng, dtype = np.random.default_rng(0), X.dtype
    weights = [np.asarray(rng.normal(size=(b, a)), dtype, order) for a, b in zip(sizes, sizes[1:], strict=False)]
    activations = [rng.normal(size=(batch, n)).astype(dtype) for n in sizes]
    deltas = [rng.normal(size=(batch, n)).astype(dtype) for n in sizes]
    gradients = [np.empty_like(W) for W in weights]
    layers = len(weights)

    def epoch() -> None:
        for start in [*range(0, len(X), batch)] * EPOCHS:
            inputs = X[start : start + batch]
            h = [inputs, *(a[: len(inputs)] for a in activations[1:])]
            delta = [d[: len(inputs)] for d in deltas]
            for l in range(layers):
                np.matmul(h[l], weights[l].T, out=h[l + 1])
            for l in reversed(range(layers)):
                if order == "F":
                    np.matmul(h[l].T, delta[l + 1], out=gradients[l].T)
                else:
                    np.matmul(delta[l + 1].T, h[l], out=gradients[l])
                if l > 0:
                    np.matmul(delta[l + 1], weights[l], out=delta[l])

    return epoch


def ours(
    sizes: list[int],
    X: np.ndarray,
    T: np.ndarray,
    batch: int,
    validation: tuple[np.ndarray, np.ndarray] | None = None,
    verbose: bool = False,
    number: int = EPOCHS,
) -> Callable[[], None]:
    """Return epochs of `fit`, with its history."""
    net = MLP(sizes, hidden="relu", output="softmax")
    settings = {"batch_size": batch, "epochs": number, "verbose": verbose}

    def epoch() -> None:
        with redirect_stderr(io.StringIO()):  # where the progress bar goes
            fit(net, (X, T), validation, optimizer=Momentum(ETA, GAMMA), **settings)

    return epoch


def unwatched(sizes: list[int], X: np.ndarray, T: np.ndarray, batch: int, number: int = EPOCHS) -> Callable[[], None]:
    """Return epochs of the same passes and updates as in `fit`, without a look at loss, accuracy or anything else."""
    net = MLP(sizes, hidden="relu", output="softmax")
    net.cast(X.dtype)
    optimizer, rng = Momentum(ETA, GAMMA), np.random.default_rng(0)

    def epoch() -> None:
        for _ in range(number):
            for inputs, targets in minibatches(X, T, batch, rng):
                gradients = net.backward_pass(net.forward_pass(inputs)[0], targets)
                optimizer.step(net.parameters, [g for both in gradients for g in both])

    return epoch


def sklearn(sizes: list[int], X: np.ndarray, label: np.ndarray, batch: int) -> Callable[[], None]:
    """Return epochs of scikit-learn's MLPClassifier."""
    settings = {
        "solver": "sgd",
        "learning_rate_init": ETA,
        "momentum": GAMMA,
        "nesterovs_momentum": False,
        "alpha": 0.0,
    }
    net = MLPClassifier(sizes[1:-1], batch_size=batch, max_iter=EPOCHS, warm_start=True, **settings)

    def epoch() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            net.fit(X, label)

    return epoch


def pytorch(sizes: list[int], X: np.ndarray, label: np.ndarray, batch: int) -> Callable[[], None]:
    """Return epochs of PyTorch on the processor, layer by layer as it is usually written, without a data loader."""
    torch.manual_seed(0)
    layers: list[torch.nn.Module] = []
    for a, b in zip(sizes, sizes[1:], strict=False):
        layers += [torch.nn.Linear(a, b), torch.nn.ReLU()]
    net = torch.nn.Sequential(*layers[:-1]).to(torch.float64 if X.dtype == np.float64 else torch.float32)
    optimizer = torch.optim.SGD(net.parameters(), lr=ETA, momentum=GAMMA)
    loss = torch.nn.CrossEntropyLoss()
    inputs, targets = torch.from_numpy(X), torch.from_numpy(label)

    def epoch() -> None:
        total = right = 0.0
        for rows in (part for _ in range(EPOCHS) for part in torch.randperm(len(inputs)).split(batch)):
            z, t = net(inputs[rows]), targets[rows]
            E = loss(z, t)
            optimizer.zero_grad()
            E.backward()
            optimizer.step()
            total += float(E.detach()) * len(rows)
            right += float((z.argmax(1) == t).sum())

    return epoch


def measure(contenders: dict[str, Callable[[], None]], rounds: int, threads: int) -> dict[str, list[float]]:
    """Return the seconds of each contender in each round, after one round to warm up."""
    torch.set_num_threads(threads)
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    with threadpool_limits(limits=threads):
        for number in range(rounds + 1):
            for name, epoch in contenders.items():
                start = time.perf_counter()
                epoch()
                if number:
                    seconds[name].append(time.perf_counter() - start)
    return seconds


def contenders(hidden: list[int], batch: int, dtype: type) -> dict[str, Callable[[], None]]:
    """Return the contenders for a net with these hidden layers, and the products in both layouts."""
    X, T, label = data(dtype)
    sizes = [D, *hidden, K]
    return {
        "products": products(sizes, X, batch, "F"),
        "usual products": products(sizes, X, batch, "C"),
        "fit": ours(sizes, X, T, batch),
        "scikit-learn": sklearn(sizes, X, label, batch),
        "PyTorch": pytorch(sizes, X, label, batch),
    }


def ratios(seconds: dict[str, list[float]], base: str) -> dict[str, float]:
    """Return, for each contender, the median over rounds of its time divided by the base's in the same round."""
    return {name: median(a / b for a, b in zip(times, seconds[base], strict=True)) for name, times in seconds.items()}
