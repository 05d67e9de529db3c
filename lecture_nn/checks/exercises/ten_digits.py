"""The checks of the capstone "ten digits within a budget" (lecture rows L23 and L35).

The student chooses; the training is done here, from seeds of our own, so that a lucky start doesn't help. The test
images are seen by the checks alone.
"""

from __future__ import annotations

import functools
import json
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lecture_nn.checks.answers import Answers
from lecture_nn.checks.exercise import Exercise
from lecture_nn.checks.expect import draws, expect_close, expect_number
from lecture_nn.datasets import digits
from lecture_nn.network import MLP
from lecture_nn.optimizers import AdaDelta, AdaGrad, Adam, GradientDescent, Momentum, Nesterov, Optimizer, RMSProp
from lecture_nn.training import fit
from lecture_nn.validation import check_choice, check_integer, check_number

EXERCISE = Exercise("ten_digits", given=("MLP", "GradientDescent", "fit"))

PARAMETERS = 50_000
EVALUATIONS = 100_000
DEEPEST = 4  # hidden layers
SMALLEST = 8  # examples in a batch: with a single one, the training of three nets takes minutes
SEEDS = (11, 12, 13)
OPTIMIZERS = {kind.__name__: kind for kind in (GradientDescent, Momentum, Nesterov, AdaGrad, RMSProp, AdaDelta, Adam)}

OFTEN = ("14_optimizers", "How often")
SIZE = ("12_softmax_and_cross_entropy", "Ten digits: what is J?")


@EXERCISE.check(
    "What a training costs",
    points=1,
    row="L23",
    hint="Every example gives one gradient in each epoch, however the examples are put into batches.",
)
def cost(s: Answers) -> None:
    for rng in draws():
        N, B, epochs = (int(rng.integers(low, high)) for low, high in ((100, 9000), (2, 60), (2, 20)))
        expect_number(f"evaluations({N}, {B}, {epochs})", s.evaluations(N, B, epochs), N * epochs)


@EXERCISE.misunderstanding(
    "evaluations", hint="you count the steps. Each needs the gradients of all examples in a batch.", read=OFTEN
)
def steps(N: int, B: int, epochs: int) -> int:
    return -(-N // B) * epochs


@EXERCISE.misunderstanding("evaluations", hint="you count a batch as if each of its examples stood for B.", read=OFTEN)
def times_batch(N: int, B: int, epochs: int) -> int:
    return N * B * epochs


@EXERCISE.misunderstanding("evaluations", hint="that is one pass. How many are there?", read=OFTEN)
def one_pass(N: int, B: int, epochs: int) -> int:
    return N


@EXERCISE.check(
    "The share of right answers",
    points=2,
    row="L23",
    hint="The answer to an example is the class of its largest output. Compare it with the class whose target is 1.",
)
def right_answers(s: Answers) -> None:
    for rng in draws():
        o, label = rng.dirichlet(np.ones(10), size=60), rng.integers(10, size=60)
        o[np.arange(40), label[:40]] += 1  # the first forty are right
        right = np.mean(o.argmax(axis=1) == label)
        expect_close("accuracy(o, T)", s.accuracy(o, np.eye(10)[label]), right)


@EXERCISE.misunderstanding("accuracy", hint="you count entries: a net that says no to all would have 90 %.", read=SIZE)
def of_entries(o: NDArray, T: NDArray) -> float:
    return float(np.mean((o > 0.5) == (T == 1)))


@EXERCISE.misunderstanding("accuracy", hint="you compare classes down the columns. An example is a row.", read=SIZE)
def down_the_columns(o: NDArray, T: NDArray) -> float:
    return float(np.mean(o.argmax(axis=0) == T.argmax(axis=0)))


@EXERCISE.misunderstanding("accuracy", hint="this is the share of mistakes.", read=SIZE)
def mistakes(o: NDArray, T: NDArray) -> float:
    return float(np.mean(o.argmax(axis=1) != T.argmax(axis=1)))


@EXERCISE.misunderstanding("accuracy", hint="this is a count. Divide by the number of examples.", read=SIZE)
def counted(o: NDArray, T: NDArray) -> int:
    return int(np.sum(o.argmax(axis=1) == T.argmax(axis=1)))


@EXERCISE.check(
    "A plan within the budget",
    points=1,
    row="L23",
    hint="The first layer has most of the parameters: 1025 for each hidden unit. An epoch has ten thousand examples.",
)
def within_budget(s: Answers) -> None:
    _checked(s.value("plan"))


@EXERCISE.check(
    "Better than a net without a hidden layer",
    points=2,
    row="L35",
    hint="Look at the training and validation loss of your plan: do they still fall at the end, or jump about?",
    seconds=120,
)
def better_than_linear(s: Answers) -> None:
    _expect_accuracy(_checked(s.value("plan")), 0.92)


@EXERCISE.check(
    "94 % on images that no choice has seen",
    points=3,
    row="L35",
    hint="Try one thing at a time, with several seeds: the learning rate, the kind of optimizer, the batch, the decay.",
    seconds=120,
)
def good(s: Answers) -> None:
    _expect_accuracy(_checked(s.value("plan")), 0.94)


KNOWN: dict[str, Any] = {
    "hidden": [30],
    "activation": "relu",
    "optimizer": "GradientDescent",
    "learning_rate": 0.1,
    "batch_size": 64,
    "epochs": 5,
    "weight_decay": 0.0,
}
"""The settings of a plan, and what is taken for one that isn't named; "momentum" may be named, too."""


def _checked(plan: Any) -> str:
    """The plan with all its settings, as text, once it is valid and within the budget."""
    assert isinstance(plan, dict), f"plan: expected a dictionary, got {type(plan).__name__}"
    unknown = sorted(set(plan) - {*KNOWN, "momentum"})
    assert not unknown, f"plan: expected the settings {', '.join(KNOWN)} and momentum, got {unknown[0]!r}"
    settings = {key: getattr(value, "tolist", lambda value=value: value)() for key, value in {**KNOWN, **plan}.items()}
    try:
        # The training runs in the process that judges: what it will cost is known before anything is made.
        hidden = settings["hidden"]
        if not isinstance(hidden, list | tuple) or len(hidden) > DEEPEST:
            raise ValueError(f"hidden: expected a list of at most {DEEPEST} numbers of units")
        sizes = [1024, *(check_integer(f"hidden[{n}]", units) for n, units in enumerate(hidden)), 10]
        parameters = sum((1 + below) * above for below, above in pairwise(sizes))
        if parameters > PARAMETERS:
            raise ValueError(f"expected at most {PARAMETERS:,} parameters, got {parameters:,}")
        epochs = check_integer("epochs", settings["epochs"])
        evaluations = epochs * len(digits().train.X)
        if evaluations > EVALUATIONS:
            raise ValueError(
                f"expected at most {EVALUATIONS:,} gradient evaluations, got {evaluations:,} ({epochs} epochs)"
            )
        if check_integer("batch_size", settings["batch_size"]) < SMALLEST:
            raise ValueError(f"batch_size: expected at least {SMALLEST}, got {settings['batch_size']}")
        check_number("weight_decay", settings["weight_decay"], low=0)
        _begin(settings, seed=0)
        return json.dumps(settings, sort_keys=True)
    except (TypeError, ValueError) as error:
        raise AssertionError(f"plan: {error}") from None


def _begin(settings: dict[str, Any], seed: int) -> tuple[MLP, Optimizer]:
    kind = check_choice("optimizer", settings["optimizer"], OPTIMIZERS)
    more = {"momentum": settings["momentum"]} if "momentum" in settings else {}
    net = MLP([1024, *settings["hidden"], 10], hidden=settings["activation"], output="softmax", seed=seed)
    return net, kind(learning_rate=settings["learning_rate"], **more)


@functools.lru_cache(maxsize=64)
def _accuracies(plan: str) -> tuple[float, ...]:
    """The share of test images that nets trained by the plan get right, for each of our seeds."""
    settings, data = json.loads(plan), digits()
    found = []
    for seed in SEEDS:
        net, optimizer = _begin(settings, seed)
        how = {key: settings[key] for key in ("batch_size", "epochs", "weight_decay")}
        fit(net, data.train, optimizer=optimizer, seed=seed, verbose=False, **how)
        found.append(net.accuracy(*data.test))
    return tuple(found)


def _expect_accuracy(plan: str, least: float) -> None:
    mean = float(np.mean(_accuracies(plan)))
    assert mean >= least, f"test accuracy, mean of {len(SEEDS)} seeds: expected at least {least:.1%}, got {mean:.1%}"
