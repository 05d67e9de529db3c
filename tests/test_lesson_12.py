"""What lesson 12 teaches of softmax and cross-entropy, against automatic differentiation (L22, E04)."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad, hessian, jacobian

from lecture_nn import cross_entropy, sigmoid, softmax

CASES = [  # pre-activations of one example, and its class
    ([2.0, 1.0, 0.1, -1.0], 1),
    ([0.0, 0.0, 0.0], 0),
    ([8.0, 0.0, 0.0], 2),
    ([-3.0, 5.0], 0),
    ([30.0, -20.0, 4.0, 4.0, 1.0], 3),
]

for_every_example = pytest.mark.parametrize(("z", "label"), CASES)


def reference_softmax(z):
    return anp.exp(z) / anp.sum(anp.exp(z))


def reference_loss(t):
    return lambda z: -anp.sum(t * anp.log(reference_softmax(z)))


def example(z, label):
    z = np.array(z)
    return z, np.eye(len(z))[label], softmax(z)


@for_every_example
def test_the_jacobian_has_all_its_terms(z, label):
    z, _, o = example(z, label)
    taught = np.diag(o) - np.outer(o, o)
    expected = jacobian(reference_softmax)(z)
    np.testing.assert_allclose(taught, expected, atol=1e-14)
    np.testing.assert_allclose(softmax.derivative(z), expected, atol=1e-14)
    np.testing.assert_allclose(taught.sum(axis=0), 0, atol=1e-14)
    np.testing.assert_allclose(taught.sum(axis=1), 0, atol=1e-14)


@for_every_example
def test_the_gradient_is_o_minus_t_and_not_the_slides(z, label):
    """E04: the slide's formula has another direction as well as another size."""
    z, t, o = example(z, label)
    expected = grad(reference_loss(t))(z)
    slides = (o - t) * o * (1 - o)
    diagonal_only = -t * (1 - o)
    np.testing.assert_allclose(o - t, expected, atol=1e-14)
    assert abs(expected.sum()) < 1e-14
    for wrong in (slides, diagonal_only):
        assert np.linalg.norm(wrong - expected) > 0.3 * np.linalg.norm(expected)
    assert np.all(np.abs(slides) <= np.abs(expected) / 4 + 1e-15)
    assert slides @ expected >= 0
    assert diagonal_only[label] == pytest.approx(expected[label])


def test_the_slides_formula_is_the_gradient_of_no_function():
    """A gradient's own Jacobian is symmetric: that of o - t is, that of the slide's formula is not."""
    z, t = np.array([2.0, 1.0, 0.1, -1.0]), np.eye(4)[1]

    def slides(z):
        o = reference_softmax(z)
        return (o - t) * o * (1 - o)

    right = jacobian(lambda z: reference_softmax(z) - t)(z)
    np.testing.assert_allclose(right, right.T, atol=1e-14)
    np.testing.assert_allclose(right, hessian(reference_loss(t))(z), atol=1e-12)
    wrong = jacobian(slides)(z)
    assert np.abs(wrong - wrong.T).max() > 0.01


def test_two_classes_are_the_sigmoid_of_the_difference():
    z = np.random.default_rng(0).normal(scale=5, size=(100, 2))
    np.testing.assert_allclose(softmax(z)[:, 0], sigmoid(z[:, 0] - z[:, 1]), rtol=1e-12)


def test_the_loss_by_log_sum_exp_is_the_packages():
    z = np.array([[2.0, 1.0, 0.1], [1000.0, 0.0, -1000.0], [-800.0, -801.0, -799.0]])
    t = np.eye(3)[[1, 2, 0]]
    largest = z.max(axis=1, keepdims=True)
    log_sum = largest[:, 0] + np.log(np.exp(z - largest).sum(axis=1))
    expected = (log_sum - (t * z).sum(axis=1)).mean()
    assert cross_entropy.from_logits(z, t) == pytest.approx(expected, rel=1e-14)
    assert expected > 600
