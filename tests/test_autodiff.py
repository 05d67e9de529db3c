"""Automatic differentiation: against finite differences, complex steps, the package, autograd, and PyTorch."""

import gc
import re
import sys
import tracemalloc
import weakref

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from lecture_nn import MLP, cross_entropy, numerical_gradient, squared_error
from lecture_nn.autodiff import Value, sum_to_shape
from lecture_nn.autodiff import cross_entropy as recorded_cross_entropy
from lecture_nn.datasets import one_hot

ROUNDING = {"rtol": 1e-9, "atol": 1e-11}
FINITE = {"rtol": 1e-6, "atol": 1e-7}


def stable_log_softmax(z):
    z = z - z.real.max(axis=-1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=-1, keepdims=True))


UNARY = {
    "+ number": (lambda x: x + 2, lambda x: x + 2),
    "number +": (lambda x: 2 + x, lambda x: 2 + x),
    "- number": (lambda x: x - 2, lambda x: x - 2),
    "number -": (lambda x: 2 - x, lambda x: 2 - x),
    "negative": (lambda x: -x, lambda x: -x),
    "* number": (lambda x: x * 3, lambda x: x * 3),
    "number *": (lambda x: 3 * x, lambda x: 3 * x),
    "/ number": (lambda x: x / 4, lambda x: x / 4),
    "number /": (lambda x: 4 / x, lambda x: 4 / x),
    "itself twice": (lambda x: x * x + x, lambda x: x * x + x),
    "square": (lambda x: x**2, lambda x: x**2),
    "cube root of a square": (lambda x: (x**2) ** (1 / 3), lambda x: (x**2) ** (1 / 3)),
    "to the 0": (lambda x: x**0 * x, lambda x: x**0 * x),
    "to the -2": (lambda x: x**-2, lambda x: x**-2.0),
    "exp": (Value.exp, np.exp),
    "log": (lambda x: (x * x).log(), lambda x: np.log(x * x)),
    "tanh": (Value.tanh, np.tanh),
    "sigmoid": (Value.sigmoid, lambda x: 1 / (1 + np.exp(-x))),
    "relu": (Value.relu, lambda x: x * (x.real > 0)),
    "log_softmax": (Value.log_softmax, stable_log_softmax),
    "T": (lambda x: x.T, lambda x: x.T),
    "sum": (lambda x: x.sum(), lambda x: x.sum()),
    "sum of columns": (lambda x: x.sum(axis=0), lambda x: x.sum(axis=0)),
    "sum of rows, kept": (lambda x: x.sum(axis=-1, keepdims=True), lambda x: x.sum(axis=-1, keepdims=True)),
    "sum over both": (lambda x: x.sum(axis=(0, 1)), lambda x: x.sum(axis=(0, 1))),
    "mean": (lambda x: x.mean(), lambda x: x.mean()),
    "mean of rows": (lambda x: x.mean(axis=1), lambda x: x.mean(axis=1)),
    "matrix product with itself": (lambda x: x @ x.T, lambda x: x @ x.T),
}
BINARY = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
}


def away_from_0(rng, shape):
    """Numbers from a quarter to 2 in size, of both signs: away from kinks and poles."""
    return rng.uniform(0.25, 2, size=shape) * rng.choice([-1.0, 1.0], size=shape)


def gradients(f, *arrays):
    """The gradients of f(values) summed with weights that no two entries share, and those weights."""
    values = [Value(array) for array in arrays]
    result = f(*values)
    weights = np.linspace(0.3, 1.7, result.data.size).reshape(result.data.shape)
    (result * weights).sum().backward()
    return [value.grad for value in values], weights


def complex_step(f, arrays, number, weights):
    """The derivative by f's own imaginary part: exact to rounding, because nothing is subtracted."""
    found = np.empty(arrays[number].shape)
    for index in np.ndindex(found.shape):
        moved = [np.array(array, dtype=complex) for array in arrays]
        moved[number][index] += 1e-30j
        found[index] = np.sum(weights * f(*moved)).imag / 1e-30
    return found


# Every operation


@pytest.mark.parametrize("name", UNARY)
def test_an_operation_computes_what_numpy_does_and_its_gradient_is_right(name):
    f, plain = UNARY[name]
    x = away_from_0(np.random.default_rng(0), (4, 3))
    np.testing.assert_allclose(f(Value(x)).data, plain(x), rtol=1e-13)
    (found,), weights = gradients(f, x)
    np.testing.assert_allclose(found, complex_step(plain, [x], 0, weights), **ROUNDING)
    np.testing.assert_allclose(found, numerical_gradient(lambda: float(np.sum(weights * plain(x))), x), **FINITE)


@pytest.mark.parametrize(("axis", "shape"), [(0, (3, 1)), (1, (1, 1)), ((0, 1), (1,)), (None, ())])
def test_a_sum_leaves_out_its_own_axes_alone(axis, shape):
    assert Value(np.ones((1, 3, 1))).sum(axis).data.shape == np.ones((1, 3, 1)).sum(axis).shape == shape


@pytest.mark.parametrize("name", BINARY)
@settings(max_examples=40, deadline=None, derandomize=True)
@given(shapes=hnp.mutually_broadcastable_shapes(num_shapes=2, max_dims=3, max_side=3), seed=st.integers(0, 1000))
def test_gradients_are_right_however_shapes_are_broadcast(name, shapes, seed):
    f, rng = BINARY[name], np.random.default_rng(seed)
    a, b = (away_from_0(rng, shape) for shape in shapes.input_shapes)
    (da, db), weights = gradients(f, a, b)
    assert (da.shape, db.shape, weights.shape) == (a.shape, b.shape, shapes.result_shape)
    np.testing.assert_allclose(da, complex_step(f, [a, b], 0, weights), **ROUNDING)
    np.testing.assert_allclose(db, complex_step(f, [a, b], 1, weights), **ROUNDING)
    for f_constant, at, expected in ((lambda x: f(x, b), a, da), (lambda x: f(a, x), b, db)):
        (found,), _ = gradients(f_constant, at)  # the other one an ordinary array, on either side
        np.testing.assert_allclose(found, expected, **ROUNDING)


@pytest.mark.parametrize(
    ("left", "right"),
    [((4, 3), (3, 2)), ((1, 3), (3, 1)), ((2, 4, 3), (3, 2)), ((4, 3), (2, 3, 2)), ((2, 1, 3, 3), (1, 2, 3, 3))],
)
def test_matrix_products_and_stacks_of_them(left, right):
    rng = np.random.default_rng(0)
    A, B = rng.normal(size=left), rng.normal(size=right)
    (dA, dB), weights = gradients(lambda a, b: a @ b, A, B)
    np.testing.assert_allclose(dA, complex_step(np.matmul, [A, B], 0, weights), **ROUNDING)
    np.testing.assert_allclose(dB, complex_step(np.matmul, [A, B], 1, weights), **ROUNDING)
    np.testing.assert_allclose(gradients(lambda b: A @ b, B)[0][0], dB, **ROUNDING)
    np.testing.assert_allclose(gradients(lambda a: a @ B, A)[0][0], dA, **ROUNDING)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(shapes=hnp.mutually_broadcastable_shapes(num_shapes=1, max_dims=4, max_side=3), data=st.data())
def test_a_sum_over_broadcast_axes_counts_every_copy(shapes, data):
    (shape,) = shapes.input_shapes
    longer = data.draw(hnp.broadcastable_shapes(shape, min_dims=len(shape), max_dims=4, max_side=3))
    longer = np.broadcast_shapes(shape, longer)
    g = np.arange(float(np.prod(longer))).reshape(longer)
    found = sum_to_shape(g, shape)
    assert found.shape == shape
    place = np.broadcast_to(
        np.arange(np.prod(shape, dtype=int)).reshape(shape), longer
    )  # which entry each is a copy of
    expected = np.bincount(place.ravel(), g.ravel(), minlength=found.size)
    np.testing.assert_allclose(found.ravel(), expected)


def test_the_kink_of_relu_counts_as_flat():
    (found,), _ = gradients(lambda x: x.relu(), np.array([0.0]))
    assert found == 0


def test_log_softmax_and_its_loss_stay_finite_for_logits_of_any_size():
    z = Value([[1000.0, 0.0, -1000.0], [-1e6, 1e6, 0.0]])
    E = recorded_cross_entropy(z, np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]))
    assert E.data == pytest.approx((1000 + 2e6) / 2)
    E.backward()
    np.testing.assert_allclose(z.grad, [[0.5, -0.5, 0], [-0.5, 0.5, 0]], atol=1e-12)


def test_the_cross_entropy_is_the_packages():
    rng = np.random.default_rng(0)
    z, T = rng.normal(size=(5, 4)), rng.dirichlet(np.ones(4), 5)
    o = np.exp(stable_log_softmax(z))
    assert recorded_cross_entropy(Value(z), T).data == pytest.approx(cross_entropy(o, T))


# The graph


def test_where_paths_meet_gradients_add_up():
    x = Value(3.0)
    (x * x * x + x).backward()
    assert x.grad == 28


def test_inputs_come_before_results_in_whatever_order_they_were_written():
    a, b = Value(2.0, name="a"), Value(3.0, name="b")
    c = a * b
    d = c.tanh()
    E = (d + c * a) * d
    order = E.graph()
    place = {value: number for number, value in enumerate(order)}
    assert len(place) == len(order) == 7
    assert all(place[x] < place[value] for value in order for x, _ in value.links)
    assert order[-1] is E


def test_a_deep_graph_needs_no_recursion():
    x, depth = Value(1.0), 10 * sys.getrecursionlimit()
    y = x
    for _ in range(depth):
        y = y + 1.0
    y.backward()
    assert x.grad == 1
    for _ in range(depth):
        y = y * 1.0
    del y  # nothing but this chain holds its values: they are let go one by one, without recursion
    gc.collect()


def test_a_wide_graph_is_visited_once():
    """2^200 paths lead from y to x."""
    x = Value(1.0)
    y = x
    for _ in range(200):
        y = 0.5 * y + 0.5 * y
    y.backward()
    assert x.grad == 1


def test_a_second_backward_replaces_gradients_and_does_not_add_to_them():
    x = Value(3.0)
    for _ in range(2):
        (x * x).backward()
        assert x.grad == 6


def test_a_kept_graph_can_be_used_again_and_has_every_gradient():
    x = Value(3.0)
    y = x * x
    E = y * 2.0
    for _ in range(2):
        E.backward(keep=True)
        assert (E.grad, y.grad, x.grad) == (1, 2, 12)
    E.backward()
    assert (E.grad, y.grad, x.grad) == (None, None, 12)


def test_gradients_of_leaves_are_their_own_arrays_and_can_be_changed():
    a, b = Value(np.ones(3)), Value(np.ones(3))
    (a + b).sum().backward()
    assert not np.shares_memory(a.grad, b.grad)
    a.grad *= 2
    np.testing.assert_array_equal(b.grad, 1)
    np.testing.assert_array_equal(a.grad, 2)


def test_constants_get_no_gradient_and_are_not_recorded():
    x, c = Value(2.0), np.array([1.0, 2.0])
    assert [each for each, _ in (c * x).links] == [x]


def test_a_value_is_its_own_derivative_of_1():
    x = Value(5.0)
    x.backward()
    assert x.grad == 1


def test_leaves_share_their_array_so_that_an_optimizer_can_move_it():
    w = np.ones(3)
    value = Value(w)
    assert value.data is w
    value.data -= 1
    np.testing.assert_array_equal(w, 0)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_results_and_gradients_keep_the_dtype(dtype):
    rng = np.random.default_rng(0)
    W, b = (Value(rng.normal(size=shape).astype(dtype)) for shape in ((3, 2), 3))
    X, T = rng.normal(size=(4, 2)).astype(dtype), one_hot([0, 1, 2, 0], 3).astype(dtype)
    U = (X @ W.T + b) / 2 - 1
    E = recorded_cross_entropy(U.tanh() + U.sigmoid() + U.relu() ** 2, T) + U.exp().mean()
    E.backward()
    assert {E.data.dtype, W.grad.dtype, b.grad.dtype} == {np.dtype(dtype)}


@pytest.mark.parametrize("number", [2, 0.5, np.float64(0.5), np.float32(2), np.int64(2), True])
def test_a_single_number_leaves_float32_as_it_is_whoever_made_it(number):
    x = Value(np.ones((2, 3), np.float32))
    for result in (x + number, number - x, x * number, x / number, number / x, x**number):
        assert result.data.dtype == np.float32


def test_a_mask_leaves_float32_as_it_is_and_stops_gradients():
    x = Value(np.array([-1, 2], np.float32))
    E = (x * (x.data > 0)).sum()
    E.backward()
    assert E.data.dtype == np.float32
    np.testing.assert_array_equal(x.grad, [0, 1])


def test_a_quotient_is_numpys_to_the_last_digit():
    a, b = np.random.default_rng(0).uniform(0.1, 9, size=(2, 200))
    np.testing.assert_array_equal((Value(a) / Value(b)).data, a / b)
    assert (Value(49.0) / 49).data == 1


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_sigmoid_far_to_the_left_is_small_but_not_0(dtype):
    x = Value(np.array([-40, -20], dtype))
    y = x.sigmoid()
    np.testing.assert_allclose(y.data, np.exp([-40, -20]), rtol=1e-5)
    y.sum().backward()
    np.testing.assert_allclose(x.grad, np.exp([-40, -20]), rtol=1e-5)


# Operations of the reader's own


def test_an_operation_of_ones_own_leaves_out_constants_and_may_return_a_plain_number():
    x = Value(2.0)
    y = Value(6.0, [(x, lambda g: 3.0), (np.ones(3), lambda g: g)], "triple")
    assert [each for each, _ in y.links] == [x]
    y.backward()
    assert x.grad == 3


@pytest.mark.parametrize("wrong", [(3, 2), (2,), (), (4, 2, 2)])
def test_a_gradient_of_the_wrong_shape_is_refused_and_its_operation_named(wrong):
    x = Value(np.ones((2, 3)))
    E = Value(1.0, [(x, lambda g: np.ones(wrong))], "mine")
    message = f"local backward of mine: expected shape (2, 3), as its input has, got {wrong}"
    with pytest.raises(ValueError, match=re.escape(message)):
        E.backward()


def test_a_leaf_that_a_value_was_not_computed_from_keeps_its_gradient():
    a, b = Value(1.0), Value(2.0)
    (a * b).backward()
    (a * 5.0).backward()
    assert (a.grad, b.grad) == (5, 1)


# Memory


def test_backward_lets_go_of_the_graph():
    x = Value(np.ones(3))
    y = x.exp()
    kept = weakref.ref(y.links[0][1])
    E = y.sum()
    E.backward()
    gc.collect()
    assert kept() is None
    assert y.grad is None


def test_the_way_back_needs_little_memory_and_ends_with_none():
    megabyte = 2**20
    x = Value(np.full(megabyte // 8, 0.5))
    tracemalloc.start()
    try:
        y = x
        for _ in range(40):
            y = y.tanh()
        E = y.sum()
        del y
        forward, _ = tracemalloc.get_traced_memory()
        assert forward > 39 * megabyte
        tracemalloc.reset_peak()
        E.backward()
        after, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak - forward < 6 * megabyte  # a gradient or two, and what computing them takes
    assert after < 2 * megabyte  # the gradient of x


# What can go wrong says so


@pytest.mark.parametrize(
    ("act", "error", "message"),
    [
        (lambda: Value([1.0, 2.0]).backward(), ValueError, "backward: expected one number, such as a loss, got shape"),
        (lambda: Value("x"), TypeError, "data: expected numbers, got text"),
        (lambda: Value(1.0) + "x", TypeError, "operand: expected numbers, got text"),
        (lambda: Value(1.0) * None, TypeError, "operand: expected numbers, got"),
        (lambda: Value(1.0) ** Value(2.0), TypeError, "exponent: expected a number, got Value(2); for x ** y use"),
        (
            lambda: Value([1.0, 2.0]) @ Value([[1.0], [2.0]]),
            ValueError,
            "@: expected matrices, got shapes (2,) and (2, 1)",
        ),
        (lambda: np.ones(2) @ Value(np.ones((2, 2))), ValueError, "@: expected matrices, got shapes (2,) and (2, 2)"),
        (lambda: np.asarray(Value(1.0)), TypeError, "expected an array, got a Value; its array is .data"),
        (lambda: np.exp(Value(1.0)), TypeError, "operand 'Value' does not support ufuncs"),
        (
            lambda: recorded_cross_entropy(Value(np.zeros((2, 3))), [0, 1]),
            ValueError,
            "targets: expected shape (2, 3), got (2,); they need the shape of the logits, so for class labels",
        ),
    ],
)
def test_errors_help(act, error, message):
    with pytest.raises(error, match=f"^{re.escape(message)}"):
        act()


def test_a_graph_that_is_used_up_is_named_whoever_meets_it():
    x = Value(1.0)
    y = x.exp()
    first, second = y * 2.0, y * 3.0
    first.backward()
    for value in (first, second, y):
        with pytest.raises(ValueError, match=r"^backward: expected a new graph, got one that is used up; compute it"):
            value.backward()
    assert x.grad == pytest.approx(2 * np.e)


def test_what_a_value_looks_like():
    assert repr(Value(2.5, name="w")) == "Value(2.5, w)"
    assert repr(Value(np.ones((2, 3))).tanh()) == "Value(shape (2, 3), tanh)"


# Whole networks


def outputs(parameters, X, hidden):
    """The logits of an MLP, recorded."""
    h = X
    for number, (W, b) in enumerate(zip(parameters[::2], parameters[1::2], strict=True), 1):
        z = h @ W.T + b
        h = getattr(z, hidden)() if 2 * number < len(parameters) else z
    return h


@pytest.mark.parametrize("hidden", ["tanh", "relu", "sigmoid"])
@pytest.mark.parametrize("sizes", [[3, 2], [3, 4, 2], [2, 5, 3, 4]])
@pytest.mark.parametrize("output", ["softmax", "identity", "sigmoid"])
def test_the_gradients_are_those_of_the_package(sizes, hidden, output, random_batch):
    loss = "squared_error" if output == "sigmoid" else None
    net = MLP(sizes, hidden, output, loss, seed=1)
    X, T = random_batch(net, 6)
    parameters = [Value(p) for p in net.parameters]
    z = outputs(parameters, X, hidden)
    if output == "softmax":
        E = recorded_cross_entropy(z, T)
    else:
        o = z.sigmoid() if output == "sigmoid" else z
        E = ((o - T) ** 2).sum() / (2 * len(X))
        assert E.data == pytest.approx(squared_error(o.data, T))
    assert E.data == pytest.approx(net.loss(X, T))
    E.backward()
    expected = [g for pair in net.gradients(X, T) for g in pair]
    for value, gradient in zip(parameters, expected, strict=True):
        np.testing.assert_allclose(value.grad, gradient, rtol=1e-10, atol=1e-14)


def a_network_with_everything(xp, log_softmax, W, b, s, X, T):
    """A shared weight, a shortcut, a scale that is broadcast and a loop: no chain of modules. `xp` has tanh and exp."""
    h = X
    for _ in range(3):
        h = h + xp.tanh(h @ W.T + b) * s
    log_o = log_softmax(h)
    return -(log_o * T).sum() / len(T) + (s**2).mean() + 0.1 * (xp.exp(b) / (1 + s * s)).sum()


class Recorded:
    """The functions of `a_network_with_everything` as values have them."""

    tanh, exp = Value.tanh, Value.exp


@pytest.fixture
def everything():
    rng = np.random.default_rng(3)
    W, b, s = rng.normal(size=(4, 4)), rng.normal(size=4), rng.normal(size=(1, 4))
    return (W, b, s), (rng.normal(size=(5, 4)), rng.dirichlet(np.ones(4), 5))


def ours(parameters, data):
    values = [Value(p) for p in parameters]
    E = a_network_with_everything(Recorded, Value.log_softmax, *values, *data)
    E.backward()
    return E.data, [value.grad for value in values]


def test_a_network_that_is_no_chain_agrees_with_autograd_and_with_complex_steps(everything):
    parameters, data = everything

    def log_softmax(z):
        return z - anp.log(anp.sum(anp.exp(z), axis=-1, keepdims=True))

    def loss(*parameters):
        return a_network_with_everything(anp, log_softmax, *parameters, *data)

    def by_numpy(*parameters):
        return a_network_with_everything(np, stable_log_softmax, *parameters, *data)

    E, found = ours(parameters, data)
    np.testing.assert_allclose(E, loss(*parameters))
    for number, gradient in enumerate(found):
        np.testing.assert_allclose(gradient, grad(loss, number)(*parameters), **ROUNDING)
        np.testing.assert_allclose(gradient, complex_step(by_numpy, parameters, number, 1.0), **ROUNDING)


def test_a_network_that_is_no_chain_agrees_with_pytorch(everything):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed (it comes with the extra bench)")
    parameters, data = everything
    tensors = [torch.tensor(p, requires_grad=True) for p in parameters]
    E = a_network_with_everything(torch, lambda z: torch.log_softmax(z, -1), *tensors, *map(torch.tensor, data))
    E.backward()
    value, found = ours(parameters, data)
    np.testing.assert_allclose(value, E.item())
    for gradient, tensor in zip(found, tensors, strict=True):
        np.testing.assert_allclose(gradient, tensor.grad.numpy(), **ROUNDING)
