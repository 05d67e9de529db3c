"""What lesson 13 teaches of modules: its own functions, and its claims tried on other numbers (L30, L32, L33)."""

from functools import cache, partial

import autograd.numpy as anp
import lesson_code
import numpy as np
import pytest
from autograd import grad, jacobian
from lesson_code import functions

from lecture_nn import MLP, GradientDescent, fit, softmax
from lecture_nn.training import minibatches

LESSON = "13_networks_as_modules"


@cache
def taught(*names):
    """The functions as the lesson's cells define them, without running the rest of the lesson."""
    scope = functions(LESSON, ("skip_backward", "train"), softmax=softmax)
    found = [scope[name] for name in names]
    return found[0] if len(found) == 1 else found


def draw(*shapes, seed=0):
    rng = np.random.default_rng(seed)
    return [rng.normal(size=shape) for shape in shapes]


solution = partial(lesson_code.solution, LESSON)


# Modules


def test_the_linear_module_is_its_vector_jacobian_product():
    H, W, b, delta = draw((6, 4), (3, 4), 3, (6, 3))
    found = taught("linear_backward")(delta, H, W, b)
    for number, gradient in enumerate(found):
        expected = grad(lambda H, W, b: anp.sum(delta * (anp.dot(H, W.T) + b)), number)(H, W, b)
        np.testing.assert_allclose(gradient, expected, rtol=1e-12)


def test_relu_and_skip_are_their_vector_jacobian_products():
    U, delta = draw((6, 4), (6, 4))
    for name, f in (("relu_backward", lambda U: anp.maximum(U, 0)), ("backward_of_skip", lambda U: U + anp.tanh(U))):
        (found,) = taught(name)(delta, U)
        np.testing.assert_allclose(found, grad(lambda U, f=f: anp.sum(delta * f(U)))(U), rtol=1e-12)
    np.testing.assert_allclose(solution("skip_backward")(delta, np.tanh(U)), found, rtol=1e-12)


def test_the_way_back_starts_with_the_derivative_of_the_mean_cross_entropy():
    (Z,) = draw((5, 3))
    T = np.eye(3)[[0, 2, 2, 1, 0]]

    def loss(Z):
        return anp.mean(anp.log(anp.sum(anp.exp(Z), axis=1)) - anp.sum(T * Z, axis=1))

    np.testing.assert_allclose(taught("loss_backward")(Z, T), grad(loss)(Z), rtol=1e-12)


# A composition, and its derivatives from either end


@pytest.mark.parametrize("seed", range(5))
def test_which_chains_are_linear(seed):
    layers = [tuple(draw((J, D), J, seed=seed + 10 * D)) for D, J in ((3, 4), (4, 5), (5, 2))]
    without = [(W, 0 * b) for W, b in layers]
    u, v = draw(3, 3, seed=seed)
    tests, relu, identity = taught("tests", "relu", "identity")
    assert tests(identity, layers, u, v) == [False, False, False]
    assert tests(identity, without, u, v) == [True, True, True]
    for_relu = [tests(relu, without, *draw(3, 3, seed=each)) for each in range(10)]
    assert all(scales == [True, False] for _, *scales in for_relu)
    assert not all(additive for additive, *_ in for_relu), "additive only where no unit switches between u and v"


def test_both_modes_find_what_autograd_finds_and_count_their_multiplications():
    A, B, C = draw((5, 7), (4, 5), (2, 4))
    expected = jacobian(lambda x: anp.dot(C, anp.dot(B, anp.dot(A, x))))(np.ones(7))
    for mode, sweeps, passed in (("reverse", 2, [B, A]), ("forward", 7, [B, C])):
        found, count = taught("product")([A, B, C], mode)
        np.testing.assert_allclose(found, expected, rtol=1e-12)
        assert count == sweeps * sum(J.size for J in passed)


# The trainers


@pytest.mark.parametrize("train", [taught("train_modules"), solution("train")])
@pytest.mark.parametrize("seed", range(3))
def test_the_loop_over_modules_equals_fit(train, seed):
    linear, linear_backward, relu, relu_backward = taught("linear", "linear_backward", "relu", "relu_backward")
    net = MLP([6, 8, 5, 3], hidden="relu", seed=seed)
    X, labels = draw((50, 6), seed=seed)[0], np.random.default_rng(seed).integers(3, size=50)
    order = np.random.default_rng(seed)
    batches = [batch for _ in range(4) for batch in minibatches(X, np.eye(3)[labels], 16, order)]
    modules, parameters = [], []
    for layer in net.layers:
        modules += [(linear, linear_backward), (relu, relu_backward)]
        parameters += [[layer.weights.copy(), layer.bias.copy()], []]
    found = train(modules[:-1], parameters[:-1], taught("loss_backward"), batches, 0.3)
    fit(net, (X, np.eye(3)[labels]), optimizer=GradientDescent(0.3), batch_size=16, epochs=4, seed=seed, verbose=False)
    for mine, theirs in zip(sum(found, []), net.parameters, strict=True):  # noqa: RUF017
        np.testing.assert_allclose(mine, theirs, rtol=1e-10, atol=1e-13)


def test_the_toy_trainer_stops_as_it_stands():
    W, b = {1: np.ones((2, 3)), 2: np.ones((2, 2))}, {1: np.zeros(2), 2: np.zeros(2)}
    with pytest.raises(KeyError, match="0"):
        taught("toy_gradients")(W, b, np.ones((4, 3)), np.eye(2)[[0, 1, 1, 0]], 3)
