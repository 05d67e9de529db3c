"""Gradients by finite differences, and the check of back-propagation against them (L16 to L20)."""

import re

import numpy as np
import pytest

from lecture_nn import MLP, GradientCheckError, check_gradients, numerical_gradient
from lecture_nn.activations import ReLU, Tanh
from lecture_nn.gradients import relative_errors

NAMES = ["layers[0].weights", "layers[0].bias", "layers[1].weights", "layers[1].bias"]
GOALS = {"softmax": "cross_entropy", "sigmoid": "binary_cross_entropy", "identity": "squared_error"}


def a_net(hidden="tanh", output="softmax", units=3):
    """Square layers if units is left at 3, so that a transposed gradient has the right shape."""
    net = MLP([3, units, 3], hidden, output, seed=1)
    for layer in net.layers:
        layer.bias = np.linspace(-0.3, 0.4, len(layer.bias))
    return net


def break_gradients(monkeypatch, change):
    """Have every net's gradients go through `change`, which takes and returns the flat list of arrays."""
    original = MLP.gradients

    def gradients(net, X, T):
        arrays = change([g.copy() for pair in original(net, X, T) for g in pair])
        return list(zip(arrays[::2], arrays[1::2], strict=True))

    monkeypatch.setattr(MLP, "gradients", gradients)


def changed(k, change):
    """A change of the k-th array only."""
    return lambda arrays: [change(g) if i == k else g for i, g in enumerate(arrays)]


def at(index, change):
    """A change of one entry only."""

    def apply(g):
        g[index] = change(g[index])
        return g

    return apply


def state(*arrays):
    return [(a.dtype, a.shape, a.tobytes()) for a in arrays]


def marked_rows(text):
    """The arrays that a report marks as different, with the index of the worst entry."""
    return re.findall(r"^(layers\S+) .*?(\[[\d, ]+\]) .*<- differs", text, flags=re.MULTILINE)


# Finite differences


@pytest.mark.parametrize("shape", [(), (1,), (4,), (3, 2), (2, 0), (2, 3, 2)])
def test_slope_of_a_sum_of_cubes(shape):
    x = np.random.default_rng(0).normal(size=shape)
    result = numerical_gradient(lambda: float((x**3).sum()), x)
    assert result.shape == shape
    assert result.dtype == np.float64
    np.testing.assert_allclose(result, 3 * x**2, rtol=1e-8, atol=1e-9)


def test_each_entry_costs_two_calls_and_moves_alone_by_the_step():
    x = np.array([[1.0, 2.0], [3.0, 4.0]])
    start, seen = x.copy(), []

    def f():
        seen.append(x - start)
        return x.sum()

    numerical_gradient(f, x, step=0.25)
    moves = [np.where(np.arange(4).reshape(2, 2) == i, side, 0) for i in range(4) for side in (-0.25, 0.25)]
    np.testing.assert_array_equal(seen, moves)


@pytest.mark.parametrize(
    ("f", "error", "message"),
    [
        (
            lambda w: w.sum(),
            TypeError,
            "f: expected a function without arguments that reads the array, got one that needs",
        ),
        (lambda: np.ones(3), TypeError, "f: expected it to return one number, got an array of shape (3,); sum it"),
        (lambda: np.ones(1), TypeError, "f: expected it to return one number, got an array of shape (1,); sum it"),
        (lambda: None, TypeError, "f: expected it to return one number, got None; does it end with return?"),
        (lambda: "1", TypeError, "f: expected it to return one number, got '1'"),
        (lambda: 2.0, ValueError, "f: expected a function of the array, got one that returns the same number"),
    ],
    ids=["argument", "array", "column", "None", "text", "constant"],
)
def test_a_function_that_cannot_be_differentiated_is_named(f, error, message):
    x = np.array([1.0, 2.0])
    with pytest.raises(error, match=f"^{re.escape(message)}"):
        numerical_gradient(f, x)
    np.testing.assert_array_equal(x, [1.0, 2.0])


def test_a_function_that_reads_a_copy_is_named():
    x = np.array([1.0, 2.0])
    copied = x.copy()
    with pytest.raises(ValueError, match="does it read a copy"):
        numerical_gradient(lambda: copied.sum(), x)


def test_a_gradient_of_zeros_is_fine_where_the_array_is_read():
    x = np.array([-1.0, -2.0])
    for f in (
        lambda: np.maximum(x, 0).sum(),
        lambda: 0 * x.sum(),
        lambda: float((x > 0).sum()),
        lambda: np.float32(x @ [0, 0]),
    ):
        np.testing.assert_array_equal(numerical_gradient(f, x), [0, 0])


def test_a_wide_step_gives_the_slope_of_the_chord():
    x = np.array([1.0])
    assert numerical_gradient(lambda: x[0] ** 3, x, step=0.5)[0] == 3.25  # (1.5^3 - 0.5^3) / 1


def test_a_view_of_a_larger_array_is_moved_in_place():
    x = np.arange(12.0).reshape(3, 4)
    result = numerical_gradient(lambda: float((x**2).sum()), x[::2, 1:3])
    np.testing.assert_allclose(result, 2 * x[::2, 1:3], rtol=1e-8)


@pytest.mark.parametrize("fails_at", [None, 1, 2, 3, 6])
def test_the_array_is_put_back_bit_for_bit_even_if_f_raises(fails_at):
    x = np.array([0.1, -0.0, 1e300])  # 0.1 + step - step is not 0.1, and -0.0 is not 0.0
    before, calls = state(x), []

    def f():
        calls.append(1)
        if len(calls) == fails_at:
            raise ZeroDivisionError
        return x[0]

    if fails_at is None:
        numerical_gradient(f, x)
    else:
        with pytest.raises(ZeroDivisionError):
            numerical_gradient(f, x)
        assert len(calls) == fails_at
    assert state(x) == before


@pytest.mark.parametrize(
    ("array", "came"),
    [
        (np.ones(2, np.float32), "an array of float32"),
        (np.ones(2, int), "an array of int64"),
        ([1.0, 2.0], "[1.0, 2.0]"),
        (1.0, "1.0"),
    ],
    ids=["float32", "int", "list", "number"],
)
def test_what_cannot_be_moved_a_little_in_place_is_refused(array, came):
    with pytest.raises(TypeError, match=re.escape(f"array: expected a float64 array, got {came}")):
        numerical_gradient(lambda: 0.0, array)


@pytest.mark.parametrize(
    ("value", "error", "message"),
    [
        (0, ValueError, "expected a number above 0, got 0"),
        (-1e-5, ValueError, "expected a number above 0, got -1e-05"),
        (np.nan, ValueError, "expected a finite number above 0, got nan"),
        (np.inf, ValueError, "expected a finite number above 0, got inf"),
        ("small", TypeError, "expected a number above 0, got 'small'"),
        (None, TypeError, "expected a number above 0, got None"),
    ],
)
def test_steps_and_tolerances_are_numbers_above_0(value, error, message):
    with pytest.raises(error, match=re.escape(f"step: {message}")):
        numerical_gradient(lambda: 0.0, np.ones(1), step=value)
    with pytest.raises(error, match=re.escape(f"tolerance: {message}")):
        check_gradients(MLP([2, 2]), [[1, 2]], [[0, 1]], tolerance=value)


@pytest.mark.parametrize(
    ("a", "b", "floor", "error"),
    [
        (0.0, 0.0, 0.0, 0.0),
        (0.0, -0.0, 0.0, 0.0),
        (2.0, 2.0, 0.0, 0.0),
        (1.0, 2.0, 0.0, 0.5),
        (2.0, 1.0, 0.0, 0.5),
        (1.0, -1.0, 0.0, 2.0),
        (1e-12, 0.0, 0.0, 1.0),
        (1e-12, 0.0, 1e-3, 1e-9),
        (1.0, 2.0, 1e-3, 0.5),
    ],
)
def test_relative_error(a, b, floor, error):
    assert relative_errors([a], [b], floor) == pytest.approx([error], rel=1e-14)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_relative_error_of_what_is_not_finite_is_infinite(bad):
    np.testing.assert_array_equal(relative_errors([bad, 1.0], [1.0, bad]), [np.inf, np.inf])


# Nets whose gradients are right


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    ("output", "loss"), [*GOALS.items(), ("softmax", "squared_error"), ("sigmoid", "squared_error")]
)
@pytest.mark.parametrize("hidden", ["sigmoid", "tanh", "relu", "identity", "softmax"])
def test_right_nets_pass_with_every_entry_judged(hidden, output, loss, dtype, random_batch):
    net = MLP([3, 4, 3, 2], hidden, output, loss, seed=2)
    net.cast(dtype)
    X, T = random_batch(net, 5)
    T = np.rint(64 * T) / 64  # shares that float32 holds exactly still add up to 1
    report = check_gradients(net, X.astype(dtype), T.astype(dtype))
    assert report.passed
    assert report.max_error <= 1e-6
    assert [row.kinks for row in report.rows] == [0] * 6


def test_shares_rounded_to_float32_pass(random_batch):
    for seed in range(5):
        net = MLP([3, 4, 3], hidden="relu", seed=seed)
        X, T = random_batch(net, 5, seed)
        report = check_gradients(net, X, T.astype(np.float32))
        assert [row.kinks for row in report.rows] == [0] * 4
        assert report.max_error < 1e-7


def test_report_shows_each_array_with_its_numbers(random_batch):
    net = a_net()
    X, T = random_batch(net, 5)
    report = check_gradients(net, X, T)
    assert [(row.name, row.shape) for row in report.rows] == [
        (name, p.shape) for name, p in zip(NAMES, net.parameters, strict=True)
    ]
    gradients = [g for pair in net.gradients(X, T) for g in pair]
    for row, g in zip(report.rows, gradients, strict=True):
        assert row.analytic == pytest.approx(g[row.worst], rel=1e-12)
        assert row.numerical == pytest.approx(g[row.worst], rel=1e-5)
        assert row.error <= report.max_error
    assert report.max_error == max(row.error for row in report.rows)
    text = str(report)
    assert text == repr(report)
    assert [line.split()[0] for line in text.splitlines()] == ["parameters", *NAMES, "gradients"]
    assert text.endswith("gradients agree (tolerance 1e-06)")
    assert "differs" not in text
    assert "kink" not in text


def test_a_net_with_all_gradients_0_passes_with_error_0():
    net = MLP([2, 1, 1], output="softmax")  # its one output is 1, whatever the weights
    assert check_gradients(net, [[1, 2]], [[1]]).max_error == 0


def test_saturated_outputs_pass():
    net = MLP([2, 2], output="softmax")
    net.layers[0].weights = np.eye(2)
    assert check_gradients(net, [[1e4, -1e4], [3.0, 2.0]], [[0, 1], [1, 0]]).passed


@pytest.mark.parametrize("wrong", [False, True])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_net_and_data_are_left_bit_for_bit(dtype, wrong, random_batch, monkeypatch):
    net = a_net()
    X, T = random_batch(net, 5)
    net.cast(dtype)
    arrays = net.parameters
    before = state(X, T, *arrays)
    if wrong:
        break_gradients(monkeypatch, changed(0, np.negative))
        with pytest.raises(GradientCheckError):
            check_gradients(net, X, T)
    else:
        check_gradients(net, X, T)
    assert state(X, T, *arrays) == before
    assert all(p is array for p, array in zip(net.parameters, arrays, strict=True))


@pytest.mark.parametrize(
    ("X", "T", "message"),
    [
        ([1, 2, 3], np.eye(3)[:1], "X: expected shape (N, 3), got (3,)"),
        ([[1, 2, np.nan]], np.eye(3)[:1], "X: expected finite numbers, got nan at index (0, 2)"),
        ([[1, 2, 3]], np.eye(3), "T: expected shape (1, 3), got (3, 3)"),
    ],
)
def test_bad_data_is_refused(X, T, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        check_gradients(a_net(), X, T)


# Nets whose gradients are wrong


def test_a_wrong_slope_of_the_activation_is_found_below_it_only(monkeypatch, random_batch):
    net = a_net()
    monkeypatch.setattr(Tanh, "backward", lambda self, delta, h: delta * (1 - h))
    with pytest.raises(GradientCheckError, match="gradients do NOT agree") as caught:
        check_gradients(net, *random_batch(net, 5))
    assert [name for name, _ in marked_rows(str(caught.value))] == NAMES[:2]


@pytest.mark.parametrize("k", range(4))
@pytest.mark.parametrize("factor", [1.001, 0.999, 1.00001, -1, 0, 2])
def test_one_wrong_entry_is_named_with_its_array_and_index(k, factor, monkeypatch, random_batch):
    net = a_net()
    X, T = random_batch(net, 5)
    g = [g for pair in net.gradients(X, T) for g in pair][k]
    index = np.unravel_index(np.abs(g).argmax(), g.shape)
    break_gradients(monkeypatch, changed(k, at(index, lambda entry: factor * entry)))
    with pytest.raises(GradientCheckError) as caught:
        check_gradients(net, X, T)
    assert marked_rows(str(caught.value)) == [(NAMES[k], str([int(i) for i in index]))]


@pytest.mark.parametrize("hidden", ["tanh", "relu"])
@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda g: [1.001 * a for a in g], NAMES),
        (lambda g: [0 * g[0], 0 * g[1], *g[2:]], NAMES[:2]),
        (lambda g: [*g[:2], 0 * g[2], 0 * g[3]], NAMES[2:]),
        (lambda g: [a.T for a in g], NAMES[::2]),
        (lambda g: [g[2], g[3], g[0], g[1]], NAMES),
        (lambda g: [5 * a for a in g], NAMES),  # a sum over the examples where the mean is due (E09)
        (lambda g: [g[0], 0 * g[1], g[2], 0 * g[3]], NAMES[1::2]),
    ],
    ids=["scaled", "first layer 0", "last layer 0", "transposed", "layers swapped", "sum", "no bias"],
)
def test_wrong_arrays_are_named(change, found, hidden, monkeypatch, random_batch):
    net = a_net(hidden)
    break_gradients(monkeypatch, change)
    with pytest.raises(GradientCheckError) as caught:
        check_gradients(net, *random_batch(net, 5))
    assert [name for name, _ in marked_rows(str(caught.value))] == found


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_gradients_that_are_not_finite_are_wrong(bad, monkeypatch, random_batch):
    net = a_net()
    for k, name in enumerate(NAMES):
        with monkeypatch.context() as patch:
            break_gradients(patch, changed(k, at(0, lambda entry: bad * entry)))
            with pytest.raises(GradientCheckError) as caught:
                check_gradients(net, *random_batch(net, 5))
        assert [row for row, _ in marked_rows(str(caught.value))] == [name]


@pytest.mark.parametrize(
    ("k", "change"),
    [(0, np.transpose), (1, np.sum), (2, np.ravel), (3, lambda g: g[:, None])],
    ids=["transposed", "sum", "flat", "column"],
)
def test_gradients_of_the_wrong_shape_are_wrong_and_named(k, change, monkeypatch, random_batch):
    net = a_net(units=4)
    break_gradients(monkeypatch, changed(k, change))
    with pytest.raises(GradientCheckError, match=re.escape(NAMES[k])):
        check_gradients(net, *random_batch(net, 5))


def test_tolerance_decides(monkeypatch, random_batch):
    net = a_net()
    X, T = random_batch(net, 5)
    break_gradients(monkeypatch, lambda g: [1.001 * a for a in g])
    assert check_gradients(net, X, T, tolerance=2e-3).max_error == pytest.approx(1e-3, rel=0.01)
    with pytest.raises(GradientCheckError, match=re.escape("(tolerance 0.0005)")):
        check_gradients(net, X, T, tolerance=5e-4)


# Kinks


def net_at_kink(J, at_kink, seed=0):
    """A ReLU net with J hidden units, and one example of zeros at which the first `at_kink` of them have z = 0."""
    rng = np.random.default_rng(seed)
    net = MLP([3, J, 1], hidden="relu", output="identity", seed=seed)
    net.layers[0].bias = np.where(np.arange(J) < at_kink, 0, 0.5)
    return net, np.zeros((1, 3)), rng.normal(size=(1, 1))


@pytest.mark.parametrize("at_kink", [1, 2])
def test_units_at_their_kink_are_counted_and_not_judged(at_kink):
    net, X, T = net_at_kink(4, at_kink)
    report = check_gradients(net, X, T)
    assert report.passed
    assert [row.kinks for row in report.rows] == [0, at_kink, 0, 0]  # X is 0: only biases move z off the kink
    assert f"({at_kink} at a kink, not judged)" in str(report)


@pytest.mark.parametrize("shift", [3e-6, -3e-6, 4e-7, -4e-7, 1e-9, -1e-9])
def test_a_kink_within_the_step_is_one_too(shift):
    net, X, T = net_at_kink(4, 1)
    net.layers[0].bias = net.layers[0].bias + np.array([shift, 0, 0, 0])
    assert check_gradients(net, X, T).rows[1].kinks == 1


def test_at_too_many_kinks_the_check_fails():
    net, X, T = net_at_kink(4, 3)
    with pytest.raises(GradientCheckError, match=r"3 at a kink, not judged.*\n.*\n.*\ngradients do NOT agree"):
        check_gradients(net, X, T)


def test_a_net_with_nothing_but_kinks_does_not_pass():
    net = MLP([3, 4, 1], hidden="relu", output="identity")
    net.layers[0].weights = np.zeros((4, 3))
    with pytest.raises(GradientCheckError, match=r"layers\[0\].weights.*12 at a kink"):
        check_gradients(net, np.ones((2, 3)), [[1], [2]])


def test_a_wrong_entry_is_not_excused_because_other_entries_are_at_a_kink(monkeypatch):
    net, X, T = net_at_kink(4, 1)
    break_gradients(monkeypatch, changed(1, at(1, lambda entry: 1.001 * entry)))
    with pytest.raises(GradientCheckError) as caught:
        check_gradients(net, X, T)
    assert marked_rows(str(caught.value)) == [(NAMES[1], "[1]")]


def test_a_relu_that_passes_everything_back_is_found(monkeypatch, random_batch):
    net = a_net("relu")
    monkeypatch.setattr(ReLU, "backward", lambda self, delta, h: delta)
    with pytest.raises(GradientCheckError) as caught:
        check_gradients(net, *random_batch(net, 5))
    assert {name for name, _ in marked_rows(str(caught.value))} == set(NAMES[:2])


def test_right_nets_pass_at_a_kink_whatever_the_other_examples_add():
    for seed in range(20):
        net, X, _ = net_at_kink(4, 1, seed)
        rng = np.random.default_rng(seed)
        check_gradients(net, np.vstack([X, rng.normal(size=(4, 3))]), rng.normal(size=(5, 1)))


def test_curvature_does_not_excuse_a_wrong_gradient(monkeypatch):
    net = MLP([2, 1], output="sigmoid")
    net.layers[0].weights = [[0.0, 0.01]]
    X, T = (
        [[100.0, 1.0]],
        [[0.5]],
    )  # the curvature of the first weight is 10,000 times that of the bias, its slope small
    assert [row.kinks for row in check_gradients(net, X, T).rows] == [0, 0]
    break_gradients(monkeypatch, changed(0, at((0, 0), lambda entry: 1.003 * entry)))
    with pytest.raises(GradientCheckError) as caught:
        check_gradients(net, X, T)
    assert marked_rows(str(caught.value)) == [(NAMES[0], "[0, 0]")]
