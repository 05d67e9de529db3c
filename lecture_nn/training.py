"""Training: mini-batches, the loop, its history, early stopping (lecture rows L16, L24, L27, L28, L36, L39)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from lecture_nn.network import MLP, pair
from lecture_nn.optimizers import GradientDescent, Optimizer
from lecture_nn.validation import article, as_array, as_dtype, check_generator, check_integer, check_number

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


class DivergenceError(FloatingPointError):
    """The loss stopped being finite.

    Attributes
    ----------
    epoch : int
        The epoch in which that happened, counted from 1.
    history : History
        The epochs before it.
    """

    def __init__(self, message: str, epoch: int, history: History) -> None:
        super().__init__(message, epoch, history)
        self.epoch = epoch
        self.history = history

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True)
class EarlyStopping:
    """Stop when the validation loss has not reached a new low for `patience` epochs in a row (L39)."""

    patience: int = 5

    def __post_init__(self) -> None:
        check_integer("patience", self.patience)

    def is_over(self, history: History) -> bool:
        """Return whether training should stop now."""
        return len(history) - history.best_epoch >= self.patience


@dataclass
class History:
    """What was measured during training: one entry for each finished epoch.

    Attributes
    ----------
    loss : list of float
        Mean loss over the training examples, each taken when its mini-batch came up, so before the update that
        it led to. Without the weight-decay term.
    accuracy : list of float
        The same for the share of right decisions; empty for linear outputs.
    validation_loss, validation_accuracy : list of float
        On the validation data, after the epoch; empty without such data.
    batch_loss : list of float
        The loss of every mini-batch, one for each update.
    stopped : str
        Why training ended: "epochs" (all were done), "early" (early stopping), "interrupted" or "diverged".
    """

    loss: list[float] = field(default_factory=list)
    accuracy: list[float] = field(default_factory=list)
    validation_loss: list[float] = field(default_factory=list)
    validation_accuracy: list[float] = field(default_factory=list)
    batch_loss: list[float] = field(default_factory=list)
    stopped: str = "epochs"

    def __len__(self) -> int:
        return len(self.loss)

    @property
    def best_epoch(self) -> int:
        """The epoch with the lowest validation loss, counted from 1; without validation data the last one."""
        if not self.validation_loss:
            return len(self)
        return self.validation_loss.index(min(self.validation_loss)) + 1

    def __repr__(self) -> str:
        if not self.loss:
            return f"History(no epochs, stopped: {self.stopped})"
        parts = [f"{len(self)} epochs", f"loss {self.loss[0]:.3g} -> {self.loss[-1]:.3g}"]
        if self.validation_loss:
            parts.append(f"best validation loss {min(self.validation_loss):.3g} at epoch {self.best_epoch}")
        return f"History({', '.join(parts)}, stopped: {self.stopped})"


def minibatches(X: NDArray, T: NDArray, batch_size: int, rng: np.random.Generator) -> Iterator[tuple[NDArray, NDArray]]:
    """Yield the examples (X, T) in random order, `batch_size` at a time; the last batch may be smaller.

    Parameters
    ----------
    X, T : arrays with N rows each
        Inputs and targets.
    batch_size : int
        N or more gives one batch with all the examples.
    rng : numpy.random.Generator
        Draws the order.
    """
    X, T = as_array("X", X), as_array("T", T)
    check_integer("batch_size", batch_size)
    if len(X) != len(T):
        raise ValueError(f"T: expected {len(X)} rows, as X has, got {len(T)}")
    order = check_generator("rng", rng).permutation(len(X))
    batches = (order[n : n + batch_size] for n in range(0, len(X), batch_size))
    return ((X[rows], T[rows]) for rows in batches)


def fit(
    net: MLP,
    train: tuple[ArrayLike, ArrayLike],
    validation: tuple[ArrayLike, ArrayLike] | None = None,
    *,
    optimizer: Optimizer | None = None,
    batch_size: int = 64,
    epochs: int = 20,
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
        By default ``GradientDescent(learning_rate=0.1)``. It starts afresh.
    batch_size : int
        Examples to an update; N or more means the full batch.
    epochs : int
        Passes through the training examples.
    weight_decay : float
        lambda: the cost is the loss plus lambda/2 times the sum of squared weights, biases left out (L36).
    early_stopping : EarlyStopping, optional
        Needs validation data. The net ends with the weights of its best epoch.
    seed : int or numpy.random.Generator
        Draws the order of the examples.
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
        When the loss is no longer finite. The net keeps the weights of the last finished epoch.
    TypeError, ValueError
        When an argument does not fit; the net has not been touched then.
    """
    run = _Run(net, train, validation, optimizer, batch_size, epochs, weight_decay, early_stopping, seed)
    return run(verbose)


class _Run:
    """One call of `fit`: its checked arguments, and the loop."""

    def __init__(
        self,
        net: Any,
        train: Any,
        validation: Any,
        optimizer: Any,
        batch_size: Any,
        epochs: Any,
        weight_decay: Any,
        early_stopping: Any,
        seed: Any,
    ) -> None:
        self.net = _instance("net", net, MLP)
        self.X, self.T = net.check_data(*pair("train", train), names=("train X", "train T"))
        self.validation = None
        if validation is not None:
            X, T = net.check_data(*pair("validation", validation), names=("validation X", "validation T"))
            self.validation = as_dtype("validation X", X, self.X.dtype), as_dtype("validation T", T, self.X.dtype)
        self.optimizer = GradientDescent(0.1) if optimizer is None else _instance("optimizer", optimizer, Optimizer)
        self.batch_size = check_integer("batch_size", batch_size)
        self.epochs = check_integer("epochs", epochs)
        self.weight_decay = check_number("weight_decay", weight_decay, low=0)
        self.early_stopping = early_stopping
        if early_stopping is not None:
            _instance("early_stopping", early_stopping, EarlyStopping)
            if validation is None:
                raise ValueError("early_stopping: expected validation data beside it, got validation=None")
        self.rng = check_generator("seed", seed)
        self.history, self.finished = History(), 0
        self.classifies = net.layers[-1].activation.name != "identity"

    def __call__(self, verbose: bool) -> History:
        net, history = self.net, self.history
        net.cast(self.X.dtype)
        self.optimizer.reset()
        self.last = self.best = _snapshot(net)
        with self._progress(verbose) as bar, np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            # Numbers that overflow are not warned about here: they are looked for, and raised.
            try:
                for _ in range(self.epochs):
                    self._epoch()
                    if bar is not None:
                        bar.set_postfix(self._latest(), refresh=False)
                        bar.update()
                    if self.early_stopping is not None and self.early_stopping.is_over(history):
                        history.stopped = "early"
                        break
            except KeyboardInterrupt:
                history.stopped = "interrupted"
                self._forget_unfinished()
                _restore(net, self.best if self.validation else self.last)
            except BaseException:
                _restore(net, self.last)
                raise
        if self.early_stopping is not None:
            _restore(net, self.best)
        return history

    def _epoch(self) -> None:
        """Go through the training examples once, then measure; nothing is noted of an epoch that breaks off."""
        net, N = self.net, len(self.X)
        losses, sizes, right = [], [], 0.0
        for X, T in minibatches(self.X, self.T, self.batch_size, self.rng):
            loss, accuracy = self._step(X, T)
            losses.append(loss)
            sizes.append(len(X))
            right += accuracy * len(X)
        # The loss was measured before each update: look once more, at a few examples, for what the last one did.
        if not all(np.isfinite(p).all() for p in net.parameters):
            self._diverged("weights that are not finite")
        if not math.isfinite(after := net._loss(*net._forward(X[:8]), T[:8])):
            self._diverged(f"a loss of {after}")
        measured = {"loss": float(np.dot(losses, sizes) / N)}
        if self.classifies:
            measured["accuracy"] = right / N
        if self.validation is not None:
            X, T = self.validation
            h, z = net._forward(X)
            measured["validation_loss"] = net._loss(h, z, T)
            if not math.isfinite(measured["validation_loss"]):
                self._diverged("a validation loss that is not finite")
            if self.classifies:
                measured["validation_accuracy"] = net._accuracy(h[-1], T)
        self._note(measured, losses)

    def _step(self, X: NDArray, T: NDArray) -> tuple[float, float]:
        """Move the weights once; return the loss and the share of right decisions before that."""
        net = self.net
        h, z = net._forward(X)
        loss = net._loss(h, z, T)
        if not math.isfinite(loss):
            self._diverged(f"a loss of {loss}")
        self._update(net._backward(h, T))
        return loss, net._accuracy(h[-1], T) if self.classifies else 0.0

    def _update(self, gradients: list[tuple[NDArray, NDArray]]) -> None:
        if self.weight_decay:
            for layer, (d_weights, _) in zip(self.net.layers, gradients, strict=True):
                d_weights += self.weight_decay * layer.weights
        self.optimizer.step(self.net.parameters, [g for both in gradients for g in both], overwrite=True)

    def _note(self, measured: dict[str, float], losses: list[float]) -> None:
        history, now = self.history, _snapshot(self.net)
        history.batch_loss.extend(losses)
        for name, value in measured.items():
            getattr(history, name).append(value)
        if history.best_epoch == len(history):
            self.best = now
        self.last = now
        self.finished += 1

    def _forget_unfinished(self) -> None:
        """Bring the history back to the last finished epoch: an interrupt can fall between two of its lists."""
        history, updates = self.history, -(-len(self.X) // self.batch_size)
        del history.batch_loss[self.finished * updates :]
        for name in ("loss", "accuracy", "validation_loss", "validation_accuracy"):
            del getattr(history, name)[self.finished :]

    def _diverged(self, found: str) -> NoReturn:
        epoch = len(self.history) + 1
        self.history.stopped = "diverged"
        raise DivergenceError(
            f"training diverged in epoch {epoch}: expected a finite loss, got {found}, with {self.optimizer}; "
            "a smaller learning rate is the first thing to try",
            epoch,
            self.history,
        )

    def _latest(self) -> dict[str, str]:
        history = self.history
        names = ("loss", "validation_loss", "validation_accuracy")
        return {name: f"{getattr(history, name)[-1]:.3g}" for name in names if getattr(history, name)}

    def _progress(self, verbose: bool) -> Any:
        if not verbose:
            return nullcontext()
        from tqdm.auto import tqdm  # here, so that importing the package stays as quick as importing NumPy

        return tqdm(total=self.epochs, desc="training", unit="epoch")


def _instance(name: str, value: Any, kind: type) -> Any:
    if not isinstance(value, kind):
        raise TypeError(f"{name}: expected {article(kind.__name__)}, got {value!r}")
    return value


def _snapshot(net: MLP) -> list[NDArray]:
    return [p.copy(order="K") for p in net.parameters]


def _restore(net: MLP, snapshot: list[NDArray]) -> None:
    for p, saved in zip(net.parameters, snapshot, strict=True):
        p[...] = saved
