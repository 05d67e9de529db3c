"""Measure the package's speed as ratios in one run, and write benchmarks/results.md and results.png.

make bench
"""

from __future__ import annotations

import json
import platform
import subprocess
import sys
import time
import tracemalloc
import warnings
from pathlib import Path
from statistics import median

import epochs
import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

from lecture_nn import MLP, Momentum, fit
from lecture_nn.datasets import digits
from lecture_nn.figures import COLORS, use_style

HERE = Path(__file__).parent
NETS = ([32], [100], [300], [300, 100])
NAMES = ("fit", "scikit-learn", "PyTorch")
USUAL = "usual products"


def epoch_table(rounds: int) -> list[dict]:
    """Return a row for each number of threads, type, net and batch: medians of the ratios to the bare products."""
    rows = []
    for threads in (1, 2):
        for dtype in (np.float32, np.float64):
            for hidden in NETS:
                for batch in (64, 256):
                    seconds = epochs.measure(epochs.contenders(hidden, batch, dtype), rounds, threads)
                    found = epochs.ratios(seconds, "products")
                    low, high = np.quantile(np.divide(seconds["fit"], seconds["products"]), [0.25, 0.75])
                    net = "-".join(map(str, hidden))
                    rows.append({"threads": threads, "type": dtype.__name__, "net": net, "batch": batch, **found})
                    rows[-1]["spread"] = high - low
                    print(rows[-1], flush=True)
    return rows


def growth() -> dict[str, float]:
    """Return the exponent with which the time of an epoch grows with N, J, depth and batch."""

    def seconds(examples: int = 4000, J: int = 200, depth: int = 1, batch: int = 100) -> float:
        X, T, _ = epochs.data(np.float32, examples)
        net = MLP([epochs.D, *[J] * depth, epochs.K], hidden="relu", output="softmax")
        times = []
        for _ in range(7):
            start = time.perf_counter()
            fit(net, (X, T), optimizer=Momentum(epochs.ETA), batch_size=batch, epochs=2, verbose=False)
            times.append(time.perf_counter() - start)
        return min(times)

    sweeps = {
        "examples": (1000, 2000, 4000, 8000, 16000),
        "J": (100, 200, 400, 800, 1600),
        "depth": (1, 2, 4, 8, 16),
        "batch": (50, 100, 200, 400, 800),
    }
    with threadpool_limits(limits=1):
        return {
            name: float(np.polyfit(np.log(values), np.log([seconds(**{name: v}) for v in values]), 1)[0])
            for name, values in sweeps.items()
        }


def to_accuracy(target: float = 0.93, seeds: int = 5) -> dict[str, float]:
    """Return the seconds until the validation accuracy of the digits reaches the target, median over seeds, one thread.

    Every contender has 100 hidden units, batches of 64, momentum 0.9, no decay, and tries the same three rates; its
    best counts.
    """
    data = digits()
    X, T = data.train
    label = T.argmax(axis=1)
    X_valid, valid_label = data.validation.X, data.validation.T.argmax(axis=1)

    def ours(seed: int, rate: float) -> float:
        net = MLP([1024, 100, 10], hidden="relu", output="softmax", seed=seed)
        start = time.perf_counter()
        for number in range(12):
            fit(net, (X, T), optimizer=Momentum(rate), batch_size=64, epochs=1, seed=100 * seed + number, verbose=False)
            if net.accuracy(*data.validation) >= target:
                return time.perf_counter() - start
        return float("inf")

    def sklearn(seed: int, rate: float) -> float:
        settings = {"solver": "sgd", "learning_rate_init": rate, "nesterovs_momentum": False, "alpha": 0.0}
        net = MLPClassifier([100], batch_size=64, max_iter=1, warm_start=True, random_state=seed, **settings)
        start = time.perf_counter()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            for _ in range(12):
                net.fit(X, label)
                if np.mean(net.predict(X_valid) == valid_label) >= target:
                    return time.perf_counter() - start
        return float("inf")

    def pytorch(seed: int, rate: float) -> float:
        torch.manual_seed(seed)
        net = torch.nn.Sequential(torch.nn.Linear(1024, 100), torch.nn.ReLU(), torch.nn.Linear(100, 10))
        optimizer = torch.optim.SGD(net.parameters(), lr=rate, momentum=0.9)
        loss, inputs, targets = torch.nn.CrossEntropyLoss(), torch.from_numpy(X), torch.from_numpy(label)
        start = time.perf_counter()
        for _ in range(12):
            for rows in torch.randperm(len(inputs)).split(64):
                E = loss(net(inputs[rows]), targets[rows])
                optimizer.zero_grad()
                E.backward()
                optimizer.step()
            with torch.no_grad():
                said = net(torch.from_numpy(X_valid)).argmax(1).numpy()
            if np.mean(said == valid_label) >= target:
                return time.perf_counter() - start
        return float("inf")

    torch.set_num_threads(1)
    found = {}
    with threadpool_limits(limits=1):
        for name, run in zip(NAMES, (ours, sklearn, pytorch), strict=True):
            found[name] = min(median(run(seed, rate) for seed in range(seeds)) for rate in (0.02, 0.05, 0.1))
    return found


def memory() -> dict[str, float]:
    """Return the peak that `fit` allocates beyond the data, beside what one batch and the optimizer need.

    "megabytes" is the peak, "needed" the size of one batch with its activations, deltas and gradients, of the velocity
    and of the copy of the weights that `fit` can go back to; "per_example" is by how many bytes the peak grows with
    each training example (8 for its place in the order), and "example" how many an example has itself.
    """
    sizes, batch = [epochs.D, 100, epochs.K], 64
    X, T, _ = epochs.data(np.float32, 12_000)

    def peak(examples: int) -> int:
        net = MLP(sizes, hidden="relu", output="softmax")
        net.cast(np.float32)
        tracemalloc.start()
        settings = {"batch_size": batch, "epochs": 1, "verbose": False}
        fit(net, (X[:examples], T[:examples]), optimizer=Momentum(epochs.ETA), **settings)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(batch)  # whatever is made once only
    half, full = peak(6_000), peak(12_000)
    parameters = MLP(sizes, hidden="relu", output="softmax").n_parameters
    numbers = batch * (sizes[0] + sizes[-1] + 2 * sum(sizes[1:])) + parameters * (1 + 1 + 1)
    return {
        "megabytes": full / 1e6,
        "needed": numbers * 4 / 1e6,
        "per_example": (full - half) / 6_000,
        "example": (X.nbytes + T.nbytes) / 12_000,
    }


def watching(rounds: int = 25) -> dict[str, float]:
    """Return the share that `fit` adds to bare passes and updates: with its defaults, and with validation data, too.

    That is its checks, loss and accuracy of every batch, history, progress bar, and for 1 in 5 validation examples (as
    in the digits) their forward pass. For 1024-100-10, batches of 64, 20 epochs (the default), one thread.
    """
    X, T, _ = epochs.data(np.float32)
    net, fifth = ([epochs.D, 100, epochs.K], X, T, 64), len(X) // 5
    contenders = {
        "unwatched": epochs.unwatched(*net, number=20),
        "defaults": epochs.ours(*net, verbose=True, number=20),
        "validation": epochs.ours(*net, validation=(X[:fifth], T[:fifth]), verbose=True, number=20),
    }
    found = epochs.ratios(epochs.measure(contenders, rounds, threads=1), "unwatched")
    return {name: found[name] - 1 for name in ("defaults", "validation")}


def importing(rounds: int = 9) -> float:
    """Return how many times as long `import lecture_nn` takes as `import numpy`, each in a fresh process."""

    def seconds(name: str) -> float:
        code = f"import time; s = time.perf_counter(); import {name}; print(time.perf_counter() - s)"
        return float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)

    return median(seconds("lecture_nn") / seconds("numpy") for _ in range(rounds))


def report(rows: list[dict], more: dict) -> str:
    """Return the results as Markdown: ratios only."""
    lines = [
        "# Speed, as ratios measured in one run",
        "",
        "Written by `make bench`. Each number is a median over rounds in which all contenders ran one after the other:",
        "the time of three epochs on 6000 examples, divided by that of the bare matrix products in the same round, in",
        "the quickest layout known: that of the package. With weights in the usual layout, row by row, the products",
        'alone take as long as under "usual products". The spread is the distance between the quartiles of fit\'s',
        "ratio. Where the rest of fit's time goes, and how near to the products NumPy can come: [budget](budget.md).",
        "",
        "| threads | type | hidden units | batch | fit | scikit-learn | PyTorch | usual products | spread of fit |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        numbers = " | ".join(f"{row[name]:.2f}" for name in (*NAMES, USUAL))
        lines.append(
            f"| {row['threads']} | {row['type']} | {row['net']} | {row['batch']} | {numbers} | {row['spread']:.2f} |"
        )
    single = [row for row in rows if row["type"] == "float32"]
    lines.append("")
    for name in NAMES[1:]:
        times = [row[name] / row["fit"] for row in single]
        lines.append(
            f"- float32, against {name}: fit is {median(times):.2f} times as fast in the median row "
            f"({min(times):.2f} to {max(times):.2f})."
        )
    reached, memory, exponents = (
        more["to_accuracy"],
        more["memory"],
        ", ".join(f"{v:.2f} of {k}" for k, v in more["growth"].items()),
    )
    lines += [
        "- To 93 % validation accuracy on the digits (one thread, best of three rates for each) scikit-learn takes "
        f"{reached['scikit-learn'] / reached['fit']:.1f} times as long as fit, "
        f"PyTorch {reached['PyTorch'] / reached['fit']:.1f} times.",
        f"- Time of an epoch grows with the power {exponents}.",
        f"- fit allocates {memory['megabytes']:.2f} MB beyond the data (1024-100-10, batches of 64); one batch with "
        "activations, deltas and gradients, the velocity and a copy of the weights to go back to make "
        f"{memory['needed']:.2f} MB. It grows by {memory['per_example']:.0f} bytes with each example (for its place in "
        f"the order), which has {memory['example']:.0f} itself.",
        f"- Loss, accuracy, checks, history and progress bar add {more['watching']['defaults']:.1%} to the bare passes "
        "and updates (1024-100-10, batches of 64, one thread); with one validation example to five training examples, "
        f"{more['watching']['validation']:.1%}.",
        f"- `import lecture_nn` takes {more['import']:.2f} times as long as `import numpy`.",
        "",
        f"Python {platform.python_version()}, NumPy {np.__version__}, PyTorch {torch.__version__.split('+')[0]}.",
    ]
    return "\n".join(lines) + "\n"


def picture(rows: list[dict]) -> None:
    """Draw the float32 rows, one panel for each number of threads."""
    use_style()
    fig, axes = plt.subplots(1, 2, figsize=(11, 4.2), sharey=True)
    for ax, threads in zip(axes, (1, 2), strict=True):
        chosen = [row for row in rows if row["threads"] == threads and row["type"] == "float32"]
        for name, marker, color in zip(NAMES, "os^", ("blue", "orange", "green"), strict=True):
            ax.plot([row[name] for row in chosen], marker=marker, color=COLORS[color], label=name)
        ax.axhline(1, color=COLORS["grey"], linewidth=1, linestyle=":")
        ax.set_xticks(range(len(chosen)), [f"{row['net']}\n{row['batch']}" for row in chosen], fontsize=9)
        ax.set(title=f"{threads} thread{'s' * (threads > 1)}, float32", xlabel="hidden units, and batch")
    axes[0].set_ylim(0, None)  # shared, and set when all is drawn
    axes[0].set_ylabel("time / bare matrix products")
    axes[0].legend()
    fig.savefig(HERE / "results.png", dpi=100)


def main() -> None:
    """Measure everything and write the results."""
    more = {
        "growth": growth(),
        "to_accuracy": to_accuracy(),
        "memory": memory(),
        "watching": watching(),
        "import": importing(),
    }
    print(json.dumps(more, indent=1), flush=True)
    rows = epoch_table(rounds=7)
    (HERE / "results.md").write_text(report(rows, more), encoding="utf-8")
    picture(rows)


if __name__ == "__main__":
    main()
