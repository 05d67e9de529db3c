"""How many threads matrix products use: one, unless they are large and cores are idle; and afterwards as before."""

import subprocess
import sys
import time
from threading import Barrier, Thread

import numpy as np
import pytest
from threadpoolctl import ThreadpoolController

from lecture_nn import MLP, GradientDescent, fit, numerical_gradient, threads
from lecture_nn.threads import LARGE, BlasThreads, granted_cores, idle_cores


@pytest.fixture
def blas(monkeypatch):
    """The number of threads, as threadpoolctl sees it; two to begin with."""
    controller = ThreadpoolController().select(user_api="blas")
    if not controller.lib_controllers:
        pytest.skip("no BLAS here whose threads can be set")
    with controller.limit(limits=2):
        if numbers(controller) != {2}:
            pytest.skip("this BLAS has one thread only")
        monkeypatch.setattr(threads, "idle_cores", lambda: 2)
        yield lambda: numbers(controller)


def numbers(controller):
    return {library.num_threads for library in controller.lib_controllers}


class Looking(GradientDescent):
    """Notes the number of threads at each update."""

    def __init__(self, blas, raises=False):
        super().__init__(0.1)
        self.blas, self.raises, self.seen = blas, raises, set()

    def _update(self, parameters, gradients):
        self.seen |= self.blas()
        if self.raises:
            raise ZeroDivisionError


def train(sizes, optimizer, N=4, epochs=2):
    rng = np.random.default_rng(0)
    net = MLP(sizes)
    return fit(net, (rng.normal(size=(N, sizes[0])), np.eye(sizes[-1])[np.arange(N) % sizes[-1]]), optimizer=optimizer,
               batch_size=N, epochs=epochs, verbose=False)  # fmt: skip


def test_small_nets_are_trained_with_one_thread(blas):
    optimizer = Looking(blas)
    train([3, 4, 2], optimizer)
    assert optimizer.seen == {1}
    assert blas() == {2}


def test_large_products_use_the_idle_cores_and_no_others(blas, monkeypatch):
    for idle, expected in ((2, 2), (1, 1), (8, 2)):  # never more than it was before
        monkeypatch.setattr(threads, "idle_cores", lambda idle=idle: idle)
        optimizer = Looking(blas)
        train([4000, 1000, 2], optimizer, N=2, epochs=1)
        assert LARGE <= 2 * 4000 * 1000
        assert optimizer.seen == {expected}
        assert blas() == {2}


@pytest.mark.parametrize(("dtype", "N"), [(np.float32, 8), (np.float64, 4)])
def test_a_product_in_double_precision_is_large_with_half_the_multiplications(blas, dtype, N):
    net = MLP([1000, 1000, 2])
    assert net.largest_product(np.zeros((N, 1000), dtype)) == LARGE
    for examples, expected in ((N, 2), (N - 1, 1)):
        with net._threads(np.zeros((examples, 1000), dtype)):
            assert blas() == {expected}


def test_it_looks_again_now_and_then(blas, monkeypatch):
    monkeypatch.setattr(threads, "INTERVAL", 0)
    monkeypatch.setattr(threads, "SOON", 0)
    answers = iter((2, 1, 2))
    monkeypatch.setattr(threads, "idle_cores", lambda: next(answers))
    optimizer = Looking(blas)
    train([4000, 1000, 2], optimizer, N=2, epochs=3)
    assert optimizer.seen == {1, 2}
    assert next(answers, None) is None


def test_a_core_that_was_taken_for_a_moment_is_used_again_soon(blas, monkeypatch):
    clock, idle, checks = [0.0], [1], []
    monkeypatch.setattr(threads.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(threads, "idle_cores", lambda: checks.append(clock[0]) or idle[0])
    with BlasThreads(LARGE) as chosen:
        assert blas() == {1}
        idle[0], clock[0] = 2, 1.5 * threads.SOON
        assert chosen.choose(LARGE) == 2
        assert blas() == {2}
        clock[0] += 1.5 * threads.SOON  # now nothing speaks for another check
        chosen.choose(LARGE)
        assert len(checks) == 2
        clock[0] += threads.INTERVAL
        chosen.choose(LARGE)
        assert len(checks) == 3


def test_a_training_that_breaks_off_leaves_the_threads_as_they_were(blas):
    with pytest.raises(ZeroDivisionError):
        train([3, 4, 2], Looking(blas, raises=True))
    assert blas() == {2}


def test_one_thread_is_never_made_two(blas):
    with ThreadpoolController().limit(limits=1):
        with BlasThreads(100 * LARGE):
            assert blas() == {1}
        assert blas() == {1}
    assert blas() == {2}


@pytest.mark.parametrize(
    "call",
    [
        lambda net, X, T: net.forward(X),
        lambda net, X, T: net.loss(X, T),
        lambda net, X, T: net.gradients(X, T),
        lambda net, X, T: net.accuracy(X, T),
    ],
    ids=["forward", "loss", "gradients", "accuracy"],
)
def test_a_net_asked_by_itself_uses_one_thread_for_small_products(blas, call, monkeypatch):
    seen, net = set(), MLP([3, 4, 2])
    forward_pass = net.forward_pass
    monkeypatch.setattr(net, "forward_pass", lambda X: (seen.update(blas()), forward_pass(X))[1])
    call(net, np.ones((5, 3)), np.eye(2)[[0, 1, 0, 1, 0]])
    assert seen == {1}
    assert blas() == {2}


def test_numerical_gradients_use_one_thread(blas):
    x, seen = np.ones(3), set()

    def f():
        seen.update(blas())
        return x.sum()

    numerical_gradient(f, x)
    assert seen == {1}
    assert blas() == {2}


def test_contexts_can_be_nested(blas):
    with BlasThreads():
        with BlasThreads():
            assert blas() == {1}
        assert blas() == {1}
    assert blas() == {2}


def test_several_python_threads_leave_the_number_as_it_was(monkeypatch):
    blas = ThreadpoolController().select(user_api="blas")
    before, meet = numbers(blas), Barrier(4)
    monkeypatch.setattr(threads, "idle_cores", lambda: 2)

    def work():
        meet.wait()
        for number in range(200):
            with BlasThreads(number % 2 * LARGE):
                pass

    workers = [Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert numbers(blas) == before


def test_a_lesson_uses_one_thread_from_its_beginning():
    script = (
        "import lecture_nn.threads as t, threadpoolctl as c\n"
        "c.threadpool_limits(2, 'blas')\nt.use_one_thread()\n"
        "with t.BlasThreads(10 * t.LARGE): pass\n"
        "print({library['num_threads'] for library in c.threadpool_info() if library['user_api'] == 'blas'})"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip()
    assert said in ("{1}", "set()")


def test_busy_neighbours_are_seen():
    if idle_cores() == 1 and granted_cores() > 1:
        pytest.skip("other programs are busy already, or this system doesn't say")
    loops = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(granted_cores())]
    try:
        end = time.monotonic() + 60
        while (idle := idle_cores()) > 1 and time.monotonic() < end:
            time.sleep(0.01)
        assert idle == 1
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


def test_where_the_system_does_not_say_one_core_is_idle(monkeypatch, tmp_path):
    class Nowhere:
        def __init__(self, path):
            self.path = tmp_path / "missing"

        def __getattr__(self, name):
            return getattr(self.path, name)

    monkeypatch.setattr(threads, "Path", Nowhere)
    assert idle_cores() == 1
