"""What the waterfall of contributions must show: bars that start where the last one ended, and the measured end."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

from lecture_nn.figures.contributions import draw_contributions

mpl.use("Agg")

PATHS, UNITS = ["through output 1", "through output 2"], ["$h_1$", "$h_2$", "$h_3$"]
CONTRIBUTIONS = np.array([[1.0, -2.0, 0.5], [-0.75, -1.0, 3.0]])
TOTALS = CONTRIBUTIONS.sum(axis=0)


def bars(ax):
    """Start and end of each bar, path by path."""
    return [[(bar.get_y(), bar.get_y() + bar.get_height()) for bar in group] for group in ax.containers]


def test_each_bar_starts_where_the_last_one_ended():
    first, second = bars(draw_contributions(CONTRIBUTIONS, TOTALS, PATHS, UNITS))
    assert first == [(0, 1), (0, -2), (0, 0.5)]
    assert second == [(1, 0.25), (-2, -3), (0.5, 3.5)]


def test_bars_of_one_unit_stand_in_order_and_do_not_overlap():
    ax = draw_contributions(CONTRIBUTIONS, TOTALS, PATHS, UNITS)
    edges = [
        (bar.get_x(), bar.get_x() + bar.get_width()) for j in range(3) for group in ax.containers for bar in [group[j]]
    ]
    assert all(left[1] <= right[0] + 1e-9 for left, right in zip(edges, edges[1:], strict=False))


def test_diamonds_stand_at_what_was_measured_not_at_the_sum():
    ax = draw_contributions(CONTRIBUTIONS, TOTALS + 1, PATHS, UNITS)
    (diamonds,) = (line for line in ax.lines if line.get_marker() == "D")
    np.testing.assert_array_equal(diamonds.get_ydata(), TOTALS + 1)


def test_every_number_and_name_is_written():
    ax = draw_contributions(CONTRIBUTIONS, TOTALS, PATHS, UNITS)
    shown = [text.get_text() for text in ax.texts]
    for number in [*CONTRIBUTIONS.ravel(), *TOTALS]:
        assert f"{number:+.3f}".replace("-", "\N{MINUS SIGN}") in shown
    assert [label.get_text() for label in ax.get_xticklabels()] == UNITS
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["sum, measured by nudging", *PATHS]


def test_paths_differ_in_hatch_as_well_as_in_colour():
    ax = draw_contributions(np.ones((4, 1)), [4.0], "abcd", ["h"])
    kinds = {(bar.get_facecolor(), bar.get_hatch()) for group in ax.containers for bar in group}
    assert len({color for color, _ in kinds}) == len({hatch for _, hatch in kinds}) == 4


def test_draws_where_it_is_told():
    _, ax = plt.subplots()
    assert draw_contributions([[1.0]], [1.0], ["a"], ["h"], ax=ax) is ax


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((CONTRIBUTIONS.T, TOTALS, PATHS, UNITS), r"contributions: expected shape \(2, 3\), got \(3, 2\)"),
        ((CONTRIBUTIONS, TOTALS[:2], PATHS, UNITS), r"totals: expected shape \(3,\), got \(2,\)"),
        ((np.ones((5, 1)), [5.0], "abcde", ["h"]), "paths: expected at most 4, got 5"),
    ],
)
def test_refuses_what_does_not_fit(arguments, says):
    with pytest.raises(ValueError, match=says):
        draw_contributions(*arguments)
