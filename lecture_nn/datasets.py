"""Data to learn from: XNOR (L01), toy problems with two inputs, and real handwriting (L14, L23).

A data set is a `Dataset` with the parts ``train``, ``validation`` and ``test``; each part is a pair (X, T) of
inputs, one example per row, and targets. Everything is inside the package: nothing is downloaded.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from lecture_nn.validation import as_array, check_generator, check_integer, check_number, check_shape

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

VALIDATION = 2_000
TOYS = ("circles", "xnor", "moons", "spirals", "linear")
BAR = (slice(16, 19), slice(0, 32))
"""Rows and columns of an image where a four has its bar: three rows, all the way across."""
ROOF = (slice(8, 11), slice(14, 20))
"""Rows and columns of an image where a nine is closed and most fours are open."""


class Examples(NamedTuple):
    """Inputs ``X`` of shape (N, D) and targets ``T`` of shape (N, K), one example per row."""

    X: NDArray
    T: NDArray


class Dataset(NamedTuple):
    """Three parts of one data set: to learn from, to choose by, and to judge with at the very end."""

    train: Examples
    validation: Examples
    test: Examples


def xnor() -> Examples:
    """Return XNOR, the lecture's "same value" problem: are the two inputs equal? (L01).

    Returns
    -------
    examples : Examples
        The four examples of two binary inputs: X is (4, 2), T is (4, 1), 1 where both inputs are the same.
    """
    X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    return Examples(X, np.array([[1.0], [0.0], [0.0], [1.0]]))


def toy(kind: str, N: int, noise: float = 0.2, seed: int | np.random.Generator = 0) -> Examples:
    """Return a toy problem: points of two classes in the plane.

    Parameters
    ----------
    kind : {"circles", "xnor", "moons", "spirals", "linear"}
        What tells the classes apart: a circle around a disc, whether both inputs have the same sign, two half circles
        hooked into each other, two spirals of one and a half turns, or a straight line.
    N : int
        How many points.
    noise : float
        The standard deviation of what is added to each input after the class is settled. The points lie within about
        2 of the origin.
    seed : int or numpy.random.Generator
        The same seed gives the same points and the same noise, which only grows with `noise`.

    Returns
    -------
    examples : Examples
        X is (N, 2); T is (N, 1), alternately 1 and 0, so that each class has half of the points.
    """
    if kind not in TOYS:
        raise ValueError(f"kind: expected one of {', '.join(TOYS)}, got {kind!r}")
    N, noise, rng = check_integer("N", N), check_number("noise", noise, low=0), check_generator("seed", seed)
    t = np.arange(N) % 2 == 0
    a, b = rng.uniform(0, 1, size=(2, N))
    added = rng.normal(size=(N, 2))
    if kind == "xnor":
        X = np.column_stack([0.2 + 1.6 * a, 0.2 + 1.6 * b]) * rng.choice([-1, 1], size=(N, 1))
        X[~t, 1] *= -1
    elif kind == "linear":
        along, off = 4 * a - 2, np.where(t, 0.15, -0.15) + np.where(t, 1.5, -1.5) * b
        X = np.column_stack([0.8 * along - 0.6 * off, 0.6 * along + 0.8 * off])
    else:
        if kind == "circles":
            radius, angle = np.where(t, 0.9 * np.sqrt(a), 1.6 + 0.4 * a), 2 * np.pi * b
        elif kind == "spirals":
            radius, angle = 0.2 + 1.8 * a, 3 * np.pi * a + np.where(t, 0, np.pi)
        else:
            radius, angle = np.full(N, 1.2), np.pi * a + np.where(t, 0, np.pi)
        X = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
        if kind == "moons":
            X += np.where(t, -1, 1)[:, None] * [0.6, 0.3]
    return Examples(X + noise * added, t[:, None].astype(float))


def digits(seed: int | np.random.Generator = 0) -> Dataset:
    """Return 15,000 images of handwritten digits, 32 by 32 pixels: a part of MNIST, with its classes.

    Parameters
    ----------
    seed : int or numpy.random.Generator
        Draws which 2,000 of the 12,000 training images are held out for validation. Each digit is equally
        frequent in both parts. The test images are always the same.

    Returns
    -------
    Dataset
        ``train`` with 10,000, ``validation`` with 2,000 and ``test`` with 3,000 examples. X is float32 of
        shape (N, 1024), an image row by row, from 0 (paper) to 1 (ink); T is float32 of shape (N, 10),
        1 in the column of the digit.

    Notes
    -----
    The images are 28 by 28 with a margin of two empty pixels, the way LeNet-5 was given them (LeCun et al.
    1998). Source and licence: ``lecture_nn/data/README.md``.
    """
    with np.load(files("lecture_nn") / "data" / "digits.npz") as stored:
        images, labels = _pixels(stored["images"]), stored["labels"]
        test_images, test_labels = _pixels(stored["test_images"]), stored["test_labels"]
    kept, rest = stratified(labels, VALIDATION, check_generator("seed", seed))
    return Dataset(
        train=Examples(images[rest], one_hot(labels[rest], 10)),
        validation=Examples(images[kept], one_hot(labels[kept], 10)),
        test=Examples(test_images, one_hot(test_labels, 10)),
    )


def four_or_not(seed: int | np.random.Generator = 0) -> Dataset:
    """Return the digits with one target: 1 for a four, 0 for any other digit (L14).

    The parts and the images are those of ``digits(seed)``; T is float32 of shape (N, 1). About one example in
    ten is a four.
    """
    return Dataset(*(Examples(X, np.ascontiguousarray(T[:, 4:5])) for X, T in digits(seed)))


def fours_and_nines(seed: int | np.random.Generator = 0) -> Examples:
    """Return the fours and nines among the training images, each described by two numbers (L13).

    Parameters
    ----------
    seed : int or numpy.random.Generator
        As for `digits`.

    Returns
    -------
    examples : Examples
        X is (1965, 2): how much ink there is in the `BAR` of each image and in its `ROOF`, both shifted and scaled to
        mean 0 and standard deviation 1. T is (1965, 1), 1 for a four and 0 for a nine. Both are float64.
    """
    X, T = digits(seed).train
    chosen = T[:, [4, 9]].any(axis=1)
    images = X[chosen].reshape(-1, 32, 32).astype(float)
    ink = np.column_stack([images[:, rows, columns].mean(axis=(1, 2)) for rows, columns in (BAR, ROOF)])
    return Examples((ink - ink.mean(axis=0)) / ink.std(axis=0), T[chosen, 4:5].astype(float))


def one_hot(labels: ArrayLike, classes: int) -> NDArray:
    """Return one-hot targets: float32 of shape (N, classes), with a 1 in the column of each label.

    Parameters
    ----------
    labels : array of int, shape (N,)
        From 0 to ``classes`` - 1.
    classes : int
        K, how many columns there are.
    """
    classes = check_integer("classes", classes)
    labels = as_array("labels", labels)
    hint = "; labels.ravel() makes a row of a column" if labels.shape[1:] == (1,) else ""
    check_shape("labels", labels, "N", hint=hint)
    if labels.size == 0:
        return np.zeros((0, classes), dtype=np.float32)
    if labels.dtype.kind not in "iu":
        raise TypeError(f"labels: expected whole numbers, got {_other_labels(labels)}")
    outside = (labels < 0) | (labels >= classes)
    if outside.any():
        first = int(np.flatnonzero(outside)[0])
        hint = "; if they run from 1, use labels - 1" if labels.min() == 1 and labels.max() == classes else ""
        raise ValueError(
            f"labels: expected numbers from 0 to {classes - 1}, got {labels[first]} at index {first}{hint}"
        )
    return np.eye(classes, dtype=np.float32)[labels]


def stratified(labels: NDArray, size: int, rng: np.random.Generator) -> tuple[NDArray, NDArray]:
    """Draw `size` examples at random so that each class is as frequent among them as in the whole.

    Parameters
    ----------
    labels : array of int, shape (N,)
        The class of each example.
    size : int
        How many to draw, up to N. Where a class would contribute a fraction of an example, the largest remainders are
        rounded up.
    rng : numpy.random.Generator

    Returns
    -------
    drawn, rest : arrays of int
        Indices of the examples drawn and of all others, both in random order.
    """
    labels = check_shape("labels", as_array("labels", labels), "N")
    rng = check_generator("rng", rng)
    if check_integer("size", size, low=0) > len(labels):
        raise ValueError(f"size: expected at most {len(labels)}, as many as there are labels, got {size}")
    classes, counts = np.unique(labels, return_counts=True)
    exact = counts * (size / max(len(labels), 1))
    quota = np.floor(exact).astype(int)
    most_left_over = np.argsort(quota - exact, kind="stable")
    quota[most_left_over[: size - quota.sum()]] += 1

    drawn = np.concatenate(
        [rng.permutation(np.flatnonzero(labels == c))[:q] for c, q in zip(classes, quota, strict=True)]
        or [np.empty(0, dtype=int)]
    )
    rest = np.setdiff1d(np.arange(len(labels)), drawn)
    return rng.permutation(drawn), rng.permutation(rest)


def _other_labels(labels: NDArray) -> str:
    """What labels are that aren't whole numbers, and how to number the classes."""
    if labels.dtype.kind in "US" or (labels.dtype.kind == "O" and isinstance(labels[0], str)):
        return "text; np.unique(labels, return_inverse=True)[1] numbers the classes in alphabetical order"
    if labels.dtype.kind == "f" and np.all(labels == np.rint(labels)):
        return f"an array of {labels.dtype}; use labels.astype(int)"
    return f"an array of {labels.dtype}"


def _pixels(images: NDArray) -> NDArray:
    """Images of 28 by 28 bytes as rows of 32 * 32 numbers from 0 to 1."""
    padded = np.zeros((len(images), 32, 32), dtype=np.float32)
    padded[:, 2:30, 2:30] = images
    padded /= 255
    return padded.reshape(len(images), -1)
