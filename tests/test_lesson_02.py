"""What lesson 02 says of its unit, from other seeds and with the alternatives that it rules out."""

import numpy as np
import pytest

from lecture_nn import MLP, Momentum, fit
from lecture_nn.checks import check
from lecture_nn.datasets import four_or_not
from lecture_nn.ensembles import fit_all
from lecture_nn.threads import BlasThreads


@pytest.fixture(scope="module")
def data():
    return four_or_not()


def unit(X, T, weight_decay=0.001, rate=0.1, epochs=10, seed=0):
    net = MLP([1024, 1], output="sigmoid")
    net.layers[0].weights[:] = 0
    optimizer = Momentum(rate, 0.9)
    fit(
        net,
        (X, T),
        optimizer=optimizer,
        batch_size=100,
        epochs=epochs,
        weight_decay=weight_decay,
        seed=seed,
        verbose=False,
    )
    return net


def mistakes(net, X, T):
    return int(np.sum((net.forward(X) > 0.5) != (T > 0.5)))


def both(X):
    return np.concatenate([X, 1 - X])


def test_a_unit_makes_less_than_a_quarter_of_the_mistakes_of_never_a_four(data):
    found = [mistakes(unit(*data.train, seed=seed), *data.validation) for seed in range(1, 4)]
    assert data.validation.T.sum() == 195
    assert max(found) < 49


def test_weights_grow_to_the_best_length_without_decay_and_with_more_epochs(data):
    """The cross-entropy falls when the lesson's weights are multiplied by 1.5, and not when these are."""

    def cross_entropy(net, factor):
        z = factor * net.layers[0].pre_activation(data.validation.X).ravel()
        return np.mean(np.logaddexp(0, np.where(data.validation.T.ravel() == 1, -z, z)))

    short, long = unit(*data.train), unit(*data.train, weight_decay=0.0, epochs=40)
    assert cross_entropy(short, 1.5) < cross_entropy(short, 1)
    assert cross_entropy(long, 1.5) > cross_entropy(long, 1)


@pytest.mark.parametrize("rate", [0.03, 0.3])
def test_negative_weights_are_worth_more_at_other_learning_rates_too(data, rate):
    class Limited(Momentum):
        def step(self, parameters, gradients):
            super().step(parameters, gradients)
            np.clip(parameters[0], *self.limits, out=parameters[0])

    found = {}
    for limits in ((0, np.inf), (-np.inf, 0), (-np.inf, np.inf)):
        net, optimizer = MLP([1024, 1], output="sigmoid"), Limited(rate, 0.9)
        net.layers[0].weights[:], optimizer.limits = 0, limits
        fit(net, data.train, optimizer=optimizer, batch_size=100, epochs=5, weight_decay=0.001, verbose=False)
        found[limits] = mistakes(net, *data.validation)
    never_negative, never_positive, free = found.values()
    assert never_negative > 1.4 * never_positive > 2 * free


@pytest.mark.parametrize("rate", [0.001, 0.01])
def test_a_unit_learns_nothing_from_ink_and_chalk_at_other_learning_rates_either(data, rate):
    X, T = both(data.train.X[:5000]), np.tile(data.train.T[:5000], (2, 1))
    assert mistakes(unit(X, T, rate=rate), both(data.validation.X), np.tile(data.validation.T, (2, 1))) > 350


def test_relu_networks_read_ink_and_chalk_from_other_initializations_too(data):
    X, T = both(data.train.X[:5000]), np.tile(data.train.T[:5000], (2, 1))
    X_new, T_new = both(data.validation.X), np.tile(data.validation.T, (2, 1))
    nets = [MLP([1024, 10, 1], hidden="relu", output="sigmoid", seed=seed) for seed in range(10, 20)]
    with BlasThreads():
        fit_all(nets, (X, T), optimizer=Momentum(0.03, 0.9), batch_size=100, epochs=10)
    assert max(mistakes(net, X_new, T_new) for net in nets) < 130


@pytest.mark.parametrize(
    ("units", "said"),
    [
        ([[0.5, -1, -1], [-1.5, 1, 1], [0.5, -1, -1]], "which value of t stands for equal inputs"),
        ([[1, 1, -0.5], [1, 1, -1.5], [-1, 1, 0.5]], "if the biases were at the other end"),
        ([[-1, 1, 1], [-2, 1, 1], [0, -1, 1]], "if a sum of exactly 0 were enough"),
    ],
)
def test_the_exercise_tells_which_network_of_three_units_was_meant(units, said):
    assert said in repr(check("neuron", {"three_units": units}))
