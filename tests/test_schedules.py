"""Learning-rate schedules: their factors, and what `fit` and `fit_all` make of them."""

import numpy as np
import pytest

from lecture_nn import MLP, DivergenceError, GradientDescent, Momentum, fit, minibatches
from lecture_nn.ensembles import fit_all
from lecture_nn.schedules import constant, cosine, step_decay, warm_up

rng = np.random.default_rng(0)
X, T = rng.normal(size=(50, 3)), np.eye(2)[rng.integers(2, size=50)]


def net(seed=0):
    return MLP([3, 4, 2], output="softmax", seed=seed)


def test_the_factors_are_those_of_the_formulas():
    assert [constant(n, 10) for n in range(10)] == [1.0] * 10
    np.testing.assert_allclose([cosine(n, 4) for n in range(4)], [1, (1 + 0.5**0.5) / 2, 0.5, (1 - 0.5**0.5) / 2])
    np.testing.assert_allclose([step_decay()(n, 8) for n in range(8)], [1, 1, 1, 1, 0.1, 0.1, 0.01, 0.01], rtol=1e-12)
    assert [step_decay([0.25], 0.5)(n, 8) for n in range(4)] == [1, 1, 0.5, 0.5]


def test_a_warm_up_rises_to_one_and_hands_over_the_steps_that_are_left():
    warmed = [warm_up(cosine, 0.2)(n, 10) for n in range(10)]
    np.testing.assert_allclose(warmed, [0.5, 1] + [cosine(n, 8) for n in range(8)])
    assert [warm_up()(n, 20) for n in range(4)] == [0.5, 1, 1, 1]
    assert [warm_up(cosine, 0)(n, 20) for n in range(20)] == [cosine(n, 20) for n in range(20)]


@pytest.mark.parametrize("schedule", [cosine, step_decay([0.3, 0.6], 0.5), warm_up(cosine)])
def test_fit_takes_each_step_with_its_factor(schedule):
    ours, theirs, optimizer = net(), net(), Momentum(0.2, 0.9)
    fit(theirs, (X, T), optimizer=optimizer, batch_size=16, epochs=3, schedule=schedule, seed=4, verbose=False)
    assert optimizer.learning_rate == 0.2
    order, n = np.random.default_rng(4), 0
    velocities = [np.zeros_like(w) for w in ours.parameters]
    for _ in range(3):
        for x, t in minibatches(X, T, 16, order):  # four steps in an epoch, the last with two examples
            gradients = [g for pair in ours.gradients(x, t) for g in pair]
            for w, v, g in zip(ours.parameters, velocities, gradients, strict=True):
                v[...] = 0.9 * v + 0.2 * schedule(n, 12) * g
                w -= v
            n += 1
    for mine, right in zip(theirs.parameters, ours.parameters, strict=True):
        np.testing.assert_allclose(mine, right, rtol=1e-10, atol=1e-12)


def test_a_constant_schedule_changes_nothing():
    with_it, without = net(), net()
    for each, schedule in ((with_it, constant), (without, None)):
        fit(each, (X, T), optimizer=GradientDescent(0.5), epochs=2, schedule=schedule, verbose=False)
    for a, b in zip(with_it.parameters, without.parameters, strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("size", [16, 50, None])
def test_several_networks_at_once_follow_the_same_schedule(size):
    many, alone = [net(seed) for seed in range(3)], [net(seed) for seed in range(3)]
    settings = {"epochs": 3, "schedule": warm_up(cosine, 0.3)}
    fit_all(many, (X, T), optimizer=Momentum(0.2, 0.9), batch_size=size, seed=1, **settings)
    for one, other in zip(many, alone, strict=True):
        fit(other, (X, T), optimizer=Momentum(0.2, 0.9), batch_size=size or 50, seed=1, verbose=False, **settings)
        for a, b in zip(one.parameters, other.parameters, strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-11)


def test_the_rate_is_given_back_after_a_failure():
    optimizer, linear = GradientDescent(1e9), MLP([3, 4, 2], output="identity", seed=0)
    with pytest.raises(DivergenceError, match=r"learning_rate=1e\+09"):  # and not what it was at the last step
        fit(linear, (X, T), optimizer=optimizer, batch_size=5, epochs=9, schedule=cosine, verbose=False)
    assert optimizer.learning_rate == 1e9


def test_what_is_no_schedule_is_refused():
    trained, optimizer = net(), GradientDescent(0.1)
    with pytest.raises(TypeError, match=r"schedule: expected a function .* lecture_nn.schedules.cosine or .*, got 0.5"):
        fit(trained, (X, T), schedule=0.5, verbose=False)
    with pytest.raises(TypeError, match=r"schedule: expected a function .*, got 0.5"):
        fit_all([trained], (X, T), schedule=0.5)
    with pytest.raises(TypeError, match=r"schedule: expected a function .* or warm_up\(cosine\), got 0"):
        fit(trained, (X, T), schedule=warm_up, verbose=False)  # the parentheses are missing
    for factor, error in ((-0.1, ValueError), (np.nan, ValueError), (None, TypeError)):
        with pytest.raises(error, match=r"schedule\(0, 2\): expected a (finite )?number at least 0, got"):
            fit(trained, (X, T), optimizer=optimizer, epochs=2, schedule=lambda n, N: factor, verbose=False)  # noqa: B023
    assert optimizer.learning_rate == 0.1
    for a, b in zip(trained.parameters, net().parameters, strict=True):
        np.testing.assert_array_equal(a, b)
    with pytest.raises(ValueError, match=r"at\[1\]: expected a number at least 0 and below 1, got 1.5"):
        step_decay([0.5, 1.5])
    with pytest.raises(TypeError, match=r"at: expected fractions of all steps, such as \(0.5, 0.75\), got 0.5"):
        step_decay(0.5)
    with pytest.raises(ValueError, match=r"fraction: expected a number at least 0 and below 1, got 1"):
        warm_up(cosine, 1)
