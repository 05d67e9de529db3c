"""Wrong counts of steps and wrong mini-batches, by what to say to them, for the exercise "optimizers"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np


def starts(order: np.ndarray, B: int) -> range:
    """Where each batch starts."""
    return range(0, len(order), B)


N_STEPS: dict[str, Callable[..., Any]] = {
    "you leave out the last batch when it isn't full. Its examples would never be used in this epoch.": (
        lambda N, B, epochs: N // B * epochs
    ),
    "you count one step for each example. All examples of a batch share one step.": lambda N, B, epochs: N * epochs,
    "you let batches run on from one epoch into the next. Each epoch begins with a batch of its own.": (
        lambda N, B, epochs: -(-N * epochs // B)
    ),
    "you count a fraction of a step. A smaller batch is a step like any other: how many does one epoch have?": (
        lambda N, B, epochs: N / B * epochs
    ),
    "you count the steps of a single epoch.": lambda N, B, epochs: -(-N // B),
    "you count the full batches of a single epoch.": lambda N, B, epochs: N // B,
    "you add a batch for the rest even where there is no rest: 8 examples are two batches of 4, not three.": (
        lambda N, B, epochs: (N // B + 1) * epochs
    ),
    "you round to the nearest whole number. A remainder, however small, is a batch, too.": (
        lambda N, B, epochs: round(N / B) * epochs
    ),
    "you round to the nearest whole number, halves upwards. A remainder, however small, is a batch, too.": (
        lambda N, B, epochs: int(N / B + 0.5) * epochs
    ),
    "you add one batch for what is left over at the very end. In how many epochs is something left "
    "over?": lambda N, B, epochs: N // B * epochs + (N % B > 0),
    "you count the full batches over all epochs, as if they ran on from one epoch into the next.": (
        lambda N, B, epochs: N * epochs // B
    ),
    "you count one batch too few in each epoch: the last one is missing, even when it is full.": lambda N, B, epochs: (
        (N - 1) // B * epochs
    ),
    "you add the number of epochs. Every epoch has all the batches again.": lambda N, B, epochs: -(-N // B) + epochs,
    "you count one step for each epoch, as with the full batch.": lambda N, B, epochs: epochs,
    "you multiply by the size of the batch. Larger batches mean fewer steps.": lambda N, B, epochs: N * B * epochs,
    "you take B for the number of batches. It is the number of examples in each.": lambda N, B, epochs: B * epochs,
    "you divide B by N. How many times does B go into N?": lambda N, B, epochs: -(-B // N) * epochs,
    "you add a single batch, once for all epochs and even where there is no rest.": lambda N, B, epochs: (
        N // B * epochs + 1
    ),
    "you round to the nearest whole number, and only after all epochs. Each epoch has its own rest.": (
        lambda N, B, epochs: round(N * epochs / B)
    ),
    "you divide by the number of epochs. More epochs mean more steps.": lambda N, B, epochs: -(-N // (B * epochs)),
    "you count the examples that are left over. They make one batch.": lambda N, B, epochs: (N // B + N % B) * epochs,
}
"""Wrong numbers of steps, from the numbers of examples, of examples in a batch, and of epochs."""

BATCHES: dict[str, Callable[..., Any]] = {
    "you drop the last batch when it isn't full. Its examples would never be used in this epoch.": lambda order, B: [
        order[n : n + B] for n in range(0, len(order) // B * B, B)
    ],
    "you stop B examples before the end, so that the last batch is always missing.": lambda order, B: [
        order[n : n + B] for n in range(0, len(order) - B, B)
    ],
    "you don't use the order. These are the numbers 0, 1, 2 and so on, as if nothing had been shuffled.": (
        lambda order, B: [np.arange(n, min(n + B, len(order))) for n in starts(order, B)]
    ),
    "you sort the order before you cut it. It has been shuffled on purpose.": lambda order, B: [
        np.sort(order)[n : n + B] for n in starts(order, B)
    ],
    "you cut the order into B pieces. B is the number of examples in a batch, not the number of batches.": (
        lambda order, B: np.array_split(order, B)
    ),
    "you make the right number of batches, but of nearly equal sizes. Which batches should have B examples "
    "exactly?": lambda order, B: np.array_split(order, -(-len(order) // B)),
    "you make as many pieces as there are full batches, and spread the rest over them. The rest is a batch of its "
    "own.": lambda order, B: np.array_split(order, max(1, len(order) // B)),
    "you add the rest to the last full batch. It is a batch of its own.": lambda order, B: _rest_appended(order, B),
    "your last batch goes back to examples that have been used already, to be full. Each example is used once in an "
    "epoch.": lambda order, B: [order[max(0, min(n, len(order) - B)) :][:B] for n in starts(order, B)],
    "your last batch is filled up from the beginning. Each example is used once in an epoch.": lambda order, B: [
        np.resize(np.roll(order, -n), B) for n in starts(order, B)
    ],
    "your batches begin one example after the other and overlap. Where should the second one begin?": (
        lambda order, B: [order[n : n + B] for n in range(len(order))]
    ),
    "your batches have one example too few: the end of a slice isn't part of it.": lambda order, B: [
        order[n : n + B - 1] for n in starts(order, B)
    ],
    "your batches have one example too many, which the next one uses again: the end of a slice isn't part of it.": (
        lambda order, B: [order[n : n + B + 1] for n in starts(order, B)]
    ),
    "your batches take examples at regular intervals. Neighbours in the order belong together.": lambda order, B: [
        order[n :: -(-len(order) // B)] for n in range(-(-len(order) // B))
    ],
    "you take every B-th example, which gives B batches. B is the number of examples in a batch.": lambda order, B: [
        order[n::B] for n in range(B)
    ],
    "your batches all begin at the start of order, and each holds those before it as well.": lambda order, B: [
        order[: n + B] for n in starts(order, B)
    ],
    "your first batch is missing, and the last one is empty. Does your loop count from 1?": lambda order, B: [
        order[n + B : n + 2 * B] for n in starts(order, B)
    ],
    "your first batch is missing. Where does it start?": lambda order, B: [
        order[n + B : n + 2 * B] for n in starts(order, B)[:-1]
    ],
    "you return the first batch only. Does your loop return before it has come to the others?": lambda order, B: [
        order[:B]
    ],
    "you return the first batch itself. A list of all batches is asked for.": lambda order, B: order[:B],
    "you return the last batch only. Is what came before overwritten?": lambda order, B: [
        order[starts(order, B)[-1] :]
    ],
    "you return the places where the batches start. The entries of order from there on are asked for.": (
        lambda order, B: list(starts(order, B))
    ),
    "your batches come in the opposite order. Begin at the start of order.": lambda order, B: [
        order[n : n + B] for n in starts(order, B)
    ][::-1],
    "you cut from the end, so that the first batch is the smaller one. Begin at the start of order.": (
        lambda order, B: np.split(order, range(len(order) % B or B, len(order), B))
    ),
    "you have an empty batch at the end. Where the examples run out, the list ends.": lambda order, B: [
        order[n : n + B] for n in range(0, len(order) // B * B + 1, B)
    ],
    "your slices all end at place B. The end of a slice is a place in order, not a length.": lambda order, B: [
        order[n:B] for n in starts(order, B)
    ],
    "your list holds the numbers one by one. What should each of its entries be?": lambda order, B: order,
    "your batches end one place too early: when a single example is left over, it is lost.": lambda order, B: [
        order[n : n + B] for n in range(0, len(order) - 1, B)
    ],
    "you sort each batch. The examples stay in the order that they were shuffled into.": lambda order, B: [
        np.sort(order[n : n + B]) for n in starts(order, B)
    ],
    "every batch holds a single example. B of them make a batch.": lambda order, B: [
        order[n : n + 1] for n in range(len(order))
    ],
    "you fill the last batch up with zeros, and 0 is the number of an example.": lambda order, B: [
        np.pad(order[n : n + B], (0, B - len(order[n : n + B]))) for n in starts(order, B)
    ],
}
"""Wrong mini-batches, from the order of the examples and the number of examples in a batch."""


def _rest_appended(order: np.ndarray, B: int) -> list[np.ndarray]:
    full = max(1, len(order) // B)
    return [order[n * B : (n + 1) * B if n < full - 1 else None] for n in range(full)]
