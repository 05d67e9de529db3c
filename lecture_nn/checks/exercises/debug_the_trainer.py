"""The checks of the exercise "debug the trainer" (lecture row L33).

Each check makes its own example, chosen so that only one of the bugs can show in it: a square network cannot crash,
symmetric weights hide a transpose, a single example hides a sum taken for a mean, activations of 0 hide the derivative
of tanh. So each bug is reported fixed or not whatever state the others are in. The last two checks look at the whole.
"""

from __future__ import annotations

import numpy as np

from lecture_nn.activations import softmax
from lecture_nn.checks import trainer
from lecture_nn.checks.answers import Answers
from lecture_nn.checks.exercise import Exercise
from lecture_nn.checks.expect import draws, expect_close, expect_list, numbers
from lecture_nn.checks.logits import targets
from lecture_nn.optimizers import GradientDescent

EXERCISE = Exercise("debug_the_trainer", given=("softmax",))

TAUGHT = {
    "forward": ("06_forward_pass", "What shape is everything?"),
    "cross_entropy": ("12_softmax_and_cross_entropy", "How surprised is the network?"),
    "backward": ("10_multi_layer_backprop", "From one example to any depth"),
    "step": ("08_loss_and_descent", "Training is a search"),
    "minibatches": ("14_optimizers", ""),
}
SMALL = 1e-6  # of absolute differences that pass: sums of float32 numbers are no more exact


@EXERCISE.check(
    "The output layer is linear",
    points=1,
    row="L33",
    hint="Experiment 1: the loss hardly changes when the weights grow. Print the largest entry of what forward returns "
    "last. Why is it never above 1, and which layers is tanh meant for?",
)
def output_is_linear(s: Answers) -> None:
    for rng in draws():
        net, weights, biases, X, _ = trainer.example(rng, [2, 5, 4, 3], N=6)
        h = expect_list("forward(...)", s.forward(weights, biases, X), 4)
        for l, expected in enumerate(trainer.activations(net, X)):
            expect_close(f"h[{l}] of forward", h[l], expected, atol=SMALL)
        other, V, v0, x, _ = trainer.example(rng, [2, 3, 3], N=4)  # with another number of layers
        came = expect_list("forward(...)", s.forward(V, v0, x), 3)
        for l, expected in enumerate(trainer.activations(other, x)):
            expect_close(f"h[{l}] of forward with two layers", came[l], expected, atol=SMALL)
        weights[-1] = 40 * weights[-1]  # tanh of what comes out is 1 for a computer, so it can't be undone
        h = expect_list("forward(...)", s.forward(weights, biases, X), 4)
        right = trainer.activations(net, X)[-2] @ weights[-1].T + biases[-1]
        expect_close("h[3] of forward with large weights in the last layer", h[3], right, atol=40 * SMALL)


@EXERCISE.check(
    "The loss is a finite mean, even when the network is confidently wrong",
    points=1,
    row="L33",
    hint="Experiment 1, with the largest weights: call cross_entropy with a probability of exactly 0. What is log(0), "
    "and what is 0 times that?",
)
def log_is_guarded(s: Answers) -> None:
    for rng in draws():
        P = softmax(rng.normal(size=(5, 3)))
        T = targets(rng, 5, 3)
        expected = -(T * np.log(P)).sum() / 5
        expect_close("cross_entropy of ordinary probabilities", s.cross_entropy(P, T), expected, rtol=1e-3)
    sure = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    right = _number("confidently right", s.cross_entropy(sure, sure))
    assert abs(right) < 5e-5, f"cross_entropy of a network that is confidently right: expected 0, got {right:.3g}"
    wrong = _number("confidently wrong", s.cross_entropy(sure, sure[::-1]))
    assert wrong > 10, f"cross_entropy of a network that is confidently wrong: expected a large number, got {wrong:.3g}"


def _number(how: str, got: object) -> float:
    what = f"cross_entropy of a network that is {how}"
    value = numbers(what, got, ())
    assert value.size == 1, f"{what}: expected one number, got an array of shape {value.shape}"
    assert np.isfinite(value).all(), f"{what}: expected a finite number, got {value.item()}"
    return float(value.item())


@EXERCISE.check(
    "The gradient is of the mean loss, whatever the batch size",
    points=1,
    row="L33",
    hint="Experiment 3: every entry is wrong by the same factor. Give backward a batch, then the same batch twice. "
    "The mean loss doesn't change. What does the gradient do?",
)
def gradient_is_of_the_mean(s: Answers) -> None:
    for rng in draws():
        net, weights, _, X, T = trainer.example(rng, [3, 3, 3], N=4)
        h = trainer.activations(net, X)
        delta = (softmax(h[-1]) - T) / 4
        d_weights, d_biases = trainer.lists(s.backward(weights, h, T), layers=2)
        expect_close("d_weights of the output layer, 4 examples", d_weights[1], delta.T @ h[1], atol=SMALL)
        expect_close("d_biases of the output layer, 4 examples", d_biases[1], delta.sum(axis=0), atol=SMALL)


@EXERCISE.check(
    "Every layer gets a gradient",
    points=1,
    row="L33",
    hint="Experiments 3 and 4: layer 0 has a gradient of 0 and never moves. Which values does the loop variable of "
    "backward take?",
)
def every_layer_is_visited(s: Answers) -> None:
    for rng in draws():
        net, weights, _, X, T = trainer.example(rng, [3, 3], N=1)
        h = trainer.activations(net, X)
        d_weights, d_biases = trainer.lists(s.backward(weights, h, T), layers=1)
        delta = softmax(h[-1]) - T
        expect_close("d_weights[0] of a network without a hidden layer", d_weights[0], delta.T @ X, atol=SMALL)
        expect_close("d_biases[0] of a network without a hidden layer", d_biases[0], delta[0], atol=SMALL)

        net, weights, _, X, T = trainer.example(rng, [3, 3, 3, 3], N=1)
        d_weights, _ = trainer.lists(s.backward(weights, trainer.activations(net, X), T), layers=3)
        for l, gradient in enumerate(d_weights):
            assert np.any(gradient), f"d_weights[{l}] of a network with 3 layers: expected a gradient, got zeros only"


@EXERCISE.check(
    "Error signals go back through the right weights",
    points=1,
    row="L33",
    hint="Experiment 3, with layers of different sizes: which product is refused, and what are the two shapes? Unit k "
    "passes its error signal on to unit j through weights[k, j], and the sum runs over k.",
)
def transpose_is_right(s: Answers) -> None:
    for rng in draws():
        _, weights, _, X, T = trainer.example(rng, [3, 3, 3, 3], N=1)
        silent = np.zeros((1, 3))  # tanh has derivative 1 at activation 0, in every layer: only the weights matter
        delta = softmax(silent) - T
        _, d_biases = trainer.lists(s.backward(weights, [X, silent, silent, silent], T), layers=3)
        expected = (delta @ weights[2])[0]
        expect_close("d_biases[1] where every derivative of tanh is 1", d_biases[1], expected, atol=SMALL)


@EXERCISE.check(
    "Each error signal is multiplied by the derivative of its own layer",
    points=1,
    row="L33",
    hint="Experiment 3: the output layer agrees, the layers below don't, and no factor explains it. Follow one pass of "
    "the loop on paper, for l = 2: which layer has the error signal just come down to, and where in h is that layer?",
)
def derivative_is_of_the_right_layer(s: Answers) -> None:
    for rng in draws():
        _, weights, _, X, T = trainer.example(rng, [3, 3, 3, 3], N=1)
        weights = [W + W.T for W in weights]  # a symmetric matrix is its own transpose: only the derivative matters
        h = [X, *(rng.uniform(-0.9, 0.9, size=(1, 3)) for _ in range(2)), rng.normal(size=(1, 3))]
        delta = softmax(h[3]) - T
        _, d_biases = trainer.lists(s.backward(weights, h, T), layers=3)
        expect_close("d_biases[1]", d_biases[1], ((delta @ weights[2]) * (1 - h[2] ** 2))[0], atol=SMALL)


@EXERCISE.check(
    "A step uses the gradient at the weights it started from",
    points=1,
    row="L33",
    hint="Experiment 4: the output layer moves as the gradient says, the layers below don't. Which weights does "
    "backward see when step comes to the second layer that it changes?",
)
def step_is_taken_at_once(s: Answers) -> None:
    for rng in draws():
        _, weights, biases, X, T = trainer.example(rng, [3, 3, 3, 3], N=5)
        eta = float(rng.uniform(0.1, 0.4))
        # The student's own passes are used, right or wrong: only the order of things is looked at here.
        h = trainer.arrays(s.forward(weights, biases, X))
        d_weights, d_biases = trainer.lists(s.backward(weights, h, T), layers=3)
        new_weights, new_biases = trainer.lists(s.step(weights, biases, X, T, eta), layers=3, what="step(...)")
        for l in reversed(range(3)):
            expected = weights[l] - eta * np.asarray(d_weights[l]), biases[l] - eta * np.asarray(d_biases[l])
            expect_close(f"weights[{l}] after a step", new_weights[l], expected[0], atol=SMALL)
            expect_close(f"biases[{l}] after a step", new_biases[l], expected[1], atol=SMALL)


@EXERCISE.check(
    "Every example keeps its own target",
    points=1,
    row="L33",
    hint="Experiment 5: the network learns from one batch of all examples, but not from mini-batches. Follow one "
    "example: in which row of which batch does it end up, and in which one does its target?",
)
def targets_stay_with_their_examples(s: Answers) -> None:
    for rng in draws():
        X, T = rng.normal(size=(50, 3)), targets(rng, 50, 4)
        batches = expect_list("minibatches(X, T, 16, seed=7), 50 examples", s.minibatches(X, T, 16, 7), 4)
        rows, neighbours = [], []
        for batch in batches:
            X_batch, T_batch = trainer.arrays(expect_list("a batch of minibatches", batch, 2))
            size = 2 if len(rows) == 48 else 16
            expect_close("the shapes of a batch", (X_batch.shape, T_batch.shape), ((size, 3), (size, 4)))
            nearest = [int(np.abs(X - x).sum(axis=1).argmin()) for x in X_batch]
            expect_close("the inputs of a batch", X_batch, X[nearest], atol=SMALL)
            wrong = int(np.any(T_batch != T[nearest], axis=1).sum())
            assert not wrong, f"a batch of {size} examples: {wrong} of them came with the target of another example"
            neighbours.append(size > 2 and max(nearest) - min(nearest) == size - 1)
            rows += nearest
        again = f", and {len(rows) - len(set(rows))} of them again" if len(rows) > len(set(rows)) else ""
        assert len(set(rows)) == 50, f"one epoch: expected each of 50 examples once, got {len(set(rows))}{again}"
        assert rows != sorted(rows), "one epoch: expected the examples in random order, got them in their old order"
        assert not any(neighbours), (
            "one epoch: a batch holds examples that stood next to each other. Expected all of them in random order, "
            "so that any of them can share a batch"
        )
        expect_list("minibatches(X, T, 10, seed=7), 50 examples", s.minibatches(X, T, 10, 7), 5)  # none is left over
        expect_list("minibatches(X, T, 7, seed=7), 50 examples", s.minibatches(X, T, 7, 7), 8)  # a single one is
        again, other = (np.asarray(s.minibatches(X, T, 16, seed)[0][0]) for seed in (7, 8))
        assert np.array_equal(again, np.asarray(batches[0][0])), (
            "minibatches(X, T, 16, seed=7), called twice: expected the same order, got two different ones"
        )
        assert not np.array_equal(again, other), "two epochs, seeds 7 and 8: both have the same order"


@EXERCISE.check(
    "The whole gradient is right, on layers of four different sizes",
    points=1,
    row="L33",
    hint="Run experiment 3 once more, and start with the highest layer that differs: what lies below it can't be right "
    "before it is.",
)
def whole_gradient_is_right(s: Answers) -> None:
    for rng in draws():
        net, weights, biases, X, T = trainer.example(rng, [2, 5, 4, 3], N=7)
        h = trainer.arrays(s.forward(weights, biases, X))
        d_weights, d_biases = trainer.lists(s.backward(weights, h, T), layers=3)
        for l, (expected_w, expected_b) in reversed(list(enumerate(net.gradients(X, T)))):
            expect_close(f"d_weights[{l}]", d_weights[l], expected_w, atol=SMALL)
            expect_close(f"d_biases[{l}]", d_biases[l], expected_b, atol=SMALL)


@EXERCISE.check(
    "The trainer learns",
    points=1,
    row="L33",
    hint="This one follows when everything above is right. Until then the curve at the end of the notebook shows how "
    "far your trainer gets.",
)
def trainer_learns(s: Answers) -> None:
    eta, steps = 0.5, 60
    net, weights, biases, X, _ = trainer.example(np.random.default_rng(1), [2, 6, 5, 3], N=60)
    T = np.eye(3)[(X > 0).sum(axis=1)]  # how many of the two inputs are positive
    right, before = net.copy(), net.loss(X, T)
    start = weights, biases
    descent = GradientDescent(eta)
    for step in range(steps):
        weights, biases = trainer.lists(s.step(weights, biases, X, T, eta), layers=3, what="step(...)")
        descent.step(right.parameters, [g for both in right.gradients(X, T) for g in both])
        if step in (0, steps - 1):
            got = trainer.with_parameters(net, weights, biases).loss(X, T)
            expect_close(f"loss after {step + 1} steps (it was {before:.3g})", got, right.loss(X, T), atol=SMALL)
    weights, biases = start
    for epoch in range(15):
        for X_batch, T_batch in s.minibatches(X, T, 15, epoch):
            weights, biases = trainer.lists(s.step(weights, biases, X_batch, T_batch, eta), layers=3, what="step(...)")
    got, most = trainer.with_parameters(net, weights, biases).loss(X, T), before / 2
    assert got < most, f"loss after 15 epochs of mini-batches: expected less than {most:.3g}, got {got:.3g}"


for _name, _told in trainer.WRONG_REPAIRS.items():
    EXERCISE.wrong_answers(_name, _told, read=TAUGHT[_name])
