"""Rearranged networks have the same function, and the mean of networks is the mean of every parameter."""

import itertools

import numpy as np
import pytest

from lecture_nn import MLP
from lecture_nn.alignment import average, rearranged


def net_of(sizes, seed=0, hidden="tanh"):
    rng = np.random.default_rng(seed)
    net = MLP(sizes, hidden=hidden, output="sigmoid", seed=rng)
    for layer in net.layers:
        layer.bias = rng.normal(size=layer.bias.shape)
    return net


X = np.random.default_rng(9).normal(size=(50, 3))


@pytest.mark.parametrize("signs", itertools.product((1, -1), repeat=3))
def test_order_and_signs_change_the_weights_and_not_the_function(signs):
    net = net_of([3, 3, 2])
    for order in itertools.permutations(range(3)):
        other = rearranged(net, order, signs)
        np.testing.assert_allclose(other.forward(X), net.forward(X), atol=1e-14)
        np.testing.assert_array_equal(other.activations(X)[1], np.multiply(signs, net.activations(X)[1][:, order]))


def test_a_relu_unit_may_change_places_but_not_signs():
    net = net_of([3, 4, 2], hidden="relu")
    np.testing.assert_allclose(rearranged(net, [2, 0, 3, 1]).forward(X), net.forward(X), atol=1e-14)
    assert np.abs(rearranged(net, [0, 1, 2, 3], [-1, 1, 1, 1]).forward(X) - net.forward(X)).max() > 0.01


def test_the_given_network_stays_as_it_is_and_so_does_the_dtype():
    net = net_of([3, 4, 2])
    net.cast(np.float32)
    before = [array.copy() for array in net.parameters]
    other = rearranged(net, [3, 2, 1, 0], [1, -1, 1, -1])
    assert all(np.array_equal(a, b) for a, b in zip(before, net.parameters, strict=True))
    assert all(array.dtype == np.float32 for array in other.parameters)


def test_average_is_the_mean_of_every_parameter():
    nets = [net_of([3, 4, 2], seed) for seed in range(3)]
    for got, arrays in zip(average(nets).parameters, zip(*(net.parameters for net in nets), strict=True), strict=True):
        np.testing.assert_allclose(got, sum(arrays) / 3)
    assert average(iter(nets[:1])) is not nets[0]


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: rearranged(net_of([3, 2, 1]), [0, 0]), r"order: expected each of 0, ..., 1 once, got \[0, 0\]"),
        (lambda: rearranged(net_of([3, 2, 1]), [0]), r"order: expected each of 0, ..., 1 once, got \[0\]"),
        (lambda: rearranged(net_of([3, 2, 1]), [0, 1], [1, 2]), "signs: expected 2 numbers that are 1 or -1"),
        (lambda: rearranged(net_of([3, 2, 2, 1]), [0, 1]), "net: expected one hidden layer, got MLP"),
        (lambda: average([]), "nets: expected at least one MLP, got none"),
        (
            lambda: average([net_of([3, 2, 1]), net_of([3, 3, 1])]),
            "nets: expected networks that differ in their weights",
        ),
    ],
)
def test_refuses_what_does_not_fit(call, says):
    with pytest.raises(ValueError, match=says):
        call()
