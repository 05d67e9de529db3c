"""Fixed basis functions and trained units on equal terms: what lesson 01 compares with (row L02)."""

from math import comb

import numpy as np
import pytest

from lecture_nn import MLP
from lecture_nn.basis import (
    fixed_error,
    polynomials,
    random_direction,
    relative_error,
    sample,
    squared_distances,
    stacked_gradients,
    trained_units,
)
from lecture_nn.datasets import Dataset, Examples


def test_inputs_are_standard_normal_along_every_direction_and_test_targets_without_noise():
    a = random_direction(20, seed=3)
    assert np.linalg.norm(a) == pytest.approx(1)
    data = sample(lambda X: X @ a, 20, seed=4, N=3000, noise=0.5)
    assert [part.X.shape for part in data] == [(3000, 20), (1500, 20), (1000, 20)]
    assert [part.T.shape for part in data] == [(3000, 1), (1500, 1), (1000, 1)]
    along = data.train.X @ a
    assert (along.mean(), along.std()) == pytest.approx((0, 1), abs=0.05)
    assert (data.train.T.ravel() - along).std() == pytest.approx(0.5, abs=0.03)
    np.testing.assert_array_equal(data.test.T.ravel(), data.test.X @ a)
    assert not np.isin(data.validation.X, data.train.X).any()


def test_the_seed_draws_the_examples():
    first, same, other = (sample(lambda X: X[:, 0], 2, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.train.T, same.train.T)
    assert not np.isin(first.train.T, other.train.T).any()


def test_distances_are_those_of_the_definition():
    rng = np.random.default_rng(0)
    X, centres = rng.normal(size=(5, 3)), rng.normal(size=(4, 3))
    expected = [[np.sum((x - c) ** 2) for c in centres] for x in X]
    np.testing.assert_allclose(squared_distances(X, centres), expected)
    assert squared_distances(1e8 + X, 1e8 + X).min() >= 0  # where rounding would leave a negative number


@pytest.mark.parametrize(("D", "degree"), [(1, 6), (2, 4), (5, 2)])
def test_polynomials_are_all_of_them_and_uncorrelated(D, degree):
    X = np.random.default_rng(1).normal(size=(400_000, D))
    phi = polynomials(X, degree)
    assert phi.shape[1] == comb(D + degree, degree) - 1
    few = phi[:2000]
    assert np.linalg.matrix_rank(few) == phi.shape[1]
    top = np.column_stack([X[:2000, 0] ** degree, X[:2000, -1] ** degree])
    with_one = np.column_stack([np.ones(2000), few])
    assert np.abs(with_one @ np.linalg.lstsq(with_one, top, rcond=None)[0] - top).max() < 1e-8
    assert (
        np.abs(
            phi[:, : comb(D + 2, 2) - 1].T @ phi[:, : comb(D + 2, 2) - 1] / len(X) - np.eye(comb(D + 2, 2) - 1)
        ).max()
        < 0.05
    )


def test_the_error_is_relative_to_the_mean():
    t = np.array([1.0, 2.0, 4.0])
    assert relative_error(t, t) == 0
    assert relative_error(np.full(3, t.mean()), t) == pytest.approx(1)


@pytest.mark.parametrize("M", [2, 40])
def test_ridge_agrees_with_solving_the_normal_equations(M):
    """With as many features as it has examples and more, too."""
    data = sample(lambda X: np.sin(X[:, 0]), 2, seed=5, N=20)
    V = np.random.default_rng(6).normal(size=(2, M))
    penalty, scale = 0.03, None

    def features(X, setting):
        return setting * np.tanh(X @ V)

    phi, test = features(data.train.X, 2.0), features(data.test.X, 2.0)
    centred = phi - phi.mean(axis=0)
    scale = np.sqrt(np.mean(centred**2) * M)
    t = data.train.T.ravel()
    w = np.linalg.solve(
        centred.T @ centred / scale**2 / 20 + penalty * np.eye(M), centred.T @ (t - t.mean()) / scale / 20
    )
    expected = relative_error(t.mean() + (test - phi.mean(axis=0)) / scale @ w, data.test.T.ravel())
    assert fixed_error(features, data, (2.0,), (penalty,)) == pytest.approx(expected, rel=1e-9)


def test_settings_and_penalties_are_chosen_on_validation_examples_alone():
    """The validation examples favour one setting, training and test examples another: validation decides."""
    clean = sample(lambda X: X[:, 0], 2, seed=7, noise=0)
    X = clean.validation.X
    data = Dataset(clean.train, Examples(X, X[:, 1:]), clean.test)

    def features(X, setting):
        return X[:, :1] if setting == 1 else np.ones((len(X), 1))  # the first input, or nothing at all

    assert fixed_error(features, clean, (0, 1)) < 1e-6
    assert fixed_error(features, data, (0, 1)) > 0.9
    choosing_penalty = fixed_error(features, data, (1,), (1e-9, 1e3))
    assert choosing_penalty > 0.9


def test_stacked_gradients_are_those_of_each_network():
    rng = np.random.default_rng(8)
    X, T = rng.normal(size=(3, 7, 4)), rng.normal(size=(3, 7, 1))
    nets = [MLP([4, 5, 1], hidden="tanh", output="identity", seed=seed) for seed in range(3)]
    stacks = [np.stack([net.layers[0].weights for net in nets]), rng.normal(size=(3, 1, 5))]
    stacks += [np.stack([net.layers[1].weights.T for net in nets]), rng.normal(size=(3, 1, 1))]
    decay = np.array([0.0, 0.1, 0.5])[:, None, None]
    found = stacked_gradients(stacks, X, T, decay)
    for i, net in enumerate(nets):
        net.layers[0].bias, net.layers[1].bias = stacks[1][i, 0], stacks[3][i, 0]
        (d_V, d_v0), (d_w, d_w0) = net.gradients(X[i], T[i])
        np.testing.assert_allclose(found[0][i], d_V + decay[i] * stacks[0][i])
        np.testing.assert_allclose(found[1][i, 0], d_v0)
        np.testing.assert_allclose(found[2][i].T, d_w + decay[i] * stacks[2][i].T)
        np.testing.assert_allclose(found[3][i, 0], d_w0)


def test_training_learns_and_judges_each_network_on_its_own_data():
    directions = [random_direction(3, seed) for seed in range(3)]
    datasets = [sample(lambda X, a=a: np.tanh(2 * X @ a), 3, seed) for seed, a in enumerate(directions)]
    runs = trained_units(datasets, 1, steps=300)
    assert [run.weights.shape for run in runs] == [(1, 3)] * 3
    for run, a in zip(runs, directions, strict=True):
        assert run.error < 0.02
        assert abs(run.weights[0] @ a) > 0.98 * np.linalg.norm(run.weights)
    noise = trained_units([sample(lambda X: np.zeros(len(X)) + X[:, 0], 3, 0, noise=0)], 1, (100.0,), steps=300)
    assert noise[0].error > 0.9, "a decay of 100 leaves nothing but the mean"


def test_the_weight_decay_is_chosen_on_validation_examples():
    data = sample(lambda X: X[:, 0], 2, seed=9)
    constant = Examples(data.validation.X, 1e-9 * data.validation.T)
    spoilt = Dataset(data.train, constant, data.test)
    assert trained_units([data], 2, (0.0, 100.0), steps=200)[0].error < 0.1
    assert trained_units([spoilt], 2, (0.0, 100.0), steps=200)[0].error > 0.9


def test_the_training_error_is_that_of_the_chosen_network_on_its_training_examples():
    """Test targets are shuffled, so that only the training examples can be fitted."""
    data = sample(lambda X: X[:, 0], 2, seed=10)
    X, T = data.test
    shuffled = Dataset(data.train, data.validation, Examples(X, T[::-1]))
    (run,) = trained_units([shuffled], 2, (0.0, 100.0), steps=200)
    assert run.training_error < 0.1
    assert run.error > 0.9


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: random_direction(0), "D: expected"),
        (lambda: sample(np.sum, 3, N=1), "N: expected"),
        (lambda: sample(np.sum, 3, noise=-1), "noise: expected"),
        (lambda: trained_units([], 0), "J: expected"),
        (lambda: trained_units([], 1, steps=0), "steps: expected"),
        (lambda: trained_units([], 1), "datasets, decays: expected at least one"),
    ],
)
def test_arguments_that_do_not_fit_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
