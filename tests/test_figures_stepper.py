"""The stepper's numbers against automatic differentiation (L20), its formulas, and what it draws."""

import autograd.numpy as anp
import matplotlib.pyplot as plt
import numpy as np
import pytest
from autograd import grad

from lecture_nn import MLP
from lecture_nn.figures.stepper import backprop_steps, draw_step

KINDS = [("tanh", "sigmoid"), ("sigmoid", "identity"), ("tanh", "identity")]
FUNCTIONS = {"tanh": anp.tanh, "sigmoid": lambda z: 1 / (1 + anp.exp(-z)), "identity": lambda z: z}


def example(hidden, output, seed=0):
    rng = np.random.default_rng(seed)
    net = MLP([2, 3, 2], hidden=hidden, output=output, loss="squared_error", seed=rng)
    for layer in net.layers:
        layer.bias = rng.normal(size=layer.bias.shape)
    return net, rng.normal(size=2), rng.uniform(size=2)


@pytest.mark.parametrize(("hidden", "output"), KINDS)
def test_the_steps_are_the_derivatives_that_autograd_finds(hidden, output):
    net, x, t = example(hidden, output)
    (V, v0), (W, w0) = ((layer.weights, layer.bias) for layer in net.layers)
    f, g = FUNCTIONS[hidden], FUNCTIONS[output]

    def error(V, W, u_moved, h_moved, z_moved, o_moved):
        h = f(V @ x + v0 + u_moved) + h_moved
        return anp.sum((g(W @ h + w0 + z_moved) + o_moved - t) ** 2) / 2

    still = [np.zeros(3), np.zeros(3), np.zeros(2), np.zeros(2)]
    d_v, d_w, d_u, d_h, d_z, d_o = (grad(error, n)(V, W, *still) for n in range(6))
    found = {step.symbol: step.value for step in backprop_steps(net, x, t)}
    for name, expected in (("u", d_u), ("h", d_h), ("z", d_z), ("o", d_o)):
        for n, value in enumerate(expected, 1):
            assert found[rf"\delta^{name}_{n}"] == pytest.approx(value, rel=1e-10)
    for letter, expected in (("v", d_v), ("w", d_w)):
        for (to, start), value in np.ndenumerate(expected):
            assert found[rf"\partial E/\partial {letter}_{{{to + 1}{start + 1}}}"] == pytest.approx(value, rel=1e-10)


def evaluate(formula, known):
    """The number that the right side of a formula stands for; factors are separated by thin spaces."""
    total = 0.0
    for product in formula.split(" = ")[1].replace(r"o_1 - t_1", "e_1").replace(r"o_2 - t_2", "e_2").split(" + "):
        total += np.prod([known[factor.strip()] for factor in product.split(r"\,")])
    return total


@pytest.mark.parametrize(("hidden", "output"), KINDS)
@pytest.mark.parametrize("biased", [True, False])
def test_every_formula_gives_its_number(hidden, output, biased):
    net, x, t = example(hidden, output)
    if not biased:
        for layer in net.layers:
            layer.bias = np.zeros_like(layer.bias)
    f, g = (layer.activation for layer in net.layers)
    known = {f"x_{i}": value for i, value in enumerate(x, 1)}
    for letter, layer in zip("vw", net.layers, strict=True):
        known |= {f"{letter}_{{{j}0}}": b for j, b in enumerate(layer.bias, 1)}
        known |= {f"{letter}_{{{j + 1}{i + 1}}}": w for (j, i), w in np.ndenumerate(layer.weights)}
    for step in backprop_steps(net, x, t):
        assert evaluate(step.formula, known) == pytest.approx(step.value, rel=1e-12), step.formula
        known[step.symbol] = step.value
        name, n = step.symbol[0], step.symbol[-1]
        if name == "u":
            known |= {f"f(u_{n})": f(step.value), f"f'(u_{n})": f.derivative(step.value)}
        elif name == "z":
            known |= {f"g(z_{n})": g(step.value), f"g'(z_{n})": g.derivative(step.value)}
        elif name == "o":
            known[f"e_{n}"] = step.value - t[int(n) - 1]


def test_every_number_comes_after_those_it_is_computed_from():
    net, x, t = example("tanh", "sigmoid")
    known = {"x_1", "x_2", "t_1", "t_2"}
    for step in backprop_steps(net, x, t):
        right = step.formula.split("=")[1]
        for name in ("u", "h", "z", "o"):
            for n in (1, 2, 3):
                for symbol in (f"{name}_{n}", rf"\delta^{name}_{n}"):
                    if symbol in right.replace(rf"\delta^{name}_{n}", "") or (symbol[0] == "\\" and symbol in right):
                        assert symbol in known, (step.formula, symbol)
        known.add(step.symbol)


def test_only_what_has_been_computed_is_drawn():
    net, x, t = example("tanh", "sigmoid")
    steps = backprop_steps(net, x, t)
    for made in range(len(steps) + 1):
        ax = draw_step(net, x, t, made)
        text = " ".join(piece.get_text() for piece in [*ax.texts, ax.title])
        deltas = {s.symbol for s in steps if s.symbol.startswith(r"\delta")}
        shown = {symbol for symbol in deltas if f"${symbol}$ = " in text}
        assert shown == deltas & {s.symbol for s in steps[:made]}
        plt.close(ax.figure)


def test_other_nets_and_steps_are_refused():
    net, x, t = example("tanh", "sigmoid")
    with pytest.raises(ValueError, match=r"step: expected a whole number from 0 to \d+, got 99"):
        draw_step(net, x, t, 99)
    with pytest.raises(ValueError, match="net: expected one hidden layer and the squared error"):
        backprop_steps(MLP([2, 2]), x, t)
    with pytest.raises(ValueError, match="net: expected one hidden layer and the squared error"):
        backprop_steps(MLP([2, 2, 2]), x, t)
    with pytest.raises(ValueError, match="net: expected one hidden layer and the squared error"):
        backprop_steps(MLP([2, 3, 2], hidden="softmax", output="sigmoid", loss="squared_error"), x, t)
