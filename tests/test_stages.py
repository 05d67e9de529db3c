"""A training run with pauses is the run of `fit` (lecture rows L34, L39)."""

import numpy as np
import pytest

from lecture_nn import MLP, Momentum, fit
from lecture_nn.datasets import digits, one_hot, toy
from lecture_nn.label_noise import noisy_digits
from lecture_nn.stages import snapshots


@pytest.mark.parametrize("decay", [0.0, 0.03])
def test_a_run_with_pauses_is_the_run_of_fit(decay):
    drawn = noisy_digits(digits(), 1)
    paused, whole = (MLP([1024, 5, 10], hidden="relu", output="softmax", seed=1) for _ in range(2))
    assert list(snapshots(paused, drawn.train, Momentum(0.03), (1, 3, 4), weight_decay=decay, seed=2)) == [1, 3, 4]
    train = (drawn.X, one_hot(drawn.given, 10))
    fit(whole, train, optimizer=Momentum(0.03), batch_size=64, epochs=4, weight_decay=decay, seed=2, verbose=False)
    for mine, right in zip(paused.parameters, whole.parameters, strict=True):
        assert mine.dtype == np.float32
        np.testing.assert_allclose(mine, right, atol=1e-6)


def test_what_is_measured_in_a_pause_is_what_fit_records():
    train, validation = toy("moons", 40, seed=1), toy("moons", 30, seed=2)
    paused, whole = (MLP([2, 6, 1], hidden="tanh", output="sigmoid", seed=3) for _ in range(2))
    descent = Momentum(0.1)
    history = fit(whole, train, validation, optimizer=descent, batch_size=7, epochs=30, verbose=False)
    losses = [paused.loss(*validation) for _ in snapshots(paused, train, descent, range(1, 31), batch_size=7)]
    np.testing.assert_allclose(losses, history.validation_loss, rtol=1e-9)


@pytest.mark.parametrize("stops", [(), (3, 2), (2, 2), (0, 1), (1.5,)])
def test_stops_are_ascending_epochs(stops):
    net = MLP([2, 2, 1], hidden="tanh", output="sigmoid", seed=0)
    with pytest.raises((ValueError, TypeError), match="stops"):
        next(snapshots(net, toy("moons", 10), Momentum(0.1), stops))
