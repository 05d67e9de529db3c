"""A detector in one call (L14): the same each time, as good as the lesson says, and what it refuses."""

import numpy as np
import pytest

from lecture_nn import MLP
from lecture_nn.datasets import four_or_not, toy
from lecture_nn.detector import TOGETHER, train_detector, train_detectors


def weights(net):
    return [array.copy() for array in net.parameters]


def test_the_same_seed_gives_the_same_network_and_another_one_another():
    data = toy("moons", 60)
    first, again, other = (train_detector(data, hidden=4, seed=seed, updates=60) for seed in (1, 1, 2))
    for a, b in zip(weights(first), weights(again), strict=True):
        np.testing.assert_array_equal(a, b)
    assert not np.array_equal(first.layers[0].weights, other.layers[0].weights)


@pytest.mark.parametrize(("hidden", "sizes"), [(0, [2, 1]), (5, [2, 5, 1])])
def test_it_is_an_ordinary_network_of_the_size_asked_for(hidden, sizes):
    net = train_detector(toy("linear", 80), hidden=hidden, updates=300)
    assert isinstance(net, MLP)
    assert net.sizes == sizes
    assert net.layers[-1].activation.name == "sigmoid"
    assert net.accuracy(*toy("linear", 200, seed=1)) > 0.85


def test_an_input_without_any_value_gets_no_weight_and_changes_nothing():
    X, T = toy("moons", 80)
    wide = np.insert(X, 1, 0.0, axis=1)
    net, padded = (train_detector((inputs, T), hidden=4, updates=60) for inputs in (X, wide))
    assert not padded.layers[0].weights[:, 1].any()
    np.testing.assert_allclose(net.forward(X), padded.forward(wide), rtol=1e-10)
    np.testing.assert_array_equal(padded.forward(wide), padded.forward(wide + np.array([0, 7, 0])))
    assert train_detector((np.zeros((20, 3)), np.ones((20, 1))), updates=9).sizes == [3, 30, 1]


def test_it_keeps_the_dtype_of_the_data():
    X, T = toy("moons", 40)
    assert train_detector((X.astype(np.float32), T), updates=9).forward(X.astype(np.float32)).dtype == np.float32
    assert train_detector((X, T), updates=9).layers[0].weights.dtype == np.float64


@pytest.mark.parametrize("positives", [0, 3, 200])
def test_training_begins_at_the_class_prior(positives, monkeypatch):
    monkeypatch.setattr("lecture_nn.detector.fit_all", lambda *_, **__: None)
    T = np.zeros((200, 1))
    T[:positives] = 1
    net = train_detector((np.zeros((200, 4)) + 1e-9, T), hidden=3)
    assert net.forward(np.zeros((1, 4)))[0, 0] == pytest.approx((positives + 0.5) / 201)


@pytest.mark.parametrize(("N", "updates", "epochs"), [(640, 750, 25), (64, 750, 250), (6400, 750, 2), (6400, 1, 1)])
def test_about_as_many_updates_as_asked_for(N, updates, epochs, monkeypatch):
    seen = []
    monkeypatch.setattr("lecture_nn.detector.fit_all", lambda *_, **options: seen.append(options["epochs"]))
    train_detector((np.ones((N, 2)), np.ones((N, 1))), hidden=0, updates=updates)
    assert seen == [epochs] * 3


@pytest.mark.parametrize("hidden", [0, 4])
def test_several_are_what_each_would_be_alone(hidden):
    X, T = toy("moons", 60)
    X[:30] = np.insert(X[:30, :1], 1, 0.0, axis=1)  # an input that some of them never see
    seeds = range(3, 4 + TOGETHER)
    rows = [np.arange(30) if seed % 2 else np.random.default_rng(seed).permutation(60)[:30] for seed in seeds]
    together = train_detectors((X, T), hidden, seeds, updates=60)
    on_rows = train_detectors((X, T), hidden, seeds, rows, updates=60)
    for seed, own, net, on_own in zip(seeds, rows, together, on_rows, strict=True):
        for data, found in (((X, T), net), ((X[own], T[own]), on_own)):
            alone = train_detector(data, hidden, seed, updates=60)
            np.testing.assert_allclose(found.forward(X), alone.forward(X), rtol=1e-9)


def test_it_tells_fours_from_other_digits():
    data = four_or_not()
    train = data.train.X[:8000], data.train.T[:8000]
    net, unit = (train_detector(train, hidden=hidden) for hidden in (30, 0))
    assert net.accuracy(*data.validation) > 0.985
    assert 0.97 < unit.accuracy(*data.validation) < net.accuracy(*data.validation)


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda X, T: train_detector(X), TypeError, r"train: expected a pair \(X, T\)"),
        (lambda X, T: train_detector((X[0], T)), ValueError, r"X: expected shape \(N, D\)"),
        (lambda X, T: train_detector((X, T[:, 0])), ValueError, r"T: expected shape .*; make it a column"),
        (lambda X, T: train_detector((X, T + 1)), ValueError, "T: "),
        (lambda X, T: train_detector((X, T), hidden=-1), ValueError, "hidden: expected a whole number of at least 0"),
        (lambda X, T: train_detector((X, T), updates=0), ValueError, "updates: expected a whole number of at least 1"),
        (lambda X, T: train_detector((X, T), seed=1.5), TypeError, "seed: expected a whole number"),
        (lambda X, T: train_detectors((X, T), seeds=[0, -1]), ValueError, r"seeds\[1\]: expected a whole number of at"),
        (lambda X, T: train_detectors((X, T), seeds=[]), ValueError, "seeds: expected at least one"),
        (
            lambda X, T: train_detectors((X, T), rows=[[0]]),
            ValueError,
            "rows: expected an array for each of 10",
        ),
    ],
)
def test_refuses_what_makes_no_sense(call, error, says):
    with pytest.raises(error, match=says):
        call(*toy("moons", 20))
