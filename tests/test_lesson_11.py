"""What lesson 11 teaches of outputs and losses, against scikit-learn, autograd and exact sums (L21, E02, E03)."""

from decimal import Decimal, getcontext

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import elementwise_grad
from sklearn.metrics import log_loss

from lecture_nn import MLP, binary_cross_entropy, sigmoid

Z = np.array([-6.0, -2.0, -0.3, 0.0, 1.5, 6.0])


def taught(z, t):
    """The lesson's stable form: two terms, each from z."""
    return t * np.logaddexp(0, -z) + (1 - t) * np.logaddexp(0, z)


def exact(z, t):
    """The loss of one example with 350 digits."""
    getcontext().prec = 350
    return float(Decimal(t) * (1 + Decimal(-z).exp()).ln() + (1 - Decimal(t)) * (1 + Decimal(z).exp()).ln())


@pytest.mark.parametrize("t", [[0, 1, 0, 1, 1, 0], [1, 1, 1, 1, 1, 1], [0, 0, 0, 0, 0, 0]])
def test_binary_cross_entropy_is_scikit_learns_and_the_printed_one_is_not(t):
    o, t = sigmoid(Z), np.array(t)
    expected = log_loss(t, o, labels=[0, 1])
    printed = np.mean(-t * np.log(o) + (1 - t) * np.log(1 - o))
    assert binary_cross_entropy(o[:, None], t[:, None]) == pytest.approx(expected, rel=1e-12)
    assert taught(Z, t).mean() == pytest.approx(expected, rel=1e-12)
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


@pytest.mark.parametrize("t", [0.0, 0.25, 1.0])
@pytest.mark.parametrize("z", [-700.0, -40.0, -3.0, 0.0, 3.0, 36.0, 40.0, 700.0])
def test_no_digit_is_lost_from_z(z, t):
    unit = MLP([1, 1], output="sigmoid")
    unit.layers[0].weights = [[1.0]]
    assert taught(z, t) == pytest.approx(exact(z, t), rel=1e-13, abs=0)
    assert unit.loss([[z]], [[t]]) == pytest.approx(exact(z, t), rel=1e-13, abs=0)
