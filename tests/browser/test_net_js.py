"""The net that learns in the page does what lecture_nn's does."""

import base64

import numpy as np
import pytest

from lecture_nn import MLP, GradientDescent, Momentum
from lecture_nn.interactive.panel import as_base64


@pytest.fixture
def page(programs, pages):
    pages.append(programs)
    yield programs.page
    assert programs.problems == []


TRAIN = """async ([sizes, hidden, output, start, batches, settings]) => {
    const { Net } = await import("/shared/net.js");
    const net = new Net(sizes, hidden, output);
    net.load(start);
    for (const [X, T] of batches) net.step(Float64Array.from(X), Float64Array.from(T), settings);
    const [X, T] = batches[0].map((numbers) => Float64Array.from(numbers));
    return {
        weights: net.layers.flatMap(({ weights, bias }) => [...weights, ...bias]),
        outputs: [...net.forward(X)],
        measured: net.measure(X, T),
    };
}"""


def flat(net):
    return np.concatenate([p.ravel() for p in net.parameters])


@pytest.mark.parametrize("hidden", ["tanh", "sigmoid", "relu"])
@pytest.mark.parametrize("sizes", [[2, 1], [2, 4, 1], [3, 5, 4, 3, 1]], ids=str)
@pytest.mark.parametrize(("momentum", "decay"), [(0, 0), (0, 0.05), (0.9, 0.01)])
def test_training_in_the_page_is_training_in_numpy(page, hidden, sizes, momentum, decay):
    """From the same weights through the same batches: weights, outputs and loss after 20 updates."""
    rng = np.random.default_rng(len(sizes))
    net = MLP(sizes, hidden=hidden, output="sigmoid", seed=1)
    batches = [(rng.normal(size=(n, sizes[0])), rng.integers(0, 2, size=(n, 1)).astype(float)) for n in [7, 10] * 10]
    start = flat(net).tolist()
    optimizer = Momentum(0.3, momentum) if momentum else GradientDescent(0.3)
    for X, T in batches:
        gradients = net.gradients(X, T)
        for layer, (d_weights, _) in zip(net.layers, gradients, strict=True):
            d_weights += decay * layer.weights
        optimizer.step(net.parameters, [g for both in gradients for g in both])
    sent = [[X.ravel().tolist(), T.ravel().tolist()] for X, T in batches]
    settings = {"rate": 0.3, "momentum": momentum, "decay": decay}
    found = page.evaluate(TRAIN, [sizes, hidden, "sigmoid", start, sent, settings])
    X, T = batches[0]
    np.testing.assert_allclose(found["weights"], flat(net), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(found["outputs"], net.forward(X).ravel(), rtol=1e-9)
    assert found["measured"] == pytest.approx({"loss": net.loss(X, T), "accuracy": net.accuracy(X, T)}, rel=1e-9)


def test_a_confident_mistake_has_a_finite_loss(page):
    found = page.evaluate(TRAIN, [[1, 1], "tanh", "sigmoid", [1000.0, 0.0], [[[1.0, -1.0], [0.0, 1.0]]], {"rate": 0}])
    assert found["measured"] == {"loss": 1000.0, "accuracy": 0.0}


def test_the_initialization_has_the_standard_deviation_of_mlp(page):
    drawn = """async ([hidden, seed]) => {
        const { Net } = await import("/shared/net.js");
        const net = new Net([50, 400, 1], hidden, "sigmoid");
        net.initialize(seed);
        return [...net.layers[0].weights];
    }"""
    for hidden in ("tanh", "relu"):
        weights = np.array(page.evaluate(drawn, [hidden, 3]))
        expected = MLP([50, 400, 1], hidden=hidden, output="sigmoid").layers[0].weights.std()
        assert weights.std() == pytest.approx(expected, rel=0.03)
        assert abs(weights.mean()) < 3 * expected / np.sqrt(weights.size)
        assert page.evaluate(drawn, [hidden, 3]) == weights.tolist() != page.evaluate(drawn, [hidden, 4])


def test_arrays_arrive_as_they_were_sent(page):
    numbers = np.array([0.1, -3.5e-30, 7e30, 0, -0.0], dtype=np.float32)
    got = page.evaluate("async s => [...(await import('/shared/net.js')).floats(s)]", as_base64(numbers.astype(float)))
    np.testing.assert_array_equal(np.float32(got), numbers)
    assert base64.b64decode(as_base64([1.0])) == b"\x00\x00\x80?"
    whole = np.array([-128, -1, 0, 1, 127])
    got = page.evaluate("async s => [...(await import('/shared/net.js')).bytes(s)]", as_base64(whole, "i1"))
    assert got == whole.tolist()
