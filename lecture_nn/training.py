"""Training by gradient descent on mini-batches (lecture rows L16, L24, L36, L39)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from lecture_nn.history import DivergenceError, EarlyStopping, History
from lecture_nn.network import MLP
from lecture_nn.optimizers import GradientDescent, Optimizer
from lecture_nn.schedules import Schedule, check_schedule, scheduled
from lecture_nn.threads import BlasThreads
from lecture_nn.validation import (
    as_array,
    as_dtype,
    check_generator,
    check_instance,
    check_integer,
    check_number,
    check_pair,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


A_FEW = 8
"""Examples on which the loss is computed once more after each epoch."""


def minibatches(X: NDArray, T: NDArray, batch_size: int, rng: np.random.Generator) -> Iterator[tuple[NDArray, NDArray]]:
    """Return an iterator over mini-batches of the examples (X, T), in random order; the last one may be smaller.

    Parameters
    ----------
    X, T : arrays with N rows each
        Inputs and targets.
    batch_size : int
        Examples in a batch; N or more gives one batch with all of them.
    rng : numpy.random.Generator
        For shuffling.
    """
    X, T = as_array("X", X), as_array("T", T)
    check_integer("batch_size", batch_size)
    if len(X) != len(T):
        raise ValueError(f"T: expected {len(X)} rows, as X has, got {len(T)}")
    order = check_generator("rng", rng).permutation(len(X))
    batches = (order[n : n + batch_size] for n in range(0, len(X), batch_size))
    return ((X.take(rows, axis=0), T.take(rows, axis=0)) for rows in batches)


def fit(
    net: MLP,
    train: tuple[ArrayLike, ArrayLike],
    validation: tuple[ArrayLike, ArrayLike] | None = None,
    *,
    optimizer: Optimizer | None = None,
    batch_size: int = 64,
    epochs: int = 20,
    schedule: Schedule | None = None,
    weight_decay: float = 0.0,
    early_stopping: EarlyStopping | None = None,
    seed: int | np.random.Generator = 0,
    verbose: bool = True,
) -> History:
    """Train `net`, in place, by gradient descent on mini-batches.

    Each epoch goes through the training examples once, in a new random order. Each mini-batch is one forward
    pass, one backward pass and one update of the weights.

    Parameters
    ----------
    net : MLP
        Its weights take the dtype of the training inputs.
    train : pair (X, T)
        Inputs (N, D) and targets (N, K).
    validation : pair (X, T), optional
        Measured after each epoch, never trained on.
    optimizer : Optimizer, optional
        By default ``GradientDescent(learning_rate=0.1)``. Its state is reset first.
    batch_size : int
        Examples in each update; N or more means the full batch.
    epochs : int
        How many times training goes through the examples.
    schedule : function, optional
        ``schedule(n, N)`` is the factor of the learning rate at step n of N, for example `lecture_nn.schedules.cosine`.
        N counts the steps of all `epochs`, so a run that stops early doesn't come to the schedule's end.
    weight_decay : float
        lambda: the cost is the loss plus lambda/2 times the sum of squared weights, biases left out (L36).
    early_stopping : EarlyStopping, optional
        Needs validation data. The net ends with the weights of its best epoch.
    seed : int or numpy.random.Generator
        For shuffling the examples; the same seed gives the same order.
    verbose : bool
        Show a progress bar.

    Returns
    -------
    History
        An interrupt (Ctrl-C, or the notebook's stop button) ends training early and returns the history
        so far. The net then has the weights of its best epoch by validation loss, or without validation
        data those of the last finished epoch.

    Raises
    ------
    DivergenceError
        When a loss or the weights are no longer finite. The net gets the weights of the last finished epoch back (those
        it began with, if there is none), also after any other error.
    TypeError, ValueError
        When an argument is invalid; the net is unchanged then.

    Notes
    -----
    Matrix products use one thread, or more where that pays: see `lecture_nn.threads`.
    """
    (X, T), validation, optimizer, rng = _check_arguments(
        net, train, validation, optimizer, batch_size, epochs, schedule, weight_decay, early_stopping, seed
    )
    net.cast(X.dtype)
    optimizer.reset()
    history, steps = History(), epochs * math.ceil(len(X) / batch_size)
    largest_product = net.largest_product(X[:batch_size])
    saved = {0: _copy_parameters(net)}  # by epoch: the weights after the last finished one and after the best one
    try:
        with (
            BlasThreads() as threads,
            _progress_bar(epochs, verbose) as show,
            scheduled(optimizer, schedule, steps) as set_rate,
            np.errstate(all="ignore"),
        ):
            for epoch in range(1, epochs + 1):
                batches = []
                for x, t in minibatches(X, T, batch_size, rng):
                    threads.choose(largest_product)
                    h, z = net.forward_pass(x)
                    loss, accuracy = net.measure(h, z, t)
                    batches.append(_Batch(_finite("loss", loss), accuracy, len(x)))
                    gradients = net.backward_pass(h, t)
                    set_rate()
                    optimizer.step(net.parameters, with_decay(gradients, net, weight_decay))

                _check_last_update(net, X[:A_FEW], T[:A_FEW])
                measured = _mean_over_epoch(batches) | _measure_validation(net, validation)
                saved[epoch] = _copy_parameters(net)
                history.add(**measured)
                saved = {e: weights for e, weights in saved.items() if e in (epoch, history.best_epoch)}
                show(history)
                if early_stopping is not None and early_stopping.should_stop(history):
                    history.stopped = "early"
                    break
    except KeyboardInterrupt:
        history.stopped = "interrupted"
        _restore(net, saved[history.best_epoch])
    except _NotFiniteError as found:
        history.stopped = "diverged"
        _restore(net, saved[len(history)])
        raise _divergence(found, history, optimizer) from None
    except BaseException:
        _restore(net, saved[len(history)])
        raise
    if early_stopping is not None:
        _restore(net, saved[history.best_epoch])
    return history


class _Arguments(NamedTuple):
    """What `fit` works with, once its arguments have been checked."""

    train: tuple[NDArray, NDArray]
    validation: tuple[NDArray, NDArray] | None
    optimizer: Optimizer
    rng: np.random.Generator


def _check_arguments(
    net: MLP,
    train: tuple[ArrayLike, ArrayLike],
    validation: tuple[ArrayLike, ArrayLike] | None,
    optimizer: Optimizer | None,
    batch_size: int,
    epochs: int,
    schedule: Schedule | None,
    weight_decay: float,
    early_stopping: EarlyStopping | None,
    seed: int | np.random.Generator,
) -> _Arguments:
    """Validate the arguments of `fit`, and return them with the data in the dtype of the training inputs."""
    check_instance("net", net, MLP)
    X, T = net.check_data(*check_pair("train", train), names=("train X", "train T"))
    held_out = None
    if validation is not None:
        held_out = net.check_data(*check_pair("validation", validation), names=("validation X", "validation T"))
        held_out = tuple(
            as_dtype(name, array, X.dtype)
            for name, array in zip(("validation X", "validation T"), held_out, strict=True)
        )
    optimizer = GradientDescent(learning_rate=0.1) if optimizer is None else optimizer
    check_instance("optimizer", optimizer, Optimizer)
    check_integer("batch_size", batch_size)
    check_integer("epochs", epochs)
    if schedule is not None:
        check_schedule(schedule)
    check_number("weight_decay", weight_decay, low=0)
    if early_stopping is not None:
        check_instance("early_stopping", early_stopping, EarlyStopping)
        if validation is None:
            raise ValueError("early_stopping: expected validation data beside it, got validation=None")
    return _Arguments((X, T), held_out, optimizer, check_generator("seed", seed))


class _Batch(NamedTuple):
    """What was measured on one mini-batch, before its update."""

    loss: float
    accuracy: float | None
    size: int


def _mean_over_epoch(batches: list[_Batch]) -> dict[str, Any]:
    """The means over all examples: a smaller last batch counts for less."""
    losses, accuracies, sizes = zip(*batches, strict=True)
    N = sum(sizes)
    accuracy = None if accuracies[0] is None else float(np.dot(accuracies, sizes) / N)
    return {"loss": float(np.dot(losses, sizes) / N), "accuracy": accuracy, "batch_loss": losses}


def with_decay(gradients: list[tuple[NDArray, NDArray]], net: MLP, weight_decay: float) -> list[NDArray]:
    """Return the gradient of loss + lambda/2 sum w^2, one array for each of ``net.parameters``; biases don't decay."""
    decayed = []
    for layer, (d_weights, d_bias) in zip(net.layers, gradients, strict=True):
        decayed += [d_weights + weight_decay * layer.weights if weight_decay else d_weights, d_bias]
    return decayed


def _measure_validation(net: MLP, validation: tuple[NDArray, NDArray] | None) -> dict[str, float | None]:
    if validation is None:
        return {}
    X, T = validation
    loss, accuracy = net.measure(*net.forward_pass(X), T)
    return {"validation_loss": _finite("validation loss", loss), "validation_accuracy": accuracy}


class _NotFiniteError(ArithmeticError):
    """Something that has to be finite isn't."""


def _finite(what: str, number: float) -> float:
    if not math.isfinite(number):
        raise _NotFiniteError(f"a {what} of {number}")
    return number


def _check_last_update(net: MLP, X: NDArray, T: NDArray) -> None:
    """Check that the epoch's last update left the weights, and the loss of a few examples, finite.

    Every loss was measured before the update that it led to, so nobody has looked at the last one yet.
    """
    if not all(np.isfinite(p).all() for p in net.parameters):
        raise _NotFiniteError("weights that are not finite")
    _finite("loss", net.measure(*net.forward_pass(X), T)[0])


def _divergence(found: _NotFiniteError, history: History, optimizer: Optimizer) -> DivergenceError:
    epoch = len(history) + 1
    return DivergenceError(
        f"training diverged in epoch {epoch}: expected a finite loss, got {found}, with {optimizer}; "
        "a smaller learning rate is the first thing to try",
        epoch,
        history,
    )


def _copy_parameters(net: MLP) -> list[NDArray]:
    return [p.copy(order="K") for p in net.parameters]


def _restore(net: MLP, copies: list[NDArray]) -> None:
    for p, saved in zip(net.parameters, copies, strict=True):
        p[...] = saved


@contextmanager
def _progress_bar(epochs: int, verbose: bool) -> Iterator[Callable[[History], None]]:
    """Yield a function that updates the progress bar from a history, or does nothing."""
    if not verbose:
        yield lambda history: None
        return
    from tqdm.auto import tqdm  # here, so that importing the package stays as quick as importing NumPy

    def show(history: History) -> None:
        last = history.records[-1]
        measured = {name: getattr(last, name) for name in ("loss", "validation_loss", "validation_accuracy")}
        shown = {name: f"{value:.3g}" for name, value in measured.items() if value is not None}
        bar.set_postfix(shown, refresh=False)
        bar.update()

    with tqdm(total=epochs, desc="training", unit="epoch") as bar:
        yield show
