"""The panels of outputs and losses: what they draw are the core's numbers."""

import numpy as np
import pytest

from lecture_nn import binary_cross_entropy, numerical_gradient, sigmoid, squared_error
from lecture_nn.interactive import loss_panel

LOSSES = (binary_cross_entropy, squared_error)


def core(loss, z, t):
    """Loss and slope dE/dz of one case, the slope by finite differences."""
    at = np.array([[float(z)]])
    return loss(sigmoid(at), [[float(t)]]), numerical_gradient(lambda: loss(sigmoid(at), [[float(t)]]), at)[0, 0]


@pytest.mark.parametrize("t", [0, 1])
@pytest.mark.parametrize("z", [-8, -0.7, 0, 3.2, 8])
def test_losses_and_slopes_at_z(show, z, t):
    shown = show(loss_panel()).set(z=z, t=t)
    assert shown["o"] == pytest.approx(sigmoid(z))
    assert shown["error"] == pytest.approx(sigmoid(z) - t)
    E, slope = np.transpose([core(loss, z, t) for loss in LOSSES])
    assert shown["E"] == pytest.approx(E)
    assert shown["slope"] == pytest.approx(slope, abs=1e-6)


@pytest.mark.parametrize("t", [0, 1])
def test_the_curves_of_the_losses(show, t):
    shown = show(loss_panel()).set(t=t)
    z = np.array(shown["z"])
    assert shown["wrong"] == pytest.approx(np.abs(sigmoid(z) - t))
    for loss, curve in zip(LOSSES, shown["curves"], strict=True):
        E, slope = np.transpose([core(loss, at, t) for at in z])
        assert curve["E"] == pytest.approx(E)
        assert curve["slope"] == pytest.approx(slope, abs=1e-6)
        assert curve["size"] == pytest.approx(np.abs(slope), abs=1e-6)


def test_slopes_of_a_right_answer_keep_their_digits(show):
    """1 - o rounds to few digits at z = 8."""
    shown = show(loss_panel()).set(z=8, t=1)
    error = 1 / (1 + np.exp(8.0))
    assert shown["slope"] == pytest.approx([-error, -(error**2) * (1 - error)], rel=1e-12)


def test_z_can_be_dragged_and_moved_by_keys(show):
    panel = show(loss_panel())
    assert panel.press("net input z", "End", "ArrowLeft")["at"] == pytest.approx(7.9)
    left = panel.page.locator(".lnn-drag").first.bounding_box()
    panel.page.mouse.move(left["x"] + 100, left["y"] + 100)
    panel.page.mouse.down()
    panel.page.mouse.move(left["x"] + 1, left["y"] + 100)  # beyond the axis, which begins at -8
    panel.page.mouse.up()
    assert panel.set()["at"] == -8
