"""Optimizers against their formulas and against another library (L15, L25, L26)."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from lecture_nn import MLP, AdaDelta, AdaGrad, Adam, GradientDescent, Momentum, Nesterov, RMSProp, optimizers

MAKERS = {"GradientDescent": GradientDescent, "Momentum": Momentum}
BAD_RATES = [
    (0, ValueError),
    (-0.1, ValueError),
    (np.nan, ValueError),
    (np.inf, ValueError),
    (-np.inf, ValueError),
    ("0.1", TypeError),
    (None, TypeError),
    (True, TypeError),
    (1j, TypeError),
    ([0.1], TypeError),
]


def arrays(seed, dtype=np.float64):
    """A matrix and a vector, as a layer has them."""
    rng = np.random.default_rng(seed)
    return [rng.normal(size=(2, 3)).astype(dtype), rng.normal(size=2).astype(dtype)]


def test_gradient_descent_takes_the_step_of_the_formula():
    parameters, gradients = [arrays(seed=i) for i in range(2)]
    expected = [w - 0.25 * g for w, g in zip(parameters, gradients, strict=True)]
    GradientDescent(0.25).step(parameters, gradients)
    for w, wanted in zip(parameters, expected, strict=True):
        np.testing.assert_allclose(w, wanted, rtol=1e-15)


def test_gradient_descent_remembers_nothing():
    parameters = arrays(seed=0)
    expected = [w.copy() for w in parameters]
    optimizer = GradientDescent(0.25)
    for seed in range(1, 6):
        gradients = arrays(seed)
        optimizer.step(parameters, gradients)
        for w, wanted, g in zip(parameters, expected, gradients, strict=True):
            wanted -= 0.25 * g
            np.testing.assert_array_equal(w, wanted)


@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9])
def test_momentum_moves_by_the_fading_sum_of_all_gradients_so_far(momentum):
    # v_t = eta sum_s gamma^(t-s) g_s, the recursion of L25 written out
    parameters = arrays(seed=0)
    expected = [w.copy() for w in parameters]
    past = [arrays(seed) for seed in range(1, 7)]
    optimizer = Momentum(0.1, momentum)
    for t in range(len(past)):
        optimizer.step(parameters, past[t])
        for i, w in enumerate(parameters):
            expected[i] = expected[i] - 0.1 * sum(momentum ** (t - s) * past[s][i] for s in range(t + 1))
            np.testing.assert_allclose(w, expected[i], rtol=1e-13, atol=1e-14)


def test_the_first_step_of_momentum_is_one_of_gradient_descent():
    # in the order printed on the slide it would move nothing (E10)
    parameters, gradients = arrays(seed=0), arrays(seed=1)
    before = [w.copy() for w in parameters]
    Momentum(0.1, 0.9).step(parameters, gradients)
    for w, old, g in zip(parameters, before, gradients, strict=True):
        np.testing.assert_array_equal(w, old - 0.1 * g)
        assert (w != old).all()


def test_momentum_keeps_nine_tenths_of_the_velocity_unless_told_otherwise():
    assert Momentum(0.1).momentum == 0.9


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_parameters_keep_their_type_and_are_moved_in_place(make, dtype):
    parameters, gradients = arrays(0, dtype), arrays(1, dtype)
    same_arrays, before, given = list(parameters), arrays(0, dtype), arrays(1, dtype)
    optimizer = make(0.1)
    for _ in range(3):
        optimizer.step(parameters, gradients)
    for w, same, old in zip(parameters, same_arrays, before, strict=True):
        assert w is same
        assert w.dtype == dtype
        assert (w != old).all()
    for g, unchanged in zip(gradients, given, strict=True):
        np.testing.assert_array_equal(g, unchanged)


def test_momentum_keeps_velocities_of_its_own():
    # gradients that are overwritten from step to step must not change what the optimizer remembers
    reused, fresh = arrays(seed=0), arrays(seed=0)
    buffer = [np.zeros_like(w) for w in reused]
    one, other = Momentum(0.1), Momentum(0.1)
    for seed in range(1, 4):
        for target, g in zip(buffer, arrays(seed), strict=True):
            target[...] = g
        one.step(reused, buffer)
        other.step(fresh, arrays(seed))
    for w, wanted in zip(reused, fresh, strict=True):
        np.testing.assert_array_equal(w, wanted)


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_reset_forgets_all_earlier_steps(make):
    used, new = make(0.1), make(0.1)
    used.step(arrays(seed=0), arrays(seed=1))
    used.reset()
    parameters, expected = arrays(seed=2), arrays(seed=2)
    used.step(parameters, arrays(seed=3))
    new.step(expected, arrays(seed=3))
    for w, wanted in zip(parameters, expected, strict=True):
        np.testing.assert_array_equal(w, wanted)


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
@pytest.mark.parametrize(
    "shapes",
    [[(3, 2), (2,)], [(2, 3)], [(2, 3), (2,), (2,)], [(2, 3), ()], [(2, 3), (1,)]],
    ids=["transposed", "one missing", "one more", "scalar", "would broadcast"],
)
def test_gradients_of_other_shapes_are_refused_and_nothing_moves(make, shapes):
    parameters = arrays(seed=0)
    message = f"gradients: expected shapes [(2, 3), (2,)], as the parameters have, got {shapes}"
    with pytest.raises(ValueError, match=re.escape(message)):
        make(0.1).step(parameters, [np.ones(shape) for shape in shapes])
    for w, old in zip(parameters, arrays(seed=0), strict=True):
        np.testing.assert_array_equal(w, old)


@pytest.mark.parametrize("sizes", [[4, 2], [3, 2, 2]], ids=["other shapes", "more layers"])
def test_momentum_on_another_net_needs_a_reset(sizes):
    optimizer, other = Momentum(0.1), MLP(sizes)
    optimizer.step(MLP([3, 2]).parameters, MLP([3, 2]).parameters)
    before = [w.copy() for w in other.parameters]
    with pytest.raises(ValueError, match=r"^parameters: expected .* got other shapes; call reset\(\)"):
        optimizer.step(other.parameters, other.copy().parameters)
    for w, old in zip(other.parameters, before, strict=True):
        np.testing.assert_array_equal(w, old)

    optimizer.reset()
    optimizer.step(other.parameters, other.copy().parameters)
    np.testing.assert_allclose(other.layers[0].weights, 0.9 * before[0])


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
@pytest.mark.parametrize(("value", "error"), BAD_RATES)
def test_a_learning_rate_is_a_finite_number_above_0(make, value, error):
    with pytest.raises(error, match=rf"^learning_rate: expected .*number.* above 0.*, got {re.escape(repr(value))}$"):
        make(value)


@pytest.mark.parametrize(
    ("value", "error"),
    [(1, ValueError), (1.5, ValueError), (-0.1, ValueError), (np.nan, ValueError), (np.inf, ValueError)]
    + [(value, TypeError) for value in ("0.9", None, False, [0.9])],
)
def test_momentum_is_a_number_from_0_to_below_1(value, error):
    with pytest.raises(
        error, match=rf"^momentum: expected .*number at least 0 and below 1, got {re.escape(repr(value))}$"
    ):
        Momentum(0.1, value)


@pytest.mark.parametrize("value", [1, 0.5, np.float32(0.5), np.float64(0.5), np.int64(2)])
def test_any_kind_of_real_number_is_a_learning_rate(value):
    rate = GradientDescent(value).learning_rate
    assert type(rate) is float  # a NumPy float64 would turn float32 arithmetic into float64
    assert rate == value


@pytest.mark.parametrize(
    ("optimizer", "text"),
    [
        (GradientDescent(0.1), "GradientDescent(learning_rate=0.1)"),
        (Momentum(0.05, 0.8), "Momentum(learning_rate=0.05, momentum=0.8)"),
    ],
)
def test_repr_tells_the_settings(optimizer, text):
    assert repr(optimizer) == text


# Every optimizer against PyTorch's, whose steps tools/build_optimizer_reference.py has written down

REFERENCE = json.loads((Path(__file__).parent / "reference" / "optimizers.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("run", REFERENCE["runs"], ids=lambda run: f"{run['optimizer']} {run['settings']}")
def test_each_step_is_pytorchs(run):
    optimizer = getattr(optimizers, run["optimizer"])(**run["settings"])
    w, a = np.array(REFERENCE["start"]), np.array(REFERENCE["curvature"])
    for expected in run["path"]:
        gradient = a * w
        gradient[:2] -= np.sin(w[0] * w[1]) * w[1::-1]
        optimizer.step([w], [gradient])
        np.testing.assert_allclose(w, expected, rtol=1e-10, atol=1e-13)


def test_the_reference_has_every_optimizer():
    kinds = {kind.__name__ for kind in optimizers.Optimizer.__subclasses__() + Momentum.__subclasses__()}
    ours = {kind for kind in kinds if hasattr(optimizers, kind)}  # and none that another test makes
    assert {run["optimizer"] for run in REFERENCE["runs"]} == ours
    assert all(len(run["path"]) == 30 for run in REFERENCE["runs"])


ADAPTIVE = [Nesterov(0.1), AdaGrad(), RMSProp(), AdaDelta(), Adam()]


@pytest.mark.parametrize("optimizer", ADAPTIVE, ids=lambda optimizer: type(optimizer).__name__)
def test_every_optimizer_keeps_float32_and_starts_afresh_after_reset(optimizer):
    gradients = [np.array([[1.0, -2.0]], dtype=np.float32), np.array([0.0], dtype=np.float32)]
    ends = []
    for _ in range(2):
        optimizer.reset()
        parameters = [np.ones((1, 2), dtype=np.float32), np.ones(1, dtype=np.float32)]
        for _ in range(3):
            optimizer.step(parameters, gradients)
        assert {p.dtype for p in parameters} == {np.dtype(np.float32)}
        ends.append(parameters)
    np.testing.assert_array_equal(ends[0][0], ends[1][0])
    assert (np.sign(ends[0][0] - 1) == -np.sign(gradients[0])).all()
    assert ends[0][1] == 1  # no gradient, no step, and nothing divided by 0
    with pytest.raises(ValueError, match=r"^parameters: expected the arrays of the steps before, got other shapes"):
        optimizer.step([np.ones(3)], [np.ones(3)])
    optimizer.reset()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: RMSProp(decay=1.0), "decay: expected a number at least 0 and below 1, got 1.0"),
        (lambda: RMSProp(epsilon=0), "epsilon: expected a number above 0, got 0"),
        (lambda: AdaDelta(decay=-0.1), "decay: expected a number at least 0 and below 1, got -0.1"),
        (lambda: AdaGrad(epsilon=-1), "epsilon: expected a number above 0, got -1"),
        (lambda: Adam(beta1=1.5), "beta1: expected a number at least 0 and below 1, got 1.5"),
        (lambda: Adam(beta2=-1), "beta2: expected a number at least 0 and below 1, got -1"),
        (lambda: Nesterov(0.1, momentum=1), "momentum: expected a number at least 0 and below 1, got 1"),
        (lambda: Adam(learning_rate=-1), "learning_rate: expected a number above 0, got -1"),
    ],
)
def test_settings_out_of_range_are_refused_by_name(make, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        make()


def test_repr_shows_every_setting():
    assert repr(Adam()) == "Adam(learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-08)"
    assert repr(GradientDescent(0.5)) == "GradientDescent(learning_rate=0.5)"


@pytest.mark.parametrize("make", [GradientDescent, Momentum, Nesterov, AdaGrad, RMSProp, AdaDelta, Adam])
@pytest.mark.parametrize("layout", [np.ascontiguousarray, np.asfortranarray, lambda w: w[:, ::2]])
def test_large_arrays_are_moved_in_blocks_to_just_where_they_would_go_at_once(make, layout, monkeypatch):
    rng = np.random.default_rng(0)
    start = [rng.normal(size=shape) for shape in [(9, 14), (3, 10, 4), (7, 6)]]
    gradients = [[np.asfortranarray(rng.normal(size=layout(w).shape)) for w in start] for _ in range(3)]
    ends, moved = [], []
    for block in (10, 10**6):
        monkeypatch.setattr(optimizers, "BLOCK", block)
        optimizer, parameters = make(0.1), [layout(w.copy()) for w in start]
        move = optimizer._move
        optimizer._move = lambda w, *others, move=move: (moved.append(w), move(w, *others))
        for step in gradients:
            optimizer.step(parameters, step)
        ends.append(parameters)
    for in_blocks, at_once in zip(*ends, strict=True):
        np.testing.assert_array_equal(in_blocks, at_once)
    at_once = 3 * len(start)  # in three steps
    assert [w.size for w in moved[-at_once:]] == 3 * [w.size for w in ends[0]]
    assert len(moved) > 4 * at_once
    assert max(w.size for w in moved[:-at_once]) <= 40  # a row, or a matrix of the stack, is the least that is cut off


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("shape", [(400, 300), (100_000,), (3, 200, 100), ()])
def test_every_block_is_in_one_piece_in_memory(shape, order):
    w = np.zeros(shape, order=order)
    blocks = list(optimizers._blocks(w))
    assert all(w[block].flags.forc and w[block].size <= optimizers.BLOCK for block in blocks)
    for block in blocks:
        w[block] += 1
    assert (w == 1).all()  # each number is in one block


@pytest.mark.parametrize("make", [GradientDescent, Momentum, Nesterov, AdaGrad, RMSProp, AdaDelta, Adam])
def test_gradients_stay_as_they_are(make):
    rng = np.random.default_rng(0)
    w, g = rng.normal(size=(4, 3)), rng.normal(size=(3, 4, 3))
    optimizer = make(learning_rate=0.1)
    for gradient in g:
        given = gradient.copy()
        optimizer.step([w], [given])
        np.testing.assert_array_equal(given, gradient)
