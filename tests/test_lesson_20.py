"""What lesson 20 says of other libraries: its own blocks of text, run where the library is installed."""

import ast
import re
import sys
from pathlib import Path
from types import ModuleType

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from lesson_code import cells

from lecture_nn import MLP
from lecture_nn.datasets import one_hot

ROOT = Path(__file__).resolve().parent.parent
CELLS = cells("20_automatic_differentiation")
BLOCKS = [
    block
    for cell in CELLS
    if cell.cell_type == "markdown" and "<details>" not in cell.source
    for block in re.findall(r"^```python\n(.*?)^```$", cell.source, flags=re.MULTILINE | re.DOTALL)
]
NAMES = ("V", "v0", "W", "w0")


def block_of(library):
    (found,) = [block for block in BLOCKS if block.startswith(f"import {library}\n")]
    return found


@pytest.fixture
def network():
    """A network as the lesson's, a batch, and the package's gradients."""
    rng = np.random.default_rng(0)
    net = MLP([5, 4, 3], hidden="tanh", output="softmax", seed=rng)
    net.layers[0].bias, net.layers[1].bias = rng.normal(size=4), rng.normal(size=3)
    X, T = rng.normal(size=(7, 5)), one_hot(rng.integers(3, size=7), 3)
    start = dict(zip(NAMES, (p.copy() for p in net.parameters), strict=True))
    expected = dict(zip(NAMES, (g for pair in net.gradients(X, T) for g in pair), strict=True))
    return {"X": X, "T": T, **start}, net.loss(X, T), expected


def test_there_is_a_block_for_each_library():
    assert len(BLOCKS) == 2
    for library in ("torch", "jax"):
        ast.parse(block_of(library))


def test_the_network_in_pytorch_has_the_packages_gradients(network):
    pytest.importorskip("torch", reason="PyTorch is not installed (it comes with the extra bench)")
    space, loss, expected = network
    exec(block_of("torch"), space)
    assert space["E"].item() == pytest.approx(loss)
    for name, gradient in expected.items():
        np.testing.assert_allclose(space[name].grad.numpy(), gradient, rtol=1e-10, atol=1e-14)


@pytest.fixture(params=["JAX itself", "autograd, JAX's predecessor, under its name"])
def jax_or_autograd(request, monkeypatch):
    """JAX where it is installed; autograd, whose functions JAX has taken over, everywhere."""
    if request.param == "JAX itself":
        pytest.importorskip("jax", reason="JAX is not installed")
        return
    jax = ModuleType("jax")
    jax.numpy, jax.nn, jax.grad = anp, ModuleType("jax.nn"), autograd.grad
    jax.nn.log_softmax = lambda Z: Z - anp.log(anp.sum(anp.exp(Z), axis=-1, keepdims=True))
    monkeypatch.setitem(sys.modules, "jax", jax)
    monkeypatch.setitem(sys.modules, "jax.numpy", anp)


@pytest.mark.usefixtures("jax_or_autograd")
def test_the_network_in_jax_has_the_packages_gradients(network):
    space, loss, expected = network
    exec(block_of("jax"), space)
    found = dict(zip(NAMES, space["gradients"], strict=True))
    parameters = tuple(space[name] for name in NAMES)
    assert float(space["loss"](parameters, space["X"], space["T"])) == pytest.approx(loss, rel=1e-5)
    for name, gradient in expected.items():  # in float32, unless the user asks for more
        np.testing.assert_allclose(np.asarray(found[name]), gradient, rtol=1e-4, atol=1e-6)


def test_what_the_table_says_of_pytorch_is_so():
    torch = pytest.importorskip("torch", reason="PyTorch is not installed (it comes with the extra bench)")
    x = torch.tensor(3.0, requires_grad=True)
    for _ in range(2):
        (x * x).backward()
    assert x.grad == 12  # added up
    y = torch.sigmoid(x)
    E = y * y
    with torch.no_grad():
        y += 1
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        E.backward()
    (first,) = torch.autograd.grad(x**3, x, create_graph=True)
    assert torch.autograd.grad(first, x)[0] == 18
    assert not (x.detach() * x.detach()).requires_grad
    x.grad = None
    (x.relu() - (-x).relu()).backward()
    assert x.grad == 1
    kink = torch.tensor(0.0, requires_grad=True)
    (kink.relu() - (-kink).relu()).backward()
    assert kink.grad == 0


def test_what_the_table_says_of_jax_is_so():
    jax = pytest.importorskip("jax", reason="JAX is not installed")
    assert jax.grad(jax.grad(lambda x: x**3))(3.0) == 18
    x = jax.numpy.ones(3)
    with pytest.raises(TypeError):
        x[0] = 2.0
    with pytest.raises(jax.errors.TracerBoolConversionError):
        jax.jit(lambda x: x if x > 0 else -x)(1.0)
    assert jax.grad(lambda x: x if x > 0 else -x)(-1.0) == -1
    assert jax.grad(lambda x: jax.nn.relu(x) - jax.nn.relu(-x))(0.0) == 0


def test_the_module_has_about_110_lines_of_code_besides_imports_and_error_messages():
    text = (ROOT / "lecture_nn" / "autodiff.py").read_text(encoding="utf-8")
    prose = " ".join(" ".join(cell.source for cell in CELLS if cell.cell_type == "markdown").split())
    tree, other = ast.parse(text), set()

    def leave_out(node):
        other.update(range(node.lineno, node.end_lineno + 1))

    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node):
            leave_out(node.body[0])
        if isinstance(node, ast.If | ast.FunctionDef) and isinstance(node.body[-1], ast.Raise):
            leave_out(node)
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom | ast.If):
            leave_out(node)
    lines = [line for number, line in enumerate(text.splitlines(), 1) if number not in other]
    code = [line for line in lines if line.strip() and not line.strip().startswith("#")]
    assert "Besides imports and error messages its module" in prose
    assert "about 110 lines of code" in prose
    assert 105 <= len(code) <= 112
