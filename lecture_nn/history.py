"""What is measured during training, and when training ends early (lecture rows L27, L28, L39)."""

from __future__ import annotations

from dataclasses import dataclass, field

from lecture_nn.validation import check_integer


@dataclass(frozen=True)
class EpochRecord:
    """What was measured in one finished epoch.

    Attributes
    ----------
    loss : float
        The mean loss over the training examples, each taken when its mini-batch came up, so before the update that it
        led to. Without the weight-decay term.
    accuracy : float or None
        The fraction of correct predictions in the same mini-batches; None for linear outputs.
    validation_loss, validation_accuracy : float or None
        On the validation data, after the epoch; None without such data.
    batch_loss : tuple of float
        The loss of every mini-batch, one for each update.
    best_epoch : int
        The epoch with the lowest validation loss so far, counted from 1; without validation data this one.
    """

    loss: float
    accuracy: float | None = None
    validation_loss: float | None = None
    validation_accuracy: float | None = None
    batch_loss: tuple[float, ...] = ()
    best_epoch: int = 1


@dataclass
class History:
    """The finished epochs of a training run, in order.

    Attributes
    ----------
    records : list of EpochRecord
        One for each finished epoch. What the other attributes return is read from it.
    stopped : str
        Why training ended: "epochs" (all were done), "early" (early stopping), "interrupted" or "diverged".
    """

    records: list[EpochRecord] = field(default_factory=list)
    stopped: str = "epochs"

    def add(
        self,
        loss: float,
        accuracy: float | None = None,
        validation_loss: float | None = None,
        validation_accuracy: float | None = None,
        batch_loss: tuple[float, ...] = (),
    ) -> None:
        """Record the results of the next epoch, all at once: see `EpochRecord`."""
        best = len(self) + 1
        if self.records and validation_loss is not None:
            lowest = self.records[self.best_epoch - 1].validation_loss
            if lowest is not None and lowest <= validation_loss:
                best = self.best_epoch
        self.records.append(EpochRecord(loss, accuracy, validation_loss, validation_accuracy, batch_loss, best))

    @property
    def best_epoch(self) -> int:
        """The epoch with the lowest validation loss, counted from 1; without validation data the last one."""
        return self.records[-1].best_epoch if self.records else 0

    @property
    def loss(self) -> list[float]:
        """The mean loss over the training examples in each epoch."""
        return [record.loss for record in self.records]

    @property
    def accuracy(self) -> list[float]:
        """The accuracy on the training examples in each epoch; empty for linear outputs."""
        return [record.accuracy for record in self.records if record.accuracy is not None]

    @property
    def validation_loss(self) -> list[float]:
        """The mean loss over the validation examples after each epoch; empty without such data."""
        return [record.validation_loss for record in self.records if record.validation_loss is not None]

    @property
    def validation_accuracy(self) -> list[float]:
        """The accuracy on the validation examples after each epoch; empty without such data or for linear outputs."""
        return [record.validation_accuracy for record in self.records if record.validation_accuracy is not None]

    @property
    def batch_loss(self) -> list[float]:
        """The loss of every mini-batch of all epochs, one for each update."""
        return [loss for record in self.records for loss in record.batch_loss]

    def __len__(self) -> int:
        return len(self.records)

    def __repr__(self) -> str:
        if not self.records:
            return f"History(no epochs, stopped: {self.stopped})"
        first, last, best = self.records[0], self.records[-1], self.records[self.best_epoch - 1]
        parts = [f"{len(self)} epochs", f"loss {first.loss:.3g} -> {last.loss:.3g}"]
        if best.validation_loss is not None:
            parts.append(f"best validation loss {best.validation_loss:.3g} at epoch {self.best_epoch}")
        return f"History({', '.join(parts)}, stopped: {self.stopped})"


@dataclass(frozen=True)
class EarlyStopping:
    """Stop when the validation loss has not reached a new low for `patience` epochs in a row (L39)."""

    patience: int = 5

    def __post_init__(self) -> None:
        check_integer("patience", self.patience)

    def should_stop(self, history: History) -> bool:
        """Return whether training should stop now."""
        return len(history) - history.best_epoch >= self.patience


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
