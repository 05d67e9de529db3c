"""Threshold units: what a net of them answers, and what wrong ones were probably made for (rows L01 and L02)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

CASES_OF_TWO = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
SAME = [1, 0, 0, 1]
"""The answers to `CASES_OF_TWO`: do both inputs have the same value?"""


def answers_of_three(rows: list[NDArray], at_zero: float = 0.0, low: float = 0.0) -> tuple[NDArray, list[int]]:
    """Return the hidden activations, (4, 2), and the answers, 0 or 1, of three threshold units to the four cases.

    `at_zero` is the activation for a sum of 0. `low` stands for 0 in inputs and activations.
    """
    X = np.where(CASES_OF_TWO == 0, low, 1.0)
    H = np.column_stack([np.heaviside(row[0] + X @ row[1:], at_zero) for row in rows[:2]])
    sums = rows[2][0] + np.where(H == 0, low, 1.0) @ rows[2][1:]
    return H, np.heaviside(sums, at_zero).astype(int).tolist()


def about_three_units(rows: list[NDArray], answers: list[int]) -> str:
    """Return what three units that give these wrong answers were probably made for, or where they go wrong."""
    if answers == [0, 1, 1, 0]:
        return "it would be right if the output unit were off where it is on: which value of t stands for equal inputs?"
    opposite = [row * (-1, 1, 1) for row in rows]
    for units, options, cure in (
        ([np.roll(row, 1) for row in rows], {}, "the biases were at the other end: write each unit as [w0, w1, w2]"),
        (rows, {"at_zero": 1.0}, "a sum of exactly 0 were enough, but it has to be above 0"),
        (opposite, {}, "the biases had the opposite sign: how do you get a bias from a threshold?"),
        (
            opposite[:2] + rows[2:],
            {},
            "the hidden units' biases had the opposite sign: how do you get a bias from a threshold?",
        ),
        (rows, {"low": -1.0}, "inputs and activations were −1 and 1, but they are 0 and 1"),
    ):
        if answers_of_three(units, **options)[1] == SAME:
            return f"it would be right if {cure}"
    hidden = [tuple(h) for h in answers_of_three(rows)[0].astype(int).tolist()]
    for n, m in ((0, 1), (0, 2), (3, 1), (3, 2)):
        if hidden[n] == hidden[m]:
            cases = " and ".join("".join(str(int(x)) for x in CASES_OF_TWO[case]) for case in sorted((n, m)))
            return f"your hidden units are {hidden[n]} for {cases} alike, so no output unit can tell these two apart"
    on, off = {hidden[0], hidden[3]}, {hidden[1], hidden[2]}
    if len(off) == 2 and on in ({(0, 0), (1, 1)}, {(0, 1), (1, 0)}):
        return (
            "no line in the plane of your two hidden activations separates the cases with t = 1 from those with t = 0"
        )
    return (
        f"your hidden units can stay as they are: their activations are {', '.join(map(str, hidden))}, and a line "
        "separates the first and the last of these from the other two. Where does your output unit have its line?"
    )


def answers_of_net(X: NDArray, hidden: NDArray, output: NDArray) -> NDArray:
    """Return whether the output unit is on, for each example."""
    return hidden_activations(X, hidden) @ output[1:] + output[0] > 0


def hidden_activations(X: NDArray, hidden: NDArray) -> NDArray:
    """Return the activations of the hidden units, (N, D), for each example."""
    return (X @ hidden[:, 1:].T + hidden[:, 0] > 0).astype(float)


def is_even(X: NDArray) -> NDArray:
    """Return whether the number of ones in each row of X is even."""
    return X.sum(axis=1) % 2 == 0


def about_parity(X: NDArray, hidden: NDArray, output: NDArray) -> str:
    """Return what a net that is wrong about the parity was probably made for; "" where nobody knows."""
    signs = np.where(np.arange(len(output)) == 0, -1.0, 1.0)
    if (answers_of_net(X, np.roll(hidden, 1, axis=1), np.roll(output, 1)) == is_even(X)).all():
        return "it would be right if the biases were at the other end: write them first"
    if (answers_of_net(X, signs * hidden, signs * output) == is_even(X)).all():
        return "it would be right if the biases had the opposite sign: how do you get a bias from a threshold?"
    H, ones = hidden_activations(X, hidden), X.sum(axis=1)
    counting = np.arange(len(hidden)) < ones[:, None]  # with n ones, the first n units are on
    if (counting == H).all():
        wrong = np.flatnonzero(answers_of_net(X, hidden, output) != is_even(X))
        n = wrong[ones[wrong].argmin()]
        on = {0: "none is", 1: "the first is"}.get(ones[n], f"the first {ones[n]:.0f} are")
        return (
            f"your hidden units can stay as they are. For {X[n].astype(int).tolist()} {on} on: which sum does your "
            "output unit get, and on which side of 0 should it be?"
        )
    return ""
