"""What lesson 09 teaches, its own lines run, against autograd and on other numbers (L16, L18, L19, E06)."""

import ast
import re
from functools import partial

import autograd.numpy as anp
import lesson_code
import numpy as np
import pytest
from autograd import grad

from lecture_nn import MLP, numerical_gradient, relu, sigmoid

LESSON = "09_single_layer_backprop"


def cells():
    """The statements of each code cell that is no check and no question."""
    return [
        ast.parse(cell.source).body
        for cell in lesson_code.cells(LESSON)
        if cell.cell_type == "code" and "check" not in cell.metadata.get("tags", [])
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
    exec(compile(ast.Module(statements, type_ignores=[]), LESSON, "exec"), scope)
    return scope


def taught(*wanted, **given):
    """Run the lines of the one cell that give all the wanted names, without the rest of the lesson."""
    found = [
        lines
        for body in cells()
        if set(wanted) <= set().union(*map(names, lines := [s for s in body if names(s) & set(wanted)]))
    ]
    assert len(found) == 1, f"{LESSON}: {len(found)} cells give {wanted}"
    return run(found[0], **given)


def loops(*inside):
    """The one loop of the lesson that gives all these names."""
    found = [
        statement
        for body in cells()
        for statement in body
        if isinstance(statement, ast.For) and set(inside) <= set().union(*map(names, statement.body))
    ]
    assert len(found) == 1, f"{LESSON}: {len(found)} loops give {inside}"
    return found[0]


# A page of repeated terms


def three_layers(n, seed=0):
    rng = np.random.default_rng([n, seed])
    return [*rng.normal(size=(3, n, n)), *rng.normal(size=(2, n))]


def error_of_three(a, v, w, x, t):
    o = 1 / (1 + anp.exp(-anp.dot(w, anp.tanh(anp.dot(v, anp.tanh(anp.dot(a, x)))))))
    return anp.sum((o - t) ** 2) / 2


@pytest.mark.parametrize("n", [1, 2, 4])
def test_what_is_written_out_adds_up_to_the_derivative(n):
    a, v, w, x, t = three_layers(n)
    r = np.tanh(a @ x)
    h = np.tanh(v @ r)
    o = sigmoid(w @ h)
    letters = {"o": o, "t": t, "x": x, "w": w, "v": v, "f'(u": 1 - h**2, "f'(s": 1 - r**2, "g'(z": o * (1 - o)}

    def value(factor):
        if factor.startswith("("):
            k = int(factor[2])
            return o[k - 1] - t[k - 1]
        letter, *index = re.fullmatch(r"(.*?)(\d)(\d?)\)?", factor).groups()
        return letters[letter][tuple(int(i) - 1 for i in index if i)]

    expected = grad(error_of_three)(a, v, w, x, t)
    for l, i in np.ndindex(n, n):
        products = taught("written_out")["written_out"](l + 1, i + 1, n)
        assert len(set(products)) == n**2
        factors = [re.findall(r"\(o\d − t\d\)|[fg]'\(\w\d\)|[wvx]\d+", product) for product in products]
        assert {len(each) for each in factors} == {7}
        total = sum(np.prod([value(factor) for factor in each]) for each in factors)
        assert total == pytest.approx(expected[l, i], rel=1e-10)


@pytest.mark.parametrize("seed", range(3))
def test_the_six_formulas(seed):
    a, v, w, x, t = three_layers(3, seed)
    r = np.tanh(a @ x)
    h = np.tanh(v @ r)
    o = sigmoid(w @ h)
    delta_z = (o - t) * o * (1 - o)
    delta_u = (1 - h**2) * (delta_z @ w)
    delta_s = (1 - r**2) * (delta_u @ v)
    found = np.outer(delta_s, x), np.outer(delta_u, r), np.outer(delta_z, h)
    for ours, theirs in zip(found, grad(error_of_three, (0, 1, 2))(a, v, w, x, t), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-14)


class Counted:
    """A number that counts the multiplications in which it takes part."""

    done = 0

    def __init__(self, value=1.0):
        self.value = value

    def __mul__(self, other):
        Counted.done += 1
        return Counted(self.value * other.value)

    def __add__(self, other):
        return Counted(self.value + other.value)


def numbers(*shape):
    return np.array([Counted() for _ in range(np.prod(shape))], dtype=object).reshape(shape)


@pytest.mark.parametrize("n", [2, 3, 5])
def test_the_multiplications_are_those_that_are_done(n):
    lines = {name: s.value for s in loops("page", "shared").body for name in names(s)}
    said = {name: eval(compile(ast.Expression(value), "lesson", "eval"), {"n": n}) for name, value in lines.items()}

    error, dg, df_u, df_s, x, r, h = (numbers(n) for _ in range(7))
    w, v = numbers(n, n), numbers(n, n)
    Counted.done = 0
    delta_z = error * dg
    delta_u = (delta_z @ w) * df_u
    delta_s = (delta_u @ v) * df_s
    for delta, below in ((delta_z, h), (delta_u, r), (delta_s, x)):
        np.outer(delta, below)
    assert said["shared"] == Counted.done

    products = sum(len(taught("written_out")["written_out"](l, i, n)) for l, i in np.ndindex(n, n))
    assert said["page"] == 6 * products + n**2 * n * 4 + n**2 * 2
    assert said["nudging"] == 2 * MLP([n] * 4).parameters[0].size * 3 * (3 * n**2)


# One layer


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
    z, o, E = taught("forward")["forward"](w, w0, x, t)
    np.testing.assert_allclose(z, w @ x + w0)
    np.testing.assert_allclose(E, summed_error(weights, bias, X, T))

    chain = taught("de_do", "do_dz", "dz_dw1", x=x, t=t, o=o)
    assert chain["de_do"] == pytest.approx(grad(lambda o: (o - t) ** 2 / 2)(o))
    assert chain["do_dz"] == pytest.approx(grad(lambda z: 1 / (1 + anp.exp(-z)))(z))
    d_weights, d_bias = grad(summed_error, (0, 1))(weights, bias, X, T)
    delta = chain["de_do"] * chain["do_dz"]
    assert delta * chain["dz_dw1"] == pytest.approx(d_weights[0, 0])
    np.testing.assert_allclose(delta * x, d_weights[0], rtol=1e-10)
    np.testing.assert_allclose(delta, d_bias[0], rtol=1e-10)


SIZES = [(2, 3), (3, 2), (1, 4), (4, 1), (3, 3)]


def layer_of(weights, bias):
    net = MLP(weights.shape[::-1], output="sigmoid", loss="squared_error")
    net.layers[0].weights, net.layers[0].bias = weights, bias
    return net


@pytest.mark.parametrize(("D", "K"), SIZES)
def test_the_outer_product_of_a_layer(D, K):
    weights, bias, X, T = example(D, K, 1)
    delta = taught("o", "delta", net=layer_of(weights, bias), x=X[0], t=T[0])["delta"]
    d_weights, d_bias = grad(summed_error, (0, 1))(weights, bias, X, T)
    np.testing.assert_allclose(np.outer(delta, X[0]), d_weights, rtol=1e-10, atol=1e-14)
    np.testing.assert_allclose(delta, d_bias, rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize(("D", "K"), SIZES)
@pytest.mark.parametrize("N", [1, 3, 8])
def test_the_loop_goes_down_the_mean_error_as_the_package_does(D, K, N):
    weights, bias, X, T = example(D, K, N)
    loop = loops("O", "delta", "d_weights", "W")
    ours = run([loop], X=X, T=T, W=weights.copy(), b=bias.copy(), eta=0.7, losses=[], changes=[])
    assert len(ours["losses"]) == 300

    losses = []
    for _ in ours["losses"]:
        losses.append(summed_error(weights, bias, X, T) / N)
        d_weights, d_bias = grad(summed_error, (0, 1))(weights, bias, X, T)
        for package, exact in zip(layer_of(weights, bias).gradients(X, T)[0], (d_weights, d_bias), strict=True):
            np.testing.assert_allclose(package, exact / N, rtol=1e-9, atol=1e-14)
        weights, bias = weights - 0.7 / N * d_weights, bias - 0.7 / N * d_bias
    assert losses[-1] < losses[0]
    np.testing.assert_allclose(ours["losses"], losses, rtol=1e-8)
    np.testing.assert_allclose(ours["W"], weights, rtol=1e-7, atol=1e-10)
    np.testing.assert_allclose(ours["b"], bias, rtol=1e-7, atol=1e-10)


# Is the gradient right?


def test_the_relative_error_of_two_gradients():
    relative_error = taught("relative_error")["relative_error"]
    assert relative_error(np.array([1.0, 2.0]), np.array([1.0, 2.0])) == 0
    assert relative_error(np.array([[1.0], [2.5]]), np.array([[1.0], [-2.0]])) == pytest.approx(4.5 / 2)
    assert relative_error(np.array([3.0, 0.1]), np.array([3.0, 0.0])) == pytest.approx(0.1 / 3)


@pytest.mark.parametrize(
    ("w", "step", "seen"), [(3e-6, 1e-5, 0.65), (3e-6, 1e-6, 1), (-3e-6, 1e-5, 0.35), (0.5, 1e-5, 1)]
)
def test_how_much_of_the_slope_a_nudge_across_a_kink_sees(w, step, seen):
    """Of the slope on the right, (w + step) / (2 step): the part of the way on which the unit is on."""
    weight = np.array([w])
    measured = numerical_gradient(lambda: 0.5 * np.sum((relu(weight) - 1) ** 2), weight, step)
    assert measured[0] == pytest.approx(seen * (relu(w) - 1), rel=1e-3)


def test_other_networks_too_are_checked_best_near_a_hundred_thousandth():
    rng = np.random.default_rng(1)
    for output, loss in (("sigmoid", "squared_error"), ("softmax", None), ("identity", None)):
        net = MLP([6, 5, 3], output=output, loss=loss, seed=2)
        data = rng.normal(size=(20, 6)), np.eye(3)[rng.integers(3, size=20)]
        exact = net.gradients(*data)[0][0]
        errors = {}
        for exponent in (-13, -5, -1):
            loss_now = partial(net.loss, *data)
            measured = numerical_gradient(loss_now, net.layers[0].weights, 10.0**exponent)
            errors[exponent] = np.abs(measured - exact).max() / np.abs(exact).max()
        assert errors[-5] < 1e-7
        assert errors[-5] < 1e-3 * min(errors[-13], errors[-1])


# Check yourself


def test_the_answers_of_the_quiz():
    o, t, x = 0.9, 0.0, 2.0
    assert (o - t) * o * (1 - o) * x == pytest.approx(0.162)
    saturated = (0.999 - 0) * 0.999 * 0.001
    assert saturated == pytest.approx(0.001, rel=0.01)
    o = np.linspace(0, 1, 100_001)
    assert (o * o * (1 - o)).max() == pytest.approx(4 / 27)  # the largest that delta^z can be
    assert 2 * MLP([20, 5]).n_parameters == 210
