"""Multi-layer perceptrons: outputs, loss, back-propagation and what a net refuses (L07 to L22)."""

import itertools
import re

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture_nn import MLP, Layer, identity, sigmoid

HIDDEN = ["sigmoid", "tanh", "relu", "identity", "softmax"]
GOALS = [  # every output with every loss that it allows
    ("softmax", "cross_entropy"),
    ("softmax", "squared_error"),
    ("sigmoid", "binary_cross_entropy"),
    ("sigmoid", "squared_error"),
    ("identity", "squared_error"),
]
DEPTHS = {2: [3, 4, 3], 3: [3, 5, 4, 2], 4: [2, 4, 3, 5, 3]}
SHAPES = [  # sizes, hidden, examples: the ends of what is allowed, and mixtures
    ([3, 4], "tanh", 6),
    ([1, 1], "tanh", 1),
    ([1, 1, 1], "sigmoid", 5),
    ([3, 1, 2], "softmax", 4),
    ([2, 1, 1, 3], "tanh", 3),
    ([4, 3, 1], "tanh", 1),
    ([3, 4, 5, 4, 2], ["sigmoid", "relu", "softmax"], 7),
    ([3, 4, 5, 2], ("tanh", "identity"), 1),
]
FLOATS = [np.float32, np.float64]
XOR = [[0, 0], [0, 1], [1, 0], [1, 1]]

for_every_goal = pytest.mark.parametrize(("output", "loss"), GOALS)
modest = settings(deadline=None, derandomize=True, max_examples=50)


def new_net(sizes, hidden="tanh", output="softmax", loss=None, seed=0):
    """A net whose biases are not 0, so that a mistake in them shows."""
    net = MLP(sizes, hidden, output, loss, seed)
    rng = np.random.default_rng(seed + 1)
    for layer in net.layers:
        layer.bias = rng.normal(size=layer.bias.shape)
    return net


def given_net(*layers, **settings):
    """A net with these pairs of weights and bias."""
    net = MLP([len(layers[0][0][0]), *(len(bias) for _, bias in layers)], **settings)
    for layer, (weights, bias) in zip(net.layers, layers, strict=True):
        layer.weights, layer.bias = weights, bias
    return net


REFERENCE = {
    "sigmoid": lambda z: 1 / (1 + anp.exp(-z)),
    "tanh": anp.tanh,
    "relu": lambda z: anp.where(z > 0, z, 0.0),
    "identity": lambda z: z,
    "softmax": lambda z: anp.exp(z) / anp.sum(anp.exp(z), axis=1, keepdims=True),
    "squared_error": lambda o, t: anp.sum((o - t) ** 2) / 2 / len(t),
    "cross_entropy": lambda o, t: -anp.sum(t * anp.log(o)) / len(t),
    "binary_cross_entropy": lambda o, t: -anp.sum(t * anp.log(o) + (1 - t) * anp.log(1 - o)) / len(t),
}


def reference_outputs(parameters, names, X):
    """The net written once more, for autograd: parameters are weights and bias of each layer in turn."""
    for weights, bias, name in zip(parameters[::2], parameters[1::2], names, strict=True):
        X = REFERENCE[name](anp.dot(X, weights.T) + bias)
    return X


def check_against_both_references(net, X, T, finite_difference):
    names = [layer.activation.name for layer in net.layers]

    def reference_loss(parameters):
        return REFERENCE[net.loss_function.name](reference_outputs(parameters, names, X), T)

    np.testing.assert_allclose(net.forward(X), reference_outputs(net.parameters, names, X), rtol=1e-12)
    assert net.loss(X, T) == pytest.approx(reference_loss(net.parameters), rel=1e-12, abs=1e-14)
    gradients = flat(net.gradients(X, T))
    exact = grad(reference_loss)(net.parameters)
    for g, parameter, wanted in zip(gradients, net.parameters, exact, strict=True):
        numerical = finite_difference(lambda _: net.loss(X, T), parameter)
        np.testing.assert_allclose(g, wanted, rtol=1e-9, atol=1e-13)
        np.testing.assert_allclose(g, numerical, rtol=1e-6, atol=1e-9)


def flat(gradients):
    return [g for pair in gradients for g in pair]


def assert_same_gradients(a, b, **tolerances):
    for g, h in zip(flat(a), flat(b), strict=True):
        np.testing.assert_allclose(g, h, **tolerances)


@for_every_goal
@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("hidden", HIDDEN)
def test_gradients_agree_with_finite_differences_and_autograd(
    hidden, depth, output, loss, finite_difference, random_batch
):
    net = new_net(DEPTHS[depth], hidden, output, loss)
    check_against_both_references(net, *random_batch(net, 6), finite_difference)


@for_every_goal
@pytest.mark.parametrize(("sizes", "hidden", "N"), SHAPES)
def test_gradients_are_right_at_the_ends_of_what_is_allowed(
    sizes, hidden, N, output, loss, finite_difference, random_batch
):
    net = new_net(sizes, hidden, output, loss)
    check_against_both_references(net, *random_batch(net, N), finite_difference)


def test_targets_whose_shares_are_a_little_off_are_refused():
    """o - t is the gradient of the loss only where the targets of an example add up to 1."""
    net = new_net([2, 3, 3])
    X = np.random.default_rng(0).normal(size=(4, 2))
    with pytest.raises(ValueError, match=r"^T: expected rows that add up to 1 .*, got a sum of 0.99996 in row 0"):
        net.gradients(X, np.full((4, 3), 0.33332))


def test_gradients_come_as_a_pair_for_each_layer_in_its_shapes():
    net = new_net([3, 4, 2])
    gradients = net.gradients(np.ones((5, 3)), np.eye(2)[[0, 1, 0, 1, 0]])
    assert [(w.shape, b.shape) for w, b in gradients] == [((4, 3), (4,)), ((2, 4), (2,))]


def test_gradients_of_a_net_that_is_right_are_0():
    net = new_net([3, 4, 2], output="identity")
    X = np.random.default_rng(0).normal(size=(5, 3))
    for g in flat(net.gradients(X, net.forward(X))):
        np.testing.assert_array_equal(g, 0)


# Worked examples of the literature


def test_mazur():
    # Matt Mazur, "A Step by Step Backpropagation Example" (2015),
    # https://mattmazur.com/2015/03/17/a-step-by-step-backpropagation-example/ - he leaves the biases alone
    net = given_net(
        ([[0.15, 0.20], [0.25, 0.30]], [0.35, 0.35]),
        ([[0.40, 0.45], [0.50, 0.55]], [0.60, 0.60]),
        hidden="sigmoid",
        output="sigmoid",
        loss="squared_error",
    )
    X, T = [[0.05, 0.10]], [[0.01, 0.99]]
    _, h, o = net.activations(X)
    np.testing.assert_allclose(h, [[0.593269992, 0.596884378]], atol=6e-10)
    np.testing.assert_allclose(o, [[0.75136507, 0.772928465]], atol=6e-9)
    assert net.loss(X, T) == pytest.approx(0.298371109, abs=6e-10)
    for layer, (d_weights, _) in zip(net.layers, net.gradients(X, T), strict=True):
        layer.weights = layer.weights - 0.5 * d_weights
    np.testing.assert_allclose(net.layers[0].weights, [[0.149780716, 0.19956143], [0.24975114, 0.29950229]], atol=6e-9)
    np.testing.assert_allclose(
        net.layers[1].weights, [[0.35891648, 0.408666186], [0.511301270, 0.561370121]], atol=6e-9
    )


def test_xor_of_goodfellow():
    # Goodfellow, Bengio and Courville, "Deep Learning" (2016), section 6.1
    net = given_net(([[1, 1], [1, 1]], [0, -1]), ([[1, -2]], [0]), hidden="relu", output="identity")
    np.testing.assert_array_equal(net.activations(XOR)[1], [[0, 0], [1, 0], [1, 0], [2, 1]])
    np.testing.assert_array_equal(net.forward(XOR), [[0], [1], [1], [0]])


def test_same_value_of_ng():
    # Andrew Ng, "Machine Learning" (Coursera 2011), lecture 8: x1 XNOR x2 from AND, "neither" and OR
    net = given_net(([[20, 20], [-20, -20]], [-30, 10]), ([[20, 20]], [-10]), hidden="sigmoid", output="sigmoid")
    np.testing.assert_allclose(net.activations(XOR)[1], [[0, 1], [0, 0], [0, 0], [1, 0]], atol=5e-5)
    np.testing.assert_allclose(net.forward(XOR), [[1], [0], [0], [1]], atol=5e-5)
    np.testing.assert_array_equal(net.predict(XOR), [[1], [0], [0], [1]])
    assert net.accuracy(XOR, [[1], [0], [0], [1]]) == 1


# Extremes


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("right", [True, False])
@pytest.mark.parametrize("output", ["softmax", "sigmoid"])
def test_logits_of_ten_thousand_cost_exactly_what_they_should(output, right, dtype):
    net = given_net((np.eye(2), [0, 0]), output=output)
    X = np.array([[1e4, -1e4]], dtype)
    T = np.array([[1, 0] if right else [0, 1]], dtype)
    assert net.loss(X, T) == (0 if right else 2e4)  # softmax: the gap between the two; sigmoid: twice 1e4
    np.testing.assert_array_equal(net.forward(X), [[1, 0]])
    delta = net.forward(X) - T
    assert_same_gradients(net.gradients(X, T), [(delta.T @ X, delta[0])])


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("hidden", HIDDEN)
@for_every_goal
def test_outputs_loss_and_gradients_stay_finite_for_huge_inputs(output, loss, hidden, dtype):
    net = new_net([2, 3, 2], hidden, output, loss)
    X = np.array([[1e4, -1e4], [-1e4, -1e4], [0, 1e4]], dtype)
    T = np.array([[1, 0], [0, 1], [0, 1]], dtype)
    assert np.isfinite(net.forward(X)).all()
    assert np.isfinite(net.loss(X, T))
    assert all(np.isfinite(g).all() for g in flat(net.gradients(X, T)))


@pytest.mark.parametrize("output", ["softmax", "sigmoid", "identity"])
def test_an_empty_batch_has_empty_outputs_and_no_loss(output):
    net = new_net([3, 4, 2], output=output)
    nothing = np.zeros((0, 3)), np.zeros((0, 2))
    assert [h.shape for h in net.activations(nothing[0])] == [(0, 3), (0, 4), (0, 2)]
    for call in (net.loss, net.gradients, net.accuracy):
        with pytest.raises(ValueError, match=re.escape("X: expected at least one example, got shape (0, 3)")):
            call(*nothing)


# Types of numbers


@pytest.mark.parametrize(
    ("given_type", "dtype"),
    [
        (np.float32, np.float32),
        (np.float64, np.float64),
        (np.float16, np.float64),
        (np.longdouble, np.float64),
        (np.int64, np.float64),
        (bool, np.float64),
    ],
)
@pytest.mark.parametrize("hidden", HIDDEN)
@for_every_goal
def test_results_have_the_dtype_of_the_inputs(output, loss, hidden, given_type, dtype):
    net = new_net([2, 3, 2], hidden, output, loss)  # its weights are float64
    X, T = np.eye(2, dtype=given_type), np.eye(2)
    assert [h.dtype for h in net.activations(X)] == [dtype] * 3
    assert net.forward(X).dtype == dtype
    assert {g.dtype for g in flat(net.gradients(X, T))} == {np.dtype(dtype)}
    assert type(net.loss(X, T)) is float
    net.cast(np.float32)
    assert net.forward(X).dtype == dtype


def test_lists_of_whole_numbers_are_computed_in_float64():
    net = new_net([2, 3, 2])
    assert net.forward([[0, 1]]).dtype == np.float64
    np.testing.assert_array_equal(net.forward([[0, 1]]), net.forward([[0.0, 1.0]]))
    assert net.loss([[0, 1]], [[0, 1]]) == net.loss([[0.0, 1.0]], [[0.0, 1.0]])


def test_float32_results_are_those_of_float64_to_its_precision(random_batch):
    net = new_net([3, 5, 4])
    X, T = random_batch(net, 20)
    small = X.astype(np.float32), T.astype(np.float32)
    np.testing.assert_allclose(net.forward(small[0]), net.forward(X), rtol=1e-5)
    assert net.loss(*small) == pytest.approx(net.loss(X, T), rel=1e-5)
    assert_same_gradients(net.gradients(*small), net.gradients(X, T), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("dtype", [int, np.float16, np.longdouble])
def test_cast_refuses_other_types(dtype):
    with pytest.raises(ValueError, match=f"dtype: expected float32 or float64, got {np.dtype(dtype)}"):
        new_net([2, 3, 2]).cast(dtype)


def test_cast_turns_every_parameter_or_none():
    net = new_net([2, 3, 2])
    net.cast(np.float32)
    assert {p.dtype for p in net.parameters} == {np.dtype(np.float32)}
    net.cast(np.float64)
    net.layers[1].bias = [1e300, 0]
    with pytest.raises(ValueError, match=re.escape("layers[1].bias: expected finite numbers, got inf at index (0,)")):
        net.cast(np.float32)
    assert {p.dtype for p in net.parameters} == {np.dtype(np.float64)}


# Laws that hold for every net

nets = st.builds(
    lambda sizes, hidden, goal, seed: new_net(sizes, hidden, *goal, seed),
    st.lists(st.integers(1, 5), min_size=2, max_size=5),
    st.sampled_from(HIDDEN),
    st.sampled_from(GOALS),
    st.integers(0, 99),
)


@modest
@given(net=nets, N=st.integers(0, 6))
def test_every_layer_puts_out_one_row_for_each_example(net, N):
    X = np.random.default_rng(N).normal(size=(N, net.sizes[0]))
    activations = net.activations(X)
    assert [h.shape for h in activations] == [(N, units) for units in net.sizes]
    np.testing.assert_array_equal(activations[0], X)
    np.testing.assert_array_equal(activations[-1], net.forward(X))


@modest
@given(net=nets, N=st.integers(1, 6))
def test_gradients_and_loss_of_a_batch_are_the_means_of_its_examples(random_batch, net, N):
    X, T = random_batch(net, N)
    each = [(X[n : n + 1], T[n : n + 1]) for n in range(N)]
    np.testing.assert_allclose(net.loss(X, T), np.mean([net.loss(*one) for one in each]), rtol=1e-12, atol=1e-14)
    means = [
        tuple(np.mean(arrays, axis=0) for arrays in zip(*layer, strict=True))
        for layer in zip(*(net.gradients(*one) for one in each), strict=True)
    ]
    assert_same_gradients(net.gradients(X, T), means, rtol=1e-10, atol=1e-13)


@modest
@given(net=nets, N=st.integers(2, 6), data=st.data())
def test_the_order_of_the_examples_does_not_matter(random_batch, net, N, data):
    X, T = random_batch(net, N)
    order = data.draw(st.permutations(range(N)))
    np.testing.assert_allclose(net.forward(X[order]), net.forward(X)[order], rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(net.loss(X[order], T[order]), net.loss(X, T), rtol=1e-12, atol=1e-14)
    assert_same_gradients(net.gradients(X[order], T[order]), net.gradients(X, T), rtol=1e-10, atol=1e-13)


@modest
@given(net=nets, N=st.integers(1, 4))
def test_a_small_step_against_the_gradient_lowers_the_loss_as_predicted(random_batch, net, N):
    X, T = random_batch(net, N)
    before, gradients, eta = net.loss(X, T), flat(net.gradients(X, T)), 1e-7
    for p, g in zip(net.parameters, gradients, strict=True):
        p -= eta * g
    predicted = eta * sum((g**2).sum() for g in gradients)
    np.testing.assert_allclose(before - net.loss(X, T), predicted, rtol=1e-3, atol=1e-13)


@modest
@given(net=nets, N=st.integers(1, 4))
def test_no_call_changes_the_net_or_the_data(random_batch, net, N):
    X, T = random_batch(net, N)
    arrays = [X, T, *net.parameters]
    before = [a.tobytes() for a in arrays]
    net.forward(X), net.loss(X, T), net.gradients(X, T), net.copy().cast(np.float32), repr(net)
    assert [a.tobytes() for a in arrays] == before


# Layers


def test_weight_j_i_leads_from_input_i_to_unit_j():
    layer = Layer(3, 2, identity, np.random.default_rng(0))
    layer.weights, layer.bias = [[1, 10, 100], [0, 0, 1]], [0.5, -0.5]
    np.testing.assert_array_equal(layer.pre_activation(np.array([[1.0, 2.0, 3.0]])), [[321.5, 2.5]])
    np.testing.assert_array_equal(layer.forward(np.array([[1.0, 2.0, 3.0]])), [[321.5, 2.5]])
    assert repr(layer) == "Layer(3 -> 2 identity)"


def test_forward_of_a_layer_applies_its_activation():
    layer = Layer(3, 2, sigmoid, np.random.default_rng(0))
    X = np.random.default_rng(1).normal(size=(4, 3))
    np.testing.assert_allclose(layer.forward(X), 1 / (1 + np.exp(-(X @ layer.weights.T))), rtol=1e-13)


def test_a_layer_takes_inputs_of_whole_numbers():
    layer = Layer(3, 2, identity, np.random.default_rng(0))
    np.testing.assert_array_equal(layer.forward(np.array([[1, 2, 3]])), layer.forward(np.array([[1.0, 2.0, 3.0]])))


@pytest.mark.parametrize("name", ["weights", "bias"])
def test_setting_parameters_copies_them(name):
    layer = MLP([3, 2]).layers[0]
    mine = np.ones(getattr(layer, name).shape)
    setattr(layer, name, mine)
    mine[...] = 99
    assert (getattr(layer, name) == 1).all()


@pytest.mark.parametrize(
    ("name", "value", "error", "message"),
    [
        (
            "weights",
            np.ones((3, 2)),
            ValueError,
            "weights: expected shape (2, 3), got (3, 2) (weights are (units, inputs))",
        ),
        ("weights", np.ones(6), ValueError, "weights: expected shape (2, 3), got (6,) (weights are (units, inputs))"),
        ("weights", 1.0, ValueError, "weights: expected shape (2, 3), got ()"),
        ("weights", [[1, 2, 3], [4, 5]], ValueError, "weights: expected rows of equal length, got a ragged list"),
        ("weights", [["a"] * 3] * 2, TypeError, "weights: expected numbers, got text"),
        (
            "weights",
            [[0, 0, 0], [0, np.nan, 0]],
            ValueError,
            "weights: expected finite numbers, got nan at index (1, 1) (1",
        ),
        ("bias", np.ones((1, 2)), ValueError, "bias: expected shape (2,), got (1, 2)"),
        ("bias", 0.0, ValueError, "bias: expected shape (2,), got ()"),
        ("bias", [0, -np.inf], ValueError, "bias: expected finite numbers, got -inf at index (1,) (1 such of 2)"),
    ],
)
def test_parameters_that_do_not_fit_are_refused_and_the_old_ones_kept(name, value, error, message):
    layer = MLP([3, 2]).layers[0]
    before = getattr(layer, name).copy()
    with pytest.raises(error, match=re.escape(message)):
        setattr(layer, name, value)
    np.testing.assert_array_equal(getattr(layer, name), before)


# Making nets


def test_the_seed_decides_the_weights():
    weights = [MLP([3, 4, 2], seed=seed).layers[1].weights for seed in (7, 7, 8, np.random.default_rng(7))]
    np.testing.assert_array_equal(weights[0], weights[1])
    np.testing.assert_array_equal(weights[0], weights[3])
    assert (weights[0] != weights[2]).all()


def test_a_generator_goes_on_from_net_to_net():
    rng = np.random.default_rng(0)
    first, second = MLP([3, 2], seed=rng), MLP([3, 2], seed=rng)
    assert (first.layers[0].weights != second.layers[0].weights).all()


@pytest.mark.parametrize(("hidden", "variance"), [("relu", 2 / 200), ("tanh", 1 / 200), ("sigmoid", 1 / 200)])
def test_first_weights_are_normal_with_the_documented_variance_and_biases_0(hidden, variance):
    net = MLP([200, 500, 50], hidden=hidden)  # other units than inputs, so that 1 / units would show
    weights = net.layers[0].weights.ravel()
    assert weights.mean() == pytest.approx(0, abs=4 * np.sqrt(variance / weights.size))
    assert weights.var() == pytest.approx(variance, rel=4 * np.sqrt(2 / weights.size))
    assert (np.abs(weights) < np.sqrt(variance)).mean() == pytest.approx(0.6827, abs=0.01)  # a normal's share
    assert net.layers[1].weights.var() == pytest.approx(1 / 500, rel=4 * np.sqrt(2 / 25000))
    assert all((layer.bias == 0).all() for layer in net.layers)


@pytest.mark.parametrize(
    ("sizes", "n", "text"),
    [
        ([3, 2], 8, "MLP(3 -> 2 softmax; loss cross_entropy, 8 parameters)"),
        ([3, 4, 2], 26, "MLP(3 -> 4 tanh -> 2 softmax; loss cross_entropy, 26 parameters)"),
        ((1, 1, 1, 1), 6, "MLP(1 -> 1 tanh -> 1 tanh -> 1 softmax; loss cross_entropy, 6 parameters)"),
        (np.array([2, 3]), 9, "MLP(2 -> 3 softmax; loss cross_entropy, 9 parameters)"),
    ],
    ids=str,
)
def test_sizes_number_of_parameters_and_repr(sizes, n, text):
    net = MLP(sizes)
    assert net.sizes == list(sizes)
    assert net.n_parameters == n == sum(p.size for p in net.parameters)
    assert repr(net) == text


def test_parameters_are_the_arrays_of_the_layers_themselves():
    net = MLP([3, 4, 2])
    owners = [array for layer in net.layers for array in (layer.weights, layer.bias)]
    assert all(p is array for p, array in zip(net.parameters, owners, strict=True))


@pytest.mark.parametrize(
    ("output", "loss"),
    {"softmax": "cross_entropy", "sigmoid": "binary_cross_entropy", "identity": "squared_error"}.items(),
)
def test_default_loss_matches_the_output(output, loss):
    assert MLP([2, 2], output=output).loss_function.name == loss


def test_hidden_names_one_activation_or_one_for_each_layer():
    assert [layer.activation.name for layer in MLP([2, 3, 4, 2], hidden="relu").layers] == ["relu", "relu", "softmax"]
    assert [layer.activation.name for layer in MLP([2, 3, 4, 2], hidden=["relu", "sigmoid"]).layers] == [
        "relu",
        "sigmoid",
        "softmax",
    ]


def test_a_copy_is_independent_both_ways():
    net = new_net([2, 3, 2])
    twin = net.copy()
    before = net.forward(np.eye(2))
    np.testing.assert_array_equal(twin.forward(np.eye(2)), before)
    for p in twin.parameters:
        p += 1
    np.testing.assert_array_equal(net.forward(np.eye(2)), before)
    after = twin.forward(np.eye(2))
    net.layers[0].weights = np.zeros((3, 2))
    np.testing.assert_array_equal(twin.forward(np.eye(2)), after)
    assert repr(twin) == repr(net)


# Decisions


def test_decisions_of_softmax_outputs():
    net = given_net((np.eye(3), np.zeros(3)), output="softmax")
    X = np.array([[0.1, 0.3, 0.2], [5, -5, 0], [0, 0, 1], [0, 0, 1]])
    np.testing.assert_array_equal(net.predict(X), [1, 0, 2, 2])
    assert net.accuracy(X, np.eye(3)[[1, 0, 2, 0]]) == 0.75
    assert net.accuracy(X, [[0.3, 0.4, 0.3]] * 4) == 0.25  # shares: the largest counts


def test_decisions_of_sigmoid_outputs():
    net = given_net((np.eye(2), np.zeros(2)), output="sigmoid")
    X = np.array([[-1.0, 1.0], [0.0, -0.1]])  # an output of exactly 1/2 counts as yes
    np.testing.assert_array_equal(net.predict(X), [[0, 1], [1, 0]])
    assert net.accuracy(X, [[0, 1], [1, 1]]) == 0.75
    assert net.accuracy(X, [[0.2, 0.9], [0.5, 0.6]]) == 0.75


def test_decisions_are_whole_numbers():
    for output in ("softmax", "sigmoid"):
        assert MLP([2, 2], output=output).predict(np.eye(2)).dtype.kind == "i"


def test_linear_outputs_decide_nothing():
    net = MLP([2, 1], output="identity")
    message = re.escape("output: expected 'softmax' or 'sigmoid' for a decision between classes, got 'identity'")
    with pytest.raises(ValueError, match=message):
        net.predict([[1, 2]])
    with pytest.raises(ValueError, match=message):
        net.accuracy([[1, 2]], [[1]])


# Bad input


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"sizes": 3}, TypeError, "sizes: expected a list such as [3, 4, 2], inputs first, got 3"),
        ({"sizes": "34"}, TypeError, "sizes: expected a list such as [3, 4, 2], inputs first, got '34'"),
        ({"sizes": [3]}, ValueError, "sizes: expected at least two numbers, inputs and outputs, got [3]"),
        ({"sizes": [3, 0]}, ValueError, "sizes[1]: expected a whole number of at least 1, got 0"),
        ({"sizes": [-1, 2]}, ValueError, "sizes[0]: expected a whole number of at least 1, got -1"),
        ({"sizes": [3, 2.0]}, TypeError, "sizes[1]: expected a whole number of at least 1, got 2.0"),
        ({"sizes": [3, True]}, TypeError, "sizes[1]: expected a whole number of at least 1, got True"),
        (
            {"hidden": "step"},
            ValueError,
            "hidden: expected one of 'sigmoid', 'tanh', 'relu', 'identity', 'softmax', got 'step'",
        ),
        (
            {"hidden": None},
            ValueError,
            "hidden: expected one of 'sigmoid', 'tanh', 'relu', 'identity', 'softmax', got None",
        ),
        (
            {"hidden": ["tanh"] * 2},
            ValueError,
            "hidden: expected one name, or one for each of the 1 hidden layers, got 'tanh', 'tanh'",
        ),
        (
            {"hidden": ["step"]},
            ValueError,
            "hidden[0]: expected one of 'sigmoid', 'tanh', 'relu', 'identity', 'softmax', got 'step'",
        ),
        ({"output": "tanh"}, ValueError, "output: expected one of 'softmax', 'sigmoid', 'identity', got 'tanh'"),
        ({"output": 1}, ValueError, "output: expected one of 'softmax', 'sigmoid', 'identity', got 1"),
        (
            {"loss": "hinge"},
            ValueError,
            "loss: expected one of 'squared_error', 'binary_cross_entropy', 'cross_entropy', got 'hinge'",
        ),
        ({"seed": -1}, ValueError, "seed: expected a whole number of at least 0 or a numpy Generator, got -1"),
        ({"seed": 1.5}, ValueError, "seed: expected a whole number of at least 0 or a numpy Generator, got 1.5"),
        ({"seed": None}, ValueError, "seed: expected a whole number of at least 0 or a numpy Generator, got None"),
    ],
    ids=str,
)
def test_bad_descriptions_of_a_net_are_refused(arguments, error, message):
    with pytest.raises(error, match=re.escape(message)):
        MLP(**{"sizes": [3, 4, 2], **arguments})


@pytest.mark.parametrize(
    ("output", "loss"),
    sorted(
        set(
            itertools.product(
                ["softmax", "sigmoid", "identity"], ["cross_entropy", "binary_cross_entropy", "squared_error"]
            )
        )
        - set(GOALS)
    ),
)
def test_a_loss_that_does_not_go_with_the_output_is_refused(output, loss):
    matching = dict(reversed(GOALS))[output]
    message = f"loss: expected '{matching}' or 'squared_error' for {output} outputs, got '{loss}'"
    with pytest.raises(ValueError, match=re.escape(message)):
        MLP([2, 2], output=output, loss=loss)


BAD_INPUTS = [
    ([0.0, 1.0, 2.0], ValueError, "X: expected shape (N, 3), got (3,); make one example a row: X[None, :]"),
    (np.ones((2, 4)), ValueError, "X: expected shape (N, 3), got (2, 4)"),
    (np.ones((2, 3, 1)), ValueError, "X: expected shape (N, 3), got (2, 3, 1)"),
    (1.0, ValueError, "X: expected shape (N, 3), got ()"),
    ([[0, 1, np.nan], [0, 1, np.nan]], ValueError, "X: expected finite numbers, got nan at index (0, 2) (2 such of 6)"),
    ([[0, 1, 2], [0, -np.inf, 2]], ValueError, "X: expected finite numbers, got -inf at index (1, 1) (1 such of 6)"),
    ([[0, 1, 2], [0, 1]], ValueError, "X: expected rows of equal length, got a ragged list"),
    ([["a", "b", "c"]] * 2, TypeError, "X: expected numbers, got text"),
    ([[None] * 3] * 2, TypeError, "X: expected numbers, got an array of Python objects"),
]
BAD_TARGETS = [
    ("softmax", [0, 1], ValueError, "T: expected shape (2, 2), got (2,); for class labels use one_hot(labels, 2)"),
    ("softmax", np.eye(2)[:1], ValueError, "T: expected shape (2, 2), got (1, 2)"),
    ("softmax", np.eye(3)[:2], ValueError, "T: expected shape (2, 2), got (2, 3)"),
    ("softmax", [[0, 1], [1]], ValueError, "T: expected rows of equal length, got a ragged list"),
    ("softmax", [["a", "b"]] * 2, TypeError, "T: expected numbers, got text"),
    ("softmax", ["a", "b"], TypeError, "T: expected numbers, got text; for class labels use one_hot(labels, 2)"),
    (
        "softmax",
        [[0], [1]],
        ValueError,
        "T: expected shape (2, 2), got (2, 1); for class labels use one_hot(labels.r",
    ),
    ("softmax", [[0, 1], [np.nan, 1]], ValueError, "T: expected finite numbers, got nan at index (1, 0) (1 such of 4)"),
    ("softmax", [[0, 1], [-1, 2]], ValueError, "T: expected numbers from 0 to 1, got -1 at index (1, 0)"),
    (
        "softmax",
        [[0, 1], [0.5, 0.6]],
        ValueError,
        "T: expected rows that add up to 1 (one-hot targets), got a sum of 1.1 in row 1",
    ),
    ("sigmoid", [[0, 1], [0, 1.5]], ValueError, "T: expected numbers from 0 to 1, got 1.5 at index (1, 1)"),
    (
        "identity",
        [[0, 1], [0, np.inf]],
        ValueError,
        "T: expected finite numbers, got inf at index (1, 1) (1 such of 4)",
    ),
]


@pytest.mark.parametrize(("X", "error", "message"), BAD_INPUTS)
def test_bad_inputs_are_refused(X, error, message):
    net, T = MLP([3, 4, 2]), np.eye(2)
    calls = [
        lambda: net.forward(X),
        lambda: net.activations(X),
        lambda: net.predict(X),
        lambda: net.loss(X, T),
        lambda: net.gradients(X, T),
        lambda: net.accuracy(X, T),
    ]
    for call in calls:
        with pytest.raises(error, match=re.escape(message)):
            call()


@pytest.mark.parametrize(("output", "T", "error", "message"), BAD_TARGETS)
def test_bad_targets_are_refused(output, T, error, message):
    net, X = MLP([3, 4, 2], output=output), np.ones((2, 3))
    for call in (net.loss, net.gradients, net.accuracy):
        with pytest.raises(error, match=re.escape(message)):
            call(X, T)


def test_targets_in_a_row_for_a_net_of_one_output_are_to_be_a_column():
    message = "T: expected shape (2, 1), got (2,); make it a column: T[:, None]"
    with pytest.raises(ValueError, match=re.escape(message)):
        MLP([3, 1], output="sigmoid").loss(np.ones((2, 3)), [0, 1])


def test_check_data_names_the_arguments_as_told_and_gives_both_one_dtype():
    net = MLP([3, 2])
    X, T = net.check_data(np.ones((2, 3), np.float32), [[0, 1], [1, 0]])
    assert X.dtype == T.dtype == np.float32
    for data, name in (((np.ones(3), np.eye(2)), "mine"), ((np.ones((2, 3)), np.eye(3)), "yours")):
        with pytest.raises(ValueError, match=f"^{name}: expected shape"):
            net.check_data(*data, names=("mine", "yours"))


def test_targets_beyond_the_range_of_the_inputs_type_are_refused():
    with pytest.raises(ValueError, match="T: expected finite numbers"):
        MLP([1, 1], output="identity").loss(np.ones((1, 1), np.float32), [[1e300]])
