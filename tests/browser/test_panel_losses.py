"""The panels of outputs and losses: what they draw are the core's numbers."""

from itertools import product

import numpy as np
import pytest

from lecture_nn import binary_cross_entropy, cross_entropy, numerical_gradient, sigmoid, softmax, squared_error
from lecture_nn.interactive import loss_panel, softmax_panel

LOSSES = (binary_cross_entropy, squared_error)


def core(loss, z, t):
    """Loss and derivative dE/dz of one example, the derivative by finite differences."""
    at = np.array([[float(z)]])
    return loss(sigmoid(at), [[float(t)]]), numerical_gradient(lambda: loss(sigmoid(at), [[float(t)]]), at)[0, 0]


def test_losses_and_derivatives_at_z(show):
    panel = show(loss_panel())
    for z, t in product((-8, -0.7, 0, 3.2, 8), (0, 1)):
        shown = panel.set(z=z, t=t)
        assert shown["o"] == pytest.approx(sigmoid(z))
        assert shown["error"] == pytest.approx(sigmoid(z) - t)
        E, derivative = np.transpose([core(loss, z, t) for loss in LOSSES])
        assert shown["E"] == pytest.approx(E)
        assert shown["derivative"] == pytest.approx(derivative, abs=1e-6)


@pytest.mark.parametrize("t", [0, 1])
def test_the_curves_of_the_losses(show, t):
    shown = show(loss_panel()).set(t=t)
    z = np.array(shown["z"])
    assert shown["errors"] == pytest.approx(np.abs(sigmoid(z) - t))
    for loss, curve in zip(LOSSES, shown["curves"], strict=True):
        E, derivative = np.transpose([core(loss, at, t) for at in z])
        assert curve["E"] == pytest.approx(E)
        assert curve["derivative"] == pytest.approx(derivative, abs=1e-6)
        assert curve["size"] == pytest.approx(np.abs(derivative), abs=1e-6)


def test_derivatives_of_a_confident_and_correct_output_keep_their_digits(show):
    """1 - o rounds to few digits at z = 8."""
    shown = show(loss_panel()).set(z=8, t=1)
    error = 1 / (1 + np.exp(8.0))
    assert shown["derivative"] == pytest.approx([-error, -(error**2) * (1 - error)], rel=1e-12)


def test_z_can_be_dragged_and_moved_by_keys(show):
    panel = show(loss_panel())
    assert panel.press("pre-activation z", "End", "ArrowLeft")["at"] == pytest.approx(7.9)
    left = panel.page.locator(".lnn-drag").first.bounding_box()
    panel.page.mouse.move(left["x"] + 100, left["y"] + 100)
    panel.page.mouse.down()
    panel.page.mouse.move(left["x"] + 1, left["y"] + 100)  # beyond the axis, which begins at -8
    panel.page.mouse.up()
    assert panel.set()["at"] == -8


def core_softmax(z, temperature, label):
    """Probabilities, o - t and the loss, by the core."""
    scaled, t = np.array([z]) / temperature, np.eye(4)[[label - 1]]
    return softmax(scaled)[0], softmax(scaled)[0] - t[0], cross_entropy.from_logits(scaled, t)


def test_softmax_and_its_gradient(show):
    panel = show(softmax_panel())
    examples = (2.0, 1.0, 0.1, -1.0), (5, -5, 5, -5), (0, 0, 0, 0), (-4.9, 0.2, 3, 3.1)
    for z, temperature, label in product(examples, (0.1, 1, 3.5, 10), (1, 2, 4)):
        o, difference, E = core_softmax(z, temperature, label)
        shown = panel.set(**{f"z{k}": v for k, v in enumerate(z, 1)}, temperature=temperature, target=label)
        assert shown["o"] == pytest.approx(o, abs=1e-12)
        assert shown["difference"] == pytest.approx(difference, abs=1e-12)
        assert shown["E"] == pytest.approx(E, rel=1e-9, abs=1e-12)


def test_what_is_added_to_all_changes_nothing(show):
    """Far out too, where e to the power of z is infinite or 0."""
    panel = show(softmax_panel())
    before = panel.set()
    for added in (-1000, 10, 1000):
        after = panel.set(added=added)
        assert after["z"] == pytest.approx(np.array(before["z"]) + added)
        assert after["o"] == pytest.approx(before["o"], rel=1e-9)
        assert after["E"] == pytest.approx(before["E"], rel=1e-9)


def test_the_height_of_a_bar_is_its_number(show):
    panel = show(softmax_panel())
    shown = panel.set(z4=4.0, target=1)
    bars = panel.page.locator(".lnn-bar").evaluate_all("bars => bars.map(bar => Number(bar.getAttribute('height')))")
    unit = bars[3] / shown["o"][3]
    assert bars[:4] == pytest.approx(unit * np.array(shown["o"]))
    assert bars[4:] == pytest.approx(bars[7] / shown["difference"][3] * np.abs(shown["difference"]))


def test_the_target_is_chosen_by_keys(show):
    panel = show(softmax_panel())
    assert panel.press("target", "ArrowDown")["difference"][2] < 0
