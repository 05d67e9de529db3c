"""Which explanation a wrong answer gets: one that explains every call and is told apart from its rivals."""

import numpy as np
import pytest

from lecture_nn.checks import Exercise, load_exercise
from lecture_nn.checks.expect import expect_close
from lecture_nn.checks.turns import load_turn


def told(exercise, name, wrong):
    """What is said to a wrong function, check by check."""
    results = exercise.grade({name: wrong}).results
    wrong = [result for result in results if result.status == "wrong"]
    assert wrong
    return [result.misunderstanding.hint if result.misunderstanding else "" for result in wrong], wrong


def first(exercise, name, wrong):
    return told(load_exercise(exercise), name, wrong)[0][0]


def softmax(Z):
    e = np.exp(Z - Z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def losses(Z, T):
    return -(T * np.log(softmax(Z))).sum(axis=1)


@pytest.mark.parametrize(
    ("activation", "said"),
    [
        (np.tanh, "tanh"),
        (lambda z: np.maximum(z, 0), "ReLU"),
        (lambda z: float(z > 0), "0 and 1"),
        (lambda z: 0.0, "is 0 whatever the arguments"),
        (lambda z: z, "pre-activation"),
    ],
)
def test_functions_that_agree_in_the_first_call_are_asked_again(activation, said):
    """The first example of the check has z = 0."""
    hint = first("neuron", "neuron", lambda x, weights, bias: activation(np.dot(x, weights) + bias))
    assert said.lower() in hint.lower() or (said == "0 and 1" and "threshold" in hint)
    assert ("pre-activation z" in hint) == (said == "pre-activation")


def test_what_is_not_a_number_everywhere_explains_nothing_by_itself():
    hint = first("softmax", "cross_entropy", lambda Z, T: -(T * np.log(Z)).sum(axis=1).mean())
    assert "logits" in hint
    assert "overflow" not in hint


@pytest.mark.parametrize(
    ("exercise", "name", "wrong", "said"),
    [
        ("softmax", "cross_entropy", lambda Z, T: losses(Z, T)[-1], "the last example"),
        ("softmax", "softmax", lambda Z: softmax(Z).T, "transpose"),
        ("softmax", "softmax", lambda Z: np.round(softmax(Z), 3), "rounded to 3 decimals"),
        ("softmax", "softmax", lambda Z: 100 * softmax(Z), "percent"),
        ("softmax", "gradient", lambda Z, T: 3 * (softmax(Z) - T) / len(Z), "3 times what it should be"),
        ("single_layer_backprop", "delta_z", lambda o, t: (t - o) * o * (1 - o), "sign"),
        ("optimizers", "n_steps", lambda N, B, epochs: -(-N // B) * epochs + 1, "by exactly 1"),
    ],
)
def test_what_can_be_seen_from_outside(exercise, name, wrong, said):
    assert said in first(exercise, name, wrong)


def test_a_factor_that_could_be_two_things_is_told_apart_by_other_sizes():
    """In the exercise all examples have two inputs: half as large isn't the same as divided by their number."""
    turn = load_turn("delta_hidden")
    hint = told(turn, "delta_hidden", lambda delta_z, W: delta_z @ W / W.shape[0])[0][0]
    assert "average over the outputs" in hint


def test_what_fits_one_call_only_is_no_explanation():
    calls = []

    def at_random(Z):
        calls.append(Z)
        return softmax(Z).T if len(calls) == 1 else 2 * softmax(Z)

    hints, _ = told(load_exercise("softmax"), "softmax", at_random)
    assert not any("transpose" in hint for hint in hints)


def test_where_nothing_fits_there_is_a_smaller_case_without_its_answer():
    def wrong(x, weights, bias):
        return 1 / (1 + np.exp(-2 * np.sin(np.dot(x, weights)) - bias))

    hints, results = told(load_exercise("neuron"), "neuron", wrong)
    assert hints[0] == ""
    assert "Try a smaller case by hand: with x = [" in results[0].found
    assert results[0].found.endswith("What should it return?")


def test_the_first_wrong_entry_has_a_meaning():
    def wrong(Z):
        P = softmax(Z)
        P[1] = 0.3
        return P

    _, results = told(load_exercise("softmax"), "softmax", wrong)
    assert "row 1 is example 1, column 0 is class 0" in results[0].found


def test_an_instructors_own_exercise_is_seen_from_outside_for_free():
    own = Exercise("own")

    @own.reference
    def total(x, scale):
        """Return the sum of x, shape (n,), times scale."""
        return scale * np.sum(x)

    @own.check("The sum", points=1, row="L01", hint="add")
    def check(s):
        for n in (3, 5):
            x = np.random.default_rng(n).normal(size=n)
            expect_close("total(x, scale)", s.total(x, 0.3), total(x, 0.3))

    hints, _ = told(own, "total", lambda x, scale: np.sum(x))
    assert "scale" in hints[0]
    hints, _ = told(own, "total", lambda x, scale: -scale * np.sum(x))
    assert "sign" in hints[0]


def test_a_right_answer_is_not_asked_again():
    counted = []

    def counting(Z):
        counted.append(1)
        return softmax(Z)

    exercise = load_exercise("softmax")
    exercise.grade({"softmax": counting})
    asked = len(counted)
    counted.clear()
    exercise.grade({"softmax": counting}, explain=False)
    assert len(counted) == asked


def test_an_answer_that_hangs_when_it_is_asked_again_is_wrong_all_the_same(monkeypatch):
    monkeypatch.setattr("lecture_nn.checks.answers.AGAIN", 0.05)
    calls = []

    def hangs(x, weights, bias):
        calls.append(1)
        while len(calls) > 1:
            pass
        return 0.9

    result = load_exercise("neuron").grade({"neuron": hangs}).results[0]
    assert result.status == "wrong"


@pytest.mark.parametrize(
    ("exercise", "name", "value", "said"),
    [
        ("weight_decay", "gradient_of_loss", "0.06", "in quotes"),
        ("activations", "can_die", "c: ReLU", "more than the letter"),
        ("activations", "can_die", ["c"], "is in a list"),
    ],
)
def test_a_right_value_in_another_form_is_told_so(exercise, name, value, said):
    assert said in first(exercise, name, value)


@pytest.mark.parametrize("form", [float, lambda n: [n], lambda n: np.array([n]), np.float32])
def test_a_number_in_brackets_counts_as_this_number_in_every_exercise(form):
    results = load_exercise("model_selection").grade({"networks_trained": form(51), "unbiased": "c"}).results
    assert [result.check.title for result in results if result.passed] == ["What it costs, and what can be trusted"]


def test_several_results_in_a_dictionary_are_recognized():
    def wrong(X, T, W, b):
        o = 1 / (1 + np.exp(-(X @ W.T + b)))
        delta = (o - T) * o * (1 - o)
        return {"d_weights": delta.T @ X, "d_bias": delta.sum(axis=0)}

    assert "dictionary" in first("single_layer_backprop", "gradient_of_sum", wrong)


def stop_early_below_0(losses, patience):
    best, lowest = 0, 0
    for n, loss in enumerate(losses):
        if loss < lowest:
            best, lowest = n, loss
        if n - best >= patience:
            return best + 1, n + 1
    return best + 1, len(losses)


def dead_fraction_with_one_flag(H):
    dead, alive = 0, False
    for j in range(H.shape[1]):
        alive = alive or (H[:, j] != 0).any()
        dead += not alive
    return dead / H.shape[1]


def gradients_by_inputs(X, T, V, v0, W, w0):
    H = np.tanh(X @ V.T + v0)
    delta = (H @ W.T + w0 - T) / len(X[0])
    below = delta @ W * (1 - H**2)
    return below.T @ X, below.sum(axis=0), delta.T @ H, delta.sum(axis=0)


def tanh_everywhere(weights, biases, X):
    h = [X]
    for W, b in zip(weights, biases, strict=True):
        h.append(np.tanh(h[-1] @ W.T + b))
    return h


def one_bias_for_a_layer(D, K, budget):
    return (budget - 2) // (D + K)


def smallest_pair(decays, training, validation, test):
    return min(zip(decays, test, strict=True))


@pytest.mark.parametrize(
    ("exercise", "name", "wrong", "said", "never"),
    [
        ("model_selection", "stop_early", stop_early_below_0, "starts at 0", "off by one"),
        ("monitoring", "dead_fraction", dead_fraction_with_one_flag, "isn't reset", "median"),
        ("multi_layer_backprop", "gradients", gradients_by_inputs, "the columns of X", "too early"),
        ("debug_the_trainer", "forward", tanh_everywhere, "the last one included", "alike"),
        ("forward_pass", "most_hidden_units", one_bias_for_a_layer, "one bias for a whole layer", "another number"),
        ("model_selection", "choose", smallest_pair, "smallest entry of decays", "in place of validation"),
    ],
)
def test_what_agrees_by_chance_is_not_named(exercise, name, wrong, said, never):
    hint = first(exercise, name, wrong)
    assert said in hint
    assert never not in hint


def without_the_input(weights, biases, X):
    h = []
    for n, (W, b) in enumerate(zip(weights, biases, strict=True)):
        X = X @ W.T + b
        h.append(X if n + 1 == len(weights) else np.tanh(X))
        X = h[-1]
    return h


def upper_gradients_alone_added_up(X, T, V, v0, W, w0):
    H = np.tanh(X @ V.T + v0)
    delta = (H @ W.T + w0 - T) / len(X)
    below = delta @ W * (1 - H**2)
    return np.outer(below[-1], X[-1]), below[-1], delta.T @ H, delta.sum(axis=0)


def sums_first(X, T, W, b):
    o = 1 / (1 + np.exp(-(X @ W.T + b)))
    delta = (o - T) * o * (1 - o)
    return np.outer(delta.sum(axis=0), X.mean(axis=0)), delta.sum(axis=0)


def softmax_of_everything(Z, T):
    e = np.exp(Z - Z.max())
    return (e / e.sum() - T) / len(Z)


def length_by_std(before, after):
    return np.std(after - before) / np.std(before)


@pytest.mark.parametrize(
    ("exercise", "name", "wrong", "said"),
    [
        (
            "neuron",
            "neuron_batch",
            lambda X, w, b: 1 / (1 + np.exp(-np.cumsum(X @ w) - b)),
            "isn't reset when the next row or column begins",
        ),
        ("debug_the_trainer", "forward", without_the_input, "lacks its first entry"),
        ("multi_layer_backprop", "gradients", upper_gradients_alone_added_up, "only the last example counts"),
        ("single_layer_backprop", "gradient_of_sum", sums_first, "you average the inputs"),
        ("softmax", "gradient", softmax_of_everything, "over the whole array"),
        (
            "optimizers",
            "momentum_step",
            lambda w, v, g, eta, c: (w - v - c * eta * g, v + c * eta * g),
            "the wrong one of two",
        ),
        ("monitoring", "update_ratio", length_by_std, "compare standard deviations"),
        ("multi_layer_backprop", "layers_needed", float("inf"), "is infinite"),
        ("activations", "can_die", "all of them", "a letter is asked for"),
        ("monitoring", "run_d", 0.002, "one of a few words"),
    ],
)
def test_what_is_left_over_from_loops_and_other_forms_is_recognized(exercise, name, wrong, said):
    assert said in first(exercise, name, wrong)


def forward_in_reverse(weights, h, T):
    d_weights, d_biases = [], []
    delta = (softmax(h[-1]) - T) / len(T)
    for n in reversed(range(len(weights))):
        d_weights.append(delta.T @ h[n])
        d_biases.append(delta.sum(axis=0))
        delta = (delta @ weights[n]) * (1 - h[n] ** 2)
    return d_weights, d_biases


def hidden_layers_alone(X, weights, biases):
    for W, b in zip(weights[:-1], biases[:-1], strict=True):
        z = X @ W.T + b
        X = np.tanh(z)
    return z


def gradient_in_integers(x, t, W, b):
    o = 1 / (1 + np.exp(-(W @ x + b)))
    delta = (o - t) * o * (1 - o)
    d_weights = np.zeros(W.shape, dtype=int)
    d_weights[:] = 0 * np.outer(delta, x)
    return d_weights, delta


def one_bias_gradient(X, T, V, v0, W, w0):
    H = np.tanh(X @ V.T + v0)
    delta = (H @ W.T + w0 - T) / len(X)
    below = delta @ W * (1 - H**2)
    return below.T @ X, np.full(v0.shape, below.sum()), delta.T @ H, np.full(w0.shape, delta.sum())


def upper_layer_alone_learns(X, T, V, v0, W, w0, eta):
    H = np.tanh(X @ V.T + v0)
    delta = (H @ W.T + w0 - T) / len(X)
    return V, v0, W - eta * delta.T @ H, w0 - eta * delta.sum(axis=0)


def crossed_with_targets(Z, T):
    return -(T.T @ np.log(softmax(Z))).sum() / len(Z)


def sizes_averaged_first(u):
    return float(np.mean(np.abs(u)) < 0.58)


def epsilon_outside_the_quotient(w, s, g, eta, rho, eps):
    s = rho * s + (1 - rho) * g**2
    with np.errstate(all="ignore"):
        return w - eta * (g / np.sqrt(s) + eps), s


def falls_instead(x, weights, bias):
    return 1 / (1 + np.exp(np.dot(x, weights) + bias))


def weights_learn_otherwise_and_biases_do_not(weights, biases, d_weights, d_biases, eta, decay):
    factor = 1 - eta * decay
    return [factor * (W - eta * d) for W, d in zip(weights, d_weights, strict=True)], [b.copy() for b in biases]


def nothing_below_a_hundred(z):
    z = np.asarray(z, dtype=float)
    with np.errstate(over="ignore"):
        return np.where(z > -100, 1 / (1 + np.exp(-z)), 0.0)


def ratio_of_itself(u):
    with np.errstate(invalid="ignore"):
        return np.where(u < 0, 0.0, u / u)


@pytest.mark.parametrize(
    ("exercise", "name", "wrong", "said", "never"),
    [
        ("weight_decay", "step", weights_learn_otherwise_and_biases_do_not, "in biases, you don't subtract", "lack"),
        ("activations", "sigmoid", nothing_below_a_hundred, "where it should be tiny", "leave out"),
        ("activations", "relu_derivative", ratio_of_itself, "isn't a number (nan) where u is 0", "logarithm"),
        ("debug_the_trainer", "backward", forward_in_reverse, "each of your lists is in reverse order", "minus"),
        ("forward_pass", "forward_deep", hidden_layers_alone, "the last layer is never applied", "minus"),
        ("single_layer_backprop", "gradient_of_example", gradient_in_integers, "holds integers", "0 everywhere"),
        ("multi_layer_backprop", "gradients", one_bias_gradient, "each of d_v0 and d_w0 has the same number", "nearly"),
        ("multi_layer_backprop", "step", upper_layer_alone_learns, "return V and v0 just as they were", "leave out"),
        ("softmax", "cross_entropy", crossed_with_targets, "a matrix product of the targets T", "keep an axis"),
        ("model_selection", "fraction_linear", sizes_averaged_first, "average the sizes", "alike"),
        ("optimizers", "rmsprop_step", epsilon_outside_the_quotient, "parentheses", "nan"),
        ("neuron", "neuron", falls_instead, "minus sign", "tanh"),
        ("neuron", "most_for_a_line", 0.75, "as a fraction does", "quarter"),
        ("monitoring", "dead_fraction", lambda H: (H == 0).all(axis=0).sum() // H.shape[1], "decimal point", "reset"),
        ("optimizers", "batches", lambda order, B: np.split(np.sort(order), range(B, len(order), B)), "sort", "shape"),
        (
            "activations",
            "sigmoid",
            lambda z: (1 + np.tanh(np.asarray(z) / 2)) / 2,
            "where it should be tiny",
            "leave out",
        ),
    ],
)
def test_what_a_tutor_would_say_is_preferred_to_what_explains_as_much(exercise, name, wrong, said, never):
    hint = first(exercise, name, wrong)
    assert said in hint
    assert never not in hint
