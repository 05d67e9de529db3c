"""What lesson 10 teaches of back-propagation, its own functions run, against automatic differentiation (L17, L20)."""

import ast
from pathlib import Path

import autograd.numpy as anp
import nbformat
import numpy as np
import pytest
from autograd import grad

from lecture_nn import sigmoid, tanh

LESSON = Path(__file__).parent.parent / "notebooks" / "10_multi_layer_backprop.ipynb"


def taught(name):
    """The function as the lesson's cell defines it, without running the rest of the lesson."""
    for cell in nbformat.read(LESSON, as_version=4).cells:
        if cell.cell_type == "code":
            for node in ast.parse(cell.source).body:
                if isinstance(node, ast.FunctionDef) and node.name == name:
                    scope = {"np": np, "sigmoid": sigmoid, "tanh": tanh}
                    exec(compile(ast.Module([node], type_ignores=[]), str(LESSON), "exec"), scope)
                    return scope[name]
    raise AssertionError(f"{LESSON.name} defines no {name}")


def logistic(z):
    return 1 / (1 + anp.exp(-z))


def mean_error(parameters, X, T):
    """The mean over examples of the squared error; parameters are weights and bias, layer by layer."""
    h = X
    for l in range(0, len(parameters), 2):
        pre_activation = anp.dot(h, parameters[l].T) + parameters[l + 1]
        h = logistic(pre_activation) if l == len(parameters) - 2 else anp.tanh(pre_activation)
    return anp.sum((h - T) ** 2) / 2 / len(X)


def example(sizes, n, seed):
    rng = np.random.default_rng(seed)
    parameters = [
        p for D, J in zip(sizes, sizes[1:], strict=False) for p in (rng.normal(size=(J, D)), rng.normal(size=J))
    ]
    return parameters, rng.normal(size=(n, sizes[0])), rng.uniform(size=(n, sizes[-1]))


@pytest.mark.parametrize("sizes", [(2, 2, 2), (2, 3, 2), (4, 3, 1), (1, 5, 4), (3, 3, 3)])
@pytest.mark.parametrize("n", [1, 7])
def test_the_six_lines_for_a_batch(sizes, n):
    parameters, X, T = example(sizes, n, seed=n)
    expected = grad(mean_error)(parameters, X, T)
    for ours, theirs in zip(taught("backprop")(X, T, *parameters), expected, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize("sizes", [(3, 2), (2, 3, 2), (4, 6, 5, 2), (3, 3, 3, 3), (4, 6, 5, 3, 2)])
def test_any_number_of_layers(sizes):
    parameters, X, T = example(sizes, 6, seed=len(sizes))
    layers = list(zip(parameters[::2], parameters[1::2], strict=True))
    found = [g for both in taught("backprop_deep")(X, T, layers) for g in both]
    for ours, theirs in zip(found, grad(mean_error)(parameters, X, T), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize("seed", range(5))
def test_the_effects_through_all_units_above_add_up(seed):
    """L17: delta^h_j is the sum over the paths, and no one path is enough."""
    (_, _, W, w0), X, T = example((4, 3, 2), 1, seed)
    h, t = np.tanh(X[0, :3]), T[0]
    expected = grad(lambda h: anp.sum((logistic(anp.dot(W, h) + w0) - t) ** 2) / 2)(h)
    o = sigmoid(W @ h + w0)
    paths = ((o - t) * o * (1 - o))[:, None] * W
    np.testing.assert_allclose(paths.sum(axis=0), expected, rtol=1e-10)
    for path in paths:
        assert np.linalg.norm(path - expected) > 0.01 * np.linalg.norm(expected)


def test_gradients_after_half_an_update_are_not_the_gradient():
    """Check yourself, question 2: the old W belongs to delta^h."""
    parameters, X, T = example((2, 3, 2), 5, seed=0)
    V, v0, W, w0 = parameters
    d_v, _, d_w, _ = grad(mean_error)(parameters, X, T)
    H = np.tanh(X @ V.T + v0)
    o = sigmoid(H @ W.T + w0)
    delta_z = (o - T) * o * (1 - o) / len(X)
    for used, right in ((W, True), (W - 1.0 * d_w, False)):
        found = (delta_z @ used * (1 - H**2)).T @ X
        assert np.allclose(found, d_v, rtol=1e-8) == right


def test_from_weights_of_zero_only_the_outputs_biases_move():
    """Check yourself, question 3."""
    parameters, X, T = example((3, 4, 2), 5, seed=1)
    d_v, d_v0, d_w, d_w0 = taught("backprop")(X, T, *(np.zeros_like(p) for p in parameters))
    assert not np.any(d_v)
    assert not np.any(d_v0)
    assert not np.any(d_w)
    assert np.all(np.abs(d_w0) > 1e-6)
