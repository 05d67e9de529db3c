"""The figures of losses and outputs: what is drawn are the core's numbers."""

import matplotlib as mpl
import numpy as np
import pytest

from lecture_nn import binary_cross_entropy, numerical_gradient, sigmoid, softmax, squared_error
from lecture_nn.figures.losses import plot_derivatives, plot_probabilities

mpl.use("Agg")


@pytest.mark.parametrize("t", [0, 1])
@pytest.mark.parametrize("z", [-6.0, -0.5, 3.0])
def test_the_slopes_drawn_are_the_slopes(z, t):
    """Against finite differences of the losses."""
    left, middle, right = plot_derivatives(z, t).axes
    at = np.array([[z]])
    for n, loss in enumerate((binary_cross_entropy, squared_error)):
        curve, mark = middle.lines[2 * n : 2 * n + 2]
        slope = numerical_gradient(lambda loss=loss: loss(sigmoid(at), [[float(t)]]), at)[0, 0]
        assert mark.get_xydata()[0] == pytest.approx([z, slope], abs=1e-7)
        assert np.interp(z, *curve.get_data()) == pytest.approx(slope, abs=2e-3)
        drawn, height = left.lines[2 * n].get_data()
        assert np.gradient(height, drawn)[1:-1] == pytest.approx(curve.get_ydata()[1:-1], abs=5e-3)
        assert left.lines[2 * n + 1].get_xydata()[0] == pytest.approx([z, loss(sigmoid(at), [[float(t)]])])
        assert right.lines[2 * n + 1].get_xydata()[0] == pytest.approx([abs(sigmoid(z) - t), abs(slope)], abs=1e-7)


def test_as_many_marks_as_places():
    for ax in plot_derivatives([-1.0, 0.0, 2.0], 1).axes:
        assert [len(line.get_xdata()) for line in ax.lines[1::2]] == [3, 3]
    with pytest.raises(ValueError, match="t: expected 0 or 1, got 2"):
        plot_derivatives(0.0, 2)


def test_the_bars_are_the_softmax():
    ax = plot_probabilities([3.0, 1.0, -2.0], 2.0)
    assert [text.get_text() for text in ax.get_xticklabels()] == ["3", "1", "-2"]
    assert [bar.get_height() for bar in ax.patches] == pytest.approx(softmax(np.array([1.5, 0.5, -1.0])))
    with pytest.raises(ValueError, match="temperature: expected a number above 0, got 0"):
        plot_probabilities([1.0], 0)
