import tracemalloc

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

from lecture_nn.figures import use_style
from lecture_nn.workers import Locked, Plain, why_not_locked


@pytest.fixture(autouse=True)
def _figures(request):
    """In the tests of figures: the course's style, and no figure left open for the next test."""
    if not request.path.name.startswith("test_figures"):
        yield
        return
    with mpl.rc_context():
        use_style()
        yield
    plt.close("all")


@pytest.fixture
def peak_memory():
    """``peak_memory(function)`` calls it; returns its result, and how many bytes Python held at most meanwhile."""

    def measured(function):
        tracemalloc.start()
        try:
            return function(), tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    return measured


@pytest.fixture(scope="session")
def finite_difference():
    """The Jacobian of f at x by centred differences, shape f(x).shape + x.shape; x is put back after each step."""

    def jacobian(f, x, step=1e-5):
        columns = []
        for index in np.ndindex(x.shape):
            start = x[index]
            x[index] = start + step
            above = np.array(f(x))
            x[index] = start - step
            below = np.array(f(x))
            x[index] = start
            columns.append((above - below) / (2 * step))
        return np.stack(columns, axis=-1).reshape(np.shape(f(x)) + x.shape)

    return jacobian


@pytest.fixture(scope="session")
def random_batch():
    """Inputs, and targets that the net's loss accepts: shares, not one-hot, where they are to add up to 1."""

    def batch(net, N, seed=0):
        rng = np.random.default_rng([seed, N])
        D, K = net.sizes[0], net.sizes[-1]
        shares = rng.dirichlet(np.ones(K), N)
        T = {"softmax": shares, "sigmoid": rng.uniform(size=(N, K)), "identity": rng.normal(size=(N, K))}
        return rng.normal(size=(N, D)), T[net.layers[-1].activation.name]

    return batch


@pytest.fixture(scope="module")
def starter():
    """What starts workers for submissions: locked in, where this machine can."""
    if why_not_locked():
        yield Plain()
        return
    made = Locked()
    yield made
    made.close()
