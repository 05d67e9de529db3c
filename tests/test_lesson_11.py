"""What lesson 11 teaches of noise models, outputs and losses, against SciPy, scikit-learn, autograd and exact sums."""

from decimal import Decimal, getcontext
from functools import partial

import autograd.numpy as anp
import lesson_code
import numpy as np
import pytest
from autograd import elementwise_grad
from scipy import stats
from sklearn.linear_model import PoissonRegressor
from sklearn.metrics import log_loss

from lecture_nn import MLP, Momentum, binary_cross_entropy, sigmoid
from lecture_nn.datasets import toy
from lecture_nn.ensembles import fit_all

Z = np.array([-6.0, -2.0, -0.3, 0.0, 1.5, 6.0])


solution = partial(lesson_code.solution, "11_choosing_a_loss")


def exact(z, t):
    """The loss of one example with 350 digits."""
    getcontext().prec = 350
    return float(Decimal(t) * (1 + Decimal(-z).exp()).ln() + (1 - Decimal(t)) * (1 + Decimal(z).exp()).ln())


def column(values):
    return np.asarray(values, dtype=float)[:, None]


@pytest.mark.parametrize("t", [[0, 1, 0, 1, 1, 0], [1, 1, 1, 1, 1, 1], [0, 0, 0, 0, 0, 0]])
def test_binary_cross_entropy_is_scikit_learns_and_the_printed_one_is_not(t):
    o, t = sigmoid(Z), np.array(t)
    expected = log_loss(t, o, labels=[0, 1])
    printed = np.mean(-t * np.log(o) + (1 - t) * np.log(1 - o))
    assert binary_cross_entropy(o[:, None], t[:, None]) == pytest.approx(expected, rel=1e-12)
    assert solution("binary_loss")(column(Z), column(t)) == pytest.approx(expected, rel=1e-12)
    assert (
        printed == pytest.approx(expected, rel=1e-3)
    ) == t.all()  # without zeros among the targets there is no difference


@pytest.mark.parametrize("t", [0.0, 0.3, 1.0])
def test_slopes_of_both_losses_on_a_sigmoid(t):
    def o(z):
        return 1 / (1 + anp.exp(-z))

    cross = elementwise_grad(lambda z: -(t * anp.log(o(z)) + (1 - t) * anp.log(1 - o(z))))(Z)
    squared = elementwise_grad(lambda z: (o(z) - t) ** 2 / 2)(Z)
    np.testing.assert_allclose(cross, sigmoid(Z) - t, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(squared, (sigmoid(Z) - t) * sigmoid(Z) * (1 - sigmoid(Z)), rtol=1e-10)


def negative_log_likelihood(noise, z, t):
    """Minus the logarithm of SciPy's density or probability, the output being the mean."""
    return {
        "gaussian": lambda: -stats.norm.logpdf(t, loc=z),
        "bernoulli": lambda: -stats.bernoulli.logpmf(t, sigmoid(z)),
        "poisson": lambda: -stats.poisson.logpmf(t, np.exp(z)),
    }[noise]()


@pytest.mark.parametrize(("noise", "targets"), [("gaussian", [-1.3, 0.4]), ("bernoulli", [0, 1]), ("poisson", [0, 3])])
def test_the_matching_output_gives_o_minus_t_with_scipys_distributions(noise, targets):
    z, step = np.array([-1.5, -0.2, 0.6, 1.4]), 1e-5
    for t in targets:
        above, below = (negative_log_likelihood(noise, z + way, t) for way in (step, -step))
        delta = solution("output_delta")(column(z), np.full((4, 1), float(t)), noise)
        np.testing.assert_allclose(4 * delta[:, 0], (above - below) / (2 * step), atol=1e-8)


def test_the_loss_of_counts_is_poissons_but_for_a_constant():
    rng = np.random.default_rng(0)
    T, count_loss = rng.poisson(3, size=(7, 2)).astype(float), solution("count_loss")
    left_out = [
        -stats.poisson.logpmf(T, O).sum(axis=1).mean() - count_loss(O, T) for O in rng.uniform(0.2, 9, size=(5, 7, 2))
    ]
    np.testing.assert_allclose(left_out, left_out[0])


def test_descent_along_the_error_signal_fits_scikit_learns_poisson_regression():
    rng = np.random.default_rng(1)
    X = rng.normal(size=(60, 2))
    T = rng.poisson(np.exp(0.4 + X @ [0.5, -0.3])).astype(float)[:, None]
    expected = PoissonRegressor(alpha=0, tol=1e-10).fit(X, T[:, 0])
    W, w0, output_delta = np.zeros((1, 2)), np.zeros(1), solution("output_delta")
    for _ in range(3000):
        delta = output_delta(X @ W.T + w0, T, "poisson")
        W, w0 = W - 0.2 * delta.T @ X, w0 - 0.2 * delta.sum(axis=0)
    np.testing.assert_allclose([*W[0], w0[0]], [*expected.coef_, expected.intercept_], atol=1e-5)


@pytest.mark.parametrize("t", [0.0, 0.25, 1.0])
@pytest.mark.parametrize("z", [-700.0, -40.0, -3.0, 0.0, 3.0, 36.0, 40.0, 700.0])
def test_no_digit_is_lost_from_z(z, t):
    unit = MLP([1, 1], output="sigmoid")
    unit.layers[0].weights = [[1.0]]
    assert solution("binary_loss")(column([z]), column([t])) == pytest.approx(exact(z, t), rel=1e-13, abs=0)
    assert unit.loss([[z]], [[t]]) == pytest.approx(exact(z, t), rel=1e-13, abs=0)


RATES = [0.01, 0.03, 0.1, 0.3, 1, 3, 10]


def best_accuracy(loss, rates, start):
    """The mean test accuracy of ten networks of the lesson's comparison, each begun by `start`, at the best rate."""
    train, validation, test = (toy("xnor", N, noise=0.3, seed=N) for N in (100, 500, 2000))
    reached = {}
    for rate in rates:
        nets = [MLP([2, 20, 1], output="sigmoid", loss=loss, seed=seed) for seed in range(10)]
        for net in nets:
            start(net.layers[1])
        fit_all(nets, train, optimizer=Momentum(rate, 0.9), epochs=200)
        on_validation, on_test = (np.mean([net.accuracy(*each) for net in nets]) for each in (validation, test))
        reached[on_validation] = on_test
    return reached[max(reached)]


def test_from_the_usual_start_nearly_all_is_learned_that_can_be():
    examples = toy("xnor", 100_000, noise=0.3, seed=7)
    same_sign = np.mean((examples.X.prod(axis=1) > 0) == examples.T[:, 0])
    assert same_sign == pytest.approx(0.945, abs=0.005)
    for loss in ("binary_cross_entropy", "squared_error"):
        assert same_sign - 0.02 < best_accuracy(loss, RATES, lambda layer: None) < same_sign + 0.01


def test_larger_learning_rates_do_worse_still():
    def bias(layer):
        layer.bias[:] = -6

    reached = [best_accuracy("squared_error", [rate], bias) for rate in (3, 100, 1000)]
    assert reached[0] > reached[1] + 0.03 > reached[2] + 0.06
