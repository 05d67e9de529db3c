"""Matrices as shades: every number stands in its own square and can be read."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

from lecture_nn.figures.matrices import plot_matrix

mpl.use("Agg")


def shown(ax):
    return {text.get_position(): text.get_text() for text in ax.texts}


def test_every_number_stands_in_its_square():
    ax = plot_matrix([[0.5, -1.0, 0.25], [0.0, 2.0, 4.0]], rows="ab", columns=["x", "y", "z"])
    assert shown(ax) == {
        (0, 0): "0.50", (1, 0): "-1.00", (2, 0): "0.25", (0, 1): "0.00", (1, 1): "2.00", (2, 1): "4.00",
    }  # fmt: skip
    np.testing.assert_array_equal(ax.images[0].get_array(), [[0.5, -1.0, 0.25], [0.0, 2.0, 4.0]])
    assert [label.get_text() for label in ax.get_xticklabels()] == ["x", "y", "z"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["a", "b"]


def test_zero_is_white_and_the_scale_is_the_same_on_both_sides():
    image = plot_matrix([[3.0, 0.0], [-1.0, 2.0]], rows="ab", columns="cd").images[0]
    assert image.get_clim() == (-3.0, 3.0)
    np.testing.assert_allclose(image.to_rgba(0.0)[:3], 0.97, atol=0.03)
    assert plot_matrix([[3.0]], rows="a", columns="b", limit=1).images[0].get_clim() == (-1, 1)
    assert plot_matrix([[0.0]], rows="a", columns="b").images[0].get_clim() == (-1, 1)


def test_numbers_are_light_on_dark_shades_only():
    colors = {t.get_text(): t.get_color() for t in plot_matrix([[9.0, 0.0, -9.0]], rows="a", columns="bcd").texts}
    assert colors == {"9.00": "white", "0.00": "black", "-9.00": "white"}


def test_the_text_of_a_number_is_the_callers():
    ax = plot_matrix([[3.0, 0.0]], rows="a", columns="bc", text=lambda n: f"{n:.0f}" if n else "")
    assert list(shown(ax).values()) == ["3", ""]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (([1.0, 2.0], "a", "bc"), r"values: expected a matrix, got shape \(2,\)"),
        (([[1.0, 2.0]], "ab", "bc"), r"rows: expected 1 texts for values of shape \(1, 2\), got 2"),
        (([[1.0, 2.0]], "a", "b"), r"columns: expected 2 texts for values of shape \(1, 2\), got 1"),
    ],
)
def test_refuses_what_does_not_fit(arguments, says):
    with pytest.raises(ValueError, match=says):
        plot_matrix(*arguments)


def test_draws_where_it_is_told():
    _, ax = plt.subplots()
    assert plot_matrix([[1.0]], rows="a", columns="b", ax=ax) is ax
