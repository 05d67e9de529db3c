"""Training with threads as they come, alone and beside one and two busy programs: what somebody in a notebook gets.

All times are divided by the time that `fit` takes with one thread on the quiet machine, measured in the same run. The
rows and nets are those of `epochs`; beside busy programs, where some contenders take many times as long, a part of
them. Makes threads.md.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from statistics import median

import epochs
import numpy as np
import torch
from threadpoolctl import threadpool_limits

from lecture_nn import threads

HERE = Path(__file__).parent
BUSY = (0, 1, 2)
NETS = ([32], [100], [300], [300, 100])
TYPES = (np.float32, np.float64)
OTHERS = ("scikit-learn", "PyTorch")


@contextmanager
def all_threads() -> Iterator[None]:
    """Let `fit` use every thread for every product, whatever pays."""
    kept = threads.LARGE, threads.idle_cores
    threads.LARGE, threads.idle_cores = 0, threads.granted_cores
    try:
        yield
    finally:
        threads.LARGE, threads.idle_cores = kept


@contextmanager
def busy(number: int) -> Iterator[None]:
    """Keep so many other programs busy."""
    programs = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(number)]
    try:
        yield
    finally:
        for program in programs:
            program.kill()
            program.wait()


def seconds(run: Callable[[], None], rounds: int) -> float:
    """Return the median time of an epoch, after one to warm up."""
    times = []
    for _ in range(rounds + 1):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return median(times[1:]) / epochs.EPOCHS


def table() -> list[dict]:
    """Return a row for each load, type, net and batch."""
    torch.set_num_threads(threads.granted_cores())
    rows = []
    quiet: dict[tuple, float] = {}
    for number in BUSY:
        types, nets, rounds = (TYPES, NETS, 3) if number == 0 else (TYPES[:1], NETS[:3], 2)
        with busy(number):
            for dtype, hidden, batch in product(types, nets, (64, 256)):
                key = (dtype.__name__, "-".join(map(str, hidden)), batch)
                runs = epochs.contenders(hidden, batch, dtype)
                with threadpool_limits(limits=1, user_api="blas"):
                    one = seconds(runs["fit"], rounds)
                quiet.setdefault(key, one)
                found = {"fit": seconds(runs["fit"], rounds), "one thread": one}
                with all_threads():
                    found["all threads"] = seconds(runs["fit"], rounds)
                found |= {name: seconds(runs[name], rounds) for name in OTHERS}
                row = dict(zip(("type", "net", "batch"), key, strict=True))
                rows.append({"busy": number, **row, **{k: v / quiet[key] for k, v in found.items()}})
                print(rows[-1], flush=True)
    return rows


def report(rows: list[dict]) -> str:
    """Return the table as Markdown, and what it says."""
    columns = ("fit", "one thread", "all threads", *OTHERS)
    lines = [
        "# Training with threads as they come",
        "",
        "Written by `make bench` (benchmarks/load.py).",
        "What somebody gets who sets nothing, beside 0, 1 and 2 busy programs. Times of an epoch, divided by that of",
        'fit with one thread on the quiet machine. "One thread" and "all threads" are fit made to use them.',
        "",
        f"| busy programs | type | hidden units | batch | {' | '.join(columns)} |",
        f"|{'---|' * (4 + len(columns))}",
    ]
    for row in rows:
        numbers = " | ".join(f"{row[name]:.2f}" for name in columns)
        lines.append(f"| {row['busy']} | {row['type']} | {row['net']} | {row['batch']} | {numbers} |")
    alone = max(row["fit"] / min(row["one thread"], row["all threads"]) for row in rows if row["busy"] == 0)
    lines += ["", f"- On the quiet machine fit takes at most {alone:.2f} times the better of one and all threads."]
    for number in BUSY[1:]:
        worst = {name: max(row[name] for row in rows if row["busy"] == number) for name in columns}
        told = ", ".join(f"{name} {worst[name]:.1f}" for name in columns)
        lines.append(f"- Beside {number} busy program{'s' * (number > 1)}, in the worst row of each: {told}.")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    (HERE / "threads.md").write_text(report(table()), encoding="utf-8")
