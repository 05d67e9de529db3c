"""What lesson 09 teaches of a single layer, its own lines run, against autograd (L16, L18, L19, E06)."""

import ast
from pathlib import Path

import autograd.numpy as anp
import nbformat
import numpy as np
import pytest
from autograd import grad

from lecture_nn import MLP, numerical_gradient, sigmoid

LESSON = Path(__file__).parent.parent / "notebooks" / "09_single_layer_backprop.ipynb"


def cells():
    """The statements of each code cell."""
    return [
        ast.parse(cell.source).body for cell in nbformat.read(LESSON, as_version=4).cells if cell.cell_type == "code"
    ]


def names(statement):
    """What an assignment gives names to; a definition gives one."""
    if isinstance(statement, ast.FunctionDef):
        return {statement.name}
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    return {node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)}


def run(statements, **given):
    """What the statements leave behind, begun with what is given."""
    scope = {"np": np, "sigmoid": sigmoid, "MLP": MLP, **given}
    exec(compile(ast.Module(statements, type_ignores=[]), str(LESSON), "exec"), scope)
    return scope


def taught(*wanted, **given):
    """Run the lines of the one cell that give all the wanted names, without the rest of the lesson."""
    found = [
        lines
        for body in cells()
        if set(wanted) <= set().union(*map(names, lines := [s for s in body if names(s) & set(wanted)]))
    ]
    assert len(found) == 1, f"{LESSON.name}: {len(found)} cells give {wanted}"
    return run(found[0], **given)


def summed_error(weights, bias, X, T):
    """The lecture's E: squared error with a half, logistic units, summed over units and examples."""
    O = 1 / (1 + anp.exp(-(anp.dot(X, weights.T) + bias)))
    return anp.sum((O - T) ** 2) / 2


def example(D, K, N, seed=0):
    rng = np.random.default_rng([seed, D, K, N])
    return rng.normal(size=(K, D)), rng.normal(size=K), rng.normal(size=(N, D)), rng.uniform(size=(N, K))


def test_one_example_through_one_unit_and_back():
    weights, bias, X, T = example(2, 1, 1)
    w, x, t, w0 = weights[0], X[0], T[0, 0], bias[0]
    z, o, E = taught("forward", x=x, t=t)["forward"](w, w0)
    np.testing.assert_allclose(z, w @ x + w0)
    np.testing.assert_allclose(E, summed_error(weights, bias, X, T))

    chain = taught("delta_o", "delta_z", "d_w", "d_w0", x=x, t=t, o=o)
    assert chain["delta_o"] == pytest.approx(grad(lambda o: (o - t) ** 2 / 2)(o))
    assert chain["delta_z"] == pytest.approx(grad(lambda z: (1 / (1 + anp.exp(-z)) - t) ** 2 / 2)(z))
    d_weights, d_bias = grad(summed_error, (0, 1))(weights, bias, X, T)
    np.testing.assert_allclose(chain["d_w"], d_weights[0], rtol=1e-10)
    np.testing.assert_allclose(chain["d_w0"], d_bias[0], rtol=1e-10)


def test_the_links_drawn_multiply_to_the_derivatives_drawn():
    x, t, o = np.array([0.7, -2.0]), 0.25, 0.6
    chain = taught("delta_o", "delta_z", "d_w", "d_w0", x=x, t=t, o=o)
    numbers = [number for _, number in taught("names", "links", **{k: chain[k] for k in ("x", "t", "o")})["links"]]
    backwards = np.cumprod(numbers[::-1])
    np.testing.assert_allclose(backwards, [chain["delta_o"], chain["delta_z"], chain["d_w"][0]])


@pytest.mark.parametrize(("D", "K"), [(2, 3), (3, 2), (1, 4), (4, 1), (3, 3)])
def test_the_outer_product_of_a_layer(D, K):
    weights, bias, X, T = example(D, K, 1)
    net = MLP([D, K], output="sigmoid", loss="squared_error")
    net.layers[0].weights, net.layers[0].bias = weights, bias
    layer = taught("o", "delta_z", "d_weights", net=net, x=X[0], t=T[0])
    d_weights, d_bias = grad(summed_error, (0, 1))(weights, bias, X, T)
    np.testing.assert_allclose(layer["d_weights"], d_weights, rtol=1e-10, atol=1e-14)
    np.testing.assert_allclose(layer["delta_z"], d_bias, rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize(("D", "K"), [(2, 3), (3, 2), (1, 4), (4, 1), (3, 3)])
@pytest.mark.parametrize("N", [1, 3, 8])
def test_the_batch_is_the_gradient_of_the_summed_error_and_n_times_that_of_the_package(D, K, N):
    weights, bias, X, T = example(D, K, N)
    batch = taught("O", "delta", "d_weights", X=X, T=T, weights=weights, bias=bias)
    net = MLP([D, K], output="sigmoid", loss="squared_error")
    net.layers[0].weights, net.layers[0].bias = weights, bias
    expected = grad(summed_error, (0, 1))(weights, bias, X, T)
    for ours, theirs, package in zip(
        (batch["d_weights"], batch["d_bias"]), expected, net.gradients(X, T)[0], strict=True
    ):
        np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-14)
        np.testing.assert_allclose(package * N, theirs, rtol=1e-10, atol=1e-14)


def test_the_loop_goes_down_the_mean_error():
    loops = [
        loop
        for body in cells()
        if {"eta", "losses"} <= set().union(*map(names, body))
        for loop in body
        if isinstance(loop, ast.For)
    ]
    assert len(loops) == 1
    weights, bias, X, T = example(2, 3, 20)
    ours = run(loops, X=X, T=T, weights=weights.copy(), bias=bias.copy(), eta=0.7, losses=[])

    losses = []
    for _ in ours["losses"]:
        losses.append(summed_error(weights, bias, X, T) / len(X))
        d_weights, d_bias = grad(summed_error, (0, 1))(weights, bias, X, T)
        weights, bias = weights - 0.7 / len(X) * d_weights, bias - 0.7 / len(X) * d_bias
    assert len(losses) > 10
    assert losses[-1] < losses[0]
    np.testing.assert_allclose(ours["losses"], losses, rtol=1e-9)
    np.testing.assert_allclose(ours["weights"], weights, rtol=1e-9)
    np.testing.assert_allclose(ours["bias"], bias, rtol=1e-9)


def test_the_slope_of_a_net_input_for_a_weight_is_the_input_of_the_same_index():
    lesson = taught("w", "x", "dz_dw", numerical_gradient=numerical_gradient)
    w, x = lesson["w"], lesson["x"]
    assert len(set(x)) == len(x)  # or a slip of the index could not be seen
    np.testing.assert_allclose(lesson["dz_dw"], grad(lambda w: anp.dot(w, x))(w), rtol=1e-8)
    np.testing.assert_allclose(lesson["dz_dw"], x, rtol=1e-8)


class Counted:
    """A number that counts the multiplications in which it takes part."""

    done = 0

    def __init__(self, value):
        self.value = value

    def __mul__(self, other):
        Counted.done += 1
        return Counted(self.value * other.value)

    def __add__(self, other):
        return Counted(self.value + other.value)


@pytest.mark.parametrize(("D", "J", "K"), [(1, 1, 1), (3, 4, 2), (2, 5, 7), (6, 1, 3)])
def test_the_multiplications_are_those_that_are_done(D, J, K):
    def numbers(*shape):
        return np.array([Counted(1.0) for _ in range(np.prod(shape))], dtype=object).reshape(shape)

    V, W, x, h, delta_z, delta_u = (numbers(*shape) for shape in ((J, D), (K, J), (D,), (J,), (K,), (J,)))
    Counted.done = 0
    V @ x, W @ h
    forward = Counted.done
    np.outer(delta_z, h), delta_z @ W, np.outer(delta_u, x)
    backprop = Counted.done
    parameters = J * D + J + K * J + K
    assert taught("multiplications")["multiplications"](D, J, K) == (forward, backprop, 2 * parameters * forward)
    assert 2 < backprop / forward < 3
