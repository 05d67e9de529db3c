"""Printed letters as images like those of the digits: pictures that a network for digits has never seen (L23)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib
import numpy as np
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path as Outline
from matplotlib.textpath import TextPath

from lecture_nn.validation import check_choice

if TYPE_CHECKING:
    from numpy.typing import NDArray

FONTS = {"sans": "DejaVuSans", "serif": "DejaVuSerif", "mono": "DejaVuSansMono", "times": "STIXGeneral"}
"""Fonts that every matplotlib brings with it, so that the letters are the same on every machine."""

SIDE = 32
BOX = 20
"""The digits fill a square of this side ..."""
CENTRE = 16
"""... and their centre of mass is at this column and row."""
FINE = 4
"""A pixel is the mean of FINE by FINE points, each of them ink or paper."""


def letters(characters: str, font: str = "sans") -> NDArray:
    """Return characters as images like those of `lecture_nn.datasets.digits`, shape (N, 1024).

    Parameters
    ----------
    characters : str
        One image for each of them; blanks are not allowed.
    font : {"sans", "serif", "mono", "times"}
        A font that comes with matplotlib.

    Returns
    -------
    array of float32
        From 0 (paper) to 1 (ink). Like the digits, each is 20 pixels long in its longer direction, and its centre of
        mass is in the middle.
    """
    font = check_choice("font", font, FONTS)
    if not characters or any(character.isspace() for character in characters):
        raise ValueError(f"characters: expected letters, without blanks, got {characters!r}")
    return np.array([_image(character, font) for character in characters])


@cache
def _image(character: str, file: str) -> NDArray:
    font = FontProperties(fname=Path(matplotlib.get_data_path()) / "fonts" / "ttf" / f"{file}.ttf")
    polygons = [np.array(each) for each in TextPath((0, 0), character, size=100, prop=font).to_polygons()]
    corners = np.concatenate(polygons)
    low, high = corners.min(axis=0), corners.max(axis=0)
    scale = BOX / (high - low).max()
    middles = (np.arange(SIDE * FINE) + 0.5) / FINE - CENTRE  # of the points, in pixels from the centre
    x, y = np.meshgrid(middles, -middles)  # rows run downwards, the font's y upwards
    points = np.column_stack([x.ravel(), y.ravel()]) / scale + (low + high) / 2
    ink = np.zeros(len(points), dtype=bool)
    for polygon in polygons:
        ink ^= Outline(polygon).contains_points(points)  # an outline within another is a hole
    ink = ink.reshape(x.shape)
    middle = (CENTRE + 0.5) * FINE - 0.5  # of the pixel at the centre, counted in points
    places = np.arange(SIDE * FINE)
    shift = [round(middle - np.average(places, weights=ink.sum(axis=1 - axis))) for axis in (0, 1)]
    ink = np.roll(ink, shift, axis=(0, 1))
    return ink.reshape(SIDE, FINE, SIDE, FINE).mean(axis=(1, 3)).ravel().astype(np.float32)
