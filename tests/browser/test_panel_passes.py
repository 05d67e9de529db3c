"""One example through a net: the page's steps are the package's, number by number and formula by formula."""

import re

import numpy as np
import pytest

from lecture_nn import MLP
from lecture_nn.figures.stepper import formula
from lecture_nn.interactive import backprop_panel
from lecture_nn.passes import backprop_steps

EXAMPLES = [((1.0, 0.5), (1.0, 0.0)), ((-3.0, 2.7), (0.3, 0.9)), ((0.0, 0.0), (0.0, 1.0)), ((3.0, -3.0), (0.5, 0.5))]


def lesson_net():
    """The net of lesson 10."""
    net = MLP([2, 2, 2], hidden="tanh", output="sigmoid", loss="squared_error")
    net.layers[0].weights = [[0.5, -0.4], [1.0, 0.6]]
    net.layers[1].weights = [[1.0, -2.0], [0.6, 0.9]]
    return net


def settings(x, t):
    return {"x1": x[0], "x2": x[1], "t1": t[0], "t2": t[1]}


def written(step):
    """A step's formula as the panel writes it, from what matplotlib is given: sub- and superscripts for indices."""
    text = re.sub(r"_\{(\d+)\}", lambda found: "".join("₀₁₂₃₄₅₆₇₈₉"[int(digit)] for digit in found[1]), formula(step))
    text = re.sub(r"\^\{(\w)\}", lambda found: {"o": "ᵒ", "z": "ᶻ", "h": "ʰ", "u": "ᵘ"}[found[1]], text)
    for latex, letter in ((r"\delta", "δ"), (r"\partial ", "∂"), (r" \, ", "\u2009"), ("'", "′"), (" - ", " − ")):
        text = text.replace(latex, letter)
    return text


def evaluated(numbers, net):
    """What the numbers written into a formula come to."""
    numbers = numbers.replace("−", "-").replace("·", "*")
    f, g = (layer.activation for layer in net.layers)
    return eval(numbers, {"__builtins__": {}, f.name: f, g.name: g})


@pytest.mark.parametrize(("x", "t"), EXAMPLES)
def test_every_number_is_the_packages(show, x, t):
    net = lesson_net()
    shown = show(backprop_panel()).set(**settings(x, t))
    steps = backprop_steps(net, x, t)
    assert len(shown["values"]) == len(steps) == 24
    assert shown["values"] == pytest.approx([step.value for step in steps], rel=1e-12, abs=1e-15)
    assert shown["E"] == pytest.approx(net.loss([x], [t]))


@pytest.mark.parametrize(("x", "t"), EXAMPLES)
def test_every_formula_is_the_packages_and_its_numbers_give_the_result(show, x, t):
    net = lesson_net()
    panel = show(backprop_panel())
    panel.set(**settings(x, t))
    for number, step in enumerate(backprop_steps(net, x, t), 1):
        symbols, numbers, result = panel.set(step=number)["formula"].rsplit(" = ", 2)
        assert symbols == written(step)
        assert float(result.replace("−", "-")) == pytest.approx(step.value, abs=6e-4 if not step.backward else 6e-5)
        assert evaluated(numbers, net) == pytest.approx(step.value, abs=4e-3 if not step.backward else 3e-3)


def test_what_has_been_computed_is_drawn_and_nothing_else(show):
    panel = show(backprop_panel())
    for number in (0, 1, 8, 15, 24):
        panel.set(step=number, x1=2.0)
        drawn = panel.page.locator(".lnn-picture").first.text_content()
        for name, first in (("u₁ =", 1), ("o₂ =", 8), ("E =", 8), ("δᵒ₁ =", 9), ("δᵘ₂ =", 20)):
            assert (name in drawn) == (number >= first), (name, number)
        rows = panel.page.locator(".lnn-picture").nth(1).locator("text").all_text_contents()
        assert len([text for text in rows if re.fullmatch(r"−?\d\.\d{3,4}", text)]) == number


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (8, "The target of output 2 is 0.0."),
        (11, "If o₂ increased a little, E would increase"),
        (14, "If w₁₂ increased"),
        (20, "0.257"),
    ],
)
def test_what_a_number_means_is_said(show, step, said):
    panel = show(backprop_panel())
    panel.set(step=step)
    panel.page.wait_for_function("s => document.querySelector('.lnn-words').textContent.includes(s)", arg=said)


def test_a_number_is_the_derivative_that_is_said(show):
    """Where w12 is moved, the error moves by the derivative shown."""
    panel = show(backprop_panel())
    value = panel.set(step=14)["values"][13]
    net, change = lesson_net(), 1e-6
    before = net.loss([[1.0, 0.5]], [[1.0, 0.0]])
    net.layers[1].weights = net.layers[1].weights + change * np.array([[0, 1], [0, 0]])
    assert (net.loss([[1.0, 0.5]], [[1.0, 0.0]]) - before) / change == pytest.approx(value, rel=1e-4)


def test_keys_and_play_move_the_step(show):
    panel = show(backprop_panel())
    assert panel.press("step", "ArrowRight")["step"] == 9
    assert panel.press("step", "End")["step"] == 24
    panel.press("step", "ArrowLeft")
    panel.page.get_by_role("button", name="Play").click()
    panel.page.wait_for_function("() => document.querySelector('.lnn').shown.step === 24")
    panel.page.get_by_role("button", name="Play").wait_for()  # it has stopped at the end
