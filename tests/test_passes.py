"""The steps of the two passes against automatic differentiation and against the net's own gradients (L17, L20)."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad

from lecture_nn import MLP
from lecture_nn.passes import Factor, Quantity, Term, backprop_steps

KINDS = [("tanh", "sigmoid"), ("sigmoid", "identity"), ("relu", "identity")]
FUNCTIONS = {
    "tanh": anp.tanh,
    "sigmoid": lambda z: 1 / (1 + anp.exp(-z)),
    "relu": lambda z: anp.maximum(z, 0),
    "identity": lambda z: z,
}


def example(hidden="tanh", output="sigmoid", biased=True):
    rng = np.random.default_rng(0)
    net = MLP([2, 3, 2], hidden=hidden, output=output, loss="squared_error", seed=rng)
    for layer in net.layers if biased else []:
        layer.bias = rng.normal(size=layer.bias.shape)
    return net, rng.normal(size=2), rng.uniform(size=2)


@pytest.mark.parametrize(("hidden", "output"), KINDS)
@pytest.mark.parametrize("biased", [True, False])
def test_the_steps_are_the_derivatives_that_autograd_finds(hidden, output, biased):
    net, x, t = example(hidden, output, biased)
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
            assert found[f"delta_{name}{n}"] == pytest.approx(value, rel=1e-10)
    for letter, expected in (("v", d_v), ("w", d_w)):
        for (to, start), value in np.ndenumerate(expected):
            assert found[f"dE/d{letter}{to + 1}{start + 1}"] == pytest.approx(value, rel=1e-10)


@pytest.mark.parametrize(("hidden", "output"), KINDS)
def test_the_forward_steps_and_the_gradients_are_the_nets(hidden, output):
    net, x, t = example(hidden, output)
    found = {step.symbol: step.value for step in backprop_steps(net, x, t)}
    _, h, o = net.activations([x])
    assert [found[f"h{j}"] for j in (1, 2, 3)] == pytest.approx(h[0])
    assert [found[f"o{k}"] for k in (1, 2)] == pytest.approx(o[0])
    for letter, (d_weights, _) in zip("vw", net.gradients([x], [t]), strict=True):
        for (j, i), value in np.ndenumerate(d_weights):
            assert found[f"dE/d{letter}{j + 1}{i + 1}"] == pytest.approx(value)


def test_every_step_uses_what_is_given_or_has_been_computed():
    net, x, t = example()
    known = {Quantity(name, (n,)) for name in "xt" for n in (1, 2)}
    known |= {Quantity("v", (j, i)) for j in (1, 2, 3) for i in (0, 1, 2)}
    known |= {Quantity("w", (k, j)) for k in (1, 2) for j in (0, 1, 2, 3)}
    steps = backprop_steps(net, x, t)
    for step in steps:
        assert {factor.quantity for term in step.terms for factor in term.factors} <= known, step.symbol
        known.add(step.result)
    assert len({step.result for step in steps}) == len(steps) == 10 + 4 + 6 + 6 + 6
    assert [step.backward for step in steps] == sorted(step.backward for step in steps)


def test_a_bias_is_a_term_only_where_it_is_not_zero():
    net, x, t = example()
    net.layers[0].bias = [0.0, 0.5, 0.0]
    terms = {step.symbol: step.terms for step in backprop_steps(net, x, t)}
    products = [Term((Factor(Quantity("v", (2, i))), Factor(Quantity("x", (i,))))) for i in (1, 2)]
    assert terms["u2"] == (Term((Factor(Quantity("v", (2, 0))),)), *products)
    assert [len(terms[f"u{j}"]) for j in (1, 2, 3)] == [2, 3, 2]


@pytest.mark.parametrize(
    ("quantity", "name"),
    [
        (Quantity("u", (2,)), "u2"),
        (Quantity("w", (1, 2)), "w12"),
        (Quantity("h", (12,), derivative=True), "delta_h12"),
        (Quantity("v", (1, 11), derivative=True), "dE/dv1,11"),  # not 11 and 1
    ],
)
def test_a_quantity_has_the_name_that_code_gives_it(quantity, name):
    assert str(quantity) == name


@pytest.mark.parametrize(
    "net",
    [
        MLP([2, 2], output="sigmoid", loss="squared_error"),
        MLP([2, 2, 2]),
        MLP([2, 2, 2], output="softmax", loss="squared_error"),
        MLP([2, 3, 2], hidden="softmax", output="sigmoid", loss="squared_error"),
        MLP([2, 3, 3, 2], output="sigmoid", loss="squared_error"),
    ],
    ids=repr,
)
def test_other_nets_are_refused(net):
    with pytest.raises(ValueError, match="net: expected one hidden layer, no softmax and the squared error, got MLP"):
        backprop_steps(net, [0, 0], [0, 0])


def test_examples_of_another_shape_are_refused():
    net, x, t = example()
    with pytest.raises(ValueError, match=r"x: expected shape \(2,\), got \(1, 2\)"):
        backprop_steps(net, [x], t)
    with pytest.raises(ValueError, match=r"t: expected shape \(2,\), got \(3,\)"):
        backprop_steps(net, x, [0, 1, 0])
