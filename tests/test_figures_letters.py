"""Printed letters as images: as large as the digits, in the middle, the same on every machine."""

import string

import numpy as np
import pytest

from lecture_nn.datasets import digits
from lecture_nn.figures.letters import FONTS, letters

every_font = pytest.mark.parametrize("font", FONTS)


def pictures(characters, font="sans"):
    return letters(characters, font).reshape(-1, 32, 32)


def largest_extent(image):
    rows, columns = np.flatnonzero(image.max(axis=1)), np.flatnonzero(image.max(axis=0))
    return max(np.ptp(rows), np.ptp(columns)) + 1


@every_font
def test_letters_are_as_large_as_the_digits_and_in_the_middle(font):
    X = letters(string.ascii_uppercase, font)
    assert X.shape == (26, 1024)
    assert X.dtype == np.float32
    assert X.min() == 0
    assert X.max() == 1
    for image in X.reshape(-1, 32, 32):
        assert 20 <= largest_extent(image) <= 21
        for axis in (0, 1):
            assert np.average(np.arange(32), weights=image.sum(axis=1 - axis)) == pytest.approx(16, abs=0.2)


def test_their_strokes_are_about_as_wide_as_those_of_the_digits():
    ink = [pictures(string.ascii_uppercase, font).sum(axis=(1, 2)).mean() for font in FONTS]
    assert np.mean(ink) == pytest.approx(digits().train.X.sum(axis=1).mean(), rel=0.25)


def test_letters_stand_upright_and_have_holes():
    (f, o, a) = pictures("FOA")
    rows, columns = [np.flatnonzero(f.max(axis=axis)) for axis in (1, 0)]
    assert f[rows[1]].sum() > 2 * f[rows[-2]].sum()
    assert f[:, columns[1]].sum() > 2 * f[:, columns[-2]].sum()
    assert o[14:18, 14:18].max() == 0
    assert a[:10, 15:17].max() == 1
    assert a[25, 15:17].max() == 0


def test_each_character_has_an_image_of_its_own():
    X = letters("ABA")
    assert np.array_equal(X[0], X[2])
    assert np.abs(X[0] - X[1]).sum() > 20
    assert np.abs(letters("A", "serif") - X[0]).sum() > 5


def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(ValueError, match=r"font: expected one of 'sans', .*, got 'Comic'"):
        letters("A", "Comic")
    for wrong in ("", "A B"):
        with pytest.raises(ValueError, match="characters: expected letters, without blanks"):
            letters(wrong)
