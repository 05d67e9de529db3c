"""The panels of a single unit: what they draw are the core's numbers."""

import numpy as np
import pytest

from lecture_nn import Neuron
from lecture_nn.activations import ACTIVATIONS
from lecture_nn.interactive import activation_panel, neuron_panel
from lecture_nn.interactive.panels import UNIT_ACTIVATIONS


def test_neuron(show):
    panel = show(neuron_panel())
    for activation in UNIT_ACTIVATIONS:
        for x, w, bias in (((1.5, -2.0), (0.5, 3.0), -1.0), ((-4.0, 4.0), (-4.0, 4.0), 4.0), ((0.0, 0.0), (0.1, 0), 0)):
            unit = Neuron(w, bias, activation)
            shown = panel.set(x1=x[0], x2=x[1], w1=w[0], w2=w[1], bias=bias, activation=activation)
            assert shown["z"] == pytest.approx(unit.pre_activation(x))
            assert shown["h"] == pytest.approx(unit.forward(x))
            assert shown["corner"] == pytest.approx(unit.forward([-4, -4]))
            assert shown["opposite"] == pytest.approx(unit.forward([4, 4]))
            ends = np.transpose(shown["boundary"])
            assert [unit.pre_activation(end) for end in ends] == pytest.approx([0, 0], abs=1e-9)
            assert np.ptp(ends, axis=0).max() > 16  # beyond the axes


def test_neuron_without_weights_has_no_boundary(show):
    assert show(neuron_panel()).set(w1=0, w2=0)["boundary"] == [[], []]


def test_an_input_of_zero_has_no_arrow(show):
    panel = show(neuron_panel())
    for x1, w2, hidden in ((1.0, -1.0, 0), (0.0, -1.0, 1), (0.0, 0.0, 2)):
        panel.set(x1=x1, w2=w2)
        panel.page.wait_for_function(
            "n => document.querySelectorAll('svg line[visibility=hidden]').length === n", arg=hidden
        )


def test_activation(show):
    panel = show(activation_panel())
    for name in UNIT_ACTIVATIONS:
        for at in (-6, -1.3, 0.4, 6):
            shown = panel.set(activation=name, at=at)
            assert shown["h"] == pytest.approx(ACTIVATIONS[name](at), abs=1e-12)
            assert shown["derivative"] == pytest.approx(ACTIVATIONS[name].derivative(at), abs=1e-12)


@pytest.mark.parametrize(
    ("activation", "at", "state"),
    [
        ("sigmoid", 0, "not"),
        ("sigmoid", -5, "saturated"),
        ("relu", -1, "inactive"),
        ("relu", 5, "not"),
        ("tanh", 3, "sat"),
    ],
)
def test_saturation_is_said(show, activation, at, state):
    panel = show(activation_panel())
    assert panel.set(activation=activation, at=at)["state"].startswith(state)
    panel.page.wait_for_function("s => document.querySelector('.lnn-words').textContent.includes(s)", arg=state)


def test_keys_move_a_control(show):
    panel = show(activation_panel())
    assert panel.press("pre-activation z", "ArrowRight", "ArrowRight")["at"] == pytest.approx(1.2)
    assert panel.press("pre-activation z", "Home")["at"] == -6


def test_a_fast_drag_skips_what_is_stale_and_ends_on_the_last_value(show):
    panel = show(neuron_panel())
    drawn, shown = panel.page.evaluate(
        """() => new Promise(done => {
            const root = document.querySelector(".lnn");
            const input = root.querySelector("input");
            const before = Number(root.dataset.drawn);
            const later = (frames) => frames
                ? requestAnimationFrame(() => later(frames - 1))
                : done([Number(root.dataset.drawn) - before, root.shown]);
            root.addEventListener("drawn", () => later(5), { once: true });
            for (let i = 0; i <= 80; i++) {
                input.value = String(-4 + i / 10);
                input.dispatchEvent(new Event("input"));
            }
        })"""
    )
    assert drawn == 1
    assert shown["z"] == pytest.approx(2 * 4.0 - 1.0)
