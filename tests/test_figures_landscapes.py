"""Functions of two weights: what is drawn is what was given, the right way round."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

from lecture_nn.figures import COLORS
from lecture_nn.figures.landscapes import plot_contours, plot_path, plot_surface

mpl.use("Agg")

FIRST, SECOND = np.linspace(-2, 2, 41), np.linspace(-1, 3, 21)
A, B = np.meshgrid(FIRST, SECOND)
VALUES = A + 10 * B  # differs along the two axes


def shades(ax):
    return next(c for c in ax.collections if c.__class__.__name__ == "QuadMesh")


def test_contours_lie_where_the_function_has_their_level():
    ax = plot_contours(FIRST, SECOND, VALUES, levels=[0.0, 5.0, 20.0])
    lines = next(c for c in ax.collections if hasattr(c, "allsegs"))
    np.testing.assert_array_equal(lines.levels, [0, 5, 20])
    for level, segments in zip(lines.levels, lines.allsegs, strict=True):
        points = np.vstack(segments)
        np.testing.assert_allclose(points[:, 0] + 10 * points[:, 1], level, atol=1e-9)


def test_shades_count_the_contours_below():
    mesh = shades(plot_contours(FIRST, SECOND, VALUES, levels=[0.0, 5.0, 20.0]))
    np.testing.assert_array_equal(
        np.reshape(mesh.get_array(), VALUES.shape), sum((level < VALUES).astype(int) for level in (0, 5, 20))
    )
    low, high = mesh.to_rgba(np.array([0, 3]))[:, :3].mean(axis=1)
    assert low > 0.9 > high > 0.3


def test_axes_have_names_and_reach_to_the_ends():
    ax = plot_contours(FIRST, SECOND, VALUES, levels=[0.0], names=("weight", "bias"))
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("weight", "bias")
    assert (ax.get_xlim(), ax.get_ylim()) == ((-2, 2), (-1, 3))


def test_a_path_has_a_mark_for_each_step_and_moves_no_limit():
    ax = plot_contours(FIRST, SECOND, VALUES, levels=[0.0])
    path = np.array([[0.0, 0.0], [1.0, 2.0], [9.0, 9.0]])
    plot_path(path, ax, color=COLORS["blue"], marker="^", label="descent")
    line, start, end = ax.lines
    np.testing.assert_array_equal(line.get_xydata(), path)
    assert (line.get_marker(), line.get_color(), line.get_label()) == ("^", COLORS["blue"], "descent")
    np.testing.assert_array_equal(start.get_xydata(), path[:1])
    np.testing.assert_array_equal(end.get_xydata(), path[-1:])
    assert (start.get_marker(), end.get_marker()) == ("s", "*")
    assert (ax.get_xlim(), ax.get_ylim()) == ((-2, 2), (-1, 3))


def test_a_surface_carries_its_path():
    path = np.array([[0.0, 0.0], [1.0, 2.0], [1.5, 1.0]])
    heights = path @ [1, 10]
    ax = plot_surface(FIRST, SECOND, VALUES, path, heights)
    line, start, end = (np.array(line.get_data_3d()) for line in ax.lines)
    np.testing.assert_array_equal(line, np.column_stack([path, heights]).T)
    np.testing.assert_array_equal(start[:, 0], [0, 0, 0])
    np.testing.assert_array_equal(end[:, 0], [1.5, 1.0, 11.5])
    assert len(ax.collections) == 1
    assert (ax.get_xlabel(), ax.get_ylabel(), ax.get_zlabel()) == ("v", "w", "E")


def test_a_surface_is_that_of_the_function():
    _, ax = plt.subplots(subplot_kw={"projection": "3d"})
    given = []
    ax.plot_surface = lambda *arrays, **_: given.extend(arrays)
    assert not plot_surface(FIRST, SECOND, VALUES, ax=ax).lines
    for array, wanted in zip(given, (A, B, VALUES), strict=True):
        np.testing.assert_array_equal(array, wanted)


def test_draws_where_it_is_told():
    _, ax = plt.subplots()
    assert plot_contours(FIRST, SECOND, VALUES, levels=[0.0], ax=ax) is ax
    solid = plt.figure().add_subplot(projection="3d")
    assert plot_surface(FIRST, SECOND, VALUES, ax=solid) is solid


@pytest.mark.parametrize(
    "draw",
    [lambda values: plot_contours(FIRST, SECOND, values, [0.0]), lambda values: plot_surface(FIRST, SECOND, values)],
)
def test_refuses_values_the_wrong_way_round(draw):
    with pytest.raises(ValueError, match=r"values: expected shape \(21, 41\), a row for .*, got \(41, 21\)"):
        draw(VALUES.T)


@pytest.mark.parametrize("path", [[1.0, 2.0], [[1.0, 2.0, 3.0]], np.empty((0, 2))])
def test_refuses_what_is_no_path(path):
    with pytest.raises(ValueError, match=r"path: expected shape \(steps \+ 1, 2\), got"):
        plot_path(path, plt.figure().add_subplot())
