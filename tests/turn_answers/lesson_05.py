"""Right answers to the turns of lesson 05, written in different ways: NAME__WAY answers NAME."""

import numpy as np


def bump_weights__lists(left, right, height, v):
    return [v, v], [-v * left, -v * right], [height, -height]


def bump_weights__arrays(left, right, height, v):
    V = np.full(2, v)
    return V, -V * np.array([left, right]), np.array([height, -height])


def bump_weights__falling_units(left, right, height, v):
    return [-v, -v], [v * right, v * left], [height, -height]


def root_places__square(J):
    return ((np.arange(J) + 0.5) / J) ** 2


def root_places__middles(J):
    ends = np.linspace(0, 1, J + 1)
    return ((ends[:-1] + ends[1:]) / 2) ** 2


def root_places__loop(J):
    places = []
    for j in range(J):
        height = (2 * j + 1) / (2 * J)
        places.append(height * height)
    return places


def most_regions__comb(J, D):
    from math import comb

    return sum(comb(J, k) for k in range(D + 1))


def most_regions__one_hyperplane_more(J, D):
    if J == 0 or D == 0:
        return 1
    return most_regions__one_hyperplane_more(J - 1, D) + most_regions__one_hyperplane_more(J - 1, D - 1)


def most_regions__row_by_row(J, D):
    total, term = 0, 1
    for k in range(D + 1):
        total += term
        term = term * (J - k) // (k + 1)
    return total
