"""Training: mini-batches, the loop, its history, and every way in which it can end (L13, L15, L16, L24 to L39)."""

import os
import pickle
import re
import subprocess
import sys
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

import lecture_nn
from lecture_nn import (
    MLP,
    DivergenceError,
    EarlyStopping,
    GradientDescent,
    History,
    Momentum,
    fit,
    minibatches,
)
from lecture_nn.datasets import Examples, digits, four_or_not, one_hot

quiet_fit = partial(fit, verbose=False)


def problem(N=23, seed=0, dtype=np.float64):
    """Numbers with labels that have only a little to do with them, so that a net can overfit."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(N, 3))
    labels = (X[:, 0] + 2 * rng.normal(size=N) > 0).astype(int)
    return Examples(X.astype(dtype), one_hot(labels, 2).astype(dtype))


def new_net():
    return MLP([3, 4, 2], hidden="tanh", output="softmax", seed=1)


def state(net):
    """All that training may change, to compare bit for bit."""
    return [(p.dtype, p.shape, p.tobytes()) for p in net.parameters]


def state_after(epochs, train, **settings):
    """What a new net is like after so many epochs; 0 means untrained."""
    net = new_net()
    if epochs:
        quiet_fit(net, train, epochs=epochs, **settings)
    return state(net)


def history_of(losses, validation_losses=None, stopped="epochs"):
    """A history with these losses, one for each epoch."""
    history = History(stopped=stopped)
    for n, loss in enumerate(losses):
        history.add(loss, validation_loss=None if validation_losses is None else validation_losses[n])
    return history


class Breaks(GradientDescent):
    """Raises `error` in the update number `at`, after it has moved the weights."""

    def __init__(self, learning_rate, at, error):
        super().__init__(learning_rate)
        self.left, self.error = at, error

    def _update(self, parameters, gradients):
        super()._update(parameters, gradients)
        self.left -= 1
        if self.left == 0:
            raise self.error


# minibatches


@settings(deadline=None, derandomize=True)
@given(N=st.integers(0, 40), batch_size=st.integers(1, 50), seed=st.integers(0, 2**32))
def test_minibatches_yield_each_example_once_in_the_order_drawn_by_rng(N, batch_size, seed):
    X = np.arange(2 * N).reshape(N, 2)
    T = -X[:, :1]
    X.flags.writeable = T.flags.writeable = False
    rng, same = np.random.default_rng(seed), np.random.default_rng(seed)
    for _ in range(2):  # the second pass has an order of its own
        batches = list(minibatches(X, T, batch_size, rng))
        sizes = [len(x) for x, _ in batches]
        assert sum(sizes) == N
        assert all(size == batch_size for size in sizes[:-1])
        assert all(0 < size <= batch_size for size in sizes)
        for x, t in batches:
            np.testing.assert_array_equal(t, -x[:, :1])
        order = [x[0] // 2 for batch, _ in batches for x in batch]
        np.testing.assert_array_equal(order, same.permutation(N))


@pytest.mark.parametrize(
    ("rows", "batch_size", "error", "message"),
    [
        (4, 2, ValueError, "T: expected 5 rows, as X has, got 4"),
        (5, 0, ValueError, "batch_size: expected a whole number of at least 1, got 0"),
        (5, 2.0, TypeError, "batch_size: expected a whole number of at least 1, got 2.0"),
    ],
)
def test_minibatches_say_what_does_not_fit(rows, batch_size, error, message):
    with pytest.raises(error, match=f"^{re.escape(message)}$"):
        list(minibatches(np.ones((5, 2)), np.ones((rows, 1)), batch_size, np.random.default_rng(0)))


# The loop, compared with loops written here


@pytest.mark.parametrize("batch_size", [23, 24, 10**9])
def test_full_batch_training_is_gradient_descent_on_the_loss(batch_size):
    X, T = problem()
    net, expected = new_net(), new_net()
    history = quiet_fit(net, (X, T), optimizer=GradientDescent(0.5), batch_size=batch_size, epochs=6)
    for epoch in range(6):
        np.testing.assert_allclose(history.loss[epoch], expected.loss(X, T), rtol=1e-12)
        np.testing.assert_allclose(history.accuracy[epoch], expected.accuracy(X, T), rtol=1e-12)
        for layer, (d_weights, d_bias) in zip(expected.layers, expected.gradients(X, T), strict=True):
            layer.weights = layer.weights - 0.5 * d_weights
            layer.bias = layer.bias - 0.5 * d_bias
    for p, wanted in zip(net.parameters, expected.parameters, strict=True):
        np.testing.assert_allclose(p, wanted, rtol=1e-12, atol=1e-12)


def by_hand(net, X, T, *, batch_size, epochs, seed, rate, momentum, weight_decay):
    """The lecture's loop for a net with one tanh layer and softmax outputs.

    Returns the parameters and, for every mini-batch, its loss and share of right decisions before the
    update and its size.
    """
    V, a, W, c = w = [p.copy() for p in net.parameters]
    v = [np.zeros_like(p) for p in w]
    rng = np.random.default_rng(seed)
    batches = []
    for _ in range(epochs):
        for x, t in minibatches(X, T, batch_size, rng):
            h = np.tanh(x @ V.T + a)
            e = np.exp(h @ W.T + c)
            o = e / e.sum(axis=1, keepdims=True)
            batches.append((-np.log(o[t == 1]).mean(), (o.argmax(axis=1) == t.argmax(axis=1)).mean(), len(x)))
            d_z = (o - t) / len(x)
            d_u = (d_z @ W) * (1 - h**2)
            gradients = d_u.T @ x + weight_decay * V, d_u.sum(axis=0), d_z.T @ h + weight_decay * W, d_z.sum(axis=0)
            for i, gradient in enumerate(gradients):
                v[i] = momentum * v[i] + rate * gradient
                w[i] -= v[i]
    return w, np.array(batches)


@pytest.mark.parametrize("weight_decay", [0.0, 0.1])
@pytest.mark.parametrize("momentum", [0.0, 0.9])
@pytest.mark.parametrize("batch_size", [1, 5, 23, 40], ids=["single examples", "odd last", "all", "more than all"])
def test_fit_is_the_loop_of_the_lecture(batch_size, momentum, weight_decay):
    X, T = problem()
    net = new_net()
    expected, batches = by_hand(
        net, X, T, batch_size=batch_size, epochs=4, seed=7, rate=0.1, momentum=momentum, weight_decay=weight_decay
    )
    history = quiet_fit(
        net,
        (X, T),
        optimizer=Momentum(0.1, momentum),
        batch_size=batch_size,
        epochs=4,
        weight_decay=weight_decay,
        seed=7,
    )
    for p, wanted in zip(net.parameters, expected, strict=True):
        np.testing.assert_allclose(p, wanted, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(history.batch_loss, batches[:, 0], rtol=1e-12)
    # the mean over the examples: a smaller last batch counts for less
    losses, right, sizes = batches.reshape(4, -1, 3).transpose(2, 0, 1)
    np.testing.assert_allclose(history.loss, (losses * sizes).sum(axis=1) / 23, rtol=1e-12)
    np.testing.assert_allclose(history.accuracy, (right * sizes).sum(axis=1) / 23, rtol=1e-12)


def test_defaults_are_20_epochs_of_gradient_descent_with_batches_of_64():
    train, net = problem(N=100), new_net()
    history = quiet_fit(net, train)
    assert len(history) == 20
    assert len(history.batch_loss) == 40
    assert state(net) == state_after(20, train, optimizer=GradientDescent(0.1), batch_size=64, weight_decay=0, seed=0)


def test_a_single_example_can_be_trained_on():
    X, T = problem(N=1)
    history = quiet_fit(new_net(), (X, T), epochs=30)
    assert history.loss[-1] < history.loss[0]
    assert history.loss == history.batch_loss


def test_a_used_optimizer_starts_afresh():
    train, used = problem(), Momentum(0.1)
    quiet_fit(MLP([5, 2]), (np.eye(5), one_hot([0, 1, 0, 1, 0], 2)), optimizer=used)  # a net of another shape
    net = new_net()
    quiet_fit(net, train, optimizer=used, epochs=2)
    assert state(net) == state_after(2, train, optimizer=Momentum(0.1))


# What minimises the cost in the end


def test_with_weight_decay_the_weights_end_in_balance_with_the_slope_of_the_loss():
    # one layer: the cost is convex, and at its minimum lambda w = -dloss/dw, dloss/dbias = 0 (L36)
    X, T = problem()
    net = MLP([3, 2], seed=0)
    quiet_fit(net, (X, T), optimizer=Momentum(0.5), batch_size=23, epochs=2000, weight_decay=0.1)
    [(d_weights, d_bias)] = net.gradients(X, T)
    np.testing.assert_allclose(net.layers[0].weights, -d_weights / 0.1, atol=1e-10)
    np.testing.assert_allclose(d_bias, 0, atol=1e-10)
    assert np.abs(net.layers[0].weights).max() > 0.1


def test_linear_regression_finds_the_least_squares_solution():
    rng = np.random.default_rng(0)
    X, T = rng.normal(size=(30, 3)), rng.normal(size=(30, 2))
    net = MLP([3, 2], output="identity")
    history = quiet_fit(net, (X, T), optimizer=Momentum(0.1), batch_size=30, epochs=1000)
    solution = np.linalg.lstsq(np.column_stack([X, np.ones(30)]), T)[0]
    np.testing.assert_allclose(net.layers[0].weights, solution[:3].T, atol=1e-10)
    np.testing.assert_allclose(net.layers[0].bias, solution[3], atol=1e-10)
    assert history.accuracy == []  # numbers are not right or wrong


@pytest.mark.parametrize("weight_decay", [0.01, 0.3])
def test_a_sigmoid_unit_is_logistic_regression(weight_decay):
    # L13. scikit-learn minimises C sum(loss) + |w|^2 / 2, so its C is 1 / (lambda N)
    X, T = problem(N=80)
    net = MLP([3, 1], output="sigmoid")
    quiet_fit(net, (X, T[:, 1:]), optimizer=Momentum(0.5), batch_size=80, epochs=1000, weight_decay=weight_decay)
    model = LogisticRegression(C=1 / (weight_decay * 80), tol=1e-8).fit(X, T[:, 1])
    np.testing.assert_allclose(net.layers[0].weights, model.coef_, atol=1e-3)
    np.testing.assert_allclose(net.layers[0].bias, model.intercept_, atol=1e-3)
    np.testing.assert_allclose(net.forward(X)[:, 0], model.predict_proba(X)[:, 1], atol=1e-3)


# Seeds, types and the forms of the data


def test_the_same_seed_gives_the_same_training_bit_for_bit():
    train, validation = problem(), problem(N=10, seed=1)
    nets, histories = [], []
    for seed in (3, 3, np.random.default_rng(3), 4):
        net = new_net()
        histories.append(quiet_fit(net, train, validation, batch_size=5, epochs=3, seed=seed))
        nets.append(state(net))
    assert nets[0] == nets[1] == nets[2] != nets[3]
    assert histories[0] == histories[1] == histories[2] != histories[3]


def test_a_generator_goes_on_where_it_was():
    train, rng = problem(), np.random.default_rng(0)
    first, second = (quiet_fit(new_net(), train, batch_size=5, epochs=1, seed=rng) for _ in range(2))
    assert first.batch_loss != second.batch_loss


@pytest.mark.parametrize("before", [np.float32, np.float64])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_weights_take_the_type_of_the_data_and_the_history_holds_plain_floats(before, dtype):
    net = new_net()
    net.cast(before)
    X, T = problem(dtype=dtype)
    validation = problem(N=10, seed=1, dtype=np.float64)
    settings = {"optimizer": Momentum(0.1), "weight_decay": 0.01, "batch_size": 5, "epochs": 2}
    history = quiet_fit(net, (X, T.astype(np.float64)), validation, **settings)
    assert [p.dtype for p in net.parameters] == [dtype] * 4
    for name in ("loss", "accuracy", "validation_loss", "validation_accuracy", "batch_loss"):
        assert {type(value) for value in getattr(history, name)} == {float}
    assert history.validation_loss[-1] == net.loss(*(part.astype(dtype) for part in validation))


def test_whole_numbers_are_trained_on_as_float64():
    X, T = problem()
    net, same = new_net(), new_net()
    quiet_fit(net, (np.rint(X).astype(int).tolist(), (T == 1).tolist()), epochs=2)
    quiet_fit(same, (np.rint(X), T), epochs=2)
    assert state(net) == state(same)
    assert net.layers[0].weights.dtype == np.float64


def test_the_data_are_left_as_they_are_even_where_they_could_not_be_changed():
    X, T = problem()
    parts = []
    for array in (X, T):
        wide = np.full((2 * len(array), 2 * array.shape[1]), np.nan, order="F")
        wide[::2, ::2] = array
        parts.append(wide[::2, ::2])  # neither contiguous nor writeable
        parts[-1].flags.writeable = False
    net, expected = new_net(), new_net()
    settings = {"weight_decay": 0.1, "epochs": 3, "batch_size": 5}
    quiet_fit(net, tuple(parts), tuple(parts), **settings)
    quiet_fit(expected, (X, T), **settings)
    for p, wanted in zip(net.parameters, expected.parameters, strict=True):
        np.testing.assert_allclose(p, wanted, rtol=1e-12, atol=1e-12)
    for array, given_, fresh in zip(parts, (X, T), problem(), strict=True):
        np.testing.assert_array_equal(array, fresh)
        np.testing.assert_array_equal(given_, fresh)


@pytest.mark.parametrize("form", [tuple, list, Examples._make])
def test_pairs_come_as_tuple_list_or_named_tuple(form):
    train, validation = problem(), problem(N=10, seed=1)
    net = new_net()
    history = quiet_fit(net, form(train), form(validation), epochs=2)
    assert state(net) == state_after(2, train)
    assert len(history.validation_loss) == 2


# Validation and the history


def test_validation_data_are_measured_after_each_epoch_and_never_trained_on():
    train, validation = problem(), problem(N=10, seed=1)
    net = new_net()
    history = quiet_fit(net, train, validation, batch_size=5, epochs=3)
    assert state(net) == state_after(3, train, batch_size=5)
    for epochs in (1, 2, 3):
        net = new_net()
        quiet_fit(net, train, batch_size=5, epochs=epochs)
        assert history.validation_loss[epochs - 1] == pytest.approx(net.loss(*validation), rel=1e-12)
        assert history.validation_accuracy[epochs - 1] == pytest.approx(net.accuracy(*validation), rel=1e-12)


def test_history_has_an_entry_for_each_epoch_and_a_batch_loss_for_each_update():
    train = problem()
    history = quiet_fit(new_net(), train, train, batch_size=5, epochs=3)
    assert len(history) == len(history.loss) == len(history.accuracy) == 3
    assert len(history.validation_loss) == len(history.validation_accuracy) == 3
    assert len(history.batch_loss) == 3 * 5
    assert history.stopped == "epochs"

    history = quiet_fit(new_net(), train, batch_size=5, epochs=3)
    assert history.validation_loss == history.validation_accuracy == []
    assert history.best_epoch == 3


@pytest.mark.parametrize(
    ("losses", "best"),
    [([], 0), ([3.0], 1), ([3.0, 2.0, 1.0], 3), ([3.0, 1.0, 2.0], 2), ([1.0, 2.0, 1.0], 1)],
    ids=["none", "one", "last", "middle", "first of two"],
)
def test_best_epoch_counts_from_1(losses, best):
    assert history_of([9.0] * len(losses), losses).best_epoch == best


@pytest.mark.parametrize(
    ("history", "text"),
    [
        (History(stopped="interrupted"), "History(no epochs, stopped: interrupted)"),
        (history_of([2.0, 0.12345]), "History(2 epochs, loss 2 -> 0.123, stopped: epochs)"),
        (
            history_of([2.0, 1.5, 1.0], [3.0, 2.5, 2.75], stopped="early"),
            "History(3 epochs, loss 2 -> 1, best validation loss 2.5 at epoch 2, stopped: early)",
        ),
    ],
)
def test_repr_of_a_history_sums_it_up(history, text):
    assert repr(history) == text


# Early stopping


def pulled_past_its_best(epochs, **settings):
    """Train one weight towards 1, where validation data would like it to be 0.5.

    By full-batch gradient descent it is 1 - 0.9^t after t epochs: nearest to 0.5 after 7.
    """
    net = MLP([1, 1], output="identity")
    net.layers[0].weights = [[0.0]]
    train, validation = ([[1.0], [-1.0]], [[1.0], [-1.0]]), ([[1.0]], [[0.5]])
    history = quiet_fit(net, train, validation, optimizer=GradientDescent(0.1), epochs=epochs, **settings)
    return net, history


@pytest.mark.parametrize("patience", [1, 2, 5])
def test_early_stopping_waits_as_long_as_its_patience_and_goes_back_to_the_best_epoch(patience):
    net, history = pulled_past_its_best(100, early_stopping=EarlyStopping(patience))
    assert history.stopped == "early"
    assert history.best_epoch == 7
    assert len(history) == len(history.validation_loss) == 7 + patience
    assert state(net) == state(pulled_past_its_best(7)[0])
    np.testing.assert_allclose(net.layers[0].weights, 1 - 0.9**7, rtol=1e-12)


def test_the_best_epoch_counts_even_when_patience_lasts_to_the_end():
    net, history = pulled_past_its_best(10, early_stopping=EarlyStopping(4))
    assert history.stopped == "epochs"
    assert len(history) == 10
    assert state(net) == state(pulled_past_its_best(7)[0])


def test_without_early_stopping_the_net_keeps_its_last_weights():
    net, history = pulled_past_its_best(10)
    assert history.best_epoch == 7
    np.testing.assert_allclose(net.layers[0].weights, 1 - 0.9**10, rtol=1e-12)


@pytest.mark.parametrize(
    ("losses", "over"),
    [
        ([1.0, 2.0], False),
        ([1.0, 2.0, 3.0], True),
        ([3.0, 4.0, 2.0, 5.0], False),
        ([3.0, 4.0, 2.0, 5.0, 2.1], True),
        ([3.0, 3.0, 3.0], True),
    ],
    ids=["too soon", "two in a row", "a new low in time", "two after a new low", "the same is no new low"],
)
def test_patience_of_two_ends_after_two_epochs_without_a_new_low(losses, over):
    assert EarlyStopping(2).should_stop(history_of([9.0] * len(losses), losses)) is over


@pytest.mark.parametrize(
    ("patience", "error"), [(0, ValueError), (-1, ValueError), (1.5, TypeError), ("5", TypeError), (True, TypeError)]
)
def test_patience_is_a_whole_number_of_at_least_1(patience, error):
    with pytest.raises(error, match=f"^patience: expected a whole number of at least 1, got {patience!r}$"):
        EarlyStopping(patience)


# Interrupts and other exceptions, in the third of the five updates of an epoch


@pytest.fixture(scope="module")
def overfitting():
    """Data and settings whose validation loss is lowest in the middle of training, and its history."""
    train, validation, settings = problem(), problem(N=10, seed=3), {"batch_size": 5, "seed": 2}
    history = quiet_fit(new_net(), train, validation, optimizer=GradientDescent(0.5), epochs=12, **settings)
    assert 1 < history.best_epoch < 10
    return train, validation, settings, history


@pytest.mark.parametrize("early_stopping", [None, EarlyStopping(100)])
def test_an_interrupt_goes_back_to_the_best_epoch(overfitting, early_stopping):
    train, validation, settings, whole = overfitting
    net, stop = new_net(), Breaks(0.5, at=5 * 10 + 3, error=KeyboardInterrupt)
    history = quiet_fit(net, train, validation, optimizer=stop, epochs=12, early_stopping=early_stopping, **settings)
    assert history.stopped == "interrupted"
    assert history.loss == whole.loss[:10]
    assert history.accuracy == whole.accuracy[:10]
    assert history.validation_loss == whole.validation_loss[:10]
    assert history.batch_loss == whole.batch_loss[:50]
    assert state(net) == state_after(whole.best_epoch, train, optimizer=GradientDescent(0.5), **settings)


def test_without_validation_data_an_interrupt_goes_back_to_the_last_finished_epoch(overfitting):
    train, _, settings, whole = overfitting
    net, stop = new_net(), Breaks(0.5, at=5 * 4 + 3, error=KeyboardInterrupt)
    history = quiet_fit(net, train, optimizer=stop, epochs=12, **settings)
    assert history.stopped == "interrupted"
    assert history.loss == whole.loss[:4]
    assert history.batch_loss == whole.batch_loss[:20]
    assert state(net) == state_after(4, train, optimizer=GradientDescent(0.5), **settings)


@pytest.mark.parametrize("with_validation", [True, False])
def test_an_interrupt_in_the_first_epoch_goes_back_to_the_start(overfitting, with_validation):
    train, validation, settings, _ = overfitting
    net, stop = new_net(), Breaks(0.5, at=3, error=KeyboardInterrupt)
    history = quiet_fit(net, train, validation if with_validation else None, optimizer=stop, **settings)
    assert history == History(stopped="interrupted")
    assert state(net) == state(new_net())


@pytest.mark.parametrize("error", [ZeroDivisionError("mine"), SystemExit(3)])
@pytest.mark.parametrize("finished", [0, 10])
def test_other_exceptions_pass_through_and_leave_the_last_finished_epoch(overfitting, error, finished):
    train, validation, settings, _ = overfitting
    net, stop = new_net(), Breaks(0.5, at=5 * finished + 3, error=error)
    with pytest.raises(type(error)) as caught:
        quiet_fit(net, train, validation, optimizer=stop, epochs=12, **settings)
    assert caught.value is error
    assert state(net) == state_after(finished, train, optimizer=GradientDescent(0.5), **settings)


# Divergence. Warnings are errors here (pyproject.toml), so these tests also say that there are none.


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_learning_rate_that_is_too_large_ends_in_a_divergence_error(dtype):
    def linear_net():
        return MLP([3, 4, 2], hidden="identity", output="identity")

    net, expected = linear_net(), linear_net()
    X, T = problem(dtype=dtype)
    settings = {"optimizer": GradientDescent(1.0), "batch_size": 12}
    with pytest.raises(DivergenceError, match="loss") as caught:
        quiet_fit(net, (X, T), epochs=500, **settings)
    error = caught.value
    assert error.epoch == len(error.history) + 1 > 2
    assert f"in epoch {error.epoch}:" in str(error)
    assert "GradientDescent(learning_rate=1)" in str(error)
    assert np.isfinite(error.history.loss).all()
    quiet_fit(expected, (X, T), epochs=error.epoch - 1, **settings)
    assert state(net) == state(expected)
    assert all(np.isfinite(p).all() for p in net.parameters)


@pytest.mark.parametrize(
    ("output", "x", "t"),
    [("softmax", 100, 1), ("sigmoid", 100, 1), ("identity", 100, 1), ("identity", 0, 100)],
    ids=["softmax", "sigmoid", "identity", "bias alone"],
)
def test_weights_that_overflow_in_the_very_last_update_are_noticed(output, x, t):
    # the loss, measured before the update, is finite; no loss is measured after it
    net = MLP([2, 2], output=output)
    net.layers[0].weights = np.zeros((2, 2))
    before = state(net)
    with pytest.raises(DivergenceError, match=r"in epoch 1: .* weights that are not finite") as caught:
        quiet_fit(net, ([[x, x]] * 4, [[0, t]] * 4), optimizer=GradientDescent(1e308), epochs=1)
    assert caught.value.epoch == 1
    assert len(caught.value.history) == len(caught.value.history.batch_loss) == 0
    assert state(net) == before


def test_a_loss_that_overflows_is_noticed_even_where_the_weights_do_not():
    net = MLP([2, 1], output="identity")
    net.layers[0].weights = [[1e160, 1e160]]
    before = state(net)
    with pytest.raises(DivergenceError, match=r"in epoch 1: .* a loss of inf"):
        quiet_fit(net, (np.ones((4, 2)), np.ones((4, 1))), optimizer=GradientDescent(1e-3), epochs=1)
    assert state(net) == before


@pytest.mark.parametrize("output", ["identity", "sigmoid", "softmax"])
def test_infinite_weights_in_the_middle_of_an_epoch_are_noticed_in_the_next_batch(output):
    net = MLP([2, 3, 2], output=output)
    before = state(net)
    with pytest.raises(DivergenceError, match=r"in epoch 1: .* a loss of nan"):
        quiet_fit(net, ([[1, -1]] * 4, [[0, 1]] * 4), optimizer=GradientDescent(1e308), weight_decay=100, batch_size=1)
    assert state(net) == before


def test_a_validation_loss_that_overflows_is_a_divergence():
    X, T = problem()
    net = MLP([3, 2], output="identity")
    before = state(net)
    with pytest.raises(DivergenceError, match=r"in epoch 1: .* validation loss"):
        quiet_fit(net, (X, T), (X * 1e200, T))
    assert state(net) == before


# Progress


def test_the_progress_bar_counts_the_epochs(capsys):
    history = fit(new_net(), problem(), problem(N=10, seed=1), epochs=3, verbose=True)
    out, err = capsys.readouterr()
    assert out == ""
    assert "training: 100%" in err
    assert "3/3" in err
    assert f"validation_loss={history.validation_loss[-1]:.3g}" in err


def test_the_progress_bar_is_the_default(capsys):
    fit(new_net(), problem(), epochs=3)
    assert "3/3" in capsys.readouterr().err


def test_nothing_is_shown_with_verbose_off(capfd):
    fit(new_net(), problem(), problem(N=10, seed=1), epochs=3, verbose=False)
    assert capfd.readouterr() == ("", "")


def test_training_without_a_bar_imports_nothing_that_draws(tmp_path):
    # the package promises to need NumPy alone; in a process of its own, as pytest has imported much
    code = (
        "import sys, numpy, lecture_nn as nn; "
        "nn.fit(nn.MLP([2, 2]), (numpy.eye(2), numpy.eye(2)), epochs=1, verbose=False); "
        "print(sorted({'tqdm', 'matplotlib', 'ipywidgets', 'IPython'} & set(sys.modules)))"
    )
    environment = os.environ | {"PYTHONPATH": str(Path(lecture_nn.__file__).parents[1])}
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("[]\n", "")


# Refusals


def changed(array, value):
    array = array.astype(np.result_type(array, value))
    array[4, 1] = value
    return array


X, T = problem(dtype=np.float32)  # float32, so that a net that has been touched shows it by its type
BAD_DATA = [  # the first words are "train" or "validation"
    (": expected a pair (X, T) of inputs and targets, got ndarray of length 23", TypeError, X),
    (": expected a pair (X, T) of inputs and targets, got tuple of length 3", TypeError, (X, T, T)),
    (": expected a pair (X, T) of inputs and targets, got list of length 1", TypeError, [X]),
    (": expected a pair (X, T) of inputs and targets, got 5", TypeError, 5),
    (" X: expected shape (N, 3), got (23, 2)", ValueError, (X[:, :2], T)),
    (" X: expected shape (N, 3), got (3,)", ValueError, (X[0], T)),
    (" X: expected shape (N, 3), got (1, 23, 3)", ValueError, (X[None], T)),
    (" X: expected at least one example, got shape (0, 3)", ValueError, (X[:0], T[:0])),
    (" X: expected finite numbers, got nan at index (4, 1)", ValueError, (changed(X, np.nan), T)),
    (" X: expected finite numbers, got inf at index (4, 1)", ValueError, (changed(X, np.inf), T)),
    (" X: expected numbers, got text", TypeError, (X.astype(str), T)),
    (" X: expected numbers, got an array of complex", TypeError, (X + 1j, T)),
    (" X: expected numbers, got an array of Python objects", TypeError, (None, T)),
    (" X: expected rows of equal length, got a ragged list", ValueError, ([[1, 2, 3], [1, 2]], T[:2])),
    (" T: expected shape (23, 2), got (22, 2)", ValueError, (X, T[:-1])),
    (" T: expected shape (23, 2), got (23, 1)", ValueError, (X, T[:, :1])),
    (" T: expected shape (23, 2), got (23,); for class labels use one_hot(labels, 2)", ValueError, (X, T[:, 1])),
    (" T: expected finite numbers, got nan at index (4, 1)", ValueError, (X, changed(T, np.nan))),
    (" T: expected numbers from 0 to 1, got -1 at index (4, 1)", ValueError, (X, changed(T, -1))),
    (" T: expected rows that add up to 1 (one-hot targets), got a sum of 0 in row 0", ValueError, (X, 0 * T)),
    (" T: expected numbers, got text", TypeError, (X, T.astype(str))),
]
WHOLE = "expected a whole number of at least 1, got"
BAD_SETTINGS = [
    ("train: expected a pair (X, T) of inputs and targets, got None", TypeError, {"train": None}),
    ("optimizer: expected an Optimizer, got 0.1", TypeError, {"optimizer": 0.1}),
    ("optimizer: expected an Optimizer, got 'momentum'", TypeError, {"optimizer": "momentum"}),
    ("optimizer: expected an Optimizer, got <class", TypeError, {"optimizer": Momentum}),
    *[(f"{name}: {WHOLE} {bad}", ValueError, {name: bad}) for name in ("batch_size", "epochs") for bad in (0, -1)],
    *[
        (f"{name}: {WHOLE} {bad!r}", TypeError, {name: bad})
        for name in ("batch_size", "epochs")
        for bad in (1.5, 2.0, "3", True, None)
    ],
    *[
        (f"weight_decay: expected a number at least 0, got {bad!r}", error, {"weight_decay": bad})
        for bad, error in [(-1, ValueError), ("0", TypeError), (None, TypeError)]
    ],
    ("weight_decay: expected a finite number at least 0, got nan", ValueError, {"weight_decay": np.nan}),
    ("weight_decay: expected a finite number at least 0, got inf", ValueError, {"weight_decay": np.inf}),
    ("weight_decay: expected a finite number at least 0, got 1000", ValueError, {"weight_decay": 10**400}),
    ("early_stopping: expected an EarlyStopping, got 5", TypeError, {"early_stopping": 5}),
    ("early_stopping: expected an EarlyStopping, got True", TypeError, {"early_stopping": True}),
    (
        "early_stopping: expected validation data beside it, got validation=None",
        ValueError,
        {"early_stopping": EarlyStopping(3), "validation": None},
    ),
    *[
        (f"seed: expected a whole number of at least 0 or a numpy Generator, got {bad!r}", ValueError, {"seed": bad})
        for bad in (-1, 1.5, "a", None, True, [1, 2])
    ],
]
REFUSALS = [
    *[(part + words, error, {part: data}) for part in ("train", "validation") for words, error, data in BAD_DATA],
    *BAD_SETTINGS,
]


@pytest.mark.parametrize(("message", "error", "bad"), REFUSALS, ids=[message for message, _, _ in REFUSALS])
def test_what_does_not_fit_is_refused_by_name_and_the_net_is_untouched(message, error, bad):
    net = new_net()
    before = state(net)
    with pytest.raises(error, match=f"^{re.escape(message)}"):
        quiet_fit(net, **({"train": (X, T), "validation": (X, T)} | bad))
    assert state(net) == before


def test_an_infinite_weight_decay_is_refused():
    with pytest.raises(ValueError, match=r"^weight_decay: expected a .*number.*, got inf$"):
        quiet_fit(new_net(), (X, T), weight_decay=np.inf)


def test_what_is_not_a_net_is_refused():
    with pytest.raises(TypeError, match=r"^net: expected an MLP, got <class"):
        quiet_fit(MLP, (X, T))


def test_targets_of_a_single_output_have_to_be_a_column():
    with pytest.raises(ValueError, match=r"^train T: expected shape \(23, 1\), got \(23,\); make it a column"):
        quiet_fit(MLP([3, 1], output="sigmoid"), (X, T[:, 1]))


# Accuracy on real handwriting: the numbers that the notebooks count on. These two take most of the file's time.


def test_a_hidden_layer_of_100_reads_95_percent_of_all_digits():
    data, accuracies = digits(), []
    for seed in range(3):
        net = MLP([1024, 100, 10], hidden="relu", output="softmax", seed=seed)
        quiet_fit(net, data.train, optimizer=Momentum(0.1, 0.9), weight_decay=1e-4, seed=seed)
        accuracies.append(net.accuracy(*data.test))
    assert median(accuracies) >= 0.95


def test_a_hidden_layer_of_30_tells_fours_from_other_digits():
    data, accuracies, balanced = four_or_not(), [], []
    four = data.test.T[:, 0] == 1
    for seed in range(3):
        net = MLP([1024, 30, 1], hidden="relu", output="sigmoid", seed=seed)
        quiet_fit(net, data.train, optimizer=Momentum(0.1, 0.9), weight_decay=1e-4, seed=seed)
        right = (net.forward(data.test.X)[:, 0] >= 0.5) == four
        accuracies.append(right.mean())
        balanced.append((right[four].mean() + right[~four].mean()) / 2)  # nine in ten are right by always saying no
    assert median(accuracies) >= 0.988
    assert median(balanced) >= 0.95


# What only the end of a run can show


def test_a_last_update_that_ruins_a_linear_net_is_noticed():
    """The losses of the epoch were all measured before it, and the weights after it are huge but finite."""
    net = MLP([2, 1], output="identity")
    X = np.random.default_rng(0).normal(size=(8, 2))
    before = state(net)
    with pytest.raises(DivergenceError, match="in epoch 1: expected a finite loss, got a loss of inf"):
        fit(net, (X, X[:, :1]), optimizer=GradientDescent(1e200), batch_size=8, epochs=1, verbose=False)
    assert state(net) == before


def test_data_too_large_for_the_type_of_the_training_inputs_is_named():
    X = np.random.default_rng(0).normal(size=(8, 2))
    small = X.astype(np.float32)
    for train, validation, name in [
        ((small, X[:, :1] * 1e300), None, "train T"),
        ((small, X[:, :1]), (X * 1e300, X[:, :1]), "validation X"),
    ]:
        net = MLP([2, 1], output="identity")
        with pytest.raises(ValueError, match=rf"^{name}: expected finite numbers, got -?inf"):
            fit(net, train, validation, verbose=False)
    net = MLP([2, 1], output="identity")
    net.layers[0].weights = [[1e300, 0.0]]
    with pytest.raises(ValueError, match=r"^layers\[0\]\.weights: expected finite numbers, got inf"):
        fit(net, (small, X[:, :1]), verbose=False)
    assert net.layers[0].weights[0, 0] == 1e300


def interrupted_at(line, functions, run):
    """Run and raise KeyboardInterrupt before the given line, counted over these functions; return the lines counted."""
    seen = 0

    def trace(frame, event, _):
        nonlocal seen
        if frame.f_code not in codes:
            return None
        if event == "line":
            seen += 1
            if seen == line:
                raise KeyboardInterrupt
        return trace

    codes = {function.__code__ for function in functions}
    before = sys.gettrace()
    sys.settrace(trace)
    try:
        run()
    finally:
        sys.settrace(before)
    return seen


def test_an_interrupt_at_any_line_leaves_whole_epochs_and_their_weights():
    train, validation = problem(), problem(N=10, seed=1)
    settings = {"optimizer": GradientDescent(3.0), "batch_size": 12, "epochs": 4}
    states = [state_after(n, train, optimizer=GradientDescent(3.0), batch_size=12) for n in range(5)]
    whole = quiet_fit(new_net(), train, validation, **settings)
    assert whole.best_epoch not in (0, 4), "choose a problem that overfits"
    inside = (fit, History.add)
    lines = interrupted_at(0, inside, lambda: quiet_fit(new_net(), train, validation, **settings))
    reached = set()
    for line in range(1, lines + 1):
        net, returned = new_net(), []
        try:
            interrupted_at(line, inside, lambda: returned.append(quiet_fit(net, train, validation, **settings)))  # noqa: B023
        except KeyboardInterrupt:  # before the training begins, or after it has ended
            continue
        history = returned[0]
        assert history.stopped == "interrupted"
        assert history.records == whole.records[: len(history)]
        assert state(net) == states[history.best_epoch], f"line {line}"
        reached.add(len(history))
    assert reached == {0, 1, 2, 3, 4}


def test_a_divergence_can_be_sent_to_another_process():
    error = pickle.loads(pickle.dumps(DivergenceError("a", 1, history_of([0.5], stopped="diverged"))))
    assert (str(error), error.epoch, error.history.loss, error.history.stopped) == ("a", 1, [0.5], "diverged")


def _examples(dtype, N=130):
    rng = np.random.default_rng(4)
    return rng.normal(size=(N, 6)).astype(dtype), np.eye(3, dtype=dtype)[rng.integers(3, size=N)]


def _trained_on(X, T, batch_size=16):
    net = MLP([6, 5, 3], hidden="relu", seed=1)
    fit(net, (X, T), optimizer=Momentum(0.05), batch_size=batch_size, epochs=3, seed=2, verbose=False)
    return net.parameters


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_how_the_data_lie_in_memory_makes_no_difference(dtype):
    """Read-only, every second row or column, column-major: the same weights to the last bit, and the data unchanged."""
    X, T = _examples(dtype)
    expected = _trained_on(X, T)
    wide, tall = np.zeros((130, 12), dtype), np.zeros((260, 3), dtype)
    wide[:, ::2], tall[::2] = X, T
    locked = X.copy()
    locked.flags.writeable = False
    for inputs, targets in ((wide[:, ::2], tall[::2]), (locked, T), (np.asfortranarray(X), np.asfortranarray(T))):
        before = inputs.copy()
        for found, wanted in zip(_trained_on(inputs, targets), expected, strict=True):
            np.testing.assert_array_equal(found, wanted)
        np.testing.assert_array_equal(inputs, before)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("batch_size", [1, 7, 64, 1000])
def test_training_is_the_same_bit_for_bit_when_repeated(dtype, batch_size):
    X, T = _examples(dtype)
    for first, second in zip(_trained_on(X, T, batch_size), _trained_on(X, T, batch_size), strict=True):
        np.testing.assert_array_equal(first, second)


def test_what_a_net_returned_stays_as_it_was():
    """No array that was handed out is written over by a later pass."""
    X, T = _examples(np.float64)
    net = MLP([6, 5, 3], hidden="relu", seed=1)
    returned = [net.forward(X), *net.activations(X)[1:], *(g for both in net.gradients(X, T) for g in both)]
    before = [array.copy() for array in returned]
    net.gradients(X[::-1], T)
    fit(net, (X, T), epochs=2, verbose=False)
    net.forward(X[::-1])
    for array, kept in zip(returned, before, strict=True):
        np.testing.assert_array_equal(array, kept)


def test_training_makes_no_copy_of_the_data(peak_memory):
    X = np.zeros((6000, 1024), dtype=np.float32)
    T = np.eye(10, dtype=np.float32)[np.arange(6000) % 10]
    net = MLP([1024, 20, 10])
    _, peak = peak_memory(lambda: fit(net, (X, T), optimizer=Momentum(0.01), batch_size=64, epochs=1, verbose=False))
    assert peak < 0.15 * X.nbytes  # some arrays of the size of a batch and of the weights


def test_numbers_that_are_not_finite_are_found_wherever_they_stand():
    """The data are looked through some rows at a time."""
    for row in (0, 97, 98, 2999):
        X = np.zeros((3000, 1024), dtype=np.float32)
        X[row, 5] = np.nan
        with pytest.raises(ValueError, match=rf"train X: expected finite numbers, got nan at index \({row}, 5\)"):
            fit(MLP([1024, 2]), (X, np.eye(2, dtype=np.float32)[np.zeros(3000, int)]), verbose=False)
