"""The weights of a unit as a picture, and what each pixel of an image contributes."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from lecture_nn.figures.templates import draw_evidence, plot_weights


@pytest.fixture(autouse=True)
def close():
    yield
    plt.close("all")


def test_weights_are_shown_row_by_row_with_white_at_zero():
    weights = np.array([1.0, -3.0, 0.0, 2.0])
    (image,) = plot_weights(weights, bar=False).images
    np.testing.assert_array_equal(image.get_array(), [[1, -3], [0, 2]])
    assert image.get_clim() == (-3, 3)
    np.testing.assert_allclose(image.to_rgba(0.0)[:3], 1, atol=0.05)
    purple, orange = image.to_rgba(3.0), image.to_rgba(-3.0)
    assert purple[2] > purple[1] < purple[0]
    assert orange[0] > orange[1] > orange[2]


def test_the_scale_can_be_given_and_zeros_are_drawn():
    assert plot_weights(np.ones(9), limit=5).images[0].get_clim() == (-5, 5)
    assert plot_weights(np.zeros(9)).images[0].get_clim() == (-1, 1)


def test_evidence_shows_products_that_add_up_to_the_pre_activation():
    X, w = np.array([[1.0, 0.5, 0.0, 1.0], [0.0, 1.0, 1.0, 0.0]]), np.array([2.0, -3.0, 4.0, 0.5])
    figure = draw_evidence(X, w, -1.25, ["a", "b"])
    (a, b), (below_a, below_b) = np.reshape(figure.axes[:4], (2, 2))
    np.testing.assert_array_equal(a.images[0].get_array().ravel(), X[0])
    np.testing.assert_array_equal(below_b.images[0].get_array().ravel(), X[1] * w)
    assert below_a.images[0].get_clim() == below_b.images[0].get_clim() == (-4, 4)
    assert (a.get_title(), b.get_title()) == ("a", "b")
    assert below_a.get_title() == "−1.25 + 2.50 − 1.50\nz = −0.25"
    assert below_b.get_title() == "−1.25 + 4.00 − 3.00\nz = −0.25"


def test_what_is_no_square_is_refused():
    with pytest.raises(ValueError, match=r"weights: expected one row with a square number of pixels, got shape \(3,\)"):
        plot_weights(np.ones(3))
    with pytest.raises(ValueError, match="titles: expected 1, one for each image, got 2"):
        draw_evidence(np.ones((1, 4)), np.ones(4), 0.0, ["a", "b"])
