"""Networks trained together end where each would have ended alone."""

import numpy as np
import pytest

from lecture_nn import MLP, Adam, GradientDescent, Momentum, fit
from lecture_nn.datasets import toy, xnor
from lecture_nn.ensembles import fit_all


def nets(n, *sizes, **kind):
    return [MLP(list(sizes), seed=seed, **kind) for seed in range(n)]


@pytest.mark.parametrize(
    "kind",
    [
        {"hidden": "tanh", "output": "sigmoid"},
        {"hidden": "relu", "output": "sigmoid", "loss": "squared_error"},
        {"hidden": "sigmoid", "output": "identity"},
    ],
    ids=str,
)
@pytest.mark.parametrize("sizes", [(2, 1), (2, 3, 1), (2, 4, 3, 1)], ids=str)
@pytest.mark.parametrize("optimizer", [GradientDescent(0.3), Momentum(0.05, 0.9), Adam(0.01)], ids=repr)
def test_together_as_alone(kind, sizes, optimizer):
    data = toy("moons", 30)
    together, alone = nets(3, *sizes, **kind), nets(3, *sizes, **kind)
    fit_all(together, data, optimizer=optimizer, epochs=20)
    for ours, net in zip(together, alone, strict=True):
        fit(net, data, optimizer=optimizer, batch_size=30, epochs=20, verbose=False)
        for a, b in zip(ours.parameters, net.parameters, strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("batch_size", [7, 29, 30, 100])
def test_together_as_alone_on_minibatches(batch_size):
    data = toy("moons", 30)
    together, alone = (nets(3, 2, 4, 1, hidden="relu", output="sigmoid") for _ in range(2))
    common = {"optimizer": Momentum(0.1, 0.9), "batch_size": batch_size, "epochs": 10, "seed": 5}
    fit_all(together, data, **common)
    for ours, net in zip(together, alone, strict=True):
        fit(net, data, **common, verbose=False)
        for a, b in zip(ours.parameters, net.parameters, strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("decays", [[0.0, 0.01, 0.3], [0.1] * 3], ids=str)
def test_together_as_alone_each_with_its_own_weight_decay(decays):
    rng = np.random.default_rng(0)
    data = rng.normal(size=(9, 2)), rng.normal(size=(9, 1))
    together, alone = (nets(3, 2, 5, 1, output="identity") for _ in range(2))
    fit_all(together, data, optimizer=Momentum(0.1), epochs=40, weight_decay=decays if len(set(decays)) > 1 else 0.1)
    for ours, net, decay in zip(together, alone, decays, strict=True):
        fit(net, data, optimizer=Momentum(0.1), batch_size=9, epochs=40, weight_decay=decay, verbose=False)
        for a, b in zip(ours.parameters, net.parameters, strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-7, atol=1e-10)


@pytest.mark.parametrize("batch_size", [6, 7, 20])
@pytest.mark.parametrize("own_rows", [False, True])
@pytest.mark.parametrize("seed", [5, [5, 6, 7]])
def test_each_on_its_own_rows_and_in_its_own_order(batch_size, own_rows, seed):
    X, T = toy("moons", 30)
    rows = [np.random.default_rng(i).permutation(30)[:20] for i in range(3)] if own_rows else None
    together, alone = (nets(3, 2, 4, 1, output="sigmoid") for _ in range(2))
    common = {"optimizer": Momentum(0.1), "batch_size": batch_size, "epochs": 8, "weight_decay": 0.01}
    fit_all(together, (X, T), **common, seed=seed, rows=rows)
    for i, (ours, net) in enumerate(zip(together, alone, strict=True)):
        data = (X[rows[i]], T[rows[i]]) if own_rows else (X, T)
        fit(net, data, **common, seed=seed[i] if isinstance(seed, list) else seed, verbose=False)
        for a, b in zip(ours.parameters, net.parameters, strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"seed": [1, 2, 3]}, "seed: expected one number, or one for each of 2 networks, got"),
        ({"rows": [[0, 1]]}, "rows: expected an array for each of 2 networks, got 1"),
        ({"rows": [[0, 1], [0]]}, "rows: expected equally many for each network, got 2 and 1"),
        ({"rows": [[0, 1], [0, 4]]}, r"rows\[1\]: expected row numbers from 0 to 3, got 0 to 4"),
        ({"rows": [[0, -1], [0, 1]]}, r"rows\[0\]: expected row numbers from 0 to 3, got -1 to 0"),
        ({"rows": [[0.0, 1.0], [0, 1]]}, r"rows\[0\]: expected a list of row numbers"),
        ({"rows": [[], [0, 1]]}, r"rows\[0\]: expected a list of row numbers"),
    ],
    ids=str,
)
def test_rows_and_seeds_are_checked(wrong, says):
    with pytest.raises(ValueError, match=says):
        fit_all(nets(2, 2, 1, output="sigmoid"), xnor(), **wrong)


def test_weight_decays_are_one_or_one_for_each_network():
    with pytest.raises(ValueError, match=r"^weight_decay: expected one number, or one for each of 2 networks, got"):
        fit_all(nets(2, 2, 1, output="sigmoid"), xnor(), weight_decay=[0.1] * 3)
    with pytest.raises(ValueError, match=r"^weight_decay\[1\]"):
        fit_all(nets(2, 2, 1, output="sigmoid"), xnor(), weight_decay=[0.1, -1])


def test_softmax_outputs_and_a_hidden_softmax():
    rng = np.random.default_rng(0)
    data = rng.normal(size=(12, 4)), np.eye(3)[rng.integers(3, size=12)]
    together, alone = (nets(4, 4, 5, 3, hidden="softmax") for _ in range(2))
    fit_all(together, data, optimizer=GradientDescent(0.5), epochs=10)
    for ours, net in zip(together, alone, strict=True):
        fit(net, data, optimizer=GradientDescent(0.5), batch_size=12, epochs=10, verbose=False)
        np.testing.assert_allclose(ours.forward(data[0]), net.forward(data[0]), rtol=1e-9)


def test_a_network_that_diverges_leaves_the_others_alone():
    data = xnor().X, 1e3 * xnor().T
    wild, tame = nets(2, 2, 3, 1, hidden="identity", output="identity")
    for p in tame.parameters:
        p[...] = 0  # nothing but its output bias moves, and that converges
    wild.layers[0].weights = np.full((3, 2), 50.0)
    fit_all([wild, tame], data, optimizer=GradientDescent(0.5), epochs=200)
    assert not all(np.isfinite(p).all() for p in wild.parameters)
    assert tame.layers[-1].bias[0] == pytest.approx(500)


def test_float32_stays_float32():
    data = tuple(part.astype(np.float32) for part in xnor())
    net = MLP([2, 2, 1], output="sigmoid")
    seen = []
    optimizer = GradientDescent(0.1)
    step = optimizer.step
    optimizer.step = lambda parameters, gradients: (seen.extend(gradients), step(parameters, gradients))
    fit_all([net], data, optimizer=optimizer, epochs=3, weight_decay=0.1)
    assert {array.dtype for array in [*net.parameters, *seen]} == {np.dtype(np.float32)}


@pytest.mark.parametrize(
    ("arguments", "error", "says"),
    [
        (([], xnor()), ValueError, "nets: expected at least one MLP, got none"),
        (([MLP([2, 1]), 3], xnor()), TypeError, r"nets\[1\]: expected an MLP, got 3"),
        (([MLP([2, 2, 1]), MLP([2, 3, 1])], xnor()), ValueError, "differ in their weights only"),
        (([MLP([3, 1], output="sigmoid")], xnor()), ValueError, r"train X: expected shape \(N, 3\)"),
    ],
)  # fmt: skip
def test_refuses_what_does_not_fit(arguments, error, says):
    with pytest.raises(error, match=says):
        fit_all(*arguments)
