"""The checks of the capstone "ten digits within a budget" (lecture rows L23 and L35).

The student chooses a plan, and the networks are trained here, from seeds of our own, so that a lucky initialization
doesn't help. What a student sees is judged by validation images: a check may be run as often as one likes, and test
images that answered every time would take part in the choice. They are opened by the grader, and once by the student.
"""

from __future__ import annotations

import functools
import json
from itertools import pairwise
from typing import Any

import numpy as np

from lecture_nn.activations import softmax
from lecture_nn.checks import comparing
from lecture_nn.checks.answers import Answers
from lecture_nn.checks.exercise import Exercise
from lecture_nn.checks.expect import draws, expect_close, expect_list, expect_number
from lecture_nn.datasets import digits
from lecture_nn.history import DivergenceError
from lecture_nn.network import MLP
from lecture_nn.optimizers import AdaDelta, AdaGrad, Adam, GradientDescent, Momentum, Nesterov, Optimizer, RMSProp
from lecture_nn.schedules import Schedule, constant, cosine, step_decay, warm_up
from lecture_nn.training import fit
from lecture_nn.validation import check_choice, check_integer, check_number

PARAMETERS = 50_000
EVALUATIONS = 100_000
DEEPEST = 4  # hidden layers
SMALLEST = 8  # examples in a batch: with a single one, the training of three nets takes minutes
LARGE = 400  # examples in a batch: ten epochs have 250 steps then
FAR = 0.02  # a learning rate at which every step of Adam or RMSProp moves each weight far
SEEDS = (11, 12, 13)
TRAINING = 600  # seconds for three nets, which take a few: on a busy machine a good plan has the time, too
OPTIMIZERS = {kind.__name__: kind for kind in (GradientDescent, Momentum, Nesterov, AdaGrad, RMSProp, AdaDelta, Adam)}

SCHEDULES: dict[str, Schedule] = {
    "constant": constant,
    "step decay": step_decay(),
    "cosine": cosine,
    "warm-up, cosine": warm_up(cosine),
}

GIVEN = "MLP", "fit", "use_one_thread", *OPTIMIZERS, "constant", "cosine", "step_decay", "warm_up"
EXERCISE = Exercise("ten_digits", given=GIVEN)

STEPS = ("14_optimizers", "How often")
TEN = ("12_softmax_and_cross_entropy", "Ten digits: what is J?")
TUNED = ("14_optimizers", "On the digits, tuned alike")


@EXERCISE.check(
    "What a training run costs",
    points=1,
    row="L23",
    hint="How many gradients does a single example contribute in one epoch? Does this depend on how many examples are "
    "in its batch?",
)
def cost(s: Answers) -> None:
    _, rng = draws()
    drawn = [int(rng.integers(low, high)) for low, high in ((100, 9000), (2, 60), (2, 20))]
    runs = ((1000, 64, 3), (1000, 300, 2), drawn)  # the last batch is more than half full, and less
    found = [s.evaluations(*run) for run in runs]  # all of them first: a name has to explain each
    for (N, B, epochs), got in zip(runs, found, strict=True):
        expect_number(f"evaluations({N}, {B}, {epochs})", got, N * epochs)


EXERCISE.wrong_answers("evaluations", comparing.WRONG_COSTS, read=STEPS)


@EXERCISE.check(
    "The accuracy",
    points=2,
    row="L23",
    hint="The prediction for an example is the class of its largest output. Compare it with the class whose target is "
    "1, for each row.",
)
def right_answers(s: Answers) -> None:
    (fixed, rng), problems = draws(), []
    for source, N in ((fixed, 60), (rng, 60), (rng, 53), (rng, 47)):  # enough for no two mistakes to look alike
        label, Z = source.integers(10, size=N), source.normal(size=(N, 10))
        Z[np.arange(40), label[:40]] += 2.5
        problems.append((softmax(Z), np.eye(10)[label]))
    o, T = problems[1]
    o[-1], o[-2, (T[-2].argmax() + 1) % 10] = T[-1], 0  # the last answer is right, and so sure that it is 1 and 0
    problems[0][0][0] = 0.98 * problems[0][1][0] + 0.002  # the largest output of all is in the first row, and right
    problems.append((softmax(rng.normal(size=(30, 4))), np.eye(4)[rng.integers(4, size=30)]))  # not only digits
    found = [s.accuracy(*problem) for problem in problems]
    for (o, T), got in zip(problems, found, strict=True):
        expect_close("accuracy(o, T)", got, np.mean(o.argmax(axis=1) == T.argmax(axis=1)))


EXERCISE.wrong_answers("accuracy", comparing.WRONG_ACCURACIES, read=TEN)


@EXERCISE.check(
    "Two plans compared, seed by seed",
    points=2,
    row="L35",
    hint="Subtract seed by seed first. The rest is about a single list of differences: their mean, their standard "
    "deviation, and what n examples of something make of it.",
)
def compared(s: Answers) -> None:
    _, rng = draws()
    fixed = np.array([0.91, 0.93, 0.90, 0.94, 0.92, 0.95]), np.array([0.92, 0.93, 0.93, 0.93, 0.97, 0.94])
    common = rng.normal(0.92, 0.02, size=8)  # an easy initialization is easy for both plans
    drawn = sorted(common + rng.normal(0, 0.004, size=(2, 8)), key=np.mean)
    pairs = (fixed, (drawn[1], drawn[0]))  # with a negative and a positive mean difference
    found = [expect_list("paired_difference(a, b)", s.paired_difference(*pair), 2) for pair in pairs]
    for (a, b), (mean, error) in zip(pairs, found, strict=True):
        expect_close(f"the mean difference of {len(a)} seeds", mean, np.mean(a - b), atol=1e-6)
        expect_close(f"its standard error, {len(a)} seeds", error, comparing.standard_error(a - b), atol=1e-6)


EXERCISE.wrong_answers("paired_difference", comparing.WRONG_DIFFERENCES, read=TUNED)


@EXERCISE.check(
    "A plan within the budget",
    points=1,
    row="L23",
    hint="The first layer has most of the parameters: 1,025 for each hidden unit. An epoch has ten thousand examples.",
)
def within_budget(s: Answers) -> None:
    _checked(s.value("plan"))


@EXERCISE.check(
    "Better than a network without a hidden layer",
    points=2,
    row="L35",
    hint="Look at the training and validation loss of your plan: do they still fall at the end, or fluctuate? Is the "
    "whole budget used?",
    seconds=TRAINING,
)
def better_than_linear(s: Answers) -> None:
    _expect_accuracy(_checked(s.value("plan")), "validation", 0.92)


@EXERCISE.check(
    "94% on the validation images",
    points=1,
    row="L35",
    hint="Change one thing at a time and compare seed by seed: the learning rate, the optimizer, the hidden units, the "
    "batch size, the weight decay.",
    seconds=TRAINING,
)
def good(s: Answers) -> None:
    _expect_accuracy(_checked(s.value("plan")), "validation", 0.94)


@EXERCISE.check(
    "95% on the validation images",
    points=2,
    row="L35",
    hint="What limits a good plan at a constant learning rate: steps too small to get there in ten epochs, or "
    "too large to arrive? Read lesson 14 on schedules. And which rate was tuned for what?",
    seconds=TRAINING,
)
def very_good(s: Answers) -> None:
    _expect_accuracy(_checked(s.value("plan")), "validation", 0.95)


@EXERCISE.check(
    "The test images agree",
    points=2,
    row="L35",
    hint="The test images had no part in your choice. If they disagree with the validation images by much, how many "
    "plans have you tried on those, and with how many seeds each?",
    hidden=True,
    seconds=TRAINING,
)
def test_images(s: Answers) -> None:
    _expect_accuracy(_checked(s.value("plan")), "test", 0.94)


KNOWN: dict[str, Any] = {
    "hidden": [30],
    "activation": "relu",
    "optimizer": "GradientDescent",
    "learning_rate": 0.1,
    "batch_size": 64,
    "epochs": 5,
    "schedule": "constant",
    "weight_decay": 0.0,
}
"""The settings of a plan, and what is taken for one that isn't named; "momentum" may be named, too."""

FIRST_PLAN = {**KNOWN, "hidden": [20], "activation": "tanh", "epochs": 3}
"""The one that the exercise begins with."""


def _checked(plan: Any) -> str:
    """The plan with all its settings, as text, once it is valid and within the budget."""
    assert plan is not None, (
        "plan: expected a dictionary, got None, which is what methods return that change a dictionary in place, such "
        "as update"
    )
    assert isinstance(plan, dict), f"plan: expected a dictionary, got {type(plan).__name__}"
    unknown = sorted(set(plan) - {*KNOWN, "momentum"})
    assert not unknown, f"plan: expected the settings {', '.join(KNOWN)} and momentum, got {unknown[0]!r}"
    settings = {key: getattr(value, "tolist", lambda value=value: value)() for key, value in {**KNOWN, **plan}.items()}
    try:
        # The training runs in the process that judges: what it will cost is known before anything is made.
        hidden = settings["hidden"]
        if not isinstance(hidden, list | tuple) or len(hidden) > DEEPEST:
            got = len(hidden) if isinstance(hidden, list | tuple) else type(hidden).__name__
            raise ValueError(
                f"hidden: expected a list with the number of units of each hidden layer, at most {DEEPEST} of "
                f"them, got {got}"
            )
        sizes = [1024, *(check_integer(f"hidden[{n}]", units) for n, units in enumerate(hidden)), 10]
        parameters = sum((1 + below) * above for below, above in pairwise(sizes))
        if parameters > PARAMETERS:
            raise ValueError(
                f"expected at most {PARAMETERS:,} parameters, got {parameters:,}, with the weights and biases of every "
                "layer: how many does one more hidden unit add, counting those that lead on to the next layer?"
            )
        epochs = check_integer("epochs", settings["epochs"])
        evaluations = epochs * _examples()
        if evaluations > EVALUATIONS:
            raise ValueError(
                f"expected at most {EVALUATIONS:,} gradient evaluations, got {evaluations:,} ({epochs} epochs): in "
                "each epoch every example counts as one evaluation, not every batch"
            )
        if check_integer("batch_size", settings["batch_size"]) < SMALLEST:
            raise ValueError(f"batch_size: expected at least {SMALLEST}, got {settings['batch_size']}")
        check_choice("schedule", settings["schedule"], SCHEDULES)
        check_number("weight_decay", settings["weight_decay"], low=0)
        _begin(settings, seed=0)
        return json.dumps(settings, sort_keys=True)
    except (TypeError, ValueError) as error:
        raise AssertionError(f"plan: {error}") from None


def _with_large_batches(plan: dict[str, Any]) -> bool:
    return json.loads(_checked(plan))["batch_size"] >= LARGE


def _with_long_steps(plan: dict[str, Any]) -> bool:
    settings = json.loads(_checked(plan))
    return settings["optimizer"] in ("Adam", "RMSProp") and settings["learning_rate"] >= FAR


EXERCISE.shows(
    "plan",
    _with_large_batches,
    example={**FIRST_PLAN, "batch_size": 5000},
    hint="your batches are large, so the whole training has few steps. How many are there, and how many would smaller "
    "batches make at the same cost?",
    read=STEPS,
)
EXERCISE.shows(
    "plan",
    _with_long_steps,
    example={**FIRST_PLAN, "optimizer": "Adam", "learning_rate": 1.0, "epochs": 1},
    hint="the learning rate is large for your optimizer, whose steps are about as long as the learning rate, however "
    "small the gradient. How far may a weight move in ten of them?",
    read=TUNED,
)


@functools.cache
def _examples() -> int:
    """How many training images there are. Reading the file takes a third of a second, each time."""
    return len(digits().train.X)


def _begin(settings: dict[str, Any], seed: int) -> tuple[MLP, Optimizer]:
    kind = check_choice("optimizer", settings["optimizer"], OPTIMIZERS)
    more = {"momentum": settings["momentum"]} if "momentum" in settings else {}
    if more and not issubclass(kind, Momentum):
        raise ValueError(f"momentum: expected with Momentum and Nesterov only, but given with {kind.__name__}")
    try:
        net = MLP([1024, *settings["hidden"], 10], hidden=settings["activation"], output="softmax", seed=seed)
    except ValueError as error:  # the sizes have been checked; what `MLP` calls hidden, a plan calls activation
        raise ValueError(str(error).replace("hidden", "activation", 1)) from None
    return net, kind(learning_rate=settings["learning_rate"], **more)


@functools.lru_cache(maxsize=8)
def _trained(plan: str) -> tuple[MLP, ...]:
    """The networks that the plan makes of each of our seeds."""
    settings, train, nets = json.loads(plan), digits().train, []
    for seed in SEEDS:
        net, optimizer = _begin(settings, seed)
        how = {key: settings[key] for key in ("batch_size", "epochs", "weight_decay")}
        how["schedule"] = SCHEDULES[settings["schedule"]]
        try:
            fit(net, train, optimizer=optimizer, seed=seed, verbose=False, **how)
        except DivergenceError as error:
            raise AssertionError(f"plan: training from seed {seed} diverges in epoch {error.epoch}") from None
        nets.append(net)
    return tuple(nets)


@functools.lru_cache(maxsize=16)
def _accuracy(plan: str, images: str) -> float:
    """The mean accuracy of the plan's networks on the validation or the test images."""
    X, T = getattr(digits(), images)
    return float(np.mean([net.accuracy(X, T) for net in _trained(plan)]))


def _expect_accuracy(plan: str, images: str, least: float) -> None:
    mean = _accuracy(plan, images)
    if mean < least and json.loads(plan) == FIRST_PLAN:
        raise AssertionError(
            f"plan: these are the settings of the first plan, with which the accuracy on the {images} images is "
            f"{mean:.2%}, and at least {least:.1%} are expected. Which of the two limits does it reach?"
        )
    assert mean >= least, (
        f"accuracy on the {images} images, mean of {len(SEEDS)} seeds: expected at least {least:.1%}, got {mean:.2%}"
    )
