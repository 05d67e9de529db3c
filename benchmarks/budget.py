"""Where the time of a mini-batch goes: the lines of `fit` beside the bare matrix products; writes benchmarks/budget.md.

make bench

All times are processor times of one thread, so that other programs disturb them little.
"""

from __future__ import annotations

import platform
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import epochs
import numpy as np
from threadpoolctl import threadpool_limits

from lecture_nn import MLP, Momentum, minibatches

HERE = Path(__file__).parent
CASES = [(J, batch) for batch in (64, 256) for J in (100, 300, 1000)]
LINES = {
    "rows": "the rows of a batch, gathered",
    "products": "matrix products",
    "activations": "biases and ReLU, forward and backward",
    "softmax": "softmax and o - t",
    "measured": "loss and accuracy",
    "biases": "gradients of the biases",
    "update": "the update",
}
SEED = 0


def lines(J: int, batch: int, X: np.ndarray, T: np.ndarray) -> dict[str, float]:
    """Return the seconds that each kind of line of `fit` takes in all epochs; the lines stand here one by one."""
    net = MLP([epochs.D, J, epochs.K], hidden="relu", output="softmax")
    net.cast(X.dtype)
    first, last = net.layers
    optimizer, rng = Momentum(epochs.ETA, epochs.GAMMA), np.random.default_rng(SEED)
    spent = dict.fromkeys(LINES, 0.0)
    clock = time.thread_time

    def lap(name: str) -> None:
        nonlocal begun
        spent[name] += clock() - begun
        begun = clock()

    for _ in range(epochs.EPOCHS):
        begun = clock()
        for x, t in minibatches(X, T, batch, rng):
            lap("rows")
            z = x @ first.weights.T
            lap("products")
            z += first.bias
            h = first.activation(z)
            lap("activations")
            z = h @ last.weights.T
            lap("products")
            z += last.bias
            lap("activations")
            o = last.activation(z)
            lap("softmax")
            net.measure([x, h, o], z, t)
            lap("measured")
            delta = (o - t) / len(t)
            lap("softmax")
            d_last = (h.T @ delta).T
            lap("products")
            d_last_bias = delta.sum(axis=0)
            lap("biases")
            delta = delta @ last.weights
            lap("products")
            delta = first.activation.backward(delta, h)
            lap("activations")
            d_first = (x.T @ delta).T
            lap("products")
            d_first_bias = delta.sum(axis=0)
            lap("biases")
            optimizer.step(net.parameters, [d_first, d_first_bias, d_last, d_last_bias])
            lap("update")
    return spent


def in_place(J: int, batch: int, X: np.ndarray, T: np.ndarray, net: MLP) -> Callable[[], None]:
    """Return epochs of the same training as quick as NumPy's lines get: everything goes into arrays made beforehand.

    It has neither loss nor accuracy nor checks, and knows that the net has one hidden layer of ReLUs. `net` is trained.
    """
    V, W = (layer.weights.T for layer in net.layers)  # (D, J) and (J, K), row by row in memory
    biases = [layer.bias for layer in net.layers]
    gradients, velocities = [np.empty_like(V), np.empty_like(W)], [np.zeros_like(V), np.zeros_like(W)]
    d_biases, bias_velocities = [np.empty_like(b) for b in biases], [np.zeros_like(b) for b in biases]
    size = batch, J
    inputs, targets, outputs = (np.empty((batch, width), X.dtype) for width in (epochs.D, epochs.K, epochs.K))
    hidden, deltas, active = np.empty(size, X.dtype), np.empty(size, X.dtype), np.empty(size, bool)
    rng, block = np.random.default_rng(SEED), 32_768

    def epoch() -> None:
        for _ in range(epochs.EPOCHS):
            order = rng.permutation(len(X))
            for n in range(0, len(X), batch):
                rows = order[n : n + batch]
                N = len(rows)
                x, t, h, o, delta, on = (a[:N] for a in (inputs, targets, hidden, outputs, deltas, active))
                np.take(X, rows, axis=0, out=x, mode="clip")
                np.take(T, rows, axis=0, out=t, mode="clip")
                np.matmul(x, V, out=h)
                h += biases[0]
                np.maximum(h, 0, out=h)
                np.matmul(h, W, out=o)
                o += biases[1]
                o -= o.max(axis=1, keepdims=True)
                np.exp(o, out=o)
                o /= o.sum(axis=1, keepdims=True)
                o -= t
                o *= epochs.ETA / N  # the learning rate, too: one pass over the weights less
                np.matmul(h.T, o, out=gradients[1])
                np.sum(o, axis=0, out=d_biases[1])
                np.matmul(o, W.T, out=delta)
                np.greater(h, 0, out=on)
                delta *= on
                np.matmul(x.T, delta, out=gradients[0])
                np.sum(delta, axis=0, out=d_biases[0])
                for w, v, g in zip(
                    (V, W, *biases), (*velocities, *bias_velocities), (*gradients, *d_biases), strict=True
                ):
                    w, v, g = w.reshape(-1), v.reshape(-1), g.reshape(-1)
                    for start in range(0, len(w), block):
                        part = slice(start, start + block)
                        v[part] *= epochs.GAMMA
                        v[part] += g[part]
                        w[part] -= v[part]

    return epoch


def check(J: int, batch: int, X: np.ndarray, T: np.ndarray) -> None:
    """Check that training in place is the training that it is compared with."""
    first, second = (MLP([epochs.D, J, epochs.K], hidden="relu", output="softmax") for _ in range(2))
    for net in (first, second):
        net.cast(X.dtype)
    in_place(J, batch, X, T, first)()
    optimizer, rng = Momentum(epochs.ETA, epochs.GAMMA), np.random.default_rng(SEED)
    for _ in range(epochs.EPOCHS):
        for x, t in minibatches(X, T, batch, rng):
            optimizer.step(second.parameters, [g for both in second.gradients(x, t) for g in both])
    for a, b in zip(first.parameters, second.parameters, strict=True):
        np.testing.assert_allclose(a, b, atol=1e-4)


def measure(J: int, batch: int, rounds: int = 9) -> dict[str, float]:
    """Return all shares for a net with J hidden units: times divided by that of the bare products."""
    X, T, _ = epochs.data(np.float32)
    check(J, batch, X, T)
    sizes = [epochs.D, J, epochs.K]
    net = MLP(sizes, hidden="relu", output="softmax")
    net.cast(X.dtype)
    contenders = {
        "bare": epochs.products(sizes, X, batch, "F"),
        "fit": epochs.ours(sizes, X, T, batch),
        "in place": in_place(J, batch, X, T, net),
    }
    seconds: dict[str, list[float]] = defaultdict(list)
    for _ in range(rounds):
        for name, epoch in contenders.items():
            start = time.thread_time()
            epoch()
            seconds[name].append(time.thread_time() - start)
        for name, value in lines(J, batch, X, T).items():
            seconds[name].append(value)
    found = epochs.ratios(seconds, "bare")
    found["rest"] = found["fit"] - sum(found[name] for name in LINES)
    return found


def report(columns: list[dict[str, float]]) -> str:
    """Return the budget as Markdown."""

    def row(title: str, name: str) -> str:
        return f"| {title} | " + " | ".join(f"{column[name]:.2f}" for column in columns) + " |"

    head = " | ".join(f"{J}, {batch}" for J, batch in CASES)
    lines = [
        "# Where the time of a mini-batch goes",
        "",
        "Written by `make bench` (benchmarks/budget.py): 1024-J-10 with ReLU and softmax, momentum, float32, one",
        "thread. All times are processor times, divided by that of the bare matrix products (as in results.md).",
        "",
        f"| hidden units, batch | {head} |",
        "|---|" + "---|" * len(CASES),
        *(row(title, name) for name, title in LINES.items()),
        row("calls, checks, history, once an epoch", "rest"),
        row("**fit**", "fit"),
        row("**in place**", "in place"),
        "",
        '"In place" is the quickest way we know to write this training in NumPy, for this one net: every result goes',
        "into an array made beforehand, the learning rate is multiplied into delta, the update goes by blocks, and",
        "there is neither loss nor accuracy nor history nor check. It is what remains when everything that makes `fit`",
        "readable and safe is taken away; we know of no NumPy that comes closer to the bare products than that.",
        "",
        "The products themselves take no longer in `fit` than alone. The rest are lines that do little arithmetic with",
        "many numbers. The update, for example, reads and writes all weights and velocities and reads all gradients,",
        "however small the batch, which is why batches of 64 stay further from the products than batches of 256.",
        "",
        f"Python {platform.python_version()}, NumPy {np.__version__}.",
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure all cases and write the page."""
    columns = []
    with threadpool_limits(limits=1):
        for J, batch in CASES:
            columns.append(measure(J, batch))
            print(J, batch, columns[-1], flush=True)
    (HERE / "budget.md").write_text(report(columns), encoding="utf-8")


if __name__ == "__main__":
    main()
