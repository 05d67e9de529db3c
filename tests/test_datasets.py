"""The data: what is stored, how it is split, and the helpers that do it (L01, L14, L23)."""

import hashlib
import re
from collections import Counter
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture_nn import MLP, Momentum, fit
from lecture_nn.datasets import (
    BAR,
    ROOF,
    TOYS,
    digits,
    four_or_not,
    fours_and_nines,
    one_hot,
    stratified,
    toy,
    xnor,
)

# Of the bytes of each array (not of the zip file around them, which depends on the compressor).
SHA256 = {
    "images": "86c2c0d0a858011805464dfb8108a786d199165d02aaa06ffc7d92d613a87693",
    "labels": "b4fcfffe9d127d130c369753640c8372c16be031430dee80cbb7a5d139b1c472",
    "test_images": "7eac0594f8e67152617763fde37fb288f98027a09b0445bb14482559b82df772",
    "test_labels": "4d5ec1357adb72f095fededdb22f4284a4b4f20b14d54f756d9584ad17293e53",
}
# How often each digit occurs in the official MNIST training and test sets.
OFFICIAL = {
    "labels": [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949],
    "test_labels": [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009],
}


@pytest.fixture(scope="module")
def stored():
    with np.load(files("lecture_nn") / "data" / "digits.npz") as archive:
        return dict(archive)


@pytest.fixture(scope="module")
def data():
    return digits()


@pytest.fixture(scope="module")
def fours():
    return four_or_not()


def images_of(X):
    """How often each image occurs in X, given as rows of 32 * 32 numbers."""
    return Counter(row.tobytes() for row in X)


def labels_of(examples):
    return examples.T.argmax(axis=1)


# What is stored


def test_the_stored_arrays_are_the_known_ones(stored):
    assert {name: hashlib.sha256(array.tobytes()).hexdigest() for name, array in stored.items()} == SHA256
    assert {name: (array.shape, array.dtype) for name, array in stored.items()} == {
        "images": ((12_000, 28, 28), np.uint8),
        "labels": ((12_000,), np.uint8),
        "test_images": ((3_000, 28, 28), np.uint8),
        "test_labels": ((3_000,), np.uint8),
    }


@pytest.mark.parametrize(("name", "official"), OFFICIAL.items())
def test_each_digit_keeps_the_share_that_it_has_in_mnist(stored, name, official):
    counts = np.bincount(stored[name], minlength=10)
    shares = np.array(official) * len(stored[name]) / sum(official)
    assert (np.abs(counts - shares) < 1).all()


# digits


@pytest.mark.parametrize(("part", "N"), [("train", 10_000), ("validation", 2_000), ("test", 3_000)])
def test_digits_come_in_three_parts_of_float32(data, fours, part, N):
    for examples, K in ((getattr(data, part), 10), (getattr(fours, part), 1)):
        assert examples.X.shape == (N, 1024)
        assert examples.T.shape == (N, K)
        for array in examples:
            assert array.dtype == np.float32
            assert array.flags.c_contiguous
            assert array.flags.writeable


@pytest.mark.parametrize("part", ["train", "validation", "test"])
def test_images_go_from_0_to_1_and_have_an_empty_margin_of_two_pixels(data, part):
    X = getattr(data, part).X
    assert X.min() == 0
    assert X.max() == 1
    inside = np.zeros((32, 32), dtype=bool)
    inside[2:-2, 2:-2] = True
    images = X.reshape(-1, 32, 32)
    assert not images[:, ~inside].any()
    # MNIST's images fill their frame of 28 by 28 up to its edges, so no further row or column is empty everywhere
    assert images.any(axis=(0, 2)).sum() >= 24
    assert images.any(axis=(0, 1)).sum() >= 24


@pytest.mark.parametrize("part", ["train", "validation", "test"])
def test_targets_are_one_hot(data, part):
    T = getattr(data, part).T
    assert set(np.unique(T)) == {0, 1}
    assert (T.sum(axis=1) == 1).all()


def test_pixels_are_the_stored_bytes_in_their_place(data, stored):
    inner = data.test.X.reshape(-1, 32, 32)[:, 2:30, 2:30]
    np.testing.assert_array_equal(inner, stored["test_images"].astype(np.float32) / 255)
    np.testing.assert_array_equal(labels_of(data.test), stored["test_labels"])


def test_train_and_validation_together_are_all_stored_training_images(data, stored):
    rows = {}
    for examples in (data.train, data.validation):
        pixels = np.rint(examples.X.reshape(-1, 32, 32)[:, 2:30, 2:30] * 255).astype(np.uint8)
        rows |= {image.tobytes(): label for image, label in zip(pixels, labels_of(examples), strict=True)}
    # no two stored images are equal, so as many rows as examples means that the two parts share none
    assert len(rows) == len(data.train.X) + len(data.validation.X)
    assert rows == {image.tobytes(): label for image, label in zip(stored["images"], stored["labels"], strict=True)}


def test_no_image_to_learn_from_or_choose_by_is_also_in_the_test_set(data):
    seen = images_of(data.train.X) + images_of(data.validation.X)
    assert not seen & images_of(data.test.X)


@pytest.mark.parametrize("seed", [0, 1])
def test_each_digit_has_the_same_share_in_train_and_validation(stored, seed):
    data = digits(seed)
    counts = np.bincount(stored["labels"])
    for examples in (data.train, data.validation):
        shares = counts * len(examples.X) / 12_000
        assert (np.abs(np.bincount(labels_of(examples)) - shares) < 1).all()


def test_examples_are_not_sorted_by_digit(data):
    # a tenth of neighbours are equal by chance, nearly all in sorted labels
    for examples in data:
        labels = labels_of(examples)
        assert (labels[1:] == labels[:-1]).mean() < 0.2


@pytest.mark.parametrize("make", [digits, four_or_not])
def test_the_seed_decides_on_the_split_and_on_nothing_else(make):
    first, again, other = make(3), make(np.random.default_rng(3)), make(4)
    for part, same in zip(first, again, strict=True):
        np.testing.assert_array_equal(part.X, same.X)
        np.testing.assert_array_equal(part.T, same.T)
    assert images_of(first.validation.X) != images_of(other.validation.X)
    np.testing.assert_array_equal(first.test.X, other.test.X)
    np.testing.assert_array_equal(first.test.T, other.test.T)


def test_fours_and_nines_are_measured_by_the_ink_in_two_places(data):
    X, T = fours_and_nines()
    labels = labels_of(data.train)
    chosen = data.train.X[(labels == 4) | (labels == 9)].reshape(-1, 32, 32)
    assert (X.shape, T.shape) == ((1965, 2), (1965, 1))
    np.testing.assert_array_equal(T.ravel() == 1, labels[(labels == 4) | (labels == 9)] == 4)
    np.testing.assert_allclose(X.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(X.std(axis=0), 1, atol=1e-12)
    for column, place in enumerate((BAR, ROOF)):
        ink = np.array([image[place].sum() for image in chosen], dtype=float)
        assert np.corrcoef(X[:, column], ink)[0, 1] > 1 - 1e-9
    fours = X[T.ravel() == 1].mean(axis=0)
    assert fours[0] > 0.2  # more ink in the bar than nines
    assert fours[1] < -0.7  # less in the roof


def test_fours_and_nines_are_drawn_from_the_same_training_images_as_digits():
    other = digits(seed=1).train
    labels = labels_of(other)
    assert len(fours_and_nines(seed=1).X) == np.sum((labels == 4) | (labels == 9))


@pytest.mark.parametrize("make", [digits, four_or_not, xnor])
def test_every_call_returns_arrays_of_its_own(make):
    def all_arrays():
        result = make()
        return list(result) if make is xnor else [array for examples in result for array in examples]

    first = all_arrays()
    pristine = [array.copy() for array in first]
    for array in first:
        array[...] = -1
    for array, expected in zip(all_arrays(), pristine, strict=True):
        np.testing.assert_array_equal(array, expected)


def test_four_or_not_has_the_images_of_digits_and_asks_for_the_four(data, fours):
    for examples, asked in zip(data, fours, strict=True):
        np.testing.assert_array_equal(asked.X, examples.X)
        np.testing.assert_array_equal(asked.T[:, 0], labels_of(examples) == 4)


@pytest.mark.parametrize("make", [digits, four_or_not])
@pytest.mark.parametrize("seed", [-1, 1.5, "a"])
def test_a_bad_seed_is_refused(make, seed):
    with pytest.raises(ValueError, match=rf"^seed: expected a whole number .* got {re.escape(repr(seed))}$"):
        make(seed)


# xnor


def test_same_value_asks_whether_two_inputs_are_equal():
    X, T = xnor()
    assert X.dtype == T.dtype == np.float64
    assert X.shape == (4, 2)
    assert T.shape == (4, 1)
    assert {tuple(x) for x in X} == {(0, 0), (0, 1), (1, 0), (1, 1)}
    np.testing.assert_array_equal(T[:, 0], X[:, 0] == X[:, 1])


# one_hot


@pytest.mark.parametrize("labels", [[2, 0, 2], (2, 0, 2), np.array([2, 0, 2], np.uint8), np.array([2, 0, 2])])
def test_one_hot_has_a_1_in_the_column_of_the_label(labels):
    T = one_hot(labels, 4)
    assert T.dtype == np.float32
    np.testing.assert_array_equal(T, [[0, 0, 1, 0], [1, 0, 0, 0], [0, 0, 1, 0]])


def test_one_hot_of_no_labels_has_no_rows():
    T = one_hot([], 3)
    assert T.shape == (0, 3)
    assert T.dtype == np.float32


FROM_1 = "; if they run from 1, use labels - 1"
TEXT_LABELS = (
    "labels: expected whole numbers, got text; "
    "np.unique(labels, return_inverse=True)[1] numbers the classes in alphabetical order"
)


@pytest.mark.parametrize(
    ("labels", "classes", "error", "message"),
    [
        ([0, 3], 3, ValueError, "labels: expected numbers from 0 to 2, got 3 at index 1"),
        ([0, -1], 3, ValueError, "labels: expected numbers from 0 to 2, got -1 at index 1"),
        ([0.0, 1.0], 3, TypeError, "labels: expected whole numbers, got an array of float64; use labels.astype(int)"),
        ([True, False], 3, TypeError, "labels: expected whole numbers, got an array of bool"),
        (["b", "a"], 3, TypeError, TEXT_LABELS),
        (np.array(["b", "a"], dtype=object), 3, TypeError, TEXT_LABELS),
        (
            [1, 3, 2],
            3,
            ValueError,
            "labels: expected numbers from 0 to 2, got 3 at index 1; if they run from 1, use labels - 1",
        ),
        ([[0], [1]], 3, ValueError, "labels: expected shape (N,), got (2, 1); labels.ravel() makes a row of a column"),
        ([[0, 1]], 3, ValueError, "labels: expected shape (N,), got (1, 2)"),
        (1, 3, ValueError, "labels: expected shape (N,), got ()"),
        ([0], 0, ValueError, "classes: expected a whole number of at least 1, got 0"),
        ([0], 3.0, TypeError, "classes: expected a whole number of at least 1, got 3.0"),
    ],
)
def test_one_hot_says_what_does_not_fit(labels, classes, error, message):
    with pytest.raises(error, match=f"^{re.escape(message)}$"):
        one_hot(labels, classes)


# stratified


@st.composite
def labels_and_size(draw):
    labels = draw(st.lists(st.integers(-1, 5), max_size=60))
    return np.array(labels, dtype=int), draw(st.integers(0, len(labels)))


@settings(deadline=None, derandomize=True)
@given(labels_and_size(), st.integers(0, 2**32))
def test_stratified_draws_the_right_number_of_each_class(given_, seed):
    labels, size = given_
    drawn, rest = stratified(labels, size, np.random.default_rng(seed))
    assert len(drawn) == size
    np.testing.assert_array_equal(np.sort(np.concatenate([drawn, rest])), np.arange(len(labels)))
    for c in np.unique(labels):
        share = (labels == c).sum() * size / len(labels)
        assert abs((labels[drawn] == c).sum() - share) < 1


def test_stratified_rounds_up_the_largest_remainders():
    labels = np.repeat([0, 1, 2], [7, 6, 1])  # of 4 drawn, their shares are 2, 1.71 and 0.29
    drawn, _ = stratified(labels, 4, np.random.default_rng(0))
    assert np.bincount(labels[drawn], minlength=3).tolist() == [2, 2, 0]


def test_stratified_can_draw_every_example():
    draws = [stratified(np.repeat([0, 1], 10), 10, np.random.default_rng(seed))[0] for seed in range(30)]
    assert set(np.concatenate(draws)) == set(range(20))


def test_stratified_mixes_the_classes():
    labels = np.repeat([0, 1], 50)
    for part in stratified(labels, 50, np.random.default_rng(0)):
        assert np.abs(np.diff(labels[part])).sum() > 10  # 1 if the zeros came first
        assert (np.diff(part) < 0).any()


@pytest.mark.parametrize(
    ("labels", "size", "error", "message"),
    [
        ([0, 1], 3, ValueError, "size: expected at most 2, as many as there are labels, got 3"),
        ([0, 1], -1, ValueError, "size: expected a whole number of at least 0, got -1"),
        ([0, 1], 1.0, TypeError, "size: expected a whole number of at least 0, got 1.0"),
        ([[0, 1]], 1, ValueError, "labels: expected shape (N,), got (1, 2)"),
    ],
)
def test_stratified_says_what_does_not_fit(labels, size, error, message):
    with pytest.raises(error, match=f"^{re.escape(message)}$"):
        stratified(np.array(labels), size, np.random.default_rng(0))


@pytest.mark.parametrize("kind", TOYS)
def test_toy(kind):
    X, T = toy(kind, 101, noise=0.3, seed=2)
    assert X.shape == (101, 2)
    assert T.shape == (101, 1)
    assert T.sum() == 51
    clean = toy(kind, 101, noise=0, seed=2).X
    assert np.hypot(*clean.T).max() < 2.7
    np.testing.assert_allclose(toy(kind, 101, noise=0.6, seed=2).X - clean, 2 * (X - clean))
    assert (X - clean).std() == pytest.approx(0.3, rel=0.15)
    np.testing.assert_array_equal(toy(kind, 101, noise=0.3, seed=2).X, X)
    assert not np.allclose(toy(kind, 101, noise=0.3, seed=3).X, X)


def test_what_tells_the_classes_of_a_toy_problem_apart():
    X, T = toy("xnor", 200, noise=0)
    np.testing.assert_array_equal(X[:, 0] * X[:, 1] > 0, T[:, 0] == 1)
    assert (np.sign(X[T[:, 0] == 0]) == [1, -1]).all(axis=1).mean() == pytest.approx(0.5, abs=0.15)
    X, T = toy("circles", 200, noise=0)
    np.testing.assert_array_equal(np.hypot(*X.T) < 1.2, T[:, 0] == 1)
    X, T = toy("linear", 200, noise=0)
    np.testing.assert_array_equal(X @ [-0.6, 0.8] > 0, T[:, 0] == 1)


@pytest.mark.parametrize(("kind", "linear"), [("linear", 1), ("circles", 0.75), ("moons", 0.95), ("spirals", 0.75)])
def test_how_far_a_line_gets(kind, linear):
    """Only the line is for a net without hidden units; the rest take a bend."""
    examples = toy(kind, 200, noise=0)
    nets = [MLP([2, *hidden, 1], output="sigmoid", seed=0) for hidden in ([], [12, 12])]
    for net in nets:
        fit(net, examples, optimizer=Momentum(0.1), batch_size=20, epochs=400, verbose=False)
    found = [net.accuracy(*examples) for net in nets]
    assert found[0] == 1 == linear or found[0] < linear
    assert found[1] > 0.95


def test_toy_says_what_it_knows():
    with pytest.raises(ValueError, match=r"kind: expected one of circles, xnor, .*, got 'xor'"):
        toy("xor", 10)
    with pytest.raises(ValueError, match="noise: expected"):
        toy("moons", 10, noise=-1)
