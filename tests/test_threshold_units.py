"""What wrong nets of threshold units are told is true of them, however they were drawn."""

from itertools import product

import numpy as np
import pytest

from lecture_nn.checks.threshold_units import SAME, about_parity, about_three_units, answers_of_three, is_even

WEIGHTS = [-2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0]
OUTPUT_UNITS = [
    np.array(unit) for unit in product([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5], [-2, -1, 0, 1, 2], [-2, -1, 0, 1, 2])
]


def some_output_unit_is_right(rows):
    return any(answers_of_three([*rows[:2], unit])[1] == SAME for unit in OUTPUT_UNITS)


def wrong_nets(seed, number):
    rng = np.random.default_rng(seed)
    while number:
        rows = list(rng.choice(WEIGHTS, size=(3, 3)))
        answers = answers_of_three(rows)[1]
        if answers != SAME:
            number -= 1
            yield rows, about_three_units(rows, answers)


def test_hidden_units_may_stay_if_and_only_if_an_output_unit_can_be_right():
    told = {True: 0, False: 0}
    for rows, note in wrong_nets(seed=0, number=400):
        if note.startswith("it would be right"):
            continue
        possible = some_output_unit_is_right(rows)
        assert note.startswith("your hidden units can stay") == possible, (rows, note)
        told[possible] += 1
    assert min(told.values()) > 5


@pytest.mark.parametrize(
    ("units", "told"),
    [
        ([[-1.5, 1, 1], [0.5, -1, -1], [-1.5, 1, 1]], "your hidden units can stay"),  # both, and neither: both at once
        ([[1, 1, 1], [-1, 1, 1], [1, -1, 1]], "inputs and activations were −1 and 1"),
        ([[-0.5, 1, 0], [-0.5, 0, 1], [-0.5, 1, 1]], "no line in the plane of your two hidden activations"),
        ([[-1.5, 1, 1], [-1.5, 1, 1], [0.5, -1, 1]], "your hidden units are (0, 0) for 00 and 01 alike"),
    ],
)
def test_what_three_units_are_told(units, told):
    rows = [np.array(unit, dtype=float) for unit in units]
    assert told in about_three_units(rows, answers_of_three(rows)[1])


def test_a_unit_that_counts_is_told_where_its_output_unit_goes_wrong():
    D = 4
    X = np.array(list(product([0.0, 1.0], repeat=D)))
    hidden = np.column_stack([-(np.arange(D) + 0.5), np.ones((D, D))])
    output = np.array([0.5, -1, 1, 0, 1])
    told = about_parity(X, hidden, output)
    assert "For [0, 1, 1, 1] the first 3 are on" in told
    assert is_even(X).tolist() == [sum(x) % 2 == 0 for x in X.tolist()]
    assert about_parity(X, -hidden, output) == ""
