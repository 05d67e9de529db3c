"""What the drawing of one step must show, and how a step is written as a formula."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from lecture_nn import MLP
from lecture_nn.figures.stepper import draw_step, formula, mathtext
from lecture_nn.figures.style import true_minus
from lecture_nn.passes import Quantity, backprop_steps


@pytest.fixture
def example():
    rng = np.random.default_rng(0)
    net = MLP([2, 3, 2], hidden="tanh", output="sigmoid", loss="squared_error", seed=rng)
    net.layers[0].bias = [0.0, 0.5, 0.0]
    return net, rng.normal(size=2), rng.uniform(size=2)


def test_formulas(example):
    written = {step.symbol: formula(step) for step in backprop_steps(*example)}
    assert written["u1"] == r"u_{1} = v_{11} \, x_{1} + v_{12} \, x_{2}"
    assert written["u2"] == r"u_{2} = v_{20} + v_{21} \, x_{1} + v_{22} \, x_{2}"
    assert written["h3"] == r"h_{3} = f(u_{3})"
    assert written["delta_o1"] == r"\delta^{o}_{1} = o_{1} - t_{1}"
    assert written["delta_z2"] == r"\delta^{z}_{2} = \delta^{o}_{2} \, g'(z_{2})"
    assert written["dE/dw13"] == r"\partial E/\partial w_{13} = \delta^{z}_{1} \, h_{3}"
    assert written["delta_h1"] == r"\delta^{h}_{1} = \delta^{z}_{1} \, w_{11} + \delta^{z}_{2} \, w_{21}"
    assert mathtext(Quantity("v", (1, 11))) == "v_{1,11}"


def test_only_what_has_been_computed_is_drawn(example):
    steps = backprop_steps(*example)
    for number in range(len(steps) + 1):
        ax = draw_step(*example, number)
        drawn = [text.get_text() for text in ax.texts]
        for n, step in enumerate(steps, 1):
            if step.symbol.startswith("dE"):
                shown = true_minus(f"{step.value:.4f}") in drawn
            else:
                value = true_minus(f"{step.value:.4f}" if step.backward else f"{step.value:.3f}")
                shown = any(f"${mathtext(step.result)}$ = {value}" in text for text in drawn)
            assert shown == (n <= number), (number, step.symbol)
        title = f"${formula(steps[number - 1])}$ = " + true_minus(f"{steps[number - 1].value:.4f}")
        assert ax.get_title() == "before the first step" if number == 0 else title in ax.get_title()
        plt.close(ax.figure)


def test_the_place_of_the_newest_number_is_marked(example):
    for number, step in enumerate(backprop_steps(*example), 1):
        ax = draw_step(*example, number)
        circles = [patch for patch in ax.patches if patch.get_linewidth() == 4]
        lines = [line for line in ax.lines if line.get_linewidth() == 3]
        weight = step.result.name in "vw"
        assert (len(circles), len(lines)) == ((0, 1) if weight else (1, 0)), step.symbol
        if not weight:
            assert circles[0].center[0] == {"u": 5, "h": 5, "z": 10, "o": 10}[step.result.name]
        plt.close(ax.figure)


def test_steps_that_there_are_not_are_refused(example):
    for number in (-1, 33):
        with pytest.raises(ValueError, match=f"step: expected a whole number from 0 to 32, got {number}"):
            draw_step(*example, number)
