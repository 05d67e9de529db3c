"""Images placed by their predicted probability: where each stands, and which have the frame of wrong answers."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex

from lecture_nn.figures.detector import placed, plot_by_probability
from lecture_nn.figures.style import COLORS

mpl.use("Agg")


@pytest.fixture(autouse=True)
def close():
    yield
    plt.close("all")


def test_places_rise_with_the_probability_and_never_reach_the_end():
    p = np.array([0, 0.01, 0.3, 0.5, 0.7, 0.99, 1])
    at = placed(p)
    assert np.all(np.diff(at) > 0)
    assert at[3] == pytest.approx(0, abs=1e-9)
    np.testing.assert_allclose(at, -at[::-1], atol=1e-6)
    assert np.abs(at).max() < 0.9


def test_each_image_stands_at_its_probability_in_the_half_of_its_class():
    o, t = np.array([[0.9], [0.2], [0.6], [0.01]]), np.array([[1], [1], [0], [0]])
    ax = plot_by_probability(np.eye(4).repeat(4, axis=1), o, t)
    centres = [np.reshape(image.get_extent(), (2, 2)).mean(axis=1) for image in ax.images]
    right_first = [0, 3, 1, 2]  # the wrong ones are drawn last
    np.testing.assert_allclose([x for x, _ in centres], placed(o.ravel()[right_first]))
    assert [y > 0.5 for _, y in centres] == [True, False, True, False]
    orange = [to_hex(frame.get_edgecolor()) == to_hex(COLORS["orange"]) for frame in ax.patches]
    assert orange == [False, False, True, True]
    for n, image in zip(right_first, ax.images, strict=True):
        np.testing.assert_array_equal(image.get_array(), np.eye(4).repeat(4, axis=1)[n].reshape(4, 4))


def test_images_are_square_on_the_page_and_overlap_no_other_half():
    ax = plot_by_probability(np.ones((30, 4)), np.linspace(0.1, 0.9, 30), np.arange(30) % 2)
    ax.figure.canvas.draw()
    for image in ax.images:
        (left, right), (bottom, top) = np.reshape(image.get_extent(), (2, 2))
        (x0, y0), (x1, y1) = ax.transData.transform([(left, bottom), (right, top)])
        assert x1 - x0 == pytest.approx(y1 - y0, rel=0.01)
        assert (bottom >= 0.5) or (top <= 0.5 + 1e-9)
